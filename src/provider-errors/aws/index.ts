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

const BY_CODE: ReadonlyMap<string, readonly Entry[]> = groups<Entry>([
  ...ROWS.flatMap(({ row, errors }) => errors.map((code) => [keyIn(code), { row, signed: false }] as const)),
  ...OTHERS.flatMap(({ row, errors = [], signed = [] }) => [
    ...errors.map((code) => [keyIn(code), { row, signed: false }] as const),
    ...signed.map((code) => [keyIn(code), { row, signed: true }] as const),
  ]),
]);

const BY_NOUN: ReadonlyMap<string, readonly Row[]> = groups(
  ROWS.flatMap(({ row, counts }) =>
    counts.flatMap((noun) => [[nounOf(noun), row] as const, [squashed(noun), row] as const]),
  ),
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
      `(?:exceed(?:ed|s|ing)?|reached|over) (?:the|your|its) (?:account |current |maximum )?${bound}s? (?:of|on|for) (?:the (?:maximum )?number of |maximum |\\d{1,9} )?${NOUN}`,
  ),
  `limit(?: \\d{1,9})? on the number of ${NOUN}`,
  `limit of \\d{1,9} ${NOUN}`,
  `exceed quota for ${NOUN}`,
  `(?:create|have|allocate|add) more than \\d{1,9} ${NOUN}`,
  `more (?<noun>[a-z][a-z0-9 ]{1,40}) than allowed`,
  `only have \\d{1,9} ${NOUN}`,
  `too many ${NOUN}`,
  `account-level service limit '(?<name>[^']{1,80})'`,
  `(?<before>limit|quota) (?:has been |is |was )?exceeded`,
  `(?<before>limit|quota) (?:has been |is |was )?reached`,
  `(?<before>quota) for this account`,
].map((source) => new RegExp(source));

const RULES: Rules = compile([
  ...ROWS.flatMap(({ row, says }) => says.map((pattern): Rule => ({ says: pattern, row }))),
  ...OTHERS.flatMap(({ row, says = [], signedSays = [] }) => [
    ...says.map((pattern): Rule => ({ says: pattern, row })),
    ...signedSays.map((pattern): Rule => ({
      says: pattern,
      row: (_, passage) => (formOf(passage).signed ? row : undefined),
    })),
  ]),
]);

const COUNTING: Rules = compile(SENTENCES.map((says): Rule => ({ says, row: counted })));

export const aws: Cloud = {
  name: 'AWS',
  qovery: 'AWS',
  find: (passage) => [...codesIn(passage), ...sentencesIn(passage, RULES), ...sentencesIn(passage, COUNTING)],
  region: regionIn,
  usualTime: '1 to 3 business days',
  link,
};

function codesIn(passage: Passage): Sighting[] {
  const tokens = tokensIn(passage).filter(({ word }) => {
    const key = keyOf(word);
    return BY_CODE.has(word) || BY_CODE.has(key) || VAGUE.has(key) || RATE.test(key) || QUOTA_CODE.test(key);
  });
  if (tokens.length === 0) return [];
  const form = formOf(passage);
  return tokens.flatMap((token) => sightingOf(token, passage, form) ?? []);
}

function sightingOf({ word, at, end }: Token, passage: Passage, form: Form): Sighting | undefined {
  const key = keyOf(word);
  // AuthFailure.ServiceLinkedRoleCreationNotPermitted: the second word tells.
  if (OF_ONE_RESOURCE.has(key) || (key === 'authfailure' && passage.lower[end] === '.')) return undefined;
  const service = serviceAt(form, at)?.code;
  const entries = BY_CODE.get(word) ?? BY_CODE.get(key);
  const entry = entries?.find(({ row }) => sameApi(row.service, service)) ?? entries?.[0];
  if (entry !== undefined)
    return !entry.signed || form.signed ? { row: entry.row, at, end, by: 'code' } : undefined;
  if (!form.signed) return undefined;
  if (VAGUE.has(key)) {
    // LimitExceeded of CreateRole is about roles, unless its message says something else.
    const row = rowCounting(wordsOf(askedFor(form, at) ?? ''), 'start', service);
    return { row: row ?? unknownQuota(service, undefined), at, end, by: 'guess' };
  }
  const row = RATE.test(key) ? THROTTLED : unknownQuota(service, passage.text.slice(at, end));
  return row && { row, at, end, by: 'code' };
}

/** What a sentence counts, and of which service. */
function counted({ at, groups: { noun = '', name, before } }: Match, passage: Passage): Row | undefined {
  // How much one request may hold, and what Terraform's own language allows.
  if (/ at once|[a-z] blocks/.test(noun)) return undefined;
  const form = formOf(passage);
  const service = serviceAt(form, at)?.code;
  if (name !== undefined)
    return /\d{6}/.test(name) ? undefined : { kind: 'quota', what: name, ...(service && { service }) };
  const words = before === undefined ? wordsOf(noun) : wordsOf(passage.text.slice(Math.max(0, at - 60), at));
  const row = rowCounting(words, before === undefined ? 'start' : 'end', service);
  return row !== undefined && (form.signed || OF_AWS.test(words.join(''))) ? row : undefined;
}

function wordsOf(text: string): string[] {
  return text
    .replace(/([a-z])([A-Z])/g, '$1 $2')
    .toLowerCase()
    .split(/[^a-z0-9]+/)
    .filter((part) => part !== '' && !/^\d+$/.test(part));
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
  for (let length = Math.min(words.length, LONGEST_NOUN); length > 0; length--) {
    for (let between = 0; between <= Math.min(BETWEEN, words.length - length); between++) {
      const from = side === 'start' ? between : words.length - length - between;
      const span = words.slice(from, from + length).join(' ');
      const rows = BY_NOUN.get(nounOf(span)) ?? BY_NOUN.get(squashed(span)) ?? [];
      const own = rows.find((row) => sameApi(row.service, service));
      if (own !== undefined) return own;
      if (rows.length === 1 && (service === undefined || OF_AWS.test(squashed(span)))) return rows[0];
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

/** `VPC endpoints`, `VpcEndpoint`: one noun. */
function nounOf(words: string): string {
  return wordsOf(words)
    .map((word) =>
      word
        .replace(/ies$/, 'y')
        .replace(/sses$/, 'ss')
        .replace(/([^s])s$/, '$1'),
    )
    .join('');
}

/** `PoliciesPerRole` in a text that is in lower case. */
function squashed(words: string): string {
  return words.toLowerCase().replace(/[^a-z0-9]/g, '');
}

function groups<Value>(pairs: readonly (readonly [string, Value])[]): ReadonlyMap<string, readonly Value[]> {
  return new Map(
    [...Map.groupBy(pairs, ([key]) => key)].map(([key, found]) => [
      key,
      [...new Set(found.map(([, value]) => value))],
    ]),
  );
}
