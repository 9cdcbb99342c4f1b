/** From a text to the errors that it tells of. Pure. */
import { adviceFor, requestFor } from './advice.ts';
import type { Memory } from './memory.ts';
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
import { passageOf, spansOf } from './passages.ts';
import { plain, withoutNumbers } from './text.ts';

/** A code's message stands within so many characters of it. */
const MESSAGE = 500;

/** A terminal of fixed width breaks lines in the middle of words; what it shows is not long. */
const LONGEST_WRAPPED = 10_000;

export interface Found {
  readonly error: ProviderError;
  /** The same for one error that is told again, whatever its numbers. */
  readonly key: string;
  readonly vague: boolean;
  /** It is known which quota it is, or what else. */
  readonly named: boolean;
  /** Told by Qovery, not by the provider. */
  readonly ofQovery: boolean;
}

/** Every error that a text tells of, in the order of the text; what says little only where nothing says more. */
export function errorsIn(
  text: string,
  place: Place,
  clouds: readonly Cloud[],
  memory: Memory<readonly Found[]>,
): readonly Found[] {
  const read = plain(text);
  const found = readingOf(read, place, clouds, memory);
  if (found.length > 0 || read.length > LONGEST_WRAPPED || !read.includes('\n')) return found;
  // Two words that became one are no error code of anybody's: only what the tables know counts.
  const joined = read.replace(/(\w)\n(?=\w)/g, '$1');
  return readingOf(joined, place, clouds, memory).filter(({ named }) => named);
}

interface Seen extends Sighting {
  readonly cloud: Cloud;
  readonly passage: Passage;
  /** The errors around, which its message does not reach into. */
  readonly others: readonly Sighting[];
}

function readingOf(
  text: string,
  place: Place,
  clouds: readonly Cloud[],
  memory: Memory<readonly Found[]>,
): readonly Found[] {
  const ofProvider = new Map<string, Found>();
  const ofQovery = new Map<string, Found>();
  const before = new Set<readonly Found[]>();
  // A log repeats itself, but for numbers: the same wording is read once.
  for (const span of spansOf(text)) {
    const wording = withoutNumbers(text.slice(span.from, span.to));
    let inPassage = memory.get(wording);
    if (inPassage === undefined) {
      inPassage = foundIn(passageOf(text, span), place, clouds);
      memory.set(wording, inPassage);
    }
    if (before.has(inPassage)) continue;
    before.add(inPassage);
    for (const found of inPassage) {
      const all = found.ofQovery ? ofQovery : ofProvider;
      const known = all.get(found.key);
      // Told once more: only for numbers that were not told before.
      if (known === undefined || (!hasNumbers(known) && hasNumbers(found))) all.set(found.key, found);
    }
  }
  return [...ofProvider.values(), ...ofQovery.values()];
}

function foundIn(passage: Passage, place: Place, clouds: readonly Cloud[]): readonly Found[] {
  return sightingsIn(passage, clouds).map((seen) => foundOf(seen, regionOf(seen) ?? place.region));
}

function sightingsIn(passage: Passage, clouds: readonly Cloud[]): Seen[] {
  const all = clouds.flatMap((cloud) => {
    const others = resolved(cloud.find(passage));
    return others.map((sighting): Seen => ({ ...sighting, cloud, passage, others }));
  });
  // Of several clouds: the one that knows what it is.
  const clear = all.filter(({ row }) => row.vague !== true);
  return clear.length > 0 ? clear : all;
}

/** Between this error and the next, as each may have its own; else anywhere around. */
function regionOf({ at, cloud, others, passage: { lower } }: Seen): string | undefined {
  if (others.length === 1) return cloud.region(lower);
  return cloud.region(lower.slice(at, nextAt(at + 1, others))) ?? cloud.region(lower);
}

function nextAt(from: number, others: readonly Sighting[]): number {
  return others.reduce((next, { at }) => (at >= from && at < next ? at : next), Infinity);
}

