/**
 * `operation: lock` and `operation: unlock`: clusters out of Qovery's weekly maintenance, and back in.
 *
 * Whether Qovery refuses a second lock or overwrites the first, and what it answers to the removal of a lock that
 * is not there, is not documented. So neither is ever asked of it on purpose, and no answer decides: a cluster is
 * done when the list of locks, read back, shows what was wanted.
 */
import { all } from '../lib/all.ts';
import { type Clock, DAY, SECOND, iso } from '../lib/clock.ts';
import { Cancelled, Problem, messageOf, withFullStop } from '../lib/errors.ts';
import type { LockInputs, UnlockInputs } from '../inputs.ts';
import { limit } from '../lib/limit.ts';
import type { Output } from '../lib/output.ts';
import type { Uuid } from '../lib/ids.ts';
import type { QoveryApi } from '../qovery/api.ts';
import { chooseClusters } from '../qovery/choose-clusters.ts';
import { QoveryError } from '../qovery/http.ts';
import { describeLock, endOfLock, untilText } from '../qovery/lock.ts';
import type { Unresolved } from '../qovery/references.ts';
import type { Cluster, Lock } from '../qovery/schemas.ts';
import { oneLine } from '../lib/text.ts';
import { type ClusterResult, lockOutcome, named } from './summary.ts';
import type { Outcome } from '../operation.ts';

/** What this needs of Qovery. */
export type LockApi = Pick<QoveryApi, 'clusters' | 'locks' | 'lockCluster' | 'unlockCluster'>;
type Log = Pick<Output, 'info' | 'group'>;
type Locks = ReadonlyMap<string, Lock>;

/** Requests under way at the same time. */
const CONCURRENCY = 8;
/** Reads back in all; what got lost, or was too early (429), is sent again between two of them. */
const ROUNDS = 3;
const PAUSE = 5 * SECOND;

/** What the lock of a cluster, or that it has none, means for what was asked. `note` follows the cluster's name. */
type Verdict =
  | { readonly is: 'as-wanted'; readonly note: string }
  | { readonly is: 'to-do'; readonly note: string }
  | { readonly is: 'in-the-way'; readonly note: string; readonly next: string };

/** What tells the two operations apart. */
interface Task {
  readonly operation: 'lock' | 'unlock';
  judge(lock: Lock | undefined, now: number): Verdict;
  change(clusterId: Uuid): Promise<void>;
  /** What a dry run says of a cluster that is to be changed, and when the lock that it would get ends. */
  plan(verdict: Verdict, now: number): { readonly note: string; readonly until?: number };
}

/** @throws {Problem | QoveryError} when clusters and locks cannot be read; what goes wrong with one cluster is in its result */
export function lock(inputs: LockInputs, api: LockApi, clock: Clock, log: Log): Promise<Outcome> {
  const { reason, ttlInDays } = inputs;
  const days = ttlInDays === 'none' ? undefined : ttlInDays;
  return carryOut(inputs, api, clock, log, {
    operation: 'lock',
    judge(present, now) {
      if (present === undefined) return { is: 'to-do', note: 'is not locked' };
      const note = describeLock(present);
      if (present.reason.trim() !== reason) {
        return {
          is: 'in-the-way',
          note: `${note}. That is another reason, and its lock is not overwritten`,
          next: 'Ask whoever locked it; unlock it with its own reason, or leave it out of cluster-id.',
        };
      }
      if (endOfLock(present) <= now) {
        // Ended, on the server's clock, though Qovery still lists it: it may be taken away at any moment.
        return { is: 'to-do', note: `has a lock that ended ${iso(endOfLock(present))}` };
      }
      // The same TTL means the same number of days, not the same end: a release that locks twice is one freeze,
      // and it ends when the first lock ends. To begin anew is to unlock and lock, which nobody should do unasked:
      // in between, or if the second step fails, the cluster is open. The summary tells when the lock ends.
      if ((present.ttl_in_days ?? undefined) !== days) {
        return {
          is: 'in-the-way',
          note: `${note}. That is this reason, but another TTL (${ttlText(present.ttl_in_days)}, not ${ttlText(days)})`,
          next: 'Unlock it first to lock it anew, or ask for the TTL that it has.',
        };
      }
      return { is: 'as-wanted', note };
    },
    change: (id) => api.lockCluster(id, { reason, ...(days === undefined ? {} : { ttl_in_days: days }) }),
    plan(_, now) {
      const until = days === undefined ? Infinity : now + days * DAY;
      return { note: `would be locked ${untilText(until)}`, until };
    },
  });
}

