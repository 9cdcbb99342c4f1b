/**
 * The order of everything: from what was observed, what the user wants and what this run already did, the one
 * next step. Pure; a run that starts in the middle of another's work is no special case.
 *
 * A is the old key, B the new one. The table of states is in docs/architecture.md.
 */
import { MINUTE, iso, span } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';
import type { AccessKey } from '../../aws/access-keys.ts';
import { type Holder, holderLabel } from '../../holders/index.ts';
import { awaitIdle, deployClusters } from './clusters.ts';
import { type Objection, objectionsToDiscard, objectionsToRetire } from './guard.ts';
import { afterRefusal, otherRun } from '../journal.ts';
import {
  concernedHolders,
  isFresh,
  keysOfRotation,
  movableHolders,
  type Observation,
} from '../observation.ts';
import { preflight } from './preflight.ts';
import type { RunState, Policy, Step } from '../step.ts';
import { decideVerification } from './verification.ts';
import { atRest as environmentAtRest } from './workloads.ts';

/** While the old key is deactivated, how often to look whether anything broke: rarer where a look takes its time. */
function nextLook({ took }: Observation, now: number): number {
  return now + Math.max(3 * MINUTE, 10 * took);
}

export function decide(observed: Observation, policy: Policy, runState: RunState, now: number): Step {
  const { journal } = observed;
  if (journal.organization !== undefined && journal.organization !== policy.organizationId) {
    return stop(
      `The IAM user ${observed.target.user} is under rotation for another Qovery organisation (${journal.organization}).`,
      'Give each organisation an IAM user of its own; a shared user cannot be rotated safely.',
    );
  }
  const other = otherRun(journal, runState.run, now);
  if (other !== undefined) {
    const why = `another run (${other.id}) is at work on ${observed.target.user}; its last heartbeat was at ${iso(other.at)}`;
    return { do: 'rest', result: 'pending', why, warning: true };
  }
  if (runState.finished)
    return { do: 'rest', result: 'rotated', why: 'the new key is in use and the old one is deleted' };
  return journal.intent === undefined && journal.old === undefined
    ? atRest(observed, policy, runState, now)
    : unfinished(observed, policy, runState, now);
}

/** No rotation is under way. */
function atRest(observed: Observation, policy: Policy, runState: RunState, now: number): Step {
  const { user } = observed.target;
  const credentials = concernedHolders(observed).filter(({ kind }) => kind === 'cloud credential');
  const held = [...new Set(credentials.map(({ keyId }) => keyId))];
  const inUse = held[0];
  if (inUse === undefined) {
    return stop(
      `No cloud credential of this organisation holds a key of the IAM user ${user} any more.`,
      'Nothing was changed. Look at the credentials in Qovery, and run again.',
    );
  }
  if (held.length > 1) {
    return stop(
      `Cloud credentials of this organisation hold different keys of the IAM user ${user}: ${credentials.map((holder) => `${holderLabel(holder)} holds ${holder.keyId}`).join(', ')}.`,
      'AWS allows two keys a user, so there is no room for a new one: give each of these credentials an IAM user of its own, or store one key in all of them.',
    );
  }
  if (policy.retireKey === inUse) {
    return stop(
      `Input 'retire-key' names ${inUse}, the key that Qovery uses.`,
      'Name the other key, or leave the input out.',
    );
  }

  const key = observed.keys.find(({ id }) => id === inUse);
  const others = observed.keys.filter(({ id }) => id !== inUse);
  if (key === undefined) {
    if (!policy.iamUserGiven) {
      return stop(
        `Qovery holds ${inUse}, which is no key of the IAM user ${user} (ERROR: no access key found, are you sure it's the correct user?).`,
        "If this is the right user and the key is gone, give its name as 'aws-iam-user': a new key is then created and stored.",
      );
    }
    if (others.length > 1) return noFreeSlot(observed, inUse);
    return createKey(observed, policy, runState, inUse, `Qovery holds ${inUse}, which is gone`);
  }
  if (key.status !== 'Active') {
    return stop(
      `The key that Qovery holds (${inUse}) is ${key.status}, and this action did not deactivate it.`,
      'Find out who did. Activate it, and run again.',
    );
  }

  const other = others[0];
  if (other !== undefined) {
    const holders = observed.holders.filter(({ keyId }) => keyId === other.id);
    if (policy.retireKey === other.id && holders.length === 0)
      return adopt(observed, policy, other.id, inUse, now);
    const held = holders.length > 0 ? `; it is held by ${holders.map(holderLabel).join(', ')}` : '';
    return stop(
      `ERROR: more than one access key found: the IAM user ${user} has ${other.id} (${other.status}, created ${iso(other.createdAt)}) beside the key that Qovery uses (${inUse}), and this action did not create it${held}.`,
      holders.length > 0
        ? 'Store one key in all of them, then run again.'
        : `Please delete the one not used by Qovery, or give 'retire-key: ${other.id}': it is then retired with the same care as an old key.`,
    );
  }
  if (policy.retireKey !== undefined) {
    return {
      do: 'rest',
      result: 'nothing-to-rotate',
      why: `${policy.retireKey} is no key of the IAM user ${user} (any more): nothing to retire`,
    };
  }
  const age = now - key.createdAt;
  if (age < policy.maxAge) {
    return {
      do: 'rest',
      result: 'not-due',
      why: `${inUse} is ${span(age)} old; it is due at ${span(policy.maxAge)}`,
    };
  }
  return createKey(observed, policy, runState, inUse, `${inUse} is ${span(age)} old`);
}

