/** What the environments and logs say against the retirement of a key. Pure. */
import { MINUTE, iso } from '../../lib/clock.ts';
import { isAtRest } from '../../qovery/status.ts';
import type { Objection, Situation, Workloads } from '../model.ts';
import { ASK_AGAIN } from './freshness.ts';
import { causeOf, witnessesRefusal } from './witness.ts';

/** Qovery dates its deployments by a clock of its own, which may be ahead of the one that we date the storing by. */
export const CLOCKS_DIFFER = 5 * MINUTE;

/**
 * What the workloads say against the retirement of a key whose successor was stored and deployed.
 * A deployment carries the credentials that were stored when it began (Qovery/engine,
 * src/io_models/engine_request.rs), so one that began before may still need the old key.
 *
 * Only refused credentials bring a key back. A failure with another cause is told in the report and holds nothing; one
 * whose cause cannot be read holds the retirement.
 *
 * What is under way is asked for again some minutes after it was seen.
 *
 * Whether `last_deployment_date` is the begin or the end is not documented. Either way, a date after the storing
 * means that what is under way began after it.
 */
export function objectionsOfWorkloads(
  workloads: Workloads,
  { observed, policy, now }: Situation,
): Objection[] {
  const { stored = 0, deployed = 0 } = observed.journal;
  const objections: Objection[] = [];
  for (const { name, state, lastState, deployedAt } of workloads.environments) {
    if (state === undefined || lastState === undefined) {
      objections.push({ kind: 'hold', text: `Qovery tells no status of the environment ${name}` });
    } else if (!isAtRest(state) && (deployedAt === undefined || deployedAt <= stored + CLOCKS_DIFFER)) {
      const text = `a deployment of the environment ${name} (${state}) may have begun with the old key, and is not over`;
      const until = observed.at + observed.took + ASK_AGAIN;
      objections.push(now < until ? { kind: 'wait', until, text } : { kind: 'stale', text });
    }
  }
  for (const { environment, log } of workloads.failures) {
    const { id, name, state = 'no status', deployedAt } = environment;
    if (policy.ignoreEnvironments.includes(id)) continue;
    const when = deployedAt === undefined ? 'at a time that Qovery does not tell' : `at ${iso(deployedAt)}`;
    const cause = causeOf(log);
    // Where Qovery does not tell when it failed, a line of the log has to.
    const dated =
      deployedAt !== undefined || log.some((line) => line.at !== undefined && witnessesRefusal(line));
    if (cause === 'refused-credentials' && dated) {
      const text = `the environment ${name} failed with ${state} ${when}: its log tells of refused credentials`;
      objections.push({ kind: 'symptom', text });
    } else if (cause !== 'other-cause') {
      const text = `the environment ${name} failed with ${state} ${when}, after the new key was stored, and its log does not tell why, or not when`;
      objections.push({ kind: 'hold', text });
    }
  }
  for (const { cluster, log } of workloads.clusterLogs) {
    // A line without a readable time is taken for a new one.
    const refused = log.find(
      (line) => !(line.at !== undefined && line.at <= deployed) && witnessesRefusal(line),
    );
    if (refused === undefined) continue;
    objections.push({
      kind: 'symptom',
      text: `the log of cluster '${cluster}' tells of refused credentials since it was deployed with the new key: ${refused.tag || 'no tag'}`,
    });
  }
  for (const { what, why } of workloads.unread)
    objections.push({ kind: 'hold', text: `${what} could not be read (${why})` });
  return objections;
}

/** Environments that failed since the new key was stored, for reasons that have nothing to do with it. */
export function otherFailures(workloads: Workloads | undefined): string[] {
  return (workloads?.failures ?? [])
    .filter(({ log }) => causeOf(log) === 'other-cause')
    .map(({ environment: { name, state } }) => `${name} (${state ?? 'no status'})`)
    .toSorted();
}
