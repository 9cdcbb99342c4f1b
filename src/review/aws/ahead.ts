/**
 * What AWS knows before it breaks: how long versions are supported, what stands in the way of an upgrade, quotas that fill
 * up, and what will be done to databases. Reads only, region by region, side by side; each client of the SDK is loaded
 * where there is something to ask it about.
 */
import type { Accounts } from '../../aws/accounts.ts';
import { AwsError } from '../../aws/error.ts';
import { all } from '../../lib/all.ts';
import type { Clock } from '../../lib/clock.ts';
import { Cancelled, Problem, withFullStop } from '../../lib/errors.ts';
import { blocks, bullets, sentence, titled } from '../../lib/markdown.ts';
import type { NotLookedAt } from '../../lib/issue-findings.ts';
import type { OperationContext } from '../../operation.ts';
import type { Cluster, Credential } from '../../qovery/schemas.ts';
import type { ClusterView } from '../clusters.ts';
import type { ManagedDatabase } from '../databases.ts';
import { type Finding, type Missing, type Part, isRead, listOf } from '../finding.ts';
import type { Headroom } from '../headroom.ts';
import type { HeldKey } from '../read-keys.ts';
import {
  type AwsDatabase,
  awsDatabaseFindings,
  awsDatabaseReport,
  awsDatabaseSection,
  isInRds,
  readAwsDatabases,
} from './databases.ts';
import { type Insights, insightFindings, insightReport, insightSection, readInsights } from './insights.ts';
import {
  type KubernetesSupport,
  kubernetesFindings,
  kubernetesReport,
  kubernetesSection,
  readKubernetes,
} from './kubernetes.ts';
import { type Quotas, quotaFindings, quotaReport, quotaSection, readQuotas } from './quotas.ts';
import { type EksCluster, Reading, type Session, type Site } from './reading.ts';

/** What Qovery told. */
export interface Known {
  /** Of the clusters that are reviewed. */
  readonly clusters: readonly Cluster[];
  readonly views: readonly ClusterView[];
  readonly credentials: readonly {
    readonly credential: Credential;
    readonly clusters: readonly { readonly id: string }[];
  }[];
  readonly keys: readonly HeldKey[];
  readonly databases: readonly ManagedDatabase[];
  readonly headroom: readonly Headroom[];
}

export interface Ahead {
  readonly kubernetes: readonly KubernetesSupport[];
  readonly insights: Insights;
  readonly quotas: Quotas;
  readonly databases: readonly AwsDatabase[];
  /** Managed databases that RDS does not have. */
  readonly otherDatabases: readonly ManagedDatabase[];
  /** What AWS failed to answer. */
  readonly missing: readonly Missing[];
  /** What this run may not see, or not there: told, and no reason for attention. A sentence each. */
  readonly unseen: readonly string[];
}

/** How the ids of its findings begin. */
const IDS = [
  ...['kubernetes-version-unknown', 'kubernetes-unsupported', 'kubernetes-extended-', 'kubernetes-standard-'],
  ...['upgrade-insight-', 'rollback-', 'quota-in-use', 'database-out-of-support', 'database-support-'],
  ...['database-maintenance', 'database-minor-'],
];

/** Where AWS did not show everything, its findings may be missing without being gone. */
export function notSeenAhead({ unseen }: Ahead): NotLookedAt[] {
  return unseen.map((why) => ({ beginnings: IDS, why }));
}

export function nothingAhead(threshold: number): Ahead {
  return {
    kubernetes: [],
    insights: { clusters: 0, insights: [] },
    quotas: { figures: [], coverage: [], threshold },
    ...{ databases: [], otherDatabases: [], missing: [], unseen: [] },
  };
}

/** In the accounts that the run is signed in to. Without one, the rest of the review stands. */
export async function lookAhead(
  known: Known,
  accounts: Part<Accounts | undefined>,
  threshold: number,
  { clock, grace }: OperationContext,
): Promise<Ahead> {
  const nothing = nothingAhead(threshold);
  if (eksClusters(known).length === 0) return nothing;
  const what = 'Kubernetes support, upgrade insights, quotas and managed databases';
  if (!isRead(accounts)) return { ...nothing, unseen: [withFullStop(`${what}: ${accounts.unread}`)] };
  const sessions = (accounts.read?.signedIn ?? []).map(({ caller: { account }, clients }) => ({
    account,
    clients,
  }));
  try {
    return await lookInto(sessions, known, threshold, clock);
  } catch (error) {
    if (grace.aborted) throw new Cancelled();
    if (!(error instanceof AwsError || error instanceof Problem)) throw error;
    return { ...nothing, unseen: [withFullStop(`${what}: ${error.message}`)] };
  }
}

