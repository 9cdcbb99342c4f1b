/** What was found in the passages that were read, by their wording: a log repeats itself. */

/** Enough for what a log says again and again. */
const MAX_REMEMBERED = 2000;
/** Of wordings that look alike, so many are compared. */
const MAX_ALIKE = 8;
const MIDDLE = 50;
/** Shorter ones are found as they are. */
const SHORT = 2 * MIDDLE;

/**
 * Wordings are looked for by their length and their middle. A map of the whole ones would compute a number from every
 * character of each, which takes a fifth of the time of a long log.
 */
export class Memory<Value> {
  readonly #short = new Map<string, Value>();
  readonly #alike = new Map<string, { readonly wording: string; readonly value: Value }[]>();
  #size = 0;

  get(wording: string): Value | undefined {
    if (wording.length <= SHORT) return this.#short.get(wording);
    return this.#alike.get(middleOf(wording))?.find((known) => known.wording === wording)?.value;
  }

  set(wording: string, value: Value): void {
    if (this.#size >= MAX_REMEMBERED) return;
    const key = middleOf(wording);
    const alike = this.#alike.get(key) ?? [];
    if (wording.length <= SHORT) this.#short.set(wording, value);
    else if (alike.length < MAX_ALIKE) this.#alike.set(key, [...alike, { wording, value }]);
    else return;
    this.#size++;
  }
}

function middleOf(wording: string): string {
  const from = wording.length >> 1;
  return `${wording.length} ${wording.slice(from, from + MIDDLE)}`;
}
