import { GetAccessKeyInfoCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Clock, MINUTE, SECOND } from '../lib/clock.ts';
import type { AwsClients, AwsCredentials, Asking } from './types.ts';
import { AwsError, malformed } from './error.ts';

export interface Identity {
  readonly account: string;
  readonly arn: string;
  /** Of an IAM user; a role session has none. */
  readonly userName: string | undefined;
}

type Asked = Pick<AwsClients, 'sts' | 'ask'>;

/** Needs no permission and cannot be denied (docs.aws.amazon.com, GetCallerIdentity). */
export async function callerIdentity({ sts, ask }: Asked, how: Asking = {}): Promise<Identity> {
  const answer = await ask(
    'tell who is signed in (GetCallerIdentity)',
    (options) => sts.send(new GetCallerIdentityCommand({}), options),
    how,
  );
  if (!answer.Account || !answer.Arn) throw malformed('GetCallerIdentity');
  // arn:aws:iam::123456789012:user/path/to/name
  const userName = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(answer.Arn)?.[1];
  return { account: answer.Account, arn: answer.Arn, userName };
}

/** The account that a key belongs (or belonged) to. Answers for keys that are gone, too. */
export async function accountOfKey({ sts, ask }: Asked, keyId: string): Promise<string> {
  const answer = await ask(`tell the account of the key ${keyId} (sts:GetAccessKeyInfo)`, (options) =>
    sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: keyId }), options),
  );
  if (!answer.Account) throw malformed('GetAccessKeyInfo');
  return answer.Account;
}

/**
 * One success proves little: a new key reaches AWS's endpoints one by one, up to 15 s were seen
 * (hashicorp/terraform-provider-vault #571), and rotations that trusted the first success fail
 * "at least once on every 10 attempts" (rhyeal/aws-rotate-iam-keys #81).
 */
const PROOFS_IN_A_ROW = 3;
const PAUSE = 2 * SECOND;
const PATIENCE = 2 * MINUTE;
const NOT_YET = new Set(['InvalidClientTokenId', 'SignatureDoesNotMatch', 'AuthFailure', 'AccessDenied']);

/** Proves that a new key works and is the expected user's, or says why not. */
export async function proveKey(
  clients: AwsClients,
  key: AwsCredentials,
  expected: { readonly account: string; readonly userName: string },
  clock: Clock,
): Promise<void> {
  const asKey = { sts: clients.stsAs(key), ask: clients.ask };
  const deadline = clock.now() + PATIENCE;
  for (let inARow = 0; ;) {
    let failure: AwsError | undefined;
    try {
      const { account, userName } = await callerIdentity(asKey, { repeat: 'never' });
      if (account !== expected.account || userName !== expected.userName) {
        throw new AwsError(
          'prove the new key',
          'WrongUser',
          400,
          `it answers for ${userName ?? 'no user'} in account ${account}`,
        );
      }
      inARow++;
    } catch (error) {
      const passing = error instanceof AwsError && (error.outcome !== 'refused' || NOT_YET.has(error.code));
      if (!passing) throw error;
      failure = error;
      inARow = 0;
    }
    if (inARow === PROOFS_IN_A_ROW) return;
    if (clock.now() + PAUSE > deadline) {
      throw (
        failure ??
        new AwsError('prove the new key', 'Timeout', 0, 'it did not answer steadily within two minutes')
      );
    }
    await clock.sleep(PAUSE);
  }
}
