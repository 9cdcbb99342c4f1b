/**
 * The order of everything: from what was observed, what the user wants and what this run already did, the one
 * next step. Pure; a run that starts in the middle of another's work is no special case.
 *
 * A is the old key, B the new one. The table of states is in docs/architecture.md.
 */
import { type Holder, holderLabel, whoHoldsWhat } from '../../holders/index.ts';
import { MINUTE, SECOND, iso, span } from '../../lib/clock.ts';
import { Cancelled } from '../../lib/errors.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { BLANK, HEARTBEAT_TTL, heartbeatOf, isUnfinished, otherRun, withConcerned } from '../journal.ts';
import {
  type Observation,
  type Situation,
  type Step,
  concernedHolders,
  concernedIds,
  keysOfRotation,
  movableHolders,
} from '../model.ts';
import { announce, continueIssuing } from './create.ts';
import { refresh } from './freshness.ts';
import { SETTLED_AFTER } from './guard.ts';
import { preflight } from './preflight.ts';
import { decideLost, reissue, noFreeSlot } from './recover.ts';
import { decideOnItsWay, liftHold, restoreIfNeeded } from './retire.ts';
import { clean, stop } from './steps.ts';

/** How long answers of Qovery that contradict each other are asked for again, and how often. */
const UNKNOWN_FOR = 3 * MINUTE;
const UNKNOWN_PAUSE = 20 * SECOND;

export function decide(situation: Situation): Step {
  const { observed, policy, runState, cancelled } = situation;
  const { journal, target } = observed;
  const other = otherRunAhead(situation);
  if (runState.issued || (runState.announced !== undefined && journal.new === undefined)) {
    const step = continueIssuing(situation, other);
    if (step !== undefined) return step;
  }
  if (cancelled) return { do: 'stop', problem: new Cancelled() };
  if (journal.organization !== undefined && journal.organization !== policy.organizationId) {
    return stop(
      `The IAM user ${target.user} is under rotation for another Qovery organisation (${journal.organization}).`,
      'Give each organisation an IAM user of its own; a shared user cannot be rotated safely.',
    );
  }
  if (other !== undefined) {
    const why = `another run (${other.id}) is at work on ${target.user}; its last heartbeat was at ${iso(other.at)}`;
    return { do: 'rest', result: 'pending', why, warning: true };
  }
  if (runState.finished)
    return { do: 'rest', result: 'rotated', why: 'the new key is in use and the old one is deleted' };
  if (isUnfinished(journal) && isCredible(situation))
    return restoreIfNeeded(situation) ?? lookAgain(situation) ?? unfinished(situation);
  return lookAgain(situation) ?? settled(atRest(situation), situation);
}

/** A cluster that is deleted while we look is in one answer and missing in the next: some minutes settle it. */
function lookAgain({ observed, runState, now }: Situation): Step | undefined {
  const { unknownClusters, at, took, statusesAt } = observed;
  if (unknownClusters.length === 0 || now - (runState.unknownSince ?? now) > UNKNOWN_FOR) return undefined;
  // Found missing by newer statuses: the lists are older, and may tell.
  if (statusesAt > at + took) return refresh(observed, now);
  return { ...refresh(observed, now), notBefore: at + took + UNKNOWN_PAUSE };
}

/**
 * The run, if any, that goes before this one. Tags are no lock: of two runs that announce themselves at once, the
 * earlier goes on, and IAM's own limit of two keys is the last guard. A run that has created a key gives way only to
 * one that has taken it for dead.
 */
function otherRunAhead({ observed, runState, now }: Situation): { id: string; at: number } | undefined {
  const other = otherRun(observed.journal, runState.run, now);
  if (other === undefined || runState.announced === undefined) return other;
  const mine = heartbeatOf(observed.journal, runState.run);
  // Whoever does not find its own, or lets it expire, has lost its place.
  if (mine === undefined || now - mine >= HEARTBEAT_TTL) return other;
  if (runState.created !== undefined) return undefined;
  return other.at < mine || (other.at === mine && other.id < runState.run) ? other : undefined;
}

/**
 * Whether the journal may tell how far a rotation has come. One that is not signed may be anybody's: it is heeded
 * where it says what can be seen as well (both keys are there, and the new one is stored everywhere), which leads to
 * nothing but deployments.
 */
