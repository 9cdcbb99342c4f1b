/** Deploys clusters with the new key, and follows these deployments to their ends. */
import { MINUTE, SECOND, iso, span } from '../../lib/clock.ts';
import { QoveryError } from '../../qovery/http.ts';
import { type Deployment, follow } from '../../qovery/status.ts';
import type { ProviderError } from '../../provider-errors/index.ts';
import { type ClusterView, type Observation, withStatuses } from '../observation.ts';
import { renewHeartbeat, keepAlive } from './journal-writer.ts';
import type { RotationContext, State } from '../means.ts';
import type { Requested, Step } from '../step.ts';

/** So many of what a log tells of are in the error; all of them are in the run's log. */
const MAX_CAUSES = 3;

export async function deploy(
  chosen: readonly ClusterView[],
  { observation, runState }: State,
  context: RotationContext,
): Promise<State> {
  const { organization, clock } = context;
  context.group('Deploy the cluster with the new credentials');
  const claimed = await renewHeartbeat(observation, runState, context);
  // The baseline is read after storing, while the clusters are idle.
  const observed = withStatuses(claimed, await organization.statuses(clock.now()));
  const idle = observed.clusters.filter(
    ({ id, state, lock }) =>
      state !== 'busy' &&
      state !== 'off' &&
      lock === undefined &&
      chosen.some((cluster) => cluster.id === id),
  );
  const requests = await Promise.all(
    idle.map(async (cluster): Promise<[string, Requested] | undefined> => {
      const requestedAt = clock.now();
      const deployment: Deployment = { baseline: cluster.mark, started: false, executionId: undefined };
      try {
        await organization.api.deployCluster(cluster.id);
      } catch (error) {
        if (!(error instanceof QoveryError)) throw error;
        if (error.status === 400 || error.status === 409) {
          // Qovery documents neither for a deployment under way; both are seen. Wait until it is idle, and ask again.
          context.info(`'${cluster.name}': ${error.message}. Asking again when it is idle.`);
          return undefined;
        }
        return [cluster.id, { requestedAt, deployment, outcome: 'not-accepted', detail: error.message }];
      }
      context.event(`asked Qovery to deploy '${cluster.name}'`);
      return [cluster.id, { requestedAt, deployment, outcome: 'running', detail: 'deploying' }];
    }),
  );
  const deployments = new Map([
    ...runState.deployments,
    ...requests.filter((request) => request !== undefined),
  ]);
  const waitingSince = new Map(runState.waitingSince);
  for (const { id } of chosen)
    if (!deployments.has(id) && !waitingSince.has(id)) waitingSince.set(id, clock.now());
  const next: State = { observation: observed, runState: { ...runState, deployments, waitingSince } };
  if (idle.length > 0 && requests.every((request) => request === undefined)) {
    await clock.sleep(15 * SECOND);
    return { ...next, observation: withStatuses(observed, await organization.statuses(clock.now())) };
  }
  return next;
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
    seen = withStatuses(observed, await organization.statuses(clock.now() - interval / 2));
  } catch (error) {
    if (!(error instanceof QoveryError) || (error.refused && !error.throttled)) throw error;
    context.info(`${error.message}. Asking again.`);
    return {
      observation: await keepAlive(observed, runState, context),
      runState: { ...runState, waitingSince },
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
    if (requested?.outcome !== 'running') continue;
    const { deployment, outcome } = follow(requested.deployment, now.mark);
    if (outcome === 'succeeded') context.event(`'${cluster.name}' is deployed with the new key`);
    if (outcome === 'failed')
      context.event(`the deployment of '${cluster.name}' ended in ${now.mark.status}`);
    const detail =
      outcome === 'replaced'
        ? `another deployment took the place of ours (now ${now.mark.status})`
        : now.mark.status;
    const causes = outcome === 'failed' ? await causesOf(cluster, requested.requestedAt, context) : [];
    deployments.set(cluster.id, { ...requested, deployment, outcome, detail, causes });
  }
  return {
    observation: await keepAlive(seen, runState, context),
    runState: { ...runState, waitingSince, deployments },
  };
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
