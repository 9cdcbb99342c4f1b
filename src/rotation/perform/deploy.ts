/** Deploys clusters with the new key, and follows these deployments to their ends. */
import { all } from '../../lib/all.ts';
import { MINUTE, SECOND, iso, span } from '../../lib/clock.ts';
import type { ProviderError } from '../../provider-errors/index.ts';
import { QoveryError } from '../../qovery/http.ts';
import { follow } from '../../qovery/status.ts';
import type { RotationContext, State } from '../context.ts';
import type { ClusterView, Observation, Postponed, Requested, Step } from '../model.ts';
import { withStatuses } from '../observe/clusters.ts';
import { keepAlive, renewHeartbeat } from './journal-writer.ts';

/** So many of what a log tells of are in the error; all of them are in the run's log. */
const MAX_CAUSES = 3;
/** How soon to ask again for a deployment that Qovery did not accept. */
export const ASK_AGAIN = 15 * SECOND;

/** No answer at all, or one of whatever stands before Qovery: the next run has better luck. */
const PASSING: ReadonlySet<number> = new Set([0, 502, 503, 504]);

/** The statuses of the clusters, read now. */
export async function refreshStatuses(state: State, context: RotationContext): Promise<State> {
  const at = context.clock.now();
  const statuses = await context.organization.statuses(at);
  return { ...state, observation: withStatuses(state.observation, statuses, at) };
}