function isCredible({ observed, policy }: Situation): boolean {
  const { journal } = observed;
  if (journal.signed) return true;
  if (policy.retireKey !== undefined) return false;
  const { old, new: successor, stored } = journal;
  if (old === undefined || successor === undefined || stored === undefined) return false;
  if (old === successor) return false;
  const both = [old, successor].every((id) => observed.keys.some((key) => key.id === id));
  return both && movableHolders(observed).every(({ keyId }) => keyId === successor);
}

/** No rotation is under way. */
function atRest(situation: Situation): Step {
  const { observed, policy, now } = situation;
  const { user } = observed.target;
  const strange = strangersInJournal(observed);
  if (strange.length > 0) {
    return stop(
      `The journal of a rotation (tags of the IAM user ${user}) is not signed by this action with the present Qovery token, and names keys that are none of this user's: ${whoHoldsWhat(strange)}.`,
      `Nothing was changed. If that was a key of this user, which is gone: store there the key that the others hold. Then remove the tags qovery-rotation:* from the IAM user ${user}, and run again.`,
    );
  }
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
      `Cloud credentials of this organisation hold different keys of the IAM user ${user}: ${whoHoldsWhat(credentials)}.`,
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
    if (policy.iamUsers?.join() !== user) {
      return stop(
        `Qovery holds ${inUse}, which is no key of the IAM user ${user} (ERROR: no access key found, are you sure it's the correct user?).`,
        "If this is the right user and the key is gone, give its name as 'aws-iam-user': a new key is then created and stored.",
      );
    }
    if (!isDead(inUse, observed)) {
      return stop(
        `Qovery holds ${inUse}, which is no key of the IAM user ${user} ('aws-iam-user'), and nothing tells that it is dead: AWS does not say whose it is (iam:GetAccessKeyLastUsed was refused), and no cluster reports refused credentials.`,
        `It may be a working key of another user. Allow iam:GetAccessKeyLastUsed on all users, and run again.`,
      );
    }
    if (others.length > 1) return noFreeSlot(observed, inUse);
    return announce(situation, inUse, `Qovery holds ${inUse}, which is gone`);
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
    if (policy.retireKey === other.id && holders.length === 0) return adopt(situation, other.id, inUse);
    const who = holders.length > 0 ? `; it is held by ${holders.map(holderLabel).join(', ')}` : '';
    return stop(
      `ERROR: more than one access key found: the IAM user ${user} has ${other.id} (${other.status}, created ${iso(other.createdAt)}) beside the key that Qovery uses (${inUse}), and this action ${isUnfinished(observed.journal) ? 'cannot be sure that it created it: its journal there is not signed with the present Qovery token' : 'did not create it'}${who}.`,
      holders.length > 0
        ? 'Store one key in all of them, then run again.'
        : `Please delete the one not used by Qovery, or give 'retire-key: ${other.id}': it is then retired with the same care as an old key.`,
    );
  }
  const age = now - key.createdAt;
  if (policy.retireKey !== undefined) {
    const gone = `${policy.retireKey} is no key of the IAM user ${user} (any more): nothing to retire`;
    const overdue = `${gone}. The key in use (${inUse}) is ${span(age)} old and due for rotation, which a run with 'retire-key' does not begin: leave that input out`;
    const due = age >= policy.maxAge;
    return { do: 'rest', result: 'nothing-to-rotate', why: due ? overdue : gone, warning: due };
  }
  if (age < policy.maxAge) {
    return {
      do: 'rest',
      result: 'not-due',
      why: `${inUse} is ${span(age)} old; it is due at ${span(policy.maxAge)} ('max-age'). To rotate it now, run with 'max-age: 0'`,
    };
  }
  return announce(situation, inUse, `${inUse} is ${span(age)} old`);
}

/** Holders of a key that only a journal of anybody's counts among those of this rotation. */
function strangersInJournal({ journal, keys, target, holders }: Observation): Holder[] {
  if (journal.signed) return [];
  const known = [...keys.map(({ id }) => id), ...target.keyIds];
  const named = [journal.old, journal.new, ...journal.before, ...journal.lost];
  return holders.filter(({ keyId }) => named.includes(keyId) && !known.includes(keyId));
}

