import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import type { Uuid } from '../../src/lib/ids.ts';
import type { Credential } from '../../src/qovery/schemas.ts';
import { dueOutcome } from '../../src/due/summary.ts';
import { type DueKey, type Need, dueKeys, needOf } from '../../src/due/due-keys.ts';
import { type HeldKey, ofUsers } from '../../src/review/read-keys.ts';
import { A, B, CREDENTIAL, NOW, X, credential, dns, entryAt, key, registry } from './support/fixtures.ts';
import { ACCOUNT, DUE, held } from './support/review.ts';

const LIMIT = 90 * DAY;
const keysOf = (...keys: HeldKey[]): DueKey[] => dueKeys(keys, LIMIT, NOW);
const REFUSAL = { account: '3', why: 'This run cannot work in AWS account 3: no.', remedy: 'Allow it.' };
const bare = { id: A, holders: [credential(A)] };

describe('what a key needs', () => {
  test.each<[HeldKey, Need]>([
    [held({ age: LIMIT - 1 }), 'not-due'],
    [held({ age: LIMIT }), 'due'],
    [held({ age: HOUR, journal: entryAt('deployed') }), 'unfinished'],
    [held({ age: HOUR, journal: { intent: NOW } }), 'unfinished'],
    [{ ...bare, is: 'gone', account: ACCOUNT }, 'gone'],
    [{ ...bare, is: 'temporary' }, 'gone'],
    [{ ...bare, is: 'elsewhere', account: '2' }, 'elsewhere'],
    [{ ...bare, is: 'unread', why: 'no' }, 'unknown'],
    [{ ...bare, is: 'unread', why: 'no', refusal: REFUSAL }, 'refused'],
  ])('%#: $1', (one, need) => {
    expect(needOf(one, LIMIT, NOW)).toBe(need);
  });
});

describe('the entries', () => {
  test('one a key, whoever else holds it', () => {
    const holders = [registry(A), credential(A), credential(A, { id: 'second', name: 'AWS too' })];
    expect(keysOf(held({ holders }))).toMatchObject([{ credential: { id: CREDENTIAL, name: 'AWS' } }]);
  });

  test('none for a key that no cloud credential holds', () => {
    expect(keysOf(held({ holders: [registry(A), dns(A)] }))).toEqual([]);
  });

  test('one for the two keys of a user in the middle of a rotation', () => {
    const journal = entryAt('storing');
    const a = held({ holders: [credential(A, { id: 'a' })], others: [key(B)], journal });
    const b = held({ id: B, holders: [credential(B, { id: 'b' })], others: [key(A)], journal });
    expect(keysOf(a, b)).toHaveLength(1);
  });

  test('what needs a run first, then the oldest', () => {
    const of = (id: string, age: number, changes: Parameters<typeof held>[0] = {}): HeldKey =>
      held({ id, age: age * DAY, user: id, holders: [credential(id)], ...changes });
    const keys = keysOf(
      of('young', 1),
      of('old', 100),
      of('older', 200),
      of('begun', 2, { journal: { intent: NOW } }),
      { id: X, holders: [credential(X)], is: 'elsewhere', account: '2' },
      { id: 'lost', holders: [credential('lost')], is: 'gone', account: ACCOUNT },
    );
    expect(keys.map(({ held: { id } }) => id)).toEqual(['lost', 'begun', 'older', 'old', 'young', X]);
  });
});

function outcome(
  keys: DueKey[],
  changes: Partial<Parameters<typeof dueOutcome>[0]> = {},
): ReturnType<typeof dueOutcome> {
  return dueOutcome({
    ...{ inputs: DUE, startedAt: NOW, endedAt: NOW, now: NOW, keys },
    ...{ unknown: [], leftOut: [], credentials: [], clusters: [], notes: [] },
    ...changes,
  });
}
const matrixOf = ({ outputs }: ReturnType<typeof dueOutcome>): Record<string, unknown>[] =>
  (JSON.parse(outputs['matrix'] ?? '') as { include: Record<string, unknown>[] }).include;

