import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, qovery } from '../support/clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

interface Status {
  status: string;
  reason: string;
  last_execution_id: string;
  last_deployment_date: string;
  cluster_lock: unknown;
}

async function readStatus(): Promise<Status> {
  const { organization, cluster } = acme(sandbox);
  return (await qovery(sandbox, `GET /organization/${organization.id}/cluster/${cluster.id}/status`))
    .body as Status;
}

const deploy = (query = ''): Promise<{ status: number; body: unknown }> => {
  const { organization, cluster } = acme(sandbox);
  return qovery(sandbox, `POST /organization/${organization.id}/cluster/${cluster.id}/deploy${query}`);
};

/** Stores a new key in the credential, and nowhere else. */
function storeNewKey(): AccessKey {
  const { user, credential } = acme(sandbox);
  const key = sandbox.world.addKey(user);
  sandbox.world.storeKey(credential, key);
  return key;
}

describe('a deployment', () => {
  test('works with the key that was stored when it was asked for', async () => {
    const { cluster, key } = acme(sandbox);
    await deploy();
    const replacement = storeNewKey();
    sandbox.clock.advance(9 * MINUTE);
    expect(sandbox.world.cluster(cluster.id).deployedKey?.id).toBe(key.id);
    expect(sandbox.world.iam.key(replacement.id)?.lastUsed).toBeUndefined();
    await deploy();
    sandbox.clock.advance(9 * MINUTE);
    expect(sandbox.world.cluster(cluster.id).deployedKey?.id).toBe(replacement.id);
    expect(sandbox.world.iam.key(replacement.id)?.lastUsed).toMatchObject({
      service: 'eks',
      region: 'eu-west-3',
    });
    expect(sandbox.world.outages).toEqual([]);
  });

  test.each([
    ['before it starts', 0],
    ['while it runs', 2 * MINUTE],
  ])('fails when its key dies %s, says so, and recovers', async (_, delay) => {
    const { organization, cluster, user, credential } = acme(sandbox);
    await deploy();
    sandbox.clock.advance(delay);
    const brokenAt = sandbox.clock.now();
    sandbox.world.setKeyStatus(acme(sandbox).key.id, 'Inactive');
    sandbox.clock.advance(9 * MINUTE);

    expect(await readStatus()).toMatchObject({ status: 'INVALID_CREDENTIALS' });
    const logs = await qovery(sandbox, `GET /organization/${organization.id}/cluster/${cluster.id}/logs`);
    expect((logs.body as { results: unknown[] }).results.at(-1)).toMatchObject({
      type: 'error',
      error: {
        tag: 'TERRAFORM_INVALID_CREDENTIALS',
        user_log_message: expect.stringContaining('InvalidClientTokenId'),
      },
    });
    expect(sandbox.world.outages.map(({ what }) => what).sort()).toEqual([
      'credential',
      'deployment',
      'running cluster',
    ]);

    sandbox.clock.advance(HOUR);
    sandbox.world.storeKey(credential, sandbox.world.addKey(user));
    await deploy();
    sandbox.clock.advance(9 * MINUTE);
    expect(await readStatus()).toMatchObject({ status: 'DEPLOYED' });
    for (const { at, until } of sandbox.world.outages) {
      expect(at).toBeGreaterThanOrEqual(brokenAt);
      expect((until ?? 0) - at).toBeGreaterThan(50 * MINUTE);
    }
  });

  test('that begins before a new key has propagated is refused by AWS', async () => {
    sandbox.world.quirks.newKeyLagMs = MINUTE;
    storeNewKey();
    await deploy();
    sandbox.clock.advance(9 * MINUTE);
    expect(await readStatus()).toMatchObject({ status: 'INVALID_CREDENTIALS' });
    const [first] = sandbox.world.outages;
    expect(first).toMatchObject({ what: 'credential', why: 'key is too new' });
    expect((first?.until ?? 0) - (first?.at ?? 0)).toBeGreaterThan(59 * SECOND);
    expect((first?.until ?? 0) - (first?.at ?? 0)).toBeLessThan(61 * SECOND);
  });

  test('ends as scripted', async () => {
    const { cluster } = acme(sandbox);
    sandbox.world.nextOutcome(cluster.id, { status: 'DEPLOYMENT_ERROR', log: 'VcpuLimitExceeded' });
    sandbox.world.nextOutcome(cluster.id, { status: 'CANCELED' });
    for (const status of ['DEPLOYMENT_ERROR', 'CANCELED', 'DEPLOYED']) {
      await deploy();
      sandbox.clock.advance(9 * MINUTE);
      expect(await readStatus()).toMatchObject({ status });
    }
    expect(sandbox.world.outages).toEqual([]);
  });

  test.each([400, 409] as const)('is refused with %d while another one runs', async (deployWhileBusy) => {
    sandbox.world.quirks.deployWhileBusy = deployWhileBusy;
    sandbox.world.quirks.deployAccepted = 201;
    expect((await deploy()).status).toBe(201);
    expect((await deploy()).status).toBe(deployWhileBusy);
  });

  test('as a dry run changes nothing', async () => {
    const { cluster, key } = acme(sandbox);
    storeNewKey();
    await deploy('?dry_run=true');
    sandbox.clock.advance(MINUTE);
    expect(await readStatus()).toMatchObject({ status: 'DRY_RUN' });
    sandbox.clock.advance(8 * MINUTE);
    expect(await readStatus()).toMatchObject({ status: 'DEPLOYED' });
    expect(sandbox.world.cluster(cluster.id).deployedKey?.id).toBe(key.id);
  });

  test('can be hidden by answers from before it', async () => {
    sandbox.world.quirks.staleStatusReads = 2;
    const before = await readStatus();
    await deploy();
    sandbox.clock.advance(MINUTE);
    expect(await readStatus()).toEqual(before);
    expect(await readStatus()).toEqual(before);
    expect(await readStatus()).toMatchObject({ status: 'DEPLOYING' });
  });

  test.each([
    ['queue', true],
    ['start', false],
  ] as const)('has its execution id from its %s on', async (executionIdAt, atOnce) => {
    sandbox.world.quirks.executionIdAt = executionIdAt;
    const before = await readStatus();
    await deploy();
    expect((await readStatus()).last_execution_id !== before.last_execution_id).toBe(atOnce);
    sandbox.clock.advance(MINUTE);
    expect((await readStatus()).last_execution_id).not.toBe(before.last_execution_id);
  });

  test.each([
    ['start', true],
    ['end', false],
  ] as const)('dates itself by its %s', async (deploymentDateAt, whileRunning) => {
    sandbox.world.quirks.deploymentDateAt = deploymentDateAt;
    const before = await readStatus();
    await deploy();
    sandbox.clock.advance(MINUTE);
    expect((await readStatus()).last_deployment_date !== before.last_deployment_date).toBe(whileRunning);
    sandbox.clock.advance(9 * MINUTE);
    expect((await readStatus()).last_deployment_date).not.toBe(before.last_deployment_date);
  });
});

