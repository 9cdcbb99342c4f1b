/** Errors of Google Cloud. `code` is the metric, as Compute Engine spells it (cloud.google.com/compute/resource-usage). */
import type { Provider, Row } from './table.ts';

const NUMBER = '\\d{1,12}(?:\\.\\d{1,6})?';

const ROWS: readonly Row[] = [
  {
    kind: 'quota',
    // Quota 'CPUS' exceeded. Limit: 24.0 in region us-central1.
    pattern: /\bQuota '(?<name>[A-Z][A-Z0-9_-]{1,80})' exceeded/i,
    what: '{name}',
    service: 'compute.googleapis.com',
    code: '{name}',
    details: [new RegExp(`\\bLimit: (?<limit>${NUMBER})`)],
  },
  {
    kind: 'quota',
    // GKE: Insufficient regional quota to satisfy request: resource "SSD_TOTAL_GB": request requires '300.0' and is
    // short '50.0'. project has a quota of '250.0' with '250.0' available.
    pattern:
      /Insufficient \w{1,20} quota[\s\\]{1,9}to satisfy request[a-z\s:"\\]{1,40}(?<name>[A-Z][A-Z0-9_]{3,80})/,
    what: '{name}',
    service: 'compute.googleapis.com',
    code: '{name}',
    details: [
      new RegExp(`(?:project has a quota of|regional quota is) '(?<limit>${NUMBER})'`),
      new RegExp(`is short '(?<short>${NUMBER})'`),
      new RegExp(`with '(?<available>${NUMBER})' available`),
    ],
  },
  {
    kind: 'quota',
    pattern: /following quotas were exceeded: (?<name>[A-Z][A-Z0-9_]{1,80}) \(/,
    what: '{name}',
    service: 'compute.googleapis.com',
    code: '{name}',
    details: [/\(quota: (?<limit>\d{1,9}), used: (?<used>\d{1,9}) \+ needed: (?<requested>\d{1,9})\)/],
  },
  {
    kind: 'quota',
    // compute.googleapis.com/cpus is not available in us-central1 because the required number of resources (16) is
    // more than remaining quota of 8
    pattern:
      /(?<name>[a-z.]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80}) is not available in \S{1,40} because the required number of resources/,
    what: '{name}',
    code: '{name}',
    details: [/more than (?:the )?remaining quota of (?<available>\d{1,12})/],
  },
  {
    kind: 'quota',
    pattern: /\bQUOTA_EXCEEDED\b|\bquotaExceeded\b/,
    what: 'A quota of the Google Cloud project',
    vague: true,
  },
  {
    kind: 'addresses',
    pattern: /\bIP_SPACE_EXHAUSTED(?:_WITH_DETAILS)?\b|IP space of .{0,200}? is exhausted/,
    what: 'A subnet has no free addresses',
  },
  {
    kind: 'account',
    pattern:
      /\bSERVICE_DISABLED\b|\baccessNotConfigured\b|API has not been used in project .{0,60}? before or it is disabled|API is not enabled for this project/,
    what: 'An API is not enabled in the Google Cloud project',
    advice: 'Enable the API that the log names in the Google Cloud project.',
  },
  {
    kind: 'account',
    pattern:
      /\bBILLING_DISABLED\b|\bUREQ_PROJECT_BILLING_NOT_OPEN\b|requires billing to be enabled|billing account .{0,80}? is (?:disabled|closed)/i,
    what: 'Billing of the Google Cloud project is not enabled',
    advice: 'Enable billing for the Google Cloud project.',
  },
  {
    kind: 'credentials',
    pattern: /\binvalid_grant\b|Invalid JWT Signature|\bUNAUTHENTICATED\b|\bACCESS_TOKEN_EXPIRED\b/,
    what: 'Google Cloud does not accept the credentials',
  },
  {
    kind: 'permissions',
    pattern: /\bPERMISSION_DENIED\b|\bIAM_PERMISSION_DENIED\b|Required '[a-zA-Z.]{1,80}' permission for/,
    what: 'Google Cloud denies an action to the service account of Qovery',
  },
  {
    kind: 'capacity',
    pattern:
      /\b(?:ZONE|REGION)_RESOURCE_POOL_EXHAUSTED(?:_WITH_DETAILS)?\b|\bGPU_STOCKOUT\b|\bGCE_STOCKOUT\b|does not have enough resources available to fulfill the request|instance is currently unavailable in the/,
    what: 'Google Cloud has no free machines of this type in the zone',
  },
  {
    kind: 'throttling',
    pattern: /\brateLimitExceeded\b|\buserRateLimitExceeded\b|\bRATE_LIMIT_EXCEEDED\b/,
    what: 'Too many Google Cloud API calls at once',
  },
];

export const gcp: Provider = {
  name: 'GCP',
  qovery: 'GCP',
  rows: ROWS,
  region:
    /\b(?<region>(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-(?:north|south|central)?(?:east|west|north|south|central)\d{1,2})\b/,
  usualTime: 'instant to 2 business days',
  link: ({ service }) =>
    `https://console.cloud.google.com/iam-admin/quotas${service === undefined ? '' : `?service=${service}`}`,
};
