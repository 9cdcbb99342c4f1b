/** From the reports of rotations to outputs, report, summary and errors. Pure. */
import { iso, isoOrNull } from '../../lib/clock.ts';
import { withFullStop } from '../../lib/errors.ts';
import type { RotateInputs } from '../../inputs.ts';
import type { RotationReport } from './report.ts';
import { linesOf } from '../decide/preflight.ts';
import type { Result } from '../model.ts';
import { describeCluster, describeEvent } from './words.ts';
import { CONSOLE } from '../../qovery/console.ts';
import type { Outcome } from '../../operation.ts';
import { rotationSummary } from './summary.ts';

interface Context {
  readonly inputs: RotateInputs;
  readonly startedAt: number;
  readonly endedAt: number;
  /** Sentences: credentials that were not rotated, and why. */
  readonly leftOut: readonly string[];
  /** Sentences, about all of it. */
  readonly warnings: readonly string[];
}

/** Over several keys, the result that asks most of the reader comes first. */
const ORDER: readonly Result[] = [
  'failed',
  'pending',
  'deferred',
  'planned',
  'rotated',
  'not-due',
  'nothing-to-rotate',
];

export function rotationOutcome(reports: readonly RotationReport[], context: Context): Outcome {
  const result =
    ORDER.find((candidate) => reports.some((report) => report.result === candidate)) ?? 'nothing-to-rotate';
  const outputs: Record<string, string> = {};
  const one = reports.length === 1 ? reports[0] : undefined;
  if (one?.oldKey !== undefined) outputs['old-access-key-id'] = one.oldKey;
  if (one?.newKey !== undefined) outputs['new-access-key-id'] = one.newKey;
  if (one?.deleteAfter !== undefined) outputs['delete-after'] = iso(one.deleteAfter);
  const rotations = reports.flatMap(({ nextRotation }) => nextRotation ?? []);
  if (rotations.length > 0) outputs['next-rotation'] = iso(Math.min(...rotations));
  const clusters = new Map(
    reports.flatMap((report) => report.clusters).map(({ id, name, status }) => [id, { id, name, status }]),
  );
  outputs['clusters'] = JSON.stringify([...clusters.values()]);
  return {
    result,
    outputs,
    report: {
      operation: 'rotate',
      result,
      organization_id: context.inputs.organizationId,
      dry_run: context.inputs.dryRun,
      started_at: iso(context.startedAt),
      ended_at: iso(context.endedAt),
      run_url: context.inputs.runUrl,
      actor: context.inputs.actor,
      left_out: context.leftOut,
      keys: reports.map(toReport),
    },
    summary: rotationSummary(reports, {
      organizationId: context.inputs.organizationId,
      consoleUrl: CONSOLE,
      dryRun: context.inputs.dryRun,
      now: context.endedAt,
      maxAge: context.inputs.maxAge,
      runUrl: context.inputs.runUrl,
      actor: context.inputs.actor,
      leftOut: context.leftOut,
      warnings: [...context.inputs.warnings, ...context.warnings],
    }),
    errors: reports.filter((report) => report.result === 'failed').map(errorOf),
    warnings: [
      ...context.warnings,
      ...reports
        .filter((report) => report.result !== 'failed' && report.warning)
        .map((report) => sentence(report, report.why, report.remedy)),
    ],
    notes: [
      ...context.leftOut,
      ...reports
        .filter((report) => report.result !== 'failed' && !report.warning)
        .map(
          (report) =>
            `${report.result}: ${sentence(report, report.why, ...report.plan.map((step, index) => `${index + 1}. ${step}`))}`,
        ),
    ],
    attention: reports.some(needsAttention),
  };
}

function needsAttention({ result, warning }: RotationReport): boolean {
  return result === 'failed' || warning;
}

function errorOf(report: RotationReport): string {
  const { why, state, remedy, obstacles } = report;
  if (obstacles.length === 0) return sentence(report, why, state, remedy);
  return [sentence(report, why), ...linesOf(obstacles), `${state} ${remedy}`].join('\n');
}

function sentence(report: RotationReport, ...parts: string[]): string {
  const names = report.credentials.map(({ name }) => `'${name}'`).join(', ');
  return `${names}: ${parts
    .filter((part) => part !== '')
    .map(withFullStop)
    .join(' ')}`;
}

/** Field names as in Qovery's and AWS's JSON; times in ISO 8601, UTC. */
function toReport(report: RotationReport): Record<string, unknown> {
  return {
    result: report.result,
    why: report.why,
    iam_user: report.user ?? null,
    aws_account_id: report.account ?? null,
    credentials: report.credentials,
    old_access_key_id: report.oldKey ?? null,
    new_access_key_id: report.newKey ?? null,
    key_created_at: isoOrNull(report.keyCreatedAt),
    deactivate_after: isoOrNull(report.deactivateAfter),
    delete_after: isoOrNull(report.deleteAfter),
    next_rotation: isoOrNull(report.nextRotation),
    clusters: report.clusters.map(({ id, name, production, status, ...rest }) => ({
      ...{ id, name, production, status },
      note: describeCluster(rest),
    })),
    holders: report.holders,
    events: report.events.map((event) => ({
      at: iso(event.at),
      kind: event.kind,
      subject: event.subject,
      what: describeEvent(event),
    })),
    failed_for_other_reasons: report.otherFailures,
    plan: report.plan,
    obstacles: report.obstacles,
    now: report.state,
    next: report.remedy,
  };
}
