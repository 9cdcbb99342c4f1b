/** From a text to the errors that it tells of. Pure. */
import { adviceFor, requestFor } from './advice.ts';
import {
  type Cloud,
  KINDS,
  type Numbers,
  type Passage,
  type Place,
  type ProviderError,
  type Row,
  type Sighting,
} from './model.ts';
import { numbersIn } from './numbers.ts';
import { passagesOf } from './passages.ts';
import { plain } from './text.ts';

/** A code's message stands within so many characters of it. */
const MESSAGE = 500;

export interface Found {
  readonly error: ProviderError;
  readonly vague: boolean;
}

/** Every error that a text tells of, in the order of the text; what says little only where nothing says more. */
export function errorsIn(text: string, place: Place, clouds: readonly Cloud[]): Found[] {
  const read = plain(text);
  const found = readingOf(read, place, clouds);
  // A terminal of fixed width breaks lines in the middle of words.
  return found.length > 0 || !read.includes('\n')
    ? found
    : readingOf(read.replace(/(\w)\n(?=\w)/g, '$1'), place, clouds);
}

function readingOf(text: string, place: Place, clouds: readonly Cloud[]): Found[] {
  return merged(
    passagesOf(text).flatMap((passage) => {
      const found = clouds.flatMap((cloud) => findIn(passage, cloud, place));
      // Of several clouds: the one that knows what it is.
      return found.some(({ vague }) => !vague) ? found.filter(({ vague }) => !vague) : found;
    }),
  );
}

function findIn(passage: Passage, cloud: Cloud, place: Place): Found[] {
  const sightings = resolved(cloud.find(passage));
  if (sightings.length === 0) return [];
  const region = cloud.region(passage.lower) ?? place.region;
  return sightings.map((sighting, i) => {
    const others = sightings.filter(({ row }) => row !== sighting.row);
    const numbers =
      sighting.row.kind === 'quota' ? (sighting.numbers ?? numbersAt(sighting, others, passage)) : {};
    return {
      error: errorOf(sighting.row, numbers, passage, cloud, regionAt(sightings, i, passage, cloud) ?? region),
      vague: sighting.row.vague === true,
    };
  });
}

/** The region between this error and the next: each of several errors in a passage may have its own. */
function regionAt(
  sightings: readonly Sighting[],
  i: number,
  { lower }: Passage,
  cloud: Cloud,
): string | undefined {
  const { at = 0 } = sightings[i] ?? {};
  return cloud.region(lower.slice(at, sightings[i + 1]?.at));
}

/**
 * One sighting for each error: a sentence inside of a longer one is part of it, the message of a code says more than
 * the code, and what is vague counts only alone.
 */
function resolved(all: readonly Sighting[]): Sighting[] {
  const ordered = all.toSorted((a, b) => a.at - b.at || b.end - a.end);
  const whole = ordered.filter(
    (sighting) => !ordered.some((other) => other !== sighting && isLonger(other, sighting)),
  );
  const told = whole.filter((sighting) => !isExplained(sighting, whole));
  const sure = told.some(isSure) ? told.filter(({ by }) => by !== 'guess') : told;
  const clear = sure.some(({ row }) => row.vague !== true)
    ? sure.filter(({ row }) => row.vague !== true)
    : sure;
  const first = new Map(clear.toReversed().map((sighting) => [sighting.row, sighting]));
  return clear.filter((sighting) => first.get(sighting.row) === sighting);
}

function isSure({ row, by }: Sighting): boolean {
  return row.kind === 'quota' && by !== 'guess';
}

function isLonger(longer: Sighting, { row, at, end, by }: Sighting): boolean {
  const overlap = longer.at < end && at < longer.end;
  return (
    overlap &&
    longer.by === 'sentence' &&
    by === 'sentence' &&
    longer.row !== row &&
    longer.row.kind === row.kind &&
    longer.end - longer.at > end - at
  );
}

