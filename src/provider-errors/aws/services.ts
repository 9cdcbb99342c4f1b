/** The services of AWS: what Service Quotas calls them, what people call them, and what their SDKs call them. */

interface Service {
  readonly name: string;
  /** Other names in SDKs, ARNs, hosts, resource types; in lower case, letters and digits alone. */
  readonly aliases?: readonly string[];
  /** Of its operations and of Terraform's resources: words that no other service has. In lower case, without spaces. */
  readonly words?: RegExp;
}

export const SERVICES: Readonly<Record<string, Service>> = {
  ec2: {
    name: 'EC2',
    aliases: ['ec2api', 'fleet'],
    words:
      /instances?$|image|snapshot|volume|fleet|spot|launchtemplate|keypair|address|eip|customergateway|vpnconnection|transitgateway/,
  },
  vpc: {
    name: 'Amazon VPC',
    words:
      /vpc|subnet(?!group)|route(?!53)|natgateway|internetgateway|securitygroup|networkinterface|networkacl|peering|dhcpoptions|flowlog/,
  },
  ebs: { name: 'EBS', aliases: ['ebscsi'] },
  elasticloadbalancing: {
    name: 'Elastic Load Balancing',
    aliases: ['elb', 'elbv2', 'elasticloadbalancingv2'],
    words: /loadbalancer(?!target)|targetgroup|listener|registertargets|createrule|trust ?store/,
  },
  eks: { name: 'EKS', words: /nodegroup|fargateprofile|addon|podidentity/ },
  ecr: { name: 'ECR', aliases: ['ecrapi'], words: /repository|putimage|layerupload|pullthrough/ },
  rds: {
    name: 'RDS',
    aliases: ['docdb', 'neptune', 'documentdb'],
    words: /^(?:create|copy|modify|restore|add)?db|optiongroup|eventsubscription|globalcluster/,
  },
  elasticache: { name: 'ElastiCache', words: /cache|replicationgroup|serverlesscache/ },
  iam: {
    name: 'IAM',
    aliases: ['amazonidentitymanagement', 'identitymanagement', 'identityandaccessmanagement'],
    words:
      /role|policyversion|createpolicy|iampolicy|^createuser|accesskey|instanceprofile|openidconnect|samlprovider|mfadevice|servercertificate/,
  },
  kms: { name: 'KMS', aliases: ['keymanagementservice'], words: /^createkey|grant|createalias/ },
  lambda: { name: 'Lambda', words: /function|layerversion|eventsourcemapping/ },
  route53: { name: 'Route 53', words: /hostedzone|recordset|healthcheck|delegationset|trafficpolicy/ },
  route53resolver: { name: 'Route 53 Resolver', words: /resolver/ },
  acm: {
    name: 'AWS Certificate Manager',
    aliases: ['certificatemanager', 'acmcertificate'],
    words: /requestcertificate|importcertificate/,
  },
  logs: {
    name: 'CloudWatch Logs',
    aliases: ['cloudwatchlogs', 'cloudwatchlog'],
    words: /log(?:group|stream)|subscriptionfilter|metricfilter|logresourcepolicy|querydefinition/,
  },
  monitoring: { name: 'CloudWatch', aliases: ['cloudwatch'], words: /alarm|dashboard/ },
  autoscaling: {
    name: 'EC2 Auto Scaling',
    aliases: ['ec2autoscaling', 'asg'],
    words: /autoscalinggroup|launchconfiguration|lifecyclehook|scalingpolicy|scheduledupdate/,
  },
  s3: { name: 'S3', aliases: ['s3control'], words: /bucket|accesspoint/ },
  fargate: { name: 'Fargate', words: /fargate(?!profile)/ },
  ecs: { name: 'ECS', words: /taskdefinition|runtask|capacityprovider/ },
  cloudformation: { name: 'CloudFormation', words: /createstack|stackset|changeset/ },
  sts: { name: 'STS', aliases: ['awssecuritytokenservice'], words: /assumerole|calleridentity/ },
  secretsmanager: { name: 'Secrets Manager', words: /createsecret|secretsmanagersecret/ },
  ssm: { name: 'Systems Manager', aliases: ['awssimplesystemsmanagement'], words: /putparameter/ },
  sns: { name: 'SNS', words: /topic/ },
  sqs: { name: 'SQS', words: /queue(?!d)/ },
  dynamodb: { name: 'DynamoDB' },
  elasticfilesystem: { name: 'EFS', aliases: ['efs'], words: /filesystem|mounttarget/ },
  sagemaker: { name: 'SageMaker', words: /^create(?:endpoint|notebook)/ },
  events: { name: 'EventBridge', aliases: ['eventbridge', 'cloudwatchevents'] },
  apigateway: { name: 'API Gateway', aliases: ['apigatewayv2'], words: /restapi/ },
  cloudfront: { name: 'CloudFront', words: /distribution/ },
  wafv2: { name: 'WAF', aliases: ['waf', 'wafregional'], words: /webacl/ },
  kafka: { name: 'MSK', aliases: ['msk'] },
  es: { name: 'OpenSearch Service', aliases: ['opensearch', 'elasticsearch', 'elasticsearchservice'] },
  memorydb: { name: 'MemoryDB' },
  backup: { name: 'AWS Backup' },
  servicequotas: { name: 'Service Quotas' },
  organizations: { name: 'Organizations' },
};

const BY_ALIAS: ReadonlyMap<string, string> = new Map(
  Object.entries(SERVICES).flatMap(([code, { aliases = [] }]) =>
    [code, ...aliases].map((alias) => [alias, code] as const),
  ),
);

/** `Elastic Load Balancing v2`, `AmazonEC2`, `elbv2`. */
export function serviceCalled(name: string): string | undefined {
  const alias = name.toLowerCase().replace(/[^a-z0-9]/g, '');
  return BY_ALIAS.get(alias) ?? BY_ALIAS.get(alias.replace(/^(?:aws|amazon)/, ''));
}

/** `CreateDBSubnetGroup`, `aws_db_subnet_group`. */
export function serviceOfOperation(operation: string): string | undefined {
  const word = operation.toLowerCase().replace(/[^a-z0-9]/g, '');
  const found = Object.entries(SERVICES).filter(([, { words }]) => words?.test(word));
  // CreateAutoScalingGroup is of Auto Scaling, CreateLoadBalancerListeners of ELB: the longest word tells.
  return found.toSorted(([, a], [, b]) => lengthIn(b, word) - lengthIn(a, word))[0]?.[0];
}

function lengthIn({ words }: Service, word: string): number {
  return words?.exec(word)?.[0].length ?? 0;
}

/** EC2, VPC and EBS have one API, and three pages in Service Quotas. */
export function sameApi(a: string | undefined, b: string | undefined): boolean {
  return a === b || (EC2_API.has(a ?? '') && EC2_API.has(b ?? ''));
}

const EC2_API: ReadonlySet<string> = new Set(['ec2', 'vpc', 'ebs']);
