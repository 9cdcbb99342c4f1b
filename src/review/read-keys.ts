/**
 * What AWS tells of the keys that Qovery holds. Reads only: for each key its owner and last use, for each owner the
 * list of keys. Two requests a user, and one more for its journal where it is asked for.
 */
import { all } from '../lib/all.ts';
import type { AccessKey, KeyUse } from '../aws/access-keys.ts';
import {
  type Account,
  type Accounts,
  type Refusal,
  isRefusal,
  keysElsewhere,
  refusalOf,
} from '../aws/accounts.ts';
import { AwsError } from '../aws/error.ts';
import { isNamed } from '../aws/iam-users.ts';
import { accountOfKey } from '../aws/identity.ts';
import { Cancelled } from '../lib/errors.ts';
import type { Holder } from '../holders/index.ts';
import { limit } from '../lib/limit.ts';
import { type Journal, readJournal } from '../rotation/journal.ts';

export interface IamUser {
  readonly name: string;
  readonly keys: readonly AccessKey[];
  /** Of a rotation; `undefined` where it was not read. */
  readonly journal: Journal | undefined;
}

/** A key, who holds it, and what AWS knows of it. */
export type HeldKey = {
  readonly id: string;
  readonly holders: readonly Holder[];
} & (
  | {
      readonly is: 'known';
      readonly account: string;
      readonly user: IamUser;
      readonly key: AccessKey;
      readonly lastUse: KeyUse['last'];
    }
  /** Of the caller's account, and AWS tells no owner: it is gone, or we may not ask. */
  | { readonly is: 'gone'; readonly account: string }
  /** Of an account that the run was not asked to sign in to. */
  | { readonly is: 'elsewhere'; readonly account: string }
  /** No key of an IAM user (those begin with AKIA). */
  | { readonly is: 'temporary' }
  /** `refusal`: its whole account refuses this run. */
  | { readonly is: 'unread'; readonly why: string; readonly refusal?: Refusal }
);

const CONCURRENCY = 8;

/** @param journals of all users, or only of those that have a second key */
export async function readKeys(
  holders: readonly Holder[],
  accounts: Accounts,
  journals: 'all' | 'of two keys',
): Promise<HeldKey[]> {
  const turn = limit(CONCURRENCY);
  const users = new Map<string, Promise<IamUser>>();
  const userOf = (name: string, { keys, caller }: Account): Promise<IamUser> => {
    // Two accounts may each have a user of this name.
    const id = `${caller.account} ${name}`;
    const present = users.get(id) ?? turn(() => readUser(keys, name, journals));
    users.set(id, present);
    return present;
  };
  const groups = Map.groupBy(holders, ({ keyId }) => keyId);
  return all(
    [...groups].map(async ([id, same]): Promise<HeldKey> => {
      const held = { id, holders: same };
      if (!/^AKIA/.test(id)) return { ...held, is: 'temporary' };
      const at = accounts.of(id);
      if (isRefusal(at)) return { ...held, is: 'unread', why: at.why, refusal: at };
      const { account } = at.caller;
      try {
        const use = await turn(() => at.keys.use(id));
        if (use === undefined) {
          const owner = await turn(() => accountOfKey(at.clients, id));
          return { ...held, is: owner === account ? 'gone' : 'elsewhere', account: owner };
        }
        const user = await userOf(use.userName, at);
        const key = user.keys.find((candidate) => candidate.id === id);
        return key === undefined
          ? { ...held, is: 'gone', account }
          : { ...held, is: 'known', account, user, key, lastUse: use.last };
      } catch (error) {
        if (at.clients.grace.aborted) throw new Cancelled();
        if (!(error instanceof AwsError)) throw error;
        const refusal = error.deniedByOrganization ? refusalOf(account, error) : undefined;
        return { ...held, is: 'unread', why: error.message, ...(refusal === undefined ? {} : { refusal }) };
      }
    }),
  );
}

/** The same keys where AWS cannot be asked at all. */
export function unreadKeys(holders: readonly Holder[], why: string): HeldKey[] {
  return [...Map.groupBy(holders, ({ keyId }) => keyId)].map(([id, same]) => ({
    id,
    holders: same,
    is: 'unread',
    why,
  }));
}

async function readUser(
  iam: Account['keys'],
  name: string,
  journals: 'all' | 'of two keys',
): Promise<IamUser> {
  const keys = await iam.list(name);
  const wanted = journals === 'all' || keys.length > 1;
  return { name, keys, journal: wanted ? readJournal(await iam.tags(name)) : undefined };
}

/** `aws-iam-user`: without the keys of other users. A key whose owner is not known stays: nobody can say that it is not. */
export function ofUsers(keys: readonly HeldKey[], users: readonly string[] | undefined): HeldKey[] {
  return keys.filter((held) => held.is !== 'known' || isNamed(held.user.name, users));
}

/** The names of the IAM users whose keys these are, as far as that is known. */
export function ownersOf(keys: readonly HeldKey[]): string[] {
  return keys.flatMap((held) => (held.is === 'known' ? held.user.name : []));
}

/** Each account that refuses this run, once, with its keys: what is wrong there is told in one line. */
export function refusalsIn(keys: readonly HeldKey[]): { refusal: Refusal; keys: HeldKey[] }[] {
  const refused = keys.filter((held) => held.is === 'unread' && held.refusal !== undefined);
  const accounts = Map.groupBy(refused, accountThatRefuses);
  return [...accounts.values()].flatMap((same) => {
    const [first] = same;
    return first?.is === 'unread' && first.refusal ? [{ refusal: first.refusal, keys: same }] : [];
  });
}

/** What makes two keys refused together: their account; a key alone where nobody can tell that. */
export function accountThatRefuses(held: HeldKey): string | undefined {
  return held.is === 'unread' && held.refusal !== undefined ? (held.refusal.account ?? held.id) : undefined;
}

/** One line for the keys of each account that the run is not signed in to. */
export function linesElsewhere(keys: readonly HeldKey[]): { account: string; line: string }[] {
  const elsewhere = keys.filter((held) => held.is === 'elsewhere');
  return [...Map.groupBy(elsewhere, ({ account }) => account)].map(([account, same]) => ({
    account,
    line: keysElsewhere(account, same),
  }));
}
