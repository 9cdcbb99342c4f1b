import type { Fixed } from './holder.ts';

/** EKS Anywhere credentials hold an AWS key beside a vSphere password, and a change must send both. */
export const eksAnywhere: Fixed = {
  kind: 'EKS Anywhere credential',
  movable: false,
  advice:
    'Give it a role or a key of its own: a change must send its vSphere password again, which Qovery never returns.',

  async find(organization) {
    return (await organization.credentials()).flatMap(
      ({ credential: { id, name, object_type, access_key_id: keyId }, clusters }) =>
        object_type !== 'AWS' && keyId
          ? [
              {
                kind: 'EKS Anywhere credential' as const,
                id,
                name,
                keyId,
                clusterIds: clusters.map((cluster) => cluster.id),
              },
            ]
          : [],
    );
  },
};
