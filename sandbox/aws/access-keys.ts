import type { AccessKey, User } from '../iam.ts';
import type { XmlValue } from '../xml.ts';
import { accessDenied, authorize, authorizedUser, AwsError, paged, required, second } from './call.ts';
import type { Action, Call } from './call.ts';

export const accessKeyActions: Record<string, Action> = {
  ListAccessKeys: { service: 'iam', run: listAccessKeys },
  CreateAccessKey: { service: 'iam', write: true, run: createAccessKey },
  UpdateAccessKey: { service: 'iam', write: true, run: updateAccessKey },
  DeleteAccessKey: { service: 'iam', write: true, run: deleteAccessKey },
  GetAccessKeyLastUsed: { service: 'iam', run: getAccessKeyLastUsed },
};

function listAccessKeys(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:ListAccessKeys');
  const { iam, now, quirks } = call.world;
  const seen = now - quirks.listLagMs;
  const keys = iam.keysOf(user, seen).map((key) => ({
    UserName: user.name,
    AccessKeyId: key.id,
    Status: iam.statusOf(key, seen),
    CreateDate: second(key.createdAt),
  }));
  return paged(call.form, 'AccessKeyMetadata', keys);
}

function createAccessKey(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:CreateAccessKey');
  if (call.world.keysOf(user).length >= 2) {
    throw new AwsError(409, 'LimitExceeded', 'Cannot exceed quota for AccessKeysPerUser: 2');
  }
  const key = call.world.addKey(user);
  return {
    AccessKey: {
      UserName: user.name,
      AccessKeyId: key.id,
      Status: 'Active',
      SecretAccessKey: key.secret,
      CreateDate: second(key.createdAt),
    },
  };
}

function updateAccessKey(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:UpdateAccessKey');
  const status = required(call.form, 'Status');
  if (status !== 'Active' && status !== 'Inactive') {
    const text = `1 validation error detected: Value '${status}' at 'status' failed to satisfy constraint: Member must satisfy enum value set: [Active, Inactive]`;
    throw new AwsError(400, 'ValidationError', text);
  }
  call.world.setKeyStatus(keyOf(call, user).id, status);
  return undefined;
}

function deleteAccessKey(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:DeleteAccessKey');
  call.world.setKeyStatus(keyOf(call, user).id, 'Deleted');
  return undefined;
}

function keyOf({ world, form }: Call, user: User): AccessKey {
  const id = required(form, 'AccessKeyId');
  const key = world.keysOf(user).find((one) => one.id === id);
  if (!key) throw new AwsError(404, 'NoSuchEntity', `The Access Key with id ${id} cannot be found.`);
  return key;
}

function getAccessKeyLastUsed(call: Call): XmlValue {
  const id = required(call.form, 'AccessKeyId');
  const { iam, quirks } = call.world;
  const key = iam.key(id);
  const user = key && iam.user(key.account, key.userName);
  authorize(call, 'iam:GetAccessKeyLastUsed', `access key ${id}`);
  if (!key || !user || user.account !== call.caller.account || iam.statusOf(key) === 'Deleted') {
    if (quirks.unknownKeyLastUsed === 'AccessDenied')
      throw accessDenied(call.caller, 'iam:GetAccessKeyLastUsed', `access key ${id}`);
    throw new AwsError(404, 'NoSuchEntity', `The Access Key with id ${id} cannot be found.`);
  }
  const { lastUsed } = key;
  return {
    UserName: user.name,
    AccessKeyLastUsed: {
      LastUsedDate: lastUsed && second(lastUsed.at),
      ServiceName: lastUsed?.service ?? 'N/A',
      Region: lastUsed?.region ?? 'N/A',
    },
  };
}
