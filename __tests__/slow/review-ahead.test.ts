import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';

import { afterAll, describe, expect, test } from '@jest/globals';

import { DAY, HOUR } from '../../sandbox/clock.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import { shortId } from '../../sandbox/cloud.ts';
import type { Insight } from '../../sandbox/cloud.ts';
import type { Database } from '../../sandbox/records.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { World } from '../../sandbox/world.ts';
import { act } from '../support/action.ts';
import { NO_SESSION } from '../support/processes.ts';
import type { ActOptions, Run } from '../support/action.ts';
import { company, expectConsistent } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { reviewed } from '../support/review.ts';
import { isInPath, testWith } from '../support/strangers.ts';

// What AWS knows before it breaks, by the built action against the sandbox: support of versions, upgrade insights, quotas
// and managed databases.

interface Finding {
  id?: string;
  urgency: string;
  what: string;
  next: string;
  link: string | null;
  request: string | null;
}
interface Report {
  findings: Finding[];
  could_not_be_read: string[];
  not_to_be_seen_in_aws: string[];
  kubernetes_support: {
    version: string;
    end_of_standard_support: string | null;
    days_of_standard_support: number | null;
    extended_support_usd_per_month: number;
    clusters: { name: string; next_k8s_available_version: string | null }[];
  }[];
  upgrade_insights: { cluster: string; status: string; name: string; changes: string[] }[];
  quotas: {
    threshold_percent: number;
    in_use: { quota_code: string; region: string; percent: number; counted_by: string }[];
    coverage: { region: string; quotas_measured: number | null; without_figure: string[] }[];
  };
  aws_databases: {
    name: string;
    region: string;
    identifier: string;
    maintenance_window_utc: string | null;
    auto_minor_version_upgrade: boolean | null;
    end_of_standard_support: string | null;
    pending_maintenance: { action: string; forced_on: string | null }[];
  }[];
}
interface Reviewed extends Run {
  report: Report;
}