/** A cluster is looked at in its own account; one whose account nobody can tell, in the only one there is. */
export async function lookInto(
  sessions: readonly Session[],
  known: Known,
  threshold: number,
  clock: Clock,
): Promise<Ahead> {
  const reading = new Reading();
  const clusters = eksClusters(known);
  const accountOf = accounts(known);
  const only = sessions.length === 1 ? sessions[0] : undefined;
  const sessionOf = ({ view }: EksCluster): Session | undefined => {
    const account = accountOf(view.id);
    return account === undefined ? only : sessions.find((session) => session.account === account);
  };
  const sites = sitesOf(clusters, sessionOf);
  tellElsewhere(
    clusters.filter((cluster) => sessionOf(cluster) === undefined),
    accountOf,
    reading,
  );
  const own = known.databases.filter(({ clusterId }) => clusters.some(({ view }) => view.id === clusterId));
  // The versions are those of the region, whoever asks; but not every account has enabled every region.
  const [anybody] = sessions;
  const regions = sitesOf(
    clusters,
    ({ view }) => sites.find(({ region }) => region === view.region)?.session ?? anybody,
  );
  const [{ kubernetes, insights }, quotas, databases] = await all([
    withEks(regions, sites, reading),
    withServiceQuotas(sites, threshold, known.headroom, clock, reading),
    withRds(sites, own.filter(isInRds), reading),
  ]);
  return {
    ...{ kubernetes, insights, quotas, databases },
    otherDatabases: own.filter((database) => !isInRds(database)),
    missing: reading.missing,
    unseen: reading.lines(),
  };
}

/** It becomes part of a host name. */
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;

/** Those that Qovery manages, and has deployed. */
function eksClusters({ clusters, views }: Known): EksCluster[] {
  const managed = new Set<string>(
    clusters.filter(({ kubernetes }) => (kubernetes ?? 'MANAGED') === 'MANAGED').map(({ id }) => id),
  );
  return views
    .filter(
      ({ id, provider, region, deployed }) =>
        provider === 'AWS' && REGION.test(region) && deployed !== false && managed.has(id),
    )
    .map((view) => ({
      view,
      // Qovery/engine: `qovery-` and the short id, a z and the first eight characters.
      name: `qovery-z${view.id.slice(0, 8)}`,
      version: /^v?(\d+\.\d+)/.exec(view.version ?? '')?.[1],
    }));
}

/** By the key or the role of its credential. */
function accounts({ credentials, keys }: Known): (clusterId: string) => string | undefined {
  const ofKey = new Map(
    keys.flatMap((held) => ('account' in held ? [[held.id, held.account] as const] : [])),
  );
  const ofCluster = new Map(
    credentials.flatMap(({ credential, clusters }) => {
      const account =
        ofKey.get(credential.access_key_id ?? '') ??
        /^arn:[^:]+:iam::(\d{12}):/.exec(credential.role_arn ?? '')?.[1];
      return account === undefined ? [] : clusters.map(({ id }) => [id, account] as const);
    }),
  );
  return (clusterId) => ofCluster.get(clusterId);
}

function sitesOf(
  clusters: readonly EksCluster[],
  sessionOf: (cluster: EksCluster) => Session | undefined,
): Site[] {
  const sites = new Map<string, Site & { clusters: EksCluster[] }>();
  for (const cluster of clusters) {
    const session = sessionOf(cluster);
    if (session === undefined) continue;
    const { region } = cluster.view;
    const key = `${session.account} ${region}`;
    const site = sites.get(key) ?? { session, region, clusters: [] };
    sites.set(key, site);
    site.clusters.push(cluster);
  }
  return [...sites.values()].toSorted((a, b) => a.region.localeCompare(b.region));
}