/** @throws {Problem | QoveryError} when clusters and locks cannot be read; what goes wrong with one cluster is in its result */
export function unlock(inputs: UnlockInputs, api: LockApi, clock: Clock, log: Log): Promise<Outcome> {
  const { reason } = inputs;
  return carryOut(inputs, api, clock, log, {
    operation: 'unlock',
    judge(present) {
      if (present === undefined) return { is: 'as-wanted', note: 'is not locked' };
      const note = describeLock(present);
      if (reason === undefined || present.reason.trim() === reason) return { is: 'to-do', note };
      return { is: 'as-wanted', note: `${note}. That is another reason, and its lock stays` };
    },
    change: (id) => api.unlockCluster(id),
    plan: ({ note }) => ({ note: `would be unlocked; now it ${note}` }),
  });
}

async function carryOut(
  inputs: LockInputs | UnlockInputs,
  api: LockApi,
  clock: Clock,
  log: Log,
  task: Task,
): Promise<Outcome> {
  const startedAt = clock.now();
  const { clusters, locks } = await look(api);
  const { chosen, unresolved } = chooseClusters(inputs.clusters, clusters);

  log.group(`${task.operation === 'lock' ? 'Lock' : 'Unlock'} clusters`);
  const judged = chosen.map((cluster) => ({
    cluster,
    verdict: task.judge(locks.get(cluster.id), clock.now()),
  }));
  for (const { cluster, verdict } of judged) log.info(`${named(cluster)} ${verdict.note}.`);
  for (const { reference, what } of unresolved) log.info(`'${oneLine(reference)}' ${what}.`);

  const toDo = judged.filter(({ verdict }) => verdict.is === 'to-do').map(({ cluster }) => cluster);
  // A list of clusters with a mistake in it locks none of them: half a freeze looks like a whole one. To unlock
  // those that do exist leaves nothing behind that surprises anybody, and a lock left behind would.
  const held = task.operation === 'lock' && unresolved.length > 0;
  const settled =
    inputs.dryRun || held || toDo.length === 0 ? undefined : await settle(toDo, task, api, clock, log);

  // Of those that were named, one that is not there is a mistake; of all clusters, it is one less.
  const gone = await deletedAmong(toDo, settled, api);
  const left = typeof inputs.clusters === 'string' ? gone : [];
  const notes = left.map(
    (cluster) => `${named(cluster)} was deleted meanwhile: nothing to ${task.operation}.`,
  );
  const there = judged.filter(({ cluster }) => !left.includes(cluster));

  const results = there.map(({ cluster, verdict }): ClusterResult => {
    const { id, name } = cluster;
    const status = cluster.status ?? undefined;
    const base = {
      id,
      name,
      status,
      production: cluster.production === true,
      next: '',
      ...foundOf(locks.get(id)),
    };
    if (verdict.is === 'as-wanted') return { ...base, result: 'unchanged', note: verdict.note };
    if (verdict.is === 'in-the-way')
      return { ...base, result: 'failed', note: verdict.note, next: verdict.next };
    if (held) {
      const note = 'was left as it is, because cluster-id has a mistake in it';
      return { ...base, result: 'failed', note };
    }
    if (gone.includes(cluster))
      return {
        ...base,
        ...foundOf(undefined),
        result: 'failed',
        note: 'is not there any more: it was deleted meanwhile',
        next: 'Leave it out of cluster-id.',
      };
    if (settled === undefined) return { ...base, result: 'planned', ...task.plan(verdict, clock.now()) };
    return { ...base, ...afterwards(cluster, task, settled, clock.now()) };
  });
  const outcome = lockOutcome([...unresolved.map(unresolvedCluster), ...results], {
    operation: task.operation,
    inputs,
    startedAt,
    endedAt: clock.now(),
    now: clock.now(),
  });
  return { ...outcome, notes: [...outcome.notes, ...notes] };
}

/** A 404 alone may mean that the token may not do this: what is deleted is not listed any more. */
async function deletedAmong(
  toDo: readonly Cluster[],
  settled: Settled | undefined,
  api: LockApi,
): Promise<Cluster[]> {
  const missing = toDo.filter(({ id }) => isMissing(settled?.errors.get(id)));
  if (missing.length === 0) return [];
  try {
    const listed = new Set((await api.clusters()).map(({ id }) => id));
    return missing.filter(({ id }) => !listed.has(id));
  } catch (error) {
    // Then the 404 is told as it is.
    if (error instanceof QoveryError || error instanceof Cancelled) return [];
    throw error;
  }
}

function isMissing(error: unknown): boolean {
  return error instanceof QoveryError && error.status === 404;
}

async function look(api: LockApi): Promise<{ clusters: Cluster[]; locks: Locks }> {
  try {
    const [clusters, locks] = await all([api.clusters(), readLocks(api)]);
    return { clusters, locks };
  } catch (error) {
    if (!(error instanceof QoveryError) || ![401, 403, 404].includes(error.status)) throw error;
    const next = 'Check qovery-api-token and organization-id, then run again.';
    throw new Problem(withFullStop(error.message), next, 'Nothing was changed.');
  }
}