describe('a lock', () => {
  const lock = (body: unknown): Promise<{ status: number; body: unknown }> =>
    qovery(sandbox, `POST /cluster/${acme(sandbox).cluster.id}/lock`, body);
  const unlock = (): Promise<{ status: number }> =>
    qovery(sandbox, `DELETE /cluster/${acme(sandbox).cluster.id}/lock`);

  test('expires by the clock, and keeps maintenance away until then', async () => {
    const { cluster } = acme(sandbox);
    await lock({ reason: 'release', ttl_in_days: 2 });
    sandbox.clock.advance(2 * DAY - MINUTE);
    expect(sandbox.world.startMaintenance(cluster.id)).toBe(false);
    sandbox.clock.advance(MINUTE);
    expect((await readStatus()).cluster_lock).toBeNull();
    expect(sandbox.world.startMaintenance(cluster.id)).toBe(true);
    expect(await readStatus()).toMatchObject({ status: 'DEPLOYMENT_QUEUED', reason: 'MAINTENANCE' });
  });

  test('without a term stays', async () => {
    await lock({ reason: 'release' });
    sandbox.clock.advance(365 * DAY);
    expect((await readStatus()).cluster_lock).toMatchObject({ reason: 'release' });
  });

  test('needs a reason and one to five days', async () => {
    for (const body of [
      {},
      { reason: ' ' },
      { reason: 'x', ttl_in_days: 0 },
      { reason: 'x', ttl_in_days: 6 },
      undefined,
    ]) {
      expect((await lock(body)).status).toBe(400);
    }
  });

  test('behaves in the ways that nobody has documented', async () => {
    const { quirks } = sandbox.world;
    expect((await unlock()).status).toBe(404);
    quirks.unlockUnlocked = 204;
    expect((await unlock()).status).toBe(204);
    await lock({ reason: 'first' });
    expect((await lock({ reason: 'second' })).status).toBe(200);
    quirks.lockTwice = 'conflict';
    expect((await lock({ reason: 'third' })).status).toBe(409);
    quirks.lockedDeploy = 'refused';
    expect((await deploy()).status).toBe(400);
    quirks.lockedDeploy = 'allowed';
    expect((await deploy()).status).toBe(200);
  });
});

