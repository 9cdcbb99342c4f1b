import { dnsProviderAnswer } from '../answers.ts';
import type { Cluster } from '../records.ts';
import { objectOf, optionalText, text } from './body.ts';
import type { Fields } from './body.ts';
import { clusterOf, event, ok, QoveryError, route } from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const dnsRoutes: Route[] = [
  route('GET /cluster/:cluster/dnsProvider', 'getClusterDnsProvider', (call) =>
    ok(dnsProviderAnswer(clusterOf(call))),
  ),
  route('PUT /cluster/:cluster/dnsProvider', 'editClusterDnsProvider', editDnsProvider),
];

/** A full replacement, secret included, for the Enterprise plan alone. It deploys nothing. */
function editDnsProvider(call: Call): Result {
  const cluster = clusterOf(call);
  if (!call.organization.plan.startsWith('ENTERPRISE'))
    throw new QoveryError(call.world.quirks.dnsProviderRefused, 'This feature requires an Enterprise plan');
  const fields = objectOf(objectOf(call.body, 'body')['dns_provider'], 'dns_provider');
  Object.assign(cluster, readDnsProvider(fields));
  event(call, 'UPDATE', 'CLUSTER', cluster, 'CLUSTER_DNS_PROVIDER');
  return ok(dnsProviderAnswer(cluster));
}

function readDnsProvider(fields: Fields): Pick<Cluster, 'route53' | 'cloudflare'> {
  const domain = text(fields, 'domain');
  const provider = text(fields, 'provider');
  switch (provider) {
    case 'QOVERY':
      return { route53: undefined, cloudflare: undefined };
    case 'CLOUDFLARE': {
      text(fields, 'api_token');
      const cloudflare = { domain, email: text(fields, 'email'), proxied: fields['proxied'] === true };
      return { route53: undefined, cloudflare };
    }
    case 'ROUTE53': {
      const credentials = objectOf(fields['credentials'], 'credentials');
      if (text(credentials, 'type') !== 'STATIC') throw new QoveryError(400, 'credentials.type is unknown');
      const key = {
        id: text(credentials, 'aws_access_key_id'),
        secret: text(credentials, 'aws_secret_access_key'),
      };
      const hostedZoneId = optionalText(fields, 'hosted_zone_id');
      const zone = { domain, region: text(fields, 'aws_region'), key };
      return {
        route53: { ...zone, ...(hostedZoneId !== undefined && { hostedZoneId }) },
        cloudflare: undefined,
      };
    }
    default:
      throw new QoveryError(400, `provider ${provider} is unknown`);
  }
}
