import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { MINUTE, SECOND, iso } from '../../src/lib/clock.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import type { Headers } from '../../src/lib/outcome.ts';
import { LONG, SHORT } from '../../src/lib/patience.ts';
import { QoveryApi } from '../../src/qovery/api.ts';
import { type Call, QoveryError, QoveryHttp } from '../../src/qovery/http.ts';
import { USER_AGENT } from '../../src/version.ts';
import { NOW, ORGANIZATION, STAGING } from './support/fixtures.ts';
import { Qovery, type Reply, TOKEN } from './support/qovery-server.ts';

const READ: Call = { method: 'GET', path: '/things', what: 'list the things', repeatable: true };
const PUT: Call = { method: 'PUT', path: '/thing', body: { name: 'x' }, what: 'store it', repeatable: true };
const DEPLOY: Call = { method: 'POST', path: '/deploy', what: 'deploy the cluster', repeatable: false };

let qovery: Qovery;
let http: QoveryHttp;

beforeEach(async () => {
  qovery = await new Qovery().start();
  http = qovery.client();
});

afterEach(() => qovery.stop());

async function refusal(call: Call, client = http): Promise<QoveryError> {
  const error: unknown = await client.send(call).catch((caught: unknown) => caught);
  if (!(error instanceof QoveryError)) throw new Error(`not a QoveryError: ${String(error)}`);
  return error;
}

describe('a request', () => {
  test('says who we are, and sends JSON', async () => {
    qovery.replies = [{ body: { ok: true } }];
    expect(await http.send(PUT)).toEqual({ status: 200, body: { ok: true } });
    expect(qovery.seen).toMatchObject([
      {
        method: 'PUT',
        url: '/thing',
        body: '{"name":"x"}',
        headers: {
          authorization: `Token ${TOKEN}`,
          'user-agent': USER_AGENT,
          accept: 'application/json',
          'content-type': 'application/json',
        },
      },
    ]);
  });

  test.each([
    ['/', '/things'],
    ['/api', '/api/things'],
    ['/api/', '/api/things'],
    ['/a/b/', '/a/b/things'],
    ['//', '/things'],
    ['/a//', '/a/things'],
    ['//elsewhere.example', '//elsewhere.example/things'],
  ])('to an address with the path %s goes to %s', async (path, url) => {
    await qovery.client({ path }).send(READ);
    expect(qovery.seen.map((seen) => seen.url)).toEqual([url]);
  });

  test.each([200, 201, 202, 204])('is answered by any 2xx (%i), with or without a body', async (status) => {
    qovery.replies = [{ status }];
    expect(await http.send(DEPLOY)).toEqual({ status, body: undefined });
  });

  test.each([301, 302, 307])('is not sent elsewhere, with its token, on %i', async (status) => {
    qovery.replies = [{ status, headers: { location: `${qovery.url}/elsewhere` } }];
    expect((await refusal(READ)).status).toBe(status);
    expect(qovery.seen).toHaveLength(1);
  });
});

describe('what is sent again', () => {
  const UNCLEAR: readonly (readonly [string, Reply])[] = [
    ['429', { status: 429 }],
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['503', { status: 503 }],
    ['504', { status: 504 }],
    ['a connection that was cut', 'cut'],
    ['an answer that was cut', 'half'],
  ];

  test.each(UNCLEAR)('a read and a PUT, after %s', async (_, reply) => {
    qovery.replies = [reply, reply, { body: { ok: true } }];
    for (const call of [READ, PUT]) {
      qovery.seen.length = 0;
      expect(await http.send(call)).toMatchObject({ body: { ok: true } });
      expect(qovery.seen.map(({ method, body }) => [method, body])).toEqual(
        Array.from({ length: 3 }, () => [call.method, call.body === undefined ? '' : '{"name":"x"}']),
      );
    }
  });

  test.each(UNCLEAR)('never a deployment, after %s', async (_, reply) => {
    qovery.replies = [reply, { body: {} }];
    await refusal(DEPLOY);
    expect(qovery.seen).toHaveLength(1);
    expect(qovery.slept).toEqual([]);
  });

  test.each([400, 401, 403, 404, 409, 422])('nothing after a clear no (%i)', async (status) => {
    qovery.replies = [{ status }, { body: {} }];
    expect((await refusal(PUT)).status).toBe(status);
    expect(qovery.seen).toHaveLength(1);
  });
});