const NEW_APIS: string[] = ['eks', 'servicequotas', 'rds'];
const PERMISSIONS = [
  'eks:DescribeClusterVersions',
  'eks:ListInsights',
  'servicequotas:StartQuotaUtilizationReport',
  'rds:DescribeDBInstances',
];
const directory = mkdtempSync(join(tmpdir(), 'review-ahead-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

async function review(
  sandbox: Sandbox,
  inputs: Record<string, string> = {},
  options: ActOptions = {},
): Promise<Reviewed> {
  const run = await reviewed<Report>(sandbox, inputs, options);
  // As a reader sees it.
  return {
    ...run,
    summary: run.summary.replace(/&#(\d+);/g, (_, char: string) => String.fromCharCode(Number(char))),
  };
}

/** A young key, a production and a staging cluster; the latter has the next version on offer. */
async function quiet(): Promise<Company> {
  const acme = await company({
    credentials: [{ name: 'AWS', user: 'qovery', keyAge: 9 * DAY, clusters: ['production', 'staging'] }],
  });
  acme.cluster('staging').nextVersion = '1.34';
  return acme;
}

function addDatabase(acme: Company, name: string, changes: Partial<Database> = {}): Database {
  const database = { name, type: 'POSTGRESQL', version: '14.12', mode: 'MANAGED' as const, versions: [] };
  const environment = acme.world.addEnvironment({
    name: `of-${name}`,
    cluster: acme.cluster('production'),
    databases: [{ ...database, ...changes }],
  });
  const [added] = environment.databases;
  if (!added) throw new Error('There is no database.');
  return added;
}

const count = (run: Run, operation: string): number =>
  run.requests.filter((request) => request.operation === operation).length;
const dayOf = (time: number): string => new Date(time).toISOString().slice(0, 10);
const found = ({ report }: Reviewed, about: RegExp): Finding[] =>
  report.findings.filter(({ what }) => about.test(what));
describe('Kubernetes support', () => {
  const SUPPORT = /Kubernetes 1\.33 of|supported Kubernetes 1\.33/;

  test.each([
    [75, undefined],
    [50, 'plan'],
    [12, 'soon'],
  ])('standard support ends in %i days: %s', async (daysAhead, urgency) => {
    await using acme = await quiet();
    const standardUntil = acme.clock.now() + daysAhead * DAY - HOUR;
    acme.world.cloud.versions.set('1.33', { standardUntil, extendedUntil: standardUntil + 365 * DAY });
    const run = await review(acme.sandbox);
    expect(found(run, SUPPORT).map((finding) => finding.urgency)).toEqual(
      urgency === undefined ? [] : [urgency],
    );
    expect(run.result).toBe(urgency === 'soon' ? 'attention' : 'healthy');
    expect(run.report.kubernetes_support).toMatchObject([
      {
        ...{ version: '1.33', end_of_standard_support: dayOf(standardUntil) },
        ...{ days_of_standard_support: daysAhead, extended_support_usd_per_month: 0 },
        clusters: [{ name: 'production' }, { name: 'staging', next_k8s_available_version: '1.34' }],
      },
    ]);
    expect(run.summary).toMatch(
      `| 1.33 | 'production', 'staging' | ${dayOf(standardUntil)}, in ${daysAhead} days |`,
    );
    if (urgency === undefined) return;
    const [finding] = found(run, SUPPORT);
    expect(finding?.what).toMatch(
      `leaves standard support on ${dayOf(standardUntil)} (in ${daysAhead} days)`,
    );
    expect(finding?.what).toMatch('about $365 a month more ($730 in all)');
    expect(finding?.next).toMatch("Qovery offers 1.34 for 'staging'");
    expect(finding?.next).toMatch("no newer version yet for 'production'");
    expect(finding?.id).toMatch(/^kubernetes-standard-support-ends-[0-9a-f]{8}$/);
  });

  test('a cluster whose version Qovery does not tell is named', async () => {
    await using acme = await quiet();
    acme.sandbox.fault({
      match: { operation: 'listOrganizationCluster' },
      times: Infinity,
      kind: {
        mutate: (body) => {
          const { results } = body as { results: { name: string; version?: string }[] };
          for (const one of results) if (one.name === 'staging') delete one.version;
          return body;
        },
      },
    });
    const { report } = await review(acme.sandbox);
    expect(report.not_to_be_seen_in_aws).toEqual([
      "The support of Kubernetes of 'staging': Qovery does not tell the version.",
    ]);
    expect(report.kubernetes_support[0]?.clusters).toMatchObject([{ name: 'production' }]);
  });

  test.each([
    [
      'soon',
      -40,
      300,
      /left standard support on .* about \$365 a month more for each of them \(\$730 in all\)/,
    ],
    ['now', -340, 25, /It ends on .* \(in 25 days\); AWS then upgrades by itself/],
    ['now', -400, -5, /^AWS has not supported Kubernetes 1\.33 since/],
  ])('past standard support: %s', async (urgency, standard, extended, says) => {
    await using acme = await quiet();
    const now = acme.clock.now();
    acme.world.cloud.versions.set('1.33', {
      standardUntil: now + standard * DAY,
      extendedUntil: now + extended * DAY - HOUR,
    });
    const run = await review(acme.sandbox);
    expect(run.result).toBe('attention');
    expect(found(run, SUPPORT)).toMatchObject([{ urgency, what: expect.stringMatching(says) }]);
    expect(run.report.kubernetes_support[0]?.extended_support_usd_per_month).toBe(730);
    expect(run.warnings.some((text) => says.test(text))).toBe(urgency === 'now');
  });
});

describe('upgrade insights', () => {
  const REMOVED: Insight = {
    id: '6e8f2b6c-0000-4000-8000-000000000001',
    name: 'Deprecated APIs removed in Kubernetes v1.34',
    category: 'UPGRADE_READINESS',
    kubernetesVersion: '1.34',
    status: 'ERROR',
    reason: 'Deprecated API usage detected within last 30 days',
    recommendation: 'Update manifests and API clients to use newer Kubernetes APIs',
    deprecations: [
      {
        usage: '/apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas',
        replacedWith: '/apis/flowcontrol.apiserver.k8s.io/v1/flowschemas',
        stopServingVersion: '1.34',
        userAgent: 'helm-operator/2.1',
      },
    ],
  };
  const PASSING: Insight = { ...REMOVED, id: 'p', name: 'Kubelet version skew', status: 'PASSING' };

  test('what does not pass is told, with what to change; what passes costs no request', async () => {
    await using acme = await quiet();
    const addon: Insight = {
      ...{
        id: 'a',
        name: 'EKS add-on version compatibility',
        category: 'UPGRADE_READINESS',
        status: 'WARNING',
      },
      addons: [{ name: 'vpc-cni', compatibleVersions: ['v1.20.1'] }],
    };
    for (const { id } of acme.world.clusters) acme.world.cloud.insights.set(id, [PASSING, REMOVED]);
    acme.world.cloud.insights.get(acme.cluster('staging').id)?.push(addon);
    const run = await review(acme.sandbox);
    expect(run.result).toBe('attention');
    const [removed] = found(run, /Deprecated APIs/);
    expect(found(run, /Deprecated APIs/)).toHaveLength(1);
    expect(removed).toMatchObject({
      urgency: 'soon',
      link: expect.stringContaining('/eks/clusters/qovery-z'),
    });
    expect(removed?.what).toMatch("next upgrade of 'production', 'staging': Deprecated APIs removed");
    expect(removed?.next).toMatch(
      'To change: /apis/flowcontrol.apiserver.k8s.io/v1beta3/flowschemas becomes /apis/flowcontrol.apiserver.k8s.io/v1/flowschemas, gone in 1.34, called by helm-operator/2.1.',
    );
    expect(found(run, /add-on version/)).toMatchObject([
      { urgency: 'plan', next: expect.stringContaining('add-on vpc-cni to v1.20.1') },
    ]);
    expect([count(run, 'ListInsights'), count(run, 'DescribeInsight')]).toEqual([2, 3]);
    expect(run.report.upgrade_insights.map(({ cluster, status }) => [cluster, status])).toEqual(
      expect.arrayContaining([
        ['production', 'ERROR'],
        ['staging', 'WARNING'],
      ]),
    );
    expect(run.summary).toMatch('#### Upgrade insights of EKS');
    expect(run.summary).toMatch(
      '| production | `ERROR` | Deprecated APIs removed in Kubernetes v1.34 | 1.34 |',
    );
  });

  test.each([
    ['PASSING', /sees nothing against going back/],
    ['ERROR', /could not go back to the version before as it is: Kubelet version skew \(Nodes run 1\.33\)/],
  ] as const)('after an upgrade, the way back is told: %s', async (status, says) => {
    await using acme = await quiet();
    const rollback: Insight = {
      ...{ id: 'r', name: 'Kubelet version skew', category: 'ROLLBACK_READINESS', status },
      ...(status === 'ERROR' && { reason: 'Nodes run 1.33' }),
    };
    acme.world.cloud.insights.set(acme.cluster('production').id, [rollback]);
    const run = await review(acme.sandbox);
    expect(found(run, /going back|go back/)).toMatchObject([
      { urgency: 'plan', what: expect.stringMatching(says), next: expect.stringMatching(/seven days/) },
    ]);
    expect(run.result).toBe('healthy');
    if (status === 'ERROR')
      expect(run.summary).toMatch('| Going back: Kubelet version skew | – | Nodes run 1.33 |');
  });

  test('of more than are read, the number is told', async () => {
    await using acme = await quiet();
    const many = Array.from({ length: 201 }, (_, i) => ({ ...PASSING, id: `p${i}` }));
    acme.world.cloud.insights.set(acme.cluster('production').id, many);
    acme.world.cloud.insights.set(acme.cluster('staging').id, many.slice(1));
    const run = await review(acme.sandbox);
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      "Upgrade insights of 'production': only the first 200 were read.",
    ]);
    expect(count(run, 'ListInsights')).toBe(4);
  });

  test('a cluster that EKS does not know by its name is told, and the others are looked at', async () => {
    await using acme = await quiet();
    const staging = acme.cluster('staging');
    acme.world.cloud.unknownClusters.add(staging.id);
    acme.world.cloud.insights.set(acme.cluster('production').id, [REMOVED]);
    const run = await review(acme.sandbox);
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      `Upgrade insights of 'staging': AWS account 123456789012 has no EKS cluster qovery-${shortId(staging)} in eu-west-3.`,
    ]);
    expect(found(run, /Deprecated APIs/)).toHaveLength(1);
    expect(run.report.could_not_be_read).toEqual([]);
  });
});

