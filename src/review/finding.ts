/** What a review has to say to a person. */
import { someOf } from '../lib/text.ts';
export interface Finding {
  /** By {@link findingId}: the same in every run. */
  readonly id: string;
  /** `now`: broken, or about to break. `soon`: somebody has to see to it. `plan`: nothing is wrong. */
  readonly urgency: 'now' | 'soon' | 'plan';
  /** A sentence. */
  readonly what: string;
  /** What to do, in a sentence or two. */
  readonly next: string;
  readonly link?: { readonly text: string; readonly url: string };
  /** A text to paste into a request. */
  readonly paste?: string;
}

export const URGENCIES = ['now', 'soon', 'plan'] as const;

/** What could not be read: `{ what: 'the log of', name: 'staging' }`. */
export interface Missing {
  readonly what: string;
  readonly name?: string;
  readonly why: string;
}

/** One line for all that could not be read for the same reason. */
export function linesOf(missing: readonly Missing[]): string[] {
  // Not in the order of the answers.
  const inOrder = missing.toSorted(
    (a, b) => a.what.localeCompare(b.what) || (a.name ?? '').localeCompare(b.name ?? ''),
  );
  const same = Map.groupBy(inOrder, ({ what, why }) => `${what}: ${why}`);
  return [...same.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const names = listOf(found.flatMap(({ name }) => name ?? []));
    return [`${first.what}${names === '' ? '' : ` ${names}`}: ${first.why}`];
  });
}

/** A part of the review that could not be read is told, and the others go on. */
export type Part<T> = { readonly read: T } | { readonly unread: string };

export function isRead<T>(part: Part<T>): part is { readonly read: T } {
  return 'read' in part;
}

/** `'a', 'b' and 3 more`: names from outside, in a sentence. */
export function listOf(names: readonly string[]): string {
  return someOf(names.map((name) => `'${name}'`));
}