describe('how long is waited', () => {
  test('longer each time, at most half a minute, and with some chance in it', async () => {
    qovery.replies = [{ status: 503 }];
    await refusal(READ);
    expect(qovery.slept.slice(0, 7)).toEqual([500, 1000, 2000, 4000, 8000, 16_000, 30_000]);
  });

  test('as the server asks: in seconds', async () => {
    qovery.replies = [{ status: 429, headers: { 'retry-after': '17' } }, {}];
    await http.send(READ);
    expect(qovery.slept).toEqual([17_000]);
  });

  test('as the server asks: until a date', async () => {
    const until = new Date(NOW + 21_000).toUTCString();
    qovery.replies = [{ status: 503, headers: { 'retry-after': until } }, {}];
    await http.send(READ);
    expect(qovery.slept).toEqual([21_000]);
  });

  test('as the server asks: until the limit is reset', async () => {
    const reset = String((NOW + 33_000) / 1000);
    const headers = { 'x-ratelimit-limit': '1000', 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': reset };
    qovery.replies = [{ status: 429, headers }, {}];
    await http.send(READ);
    expect(qovery.slept).toEqual([33_000]);
  });

  test('a limit that is not used up is no reason to wait for its reset', async () => {
    const headers = { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': String((NOW + 33_000) / 1000) };
    qovery.replies = [{ status: 503, headers }, {}];
    await http.send(READ);
    expect(qovery.slept).toEqual([500]);
  });

  test.each([
    ['nothing', { 'retry-after': '0' }],
    ['a time that is over', { 'retry-after': new Date(NOW - MINUTE).toUTCString() }],
    ['a reset that is over', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': String(NOW / 1000 - 2) }],
    ['a number that is no whole number', { 'retry-after': '1.5' }],
  ])('a server that asks for %s is not stormed', async (_, headers) => {
    qovery.replies = [{ status: 429, headers }];
    await refusal(READ);
    expect(qovery.seen.length).toBeLessThan(70);
  });

  test('longer than there is patience: fails at once', async () => {
    qovery.replies = [{ status: 429, headers: { 'retry-after': '120' } }];
    expect((await refusal(READ)).status).toBe(429);
    expect(qovery.slept).toEqual([]);
  });

  test('with all its repetitions, a request begins nothing once its patience is over', async () => {
    qovery.replies = [{ status: 503 }];
    await refusal(READ);
    expect(qovery.now - NOW).toBeLessThanOrEqual(SHORT);
    expect(Math.max(...qovery.seen.map(({ at }) => at)) - NOW).toBeLessThanOrEqual(SHORT);
    expect(qovery.seen.length).toBeGreaterThan(5);
  });

  test('longer, where giving up costs more: as the server asks, and it is said', async () => {
    const store = { ...PUT, what: 'store the key in the container registry' };
    qovery.replies = [{ status: 429, headers: { 'retry-after': '600' } }, {}];
    await http.withPatience(LONG).send(store);
    expect(qovery.slept).toEqual([600_000]);
    const at = iso(NOW + 600_000).slice(11);
    expect(qovery.said).toEqual([
      `Qovery asks to wait 10m (HTTP 429): store the key in the container registry; trying again at ${at}.`,
    ]);
  });

  test('two minutes of 429 without a word of when: stored in the end', async () => {
    qovery.replies = [...Array.from({ length: 12 }, () => ({ status: 429 })), { body: { ok: true } }];
    await http.withPatience(LONG).send(PUT);
    expect(qovery.now - NOW).toBeGreaterThan(2 * MINUTE);
  });

  test('a change that is not repeatable is not sent again, however patient its caller is', async () => {
    qovery.replies = [{ status: 429, headers: { 'retry-after': '1' } }, {}];
    const error = await refusal(DEPLOY, http.withPatience(LONG));
    expect([error.outcome, qovery.seen.length]).toEqual(['later', 1]);
  });

  test('slow answers count', async () => {
    qovery.replies = [{ status: 503, took: 14 * SECOND }];
    await refusal(READ);
    expect(qovery.seen).toHaveLength(7);
  });
});

describe('what an error says', () => {
  const message = async (status: number, body: unknown): Promise<string> => {
    qovery.replies = [{ status, body }];
    return (await refusal(DEPLOY)).message;
  };

  test('what failed, the status, and the detail; then the message; then the error', async () => {
    const all = { status: 400, error: 'Bad Request', message: 'the message', detail: 'the detail' };
    expect(await message(400, all)).toBe('Qovery could not deploy the cluster: HTTP 400, the detail');
    expect(await message(400, { ...all, detail: undefined })).toMatch(/HTTP 400, the message$/);
    expect(await message(400, { ...all, detail: '', message: 7 })).toMatch(/HTTP 400, Bad Request$/);
    expect(await message(400, {})).toMatch(/HTTP 400, no explanation$/);
  });

  test.each([
    ['text', '<html>Bad gateway</html>'],
    ['null', 'null'],
    ['a list', '[1]'],
    ['broken JSON', '{"detail":'],
  ])('the status alone, where the body is %s', async (_, body) => {
    expect(await message(502, body)).toMatch(/HTTP 502, no explanation$/);
  });

  test('a hint for what tokens may not do', async () => {
    expect(await message(401, {})).toMatch(/qovery-api-token/);
    expect(await message(403, { detail: 'no' })).toMatch(/no \(the token may not do this/);
  });

  test('no answer: the address, and why', async () => {
    const nobody = qovery.client({ url: 'http://127.0.0.1:1' });
    const error = await refusal(DEPLOY, nobody);
    expect(error.message).toMatch(
      /^Qovery could not deploy the cluster: no answer from 127\.0\.0\.1:1 \(.*ECONNREFUSED/,
    );
    // Nothing was sent, and later it may work.
    expect([error.status, error.outcome]).toEqual([0, 'later']);
  });

  test('on one line, and not at any length', async () => {
    const text = await message(400, { detail: `first\n::error::second\r\n${'long '.repeat(500)}` });
    expect(text).not.toMatch(/[\r\n]/);
    expect(text.length).toBeLessThan(600);
  });

  const SECRET = 'aws/secret+access=key with "quotes"';
  test.each([
    ['as it is', SECRET],
    ['in a URL', encodeURIComponent(SECRET)],
    ['in JSON', JSON.stringify(SECRET).slice(1, -1)],
    ['in JSON with escaped slashes', SECRET.replaceAll('/', '\\/')],
    ['in base64', Buffer.from(SECRET).toString('base64')],
  ])('no secret, echoed %s', async (_, echo) => {
    qovery.secrets.add(SECRET);
    const text = await message(400, { detail: `bad body: ${echo}, from Token ${TOKEN}` });
    expect(text).toMatch(/bad body: \*\*\*, from Token \*\*\*$/);
  });

  test('no secret, cut at the end of what is said', async () => {
    qovery.secrets.add(SECRET);
    for (const before of [370, 380, 390, 399]) {
      const text = await message(400, { detail: `${'x'.repeat(before)}${SECRET}` });
      expect(text).not.toContain('aws/');
    }
  });
});

test('what is no JSON is no yes of Qovery: a page of a proxy, half an answer', async () => {
  for (const body of ['<html>Please sign in</html>', '{"results": [', 'OK']) {
    qovery.replies = [{ status: 200, body }];
    const error = await refusal(PUT);
    expect(error.message).toMatch(/HTTP 200, malformed answer: it is no JSON; a proxy may have sent it/);
    expect(error.outcome).toBe('unclear');
    qovery.seen.length = 0;
    qovery.replies = [{ status: 200, body }, { body: { ok: true } }];
    expect((await http.send(READ)).body).toEqual({ ok: true });
  }
});

test('the page of a proxy may stand in the place of an answer: whatever its status, nobody knows what happened', async () => {
  for (const status of [301, 400, 401, 403, 404, 407, 409, 413, 429, 451]) {
    qovery.replies = [{ status, body: '<html>Not found</html>' }];
    const error = await refusal(READ);
    expect([error.status, error.outcome]).toEqual([0, 'unclear']);
    expect(error.message).toMatch(new RegExp(`HTTP ${status}, malformed answer: it is no JSON`));
  }
  qovery.replies = [{ status: 404, body: '<html>' }];
  const api = new QoveryApi({ ...qovery.options(), organizationId: ORGANIZATION });
  await expect(api.dnsProvider(STAGING)).rejects.toThrow('no JSON');
  qovery.replies = [{ status: 404, body: {} }];
  expect(await api.dnsProvider(STAGING)).toBeUndefined();
});

test("only Qovery's own answers tell the time", async () => {
  const heard: unknown[] = [];
  const clock = {
    ...qovery.clock,
    ask:
      () =>
      ({ date }: Headers) =>
        void heard.push(date),
  };
  const client = new QoveryHttp({ ...qovery.options(), clock });
  const date = new Date(NOW).toUTCString();
  qovery.replies = [
    { status: 502, body: '<html>', headers: { date: 'of a proxy' } },
    { status: 500, body: {}, headers: { date } },
    { body: {}, headers: { date } },
  ];
  await client.send(READ);
  expect(heard).toEqual([date, date]);
});

test('a secret in free text is gone before anybody reads it; what is compared and stored again is left as it is', async () => {
  qovery.secrets.add('s3cr3t/key+x');
  const body = '{"lines": ["it was s3cr3t\\/key+x"], "other": "s3cr3t/key+x"}';
  qovery.replies = [{ body }, { body }];
  expect((await http.send({ ...READ, freeText: true })).body).toEqual({
    lines: ['it was ***'],
    other: '***',
  });
  expect((await http.send(READ)).body).toEqual(JSON.parse(body));
});

describe('whether nothing has changed', () => {
  const refused = async (call: Call, ...replies: Reply[]): Promise<boolean> => {
    qovery.replies = replies;
    qovery.seen.length = 0;
    return (await refusal(call)).outcome !== 'unclear';
  };

  test.each([400, 401, 403, 404, 409, 422, 429])('a clear no (%i): nothing', async (status) => {
    expect(await refused(DEPLOY, { status })).toBe(true);
  });

  test.each([408, 500, 503])('%i: not certain', async (status) => {
    expect(await refused(DEPLOY, { status })).toBe(false);
  });

  test('a no after an attempt whose outcome is unclear: not certain', async () => {
    expect(await refused(PUT, 'cut', { status: 400 })).toBe(false);
    expect(await refused(PUT, { status: 502 }, { status: 404 })).toBe(false);
    expect(await refused(PUT, { status: 502 }, { status: 429 }, { status: 400 })).toBe(false);
  });

  test('a no after one that was not let in: nothing', async () => {
    expect(await refused(PUT, { status: 429 }, { status: 400 })).toBe(true);
  });
});

describe('cancelling', () => {
  test('ends a request under way', async () => {
    qovery.replies = ['cut'];
    qovery.cancel.abort();
    await expect(http.send(READ)).rejects.toBeInstanceOf(Cancelled);
  });

  test.each([
    ['says nothing (http)', false, 'http://127.0.0.1:1'],
    ['hangs up (http)', true, 'http://127.0.0.1:1'],
    ['says nothing (https)', false, 'https://127.0.0.1:1'],
    ['hangs up (https)', true, 'https://127.0.0.1:1'],
  ])('ends a request that waits for a proxy that %s', async (_, hangsUp, url) => {
    const proxy = await qovery.rudeProxy(hangsUp);
    const client = qovery.client({ url, proxy: { HTTP_PROXY: proxy.url, HTTPS_PROXY: proxy.url } });
    const sent = client.send(READ).then(
      () => 'answered',
      (error: unknown) => error,
    );
    await proxy.asked;
    qovery.cancel.abort();
    // Only a request that does not end waits for this.
    const { promise, resolve } = Promise.withResolvers<string>();
    const never = setTimeout(() => resolve('never ends'), 2 * SECOND);
    expect(await Promise.race([sent, promise])).toBeInstanceOf(Cancelled);
    clearTimeout(never);
  });
});

describe('proxies', () => {
  test('HTTP_PROXY sees the request', async () => {
    const proxy = await qovery.proxy();
    const client = qovery.client({ proxy: { HTTP_PROXY: proxy.url } });
    expect((await client.send(READ)).status).toBe(200);
    expect(proxy.asked).toEqual([new URL(qovery.url).host]);
    expect(qovery.seen).toHaveLength(1);
  });

  test('HTTPS_PROXY is asked for https, with no word of the token', async () => {
    const proxy = await qovery.proxy();
    const client = qovery.client({ url: 'https://127.0.0.1:1', proxy: { HTTPS_PROXY: proxy.url } });
    await refusal(DEPLOY, client);
    expect(proxy.asked).toEqual(['127.0.0.1:1']);
  });

  test.each(['127.0.0.1', '*', 'example.com,127.0.0.1'])('NO_PROXY (%s) goes by', async (noProxy) => {
    const proxy = await qovery.proxy();
    const client = qovery.client({ proxy: { HTTP_PROXY: proxy.url, NO_PROXY: noProxy } });
    expect((await client.send(READ)).status).toBe(200);
    expect(proxy.asked).toEqual([]);
  });

  test('without any, nobody is asked', async () => {
    const proxy = await qovery.proxy();
    await http.send(READ);
    expect(proxy.asked).toEqual([]);
  });

  test('a proxy that is not there is said, and not gone around', async () => {
    const client = qovery.client({ proxy: { HTTP_PROXY: 'http://127.0.0.1:1' } });
    expect((await refusal(DEPLOY, client)).message).toMatch(/ECONNREFUSED/);
    expect(qovery.seen).toEqual([]);
  });
});

describe('an answer that is not what we rely on is an error, never an empty value', () => {
  async function malformed(body: unknown): Promise<string> {
    qovery.replies = [{ body }];
    const api = new QoveryApi({ ...qovery.options(), organizationId: ORGANIZATION });
    try {
      await api.credentials();
      return 'no error';
    } catch (error) {
      return error instanceof Error ? error.message : String(error);
    } finally {
      api.close();
    }
  }
  const good = { credential: { id: ORGANIZATION, name: 'n', object_type: 'AWS' }, clusters: [] };

  test.each([
    ['no results', {}],
    ['results that are null', { results: null }],
    ['a list without its wrapping', [good]],
    ['broken JSON', '{"results": ['],
    ['a page of HTML', '<html>'],
    ['a field that is missing', { results: [{ ...good, clusters: undefined }] }],
    ['a field of another type', { results: [{ ...good, credential: { ...good.credential, id: 7 } }] }],
  ])('%s', async (_, body) => {
    expect(await malformed(body)).toMatch(
      /could not list the cloud credentials: HTTP 200, malformed answer: (at |it is no JSON)/,
    );
  });

  test('it says where, and not what', async () => {
    const text = await malformed({
      results: [good, { ...good, credential: { id: ORGANIZATION, name: ['hush'] } }],
    });
    expect(text).toContain('results.1.credential.name');
    expect(text).not.toContain('hush');
  });

  test('what is new in it does no harm', async () => {
    expect(await malformed({ results: [{ ...good, tomorrow: 1 }], links: {} })).toBe('no error');
  });
});
