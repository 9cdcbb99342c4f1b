/** What became of each cluster, told to people and to programs. Pure. */
import { iso, isoDayOrNull } from '../lib/clock.ts';
import type { LockInputs, UnlockInputs } from '../inputs.ts';
import { covers, dayName, lockAgain, nextMaintenanceDay } from './maintenance-days.ts';
import { moment, timesOf } from '../qovery/lock.ts';
import type { Lock } from '../qovery/schemas.ts';
import { oneLine, someOf } from '../lib/text.ts';
import { alert, capped, escape, table, unbroken } from '../lib/markdown.ts';
import type { Outcome } from '../operation.ts';

export interface ClusterResult {
  readonly id: string;
  /** `undefined` for an id that is no cluster of the organisation. */
  readonly name: string | undefined;
  readonly production: boolean | undefined;
  /** Qovery's. */
  readonly status: string | undefined;
  readonly result: 'locked' | 'unlocked' | 'unchanged' | 'planned' | 'failed';
  /** Follows the name: `is not locked`. */
  readonly note: string;
  /** What to do about a failure. */
  readonly next: string;
  /** The lock that it has now. */
  readonly lock: Lock | undefined;
  /** Whether `lock` is known: that there is none, too. */
  readonly known: boolean;
  /** When its lock, or the one that is planned, ends (`Infinity`: never); `undefined` without a lock. */
  readonly until: number | undefined;
}

interface Context {
  readonly operation: 'lock' | 'unlock';
  readonly inputs: LockInputs | UnlockInputs;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The time at Qovery. */
  readonly now: number;
}

/** Over several clusters, the result that asks most of the reader comes first. */
const ORDER = ['failed', 'locked', 'unlocked', 'planned', 'unchanged'] as const;

export function lockOutcome(results: readonly ClusterResult[], context: Context): Outcome {
  const { inputs } = context;
  const result = ORDER[Math.min(...results.map(rank))] ?? 'unchanged';
  const errors = results.some(failed) ? [failure(results, context)] : [];
  const warnings = [
    ...nothingChosen(results, context),
    ...lockedByOthers(results, context),
    ...maintenance(results, context),
  ];
  const locks = results.flatMap(({ lock }) => lock ?? []);
  return {
    result,
    outputs: {
      clusters: JSON.stringify(
        results.map(({ id, name = '', status = '', result }) => ({ id, name, status, result })),
      ),
      locks: JSON.stringify(
        locks.map((lock) => ({ cluster_id: lock.cluster_id, reason: lock.reason, ...timesOf(lock) })),
      ),
    },
    report: {
      operation: context.operation,
      result,
      organization_id: inputs.organizationId,
      dry_run: inputs.dryRun,
      started_at: iso(context.startedAt),
      ended_at: iso(context.endedAt),
      run_url: inputs.runUrl,
      actor: inputs.actor,
      reason: inputs.reason ?? null,
      ...(inputs.operation === 'lock' ? { ttl_in_days: inputs.ttlInDays } : {}),
      clusters: results.map((one) => toReport(one, context.now)),
      errors,
      warnings,
    },
    summary: lockSummary(results, errors, [...inputs.warnings, ...warnings], context),
    errors,
    warnings,
    notes: results.filter((one) => !failed(one)).map((one) => `${one.result}: ${named(one)} ${one.note}.`),
  };
}

export function named({ id, name }: { readonly id: string; readonly name: string | undefined }): string {
  return `'${oneLine(name ?? id)}'`;
}

function names(results: readonly ClusterResult[]): string {
  return someOf(results.map(named));
}

// What went wrong, and what to mind

function rank({ result }: ClusterResult): number {
  return ORDER.indexOf(result);
}

function failed({ result }: ClusterResult): boolean {
  return result === 'failed';
}

/** One error for the whole: what failed, what is true now, what to do next. */
function failure(results: readonly ClusterResult[], { operation }: Context): string {
  const bad = results.filter(failed);
  const causes = groupBy(bad, ({ note }) => note).map(
    ([note, same]) => `${same.length > 1 ? 'Each of ' : ''}${names(same)} ${note}.`,
  );
  const what = `${bad.length} of ${results.length} ${results.length === 1 ? 'cluster' : 'clusters'} could not be ${operation}ed. ${causes.join(' ')}`;
  const states = groupBy(
    results.filter(({ name }) => name !== undefined),
    (one) => stateOf(one, operation),
  );
  const now = states.map(([state, same]) => `${state}: ${names(same)}.`);
  const next = new Set(bad.map((one) => one.next).filter((text) => text !== ''));
  return [what, ...(now.length === 0 ? ['Nothing was changed.'] : now), ...next].join(' ');
}

function stateOf(result: ClusterResult, operation: Context['operation']): string {
  if (!result.known) return 'Locked or not, not known';
  if (result.lock === undefined) return 'Not locked';
  if (operation === 'unlock') return 'Still locked';
  return failed(result) ? 'Locked otherwise' : 'Locked as asked';
}

function nothingChosen(results: readonly ClusterResult[], { inputs, operation }: Context): string[] {
  if (results.length > 0) return [];
  const which = inputs.clusters === 'all' ? 'no cluster' : `no ${String(inputs.clusters)} cluster`;
  return [
    `The organisation has ${which}, or none that this token may see: there was nothing to ${operation}.`,
  ];
}

