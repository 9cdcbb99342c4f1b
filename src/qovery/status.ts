/**
 * What a cluster's status means. Qovery's own clients disagree here, and are wrong in ways that matter:
 * `qovery cluster deploy --watch` exits 0 on any final state, errors included, and the Terraform provider waits
 * four hours on INVALID_CREDENTIALS (Qovery/qovery-cli pkg/cluster/cluster_service.go,
 * Qovery/terraform-provider-qovery client/waiter.go).
 */
export type ClusterState =
  /** Deployed and idle. */
  | 'ready'
  /** Something is under way. Also any status that is not known: wait, and believe nothing. */
  | 'busy'
  /** Stopped, deleted or never deployed: nothing runs there; it takes the stored key up when it starts. */
  | 'off'
  /** The credentials were refused. A new key cures it. */
  | 'invalid-credentials'
  /** The last action failed or was cancelled; a person has to look. */
  | 'error';

/** Qovery's API specification, ClusterStateEnum; those that end with ERROR are errors. */
const STATES: Readonly<Record<string, ClusterState>> = {
  DEPLOYED: 'ready',
  RESTARTED: 'ready',
  READY: 'off',
  STOPPED: 'off',
  DELETED: 'off',
  CANCELED: 'error',
  INVALID_CREDENTIALS: 'invalid-credentials',
  BUILDING: 'busy',
  CANCELING: 'busy',
  DELETE_QUEUED: 'busy',
  DELETING: 'busy',
  DEPLOYING: 'busy',
  DEPLOYMENT_QUEUED: 'busy',
  DRY_RUN: 'busy',
  QUEUED: 'busy',
  RESTARTING: 'busy',
  RESTART_QUEUED: 'busy',
  STOPPING: 'busy',
  STOP_QUEUED: 'busy',
};

export function stateOf(status: string): ClusterState {
  const known = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
  return known ?? (status.endsWith('ERROR') ? 'error' : 'busy');
}

export function isKnownStatus(status: string): boolean {
  return Object.hasOwn(STATES, status) || status.endsWith('ERROR');
}

/** What identifies a deployment in a cluster's status. */
export interface DeploymentMark {
  readonly status: string;
  readonly executionId: string | undefined;
  /** As Qovery writes it; compared only with other dates of Qovery's. */
  readonly deployedAt: string | undefined;
  /** Qovery's weekly maintenance, not us, is (or was last) at work. */
  readonly maintenance: boolean;
}

export type DeploymentOutcome = 'running' | 'succeeded' | 'failed' | 'replaced';

/** What was seen of a deployment that we asked for. */
export interface Deployment {
  /** Read while the cluster was idle, before the request. */
  readonly baseline: DeploymentMark;
  /** Something that was not there before the request has been seen since. */
  readonly started: boolean;
  /** The id of our deployment, once one that is neither the baseline's nor the maintenance's was seen. */
  readonly executionId: string | undefined;
  /** The id of a maintenance that was seen since the request. */
  readonly maintenanceId?: string | undefined;
}

/**
 * Follows our deployment through one more status. A final status counts only when it is provably ours: right
 * after the request Qovery may still answer with the state of the deployment before (the Terraform provider's
 * environment waiter sleeps 5 s for that race). Proof is a new execution id, a later deployment date,
 * or a state under way since; whether the id changes when it is queued or when it starts is not documented.
 */
export function follow(
  deployment: Deployment,
  mark: DeploymentMark,
): { deployment: Deployment; outcome: DeploymentOutcome } {
  const { baseline } = deployment;
  const state = stateOf(mark.status);
  const newId = mark.executionId === baseline.executionId ? undefined : mark.executionId;
  if (newId !== undefined && deployment.executionId !== undefined && newId !== deployment.executionId) {
    return { deployment, outcome: 'replaced' };
  }
  if (mark.maintenance) return { deployment: { ...deployment, maintenanceId: newId }, outcome: 'running' };
  if (newId !== undefined && newId === deployment.maintenanceId) return { deployment, outcome: 'running' };
  // Once our id is known, an answer with the baseline's is an older one.
  if (deployment.executionId !== undefined && newId === undefined && mark.executionId !== undefined) {
    return { deployment, outcome: 'running' };
  }
  const later =
    mark.deployedAt !== undefined &&
    (baseline.deployedAt === undefined || Date.parse(mark.deployedAt) > Date.parse(baseline.deployedAt));
  const seen: Deployment = {
    ...deployment,
    started: deployment.started || newId !== undefined || later || state === 'busy',
    executionId: deployment.executionId ?? newId,
  };
  if (state === 'busy' || !seen.started) return { deployment: seen, outcome: 'running' };
  return { deployment: seen, outcome: state === 'ready' ? 'succeeded' : 'failed' };
}

const AT_REST = new Set(['DEPLOYED', 'RESTARTED', 'READY', 'STOPPED', 'DELETED', 'CANCELED']);

/** Whether nothing of an environment is under way. A state that is not known is one under way. */
export function isAtRest(state: string): boolean {
  return AT_REST.has(state) || state.endsWith('ERROR');
}
