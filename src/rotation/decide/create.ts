/**
 * Creating a key and storing it: journal the intent, see that nobody else is at work, create, prove, store. What goes
 * wrong before the first store takes the new key back. Pure.
 */
import type { Permit } from '../../aws/permit.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { Cancelled, Problem, withFullStop } from '../../lib/errors.ts';
import { otherRun } from '../journal.ts';
import { type Situation, type Step, movableHolders } from '../model.ts';
import { refresh } from './freshness.ts';
import { mayDiscard } from './guard.ts';
import { preflight } from './preflight.ts';
import { clean, pending, stop, textsOf } from './steps.ts';

/** The first step towards a new key in the place of `replaces`, or what stands in its way. */
export function announce(situation: Situation, replaces: AccessKeyId, why: string): Step {
  return alreadyIssued(situation) ?? preflight(situation, replaces) ?? announcement(situation, replaces, why);
}

/** @param makeRoom for a key of ours that some holders have and whose secret is lost: it goes before the new one comes */
export function announcement(
  { observed }: Situation,
  replaces: AccessKeyId,
  why: string,
  makeRoom?: Permit<'delete'>,
): Step {
  // What nobody has signed may name any key.
  const lost = observed.journal.signed ? observed.journal.lost : [];
  return {
    do: 'announce',
    replaces,
    lost: makeRoom === undefined ? lost : [...new Set([...lost, makeRoom.key])],
    makeRoom,
    why,
  };
}

export function alreadyIssued({ runState }: Situation): Step | undefined {
  if (!runState.issued) return undefined;
  return stop(
    'This run has already created a key, and what it sees now asks for another one.',
    'Look at the keys and at Qovery, then run again.',
  );
}

/** What follows the announcement of this run, until the new key is stored. `ahead`: a run that goes before this one. */
export function continueIssuing(
  situation: Situation,
  ahead: { readonly id: string } | undefined,
): Step | undefined {
  const { observed, policy, runState, now, cancelled } = situation;
  const { journal, target } = observed;
  if (runState.failure !== undefined) return giveUp(situation, runState.failure);
  if (runState.unstored !== undefined) {
    const { unstored: key } = runState;
    if (cancelled) return giveUp(situation, new Cancelled());
    // Nobody else may have written over the journal while the key was being proved.
    // Another run that announces itself writes the whole journal, and then gives way to this one.
    const beside = otherRun(journal, runState.run, now) !== undefined;
    const ours = journal.new === key.id && journal.organization === policy.organizationId;
    if (!ours || !(journal.signed || beside)) {
      return giveUp(
        situation,
        new Problem(
          `Another run, or somebody else, has written over the journal of ${target.user}.`,
          'Run again, one run at a time.',
        ),
      );
    }
    return { do: 'store-key', key, holders: movableHolders(observed) };
  }
  if (runState.issued || runState.announced === undefined) return undefined;

  const other = otherRun(journal, runState.run, now);
  const first = other !== undefined && journal.new !== undefined ? other : ahead;
  if (first !== undefined) return atWork(first.id, target.user);
  if (cancelled) return { do: 'stop', problem: new Cancelled() };
  // A proxy may have said yes: without the intent in the journal, a key would be created that nobody owns up to. Where
  // another run has announced the same after us, its intent is as good: it gives way to this run.
  if (other === undefined && (journal.intent !== runState.announced.entry.intent || !journal.signed)) {
    return stop(
      `AWS accepted the journal of this rotation as tags of ${target.user}, but they are not there as they were written.`,
      'Nothing else was changed. Run again, one run at a time.',
    );
  }
  const ids = observed.keys.map(({ id }) => id);
  if (ids.toSorted().join() !== [...(runState.announced.entry.before ?? [])].toSorted().join()) {
    return stop(
      `The keys of the IAM user ${target.user} changed while this run was looking at them.`,
      'Nothing was changed. Run again.',
    );
  }
  return { do: 'create-key', makeRoom: runState.announced.makeRoom };
}

function atWork(run: string, user: string): Step {
  return pending(`another run (${run}) is at work on ${user}`, true);
}

/** Deletes the key that this run created and nobody holds, and ends the run. */
function giveUp(situation: Situation, failure: Problem | Cancelled): Step {
  const { observed, runState, now } = situation;
  const { announced, created, discardFailure, gaveUpAt } = runState;
  if (created === undefined) {
    const { journal, target } = observed;
    const other = otherRun(journal, runState.run, now);
    if (other !== undefined) return atWork(other.id, target.user);
    // No key was created, for certain: whatever appears from now on is not ours. What an earlier run was about to
    // create, and a list that lags did not show, still is.
    const ours = announced !== undefined && journal.intent === announced.entry.intent;
    // It did all of this, and ended, between two requests of this one.
    if (runState.creationRefused && !ours && journal.signed && journal.new !== undefined)
      return pending(
        `another run came first: it created ${journal.new}, and the next run goes on from there`,
      );
    if (!runState.creationRefused || !ours || journal.new !== undefined)
      return { do: 'stop', problem: failure };
    const { earlier } = announced;
    if (earlier.intent === undefined && earlier.old === undefined) return clean(observed);
    return { do: 'record', entry: earlier, why: 'AWS created no key' };
  }
  // The page of a proxy may have stood in the place of a yes.
  if (gaveUpAt !== undefined && observed.at < gaveUpAt) return refresh(observed, now);
  const isHeld = observed.holders.some(({ keyId }) => keyId === created);
  const end = (outcome: string): Step => ({
    do: 'stop',
    problem:
      failure instanceof Cancelled
        ? failure
        : new Problem(
            failure.what,
            [`${outcome}.`, isHeld ? '' : 'Qovery still uses the old key.', failure.remedy]
              .filter(Boolean)
              .join(' '),
          ),
  });
  if (discardFailure !== undefined) {
    return end(`The new key ${created} could not be deleted (${discardFailure}); the next run deletes it`);
  }
  if (!observed.keys.some(({ id }) => id === created)) return end(`The new key ${created} was deleted again`);
  const { permit, objections } = mayDiscard(created, situation);
  if (permit === undefined) {
    return end(`The new key ${created} stays (${textsOf(objections, 'hold', 'stale')})`);
  }
  const why = failure instanceof Cancelled ? failure.message : withFullStop(failure.what);
  return { do: 'discard', permit, why, last: true };
}
