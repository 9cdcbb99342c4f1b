import { randomUUID } from 'node:crypto';

import { describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import { company, expectHealthy, expectRefused } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// A rotation that cannot finish does not start. Each test: exit 1, one error that says why and what to do, no request
// that would change anything, and everything as it was (`expectRefused`).

describe('keys and their users', () => {
  test('two credentials with the two keys of one user', async () => {
    await using acme = await company({
      credentials: [
        { name: 'Europe', user: 'qovery-admin', clusters: ['production-eu'] },
        { name: 'America', user: 'qovery-admin', ownKey: true, clusters: ['production-us'] },
      ],
    });
    const says = /different keys of the IAM user qovery-admin: .*'Europe' holds AKIA.*'America' holds AKIA/;
    await expectRefused(acme, says, { 'credentials-id': 'all' });
    await expectRefused(acme, /more than one access key found.*'Europe'|different keys/, {
      'credentials-id': acme.credential('America').id,
    });
    expectHealthy(acme);
  });

  test('an `aws-iam-user` that is not the owner of the key', async () => {
    await using acme = await company();
    acme.world.addUser({ name: 'somebody-else' });
    await expectRefused(
      acme,
      /belongs to the IAM user qovery-admin, not to somebody-else.*ERROR: no access key found, are you sure it's the correct user\?/,
      { 'aws-iam-user': 'somebody-else' },
    );
  });

  test.each(['AccessDenied', 'NoSuchEntity'] as const)(
    'a key that AWS does not know (it answers %s)',
    async (unknownKeyLastUsed) => {
      await using acme = await company({ quirks: { unknownKeyLastUsed } });
      const { id } = acme.key();
      acme.world.setKeyStatus(id, 'Deleted');
      await expectRefused(
        acme,
        new RegExp(
          `no owner of ${id}.*ERROR: no access key found, are you sure it's the correct user\\?.*aws-iam-user`,
        ),
      );
    },
  );

  test('a key that AWS does not tell of, and that nothing witnesses to be dead: it may be a working key of another user', async () => {
    await using acme = await company();
    acme.world.setKeyStatus(acme.key().id, 'Deleted');
    await expectRefused(acme, /nothing tells that it is dead/, { 'aws-iam-user': 'qovery-admin' });
  });

  test('a key that AWS does not know, whose user has two other keys', async () => {
    await using acme = await company({ quirks: { unknownKeyLastUsed: 'NoSuchEntity' } });
    const gone = acme.key();
    acme.world.setKeyStatus(gone.id, 'Deleted');
    acme.world.addKey(acme.user());
    acme.world.addKey(acme.user());
    await expectRefused(acme, new RegExp(`holds ${gone.id}, which is gone.*no room for a new one`), {
      'aws-iam-user': 'qovery-admin',
    });
  });

  test('a user that does not exist', async () => {
    await using acme = await company();
    acme.world.setKeyStatus(acme.key().id, 'Deleted');
    await expectRefused(acme, /NoSuchEntity.*The user with name qovery-amdin cannot be found/, {
      'aws-iam-user': 'qovery-amdin',
    });
  });

  test.each(['Active', 'Inactive'] as const)('a second key that nobody knows (%s)', async (status) => {
    await using acme = await company();
    const { id } = acme.world.addKey(acme.user(), { status });
    await expectRefused(
      acme,
      new RegExp(
        `ERROR: more than one access key found: .*${id} \\(${status}.*Please delete the one not used by Qovery, or give 'retire-key: ${id}'`,
      ),
    );
  });

  test('a second key that a registry holds', async () => {
    await using acme = await company();
    const second = acme.world.addKey(acme.user());
    acme.world.addRegistry({ name: 'ECR', key: second });
    await expectRefused(acme, new RegExp(`${second.id}.*it is held by container registry 'ECR'`));
    await expectRefused(acme, new RegExp(`${second.id}.*held by container registry 'ECR'`), {
      'retire-key': second.id,
    });
  });

  test('a key in use that somebody has deactivated', async () => {
    await using acme = await company();
    const { id } = acme.key();
    acme.world.setKeyStatus(id, 'Inactive');
    await expectRefused(acme, new RegExp(`${id}\\) is Inactive, and this action did not deactivate it`));
  });

  test('`aws-iam-user` and `retire-key` for credentials of two users', async () => {
    await using acme = await company({
      credentials: [
        { name: 'Europe', user: 'qovery-eu' },
        { name: 'America', user: 'qovery-us' },
      ],
    });
    const both = `${acme.credential('Europe').id}\n${acme.credential('America').id}`;
    await expectRefused(acme, /'retire-key' is for one key at a time.*2 IAM users/, {
      'credentials-id': both,
      'retire-key': 'AKIAIOSFODNN7EXAMPLE',
    });
  });

  test('a user whose key another Qovery organisation is rotating', async () => {
    await using acme = await company();
    const key = 'qovery-rotation:organization';
    acme.user().tags.set(key, { key, value: randomUUID() });
    await expectRefused(acme, /under rotation for another Qovery organisation/);
  });

  test('a user without room for the journal', async () => {
    await using acme = await company();
    for (let i = 0; i < 45; i += 1) acme.user().tags.set(`tag${i}`, { key: `tag${i}`, value: 'x' });
    await expectRefused(acme, /has 45 tags, and AWS allows 50: there is no room for the journal/);
  });
});

describe('who runs it', () => {
  test('somebody who is signed in with the very key', async () => {
    await using acme = await company();
    const { id, secret } = acme.key();
    const env = { AWS_ACCESS_KEY_ID: id, AWS_SECRET_ACCESS_KEY: secret, AWS_SESSION_TOKEN: '' };
    await expectRefused(
      acme,
      /signed in as .*user\/qovery-admin, the very user whose key is to be rotated/,
      {},
      { env },
    );
  });

  test.each([2 * HOUR, -2 * HOUR, 6 * MINUTE])(
    'a runner whose clock is wrong by %d ms',
    async (clockSkewMs) => {
      await using acme = await company();
      const direction = clockSkewMs > 0 ? 'ahead of' : 'behind';
      await expectRefused(
        acme,
        new RegExp(`clock of this runner is .* ${direction} the servers'`),
        {},
        { clockSkewMs },
      );
    },
  );

  test('but four minutes are borne', async () => {
    await using acme = await company();
    const run = await acme.rotate({}, { clockSkewMs: 4 * MINUTE });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test.each([
    'iam:DeleteAccessKey',
    'iam:UpdateAccessKey',
    'iam:TagUser',
    'iam:UntagUser',
    'iam:CreateAccessKey',
  ])('a role without %s: no key is created', async (action) => {
    await using acme = await company();
    const { id } = acme.key();
    acme.world.deny(action);
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors).toEqual([expect.stringContaining(action)]);
    expect(acme.keys()).toEqual({ [id]: 'Active' });
    expect(acme.holders()).toEqual({ 'AWS production': id });

    // Once the permission is there, nothing is in the way.
    acme.world.allow(action);
    acme.clock.advance(MINUTE);
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test.each(['true', 'false'])(
    'a role without most of them (dry run: %s): all of them are named at once',
    async (dry) => {
      await using acme = await company();
      const missing = ['iam:DeleteAccessKey', 'iam:UpdateAccessKey', 'iam:UntagUser'];
      for (const action of [...missing, 'iam:TagUser', 'iam:CreateAccessKey']) acme.world.deny(action);
      const before = acme.everything();
      const run = await acme.rotate({ 'dry-run': dry });
      expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
      for (const action of missing) expect(run.errors[0]).toContain(action);
      expect(run.errors[0]).toMatch(/\(iam:CreateAccessKey, iam:TagUser\) cannot be tried/);
      expect(run.log).not.toContain('AKIA0000000000000000');
      expect(acme.everything()).toEqual(before);
    },
  );

  test.each(['iam:GetAccessKeyLastUsed', 'iam:ListAccessKeys', 'iam:ListUserTags', 'sts:GetAccessKeyInfo'])(
    'a role without %s',
    async (action) => {
      await using acme = await company();
      acme.world.deny(action);
      await expectRefused(acme, new RegExp(action));
    },
  );
});

describe('clusters', () => {
  const plan = (status = ''): { credentials: { name: string; user: string; clusters: string[] }[] } => ({
    credentials: [
      { name: 'AWS', user: 'qovery-admin', clusters: ['staging', `production ${status}`.trim()] },
    ],
  });
  const lock = (acme: Company): void => {
    const production = acme.world.clusters.find(({ name }) => name === 'production');
    if (production)
      production.lock = {
        reason: 'Black Friday',
        ttlInDays: undefined,
        lockedAt: acme.clock.now(),
        ownerName: 'Ada',
      };
  };

  test('that is locked', async () => {
    await using acme = await company(plan());
    lock(acme);
    await expectRefused(
      acme,
      new RegExp(`'production' is locked by Ada \\(Black Friday\\), without an end. Unlock it first\\.`),
    );
  });

  test.each(['DEPLOYMENT_ERROR', 'BUILD_ERROR', 'STOP_ERROR', 'CANCELED', 'SOME_NEW_ERROR'])(
    'that is in state %s',
    async (status) => {
      await using acme = await company(plan(status));
      await expectRefused(
        acme,
        new RegExp(`'production' is in state ${status}. Deploy it with success first`),
      );
    },
  );

  test('several obstacles are told at once', async () => {
    await using acme = await company({
      credentials: [
        { name: 'AWS', user: 'qovery-admin', clusters: ['staging DEPLOYMENT_ERROR', 'production'] },
      ],
    });
    lock(acme);
    await expectRefused(
      acme,
      /'production' is locked.*'staging' is in state|'staging' is in state.*'production' is locked/s,
    );
  });

  test.each(['a lock', 'DEPLOYMENT_ERROR'])(
    '`ignore-cluster-id` lets %s pass; that cluster is left alone',
    async (what) => {
      await using acme = await company(plan(what === 'a lock' ? '' : what));
      if (what === 'a lock') lock(acme);
      const production = acme.cluster('production');
      const { id: old } = acme.key();
      const { lastExecutionId } = production;
      const run = await acme.rotate({
        'ignore-cluster-id': production.id,
        'wait-for-deletion': 'false',
      });
      expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
      const created = acme.key().id;
      expect(acme.holders()).toEqual({ AWS: created });
      expect(acme.running()).toEqual({ staging: created, production: old });
      expect(acme.cluster('production').lastExecutionId).toBe(lastExecutionId);
      expectHealthy(acme);
    },
  );

  test('that `cluster-id` leaves out', async () => {
    await using acme = await company(plan());
    const [staging, production] = [acme.cluster('staging').id, acme.cluster('production').id];
    await expectRefused(
      acme,
      new RegExp(`'production' \\(${production}\\) uses the key too, and 'cluster-id' leaves it out`),
      {
        'cluster-id': staging,
      },
    );
    const complete = await acme.rotate({ 'cluster-id': `${staging}\n${production}`, 'dry-run': 'true' });
    expect(complete).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
  });
});

describe('holders that cannot be moved', () => {
  test("a cluster's DNS provider", async () => {
    await using acme = await company();
    acme.world.addCluster({ name: 'shop', route53Key: acme.key() });
    await expectRefused(
      acme,
      /DNS provider 'of cluster shop' holds AKIA\w+ too, and this action cannot change it there/,
    );
  });

  test("a cluster's secret manager", async () => {
    await using acme = await company();
    acme.world.addCluster({ name: 'shop', secretManagerKey: acme.key() });
    await expectRefused(
      acme,
      /secret manager 'aws-secrets' holds AKIA\w+ too, and this action cannot change it there/,
    );
  });

  test('a credential of EKS Anywhere', async () => {
    await using acme = await company();
    const details = { vsphere_user: 'administrator' };
    acme.world.addCredential({ name: 'On premises', kind: 'EKS_ANYWHERE_VSPHERE', key: acme.key(), details });
    await expectRefused(acme, /EKS Anywhere credential 'On premises' holds AKIA\w+ too/);
    await expectRefused(acme, /EKS Anywhere credential 'On premises' holds AKIA\w+ too/, {
      'credentials-id': 'all',
    });
  });

  test('with a key of their own they are in nobody’s way', async () => {
    await using acme = await company();
    const { world } = acme;
    const stranger = world.addKey(world.addUser({ name: 'dns' }));
    const credential = world.addCredential({ name: 'Others', key: stranger });
    world.addCluster({ name: 'shop', credential, route53Key: stranger, secretManagerKey: stranger });
    world.addCredential({ name: 'On premises', kind: 'EKS_ANYWHERE_VSPHERE', key: stranger });
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });
});

describe('answers that cannot be relied on', () => {
  type Body = { results: Record<string, unknown>[] };
  const withoutResults = (): unknown => ({ items: [] });
  const withoutField =
    (name: string) =>
    (body: unknown): unknown => ({
      results: (body as Body).results.map((one) =>
        Object.fromEntries(Object.entries(one).filter(([key]) => key !== name)),
      ),
    });
  const withoutFirst = (body: unknown): unknown => ({ results: (body as Body).results.slice(1) });
  const withoutElement =
    (name: string) =>
    (xml: unknown): unknown =>
      String(xml).replace(new RegExp(`<${name}>.*</${name}>|<${name}/>`, 's'), '');

  test.each<[string, string, (body: unknown) => unknown, RegExp]>([
    [
      'credentials without a list',
      'listOrganizationCredentials',
      withoutResults,
      /list the cloud credentials.*malformed/,
    ],
    [
      'credentials without their clusters',
      'listOrganizationCredentials',
      withoutField('clusters'),
      /list the cloud credentials.*malformed/,
    ],
    ['clusters without a list', 'listOrganizationCluster', withoutResults, /list the clusters.*malformed/],
    [
      'statuses without a list',
      'getOrganizationClusterStatus',
      withoutResults,
      /statuses of the clusters.*malformed/,
    ],
    [
      'a status that is missing',
      'getOrganizationClusterStatus',
      withoutField('status'),
      /statuses of the clusters.*malformed/,
    ],
    [
      'registries without a list',
      'listContainerRegistry',
      withoutResults,
      /list the container registries.*malformed/,
    ],
    [
      'Helm repositories without a list',
      'listHelmRepository',
      withoutResults,
      /list the Helm repositories.*malformed/,
    ],
    ['a DNS provider without a provider', 'getClusterDnsProvider', () => ({}), /DNS provider.*malformed/],
    [
      'a cluster that the list lacks',
      'listOrganizationCluster',
      withoutFirst,
      /in one answer of Qovery and missing in another/,
    ],
    [
      'a cluster without a status',
      'getOrganizationClusterStatus',
      withoutFirst,
      /in one answer of Qovery and missing in another/,
    ],
    [
      'keys without a list',
      'ListAccessKeys',
      withoutElement('AccessKeyMetadata'),
      /ListAccessKeys.*malformed|list the access keys.*malformed/,
    ],
    [
      'tags without a list',
      'ListUserTags',
      withoutElement('Tags'),
      /ListUserTags.*malformed|read the tags.*malformed/,
    ],
    [
      'a caller without an account',
      'GetCallerIdentity',
      withoutElement('Account'),
      /GetCallerIdentity.*malformed/,
    ],
  ])('%s', async (_, operation, mutate, says) => {
    await using acme = await company();
    acme.sandbox.fault({ match: { operation }, times: Infinity, kind: { mutate } });
    await expectRefused(acme, says);
    expectHealthy(acme);
  });

  test('half an answer', async () => {
    await using acme = await company();
    acme.sandbox.fault({
      match: { operation: 'listOrganizationCluster' },
      times: Infinity,
      kind: 'malformed',
    });
    await expectRefused(acme, /list the clusters.*malformed/);
  });

  test('a Qovery that is down', async () => {
    await using acme = await company();
    acme.sandbox.fault({ match: ({ api }) => api === 'qovery', times: Infinity, kind: { status: 503 } });
    await expectRefused(acme, /HTTP 503/);
  });
});

test.each([403, 404] as const)(
  'an organisation that does not exist (Qovery answers %d)',
  async (unknownId) => {
    await using acme = await company({ quirks: { unknownId } });
    await expectRefused(acme, new RegExp(`HTTP ${unknownId}.*does 'organization-id' name an organisation`), {
      'organization-id': randomUUID(),
    });
  },
);