describe('quotas in use', () => {
  test('at or over the threshold, the worst first, with a request to paste', async () => {
    await using acme = await quiet();
    const { cloud } = acme.world;
    cloud.setQuota('L-1216C47A', 58, 64);
    cloud.setQuota('L-7B6409FD', 40, 40, { service: 'rds' });
    cloud.setQuota('L-ABCDEF12', 9, 10, { service: 'sagemaker', name: 'Training jobs' });
    const run = await review(acme.sandbox);
    const quotas = found(run, /AWS quota/);
    expect(quotas.map(({ urgency, what }) => [urgency, what.replace(/:.*/, '')])).toEqual([
      ['now', '100% of the AWS quota "DB instances" is used in eu-west-3'],
      [
        'soon',
        '90% of the AWS quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances" is used in eu-west-3',
      ],
      ['plan', '90% of the AWS quota "Training jobs" is used in eu-west-3'],
    ]);
    expect(quotas[1]?.what).toMatch('58 of 64 vCPU');
    expect(quotas[1]?.request).toBe(
      'Please raise the quota "Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances" (service ec2, code L-1216C47A) in eu-west-3 from 64 to 128 vCPU. We use 58 of them there, and our Kubernetes clusters cannot grow or be updated once it is reached.',
    );
    expect(quotas[1]?.link).toBe(
      'https://console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-1216C47A?region=eu-west-3',
    );
    expect(run.result).toBe('attention');
    expect(run.summary).toMatch('A request to paste');
    expect(run.summary.indexOf('**90%** (58 of 64 vCPU)')).toBeGreaterThan(0);
  });

  test('exactly at the threshold, and without a value of its own', async () => {
    await using acme = await quiet();
    acme.world.cloud.setQuota('L-1216C47A', 57, 100);
    const mutate = (body: unknown): unknown => {
      const report = JSON.parse(String(body)) as { Quotas?: Record<string, unknown>[] };
      for (const quota of report.Quotas ?? [])
        if (quota['QuotaCode'] === 'L-1216C47A')
          Object.assign(quota, { Utilization: (57 / 100) * 100, AppliedValue: undefined });
      return JSON.stringify(report);
    };
    acme.sandbox.fault({
      match: { operation: 'GetQuotaUtilizationReport' },
      times: Infinity,
      kind: { mutate },
    });
    const text = '[PASS] EKS cluster quota ........ 57/100 clusters';
    acme.world.addLog(acme.cluster('production').id, { type: 'info', step: 'Create', text });
    const run = await review(acme.sandbox, { 'quota-threshold': '57' });
    expect(found(run, /AWS quota/).map(({ what }) => what.replace(/, as Qovery.*/, '.'))).toEqual([
      expect.stringMatching(/^57% of .*"Clusters" is used in eu-west-3: 57 of 100\.$/),
      expect.stringMatching(/^57% of .*On-Demand Standard.*: 57 of 100 vCPU\.$/),
    ]);
  });

  test("'quota-threshold' says from when", async () => {
    await using acme = await quiet();
    acme.world.cloud.setQuota('L-1216C47A', 40, 64);
    expect(found(await review(acme.sandbox, { 'quota-threshold': '62' }), /AWS quota/)).toHaveLength(1);
    const run = await review(acme.sandbox, { 'quota-threshold': '63 %' });
    expect(found(run, /AWS quota/)).toEqual([]);
    expect(run.report.quotas.threshold_percent).toBe(63);
    const wrong = await act(acme.sandbox, { operation: 'review', 'quota-threshold': '0' });
    expect(wrong.errors).toEqual([
      expect.stringMatching(/'quota-threshold' is '0', which is not a percentage/),
    ]);
  });

  test('Qovery’s own figures fill the gaps, with their age; what has no figure is named', async () => {
    await using acme = await quiet();
    const { id } = acme.cluster('production');
    const report = (text: string, at: number): void =>
      acme.world.addLog(id, { type: 'info', step: 'Create', text, at });
    report('[PASS] Elastic IP quota ........................ 1/5 allocated', acme.clock.now() - 30 * DAY);
    report('[PASS] Elastic IP quota ........................ 4/5 allocated', acme.clock.now() - 6 * DAY);
    report('[PASS] EKS cluster quota ....................... 3/100 clusters', acme.clock.now() - 6 * DAY);
    const run = await review(acme.sandbox);
    expect(found(run, /AWS quota/)).toMatchObject([
      {
        urgency: 'soon',
        what: '80% of the AWS quota "EC2-VPC Elastic IPs" is used in eu-west-3: 4 of 5, as Qovery counted it 6 days ago.',
      },
    ]);
    expect(run.summary).toMatch('**80%** (4 of 5, as Qovery counted it 6 days ago)');
    expect(run.report.quotas.in_use).toContainEqual(
      expect.objectContaining({ quota_code: 'L-0263D0A3', counted_by: 'Qovery' }),
    );
    const [coverage] = run.report.quotas.coverage;
    expect(coverage).toMatchObject({ region: 'eu-west-3', quotas_measured: 5 });
    expect(coverage?.without_figure).toEqual([
      ...['L-F678F1CE', 'L-FE5A380F', 'L-0EA8095F', 'L-7B6409FD', 'L-FE177D64'],
    ]);
    expect(run.summary).toMatch('NAT gateways per Availability Zone `L-FE5A380F` | no figure');
    expect(run.summary).toMatch('eu-west-3: AWS measured 5 quotas.');
  });

  test('what Qovery warns of already is told once', async () => {
    await using acme = await quiet();
    const text = '[WARN] Elastic IP quota ........................ 5/5 allocated';
    acme.world.addLog(acme.cluster('production').id, { type: 'info', step: 'Create', text });
    const run = await review(acme.sandbox);
    expect(run.report.findings.filter(({ what }) => what.includes('Elastic IP'))).toHaveLength(1);
  });

  test('a report that failed is told at once, and what Qovery counted is there', async () => {
    await using acme = await quiet();
    const mutate = (body: unknown): unknown =>
      JSON.stringify({
        ...JSON.parse(String(body)),
        Status: 'FAILED',
        ErrorCode: 'INTERNAL',
        Quotas: undefined,
      });
    acme.sandbox.fault({ match: { operation: 'GetQuotaUtilizationReport' }, kind: { mutate } });
    const text = '[PASS] Elastic IP quota ........ 5/5 allocated';
    acme.world.addLog(acme.cluster('production').id, { type: 'info', step: 'Create', text });
    const run = await review(acme.sandbox);
    expect(run.report.could_not_be_read).toEqual([
      expect.stringMatching(/^quotas in use: .*eu-west-3.*its report failed \(INTERNAL\)/),
    ]);
    expect(found(run, /^100% of the AWS quota "EC2-VPC Elastic IPs"/)).toHaveLength(1);
    expect(run.summary).toMatch('eu-west-3: AWS made no report.');
  });

  test('a report that AWS does not finish is told, and ends after three looks', async () => {
    await using acme = await quiet();
    acme.world.cloud.reportMs = HOUR;
    const run = await review(acme.sandbox);
    expect(count(run, 'GetQuotaUtilizationReport')).toBe(3);
    expect(run.report.could_not_be_read).toEqual([
      expect.stringMatching(/^quotas in use: .*eu-west-3.*not ready after half a minute/),
    ]);
    expect(run.result).toBe('attention');
    expect(run.report.kubernetes_support).toHaveLength(1);
  });
});