function createKey(
  observed: Observation,
  policy: Policy,
  runState: RunState,
  replaces: string,
  why: string,
): Step {
  if (runState.issued) {
    return stop(
      'This run has already created a key, and what it sees now asks for another one.',
      'Look at the keys and at Qovery, then run again.',
    );
  }
  const obstacles = preflight(observed, policy, replaces);
  return obstacles === undefined ? { do: 'issue', replaces, why } : { do: 'stop', problem: obstacles };
}

/** A rotation by hand, or one whose journal was lost, that a person vouches for. */
function adopt(observed: Observation, policy: Policy, old: string, successor: string, now: number): Step {
  const obstacles = preflight(observed, policy, old);
  if (obstacles !== undefined) return { do: 'stop', problem: obstacles };
  const entry = {
    organization: policy.organizationId,
    old,
    new: successor,
    before: [old, successor],
    intent: now,
    stored: now,
    clusters: [],
    deployed: undefined,
    verified: undefined,
    deactivating: undefined,
    deactivated: undefined,
    restored: undefined,
    refused: undefined,
  };
  return {
    do: 'record',
    entry,
    why: `'retire-key' vouches for ${old}: Qovery has moved from it to ${successor}`,
  };
}

/** The journal tells of a rotation that has not ended. */
function unfinished(observed: Observation, policy: Policy, runState: RunState, now: number): Step {
  const { journal } = observed;
  const ids = new Set(observed.keys.map(({ id }) => id));
  const movable = movableHolders(observed);

  const rescue = restoreIfNeeded(observed, policy, now);
  if (rescue !== undefined) return rescue;
  const foreign = movable.filter(({ keyId }) => !keysOfRotation(observed).has(keyId));
  if (foreign.length > 0) {
    return stop(
      `In the middle of a rotation, somebody stored another key: ${foreign.map((holder) => `${holderLabel(holder)} holds ${holder.keyId}`).join(', ')}.`,
      'Nothing was deleted. Store the new key of the rotation there, or finish by hand; then run again.',
    );
  }
  if (journal.restored !== undefined && journal.old !== undefined && ids.has(journal.old)) {
    if (policy.retireKey === journal.old && !runState.holdLifted) return liftHold(observed);
    return stop(
      `The old key ${journal.old} was deactivated, something broke (${journal.why ?? 'unknown'}), and it was activated again at ${iso(journal.restored)}.`,
      `Find out what still uses it. Then run with 'retire-key: ${journal.old}': it is retired again, with the full delay.`,
    );
  }

  const appeared = observed.keys.find(({ id }) => !journal.before.includes(id));
  // A key that a split was about to delete is still the one in question.
  const b = journal.new ?? journal.lost.find((id) => ids.has(id));
  const dead = movable.find(({ keyId }) => !ids.has(keyId));
  if (b === undefined || !ids.has(b)) {
    if (appeared !== undefined) return stranded(appeared.id, observed, runState, now);
    return dead === undefined
      ? atRest(observed, policy, runState, now)
      : reissue(observed, policy, runState, dead.keyId);
  }
  const withB = movable.filter(({ keyId }) => keyId === b);
  const without = movable.filter(({ keyId }) => keyId !== b);
  if (without.length === 0) return onItsWay(observed, policy, runState, now);
  if (journal.stored !== undefined) return lateHolder(without, b);
  if (withB.length === 0) return stranded(b, observed, runState, now);
  return split(b, withB, without, observed, policy, runState, now);
}

