/**
 * Makes a text from a log readable: one pass over its characters, whatever they are, so that no text is slow.
 * Pure.
 */

const ESC = 0x1b;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const SPACE = 0x20;

/** What a text needs to have for `plain` to change it. */
const NOT_PLAIN = /[^\n -~]| {2}|\n[ \n]|[\\&]|%[02]|\[[\d;]{0,12}m/;

const ENTITIES: Readonly<Record<string, number>> = {
  lt: 0x3c,
  gt: 0x3e,
  quot: 0x22,
  apos: 0x27,
  nbsp: SPACE,
  '#10': NEWLINE,
  '#34': 0x22,
  '#39': 0x27,
  '#039': 0x27,
  '#x22': 0x22,
  '#x27': 0x27,
};

/**
 * A text without colours, escapes of JSON (any number of layers), entities of HTML and XML, boxes and indentation; in
 * ASCII, with single spaces and single line feeds.
 */
export function plain(text: string): string {
  return NOT_PLAIN.test(text) ? new Writer(text.length).read(text) : text;
}

/** Writes ASCII, and leaves out the escape sequences of terminals (ECMA-48): `ESC [ … m`, `ESC ] … BEL`. */
class Writer {
  readonly #bytes: Buffer;
  #length = 0;
  #sequence: 'none' | 'escape' | 'control' | 'command' = 'none';
  #left = 0;

  constructor(size: number) {
    this.#bytes = Buffer.allocUnsafe(size);
  }

  read(text: string): string {
    const end = text.length;
    for (let i = 0; i < end; i++) {
      const c = text.charCodeAt(i);
      if (c === BACKSLASH) i = this.#escape(text, i);
      else if (c === 0x26) i = this.#entity(text, i);
      else if (c === 0x25) i = this.#percent(text, i);
      else if (c === 0x5b && this.#sequence === 'none') i = this.#bracket(text, i);
      else this.#write(c);
    }
    return this.#bytes.toString('latin1', 0, this.#length);
  }

  /** A run of backslashes, of as many layers of JSON as there are, and what it escapes. */
  #escape(text: string, start: number): number {
    let i = start;
    while (text.charCodeAt(i) === BACKSLASH) i++;
    if (text.charCodeAt(start - 1) === ESC) return start;
    switch (text[i]) {
      case 'n':
      case 'r':
        this.#write(NEWLINE);
        return i;
      case 't':
        this.#write(SPACE);
        return i;
      case 'u':
        return this.#hexadecimal(text, i, 4);
      case 'x':
        return this.#hexadecimal(text, i, 2);
      case '0':
        if (text.startsWith('033', i)) {
          this.#write(ESC);
          return i + 2;
        }
        return i - 1;
      case 'e':
        if (text[i + 1] !== '[') return i - 1;
        this.#write(ESC);
        return i;
      default:
        return i - 1;
    }
  }

  #hexadecimal(text: string, at: number, digits: number): number {
    const code = text.slice(at + 1, at + 1 + digits);
    if (code.length < digits || !/^[\da-f]+$/i.test(code)) return at - 1;
    const c = Number.parseInt(code, 16);
    // \xe2\x94\x82 are the bytes of one character in UTF-8.
    if (digits === 4 || c < 0x80) this.#write(c);
    return at + digits;
  }

  #entity(text: string, start: number): number {
    let i = start + 1;
    // &amp;amp;#39; is &#39; that was escaped twice.
    while (text.startsWith('amp;', i)) i += 4;
    const semicolon = text.slice(i, i + 7).indexOf(';');
    const c = semicolon < 0 ? undefined : ENTITIES[text.slice(i, i + semicolon).toLowerCase()];
    if (c === undefined) {
      this.#write(0x26);
      return i - 1;
    }
    this.#write(c);
    return i + semicolon;
  }

  /** Annotations of GitHub Actions have `%0A` for a line feed. */
  #percent(text: string, at: number): number {
    switch (text.slice(at + 1, at + 3).toUpperCase()) {
      case '0A':
      case '0D':
        this.#write(NEWLINE);
        return at + 2;
      case '20':
        this.#write(SPACE);
        return at + 2;
      case '22':
        this.#write(0x22);
        return at + 2;
      case '27':
        this.#write(0x27);
        return at + 2;
      default:
        this.#write(0x25);
        return at;
    }
  }

  /** A colour whose ESC was lost on the way: `[31m`. */
  #bracket(text: string, at: number): number {
    let i = at + 1;
    while (i < at + 13 && isParameter(text.charCodeAt(i))) i++;
    if (text[i] === 'm') return i;
    this.#write(0x5b);
    return at;
  }

  #write(c: number): void {
    if (this.#sequence !== 'none' && this.#inSequence(c)) return;
    if (c === ESC) this.#begin('escape', 2);
    else if (c === 0x9b) this.#begin('control', 64);
    else if (c > SPACE && c < 0x7f) this.#bytes[this.#length++] = c;
    else this.#other(c);
  }

  #begin(sequence: 'escape' | 'control' | 'command', length: number): void {
    this.#sequence = sequence;
    this.#left = length;
  }

  /** @returns whether the character belongs to the sequence; one that does not end in time is none */
  #inSequence(c: number): boolean {
    this.#left--;
    const sequence = this.#sequence;
    if (sequence === 'escape' && c === 0x5b) this.#begin('control', 64);
    else if (sequence === 'escape' && c === 0x5d) this.#begin('command', 2048);
    else if (sequence === 'control' && isParameter(c) && this.#left > 0) return true;
    else if (sequence === 'command' && c !== 0x07 && c !== ESC && this.#left > 0) return true;
    else this.#sequence = 'none';
    return c !== NEWLINE;
  }

  #other(c: number): void {
    if (c === NEWLINE || c === 0x0d || (c >= 0x2500 && c <= 0x257f)) this.#newline();
    else if (c === 0x2018 || c === 0x2019) this.#bytes[this.#length++] = 0x27;
    else if (c === 0x201c || c === 0x201d) this.#bytes[this.#length++] = 0x22;
    else if (c >= 0x2010 && c <= 0x2015) this.#bytes[this.#length++] = 0x2d;
    // Soft hyphens, characters without width, and control characters are nothing; all others end a word.
    else if (c !== 0xad && c !== 0xfeff && !(c >= 0x200b && c <= 0x200f) && (c > 0x1f || c === 0x09))
      this.#space();
  }

  #space(): void {
    const last = this.#bytes[this.#length - 1];
    if (this.#length > 0 && last !== SPACE && last !== NEWLINE) this.#bytes[this.#length++] = SPACE;
  }

  #newline(): void {
    const last = this.#bytes[this.#length - 1];
    if (this.#length === 0 || last === NEWLINE) return;
    if (last === SPACE) this.#length--;
    this.#bytes[this.#length++] = NEWLINE;
  }
}

/** Digits, and what separates them. */
function isParameter(c: number): boolean {
  return c >= 0x30 && c <= 0x3f;
}
