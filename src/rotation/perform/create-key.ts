/** Announces a new key in the journal, creates it, and proves it. What goes wrong is in the state: `decide` has the answer. */
import { AwsError } from '../../aws/error.ts';
import { proveKey } from '../../aws/identity.ts';
import { Cancelled, Problem, messageOf, withFullStop } from '../../lib/errors.ts';
import { LONG } from '../../lib/patience.ts';
import type { RotationContext, State } from '../context.ts';
import { BLANK, fieldsOf, otherRun, withConcerned } from '../journal.ts';
import { type RunState, type Step, concernedIds } from '../model.ts';
import { untilSeen } from './eventually.ts';
import { rereadJournal, writeJournal } from './journal-writer.ts';

/** Journals the intent, and reads the journal and the keys again: another run may have done the same. */
export async function announce(
  step: Extract<Step, { do: 'announce' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { keys, clock, policy } = context;
  const { observation: observed } = state;
  const { user } = observed.target;
  context.group('Create a new Access Key');
  context.info(`${step.why}.`);
  await keys.checkPermissions(user);
  const entry = {
    ...BLANK,
    organization: policy.organizationId,
    intent: clock.now(),
    before: observed.keys.map(({ id }) => id),
    lost: step.lost,
    concerned: withConcerned(observed.journal.signed ? observed.journal : BLANK, concernedIds(observed)),
    old: step.replaces,
    // A split that ends before its deletion is still the same split.
    storing: step.makeRoom === undefined ? undefined : observed.journal.storing,
  };
  const written = await writeJournal(entry, state, context);
  let { journal } = written;
  await untilSeen(clock, async () => {
    journal = await rereadJournal({ ...state, observation: written }, context);
    return (
      journal.intent === entry.intent || otherRun(journal, state.runState.run, clock.now()) !== undefined
    );
  });
  // With one key there, IAM's limit of two tells of another one that appeared meanwhile.
  const list = observed.keys.length > 0 ? observed.keys : await keys.list(user);
  // What others wrote is not put back with our signature.
  const earlier = observed.journal.signed ? fieldsOf(observed.journal) : BLANK;
  return {
    observation: { ...written, journal, keys: list },
    runState: { ...state.runState, announced: { entry, earlier, makeRoom: step.makeRoom } },
  };
}

export async function createKey(
  { makeRoom }: Extract<Step, { do: 'create-key' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { keys, secrets, clock, clients } = context;
  const { target } = state.observation;
  let { observation } = state;
  if (makeRoom !== undefined) {
    context.info(
      `Deleting ${makeRoom.key}: until the next key is stored, its holders are cut off. That takes seconds.`,
    );
    await keys.delete(makeRoom);
    context.event('key-replaced', makeRoom.key);
    observation = { ...observation, keys: observation.keys.filter(({ id }) => id !== makeRoom.key) };
  }
  const announced = state.runState.announced?.entry;
  let runState: RunState = { ...state.runState, issued: true };
  try {
    // Whoever was cut off waits for this key.
    const patient = makeRoom === undefined ? keys : keys.withPatience(LONG);
    const { id, status, createdAt, secret } = await patient.create(target.user);
    secrets.add(secret);
    context.event('key-created', id);
    runState = { ...runState, created: id };
    observation = { ...observation, keys: [...observation.keys, { id, status, createdAt }] };
    observation = await writeJournal({ ...announced, new: id }, { observation, runState }, context);
    context.info('Proving the new key: AWS takes up to 15 seconds to know a new key everywhere.');
    await proveKey(
      clients,
      { accessKeyId: id, secretAccessKey: secret },
      { account: target.account, userName: target.user },
      clock,
    );
    const journal = await rereadJournal({ observation, runState }, context);
    return { observation: { ...observation, journal }, runState: { ...runState, unstored: { id, secret } } };
  } catch (error) {
    const failed = creationFailure(error, runState.created !== undefined);
    if (failed.creationRefused === true) {
      observation = { ...observation, journal: await rereadJournal({ observation, runState }, context) };
    }
    return { observation, runState: { ...runState, ...failed } };
  }
}

function creationFailure(error: unknown, created: boolean): Partial<RunState> {
  if (error instanceof Problem || error instanceof Cancelled) return { failure: error };
  if (!(error instanceof AwsError)) {
    if (created) return { failure: new Problem(withFullStop(messageOf(error)), '') };
    throw error;
  }
  if (created) return { failure: new Problem(withFullStop(error.message), 'Fix it, and run again.') };
  if (error.outcome === 'unclear') {
    return {
      failure: new Problem(
        `${error.message}: whether a key was created is not certain, and its secret is lost.`,
        'Qovery still uses the old key. If a key was created, a run that starts 15 minutes from now, or later, deletes it and goes on.',
      ),
    };
  }
  const failure =
    error.code === 'LimitExceeded'
      ? new Problem(
          `${withFullStop(error.message)} ERROR: more than one access key found: another key appeared in this moment.`,
          'Nothing was deleted. The next run looks at it again.',
        )
      : new Problem(withFullStop(error.message), 'No key was created. Fix it, and run again.');
  return { failure, creationRefused: true };
}
