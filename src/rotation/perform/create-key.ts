/**
 * Issuing, the one step that cannot be cut in two: the secret of a new key is in memory only, from the answer that
 * brings it to the request that stores it. Each of its parts is written in the journal before it is done.
 */
import type { NewAccessKey } from '../../aws/access-keys.ts';
import { AwsError } from '../../aws/error.ts';
import { proveKey } from '../../aws/identity.ts';
import { MINUTE, SECOND } from '../../lib/clock.ts';
import { Cancelled, Problem, messageOf, withFullStop } from '../../lib/errors.ts';
import { type Holder, type KeyPair, holderLabel, openHolder } from '../../holders/index.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { QoveryError } from '../../qovery/http.ts';
import { writeJournal } from './journal-writer.ts';
import { type Tags, afterRefusal, heartbeatOf, otherRun, readJournal } from '../journal.ts';
import { movableHolders, type Observation } from '../observation.ts';
import { LOOK_AGAIN_AFTER, type RotationContext, SEEN_WITHIN, type State } from '../means.ts';
import type { RunState } from '../step.ts';

/** How long an unclear store is repeated. */
const UNCLEAR_FOR = 2 * MINUTE;
const REPEAT_EVERY = 5 * SECOND;

export interface CreateKey {
  /** The key that the new one takes the place of. */
  readonly replaces: string;
  readonly why: string;
  /** In a split: our key that some holders have and whose secret is lost. It makes room for the new one. */
  readonly instead?: string;
}

export async function createKey(order: CreateKey, state: State, context: RotationContext): Promise<State> {
  const { keys, clock } = context;
  const { user } = state.observation.target;
  context.group('Create a new Access Key');
  context.info(`${order.why}.`);
  await keys.checkPermissions(user);

  const announced = await announce(order, state, context);
  if (order.instead !== undefined) {
    context.info(
      `Deleting ${order.instead}: until the next key is stored, its holders are cut off. That takes seconds.`,
    );
    await keys.delete(user, order.instead);
    context.event(`deleted ${order.instead}, which was not stored everywhere`);
  }
  const created = await create(announced, state, context);
  const runState: RunState = { ...state.runState, issued: true, created: created.id };
  context.event(`created ${created.id}`);

  let observed = announced;
  try {
    const { id, status, createdAt } = created;
    observed = { ...observed, keys: [...observed.keys, { id, status, createdAt }] };
    observed = await writeJournal({ new: created.id }, observed, runState, context);
    context.info(`Proving the new key: AWS takes up to 15 seconds to know a new key everywhere.`);
    await proveKey(
      context.clients,
      { accessKeyId: created.id, secretAccessKey: created.secret },
      { account: observed.target.account, userName: user },
      clock,
    );
    await confirmJournal(created.id, observed, context);
    if (context.cancel.aborted) throw new Cancelled();
  } catch (error) {
    throw await takeBack(created, observed, error, context);
  }
  return {
    observation: await store(
      { id: created.id as AccessKeyId, secret: created.secret },
      observed,
      runState,
      context,
    ),
    runState,
  };
}

/** Journals the intent, and makes sure that no other run does the same. */
async function announce(
  { replaces, instead }: CreateKey,
  { observation: observed, runState }: State,
  context: RotationContext,
): Promise<Observation> {
  const { keys, clock, policy } = context;
  const { user } = observed.target;
  const before = observed.keys.map(({ id }) => id);
  const entry = {
    organization: policy.organizationId,
    intent: clock.now(),
    before,
    lost: [...new Set([...observed.journal.lost, ...(instead === undefined ? [] : [instead])])],
    old: replaces,
    new: undefined,
    clusters: [],
    // A split that ends before its deletion is still the same split.
    storing: instead === undefined ? undefined : observed.journal.storing,
    stored: undefined,
    deployed: undefined,
    verified: undefined,
    deactivating: undefined,
    deactivated: undefined,
    restored: undefined,
    why: undefined,
    refused: undefined,
  };
  const announced = await writeJournal(entry, observed, runState, context);
  const [tags, list] = await Promise.all([
    announcedTags(user, entry.intent, runState, context),
    keys.list(user),
  ]);
  const journal = readJournal(tags);
  const mine = heartbeatOf(journal, runState.run) ?? 0;
  const other = otherRun(journal, runState.run, clock.now());
  // Tags are no lock: of two runs that announce themselves at once, the earlier goes on, and IAM's own limit of
  // two keys is the last guard.
  if (other !== undefined && (other.at < mine || (other.at === mine && other.id < runState.run))) {
    throw new AnotherRun(other.id);
  }
  // A proxy may have said yes: without the intent in the journal, a key would be created that nobody owns up to.
  if (other === undefined && journal.intent !== entry.intent) {
    throw new Problem(
      `AWS accepted the journal of this rotation as tags of ${user}, but they are not there.`,
      'Nothing else was changed. Run again.',
    );
  }
  if (
    list
      .map(({ id }) => id)
      .toSorted()
      .join() !== before.toSorted().join()
  ) {
    if (other !== undefined) throw new AnotherRun(other.id);
    throw new Problem(
      `The keys of the IAM user ${user} changed while this run was looking at them.`,
      'Nothing was changed. Run again.',
    );
  }
  return { ...announced, tags: new Map([...tags]), journal };
}

