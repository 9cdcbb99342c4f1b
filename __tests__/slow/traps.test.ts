import { describe, expect, test } from '@jest/globals';

import type { FaultKind } from '../../sandbox/faults.ts';
import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import type { Quirks } from '../../sandbox/quirks.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// What others fall into. Each test looks at what came of it: which keys exist, who holds which, what the clusters run
// with, and that nothing in Qovery ever lost its key.

const UNTIL_DEPLOYED = { 'wait-for-deletion': 'false' };

/** The new key is stored and every cluster runs on it; the old one is still there. */
function expectDeployed(acme: Company, run: Run, old: AccessKey): void {
  const created = acme.key().id;
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(created).not.toBe(old.id);
  expect(acme.keys()).toEqual({ [old.id]: 'Active', [created]: 'Active' });
  for (const holder of Object.values(acme.holders())) expect(holder).toBe(created);
  for (const running of Object.values(acme.running())) expect(running).toBe(created);
  expectHealthy(acme);
}

/** The run failed, and says so; both keys are there and active, and the credential holds the new one. */
function expectStopped(acme: Company, run: Run, old: AccessKey, says: RegExp): void {
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]).toMatch(says);
  const created = acme.key().id;
  expect(created).not.toBe(old.id);
  expect(acme.keys()).toEqual({ [old.id]: 'Active', [created]: 'Active' });
  // What is true now, for the person who reads it at night.
  expect(run.errors[0]).toContain(`${old.id} (Active, old`);
  expect(run.errors[0]).toContain(`${created} (Active, new`);
  expect(run.errors[0]).toContain(`cloud credential 'AWS production' holds ${created}`);
  expect(run.outputs).toMatchObject({ 'old-access-key-id': old.id, 'new-access-key-id': created });
}

/** The next run needs nobody's help to bring it to its end. */
async function expectGoesOn(
  acme: Company,
  old: AccessKey,
  inputs: Record<string, string> = {},
): Promise<void> {
  const run = await acme.rotate(inputs);
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  const created = acme.key().id;
  expect(created).not.toBe(old.id);
  expect(acme.keys()).toEqual({ [created]: 'Active' });
  for (const running of Object.values(acme.running())) expect(running).toBe(created);
  expect(acme.journal()).toEqual({});
  expectHealthy(acme);
}

