/**
 * The secrets of this run. Each is masked in the runner's log when it arrives, and removed from every text before that
 * text goes anywhere: an API may echo a request in its error.
 *
 * Redact raw text, before it is escaped or cut: half of a secret, or one with markup in it, cannot be found any more.
 */
import { escape } from './markdown.ts';

/** A shorter value is no secret by itself: hiding each `a` would hide the log. Add it with what stands around it. */
const MIN_LENGTH = 4;
/** A shorter piece of base64 may be a word. */
const MIN_BASE64_LENGTH = 8;
/** A shorter piece of a secret is of no use, and may be a word. */
const MIN_PART_LENGTH = 8;
/** Of a shorter secret, a part would be half of it. */
const MIN_LENGTH_IN_PARTS = 16;
/** Tokens and keys. A password with other signs, or an address with one in it, may begin or end with a word, or a host. */
const TOKEN = /^[\w/+=.~-]+$/;
/** What a random piece of a token hardly ever is: words. */
const WORDS = /^[a-z_.-]+$/;

/** What nobody sees between the characters of a text; see `visible`. */
const UNSEEN = /[[\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}]--[\t\n\r]]+/gv;
/** The same, and each sign of a token as an encoder has it: for a URL, any number of times, in JSON or HTML. */
const ENCODED = new RegExp(
  `${UNSEEN.source}|%(?:25)*(?<url>2[bdef]|3d|5f|7e)|\\\\+u00(?<json>2[bdef]|3d|5f|7e)|&#x0*(?<hex>2[bdef]|3d|5f|7e);|&#0*(?<html>4[3567]|61|95|126);|\\\\+(?=[\\/+=.~_\\-])`,
  'giv',
);

interface Secret {
  /** Found as they are. */
  readonly forms: ReadonlySet<string>;
  /** The value with any of its signs escaped in any way. Only worth a try where `core` is in the text. */
  readonly escaped: RegExp;
  readonly core: string;
  /** Those of the forms whose beginnings and ends are hidden where a text may have been cut. */
  readonly inParts: readonly string[];
}

/** A text as it can be searched, and where in the original each of its characters begins. */
interface Reading {
  readonly text: string;
  originalOf(index: number): number;
}

interface Range {
  readonly start: number;
  readonly end: number;
}

export class Secrets {
  readonly #known = new Map<string, Secret>();
  readonly #mask: (value: string) => void;

  /** @param mask tells the runner to hide a value; the runner derives further forms by itself */
  constructor(mask: (value: string) => void) {
    this.#mask = mask;
  }

