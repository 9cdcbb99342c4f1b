import type { ApiRequest } from '../exchange.ts';
import type { AccessKey, Session } from '../iam.ts';
import { isSignedWith, readSignature } from '../sigv4.ts';
import type { World } from '../world.ts';
import { AwsError } from './call.ts';
import type { Caller } from './call.ts';

export function authenticate(world: World, request: ApiRequest): Caller {
  const signature = readSignature(request.headers.authorization);
  if (!signature)
    throw new AwsError(403, 'MissingAuthenticationToken', 'Request is missing Authentication Token');

  const session = world.iam.sessions.find(({ accessKeyId }) => accessKeyId === signature.accessKeyId);
  const key = world.iam.key(signature.accessKeyId);
  const secret = session ? sessionSecret(world, session, request) : usableSecret(world, key);
  if (!isSignedWith(secret, signature, request)) {
    const text =
      'The request signature we calculated does not match the signature you provided. Check your AWS Secret Access Key and signing method. Consult the service documentation for details.';
    throw new AwsError(403, 'SignatureDoesNotMatch', text);
  }
  if (session) {
    refuseWithAccount(world, session.account);
    return session;
  }

  const user = key && world.iam.user(key.account, key.userName);
  if (!key || !user) throw invalidToken();
  refuseWithAccount(world, user.account);
  world.iam.recordUse(key, signature.service, signature.region);
  return { account: user.account, arn: user.arn, userId: user.userId, userName: user.name };
}

export function refuseWithAccount(world: World, account: string): void {
  const refusal = world.iam.refusalOf(account);
  if (refusal) throw new AwsError(refusal.status, refusal.code, refusal.message);
}

function usableSecret(world: World, key: AccessKey | undefined): string {
  if (!key || world.iam.statusOf(key) !== 'Active' || !world.iam.hasPropagated(key)) throw invalidToken();
  return key.secret;
}

function sessionSecret(world: World, session: Session, request: ApiRequest): string {
  if (request.headers['x-amz-security-token'] !== session.token) throw invalidToken();
  if (world.now >= session.expiresAt) {
    const message = 'The security token included in the request is expired';
    throw new AwsError(403, session.endsAs ?? 'ExpiredToken', message);
  }
  return session.secret;
}

function invalidToken(): AwsError {
  return new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
}
