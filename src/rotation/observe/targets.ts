/** Whose keys they are, proved before anything is created: the account is the caller's, and AWS names the IAM user. */
import { all } from '../../lib/all.ts';
import type { KeyOwner } from '../../aws/access-keys.ts';
import {
  type Account,
  type Accounts,
  type Refusal,
  isRefusal,
  keysElsewhere,
  refusalOf,
} from '../../aws/accounts.ts';
import { AwsError } from '../../aws/error.ts';
import { isNamed } from '../../aws/iam-users.ts';
import { accountOfKey } from '../../aws/identity.ts';
import type { Holder } from '../../holders/index.ts';
import type { RotateInputs } from '../../inputs.ts';
import { BadInput, Problem } from '../../lib/errors.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { mistakesOf, resolveReferences } from '../../qovery/references.ts';
import { type Signer, readJournal } from '../journal.ts';
import type { Target } from '../model.ts';
import type { OrganizationSnapshot } from './organization.ts';

/** Keys that are not rotated, and why: one, or those of an account that refuses this run. */
export interface Refused {
  readonly keyIds: readonly AccessKeyId[];
  /** As far as it is known. */
  readonly account: string | undefined;
  readonly holders: readonly Holder[];
  readonly what: string;
  readonly remedy: string;
}

/** Whose keys are rotated, and the session for it. */
export interface Owned {
  readonly target: Target;
  readonly account: Account;
}

export interface Targets {
  readonly owned: readonly Owned[];
  readonly refused: readonly Refused[];
  /** Sentences. */
  readonly leftOut: readonly string[];
  /** Users whose keys `aws-iam-user` leaves out. */
  readonly notAsked: readonly string[];
  /** Whether a key is of an account that the run was not asked to sign in to. */
  readonly anyElsewhere: boolean;
}

/** The static credentials that were asked for; the others are named, with the reason. */
export function chooseCredentials(
  inputs: Pick<RotateInputs, 'credentials'>,
  { credentials, clusters, holders, unknownHolders }: OrganizationSnapshot,
): { chosen: Holder[]; leftOut: string[] } {
  const ids = inputs.credentials === 'all' ? credentials.map(({ id }) => id) : inputs.credentials;
  const chosen: Holder[] = [];
  const leftOut: string[] = [];
  if (inputs.credentials !== 'all') {
    const known = { 'cloud credential': credentials, cluster: clusters };
    const { unresolved } = resolveReferences(inputs.credentials, 'cloud credential', known);
    if (unresolved.length > 0)
      throw new BadInput(mistakesOf('credentials-id', unresolved, "'all'"), 'Nothing was changed.');
  }
  for (const id of ids) {
    const credential = credentials.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
    if (credential === undefined) continue;
    const holder = holders.find(
      (candidate) => candidate.kind === 'cloud credential' && candidate.id === credential.id,
    );
    const unknown = unknownHolders.find(({ id: candidate }) => candidate === credential.id);
    if (unknown !== undefined && inputs.credentials !== 'all') {
      throw new Problem(
        `It is not certain which key the cloud credential '${credential.name}' holds: ${unknown.why}.`,
        'Look at it in the Qovery console: store a key or a role there, or remove it. Nothing was changed.',
      );
    }
    if (holder !== undefined) chosen.push(holder);
    else if (unknown !== undefined)
      leftOut.push(`'${credential.name}': it is not certain which key it holds: ${unknown.why}.`);
    else if (credential.object_type === 'AWS_ROLE')
      leftOut.push(
        `'${credential.name}' uses an AWS role: there is no key to rotate, which is what Qovery recommends.`,
      );
    else if (inputs.credentials !== 'all')
      leftOut.push(
        `'${credential.name}' is no static AWS credential (${credential.object_type}): this action has nothing to rotate there.`,
      );
  }
  return { chosen, leftOut };
}

interface Asking {
  readonly inputs: Pick<RotateInputs, 'credentials' | 'iamUsers'>;
  readonly accounts: Accounts;
  readonly signerOf: (account: string, user: string) => Signer;
}

