import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { AccountRefusal } from '../../sandbox/iam.ts';
import { act } from '../support/action.ts';
import type { Run } from '../support/action.ts';
import { company, expectConsistent, expectHealthy } from '../support/company.ts';
import type { Company, CredentialPlan } from '../support/company.ts';

// One run for the keys of several AWS accounts: `{account}` in `role-to-assume`. In each account the user has the same
// name, as a StackSet makes it. An account that refuses costs its own keys, and no others.

const ACCOUNTS = ['111111111111', '222222222222', '333333333333'] as const;
const [FIRST, SECOND, THIRD] = ACCOUNTS;
const ROLE = 'arn:aws:iam::{account}:role/qovery-maintenance';

/** What a whole account answers. The texts are AWS's. */
const REFUSALS = {
  'no role there, or one that does not trust': {
    answer: {
      status: 403,
      code: 'AccessDenied',
      message: 'Not authorized to perform sts:AssumeRoleWithWebIdentity',
    },
    remedy: 'See that this role is in that account, and that its trust policy names this repository.',
  },
  'no OIDC provider of GitHub': {
    answer: {
      status: 400,
      code: 'InvalidIdentityToken',
      message:
        'No OpenIDConnect provider found in your account for https://token.actions.githubusercontent.com',
    },
    remedy: "Add GitHub's OIDC provider (https://token.actions.githubusercontent.com) to that account.",
  },
  'a service control policy': {
    answer: {
      status: 403,
      code: 'AccessDenied',
      message:
        'User is not authorized to perform: sts:AssumeRoleWithWebIdentity with an explicit deny in a service control policy',
    },
    remedy: 'Whoever manages the AWS organisation has to allow it there.',
  },
} as const;

const plan = (name: string, account: string, more: Partial<CredentialPlan> = {}): CredentialPlan => ({
  ...{ name, account, user: 'qovery-admin', clusters: [`production-${name}`] },
  ...more,
});

function three(credentials = ACCOUNTS.map((account, n) => plan(`AWS-${n + 1}`, account))): Promise<Company> {
  return company({ credentials });
}

/** Each account has the role, and trusts this repository. */
function trusted({ world }: Company, accounts: readonly string[] = ACCOUNTS): void {
  for (const account of accounts) world.iam.addRole(account, 'qovery-maintenance');
}

async function run(acme: Company, inputs: Record<string, string>): Promise<Run> {
  const env = {
    ...acme.sandbox.oidcEnv(),
    AWS_ACCESS_KEY_ID: '',
    AWS_SECRET_ACCESS_KEY: '',
    AWS_SESSION_TOKEN: '',
  };
  const given = { 'role-to-assume': ROLE, ...inputs };
  if (inputs['operation'] !== undefined) {
    const told = await act(acme.sandbox, given, { env });
    expectConsistent(told);
    return told;
  }
  return acme.rotate({ 'credentials-id': 'all', 'wait-for-deletion': 'false', ...given }, { env });
}

function refuse({ world }: Company, account: string, answer: Omit<AccountRefusal, 'until'>, days = 1): void {
  world.iam.refuseAccount(account, { ...answer, until: world.now + days * DAY });
}

function keysIn({ world }: Company, account: string): string[] {
  const user = world.iam.users.find((one) => one.account === account);
  return user ? world.keysOf(user).map((key) => world.iam.statusOf(key) ?? '') : [];
}

function assumed({ requests }: Run): unknown[] {
  return requests
    .filter(({ operation }) => operation === 'AssumeRoleWithWebIdentity')
    .map(({ body }) => (body as { RoleArn: string }).RoleArn);
}

const roleIn = (account: string): string => ROLE.replace('{account}', account);

