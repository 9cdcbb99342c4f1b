import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { lockCluster } from '../../sandbox/people.ts';
import { startSandbox } from '../../sandbox/server.ts';
import { act } from '../support/action.ts';
import type { ActOptions } from '../support/action.ts';
import { company } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { seedLargeCompany } from '../support/large-company.ts';

// docs/report.md is what programs and auditors go by: it is held against the reports of real runs, field by field.

/** From a path (`keys[].iam_user`) to the types of its values (`string`, `null`, `string[]`, `object[]`). */
type Shape = Map<string, Set<string>>;

const page = readFileSync(new URL('../../docs/report.md', import.meta.url), 'utf8');

/** The tables of the page below a heading: `| field | type | meaning |`. */
function documented(heading: string): Shape {
  const [, section = ''] = new RegExp(`^## ${heading}\\n(.*?)(?=^## |$(?![^]))`, 'ms').exec(page) ?? [];
  return new Map(
    [...section.matchAll(/^\| `([^`]+)` *\| ([^|]+?) *\|/gm)].map(([, path = '', types = '']) => [
      path,
      new Set(types.split(' or ')),
    ]),
  );
}

function typeOf(value: unknown): string {
  if (value === null) return 'null';
  if (!Array.isArray(value)) return typeof value;
  const types = new Set((value as unknown[]).map(typeOf));
  return types.size === 0 ? '[]' : `${[...types].toSorted().join(' or ')}[]`;
}

function collect(value: unknown, path: string, into: Shape): void {
  if (Array.isArray(value)) for (const one of value as unknown[]) collect(one, `${path}[]`, into);
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return;
  for (const [name, inner] of Object.entries(value as Record<string, unknown>)) {
    const at = path === '' ? name : `${path}.${name}`;
    into.set(at, (into.get(at) ?? new Set<string>()).add(typeOf(inner)));
    collect(inner, at, into);
  }
}

/** Fails for what the page does not say, and for a field that no run has shown. */
function expectDocumented(heading: string, reports: readonly string[]): void {
  const written: Shape = new Map();
  for (const report of reports) collect(JSON.parse(report) as unknown, '', written);
  const said = new Map([...documented('Every operation'), ...documented(heading)]);
  // An empty list says nothing of what it is a list of.
  const fits = (type: string, types: ReadonlySet<string>): boolean =>
    type === '[]' ? [...types].some((one) => one.endsWith('[]')) : types.has(type);
  const undocumented = [...written].flatMap(([path, types]) =>
    [...types].filter((type) => !fits(type, said.get(path) ?? new Set())).map((type) => `${path}: ${type}`),
  );
  const unseen = [...said.keys()].filter((path) => !written.has(path));
  expect({ undocumented, unseen }).toEqual({ undocumented: [], unseen: [] });
}

/** As GitHub's runner says where a run is to be seen. */
const ON_GITHUB = {
  GITHUB_SERVER_URL: 'https://github.com',
  GITHUB_REPOSITORY: 'acme/infrastructure',
  GITHUB_RUN_ID: '42',
};

test('of rotate', async () => {
  const reports: string[] = [];
  await using acme = await company({
    credentials: [
      { name: 'AWS production', user: 'qovery-admin', clusters: ['production-eu'] },
      { name: 'elsewhere', user: 'other', account: '210987654321' },
    ],
  });
  const rotate = async (inputs: Record<string, string>, options: ActOptions = {}): Promise<void> => {
    const { outputs } = await acme.rotate({ 'credentials-id': 'all', ...inputs }, options);
    reports.push(outputs['report'] ?? '{}');
  };
  const later = { 'wait-for-deletion': 'false', 'deactivate-for': '7d' };
  acme.world.addEnvironment({ name: 'preview', cluster: acme.cluster() });
  await rotate({ 'dry-run': 'true' }, { env: ON_GITHUB });
  await rotate(later);
  const [environment] = acme.world.environments;
  acme.world.nextEnvironmentOutcome(environment?.id ?? '', { status: 'BUILD_ERROR' });
  acme.world.startEnvironmentDeployment(environment?.id ?? '', 5 * MINUTE);
  acme.clock.advance(3 * HOUR);
  await rotate(later);
  acme.clock.advance(8 * DAY);
  await rotate(later);
  lockCluster(acme.world, acme.cluster().id, { reason: 'release 42' });
  acme.clock.advance(80 * DAY);
  await rotate(later);
  // Of a credential whose key AWS does not know, little is known.
  acme.world.iam.setStatus(acme.key(), 'Deleted');
  await rotate({ 'credentials-id': acme.credential().id });
  await using broken = await company({
    credentials: [{ name: 'AWS', user: 'a', clusters: ['c DEPLOYMENT_ERROR'] }],
  });
  reports.push((await broken.rotate()).outputs['report'] ?? '{}');
  expectDocumented('rotate', reports);
});

test.each(['lock', 'unlock'])('of %s', async (operation) => {
  const reports: string[] = [];
  await using acme = await company({
    credentials: [{ name: 'AWS', user: 'qovery', clusters: ['production-eu', 'staging-eu'] }],
  });
  const lock = { operation: 'lock', 'cluster-id': 'all', reason: 'release 42', 'ttl-in-days': '2' };
  const run = async (inputs: Record<string, string>, options: ActOptions = {}): Promise<void> => {
    const { outputs } = await act(acme.sandbox, inputs, options);
    if (inputs['operation'] === operation) reports.push(outputs['report'] ?? '{}');
  };
  const unknown = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f55';
  await run({ ...lock, 'dry-run': 'true' }, { env: ON_GITHUB });
  await run({ ...lock, 'cluster-id': 'staging-eu' });
  await run({ ...lock, 'ttl-in-days': 'none' });
  await run({ ...lock, 'cluster-id': `${acme.cluster().id},${unknown}` });
  await run({ operation: 'unlock', 'cluster-id': 'production', reason: 'another' }, { env: ON_GITHUB });
  await run({ operation: 'unlock', 'cluster-id': `${acme.cluster().id},${unknown}` });
  expectDocumented(operation, reports);
});

test('of due', async () => {
  const reports: string[] = [];
  await using acme = await company({
    credentials: [
      { name: 'old', user: 'old', keyAge: 100 * DAY, clusters: ['production-eu'] },
      { name: 'elsewhere', user: 'other', account: '210987654321' },
    ],
  });
  const due = async (options: ActOptions): Promise<void> => {
    const { outputs } = await act(acme.sandbox, { operation: 'due' }, options);
    reports.push(outputs['report'] ?? '{}');
  };
  await due({ env: ON_GITHUB });
  acme.sandbox.fault({ match: { operation: 'GetAccessKeyInfo' }, times: Infinity, kind: { status: 403 } });
  await due({});
  expectDocumented('due', reports);
});

test('of review', async () => {
  const reports: string[] = [];
  await using large = await startSandbox({ seed: seedLargeCompany });
  const review = async (options: ActOptions = {}): Promise<void> => {
    const { outputs } = await act(large, { operation: 'review' }, options);
    reports.push(outputs['report'] ?? '{}');
  };
  await review({ env: ON_GITHUB });
  large.fault({ match: { operation: 'getOrganizationEvents' }, times: Infinity, kind: { status: 403 } });
  await review();
  // Somebody edited a credential: a rotation did.
  await using acme = await company();
  await acme.rotate();
  lookAhead(acme);
  const first = await act(acme.sandbox, { operation: 'review' });
  const [finding] = (JSON.parse(first.outputs['report'] ?? '{}') as { findings: { id: string }[] }).findings;
  const accepted = { 'accept-findings': `${finding?.id}\nno-such-finding until 2099-01-31` };
  const second = await act(acme.sandbox, { operation: 'review', ...accepted });
  for (const { outputs } of [first, second]) reports.push(outputs['report'] ?? '{}');
  expectDocumented('review', reports);
});

/** What the review looks at beyond keys and clusters: a maintenance, settings, tokens, another cloud. */
function lookAhead(acme: Company): void {
  const { world, clock } = acme;
  const cluster = acme.cluster();
  const database = {
    name: 'shop',
    type: 'POSTGRESQL',
    version: '14.12',
    mode: 'MANAGED' as const,
    versions: [],
  };
  const { id, databases } = world.addEnvironment({ name: 'main', cluster, databases: [database] });
  const pending = [
    { action: 'os-upgrade', description: 'A patch', after: clock.now(), forced: clock.now() + DAY },
  ];
  world.cloud.databases.set(databases[0]?.id ?? '', { pending });
  world.cloud.insights.set(cluster.id, [
    {
      ...{ id: 'i', name: 'Deprecated APIs', category: 'UPGRADE_READINESS', kubernetesVersion: '1.34' },
      ...{
        status: 'ERROR',
        reason: 'In use',
        recommendation: 'Update',
        deprecations: [{ usage: '/apis/x' }],
      },
    },
  ]);
  world.startMaintenance(cluster.id);
  clock.advance(HOUR);
  world.nextEnvironmentOutcome(id, 'DEPLOYMENT_ERROR');
  world.startEnvironmentDeployment(id, 5 * MINUTE);
  clock.advance(HOUR);
  cluster.advancedSettings['loki.log_retention_in_week'] = 4;
  world.addPolicyToken({ name: 'soon', expiresAt: clock.now() + 9 * DAY });
  world.addPolicyToken({ name: 'never', roleName: 'Viewer' });
  const config = { region: 'fr-par', scaleway_access_key: 'SCWACCESSKEY00000001' };
  const credential = world.addCredential({
    name: 'Scaleway',
    kind: 'SCW',
    details: { ...config, scaleway_project_id: 'p', scaleway_organization_id: 'o' },
  });
  const paris = world.addCluster({ name: 'paris', credential, cloudProvider: 'SCW', region: 'fr-par' });
  const registry = world.addRegistry({ name: 'images', kind: 'SCALEWAY_CR', config, cluster: paris });
  world.addEnvironment({ name: 'paris', cluster: paris, registries: [registry] });
}
