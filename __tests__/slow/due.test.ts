import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { act, start } from '../support/action.ts';
import type { ActOptions, Run } from '../support/action.ts';
import { company, expectConsistent, expectHealthy } from '../support/company.ts';
import type { Company, CredentialPlan } from '../support/company.ts';
import { NO_SESSION } from '../support/processes.ts';

// The built action against the sandbox: which keys need a run, and that these runs leave nothing due.

interface Entry {
  credentials_id: string;
  name: string;
  aws_account_id: string | null;
  age_days: number | null;
}
interface DueRun extends Run {
  include: Entry[];
}

async function due(
  { sandbox }: Company,
  inputs: Record<string, string> = {},
  options: ActOptions = {},
): Promise<DueRun> {
  const run = await act(sandbox, { operation: 'due', ...inputs }, options);
  expectConsistent(run);
  expect(run.requests.filter(({ write }) => write)).toEqual([]);
  const { include } = JSON.parse(run.outputs['matrix'] ?? '{"include":[]}') as { include: Entry[] };
  return { ...run, include };
}

const plan = (name: string, keyAge: number, more: Partial<CredentialPlan> = {}): CredentialPlan => ({
  ...{ name, user: name, keyAge: keyAge * DAY, clusters: [`${name}-cluster`] },
  ...more,
});

describe('which keys need a run', () => {
  test('one entry a key: credentials that share one, and its registry, are one', async () => {
    await using acme = await company({
      credentials: [plan('old', 100), plan('young', 3), plan('shares', 0, { user: 'old' })],
    });
    acme.world.addRegistry({ name: 'ECR', key: acme.key('old') });
    const run = await due(acme);
    expect(run).toMatchObject({ result: 'due', warnings: [] });
    const { id } = acme.credential('old');
    const account = { aws_account_id: '123456789012', age_days: 100 };
    expect(run.include).toEqual([{ credentials_id: id, name: 'old', ...account }]);
    for (const credential of acme.world.credentials) expect(run.summary).toMatch(credential.id);
    expect(run.summary).toMatch('old-cluster, shares-cluster');
  });

  test('none, by the age that was asked for', async () => {
    await using acme = await company({ credentials: [plan('a', 80)] });
    expect(await due(acme)).toMatchObject({ result: 'none-due', include: [] });
    expect(await due(acme, { 'max-age': '80d' })).toMatchObject({ result: 'due' });
    expect(await due(acme, { 'max-age': '81d' })).toMatchObject({ result: 'none-due' });
  });

  test('an organisation without static credentials needs no AWS', async () => {
    await using acme = await company({ credentials: [] });
    acme.world.addCredential({
      name: 'by role',
      kind: 'AWS_ROLE',
      details: { role_arn: 'arn:aws:iam::1:role/q' },
    });
    const run = await due(acme, {}, { env: NO_SESSION });
    expect(run).toMatchObject({ result: 'none-due', include: [] });
    expect(run.summary).toMatch('an AWS role: no key to rotate');
  });

  test('a rotation that is not over, at any age; once, while Qovery holds both of its keys', async () => {
    await using acme = await company({ credentials: [plan('a', 80), plan('b', 0, { user: 'a' })] });
    acme.sandbox.fault({
      match: { operation: 'editAWSCredentials', nth: 2 },
      times: 99,
      kind: { status: 400 },
    });
    expect((await acme.rotate()).result).toBe('failed');
    acme.sandbox.clearFaults();
    expect(new Set(Object.values(acme.holders())).size).toBe(2);
    const run = await due(acme);
    expect(run.include).toHaveLength(1);
    expect(run.summary).toMatch('unfinished rotation');
  });

  test('what this run cannot see is for a run of its own, but for keys of other accounts; the reason is told', async () => {
    await using acme = await company({
      credentials: [
        plan('elsewhere', 9, { account: '210987654321' }),
        plan('refused', 9),
        plan('dead', 9),
        plan('fine', 9),
      ],
    });
    acme.world.setKeyStatus(acme.key('dead').id, 'Deleted');
    acme.sandbox.fault({
      match: ({ operation, body }) =>
        operation === 'ListAccessKeys' && (body as { UserName?: string }).UserName === 'refused',
      times: Infinity,
      kind: { status: 403, body: { code: 'AccessDenied', message: 'no' } },
    });
    const run = await due(acme);
    expect(run.include.map(({ name, age_days: age }) => [name, age])).toEqual([
      ['dead', null],
      ['refused', null],
    ]);
    expect(run.summary).toMatch(/1 key belongs to AWS account 210987654321.*'elsewhere'/);
    expect(run.summary).toMatch(/\*\*not known\*\*: its own run decides<br>AWS could not list/);
  });

  test('of 300 keys, the 256 oldest; the rest is told', async () => {
    await using acme = await company({
      credentials: Array.from({ length: 300 }, (_, n) => plan(`c${n}`, 100 + n, { clusters: [] })),
    });
    const run = await due(acme);
    expect(run.include.map(({ name }) => name)).toEqual(Array.from({ length: 256 }, (_, n) => `c${299 - n}`));
    expect(run.warnings).toEqual([
      expect.stringMatching(/^300 keys need a run, .* the next run has the other 44\.$/),
    ]);
    expect(JSON.parse(run.outputs['report'] ?? '')).toMatchObject({ keys: { length: 300 } });
  });
});

