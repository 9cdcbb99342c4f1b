import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

import { expect } from '@jest/globals';

import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme } from '../support/clients.ts';
import { isInPath, testWith } from '../support/strangers.ts';

const run = promisify(execFile);

/** The AWS CLI as a real process. The endpoint is an argument because old versions know no AWS_ENDPOINT_URL. */
async function aws(sandbox: Sandbox, ...words: string[]): Promise<unknown> {
  const env = { PATH: process.env['PATH'], HOME: process.env['HOME'], AWS_PAGER: '', ...sandbox.env() };
  const { stdout } = await run('aws', ['--endpoint-url', sandbox.awsUrl, '--output', 'json', ...words], {
    env,
  });
  return stdout === '' ? undefined : (JSON.parse(stdout) as unknown);
}

testWith(isInPath('aws'))('the AWS CLI lists, creates, deactivates, tags and deletes', async () => {
  await using sandbox = await startSandbox();
  const { key, user } = acme(sandbox);
  const iam = (command: string, ...words: string[]): Promise<unknown> =>
    aws(sandbox, 'iam', command, '--user-name', user.name, ...words);

  expect(await aws(sandbox, 'sts', 'get-caller-identity')).toMatchObject({ Account: '123456789012' });
  const created = (await iam('create-access-key')) as {
    AccessKey: { AccessKeyId: string; SecretAccessKey: string };
  };
  const { AccessKeyId } = created.AccessKey;
  expect(created.AccessKey.SecretAccessKey).toHaveLength(40);
  await expect(iam('create-access-key')).rejects.toThrow('Cannot exceed quota for AccessKeysPerUser: 2');
  await iam('update-access-key', '--access-key-id', AccessKeyId, '--status', 'Inactive');
  expect(await iam('list-access-keys', '--page-size', '1')).toMatchObject({
    AccessKeyMetadata: [
      { AccessKeyId: key.id, Status: 'Active' },
      { AccessKeyId, Status: 'Inactive' },
    ],
  });
  await iam('tag-user', '--tags', 'Key=purpose,Value=rotation');
  expect(await iam('list-user-tags')).toMatchObject({ Tags: [{ Key: 'purpose', Value: 'rotation' }] });
  await iam('delete-access-key', '--access-key-id', AccessKeyId);
  expect(sandbox.world.keysOf(user).map(({ id }) => id)).toEqual([key.id]);
});
