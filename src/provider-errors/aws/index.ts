/**
 * AWS: reads the form of an error (forms.ts), and looks its code, or what its sentence counts, up by service
 * (quotas.ts, errors.ts). A code that no table has still tells its service, by the way AWS makes codes.
 */
import type { Cloud, Passage, Row, Sighting } from '../model.ts';
import { type Match, type Rule, type Rules, type Token, compile, sentencesIn, tokensIn } from '../rules.ts';
import { OTHERS, RATE } from './errors.ts';
import { type Form, askedFor, formOf, serviceAt } from './forms.ts';
import { link, regionIn } from './places.ts';
import { OF_ONE_RESOURCE, QUOTAS, VAGUE } from './quotas.ts';
import { SERVICES, sameApi } from './services.ts';

/** How AWS calls an error of a quota: `…LimitExceeded`, `…QuotaExceeded`, `TooMany…`, `Max…Exceeded`. */
const QUOTA_CODE =
  /^(?:\w*(?:limit|quota)s?(?:\w{0,24})(?:exceeded|reached)|toomany\w+|max\w+(?:exceeded|reached))$/;

interface Entry {
  readonly row: Row;
  readonly signed: boolean;
}

const ROWS = Object.entries(QUOTAS).flatMap(([service, quotas]) =>
  quotas.map(({ errors = [], counts = [], says = [], ...row }) => ({
    row: { kind: 'quota', service, ...row } satisfies Row,
    errors,
    counts,
    says,
  })),
);

/** Those that Service Quotas lists; of two lines of one code, the first. */
export const QUOTA_BY_CODE: ReadonlyMap<string, Row> = new Map(
  ROWS.toReversed().flatMap(({ row }: { row: Row }) => (row.code === undefined ? [] : [[row.code, row]])),
);

const BY_CODE: ReadonlyMap<string, readonly Entry[]> = groups<Entry>([
  ...ROWS.flatMap(({ row, errors }) => errors.map((code) => [keyIn(code), { row, signed: false }] as const)),
  ...OTHERS.flatMap(({ row, errors = [], signed = [] }) => [
    ...errors.map((code) => [keyIn(code), { row, signed: false }] as const),
    ...signed.map((code) => [keyIn(code), { row, signed: true }] as const),
  ]),
]);

const BY_NOUN: ReadonlyMap<string, readonly Row[]> = groups(
  ROWS.flatMap(({ row, counts }) =>
    counts.flatMap((noun) => [[nounOf(noun), row] as const, [noun.toLowerCase(), row] as const]),
  ),
);

/** The words that are in what AWS counts. */
const NOUN_WORDS: ReadonlySet<string> = new Set(
  ROWS.flatMap(({ counts }) => counts.flatMap((noun) => wordsOf(noun.toLowerCase()).map(singular))),
);

/** Names that nobody but AWS uses: with them, a sentence needs no other sign that AWS speaks. */
const OF_AWS =
  /vpc|natgateway|internetgateway|nodegroup|elasticip|fargate|securitygroup|launchconfiguration|autoscaling|hostedzone|dbinstance|db(?:subnet|cluster|parameter)|peraccount|perrole|peruser|policysize|fleetrequest|interfacesecurity|certificatesinthelastyear/;

const THROTTLED = OTHERS.find(({ row }) => row.kind === 'throttling')?.row;

const NOUN = `(?<noun>[a-z0-9][a-z0-9 '/()_-]{1,70})`;