/**
 * One sighting for each error: a sentence inside of a longer one is part of it, the message of a code says more than
 * the code, and what is vague counts only alone.
 */
function resolved(all: readonly Sighting[]): readonly Sighting[] {
  if (all.length < 2) return all;
  const ordered = firstOfEach(all.toSorted((a, b) => a.at - b.at || b.end - a.end));
  const whole = ordered.filter((sighting) => !ordered.some((other) => isLonger(other, sighting)));
  const told = whole.filter((sighting) => !isExplained(sighting, whole));
  const sure = told.some(isSure) ? told.filter(({ by }) => by !== 'guess') : told;
  const clear = sure.filter(({ row }) => row.vague !== true);
  return clear.length > 0 ? clear : sure;
}

function firstOfEach(ordered: readonly Sighting[]): Sighting[] {
  const first = new Map<string, Sighting>();
  for (const sighting of ordered) {
    const { row, by } = sighting;
    const key = [by, row.kind, row.code, row.what].join('|');
    if (!first.has(key)) first.set(key, sighting);
  }
  return [...first.values()];
}

function isSure({ row, by }: Sighting): boolean {
  return row.kind === 'quota' && by !== 'guess';
}

function isLonger(longer: Sighting, { row, at, end, by }: Sighting): boolean {
  return (
    longer.at < end &&
    at < longer.end &&
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
    const own = message.by === 'sentence' && message.at < next && distance <= MESSAGE;
    const says = message.row.kind === 'quota' && message.row !== row;
    const more = row.code === undefined || message.row.service === row.service;
    return own && says && more;
  });
}

/** The numbers of a message: from the error to the next one; where there are none, from the one before. */
function numbersOf({ row, at, end, numbers, others, passage: { lower } }: Seen): Numbers {
  if (row.kind !== 'quota') return {};
  if (numbers !== undefined) return numbers;
  const rest = others.filter((other) => other.row !== row);
  const next = Math.min(at + MESSAGE, nextAt(end, rest));
  const behind = numbersIn(lower.slice(at, next));
  if (Object.keys(behind).length > 0) return behind;
  const last = rest.reduce((stop, other) => (other.end <= at ? Math.max(stop, other.end) : stop), 0);
  return numbersIn(lower.slice(Math.max(last, at - MESSAGE), next));
}

function foundOf(seen: Seen, region: string): Found {
  const error = errorOf(seen, numbersOf(seen), region);
  return {
    error,
    key: [error.provider, error.kind, error.code, error.what, error.region].join('|'),
    vague: seen.row.vague === true,
    named: isNamed(seen.row),
    ofQovery: seen.cloud.ofQovery === true,
  };
}

function errorOf({ row, cloud, passage }: Seen, numbers: Numbers, region: string): ProviderError {
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
    advice: row.advice ?? adviceFor(error, isNamed(row)),
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
  const sizes = lower.matchAll(
    /\.(?:nano|micro|small|medium|large|\d{0,3}xlarge|metal)\b(?<=\b(?<type>[a-z]{1,4}\d?[a-z0-9-]{0,12})\.\w{4,9})/g,
  );
  const types = new Set([...sizes].map(({ groups }) => groups?.['type'] ?? ''));
  const named = new Set([...types].map((type) => families.find((family) => family.types.test(type))));
  return named.size === 1 ? [...named][0] : undefined;
}

function hasNumbers({ error: { limit, used } }: Found): boolean {
  return limit !== undefined || used !== undefined;
}

/** The one that the reader has to hear of first: a clear one, of the most pressing kind. */
export function mostPressing(found: readonly Found[]): ProviderError | undefined {
  const rank = ({ error, vague }: Found): number => (vague ? KINDS.length : 0) + KINDS.indexOf(error.kind);
  return found.toSorted((a, b) => rank(a) - rank(b))[0]?.error;
}
