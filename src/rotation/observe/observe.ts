/** Looks at IAM and Qovery. Any answer that fails or lacks something is an error: nothing is decided on a guess. */
import { all } from '../../lib/all.ts';
import type { KeyUse } from '../../aws/access-keys.ts';
import type { RotationContext } from '../context.ts';
import { readJournal } from '../journal.ts';
import { type Observation, type Target, concernedHolders } from '../model.ts';
import { concernedClusters } from './clusters.ts';

/** A full look: everything that a decision is made of, read at or after `notBefore`. */
export async function observe(
  target: Target,
  {
    organization,
    keys: iam,
    clock,
    policy,
    signer,
    readsFor,
  }: Pick<RotationContext, 'organization' | 'keys' | 'clock' | 'policy' | 'signer' | 'readsFor'>,
  notBefore: number,
): Promise<Observation> {
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
  const watched = concerned.clusters.filter(({ id }) => !policy.ignoreClusters.includes(id));
  const since = reads.workloadsSince;
  const workloads =
    since === undefined
      ? undefined
      : await organization.workloads.read(watched, since, policy.ignoreEnvironments);
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
    workloads,
    ...concerned,
  };
}
