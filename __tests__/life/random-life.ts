import { availableParallelism } from 'node:os';
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';

import fc from 'fast-check';

import { calmStory, wildStory } from './events.ts';
import type { Story } from './events.ts';
import { Life } from './life.ts';

// `.ci/run lives`: random lives, for some minutes. Prints the seed and, where a rule is broken, the shortest story
// that breaks it; `--seed` and `--path` tell it again.

const { values: options } = parseArgs({
  options: {
    minutes: { type: 'string', default: '3' },
    /** At the most, of each kind of people in each process: the same ones on any machine. */
    lives: { type: 'string', default: '10000000' },
    seed: { type: 'string' },
    /** Where in the seed's sequence a counterexample was, as fast-check prints it. */
    path: { type: 'string' },
    /** `calm`, `wild`, or both by turns. */
    people: { type: 'string', default: 'both' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});

interface Report {
  readonly lives: number;
  readonly runs: number;
  readonly failed: string | undefined;
}

const seed = Number(options.seed ?? Math.floor(Math.random() * 2 ** 31));
if (process.send === undefined) process.exitCode = await conduct();
else process.send(await live());

/** Starts a process for each core, and adds up what they tell. */
async function conduct(): Promise<number> {
  const jobs = options.path === undefined ? Number(options.jobs) : 1;
  console.log(`seed ${seed}, ${options.minutes} minutes, ${jobs} processes`);
  const reports = await Promise.all(
    Array.from({ length: jobs }, (_, job) => {
      const args = [...process.argv.slice(2), '--seed', String(seed + job)];
      const child = fork(import.meta.filename, args);
      return new Promise<Report>((resolve) => {
        let report: Report = { lives: 0, runs: 0, failed: 'the process ended without a report' };
        child.on('message', (message) => (report = message as Report));
        child.on('exit', () => resolve(report));
      });
    }),
  );
  const failed = reports.flatMap((report) => report.failed ?? []);
  for (const text of failed) console.log(`\n${text}`);
  const lives = reports.reduce((sum, report) => sum + report.lives, 0);
  const runs = reports.reduce((sum, report) => sum + report.runs, 0);
  console.log(`\n${lives} lives with ${runs} runs of the action`);
  console.log(`${lives - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && lives > 0 ? 0 : 1;
}

async function live(): Promise<Report> {
  const total = Number(options.minutes) * 60_000;
  const kinds = [
    { people: 'calm', story: calmStory },
    { people: 'wild', story: wildStory },
  ].filter(({ people }) => ['both', people].includes(options.people));
  let lives = 0;
  let runs = 0;
  for (const { people, story } of kinds) {
    const path = options.path === undefined ? {} : { path: options.path };
    const details = await fc.check(
      fc.asyncProperty(story, async (told) => {
        lives += 1;
        runs += await tell(told);
      }),
      {
        seed,
        ...path,
        numRuns: Number(options.lives),
        interruptAfterTimeLimit: total / kinds.length,
        markInterruptAsFailure: false,
      },
    );
    if (details.failed && details.counterexample !== null) {
      const [told] = details.counterexample;
      const failed = [
        `FAILED --seed ${details.seed} --path ${details.counterexamplePath} --people ${people}`,
        JSON.stringify(told),
        await diaryOf(told),
      ].join('\n');
      return { lives, runs, failed };
    }
  }
  return { lives, runs, failed: undefined };
}

async function tell(story: Story): Promise<number> {
  const life = new Life(story);
  await life.live(story.events);
  return life.runs;
}

async function diaryOf(story: Story): Promise<string> {
  const life = new Life(story);
  const error = await life.live(story.events).catch((thrown: unknown) => thrown);
  return [...life.diary, String(error instanceof Error ? error.stack : error)].join('\n');
}
