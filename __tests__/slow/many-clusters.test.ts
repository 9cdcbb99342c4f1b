import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { type ActionRun, runAction } from '../../sandbox/run-action.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../sandbox/server.ts';

const CLUSTERS = 1000;
const BROKEN = 'cluster-998';

/** So many clusters behind one key, one of ten in production, with an environment each. */
async function many(size: number, options: SandboxOptions = {}): Promise<Sandbox> {
  return startSandbox({
    ...options,
    seed: (world) => {
      world.addOrganization({ name: 'Acme' });
      const key = world.addKey(world.addUser({ name: 'qovery' }), { createdAt: world.now - 80 * DAY });
      const credential = world.addCredential({ name: 'AWS', key });
      for (let n = 0; n < size; n++) {
        const cluster = world.addCluster({ name: `cluster-${n}`, credential, production: n % 10 === 0 });
        world.addEnvironment({ name: `environment-${n}`, cluster });
      }
    },
  });
}

test('a review of a thousand clusters ends with a report: within its requests, its time, and Qovery\u2019s limit', async () => {
  await using sandbox = await many(CLUSTERS);
  for (const cluster of sandbox.world.clusters)
    if (cluster.name === BROKEN) cluster.status = 'DEPLOYMENT_ERROR';
  const startedAt = sandbox.clock.now();
  const run = await runAction(sandbox, { operation: 'review' });
  expect(run).toMatchObject({ exitCode: 0, outputs: { result: 'attention' } });

  const took = sandbox.clock.now() - startedAt;
  expect(took).toBeLessThan(12 * MINUTE);
  const sent = sandbox.requests.filter(({ api }) => api === 'qovery');
  expect(took).toBeLessThan(HOUR);
  expect(sent.length).toBeLessThanOrEqual(460);
  expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);

  // What is broken and what is in production was looked into; the others as far as they fitted.
  const lookedInto = (name: string): boolean => {
    const { id } = sandbox.world.clusters.find((cluster) => cluster.name === name) ?? { id: '' };
    return sent.some(({ path }) => path === `/cluster/${id}/environments`);
  };
  const names = sandbox.world.clusters.map(({ name }) => name);
  const production = names.filter((_, n) => n % 10 === 0);
  expect([BROKEN, ...production].filter((name) => !lookedInto(name))).toEqual([]);
  expect(sent.some(({ operation }) => operation === 'listClusterLogs')).toBe(true);

  // What was left out is counted and named.
  const left = names.filter((name) => !lookedInto(name));
  expect(left.length).toBeGreaterThan(500);
  const line = /the DNS provider, the environments and the databases of (.*?): left out/.exec(run.stdout);
  const [, said = ''] = line ?? [];
  const named = [...said.matchAll(/'(cluster-\d+)'/g)].map(([, name]) => name);
  expect(named.every((name) => left.includes(name ?? ''))).toBe(true);
  expect(named.length + Number(/and (\d+) more/.exec(said)?.[1])).toBe(left.length);
});

test('a small organisation is read as a whole', async () => {
  await using sandbox = await many(100);
  const run = await runAction(sandbox, { operation: 'review' });
  expect(run.stdout).not.toContain('left out');
  expect(sandbox.requests.filter(({ path }) => path.endsWith('/environments'))).toHaveLength(100);
});

describe('a rotation of 220 clusters behind one key, each in a project of its own, by the schedule', () => {
  const inputs = { 'credentials-id': 'all', 'wait-for-deletion': 'false', 'max-age': '60d' };
  const rotate = (sandbox: Sandbox): Promise<ActionRun> => runAction(sandbox, inputs);
  const keysOf = ({ world }: Sandbox): string[] =>
    world.iam.users.flatMap((user) =>
      world.iam.keysOf(user).map(({ history }) => history.at(-1)?.status ?? ''),
    );

  /** The new key is deployed everywhere, and the old one is deactivated. */
  async function untilDeactivated(sandbox: Sandbox): Promise<void> {
    const first = await rotate(sandbox);
    expect(first).toMatchObject({ exitCode: 0, outputs: { result: 'pending' } });
    expect(first.stdout).toContain('220 clusters take hours: about 50m to deploy them, 50 at a time');
    sandbox.clock.advance(3 * HOUR);
    expect(await rotate(sandbox)).toMatchObject({ exitCode: 0, outputs: { result: 'pending' } });
    expect(keysOf(sandbox)).toEqual(['Inactive', 'Active']);
  }

  test('ends in three runs, inside the limit of an hour, and nothing loses its key', async () => {
    await using sandbox = await many(220, { quirks: { deployMs: 8 * MINUTE } });
    await untilDeactivated(sandbox);
    sandbox.clock.advance(DAY);
    expect(await rotate(sandbox)).toMatchObject({ exitCode: 0, outputs: { result: 'rotated' } });
    expect(keysOf(sandbox)).toEqual(['Active']);
    expect(sandbox.world.outages).toEqual([]);
    const sent = sandbox.requests.filter(({ api }) => api === 'qovery').map(({ at }) => at);
    const inAnHour = sent.map((from) => sent.filter((at) => at >= from && at < from + HOUR).length);
    expect(Math.max(...inAnHour)).toBeLessThanOrEqual(1000);
  });

  test('one environment, of the last cluster, is refused its credentials: the key is brought back', async () => {
    await using sandbox = await many(220, { quirks: { deployMs: 8 * MINUTE } });
    await untilDeactivated(sandbox);
    const last = sandbox.world.environments.at(-1);
    sandbox.world.nextEnvironmentOutcome(last?.id ?? '', {
      status: 'DEPLOYMENT_ERROR',
      tag: 'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
      log: 'The registry refused the credentials.',
    });
    sandbox.world.startEnvironmentDeployment(last?.id ?? '', 5 * MINUTE);
    sandbox.clock.advance(DAY);
    const run = await rotate(sandbox);
    expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' } });
    expect(run.stdout).toMatch(/environment-219 .*refused credentials/);
    expect(keysOf(sandbox)).toEqual(['Active', 'Active']);
  });

  test('the log of one cluster, which was deployed since, tells of refused credentials: the same', async () => {
    await using sandbox = await many(220, { quirks: { deployMs: 8 * MINUTE } });
    await untilDeactivated(sandbox);
    const { world } = sandbox;
    const cluster = world.clusters.at(-1);
    sandbox.clock.advance(2 * HOUR);
    world.startDeployment(cluster?.id ?? '');
    sandbox.clock.advance(10 * MINUTE);
    const tag = 'TERRAFORM_INVALID_CREDENTIALS';
    world.addLog(cluster?.id ?? '', { type: 'error', step: 'Error', text: 'refused', tag });
    sandbox.clock.advance(DAY);
    const run = await rotate(sandbox);
    expect(run.stdout).toMatch(/cluster 'cluster-219' tells of refused credentials/);
    expect(keysOf(sandbox)).toEqual(['Active', 'Active']);
  });
});
