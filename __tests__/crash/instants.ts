import type { RecordedRequest } from '../../sandbox/faults.ts';
import { Life } from './life.ts';
import type { Run } from './life.ts';
import type { Scenario } from './scenarios.ts';

// What the two runners, every-instant.ts and every-fault.ts, have in common.

/** A rotation that nobody disturbed. */
export interface Recording {
  readonly scenario: Scenario;
  readonly runs: readonly (readonly RecordedRequest[])[];
  readonly requests: number;
  /** Time at work, in virtual milliseconds: without the hours between the runs. */
  readonly time: number;
}

/** The undisturbed rotation. */
export async function recorded(scenario: Scenario, show: (life: Life, run: Run) => void): Promise<Recording> {
  await using life = await Life.begin(scenario);
  await prepare(life);
  const before = life.runs.length;
  let result: string | undefined;
  do {
    const run = await life.run();
    show(life, run);
    result = run.outputs['result'];
    if (result === 'pending') life.sandbox.clock.advance(scenario.every);
  } while (result === 'pending' && life.runs.length < before + 8);
  const wrong = life.verdict();
  if (wrong.length > 0 || result !== 'rotated') {
    throw new Error(
      `${scenario.name}: the undisturbed rotation already ends with ${result}: ${wrong.join('; ')}\n      ${life.state()}`,
    );
  }
  const runs = life.runs.slice(before);
  return {
    scenario,
    runs: runs.map(({ requests }) => requests),
    requests: sum(runs.map(({ requests }) => requests.length)),
    time: sum(runs.map(workOf)),
  };
}

/** Kills the first run where the scenario says so. */
export async function prepare(life: Life): Promise<void> {
  const { killedBefore, every } = life.scenario;
  if (killedBefore === undefined) return;
  const run = await life.run({ ...killedBefore, phase: 'before' });
  if (!run.disturbed) throw new Error(`${life.scenario.name}: its first run was not killed`);
  life.sandbox.clock.advance(every);
}

/** Of each row of equal things, the ends and one between them. */
export function few<T>(list: readonly T[], equal: (a: T, b: T) => boolean): T[] {
  const rows: T[][] = [];
  for (const one of list) {
    const row = rows.at(-1);
    if (row?.[0] !== undefined && equal(row[0], one)) row.push(one);
    else rows.push([one]);
  }
  return rows.flatMap(endsOf);
}

export function endsOf<T>(row: readonly T[]): readonly T[] {
  return row.length > 3 ? [...row.slice(0, 2), ...row.slice(-1)] : row;
}

export function bounds(values: number[], text: (value: number) => string): string {
  const sorted = values.toSorted((a, b) => a - b);
  const median = sorted[Math.floor(sorted.length / 2)];
  const most = sorted.at(-1);
  return median === undefined || most === undefined ? '-' : `${text(median)} / ${text(most)}`;
}

export function time(ms: number): string {
  const minutes = Math.round(ms / 60_000);
  const hours = Math.floor(Math.abs(minutes) / 60);
  return `${minutes < 0 ? '-' : ''}${hours > 0 ? `${hours}h ` : ''}${Math.abs(minutes) % 60}m`;
}

export function seconds(ms: number): string {
  if (ms === 0) return '-';
  return ms < 60_000 ? `${Math.ceil(ms / 1000)}s` : time(ms);
}

export function table(rows: string[][]): string {
  const widths = (rows[0] ?? []).map((_, column) => Math.max(...rows.map((row) => row[column]?.length ?? 0)));
  return rows
    .map((row) =>
      row
        .map((cell, column) =>
          column < 2 ? cell.padEnd(widths[column] ?? 0) : cell.padStart(widths[column] ?? 0),
        )
        .join('  '),
    )
    .join('\n');
}

export function workOf({ startedAt: from, endedAt: to }: Run): number {
  return to - from;
}

export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

export async function sideBySide<T, R>(
  list: readonly T[],
  jobs: number,
  work: (one: T) => Promise<R>,
): Promise<R[]> {
  const results: R[] = [];
  const queue = list.entries();
  await Promise.all(
    Array.from({ length: jobs }, async () => {
      for (const [index, one] of queue) results[index] = await work(one);
    }),
  );
  return results;
}
