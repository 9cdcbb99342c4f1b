/**
 * Finds words in a text with one step for each byte, however many the words are and whatever the text is: the algorithm
 * of Aho and Corasick (1975). A regular expression tries the words one after the other, wherever one might begin. Pure.
 */
import type { Hit } from './model.ts';

/** The columns of a state: one for each character that words have, and the first one for all others. */
const WIDTH = 32;
/** From here on, a number in the table is no state: it is that of the word that ends here. */
const FOUND = 0xff00;

export class Words {
  readonly #words: readonly { readonly length: number; readonly name: string }[];
  readonly #columns = new Uint8Array(0x100);
  /**
   * Where the next character leads to from a state. A state is how much of a word has been read, 0 is nothing; they are
   * counted in steps of WIDTH.
   */
  readonly #next: Uint16Array;

  /** @param words in lower case and ASCII; none is inside of another, but at its end */
  constructor(words: readonly string[]) {
    this.#words = words.map((word) => ({ length: word.length, name: nameOf(word) }));
    for (const [i, character] of [...new Set(words.join(''))].entries()) {
      this.#columns[character.charCodeAt(0)] = i + 1;
      this.#columns[character.toUpperCase().charCodeAt(0)] = i + 1;
    }
    // The words of a sentence may stand on two lines.
    this.#columns[0x0a] = this.#columns[0x20] ?? 0;
    this.#next = new Uint16Array(WIDTH * (1 + words.join('').length));
    this.#connect(this.#add(words));
  }

  /** @returns the numbers of the words by the states in which they end */
  #add(words: readonly string[]): ReadonlyMap<number, number> {
    const ends = new Map<number, number>();
    let last = 0;
    for (const [number, word] of words.entries()) {
      let state = 0;
      for (const byte of Buffer.from(word)) {
        const here = state + (this.#columns[byte] ?? 0);
        if (this.#next[here] === 0) this.#next[here] = last += WIDTH;
        state = this.#next[here] ?? 0;
      }
      ends.set(state, number);
    }
    return ends;
  }

  /** Where a word does not go on, what was read may end with the beginning of another one. */
  #connect(ends: ReadonlyMap<number, number>): void {
    const next = this.#next;
    // It grows while it is read: a state comes after those of which less has been read.
    const states = [{ state: 0, ending: 0 }];
    for (const { state, ending } of states) {
      for (let column = 0; column < WIDTH; column++) {
        const longer = next[state + column] ?? 0;
        const other = state === 0 ? 0 : (next[ending + column] ?? 0);
        const word = ends.get(longer);
        if (longer === 0) next[state + column] = other;
        else if (word !== undefined) next[state + column] = FOUND + word;
        else if (other >= FOUND)
          throw new Error(`${this.#words[other - FOUND]?.name} is inside of another word`);
        else states.push({ state: longer, ending: other });
      }
    }
  }

  /** The first word that begins at `from` or later, in any case. */
  firstIn(bytes: Uint8Array, from: number): Hit | undefined {
    const [columns, next] = [this.#columns, this.#next];
    let state = 0;
    for (let i = from; i < bytes.length; i++) {
      state = next[state + (columns[bytes[i] ?? 0] ?? 0)] ?? 0;
      if (state >= FOUND) {
        const { length = 0, name = '' } = this.#words[state - FOUND] ?? {};
        return { at: i + 1 - length, end: i + 1, word: name };
      }
    }
    return undefined;
  }
}

/** `too many` and `toomany` are one word. */
function nameOf(word: string): string {
  return word.replace(/[ _]/, '');
}
