import { parseDuration } from './clock.ts';
import type { SandboxClock } from './clock.ts';
import type { Answer, ApiRequest } from './exchange.ts';
import type { World } from './world.ts';

/** Routes for people. Not part of any API, not recorded, and no fault reaches them. */
export function control(request: ApiRequest, clock: SandboxClock, world: World): Answer {
  switch (`${request.method} ${request.url.pathname}`) {
    case 'POST /sandbox/clock':
      clock.advance(parseDuration((JSON.parse(request.body) as { advance: string }).advance));
      return json(200, { now: clock.date().toISOString() });
    case 'GET /sandbox/clock':
      return json(200, { now: clock.date().toISOString() });
    case 'GET /sandbox/outages':
      return json(200, world.outages);
    default:
      return json(404, { detail: 'Try POST /sandbox/clock {"advance":"2h"} or GET /sandbox/outages' });
  }
}

function json(status: number, body: unknown): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json' },
    body: `${JSON.stringify(body, null, 2)}\n`,
  };
}
