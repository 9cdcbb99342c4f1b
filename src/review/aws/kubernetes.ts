/** How long AWS supports the Kubernetes versions of the clusters, and what it costs afterwards. */
import type { ClusterVersionInformation, Eks } from '../../aws/eks.ts';
import { all } from '../../lib/all.ts';
import { isoDay, isoDayOrNull } from '../../lib/clock.ts';
import { escape, table, titled } from '../../lib/markdown.ts';
import { findingId } from '../finding-id.ts';
import { type Finding, listOf } from '../finding.ts';
import { type EksCluster, type Reading, type Site, daysTo, inDays, urgencyOf } from './reading.ts';

/** A version that clusters run, with the earliest dates of their regions. */
export interface KubernetesSupport {
  readonly version: string;
  readonly clusters: readonly EksCluster[];
  /** `undefined`: AWS tells none. */
  readonly standardUntil: number | undefined;
  readonly extendedUntil: number | undefined;
}

/**
 * aws.amazon.com/eks/pricing: $0.10 an hour in standard support, $0.60 in extended support; a month has 730 hours. What
 * a cluster is billed depends on its version alone: `supportType` only says what it prefers.
 */
export const EXTENDED_PER_MONTH = 0.5 * 730;

/** One request a region. */
export async function readKubernetes(
  sites: readonly (Site & { readonly eks: Eks })[],
  reading: Reading,
): Promise<KubernetesSupport[]> {
  const read = await all(
    sites.map(async ({ session, region, clusters, eks }) => {
      const asked = {
        what: 'the support of Kubernetes versions',
        permission: 'eks:DescribeClusterVersions',
        where: region,
      };
      const versions = await reading.attempt(asked, session, () => eks.versions());
      if (versions === undefined) return [];
      if (!versions.all)
        reading.unseen(
          `Kubernetes versions in ${region}: only the first ${versions.found.length} were read.`,
        );
      return clusters.map((cluster) => ({ cluster, versions: versions.found }));
    }),
  );
  const untold = sites
    .flatMap(({ clusters }) => clusters)
    .filter(({ version }) => version === undefined)
    .map(({ view }) => view.name);
  if (untold.length > 0)
    reading.unseen(`The support of Kubernetes of ${listOf(untold)}: Qovery does not tell the version.`);
  const known = read.flat().filter(({ cluster: { version } }) => version !== undefined);
  const byVersion = Map.groupBy(known, ({ cluster: { version = '' } }) => version);
  return [...byVersion]
    .map(([version, same]): KubernetesSupport => ({
      version,
      clusters: same.map(({ cluster }) => cluster),
      standardUntil: earliest(version, same, ({ endOfStandardSupportDate: date }) => date),
      extendedUntil: earliest(version, same, ({ endOfExtendedSupportDate: date }) => date),
    }))
    .toSorted((a, b) => (a.standardUntil ?? 0) - (b.standardUntil ?? 0));
}

function earliest(
  version: string,
  regions: readonly { readonly versions: readonly ClusterVersionInformation[] }[],
  dateOf: (information: ClusterVersionInformation) => Date | undefined,
): number | undefined {
  const dates = regions.flatMap(({ versions }) =>
    versions.filter(({ clusterVersion }) => clusterVersion === version).flatMap((one) => dateOf(one) ?? []),
  );
  return dates.length === 0 ? undefined : Math.min(...dates.map((date) => date.getTime()));
}

export function kubernetesFindings(support: readonly KubernetesSupport[], now: number): Finding[] {
  return support.flatMap((one) => ofVersion(one, now));
}