/** Asks AWS for the owner of each key. One that AWS cannot tell, or an account that refuses, costs only its own keys. */
export async function findTargets(
  chosen: readonly Holder[],
  seen: OrganizationSnapshot,
  asking: Asking,
): Promise<Targets> {
  const groups = [...Map.groupBy(chosen, ({ keyId }) => keyId)];
  const asked = await all(
    groups.map(async ([keyId, holders]) => ({ keyId, holders, ...(await ownerOf(keyId, seen, asking)) })),
  );
  const owns = ({ owner }: Owner): boolean =>
    asked.some(
      (other) =>
        other.unowned === undefined &&
        other.owner?.user === owner?.user &&
        other.owner?.account.caller.account === owner?.account.caller.account,
    );
  // A lost key of somebody else does not stop the rotation of the one that is in use.
  const found = asked.map(({ keyId, holders, ...owner }) => ({
    keyId,
    holders,
    ...(owner.unowned !== undefined && owns(owner) ? owner.unowned : owner),
  }));
  const named = found.flatMap(({ owner, keyId, gone }) =>
    owner === undefined ? [] : { ...owner, keyId, gone },
  );
  // Two accounts may each have a user of this name.
  const users = Map.groupBy(named, ({ user, account }) => `${account.caller.account} ${user}`);
  const owned = [...users.values()].flatMap((keys): Owned[] => {
    const [first] = keys;
    if (first === undefined) return [];
    const { user, account } = first;
    const held = new Set(keys.map(({ keyId }) => keyId));
    const credentialIds = seen.holders
      .filter(({ kind, keyId }) => kind === 'cloud credential' && held.has(keyId))
      .map(({ id }) => id);
    const gone = keys.flatMap((key) => (key.gone === true ? key.keyId : []));
    const target = { user, account: account.caller.account, credentialIds, keyIds: [...held], gone };
    return [{ target, account }];
  });
  const elsewhere = Map.groupBy(found, (key) => key.elsewhere);
  elsewhere.delete(undefined);
  return {
    owned,
    refused: [
      ...found.flatMap(({ keyId, holders, refused }) =>
        refused === undefined ? [] : { keyIds: [keyId], holders, ...refused },
      ),
      ...accountsThatRefuse(found),
    ],
    leftOut: [
      ...found.flatMap(({ leftOut }) => leftOut ?? []),
      ...[...elsewhere].map(([account = '', keys]) =>
        keysElsewhere(
          account,
          keys.map(({ keyId: id, holders }) => ({ id, holders })),
        ),
      ),
    ],
    notAsked: found.flatMap(({ notAsked }) => notAsked ?? []),
    anyElsewhere: elsewhere.size > 0,
  };
}

/** One for each account, whatever the number of its keys. */
function accountsThatRefuse(found: readonly (Owner & Held)[]): Refused[] {
  const refusals = found.flatMap(({ keyId, holders, denied }) =>
    denied === undefined ? [] : { ...denied, keyId, holders },
  );
  return [...Map.groupBy(refusals, ({ account, keyId }) => account ?? keyId).values()].flatMap((same) => {
    const [first] = same;
    if (first === undefined) return [];
    const { account, why: what, remedy } = first;
    const keyIds = same.map(({ keyId }) => keyId);
    return [{ keyIds, account, holders: same.flatMap(({ holders }) => holders), what, remedy }];
  });
}

interface Held {
  readonly keyId: AccessKeyId;
  readonly holders: readonly Holder[];
}

interface Owner {
  readonly owner?: { readonly user: string; readonly account: Account };
  /** AWS says that there is no such key. */
  readonly gone?: boolean;
  /** Whose key it is, `aws-iam-user` alone says: what holds where that user has another one. */
  readonly unowned?: Owner;
  readonly refused?: Pick<Refused, 'account' | 'what' | 'remedy'>;
  /** By its whole account. */
  readonly denied?: Refusal;
  /** The other account that it is of, which the run was not asked to sign in to. */
  readonly elsewhere?: string;
  readonly leftOut?: string;
  /** The user that `aws-iam-user` leaves out. */
  readonly notAsked?: string;
}

