import type { Fixed } from './holder.ts';

/** A cluster's access to a secret manager with a static AWS key. */
export const secretManager: Fixed = {
  kind: 'secret manager',
  movable: false,
  advice:
    'Give it a role or a key of its own (Qovery console, cluster settings, secret managers): the API can only change it by replacing all settings of the cluster.',

  async find(organization) {
    return (await organization.clusters()).flatMap(({ id: clusterId, secret_manager_accesses: accesses }) =>
      (accesses ?? []).flatMap(({ id, name, authentication: { access_key: keyId } }) =>
        keyId ? [{ kind: 'secret manager' as const, id, name, keyId, clusterIds: [clusterId] }] : [],
      ),
    );
  },
};
