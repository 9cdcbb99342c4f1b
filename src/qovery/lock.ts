/** Locks of clusters, in words and times. */
import { DAY, iso } from '../lib/clock.ts';
import { oneLine } from '../lib/text.ts';
import type { Lock } from './schemas.ts';

/** When it ends, by what Qovery tells: its beginning and its TTL. `NaN` where that is no date. */
export function endOfLock({ locked_at: lockedAt, ttl_in_days: days }: Lock): number {
  if (days === null || days === undefined) return Infinity;
  return new Date(Date.parse(lockedAt) + days * DAY).getTime();
}

/** Follows a cluster's name. */
export function describeLock(lock: Lock): string {
  return `is locked by ${oneLine(lock.owner_name)} since ${moment(Date.parse(lock.locked_at))} ${untilText(endOfLock(lock))}: '${oneLine(lock.reason)}'`;
}

export function untilText(until: number): string {
  return until === Infinity
    ? 'until somebody unlocks it (no TTL: nothing else lifts it)'
    : `until ${moment(until)}`;
}

export function moment(time: number): string {
  return Number.isNaN(time) ? 'a date that cannot be read' : iso(time);
}

/** In milliseconds, so that programs see the TTL between the two. */
export function timesOf(lock: Lock): { locked_at: string; expires_at: string | null } {
  const lockedAt = Date.parse(lock.locked_at);
  const until = endOfLock(lock);
  return {
    locked_at: Number.isNaN(lockedAt) ? lock.locked_at : new Date(lockedAt).toISOString(),
    expires_at: Number.isFinite(until) ? new Date(until).toISOString() : null,
  };
}
