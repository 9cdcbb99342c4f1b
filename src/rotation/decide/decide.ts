/**
 * The order of everything: from what was observed, what the user wants and what this run already did, the one
 * next step. Pure; a run that starts in the middle of another's work is no special case.
 *
 * A is the old key, B the new one. The table of states is in docs/architecture.md.
 */
import { type Holder, holderLabel, whoHoldsWhat } from '../../holders/index.ts';
import { MINUTE, SECOND, iso } from '../../lib/clock.ts';
import { Cancelled } from '../../lib/errors.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { HEARTBEAT_TTL, heartbeatOf, isUnfinished, otherRun } from '../journal.ts';
import { type Observation, type Situation, type Step, keysOfRotation, movableHolders } from '../model.ts';
import { atRest } from './at-rest.ts';
import { continueIssuing } from './create.ts';
import { refresh } from './freshness.ts';
import { SETTLED_AFTER } from './guard.ts';
import { decideLost, reissue } from './recover.ts';
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
