/**
 * Google Cloud: `google.rpc.Status` with its details (ErrorInfo, QuotaFailure), Compute's errors, and what gcloud,
 * Terraform and GKE make of them. `code` is the metric or the quota's id, as Google spells it
 * (cloud.google.com/compute/resource-usage).
 */
import type { Cloud, Numbers, Passage, Row, Sighting } from '../model.ts';
import { numberOf, some } from '../numbers.ts';
import { type Groups, type Match, type Rule, compile, sentencesIn } from '../rules.ts';

const COMPUTE = 'compute.googleapis.com';

/** The APIs that clusters and what is around them need. Quotas of others are of their users' own applications. */
const INFRASTRUCTURE =
  /^(?:artifactregistry|billingbudgets|certificatemanager|cloudbilling|cloudkms|cloudresourcemanager|compute|container|containerregistry|dns|file|gkehub|iam|iamcredentials|logging|looker|memcache|monitoring|networkconnectivity|networkmanagement|networksecurity|networkservices|orgpolicy|oslogin|privateca|pubsub|redis|run|secretmanager|serviceconsumermanagement|servicecontrol|servicedirectory|servicemanagement|servicenetworking|serviceusage|spanner|sqladmin|storage|storage-api|storage-component|sts|vpcaccess|alloydb|cloudquotas|deploymentmanager|cloudfunctions|cloudbuild)$/;