/** What witnesses that a key is dead: AWS itself, a cluster whose credentials were refused, or our own journal. */
function isDead(key: AccessKeyId, { target, clusters, holders, journal }: Observation): boolean {
  const users = holders.filter(({ keyId }) => keyId === key).flatMap(({ clusterIds }) => clusterIds);
  const refused = clusters.some(({ id, state }) => users.includes(id) && state === 'invalid-credentials');
  const ours = journal.signed && [journal.old, journal.new, ...journal.lost].includes(key);
  return target.gone.includes(key) || refused || ours;
}

/** A rotation by hand, or one whose journal was lost, that a person vouches for. */
function adopt(situation: Situation, old: AccessKeyId, successor: AccessKeyId): Step {
  const { policy, now } = situation;
  const obstacle = preflight(situation, old);
  if (obstacle !== undefined) return obstacle;
  const entry = {
    ...BLANK,
    organization: policy.organizationId,
    old,
    new: successor,
    before: [old, successor],
    concerned: withConcerned(BLANK, concernedIds(situation.observed)),
    intent: now,
    stored: now,
  };
  return {
    do: 'record',
    entry,
    why: `'retire-key' vouches for ${old}: Qovery has moved from it to ${successor}`,
  };
}

/** The journal tells of a rotation that has not ended. */
function unfinished(situation: Situation): Step {
  const { observed, policy, runState } = situation;
  const { journal } = observed;
  const ids = new Set(observed.keys.map(({ id }) => id));
  const movable = movableHolders(observed);

  const foreign = movable.filter(({ keyId }) => !keysOfRotation(observed).has(keyId));
  if (foreign.length > 0) {
    return stop(
      `In the middle of a rotation, somebody stored another key: ${whoHoldsWhat(foreign)}.`,
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

  const b = newKey(observed);
  if (b !== undefined) {
    const withB = movable.filter(({ keyId }) => keyId === b);
    const without = movable.filter(({ keyId }) => keyId !== b);
    if (without.length === 0) return decideOnItsWay(situation);
    if (journal.stored !== undefined) {
      return stop(
        `The new key ${b} was stored everywhere, but now ${whoHoldsWhat(without)}.`,
        'Nothing was deleted. Store the new key there (its secret is known only to Qovery: create another key for that holder, or copy the setting), or remove it; then run again.',
      );
    }
    return decideLost(b, withB, without, situation);
  }
  const appeared = observed.keys.find(({ id }) => !journal.before.includes(id));
  if (appeared !== undefined) {
    const having = observed.holders.filter(({ keyId }) => keyId === appeared.id);
    if (having.length > 0) return outdatedJournal(appeared.id, having, observed);
    return decideLost(appeared.id, [], movable, situation);
  }
  const dead = movable.find(({ keyId }) => !ids.has(keyId));
  if (dead !== undefined) return reissue(situation, dead.keyId);
  return settled(atRest(situation), situation);
}

/**
 * An intent that came to nothing is no rotation under way, and neither is what a tagger says of one: where there is
 * nothing to do, the journal is cleaned. Left alone, `due` would name the key for ever.
 */
function settled(step: Step, { observed, now }: Situation): Step {
  const { journal } = observed;
  if (step.do !== 'rest' || !isUnfinished(journal)) return step;
  // The run of another token may be about to create a key. An intent of the future is nobody's.
  const young = Math.abs(now - (journal.intent ?? 0)) <= SETTLED_AFTER;
  return young ? step : clean(observed);
}

/** No key of ours is stored before the journal names it: somebody has put an earlier journal back. */
function outdatedJournal(
  key: AccessKeyId,
  having: readonly Holder[],
  { journal, target }: Observation,
): Step {
  const retire =
    journal.old === undefined ? '' : `, with 'retire-key: ${journal.old}' once nothing uses that key`;
  return stop(
    `The journal of this rotation (tags of the IAM user ${target.user}) knows of no new key, but ${having.map(holderLabel).join(', ')} hold${having.length === 1 ? 's' : ''} ${key}, which was created since: somebody has put an earlier journal back.`,
    `Nothing was changed; keep ${key}, which is in use. Remove the tags qovery-rotation:* from the IAM user ${target.user}, and run again${retire}.`,
  );
}

/** The new key, where it is there. A key that a split was about to delete is still the one in question. */
function newKey({ keys, journal }: Observation): AccessKeyId | undefined {
  return [journal.new ?? journal.lost].flat().find((id) => keys.some((key) => key.id === id));
}
