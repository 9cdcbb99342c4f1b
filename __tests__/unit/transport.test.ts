import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { type RequestListener, createServer } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { type AddressInfo, type Server, type Socket, createServer as createTcpServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inspect } from 'node:util';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';
import { afterEach, describe, expect, test } from '@jest/globals';
import { suffixes } from '../../src/lib/dispatcher.ts';
import { NoAnswer } from '../../src/lib/outcome.ts';
import { type HttpAnswer, type HttpRequest, type Transport, httpTransport } from '../../src/lib/transport.ts';
import { Proxy } from '../support/proxy.ts';

// Every request of the action travels here, so every way in which an answer can fail to come is here, over real sockets.

const servers: Server[] = [];
const sockets = new Set<Socket>();
const transports: Transport[] = [];

afterEach(async () => {
  for (const transport of transports.splice(0)) await transport.close();
  for (const socket of sockets) socket.destroy();
  sockets.clear();
  for (const server of servers.splice(0)) await new Promise((resolve) => server.close(resolve));
});

async function listen(server: Server): Promise<number> {
  servers.push(server);
  server.on('connection', (socket: Socket) => sockets.add(socket));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return (server.address() as AddressInfo).port;
}

async function serve(listener: RequestListener): Promise<string> {
  return `http://127.0.0.1:${await listen(createServer(listener))}`;
}

function transport(...how: Parameters<typeof httpTransport>): Transport {
  const made = httpTransport(...how);
  transports.push(made);
  return made;
}

function get(url: string, change: Partial<HttpRequest> = {}): HttpRequest {
  return {
    ...{ url: new URL(url), method: 'GET', headers: {}, timeout: 20_000 },
    signal: new AbortController().signal,
    ...change,
  };
}

async function failure(sent: Promise<HttpAnswer>): Promise<NoAnswer> {
  const error: unknown = await sent.then(
    () => new Error('there was an answer'),
    (caught: unknown) => caught,
  );
  if (!(error instanceof NoAnswer)) throw new Error(`not a NoAnswer: ${inspect(error)}`);
  return error;
}

