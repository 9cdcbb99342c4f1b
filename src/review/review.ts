/** `operation: review`: one look at everything that needs maintenance, and what a person should do about it. */
import { all } from '../lib/all.ts';
import { awsClients } from '../aws/clients.ts';
import { AwsError } from '../aws/error.ts';
import { callerIdentity } from '../aws/identity.ts';
import { BadInput, Cancelled, Problem } from '../lib/errors.ts';
import { type Holder, KINDS } from '../holders/index.ts';
import type { ReviewInputs } from '../inputs.ts';
import { limit } from '../lib/limit.ts';
import { chooseClusters } from '../qovery/choose-clusters.ts';
import { QoveryError } from '../qovery/http.ts';
import { mistakesOf } from '../qovery/references.ts';
import type { ClusterEnvironment } from '../qovery/schemas.ts';
import { Snapshot } from '../qovery/snapshot.ts';
import { clusterPage } from '../qovery/console.ts';
import type { OperationContext, Outcome } from '../operation.ts';
import { aheadFindings, lookAhead } from './aws/ahead.ts';
import { reviewOutcome } from './summary.ts';
import { readAuditLog } from './audit-log.ts';
import { type ClusterView, clusterFindings, unknownStatus, viewClusters, worstFirst } from './clusters.ts';
import { databaseFindings, hasDatabase, readDatabases } from './databases.ts';
import { type Finding, type Missing, type Part, isRead, linesOf } from './finding.ts';
import { keyFindings, unknownFindings, unused } from './keys.ts';
import { type ClusterLogView, logFindings, viewLog } from './logs.ts';
import { type HeldKey, ofUsers, readKeys, unreadKeys } from './read-keys.ts';

const CONCURRENCY = 8;
/** Logs in memory at a time: one may have 10,000 lines. */
const LOGS_AT_A_TIME = 2;
/** Healthy clusters whose logs are read; more where environments without a database saved a request. */
const HEALTHY_LOGS = 6;

/** @throws {Problem} where the clusters cannot be read; what else cannot be read is told, and the rest goes on */
export async function review(inputs: ReviewInputs, deps: OperationContext): Promise<Outcome> {
  const { api, clock, output } = deps;
  const startedAt = clock.now();
  const missing: Missing[] = [];
  const turn = limit(CONCURRENCY);
  /** What was read; or nothing, and a line for the reader that says so. */
  const orNothing = async <T>(
    what: string,
    read: () => Promise<T>,
    name?: string,
  ): Promise<T | undefined> => {
    const part = await attempt(read);
    if (isRead(part)) return part.read;
    missing.push({ what, why: part.unread, ...(name === undefined ? {} : { name }) });
    return undefined;
  };

  output.group('Read the organisation');
  const snapshot = new Snapshot(api);
  const [clusters, statuses, locks, organization, tokens, credentials, ...found] = await all([
    snapshot.clusters(),
    orNothing('the statuses of the clusters', () => api.clusterStatuses()),
    orNothing('the locks', () => api.locks()),
    orNothing('the organisation', () => api.organization()),
    orNothing('the API tokens', () => api.apiTokens()),
    orNothing('the cloud credentials', () => snapshot.credentials()),
    ...KINDS.map((kind) => orNothing(`keys held by a ${kind.kind}`, () => kind.find(snapshot))),
  ]);
  const now = clock.now();
  const { chosen, unresolved } = chooseClusters(inputs.clusters, clusters);
  if (unresolved.length > 0) throw new BadInput(mistakesOf('cluster-id', unresolved), 'Nothing was changed.');
  const views = viewClusters(
    chosen,
    statuses ?? [],
    locks ?? statuses?.flatMap(({ cluster_lock: lock }) => lock ?? []) ?? [],
    now,
  );
  output.info(`${chosen.length} of ${clusters.length} clusters are reviewed.`);

  const [environments, keys, auditLog] = await all([
    all(
      views.map(async ({ id, name }) => {
        const found = await turn(() => orNothing('the environments of', () => api.environments(id), name));
        return (found ?? []).map((environment) => ({ ...environment, cluster: name }));
      }),
    ).then((lists) => lists.flat()),
    lookAtKeys(
      found.flatMap((kind) => kind?.holders ?? []),
      now,
      inputs,
      deps,
    ),
    orNothing('the audit log', () =>
      readAuditLog(api, {
        since: now - inputs.since,
        now,
        retentionDays: organization?.organization_plan?.audit_logs_retention_in_days ?? undefined,
        clusterIds: inputs.clusters === 'all' ? undefined : new Set(views.map(({ id }) => id)),
      }),
    ),
  ]);
  const { databases, missing: unread } = await readDatabases(api, environments, attempt);
  missing.push(...unread);

  const readLogs = async (some: readonly ClusterView[]): Promise<ClusterLogView[]> => {
    const oneByOne = limit(LOGS_AT_A_TIME);
    const read = some.map((cluster) =>
      oneByOne(() =>
        orNothing(
          'the log of',
          async () => viewLog(cluster, await api.clusterLogs(cluster.id)),
          cluster.name,
        ),
      ),
    );
    return (await all(read)).filter((log) => log !== undefined);
  };
  const healthy = logsOfHealthy(views, environments, keys.held);
  const logs = [...(await readLogs(views.filter(isFailing))), ...(await readLogs(healthy))];

  const ahead = await lookAhead(
    {
      ...{ clusters: chosen, views, credentials: credentials ?? [], keys: keys.held, databases },
      headroom: logs.flatMap(({ headroom }) => headroom),
    },
    inputs,
    deps,
  );
  missing.push(...ahead.missing);

  const findings: Finding[] = [
    ...blocked(organization?.billing_deployment_restriction ?? undefined),
    ...logFindings(logs),
    ...(statuses === undefined ? [] : unknownStatus(views)),
    ...clusterFindings(worstFirst(views), now, (id) => clusterPage(inputs.organizationId, id)),
    ...unknownFindings(found.flatMap((kind) => kind?.unknown ?? [])),
    ...keys.findings,
    ...databaseFindings(databases),
    ...aheadFindings(ahead, now),
  ];
  return reviewOutcome({
    inputs,
    startedAt,
    endedAt: clock.now(),
    now,
    name: organization?.name,
    findings,
    clusters: views,
    keys: keys.held,
    credentials: credentials ?? [],
    tokens: tokens ?? [],
    auditLog,
    logs: { failing: views.filter(isFailing).length, healthy: healthy.length, of: views.length },
    databases,
    ahead,
    missing: linesOf(missing),
  });
}

