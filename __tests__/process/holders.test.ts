import { describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { Registry } from '../../sandbox/records.ts';
import { act } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// Whatever keeps a copy of the key moves along with the credential, and what works with that copy never notices.

/** A company whose mirroring registry and charts hold the key, with an environment that is deployed from both. */
async function companyWithHolders(): Promise<
  Company & { registry: Registry; repository: Registry; environmentId: string }
> {
  const acme = await company({
    credentials: [{ name: 'AWS', user: 'qovery-admin', clusters: ['production', 'staging', 'dev'] }],
  });
  const { world } = acme;
  const key = acme.key();
  const cluster = acme.cluster('production');
  const registry = world.addRegistry({ name: 'Mirror', description: 'images of production', key, cluster });
  const repository = world.addHelmRepository({
    name: 'Charts',
    description: 'charts of everybody',
    key,
    config: { region: 'us-east-2' },
  });
  repository.skipTlsVerification = true; // Neither what a new one has, nor what one would guess.
  world.addRegistry({ name: 'Docker Hub', kind: 'DOCKER_HUB', config: { username: 'acme' } });
  const roleConfig = { region: 'eu-west-3', role_arn: 'arn:aws:iam::123456789012:role/ecr' };
  world.addRegistry({ name: 'By role', config: roleConfig });
  world.addHelmRepository({
    name: 'Public',
    kind: 'HTTPS',
    url: 'https://charts.example.com',
    config: {},
  });
  const environmentId = world.addEnvironment({
    name: 'shop',
    cluster,
    registries: [registry],
    helmRepositories: [repository],
  }).id;
  return { ...acme, registry, repository, environmentId };
}

/** Pulls images and charts all the time: each half minute, and around every request. Counts what fails. */
function pullAllTheTime(acme: Company, registry: Registry, repository: Registry): Registry['pulls'] {
  const { world } = acme;
  const pull = (): void => {
    world.pull(registry.id);
    const { key, config, pulls } = repository;
    const ok = key !== undefined && world.useKey(key, 'ecr', config['region'] ?? 'us-east-1');
    pulls[ok ? 'ok' : 'failed'] += 1;
  };
  const tick = (): void => {
    pull();
    world.schedule(world.now + MINUTE / 2, tick);
  };
  acme.sandbox.onRequest(() => pull());
  tick();
  return {
    get ok() {
      return registry.pulls.ok + repository.pulls.ok;
    },
    get failed() {
      return registry.pulls.failed + repository.pulls.failed;
    },
  };
}

/** Everything that Qovery shows of its holders, the keys aside. */
async function shownBy({ sandbox, world }: Company): Promise<unknown> {
  const organization = world.organization();
  const read = async (path: string): Promise<unknown> => {
    const address = `${sandbox.qoveryUrl}/organization/${organization.id}/${path}`;
    const authorization = `Token ${organization.tokens[0]?.value ?? ''}`;
    const answer = await fetch(address, { headers: { authorization } });
    expect(answer.status).toBe(200);
    const withoutKeys = (await answer.text()).replaceAll(/AKIA\w+/g, 'a key');
    return JSON.parse(withoutKeys);
  };
  return {
    credentials: await read('credentials'),
    registries: await read('containerRegistry'),
    helmRepositories: await read('helmRepository'),
  };
}

/** What the sandbox keeps of a holder, the key and the count of pulls aside. */
function kept(holder: Registry): unknown {
  return { ...structuredClone(holder), key: undefined, pulls: undefined };
}

describe('a registry and a Helm repository hold the key, and workloads pull through them all the time', () => {
  test('a whole rotation: not one pull fails, and every other field of them survives', async () => {
    await using acme = await companyWithHolders();
    const { world, registry, repository } = acme;
    const old = acme.key();
    const before = { kept: [registry, repository].map(kept), shown: await shownBy(acme) };
    const pulls = pullAllTheTime(acme, registry, repository);

    const run = await acme.rotate();
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    const created = acme.key().id;
    expect(acme.keys()).toEqual({ [created]: 'Active' });
    expect(acme.holders()).toEqual({
      AWS: created,
      Mirror: created,
      Charts: created,
      'Docker Hub': undefined,
      'By role': undefined,
      Public: undefined,
    });
    // An image built by Qovery is pushed and pulled, too.
    world.startEnvironmentDeployment(acme.environmentId, 5 * MINUTE);
    acme.clock.advance(HOUR);
    expect(world.environment(acme.environmentId).state).toBe('DEPLOYED');
    expect(pulls.failed).toBe(0);
    expect(pulls.ok).toBeGreaterThan(500);
    expectHealthy(acme);

    expect({ kept: [registry, repository].map(kept), shown: await shownBy(acme) }).toEqual(before);

    // The summary shows each of them, before and after.
    for (const [kind, name] of [
      ['cloud credential', 'AWS'],
      ['container registry', 'Mirror'],
      ['Helm repository', 'Charts'],
    ]) {
      expect(run.summary).toContain(`| ${kind} | ${name} | \`${old.id}\` | \`${created}\` |`);
    }
    expect(run.summary).not.toContain('Docker Hub');
  });

  test.each(['Mirror', 'Charts'])(
    'the same with %s left out on purpose: its pulls fail, so the test above can fail',
    async (leftOut) => {
      await using acme = await companyWithHolders();
      const { sandbox, world, registry, repository } = acme;
      const old = acme.key();
      const pulls = pullAllTheTime(acme, registry, repository);
      // Qovery does not tell of it, so nothing can move it.
      for (const operation of ['listContainerRegistry', 'listHelmRepository']) {
        sandbox.fault({
          match: { operation },
          times: Infinity,
          kind: {
            mutate: (body) => ({
              results: (body as { results: { name: string }[] }).results.filter(
                ({ name }) => name !== leftOut,
              ),
            }),
          },
        });
      }
      // Its pulls are uses of the old key, and AWS tells of them: the action holds back.
      const held = await acme.rotate();
      expect(held).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
      expect(held.warnings.join('\n')).toMatch(/service ecr, region \S+\).*Find out what still uses it/);
      expect(pulls.failed).toBe(0);

      // A person who deletes it by hand is what is left.
      world.setKeyStatus(old.id, 'Deleted');
      acme.clock.advance(HOUR);
      expect(acme.holders()[leftOut]).toBe(old.id);
      world.startEnvironmentDeployment(acme.environmentId, 5 * MINUTE);
      acme.clock.advance(HOUR);
      const { failed } = pulls;
      expect(failed).toBeGreaterThan(100);
      expect((leftOut === 'Mirror' ? registry : repository).pulls.failed).toBe(failed);
      expect(world.environment(acme.environmentId).state).toBe('DEPLOYMENT_ERROR');
      expect(world.outages.map(({ name }) => name)).toEqual(expect.arrayContaining([leftOut, 'shop']));
    },
  );

  test('one that Qovery does not tell of, and that pulls seldom: the action cannot know, the sandbox does', async () => {
    await using acme = await companyWithHolders();
    const { sandbox, world, registry } = acme;
    const mutate = (): unknown => ({ results: [] });
    sandbox.fault({ match: { operation: 'listContainerRegistry' }, times: Infinity, kind: { mutate } });
    const run = await act(sandbox, { operation: 'rotate', 'credentials-id': acme.credential().id });
    expect(run).toMatchObject({ errors: [], result: 'rotated' });
    expect(world.pull(registry.id)).toBe(false);
    expect(registry.pulls).toEqual({ ok: 0, failed: 1 });
    expect(world.outages.map(({ what, name }) => [what, name])).toContainEqual(['registry', 'Mirror']);
  });
});

