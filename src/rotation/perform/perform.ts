/** Does one step. What changes AWS or Qovery in a rotation is here, and in `issue`, `deploy`, `verify` and `heartbeat`. */
import { type Clock, MINUTE, SECOND, iso, span } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';
import { awaitClusters, deploy } from './deploy.ts';
import { HEARTBEAT_EVERY, renewHeartbeat, keepAlive, writeJournal } from './journal-writer.ts';
import { createKey } from './create-key.ts';
import { describedKeys, journalTags, readJournal } from '../journal.ts';
import { LOOK_AGAIN_AFTER, type RotationContext, SEEN_WITHIN, type State } from '../means.ts';
import { type Observation, changedAt } from '../observation.ts';
import { observe } from '../observe/observe.ts';
import type { Step } from '../step.ts';
import { awaitVerification, verify } from './verify.ts';

export type Acting = Exclude<Step, { do: 'rest' } | { do: 'stop' }>;

/** A look that is no older is good for every rotation of this run. */
export const SHARED_FOR = 20 * SECOND;

export async function perform(step: Acting, state: State, context: RotationContext): Promise<State> {
  const { keys, clock } = context;
  const { observation: observed, runState } = state;
  const { user } = observed.target;
  switch (step.do) {
    case 'look': {
      // Before the new key is deployed nothing goes: the DNS providers need not be read again.
      if (observed.journal.deployed !== undefined && observed.dnsAt < changedAt(observed))
        context.organization.dns.renew(changedAt(observed));
      return {
        runState,
        observation: await observe(observed.target, context, lookedSince(observed, clock.now())),
      };
    }

    case 'record': {
      context.info(`${step.why}.`);
      const observation = await writeJournal(step.entry, observed, runState, context);
      return { observation, runState: step.liftsHold ? { ...runState, holdLifted: true } : runState };
    }

    case 'issue':
      return createKey(step, state, context);

    case 'discard':
      // What a split cuts off, it cuts off for as short as can be: all but the deletion is done before it.
      if (step.split)
        return createKey(
          { replaces: observed.journal.old ?? step.key, why: step.why, instead: step.key },
          state,
          context,
        );
      context.group('Delete a key that was never in use');
      context.info(`${step.key}: ${step.why}.`);
      await renewHeartbeat(observed, runState, context);
      await untilSeen(`the deletion of ${step.key}`, clock, async () => {
        await keys.delete(user, step.key);
        return !(await keys.list(user)).some(({ id }) => id === step.key);
      });
      await keys.untag(user, [step.key]);
      context.event(`deleted ${step.key}, which was never in use`);
      return { runState, observation: await observe(observed.target, context, clock.now()) };

    case 'deploy':
      return deploy(step.clusters, state, context);

    case 'await-clusters':
      return awaitClusters(step, state, context);

    case 'verify':
      return verify(step.environments, state, context);

    case 'await-verification':
      return awaitVerification(step.environments, state, context);

    case 'await-time':
      return awaitTime(step, state, context);

    case 'deactivate': {
      context.group('Deactivate the old Access Key');
      const claimed = await writeJournal({ deactivating: clock.now() }, observed, runState, context);
      await setStatus(user, step.key, 'Inactive', context);
      context.event(`deactivated ${step.key}`);
      return {
        runState,
        observation: await writeJournal(
          { deactivated: clock.now() },
          withStatus(claimed, step.key, 'Inactive'),
          runState,
          context,
        ),
      };
    }

    case 'restore': {
      context.group('Activate the old Access Key again');
      context.info(`${step.why}.`);
      // What broke is written down first: whoever comes next knows, and still sees that it is ours to activate.
      const held = await writeJournal({ restored: clock.now(), why: step.why }, observed, runState, context);
      await setStatus(user, step.key, 'Active', context);
      context.event(`activated ${step.key} again: ${step.why}`);
      const entry = { deactivating: undefined, deactivated: undefined };
      return {
        runState,
        observation: await writeJournal(entry, withStatus(held, step.key, 'Active'), runState, context),
      };
    }

    case 'delete':
      return remove(step.key, state, context);

    case 'finish': {
      const dead = [observed.journal.old, ...observed.journal.lost, ...describedKeys(observed.tags)].filter(
        (id) => id !== undefined && !observed.keys.some((key) => key.id === id),
      );
      const ours = [
        ...journalTags(observed.tags),
        ...[...observed.tags.keys()].filter((key) => dead.includes(key)),
      ];
      await keys.untag(user, ours);
      const tags = new Map([...observed.tags].filter(([key]) => !ours.includes(key)));
      context.group('Done');
      return {
        runState: { ...runState, finished: true },
        observation: { ...observed, tags, journal: readJournal(tags) },
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

async function remove(
  key: string,
  { observation, runState }: State,
  context: RotationContext,
): Promise<State> {
  context.group('Delete the old Access Key');
  const observed = await renewHeartbeat(observation, runState, context);
  await context.keys.delete(observed.target.user, key);
  context.event(`deleted ${key}`);
  return { runState, observation: { ...observed, keys: observed.keys.filter(({ id }) => id !== key) } };
}

function setStatus(
  user: string,
  id: string,
  status: 'Active' | 'Inactive',
  { keys, clock }: Pick<RotationContext, 'keys' | 'clock'>,
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
  { observation, runState }: State,
  context: RotationContext,
): Promise<State> {
  const { clock } = context;
  context.group(
    step.until - clock.now() > 30 * MINUTE
      ? 'Waiting up to 2h to ensure all ongoing deployments are done'
      : 'Wait',
  );
  context.info(`Until ${iso(step.until)} (${span(step.until - clock.now())}): ${step.why}.`);
  let observed = observation;
  for (let told = clock.now(); clock.now() < step.until;) {
    await clock.sleep(Math.min(HEARTBEAT_EVERY, step.until - clock.now()));
    observed = await keepAlive(observed, runState, context);
    if (clock.now() - told >= 30 * MINUTE && clock.now() < step.until) {
      told = clock.now();
      context.info(`Waiting until ${iso(step.until)}, ${span(step.until - told)} to go.`);
    }
  }
  return { observation: observed, runState: { ...runState, vetoed: step.veto ?? runState.vetoed } };
}

function withStatus(observed: Observation, key: string, status: string): Observation {
  return {
    ...observed,
    keys: observed.keys.map((candidate) => (candidate.id === key ? { ...candidate, status } : candidate)),
  };
}
