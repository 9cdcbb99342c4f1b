import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import type { Finding } from '../../src/review/finding.ts';
import { keyFindings, oldestFirst, unknownFindings, unused } from '../../src/review/keys.ts';
import { findingId } from '../../src/review/finding-id.ts';
import { type HeldKey, unreadKeys } from '../../src/review/read-keys.ts';
import { A, B, NOW, ORGANIZATION, X, credential, dns, entryAt, key, registry } from './support/fixtures.ts';
import { ACCOUNT, held } from './support/review.ts';

const findingsOf = (...keys: HeldKey[]): Finding[] =>
  keyFindings(keys, { maxAge: 90 * DAY, now: NOW, organizationId: ORGANIZATION });

/** The only finding. */
function finding(...keys: HeldKey[]): Finding {
  const [first, ...others] = findingsOf(...keys);
  expect(others).toEqual([]);
  if (first === undefined) throw new Error('Nothing was found.');
  return first;
}

describe('the age of a key', () => {
  test.each([
    [0, undefined],
    [90 - 15, undefined],
    [90 - 14, 'plan'],
    [89, 'plan'],
    [90, 'soon'],
    [400, 'soon'],
  ])('%s days of 90', (age, urgency) => {
    expect(findingsOf(held({ age: age * DAY }))[0]?.urgency).toBe(urgency);
  });

  test('due: who holds it, whose it is, how old, and what to do', () => {
    expect(finding(held({ age: 95 * DAY, holders: [registry(A), credential(A)] }))).toMatchObject({
      urgency: 'soon',
      what: `cloud credential 'AWS', container registry 'ECR' hold ${A}, a key of the IAM user qovery that is 95 days old; the limit is 90 days.`,
      next: 'Run operation rotate for it.',
    });
  });

  test('about to be due: when', () => {
    const { what, next } = finding(held({ age: 80 * DAY }));
    expect(what).toMatch(/80 days old: to be renewed by 2026-11-30\.$/);
    expect(next).toBe('Run operation rotate for it.');
  });

  test('one that no credential holds cannot be rotated by operation rotate', () => {
    const { next } = finding(held({ age: 95 * DAY, holders: [registry(A)] }));
    expect(next).toMatch(/^No cloud credential holds it, so operation rotate cannot renew it/);
  });

  test('one that a fixed holder has too does not rotate before that has another key', () => {
    const { next } = finding(held({ age: 95 * DAY, holders: [credential(A), dns(A)] }));
    expect(next).toMatch(
      /^Operation rotate does not start while DNS provider 'of cluster staging' holds it\./,
    );
    expect(next).not.toMatch('Run operation rotate');
  });

  test('of many holders, some are named, credentials first', () => {
    const registries = Array.from({ length: 30 }, (_, n) => registry(A, { name: `r${n}` }));
    const { what } = finding(held({ age: 95 * DAY, holders: [...registries, credential(A)] }));
    expect(what).toMatch(/^cloud credential 'AWS', container registry 'r0', .*'r7' and 22 more hold /);
  });
});

describe('a key that does not work, or cannot be seen', () => {
  test('inactive: AWS refuses it', () => {
    const { urgency, what, next } = finding(held({ status: 'Inactive' }));
    expect([urgency, what]).toEqual(['now', expect.stringMatching(/is Inactive: AWS refuses it/)]);
    expect(next).toMatch('Activate it');
  });

  test('inactive in the middle of a rotation: the next run brings it back, nobody need touch it', () => {
    const journal = entryAt('deactivated');
    const [first] = findingsOf(held({ status: 'Inactive', others: [key(B)], journal }));
    expect(first).toMatchObject({ urgency: 'now', next: expect.stringMatching(/Run operation rotate/) });
    expect(first?.next).not.toMatch('Activate it in IAM');
  });

  test('a status that did not exist when this was written', () => {
    expect(finding(held({ status: 'Expired' })).what).toMatch(/is Expired/);
  });

  const common = { id: A, holders: [credential(A)] };
  test('gone, or we may not ask: first look, then act', () => {
    const { urgency, what, next } = finding({ ...common, is: 'gone', account: ACCOUNT });
    expect(urgency).toBe('now');
    expect(what).toMatch(/names no owner/);
    expect(next).toMatch(/^Look it up in IAM\. If it is there, allow iam:GetAccessKeyLastUsed/);
  });

  test('of another account, unread, temporary', () => {
    expect(finding({ ...common, is: 'elsewhere', account: '210987654321' })).toMatchObject({
      urgency: 'plan',
      what: expect.stringMatching('210987654321'),
    });
    expect(finding({ ...common, is: 'unread', why: 'AccessDenied' })).toMatchObject({
      urgency: 'soon',
      what: expect.stringMatching('AccessDenied'),
    });
    expect(finding({ ...common, id: 'ASIAAAAAAAAAAAAAAAAA', is: 'temporary' })).toMatchObject({
      urgency: 'now',
    });
  });
});