describe('the outcome', () => {
  test('due: a matrix for the next job', () => {
    const done = outcome(
      keysOf(held({ age: 95 * DAY }), held({ id: B, user: 'b', age: 3 * DAY, holders: [credential(B)] })),
    );
    expect(done.result).toBe('due');
    expect(matrixOf(done)).toEqual([
      { credentials_id: CREDENTIAL, name: 'AWS', aws_account_id: ACCOUNT, age_days: 95 },
    ]);
    expect(done.outputs['next-rotation']).toBe('2026-11-15T12:00:00Z');
    expect(done.summary).toMatch('### ⏰ 1 of 2 keys needs a run of `rotate`');
  });

  test('keys of other accounts: not in the matrix, in no count, and in one line for each account', () => {
    const elsewhere = (id: string, account: string): HeldKey => ({
      ...{ id, holders: [credential(id, { id: `c-${id}`, name: `of ${id}` })] },
      ...{ is: 'elsewhere', account },
    });
    const done = outcome(
      keysOf(elsewhere('AKIA1', '2'), held(), elsewhere('AKIA2', '2'), elsewhere('AKIA3', '3')),
    );
    expect(done).toMatchObject({ result: 'none-due', warnings: [] });
    expect(matrixOf(done)).toEqual([]);
    expect(done.summary).toMatch('### ✅ No key is due: 1 key\n');
    const lines = done.notes.filter((note) => note.includes('not signed in there'));
    expect(lines).toEqual([
      expect.stringMatching(
        /^2 keys belong to AWS account 2, .*AKIA1 \('of AKIA1'\), AKIA2 \('of AKIA2'\)\./,
      ),
      expect.stringMatching(/^1 key belongs to AWS account 3, .*AKIA3/),
    ]);
    expect(done.report['keys']).toHaveLength(4);
  });

  test('an account that refuses: one job, which tells it, and one line, whatever the number of its keys', () => {
    const refused = (id: string): HeldKey => ({
      ...{ id, holders: [credential(id, { id: `c-${id}`, name: id })] },
      ...{ is: 'unread', why: REFUSAL.why, refusal: REFUSAL },
    });
    const done = outcome(keysOf(refused('one'), refused('two'), held({ age: 95 * DAY }), refused('three')));
    expect(matrixOf(done)).toEqual([
      expect.objectContaining({ credentials_id: CREDENTIAL }),
      { credentials_id: 'c-one', name: 'one', aws_account_id: '3', age_days: null },
    ]);
    expect(done.warnings).toEqual([
      'This run cannot work in AWS account 3: no. Allow it. Its 3 keys are not looked at.',
    ]);
    expect(done.summary.split(REFUSAL.why)).toHaveLength(2);
  });

  test('users of the same name in two accounts are two', () => {
    const journal = entryAt('deployed');
    const a = held({ holders: [credential(A, { id: 'a' })], journal });
    const b = { ...held({ id: B, holders: [credential(B, { id: 'b' })], journal }), account: '2' };
    expect(matrixOf(outcome(keysOf(a, b)))).toHaveLength(2);
  });

  test('none due', () => {
    const done = outcome(keysOf(held()));
    expect(done.result).toBe('none-due');
    expect(matrixOf(done)).toEqual([]);
    expect(done.outputs['next-rotation']).toBe('2027-01-19T12:00:00Z');
    expect(done.summary).toMatch(/^### ✅ No key is due: 1 key\n/);
  });

  test('no credentials at all', () => {
    const done = outcome([]);
    expect(done).toMatchObject({ result: 'none-due', outputs: { matrix: '{"include":[]}' }, warnings: [] });
    expect(done.outputs).not.toHaveProperty('next-rotation');
  });

  test('an age that nobody knows is null', () => {
    const done = outcome(keysOf({ ...bare, is: 'unread', why: 'AWS could not list: AccessDenied' }));
    expect(matrixOf(done)).toEqual([
      { credentials_id: CREDENTIAL, name: 'AWS', aws_account_id: null, age_days: null },
    ]);
    expect(done.summary).toMatch('AWS could not list: AccessDenied');
  });

  test('of 300 keys the 256 oldest are in the matrix, and the rest is told', () => {
    const keys = Array.from({ length: 300 }, (_, n) =>
      held({
        id: `k${n}`,
        user: `u${n}`,
        age: (100 + n) * DAY,
        holders: [credential(`k${n}`, { id: `c${n}` })],
      }),
    );
    const done = outcome(keysOf(...keys));
    expect(matrixOf(done).map(({ age_days: age }) => age)).toEqual(
      Array.from({ length: 256 }, (_, n) => 399 - n),
    );
    expect(done.warnings).toEqual([
      '300 keys need a run, and GitHub allows 256 jobs in a matrix: the next run has the other 44.',
    ]);
    expect(done.summary).toMatch('the next run has the other 44');
    expect(done.summary).toMatch('c299');
  });

  test('a credential that does not show its key is a warning, and the others go on', () => {
    const { id, name } = credential(B, { id: 'hidden', name: 'AWS hidden' });
    const unknown = [{ kind: 'cloud credential' as const, id, name, why: 'Qovery shows no key' }];
    const done = outcome(keysOf(held({ age: 95 * DAY })), { unknown });
    const text = "Which key the cloud credential 'AWS hidden' holds is not known: Qovery shows no key.";
    expect(done.warnings).toEqual([text]);
    expect(done.summary).toContain('Which key the cloud credential');
    expect(matrixOf(done)).toHaveLength(1);
  });

  test('every credential is there with its name, id and clusters', () => {
    const of = (
      id: string,
      more: Partial<Credential>,
    ): Parameters<typeof dueOutcome>[0]['credentials'][number] => ({
      credential: { id, name: `the ${id}`, object_type: 'AWS', ...more } as Credential,
      clusters: [{ id: 'c', name: 'production' }],
    });
    const { summary } = outcome(keysOf(held({ holders: [credential(A, { id: 'static' })] })), {
      credentials: [
        of('static', { access_key_id: A }),
        of('role', { object_type: 'AWS_ROLE', role_arn: 'arn' }),
        of('vsphere', { object_type: 'EKS_ANYWHERE_VSPHERE', access_key_id: B }),
        of('google', { object_type: 'GCP' }),
      ],
    });
    for (const id of ['static', 'role', 'vsphere', 'google']) expect(summary).toMatch(`\`${id}\``);
    expect(summary).toMatch(/<br>`static` \| production \| 30\u00a0days\u00a0old \|/);
    expect(summary).toMatch(/the role \| `role` \| an AWS role: no key to rotate \|/);
  });

  test('names are text', () => {
    const name = '"</td>|\n```::error::';
    const done = outcome(keysOf(held({ age: 99 * DAY, user: name, holders: [credential(A, { name })] })));
    expect(matrixOf(done)).toMatchObject([{ name }]);
    expect(done.summary).not.toMatch(/<\/td>|```/);
  });
});

describe('aws-iam-user', () => {
  test('leaves the keys of other users out, and says so; a key without a known owner stays', () => {
    const ours = held({ id: A, user: 'ours', age: 100 * DAY, holders: [credential(A, { id: 'a' })] });
    const theirs = held({ id: B, user: 'theirs', age: 100 * DAY, holders: [credential(B, { id: 'b' })] });
    const gone: HeldKey = { id: X, holders: [credential(X)], is: 'gone', account: ACCOUNT };
    const keys = [ours, theirs, gone];
    expect(ofUsers(keys, undefined)).toEqual(keys);
    expect(ofUsers(keys, ['ours', 'x'])).toEqual([ours, gone]);
    const done = outcome(keysOf(...ofUsers(keys, ['ours'])), {
      leftOut: [theirs],
      credentials: [
        {
          credential: { id: 'b' as Uuid, name: 'Theirs', object_type: 'AWS' } as unknown as Credential,
          clusters: [],
        },
      ],
    });
    expect(matrixOf(done).map(({ credentials_id: id }) => id)).not.toContain('b');
    expect(done.summary).toMatch(
      /\| Theirs \| `b` \| a key of the IAM user `theirs`, which `aws-iam-user` leaves out \|/,
    );
  });
});
