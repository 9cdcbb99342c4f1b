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
/** Until then, a request of a dead run may still be on its way. */
export const SETTLED_AFTER = 15 * MINUTE;

/** May this old key be deactivated now, or, once it is, deleted? */
export function mayRetire<D extends 'deactivate' | 'delete'>(
  deed: D,
  key: AccessKeyId,
  situation: Situation,
): Verdict<D> {
  const { observed, policy, now } = situation;
  const { journal } = observed;
  const objections: Objection[] = [...unsigned(observed)];
  const hold = (text: string): number => objections.push({ kind: 'hold', text });
  const symptom = (text: string): number => objections.push({ kind: 'symptom', text });

  if (!isFresh(observed, now) || !isCurrent(observed))
    objections.push({ kind: 'stale', text: 'what was seen is out of date' });
  if (isTooLong(observed))
    objections.push({
      kind: 'pause',
      text: `it took ${span(lengthOf(observed))} to look at everything, too long to rely on`,
    });
  if (journal.old !== key) hold(`the journal does not name ${key} as the key that was replaced`);
  const successor = observed.keys.find(({ id }) => id === journal.new);
  if (successor?.status !== 'Active') hold(`the new key ${journal.new ?? '(unknown)'} is not active`);

  for (const holder of observed.holders)
    if (holder.keyId === key) symptom(`${holderLabel(holder)} still holds ${key}`);
  for (const holder of movableHolders(observed))
    if (holder.keyId !== key && holder.keyId !== journal.new)
      hold(`${holderLabel(holder)} holds ${holder.keyId}, not the new key`);
  objections.push(...unknownHolders(key, observed));
  if (journal.stored === undefined) hold('the new key is not known to be stored everywhere');

  for (const id of observed.unknownClusters)
    hold(`cluster ${id} is in one answer of Qovery and missing in another`);
  for (const { id, name } of movedClusters(observed))
    if (!policy.ignoreClusters.includes(id))
      hold(
        `cluster '${name}' used ${key} when this rotation began, was given another credential, and was not deployed since: it goes on with that key until it is`,
      );
  const proved = provedClusters(observed);
  for (const cluster of observed.clusters) {
    if (policy.ignoreClusters.includes(cluster.id)) continue;
    const objection = objectionOf(cluster, proved.has(cluster.id));
    if (objection !== undefined) objections.push(objection);
  }

  const from = deactivateAfter(observed, policy);
  if (from === undefined) hold('the clusters are not known to be deployed with the new key');
  else if (now < from) {
    const text = 'deployments that were under way with the old key may still need it';
    objections.push({ kind: 'wait', until: from, text });
  }
  const inTime = from !== undefined && now >= from;
  if (observed.workloads !== undefined)
    objections.push(...objectionsOfWorkloads(observed.workloads, situation));
  else if (inTime || journal.deactivating !== undefined)
    objections.push({ kind: 'stale', text: 'the workloads have not been looked at' });

  const use = observed.uses.get(key);
  if (use === undefined) hold(`AWS does not tell when ${key} was last used`);
  else if (use.last !== undefined) {
    const { service, region, at } = use.last;
    const text = `AWS saw ${key} in use at ${iso(at)} (service ${service}, region ${region})`;
    // A run that died may have deactivated it, and not have said so.
    const off = observed.keys.some(({ id, status }) => id === key && status === 'Inactive');
    const since = journal.deactivated ?? (off ? journal.deactivating : undefined);
    if (since !== undefined && at > since) symptom(`${text}, after it was deactivated`);
    else if (at > now - SILENCE) objections.push({ kind: 'wait', until: at + SILENCE, text, use: true });
  }
  if (deed === 'delete' && journal.deactivated === undefined)
    hold(`the journal does not tell that ${key} was deactivated`);
  return verdict(deed, key, observed, objections);
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
  const name = `cluster '${cluster.name}'`;
  if (cluster.state === 'off') return undefined;
  if (cluster.state === 'invalid-credentials')
    return { kind: 'symptom', text: `${name} is in state ${cluster.mark.status}` };
  if (cluster.state === 'error') return { kind: 'hold', text: `${name} is in state ${cluster.mark.status}` };
  if (!proved) return { kind: 'hold', text: `${name} has not been deployed with the new key by this action` };
  if (!isKnownStatus(cluster.mark.status))
    return {
      kind: 'pause',
      text: `${name} is in state ${cluster.mark.status}, which this action does not know`,
    };
  if (cluster.lock !== undefined)
    return { kind: 'pause', text: `${name} is locked by ${cluster.lock.owner} (${cluster.lock.reason})` };
  return undefined;
}

