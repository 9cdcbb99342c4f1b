import type { HelmRepositoryRequest } from 'qovery-typescript-axios';
import type { Movable } from './holder.ts';

/** Helm repositories in ECR: they keep a copy of the key like container registries do. */
export const helmRepository: Movable = {
  kind: 'Helm repository',
  movable: true,

  async find({ api }) {
    return (await api.helmRepositories()).flatMap(({ id, name, config }) =>
      config?.access_key_id
        ? [{ kind: 'Helm repository' as const, id, name, keyId: config.access_key_id, clusterIds: [] }]
        : [],
    );
  },

  async open(api, id) {
    const { name, kind, description, url, skip_tls_verification, config } = await api.helmRepository(id);
    return {
      keyId: config?.access_key_id ?? undefined,
      store: (key) =>
        api.editHelmRepository(id, {
          name,
          kind: kind as HelmRepositoryRequest['kind'],
          ...(description ? { description } : {}),
          ...(url ? { url } : {}),
          skip_tls_verification: skip_tls_verification ?? false,
          config: {
            ...(config as HelmRepositoryRequest['config']),
            access_key_id: key.id,
            secret_access_key: key.secret,
          },
        }),
    };
  },
};
