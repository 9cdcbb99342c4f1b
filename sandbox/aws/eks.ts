import { DAY } from '../clock.ts';
import { shortId } from '../cloud.ts';
import type { Insight } from '../cloud.ts';
import type { Cluster } from '../records.ts';
import { AwsError } from './call.ts';
import { accountOf, authorizeIn } from './regional.ts';
import type { RegionalCall } from './regional.ts';

// EKS in AWS's REST-JSON protocol: paths and methods, JSON both ways, times in seconds.

type Json = Record<string, unknown>;

export interface EksCall extends RegionalCall {
  readonly query: URLSearchParams;
  readonly body: Json;
}

interface EksRoute {
  readonly operation: string;
  readonly run: (call: EksCall) => Json;
}

/** The operation of EKS behind a method and a path, if there is one. */
export function eksRoute(method: string, path: string): EksRoute | undefined {
  if (method === 'GET' && path === '/cluster-versions')
    return { operation: 'DescribeClusterVersions', run: describeVersions };
  const [, name = '', id] = /^\/clusters\/([^/]+)\/insights(?:\/([^/]+))?$/.exec(path) ?? [];
  if (name === '') return undefined;
  if (method === 'POST' && id === undefined)
    return { operation: 'ListInsights', run: (call) => listInsights(call, name) };
  if (method === 'GET' && id !== undefined)
    return { operation: 'DescribeInsight', run: (call) => describeInsight(call, name, id) };
  return undefined;
}

const VERSIONS = ['1.36', '1.35', '1.34', '1.33', '1.32', '1.31', '1.30', '1.29', '1.28'];

function describeVersions(call: EksCall): Json {
  authorizeIn(call, 'eks:DescribeClusterVersions');
  const { world, query } = call;
  const asked = query.getAll('clusterVersions');
  const clusterVersions = VERSIONS.filter((version) => asked.length === 0 || asked.includes(version))
    .map((version) => {
      const { standardUntil = world.now + 400 * DAY, extendedUntil = world.now + 765 * DAY } =
        world.cloud.versions.get(version) ?? {};
      const status =
        world.now < standardUntil
          ? 'STANDARD_SUPPORT'
          : world.now < extendedUntil
            ? 'EXTENDED_SUPPORT'
            : 'UNSUPPORTED';
      return {
        clusterVersion: version,
        clusterType: 'eks',
        defaultVersion: version === '1.35',
        endOfStandardSupportDate: seconds(standardUntil),
        endOfExtendedSupportDate: seconds(extendedUntil),
        releaseDate: seconds(standardUntil - 14 * 30 * DAY),
        status: status.toLowerCase().replace('_', '-'),
        versionStatus: status,
      };
    })
    // Without includeAll, AWS leaves out what it supports no more.
    .filter(({ versionStatus }) => versionStatus !== 'UNSUPPORTED' || query.get('includeAll') === 'true');
  return { clusterVersions };
}

function listInsights(call: EksCall, name: string): Json {
  authorizeIn(call, 'eks:ListInsights');
  const { categories, statuses } = (call.body['filter'] ?? {}) as Record<string, string[] | undefined>;
  const insights = insightsOf(call, name)
    .filter(({ category }) => categories?.includes(category) ?? true)
    .filter(({ status }) => statuses?.includes(status) ?? true);
  const start = Number(call.body['nextToken'] ?? 0);
  const end = start + Number(call.body['maxResults'] ?? 100);
  return {
    insights: insights.slice(start, end).map((insight) => summaryOf(call, insight)),
    ...(end < insights.length && { nextToken: String(end) }),
  };
}

function describeInsight(call: EksCall, name: string, id: string): Json {
  authorizeIn(call, 'eks:DescribeInsight');
  const insight = insightsOf(call, name).find((one) => one.id === id);
  if (!insight) throw new AwsError(404, 'ResourceNotFoundException', `No insight found for id: ${id}.`);
  const { recommendation, deprecations = [], addons = [] } = insight;
  return {
    insight: {
      ...summaryOf(call, insight),
      ...(recommendation !== undefined && { recommendation }),
      additionalInfo: { 'EKS update cluster documentation': 'https://docs.aws.amazon.com/eks/' },
      resources: [],
      categorySpecificSummary: {
        deprecationDetails: deprecations.map(({ userAgent, ...detail }) => ({
          ...detail,
          clientStats:
            userAgent === undefined
              ? []
              : [{ userAgent, numberOfRequestsLast30Days: 42, lastRequestTime: seconds(call.world.now) }],
        })),
        addonCompatibilityDetails: addons,
      },
    },
  };
}

function summaryOf(
  { world }: EksCall,
  { id, name, category, kubernetesVersion, status, reason }: Insight,
): Json {
  return {
    ...{ id, name, category },
    ...(kubernetesVersion !== undefined && { kubernetesVersion }),
    lastRefreshTime: seconds(world.now - DAY / 2),
    lastTransitionTime: seconds(world.now - DAY),
    description: `Checks: ${name}`,
    insightStatus: { status, ...(reason !== undefined && { reason }) },
  };
}

function insightsOf(call: EksCall, name: string): Insight[] {
  const { world, region, caller } = call;
  const isIt = (cluster: Cluster): boolean =>
    `qovery-${shortId(cluster)}` === name &&
    cluster.region === region &&
    cluster.cloudProvider === 'AWS' &&
    accountOf(world, cluster) === caller.account &&
    !world.cloud.unknownClusters.has(cluster.id);
  const cluster = world.clusters.find(isIt);
  if (!cluster) throw new AwsError(404, 'ResourceNotFoundException', `No cluster found for name: ${name}.`);
  return world.cloud.insights.get(cluster.id) ?? [];
}

function seconds(time: number): number {
  return Math.floor(time / 1000);
}
