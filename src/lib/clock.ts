/** Time as the action sees it, in milliseconds since the epoch. Passed in everywhere, so that tests can move it. */
export interface Clock {
  now(): number;
  /** Ends early, with `Cancelled`, when the run is cancelled. */
  sleep(ms: number): Promise<void>;
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2026-11-21T15:04:05Z`: ISO 8601 in UTC, to the second. */
export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** The same for a report; `null` for a time that is not known, or never comes. */
export function isoOrNull(ms: number | undefined): string | null {
  return ms === undefined || !Number.isFinite(ms) ? null : iso(ms);
}

/** `2026-11-21`: the day in UTC. */
export function isoDay(ms: number): string {
  return iso(ms).slice(0, 10);
}

/** The same for a report; `null` for a time that is not known, or never comes. */
export function isoDayOrNull(ms: number | undefined): string | null {
  return isoOrNull(ms)?.slice(0, 10) ?? null;
}

/** A duration as people say it: `2h`, `1h 30m`, `45s`, `9d 4h`: a unit, and the next smaller one. */
export function span(ms: number): string {
  let seconds = Math.max(0, Math.round(ms / SECOND));
  const counts = [DAY, HOUR, MINUTE, SECOND].map((size) => {
    const count = Math.floor(seconds / (size / SECOND));
    seconds -= count * (size / SECOND);
    return count;
  });
  const first = counts.findIndex((count) => count > 0);
  if (first < 0) return '0s';
  return counts
    .map((count, unit) => `${count}${'dhms'.charAt(unit)}`)
    .slice(first, first + 2)
    .filter((part) => !part.startsWith('0'))
    .join(' ');
}

/** Whole days; none where the clocks of two servers disagree. */
export function daysBetween(from: number, to: number): number {
  return Math.max(0, Math.floor((to - from) / DAY));
}

/** Whole days: `1 day`, `90 days`. */
export function days(ms: number): string {
  const count = daysBetween(0, ms);
  return `${count} ${count === 1 ? 'day' : 'days'}`;
}

/** `today`, `1 day ago`, `90 days ago`. */
export function daysAgo(ms: number): string {
  return ms < DAY ? 'today' : `${days(ms)} ago`;
}
