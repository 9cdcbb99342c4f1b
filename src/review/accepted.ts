/** Findings that somebody has accepted: shown apart, and nobody has to see to them until the day that was given. Pure. */
import { DAY } from '../lib/clock.ts';
import type { AcceptedFinding } from '../inputs.ts';
import type { Finding } from './finding.ts';

export interface Sorted {
  /** What is left. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
  /** Ids that nothing has which was found. */
  readonly unmatched: readonly string[];
}

export interface Accepted {
  readonly finding: Finding;
  /** `2027-01-31`, that day included; `undefined`: without an end. */
  readonly until: string | undefined;
}

/** @param now the time at Qovery: a day ends at midnight UTC */
export function sortAccepted(
  all: readonly Finding[],
  inputs: readonly AcceptedFinding[],
  now: number,
): Sorted {
  const valid = inputs.filter(
    ({ until }) => until === undefined || now < Date.parse(`${until}T00:00:00Z`) + DAY,
  );
  const same = (id: string) => (input: AcceptedFinding) => input.id.toLowerCase() === id;
  const findings = all.filter(({ id }) => !valid.some(same(id)));
  const accepted = all.flatMap((finding) => {
    const own = valid.filter(same(finding.id));
    if (own.length === 0) return [];
    const ends = own.map(({ until }) => until);
    return [{ finding, until: ends.includes(undefined) ? undefined : ends.toSorted().at(-1) }];
  });
  const ids = new Set(all.map(({ id }) => id));
  const unmatched = inputs.map(({ id }) => id).filter((id) => !ids.has(id.toLowerCase()));
  return { findings, accepted, unmatched: [...new Set(unmatched)] };
}
