/**
 * What cloud providers really say, as people reported it: every text is quoted from the public page that it names, long
 * ones in part. Numbers of accounts, names of people and projects, and identifiers of subscriptions are replaced.
 */
import type { ProviderError } from '../../src/provider-errors/index.ts';

/** What must be recognised: these fields, and no other number. */
export type Expected = Pick<ProviderError, 'kind'> &
  Partial<Pick<ProviderError, 'what' | 'service' | 'code' | 'unit' | 'region' | 'limit' | 'used' | 'wanted'>>;

export interface Sample {
  readonly source: string;
  readonly text: string;
  readonly says: Expected;
}

/** Clusters run in another region than any text names, so that a region comes from the text or it does not. */
export const REGIONS = {
  AWS: 'eu-west-3',
  GCP: 'europe-west9',
  AZURE: 'francecentral',
  SCW: 'fr-par',
} as const;

const VCPU = { kind: 'quota', service: 'ec2', unit: 'vCPU' } as const;
const STANDARD = {
  ...VCPU,
  code: 'L-1216C47A',
  what: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
} as const;
const SPOT = { ...VCPU, code: 'L-34B43A08' } as const;
const EIP = { kind: 'quota', service: 'ec2', code: 'L-0263D0A3', what: 'EC2-VPC Elastic IPs' } as const;
const VPC = { kind: 'quota', service: 'vpc', code: 'L-F678F1CE', what: 'VPCs per Region' } as const;
const RULES = { kind: 'quota', service: 'vpc', code: 'L-0EA8095F' } as const;
const FLEET = { kind: 'quota', service: 'ec2', what: 'EC2 Fleet requests' } as const;
const OIDC = { kind: 'quota', service: 'iam', code: 'L-858F3967', limit: 100 } as const;
const BUCKETS = { kind: 'quota', service: 's3', code: 'L-DC2B2D3D' } as const;
const DATABASES = { kind: 'quota', service: 'rds', code: 'L-7B6409FD' } as const;

