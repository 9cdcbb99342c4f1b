import { ListUserTagsCommand } from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand, GetCallerIdentityCommand, STSClient } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import {
  deleteCluster,
  deleteEnvironment,
  deleteHolder,
  editHolder,
  lockCluster,
  unlockCluster,
} from '../../sandbox/people.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { Tagger } from '../../sandbox/tagger.ts';
import { acme, iamClient, qovery, stsClient } from '../support/clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const clusterNames = async (what = ''): Promise<unknown[]> => {
  const { body } = await qovery(
    sandbox,
    `GET /organization/${sandbox.world.organization().id}/cluster${what}`,
  );
  return (body as { results: { name?: string; status?: string }[] }).results.map(
    ({ name, status }) => name ?? status,
  );
};
const events = (): unknown[] =>
  sandbox.world.events.slice(1).map(({ type, targetName, triggeredBy }) => [type, targetName, triggeredBy]);

describe('somebody deletes a cluster', () => {
  test('in the middle of its deployment', async () => {
    const { world } = sandbox;
    const { cluster, organization } = acme(sandbox);
    const environment = world.addEnvironment({ name: 'shop', cluster });
    world.startDeployment(cluster.id);
    sandbox.clock.advance(2 * MINUTE);
    world.settle();
    deleteCluster(world, cluster.id, 20 * MINUTE);
    expect(await clusterNames('/status')).toEqual(['DELETING']);
    const path = `/organization/${organization.id}/cluster/${cluster.id}`;
    expect((await qovery(sandbox, `POST ${path}/deploy`)).status).toBe(400);
    sandbox.clock.advance(10 * MINUTE);
    // The deployment that was under way does not bring it back.
    expect(await clusterNames('/status')).toEqual(['DELETING']);
    sandbox.clock.advance(11 * MINUTE);
    expect(await clusterNames()).toEqual([]);
    expect(await clusterNames('/status')).toEqual([]);
    expect((await qovery(sandbox, `GET ${path}/status`)).status).toBe(404);
    expect((await qovery(sandbox, `GET /environment/${environment.id}/status`)).status).toBe(404);
    expect(events().slice(1)).toEqual([
      ['TRIGGER_DELETE', 'production-eu', 'ada@example.com'],
      ['DELETED', 'production-eu', 'ada@example.com'],
    ]);
  });

  test('and nothing of it can be broken any more', () => {
    const { world } = sandbox;
    const { cluster, key } = acme(sandbox);
    world.setKeyStatus(key.id, 'Inactive');
    sandbox.clock.advance(HOUR);
    deleteCluster(world, cluster.id);
    expect(world.outages.map(({ what, until }) => [what, until !== undefined])).toEqual([
      ['credential', true],
      ['running cluster', true],
    ]);
  });
});

test('previews come and go', async () => {
  const { world } = sandbox;
  const { cluster, key } = acme(sandbox);
  const preview = world.addEnvironment({ name: 'preview', cluster });
  world.startEnvironmentDeployment(preview.id, HOUR);
  deleteEnvironment(world, preview.id);
  world.setKeyStatus(key.id, 'Inactive');
  expect(world.outages.map(({ what }) => what)).not.toContain('environment deployment');
  expect((await qovery(sandbox, `GET /cluster/${cluster.id}/environments`)).body).toEqual({ results: [] });
});

test("people's locks have owners of their own, and end", async () => {
  const { world } = sandbox;
  const { cluster, organization } = acme(sandbox);
  lockCluster(world, cluster.id, { reason: 'release week', ttlInDays: 2, owner: 'grace@example.com' });
  const locks = async (): Promise<unknown> =>
    ((await qovery(sandbox, `GET /organization/${organization.id}/lock`)).body as { results: unknown })
      .results;
  expect(await locks()).toMatchObject([
    { owner_name: 'grace@example.com', reason: 'release week', ttl_in_days: 2, cluster_id: cluster.id },
  ]);
  expect(world.startMaintenance(cluster.id)).toBe(false);
  sandbox.clock.advance(2 * DAY);
  expect(await locks()).toEqual([]);
  // The action's own locks carry the name of its token.
  await qovery(sandbox, `POST /cluster/${cluster.id}/lock`, { reason: 'ours' });
  expect(await locks()).toMatchObject([{ owner_name: 'maintenance' }]);
  unlockCluster(world, cluster.id);
  lockCluster(world, cluster.id, { reason: 'for ever', at: world.now - 30 * DAY });
  expect(await locks()).toMatchObject([{ owner_name: 'ada@example.com', reason: 'for ever' }]);
  expect(events().map((event) => (event as string[])[0])).toEqual(['LOCK', 'LOCK', 'UNLOCK', 'LOCK']);
});

