/**
 * The order of everything: from what was observed, what the user wants and what this run already did, the one
 * next step. Pure; a run that starts in the middle of another's work is no special case.
 *
 * A is the old key, B the new one. The table of states is in docs/architecture.md.
 */
import { MINUTE, iso, span } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';
import type { AccessKey } from '../../aws/access-keys.ts';
import { type Holder, called } from '../../holders/index.ts';
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
import type { Memory, Policy, Step } from '../step.ts';
import { decideVerification } from './verification.ts';
import { atRest as environmentAtRest } from './workloads.ts';

/** While the old key is deactivated, how often to look whether anything broke: rarer where a look takes its time. */
function nextLook({ took }: Observation, now: number): number {
  return now + Math.max(3 * MINUTE, 10 * took);
}

export function decide(o: Observation, policy: Policy, memory: Memory, now: number): Step {
  const { journal } = o;
  if (journal.organization !== undefined && journal.organization !== policy.organizationId) {
    return stop(
      `The IAM user ${o.target.user} is under rotation for another Qovery organisation (${journal.organization}).`,
      'Give each organisation an IAM user of its own; a shared user cannot be rotated safely.',
    );
  }
  const other = otherRun(journal, memory.run, now);
  if (other !== undefined) {
    const why = `another run (${other.id}) is at work on ${o.target.user}; its last heartbeat was at ${iso(other.at)}`;
    return { do: 'rest', result: 'pending', why, warning: true };
  }
  if (memory.finished)
    return { do: 'rest', result: 'rotated', why: 'the new key is in use and the old one is deleted' };
  return journal.intent === undefined && journal.old === undefined
    ? atRest(o, policy, memory, now)
    : unfinished(o, policy, memory, now);
}

/** No rotation is under way. */
function atRest(o: Observation, policy: Policy, memory: Memory, now: number): Step {
  const { user } = o.target;
  const credentials = concernedHolders(o).filter(({ kind }) => kind === 'cloud credential');
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
      `Cloud credentials of this organisation hold different keys of the IAM user ${user}: ${credentials.map((holder) => `${called(holder)} holds ${holder.keyId}`).join(', ')}.`,
      'AWS allows two keys a user, so there is no room for a new one: give each of these credentials an IAM user of its own, or store one key in all of them.',
    );
  }
  if (policy.retireKey === inUse) {
    return stop(
      `Input 'retire-key' names ${inUse}, the key that Qovery uses.`,
      'Name the other key, or leave the input out.',
    );
  }

  const key = o.keys.find(({ id }) => id === inUse);
  const others = o.keys.filter(({ id }) => id !== inUse);
  if (key === undefined) {
    if (!policy.iamUserGiven) {
      return stop(
        `Qovery holds ${inUse}, which is no key of the IAM user ${user} (ERROR: no access key found, are you sure it's the correct user?).`,
        "If this is the right user and the key is gone, give its name as 'aws-iam-user': a new key is then created and stored.",
      );
    }
    if (others.length > 1) return noFreeSlot(o, inUse);
    return issue(o, policy, memory, inUse, `Qovery holds ${inUse}, which is gone`);
  }
  if (key.status !== 'Active') {
    return stop(
      `The key that Qovery holds (${inUse}) is ${key.status}, and this action did not deactivate it.`,
      'Find out who did. Activate it, and run again.',
    );
  }

  const other = others[0];
  if (other !== undefined) {
    const holders = o.holders.filter(({ keyId }) => keyId === other.id);
    if (policy.retireKey === other.id && holders.length === 0) return adopt(o, policy, other.id, inUse, now);
    const held = holders.length > 0 ? `; it is held by ${holders.map(called).join(', ')}` : '';
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
  return issue(o, policy, memory, inUse, `${inUse} is ${span(age)} old`);
}

function issue(o: Observation, policy: Policy, memory: Memory, replaces: string, why: string): Step {
  if (memory.issued) {
    return stop(
      'This run has already created a key, and what it sees now asks for another one.',
      'Look at the keys and at Qovery, then run again.',
    );
  }
  const obstacles = preflight(o, policy, replaces);
  return obstacles === undefined ? { do: 'issue', replaces, why } : { do: 'stop', problem: obstacles };
}

