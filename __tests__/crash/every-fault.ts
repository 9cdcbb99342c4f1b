import { parseArgs } from 'node:util';

import { renderLog } from '../../sandbox/runner-log.ts';
import { recorded, seconds, sideBySide, table } from './instants.ts';
import type { Recording } from './instants.ts';
import { FAULT_NAMES, Life, errorsOf } from './life.ts';
import type { FaultName, Moment, Run } from './life.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

// `.ci/run faults`: every rotation of scenarios.ts is run once for each request × each way in
// which an API or the network can fail it × once or from then on. The run ends well, or says honestly what is true;
// then the schedule goes on, and everything must end as if nothing had happened. Real processes; what hangs takes no
// real time, since the action's timers follow the sandbox's clock (sandbox/preload.mjs).

const { values: options } = parseArgs({
  options: {
    /** `scenario:run:n:fault:once|good`, as a failure names it. */
    only: { type: 'string', multiple: true },
    scenario: { type: 'string', multiple: true },
    /** The whole product, in all scenarios: takes hours. */
    all: { type: 'boolean', default: false },
    /** Sandboxes side by side. */
    jobs: { type: 'string', default: '3' },
    /** Names the cases, and tries none. */
    list: { type: 'boolean', default: false },
    /** Prints the log of every run. */
    log: { type: 'boolean', default: false },
  },
});

interface Case extends Moment {
  readonly scenario: Scenario;
  readonly phase: FaultName;
  readonly lasting: boolean;
  /** Which run of the schedule, from 1; and which request of it, from 1. */
  readonly run: number;
  readonly n: number;
  readonly write: boolean;
}

interface Outcome {
  readonly one: Case;
  readonly wrong: readonly string[];
  readonly state: string;
  /** What the disturbed run said. */
  readonly result: string;
  readonly runsAfter: number;
  /** It left everything as an earlier case did, from which the schedule went on well. */
  readonly known: boolean;
  readonly cutOff: number;
}

/** On a request that changes nothing they are the same as their neighbours. */
const OF_WRITES_ONLY: readonly FaultName[] = ['error-after', 'hang-after', 'html-403'];
/**
 * What the logic above the clients can tell apart: no answer for good, an answer that makes no sense, and a yes
 * that did nothing. Tried at every place; the rest, which the clients settle, where an operation comes first.
 */
const CLASSES: readonly (readonly [FaultName, boolean])[] = [
  ['error-before', true],
  ['malformed', false],
  ['html-200', false],
];
const CLASSES_OF_WRITES: readonly (readonly [FaultName, boolean])[] = [
  ...CLASSES,
  ['error-after', true],
  ['html-403', false],
];
/** Scenarios of which a part goes like another one: only what is their own is tried, by operation and run. */
const OWN: Readonly<{ [scenario: string]: RegExp }> = {
  one: /./,
  shared: /^(\w+Registry|\w+HelmRepository|editAWSCredentials|deployCluster) /,
  'one-by-schedule': / [2-9]$/,
  role: /^AssumeRoleWithWebIdentity /,
  repair: /^(CreateAccessKey|editAWSCredentials|deployCluster|UntagUser) /,
  split: /^(DeleteAccessKey|CreateAccessKey|TagUser|edit\w+) /,
};

/** Not the journal. */
const CHANGES = /^(CreateAccessKey|DeleteAccessKey|UpdateAccessKey|edit\w+|deployCluster)$/;
const NOT_REACHED = 'the moment did not come';
/** Where disturbed runs left things, as far as the schedule went on from there and all ended well. */
const goneOnFrom = new Set<string>();
const progress = { done: 0, all: 0 };
const startedAt = performance.now();
process.exitCode = (await main()) ? 0 : 1;

async function main(): Promise<boolean> {
  const only = options.only ?? [];
  const wanted = SCENARIOS.filter(({ name, killedBefore }) => {
    if (only.length > 0) return only.some((one) => one.startsWith(`${name}:`));
    if (options.scenario !== undefined) return options.scenario.includes(name);
    return options.all ? killedBefore === undefined || name in OWN : name in OWN;
  });
  const records: Recording[] = [];
  for (const scenario of wanted) records.push(await recorded(scenario, show));
  const seen = new Set<string>();
  const cases = records
    .flatMap((record) => casesOf(record, options.all || only.length > 0, seen))
    .filter((one) => only.length === 0 || only.includes(nameOf(one)));
  if (options.list) {
    for (const one of cases) console.log(`${nameOf(one)} ${one.operation}`);
    return true;
  }
  progress.all = cases.length;
  return printed(await sideBySide(cases, Number(options.jobs), (one) => tried(one)));
}

