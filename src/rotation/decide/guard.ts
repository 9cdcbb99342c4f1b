/**
 * The one predicate behind every activation, deactivation and deletion of a key. It lists what speaks against it, and
 * only an empty list makes a permit. Anything unknown is an objection. Pure.
 */
import type { Deed, Permit } from '../../aws/permit.ts';
import { holderLabel } from '../../holders/index.ts';
import { HOUR, MINUTE, iso, span } from '../../lib/clock.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { isKnownStatus } from '../../qovery/status.ts';
import {
  type ClusterView,
  type Objection,
  type Observation,
  type Situation,
  deactivateAfter,
  movableHolders,
  provedClusters,
} from '../model.ts';
import { LONGEST_LOOK, isCurrent, isFresh, isTooLong, lengthOf } from './freshness.ts';
import { clusterHash } from '../journal.ts';
import { hold, pause, stale, symptom, wait } from './objections.ts';
import { CLOCKS_DIFFER, objectionsOfWorkloads } from './workloads.ts';

/** Either there are objections, or there is a permit. */
export type Verdict<D extends Deed> =
  | { readonly permit: Permit<D>; readonly objections: readonly [] }
  | { readonly permit: undefined; readonly objections: readonly Objection[] };

/** AWS records only the first use within 15 minutes, and with a delay; an hour of silence covers both. */
const SILENCE = HOUR;
/** A lost answer, a copy of the list that lags: a key of ours shows up within this time of our intent. */
const APPEARS_WITHIN = 2 * MINUTE;
/** Our proof of a new key takes two minutes at most, and AWS dates a use up to 15 minutes late. */
const PROVED_WITHIN = 20 * MINUTE;
const OUT_OF_DATE = 'what was seen is out of date';
/** Until then, a request of a dead run may still be on its way. */
export const SETTLED_AFTER = 15 * MINUTE;

/** May this old key be deactivated now, or, once it is, deleted? Each part objects, unless what its comment says is so. */
export function mayRetire<D extends 'deactivate' | 'delete'>(
  deed: D,
  key: AccessKeyId,
  situation: Situation,
): Verdict<D> {
  const { observed } = situation;
  return verdict(deed, key, observed, [
    ...unsigned(observed),
    ...outOfDate(situation),
    ...notReplaced(deed, key, observed),
    ...stillHeld(key, observed),
    ...notDeployed(key, situation),
    ...tooEarly(situation),
    ...neededByWorkloads(situation),
    ...stillInUse(key, situation),
  ]);
}

function outOfDate({ observed, now }: Situation): Objection[] {
  const objections: Objection[] = [];
  if (!isFresh(observed, now) || !isCurrent(observed)) objections.push(stale(OUT_OF_DATE));
  if (isTooLong(observed))
    objections.push(pause(`it took ${span(lengthOf(observed))} to look at everything, too long to rely on`));
  return objections;
}

/** Unless the journal names it as the old key, tells of its deactivation before it is deleted, and the new key works. */
function notReplaced(
  deed: 'deactivate' | 'delete',
  key: AccessKeyId,
  { journal, keys }: Observation,
): Objection[] {
  const objections: Objection[] = [];
  if (journal.old !== key)
    objections.push(hold(`the journal does not name ${key} as the key that was replaced`));
  const successor = keys.find(({ id }) => id === journal.new);
  if (successor?.status !== 'Active')
    objections.push(hold(`the new key ${journal.new ?? '(unknown)'} is not active`));
  if (deed === 'delete' && journal.deactivated === undefined)
    objections.push(hold(`the journal does not tell that ${key} was deactivated`));
  return objections;
}

/** Unless every holder that can be moved has the new key, and no other may have this one. */
function stillHeld(key: AccessKeyId, observed: Observation): Objection[] {
  const { journal, holders } = observed;
  const others = movableHolders(observed).filter(({ keyId }) => keyId !== key && keyId !== journal.new);
  return [
    ...holders
      .filter(({ keyId }) => keyId === key)
      .map((holder) => symptom(`${holderLabel(holder)} still holds ${key}`)),
    ...others.map((holder) => hold(`${holderLabel(holder)} holds ${holder.keyId}, not the new key`)),
    ...unknownHolders(key, observed),
    ...(journal.stored === undefined ? [hold('the new key is not known to be stored everywhere')] : []),
  ];
}

