/** Looks at IAM and Qovery. Any answer that fails or lacks something is an error: nothing is decided on a guess. */
import type { KeyUse } from '../../aws/access-keys.ts';
import { all } from '../../lib/all.ts';
import { MINUTE } from '../../lib/clock.ts';
import type { RotationContext } from '../context.ts';
import { readJournal } from '../journal.ts';
import { type ClusterView, type Observation, type Target, concernedHolders } from '../model.ts';
import { concernedClusters } from './clusters.ts';

type Context = Pick<RotationContext, 'organization' | 'keys' | 'clock' | 'policy' | 'signer' | 'readsFor'>;

/** What took longer to read was not all true at one moment. */
const ONE_MOMENT = MINUTE;

/**
 * A full look: everything that a decision is made of, read at or after `notBefore`.
 *
 * The DNS providers and the workloads of many clusters take hours to read. They have dates of their own; the rest is a
 * few requests, and is read once more after them.
 */
export async function observe(target: Target, context: Context, notBefore: number): Promise<Observation> {
  const { organization, clock, policy, readsFor } = context;
  let seen = await look(target, context, notBefore);
  if (seen.took > ONE_MOMENT) seen = await look(target, context, clock.now());
  const reads = readsFor(seen, clock.now()).workloads;
  if (reads === undefined) return seen;
  const clusters = runningClusters(seen, context);
  const workloads = await organization.workloads.read(clusters, reads, policy.ignoreEnvironments);
  const took = clock.now() - seen.at;
  if (took <= ONE_MOMENT) return { ...seen, took, workloads };

  const last = await look(target, context, clock.now());
  // Of other clusters, or since another key was stored, they would tell nothing.
  const running = (observed: Observation): string =>
    runningClusters(observed, context)
      .map(({ id }) => id)
      .join();
  const same =
    readsFor(last, clock.now()).workloads?.since === reads.since && running(last) === running(seen);
  return { ...last, workloads: same ? workloads : undefined };
}

/** Everything but the workloads. */
async function look(target: Target, context: Context, notBefore: number): Promise<Observation> {
  const { organization, keys: iam, clock, signer, readsFor } = context;
  const startedAt = clock.now();
  const [seen, keys, tags] = await all([
    organization.look(notBefore),
    iam.list(target.user),
    iam.tags(target.user),
  ]);
  const { dnsAt, holders, unknownHolders, clusters, statuses, statusesAt } = seen;
  const at = Math.min(startedAt, seen.at);
  const journal = readJournal(tags, signer);
  const reads = readsFor({ keys, journal, holders }, clock.now());
  const uses = new Map<string, KeyUse>();
  await all(
    reads.uses.map(async (id) => {
      const use = await iam.use(id);
      if (use !== undefined) uses.set(id, use);
    }),
  );
  const restriction = reads.restriction ? await organization.restriction() : undefined;
  const concerned = concernedClusters(
    concernedHolders({ keys, journal, target, holders }),
    clusters,
    statuses,
  );
  return {
    at,
    took: clock.now() - at,
    statusesAt,
    dnsAt,
    target,
    keys,
    journal,
    holders,
    unknownHolders,
    restriction,
    uses,
    workloads: undefined,
    ...concerned,
  };
}

/** On one that is off nothing runs, and nothing is read of it. */
function runningClusters({ clusters }: Observation, { policy }: Context): ClusterView[] {
  return clusters.filter(({ id, state }) => state !== 'off' && !policy.ignoreClusters.includes(id));
}
