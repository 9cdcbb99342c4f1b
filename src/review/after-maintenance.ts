/** What came of the last maintenance of each cluster: how it ended, and which environments have failed since. */
import { all } from '../lib/all.ts';
import { DAY, daysAgo, iso } from '../lib/clock.ts';
import type { Uuid } from '../lib/ids.ts';
import { blocks, escape, sentence, table, titled } from '../lib/markdown.ts';
import { someOf } from '../lib/text.ts';
import type { QoveryApi } from '../qovery/api.ts';
import type { ClusterEnvironment, ClusterStatus, EnvironmentStatus } from '../qovery/schemas.ts';
import type { AuditLog, Deed } from './audit-log.ts';
import type { ClusterView } from './clusters.ts';
import type { Finding, Missing, Part } from './finding.ts';
import { isRead, listOf } from './finding.ts';
import { findingId } from './finding-id.ts';

/** An environment, and the cluster that it runs on. */
export type Located = ClusterEnvironment & { readonly cluster: string; readonly clusterId: Uuid };

export interface Maintained {
  readonly cluster: ClusterView;
  /** When its last maintenance began, as far as is known. */
  readonly at: number;
  /** `undefined`: Qovery does not tell. */
  readonly ended: 'succeeded' | 'failed' | 'under way' | undefined;
  /** How many environments it has. */
  readonly environments: number;
  /** Those whose last deployment is younger than the maintenance, and failed. */
  readonly failed: readonly { readonly name: string; readonly state: string }[];
}

/** One request for each project that has an environment on a cluster whose last maintenance is known. */
export async function readAfterMaintenance(
  api: Pick<QoveryApi, 'environmentStatuses'>,
  clusters: readonly ClusterView[],
  told: { readonly statuses: readonly ClusterStatus[]; readonly auditLog: AuditLog | undefined },
  environments: readonly Located[],
  attempt: <T>(read: () => Promise<T>) => Promise<Part<T>>,
): Promise<{ maintained: Maintained[]; untold: string[]; missing: Missing[] }> {
  const known = clusters.flatMap((cluster) => {
    const last = lastMaintenance(cluster, told);
    return last === undefined ? [] : [{ cluster, ...last }];
  });
  const ids = new Set(known.map(({ cluster }) => cluster.id));
  const concerned = environments.filter(({ clusterId }) => ids.has(clusterId));
  const projects = new Map(concerned.map(({ project_id: id, project_name: name }) => [id, name]));
  const missing: Missing[] = [];
  const lists = await all(
    [...projects].map(async ([id, name]) => {
      const part = await attempt(() => api.environmentStatuses(id));
      if (isRead(part)) return part.read;
      missing.push({ what: 'the statuses of the environments of', name, why: part.unread });
      return [];
    }),
  );
  const statusOf = new Map(lists.flat().map((status) => [status.id, status]));
  const maintained = known.map((last): Maintained => {
    const own = concerned.filter(({ clusterId }) => clusterId === last.cluster.id);
    const failed = own.flatMap((environment) => {
      const status = statusOf.get(environment.environment_id);
      if (status === undefined || !failedSince(status, last.at)) return [];
      const name = `${environment.project_name}/${environment.environment_name}`;
      return [{ name, state: status.last_deployment_state }];
    });
    return { ...last, environments: own.length, failed };
  });
  const untold = clusters.filter(({ id, deployed, maintenanceDay }) => {
    return deployed !== false && maintenanceDay !== undefined && !ids.has(id);
  });
  return { maintained, untold: untold.map(({ name }) => name), missing };
}

function failedSince(status: EnvironmentStatus, at: number): boolean {
  const deployedAt = Date.parse(status.last_deployment_date ?? '');
  return status.last_deployment_state.endsWith('ERROR') && deployedAt >= at;
}

/**
 * The audit log names a maintenance, and a cluster's status tells whether its last deployment was one; neither has both
 * its beginning and its end. Of the two, the earlier one of the same day is nearer to the beginning.
 */
