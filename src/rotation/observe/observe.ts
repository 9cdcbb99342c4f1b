/** Looks at IAM and Qovery. Any answer that fails or lacks something is an error: nothing is decided on a guess. */
import type { KeyUse } from '../../aws/access-keys.ts';
import { all } from '../../lib/all.ts';
import { MINUTE } from '../../lib/clock.ts';
import { patiently } from '../../lib/patience.ts';
import type { RotationContext } from '../context.ts';
import { readJournal } from '../journal.ts';
import {
  type ClusterView,
  type Observation,
  type Target,
  type Workloads,
  concernedHolders,
} from '../model.ts';
import { concernedClusters } from './clusters.ts';
import { together } from './workloads.ts';

type Context = Pick<RotationContext, 'organization' | 'keys' | 'clock' | 'policy' | 'signer' | 'readsFor'>;

/** What took longer to read was not all true at one moment. */
const ONE_MOMENT = MINUTE;
/** So often what has changed meanwhile is read: each time it is less. */
const ROUNDS = 10;

/**
 * A full look: everything that a decision is made of, read at or after `notBefore`.
 *
 * The DNS providers and the workloads of many clusters take hours to read. They have dates of their own; the rest is a
 * few requests, and is read once more after them. The workloads of clusters that came, started or were deployed
 * meanwhile are then read, too.
 */
export async function observe(target: Target, context: Context, notBefore: number): Promise<Observation> {
  const { organization, clock, policy, readsFor } = context;
  let seen = await lookAtOnce(target, context, notBefore);
  const reads = readsFor(seen, clock.now()).workloads;
  if (reads === undefined) return seen;

  let workloads: Workloads | undefined;
  const known = new Map<string, string>();
  for (let round = 0; round < ROUNDS; round++) {
    const running = runningClusters(seen, context);
    const news = running.filter(({ id, mark }) => known.get(id) !== textOf(mark));
    if (workloads !== undefined && news.length === 0)
      return { ...seen, workloads: withoutOthers(workloads, running) };
    const read = await organization.workloads.read(news, reads, policy.ignoreEnvironments);
    workloads = workloads === undefined ? read : together(workloads, read);
    for (const { id, mark } of news) known.set(id, textOf(mark));
    const took = clock.now() - seen.at;
    // A cluster that could not be read may be gone by now.
    const isWhole = read.unread.every(({ cluster }) => cluster === undefined);
    if (took <= ONE_MOMENT && isWhole) return { ...seen, took, workloads };
    // After hours, a passing failure does not make all of it vain.
    seen = await patiently(() => lookAtOnce(target, context, clock.now()), clock);
    // Since another key was stored, they tell nothing.
    if (readsFor(seen, clock.now()).workloads?.since !== reads.since) return seen;
  }
  return seen;
}

/** Everything but the workloads, as it is at one moment, as far as Qovery allows. */
async function lookAtOnce(target: Target, context: Context, notBefore: number): Promise<Observation> {
  const seen = await look(target, context, notBefore);
  return seen.took <= ONE_MOMENT ? seen : look(target, context, context.clock.now());
}

async function look(target: Target, context: Context, notBefore: number): Promise<Observation> {
  const { organization, keys: iam, clock, policy, signer, readsFor } = context;
  const startedAt = clock.now();
  const seen = await organization.look(notBefore);
  // Qovery may keep us waiting. What the keys and the journal say counts when it is over.
  const [keys, tags] = await all([iam.list(target.user), iam.tags(target.user)]);
  const { dnsAt, holders, unknownHolders, statusesAt } = seen;
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
  const unknownEnvironments = await organization.unknownEnvironments(reads.environments);
  const { unknownClusters, ...clusters } = concernedClusters(
    concernedHolders({ keys, journal, target, holders }),
    seen,
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
    unknownEnvironments,
    uses,
    workloads: undefined,
    ...clusters,
    unknownClusters: unknownClusters.filter((id) => !policy.ignoreClusters.includes(id)),
  };
}

/** On one that is off nothing runs, and nothing is read of it. */
function runningClusters({ clusters }: Observation, { policy }: Context): ClusterView[] {
  return clusters.filter(({ id, state }) => state !== 'off' && !policy.ignoreClusters.includes(id));
}

/** What could not be read of a cluster that is no more, or off, is nothing that could tell of the key. */
function withoutOthers(workloads: Workloads, running: readonly ClusterView[]): Workloads {
  const ids = new Set<string>(running.map(({ id }) => id));
  const unread = workloads.unread.filter(({ cluster }) => cluster === undefined || ids.has(cluster));
  return { ...workloads, unread };
}

/** Another one: something was deployed. */
function textOf({ status, executionId, deployedAt }: ClusterView['mark']): string {
  return [status, executionId, deployedAt].join(' ');
}