/** May this inactive key be activated again, because something needs it? Only if it was this action that deactivated it. */
export function mayRestore(key: AccessKeyId, observed: Observation): Verdict<'activate'> {
  const { old, deactivating } = observed.journal;
  const objections: Objection[] = [...unsigned(observed)];
  const hold = (text: string): number => objections.push({ kind: 'hold', text });
  if (old !== key) hold(`the journal does not name ${key} as the key that was replaced`);
  if (deactivating === undefined) hold(`the journal does not tell that this action deactivated ${key}`);
  return verdict('activate', key, observed, objections);
}

/**
 * May this new key, which no holder ever had, be deleted? Either this run created it, or the journal shows that a run
 * of ours did, died, and took the secret with it.
 */
export function mayDiscard(key: AccessKeyId, { observed, runState, now }: Situation): Verdict<'delete'> {
  const held: Objection[] = [
    ...observed.holders
      .filter(({ keyId }) => keyId === key)
      .map((holder): Objection => ({ kind: 'hold', text: `${holderLabel(holder)} holds ${key}` })),
    ...unknownHolders(key, observed),
  ];
  if (runState.created === key) return verdict('delete', key, observed, held);
  const stale: Objection[] = isFresh(observed, now)
    ? []
    : [{ kind: 'stale', text: 'what was seen is out of date' }];
  return verdict('delete', key, observed, [...stale, ...held, ...notCreatedByUs(key, observed, now)]);
}

/**
 * May this new key, which some holders have and whose secret is lost, be deleted to make room for the next (split)?
 * No cluster may have been deployed with it, and nothing may be deploying.
 */
export function mayReplace(key: AccessKeyId, situation: Situation): Verdict<'delete'> {
  const { observed, now } = situation;
  const objections: Objection[] = [];
  if (!isFresh(observed, now) || observed.workloads === undefined)
    objections.push({ kind: 'stale', text: 'what was seen is out of date' });
  if (lengthOf(observed) > LONGEST_LOOK) {
    const text = `it took ${span(lengthOf(observed))} to look at everything: something may have been deployed with it meanwhile`;
    objections.push({ kind: 'hold', text });
  }
  if (observed.journal.storing === undefined) {
    objections.push({ kind: 'hold', text: `the journal does not tell that ${key} was about to be stored` });
  }
  objections.push(...notCreatedByUs(key, observed, now));
  return verdict('delete', key, observed, objections);
}

/** That it was our run which created the key: its intent is in the journal, and nobody but our own proof ever used it. */
function notCreatedByUs(key: AccessKeyId, observed: Observation, now: number): Objection[] {
  const objections: Objection[] = [...unsigned(observed)];
  const hold = (text: string): number => objections.push({ kind: 'hold', text });
  const { intent, before, lost, new: successor } = observed.journal;
  const created = observed.keys.find(({ id }) => id === key)?.createdAt;
  // An earlier run has found it to be ours, and ended before it was deleted: the intent is that of its successor.
  if (lost.includes(key)) return objections;
  if (intent === undefined) hold('the journal knows of no intent to create a key');
  if (before.includes(key)) hold(`${key} was there before`);
  if (successor !== undefined && successor !== key) hold(`the journal names ${successor} as the new key`);
  if (created === undefined) hold('AWS does not tell when it was created');
  else if (intent !== undefined && Math.abs(created - intent) > APPEARS_WITHIN) {
    hold(`it was created at ${iso(created)}, not when this action was about to create one (${iso(intent)})`);
  }
  const use = observed.uses.get(key);
  if (use === undefined) hold('AWS does not tell whether it was used');
  else if (use.last !== undefined) {
    const { service, at } = use.last;
    const ours = service === 'sts' && created !== undefined && at - created <= PROVED_WITHIN;
    if (!ours) hold(`it was used (service ${service}, ${iso(at)})`);
  }
  if (intent !== undefined && now < intent + SETTLED_AFTER) {
    objections.push({
      kind: 'wait',
      until: intent + SETTLED_AFTER,
      text: 'the run that created it may still be at work',
    });
  }
  return objections;
}

function unknownHolders(key: AccessKeyId, { unknownHolders: unknown }: Observation): Objection[] {
  return unknown.map((holder) => ({
    kind: 'hold',
    text: `${holderLabel(holder)} may hold ${key}: ${holder.why}`,
  }));
}

function unsigned({ journal, target }: Observation): Objection[] {
  if (journal.signed) return [];
  const text = `the journal (tags of the IAM user ${target.user}) is not signed by this action with the present Qovery token`;
  return [{ kind: 'hold', text }];
}

function verdict<D extends Deed>(
  deed: D,
  key: AccessKeyId,
  { target, keys }: Observation,
  objections: readonly Objection[],
): Verdict<D> {
  const missing: Objection[] = keys.some(({ id }) => id === key)
    ? []
    : [{ kind: 'hold', text: `${key} is no key of the IAM user ${target.user}` }];
  const all = [...objections, ...missing];
  if (all.length > 0) return { permit: undefined, objections: all };
  return { permit: { deed, user: target.user, key } as Permit<D>, objections: [] };
}
