import { describe, expect, test } from '@jest/globals';

import { tooManyRequests } from '../../sandbox/fault-kinds.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import type { Environment } from '../../sandbox/records.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// A deployment of an environment carries the keys that were stored when it began. The old key stays until all of those
// are over that may have begun with it, and nothing has failed since.

const UNTIL_DEPLOYED = { 'wait-for-deletion': 'false' };

/** A company with an environment that pulls its images with the key. */
async function companyWithShop(): Promise<Company & { shop: Environment; old: AccessKey }> {
  const acme = await company();
  const registry = acme.world.addRegistry({ name: 'ECR', key: acme.key(), cluster: acme.cluster() });
  const shop = acme.world.addEnvironment({ name: 'shop', cluster: acme.cluster(), registries: [registry] });
  return { ...acme, shop, old: acme.key() };
}

/** When a key first had this status; 0 if it never had. */
function since(key: AccessKey, status: string): number {
  return key.history.find((change) => change.status === status)?.at ?? 0;
}

/** From now on, one deployment of the environment follows the other. */
function deployAlways({ world }: Company, { id }: Environment, duration: number): void {
  const next = (): void => {
    world.startEnvironmentDeployment(id, duration);
    world.schedule(world.now + duration, next);
  };
  next();
}

function expectRotated(acme: Company, run: Run, old: AccessKey): void {
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.keys()).toEqual({ [acme.key().id]: 'Active' });
  expect(acme.key().id).not.toBe(old.id);
  expectHealthy(acme);
}

/** The run failed and says why; both keys are active, and the old one never was anything else. */
function expectHeld(acme: Company, run: Run, old: AccessKey, says: RegExp): void {
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]).toMatch(says);
  expect(acme.keys()).toEqual({ [old.id]: 'Active', [acme.key().id]: 'Active' });
  expect(old.history.map(({ status }) => status)).toEqual(['Active']);
  expectHealthy(acme);
}

describe('a deployment of an environment that is under way', () => {
  test('for three hours holds the old key for three hours; then it goes', async () => {
    await using acme = await companyWithShop();
    const { shop, old } = acme;
    const begun = acme.clock.now();
    acme.world.startEnvironmentDeployment(shop.id, 3 * HOUR);
    const run = await acme.rotate();

    expectRotated(acme, run, old);
    expect(shop.state).toBe('DEPLOYED');
    expect(since(old, 'Inactive') - begun).toBeGreaterThanOrEqual(3 * HOUR);
    expect(since(old, 'Inactive') - begun).toBeLessThan(3 * HOUR + 10 * MINUTE);
    expect(run.log).toMatch(
      /a deployment of the environment shop\/shop \(DEPLOYING\) may have begun with the old key, and is not over/,
    );
  });

  test('holds it over several runs, none of which waits', async () => {
    await using acme = await companyWithShop();
    const { shop, old } = acme;
    acme.world.startEnvironmentDeployment(shop.id, 6 * HOUR);
    await acme.rotate(UNTIL_DEPLOYED);
    for (let hour = 1; hour <= 5; hour += 1) {
      acme.clock.advance(HOUR - MINUTE);
      const run = await acme.rotate(UNTIL_DEPLOYED);
      expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
      expect([hour, acme.keys()[old.id]]).toEqual([hour, 'Active']);
    }
    acme.clock.advance(HOUR);
    expectRotated(acme, await acme.rotate(), old);
  });

  test.each([
    ['20 minutes', 20 * MINUTE, 2.5 * HOUR],
    ['three hours', 3 * HOUR, 3.25 * HOUR],
  ])(
    'followed by the next one, always, of %s each: it drains all the same',
    async (_name, duration, within) => {
      await using acme = await companyWithShop();
      const { shop, old } = acme;
      const begun = acme.clock.now();
      deployAlways(acme, shop, duration);
      let stateThen = '';
      acme.sandbox.onRequest(({ phase, request }) => {
        const body = request.body as { Status?: string } | undefined;
        if (phase === 'after' && body?.Status === 'Inactive') stateThen = shop.state;
      });
      expectRotated(acme, await acme.rotate(), old);
      expect(stateThen).toMatch(/^DEPLOY(ING|MENT_QUEUED)$/);
      expect(since(old, 'Inactive') - begun).toBeGreaterThanOrEqual(Math.max(2 * HOUR, duration));
      expect(since(old, 'Inactive') - begun).toBeLessThan(within);
    },
  );

  test('on a cluster that is not concerned holds nothing', async () => {
    await using acme = await company({
      credentials: [
        { name: 'AWS', user: 'qovery-admin', clusters: ['production'] },
        { name: 'Other', user: 'qovery-other', clusters: ['other'] },
      ],
    });
    const old = acme.key('AWS');
    const other = acme.world.addEnvironment({ name: 'shop', cluster: acme.cluster('other') });
    const begun = acme.clock.now();
    acme.world.startEnvironmentDeployment(other.id, 12 * HOUR);
    expectRotated(acme, await acme.rotate(), old);
    expect(since(old, 'Deleted') - begun).toBeLessThan(3 * HOUR);
  });
});

