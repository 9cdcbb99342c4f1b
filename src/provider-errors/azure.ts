/** Errors of Azure. `code` is the family of cores, as Azure spells it (learn.microsoft.com/azure/quotas). */
import type { Provider, Row } from './table.ts';

/** "Location: eastus, Current Limit: 10, Current Usage: 8, Additional Required: 4, (Minimum) New Limit Required: 12" */
const NUMBERS: readonly RegExp[] = [
  /Current Limit: (?<limit>\d{1,9})/,
  /Current Usage: (?<used>\d{1,9})/,
  /New Limit Required: (?<wanted>\d{1,9})/,
];

const ROWS: readonly Row[] = [
  {
    kind: 'quota',
    // OperationNotAllowed is the code of many refusals; the sentence tells.
    pattern:
      /exceeding approved (?<name>[A-Za-z0-9 ]{0,60}Cores) quota|Operation results in exceeding quota limits of (?<name2>[A-Za-z0-9 ]{1,60})\./,
    what: '{name}',
    code: '{name}',
    unit: 'vCPU',
    details: [...NUMBERS, /Maximum allowed: (?<limit>\d{1,9}), Current in use: (?<used>\d{1,9})/],
  },
  {
    kind: 'quota',
    pattern: /\bErrCode_InsufficientVCPUQuota\b|\bInsufficientVCPUQuota\b/i,
    what: 'vCPU quota of the AKS nodes',
    unit: 'vCPU',
    details: [
      /Insufficient (?:regional )?vcpu quota requested (?<requested>\d{1,9}), remaining (?<available>\d{1,9})/i,
      /left (?:regional )?(?:vcpu )?quota (?<available>\d{1,9}), requested quota (?<requested>\d{1,9})/i,
    ],
  },
  {
    kind: 'quota',
    pattern: /\bPublicIPCountLimitReached\b|Cannot create more than \d{1,6} public IP addresses/i,
    what: 'Public IP Addresses',
    details: [/Cannot create more than (?<limit>\d{1,6}) public IP addresses/i],
  },
  {
    kind: 'quota',
    pattern: /\bQuotaExceeded\b/,
    what: 'A quota of the Azure subscription',
    vague: true,
    details: NUMBERS,
  },
  {
    kind: 'addresses',
    pattern:
      /\bSubnetIsFull\b|\bInsufficientSubnetSize\b|Subnet .{0,300}? does not have enough (?:capacity|IP addresses)/i,
    what: 'A subnet has no free addresses',
  },
  {
    kind: 'account',
    pattern:
      /\bReadOnlyDisabledSubscription\b|\bSubscriptionNotRegistered\b|\bMissingSubscriptionRegistration\b|subscription .{0,80}? is disabled/i,
    what: 'The Azure subscription is disabled, or not registered for a service',
    advice:
      'Enable the subscription, or register the resource provider that the log names (az provider register); then deploy again.',
  },
  {
    kind: 'credentials',
    pattern:
      /\bAADSTS\d{4,7}\b|\bInvalidAuthenticationToken\b|\bExpiredAuthenticationToken\b|\binvalid_client\b/,
    what: 'Azure does not accept the credentials',
  },
  {
    kind: 'permissions',
    pattern:
      /\bAuthorizationFailed\b|\bLinkedAuthorizationFailed\b|does not have authorization to perform action/,
    what: 'Azure denies an action to the application of Qovery',
  },
  {
    kind: 'capacity',
    pattern:
      /\bSkuNotAvailable\b|\b(?:Zonal)?AllocationFailed\b|\bOverconstrained(?:Zonal)?AllocationRequest\b|does not have sufficient capacity for the requested VM size/i,
    what: 'Azure has no free machines of this size in the region or zone',
  },
  {
    kind: 'throttling',
    pattern:
      /\bTooManyRequests\b|\bOperationNotAllowed\b.{0,120}?rate limit|\bSubscriptionRequestsThrottled\b/,
    what: 'Too many Azure API calls at once',
  },
];

export const azure: Provider = {
  name: 'Azure',
  qovery: 'AZURE',
  rows: ROWS,
  region: /\bLocation: (?<region>[a-z]{2,30}\d?)\b/,
  usualTime: '1 to 2 business days',
  link: () => 'https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas',
};
