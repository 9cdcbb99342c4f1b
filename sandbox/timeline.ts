/** Where the time comes from. */
export interface TimeSource {
  now(): number;
}

/**
 * What is going to happen, and when. Nothing runs on timers: whatever is due by the clock happens, in its order and with
 * its own time, when somebody looks (`settle`).
 */
export class Timeline {
  readonly #source: TimeSource;
  /** The earliest first. */
  readonly #due: { at: number; run: () => void }[] = [];
  /** The time of what is happening right now in `settle`. */
  #moment: number | undefined;

  constructor(source: TimeSource) {
    this.#source = source;
  }

  get now(): number {
    return this.#moment ?? this.#source.now();
  }

  schedule(at: number, run: () => void): void {
    this.#due.push({ at, run });
    this.#due.sort((a, b) => a.at - b.at);
  }

  /** Lets happen what was due until now, with a look (`then`) after each of it. */
  settle(then: () => void): void {
    if (this.#moment !== undefined) return;
    const now = this.#source.now();
    for (;;) {
      const next = this.#due[0];
      if (!next || next.at > now) break;
      this.#due.shift();
      this.#moment = next.at;
      next.run();
      then();
    }
    this.#moment = undefined;
  }
}