/** The tags once our intent, or another run, is seen in them: IAM shows a change within seconds, not at once. */
async function announcedTags(
  user: string,
  intent: number,
  { run }: RunState,
  { keys, clock }: RotationContext,
): Promise<Tags> {
  const deadline = clock.now() + SEEN_WITHIN;
  for (;;) {
    const tags = await keys.tags(user);
    const journal = readJournal(tags);
    const seen = journal.intent === intent || otherRun(journal, run, clock.now()) !== undefined;
    if (seen || clock.now() > deadline) return tags;
    await clock.sleep(LOOK_AGAIN_AFTER);
  }
}

/** Another run of this action is at work on the same user; this one leaves without a change. */
export class AnotherRun extends Error {
  override readonly name = 'AnotherRun';
  readonly run: string;
  constructor(run: string) {
    super(`another run (${run}) is at work`);
    this.run = run;
  }
}

async function create(observed: Observation, before: State, context: RotationContext): Promise<NewAccessKey> {
  const { keys, secrets } = context;
  const { user } = observed.target;
  try {
    const created = await keys.create(user);
    secrets.add(created.secret);
    return created;
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    if (error.refused) await withdraw(observed, before, context);
    if (error.code === 'LimitExceeded') {
      throw new Problem(
        `${withFullStop(error.message)} ERROR: more than one access key found: another key appeared in this moment.`,
        'Nothing was deleted. The next run looks at it again.',
      );
    }
    if (error.refused)
      throw new Problem(withFullStop(error.message), 'No key was created. See to it, and run again.');
    throw new Problem(
      `${error.message}: whether a key was created is not certain, and its secret is lost.`,
      'Qovery still uses the old key. If a key was created, a run that starts 15 minutes from now, or later, deletes it and goes on.',
    );
  }
}

/**
 * No key was created, for certain: whatever appears from now on is not ours. What an earlier run was about to create,
 * and a list that lags did not show, still is.
 */
async function withdraw(
  observed: Observation,
  { observation: { journal: earlier }, runState }: State,
  context: RotationContext,
): Promise<void> {
  const journal = readJournal(await context.keys.tags(observed.target.user));
  const ours = journal.intent === observed.journal.intent && journal.new === undefined;
  if (ours && otherRun(journal, runState.run, context.clock.now()) === undefined) {
    const { intent, before } = earlier;
    await writeJournal(intent === undefined ? { intent } : { intent, before }, observed, runState, context);
  }
}

/** Nobody else may have written over the journal while the key was being proved. */
async function confirmJournal(
  id: string,
  { target }: Observation,
  { keys, policy }: RotationContext,
): Promise<void> {
  const journal = readJournal(await keys.tags(target.user));
  if (journal.new !== id || journal.organization !== policy.organizationId) {
    throw new Problem(
      `Another run has written over the journal of ${target.user}.`,
      'Run again, one run at a time.',
    );
  }
}

