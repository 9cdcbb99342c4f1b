/**
 * Whole rotations against moto (github.com/getmoto/moto) as IAM and STS: an AWS that nobody here wrote. Qovery is the
 * sandbox's, which is told of moto's keys before each of its answers, so that it knows which work. moto lives in the
 * sandbox's time by libfaketime. `.ci/run` installs both.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { readdirSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { setTimeout as realDelay } from 'node:timers/promises';

import {
  CreateAccessKeyCommand,
  CreateUserCommand,
  IAMClient,
  ListAccessKeysCommand,
  ListUserTagsCommand,
} from '@aws-sdk/client-iam';
import { expect, jest } from '@jest/globals';

import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { User } from '../../sandbox/iam.ts';
import { type Sandbox, startSandbox } from '../../sandbox/server.ts';
import { act } from '../support/action.ts';
import { isInPath, testWith } from '../support/strangers.ts';

// Starting moto takes seconds on a busy machine.
jest.setTimeout(180_000);

const USER = 'qovery-admin';
const vouched = testWith(libfaketime() !== '' && isInPath('moto_server'));

vouched('moto: runs that do not wait, until the rotation is over', async () => {
  await withMoto(async ({ sandbox, keys, rotate, oldKey, journal }) => {
    const first = await rotate({ 'wait-for-deletion': 'false' });
    expect(first.result).toBe('pending');
    expect(await keys()).toEqual({
      [oldKey]: 'Active',
      [first.outputs['new-access-key-id'] ?? '']: 'Active',
    });

    sandbox.clock.advance(2 * HOUR + MINUTE);
    const second = await rotate({ 'wait-for-deletion': 'false', 'max-age': '75d' });
    expect(second.result).toBe('pending');
    expect(await keys()).toMatchObject({ [oldKey]: 'Inactive' });

    sandbox.clock.advance(16 * MINUTE);
    const third = await rotate({ 'wait-for-deletion': 'false', 'max-age': '75d' });
    expect(third.result).toBe('rotated');
    expect(await keys()).toEqual({ [first.outputs['new-access-key-id'] ?? '']: 'Active' });
    expect(sandbox.world.credentials[0]?.key?.id).toBe(first.outputs['new-access-key-id']);
    expect(await journal()).toEqual([]);
    expect(sandbox.world.outages).toEqual([]);
  });
});

vouched('moto: one run that waits', async () => {
  await withMoto(async ({ sandbox, keys, rotate, oldKey }) => {
    const run = await rotate({});
    expect(run.result).toBe('rotated');
    expect(Object.keys(await keys())).toEqual([run.outputs['new-access-key-id']]);
    expect(await keys()).not.toHaveProperty(oldKey);
    expect(sandbox.world.outages).toEqual([]);
  });
});

vouched('moto: a third key is refused by AWS, and nothing is deleted', async () => {
  await withMoto(async ({ keys, rotate, iam, oldKey }) => {
    await iam.send(new CreateAccessKeyCommand({ UserName: USER }));
    const run = await rotate({});
    expect(run.exitCode).toBe(1);
    expect(run.errors.join()).toContain('more than one access key found');
    expect(Object.keys(await keys())).toHaveLength(2);
    expect(await keys()).toMatchObject({ [oldKey]: 'Active' });
  });
});

vouched('moto: a dry run changes nothing', async () => {
  await withMoto(async ({ keys, rotate, oldKey, journal }) => {
    const run = await rotate({ 'dry-run': 'true' });
    expect(run.result).toBe('planned');
    expect(await keys()).toEqual({ [oldKey]: 'Active' });
    expect(await journal()).toEqual([]);
  });
});

interface Moto {
  readonly sandbox: Sandbox;
  readonly iam: IAMClient;
  readonly oldKey: string;
  readonly keys: () => Promise<Record<string, string>>;
  /** Names of the journal's tags. */
  readonly journal: () => Promise<string[]>;
  readonly rotate: (inputs: Record<string, string>) => ReturnType<typeof act>;
}