function lastMaintenance(
  { id, state, lastDeployment }: ClusterView,
  { statuses, auditLog }: { statuses: readonly ClusterStatus[]; auditLog: AuditLog | undefined },
): Pick<Maintained, 'at' | 'ended'> | undefined {
  const newest = auditLog?.clusters.find((cluster) => cluster.id === id)?.newest;
  const times = (deed: Deed): number[] =>
    (newest?.[deed] ?? []).map(({ at }) => at).filter((at) => !Number.isNaN(at));
  const isLast = statuses.find((status) => status.cluster_id === id)?.reason === 'MAINTENANCE';
  const found = [
    ...times('maintenance'),
    ...(isLast && lastDeployment !== undefined ? [lastDeployment] : []),
  ];
  if (found.length === 0) return undefined;
  const latest = Math.max(...found);
  const at = Math.min(...found.filter((time) => latest - time < DAY));
  if (isLast && state === 'busy') return { at, ended: 'under way' };
  if (isLast && state === 'ready') return { at, ended: 'succeeded' };
  if (isLast && state === 'error') return { at, ended: 'failed' };
  const ends = (['deployed', 'failed'] as const).flatMap((deed) =>
    times(deed).map((time) => ({ time, ended: deed === 'deployed' ? ('succeeded' as const) : deed })),
  );
  const [first] = ends.filter(({ time }) => time >= at).toSorted((a, b) => a.time - b.time);
  return { at, ended: first?.ended };
}

/** One for each cluster: an environment more or less is the same finding. */
export function maintenanceFindings(maintained: readonly Maintained[]): Finding[] {
  return maintained
    .filter(({ failed }) => failed.length > 0)
    .map(({ cluster, at, failed }) => {
      const names = someOf(failed.map(({ name, state }) => `'${name}' (${state})`));
      const many = failed.length > 1;
      return {
        id: findingId('failed-after-maintenance', cluster.id),
        // A build does not run on what a maintenance changes.
        urgency: failed.every(({ state }) => state === 'BUILD_ERROR') ? 'plan' : 'soon',
        what: `${failed.length} ${many ? 'environments' : 'environment'} of cluster '${cluster.name}' ${many ? 'have' : 'has'} failed since its last maintenance (${iso(at)}): ${names}.`,
        next: 'See the log of each: a build fails for a reason of its own; a deployment may fail because of what the maintenance changed. Mend it, and deploy it again.',
      };
    });
}

/** @param untold clusters of whose maintenance nobody knows */
export function afterMaintenanceSection(
  maintained: readonly Maintained[],
  untold: readonly string[],
  now: number,
): string {
  const rows = maintained
    .toSorted((a, b) => b.failed.length - a.failed.length || a.cluster.name.localeCompare(b.cluster.name))
    .map(({ cluster, at, ended, environments, failed }) => [
      escape(cluster.name),
      `${iso(at)}, ${daysAgo(now - at)}`,
      ended ?? 'not told',
      escape(cluster.version ?? '–'),
      failed.length === 0
        ? `none of ${environments}`
        : `**${failed.length} of ${environments}**: ${escape(someOf(failed.map(({ name }) => name)))}`,
    ]);
  return titled(
    'After the last maintenance',
    blocks([
      table(
        ['Cluster', 'Maintenance', 'How it ended', 'Kubernetes now', 'Environments that failed since'],
        rows,
      ),
      untold.length === 0
        ? ''
        : sentence(
            `No maintenance is known of ${listOf(untold)}: neither the status nor the audit log, as far as it was read, tells of one`,
          ),
    ]),
  );
}

export function maintainedReport(maintained: readonly Maintained[]): object[] {
  return maintained.map(({ cluster, at, ended, environments, failed }) => ({
    cluster_id: cluster.id,
    cluster: cluster.name,
    maintenance_at: iso(at),
    ended: ended ?? null,
    environments,
    failed,
  }));
}
