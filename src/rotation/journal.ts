/**
 * What a rotation has to remember between runs, kept as tags on the IAM user itself: it lives where the keys
 * live, needs no store of its own, and is gone with the user. No secret is ever in it.
 *
 * IAM allows 50 tags a user, keys of 128 and values of 256 characters out of letters, digits, spaces and
 * `_.:/=+-@` (docs.aws.amazon.com, "Tags for IAM resources").
 */
import { MINUTE, iso } from '../lib/clock.ts';

const PREFIX = 'qovery-rotation:';
const RUN = `${PREFIX}run:`;
const CLUSTERS = `${PREFIX}clusters:`;
const SIGNED = 'by qovery-maintenance-action';
const MAX_TAGS = 50;
/** 22 characters and a space each, in 256. */
const CLUSTERS_IN_A_TAG = 11;
/** A run that has not renewed its heartbeat for so long is dead. */
export const HEARTBEAT_VOID = 15 * MINUTE;

/** Times are milliseconds since the epoch. */
export interface Journal {
  /** The Qovery organisation that the rotation belongs to. */
  readonly organization?: string;
  /** The key that is replaced. */
  readonly old?: string;
  /** The key that replaces it; absent between the intent to create it and its creation. */
  readonly new?: string;
  /** When we were about to create a key, and the keys that were there then. */
  readonly intent?: number;
  readonly before: readonly string[];
  /** New keys of ours that were stored somewhere, lost, and deleted (split). */
  readonly lost: readonly string[];
  /** When we were about to store the new key for the first time. */
  readonly storing?: number;
  /** When the new key was seen in every movable holder. */
  readonly stored?: number;
  /** When the last of `clusters` was first proved to be deployed with the new key. */
  readonly deployed?: number;
  /** Clusters proved to have been deployed by us since `stored`. */
  readonly clusters: readonly string[];
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
  /** Runs at work, with their last heartbeat. */
  readonly runs: readonly { readonly id: string; readonly at: number }[];
}

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
const TEXTS = ['organization', 'old', 'new', 'why', 'refused'] as const;
const LISTS = ['before', 'lost'] as const;

export type Tags = ReadonlyMap<string, string>;

export function readJournal(tags: Tags): Journal {
  const get = (name: string): string | undefined => tags.get(PREFIX + name) || undefined;
  const journal: Record<string, unknown> = {
    runs: [...tags].flatMap(([key, value]) => {
      const at = Date.parse(value);
      return key.startsWith(RUN) && !Number.isNaN(at) ? [{ id: key.slice(RUN.length), at }] : [];
    }),
    clusters: [...tags].flatMap(([key, value]) =>
      key.startsWith(CLUSTERS) ? value.split(' ').filter(Boolean).map(unpack) : [],
    ),
  };
  for (const name of TEXTS) journal[name] = get(name);
  for (const name of LISTS) journal[name] = (get(name) ?? '').split(' ').filter(Boolean);
  for (const name of TIMES) {
    const time = Date.parse(get(name) ?? '');
    journal[name] = Number.isNaN(time) ? undefined : time;
  }
  for (const name of Object.keys(journal)) if (journal[name] === undefined) delete journal[name];
  return journal as unknown as Journal;
}

/** The fields of a journal that one write sets. `undefined` empties a field. */
export type Entry = { readonly [K in keyof Omit<Journal, 'runs'>]?: Journal[K] | undefined };

/** The tags that write an entry. An emptied field is an empty value: one request instead of two. */
export function tagsOf(entry: Entry, present: Tags = new Map()): Record<string, string> {
  const tags: Record<string, string> = {};
  for (const name of TEXTS) if (name in entry) tags[PREFIX + name] = valid(entry[name] ?? '');
  for (const name of LISTS) if (name in entry) tags[PREFIX + name] = (entry[name] ?? []).join(' ');
  for (const name of TIMES) {
    if (!(name in entry)) continue;
    const time = entry[name];
    tags[PREFIX + name] = time === undefined ? '' : new Date(time).toISOString();
  }
  if (entry.clusters !== undefined) {
    // Pages that an earlier write filled and this one does not are emptied.
    for (const key of present.keys()) if (key.startsWith(CLUSTERS)) tags[key] = '';
    const packed = entry.clusters.map(pack);
    const pages = Math.max(1, Math.ceil(packed.length / CLUSTERS_IN_A_TAG));
    for (let page = 0; page < pages; page++) {
      tags[`${CLUSTERS}${page}`] = packed
        .slice(page * CLUSTERS_IN_A_TAG, (page + 1) * CLUSTERS_IN_A_TAG)
        .join(' ');
    }
  }
  return tags;
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

/** The run, if any, that is at work besides us. */
export function otherRun(
  journal: Journal,
  ownId: string,
  now: number,
): { id: string; at: number } | undefined {
  return journal.runs.find(({ id, at }) => id !== ownId && now - at < HEARTBEAT_VOID);
}

/**
 * The AWS console's own convention: the description of an access key is a tag whose key is the key's id.
 * It goes with the key.
 */
export function descriptionTag(keyId: string, organization: string, at: number): Record<string, string> {
  return {
    [keyId]: valid(`Qovery organization ${organization}, ${SIGNED}, ${iso(at).slice(0, 10)}`),
  };
}

/** Keys that have a description of ours. */
export function describedKeys(tags: Tags): string[] {
  return [...tags].filter(([, value]) => value.includes(SIGNED)).map(([key]) => key);
}

/** How many tags the journal of a rotation over so many clusters may need, beside those of others. */
export function fits(tags: Tags, clusters: number): boolean {
  // Heartbeats of runs that died stay until the rotation is over.
  const heartbeats = journalTags(tags).filter((key) => key.startsWith(RUN)).length;
  const others = tags.size - journalTags(tags).length + heartbeats;
  const own = TEXTS.length + LISTS.length + TIMES.length + Math.ceil(clusters / CLUSTERS_IN_A_TAG) + 3;
  return others + own <= MAX_TAGS;
}

/** Only characters that IAM takes, and no more of them than it takes. */
function valid(text: string): string {
  return text
    .replace(/['"`]/g, '')
    .replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '.')
    .slice(0, 256)
    .toWellFormed()
    .replace(/\uFFFD$/, '');
}

/** A UUID in 22 characters that a tag may hold. */
function pack(uuid: string): string {
  return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}

function unpack(text: string): string {
  const hex = Buffer.from(text, 'base64url').toString('hex');
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}

/** What a person does about a holder that refused the new key, so that the rotation goes on. */
export function afterRefusal(user: string): string {
  return `See to that holder, or remove it. Then take the tag ${PREFIX}refused off the IAM user ${user}, and run operation rotate again: the new key, whose secret is lost, is replaced.`;
}
