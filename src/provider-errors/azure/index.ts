/**
 * Azure: `{"error": {"code", "message", "details": [{"code", "message"}]}}`, nested and as text in text, and what the
 * CLI, Terraform and AKS make of it: `(Code) Message`, `Code="…" Message="…"`, `ErrorCode: …`. `code` is the family of
 * cores, as Azure spells it (learn.microsoft.com/azure/quotas).
 */
import type { Cloud, Passage, Row } from '../model.ts';
import { type Match, type Rule, compile, sentencesIn } from '../rules.ts';
import { REGION_NAMES } from './regions.ts';

/** Whether anything shows that Azure speaks. */
const SIGN =
  /azure|microsoft\.|\baks\b|\baka\.ms\b|subscription|resource ?group|autorest|virtualmachine|vmss|code="|"code" ?: ?"[a-z]|\(code: |\bazurerm/;

function ofAzure(row: Row): Rule['row'] {
  return (_, passage) => (isAzure(passage) ? row : undefined);
}

function isAzure({ lower }: Passage): boolean {
  return SIGN.test(lower);
}

/** `standardDSv3Family Cores`, `Total Regional Cores`; a text in one case alone is given Azure's own back. */
function cores({ groups: { name = '' } }: Match): Row {
  const code = spelled(name.trim());
  if (code === '' || /\d{6}/.test(code)) return ANY;
  return { kind: 'quota', what: code, code, unit: 'vCPU' };
}

function spelled(name: string): string {
  if (name !== name.toLowerCase() && name !== name.toUpperCase()) return name;
  const family = /^standard([a-z0-9]{1,24}?)(v\d)?family( cores)?$/i.exec(name);
  if (family !== null)
    return `standard${(family[1] ?? '').toUpperCase()}${(family[2] ?? '').toLowerCase()}Family${family[3] === undefined ? '' : ' Cores'}`;
  return name.toLowerCase().replace(/\b[a-z]/g, (letter) => letter.toUpperCase());
}

const ANY: Row = { kind: 'quota', what: 'A quota of the Azure subscription', vague: true };
const PUBLIC_IPS: Row = { kind: 'quota', what: 'Public IP Addresses' };
const NO_ADDRESSES: Row = { kind: 'addresses', what: 'A subnet has no free addresses' };
const DISABLED: Row = {
  kind: 'account',
  what: 'The Azure subscription is disabled, or not registered for a service',
  advice:
    'Enable the subscription, or register the resource provider that the log names (az provider register).',
};
const CREDENTIALS: Row = { kind: 'credentials', what: 'Azure does not accept the credentials' };
const DENIED: Row = { kind: 'permissions', what: 'Azure denies an action to the application of Qovery' };
const POLICY: Row = {
  kind: 'permissions',
  what: 'A policy of the Azure subscription forbids the deployment',
  advice:
    'Exempt the resource group of the cluster from the policy that the log names, or meet what it asks for.',
};
const NO_MACHINES: Row = {
  kind: 'capacity',
  what: 'Azure has no free machines of this size in the region or zone',
};
const NOT_OFFERED: Row = {
  kind: 'capacity',
  what: 'Azure does not offer this size of machine to the subscription in this region',
  advice: 'Choose another size of machine, or ask Azure support to open this one to the subscription.',
};
const NO_REGION: Row = {
  kind: 'capacity',
  what: 'Azure creates no new clusters in this region at the moment',
  advice: 'This is no quota, and asking for more does not help. Try again later, or use another region.',
};
const THROTTLED: Row = { kind: 'throttling', what: 'Too many Azure API calls at once' };

/** What a count limit counts: `NetworkSecurityGroupCountLimitReached`, `PublicIPCountLimitReached`. */
function countLimit({ groups: { name = '' } }: Match): Row {
  if (/publicip/i.test(name)) return PUBLIC_IPS;
  const words = name.replace(/([a-z])([A-Z])/g, '$1 $2').replace(/^(?:Max|Standard ?Sku) ?/i, '');
  return { kind: 'quota', what: `${words} per subscription and region` };
}

const RULES = compile([
  // Quotas. OperationNotAllowed is the code of many refusals; the sentence tells.
  { says: /exceeding approved (?<name>[a-z0-9 ]{0,60}cores) quota/, row: cores },
  { says: /exceeding (?:the )?quota limits? of (?<name>[a-z0-9 ]{1,60})\./, row: cores },
  { says: /insufficient (?:regional )?vcpu quota.{0,80}for family (?<name>\w{1,60})/, row: cores },
  { says: /quota of (?<name>[a-z ]{0,40}cores) exceeded/, row: cores },
  { says: /insufficient regional vcpu quota/, row: ANY },
  { says: /errcode_insufficientvcpuquota/, row: ANY },
  { says: /not enough (?<name>[a-z ]{1,40}cores) quota/, row: cores },
  { says: /cannot create more than \d{1,6} public ip addresses/, row: PUBLIC_IPS },
  { says: /subscription policy limit for resource type 'public ip count' was exceeded/, row: PUBLIC_IPS },
  {
    says: /subscription policy limit for resource type '(?<name>[^']{1,60})' was exceeded/,
    row: ({ groups: { name = '' } }) =>
      /public ip/i.test(name) ? PUBLIC_IPS : { kind: 'quota', what: name },
  },
  { says: /countlimit(?:reached|exceeded)(?<=\b(?<name>[a-z]{2,60})countlimit[a-z]{7,8})/, row: countLimit },
  { says: /exceeded\b(?<=\bmax(?<name>[a-z]{2,40})countper[a-z]{2,20}exceeded)/, row: countLimit },
  { says: /quotaexceeded\b/, row: ofAzure(ANY) },
  { says: /[a-z]limit(?:reached|exceeded)\b/, row: ofAzure(ANY) },
  {
    says: /managedclustercountexceedsquotalimit/,
    row: { kind: 'quota', what: 'Managed clusters per subscription and region' },
  },

  // Addresses
  { says: /subnetisfull/, row: NO_ADDRESSES },
  { says: /insufficientsubnetsize/, row: NO_ADDRESSES },
  { says: /not have enough capacity for \d{1,6} ip addresses/, row: NO_ADDRESSES },
  { says: /pre-allocated ips \d{1,6} exceeds ips available/, row: NO_ADDRESSES },

  // The account
  { says: /readonlydisabledsubscription/, row: DISABLED },
  { says: /(?:missing)?subscription(?:not)?registr(?:ered|ation)/, row: DISABLED },
  { says: /subscriptionnotregistered/, row: DISABLED },
  { says: /subscription is not registered to use namespace/, row: DISABLED },
  { says: /subscription ["'(]{0,2}[0-9a-fx-]{8,40}.{0,40}is disabled/, row: DISABLED },
  { says: /subscription .{0,80}is disabled and therefore/, row: DISABLED },

  // Credentials and permissions
  { says: /invalidauthenticationtoken/, row: CREDENTIALS },
  { says: /expiredauthenticationtoken/, row: CREDENTIALS },
  { says: /aadsts\d{4,7}/, row: CREDENTIALS },
  { says: /authorizationfailed/, row: DENIED },
  { says: /not have authorization to perform action/, row: DENIED },
  { says: /requestdisallowedbypolicy/, row: POLICY },
  { says: /was disallowed by policy/, row: ofAzure(POLICY) },

  // Capacity
  { says: /\bskunotavailable/, row: NO_MACHINES },
  { says: /\b(?:zonal)?allocationfailed\b/, row: NO_MACHINES },
  { says: /allocation failed\. vms?(?:\(s\))? .{0,40}constraints cannot be allocated/, row: NO_MACHINES },
  { says: /overconstrained(?:zonal)?allocationrequest/, row: NO_MACHINES },
  { says: /not have sufficient capacity for the requested vm size/, row: NO_MACHINES },
  {
    says: /requested (?:vm )?(?:size|tier) for resource .{1,300}is currently not available in/,
    row: NO_MACHINES,
  },
  { says: /vm size of .{1,80}is not allowed in your subscription/, row: NOT_OFFERED },
  { says: /vm sizes? .{1,200}not available in .{0,40}location/, row: ofAzure(NO_MACHINES) },
  { says: /not available for your subscription in (?:location|region)/, row: ofAzure(NOT_OFFERED) },
  { says: /akscapacityerror/, row: NO_REGION },
  { says: /cluster is unavailable at this time in region/, row: NO_REGION },
  { says: /unable to provision an aks cluster/, row: NO_REGION },

  // Throttling
  { says: /\btoomanyrequests\b/, row: ofAzure(THROTTLED) },
  { says: /subscriptionrequeststhrottled/, row: THROTTLED },
  { says: /too many requests have been received for this subscription/, row: THROTTLED },
]);

export const azure: Cloud = {
  name: 'Azure',
  qovery: 'AZURE',
  find: (passage) => sentencesIn(passage, RULES),
  region,
  usualTime: '1 to 2 business days',
  link: (_, region) => `https://${portalOf(region)}/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas`,
};

/** `location 'West Europe'`, `Location: eastus`, `for region eastus2`, or a region's name anywhere. */
function region(lower: string): string | undefined {
  const named =
    /\b(?:location:? ?|regions?:? ?)["'(]{0,2}(?<region>[a-z]{2,16}(?: [a-z]{2,12}){0,2} ?\d?)["')]/.exec(
      lower,
    );
  const quoted = named?.groups?.['region']?.replaceAll(' ', '');
  if (quoted !== undefined && REGION_NAMES.has(quoted)) return quoted;
  return lower.match(/\b[a-z]{5,20}\d?\b/g)?.find((word) => REGION_NAMES.has(word));
}

function portalOf(region: string): string {
  if (/^us(?:gov|dod)/.test(region)) return 'portal.azure.us';
  return region.startsWith('china') ? 'portal.azure.cn' : 'portal.azure.com';
}