describe('managed databases', () => {
  test('the real window, minor upgrades, forced maintenance with its date, end of support', async () => {
    await using acme = await quiet();
    const now = acme.clock.now();
    const [shop, stock, books] = [
      addDatabase(acme, 'shop'),
      addDatabase(acme, 'stock'),
      addDatabase(acme, 'books'),
    ];
    addDatabase(acme, 'orders', { type: 'MYSQL', version: '8.0.35' });
    addDatabase(acme, 'cache', { type: 'REDIS', version: '7.0' });
    const forced = now + 20 * DAY - HOUR;
    const { cloud } = acme.world;
    cloud.databases.set(shop.id, {
      window: 'sun:03:00-sun:03:30',
      pending: [{ action: 'ca-certificate-rotation', description: 'New authority', forced }],
    });
    cloud.databases.set(stock.id, {
      minorUpgrades: false,
      pending: [{ action: 'os-upgrade', after: forced }],
    });
    cloud.databases.set(books.id, { lifecycle: 'open-source-rds-extended-support-disabled' });
    const end = now + 45 * DAY - HOUR;
    cloud.majors.set('postgres 14', { standardUntil: end, extendedUntil: end + 1000 * DAY });
    const over = now - 5 * DAY;
    cloud.majors.set('mysql 8.0', { standardUntil: over, extendedUntil: over + 1000 * DAY });
    const run = await review(acme.sandbox);
    expect(run.result).toBe('attention');
    expect(found(run, /ca-certificate-rotation/)).toMatchObject([
      {
        urgency: 'soon',
        what: `AWS has maintenance for 'shop': ca-certificate-rotation (New authority). It is forced on ${dayOf(forced)} (in 20 days), whatever the window.`,
        next: expect.stringMatching(/Apply it before.*global-bundle\.pem/),
        link: `https://console.aws.amazon.com/rds/home?region=eu-west-3#database:id=${shortId(shop)}-postgresql;is-cluster=false`,
      },
    ]);
    expect(found(run, /os-upgrade/)).toMatchObject([
      { urgency: 'plan', what: expect.stringContaining(`in the first window after ${dayOf(forced)}`) },
    ]);
    const leaves = `leaves standard support on ${dayOf(end)} (in 45 days)`;
    expect(found(run, /PostgreSQL 14/)).toMatchObject([
      {
        urgency: 'plan',
        what: `PostgreSQL 14 of 'shop', 'stock' ${leaves}. From then on AWS bills RDS Extended Support for each of its vCPUs by the hour, until ${dayOf(end + 1000 * DAY)}; then it upgrades by itself.`,
      },
      { urgency: 'plan', what: `PostgreSQL 14 of 'books' ${leaves}. AWS then upgrades it by itself.` },
    ]);
    const ids = run.report.findings.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    expect(found(run, /MySQL 8\.0/)).toMatchObject([
      {
        urgency: 'soon',
        what: expect.stringMatching(/left standard support on .* AWS bills RDS Extended Support/),
      },
    ]);
    expect(found(run, /Minor upgrades are off/)).toMatchObject([
      { urgency: 'plan', what: expect.stringContaining("off for 'stock': 1 of 4 managed databases") },
    ]);
    expect(run.report.aws_databases).toContainEqual({
      ...{ id: shop.id, name: 'shop', region: 'eu-west-3', engine: 'postgres', version: '14.12' },
      identifier: `${shortId(shop)}-postgresql`,
      ...{ maintenance_window_utc: 'sun:03:00-sun:03:30', auto_minor_version_upgrade: true },
      ...{ end_of_standard_support: dayOf(end), end_of_extended_support: dayOf(end + 1000 * DAY) },
      pending_maintenance: [
        {
          ...{ action: 'ca-certificate-rotation', description: 'New authority' },
          ...{ applied_after: null, forced_on: dayOf(forced) },
        },
      ],
    });
    expect(run.summary).toMatch('#### Managed databases in AWS (4)');
    expect(run.summary).not.toMatch('by default on Sunday');
    expect(run.summary).toMatch('| sun:03:00-sun:03:30 UTC | on | `ca-certificate-rotation`, forced on');
    expect(run.summary).toMatch("Not in RDS, and not asked for: 'cache'.");
    const asked = [
      'DescribeDBInstances',
      'DescribePendingMaintenanceActions',
      'DescribeDBMajorEngineVersions',
    ];
    expect(asked.map((operation) => count(run, operation))).toEqual([1, 1, 2]);
  });

  test('DocumentDB: what is done to its cluster; what somebody has put into the next window', async () => {
    await using acme = await quiet();
    const [shop, docs] = [addDatabase(acme, 'shop'), addDatabase(acme, 'docs', { type: 'MONGODB' })];
    const { cloud, now } = acme.world;
    cloud.databases.set(shop.id, { pending: [{ action: 'os-upgrade', chosen: now + 3 * DAY }] });
    cloud.databases.set(docs.id, { clusterPending: [{ action: 'db-upgrade', forced: now + 20 * DAY }] });
    const run = await review(acme.sandbox);
    expect(found(run, /AWS has maintenance for 'docs': db-upgrade\. It is forced on/)).toMatchObject([
      { urgency: 'soon' },
    ]);
    const chosen = `It is applied in the first window after ${dayOf(now + 3 * DAY)}`;
    expect(found(run, /AWS has maintenance for 'shop': os-upgrade/)).toMatchObject([
      { urgency: 'plan', what: expect.stringContaining(chosen) },
    ]);
    expect(count(run, 'DescribePendingMaintenanceActions')).toBe(2);
  });

  test('of more than AWS can be asked about at once, the number is told', async () => {
    await using acme = await quiet();
    const database = { type: 'POSTGRESQL', version: '14.12', mode: 'MANAGED' as const, versions: [] };
    const databases = Array.from({ length: 101 }, (_, i) => ({ ...database, name: `db-${i}` }));
    acme.world.addEnvironment({ name: 'many', cluster: acme.cluster('production'), databases });
    const { report } = await review(acme.sandbox);
    expect(report.aws_databases).toHaveLength(101);
    expect(report.not_to_be_seen_in_aws).toEqual([
      'Pending maintenance of managed databases in eu-west-3: only the first 100 of 101 were asked for.',
    ]);
  });

  test('of two clusters with the same name, each has its own databases, in its own region', async () => {
    await using acme = await quiet();
    const { world } = acme;
    const credential = world.credentials[0];
    const twin = world.addCluster({
      name: 'production',
      region: 'us-east-1',
      ...(credential && { credential }),
    });
    const database = { name: 'far', type: 'POSTGRESQL', version: '14.12', mode: 'MANAGED' as const };
    world.addEnvironment({ name: 'far', cluster: twin, databases: [{ ...database, versions: [] }] });
    addDatabase(acme, 'near');
    const { report } = await review(acme.sandbox);
    expect(report.not_to_be_seen_in_aws).toEqual([]);
    expect(report.aws_databases.map(({ name, region }) => [name, region])).toEqual([
      ['near', 'eu-west-3'],
      ['far', 'us-east-1'],
    ]);
  });

  test('one that RDS does not have by its name is told', async () => {
    await using acme = await quiet();
    const shop = addDatabase(acme, 'shop');
    acme.world.cloud.databases.set(shop.id, 'gone');
    const run = await review(acme.sandbox);
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      `Maintenance of the managed database 'shop': AWS account 123456789012 has none whose name begins with ${shortId(shop)} in eu-west-3.`,
    ]);
    expect(run.report.aws_databases).toEqual([]);
  });
});

