import { type IncomingMessage, type ServerResponse, createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { inspect } from 'node:util';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { GitHubError } from '../../src/github/error.ts';
import { Issues } from '../../src/github/issues.ts';
import { SECOND } from '../../src/lib/clock.ts';
import { Secrets } from '../../src/lib/secrets.ts';
import { type Transport, httpTransport } from '../../src/lib/transport.ts';
import { alwaysRight } from '../support/clock.ts';
import { Proxy } from '../support/proxy.ts';
import { NOW } from './support/fixtures.ts';

// octokit over our transport and by our policy.

const TOKEN = 'ghs_t0ken';
const ISSUE = { number: 7, html_url: 'https://github.com/a/b/issues/7', state: 'open', labels: [] };

type Reply =
  { readonly status: number; readonly body?: unknown; readonly headers?: Record<string, string> } | 'cut';

let now = NOW;
let replies: readonly Reply[] = [];
let seen: { method: string; path: string; authorization: string | undefined }[] = [];
let slept: number[] = [];
const transports: Transport[] = [];
const server = createServer((request, response) => void answer(request, response));

function answer(request: IncomingMessage, response: ServerResponse): void {
  const { method = '', url = '', headers } = request;
  request.resume();
  seen.push({ method, path: url.split('?')[0] ?? '', authorization: headers.authorization });
  const reply = replies[Math.min(seen.length, replies.length) - 1] ?? { status: 200, body: [] };
  if (reply === 'cut') return void request.socket.destroy();
  response.writeHead(reply.status, { 'content-type': 'application/json', ...reply.headers });
  response.end(typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {}));
}

beforeEach(async () => {
  [now, replies, seen, slept] = [NOW, [], [], []];
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
});
afterEach(async () => {
  for (const transport of transports.splice(0)) await transport.close();
  server.closeAllConnections();
  await new Promise((resolve) => server.close(resolve));
});

const url = (): string => `http://127.0.0.1:${(server.address() as AddressInfo).port}`;

function issues(proxy = {}, cancel = new AbortController().signal): Issues {
  const transport = httpTransport(proxy);
  transports.push(transport);
  const secrets = new Secrets(() => undefined);
  secrets.add(TOKEN);
  return new Issues({
    where: { token: TOKEN, apiUrl: url(), owner: 'a', repository: 'b' },
    ...{ transport, secrets, cancel, info: () => undefined, random: () => 1 },
    clock: alwaysRight({
      now: () => now,
      sleep: async (ms) => {
        slept.push(ms);
        now += ms;
      },
    }),
  });
}

test('the next page of a list is never asked of another server, with the token', async () => {
  const elsewhere: string[] = [];
  const other = createServer((request, response) => {
    elsewhere.push(request.headers.authorization ?? '');
    response.writeHead(200, { 'content-type': 'application/json' }).end('[]');
  });
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve));
  const address = `http://127.0.0.1:${(other.address() as AddressInfo).port}/`;
  replies = [{ status: 200, body: [], headers: { link: `<${address}>; rel="next"` } }];
  const error = await failure(issues().find('marker', 'open'));
  other.closeAllConnections();
  other.close();
  expect(error.message).toBe(
    `GitHub could not list the issues: its answer leads to another server, ${new URL(address).host}`,
  );
  expect(elsewhere).toEqual([]);
});

async function failure(sent: Promise<unknown>): Promise<GitHubError> {
  const error: unknown = await sent.catch((caught: unknown) => caught);
  if (!(error instanceof GitHubError)) throw new Error(`not a GitHubError: ${inspect(error)}`);
  return error;
}