test('credentials are stored last, before any deployment; production is deployed after the others have succeeded', async () => {
  await using acme = await companyWithHolders();
  const old = acme.key();
  const seen: Record<string, string[]> = {};
  acme.sandbox.onRequest(({ phase, request }) => {
    if (phase !== 'before' || request.operation !== 'deployCluster') return;
    const name = acme.world.clusters.find(({ id }) => request.path.includes(id))?.name ?? '';
    const created = acme.key().id;
    const ready = Object.entries(acme.running()).filter(
      ([other, key]) => key === created && acme.cluster(other).status === 'DEPLOYED',
    );
    seen[name] = ready.map(([other]) => other).sort();
  });
  const run = await acme.rotate({ 'wait-for-deletion': 'false' });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(acme.key().id).not.toBe(old.id);

  const writes = run.requests.filter(({ api, write }) => api === 'qovery' && write);
  expect(writes.map(({ operation }) => operation)).toEqual([
    'editContainerRegistry',
    'editHelmRepository',
    'editAWSCredentials',
    'deployCluster',
    'deployCluster',
    'deployCluster',
  ]);
  expect(seen).toEqual({ dev: [], staging: [], production: ['dev', 'staging'] });
  expectHealthy(acme);
});

test.each([
  ['Mirror', 'container registry', 'editContainerRegistry'],
  ['Charts', 'Helm repository', 'editHelmRepository'],
])(
  '%s refuses the new key: nothing has it, nothing is cut off, and it is named',
  async (name, kind, operation) => {
    await using acme = await companyWithHolders();
    const old = acme.key();
    const pulls = pullAllTheTime(acme, acme.registry, acme.repository);
    acme.sandbox.fault({ match: { operation }, times: Infinity, kind: { status: 400 } });
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toContain(`${kind} '${name}'`);
    expect(acme.keys()[old.id]).toBe('Active');
    expect(acme.holders()).toMatchObject({ AWS: old.id, [name]: old.id });
    expect(acme.running()).toEqual({ production: old.id, staging: old.id, dev: old.id });
    expect(run.summary).toMatch(new RegExp(`\\| ${kind} \\| ${name} \\| \`${old.id}\` \\| unchanged \\|`));
    expect(pulls.failed).toBe(0);
    expectHealthy(acme);
  },
);