describe('what this session may not see', () => {
  test('without any of the permissions: the review as before, and a line for each', async () => {
    await using acme = await quiet();
    addDatabase(acme, 'shop');
    for (const permission of PERMISSIONS) acme.world.deny(permission);
    const run = await review(acme.sandbox);
    expect(run).toMatchObject({ result: 'healthy', warnings: [] });
    expect(run.report).toMatchObject({ could_not_be_read: [], kubernetes_support: [], aws_databases: [] });
    expect(run.report.not_to_be_seen_in_aws).toHaveLength(PERMISSIONS.length);
    for (const permission of PERMISSIONS) {
      expect(run.report.not_to_be_seen_in_aws).toContainEqual(
        expect.stringMatching(
          new RegExp(`^.*: AWS denies this run ${permission} \\(AccessDenied\\) in eu-west-3\\.$`),
        ),
      );
      expect(run.summary).toMatch(permission);
    }
  });

  test.each([
    ['eks:DescribeClusterVersions', 'kubernetes_support'],
    ['rds:DescribeDBInstances', 'aws_databases'],
  ] as const)('%s alone costs its own part alone', async (permission, lost) => {
    await using acme = await quiet();
    addDatabase(acme, 'shop');
    acme.world.deny(permission);
    const { report } = await review(acme.sandbox);
    const parts = { kubernetes_support: report.kubernetes_support, aws_databases: report.aws_databases };
    for (const [name, part] of Object.entries(parts))
      expect([name, part.length]).toEqual([name, name === lost ? 0 : 1]);
    expect(report.quotas.coverage).toMatchObject([{ quotas_measured: 5 }]);
    expect(report.not_to_be_seen_in_aws).toHaveLength(1);
  });

  test.each([
    'eks:DescribeInsight',
    'servicequotas:GetQuotaUtilizationReport',
    'rds:DescribePendingMaintenanceActions',
    'rds:DescribeDBMajorEngineVersions',
  ])('%s: the rest of its part is there', async (permission) => {
    await using acme = await quiet();
    addDatabase(acme, 'shop');
    const insight = { id: 'i', name: 'Skew', category: 'UPGRADE_READINESS', status: 'ERROR' } as const;
    acme.world.cloud.insights.set(acme.cluster('production').id, [insight]);
    acme.world.deny(permission);
    const run = await review(acme.sandbox);
    expect(run.report.not_to_be_seen_in_aws).toEqual([expect.stringContaining(permission)]);
    expect(found(run, /Skew/)).toHaveLength(1);
    expect(run.report.aws_databases).toMatchObject([{ maintenance_window_utc: 'tue:02:00-tue:04:00' }]);
  });

  test('a policy for the insights of some clusters shows those', async () => {
    await using acme = await quiet();
    const insight = { id: 'i', name: 'Skew', category: 'UPGRADE_READINESS', status: 'ERROR' } as const;
    for (const { id } of acme.world.clusters) acme.world.cloud.insights.set(id, [insight]);
    acme.sandbox.fault({
      match: { operation: 'ListInsights' },
      kind: { status: 403, body: { code: 'AccessDeniedException', message: 'Not authorized' } },
    });
    const run = await review(acme.sandbox);
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      'upgrade insights: AWS denies this run eks:ListInsights (AccessDenied) in eu-west-3.',
    ]);
    expect(found(run, /Skew/)).toHaveLength(1);
    expect(run.report.upgrade_insights).toHaveLength(1);
  });

  test('without AWS at all: one line', async () => {
    await using acme = await quiet();
    const run = await review(acme.sandbox, {}, { env: NO_SESSION });
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      expect.stringMatching(
        /^Kubernetes support, upgrade insights, quotas and managed databases: AWS could not/,
      ),
    ]);
    expect(run.requests.filter(({ api }) => NEW_APIS.includes(api))).toEqual([]);
  });

  test('clusters of another account are named, and nothing is asked about them but their version', async () => {
    await using acme = await company({
      credentials: [
        { name: 'AWS', user: 'qovery', keyAge: 9 * DAY, clusters: ['production'] },
        { name: 'Other', user: 'other', account: '210987654321', keyAge: 9 * DAY, clusters: ['abroad'] },
      ],
    });
    const run = await review(acme.sandbox);
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      "Upgrade insights, quotas and databases of 'abroad': they are in AWS account 210987654321, and this run is not signed in there.",
    ]);
    expect(count(run, 'ListInsights')).toBe(1);
    expect(run.report.kubernetes_support[0]?.clusters).toHaveLength(2);
  });

  test('a region that does not take the session is one line, and no reason for attention', async () => {
    await using acme = await quiet();
    addDatabase(acme, 'shop');
    const refusal = (code: string): FaultKind => ({ status: 403, body: { code, message: 'Invalid token' } });
    for (const [apis, code] of [
      [['eks', 'servicequotas'], 'UnrecognizedClientException'],
      [['rds'], 'InvalidClientTokenId'],
    ] as const) {
      const match = ({ api }: { api: string }): boolean => apis.some((one) => one === api);
      acme.sandbox.fault({ match, times: Infinity, kind: refusal(code) });
    }
    const run = await review(acme.sandbox);
    expect(run).toMatchObject({ result: 'healthy', warnings: [] });
    expect(run.report.could_not_be_read).toEqual([]);
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      'managed databases, quotas in use, the support of Kubernetes versions, upgrade insights: AWS does not take the session of account 123456789012 in eu-west-3 (InvalidClientTokenId, UnrecognizedClient). The region may not be enabled in that account.',
    ]);
  });

  test('versions are asked for by an account that has a cluster there', async () => {
    await using acme = await company({
      credentials: ['111111111111', '222222222222'].map((account, n) => ({
        ...{ name: `AWS-${n}`, account, user: 'qovery', keyAge: 9 * DAY, clusters: [`cluster-${n}`] },
      })),
    });
    const { world } = acme;
    for (const account of ['111111111111', '222222222222']) world.iam.addRole(account, 'qovery-maintenance');
    const [, credential] = world.credentials;
    world.addCluster({ name: 'abroad', region: 'me-south-1', ...(credential && { credential }) });
    // Its session is named after the run.
    const isOf = (arn: string): boolean => arn.includes(':111111111111:assumed-role/');
    const isDenied = world.iam.isDenied.bind(world.iam);
    world.iam.isDenied = (action, principal) =>
      (action === 'eks:DescribeClusterVersions' && isOf(principal)) || isDenied(action, principal);
    const role = 'arn:aws:iam::{account}:role/qovery-maintenance';
    const env = { ...acme.sandbox.oidcEnv(), ...NO_SESSION };
    const { report } = await review(acme.sandbox, { 'role-to-assume': role }, { env });
    expect(report.kubernetes_support.flatMap(({ clusters }) => clusters.map(({ name }) => name))).toEqual([
      'abroad',
    ]);
  });

  test('an operation that AWS does not have there is no reason for attention', async () => {
    await using acme = await quiet();
    const kind = { status: 400, body: { code: 'UnknownOperationException' } };
    acme.sandbox.fault({ match: { operation: 'StartQuotaUtilizationReport' }, times: Infinity, kind });
    const run = await review(acme.sandbox);
    expect(run.result).toBe('healthy');
    expect(run.report.not_to_be_seen_in_aws).toEqual([
      'quotas in use: AWS has no servicequotas:StartQuotaUtilizationReport in eu-west-3.',
    ]);
  });

  test('a region that does not answer is asked for one cluster, and the review ends', async () => {
    await using acme = await quiet();
    acme.sandbox.fault({ match: { operation: 'ListInsights' }, times: Infinity, kind: { status: 503 } });
    const startedAt = acme.clock.now();
    const run = await review(acme.sandbox);
    expect(run.report.could_not_be_read).toEqual([
      expect.stringMatching(/^upgrade insights: .* in eu-west-3/),
    ]);
    expect(new Set(run.requests.filter(({ api }) => api === 'eks').map(({ path }) => path)).size).toBe(2);
    expect(acme.clock.now() - startedAt).toBeLessThan(HOUR / 12);
  });

  test('what AWS fails to answer is not called healthy', async () => {
    await using acme = await quiet();
    const kind = { status: 400, body: { code: 'InvalidParameterException', message: 'Whatever' } };
    acme.sandbox.fault({ match: { operation: 'DescribeClusterVersions' }, times: Infinity, kind });
    const run = await review(acme.sandbox);
    expect(run.result).toBe('attention');
    expect(run.report.could_not_be_read).toEqual([
      expect.stringMatching(/^the support of Kubernetes versions: AWS could not tell .* in eu-west-3/),
    ]);
  });
});

