/**
 * What a rotation has to remember between runs, kept as tags on the IAM user itself: it lives where the keys
 * live, needs no store of its own, and is gone with the user. No secret is ever in it.
 *
 * Whoever may tag the user can write there too, so the journal is signed, whole, in each write. Heartbeats of runs
 * stand outside of the signature, and so does `refused`, which only stops a rotation: a person may take it away.
 *
 * IAM allows 50 tags a user, keys of 128 and values of 256 characters out of letters, digits, spaces and
 * `_.:/=+-@` (docs.aws.amazon.com, "Tags for IAM resources").
 */
import { createHash, createHmac } from 'node:crypto';
import { MINUTE, isoDay } from '../lib/clock.ts';
import { type AccessKeyId, accessKeyId } from '../lib/ids.ts';

const PREFIX = 'qovery-rotation:';
const RUN = `${PREFIX}run:`;
const SIGNATURE = `${PREFIX}signature`;
const AUTHOR = 'by qovery-maintenance-action';
const MAX_TAGS = 50;
const MAX_VALUE = 256;
/** So many groups of clusters, whatever the number of clusters: more would take more tags, fewer would be larger. */
const GROUPS = 128;
/** Of the digest of a group: 36 bits in base64. */
const DIGEST = 6;
/** A run that has not renewed its heartbeat for so long is dead. */
export const HEARTBEAT_TTL = 15 * MINUTE;
/** Heartbeats are in the servers' time: one from further ahead is nobody's. */
const MAX_AHEAD = 5 * MINUTE;

export type Tags = ReadonlyMap<string, string>;

/** What is signed. Times are milliseconds since the epoch. */
interface Fields {
  /** The Qovery organisation that the rotation belongs to. */
  readonly organization?: string;
  /** The key that is replaced. */
  readonly old?: AccessKeyId;
  /** The key that replaces it; absent between the intent to create it and its creation. */
  readonly new?: AccessKeyId;
  /** When we were about to create a key, and the keys that were there then. */
  readonly intent?: number;
  readonly before: readonly AccessKeyId[];
  /** New keys of ours that were stored somewhere, lost, and deleted (split). */
  readonly lost: readonly AccessKeyId[];
  /** When we were about to store the new key for the first time. */
  readonly storing?: number;
  /** When the new key was seen in every movable holder. */
  readonly stored?: number;
  /** When the last of the clusters was first proved to be deployed with the new key. */
  readonly deployed?: number;
  /** The clusters proved to have been deployed by us since `stored`: see {@link deployedClusters}. */
  readonly clusters: readonly string[];
  /**
   * Every cluster that has run with a key of this rotation since it began, by {@link clusterHash}: one that is given another
   * credential goes on with the old key until it is deployed.
   */
  readonly concerned: readonly string[];
  /** When the environments of `verify-environment-id` had been redeployed with success. */
  readonly verified?: number;
  /** When we were about to deactivate the old key, and when it was done. */
  readonly deactivating?: number;
  readonly deactivated?: number;
  /** When we activated the old key again because something broke; and what. */
  readonly restored?: number;
  readonly why?: string;
  /** The holder that refused the new key. */
  readonly refused?: string;
}

export interface Journal extends Fields {
  /** This action wrote it, for this user and organisation, and nobody has changed it since. */
  readonly signed: boolean;
  /** Runs at work, with their last heartbeat. */
  readonly runs: readonly { readonly id: string; readonly at: number }[];
  /** All tags of the user, as they were read or written last. */
  readonly tags: Tags;
}

/** The fields that one write sets. `undefined` empties a field. */
export type Entry = { readonly [K in keyof Fields]?: Fields[K] | undefined };

