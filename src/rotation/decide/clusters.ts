/** Which clusters to deploy with the new key, in which order, and how far that is. Pure. */
import { MINUTE, iso, span } from '../../lib/clock.ts';
import { Problem, withFullStop } from '../../lib/errors.ts';
import { headline } from '../../provider-errors/advice.ts';
import type { ProviderError } from '../../provider-errors/index.ts';
import { clusterMarks, withConcerned } from '../journal.ts';
import {
  type ClusterView,
  type Postponed,
  type Requested,
  type Situation,
  type Step,
  concernedIds,
  provedClusters,
} from '../model.ts';
import { isBaseline, isLate } from './freshness.ts';
import { pending } from './steps.ts';

/** A deployment of which nothing is seen for so long was never begun. */
const STARTS_WITHIN = 10 * MINUTE;
/**
 * So many are deployed at a time; the next follow when these have succeeded. Orders do not wait for their turn, and two
 * rotations go on side by side: more would take them past what Qovery allows in an hour.
 */
export const AT_A_TIME = 50;
/** A cluster that is idle, and that Qovery does not deploy so often, is not merely busy. */
const MAX_REFUSALS = 3;

/** The next step towards "every cluster runs on the new key", or `undefined` when each of them does. */
export function deployClusters(situation: Situation): Step | undefined {
  const { observed, policy } = situation;
  if (observed.unknownClusters.length > 0) {
    return stopDeploying(
      `Cluster ${observed.unknownClusters.join(', ')} is in one answer of Qovery and missing in another: it is not certain which clusters use the key.`,
    );
  }
  const concerned = observed.clusters.filter(({ id }) => !policy.ignoreClusters.includes(id));
  return (
    recordDeployed(concerned, situation) ??
    awaitDeployments(concerned, situation) ??
    startDeployments(concerned, situation)
  );
}

/** The journal remembers those that this run has deployed. */
function recordDeployed(concerned: readonly ClusterView[], situation: Situation): Step | undefined {
  const { observed, runState, now } = situation;
  const known = provedClusters(observed);
  const proved = concerned.filter(
    ({ id }) => runState.deployments.get(id)?.outcome === 'succeeded' && !known.has(id),
  );
  if (proved.length === 0) return undefined;
  return {
    do: 'record',
    entry: {
      clusters: clusterMarks(concernedIds(observed), new Set([...known, ...proved.map(({ id }) => id)])),
      concerned: withConcerned(observed.journal, concernedIds(observed)),
      deployed: now,
    },
    why: `${names(proved)} ${proved.length === 1 ? 'runs' : 'run'} on the new key`,
  };
}

/** Waits for what was begun. When that is over, a deployment that did not succeed, or may not have begun, ends the run. */
function awaitDeployments(concerned: readonly ClusterView[], situation: Situation): Step | undefined {
  const { observed, runState } = situation;
  const late: string[] = [];
  const unbegun: string[] = [];
  const inTime: ClusterView[] = [];
  const failed: string[] = [];
  const advice: string[] = [];
  for (const cluster of concerned) {
    const request = runState.deployments.get(cluster.id);
    if (request === undefined || request.outcome === 'succeeded') continue;
    if (request.outcome !== 'running') {
      const { detail, causes = [] } = request;
      const said = causes.length === 0 ? '' : `, its log says: ${causes.map(headline).join('; ')}`;
      failed.push(`cluster '${cluster.name}': ${detail}${said}`);
      advice.push(...causes.map(adviceOn));
      continue;
    }
    const lateness = latenessOf(cluster, request, situation);
    if (lateness === undefined) inTime.push(cluster);
    else if (request.unclear === undefined || request.deployment.started) late.push(lateness);
    else {
      const { why, passes } = request.unclear;
      // While the old key is deactivated, nobody would watch until the next run.
      const waits = passes && observed.journal.deactivating === undefined;
      (waits ? unbegun : late).push(
        `cluster '${cluster.name}': ${why}; nothing of a deployment was seen within ${span(STARTS_WITHIN)}`,
      );
    }
  }
  if (inTime.length > 0) return { do: 'await-clusters', clusters: inTime, why: 'deploying with the new key' };
  if (late.length + failed.length > 0) {
    const what = [...late, ...failed].join('; ');
    return stopDeploying(`The deployment with the new key did not succeed: ${what}.`, advice);
  }
  if (unbegun.length === 0) return undefined;
  const why = `whether Qovery accepted the deployment is not certain (${unbegun.join('; ')})`;
  return pending(`${why}; a run after this deploys with the new key`, true);
}