// 40 clusters in 6 regions, 30 managed databases

const REGIONS = ['eu-west-1', 'eu-west-3', 'eu-central-1', 'us-east-1', 'us-east-2', 'ap-southeast-2'];

function seedRegions(world: World): void {
  world.addOrganization({ name: 'Globex' });
  const key = world.addKey(world.addUser({ name: 'qovery' }), { createdAt: world.now - 9 * DAY });
  const credential = world.addCredential({ name: 'AWS', key });
  for (let n = 0; n < 40; n++) {
    const region = REGIONS[n % REGIONS.length] ?? '';
    const version = ['1.30', '1.31', '1.32', '1.33'][n % 4] ?? '';
    const cluster = world.addCluster({
      name: `cluster-${n}`,
      credential,
      region,
      version,
      nextVersion: '1.34',
    });
    if (n >= 30) continue;
    const database = {
      name: `db-${n}`,
      type: n % 2 ? 'MYSQL' : 'POSTGRESQL',
      version: n % 2 ? '8.0.35' : '14.12',
    };
    const environment = world.addEnvironment({
      ...{ name: 'main', cluster },
      databases: [{ ...database, mode: 'MANAGED', versions: [] }],
    });
    for (const { id } of environment.databases) {
      const forced = world.now + (n + 1) * DAY;
      world.cloud.databases.set(id, { pending: [{ action: 'os-upgrade', forced }] });
    }
    const insight = { id: `i${n}`, category: 'UPGRADE_READINESS', status: 'ERROR' } as const;
    world.cloud.insights.set(cluster.id, [
      ...Array.from({ length: 30 }, (_, i) => ({
        ...insight,
        id: `p${i}`,
        name: `Check ${i}`,
        status: 'PASSING' as const,
      })),
      { ...insight, name: 'Deprecated APIs removed in Kubernetes v1.34' },
    ]);
  }
  const { now, cloud } = world;
  cloud.versions.set('1.30', { standardUntil: now - 300 * DAY, extendedUntil: now + 10 * DAY });
  cloud.versions.set('1.31', { standardUntil: now - 3 * DAY, extendedUntil: now + 362 * DAY });
  cloud.versions.set('1.32', { standardUntil: now + 20 * DAY, extendedUntil: now + 385 * DAY });
  // A report of 900 quotas a region, some of them full.
  for (let n = 0; n < 900; n++)
    cloud.setQuota(`L-${String(n).padStart(8, '0')}`, n % 30 === 0 ? 95 : 1, 100, { name: `Quota ${n}` });
}

