import type { ContainerRegistryRequest } from 'qovery-typescript-axios';
import type { Registry } from '../qovery/schemas.ts';
import { ecrHolder, ecrRequest } from './ecr.ts';
import { type Holder, type Kind, type UnknownHolder, foundIn, holderLabel, movableKey } from './holder.ts';
import type { Words } from './shown-key.ts';

const kind = 'container registry';

/** Of ContainerRegistryKindEnum (Qovery/qovery-openapi-spec). */
const WORDS: Words = {
  key: ['ECR'],
  // "doesn't need credentials info", and may be given a key all the same.
  maybe: ['PUBLIC_ECR'],
  none: [
    'SCALEWAY_CR',
    'DOCKER_HUB',
    'GITHUB_CR',
    'GITHUB_ENTERPRISE_CR',
    'GITLAB_CR',
    'DOCR',
    'GENERIC_CR',
    'GCP_ARTIFACT_REGISTRY',
    'AZURE_CR',
  ],
};

/**
 * ECR registries. A cluster's mirroring registry keeps a copy of its own of the key that the cluster was created
 * with, and editing the credential does not touch it (Qovery documentation, "AWS ECR", automatic registry).
 */
export const containerRegistry: Kind = {
  kind,

  async find(snapshot) {
    return foundIn((await snapshot.registries()).map(holderIn));
  },

  async open(api, id) {
    const registry = await api.registry(id);
    return {
      keyId: movableKey(holderLabel({ kind, name: registry.name }), holderIn(registry)),
      store: (key) =>
        api.editRegistry(id, {
          ...ecrRequest(registry, key),
          kind: registry.kind as ContainerRegistryRequest['kind'],
        }),
    };
  },
};

function holderIn(registry: Registry): Holder | UnknownHolder | undefined {
  return ecrHolder(kind, WORDS, registry);
}
