import { Problem } from '../lib/errors.ts';
import type { Movable } from './holder.ts';

/** Static AWS credentials of the organisation: what clusters are deployed with. */
export const cloudCredential: Movable = {
  kind: 'cloud credential',
  movable: true,

  async find(organization) {
    const found = await organization.credentials();
    return found.flatMap(({ credential: { id, name, object_type, access_key_id: keyId }, clusters }) => {
      if (object_type !== 'AWS') return [];
      if (!keyId)
        throw new Problem(
          `Qovery does not tell which key the cloud credential '${name}' holds.`,
          'Look at it in the Qovery console.',
        );
      return [
        {
          kind: 'cloud credential' as const,
          id,
          name,
          keyId,
          clusterIds: clusters.map((cluster) => cluster.id),
        },
      ];
    });
  },

  async open(api, id) {
    const { name, access_key_id: keyId, object_type: type } = await api.awsCredential(id);
    if (type !== 'AWS')
      throw new Problem(
        `The cloud credential '${name}' is no static AWS credential any more (${type}).`,
        'Nothing was stored in it.',
      );
    return {
      keyId: keyId ?? undefined,
      // A full replacement: `type` and `name` are required, and the name must stay.
      store: (key) =>
        api.editAwsCredential(id, {
          type: 'AWS_STATIC',
          name,
          access_key_id: key.id,
          secret_access_key: key.secret,
        }),
    };
  },
};
