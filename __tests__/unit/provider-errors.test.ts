import { describe, expect, test } from '@jest/globals';

import {
  type LogProblem,
  type Place,
  type ProviderError,
  headline,
  preflight,
  problemsInLog,
  recognise,
} from '../../src/provider-errors/index.ts';
import type { ClusterLog } from '../../src/qovery/schemas.ts';
import { NOTHING, REGIONS, SAMPLES, type Sample } from '../support/provider-texts.ts';

type Qovery = keyof typeof SAMPLES;
const NAMES = { AWS: 'AWS', GCP: 'GCP', AZURE: 'Azure', SCW: 'Scaleway' } as const;
const at = (provider: Qovery): Place => ({ provider, region: REGIONS[provider] });
const ALL: [string, Qovery, Sample][] = (Object.keys(SAMPLES) as Qovery[]).flatMap((provider) =>
  SAMPLES[provider].map((sample): [string, Qovery, Sample] => [sample.text.slice(0, 120), provider, sample]),
);
const aws = (text: string, region = 'eu-west-3'): ProviderError => {
  const error = recognise(text, { provider: 'AWS', region });
  if (error === undefined) throw new Error(`Not recognised: ${text}`);
  return error;
};

test('the corpus is large, and each text names its public source', () => {
  expect(ALL.length).toBeGreaterThan(100);
  expect(NOTHING.length).toBeGreaterThan(25);
  for (const { source } of [...ALL.map(([, , sample]) => sample), ...NOTHING])
    expect(source).toMatch(/^https:\/\/\w/);
});

describe('every text lands where it belongs', () => {
  test.each(ALL)('%s', (_, provider, { text, says }) => {
    const error = recognise(text, at(provider));
    const { limit, used, wanted } = error ?? {};
    expect(error).toMatchObject({ provider: NAMES[provider], region: REGIONS[provider], ...says });
    // No number but those that the text has.
    expect({ limit, used, wanted }).toEqual({ limit: says.limit, used: says.used, wanted: says.wanted });
  });

  test.each(NOTHING.map(({ text }) => [text]))('nothing: %s', (text) => {
    for (const provider of [...Object.keys(SAMPLES), 'ON_PREMISE'])
      expect(recognise(text, { provider, region: 'eu-west-3' })).toBeUndefined();
  });
});

describe('and nowhere else', () => {
  test.each(ALL)('%s', (_, provider, { text }) => {
    // Where the cloud is not known, no other provider's tables take the text for their own.
    const problems = problemsInLog([line({ text })], { provider: 'ON_PREMISE', region: '' });
    const names = new Set(problems.map(({ error }) => error.provider));
    expect([...names].filter((name) => name !== NAMES[provider])).toEqual([]);
  });
});