describe('an environment that failed', () => {
  test.each(['DEPLOYMENT_ERROR', 'RESTART_ERROR', 'BUILD_ERROR'])(
    'with %s, and its log tells of another reason than credentials: it is named, and holds nothing',
    async (state) => {
      await using acme = await companyWithShop();
      const { shop, old } = acme;
      acme.world.nextEnvironmentOutcome(shop.id, state);
      acme.after('deployCluster', () => acme.world.startEnvironmentDeployment(shop.id, 5 * MINUTE));
      const run = await acme.rotate();
      expectRotated(acme, run, old);
      expect(old.history.map(({ status }) => status)).toEqual(['Active', 'Inactive', 'Deleted']);
      expect(run.summary.replaceAll('&#95;', '_')).toMatch(
        new RegExp(`Failed[^\\n]*shop/shop \\(${state}\\)`),
      );
    },
  );

  test.each(['DEPLOYMENT_ERROR', 'RESTART_ERROR'])(
    'with %s after the key was stored, and its log does not tell why, keeps the old key, until it is well again',
    async (state) => {
      await using acme = await companyWithShop();
      const { shop, old } = acme;
      acme.world.nextEnvironmentOutcome(shop.id, { status: state, tag: 'DOCKER_PULL_IMAGE_ERROR', log: '' });
      acme.after('deployCluster', () => acme.world.startEnvironmentDeployment(shop.id, 5 * MINUTE));
      const says = new RegExp(
        `cannot be retired: the environment shop/shop failed with ${state} at \\S+Z, after the new key was stored, and its log does not tell why`,
      );
      expectHeld(acme, await acme.rotate(), old, says);
      acme.clock.advance(24 * HOUR);
      expectHeld(acme, await acme.rotate(), old, says);

      acme.world.startEnvironmentDeployment(shop.id, 5 * MINUTE);
      acme.clock.advance(6 * MINUTE);
      expectRotated(acme, await acme.rotate(), old);
    },
  );

  test('before the rotation is no sign of anything', async () => {
    await using acme = await companyWithShop();
    const { shop, old } = acme;
    acme.world.nextEnvironmentOutcome(shop.id, 'DEPLOYMENT_ERROR');
    acme.world.startEnvironmentDeployment(shop.id, 5 * MINUTE);
    acme.clock.advance(HOUR);
    expect(acme.world.environment(shop.id).state).toBe('DEPLOYMENT_ERROR');
    expectRotated(acme, await acme.rotate(), old);
  });
});

describe('what cannot be read is a no', () => {
  const empty = { mutate: (): unknown => ({ results: [] }) };
  test.each<[string, string, FaultKind, RegExp]>([
    [
      'a status of the project that lacks the environment',
      'getProjectEnvironmentsStatus',
      empty,
      /cannot be retired: Qovery tells no status of the environment shop\/shop/,
    ],
    [
      'a status of the project without results',
      'getProjectEnvironmentsStatus',
      { mutate: () => ({}) },
      /could not read the statuses of the environments.*malformed answer/,
    ],
    [
      'a refusal to tell the status of the project',
      'getProjectEnvironmentsStatus',
      { status: 403 },
      /could not read the statuses of the environments.*403/,
    ],
    [
      'a refusal to list the environments',
      'get-environments-by-cluster-id',
      { status: 403 },
      /could not list the environments of the cluster.*403/,
    ],
    [
      'a refusal to show the log',
      'listClusterLogs',
      { status: 403 },
      /could not read the cluster's log.*403/,
    ],
  ])('%s', async (_name, operation, kind, says) => {
    await using acme = await companyWithShop();
    const { old } = acme;
    acme.sandbox.fault({ match: { operation }, times: Infinity, kind });
    expectHeld(acme, await acme.rotate(), old, says);
    acme.sandbox.clearFaults();
    expectRotated(acme, await acme.rotate(), old);
  });
});

