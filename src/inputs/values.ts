/** One value of one kind from what somebody wrote: takes what is meant, and says what is wrong with the rest. Pure. */
import { DAY, HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { nearest } from '../lib/nearest.ts';
import { quoted, refuseInput } from './mistakes.ts';
import { withoutScheme } from './secrets.ts';

export function required(name: string, value: string, valid: string): string {
  if (value === '') refuseInput(name, 'is required and was not given', valid);
  return value;
}

/** One of a few words, in capitals or not. */
export function oneOf<T extends string>(name: string, value: string, valid: readonly T[]): T {
  const found = valid.find((candidate) => candidate === value.toLowerCase());
  return (
    found ??
    refuseInput(name, `is ${quoted(value)}; did you mean '${nearest(value, valid)[0]}'?`, valid.join(', '))
  );
}

const BOOLEANS: ReadonlyMap<string, boolean> = new Map([
  ...['true', 'yes', 'on', '1'].map((word) => [word, true] as const),
  ...['false', 'no', 'off', '0'].map((word) => [word, false] as const),
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
  [/^(?:s|secs?|seconds?|)$/, SECOND],
  [/^(?:m|mins?|minutes?)$/, MINUTE],
  [/^(?:h|hrs?|hours?)$/, HOUR],
  [/^(?:d|days?)$/, DAY],
];

/** Milliseconds. @param more follows what a duration is: `at least 1d` */
export function duration(name: string, value: string, more = '0 or more'): number {
  const [, digits, unit = ''] = /^(\d{1,9}) *([a-z]*)$/i.exec(value) ?? [];
  const size = UNITS.find(([word]) => word.test(unit.toLowerCase()))?.[1];
  const valid = `whole seconds (7200) or a number with a unit (90m, 2h, 90d); ${more}`;
  if (digits === undefined || size === undefined)
    return refuseInput(name, `is ${quoted(value)}, which is not a duration`, valid);
  const ms = Number(digits) * size;
  if (ms > LONGEST) refuseInput(name, `is ${quoted(value)}, which is too long`, `at most 3650d; ${more}`);
  return ms;
}

export function durationOf(name: string, value: string, minimum: number, more: string): number {
  const ms = duration(name, value, more);
  if (ms < minimum) refuseInput(name, `is ${quoted(value)}, which is too short`, `a duration of ${more}`);
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

function nameOfChar(char: string): string {
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
  if (url === null) return refuseInput(name, `is ${quoted(value)}, which is not an address`, valid);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    refuseInput(name, `is ${quoted(value)}, which is not an address of the kind https`, valid);
  return url;
}

export function region(name: string, value: string): string {
  const word = value.toLowerCase();
  return /^[a-z]{2,4}(-[a-z]+)+-\d$/.test(word)
    ? word
    : refuseInput(name, `is ${quoted(value)}, which is not an AWS region`, 'an AWS region, like eu-west-3');
}

const ROLE = /^arn:aws[\w-]*:iam::(\d{12}|\{account\}):role\/[\w+=,.@/-]+$/;

/** `{account}` stands for the account of each key. */
export function role(name: string, value: string): string {
  return ROLE.test(value)
    ? value
    : refuseInput(
        name,
        `is ${quoted(value)}, which is not the ARN of a role`,
        'the ARN of an IAM role, like arn:aws:iam::123456789012:role/qovery-maintenance; with {account} in place of the number, that of the account of each key',
      );
}

export function accessKeyId(name: string, value: string): string {
  const id = withoutQuotes(value).toUpperCase();
  return /^AKIA[A-Z0-9]{12,124}$/.test(id)
    ? id
    : refuseInput(
        name,
        `is ${quoted(value)}, which is not such an id`,
        'the id of a long-term access key (it begins with AKIA)',
      );
}

/** One or more names, each once. */
export function iamUsers(name: string, value: string): string[] {
  const valid = 'the name of an IAM user, without its path (or several, separated by commas or new lines)';
  return items(value).map((user) =>
    // A name may hold a comma; nobody's does.
    /^[\w+=.@-]{1,64}$/.test(user)
      ? user
      : refuseInput(name, `has ${quoted(user)}, which is not the name of a user`, valid),
  );
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
  return items(uncommented)
    .map((item) =>
      item
        .replace(/^- /, '')
        .replace(/["'“”‘’`]/g, '')
        .trim(),
    )
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

/** Of a list that is separated by commas or new lines, or is a list in JSON: each once. */
export function items(value: string): string[] {
  const all = (jsonList(value) ?? value.split(/[\n,]+/)).map(withoutQuotes);
  return [...new Set(all.filter((item) => item !== ''))];
}

function jsonList(value: string): string[] | undefined {
  if (!value.startsWith('[')) return undefined;
  try {
    const list: unknown = JSON.parse(value);
    return Array.isArray(list) ? list.map(String) : undefined;
  } catch {
    return undefined;
  }
}

function withoutQuotes(text: string): string {
  return text
    .trim()
    .replace(/^["'“”‘’`](.*)["'“”‘’`]$/su, '$1')
    .trim();
}
