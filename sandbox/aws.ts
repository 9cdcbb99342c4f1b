import { randomUUID } from 'node:crypto';

import { iso } from './answers.ts';
import { HOUR, SECOND } from './clock.ts';
import type { Api, Answer, ApiRequest } from './exchange.ts';
import type { AccessKey, Session, User } from './iam.ts';
import { accountOfAccessKeyId, isAccessKeyId } from './identifiers.ts';
import { isSignedWith, readSignature } from './sigv4.ts';
import type { World } from './world.ts';
import { xmlElement } from './xml.ts';
import type { XmlValue } from './xml.ts';

// IAM and STS in AWS's Query protocol: a form is posted, XML comes back. One port plays both services.

const NAMESPACE = {
  iam: 'https://iam.amazonaws.com/doc/2010-05-08/',
  sts: 'https://sts.amazonaws.com/doc/2011-06-15/',
} as const;

class AwsError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.status = status;
    this.code = code;
  }
}

interface Caller {
  readonly account: string;
  readonly arn: string;
  readonly userId: string;
  /** Absent for sessions: IAM then cannot guess which user is meant. */
  readonly userName?: string;
}

interface Call {
  readonly world: World;
  readonly form: Record<string, string>;
  readonly caller: Caller;
}

interface Action {
  readonly service: 'iam' | 'sts';
  readonly write?: boolean;
  readonly unsigned?: boolean;
  readonly run: (call: Call) => XmlValue;
}

const ACTIONS: Record<string, Action> = {
  GetCallerIdentity: { service: 'sts', run: getCallerIdentity },
  GetAccessKeyInfo: { service: 'sts', run: getAccessKeyInfo },
  AssumeRole: { service: 'sts', run: assumeRole },
  AssumeRoleWithWebIdentity: { service: 'sts', unsigned: true, run: assumeRoleWithWebIdentity },
  GetUser: { service: 'iam', run: getUser },
  ListUsers: { service: 'iam', run: listUsers },
  CreateUser: { service: 'iam', write: true, run: createUser },
  ListAccessKeys: { service: 'iam', run: listAccessKeys },
  CreateAccessKey: { service: 'iam', write: true, run: createAccessKey },
  UpdateAccessKey: { service: 'iam', write: true, run: updateAccessKey },
  DeleteAccessKey: { service: 'iam', write: true, run: deleteAccessKey },
  GetAccessKeyLastUsed: { service: 'iam', run: getAccessKeyLastUsed },
  ListUserTags: { service: 'iam', run: listUserTags },
  TagUser: { service: 'iam', write: true, run: tagUser },
  UntagUser: { service: 'iam', write: true, run: untagUser },
};

export const awsApi: Api = {
  describe(request) {
    const form = readForm(request);
    const operation = form['Action'] ?? 'unknown';
    const action = ACTIONS[operation];
    return { api: action?.service ?? 'iam', operation, write: action?.write ?? false, body: form };
  },

  perform(world, request) {
    const form = readForm(request);
    const name = form['Action'] ?? '';
    try {
      const action = ACTIONS[name];
      if (!action)
        throw new AwsError(400, 'InvalidAction', `Could not find operation ${name} in the sandbox`);
      const caller = action.unsigned ? { account: '', arn: '', userId: '' } : authenticate(world, request);
      const result = action.run({ world, form, caller });
      return success(action.service, name, result);
    } catch (error) {
      if (error instanceof AwsError) return awsFailure(error.status, error.code, error.message);
      throw error;
    }
  },

  failure: (status, body) => {
    const { code, message } = (body ?? {}) as { code?: string; message?: string };
    return awsFailure(status, code ?? defaultCode(status), message ?? 'Injected by the sandbox');
  },
};

function readForm(request: ApiRequest): Record<string, string> {
  return Object.fromEntries(new URLSearchParams(request.body));
}

function success(service: keyof typeof NAMESPACE, action: string, result: XmlValue): Answer {
  const content = {
    ...(result !== undefined && { [`${action}Result`]: result }),
    ResponseMetadata: { RequestId: randomUUID() },
  };
  return xmlAnswer(200, xmlElement(`${action}Response`, content, ` xmlns="${NAMESPACE[service]}"`));
}