/** B is gone although something in Qovery holds it: after a split that was cut short, or by somebody's hand. */
function reissue(observed: Observation, policy: Policy, runState: RunState, lost: string): Step {
  if (observed.keys.length > 1) return noFreeSlot(observed, lost);
  const a =
    observed.journal.old !== undefined && observed.keys.some(({ id }) => id === observed.journal.old)
      ? observed.journal.old
      : lost;
  const why = `Qovery holds ${lost}, which is gone`;
  // In the middle of a split its holders are cut off by us: no preflight stands between them and a working key.
  if (observed.journal.lost.includes(lost) && !runState.issued) return { do: 'issue', replaces: a, why };
  return createKey(observed, policy, runState, a, why);
}

/** A key that a run of ours created and never stored: its secret died with that run. */
function stranded(key: string, observed: Observation, runState: RunState, now: number): Step {
  const objections = objectionsToDiscard(key, observed, runState, now);
  const hold = objections.find(({ kind }) => kind !== 'wait' && kind !== 'stale');
  if (hold !== undefined) {
    return stop(
      `ERROR: more than one access key found: the IAM user ${observed.target.user} has ${key}, which no credential in Qovery holds, and it is not certain that this action created it (${hold.text}).`,
      `Find out whose it is. Delete it by hand, or give 'retire-key: ${key}' once no rotation is under way.`,
    );
  }
  const wait = objections.find((objection) => objection.kind === 'wait');
  if (wait !== undefined)
    return {
      do: 'await-time',
      until: wait.until,
      why: `before ${key} (created by an earlier run, never stored) is deleted: ${wait.text}`,
    };
  if (objections.length > 0) return { do: 'look' };
  return {
    do: 'discard',
    key,
    why: 'an earlier run created it and ended before it was stored; its secret is lost',
    split: false,
  };
}

/**
 * A run died between the first and the last store, and B's secret with it. No cluster was deployed with B yet, so
 * B is deleted and another key is stored everywhere at once; the holders of B are cut off for those seconds.
 */