const AWS: readonly Sample[] = [
  // Machines
  {
    source: 'https://github.com/xlang-ai/OSWorld/issues/366',
    text: 'An error occurred (VcpuLimitExceeded) when calling the RunInstances operation: You have requested more vCPU capacity than your current vCPU limit of 16 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.',
    says: { ...STANDARD, limit: 16 },
  },
  {
    source: 'https://github.com/scrapoxy/scrapoxy/issues/202',
    text: 'Error: Cannot update or adjust instances: message=You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit., ',
    says: { ...STANDARD, limit: 32 },
  },
  {
    source: 'https://github.com/StreisandEffect/streisand/issues/1715',
    text: 'Instance creation failed => VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 1 allows for the instance bucket that the specified instance type belongs to.',
    says: { ...STANDARD, limit: 1 },
  },
  {
    source: 'https://github.com/bentoml/bentoctl/issues/202',
    text: 'creating EC2 Instance: VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit.',
    says: { ...STANDARD, limit: 32 },
  },
  {
    source: 'https://github.com/aws/amazon-cloudwatch-agent-test/pull/256',
    text: 'Error: creating EC2 Instance: VcpuLimitExceeded: You have requested more vCPU capacity than your current vCPU limit of 1247 allows for the instance bucket that the specified instance type belongs to.',
    says: { ...STANDARD, limit: 1247 },
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'AsgInstanceLaunchFailures: Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to. Please visit http://aws.amazon.com/contact-us/ec2-request to request an adjustment to this limit. Launching EC2 instance failed.',
    says: { ...STANDARD, limit: 32 },
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'You have exceeded the limit of vCPUs allowed on your AWS account (32 by default).',
    says: { ...STANDARD, limit: 32 },
  },
  {
    source: 'https://github.com/kubernetes-retired/kube-aws/issues/270',
    text: 'CREATE_FAILED AWS::EC2::Instance InstanceEtcd0 Your quota allows for 0 more running instance(s). You requested at least 1',
    says: { kind: 'quota', service: 'ec2', code: 'L-1216C47A' },
  },
  {
    source: 'https://gist.github.com/lightsofapollo/9d5de02a99cae2a065ed',
    text: 'MaxSpotInstanceCountExceeded: Max spot instance count exceeded, as JSON: {"message":"Max spot instance count exceeded","code":"MaxSpotInstanceCountExceeded","time":"2014-05-13T20:27:14.148Z","statusCode":400,"retryable":false}, spec {"KeyName":"taskcluster-aws-provisioner-managed:aufs-worker","ImageId":"ami-36a6cc06","InstanceType":"c3.xlarge"',
    says: SPOT,
  },
  {
    source: 'https://github.com/vrivellino/spoptimize/issues/15',
    text: 'An error occurred (MaxSpotInstanceCountExceeded) when calling the RequestSpotInstances operation: Max spot instance count exceeded: ClientError',
    says: SPOT,
  },
  {
    source: 'https://github.com/aws/aws-parallelcluster/issues/340',
    text: 'Placing Spot instance request. Status Reason: Max spot instance count exceeded. Placing Spot instance request failed.',
    says: SPOT,
  },
  {
    source: 'https://github.com/runs-on/runs-on/issues/88',
    text: "operation error EC2: CreateFleet,\nhttps response error StatusCode: 400,\nRequestID: 3e9fe392-f4a6-4499-8c1b-54e5c903a0ba,\napi error MaxFleetCountExceeded:\nYou've reached your quota for maximum Fleet Requests for this account.",
    says: FLEET,
  },
  {
    source: 'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2149',
    text: "│ Error: error waiting for EKS Node Group (eks-dev-eks-cluster:default_node_group-2022070609081040940000000f) to create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: 2 errors occurred:\n│       * eks-default_node_group-2022070609081040940000000f-ecc0e962-29c0-7802-83d8-213eca9d1cd7: AsgInstanceLaunchFailures: You've reached your quota for maximum Fleet Requests for this account. Launching EC2 instance failed.\n│       * DUMMY_04f2c42f-98d6-428c-aed2-95deada02ad2, DUMMY_46fee16c-8052-4fc7-a170-522943edc191: NodeCreationFailure: Instances failed to join the kubernetes cluster",
    says: FLEET,
  },

  {
    // A quota inside a sentence about capacity.
    source: 'https://aws.amazon.com/blogs/containers/using-amazon-ec2-spot-instances-with-karpenter/',
    text: 'Provisioning failed, launching capacity, launching instances, with fleet error(s), UnfulfillableCapacity: Unable to fulfill capacity due to your request configuration. Please adjust your request and try again.; MaxSpotInstanceCountExceeded: Max spot instance count exceeded; launching instances, with fleet error(s), MaxSpotInstanceCountExceeded: Max spot instance count exceeded   {"commit": "6984094", "provisioner": "default"}',
    says: SPOT,
  },

  // Addresses, networks
  {
    source: 'https://github.com/chime/terraform-aws-alternat/issues/113',
    text: 'Error: creating EC2 EIP: operation error EC2: AllocateAddress, https response error StatusCode: 400, RequestID: b5b9a806-0826-463f-ba93-97b56760c75d, api error AddressLimitExceeded: The maximum number of addresses has been reached.',
    says: EIP,
  },
  {
    source: 'https://github.com/redpanda-data/redpanda/issues/14734',
    text: 'Error: creating EC2 EIP: AddressLimitExceeded: The maximum number of addresses has been reached.\n\tstatus code: 400, request id: c50044a5-e721-4092-815b-4d45e8399ef8\n\n  with module.network[0].aws_eip.nat_gateway[1],',
    says: EIP,
  },
  {
    source: 'https://github.com/okd-project/okd/issues/80',
    text: 'ERROR Error: Error creating EIP: AddressLimitExceeded: The maximum number of addresses has been reached.\nERROR   status code: 400, request id: 03c4f08f-f29b-49f9-bc1f-7de38c82516e',
    says: EIP,
  },
  {
    source: 'https://github.com/StreisandEffect/streisand/issues/566',
    text: 'EC2ResponseError: 400 Bad Request\n<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error><Code>AddressLimitExceeded</Code><Message>The maximum number of addresses has been reached.</Message></Error></Errors><RequestID>380ea51a-08c9-4417-bd96-ca948c3f1338</RequestID></Response>',
    says: EIP,
  },
  {
    source: 'https://github.com/eksctl-io/eksctl/issues/1646',
    text: '[✖]  AWS::EC2::EIP/NATIP: CREATE_FAILED – "The maximum number of addresses has been reached. (Service: AmazonEC2; Status Code: 400; Error Code: AddressLimitExceeded; Request ID: 6826fecd-0d28-4efe-b28f-041d8359e922)"',
    says: EIP,
  },
  {
    source: 'https://github.com/radius-project/samples/issues/711',
    text: 'AWS::EC2::EIP/NATIP: CREATE_FAILED – "Resource handler returned message: \\"The maximum number of addresses has been reached. (Service: Ec2, Status Code: 400, Request ID: 6b8cf3d3-1afc-40de-91d7-4ac4c55bfc32)\\" (RequestToken: 5f2495db-493f-e12b-ebf1-187d26148fde, HandlerErrorCode: GeneralServiceException)"',
    says: EIP,
  },
  {
    source: 'https://github.com/jaredhocutt/openshift4-deploy/issues/56',
    text: "{'msg': 'An error occurred (AddressLimitExceeded) when calling the AllocateAddress operation: The maximum number of addresses has been reached.', 'success': False}, 'us-gov-east-1b']",
    says: { ...EIP, region: 'us-gov-east-1' },
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Error: creating EC2 VPC: VpcLimitExceeded: The maximum number of VPCs has been reached',
    says: VPC,
  },
  {
    source: 'https://github.com/virt-s1/rhel-edge/issues/3947',
    text: 'An error occurred (VpcLimitExceeded) when calling the CreateVpc operation: The maximum number of VPCs has been reached.',
    says: VPC,
  },
  {
    source: 'https://github.com/redhat-openshift-ecosystem/community-operators-prod/issues/1025',
    text: 'level=error msg=Error: Error creating VPC: VpcLimitExceeded: The maximum number of VPCs has been reached.\nlevel=error msg=\tstatus code: 400, request id: d2bcbc24-eb34-4ecf-ba1b-704aa18d5888',
    says: VPC,
  },
  {
    source: 'https://github.com/awslabs/landing-zone-accelerator-on-aws/issues/241',
    text: 'AWSAccelerator-NetworkVpcStack-123456789012-eu-west-2 | 12:25:58 PM | CREATE_FAILED | AWS::EC2::VPC | MainVpcVpc (MainVpcVpc92BED2A6) Resource handler returned message: "The maximum number of VPCs has been reached. (Service: Ec2, Status Code: 400, Request ID: 5ce9e2b3-ab97-48ae-9110-21df5e97e9b5)"',
    says: { ...VPC, region: 'eu-west-2' },
  },
  {
    source: 'https://github.com/CloudSmith-Delivery-Troubleshooting/backend-infra-cdk/issues/36',
    text: 'p3-BackendInfraStack |  0/42 | 4:21:45 PM | CREATE_FAILED        | AWS::EC2::InternetGateway                   | p3-VPC/IGW (p3VPCIGW034D3DF2) Resource handler returned message: "The maximum number of internet gateways has been reached. (Service: Ec2, Status Code: 400, Request ID: fe23f9df-8f32-4fa7-a67d-05a356fda3ec) (SDK Attempt Count: 1)"',
    says: { kind: 'quota', service: 'vpc', code: 'L-A4707A72' },
  },
  {
    source:
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.22/html/support/rosa-troubleshooting-deployments',
    text: 'Failed to create cluster: Error creating NAT Gateway: NatGatewayLimitExceeded: Performing this operation would exceed the limit of 5 NAT gateways.',
    says: { kind: 'quota', service: 'vpc', code: 'L-FE5A380F', limit: 5 },
  },
  {
    source: 'https://github.com/aws-samples/aws-cloudfront-samples/issues/53',
    text: 'An error occurred (RulesPerSecurityGroupLimitExceeded) when calling the AuthorizeSecurityGroupIngress operation: The maximum number of rules per security group has been reached.',
    says: RULES,
  },
  {
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/30289',
    text: 'Error: updating Security Group (sg-XXXXXXXX) ingress rules: authorizing Security Group (ingress) rules: RulesPerSecurityGroupLimitExceeded: The maximum number of rules per security group has been reached.\n│ \tstatus code: 400, request id: XXXXX-XXX-XXXX-XXXX-XXXXXX',
    says: RULES,
  },
  {
    source: 'https://github.com/aws-samples/aws-eda-slurm-cluster/issues/204',
    text: 'Resource handler returned message: "The maximum number of rules per security group has been reached. (Service: Ec2, Status Code: 400, Request ID: 3ab7f4c4-cdea-4ada-97fe-f650b116f7f1)" (RequestToken: ff9bc132-d76c-50cd-9f8c-41db329f01d1, HandlerErrorCode: ServiceLimitExceeded)',
    says: RULES,
  },
  {
    source: 'https://github.com/otiai10/hotsub/issues/36',
    text: "Error creating machine: Error in driver during machine creation: SecurityGroupLimitExceeded: The maximum number of security groups for VPC 'vpc-3311ce57' has been reached.\n    status code: 400, request id: b2de4bd5-7000-498b-9a3a-acf55af449e5",
    says: { kind: 'quota', service: 'vpc', code: 'L-E79EC296' },
  },

  {
    source:
      'https://github.com/openshift/hive/blob/master/pkg/controller/clusterprovision/installlogmonitor_test.go',
    text: 'level=error msg="Error creating NAT Gateway: NatGatewayLimitExceeded: The maximum number of NAT Gateways has been reached."',
    says: { kind: 'quota', service: 'vpc', code: 'L-FE5A380F' },
  },

  // Volumes
  {
    source: 'https://github.com/ipni/storetheindex/issues/444',
    text: 'could not create volume in EC2: VolumeLimitExceeded: You have exceeded your maximum io2 storage limit of 20 TiB in this region. Please contact AWS Support to request an Elastic Block Store service limit increase',
    says: { kind: 'quota', service: 'ebs', code: 'L-09BD8365', unit: 'TiB', limit: 20 },
  },
  {
    source:
      'https://github.com/openshift/hive/blob/master/config/configmaps/install-log-regexes-configmap.yaml',
    text: 'VolumeLimitExceeded: You have exceeded your maximum gp3 storage limit',
    says: { kind: 'quota', service: 'ebs', code: 'L-7A658B76', unit: 'TiB' },
  },

  // EKS
  {
    source: 'https://github.com/pulumi/pulumi-eks/issues/1311',
    text: 'creating EKS Cluster (example-managed-nodegroups-eksCluster-e0ca36e): operation error EKS: CreateCluster, https response error StatusCode: 400, RequestID: 7241367f-072f-427b-943e-28726e896097, ResourceLimitExceededException: Cluster limit exceeded for account.',
    says: { kind: 'quota', service: 'eks', code: 'L-1194D53C' },
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'InvalidParameterException: Limit of 30 nodegroups exceeded.',
    says: { kind: 'quota', service: 'eks', code: 'L-6D54EA21', limit: 30 },
  },

  // Load balancers
  {
    source: 'https://github.com/kserve/kserve/issues/2179',
    text: 'Error syncing load balancer: failed to ensure load balancer: TooManyLoadBalancers: Exceeded quota of account 123456789012\n                  status code: 400, request id: 5b9b9a1d-ddfb-424e-a406-4b276d2847a2',
    says: { kind: 'quota', service: 'elasticloadbalancing', code: 'L-E9E9831D' },
  },
  {
    source: 'https://github.com/eficode-academy/kubernetes-katas/issues/115',
    text: 'Failed deploy model due to TooManyLoadBalancers: The maximum number of load balancers has been reached\n            status code: 400, request id: ec8d6948-c0f8-412f-982c-639058c7d642',
    says: { kind: 'quota', service: 'elasticloadbalancing' },
  },

  // IAM
  {
    source: 'https://github.com/kubernetes-sigs/secrets-store-csi-driver/issues/634',
    text: 'Error: creating OIDC provider: LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100\n\tstatus code: 409, request id: e8dab28e-bb87-41b0-a5d9-fec4ca6c3abf',
    says: OIDC,
  },
  {
    source: 'https://github.com/eksctl-io/eksctl/issues/4513',
    text: '[17] Error: creating OIDC provider: LimitExceeded: Cannot exceed quota for OpenIdConnectProvidersPerAccount: 100',
    says: OIDC,
  },
  {
    source: 'https://github.com/ansible/workshops/issues/1801',
    text: 'Unable to create instance profile for role VPCLockDown_rh558a_student1: An error occurred (LimitExceeded) when calling the CreateInstanceProfile operation: Cannot exceed quota for InstanceProfilesPerAccount: 1000',
    says: { kind: 'quota', service: 'iam', code: 'L-6E65F664', limit: 1000 },
  },
  {
    source: 'https://github.com/ministryofjustice/cloud-platform-environments/pull/14118',
    text: 'LimitExceeded: Cannot exceed quota for PoliciesPerRole: 15',
    says: { kind: 'quota', service: 'iam', code: 'L-0DA4ABF3', limit: 15 },
  },
  {
    source: 'https://github.com/aws/eks-hybrid/pull/741',
    text: 'Resource handler returned message: "Cannot exceed quota for PoliciesPerRole: 10 (Service: Iam, Status Code: 409, Request ID: a42eda91-33d6-4a53-976c-2948b84c77b5) (SDK Attempt Count: 1)"',
    says: { kind: 'quota', service: 'iam', code: 'L-0DA4ABF3', limit: 10 },
  },
  {
    source: 'https://github.com/bartekj/aws-tools/issues/29',
    text: 'botocore.errorfactory.LimitExceededException: An error occurred (LimitExceeded) when calling the CreateAccessKey operation: Cannot exceed quota for AccessKeysPerUser: 2',
    says: { kind: 'quota', service: 'iam', what: 'Access keys per IAM user', limit: 2 },
  },

  // Databases, buckets
  {
    source: 'https://github.com/elastic/beats/issues/38059',
    text: 'Error creating DB Instance: InstanceQuotaExceeded: DB Instance quota exceeded',
    says: DATABASES,
  },
  {
    source: 'https://github.com/radius-project/radius/issues/7009',
    text: '"code": "ServiceLimitExceeded",\n"message": "DB Instance quota exceeded for LicenseModel of license-included and Engine of sqlserver-ex (Service: Rds, Status Code: 400)"',
    says: DATABASES,
  },
  {
    source: 'https://github.com/ministryofjustice/cloud-platform/issues/6424',
    text: 'Error: updating RDS DB Instance (cloud-platform-e0d96f6c5a52a573): operation error RDS: ModifyDBInstance, https response error StatusCode: 400, RequestID: 314d5e61-e5a0-4866-8179-78d04ccb49e2, StorageQuotaExceeded: The operation cannot be completed. The storage quota for this account has been exceeded by 7068; requested iops: 16000; computed size: 500. You can use the Service Quotas console to request an increase in total storage for this account',
    says: { kind: 'quota', service: 'rds', code: 'L-7ADDB58A', unit: 'GB' },
  },
  {
    source: 'https://github.com/milliHQ/terraform-aws-next-js/issues/15',
    text: 'Error: Error creating S3 bucket: TooManyBuckets: You have attempted to create more buckets than allowed\n\tstatus code: 400, request id: 89C5F67086889131, host id: wPdV165nEmLi92mhhOCI9nHNt+jUk+zjIFTMbv/Se08jx9y/YJa9S1VRigzKN/0h81bgiCXr8M4=',
    says: BUCKETS,
  },
  {
    source: 'https://github.com/aws-solutions-library-samples/qnabot-on-aws/issues/285',
    text: 'You have attempted to create more buckets than allowed (Service: Amazon S3; Status Code: 400; Error Code: TooManyBuckets;',
    says: BUCKETS,
  },

  // The paraphrases of Qovery's documentation, and its preflight report
  {
    source: 'https://www.qovery.com/docs/getting-started/configuration/maintenance (Cloud Provider Quotas)',
    text: 'Error: You have exceeded your quota for EC2 instances in us-east-1',
    says: { ...STANDARD, region: 'us-east-1' },
  },
  {
    source: 'https://www.qovery.com/docs/getting-started/configuration/maintenance (Cloud Provider Quotas)',
    text: 'Error: Maximum number of VPCs reached for this account',
    says: VPC,
  },
  {
    source: 'https://www.qovery.com/docs/getting-started/configuration/maintenance (Cloud Provider Quotas)',
    text: 'Error: Insufficient capacity to launch instances',
    says: { kind: 'capacity' },
  },
  {
    source:
      'https://www.qovery.com/docs/configuration/integrations/kubernetes/eks/preflight-checks (Common Issues and Fixes)',
    text: '[FAIL] Elastic IP quota',
    says: EIP,
  },
  {
    source:
      'https://www.qovery.com/docs/configuration/integrations/kubernetes/eks/preflight-checks (Common Issues and Fixes)',
    text: '[FAIL] VPC quota',
    says: VPC,
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs (the message of QuotasExceeded)',
    text: 'Error, cloud provider quotas exceeded. `vCPUs` has reached its quotas of 32.',
    says: { kind: 'quota', what: 'vCPUs', limit: 32 },
  },

  // No quota: capacity
  {
    source: 'https://github.com/kubernetes-sigs/karpenter/issues/2275',
    text: '"aws-error-code":"UnfulfillableCapacity","aws-operation-name":"CreateFleet","aws-status-code":200,"error":"creating instance, insufficient capacity, with fleet error(s), InsufficientInstanceCapacity: We currently do not have sufficient g4dn.xlarge capacity in the Availability Zone you requested (eu-west-3b). Our system will be working on provisioning additional capacity. You can currently get g4dn.xlarge capacity by not specifying an Availability Zone in your request or choosing eu-west-3a, eu-west-3c.',
    says: { kind: 'capacity', region: 'eu-west-3' },
  },
  {
    source: 'https://github.com/eksctl-io/eksctl/issues/4732',
    text: 'AWS::EKS::Nodegroup/ManagedNodeGroup: CREATE_FAILED – "Nodegroup mng-2 failed to stabilize: [{Code: AsgInstanceLaunchFailures,Message: Could not launch On-Demand Instances. InsufficientInstanceCapacity - We currently do not have sufficient p2.xlarge capacity in the Availability Zone you requested (us-west-2b). Our system will be working on provisioning additional capacity. You can currently get p2.xlarge capacity by not specifying an Availability Zone in your request or choosing us-west-2a, us-west-2c. Launching EC2 instance failed.,ResourceIds: [eks-mng-2-82bf5c07-70d3-9015-d7e4-4ce657bd6b3d]}',
    says: { kind: 'capacity', region: 'us-west-2' },
  },
  {
    source: 'https://github.com/cortexlabs/cortex/issues/1258',
    text: 'Launching a new EC2 instance. Status Reason: Could not launch Spot Instances. InsufficientInstanceCapacity - There is no Spot capacity available that matches your request. Launching EC2 instance failed.',
    says: { kind: 'capacity' },
  },
  {
    source: 'https://github.com/kubeflow/kubeflow/issues/3316',
    text: "Cannot create cluster 'kubeflow-aws' because us-east-1e, the targeted availability zone, does not currently have sufficient capacity to support the cluster.",
    says: { kind: 'capacity', region: 'us-east-1' },
  },
  {
    source: 'https://github.com/aws/karpenter-provider-aws/issues/5578',
    text: 'insufficient capacity, all requested instance types were unavailable during launch',
    says: { kind: 'capacity' },
  },

  // Subnets
  {
    source: 'https://github.com/aws/karpenter-provider-aws/issues/3380',
    text: "launching machine, creating cloud provider instance, creating instance, with fleet error(s), InsufficientFreeAddressesInSubnet: There are not enough free addresses in subnet 'subnet-0783288fba3453a60' to satisfy the requested number of instances.",
    says: { kind: 'addresses' },
  },
  {
    source: 'https://github.com/aws/amazon-vpc-cni-k8s/pull/1773',
    text: 'Failed to allocate a private IP/Prefix addresses on ENI eni-01f879673fc5fd14d: InsufficientFreeAddressesInSubnet: The specified subnet does not have enough free addresses to satisfy the request.\\n\\tstatus code: 400, request id: aeac321e-be9f-4a13-9b2f-e6ef5985689a',
    says: { kind: 'addresses' },
  },
  {
    source: 'https://github.com/elastic-ipfs/infrastructure/pull/221',
    text: 'Error: error updating EKS Cluster (test-ipfs-peer-subsys) VPC config: InvalidRequestException: Provided subnets subnet-040a1f0013274c2b0 Free IPs: 0 subnet-0af91474429282c3d Free IPs: 0 , need at least 5 IPs in each subnet to be free for this operation',
    says: { kind: 'addresses' },
  },

  // Throttling
  {
    source: 'https://github.com/ansible-collections/community.aws/issues/379',
    text: 'An error occurred (RequestLimitExceeded) when calling the DescribeNatGateways operation (reached max retries: 4): Request limit exceeded.',
    says: { kind: 'throttling' },
  },
  {
    source: 'https://github.com/eksctl-io/eksctl/issues/384',
    text: 'retryable error (Throttling: Rate exceeded\n\tstatus code: 400, request id: 02698bff-1234-40c2-bbc6-6aa3320db185) from cloudformation/DescribeStacks - will retry after delay of 571.219836ms',
    says: { kind: 'throttling' },
  },
  {
    source: 'https://github.com/aws-samples/one-observability-demo/issues/193',
    text: 'Received response status [FAILED] from custom resource. Message returned: TooManyRequestsException: Rate Exceeded.',
    says: { kind: 'throttling' },
  },
  {
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/2942',
    text: 'InvalidParameterValueException: Your request has been throttled by EC2, please make sure you have enough API rate limit. EC2 Error Code: RequestLimitExceeded. EC2 Error Message: Request limit exceeded.',
    says: { kind: 'throttling' },
  },

  {
    source: 'https://github.com/CloudSnorkel/cdk-github-runners/issues/946',
    text: 'Ec2.Ec2Exception: Request limit exceeded. Account xxxxxxxxxxxx has been throttled on ec2:RunInstances because it exceeded its request rate limit. (Service: Ec2, Status Code: 503, ...',
    says: { kind: 'throttling' },
  },

  // The account
  {
    source: 'https://github.com/UA-TECH-POWER/DDoS_terraform_aws/issues/5',
    text: 'Error: Error launching source instance: PendingVerification: Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete. We will notify you by email once your request has been validated. While normally resolved within minutes, please allow up to 4 hours for this process to complete.',
    says: { kind: 'account' },
  },
  {
    source: 'https://github.com/appvia/kore/issues/585',
    text: 'Your request for accessing resources in this region is being validated, and you will not be able to launch additional resources in this region until the validation is complete. Launching EC2 instance failed.',
    says: { kind: 'account' },
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Releasing state lock. This may take a few moments...  Error: Error fetching Availability Zones: OptInRequired: You are not subscribed to this service. Please go to http://aws.amazon.com to subscribe. \tstatus code: 401, request id: e34e6aa4-bb37-44fe-a68c-b4859f3f6de9',
    says: { kind: 'account' },
  },
  {
    source: 'https://github.com/thecodeteam/labs/issues/43',
    text: 'This account is currently blocked and not recognized as a valid account. Please contact aws-verification@amazon.com if you have questions.',
    says: { kind: 'account' },
  },

  // Credentials
  {
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/27618',
    text: '│ Error: error configuring Terraform AWS Provider: error validating provider credentials: error calling sts:GetCallerIdentity: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 216e61fb-50c0-4e48-9efb-a3c7b70c329f, api error InvalidClientTokenId: The security token included in the request is invalid.',
    says: { kind: 'credentials' },
  },
  {
    source: 'https://github.com/QT-DevOps/DevOpsIssues/issues/451',
    text: '* provider.aws: error validating provider credentials: error calling sts:GetCallerIdentity: InvalidClientTokenId: The security token included in the request is invalid.\n        status code: 403, request id: e65f7860-76e7-11e9-a6e4-7fc43f437424',
    says: { kind: 'credentials' },
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Error: error configuring Terraform AWS Provider: error validating provider credentials: error calling sts:GetCallerIdentity: operation error STS: GetCallerIdentity, https response error StatusCode: 403',
    says: { kind: 'credentials' },
  },
  {
    source: 'https://github.com/aws-samples/serverless-patterns/issues/970',
    text: '│ Error: error configuring Terraform AWS Provider: error validating provider credentials: error calling sts:GetCallerIdentity: operation error STS: GetCallerIdentity, https response error StatusCode: 403, RequestID: 6d1b2715-c592-449e-8c50-f6f8a7e27ca7, api error ExpiredToken: The security token included in the request is expired',
    says: { kind: 'credentials', what: 'The AWS session has expired' },
  },
  {
    source: 'https://github.com/QT-DevOps/DevOpsIssues/issues/989',
    text: 'error configuring Terraform AWS Provider: error validating provider credentials: error calling sts:GetCallerIdentity: SignatureDoesNotMatch: Signature not yet current: 20210112T194419Z is still later than 20210112T072625Z (20210112T071125Z + 15 min.)',
    says: { kind: 'credentials' },
  },

  // Permissions
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Error: error creating IAM policy qovery-aws-EBS-CSI-Driver-z2242cca3: AccessDenied: User: arn:aws:iam::123456789012:user/somebody is not authorized to perform: iam:CreatePolicy on resource: policy qovery-aws-EBS-CSI-Driver-z2242cca3 because no identity-based policy allows the iam:CreatePolicy action status code: 403, request id: 01ca1501-a0db-438e-a6db-4a2628236cba',
    says: { kind: 'permissions' },
  },
  {
    source: 'https://github.com/aws-ia/terraform-aws-eks-blueprints-addons/issues/258',
    text: 'AccessDeniedException: User: <omitted> is not authorized to perform: pricing:GetProducts with an explicit deny in a service control policy',
    says: { kind: 'permissions' },
  },
  {
    source: 'https://github.com/openshift/installer/pull/1328',
    text: 'ERROR     * aws_ami_copy.main: UnauthorizedOperation: You are not authorized to perform this operation.\nERROR     status code: 403, request id: 96aa0046-aea7-447f-b03d-3dd5550e1dc9',
    says: { kind: 'permissions' },
  },
  {
    source: 'https://github.com/kubernetes/kops/issues/16475',
    text: 'AuthFailure.ServiceLinkedRoleCreationNotPermitted: The provided credentials do not have permission to create the service-linked role for EC2 Spot Instances.',
    says: { kind: 'permissions' },
  },
];