/** Unless every cluster that ran with it was deployed with the new key, and is well. */
function notDeployed(key: AccessKeyId, { observed, policy }: Situation): Objection[] {
  const counts = ({ id }: ClusterView): boolean => !policy.ignoreClusters.includes(id);
  const proved = provedClusters(observed);
  return [
    ...observed.unknownClusters.map((id) =>
      hold(`cluster ${id} is in one answer of Qovery and missing in another`),
    ),
    ...movedClusters(observed)
      .filter(counts)
      .map(({ name }) =>
        hold(
          `cluster '${name}' used ${key} when this rotation began, was given another credential, and was not deployed since: it goes on with that key until it is`,
        ),
      ),
    ...observed.clusters
      .filter(counts)
      .flatMap((cluster) => objectionOf(cluster, proved.has(cluster.id)) ?? []),
  ];
}

/** Unless the delay has passed since the last cluster was deployed. */
function tooEarly({ observed, policy, now }: Situation): Objection[] {
  const from = deactivateAfter(observed, policy);
  if (from === undefined) return [hold('the clusters are not known to be deployed with the new key')];
  if (now >= from) return [];
  return [wait(from, 'deployments that were under way with the old key may still need it')];
}

/** Unless what runs on the clusters was looked at, and does not need it. It is looked at when the delay has passed. */
function neededByWorkloads(situation: Situation): Objection[] {
  const { observed, policy, now } = situation;
  const { workloads, journal } = observed;
  if (workloads !== undefined) return objectionsOfWorkloads(workloads, situation);
  const from = deactivateAfter(observed, policy) ?? Infinity;
  return now >= from || journal.deactivating !== undefined
    ? [stale('the workloads have not been looked at')]
    : [];
}

/** Unless AWS has not seen it for an hour, and not once after it was deactivated. */
function stillInUse(key: AccessKeyId, { observed, now }: Situation): Objection[] {
  const { journal, keys, uses } = observed;
  const use = uses.get(key);
  if (use === undefined) return [hold(`AWS does not tell when ${key} was last used`)];
  if (use.last === undefined) return [];
  const { service, region, at } = use.last;
  const text = `AWS saw ${key} in use at ${iso(at)} (service ${service}, region ${region})`;
  // A run that died may have deactivated it, and not have said so.
  const isOff = keys.some(({ id, status }) => id === key && status === 'Inactive');
  const since = journal.deactivated ?? (isOff ? journal.deactivating : undefined);
  if (since !== undefined && at > since) return [symptom(`${text}, after it was deactivated`)];
  return at > now - SILENCE ? [{ ...wait(at + SILENCE, text), use: true }] : [];
}

/** They run with what they were deployed with, whatever credential Qovery shows of them now. */
function movedClusters({ journal, otherClusters }: Observation): ClusterView[] {
  const { stored = Infinity } = journal;
  const concerned = new Set(journal.concerned);
  return otherClusters.filter(({ id, state, mark }) => {
    const isDeployed = state === 'ready' && Date.parse(mark.deployedAt ?? '') > stored + CLOCKS_DIFFER;
    return state !== 'off' && !isDeployed && concerned.has(clusterHash(id));
  });
}

function objectionOf(cluster: ClusterView, proved: boolean): Objection | undefined {
  const { status } = cluster.mark;
  const name = `cluster '${cluster.name}'`;
  if (cluster.state === 'off') return undefined;
  if (cluster.state === 'invalid-credentials') return symptom(`${name} is in state ${status}`);
  if (cluster.state === 'error') return hold(`${name} is in state ${status}`);
  if (!proved) return hold(`${name} has not been deployed with the new key by this action`);
  if (!isKnownStatus(status)) return pause(`${name} is in state ${status}, which this action does not know`);
  const { lock } = cluster;
  return lock === undefined ? undefined : pause(`${name} is locked by ${lock.owner} (${lock.reason})`);
}

/** May this inactive key be activated again, because something needs it? Only if it was this action that deactivated it. */
export function mayRestore(key: AccessKeyId, observed: Observation): Verdict<'activate'> {
  const { old, deactivating } = observed.journal;
  const objections = [...unsigned(observed)];
  if (old !== key) objections.push(hold(`the journal does not name ${key} as the key that was replaced`));
  if (deactivating === undefined)
    objections.push(hold(`the journal does not tell that this action deactivated ${key}`));
  return verdict('activate', key, observed, objections);
}