function split(
  b: string,
  withB: readonly Holder[],
  without: readonly Holder[],
  observed: Observation,
  policy: Policy,
  runState: RunState,
  now: number,
): Step {
  const { journal } = observed;
  const who = `${withB.map(holderLabel).join(', ')} hold${withB.length === 1 ? 's' : ''} ${b}, but ${without.map((holder) => `${holderLabel(holder)} holds ${holder.keyId}`).join(', ')}`;
  if (journal.refused !== undefined) {
    return stop(
      `${who}: ${journal.refused} refused the new key.`,
      `Both keys stay active. ${afterRefusal(observed.target.user)}`,
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
    return createKey(
      observed,
      policy,
      runState,
      b,
      `the secret of ${b} is lost, and not every holder has it`,
    );
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
  const obstacles = preflight(observed, policy, journal.old ?? b);
  if (obstacles !== undefined) return { do: 'stop', problem: obstacles };
  // An ignored one counts: it may be deploying with B.
  const busy = observed.clusters.filter(({ state }) => state === 'busy');
  if (busy.length > 0) return awaitIdle(busy, policy, runState, now, 'before a lost key is replaced');
  if (!isFresh(observed, now) || observed.workloads === undefined) return { do: 'look' };
  // A deployment carries the keys that were stored when it began: one under way may have B.
  const deploying = observed.workloads.environments.filter(
    ({ state }) => state === undefined || !environmentAtRest(state),
  );
  if (deploying.length > 0) {
    const environments = deploying.map(({ name, state }) => `${name} (${state ?? 'no status'})`).join(', ');
    return pending(
      `${who}; before ${b}, whose secret is lost, is replaced, these deployments have to end: ${environments}`,
      true,
    );
  }
  return {
    do: 'discard',
    key: b,
    why: `${who}; its secret is lost with the run that stored it`,
    split: true,
  };
}

function lateHolder(without: readonly Holder[], b: string): Step {
  return stop(
    `The new key ${b} was stored everywhere, but now ${without.map((holder) => `${holderLabel(holder)} holds ${holder.keyId}`).join(', ')}.`,
    'Nothing was deleted. Store the new key there (its secret is known only to Qovery: create another key for that holder, or copy the setting), or remove it; then run again.',
  );
}

/** Every movable holder has B. */
function onItsWay(observed: Observation, policy: Policy, runState: RunState, now: number): Step {
  const { journal } = observed;
  const a = journal.old;
  if (a === undefined || journal.stored === undefined) {
    const entry = {
      stored: now,
      refused: undefined,
      old: a ?? journal.before.find((id) => id !== journal.new),
    };
    if (entry.old === undefined) return { do: 'finish' };
    return { do: 'record', entry, why: 'the new key was found in every holder' };
  }
  const successor = observed.keys.find(({ id }) => id === journal.new);
  if (successor?.status !== 'Active') {
    return stop(
      `The new key ${journal.new ?? ''} is ${successor?.status ?? 'gone'}, and this action did not deactivate it.`,
      'Find out who did. Activate it, and run again.',
    );
  }
  const clusters = deployClusters(observed, policy, runState, now);
  if (clusters !== undefined) return clusters;
  if (journal.deployed === undefined) {
    return {
      do: 'record',
      entry: { deployed: now },
      why: 'there is no cluster to deploy: the others take the new key up when they start',
    };
  }
  const verification = decideVerification(observed, policy, runState, now);
  if (verification !== undefined) return verification;
  const old = observed.keys.find(({ id }) => id === a);
  return old === undefined ? { do: 'finish' } : retire(old, observed, policy, runState, now);
}

/** The new key is stored and deployed: may the old one go? */
function retire(
  old: AccessKey,
  observed: Observation,
  policy: Policy,
  runState: RunState,
  now: number,
): Step {
  const { deactivated } = observed.journal;
  if (deactivated !== undefined && old.status === 'Inactive' && observed.at < deactivated) {
    // Nothing has had the time to break since we deactivated it.
    const until = Math.min(deactivated + policy.deactivateFor, nextLook(observed, deactivated));
    if (now < until) return untilDeletion(old.id, deactivated, until, policy);
  }
  const held = heldBack(
    old.id,
    objectionsToRetire(old.id, observed, policy, now),
    observed,
    policy,
    runState,
    now,
  );
  if (held !== undefined) return held;
  if (old.status === 'Active') {
    if (deactivated === undefined) return { do: 'deactivate', key: old.id };
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
  if (now >= until) return { do: 'delete', key: old.id };
  return untilDeletion(old.id, deactivated, Math.min(until, nextLook(observed, now)), policy);
}

/** While the old key is deactivated: the next look. */
function untilDeletion(key: string, deactivated: number, lookAt: number, policy: Policy): Step {
  const until = iso(deactivated + policy.deactivateFor);
  const why = `${key} is deactivated; should anything break, it is activated again; it is deleted at ${until}`;
  return policy.waitForDeletion ? { do: 'await-time', until: lookAt, why } : pending(why);
}

/** What the objections of the guard ask for. */
function heldBack(
  key: string,
  objections: readonly Objection[],
  observed: Observation,
  policy: Policy,
  runState: RunState,
  now: number,
): Step | undefined {
  const of = (kind: Objection['kind']): Objection[] =>
    objections.filter((objection) => objection.kind === kind);
  const texts = (list: readonly Objection[]): string => list.map(({ text }) => text).join('; ');
  const stale = of('stale').length > 0;
  const waits = objections.filter((objection) => objection.kind === 'wait');
  const wait = waits.toSorted((a, b) => b.until - a.until)[0];
  const blocked = [...of('symptom'), ...of('hold')];
  // While the delay runs nothing can go anyway; at its end everything is looked at again.
  const later = stale && wait !== undefined && !wait.use && observed.journal.deactivated === undefined;

  if (blocked.length > 0 && !later) {
    if (stale) return { do: 'look' };
    return stop(
      `The old key ${key} cannot be retired: ${texts(blocked)}.`,
      'Nothing was deactivated or deleted. See to this; the next run goes on from here.',
    );
  }
  // While it is deactivated, something may need it back at any moment.
  if (stale && observed.journal.deactivated !== undefined) return { do: 'look' };
  if (wait !== undefined) {
    const why = `${texts(waits)}; it stays until ${iso(wait.until)}`;
    const lastUse = observed.uses.get(key)?.last?.at;
    if (!policy.waitForDeletion) return pending(why, wait.use === true);
    if (wait.use === true && runState.vetoed !== undefined && lastUse !== runState.vetoed)
      return pending(`${why}. Find out what still uses it`, true);
    return {
      do: 'await-time',
      // While it is deactivated, never longer without a look.
      until:
        observed.journal.deactivated === undefined
          ? wait.until
          : Math.min(wait.until, nextLook(observed, now)),
      why,
      ...(wait.use === true && lastUse !== undefined ? { veto: lastUse } : {}),
    };
  }
  if (stale) return { do: 'look' };
  const paused = of('pause');
  return paused.length > 0 ? pending(`the old key ${key} stays for now: ${texts(paused)}`, true) : undefined;
}

/** The old key is deactivated by us, and something seems to need it: bring it back at once. */
function restoreIfNeeded(observed: Observation, policy: Policy, now: number): Step | undefined {
  const { old: a, deactivating } = observed.journal;
  const inactive = observed.keys.some(({ id, status }) => id === a && status === 'Inactive');
  if (a === undefined || deactivating === undefined || !inactive) return undefined;
  // A run that was bringing it back died on the way.
  if (observed.journal.restored !== undefined)
    return { do: 'restore', key: a, why: observed.journal.why ?? 'something broke' };
  const symptoms = objectionsToRetire(a, observed, policy, now).filter(({ kind }) => kind === 'symptom');
  return symptoms.length === 0
    ? undefined
    : { do: 'restore', key: a, why: symptoms.map(({ text }) => text).join('; ') };
}

/** `retire-key` names the key that was brought back: everything again, with the full delay. */
function liftHold(observed: Observation): Step {
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
    why: `'retire-key' names ${observed.journal.old}, which was brought back: it is retired again, with the full delay`,
    liftsHold: true,
  };
}

function noFreeSlot(observed: Observation, gone: string): Step {
  return stop(
    `Qovery holds ${gone}, which is gone, and the IAM user ${observed.target.user} has two other keys (${observed.keys.map(({ id }) => id).join(', ')}): there is no room for a new one.`,
    'Please delete the one not used by anything, then run again.',
  );
}

function pending(why: string, warning = false): Step {
  return { do: 'rest', result: 'pending', why, warning };
}

function stop(what: string, next: string): Step {
  return { do: 'stop', problem: new Problem(what, next) };
}

/** When the old key may be deleted at the earliest, as far as it is known. */
export function deleteAfter(observed: Observation, policy: Policy, now: number): number | undefined {
  const { old, deployed, deactivated } = observed.journal;
  if (!observed.keys.some(({ id }) => id === old)) return undefined;
  if (deactivated !== undefined) return deactivated + policy.deactivateFor;
  if (deployed === undefined) return undefined;
  return Math.max(deployed + policy.delay, now) + policy.deactivateFor;
}
