import type { ContainerRegistryRequest } from 'qovery-typescript-axios';
import type { Movable } from './holder.ts';

/**
 * ECR registries. A cluster's mirroring registry keeps a copy of its own of the key that the cluster was created
 * with, and editing the credential does not touch it (Qovery documentation, "AWS ECR", automatic registry).
 */
export const containerRegistry: Movable = {
  kind: 'container registry',
  movable: true,

  async find({ api }) {
    return (await api.registries()).flatMap(({ id, name, config, cluster }) =>
      config?.access_key_id
        ? [
            {
              kind: 'container registry' as const,
              id,
              name,
              keyId: config.access_key_id,
              clusterIds: cluster ? [cluster.id] : [],
            },
          ]
        : [],
    );
  },

  async open(api, id) {
    const { name, kind, description, url, config } = await api.registry(id);
    return {
      keyId: config?.access_key_id ?? undefined,
      store: (key) =>
        api.editRegistry(id, {
          name,
          kind: kind as ContainerRegistryRequest['kind'],
          ...(description ? { description } : {}),
          ...(url ? { url } : {}),
          config: {
            ...(config as ContainerRegistryRequest['config']),
            access_key_id: key.id,
            secret_access_key: key.secret,
          },
        }),
    };
  },
};
