import type { Fixed } from './holder.ts';

/** A cluster's Route 53 DNS provider. */
export const dnsProvider: Fixed = {
  kind: 'DNS provider',
  movable: false,
  advice:
    'Give it a key of its own (Qovery console, cluster settings, DNS): changing it means replacing the DNS settings of a running cluster, which this action does not do.',

  async find(organization) {
    const clusters = await organization.clusters();
    const providers = await organization.dnsProviders(clusters.map(({ id }) => id));
    return clusters.flatMap(({ id, name }, index) => {
      const keyId = providers[index]?.dns_provider.credentials?.aws_access_key_id;
      return keyId
        ? [{ kind: 'DNS provider' as const, id, name: `of cluster ${name}`, keyId, clusterIds: [id] }]
        : [];
    });
  },
};