const GCP: readonly Sample[] = [
  {
    source: 'https://github.com/mesosphere-backup/terraform-dcos/issues/61',
    text: "* google_compute_instance.public-agent: Quota 'CPUS' exceeded.  Limit: 8.0 in region us-east1.",
    says: { kind: 'quota', code: 'CPUS', limit: 8, region: 'us-east1' },
  },
  {
    source: 'https://github.com/mesosphere-backup/terraform-dcos/issues/61',
    text: "* google_compute_address.master: Quota 'STATIC_ADDRESSES' exceeded.  Limit: 1.0 in region us-east1.",
    says: { kind: 'quota', code: 'STATIC_ADDRESSES', limit: 1, region: 'us-east1' },
  },
  {
    source: 'https://github.com/scylladb/scylla-cluster-tests/issues/3649',
    text: `exception="Quota 'C2_CPUS' exceeded.  Limit: 50.0 in region us-east1."`,
    says: { kind: 'quota', code: 'C2_CPUS', limit: 50, region: 'us-east1' },
  },
  {
    source: 'https://github.com/googlecodelabs/feedback/issues/440',
    text: "googleapi: Error 403: Quota 'SSD_TOTAL_GB' exceeded. Limit: 100.0 in region us-west1., quotaExceeded",
    says: { kind: 'quota', code: 'SSD_TOTAL_GB', limit: 100, region: 'us-west1' },
  },
  {
    source: 'https://github.com/scylladb/scylla-cluster-tests/issues/9187',
    text: "exception=403 FORBIDDEN QUOTA_EXCEEDED: Quota 'SSD_TOTAL_GB' exceeded.  Limit: 81920.0 in region us-east1.",
    says: { kind: 'quota', code: 'SSD_TOTAL_GB', limit: 81920, region: 'us-east1' },
  },
  {
    source: 'https://github.com/fastai/course-v3/pull/165',
    text: "ERROR: (gcloud.compute.instances.create) Could not fetch resource:\n     - Quota 'GPUS_ALL_REGIONS' exceeded. Limit: 0.0 globally.",
    says: { kind: 'quota', code: 'GPUS_ALL_REGIONS', limit: 0 },
  },
  {
    source: 'https://github.com/fortinet/fortigate-tutorial-gcp/issues/1',
    text: "ERROR: (gcloud.compute.networks.create) Could not fetch resource:\n - Quota 'NETWORKS' exceeded.  Limit: 5.0 globally.",
    says: { kind: 'quota', code: 'NETWORKS', limit: 5 },
  },
  {
    source: 'https://github.com/GoogleCloudPlatform/ai-on-gke/issues/849',
    text: "Code: QUOTA_EXCEEDED\nMessage: Quota 'N2_CPUS' exceeded.",
    says: { kind: 'quota', code: 'N2_CPUS' },
  },
  {
    source: 'https://github.com/terraform-google-modules/terraform-google-kubernetes-engine/issues/1795',
    text: `Insufficient regional quota to satisfy request: resource "SSD_TOTAL_GB": request requires '300.0' and is short '50.0'. project has a quota of '250.0' with '250.0' available. View and manage quotas at https://console.cloud.google.com/iam-admin/quotas?usage=USED&project=some-project-12345.`,
    says: { kind: 'quota', code: 'SSD_TOTAL_GB', limit: 250, used: 0, wanted: 300 },
  },
  {
    source: 'https://github.com/kubernetes-hy/kubernetes-hy.github.io/issues/166',
    text: `ERROR: (gcloud.container.clusters.create) ResponseError: code=403, message=Insufficient regional quota to satisfy request: resource "SSD_TOTAL_GB": request requires '900.0' and is short '400.0'. project has a quota of '500.0' with '500.0' available.`,
    says: { kind: 'quota', code: 'SSD_TOTAL_GB', limit: 500, used: 0, wanted: 900 },
  },
  {
    source: 'https://github.com/google/go-cloud/issues/244',
    text: `* google_container_cluster.guestbook: googleapi: Error 403: \n\t(1) Insufficient regional quota to satisfy request for resource: "IN_USE_ADDRESSES". The request requires '9.0' and is short '1.0'. The regional quota is '8.0' with '8.0' available.`,
    says: { kind: 'quota', code: 'IN_USE_ADDRESSES', limit: 8, used: 0, wanted: 9 },
  },
  {
    source: 'https://github.com/kubeflow/kubeflow/issues/842',
    text: `{\\"ResourceType\\":\\"container.v1.nodePool\\",\\"ResourceErrorCode\\":\\"403\\",\\"ResourceErrorMessage\\":{\\"code\\":403,\\"message\\":\\"Insufficient regional quota to satisfy request for resource: \\\\\\"IN_USE_ADDRESSES\\\\\\". The request requires '2.0' and is short '1.0'. The regional quota is '32.0' with '1.0' available.\\",\\"status\\":\\"PERMISSION_DENIED\\"`,
    says: { kind: 'quota', code: 'IN_USE_ADDRESSES', limit: 32, used: 31, wanted: 33 },
  },
  {
    source: 'https://github.com/PolicyEngine/policyengine-api/issues/177',
    text: 'ERROR: (gcloud.app.deploy) INVALID_ARGUMENT: The following quotas were exceeded: CPUS (quota: 24, used: 24 + needed: 4), IN_USE_ADDRESSES (quota: 8, used: 8 + needed: 1).',
    says: { kind: 'quota', code: 'CPUS', limit: 24, used: 24, wanted: 28 },
  },
  {
    source:
      'https://github.com/openshift/hive/blob/master/pkg/controller/clusterprovision/installlogmonitor_test.go',
    text: 'error(MissingQuota): compute.googleapis.com/cpus is not available in us-east1 because the required number of resources (20) is more than remaining quota of 16',
    says: { kind: 'quota', code: 'compute.googleapis.com/cpus', region: 'us-east1' },
  },
  {
    source: 'https://github.com/googlefonts/fontbakery-dashboard/issues/81',
    text: "ZONE_RESOURCE_POOL_EXHAUSTED: The zone 'projects/some-project/zones/us-central1-a' does not have enough resources available to fulfill the request. Try a different zone, or try again later.",
    says: { kind: 'capacity', region: 'us-central1' },
  },
  {
    source: 'https://github.com/scylladb/scylla-cluster-tests/issues/12477',
    text: "exception=503 SERVICE UNAVAILABLE ZONE_RESOURCE_POOL_EXHAUSTED_WITH_DETAILS: The zone 'projects/some-project/zones/us-east1-c' does not have enough resources available to fulfill the request.  '(resource type:compute)'.",
    says: { kind: 'capacity', region: 'us-east1' },
  },
  {
    source: 'https://github.com/tranquilitybase-io/tb-gcp/issues/589',
    text: "Error: Error waiting for creating GKE NodePool: \n        (1) Google Compute Engine: Not all instances running in IGM after 14.691006793s. Expected 1, running 0, transitioning 1. Current errors: [GCE_STOCKOUT]: Instance 'gke-gke-ec-gke-ec-node-pool-34b6625e-k7xw' creation failed: The zone 'projects/some-project/zones/europe-west3-c' does not have enough resources available to fulfill the request.  Try a different zone, or try again later",
    says: { kind: 'capacity', region: 'europe-west3' },
  },
  {
    source: 'https://devopsaitoolkit.com/blog/gcp-error-ip-space-exhausted-gke/',
    text: "ERROR: googleapi: Error 400: IP_SPACE_EXHAUSTED: Instance\n'gke-prod-cluster-default-pool-7a1c-9f2b' creation failed:\nIP space of 'projects/some-project/regions/us-central1/subnetworks/gke-subnet'\nis exhausted.",
    says: { kind: 'addresses', region: 'us-central1' },
  },
  {
    source: 'https://github.com/hashicorp/terraform-provider-google/issues/8360',
    text: `Error: Error when reading or editing ComputeReservation "something1": googleapi: Error 403: Quota exceeded for quota group 'ReadGroup' and limit 'Read requests per user per 100 seconds' of service 'compute.googleapis.com' for consumer 'project_number:123456'., rateLimitExceeded`,
    says: { kind: 'throttling' },
  },
  {
    source: 'https://github.com/exekube/exekube/issues/90',
    text: 'Error enabling service ["compute.googleapis.com"] for project "some-project":\ngoogleapi: Error 403: Service Usage API has not been used in project 123456789012\nbefore or it is disabled., accessNotConfigured',
    says: { kind: 'account' },
  },
  {
    source: 'https://github.com/jenkins-x/terraform-google-jx/issues/115',
    text: 'Error: googleapi: Error 403: Kubernetes Engine API is not enabled for this project. Please ensure it is enabled in Google Cloud Console and try again',
    says: { kind: 'account' },
  },
  {
    source: 'https://github.com/alexandarp/terraform-gke/issues/2',
    text: "Error: googleapi: Error 403: Google Compute Engine: Required 'compute.networks.get' permission for 'projects/some-project/global/networks/default'., forbidden",
    says: { kind: 'permissions' },
  },
];

