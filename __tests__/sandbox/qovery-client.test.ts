import { afterEach, beforeEach, expect, test } from '@jest/globals';
import axios from 'axios';
import {
  CloudProviderCredentialsApi,
  ClustersApi,
  Configuration,
  ContainerRegistriesApi,
  OrganizationClusterLockApi,
  OrganizationEventApi,
  OrganizationMainCallsApi,
} from 'qovery-typescript-axios';

import { MINUTE, SECOND } from '../../sandbox/clock.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme } from '../support/clients.ts';

// Qovery's own client, over HTTP: what it can read and write, its users can.

let sandbox: Sandbox;
let configuration: Configuration;
beforeEach(async () => {
  sandbox = await startSandbox();
  const token = sandbox.world.organization().tokens[0]?.value;
  configuration = new Configuration({ basePath: sandbox.qoveryUrl, apiKey: `Token ${token}` });
});
afterEach(() => sandbox.stop());

test('credentials are listed and edited, and no secret comes back', async () => {
  const { organization, credential, cluster, user } = acme(sandbox);
  const { data } = await new OrganizationMainCallsApi(configuration).listOrganizationCredentials(
    organization.id,
  );
  expect(data.results).toEqual([
    {
      credential: {
        id: credential.id,
        name: 'AWS production',
        object_type: 'AWS',
        access_key_id: credential.key?.id,
      },
      clusters: [{ id: cluster.id, name: 'production-eu', cloud_provider: 'AWS' }],
    },
  ]);

  const api = new CloudProviderCredentialsApi(configuration);
  const key = sandbox.world.addKey(user);
  const edited = await api.editAWSCredentials(organization.id, credential.id, {
    type: 'AWS_STATIC',
    name: 'AWS production',
    access_key_id: key.id,
    secret_access_key: key.secret,
  });
  expect(edited.data).toMatchObject({ object_type: 'AWS', access_key_id: key.id });
  expect((await api.getAWSCredentials(organization.id, credential.id)).data).toMatchObject({
    access_key_id: key.id,
  });
  expect(JSON.stringify(edited.data)).not.toContain(key.secret);
  expect(sandbox.world.credential(credential.id).key).toEqual({ id: key.id, secret: key.secret });
});

test('a cluster is deployed, and its status goes from queued to deployed', async () => {
  const { organization, cluster } = acme(sandbox);
  const api = new ClustersApi(configuration);
  const status = async (): Promise<string | undefined> =>
    (await api.getClusterStatus(organization.id, cluster.id)).data.status;

  const before = (await api.getClusterStatus(organization.id, cluster.id)).data;
  const { data } = await api.deployCluster(organization.id, cluster.id);
  expect(data).toMatchObject({ cluster_id: cluster.id, status: 'DEPLOYMENT_QUEUED', reason: 'UNSPECIFIED' });
  expect(data.last_execution_id).not.toBe(before.last_execution_id);
  expect((await api.getClusterReadinessStatus(organization.id, cluster.id)).data.is_ready).toBe(false);
  sandbox.clock.advance(30 * SECOND);
  expect(await status()).toBe('DEPLOYING');
  sandbox.clock.advance(8 * MINUTE);
  expect(await status()).toBe('DEPLOYED');
  const { data: statuses } = await api.getOrganizationClusterStatus(organization.id);
  expect(statuses.results?.[0]?.last_execution_id).toBe(data.last_execution_id);
  const { data: logs } = await api.listClusterLogs(organization.id, cluster.id);
  expect(logs.results?.at(-1)).toMatchObject({ type: 'info', step: 'Created' });

  const { data: audit } = await new OrganizationEventApi(configuration).getOrganizationEvents(
    organization.id,
  );
  expect(audit.events?.map(({ event_type }) => event_type)).toEqual(['DEPLOYED', 'TRIGGER_DEPLOY', 'UPDATE']);
});

test('a cluster is locked, listed, and unlocked', async () => {
  const { organization, cluster } = acme(sandbox);
  const clusters = new ClustersApi(configuration);
  await clusters.lockCluster(cluster.id, { reason: 'release', ttl_in_days: 2 });
  const { data } = await new OrganizationClusterLockApi(configuration).listClusterLock(organization.id);
  expect(data.results).toEqual([
    {
      cluster_id: cluster.id,
      reason: 'release',
      ttl_in_days: 2,
      locked_at: expect.any(String),
      owner_name: 'maintenance',
    },
  ]);
  expect((await clusters.unlockCluster(cluster.id)).status).toBe(204);
  await expect(clusters.lockCluster(cluster.id, { reason: 'release', ttl_in_days: 6 })).rejects.toMatchObject(
    {
      response: {
        status: 400,
        data: { status: 400, error: 'Bad Request', detail: 'ttl_in_days must be between 1 and 5' },
      },
    },
  );
});

test('a registry keeps its own copy of the key', async () => {
  const { organization, cluster, key } = acme(sandbox);
  const registry = sandbox.world.addRegistry({ name: 'mirror', key, cluster });
  const api = new ContainerRegistriesApi(configuration);
  const { data } = await api.listContainerRegistry(organization.id);
  expect(data.results).toMatchObject([
    {
      id: registry.id,
      kind: 'ECR',
      cluster: { id: cluster.id },
      config: { access_key_id: key.id, region: 'eu-west-3' },
    },
  ]);
  const body = {
    name: 'mirror',
    kind: 'ECR',
    url: registry.url ?? '',
    config: { region: 'eu-west-3', access_key_id: key.id },
  } as const;
  await expect(api.editContainerRegistry(organization.id, registry.id, body)).rejects.toMatchObject({
    response: { status: 400 },
  });
  await api.editContainerRegistry(organization.id, registry.id, {
    ...body,
    config: { ...body.config, secret_access_key: key.secret },
  });
  expect(sandbox.world.pull(registry.id)).toBe(true);
});

test('without a token, or with another scheme, nothing is answered', async () => {
  const { organization } = acme(sandbox);
  const url = `${sandbox.qoveryUrl}/organization/${organization.id}/credentials`;
  const token = organization.tokens[0]?.value;
  for (const authorization of ['', `Bearer ${token}`, 'Token wrong']) {
    await expect(axios.get(url, { headers: { authorization } })).rejects.toMatchObject({
      response: { status: 401 },
    });
  }
});
