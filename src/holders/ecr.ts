/** What container registries and Helm repositories in ECR have in common. Pure. */
import type { HelmRepository, Registry } from '../qovery/schemas.ts';
import { type Holder, type KeyPair, type UnknownHolder, holderOf } from './holder.ts';
import { movableWith, toSendBack } from './replacement.ts';
import { type Words, shownKey } from './shown-key.ts';

export function ecrHolder(
  kind: 'container registry' | 'Helm repository',
  words: Words,
  { id, name, kind: word, url, config }: Registry | HelmRepository,
): Holder | UnknownHolder | undefined {
  const { access_key_id: keyId, role_arn: roleArn, region } = config ?? {};
  return holderOf({ kind, id, name }, shownKey(words, { word, keyId, roleArn, all: config }), {
    // Its key travels with each deployment and stays on no cluster (Qovery/engine, ecr.rs: no pull secret).
    clusterIds: [],
    ...movableWith(words.key.includes(word) ? { name, url, region } : { name }),
  });
}

/** The object as it is, with another key; but for `kind`, whose type differs. */
export function ecrRequest(
  { name, description, url, config }: Registry | HelmRepository,
  key: KeyPair,
): { name: string; description?: string; url?: string; config: object } {
  return {
    name,
    ...toSendBack({ description, url }),
    config: { ...toSendBack(config ?? {}), access_key_id: key.id, secret_access_key: key.secret },
  };
}