const TIMES = [
  'intent',
  'storing',
  'stored',
  'deployed',
  'verified',
  'deactivating',
  'deactivated',
  'restored',
] as const;
const TEXTS = ['organization', 'why'] as const;
const KEYS = ['old', 'new'] as const;
const LISTS = ['before', 'lost'] as const;
const UNSIGNED = ['refused'] as const;
/** The signature covers them in this order: in another one, no journal of an earlier version would count as signed. */
const SIGNED = [...TEXTS, ...KEYS, ...LISTS, ...TIMES] as const;
/** Each has a tag of its own. */
const ALL = [...SIGNED, ...UNSIGNED] as const;
/** Lists that take as many tags as they need: `clusters:0`, `clusters:1`. */
const PAGED = ['clusters', 'concerned'] as const;

/** Signs the text of a journal. */
export type Signer = (text: string) => string;

/**
 * The Qovery token is the one secret that every run of a rotation has and that nobody has who may only tag. When it
 * is replaced in the middle of a rotation, the journal counts as unsigned.
 */
export function journalSigner(
  token: string,
  { account, user, organization }: { account: string; user: string; organization: string },
): Signer {
  const key = createHmac('sha256', token).update('qovery-maintenance-action journal').digest();
  const whose = [account, user, organization].join('\n');
  return (text) => createHmac('sha256', key).update(`${whose}\n${text}`).digest('base64url');
}

/** For those who only report: no journal counts as signed. */
export const NO_SIGNER: Signer = () => '';

export function readJournal(present: Tags, sign: Signer = NO_SIGNER): Journal {
  const tags = inLowerCase(present);
  const get = (name: string): string | undefined => tags.get(PREFIX + name) || undefined;
  const fields: Record<string, unknown> = {};
  for (const name of PAGED)
    fields[name] = pagesIn(tags, name).flatMap((value) => value.split(' ').filter(Boolean));
  for (const name of [...TEXTS, ...UNSIGNED]) fields[name] = get(name);
  for (const name of KEYS) fields[name] = accessKeyId(get(name) ?? '');
  for (const name of LISTS)
    fields[name] = (get(name) ?? '').split(' ').flatMap((id) => accessKeyId(id) ?? []);
  for (const name of TIMES) {
    const time = Date.parse(get(name) ?? '');
    fields[name] = Number.isNaN(time) ? undefined : time;
  }
  for (const name of Object.keys(fields)) if (fields[name] === undefined) delete fields[name];
  const signature = tags.get(SIGNATURE) ?? '';
  return {
    ...(fields as unknown as Fields),
    signed: signature !== '' && signature === sign(signedText(tags)),
    runs: [...tags].flatMap(([key, value]) => {
      const at = Date.parse(value);
      return key.startsWith(RUN) && !Number.isNaN(at) ? [{ id: key.slice(RUN.length), at }] : [];
    }),
    tags,
  };
}

/**
 * The tags that write an entry: the whole journal, signed, so that of two runs that write at once the last one's is
 * there as a whole. An emptied field is an empty value: one request instead of two.
 */
export function tagsOf(
  entry: Entry,
  present: Tags = new Map(),
  sign: Signer = NO_SIGNER,
): Record<string, string> {
  const written: Record<string, string> = {};
  for (const name of ALL) {
    const key = PREFIX + name;
    const value = name in entry ? textOf(name, entry) : (present.get(key) ?? '');
    if (value !== '' || present.has(key)) written[key] = value;
  }
  for (const name of PAGED) {
    const list = entry[name];
    // Pages that an earlier write filled and this one does not are emptied.
    for (const [key, value] of present)
      if (isPageOf(name, key)) written[key] = list === undefined ? value : '';
    for (const [page, value] of pagesOf(list ?? []).entries()) written[`${PREFIX}${name}:${page}`] = value;
  }
  // What we did not write we do not sign.
  const known = isWhole(entry) || readJournal(present, sign).signed;
  written[SIGNATURE] = known ? sign(signedText(new Map(Object.entries(written)))) : '';
  return written;
}

/** A journal with nothing in it: what a new rotation begins with, so that nothing of an earlier one is left. */
export const BLANK = {
  ...Object.fromEntries(ALL.map((name) => [name, undefined])),
  before: [],
  lost: [],
  clusters: [],
  concerned: [],
} as const satisfies Entry;

