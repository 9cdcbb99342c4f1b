import { CreateAccessKeyCommand, ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { HOUR } from '../../sandbox/clock.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, iamClient, qovery } from '../support/clients.ts';

const UserName = 'qovery-admin';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const createKey = (): Promise<unknown> => iamClient(sandbox).send(new CreateAccessKeyCommand({ UserName }));
const keyCount = (): number => sandbox.world.keysOf(acme(sandbox).user).length;
const listClusters = (): Promise<{ status: number; body: unknown }> =>
  qovery(sandbox, `GET /organization/${acme(sandbox).organization.id}/cluster`);

describe('a fault', () => {
  test.each<[string, FaultKind, number]>([
    ['a refusal', { status: 500 }, 1],
    ['a broken connection', 'reset', 1],
    ['an error after the effect', 'error-after', 2],
    ['a lost answer', 'lost', 2],
    ['half an answer', 'malformed', 2],
  ])('of AWS: %s', async (_, kind, keysAfterwards) => {
    sandbox.fault({ match: { operation: 'CreateAccessKey' }, kind });
    await expect(createKey()).rejects.toThrow();
    expect(keyCount()).toBe(keysAfterwards);
    sandbox.clearFaults();
  });

  test('has the code and text it is given', async () => {
    const body = { code: 'Throttling', message: 'Rate exceeded' };
    sandbox.fault({ match: { operation: 'ListAccessKeys' }, kind: { status: 400, body } });
    await expect(iamClient(sandbox).send(new ListAccessKeysCommand({ UserName }))).rejects.toMatchObject({
      name: 'Throttling',
      message: 'Rate exceeded',
    });
  });

  test('happens as often as it is told to, from the request it is told', async () => {
    sandbox.fault({
      match: { operation: 'listOrganizationCluster', nth: 2 },
      times: 2,
      kind: { status: 503 },
    });
    const statuses = [];
    for (let i = 0; i < 5; i += 1) statuses.push((await listClusters()).status);
    expect(statuses).toEqual([200, 503, 503, 200, 200]);
  });

  test('can name headers, as a rate limit does', async () => {
    const headers = { 'retry-after': '7', 'x-ratelimit-remaining': '0' };
    sandbox.fault({ match: ({ api }) => api === 'qovery', kind: { status: 429, headers } });
    const response = await fetch(`${sandbox.qoveryUrl}/organization/x/cluster`);
    expect(response.status).toBe(429);
    expect(response.headers.get('retry-after')).toBe('7');
    expect(await response.json()).toEqual({
      status: 429,
      error: 'Too Many Requests',
      detail: 'Injected by the sandbox',
    });
  });

  test('can change an answer', async () => {
    sandbox.fault({
      match: { operation: 'listOrganizationCluster' },
      kind: { mutate: () => ({ clusters: [] }) },
    });
    expect((await listClusters()).body).toEqual({ clusters: [] });
    sandbox.fault({
      match: { operation: 'ListAccessKeys' },
      kind: { mutate: (xml) => String(xml).replace('>Active<', '>Expired<') },
    });
    const { AccessKeyMetadata } = await iamClient(sandbox).send(new ListAccessKeysCommand({ UserName }));
    expect(AccessKeyMetadata?.[0]?.Status).toBe('Expired');
  });

  test('can let time pass', async () => {
    const before = sandbox.clock.now();
    sandbox.fault({ match: { operation: 'listOrganizationCluster' }, kind: { passMs: HOUR } });
    await listClusters();
    expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(HOUR);
  });

  test.each(['before', 'after'] as const)(
    'can hang %s the effect, until the client gives up',
    async (hang) => {
      sandbox.fault({ match: { operation: 'lockCluster' }, kind: { hang } });
      const { cluster, organization } = acme(sandbox);
      const request = fetch(`${sandbox.qoveryUrl}/cluster/${cluster.id}/lock`, {
        method: 'POST',
        headers: { authorization: `Token ${organization.tokens[0]?.value}` },
        body: JSON.stringify({ reason: 'x' }),
        signal: AbortSignal.timeout(200),
      });
      await expect(request).rejects.toMatchObject({ name: 'TimeoutError' });
      expect(sandbox.world.cluster(cluster.id).lock !== undefined).toBe(hang === 'after');
      expect(sandbox.requests.at(-1)).toMatchObject({ operation: 'lockCluster', status: undefined });
    },
  );
});

test('a hook sees each request before and after its effect, and can break the connection at either', async () => {
  const seen: unknown[] = [];
  let dropAt = '';
  sandbox.onRequest(async ({ phase, request }) => {
    seen.push([phase, request.n, request.operation, keyCount()]);
    return phase === dropAt ? 'drop' : undefined;
  });
  dropAt = 'before';
  await expect(createKey()).rejects.toThrow();
  dropAt = 'after';
  await expect(createKey()).rejects.toThrow();
  expect(seen).toEqual([
    ['before', 1, 'CreateAccessKey', 1],
    ['before', 2, 'CreateAccessKey', 1],
    ['after', 2, 'CreateAccessKey', 2],
  ]);
});

test('requests are recorded with what a test asks of them', async () => {
  await listClusters();
  await createKey();
  expect(sandbox.requests).toMatchObject([
    { n: 1, api: 'qovery', operation: 'listOrganizationCluster', method: 'GET', write: false, status: 200 },
    { n: 2, api: 'iam', operation: 'CreateAccessKey', method: 'POST', path: '/', write: true, status: 200 },
  ]);
  expect(sandbox.requests[0]?.authorizationScheme).toBe('Token');
  expect(sandbox.requests[1]).toMatchObject({ authorizationScheme: 'AWS4-HMAC-SHA256', body: { UserName } });
  expect(sandbox.requests[1]?.userAgent).toContain('aws-sdk-js');
});

test("the Date of both APIs is the sandbox's", async () => {
  sandbox.clock.advance(100 * HOUR);
  for (const url of [sandbox.qoveryUrl, sandbox.awsUrl]) {
    const response = await fetch(url);
    const date = Date.parse(response.headers.get('date') ?? '');
    expect(Math.abs(date - sandbox.clock.now())).toBeLessThan(3000);
  }
});