async function withMoto(story: (moto: Moto) => Promise<void>): Promise<void> {
  await using sandbox = await startSandbox({ seed: () => undefined });
  const port = await freePort();
  const timeFile = `${sandbox.clock.file}.moto`;
  const follow = (): void =>
    writeFileSync(timeFile, `+${((sandbox.clock.now() - Date.now()) / 1000).toFixed(3)}`);
  follow();
  const following = setInterval(follow, 3);
  const server = spawn('moto_server', ['-H', '127.0.0.1', '-p', String(port)], {
    env: {
      ...process.env,
      LD_PRELOAD: libfaketime(),
      FAKETIME_TIMESTAMP_FILE: timeFile,
      FAKETIME_NO_CACHE: '1',
      DONT_FAKE_MONOTONIC: '1',
    },
    stdio: 'ignore',
  });
  try {
    const endpoint = `http://127.0.0.1:${port}`;
    const iam = new IAMClient({
      endpoint,
      region: 'us-east-1',
      credentials: { accessKeyId: 'caller', secretAccessKey: 'caller' },
      maxAttempts: 1,
    });
    await untilItAnswers(server, endpoint);
    await iam.send(new CreateUserCommand({ UserName: USER, Path: '/qovery/' }));
    const { AccessKey: old } = await iam.send(new CreateAccessKeyCommand({ UserName: USER }));
    const pair = { id: old?.AccessKeyId ?? '', secret: old?.SecretAccessKey ?? '' };

    const { world } = sandbox;
    world.addOrganization({ name: 'Acme' });
    const user = world.addUser({ name: USER });
    const credential = world.addCredential({
      name: 'AWS production',
      key: world.iam.addKey(user, 'Active', undefined, pair),
    });
    world.addCluster({ name: 'production-eu', credential, production: true });
    const keys = async (): Promise<Record<string, string>> => {
      const { AccessKeyMetadata: list = [] } = await iam.send(new ListAccessKeysCommand({ UserName: USER }));
      return Object.fromEntries(list.map(({ AccessKeyId, Status }) => [AccessKeyId ?? '', Status ?? '']));
    };
    sandbox.onRequest(async ({ phase, request }) => {
      if (phase === 'before') tell(sandbox, user, await keys(), request.body);
    });
    await story({
      sandbox,
      iam,
      oldKey: pair.id,
      keys,
      journal: async () => {
        const { Tags: tags = [] } = await iam.send(new ListUserTagsCommand({ UserName: USER }));
        return tags.flatMap(({ Key }) => (Key?.startsWith('qovery-rotation:') ? [Key] : []));
      },
      rotate: (inputs) =>
        act(
          sandbox,
          // moto's key is new: it is rotated now, whatever its age.
          { 'credentials-id': credential.id, 'max-age': '0', ...inputs },
          {
            env: {
              AWS_ENDPOINT_URL: endpoint,
              AWS_ACCESS_KEY_ID: 'caller',
              AWS_SECRET_ACCESS_KEY: 'caller',
              AWS_SESSION_TOKEN: '',
            },
          },
        ),
    });
  } finally {
    clearInterval(following);
    server.kill('SIGKILL');
  }
}

/** What moto knows of the keys, the sandbox's Qovery has to know too: it deploys with them. */
function tell({ world }: Sandbox, user: User, keys: Record<string, string>, body: unknown): void {
  const stored = (body ?? {}) as { access_key_id?: string; secret_access_key?: string };
  if (stored.access_key_id !== undefined && world.iam.key(stored.access_key_id) === undefined) {
    world.iam.addKey(user, 'Active', undefined, {
      id: stored.access_key_id,
      secret: stored.secret_access_key ?? '',
    });
  }
  for (const key of world.keysOf(user)) {
    const status = keys[key.id] ?? 'Deleted';
    if (world.iam.statusOf(key) !== status)
      world.setKeyStatus(key.id, status as 'Active' | 'Inactive' | 'Deleted');
  }
}

function libfaketime(): string {
  try {
    const folder = readdirSync('/usr/lib').find((name) => name.endsWith('-linux-gnu')) ?? '';
    readdirSync(`/usr/lib/${folder}/faketime`);
    return `/usr/lib/${folder}/faketime/libfaketime.so.1`;
  } catch {
    return '';
  }
}

async function freePort(): Promise<number> {
  const probe = createServer();
  const port = await new Promise<number>((resolve) => {
    probe.listen(0, '127.0.0.1', () => resolve((probe.address() as { port: number }).port));
  });
  await new Promise((resolve) => probe.close(resolve));
  return port;
}

async function untilItAnswers(server: ChildProcess, endpoint: string): Promise<void> {
  for (let tries = 0; tries < 300; tries++) {
    if (server.exitCode !== null) break;
    try {
      await fetch(endpoint);
      return;
    } catch {
      await realDelay(100);
    }
  }
  throw new Error('moto_server did not start.');
}
