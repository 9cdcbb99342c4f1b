/** What our clients of Qovery and GitHub have in common. */
import { SECOND } from './clock.ts';

export type Headers = Readonly<Record<string, string | string[] | number | undefined>>;

/** How long the server asks to wait, in milliseconds. `X-RateLimit-Reset` is a Unix time, at Qovery and at GitHub. */
export function waitOf(headers: Headers, now: number): number | undefined {
  const retryAfter = String(headers['retry-after'] ?? '');
  if (/^\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter) * SECOND;
  const date = Date.parse(retryAfter);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN);
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) return Math.max(0, reset * SECOND - now);
  return undefined;
}
