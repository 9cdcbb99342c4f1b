/**
 * The quotas of AWS that a cluster may reach. To teach the catalogue another one, add a line under its service: its
 * official name and code (`aws service-quotas list-service-quotas --service-code …`), the error codes of the API that
 * mean it (API reference of the service), and what its messages count. A line without a code is a quota that Service
 * Quotas does not list, or one of several that the error does not tell apart.
 */
import type { Family, Row } from '../model.ts';

export interface Quota extends Omit<Row, 'kind' | 'service'> {
  /** Error codes, without `Exception` or `Fault` at the end. */
  readonly errors?: readonly string[];
  /** What it counts, in the plural or not: `the maximum number of … has been reached`, `CreateVpc`. */
  readonly counts?: readonly string[];
  /** Sentences of its own. */
  readonly says?: readonly RegExp[];
}

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
const STANDARD = {
  what: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
  code: 'L-1216C47A',
  families: ON_DEMAND,
} as const;

const GLOBAL = { global: true } as const;
const FIXED = { fixed: true } as const;

export const QUOTAS: Readonly<Record<string, readonly Quota[]>> = {
  ec2: [
    {
      ...STANDARD,
      unit: 'vCPU',
      errors: ['VcpuLimitExceeded'],
      counts: ['vCPUs'],
      says: [
        /requested more vcpu capacity than your current vcpu limit/,
        /exceeded your quota for ec2 instances/,
      ],
    },
    {
      // The error of the time before quotas were counted in vCPU; some calls still send it.
      ...STANDARD,
      unit: 'instances',
      errors: ['InstanceLimitExceeded'],
      says: [
        /quota allows for \d{1,6} more running instance/,
        /requested more instances \(\d{1,6}\) than your current instance limit/,
      ],
    },
    {
      what: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
      code: 'L-34B43A08',
      unit: 'vCPU',
      families: SPOT,
      errors: ['MaxSpotInstanceCountExceeded', 'SpotInstanceCountExceeded'],
      says: [/max spot instance count exceeded/],
    },
    { what: 'EC2 Fleet requests', errors: ['MaxFleetCountExceeded'], counts: ['Fleet Requests'] },
    {
      what: 'EC2-VPC Elastic IPs',
      code: 'L-0263D0A3',
      errors: ['AddressLimitExceeded'],
      counts: ['addresses', 'Elastic IPs', 'Elastic IP addresses', 'EIPs'],
      says: [/\[fail\] elastic ip quota\b/],
    },
    { what: 'Launch templates', code: 'L-FB451C26', counts: ['launch templates'] },
    {
      what: 'AMIs',
      code: 'L-B665C33B',
      errors: ['ImageLimitExceeded', 'AMIQuotaExceeded'],
      counts: ['AMIs', 'images'],
    },
    { what: 'Transit gateways per account', code: 'L-A2478D36', errors: ['TransitGatewayLimitExceeded'] },
    { what: 'VPN connections per region', code: 'L-3E6EC3A3', errors: ['VpnConnectionLimitExceeded'] },
    { what: 'Customer gateways per region', code: 'L-4FB7FF5D', errors: ['CustomerGatewayLimitExceeded'] },
    { what: 'Virtual private gateways per region', code: 'L-7029FAB6', errors: ['VpnGatewayLimitExceeded'] },
    { what: 'Dedicated Hosts', errors: ['HostLimitExceeded'] },
    { what: 'Key pairs', errors: ['KeyPairLimitExceeded'], counts: ['key pairs'] },
    { what: 'Placement groups', errors: ['PlacementGroupLimitExceeded', 'MaxPlacementGroups'] },
  ],
  vpc: [
    {
      what: 'VPCs per Region',
      code: 'L-F678F1CE',
      errors: ['VpcLimitExceeded'],
      counts: ['VPCs'],
      says: [/\[fail\] vpc quota\b/],
    },
    {
      what: 'Internet gateways per Region',
      code: 'L-A4707A72',
      errors: ['InternetGatewayLimitExceeded'],
      counts: ['internet gateways'],
      // docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
      advice:
        'Ask AWS for more VPCs per Region, which raises the number of internet gateways with it, or delete gateways that are not used.',
    },
    {
      what: 'Egress-only internet gateways per Region',
      code: 'L-45FE3B85',
      errors: ['EgressOnlyInternetGatewayLimitExceeded'],
      counts: ['egress only internet gateways', 'egress-only internet gateways'],
    },
    {
      what: 'NAT gateways per Availability Zone',
      code: 'L-FE5A380F',
      errors: ['NatGatewayLimitExceeded'],
      counts: ['NAT gateways'],
      says: [/\[fail\] nat gateway quota\b/],
    },
    { what: 'Subnets per VPC', code: 'L-407747CB', errors: ['SubnetLimitExceeded'], counts: ['subnets'] },
    {
      what: 'IPv4 CIDR blocks per VPC',
      code: 'L-83CA0A9D',
      counts: ['CIDR blocks', 'vpc cidr block'],
      errors: ['CidrLimitExceeded'],
    },
    {
      what: 'Route tables per VPC',
      code: 'L-589F43AA',
      errors: ['RouteTableLimitExceeded'],
      counts: ['route tables'],
    },
    {
      what: 'Routes per route table',
      code: 'L-93826ACB',
      errors: ['RouteLimitExceeded'],
      counts: ['routes', 'routes per route table'],
    },
    {
      what: 'VPC security groups per Region',
      code: 'L-E79EC296',
      errors: ['SecurityGroupLimitExceeded'],
      counts: ['security groups'],
    },
    {
      what: 'Inbound or outbound rules per security group',
      code: 'L-0EA8095F',
      errors: ['RulesPerSecurityGroupLimitExceeded'],
      counts: ['rules per security group', 'security group rules'],
    },
    {
      what: 'Security groups per network interface',
      code: 'L-2AFB9258',
      errors: ['SecurityGroupsPerInterfaceLimitExceeded', 'SecurityGroupsPerInstanceLimitExceeded'],
      counts: [
        'security groups per interface',
        'security groups per network interface',
        'interface security group memberships',
      ],
    },
    {
      what: 'Network interfaces per Region',
      code: 'L-DF5E4CA3',
      errors: ['NetworkInterfaceLimitExceeded', 'NetworkInterfaceCountExceeded'],
      counts: ['network interfaces'],
    },
    {
      what: 'VPC endpoints (interface endpoints per VPC, or gateway endpoints per Region)',
      errors: ['VpcEndpointLimitExceeded'],
      counts: ['VPC endpoints'],
    },
    {
      what: 'Interface VPC endpoints per VPC',
      code: 'L-29B6F2EB',
      counts: ['interface VPC endpoints', 'interface endpoints'],
    },
    {
      what: 'Gateway VPC endpoints per Region',
      code: 'L-1B52E74A',
      counts: ['gateway VPC endpoints', 'gateway endpoints'],
    },
    {
      what: 'Active VPC peering connections per VPC',
      code: 'L-7E9ECCDB',
      errors: ['VpcPeeringConnectionLimitExceeded', 'ActiveVpcPeeringConnectionPerVpcLimitExceeded'],
      counts: ['VPC peering connections'],
    },
    {
      what: 'Outstanding VPC peering connection requests',
      code: 'L-DC9F7029',
      errors: ['OutstandingVpcPeeringConnectionLimitExceeded'],
    },
    {
      what: 'Network ACLs per VPC',
      code: 'L-B4A6D682',
      errors: ['NetworkAclLimitExceeded'],
      counts: ['network ACLs'],
    },
    {
      what: 'Rules per network ACL',
      code: 'L-2AEEBF1A',
      errors: ['NetworkAclEntryLimitExceeded'],
      counts: ['network ACL entries'],
    },
    { what: 'Flow logs', errors: ['FlowLogsLimitExceeded'], counts: ['flow logs'] },
    { what: 'DHCP option sets', errors: ['DhcpOptionsLimitExceeded'] },
  ],
  ebs: [
    ...(
      [
        ['gp3', 'General Purpose SSD (gp3)', 'L-7A658B76'],
        ['gp2', 'General Purpose SSD (gp2)', 'L-D18FCD1D'],
        ['io1', 'Provisioned IOPS SSD (io1)', 'L-FD252861'],
        ['io2', 'Provisioned IOPS SSD (io2)', 'L-09BD8365'],
        ['st1', 'Throughput Optimized HDD (st1)', 'L-82ACEF56'],
        ['sc1', 'Cold HDD (sc1)', 'L-17AF77E8'],
        ['standard', 'Magnetic (standard)', 'L-9CF3C2EB'],
      ] as const
    ).map(([type, name, code]): Quota => ({
      what: `Storage for ${name} volumes, in TiB`,
      code,
      unit: 'TiB',
      says: [
        new RegExp(`maximum ${type} storage limit`),
        new RegExp(`volumelimitexceeded.{0,120}\\b${type}\\b`),
      ],
    })),
    {
      what: 'IOPS for Provisioned IOPS SSD (io1 or io2) volumes',
      errors: ['MaxIOPSLimitExceeded'],
      says: [/maximum (?:io1|io2|provisioned) iops limit/],
    },
    { what: 'Storage of EBS volumes', errors: ['VolumeLimitExceeded'] },
    {
      what: 'Snapshots per Region',
      code: 'L-309BACF6',
      errors: ['SnapshotLimitExceeded'],
      counts: ['snapshots'],
    },
    { what: 'Concurrent snapshot copies per destination Region', counts: ['snapshot copies in progress'] },
    {
      what: 'Concurrent snapshots per volume',
      errors: ['ConcurrentSnapshotLimitExceeded', 'PendingSnapshotLimitExceeded'],
      counts: ['pending snapshots', 'concurrent snapshots'],
    },
  ],
  eks: [
    { what: 'Clusters', code: 'L-1194D53C', counts: ['clusters'], says: [/\[fail\] eks cluster quota\b/] },
    {
      what: 'Managed node groups per cluster',
      code: 'L-6D54EA21',
      counts: ['nodegroups', 'node groups', 'managed node groups', 'nodegroup for cluster'],
    },
    {
      what: 'Nodes per managed node group',
      code: 'L-BD136A63',
      counts: ['nodes per managed node group', 'nodes per nodegroup'],
    },
    {
      what: 'Fargate profiles per cluster',
      code: 'L-33415657',
      counts: ['Fargate profiles', 'fargateprofiles'],
    },
    { what: 'Pod Identity associations per cluster', counts: ['pod identity associations'] },
  ],
  elasticloadbalancing: [
    {
      what: 'Network or Application Load Balancers per Region',
      errors: ['TooManyLoadBalancers'],
      counts: ['load balancers'],
      advice:
        'Ask AWS for more load balancers of the kind that the log names (each kind has a quota of its own), or delete what is not used any more.',
    },
    {
      // Only Classic load balancers say "Exceeded quota of account 123456789012".
      what: 'Classic Load Balancers per Region',
      code: 'L-E9E9831D',
      counts: ['classic load balancers'],
      says: [/toomanyloadbalancers: exceeded quota of account/],
    },
    {
      what: 'Application Load Balancers per Region',
      code: 'L-53DA6B97',
      counts: ['application load balancers'],
    },
    { what: 'Network Load Balancers per Region', code: 'L-69A177A2', counts: ['network load balancers'] },
    {
      what: 'Target Groups per Region',
      code: 'L-B22855CB',
      errors: ['TooManyTargetGroups'],
      counts: ['target groups'],
    },
    {
      what: 'Targets per load balancer',
      errors: ['TooManyTargets'],
      counts: ['targets', 'targets per load balancer'],
    },
    {
      what: 'Targets per Network Load Balancer',
      code: 'L-EEF1AD04',
      says: [/maximum number of targets per load balancer[^.]{0,120}loadbalancer\/net\//],
    },
    {
      what: 'Targets per Application Load Balancer',
      code: 'L-7E6692B2',
      says: [/maximum number of targets per load balancer[^.]{0,120}loadbalancer\/app\//],
    },
    {
      // Of the same limit as L-EEF1AD04, but lower: docs.aws.amazon.com/elasticloadbalancing, "Quotas for your NLBs".
      what: 'Targets per Network Load Balancer, with cross-zone load balancing',
      counts: ['targets per network load balancer with cross-zone load balancing enabled'],
    },
    { what: 'Targets per Target Group per Region', code: 'L-A0D0B863', counts: ['targets per target group'] },
    { what: 'Listeners per load balancer', errors: ['TooManyListeners'], counts: ['listeners'] },
    {
      what: 'Rules per Application Load Balancer',
      code: 'L-7EED9B64',
      errors: ['TooManyRules'],
      counts: ['rules'],
    },
    { what: 'Certificates per load balancer', errors: ['TooManyCertificates'], counts: ['certificates'] },
    {
      what: 'Target groups per load balancer, or per action',
      errors: ['TooManyUniqueTargetGroupsPerLoadBalancer', 'TooManyActions'],
      ...FIXED,
    },
    { what: 'Times that a target can be registered', errors: ['TooManyRegistrationsForTargetId'], ...FIXED },
    { what: 'Registered instances per Classic Load Balancer', code: 'L-CE3125E5' },
  ],
  autoscaling: [
    {
      what: 'Auto Scaling groups per region',
      code: 'L-CDE20ADC',
      counts: ['Auto Scaling groups', 'AutoScalingGroups'],
    },
    { what: 'Launch configurations per region', code: 'L-6B80B8FA', counts: ['launch configurations'] },
    // docs.aws.amazon.com/autoscaling/ec2/userguide/ec2-auto-scaling-quotas.html: not adjustable.
    {
      what: 'Target groups per Auto Scaling group',
      counts: ['target groups specified for this group', 'target groups per auto scaling group'],
      ...FIXED,
    },
    { what: 'Lifecycle hooks per Auto Scaling group', counts: ['lifecycle hooks'], ...FIXED },
    { what: 'Scaling policies per Auto Scaling group', counts: ['scaling policies'], ...FIXED },
  ],
  iam: [
    { what: 'Roles per account', code: 'L-FE177D64', counts: ['RolesPerAccount', 'roles'], ...GLOBAL },
    {
      what: 'Customer managed policies per account',
      code: 'L-E95E4862',
      counts: ['PoliciesPerAccount', 'policies'],
      ...GLOBAL,
    },
    {
      what: 'Managed policies per role',
      code: 'L-0DA4ABF3',
      counts: ['PoliciesPerRole', 'AttachedPoliciesPerRole'],
      ...GLOBAL,
    },
    {
      what: 'Managed policies per user',
      code: 'L-4019AD8B',
      counts: ['PoliciesPerUser', 'AttachedPoliciesPerUser'],
      ...GLOBAL,
    },
    {
      what: 'Managed policies per group',
      code: 'L-384571C4',
      counts: ['PoliciesPerGroup', 'AttachedPoliciesPerGroup'],
      ...GLOBAL,
    },
    {
      what: 'Role trust policy length',
      code: 'L-C07B4B0D',
      unit: 'characters',
      counts: ['ACLSizePerRole', 'AssumeRolePolicySize'],
      ...GLOBAL,
    },
    {
      what: 'OpenId connect providers per account',
      code: 'L-858F3967',
      counts: ['OpenIdConnectProvidersPerAccount', 'openidconnectprovider', 'OIDC provider'],
      ...GLOBAL,
    },
    {
      what: 'SAML providers per account',
      code: 'L-DB618D39',
      counts: ['SAMLProvidersPerAccount'],
      ...GLOBAL,
    },
    {
      what: 'Instance profiles per account',
      code: 'L-6E65F664',
      counts: ['InstanceProfilesPerAccount', 'instance profiles'],
      ...GLOBAL,
    },
    { what: 'Users per account', code: 'L-F55AF5E4', counts: ['UsersPerAccount', 'users'], ...GLOBAL },
    { what: 'Groups per account', code: 'L-F4A5425F', counts: ['GroupsPerAccount'], ...GLOBAL },
    {
      what: 'Server certificates per account',
      code: 'L-BF35879D',
      counts: ['ServerCertificatesPerAccount'],
      ...GLOBAL,
    },
    // docs.aws.amazon.com/IAM/latest/UserGuide/reference_iam-quotas.html: these are raised for nobody.
    {
      what: 'Access keys per IAM user',
      counts: ['AccessKeysPerUser', 'access keys'],
      advice:
        'AWS allows two access keys a user and raises this for nobody: delete the one that nothing uses.',
      ...GLOBAL,
      ...FIXED,
    },
    {
      what: 'Size of a managed policy',
      unit: 'characters',
      counts: ['PolicySize', 'ManagedPolicySize'],
      advice: 'AWS raises this for nobody: split the policy in two, or shorten it (spaces do not count).',
      ...GLOBAL,
      ...FIXED,
    },
    {
      what: 'Size of the inline policies',
      unit: 'characters',
      says: [/maximum policy size of \d{1,9} bytes exceeded/],
      counts: ['InlinePolicySize', 'RolePolicySize', 'UserPolicySize', 'GroupPolicySize'],
      advice:
        'AWS raises this for nobody: make managed policies of the inline ones, or shorten them (spaces do not count).',
      ...GLOBAL,
      ...FIXED,
    },
    {
      what: 'Versions per managed policy',
      errors: ['VersionsPerPolicyLimitExceeded'],
      counts: ['VersionsPerPolicy', 'policy version', 'versions per policy'],
      advice:
        'AWS keeps five versions of a policy and raises this for nobody: delete one that is not the default.',
      ...GLOBAL,
      ...FIXED,
    },
    { what: 'Groups per IAM user', counts: ['GroupsPerUser'], ...GLOBAL, ...FIXED },
    {
      what: 'MFA devices per IAM user',
      counts: ['MFADevicesPerUser', 'MFADevicesInUse'],
      ...GLOBAL,
      ...FIXED,
    },
    {
      what: 'Signing certificates per IAM user',
      counts: ['SigningCertificatesPerUser'],
      ...GLOBAL,
      ...FIXED,
    },
    {
      what: 'Instance profiles per role',
      counts: ['RolesPerInstanceProfile', 'InstanceSessionsPerInstanceProfile'],
      ...GLOBAL,
      ...FIXED,
    },
    {
      what: 'Tags per IAM resource',
      counts: ['TagsPerRole', 'TagsPerUser', 'TagsPerPolicy'],
      ...GLOBAL,
      ...FIXED,
    },
  ],
  rds: [
    {
      what: 'DB instances',
      code: 'L-7B6409FD',
      errors: ['InstanceQuotaExceeded', 'DBInstanceQuotaExceeded'],
      counts: ['DB instances'],
    },
    { what: 'DB clusters', code: 'L-952B80B8', errors: ['DBClusterQuotaExceeded'], counts: ['DB clusters'] },
    {
      what: 'DB subnet groups',
      code: 'L-48C6BF61',
      errors: ['DBSubnetGroupQuotaExceeded'],
      counts: ['DB subnet groups'],
    },
    { what: 'Subnets per DB subnet group', errors: ['DBSubnetQuotaExceeded'] },
    {
      what: 'Parameter groups',
      code: 'L-DE55804A',
      errors: ['DBParameterGroupQuotaExceeded'],
      counts: ['parameter groups', 'DB parameter groups'],
    },
    {
      what: 'DB cluster parameter groups',
      code: 'L-E4C808A8',
      counts: ['DB cluster parameter groups', 'cluster parameter groups'],
    },
    {
      what: 'Option groups',
      code: 'L-9FA33840',
      errors: ['OptionGroupQuotaExceeded'],
      counts: ['option groups'],
    },
    {
      what: 'Total storage for all DB instances',
      code: 'L-7ADDB58A',
      unit: 'GB',
      errors: ['StorageQuotaExceeded'],
    },
    {
      what: 'Manual DB instance snapshots',
      code: 'L-272F1212',
      errors: ['SnapshotQuotaExceeded'],
      counts: ['manual snapshots', 'DB snapshots', 'snapshots'],
    },
    {
      what: 'Snapshot copies in progress to another Region',
      says: [/copy more than \d{1,6} snapshots across regions/],
    },
    {
      what: 'Manual DB cluster snapshots',
      code: 'L-9B510759',
      errors: ['DBClusterSnapshotQuotaExceeded'],
      counts: ['DB cluster snapshots'],
      says: [/dbclustersnapshot operation[^.]{0,80}more than \d{1,6} manual snapshots/],
    },
    { what: 'Read replicas per primary', code: 'L-5BC124EF', counts: ['read replicas'] },
    { what: 'Event subscriptions', code: 'L-A59F4C87', errors: ['EventSubscriptionQuotaExceeded'] },
    { what: 'Proxies', code: 'L-D94C7EA3', errors: ['DBProxyQuotaExceeded'], counts: ['DB proxies'] },
    { what: 'Reserved DB instances', code: 'L-78E853F4', errors: ['ReservedDBInstanceQuotaExceeded'] },
  ],
  elasticache: [
    {
      what: 'Nodes per Region',
      code: 'L-DFE45DF3',
      errors: ['NodeQuotaForCustomerExceeded'],
      counts: ['nodes per region', 'nodes per customer'],
    },
    {
      what: 'Nodes per cluster',
      errors: ['NodeQuotaForClusterExceeded', 'NodeGroupsPerReplicationGroupQuotaExceeded'],
      counts: ['nodes per cluster'],
    },
    { what: 'Clusters', errors: ['ClusterQuotaForCustomerExceeded'], counts: ['cache clusters'] },
    {
      what: 'Subnet groups',
      errors: ['CacheSubnetGroupQuotaExceeded'],
      counts: ['cache subnet groups', 'subnet groups'],
    },
    { what: 'Subnets per subnet group', errors: ['CacheSubnetQuotaExceeded'] },
    {
      what: 'Parameter groups',
      errors: ['CacheParameterGroupQuotaExceeded'],
      counts: ['cache parameter groups'],
    },
    { what: 'Manual snapshots', errors: ['SnapshotQuotaExceeded'] },
    { what: 'Users', errors: ['UserQuotaExceeded'] },
    { what: 'User groups', errors: ['UserGroupQuotaExceeded'] },
    {
      what: 'Serverless caches',
      errors: ['ServerlessCacheQuotaForCustomerExceeded'],
      counts: ['serverless caches'],
    },
  ],
  kms: [
    {
      what: 'Customer Master Keys (CMKs)',
      code: 'L-C2F1777E',
      counts: ['key', 'customer master keys', 'KMS keys'],
    },
    { what: 'Aliases per CMK', code: 'L-340F62FB', counts: ['aliases'] },
    { what: 'Grants per CMK', counts: ['grants'] },
    { what: 'Size of a key policy', counts: ['key policy document size'], ...FIXED },
  ],
  lambda: [
    {
      what: 'Concurrent executions',
      code: 'L-B99A9384',
      says: [
        /decreases account's unreservedconcurrentexecutions? below its minimum/,
        /reserved function concurrent invocation limit exceeded/,
      ],
      counts: ['concurrent executions'],
    },
    {
      what: 'Function and layer storage',
      code: 'L-2ACBD22F',
      errors: ['CodeStorageExceeded'],
      says: [/code storage limit exceeded/],
    },
    { what: 'Elastic network interfaces per VPC', code: 'L-9FEE3D26', errors: ['ENILimitReached'] },
    { what: 'Size of a function policy', errors: ['PolicyLengthExceeded'], ...FIXED },
  ],
  ecr: [
    { what: 'Registered repositories', code: 'L-CFEB8E8D', counts: ['repositories'] },
    {
      what: 'Images per repository',
      code: 'L-03A36CE1',
      counts: ['images'],
      says: [/maximum allowed number of images/],
    },
    { what: 'Layers per image', errors: ['LayersPerImageLimitExceeded'], ...FIXED },
  ],
  route53: [
    {
      what: 'Hosted zones',
      code: 'L-4EA4796A',
      errors: ['TooManyHostedZones'],
      counts: ['hosted zones'],
      says: [/limits exceeded: max_hosted_zones_by_owner/],
      ...GLOBAL,
    },
    {
      what: 'Records per hosted zone',
      code: 'L-E209CC9F',
      counts: ['records per hosted zone', 'resource record sets', 'records'],
      says: [/limits exceeded: max_rrsets_by_zone/],
      ...GLOBAL,
    },
    {
      what: 'Amazon VPCs that you can associate with a private hosted zone',
      counts: ['VPCs per hosted zone'],
      says: [/limits exceeded: max_vpcs?_(?:associations_)?(?:by|per)_(?:hosted_)?zone/],
      ...GLOBAL,
    },
    {
      what: 'Health checks',
      code: 'L-ACB674F3',
      errors: ['TooManyHealthChecks'],
      counts: ['health checks'],
      ...GLOBAL,
    },
    {
      what: 'Reusable delegation sets',
      code: 'L-A676AB48',
      errors: ['DelegationSetLimitReached'],
      ...GLOBAL,
    },
    { what: 'Traffic policies', errors: ['TooManyTrafficPolicies'], ...GLOBAL },
    {
      what: 'Amazon VPC associations with hosted zones',
      errors: ['TooManyVPCAssociationAuthorizations'],
      ...GLOBAL,
    },
  ],
  route53resolver: [
    {
      what: 'Resolver endpoints per AWS Region',
      code: 'L-4A669CC0',
      counts: ['resolver endpoints'],
      says: [/exceeded 'max-endpoints'/],
    },
    {
      what: 'Resolver rules per AWS Region',
      code: 'L-51D8A1FB',
      counts: ['resolver rules'],
      says: [/exceeded 'max-rules'/],
    },
    {
      what: 'Associations between resolver rules and VPCs per AWS Region',
      code: 'L-94E19253',
      counts: ['resolver rule associations'],
    },
  ],
  acm: [
    { what: 'ACM certificates', code: 'L-F141DD1D', counts: ['certificates', 'ACM certificates'] },
    {
      what: 'ACM certificates created in last 365 days',
      code: 'L-DA1D8B98',
      counts: ['certificates in the last year', 'certificates in last 365 days'],
    },
    { what: 'Imported certificates', code: 'L-D2CB7DE9', counts: ['imported certificates'] },
    {
      what: 'Domain names per ACM certificate',
      code: 'L-FB94F0B0',
      counts: ['domain names', 'subject alternative names'],
    },
  ],
  logs: [
    { what: 'Log groups', counts: ['log groups'] },
    { what: 'Subscription filters per log group', counts: ['subscription filters'], ...FIXED },
    {
      // docs.aws.amazon.com/AmazonCloudWatch/latest/logs/cloudwatch_limits_cwl.html: up to 10 a Region, not adjustable.
      what: 'Resource policies of CloudWatch Logs per Region',
      counts: ['resource policy', 'log resource policy'],
      says: [
        /cloudwatch logs? resource policy.{0,200}limitexceededexception/,
        /cloudwatch logs resource policy size was exceeded/,
      ],
      ...FIXED,
    },
    { what: 'Metric filters per log group', counts: ['metric filters'], ...FIXED },
  ],
  monitoring: [
    { what: 'Metric alarms', counts: ['alarms', 'metric alarms'] },
    { what: 'Dashboards', errors: ['DashboardLimitExceeded'] },
  ],
  s3: [
    {
      what: 'General purpose buckets',
      code: 'L-DC2B2D3D',
      errors: ['TooManyBuckets'],
      counts: ['buckets'],
      says: [/attempted to create more buckets than allowed/],
      ...GLOBAL,
    },
    { what: 'Access points', code: 'L-FAABEEBA', errors: ['TooManyAccessPoints'], counts: ['access points'] },
  ],
  fargate: [
    {
      what: 'Fargate On-Demand vCPU resource count',
      code: 'L-3032A538',
      unit: 'vCPU',
      counts: [
        'Fargate pods',
        'Fargate tasks',
        'tasks you can run concurrently',
        'vCPUs you can run concurrently',
      ],
    },
    {
      what: 'Fargate Spot vCPU resource count',
      code: 'L-36FBB829',
      unit: 'vCPU',
      counts: [
        'spot tasks you can run concurrently',
        'spot vCPUs you can run concurrently',
        'Fargate Spot tasks',
      ],
    },
  ],
  cloudformation: [
    { what: 'Stack count', code: 'L-0485CB21', counts: ['stacks'] },
    { what: 'Stack sets', errors: ['StackSetLimitExceeded'], counts: ['stack sets'] },
  ],
  secretsmanager: [{ what: 'Secrets', code: 'L-2F66C23C', counts: ['secrets'] }],
  sns: [{ what: 'Topics per account', code: 'L-61103206', errors: ['TopicLimitExceeded'] }],
  elasticfilesystem: [
    {
      what: 'File systems per account',
      code: 'L-848C634D',
      errors: ['FileSystemLimitExceeded'],
      counts: ['file systems'],
    },
    {
      what: 'Access points per file system',
      errors: ['AccessPointLimitExceeded'],
      counts: ['access points'],
    },
  ],
};

/** Codes that say which service refused at most, and never which quota. */
export const VAGUE: ReadonlySet<string> = new Set([
  'limitexceeded',
  'limitsexceeded',
  'resourcelimitexceeded',
  'resourcelimitsexceeded',
  'servicelimitexceeded',
  'servicequotaexceeded',
  'quotaexceeded',
  'quotalimitexceeded',
  'accountlimitexceeded',
  'accountquotaexceeded',
  'resourcequotaexceeded',
  'resourcecountexceeded',
  'maxcountexceeded',
]);

/** What one instance, request or node may have, and no account: no quota that anybody raises. */
export const OF_ONE_RESOURCE: ReadonlySet<string> = new Set([
  'attachmentlimitexceeded',
  'privateipaddresslimitexceeded',
  'filterlimitexceeded',
  'backofflimitexceeded',
  'deadlineexceeded',
  'progressdeadlineexceeded',
  'memorylimitexceeded',
  'memorysizelimitexceeded',
  'requestsizelimitexceeded',
  'sizelimitexceeded',
  'maxretriesexceeded',
  'maxattemptsexceeded',
  'toomanyentriesinbatchrequest',
  'toomanyrequests',
]);