/** How AWS's messages say that something is used up. `noun` is what is counted; `before`: what is counted stands before. */
const SENTENCES: readonly RegExp[] = [
  `maximum (?:allowed )?number of ${NOUN}`,
  ...['limit', 'quota'].map(
    (bound) =>
      `(?:exceed(?:ed|s|ing)?|reached|over) (?:the|your|its) (?:account |current |maximum |service )?${bound}s? (?:of|on|for) (?:the (?:maximum )?number of |maximum |\\d{1,9} )?${NOUN}`,
  ),
  `limit(?: \\d{1,9})? on the number of ${NOUN}`,
  `limit of \\d{1,9} ${NOUN}`,
  `limit for (?<noun>[a-z][a-z0-9 ]{1,40}) (?:has been |was )?exceeded`,
  `exceed quota for ${NOUN}`,
  `(?:create|have|allocate|add) more than \\d{1,9} ${NOUN}`,
  `more (?<noun>[a-z][a-z0-9 ]{1,40}) than allowed`,
  `only have \\d{1,9} ${NOUN}`,
  `too many ${NOUN}`,
  `account-level service limit '(?<name>[^']{1,80})'`,
  `(?<before>limit|quota) (?:has been |is |was )?exceeded`,
  `(?<before>limit|quota) (?:has been |is |was )?reached`,
  `quota (?<before>)for this account`,
].map((source) => new RegExp(source));

type FormReader = () => Form;

const RULES: Rules<FormReader> = compile<FormReader>([
  ...ROWS.flatMap(({ row, says }) => says.map((pattern) => ({ says: pattern, row }))),
  ...OTHERS.flatMap(({ row, says = [], signedSays = [] }): Rule<FormReader>[] => [
    ...says.map((pattern) => ({ says: pattern, row })),
    ...signedSays.map((pattern) => ({
      says: pattern,
      row: (_: Match, _passage: Passage, form: FormReader) => (form().signed ? row : undefined),
    })),
  ]),
  ...SENTENCES.map((says) => ({ says, row: counted })),
]);

export const aws: Cloud = {
  name: 'AWS',
  qovery: 'AWS',
  find: (passage) => {
    // Most errors are known by their code alone.
    let read: Form | undefined;
    const form = (): Form => (read ??= formOf(passage));
    return [...codesIn(passage, form), ...sentencesIn(passage, RULES, form)];
  },
  region: regionIn,
  usualTime: '1 to 3 business days',
  link,
};

function codesIn(passage: Passage, form: FormReader): Sighting[] {
  return tokensIn(passage).flatMap((token) => sightingOf(token, passage, form) ?? []);
}

function sightingOf({ word, at, end }: Token, passage: Passage, form: FormReader): Sighting | undefined {
  const key = keyOf(word);
  // AuthFailure.ServiceLinkedRoleCreationNotPermitted: the second word tells.
  if (OF_ONE_RESOURCE.has(key) || (key === 'authfailure' && passage.lower[end] === '.')) return undefined;
  const entries = BY_CODE.get(word) ?? BY_CODE.get(key);
  if (entries !== undefined) {
    const entry =
      entries.length === 1
        ? entries[0]
        : (entries.find(({ row }) => sameApi(row.service, serviceAt(form(), at)?.code)) ?? entries[0]);
    return entry && (!entry.signed || form().signed) ? { row: entry.row, at, end, by: 'code' } : undefined;
  }
  const vague = VAGUE.has(key);
  const rate = RATE.test(key);
  if (!(vague || rate || QUOTA_CODE.test(key)) || !form().signed) return undefined;
  const service = serviceAt(form(), at)?.code;
  if (vague) {
    // LimitExceeded of CreateRole is about roles, unless its message says something else.
    const row = rowCounting(wordsOf(askedFor(form(), at) ?? ''), 'start', service);
    return { row: row ?? unknownQuota(service, undefined), at, end, by: 'guess' };
  }
  const row = rate ? THROTTLED : unknownQuota(service, passage.text.slice(at, end));
  return row && { row, at, end, by: 'code' };
}

