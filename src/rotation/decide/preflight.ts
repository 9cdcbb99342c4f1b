/** What stands in the way of a rotation, found before the first change: one that cannot finish does not start. */
import { Problem } from '../../lib/errors.ts';
import { holderLabel } from '../../holders/index.ts';
import { fits } from '../journal.ts';
import type { Observation } from '../observation.ts';
import type { Policy } from '../step.ts';

/** Every obstacle at once, so that a person can see to all of them. */
export function preflight(observed: Observation, policy: Policy, replaces: string): Problem | undefined {
  const obstacles: string[] = [];
  for (const holder of observed.holders) {
    if (holder.keyId === replaces && !holder.movable) {
      obstacles.push(
        `${holderLabel(holder)} holds ${replaces} too, and this action cannot change it there. ${holder.advice}`,
      );
    }
  }
  for (const id of observed.unknownClusters) {
    obstacles.push(
      `Cluster ${id} is in one answer of Qovery and missing in another: it is not certain which clusters use the key.`,
    );
  }
  for (const cluster of observed.clusters) {
    if (policy.ignoreClusters.includes(cluster.id)) continue;
    const ignore = `or give 'ignore-cluster-id: ${cluster.id}' if nobody needs it`;
    if (cluster.state === 'error') {
      obstacles.push(
        `Cluster '${cluster.name}' is in state ${cluster.mark.status}. Deploy it with success first, ${ignore}.`,
      );
    }
    if (cluster.lock !== undefined && cluster.state !== 'off') {
      obstacles.push(
        `Cluster '${cluster.name}' is locked by ${cluster.lock.owner} (${cluster.lock.reason}). Unlock it first, ${ignore}.`,
      );
    }
    if (policy.onlyClusters !== undefined && !policy.onlyClusters.includes(cluster.id)) {
      obstacles.push(
        `Cluster '${cluster.name}' (${cluster.id}) uses the key too, and 'cluster-id' leaves it out. Add it, or leave the input out.`,
      );
    }
  }
  if (!fits(observed.tags, observed.clusters.length)) {
    obstacles.push(
      `The IAM user ${observed.target.user} has ${observed.tags.size} tags, and AWS allows 50: there is no room for the journal of the rotation. Remove some.`,
    );
  }
  if (obstacles.length === 0) return undefined;
  return new Problem(
    `The rotation of ${replaces} does not start: ${obstacles.join(' ')}`,
    'Nothing was changed.',
  );
}