/** Deletes a key that this run created and nobody holds, and returns the error to end with. */
async function takeBack(
  { id }: Pick<NewAccessKey, 'id'>,
  observed: Observation,
  cause: unknown,
  context: RotationContext,
): Promise<unknown> {
  let outcome: string;
  try {
    await context.keys.delete(observed.target.user, id);
    await context.keys.untag(observed.target.user, [id]);
    context.event(`deleted ${id}, which was not stored anywhere`);
    outcome = `The new key ${id} was deleted again`;
  } catch (error) {
    outcome = `The new key ${id} could not be deleted (${messageOf(error)}); the next run deletes it`;
  }
  if (cause instanceof Cancelled) {
    context.info(`${outcome}.`);
    return cause;
  }
  const what = cause instanceof Problem ? cause.what : withFullStop(messageOf(cause));
  return new Problem(what, `${outcome}. Qovery still uses the old key. See to it, and run again.`);
}

/** Stores the key in every holder, credentials last: the last one is the commit. */
async function store(
  key: KeyPair,
  observation: Observation,
  runState: RunState,
  context: RotationContext,
): Promise<Observation> {
  context.group('Update Qovery credentials');
  const holders = movableHolders(observation);
  let observed = observation;
  try {
    observed = await writeJournal({ storing: context.clock.now() }, observed, runState, context);
  } catch (error) {
    throw await takeBack(key, observed, error, context);
  }
  for (const [index, holder] of holders.entries()) {
    const outcome = await storeIn(holder, key, index === 0, context);
    if (outcome.stored) {
      context.event(`stored the new key in the ${holderLabel(holder)}`);
      continue;
    }
    const what = `The new key was not stored in the ${holderLabel(holder)}: ${outcome.why}.`;
    // Only a certain no, and only at the first holder, leaves the new key with nobody.
    if (outcome.certain && index === 0)
      throw await takeBack(
        key,
        observed,
        outcome.cancelled ? new Cancelled() : new Problem(what, ''),
        context,
      );
    if (outcome.refused) await writeJournal({ refused: holderLabel(holder) }, observed, runState, context);
    throw outcome.cancelled
      ? new Cancelled()
      : new Problem(
          outcome.certain
            ? what
            : `Whether the new key is stored in the ${holderLabel(holder)} is not certain: ${outcome.why}.`,
          outcome.refused
            ? `Both keys stay active. ${afterRefusal(observed.target.user)}`
            : 'Both keys stay active. Run again: the next run settles it by what it observes.',
        );
  }
  const known = observed.holders.map((holder) =>
    holders.includes(holder) ? { ...holder, keyId: key.id } : holder,
  );
  return writeJournal({ stored: context.clock.now() }, { ...observed, holders: known }, runState, context);
}

type Stored =
  | { readonly stored: true }
  | {
      readonly stored: false;
      /** The holder does not have the new key, and no request of ours is on its way to it. */
      readonly certain: boolean;
      /** It will not take the key tomorrow either: a person has to see to it. */
      readonly refused: boolean;
      readonly cancelled: boolean;
      readonly why: string;
    };

/** Stores the key in one holder and reads it back; an unclear outcome is repeated, the same request, for two minutes. */
async function storeIn(
  holder: Holder,
  key: KeyPair,
  first: boolean,
  { organization, clock, cancel }: RotationContext,
): Promise<Stored> {
  const deadline = clock.now() + UNCLEAR_FOR;
  let sent = false;
  for (;;) {
    let why: string;
    let refused = false;
    const not = (how: Partial<Stored>): Stored => ({
      stored: false,
      certain: !sent,
      refused: false,
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
        refused = error instanceof QoveryError && error.refused && !before;
        throw error;
      });
      why = `Qovery accepted it, but still tells ${holder.keyId}`;
      if ((await openHolder(organization.api, holder)).keyId === key.id) return { stored: true };
    } catch (error) {
      why = messageOf(error);
      if (error instanceof Cancelled) return not({ cancelled: true });
      const lasts = !(error instanceof QoveryError && error.throttled);
      if (refused) return not({ certain: true, refused: lasts });
      if (error instanceof Problem || (error instanceof QoveryError && error.refused && !sent))
        return not({ refused: !sent && lasts });
      if (!(error instanceof QoveryError)) throw error;
    }
    if (clock.now() + REPEAT_EVERY > deadline) return not({});
    try {
      await clock.sleep(REPEAT_EVERY);
    } catch {
      return not({ cancelled: true });
    }
  }
}