/** Qovery's refusal is told in the review; anything else ends it. */
async function attempt<T>(read: () => Promise<T>): Promise<Part<T>> {
  try {
    return { read: await read() };
  } catch (error) {
    if (error instanceof QoveryError || error instanceof Problem) return { unread: error.message };
    throw error;
  }
}

/** Without AWS the rest of the review goes on, and tells what Qovery knows of the keys. */
async function lookAtKeys(
  holders: readonly Holder[],
  now: number,
  { aws, iamUsers, maxAge, organizationId }: ReviewInputs,
  deps: OperationContext,
): Promise<{ held: HeldKey[]; findings: Finding[] }> {
  if (holders.length === 0) return { held: [], findings: [] };
  const clients = awsClients(aws, deps);
  try {
    const { account } = await callerIdentity(clients);
    const held = await readKeys(holders, account, clients, 'of two keys');
    return { held, findings: keyFindings(ofUsers(held, iamUsers), { maxAge, now, organizationId }) };
  } catch (error) {
    if (deps.grace.aborted) throw new Cancelled();
    if (!(error instanceof AwsError || error instanceof Problem)) throw error;
    const finding = {
      urgency: 'soon' as const,
      what: `The age of the AWS keys that Qovery holds could not be read: ${error.message}`,
      next: "Give this step an AWS session, for example with 'role-to-assume'.",
    };
    const held = unreadKeys(holders, error.message);
    return { held, findings: [finding, ...unused(held)] };
  } finally {
    clients.close();
  }
}

function isFailing({ state }: ClusterView): boolean {
  return state === 'error' || state === 'invalid-credentials';
}

/**
 * Qovery prints its preflight report in the logs of AWS clusters, good ones too; its warnings come before the errors.
 * A log is a request each, so of many clusters some are read: production first, then what was deployed last.
 */
function logsOfHealthy(
  clusters: readonly ClusterView[],
  environments: readonly ClusterEnvironment[],
  keys: readonly HeldKey[],
): ClusterView[] {
  const saved = environments.filter((environment) => !hasDatabase(environment)).length;
  // The journal of a user with two keys cost a request.
  const journals = new Set(
    keys.flatMap((held) => (held.is === 'known' && held.user.journal ? held.user.name : [])),
  );
  return clusters
    .filter((cluster) => cluster.provider === 'AWS' && cluster.state === 'ready')
    .toSorted(
      (a, b) =>
        Number(b.production) - Number(a.production) || (b.lastDeployment ?? 0) - (a.lastDeployment ?? 0),
    )
    .slice(0, Math.max(0, HEALTHY_LOGS + saved - journals.size));
}

function blocked(restriction: string | undefined): Finding[] {
  if (restriction === undefined) return [];
  return [
    {
      urgency: 'now',
      what: `Qovery blocks the deployments of this organisation (${restriction}).`,
      next: 'See to the billing in the Qovery console; no rotation can work until then.',
    },
  ];
}
