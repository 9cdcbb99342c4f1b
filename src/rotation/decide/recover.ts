/** What a run that died has left: a key that was never stored, or stored in some holders only. Pure. */
import { type Holder, holderLabel, whoHoldsWhat } from '../../holders/index.ts';
import { isAtRest } from '../../qovery/status.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { afterRefusal, asWritten } from '../journal.ts';
import { type Objection, type Observation, type Situation, type Step, movableHolders } from '../model.ts';
import { awaitIdle } from './clusters.ts';
import { alreadyIssued, announce, announcement } from './create.ts';
import { refresh } from './freshness.ts';
import { mayDiscard, mayReplace } from './guard.ts';
import { preflight } from './preflight.ts';
import { pending, stop, textsOf } from './steps.ts';

/** B is there, and not every holder has it: its secret died with the run that created it. */
export function decideLost(
  b: AccessKeyId,
  withB: readonly Holder[],
  without: readonly Holder[],
  situation: Situation,
): Step {
  return withB.length === 0 ? stranded(b, situation) : split(b, withB, without, situation);
}

/** A key that a run of ours created and never stored. */
function stranded(key: AccessKeyId, situation: Situation): Step {
  const { observed, now } = situation;
  const { permit, objections } = mayDiscard(key, situation);
  if (permit !== undefined) {
    const why = 'an earlier run created it and ended before it was stored; its secret is lost';
    return { do: 'discard', permit, why, last: false };
  }
  const holds = textsOf(objections, 'hold');
  if (holds !== '') {
    return stop(
      `ERROR: more than one access key found: the IAM user ${observed.target.user} has ${key}, which no credential in Qovery holds, and it is not certain that this action created it (${holds}).`,
      `Find out whose it is. Delete it by hand, or give 'retire-key: ${key}' once no rotation is under way.`,
    );
  }
  return awaitSettled(key, objections) ?? refresh(observed, now);
}

/**
 * A run died between the first and the last store. No cluster was deployed with B yet, so B is deleted and another key
 * is stored everywhere at once; the holders of B are cut off for those seconds.
 */
function split(
  b: AccessKeyId,
  withB: readonly Holder[],
  without: readonly Holder[],
  situation: Situation,
): Step {
  const { observed, runState, now } = situation;
  const { journal, target } = observed;
  const who = `${withB.map(holderLabel).join(', ')} hold${withB.length === 1 ? 's' : ''} ${b}, but ${whoHoldsWhat(without)}`;
  // One that was deleted since, or was given another key, refuses no more.
  const refuses = movableHolders(observed).some(
    (holder) => asWritten(holderLabel(holder)) === journal.refused,
  );
  if (refuses) {
    return stop(
      `${who}: ${journal.refused} refused the new key.`,
      `Both keys stay active. ${afterRefusal(target.user)}`,
    );
  }
  if (runState.issued)
    return stop(
      `The new key is not stored everywhere: ${who}.`,
      'Both keys stay active. Run again: the next run settles it.',
    );
  if (journal.old !== undefined && !observed.keys.some(({ id }) => id === journal.old)) {
    // Nothing holds on to the other slot: no one has to be cut off.
    if (observed.keys.length > 1) return noFreeSlot(observed, journal.old);
    return announce(situation, b, `the secret of ${b} is lost, and not every holder has it`);
  }
  const deployed = observed.clusters.find(
    ({ mark }) => mark.deployedAt !== undefined && Date.parse(mark.deployedAt) >= (journal.storing ?? 0),
  );
  if (deployed !== undefined) {
    return stop(
      `${who}; the secret of ${b} is lost, and cluster '${deployed.name}' has been deployed since, maybe with it.`,
      'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.',
    );
  }
  const obstacle = preflight(situation, journal.old ?? b);
  if (obstacle !== undefined) return obstacle;
  // An ignored one counts: it may be deploying with B.
  const busy = observed.clusters.filter(({ state }) => state === 'busy');
  if (busy.length > 0) return awaitIdle(busy, situation, 'before a lost key is replaced');

  const { permit, objections } = mayReplace(b, situation);
  const holds = textsOf(objections, 'hold');
  if (holds !== '') {
    return stop(
      `${who}; the secret of ${b} is lost, and it is not certain that this action created it (${holds}).`,
      'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.',
    );
  }
  const wait = awaitSettled(b, objections);
  if (wait !== undefined) return wait;
  if (permit === undefined || observed.workloads === undefined) return refresh(observed, now);
  // A deployment carries the keys that were stored when it began: one under way may have B.
  const deploying = observed.workloads.environments.filter(
    ({ state }) => state === undefined || !isAtRest(state),
  );
  if (deploying.length > 0) {
    const environments = deploying.map(({ name, state }) => `${name} (${state ?? 'no status'})`).join(', ');
    return pending(
      `${who}; before ${b}, whose secret is lost, is replaced, these deployments have to end: ${environments}`,
      true,
    );
  }
  const why = `${who}; its secret is lost with the run that stored it`;
  return announcement(situation, journal.old ?? b, why, permit);
}

/** B is gone although something in Qovery holds it: after a split that was cut short, or by somebody's hand. */
export function reissue(situation: Situation, lost: AccessKeyId): Step {
  const { observed } = situation;
  const { journal, keys } = observed;
  if (keys.length > 1) return noFreeSlot(observed, lost);
  const a = journal.old !== undefined && keys.some(({ id }) => id === journal.old) ? journal.old : lost;
  const why = `Qovery holds ${lost}, which is gone`;
  // In the middle of a split its holders are cut off by us: no preflight stands between them and a working key.
  if (journal.lost.includes(lost)) return alreadyIssued(situation) ?? announcement(situation, a, why);
  return announce(situation, a, why);
}

export function noFreeSlot({ keys, target }: Observation, gone: string): Step {
  return stop(
    `Qovery holds ${gone}, which is gone, and the IAM user ${target.user} has two other keys (${keys.map(({ id }) => id).join(', ')}): there is no room for a new one.`,
    'Please delete the one not used by anything, then run again.',
  );
}

/** Waits until the run that created the key cannot be at work any more. */
function awaitSettled(key: string, objections: readonly Objection[]): Step | undefined {
  const wait = objections.find((objection) => objection.kind === 'wait');
  if (wait === undefined) return undefined;
  const why = `before ${key} (created by an earlier run, not stored everywhere) is deleted: ${wait.text}`;
  return { do: 'await-time', until: wait.until, why };
}
