/** Looks at IAM and Qovery. Any answer that fails or lacks something is an error: nothing is decided on a guess. */
import type { AccessKeys, KeyUse } from '../../aws/access-keys.ts';
import type { Clock } from '../../lib/clock.ts';
import type { Organization } from './organization.ts';
import { readJournal } from '../journal.ts';
import type { Policy } from '../step.ts';
import { readWorkloads } from '../decide/workloads.ts';
import { type Observation, type Target, concernedClusters, concernedHolders } from '../observation.ts';

/** A full look: everything that a decision is made of, read at or after `notBefore`. */
export async function observe(
  target: Target,
  {
    organization,
    keys: iam,
    clock,
    policy,
  }: { organization: Organization; keys: AccessKeys; clock: Clock; policy: Policy },
  notBefore: number,
): Promise<Observation> {
  const startedAt = clock.now();
  const [{ at: seenAt, dnsAt, holders, clusters, statuses }, keys, tags] = await Promise.all([
    organization.look(notBefore),
    iam.list(target.user),
    iam.tags(target.user),
  ]);
  const at = Math.min(startedAt, seenAt);
  const journal = readJournal(tags);
  const held = new Set<string>(
    holders.filter(({ kind }) => kind === 'cloud credential').map(({ keyId }) => keyId),
  );
  const uses = new Map<string, KeyUse>();
  await Promise.all(
    keys.map(async ({ id }) => {
      const use = held.has(id) && id !== journal.old ? undefined : await iam.use(id);
      if (use !== undefined) uses.set(id, use);
    }),
  );
  const concerned = concernedClusters(
    concernedHolders({ keys, journal, target, holders }),
    clusters,
    statuses,
  );
  // Only before a key goes are the workloads asked for: they cost a request for each cluster and project.
  const retiring = journal.deployed !== undefined && clock.now() >= journal.deployed + policy.delay;
  const splitting = journal.storing !== undefined && journal.stored === undefined;
  const watched = concerned.clusters.filter(({ id }) => !policy.ignoreClusters.includes(id));
  const workloads = retiring || splitting ? await readWorkloads(organization.api, watched) : undefined;
  return {
    at,
    took: clock.now() - at,
    dnsAt,
    target,
    keys,
    tags,
    journal,
    holders,
    uses,
    workloads,
    ...concerned,
  };
}