/** What a sentence counts, and of which service. */
function counted(
  { at, groups: { noun = '', name, before } }: Match,
  { lower }: Passage,
  form: FormReader,
): Row | undefined {
  if (name !== undefined) return ofServiceQuotas(name, serviceAt(form(), at)?.code);
  // How much one request may hold, and what Terraform's own language allows.
  if (/ at once|[a-z] blocks/i.test(noun)) return undefined;
  const side = before === undefined ? 'start' : 'end';
  const words = wordsOf(side === 'start' ? noun.toLowerCase() : lower.slice(Math.max(0, at - 60), at));
  const service = serviceAt(form(), at);
  // Some quota of the service: `Resource limit exceeded. (Service: CloudWatchLogs, …)`.
  if (side === 'end' && words.at(-1) === 'resource' && service?.certain === true)
    return unknownQuota(service.code, undefined);
  // `Aliases per key quota` counts aliases.
  if (side === 'end' && words.at(-2) === 'per') words.splice(-2);
  // Nothing that AWS counts.
  if (!words.some((word) => NOUN_WORDS.has(singular(word)) || BY_NOUN.has(word))) return undefined;
  const row = rowCounting(words, side, service?.code);
  return row !== undefined && (form().likely || OF_AWS.test(words.join(''))) ? row : undefined;
}

function ofServiceQuotas(name: string, service: string | undefined): Row | undefined {
  if (/\d{6}/.test(name)) return undefined;
  return { kind: 'quota', what: name, ...(service !== undefined && { service }) };
}

function wordsOf(lower: string): string[] {
  return lower.split(/[^a-z0-9]+/).filter((part) => part !== '' && !/^\d+$/.test(part));
}

/** No more than two words stand between the sentence and what it counts: `5 different security groups`. */
const BETWEEN = 2;
/** `target groups specified for this group` */
const LONGEST_NOUN = 11;

/** The quota that counts what the words begin or end with: the longest name of the service, or of one service alone. */
function rowCounting(
  words: readonly string[],
  side: 'start' | 'end',
  service: string | undefined,
): Row | undefined {
  const singulars = words.map(singular);
  for (let length = Math.min(words.length, LONGEST_NOUN); length > 0; length--) {
    for (let between = 0; between <= Math.min(BETWEEN, words.length - length); between++) {
      const from = side === 'start' ? between : words.length - length - between;
      const span = singulars.slice(from, from + length).join('');
      const rows = BY_NOUN.get(span) ?? (length === 1 ? BY_NOUN.get(words[from] ?? '') : undefined) ?? [];
      const own = rows.find((row) => sameApi(row.service, service));
      if (own !== undefined) return own;
      if (rows.length === 1 && (service === undefined || OF_AWS.test(span))) return rows[0];
    }
  }
  return undefined;
}

/** A quota that no table has. Its error's name helps to find it on the page of the service. */
function unknownQuota(service: string | undefined, error: string | undefined): Row {
  const { name = 'AWS' } = SERVICES[service ?? ''] ?? {};
  const named = error !== undefined && /^[A-Za-z]{6,60}$/.test(error);
  return {
    kind: 'quota',
    what: `A quota of ${name}${named ? ` (error ${error})` : ''}`,
    ...(service !== undefined && { service }),
    ...(!named && { vague: true }),
  };
}

/** `LimitExceededException` and `LimitExceeded` are one code, but where a table insists. */
function keyOf(code: string): string {
  return code.toLowerCase().replace(/(?:exception|fault|error)$/, '');
}

function keyIn(code: string): string {
  return code.endsWith('Exception') ? code.toLowerCase() : keyOf(code);
}

/** `VPC endpoints`, and `vpcendpoint` of `CreateVpcEndpoint`: one noun. */
function nounOf(words: string): string {
  return wordsOf(words.toLowerCase()).map(singular).join('');
}

function singular(word: string): string {
  if (word.endsWith('ies')) return `${word.slice(0, -3)}y`;
  if (word.endsWith('sses')) return word.slice(0, -2);
  return word.endsWith('s') && !word.endsWith('ss') ? word.slice(0, -1) : word;
}

function groups<Value>(pairs: readonly (readonly [string, Value])[]): ReadonlyMap<string, readonly Value[]> {
  return new Map(
    [...Map.groupBy(pairs, ([key]) => key)].map(([key, found]) => [
      key,
      [...new Set(found.map(([, value]) => value))],
    ]),
  );
}
