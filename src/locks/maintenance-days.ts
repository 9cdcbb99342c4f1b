/**
 * When Qovery maintains a cluster, and whether a lock keeps it away. Pure.
 *
 * Qovery's published schedule: every week, "Monday: dev and staging clusters", "Wednesday: production clusters"
 * (its documentation, "Managed Cluster Maintenance Schedule"). It names no hours and no time zone: a day here is a
 * whole day in UTC, and a lock covers it when it lasts until its end.
 */
import { DAY, isoDay } from '../lib/clock.ts';

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'] as const;
const OF_PRODUCTION = WEEKDAYS.indexOf('Wednesday');
const OF_OTHERS = WEEKDAYS.indexOf('Monday');

/** The beginning (midnight, UTC) of the cluster's next maintenance day: of today, if today is one. */
export function nextMaintenanceDay(production: boolean, now: number): number {
  const today = dayOf(now);
  const ahead = (production ? OF_PRODUCTION : OF_OTHERS) - new Date(today).getUTCDay();
  return today + ((ahead + 7) % 7) * DAY;
}

/** Whether a lock that ends then (`Infinity`: never) lasts until the end of that day. */
export function covers(until: number, day: number): boolean {
  return until >= day + DAY;
}

/**
 * When to lock again, and for at least how many days, where a lock does not cover that maintenance day: on its
 * eve, since two days reach the end of the next day from any hour, or at once when the day has already come.
 */
export function lockAgain(day: number, now: number): { readonly on: number; readonly ttlInDays: number } {
  const today = dayOf(now);
  return today < day ? { on: day - DAY, ttlInDays: 2 } : { on: today, ttlInDays: 1 };
}

/** `Wednesday 2026-11-25` */
export function dayName(day: number): string {
  return `${WEEKDAYS[new Date(day).getUTCDay()]} ${isoDay(day)}`;
}

function dayOf(time: number): number {
  return Math.floor(time / DAY) * DAY;
}
