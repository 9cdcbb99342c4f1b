import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { ClustersApi, Configuration } from 'qovery-typescript-axios';

import { MINUTE } from '../../sandbox/clock.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, qovery } from '../support/clients.ts';

// What Qovery's own clients rely on, and what its plans and restrictions allow.

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const clusters = (): ClustersApi => {
  const token = acme(sandbox).organization.tokens[0]?.value;
  return new ClustersApi(new Configuration({ basePath: sandbox.qoveryUrl, apiKey: `Token ${token}` }));
};

test('a cluster says when it was last changed, and which credential it has', async () => {
  const { organization, cluster, credential } = acme(sandbox);
  const read = async (): Promise<number> => {
    const { data } = await clusters().listOrganizationCluster(organization.id);
    return Date.parse(data.results?.[0]?.updated_at ?? '');
  };
  const before = await read();
  sandbox.world.startDeployment(cluster.id);
  sandbox.clock.advance(10 * MINUTE);
  expect(await read()).toBeGreaterThan(before);
  const { data } = await clusters().getOrganizationCloudProviderInfo(organization.id, cluster.id);
  expect(data).toEqual({
    cloud_provider: 'AWS',
    credentials: { id: credential.id, name: credential.name },
    region: 'eu-west-3',
  });
});

describe('a billing restriction', () => {
  const statuses = async (): Promise<number[]> => {
    const { organization, cluster } = acme(sandbox);
    const demo = sandbox.world.clusters.find(({ isDemo }) => isDemo);
    const answers: number[] = [];
    for (const id of [cluster.id, demo?.id ?? '']) {
      const environment = sandbox.world.environments.find(({ clusterId }) => clusterId === id);
      for (const path of [
        `/organization/${organization.id}/cluster/${id}/deploy`,
        `/environment/${environment?.id}/redeploy`,
      ])
        answers.push((await qovery(sandbox, `POST ${path}`)).status);
    }
    return answers;
  };
  test.each([
    ['NO_CREDIT_CARD', [400, 400, 200, 202]],
    ['UNPAID_INVOICE', [400, 400, 400, 400]],
    [null, [200, 202, 200, 202]],
  ])('%s: production and its environment, demo and its environment', async (restriction, expected) => {
    const { world } = sandbox;
    const { organization, cluster } = acme(sandbox);
    const demo = world.addCluster({ name: 'demo', isDemo: true });
    for (const one of [cluster, demo]) world.addEnvironment({ name: one.name, cluster: one });
    organization.billingRestriction = restriction;
    expect(await statuses()).toEqual(expected);
    sandbox.clock.advance(10 * MINUTE);
    expect(world.cluster(cluster.id).status).toBe('DEPLOYED');
  });
});

describe('the DNS provider of a cluster', () => {
  const url = (): string => `/cluster/${acme(sandbox).cluster.id}/dnsProvider`;
  const route53 = (key: { id: string; secret: string }): unknown => ({
    dns_provider: {
      provider: 'ROUTE53',
      domain: 'example.org',
      credentials: { type: 'STATIC', aws_access_key_id: key.id, aws_secret_access_key: key.secret },
      aws_region: 'eu-west-1',
      hosted_zone_id: 'Z0965488LE74BWDEVQDB',
    },
  });

  test('can be edited by the Enterprise plan alone', async () => {
    const { world } = sandbox;
    const { key } = acme(sandbox);
    expect((await qovery(sandbox, `PUT ${url()}`, route53(key))).status).toBe(403);
    world.quirks.dnsProviderRefused = 400;
    expect((await qovery(sandbox, `PUT ${url()}`, route53(key))).status).toBe(400);
    expect((await qovery(sandbox, `GET ${url()}`)).body).toMatchObject({
      dns_provider: { provider: 'QOVERY' },
    });
  });

  test('takes a new key, never shows its secret, and heals with it', async () => {
    sandbox = await restart();
    const { world } = sandbox;
    const { cluster, key, user, credential } = acme(sandbox);
    await qovery(sandbox, `PUT ${url()}`, route53(key));
    const fresh = world.addKey(user);
    world.storeKey(credential, fresh);
    world.startDeployment(cluster.id);
    sandbox.clock.advance(10 * MINUTE);
    world.setKeyStatus(key.id, 'Inactive');
    expect(world.outages).toMatchObject([{ what: 'DNS provider', keyId: key.id }]);

    const { status, body } = await qovery(sandbox, `PUT ${url()}`, route53(fresh));
    expect(status).toBe(200);
    expect(body).toEqual({
      dns_provider: {
        provider: 'ROUTE53',
        domain: 'example.org',
        credentials: { type: 'STATIC', aws_access_key_id: fresh.id },
        aws_region: 'eu-west-1',
        hosted_zone_id: 'Z0965488LE74BWDEVQDB',
      },
    });
    expect((await qovery(sandbox, `GET ${url()}`)).body).toEqual(body);
    expect(world.outages.every(({ until }) => until !== undefined)).toBe(true);
  });

  test('is replaced as a whole, and needs every field', async () => {
    sandbox = await restart();
    const { key } = acme(sandbox);
    const whole = route53(key) as { dns_provider: Record<string, unknown> };
    for (const name of ['provider', 'domain', 'credentials', 'aws_region']) {
      const fields = Object.fromEntries(
        Object.entries(whole.dns_provider).filter(([field]) => field !== name),
      );
      expect((await qovery(sandbox, `PUT ${url()}`, { dns_provider: fields })).status).toBe(400);
    }
    const noSecret = { ...whole.dns_provider, credentials: { type: 'STATIC', aws_access_key_id: key.id } };
    expect((await qovery(sandbox, `PUT ${url()}`, { dns_provider: noSecret })).status).toBe(400);

    await qovery(sandbox, `PUT ${url()}`, whole);
    const cloudflare = { provider: 'CLOUDFLARE', domain: 'example.org', email: 'ada@example.com' };
    expect((await qovery(sandbox, `PUT ${url()}`, { dns_provider: cloudflare })).status).toBe(400);
    const { body } = await qovery(sandbox, `PUT ${url()}`, {
      dns_provider: { ...cloudflare, api_token: 'x' },
    });
    expect(body).toEqual({ dns_provider: { ...cloudflare, proxied: false } });
    expect(sandbox.world.clusters[0]?.route53).toBeUndefined();
    await qovery(sandbox, `PUT ${url()}`, { dns_provider: { provider: 'QOVERY', domain: 'x.example.com' } });
    expect((await qovery(sandbox, `GET ${url()}`)).body).toMatchObject({
      dns_provider: { provider: 'QOVERY' },
    });
  });

  /** The same company, on the Enterprise plan. */
  async function restart(): Promise<Sandbox> {
    await sandbox.stop();
    return startSandbox({
      seed: (world) => {
        world.addOrganization({ plan: 'ENTERPRISE_2025' });
        const key = world.addKey(world.addUser({ name: 'qovery-admin' }));
        world.addCluster({ name: 'production-eu', credential: world.addCredential({ name: 'AWS', key }) });
      },
    });
  }
});