/**
 * May this new key, which no holder ever had, be deleted? Either this run created it, or the journal shows that a run
 * of ours did, died, and took the secret with it.
 */
export function mayDiscard(key: AccessKeyId, { observed, runState, now }: Situation): Verdict<'delete'> {
  const held = [
    ...observed.holders
      .filter(({ keyId }) => keyId === key)
      .map((holder) => hold(`${holderLabel(holder)} holds ${key}`)),
    ...unknownHolders(key, observed),
  ];
  if (runState.created === key) return verdict('delete', key, observed, held);
  const outdated = isFresh(observed, now) ? [] : [stale(OUT_OF_DATE)];
  return verdict('delete', key, observed, [...outdated, ...held, ...notCreatedByUs(key, observed, now)]);
}

/**
 * May this new key, which some holders have and whose secret is lost, be deleted to make room for the next (split)?
 * No cluster may have been deployed with it, and nothing may be deploying.
 */
export function mayReplace(key: AccessKeyId, situation: Situation): Verdict<'delete'> {
  const { observed, now } = situation;
  const objections: Objection[] = [];
  if (!isFresh(observed, now) || observed.workloads === undefined) objections.push(stale(OUT_OF_DATE));
  if (lengthOf(observed) > LONGEST_LOOK) {
    const took = `it took ${span(lengthOf(observed))} to look at everything`;
    objections.push(hold(`${took}: something may have been deployed with it meanwhile`));
  }
  if (observed.journal.storing === undefined)
    objections.push(hold(`the journal does not tell that ${key} was about to be stored`));
  objections.push(...notCreatedByUs(key, observed, now));
  return verdict('delete', key, observed, objections);
}

/** That it was our run which created the key: its intent is in the journal, and nobody but our own proof ever used it. */
function notCreatedByUs(key: AccessKeyId, observed: Observation, now: number): Objection[] {
  const objections = [...unsigned(observed)];
  const { intent, before, lost, new: successor } = observed.journal;
  // An earlier run has found it to be ours, and ended before it was deleted: the intent is that of its successor.
  if (lost.includes(key)) return objections;
  const created = observed.keys.find(({ id }) => id === key)?.createdAt;
  if (intent === undefined) objections.push(hold('the journal knows of no intent to create a key'));
  if (before.includes(key)) objections.push(hold(`${key} was there before`));
  if (successor !== undefined && successor !== key)
    objections.push(hold(`the journal names ${successor} as the new key`));
  if (created === undefined) objections.push(hold('AWS does not tell when it was created'));
  else if (intent !== undefined && Math.abs(created - intent) > APPEARS_WITHIN) {
    const text = `it was created at ${iso(created)}, not when this action was about to create one (${iso(intent)})`;
    objections.push(hold(text));
  }
  const use = observed.uses.get(key);
  if (use === undefined) objections.push(hold('AWS does not tell whether it was used'));
  else if (use.last !== undefined) {
    const { service, at } = use.last;
    const ours = service === 'sts' && created !== undefined && at - created <= PROVED_WITHIN;
    if (!ours) objections.push(hold(`it was used (service ${service}, ${iso(at)})`));
  }
  if (intent !== undefined && now < intent + SETTLED_AFTER)
    objections.push(wait(intent + SETTLED_AFTER, 'the run that created it may still be at work'));
  return objections;
}

function unknownHolders(key: AccessKeyId, { unknownHolders: unknown }: Observation): Objection[] {
  return unknown.map((holder) => hold(`${holderLabel(holder)} may hold ${key}: ${holder.why}`));
}

function unsigned({ journal, target }: Observation): Objection[] {
  if (journal.signed) return [];
  const text = `the journal (tags of the IAM user ${target.user}) is not signed by this action with the present Qovery token`;
  return [hold(text)];
}

function verdict<D extends Deed>(
  deed: D,
  key: AccessKeyId,
  { target, keys }: Observation,
  objections: readonly Objection[],
): Verdict<D> {
  const isThere = keys.some(({ id }) => id === key);
  const all = [...objections, ...(isThere ? [] : [hold(`${key} is no key of the IAM user ${target.user}`)])];
  if (all.length > 0) return { permit: undefined, objections: all };
  return { permit: { deed, user: target.user, key } as Permit<D>, objections: [] };
}