/** Production follows when the others have succeeded, as in Qovery's own maintenance. */
function startDeployments(concerned: readonly ClusterView[], situation: Situation): Step | undefined {
  const known = provedClusters(situation.observed);
  const needs = concerned.filter(
    (cluster) =>
      situation.runState.deployments.get(cluster.id) === undefined && needsDeployment(cluster, known),
  );
  const others = needs.filter(({ production }) => !production);
  const next = others.length > 0 ? others : needs;
  return next.length === 0 ? undefined : deployNext(next, situation);
}

function deployNext(next: readonly ClusterView[], situation: Situation): Step {
  const { observed, policy, runState, now } = situation;
  const postponed = (cluster: ClusterView): Postponed | undefined => runState.postponed.get(cluster.id);
  const idle = next.filter(({ state, lock }) => state !== 'busy' && lock === undefined);
  const refused = idle.flatMap((cluster) => {
    const { refusals, since, why } = postponed(cluster) ?? { refusals: 0, since: now, why: '' };
    const forGood = refusals >= MAX_REFUSALS || now - since > policy.deployTimeout;
    return forGood ? [`cluster '${cluster.name}': ${why}`] : [];
  });
  if (refused.length > 0) {
    return stopDeploying(
      `Qovery does not deploy ${refused.length === 1 ? 'a cluster that is idle' : 'clusters that are idle'}: ${refused.map(withFullStop).join(' ')}`,
    );
  }
  const ready = idle.filter((cluster) => now >= (postponed(cluster)?.askAgainAt ?? now));
  if (ready.length > 0) {
    return isBaseline(observed, now)
      ? { do: 'deploy', clusters: ready.slice(0, AT_A_TIME) }
      : { do: 'refresh-statuses' };
  }
  if (idle.length > 0) {
    return { do: 'await-clusters', clusters: idle, why: 'Qovery did not accept a deployment yet' };
  }
  const busy = next.filter(({ lock }) => lock === undefined);
  if (busy.length > 0) return awaitIdle(busy, situation, 'before it is deployed with the new key');
  const why = next
    .map(
      ({ name, lock }) =>
        `cluster '${name}' is locked by ${lock?.owner} (${lock?.reason}) and was not deployed with the new key yet`,
    )
    .join('; ');
  const ends = Math.max(...next.map(({ lock }) => lock?.until ?? Infinity));
  if (!Number.isFinite(ends)) return stopDeploying(withFullStop(why));
  return pending(`${why}; the lock ends at ${iso(ends)}, and a run after that goes on`);
}

function names(clusters: readonly ClusterView[]): string {
  return clusters.map(({ name }) => `'${name}'`).join(', ');
}

/** Waits for deployments that are not ours to end. */
export function awaitIdle(
  busy: readonly ClusterView[],
  { observed, policy, runState, now }: Situation,
  why: string,
): Step {
  const stuck = busy.filter(({ id }) => {
    const since = runState.waitingSince.get(id) ?? now;
    return isLate({ since, seenAt: observed.statusesAt, now }, policy);
  });
  if (stuck.length > 0) {
    return stopDeploying(
      `${stuck.map(({ name, mark }) => `Cluster '${name}' has been in state ${mark.status}`).join('; ')} for more than ${span(policy.deployTimeout)} (deploy-timeout), by a deployment that is not ours.`,
    );
  }
  return {
    do: 'await-clusters',
    clusters: busy,
    why: `another deployment is under way; waiting for its end ${why}`,
  };
}

function needsDeployment(cluster: ClusterView, proved: ReadonlySet<string>): boolean {
  switch (cluster.state) {
    case 'off':
      return false;
    case 'error':
    case 'invalid-credentials':
      return true;
    case 'ready':
    case 'busy':
      return !proved.has(cluster.id);
  }
}

function latenessOf(
  cluster: ClusterView,
  request: Requested,
  { observed, policy, now }: Situation,
): string | undefined {
  const name = `cluster '${cluster.name}'`;
  const { requestedAt: since, deployment } = request;
  const { statusesAt: seenAt } = observed;
  if (isLate({ since, seenAt, now }, policy)) {
    return `${name} is in state ${cluster.mark.status} after ${span(policy.deployTimeout)} (deploy-timeout)`;
  }
  // While Qovery answers nobody, nothing of a deployment can be seen.
  if (!deployment.started && seenAt - since > STARTS_WITHIN)
    return `${name}: Qovery accepted the deployment, but nothing of it was seen within 10 minutes`;
  return undefined;
}

/** What to do about a cause, and where. */
function adviceOn({ advice, link, usualTime }: ProviderError): string {
  return link === undefined ? advice : `${advice} Ask at ${link} (it usually takes ${usualTime}).`;
}

function stopDeploying(what: string, advice: readonly string[] = []): Step {
  const goesOn =
    'Both keys stay active. Fix the cluster; the next run deploys it again and goes on from here.';
  return { do: 'stop', problem: new Problem(what, [...new Set(advice), goesOn].join(' ')) };
}
