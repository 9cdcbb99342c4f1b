import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';

import { afterAll, expect, test } from '@jest/globals';

import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { ActOptions, Run } from '../support/action.ts';
import { seedLargeCompany } from '../support/large-company.ts';
import { reviewed } from '../support/review.ts';

// A review of forty clusters: its requests, its report, its memory.

interface Report {
  findings: { urgency: string; what: string }[];
  audit_log: { events: number } | null;
  databases: object[];
}

const directory = mkdtempSync(join(tmpdir(), 'review-'));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

const review = (sandbox: Sandbox, options?: ActOptions): Promise<Run & { report: Report }> =>
  reviewed(sandbox, {}, options);
const large = (): Promise<Sandbox> => startSandbox({ seed: seedLargeCompany });
const count = (run: Run, operation: string): number =>
  run.requests.filter((request) => request.operation === operation).length;
/** Without those of review-ahead.test.ts, which has a budget of its own. */
const before = (run: Run): number =>
  run.requests.filter(({ api }) => !['eks', 'servicequotas', 'rds'].includes(api)).length;
const whats = (report: Report, urgency: string): string[] =>
  report.findings.filter((finding) => finding.urgency === urgency).map(({ what }) => what);

test('within the budget of requests, and in less than a page of a megabyte', async () => {
  await using sandbox = await large();
  const { world } = sandbox;
  const run = await review(sandbox);
  expect(run.result).toBe('attention');

  const failing = world.clusters.filter(({ status }) => /ERROR|CANCELED|INVALID/.test(status)).length;
  const managed = world.environments
    .flatMap(({ databases }) => databases)
    .filter(({ mode }) => mode === 'MANAGED');
  const pages = world.events.length / 100;
  expect([world.clusters.length, world.environments.length, managed.length, pages, failing]).toEqual([
    40, 40, 20, 30, 13,
  ]);
  const perCluster = 2 * 40;
  const perEnvironment = 40;
  const perUser = 2 * world.iam.users.length;
  const settings = 1 + 40;
  const projects = 40;
  const budget = 16 + perCluster + perEnvironment + managed.length + pages + failing + perUser;
  expect(budget).toBe(213);
  expect(before(run)).toBeLessThanOrEqual(budget + settings + projects);
  expect(count(run, 'getOrganizationEvents')).toBe(pages);
  expect(count(run, 'listClusterLogs')).toBeGreaterThanOrEqual(failing);
  const once = [
    'listOrganizationCluster',
    'getOrganizationClusterStatus',
    'list-cluster-lock',
    'getOrganization',
  ];
  expect(once.map((operation) => count(run, operation))).toEqual([1, 1, 1, 1]);

  expect(Buffer.byteLength(run.summary)).toBeLessThan(1024 * 1024);
  expect(run.report.audit_log).toMatchObject({ events: 3000 });
  expect(run.report.databases).toHaveLength(20);
  expect(whats(run.report, 'now')[0]).toMatch(/^AWS quota reached: Running On-Demand Standard/);
  expect(whats(run.report, 'now').some((what) => what.includes('Elastic IPs'))).toBe(true);
  expect(whats(run.report, 'soon').some((what) => what.includes('preflight check'))).toBe(true);
});

test('when all its clusters are healthy, other logs are read instead, and the budget holds', async () => {
  await using sandbox = await large();
  const { world } = sandbox;
  for (const cluster of world.clusters) Object.assign(cluster, { status: 'DEPLOYED', cloudProvider: 'AWS' });
  for (const { name, account } of world.iam.users) {
    const user = world.iam.user(account, name);
    if (user && world.keysOf(user).length === 1) world.addKey(user);
  }
  const run = await review(sandbox);
  expect(before(run)).toBeLessThanOrEqual(16 + 2 * 40 + 40 + 20 + 30 + 0 + 2 * 7 + 41 + 40);
  expect(count(run, 'listClusterLogs')).toBeGreaterThan(15);
});

test('40 logs of 10,000 lines need little more memory than none', async () => {
  const entry = join(directory, 'measured.mjs');
  writeFileSync(
    entry,
    `import { readFileSync, writeFileSync } from 'node:fs';
process.on('exit', () => {
// The peak of this program alone; resourceUsage() on Linux begins with that of the process it was forked from.
const own = process.platform === 'linux' && /VmHWM:\\s*(\\d+)/.exec(readFileSync('/proc/self/status', 'utf8'));
writeFileSync(process.env.PEAK_FILE, String(own ? own[1] : process.resourceUsage().maxRSS));
});
await import(process.env.MEASURED_ENTRY);`,
  );
  const peakOf = async (lines: number): Promise<number> => {
    await using sandbox = await startSandbox({ seed: (world) => world.addOrganization() });
    const { world } = sandbox;
    const log = Array.from({ length: lines }, (_, n) => ({
      ...{ type: 'info' as const, step: 'Create', at: world.now },
      text: `Reconciling resource ${n}: ${'no changes '.repeat(20)}`,
    }));
    for (let n = 0; n < 40; n++) {
      world.addCluster({ name: `c${n}`, status: 'DEPLOYMENT_ERROR' }).logs.push(...log);
    }
    const file = join(directory, 'peak');
    const built = pathToFileURL(resolve(process.env['ACTION_ENTRY'] ?? 'dist/index.js')).href;
    const run = await review(sandbox, { entry, env: { PEAK_FILE: file, MEASURED_ENTRY: built } });
    expect(count(run, 'listClusterLogs')).toBe(40);
    return Number(readFileSync(file, 'utf8')) / 1024;
  };
  const [none, all] = [await peakOf(0), await peakOf(10_000)];
  // One such log is 5 MB on the wire; 40 of them, read and parsed, would be more than a gigabyte.
  expect(all - none).toBeLessThan(300);
});
