/** The one policy of patience: how every request of ours is repeated, for how long, and what is said of it. */
import { type Clock, MINUTE, SECOND, iso, span } from './clock.ts';
import { Cancelled } from './errors.ts';
import { type Failure, RequestError } from './outcome.ts';
import type { ServerClock } from './server-clock.ts';

/** Of one attempt, from the connection to the end of the body. */
const ATTEMPT_TIMEOUT = 20 * SECOND;
const FIRST_PAUSE = SECOND / 2;
const LONGEST_PAUSE = 30 * SECOND;
/** Shorter waits are not said. */
const SAID_FROM = 3 * SECOND;
const SAY_EVERY = MINUTE;

/** How long a request, with all its repetitions and bodies, may take. */
export type Patience = number;
/** For a read that can as well be made by the next run. */
export const SHORT: Patience = 2 * MINUTE;
/**
 * Where giving up costs an outage, or leaves a wait of hours without anybody who watches. An hour, for limits of requests
 * an hour, and some minutes for the answers in between.
 */
export const LONG: Patience = 65 * MINUTE;
/** The longest that is waited at once where patience is long: what is wrong may be over long before. */
const LONGEST_WAIT = 10 * MINUTE;

/**
 * When the same request may be sent again. `always`: twice is the same as once. `if-later`: only where nothing of it
 * took effect. `never`: the caller decides anew each time.
 */
export type Repeat = 'always' | 'if-later' | 'never';

export interface Persistence {
  readonly clock: ServerClock;
  /** Ends the request and every wait. */
  readonly cancel: AbortSignal;
  readonly info: (text: string) => void;
  readonly random?: () => number;
}

export interface Attempt {
  /** Of this attempt: it and the end of patience, whichever comes first. */
  readonly timeout: number;
  readonly signal: AbortSignal;
}

export interface Persistent<T> {
  /** For the log: "Qovery", "AWS". */
  readonly who: string;
  /** For the log: "list the clusters". */
  readonly what: string;
  readonly repeat: Repeat;
  readonly patience: Patience;
  /** What an attempt has to wait for that is no fault of the server: a place in the queue, a session. Costs no patience. */
  readonly before?: () => Promise<void>;
  /** @throws {RequestError} what is not done */
  readonly send: (attempt: Attempt) => Promise<T>;
}

/** @throws {RequestError} of the last attempt; {@link Cancelled} */
export async function persist<T>(request: Persistent<T>, persistence: Persistence): Promise<T> {
  const { clock, cancel, info, random = Math.random } = persistence;
  let deadline = clock.elapsed() + request.patience;
  let unclear = false;
  let lastSaid = -Infinity;
  for (let attempt = 1; ; attempt++) {
    const queuedAt = clock.elapsed();
    await request.before?.();
    deadline += clock.elapsed() - queuedAt;
    if (cancel.aborted) throw new Cancelled();
    const timeout = Math.max(1, Math.min(ATTEMPT_TIMEOUT, deadline - clock.elapsed()));
    let failure: RequestError;
    try {
      return await request.send({ timeout, signal: cancel });
    } catch (error) {
      if (cancel.aborted) throw new Cancelled();
      if (!(error instanceof RequestError)) throw error;
      failure = error;
    }
    const { outcome, status, retryAfter } = failure;
    if (unclear) failure.afterUnclear();
    unclear ||= outcome === 'unclear';
    const least = backoff(attempt, random());
    const pause = request.patience < LONG ? Math.max(retryAfter ?? 0, least) : pauseAfter(failure, least);
    if (!mayRepeat(outcome, request.repeat) || clock.elapsed() + pause >= deadline) throw failure;
    if (pause >= SAID_FROM && (retryAfter !== undefined || clock.elapsed() - lastSaid >= SAY_EVERY)) {
      lastSaid = clock.elapsed();
      const at = iso(clock.now() + pause).slice(11);
      info(
        retryAfter === undefined
          ? `${failure.message}; trying again at ${at}.`
          : `${request.who} asks to wait ${span(retryAfter)} (HTTP ${status}): ${request.what}; trying again at ${at}.`,
      );
    }
    await clock.sleep(pause);
  }
}

/**
 * For what is made of several requests, and costs more to give up than to wait for: it is asked for again, a minute or
 * more apart, for as long as the longest patience.
 *
 * @param sleep is told why; the next attempt follows it
 * @param refusedFor how long a clear no is asked about again
 * @throws {RequestError} of the last attempt; a clear no
 */
export async function patiently<T>(
  read: () => Promise<T>,
  clock: Clock,
  sleep: (ms: number, error: RequestError) => Promise<void> = (ms) => clock.sleep(ms),
  refusedFor: Patience = 0,
): Promise<T> {
  const until = clock.now() + LONG;
  let refusedSince: number | undefined;
  for (;;) {
    try {
      return await read();
    } catch (error) {
      if (!(error instanceof RequestError)) throw error;
      refusedSince = error.outcome === 'refused' ? (refusedSince ?? clock.now()) : undefined;
      const pause = pauseAfter(error, MINUTE);
      if (clock.now() + pause > Math.min(until, (refusedSince ?? Infinity) + refusedFor)) throw error;
      await sleep(pause, error);
    }
  }
}

/** As the server asks; who has time asks again in between, whatever it asks for. */
export function pauseAfter({ retryAfter = 0 }: RequestError, least: number): number {
  return Math.max(Math.min(retryAfter, LONGEST_WAIT), least);
}

function mayRepeat(outcome: Failure, repeat: Repeat): boolean {
  return outcome === 'later' ? repeat !== 'never' : outcome === 'unclear' && repeat === 'always';
}

/** Longer each time, with some chance in it: clients that failed together do not come back together. */
function backoff(attempt: number, chance: number): number {
  return Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)) * (0.5 + chance / 2);
}
