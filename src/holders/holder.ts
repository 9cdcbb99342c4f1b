import type { QoveryApi } from '../qovery/api.ts';
import type { Snapshot } from '../qovery/snapshot.ts';

/** A key on its way into Qovery. The secret is in memory only. */
export interface KeyPair {
  readonly id: string;
  readonly secret: string;
}

export type KindName =
  | 'cloud credential'
  | 'container registry'
  | 'Helm repository'
  | 'DNS provider'
  | 'secret manager'
  | 'EKS Anywhere credential';

/** Anything in Qovery that keeps a copy of an AWS access key. */
export interface Holder {
  readonly kind: KindName;
  readonly id: string;
  readonly name: string;
  /** The access key that it holds. */
  readonly keyId: string;
  /** Clusters that use it, where Qovery tells. */
  readonly clusterIds: readonly string[];
}

/** A kind of holder. To add one: a file with one of these shapes, and a line in `index.ts`. */
export type Kind = Movable | Fixed;

interface Findable {
  readonly kind: KindName;
  /** Every holder of this kind in the organisation, whatever key it holds. */
  find(organization: Snapshot): Promise<Holder[]>;
}

/** A kind whose key the API can change. */
export interface Movable extends Findable {
  readonly movable: true;
  /** Reads the object as it is now, and offers to store a key in it that changes nothing else. */
  open(api: QoveryApi, id: string): Promise<OpenHolder>;
}

export interface OpenHolder {
  readonly keyId: string | undefined;
  /** Safe to repeat. */
  store(key: KeyPair): Promise<void>;
}

/** A kind whose key the API cannot change safely: it is found, and stops a rotation before it starts. */
export interface Fixed extends Findable {
  readonly movable: false;
  /** Why, and what a person can do about it. */
  readonly advice: string;
}

/** `cloud credential 'AWS production'`: for logs, the summary and errors. */
export function holderLabel(holder: Pick<Holder, 'kind' | 'name'>): string {
  return `${holder.kind} '${holder.name}'`;
}