describe('which deployment a status tells of', () => {
  test.each<[string, Partial<Quirks>]>([
    ['the state before it, for the first reads', { staleStatusReads: 4 }],
    ['the same, and dates by the start', { staleStatusReads: 4, deploymentDateAt: 'start' }],
    ['the same, and a new id only at the start', { staleStatusReads: 4, executionIdAt: 'start' }],
    ['the state before it, for minutes', { staleStatusReads: 20, executionIdAt: 'start' }],
    ['a new id once it starts', { executionIdAt: 'start' }],
    ['its start as its date', { deploymentDateAt: 'start' }],
    ['201 when it was accepted', { deployAccepted: 201 }],
    ['200 when it was accepted', { deployAccepted: 200 }],
    ['a long queue', { queueMs: 9 * MINUTE, executionIdAt: 'start', deploymentDateAt: 'start' }],
    ['the end of a very short one', { queueMs: SECOND, deployMs: SECOND }],
  ])('Qovery answers: %s', async (_, quirks) => {
    await using acme = await company({ quirks });
    const old = acme.key();
    expectDeployed(acme, await acme.rotate(UNTIL_DEPLOYED), old);
    expect(acme.cluster().status).toBe('DEPLOYED');
    acme.clock.advance(2 * HOUR + MINUTE);
    await expectGoesOn(acme, old);
  });

  test('a deployment was under way when the rotation began: it carries the old key, and another one follows', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.world.startDeployment(acme.cluster().id);
    const run = await acme.rotate(UNTIL_DEPLOYED);
    expectDeployed(acme, run, old);
    expect(run.log).toContain('another deployment is under way');
  });

  test.each([400, 409] as const)(
    'somebody deploys a moment before us (Qovery answers %d)',
    async (deployWhileBusy) => {
      await using acme = await company({ quirks: { deployWhileBusy } });
      const old = acme.key();
      let begun = false;
      acme.sandbox.onRequest(({ phase, request }) => {
        if (phase !== 'before' || request.operation !== 'deployCluster' || begun) return;
        begun = true;
        acme.world.startDeployment(acme.cluster().id);
      });
      const run = await acme.rotate(UNTIL_DEPLOYED);
      expectDeployed(acme, run, old);
      expect(run.log).toContain('Operation is in progress');
      const accepted = run.requests.filter(
        ({ operation, status }) => operation === 'deployCluster' && status === 200,
      );
      expect(accepted).toHaveLength(1);
    },
  );

  test("Qovery's maintenance comes first: ours follows", async () => {
    await using acme = await company();
    const old = acme.key();
    acme.after('editAWSCredentials', () => acme.world.startMaintenance(acme.cluster().id));
    expectDeployed(acme, await acme.rotate(UNTIL_DEPLOYED), old);
    expect(acme.cluster().reason).toBe('UNSPECIFIED');
  });

  test("Qovery's maintenance between two runs neither hurts nor moves the time of deletion", async () => {
    await using acme = await company();
    const old = acme.key();
    const first = await acme.rotate(UNTIL_DEPLOYED);
    acme.clock.advance(2 * HOUR);
    acme.world.startMaintenance(acme.cluster().id);
    acme.clock.advance(10 * MINUTE);
    const second = await acme.rotate(UNTIL_DEPLOYED);
    expect(second).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(acme.keys()[old.id]).toBe('Inactive');
    expect(
      Date.parse(second.outputs['delete-after'] ?? '') - Date.parse(first.outputs['delete-after'] ?? ''),
    ).toBeLessThan(15 * MINUTE);
    acme.world.startMaintenance(acme.cluster().id);
    acme.clock.advance(20 * MINUTE);
    await expectGoesOn(acme, old);
  });

  test('maintenance that fails after our deployment keeps the old key; the next run deploys again', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(UNTIL_DEPLOYED);
    acme.world.nextOutcome(acme.cluster().id, { status: 'DEPLOYMENT_ERROR' });
    acme.world.startMaintenance(acme.cluster().id);
    acme.clock.advance(3 * HOUR);
    await expectGoesOn(acme, old);
  });

  test('a request that Qovery accepts, and forgets, is no deployment', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.sandbox.fault({ match: { operation: 'deployCluster' }, kind: { status: 200, body: {} } });
    const run = await acme.rotate();
    expectStopped(
      acme,
      run,
      old,
      /'production-eu': Qovery accepted the deployment, but nothing of it was seen within 10 minutes/,
    );
    await expectGoesOn(acme, old);
  });

  test('a deployment that takes longer than `deploy-timeout`', async () => {
    await using acme = await company({ quirks: { deployMs: 45 * MINUTE } });
    const old = acme.key();
    const run = await acme.rotate({ 'deploy-timeout': '30m' });
    expectStopped(acme, run, old, /'production-eu' is in state DEPLOYING after 30m \(deploy-timeout\)/);
    await expectGoesOn(acme, old);
  });
});

describe('a deployment of ours that fails', () => {
  test.each(['DEPLOYMENT_ERROR', 'INVALID_CREDENTIALS', 'CANCELED', 'STOPPED', 'SOME_NEW_ERROR'])(
    'with %s: both keys stay active, and the next run goes on to the end',
    async (status) => {
      await using acme = await company();
      const old = acme.key();
      acme.world.nextOutcome(acme.cluster().id, { status });
      const run = await acme.rotate();
      expectStopped(
        acme,
        run,
        old,
        new RegExp(`The deployment with the new key did not succeed: cluster 'production-eu': ${status}`),
      );
      expect(run.summary).toContain(status);
      if (status === 'STOPPED') acme.cluster().status = 'DEPLOYED'; // Somebody starts it again.
      acme.clock.advance(12 * HOUR);
      await expectGoesOn(acme, old);
    },
  );

  test('before production: production is not deployed', async () => {
    await using acme = await company({
      credentials: [{ name: 'AWS production', user: 'qovery-admin', clusters: ['staging', 'production'] }],
    });
    const old = acme.key();
    acme.world.nextOutcome(acme.cluster('staging').id, { status: 'DEPLOYMENT_ERROR' });
    const { lastExecutionId } = acme.cluster('production');
    const run = await acme.rotate();
    expectStopped(acme, run, old, /cluster 'staging': DEPLOYMENT_ERROR/);
    expect(acme.cluster('production').lastExecutionId).toBe(lastExecutionId);
    await expectGoesOn(acme, old);
  });
});