/** A rotation by hand, or one whose journal was lost, that a person vouches for. */
function adopt(o: Observation, policy: Policy, old: string, successor: string, now: number): Step {
  const obstacles = preflight(o, policy, old);
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
function unfinished(o: Observation, policy: Policy, memory: Memory, now: number): Step {
  const { journal } = o;
  const ids = new Set(o.keys.map(({ id }) => id));
  const movable = movableHolders(o);

  const rescue = restoreIfNeeded(o, policy, now);
  if (rescue !== undefined) return rescue;
  const foreign = movable.filter(({ keyId }) => !keysOfRotation(o).has(keyId));
  if (foreign.length > 0) {
    return stop(
      `In the middle of a rotation, somebody stored another key: ${foreign.map((holder) => `${called(holder)} holds ${holder.keyId}`).join(', ')}.`,
      'Nothing was deleted. Store the new key of the rotation there, or finish by hand; then run again.',
    );
  }
  if (journal.restored !== undefined && journal.old !== undefined && ids.has(journal.old)) {
    if (policy.retireKey === journal.old && !memory.holdLifted) return liftHold(o);
    return stop(
      `The old key ${journal.old} was deactivated, something broke (${journal.why ?? 'unknown'}), and it was activated again at ${iso(journal.restored)}.`,
      `Find out what still uses it. Then run with 'retire-key: ${journal.old}': it is retired again, with the full delay.`,
    );
  }

  const appeared = o.keys.find(({ id }) => !journal.before.includes(id));
  // A key that a split was about to delete is still the one in question.
  const b = journal.new ?? journal.lost.find((id) => ids.has(id));
  const dead = movable.find(({ keyId }) => !ids.has(keyId));
  if (b === undefined || !ids.has(b)) {
    if (appeared !== undefined) return stranded(appeared.id, o, memory, now);
    return dead === undefined ? atRest(o, policy, memory, now) : reissue(o, policy, memory, dead.keyId);
  }
  const withB = movable.filter(({ keyId }) => keyId === b);
  const without = movable.filter(({ keyId }) => keyId !== b);
  if (without.length === 0) return onItsWay(o, policy, memory, now);
  if (journal.stored !== undefined) return lateHolder(without, b);
  if (withB.length === 0) return stranded(b, o, memory, now);
  return split(b, withB, without, o, policy, memory, now);
}

/** B is gone although something in Qovery holds it: after a split that was cut short, or by somebody's hand. */
function reissue(o: Observation, policy: Policy, memory: Memory, lost: string): Step {
  if (o.keys.length > 1) return noFreeSlot(o, lost);
  const a =
    o.journal.old !== undefined && o.keys.some(({ id }) => id === o.journal.old) ? o.journal.old : lost;
  const why = `Qovery holds ${lost}, which is gone`;
  // In the middle of a split its holders are cut off by us: no preflight stands between them and a working key.
  if (o.journal.lost.includes(lost) && !memory.issued) return { do: 'issue', replaces: a, why };
  return issue(o, policy, memory, a, why);
}

/** A key that a run of ours created and never stored: its secret died with that run. */
function stranded(key: string, o: Observation, memory: Memory, now: number): Step {
  const objections = objectionsToDiscard(key, o, memory, now);
  const hold = objections.find(({ kind }) => kind !== 'wait' && kind !== 'stale');
  if (hold !== undefined) {
    return stop(
      `ERROR: more than one access key found: the IAM user ${o.target.user} has ${key}, which no credential in Qovery holds, and it is not certain that this action created it (${hold.text}).`,
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
  o: Observation,
  policy: Policy,
  memory: Memory,
  now: number,
): Step {
  const { journal } = o;
  const who = `${withB.map(called).join(', ')} hold${withB.length === 1 ? 's' : ''} ${b}, but ${without.map((holder) => `${called(holder)} holds ${holder.keyId}`).join(', ')}`;
  if (journal.refused !== undefined) {
    return stop(
      `${who}: ${journal.refused} refused the new key.`,
      `Both keys stay active. ${afterRefusal(o.target.user)}`,
    );
  }
  if (memory.issued)
    return stop(
      `The new key is not stored everywhere: ${who}.`,
      'Both keys stay active. Run again: the next run settles it.',
    );
  if (journal.old !== undefined && !o.keys.some(({ id }) => id === journal.old)) {
    // Nothing holds on to the other slot: no one has to be cut off.
    if (o.keys.length > 1) return noFreeSlot(o, journal.old);
    return issue(o, policy, memory, b, `the secret of ${b} is lost, and not every holder has it`);
  }
  const deployed = o.clusters.find(
    ({ mark }) => mark.deployedAt !== undefined && Date.parse(mark.deployedAt) >= (journal.storing ?? 0),
  );
  if (deployed !== undefined) {
    return stop(
      `${who}; the secret of ${b} is lost, and cluster '${deployed.name}' has been deployed since, maybe with it.`,
      'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.',
    );
  }
  const obstacles = preflight(o, policy, journal.old ?? b);
  if (obstacles !== undefined) return { do: 'stop', problem: obstacles };
  // An ignored one counts: it may be deploying with B.
  const busy = o.clusters.filter(({ state }) => state === 'busy');
  if (busy.length > 0) return awaitIdle(busy, policy, memory, now, 'before a lost key is replaced');
  if (!isFresh(o, now) || o.workloads === undefined) return { do: 'look' };
  // A deployment carries the keys that were stored when it began: one under way may have B.
  const deploying = o.workloads.environments.filter(
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
    `The new key ${b} was stored everywhere, but now ${without.map((holder) => `${called(holder)} holds ${holder.keyId}`).join(', ')}.`,
    'Nothing was deleted. Store the new key there (its secret is known only to Qovery: create another key for that holder, or copy the setting), or remove it; then run again.',
  );
}

/** Every movable holder has B. */
function onItsWay(o: Observation, policy: Policy, memory: Memory, now: number): Step {
  const { journal } = o;
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
  const successor = o.keys.find(({ id }) => id === journal.new);
  if (successor?.status !== 'Active') {
    return stop(
      `The new key ${journal.new ?? ''} is ${successor?.status ?? 'gone'}, and this action did not deactivate it.`,
      'Find out who did. Activate it, and run again.',
    );
  }
  const clusters = deployClusters(o, policy, memory, now);
  if (clusters !== undefined) return clusters;
  if (journal.deployed === undefined) {
    return {
      do: 'record',
      entry: { deployed: now },
      why: 'there is no cluster to deploy: the others take the new key up when they start',
    };
  }
  const verification = decideVerification(o, policy, memory, now);
  if (verification !== undefined) return verification;
  const old = o.keys.find(({ id }) => id === a);
  return old === undefined ? { do: 'finish' } : retire(old, o, policy, memory, now);
}

/** The new key is stored and deployed: may the old one go? */
function retire(old: AccessKey, o: Observation, policy: Policy, memory: Memory, now: number): Step {
  const { deactivated } = o.journal;
  if (deactivated !== undefined && old.status === 'Inactive' && o.at < deactivated) {
    // Nothing has had the time to break since we deactivated it.
    const until = Math.min(deactivated + policy.deactivateFor, nextLook(o, deactivated));
    if (now < until) return untilDeletion(old.id, deactivated, until, policy);
  }
  const held = heldBack(old.id, objectionsToRetire(old.id, o, policy, now), o, policy, memory, now);
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
  return untilDeletion(old.id, deactivated, Math.min(until, nextLook(o, now)), policy);
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
  o: Observation,
  policy: Policy,
  memory: Memory,
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
  const later = stale && wait !== undefined && !wait.use && o.journal.deactivated === undefined;

  if (blocked.length > 0 && !later) {
    if (stale) return { do: 'look' };
    return stop(
      `The old key ${key} cannot be retired: ${texts(blocked)}.`,
      'Nothing was deactivated or deleted. See to this; the next run goes on from here.',
    );
  }
  // While it is deactivated, something may need it back at any moment.
  if (stale && o.journal.deactivated !== undefined) return { do: 'look' };
  if (wait !== undefined) {
    const why = `${texts(waits)}; it stays until ${iso(wait.until)}`;
    const lastUse = o.uses.get(key)?.last?.at;
    if (!policy.waitForDeletion) return pending(why, wait.use === true);
    if (wait.use === true && memory.vetoed !== undefined && lastUse !== memory.vetoed)
      return pending(`${why}. Find out what still uses it`, true);
    return {
      do: 'await-time',
      // While it is deactivated, never longer without a look.
      until: o.journal.deactivated === undefined ? wait.until : Math.min(wait.until, nextLook(o, now)),
      why,
      ...(wait.use === true && lastUse !== undefined ? { veto: lastUse } : {}),
    };
  }
  if (stale) return { do: 'look' };
  const paused = of('pause');
  return paused.length > 0 ? pending(`the old key ${key} stays for now: ${texts(paused)}`, true) : undefined;
}

/** The old key is deactivated by us, and something seems to need it: bring it back at once. */
function restoreIfNeeded(o: Observation, policy: Policy, now: number): Step | undefined {
  const { old: a, deactivating } = o.journal;
  const inactive = o.keys.some(({ id, status }) => id === a && status === 'Inactive');
  if (a === undefined || deactivating === undefined || !inactive) return undefined;
  // A run that was bringing it back died on the way.
  if (o.journal.restored !== undefined)
    return { do: 'restore', key: a, why: o.journal.why ?? 'something broke' };
  const symptoms = objectionsToRetire(a, o, policy, now).filter(({ kind }) => kind === 'symptom');
  return symptoms.length === 0
    ? undefined
    : { do: 'restore', key: a, why: symptoms.map(({ text }) => text).join('; ') };
}

/** `retire-key` names the key that was brought back: everything again, with the full delay. */
function liftHold(o: Observation): Step {
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
    why: `'retire-key' names ${o.journal.old}, which was brought back: it is retired again, with the full delay`,
    liftsHold: true,
  };
}

function noFreeSlot(o: Observation, gone: string): Step {
  return stop(
    `Qovery holds ${gone}, which is gone, and the IAM user ${o.target.user} has two other keys (${o.keys.map(({ id }) => id).join(', ')}): there is no room for a new one.`,
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
export function deleteAfter(o: Observation, policy: Policy, now: number): number | undefined {
  const { old, deployed, deactivated } = o.journal;
  if (!o.keys.some(({ id }) => id === old)) return undefined;
  if (deactivated !== undefined) return deactivated + policy.deactivateFor;
  if (deployed === undefined) return undefined;
  return Math.max(deployed + policy.delay, now) + policy.deactivateFor;
}
