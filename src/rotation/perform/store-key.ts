/** Stores the new key in every holder, credentials last: storing the last one is the commit. */
import { type Holder, type KeyPair, holderLabel, openHolder } from '../../holders/index.ts';
import { MINUTE, SECOND, iso } from '../../lib/clock.ts';
import { Cancelled, Problem, messageOf, withFullStop } from '../../lib/errors.ts';
import { LONG, pauseAfter } from '../../lib/patience.ts';
import type { QoveryApi } from '../../qovery/api.ts';
import { QoveryError } from '../../qovery/http.ts';
import type { RotationContext, State } from '../context.ts';
import { afterRefusal } from '../journal.ts';
import type { Step } from '../model.ts';
import { keepAlive, writeJournal } from './journal-writer.ts';

/**
 * How long it is tried while Qovery says no after an unclear answer, or yes without storing anything; and before anything
 * was sent.
 */
const SETTLED_WITHIN = 2 * MINUTE;
const REPEAT_EVERY = 5 * SECOND;

/** @throws {Problem} {Cancelled} once some holders have the key: both keys stay, and the next run settles it */
export async function storeKey(
  { key, holders }: Extract<Step, { do: 'store-key' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { clock } = context;
  context.group('Update Qovery credentials');
  let { observation } = state;
  const runState = { ...state.runState, unstored: undefined };
  try {
    // Whole, in case that another run has announced itself meanwhile.
    const entry = { ...runState.announced?.entry, new: key.id, storing: clock.now() };
    observation = await writeJournal(entry, state, context);
  } catch (error) {
    const failure = new Problem(messageOf(error), 'Fix it, and run again.');
    return { observation, runState: { ...runState, failure } };
  }
  const stayAlive = async (): Promise<void> => {
    observation = await keepAlive({ observation, runState }, context);
  };
  const gone: Holder[] = [];
  for (const [index, holder] of holders.entries()) {
    // Nobody has the new key yet.
    const first = index === gone.length;
    const outcome = await storeIn(holder, key, first, stayAlive, context);
    if (outcome.stored) {
      context.event('key-stored', holderLabel(holder));
      continue;
    }
    if (outcome.missing && (await isGone(holder, context))) {
      context.info(`The ${holderLabel(holder)} is not there any more.`);
      gone.push(holder);
      continue;
    }
    const what = withFullStop(`The new key was not stored in the ${holderLabel(holder)}: ${outcome.why}`);
    // Only a certain no, and only at the first holder, leaves the new key with nobody.
    if (outcome.certain && first) {
      const failure = outcome.cancelled ? new Cancelled() : new Problem(what, 'Fix it, and run again.');
      return { observation, runState: { ...runState, failure, gaveUpAt: clock.now() } };
    }
    if (outcome.refused)
      await writeJournal({ refused: holderLabel(holder) }, { observation, runState }, context);
    throw outcome.cancelled
      ? new Cancelled()
      : new Problem(
          outcome.certain
            ? what
            : withFullStop(
                `Whether the new key is stored in the ${holderLabel(holder)} is not certain: ${outcome.why}`,
              ),
          outcome.refused
            ? `Both keys stay active. ${afterRefusal(observation.target.user)}`
            : 'Both keys stay active. Run again: the next run settles it by what it observes.',
        );
  }
  if (gone.length === holders.length) {
    const failure = new Problem('Every holder of the old key was deleted in this moment.', 'Run again.');
    return { observation, runState: { ...runState, failure, gaveUpAt: clock.now() } };
  }
  const known = observation.holders
    .filter((holder) => !gone.includes(holder))
    .map((holder) => (holders.includes(holder) ? { ...holder, keyId: key.id } : holder));
  const stored = { observation: { ...observation, holders: known }, runState };
  return { observation: await writeJournal({ stored: clock.now() }, stored, context), runState };
}

type Stored =
  | { readonly stored: true }
  | {
      readonly stored: false;
      /** The holder does not have the new key, and no request of ours is on its way to it. */
      readonly certain: boolean;
      /** It will not take the key tomorrow either: a person has to see to it. */
      readonly refused: boolean;
      /** Qovery knows of no such holder. */
      readonly missing: boolean;
      readonly cancelled: boolean;
      readonly why: string;
    };

/** Somebody has deleted it since it was seen: one that is still in the lists has only refused. */
async function isGone(
  { kind, id }: Holder,
  { organization, clock }: Pick<RotationContext, 'organization' | 'clock'>,
): Promise<boolean> {
  const { holders, unknownHolders } = await organization.look(clock.now());
  return ![...holders, ...unknownHolders].some((one) => one.kind === kind && one.id === id);
}

/**
 * Stores the key in one holder and reads it back. What is later or unclear (429, 5xx, broken connections) is repeated, the
 * same request: between two stores, giving up would cut holders off, so it is waited for as long as it may take.
 */
async function storeIn(
  holder: Holder,
  key: KeyPair,
  first: boolean,
  keepAlive: () => Promise<void>,
  { organization, clock, cancel, info }: RotationContext,
): Promise<Stored> {
  const startedAt = clock.now();
  let doubtedSince: number | undefined;
  let sent = false;
  for (;;) {
    let why: string;
    let pause = REPEAT_EVERY;
    let patience = LONG;
    const not = (how: Partial<Stored>): Stored => ({
      stored: false,
      certain: !sent,
      refused: false,
      missing: false,
      cancelled: false,
      why,
      ...how,
    });
    try {
      const open = await openHolder(organization.api, holder);
      if (open.keyId === key.id) return { stored: true };
      if (open.keyId !== holder.keyId) {
        why = `somebody else has stored ${open.keyId} there`;
        return not({ refused: !sent });
      }
      if (cancel.aborted && first && !sent) {
        why = 'the run was cancelled';
        return not({ cancelled: true });
      }
      const before = sent;
      sent = true;
      await open.store(key).catch((error: unknown) => {
        // What nobody has taken is not on its way.
        sent = before || !(error instanceof QoveryError) || error.outcome === 'unclear';
        throw error;
      });
      why = `Qovery accepted it, but still tells ${holder.keyId}`;
      if ((await openHolder(organization.api, holder)).keyId === key.id) return { stored: true };
      patience = SETTLED_WITHIN;
    } catch (error) {
      why = messageOf(error);
      if (error instanceof Cancelled) return not({ cancelled: true });
      if (error instanceof Problem) return not({ refused: !sent });
      if (!(error instanceof QoveryError)) throw error;
      if (error.outcome === 'refused' && !sent) return not({ refused: true, missing: error.status === 404 });
      pause = pauseAfter(error, REPEAT_EVERY);
      const nothingAtStake = first && !sent && error.outcome === 'unclear';
      if (error.outcome === 'refused' || nothingAtStake) patience = SETTLED_WITHIN;
    }
    doubtedSince = patience === LONG ? undefined : (doubtedSince ?? clock.now());
    if (clock.now() + pause > Math.min(startedAt + LONG, (doubtedSince ?? Infinity) + SETTLED_WITHIN))
      return (await hasKey(holder, key, organization.api)) ? { stored: true } : not({});
    info(`${why}. Trying again at ${iso(clock.now() + pause).slice(11)}.`);
    try {
      await keepAlive();
      await clock.sleep(pause);
    } catch (error) {
      if (error instanceof Cancelled) return not({ cancelled: true });
      throw error;
    }
  }
}

/** The last answer may have been an error, and the key stored all the same. */
async function hasKey(holder: Holder, key: KeyPair, api: QoveryApi): Promise<boolean> {
  try {
    return (await openHolder(api, holder)).keyId === key.id;
  } catch (error) {
    if (error instanceof QoveryError || error instanceof Problem || error instanceof Cancelled) return false;
    throw error;
  }
}
