/** Which AWS access key an object of Qovery's holds, as far as its answer shows. Pure. */
import { type AccessKeyId, accessKeyId } from '../lib/ids.ts';

/** What an answer's word for the kind of an object (`ECR`, `ROUTE53`) says about its key. */
export interface Words {
  /** It has an AWS key, or a role in place of it. */
  readonly key: readonly string[];
  /** It may have one. */
  readonly maybe?: readonly string[];
  /** It has none. */
  readonly none: readonly string[];
}

/** The fields of an answer that this is read from. */
export interface Fields {
  readonly word: string;
  readonly keyId: string | undefined;
  readonly roleArn: string | undefined;
  /** Everything that may tell of a key under another name. */
  readonly all: unknown;
}

/** `undefined`: it certainly holds no AWS key. */
export type ShownKey = { readonly keyId: AccessKeyId } | { readonly why: string } | undefined;

/**
 * Never a guess: what is of a kind that has keys, and shows neither a key nor a role, may hold any key. So may a kind
 * that this version does not know, if anything in it looks like AWS.
 */
export function shownKey(words: Words, { word, keyId = '', roleArn = '', all }: Fields): ShownKey {
  if (words.key.includes(word) || words.maybe?.includes(word) === true) {
    const id = accessKeyId(keyId);
    if (id !== undefined) return { keyId: id };
    if (keyId !== '') return { why: 'what Qovery shows as its access key id is none' };
    if (words.maybe?.includes(word) === true || IAM_ROLE.test(roleArn)) return undefined;
    return { why: 'Qovery shows neither an access key nor a role of it' };
  }
  if (!/^[A-Z]\w*$/.test(word)) return { why: 'Qovery does not tell of what kind it is' };
  if (words.none.includes(word)) {
    return hasKey(all) ? { why: `it is of kind ${word}, and yet shows an AWS access key` } : undefined;
  }
  return AWS_WORD.test(word) || roleArn !== '' || hasKey(all)
    ? { why: `this version of the action does not know its kind (${word})` }
    : undefined;
}

const IAM_ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/./i;
/** A word that begins with one of AWS's, or has one after an underscore: `OCI_ECR`, not `SECRET`. */
const AWS_WORD = /(?<![A-Z0-9])(AWS|AMAZON|ECR|EKS|ROUTE_?53)/;

/** Whether anything in it has the name or the shape of an AWS access key id. */
function hasKey(all: unknown): boolean {
  const text = JSON.stringify(all ?? null);
  return /"(aws_)?access_key(_id)?":"\s*[^\s"]/i.test(text) || /\bA[KS]IA[A-Z0-9]{16}\b/i.test(text);
}
