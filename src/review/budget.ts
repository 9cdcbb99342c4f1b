/** What a review may ask of Qovery, whatever the size of the organisation. */
import { MINUTE, span } from '../lib/clock.ts';
import type { ServerClock } from '../lib/server-clock.ts';

/** Of the 1000 an hour that Qovery allows a token: other jobs that use it go on meanwhile. */
const REQUESTS = 450;
/** The shipped workflow gives the job 15 minutes; what is under way has to end, and AWS is asked afterwards. */
const TIME = 10 * MINUTE;

/** Why something was left out. */
export const LEFT_OUT = `left out, since a review sends Qovery at most ${REQUESTS} requests and asks for ${span(TIME)}; review fewer clusters at a time ('cluster-id')`;

export class Budget {
  readonly #clock: Pick<ServerClock, 'elapsed'>;
  readonly #ends: number;
  #left = REQUESTS;

  constructor(clock: Pick<ServerClock, 'elapsed'>) {
    this.#clock = clock;
    this.#ends = clock.elapsed() + TIME;
  }

  /** How many requests may still be sent now. */
  get left(): number {
    return this.#clock.elapsed() < this.#ends ? this.#left : 0;
  }

  /** Takes so many requests. `false`: they are not left. */
  take(requests = 1): boolean {
    if (this.left < requests) return false;
    this.#left -= requests;
    return true;
  }
}
