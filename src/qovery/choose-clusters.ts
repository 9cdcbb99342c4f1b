import type { ClusterChoice } from '../inputs.ts';
import type { Cluster } from './schemas.ts';

/** A cluster that does not say that it is production is not: Qovery's own maintenance divides them the same way. */
export function chooseClusters(
  choice: ClusterChoice,
  clusters: readonly Cluster[],
): { chosen: Cluster[]; unknown: string[] } {
  if (typeof choice === 'string') {
    const production = choice === 'production';
    const wanted = (cluster: Cluster): boolean =>
      choice === 'all' || (cluster.production === true) === production;
    return { chosen: clusters.filter(wanted), unknown: [] };
  }
  const byId = new Map(clusters.map((cluster) => [cluster.id.toLowerCase(), cluster]));
  return {
    chosen: choice.flatMap((id) => byId.get(id) ?? []),
    unknown: choice.filter((id) => !byId.has(id)),
  };
}