describe('holders', () => {
  test('of every kind break with their key, and heal with it', () => {
    const { world } = sandbox;
    const { user, key, cluster } = acme(sandbox);
    const other = world.addKey(user);
    world.addRegistry({ name: 'mirror', key, cluster });
    world.addHelmRepository({ name: 'charts', key });
    world.addCluster({ name: 'zoned', route53Key: key });
    world.addCluster({ name: 'secretive', secretManagerKey: key });
    world.addCluster({ name: 'stopped', status: 'STOPPED' });
    world.addCredential({ name: 'attached to nothing', key });
    world.setKeyStatus(other.id, 'Deleted');
    expect(world.outages).toEqual([]);
    world.setKeyStatus(key.id, 'Inactive');
    expect(world.outages.map(({ what }) => what).sort()).toEqual([
      'DNS provider',
      'credential',
      'helm repository',
      'registry',
      'running cluster',
      'secret manager',
    ]);
    sandbox.clock.advance(HOUR);
    world.setKeyStatus(key.id, 'Active');
    for (const { at, until } of world.outages) expect(Math.round(((until ?? 0) - at) / HOUR)).toBe(1);
  });

  test('notice a wrong secret', () => {
    const { world } = sandbox;
    world.storeKey(acme(sandbox).credential, { id: acme(sandbox).key.id, secret: 'x'.repeat(40) });
    expect(world.outages).toMatchObject([{ what: 'credential', why: 'secret is wrong' }]);
  });

  test('follow their credential if Qovery should do that', async () => {
    const { world } = sandbox;
    const { organization, credential, cluster, key, user } = acme(sandbox);
    const registry = world.addRegistry({ name: 'mirror', key, cluster });
    const replacement = world.addKey(user);
    const body = {
      type: 'AWS_STATIC',
      name: 'x',
      access_key_id: replacement.id,
      secret_access_key: replacement.secret,
    };
    const path = `/organization/${organization.id}/aws/credentials/${credential.id}`;
    await qovery(sandbox, `PUT ${path}`, body);
    expect(registry.key?.id).toBe(key.id);
    world.quirks.registriesFollowCredential = true;
    await qovery(sandbox, `PUT ${path}`, body);
    expect(registry.key?.id).toBe(replacement.id);
  });
});

