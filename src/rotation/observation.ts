/** What a decision is made of: IAM and Qovery as they were seen, in one value. */
import type { AccessKey, KeyUse } from '../aws/access-keys.ts';
import { MINUTE } from '../lib/clock.ts';
import { type Holder, clustersOf } from '../holders/index.ts';
import type { Uuid } from '../lib/ids.ts';
import { type ClusterState, type DeploymentMark, stateOf } from '../qovery/status.ts';
import type { Cluster, ClusterStatus } from '../qovery/schemas.ts';
import type { Journal, Tags } from './journal.ts';
import type { Workloads } from './decide/workloads.ts';

/** The IAM user whose key is rotated, and who holds it. */
export interface Target {
  readonly user: string;
  readonly account: string;
  /** The credentials of the organisation that hold a key of this user. */
  readonly credentialIds: readonly string[];
  /** The keys that they held when the run began. */
  readonly keyIds: readonly string[];
}

export interface ClusterView {
  readonly id: Uuid;
  readonly name: string;
  readonly region: string;
  readonly production: boolean;
  readonly state: ClusterState;
  readonly mark: DeploymentMark;
  readonly lock: { readonly reason: string; readonly owner: string } | undefined;
}

export interface Observation {
  /** When the last full look began. Statuses may be newer. */
  readonly at: number;
  /** How long it took, in milliseconds: what Qovery allows in an hour may slow it down. */
  readonly took: number;
  /** When the oldest of the DNS providers was read: they are not read again in every look. */
  readonly dnsAt: number;
  readonly target: Target;
  /** The user's keys. */
  readonly keys: readonly AccessKey[];
  readonly tags: Tags;
  readonly journal: Journal;
  /** Every holder in the organisation, whatever key it holds. */
  readonly holders: readonly Holder[];
  /** The clusters concerned: those of every credential that holds a key of this rotation. */
  readonly clusters: readonly ClusterView[];
  /** Clusters that one answer of Qovery names and another lacks. */
  readonly unknownClusters: readonly string[];
  /** Last uses of the keys that Qovery's credentials do not hold. A key that is missing here: not known. */
  readonly uses: ReadonlyMap<string, KeyUse>;
  /** Read when the old key's time has come; undefined before. */
  readonly workloads: Workloads | undefined;
}

/** What was seen longer ago is no ground for a deletion. */
const FRESH = MINUTE;

/** A look is good from its end on: one that takes longer than that would otherwise be followed by the next, for ever. */
export function isFresh({ at, took }: Pick<Observation, 'at' | 'took'>, now: number): boolean {
  return now - (at + took) <= FRESH;
}

/** When the keys last changed: what was seen before is no ground for the next change. */
export function changedAt({ journal }: Pick<Observation, 'journal'>): number {
  return Math.max(journal.stored ?? 0, journal.deactivated ?? 0);
}

/** The keys of this rotation: the user's, the journal's, and those that the credentials held at the beginning. */
export function keysOfRotation({
  keys,
  journal,
  target,
}: Pick<Observation, 'keys' | 'journal' | 'target'>): Set<string> {
  const ids = [...keys.map(({ id }) => id), ...target.keyIds, ...journal.before, ...journal.lost];
  return new Set([...ids, journal.old, journal.new].filter((id) => id !== undefined));
}

/** The holders that this rotation is about. */
export function concernedHolders(
  observed: Pick<Observation, 'keys' | 'journal' | 'target' | 'holders'>,
): Holder[] {
  const ids = keysOfRotation(observed);
  return observed.holders.filter(
    (holder) => ids.has(holder.keyId) || observed.target.credentialIds.includes(holder.id),
  );
}

/** Those of them that the new key is stored in, in the order of storing. */
export function movableHolders(observed: Parameters<typeof concernedHolders>[0]): Holder[] {
  return concernedHolders(observed).filter(({ movable }) => movable);
}

/** Joins the cluster list and the statuses: which clusters are concerned, and how they are. */
export function concernedClusters(
  holders: readonly Holder[],
  clusters: readonly Cluster[],
  statuses: readonly ClusterStatus[],
): Pick<Observation, 'clusters' | 'unknownClusters'> {
  const views: ClusterView[] = [];
  const unknown: string[] = [];
  for (const id of clustersOf(holders)) {
    const cluster = clusters.find((candidate) => candidate.id === id);
    const status = statuses.find((candidate) => candidate.cluster_id === id);
    if (cluster === undefined || status === undefined) unknown.push(id);
    else views.push(viewOf(cluster, status));
  }
  return { clusters: views.toSorted((a, b) => a.name.localeCompare(b.name)), unknownClusters: unknown };
}

function viewOf({ id, name, region, production }: Cluster, status: ClusterStatus): ClusterView {
  return { id, name, region, production: production ?? false, ...statusOf(status) };
}

function statusOf(status: ClusterStatus): Pick<ClusterView, 'state' | 'mark' | 'lock'> {
  const lock = status.cluster_lock;
  return {
    state: stateOf(status.status),
    mark: markOf(status),
    lock: lock ? { reason: lock.reason, owner: lock.owner_name } : undefined,
  };
}

export function markOf(status: ClusterStatus): DeploymentMark {
  return {
    status: status.status,
    executionId: status.last_execution_id ?? undefined,
    deployedAt: status.last_deployment_date ?? undefined,
    maintenance: status.reason === 'MAINTENANCE',
  };
}

/** The same observation with newer statuses. */
export function withStatuses(observed: Observation, statuses: readonly ClusterStatus[]): Observation {
  const unknown: string[] = [];
  const clusters = observed.clusters.flatMap((view) => {
    const status = statuses.find(({ cluster_id: id }) => id === view.id);
    if (status === undefined) {
      unknown.push(view.id);
      return [];
    }
    return [{ ...view, ...statusOf(status) }];
  });
  return { ...observed, clusters, unknownClusters: [...new Set([...observed.unknownClusters, ...unknown])] };
}
