import { createServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import { describe, expect, test } from '@jest/globals';

import type { Authority } from '../../sandbox/certificates.ts';
import { startProxy } from '../../sandbox/proxy.ts';
import type { Proxy } from '../../sandbox/proxy.ts';
import { withoutMasks } from '../../sandbox/runner-log.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { NO_SESSION } from '../support/processes.ts';

// A company that lets its runners out through a proxy alone: whole rotations by the built action.

/** Where the real names lead. */
function routes({ sandbox }: Company): Record<string, string> {
  return {
    'api.qovery.com:443': sandbox.qoveryUrl,
    'iam.amazonaws.com:443': sandbox.awsUrl,
    'sts.us-east-1.amazonaws.com:443': sandbox.awsUrl,
    'api.github.com:443': sandbox.githubUrl,
  };
}

function authorityOf({ sandbox }: Company): Authority {
  if (sandbox.authority === undefined) throw new Error('the sandbox speaks no TLS');
  return sandbox.authority;
}

function hostsOf({ requests }: Proxy): string[] {
  return [...new Set(requests.map(({ target }) => target))].sort();
}

function expectNowhere(run: Run, password: RegExp): void {
  expect(withoutMasks(run.stdout) + run.stderr + run.summary + JSON.stringify(run.outputs)).not.toMatch(
    password,
  );
}

describe('HTTPS_PROXY', () => {
  test('a whole rotation, issue and role included, by the real names over TLS: all of it in tunnels of the proxy', async () => {
    await using acme = await company({ https: true });
    const { sandbox } = acme;
    await using proxy = await startProxy({ user: 'ann', password: 'pa#ss/w:rd', routes: routes(acme) });
    const run = await acme.rotate(
      {
        'qovery-api-url': '',
        'report-issue': 'true',
        'role-to-assume': `arn:aws:iam::${acme.user().account}:role/qovery-maintenance`,
      },
      {
        env: {
          ...sandbox.oidcEnv(),
          ...NO_SESSION,
          AWS_ENDPOINT_URL: '',
          GITHUB_API_URL: 'https://api.github.com',
          HTTPS_PROXY: proxy.url,
        },
      },
    );
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(acme.keys()).toEqual({ [acme.key().id]: 'Active' });
    expectHealthy(acme);
    expect(proxy.requests.every(({ kind, user }) => kind === 'tunnel' && user === 'ann')).toBe(true);
    expect(hostsOf(proxy)).toEqual(
      [...Object.keys(routes(acme)), new URL(sandbox.qoveryUrl).host /* GitHub's for OIDC tokens */].sort(),
    );
    expectNowhere(run, /pa#ss|pa%23ss/);
  });

  test('that opens TLS, with its certificate known: as without', async () => {
    await using acme = await company({ https: true });
    await using proxy = await startProxy({ intercept: authorityOf(acme) });
    const run = await acme.rotate({ 'wait-for-deletion': 'false' }, { env: { HTTPS_PROXY: proxy.url } });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(proxy.requests.some(({ kind }) => kind === 'intercepted')).toBe(true);
    expectHealthy(acme);
  });

  test('that opens TLS, with a certificate that nobody knows: nothing is changed, and the way out is named', async () => {
    await using acme = await company({ https: true });
    const before = acme.everything();
    await using proxy = await startProxy({ intercept: authorityOf(acme) });
    const env = { HTTPS_PROXY: proxy.url, NODE_EXTRA_CA_CERTS: '' };
    const run = await acme.rotate({}, { env });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toContain('NODE_EXTRA_CA_CERTS');
    expect(acme.everything()).toEqual(before);
  });
});

describe('a proxy that wants to know who asks', () => {
  test('and is told wrong: nothing is changed, the proxy is named, its password is not', async () => {
    await using acme = await company();
    const before = acme.everything();
    await using proxy = await startProxy({ user: 'ann', password: 'the-right-one' });
    const env = { HTTP_PROXY: proxy.address.replace('//', '//ann:hush-hush@') };
    const run = await acme.rotate({ 'report-issue': 'true' }, { env });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/proxy.*407|407.*proxy/i);
    expect(run.errors[0]).not.toMatch(/qovery-api-token/);
    expect(acme.everything()).toEqual(before);
    expectNowhere(run, /hush/);
    expect(JSON.stringify(acme.sandbox.requests)).not.toContain('hush');
  });
});

describe('an address of a proxy, as people write it', () => {
  test.each([
    ['without a scheme', (url: string) => url.replace('http://', '')],
    ['with a slash at its end', (url: string) => `${url}/`],
    ['with a scheme in capitals', (url: string) => url.replace('http', 'HTTP')],
    ['in quotes', (url: string) => `"${url}"`],
  ])('%s: everything goes through it', async (_, written) => {
    await using acme = await company();
    await using proxy = await startProxy({ user: 'ann', password: 'x' });
    const env = { HTTP_PROXY: written(proxy.url) };
    const run = await acme.rotate({ 'wait-for-deletion': 'false' }, { env });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    const { qoveryUrl, awsUrl } = acme.sandbox;
    for (const url of [qoveryUrl, awsUrl]) expect(hostsOf(proxy)).toContain(new URL(url).host);
    expect(proxy.requests.filter(({ status }) => status !== 200)).toEqual([]);
  });

  test.each([
    ['a slash in the password', 'http://ann:hush/hush@127.0.0.1:8080'],
    ['a port that is none', 'http://ann:hushhush@127.0.0.1:99999'],
    ['a scheme for nobody', 'socks5://ann:hushhush@127.0.0.1:1080'],
  ])('with %s: refused before any request, and nowhere printed', async (_, address) => {
    await using acme = await company();
    const run = await acme.rotate({}, { env: { HTTP_PROXY: address } });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed', requests: [] });
    expect(run.errors.join()).toContain('HTTP_PROXY');
    expectNowhere(run, /hush/);
  });
});

test.each([
  ['Qovery', (acme: Company) => acme.sandbox.qoveryUrl],
  ['AWS', (acme: Company) => acme.sandbox.awsUrl],
])('a proxy that answers a tunnel to %s with 503 is asked again', async (_, url) => {
  await using acme = await company({ https: true });
  await using proxy = await startProxy();
  const host = new URL(url(acme)).host;
  proxy.trouble(503, 2, host);
  const run = await acme.rotate({ 'wait-for-deletion': 'false' }, { env: { HTTPS_PROXY: proxy.url } });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(proxy.requests.filter(({ target, status }) => target === host && status === 503)).toHaveLength(2);
  expectHealthy(acme);
});

describe('a proxy that fails is named, and nobody behind it is', () => {
  test('it is not there', async () => {
    await using acme = await company();
    const before = acme.everything();
    const run = await acme.rotate({}, { env: { HTTP_PROXY: 'http://ann:hush-hush@127.0.0.1:1' } });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed', requests: [] });
    expect(run.errors[0]).toContain('the proxy 127.0.0.1:1 (HTTP_PROXY) cannot be reached (ECONNREFUSED)');
    expectNowhere(run, /hush/);
    expect(acme.everything()).toEqual(before);
  });

  test('its certificate is one that nobody knows', async () => {
    await using acme = await company({ https: true });
    const server = createServer(authorityOf(acme).serverOptions());
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    try {
      const proxy = `localhost:${(server.address() as AddressInfo).port}`;
      const run = await acme.rotate(
        {},
        { env: { HTTPS_PROXY: `https://${proxy}`, NODE_EXTRA_CA_CERTS: '' } },
      );
      expect(run).toMatchObject({ exitCode: 1, result: 'failed', requests: [] });
      expect(run.errors[0]).toContain(
        `the certificate of the proxy ${proxy} (HTTPS_PROXY) is not known here`,
      );
    } finally {
      server.closeAllConnections();
      server.close();
    }
  });
});
