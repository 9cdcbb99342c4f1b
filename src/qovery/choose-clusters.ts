import type { ClusterChoice } from '../inputs.ts';
import { type Unresolved, resolveReferences } from './references.ts';
import type { Cluster } from './schemas.ts';

/** A cluster that does not say that it is production is not: Qovery's own maintenance divides them the same way. */
export function chooseClusters(
  choice: ClusterChoice,
  clusters: readonly Cluster[],
): { readonly chosen: readonly Cluster[]; readonly unresolved: readonly Unresolved[] } {
  if (typeof choice === 'string') {
    const production = choice === 'production';
    const wanted = (cluster: Cluster): boolean =>
      choice === 'all' || (cluster.production === true) === production;
    return { chosen: clusters.filter(wanted), unresolved: [] };
  }
  const { ids, unresolved } = resolveReferences(choice, 'cluster', { cluster: clusters });
  const words = "; or 'all', 'production', 'non-production'";
  return {
    chosen: ids.flatMap((id) => clusters.find((cluster) => cluster.id === id) ?? []),
    unresolved: unresolved.map((one) => ({ ...one, valid: `${one.valid}${words}` })),
  };
}
