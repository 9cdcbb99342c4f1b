import { randomUUID } from 'node:crypto';

import { clusterStatusAnswer } from './answers.ts';
import type { KeyPair } from './iam.ts';
import { NOT_RUNNING } from './records.ts';
import type { Cluster, ClusterDeployment, Environment, LogLine, Outcome } from './records.ts';
import type { Actor, World } from './world.ts';

export interface ClusterDeploymentRequest {
  by: Actor;
  reason?: Cluster['reason'];
  dryRun?: boolean;
}

/**
 * Starts a deployment of a cluster: queued, then running, then over, each in its own time.
 * It works with the pair that was stored when it was asked for: Qovery's engine gets the values with the request
 * (github.com/Qovery/engine, src/io_models/engine_request.rs), so a later edit does not reach it.
 */
export function deployCluster(world: World, cluster: Cluster, request: ClusterDeploymentRequest): void {
  const { quirks } = world;
  const deployment: ClusterDeployment = {
    key: world.credentials.find(({ id }) => id === cluster.credentialId)?.key,
    executionId: nextExecutionId(world, cluster),
    dryRun: request.dryRun ?? false,
    statusBefore: cluster.status,
  };
  if (quirks.staleStatusReads > 0) {
    cluster.stale = { answer: clusterStatusAnswer(cluster), reads: quirks.staleStatusReads };
  }
  cluster.deployment = deployment;
  cluster.status = 'DEPLOYMENT_QUEUED';
  cluster.reason = request.reason ?? 'UNSPECIFIED';
  cluster.logs.length = 0; // The console shows the logs of the latest run only.
  if (quirks.executionIdAt === 'queue') cluster.lastExecutionId = deployment.executionId;
  const trigger = deployment.dryRun ? 'TRIGGER_DEPLOY_DRY_RUN' : 'TRIGGER_DEPLOY';
  clusterEvent(world, cluster, request.reason === 'MAINTENANCE' ? 'MAINTENANCE' : trigger, request.by);
  world.schedule(world.now + quirks.queueMs, () => start(world, cluster, deployment, request.by));
}

function nextExecutionId(world: World, cluster: Cluster): string {
  const seconds = Math.floor(world.now / 1000);
  const previous = Number(cluster.lastExecutionId?.split('-').at(-1) ?? 0);
  return `${cluster.id}-${Math.max(seconds, previous + 1)}`;
}

function start(world: World, cluster: Cluster, deployment: ClusterDeployment, by: Actor): void {
  cluster.status = deployment.dryRun ? 'DRY_RUN' : 'DEPLOYING';
  cluster.lastExecutionId = deployment.executionId;
  if (world.quirks.deploymentDateAt === 'start') cluster.lastDeploymentAt = world.now;
  log(world, cluster, {
    type: 'info',
    step: 'Create',
    text: `Deployment of EKS cluster ${cluster.name} started`,
  });

  const refusal = refusalOf(world, deployment.key);
  if (refusal) {
    finish(world, cluster, deployment, by, refusal);
    return;
  }
  if (deployment.key) world.useKey(deployment.key, 'eks', cluster.region);
  world.schedule(world.now + world.quirks.deployMs, () => {
    const scripted = cluster.outcomes.shift();
    const good = { status: deployment.dryRun ? deployment.statusBefore : 'DEPLOYED' };
    finish(world, cluster, deployment, by, refusalOf(world, deployment.key) ?? scripted ?? good);
  });
}

function refusalOf(world: World, key: KeyPair | undefined): (Outcome & { deadKey: KeyPair }) | undefined {
  if (!key || !world.iam.problemWith(key)) return undefined;
  return {
    status: 'INVALID_CREDENTIALS',
    tag: 'TERRAFORM_INVALID_CREDENTIALS',
    log: 'Error: configuring Terraform AWS Provider: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.',
    deadKey: key,
  };
}

