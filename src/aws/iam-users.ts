/** Names of IAM users, as `aws-iam-user` gives them. Pure. */
import { someOf } from '../lib/text.ts';

/** "Names are not distinguished by case" (IAM API Reference, CreateUser). No names at all: anybody. */
export function isNamed(user: string, names: readonly string[] | undefined): boolean {
  return names === undefined || names.some((name) => same(name, user));
}

/** Whom `aws-iam-user` names without need: a slip of the pen there would leave a key out for good. */
export function withoutKeys(
  names: readonly string[] | undefined,
  owners: readonly string[],
): string | undefined {
  const strange = names?.filter((name) => !owners.some((owner) => same(name, owner))) ?? [];
  if (strange.length === 0 || owners.length === 0) return undefined;
  const who = [...new Set(owners)].toSorted();
  return `Input 'aws-iam-user' names ${strange.join(', ')}, and none of the keys that Qovery holds is owned by ${strange.length === 1 ? 'that user' : 'those users'} (they are owned by ${someOf(who)}).`;
}

function same(a: string, b: string): boolean {
  return a.toLowerCase() === b.toLowerCase();
}
