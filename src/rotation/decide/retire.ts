/** Every movable holder has the new key: deploy, verify, and let the old key go, or bring it back. Pure. */
import type { AccessKey } from '../../aws/access-keys.ts';
import { iso } from '../../lib/clock.ts';
import { type Objection, type Observation, type Situation, type Step, isOverdue } from '../model.ts';
import { deployClusters } from './clusters.ts';
import { nextLook, refresh } from './freshness.ts';
import { mayRestore, mayRetire } from './guard.ts';
import { clean, pending, stop, textsOf } from './steps.ts';
import { decideVerification } from './verification.ts';

export function decideOnItsWay(situation: Situation): Step {
  const { observed, now } = situation;
  const { journal, keys } = observed;
  const a = journal.old;
  if (a === undefined || journal.stored === undefined) {
    const old = a ?? journal.before.find((id) => id !== journal.new);
    if (old === undefined) return clean(observed, true);
    const entry = { stored: now, refused: undefined, old };
    return { do: 'record', entry, why: 'the new key was found in every holder' };
  }
  const successor = keys.find(({ id }) => id === journal.new);
  if (successor?.status !== 'Active') {
    return stop(
      `The new key ${journal.new ?? ''} is ${successor?.status ?? 'gone'}, and this action did not deactivate it.`,
      'Find out who did. Activate it, and run again.',
    );
  }
  const clusters = deployClusters(situation);
  // While the old key is deactivated, something may need it back at any moment, also in the middle of a deployment.
  const looked = observed.at + observed.took;
  if (
    clusters?.do === 'await-clusters' &&
    journal.deactivating !== undefined &&
    now >= nextLook(observed, looked)
  )
    return refresh(observed, now);
  if (clusters !== undefined) return clusters;
  if (journal.deployed === undefined) {
    return {
      do: 'record',
      entry: { deployed: now },
      why: 'there is no cluster to deploy: the others take the new key up when they start',
    };
  }
  const verification = decideVerification(situation);
  if (verification !== undefined) return verification;
  const old = keys.find(({ id }) => id === a);
  return old === undefined ? clean(observed, true) : retire(old, situation);
}

/** The new key is stored and deployed: may the old one go? */
function retire(old: AccessKey, situation: Situation): Step {
  const { observed, policy, now } = situation;
  const { deactivated } = observed.journal;
  if (deactivated !== undefined && old.status === 'Inactive' && observed.at < deactivated) {
    // Nothing has had the time to break since we deactivated it.
    const until = Math.min(deactivated + policy.deactivateFor, nextLook(observed, deactivated));
    if (now < until) return untilDeletion(old.id, deactivated, until, situation);
  }
  const { permit, objections } = mayRetire('deactivate', old.id, situation);
  if (permit === undefined) return heldBack(old.id, objections, situation);
  if (old.status === 'Active') {
    if (deactivated === undefined) return { do: 'deactivate', permit };
    return stop(
      `The old key ${old.id} was deactivated at ${iso(deactivated)}, and somebody has activated it again.`,
      `Find out who needs it. Then delete it by hand, or deactivate it and run again.`,
    );
  }
  if (old.status !== 'Inactive') {
    return stop(
      `The old key ${old.id} has the status ${old.status}, which this action does not know.`,
      'Nothing was deleted. Look at it in the AWS console.',
    );
  }
  if (deactivated === undefined)
    return { do: 'record', entry: { deactivated: now }, why: `${old.id} is inactive` };
  const until = deactivated + policy.deactivateFor;
  if (now < until)
    return untilDeletion(old.id, deactivated, Math.min(until, nextLook(observed, now)), situation);
  const deletion = mayRetire('delete', old.id, situation);
  return deletion.permit === undefined
    ? heldBack(old.id, deletion.objections, situation)
    : { do: 'delete', permit: deletion.permit };
}

