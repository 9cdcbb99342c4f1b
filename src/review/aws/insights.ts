/** What EKS says of the next upgrade of a cluster, and, for seven days after one, of the way back. */
import type { Eks, Insight, InsightSummary } from '../../aws/eks.ts';
import { AwsError } from '../../aws/error.ts';
import { all } from '../../lib/all.ts';
import { withFullStop } from '../../lib/errors.ts';
import { limit } from '../../lib/limit.ts';
import { code, escape, table, titled } from '../../lib/markdown.ts';
import { someOf } from '../../lib/text.ts';
import { eksPage } from '../../provider-errors/index.ts';
import { findingId } from '../finding-id.ts';
import { type Finding, listOf } from '../finding.ts';
import type { EksCluster, Reading, Session, Site } from './reading.ts';

export interface ClusterInsight {
  readonly cluster: EksCluster;
  readonly category: 'UPGRADE_READINESS' | 'ROLLBACK_READINESS';
  readonly name: string;
  /** The version that it is about. */
  readonly version: string | undefined;
  /** `PASSING`, `WARNING`, `ERROR`, `UNKNOWN`, or one that did not exist when this was written. */
  readonly status: string;
  readonly reason: string;
  readonly recommendation: string;
  /** What to change: an API and what replaces it, an add-on and its versions. */
  readonly changes: readonly string[];
}

export interface Insights {
  /** Of how many clusters. */
  readonly clusters: number;
  readonly insights: readonly ClusterInsight[];
}

const CONCURRENCY = 8;
/** Requests for the details of what does not pass. Beyond them, the summary of EKS is told. */
const MAX_DETAILS = 100;
/** Of one insight of one cluster. */
const MAX_CHANGES = 10;
/** A description of EKS may be a page. */
const LONGEST = 400;

/** One request a cluster, and one for each insight that does not pass. EKS has no call for several clusters. */
export async function readInsights(
  sites: readonly (Site & { readonly eks: Eks })[],
  reading: Reading,
): Promise<Insights> {
  const turn = limit(CONCURRENCY);
  let details = MAX_DETAILS;
  const detailsOf = async (
    { session, eks, region }: Site & { readonly eks: Eks },
    cluster: EksCluster,
    summary: InsightSummary,
  ): Promise<Insight> => {
    if (summary.id === undefined || statusOf(summary) === 'PASSING' || details <= 0) return summary;
    details--;
    const { id } = summary;
    const asked = {
      what: 'what to change for upgrade insights that do not pass',
      permission: 'eks:DescribeInsight',
      where: region,
    };
    return (
      (await reading.attempt(asked, session, () => turn(() => eks.insight(cluster.name, id)))) ?? summary
    );
  };
  const read = await all(
    sites.map(async (site) => {
      const asked = { what: 'upgrade insights', permission: 'eks:ListInsights', where: site.region };
      const insightsOf = async (cluster: EksCluster): Promise<ClusterInsight[] | 'unknown' | undefined> => {
        const summaries = await reading.attempt(asked, site.session, () =>
          turn(() => listed(site, cluster, reading)),
        );
        if (summaries === undefined || summaries === 'unknown') return summaries;
        return all(summaries.map(async (one) => insightOf(cluster, await detailsOf(site, cluster, one))));
      };
      // A region that does not answer is asked once. A policy may be about some clusters alone.
      const [first, ...others] = site.clusters;
      const told = first === undefined ? undefined : await insightsOf(first);
      if (told === undefined && !reading.denies(asked.permission, asked.where)) return [];
      return [told, ...(await all(others.map(insightsOf)))];
    }),
  );
  const seen = read.flat().filter((insights) => insights !== undefined && insights !== 'unknown');
  return { clusters: seen.length, insights: seen.flat() };
}

async function listed(
  { eks, session, region }: { readonly eks: Eks; readonly session: Session; readonly region: string },
  { name, view }: EksCluster,
  reading: Reading,
): Promise<readonly InsightSummary[] | 'unknown'> {
  try {
    const { found, all: whole } = await eks.insights(name);
    if (!whole)
      reading.unseen(`Upgrade insights of '${view.name}': only the first ${found.length} were read.`);
    return found;
  } catch (error) {
    if (!(error instanceof AwsError && error.code === 'ResourceNotFound')) throw error;
    reading.unseen(
      `Upgrade insights of '${view.name}': AWS account ${session.account} has no EKS cluster ${name} in ${region}.`,
    );
    return 'unknown';
  }
}

