/** The loop over observe, decide and perform, for one IAM user. */
import { AwsError } from '../aws/error.ts';
import { MINUTE, iso } from '../lib/clock.ts';
import { Cancelled, Problem, messageOf, withFullStop } from '../lib/errors.ts';
import { decide } from './decide/decide.ts';
import { type End, plan, reportOf, describeState } from './report/describe.ts';
import { AnotherRun } from './perform/create-key.ts';
import { clearHeartbeat } from './perform/journal-writer.ts';
import { HEARTBEAT_VOID, type Journal, heartbeatOf, readJournal } from './journal.ts';
import type { RotationContext, State } from './means.ts';
import type { Observation, Target } from './observation.ts';
import { observe } from './observe/observe.ts';
import { type Acting, SHARED_FOR, perform } from './perform/perform.ts';
import type { RotationEvent, RotationReport } from './report/report.ts';
import { initialRunState } from './step.ts';

export interface Logger {
  group(text: string): void;
  info(text: string): void;
}

/** Everything a rotation needs but its voice and its events, which are its own. */
export type SharedContext = Omit<RotationContext, 'group' | 'info' | 'event'>;

interface Options {
  readonly run: string;
  readonly dryRun: boolean;
  /** The organisation was looked at then. */
  readonly startedAt: number;
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
  const context = meansOf(shared, logger, events);
  const progress: Progress = { first: undefined, state: undefined, journal: undefined, acted: false };
  let end: End;
  try {
    end = await runLoop(progress, target, options, context);
  } catch (error) {
    const { state } = progress;
    if (progress.acted && state !== undefined)
      saveProgress(
        { ...state, observation: await lookOnceMore(state.observation, shared, context) },
        progress,
      );
    end = endOf(error, progress.state?.observation, target.user);
  }
  const { first, state, journal, acted } = progress;
  if (acted && state?.runState.finished === false) await releaseHeartbeat(state, shared, context);
  return reportOf(target, credentials, first, state, journal, end, events, shared.policy, shared.clock.now());
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
    if ('result' in next) return next;
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
  progress.first = await observe(target, context, Math.max(startedAt, context.clock.now() - SHARED_FOR));
  context.info(describeState(progress.first));
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

/** Whoever has waited longer than a heartbeat lives may have been taken for dead: who is at work now is in the tags. */
async function afterLongWait(state: State, { keys, clock }: RotationContext): Promise<State> {
  const { observation: observed, runState } = state;
  const beat = heartbeatOf(observed.journal, runState.run);
  if (beat === undefined || clock.now() - beat < HEARTBEAT_VOID - MINUTE) return state;
  const tags = await keys.tags(observed.target.user);
  return { runState, observation: { ...observed, tags, journal: readJournal(tags) } };
}

function nextStep(
  { observation, runState }: State,
  progress: Progress,
  { dryRun }: Options,
  { cancel, clock, policy }: RotationContext,
): Acting | End {
  if (cancel.aborted) throw new Cancelled();
  const step = decide(observation, policy, runState, clock.now());
  if (step.do === 'stop') throw step.problem;
  if (step.do === 'rest') return ended(step.result, step.why, { warning: step.warning ?? false });
  if (dryRun && step.do !== 'look') {
    const steps = plan(step, observation, policy, clock);
    return ended('planned', 'dry run: nothing was changed', { plan: steps });
  }
  progress.acted ||= step.do !== 'look';
  return step;
}

function isWait(step: Acting): boolean {
  return step.do.startsWith('await-');
}

function saveProgress(state: State, progress: Progress): State {
  progress.state = state;
  if (!state.runState.finished) progress.journal = state.observation.journal;
  return state;
}

function meansOf(shared: SharedContext, logger: Logger, events: RotationEvent[]): RotationContext {
  let lastTitle = '';
  return {
    ...shared,
    group: (text) => {
      if (text !== lastTitle) logger.group(text);
      lastTitle = text;
    },
    info: (text) => logger.info(text),
    event: (what) => {
      events.push({ at: shared.clock.now(), what });
      logger.info(`-> ${what}`);
    },
  };
}

function ended(result: End['result'], why: string, more: Partial<End> = {}): End {
  return { result, why, warning: false, next: '', plan: [], ...more };
}

function endOf(error: unknown, observed: Observation | undefined, user: string): End {
  const goesOn = 'The next run goes on from what it finds.';
  if (error instanceof AnotherRun)
    return ended('pending', `${error.message} on ${user}; this run changed nothing`, { warning: true });
  if (error instanceof Cancelled) {
    const inUse = observed?.journal.stored !== undefined;
    return ended(inUse ? 'pending' : 'failed', 'the run was cancelled', { warning: true, next: goesOn });
  }
  if (error instanceof AwsError && error.sessionEnded && observed?.journal.stored !== undefined) {
    const how = "Run again to finish; with 'role-to-assume' the action fetches a new session by itself.";
    return ended('pending', `${error.message}; both keys are as they were`, { warning: true, next: how });
  }
  if (error instanceof Problem) return ended('failed', error.what, { next: error.remedy });
  return ended('failed', withFullStop(messageOf(error)), { next: `See to it, and run again. ${goesOn}` });
}

/** After a failure: what is true now. Where it cannot be read, what was true before. */
async function lookOnceMore(
  observed: Observation,
  shared: SharedContext,
  { info }: Pick<RotationContext, 'info'>,
): Promise<Observation> {
  try {
    return await observe(observed.target, shared, shared.clock.now());
  } catch (error) {
    info(
      `What is true now could not be read (${messageOf(error)}); what follows was true at ${iso(observed.at)}.`,
    );
    return observed;
  }
}

/** Takes our heartbeat away, so that the next run need not wait for it to grow cold. */
async function releaseHeartbeat(
  state: State,
  { keys, clock }: SharedContext,
  { info }: Pick<RotationContext, 'info'>,
): Promise<void> {
  try {
    await clearHeartbeat(state, keys);
  } catch (error) {
    info(`The heartbeat of this run stays for 15 minutes from ${iso(clock.now())}: ${messageOf(error)}.`);
  }
}
