import { type Clock, HOUR, MINUTE, span } from '../clock.ts';
import { Cancelled } from '../errors.ts';

/** Qovery documents 1000 requests an hour and token (https://api-doc.qovery.com, "Rate limiting"). */
const AN_HOUR = 1000;
/** So many may go at once; then one every few seconds, so that no hour sees more than Qovery allows. */
const AT_ONCE = 400;
const APART = HOUR / (AN_HOUR - AT_ONCE);
/** How often a run that is slowed down says so. */
const SAY_EVERY = 15 * MINUTE;

/** The requests that a run may send, shared by all that it does. */
export class Pace {
  readonly #clock: Clock;
  readonly #say: (text: string) => void;
  /** When the next request may go, had there been no pause. */
  #next = 0;
  #said = 0;

  constructor(clock: Clock, say: (text: string) => void) {
    this.#clock = clock;
    this.#say = say;
  }

  /** Waits for the turn of one request. A cancelled run, which has seconds left for what it must finish, does not. */
  async turn(): Promise<void> {
    const now = this.#clock.now();
    const at = Math.max(this.#next, now - (AT_ONCE - 1) * APART);
    this.#next = at + APART;
    if (at <= now) return;
    if (now - this.#said >= SAY_EVERY) {
      this.#said = now;
      this.#say(
        `Qovery allows a token ${AN_HOUR} requests an hour: from here on there are ${span(APART)} between two requests.`,
      );
    }
    try {
      await this.#clock.sleep(at - now);
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
    }
  }
}
