/**
 * Recognises the errors of cloud providers in the infrastructure logs of clusters, and says what to do about them.
 * Pure. The errors themselves are rows in aws.ts, gcp.ts, azure.ts, scaleway.ts and qovery.ts.
 */
import { isProblem, textsOf } from '../qovery/log.ts';
import type { ClusterLog } from '../qovery/schemas.ts';
import { adviceFor, requestFor } from './advice.ts';
import { aws } from './aws.ts';
import { azure } from './azure.ts';
import { gcp } from './gcp.ts';
import { ofQovery } from './qovery.ts';
import { scaleway } from './scaleway.ts';
import { KINDS, type Kind, type Provider, type Row } from './table.ts';

export { headline } from './advice.ts';
export { type PreflightCheck, preflight } from './preflight.ts';
export type { Kind } from './table.ts';

/** Where the log is from. */
export interface Place {
  /** Qovery's `cloud_provider`: AWS, GCP, AZURE, SCW; for any other, the errors of all providers are looked for. */
  readonly provider: string;
  readonly region: string;
}

export interface ProviderError {
  readonly kind: Kind;
  readonly provider: Provider['name'];
  /** The quota's official name, or a short name of the problem. */
  readonly what: string;
  readonly service?: string;
  /** AWS: the code of the quota. GCP: the metric. Azure: the family of cores. Scaleway: the resource. */
  readonly code?: string;
  /** What the numbers count, where it is not things: `vCPU`, `TiB`. */
  readonly unit?: string;
  /** Named in the text, else the cluster's. */
  readonly region?: string;
  readonly limit?: number;
  readonly used?: number;
  readonly wanted?: number;
  /** What to do, in a sentence or two. */
  readonly advice: string;
  /** Where to ask for more. Only for quotas that can be raised. */
  readonly link?: string;
  /** How long the provider usually takes to raise it. */
  readonly usualTime?: string;
  /** A text ready to send to the provider. Made of official names and numbers alone. */
  readonly request?: string;
}

/** An error that a log tells of, once however often it does. */
export interface LogProblem {
  readonly error: ProviderError;
  /** When it was told last; undefined where the log has no time. */
  readonly at: number | undefined;
  readonly count: number;
}

const PROVIDERS: readonly Provider[] = [aws, gcp, azure, scaleway];
/** Qovery's console shows 500 lines; a log of several runs has more. */
const MOST_LINES = 10_000;
const MOST_PROBLEMS = 50;
/** Of each text, this much of the beginning and as much of the end is read: errors come first, or last. */
const MOST_TEXT = 50_000;

interface Match {
  readonly provider: Provider;
  readonly row: Row;
}

/**
 * The one error that a text tells of. Of several rows that match, one wins:
 * 1. a row with a code or sentence of its own wins over one that says little (`vague`);
 * 2. then the kind that comes first in `KINDS`: Karpenter's "insufficient capacity" sentence with
 *    `MaxSpotInstanceCountExceeded` in it is a quota.
 * Rows that are equal in both exclude each other, by what they match.
 */
export function recognise(text: string, place: Place): ProviderError | undefined {
  const read = clipped(text);
  const match = matchesOf(read, place)[0];
  return match && errorOf(match, read, place);
}

/** Every row that matches, the one that wins first. For tests: the first two never tie. */
export function matchesOf(text: string, { provider: name }: Place): Match[] {
  const known = PROVIDERS.filter(({ qovery }) => qovery === name.toUpperCase());
  const candidates = (known.length > 0 ? known : PROVIDERS).flatMap((provider) =>
    [...provider.rows, ...(known.length > 0 ? ofQovery : [])].map((row): Match => ({ provider, row })),
  );
  return candidates
    .filter(({ row }) => row.pattern.test(text))
    .toSorted((a, b) => rankOf(a.row) - rankOf(b.row));
}

export function rankOf({ vague, kind }: Row): number {
  return (vague ? KINDS.length : 0) + KINDS.indexOf(kind);
}

/**
 * What a cluster's log tells of, newest first. Only errors and warnings count, and failed preflight checks, which
 * Qovery may print as information.
 */
export function problemsInLog(lines: readonly ClusterLog[], place: Place): LogProblem[] {
  const found = new Map<string, LogProblem>();
  const timed = lines
    .slice(-MOST_LINES)
    .map((line) => ({ line, at: timeOf(line) }))
    .reverse()
    .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
  for (const { line, at } of timed) {
    for (const error of errorsOf(line, place)) {
      const key = [error.kind, error.code, error.what, error.region].join('|');
      const known = found.get(key);
      if (known !== undefined) found.set(key, { ...known, count: known.count + 1 });
      else if (found.size < MOST_PROBLEMS) found.set(key, { error, at, count: 1 });
    }
  }
  return [...found.values()];
}

