import {
  CreateAccessKeyCommand,
  DeleteAccessKeyCommand,
  ListAccessKeysCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { Registry } from '../../sandbox/records.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, iamClient, qovery } from '../support/clients.ts';

const UserName = 'qovery-admin';

let sandbox: Sandbox;
let registry: Registry;
beforeEach(async () => {
  sandbox = await startSandbox();
  const { key, cluster } = acme(sandbox);
  registry = sandbox.world.addRegistry({ name: 'mirror', key, cluster });
});
afterEach(() => sandbox.stop());

async function createKey(): Promise<{ access_key_id: string; secret_access_key: string }> {
  const { AccessKey } = await iamClient(sandbox).send(new CreateAccessKeyCommand({ UserName }));
  return { access_key_id: AccessKey?.AccessKeyId ?? '', secret_access_key: AccessKey?.SecretAccessKey ?? '' };
}

/**
 * The steps of the script on Qovery's maintenance page: create, PUT, sleep 600, delete every other key.
 * It looks at no answer and stops at no failure. `repaired` gives the body what today's API asks for.
 */
async function publishedScript(repaired: Record<string, string> = {}): Promise<void> {
  const { organization, credential } = acme(sandbox);
  const iam = iamClient(sandbox);
  const created = await createKey().catch(() => ({ access_key_id: '', secret_access_key: '' }));
  const path = `/organization/${organization.id}/aws/credentials/${credential.id}`;
  await qovery(sandbox, `PUT ${path}`, { ...repaired, ...created });
  sandbox.clock.advance(10 * MINUTE);
  const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
  for (const { AccessKeyId } of AccessKeyMetadata ?? []) {
    if (AccessKeyId !== created.access_key_id)
      await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
  }
}

/** A careful rotation by hand. */
async function rotateWithCare(options: { registryToo: boolean }): Promise<string> {
  const { organization, credential, cluster, key } = acme(sandbox);
  const iam = iamClient(sandbox);
  const created = await createKey();
  if (options.registryToo) {
    const path = `/organization/${organization.id}/containerRegistry/${registry.id}`;
    const { name, kind, url, config } = registry;
    const put = await qovery(sandbox, `PUT ${path}`, { name, kind, url, config: { ...config, ...created } });
    expect(put.status).toBe(200);
  }
  const body = { type: 'AWS_STATIC', name: credential.name, ...created };
  const put = await qovery(
    sandbox,
    `PUT /organization/${organization.id}/aws/credentials/${credential.id}`,
    body,
  );
  expect(put.status).toBe(200);
  await qovery(sandbox, `POST /organization/${organization.id}/cluster/${cluster.id}/deploy`);
  for (let polls = 0; sandbox.world.cluster(cluster.id).status !== 'DEPLOYED'; polls += 1) {
    expect(polls).toBeLessThan(20);
    sandbox.clock.advance(MINUTE);
  }
  sandbox.clock.advance(2 * HOUR);
  await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: key.id, Status: 'Inactive' }));
  sandbox.clock.advance(15 * MINUTE);
  await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: key.id }));
  return created.access_key_id;
}

test('the published script cuts Qovery off from AWS: its edit is refused, and the key in use deleted', async () => {
  const { key } = acme(sandbox);
  await publishedScript();
  expect(sandbox.requests.find(({ operation }) => operation === 'editAWSCredentials')?.status).toBe(400);
  const dead = { keyId: key.id, why: 'key is deleted' };
  expect(sandbox.world.outages).toMatchObject([
    { what: 'credential', ...dead },
    { what: 'registry', ...dead },
    { what: 'running cluster', ...dead },
  ]);
  expect(sandbox.world.outages.every(({ until }) => until === undefined)).toBe(true);
});

test('even with a body that is accepted, the published script cuts off what runs', async () => {
  await publishedScript({ type: 'AWS_STATIC', name: 'AWS production' });
  expect(sandbox.requests.find(({ operation }) => operation === 'editAWSCredentials')?.status).toBe(200);
  expect(sandbox.world.outages.map(({ what }) => what)).toEqual(['registry', 'running cluster']);
});

test('the published script deletes every key when it could create none', async () => {
  const { user } = acme(sandbox);
  sandbox.world.addKey(user);
  await publishedScript();
  expect(sandbox.world.keysOf(user)).toEqual([]);
});

test('a careful rotation by hand causes no outage', async () => {
  const { credential, cluster, user } = acme(sandbox);
  const created = await rotateWithCare({ registryToo: true });
  expect(sandbox.world.outages).toEqual([]);
  expect(sandbox.world.credential(credential.id).key?.id).toBe(created);
  expect(sandbox.world.cluster(cluster.id).deployedKey?.id).toBe(created);
  expect(sandbox.world.keysOf(user).map(({ id }) => id)).toEqual([created]);
});

test('a rotation that forgets the registry breaks it', async () => {
  const { key } = acme(sandbox);
  await rotateWithCare({ registryToo: false });
  expect(sandbox.world.outages).toMatchObject([
    { what: 'registry', id: registry.id, keyId: key.id, why: 'key is inactive' },
  ]);
  expect(sandbox.world.pull(registry.id)).toBe(false);
  expect(registry.pulls).toEqual({ ok: 0, failed: 1 });
});