const AZURE: readonly Sample[] = [
  {
    source: 'https://github.com/nforgeio/neonKUBE/issues/1671',
    text: "Azure.RequestFailedException: 'Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Additional details - Deployment Model: Resource Manager, Location: centralus, Current Limit: 10, Current Usage: 8, Additional Required: 4, (Minimum) New Limit Required: 12.\nStatus: 409 (Conflict)\nErrorCode: OperationNotAllowed",
    says: {
      kind: 'quota',
      code: 'Total Regional Cores',
      unit: 'vCPU',
      limit: 10,
      used: 8,
      wanted: 12,
      region: 'centralus',
    },
  },
  {
    source: 'https://github.com/kata-containers/kata-containers/pull/8484',
    text: 'ERROR: (QuotaExceeded) Code="OperationNotAllowed" Message="Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Additional details - Deployment Model: Resource Manager, Location: eastus, Current Limit: 65, Current Usage: 64, Additional Required: 4, (Minimum) New Limit Required: 68. Submit a request for Quota increase',
    says: { kind: 'quota', code: 'Total Regional Cores', limit: 65, used: 64, wanted: 68, region: 'eastus' },
  },
  {
    source: 'https://github.com/cilium/cilium/issues/31859',
    text: 'ERROR: (QuotaExceeded) Preflight validation check for resource(s) for container service cilium in resource group MC_cilium failed. Message: Operation could not be completed as it results in exceeding approved standardBSFamily Cores quota. Additional details - Deployment Model: Resource Manager, Location: eastus2, Current Limit: 50, Current Usage: 48, Additional Required: 4, (Minimum) New Limit Required: 52. Submit a request for Quota increase at https://aka.ms/ProdportalCRP/#blade/Microsoft_Azure_Capacity/UsageAndQuota.ReactView/Parameters/%7B%22subscriptionId%22:%2200000000-0000-4000-8000-000000000000%22',
    says: {
      kind: 'quota',
      code: 'standardBSFamily Cores',
      limit: 50,
      used: 48,
      wanted: 52,
      region: 'eastus2',
    },
  },
  {
    source: 'https://github.com/Azure/karpenter-provider-azure/issues/192',
    text: '\\"code\\": \\"OperationNotAllowed\\",\\n    \\"message\\": \\"Operation could not be completed as it results in exceeding approved standardDASv5Family Cores quota. Additional details - Deployment Model: Resource Manager, Location: eastus, Current Limit: 100, Current Usage: 96, Additional Required: 64, (Minimum) New Limit Required: 160.',
    says: {
      kind: 'quota',
      code: 'standardDASv5Family Cores',
      limit: 100,
      used: 96,
      wanted: 160,
      region: 'eastus',
    },
  },
  {
    source: 'https://github.com/Azure/AKS/issues/5808',
    text: '"code": "QuotaExceeded",\n    "message": "Create or update virtual machine /subscriptions/<unknown_subscription_id>/resourceGroups/<resource_group>/providers/Microsoft.Compute/virtualMachines/<id> failed. Operation could not be completed as it results in exceeding approved Total Regional Cores quota. Additional details - Deployment Model: Resource Manager, Location: northeurope, Current Limit: 100, Current Usage: 100, Additional Required: 4, (Minimum) New Limit Required: 104.',
    says: {
      kind: 'quota',
      code: 'Total Regional Cores',
      limit: 100,
      used: 100,
      wanted: 104,
      region: 'northeurope',
    },
  },
  {
    source: 'https://github.com/salaxander/kubernetes-the-hard-way/issues/14',
    text: 'Error Code: QuotaExceeded\n        Message: Operation results in exceeding quota limits of Core. Maximum allowed: 10, Current in use: 10, Additional requested: 2.',
    says: { kind: 'quota', code: 'Core', limit: 10, used: 10, wanted: 12 },
  },
  {
    source: 'https://github.com/1ChristianAlex/motordesk/issues/14',
    text: 'Error: creating Kubernetes Cluster\n\nErrCode_InsufficientVCPUQuota\n\nInsufficient vcpu quota requested 2, remaining 0\nfor family StandardDasv7Family for region eastus.\n\nSurge nodes would also consume vcpu quota.',
    says: { kind: 'quota', code: 'StandardDasv7Family', unit: 'vCPU', region: 'eastus' },
  },
  {
    source: 'https://github.com/ivanfioravanti/kubernetes-the-hard-way-on-azure/issues/85',
    text: 'Message: Cannot create more than 3 public IP addresses for this subscription in this region.',
    says: { kind: 'quota', what: 'Public IP Addresses', limit: 3 },
  },
  {
    source: 'https://github.com/evgenyb/aks-workshops/issues/22',
    text: '(PublicIPCountLimitReached) Cannot create more than 20 public IP addresses for this subscription in this region.',
    says: { kind: 'quota', what: 'Public IP Addresses', limit: 20 },
  },
  {
    source: 'https://github.com/coreos/tectonic-installer/issues/1454',
    text: 'Status=400 Code="StaticPublicIPCountLimitReached" Message="Cannot create more than 20 public IP addresses with static allocation method for this subscription in this region." Details=[]',
    says: { kind: 'quota', what: 'Public IP Addresses', limit: 20 },
  },
  {
    source: 'https://github.com/Azure/aks-engine/issues/5021',
    text: `Details=[{"code":"SkuNotAvailable","message":"The requested VM size for resource 'Following SKUs have failed for Capacity Restrictions: Standard_D2_v3, Standard_D2_v3' is currently not available in location 'westus2'. Please try another size or deploy to a different location or different zone. See https://aka.ms/azureskunotavailable for details."}]`,
    says: { kind: 'capacity', region: 'westus2' },
  },
  {
    source: 'https://github.com/Azure-Samples/aks-store-demo/issues/115',
    text: 'Message="Code=\\"OverconstrainedAllocationRequest\\" Message=\\"Allocation failed. \nVM(s) with the following constraints cannot be allocated, because the condition is too restrictive. Please remove some constraints and try again.',
    says: { kind: 'capacity' },
  },
  {
    source: 'https://github.com/hashicorp-education/learn-terraform-provision-aks-cluster/issues/15',
    text: `Error: creating Managed Kubernetes Cluster "caring-pelican-aks": containerservice.ManagedClustersClient#CreateOrUpdate: Failure sending request: StatusCode=0 -- Original Error: Code="BadRequest" Message="The VM size of Standard_B2s is not allowed in your subscription in location 'westus2'. The available VM sizes are`,
    says: { kind: 'capacity', region: 'westus2' },
  },
  {
    source: 'https://github.com/rancher/rancher/issues/20784',
    text: 'Status=400 Code="InsufficientSubnetSize" Message="Pre-allocated IPs 333 exceeds IPs available in Subnet 251" Target="agentPoolProfile.count"',
    says: { kind: 'addresses' },
  },
  {
    source: 'https://github.com/Azure/AKS/issues/1795',
    text: "'Bad Request'. Details: Pre-allocated IPs 276 exceeds IPs available 251 in Subnet Cidr 10.142.26.0/24",
    says: { kind: 'addresses' },
  },
  {
    source: 'https://github.com/rancher/rancher/issues/11473',
    text: `Status=403 Code="AuthorizationFailed" Message="The client '00000000-0000-4000-8000-000000000001' with object id '00000000-0000-4000-8000-000000000001' does not have authorization to perform action 'Microsoft.ContainerService/managedClusters/write' over scope '/subscriptions/00000000-0000-4000-8000-000000000000/resourceGroups/docker-machine/providers/Microsoft.ContainerService/managedClusters/cluster-mrbw9'."`,
    says: { kind: 'permissions' },
  },
  {
    source: 'https://agentbeck.bot/report/8887',
    text: 'Azure.Identity.AuthenticationFailedException: AADSTS7000215: Invalid client secret is provided.',
    says: { kind: 'credentials' },
  },
];

