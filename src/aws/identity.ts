import { GetAccessKeyInfoCommand, GetCallerIdentityCommand } from '@aws-sdk/client-sts';
import { type Clock, MINUTE, SECOND } from '../lib/clock.ts';
import type { AwsClients } from './clients.ts';
import { AwsError, aws, malformed } from './error.ts';
import type { AwsCredentials } from './session.ts';

export interface Identity {
  readonly account: string;
  readonly arn: string;
  /** Of an IAM user; a role session has none. */
  readonly userName: string | undefined;
}

/** Needs no permission and cannot be denied (docs.aws.amazon.com, GetCallerIdentity). */
export async function callerIdentity({ sts, until }: Pick<AwsClients, 'sts' | 'until'>): Promise<Identity> {
  const answer = await aws('tell who is signed in (GetCallerIdentity)', () =>
    sts.send(new GetCallerIdentityCommand({}), until),
  );
  if (!answer.Account || !answer.Arn) throw malformed('GetCallerIdentity');
  // arn:aws:iam::123456789012:user/path/to/name
  const userName = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(answer.Arn)?.[1];
  return { account: answer.Account, arn: answer.Arn, userName };
}

/** The account that a key belongs (or belonged) to. Answers for keys that are gone, too. */
export async function accountOfKey({ sts, until }: AwsClients, keyId: string): Promise<string> {
  const answer = await aws(`tell the account of the key ${keyId} (sts:GetAccessKeyInfo)`, () =>
    sts.send(new GetAccessKeyInfoCommand({ AccessKeyId: keyId }), until),
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
  const asKey = { sts: clients.stsAs(key), until: clients.until };
  const deadline = clock.now() + PATIENCE;
  for (let inARow = 0; ;) {
    let failure: AwsError | undefined;
    try {
      const { account, userName } = await callerIdentity(asKey);
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
      if (
        !(error instanceof AwsError) ||
        (error.status !== 0 && error.status < 500 && !NOT_YET.has(error.code))
      )
        throw error;
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
