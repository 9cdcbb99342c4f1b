import { type Clock, MINUTE, SECOND, span } from '../lib/clock.ts';
import { Cancelled } from '../lib/errors.ts';

/** Qovery documents 1000 requests an hour and token (https://api-doc.qovery.com, "Rate limiting"). */
const REQUESTS_PER_HOUR = 1000;
/** So many may go at once, then one every seven seconds: 894 in an hour. The rest is for what does not wait. */
const BURST = 380;
export const INTERVAL = 7 * SECOND;
/** How often a run that is slowed down says so. */
const WARN_EVERY = 15 * MINUTE;

/** The requests that a run may send, shared by all that it does. */
export class RateLimiter {
  readonly #clock: Clock;
  readonly #warn: (text: string) => void;
  /** When the next request may go, had there been no pause. */
  #next = -Infinity;
  #said = -Infinity;
  #ended = false;
  /** Those who wait do so one after the other. */
  #last: Promise<void> = Promise.resolve();

  constructor(clock: Clock, warn: (text: string) => void) {
    this.#clock = clock;
    this.#warn = warn;
  }

  /**
   * Waits for the turn of one request. What is urgent takes its turn and does not wait: between a new key and its
   * storing no queue may come.
   */
  acquire(urgent: boolean): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(this.#next, now - (BURST - 1) * INTERVAL);
    this.#next = at + INTERVAL;
    if (at <= now || urgent) return Promise.resolve();
    if (now - this.#said >= WARN_EVERY) {
      this.#said = now;
      this.#warn(
        `Qovery allows a token ${REQUESTS_PER_HOUR} requests an hour: from here on there are ${span(INTERVAL)} between two requests.`,
      );
    }
    const acquire = this.#last.then(() => this.#wait(at));
    // Each of them is told by itself.
    this.#last = acquire.catch(() => undefined);
    return acquire;
  }

  /** Whoever waits still, for a run that has ended, waits no longer. */
  end(): void {
    this.#ended = true;
  }

  async #wait(until: number): Promise<void> {
    if (!this.#ended) await this.#clock.sleep(until - this.#clock.now());
    if (this.#ended) throw new Cancelled();
  }
}
