/** Ids and names of what is in Qovery, as people give them. Pure. */
import { visible } from '../lib/text.ts';
import { ACCESS_KEY } from './aws.ts';
import { isSecret, quoted, refuseInput } from './mistakes.ts';
import { items, required } from './values.ts';

/**
 * An id (a UUID in lower case), or a name: which of the two, `isId` tells. Inputs are read before any request, so whoever
 * uses them looks names up (qovery/references.ts).
 */
export type Reference = string;

export type ReferenceKind = 'organization' | 'credential' | 'cluster' | 'environment';

const UUID = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/;
const EXAMPLE = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f55';
/** What stands before an id in the addresses of Qovery's console. */
const SEGMENTS: Readonly<Record<ReferenceKind, RegExp>> = {
  organization: /^organizations?$/,
  credential: /^(?:cloud-?)?credentials?$/,
  cluster: /^clusters?$/,
  environment: /^environments?$/,
};
const KINDS = Object.keys(SEGMENTS) as ReferenceKind[];
const WITH_ARTICLE: Readonly<Record<ReferenceKind, string>> = {
  organization: 'an organisation',
  credential: 'a cloud credential',
  cluster: 'a cluster',
  environment: 'an environment',
};

/** What a list of references may be, for errors. */
export function validReferences(kind: ReferenceKind, words: readonly string[] = []): string {
  const plural = {
    organization: '',
    credential: 'cloud credentials',
    cluster: 'clusters',
    environment: 'environments',
  };
  return [...words.map((word) => `'${word}'`), `UUIDs like ${EXAMPLE} or exact names of ${plural[kind]}`]
    .join(', or ')
    .concat(' (one, or several separated by commas or new lines)');
}

/** @throws {BadInput} when nothing is in it but separators, or an item is neither an id nor a name */
export function references(name: string, value: string, kind: ReferenceKind, valid: string): Reference[] {
  const found = items(name, value).flatMap((item) => referencesIn(name, item, kind, valid));
  if (found.length === 0) refuseInput(name, `is ${quoted(value)}, a list without items`, valid);
  return [...new Set(found)];
}

/** Ids are separated by blanks, too; the name of a cluster may have some. */
function referencesIn(name: string, item: string, kind: ReferenceKind, valid: string): Reference[] {
  const parts = item.split(/\s+/);
  // As a name, it would be told wherever the name is.
  if (parts.some((part) => isSecret(part)))
    refuseInput(
      name,
      `has ${quoted(item)}, which has the form of a secret, not of the name of ${WITH_ARTICLE[kind]}`,
      valid,
    );
  if (parts.length === 1) return [reference(name, item, kind, valid)];
  const ids = parts.map((part) => idIn(name, part, kind, valid));
  // A comment behind an id.
  if (ids[0] !== undefined && parts[1]?.startsWith('#') === true) return [ids[0]];
  if (ids.every((id) => id !== undefined)) return ids;
  if (ids.some((id) => id !== undefined))
    refuseInput(name, `has ${quoted(item)}, which mixes ids with something else`, valid);
  return [visible(item)];
}

function reference(name: string, text: string, kind: ReferenceKind, valid: string): Reference {
  const id = idIn(name, text, kind, valid);
  if (id !== undefined) return id;
  // Somebody meant an id, and it is not whole.
  if (/^\W*[0-9a-z]{7,9}(-[0-9a-z]{3,5}){3}-[0-9a-z]{10,14}\W*$/i.test(text))
    refuseInput(name, `has ${quoted(text)}, which is not a UUID`, valid);
  if (ACCESS_KEY.test(text))
    refuseInput(
      name,
      `has ${quoted(text)}, which is the id of an AWS access key, not of ${WITH_ARTICLE[kind]}`,
      valid,
    );
  return visible(text);
}

/** An id, in whatever it is wrapped, or the id that the address of a page of the console has for this kind. */
function idIn(name: string, text: string, kind: ReferenceKind, valid: string): string | undefined {
  const bare = visible(text)
    .replace(/^[\s"'“”‘’`{[(<]+|[\s"'“”‘’`}\])>;]+$/gu, '')
    .toLowerCase();
  if (UUID.test(bare)) return bare;
  const plain = bare.replace(
    /^([0-9a-f]{8})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{4})([0-9a-f]{12})$/,
    '$1-$2-$3-$4-$5',
  );
  if (UUID.test(plain)) return plain;
  if (!/^https?:\/\/|^[\w-]+\.qovery\.com\//.test(bare)) return undefined;
  return idInAddress(name, text, bare, kind, valid);
}

function idInAddress(
  name: string,
  text: string,
  address: string,
  kind: ReferenceKind,
  valid: string,
): string {
  const url = URL.parse(address.includes('://') ? address : `https://${address}`);
  if (url === null || !(url.hostname === 'qovery.com' || url.hostname.endsWith('.qovery.com')))
    return refuseInput(name, `has ${quoted(text)}, which is not an address of Qovery's console`, valid);
  const segments = `${url.pathname}${url.hash}`.split(/[/#?&=]+/);
  const ids = new Map<ReferenceKind, string>();
  for (const [index, segment] of segments.entries()) {
    const next = segments[index + 1] ?? '';
    const of = KINDS.find((each) => SEGMENTS[each].test(segment));
    if (of !== undefined && UUID.test(next)) ids.set(of, next);
  }
  const id = ids.get(kind);
  if (id !== undefined) return id;
  const has = KINDS.filter((each) => ids.has(each)).map((each) => WITH_ARTICLE[each]);
  return refuseInput(
    name,
    `has the address of a page that has no id of ${WITH_ARTICLE[kind]} in it${has.length === 0 ? '' : ` (it has one of ${has.join(' and ')})`}`,
    valid,
  );
}

/** `organization-id`: one UUID, no name. */
export function organizationId(name: string, value: string): string {
  const valid = `the UUID of a Qovery organisation (like ${EXAMPLE}), or the address of one of its pages in Qovery's console`;
  required(name, value, valid);
  const id = idIn(name, value, 'organization', valid);
  return id ?? refuseInput(name, `is ${quoted(value)}, which is not a UUID`, valid);
}

/** One of a few words alone, or a list of references. */
export function choice<const T extends string>(
  name: string,
  value: string,
  kind: ReferenceKind,
  words: readonly T[],
): T | Reference[] {
  const valid = validReferences(kind, words);
  required(name, value, valid);
  const given = items(name, value);
  const word = words.find((candidate) => given.some((item) => item.toLowerCase() === candidate));
  if (word === undefined) return references(name, value, kind, valid);
  if (given.length > 1)
    refuseInput(name, `has '${word}' beside other values`, `'${word}' alone, or a list without it: ${valid}`);
  return word;
}
