import { readFileSync } from 'node:fs';
import { Agent as HttpAgent, get as httpGet } from 'node:http';
import type { ClientRequest, IncomingMessage } from 'node:http';
import { Agent as HttpsAgent, get as httpsGet } from 'node:https';
import { connect } from 'node:net';

import { afterEach, describe, expect, test } from '@jest/globals';

import { Authority } from '../../sandbox/certificates.ts';
import { MINUTE } from '../../sandbox/clock.ts';
import { startProxy } from '../../sandbox/proxy.ts';
import type { Proxy, ProxyOptions } from '../../sandbox/proxy.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { acme } from '../support/clients.ts';
import { scriptOutput, UNDICI } from './script-output.ts';

// Asked by Node's own agents, which know proxies, and by undici's: two clients that were written apart.

let sandbox: Sandbox;
let proxy: Proxy;
afterEach(async () => {
  await proxy.stop();
  await sandbox.stop();
});

async function start(options: ProxyOptions = {}, https = false): Promise<void> {
  sandbox = await startSandbox({ https });
  proxy = await startProxy({ clock: sandbox.clock, ...options });
}

interface Heard {
  status: number | undefined;
  body: string;
}

/** One GET by Node's agents. */
function get(url: string, options: { proxyUrl?: string; ca?: Buffer } = {}): Promise<Heard> {
  const { proxyUrl = proxy.url, ca } = options;
  const proxyEnv = { HTTP_PROXY: proxyUrl, HTTPS_PROXY: proxyUrl };
  const headers = { authorization: `Token ${acme(sandbox).organization.tokens[0]?.value}` };
  return new Promise((resolve, reject) => {
    const heard = (response: IncomingMessage): void => {
      let body = '';
      response.on('data', (chunk: Buffer) => (body += chunk.toString()));
      response.on('end', () => resolve({ status: response.statusCode, body }));
      response.on('error', reject);
    };
    const request: ClientRequest = url.startsWith('https:')
      ? httpsGet(url, { agent: new HttpsAgent({ proxyEnv, ...(ca && { ca }) }), headers }, heard)
      : httpGet(url, { agent: new HttpAgent({ proxyEnv }), headers }, heard);
    request.on('error', reject);
  });
}

const path = (): string => `/organization/${acme(sandbox).organization.id}`;
const seen = (): [string, string, number | undefined][] =>
  proxy.requests.map(({ kind, target, status }) => [
    kind,
    target.replace(sandbox.qoveryUrl, 'QOVERY'),
    status,
  ]);