/** The fields of a journal, to be written again. */
export function fieldsOf(journal: Journal): Entry {
  const names = [...ALL, ...PAGED] as const;
  return { ...BLANK, ...Object.fromEntries(names.map((name) => [name, journal[name]])) };
}

function isWhole(entry: Entry): boolean {
  return [...SIGNED, ...PAGED].every((name) => name in entry);
}

/** IAM does not tell the keys of tags apart by case, and keeps the case that was written last. */
function inLowerCase(tags: Tags): Tags {
  const ours = (key: string): boolean => key.toLowerCase().startsWith(PREFIX);
  return new Map([...tags].map(([key, value]) => [ours(key) ? key.toLowerCase() : key, value]));
}

function textOf(name: Exclude<keyof Fields, (typeof PAGED)[number]>, entry: Entry): string {
  const value = entry[name];
  if (value === undefined) return '';
  if (typeof value === 'number') return new Date(value).toISOString();
  return typeof value === 'string' ? asWritten(value) : value.join(' ');
}

/** What the signature covers. An empty field is as good as none. */
function signedText(tags: Tags): string {
  const lines = SIGNED.map((name) => `${name}=${tags.get(PREFIX + name) ?? ''}`);
  // With its name: a page of one list must not be taken for one of the other.
  const concerned = pagesIn(tags, 'concerned').map((page) => `concerned=${page}`);
  return [...lines, ...pagesIn(tags, 'clusters'), ...concerned].join('\n');
}

function isPageOf(name: (typeof PAGED)[number], key: string): boolean {
  return key.startsWith(`${PREFIX}${name}:`);
}

function pagesIn(tags: Tags, name: (typeof PAGED)[number]): string[] {
  const page = (key: string): number => Number(key.slice(`${PREFIX}${name}:`.length));
  return [...tags.entries()]
    .filter(([key, value]) => isPageOf(name, key) && value !== '')
    .toSorted(([a], [b]) => page(a) - page(b))
    .map(([, value]) => value);
}

/** 24 bits: of a thousand clusters and a thousand others, two may be alike, and then one is asked to be deployed. */
export function clusterHash(id: string): string {
  return createHash('sha256').update(id).digest('base64url').slice(0, 4);
}

/** These clusters too. */
export function withConcerned({ concerned }: Pick<Fields, 'concerned'>, ids: readonly string[]): string[] {
  return [...new Set([...concerned, ...ids.map(clusterHash)])].toSorted();
}

/**
 * What the journal remembers of these clusters: for each group of them, a digest of its ids and a bit for each id in
 * their order, so that a thousand take a few tags. A group without a cluster that is deployed is left out.
 *
 * @param ids every cluster concerned
 */
export function clusterMarks(ids: readonly string[], deployed: ReadonlySet<string>): string[] {
  return groupsOf(ids)
    .filter((group) => group.some((id) => deployed.has(id)))
    .map((group) => {
      const bytes = Array.from({ length: Math.ceil(group.length / 8) }, (_, byte) =>
        group
          .slice(8 * byte, 8 * byte + 8)
          .reduce((bits, id, n) => bits | (Number(deployed.has(id)) << n), 0),
      );
      return digestOf(group) + Buffer.from(bytes).toString('base64url');
    });
}

/**
 * Which of these clusters the journal proves to be deployed. Where a cluster has come or gone, or the journal is written
 * otherwise, the group is not recognised, and none of it counts: what is deployed once too often is safe.
 *
 * @param ids every cluster concerned
 */
export function deployedClusters(
  { clusters }: Pick<Fields, 'clusters'>,
  ids: readonly string[],
): Set<string> {
  const marks = new Map(clusters.map((mark) => [mark.slice(0, DIGEST), mark.slice(DIGEST)]));
  return new Set(
    groupsOf(ids).flatMap((group) => {
      const bytes = Buffer.from(marks.get(digestOf(group)) ?? '', 'base64url');
      return group.filter((_, n) => ((bytes[Math.floor(n / 8)] ?? 0) >> (n % 8)) % 2 === 1);
    }),
  );
}

