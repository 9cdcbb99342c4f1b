/** What a person reads about an error of a provider. */
import type { ProviderError } from './model.ts';

type Facts = Omit<ProviderError, 'advice'>;

/** `AWS quota reached: EC2-VPC Elastic IPs (5 of 5) in eu-west-3`. */
export function headline(error: Facts): string {
  const where = error.region === undefined ? '' : ` in ${error.region}`;
  return error.kind === 'quota'
    ? `${error.provider} quota reached: ${error.what}${numbers(error)}${where}`
    : `${error.what}${where === '' ? '' : `,${where}`}`;
}

function numbers({ limit, used, wanted, unit }: Facts): string {
  const counted = unit === undefined ? '' : ` ${unit}`;
  const now =
    limit === undefined
      ? used === undefined
        ? ''
        : `${used}${counted} in use`
      : `${used === undefined ? 'limit ' : `${used} of `}${limit}${counted}`;
  const more = wanted === undefined ? '' : `${wanted} wanted`;
  const all = [now, more].filter((part) => part !== '').join(', ');
  return all === '' ? '' : ` (${all})`;
}

/** @param named whether it is known which quota was reached */
export function adviceFor({ kind, provider, fixed }: Facts, named: boolean): string {
  switch (kind) {
    case 'quota':
      if (fixed)
        return `${provider} raises this for nobody: delete what is not used any more, or spread it over more.`;
      if (!named)
        return `The log does not say which quota: look on the page of the service for the one that is used up, and ask ${provider} for more of it.`;
      return `Ask ${provider} for more, or delete what is not used any more.`;
    case 'addresses':
      return 'Free addresses in the subnet, or give the cluster larger subnets; more quota does not help here.';
    case 'account':
      return `See to the account at ${provider}.`;
    case 'credentials':
      return 'Check that the key that Qovery holds exists and is active.';
    case 'permissions':
      return 'Give the permission that the log names to the identity that Qovery uses (its documentation has the list), or lift the policy that denies it.';
    case 'capacity':
      return `${provider} has too few machines there at the moment; this is no quota, and asking for more does not help. Deploy again later, or allow other instance types or zones.`;
    case 'throttling':
      return 'Deploy again in a few minutes; if it happens often, find out what else calls the API in this account.';
  }
}

/** Made of the provider's names and of numbers, never of the log's own text, which may have accounts in it. */
export function requestFor(
  { what, service, code, region, limit, wanted, unit }: Facts,
  why = 'Our Kubernetes cluster there has reached it and cannot be updated before.',
): string {
  const names = [
    service === undefined ? '' : `service ${service}`,
    code === undefined || code === what ? '' : `code ${code}`,
  ].filter((name) => name !== '');
  const quota = `"${what}"${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
  const where = region === undefined ? '' : ` in ${region}`;
  const target = wanted ?? (limit === undefined || limit === 0 ? undefined : 2 * limit);
  const from = limit === undefined ? '' : ` from ${limit}`;
  const to =
    target === undefined
      ? ' above its present value'
      : `${from} to ${target}${unit === undefined ? '' : ` ${unit}`}`;
  return `Please raise the quota ${quota}${where}${to}. ${why}`;
}
