import { lockAnswer } from '../answers.ts';
import { objectOf, text } from './body.ts';
import { clusterOf, clustersOf, event, list, ok, QoveryError, route } from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const lockRoutes: Route[] = [
  route('GET /organization/:organization/lock', 'list-cluster-lock', (call) =>
    list(clustersOf(call).flatMap((cluster) => (cluster.lock ? [lockAnswer(cluster, cluster.lock)] : []))),
  ),
  route('POST /cluster/:cluster/lock', 'lockCluster', lock),
  route('DELETE /cluster/:cluster/lock', 'unlock-cluster', unlock),
];

/** The bounds of `ttl_in_days`, 1 to 5, are those of Qovery's documentation and command line tool. */
function lock(call: Call): Result {
  const { world } = call;
  const cluster = clusterOf(call);
  const fields = objectOf(call.body, 'body');
  const reason = text(fields, 'reason');
  const days = fields['ttl_in_days'] ?? undefined;
  if (days !== undefined && (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > 5)) {
    throw new QoveryError(400, 'ttl_in_days must be between 1 and 5');
  }
  if (cluster.lock && world.quirks.lockTwice === 'conflict')
    throw new QoveryError(409, 'Cluster is already locked');
  cluster.lock = { reason, ttlInDays: days, lockedAt: world.now, ownerName: call.by.triggeredBy };
  event(call, 'LOCK', 'CLUSTER', cluster, undefined, { reason });
  return ok(lockAnswer(cluster, cluster.lock));
}

function unlock(call: Call): Result {
  const cluster = clusterOf(call);
  if (!cluster.lock && call.world.quirks.unlockUnlocked === 404)
    throw new QoveryError(404, 'Cluster is not locked');
  cluster.lock = undefined;
  event(call, 'UNLOCK', 'CLUSTER', cluster);
  return { status: 204 };
}
