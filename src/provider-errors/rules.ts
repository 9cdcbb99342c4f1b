/** How the rules of the tables are tried on a passage. */
import type { Numbers, Passage, Row, Sighting } from './model.ts';
import { wordIn } from './passages.ts';

export type Groups = Readonly<Record<string, string | undefined>>;

export interface Match {
  readonly at: number;
  readonly end: number;
  /** The named groups, as the text spells them. */
  readonly groups: Groups;
}

/** A sentence, and what it means: a row, or a function that makes one of the match, or nothing. */
export interface Rule<Context = undefined> {
  /**
   * In lower case, with single spaces. One of the words of passages.ts has to be in whatever it matches. Repetitions are
   * bounded (`{0,99}`), so that no text can make it slow.
   */
  readonly says: RegExp;
  readonly row: Row | ((match: Match, passage: Passage, context: Context) => Row | undefined);
  readonly numbers?: (groups: Groups) => Numbers;
}

interface RulesOfWord<Context> {
  /** Matches wherever one of them does: where words are dense, one question in place of many. */
  readonly any: RegExp;
  readonly rules: readonly (Rule<Context> & { readonly pattern: RegExp })[];
}

/** The rules by their word. */
export type Rules<Context = undefined> = ReadonlyMap<string, RulesOfWord<Context>>;

export function compile<Context = undefined>(rules: readonly Rule<Context>[]): Rules<Context> {
  const tried = rules.map((rule) => ({ ...rule, ...anchored(rule.says.source) }));
  const byWord = Map.groupBy(tried, ({ word }) => word);
  return new Map([...byWord].map(([word, same]) => [word, { any: anyOf(same), rules: same }]));
}

function anyOf(rules: readonly Anchored[]): RegExp {
  // What follows the word is asked first, which answers most often and soonest; what stands before it may be long.
  // Without their names: two groups of one expression may not share one.
  const sources = rules.map(({ head, tail }) => `(?=${tail})(?<=${head})`.replace(/\(\?<\w+>/g, '(?:'));
  return new RegExp(sources.join('|'), 'y');
}

interface Anchored {
  readonly word: string;
  /** The parts of the source before the word, and from the word on. */
  readonly head: string;
  readonly tail: string;
  readonly pattern: RegExp;
}

/**
 * `limit of \d+ exceeded` is tried where `limit` is, and what stands before it is looked at backwards: a rule costs
 * nothing but where its word is.
 */
export function anchored(source: string): Anchored {
  const certain = partsOfAll(source);
  const hit = wordIn(certain);
  if (hit === undefined || certain.includes('|'))
    throw new Error(`No word of TRIGGERS (passages.ts) to look for, outside of groups, in ${source}`);
  const { at, word } = hit;
  const [head, tail] = [source.slice(0, at), source.slice(at)];
  return { word, head, tail, pattern: new RegExp(`(?<=(?<head>${head}))${tail}`, 'y') };
}

/** The source without its groups and classes, which may be left out or be alternatives; blanks in their place. */
function partsOfAll(source: string): string {
  const blank = (part: string): string => ' '.repeat(part.length);
  let certain = source.replace(/\\./g, blank).replace(/\[[^\]]*\]/g, blank);
  for (let before = ''; before !== certain;) {
    before = certain;
    certain = certain.replace(/\([^()]*\)/g, blank);
  }
  return certain;
}

/** @param context whatever the functions of the rules need to know of the passage */
export function sentencesIn(passage: Passage, rules: Rules): Sighting[];
export function sentencesIn<Context>(passage: Passage, rules: Rules<Context>, context: Context): Sighting[];
export function sentencesIn<Context>(passage: Passage, rules: Rules<Context>, context?: Context): Sighting[] {
  const found: Sighting[] = [];
  const known = new Set<string>();
  for (const hit of passage.hits) {
    const here = hit.at - passage.from;
    const ofWord = rules.get(hit.word);
    if (ofWord === undefined) continue;
    ofWord.any.lastIndex = here;
    if (!ofWord.any.test(passage.lower)) continue;
    for (const { pattern, says, row: meaning, numbers } of ofWord.rules) {
      pattern.lastIndex = here;
      const match = pattern.exec(passage.lower);
      if (match === null) continue;
      const { head = '', ...groups } = match.groups ?? {};
      const at = here - head.length;
      const end = here + match[0].length;
      // Of the same words, the first are enough.
      const same = `${passage.lower.slice(at, end)} ${says.source}`;
      if (known.has(same)) continue;
      known.add(same);
      const spelling = spelled(groups, passage, end);
      const row =
        typeof meaning === 'function'
          ? meaning({ at, end, groups: spelling }, passage, context as Context)
          : meaning;
      if (row !== undefined)
        found.push({ row, at, end, by: 'sentence', ...(numbers && { numbers: numbers(groups) }) });
    }
  }
  return found;
}

/** The groups in the case of the text. One in a lookbehind stands before the end. */
function spelled(groups: Groups, { lower, text }: Passage, end: number): Groups {
  return Object.fromEntries(
    Object.entries(groups).map(([name, value]) => {
      if (value === undefined) return [name, value];
      const at = lower.lastIndexOf(value, end - value.length);
      return [name, text.slice(at, at + value.length)];
    }),
  );
}

/** A word of letters, digits and `_` in a passage, such as an error code, in lower case. */
export interface Token {
  readonly word: string;
  readonly at: number;
  readonly end: number;
}

/** No error code is longer. */
const LONGEST_CODE = 80;

/** The words around those by which errors are found: `VcpuLimitExceeded` around `limit`. */
export function tokensIn({ from, lower, hits }: Passage): Token[] {
  const tokens: Token[] = [];
  let last = 0;
  for (const hit of hits) {
    const here = hit.at - from;
    if (here < last) continue;
    let at = here;
    while (at > last && here - at < LONGEST_CODE && isOfWord(lower.charCodeAt(at - 1))) at--;
    let end = here;
    while (end - at < LONGEST_CODE && isOfWord(lower.charCodeAt(end))) end++;
    last = end;
    if (end - at >= SHORTEST_CODE) tokens.push({ word: lower.slice(at, end), at, end });
  }
  return tokens;
}

/** `SlowDown`. */
const SHORTEST_CODE = 8;

function isOfWord(c: number): boolean {
  return (c >= 0x61 && c <= 0x7a) || (c >= 0x30 && c <= 0x39) || c === 0x5f;
}