describe('the editing of a credential', () => {
  const edit = (body: unknown): Promise<{ status: number; body: unknown }> => {
    const { organization, credential } = acme(sandbox);
    return qovery(sandbox, `PUT /organization/${organization.id}/aws/credentials/${credential.id}`, body);
  };

  test('needs every field, and says which one is missing', async () => {
    const { key } = acme(sandbox);
    const whole = { type: 'AWS_STATIC', name: 'x', access_key_id: key.id, secret_access_key: key.secret };
    for (const name of Object.keys(whole)) {
      const body = Object.fromEntries(Object.entries(whole).filter(([field]) => field !== name));
      expect(await edit(body)).toEqual({
        status: 400,
        body: { status: 400, error: 'Bad Request', detail: `${name} must not be blank` },
      });
    }
    // Qovery's Terraform provider sends it blank, and Qovery takes it.
    expect((await edit({ ...whole, type: '' })).status).toBe(200);
    sandbox.world.quirks.blankCredentialType = 'refused';
    expect((await edit({ ...whole, type: '' })).status).toBe(400);
  });

  test('may ask AWS first, and may repeat the secret in its refusal', async () => {
    sandbox.world.quirks.storingProvesKey = true;
    sandbox.world.quirks.errorsEchoRequest = true;
    const secret = 'not/the+secret';
    const { status, body } = await edit({
      type: 'AWS_STATIC',
      name: 'x',
      access_key_id: acme(sandbox).key.id,
      secret_access_key: secret,
    });
    expect(status).toBe(400);
    expect((body as { detail: string }).detail).toContain(secret);
    expect(sandbox.world.outages).toEqual([]);
  });

  test('turns one kind into another without a word', async () => {
    await edit({ type: 'AWS_ROLE', name: 'x', role_arn: 'arn:aws:iam::123456789012:role/qovery' });
    expect(sandbox.world.credentials[0]).toMatchObject({ kind: 'AWS_ROLE', key: undefined });
  });
});

describe('environments', () => {
  test('break when a key of their deployment dies on the way', async () => {
    const { world } = sandbox;
    const { cluster, key, user, credential } = acme(sandbox);
    const registry = world.addRegistry({ name: 'mirror', key });
    const environment = world.addEnvironment({ name: 'shop', cluster, registries: [registry] });
    world.startEnvironmentDeployment(environment.id, 30 * MINUTE);
    const replacement = world.addKey(user);
    world.storeKey(credential, replacement);
    world.storeKey(registry, replacement);
    await deploy();
    sandbox.clock.advance(10 * MINUTE);
    expect(world.environment(environment.id).state).toBe('DEPLOYING');
    world.setKeyStatus(key.id, 'Inactive');
    expect(world.outages).toMatchObject([{ what: 'environment deployment', name: 'shop', keyId: key.id }]);
    sandbox.clock.advance(30 * MINUTE);
    expect(world.environment(environment.id).state).toBe('DEPLOYMENT_ERROR');
  });

  test('are redeployed on request, one at a time', async () => {
    const { world } = sandbox;
    const { cluster } = acme(sandbox);
    const environment = world.addEnvironment({
      name: 'shop',
      cluster,
      databases: [
        { name: 'orders', type: 'POSTGRESQL', version: '14', mode: 'MANAGED', versions: ['14', '15'] },
      ],
    });
    const redeploy = await qovery(sandbox, `POST /environment/${environment.id}/redeploy`);
    expect(redeploy).toMatchObject({ status: 202, body: { id: environment.id, state: 'DEPLOYMENT_QUEUED' } });
    expect((await qovery(sandbox, `POST /environment/${environment.id}/redeploy`)).status).toBe(409);
    const requestId = (redeploy.body as { deployment_request_id: string }).deployment_request_id;
    sandbox.clock.advance(6 * MINUTE);
    expect(
      await qovery(sandbox, `GET /environment/deploymentStatus?deploymentRequestId=${requestId}`),
    ).toMatchObject({
      body: { status: 'DEPLOYED', environment_id: environment.id },
    });
    expect(await qovery(sandbox, `GET /project/${environment.projectId}/environment/status`)).toMatchObject({
      body: { results: [{ id: environment.id, state: 'DEPLOYED' }] },
    });
    expect(await qovery(sandbox, `GET /cluster/${cluster.id}/environments`)).toMatchObject({
      body: {
        results: [{ environment_id: environment.id, services: [{ name: 'orders', type: 'DATABASE' }] }],
      },
    });
    const databaseId = environment.databases[0]?.id;
    expect(await qovery(sandbox, `GET /database/${databaseId}/version`)).toEqual({
      status: 200,
      body: { results: [{ name: '14' }, { name: '15' }] },
    });
  });
});

