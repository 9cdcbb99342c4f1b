import { apiTokenAnswers, eventAnswer, organizationAnswer, policyTokenAnswers } from '../answers.ts';
import { DAY, SECOND } from '../clock.ts';
import { list, ok, own, route } from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const organizationRoutes: Route[] = [
  route('GET /organization/:organization', 'getOrganization', ({ organization }) =>
    ok(organizationAnswer(organization)),
  ),
  route('GET /organization/:organization/apiToken', 'listOrganizationApiTokens', ({ organization }) =>
    list(apiTokenAnswers(organization)),
  ),
  route(
    'GET /organization/:organization/policyApiToken',
    'listOrganizationPolicyApiTokens',
    ({ organization }) => list(policyTokenAnswers(organization)),
  ),
  route('GET /organization/:organization/events', 'getOrganizationEvents', getEvents),
];

/**
 * Newest first. Time filters are Unix seconds, as Qovery's console and command line tool send them, although the OpenAPI
 * document says nanoseconds; a page's token is in nanoseconds.
 */
function getEvents(call: Call): Result {
  const { world, organization, query } = call;
  const all = own(call, world.events);
  const oldest = world.now - organization.auditRetentionDays * DAY;
  const from = Number(query.get('fromTimestamp') ?? 0) * SECOND;
  const to = Number(query.get('toTimestamp') ?? Infinity) * SECOND;
  const matching = all
    .filter(({ at }) => at >= oldest && at >= from && at <= to)
    .filter((one) => isWanted(query.get('eventType'), one.type))
    .filter((one) => isWanted(query.get('targetType'), one.targetType))
    .filter((one) => isWanted(query.get('targetId'), one.targetId))
    .filter((one) => isWanted(query.get('subTargetType'), one.subTargetType))
    .filter((one) => isWanted(query.get('triggeredBy'), one.triggeredBy))
    .filter((one) => isWanted(query.get('origin'), one.origin))
    .sort((a, b) => Number(b.position - a.position));

  const token = query.get('continueToken');
  const rest = token === null ? matching : matching.filter(({ position }) => position < BigInt(token));
  const size = Number(query.get('pageSize') ?? 10);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const links: Record<string, string> = {};
  if (last && rest.length > size) {
    const next = new URLSearchParams(query);
    next.set('continueToken', String(last.position));
    links['next'] = `/organization/${organization.id}/events?${next.toString()}`;
  }
  return ok({
    links,
    organization_max_limit_reached: all.some(({ at }) => at < oldest && at >= from),
    events: page.map(eventAnswer),
  });
}

function isWanted(wanted: string | null, value: string | null): boolean {
  return wanted === null || wanted === value;
}
