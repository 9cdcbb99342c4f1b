import { Problem } from '../lib/errors.ts';
import type { AccessKeyId, Uuid } from '../lib/ids.ts';
import type { QoveryApi } from '../qovery/api.ts';
import type { Snapshot } from '../qovery/snapshot.ts';
import type { ShownKey } from './shown-key.ts';

/** A key on its way into Qovery. The secret is in memory only. */
export interface KeyPair {
  readonly id: AccessKeyId;
  readonly secret: string;
}

export type KindName =
  | 'cloud credential'
  | 'container registry'
  | 'Helm repository'
  | 'DNS provider'
  | 'secret manager'
  | 'EKS Anywhere credential';

interface Subject {
  readonly kind: KindName;
  readonly id: Uuid;
  readonly name: string;
}

/** Anything in Qovery that keeps a copy of an AWS access key. */
export type Holder = Subject & {
  /** The access key that it holds. */
  readonly keyId: AccessKeyId;
  /** Clusters that run with its key: they have to be deployed before they run with another. */
  readonly clusterIds: readonly Uuid[];
} & Movability;

export type Movability =
  /** The API can store another key in it. */
  | { readonly movable: true }
  /** The API cannot do so safely: it stops a rotation before it starts. */
  | {
      readonly movable: false;
      /** Why, and what a person can do about it. */
      readonly advice: string;
    };

/** Something that may hold a key, whose answer does not show which. It may be the key that is about to go. */
export interface UnknownHolder extends Subject {
  /** What is missing in the answer: `Qovery shows neither an access key nor a role`. */
  readonly why: string;
}

export interface Found {
  readonly holders: readonly Holder[];
  readonly unknown: readonly UnknownHolder[];
}

/** A kind of holder. To add one: a file with this shape, and a line in `index.ts`. */
export interface Kind {
  readonly kind: KindName;
  /** Every holder of this kind in the organisation, whatever key it holds, and what may be one. */
  find(organization: Snapshot): Promise<Found>;
  /**
   * Reads a movable holder as it is now, and offers to store a key in it that changes nothing else.
   * @throws {Problem} where it has become something else meanwhile
   */
  open?(api: QoveryApi, id: Uuid): Promise<OpenHolder>;
}

export interface OpenHolder {
  readonly keyId: AccessKeyId;
  /** Safe to repeat. */
  store(key: KeyPair): Promise<void>;
}

/** What an object of an answer is: a holder, something that may be one, or (`undefined`) nothing of the kind. */
export function holderOf(
  subject: Subject,
  shown: ShownKey,
  more: Pick<Holder, 'clusterIds'> & Movability,
): Holder | UnknownHolder | undefined {
  if (shown === undefined) return undefined;
  return 'why' in shown ? { ...subject, ...shown } : { ...subject, ...shown, ...more };
}

/** Sorts the objects of an answer. */
export function foundIn(seen: Iterable<Holder | UnknownHolder | undefined>): Found {
  const holders: Holder[] = [];
  const unknown: UnknownHolder[] = [];
  for (const one of seen) {
    if (one === undefined) continue;
    if ('why' in one) unknown.push(one);
    else holders.push(one);
  }
  return { holders, unknown };
}

/**
 * The key of an object that is opened, where it still is a holder that can be moved.
 * @throws {Problem} where it has become something else meanwhile
 */
export function movableKey(label: string, seen: Holder | UnknownHolder | undefined): AccessKeyId {
  if (seen !== undefined && 'keyId' in seen && seen.movable) return seen.keyId;
  const now = seen === undefined ? 'it holds no AWS key any more' : 'why' in seen ? seen.why : seen.advice;
  throw new Problem(`The ${label} has been changed meanwhile: ${now}.`, 'Nothing was stored in it.');
}

/** `cloud credential 'AWS production'`: for logs, the summary and errors. */
export function holderLabel(holder: Pick<Holder, 'kind' | 'name'>): string {
  return `${holder.kind} '${holder.name}'`;
}

/** `cloud credential 'AWS production' holds AKIA…, container registry 'ECR' holds AKIA…`. */
export function whoHoldsWhat(holders: readonly Holder[]): string {
  return holders.map((holder) => `${holderLabel(holder)} holds ${holder.keyId}`).join(', ');
}
