export const id = 480;
export const ids = [480];
export const modules = {
  1480:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  headline: () => (  advice .Pl),
  Mz: () => (  preflight),
  problemsInLog: () => (  problemsInLog)
});
// EXTERNAL MODULE: ./lib/qovery/log.js
var log = __webpack_require__(2922);
// EXTERNAL MODULE: ./lib/provider-errors/advice.js
var advice = __webpack_require__(7835);
;// CONCATENATED MODULE: ./lib/provider-errors/aws.js
const ON_DEMAND = [
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
const SPOT = [
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
};
const QUOTAS = [
    {
        ...VCPU,
        pattern: /\bVcpuLimitExceeded\b|requested more vCPU capacity than your current vCPU limit|exceeded the limit of vCPUs allowed on your AWS account/,
        details: [/vCPU limit of (?<limit>\d{1,9})/, /AWS account \((?<limit>\d{1,9}) by default\)/],
    },
    {
        ...VCPU,
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
    {
        kind: 'quota',
        pattern: /\bAddressLimitExceeded\b|The maximum number of addresses has been reached/,
        what: 'EC2-VPC Elastic IPs',
        service: 'ec2',
        code: 'L-0263D0A3',
    },
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
        advice: 'Ask AWS for more VPCs per Region, which raises the number of internet gateways with it, or delete gateways that are not used.',
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
        pattern: /\bSecurityGroupLimitExceeded\b|The maximum number of security groups for .{0,60}? has been reached/i,
        what: 'VPC security groups per Region',
        service: 'vpc',
        code: 'L-E79EC296',
    },
    {
        kind: 'quota',
        pattern: /\bRulesPerSecurityGroupLimitExceeded\b|The maximum number of rules per security group has been reached/i,
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
    ...[
        ['gp3', 'General Purpose SSD (gp3)', 'L-7A658B76'],
        ['gp2', 'General Purpose SSD (gp2)', 'L-D18FCD1D'],
        ['io1', 'Provisioned IOPS SSD (io1)', 'L-FD252861'],
        ['io2', 'Provisioned IOPS SSD (io2)', 'L-09BD8365'],
    ].map(([type, name, code]) => ({
        kind: 'quota',
        pattern: new RegExp(`exceeded your maximum ${type} storage limit|\\bVolumeLimitExceeded\\b.{0,120}?\\b${type}\\b`, 'i'),
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
    {
        kind: 'quota',
        pattern: /\bTooManyLoadBalancers\b: Exceeded quota of account/,
        what: 'Classic Load Balancers per Region',
        service: 'elasticloadbalancing',
        code: 'L-E9E9831D',
    },
    {
        kind: 'quota',
        pattern: /\bTooManyLoadBalancers\b(?!: Exceeded quota of account)|The maximum number of load balancers has been reached/,
        what: 'Network or Application Load Balancers per Region',
        service: 'elasticloadbalancing',
        advice: 'Ask AWS for more load balancers of the kind that the log names (each kind has a quota of its own), or delete what is not used any more.',
    },
    {
        kind: 'quota',
        pattern: /\bTooManyTargetGroups\b/,
        what: 'Target Groups per Region',
        service: 'elasticloadbalancing',
        code: 'L-B22855CB',
    },
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
        pattern: /\bECR: CreateRepository\b.{0,300}?\bLimitExceededException\b|\bLimitExceededException\b.{0,40}when calling the CreateRepository/,
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
const OTHERS = [
    {
        kind: 'addresses',
        pattern: /\bInsufficientFreeAddresses(?:InSubnet)?\b|not enough free addresses in subnet|insufficient free addresses|does not have enough free addresses|need at least \d{1,4} IPs in each subnet to be free/i,
        what: 'A subnet has no free addresses',
    },
    {
        kind: 'account',
        pattern: /\bPendingVerification\b|accessing resources in this region is being validated|account is currently being verified/,
        what: 'AWS is still verifying the account',
        advice: 'AWS verifies a new account or region, mostly within minutes, at times within four hours. Deploy again then; if it lasts, write to aws-verification@amazon.com.',
    },
    {
        kind: 'account',
        pattern: /\bOptInRequired\b|You are not subscribed to this service/,
        what: 'The account is not subscribed to an AWS service, or the region is not enabled',
        advice: 'Enable the region or the service in the AWS account and check that its registration and payment are complete.',
    },
    {
        kind: 'account',
        pattern: /\bBlocked: This account is currently blocked\b|account is currently blocked and not recognized/i,
        what: 'AWS has blocked the account',
        advice: 'Write to aws-verification@amazon.com, or open a case with AWS support; nothing can be deployed before.',
    },
    {
        kind: 'credentials',
        pattern: /\b(?:InvalidClientTokenId|UnrecognizedClientException|InvalidAccessKeyId|SignatureDoesNotMatch)\b|\bAuthFailure\b(?!\.)|security token included in the request is invalid/,
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
        pattern: /\bExpiredToken(?:Exception)?\b|\bRequestExpired\b|security token included in the request is expired/,
        what: 'The AWS session has expired',
        advice: 'Deploy again; with a new session this ends by itself.',
    },
    {
        kind: 'permissions',
        pattern: /\bAccessDenied(?:Exception)?\b|\bUnauthorizedOperation\b|\bnot authorized to perform\b|\bAuthFailure\.\w{1,80}NotPermitted\b|with an explicit deny in a/,
        what: 'AWS denies an action to the IAM user of Qovery',
    },
    {
        kind: 'capacity',
        pattern: /\bInsufficient(?:Instance|Host)Capacity\b|\bUnfulfillableCapacity\b|do not have sufficient \S{1,40} capacity|does not currently have sufficient capacity to support the cluster|insufficient capacity, all requested instance types were unavailable/,
        what: 'AWS has no free instances of this type in the zone',
    },
    {
        kind: 'capacity',
        pattern: /\bInsufficientDBInstanceCapacity\b/,
        what: 'AWS has no free database instances of this class',
    },
    {
        kind: 'throttling',
        pattern: /\bThrottling(?:Exception)?\b(?=[:)])|\bI(?:AM|am)Throttling\b|\bRequestLimitExceeded\b|\bRequest limit exceeded\b|\bTooManyRequestsException\b/,
        what: 'Too many AWS API calls at once',
    },
];
function place(region) {
    if (region.startsWith('cn-'))
        return { console: 'console.amazonaws.cn', home: 'cn-north-1' };
    if (region.startsWith('us-gov-'))
        return { console: 'console.amazonaws-us-gov.com', home: 'us-gov-west-1' };
    return { console: 'console.aws.amazon.com', home: 'us-east-1' };
}
const aws = {
    name: 'AWS',
    qovery: 'AWS',
    rows: [...QUOTAS, ...OTHERS],
    region: /\b(?<region>(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:north|south|central)?(?:east|west|north|south|central)-\d)(?:\b|[a-f]\b)/,
    usualTime: '1 to 3 business days',
    link: ({ service, code, global }, region) => {
        const { console, home } = place(region);
        const kept = global ? home : region;
        const where = /^[a-z]{2}(?:-[a-z]+)+-\d$/.test(kept) ? `?region=${kept}` : '';
        if (service === undefined)
            return `https://${console}/servicequotas/home${where}`;
        return `https://${console}/servicequotas/home/services/${service}/quotas${code === undefined ? '' : `/${code}`}${where}`;
    },
};
;// CONCATENATED MODULE: ./lib/provider-errors/azure.js
const NUMBERS = [
    /Current Limit: (?<limit>\d{1,9})/,
    /Current Usage: (?<used>\d{1,9})/,
    /New Limit Required: (?<wanted>\d{1,9})/,
];
const ROWS = [
    {
        kind: 'quota',
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
        pattern: /\bSubnetIsFull\b|\bInsufficientSubnetSize\b|Subnet .{0,300}? does not have enough capacity for \d|Pre-allocated IPs \d{1,6} exceeds IPs available/i,
        what: 'A subnet has no free addresses',
    },
    {
        kind: 'account',
        pattern: /\bReadOnlyDisabledSubscription\b|\bSubscriptionNotRegistered\b|\bMissingSubscriptionRegistration\b|subscription .{0,80}? is disabled/i,
        what: 'The Azure subscription is disabled, or not registered for a service',
        advice: 'Enable the subscription, or register the resource provider that the log names (az provider register).',
    },
    {
        kind: 'credentials',
        pattern: /\bAADSTS\d{4,7}\b|\bInvalidAuthenticationToken\b|\bExpiredAuthenticationToken\b|\binvalid_client\b/,
        what: 'Azure does not accept the credentials',
    },
    {
        kind: 'permissions',
        pattern: /\b(?:Linked)?AuthorizationFailed\b|does not have authorization to perform action/,
        what: 'Azure denies an action to the application of Qovery',
    },
    {
        kind: 'capacity',
        pattern: /\bSkuNotAvailable\b|\b(?:Zonal)?AllocationFailed\b|\bOverconstrained(?:Zonal)?AllocationRequest\b|does not have sufficient capacity for the requested VM size|requested size for resource .{1,300}? is currently not available in location/i,
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
const azure = {
    name: 'Azure',
    qovery: 'AZURE',
    rows: ROWS,
    region: /\b(?:Location: |for region |location ')(?<region>[A-Za-z]{2,30}\d?)\b/,
    usualTime: '1 to 2 business days',
    link: () => 'https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas',
};
;// CONCATENATED MODULE: ./lib/provider-errors/gcp.js
const NUMBER = '\\d{1,12}(?:\\.\\d{1,6})?';
const gcp_ROWS = [
    {
        kind: 'quota',
        pattern: /\bQuota '(?<name>[A-Z][A-Z0-9_-]{1,80})' exceeded/i,
        what: '{name}',
        service: 'compute.googleapis.com',
        code: '{name}',
        details: [new RegExp(`\\bLimit: (?<limit>${NUMBER})`)],
    },
    {
        kind: 'quota',
        pattern: /Insufficient \w{1,20} quota[\s\\]{1,9}to satisfy request[a-z\s:"\\]{1,40}(?<name>[A-Z][A-Z0-9_]{3,80})/,
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
        pattern: /(?<name>[a-z.]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80}) is not available in \S{1,40} because the required number of resources/,
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
        pattern: /\bSERVICE_DISABLED\b|\baccessNotConfigured\b|API has not been used in project .{0,60}? before or it is disabled|API is not enabled for this project/,
        what: 'An API is not enabled in the Google Cloud project',
        advice: 'Enable the API that the log names in the Google Cloud project.',
    },
    {
        kind: 'account',
        pattern: /\bBILLING_DISABLED\b|\bUREQ_PROJECT_BILLING_NOT_OPEN\b|requires billing to be enabled|billing account .{0,80}? is (?:disabled|closed)/i,
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
        pattern: /\b(?:ZONE|REGION)_RESOURCE_POOL_EXHAUSTED(?:_WITH_DETAILS)?\b|\bGPU_STOCKOUT\b|\bGCE_STOCKOUT\b|does not have enough resources available to fulfill the request|instance is currently unavailable in the/,
        what: 'Google Cloud has no free machines of this type in the zone',
    },
    {
        kind: 'throttling',
        pattern: /\brateLimitExceeded\b|\buserRateLimitExceeded\b|\bRATE_LIMIT_EXCEEDED\b/,
        what: 'Too many Google Cloud API calls at once',
    },
];
const gcp = {
    name: 'GCP',
    qovery: 'GCP',
    rows: gcp_ROWS,
    region: /\b(?<region>(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-(?:north|south|central)?(?:east|west|north|south|central)\d{1,2})\b/,
    usualTime: 'instant to 2 business days',
    link: ({ service }) => `https://console.cloud.google.com/iam-admin/quotas${service === undefined ? '' : `?service=${service}`}`,
};
;// CONCATENATED MODULE: ./lib/provider-errors/qovery.js
const OF_ENGINE = [
    {
        kind: 'quota',
        pattern: /cloud provider quotas exceeded\. `(?<name>[^`\n]{1,80})` has reached its quotas/i,
        what: '{name}',
        details: [
            /has reached its quotas: \((?<used>\d{1,9})\/(?<limit>\d{1,9})\)/,
            /has reached its quotas of (?<limit>\d{1,9})/,
        ],
    },
    {
        kind: 'quota',
        pattern: /\bTERRAFORM_CLOUD_PROVIDER_QUOTAS_REACHED\b|\bOBJECT_STORAGE_QUOTA_EXCEEDED\b/,
        what: 'A quota of the cloud account',
    },
    {
        kind: 'account',
        pattern: /\bTERRAFORM_(?:CLOUD_PROVIDER_ACTIVATION_REQUIRED|SERVICE_NOT_ACTIVATED_OPT_IN_REQUIRED|ACCOUNT_BLOCKED_BY_PROVIDER)\b|new account requires cloud provider validation/,
        what: 'The cloud account is blocked, or not activated',
    },
    {
        kind: 'credentials',
        pattern: /\b(?:TERRAFORM|CLOUD_PROVIDER_CLIENT|CONTAINER_REGISTRY)_INVALID_CREDENTIALS\b/,
        what: 'The cloud credentials are not accepted',
    },
    {
        kind: 'permissions',
        pattern: /\bTERRAFORM_NOT_ENOUGH_PERMISSIONS\b/,
        what: 'The cloud credentials lack a permission',
    },
    {
        kind: 'capacity',
        pattern: /Insufficient capacity to launch instances/i,
        what: 'The provider has no free instances of this type',
    },
];
const ofQovery = OF_ENGINE.map((row) => ({ ...row, vague: true }));
;// CONCATENATED MODULE: ./lib/provider-errors/scaleway.js
const scaleway_ROWS = [
    {
        kind: 'quota',
        pattern: /quota exceeded\(s\): (?<name>[A-Za-z0-9_-]{1,80}) has reached its quota/,
        what: '{name}',
        code: '{name}',
        details: [/has reached its quota \((?<used>\d{1,9})\/(?<doubtful>\d{1,9})\)/],
    },
    {
        kind: 'quota',
        pattern: /\bquotas_exceeded\b|\bQuota exceeded for this resource\b/,
        what: '{name}',
        code: '{name}',
        details: [
            /"resource": ?"(?<name>[A-Za-z0-9_-]{1,80})"/,
            /"quota": ?(?<limit>\d{1,9})/,
            /"current": ?(?<used>\d{1,9})/,
        ],
    },
    {
        kind: 'quota',
        pattern: /<Code>QuotaExceeded<\/Code>/,
        what: 'Object Storage',
        advice: 'Complete the registration of the account at Scaleway if it is new; otherwise ask Scaleway for more.',
    },
    {
        kind: 'account',
        pattern: /SCW new account requires cloud provider validation|\bTERRAFORM_CLOUD_PROVIDER_ACTIVATION_REQUIRED\b/,
        what: 'Scaleway has not validated the account yet',
        advice: 'Complete the registration (identity, payment) in the console of Scaleway.',
    },
    {
        kind: 'credentials',
        pattern: /scaleway-sdk-go: denied authentication/,
        what: 'Scaleway does not accept the API key',
    },
    {
        kind: 'permissions',
        pattern: /scaleway-sdk-go: (?:insufficient permissions|http error 403 Forbidden: permission denied)/,
        what: 'Scaleway denies an action to the API key of Qovery',
    },
    {
        kind: 'capacity',
        pattern: /\bis out of stock\b|\bout_of_stock\b/,
        what: 'Scaleway has no free machines of this type in the zone',
    },
    {
        kind: 'throttling',
        pattern: /scaleway-sdk-go: http error 429 /,
        what: 'Too many Scaleway API calls at once',
    },
];
const scaleway = {
    name: 'Scaleway',
    qovery: 'SCW',
    rows: scaleway_ROWS,
    region: /\b(?<region>(?:fr-par|nl-ams|pl-waw)(?:-\d)?)\b/,
    usualTime: '1 to 3 business days',
    link: () => 'https://console.scaleway.com/support/tickets/create',
};
;// CONCATENATED MODULE: ./lib/provider-errors/table.js
const KINDS = [
    'quota',
    'addresses',
    'account',
    'credentials',
    'permissions',
    'capacity',
    'throttling',
];
;// CONCATENATED MODULE: ./lib/provider-errors/preflight.js
const CHECK = /^[ \t]{0,40}\[(PASS|WARN|FAIL)\] (.{1,300})$/;
const REASON = /^[ \t]{0,40}-> (.{1,500})$/;
function preflight(text) {
    const checks = [];
    for (const line of text.split('\n')) {
        const [, level, rest = ''] = CHECK.exec(line.trimEnd()) ?? [];
        if (level !== undefined) {
            const dots = rest.indexOf(' ...');
            const check = (dots < 0 ? rest : rest.slice(0, dots)).trim();
            const says = dots < 0 ? '' : rest.slice(dots).replace(/^[ .]+/, '');
            const [, used, limit] = /^(\d{1,9})\/(\d{1,9})\b/.exec(says) ?? [];
            checks.push({
                level: level,
                check,
                ...(used === undefined ? {} : { used: Number(used), limit: Number(limit) }),
                says: says === '' ? [] : [says],
            });
        }
        else {
            const [, reason] = REASON.exec(line.trimEnd()) ?? [];
            if (reason !== undefined)
                checks.at(-1)?.says.push(reason);
        }
    }
    return checks;
}
;// CONCATENATED MODULE: ./lib/provider-errors/index.js
const PROVIDERS = [aws, gcp, azure, scaleway];
const MOST_LINES = 10_000;
const MOST_PROBLEMS = 50;
const MOST_TEXT = 50_000;
function recognise(text, place) {
    const read = clipped(text);
    const match = matchesOf(read, place)[0];
    return match && errorOf(match, read, place);
}
function matchesOf(text, { provider: name }) {
    const known = PROVIDERS.filter(({ qovery }) => qovery === name.toUpperCase());
    const candidates = (known.length > 0 ? known : PROVIDERS).flatMap((provider) => [...provider.rows, ...(known.length > 0 ? ofQovery : [])].map((row) => ({ provider, row })));
    return candidates
        .filter(({ row }) => row.pattern.test(text))
        .toSorted((a, b) => rankOf(a.row) - rankOf(b.row));
}
function rankOf({ vague, kind }) {
    return (vague ? KINDS.length : 0) + KINDS.indexOf(kind);
}
function problemsInLog(lines, place) {
    const found = new Map();
    const timed = lines
        .slice(-MOST_LINES)
        .map((line) => ({ line, at: timeOf(line) }))
        .reverse()
        .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
    for (const { line, at } of timed) {
        for (const error of errorsOf(line, place)) {
            const key = [error.kind, error.code, error.what, error.region].join('|');
            const known = found.get(key);
            if (known !== undefined)
                found.set(key, { ...known, count: known.count + 1 });
            else if (found.size < MOST_PROBLEMS)
                found.set(key, { error, at, count: 1 });
        }
    }
    return [...found.values()];
}
function errorsOf(line, place) {
    const serious = (0,log .AN)(line);
    const texts = (0,log .CB)(line).filter((text) => serious || text.includes('[FAIL]'));
    const found = new Map();
    for (const text of texts.flatMap((whole) => partsOf(clipped(whole)))) {
        const match = matchesOf(text, place)[0];
        if (match !== undefined && !found.has(match.row))
            found.set(match.row, { match, text });
    }
    const specific = [...found.values()].filter(({ match }) => match.row.vague !== true);
    const kept = specific.length > 0 ? specific : [...found.values()].slice(0, 1);
    return kept.map(({ match, text }) => errorOf(match, text, place));
}
function partsOf(text) {
    return text.split(/\n(?=[ \t│|]{0,8}(?:Error: |\[(?:PASS|WARN|FAIL)\] ))/, 100);
}
function errorOf({ provider, row }, text, place) {
    const groups = groupsOf(row, text);
    const region = provider.region.exec(text)?.groups?.['region'] ?? place.region;
    const family = row.families && familyIn(text, row.families);
    const what = family?.what ?? filled(row.what, groups) ?? `A quota of ${provider.name}`;
    const code = family?.code ?? (row.code === undefined ? undefined : filled(row.code, groups));
    const { service, unit } = row;
    const error = {
        kind: row.kind,
        provider: provider.name,
        what,
        ...(service === undefined ? {} : { service }),
        ...(code === undefined ? {} : { code }),
        ...(unit === undefined ? {} : { unit }),
        ...(region === '' ? {} : { region }),
        ...numbersOf(groups),
    };
    const raisable = row.kind === 'quota' && row.fixed !== true;
    return {
        ...error,
        advice: row.advice ?? (0,advice .cp)(error),
        ...(raisable && {
            link: provider.link({ service, code, global: row.global ?? false }, region),
            usualTime: provider.usualTime,
            request: (0,advice .pU)(error),
        }),
    };
}
function groupsOf({ pattern, details = [] }, text) {
    const groups = {};
    for (const expression of [pattern, ...details]) {
        for (const [name, value] of Object.entries(expression.exec(text)?.groups ?? {}))
            if (value !== undefined)
                groups[name] ??= value;
    }
    return groups;
}
function filled(template, { name }) {
    if (!template.includes('{name}'))
        return template;
    if (name === undefined || /\d{6}/.test(name))
        return undefined;
    return template.replace('{name}', () => name.trim());
}
function numbersOf(groups) {
    const number = (name) => {
        const value = groups[name];
        return value === undefined ? undefined : Number(value);
    };
    const [available, requested, short, doubtful] = ['available', 'requested', 'short', 'doubtful'].map(number);
    const limit = number('limit') ?? (doubtful !== undefined && doubtful > (number('used') ?? 0) ? doubtful : undefined);
    const used = number('used') ?? (limit !== undefined && available !== undefined ? limit - available : undefined);
    const wanted = number('wanted') ??
        (limit !== undefined && short !== undefined ? limit + short : undefined) ??
        (used !== undefined && requested !== undefined ? used + requested : undefined);
    return {
        ...(limit === undefined ? {} : { limit }),
        ...(used === undefined ? {} : { used }),
        ...(wanted === undefined ? {} : { wanted }),
    };
}
function familyIn(text, families) {
    const types = text.match(/\b[a-z]{1,4}\d?[a-z0-9-]{0,12}\.(?:nano|micro|small|medium|large|\d{0,3}xlarge|metal)\b/g);
    const named = new Set((types ?? []).map((type) => families.find((family) => family.types.test(type))));
    return named.size === 1 ? [...named][0] : undefined;
}
function timeOf({ timestamp }) {
    const at = Date.parse(timestamp ?? '');
    return Number.isNaN(at) ? undefined : at;
}
function clipped(text) {
    return text.length <= 2 * MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}\n${text.slice(-MOST_TEXT)}`;
}
  })
};