describe('several accounts', () => {
  const at = (id: string, account: string, is: 'elsewhere' | 'refused'): HeldKey => {
    const refusal = { account, why: `AWS account ${account} says no.`, remedy: 'Allow it.' };
    const common = { id, holders: [credential(id)] };
    return is === 'elsewhere'
      ? { ...common, is, account }
      : { ...common, is: 'unread', why: refusal.why, refusal };
  };

  test('that this run does not look into: a line for each, which no count has', () => {
    const found = findingsOf(at(A, '2', 'elsewhere'), at(B, '2', 'elsewhere'), at(X, '3', 'elsewhere'));
    expect(found.map(({ urgency }) => urgency)).toEqual(['plan', 'plan']);
    expect(found[0]?.what).toMatch(new RegExp(`^2 keys belong to AWS account 2, .*${A}.*${B}`));
    expect(found[1]?.what).toMatch(new RegExp(`^1 key belongs to AWS account 3, .*${X}`));
  });

  test('that refuse: a finding for each, with its own remedy', () => {
    expect(findingsOf(at(A, '2', 'refused'), at(B, '2', 'refused'), held({ id: X, user: 'x' }))).toEqual([
      {
        id: findingId('account-refuses', '2'),
        urgency: 'soon',
        what: `AWS account 2 says no. So the age of ${A}, ${B} is not known.`,
        next: 'Allow it.',
      },
    ]);
  });

  test('with users of the same name: each is looked at', () => {
    const second = held({ id: A, age: DAY, others: [key(X)] });
    const other = { ...held({ id: B, age: DAY }), account: '2' };
    expect(finding(second, other).what).toMatch(`has a second key that nothing in Qovery holds: ${X}`);
    expect(finding(other, second).what).toMatch(X);
  });
});

test('what does not show its key is told, with what to do', () => {
  const { kind, id, name } = credential(A);
  expect(unknownFindings([{ kind, id, name, why: 'Qovery shows no key' }])).toMatchObject([
    {
      urgency: 'soon',
      what: "Which key the cloud credential 'AWS' holds is not known: Qovery shows no key.",
      next: expect.stringMatching(/Qovery console.*no rotation can retire a key/),
    },
  ]);
});

describe('a second key', () => {
  const second = key(X, { createdAt: NOW - HOUR });

  test('that nothing in Qovery holds', () => {
    const { urgency, what, next } = finding(held({ others: [second] }));
    expect(urgency).toBe('soon');
    expect(what).toMatch(`a second key that nothing in Qovery holds: ${X} (Active, created `);
    expect(next).toMatch(`'retire-key: ${X}'`);
  });

  test('that another credential holds: no rotation can start, told once', () => {
    const user = 'qovery';
    const other = credential(X, { name: 'AWS too', id: 'other' });
    const a = held({ user, others: [second] });
    const b = held({ user, id: X, age: HOUR, holders: [other], others: [key(A)] });
    const { urgency, what, next } = finding(a, b);
    expect(urgency).toBe('soon');
    expect(what).toBe(
      `Qovery holds both keys of the IAM user qovery: cloud credential 'AWS' holds ${A}; cloud credential 'AWS too' holds ${X}.`,
    );
    expect(next).toMatch(/no rotation can start/);
  });

  test('that a registry alone holds', () => {
    const a = held({ others: [second] });
    const b = held({ id: X, age: HOUR, holders: [registry(X)], others: [key(A)] });
    expect(finding(a, b).what).toMatch(`container registry 'ECR' holds ${X}`);
  });
});

