import { ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { AssumeRoleWithWebIdentityCommand } from '@aws-sdk/client-sts';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import { IAM_PASSING, STS_PASSING, tooManyRequests } from '../../sandbox/fault-kinds.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme, iamClient, stsClient } from '../support/clients.ts';
import { scriptOutput, UNDICI } from './script-output.ts';

const UserName = 'qovery-admin';
const MEBIBYTE = 2 ** 20;

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

function listClusters(): Promise<Response> {
  const { organization } = acme(sandbox);
  return fetch(`${sandbox.qoveryUrl}/organization/${organization.id}/cluster`, {
    headers: { authorization: `Token ${organization.tokens[0]?.value}` },
  });
}

async function identityToken(): Promise<Response> {
  const env = sandbox.oidcEnv();
  return fetch(`${env['ACTIONS_ID_TOKEN_REQUEST_URL']}&audience=sts.amazonaws.com`, {
    headers: { authorization: `Bearer ${env['ACTIONS_ID_TOKEN_REQUEST_TOKEN']}` },
  });
}

describe('a storm of 429', () => {
  test('begins with the first request that it meets, and ends by the clock of the sandbox', async () => {
    const match = { operation: 'listOrganizationCluster', nth: 2 };
    sandbox.fault({ match, lastsMs: 90 * SECOND, kind: tooManyRequests({ retryAfterSeconds: 90 }) });
    sandbox.clock.advance(HOUR);
    const seen: [number, string | null][] = [];
    for (let i = 0; i < 6; i += 1) {
      const { status, headers } = await listClusters();
      seen.push([status, headers.get('retry-after')]);
      if (i > 0) sandbox.clock.advance(31 * SECOND);
    }
    expect(seen).toEqual([
      [200, null],
      [429, '90'],
      [429, '90'],
      [429, '90'],
      [200, null],
      [200, null],
    ]);
  });

  test('names the time when it is over, or says nothing', async () => {
    const match = { operation: 'listOrganizationCluster' };
    sandbox.clock.advance(30 * 24 * HOUR);
    sandbox.fault({ match, kind: tooManyRequests({ retryAfterSeconds: 120, as: 'date' }) });
    const { headers } = await listClusters();
    const [date, over] = ['date', 'retry-after'].map((name) => Date.parse(headers.get(name) ?? ''));
    expect(Math.abs((over ?? 0) - (date ?? 0) - 2 * MINUTE)).toBeLessThanOrEqual(SECOND);
    sandbox.fault({ match, lastsMs: MINUTE, kind: tooManyRequests() });
    expect((await listClusters()).headers.get('retry-after')).toBeNull();
  });
});

describe('what passes', () => {
  test.each(Object.entries(IAM_PASSING))('of IAM: %s', async (code, kind) => {
    sandbox.fault({ match: { operation: 'ListAccessKeys' }, kind });
    const list = (): Promise<unknown> => iamClient(sandbox).send(new ListAccessKeysCommand({ UserName }));
    const error = await list().catch((reason: unknown) => reason as { name: string; Code?: string });
    expect((error as { name: string }).name.replace(/Exception$/, '')).toBe(code);
    await expect(list()).resolves.toMatchObject({ AccessKeyMetadata: [{ UserName }] });
  });

  test.each(Object.entries(STS_PASSING))('of STS: %s', async (code, kind) => {
    const { value } = (await (await identityToken()).json()) as { value: string };
    sandbox.fault({ match: { operation: 'AssumeRoleWithWebIdentity' }, kind });
    const assume = (): Promise<unknown> =>
      stsClient(sandbox).send(
        new AssumeRoleWithWebIdentityCommand({
          RoleArn: 'arn:aws:iam::123456789012:role/rotation',
          RoleSessionName: 'x',
          WebIdentityToken: value,
        }),
      );
    await expect(assume()).rejects.toMatchObject({ name: expect.stringContaining(code.slice(0, 20)) });
    await expect(assume()).resolves.toMatchObject({ Credentials: {} });
  });

  test('is told in the XML of the service that was asked', async () => {
    for (const [operation, namespace] of [
      ['ListAccessKeys', 'https://iam.amazonaws.com/doc/2010-05-08/'],
      ['GetCallerIdentity', 'https://sts.amazonaws.com/doc/2011-06-15/'],
    ] as const) {
      sandbox.fault({ match: { operation }, kind: IAM_PASSING.Throttling });
      const response = await fetch(sandbox.awsUrl, { method: 'POST', body: `Action=${operation}` });
      expect(response.status).toBe(400);
      const xml = await response.text();
      expect(xml).toContain(`<ErrorResponse xmlns="${namespace}">`);
      expect(xml).toContain('<Code>Throttling</Code><Message>Rate exceeded</Message>');
    }
  });

  test.each<[string, FaultKind, unknown]>([
    ['a broken connection', 'reset', 'no answer'],
    ['500', { status: 500 }, 500],
    ['429', tooManyRequests({ retryAfterSeconds: 5 }), 429],
  ])("of GitHub's OIDC endpoint: %s", async (_, kind, first) => {
    sandbox.fault({ match: { operation: 'oidc/token' }, kind });
    const status = (response: Response): number => response.status;
    expect(await identityToken().then(status, () => 'no answer')).toBe(first);
    expect(await identityToken().then(status)).toBe(200);
    expect(sandbox.oidcRequests.map((request) => request.status)).toEqual([
      first === 'no answer' ? undefined : first,
      200,
    ]);
    expect(sandbox.requests).toEqual([]);
  });
});

/** Asks for an OIDC token with a deadline of a minute, from the action's process. */
const ASK_WITH_DEADLINE = `
  const start = performance.now();
  const since = () => Math.round((performance.now() - start) / 1000);
  const url = process.env['ACTIONS_ID_TOKEN_REQUEST_URL'] + '&audience=sts.amazonaws.com';
  const headers = { authorization: 'Bearer ' + process.env['ACTIONS_ID_TOKEN_REQUEST_TOKEN'] };
  try {
    const response = await fetch(url, { headers, signal: AbortSignal.timeout(60000) });
    console.log(JSON.stringify([(await response.json()).value.slice(0, 2), since()]));
  } catch (error) {
    console.log(JSON.stringify([error.name, since()]));
  }
`;

describe('an endpoint that', () => {
  test.each<[string, FaultKind]>([
    ['says nothing', { hang: 'before' }],
    ['drips', { dripMs: SECOND }],
  ])('%s costs a deadline, and no real time', async (_, kind) => {
    sandbox.fault({ match: { operation: 'oidc/token' }, kind });
    const startedAt = performance.now();
    const [name, seconds] = await scriptOutput<[string, number]>(sandbox, ASK_WITH_DEADLINE, {
      env: sandbox.oidcEnv(),
    });
    expect([name, seconds]).toEqual(['TimeoutError', 60]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    // The next one is answered at once, and in its own time.
    expect(await scriptOutput(sandbox, ASK_WITH_DEADLINE, { env: sandbox.oidcEnv() })).toEqual(['ey', 0]);
  });

  test('drips defeats a deadline that begins anew with each byte, and ends if one waits', async () => {
    sandbox.fault({ match: { operation: 'getOrganization' }, kind: { dripMs: SECOND } });
    const [length, seconds] = await scriptOutput<[number, number]>(
      sandbox,
      `
        import { request } from '${UNDICI}';
        const start = performance.now();
        const url = process.env['INPUT_QOVERY-API-URL'] + '/organization/' + process.env['INPUT_ORGANIZATION-ID'];
        const headers = { authorization: 'Token ' + process.env['INPUT_QOVERY-API-TOKEN'] };
        const { body } = await request(url, { headers, bodyTimeout: 10000 });
        const text = await body.text();
        JSON.parse(text);
        console.log(JSON.stringify([text.length, Math.round((performance.now() - start) / 1000)]));
      `,
    );
    expect(length).toBeGreaterThan(200);
    expect(Math.abs(seconds - length)).toBeLessThan(5);
    expect(sandbox.requests[0]?.status).toBe(200);
  });
});

describe('an answer', () => {
  test('of hundreds of MiB is valid, and is not sent to whoever has gone', async () => {
    const match = { operation: 'listOrganizationCluster' };
    sandbox.fault({ match, kind: { bloat: 3 * MEBIBYTE } });
    const text = await (await listClusters()).text();
    expect(text.length).toBeGreaterThan(3 * MEBIBYTE);
    expect(JSON.parse(text)).toMatchObject({ results: [{ name: 'production-eu' }] });

    sandbox.fault({ match, kind: { bloat: 600 * MEBIBYTE } });
    const { body } = await listClusters();
    const reader = body?.getReader();
    let read = 0;
    while (read < MEBIBYTE)
      read += ((await reader?.read())?.value as Uint8Array | undefined)?.length ?? MEBIBYTE;
    await reader?.cancel();
    expect((await listClusters()).status).toBe(200);
  });

  test.each(['gzip', 'br', 'deflate'] as const)(
    'is compressed with %s without being asked',
    async (encode) => {
      sandbox.fault({ match: { operation: 'listOrganizationCluster' }, kind: { encode } });
      const response = await listClusters();
      expect(response.headers.get('content-encoding')).toBe(encode);
      expect(await response.json()).toMatchObject({ results: [{ name: 'production-eu' }] });
    },
  );

  test('has a Date that is off, or none', async () => {
    const match = { operation: 'listOrganizationCluster' };
    sandbox.fault({ match, kind: { date: -10 * MINUTE } });
    const date = Date.parse((await listClusters()).headers.get('date') ?? '');
    expect(Math.round((sandbox.clock.now() - date) / MINUTE)).toBe(10);
    sandbox.fault({ match, kind: { date: 'absent' } });
    expect((await listClusters()).headers.get('date')).toBeNull();
  });
});