/** The errors of one line: Terraform and its like tell of several at once. */
function errorsOf(line: ClusterLog, place: Place): ProviderError[] {
  const serious = isProblem(line);
  const texts = textsOf(line).filter((text) => serious || text.includes('[FAIL]'));
  const found = new Map<Row, { readonly match: Match; readonly text: string }>();
  for (const text of texts.flatMap((whole) => partsOf(clipped(whole)))) {
    const match = matchesOf(text, place)[0];
    if (match !== undefined && !found.has(match.row)) found.set(match.row, { match, text });
  }
  const specific = [...found.values()].filter(({ match }) => match.row.vague !== true);
  const kept = specific.length > 0 ? specific : [...found.values()].slice(0, 1);
  return kept.map(({ match, text }) => errorOf(match, text, place));
}

/** A report of Terraform, error by error; a preflight report, check by check. */
function partsOf(text: string): string[] {
  return text.split(/\n(?=[ \t│|]{0,8}(?:Error: |\[(?:PASS|WARN|FAIL)\] ))/, 100);
}

function errorOf({ provider, row }: Match, text: string, place: Place): ProviderError {
  const groups = groupsOf(row, text);
  const region = provider.region.exec(text)?.groups?.['region'] ?? place.region;
  const family = row.families && familyIn(text, row.families);
  const what = family?.what ?? filled(row.what, groups) ?? `A quota of ${provider.name}`;
  const code = family?.code ?? (row.code === undefined ? undefined : filled(row.code, groups));
  const { service, unit } = row;
  const error = {
    kind: row.kind,
    provider: provider.name,
    what,
    ...(service === undefined ? {} : { service }),
    ...(code === undefined ? {} : { code }),
    ...(unit === undefined ? {} : { unit }),
    ...(region === '' ? {} : { region }),
    ...numbersOf(groups),
  };
  const raisable = row.kind === 'quota' && row.fixed !== true;
  return {
    ...error,
    advice: row.advice ?? adviceFor(error),
    ...(raisable && {
      link: provider.link({ service, code, global: row.global ?? false }, region),
      usualTime: provider.usualTime,
      request: requestFor(error),
    }),
  };
}

type Groups = Readonly<Record<string, string | undefined>>;

/** The named groups of a row: the first that the text has of each name. */
function groupsOf({ pattern, details = [] }: Row, text: string): Groups {
  const groups: Record<string, string> = {};
  for (const expression of [pattern, ...details]) {
    for (const [name, value] of Object.entries(expression.exec(text)?.groups ?? {}))
      if (value !== undefined) groups[name] ??= value;
  }
  return groups;
}

/** @returns undefined where the text has no name, or one with a long number in it, which might be an account's */
function filled(template: string, { name }: Groups): string | undefined {
  if (!template.includes('{name}')) return template;
  if (name === undefined || /\d{6}/.test(name)) return undefined;
  return template.replace('{name}', () => name.trim());
}

/**
 * Providers tell limit and use, or what is left of the limit, or what is short of it. `doubtful`: Scaleway's SDK
 * printed the current value in place of the limit for years (scaleway-sdk-go scw/errors.go).
 */
function numbersOf(groups: Groups): Pick<ProviderError, 'limit' | 'used' | 'wanted'> {
  const number = (name: string): number | undefined => {
    const value = groups[name];
    return value === undefined ? undefined : Number(value);
  };
  const [available, requested, short, doubtful] = ['available', 'requested', 'short', 'doubtful'].map(number);
  const limit =
    number('limit') ?? (doubtful !== undefined && doubtful > (number('used') ?? 0) ? doubtful : undefined);
  const used =
    number('used') ?? (limit !== undefined && available !== undefined ? limit - available : undefined);
  const wanted =
    number('wanted') ??
    (limit !== undefined && short !== undefined ? limit + short : undefined) ??
    (used !== undefined && requested !== undefined ? used + requested : undefined);
  return {
    ...(limit === undefined ? {} : { limit }),
    ...(used === undefined ? {} : { used }),
    ...(wanted === undefined ? {} : { wanted }),
  };
}

/** The family of the one type of instance that a text names, such as `g5.xlarge`; several families: none. */
function familyIn<F extends { readonly types: RegExp }>(text: string, families: readonly F[]): F | undefined {
  const types = text.match(
    /\b[a-z]{1,4}\d?[a-z0-9-]{0,12}\.(?:nano|micro|small|medium|large|\d{0,3}xlarge|metal)\b/g,
  );
  const named = new Set((types ?? []).map((type) => families.find((family) => family.types.test(type))));
  return named.size === 1 ? [...named][0] : undefined;
}

function timeOf({ timestamp }: ClusterLog): number | undefined {
  const at = Date.parse(timestamp ?? '');
  return Number.isNaN(at) ? undefined : at;
}

function clipped(text: string): string {
  return text.length <= 2 * MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}\n${text.slice(-MOST_TEXT)}`;
}
