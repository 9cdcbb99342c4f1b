/** The loop over observe, decide and perform, for one IAM user. */
import { AwsError } from '../aws/error.ts';
import { MINUTE, iso } from '../lib/clock.ts';
import { Cancelled, Problem, messageOf, stopped } from '../lib/errors.ts';
import { decide } from './decide/decide.ts';
import { type End, plan, reportOf, truth } from './report/describe.ts';
import { AnotherRun } from './perform/create-key.ts';
import { signOff } from './perform/journal-writer.ts';
import { HEARTBEAT_VOID, type Journal, heartbeatOf, readJournal } from './journal.ts';
import type { Means, State } from './means.ts';
import type { Observation, Target } from './observation.ts';
import { look } from './observe/observe.ts';
import { type Acting, SHARED_FOR, perform } from './perform/perform.ts';
import type { RotationEvent, RotationReport } from './report/report.ts';
import { freshMemory } from './step.ts';

export interface Voice {
  title(text: string): void;
  say(text: string): void;
}

/** Everything a rotation needs but its voice and its events, which are its own. */
export type SharedMeans = Omit<Means, 'title' | 'say' | 'event'>;

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
  shared: SharedMeans,
  voice: Voice,
): Promise<RotationReport> {
  const events: RotationEvent[] = [];
  const means = meansOf(shared, voice, events);
  const progress: Progress = { first: undefined, state: undefined, journal: undefined, acted: false };
  let end: End;
  try {
    end = await goOn(progress, target, options, means);
  } catch (error) {
    const { state } = progress;
    if (progress.acted && state !== undefined)
      keep({ ...state, observation: await lookOnceMore(state.observation, shared, means) }, progress);
    end = endOf(error, progress.state?.observation, target.user);
  }
  const { first, state, journal, acted } = progress;
  if (acted && state?.memory.finished === false) await leave(state, shared, means);
  return reportOf(target, credentials, first, state, journal, end, events, shared.policy, shared.clock.now());
}

/** Looks and acts by turns with the other rotations of this run, and waits beside them. */
async function goOn(progress: Progress, target: Target, options: Options, means: Means): Promise<End> {
  let state = await means.admit(async () =>
    act(await begin(progress, target, options, means), progress, options, means),
  );
  for (;;) {
    const next = consider(state, progress, options, means);
    if ('result' in next) return next;
    state = isWait(next)
      ? keep(await perform(next, state, means), progress)
      : await means.turn(() => act(state, progress, options, means));
  }
}

async function begin(
  progress: Progress,
  target: Target,
  { run, startedAt }: Options,
  means: Means,
): Promise<State> {
  if (means.cancel.aborted) throw new Cancelled();
  means.title('Ensure there is only one Access Key');
  progress.first = await look(target, means, Math.max(startedAt, means.clock.now() - SHARED_FOR));
  means.say(truth(progress.first));
  return keep({ observation: progress.first, memory: freshMemory(run) }, progress);
}

/** Decides again, since a turn may be long in coming, and goes on as long as there is something to do. */
async function act(state: State, progress: Progress, options: Options, means: Means): Promise<State> {
  state = keep(await afterLongWait(state, means), progress);
  for (;;) {
    const next = consider(state, progress, options, means);
    if ('result' in next || isWait(next)) return state;
    state = keep(await perform(next, state, means), progress);
    // Where Qovery is busy these are asked for again, some time later: others have their turn meanwhile.
    if (next.do === 'deploy' || next.do === 'verify') return state;
  }
}

/** Whoever has waited longer than a heartbeat lives may have been taken for dead: who is at work now is in the tags. */
async function afterLongWait(state: State, { keys, clock }: Means): Promise<State> {
  const { observation: o, memory } = state;
  const beat = heartbeatOf(o.journal, memory.run);
  if (beat === undefined || clock.now() - beat < HEARTBEAT_VOID - MINUTE) return state;
  const tags = await keys.tags(o.target.user);
  return { memory, observation: { ...o, tags, journal: readJournal(tags) } };
}

function consider(
  { observation, memory }: State,
  progress: Progress,
  { dryRun }: Options,
  { cancel, clock, policy }: Means,
): Acting | End {
  if (cancel.aborted) throw new Cancelled();
  const step = decide(observation, policy, memory, clock.now());
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

function keep(state: State, progress: Progress): State {
  progress.state = state;
  if (!state.memory.finished) progress.journal = state.observation.journal;
  return state;
}

function meansOf(shared: SharedMeans, voice: Voice, events: RotationEvent[]): Means {
  let lastTitle = '';
  return {
    ...shared,
    title: (text) => {
      if (text !== lastTitle) voice.title(text);
      lastTitle = text;
    },
    say: (text) => voice.say(text),
    event: (what) => {
      events.push({ at: shared.clock.now(), what });
      voice.say(`-> ${what}`);
    },
  };
}

function ended(result: End['result'], why: string, more: Partial<End> = {}): End {
  return { result, why, warning: false, next: '', plan: [], ...more };
}

function endOf(error: unknown, o: Observation | undefined, user: string): End {
  const goesOn = 'The next run goes on from what it finds.';
  if (error instanceof AnotherRun)
    return ended('pending', `${error.message} on ${user}; this run changed nothing`, { warning: true });
  if (error instanceof Cancelled) {
    const inUse = o?.journal.stored !== undefined;
    return ended(inUse ? 'pending' : 'failed', 'the run was cancelled', { warning: true, next: goesOn });
  }
  if (error instanceof AwsError && error.sessionEnded && o?.journal.stored !== undefined) {
    const how = "Run again to finish; with 'role-to-assume' the action fetches a new session by itself.";
    return ended('pending', `${error.message}; both keys are as they were`, { warning: true, next: how });
  }
  if (error instanceof Problem) return ended('failed', error.what, { next: error.next });
  return ended('failed', stopped(messageOf(error)), { next: `See to it, and run again. ${goesOn}` });
}

/** After a failure: what is true now. Where it cannot be read, what was true before. */
async function lookOnceMore(
  o: Observation,
  shared: SharedMeans,
  { say }: Pick<Means, 'say'>,
): Promise<Observation> {
  try {
    return await look(o.target, shared, shared.clock.now());
  } catch (error) {
    say(`What is true now could not be read (${messageOf(error)}); what follows was true at ${iso(o.at)}.`);
    return o;
  }
}

/** Takes our heartbeat away, so that the next run need not wait for it to grow cold. */
async function leave(state: State, { keys, clock }: SharedMeans, { say }: Pick<Means, 'say'>): Promise<void> {
  try {
    await signOff(state, keys);
  } catch (error) {
    say(`The heartbeat of this run stays for 15 minutes from ${iso(clock.now())}: ${messageOf(error)}.`);
  }
}
