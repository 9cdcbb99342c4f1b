/** Does one step, and returns what is then known. What to do, and whether, is decided before. */
import { MINUTE, iso, span } from '../../lib/clock.ts';
import { patiently } from '../../lib/patience.ts';
import type { RotationContext, State } from '../context.ts';
import { readJournal } from '../journal.ts';
import type { Action, Observation, Step } from '../model.ts';
import { observe } from '../observe/observe.ts';
import { announce, createKey } from './create-key.ts';
import { awaitClusters, deploy, refreshStatuses } from './deploy.ts';
import { HEARTBEAT_EVERY, keepAlive, writeJournal } from './journal-writer.ts';
import { deactivate, discard, remove, restore } from './retire.ts';
import { storeKey } from './store-key.ts';
import { awaitVerification, verify } from './verify.ts';

const REFUSED_FOR = 5 * MINUTE;

export async function perform(step: Action, state: State, context: RotationContext): Promise<State> {
  switch (step.do) {
    case 'refresh':
      return refresh(step, state, context);
    case 'refresh-statuses':
      return lookPatiently(
        (observation) => refreshStatuses({ ...state, observation }, context),
        state,
        context,
      );
    case 'record': {
      context.info(`${step.why}.`);
      const observation = await writeJournal(step.entry, state, context);
      const { runState } = state;
      return { observation, runState: step.liftsHold ? { ...runState, holdLifted: true } : runState };
    }
    case 'announce':
      return announce(step, state, context);
    case 'create-key':
      return createKey(step, state, context);
    case 'store-key':
      return storeKey(step, state, context);
    case 'discard':
      return discard(step, state, context);
    case 'deploy':
      return deploy(step, state, context);
    case 'await-clusters':
      return awaitClusters(step, state, context);
    case 'verify':
      return verify(step, state, context);
    case 'await-verification':
      return awaitVerification(step, state, context);
    case 'await-time':
      return awaitTime(step, state, context);
    case 'deactivate':
      return deactivate(step, state, context);
    case 'restore':
      return restore(step, state, context);
    case 'delete':
      return remove(step, state, context);
    case 'finish':
      return finish(step, state, context);
  }
}

async function refresh(
  { notBefore, dnsNotBefore }: Extract<Step, { do: 'refresh' }>,
  { observation: observed, runState }: State,
  context: RotationContext,
): Promise<State> {
  const { clock, organization } = context;
  const { target } = observed;
  if (dnsNotBefore !== undefined) organization.dns.renew(dnsNotBefore);
  if (notBefore > clock.now()) await clock.sleep(notBefore - clock.now());
  const look = (): Promise<Observation> => observe(target, context, notBefore);
  const observation = await lookPatiently(look, { observation: observed, runState }, context);
  const unknownSince =
    observation.unknownClusters.length === 0 ? undefined : (runState.unknownSince ?? clock.now());
  return { observation, runState: { ...runState, unknownSince } };
}

/**
 * A look in the middle of a rotation: "later", or no clear answer, leaves nobody who watches, so it is looked again for as
 * long as it may take. While a key is deactivated, a no is not believed at once either: some of a busy server pass.
 */
async function lookPatiently<T>(
  look: (observation: Observation) => Promise<T>,
  state: State,
  context: RotationContext,
): Promise<T> {
  const { clock, info } = context;
  let { observation } = state;
  return patiently(
    () => look(observation),
    clock,
    async (pause, error) => {
      info(`${error.message}. Looking again at ${iso(clock.now() + pause).slice(11)}.`);
      observation = await keepAlive({ ...state, observation }, context);
      await clock.sleep(pause);
    },
    observation.journal.deactivating === undefined ? 0 : REFUSED_FOR,
  );
}

async function awaitTime(
  step: Extract<Step, { do: 'await-time' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { clock } = context;
  const { runState } = state;
  context.group(
    step.until - clock.now() > 30 * MINUTE
      ? 'Waiting up to 2h to ensure all ongoing deployments are done'
      : 'Wait',
  );
  context.info(`Until ${iso(step.until)} (${span(step.until - clock.now())}): ${step.why}.`);
  let { observation } = state;
  for (let told = clock.now(); clock.now() < step.until;) {
    await clock.sleep(Math.min(HEARTBEAT_EVERY, step.until - clock.now()));
    observation = await keepAlive({ observation, runState }, context);
    if (clock.now() - told >= 30 * MINUTE && clock.now() < step.until) {
      told = clock.now();
      context.info(`Waiting until ${iso(step.until)}, ${span(step.until - told)} to go.`);
    }
  }
  return { observation, runState: { ...runState, vetoed: step.veto ?? runState.vetoed } };
}

async function finish(
  step: Extract<Step, { do: 'finish' }>,
  { observation, runState }: State,
  context: RotationContext,
): Promise<State> {
  await context.keys.untag(observation.target.user, step.tags);
  const tags = new Map([...observation.journal.tags].filter(([key]) => !step.tags.includes(key)));
  context.group('Done');
  return {
    runState: { ...runState, finished: step.rotated },
    observation: { ...observation, journal: readJournal(tags, context.signer) },
  };
}
