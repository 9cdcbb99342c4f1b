/** The loop over observe, decide and perform, for one IAM user. */
import { AwsError } from '../aws/error.ts';
import { MINUTE, iso } from '../lib/clock.ts';
import { Cancelled, Problem, messageOf, withFullStop } from '../lib/errors.ts';
import type { RotationContext, SharedContext, State } from './context.ts';
import { decide } from './decide/decide.ts';
import { firstLook, readsFor } from './decide/freshness.ts';
import { Blocked } from './decide/preflight.ts';
import { HEARTBEAT_TTL, type Journal, type Signer, heartbeatOf } from './journal.ts';
import {
  type Action,
  type Observation,
  type RotationEvent,
  type Step,
  type Target,
  type Wait,
  initialRunState,
} from './model.ts';
import { observe } from './observe/observe.ts';
import { clearHeartbeat, rereadJournal } from './perform/journal-writer.ts';
import { perform } from './perform/perform.ts';
import { describeDuration, describeState, plan } from './report/describe.ts';
import { type End, type RotationReport, reportOf } from './report/report.ts';
import { describeEvent } from './report/words.ts';

export interface Logger {
  group(title: string): void;
  info(text: string): void;
}

interface Options {
  readonly run: string;
  readonly dryRun: boolean;
  /** The organisation was looked at then. */
  readonly startedAt: number;
  readonly signer: Signer;
}

/** How far a rotation has come. */
interface Progress {
  first: Observation | undefined;
  state: State | undefined;
  /** As it was last known, before it was cleaned. */
  journal: Journal | undefined;
  acted: boolean;
}

/** Rotates the key of one IAM user as far as it can go in this run. Never throws: what went wrong is in the report. */
export async function rotateKey(
  target: Target,
  credentials: RotationReport['credentials'],
  options: Options,
  shared: SharedContext,
  logger: Logger,
): Promise<RotationReport> {
  const events: RotationEvent[] = [];
  const context = contextOf(shared, options.signer, logger, events);
  const progress: Progress = { first: undefined, state: undefined, journal: undefined, acted: false };
  let end: End;
  try {
    end = await runLoop(progress, target, options, context);
  } catch (error) {
    const { state } = progress;
    if (progress.acted && state !== undefined)
      saveProgress({ ...state, observation: await lookOnceMore(state.observation, context) }, progress);
    end = endOf(error, progress.state?.observation);
  }
  if (progress.acted && progress.state?.runState.finished === false)
    await releaseHeartbeat(progress.state, context);
  const { policy, clock } = shared;
  return reportOf({ target, credentials, ...progress, end, events, policy, now: clock.now() });
}

/** Looks and acts by turns with the other rotations of this run, and waits beside them. */
async function runLoop(
  progress: Progress,
  target: Target,
  options: Options,
  context: RotationContext,
): Promise<End> {
  let state = await context.startLimit(async () =>
    act(await begin(progress, target, options, context), progress, options, context),
  );
  for (;;) {
    const next = nextStep(state, progress, options, context);
    if ('result' in next) {
      // What a run without `dry-run` would find out before its first change.
      if (next.result === 'planned') await context.keys.checkPermissions(target.user);
      return next;
    }
    state = isWait(next)
      ? saveProgress(await perform(next, state, context), progress)
      : await context.stepLimit(() => act(state, progress, options, context));
  }
}

async function begin(
  progress: Progress,
  target: Target,
  { run, startedAt }: Options,
  context: RotationContext,
): Promise<State> {
  if (context.cancel.aborted) throw new Cancelled();
  context.group('Ensure there is only one Access Key');
  progress.first = await observe(target, context, firstLook(startedAt, context.clock.now()));
  context.info(describeState(progress.first));
  const duration = describeDuration(progress.first);
  if (duration !== undefined) context.info(duration);
  return saveProgress({ observation: progress.first, runState: initialRunState(run) }, progress);
}

/** Decides again, since a turn may be long in coming, and goes on as long as there is something to do. */
async function act(
  state: State,
  progress: Progress,
  options: Options,
  context: RotationContext,
): Promise<State> {
  state = saveProgress(await afterLongWait(state, context), progress);
  for (;;) {
    const next = nextStep(state, progress, options, context);
    if ('result' in next || isWait(next)) return state;
    state = saveProgress(await perform(next, state, context), progress);
    // Where Qovery is busy these are asked for again, some time later: others have their turn meanwhile.
    if (next.do === 'deploy' || next.do === 'verify') return state;
  }
}