export async function deploy(
  { clusters }: Extract<Step, { do: 'deploy' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { organization, clock } = context;
  const { runState } = state;
  context.group('Deploy the cluster with the new credentials');
  const observation = await renewHeartbeat(state, context);
  const deployments = new Map(runState.deployments);
  const postponed = new Map(runState.postponed);
  const answers = await all(
    clusters.map(async (cluster) => {
      const requestedAt = clock.now();
      const error = await organization.api.deployCluster(cluster.id).catch((caught: unknown) => {
        if (caught instanceof QoveryError) return caught;
        throw caught;
      });
      return { cluster, requestedAt, error };
    }),
  );
  for (const { cluster, requestedAt, error } of answers) {
    const { id, name, mark } = cluster;
    const deployment = { baseline: mark, started: false, executionId: undefined };
    if (error === undefined) {
      context.event('cluster-deploying', name);
      deployments.set(id, { requestedAt, deployment, outcome: 'running', detail: 'deploying' });
      continue;
    }
    // Qovery documents neither 400 nor 409 for a deployment under way; both are seen. It is asked again when it is idle.
    if (error.outcome === 'later' || error.status === 400 || error.status === 409) {
      context.info(`'${name}': ${error.message}. Asking again when it is idle.`);
      postponed.set(id, askedAgain(postponed.get(id), clock.now(), error));
    } else if (error.outcome === 'unclear') {
      // Not asked again: the statuses tell whether it has begun.
      const unclear = { why: error.message, passes: PASSING.has(error.status) };
      context.info(`'${name}': ${unclear.why}. Looking whether it has begun.`);
      deployments.set(id, { requestedAt, deployment, outcome: 'running', detail: 'deploying', unclear });
    } else {
      deployments.set(id, { requestedAt, deployment, outcome: 'not-accepted', detail: error.message });
    }
  }
  return { observation, runState: { ...runState, deployments, postponed } };
}

function askedAgain(before: Postponed | undefined, now: number, error: QoveryError): Postponed {
  return {
    since: before?.since ?? now,
    askAgainAt: now + Math.max(error.retryAfter ?? 0, ASK_AGAIN),
    refusals: (before?.refusals ?? 0) + Number(error.outcome === 'refused'),
    why: error.message,
  };
}

/**
 * Quick at first, to see that the deployment has begun; then rare, until it can end: Qovery's documentation says 5 to
 * 10 minutes. From then on its end is noticed within seconds.
 */
export function pollInterval(waited: number): number {
  if (waited < 20 * SECOND) return 5 * SECOND;
  if (waited < 4 * MINUTE) return 30 * SECOND;
  if (waited < 20 * MINUTE) return 12 * SECOND;
  return 30 * SECOND;
}

export async function awaitClusters(
  step: Extract<Step, { do: 'await-clusters' }>,
  { observation: observed, runState }: State,
  context: RotationContext,
): Promise<State> {
  const { clock, organization, policy } = context;
  const waitingSince = new Map(runState.waitingSince);
  const since = Math.min(
    ...step.clusters.map(({ id }) => {
      const start = runState.deployments.get(id)?.requestedAt ?? runState.waitingSince.get(id) ?? clock.now();
      if (!runState.deployments.has(id)) waitingSince.set(id, start);
      return start;
    }),
  );
  context.group('Wait for the cluster deployment to be done');
  const interval = pollInterval(clock.now() - since);
  await clock.sleep(interval);
  let seen: Observation;
  try {
    // Another rotation may have asked a moment ago: its answer is good for this one.
    const at = clock.now();
    seen = withStatuses(observed, await organization.statuses(at - interval / 2), at - interval / 2);
  } catch (error) {
    if (!(error instanceof QoveryError) || error.outcome === 'refused') throw error;
    context.info(`${error.message}. Asking again.`);
    const waiting = { ...runState, waitingSince };
    return {
      observation: await keepAlive({ observation: observed, runState: waiting }, context),
      runState: waiting,
    };
  }
  const deployments = new Map(runState.deployments);
  for (const cluster of step.clusters) {
    const now = seen.clusters.find(({ id }) => id === cluster.id);
    if (now === undefined) continue;
    if (now.mark.status !== cluster.mark.status) {
      const until = iso(since + policy.deployTimeout);
      context.info(
        `${iso(clock.now()).slice(11, 16)} '${cluster.name}' is ${now.mark.status}, after ${span(clock.now() - since)} (${step.why}; usually 5 to 10 minutes, at the latest until ${until}).`,
      );
    }
    const requested = runState.deployments.get(cluster.id);
    if (requested?.outcome === 'running')
      deployments.set(cluster.id, await followed(requested, now, context));
  }
  const next = { ...runState, waitingSince, deployments };
  return { observation: await keepAlive({ observation: seen, runState: next }, context), runState: next };
}

/** The deployment after one more status. */
async function followed(
  requested: Requested,
  cluster: ClusterView,
  context: RotationContext,
): Promise<Requested> {
  const { status } = cluster.mark;
  const { deployment, outcome } = follow(requested.deployment, cluster.mark);
  if (outcome === 'succeeded') context.event('cluster-deployed', cluster.name);
  if (outcome === 'failed') context.event('cluster-failed', cluster.name, status);
  const detail =
    outcome === 'replaced' ? `another deployment took the place of ours (now ${status})` : status;
  const causes = outcome === 'failed' ? await causesOf(cluster, requested.requestedAt, context) : [];
  return { ...requested, deployment, outcome, detail, causes };
}

/**
 * What the cluster's log tells of since the deployment was asked for. A log that cannot be read explains nothing, and
 * changes nothing: the deployment has failed either way.
 */
async function causesOf(
  { id, name, region }: ClusterView,
  since: number,
  { organization, info }: RotationContext,
): Promise<ProviderError[]> {
  try {
    const lines = await organization.api.clusterLogs(id);
    // Loaded where something has failed: the tables of all providers are no small thing to start with.
    const { headline, problemsInLog } = await import('../../provider-errors/index.ts');
    // The log may begin with earlier deployments. The keys of a rotation are AWS's, and so are the errors.
    const problems = problemsInLog(lines, { provider: 'AWS', region }).filter(
      ({ at }) => at === undefined || at >= since - MINUTE,
    );
    for (const { error } of problems) {
      info(`The log of '${name}' says: ${headline(error)}.`);
      if (error.request !== undefined) info(`To send to ${error.provider}: ${error.request}`);
    }
    return problems.slice(0, MAX_CAUSES).map(({ error }) => error);
  } catch (error) {
    if (!(error instanceof QoveryError)) throw error;
    info(`Why the deployment of '${name}' failed is not known: ${error.message}.`);
    return [];
  }
}