/** Whether the message of an error code, behind it or before it, names the quota itself. */
function isExplained({ row, at, end, by }: Sighting, all: readonly Sighting[]): boolean {
  if (row.kind !== 'quota' || by !== 'code') return false;
  const next =
    all.find((other) => other.at >= end && other.by === 'code' && other.row !== row)?.at ?? Infinity;
  return all.some((message) => {
    const distance = message.at >= end ? message.at - end : at - message.end;
    const own = message.at < next && distance <= MESSAGE;
    const tells = message.row.kind === 'quota' && message.row !== row;
    const more =
      row.code === undefined || (message.row.code !== undefined && message.row.service === row.service);
    return own && message.by === 'sentence' && tells && more;
  });
}

/** The numbers of a message: from the error to the next one; where there are none, from the one before. */
function numbersAt({ at, end }: Sighting, others: readonly Sighting[], { lower }: Passage): Numbers {
  const next = Math.min(at + MESSAGE, ...others.map((other) => other.at).filter((start) => start >= end));
  const last = Math.max(0, at - MESSAGE, ...others.map((other) => other.end).filter((stop) => stop <= at));
  const behind = numbersIn(lower.slice(at, next));
  return Object.keys(behind).length > 0 ? behind : numbersIn(lower.slice(last, next));
}

function errorOf(row: Row, numbers: Numbers, passage: Passage, cloud: Cloud, region: string): ProviderError {
  const family = row.families && familyIn(passage.lower, row.families);
  const { kind, service, unit, fixed } = row;
  const what = family?.what ?? row.what;
  const code = family?.code ?? row.code;
  const error = {
    kind,
    provider: cloud.name,
    what,
    ...(service !== undefined && { service }),
    ...(code !== undefined && { code }),
    ...(unit !== undefined && { unit }),
    ...(region !== '' && { region }),
    ...numbers,
    ...(fixed && { fixed }),
  };
  const raisable = kind === 'quota' && fixed !== true;
  const link = raisable
    ? cloud.link({ ...row, what, ...(code !== undefined && { code }) }, region)
    : undefined;
  return {
    ...error,
    advice: row.advice ?? adviceFor(error),
    ...(link !== undefined && { link }),
    ...(raisable && { usualTime: cloud.usualTime }),
    // Which quota to ask for has to be known.
    ...(raisable && isNamed(row) && { request: requestFor(error) }),
  };
}

function isNamed({ what, vague }: Row): boolean {
  return vague !== true && !what.startsWith('A quota of ');
}

/** The family of the one type of instance that a text names, such as `g5.xlarge`; several families: none. */
function familyIn<F extends { readonly types: RegExp }>(
  lower: string,
  families: readonly F[],
): F | undefined {
  const types = lower.match(
    /\b[a-z]{1,4}\d?[a-z0-9-]{0,12}\.(?:nano|micro|small|medium|large|\d{0,3}xlarge|metal)\b/g,
  );
  const named = new Set((types ?? []).map((type) => families.find((family) => family.types.test(type))));
  return named.size === 1 ? [...named][0] : undefined;
}

/** Each error once, with the numbers that any of its tellings has. */
function merged(all: readonly Found[]): Found[] {
  const same = Map.groupBy(all, ({ error }) => keyOf(error));
  const once = [...same.values()].flatMap((tellings) => tellings.find(hasNumbers) ?? tellings[0] ?? []);
  return once;
}

function hasNumbers({ error: { limit, used } }: Found): boolean {
  return limit !== undefined || used !== undefined;
}

export function keyOf({ provider, kind, code, what, region }: ProviderError): string {
  return [provider, kind, code, what, region].join('|');
}

/** The one that the reader has to hear of first: a clear one, of the most pressing kind. */
export function mostPressing(found: readonly Found[]): ProviderError | undefined {
  const rank = ({ error, vague }: Found): number => (vague ? KINDS.length : 0) + KINDS.indexOf(error.kind);
  return found.toSorted((a, b) => rank(a) - rank(b))[0]?.error;
}