function tellElsewhere(
  clusters: readonly EksCluster[],
  accountOf: (clusterId: string) => string | undefined,
  reading: Reading,
): void {
  for (const [account, same] of Map.groupBy(clusters, ({ view }) => accountOf(view.id))) {
    const names = listOf(same.map(({ view }) => view.name));
    reading.unseen(
      `Upgrade insights, quotas and databases of ${names}: ${account === undefined ? 'nobody can tell their AWS account' : `they are in AWS account ${account}, and this run is not signed in there`}.`,
    );
  }
}

async function withEks(
  regions: readonly Site[],
  sites: readonly Site[],
  reading: Reading,
): Promise<Pick<Ahead, 'kubernetes' | 'insights'>> {
  const { Eks } = await import('../../aws/eks.ts');
  const asked = regions.map((site) => ({ ...site, eks: new Eks(site.session.clients, site.region) }));
  const own = sites.map((site) => ({ ...site, eks: new Eks(site.session.clients, site.region) }));
  try {
    const [kubernetes, insights] = await all([readKubernetes(asked, reading), readInsights(own, reading)]);
    return { kubernetes, insights };
  } finally {
    for (const { eks } of [...asked, ...own]) eks.close();
  }
}

async function withServiceQuotas(
  sites: readonly Site[],
  threshold: number,
  headroom: readonly Headroom[],
  clock: Clock,
  reading: Reading,
): Promise<Quotas> {
  if (sites.length === 0) return nothingAhead(threshold).quotas;
  const { ServiceQuotas } = await import('../../aws/service-quotas.ts');
  const asked = sites.map((site) => ({
    ...site,
    serviceQuotas: new ServiceQuotas(site.session.clients, site.region),
  }));
  try {
    return await readQuotas(asked, { threshold, headroom, clock }, reading);
  } finally {
    for (const { serviceQuotas } of asked) serviceQuotas.close();
  }
}

async function withRds(
  sites: readonly Site[],
  databases: readonly ManagedDatabase[],
  reading: Reading,
): Promise<AwsDatabase[]> {
  const places = sites.flatMap(({ session, region, clusters }) => {
    const ids = new Set<string>(clusters.map(({ view }) => view.id));
    const own = databases.filter(({ clusterId }) => ids.has(clusterId));
    return own.length === 0 ? [] : [{ session, region, databases: own }];
  });
  if (places.length === 0) return [];
  const { Rds } = await import('../../aws/rds.ts');
  const asked = places.map((place) => ({ ...place, rds: new Rds(place.session.clients, place.region) }));
  try {
    return await readAwsDatabases(asked, reading);
  } finally {
    for (const { rds } of asked) rds.close();
  }
}

/** Quotas that stop no cluster come last: there may be many. */
export function aheadFindings({ kubernetes, insights, quotas, databases }: Ahead, now: number): Finding[] {
  const inUse = Map.groupBy(quotaFindings(quotas, now), ({ urgency }) => urgency === 'plan');
  return [
    ...kubernetesFindings(kubernetes, now),
    ...(inUse.get(false) ?? []),
    ...insightFindings(insights),
    ...awsDatabaseFindings(databases, now),
    ...(inUse.get(true) ?? []),
  ];
}

export function aheadSections(ahead: Ahead, now: number): string {
  return blocks([
    kubernetesSection(ahead.kubernetes, now),
    insightSection(ahead.insights),
    quotaSection(ahead.quotas, now),
    awsDatabaseSection(ahead.databases, ahead.otherDatabases, now),
    titled(
      'Not to be seen in AWS with this session',
      ahead.unseen.length === 0
        ? ''
        : blocks([
            bullets(ahead.unseen.map((text) => sentence(text))),
            'None of it is needed for the rest. The policy for it is in docs/permissions.md.',
          ]),
    ),
  ]);
}

export function aheadReport({ kubernetes, insights, quotas, databases, unseen }: Ahead, now: number): object {
  return {
    kubernetes_support: kubernetesReport(kubernetes, now),
    upgrade_insights: insightReport(insights),
    quotas: quotaReport(quotas),
    aws_databases: awsDatabaseReport(databases),
    not_to_be_seen_in_aws: unseen,
  };
}