describe('rotate', () => {
  test('all keys of three accounts in one run, to the end, with one token of GitHub', async () => {
    await using acme = await three();
    trusted(acme);
    const old = acme.world.credentials.map(({ key }) => key?.id);
    const first = await run(acme, {});
    expect(first).toMatchObject({ result: 'pending', errors: [], warnings: [] });
    expect(assumed(first).toSorted()).toEqual(ACCOUNTS.map(roleIn));
    expect(acme.sandbox.oidcRequests).toHaveLength(1);
    const results = [];
    for (let n = 0; n < 2; n += 1) {
      acme.clock.advance(3 * HOUR);
      results.push((await run(acme, {})).result);
    }
    expect(results).toEqual(['pending', 'rotated']);
    expectHealthy(acme);
    for (const account of ACCOUNTS) expect(keysIn(acme, account)).toEqual(['Active']);
    for (const [n, { key }] of acme.world.credentials.entries()) expect(key?.id).not.toBe(old[n]);
    const { keys } = JSON.parse(first.outputs['report'] ?? '') as { keys: { aws_account_id: string }[] };
    expect(keys.map(({ aws_account_id: account }) => account).toSorted()).toEqual(ACCOUNTS);
  }, 240_000);

  test('in one run that stays: each session is renewed by itself', async () => {
    await using acme = await three([plan('AWS-1', FIRST), plan('AWS-2', SECOND)]);
    trusted(acme);
    const done = await run(acme, { 'wait-for-deletion': 'true' });
    expect(done).toMatchObject({ result: 'rotated', errors: [] });
    for (const account of [FIRST, SECOND]) {
      expect(assumed(done).filter((role) => role === roleIn(account)).length).toBeGreaterThan(1);
      expect(keysIn(acme, account)).toEqual(['Active']);
    }
    expectHealthy(acme);
  }, 240_000);

  test.each(Object.entries(REFUSALS))(
    'one account refuses (%s): the others are rotated, and it is told in one line',
    async (_, { answer, remedy }) => {
      await using acme = await three([
        ...ACCOUNTS.map((account, n) => plan(`AWS-${n + 1}`, account)),
        plan('AWS-2b', SECOND, { ownKey: true, user: 'qovery-other' }),
      ]);
      trusted(acme);
      refuse(acme, SECOND, answer);
      const untouched = [acme.key('AWS-2').id, acme.key('AWS-2b').id];
      const told = await run(acme, {});
      expect(told).toMatchObject({ result: 'failed', exitCode: 1 });
      expect(told.errors).toHaveLength(1);
      expect(told.errors[0]).toMatch(
        /^'AWS-2', 'AWS-2b': This run cannot work in AWS account 222222222222: /,
      );
      expect(told.errors[0]).toMatch(`Nothing was changed. ${remedy}`);
      expect([acme.key('AWS-2').id, acme.key('AWS-2b').id]).toEqual(untouched);
      for (const account of [FIRST, THIRD]) expect(keysIn(acme, account)).toEqual(['Active', 'Active']);

      acme.clock.advance(DAY);
      const next = await run(acme, {});
      expect(next.errors).toEqual([]);
      acme.clock.advance(3 * HOUR);
      await run(acme, {});
      acme.clock.advance(3 * HOUR);
      expect(await run(acme, {})).toMatchObject({ result: 'rotated', errors: [] });
      for (const user of acme.world.iam.users) expect(acme.world.keysOf(user)).toHaveLength(1);
      expect(untouched).not.toContain(acme.key('AWS-2').id);
      expectHealthy(acme);
    },
    240_000,
  );

  test('an account refuses in the middle of a rotation: its old key stays, until it lets the run in again', async () => {
    await using acme = await three();
    trusted(acme);
    expect(await run(acme, {})).toMatchObject({ result: 'pending' });
    refuse(acme, SECOND, REFUSALS['a service control policy'].answer);
    acme.clock.advance(3 * HOUR);
    expect((await run(acme, {})).errors).toHaveLength(1);
    acme.clock.advance(3 * HOUR);
    expect((await run(acme, {})).errors).toHaveLength(1);
    expect(ACCOUNTS.map((account) => keysIn(acme, account))).toEqual([
      ['Active'],
      ['Active', 'Active'],
      ['Active'],
    ]);
    acme.clock.advance(DAY);
    await run(acme, {});
    acme.clock.advance(3 * HOUR);
    expect(await run(acme, {})).toMatchObject({ errors: [] });
    expect(ACCOUNTS.map((account) => keysIn(acme, account))).toEqual([['Active'], ['Active'], ['Active']]);
    expectHealthy(acme);
  }, 240_000);

  test('the role is let in, and everything in IAM is denied by a service control policy: one line for its keys', async () => {
    await using acme = await three([
      plan('AWS-1', FIRST),
      plan('AWS-2', SECOND),
      plan('AWS-2b', SECOND, { ownKey: true, user: 'qovery-other' }),
    ]);
    trusted(acme);
    const ids = [acme.key('AWS-2').id, acme.key('AWS-2b').id];
    acme.sandbox.fault({
      match: ({ operation, body }) =>
        operation === 'GetAccessKeyLastUsed' && ids.includes((body as { AccessKeyId: string }).AccessKeyId),
      times: Infinity,
      kind: {
        status: 403,
        body: {
          code: 'AccessDenied',
          message:
            'User: arn:aws:sts::222222222222:assumed-role/qovery-maintenance/x is not authorized to perform: iam:GetAccessKeyLastUsed with an explicit deny in a service control policy',
        },
      },
    });
    const told = await run(acme, {});
    expect(told.errors).toEqual([
      expect.stringMatching(
        /^'AWS-2', 'AWS-2b': This run cannot work in AWS account 222222222222: .*manages the AWS organisation/,
      ),
    ]);
    expect(keysIn(acme, FIRST)).toEqual(['Active', 'Active']);
    expect(ids).toEqual([acme.key('AWS-2').id, acme.key('AWS-2b').id]);
  });

  test('the ids of keys that somebody wrote: they lead nowhere else, and cost only themselves', async () => {
    await using acme = await three();
    trusted(acme);
    const pair = (id: string): { id: string; secret: string } => ({ id, secret: 'nobody-knows' });
    // Of an account that has no such role; of none; of the older kind, which AWS knows nothing of; and no key of a user.
    acme.world.addCredential({ name: 'stranger', key: pair('AKIAY34FZKBOKMUTVV7A') });
    acme.world.addCredential({ name: 'forged', key: pair('AKIA7777777777777777') });
    acme.world.addCredential({ name: 'older', key: pair('AKIAIOSFODNN7EXAMPLE') });
    acme.world.addCredential({ name: 'short', key: pair('AKIAFAKE') });
    acme.world.addCredential({ name: 'temporary', key: pair('ASIAY34FZKBOKMUTVV7A') });
    const told = await run(acme, {});
    expect(told.result).toBe('failed');
    const about = (name: string): string => told.errors.find((error) => error.startsWith(`'${name}'`)) ?? '';
    expect(told.errors).toHaveLength(5);
    expect(about('stranger')).toMatch(
      /cannot work in AWS account 609629065308: .*AccessDenied.*Nothing was changed/,
    );
    expect(about('short')).toMatch(/The account of AKIAFAKE could not be read: .*ValidationError/);
    expect(about('temporary')).toMatch(/not a long-term access key/);
    for (const name of ['forged', 'older']) expect(about(name)).toMatch(/Nothing was changed/);
    for (const role of assumed(told)) expect(role).toMatch(/^arn:aws:iam::\d{12}:role\/qovery-maintenance$/);
    for (const account of ACCOUNTS) expect(keysIn(acme, account)).toEqual(['Active', 'Active']);
    for (const name of ['stranger', 'forged', 'older', 'short', 'temporary'])
      expect(acme.credential(name).key?.secret).toBe('nobody-knows');
  });

  test('a key of before 2019, whose id does not name its account: AWS is asked for it, and it is rotated', async () => {
    await using acme = await three([plan('AWS-1', FIRST)]);
    trusted(acme);
    const user = acme.world.addUser({ name: 'qovery-admin', account: SECOND });
    const pair = { id: 'AKIAIOSFODNN7EXAMPLE', secret: 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY' };
    const key = acme.world.iam.addKey(user, 'Active', acme.world.now - 3000 * DAY, pair);
    acme.world.addCredential({ name: 'older', key });
    expect(await run(acme, {})).toMatchObject({ result: 'pending', errors: [] });
    expect(acme.credential('older').key?.id).not.toBe(pair.id);
    expect(keysIn(acme, SECOND)).toEqual(['Active', 'Active']);
  });

  test('a key whose id names an account, while AWS says another: it is not touched', async () => {
    await using acme = await three([plan('AWS-1', FIRST), plan('AWS-2', SECOND)]);
    trusted(acme);
    acme.sandbox.onAnswer('GetAccessKeyInfo', (xml) =>
      String(xml).replaceAll(`<Account>${SECOND}</Account>`, `<Account>${THIRD}</Account>`),
    );
    const before = acme.key('AWS-2').id;
    const told = await run(acme, {});
    expect(told.errors).toEqual([
      expect.stringMatching(
        /belongs to AWS account 333333333333, but this run is signed in to account 222222222222/,
      ),
    ]);
    expect([acme.key('AWS-2').id, keysIn(acme, SECOND)]).toEqual([before, ['Active']]);
    expect(keysIn(acme, FIRST)).toEqual(['Active', 'Active']);
  });

  test.each([
    ['aws-cn', 'cn-north-1'],
    ['aws-us-gov', 'us-gov-west-1'],
  ])('the partition of the role is kept: %s', async (partition, region) => {
    await using acme = await three();
    const told = await run(acme, {
      'role-to-assume': ROLE.replace(':aws:', `:${partition}:`),
      'aws-region': region,
      'dry-run': 'true',
    });
    expect(assumed(told).toSorted()).toEqual(
      ACCOUNTS.map((account) => roleIn(account).replace(':aws:', `:${partition}:`)),
    );
    expect(told.errors).toEqual([]);
  });

  test('the role of one account, as before: keys of others are left out, in a line for each', async () => {
    await using acme = await three([
      plan('AWS-1', FIRST),
      plan('AWS-2', SECOND),
      plan('AWS-2b', SECOND, { ownKey: true, user: 'qovery-other' }),
      plan('AWS-3', THIRD),
    ]);
    trusted(acme);
    const told = await run(acme, { 'role-to-assume': roleIn(FIRST) });
    expect(told).toMatchObject({ result: 'pending', errors: [] });
    expect(assumed(told)).toEqual([roleIn(FIRST)]);
    const { left_out: leftOut } = JSON.parse(told.outputs['report'] ?? '') as { left_out: string[] };
    expect(leftOut).toEqual([
      expect.stringMatching(/^2 keys belong to AWS account 222222222222, .*'AWS-2'.*'AWS-2b'/),
      expect.stringMatching(/^1 key belongs to AWS account 333333333333, .*'AWS-3'/),
    ]);
    for (const account of [SECOND, THIRD])
      expect(keysIn(acme, account).every((status) => status === 'Active')).toBe(true);
    expect(keysIn(acme, THIRD)).toHaveLength(1);
  });

  test('a job that may not have a token of GitHub: one error, not one for each account', async () => {
    await using acme = await three();
    const told = await acme.rotate({ 'credentials-id': 'all', 'role-to-assume': ROLE });
    expect(told.errors).toEqual([expect.stringMatching(/Nothing was changed\..*id-token: write/)]);
    expect(told.requests.filter(({ api }) => api === 'sts')).toEqual([]);
  });

  test("a token that STS cannot verify at once is replaced, and the token's end is minded", async () => {
    await using acme = await three();
    trusted(acme);
    acme.sandbox.fault({
      match: { operation: 'AssumeRoleWithWebIdentity', nth: 2 },
      kind: { status: 400, body: { code: 'IDPCommunicationError', message: 'could not be reached' } },
    });
    expect(await run(acme, {})).toMatchObject({ result: 'pending', errors: [] });
    expect(acme.sandbox.oidcRequests).toHaveLength(2);
  });
});

describe('due', () => {
  const include = (told: Run): Record<string, unknown>[] =>
    (JSON.parse(told.outputs['matrix'] ?? '') as { include: Record<string, unknown>[] }).include;
  const aged = ACCOUNTS.map((account, n) =>
    plan(`AWS-${n + 1}`, account, { keyAge: (n === 0 ? 3 : 100) * DAY }),
  );

  test('sees the keys of all accounts', async () => {
    await using acme = await three(aged);
    trusted(acme);
    const told = await run(acme, { operation: 'due' });
    expect(told).toMatchObject({ result: 'due', errors: [], warnings: [] });
    expect(
      include(told).map(({ name, aws_account_id: account, age_days: age }) => [name, account, age]),
    ).toEqual([
      ['AWS-2', SECOND, 100],
      ['AWS-3', THIRD, 100],
    ]);
  });

  test('without {account}: those of others are not in the matrix; a line for each account', async () => {
    await using acme = await three(aged);
    trusted(acme);
    const told = await run(acme, { operation: 'due', 'role-to-assume': roleIn(FIRST) });
    expect(told).toMatchObject({ result: 'none-due', errors: [], warnings: [] });
    expect(include(told)).toEqual([]);
    for (const account of [SECOND, THIRD]) {
      expect(told.log.split(`1 key belongs to AWS account ${account}`)).toHaveLength(2);
      expect(told.summary.split(`1 key belongs to AWS account ${account}`)).toHaveLength(2);
    }
    expect(told.summary).toMatch('### ✅ No key is due: 1 key\n');
  });

  test('an account that refuses: the others are there, and one job, which turns red and says why', async () => {
    await using acme = await three([...aged, plan('AWS-2b', SECOND, { ownKey: true, user: 'qovery-other' })]);
    trusted(acme);
    refuse(acme, SECOND, REFUSALS['no OIDC provider of GitHub'].answer);
    const told = await run(acme, { operation: 'due' });
    expect(include(told).map(({ aws_account_id: account, age_days: age }) => [account, age])).toEqual([
      [THIRD, 100],
      [SECOND, null],
    ]);
    expect(told.warnings).toEqual([
      expect.stringMatching(
        /^This run cannot work in AWS account 222222222222: .*Add GitHub's OIDC provider .*Its 2 keys are/,
      ),
    ]);
    const id = String(include(told)[1]?.['credentials_id']);
    expect((await run(acme, { 'credentials-id': id })).errors).toEqual([
      expect.stringMatching(/AWS account 222222222222: .*Add GitHub's OIDC provider/),
    ]);
  });
});

describe('review', () => {
  const found = (told: Run): { urgency: string; what: string }[] =>
    (JSON.parse(told.outputs['report'] ?? '') as { findings: { urgency: string; what: string }[] }).findings;

  test('sees the keys of all accounts; one that refuses is a finding with its remedy, and the others are read', async () => {
    await using acme = await three(
      ACCOUNTS.map((account, n) => plan(`AWS-${n + 1}`, account, { keyAge: 100 * DAY })),
    );
    trusted(acme);
    const told = await run(acme, { operation: 'review' });
    const old = found(told).filter(({ what }) => what.includes('100 days old'));
    expect(old).toHaveLength(3);
    refuse(acme, THIRD, REFUSALS['no role there, or one that does not trust'].answer);
    const next = await run(acme, { operation: 'review' });
    expect(found(next).filter(({ what }) => what.includes('100 days old'))).toHaveLength(2);
    expect(found(next).filter(({ what }) => what.includes(`AWS account ${THIRD}`))).toEqual([
      expect.objectContaining({
        urgency: 'soon',
        next: expect.stringMatching('trust policy names this repository'),
      }),
    ]);
  });

  test('without {account}: keys of others are in no count, and in a line for each account', async () => {
    await using acme = await three(
      ACCOUNTS.map((account, n) => plan(`AWS-${n + 1}`, account, { keyAge: 10 * DAY })),
    );
    trusted(acme);
    const told = await run(acme, { operation: 'review', 'role-to-assume': roleIn(FIRST) });
    const lines = found(told).filter(({ what }) => /belongs to AWS account/.test(what));
    expect(lines.map(({ urgency }) => urgency)).toEqual(['plan', 'plan']);
    const counted = found(told).filter(({ urgency }) => urgency !== 'plan');
    expect(counted).toEqual([]);
  });
});

describe('what it costs', () => {
  const fleet = (size: number): CredentialPlan[] =>
    Array.from({ length: size }, (_, n) => plan(`AWS-${n}`, String(200_000_000_000 + n)));
  const toAws = ({ requests }: Run): number =>
    requests.filter(({ api }) => api === 'iam' || api === 'sts').length;

  test.each([1, 10, 100])(
    '%s accounts: requests to AWS are those of one, times the accounts; one token',
    async (size) => {
      await using acme = await company({ credentials: fleet(size) });
      const startedAt = acme.clock.now();
      const due = await run(acme, { operation: 'due', 'max-age': '75d' });
      expect(due).toMatchObject({ result: 'due', errors: [], warnings: [] });
      expect([toAws(due), due.requests.length - toAws(due)]).toEqual([5 * size, 2]);
      const review = await run(acme, { operation: 'review' });
      expect(toAws(review)).toBe(4 * size);
      expect(acme.sandbox.oidcRequests).toHaveLength(2);
      expect(acme.clock.now() - startedAt).toBeLessThan(5 * MINUTE);
    },
    120_000,
  );

  test('a rotation of ten accounts: ten times that of one, in the time of two', async () => {
    const measured = [];
    for (const size of [1, 10]) {
      await using acme = await company({ credentials: fleet(size), quirks: { deployMs: 8 * MINUTE } });
      const startedAt = acme.clock.now();
      const begun = await run(acme, {});
      expect(begun).toMatchObject({ result: 'pending', errors: [] });
      measured.push({ requests: toAws(begun), took: acme.clock.now() - startedAt });
    }
    const [one, ten] = measured;
    expect(ten?.requests).toBeLessThanOrEqual(10 * (one?.requests ?? 0) + 10);
    expect(ten?.took).toBeLessThan(2 * (one?.took ?? 0));
  }, 120_000);
});
