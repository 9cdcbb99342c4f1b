/** What the environments and logs say against the retirement of a key. Pure. */
import { MINUTE, iso } from '../../lib/clock.ts';
import { isAtRest } from '../../qovery/status.ts';
import type { Objection, Observation, Situation, Workloads } from '../model.ts';
import { RECHECK_DEPLOYMENTS_AFTER } from './freshness.ts';
import { hold, stale, symptom, wait } from './objections.ts';
import { causeOf, witnessesRefusal } from './witness.ts';

/** Qovery dates its deployments by a clock of its own, which may be ahead of the one that we date the storing by. */
export const CLOCKS_DIFFER = 5 * MINUTE;

/** What the workloads say against the retirement of a key whose successor was stored and deployed. */
export function objectionsOfWorkloads(workloads: Workloads, situation: Situation): Objection[] {
  return [
    ...underWay(workloads, situation),
    ...failedSince(workloads, situation),
    ...refusedInLogs(workloads, situation.observed),
    ...workloads.unread.map(({ what, why }) => hold(`${what} could not be read (${why})`)),
  ];
}

/**
 * A deployment carries the credentials that were stored when it began (Qovery/engine,
 * src/io_models/engine_request.rs), so one that began before may still need the old key. What is under way is asked
 * for again some minutes after it was seen.
 *
 * Whether `last_deployment_date` is the begin or the end is not documented. Either way, a date after the storing
 * means that what is under way began after it.
 */
function underWay({ environments }: Workloads, { observed, now }: Situation): Objection[] {
  const { stored = 0 } = observed.journal;
  const until = observed.at + observed.took + RECHECK_DEPLOYMENTS_AFTER;
  return environments.flatMap(({ name, state, lastState, deployedAt }) => {
    if (state === undefined || lastState === undefined)
      return hold(`Qovery tells no status of the environment ${name}`);
    if (isAtRest(state) || (deployedAt !== undefined && deployedAt > stored + CLOCKS_DIFFER)) return [];
    const text = `a deployment of the environment ${name} (${state}) may have begun with the old key, and is not over`;
    return now < until ? wait(until, text) : stale(text);
  });
}

/**
 * Only refused credentials bring a key back. A failure with another cause is told in the report and holds nothing; one
 * whose cause cannot be read holds the retirement.
 */
function failedSince({ failures }: Workloads, { policy }: Situation): Objection[] {
  return failures.flatMap(({ environment: { id, name, state = 'no status', deployedAt }, log }) => {
    const cause = causeOf(log);
    if (policy.ignoreEnvironments.includes(id) || cause === 'other-cause') return [];
    const when = deployedAt === undefined ? 'at a time that Qovery does not tell' : `at ${iso(deployedAt)}`;
    const text = `the environment ${name} failed with ${state} ${when}`;
    // Where Qovery does not tell when it failed, a line of the log has to.
    const isDated =
      deployedAt !== undefined || log.some((line) => line.at !== undefined && witnessesRefusal(line));
    return cause === 'refused-credentials' && isDated
      ? symptom(`${text}: its log tells of refused credentials`)
      : hold(`${text}, after the new key was stored, and its log does not tell why, or not when`);
  });
}

function refusedInLogs({ clusterLogs }: Workloads, { journal }: Observation): Objection[] {
  const { deployed = 0 } = journal;
  return clusterLogs.flatMap(({ cluster, log }) => {
    // A line without a readable time is taken for a new one.
    const refused = log.find(
      (line) => !(line.at !== undefined && line.at <= deployed) && witnessesRefusal(line),
    );
    if (refused === undefined) return [];
    const text = `the log of cluster '${cluster}' tells of refused credentials since it was deployed with the new key`;
    return symptom(`${text}: ${refused.tag || 'no tag'}`);
  });
}

/** Environments that failed since the new key was stored, for reasons that have nothing to do with it. */
export function otherFailures(workloads: Workloads | undefined): string[] {
  return (workloads?.failures ?? [])
    .filter(({ log }) => causeOf(log) === 'other-cause')
    .map(({ environment: { name, state } }) => `${name} (${state ?? 'no status'})`)
    .toSorted();
}