async function readLocks(api: LockApi): Promise<Locks> {
  return new Map((await api.locks()).map((present) => [present.cluster_id, present]));
}

interface Settled {
  /** Of the last request for a cluster. Not yet a failure: what counts is what was read back. */
  readonly errors: ReadonlyMap<string, unknown>;
  /** As last read back; `undefined` when that was not possible. */
  readonly locks: Locks | undefined;
  /** Why it was not possible, or why waiting ended early. */
  readonly unread: string;
}

/**
 * Changes the clusters and reads back, in one request for all of them. A request whose answer was lost may have
 * had its effect; it is sent again only when the list shows that it has not.
 */
async function settle(
  toDo: readonly Cluster[],
  task: Task,
  api: LockApi,
  clock: Clock,
  log: Log,
): Promise<Settled> {
  const turn = limit(CONCURRENCY);
  const errors = new Map<string, unknown>();
  const change = async ({ id }: Cluster): Promise<void> => {
    errors.delete(id);
    try {
      await task.change(id);
    } catch (error) {
      errors.set(id, error);
    }
  };
  let locks: Locks | undefined;
  let sending = toDo;
  try {
    for (let round = 1; ; round++) {
      locks = undefined;
      await all(sending.map((cluster) => turn(() => change(cluster))));
      const seen = await readLocks(api);
      locks = seen;
      const open = toDo.filter(
        ({ id }) => task.judge(seen.get(id), clock.now()).is === 'to-do' && mayPass(errors.get(id)),
      );
      if (open.length === 0 || round === ROUNDS) return { errors, locks, unread: '' };
      log.info(`Not to be seen yet: ${open.map(named).join(', ')}. Looking again in ${PAUSE / SECOND} s.`);
      await clock.sleep(PAUSE);
      sending = open.filter(({ id }) => errors.has(id));
    }
  } catch (error) {
    return { errors, locks, unread: messageOf(error) };
  }
}

/** Whether more can be expected: it was accepted, or its outcome is unclear, or it only came too fast. */
function mayPass(error: unknown): boolean {
  if (error === undefined) return true;
  return error instanceof QoveryError && error.outcome !== 'refused';
}

/** What became of a cluster that was to be changed: the same question, asked again of what was read back. */
function afterwards(
  cluster: Cluster,
  task: Task,
  { errors, locks, unread }: Settled,
  now: number,
): Pick<ClusterResult, 'result' | 'note' | 'next' | 'lock' | 'known' | 'until'> {
  const error = errors.get(cluster.id);
  const next = adviceOn(error, task);
  const why = error === undefined ? `Qovery accepted the request to ${task.operation} it` : messageOf(error);
  if (locks === undefined) {
    const note = `is in doubt: ${why}, and the locks could not be read back (${unread})`;
    return { result: 'failed', note, next, lock: undefined, known: false, until: undefined };
  }
  const lock = locks.get(cluster.id);
  const verdict = task.judge(lock, now);
  const found = foundOf(lock);
  switch (verdict.is) {
    case 'as-wanted':
      return { ...found, result: `${task.operation}ed`, note: verdict.note, next: '' };
    case 'in-the-way':
      return { ...found, result: 'failed', note: verdict.note, next: verdict.next };
    case 'to-do':
      return {
        ...found,
        result: 'failed',
        note: `${verdict.note}: ${error === undefined ? `${why}, but does not show it` : why}`,
        next,
      };
  }
}

function foundOf(lock: Lock | undefined): Pick<ClusterResult, 'lock' | 'known' | 'until'> {
  return { lock, known: true, until: lock === undefined ? undefined : endOfLock(lock) };
}

function adviceOn(error: unknown, { operation }: Task): string {
  if (!(error instanceof QoveryError) || mayPass(error)) {
    return `Run again: what is ${operation}ed already stays as it is.`;
  }
  return error.status === 401 || error.status === 403
    ? 'Use a qovery-api-token whose role may manage these clusters.'
    : 'Fix what Qovery refuses, then run again.';
}

function unresolvedCluster({ reference, what, valid }: Unresolved): ClusterResult {
  return {
    id: reference,
    name: undefined,
    production: undefined,
    status: undefined,
    result: 'failed',
    note: what,
    next: `Correct cluster-id. Valid: ${valid}.`,
    lock: undefined,
    known: false,
    until: undefined,
  };
}

function ttlText(days: number | null | undefined): string {
  if (days === null || days === undefined) return 'none';
  return days === 1 ? '1 day' : `${days} days`;
}