function ofVersion(support: KubernetesSupport, now: number): Finding[] {
  const { version, clusters, standardUntil, extendedUntil } = support;
  const names = listOf(clusters.map(({ view }) => view.name));
  const them = clusters.length === 1 ? 'it' : 'each of them';
  const isOffered = clusters.some(({ view }) => view.nextVersion !== undefined);
  const next = `${offered(clusters)}${isOffered ? ' Try it in staging first, one minor version at a time.' : ''}`;
  if (standardUntil === undefined) {
    return [
      {
        id: findingId('kubernetes-version-unknown', version),
        urgency: 'plan',
        what: `AWS tells no end of support of Kubernetes ${version}, which ${names} ${runs(clusters)}.`,
        next: 'Make sure that the version is one that EKS still supports.',
      },
    ];
  }
  if (extendedUntil !== undefined && extendedUntil <= now) {
    return [
      {
        id: findingId('kubernetes-unsupported', version),
        urgency: 'now',
        what: `AWS has not supported Kubernetes ${version} since ${isoDay(extendedUntil)}, and may upgrade ${names} at any time.`,
        next,
      },
    ];
  }
  if (standardUntil <= now) {
    const left = extendedUntil === undefined ? undefined : daysTo(extendedUntil, now);
    const end =
      extendedUntil === undefined
        ? ''
        : ` It ends on ${isoDay(extendedUntil)} (${inDays(left ?? 0)}); AWS then upgrades by itself.`;
    return [
      {
        id: findingId('kubernetes-extended-support', version),
        urgency: left !== undefined && left <= 30 ? 'now' : 'soon',
        what: `Kubernetes ${version} of ${names} left standard support on ${isoDay(standardUntil)}: extended support costs about $${EXTENDED_PER_MONTH} a month more for ${them}${total(clusters.length)}.${end}`,
        next,
      },
    ];
  }
  const left = daysTo(standardUntil, now);
  const urgency = urgencyOf(left);
  if (urgency === undefined) return [];
  return [
    {
      id: findingId('kubernetes-standard-support-ends', version),
      urgency,
      what: `Kubernetes ${version} of ${names} leaves standard support on ${isoDay(standardUntil)} (${inDays(left)}): from then on, ${them} costs about $${EXTENDED_PER_MONTH} a month more${total(clusters.length)}, or AWS upgrades it, by its upgrade policy.`,
      next,
    },
  ];
}

function runs(clusters: readonly unknown[]): string {
  return clusters.length === 1 ? 'runs' : 'run';
}

function total(count: number): string {
  return count === 1 ? '' : ` ($${EXTENDED_PER_MONTH * count} in all)`;
}

/** What Qovery has for them: not every cluster is offered the same. */
function offered(clusters: readonly EksCluster[]): string {
  const byNext = Map.groupBy(clusters, ({ view }) => view.nextVersion);
  const offers = [...byNext].map(([next, same]) => {
    const names = byNext.size === 1 ? '' : ` for ${listOf(same.map(({ view }) => view.name))}`;
    return next === undefined
      ? `Qovery offers no newer version yet${names}: ask its support when it comes.`
      : `Qovery offers ${next}${names}: upgrade in its console, in the settings of the cluster.`;
  });
  return offers.join(' ');
}

export function kubernetesSection(support: readonly KubernetesSupport[], now: number): string {
  const date = (at: number | undefined): string =>
    at === undefined
      ? 'not told'
      : at <= now
        ? `${isoDay(at)}, over`
        : `${isoDay(at)}, ${inDays(daysTo(at, now))}`;
  const rows = support.map(({ version, clusters, standardUntil, extendedUntil }) => [
    escape(version),
    escape(listOf(clusters.map(({ view }) => view.name))),
    date(standardUntil),
    date(extendedUntil),
    standardUntil !== undefined && standardUntil <= now
      ? `about $${EXTENDED_PER_MONTH * clusters.length} a month`
      : '–',
    escape([...new Set(clusters.map(({ view }) => view.nextVersion ?? 'none'))].join(', ')),
  ]);
  const headers = [
    ...['Version', 'Clusters', 'Standard support until', 'Extended support until'],
    ...['Extended support costs', 'Qovery offers'],
  ];
  return titled('Kubernetes support', table(headers, rows));
}

export function kubernetesReport(support: readonly KubernetesSupport[], now: number): object[] {
  return support.map(({ version, clusters, standardUntil, extendedUntil }) => ({
    version,
    end_of_standard_support: isoDayOrNull(standardUntil),
    end_of_extended_support: isoDayOrNull(extendedUntil),
    days_of_standard_support: standardUntil === undefined ? null : daysTo(standardUntil, now),
    extended_support_usd_per_month:
      standardUntil !== undefined && standardUntil <= now ? EXTENDED_PER_MONTH * clusters.length : 0,
    clusters: clusters.map(({ view }) => ({
      id: view.id,
      name: view.name,
      region: view.region,
      next_k8s_available_version: view.nextVersion ?? null,
    })),
  }));
}