/** While the old key is deactivated: the next look. */
function untilDeletion(key: string, deactivated: number, lookAt: number, { policy }: Situation): Step {
  const until = iso(deactivated + policy.deactivateFor);
  const why = `${key} is deactivated; should anything break, it is activated again; it is deleted at ${until} at the earliest`;
  return policy.waitForDeletion ? { do: 'await-time', until: lookAt, why } : pending(why);
}

/** What the objections of the guard ask for. */
function heldBack(key: string, objections: readonly Objection[], situation: Situation): Step {
  const { observed, policy, runState, now } = situation;
  const { journal } = observed;
  const stale = objections.some(({ kind }) => kind === 'stale');
  const waits = objections.filter((objection) => objection.kind === 'wait');
  const wait = waits.toSorted((a, b) => b.until - a.until)[0];
  const blocked = textsOf(objections, 'symptom', 'hold');
  // While the delay runs nothing can go anyway; at its end everything is looked at again.
  const later = stale && wait !== undefined && !wait.use && journal.deactivated === undefined;

  if (blocked !== '' && !later) {
    if (stale) return refresh(observed, now);
    return stop(
      `The old key ${key} cannot be retired: ${blocked}.`,
      journal.signed
        ? 'Nothing was deactivated or deleted. See to this; the next run goes on from here.'
        : `Nothing was deactivated or deleted. If the Qovery token was replaced since the rotation began, or somebody has changed the tags of the IAM user: see that nothing uses ${key}, and run with 'retire-key: ${key}'. It is then retired with the full delay.`,
    );
  }
  // While it is deactivated, something may need it back at any moment.
  if (stale && journal.deactivated !== undefined) return refresh(observed, now);
  if (wait !== undefined) {
    const why = `${textsOf(waits, 'wait')}; it stays until ${iso(wait.until)}`;
    const lastUse = observed.uses.get(key)?.last?.at;
    // Nobody waits for ever: the report says that the rotation does not come to its end.
    if (!policy.waitForDeletion || isOverdue(journal.stored ?? now, policy, now))
      return pending(why, wait.use === true);
    if (wait.use === true && runState.vetoed !== undefined && lastUse !== runState.vetoed)
      return pending(`${why}. Find out what still uses it`, true);
    return {
      do: 'await-time',
      // While it is deactivated, never longer without a look.
      until: journal.deactivated === undefined ? wait.until : Math.min(wait.until, nextLook(observed, now)),
      why,
      ...(wait.use === true && lastUse !== undefined ? { veto: lastUse } : {}),
    };
  }
  if (stale) return refresh(observed, now);
  return pending(`the old key ${key} stays for now: ${textsOf(objections, 'pause')}`, true);
}

/** The old key is deactivated by us, and something needs it: bring it back at once. */
export function restoreIfNeeded(situation: Situation): Step | undefined {
  const { observed } = situation;
  const { old: a, deactivating, restored, why } = observed.journal;
  const inactive = observed.keys.some(({ id, status }) => id === a && status === 'Inactive');
  if (a === undefined || deactivating === undefined || !inactive) return undefined;
  // A run that was bringing it back died on the way.
  const because =
    restored !== undefined
      ? (why ?? 'something broke')
      : textsOf(mayRetire('deactivate', a, situation).objections, 'symptom');
  if (because === '') return undefined;
  const { permit, objections } = mayRestore(a, observed);
  if (permit !== undefined) return { do: 'restore', permit, why: because };
  return stop(
    `The old key ${a} is inactive, and something needs it (${because}), but this action cannot be sure that it deactivated it: ${textsOf(objections, 'hold')}.`,
    `Find out who deactivated ${a}. If nothing speaks against it, activate it in IAM.`,
  );
}

/** `retire-key` names the key that was brought back: everything again, with the full delay. */
export function liftHold({ journal }: Observation): Step {
  return {
    do: 'record',
    entry: {
      restored: undefined,
      why: undefined,
      deactivating: undefined,
      deactivated: undefined,
      deployed: undefined,
      verified: undefined,
      clusters: [],
    },
    why: `'retire-key' names ${journal.old}, which was brought back: it is retired again, with the full delay`,
    liftsHold: true,
  };
}