function statusOf({ insightStatus }: InsightSummary): string {
  return insightStatus?.status ?? 'UNKNOWN';
}

function insightOf(cluster: EksCluster, insight: Insight): ClusterInsight {
  const { category, name = 'an insight without a name', kubernetesVersion, insightStatus } = insight;
  return {
    cluster,
    category: category === 'ROLLBACK_READINESS' ? category : 'UPGRADE_READINESS',
    name: short(name),
    version: kubernetesVersion,
    status: statusOf(insight),
    reason: short(insightStatus?.reason ?? ''),
    recommendation: short(insight.recommendation ?? ''),
    changes: changesOf(insight).slice(0, MAX_CHANGES),
  };
}

function changesOf({ categorySpecificSummary: summary, resources = [] }: Insight): string[] {
  const apis = (summary?.deprecationDetails ?? []).map(
    ({ usage = 'an API', replacedWith, stopServingVersion, clientStats = [] }) => {
      const agents = clientStats.flatMap(({ userAgent }) => userAgent ?? []);
      return [
        usage,
        replacedWith === undefined ? '' : ` becomes ${replacedWith}`,
        stopServingVersion === undefined ? '' : `, gone in ${stopServingVersion}`,
        agents.length === 0 ? '' : `, called by ${someOf(agents, 3)}`,
      ].join('');
    },
  );
  const addons = (summary?.addonCompatibilityDetails ?? []).map(
    ({ name = 'an add-on', compatibleVersions = [] }) =>
      `add-on ${name}${compatibleVersions.length === 0 ? '' : ` to ${someOf(compatibleVersions, 3)}`}`,
  );
  const others = resources.flatMap(({ kubernetesResourceUri: uri, arn, insightStatus }) =>
    insightStatus?.status === 'PASSING' ? [] : (uri ?? arn ?? []),
  );
  const changes = [...apis, ...addons];
  return (changes.length > 0 ? changes : others).map(short);
}

function short(text: string): string {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length <= LONGEST ? line : `${line.slice(0, LONGEST).toWellFormed()} …`;
}

/** The same insight of several clusters is one finding. */
export function insightFindings({ insights }: Insights): Finding[] {
  const upgrades = insights.filter(
    ({ category, status }) => category === 'UPGRADE_READINESS' && status !== 'PASSING',
  );
  const same = Map.groupBy(upgrades, ({ name, version, status }) => [name, version, status].join('|'));
  const rollbacks = Map.groupBy(
    insights.filter(({ category }) => category === 'ROLLBACK_READINESS'),
    ({ cluster }) => cluster.view.id,
  );
  return [
    ...[...same.values()]
      .flatMap(ofUpgrade)
      .toSorted((a, b) => (a.urgency === b.urgency ? 0 : a.urgency === 'soon' ? -1 : 1)),
    ...[...rollbacks.values()].flatMap(ofRollback),
  ];
}

const WORDS: Readonly<Record<string, { urgency: 'soon' | 'plan'; says: string }>> = {
  ERROR: { urgency: 'soon', says: 'EKS says what stands in the way of the next upgrade of' },
  WARNING: { urgency: 'plan', says: 'EKS warns of a later upgrade of' },
};
const NOT_CHECKED = { urgency: 'plan' as const, says: 'EKS could not check for the next upgrade of' };

function ofUpgrade(found: readonly ClusterInsight[]): Finding[] {
  const [first] = found;
  if (first === undefined) return [];
  const { name, version, status, reason, recommendation } = first;
  const { urgency, says } = WORDS[status] ?? NOT_CHECKED;
  const to = version === undefined || name.includes(version) ? '' : ` (Kubernetes ${version})`;
  const names = listOf(found.map(({ cluster }) => cluster.view.name));
  return [
    {
      id: findingId(`upgrade-insight-${status.toLowerCase()}`, name, version ?? ''),
      urgency,
      what: withFullStop(`${says} ${names}: ${name}${to}${reason === '' ? '' : `. ${reason}`}`),
      next: [
        recommendation,
        changesIn(found),
        recommendation === '' ? 'See the upgrade insights of the cluster in EKS.' : '',
      ]
        .filter((part) => part !== '')
        .map(withFullStop)
        .join(' '),
      ...pageOf(found),
    },
  ];
}

