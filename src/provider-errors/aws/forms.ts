/**
 * The forms in which AWS's errors come. Whatever wraps them, they say which service refused, which operation, and with
 * which code:
 *
 * - SDK for Go v2: `operation error EC2: CreateVpc, https response error StatusCode: 400, RequestID: …, api error X: …`
 * - SDK for Go v1: `X: … status code: 400, request id: …`
 * - botocore, the CLI: `An error occurred (X) when calling the CreateVpc operation: …`
 * - SDK for Java, CloudFormation: `… (Service: Ec2, Status Code: 400, Request ID: …)`, `(…; Error Code: X; …)`
 * - CloudFormation, CDK, eksctl: `AWS::EC2::VPC`, `HandlerErrorCode: …`
 * - JSON protocols: `"__type": "com.amazonaws.kms#X"`; the Query protocol: `<Code>X</Code>`
 * - Terraform: `creating EC2 VPC: …`, `with aws_vpc.this`
 */
import type { Passage } from '../model.ts';
import { serviceCalled, serviceOfOperation } from './services.ts';

export interface Form {
  /** Whether anything in the passage shows that AWS speaks. */
  readonly signed: boolean;
  /** Whether AWS may speak, which is enough for a sentence about something that AWS counts. */
  readonly likely: boolean;
  /** The services that it names, in the order of the text. */
  readonly services: readonly NamedService[];
}

interface NamedService {
  readonly at: number;
  /** As in Service Quotas; undefined where the catalogue does not know it. */
  readonly code: string | undefined;
  /** `CreateVpc`, `AWS::EC2::VPC`, `aws_vpc`: what was asked for. */
  readonly operation?: string;
  /** An SDK says so itself; otherwise it is a name in the text around. */
  readonly certain: boolean;
}

const SIGN =
  /status ?code: ?\d{3}[,;] ?request ?id|\(service: \w|\bapi error |operation error \w|when calling the \w{1,80} operation|amazonaws\.com|arn:aws|\baws::\w|\baws\b|\baws[_-]|\bamazon|\bec2\b|\beks\b|\bboto|<requestid>|requesttoken|handlererrorcode|\bawserr|karpenter|fargate|launchfailures|create_failed|x-amzn|\bi-[0-9a-f]{8}|\b(?:vpc|subnet|sg|eni|vol)-[0-9a-f]{8}|__type|service quotas|\bcloudwatch\b|\broute ?53|\biam\b|\brds\b|\belb(?:v2)?\b|\belasticache\b|aws_request_id|updatetargetgroupsandautoscaling/;

/** The exceptions of AWS's JSON protocols; other software has some of the same names. */
const EXCEPTION =
  /\b(?:limitexceeded|resourcelimitexceeded|servicequotaexceeded|invalidparameter|invalidrequest)exception\b/;

/** Each names a service (`service`), an operation or a resource (`operation`), or both. */
const NAMES: readonly { readonly pattern: RegExp; readonly certain?: true }[] = [
  { pattern: /operation error (?<service>[\w -]{2,40}): (?<operation>\w{1,80})/g, certain: true },
  { pattern: /\(service: (?<service>[\w .-]{2,40})[;,)]/g, certain: true },
  { pattern: /when calling the (?<operation>\w{1,80}) operation/g, certain: true },
  { pattern: /aws service: (?<service>\w{2,40})/g, certain: true },
  {
    pattern: /\b(?:com\.amazonaws\.services|software\.amazon\.awssdk\.services)\.(?<service>\w{2,30})\./g,
    certain: true,
  },
  { pattern: /com\.amazonaws\.(?<service>\w{2,30})(?:\.v\d{8})?#/g, certain: true },
  { pattern: /\*(?<service>[a-z][a-z0-9]{1,30})\.[a-z]{3,60}exception/g, certain: true },
  { pattern: /exception\b(?<=\b\k<service>\.(?<service>\w{2,30})exception)/g, certain: true },
  { pattern: /exception - (?<=\b(?<service>\w{2,20})exception - )/g, certain: true },
  { pattern: /\baws::(?<service>\w{2,40})::(?<operation>\w{2,60})/g },
  { pattern: /\.amazonaws\.com(?<=\b(?<service>[a-z][a-z0-9-]{1,30})\.[a-z0-9-]{5,20}\.amazonaws\.com)/g },
  { pattern: /\barn:aws[a-z-]{0,9}:(?<service>[a-z0-9-]{2,30}):/g },
  { pattern: /\baws_(?<operation>[a-z0-9_]{2,60})/g },
  {
    pattern:
      /\b(?:creat|updat|modify|attach|associat|put|request|register|allocat|copy|import|add|set|enabl)ing (?<service>[a-z0-9]{2,16}(?: (?:logs?|load balancing|scaling))?) (?<operation>[a-z0-9 ]{2,40})/g,
  },
  { pattern: /\berror (?:creating|updating|requesting) (?<operation>[a-z0-9 ]{2,40})/g },
  {
    pattern:
      /(?<!\/)\b(?<service>kms|lambda|ecr|rds|acm|ebs|fargate|elasticache|route ?53|autoscaling|cloudwatch(?: logs?)?)\b(?!\/)/g,
  },
];

export function formOf({ lower }: Passage): Form {
  const services = NAMES.flatMap(({ pattern, certain = false }) =>
    [...lower.matchAll(pattern)].flatMap(({ index, groups }): NamedService[] => {
      const { service = '', operation } = groups ?? {};
      const code = serviceCalled(service) ?? (operation && serviceOfOperation(operation));
      if (code === undefined && !certain) return [];
      return [{ at: index, code, certain, ...(operation === undefined ? {} : { operation }) }];
    }),
  );
  const signed = SIGN.test(lower);
  return {
    signed,
    likely: signed || EXCEPTION.test(lower),
    services: services.toSorted((a, b) => a.at - b.at),
  };
}

/** The service that a place in the passage is about: an SDK's word before a name; the nearest before it, else after. */
export function serviceAt({ services }: Form, at: number): NamedService | undefined {
  const known = services.filter(({ code }) => code !== undefined);
  const certain = known.filter((service) => service.certain);
  const among = certain.length > 0 ? certain : known;
  return among.findLast((service) => service.at <= at) ?? among[0];
}

/** What was asked for just before: `vpc` of `CreateVpc`, `AWS::EC2::VPC` and `aws_vpc`. */
export function askedFor({ services }: Form, at: number): string | undefined {
  const operations = services.flatMap((service) =>
    service.operation === undefined ? [] : [{ ...service, operation: service.operation }],
  );
  const nearest = operations.findLast((service) => service.at <= at) ?? operations[0];
  return nearest?.operation.replace(
    /^(?:Create|Put|Copy|Allocate|Request|Add|Run|Register|Import|Attach)/i,
    '',
  );
}