function finish(
  world: World,
  cluster: Cluster,
  deployment: ClusterDeployment,
  by: Actor,
  outcome: Outcome & { deadKey?: KeyPair },
): void {
  cluster.deployment = undefined;
  cluster.status = outcome.status;
  cluster.failedKey = outcome.deadKey;
  const good = outcome.status === (deployment.dryRun ? deployment.statusBefore : 'DEPLOYED');
  if (good) {
    log(world, cluster, { type: 'info', step: 'Created', text: 'Kubernetes cluster successfully created' });
  } else {
    const text = outcome.log ?? `The deployment ended with ${outcome.status}`;
    const tag = outcome.tag ?? 'TERRAFORM_UNKNOWN_ERROR';
    log(world, cluster, { type: 'error', step: 'CreateError', text, tag });
  }
  if (good && !deployment.dryRun) {
    cluster.deployedKey = deployment.key;
    cluster.deploymentStatus = 'UP_TO_DATE';
  }
  // What was stopped has nothing of its former key: a start that fails leaves what it began with, if anything.
  if (!good && NOT_RUNNING.includes(deployment.statusBefore))
    cluster.deployedKey = outcome.deadKey ? undefined : deployment.key;
  if (world.quirks.deploymentDateAt === 'end' && !deployment.dryRun) cluster.lastDeploymentAt = world.now;
  const event = deployment.dryRun ? 'DEPLOYED_DRY_RUN' : 'DEPLOYED';
  const failure = deployment.dryRun ? 'DEPLOYED_DRY_RUN_FAILED' : 'DEPLOY_FAILED';
  clusterEvent(world, cluster, good ? event : failure, by);
}

function log(world: World, cluster: Cluster, line: Omit<LogLine, 'at'>): void {
  cluster.logs.push({ at: world.now, ...line });
}

function clusterEvent(world: World, cluster: Cluster, type: string, by: Actor): void {
  const { organizationId, id: targetId, name: targetName } = cluster;
  world.addEvent({ organizationId, type, targetType: 'CLUSTER', targetId, targetName, by });
}

/** Redeploys the services of an environment. They pull images and charts with the pairs of this moment. */
export function deployEnvironment(world: World, environment: Environment, duration: number): void {
  const keys = keysOf(world, environment);
  const requestId = randomUUID();
  const settleState = (state: string): void => {
    environment.state = state;
    environment.lastDeploymentState = state;
    environment.requests.set(requestId, state);
  };
  environment.deploymentKeys = keys;
  environment.deploymentRequestId = requestId;
  environment.lastDeploymentId = `${environment.id}-${Math.floor(world.now / 1000)}`;
  settleState('DEPLOYMENT_QUEUED');
  for (const key of keys)
    world.useKey(key, 'ecr', world.findCluster(environment.clusterId)?.region ?? 'us-east-1');

  world.schedule(world.now + Math.min(world.quirks.queueMs, duration / 2), () => settleState('DEPLOYING'));
  world.schedule(world.now + duration, () => {
    const dead = keys.some((key) => world.iam.problemWith(key));
    environment.deploymentKeys = undefined;
    environment.lastDeploymentAt = world.now;
    settleState(dead ? 'DEPLOYMENT_ERROR' : (environment.outcomes.shift() ?? 'DEPLOYED'));
  });
}

function keysOf(world: World, environment: Environment): KeyPair[] {
  const cluster = world.findCluster(environment.clusterId);
  const pairs = [
    world.credentials.find(({ id }) => id === cluster?.credentialId)?.key,
    ...environment.services.map(
      (service) => world.registries.find(({ id }) => id === service.registryId)?.key,
    ),
    ...environment.services.map(
      (service) => world.helmRepositories.find(({ id }) => id === service.helmRepositoryId)?.key,
    ),
  ].filter((pair) => pair !== undefined);
  return [...new Map(pairs.map((pair) => [pair.id, pair])).values()];
}