/** If we waited past the heartbeat's time to live, another run may have taken over: read the tags again. */
async function afterLongWait(state: State, context: RotationContext): Promise<State> {
  const { observation, runState } = state;
  const heartbeat = heartbeatOf(observation.journal, runState.run);
  if (heartbeat === undefined || context.clock.now() - heartbeat < HEARTBEAT_TTL - MINUTE) return state;
  return { runState, observation: { ...observation, journal: await rereadJournal(state, context) } };
}

function nextStep(
  { observation: observed, runState }: State,
  progress: Progress,
  { dryRun }: Options,
  { cancel, clock, policy }: RotationContext,
): Action | End {
  const step = decide({ observed, policy, runState, now: clock.now(), cancelled: cancel.aborted });
  if (step.do === 'stop') throw step.problem;
  if (step.do === 'rest') return ended(step.result, step.why, { warning: step.warning ?? false });
  if (dryRun && !isLook(step)) {
    const steps = plan(step, observed, policy, clock.now());
    return ended('planned', 'dry run: nothing was changed', { plan: steps });
  }
  progress.acted ||= !isLook(step);
  return step;
}

function isWait(step: Step): step is Wait {
  return step.do.startsWith('await-');
}

function isLook(step: Step): boolean {
  return step.do.startsWith('refresh');
}

function saveProgress(state: State, progress: Progress): State {
  progress.state = state;
  if (!state.runState.finished) progress.journal = state.observation.journal;
  return state;
}

function contextOf(
  shared: SharedContext,
  signer: Signer,
  logger: Logger,
  events: RotationEvent[],
): RotationContext {
  let lastTitle = '';
  return {
    ...shared,
    signer,
    readsFor: (observed, now) => readsFor(observed, shared.policy, now),
    group: (title) => {
      if (title !== lastTitle) logger.group(title);
      lastTitle = title;
    },
    info: (text) => logger.info(text),
    event: (kind, subject, detail) => {
      const event = { at: shared.clock.now(), kind, subject, ...(detail === undefined ? {} : { detail }) };
      events.push(event);
      logger.info(`-> ${describeEvent(event)}`);
    },
  };
}

function ended(result: End['result'], why: string, more: Partial<End> = {}): End {
  return { result, why, warning: false, remedy: '', plan: [], obstacles: [], ...more };
}

function endOf(error: unknown, observed: Observation | undefined): End {
  const goesOn = 'The next run goes on from what it finds.';
  const inUse = observed?.journal.stored !== undefined;
  if (error instanceof Cancelled) {
    return ended(inUse ? 'pending' : 'failed', 'the run was cancelled', { warning: true, remedy: goesOn });
  }
  if (error instanceof AwsError && error.sessionEnded && inUse) {
    const how = "Run again to finish; with 'role-to-assume' the action fetches a new session by itself.";
    return ended('pending', `${error.message}; both keys are as they were`, { warning: true, remedy: how });
  }
  if (error instanceof Blocked) {
    return ended('failed', error.what, { remedy: error.remedy, obstacles: error.obstacles });
  }
  if (error instanceof Problem) return ended('failed', error.what, { remedy: error.remedy });
  return ended('failed', withFullStop(messageOf(error)), { remedy: `Fix it, and run again. ${goesOn}` });
}

/** After a failure: what is true now. Where it cannot be read, what was true before. */
async function lookOnceMore(observed: Observation, context: RotationContext): Promise<Observation> {
  // For the report nobody has to wait hours.
  const readsFor: RotationContext['readsFor'] = (...seen) => ({
    ...context.readsFor(...seen),
    workloads: undefined,
  });
  try {
    const now = await observe(observed.target, { ...context, readsFor }, context.clock.now());
    return { ...now, workloads: observed.workloads };
  } catch (error) {
    context.info(
      `What is true now could not be read (${messageOf(error)}); what follows was true at ${iso(observed.at)}.`,
    );
    return observed;
  }
}

/** Takes our heartbeat away, so that the next run need not wait for it to expire. */
async function releaseHeartbeat(state: State, { keys, clock, info }: RotationContext): Promise<void> {
  try {
    await clearHeartbeat(state, keys);
  } catch (error) {
    info(`The heartbeat of this run expires 15 minutes after ${iso(clock.now())}: ${messageOf(error)}.`);
  }
}