async function ownerOf(keyId: AccessKeyId, seen: OrganizationSnapshot, asking: Asking): Promise<Owner> {
  const { inputs, accounts } = asking;
  const at = accounts.of(keyId);
  const own = isRefusal(at) ? at.account : at.caller.account;
  const refuse = (what: string, remedy: string): Owner => ({ refused: { account: own, what, remedy } });
  if (!/^AKIA/.test(keyId)) {
    return refuse(
      `Qovery holds ${keyId}, which is not a long-term access key of an IAM user (those begin with AKIA).`,
      'Store a key of an IAM user there.',
    );
  }
  if (isRefusal(at)) return { denied: at };
  const { caller, clients, keys } = at;
  let account: string;
  let owner: KeyOwner;
  try {
    [account, owner] = await all([accountOfKey(clients, keyId), keys.ownerOf(keyId)]);
  } catch (error) {
    if (!(error instanceof AwsError) || clients.grace.aborted) throw error;
    if (error.deniedByOrganization) return { denied: refusalOf(caller.account, error) };
    return refuse(`Whose key ${keyId} is could not be read: ${error.message}.`, 'Fix it, and run again.');
  }
  if (account !== caller.account) {
    if (inputs.credentials === 'all' && !accounts.each) return { elsewhere: account };
    return refuse(
      `${keyId} belongs to AWS account ${account}, but this run is signed in to account ${caller.account} (${caller.arn}).`,
      `Sign in to ${account}, for example with a role there as 'role-to-assume'.`,
    );
  }
  if (owner.is === 'known') {
    const { userName: user } = owner;
    if (!isNamed(user, inputs.iamUsers)) {
      const what = `${keyId} belongs to the IAM user ${user}, not to ${inputs.iamUsers?.join(' or ')} ('aws-iam-user').`;
      if (inputs.credentials === 'all') return { leftOut: what, notAsked: user };
      return refuse(
        `${what} ERROR: no access key found, are you sure it's the correct user?`,
        `If its key may be rotated, add ${user} to 'aws-iam-user', or leave the input out: AWS tells the owner.`,
      );
    }
    if (user === caller.userName) {
      return refuse(
        `This run is signed in as ${caller.arn}, the very user whose key is to be rotated.`,
        "Sign in as somebody else: a role, with 'role-to-assume'.",
      );
    }
    return { owner: { user, account: at } };
  }
  const gone = owner.is === 'gone';
  const what = `AWS names no owner of ${keyId}, the key that Qovery holds: it is gone, or this run may not ask (iam:GetAccessKeyLastUsed). ERROR: no access key found, are you sure it's the correct user?`;
  const user = await ownerByJournal(keyId, seen, at, asking);
  if (user !== undefined) return { owner: { user, account: at }, gone };
  // Only where it names one user does it say whose key this was.
  const [named, ...more] = inputs.iamUsers ?? [];
  if (named !== undefined && more.length === 0) {
    const remedy = `${named} ('aws-iam-user') has another key, which is in use. If this was a key of ${named}, too, store the other one there; else a key of its own user.`;
    return { owner: { user: named, account: at }, gone, unowned: refuse(what, remedy) };
  }
  return refuse(
    what,
    "Check the account, the partition ('aws-region') and the permissions. If the key is gone, give the name of its user as 'aws-iam-user': a new key is then created and stored.",
  );
}

/** A key that is gone may be one of ours: the signed journal of a user whose other key is still held somewhere names it. */
async function ownerByJournal(
  keyId: AccessKeyId,
  { holders }: OrganizationSnapshot,
  { keys, caller }: Account,
  { signerOf, inputs }: Asking,
): Promise<string | undefined> {
  const others = [...new Set(holders.map((holder) => holder.keyId))].filter(
    (id) => id !== keyId && /^AKIA/.test(id),
  );
  const owners = await all(others.map((id) => keys.use(id).catch(() => undefined)));
  const users = new Set(owners.flatMap((use) => use?.userName ?? []));
  for (const user of [...users].filter((name) => isNamed(name, inputs.iamUsers))) {
    const {
      signed,
      old,
      new: successor,
      lost,
    } = readJournal(await keys.tags(user), signerOf(caller.account, user));
    if (signed && [old, successor, ...lost].includes(keyId)) return user;
  }
  return undefined;
}
