/** The numbers of a quota in what a provider says: the limit, what is in use, and what was asked for. Pure. */
import type { Numbers } from './model.ts';
import type { Groups } from './rules.ts';

/** A number, in brackets or quotes or without. */
const N = `['"(\\[]{0,2}(?<![\\w.-])(\\d{1,12}(?:,\\d{3}){0,3}(?:\\.\\d{1,6})?)\\b`;

const WORDINGS: Readonly<Record<Quantity, readonly RegExp[]>> = {
  limit: [
    `current limit:? ?${N}`,
    `maximum allowed(?: is|:)? ?${N}`,
    `\\blimit(?: for [^.;:]{1,60}?)? (?:of|is|was|=) ?${N}`,
    `\\blimit:? ?${N}`,
    `(?<!remaining )quotas?(?: for [^.;:]{1,60}?| limit)? (?:of|is) ${N}`,
    `quota(?: for \\w{1,60})?["']?: ?${N}`,
    `quota_?(?:limit_?)?value["']?: ?${N}`,
    `(?:more than|only have|only supports?|up to|limited to) ${N}`,
    `maximum (?:number )?(?:of|is):? ${N}`,
    `\\bis ${N} (?:instances|per)\\b`,
    `which is ${N}`,
    `size of ${N} bytes exceeded`,
    `${N}['"]? has been reached`,
    `${N} by default`,
    `\\[fail\\] [a-z ]{1,40} [. ]{0,80}\\d{1,6}/${N}`,
  ].map((source) => new RegExp(source)),
  used: [
    `current(?:ly)?(?: in)? (?:usage|use|count|utilization)(?: is| of|:)? ?${N}`,
    `\\bused: ?${N}`,
    `"current": ?${N}`,
    `already (?:have|has|contains) ${N}`,
    `\\[fail\\] [a-z ]{1,40} [. ]{0,80}${N}/\\d`,
  ].map((source) => new RegExp(source)),
  requested: [
    `additional (?:required|requested):? ?${N}`,
    `requested increment is ${N}`,
    `request delta of ${N}`,
    `\\bneeded: ?${N}`,
  ].map((source) => new RegExp(source)),
  wanted: [
    `new limit required: ?${N}`,
    `requested more [a-z ]{1,30} ${N}`,
    `(?:request )?requires ${N} and is short`,
  ].map((source) => new RegExp(source)),
  short: [new RegExp(`is short ${N}`)],
  available: [new RegExp(`with ${N}['"]? available`), new RegExp(`remaining quota of ${N}`)],
};

type Quantity = 'limit' | 'used' | 'requested' | 'wanted' | 'short' | 'available';

/** @param said in lower case */
export function numbersIn(said: string): Numbers {
  const find = (quantity: Quantity): number | undefined => {
    for (const wording of WORDINGS[quantity]) {
      const number = numberOf(wording.exec(said)?.[1]);
      if (number !== undefined) return number;
    }
    return undefined;
  };
  const limit = find('limit');
  const available = find('available');
  const used =
    find('used') ?? (limit !== undefined && available !== undefined ? limit - available : undefined);
  const requested = find('requested');
  const short = find('short');
  const wanted =
    find('wanted') ??
    (limit !== undefined && short !== undefined ? limit + short : undefined) ??
    (used !== undefined && requested !== undefined ? used + requested : undefined);
  return some({ limit, used, wanted });
}

/** Scaleway: `(used/limit)`; its SDK printed the used value twice for years (scaleway-sdk-go scw/errors.go). */
export function pair({ used, limit }: Groups): Numbers {
  const [a, b] = [numberOf(used), numberOf(limit)];
  return some({ used: a, limit: b !== undefined && b > (a ?? 0) ? b : undefined, wanted: undefined });
}

export function numberOf(digits: string | undefined): number | undefined {
  return digits === undefined ? undefined : Number(digits.replaceAll(',', ''));
}

export function some(numbers: { readonly [name in keyof Numbers]-?: number | undefined }): Numbers {
  return Object.fromEntries(Object.entries(numbers).filter(([, value]) => value !== undefined));
}
