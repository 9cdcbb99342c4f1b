/**
 * Time as the servers tell it. Each answer carries a `Date`; between answers a monotonic clock carries it on. The clock
 * of the runner counts until the first answer, and never again: it may be set while this run waits.
 */
import { setTimeout as sleep } from 'node:timers/promises';
import { type Clock, SECOND, span } from './clock.ts';
import { Cancelled } from './errors.ts';
import type { Headers } from './outcome.ts';

/** Two clocks that differ by no more agree: `Date` is exact to a second, and answers take their time. */
const AGREEMENT = 2 * SECOND;
/** A clock that is kept right is moved by less (NTP steps from 128 ms on, and slews below). */
const JUMP = 10 * SECOND;
/** A timer of more is taken for one millisecond (Node's documentation, `setTimeout`). */
const LONGEST_SLEEP = 2 ** 31 - 1;

export interface ServerClock extends Clock {
  /** Milliseconds that have passed, from any start, whatever becomes of the time: for pauses and deadlines. */
  elapsed(): number;
  /** Called before a server is asked; what it returns, with the headers of its answer. */
  ask(server: string): (headers: Headers) => void;
  /** The servers' time minus the runner's, in milliseconds, as it is now. */
  readonly skew: number;
  /** How far the server that is furthest off differs from the others. */
  readonly discord: { readonly server: string; readonly by: number } | undefined;
}

interface ServerClockOptions {
  readonly cancel: AbortSignal;
  /** Hears, once, that the runner's clock was set. */
  readonly warn: (text: string) => void;
  /** Milliseconds that have passed, whatever happens to the clock on the wall. */
  readonly monotonic?: () => number;
  readonly wall?: () => number;
}

export function serverClock(options: ServerClockOptions): ServerClock {
  const { cancel, warn, monotonic = () => performance.now(), wall = Date.now } = options;
  let wallOffset = wall() - monotonic();
  const estimate = new Estimate(wallOffset);
  let warned = false;
  let latest = -Infinity;

  const now = (): number => {
    const elapsed = monotonic();
    const jump = wall() - elapsed - wallOffset;
    wallOffset += jump;
    if (Math.abs(jump) > JUMP && !warned) {
      warned = true;
      warn(jumped(jump));
    }
    const time = elapsed + estimate.offset;
    // Before the servers have been heard, the runner's clock may be far ahead of theirs.
    if (estimate.heard) latest = Math.max(latest, time);
    return Math.floor(estimate.heard ? latest : time);
  };

  return {
    now,
    elapsed: monotonic,
    sleep: async (ms) => {
      try {
        await sleep(Math.min(Math.max(0, ms), LONGEST_SLEEP), undefined, { signal: cancel });
      } catch (error) {
        throw cancel.aborted ? new Cancelled() : error;
      }
    },
    ask: (server) => {
      const sent = monotonic();
      return ({ date = '', age = '0' }) => {
        const told = Date.parse(date);
        // A cache tells when it was filled (RFC 9111, section 5.1).
        if (!Number.isNaN(told) && age === '0') estimate.hear(server, told, sent, monotonic());
      };
    },
    get skew() {
      return now() - wall();
    },
    get discord() {
      return estimate.discord;
    },
  };
}

function jumped(by: number): string {
  const how = by > 0 ? 'ahead, or the machine slept' : 'back';
  return `The clock of this runner was set ${span(Math.abs(by))} ${how}. Nothing changes: this run goes by the time that Qovery and AWS tell.`;
}

interface Told {
  /** What is to be added to the monotonic clock for the time of this server. */
  readonly offset: number;
  /** What its last answer told, where that was far off: it counts once the next answer says the same. */
  readonly odd?: number;
}

/**
 * What is to be added to a monotonic clock for the time of the servers: the middle one of what they tell, so that no
 * single server moves it. Pure, but for what it remembers.
 */
export class Estimate {
  offset: number;
  readonly #told = new Map<string, Told>();

  constructor(offset: number) {
    this.offset = offset;
  }

  get heard(): boolean {
    return this.#told.size > 0;
  }

  get discord(): { readonly server: string; readonly by: number } | undefined {
    return [...this.#told]
      .map(([server, { offset, odd = offset }]) => ({ server, by: odd - this.offset }))
      .toSorted((a, b) => Math.abs(b.by) - Math.abs(a.by))[0];
  }

  /** `Date` was made between `sent` and `received`, and leaves out what is less than a second. */
  hear(server: string, date: number, sent: number, received: number): void {
    const { offset, odd } = this.#told.get(server) ?? { offset: this.offset, odd: undefined };
    const within = (guess: number): number =>
      Math.min(Math.max(guess, date - received), date + SECOND - sent);
    // No further than this answer compels.
    const next = within(offset);
    const first = !this.#told.has(server);
    const agrees = Math.abs(next - offset) <= AGREEMENT;
    const confirmed = odd !== undefined && Math.abs(within(odd) - odd) <= AGREEMENT;
    if (first || agrees) this.#told.set(server, { offset: next });
    else if (confirmed) this.#told.set(server, { offset: within(odd) });
    else this.#told.set(server, { offset, odd: next });
    this.offset = this.#middle();
  }

  #middle(): number {
    const offsets = [...this.#told.values()].map(({ offset }) => offset);
    // Of an even number there is no middle one: what was believed so far is one more voice.
    if (offsets.length % 2 === 0) offsets.push(this.offset);
    offsets.sort((a, b) => a - b);
    return offsets[Math.floor(offsets.length / 2)] ?? this.offset;
  }
}
