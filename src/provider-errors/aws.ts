/**
 * Errors of AWS. Codes of quotas are those of Service Quotas (`aws service-quotas list-service-quotas`); error codes
 * are in the API references of the services.
 */
import type { Family, Provider, Row } from './table.ts';

/** docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html: one quota, in vCPU, for each of these. */
const ON_DEMAND: readonly Family[] = [
  { types: /^(?:gr?|vt)\d/, what: 'Running On-Demand G and VT instances', code: 'L-DB2E81BA' },
  { types: /^p\d/, what: 'Running On-Demand P instances', code: 'L-417A185B' },
  { types: /^f\d/, what: 'Running On-Demand F instances', code: 'L-74FC7D96' },
  { types: /^x\d/, what: 'Running On-Demand X instances', code: 'L-7295265B' },
  { types: /^inf\d/, what: 'Running On-Demand Inf instances', code: 'L-1945791B' },
  { types: /^trn\d/, what: 'Running On-Demand Trn instances', code: 'L-2C3B7624' },
  { types: /^dl\d/, what: 'Running On-Demand DL instances', code: 'L-6E869C2A' },
  { types: /^u[\d-]/, what: 'Running On-Demand High Memory instances', code: 'L-43DA4232' },
  { types: /^hpc\d/, what: 'Running On-Demand HPC instances', code: 'L-F7808C92' },
];
const SPOT: readonly Family[] = [
  { types: /^(?:gr?|vt)\d/, what: 'All G and VT Spot Instance Requests', code: 'L-3819A6DF' },
  { types: /^p\d/, what: 'All P Spot Instance Requests', code: 'L-7212CCBC' },
  { types: /^f\d/, what: 'All F Spot Instance Requests', code: 'L-88CF9481' },
  { types: /^x\d/, what: 'All X Spot Instance Requests', code: 'L-E3A00192' },
  { types: /^inf\d/, what: 'All Inf Spot Instance Requests', code: 'L-B5D1601B' },
  { types: /^trn\d/, what: 'All Trn Spot Instance Requests', code: 'L-6B0D517C' },
  { types: /^dl\d/, what: 'All DL Spot Instance Requests', code: 'L-85EED4F7' },
];

const VCPU = {
  kind: 'quota',
  what: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
  service: 'ec2',
  code: 'L-1216C47A',
  unit: 'vCPU',
  families: ON_DEMAND,
} as const satisfies Partial<Row>;

