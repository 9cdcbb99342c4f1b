import { clusterStatusAnswer } from './answers.ts';
import type { KeyPair } from './iam.ts';
import { deadClusterKey, deadRegistryKey, errorLine } from './engine-errors.ts';
import { NOT_RUNNING } from './records.ts';
import type { Actor, Cluster, ClusterDeployment, LogLine, Outcome } from './records.ts';
import type { State } from './state.ts';

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
export function deployCluster(state: State, cluster: Cluster, request: ClusterDeploymentRequest): void {
  const { quirks } = state;
  const deployment: ClusterDeployment = {
    key: state.findCredential(cluster.credentialId)?.key,
    registryKey: state.mirroringRegistryOf(cluster.id)?.key,
    executionId: nextExecutionId(state, cluster),
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
  clusterEvent(state, cluster, request.reason === 'MAINTENANCE' ? 'MAINTENANCE' : trigger, request.by);
  state.schedule(state.now + quirks.queueMs, () => start(state, cluster, deployment, request.by));
}

function nextExecutionId(state: State, cluster: Cluster): string {
  const seconds = Math.floor(state.now / 1000);
  const previous = Number(cluster.lastExecutionId?.split('-').at(-1) ?? 0);
  return `${cluster.id}-${Math.max(seconds, previous + 1)}`;
}

function start(state: State, cluster: Cluster, deployment: ClusterDeployment, by: Actor): void {
  if (cluster.deployment !== deployment) return; // Somebody has put an end to it.
  cluster.status = deployment.dryRun ? 'DRY_RUN' : 'DEPLOYING';
  cluster.lastExecutionId = deployment.executionId;
  if (state.quirks.deploymentDateAt === 'start') cluster.lastDeploymentAt = state.now;
  log(state, cluster, {
    type: 'info',
    step: 'Create',
    text: `Deployment of EKS cluster ${cluster.name} started`,
  });

  // The engine logs in to the mirroring registry before it lets Terraform run.
  const refusal =
    refusalOf(state, deployment.registryKey, deadRegistryKey(state.quirks)) ??
    refusalOf(state, deployment.key, deadClusterKey());
  if (refusal) {
    finish(state, cluster, deployment, by, refusal);
    return;
  }
  if (deployment.registryKey) state.useKey(deployment.registryKey, 'ecr', cluster.region);
  if (deployment.key) state.useKey(deployment.key, 'eks', cluster.region);
  state.schedule(state.now + state.quirks.deployMs, () => {
    const scripted = cluster.outcomes.shift();
    const good = { status: deployment.dryRun ? deployment.statusBefore : 'DEPLOYED' };
    const dead = refusalOf(state, deployment.key, deadClusterKey());
    finish(state, cluster, deployment, by, dead ?? scripted ?? good);
  });
}

/** The outcome that a pair which AWS refuses leads to. */
function refusalOf(
  state: State,
  key: KeyPair | undefined,
  outcome: Outcome,
): (Outcome & { deadKey: KeyPair }) | undefined {
  return key && state.iam.problemWith(key) ? { ...outcome, deadKey: key } : undefined;
}

function finish(
  state: State,
  cluster: Cluster,
  deployment: ClusterDeployment,
  by: Actor,
  outcome: Outcome & { deadKey?: KeyPair },
): void {
  if (cluster.deployment !== deployment) return;
  cluster.deployment = undefined;
  cluster.status = outcome.status;
  cluster.failedKey = outcome.deadKey;
  const good = outcome.status === (deployment.dryRun ? deployment.statusBefore : 'DEPLOYED');
  if (good) {
    log(state, cluster, { type: 'info', step: 'Created', text: 'Kubernetes cluster successfully created' });
  } else {
    log(state, cluster, errorLine('CreateError', outcome, 'TERRAFORM_UNKNOWN_ERROR'));
  }
  if (good && !deployment.dryRun) {
    cluster.deployedKey = deployment.key;
    cluster.deploymentStatus = 'UP_TO_DATE';
  }
  // What was stopped has nothing of its former key: a start that fails leaves what it began with, if anything.
  if (!good && NOT_RUNNING.includes(deployment.statusBefore))
    cluster.deployedKey = outcome.deadKey ? undefined : deployment.key;
  if (state.quirks.deploymentDateAt === 'end' && !deployment.dryRun) cluster.lastDeploymentAt = state.now;
  const event = deployment.dryRun ? 'DEPLOYED_DRY_RUN' : 'DEPLOYED';
  const failure = deployment.dryRun ? 'DEPLOYED_DRY_RUN_FAILED' : 'DEPLOY_FAILED';
  clusterEvent(state, cluster, good ? event : failure, by);
}

function log(state: State, cluster: Cluster, line: Omit<LogLine, 'at'>): void {
  cluster.logs.push({ at: state.now, ...line });
}

function clusterEvent(state: State, cluster: Cluster, type: string, by: Actor): void {
  const { organizationId, id: targetId, name: targetName } = cluster;
  state.addEvent({ organizationId, type, targetType: 'CLUSTER', targetId, targetName, by });
}
