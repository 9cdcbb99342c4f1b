import { randomUUID } from 'node:crypto';

import { pairOf } from './iam.ts';
import type { KeyPair } from './iam.ts';
import type { Actor, ClusterLock, Credential, Environment, Registry } from './records.ts';
import { ADA } from './state.ts';
import type { World } from './world.ts';

// What people of the company do in Qovery while the action runs, each with its entry in the audit log.

type Holder = Credential | Registry;

/** Somebody locks a cluster, in the console or with Qovery's command line tool. */
export function lockCluster(
  world: World,
  clusterId: string,
  lock: { reason: string; ttlInDays?: number; owner?: string; at?: number },
): ClusterLock {
  const cluster = world.cluster(clusterId);
  const ownerName = lock.owner ?? ADA.triggeredBy;
  cluster.lock = {
    reason: lock.reason,
    ttlInDays: lock.ttlInDays,
    lockedAt: lock.at ?? world.now,
    ownerName,
  };
  tell(world, 'LOCK', 'CLUSTER', cluster, { ...ADA, triggeredBy: ownerName });
  return cluster.lock;
}

export function unlockCluster(world: World, clusterId: string): void {
  const cluster = world.cluster(clusterId);
  cluster.lock = undefined;
  tell(world, 'UNLOCK', 'CLUSTER', cluster);
}

/** Somebody gives a cluster another credential: it goes on with what it was deployed with. */
export function moveCluster(world: World, clusterId: string, credentialId: string): void {
  world.cluster(clusterId).credentialId = credentialId;
}

/**
 * Somebody deletes a cluster: its deployment, if there is one, ends, and it is gone, with its environments, after
 * `takesMs`; at once, if not said. Its registry stays, as in Qovery.
 */
export function deleteCluster(world: World, clusterId: string, takesMs = 0): void {
  const cluster = world.cluster(clusterId);
  const gone = (): void => {
    remove(world.clusters, cluster);
    for (const environment of world.environments.filter((one) => one.clusterId === cluster.id))
      remove(world.environments, environment);
    tell(world, 'DELETED', 'CLUSTER', cluster);
  };
  tell(world, 'TRIGGER_DELETE', 'CLUSTER', cluster);
  cluster.deployment = {
    key: undefined,
    registryKey: undefined,
    executionId: `${cluster.id}-${randomUUID()}`,
    dryRun: false,
    statusBefore: cluster.status,
  };
  cluster.status = 'DELETING';
  cluster.failedKey = undefined;
  if (takesMs === 0) gone();
  else world.schedule(world.now + takesMs, gone);
  world.checkOutages();
}

/** A preview comes to its end. */
export function deleteEnvironment(world: World, environmentId: string): void {
  const environment = world.environment(environmentId);
  environment.deploymentKeys = undefined;
  remove(world.environments, environment);
  tell(world, 'DELETED', 'ENVIRONMENT', environment);
  world.checkOutages();
}

/**
 * Somebody edits a credential, a registry or a repository. Terraform does it with the key that it remembers, whatever
 * Qovery holds by now: `{ name, key: theOldOne }`.
 */
export function editHolder(
  world: World,
  holder: Holder,
  changes: { name?: string; key?: KeyPair; by?: Actor },
): void {
  world.settle();
  if (changes.name !== undefined) holder.name = changes.name;
  if (changes.key !== undefined) holder.key = pairOf(changes.key);
  tell(world, 'UPDATE', targetOf(world, holder), holder, changes.by);
  world.checkOutages();
}

export function deleteHolder(world: World, holder: Holder): void {
  world.settle();
  tell(world, 'DELETE', targetOf(world, holder), holder);
  remove<Holder>(world.credentials, holder);
  remove<Holder>(world.registries, holder);
  remove<Holder>(world.helmRepositories, holder);
  world.checkOutages();
}

function targetOf(world: World, holder: Holder): string {
  if (world.registries.some((one) => one === holder)) return 'CONTAINER_REGISTRY';
  return world.helmRepositories.some((one) => one === holder) ? 'HELM_REPOSITORY' : 'ORGANIZATION';
}

function tell(
  world: World,
  type: string,
  targetType: string,
  target: Holder | Environment | { id: string; name: string; organizationId: string },
  by: Actor = ADA,
): void {
  world.addEvent({
    ...('organizationId' in target && { organizationId: target.organizationId }),
    type,
    targetType,
    targetId: target.id,
    targetName: target.name,
    by,
  });
}

function remove<T>(all: T[], one: T): void {
  const index = all.indexOf(one);
  if (index >= 0) all.splice(index, 1);
}
