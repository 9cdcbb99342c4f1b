import { expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import { runAction } from '../../sandbox/run-action.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';

const CLUSTERS = 1000;
const BROKEN = 'cluster-998';

/** A thousand clusters behind one key, one of ten in production, and one that is in error. */
async function thousand(): Promise<Sandbox> {
  return startSandbox({
    seed: (world) => {
      world.addOrganization({ name: 'Acme' });
      const credential = world.addCredential({
        name: 'AWS',
        key: world.addKey(world.addUser({ name: 'qovery' })),
      });
      for (let n = 0; n < CLUSTERS; n++) {
        const cluster = world.addCluster({ name: `cluster-${n}`, credential, production: n % 10 === 0 });
        world.addEnvironment({ name: `environment-${n}`, cluster });
        if (cluster.name === BROKEN) cluster.status = 'DEPLOYMENT_ERROR';
      }
    },
  });
}

test('a review of a thousand clusters ends with a report: within its requests, its time, and Qovery\u2019s limit', async () => {
  await using sandbox = await thousand();
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
  await using sandbox = await startSandbox({
    seed: (world) => {
      world.addOrganization({ name: 'Acme' });
      const credential = world.addCredential({
        name: 'AWS',
        key: world.addKey(world.addUser({ name: 'qovery' })),
      });
      for (let n = 0; n < 100; n++) {
        const cluster = world.addCluster({ name: `cluster-${n}`, credential });
        world.addEnvironment({ name: `environment-${n}`, cluster });
      }
    },
  });
  const run = await runAction(sandbox, { operation: 'review' });
  expect(run.stdout).not.toContain('left out');
  expect(sandbox.requests.filter(({ path }) => path.endsWith('/environments'))).toHaveLength(100);
});
