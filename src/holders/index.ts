import { all } from '../lib/all.ts';
import type { Uuid } from '../lib/ids.ts';
import type { QoveryApi } from '../qovery/api.ts';
import type { Snapshot } from '../qovery/snapshot.ts';
import { cloudCredential } from './cloud-credential.ts';
import { containerRegistry } from './container-registry.ts';
import { dnsProvider } from './dns-provider.ts';
import { eksAnywhere } from './eks-anywhere.ts';
import { helmRepository } from './helm-repository.ts';
import { type Found, type Holder, type Kind, type OpenHolder } from './holder.ts';
import { secretManager } from './secret-manager.ts';

export { holderLabel, whoHoldsWhat } from './holder.ts';
export type { Found, Holder, KeyPair, OpenHolder, UnknownHolder } from './holder.ts';

/**
 * Every kind of holder, in the order of storing. Credentials are last, since storing the last one is the commit. DNS
 * providers are first: they are the likeliest to be refused, and a first refusal leaves nothing behind.
 */
export const KINDS: readonly Kind[] = [
  dnsProvider,
  containerRegistry,
  helmRepository,
  secretManager,
  eksAnywhere,
  cloudCredential,
];

/** Every holder of the organisation, whatever AWS key it holds, in the order of storing; and what may be one. */
export async function findHolders(organization: Snapshot): Promise<Found> {
  const found = await all(KINDS.map((kind) => kind.find(organization)));
  return {
    holders: found.flatMap(({ holders }) => holders),
    unknown: found.flatMap(({ unknown }) => unknown),
  };
}

/**
 * Reads a movable holder as it is now, and offers to store a key in it that changes nothing else.
 * @throws {Problem} where it has become something else meanwhile
 */
export async function openHolder(api: QoveryApi, holder: Pick<Holder, 'kind' | 'id'>): Promise<OpenHolder> {
  const kind = KINDS.find((candidate) => candidate.kind === holder.kind);
  if (kind?.open === undefined) throw new Error(`no key can be stored in a ${holder.kind}`);
  return kind.open(api, holder.id);
}

/** The clusters that run with the keys of these holders: they have to be deployed before they run with others. */
export function clustersOf(holders: readonly Holder[]): Set<Uuid> {
  return new Set(holders.flatMap(({ clusterIds }) => clusterIds));
}
