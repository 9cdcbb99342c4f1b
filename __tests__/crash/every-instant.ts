import { parseArgs } from 'node:util';

import type { RecordedRequest } from '../../sandbox/faults.ts';
import {
  bounds,
  endsOf,
  few,
  prepare,
  recorded,
  seconds,
  sideBySide,
  sum,
  table,
  time,
  workOf,
} from './instants.ts';
import type { Recording } from './instants.ts';
import { GAPS, Life, isKill } from './life.ts';
import type { Moment, Phase, Run } from './life.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

// `.ci/run instants`: every rotation of scenarios.ts is run once undisturbed, and then once for each request of
// each of its runs with the process killed (SIGKILL) before that request takes effect, and once with the process
// killed after it, before the answer. Then the schedule goes on, and everything must end as if nothing had happened.
// The same with answers that are lost while the process lives on.

const { values: options } = parseArgs({
  options: {
    /** `scenario:run:n:phase`, as a failure names it. */
    only: { type: 'string', multiple: true },
    scenario: { type: 'string', multiple: true },
    phase: { type: 'string', multiple: true },
    /** No sampling, and all scenarios: takes an hour. */
    all: { type: 'boolean', default: false },
    /** Sandboxes side by side. */
    jobs: { type: 'string', default: '3' },
    /** Names the instants, and tries none. */
    list: { type: 'boolean', default: false },
    /** Prints the log of every run. */
    log: { type: 'boolean', default: false },
  },
});

interface Instant extends Moment {
  readonly scenario: Scenario;
  /** Which run of the schedule, from 1; and which request of it, from 1. */
  readonly run: number;
  readonly n: number;
  readonly write: boolean;
}

interface Outcome {
  readonly instant: Instant;
  readonly wrong: readonly string[];
  readonly state: string;
  /** It left everything as an earlier instant did, from which the schedule went on well. */
  readonly known: boolean;
  readonly extraRuns: number;
  readonly extraRequests: number;
  readonly extraTime: number;
  readonly cutOff: number;
}

/** In these scenarios answers are lost, too; a killed process covers the rest. */
const FAULTS_IN: Readonly<{ [scenario: string]: readonly Phase[] }> = {
  one: ['lost', 'error-after'],
  shared: ['hang-before', 'hang-after'],
  repair: ['lost'],
};

const NOT_REACHED = 'the moment did not come';

/** Where disturbed runs left things, as far as the schedule went on from there and all ended well. */
const goneOnFrom = new Set<string>();
const progress = { done: 0, all: 0 };

const startedAt = performance.now();
process.exitCode = (await main()) ? 0 : 1;

async function main(): Promise<boolean> {
  const only = (options.only ?? []).map((name) => name.split(':'));
  const wanted = SCENARIOS.filter(
    ({ name, long }) =>
      (options.scenario?.includes(name) ?? (!long || options.all || only.length > 0)) &&
      (only.length === 0 || only.some(([scenario]) => scenario === name)),
  );
  const records: Recording[] = [];
  for (const scenario of wanted) records.push(await recorded(scenario, show));
  const all = records.flatMap((record) => instantsOf(record));
  const instants =
    only.length === 0
      ? all.filter(({ phase }) => options.phase?.includes(phase) ?? true)
      : records
          .flatMap((record) => instantsOf(record, true))
          .filter((instant) => only.some((name) => name.join(':') === nameOf(instant)));

  if (options.list) {
    for (const instant of instants) console.log(`${nameOf(instant)} ${instant.operation}`);
    return true;
  }

  progress.all = instants.length;
  const outcomes = await sideBySide(instants, Number(options.jobs), (instant) => tried(instant, records));
  return printed(records, outcomes);
}

function instantsOf({ scenario, runs }: Recording, everything = options.all): Instant[] {
  const instants: Instant[] = [];
  for (const [index, requests] of runs.entries()) {
    const end = requests.findIndex(({ operation }) => operation === scenario.until);
    const tried = end < 0 ? requests : requests.slice(0, end + 1);
    const chosen = everything ? requests : sampled(tried, scenario === SCENARIOS[0]);
    for (const [position, { operation, write, n }] of requests.entries()) {
      if (!chosen.some((request) => request.n === n)) continue;
      const occurrence = requests
        .slice(0, position + 1)
        .filter((request) => request.operation === operation).length;
      const moment = { scenario, run: index + 1, n: position + 1, operation, occurrence, write };
      const faults = (FAULTS_IN[scenario.name] ?? []).filter((phase) => write || !phase.startsWith('hang'));
      for (const phase of ['before', 'after', ...faults] as const) instants.push({ ...moment, phase });
    }
  }
  return instants;
}

/**
 * What is tried if not `--all`: every write but the heartbeats of a wait (the first, the second and the last), and
 * of the reads between two writes, which change nothing, the first, one in the middle and the last. In the first
 * scenario every read, the first time it comes there.
 */
function sampled(requests: readonly RecordedRequest[], thorough: boolean): RecordedRequest[] {
  const stretches: RecordedRequest[][] = [];
  for (const request of few(requests, (a, b) => a.operation === b.operation)) {
    if (request.write || stretches.length === 0) stretches.push([]);
    stretches.at(-1)?.push(request);
  }
  const signature = (stretch: RecordedRequest[]): string =>
    [...new Set(stretch.map(({ operation }) => operation))].toSorted().join();
  const groups = Object.values(Object.groupBy(stretches, signature)).map((group = []) =>
    isWait(group) ? endsOf(group) : group,
  );
  return groups.flatMap((group) =>
    group.flatMap((stretch, index) =>
      thorough && index === 0 ? stretch : few(stretch, (a, b) => !a.write && !b.write),
    ),
  );
}