describe('a proxy', () => {
  test('forwards a request with a whole address', async () => {
    await start();
    const { status, body } = await get(sandbox.qoveryUrl + path());
    expect([status, JSON.parse(body)]).toMatchObject([200, { name: 'Acme' }]);
    expect(seen()).toEqual([['forward', `QOVERY${path()}`, 200]]);
    expect(sandbox.requests).toMatchObject([{ operation: 'getOrganization', status: 200 }]);
  });

  test('opens a tunnel, and sees nothing of what is in it', async () => {
    await start({}, true);
    const ca = readFileSync(sandbox.authority?.caFile ?? '');
    expect(await get(sandbox.qoveryUrl + path(), { ca })).toMatchObject({ status: 200 });
    expect(seen()).toEqual([['tunnel', new URL(sandbox.qoveryUrl).host, 200]]);
  });

  test('leads names to the sandbox, which has certificates for all of them', async () => {
    await start({}, true);
    await proxy.stop();
    proxy = await startProxy({ routes: { 'api.qovery.com:443': sandbox.qoveryUrl } });
    const ca = readFileSync(sandbox.authority?.caFile ?? '');
    expect(await get(`https://api.qovery.com${path()}`, { ca })).toMatchObject({ status: 200 });
    expect(seen()).toEqual([['tunnel', 'api.qovery.com:443', 200]]);
  });

  test('never leaves the machine', async () => {
    await start();
    expect(await get('http://api.qovery.com/')).toMatchObject({ status: 502 });
    expect(seen()).toEqual([['forward', 'http://api.qovery.com/', 502]]);
    await expect(get('https://api.qovery.com/')).rejects.toThrow();
    expect(sandbox.requests).toEqual([]);
  });

  test.each(['tunnel', 'forward'])('wants to know who asks (%s)', async (kind) => {
    await start({ user: 'jane', password: 'pa#ss/w:rd' }, kind === 'tunnel');
    const ca = kind === 'tunnel' ? readFileSync(sandbox.authority?.caFile ?? '') : undefined;
    const url = sandbox.qoveryUrl + path();
    const ask = (proxyUrl: string): Promise<number | undefined> =>
      get(url, { proxyUrl, ...(ca && { ca }) }).then(
        ({ status }) => status,
        () => 0,
      );
    await ask(proxy.address);
    await ask(proxy.url.replace('jane', 'john'));
    await ask(proxy.url.replace('rd@', 'rt@'));
    expect(proxy.requests.map(({ user, status }) => [user, status])).toEqual([
      [undefined, 407],
      ['john', 407],
      ['jane', 407],
    ]);
    expect(sandbox.requests).toEqual([]);
    expect(await ask(proxy.url)).toBe(200);
    expect(proxy.url).toContain('pa%23ss%2Fw%3Ard');
  });

  test('says how to prove it', async () => {
    await start({ user: 'jane', password: 'x' });
    const answer = await new Promise<string>((resolve) => {
      const socket = connect(Number(new URL(proxy.url).port), '127.0.0.1', () =>
        socket.write(`CONNECT ${new URL(sandbox.qoveryUrl).host} HTTP/1.1\r\nHost: x\r\n\r\n`),
      );
      socket.once('data', (chunk) => resolve(chunk.toString()));
    });
    expect(answer).toMatch(/^HTTP\/1\.1 407 Proxy Authentication Required\r\n/);
    expect(answer).toMatch(/^proxy-authenticate: Basic realm="sandbox"\r$/m);
  });
});

describe('a proxy that looks into TLS', () => {
  test('is found out by whoever does not know its authority, and sees everything of the others', async () => {
    using authority = new Authority('Acme Inspection');
    await start({ intercept: authority }, true);
    const url = sandbox.qoveryUrl + path();
    const ofSandbox = readFileSync(sandbox.authority?.caFile ?? '');
    await expect(get(url, { ca: ofSandbox })).rejects.toMatchObject({
      code: expect.stringMatching(/UNABLE_TO_VERIFY|SELF_SIGNED|UNABLE_TO_GET_ISSUER/),
    });
    expect(sandbox.requests).toEqual([]);
    expect(await get(url, { ca: readFileSync(authority.caFile) })).toMatchObject({ status: 200 });
    expect(seen().at(-1)).toEqual(['intercepted', `QOVERY${path()}`, 200]);
  });

  test('needs no HTTPS behind it, whatever name it speaks for', async () => {
    using authority = new Authority();
    sandbox = await startSandbox();
    proxy = await startProxy({
      intercept: authority,
      routes: { 'api.qovery.com:443': sandbox.qoveryUrl, 'iam.amazonaws.com:443': sandbox.awsUrl },
    });
    const ca = readFileSync(authority.caFile);
    expect(await get(`https://api.qovery.com${path()}`, { ca })).toMatchObject({ status: 200 });
    expect(await get('https://iam.amazonaws.com/', { ca })).toMatchObject({ status: 400 });
    expect(sandbox.requests.map(({ operation }) => operation)).toEqual(['getOrganization', 'unknown']);
    expect(seen().filter(([kind]) => kind === 'intercepted')).toEqual([
      ['intercepted', `https://api.qovery.com${path()}`, 200],
      ['intercepted', 'https://iam.amazonaws.com/', 400],
    ]);
  });
});

