import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { describe, expect, test } from '@jest/globals';
import { Issues } from '../../src/github/issues.ts';
import { Secrets } from '../../src/lib/secrets.ts';
import { serverClock } from '../../src/lib/server-clock.ts';
import { httpTransport } from '../../src/lib/transport.ts';

// Whose token it is, asked of a GitHub over HTTP, and only where it matters.

const MARKER = '<!-- marker -->';

/** @param viewer who GitHub says that we are; `undefined`: it does not tell */
async function find(
  user: { login: string; type: string },
  viewer: string | undefined,
): Promise<{ trusted: boolean[]; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(`${request.method} ${request.url?.split('?')[0]}`);
    const list = [
      { number: 1, html_url: 'x', state: 'open', body: MARKER, user, author_association: 'NONE' },
    ];
    const answer = request.method === 'GET' ? list : { data: { viewer: { login: viewer } } };
    response.writeHead(request.method === 'POST' && viewer === undefined ? 403 : 200, {
      'content-type': 'application/json',
    });
    response.end(JSON.stringify(answer));
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  try {
    const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
    const where = { token: 't', apiUrl, owner: 'acme', repository: 'ops' };
    const cancel = AbortSignal.timeout(10_000);
    const quiet = (): void => undefined;
    const found = await new Issues({
      ...{ where, cancel, info: quiet, secrets: new Secrets(quiet) },
      ...{ clock: serverClock({ cancel, warn: quiet }), transport: httpTransport({}) },
    }).find(MARKER, 'open');
    return { trusted: found.map(({ trusted }) => trusted), asked };
  } finally {
    server.closeAllConnections();
    server.close();
  }
}

describe('an issue by a bot', () => {
  test("GitHub's own: nobody is asked", async () => {
    const { trusted, asked } = await find({ login: 'github-actions[bot]', type: 'Bot' }, 'x');
    expect(trusted).toEqual([true]);
    expect(asked).toEqual(['GET /repos/acme/ops/issues']);
  });

  test.each([
    ['the app whose token this is', 'our-app[bot]', true],
    ['another one', 'other-app[bot]', false],
    ['one of which GitHub does not tell whether it is ours', undefined, false],
  ])('%s', async (_, viewer, ours) => {
    const { trusted, asked } = await find({ login: 'our-app[bot]', type: 'Bot' }, viewer);
    expect(trusted).toEqual([ours]);
    expect(asked.at(-1)).toBe('POST /graphql');
  });
});