describe('a rotation that is not over', () => {
  const halfDone = (journal: Parameters<typeof held>[0] & object): HeldKey[] => [
    held({ id: B, age: HOUR, others: [key(A)], ...journal }),
  ];

  test('goes on with the next run; its old key is no second key of somebody', () => {
    const found = finding(...halfDone({ journal: entryAt('deployed') }));
    expect(found).toMatchObject({
      urgency: 'plan',
      what: expect.stringMatching(`${A}, the old key.*is on its way`),
    });
    expect(found.next).toMatch(/next run of operation rotate/);
  });

  test('held back after something broke', () => {
    const journal = { ...entryAt('deployed'), restored: NOW - HOUR, why: 'staging failed' };
    const found = finding(...halfDone({ journal }));
    expect(found).toMatchObject({ urgency: 'now', what: expect.stringMatching('staging failed') });
    expect(found.next).toMatch(`'retire-key: ${A}'`);
  });

  test('refused by a holder', () => {
    const journal = { ...entryAt('storing'), refused: "container registry 'ECR'" };
    const found = finding(...halfDone({ journal }));
    expect(found).toMatchObject({ urgency: 'now', what: expect.stringMatching(/ECR.* refused/) });
  });

  test('of another organisation: the next run does not go on with it', () => {
    const journal = { ...entryAt('deployed'), organization: 'another' };
    const found = finding(...halfDone({ journal }));
    expect(found.what).toMatch(/another Qovery organisation \(another\)/);
    expect(found.next).not.toMatch(/next run/);
  });

  test('between its two keys, both of which Qovery still holds', () => {
    const journal = entryAt('storing');
    const a = held({ age: 95 * DAY, holders: [registry(A)], others: [key(B)], journal });
    const b = held({ id: B, age: HOUR, others: [key(A)], journal });
    expect(finding(a, b).what).toMatch(/is on its way/);
  });
});

describe('credentials that no cluster uses', () => {
  const idle = (keyId: string, name: string, id = name): ReturnType<typeof credential> =>
    credential(keyId, { name, id, clusterIds: [] });

  test('their key may go with them', () => {
    const { urgency, what, next } = finding(held({ holders: [idle(A, 'old')] }));
    expect([urgency, what]).toEqual(['plan', "The credential 'old' is used by no cluster."]);
    expect(next).toMatch(/its key in AWS/);
  });

  test('unless something else in Qovery holds it: to delete it would break that', () => {
    for (const other of [credential(A), registry(A)]) {
      const { what, next } = finding(held({ holders: [idle(A, 'old'), other] }));
      expect(what).toBe("The credential 'old' is used by no cluster.");
      expect(next).toMatch(/Leave its key in AWS alone/);
    }
  });

  test('can be told without AWS', () => {
    const keys = unreadKeys([idle(A, 'one'), idle(A, 'two'), credential(B)], 'no session');
    expect(unused(keys).map(({ what }) => what)).toEqual([
      "The credentials 'one', 'two' are used by no cluster.",
    ]);
  });
});

test('the keys that ask most of the reader come first', () => {
  const keys: HeldKey[] = [
    held({ id: B, age: DAY }),
    held({ id: A, age: 50 * DAY }),
    { id: X, holders: [], is: 'elsewhere', account: '2' },
    held({ id: 'AKIAINACTIVE', age: 2 * DAY, status: 'Inactive' }),
  ];
  expect(oldestFirst(keys).map(({ id }) => id)).toEqual(['AKIAINACTIVE', X, A, B]);
});