describe('clusters that are left alone', () => {
  test.each(['STOPPED', 'READY'])('%s: it takes the new key up when it starts', async (status) => {
    await using acme = await company({
      credentials: [
        { name: 'AWS production', user: 'qovery-admin', clusters: ['production', `other ${status}`] },
      ],
    });
    const { lastExecutionId } = acme.cluster('other');
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(acme.cluster('other')).toMatchObject({ status, lastExecutionId });
    expectHealthy(acme);
    acme.world.startDeployment(acme.cluster('other').id);
    acme.clock.advance(HOUR);
    expect(acme.running()).toEqual({ production: acme.key().id, other: acme.key().id });
  });

  test('every cluster is stopped', async () => {
    await using acme = await company({
      credentials: [{ name: 'AWS production', user: 'qovery-admin', clusters: ['production STOPPED'] }],
    });
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(acme.cluster().status).toBe('STOPPED');
    expectHealthy(acme);
  });

  test('a cluster that is locked half-way: the old key stays until it is unlocked', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(UNTIL_DEPLOYED);
    const cluster = acme.cluster();
    cluster.lock = { reason: 'release', ttlInDays: undefined, lockedAt: acme.clock.now(), ownerName: 'Ada' };
    acme.clock.advance(3 * HOUR);
    const run = await acme.rotate();
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(run.warnings.join('\n')).toMatch(/'production-eu' is locked by Ada \(release\)/);
    expect(acme.keys()[old.id]).toBe('Active');
    cluster.lock = undefined;
    await expectGoesOn(acme, old);
  });

  test('a cluster that vanishes from an answer half-way holds the old key', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(UNTIL_DEPLOYED);
    acme.clock.advance(3 * HOUR);
    acme.sandbox.fault({
      match: { operation: 'getOrganizationClusterStatus' },
      times: Infinity,
      kind: { mutate: () => ({ results: [] }) },
    });
    expectStopped(acme, await acme.rotate(), old, /is in one answer of Qovery and missing in another/);
    acme.sandbox.clearFaults();
    await expectGoesOn(acme, old);
  });
});

describe('a new key', () => {
  test('that AWS does not know everywhere for 15 seconds is stored when it works, not before', async () => {
    await using acme = await company({ quirks: { newKeyLagMs: 15 * SECOND } });
    const old = acme.key();
    expectDeployed(acme, await acme.rotate(UNTIL_DEPLOYED), old);
  });

  test('that never works is deleted again', async () => {
    await using acme = await company({ quirks: { newKeyLagMs: HOUR } });
    const old = acme.key();
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/prove the new key|InvalidClientTokenId/);
    expect(run.errors[0]).toMatch(/The new key AKIA\w+ was deleted again. Qovery still uses the old key/);
    expect(acme.keys()).toEqual({ [old.id]: 'Active' });
    expect(acme.holders()).toEqual({ 'AWS production': old.id });
    expectHealthy(acme);
  });

  test('that AWS refuses to create because another one appeared: nothing is deleted, now or later', async () => {
    await using acme = await company();
    const old = acme.key();
    let strangers = '';
    acme.sandbox.onRequest(({ phase, request }) => {
      if (phase === 'before' && request.operation === 'CreateAccessKey' && strangers === '')
        strangers = acme.world.addKey(acme.user()).id;
    });
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/ERROR: more than one access key found/);
    expect(acme.keys()).toEqual({ [old.id]: 'Active', [strangers]: 'Active' });

    // The other key is somebody else's: this action was told that it created none.
    acme.clock.advance(HOUR);
    const next = await acme.rotate();
    expect(acme.keys()).toEqual({ [old.id]: 'Active', [strangers]: 'Active' });
    expect(next).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.holders()).toEqual({ 'AWS production': old.id });
  });

  test.each<FaultKind & string>(['lost', 'error-after', 'malformed'])(
    'whose secret is lost with the answer (%s) is deleted by the next run, which goes on to the end',
    async (kind) => {
      await using acme = await company();
      const old = acme.key();
      acme.sandbox.fault({ match: { operation: 'CreateAccessKey' }, kind });
      const run = await acme.rotate({}, { secretNeverArrives: true });
      expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
      expect(run.errors[0]).toMatch(/whether a key was created is not certain, and its secret is lost/);
      expect(Object.keys(acme.keys())).toHaveLength(2);
      expect(acme.holders()).toEqual({ 'AWS production': old.id });
      acme.sandbox.clearFaults();
      await expectGoesOn(acme, old);
    },
  );
});

