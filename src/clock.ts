import { setTimeout as sleep } from 'node:timers/promises';
import { Cancelled } from './errors.ts';

/** Time as the action sees it, in milliseconds since the epoch. Passed in everywhere, so that tests can move it. */
export interface Clock {
  now(): number;
  /** Ends early, with {@link Cancelled}, when the run is cancelled. */
  sleep(ms: number): Promise<void>;
}

export function systemClock(cancel: AbortSignal): Clock {
  return {
    now: () => Date.now(),
    sleep: async (ms) => {
      try {
        await sleep(Math.max(0, ms), undefined, { signal: cancel });
      } catch (error) {
        throw cancel.aborted ? new Cancelled() : error;
      }
    },
  };
}

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

/** `2026-11-21T15:04:05Z`: ISO 8601 in UTC, to the second. */
export function iso(ms: number): string {
  return new Date(ms).toISOString().replace(/\.\d{3}Z$/, 'Z');
}

/** A duration as people say it: `2h`, `1h 30m`, `45s`, `9d 4h`. */
export function span(ms: number): string {
  let seconds = Math.max(0, Math.round(ms / SECOND));
  const parts: string[] = [];
  for (const [unit, size] of [
    ['d', 86_400],
    ['h', 3600],
    ['m', 60],
    ['s', 1],
  ] as const) {
    const n = Math.floor(seconds / size);
    seconds -= n * size;
    if (n > 0) parts.push(`${n}${unit}`);
  }
  return parts.slice(0, 2).join(' ') || '0s';
}