describe('an answer', () => {
  const TEXT = JSON.stringify({ results: Array.from({ length: 500 }, (_, n) => `ünïcode ${n}`) });

  test.each([
    ['gzip', gzipSync(TEXT)],
    ['x-gzip', gzipSync(TEXT)],
    ['br', brotliCompressSync(TEXT)],
    ['deflate', deflateSync(TEXT)],
    ['gzip, br', brotliCompressSync(gzipSync(TEXT))],
    ['identity', Buffer.from(TEXT)],
  ])('in %s, which nobody asked for, is decoded', async (encoding, body) => {
    const url = await serve((_, response) =>
      response.writeHead(200, { 'content-encoding': encoding }).end(body),
    );
    const answer = await transport({}).send(get(url));
    expect(answer.body.toString()).toBe(TEXT);
  });

  test.each([
    ['an unknown encoding', { 'content-encoding': 'compress' }, Buffer.from(TEXT), /encoded as 'compress'/],
    ['half a gzip', { 'content-encoding': 'gzip' }, gzipSync(TEXT).subarray(0, 50), /broke off/],
    ['no gzip at all', { 'content-encoding': 'gzip' }, Buffer.from(TEXT), /broke off/],
  ])('in %s is none, and nobody knows what became of the request', async (_, headers, body, message) => {
    const url = await serve((_request, response) => response.writeHead(200, headers).end(body));
    const error = await failure(transport({}).send(get(url)));
    expect(error.message).toMatch(message);
    expect(error.outcome).toBe('unclear');
  });

  test.each([
    ['as it is', {}, Buffer.alloc(3 * 2 ** 20)],
    ['once decoded', { 'content-encoding': 'gzip' }, gzipSync(Buffer.alloc(3 * 2 ** 20))],
  ])('that is too long %s is refused by us, honestly', async (_, headers, body) => {
    const url = await serve((_request, response) => response.writeHead(200, headers).end(body));
    const error = await failure(transport({}, 2 ** 20).send(get(url)));
    expect(error.message).toMatch(/^the answer of 127\.0\.0\.1:\d+ is longer than 1 MiB/);
    // To ask again would not help; of a change nobody knows.
    expect(error.outcome).toBe('refused');
    expect((await failure(transport({}, 2 ** 20).send(get(url, { method: 'PUT' })))).outcome).toBe('unclear');
  });

  test('without an end is not read to its end', async () => {
    let sent = 0;
    const url = await serve((_, response) => {
      const more = (): void => {
        while (!response.destroyed && response.write(Buffer.alloc(2 ** 16))) sent += 2 ** 16;
        if (!response.destroyed) response.once('drain', more);
      };
      more();
    });
    await failure(transport({}, 2 ** 20).send(get(url)));
    expect(sent).toBeLessThan(32 * 2 ** 20);
  });

  test.each([
    ['with a length', { 'content-length': '100' }],
    ['in chunks', {}],
  ])('%s that breaks off is none', async (_, headers) => {
    const url = await serve((request, response) => {
      response.writeHead(200, headers);
      response.write('{"results":');
      setTimeout(() => request.socket.destroy(), 5);
    });
    const error = await failure(transport({}).send(get(url)));
    expect(error.message).toMatch(/^no answer from 127\.0\.0\.1:\d+ \(it broke off, /);
    expect(error.outcome).toBe('unclear');
  });

  test('that leads elsewhere is told, not followed', async () => {
    const url = await serve((_, response) =>
      response.writeHead(302, { location: 'http://127.0.0.1:1' }).end(),
    );
    expect((await transport({}).send(get(url))).status).toBe(302);
  });
});

describe('time', () => {
  const drip: RequestListener = (_, response) => {
    response.writeHead(200);
    const timer = setInterval(() => response.write('x'), 5);
    response.on('close', () => clearInterval(timer));
  };
  const CASES: readonly (readonly [string, () => Promise<string>])[] = [
    ['says nothing', () => serve(() => undefined)],
    ['drips', () => serve(drip)],
    ['stops in the middle', () => serve((_, response) => void response.writeHead(200).write('{'))],
    ['takes the connection and no more', async () => `http://127.0.0.1:${await listen(createTcpServer())}`],
    ['begins no TLS', async () => `https://127.0.0.1:${await listen(createTcpServer())}`],
  ];

  test.each(CASES)('a server that %s: the request ends in time', async (_, server) => {
    const error = await failure(transport({}).send(get(await server(), { timeout: 60 })));
    expect(error.message).toMatch(/\(none within /);
    expect(error.outcome).toBe('unclear');
  });

  test.each(CASES)('a server that %s: a cancel ends it at once, with its reason', async (_, server) => {
    const cancel = new AbortController();
    const sent = transport({}).send(get(await server(), { signal: cancel.signal }));
    setTimeout(() => cancel.abort(new Error('enough')), 30);
    await expect(sent).rejects.toThrow('enough');
  });

  test('a proxy that says nothing: both', async () => {
    await using proxy = await Proxy.start();
    proxy.behaviours = ['silent'];
    for (const url of ['http://example.test', 'https://example.test']) {
      const through = transport({ HTTP_PROXY: proxy.url(), HTTPS_PROXY: proxy.url() });
      expect((await failure(through.send(get(url, { timeout: 60 })))).outcome).toBe('unclear');
      const cancel = new AbortController();
      const sent = through.send(get(url, { signal: cancel.signal }));
      setTimeout(() => cancel.abort(new Error('enough')), 30);
      await expect(sent).rejects.toThrow('enough');
    }
  });

  test('many that are never answered do not keep the next one from being sent', async () => {
    let answers = false;
    const url = await serve((_, response) => (answers ? response.end('at last') : undefined));
    const one = transport({});
    await Promise.all(Array.from({ length: 30 }, () => failure(one.send(get(url, { timeout: 30 })))));
    answers = true;
    expect((await one.send(get(url))).body.toString()).toBe('at last');
  });

  test('no more than eight at a time for one server', async () => {
    let open = 0;
    let most = 0;
    const url = await serve((_, response) => {
      most = Math.max(most, ++open);
      setTimeout(() => {
        open--;
        response.end();
      }, 5);
    });
    const one = transport({});
    await Promise.all(Array.from({ length: 40 }, () => one.send(get(url))));
    expect(most).toBe(8);
  });
});

describe('no connection', () => {
  test.each([
    ['http://127.0.0.1:1', /ECONNREFUSED/],
    ['http://nobody.invalid', /ENOTFOUND|EAI_AGAIN/],
  ])('%s: nothing was sent, and later it may work', async (url, message) => {
    const error = await failure(transport({}).send(get(url)));
    expect(error.message).toMatch(message);
    expect(error.outcome).toBe('later');
  });

  test('one that ends as soon as it began: nobody knows', async () => {
    const url = await serve((request) => request.socket.destroy());
    expect((await failure(transport({}).send(get(url)))).outcome).toBe('unclear');
  });
});

describe('a proxy', () => {
  const PASSWORD = 'pa$$ wörd/with:signs@';
  const USER = `ann:${encodeURIComponent(PASSWORD)}`;

  test('is asked for a tunnel with its password; the server never sees it', async () => {
    await using proxy = await Proxy.start();
    proxy.expects = `ann:${PASSWORD}`;
    const seen: unknown[] = [];
    const url = await serve((request, response) => {
      seen.push(request.headers);
      response.end('through');
    });
    const answer = await transport({ HTTP_PROXY: proxy.url(USER) }).send(get(url));
    expect(answer.body.toString()).toBe('through');
    expect(proxy.asked).toEqual([new URL(url).host]);
    expect(JSON.stringify(seen)).not.toMatch(/proxy-auth/i);
  });

  test.each([
    [407, 'refused', /the proxy asks for a user and a password, or does not accept/],
    [403, 'refused', /the proxy opened no connection to it \(HTTP 403\)/],
    [502, 'later', /the proxy opened no connection to it \(HTTP 502\)/],
    [503, 'later', /HTTP 503/],
    [504, 'later', /HTTP 504/],
    [429, 'later', /HTTP 429/],
  ] as const)('that answers %i: %s, and nothing was sent', async (status, outcome, message) => {
    await using proxy = await Proxy.start();
    proxy.behaviours = [status];
    for (const protocol of ['http', 'https']) {
      const through = transport({ HTTP_PROXY: proxy.url(USER), HTTPS_PROXY: proxy.url(USER) });
      const error = await failure(through.send(get(`${protocol}://example.test/x`)));
      expect(error.message).toMatch(message);
      expect(error.message).toContain('example.test');
      expect(error.outcome).toBe(outcome);
      const everything = inspect(error, { depth: 10, showHidden: true });
      for (const secret of [PASSWORD, encodeURIComponent(PASSWORD), 'ann'])
        expect(everything).not.toContain(secret);
    }
  });

  test.each([
    [
      'is not there',
      'http://ann:hush@127.0.0.1:1',
      /the proxy 127\.0\.0\.1:1 \(VARIABLE\) cannot be reached \(ECONNREFUSED\)/,
    ],
    [
      'has no address',
      'http://ann:hush@proxy.invalid',
      /the proxy proxy\.invalid:80 \(VARIABLE\) cannot be reached \(E/,
    ],
  ])('that %s is named, with its variable and without its password', async (_, proxy, message) => {
    for (const protocol of ['http', 'https']) {
      const variable = `${protocol.toUpperCase()}_PROXY`;
      const error = await failure(transport({ [variable]: proxy }).send(get(`${protocol}://example.test`)));
      expect(error.message).toMatch(new RegExp(message.source.replace('VARIABLE', variable)));
      expect(error.outcome).toBe('later');
      expect(inspect(error, { depth: 10, showHidden: true })).not.toContain('hush');
    }
  });

  test('a server that is not there is named by itself, where NO_PROXY leads past the proxy', async () => {
    const through = transport({ HTTP_PROXY: 'http://127.0.0.1:2', NO_PROXY: '127.0.0.1' });
    expect((await failure(through.send(get('http://127.0.0.1:1')))).message).toBe(
      'no answer from 127.0.0.1:1 (ECONNREFUSED)',
    );
  });

  test('that is not there is not gone around', async () => {
    const seen: unknown[] = [];
    const url = await serve((_, response) => {
      seen.push(1);
      response.end();
    });
    const error = await failure(transport({ HTTP_PROXY: 'http://127.0.0.1:1' }).send(get(url)));
    expect(error.outcome).toBe('later');
    expect(seen).toEqual([]);
  });

  test.each([
    ['its host', '127.0.0.1', true],
    ['its host and port', '127.0.0.1:PORT', true],
    ['its host and another port', '127.0.0.1:1', false],
    ['another host', 'example.com', false],
    ['everything', '*', true],
    ['several, with blanks', 'example.com , 127.0.0.1', true],
    ['nothing', '', false],
  ])('NO_PROXY with %s', async (_, noProxy, direct) => {
    await using proxy = await Proxy.start();
    const url = await serve((_request, response) => response.end());
    const NO_PROXY = noProxy.replace('PORT', new URL(url).port);
    await transport({ HTTP_PROXY: proxy.url(), NO_PROXY }).send(get(url));
    expect(proxy.asked.length === 0).toBe(direct);
  });

  test.each([
    ['corp.invalid', 'iam.corp.invalid', true],
    ['corp.invalid', 'corp.invalid', true],
    ['.corp.invalid', 'iam.corp.invalid', true],
    ['*.corp.invalid', 'iam.corp.invalid', true],
    ['corp.invalid:8443', 'iam.corp.invalid:8443', true],
    ['corp.invalid:8443', 'iam.corp.invalid', false],
    ['corp.invalid', 'notcorp.invalid', false],
    ['Corp.INVALID', 'iam.corp.invalid', true],
  ])('NO_PROXY=%s and %s', async (NO_PROXY, host, direct) => {
    await using proxy = await Proxy.start();
    proxy.behaviours = [403];
    const error = await failure(
      transport({ HTTP_PROXY: proxy.url(), NO_PROXY }).send(
        get(`http://${host}`, { timeout: 2000, method: 'PUT' }),
      ),
    );
    expect(error.message.includes('the proxy opened no connection')).toBe(!direct);
  });

  test('NO_PROXY in the words of undici', () => {
    expect(suffixes('')).toBe('');
    expect(suffixes('a.b, .c\n*.d  ::1 [::2]:80')).toBe('a.b,.a.b,.c,*.d,[::1],[::2]:80');
  });

  test('HTTP_PROXY is for http, HTTPS_PROXY for https', async () => {
    await using proxy = await Proxy.start();
    proxy.behaviours = [403];
    await failure(transport({ HTTP_PROXY: proxy.url() }).send(get('https://127.0.0.1:1')));
    const url = await serve((_, response) => response.end());
    await transport({ HTTPS_PROXY: proxy.url() }).send(get(url));
    expect(proxy.asked).toEqual([]);
    await failure(transport({ HTTPS_PROXY: proxy.url() }).send(get('https://127.0.0.1:1')));
    expect(proxy.asked).toEqual(['127.0.0.1:1']);
  });

  test('of the environment is not asked, with a proxy of ours and without; and nobody is warned', async () => {
    const before = { ...process.env };
    const warnings: unknown[] = [];
    const onWarning = (warning: unknown): void => void warnings.push(warning);
    process.on('warning', onWarning);
    const dead = 'http://127.0.0.1:1';
    Object.assign(process.env, { HTTP_PROXY: dead, http_proxy: dead, HTTPS_PROXY: dead, https_proxy: dead });
    Object.assign(process.env, { NO_PROXY: '127.0.0.1', no_proxy: '127.0.0.1' });
    try {
      await using proxy = await Proxy.start();
      const url = await serve((_, response) => response.end());
      expect((await transport({}).send(get(url))).status).toBe(200);
      expect((await transport({ HTTP_PROXY: proxy.url() }).send(get(url))).status).toBe(200);
      expect(proxy.asked).toHaveLength(1);
      await new Promise((resolve) => setImmediate(resolve));
      expect(warnings).toEqual([]);
    } finally {
      process.off('warning', onWarning);
      for (const name of ['HTTP_PROXY', 'http_proxy', 'HTTPS_PROXY', 'https_proxy', 'NO_PROXY', 'no_proxy'])
        if (before[name] === undefined) delete process.env[name];
        else process.env[name] = before[name];
    }
  });
});

describe('TLS', () => {
  const directory = mkdtempSync(join(tmpdir(), 'transport-'));
  const certificate = join(directory, 'certificate.pem');
  const key = join(directory, 'key.pem');
  const subject = ['-subj', '/CN=localhost', '-addext', 'subjectAltName=DNS:localhost,DNS:api.qovery.test'];
  execFileSync(
    'openssl',
    [
      ...['req', '-x509', '-newkey', 'rsa:2048', '-nodes', '-days', '2', '-keyout', key, '-out', certificate],
      ...subject,
    ],
    { stdio: 'ignore' },
  );
  const tls = { key: readFileSync(key), cert: readFileSync(certificate) };
  rmSync(key);

  test('that somebody opens: nothing was sent, and the hint names the variable', async () => {
    await using proxy = await Proxy.start();
    const seen: unknown[] = [];
    const port = await listen(
      createTlsServer(tls, (_, response) => {
        seen.push(1);
        response.end('{}');
      }),
    );
    proxy.target = { host: '127.0.0.1', port };
    for (const url of [`https://localhost:${port}`, 'https://api.qovery.test']) {
      const error = await failure(transport({ HTTPS_PROXY: proxy.url() }).send(get(url)));
      expect(error.message).toMatch(/certificate of .* is not known here \(DEPTH_ZERO_SELF_SIGNED_CERT\)/);
      expect(error.message).toContain('NODE_EXTRA_CA_CERTS');
      expect(error.outcome).toBe('refused');
    }
    expect(seen).toEqual([]);
  });

  test('with that certificate known, through the proxy: an answer; with another name: not valid', async () => {
    await using proxy = await Proxy.start();
    const port = await listen(createTlsServer(tls, (_, response) => response.end('{"through":"TLS"}')));
    proxy.target = { host: '127.0.0.1', port };
    const source = new URL('../../src/lib/transport.ts', import.meta.url).href;
    const script = `
      import { httpTransport } from '${source}';
      const transport = httpTransport({ HTTPS_PROXY: '${proxy.url()}' });
      for (const host of ['api.qovery.test', 'other.test'])
        await transport
          .send({ url: new URL('https://' + host), method: 'GET', headers: {}, timeout: 5000, signal: new AbortController().signal })
          .then(({ body }) => console.log(body.toString()), ({ message, outcome }) => console.log(outcome, message));
      await transport.close();`;
    const { promise, resolve } = Promise.withResolvers<string>();
    const { execFile } = await import('node:child_process');
    execFile(
      process.execPath,
      ['--input-type=module', '--eval', script],
      { env: { ...process.env, NODE_EXTRA_CA_CERTS: certificate, NODE_OPTIONS: '' } },
      (_, stdout, stderr) => resolve(stdout + stderr),
    );
    const lines = (await promise).split('\n');
    expect(lines[0]).toBe('{"through":"TLS"}');
    expect(lines[1]).toMatch(
      /^refused the certificate of other\.test is not valid \(ERR_TLS_CERT_ALTNAME_INVALID\)/,
    );
    expect(lines.slice(2)).toEqual(['']);
  });
});
