/** How old what was seen may be, and when to look again. Pure. */
import { HOUR, MINUTE, SECOND } from '../../lib/clock.ts';
import { type Journal, isUnfinished } from '../journal.ts';
import { type Observation, type Policy, type Reads, type Step, deactivateAfter } from '../model.ts';

/** What was seen longer ago is no ground for a deletion. */
const FRESH = MINUTE;
/** Keys, holders and statuses that took longer to read were not all true at one moment. */
const LONGEST_MOMENT = 5 * MINUTE;
/** Workloads whose reading began so long ago are no ground for a deletion, */
export const LONGEST_LOOK = 30 * MINUTE;
/**
 * and this longer for each cluster and environment: projects and logs are read, and the pace of requests is one in seven
 * seconds (qovery/rate-limiter.ts).
 */
const LONGER_BY_EACH = 15 * SECOND;
/** The log of a cluster that is at rest, and was deployed so long before the last of them, has no news. */
const LOGS_BEFORE = HOUR;
/**
 * With more, the runs that retire the old key would not end within the six hours that GitHub gives a job: they read the
 * DNS provider and the project of each cluster, and the logs of those that were deployed last.
 */
export const MOST_CLUSTERS = 1200;
/** A look that is no older is good for every rotation of this run. */
const SHARED_FOR = 20 * SECOND;
/** The baseline of a deployment is read while its cluster is idle, and not long before it is asked for. */
const BASELINE_FRESH = MINUTE;
/** So much longer than `deploy-timeout` is waited where Qovery does not answer: what is not seen has not failed. */
const UNSEEN_FOR = 15 * MINUTE;
/** How soon to ask again whether a deployment under way has ended. */
export const RECHECK_DEPLOYMENTS_AFTER = 5 * MINUTE;

/** A look is good from its end on: one that takes longer than that would otherwise be followed by the next, for ever. */
export function isFresh({ at, took }: Pick<Observation, 'at' | 'took'>, now: number): boolean {
  return now - (at + took) <= FRESH;
}

/** Whether it was seen after the keys last changed: what was seen before is no ground for the next change. */
export function isCurrent({
  at,
  dnsAt,
  workloads,
  journal,
}: Pick<Observation, 'at' | 'dnsAt' | 'workloads' | 'journal'>): boolean {
  return Math.min(at, dnsAt, workloads?.at ?? at) >= changedAt(journal);
}

/** How long it took to look at everything, from the begin of the workloads to the end. */
export function lengthOf({ at, took, workloads }: Pick<Observation, 'at' | 'took' | 'workloads'>): number {
  return at + took - Math.min(at, workloads?.at ?? at);
}

/** Whether that is too long to rely on. */
export function isTooLong(observed: Observation): boolean {
  return observed.took > LONGEST_MOMENT || lengthOf(observed) > longestLook(observed);
}

function longestLook({ clusters, workloads }: Pick<Observation, 'clusters' | 'workloads'>): number {
  return LONGEST_LOOK + (clusters.length + (workloads?.environments.length ?? 0)) * LONGER_BY_EACH;
}

/** Whether the statuses can be the baseline of a deployment with the new key. */
export function isBaseline({ statusesAt, journal }: Observation, now: number): boolean {
  return now - statusesAt <= BASELINE_FRESH && statusesAt >= (journal.stored ?? 0);
}

/** Whether a deployment takes longer than `deploy-timeout`, as far as Qovery has told. */
export function isLate(
  { since, seenAt, now }: { readonly since: number; readonly seenAt: number; readonly now: number },
  { deployTimeout }: Pick<Policy, 'deployTimeout'>,
): boolean {
  return seenAt - since > deployTimeout || now - since > deployTimeout + UNSEEN_FOR;
}

/** While the old key is deactivated, how often to look whether anything broke: rarer where a look takes its time. */
export function nextLook(observed: Observation, now: number): number {
  return now + Math.max(3 * MINUTE, 10 * lengthOf(observed));
}

/** The first look of a run: the one that found the keys, or that of another rotation, will do. */
export function firstLook(startedAt: number, now: number): number {
  return Math.max(startedAt, now - SHARED_FOR);
}

/**
 * Another look. One that another rotation of this run has just had is good for this one too, where it is newer than
 * what this one saw and did: many rotations side by side then look together.
 */
export function refresh(observed: Observation, now: number): Extract<Step, { do: 'refresh' }> {
  const { at, dnsAt, journal } = observed;
  const changed = changedAt(journal);
  const oldest = Math.max(changed, now - longestLook(observed));
  // Before the new key is deployed nothing goes: the DNS providers need not be read again.
  const dnsNotBefore = journal.deployed !== undefined && dnsAt < oldest ? oldest : undefined;
  return { do: 'refresh', notBefore: Math.max(at + 1, now - SHARED_FOR, changed), dnsNotBefore };
}

/**
 * What a look reads beyond the keys, the holders and the clusters. Workloads cost a request for each cluster and
 * project, so they are read only before a key goes: an old one whose time has come, or a new one that was lost.
 */
export function readsFor(
  { keys, journal, holders }: Pick<Observation, 'keys' | 'journal' | 'holders'>,
  policy: Policy,
  now: number,
): Reads {
  const held = new Set(holders.filter(({ kind }) => kind === 'cloud credential').map(({ keyId }) => keyId));
  // Once it is deactivated, something may need it back at any moment, whatever is deployed meanwhile.
  const from = deactivateAfter({ journal }, policy);
  const retiring = from !== undefined && (journal.deactivating !== undefined || now >= from);
  const splitting = journal.storing !== undefined && journal.stored === undefined;
  // Only a rotation that begins can be kept from it.
  const begins =
    !isUnfinished(journal) &&
    keys.every(({ id, createdAt }) => !held.has(id) || now - createdAt >= policy.maxAge);
  const stored = journal.stored ?? journal.storing ?? 0;
  return {
    workloads:
      retiring || splitting
        ? { since: stored, logsSince: (journal.deployed ?? stored) - LOGS_BEFORE }
        : undefined,
    restriction: begins,
    environments: begins ? policy.verifyEnvironments : [],
    // In a split, some credentials hold the key that was lost.
    uses: keys.map(({ id }) => id).filter((id) => splitting || !held.has(id) || id === journal.old),
  };
}

function changedAt({ stored, deactivated }: Pick<Journal, 'stored' | 'deactivated'>): number {
  return Math.max(stored ?? 0, deactivated ?? 0);
}
