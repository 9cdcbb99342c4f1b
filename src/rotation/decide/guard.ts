/**
 * The one predicate behind every deactivation and every deletion. It lists what speaks against it; only an empty
 * list lets an old key go. Anything unknown is an objection.
 */
import { HOUR, MINUTE, iso, span } from '../../lib/clock.ts';
import { holderLabel } from '../../holders/index.ts';
import { type ClusterView, changedAt, isFresh, movableHolders, type Observation } from '../observation.ts';
import type { RunState, Policy } from '../step.ts';
import { objectionsOfWorkloads } from './workloads.ts';

/**
 * `stale`: another look is needed. `wait`: time alone cures it. `pause`: somebody wants quiet, the next run may go
 * on. `hold`: a person has to look. `symptom`: something seems to need the key; where we have deactivated it,
 * it is activated again.
 */
export type Objection =
  | { readonly kind: 'stale' | 'pause' | 'hold' | 'symptom'; readonly text: string }
  | {
      readonly kind: 'wait';
      readonly text: string;
      /** When to look again. */
      readonly until: number;
      /** Because AWS saw the key in use. */
      readonly use?: true;
    };

/** AWS records only the first use within 15 minutes, and with a delay; an hour of silence covers both. */
const SILENCE = HOUR;
/** What began so long ago is no look at one moment. */
const LONGEST_LOOK = 30 * MINUTE;

/** What speaks against deactivating or deleting this old key now. */
export function objectionsToRetire(
  key: string,
  observed: Observation,
  policy: Policy,
  now: number,
): Objection[] {
  const objections: Objection[] = [];
  const hold = (text: string): number => objections.push({ kind: 'hold', text });
  const symptom = (text: string): number => objections.push({ kind: 'symptom', text });
  const wait = (until: number, text: string): number => objections.push({ kind: 'wait', until, text });
  const { journal } = observed;

  if (!isFresh(observed, now) || Math.min(observed.at, observed.dnsAt) < changedAt(observed))
    objections.push({ kind: 'stale', text: 'what was seen is out of date' });
  if (observed.took > LONGEST_LOOK)
    objections.push({
      kind: 'pause',
      text: `it took ${span(observed.took)} to look at everything, too long to rely on`,
    });
  if (journal.old !== key) hold(`the journal does not name ${key} as the key that was replaced`);
  const successor = observed.keys.find(({ id }) => id === journal.new);
  if (successor?.status !== 'Active') hold(`the new key ${journal.new ?? '(unknown)'} is not active`);

  for (const holder of observed.holders)
    if (holder.keyId === key) symptom(`${holderLabel(holder)} still holds ${key}`);
  const behind = movableHolders(observed).filter(({ keyId }) => keyId !== journal.new);
  for (const holder of behind)
    if (holder.keyId !== key) hold(`${holderLabel(holder)} holds ${holder.keyId}, not the new key`);
  if (journal.stored === undefined) hold('the new key is not known to be stored everywhere');

  for (const id of observed.unknownClusters)
    hold(`cluster ${id} is in one answer of Qovery and missing in another`);
  for (const cluster of observed.clusters) {
    if (policy.ignoreClusters.includes(cluster.id)) continue;
    const objection = objectionOf(cluster, journal.clusters.includes(cluster.id));
    if (objection !== undefined) objections.push(objection);
  }
  if (journal.deployed === undefined) hold('the clusters are not known to be deployed with the new key');
  else if (now < journal.deployed + policy.delay) {
    wait(
      journal.deployed + policy.delay,
      'deployments that were under way with the old key may still need it',
    );
  }

  if (
    journal.stored !== undefined &&
    journal.deployed !== undefined &&
    now >= journal.deployed + policy.delay
  ) {
    if (observed.workloads === undefined)
      objections.push({ kind: 'stale', text: 'the workloads have not been looked at' });
    else
      objections.push(
        ...objectionsOfWorkloads(
          observed.workloads,
          journal.stored,
          journal.deployed,
          observed.at + observed.took,
          now,
        ),
      );
  }

  const use = observed.uses.get(key);
  if (use === undefined) hold(`AWS does not tell when ${key} was last used`);
  else if (use.last !== undefined && use.last.at > now - SILENCE) {
    const { service, region, at } = use.last;
    const text = `AWS saw ${key} in use at ${iso(at)} (service ${service}, region ${region})`;
    if (journal.deactivated !== undefined && at > journal.deactivated)
      symptom(`${text}, after it was deactivated`);
    else objections.push({ kind: 'wait', until: at + SILENCE, text, use: true });
  }
  return objections;
}

function objectionOf(cluster: ClusterView, proved: boolean): Objection | undefined {
  const name = `cluster '${cluster.name}'`;
  if (cluster.state === 'off') return undefined;
  if (cluster.state === 'error' || cluster.state === 'invalid-credentials') {
    return { kind: 'symptom', text: `${name} is in state ${cluster.mark.status}` };
  }
  if (!proved) return { kind: 'hold', text: `${name} has not been deployed with the new key by this action` };
  if (cluster.lock !== undefined)
    return { kind: 'pause', text: `${name} is locked by ${cluster.lock.owner} (${cluster.lock.reason})` };
  return undefined;
}

/** A lost answer, a copy of the list that lags: a key of ours shows up within this time of our intent. */
const APPEARS_WITHIN = 2 * MINUTE;
/** Until then, a request of a dead run may still be on its way. */
const SETTLED_AFTER = 15 * MINUTE;

/**
 * What speaks against deleting a new key that no holder ever had. Either this run created it, or the journal
 * shows that a run of ours did, died, and took the secret with it.
 */
export function objectionsToDiscard(
  key: string,
  observed: Observation,
  runState: RunState,
  now: number,
): Objection[] {
  const objections: Objection[] = [];
  const hold = (text: string): number => objections.push({ kind: 'hold', text });
  if (!isFresh(observed, now)) objections.push({ kind: 'stale', text: 'what was seen is out of date' });
  for (const holder of observed.holders)
    if (holder.keyId === key) hold(`${holderLabel(holder)} holds ${key}`);
  if (runState.created === key) return objections;

  const { intent, before } = observed.journal;
  const created = observed.keys.find(({ id }) => id === key)?.createdAt;
  if (intent === undefined) hold('the journal knows of no intent to create a key');
  if (before.includes(key)) hold(`${key} was there before`);
  if (created === undefined) hold('AWS does not tell when it was created');
  else if (intent !== undefined && Math.abs(created - intent) > APPEARS_WITHIN) {
    hold(`it was created at ${iso(created)}, not when this action was about to create one (${iso(intent)})`);
  }
  const use = observed.uses.get(key);
  if (use === undefined) hold(`AWS does not tell whether it was used`);
  else if (use.last !== undefined && use.last.service !== 'sts')
    hold(`it was used (service ${use.last.service}, ${iso(use.last.at)})`);
  if (intent !== undefined && now < intent + SETTLED_AFTER) {
    objections.push({
      kind: 'wait',
      until: intent + SETTLED_AFTER,
      text: 'the run that created it may still be at work',
    });
  }
  return objections;
}
