/** What the environments and logs say against the retirement of a key. Pure. */
import { iso } from '../../lib/clock.ts';
import { isAtRest } from '../../qovery/status.ts';
import type { Objection, Situation, Workloads } from '../model.ts';
import { ASK_AGAIN } from './freshness.ts';

/**
 * What the workloads say against the retirement of a key whose successor was stored and deployed.
 * A deployment carries the credentials that were stored when it began (Qovery/engine,
 * src/io_models/engine_request.rs), so one that began before may still need the old key.
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
  for (const { id, name, state, lastState, deployedAt } of workloads.environments) {
    if (policy.ignoreEnvironments.includes(id)) continue;
    if (state === undefined || lastState === undefined) {
      objections.push({ kind: 'hold', text: `Qovery tells no status of the environment ${name}` });
    } else if (!isAtRest(state) && (deployedAt === undefined || deployedAt <= stored)) {
      const text = `a deployment of the environment ${name} (${state}) may have begun with the old key, and is not over`;
      const until = observed.at + observed.took + ASK_AGAIN;
      objections.push(now < until ? { kind: 'wait', until, text } : { kind: 'stale', text });
    } else if (
      (state.endsWith('ERROR') || lastState.endsWith('ERROR')) &&
      (deployedAt === undefined || deployedAt > stored)
    ) {
      objections.push({
        kind: deployedAt === undefined ? 'hold' : 'symptom',
        text: `the environment ${name} failed (${state}) at ${deployedAt === undefined ? 'an unknown time, maybe' : iso(deployedAt)}, after the new key was stored`,
      });
    }
  }
  for (const { cluster, tag, at } of workloads.errors) {
    // A line without a readable time is taken for a new one.
    if (!(at <= deployed))
      objections.push({
        kind: 'symptom',
        text: `the log of cluster '${cluster}' tells of refused credentials (${tag}) since it was deployed with the new key`,
      });
  }
  return objections;
}
