/**
 * What AWS tells of the keys that Qovery holds. Reads only: for each key its owner and last use, for each owner the
 * list of keys. Two requests a user, and one more for its journal where it is asked for.
 */
import { all } from '../lib/all.ts';
import { type AccessKey, AccessKeys, type KeyUse } from '../aws/access-keys.ts';
import type { AwsClients } from '../aws/types.ts';
import { AwsError } from '../aws/error.ts';
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
  | { readonly is: 'elsewhere'; readonly account: string }
  /** No key of an IAM user (those begin with AKIA). */
  | { readonly is: 'temporary' }
  | { readonly is: 'unread'; readonly why: string }
);

const CONCURRENCY = 8;

/** @param journals of all users, or only of those that have a second key */
export async function readKeys(
  holders: readonly Holder[],
  account: string,
  clients: AwsClients,
  journals: 'all' | 'of two keys',
): Promise<HeldKey[]> {
  const iam = new AccessKeys(clients);
  const turn = limit(CONCURRENCY);
  const users = new Map<string, Promise<IamUser>>();
  const userOf = (name: string): Promise<IamUser> => {
    const present = users.get(name) ?? turn(() => readUser(iam, name, journals));
    users.set(name, present);
    return present;
  };
  const groups = Map.groupBy(holders, ({ keyId }) => keyId);
  return all(
    [...groups].map(async ([id, same]): Promise<HeldKey> => {
      const held = { id, holders: same };
      if (!/^AKIA/.test(id)) return { ...held, is: 'temporary' };
      try {
        const use = await turn(() => iam.use(id));
        if (use === undefined) {
          const owner = await turn(() => accountOfKey(clients, id));
          return { ...held, is: owner === account ? 'gone' : 'elsewhere', account: owner };
        }
        const user = await userOf(use.userName);
        const key = user.keys.find((candidate) => candidate.id === id);
        return key === undefined
          ? { ...held, is: 'gone', account }
          : { ...held, is: 'known', account, user, key, lastUse: use.last };
      } catch (error) {
        if (clients.grace.aborted) throw new Cancelled();
        if (!(error instanceof AwsError)) throw error;
        return { ...held, is: 'unread', why: error.message };
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

async function readUser(iam: AccessKeys, name: string, journals: 'all' | 'of two keys'): Promise<IamUser> {
  const keys = await iam.list(name);
  const wanted = journals === 'all' || keys.length > 1;
  return { name, keys, journal: wanted ? readJournal(await iam.tags(name)) : undefined };
}

/** `aws-iam-user`: without the keys of other users. A key whose owner is not known stays: nobody can say that it is not. */
export function ofUsers(keys: readonly HeldKey[], users: readonly string[] | undefined): HeldKey[] {
  return keys.filter((held) => users === undefined || held.is !== 'known' || users.includes(held.user.name));
}
