import type { Snapshot } from '../qovery/snapshot.ts';
import { cloudCredential } from './cloud-credential.ts';
import { containerRegistry } from './container-registry.ts';
import { dnsProvider } from './dns-provider.ts';
import { eksAnywhere } from './eks-anywhere.ts';
import { helmRepository } from './helm-repository.ts';
import type { Fixed, Holder, Kind, Movable } from './holder.ts';
import { secretManager } from './secret-manager.ts';

export { holderLabel } from './holder.ts';
export type { Holder, KeyPair, Movable } from './holder.ts';

/** Every kind of holder, in the order of storing: credentials last, since storing the last one is the commit. */
export const KINDS: readonly Kind[] = [
  containerRegistry,
  helmRepository,
  dnsProvider,
  secretManager,
  eksAnywhere,
  cloudCredential,
];

/** Every holder of the organisation, whatever AWS key it holds, in the order of storing. */
export async function findHolders(organization: Snapshot): Promise<Holder[]> {
  return (await Promise.all(KINDS.map((kind) => kind.find(organization)))).flat();
}

export function kindOf(holder: Holder): Kind {
  const kind = KINDS.find((candidate) => candidate.kind === holder.kind);
  if (kind === undefined) throw new Error(`no such kind of holder: ${holder.kind}`);
  return kind;
}

export function isMovable(kind: Kind): kind is Movable {
  return kind.movable;
}

export function isFixed(kind: Kind): kind is Fixed {
  return !kind.movable;
}