describe('verify-environment-id', () => {
  test('redeploys the environment once every cluster runs on the new key, and waits for its success', async () => {
    await using acme = await companyWithShop();
    const { shop, old } = acme;
    const run = await acme.rotate({ ...UNTIL_DEPLOYED, 'verify-environment-id': shop.id });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(shop.state).toBe('DEPLOYED');
    expect((shop.lastDeploymentAt ?? 0) - (acme.cluster().lastDeploymentAt ?? 0)).toBeGreaterThan(
      5 * MINUTE - SECOND,
    );
    expect(run.log).toContain(`environment ${shop.id} runs on the new key`);
    const redeployed = run.requests.filter(({ operation }) => operation === 'redeployEnvironment');
    expect(redeployed.map(({ status }) => status)).toEqual([202]);

    // Once in a rotation is enough.
    acme.clock.advance(3 * HOUR);
    const next = await acme.rotate({ 'verify-environment-id': shop.id });
    expectRotated(acme, next, old);
    expect(next.requests.filter(({ operation }) => operation === 'redeployEnvironment')).toEqual([]);
  });

  test('that fails keeps the old key; the next run tries again', async () => {
    await using acme = await companyWithShop();
    const { shop, old } = acme;
    acme.world.nextEnvironmentOutcome(shop.id, 'DEPLOYMENT_ERROR');
    const inputs = { 'verify-environment-id': shop.id };
    const run = await acme.rotate(inputs);
    expectHeld(
      acme,
      run,
      old,
      new RegExp(
        `The test deployment with the new key did not succeed: environment ${shop.id}: the deployment ended in DEPLOYMENT_ERROR`,
      ),
    );
    acme.clock.advance(12 * HOUR);
    expectRotated(acme, await acme.rotate(inputs), old);
  });

  test('waits for what is under way there (409), and then asks for its own', async () => {
    await using acme = await companyWithShop();
    const { shop, old } = acme;
    const begun = acme.clock.now();
    acme.world.startEnvironmentDeployment(shop.id, 20 * MINUTE);
    const run = await acme.rotate({ 'verify-environment-id': shop.id });
    expectRotated(acme, run, old);
    const redeployed = run.requests.filter(({ operation }) => operation === 'redeployEnvironment');
    const answers = redeployed.map(({ status }) => status);
    expect(answers.length).toBeGreaterThan(1);
    expect(answers).toEqual([...answers.slice(1).map(() => 409), 202]);
    expect((redeployed.at(-1)?.at ?? 0) - begun).toBeGreaterThanOrEqual(20 * MINUTE);
    expect([...shop.requests.values()]).toEqual(['DEPLOYED', 'DEPLOYED']);
  });

  test.each<[string, string, number]>([
    ['when it is asked for', 'deployCluster', 30],
    ['while it is waited for', 'redeployEnvironment', 30],
    ['while it is waited for', 'redeployEnvironment', 65],
  ])(
    'Qovery answers nobody (429) %s, from %s on, for %i minutes: asked again',
    async (_, operation, minutes) => {
      await using acme = await companyWithShop();
      const { shop, old } = acme;
      acme.after(operation, () =>
        acme.sandbox.fault({
          match: ({ path }) => path.startsWith('/environment/'),
          lastsMs: minutes * MINUTE,
          kind: tooManyRequests(),
        }),
      );
      expectRotated(acme, await acme.rotate({ 'verify-environment-id': shop.id }), old);
      expect([...shop.requests.values()]).toContain('DEPLOYED');
    },
  );

  test('of an environment that is deleted meanwhile', async () => {
    await using acme = await companyWithShop();
    const { old, world } = acme;
    const { id } = acme.shop;
    acme.after('editAWSCredentials', () => {
      world.environments.splice(0, Infinity, ...world.environments.filter((one) => one.id !== id));
    });
    const run = await acme.rotate({ 'verify-environment-id': id });
    expectHeld(acme, run, old, new RegExp(`environment ${id}: .*404`));
    expectRotated(acme, await acme.rotate(), old);
  });
});