/** Heartbeats and reads: nothing that could not be repeated. */
function isWait(stretches: RecordedRequest[][]): boolean {
  return (
    stretches.flat().every(({ write, operation }) => !write || operation === 'TagUser') &&
    (stretches[0]?.length ?? 0) > 3
  );
}

async function tried(instant: Instant, records: readonly Recording[]): Promise<Outcome> {
  const record = records.find(({ scenario }) => scenario === instant.scenario);
  if (!record) throw new Error(`${instant.scenario.name} was not recorded`);
  let last: Outcome | undefined;
  // How often it polls may differ by one between two runs: then the moment does not come, and is waited for once more.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    last = await once(instant, record);
    if (!last.wrong.includes(NOT_REACHED)) break;
  }
  if (last === undefined) throw new Error('not tried');
  progress.done += 1;
  if (progress.done % 100 === 0) console.log(`${progress.done} of ${progress.all} instants, ${elapsed()}`);
  if (last.wrong.length > 0)
    console.log(`FAILED ${nameOf(instant)} ${instant.operation}: ${last.wrong.join('; ')}`);
  return last;
}

async function once(instant: Instant, record: Recording): Promise<Outcome> {
  await using life = await Life.begin(instant.scenario);
  await prepare(life);
  const before = life.runs.length;
  for (let i = 1; i < instant.run; i += 1) {
    await life.run();
    life.sandbox.clock.advance(instant.scenario.every);
  }
  const run = await life.run(instant);
  const wrong: string[] = [];
  if (!run.disturbed) wrong.push(NOT_REACHED);
  const finished = !isKill(instant.phase) && ['rotated', 'not-due'].includes(run.outputs['result'] ?? '');
  const variant = (instant.n + (instant.phase === 'after' ? 1 : 0)) % GAPS.length;
  const from = `${instant.scenario.name} ${variant} ${life.signature()}`;
  const known = !options.all && !finished && wrong.length === 0 && goneOnFrom.has(from);
  if (!known) {
    if (!finished) wrong.push(...(await life.goOn(variant)));
    wrong.push(...life.verdict());
    if (wrong.length === 0) goneOnFrom.add(from);
  } else wrong.push(...life.mannersOfRuns());
  for (const each of life.runs) show(life, each);
  const runs = life.runs.slice(before);
  return {
    instant,
    wrong,
    state: life.state(),
    known,
    extraRuns: runs.length - record.runs.length,
    extraRequests: sum(runs.map(({ requests }) => requests.length)) - record.requests,
    extraTime: sum(runs.map(workOf)) - record.time,
    cutOff: life.cutOff,
  };
}

function show(life: Life, run: Run): void {
  if (options.log)
    console.log(
      `--- ${life.scenario.name}, at ${new Date(run.startedAt).toISOString()}\n${run.stdout}${run.stderr}`,
    );
}

function printed(records: readonly Recording[], outcomes: readonly Outcome[]): boolean {
  const failed = outcomes.filter(({ wrong }) => wrong.length > 0);
  const rows = [
    [
      'scenario',
      'phase',
      'instants',
      'recovered',
      'left as another',
      'extra runs',
      'extra requests',
      'extra time at work',
      'cut off',
    ],
  ];
  rows.push(['', '', '', '', '', 'median / most', 'median / most', 'median / most', 'most']);
  for (const { scenario } of records) {
    for (const [phase, group = []] of Object.entries(
      Object.groupBy(outcomes, ({ instant }) => (instant.scenario === scenario ? instant.phase : '')),
    )) {
      if (phase === '') continue;
      const good = group.filter(({ wrong }) => wrong.length === 0);
      const gone = good.filter(({ known }) => !known);
      rows.push([
        scenario.name,
        phase,
        String(group.length),
        String(good.length),
        String(good.length - gone.length),
        bounds(
          gone.map(({ extraRuns }) => extraRuns),
          String,
        ),
        bounds(
          gone.map(({ extraRequests }) => extraRequests),
          String,
        ),
        bounds(
          gone.map(({ extraTime }) => extraTime),
          time,
        ),
        seconds(Math.max(0, ...good.map(({ cutOff }) => cutOff))),
      ]);
    }
  }
  console.log('\nEvery instant of a rotation\n');
  for (const { scenario, runs, requests, time: work } of records) {
    console.log(
      `${scenario.name}: ${scenario.about}; undisturbed ${runs.length} run${runs.length === 1 ? '' : 's'}, ${requests} requests, ${time(work)} at work`,
    );
  }
  console.log(`\n${table(rows)}\n`);
  if (!options.all) {
    console.log(
      'Of heartbeats and polls in a row the first, the second and the last are tried; so are, of other reads in a row (which change',
    );
    console.log(
      'nothing), all in the first scenario the first time, and else the first, one more and the last; every other write. --all: no sampling.',
    );
  }
  console.log(
    `before, after: killed before the request takes effect, and after it. lost, error-after, hang-before, hang-after: the process lives, the answer is lost.`,
  );
  console.log(
    'cut off: the announced seconds of a split. A run that mends one and is killed as well leaves its holders so until the next run.',
  );
  console.log(
    'left as another: all is as an earlier instant left it, from where the schedule went on and ended well; it is not done again.',
  );
  for (const { instant, wrong, state } of failed) {
    console.log(
      `\nFAILED --only ${nameOf(instant)}  (${instant.operation}, ${instant.occurrence}.)\n  ${wrong.join('\n  ')}\n      ${state}`,
    );
  }
  console.log(`\n${elapsed()}`);
  console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && outcomes.length > 0;
}

function elapsed(): string {
  return `${Math.round((performance.now() - startedAt) / 1000)} s`;
}

function nameOf({ scenario, run, n, phase }: Instant): string {
  return `${scenario.name}:${run}:${n}:${phase}`;
}
