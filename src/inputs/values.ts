/** One value of one kind from what somebody wrote: takes what is meant, and says what is wrong with the rest. Pure. */
import { DAY, HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { meant } from '../lib/nearest.ts';
import { quoted, refuseInput } from './mistakes.ts';
import { unquoted } from './environment.ts';
import { withoutScheme } from './secrets.ts';

export function required(name: string, value: string, valid: string): string {
  if (value === '') refuseInput(name, 'is required and was not given', valid);
  return value;
}

/** One of a few words, in capitals or not. */
export function oneOf<T extends string>(name: string, value: string, valid: readonly T[]): T {
  const found = valid.find((candidate) => candidate === value.toLowerCase());
  if (found !== undefined) return found;
  const near = meant(value, valid);
  const hint = near === undefined ? `, which is no ${name}` : `; did you mean '${near}'?`;
  return refuseInput(name, `is ${quoted(value)}${hint}`, valid.join(', '));
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'y', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'n', 'off', '0'].map((word) => [word, false] as const),
]);

export function boolean(name: string, value: string): boolean {
  return (
    BOOLEANS.get(value.toLowerCase()) ??
    refuseInput(
      name,
      `is ${quoted(value)}, which is neither true nor false`,
      'true, false (or yes, no, on, off, 1, 0)',
    )
  );
}

const LONGEST = 3650 * DAY;
const UNITS: readonly (readonly [RegExp, number])[] = [
  [/^(?:w|weeks?)$/, 7 * DAY],
  [/^(?:d|days?)$/, DAY],
  [/^(?:h|hrs?|hours?)$/, HOUR],
  [/^(?:m|mins?|minutes?)$/, MINUTE],
  [/^(?:s|secs?|seconds?|)$/, SECOND],
];

/** Milliseconds. @param more follows what a duration is: `at least 1d` */
export function duration(name: string, value: string, more = '0 or more'): number {
  const valid = `whole seconds (7200) or a number with a unit (90m, 2h, 90d); ${more}`;
  const ms = milliseconds(value);
  if (ms === undefined) return refuseInput(name, `is ${quoted(value)}, which is not a duration`, valid);
  if (ms > LONGEST) refuseInput(name, `is ${quoted(value)}, which is too long`, `at most 3650d; ${more}`);
  return ms;
}

/** `90m`, `1d12h`, `1h 30m`: the longest unit first, each once. Seconds alone need none. */
function milliseconds(value: string): number | undefined {
  if (!/^(?:\d{1,9}|(?:\d{1,9} *[a-z]+ *)+)$/i.test(value)) return undefined;
  let sum = 0;
  let last = Infinity;
  for (const [, digits = '', unit = ''] of value.matchAll(/(\d+) *([a-z]*)/gi)) {
    const size = UNITS.find(([word]) => word.test(unit.toLowerCase()))?.[1];
    if (size === undefined || size >= last) return undefined;
    sum += Number(digits) * size;
    last = size;
  }
  return sum;
}

export function durationOf(name: string, value: string, minimum: number, more: string): number {
  const ms = duration(name, value, more);
  const meaning = /^\d+$/.test(value) ? `is ${quoted(value)} seconds` : `is ${quoted(value)}`;
  if (ms < minimum) refuseInput(name, `${meaning}, which is too short`, `a duration of ${more}`);
  return ms;
}

/** `90` is 90 seconds, and would rotate production's keys at each run. `0` is meant: now. */
export function maxAge(name: string, value: string): number {
  const ms = duration(name, value, '0 (at once), or at least 1d');
  if (ms > 0 && ms < DAY) {
    const [digits = ''] = /^\d+/.exec(value) ?? [];
    const unit = /[a-z]/i.test(value) ? '' : ' seconds';
    const meant = Number(digits) > 0 && Number(digits) <= 3650 ? Number(digits) : 90;
    refuseInput(
      name,
      `is ${quoted(value)}${unit}, less than a day; did you mean ${meant}d?`,
      '0 (at once), or at least 1d',
    );
  }
  return ms;
}

export function ttlInDays(name: string, value: string): number | 'none' {
  const valid = "1, 2, 3, 4 or 5 (days), or 'none' for a lock that stays until it is unlocked";
  required(name, value, valid);
  if (value.toLowerCase() === 'none') return 'none';
  const [, digits] = /^([1-5]) *(?:d|days?)?$/i.exec(value) ?? [];
  return digits === undefined
    ? refuseInput(name, `is ${quoted(value)}, which is not a number of days from 1 to 5`, valid)
    : Number(digits);
}

/** A percentage from 1 to 100. */
export function percent(name: string, value: string): number {
  const [, digits] = /^(\d{1,3}) *%?$/.exec(value) ?? [];
  const number = Number(digits ?? NaN);
  return number >= 1 && number <= 100
    ? number
    : refuseInput(
        name,
        `is ${quoted(value)}, which is not a percentage from 1 to 100`,
        'a whole number from 1 to 100',
      );
}

/** What people paste in the place of a Qovery API token. */
const OTHER_TOKENS: readonly (readonly [RegExp, string])[] = [
  [/^eyJ[\w-]*\.[\w-]+\.[\w-]*$/, 'is a JWT, a session of the console or of the command line, which expires'],
  [/^(?:gh[opsur]_|github_pat_)\w+$/, 'is a token of GitHub'],
  [/^A[KS]IA[A-Z0-9]{12,}$/, 'is the id of an AWS access key'],
  [/^(?:\$\{?\w+\}?|secrets\.\w+|[A-Z]+(?:_[A-Z]+)+)$/, 'is the name of a secret or variable, not its value'],
  [/^\*+$/, 'is the mask that GitHub prints in the place of a secret'],
];