/** `seen`: operations that all faults are tried at already. */
function casesOf({ scenario, runs }: Recording, everything: boolean, seen: Set<string>): Case[] {
  const cases: Case[] = [];
  for (const [index, requests] of runs.entries()) {
    const counts = new Map<string, number>();
    const previous = new Map<string, Pick<Moment, 'operation' | 'occurrence'>>();
    const places = new Set<string>();
    let stage = '';
    for (const [position, { api, operation, write }] of requests.entries()) {
      const occurrence = (counts.get(operation) ?? 0) + 1;
      counts.set(operation, occurrence);
      const server = api === 'qovery' ? 'qovery' : 'aws';
      const refusal = { api: server, after: previous.get(server) } as const;
      previous.set(server, { operation, occurrence });
      if (write && operation !== 'TagUser') stage = `${operation} ${occurrence}`;
      if (!everything && OWN[scenario.name]?.test(`${operation} ${index + 1}`) !== true) continue;

      const place = `${stage} ${operation} ${write && operation !== 'TagUser' ? occurrence : ''}`;
      const kinds = everything ? all(write) : kindsAt(place, places, api, operation, write, seen);
      for (const [phase, lasting] of kinds) {
        const more = phase === 'refused' ? { refusal } : {};
        const moment = { operation, occurrence, phase, lasting, ...more };
        cases.push({ ...moment, scenario, run: index + 1, n: position + 1, write });
      }
    }
  }
  return cases;
}

function all(write: boolean): (readonly [FaultName, boolean])[] {
  return FAULT_NAMES.filter((name) => write || !OF_WRITES_ONLY.includes(name)).flatMap((name) => [
    [name, false] as const,
    [name, true] as const,
  ]);
}

/**
 * What is tried if not `--all`. Every fault: at the first request of each operation that changes something, and at
 * the first read of each API. Of other requests, what the logic can tell apart: at the first of each operation since
 * the last change (heartbeats and polls come in hundreds, and are all alike).
 */
function kindsAt(
  place: string,
  places: Set<string>,
  api: string,
  operation: string,
  write: boolean,
  seen: Set<string>,
): readonly (readonly [FaultName, boolean])[] {
  if (places.has(place)) return [];
  places.add(place);
  const first = write || operation.startsWith('AssumeRole') ? operation : `read of ${api}`;
  if (seen.has(first)) return write ? CLASSES_OF_WRITES : CLASSES;
  seen.add(first);
  return all(write);
}

async function tried(one: Case): Promise<Outcome> {
  let last: Outcome | undefined;
  // How often it polls may differ by one between two runs: then the moment does not come, and is waited for once more.
  for (let attempt = 0; attempt < 2; attempt += 1) {
    last = await once(one);
    if (!last.wrong.includes(NOT_REACHED)) break;
  }
  if (last === undefined) throw new Error('not tried');
  progress.done += 1;
  if (progress.done % 100 === 0) console.log(`${progress.done} of ${progress.all} cases, ${elapsed()}`);
  if (last.wrong.length > 0) console.log(`FAILED ${nameOf(one)} ${one.operation}: ${last.wrong.join('; ')}`);
  return last;
}

async function once(one: Case): Promise<Outcome> {
  await using life = await Life.begin(one.scenario);
  const { killedBefore, every } = one.scenario;
  if (killedBefore !== undefined) {
    await life.run({ ...killedBefore, phase: 'before' });
    life.sandbox.clock.advance(every);
  }
  for (let i = 1; i < one.run; i += 1) {
    await life.run();
    life.sandbox.clock.advance(every);
  }
  const run = await life.run(one);
  const wrong: string[] = [];
  if (!run.disturbed) wrong.push(NOT_REACHED);
  wrong.push(...honesty(life, run));
  const before = life.runs.length;
  const from = `${one.scenario.name} ${life.signature()}`;
  // What the run itself could not see, a fault may have left to the next one.
  const finished =
    ['rotated', 'not-due'].includes(run.outputs['result'] ?? '') && life.verdict().length === 0;
  const known = !finished && !options.all && goneOnFrom.has(from);
  if (known) wrong.push(...life.mannersOfRuns());
  else if (!finished) {
    wrong.push(...(await life.goOn(goneOnFrom.size)), ...life.verdict());
    if (wrong.length === 0) goneOnFrom.add(from);
  }
  for (const each of life.runs) show(life, each);
  return {
    one,
    wrong,
    state: life.state(),
    result: run.outputs['result'] ?? 'none',
    runsAfter: life.runs.length - before,
    known,
    cutOff: life.cutOff,
  };
}

