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
    pattern: /exceeding approved [A-Za-z0-9 ]{0,60}Cores quota|exceeding quota limits of \w{1,40}\./,
    what: '{name}',
    code: '{name}',
    unit: 'vCPU',
    details: [
      ...NUMBERS,
      /exceeding approved (?<name>[A-Za-z0-9 ]{0,60}Cores) quota/,
      /exceeding quota limits of (?<name>\w{1,40})\. Maximum allowed: (?<limit>\d{1,9}), Current in use: (?<used>\d{1,9}), Additional requested: (?<requested>\d{1,9})/,
    ],
  },
  {
    kind: 'quota',
    // AKS: Insufficient vcpu quota requested 2, remaining 0 for family StandardDasv7Family for region eastus.
    pattern: /\bErrCode_InsufficientVCPUQuota\b|\bInsufficient (?:regional )?vcpu quota\b/i,
    what: '{name}',
    code: '{name}',
    unit: 'vCPU',
    details: [/\bfor family (?<name>\w{1,60})/],
  },
  {
    kind: 'quota',
    pattern: /PublicIPCountLimitReached\b|Cannot create more than \d{1,6} public IP addresses/i,
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
      /\bSubnetIsFull\b|\bInsufficientSubnetSize\b|Subnet .{0,300}? does not have enough capacity for \d|Pre-allocated IPs \d{1,6} exceeds IPs available/i,
    what: 'A subnet has no free addresses',
  },
  {
    kind: 'account',
    pattern:
      /\bReadOnlyDisabledSubscription\b|\bSubscriptionNotRegistered\b|\bMissingSubscriptionRegistration\b|subscription .{0,80}? is disabled/i,
    what: 'The Azure subscription is disabled, or not registered for a service',
    advice:
      'Enable the subscription, or register the resource provider that the log names (az provider register).',
  },
  {
    kind: 'credentials',
    pattern:
      /\bAADSTS\d{4,7}\b|\bInvalidAuthenticationToken\b|\bExpiredAuthenticationToken\b|\binvalid_client\b/,
    what: 'Azure does not accept the credentials',
  },
  {
    kind: 'permissions',
    pattern: /\b(?:Linked)?AuthorizationFailed\b|does not have authorization to perform action/,
    what: 'Azure denies an action to the application of Qovery',
  },
  {
    kind: 'capacity',
    pattern:
      /\bSkuNotAvailable\b|\b(?:Zonal)?AllocationFailed\b|\bOverconstrained(?:Zonal)?AllocationRequest\b|does not have sufficient capacity for the requested VM size|requested size for resource .{1,300}? is currently not available in location/i,
    what: 'Azure has no free machines of this size in the region or zone',
  },
  {
    kind: 'capacity',
    pattern: /VM size of .{1,80}? is not allowed in your subscription in location/,
    what: 'Azure does not offer this size of machine to the subscription in this region',
    advice: 'Choose another size of machine, or ask Azure support to open this one to the subscription.',
  },
  {
    kind: 'throttling',
    pattern: /\bTooManyRequests\b|\bSubscriptionRequestsThrottled\b/,
    what: 'Too many Azure API calls at once',
  },
];

export const azure: Provider = {
  name: 'Azure',
  qovery: 'AZURE',
  rows: ROWS,
  region: /\b(?:Location: |for region |location ')(?<region>[A-Za-z]{2,30}\d?)\b/,
  usualTime: '1 to 2 business days',
  link: () => 'https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas',
};
