import { NoAnswer } from '../lib/outcome.ts';
import type { Attempt } from '../lib/patience.ts';
import type { Transport } from '../lib/transport.ts';

interface Init {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  readonly redirect?: string;
}

const MAX_REDIRECTS = 3;

/**
 * One attempt over the one transport, as the `fetch` that octokit takes (octokit/request.js, `request.fetch`).
 *
 * @param home whose host is asked, and no other: octokit sends the token to whatever address the header `Link` names
 */
export function fetchOver(transport: Transport, attempt: Attempt, home: string) {
  return async (address: string, init: Init = {}): Promise<Response> => {
    const { method = 'GET', headers = {}, body, redirect } = init;
    let url = new URL(address);
    if (url.origin !== new URL(home).origin)
      throw new NoAnswer(`its answer leads to another server, ${url.host}`, 'refused');
    for (let redirects = 0; ; redirects++) {
      const answer = await transport.send({
        url,
        method,
        headers,
        ...(body === undefined ? {} : { body }),
        ...attempt,
      });
      const { status } = answer;
      const next = redirect === 'follow' ? URL.parse(answer.headers['location'] ?? '', url.href) : null;
      // A repository that was renamed. The token goes to no other server, and a POST stays one.
      const same = next?.origin === url.origin;
      const follows = [307, 308].includes(status) || (method === 'GET' && [301, 302].includes(status));
      if (next === null || !same || !follows || redirects === MAX_REDIRECTS) {
        const text = answer.body.length === 0 ? null : answer.body.toString();
        return new Response(text, { status, headers: answer.headers as Record<string, string> });
      }
      url = next;
    }
  };
}