describe('people who edit holders', () => {
  test('Terraform sends the key that it remembers with a new name, and cuts the holder off', () => {
    const { world } = sandbox;
    const { credential, cluster, key, user } = acme(sandbox);
    const old = { id: key.id, secret: key.secret };
    const fresh = world.addKey(user);
    world.storeKey(credential, fresh);
    world.startDeployment(cluster.id);
    sandbox.clock.advance(10 * MINUTE);
    world.setKeyStatus(key.id, 'Deleted');
    expect(world.outages).toEqual([]);
    editHolder(world, credential, {
      name: 'AWS (prod)',
      key: old,
      by: { origin: 'TERRAFORM_PROVIDER', triggeredBy: 'terraform', userAgent: null },
    });
    expect(world.outages).toMatchObject([{ what: 'credential', name: 'AWS (prod)', keyId: key.id }]);
    expect(events().at(-1)).toEqual(['UPDATE', 'AWS (prod)', 'terraform']);
  });

  test('a holder that is deleted holds nothing', async () => {
    const { world } = sandbox;
    const { key, organization } = acme(sandbox);
    const registry = world.addRegistry({ name: 'old', key });
    deleteHolder(world, registry);
    const { body } = await qovery(sandbox, `GET /organization/${organization.id}/containerRegistry`);
    expect(body).toEqual({ results: [] });
    world.setKeyStatus(key.id, 'Inactive');
    expect(world.outages.map(({ what }) => what)).not.toContain('registry');
  });
});

describe('a tagger', () => {
  test('writes tags on a user, and can do nothing else', async () => {
    const { world } = sandbox;
    const { key } = acme(sandbox);
    const tagger = new Tagger(world);
    tagger.tag('qovery-admin', { 'qovery-rotation:old': key.id, Team: 'platform' });
    const { Tags } = await iamClient(sandbox).send(new ListUserTagsCommand({ UserName: 'qovery-admin' }));
    expect(Tags).toEqual([
      { Key: 'qovery-rotation:old', Value: key.id },
      { Key: 'Team', Value: 'platform' },
    ]);
    const UserName = 'qovery-admin';
    const others: [string, Record<string, string>][] = [
      ['UntagUser', { UserName, 'TagKeys.member.1': 'Team' }],
      ['ListUserTags', { UserName }],
      ['ListAccessKeys', { UserName }],
      ['CreateAccessKey', { UserName }],
      ['UpdateAccessKey', { UserName, AccessKeyId: key.id, Status: 'Inactive' }],
      ['DeleteAccessKey', { UserName, AccessKeyId: key.id }],
    ];
    for (const [action, form] of others) {
      expect(tagger.call(action, form)).toMatchObject({
        status: 403,
        body: expect.stringContaining(`is not authorized to perform: iam:${action}`),
      });
    }
    expect(() => tagger.tag('nobody', { a: 'b' })).toThrow('NoSuchEntity');
    expect(() => tagger.tag(UserName, { 'aws:a': 'b' })).toThrow('InvalidInput');
    expect(world.iam.statusOf(key)).toBe('Active');
    // The default caller is as free as before.
    expect(world.iam.isDenied('iam:DeleteAccessKey', 'arn:aws:sts::123456789012:assumed-role/x/y')).toBe(
      false,
    );
  });
});

describe('several accounts', () => {
  const assume = async (RoleArn: string): Promise<string | undefined> => {
    const WebIdentityToken = sandbox.world.iam.issueIdentityToken('sts.amazonaws.com');
    const command = new AssumeRoleWithWebIdentityCommand({ RoleArn, RoleSessionName: 'x', WebIdentityToken });
    const { Credentials } = await stsClient(sandbox).send(command);
    const caller = new STSClient({
      endpoint: sandbox.awsUrl,
      region: 'us-east-1',
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    return (await caller.send(new GetCallerIdentityCommand())).Account;
  };
  const ACCOUNTS = ['111111111111', '222222222222', '333333333333'];

  test('each has a role of its own, and no other', async () => {
    const roles = ACCOUNTS.map((account) => sandbox.world.iam.addRole(account, 'qovery-rotation'));
    for (const [i, role] of roles.entries()) expect(await assume(role)).toBe(ACCOUNTS[i]);
    await expect(assume('arn:aws:iam::444444444444:role/qovery-rotation')).rejects.toMatchObject({
      name: 'AccessDenied',
    });
  });

  test('one of them refuses everything for a day', async () => {
    const { iam } = sandbox.world;
    const [first = '', second = ''] = ACCOUNTS.map((account) => iam.addRole(account, 'qovery-rotation'));
    iam.refuseAccount('111111111111', {
      until: sandbox.world.now + DAY,
      status: 403,
      code: 'AccessDenied',
      message: 'Access denied by a service control policy',
    });
    await expect(assume(first)).rejects.toMatchObject({ name: 'AccessDenied' });
    expect(await assume(second)).toBe('222222222222');
    sandbox.clock.advance(DAY + MINUTE);
    expect(await assume(first)).toBe('111111111111');
  });
});