/** By their hashes, so that a cluster that comes or goes changes one group. In each, and of them, always the same order. */
function groupsOf(ids: readonly string[]): string[][] {
  const group = (id: string): number => (createHash('sha256').update(id).digest()[0] ?? 0) % GROUPS;
  return [...Map.groupBy([...new Set(ids)].toSorted(), group).values()];
}

function digestOf(group: readonly string[]): string {
  return createHash('sha256').update(group.join(' ')).digest('base64url').slice(0, DIGEST);
}

/** As many marks in a tag as it holds. */
function pagesOf(marks: readonly string[]): string[] {
  const pages: string[] = [];
  for (const mark of marks) {
    const last = pages.at(-1);
    if (last !== undefined && last.length + 1 + mark.length <= MAX_VALUE)
      pages.splice(-1, 1, `${last} ${mark}`);
    else pages.push(mark);
  }
  return pages;
}

export function heartbeatTag(runId: string, at: number): Record<string, string> {
  return { [RUN + runId]: new Date(at).toISOString() };
}

/** When this run last said that it is at work. */
export function heartbeatOf(journal: Journal, runId: string): number | undefined {
  return journal.runs.find(({ id }) => id === runId)?.at;
}

/** Our tags among the user's; other people's are never touched. */
export function journalTags(tags: Tags): string[] {
  return [...tags.keys()].filter((key) => key.startsWith(PREFIX));
}

/** The run, if any, that is at work besides us. A heartbeat of long ago is void, and so is one of the future. */
export function otherRun(
  journal: Journal,
  ownId: string,
  now: number,
): { id: string; at: number } | undefined {
  return journal.runs.find(({ id, at }) => id !== ownId && now - at < HEARTBEAT_TTL && at - now <= MAX_AHEAD);
}

/** Whether the journal tells of a rotation that is not over. */
export function isUnfinished(journal: Journal | undefined): boolean {
  return journal?.intent !== undefined || journal?.old !== undefined;
}

/**
 * The AWS console's own convention: the description of an access key is a tag whose key is the key's id.
 * It goes with the key.
 */
export function descriptionTag(keyId: string, organization: string, at: number): Record<string, string> {
  return {
    [keyId]: asWritten(`Qovery organization ${organization}, ${AUTHOR}, ${isoDay(at)}`),
  };
}

/** Keys that have a description of ours. */
export function describedKeys(tags: Tags): string[] {
  return [...tags].filter(([, value]) => value.includes(AUTHOR)).map(([key]) => key);
}

/** Whether there is room for the tags of a rotation over these clusters, beside those of others. */
export function fits(tags: Tags, clusterIds: readonly string[]): boolean {
  // Heartbeats of runs that died stay until the rotation is over.
  const heartbeats = journalTags(tags).filter((key) => key.startsWith(RUN)).length;
  const others = tags.size - journalTags(tags).length + heartbeats;
  // The signature, our heartbeat, and the descriptions of two keys.
  const pages = [clusterMarks(clusterIds, new Set(clusterIds)), withConcerned(BLANK, clusterIds)].flatMap(
    pagesOf,
  );
  const own = ALL.length + pages.length + 4;
  return others + own <= MAX_TAGS;
}

/** Only characters that IAM takes, and no more of them than it takes. */
export function asWritten(text: string): string {
  return text
    .replace(/['"`]/g, '')
    .replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '.')
    .slice(0, MAX_VALUE)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
}

/** What a person does about a holder that refused the new key, so that the rotation goes on. */
export function afterRefusal(user: string): string {
  return `Fix that holder, or remove it. Then remove the tag ${PREFIX}refused from the IAM user ${user}, and run operation rotate again: the new key, whose secret is lost, is replaced.`;
}