const QUOTAS: readonly Row[] = [
  // EC2: machines
  {
    ...VCPU,
    pattern:
      /\bVcpuLimitExceeded\b|requested more vCPU capacity than your current vCPU limit|exceeded the limit of vCPUs allowed on your AWS account/,
    details: [/vCPU limit of (?<limit>\d{1,9})/, /AWS account \((?<limit>\d{1,9}) by default\)/],
  },
  {
    ...VCPU,
    // The code of the time before vCPU-based quotas; still sent by some calls.
    pattern: /\bInstanceLimitExceeded\b|Your quota allows for \d{1,6} more running instance/,
    unit: 'instances',
    details: [/current instance limit of (?<limit>\d{1,9})/],
  },
  {
    kind: 'quota',
    pattern: /\bMaxSpotInstanceCountExceeded\b|\bMax spot instance count exceeded\b/i,
    what: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
    service: 'ec2',
    code: 'L-34B43A08',
    unit: 'vCPU',
    families: SPOT,
  },
  {
    kind: 'quota',
    pattern: /\bMaxFleetCountExceeded\b|reached your quota for maximum Fleet Requests/,
    what: 'EC2 Fleet requests',
    service: 'ec2',
  },

  // EC2: addresses
  {
    kind: 'quota',
    pattern: /\bAddressLimitExceeded\b|The maximum number of addresses has been reached/,
    what: 'EC2-VPC Elastic IPs',
    service: 'ec2',
    code: 'L-0263D0A3',
  },

  // VPC
  {
    kind: 'quota',
    pattern: /\bVpcLimitExceeded\b|The maximum number of VPCs has been reached/,
    what: 'VPCs per Region',
    service: 'vpc',
    code: 'L-F678F1CE',
  },
  {
    kind: 'quota',
    pattern: /\bInternetGatewayLimitExceeded\b|The maximum number of internet gateways has been reached/i,
    what: 'Internet gateways per Region',
    service: 'vpc',
    code: 'L-A4707A72',
    // docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
    advice:
      'Ask AWS for more VPCs per Region, which raises the number of internet gateways with it, or delete gateways that are not used.',
  },
  {
    kind: 'quota',
    pattern: /\bNatGatewayLimitExceeded\b/,
    what: 'NAT gateways per Availability Zone',
    service: 'vpc',
    code: 'L-FE5A380F',
    details: [/exceed the limit of (?<limit>\d{1,6}) NAT gateways/i],
  },
  {
    kind: 'quota',
    pattern: /\bSubnetLimitExceeded\b/,
    what: 'Subnets per VPC',
    service: 'vpc',
    code: 'L-407747CB',
  },
  {
    kind: 'quota',
    pattern: /\bRouteTableLimitExceeded\b/,
    what: 'Route tables per VPC',
    service: 'vpc',
    code: 'L-589F43AA',
  },
  {
    kind: 'quota',
    pattern: /\bRouteLimitExceeded\b/,
    what: 'Routes per route table',
    service: 'vpc',
    code: 'L-93826ACB',
    details: [/limit of (?<limit>\d{1,6}) routes/i],
  },
  {
    kind: 'quota',
    pattern:
      /\bSecurityGroupLimitExceeded\b|The maximum number of security groups for .{0,60}? has been reached/i,
    what: 'VPC security groups per Region',
    service: 'vpc',
    code: 'L-E79EC296',
  },
  {
    kind: 'quota',
    pattern:
      /\bRulesPerSecurityGroupLimitExceeded\b|The maximum number of rules per security group has been reached/i,
    what: 'Inbound or outbound rules per security group',
    service: 'vpc',
    code: 'L-0EA8095F',
  },
  {
    kind: 'quota',
    pattern: /\bSecurityGroupsPerInterfaceLimitExceeded\b/,
    what: 'Security groups per network interface',
    service: 'vpc',
    code: 'L-2AFB9258',
  },
  {
    kind: 'quota',
    pattern: /\bNetworkInterfaceLimitExceeded\b/,
    what: 'Network interfaces per Region',
    service: 'vpc',
    code: 'L-DF5E4CA3',
  },
  {
    kind: 'quota',
    pattern: /\bVpcEndpointLimitExceeded\b/,
    what: 'Interface VPC endpoints per VPC',
    service: 'vpc',
    code: 'L-29B6F2EB',
  },

  // EBS
  ...(
    [
      ['gp3', 'General Purpose SSD (gp3)', 'L-7A658B76'],
      ['gp2', 'General Purpose SSD (gp2)', 'L-D18FCD1D'],
      ['io1', 'Provisioned IOPS SSD (io1)', 'L-FD252861'],
      ['io2', 'Provisioned IOPS SSD (io2)', 'L-09BD8365'],
    ] as const
  ).map(([type, name, code]): Row => ({
    kind: 'quota',
    pattern: new RegExp(
      `exceeded your maximum ${type} storage limit|\\bVolumeLimitExceeded\\b.{0,120}?\\b${type}\\b`,
      'i',
    ),
    what: `Storage for ${name} volumes, in TiB`,
    service: 'ebs',
    code,
    unit: 'TiB',
    details: [new RegExp(`${type} storage limit of (?<limit>\\d{1,9})`, 'i')],
  })),
  {
    kind: 'quota',
    pattern: /\bVolumeLimitExceeded\b/,
    what: 'Storage of EBS volumes',
    service: 'ebs',
    vague: true,
  },
  {
    kind: 'quota',
    pattern: /\bSnapshotLimitExceeded\b/,
    what: 'Snapshots per Region',
    service: 'ebs',
    code: 'L-309BACF6',
  },

  // EKS
  {
    kind: 'quota',
    pattern: /\bNodegroup limit exceeded for cluster\b|\bLimit of \d{1,6} nodegroups exceeded/i,
    what: 'Managed node groups per cluster',
    service: 'eks',
    code: 'L-6D54EA21',
    details: [/Limit of (?<limit>\d{1,6}) nodegroups exceeded/i],
  },
  {
    kind: 'quota',
    pattern: /\bCluster limit exceeded for account\b|\bLimit of \d{1,6} clusters exceeded/i,
    what: 'Clusters',
    service: 'eks',
    code: 'L-1194D53C',
    details: [/Limit of (?<limit>\d{1,6}) clusters exceeded/i],
  },
  {
    kind: 'quota',
    pattern: /\bFargate ?profile limit exceeded\b|\bLimit of \d{1,6} fargate ?profiles exceeded/i,
    what: 'Fargate profiles per cluster',
    service: 'eks',
    code: 'L-33415657',
    details: [/Limit of (?<limit>\d{1,6}) fargate/i],
  },

  // Load balancers
  {
    kind: 'quota',
    // Classic load balancers only: "Exceeded quota of account 123456789012".
    pattern: /\bTooManyLoadBalancers\b: Exceeded quota of account/,
    what: 'Classic Load Balancers per Region',
    service: 'elasticloadbalancing',
    code: 'L-E9E9831D',
  },
  {
    kind: 'quota',
    pattern:
      /\bTooManyLoadBalancers\b(?!: Exceeded quota of account)|The maximum number of load balancers has been reached/,
    what: 'Network or Application Load Balancers per Region',
    service: 'elasticloadbalancing',
    advice:
      'Ask AWS for more load balancers of the kind that the log names (each kind has a quota of its own), or delete what is not used any more.',
  },
  {
    kind: 'quota',
    pattern: /\bTooManyTargetGroups\b/,
    what: 'Target Groups per Region',
    service: 'elasticloadbalancing',
    code: 'L-B22855CB',
  },

  // IAM: one account, one place
  {
    kind: 'quota',
    pattern: /Cannot exceed quota for RolesPerAccount\b/i,
    what: 'Roles per account',
    service: 'iam',
    code: 'L-FE177D64',
    global: true,
    details: [/RolesPerAccount: (?<limit>\d{1,9})/i],
  },
  {
    kind: 'quota',
    pattern: /Cannot exceed quota for OpenIdConnectProvidersPerAccount\b/i,
    what: 'OpenId connect providers per account',
    service: 'iam',
    code: 'L-858F3967',
    global: true,
    details: [/OpenIdConnectProvidersPerAccount: (?<limit>\d{1,9})/i],
  },
  {
    kind: 'quota',
    pattern: /Cannot exceed quota for AccessKeysPerUser\b/i,
    what: 'Access keys per IAM user',
    service: 'iam',
    global: true,
    fixed: true,
    details: [/AccessKeysPerUser: (?<limit>\d{1,9})/i],
    advice: 'AWS allows two access keys a user and raises this for nobody: delete the one that nothing uses.',
  },
  {
    kind: 'quota',
    pattern: /Cannot exceed quota for InstanceProfilesPerAccount\b/i,
    what: 'Instance profiles per account',
    service: 'iam',
    code: 'L-6E65F664',
    global: true,
    details: [/InstanceProfilesPerAccount: (?<limit>\d{1,9})/i],
  },
  {
    kind: 'quota',
    pattern: /Cannot exceed quota for PoliciesPerRole\b/i,
    what: 'Managed policies per role',
    service: 'iam',
    code: 'L-0DA4ABF3',
    global: true,
    details: [/PoliciesPerRole: (?<limit>\d{1,9})/i],
  },
  {
    kind: 'quota',
    pattern: /Cannot exceed quota for (?<name>[A-Za-z]{1,60})/,
    what: 'IAM {name}',
    service: 'iam',
    global: true,
    vague: true,
    details: [/Cannot exceed quota for [A-Za-z]{1,60}: (?<limit>\d{1,9})/],
  },

  // Databases, buckets, images
  {
    kind: 'quota',
    pattern: /\bInstanceQuotaExceeded(?:Fault)?\b|\bDB Instance quota exceeded\b/,
    what: 'DB instances',
    service: 'rds',
    code: 'L-7B6409FD',
  },
  {
    kind: 'quota',
    pattern: /\bDBClusterQuotaExceeded(?:Fault)?\b/,
    what: 'DB clusters',
    service: 'rds',
    code: 'L-952B80B8',
  },
  {
    kind: 'quota',
    pattern: /\bDBSubnetGroupQuotaExceeded(?:Fault)?\b/,
    what: 'DB subnet groups',
    service: 'rds',
    code: 'L-48C6BF61',
  },
  {
    kind: 'quota',
    pattern: /\bDBParameterGroupQuotaExceeded(?:Fault)?\b/,
    what: 'Parameter groups',
    service: 'rds',
    code: 'L-DE55804A',
  },
  {
    kind: 'quota',
    pattern: /\bStorageQuotaExceeded(?:Fault)?\b/,
    what: 'Total storage for all DB instances',
    service: 'rds',
    code: 'L-7ADDB58A',
    unit: 'GB',
  },
  {
    kind: 'quota',
    pattern: /\bTooManyBuckets\b|attempted to create more buckets than allowed/,
    what: 'General purpose buckets',
    service: 's3',
    code: 'L-DC2B2D3D',
    global: true,
  },
  {
    kind: 'quota',
    pattern:
      /\bECR: CreateRepository\b.{0,300}?\bLimitExceededException\b|\bLimitExceededException\b.{0,40}when calling the CreateRepository/,
    what: 'Registered repositories',
    service: 'ecr',
    code: 'L-CFEB8E8D',
  },
  {
    kind: 'quota',
    pattern: /\bResourceLimitExceeded(?:Exception)?\b/,
    what: 'A quota of EKS',
    service: 'eks',
    vague: true,
  },
  // Qovery's own preflight report (preflight.ts)
  {
    kind: 'quota',
    pattern: /\[FAIL\] Elastic IP quota\b/,
    what: 'EC2-VPC Elastic IPs',
    service: 'ec2',
    code: 'L-0263D0A3',
    details: [/\[FAIL\] Elastic IP quota [. ]{0,80}(?<used>\d{1,6})\/(?<limit>\d{1,6})/],
  },
  {
    kind: 'quota',
    pattern: /\[FAIL\] VPC quota\b/,
    what: 'VPCs per Region',
    service: 'vpc',
    code: 'L-F678F1CE',
    details: [/\[FAIL\] VPC quota [. ]{0,80}(?<used>\d{1,6})\/(?<limit>\d{1,6})/],
  },
  {
    kind: 'quota',
    pattern: /\[FAIL\] EKS cluster quota\b/,
    what: 'Clusters',
    service: 'eks',
    code: 'L-1194D53C',
    details: [/\[FAIL\] EKS cluster quota [. ]{0,80}(?<used>\d{1,6})\/(?<limit>\d{1,6})/],
  },
  {
    kind: 'quota',
    pattern: /\[FAIL\] NAT Gateway quota\b/i,
    what: 'NAT gateways per Availability Zone',
    service: 'vpc',
    code: 'L-FE5A380F',
    details: [/\[FAIL\] NAT Gateway quota [. ]{0,80}(?<used>\d{1,6})\/(?<limit>\d{1,6})/i],
  },
  // The paraphrases of Qovery's documentation ("Cloud Provider Quotas") and of Qovery's engine.
  {
    ...VCPU,
    pattern: /exceeded your quota for EC2 instances/i,
    vague: true,
  },
  {
    kind: 'quota',
    pattern: /Maximum number of VPCs reached/i,
    what: 'VPCs per Region',
    service: 'vpc',
    code: 'L-F678F1CE',
    vague: true,
  },
];

