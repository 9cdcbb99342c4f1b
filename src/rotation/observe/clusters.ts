/** Joins the cluster list and the statuses: which clusters are concerned, and how they are. */
import { type Holder, clustersOf } from '../../holders/index.ts';
import { endOfLock } from '../../qovery/lock.ts';
import type { Cluster, ClusterStatus } from '../../qovery/schemas.ts';
import { type DeploymentMark, stateOf } from '../../qovery/status.ts';
import type { ClusterView, Observation } from '../model.ts';
import type { OrganizationSnapshot } from './organization.ts';

/** Of all clusters, those that run with a key of these holders, and the others. */
export function concernedClusters(
  holders: readonly Holder[],
  {
    clusters,
    statuses,
    statusesAt,
    assigned,
  }: Pick<OrganizationSnapshot, 'clusters' | 'statuses' | 'statusesAt' | 'assigned'>,
): Pick<Observation, 'clusters' | 'unknownClusters' | 'otherClusters'> {
  const ids = clustersOf(holders);
  const concerned: ClusterView[] = [];
  const others: ClusterView[] = [];
  const unknown = [...ids].filter((id) => !clusters.some((cluster) => cluster.id === id));
  for (const cluster of clusters) {
    const status = statuses.find((candidate) => candidate.cluster_id === cluster.id);
    if (status === undefined) {
      if (ids.has(cluster.id)) unknown.push(cluster.id);
      continue;
    }
    const view = viewOf(cluster, status, statusesAt);
    (ids.has(cluster.id) ? concerned : others).push(view);
    if (!assigned.has(cluster.id) && hasCredential(cluster) && view.state !== 'off') unknown.push(cluster.id);
  }
  return {
    clusters: concerned.toSorted((a, b) => a.name.localeCompare(b.name)),
    unknownClusters: unknown,
    otherClusters: others,
  };
}

/** Qovery makes every cluster in AWS with a credential, but for those that people bring along. */
function hasCredential({ cloud_provider: provider, kubernetes, is_demo: demo }: Cluster): boolean {
  return provider === 'AWS' && kubernetes !== 'SELF_MANAGED' && demo !== true;
}

function viewOf(cluster: Cluster, status: ClusterStatus, now: number): ClusterView {
  const { id, name, region } = cluster;
  const production = cluster.production ?? false;
  return { id, name, region, production, demo: cluster.is_demo ?? false, ...statusOf(status, now) };
}

function statusOf(status: ClusterStatus, now: number): Pick<ClusterView, 'state' | 'mark' | 'lock'> {
  const lock = status.cluster_lock;
  const until = lock ? endOfLock(lock) : NaN;
  // Qovery may show one that has ended. One whose end cannot be read counts.
  const holds = lock && !(until <= now);
  return {
    state: stateOf(status.status),
    mark: markOf(status),
    lock: holds ? { reason: lock.reason, owner: lock.owner_name, until } : undefined,
  };
}

function markOf(status: ClusterStatus): DeploymentMark {
  return {
    status: status.status,
    executionId: status.last_execution_id ?? undefined,
    deployedAt: status.last_deployment_date ?? undefined,
    maintenance: status.reason === 'MAINTENANCE',
  };
}

/** The same observation with newer statuses. */
export function withStatuses(
  observed: Observation,
  statuses: readonly ClusterStatus[],
  statusesAt: number,
): Observation {
  const unknown: string[] = [];
  const clusters = observed.clusters.flatMap((view) => {
    const status = statuses.find(({ cluster_id: id }) => id === view.id);
    if (status === undefined) {
      unknown.push(view.id);
      return [];
    }
    return [{ ...view, ...statusOf(status, statusesAt) }];
  });
  return {
    ...observed,
    statusesAt,
    clusters,
    unknownClusters: [...new Set([...observed.unknownClusters, ...unknown])],
  };
}
