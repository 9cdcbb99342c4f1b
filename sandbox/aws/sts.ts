import { iso } from '../answers.ts';
import { HOUR, SECOND } from '../clock.ts';
import { accountOfAccessKeyId, isAccessKeyId } from '../identifiers.ts';
import type { XmlValue } from '../xml.ts';
import { refuseWithAccount } from './authenticate.ts';
import { authorize, AwsError, required } from './call.ts';
import type { Action, Call } from './call.ts';

export const stsActions: Record<string, Action> = {
  GetCallerIdentity: { service: 'sts', run: getCallerIdentity },
  GetAccessKeyInfo: { service: 'sts', run: getAccessKeyInfo },
  AssumeRole: { service: 'sts', run: assumeRole },
  AssumeRoleWithWebIdentity: { service: 'sts', unsigned: true, run: assumeRoleWithWebIdentity },
};

function getCallerIdentity({ caller }: Call): XmlValue {
  return { Arn: caller.arn, UserId: caller.userId, Account: caller.account };
}

function getAccessKeyInfo(call: Call): XmlValue {
  const id = required(call.form, 'AccessKeyId');
  authorize(call, 'sts:GetAccessKeyInfo', '*');
  if (!isAccessKeyId(id)) throw new AwsError(400, 'ValidationError', `Invalid access key id: ${id}`);
  return { Account: call.world.iam.key(id)?.account ?? accountOfAccessKeyId(id) };
}

function assumeRole(call: Call): XmlValue {
  const arn = required(call.form, 'RoleArn');
  authorize(call, 'sts:AssumeRole', arn);
  return assumed(call, arn);
}

function assumeRoleWithWebIdentity(call: Call): XmlValue {
  const { world, form } = call;
  const arn = required(form, 'RoleArn');
  const token = world.iam.identityTokens.get(required(form, 'WebIdentityToken'));
  if (token?.audience !== 'sts.amazonaws.com') {
    throw new AwsError(
      400,
      'InvalidIdentityToken',
      token ? 'Incorrect token audience' : 'The ID Token provided is not a valid JWT',
    );
  }
  if (world.now >= token.expiresAt)
    throw new AwsError(
      400,
      'ExpiredTokenException',
      'Token expired: current date/time must be before the expiration date/time',
    );
  if (world.iam.isDenied('sts:AssumeRoleWithWebIdentity', arn) || !world.iam.hasRole(arn)) {
    throw new AwsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  return assumed(call, arn);
}

function assumed({ world, form }: Call, roleArn: string): XmlValue {
  refuseWithAccount(world, roleArn.split(':')[4] ?? '');
  const lifetime = form['DurationSeconds'] ? Number(form['DurationSeconds']) * SECOND : HOUR;
  const session = world.iam.addSession(roleArn, required(form, 'RoleSessionName'), world.now + lifetime);
  return {
    Credentials: {
      AccessKeyId: session.accessKeyId,
      SecretAccessKey: session.secret,
      SessionToken: session.token,
      Expiration: iso(session.expiresAt),
    },
    AssumedRoleUser: { AssumedRoleId: session.userId, Arn: session.arn },
  };
}
