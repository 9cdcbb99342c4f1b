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
export interface Rule {
  /** In lower case, with single spaces. Repetitions are bounded (`{0,99}`), so that no text can make it slow. */
  readonly says: RegExp;
  readonly row: Row | ((match: Match, passage: Passage) => Row | undefined);
  readonly numbers?: (groups: Groups) => Numbers;
}

/** The rules by the word that has to be in the passage. */
export type Rules = ReadonlyMap<string, readonly (Rule & { readonly pattern: RegExp })[]>;

export function compile(rules: readonly Rule[]): Rules {
  return Map.groupBy(
    rules.map((rule) => ({ ...rule, pattern: new RegExp(rule.says.source, 'g') })),
    ({ says }) => triggerOf(says.source),
  );
}

export function sentencesIn(passage: Passage, rules: Rules): Sighting[] {
  const tried = [...passage.triggers].flatMap((word) => rules.get(word) ?? []);
  return tried.flatMap(({ pattern, row, numbers }) =>
    matchesIn(passage, pattern).flatMap((match): Sighting[] => {
      const found = typeof row === 'function' ? row(match, passage) : row;
      if (found === undefined) return [];
      const { at, end, groups } = match;
      return [{ row: found, at, end, by: 'sentence', ...(numbers && { numbers: numbers(groups) }) }];
    }),
  );
}

/** @param pattern with the flag `g`; each match is told once, however often the passage repeats it */
function matchesIn({ text, lower }: Passage, pattern: RegExp): Match[] {
  const found = new Map<string, Match>();
  pattern.lastIndex = 0;
  for (let match = pattern.exec(lower); match !== null; match = pattern.exec(lower)) {
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
