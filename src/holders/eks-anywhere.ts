import { type Kind, foundIn, holderOf } from './holder.ts';
import { type Words, shownKey } from './shown-key.ts';

const kind = 'EKS Anywhere credential';

/** Its `object_type` among the credentials of an organisation (Qovery/qovery-openapi-spec, ClusterCredentials). */
export const EKS_ANYWHERE = 'EKS_ANYWHERE_VSPHERE';
const WORDS: Words = { key: [EKS_ANYWHERE], none: [] };

/** EKS Anywhere credentials hold an AWS key, or a role, beside a vSphere password, and a change must send both. */
export const eksAnywhere: Kind = {
  kind,

  async find(organization) {
    const found = await organization.credentials();
    return foundIn(
      found
        .filter(({ credential }) => credential.object_type === EKS_ANYWHERE)
        .map(
          ({
            credential: { id, name, object_type: word, access_key_id: keyId, role_arn: roleArn },
            clusters,
          }) =>
            holderOf({ kind, id, name }, shownKey(WORDS, { word, keyId, roleArn, all: undefined }), {
              clusterIds: clusters.map((cluster) => cluster.id),
              movable: false,
              advice:
                'Give it a role or a key of its own: a change must send its vSphere password again, which Qovery never returns.',
            }),
        ),
    );
  },
};
