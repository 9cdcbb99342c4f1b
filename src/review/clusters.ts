/** The health of the clusters: what Qovery says of them, and what a person should do about it. Pure. */
import { DAY } from '../lib/clock.ts';
import type { Uuid } from '../lib/ids.ts';
import { covers, dayName, nextMaintenanceDay } from '../locks/maintenance-days.ts';
import type { Cluster, ClusterStatus, Lock } from '../qovery/schemas.ts';
import { type ClusterState, stateOf } from '../qovery/status.ts';
import { describeLock, endOfLock } from '../qovery/lock.ts';
import { type Finding, listOf } from './finding.ts';
import { findingId } from './finding-id.ts';

export interface ClusterView {
  readonly id: Uuid;
  readonly name: string;
  readonly provider: string;
  readonly region: string;
  readonly production: boolean;
  /** Qovery's word; `undefined` where Qovery lists the cluster and tells no status of it. */
  readonly status: string | undefined;
  readonly state: ClusterState | undefined;
  /** Whether Qovery has it deployed. */
  readonly deployed: boolean | undefined;
  /** Configuration that waits for the next deployment. It says nothing of versions. */
  readonly outOfDate: boolean;
  readonly version: string | undefined;
  /** The next Kubernetes version that Qovery has for it. */
  readonly nextVersion: string | undefined;
  readonly lock: Lock | undefined;
  readonly lastDeployment: number | undefined;
  /** Midnight, UTC; `undefined` where Qovery maintains nothing (self-managed). */
  readonly maintenanceDay: number | undefined;
}

export function viewClusters(
  clusters: readonly Cluster[],
  statuses: readonly ClusterStatus[],
  locks: readonly Lock[],
  now: number,
): ClusterView[] {
  const statusOf = new Map(statuses.map((status) => [status.cluster_id, status]));
  const lockOf = new Map(locks.map((lock) => [lock.cluster_id, lock]));
  return clusters.map((cluster): ClusterView => {
    const status = statusOf.get(cluster.id);
    const deployedAt = Date.parse(status?.last_deployment_date ?? '');
    const production = cluster.production === true;
    const selfManaged = cluster.kubernetes === 'SELF_MANAGED';
    return {
      id: cluster.id,
      name: cluster.name,
      provider: cluster.cloud_provider,
      region: cluster.region,
      production,
      status: status?.status,
      state: status && stateOf(status.status),
      deployed: status?.is_deployed,
      outOfDate: cluster.deployment_status === 'OUT_OF_DATE',
      version: cluster.version ?? undefined,
      nextVersion: status?.next_k8s_available_version ?? undefined,
      lock: lockOf.get(cluster.id),
      lastDeployment: Number.isNaN(deployedAt) ? undefined : deployedAt,
      maintenanceDay: selfManaged ? undefined : nextMaintenanceDay(production, now),
    };
  });
}

/** Whether the lock lasts until the end of the next maintenance day. */
export function isCovered({ lock, maintenanceDay }: ClusterView): boolean {
  return lock !== undefined && maintenanceDay !== undefined && covers(endOfLock(lock), maintenanceDay);
}

/** @param logPage where to see the log of a cluster */
export function clusterFindings(
  clusters: readonly ClusterView[],
  now: number,
  logPage: (id: string) => string,
): Finding[] {
  return [
    ...clusters.flatMap((cluster) => [...health(cluster, logPage), ...locked(cluster, now)]),
    ...together(
      'configuration-pending',
      clusters.filter(({ outOfDate, state }) => outOfDate && state === 'ready'),
      'has configuration that is not deployed yet (OUT_OF_DATE)',
      'have configuration that is not deployed yet (OUT_OF_DATE)',
      'Deploy when it suits; otherwise the next maintenance brings it along.',
    ),
    ...upgrades(clusters),
    ...together(
      'clusters-stopped',
      clusters.filter(({ status }) => status === 'STOPPED'),
      'is stopped: no maintenance reaches it',
      'are stopped: no maintenance reaches them',
      'Delete in Qovery what nobody needs any more.',
    ),
  ];
}

