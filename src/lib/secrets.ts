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

interface Secret {
  /** Found as they are. */
  readonly forms: ReadonlySet<string>;
  /** The value with any of its signs escaped in any way. Only worth a try where `core` is in the text. */
  readonly escaped: RegExp;
  readonly core: string;
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
      this.#known.set(value, { forms: formsOf(value), escaped: escapedForm(value), core: coreOf(value) });
      for (const form of maskedForms(value)) this.#mask(form);
    }
  }

  redact(text: string): string {
    let clean = '';
    let from = 0;
    for (const { start, end } of this.#findAll(text)) {
      // Secrets may overlap: what two of them cover goes as one.
      if (start >= from) clean += `${text.slice(from, start)}***`;
      from = Math.max(from, end);
    }
    return clean + text.slice(from);
  }

  /** In order of their beginning. */
  #findAll(text: string): Range[] {
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
    return found.sort((a, b) => a.start - b.start || b.end - a.end);
  }
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
