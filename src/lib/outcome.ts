import { SECOND } from './clock.ts';

/**
 * What became of a request: one vocabulary for Qovery, AWS, GitHub and its OIDC endpoint. Pure.
 *
 * - `done`: they answered yes.
 * - `refused`: they understood and said no. Nothing has changed, and asking again gives the same answer.
 * - `later`: not now. Nothing has changed, and the same request may be sent again.
 * - `unclear`: nobody knows whether it took effect.
 */
export type RequestOutcome = 'done' | 'refused' | 'later' | 'unclear';
export type Failure = Exclude<RequestOutcome, 'done'>;

/** A request that was not done. Made of texts, never of the objects of a library, which may carry a secret. */
export class RequestError extends Error {
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** How long the server asks to wait, in milliseconds. */
  readonly retryAfter: number | undefined;
  #outcome: Failure;

  constructor(message: string, status: number, outcome: Failure, retryAfter?: number) {
    super(message);
    this.status = status;
    this.#outcome = outcome;
    this.retryAfter = retryAfter;
  }

  /** Of the request with all its attempts. */
  get outcome(): Failure {
    return this.#outcome;
  }

  /** An earlier attempt may have taken effect: a clear no to the last one does not undo it. */
  afterUnclear(): this {
    this.#outcome = 'unclear';
    return this;
  }
}

/** There was no answer, or none that can be trusted. `message` is for a person, and completes "Qovery could not …:". */
export class NoAnswer extends Error {
  override readonly name = 'NoAnswer';
  readonly outcome: Failure;

  constructor(message: string, outcome: Failure) {
    super(message);
    this.outcome = outcome;
  }
}

/**
 * What a status means (RFC 9110, section 15). 5xx and 408 may come after the request took effect; 303 says that it did,
 * and where to look.
 */
export function outcomeOfStatus(status: number): RequestOutcome {
  if (status >= 200 && status < 300) return 'done';
  if (status === 429 || status === 425) return 'later';
  if (status === 303 || status === 408 || status < 200 || status >= 500) return 'unclear';
  return 'refused';
}

/** What a request with this status failed of; a yes that is no use is not clear. */
export function failureOf(status: number): Failure {
  const outcome = outcomeOfStatus(status);
  return outcome === 'done' ? 'unclear' : outcome;
}

export type Headers = Readonly<Record<string, string | undefined>>;

/** 2001-09-09 in Unix seconds: a smaller number is a duration, as in the draft of `RateLimit-Reset`. */
const FIRST_UNIX_TIME = 1e9;

/**
 * How long the server asks to wait, in milliseconds: `Retry-After` in seconds or as a date (RFC 9110, section 10.2.3),
 * else `X-RateLimit-Reset`, a Unix time at Qovery and at GitHub. Dates are compared with the server's own `Date`.
 */
export function retryAfterOf(headers: Headers, status: number, now: number): number | undefined {
  const sent = Date.parse(headers['date'] ?? '');
  const from = Number.isNaN(sent) ? now : sent;
  const retryAfter = (headers['retry-after'] ?? '').trim();
  if (/^\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter) * SECOND;
  const date = Date.parse(retryAfter);
  if (!Number.isNaN(date)) return Math.max(0, date - from);
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN);
  const remaining = headers['x-ratelimit-remaining'];
  const usedUp = remaining === '0' || (remaining === undefined && status === 429);
  if (!usedUp || !(reset >= 0)) return undefined;
  return reset < FIRST_UNIX_TIME ? reset * SECOND : Math.max(0, reset * SECOND - from);
}
