import { type Kind, foundIn, holderOf } from './holder.ts';
import { type Words, shownKey } from './shown-key.ts';

const kind = 'secret manager';

/** Values of `mode` of SecretManagerAuthenticationDto (Qovery/qovery-openapi-spec). */
const WORDS: Words = {
  key: ['AWS_STATIC_CREDENTIALS'],
  none: ['AUTOMATICALLY_CONFIGURED', 'AWS_ROLE_ARN', 'GCP_JSON_CREDENTIALS'],
};

/** A cluster's access to a secret manager with a static AWS key. */
export const secretManager: Kind = {
  kind,

  async find(organization) {
    const clusters = await organization.clusters();
    return foundIn(
      clusters.flatMap(({ id: clusterId, name: cluster, secret_manager_accesses: accesses }) => {
        if (!accesses) {
          const why = 'Qovery does not list the secret managers of the cluster';
          return [{ kind, id: clusterId, name: `of cluster ${cluster}`, why }];
        }
        return accesses.map(({ id, name, authentication: all }) => {
          const { mode: word = '', access_key: keyId, role_arn: roleArn } = all ?? {};
          return holderOf({ kind, id, name }, shownKey(WORDS, { word, keyId, roleArn, all }), {
            clusterIds: [clusterId],
            movable: false,
            advice:
              'Give it a role or a key of its own (Qovery console, cluster settings, secret managers): the API can only change it by replacing all settings of the cluster.',
          });
        });
      }),
    );
  },
};