/** What undici hears through the proxy of the environment, three times, ten minutes apart. */
const THREE_TIMES = `
  import { ProxyAgent, request } from '${UNDICI}';
  import { setTimeout } from 'node:timers/promises';
  const dispatcher = new ProxyAgent(process.env['HTTP_PROXY']);
  const url = process.env['INPUT_QOVERY-API-URL'] + '/organization/' + process.env['INPUT_ORGANIZATION-ID'];
  const headers = { authorization: 'Token ' + process.env['INPUT_QOVERY-API-TOKEN'] };
  const heard = [];
  for (let i = 0; i < 3; i += 1) {
    const start = performance.now();
    const since = () => Math.round((performance.now() - start) / 1000);
    try {
      // While undici waits for its tunnel, it does not listen to a signal: the deadline has to be one's own.
      const signal = AbortSignal.timeout(60000);
      const late = new Promise((_, reject) => signal.addEventListener('abort', () => reject(signal.reason)));
      const answer = request(url, { dispatcher, headers, signal }).then(async ({ statusCode, body }) => {
        await body.text();
        return statusCode;
      });
      answer.catch(() => undefined);
      heard.push([await Promise.race([answer, late]), since()]);
    } catch (error) {
      heard.push([error.name, since()]);
    }
    await setTimeout(600000);
  }
  console.log(JSON.stringify(heard));
  process.exit();
`;

describe('trouble with a proxy', () => {
  const through = (): { env: Record<string, string> } => ({
    env: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url },
  });

  test.each([
    ['503', 503, ['AbortError', 0]],
    ['407', 407, ['AbortError', 0]],
    // undici asks for another tunnel by itself, at once.
    ['a closed connection', 'close', [200, 0]],
    ['silence', 'silent', ['TimeoutError', 60]],
  ] as const)('passes: %s', async (_, what, first) => {
    await start();
    proxy.trouble(what);
    const startedAt = performance.now();
    const before = sandbox.clock.now();
    expect(await scriptOutput(sandbox, THREE_TIMES, through())).toEqual([first, [200, 0], [200, 0]]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
    expect(Math.round((sandbox.clock.now() - before) / MINUTE)).toBe(what === 'silent' ? 31 : 30);
    expect(sandbox.requests).toHaveLength(what === 'close' ? 3 : 2);
    expect(proxy.requests.slice(0, 2).map(({ status }) => status)).toEqual([
      typeof what === 'number' ? what : undefined,
      200,
    ]);
  });

  test('a request that hangs behind it costs its deadline, and no real time', async () => {
    await start({}, true);
    sandbox.fault({ match: { operation: 'getOrganization' }, kind: { hang: 'before' } });
    const startedAt = performance.now();
    expect(await scriptOutput(sandbox, THREE_TIMES, through())).toEqual([
      ['TimeoutError', 60],
      [200, 0],
      [200, 0],
    ]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('silence costs no real time for tunnels of node:http either', async () => {
    await start();
    proxy.trouble('silent');
    const startedAt = performance.now();
    const heard = await scriptOutput(
      sandbox,
      `
        import http from 'node:http';
        const { hostname, port } = new URL(process.env['HTTP_PROXY']);
        const agent = new http.Agent();
        agent.createConnection = (target, done) => {
          const tunnel = http.request({ hostname, port, method: 'CONNECT', path: target.host + ':' + target.port });
          tunnel.on('connect', (_, socket) => done(null, socket)).on('error', done).end();
        };
        const url = process.env['INPUT_QOVERY-API-URL'] + '/organization/' + process.env['INPUT_ORGANIZATION-ID'];
        const headers = { authorization: 'Token ' + process.env['INPUT_QOVERY-API-TOKEN'] };
        const heard = [];
        for (let i = 0; i < 2; i += 1) {
          const start = performance.now();
          const what = await new Promise((resolve) => {
            // As undici: whoever waits for a socket does not listen to a signal.
            const signal = AbortSignal.timeout(60000);
            signal.addEventListener('abort', () => resolve(signal.reason.name));
            http.get(url, { agent, headers, signal }, (response) =>
              response.resume().on('end', () => resolve(response.statusCode)),
            ).on('error', (error) => resolve(error.name));
          });
          heard.push([what, Math.round((performance.now() - start) / 1000)]);
        }
        console.log(JSON.stringify(heard));
        process.exit();
      `,
      through(),
    );
    expect(heard).toEqual([
      ['TimeoutError', 60],
      [200, 0],
    ]);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('a proxy that is gone refuses connections, and is gone for good', async () => {
    await start();
    await proxy.stop();
    const heard = await scriptOutput<unknown[][]>(sandbox, THREE_TIMES, through());
    expect(heard.map(([name]) => name)).toEqual(['Error', 'Error', 'Error']);
  });
});
