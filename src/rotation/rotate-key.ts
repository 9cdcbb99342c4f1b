/** The loop over observe, decide and perform, for one IAM user. */
import { AwsError } from '../aws/error.ts';
import { iso } from '../clock.ts';
import { Cancelled, Problem, messageOf, stopped } from '../errors.ts';
import { decide } from './decide.ts';
import { type End, plan, reportOf, truth } from './describe.ts';
import { AnotherRun } from './issue.ts';
import type { Journal } from './journal.ts';
import type { Observation, Target } from './observation.ts';
import { look } from './observe.ts';
import { type Means, type State, perform, signOff } from './perform.ts';
import type { RotationEvent, RotationReport } from './report.ts';
import { freshMemory } from './step.ts';

export interface Voice {
  title(text: string): void;
  say(text: string): void;
}

/** Everything a rotation needs but its voice and its events, which are its own. */
export type SharedMeans = Omit<Means, 'title' | 'say' | 'event'>;

/** Rotates the key of one IAM user as far as it can go in this run. Never throws: what went wrong is in the report. */
export async function rotateKey(
  target: Target,
  credentials: RotationReport['credentials'],
  options: { readonly run: string; readonly dryRun: boolean; readonly startedAt: number },
  shared: SharedMeans,
  voice: Voice,
): Promise<RotationReport> {
  const { clock, policy } = shared;
  const events: RotationEvent[] = [];
  const means = meansOf(shared, voice, events);
  let state: State | undefined;
  let first: Observation | undefined;
  let journal: Journal | undefined;
  let acted = false;
  let end: End;
  try {
    means.title('Ensure there is only one Access Key');
    first = await look(target, shared, options.startedAt);
    state = { observation: first, memory: freshMemory(options.run) };
    journal = first.journal;
    means.say(truth(first));
    for (;;) {
      if (shared.cancel.aborted) throw new Cancelled();
      const before: State = state;
      const step = decide(before.observation, policy, before.memory, clock.now());
      if (step.do === 'stop') throw step.problem;
      if (step.do === 'rest') {
        end = ended(step.result, step.why, { warning: step.warning ?? false });
        break;
      }
      if (options.dryRun && step.do !== 'look') {
        end = ended('planned', 'dry run: nothing was changed', {
          plan: plan(step, before.observation, policy, clock),
        });
        break;
      }
      acted ||= step.do !== 'look';
      const waits = step.do.startsWith('await-');
      state = await (waits ? perform(step, before, means) : shared.turn(() => perform(step, before, means)));
      if (!state.memory.finished) journal = state.observation.journal;
    }
  } catch (error) {
    if (acted && state !== undefined)
      state = { ...state, observation: await lookOnceMore(state.observation, shared, means) };
    if (state?.memory.finished === false) journal = state.observation.journal;
    end = endOf(error, state?.observation, target.user);
  }
  if (acted && state?.memory.finished === false) await leave(state, shared, means);
  return reportOf(target, credentials, first, state, journal, end, events, policy, clock.now());
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
