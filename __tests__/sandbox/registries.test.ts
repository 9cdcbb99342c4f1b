import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Configuration, ContainerRegistriesApi, HelmRepositoriesApi } from 'qovery-typescript-axios';

import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import type { Environment, Registry } from '../../sandbox/records.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, qovery } from '../support/clients.ts';

// The mirroring registry of a cluster keeps its own copy of the key, and everything that is deployed goes through it.

let sandbox: Sandbox;
let mirror: Registry;
let fresh: AccessKey;
let old: AccessKey;
beforeEach(async () => {
  sandbox = await startSandbox();
  const { world } = sandbox;
  const { cluster, credential, key, user } = acme(sandbox);
  old = key;
  mirror = world.addRegistry({ name: 'mirror', key, cluster });
  // The rotation of somebody who forgets the registry.
  fresh = world.addKey(user);
  world.storeKey(credential, fresh);
  world.startDeployment(cluster.id);
  sandbox.clock.advance(10 * MINUTE);
  world.setKeyStatus(key.id, 'Inactive');
});
afterEach(() => sandbox.stop());

interface Line {
  type: string;
  error?: { tag: string; user_log_message: string; underlying_error: { message: string } };
}

async function clusterLog(): Promise<Line[]> {
  const { organization, cluster } = acme(sandbox);
  const { body } = await qovery(sandbox, `GET /organization/${organization.id}/cluster/${cluster.id}/logs`);
  return (body as { results: Line[] }).results;
}

const environmentLog = async (environment: Environment): Promise<Line[]> =>
  (await qovery(sandbox, `GET /environment/${environment.id}/logs`)).body as Line[];

const INVALID = {
  tag: 'CONTAINER_REGISTRY_INVALID_INFORMATION',
  user_log_message: 'Invalid container registry information',
  underlying_error: { message: expect.stringContaining('UnrecognizedClientException') },
};

describe('a mirroring registry on a dead key', () => {
  test('fails the deployment of its cluster before Terraform runs, and heals with a key that works', async () => {
    const { world } = sandbox;
    const { cluster } = acme(sandbox);
    world.startDeployment(cluster.id);
    sandbox.clock.advance(2 * MINUTE);
    expect(world.cluster(cluster.id)).toMatchObject({
      status: 'DEPLOYMENT_ERROR',
      failedKey: { id: mirror.key?.id },
    });
    expect((await clusterLog()).at(-1)).toMatchObject({ type: 'error', error: INVALID });
    expect(world.iam.key(fresh.id)?.lastUsed?.at).toBeLessThan(world.now - 2 * MINUTE);
    expect(world.outages.map(({ what, name }) => [what, name])).toEqual([
      ['registry', 'mirror'],
      ['deployment', 'production-eu'],
    ]);

    world.storeKey(mirror, fresh);
    world.startDeployment(cluster.id);
    sandbox.clock.advance(10 * MINUTE);
    expect(world.cluster(cluster.id).status).toBe('DEPLOYED');
    expect(world.outages.filter(({ until }) => until === undefined)).toEqual([]);
  });

  test('fails the deployment of every environment on its cluster, although none of them names it', async () => {
    const { world } = sandbox;
    const shop = world.addEnvironment({ name: 'shop', cluster: acme(sandbox).cluster });
    world.quirks.deadRegistryTag = 'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS';
    world.startEnvironmentDeployment(shop.id, 5 * MINUTE);
    sandbox.clock.advance(6 * MINUTE);
    expect(world.environment(shop.id).state).toBe('DEPLOYMENT_ERROR');
    const error = (await environmentLog(shop)).at(-1)?.error;
    expect(error?.tag).toBe('CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS');
    // As in the engine, what AWS said is behind the error.
    expect(error?.user_log_message).not.toContain('UnrecognizedClientException');
  });

  test('of another cluster does not matter', () => {
    const { world } = sandbox;
    const other = world.addCluster({ name: 'staging' });
    const shop = world.addEnvironment({ name: 'shop', cluster: other });
    world.startEnvironmentDeployment(shop.id, 5 * MINUTE);
    world.startDeployment(other.id);
    sandbox.clock.advance(HOUR);
    expect([world.environment(shop.id).state, world.cluster(other.id).status]).toEqual([
      'DEPLOYED',
      'DEPLOYED',
    ]);
  });
});

describe('the key of a registry', () => {
  const api = (): { registries: ContainerRegistriesApi; repositories: HelmRepositoriesApi } => {
    const token = acme(sandbox).organization.tokens[0]?.value;
    const configuration = new Configuration({ basePath: sandbox.qoveryUrl, apiKey: `Token ${token}` });
    return {
      registries: new ContainerRegistriesApi(configuration),
      repositories: new HelmRepositoriesApi(configuration),
    };
  };
  const body = (key: { id: string; secret: string }) =>
    ({
      name: 'second',
      kind: 'ECR',
      url: mirror.url ?? '',
      config: { region: 'eu-west-3', access_key_id: key.id, secret_access_key: key.secret },
    }) as const;

  test('is tried when the registry is added', async () => {
    const { world } = sandbox;
    const { organization } = acme(sandbox);
    const create = (pair: AccessKey): Promise<{ status: number }> =>
      api().registries.createContainerRegistry(organization.id, body(pair));
    await expect(create(old)).rejects.toMatchObject({ response: { status: 400 } });
    expect(world.registries).toEqual([mirror]);
    expect(await create(fresh)).toMatchObject({
      status: 201,
      data: { name: 'second', config: { access_key_id: fresh.id } },
    });
    expect(world.pull(world.registries[1]?.id ?? '')).toBe(true);
  });

  test('is tried when a Helm repository is added', async () => {
    const { organization } = acme(sandbox);
    const create = (pair: AccessKey): Promise<{ status: number }> =>
      api().repositories.createHelmRepository(organization.id, {
        ...body(pair),
        kind: 'OCI_ECR',
        skip_tls_verification: false,
      });
    await expect(create(old)).rejects.toMatchObject({ response: { status: 400 } });
    expect(await create(fresh)).toMatchObject({ status: 201 });
    expect(sandbox.world.helmRepositories).toMatchObject([{ name: 'second', key: { id: fresh.id } }]);
  });

  test('may be tried when the registry is edited', async () => {
    const { organization } = acme(sandbox);
    const edit = (): Promise<{ status: number }> =>
      qovery(sandbox, `PUT /organization/${organization.id}/containerRegistry/${mirror.id}`, body(old));
    sandbox.world.quirks.registryEditProvesKey = true;
    expect((await edit()).status).toBe(400);
    expect(mirror.name).toBe('mirror');
    sandbox.world.quirks.registryEditProvesKey = false;
    expect((await edit()).status).toBe(200);
    expect(mirror.name).toBe('second');
  });
});
