import { STATUS_CODES } from 'node:http';

import type { Answer, Api, ApiRequest } from './exchange.ts';
import { QoveryError, unknownId } from './qovery/call.ts';
import type { Route } from './qovery/call.ts';
import { clusterRoutes } from './qovery/clusters.ts';
import { credentialRoutes } from './qovery/credentials.ts';
import { dnsRoutes } from './qovery/dns.ts';
import { environmentRoutes } from './qovery/environments.ts';
import { lockRoutes } from './qovery/locks.ts';
import { organizationRoutes } from './qovery/organization.ts';
import { registryRoutes } from './qovery/registries.ts';
import type { Actor, Organization } from './records.ts';
import type { World } from './world.ts';

// Qovery's REST API, the operations that a maintenance needs. Names, paths and answers are those of its OpenAPI
// document (github.com/Qovery/qovery-openapi-spec). The operations are in the folder qovery/.

const ROUTES: Route[] = [
  ...organizationRoutes,
  ...credentialRoutes,
  ...clusterRoutes,
  ...dnsRoutes,
  ...lockRoutes,
  ...registryRoutes,
  ...environmentRoutes,
];

export const qoveryApi: Api = {
  describe(request) {
    const operation = match(request)?.route.operation ?? 'unknown';
    return { api: 'qovery', operation, write: request.method !== 'GET', body: tryJson(request.body) };
  },

  perform(world, request) {
    try {
      const { organization, by } = authenticate(world, request);
      const matched = match(request);
      if (!matched)
        throw new QoveryError(404, `The sandbox knows no ${request.method} ${request.url.pathname}`);
      const { ids } = matched;
      if (ids['organization'] !== undefined && ids['organization'] !== organization.id)
        throw unknownId(world, 'organization');
      const body = readBody(request);
      const result = matched.route.run({
        world,
        organization,
        ids,
        query: request.url.searchParams,
        body,
        by,
      });
      return jsonAnswer(result.status, result.body);
    } catch (error) {
      if (!(error instanceof QoveryError)) throw error;
      const echo = world.quirks.errorsEchoRequest && request.body ? ` (request: ${request.body})` : '';
      return failure(error.status, error.message + echo);
    }
  },

  failure: (status, body) =>
    body === undefined ? failure(status, 'Injected by the sandbox') : jsonAnswer(status, body),
};

/** Qovery's documentation shows `message`; its own clients read `detail`. */
function failure(status: number, detail: string): Answer {
  return jsonAnswer(status, { status, error: STATUS_CODES[status] ?? '', detail });
}

function jsonAnswer(status: number, body: unknown): Answer {
  if (body === undefined) return { status, body: '' };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function match(request: ApiRequest): { route: Route; ids: Record<string, string> } | undefined {
  for (const candidate of ROUTES) {
    const found = candidate.method === request.method ? candidate.path.exec(request.url.pathname) : null;
    if (found) return { route: candidate, ids: found.groups ?? {} };
  }
  return undefined;
}

/** API tokens come with `Token`; `Bearer` is for the JSON web tokens of people who are logged in. */
function authenticate(world: World, request: ApiRequest): { organization: Organization; by: Actor } {
  const value = /^Token (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  for (const organization of world.organizations) {
    const token = organization.tokens.find((one) => one.value === value);
    if (!token) continue;
    const userAgent = request.headers['user-agent'] ?? null;
    return { organization, by: { origin: 'API', triggeredBy: token.name, userAgent } };
  }
  throw new QoveryError(401, 'Full authentication is required to access this resource');
}

function tryJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function readBody(request: ApiRequest): unknown {
  const body = tryJson(request.body);
  if (typeof body === 'string') throw new QoveryError(400, 'JSON parse error');
  return body;
}
