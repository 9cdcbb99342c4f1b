/**
 * Scaleway's keys: everything in Qovery that holds one, and what has to be deployed after a change by hand. The registry's
 * key is in the pull secret of every service (Qovery/engine, scaleway_container_registry.rs), so an old key that goes
 * before all of them were redeployed breaks them when they are next started.
 */
import { all } from '../lib/all.ts';
import type { Uuid } from '../lib/ids.ts';
import { blocks, code, details, escape, table, titled } from '../lib/markdown.ts';
import { someOf } from '../lib/text.ts';
import type { QoveryApi } from '../qovery/api.ts';
import type { AssociatedService, Credential } from '../qovery/schemas.ts';
import type { Snapshot } from '../qovery/snapshot.ts';
import type { Located } from './after-maintenance.ts';
import { type Finding, type Missing, type Part, isRead, listOf } from './finding.ts';
import { findingId } from './finding-id.ts';

export interface ScalewayKey {
  readonly id: string;
  /** `cloud credential 'Scaleway'`. */
  readonly holders: readonly string[];
  readonly clusters: readonly string[];
  /** By environment: `shop/main`. */
  readonly services: ReadonlyMap<string, readonly string[]>;
  /** Clusters that hold it, and are not part of this review: all their services have to be redeployed, too. */
  readonly otherClusters: readonly string[];
}

type Used = { readonly credential: Credential; readonly clusters: readonly { id: Uuid; name: string }[] };
type Reader = Pick<Snapshot, 'registries' | 'helmRepositories'> & {
  readonly api: Pick<QoveryApi, 'registryServices' | 'helmRepositoryServices'>;
};

interface Holder {
  readonly keyId: string;
  readonly label: string;
  readonly clusters: readonly { readonly id: string; readonly name: string }[];
  readonly services?: () => Promise<AssociatedService[]>;
}

/** The lists are read already: a request for each registry with such a key. */
export async function readScalewayKeys(
  snapshot: Reader,
  credentials: readonly Used[],
  environments: readonly Located[],
  reviewed: ReadonlySet<string>,
  attempt: <T>(read: () => Promise<T>) => Promise<Part<T>>,
): Promise<{ keys: ScalewayKey[]; missing: Missing[] }> {
  // Without such a credential, lists that were refused have been told of, and nobody expects Scaleway in them.
  const expected = credentials.some(({ credential }) => credential.object_type === 'SCW');
  const missing: Missing[] = [];
  const orNone = async <T>(what: string, read: () => Promise<T[]>, name?: string): Promise<T[]> => {
    const part = await attempt(read);
    if (isRead(part)) return part.read;
    missing.push({ what, why: part.unread, ...(name === undefined ? {} : { name }) });
    return [];
  };
  const [registries, repositories] = await all([
    orNone('Scaleway keys held by a container registry', snapshot.registries),
    orNone('Scaleway keys held by a Helm repository', snapshot.helmRepositories),
  ]);
  if (!expected) missing.length = 0;
  const holders: Holder[] = [
    ...credentials.map(({ credential, clusters }) => ({
      keyId: keyOf(credential),
      label: `cloud credential '${credential.name}'`,
      clusters,
    })),
    ...registries.map((registry) => ({
      keyId: keyOf(registry.config),
      label: `container registry '${registry.name}'`,
      clusters: clusterOf(registry),
      services: () => snapshot.api.registryServices(registry.id),
    })),
    ...repositories.map((repository) => ({
      keyId: keyOf(repository.config),
      label: `Helm repository '${repository.name}'`,
      clusters: [],
      services: () => snapshot.api.helmRepositoryServices(repository.id),
    })),
  ].filter(({ keyId }) => keyId !== '');
  const groups = [...Map.groupBy(holders, ({ keyId }) => keyId)];
  const keys = await all(
    groups.map(async ([id, same]): Promise<ScalewayKey> => {
      const clusters = new Map(
        same.flatMap((holder) => holder.clusters.map((cluster) => [cluster.id, cluster.name] as const)),
      );
      const made = await all(
        same.flatMap(({ label, services }) =>
          services === undefined ? [] : [orNone('the services that use the', services, label)],
        ),
      );
      return {
        id,
        holders: same.map(({ label }) => label),
        clusters: [...clusters.values()],
        services: servicesOf(environments, clusters, made.flat()),
        otherClusters: [...clusters].filter(([cluster]) => !reviewed.has(cluster)).map(([, name]) => name),
      };
    }),
  );
  return { keys, missing };
}