const SCALEWAY: readonly Sample[] = [
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Error: scaleway-sdk-go: quota exceeded(s): CpServersType_PRO2_XXS has reached its quota (0/1)\n         with scaleway_k8s_pool.kubernetes_cluster_workers_1,\n         on ks-workers-nodes.tf line 2, in resource "scaleway_k8s_pool" "kubernetes_cluster_workers_1":',
    says: { kind: 'quota', code: 'CpServersType_PRO2_XXS', used: 0, limit: 1 },
  },
  {
    source: 'https://github.com/scaleway/scaleway-sdk-go/blob/master/scw/errors_test.go',
    text: '{"type": "invalid_request_error", "message": "Quota exceeded for this resource.", "resource": "compute_snapshots_type_b_ssd_available"}',
    says: { kind: 'quota', code: 'compute_snapshots_type_b_ssd_available' },
  },
  {
    source: 'https://github.com/scaleway/scaleway-cli/issues/530',
    text: "FATA[0001] cannot execute 'create': StatusCode: 403, Type: invalid_request_error, APIMessage: Quota exceeded for this resource. ",
    says: { kind: 'quota', what: 'A quota of Scaleway' },
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: "Request ID: None Body: <?xml version='1.0' encoding='UTF-8'?>\\n<Error><Code>QuotaExceeded</Code><Message>Quota exceeded. Please contact support to upgrade your quotas.</Message><RequestId>tx111117bad3a44d56bd120-0062d1515d</RequestId></Error>",
    says: { kind: 'quota', what: 'Object Storage' },
  },
  {
    source: 'https://github.com/scaleway/scaleway-sdk-go/blob/master/scw/errors.go (OutOfStockError)',
    text: 'scaleway-sdk-go: resource server is out of stock',
    says: { kind: 'capacity' },
  },
  {
    source: 'https://github.com/scaleway/scaleway-sdk-go/issues/1680',
    text: 'Error #01: scaleway-sdk-go: insufficient permissions: read hubs; write hubs; write devices',
    says: { kind: 'permissions' },
  },
  {
    source: 'https://github.com/scaleway/crossplane-provider-scaleway/issues/87',
    text: 'create failed: apply failed: scaleway-sdk-go: insufficient permissions: write vpc_gw_ip:',
    says: { kind: 'permissions' },
  },
  {
    source: 'https://github.com/scaleway/scaleway-sdk-go/issues/282',
    text: 'panic: scaleway-sdk-go: http error 403 Forbidden: permission denied',
    says: { kind: 'permissions' },
  },
  {
    source:
      'https://github.com/scaleway/scaleway-sdk-go/blob/master/scw/errors.go (DeniedAuthenticationError)',
    text: 'scaleway-sdk-go: denied authentication: API key is expired',
    says: { kind: 'credentials' },
  },
];