test('what Qovery shows as null is left out of what is stored: a request may have no null', async () => {
  await using acme = await companyWithHolders();
  const before = [acme.registry, acme.repository].map(kept);
  const nulls = (one: Shown): Shown => ({
    ...one,
    config: { username: null, role_arn: null, ...one.config },
  });
  const each = ({ results }: { results: Shown[] }): unknown => ({ results: results.map(nulls) });
  for (const operation of ['listContainerRegistry', 'listHelmRepository'])
    acme.sandbox.onAnswer(operation, (body) => each(body as { results: Shown[] }));
  for (const operation of ['getContainerRegistry', 'getHelmRepository'])
    acme.sandbox.onAnswer(operation, (body) => nulls(body as Shown));
  expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.holders()).toMatchObject({ Mirror: acme.key().id, Charts: acme.key().id });
  expect([acme.registry, acme.repository].map(kept)).toEqual(before);
  expectHealthy(acme);
});

/** A registry as Qovery may show it, by its optional fields (field for field what the specification leaves open). */
const HIDDEN: Readonly<Record<string, (registry: Shown) => Shown>> = {
  'without its key': ({ config, ...rest }) => ({ ...rest, config: { ...config, access_key_id: undefined } }),
  'with a key that is null': ({ config, ...rest }) => ({
    ...rest,
    config: { ...config, access_key_id: null },
  }),
  'with a blank key': ({ config, ...rest }) => ({ ...rest, config: { ...config, access_key_id: ' ' } }),
  'with stars for a key': ({ config, ...rest }) => ({
    ...rest,
    config: { ...config, access_key_id: '****' },
  }),
  'without a config': (registry) => ({ ...registry, config: undefined }),
  'with a config that is null': (registry) => ({ ...registry, config: null }),
  'without a kind, and a key': (registry) => ({ ...registry, kind: undefined, config: {} }),
  'of a kind that is blank': (registry) => ({ ...registry, kind: '', config: null }),
};
type Shown = Record<string, unknown> & { config?: Record<string, unknown> | null | undefined };

/** Qovery shows the holder so from now on, or from that request on. */
function show(acme: Company, name: string, how: (registry: Shown) => Shown, since?: string): void {
  const mutate = (body: unknown): unknown => ({
    results: (body as { results: (Shown & { name: string })[] }).results.map((one) =>
      one.name === name ? how(one) : one,
    ),
  });
  const begin = (): void => {
    for (const operation of ['listContainerRegistry', 'listHelmRepository'])
      acme.sandbox.fault({ match: { operation }, times: Infinity, kind: { mutate } });
  };
  if (since === undefined) begin();
  else acme.after(since, begin);
}

describe('a holder that does not show its key', () => {
  // The mirror and the charts in turn: what either may show is tried in unit/holders.test.ts.
  const cases = Object.entries(HIDDEN).map(
    ([title, how], index) => [index % 2 === 0 ? 'Mirror' : 'Charts', title, how] as const,
  );
  test.each(cases)('%s %s: no rotation starts, and it is named', async (name, _, how) => {
    await using acme = await companyWithHolders();
    show(acme, name, how);
    const before = acme.everything();
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(new RegExp(`(registry|repository) '${name}' may hold ${acme.key().id}: `));
    expect(run.requests.filter(({ write }) => write)).toEqual([]);
    expect(acme.everything()).toEqual(before);
  });

  test.each(['Mirror', 'Charts'])('%s, once the new key is stored: the old one stays', async (name) => {
    await using acme = await companyWithHolders();
    const old = acme.key();
    const hidden = HIDDEN['without its key'];
    if (hidden === undefined) throw new Error('it is there');
    show(acme, name, hidden, 'editAWSCredentials');
    const run = await acme.rotate();
    expect(run.result).not.toBe('rotated');
    expect(acme.keys()[old.id]).toBe('Active');
    expectHealthy(acme);
  });
});

test('in other letters, and between blanks, a key is the same key: its holder moves along', async () => {
  await using acme = await companyWithHolders();
  const lower = ({ config, ...rest }: Shown): Shown => ({
    ...rest,
    config: { ...config, access_key_id: ` ${String(config?.['access_key_id']).toLowerCase()} ` },
    kind: String(rest['kind']).toLowerCase(),
  });
  show(acme, 'Mirror', lower);
  const run = await acme.rotate();
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.holders()).toMatchObject({ AWS: acme.key().id, Mirror: acme.key().id, Charts: acme.key().id });
  expectHealthy(acme);
});
