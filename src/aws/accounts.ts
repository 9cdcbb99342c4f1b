/**
 * The AWS accounts that a run is signed in to: that of its one session, or, where the role has `{account}` in it, that of
 * each key, side by side. An account that refuses costs its own keys alone.
 */
import type { AwsInputs } from '../inputs.ts';
import { all } from '../lib/all.ts';
import { Problem, withFullStop } from '../lib/errors.ts';
import { limit } from '../lib/limit.ts';
import { SHORT } from '../lib/patience.ts';
import { someOf } from '../lib/text.ts';
import { AccessKeys } from './access-keys.ts';
import { awsClients } from './clients.ts';
import { AwsError } from './error.ts';
import { IdTokens } from './id-token.ts';
import { type Identity, accountOfKey, callerIdentity } from './identity.ts';
import { accountInKeyId } from './key-account.ts';
import type { AwsClients, AwsOptions } from './types.ts';

/** One that the run is signed in to. */
export interface Account {
  readonly caller: Identity;
  readonly clients: AwsClients;
  readonly keys: AccessKeys;
}

/** One that the run cannot work in. */
export interface Refusal {
  /** `undefined`: nobody can tell the account of the key. */
  readonly account: string | undefined;
  /** A sentence. */
  readonly why: string;
  readonly remedy: string;
}

export interface Accounts {
  /** Whether the run signs in to the account of each key. */
  readonly each: boolean;
  /** Where a key is to be asked for. That it is of this account is not proved by that. */
  of(keyId: string): Account | Refusal;
  readonly signedIn: readonly Account[];
  close(): void;
}

const EACH = '{account}';
/** Sign-ins at a time. */
const CONCURRENCY = 16;

export function isRefusal(account: Account | Refusal): account is Refusal {
  return 'remedy' in account;
}

/**
 * @param keyIds that will be asked for
 * @throws {AwsError} {@link Problem} where the one account, or every account, cannot be signed in to
 */
export async function signIn(
  inputs: AwsInputs,
  keyIds: readonly string[],
  options: AwsOptions,
): Promise<Accounts> {
  const role = inputs.roleToAssume;
  return role?.includes(EACH)
    ? signInToEach(inputs, role, new Set(keyIds.filter((id) => id.startsWith('AKIA'))), options)
    : signInToOne(inputs, options);
}

async function signInToOne(inputs: AwsInputs, options: AwsOptions): Promise<Accounts> {
  const clients = awsClients(inputs, options);
  try {
    const account = await identified(clients);
    return { each: false, of: () => account, signedIn: [account], close: () => clients.close() };
  } catch (error) {
    clients.close();
    throw error;
  }
}

async function identified(clients: AwsClients): Promise<Account> {
  return { caller: await callerIdentity(clients), clients, keys: new AccessKeys(clients) };
}

async function signInToEach(
  inputs: AwsInputs,
  role: string,
  keyIds: ReadonlySet<string>,
  options: AwsOptions,
): Promise<Accounts> {
  const idTokens = new IdTokens(inputs.idTokenRequest, options);
  // Without a token no account lets the run in, and none of them is to blame.
  await idTokens.get(SHORT);
  const turn = limit(CONCURRENCY);
  const opened: AwsClients[] = [];
  const accounts = new Map<string, Promise<Account | Refusal>>();
  const open = (id: string): Promise<Account | Refusal> => {
    const present = accounts.get(id);
    if (present !== undefined) return present;
    const clients = awsClients({ ...inputs, roleToAssume: role.replace(EACH, id) }, options, idTokens);
    opened.push(clients);
    const account = turn(() => identified(clients)).catch((error: unknown) => refusalOf(id, error));
    accounts.set(id, account);
    return account;
  };
  const byKey = new Map<string, Account | Refusal>();
  const close = (): void => opened.forEach((clients) => clients.close());
  try {
    const named = [...keyIds].map((keyId) => ({ keyId, told: accountInKeyId(keyId) }));
    await all(
      named.map(async ({ keyId, told }) => {
        if (told !== undefined) byKey.set(keyId, await open(told));
      }),
    );
    const [anybody] = [...byKey.values()].flatMap((account) => (isRefusal(account) ? [] : account));
    await all(
      named.map(async ({ keyId, told }) => {
        if (told !== undefined) return;
        const account = await askForAccount(keyId, anybody);
        byKey.set(keyId, typeof account === 'string' ? await open(account) : account);
      }),
    );
  } catch (error) {
    close();
    throw error;
  }
  const signedIn = (await all([...accounts.values()])).flatMap((account) =>
    isRefusal(account) ? [] : account,
  );
  return { each: true, of: (keyId) => byKey.get(keyId) ?? untellable(keyId), signedIn, close };
}

/** Of a key whose id does not tell it: AWS tells whoever is signed in somewhere. */
async function askForAccount(keyId: string, anybody: Account | undefined): Promise<string | Refusal> {
  if (anybody === undefined) return untellable(keyId);
  try {
    const account = await accountOfKey(anybody.clients, keyId);
    return /^\d{12}$/.test(account) ? account : untellable(keyId);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    return {
      ...untellable(keyId),
      why: withFullStop(`The account of ${keyId} could not be read: ${error.message}`),
    };
  }
}

function untellable(keyId: string): Refusal {
  return {
    account: undefined,
    why: `The id of ${keyId} does not tell its AWS account, so there is no role to sign in with.`,
    remedy:
      "Look at it in the Qovery console. If it is a key of yours, give the role of its account as 'role-to-assume', without {account}.",
  };
}

/** What an error says about a whole account. @throws an error that says nothing about it */
export function refusalOf(account: string, error: unknown): Refusal {
  if (!(error instanceof AwsError || error instanceof Problem)) throw error;
  const [what, remedy] =
    error instanceof Problem ? [error.what, error.remedy] : [error.message, remedyOf(error)];
  return { account, why: withFullStop(`This run cannot work in AWS account ${account}: ${what}`), remedy };
}

function remedyOf({ code, message, outcome, deniedByOrganization }: AwsError): string {
  if (deniedByOrganization) return 'Whoever manages the AWS organisation has to allow it there.';
  if (/No OpenIDConnect provider/i.test(message))
    return "Add GitHub's OIDC provider (https://token.actions.githubusercontent.com) to that account.";
  if (code === 'AccessDenied')
    return 'See that this role is in that account, and that its trust policy names this repository.';
  if (outcome === 'refused') return 'See to the role and to the state of that account.';
  return 'The next run tries again; if it stays so, see to that account.';
}

/** One line for the keys of an account that this run is not signed in to. */
export function keysElsewhere(
  account: string,
  keys: readonly { readonly id: string; readonly holders: readonly { readonly name: string }[] }[],
): string {
  const held = keys.map(({ id, holders }) => `${id} (${holders.map(({ name }) => `'${name}'`).join(', ')})`);
  const belong = keys.length === 1 ? '1 key belongs' : `${keys.length} keys belong`;
  return `${belong} to AWS account ${account}, and this run is not signed in there: ${someOf(held)}. With {account} in 'role-to-assume', a run signs in to the account of each key.`;
}