describe('storing the new key', () => {
  test('is refused: the new key is deleted, the old one stays in use', async () => {
    await using acme = await company();
    const old = acme.key();
    const detail = 'This credential is frozen';
    acme.sandbox.fault({
      match: { operation: 'editAWSCredentials' },
      kind: { status: 400, body: { detail } },
    });
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(
      /was not stored in the cloud credential 'AWS production'.*This credential is frozen.*The new key AKIA\w+ was deleted again. Qovery still uses the old key/,
    );
    expect(acme.keys()).toEqual({ [old.id]: 'Active' });
    expect(acme.holders()).toEqual({ 'AWS production': old.id });
    expectHealthy(acme);
    await expectGoesOn(acme, old);
  });

  test('is refused by the second holder: both keys stay active, and the holder is named, run after run', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.world.addRegistry({ name: 'ECR', key: old, cluster: acme.cluster() });
    acme.sandbox.fault({
      match: { operation: 'editAWSCredentials' },
      times: Infinity,
      kind: { status: 403 },
    });
    for (const says of [
      /was not stored in the cloud credential 'AWS production'/,
      /cloud credential AWS production refused the new key/,
    ]) {
      const run = await acme.rotate();
      expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
      expect(run.errors[0]).toMatch(says);
      const created = acme.holders()['ECR'] ?? '';
      expect(acme.holders()).toEqual({ 'AWS production': old.id, ECR: created });
      expect(acme.keys()).toEqual({ [old.id]: 'Active', [created]: 'Active' });
    }
    expectHealthy(acme);
  });

  test.each<[string, FaultKind]>([
    ['the answer is lost', 'lost'],
    ['500 comes after it took effect', 'error-after'],
    ['half an answer comes', 'malformed'],
    ['the connection breaks before', 'reset'],
    ['503 comes before', { status: 503 }],
    ['429 comes before', { status: 429, headers: { 'retry-after': '3' } }],
  ])('%s: settled by reading', async (_, kind) => {
    await using acme = await company();
    const old = acme.key();
    acme.sandbox.fault({ match: { operation: 'editAWSCredentials' }, kind });
    const run = await acme.rotate(UNTIL_DEPLOYED);
    expectDeployed(acme, run, old);
    expect(run.requests.filter(({ operation }) => operation === 'CreateAccessKey')).toHaveLength(1);
  });

  test('always answers 500 and always works: settled by reading', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.sandbox.fault({ match: { operation: 'editAWSCredentials' }, times: Infinity, kind: 'error-after' });
    expectDeployed(acme, await acme.rotate(UNTIL_DEPLOYED), old);
  });

  test('stays unclear for half an hour: both keys stay active, and the next run settles it', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.sandbox.fault({
      match: { operation: 'editAWSCredentials' },
      times: Infinity,
      kind: { status: 500 },
    });
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(
      /Whether the new key is stored in the cloud credential 'AWS production' is not certain.*Both keys stay active/,
    );
    expect(Object.values(acme.keys())).toEqual(['Active', 'Active']);
    expect(acme.holders()).toEqual({ 'AWS production': old.id });
    acme.sandbox.clearFaults();
    await expectGoesOn(acme, old);
  });

  test('fails with an error that repeats the request: the secret in it is not passed on', async () => {
    await using acme = await company({ quirks: { errorsEchoRequest: true, storingProvesKey: true } });
    const old = acme.key();
    // Somebody takes the new key for a stranger's, and deactivates it before Qovery tries it.
    acme.sandbox.onRequest(({ phase, request }) => {
      if (phase !== 'before' || request.operation !== 'editAWSCredentials') return;
      const created = Object.keys(acme.keys()).find((id) => id !== old.id) ?? '';
      acme.world.setKeyStatus(created, 'Inactive');
    });
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/AWS does not accept this key \(request: .*\*\*\*/);
    expect(acme.keys()).toEqual({ [old.id]: 'Active' });
    expectHealthy(acme);
  });
});

