import type { Cluster, Organization } from '../records.ts';
import { QoveryError } from './call.ts';

/** Any restriction blocks deployments; that of a trial without a credit card leaves demo clusters alone. */
export function refuseForBilling(organization: Organization, cluster: Cluster | undefined): void {
  const { billingRestriction: restriction } = organization;
  if (restriction === null || (restriction === 'NO_CREDIT_CARD' && cluster?.isDemo)) return;
  throw new QoveryError(400, `Deployments are blocked by a billing restriction (${restriction})`);
}