describe('what to do', () => {
  const EIP = 'api error AddressLimitExceeded: The maximum number of addresses has been reached.';

  test.each([
    [
      'eu-west-3',
      'https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3?region=eu-west-3',
    ],
    [
      'cn-north-1',
      'https://console.amazonaws.cn/servicequotas/home/services/ec2/quotas/L-0263D0A3?region=cn-north-1',
    ],
    [
      'us-gov-west-1',
      'https://console.amazonaws-us-gov.com/servicequotas/home/services/ec2/quotas/L-0263D0A3?region=us-gov-west-1',
    ],
  ])('the link is of the partition: %s', (region, link) => {
    expect(aws(EIP, region)).toMatchObject({ link, region, usualTime: '1 to 3 business days' });
  });

  test.each([
    ['eu-west-3', 'us-east-1'],
    ['cn-northwest-1', 'cn-north-1'],
    ['us-gov-east-1', 'us-gov-west-1'],
  ])('a quota of the whole account is kept in the home region: %s', (region, home) => {
    expect(aws('Cannot exceed quota for RolesPerAccount: 1000', region).link).toMatch(
      new RegExp(`/services/iam/quotas/L-FE177D64\\?region=${home}$`),
    );
  });

  test('a region that is none cannot change where the link leads', () => {
    expect(aws(EIP, '&x=https://evil.example/#').link).toBe(
      'https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3',
    );
  });

  test('what nobody can have more of has no link and no request', () => {
    const error = aws('Cannot exceed quota for AccessKeysPerUser: 2');
    expect(error.advice).toMatch(/raises this for nobody/);
    expect(error).not.toHaveProperty('link');
    expect(error).not.toHaveProperty('request');
    expect(error).not.toHaveProperty('usualTime');
  });

  test.each([
    ['GCP', 'instant'],
    ['AZURE', '1 to 2'],
    ['SCW', '1 to 3'],
  ] as const)('%s says where to ask, and how long it takes', (provider, time) => {
    const quotas = SAMPLES[provider].filter(({ says }) => says.kind === 'quota');
    expect(quotas.length).toBeGreaterThan(3);
    for (const { text } of quotas) {
      const error = recognise(text, at(provider));
      expect(error?.link).toMatch(/^https:\/\/(console|portal)\.(cloud\.google|azure|scaleway)\.com\//);
      expect(error?.usualTime).toContain(time);
    }
  });

  test('a request is ready to send', () => {
    expect(aws('Limit of 30 nodegroups exceeded').request).toBe(
      'Please raise the quota "Managed node groups per cluster" (service eks, code L-6D54EA21) in eu-west-3 from 30 to 60. Our Kubernetes cluster there has reached it and cannot be updated before.',
    );
    expect(aws(EIP).request).toBe(
      'Please raise the quota "EC2-VPC Elastic IPs" (service ec2, code L-0263D0A3) in eu-west-3 above its present value. Our Kubernetes cluster there has reached it and cannot be updated before.',
    );
    const cores = SAMPLES.AZURE[0];
    expect(recognise(cores?.text ?? '', at('AZURE'))?.request).toBe(
      'Please raise the quota "Total Regional Cores" in centralus from 10 to 12 vCPU. Our Kubernetes cluster there has reached it and cannot be updated before.',
    );
  });

  test.each(ALL)(
    'no account, request or resource of the text is in the request: %s',
    (_, provider, { text }) => {
      const { request = '', link = '' } = recognise(text, at(provider)) ?? {};
      expect(request + link).not.toMatch(
        /\d{9}|[\da-f]{8}-[\da-f]{4}-|arn:|subnet-|vpc-|sg-|i-0|some-project/,
      );
    },
  );

  test('a name with an account in it is not taken for the name of a quota', () => {
    expect(
      recognise('quota exceeded(s): org_123456789012 has reached its quota (1/2)', at('SCW')),
    ).toMatchObject({ what: 'A quota of Scaleway', used: 1, limit: 2 });
  });

  test('the second number of an old Scaleway SDK is the first one again, and is not believed', () => {
    const error = recognise('scaleway-sdk-go: quota exceeded(s): ips has reached its quota (5/5)', at('SCW'));
    expect(error).toMatchObject({ used: 5 });
    expect(error).not.toHaveProperty('limit');
  });

  test.each([
    ['eks-gpu g5.xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
    ['vt1.3xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
    ['gr6.4xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
    ['p4d.24xlarge', 'L-417A185B', 'L-7212CCBC'],
    ['f1.2xlarge', 'L-74FC7D96', 'L-88CF9481'],
    ['x2idn.16xlarge', 'L-7295265B', 'L-E3A00192'],
    ['inf2.xlarge', 'L-1945791B', 'L-B5D1601B'],
    ['trn1.32xlarge', 'L-2C3B7624', 'L-6B0D517C'],
    ['dl1.24xlarge', 'L-6E869C2A', 'L-85EED4F7'],
    ['u-6tb1.56xlarge', 'L-43DA4232', 'L-34B43A08'],
    ['u7i-12tb.224xlarge', 'L-43DA4232', 'L-34B43A08'],
    ['hpc7a.96xlarge', 'L-F7808C92', 'L-34B43A08'],
    ['m5.large, c6g.metal, t3a.medium, im4gn.xlarge, d3en.2xlarge', 'L-1216C47A', 'L-34B43A08'],
    ['g5.xlarge, g4dn.xlarge', 'L-DB2E81BA', 'L-3819A6DF'],
    // Several families: which of them it was, the text does not say.
    ['g5.xlarge, p3.2xlarge', 'L-1216C47A', 'L-34B43A08'],
    ['cache.t3.micro, no machine', 'L-1216C47A', 'L-34B43A08'],
  ])('the family of %s', (types, onDemand, spot) => {
    expect(aws(`VcpuLimitExceeded for ${types}.`).code).toBe(onDemand);
    expect(aws(`MaxSpotInstanceCountExceeded for ${types}.`).code).toBe(spot);
  });

  test('in one line', () => {
    expect(headline(aws('vCPU limit of 32: VcpuLimitExceeded'))).toBe(
      'AWS quota reached: Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances (limit 32 vCPU) in eu-west-3',
    );
    expect(headline(aws('[FAIL] Elastic IP quota ......................... 5/5 allocated'))).toBe(
      'AWS quota reached: EC2-VPC Elastic IPs (5 of 5) in eu-west-3',
    );
    expect(headline(aws('InsufficientInstanceCapacity (us-east-1a)'))).toBe(
      'AWS has no free instances of this type in the zone, in us-east-1',
    );
  });
});

describe('hostile texts', () => {
  const LONG = 100_000;
  /** What each pattern begins with, over and over, so that each begins to match and never ends. */
  const beginnings = [
    'VolumeLimitExceeded ',
    'ECR: CreateRepository ',
    'LimitExceededException ',
    'The maximum number of security groups for ',
    'Insufficient regional quota to satisfy request',
    'IP space of ',
    'API has not been used in project ',
    'VM size of ',
    'requested size for resource ',
    'subscription ',
    'billing account ',
    'exceeding approved ',
    '[FAIL] Elastic IP quota . ',
    'g5.',
    'a-',
    'Error: ',
    '\n',
    ' \t│',
    'x',
    '🙂',
  ];

  test.each(beginnings.map((text) => [text]))('%j, again and again', (beginning) => {
    const text = beginning.repeat(Math.ceil(LONG / beginning.length));
    const started = performance.now();
    for (const provider of ['AWS', 'GCP', 'AZURE', 'SCW', 'ON_PREMISE'])
      recognise(text, { provider, region: 'eu-west-3' });
    preflight(text);
    problemsInLog([line({ text })], at('AWS'));
    expect(performance.now() - started).toBeLessThan(3000);
  });

  test('an error at the end of a very long text is still seen', () => {
    expect(recognise(`${'x'.repeat(1_000_000)} VpcLimitExceeded`, at('AWS'))?.code).toBe('L-F678F1CE');
  });

  test('ten thousand lines of errors, the last ones', () => {
    const lines = Array.from({ length: 11_000 }, (_, i) =>
      line({ text: `VpcLimitExceeded ${i}`, minute: i % 60 }),
    );
    const started = performance.now();
    expect(problemsInLog(lines, at('AWS'))).toMatchObject([{ count: 10_000 }]);
    expect(performance.now() - started).toBeLessThan(5000);
  });

  test('many different problems are all told, the newest first', () => {
    const lines = Array.from({ length: 200 }, (_, i) =>
      line({ text: `Quota 'METRIC_${i}' exceeded`, minute: i }),
    );
    const problems = problemsInLog(lines, at('GCP'));
    expect(problems).toHaveLength(200);
    expect(problems[0]?.error.code).toBe('METRIC_199');
  });
});

describe('the log of a cluster', () => {
  const VPCS = 'Error: creating EC2 VPC: VpcLimitExceeded: The maximum number of VPCs has been reached';
  const EIPS =
    'Error: creating EC2 EIP: AddressLimitExceeded: The maximum number of addresses has been reached.';
  const codes = (problems: LogProblem[]): (string | undefined)[] => problems.map(({ error }) => error.code);

  test('each problem once, the newest first, with its newest time and how often', () => {
    const problems = problemsInLog(
      [line({ text: VPCS, minute: 1 }), line({ text: EIPS, minute: 2 }), line({ text: VPCS, minute: 3 })],
      at('AWS'),
    );
    expect(problems).toMatchObject([
      { error: { code: 'L-F678F1CE' }, at: Date.parse('2026-11-20T12:03:00Z'), count: 2 },
      { error: { code: 'L-0263D0A3' }, at: Date.parse('2026-11-20T12:02:00Z'), count: 1 },
    ]);
  });

  test('without times, the last line is the newest', () => {
    const plain = (text: string): ClusterLog => ({ type: 'error', error: { user_log_message: text } });
    expect(problemsInLog([plain(VPCS), plain(EIPS)], at('AWS'))).toMatchObject([
      { error: { code: 'L-0263D0A3' }, at: undefined },
      { error: { code: 'L-F678F1CE' } },
    ]);
  });

  test('information is no problem, an error or a warning is', () => {
    const information: ClusterLog = { type: 'info', message: { safe_message: VPCS } };
    expect(problemsInLog([information], at('AWS'))).toEqual([]);
    expect(codes(problemsInLog([{ ...information, type: 'Warning' }], at('AWS')))).toEqual(['L-F678F1CE']);
    expect(codes(problemsInLog([{ ...information, type: 'error' }], at('AWS')))).toEqual(['L-F678F1CE']);
  });

  test('Terraform tells of several errors at once', () => {
    const text = `╷\n│ ${VPCS}\n│ \tstatus code: 400\n╵\n╷\n│ ${EIPS}\n╵\n${VPCS}`;
    expect(codes(problemsInLog([line({ text })], at('AWS')))).toEqual(['L-F678F1CE', 'L-0263D0A3']);
  });

  test('the text of the provider is wherever the engine puts it', () => {
    const texts: ClusterLog['error'][] = [
      { user_log_message: VPCS },
      { underlying_error: { message: VPCS } },
      { underlying_error: { message: 'Error while applying', full_details: VPCS } },
      { hint_message: VPCS },
    ];
    for (const error of texts)
      expect(codes(problemsInLog([{ type: 'error', error }], at('AWS')))).toEqual(['L-F678F1CE']);
    expect(codes(problemsInLog([{ type: 'error', message: { full_details: VPCS } }], at('AWS')))).toEqual([
      'L-F678F1CE',
    ]);
  });

  test("Qovery's own tag and sentence count only where the provider says nothing", () => {
    const tag = 'TERRAFORM_CLOUD_PROVIDER_QUOTAS_REACHED';
    const said = 'Error, cloud provider quotas exceeded. `VPC` has reached its quotas.';
    const problems = (error: ClusterLog['error']): LogProblem[] =>
      problemsInLog([{ type: 'error', error }], at('AWS'));
    expect(problems({ tag, user_log_message: said, underlying_error: { message: VPCS } })).toMatchObject([
      { error: { what: 'VPCs per Region' } },
    ]);
    expect(problems({ tag, user_log_message: said })).toMatchObject([{ error: { what: 'VPC' } }]);
    expect(problems({ tag, user_log_message: 'no more' })).toMatchObject([
      { error: { kind: 'quota', what: 'A quota of the cloud account' } },
    ]);
    expect(problems({ tag: 'TERRAFORM_INVALID_CREDENTIALS' })).toMatchObject([
      { error: { kind: 'credentials' } },
    ]);
    expect(problems({ tag: 'TERRAFORM_UNKNOWN_ERROR', user_log_message: 'no more' })).toEqual([]);
  });

  test('a failed check of the preflight report is a problem, though Qovery prints it as information', () => {
    const text = [
      '========================================================================',
      '                  AWS Deployment Preflight Report',
      ' [PASS] EKS cluster quota ........................ 3/100 clusters',
      ' [FAIL] Elastic IP quota ......................... 5/5 allocated',
      ' [WARN] IAM permissions .......................... Could not fully verify',
      ' Deployment BLOCKED - fix FAILED checks before retrying',
    ].join('\n');
    expect(problemsInLog([{ type: 'info', message: { safe_message: text } }], at('AWS'))).toMatchObject([
      { error: { code: 'L-0263D0A3', used: 5, limit: 5 } },
    ]);
  });
});

test("Qovery's preflight report (www.qovery.com/docs/configuration/integrations/kubernetes/eks/preflight-checks)", () => {
  const report = `
========================================================================
                  AWS Deployment Preflight Report
========================================================================
 [PASS] EKS cluster quota ........................ 3/100 clusters
 [PASS] Elastic IP quota ......................... 2/5 allocated
 [FAIL] VPC subnet tags
        -> Missing tag 'kubernetes.io/role/elb' on subnet-abc123
        -> Fix: Add tag 'kubernetes.io/role/elb=1' to public subnets
 [WARN] IAM permissions .......................... Could not fully verify
------------------------------------------------------------------------
 Result: 1 FAILED | 1 WARNING | 2 PASSED
 Deployment BLOCKED - fix FAILED checks before retrying
========================================================================`;
  const checks = [
    { level: 'PASS', check: 'EKS cluster quota', used: 3, limit: 100, says: ['3/100 clusters'] },
    { level: 'PASS', check: 'Elastic IP quota', used: 2, limit: 5, says: ['2/5 allocated'] },
    {
      level: 'FAIL',
      check: 'VPC subnet tags',
      says: [
        "Missing tag 'kubernetes.io/role/elb' on subnet-abc123",
        "Fix: Add tag 'kubernetes.io/role/elb=1' to public subnets",
      ],
    },
    { level: 'WARN', check: 'IAM permissions', says: ['Could not fully verify'] },
  ];
  expect(preflight(report)).toEqual(checks);
  expect(preflight(report.replaceAll('\n', '\r\n'))).toEqual(checks);
  expect(preflight('[FAIL] Elastic IP quota')).toEqual([
    { level: 'FAIL', check: 'Elastic IP quota', says: [] },
  ]);
  expect(preflight('Kubernetes cluster successfully created')).toEqual([]);
  expect(preflight('-> not under a check')).toEqual([]);
});

function line({ text, minute = 0 }: { text: string; minute?: number }): ClusterLog {
  const timestamp = new Date(Date.parse('2026-11-20T12:00:00Z') + minute * 60_000).toISOString();
  return { type: 'error', timestamp, error: { tag: 'TERRAFORM_UNKNOWN_ERROR', user_log_message: text } };
}
