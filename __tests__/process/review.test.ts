import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, SECOND } from '../../sandbox/clock.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import type { Cluster } from '../../sandbox/records.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { act, start } from '../support/action.ts';
import type { Run } from '../support/action.ts';
import { company, expectConsistent } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { ELASTIC_IP, VCPU } from '../support/large-company.ts';
import { NO_SESSION } from '../support/processes.ts';
import { reviewed } from '../support/review.ts';

// The built action against the sandbox. What it finds, finding by finding, is in unit/review-*.test.ts.

interface Finding {
  urgency: string;
  what: string;
  next: string;
}
interface Report {
  findings: Finding[];
  could_not_be_read: string[];
  clusters: { name: string; status: string | null; lock: object | null }[];
  keys: { access_key_id: string; found: string; age_days?: number }[];
  audit_log: { events: number; since: string; reaches: string; clusters: { name: string }[] } | null;
  databases: { newer_majors: string[] | null }[];
}
interface Reviewed extends Run {
  report: Report;
}

const review: typeof reviewed<Report> = reviewed;

const count = (run: Run, operation: string): number =>
  run.requests.filter((request) => request.operation === operation).length;
const refuse = (sandbox: Sandbox, operation: string, kind: FaultKind = { status: 403 }): void =>
  sandbox.fault({ match: { operation }, times: Infinity, kind });
const whats = ({ report }: Reviewed, urgency: string): string[] =>
  report.findings.filter((finding) => finding.urgency === urgency).map(({ what }) => what);

/** A quiet company: a young key, a production and a staging cluster. */
const quiet = (): Promise<Company> =>
  company({
    credentials: [{ name: 'AWS', user: 'qovery', keyAge: 9 * DAY, clusters: ['production', 'staging'] }],
  });

