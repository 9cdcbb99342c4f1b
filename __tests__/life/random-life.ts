import { availableParallelism } from 'node:os';
import { fork } from 'node:child_process';
import { parseArgs } from 'node:util';

import fc from 'fast-check';

import { calmStory, noisyStory, refusedStory, troubledStory, wildStory } from './events.ts';
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
    /** `calm`, `noisy`, `troubled`, `wild`, `refused`, several of them, or all by turns. */
    people: { type: 'string', default: 'calm,noisy,troubled,wild,refused' },
    jobs: { type: 'string', default: String(Math.min(2, availableParallelism())) },
  },
});

interface Report {
  readonly lives: number;
  readonly runs: number;
  readonly failed: string | undefined;
  /** Red runs, by people and reason. */
  readonly red: Readonly<Record<string, number>>;
  /** Lives that needed a person, by people and what had happened. */
  readonly needs: Readonly<Record<string, number>>;
}

type Counts = Record<string, number>;

function count(counts: Counts, name: string, by = 1): void {
  counts[name] = (counts[name] ?? 0) + by;
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
        let report: Report = {
          ...{ lives: 0, runs: 0, red: {}, needs: {} },
          failed: 'the process ended without a report',
        };
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
  for (const what of ['red', 'needs'] as const) {
    const sums: Counts = {};
    for (const report of reports)
      for (const [name, times] of Object.entries(report[what])) count(sums, name, times);
    console.log(`\n${what === 'red' ? 'red runs' : 'lives in which a person may be needed'}:`);
    for (const [name, times] of Object.entries(sums).sort())
      console.log(`${String(times).padStart(7)}  ${name}`);
  }
  console.log(`${lives} passed, ${failed.length} failed`);
  return failed.length === 0 && lives > 0 ? 0 : 1;
}

async function live(): Promise<Report> {
  const total = Number(options.minutes) * 60_000;
  const kinds = [
    { people: 'calm', story: calmStory },
    { people: 'noisy', story: noisyStory },
    { people: 'troubled', story: troubledStory },
    { people: 'wild', story: wildStory },
    { people: 'refused', story: refusedStory },
  ].filter(({ people }) => options.people.split(',').includes(people));
  let lives = 0;
  let runs = 0;
  const red: Counts = {};
  const needs: Counts = {};
  for (const { people, story } of kinds) {
    const path = options.path === undefined ? {} : { path: options.path };
    const details = await fc.check(
      fc.asyncProperty(story, async (told) => {
        const life = new Life(told);
        await life.live(told.events);
        lives += 1;
        runs += life.runs;
        for (const [reason, times] of life.red) count(red, `${people}, ${reason}`, times);
        for (const reason of life.needs) count(needs, `${people}: ${reason}`);
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
      return { lives, runs, failed, red, needs };
    }
  }
  return { lives, runs, failed: undefined, red, needs };
}

async function diaryOf(story: Story): Promise<string> {
  const life = new Life(story);
  const error = await life.live(story.events).catch((thrown: unknown) => thrown);
  return [...life.diary, String(error instanceof Error ? error.stack : error)].join('\n');
}
