/** Writes to the journal. Each write renews the heartbeat, which tells other runs that this one is at work. */
import type { AccessKeys } from '../../aws/access-keys.ts';
import { AwsError } from '../../aws/error.ts';
import { MINUTE } from '../../lib/clock.ts';
import { messageOf } from '../../lib/errors.ts';
import { type Entry, descriptionTag, heartbeatOf, heartbeatTag, readJournal, tagsOf } from '../journal.ts';
import type { Means, State } from '../means.ts';
import type { Observation } from '../observation.ts';
import type { Memory } from '../step.ts';

export const HEARTBEAT_EVERY = 5 * MINUTE;

/** Writes to the journal, with our heartbeat, and returns what is now known. */
export async function write(
  entry: Entry,
  o: Observation,
  memory: Memory,
  { keys, clock, policy }: Pick<Means, 'keys' | 'clock' | 'policy'>,
): Promise<Observation> {
  const tags = {
    ...tagsOf({ organization: policy.organizationId, ...entry }, o.tags),
    ...heartbeatTag(memory.run, clock.now()),
    ...(typeof entry.new === 'string' ? descriptionTag(entry.new, policy.organizationId, clock.now()) : {}),
  };
  await keys.tag(o.target.user, tags);
  const known = new Map([...o.tags, ...Object.entries(tags)]);
  return { ...o, tags: known, journal: readJournal(known) };
}

/** Tells other runs that this one is at work; a heartbeat that is fresh is not written again. */
export async function beat(o: Observation, memory: Memory, means: Means): Promise<Observation> {
  const last = heartbeatOf(o.journal, memory.run) ?? 0;
  return means.clock.now() - last < HEARTBEAT_EVERY ? o : write({}, o, memory, means);
}

/** Renews our heartbeat when it is due. A failure to do so is no failure of the wait. */
export async function keepAlive(o: Observation, memory: Memory, means: Means): Promise<Observation> {
  try {
    return await beat(o, memory, means);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    means.say(`The heartbeat was not renewed: ${messageOf(error)}.`);
    return o;
  }
}

/** Takes our heartbeat away: this run has ended. */
export async function signOff({ observation: o, memory }: State, keys: AccessKeys): Promise<void> {
  await keys.untag(o.target.user, Object.keys(heartbeatTag(memory.run, 0)));
}