function awsFailure(status: number, code: string, message: string): Answer {
  const fault = { Type: status < 500 ? 'Sender' : 'Receiver', Code: code, Message: message };
  const content = { Error: fault, RequestId: randomUUID() };
  return xmlAnswer(status, xmlElement('ErrorResponse', content, ` xmlns="${NAMESPACE.iam}"`));
}

function xmlAnswer(status: number, xml: string): Answer {
  return {
    status,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': randomUUID() },
    body: `${xml}\n`,
  };
}

function defaultCode(status: number): string {
  if (status === 403) return 'AccessDenied';
  if (status === 429 || status === 400) return 'Throttling';
  return status === 503 ? 'ServiceUnavailable' : 'ServiceFailure';
}

// Who calls, and what they may do

function authenticate(world: World, request: ApiRequest): Caller {
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
  if (session) return session;

  const user = key && world.iam.user(key.account, key.userName);
  if (!key || !user) throw invalidToken();
  world.iam.recordUse(key, signature.service, signature.region);
  return { account: user.account, arn: user.arn, userId: user.userId, userName: user.name };
}

function usableSecret(world: World, key: AccessKey | undefined): string {
  if (!key || world.iam.statusOf(key) !== 'Active' || !world.iam.hasPropagated(key)) throw invalidToken();
  return key.secret;
}

function sessionSecret(world: World, session: Session, request: ApiRequest): string {
  if (request.headers['x-amz-security-token'] !== session.token) throw invalidToken();
  if (world.now >= session.expiresAt) {
    throw new AwsError(403, 'ExpiredToken', 'The security token included in the request is expired');
  }
  return session.secret;
}

function invalidToken(): AwsError {
  return new AwsError(403, 'InvalidClientTokenId', 'The security token included in the request is invalid.');
}

/** AWS decides who may do something before it looks whether the thing exists. */
function authorize({ world, caller }: Call, action: string, resource: string): void {
  if (!world.iam.isDenied(action, caller.arn)) return;
  throw accessDenied(caller, action, resource);
}

function accessDenied(caller: Caller, action: string, resource: string): AwsError {
  const text = `User: ${caller.arn} is not authorized to perform: ${action} on resource: ${resource} because no identity-based policy allows the ${action} action`;
  return new AwsError(403, 'AccessDenied', text);
}

/** The user that a call is about, once the caller is known to be allowed. */
function authorizedUser(call: Call, action: string): User {
  const name = call.form['UserName'] ?? call.caller.userName;
  if (!name)
    throw new AwsError(
      400,
      'ValidationError',
      'Must specify userName when calling with non-User credentials',
    );
  authorize(call, action, `user ${name}`);
  const user = call.world.iam.user(call.caller.account, name);
  if (!user) throw new AwsError(404, 'NoSuchEntity', `The user with name ${name} cannot be found.`);
  return user;
}

function required(form: Record<string, string>, name: string): string {
  const value = form[name];
  if (!value) {
    const field = name.charAt(0).toLowerCase() + name.slice(1);
    const text = `1 validation error detected: Value null at '${field}' failed to satisfy constraint: Member must not be null`;
    throw new AwsError(400, 'ValidationError', text);
  }
  return value;
}

// STS

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
  if (world.iam.isDenied('sts:AssumeRoleWithWebIdentity', arn)) {
    throw new AwsError(403, 'AccessDenied', 'Not authorized to perform sts:AssumeRoleWithWebIdentity');
  }
  return assumed(call, arn);
}

