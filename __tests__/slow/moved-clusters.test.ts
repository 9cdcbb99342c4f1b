import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { lockCluster, moveCluster, unlockCluster } from '../../sandbox/people.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// A cluster runs with what it was deployed with, whatever credential Qovery shows of it now: while one may still run with
// the old key, that key stays.

const ONCE = { 'wait-for-deletion': 'false' };

function companyOfTwo(): Promise<Company> {
  return company({
    credentials: [
      { name: 'AWS', user: 'qovery-admin', clusters: ['production', 'moving'] },
      { name: 'Other', user: 'qovery-other', clusters: ['other'] },
    ],
  });
}

function move(acme: Company, cluster: string): void {
  moveCluster(acme.world, acme.cluster(cluster).id, acme.credential('Other').id);
}

function toRole(acme: Company, credential: string): void {
  const record = acme.credential(credential);
  record.kind = 'AWS_ROLE';
  record.key = undefined;
  record.details = { role_arn: 'arn:aws:iam::123456789012:role/qovery' };
}

async function expectKept(acme: Company, old: string, cluster: string): Promise<void> {
  // The others are deployed, and their delay runs.
  acme.clock.advance(HOUR);
  await acme.rotate({ ...ONCE, 'credentials-id': acme.credential('AWS').id });
  for (const pause of [3 * HOUR, 2 * DAY]) {
    acme.clock.advance(pause);
    const run = await acme.rotate({ ...ONCE, 'credentials-id': acme.credential('AWS').id });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(
      new RegExp(`cluster '${cluster}' used ${old} when this rotation began, was given another credential`),
    );
    expect(acme.keys()[old]).toBe('Active');
  }
  expect(acme.world.outages).toEqual([]);
}

describe('a cluster that is given another credential before it was deployed with the new key', () => {
  test('locked half-way: the old key stays until it is deployed, and then goes', async () => {
    await using acme = await companyOfTwo();
    const old = acme.key('AWS').id;
    const { id } = acme.cluster('moving');
    acme.after(
      'editAWSCredentials',
      () => void lockCluster(acme.world, id, { reason: 'freeze', ttlInDays: 2 }),
    );
    await acme.rotate(ONCE);
    move(acme, 'moving');
    expect(acme.running()['moving']).toBe(old);
    await expectKept(acme, old, 'moving');

    unlockCluster(acme.world, id);
    acme.world.startDeployment(id);
    acme.clock.advance(HOUR);
    expect(acme.running()['moving']).toBe(acme.key('Other').id);
    for (let i = 0; i < 2; i += 1) {
      await acme.rotate(ONCE);
      acme.clock.advance(HOUR);
    }
    expect(acme.keys()).toEqual({ [acme.key('AWS').id]: 'Active' });
    expectHealthy(acme);
  });

  test('its deployment failed', async () => {
    await using acme = await companyOfTwo();
    const old = acme.key('AWS').id;
    acme.world.nextOutcome(acme.cluster('moving').id, {
      status: 'DEPLOYMENT_ERROR',
      tag: 'TERRAFORM_ERROR',
      log: 'quota',
    });
    expect(await acme.rotate(ONCE)).toMatchObject({ result: 'failed' });
    move(acme, 'moving');
    await expectKept(acme, old, 'moving');
  });

  test('its credential is made a role, once the new key is stored', async () => {
    await using acme = await company({
      credentials: [
        { name: 'AWS', user: 'qovery-admin', clusters: ['production'] },
        { name: 'AWS 2', user: 'qovery-admin', clusters: ['second'] },
      ],
    });
    const old = acme.key('AWS').id;
    const { id } = acme.cluster('second');
    acme.after(
      'editAWSCredentials',
      () => void lockCluster(acme.world, id, { reason: 'freeze', ttlInDays: 3 }),
      2,
    );
    await acme.rotate(ONCE);
    toRole(acme, 'AWS 2');
    await expectKept(acme, old, 'second');
  });
});

test('a cluster that no credential names, where each has one: the rotation does not start', async () => {
  await using acme = await companyOfTwo();
  const before = acme.everything();
  const { id } = acme.cluster('moving');
  acme.sandbox.onAnswer('listOrganizationCredentials', (body) => {
    for (const one of (body as { results: { clusters: { id: string }[] }[] }).results)
      one.clusters = one.clusters.filter((cluster) => cluster.id !== id);
  });
  const run = await acme.rotate();
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors[0]).toMatch(/does not start[^]*in one answer of Qovery and missing in another/);
  expect(acme.everything()).toEqual(before);
});

test('a lock that has ended, and that Qovery still shows, holds nothing up', async () => {
  await using acme = await company();
  const { id } = acme.cluster();
  lockCluster(acme.world, id, { reason: 'freeze', ttlInDays: 1 });
  acme.sandbox.onAnswer('getOrganizationClusterStatus', (body) => {
    const lockedAt = new Date(acme.clock.now() - 9 * DAY).toISOString();
    for (const one of (body as { results: Record<string, unknown>[] }).results)
      one['cluster_lock'] = {
        ...{ cluster_id: id, reason: 'freeze', owner_name: 'Ann' },
        ...{ locked_at: lockedAt, ttl_in_days: 1 },
      };
  });
  unlockCluster(acme.world, id);
  expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
});

test('an environment that is deployed for days: a run that waits ends in time, and says that the rotation does not end', async () => {
  await using acme = await company();
  const old = acme.key();
  const shop = acme.world.addEnvironment({ name: 'shop', cluster: acme.cluster() });
  acme.after('CreateAccessKey', () => acme.world.startEnvironmentDeployment(shop.id, 9 * DAY));
  const startedAt = acme.clock.now();
  const run = await acme.rotate({ 'finish-within': '1d' });
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors[0]).toContain("'finish-within' is 1d");
  expect(acme.clock.now() - startedAt).toBeLessThan(1 * DAY + 2 * HOUR + 30 * MINUTE);
  expect(acme.keys()[old.id]).toBe('Active');
});
