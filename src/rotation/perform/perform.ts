/** Does one step. What changes AWS or Qovery in a rotation is here, and in `issue`, `deploy`, `verify` and `heartbeat`. */
import { type Clock, MINUTE, SECOND, iso, span } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';
import { awaitClusters, deploy } from './deploy.ts';
import { HEARTBEAT_EVERY, beat, keepAlive, write } from './journal-writer.ts';
import { issue } from './create-key.ts';
import { describedKeys, journalTags, readJournal } from '../journal.ts';
import { LOOK_AGAIN_AFTER, type Means, SEEN_WITHIN, type State } from '../means.ts';
import { type Observation, changedAt } from '../observation.ts';
import { look } from '../observe/observe.ts';
import type { Step } from '../step.ts';
import { awaitVerification, verify } from './verify.ts';

export type Acting = Exclude<Step, { do: 'rest' } | { do: 'stop' }>;

/** A look that is no older is good for every rotation of this run. */
export const SHARED_FOR = 20 * SECOND;

export async function perform(step: Acting, state: State, means: Means): Promise<State> {
  const { keys, clock } = means;
  const { observation: o, memory } = state;
  const { user } = o.target;
  switch (step.do) {
    case 'look': {
      // Before the new key is deployed nothing goes: the DNS providers need not be read again.
      if (o.journal.deployed !== undefined && o.dnsAt < changedAt(o))
        means.organization.dns.renew(changedAt(o));
      return { memory, observation: await look(o.target, means, lookedSince(o, clock.now())) };
    }

    case 'record': {
      means.say(`${step.why}.`);
      const observation = await write(step.entry, o, memory, means);
      return { observation, memory: step.liftsHold ? { ...memory, holdLifted: true } : memory };
    }

    case 'issue':
      return issue(step, state, means);

    case 'discard':
      // What a split cuts off, it cuts off for as short as can be: all but the deletion is done before it.
      if (step.split)
        return issue({ replaces: o.journal.old ?? step.key, why: step.why, instead: step.key }, state, means);
      means.title('Delete a key that was never in use');
      means.say(`${step.key}: ${step.why}.`);
      await beat(o, memory, means);
      await untilSeen(`the deletion of ${step.key}`, clock, async () => {
        await keys.delete(user, step.key);
        return !(await keys.list(user)).some(({ id }) => id === step.key);
      });
      await keys.untag(user, [step.key]);
      means.event(`deleted ${step.key}, which was never in use`);
      return { memory, observation: await look(o.target, means, clock.now()) };

    case 'deploy':
      return deploy(step.clusters, state, means);

    case 'await-clusters':
      return awaitClusters(step, state, means);

    case 'verify':
      return verify(step.environments, state, means);

    case 'await-verification':
      return awaitVerification(step.environments, state, means);

    case 'await-time':
      return awaitTime(step, state, means);

    case 'deactivate': {
      means.title('Deactivate the old Access Key');
      const claimed = await write({ deactivating: clock.now() }, o, memory, means);
      await setStatus(user, step.key, 'Inactive', means);
      means.event(`deactivated ${step.key}`);
      return {
        memory,
        observation: await write(
          { deactivated: clock.now() },
          withStatus(claimed, step.key, 'Inactive'),
          memory,
          means,
        ),
      };
    }

    case 'restore': {
      means.title('Activate the old Access Key again');
      means.say(`${step.why}.`);
      // What broke is written down first: whoever comes next knows, and still sees that it is ours to activate.
      const held = await write({ restored: clock.now(), why: step.why }, o, memory, means);
      await setStatus(user, step.key, 'Active', means);
      means.event(`activated ${step.key} again: ${step.why}`);
      const entry = { deactivating: undefined, deactivated: undefined };
      return { memory, observation: await write(entry, withStatus(held, step.key, 'Active'), memory, means) };
    }

    case 'delete':
      return remove(step.key, state, means);

    case 'finish': {
      const dead = [o.journal.old, ...o.journal.lost, ...describedKeys(o.tags)].filter(
        (id) => id !== undefined && !o.keys.some((key) => key.id === id),
      );
      const ours = [...journalTags(o.tags), ...[...o.tags.keys()].filter((key) => dead.includes(key))];
      await keys.untag(user, ours);
      const tags = new Map([...o.tags].filter(([key]) => !ours.includes(key)));
      means.title('Done');
      return {
        memory: { ...memory, finished: true },
        observation: { ...o, tags, journal: readJournal(tags) },
      };
    }
  }
}

/**
 * A look that another rotation of this run has just had is good for this one too, where it is newer than what this one
 * saw and did: many rotations side by side then look together.
 */
function lookedSince({ at, journal }: Observation, now: number): number {
  return Math.max(at + 1, now - SHARED_FOR, changedAt({ journal }));
}

async function remove(key: string, { observation, memory }: State, means: Means): Promise<State> {
  means.title('Delete the old Access Key');
  const o = await beat(observation, memory, means);
  await means.keys.delete(o.target.user, key);
  means.event(`deleted ${key}`);
  return { memory, observation: { ...o, keys: o.keys.filter(({ id }) => id !== key) } };
}

function setStatus(
  user: string,
  id: string,
  status: 'Active' | 'Inactive',
  { keys, clock }: Pick<Means, 'keys' | 'clock'>,
): Promise<void> {
  return untilSeen(`that ${id} is to be ${status}`, clock, async () => {
    await keys.setStatus(user, id, status);
    return (await keys.list(user)).some((key) => key.id === id && key.status === status);
  });
}

/** IAM's lists lag by seconds, and what comes next is decided by them. What can be repeated is repeated. */
async function untilSeen(what: string, clock: Clock, once: () => Promise<boolean>): Promise<void> {
  const deadline = clock.now() + SEEN_WITHIN;
  while (!(await once())) {
    if (clock.now() > deadline) {
      throw new Problem(
        `AWS accepted ${what}, but nothing of it is seen after ${span(SEEN_WITHIN)}.`,
        'Run again: the next run goes on from what it finds.',
      );
    }
    await clock.sleep(LOOK_AGAIN_AFTER);
  }
}

async function awaitTime(
  step: Extract<Step, { do: 'await-time' }>,
  { observation, memory }: State,
  means: Means,
): Promise<State> {
  const { clock } = means;
  means.title(
    step.until - clock.now() > 30 * MINUTE
      ? 'Waiting up to 2h to ensure all ongoing deployments are done'
      : 'Wait',
  );
  means.say(`Until ${iso(step.until)} (${span(step.until - clock.now())}): ${step.why}.`);
  let o = observation;
  for (let told = clock.now(); clock.now() < step.until;) {
    await clock.sleep(Math.min(HEARTBEAT_EVERY, step.until - clock.now()));
    o = await keepAlive(o, memory, means);
    if (clock.now() - told >= 30 * MINUTE && clock.now() < step.until) {
      told = clock.now();
      means.say(`Waiting until ${iso(step.until)}, ${span(step.until - told)} to go.`);
    }
  }
  return { observation: o, memory: { ...memory, vetoed: step.veto ?? memory.vetoed } };
}

function withStatus(o: Observation, key: string, status: string): Observation {
  return {
    ...o,
    keys: o.keys.map((candidate) => (candidate.id === key ? { ...candidate, status } : candidate)),
  };
}
