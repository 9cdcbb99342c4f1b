import type { Uuid } from '../lib/ids.ts';
import type { Credential } from '../qovery/schemas.ts';
import { EKS_ANYWHERE } from './eks-anywhere.ts';
import {
  type Holder,
  type Kind,
  type UnknownHolder,
  foundIn,
  holderLabel,
  holderOf,
  movableKey,
} from './holder.ts';
import { movableWith } from './replacement.ts';
import { type Words, shownKey } from './shown-key.ts';

const kind = 'cloud credential';

/** Values of `object_type` of ClusterCredentials (Qovery/qovery-openapi-spec); EKS Anywhere's is a kind of its own. */
const WORDS: Words = {
  key: ['AWS'],
  none: ['AWS_ROLE', 'SCW', 'GCP', 'GCP_WORKLOAD_IDENTITY_FEDERATION', 'AZURE', 'OTHER'],
};

/** Static AWS credentials of the organisation: what clusters are deployed with. */
export const cloudCredential: Kind = {
  kind,

  async find(organization) {
    const found = await organization.credentials();
    return foundIn(
      found
        .filter(({ credential }) => credential.object_type !== EKS_ANYWHERE)
        .map(({ credential, clusters }) =>
          holderIn(
            credential,
            clusters.map(({ id }) => id),
          ),
        ),
    );
  },

  async open(api, id) {
    const credential = await api.awsCredential(id);
    const { name } = credential;
    return {
      keyId: movableKey(holderLabel({ kind, name }), holderIn(credential, [])),
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

function holderIn(
  { id, name, object_type: word, access_key_id: keyId, role_arn: roleArn, ...rest }: Credential,
  clusterIds: readonly Uuid[],
): Holder | UnknownHolder | undefined {
  const shown = shownKey(WORDS, { word, keyId, roleArn, all: { access_key_id: keyId, ...rest } });
  return holderOf({ kind, id, name }, shown, { clusterIds, ...movableWith({ name }) });
}
