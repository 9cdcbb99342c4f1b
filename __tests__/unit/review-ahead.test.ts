import { describe, expect, test } from '@jest/globals';
import { DAY, iso } from '../../src/lib/clock.ts';
import { type AwsDatabase, awsDatabaseFindings } from '../../src/review/aws/databases.ts';
import { type ClusterInsight, insightFindings } from '../../src/review/aws/insights.ts';
import { type KubernetesSupport, kubernetesFindings } from '../../src/review/aws/kubernetes.ts';
import { type QuotaFigure, quotaFindings, quotaSection } from '../../src/review/aws/quotas.ts';
import type { EksCluster } from '../../src/review/aws/reading.ts';
import type { Finding } from '../../src/review/finding.ts';
import { headroomIn } from '../../src/review/headroom.ts';
import { NOW } from './support/fixtures.ts';
import { ACCOUNT, view } from './support/review.ts';

const cluster = (name = 'production', nextVersion?: string): EksCluster => ({
  view: view({ name, nextVersion }),
  name: `qovery-z${name}`,
  version: '1.33',
});
const urgencies = (found: readonly Finding[]): string[] => found.map(({ urgency }) => urgency);

describe('Kubernetes support', () => {
  const support = (standard: number, extended = standard + 365): KubernetesSupport => ({
    version: '1.33',
    clusters: [cluster('production', '1.34')],
    standardUntil: NOW + standard * DAY,
    extendedUntil: NOW + extended * DAY,
  });

  test.each([
    [60.01, []],
    [60, ['plan']],
    [30.01, ['plan']],
    [30, ['soon']],
    [0.01, ['soon']],
  ])('standard support ends in %d days: %j', (days, expected) => {
    const found = kubernetesFindings([support(days)], NOW);
    expect(urgencies(found)).toEqual(expected);
    for (const { what } of found)
      expect(what).toMatch(/ it costs about \$365 a month more, or AWS upgrades it/);
  });

  test.each([
    [0, 365, 'soon', /left standard support/],
    [-335, 30.01, 'soon', /left standard support/],
    [-335, 30, 'now', /AWS then upgrades by itself/],
    [-365, 0, 'now', /^AWS has not supported/],
  ])(
    'standard support ended %d days from now, extended support ends in %d: %s',
    (standard, extended, urgency, says) => {
      expect(kubernetesFindings([support(standard, extended)], NOW)).toMatchObject([
        { urgency, what: expect.stringMatching(says), next: expect.stringMatching(/^Qovery offers 1\.34: /) },
      ]);
    },
  );

  test('a version of which AWS tells nothing is not taken for a good one', () => {
    const unknown = { ...support(0), standardUntil: undefined, extendedUntil: undefined };
    expect(kubernetesFindings([unknown], NOW)).toMatchObject([
      { urgency: 'plan', what: expect.stringMatching(/tells no end of support of Kubernetes 1\.33/) },
    ]);
  });
});

describe('upgrade insights', () => {
  const insight = (name: string, changes: string[], status = 'ERROR'): ClusterInsight => ({
    cluster: cluster(name),
    ...{ category: 'UPGRADE_READINESS', name: 'Skew', version: '1.34', status, changes },
    ...{ reason: 'Old nodes', recommendation: 'Upgrade the nodes' },
  });

  test('one finding for all clusters; of those that differ, three are told apart', () => {
    const found = insightFindings({
      clusters: 5,
      insights: ['a', 'b', 'c', 'd'].map((name) => insight(name, [name])),
    });
    expect(found).toMatchObject([
      {
        what: "EKS says what stands in the way of the next upgrade of 'a', 'b', 'c', 'd': Skew (Kubernetes 1.34). Old nodes.",
        next: "Upgrade the nodes. To change in 'a': a. To change in 'b': b. To change in 'c': c. The report has the others.",
      },
    ]);
  });

  test('a status that nobody knows is told, as one that was not checked', () => {
    const found = insightFindings({
      clusters: 1,
      insights: [insight('a', [], 'NEW'), insight('b', [], 'PASSING')],
    });
    expect(found).toMatchObject([
      { urgency: 'plan', what: expect.stringMatching(/^EKS could not check .* 'a':/) },
    ]);
  });
});

test.each([
  [['UNKNOWN'], /EKS does not know whether it could go back to the version before/],
  [['ERROR', 'UNKNOWN'], /, and could not go back to the version before as it is: ERROR, UNKNOWN\.$/],
])('the way back by what EKS checked: %j', (statuses, says) => {
  const insights = statuses.map((status): ClusterInsight => ({
    cluster: cluster(),
    ...{ category: 'ROLLBACK_READINESS', name: status, version: undefined, status },
    ...{ changes: [], reason: '', recommendation: '' },
  }));
  expect(insightFindings({ clusters: 1, insights })).toMatchObject([{ what: expect.stringMatching(says) }]);
});

