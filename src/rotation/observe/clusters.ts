/** Joins the cluster list and the statuses: which clusters are concerned, and how they are. */
import { type Holder, clustersOf } from '../../holders/index.ts';
import { endOfLock } from '../../qovery/lock.ts';
import type { Cluster, ClusterStatus } from '../../qovery/schemas.ts';
import { type DeploymentMark, stateOf } from '../../qovery/status.ts';
import type { ClusterView, Observation } from '../model.ts';

/** The clusters that run with a key of these holders. */
export function concernedClusters(
  holders: readonly Holder[],
  clusters: readonly Cluster[],
  statuses: readonly ClusterStatus[],
): Pick<Observation, 'clusters' | 'unknownClusters'> {
  const ids = clustersOf(holders);
  const views: ClusterView[] = [];
  const unknown: string[] = [];
  for (const id of ids) {
    const cluster = clusters.find((candidate) => candidate.id === id);
    const status = statuses.find((candidate) => candidate.cluster_id === id);
    if (cluster === undefined || status === undefined) unknown.push(id);
    else views.push(viewOf(cluster, status));
  }
  return { clusters: views.toSorted((a, b) => a.name.localeCompare(b.name)), unknownClusters: unknown };
}

function viewOf(cluster: Cluster, status: ClusterStatus): ClusterView {
  const { id, name, region } = cluster;
  const production = cluster.production ?? false;
  return { id, name, region, production, demo: cluster.is_demo ?? false, ...statusOf(status) };
}

function statusOf(status: ClusterStatus): Pick<ClusterView, 'state' | 'mark' | 'lock'> {
  const lock = status.cluster_lock;
  return {
    state: stateOf(status.status),
    mark: markOf(status),
    lock: lock ? { reason: lock.reason, owner: lock.owner_name, until: endOfLock(lock) } : undefined,
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
    return [{ ...view, ...statusOf(status) }];
  });
  return {
    ...observed,
    statusesAt,
    clusters,
    unknownClusters: [...new Set([...observed.unknownClusters, ...unknown])],
  };
}
