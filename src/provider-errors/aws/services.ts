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
    aliases: ['amazonec2', 'ec2api', 'fleet'],
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
    aliases: ['elb', 'elbv2', 'elasticloadbalancingv2', 'amazonelasticloadbalancing'],
    words: /loadbalancer(?!target)|targetgroup|listener|registertargets|createrule|trust ?store/,
  },
  eks: { name: 'EKS', aliases: ['amazoneks'], words: /nodegroup|fargateprofile|addon|podidentity/ },
  ecr: {
    name: 'ECR',
    aliases: ['amazonecr', 'ecrapi'],
    words: /repository|putimage|layerupload|pullthrough/,
  },
  rds: {
    name: 'RDS',
    aliases: ['amazonrds', 'docdb', 'neptune', 'documentdb', 'amazondocumentdb'],
    words: /^(?:create|copy|modify|restore|add)?db|optiongroup|eventsubscription|globalcluster/,
  },
  elasticache: {
    name: 'ElastiCache',
    aliases: ['amazonelasticache'],
    words: /cache|replicationgroup|serverlesscache/,
  },
  iam: {
    name: 'IAM',
    aliases: ['amazonidentitymanagement', 'identitymanagement', 'identityandaccessmanagement'],
    words:
      /role|policyversion|createpolicy|iampolicy|^createuser|accesskey|instanceprofile|openidconnect|samlprovider|mfadevice|servercertificate/,
  },
  kms: { name: 'KMS', aliases: ['awskms', 'keymanagementservice'], words: /^createkey|grant|createalias/ },
  lambda: { name: 'Lambda', aliases: ['awslambda'], words: /function|layerversion|eventsourcemapping/ },
  route53: {
    name: 'Route 53',
    aliases: ['amazonroute53'],
    words: /hostedzone|recordset|healthcheck|delegationset|trafficpolicy/,
  },
  route53resolver: { name: 'Route 53 Resolver', words: /resolver/ },
  acm: {
    name: 'AWS Certificate Manager',
    aliases: ['certificatemanager', 'awscertificatemanager', 'acmcertificate'],
    words: /requestcertificate|importcertificate/,
  },
  logs: {
    name: 'CloudWatch Logs',
    aliases: ['cloudwatchlogs', 'amazoncloudwatchlogs', 'cloudwatchlog'],
    words: /log(?:group|stream)|subscriptionfilter|metricfilter|logresourcepolicy|querydefinition/,
  },
  monitoring: { name: 'CloudWatch', aliases: ['cloudwatch', 'amazoncloudwatch'], words: /alarm|dashboard/ },
  autoscaling: {
    name: 'EC2 Auto Scaling',
    aliases: ['amazonautoscaling', 'ec2autoscaling', 'asg'],
    words: /autoscalinggroup|launchconfiguration|lifecyclehook|scalingpolicy|scheduledupdate/,
  },
  s3: { name: 'S3', aliases: ['amazons3', 's3control'], words: /bucket|accesspoint/ },
  fargate: { name: 'Fargate', aliases: ['awsfargate'], words: /fargate(?!profile)/ },
  ecs: { name: 'ECS', aliases: ['amazonecs'], words: /taskdefinition|runtask|capacityprovider/ },
  cloudformation: {
    name: 'CloudFormation',
    aliases: ['awscloudformation'],
    words: /createstack|stackset|changeset/,
  },
  sts: { name: 'STS', aliases: ['awssecuritytokenservice'], words: /assumerole|calleridentity/ },
  secretsmanager: {
    name: 'Secrets Manager',
    aliases: ['awssecretsmanager'],
    words: /createsecret|secretsmanagersecret/,
  },
  ssm: { name: 'Systems Manager', aliases: ['awssimplesystemsmanagement'], words: /putparameter/ },
  sns: { name: 'SNS', aliases: ['amazonsns'], words: /topic/ },
  sqs: { name: 'SQS', aliases: ['amazonsqs'], words: /queue(?!d)/ },
  dynamodb: { name: 'DynamoDB', aliases: ['amazondynamodb', 'amazondynamodbv2'] },
  elasticfilesystem: { name: 'EFS', aliases: ['efs', 'amazonefs'], words: /filesystem|mounttarget/ },
  sagemaker: { name: 'SageMaker', aliases: ['amazonsagemaker'], words: /^create(?:endpoint|notebook)/ },
  events: { name: 'EventBridge', aliases: ['eventbridge', 'cloudwatchevents'] },
  apigateway: { name: 'API Gateway', aliases: ['amazonapigateway', 'apigatewayv2'], words: /restapi/ },
  cloudfront: { name: 'CloudFront', aliases: ['amazoncloudfront'], words: /distribution/ },
  wafv2: { name: 'WAF', aliases: ['waf', 'wafregional'], words: /webacl/ },
  kafka: { name: 'MSK', aliases: ['msk'] },
  es: { name: 'OpenSearch Service', aliases: ['opensearch', 'elasticsearch', 'elasticsearchservice'] },
  memorydb: { name: 'MemoryDB' },
  backup: { name: 'AWS Backup', aliases: ['awsbackup'] },
  servicequotas: { name: 'Service Quotas' },
  organizations: { name: 'Organizations', aliases: ['awsorganizations'] },
};

const BY_ALIAS: ReadonlyMap<string, string> = new Map(
  Object.entries(SERVICES).flatMap(([code, { aliases = [] }]) =>
    [code, ...aliases].map((alias) => [alias, code] as const),
  ),
);

/** `Elastic Load Balancing v2`, `AmazonEC2`, `elbv2`. */
export function serviceCalled(name: string): string | undefined {
  return BY_ALIAS.get(name.toLowerCase().replace(/[^a-z0-9]/g, ''));
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
