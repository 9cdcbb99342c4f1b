/** `operation: review`: one look at everything that needs maintenance, and what a person should do about it. */
import { all } from '../lib/all.ts';
import { type Accounts, signIn } from '../aws/accounts.ts';
import { AwsError } from '../aws/error.ts';
import { withoutKeys } from '../aws/iam-users.ts';
import { BadInput, Cancelled, Problem } from '../lib/errors.ts';
import { dnsProvider } from '../holders/dns-provider.ts';
import { type Holder, KINDS } from '../holders/index.ts';
import type { ReviewInputs } from '../inputs.ts';
import { limit } from '../lib/limit.ts';
import { chooseClusters } from '../qovery/choose-clusters.ts';
import { QoveryError } from '../qovery/http.ts';
import { mistakesOf } from '../qovery/references.ts';
import type { ClusterEnvironment, DnsProvider } from '../qovery/schemas.ts';
import { Snapshot } from '../qovery/snapshot.ts';
import { clusterPage } from '../qovery/console.ts';
import type { OperationContext, Outcome } from '../operation.ts';
import { aheadFindings, lookAhead } from './aws/ahead.ts';
import { reviewOutcome } from './outcome.ts';
import { readAuditLog } from './audit-log.ts';
import { Budget, LEFT_OUT } from './budget.ts';
import { type ClusterView, clusterFindings, unknownStatus, viewClusters, worstFirst } from './clusters.ts';
import { sortAccepted } from './accepted.ts';
import type { Located } from './after-maintenance.ts';
import { type ManagedDatabase, databaseFindings, hasDatabase, readDatabases } from './databases.ts';
import { type Finding, type Missing, type Part, isRead, linesOf } from './finding.ts';
import { furtherFindings, lookFurther } from './further.ts';
import { keyFindings, unknownFindings, unused } from './keys.ts';
import { type ClusterLogView, logFindings, viewLog } from './logs.ts';
import { type HeldKey, ofUsers, ownersOf, readKeys, unreadKeys } from './read-keys.ts';

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
  const budget = new Budget(clock);
  const attempt = <T>(read: () => Promise<T>): Promise<Part<T>> =>
    turn(async () => (budget.take() ? answerOf(read) : { unread: LEFT_OUT }));
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
  const providers = new Map<string, Part<DnsProvider | undefined>>();
  const snapshot = new Snapshot(api, {
    of: (ids) =>
      Promise.resolve(
        ids.map((id) => {
          const provider = providers.get(id);
          return provider !== undefined && isRead(provider) ? provider.read : undefined;
        }),
      ),
  });
  const [clusters, statuses, locks, organization, tokens, credentials, ...found] = await all([
    snapshot.clusters(),
    orNothing('the statuses of the clusters', () => api.clusterStatuses()),
    orNothing('the locks', () => api.locks()),
    orNothing('the organisation', () => api.organization()),
    orNothing('the API tokens', () => api.apiTokens()),
    orNothing('the cloud credentials', () => snapshot.credentials()),
    ...KINDS.filter((kind) => kind !== dnsProvider).map((kind) =>
      orNothing(`keys held by a ${kind.kind}`, () => kind.find(snapshot)),
    ),
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
  output.info(`Clusters that are reviewed: ${chosen.length} of ${clusters.length}.`);

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
  // What is broken comes first, then the log of what was done, then the clusters, production before the others.
  const failing = await readLogs(worstFirst(views).filter(isFailing));
  const auditLog = await orNothing('the audit log', () =>
    readAuditLog(
      api,
      {
        since: now - inputs.since,
        now,
        retentionDays: organization?.organization_plan?.audit_logs_retention_in_days ?? undefined,
        clusterIds: inputs.clusters === 'all' ? undefined : new Set(views.map(({ id }) => id)),
      },
      () => budget.take(),
    ),
  );

  const environments: Located[] = [];
  const databases: ManagedDatabase[] = [];
  const lookInto = async ({ id, name }: ClusterView): Promise<void> => {
    if (!budget.take(2)) {
      missing.push({ what: 'the DNS provider, the environments and the databases of', name, why: LEFT_OUT });
      return;
    }
    const [provider, found] = await all([
      turn(() => answerOf(() => api.dnsProvider(id))),
      turn(() => answerOf(() => api.environments(id))),
    ]);
    providers.set(id, provider);
    if (!isRead(found)) missing.push({ what: 'the environments of', name, why: found.unread });
    const own = (isRead(found) ? found.read : []).map((environment) => ({
      ...environment,
      cluster: name,
      clusterId: id,
    }));
    environments.push(...own);
    const read = await readDatabases(api, own, attempt);
    databases.push(...read.databases);
    missing.push(...read.missing);
  };
  const one = limit(CONCURRENCY);
  await all(worstFirst(views).map((cluster) => one(() => lookInto(cluster))));
  // A key may also be with a cluster that is not reviewed.
  const others = clusters.filter(({ id }) => !views.some((view) => view.id === id));
  await all(
    others.map(({ id, name }) =>
      one(async () => {
        const provider = await attempt(() => api.dnsProvider(id));
        providers.set(id, provider);
        if (!isRead(provider) && provider.unread === LEFT_OUT)
          missing.push({ what: 'the DNS provider of', name, why: LEFT_OUT });
      }),
    ),
  );
  const unreadProvider = [...providers.values()].find((part) => !isRead(part) && part.unread !== LEFT_OUT);
  if (unreadProvider !== undefined && !isRead(unreadProvider))
    missing.push({ what: `keys held by a ${dnsProvider.kind}`, why: unreadProvider.unread });
  // The providers are read: only the plan may be asked for.
  const withDns = await answerOf(() => dnsProvider.find(snapshot));
  if (isRead(withDns)) found.push(withDns.read);
  else missing.push({ what: `keys held by a ${dnsProvider.kind}`, why: withDns.unread });

  const holders = found.flatMap((kind) => kind?.holders ?? []);
  const accounts = await signedIn(holders, views, inputs, deps);
  try {
    const keys = await lookAtKeys(holders, now, inputs, accounts, deps);
    const { further, unseen, ...rest } = await lookFurther(
      snapshot,
      {
        clusters: worstFirst(views),
        statuses: statuses ?? [],
        auditLog,
        environments,
        credentials: credentials ?? [],
      },
      attempt,
    );
    missing.push(...rest.missing);
    const healthy = logsOfHealthy(views, environments, keys.held).slice(0, budget.left);
    const logs = [...failing, ...(await readLogs(healthy))];

    const ahead = await lookAhead(
      {
        ...{ clusters: chosen, views, credentials: credentials ?? [], keys: keys.held, databases },
        headroom: logs.flatMap(({ headroom }) => headroom),
      },
      accounts,
      inputs.quotaThreshold,
      deps,
    );
    missing.push(...ahead.missing);

    const findings: Finding[] = [
      ...blocked(organization?.billing_deployment_restriction || undefined),
      ...logFindings(logs),
      ...(statuses === undefined ? [] : unknownStatus(views)),
      ...clusterFindings(worstFirst(views), now, (id) => clusterPage(inputs.organizationId, id)),
      ...unknownFindings(found.flatMap((kind) => kind?.unknown ?? [])),
      ...keys.findings,
      ...databaseFindings(databases),
      ...furtherFindings(further, now),
      ...aheadFindings(ahead, now),
    ];
    return reviewOutcome({
      inputs,
      startedAt,
      endedAt: clock.now(),
      now,
      name: organization?.name,
      ...sortAccepted(findings, inputs.acceptedFindings, now),
      clusters: views,
      keys: keys.held,
      credentials: credentials ?? [],
      tokens: tokens ?? [],
      auditLog,
      logs: {
        ...{ failing: views.filter(isFailing).length, healthy: healthy.length, of: views.length },
        read: logs.map(({ cluster }) => cluster.id),
      },
      databases,
      further,
      ahead,
      missing: linesOf(missing),
      unseen: linesOf(unseen),
    });
  } finally {
    if (isRead(accounts)) accounts.read?.close();
  }
}

/** Qovery's refusal is told in the review; anything else ends it. */
async function answerOf<T>(read: () => Promise<T>): Promise<Part<T>> {
  try {
    return { read: await read() };
  } catch (error) {
    if (error instanceof QoveryError || error instanceof Problem) return { unread: error.message };
    throw error;
  }
}

/** The accounts of the keys; `undefined` where there is nothing to ask AWS about. */
async function signedIn(
  holders: readonly Holder[],
  clusters: readonly ClusterView[],
  { aws }: ReviewInputs,
  deps: OperationContext,
): Promise<Part<Accounts | undefined>> {
  if (holders.length === 0 && !clusters.some(({ provider }) => provider === 'AWS'))
    return { read: undefined };
  const keyIds = holders.map(({ keyId }) => keyId);
  return awsAnswerOf(() => signIn(aws, keyIds, deps), deps);
}

/** Without AWS the rest of the review goes on, and tells what Qovery knows of the keys. */
async function lookAtKeys(
  holders: readonly Holder[],
  now: number,
  { iamUsers, maxAge, organizationId }: ReviewInputs,
  accounts: Part<Accounts | undefined>,
  deps: OperationContext,
): Promise<{ held: HeldKey[]; findings: Finding[] }> {
  if (holders.length === 0) return { held: [], findings: [] };
  const keys = await awsAnswerOf(async () => {
    if (!isRead(accounts)) throw new Problem(accounts.unread, '');
    return accounts.read === undefined ? [] : readKeys(holders, accounts.read, 'of two keys');
  }, deps);
  if (isRead(keys)) {
    const known = ofUsers(keys.read, iamUsers);
    const strange = withoutKeys(iamUsers, ownersOf(keys.read));
    const findings = keyFindings(known, { maxAge, now, organizationId });
    if (strange === undefined) return { held: keys.read, findings };
    const next = "Correct 'aws-iam-user', or leave it out.";
    const mistake = { id: 'iam-user-unknown', urgency: 'soon' as const, what: strange, next };
    return { held: keys.read, findings: [mistake, ...findings] };
  }
  const finding = {
    id: 'keys-unread',
    urgency: 'soon' as const,
    what: `The age of the AWS keys that Qovery holds could not be read: ${keys.unread}`,
    next: keys.unread.includes('role-to-assume')
      ? 'Then run again.'
      : "Give this step an AWS session, for example with 'role-to-assume'.",
  };
  const held = unreadKeys(holders, keys.unread);
  return { held, findings: [finding, ...unused(held)] };
}

/** AWS's refusal is told in the review; a cancel ends it. */
async function awsAnswerOf<T>(read: () => Promise<T>, { grace }: OperationContext): Promise<Part<T>> {
  try {
    return { read: await read() };
  } catch (error) {
    if (grace.aborted) throw new Cancelled();
    if (!(error instanceof AwsError || error instanceof Problem)) throw error;
    return { unread: error.message };
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
    keys.flatMap((held) =>
      held.is === 'known' && held.user.journal ? `${held.account} ${held.user.name}` : [],
    ),
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
      id: 'deployments-blocked',
      urgency: 'now',
      what: `Qovery blocks the deployments of this organisation (${restriction}).`,
      next: 'See to the billing in the Qovery console; no rotation can work until then.',
    },
  ];
}
