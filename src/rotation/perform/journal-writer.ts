/** Writes to the journal. Each write renews the heartbeat, which tells other runs that this one is at work. */
import type { AccessKeys } from '../../aws/access-keys.ts';
import { AwsError } from '../../aws/error.ts';
import { MINUTE } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { type Entry, descriptionTag, heartbeatOf, heartbeatTag, readJournal, tagsOf } from '../journal.ts';
import type { RotationContext, State } from '../means.ts';
import type { Observation } from '../observation.ts';
import type { RunState } from '../step.ts';

export const HEARTBEAT_EVERY = 5 * MINUTE;

/** Writes to the journal, with our heartbeat, and returns what is now known. */
export async function writeJournal(
  entry: Entry,
  observed: Observation,
  runState: RunState,
  { keys, clock, policy }: Pick<RotationContext, 'keys' | 'clock' | 'policy'>,
): Promise<Observation> {
  const tags = {
    ...tagsOf({ organization: policy.organizationId, ...entry }, observed.tags),
    ...heartbeatTag(runState.run, clock.now()),
    ...(typeof entry.new === 'string' ? descriptionTag(entry.new, policy.organizationId, clock.now()) : {}),
  };
  await keys.tag(observed.target.user, tags);
  const known = new Map([...observed.tags, ...Object.entries(tags)]);
  return { ...observed, tags: known, journal: readJournal(known) };
}

/** Tells other runs that this one is at work; a heartbeat that is fresh is not written again. */
export async function renewHeartbeat(
  observed: Observation,
  runState: RunState,
  context: RotationContext,
): Promise<Observation> {
  const last = heartbeatOf(observed.journal, runState.run) ?? 0;
  return context.clock.now() - last < HEARTBEAT_EVERY
    ? observed
    : writeJournal({}, observed, runState, context);
}

/** Renews our heartbeat when it is due. A failure to do so is no failure of the wait. */
export async function keepAlive(
  observed: Observation,
  runState: RunState,
  context: RotationContext,
): Promise<Observation> {
  try {
    return await renewHeartbeat(observed, runState, context);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.info(`The heartbeat was not renewed: ${messageOf(error)}.`);
    return observed;
  }
}

/** Takes our heartbeat away: this run has ended. */
export async function clearHeartbeat(
  { observation: observed, runState }: State,
  keys: AccessKeys,
): Promise<void> {
  await keys.untag(observed.target.user, Object.keys(heartbeatTag(runState.run, 0)));
}
