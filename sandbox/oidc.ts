import { randomUUID } from 'node:crypto';

import type { Answer, Api } from './exchange.ts';

// The service of GitHub that gives a job its OIDC token. A runner names it in ACTIONS_ID_TOKEN_REQUEST_URL.

export const OIDC_PATH = '/sandbox/oidc-token';

export interface OidcApi extends Api {
  /** With which the job asks for its token. */
  readonly requestToken: string;
}

export function oidcApi(): OidcApi {
  const requestToken = randomUUID();
  return {
    requestToken,
    describe: () => ({ api: 'github', operation: 'oidc/token', write: false, body: undefined }),
    perform: (world, { headers, url }) => {
      if (headers.authorization !== `Bearer ${requestToken}`) return json(401, {});
      const audience = url.searchParams.get('audience') ?? '';
      return json(200, { value: world.iam.issueIdentityToken(audience) });
    },
    failure: (status, body) => json(status, body ?? { message: 'Injected by the sandbox' }),
  };
}

function json(status: number, body: unknown): Answer {
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}