describe('without what it needs', () => {
  test('no AWS session: failed, and says what is missing', async () => {
    await using acme = await company();
    const run = await due(acme, {}, { env: NO_SESSION });
    expect(run).toMatchObject({
      result: 'failed',
      errors: [expect.stringMatching(/role-to-assume.*Nothing was changed/)],
    });
  });

  test('credentials refused', async () => {
    await using acme = await company();
    acme.sandbox.fault({
      match: { operation: 'listOrganizationCredentials' },
      times: 99,
      kind: { status: 403 },
    });
    expect((await due(acme)).errors).toEqual([
      expect.stringMatching(/could not list the cloud credentials: HTTP 403/),
    ]);
  });

  test('cancelled while AWS hangs', async () => {
    await using acme = await company();
    acme.sandbox.fault({ match: { operation: 'ListUserTags' }, times: 99, kind: { hang: 'before' } });
    const started = start(acme.sandbox, { operation: 'due' });
    while (!acme.sandbox.requests.some(({ operation }) => operation === 'ListUserTags')) {
      await new Promise((resume) => setTimeout(resume, 50));
    }
    const cancelledAt = performance.now();
    started.child.kill('SIGINT');
    const run = await started.done;
    expect(performance.now() - cancelledAt).toBeLessThan(5000);
    expect(run.stdout).toMatch('::error::The run was cancelled. Nothing was changed.');
  });
});

describe('due, rotate, due, rotate …', () => {
  /** What a scheduled workflow does: asks what is due, and runs a job for each entry. */
  async function round(acme: Company, inputs: Record<string, string>): Promise<string[]> {
    const { result, include } = await due(acme, { 'max-age': '75d' });
    expect(result).toBe(include.length > 0 ? 'due' : 'none-due');
    for (const { credentials_id: id } of include) {
      const run = await acme.rotate({ 'credentials-id': id, 'max-age': '75d', ...inputs });
      expect(run).toMatchObject({ errors: [], exitCode: 0 });
    }
    return include.map(({ name }) => name);
  }

  const credentials = [
    plan('oldest', 200),
    plan('shares-oldest', 0, { user: 'oldest' }),
    plan('old', 76),
    plan('half-done', 90, { clusters: ['half-done-production'] }),
    plan('young', 70),
  ];

  /** One active key for every user, held everywhere, and run with. */
  function expectOneKeyEach(acme: Company): void {
    expectHealthy(acme);
    for (const { name } of acme.world.iam.users) expect(Object.values(acme.keys(name))).toEqual(['Active']);
    for (const { name, key } of acme.world.credentials) expect(key).toMatchObject({ id: acme.key(name).id });
    const running = new Set(Object.values(acme.running()));
    expect(running).toEqual(new Set(acme.world.credentials.map(({ key }) => key?.id)));
    for (const { name } of acme.world.iam.users) expect(acme.journal(name)).toEqual({});
  }

  test('a few minutes at a time: ends with one key for every credential, and nothing due', async () => {
    await using acme = await company({ credentials });
    acme.world.addRegistry({ name: 'ECR', key: acme.key('old'), cluster: acme.cluster('old-cluster') });
    const before = new Map(acme.world.credentials.map(({ name }) => [name, acme.key(name).id]));
    const half = await acme.rotate({
      'credentials-id': acme.credential('half-done').id,
      'wait-for-deletion': 'false',
    });
    expect(half.result).toBe('pending');

    const rounds: string[][] = [];
    for (let n = 0; n < 12; n++) {
      rounds.push(await round(acme, { 'wait-for-deletion': 'false', 'deactivate-for': '1d' }));
      if (rounds.at(-1)?.length === 0) break;
      acme.clock.advance(DAY);
    }
    expect(rounds[0]).toEqual(['half-done', 'oldest', 'old']);
    expect(rounds.at(-1)).toEqual([]);
    // 'young' fell due on the way, and was rotated too.
    acme.clock.advance(6 * DAY);
    for (let n = 0; n < 5 && (await round(acme, { 'wait-for-deletion': 'false' })).length > 0; n++) {
      acme.clock.advance(3 * HOUR);
    }
    expect(await round(acme, {})).toEqual([]);
    expectOneKeyEach(acme);
    for (const [name, id] of before) expect([name, acme.key(name).id]).not.toEqual([name, id]);
  }, 300_000);

  test('staying until the old key is gone: one round', async () => {
    await using acme = await company({ credentials });
    const started = acme.clock.now();
    expect(await round(acme, {})).toEqual(['oldest', 'half-done', 'old']);
    expect(await round(acme, {})).toEqual([]);
    expect(acme.clock.now() - started).toBeGreaterThan(3 * (2 * HOUR + 15 * MINUTE));
    expectOneKeyEach(acme);
  }, 300_000);
});