const OTHERS: readonly Row[] = [
  {
    kind: 'addresses',
    pattern:
      /\bInsufficientFreeAddresses(?:InSubnet)?\b|not enough free addresses in subnet|insufficient free addresses|does not have enough free addresses|need at least \d{1,4} IPs in each subnet to be free/i,
    what: 'A subnet has no free addresses',
  },
  {
    kind: 'account',
    pattern:
      /\bPendingVerification\b|accessing resources in this region is being validated|account is currently being verified/,
    what: 'AWS is still verifying the account',
    advice:
      'AWS verifies a new account or region, mostly within minutes, at times within four hours. Deploy again then; if it lasts, write to aws-verification@amazon.com.',
  },
  {
    kind: 'account',
    pattern: /\bOptInRequired\b|You are not subscribed to this service/,
    what: 'The account is not subscribed to an AWS service, or the region is not enabled',
    advice:
      'Enable the region or the service in the AWS account and check that its registration and payment are complete.',
  },
  {
    kind: 'account',
    pattern:
      /\bBlocked: This account is currently blocked\b|account is currently blocked and not recognized/i,
    what: 'AWS has blocked the account',
    advice:
      'Write to aws-verification@amazon.com, or open a case with AWS support; nothing can be deployed before.',
  },
  {
    kind: 'credentials',
    pattern:
      /\b(?:InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch)\b|\bAuthFailure\b(?!\.)|security token included in the request is invalid/,
    what: 'AWS does not accept the access key',
  },
  {
    kind: 'credentials',
    pattern: /GetCallerIdentity, https response error StatusCode: 403/,
    what: 'AWS does not accept the access key',
    vague: true,
  },
  {
    kind: 'credentials',
    pattern:
      /\bExpiredToken(?:Exception)?\b|\bRequestExpired\b|security token included in the request is expired/,
    what: 'The AWS session has expired',
    advice: 'Deploy again; with a new session this ends by itself.',
  },
  {
    kind: 'permissions',
    pattern:
      /\bAccessDenied(?:Exception)?\b|\bUnauthorizedOperation\b|\bnot authorized to perform\b|\bAuthFailure\.\w{1,80}NotPermitted\b|with an explicit deny in a/,
    what: 'AWS denies an action to the IAM user of Qovery',
  },
  {
    kind: 'capacity',
    pattern:
      /\bInsufficient(?:Instance|Host)Capacity\b|\bUnfulfillableCapacity\b|do not have sufficient \S{1,40} capacity|does not currently have sufficient capacity to support the cluster|insufficient capacity, all requested instance types were unavailable/,
    what: 'AWS has no free instances of this type in the zone',
  },
  {
    kind: 'capacity',
    pattern: /\bInsufficientDBInstanceCapacity\b/,
    what: 'AWS has no free database instances of this class',
  },
  {
    kind: 'throttling',
    pattern:
      /\bThrottling(?:Exception)?\b(?=[:)])|\bI(?:AM|am)Throttling\b|\bRequestLimitExceeded\b|\bRequest limit exceeded\b|\bTooManyRequestsException\b/,
    what: 'Too many AWS API calls at once',
  },
];

/** The consoles of the partitions; quotas of the whole account are kept in the home region. */
function place(region: string): { console: string; home: string } {
  if (region.startsWith('cn-')) return { console: 'console.amazonaws.cn', home: 'cn-north-1' };
  if (region.startsWith('us-gov-')) return { console: 'console.amazonaws-us-gov.com', home: 'us-gov-west-1' };
  return { console: 'console.aws.amazon.com', home: 'us-east-1' };
}

export const aws: Provider = {
  name: 'AWS',
  qovery: 'AWS',
  rows: [...QUOTAS, ...OTHERS],
  region:
    /\b(?<region>(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:north|south|central)?(?:east|west|north|south|central)-\d)(?:\b|[a-f]\b)/,
  usualTime: '1 to 3 business days',
  link: ({ service, code, global }, region) => {
    const { console, home } = place(region);
    const kept = global ? home : region;
    const where = /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(kept) ? `?region=${kept}` : '';
    if (service === undefined) return `https://${console}/servicequotas/home${where}`;
    return `https://${console}/servicequotas/home/services/${service}/quotas${code === undefined ? '' : `/${code}`}${where}`;
  },
};