describe('quotas', () => {
  const figure = (changes: Partial<QuotaFigure> = {}): QuotaFigure => ({
    ...{ account: ACCOUNT, region: 'eu-west-3', service: 'ec2', code: 'L-1216C47A', name: 'vCPU' },
    ...{ percent: 80, used: 51.2, limit: 64, adjustable: true, countedAt: undefined, warned: false },
    ...changes,
  });
  const findings = (changes: Partial<QuotaFigure>, threshold = 80): Finding[] =>
    quotaFindings({ figures: [figure(changes)], coverage: [], threshold }, NOW);

  test('told from the threshold on', () => {
    expect(findings({ percent: 79.9 })).toEqual([]);
    expect(urgencies(findings({ percent: 80 }))).toEqual(['soon']);
    expect(urgencies(findings({ percent: 99.9 }))).toEqual(['soon']);
    expect(urgencies(findings({ percent: 100 }))).toEqual(['now']);
  });

  test('one of which AWS tells no number is told all the same', () => {
    const [found] = findings({ percent: 95, used: undefined, limit: undefined });
    expect(found?.what).toMatch(/^95% of the AWS quota .* is used in eu-west-3\.$/);
    expect(found?.paste).toMatch(/above its present value\. It is almost used up there, and our/);
    const coverage = [{ account: ACCOUNT, region: 'eu-west-3', measured: 9, read: 9 }];
    const figures = [figure({ percent: 95, used: undefined, limit: undefined })];
    expect(quotaSection({ figures, coverage, threshold: 80 }, NOW)).toMatch('`L-1216C47A` | **95%** |');
  });

  test('what AWS raises for nobody has no request', () => {
    const [found] = findings({ adjustable: false });
    expect(found).toMatchObject({ next: expect.stringMatching(/^AWS raises this for nobody/) });
    expect(found).not.toHaveProperty('paste');
    expect(found).not.toHaveProperty('link');
  });

  test('the table names every quota that stops a cluster, and each region with how much was read', () => {
    const coverage = [
      { account: ACCOUNT, region: 'eu-west-3', measured: 2400, read: 2000 },
      { account: ACCOUNT, region: 'us-east-1', measured: undefined, read: 0 },
    ];
    const text = quotaSection({ figures: [figure()], coverage, threshold: 80 }, NOW);
    expect(text.match(/`L-[0-9A-F]{8}`/g)).toHaveLength(12);
    expect(text).toMatch('| **80%** (51.2 of 64 vCPU) | no figure |');
    expect(text).toMatch('eu-west-3: AWS measured 2400 quotas, of which the 2000 most used were read.');
    expect(text).toMatch('us-east-1: AWS made no report.');
  });

  test("of Qovery's own lines the newest counts, and one without a time does not", () => {
    const line = (text: string, at: number | undefined): Parameters<typeof headroomIn>[1][number] => ({
      ...(at !== undefined && { timestamp: iso(at) }),
      type: 'info',
      message: { safe_message: `[PASS] Elastic IP quota ........ ${text}` },
    });
    const lines = [
      line('3/5 allocated', NOW),
      line('2/5', NOW - DAY),
      line('5/5', undefined),
      line('fine', NOW),
    ];
    expect(headroomIn('id', lines)).toMatchObject([
      { check: 'Elastic IP quota', used: 3, limit: 5, at: NOW },
    ]);
  });
});

describe('managed databases', () => {
  const database = (changes: Partial<AwsDatabase>): AwsDatabase => ({
    database: {
      ...{ id: 'id', name: 'shop', type: 'POSTGRESQL', version: '14.12', environment: 'shop/main' },
      ...{ cluster: 'production', clusterId: 'c', newerMajors: { read: [] } },
    },
    ...{ region: 'eu-west-3', identifier: 'zid-postgresql', engine: 'postgres', version: '14.12' },
    ...{ window: undefined, minorUpgrades: true, standardUntil: undefined, extendedUntil: undefined },
    ...{ extendedSupport: true, pending: [] },
    ...changes,
  });

  test('without extended support AWS upgrades at the end of the standard one', () => {
    const standardUntil = NOW + 30 * DAY;
    expect(awsDatabaseFindings([database({ standardUntil, extendedSupport: false })], NOW)).toMatchObject([
      { urgency: 'soon', what: expect.stringMatching(/\(in 30 days\)\. AWS then upgrades it by itself\.$/) },
    ]);
    expect(awsDatabaseFindings([database({ standardUntil: NOW + 61 * DAY })], NOW)).toEqual([]);
  });

  test('the end of extended support is announced like that of Kubernetes', () => {
    const at = (days: number): Finding[] =>
      awsDatabaseFindings(
        [database({ standardUntil: NOW - 900 * DAY, extendedUntil: NOW + days * DAY })],
        NOW,
      );
    expect([31, 30, 0].map((days) => at(days)[0]?.urgency)).toEqual(['soon', 'now', 'now']);
    expect(at(30)[0]?.what).toMatch(/AWS bills RDS Extended Support .*; then it upgrades by itself\.$/);
    expect(at(-1)[0]?.what).toMatch(/Its extended support ended on .*: AWS upgrades it by itself\.$/);
  });

  test('forced maintenance is planned for, and urgent from 30 days on; that of one day is one finding', () => {
    const at = (days: number): AwsDatabase =>
      database({
        pending: [{ action: 'db-upgrade', description: '', from: undefined, forced: NOW + days * DAY }],
      });
    expect(urgencies(awsDatabaseFindings([at(90), at(30), at(30)], NOW))).toEqual(['soon', 'plan']);
    expect(awsDatabaseFindings([at(-1)], NOW)[0]?.what).toMatch('(now), whatever the window');
  });
});