/** What the disturbed run owes its reader: the truth about the keys, and what comes next; and no harm done. */
function honesty(life: Life, run: Run): string[] {
  const { world } = life.sandbox;
  const wrong: string[] = [];
  const result = run.outputs['result'];
  const log = renderLog(run.stdout);
  if (run.signal !== null) wrong.push(`ended by ${run.signal}`);
  if (run.stderr !== '') wrong.push(`stderr: ${run.stderr.slice(0, 200)}`);
  if (run.summary === '') wrong.push('no summary');
  if (/Unexpected/.test(log)) wrong.push(`calls it unexpected: ${errorsOf(run)}`);
  if ((result === 'failed') !== (run.exitCode === 1)) wrong.push(`result ${result}, exit ${run.exitCode}`);
  if (result === 'rotated' || result === 'pending') return wrong;
  if (result !== 'failed') return [...wrong, `result ${result}`];

  const errors = errorsOf(run);
  const keys = world.keysOf(life.user);
  if (/Nothing was (changed|requested)/.test(errors)) {
    const changes = run.requests.filter(
      (request) => CHANGES.test(request.operation) && request.status === 200,
    );
    const real = changes.filter(({ body }) => !JSON.stringify(body).includes('AKIA0000000000000000'));
    if (run.issued.length > 0 || real.length > 0) wrong.push(`says that nothing was changed: ${errors}`);
  } else if (!log.includes('could not be read')) {
    for (const { id } of keys) if (!errors.includes(id)) wrong.push(`does not tell of ${id}: ${errors}`);
    for (const { name, key } of world.credentials) {
      if (key && keys.some(({ id }) => id === key.id) && !errors.includes(`'${name}' holds ${key.id}`))
        wrong.push(`does not tell that ${name} holds ${key.id}: ${errors}`);
    }
  }
  if (!/next run|run again|a run that starts/i.test(errors))
    wrong.push(`does not say what comes next: ${errors}`);
  return wrong;
}
function show(life: Life, run: Run): void {
  if (options.log)
    console.log(
      `--- ${life.scenario.name}, at ${new Date(run.startedAt).toISOString()}\n${run.stdout}${run.stderr}`,
    );
}

function printed(outcomes: readonly Outcome[]): boolean {
  const failed = outcomes.filter(({ wrong }) => wrong.length > 0);
  const rows = [
    [
      'fault',
      '',
      'cases',
      'recovered',
      'ended well',
      'failed',
      'left as another',
      'runs after it',
      'cut off',
    ],
  ];
  rows.push(['', '', '', '', '', '', '', 'at most', 'at most']);
  for (const phase of FAULT_NAMES) {
    for (const lasting of [false, true]) {
      const group = outcomes.filter(({ one }) => one.phase === phase && one.lasting === lasting);
      if (group.length === 0) continue;
      rows.push([
        phase,
        lasting ? 'for good' : 'once',
        String(group.length),
        String(group.filter(({ wrong }) => wrong.length === 0).length),
        String(group.filter(({ result }) => result !== 'failed').length),
        String(group.filter(({ result }) => result === 'failed').length),
        String(group.filter(({ known }) => known).length),
        String(Math.max(...group.map(({ runsAfter }) => runsAfter))),
        seconds(Math.max(...group.map(({ cutOff }) => cutOff))),
      ]);
    }
  }
  console.log('\nEvery fault of every request of a rotation\n');
  console.log(`${table(rows)}\n`);
  const scenarios = Object.entries(Object.groupBy(outcomes, ({ one }) => one.scenario.name));
  console.log(
    `cases by scenario: ${scenarios.map(([name, list = []]) => `${name} ${list.length}`).join(', ')}`,
  );
  console.log(
    'once: this request alone. for good: it and, until the run ends, every later one of its operation',
  );
  console.log(
    '(refused: every connection to its API). ended well, failed: the disturbed run. left as another: all is as an',
  );
  console.log('earlier case left it, from where the schedule went on and ended well; it is not done again.');
  if (!options.all) {
    console.log(
      'Every fault at the first request of each operation that changes something and the first read of each',
    );
    console.log('API; elsewhere one of each sort that the logic can tell apart. --all: the whole product.');
  }
  for (const { one, wrong, state } of failed) {
    console.log(
      `\nFAILED --only ${nameOf(one)}  (${one.operation}, ${one.occurrence}.)\n  ${wrong.join('\n  ')}\n      ${state}`,
    );
  }
  console.log(`\n${elapsed()}`);
  console.log(`${outcomes.length - failed.length} passed, ${failed.length} failed`);
  return failed.length === 0 && outcomes.length > 0;
}

function elapsed(): string {
  return seconds(performance.now() - startedAt);
}

function nameOf({ scenario, run, n, phase, lasting }: Case): string {
  return `${scenario.name}:${run}:${n}:${phase}:${lasting ? 'good' : 'once'}`;
}
