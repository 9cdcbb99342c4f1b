/** What AWS has names for, from what somebody wrote: regions, roles, access keys, users. Pure. */
import { isSecret, quoted, refuse, refuseInput } from './mistakes.ts';
import { items, nameOfChar } from './values.ts';

/** A variable that the AWS SDK signs with. Not quoted: it is a secret, or belongs to one. */
export function signingVariable(name: string, value: string): void {
  const [bad] = /[^\t\x20-\x7e]/u.exec(value) ?? [];
  if (bad === undefined) return;
  refuse(
    `Variable '${name}'`,
    `has ${nameOfChar(bad)} in it, which no HTTP header may hold`,
    'the value alone, without line breaks and invisible characters',
  );
}

/** Every region of AWS is named by a quarter of the sky. */
const REGION = /^[a-z]{2,4}(?:-[a-z]+)?-(?:central|(?:north|south)?(?:east|west)|north|south)-\d$/;

/** @param subject what holds it: `Input 'aws-region'` */
export function region(subject: string, value: string): string {
  const word = value.toLowerCase();
  if (REGION.test(word)) return word;
  const near = word.replaceAll('_', '-').replace(/(-\d)[a-z]$/, '$1');
  const what = /-\d[a-z]$/.test(word)
    ? 'which is an availability zone, not a region'
    : 'which is not an AWS region';
  const hint = REGION.test(near) ? `; did you mean '${near}'?` : '';
  return refuse(subject, `is ${quoted(value)}, ${what}${hint}`, 'an AWS region, like eu-west-3');
}

/** By the beginning of their regions (AWS's own partitions.json); all others are of `aws`. */
const PARTITIONS: readonly (readonly [beginning: string, partition: string, region: string])[] = [
  ['cn-', 'aws-cn', 'cn-north-1'],
  ['us-gov-', 'aws-us-gov', 'us-gov-west-1'],
  ['us-iso-', 'aws-iso', 'us-iso-east-1'],
  ['us-isob-', 'aws-iso-b', 'us-isob-east-1'],
  ['eu-isoe-', 'aws-iso-e', 'eu-isoe-west-1'],
  ['us-isof-', 'aws-iso-f', 'us-isof-south-1'],
  ['eusc-', 'aws-eusc', 'eusc-de-east-1'],
];

export function partitionOf(awsRegion: string): string {
  return PARTITIONS.find(([beginning]) => awsRegion.startsWith(beginning))?.[1] ?? 'aws';
}

export function partitionOfRole(arn: string): string {
  return arn.split(':')[1] ?? '';
}

/** Whether it is one of those above: of another, nobody here knows the regions. */
export function isKnownPartition(name: string): boolean {
  return name === 'aws' || PARTITIONS.some(([, one]) => one === name);
}

/** Where nobody names a region, the role says at least which partition it is. */
export function firstRegion(arn: string | undefined): string {
  const partition = partitionOfRole(arn ?? '');
  return PARTITIONS.find(([, one]) => one === partition)?.[2] ?? 'us-east-1';
}

const ROLE = /^arn:aws(?:-[a-z]+)*:iam::(\d{12}|\{account\}):role\/[\w+=,.@/-]+$/;

/** `{account}` stands for the account of each key. */
export function role(name: string, value: string): string {
  return ROLE.test(value)
    ? value
    : refuseInput(
        name,
        `is ${quoted(value)}, ${notARole(value)}`,
        'the ARN of an IAM role, like arn:aws:iam::123456789012:role/qovery-maintenance; with {account} in place of the number, that of the account of each key',
      );
}

function notARole(value: string): string {
  const [, account = '', kind = ''] = /^arn:[^:]+:(?:iam|sts)::([^:]*):([a-z-]+)\/./.exec(value) ?? [];
  if (kind !== '' && kind !== 'role')
    return `which is the ARN of ${/^[aeio]/.test(kind) ? 'an' : 'a'} ${kind}, not of a role`;
  if (/^\d+$/.test(account) && account.length !== 12)
    return `where the account has ${account.length} digits, not 12 (is a zero at the front missing?)`;
  return 'which is not the ARN of a role';
}

/** The id of an access key, temporary or not. */
export const ACCESS_KEY = /^A[KS]IA[A-Z0-9]{12,}$/i;

export function accessKeyId(name: string, value: string): string {
  const id = value.toUpperCase();
  if (/^AKIA[A-Z0-9]{12,124}$/.test(id)) return id;
  const what = /^ASIA/.test(id)
    ? 'the id of a temporary key, which ends by itself'
    : items(name, value).length > 1
      ? 'more than one id, and a run retires one key'
      : 'which is not the id of an access key';
  return refuseInput(
    name,
    `is ${quoted(value)}, ${what}`,
    'the id of one long-term access key (AKIA and 16 more letters and digits)',
  );
}

/** One or more names, each once. */
export function iamUsers(name: string, value: string): string[] {
  const valid = 'the name of an IAM user, without its path (or several, separated by commas or new lines)';
  const users = items(name, value);
  if (users.length === 0) refuseInput(name, `is ${quoted(value)}, a list without items`, valid);
  return users.map((user) => {
    if (ACCESS_KEY.test(user))
      refuseInput(name, `has ${quoted(user)}, which is the id of an access key`, valid);
    // A secret access key without a slash could be a name, and would be told of as one.
    if (isSecret(user)) refuseInput(name, `has ${quoted(user)}, which has the form of a secret`, valid);
    // A name may hold a comma; nobody's does.
    if (/^[\w+=.@-]{1,64}$/.test(user)) return user;
    const [, last] = /^(?:arn:[\w-]+:iam::\d*:user)?\/(?:\S*\/)?([\w+=.@-]{1,64})$/.exec(user) ?? [];
    const hint = last === undefined ? '' : `; did you mean '${last}'?`;
    return refuseInput(name, `has ${quoted(user)}, which is not the name of a user${hint}`, valid);
  });
}