describe('a quiet company', () => {
  test('is healthy, and nothing is found', async () => {
    await using acme = await quiet();
    const run = await review(acme.sandbox);
    expect(run).toMatchObject({ result: 'healthy', warnings: [] });
    expect(run.report).toMatchObject({ findings: [], could_not_be_read: [] });
    expect(JSON.parse(run.outputs['clusters'] ?? '')).toEqual(
      acme.world.clusters.map(({ id, name }) => ({ id, name, status: 'DEPLOYED' })),
    );
    expect(run.outputs['locks']).toBe('[]');
    expect(run.summary).toMatch('### ✅ Maintenance review of Acme: nothing needs attention');
  });

  test('signed in by a role', async () => {
    await using acme = await quiet();
    const role = { 'role-to-assume': 'arn:aws:iam::123456789012:role/reviewer' };
    const run = await review(acme.sandbox, role, { env: { ...NO_SESSION, ...acme.sandbox.oidcEnv() } });
    expect(run).toMatchObject({ result: 'healthy' });
    expect(run.report.keys).toMatchObject([{ found: 'known', age_days: 9 }]);
  });

  test('on a runner whose clock is three hours off', async () => {
    await using acme = await quiet();
    acme.cluster('production').lock = {
      ...{ reason: 'release', ttlInDays: 1, ownerName: 'ada' },
      lockedAt: acme.clock.now() - DAY + HOUR,
    };
    for (const clockSkewMs of [3 * HOUR, -3 * HOUR]) {
      const run = await review(acme.sandbox, {}, { clockSkewMs });
      expect(run.result).toBe('healthy');
      // By the runner's own clock, the lock would have ended two hours ago, or last for four.
      expect(run.summary).toMatch(/UTC \(in (1h|59m)/);
    }
  });

  test('an empty organisation', async () => {
    await using sandbox = await startSandbox({ seed: (world) => world.addOrganization({ name: 'New' }) });
    const run = await review(sandbox, {}, { env: NO_SESSION });
    expect(run).toMatchObject({ result: 'healthy', warnings: [] });
    expect(run.outputs).toMatchObject({ clusters: '[]', locks: '[]' });
    expect(run.summary).toMatch('There are none, or none that this token may see.');
    expect(run.requests.filter(({ api }) => api !== 'qovery')).toEqual([]);
  });
});

describe('which clusters', () => {
  test.each([
    ['all', ['production', 'staging']],
    ['', ['production', 'staging']],
    ['production', ['production']],
    ['non-production', ['staging']],
  ])("cluster-id '%s'", async (choice, names) => {
    await using acme = await quiet();
    const events = acme.world.clusters.map(({ id, name }) => ({ targetId: id, targetName: name }));
    for (const target of events) acme.world.addEvent({ type: 'DEPLOYED', targetType: 'CLUSTER', ...target });
    const { report } = await review(acme.sandbox, { 'cluster-id': choice });
    expect(report.clusters.map(({ name }) => name).sort()).toEqual(names);
    expect(report.audit_log?.clusters.map(({ name }) => name).sort()).toEqual(names);
  });

  test('by id, in any case; one that does not exist is named, and the others with it', async () => {
    await using acme = await quiet();
    const { id } = acme.cluster('staging');
    const { report } = await review(acme.sandbox, { 'cluster-id': id.toUpperCase() });
    expect(report.clusters.map(({ name }) => name)).toEqual(['staging']);
    const unknown = '0a1b2c3d-0000-4000-8000-000000000001';
    const run = await act(acme.sandbox, { operation: 'review', 'cluster-id': `${id}, ${unknown}` });
    expectConsistent(run);
    expect(run.errors).toEqual([
      expect.stringMatching(
        new RegExp(`'cluster-id' has '${unknown}', which is no cluster .* 'staging' \\(${id}\\)`),
      ),
    ]);
  });
});

test('no secret of the audit log is printed or written: `change` holds them', async () => {
  await using acme = await quiet();
  for (let n = 0; n < 150; n++) acme.world.addPlainVariableEvent(`SECRET_${n}`);
  const by = { origin: 'API', triggeredBy: 'ada', userAgent: null };
  const secret = acme.world.shownSecrets[0];
  acme.world.addEvent({
    ...{
      type: 'UPDATE',
      targetType: 'ORGANIZATION',
      targetName: 'AWS',
      subTargetType: 'CLOUD_PROVIDER_CREDENTIALS',
    },
    ...{ change: { access_key: secret }, by },
  });
  // act() looks for every secret in everything that was printed, written or sent.
  const run = await review(acme.sandbox);
  expect(run.report.audit_log?.events).toBe(151);
  expect(run.summary).toMatch('`UPDATE CLOUD_PROVIDER_CREDENTIALS`'.replaceAll('`', ''));
});

describe('the audit log', () => {
  test('as far back as was asked, in seconds, page by page', async () => {
    await using acme = await quiet();
    for (let n = 0; n < 250; n++) {
      acme.world.addEvent({ type: 'DRY_RUN', targetType: 'CLUSTER', at: acme.clock.now() - n * HOUR });
    }
    const run = await review(acme.sandbox, { since: '5d' });
    expect(count(run, 'getOrganizationEvents')).toBe(2);
    expect(run.report.audit_log?.events).toBeGreaterThanOrEqual(120);
    expect(run.report.audit_log?.events).toBeLessThan(125);
  });

  test('no further than the plan keeps it, which is told', async () => {
    await using sandbox = await startSandbox({
      seed: (world) => {
        world.addOrganization({ auditRetentionDays: 7 });
        world.addEvent({ type: 'DRY_RUN', targetType: 'CLUSTER', at: world.now - 20 * DAY });
      },
    });
    const run = await review(sandbox, { since: '30d' });
    expect(run.report.audit_log?.events).toBe(0);
    expect(run.summary).toMatch(
      /reaches back to \S+ only \(0 events\), not to \S+: your plan keeps 7 days\./,
    );
  });
});

describe('what cannot be read is told, and the rest goes on', () => {
  test('without AWS: the keys are named, their age is not', async () => {
    await using acme = await quiet();
    const run = await review(acme.sandbox, {}, { env: NO_SESSION });
    expect(run.result).toBe('attention');
    expect(whats(run, 'soon')).toEqual([
      expect.stringMatching(/^The age of the AWS keys that Qovery holds could not be read: AWS could not/),
    ]);
    expect(run.report.keys).toMatchObject([{ access_key_id: acme.key().id, found: 'unread' }]);
    expect(run.report.clusters).toHaveLength(2);
    expect(run.report.audit_log).not.toBeNull();
  });

  test.each([
    ['getOrganizationClusterStatus', /^the statuses of the clusters: /],
    ['list-cluster-lock', /^the locks: /],
    ['getOrganization', /^the organisation: /],
    ['listOrganizationApiTokens', /^the API tokens: /],
    ['listContainerRegistry', /^keys held by a container registry: /],
    ['listHelmRepository', /^keys held by a Helm repository: /],
    ['getClusterDnsProvider', /^keys held by a DNS provider: /],
    ['getOrganizationEvents', /^the audit log: /],
    ['get-environments-by-cluster-id', /^the environments of 'production', 'staging': /],
    ['listDatabase', /^the databases of 'shop\/main': /],
    ['listDatabaseVersion', /^the newer versions of 'db': /],
    ['listClusterLogs', /^the log of 'production', 'staging': /],
  ])('%s refused', async (operation, says) => {
    await using acme = await quiet();
    const database = { name: 'db', type: 'MYSQL', version: '8.0', mode: 'MANAGED' as const, versions: [] };
    acme.world.addEnvironment({ name: 'main', cluster: acme.cluster('staging'), databases: [database] });
    refuse(acme.sandbox, operation);
    const run = await review(acme.sandbox);
    expect(run.report.could_not_be_read).toEqual([expect.stringMatching(says)]);
    expect(run.report.could_not_be_read[0]).toMatch('HTTP 403');
    expect(run.summary).toMatch('#### Could not be read');
    expect(run.report.findings).toEqual([]);
    expect(run).toMatchObject({ result: 'attention', warnings: [expect.stringMatching(/^Not reviewed/)] });
    expect(run.report.clusters).toHaveLength(2);
  });

  test('credentials refused: their holders are missing too, and both are told', async () => {
    await using acme = await quiet();
    refuse(acme.sandbox, 'listOrganizationCredentials');
    const { report } = await review(acme.sandbox);
    expect(report.could_not_be_read.map((line) => line.split(':')[0])).toEqual([
      'keys held by a cloud credential',
      'keys held by a EKS Anywhere credential',
      'the cloud credentials',
    ]);
  });

  test('without the clusters there is no review', async () => {
    await using acme = await quiet();
    refuse(acme.sandbox, 'listOrganizationCluster');
    const run = await act(acme.sandbox, { operation: 'review' });
    expectConsistent(run);
    expect(run.errors).toEqual([
      expect.stringMatching(/could not list the clusters: HTTP 403.*Nothing was changed/),
    ]);
  });

  test('one IAM user refused: the others are read', async () => {
    await using acme = await company({
      credentials: [
        { name: 'a', user: 'ada', clusters: ['a'] },
        { name: 'b', user: 'bob', clusters: ['b'] },
      ],
    });
    acme.sandbox.fault({
      match: ({ operation, body }) =>
        operation === 'ListAccessKeys' && (body as { UserName?: string }).UserName === 'ada',
      times: Infinity,
      kind: { status: 403, body: { code: 'AccessDenied', message: 'no' } },
    });
    const run = await review(acme.sandbox);
    expect(run.report.keys.map(({ found }) => found).sort()).toEqual(['known', 'unread']);
    expect(whats(run, 'soon')).toEqual([
      expect.stringMatching(/'a' holds .* could not be read: .*AccessDenied/),
    ]);
  });

  test('a slow-down with Retry-After is waited for', async () => {
    await using acme = await quiet();
    const before = acme.clock.now();
    acme.sandbox.fault({
      match: { operation: 'listOrganizationApiTokens' },
      kind: { status: 429, headers: { 'retry-after': '20' } },
    });
    const run = await review(acme.sandbox);
    expect(run.result).toBe('healthy');
    expect(acme.clock.now() - before).toBeGreaterThanOrEqual(20 * SECOND);
    expect(count(run, 'listOrganizationApiTokens')).toBe(2);
  });

  test('fields that are missing or null, dates that are none, words of tomorrow', async () => {
    await using acme = await quiet();
    const change = (operation: string, mutate: (body: never) => unknown): void =>
      acme.sandbox.fault({
        match: { operation },
        times: Infinity,
        kind: { mutate: mutate as (body: unknown) => unknown },
      });
    change('listOrganizationCluster', ({ results }: { results: object[] }) => ({
      results: results.map((cluster) => ({
        ...cluster,
        version: null,
        production: null,
        cloud_provider: 'MARS',
      })),
    }));
    change('getOrganizationClusterStatus', ({ results }: { results: object[] }) => ({
      results: results.map((status) => ({
        ...status,
        status: 'HIBERNATING',
        last_deployment_date: 'then',
        reason: null,
      })),
    }));
    change('getOrganizationEvents', () => ({
      links: null,
      events: [{}, { timestamp: 'then', event_type: 'MAINTENANCE', change: null }],
    }));
    change('getOrganization', () => ({ name: 'Acme', organization_plan: null }));
    change('listOrganizationApiTokens', () => ({ results: [{ id: 'x' }] }));
    const run = await review(acme.sandbox);
    expect(run.report).toMatchObject({ findings: [], could_not_be_read: [], audit_log: { events: 2 } });
    expect(run.result).toBe('healthy');
  });
});

describe('keys', () => {
  test('second keys, dead keys, those of registries alone, two credentials with two keys of one user', async () => {
    await using acme = await company({
      credentials: [
        { name: 'of two', user: 'two', keyAge: 5 * DAY, clusters: ['a'] },
        { name: 'of two as well', user: 'two', ownKey: true, keyAge: 4 * DAY, clusters: ['b'] },
        { name: 'second', user: 'second', keyAge: 5 * DAY, clusters: ['c'] },
        { name: 'dead', user: 'dead', clusters: ['d STOPPED'] },
        { name: 'idle', user: 'second' },
      ],
    });
    const { world } = acme;
    const second = world.addKey(acme.user('second'));
    world.setKeyStatus(acme.key('dead').id, 'Deleted');
    const registryUser = world.addUser({ name: 'registry' });
    const registryKey = world.addKey(registryUser, { createdAt: world.now - 100 * DAY });
    world.addRegistry({ name: 'ECR', key: registryKey });
    const run = await review(acme.sandbox);
    expect(whats(run, 'now')).toEqual([
      expect.stringMatching(/^cloud credential 'dead' holds .* names no owner/),
    ]);
    const soon = run.report.findings.filter(({ urgency }) => urgency === 'soon');
    expect(soon.map(({ what }) => what).sort()).toEqual([
      expect.stringMatching(/^Qovery holds both keys of the IAM user two: /),
      expect.stringMatching(new RegExp(`^The IAM user second has a second key .*: ${second.id} `)),
      expect.stringMatching(/^container registry 'ECR' holds .* 100 days old/),
    ]);
    expect(soon.find(({ what }) => what.includes('ECR'))?.next).toMatch(/operation rotate cannot renew it/);
    expect(run.report.findings.find(({ what }) => what.includes("'idle'"))?.next).toMatch(
      /Leave its key in AWS alone/,
    );
  });

  test('a rotation that is not over', async () => {
    await using acme = await company();
    expect((await acme.rotate({ 'wait-for-deletion': 'false' })).result).toBe('pending');
    const run = await review(acme.sandbox);
    expect(whats(run, 'soon')).toEqual([]);
    expect(whats(run, 'plan')).toContainEqual(
      expect.stringMatching(/^The rotation of .* is on its way since .*\.$/),
    );
    expect(whats(run, 'now')).toEqual([]);
  });

  test('a rotation whose old key is deactivated: nothing to do, until it has not moved for two weeks', async () => {
    await using acme = await company();
    const old = acme.key();
    const inputs = { 'wait-for-deletion': 'false', 'deactivate-for': '7d', 'finish-within': '30d' };
    await acme.rotate(inputs);
    acme.clock.advance(3 * HOUR);
    await acme.rotate(inputs);
    expect(acme.keys()[old.id]).toBe('Inactive');
    const run = await review(acme.sandbox);
    expect([...whats(run, 'now'), ...whats(run, 'soon')]).toEqual([]);
    expect(whats(run, 'plan')).toContainEqual(expect.stringMatching(/^The rotation of .* is on its way/));

    // Nobody runs the schedule any more.
    acme.clock.advance(14 * DAY);
    const late = await review(acme.sandbox);
    expect(whats(late, 'soon')).toContainEqual(
      expect.stringMatching(/^The rotation of .* is not over, 14 days after it began\.$/),
    );
    expect(whats(late, 'now')).toEqual([]);
  });
});

test('quotas of failing clusters, with what to send to the provider', async () => {
  await using acme = await company({
    credentials: [
      { name: 'AWS', user: 'q', keyAge: DAY, clusters: ['production DEPLOYMENT_ERROR', 'b BUILD_ERROR'] },
    ],
  });
  const log = (cluster: Cluster, text: string): void =>
    acme.world.addLog(cluster.id, {
      type: 'error',
      step: 'CreateError',
      text,
      tag: 'TERRAFORM_UNKNOWN_ERROR',
    });
  log(acme.cluster('production'), VCPU);
  log(acme.cluster('b'), ELASTIC_IP);
  const run = await review(acme.sandbox);
  expect(run.summary).toMatch('Please raise the quota "EC2-VPC Elastic IPs"');
  expect(run.summary).toMatch(/\(https:\/\/console\.aws\.amazon\.com\/servicequotas\S*L-1216C47A/);
});

describe('a cancelled review ends within five seconds', () => {
  test.each([
    'listClusterLogs',
    'getOrganizationEvents',
    'GetAccessKeyLastUsed',
    'AssumeRoleWithWebIdentity',
  ])('while %s hangs', async (operation) => {
    await using acme = await quiet();
    refuse(acme.sandbox, operation, { hang: 'before' });
    const started = start(
      acme.sandbox,
      { operation: 'review', 'role-to-assume': 'arn:aws:iam::123456789012:role/reviewer' },
      { env: acme.sandbox.oidcEnv() },
    );
    for (;;) {
      await new Promise((resume) => setTimeout(resume, 50));
      if (acme.sandbox.requests.some((request) => request.operation === operation)) break;
    }
    const cancelledAt = performance.now();
    started.child.kill('SIGINT');
    const run = await started.done;
    expect(performance.now() - cancelledAt).toBeLessThan(5000);
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.outputs['result']).toBe('failed');
    expect(run.stdout).toMatch('::error::The run was cancelled. Nothing was changed.');
  });
});
