/** Which keys need a run of `rotate`. Pure. */
import type { HeldKey } from '../review/read-keys.ts';
import { isUnfinished } from '../rotation/journal.ts';
import { dueAt } from '../review/keys.ts';

/**
 * `unknown`: the key is of an AWS account that this run cannot look into, so the run that is signed in there decides,
 * by its own `max-age`.
 */
export type Need = 'gone' | 'unfinished' | 'due' | 'unknown' | 'not-due';

export function needOf(held: HeldKey, maxAge: number, now: number): Need {
  switch (held.is) {
    case 'known':
      if (isUnfinished(held.user.journal)) return 'unfinished';
      return dueAt(held, maxAge) <= now ? 'due' : 'not-due';
    case 'gone':
    case 'temporary':
      return 'gone';
    case 'elsewhere':
    case 'unread':
      return 'unknown';
  }
}

export interface DueKey {
  readonly held: HeldKey;
  readonly need: Need;
  /** The cloud credential by which `rotate` is asked for it. */
  readonly credential: { readonly id: string; readonly name: string };
}

/**
 * One entry a key, and one for the two keys of a user that is in the middle of a rotation: what needs a run first,
 * then the oldest. Keys that no cloud credential holds are moved along with one that is held, or by hand.
 */
export function dueKeys(keys: readonly HeldKey[], maxAge: number, now: number): DueKey[] {
  const users = new Set<string>();
  return keys
    .flatMap((held): DueKey[] => {
      const credential = held.holders.find(({ kind }) => kind === 'cloud credential');
      if (credential === undefined) return [];
      const need = needOf(held, maxAge, now);
      if (held.is === 'known' && need === 'unfinished') {
        if (users.has(held.user.name)) return [];
        users.add(held.user.name);
      }
      return [{ held, need, credential: { id: credential.id, name: credential.name } }];
    })
    .toSorted(
      (a, b) => ORDER.indexOf(a.need) - ORDER.indexOf(b.need) || createdAt(a.held) - createdAt(b.held),
    );
}

const ORDER: readonly Need[] = ['gone', 'unfinished', 'due', 'unknown', 'not-due'];

function createdAt(held: HeldKey): number {
  return held.is === 'known' ? held.key.createdAt : 0;
}
