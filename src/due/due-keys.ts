/** Which keys need a run of `rotate`. Pure. */
import { type HeldKey, accountThatRefuses } from '../review/read-keys.ts';
import { isUnfinished } from '../rotation/journal.ts';
import { dueAt } from '../review/keys.ts';

/**
 * `unknown`: what AWS knows of it could not be read, so its own run decides, by its own `max-age`. `refused`: nor could
 * any other of its account. `elsewhere`: it is of an account that this run was not asked to look into.
 */
export type Need = 'gone' | 'unfinished' | 'due' | 'unknown' | 'refused' | 'not-due' | 'elsewhere';

export function needOf(held: HeldKey, maxAge: number, now: number): Need {
  switch (held.is) {
    case 'known':
      if (isUnfinished(held.user.journal)) return 'unfinished';
      return dueAt(held, maxAge) <= now ? 'due' : 'not-due';
    case 'gone':
    case 'temporary':
      return 'gone';
    case 'elsewhere':
      return 'elsewhere';
    case 'unread':
      return held.refusal === undefined ? 'unknown' : 'refused';
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
        const user = `${held.account} ${held.user.name}`;
        if (users.has(user)) return [];
        users.add(user);
      }
      return [{ held, need, credential: { id: credential.id, name: credential.name } }];
    })
    .toSorted(
      (a, b) => ORDER.indexOf(a.need) - ORDER.indexOf(b.need) || createdAt(a.held) - createdAt(b.held),
    );
}

const ORDER: readonly Need[] = ['gone', 'unfinished', 'due', 'unknown', 'refused', 'not-due', 'elsewhere'];

/** The keys that need a run of their own: of an account that refuses, one, since its run can only say so, in red. */
export function runsFor(keys: readonly DueKey[]): DueKey[] {
  const refusing = new Set<string>();
  return keys.filter(({ held, need }) => {
    if (need === 'not-due' || need === 'elsewhere') return false;
    const account = accountThatRefuses(held);
    if (account === undefined) return true;
    const first = !refusing.has(account);
    refusing.add(account);
    return first;
  });
}

function createdAt(held: HeldKey): number {
  return held.is === 'known' ? held.key.createdAt : 0;
}
