/** How the rules of the tables are tried on a passage. */
import type { Numbers, Passage, Row, Sighting } from './model.ts';
import { triggerOf } from './passages.ts';

export type Groups = Readonly<Record<string, string | undefined>>;

export interface Match {
  readonly at: number;
  readonly end: number;
  /** The named groups, as the text spells them. */
  readonly groups: Groups;
}

/** A sentence, and what it means: a row, or a function that makes one of the match, or nothing. */
export interface Rule<Context = undefined> {
  /** In lower case, with single spaces. Repetitions are bounded (`{0,99}`), so that no text can make it slow. */
  readonly says: RegExp;
  readonly row: Row | ((match: Match, passage: Passage, context: Context) => Row | undefined);
  readonly numbers?: (groups: Groups) => Numbers;
}

/** The rules by the word that has to be in the passage. */
export type Rules<Context = undefined> = ReadonlyMap<
  string,
  readonly (Rule<Context> & { readonly pattern: RegExp })[]
>;

export function compile<Context = undefined>(rules: readonly Rule<Context>[]): Rules<Context> {
  return Map.groupBy(
    rules.map((rule) => ({ ...rule, pattern: new RegExp(rule.says.source, 'g') })),
    ({ says }) => triggerOf(says.source),
  );
}

/** @param context whatever the functions of the rules need to know of the passage */
export function sentencesIn(passage: Passage, rules: Rules): Sighting[];
export function sentencesIn<Context>(passage: Passage, rules: Rules<Context>, context: Context): Sighting[];
export function sentencesIn<Context>(passage: Passage, rules: Rules<Context>, context?: Context): Sighting[] {
  const found: Sighting[] = [];
  for (const word of passage.triggers) {
    for (const { pattern, row: meaning, numbers } of rules.get(word) ?? []) {
      for (const match of matchesIn(passage, pattern)) {
        const row = typeof meaning === 'function' ? meaning(match, passage, context as Context) : meaning;
        const { at, end, groups } = match;
        if (row !== undefined)
          found.push({ row, at, end, by: 'sentence', ...(numbers && { numbers: numbers(groups) }) });
      }
    }
  }
  return found;
}

/** @param pattern with the flag `g`; each match is told once, however often the passage repeats it */
function matchesIn({ text, lower }: Passage, pattern: RegExp): Match[] {
  pattern.lastIndex = 0;
  let match = pattern.exec(lower);
  if (match === null) return NO_MATCH;
  const found = new Map<string, Match>();
  for (; match !== null; match = pattern.exec(lower)) {
    const [whole] = match;
    const at = match.index;
    if (!found.has(whole))
      found.set(whole, {
        at,
        end: at + whole.length,
        groups: spelled(match.groups, lower, text, at + whole.length),
      });
    if (whole === '') pattern.lastIndex++;
  }
  return [...found.values()];
}

const NO_MATCH: Match[] = [];

/** The groups in the case of the text. One in a lookbehind stands before the match. */
function spelled(groups: Groups | undefined, lower: string, text: string, end: number): Groups {
  return Object.fromEntries(
    Object.entries(groups ?? {}).map(([name, value]) => {
      if (value === undefined) return [name, value];
      const at = lower.lastIndexOf(value, end - value.length);
      return [name, text.slice(at, at + value.length)];
    }),
  );
}

/** A word of letters, digits and `_` in a passage, such as an error code. */
export interface Token {
  readonly word: string;
  readonly at: number;
  readonly end: number;
}

const WORDS = /\w{6,80}/g;

/** Every word that may be an error code, once. */
export function tokensIn({ lower }: Passage): Token[] {
  const found = new Map<string, Token>();
  for (const match of lower.matchAll(WORDS)) {
    const [word] = match;
    if (!found.has(word)) found.set(word, { word, at: match.index, end: match.index + word.length });
  }
  return [...found.values()];
}