describe('what else Qovery knows', () => {
  test('the audit log: newest first, by pages, within its retention', async () => {
    const { world } = sandbox;
    const organization = world.addOrganization({ name: 'Logged', auditRetentionDays: 7 });
    const token = organization.tokens[0]?.value;
    for (const daysAgo of [1, 2, 3, 8]) {
      world.addEvent({
        organizationId: organization.id,
        type: 'DEPLOYED',
        targetType: 'CLUSTER',
        targetName: `${daysAgo}`,
        at: world.now - daysAgo * DAY,
      });
    }
    interface Page {
      links: { next?: string };
      organization_max_limit_reached: boolean;
      events: { target_name: string }[];
    }
    const names: string[][] = [];
    let path: string | undefined = `/organization/${organization.id}/events?pageSize=2`;
    while (path !== undefined) {
      const response = await fetch(sandbox.qoveryUrl + path, {
        headers: { authorization: `Token ${token}` },
      });
      const page = (await response.json()) as Page;
      expect(page.organization_max_limit_reached).toBe(true);
      names.push(page.events.map(({ target_name }) => target_name));
      path = page.links.next;
    }
    expect(names).toEqual([['1', '2'], ['3']]);
    const since = Math.floor((world.now - 1.5 * DAY) / 1000);
    const recent = await fetch(
      `${sandbox.qoveryUrl}/organization/${organization.id}/events?fromTimestamp=${since}`,
      {
        headers: { authorization: `Token ${token}` },
      },
    );
    expect(((await recent.json()) as Page).events).toHaveLength(1);
  });

  test('ids of other organisations look unknown', async () => {
    const other = sandbox.world.addOrganization({ name: 'Other' });
    const cluster = sandbox.world.addCluster({ name: 'theirs', organization: other });
    const paths = [`GET /organization/${other.id}/cluster`, `GET /cluster/${cluster.id}/environments`];
    for (const path of paths) expect((await qovery(sandbox, path)).status).toBe(404);
    sandbox.world.quirks.unknownId = 403;
    for (const path of paths) expect((await qovery(sandbox, path)).status).toBe(403);
    expect((await qovery(sandbox, `GET /organization/${sandbox.world.organization().id}`)).status).toBe(200);
  });

  test('what people do in the console, and how it ends', async () => {
    const { world } = sandbox;
    const { organization, cluster } = acme(sandbox);
    const environment = world.addEnvironment({ name: 'shop', cluster });
    world.startDeployment(cluster.id);
    expect((await deploy()).status).toBe(400);
    world.nextEnvironmentOutcome(environment.id, 'CANCELED');
    world.startEnvironmentDeployment(environment.id, MINUTE);
    world.addLog(cluster.id, { type: 'error', step: 'CreateError', text: 'no more addresses', tag: 'QUOTA' });
    sandbox.clock.advance(2 * MINUTE);
    expect(await qovery(sandbox, `GET /environment/${environment.id}/status`)).toMatchObject({
      body: { state: 'CANCELED' },
    });
    expect(
      await qovery(sandbox, `GET /organization/${organization.id}/cluster/${cluster.id}/logs`),
    ).toMatchObject({
      body: {
        results: [{ error: { tag: 'QUOTA', user_log_message: 'no more addresses' } }, { step: 'Create' }],
      },
    });
  });

  test('someone outside Qovery keeps a key in use', () => {
    const { world } = sandbox;
    const { key } = acme(sandbox);
    world.addStrayConsumer({ keyId: key.id, everyMs: 20 * MINUTE, until: world.now + 3 * HOUR });
    sandbox.clock.advance(DAY);
    world.settle();
    expect(Math.round((world.now - (key.lastUsed?.at ?? 0)) / HOUR)).toBe(21);
  });
});