function assumed({ world, form }: Call, roleArn: string): XmlValue {
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

// Users

function getUser(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:GetUser');
  return { User: { ...userAnswer(user), Tags: tagAnswers(user) } };
}

function listUsers(call: Call): XmlValue {
  authorize(call, 'iam:ListUsers', `arn:aws:iam::${call.caller.account}:user/`);
  const users = call.world.iam.users.filter(({ account }) => account === call.caller.account);
  return paged(call.form, 'Users', users.map(userAnswer));
}

function createUser(call: Call): XmlValue {
  const name = required(call.form, 'UserName');
  authorize(call, 'iam:CreateUser', `user ${name}`);
  if (call.world.iam.user(call.caller.account, name)) {
    throw new AwsError(409, 'EntityAlreadyExists', `User with name ${name} already exists.`);
  }
  return { User: userAnswer(call.world.iam.addUser(name, call.caller.account, call.form['Path'])) };
}

function userAnswer(user: User): Record<string, XmlValue> {
  return {
    Path: user.path,
    UserName: user.name,
    UserId: user.userId,
    Arn: user.arn,
    CreateDate: second(user.createdAt),
  };
}

// Access keys

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

// Tags

function listUserTags(call: Call): XmlValue {
  return paged(call.form, 'Tags', tagAnswers(authorizedUser(call, 'iam:ListUserTags')));
}

function tagUser(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:TagUser');
  const tags = readTags(call.form);
  const tagged = new Map([...user.tags, ...tags.map((tag) => [tag.key.toLowerCase(), tag] as const)]);
  if (tagged.size > 50)
    throw new AwsError(409, 'LimitExceeded', 'The number of tags has reached the maximum limit.');
  for (const [name, tag] of tagged) user.tags.set(name, tag);
  return undefined;
}

function untagUser(call: Call): XmlValue {
  const user = authorizedUser(call, 'iam:UntagUser');
  for (const name of listOf(call.form, 'TagKeys.member.#')) user.tags.delete(name.toLowerCase());
  return undefined;
}

function tagAnswers(user: User): XmlValue[] {
  return [...user.tags.values()].map(({ key, value }) => ({ Key: key, Value: value }));
}

/** IAM's limits: keys of 128 characters, values of 256, and few punctuation marks ("Tag IAM users", IAM user guide). */
function readTags(form: Record<string, string>): { key: string; value: string }[] {
  const values = listOf(form, 'Tags.member.#.Value');
  const tags = listOf(form, 'Tags.member.#.Key').map((key, i) => ({ key, value: values[i] ?? '' }));
  tags.forEach(({ key, value }, i) => {
    checkTagText(key, `tags.${i + 1}.member.key`, 1, 128);
    checkTagText(value, `tags.${i + 1}.member.value`, 0, 256);
    if (key.toLowerCase().startsWith('aws:'))
      throw new AwsError(400, 'InvalidInput', 'Tag keys cannot start with aws:');
  });
  if (new Set(tags.map(({ key }) => key.toLowerCase())).size < tags.length) {
    throw new AwsError(
      400,
      'InvalidInput',
      'Duplicate tag keys found. Please note that Tag keys are case insensitive.',
    );
  }
  return tags;
}

function checkTagText(text: string, place: string, shortest: number, longest: number): void {
  const fail = (rule: string): never => {
    const message = `1 validation error detected: Value at '${place}' failed to satisfy constraint: Member must ${rule}`;
    throw new AwsError(400, 'ValidationError', message);
  };
  if (text.length > longest) fail(`have length less than or equal to ${longest}`);
  if (text.length < shortest) fail(`have length greater than or equal to ${shortest}`);
  if (!/^[\p{L}\p{Z}\p{N}_.:/=+\-@]*$/u.test(text)) {
    fail('satisfy regular expression pattern: [\\p{L}\\p{Z}\\p{N}_.:/=+\\-@]*');
  }
}

// The Query protocol's lists and pages

function listOf(form: Record<string, string>, pattern: string): string[] {
  const values: string[] = [];
  for (let i = 1; ; i += 1) {
    const value = form[pattern.replace('#', String(i))];
    if (value === undefined) return values;
    values.push(value);
  }
}

function paged(form: Record<string, string>, name: string, items: XmlValue[]): XmlValue {
  const start = Number(form['Marker'] ?? 0);
  const end = start + Number(form['MaxItems'] ?? 100);
  const truncated = end < items.length;
  return {
    [name]: items.slice(start, end),
    IsTruncated: truncated,
    Marker: truncated ? String(end) : undefined,
  };
}

/** IAM's dates have no fraction. */
function second(time: number): string {
  return `${iso(time).slice(0, 19)}Z`;
}