describe('40 clusters in 6 regions, 30 managed databases', () => {
  test('at most 8 requests a region, and those for insights; the worst first; less than a page of a megabyte', async () => {
    await using sandbox = await startSandbox({ seed: seedRegions });
    const run = await review(sandbox);
    const ahead = run.requests.filter(({ api }) => NEW_APIS.includes(api));
    const insights = ahead.filter(({ operation }) => /Insight/.test(operation));
    // EKS has no call for the insights of several clusters: one each, and one for each that does not pass.
    expect([count(run, 'ListInsights'), count(run, 'DescribeInsight')]).toEqual([40, 30]);
    // Six regions with five calls each, and the versions of two engines.
    expect(ahead.length - insights.length).toBe(6 * 5 + 2);
    expect(count(run, 'GetCallerIdentity')).toBe(1);
    expect((ahead.length - insights.length) / REGIONS.length).toBeLessThanOrEqual(8);

    expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);
    expect(run.summary).not.toMatch('The summary ends here');
    expect(run.report.aws_databases).toHaveLength(30);
    expect(run.report.could_not_be_read).toEqual([]);
    expect(run.report.kubernetes_support.map(({ version }) => version)).toEqual([
      '1.30',
      '1.31',
      '1.32',
      '1.33',
    ]);
    const support = found(run, /^Kubernetes 1\.3\d of/);
    expect(support.map(({ urgency }) => urgency)).toEqual(['now', 'soon', 'soon']);
    expect(found(run, /Deprecated APIs/)).toHaveLength(1);
    const urgencies = run.report.aws_databases.map((one) => one.pending_maintenance[0]?.forced_on ?? '');
    expect(new Set(urgencies).size).toBe(30);
    const ids = run.report.findings.flatMap(({ id }) => id ?? []);
    expect(new Set(ids).size).toBe(ids.length);
    const rows = run.summary.split('\n').filter((line) => /^\| db-\d+<br>/.test(line));
    expect(rows[0]).toMatch(/^\| db-0<br>/);
  });

  test('in bounded memory: little more than without AWS', async () => {
    const entry = join(directory, 'measured.mjs');
    writeFileSync(
      entry,
      `import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => {
  const own = process.platform === 'linux' && /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
  writeFileSync(process.env.PEAK_FILE, String(own ? own[1] : process.resourceUsage().maxRSS));
});
await import(process.env.MEASURED_ENTRY);`,
    );
    await using sandbox = await startSandbox({ seed: seedRegions });
    const file = join(directory, 'peak');
    const built = pathToFileURL(resolve(process.env['ACTION_ENTRY'] ?? 'dist/index.js')).href;
    const peak = async (env: Record<string, string>): Promise<number> => {
      await review(sandbox, {}, { entry, env: { PEAK_FILE: file, MEASURED_ENTRY: built, ...env } });
      return Number(readFileSync(file, 'utf8')) / 1024;
    };
    const [without, all] = [await peak(NO_SESSION), await peak({})];
    expect(all - without).toBeLessThan(100);
  });
});