/** How many clusters are told apart in one finding; the table has the others. */
const TOLD = 3;

function changesIn(found: readonly ClusterInsight[]): string {
  const same = Map.groupBy(
    found.filter(({ changes }) => changes.length > 0),
    ({ changes }) => changes.join('; '),
  );
  const told = [...same].slice(0, TOLD).map(([changes, clusters]) => {
    const where = same.size === 1 ? '' : ` in ${listOf(clusters.map(({ cluster }) => cluster.view.name))}`;
    return `To change${where}: ${changes}`;
  });
  return [...told, ...(same.size > TOLD ? ['The report has the others'] : [])].join('. ');
}

function pageOf(found: readonly ClusterInsight[]): Pick<Finding, 'link'> {
  const { view, name } = found[0]?.cluster ?? {};
  const url = view === undefined || name === undefined ? undefined : eksPage(view.region, name);
  return url === undefined ? {} : { link: { text: `${view?.name} in EKS`, url } };
}

/** EKS lists them for seven days after an upgrade (docs.aws.amazon.com/eks/latest/userguide/rollback-cluster.html). */
function ofRollback(found: readonly ClusterInsight[]): Finding[] {
  const [first] = found;
  if (first === undefined) return [];
  const { view } = first.cluster;
  const against = found.filter(({ status }) => status !== 'PASSING');
  const known = against.some(({ status }) => status === 'ERROR' || status === 'WARNING');
  const names = someOf(against.map(({ name, reason }) => (reason === '' ? name : `${name} (${reason})`)));
  const advice = against.flatMap(({ recommendation, changes }) => [recommendation, changes.join('; ')]);
  return [
    {
      id: findingId(against.length === 0 ? 'rollback-possible' : 'rollback-blocked', view.id),
      urgency: 'plan',
      what:
        against.length === 0
          ? `'${view.name}' was upgraded in the last seven days, and EKS sees nothing against going back to the version before.`
          : `'${view.name}' was upgraded in the last seven days, and ${known ? 'could not go back' : 'EKS does not know whether it could go back'} to the version before as it is: ${names}.`,
      next: [
        ...advice.filter((part) => part !== '').map(withFullStop),
        'After seven days there is no way back. If something broke with the upgrade, talk to Qovery’s support before you go back: it manages this cluster.',
      ].join(' '),
      ...pageOf(found),
    },
  ];
}

const ORDER = ['ERROR', 'WARNING', 'UNKNOWN'];

export function insightSection({ clusters, insights }: Insights): string {
  if (clusters === 0) return '';
  const against = insights
    .filter(({ status }) => status !== 'PASSING')
    .toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
  const read = `EKS was asked for the insights of ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}.`;
  if (against.length === 0) return titled('Upgrade insights of EKS', `${read} They all pass.`);
  const rows = against.map(({ cluster, category, name, version, status, reason, changes }) => [
    escape(cluster.view.name),
    code(status),
    `${category === 'ROLLBACK_READINESS' ? 'Going back: ' : ''}${escape(name)}`,
    escape(version ?? '–'),
    changes.map((change) => escape(change)).join('<br>') || escape(reason) || '–',
  ]);
  const headers = ['Cluster', 'Status', 'Insight', 'Kubernetes', 'To change, or why'];
  return titled('Upgrade insights of EKS', `${read}\n\n${table(headers, rows)}`);
}

export function insightReport({ insights }: Insights): object[] {
  return insights
    .filter(({ status }) => status !== 'PASSING')
    .map(({ cluster, category, name, version, status, reason, recommendation, changes }) => ({
      cluster_id: cluster.view.id,
      cluster: cluster.view.name,
      eks_name: cluster.name,
      ...{ category, name, kubernetes_version: version ?? null, status, reason, recommendation, changes },
    }));
}