  add(secret: string): void {
    for (const value of [secret.trim(), ...secret.split(/[\r\n]+/).map((line) => line.trim())]) {
      if (value.length < MIN_LENGTH || this.#known.has(value)) continue;
      const forms = formsOf(value);
      const inParts =
        value.length < MIN_LENGTH_IN_PARTS || !TOKEN.test(value)
          ? []
          : [...forms].filter((form) => form.length >= MIN_LENGTH_IN_PARTS && TOKEN.test(form));
      this.#known.set(value, { forms, escaped: escapedForm(value), core: coreOf(value), inParts });
      for (const form of maskedForms(value)) this.#mask(form);
    }
  }

  redact(text: string): string {
    return without(text, this.#findAll(text));
  }

  /**
   * The same for what refuses a request or tells of an error: servers cut what they echo, so the beginnings and ends of
   * secrets are hidden, too. Not for whole answers, where such a piece may be anything.
   */
  redactError(text: string): string {
    const reading = readingOf(text, ENCODED);
    const parts = [...this.#known.values()].flatMap(({ inParts }) =>
      inParts.flatMap((form) => partsOf(form, reading)),
    );
    return without(text, [...this.#findAll(text), ...parts]);
  }

  #findAll(text: string): Range[] {
    const found = this.#findIn(text);
    if (text.search(UNSEEN) < 0) return found;
    const reading = readingOf(text, UNSEEN);
    return [...found, ...this.#findIn(reading.text).map((range) => originalOf(range, reading))];
  }

  #findIn(text: string): Range[] {
    const found: Range[] = [];
    for (const { forms, escaped, core } of this.#known.values()) {
      for (const form of forms) {
        for (let start = text.indexOf(form); start >= 0; start = text.indexOf(form, start + 1))
          found.push({ start, end: start + form.length });
      }
      if (!text.includes(core)) continue;
      for (const { 0: match, index } of text.matchAll(escaped))
        found.push({ start: index, end: index + match.length });
    }
    return found;
  }
}

function without(text: string, ranges: readonly Range[]): string {
  let clean = '';
  let from = 0;
  for (const { start, end } of ranges.toSorted((a, b) => a.start - b.start || b.end - a.end)) {
    // Secrets may overlap: what two of them cover goes as one.
    if (start >= from) clean += `${text.slice(from, start)}***`;
    from = Math.max(from, end);
  }
  return clean + text.slice(from);
}

/** @param pattern what is dropped, or stands for the sign whose code one of its groups has */
function readingOf(text: string, pattern: RegExp): Reading {
  let plain = '';
  let from = 0;
  /** Where the two begin to differ by something else. */
  const shifts: { readonly at: number; readonly original: number }[] = [{ at: 0, original: 0 }];
  for (const { 0: match, index, groups = {} } of text.matchAll(pattern)) {
    const hex = groups['url'] ?? groups['json'] ?? groups['hex'];
    const code = hex === undefined ? Number(groups['html'] ?? NaN) : Number.parseInt(hex, 16);
    plain += text.slice(from, index);
    if (!Number.isNaN(code)) {
      shifts.push({ at: plain.length, original: index });
      plain += String.fromCharCode(code);
    }
    from = index + match.length;
    shifts.push({ at: plain.length, original: from });
  }
  return {
    text: plain + text.slice(from),
    originalOf: (index) => {
      let [low, high] = [0, shifts.length - 1];
      while (low < high) {
        const middle = Math.ceil((low + high) / 2);
        if ((shifts[middle]?.at ?? 0) <= index) low = middle;
        else high = middle - 1;
      }
      const { at, original } = shifts[low] ?? { at: 0, original: 0 };
      return original + index - at;
    },
  };
}

function originalOf({ start, end }: Range, reading: Reading): Range {
  return { start: reading.originalOf(start), end: reading.originalOf(end) };
}

/** Where a text has a beginning or an end of the form, each as long as it is there. */
function partsOf(form: string, reading: Reading): Range[] {
  const { text } = reading;
  const found: Range[] = [];
  const head = form.slice(0, MIN_PART_LENGTH);
  let next: number;
  for (let start = text.indexOf(head); start >= 0; start = text.indexOf(head, next)) {
    let length = MIN_PART_LENGTH;
    while (length < form.length && text[start + length] === form[length]) length += 1;
    found.push({ start, end: start + length });
    next = start + length - MIN_PART_LENGTH + 1;
  }
  const tail = form.slice(-MIN_PART_LENGTH);
  // From the last one on, as the other goes from the first one on.
  for (let at = text.lastIndexOf(tail); at >= 0; at = next < 0 ? -1 : text.lastIndexOf(tail, next)) {
    const end = at + MIN_PART_LENGTH;
    let length = MIN_PART_LENGTH;
    while (length < form.length && text[end - length - 1] === form[form.length - length - 1]) length += 1;
    found.push({ start: end - length, end });
    next = end - length - 1;
  }
  return found
    .filter(({ start, end }) => !WORDS.test(text.slice(start, end)))
    .map((range) => originalOf(range, reading));
}

function maskedForms(value: string): Set<string> {
  const json = JSON.stringify(value).slice(1, -1);
  return new Set([value, encodeURIComponent(value), json, json.replaceAll('/', '\\/'), base64(value)]);
}

function formsOf(value: string): Set<string> {
  const hex = Buffer.from(value).toString('hex');
  const encoded = [base64(value), ...[0, 1, 2].map((offset) => base64Within(value, offset))]
    .filter((form) => form.length >= MIN_BASE64_LENGTH)
    .flatMap((form) => [form, form.replaceAll('+', '-').replaceAll('/', '_')]);
  // Our own Markdown, at the beginning of a text and within it.
  const markdown = [escape(value), escape(`x${value}x`).slice(1, -1)];
  return new Set([value, ...encoded, hex, hex.toUpperCase(), ...markdown]);
}

const NAMED: Readonly<Record<string, string>> = {
  '&': 'amp',
  '<': 'lt',
  '>': 'gt',
  '"': 'quot',
  "'": 'apos',
};

/**
 * Matches the value with any of its signs escaped: for a URL (even twice), JSON, HTML, Markdown or a shell. Encoders
 * differ in which signs they escape, so each sign is on its own.
 */
function escapedForm(value: string): RegExp {
  const signs = [...value].map((char) => {
    if (/[A-Za-z0-9]/.test(char)) return char;
    if (/\s/.test(char)) return '(?:\\s|\\\\[nrt]|\\+|%(?:25)?(?:20|09|0[AD]))+';
    const code = char.codePointAt(0) ?? 0;
    const hex = code.toString(16);
    const url = encodeURIComponent(char).includes('%') ? encodeURIComponent(char) : `%${hex}`;
    const names = char in NAMED ? [`&${NAMED[char]};`] : [];
    const alternatives = [
      `\\\\*\\u{${hex}}`,
      ignoringCase(url.replaceAll('%', '%(?:25)?')),
      `\\\\+u${ignoringCase(hex.padStart(4, '0'))}`,
      `&#0*${code};`,
      `&#[xX]0*${ignoringCase(hex)};`,
      ...names,
    ];
    return `(?:${alternatives.join('|')})`;
  });
  return new RegExp(signs.join(''), 'gu');
}

function ignoringCase(hex: string): string {
  return hex.replace(/[a-f]/gi, (digit) => `[${digit.toLowerCase()}${digit.toUpperCase()}]`);
}

/** What no encoder changes: the longest run of letters and digits. */
function coreOf(value: string): string {
  return (value.match(/[A-Za-z0-9]+/g) ?? ['']).reduce((a, b) => (b.length > a.length ? b : a));
}

function base64(value: string): string {
  return Buffer.from(value).toString('base64');
}

/**
 * The base64 of a value within a longer text, so many bytes after a multiple of three: the digits that hold nothing but
 * the value, whatever stands before and after it.
 */
function base64Within(value: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(value)]);
  const digits = bytes.toString('base64');
  return digits.slice(Math.ceil((offset * 8) / 6), Math.floor((bytes.length * 8) / 6));
}
