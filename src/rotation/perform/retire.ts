/** Deactivates, activates and deletes keys, each by a permit of the guard. */
import type { AccessKeys } from '../../aws/access-keys.ts';
import { AwsError } from '../../aws/error.ts';
import { messageOf } from '../../lib/errors.ts';
import { LONG, SHORT } from '../../lib/patience.ts';
import type { RotationContext, State } from '../context.ts';
import type { Observation, Step } from '../model.ts';
import { mustBeSeen } from './eventually.ts';
import { renewHeartbeat, writeJournal } from './journal-writer.ts';

export async function deactivate(
  { permit }: Extract<Step, { do: 'deactivate' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { keys, clock } = context;
  const { runState } = state;
  context.group('Deactivate the old Access Key');
  // A permit is for now: what was seen for it is soon out of date, so nothing up to the deed is waited for long.
  const claimed = await writeJournal({ deactivating: clock.now() }, state, context, SHORT);
  await keys.deactivate(permit);
  await mustBeSeen(`that ${permit.key} is to be Inactive`, clock, () =>
    hasStatus(patient(context), permit, 'Inactive'),
  );
  context.event('key-deactivated', permit.key);
  const observation = withStatus(claimed, permit.key, 'Inactive');
  const entry = { deactivated: clock.now() };
  return { runState, observation: await writeJournal(entry, { observation, runState }, context) };
}

export async function restore(
  { permit, why }: Extract<Step, { do: 'restore' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { clock } = context;
  const keys = patient(context);
  const { runState } = state;
  context.group('Activate the old Access Key again');
  context.info(`${why}.`);
  // What broke is written down first: whoever comes next knows, and still sees that it is ours to activate. The key does
  // not wait for it.
  const hold = { restored: clock.now(), why };
  const held = await writeJournal(hold, state, context, SHORT).catch((error: unknown) => {
    if (!(error instanceof AwsError)) throw error;
    context.info(`${error.message}. ${permit.key} is activated first.`);
    return state.observation;
  });
  await keys.activate(permit);
  await mustBeSeen(`that ${permit.key} is to be Active`, clock, () => hasStatus(keys, permit, 'Active'));
  context.event('key-activated', permit.key, why);
  const observation = withStatus(held, permit.key, 'Active');
  const entry = { ...hold, deactivating: undefined, deactivated: undefined };
  return { runState, observation: await writeJournal(entry, { observation, runState }, context) };
}

export async function remove(
  { permit }: Extract<Step, { do: 'delete' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  context.group('Delete the old Access Key');
  const observation = await renewHeartbeat(state, context);
  await context.keys.delete(permit);
  context.event('key-deleted', permit.key);
  return { ...state, observation: withoutKey(observation, permit.key) };
}

/** Deletes a new key that nobody holds. Where the run ends with it, a failure is told, and the next run deletes it. */
export async function discard(
  { permit, why, last }: Extract<Step, { do: 'discard' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { keys, clock } = context;
  const { key, user } = permit;
  context.group('Delete a key that was never in use');
  context.info(`${key}: ${why}`);
  if (!last) await renewHeartbeat(state, context);
  try {
    await keys.delete(permit);
    if (!last)
      await mustBeSeen(`the deletion of ${key}`, clock, async () => !(await isThere(keys, user, key)));
  } catch (error) {
    if (!last || !(error instanceof AwsError)) throw error;
    return { ...state, runState: { ...state.runState, discardFailure: messageOf(error) } };
  }
  context.event('key-discarded', key);
  try {
    await keys.untag(user, [key]);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.info(`The description of ${key} stays as a tag of ${user}: ${messageOf(error)}.`);
  }
  return { ...state, observation: withoutKey(state.observation, key) };
}

/** With a key that is deactivated, giving up would leave nobody who watches. */
function patient({ keys }: RotationContext): AccessKeys {
  return keys.withPatience(LONG);
}

async function isThere(keys: AccessKeys, user: string, key: string): Promise<boolean> {
  return (await keys.list(user)).some(({ id }) => id === key);
}

async function hasStatus(
  keys: AccessKeys,
  { user, key }: { readonly user: string; readonly key: string },
  wanted: string,
): Promise<boolean> {
  return (await keys.list(user)).some(({ id, status }) => id === key && status === wanted);
}

function withStatus(observed: Observation, key: string, status: string): Observation {
  return {
    ...observed,
    keys: observed.keys.map((candidate) => (candidate.id === key ? { ...candidate, status } : candidate)),
  };
}

function withoutKey(observed: Observation, key: string): Observation {
  return { ...observed, keys: observed.keys.filter(({ id }) => id !== key) };
}