export function qoveryToken(name: string, value: string): string {
  const valid =
    'a Qovery API token (Qovery console, Settings, API tokens), given as ${{ secrets.QOVERY_API_TOKEN }}. If it is a secret, check that this workflow can read it';
  const token = apiToken(name, value, valid);
  const [, mistaken] = OTHER_TOKENS.find(([form]) => form.test(token)) ?? [];
  return mistaken === undefined ? token : refuseInput(name, mistaken, valid);
}

export function apiToken(name: string, value: string, valid: string): string {
  const token = withoutScheme(required(name, value, valid));
  const [bad] = /[^\x21-\x7e]/u.exec(token) ?? [];
  if (bad !== undefined) {
    refuseInput(
      name,
      `has ${nameOfChar(bad)} in it, which no HTTP header may hold`,
      'the token alone, without line breaks and invisible characters: store it again as a secret',
    );
  }
  return required(name, token, valid);
}

export function nameOfChar(char: string): string {
  if (/[\r\n\u2028\u2029\u0085]/.test(char)) return 'a line break';
  if (char === ' ' || char === '\t') return 'a blank';
  const code = (char.codePointAt(0) ?? 0).toString(16).toUpperCase().padStart(4, '0');
  return `the character U+${code}`;
}

export function apiUrl(name: string, value: string): URL {
  const url = URL.parse(value);
  const local = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  const valid =
    'an address like https://api.qovery.com (http only for this machine: the token travels with every request)';
  // Not quoted: it may hold a password.
  if (value.includes('@')) refuseInput(name, 'has a user or a password in it', valid);
  if (url === null)
    return refuseInput(name, `is ${quoted(value)}, which is not an address with https://`, valid);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    refuseInput(name, `is ${quoted(value)}, which is not an address with https://`, valid);
  if (/^console\./.test(url.hostname))
    refuseInput(name, `is ${quoted(value)}, the address of the console, not of the API`, valid);
  // Of slashes at its end, people write one or two.
  if (/\/\/./.test(url.pathname.replace(/\/+$/, '')))
    refuseInput(name, `is ${quoted(value)}, which has two slashes in its path`, valid);
  return url;
}

export interface AcceptedFinding {
  readonly id: string;
  /** `2026-12-31`: accepted on that day still, in UTC; `undefined`: for good. */
  readonly until: string | undefined;
}

/** One id a line, each with an optional ` until 2026-12-31`; as of a list, with commas and quotes too, and with comments. */
export function acceptedFindings(name: string, value: string): AcceptedFinding[] {
  const valid =
    "ids of findings (from the output report), one a line, each with an optional ' until YYYY-MM-DD'";
  const uncommented = value.replace(/(?:^|(?<=\s))#.*$/gm, '').trim();
  return items(name, uncommented)
    .map((item) => item.replace(/["'“”‘’`]/g, '').trim())
    .filter((line) => line !== '')
    .map((line) => {
      const [, id, until] = /^(\S+)(?:\s+until\s+(\S+))?$/i.exec(line) ?? [];
      if (id === undefined)
        return refuseInput(
          name,
          `has the line ${quoted(line)}, which is not an id with an optional date`,
          valid,
        );
      if (until !== undefined && !isDate(until))
        refuseInput(name, `has ${quoted(until)} in the line of ${quoted(id)}, which is not a date`, valid);
      return { id, until };
    });
}

function isDate(text: string): boolean {
  if (!/^\d{4}-\d\d-\d\d$/.test(text)) return false;
  const at = Date.parse(`${text}T00:00:00Z`);
  // JavaScript takes February 30 for March 2.
  return !Number.isNaN(at) && new Date(at).toISOString().startsWith(text);
}

/**
 * Of a list that is separated by commas or new lines, or is a list in JSON: each once.
 *
 * @throws {BadInput} where a list in JSON holds what is neither text nor an object with an id
 */
export function items(name: string, value: string): string[] {
  const all = (jsonList(name, value) ?? value.split(/[\n,]+/)).map((item) => unquoted(withoutBullet(item)));
  return [...new Set(all.filter((item) => item !== ''))];
}

/** Without the mark of a list in YAML, which is text where the list is text. */
function withoutBullet(line: string): string {
  return line.replace(/^\s*- +/, '');
}

function jsonList(name: string, value: string): string[] | undefined {
  if (!value.startsWith('[')) return undefined;
  let list: unknown;
  try {
    list = JSON.parse(value);
  } catch {
    return undefined;
  }
  return Array.isArray(list) ? list.map((item) => idOf(name, item)) : undefined;
}

/** Our own outputs are lists of objects: `clusters` have an `id`, `locks` have a `cluster_id`. */
function idOf(name: string, item: unknown): string {
  if (typeof item === 'string' || typeof item === 'number' || typeof item === 'boolean') return String(item);
  const { id, cluster_id: clusterId } = (item ?? {}) as Readonly<Record<string, unknown>>;
  const found = [clusterId, id].find((one) => typeof one === 'string');
  if (typeof found === 'string') return found;
  const what = item === null ? 'null' : Array.isArray(item) ? 'a list' : 'an object without an id';
  return refuseInput(
    name,
    `is a list in JSON with ${what} in it`,
    'a list of texts, or of objects with an id, like the outputs clusters and locks of this action',
  );
}
