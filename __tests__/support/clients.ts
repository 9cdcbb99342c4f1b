import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { IAMClient } from '@aws-sdk/client-iam';
import { STSClient } from '@aws-sdk/client-sts';

import type { AccessKey, KeyPair, User } from '../../sandbox/iam.ts';
import type { Cluster, Credential, Organization } from '../../sandbox/records.ts';
import { runAction } from '../../sandbox/run-action.ts';
import type { ActionRun, RunOptions } from '../../sandbox/run-action.ts';
import type { Sandbox } from '../../sandbox/server.ts';

interface ClientOptions {
  endpoint: string;
  region: string;
  maxAttempts: number;
  credentials: { accessKeyId: string; secretAccessKey: string; sessionToken?: string };
}

function clientOptions(sandbox: Sandbox, pair?: KeyPair): ClientOptions {
  const env = sandbox.env();
  const caller = {
    accessKeyId: env['AWS_ACCESS_KEY_ID'] ?? '',
    secretAccessKey: env['AWS_SECRET_ACCESS_KEY'] ?? '',
    sessionToken: env['AWS_SESSION_TOKEN'] ?? '',
  };
  const credentials = pair ? { accessKeyId: pair.id, secretAccessKey: pair.secret } : caller;
  return { endpoint: sandbox.awsUrl, region: 'us-east-1', maxAttempts: 1, credentials };
}

/** The official client of IAM, as the sandbox's default caller or with a pair of one's own. */
export function iamClient(sandbox: Sandbox, pair?: KeyPair): IAMClient {
  return new IAMClient(clientOptions(sandbox, pair));
}

export function stsClient(sandbox: Sandbox, pair?: KeyPair): STSClient {
  return new STSClient(clientOptions(sandbox, pair));
}

/** A bare request to the sandbox's Qovery; what a script with curl would send. */
export async function qovery(
  sandbox: Sandbox,
  methodAndPath: string,
  body?: unknown,
): Promise<{ status: number; body: unknown }> {
  const [method = 'GET', path = '/'] = methodAndPath.split(' ');
  const response = await fetch(sandbox.qoveryUrl + path, {
    method,
    headers: {
      authorization: `Token ${sandbox.world.organization().tokens[0]?.value}`,
      'content-type': 'application/json',
    },
    ...(body !== undefined && { body: JSON.stringify(body) }),
  });
  const text = await response.text();
  return { status: response.status, body: text === '' ? undefined : (JSON.parse(text) as unknown) };
}

interface Acme {
  organization: Organization;
  user: User;
  credential: Credential;
  cluster: Cluster;
  /** The key that the credential held at the beginning. */
  key: AccessKey;
}

/** What the default seed holds, by name. */
export function acme(sandbox: Sandbox): Acme {
  const { world } = sandbox;
  const [user] = world.iam.users;
  const [credential] = world.credentials;
  const [cluster] = world.clusters;
  if (!user || !credential?.key || !cluster) throw new Error('This needs the default seed.');
  const key = world.iam.key(credential.key.id);
  if (!key) throw new Error('This needs the default seed.');
  return { organization: world.organization(), user, credential, cluster, key };
}

/** Runs a few lines of JavaScript in the place of the action, with the sandbox's clock and a runner's environment. */
export async function runScript(
  sandbox: Sandbox,
  script: string,
  options: RunOptions = {},
): Promise<ActionRun> {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-script-'));
  const entry = join(directory, 'script.mjs');
  writeFileSync(entry, script);
  try {
    return await runAction(sandbox, {}, { entry, ...options });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}
