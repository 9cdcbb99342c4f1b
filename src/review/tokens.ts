/** Qovery tokens of every kind: how old they are, and when they end. Pure. */
import { DAY, days, iso } from '../lib/clock.ts';
import { blocks, details, escape, table } from '../lib/markdown.ts';
import type { ApiToken, PolicyToken } from '../qovery/schemas.ts';
import type { Finding } from './finding.ts';
import { findingId } from './finding-id.ts';

/** A token that ends within this time is announced; within half of it, somebody has to see to it. */
const AHEAD = 60 * DAY;

/** A token that ends stops whatever runs with it, a rotation too, and nobody is told. */
export function tokenFindings(tokens: readonly PolicyToken[], now: number): Finding[] {
  return tokens
    .map(({ id, name, expires_at: end }) => ({ id, name: name || id, end: Date.parse(end ?? '') }))
    .filter(({ end }) => end - now <= AHEAD)
    .toSorted((a, b) => a.end - b.end)
    .map(({ id, name, end }): Finding => {
      if (end <= now) {
        return {
          id: findingId('token-ended', id),
          urgency: 'soon',
          what: `The policy token '${name}' has ended, at ${iso(end)}.`,
          next: 'Give whatever still uses it another one, then delete it in Qovery.',
        };
      }
      return {
        id: findingId('token-ends', id),
        urgency: end - now <= AHEAD / 2 ? 'soon' : 'plan',
        what: `The policy token '${name}' ends in ${days(end - now)}, at ${iso(end)}.`,
        next: 'Create another one in Qovery, and store it wherever this one is used, for example as a secret of a workflow.',
      };
    });
}

function endOf(end: number, now: number): string {
  if (Number.isNaN(end)) return 'never';
  return end <= now ? `**${iso(end)}, over**` : iso(end);
}

export function tokenSection(
  tokens: readonly ApiToken[],
  policyTokens: readonly PolicyToken[],
  now: number,
): string {
  const all = [
    ...tokens.map((token) => ({ ...token, kind: 'API token', end: 'never' })),
    ...policyTokens.map((token) => {
      const end = Date.parse(token.expires_at ?? '');
      const role = token.role_name || 'admin, within its policy';
      return { ...token, role_name: role, kind: 'policy token', end: endOf(end, now) };
    }),
  ];
  const rows = all
    .map((token) => ({ ...token, at: Date.parse(token.created_at ?? '') || 0 }))
    .toSorted((a, b) => a.at - b.at)
    .map(({ name, kind, role_name: role, at, end }) => [
      escape(name || '–'),
      kind,
      escape(role || '–'),
      at === 0 ? 'not known' : days(now - at),
      end,
    ]);
  if (rows.length === 0) return '';
  return details(
    `Qovery tokens (${rows.length})`,
    blocks([
      'Delete those that nobody knows, and replace the others now and then.',
      table(['Token', 'Kind', 'Role', 'Age', 'Ends'], rows),
    ]),
  );
}
