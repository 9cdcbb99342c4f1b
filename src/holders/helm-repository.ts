import type { HelmRepositoryRequest } from 'qovery-typescript-axios';
import type { HelmRepository } from '../qovery/schemas.ts';
import { ecrHolder, ecrRequest } from './ecr.ts';
import { type Holder, type Kind, type UnknownHolder, foundIn, holderLabel, movableKey } from './holder.ts';
import type { Words } from './shown-key.ts';

const kind = 'Helm repository';

/** Of HelmRepositoryKindEnum (Qovery/qovery-openapi-spec). */
const WORDS: Words = {
  key: ['OCI_ECR'],
  maybe: ['OCI_PUBLIC_ECR'],
  none: ['HTTPS', 'OCI_SCALEWAY_CR', 'OCI_DOCKER_HUB', 'OCI_GENERIC_CR', 'OCI_GITHUB_CR', 'OCI_GITLAB_CR'],
};

/** Helm repositories in ECR: they keep a copy of the key like container registries do. */
export const helmRepository: Kind = {
  kind,

  async find(snapshot) {
    return foundIn((await snapshot.helmRepositories()).map(holderIn));
  },

  async open(api, id) {
    const repository = await api.helmRepository(id);
    return {
      keyId: movableKey(holderLabel({ kind, name: repository.name }), holderIn(repository)),
      store: (key) =>
        api.editHelmRepository(id, {
          ...ecrRequest(repository, key),
          kind: repository.kind as HelmRepositoryRequest['kind'],
          skip_tls_verification: repository.skip_tls_verification ?? false,
        }),
    };
  },
};

function holderIn(repository: HelmRepository): Holder | UnknownHolder | undefined {
  return ecrHolder(kind, WORDS, repository);
}