function health(cluster: ClusterView, logPage: (id: string) => string): Finding[] {
  const { name, status, state, production, provider } = cluster;
  const of = `${production ? 'Production cluster' : 'Cluster'} '${name}'`;
  const link = { text: 'its log', url: logPage(cluster.id) };
  switch (state) {
    case 'invalid-credentials':
      return [
        {
          id: findingId('cluster-refused', cluster.id),
          urgency: 'now',
          what: `${of} is refused by its cloud provider (INVALID_CREDENTIALS): nothing can be deployed there.`,
          next:
            provider === 'AWS'
              ? 'Look up its key below. Rotate its credential (operation: rotate), or store credentials that work, and deploy it.'
              : 'Store credentials that work, and deploy it.',
          link,
        },
      ];
    case 'error':
      return [
        {
          id: findingId('cluster-failed', cluster.id),
          urgency: 'now',
          what: `${of}: ${status === 'CANCELED' ? 'the last deployment was cancelled' : 'the last action failed'} (${status}).`,
          next: 'Read its log and repeat the action: until it succeeds, neither maintenance nor a rotation can work.',
          link,
        },
      ];
    case undefined:
    case 'busy':
    case 'off':
    case 'ready':
      return [];
  }
}

function locked(cluster: ClusterView, now: number): Finding[] {
  const { name, lock, maintenanceDay } = cluster;
  // Where Qovery maintains nothing, a lock keeps nothing away.
  if (lock === undefined || maintenanceDay === undefined) return [];
  const what = `Cluster '${name}' ${describeLock(lock)}.`;
  const until = endOfLock(lock);
  if (until === Infinity) {
    return [
      {
        id: findingId('lock-without-end', cluster.id),
        urgency: 'soon',
        what,
        next: 'Unlock it (operation: unlock) as soon as it need not be locked: until then it gets no maintenance, neither Kubernetes updates nor security patches.',
      },
    ];
  }
  if (Number.isNaN(until)) {
    const next = 'Look at it in Qovery: nobody can tell when it ends.';
    return [{ id: findingId('lock-unreadable', cluster.id), urgency: 'soon', what, next }];
  }
  if (until <= now) {
    return [
      {
        id: findingId('lock-passed', cluster.id),
        // Qovery may be about to take it away.
        urgency: now - until > DAY ? 'soon' : 'plan',
        what,
        next: 'Its time has passed, and Qovery still lists it: unlock it (operation: unlock) if that stays so.',
      },
    ];
  }
  const next = isCovered(cluster)
    ? `It misses the maintenance of ${dayName(maintenanceDay)}, as intended; after that the lock is gone.`
    : `It does not cover the next maintenance day, ${dayName(maintenanceDay)}, to its end. If it should, unlock it and lock it anew on the eve.`;
  return [{ id: findingId('lock', cluster.id), urgency: 'plan', what, next }];
}

function upgrades(clusters: readonly ClusterView[]): Finding[] {
  const due = Map.groupBy(
    clusters.filter(({ nextVersion }) => nextVersion !== undefined),
    ({ version = 'unknown', nextVersion = '' }) => `${version} to ${nextVersion}`,
  );
  return [...due].map(([step, same]) => ({
    id: findingId('kubernetes-available', step),
    urgency: 'plan',
    what: `Kubernetes ${step} is available for ${listOf(same.map(({ name }) => name))}.`,
    next: 'Qovery rolls it out itself, staging first. To have it earlier, upgrade in the console, one minor version at a time.',
  }));
}

function together(
  id: string,
  clusters: readonly ClusterView[],
  one: string,
  many: string,
  next: string,
): Finding[] {
  if (clusters.length === 0) return [];
  const names = listOf(clusters.map(({ name }) => name));
  const what = clusters.length === 1 ? `Cluster ${names} ${one}.` : `Clusters ${names} ${many}.`;
  return [{ id, urgency: 'plan', what, next }];
}

/** Clusters that Qovery lists, and tells no status of. */
export function unknownStatus(clusters: readonly ClusterView[]): Finding[] {
  return clusters
    .filter(({ state }) => state === undefined)
    .map(({ id, name }) => ({
      id: findingId('status-unknown', id),
      urgency: 'soon',
      what: `Cluster '${name}' is listed by Qovery, which tells no status of it.`,
      next: 'Look at it in the Qovery console.',
    }));
}

/** What asks most of the reader comes first. */
const ORDER: readonly (ClusterState | undefined)[] = [
  'invalid-credentials',
  'error',
  undefined,
  'busy',
  'ready',
  'off',
];

export function worstFirst(clusters: readonly ClusterView[]): ClusterView[] {
  return clusters.toSorted(
    (a, b) =>
      ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
      Number(b.production) - Number(a.production) ||
      a.name.localeCompare(b.name),
  );
}