describe('what is not needed is not loaded', () => {
  /** The chunks of dist/ that a run reads: each names the operations of its client. */
  async function loaded(sandbox: Sandbox, inputs: Record<string, string>): Promise<string[]> {
    const file = join(directory, 'loaded');
    const hook = join(directory, 'hook.mjs');
    writeFileSync(
      hook,
      `import { registerHooks } from 'node:module';
import { appendFileSync } from 'node:fs';
registerHooks({ load(url, context, next) {
  const result = next(url, context);
  const text = String(result.source ?? '');
  for (const name of ['AWSWesleyFrontend', 'ServiceQuotasV20190624', 'AmazonRDSv19'])
    if (url.endsWith('.index.js') && text.includes(name)) appendFileSync(process.env.LOADED_FILE, name + '\\n');
  return result;
} });`,
    );
    writeFileSync(file, '');
    const preload = new URL('../../sandbox/preload.mjs', import.meta.url).href;
    const env = {
      NODE_OPTIONS: `--import=${preload} --import=${pathToFileURL(hook).href}`,
      LOADED_FILE: file,
    };
    const run = await act(sandbox, inputs, { env });
    expectConsistent(run);
    return readFileSync(file, 'utf8')
      .split('\n')
      .filter((name) => name !== '')
      .sort();
  }

  test('RDS only for a managed database in AWS; for a lock, a rotation and due: nothing', async () => {
    await using acme = await quiet();
    const { id } = acme.credential();
    expect(await loaded(acme.sandbox, { operation: 'review' })).toEqual([
      'AWSWesleyFrontend',
      'ServiceQuotasV20190624',
    ]);
    addDatabase(acme, 'shop');
    expect(await loaded(acme.sandbox, { operation: 'review' })).toContain('AmazonRDSv19');
    const lock = {
      operation: 'lock',
      'cluster-id': 'all',
      reason: 'test',
      'ttl-in-days': '1',
      'dry-run': 'true',
    };
    for (const inputs of [
      lock,
      { operation: 'due' },
      { operation: 'rotate', 'credentials-id': id, 'dry-run': 'true' },
    ])
      expect(await loaded(acme.sandbox, inputs)).toEqual([]);
  });
});

testWith(isInPath('aws'))('the AWS CLI lists the same from the sandbox', async () => {
  await using acme = await quiet();
  const shop = addDatabase(acme, 'shop');
  const { cloud } = acme.world;
  const forced = acme.clock.now() + 20 * DAY;
  cloud.databases.set(shop.id, { pending: [{ action: 'os-upgrade', forced }] });
  const insight = { id: 'i1', name: 'Skew', category: 'UPGRADE_READINESS', status: 'ERROR' } as const;
  const cluster = acme.cluster('production');
  cloud.insights.set(cluster.id, [{ ...insight, recommendation: 'Upgrade the nodes' }]);
  const aws = async <T = object>(...words: string[]): Promise<T> => {
    const env = {
      ...{ PATH: process.env['PATH'], HOME: process.env['HOME'], AWS_PAGER: '' },
      ...acme.sandbox.env(),
    };
    const { stdout } = await promisify(execFile)(
      'aws',
      ['--endpoint-url', acme.sandbox.awsUrl, '--region', 'eu-west-3', '--output', 'json', ...words],
      { env },
    );
    return JSON.parse(stdout) as T;
  };
  const { report } = await review(acme.sandbox);
  const versions = await aws<{ clusterVersions: { endOfStandardSupportDate?: number }[] }>(
    'eks',
    'describe-cluster-versions',
    '--cluster-versions',
    '1.33',
  );
  expect(versions).toMatchObject({
    clusterVersions: [
      {
        clusterVersion: '1.33',
        endOfStandardSupportDate: expect.any(Number),
      },
    ],
  });
  const [{ endOfStandardSupportDate: seconds = 0 } = {}] = versions.clusterVersions;
  expect(dayOf(seconds * 1000)).toBe(report.kubernetes_support[0]?.end_of_standard_support);
  const name = `qovery-${shortId(cluster)}`;
  expect(await aws('eks', 'list-insights', '--cluster-name', name)).toMatchObject({
    insights: [{ id: 'i1', name: 'Skew', insightStatus: { status: 'ERROR' } }],
  });
  expect(await aws('eks', 'describe-insight', '--cluster-name', name, '--id', 'i1')).toMatchObject({
    insight: { recommendation: 'Upgrade the nodes' },
  });
  await expect(aws('eks', 'list-insights', '--cluster-name', 'qovery-z0')).rejects.toThrow(
    'ResourceNotFoundException',
  );

  const { ReportId: id } = await aws<{ ReportId: string }>(
    'service-quotas',
    'start-quota-utilization-report',
  );
  acme.clock.advance(HOUR / 60);
  const quotas = await aws('service-quotas', 'get-quota-utilization-report', '--report-id', id);
  expect(quotas).toMatchObject({ Status: 'COMPLETED', TotalCount: 5 });

  const instances = await aws('rds', 'describe-db-instances');
  expect(instances).toMatchObject({
    DBInstances: [
      {
        DBInstanceIdentifier: report.aws_databases[0]?.identifier,
        PreferredMaintenanceWindow: 'tue:02:00-tue:04:00',
        AutoMinorVersionUpgrade: true,
      },
    ],
  });
  expect(await aws('rds', 'describe-pending-maintenance-actions')).toMatchObject({
    PendingMaintenanceActions: [{ PendingMaintenanceActionDetails: [{ Action: 'os-upgrade' }] }],
  });
  const majors = await aws('rds', 'describe-db-major-engine-versions', '--engine', 'mysql');
  expect(majors).toMatchObject({
    DBMajorEngineVersions: [{ Engine: 'mysql', MajorEngineVersion: '5.7' }, {}, {}],
  });
});
