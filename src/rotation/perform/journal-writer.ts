/** Writes to the journal. Each write renews the heartbeat, which tells other runs that this one is at work. */
import { AwsError } from '../../aws/error.ts';
import { MINUTE } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { LONG, type Patience, SHORT } from '../../lib/patience.ts';
import type { RotationContext, State } from '../context.ts';
import {
  type Entry,
  type Journal,
  descriptionTag,
  heartbeatOf,
  heartbeatTag,
  readJournal,
  tagsOf,
} from '../journal.ts';
import type { Observation } from '../model.ts';

export const HEARTBEAT_EVERY = 5 * MINUTE;

type Writing = Pick<RotationContext, 'keys' | 'clock' | 'policy' | 'signer'>;

/** Writes to the journal, with our heartbeat, and returns what is now known. */
export async function writeJournal(
  entry: Entry,
  state: State,
  context: Writing,
  patience = patienceFor(state.observation.journal),
): Promise<Observation> {
  const { policy, clock, signer } = context;
  const { journal } = state.observation;
  const keys = context.keys.withPatience(patience);
  return writeTags(
    state,
    { ...context, keys },
    {
      ...tagsOf(entry, journal.tags, signer),
      ...(typeof entry.new === 'string' ? descriptionTag(entry.new, policy.organizationId, clock.now()) : {}),
    },
  );
}

/** Once a key is stored, giving up would leave a rotation half done. */
function patienceFor({ storing, stored }: Journal): Patience {
  return storing === undefined && stored === undefined ? SHORT : LONG;
}

/** Tells other runs that this one is at work; a heartbeat that is fresh is not written again. */
export async function renewHeartbeat(state: State, context: Writing): Promise<Observation> {
  const { observation, runState } = state;
  const last = heartbeatOf(observation.journal, runState.run) ?? 0;
  return context.clock.now() - last < HEARTBEAT_EVERY ? observation : writeTags(state, context, {});
}

/** The same while waiting: a failure to renew it is no failure of the wait. */
export async function keepAlive(state: State, context: RotationContext): Promise<Observation> {
  try {
    return await renewHeartbeat(state, context);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    context.info(`The heartbeat was not renewed: ${messageOf(error)}.`);
    return state.observation;
  }
}

/** Takes our heartbeat away: this run has ended. */
export async function clearHeartbeat(
  { observation, runState }: State,
  keys: RotationContext['keys'],
): Promise<void> {
  await keys.untag(observation.target.user, Object.keys(heartbeatTag(runState.run, 0)));
}

/** The journal as AWS shows it now. */
export async function rereadJournal(
  { observation }: State,
  { keys, signer }: Pick<RotationContext, 'keys' | 'signer'>,
): Promise<Journal> {
  return readJournal(await keys.tags(observation.target.user), signer);
}

async function writeTags(
  { observation, runState }: State,
  { keys, clock, signer }: Writing,
  tags: Readonly<Record<string, string>>,
): Promise<Observation> {
  const written = { ...tags, ...heartbeatTag(runState.run, clock.now()) };
  await keys.tag(observation.target.user, written);
  const known = new Map([...observation.journal.tags, ...Object.entries(written)]);
  return { ...observation, journal: readJournal(known, signer) };
}
