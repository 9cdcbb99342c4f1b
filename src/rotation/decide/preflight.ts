/** What stands in the way of a rotation, found before the first change: one that cannot finish does not start. Pure. */
import { holderLabel } from '../../holders/index.ts';
import { iso } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';
import type { AccessKeyId } from '../../lib/ids.ts';
import { fits } from '../journal.ts';
import { MOST_CLUSTERS } from './freshness.ts';
import { type ClusterView, type Situation, type Step, concernedIds, movableHolders } from '../model.ts';

/** One thing in the way, and what to do about it. */
export interface Obstacle {
  readonly what: string;
  readonly remedy: string;
}

/** A rotation that does not start, and everything that is in its way. */
export class Blocked extends Problem {
  readonly obstacles: readonly Obstacle[];

  constructor(key: AccessKeyId, obstacles: readonly Obstacle[]) {
    super(
      `The rotation of ${key} does not start. Nothing was changed.`,
      'Remove what is in the way, then run again.',
    );
    this.obstacles = obstacles;
    this.message = [this.what, ...linesOf(obstacles), this.remedy].join('\n');
  }
}

/** One to a line. */
export function linesOf(obstacles: readonly Obstacle[]): string[] {
  return obstacles.map(({ what, remedy }) => `- ${what} ${remedy}`);
}

/** Every obstacle at once, so that a person can see to all of them; or, where only locks are in the way, their end. */
export function preflight(situation: Situation, replaces: AccessKeyId): Step | undefined {
  const { observed, policy, now } = situation;
  const obstacles = [...holderObstacles(situation, replaces), ...clusterObstacles(situation)];
  if (!fits(observed.journal.tags, concernedIds(observed))) {
    obstacles.push({
      what: `The IAM user ${observed.target.user} has ${observed.journal.tags.size} tags, and AWS allows 50: there is no room for the journal of the rotation.`,
      remedy: 'Remove some tags.',
    });
  }
  if (observed.clusters.length > MOST_CLUSTERS) {
    obstacles.push({
      what: `${observed.clusters.length} clusters use ${replaces}. Before the old key goes, all of them are looked at, and Qovery's limit of requests allows that for ${MOST_CLUSTERS} in one run: the rotation could not end.`,
      remedy: 'Give some of these clusters a credential of their own, with an IAM user of its own.',
    });
  }
  obstacles.push(
    ...observed.unknownEnvironments.map((id) => ({
      what: `'verify-environment-id' has ${id}, and Qovery does not show this token such an environment: the new key could not be tested there.`,
      remedy: 'Correct it, or take it out.',
    })),
  );
  const locked = observed.clusters.filter((cluster) => isLocked(cluster, situation));
  const until = Math.max(...locked.map(({ lock }) => lock?.until ?? Infinity));
  const created = observed.keys.find(({ id }) => id === replaces)?.createdAt ?? -Infinity;
  const working = movableHolders(observed).every(({ keyId }) =>
    observed.keys.some(({ id, status }) => id === keyId && status === 'Active'),
  );
  // `max-age: 0` is "now", and no limit of the key's age.
  const dueAt = policy.maxAge === 0 ? now : created + policy.maxAge;
  const mayWait = working && until <= dueAt + policy.finishWithin;
  if (obstacles.length === 0 && locked.length > 0 && mayWait) {
    const who = locked.map(({ name, lock }) => `'${name}' (by ${lock?.owner}: ${lock?.reason})`).join(', ');
    return {
      do: 'rest',
      result: 'deferred',
      why: `the rotation of ${replaces} waits for the end of the lock of ${who} at ${iso(until)}; nothing was changed, and a run after that begins it`,
    };
  }
  obstacles.push(...locked.map(lockObstacle));
  if (obstacles.length === 0) return undefined;
  return { do: 'stop', problem: new Blocked(replaces, obstacles) };
}

function holderObstacles({ observed }: Situation, replaces: AccessKeyId): Obstacle[] {
  return [
    ...observed.holders.flatMap((holder) =>
      holder.keyId !== replaces || holder.movable
        ? []
        : {
            what: `${holderLabel(holder)} holds ${replaces} too, and this action cannot change it there.`,
            remedy: holder.advice,
          },
    ),
    ...observed.unknownHolders.map((holder) => ({
      what: `${holderLabel(holder)} may hold ${replaces}: ${holder.why}.`,
      remedy: 'Store a key or a role there in the Qovery console, or remove it.',
    })),
  ];
}

function clusterObstacles({ observed, policy }: Situation): Obstacle[] {
  const obstacles: Obstacle[] = observed.unknownClusters.map((id) => ({
    what: `Cluster ${id} is in one answer of Qovery and missing in another: it is not certain which clusters use the key.`,
    remedy: 'Run again.',
  }));
  for (const cluster of observed.clusters) {
    const { id, name, state, mark } = cluster;
    if (policy.ignoreClusters.includes(id)) continue;
    if (state === 'error') {
      obstacles.push({
        what: `Cluster '${name}' is in state ${mark.status}.`,
        remedy: `Deploy it with success first${ignorable(cluster)}.`,
      });
    }
    if (policy.clusters !== undefined && !policy.clusters.includes(id)) {
      obstacles.push({
        what: `Cluster '${name}' (${id}) uses the key too, and 'cluster-id' leaves it out.`,
        remedy: 'Add it, or leave the input out.',
      });
    }
  }
  const { restriction } = observed;
  // NO_CREDIT_CARD still allows demo clusters (Qovery's API specification, billing_deployment_restriction).
  const blocked = observed.clusters.filter(
    ({ id, state, demo }) =>
      state !== 'off' && !policy.ignoreClusters.includes(id) && !(demo && restriction === 'NO_CREDIT_CARD'),
  );
  if (restriction !== undefined && blocked.length > 0) {
    obstacles.push({
      what: `Qovery blocks deployments of this organisation (${restriction}), so the new key could not be deployed.`,
      remedy: 'Settle the billing in the Qovery console first.',
    });
  }
  return obstacles;
}

function isLocked({ id, lock, state }: ClusterView, { policy }: Situation): boolean {
  return lock !== undefined && state !== 'off' && !policy.ignoreClusters.includes(id);
}

function lockObstacle(cluster: ClusterView): Obstacle {
  const { name, lock } = cluster;
  const until =
    lock !== undefined && Number.isFinite(lock.until) ? `until ${iso(lock.until)}` : 'without an end';
  return {
    what: `Cluster '${name}' is locked by ${lock?.owner} (${lock?.reason}), ${until}.`,
    remedy: `Unlock it first${ignorable(cluster)}.`,
  };
}

/** A cluster that is ignored loses its key with the old one, so this is no way out for production. */
function ignorable({ id, production }: ClusterView): string {
  return production ? '' : `, or give 'ignore-cluster-id: ${id}' if nobody needs it`;
}