function keyOf(shown: Readonly<Record<string, unknown>> | null | undefined): string {
  const key = shown?.['scaleway_access_key'];
  return typeof key === 'string' ? key.trim().toUpperCase() : '';
}

/** That of a registry which Qovery made for a cluster. */
function clusterOf({ cluster }: Readonly<Record<string, unknown>>): { id: string; name: string }[] {
  if (typeof cluster !== 'object' || cluster === null) return [];
  const { id, name } = cluster as Readonly<Record<string, unknown>>;
  return typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [];
}

/** Each once: of the clusters, and of what the registries are used for elsewhere. */
function servicesOf(
  environments: readonly Located[],
  clusters: ReadonlyMap<string, string>,
  others: readonly AssociatedService[],
): Map<string, string[]> {
  const found = new Map<string, { readonly environment: string; readonly name: string }>();
  for (const { clusterId, project_name: project, environment_name: name, services } of environments) {
    if (!clusters.has(clusterId)) continue;
    for (const one of services ?? [])
      found.set(one.id, { environment: `${project}/${name}`, name: one.name });
  }
  for (const { service_id: id, service_name: name, project_name: project, environment_name: of } of others)
    found.set(id, { environment: `${project}/${of}`, name });
  const byEnvironment = Map.groupBy(found.values(), ({ environment }) => environment);
  return new Map(
    [...byEnvironment].map(([environment, same]) => [environment, same.map(({ name }) => name)]),
  );
}

function countOf({ services }: ScalewayKey): number {
  return [...services.values()].reduce((sum, names) => sum + names.length, 0);
}

export function scalewayFindings(keys: readonly ScalewayKey[]): Finding[] {
  return keys.map((key) => {
    const { id, holders, clusters, otherClusters } = key;
    const count = countOf(key);
    const deploy = clusters.length === 0 ? '' : `, deploy ${listOf(clusters)}`;
    const services = count === 1 ? 'the service' : `the ${count} services`;
    const others = otherClusters.length === 0 ? '' : ` and everything on ${listOf(otherClusters)}`;
    return {
      id: findingId('scaleway-key', id),
      urgency: 'plan',
      what: `Scaleway key ${id} is held by ${someOf(holders)}. Its age is not known, and Scaleway can neither deactivate a key nor tell its last use.`,
      next: `To change it by hand: create another key in Scaleway, store it in all of them${deploy}, and redeploy ${services} listed below${others}, since the key is in the pull secret of each. Delete the old key only then.`,
    };
  });
}

export function scalewaySection(keys: readonly ScalewayKey[]): string {
  return titled(`Scaleway keys that Qovery holds (${keys.length})`, blocks(keys.map(keyMarkup)));
}

function keyMarkup(key: ScalewayKey): string {
  const rows = [...key.services].map(([environment, names]) => [
    escape(environment),
    escape(names.join(', ')),
  ]);
  return blocks([
    `${code(key.id)}: ${escape(key.holders.join(', '))}`,
    rows.length === 0
      ? ''
      : details(
          `Services to redeploy before ${key.id} goes (${countOf(key)})`,
          table(['Environment', 'Services'], rows),
        ),
  ]);
}

export function scalewayReport(keys: readonly ScalewayKey[]): object[] {
  return keys.map(({ id, holders, clusters, services, otherClusters }) => ({
    access_key: id,
    holders,
    clusters,
    services: [...services].flatMap(([environment, names]) => names.map((name) => ({ environment, name }))),
    other_clusters: otherClusters,
  }));
}
