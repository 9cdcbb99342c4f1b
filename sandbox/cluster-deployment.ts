import { clusterStatusAnswer } from './answers.ts';
import type { KeyPair } from './iam.ts';
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
    key: state.credentials.find(({ id }) => id === cluster.credentialId)?.key,
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
  cluster.status = deployment.dryRun ? 'DRY_RUN' : 'DEPLOYING';
  cluster.lastExecutionId = deployment.executionId;
  if (state.quirks.deploymentDateAt === 'start') cluster.lastDeploymentAt = state.now;
  log(state, cluster, {
    type: 'info',
    step: 'Create',
    text: `Deployment of EKS cluster ${cluster.name} started`,
  });

  const refusal = refusalOf(state, deployment.key);
  if (refusal) {
    finish(state, cluster, deployment, by, refusal);
    return;
  }
  if (deployment.key) state.useKey(deployment.key, 'eks', cluster.region);
  state.schedule(state.now + state.quirks.deployMs, () => {
    const scripted = cluster.outcomes.shift();
    const good = { status: deployment.dryRun ? deployment.statusBefore : 'DEPLOYED' };
    finish(state, cluster, deployment, by, refusalOf(state, deployment.key) ?? scripted ?? good);
  });
}

function refusalOf(state: State, key: KeyPair | undefined): (Outcome & { deadKey: KeyPair }) | undefined {
  if (!key || !state.iam.problemWith(key)) return undefined;
  return {
    status: 'INVALID_CREDENTIALS',
    tag: 'TERRAFORM_INVALID_CREDENTIALS',
    log: 'Error: configuring Terraform AWS Provider: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.',
    deadKey: key,
  };
}

function finish(
  state: State,
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
    log(state, cluster, { type: 'info', step: 'Created', text: 'Kubernetes cluster successfully created' });
  } else {
    const text = outcome.log ?? `The deployment ended with ${outcome.status}`;
    const tag = outcome.tag ?? 'TERRAFORM_UNKNOWN_ERROR';
    log(state, cluster, { type: 'error', step: 'CreateError', text, tag });
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
