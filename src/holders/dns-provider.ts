import { all } from '../lib/all.ts';
import type { Uuid } from '../lib/ids.ts';
import type { DnsProvider } from '../qovery/schemas.ts';
import { type Holder, type Kind, type UnknownHolder, foundIn, holderOf, movableKey } from './holder.ts';
import { movableWith, toSendBack } from './replacement.ts';
import { type Words, shownKey } from './shown-key.ts';

const kind = 'DNS provider';

/** Values of `provider` of ClusterDnsProviderResponse (Qovery/qovery-openapi-spec). */
const WORDS: Words = { key: ['ROUTE53'], none: ['QOVERY', 'CLOUDFLARE'] };

/**
 * A cluster's Route 53 DNS provider. Its id is the cluster's, which has its key until it is deployed again. Editing one
 * "requires an Enterprise plan" (openapi, editClusterDnsProvider).
 */
export const dnsProvider: Kind = {
  kind,

  async find(organization) {
    const clusters = await organization.clusters();
    const providers = await organization.dnsProviders(clusters.map(({ id }) => id));
    const seen = clusters.map(async ({ id, name }, index) => {
      const holder = holderIn(id, name, providers[index]);
      // Nothing but a provider that could be moved is worth the request.
      if (holder === undefined || 'why' in holder || !holder.movable) return holder;
      const plan = await organization.plan();
      if (/^ENTERPRISE(_|$)/.test(plan)) return holder;
      return {
        ...holder,
        movable: false as const,
        advice: `Give it a key of its own (Qovery console, cluster settings, DNS): the API changes DNS providers on an Enterprise plan only, and this organisation has ${plan === '' ? 'a plan that Qovery does not tell' : plan}.`,
      };
    });
    return foundIn(await all(seen));
  },

  async open(api, id) {
    const provider = await api.dnsProvider(id);
    const keyId = movableKey(`${kind} of cluster ${id}`, holderIn(id, id, provider));
    const { domain, aws_region: region, ...rest } = provider ?? {};
    return {
      keyId,
      store: (key) =>
        api.editDnsProvider(id, {
          dns_provider: {
            ...toSendBack(rest),
            provider: 'ROUTE53',
            domain: domain ?? '',
            aws_region: region ?? '',
            credentials: { type: 'STATIC', aws_access_key_id: key.id, aws_secret_access_key: key.secret },
          },
        }),
    };
  },
};

function holderIn(
  id: Uuid,
  cluster: string,
  provider: DnsProvider | undefined,
): Holder | UnknownHolder | undefined {
  if (provider === undefined) return undefined;
  const { provider: word, domain, aws_region: region, credentials: all } = provider;
  const { type, aws_access_key_id: keyId, role_arn: roleArn } = all ?? {};
  return holderOf(
    { kind, id, name: `of cluster ${cluster}` },
    shownKey(WORDS, { word, keyId, roleArn, all }),
    {
      clusterIds: [id],
      // Static is the only type that the API knows of today.
      ...movableWith({ domain, region, 'type of credentials': type === 'STATIC' ? type : '' }),
    },
  );
}