export const SAMPLES = { AWS, GCP, AZURE, SCW: SCALEWAY } as const;

/** Look-alikes: limits and refusals that no cloud account has anything to do with. Nothing may be recognised. */
export const NOTHING: readonly Omit<Sample, 'says'>[] = [
  {
    source:
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.22/html/support/rosa-troubleshooting-deployments',
    text: "The subnet ID 'subnet-<somesubnetID>' does not exist.",
  },
  {
    source:
      'https://docs.redhat.com/en/documentation/openshift_container_platform/4.22/html/support/rosa-troubleshooting-deployments',
    text: 'platform.aws.subnets[1]: Invalid value: "subnet-0babad72exxxxxxxx": subnet CIDR range start 10.69.1x.3x is outside of the specified machine networks',
  },
  {
    source: 'https://github.com/hmcts/cnp-flux-config/pull/2122',
    text: 'Error from server (Forbidden): error when creating "test.yaml": pods "test-pod" is forbidden: exceeded quota: money-claims-quota, requested: requests.cpu=20,requests.memory=60Gi, used: requests.cpu=32575m,requests.memory=90368Mi, limited: requests.cpu=50,requests.memory=140Gi',
  },
  {
    source: 'https://github.com/kubernetes/kubernetes/pull/16941',
    text: 'Error creating: Pod "nginx-" is forbidden: cpu quota is 200m, current usage is 200m, requesting 100m.',
  },
  {
    source: 'https://github.com/odpi/egeria-charts/issues/79',
    text: 'Failed to pull image "docker.io/nginx": rpc error: code = Unknown desc = Error reading manifest latest in docker.io/library/nginx: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
  },
  {
    source: 'https://github.com/airbytehq/airbyte/issues/42091',
    text: '429 Too Many Requests -Server message: toomanyrequests: You have reached your pull rate limit. You may increase the limit by authenticating and upgrading: https://www.docker.com/increase-rate-limit',
  },
  {
    source: 'https://github.com/argoproj/argo-cd/pull/10697',
    text: 'order is in "errored" state: Failed to create Order: 429\n      urn:ietf:params:acme:error:rateLimited: Error creating new order :: too\n      many certificates (5) already issued for this exact set of domains in\n      the last 168 hours: domain.example.com, retry after 2022-09-26T01:29:08Z:\n      see https://letsencrypt.org/docs/duplicate-certificate-limit/',
  },
  {
    source: 'https://github.com/ministryofjustice/cloud-platform/issues/4833',
    text: '403 API rate limit exceeded for user ID 12345678. If you reach out to GitHub Support for help, please include the request ID 15F0:53D3:37AEE73:383FB5B:651BFD3A. [rate reset in 48m57s]',
  },
  {
    source: 'https://github.com/integrations/terraform-provider-github/issues/2329',
    text: 'Error: non-200 OK status code: 403 Forbidden body: "message": "You have exceeded a secondary rate limit. Please wait a few minutes before you try again.',
  },
  {
    source: 'https://github.com/fybrik/fybrik/issues/1740',
    text: 'I0926 17:27:21.448347     141 request.go:665] Waited for 1.156481339s due to client-side throttling, not priority and fairness, request: GET:https://172.30.0.1:443/apis/snapshot.storage.k8s.io/v1?timeout=32s',
  },
  {
    source: 'https://github.com/terraform-aws-modules/terraform-aws-eks/issues/2988',
    text: 'Error from server (Forbidden): pods is forbidden: User "arn:aws:sts::123456789012:assumed-role/terraform/botocore-session" cannot list resource "pods" in API group "" at the cluster scope',
  },
  {
    source: 'https://github.com/Azure/terraform-azurerm-avm-ptn-aks-production/pull/25',
    text: 'OperationNotAllowed: Operation is not allowed: Another operation (Updating) is in progress, please wait for it to finish before starting a new operation. See https://aka.ms/aks-pending-operation for more details',
  },
  {
    source: 'https://github.com/Azure/AKS/issues/821',
    text: "Failed to save container service 'test-aks'. Error: Operation is not allowed while cluster is being upgrading or failed in upgrade",
  },
  {
    source: 'https://github.com/aws/karpenter-provider-aws/issues/5850',
    text: 'launching nodeclaim, creating instance, with fleet error(s), InvalidParameterValue: You cannot specify tags for Spot instances requests if there are no Spot instances requests being created by the request.',
  },
  {
    source: 'https://github.com/aws/karpenter-provider-aws/issues/5776',
    text: 'creating instance, creating fleet InvalidInput: The request failed because the payload for the body of the request is too large.\n                           status code: 400, request id: 80085587-de7c-4659-8c5a-456e93b168e5',
  },
  {
    source: 'https://github.com/Panfactum/stack/issues/42',
    text: 'creating node claim, NodeClaim.karpenter.sh "spot-8c7mc" is invalid: [spec.requirements: Too many: 32: must have at most 30 items',
  },
  {
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/39904',
    text: "Error: waiting for EKS Node Group (terraform-Cluster:terraform-nodeGroup) create: unexpected state 'CREATE_FAILED', wanted target 'ACTIVE'. last error: eks-terraform-nodeGroup-1ac96815-c130-66de-ac5f-e705e77b45df: AsgInstanceLaunchFailures: Instance became unhealthy while waiting for instance to be in InService state. Termination Reason: Client.InvalidKMSKey.InvalidState: The KMS key provided is in an incorrect state",
  },
  {
    source: 'https://github.com/hashicorp/terraform-provider-aws/issues/17373',
    text: "Error creating DB Subnet Group: DBSubnetGroupDoesNotCoverEnoughAZs: DB Subnet Group doesn't meet availability zone coverage requirement. Please add subnets to cover at least 2 availability zones. Current coverage: 1",
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: "Error: creating EC2 Instance: InvalidParameterValue: Invalid value 'wrong-instance-type' for InstanceType.\n            status code: 400, request id: 84c20698-c53c-47b3-b840-1a79eacccce6",
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Error: creating EKS Cluster (qovery-zd3c17088): ResourceInUseException: Cluster already exists with name: qovery-zd3c17088',
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Error: scaleway-sdk-go: waiting for cluster failed: timeout after 15m0s',
  },
  {
    source: 'https://github.com/Qovery/engine/blob/main/src/cmd/terraform.rs',
    text: 'Error: scaleway-sdk-go: invalid argument(s): name does not respect constraint, cluster name must be unique across the project',
  },
  {
    source: 'https://github.com/sysdiglabs/terraform-aws-secure-for-cloud/pull/52',
    text: 'Error: Error creating NAT Gateway: NotAvailableInZone: Nat Gateway is not available in this availability zone\n│       status code: 400, request id: 83a3257b-edf2-413e-941a-60a3f3546dea',
  },
  {
    source: 'https://github.com/hashicorp/terraform-provider-aws/pull/36095',
    text: '│ Error: Too many target_groups blocks\n│ \n│   on main.tf line 55, in resource "aws_vpclattice_listener_rule" "lattice_listener_rule":\n│ \n│ No more than 2 "target_groups" blocks are allowed',
  },
  {
    source: 'https://github.com/clong/DetectionLab/issues/635',
    text: 'Error: timeout - last error: unknown error Post "http://13.57.20.213:5985/wsman": dial tcp 13.57.20.213:5985: i/o timeout',
  },
  {
    source: 'https://github.com/kubernetes-sigs/karpenter/issues/2113',
    text: '"error":"launching nodeclaim, creating instance, with fleet error(s), too few instances returned: too few instances returned"',
  },
  {
    source: 'https://github.com/merative/curam-kubernetes/issues/69',
    text: 'Error: failed pre-install: timed out waiting for the condition\nhelm.go:81: [debug] failed pre-install: timed out waiting for the condition',
  },
  {
    source: 'https://www.qovery.com/docs/configuration/integrations/kubernetes/eks/preflight-checks',
    text: ' [PASS] Elastic IP quota ......................... 2/5 allocated',
  },
];
