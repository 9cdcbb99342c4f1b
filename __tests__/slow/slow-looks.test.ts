import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import type { Environment, Registry } from '../../sandbox/records.ts';
import { act } from '../support/action.ts';
import { company } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// To look at many clusters takes hours at the pace of Qovery's limit. What happens in these hours counts. Here the
// statuses of environments take hours instead, so that a few clusters are enough.

const ONCE = { 'wait-for-deletion': 'false', 'deactivate-for': '1d' };
const STATUSES = 'getProjectEnvironmentsStatus';

interface Slow extends Company {
  readonly old: AccessKey;
  readonly registry: Registry;
  readonly previews: Environment[];
  /** In the middle of the next slow look. */
  meanwhile(then: () => void): void;
}

/** A rotation that is stored and deployed, or whose old key is deactivated, and the next look takes two hours. */
async function slow(step: 'deployed' | 'deactivated', takes = 20 * MINUTE): Promise<Slow> {
  const acme = await company();
  const { world, clock, sandbox } = acme;
  const registry = world.addRegistry({ name: 'ECR', key: acme.key(), cluster: acme.cluster() });
  const previews = ['one', 'two'].map((name) => world.addEnvironment({ name, cluster: acme.cluster() }));
  const old = acme.key();
  await acme.rotate(ONCE);
  clock.advance(3 * HOUR);
  if (step === 'deactivated') {
    await acme.rotate(ONCE);
    expect(acme.keys()[old.id]).toBe('Inactive');
    clock.advance(DAY + MINUTE);
  }
  sandbox.fault({ match: { operation: STATUSES }, times: 1, kind: { passMs: takes } });
  return { ...acme, old, registry, previews, meanwhile: (then) => acme.after(STATUSES, then) };
}

describe('while everything is looked at', () => {
  test('nothing happens: the rotation goes on', async () => {
    await using acme = await slow('deactivated');
    expect(await acme.rotate(ONCE)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  });

  test.each(['deployed', 'deactivated'] as const)(
    'somebody stores the old key in a registry (%s): it stays, or comes back',
    async (step) => {
      await using acme = await slow(step);
      const { registry, old, world } = acme;
      acme.meanwhile(() => {
        registry.key = world.iam.key(old.id);
      });
      // Not `rotate` of the company: with a key that is deactivated, somebody has cut the registry off.
      const run = await act(acme.sandbox, { ...ONCE, 'credentials-id': acme.credential().id });
      expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
      expect(acme.keys()[old.id]).toBe('Active');
    },
  );

  test.each(['an environment', 'a project'])('%s is deleted: nothing is missing', async (what) => {
    await using acme = await slow('deactivated');
    const { world, previews } = acme;
    const gone =
      what === 'a project'
        ? previews[1]
        : world.addEnvironment({
            ...{ name: 'three', cluster: acme.cluster() },
            ...(previews[0] && { projectId: previews[0].projectId }),
          });
    // Gone before its project is asked for, and after it was listed.
    let listed = 0;
    acme.sandbox.onRequest(({ phase, request }) => {
      if (phase !== 'after' || !request.path.endsWith('/environments') || listed++ > 0) return;
      world.environments.splice(
        world.environments.findIndex(({ id }) => id === gone?.id),
        1,
      );
    });
    expect(await acme.rotate(ONCE)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(listed).toBeGreaterThan(1);
  });

  test('a cluster is deleted: the same', async () => {
    await using acme = await slow('deactivated');
    const { world } = acme;
    const cluster = world.addCluster({ name: 'short-lived', credential: acme.credential() });
    acme.sandbox.clearFaults();
    // It is part of the rotation first.
    expect(await acme.rotate(ONCE)).toMatchObject({ exitCode: 0, result: 'pending' });
    acme.clock.advance(DAY);
    acme.sandbox.fault({ match: { operation: 'listClusterLogs' }, times: 1, kind: { passMs: 20 * MINUTE } });
    let listed = 0;
    acme.sandbox.onRequest(({ phase, request }) => {
      if (phase !== 'before' || !request.path.endsWith('/environments') || listed++ > 0) return;
      world.clusters.splice(world.clusters.indexOf(cluster), 1);
    });
    expect(await acme.rotate(ONCE)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(listed).toBeGreaterThan(1);
  });

  test('Qovery is down for some minutes, for one request: it is asked again', async () => {
    // Together with the ten minutes it is no look that takes too long to rely on.
    await using acme = await slow('deactivated', 10 * MINUTE);
    acme.sandbox.fault({ match: { operation: STATUSES }, lastsMs: 10 * MINUTE, kind: { status: 503 } });
    expect(await acme.rotate(ONCE)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  });

  test('the key is brought back, and the run ends without another look of hours', async () => {
    await using acme = await slow('deactivated');
    const { world, previews, registry } = acme;
    expect(registry.key?.id).toBe(acme.key().id);
    world.nextEnvironmentOutcome(previews[0]?.id ?? '', {
      status: 'DEPLOYMENT_ERROR',
      tag: 'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
      log: 'The registry refused the credentials.',
    });
    world.nextEnvironmentOutcome(previews[1]?.id ?? '', { status: 'BUILD_ERROR' });
    for (const { id } of previews) world.startEnvironmentDeployment(id, 5 * MINUTE);
    acme.clock.advance(6 * MINUTE);
    const run = await acme.rotate(ONCE);
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[acme.old.id]).toBe('Active');
    expect(run.summary).toContain('shop/two (BUILD');
    const activated = run.requests.findIndex(({ operation }) => operation === 'UpdateAccessKey');
    const after = run.requests.slice(activated).map(({ operation }) => operation);
    expect(after).not.toContain(STATUSES);
    expect(after).toContain('getOrganizationClusterStatus');
  });
});