/** Whether anything shows that Google Cloud speaks: gcloud, its client libraries, Terraform's provider, an API's name. */
const SIGN =
  /googleapi: |googleapi|\(gcloud\.|google compute engine|google\.rpc\.|google cloud|\bgcp\b|\bgke\b|gce_|\bgoogle_(?:compute|container|sql|project|service|dns|redis)|projects\/[\w-]{1,60}\/(?:zones|regions|global|locations)|project_number:|gaxios|\.gcr\.io|-docker\.pkg\.dev|google\.api_core|google\.cloud\./;

function isInfrastructure({ lower }: Passage): boolean {
  const named = [...lower.matchAll(/\b([a-z][a-z0-9-]{1,40})\.googleapis\.com/g)].map(
    ([, name = '']) => name,
  );
  const apis = named.filter((name) => name !== 'www' && name !== 'type');
  return apis.length === 0 || apis.some((name) => INFRASTRUCTURE.test(name));
}

function isGoogle(passage: Passage): boolean {
  return SIGN.test(passage.lower) && isInfrastructure(passage);
}

/** Metrics of Compute are in capitals, `CPUS`; ids of quotas are not, `CPUS-per-project-region`. */
function spelled(name: string): string {
  return /^[a-z0-9_]+$/.test(name) ? name.toUpperCase() : name;
}

/** A name with a long number in it might be an account's. */
function isPrivate(name: string): boolean {
  return /\d{6}/.test(name);
}

function named({ groups: { name = '' } }: Match): Row {
  if (name === '' || isPrivate(name)) return ANY;
  const code = spelled(name);
  return { kind: 'quota', what: code, service: COMPUTE, code };
}

/** `compute.googleapis.com/cpus`. */
function metric({ groups: { name = '' } }: Match, passage: Passage): Row | undefined {
  if (!isInfrastructure(passage)) return undefined;
  if (/quota_?limit"?: ?"?\w{0,60}per(?:minute|second)/.test(passage.lower)) return THROTTLED;
  const code = name.toLowerCase();
  const [service = ''] = code.split('/');
  return isPrivate(name) ? ANY : { kind: 'quota', what: code, service, code };
}

/** Of calls in a minute, or of things: `Read requests per minute`, `USER-100s`, `Clusters per region`. */
function rate({ groups: { name = '', per = '', service = '' } }: Match, passage: Passage): Row | undefined {
  if (!isInfrastructure(passage)) return undefined;
  if (/per ?(?:minute|second|100 ?s)|-100s|perminute|persecond/.test(`${per} ${name}`.toLowerCase()))
    return THROTTLED;
  return isPrivate(name) ? ANY : { kind: 'quota', what: name, code: name, ...(service && { service }) };
}

function ofGoogle(row: Row): Rule['row'] {
  return (_, passage) => (isGoogle(passage) ? row : undefined);
}

function needed({ limit, used, needed: more }: Groups): Numbers {
  const [a, b, c] = [limit, used, more].map(numberOf);
  return some({ limit: a, used: b, wanted: b !== undefined && c !== undefined ? b + c : undefined });
}

const ANY: Row = { kind: 'quota', what: 'A quota of the Google Cloud project', vague: true };
const THROTTLED: Row = { kind: 'throttling', what: 'Too many Google Cloud API calls at once' };
const NO_ADDRESSES: Row = { kind: 'addresses', what: 'A subnet has no free addresses' };
const NO_API: Row = {
  kind: 'account',
  what: 'An API is not enabled in the Google Cloud project',
  advice: 'Enable the API that the log names in the Google Cloud project.',
};
const NO_BILLING: Row = {
  kind: 'account',
  what: 'Billing of the Google Cloud project is not enabled',
  advice: 'Enable billing for the Google Cloud project.',
};
const CREDENTIALS: Row = { kind: 'credentials', what: 'Google Cloud does not accept the credentials' };
const DENIED: Row = {
  kind: 'permissions',
  what: 'Google Cloud denies an action to the service account of Qovery',
};
const NO_MACHINES: Row = {
  kind: 'capacity',
  what: 'Google Cloud has no free machines of this type in the zone',
};

function things(what: string, service: string): Row {
  return { kind: 'quota', what, service };
}

const RULES = compile([
  // Quotas by name
  { says: /\bquota '(?<name>[a-z][\w-]{1,80})' exceeded/, row: named },
  { says: /\bquota limit '(?<name>[a-z][\w-]{1,80})' has been exceeded/, row: named },
  {
    says: /insufficient \w{1,20} quota to satisfy request[a-z :"']{1,40}?["'](?<name>[a-z][a-z0-9_]{2,80})["']/,
    row: named,
  },
  // The following quotas were exceeded: CPUS (quota: 24, used: 24 + needed: 4), IN_USE_ADDRESSES (quota: …).
  {
    says: / \(quota: (?<limit>\d{1,9}), used: (?<used>\d{1,9}) \+ needed: (?<needed>\d{1,9})\)(?<=\b(?<name>[a-z][a-z0-9_]{1,80}) \([^()]{20,60}\))/,
    row: named,
    numbers: needed,
  },
  {
    says: / is not available in \S{1,40} because the required number(?<=\b(?<name>[a-z]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80}) is not available in \S{1,40} because the required number)/,
    row: metric,
  },
  {
    says: /quota exceeded for quota (?:metric|group) '(?<name>[^']{1,100})' and limit '(?<per>[^']{1,100})'(?: of service '(?<service>[\w.-]{1,60})')?/,
    row: rate,
  },
  {
    says: /quota_?(?:metric|id)"?: ?"?(?<name>[a-z]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80})/,
    row: metric,
  },
  {
    says: /quota exceeded[^']{1,60}metric(?:name)?:? '?(?<name>[a-z]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80})/,
    row: metric,
  },

  // Quotas without a name
  {
    says: /maximum number of keys on account reached/,
    row: things('Keys per service account', 'iam.googleapis.com'),
  },
  {
    says: /maximum number of service accounts on project reached/,
    row: things('Service accounts per project', 'iam.googleapis.com'),
  },
  {
    says: /reached the max instance per project/,
    row: things('Cloud SQL instances per project', 'sqladmin.googleapis.com'),
  },
  { says: /cannot create more than \d{1,6} [a-z ]{3,40}/, row: ofGoogle(ANY) },
  { says: /\bgce_quota_exceeded\b/, row: ANY },
  { says: /\bgce quota exceeded\b/, row: ANY },
  { says: /\bquota_exceeded\b/, row: ofGoogle(ANY) },
  { says: /\bquotaexceeded\b/, row: ofGoogle(ANY) },
  { says: /\bquotafailure\b/, row: ofGoogle(ANY) },
  {
    says: /\bmaximum number of [a-z ]{3,60} (?:on|per|for|in) (?:this |the )?(?:project|account|organization)/,
    row: ofGoogle(ANY),
  },
  { says: /\bresource_exhausted\b/, row: ofGoogle(ANY) },

  // Addresses
  { says: /\bip_space_exhausted/, row: NO_ADDRESSES },
  { says: /does not have available private ip space/, row: NO_ADDRESSES },
  { says: /ip space of .{0,200}is exhausted/, row: NO_ADDRESSES },

  // The account
  { says: /\bservice_disabled\b/, row: NO_API },
  { says: /\baccessnotconfigured\b/, row: NO_API },
  { says: /not been used in project .{0,60}before or it is disabled/, row: { ...NO_API } },
  { says: /api is not enabled for this project/, row: NO_API },
  { says: /\bbilling_disabled\b/, row: NO_BILLING },
  { says: /\bureq_project_billing_not_\w{1,20}/, row: NO_BILLING },
  { says: /billing (?:to|must) be enabled/, row: NO_BILLING },
  { says: /billing account .{0,80}is (?:disabled|closed|not found|not open)/, row: NO_BILLING },
  { says: /absent billing account/, row: NO_BILLING },

  // Credentials and permissions
  { says: /invalid jwt/, row: CREDENTIALS },
  {
    says: /invalid_grant.{0,120}(?:account not found|invalid_rapt|has been deleted|expired or revoked|not a valid email)/,
    row: CREDENTIALS,
  },
  { says: /\bunauthenticated\b/, row: ofGoogle(CREDENTIALS) },
  { says: /\baccess_token_expired\b/, row: CREDENTIALS },
  { says: /request had invalid authentication credentials/, row: CREDENTIALS },
  { says: /could not find default credentials/, row: ofGoogle(CREDENTIALS) },
  { says: /required ['"][a-z.]{1,80}['"] permission/, row: DENIED },
  { says: /permission [a-z]{2,30}\.[a-z.]{2,60} is required/, row: ofGoogle(DENIED) },
  { says: /permission '[a-z]{2,30}\.[a-z.]{2,60}' denied/, row: DENIED },
  { says: /does not have [a-z]{2,30}\.[a-z.]{2,60} access/, row: ofGoogle(DENIED) },
  { says: /permission denied on resource/, row: ofGoogle(DENIED) },
  { says: /caller does not have permission/, row: ofGoogle(DENIED) },
  { says: /\biam_permission_denied\b/, row: DENIED },
  { says: /\bpermission_denied\b/, row: ofGoogle({ ...DENIED, vague: true }) },

  // Capacity
  { says: /\b(?:zone|region)_resource_pool_exhausted/, row: NO_MACHINES },
  { says: /\bg(?:pu|ce)_stockout\b/, row: NO_MACHINES },
  { says: /enough resources available to fulfill/, row: NO_MACHINES },
  { says: /instance .{0,120}is currently unavailable in the/, row: NO_MACHINES },

  // Throttling
  { says: /\b(?:user)?ratelimitexceeded\b/, row: ofGoogle(THROTTLED) },
  { says: /\brate_limit_exceeded\b/, row: ofGoogle(THROTTLED) },
]);

/** Zones too: europe-west2-b. S3NS, Google's trusted cloud in France, has u-france-east1. */
const REGION =
  /\b((?:africa|asia|australia|europe|me|northamerica|southamerica|us|u-[a-z]{3,12})-(?:north|south|central)?(?:east|west|north|south|central)\d{1,2})\b/;

export const gcp: Cloud = {
  name: 'GCP',
  qovery: 'GCP',
  find: (passage) => once(sentencesIn(passage, RULES)),
  region: (lower) => REGION.exec(lower)?.[1],
  usualTime: 'instant to 2 business days',
  link: ({ service }) =>
    `https://console.cloud.google.com/iam-admin/quotas${service === undefined ? '' : `?service=${service}`}`,
};

/** One quota goes by two names, `CPUS` and `compute.googleapis.com/cpus`: the one that comes first is told. */
function once(sightings: readonly Sighting[]): Sighting[] {
  const same = Map.groupBy(
    sightings.toSorted((a, b) => a.at - b.at || b.end - a.end),
    ({ row }) => `${row.kind} ${(row.code ?? row.what).split('/').at(-1)?.toLowerCase()}`,
  );
  return [...same.values()].flatMap(
    (found) => found.find(({ numbers }) => numbers !== undefined) ?? found[0] ?? [],
  );
}
