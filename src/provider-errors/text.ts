/**
 * Makes a text from a log readable: one pass over its characters, whatever they are, so that no text is slow.
 * Most of a log is readable as it is; a regular expression finds the rest several times faster than a loop does.
 * Pure.
 */

const TAB = 0x09;
const NEWLINE = 0x0a;
const RETURN = 0x0d;
const ESC = 0x1b;
const SPACE = 0x20;
const QUOTE = 0x22;
const PERCENT = 0x25;
const AMPERSAND = 0x26;
const APOSTROPHE = 0x27;
const BRACKET = 0x5b;
const BACKSLASH = 0x5c;

/** The characters that stand for themselves, whatever is around them: most of a log. */
const ORDINARY = Uint8Array.from({ length: 0x7f }, (_, c) =>
  c > SPACE && ![PERCENT, AMPERSAND, BRACKET, BACKSLASH].includes(c) ? 1 : 0,
);

/** Where `plain` may have to change something; whatever has none of these stays as it is. */
const NOT_PLAIN = /[^\n -%'-[\]-~]|[ \n]{2}|%[02]|\[[0-?]{0,12}m/g;

/** After so many ordinary characters in a row it is worth asking how far the text is plain. */
const LONG_RUN = 32;

/**
 * A text without colours, escapes of JSON (any number of layers), entities of HTML and XML, boxes and indentation; in
 * ASCII, with single spaces and single line feeds.
 */
export function plain(text: string): string {
  if (plainUntil(text, 0) === text.length) return text;
  // What is written is never longer than what is read.
  const bytes = Buffer.allocUnsafe(text.length);
  let length = 0;
  let run = 0;
  for (let i = 0; i < text.length; i++) {
    let c = text.charCodeAt(i);
    if (c < 0x7f && ORDINARY[c] === 1) {
      bytes[length++] = c;
      run++;
      if (run < LONG_RUN) continue;
      run = 0;
      const end = plainUntil(text, i + 1);
      length += bytes.write(text.slice(i + 1, end), length, 'latin1');
      i = end - 1;
      continue;
    }
    if (c === BACKSLASH || c === AMPERSAND || c === PERCENT) {
      const escape = escapeAt(text, i, c);
      c = escape % SHIFT;
      i = (escape - c) / SHIFT;
    }
    if (c === ESC || c === BRACKET) {
      const end = sequenceEnd(text, i, c);
      if (end > i) {
        i = end;
        continue;
      }
    }
    if (c <= SPACE || c >= 0x7f) c = asciiOf(c);
    if (c === NOTHING) continue;
    if (c === SPACE || c === NEWLINE) {
      const last = length === 0 ? NEWLINE : bytes[length - 1];
      if (last === NEWLINE || (last === SPACE && c === SPACE)) continue;
      if (last === SPACE) length--;
    }
    bytes[length++] = c;
  }
  return bytes.toString('latin1', 0, length);
}

function plainUntil(text: string, from: number): number {
  NOT_PLAIN.lastIndex = from;
  return NOT_PLAIN.exec(text)?.index ?? text.length;
}

/** A number; digits in names are none: `L-0263D0A3`, `t3_large`. */
const NUMBER = /(?<![\w-])\d+/g;

/** What two texts have in common that tell the same with other numbers. */
export function withoutNumbers(text: string): string {
  return text.replace(NUMBER, '0');
}

const NOTHING = 0;
/** Two numbers in one, so that no object is made for each escape: where it ends, and what it stands for. */
const SHIFT = 0x80;

/** @param c in ASCII */
function escape(end: number, c: number): number {
  return end * SHIFT + c;
}

function escapeAt(text: string, at: number, c: number): number {
  if (c === BACKSLASH) return backslashAt(text, at);
  return c === AMPERSAND ? entityAt(text, at) : percentAt(text, at);
}

/** A run of backslashes, of as many layers of JSON as there are, and what it escapes. */
function backslashAt(text: string, start: number): number {
  let i = start;
  while (text.charCodeAt(i) === BACKSLASH) i++;
  switch (lowerAt(text, i)) {
    case 0x6e: // n
    case 0x72: // r
      return escape(i, NEWLINE);
    case 0x74: // t
      return escape(i, SPACE);
    case 0x75: // u
      return hexadecimalAt(text, i, 4);
    case 0x78: // x
      return hexadecimalAt(text, i, 2);
    case 0x30: // 0
      return text.startsWith('033', i) ? escape(i + 2, ESC) : escape(i - 1, NOTHING);
    case 0x65: // e
      return text.charCodeAt(i + 1) === BRACKET ? escape(i, ESC) : escape(i - 1, NOTHING);
    default:
      return escape(i - 1, NOTHING);
  }
}

function lowerAt(text: string, at: number): number {
  return text.charCodeAt(at) | 0x20;
}

function hexadecimalAt(text: string, at: number, digits: number): number {
  let c = 0;
  for (let i = at + 1; i <= at + digits; i++) {
    const digit = digitOf(text.charCodeAt(i));
    if (digit < 0) return escape(at - 1, NOTHING);
    c = c * 16 + digit;
  }
  // \xe2\x94\x82 are the bytes of one character in UTF-8.
  if (digits === 2 && c >= 0x80) c = NOTHING;
  return escape(at + digits, c >= 0x7f ? asciiOf(c) : c);
}

function digitOf(c: number): number {
  if (c >= 0x30 && c <= 0x39) return c - 0x30;
  const lower = c | 0x20;
  return lower >= 0x61 && lower <= 0x66 ? lower - 0x57 : -1;
}

const ENTITIES: ReadonlyMap<string, number> = new Map([
  ['lt', 0x3c],
  ['gt', 0x3e],
  ['quot', QUOTE],
  ['apos', APOSTROPHE],
  ['nbsp', SPACE],
  ['#10', NEWLINE],
  ['#34', QUOTE],
  ['#39', APOSTROPHE],
  ['#039', APOSTROPHE],
  ['#x22', QUOTE],
  ['#x27', APOSTROPHE],
]);

function entityAt(text: string, start: number): number {
  let i = start + 1;
  // &amp;amp;#39; is &#39; that was escaped twice.
  while (text.startsWith('amp;', i)) i += 4;
  let end = i;
  while (end < i + 5 && isOfName(text.charCodeAt(end))) end++;
  const c = text[end] === ';' && end > i ? ENTITIES.get(text.slice(i, end)) : undefined;
  return c === undefined ? escape(i - 1, AMPERSAND) : escape(end, c);
}

function isOfName(c: number): boolean {
  return c === 0x23 || (c >= 0x30 && c <= 0x39) || ((c | 0x20) >= 0x61 && (c | 0x20) <= 0x7a);
}

/** Annotations of GitHub Actions have `%0A` for a line feed. */
function percentAt(text: string, at: number): number {
  const c = digitOf(text.charCodeAt(at + 1)) * 16 + digitOf(text.charCodeAt(at + 2));
  const known = c === NEWLINE || c === RETURN || c === SPACE || c === QUOTE || c === APOSTROPHE;
  return known ? escape(at + 2, c) : escape(at, PERCENT);
}

/** The longest parameters of a colour, and the longest command (a link), of which a terminal would take notice. */
const MAX_PARAMETERS = 64;
const MAX_COMMAND = 2048;

/**
 * Where an escape sequence of terminals ends (ECMA-48): `ESC [ … m`, `ESC ] … BEL`, or `[31m`, whose ESC was lost on the
 * way; where none does, where it began.
 */
function sequenceEnd(text: string, start: number, c: number): number {
  if (c === BRACKET) {
    const end = parametersEnd(text, start + 1, 12);
    return text[end] === 'm' ? end : start;
  }
  const kind = text[start + 1];
  if (kind === '[') return parametersEnd(text, start + 2, MAX_PARAMETERS);
  if (kind !== ']') return start + 1;
  for (let i = start + 2; i < start + MAX_COMMAND; i++) {
    const next = text.charCodeAt(i);
    if (next === 0x07) return i;
    if (next === ESC) return i + 1;
  }
  return start + 1;
}

/** Digits, and what separates them. */
function parametersEnd(text: string, start: number, most: number): number {
  let i = start;
  while (i < start + most && text.charCodeAt(i) >= 0x30 && text.charCodeAt(i) <= 0x3f) i++;
  return i;
}

/** What a character that is not in ASCII, or not visible, is read as. */
function asciiOf(c: number): number {
  if (c === SPACE || c === TAB) return SPACE;
  // The lines of boxes, too, are where a line begins or ends.
  if (c === NEWLINE || c === RETURN || (c >= 0x2500 && c <= 0x257f)) return NEWLINE;
  if (c === 0x2018 || c === 0x2019) return APOSTROPHE;
  if (c === 0x201c || c === 0x201d) return QUOTE;
  if (c >= 0x2010 && c <= 0x2015) return 0x2d;
  // Control characters, soft hyphens and what has no width are nothing; all others end a word.
  const invisible = c < SPACE || c === 0x7f || c === 0xad || c === 0xfeff || (c >= 0x200b && c <= 0x200f);
  return invisible ? NOTHING : SPACE;
}
