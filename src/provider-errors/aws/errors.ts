/** Errors of AWS that are no quotas: the codes of the API references ("Common errors"), and sentences without a code. */
import type { Row } from '../model.ts';

interface Known {
  readonly row: Row;
  /** Codes that no other software has; those without `Exception` or `Fault` at the end count with and without. */
  readonly errors?: readonly string[];
  /** Codes that mean this only where something else shows that AWS speaks. */
  readonly signed?: readonly string[];
  readonly says?: readonly RegExp[];
  /** Sentences that mean this only where something else shows that AWS speaks. */
  readonly signedSays?: readonly RegExp[];
}

export const OTHERS: readonly Known[] = [
  {
    row: { kind: 'addresses', what: 'A subnet has no free addresses' },
    errors: ['InsufficientFreeAddresses', 'InsufficientFreeAddressesInSubnet', 'InsufficientCidrBlocks'],
    says: [
      /not enough free addresses in subnet/,
      /insufficient free addresses/,
      /\bsubnet\b.{0,80} is out of ip addresses/,
      /not have enough free (?:ip )?(?:addresses|cidr blocks)/,
      /not enough ip space available in subnet/,
      /at least \d{1,4} ips in each subnet to be free/,
      /at least \d{1,4} free ip addresses in each subnet/,
      /subnets? .{0,200}free ips: 0/,
      /specified subnet does not have enough free/,
    ],
  },
  {
    row: {
      kind: 'account',
      what: 'AWS is still verifying the account',
      advice:
        'AWS verifies a new account or region, mostly within minutes, at times within four hours. Deploy again then; if it lasts, write to aws-verification@amazon.com.',
    },
    errors: ['PendingVerification'],
    says: [
      /accessing resources in this region is being validated/,
      /account is currently being verified/,
      /account must be verified before/,
    ],
  },
  {
    row: {
      kind: 'account',
      what: 'The account is not subscribed to an AWS service, or the region is not enabled',
      advice:
        'Enable the region or the service in the AWS account and check that its registration and payment are complete.',
    },
    errors: ['OptInRequired', 'SubscriptionRequired', 'NotSignedUp', 'RegionDisabled'],
    says: [
      /you are not subscribed to this service/,
      /needs a subscription for the service/,
      /account is not signed up/,
      /is not activated in this region/,
    ],
  },
  {
    row: {
      kind: 'account',
      what: 'AWS has blocked the account, or restricts it',
      advice:
        'Write to aws-verification@amazon.com, or open a case with AWS support; nothing can be deployed before.',
    },
    errors: ['AccountProblem', 'AccountDisabled', 'AllAccessDisabled'],
    says: [
      /account is currently blocked/,
      /an error occurred \(blocked\) when calling the \w{1,80} operation/,
      /problem with your aws account/,
      /aws account currently does not support/,
      /aws account (?:is|has been) suspended/,
    ],
    signedSays: [/your account (?:is|has been) suspended/, /account does not support creating/],
  },
  {
    row: { kind: 'credentials', what: 'AWS does not accept the access key' },
    errors: [
      'InvalidClientTokenId',
      'UnrecognizedClient',
      'InvalidAccessKeyId',
      'SignatureDoesNotMatch',
      'InvalidSignature',
      'IncompleteSignature',
      'MissingAuthenticationToken',
      'NoCredentialProviders',
    ],
    signed: ['AuthFailure', 'InvalidToken', 'NoCredentials', 'PartialCredentials'],
    says: [
      /security token included in the request is invalid/,
      /aws access key id you provided does not exist/,
      /request signature we calculated does not match/,
      /unable to locate credentials/,
      /unable to validate the provided access credentials/,
      /no valid credential sources for .{0,40}aws/,
      /failed to refresh cached credentials/,
    ],
  },
  {
    row: { kind: 'credentials', what: 'AWS does not accept the access key', vague: true },
    says: [/getcalleridentity, https response error statuscode: 403/],
  },
  {
    row: {
      kind: 'credentials',
      what: 'The AWS session has expired',
      advice: 'Deploy again; with a new session this ends by itself.',
    },
    errors: ['RequestExpired'],
    signed: ['ExpiredToken'],
    says: [/security token included in the request is expired/, /provided token has expired/],
  },
  {
    row: { kind: 'permissions', what: 'AWS denies an action to the IAM user of Qovery' },
    errors: ['UnauthorizedOperation', 'ServiceLinkedRoleCreationNotPermitted', 'UnauthorizedAccess'],
    signed: ['AccessDenied', 'NotAuthorized', 'AuthorizationError'],
    says: [
      /not authorized to perform:? ?(?:sts|[a-z0-9-]{2,30}):[a-z]/,
      /with an explicit deny in an? /,
      /no \w{3,20}-based policy allows the/,
      /credentials do not have permission to create the service-linked role/,
    ],
    signedSays: [/not authorized to perform/],
  },
  {
    row: { kind: 'capacity', what: 'AWS has no free database instances of this class' },
    errors: [
      'InsufficientDBInstanceCapacity',
      'InsufficientDBClusterCapacity',
      'InsufficientStorageClusterCapacity',
      'InsufficientCacheClusterCapacity',
    ],
    says: [
      /insufficient instance capacity for instance type db\./,
      /cannot create a (?:db|cache)\.\S{3,30} .{0,200}sufficient capacity/,
    ],
  },
  {
    row: { kind: 'capacity', what: 'AWS has no free instances of this type in the zone' },
    errors: [
      'InsufficientInstanceCapacity',
      'InsufficientHostCapacity',
      'InsufficientReservedInstanceCapacity',
      'InsufficientCapacityOnHost',
      'InsufficientVolumeCapacity',
      'UnfulfillableCapacity',
      'UnsupportedAvailabilityZone',
    ],
    signed: ['InsufficientCapacity', 'CapacityUnavailable'],
    says: [
      /do not have sufficient \S{1,40} capacity/,
      /not currently have sufficient capacity to support the cluster/,
      /insufficient capacity, all requested instance types were unavailable/,
      /no spot capacity available/,
      /fargate capacity is unavailable/,
    ],
    signedSays: [/capacity is unavailable at this time/],
  },
  {
    row: { kind: 'throttling', what: 'Too many AWS API calls at once' },
    // The list of the SDKs (docs.aws.amazon.com/sdkref, "Retry behavior"), and those of single services.
    errors: [
      'RequestLimitExceeded',
      'EC2Throttled',
      'CallerRateLimitExceeded',
      'IAMThrottling',
      'SnapshotCreationPerVolumeRateExceeded',
    ],
    signed: [
      'Throttling',
      'Throttled',
      'RequestThrottled',
      'TooManyRequestsException',
      'SlowDown',
      'ProvisionedThroughputExceeded',
      'BandwidthLimitExceeded',
      'PriorRequestNotComplete',
      'RateExceeded',
    ],
    says: [
      /exceeded the rate at which you may call kms/,
      /exception - rate exceeded/,
      /request has been throttled by ec2/,
      /has been throttled on \w{2,20}:/,
      /throttling(?:exception)?: rate exceeded/,
      /toomanyrequestsexception: rate exceeded/,
    ],
    signedSays: [/reduce your request rate/, /request limit exceeded/],
  },
];

/** Codes of calls per second that no list has. */
export const RATE =
  /^\w*(?:throttl(?:ing|ed)|(?:rate|throughput|bandwidth)(?:limit)?(?:exceeded|exceeds?))\w*$/;