describe('requests', () => {
  test.each<FaultKind & string>(['lost', 'error-after', 'malformed'])(
    'a deployment whose answer is lost (%s) is not asked for twice in a run: it is seen to begin, and the run goes on',
    async (kind) => {
      await using acme = await company();
      const old = acme.key();
      acme.sandbox.fault({ match: { operation: 'deployCluster' }, kind });
      const run = await acme.rotate(UNTIL_DEPLOYED);
      expectDeployed(acme, run, old);
      expect(run.requests.filter(({ operation }) => operation === 'deployCluster')).toHaveLength(1);
    },
  );

  test.each<[string, FaultKind]>([
    ['503', { status: 503 }],
    ['reset', 'reset'],
    ['a page of a proxy', { html: 502 }],
  ])(
    'a deployment that never begins (%s) is not asked for twice in a run: the next run deploys',
    async (_, kind) => {
      await using acme = await company();
      const old = acme.key();
      acme.sandbox.fault({ match: { operation: 'deployCluster' }, kind });
      const run = await acme.rotate();
      expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
      expect(run.warnings.join()).toMatch(
        /'production-eu': Qovery could not deploy the cluster.*a run after this/,
      );
      expect(run.requests.filter(({ operation }) => operation === 'deployCluster')).toHaveLength(1);
      expect(Object.values(acme.keys())).toEqual(['Active', 'Active']);
      await expectGoesOn(acme, old);
    },
  );

  test.each<[string, (now: number) => Record<string, string>]>([
    ['Retry-After', () => ({ 'retry-after': '17' })],
    [
      'X-RateLimit-Reset',
      (now) => ({ 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(Math.ceil(now / SECOND) + 17) }),
    ],
  ])('429 is waited out as %s says', async (_, headers) => {
    await using acme = await company();
    acme.sandbox.fault({
      match: { operation: 'listOrganizationCredentials' },
      kind: { status: 429, headers: headers(acme.clock.now()) },
    });
    const run = await acme.rotate({ 'dry-run': 'true' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
    const [first, second] = run.requests.filter(
      ({ operation }) => operation === 'listOrganizationCredentials',
    );
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeGreaterThan(15 * SECOND);
    expect((second?.at ?? 0) - (first?.at ?? 0)).toBeLessThan(25 * SECOND);
  });

  test('Qovery is away for some minutes while a deployment is waited for', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.after('deployCluster', () =>
      acme.sandbox.fault({
        match: { operation: 'getOrganizationClusterStatus' },
        times: 20,
        kind: { status: 503 },
      }),
    );
    expectDeployed(acme, await acme.rotate(UNTIL_DEPLOYED), old);
  });
});

describe('other people at work', () => {
  test('somebody stores a third key while we wait: stopped, nothing deleted', async () => {
    await using acme = await company();
    const old = acme.key();
    const third = acme.world.addKey(acme.world.addUser({ name: 'somebody-else' }));
    acme.after('deployCluster', () => acme.world.storeKey(acme.credential(), third));
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(
      new RegExp(
        `somebody stored another key: cloud credential 'AWS production' holds ${third.id}.*Nothing was deleted`,
      ),
    );
    expect(Object.values(acme.keys())).toEqual(['Active', 'Active']);
    expect(acme.keys()[old.id]).toBe('Active');
    expect(acme.holders()).toEqual({ 'AWS production': third.id });
    expectHealthy(acme);
  });

  test('somebody puts a third key in the place of ours between two runs: stopped, nothing deleted', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(UNTIL_DEPLOYED);
    const ours = acme.key();
    const { world } = acme;
    world.storeKey(acme.credential(), old);
    world.startDeployment(acme.cluster().id);
    acme.clock.advance(HOUR);
    world.setKeyStatus(ours.id, 'Deleted');
    const third = world.addKey(acme.user());
    world.storeKey(acme.credential(), third);
    acme.clock.advance(3 * HOUR);
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()).toEqual({ [old.id]: 'Active', [third.id]: 'Active' });
    expect(acme.holders()).toEqual({ 'AWS production': third.id });
    expectHealthy(acme);
  });

  test('somebody adds a registry with the old key: it is not retired until the registry has moved', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(UNTIL_DEPLOYED);
    const registry = acme.world.addRegistry({ name: 'Late', key: old });
    acme.clock.advance(3 * HOUR);
    expectStopped(
      acme,
      await acme.rotate(),
      old,
      new RegExp(`container registry 'Late' holds ${old.id}.*Nothing was deleted`),
    );
    acme.world.storeKey(registry, acme.key());
    await expectGoesOn(acme, old);
  });

  test('somebody adds a registry with the old key after it was deactivated: it is brought back', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(UNTIL_DEPLOYED);
    acme.clock.advance(2 * HOUR + MINUTE);
    await acme.rotate(UNTIL_DEPLOYED);
    expect(acme.keys()[old.id]).toBe('Inactive');
    const registry = acme.world.addRegistry({ name: 'Late', key: old });
    acme.clock.advance(20 * MINUTE);
    const run = await acme.rotate(UNTIL_DEPLOYED);
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[old.id]).toBe('Active');
    expect(acme.world.pull(registry.id)).toBe(true);
  });

  test('somebody still uses the old key: it stays, and the run says where, and when', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(UNTIL_DEPLOYED);
    const used = acme.clock.now();
    acme.world.addStrayConsumer({ keyId: old.id, everyMs: 30 * MINUTE, until: used + 6 * HOUR });
    acme.clock.advance(3 * HOUR);

    const early = await acme.rotate(UNTIL_DEPLOYED);
    expect(early).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(acme.keys()[old.id]).toBe('Active');
    const lastUse = new Date(old.lastUsed?.at ?? 0).toISOString().slice(0, 16);
    expect(early.log).toMatch(
      new RegExp(`AWS saw ${old.id} in use at ${lastUse}:\\d\\dZ \\(service s3, region eu-west-3\\)`),
    );

    // A run that waits gives up when it is used again, and warns.
    const waiting = await acme.rotate();
    expect(waiting).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(waiting.warnings.join('\n')).toMatch(/service s3, region eu-west-3.*Find out what still uses it/);
    expect(acme.keys()[old.id]).toBe('Active');

    // An hour after its last use, it may go.
    acme.clock.advance(used + 7 * HOUR + MINUTE - acme.clock.now());
    await expectGoesOn(acme, old);
  });

  test('something breaks once the old key is deactivated: it is brought back, and held until a person names it', async () => {
    await using acme = await company();
    const { world, clock } = acme;
    const old = acme.key();
    acme.sandbox.onRequest(({ phase, request }) => {
      const body = request.body as { AccessKeyId?: string; Status?: string } | undefined;
      if (phase !== 'after' || body?.AccessKeyId !== old.id || body.Status !== 'Inactive') return;
      world.nextOutcome(acme.cluster().id, {
        status: 'INVALID_CREDENTIALS',
        tag: 'TERRAFORM_INVALID_CREDENTIALS',
      });
      world.startDeployment(acme.cluster().id);
    });
    const run = await acme.rotate();
    expectStopped(acme, run, old, /production-eu is in state INVALID_CREDENTIALS/);
    expect(old.history.map(({ status }) => status)).toEqual(['Active', 'Inactive', 'Active']);
    expect(run.errors[0]).toContain(`retire-key: ${old.id}`);
    acme.sandbox.clearFaults();

    // Nothing happens until a person has looked.
    clock.advance(24 * HOUR);
    expectStopped(acme, await acme.rotate(), old, new RegExp(`retire-key: ${old.id}`));

    // Then everything again: deployed, the full delay, deactivated, deleted.
    await expectGoesOn(acme, old, { 'retire-key': old.id });
    const inactive = old.history.findLast(({ status }) => status === 'Inactive')?.at ?? 0;
    expect(inactive - (acme.cluster().lastDeploymentAt ?? Infinity)).toBeGreaterThanOrEqual(2 * HOUR);
  });

  test('a rotation by hand is finished when a person names its old key: deployed, the full delay, deleted', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.world.storeKey(acme.credential(), acme.world.addKey(acme.user()));
    expect(await acme.rotate()).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[old.id]).toBe('Active');
    expect(acme.running()).toEqual({ 'production-eu': old.id });

    await expectGoesOn(acme, old, { 'retire-key': old.id, 'max-age': '75d' });
    const inactive = old.history.find(({ status }) => status === 'Inactive')?.at ?? 0;
    expect(inactive - (acme.cluster().lastDeploymentAt ?? Infinity)).toBeGreaterThanOrEqual(2 * HOUR);
  });
});