function lockedByOthers(results: readonly ClusterResult[], { operation }: Context): string[] {
  if (operation === 'lock') return [];
  return results
    .filter(({ result, lock }) => lock !== undefined && (result === 'unlocked' || result === 'unchanged'))
    .map((one) => `Cluster ${named(one)} ${one.note}.`);
}

/** What the locks that are now there, or planned, mean for the maintenance. */
function maintenance(results: readonly ClusterResult[], { operation, now }: Context): string[] {
  if (operation === 'unlock') return [];
  const locked = results.filter((one) => !failed(one));
  const forever = locked.filter(({ until }) => until === Infinity);
  const warnings = groupBy(
    locked.filter((one) => !coveredBy(one, now)),
    ({ production }) => nextMaintenanceDay(production === true, now),
  ).map(([day, same]) => {
    const again = lockAgain(day, now);
    const ends = same.map((one) => `${named(one)} (until ${moment(one.until ?? NaN)})`).join(', ');
    return (
      `The lock does not cover the next maintenance day, ${dayName(day)}, to its end: ${ends}. ` +
      `Lock again on ${dayName(again.on)}${again.on <= now ? ' (today)' : ''} with ttl-in-days ${again.ttlInDays} or more; unlock first what is still locked then.`
    );
  });
  if (forever.length === 0) return warnings;
  return [
    ...warnings,
    `ttl-in-days is none: nobody will lift the lock of ${names(forever)}. Until somebody unlocks ${forever.length === 1 ? 'it' : 'them'}, no maintenance comes, neither Kubernetes updates nor security patches.`,
  ];
}

function coveredBy({ production, until }: ClusterResult, now: number): boolean {
  return until !== undefined && covers(until, nextMaintenanceDay(production === true, now));
}

function groupBy<T, K>(items: readonly T[], key: (item: T) => K): [K, T[]][] {
  return [...Map.groupBy(items, key)];
}

// The summary and the report

const SIGNS: Readonly<Record<ClusterResult['result'], string>> = {
  failed: '❌',
  locked: '🔒',
  unlocked: '🔓',
  planned: '📋',
  unchanged: '✅',
};

const HEADERS = [
  ...['Cluster', 'Result', 'Locked by', 'Since (UTC)', 'Until (UTC)', 'Why'],
  ...['Next maintenance day', 'Covered by the lock'],
];

function lockSummary(
  results: readonly ClusterResult[],
  errors: readonly string[],
  warnings: readonly string[],
  { operation, inputs, now }: Context,
): string {
  // The worst first: what a reader has to see to.
  const sorted = results.toSorted((a, b) => rank(a) - rank(b));
  const counts = groupBy(sorted, ({ result }) => result).map(([result, same]) => `${same.length} ${result}`);
  const parts = [
    `### ${SIGNS[sorted[0]?.result ?? 'unchanged']} ${operation === 'lock' ? 'Lock' : 'Unlock'}: ${counts.join(', ') || 'no clusters'}${inputs.dryRun ? ' (dry run)' : ''}`,
    ...errors.map((message) => alert('CAUTION', escape(message))),
    ...warnings.map((message) => alert('WARNING', escape(message))),
    table(
      HEADERS,
      sorted.map((one) => row(one, now)),
    ),
    "Maintenance comes every week, by Qovery's published schedule: on Monday, to production on Wednesday. " +
      'Its hours are not published; a day here is a day in UTC.',
  ];
  return capped(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}

function row(cluster: ClusterResult, now: number): string[] {
  const { id, name, production, result, lock, known, until } = cluster;
  const nothing = known ? '–' : 'not known';
  const ends = until === Infinity ? 'no end' : shortMoment(until ?? NaN);
  const cells =
    lock === undefined
      ? [nothing, nothing, until === undefined ? nothing : `planned: ${ends}`, nothing]
      : [
          escape(oneLine(lock.owner_name)),
          shortMoment(Date.parse(lock.locked_at)),
          ends,
          escape(oneLine(lock.reason)),
        ];
  const day = production === undefined ? '–' : dayName(nextMaintenanceDay(production, now));
  const covered = until === undefined ? (known ? 'not locked' : '–') : coveredBy(cluster, now) ? 'yes' : 'no';
  return [
    escape(name === undefined ? id : `${oneLine(name)}${production ? ' (production)' : ''}`),
    result,
    ...cells,
    // The day may stand on a line of its own.
    day.replace(/\S+$/, unbroken),
    covered,
  ];
}

/** `2026-11-21 15:04`, in a cell of a narrow column: the day and the hour may stand on two lines. */
function shortMoment(time: number): string {
  return Number.isNaN(time)
    ? moment(time)
    : iso(time).slice(0, 16).replace('T', ' ').replace(/^\S+/, unbroken);
}

function toReport(cluster: ClusterResult, now: number): Record<string, unknown> {
  const { id, name, production, status, result, note, next, lock, until } = cluster;
  const day = production === undefined ? undefined : nextMaintenanceDay(production, now);
  return {
    id,
    name: name ?? null,
    production: production ?? null,
    status: status ?? null,
    result,
    note,
    next,
    lock:
      lock === undefined
        ? null
        : {
            reason: lock.reason,
            owner_name: lock.owner_name,
            ttl_in_days: lock.ttl_in_days ?? null,
            ...timesOf(lock),
          },
    next_maintenance_day: isoDayOrNull(day),
    covered: until !== undefined && coveredBy(cluster, now),
  };
}
