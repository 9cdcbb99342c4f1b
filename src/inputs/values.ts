/** One value of one kind from what somebody wrote: takes what is meant, and says what is wrong with the rest. Pure. */
import { DAY, HOUR, MINUTE, SECOND } from '../lib/clock.ts';
import { meant } from '../lib/nearest.ts';
import { quoted, refuse, refuseInput } from './mistakes.ts';
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

/** A variable that the AWS SDK signs with. Not quoted: it is a secret, or belongs to one. */
export function signingVariable(name: string, value: string): void {
  const [bad] = /[^\t\x20-\x7e]/u.exec(value) ?? [];
  if (bad === undefined) return;
  refuse(
    `Variable '${name}'`,
    `has ${nameOfChar(bad)} in it, which no HTTP header may hold`,
    'the value alone, without line breaks and invisible characters',
  );
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
  if (url === null)
    return refuseInput(name, `is ${quoted(value)}, which is not an address with https://`, valid);
  if (url.protocol !== 'https:' && !(url.protocol === 'http:' && local))
    refuseInput(name, `is ${quoted(value)}, which is not an address with https://`, valid);
  if (/^console\./.test(url.hostname))
    refuseInput(name, `is ${quoted(value)}, the address of the console, not of the API`, valid);
  return url;
}

/** Every region of AWS is named by a quarter of the sky. */
const REGION = /^[a-z]{2,4}(?:-[a-z]+)?-(?:central|(?:north|south)?(?:east|west)|north|south)-\d$/;

/** @param subject what holds it: `Input 'aws-region'` */
export function region(subject: string, value: string): string {
  const word = value.toLowerCase();
  if (REGION.test(word)) return word;
  const near = word.replaceAll('_', '-').replace(/(-\d)[a-z]$/, '$1');
  const what = /-\d[a-z]$/.test(word)
    ? 'which is an availability zone, not a region'
    : 'which is not an AWS region';
  const hint = REGION.test(near) ? `; did you mean '${near}'?` : '';
  return refuse(subject, `is ${quoted(value)}, ${what}${hint}`, 'an AWS region, like eu-west-3');
}

/** By the beginning of their regions (AWS's own partitions.json); all others are of `aws`. */
const PARTITIONS: readonly (readonly [beginning: string, partition: string, region: string])[] = [
  ['cn-', 'aws-cn', 'cn-north-1'],
  ['us-gov-', 'aws-us-gov', 'us-gov-west-1'],
  ['us-iso-', 'aws-iso', 'us-iso-east-1'],
  ['us-isob-', 'aws-iso-b', 'us-isob-east-1'],
  ['eu-isoe-', 'aws-iso-e', 'eu-isoe-west-1'],
  ['us-isof-', 'aws-iso-f', 'us-isof-south-1'],
  ['eusc-', 'aws-eusc', 'eusc-de-east-1'],
];

export function partitionOf(awsRegion: string): string {
  return PARTITIONS.find(([beginning]) => awsRegion.startsWith(beginning))?.[1] ?? 'aws';
}

export function partitionOfRole(arn: string): string {
  return arn.split(':')[1] ?? '';
}

/** Whether it is one of those above: of another, nobody here knows the regions. */
export function isKnownPartition(name: string): boolean {
  return name === 'aws' || PARTITIONS.some(([, one]) => one === name);
}

/** Where nobody names a region, the role says at least which partition it is. */
export function firstRegion(arn: string | undefined): string {
  const partition = partitionOfRole(arn ?? '');
  return PARTITIONS.find(([, one]) => one === partition)?.[2] ?? 'us-east-1';
}

const ROLE = /^arn:aws(?:-[a-z]+)*:iam::(\d{12}|\{account\}):role\/[\w+=,.@/-]+$/;

/** `{account}` stands for the account of each key. */
export function role(name: string, value: string): string {
  return ROLE.test(value)
    ? value
    : refuseInput(
        name,
        `is ${quoted(value)}, ${notARole(value)}`,
        'the ARN of an IAM role, like arn:aws:iam::123456789012:role/qovery-maintenance; with {account} in place of the number, that of the account of each key',
      );
}

function notARole(value: string): string {
  const [, account = '', kind = ''] = /^arn:[^:]+:(?:iam|sts)::([^:]*):([a-z-]+)\/./.exec(value) ?? [];
  if (kind !== '' && kind !== 'role')
    return `which is the ARN of ${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}, not of a role`;
  if (/^\d+$/.test(account) && account.length !== 12)
    return `where the account has ${account.length} digits, not 12 (is a zero at the front missing?)`;
  return 'which is not the ARN of a role';
}

/** The id of an access key, temporary or not. */
export const ACCESS_KEY = /^A[KS]IA[A-Z0-9]{12,}$/i;

export function accessKeyId(name: string, value: string): string {
  const id = value.toUpperCase();
  if (/^AKIA[A-Z0-9]{12,124}$/.test(id)) return id;
  // What is longer than an id may be a secret.
  const shown = items(value).every((item) => /^[\w-]{1,24}$/.test(item))
    ? quoted(value)
    : `a text of ${value.length} characters`;
  const what = /^ASIA/.test(id)
    ? 'the id of a temporary key, which ends by itself'
    : items(value).length > 1
      ? 'more than one id, and a run retires one key'
      : 'which is not the id of an access key';
  return refuseInput(
    name,
    `is ${shown}, ${what}`,
    'the id of one long-term access key (AKIA and 16 more letters and digits)',
  );
}

/** One or more names, each once. */
export function iamUsers(name: string, value: string): string[] {
  const valid = 'the name of an IAM user, without its path (or several, separated by commas or new lines)';
  const users = items(value);
  if (users.length === 0) refuseInput(name, `is ${quoted(value)}, a list without items`, valid);
  return users.map((user) => {
    if (ACCESS_KEY.test(user))
      refuseInput(name, `has ${quoted(user)}, which is the id of an access key`, valid);
    // A name may hold a comma; nobody's does.
    if (/^[\w+=.@-]{1,64}$/.test(user)) return user;
    const [, last] = /^(?:arn:[\w-]+:iam::\d*:user)?\/(?:\S*\/)?([\w+=.@-]{1,64})$/.exec(user) ?? [];
    const hint = last === undefined ? '' : `; did you mean '${last}'?`;
    return refuseInput(name, `has ${quoted(user)}, which is not the name of a user${hint}`, valid);
  });
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

/** Of a list that is separated by commas or new lines, or is a list in JSON: each once. */
export function items(value: string): string[] {
  const all = (jsonList(value) ?? value.split(/[\n,]+/)).map((item) => withoutQuotes(withoutBullet(item)));
  return [...new Set(all.filter((item) => item !== ''))];
}

/** Without the mark of a list in YAML, which is text where the list is text. */
function withoutBullet(line: string): string {
  return line.replace(/^\s*- +/, '');
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
