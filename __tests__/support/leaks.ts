import { Buffer } from 'node:buffer';

// Finds a secret in a text, in every form that a careless program might print it in.

/** So many characters of a secret in a row are as bad as the whole of it. */
const FRAGMENT = 12;

/** What was found: the form that the secret was in. `undefined` when the text is clean. */
export function findLeak(text: string, secret: string): string | undefined {
  for (const [form, value] of formsOf(secret)) {
    if (value !== '' && text.includes(value)) return form;
  }
  const { lower, bareText } = derivedFrom(text);
  if (lower.includes(Buffer.from(secret).toString('hex'))) return 'hex';
  // Whatever is put between the characters (backslashes, spaces, line breaks, markup), letters and digits stay.
  if (secret.length > FRAGMENT && bareText.includes(bare(secret))) return 'escaped';
  // Half a fragment, at each multiple of its length, is in whatever fragment there is: seldom found, and quickly sought.
  const half = FRAGMENT / 2;
  const halves = Array.from({ length: Math.ceil(secret.length / half) }, (_, n) =>
    secret.slice(n * half, (n + 1) * half),
  );
  if (!halves.some((part) => text.includes(part))) return undefined;
  for (let i = 0; i + FRAGMENT <= secret.length; i += 1) {
    if (text.includes(secret.slice(i, i + FRAGMENT))) return 'a part of it';
  }
  return undefined;
}

interface Derived {
  readonly text: string;
  readonly lower: string;
  readonly bareText: string;
}
let derived: Derived = { text: '', lower: '', bareText: '' };

/** Many secrets are looked for in one text after the other. */
function derivedFrom(text: string): Derived {
  if (derived.text !== text) derived = { text, lower: text.toLowerCase(), bareText: bare(text) };
  return derived;
}

function formsOf(secret: string): [form: string, value: string][] {
  const json = JSON.stringify(secret).slice(1, -1);
  return [
    ['plain', secret],
    ['JSON-escaped', json],
    ['JSON-escaped', json.replaceAll('/', '\\/')],
    ['JSON-escaped', secret.replaceAll('/', '\\u002f').replaceAll('+', '\\u002b')],
    ['URL-encoded', encodeURIComponent(secret)],
    ['URL-encoded', new URLSearchParams({ '': secret }).toString().slice(1)],
    ['URL-encoded', encodeURIComponent(encodeURIComponent(secret))],
    ['HTML-escaped', secret.replaceAll('/', '&#x2F;').replaceAll('+', '&#43;')],
    ...[0, 1, 2].flatMap((offset): [string, string][] => {
      const inside = base64Inside(secret, offset);
      return [
        ['base64', inside],
        ['base64', inside.replaceAll('+', '-').replaceAll('/', '_')],
      ];
    }),
  ];
}

/**
 * The base64 of a secret within a longer text, so many bytes after a multiple of three: the digits that hold
 * nothing but the secret, whatever stands before and after it.
 */
function base64Inside(secret: string, offset: number): string {
  const bytes = Buffer.concat([Buffer.alloc(offset), Buffer.from(secret)]);
  const first = Math.ceil((offset * 8) / 6);
  const last = Math.floor((bytes.length * 8) / 6);
  return bytes.toString('base64').slice(first, last);
}

function bare(text: string): string {
  return text.replace(/[^A-Za-z0-9]/g, '');
}