describe('what is asked again', () => {
  test.each<[string, Reply]>([
    ['500', { status: 500 }],
    ['502 of a proxy', { status: 502, body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['a page with status 200', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
    ['a cut', 'cut'],
    ['429', { status: 429 }],
  ])('a list, after %s', async (_, reply) => {
    replies = [reply, reply, { status: 200, body: [] }];
    expect(await issues().find('marker', 'open')).toEqual([]);
    expect(slept).toHaveLength(2);
  });

  test.each<[string, Reply]>([
    ['500', { status: 500 }],
    ['a cut', 'cut'],
    ['a page with status 200', { status: 200, body: '<html>', headers: { 'content-type': 'text/html' } }],
  ])('never a create, after %s: it may be there', async (_, reply) => {
    replies = [reply, { status: 201, body: ISSUE }];
    expect((await failure(issues().create('t', 'b'))).outcome).toBe('unclear');
    expect(seen).toHaveLength(1);
  });

  test.each<[string, Reply, number]>([
    ['429 with Retry-After', { status: 429, headers: { 'retry-after': '30' } }, 30 * SECOND],
    [
      'a primary limit',
      {
        status: 403,
        headers: {
          'x-ratelimit-remaining': '0',
          'x-ratelimit-reset': String((NOW + 40_000) / 1000),
          date: new Date(NOW).toUTCString(),
        },
      },
      40 * SECOND,
    ],
    [
      'a secondary limit that says nothing of when',
      { status: 403, body: { message: 'You have exceeded a secondary rate limit.' } },
      60 * SECOND,
    ],
  ])('a create after %s: nothing was created', async (_, reply, wait) => {
    replies = [reply, { status: 201, body: ISSUE }];
    expect((await issues().create('t', 'b')).number).toBe(7);
    expect(slept).toEqual([wait]);
  });

  test.each([401, 403, 404, 410, 422])('nothing after a clear no (%i)', async (status) => {
    replies = [{ status, body: { message: `said ${TOKEN}` } }];
    const error = await failure(issues().find('marker', 'open'));
    expect([error.status, error.outcome, seen.length]).toEqual([status, 'refused', 1]);
    expect(error.message).toContain('said ***');
    expect(inspect(error, { depth: 9 })).not.toContain(TOKEN);
  });
});

describe('a repository that was renamed', () => {
  const moved = (status: number, to: string): Reply => ({ status, headers: { location: to } });

  test('is followed, with a POST that stays one', async () => {
    replies = [moved(301, `${url()}/repositories/1/issues`), { status: 200, body: [] }];
    await issues().find('marker', 'open');
    seen = [];
    replies = [moved(307, '/repositories/1/issues'), { status: 201, body: ISSUE }];
    await issues().create('t', 'b');
    expect(seen.map(({ method, path }) => `${method} ${path}`)).toEqual([
      'POST /repos/a/b/issues',
      'POST /repositories/1/issues',
    ]);
  });

  test.each(['http://127.0.0.1:1/elsewhere', 'https://elsewhere.test'])(
    'not to %s, with its token',
    async (to) => {
      replies = [moved(301, to)];
      await failure(issues().find('marker', 'open'));
      expect(seen).toHaveLength(1);
    },
  );

  test('an issue that was moved is not ours any more', async () => {
    replies = [moved(301, `${url()}/repos/c/d/issues/1`)];
    const issue = { number: 7, url: '', body: '', open: true, author: '', trusted: true };
    expect((await failure(issues().update(issue, { state: 'closed' }))).status).toBe(301);
    expect(seen).toHaveLength(1);
  });
});

test('goes through the proxy; one that wants a password is named, without it', async () => {
  await using proxy = await Proxy.start();
  replies = [{ status: 200, body: [] }];
  await issues({ HTTP_PROXY: proxy.url() }).find('marker', 'open');
  expect(proxy.asked.length).toBeGreaterThan(0);
  proxy.expects = 'ann:other';
  const error = await failure(issues({ HTTP_PROXY: proxy.url('ann:hush') }).find('marker', 'open'));
  expect(error.message).toMatch(
    /^GitHub could not list the issues: no answer from .*: the proxy asks for a user/,
  );
  expect(error.message).not.toContain('hush');
});

test('a cancel ends it, and is told as a failure of the issue alone', async () => {
  const cancel = new AbortController();
  replies = [{ status: 500 }];
  const asked = issues({}, cancel.signal).find('marker', 'open');
  cancel.abort();
  expect((await failure(asked)).message).toContain('no time is left for an answer');
});
