import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  DeleteAccessKeyCommand,
  GetAccessKeyLastUsedCommand,
  GetUserCommand,
  ListAccessKeysCommand,
  ListUserTagsCommand,
  ListUsersCommand,
  paginateListAccessKeys,
  TagUserCommand,
  UntagUserCommand,
  UpdateAccessKeyCommand,
} from '@aws-sdk/client-iam';
import {
  AssumeRoleCommand,
  AssumeRoleWithWebIdentityCommand,
  GetAccessKeyInfoCommand,
  GetCallerIdentityCommand,
  STSClient,
} from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { KeyPair } from '../../sandbox/iam.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, iamClient, stsClient } from '../support/clients.ts';

const UserName = 'qovery-admin';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const whoami = (pair?: KeyPair): Promise<unknown> =>
  stsClient(sandbox, pair).send(new GetCallerIdentityCommand({}));

async function create(): Promise<KeyPair> {
  const { AccessKey } = await iamClient(sandbox).send(new CreateAccessKeyCommand({ UserName }));
  return { id: AccessKey?.AccessKeyId ?? '', secret: AccessKey?.SecretAccessKey ?? '' };
}

describe('access keys', () => {
  test('live: listed, created, used, deactivated, activated, deleted', async () => {
    const iam = iamClient(sandbox);
    const old = acme(sandbox).key;
    const pair = await create();
    expect(pair.id).toMatch(/^AKIA[A-Z2-7]{16}$/);
    expect(pair.secret).toMatch(/^(?=.*\/)(?=.*\+)[A-Za-z0-9/+]{40}$/);

    const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
    expect(AccessKeyMetadata).toEqual([
      { UserName, AccessKeyId: old.id, Status: 'Active', CreateDate: expect.any(Date) },
      { UserName, AccessKeyId: pair.id, Status: 'Active', CreateDate: expect.any(Date) },
    ]);
    const age = sandbox.clock.now() - (AccessKeyMetadata?.[0]?.CreateDate?.getTime() ?? 0);
    expect(Math.round(age / DAY)).toBe(80);

    await expect(whoami(pair)).resolves.toMatchObject({
      Account: '123456789012',
      Arn: 'arn:aws:iam::123456789012:user/qovery-admin',
    });

    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: pair.id, Status: 'Inactive' }));
    await expect(whoami(pair)).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
      $metadata: { httpStatusCode: 403 },
    });
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId: pair.id, Status: 'Active' }));
    await whoami(pair);

    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: pair.id }));
    await expect(whoami(pair)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    await expect(
      iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId: pair.id })),
    ).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: `The Access Key with id ${pair.id} cannot be found.`,
      $metadata: { httpStatusCode: 404 },
    });
  });

  test('a third one is refused, active or not', async () => {
    const { id } = await create();
    await iamClient(sandbox).send(
      new UpdateAccessKeyCommand({ UserName, AccessKeyId: id, Status: 'Inactive' }),
    );
    await expect(create()).rejects.toMatchObject({
      name: 'LimitExceededException',
      message: 'Cannot exceed quota for AccessKeysPerUser: 2',
      $metadata: { httpStatusCode: 409 },
    });
  });

  test('a wrong secret is told from an unknown key', async () => {
    const { id } = acme(sandbox).key;
    const secret = 'x'.repeat(40);
    await expect(whoami({ id, secret })).rejects.toMatchObject({ name: 'SignatureDoesNotMatch' });
    await expect(whoami({ id: 'AKIAIOSFODNN7EXAMPLE', secret })).rejects.toMatchObject({
      name: 'InvalidClientTokenId',
    });
  });

  test('a new one is unknown for as long as it takes to propagate', async () => {
    sandbox.world.quirks.newKeyLagMs = 10 * SECOND;
    const pair = await create();
    await expect(whoami(pair)).rejects.toMatchObject({ name: 'InvalidClientTokenId' });
    sandbox.clock.advance(11 * SECOND);
    await whoami(pair);
  });

  test('the list can lag behind creation, deactivation and deletion', async () => {
    sandbox.world.quirks.listLagMs = 10 * SECOND;
    const iam = iamClient(sandbox);
    const listed = async (): Promise<unknown[]> => {
      const { AccessKeyMetadata } = await iam.send(new ListAccessKeysCommand({ UserName }));
      return AccessKeyMetadata?.map(({ Status }) => Status) ?? [];
    };
    const { id: AccessKeyId } = await create();
    expect(await listed()).toEqual(['Active']);
    sandbox.clock.advance(11 * SECOND);
    expect(await listed()).toEqual(['Active', 'Active']);
    await iam.send(new UpdateAccessKeyCommand({ UserName, AccessKeyId, Status: 'Inactive' }));
    expect(await listed()).toEqual(['Active', 'Active']);
    sandbox.clock.advance(11 * SECOND);
    expect(await listed()).toEqual(['Active', 'Inactive']);
    await iam.send(new DeleteAccessKeyCommand({ UserName, AccessKeyId }));
    expect(await listed()).toEqual(['Active', 'Inactive']);
    sandbox.clock.advance(11 * SECOND);
    expect(await listed()).toEqual(['Active']);
  });

  test('pages', async () => {
    await create();
    const sizes = [];
    for await (const page of paginateListAccessKeys(
      { client: iamClient(sandbox), pageSize: 1 },
      { UserName },
    )) {
      sizes.push(page.AccessKeyMetadata?.length);
    }
    expect(sizes).toEqual([1, 1]);
  });

  test('the last use is noted once in fifteen minutes', async () => {
    const iam = iamClient(sandbox);
    const { key } = acme(sandbox);
    const lastUsed = async (AccessKeyId: string): Promise<unknown> =>
      iam.send(new GetAccessKeyLastUsedCommand({ AccessKeyId }));
    expect(await lastUsed(key.id)).toMatchObject({
      UserName,
      AccessKeyLastUsed: { ServiceName: 'N/A', Region: 'N/A' },
    });

    const first = Math.floor(sandbox.clock.now() / SECOND) * SECOND;
    await whoami(key);
    sandbox.clock.advance(14 * MINUTE);
    await whoami(key);
    expect(key.lastUsed?.at).toBeGreaterThanOrEqual(first);
    expect(key.lastUsed?.at).toBeLessThan(first + MINUTE);
    sandbox.clock.advance(2 * MINUTE);
    await whoami(key);
    expect(key.lastUsed?.at).toBeGreaterThan(first + 15 * MINUTE);
    expect(await lastUsed(key.id)).toMatchObject({
      AccessKeyLastUsed: { ServiceName: 'sts', Region: 'us-east-1', LastUsedDate: expect.any(Date) },
    });
  });

  test('the last use of an unknown one is denied, or not found', async () => {
    const ask = (): Promise<unknown> =>
      iamClient(sandbox).send(new GetAccessKeyLastUsedCommand({ AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' }));
    await expect(ask()).rejects.toMatchObject({ name: 'AccessDenied' });
    sandbox.world.quirks.unknownKeyLastUsed = 'NoSuchEntity';
    await expect(ask()).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('an id tells its account, even of a key that is gone or was never seen', async () => {
    const { key } = acme(sandbox);
    const other = sandbox.world.addKey(sandbox.world.addUser({ name: 'someone', account: '210987654321' }));
    const account = async (AccessKeyId: string): Promise<unknown> =>
      (await stsClient(sandbox).send(new GetAccessKeyInfoCommand({ AccessKeyId }))).Account;
    sandbox.world.setKeyStatus(key.id, 'Deleted');
    expect(await account(key.id)).toBe('123456789012');
    expect(await account(other.id)).toBe('210987654321');
    // A real id and its account, from the public article "A short note on AWS KEY ID".
    expect(await account('ASIAQNZGKIQY56JQ7WML')).toBe('029608264753');
    await expect(account('nonsense-nonsense')).rejects.toMatchObject({ name: 'ValidationError' });
  });
});

describe('users', () => {
  test('have a path in their ARN, and belong to an account', async () => {
    const iam = iamClient(sandbox);
    await iam.send(new CreateUserCommand({ UserName: 'builder', Path: '/ci/' }));
    sandbox.world.addUser({ name: 'elsewhere', account: '210987654321' });
    const { Users } = await iam.send(new ListUsersCommand({}));
    expect(Users?.map(({ Arn }) => Arn)).toEqual([
      'arn:aws:iam::123456789012:user/qovery-admin',
      'arn:aws:iam::123456789012:user/ci/builder',
    ]);
    await expect(iam.send(new GetUserCommand({ UserName: 'elsewhere' }))).rejects.toMatchObject({
      name: 'NoSuchEntityException',
      message: 'The user with name elsewhere cannot be found.',
    });
    await expect(iam.send(new ListAccessKeysCommand({}))).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(
      iamClient(sandbox, acme(sandbox).key).send(new ListAccessKeysCommand({})),
    ).resolves.toHaveProperty('AccessKeyMetadata');
  });

  test('carry tags, within the limits of IAM', async () => {
    const iam = iamClient(sandbox);
    const tag = (Key: string, Value: string): Promise<unknown> =>
      iam.send(new TagUserCommand({ UserName, Tags: [{ Key, Value }] }));
    await tag('qovery:old key', 'AKIA+x/y=z@1.2-3_4');
    await tag('Qovery:Old Key', 'second');
    const { Tags } = await iam.send(new ListUserTagsCommand({ UserName }));
    expect(Tags).toEqual([{ Key: 'Qovery:Old Key', Value: 'second' }]);

    await expect(tag('journal', '{"json":true}')).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(tag('journal', 'x'.repeat(257))).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(tag('k'.repeat(129), 'x')).rejects.toMatchObject({ name: 'ValidationError' });
    await expect(tag('aws:mine', 'x')).rejects.toMatchObject({ name: 'InvalidInputException' });
    const many = Array.from({ length: 50 }, (_, i) => ({ Key: `k${i}`, Value: '' }));
    await expect(iam.send(new TagUserCommand({ UserName, Tags: many }))).rejects.toMatchObject({
      name: 'LimitExceededException',
    });

    await iam.send(new UntagUserCommand({ UserName, TagKeys: ['QOVERY:OLD KEY'] }));
    expect((await iam.send(new ListUserTagsCommand({ UserName }))).Tags).toEqual([]);
  });
});

describe('permissions and sessions', () => {
  test('a denied action is denied before anything is looked up', async () => {
    const gone = new DeleteAccessKeyCommand({ UserName: 'nobody', AccessKeyId: 'AKIAIOSFODNN7EXAMPLE' });
    sandbox.world.deny('iam:DeleteAccessKey');
    await expect(iamClient(sandbox).send(gone)).rejects.toMatchObject({
      name: 'AccessDenied',
      message:
        'User: arn:aws:sts::123456789012:assumed-role/qovery-maintenance/session is not authorized to perform: iam:DeleteAccessKey on resource: user nobody because no identity-based policy allows the iam:DeleteAccessKey action',
      $metadata: { httpStatusCode: 403 },
    });
    sandbox.world.allow('iam:DeleteAccessKey');
    await expect(iamClient(sandbox).send(gone)).rejects.toMatchObject({ name: 'NoSuchEntityException' });
  });

  test('a job takes a session with its OIDC token, and the session expires', async () => {
    const env = sandbox.oidcEnv();
    const response = await fetch(`${env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=sts.amazonaws.com`, {
      headers: { authorization: `Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}` },
    });
    const { value } = (await response.json()) as { value: string };
    const anonymous = new STSClient({ endpoint: sandbox.awsUrl, region: 'us-east-1', maxAttempts: 1 });
    const request = {
      RoleArn: 'arn:aws:iam::123456789012:role/rotator',
      RoleSessionName: 'job-7',
      DurationSeconds: 900,
    };
    const { Credentials } = await anonymous.send(
      new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: value }),
    );
    const sts = new STSClient({
      endpoint: sandbox.awsUrl,
      region: 'us-east-1',
      maxAttempts: 1,
      credentials: {
        accessKeyId: Credentials?.AccessKeyId ?? '',
        secretAccessKey: Credentials?.SecretAccessKey ?? '',
        sessionToken: Credentials?.SessionToken ?? '',
      },
    });
    await expect(sts.send(new GetCallerIdentityCommand({}))).resolves.toMatchObject({
      Arn: 'arn:aws:sts::123456789012:assumed-role/rotator/job-7',
    });
    sandbox.clock.advance(16 * MINUTE);
    await expect(sts.send(new GetCallerIdentityCommand({}))).rejects.toMatchObject({ name: 'ExpiredToken' });
    await expect(
      anonymous.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: value })),
    ).rejects.toMatchObject({ name: 'ExpiredTokenException' });
    await expect(
      anonymous.send(new AssumeRoleWithWebIdentityCommand({ ...request, WebIdentityToken: 'made.up.token' })),
    ).rejects.toMatchObject({ name: 'InvalidIdentityTokenException' });
    expect(sandbox.secrets()).toEqual(expect.arrayContaining([value, Credentials?.SessionToken]));
  });

  test('a role can be assumed from another, for an hour', async () => {
    const { Credentials } = await stsClient(sandbox).send(
      new AssumeRoleCommand({ RoleArn: 'arn:aws:iam::123456789012:role/other', RoleSessionName: 'x' }),
    );
    expect((Credentials?.Expiration?.getTime() ?? 0) - sandbox.clock.now()).toBeGreaterThan(HOUR - MINUTE);
  });
});
