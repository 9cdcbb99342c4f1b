import type { User } from '../iam.ts';
import type { XmlValue } from '../xml.ts';
import { authorizedUser, AwsError, listOf, paged } from './call.ts';
import type { Action, Call } from './call.ts';

export const tagActions: Record<string, Action> = {
  ListUserTags: { service: 'iam', run: listUserTags },
  TagUser: { service: 'iam', write: true, run: tagUser },
  UntagUser: { service: 'iam', write: true, run: untagUser },
};

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

export function tagAnswers(user: User): XmlValue[] {
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
