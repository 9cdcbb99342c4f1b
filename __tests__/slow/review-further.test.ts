import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { act } from '../support/action.ts';
import type { Run } from '../support/action.ts';
import { company } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { reviewed } from '../support/review.ts';

// What may break next: after a maintenance, by custom configuration, by a token that ends, on other clouds. And what
// somebody has accepted.

interface Finding {
  id: string;
  urgency: string;
  what: string;
  next: string;
}
interface Report {
  findings: Finding[];
  accepted_findings: (Finding & { until: string | null })[];
  accepted_not_found: string[];
  could_not_be_read: string[];
  not_to_be_seen: string[];
  after_maintenance: {
    cluster: string;
    ended: string | null;
    environments: number;
    failed: { name: string; state: string }[];
  }[];
  advanced_settings: { cluster: string; settings: { name: string; value: string; default: string }[] }[];
  policy_tokens: { name: string; expires_at: string | null }[];
  scaleway_keys: {
    access_key: string;
    holders: string[];
    clusters: string[];
    services: { environment: string; name: string }[];
  }[];
}

const review = ({ sandbox }: Company, inputs?: Record<string, string>): Promise<Run & { report: Report }> =>
  reviewed(sandbox, inputs);

const quiet = (): Promise<Company> =>
  company({
    credentials: [{ name: 'AWS', user: 'qovery', keyAge: 9 * DAY, clusters: ['production', 'staging'] }],
  });
const count = (run: Run, operation: string): number =>
  run.requests.filter((request) => request.operation === operation).length;

describe('after the maintenance', () => {
  /** The maintenance of a cluster, and later a deployment of each of its environments, some of which fail. */
  async function maintained(states: Record<string, string>, cluster = 'production'): Promise<Company> {
    const acme = await quiet();
    const { world } = acme;
    const projectId = '5b0d1f7e-0000-4000-8000-00000000000a';
    const environments = Object.keys(states).map((name) =>
      world.addEnvironment({ name, cluster: acme.cluster(cluster), projectId }),
    );
    expect(world.startMaintenance(acme.cluster(cluster).id)).toBe(true);
    acme.clock.advance(HOUR);
    for (const { id, name } of environments) {
      world.nextEnvironmentOutcome(id, states[name] ?? '');
      world.startEnvironmentDeployment(id, 5 * MINUTE);
    }
    acme.clock.advance(HOUR);
    return acme;
  }

  test('environments that failed since are one finding of their cluster; all their statuses are one request', async () => {
    await using acme = await maintained({
      main: 'DEPLOYMENT_ERROR',
      preview: 'BUILD_ERROR',
      good: 'DEPLOYED',
    });
    const run = await review(acme);
    expect(run.result).toBe('attention');
    expect(run.report.findings).toMatchObject([
      {
        urgency: 'soon',
        what: expect.stringMatching(
          /^2 environments of cluster 'production' have failed since its last maintenance \(2.*Z\): 'shop\/main' \(DEPLOYMENT_ERROR\), 'shop\/preview' \(BUILD_ERROR\)\.$/,
        ),
      },
    ]);
    expect(run.report.after_maintenance).toEqual([
      expect.objectContaining({ cluster: 'production', ended: 'succeeded', environments: 3 }),
    ]);
    expect(run.summary).toContain('After the last maintenance');
    expect(count(run, 'getProjectEnvironmentsStatus')).toBe(1);
    // Once it is deployed again, it is gone; a build that fails is no work of a maintenance.
    const main = acme.world.environments.find(({ name }) => name === 'main');
    acme.world.startEnvironmentDeployment(main?.id ?? '', MINUTE);
    acme.clock.advance(HOUR);
    const later = await review(acme);
    expect(later.result).toBe('healthy');
    expect(later.report.findings).toMatchObject([{ id: run.report.findings[0]?.id, urgency: 'plan' }]);
  });

  test('what failed before it is not its work, and without one nothing is asked for', async () => {
    await using acme = await quiet();
    const { world } = acme;
    const { id } = world.addEnvironment({ name: 'main', cluster: acme.cluster('production') });
    world.nextEnvironmentOutcome(id, 'DEPLOYMENT_ERROR');
    world.startEnvironmentDeployment(id, MINUTE);
    acme.clock.advance(HOUR);
    const before = await review(acme);
    expect(count(before, 'getProjectEnvironmentsStatus')).toBe(0);
    world.startMaintenance(acme.cluster('production').id);
    acme.clock.advance(HOUR);
    const after = await review(acme);
    expect(count(after, 'getProjectEnvironmentsStatus')).toBe(1);
    expect(after.report).toMatchObject({
      findings: [],
      after_maintenance: [{ cluster: 'production', ended: 'succeeded', failed: [] }],
    });
  });

  test('a maintenance that failed, and one of which only the status tells', async () => {
    await using acme = await quiet();
    const { world } = acme;
    world.nextOutcome(acme.cluster('production').id, { status: 'DEPLOYMENT_ERROR' });
    world.startMaintenance(acme.cluster('production').id);
    acme.clock.advance(HOUR);
    acme.cluster('staging').reason = 'MAINTENANCE';
    const { report } = await review(acme);
    expect(report.after_maintenance).toMatchObject([
      { cluster: 'production', ended: 'failed' },
      { cluster: 'staging', ended: 'succeeded' },
    ]);
  });

  test('clusters of whose maintenance nobody knows are named', async () => {
    await using acme = await maintained({ main: 'DEPLOYED' });
    const { summary } = await review(acme);
    expect(summary).toContain('No maintenance is known of ');
    expect(summary.slice(summary.indexOf('No maintenance is known of'))).toMatch(/^[^\n]*staging/);
  });

  test('a project whose statuses are refused is told, and the others go on', async () => {
    await using acme = await maintained({ main: 'DEPLOYMENT_ERROR' });
    const kind = { status: 403 };
    acme.sandbox.fault({ match: { operation: 'getProjectEnvironmentsStatus' }, times: 99, kind });
    const { report } = await review(acme);
    expect(report.could_not_be_read).toEqual([
      expect.stringMatching(/^the statuses of the environments of 'shop': /),
    ]);
    expect(report.findings).toEqual([]);
  });
});

describe('custom configuration', () => {
  test('what differs from the defaults is listed; texts, lists and maps are not shown', async () => {
    await using acme = await quiet();
    const secret = acme.world.secrets()[0] ?? '';
    Object.assign(acme.cluster('production').advancedSettings, {
      'loki.log_retention_in_week': 4,
      'aws.eks.enable_alb_controller': false,
      'aws.eks.ec2.metadata_imds': 'optional',
      'aws.iam.admin_group': secret,
      'cloud_provider.container_registry.tags': { token: secret },
      'database.postgresql.allowed_cidrs': [secret],
      // The same as the default.
      'registry.mirroring_mode': 'Service',
    });
    // act() looks for the secret in everything that was printed and written.
    const run = await review(acme);
    expect(run.result).toBe('healthy');
    expect(run.report.advanced_settings).toEqual([
      expect.objectContaining({
        cluster: 'production',
        settings: [
          { name: 'aws.eks.ec2.metadata_imds', value: 'optional', default: 'required' },
          { name: 'aws.eks.enable_alb_controller', value: 'false', default: 'true' },
          { name: 'aws.iam.admin_group', value: 'set, not shown', default: 'set, not shown' },
          { name: 'cloud_provider.container_registry.tags', value: 'set, not shown', default: 'empty' },
          { name: 'database.postgresql.allowed_cidrs', value: 'set, not shown', default: 'set, not shown' },
          { name: 'loki.log_retention_in_week', value: '4', default: '12' },
        ],
      }),
    ]);
    expect(run.report.findings).toMatchObject([
      {
        id: 'custom-configuration',
        urgency: 'plan',
        what: "6 advanced settings differ from Qovery's defaults, on 'production'.",
      },
    ]);
    expect(run.summary).toContain('Advanced settings that differ from the defaults (6)');
    expect(count(run, 'getClusterAdvancedSettings')).toBe(2);
  });

  test('the same value told as text, and nothing told as an empty text, is no difference', async () => {
    await using acme = await quiet();
    Object.assign(acme.cluster('production').advancedSettings, {
      'loki.log_retention_in_week': '12',
      'aws.eks.enable_alb_controller': 'true',
      'aws.iam.admin_group': '',
    });
    const { report } = await review(acme);
    expect(report.advanced_settings.flatMap(({ settings }) => settings.map(({ name }) => name))).toEqual([
      'aws.iam.admin_group',
    ]);
  });

  test('ingress-nginx, where the setting says so', async () => {
    await using acme = await quiet();
    acme.cluster('staging').advancedSettings['k8s.use_api_gateway'] = false;
    acme.cluster('production').advancedSettings['k8s.use_api_gateway'] = true;
    const { report } = await review(acme);
    expect(report.findings).toMatchObject([
      {
        id: 'ingress-nginx',
        what: expect.stringMatching(/^Cluster 'staging' has .*since March 2026\.$/),
      },
    ]);
  });

  test('settings that are refused are told', async () => {
    await using acme = await quiet();
    const kind = { status: 403 };
    acme.sandbox.fault({ match: { operation: 'getClusterAdvancedSettings' }, times: 99, kind });
    const { report } = await review(acme);
    expect(report.could_not_be_read).toEqual([
      expect.stringMatching(/^the advanced settings of 'production', 'staging': .*HTTP 403/),
    ]);
  });
});

describe('tokens', () => {
  test('those that end, the first first; every kind is listed', async () => {
    await using acme = await quiet();
    const { world } = acme;
    const now = acme.clock.now();
    world.addPolicyToken({ name: 'later', expiresAt: now + 45 * DAY + HOUR });
    world.addPolicyToken({ name: 'soon', expiresAt: now + 9 * DAY + HOUR });
    world.addPolicyToken({ name: 'ended', expiresAt: now - DAY });
    world.addPolicyToken({ name: 'next year', expiresAt: now + 400 * DAY });
    world.addPolicyToken({ name: 'never', roleName: 'Viewer' });
    const run = await review(acme);
    expect(run.result).toBe('attention');
    expect(run.report.findings.map(({ urgency, what }) => [urgency, what.split(',')[0]])).toEqual([
      ['soon', "The policy token 'ended' has ended"],
      ['soon', "The policy token 'soon' ends in 9 days"],
      ['plan', "The policy token 'later' ends in 45 days"],
    ]);
    expect(run.report.policy_tokens).toHaveLength(5);
    expect(run.summary).toContain('Qovery tokens (6)');
    expect(run.summary).toMatch(/\| maintenance \| API token \| DevOps \| 0 days \| never \|/);
    expect(run.summary).toMatch(/\| ended \| policy token \| [^|]+ \| 0 days \| \*\*.*Z, over\*\* \|/);
    expect(run.summary).toMatch(/\| never \| policy token \| Viewer \| 0 days \| never \|/);
  });

  test('a token that may not see them: told, and the review is what it was', async () => {
    await using acme = await quiet();
    const kind = { status: 403 };
    acme.sandbox.fault({ match: { operation: 'listOrganizationPolicyApiTokens' }, times: 99, kind });
    const run = await review(acme);
    expect(run).toMatchObject({ result: 'healthy', warnings: [] });
    expect(run.report.not_to_be_seen).toEqual([expect.stringMatching(/^the policy tokens: .*HTTP 403/)]);
    expect(run.summary).toContain('Not to be seen with this token');
  });
});

describe('other clouds', () => {
  const SCW = 'SCWACCESSKEY00000001';
  const OTHER = 'SCWACCESSKEY00000002';

  async function scaleway(): Promise<Company> {
    const acme = await quiet();
    const { world } = acme;
    const details = { scaleway_project_id: 'p', scaleway_organization_id: 'o' };
    const credential = world.addCredential({
      name: 'Scaleway',
      kind: 'SCW',
      details: { ...details, scaleway_access_key: SCW },
    });
    const paris = world.addCluster({ name: 'paris', credential, cloudProvider: 'SCW', region: 'fr-par' });
    const config = { region: 'fr-par', scaleway_access_key: SCW };
    const registry = world.addRegistry({ name: 'images', kind: 'SCALEWAY_CR', config, cluster: paris });
    const charts = world.addHelmRepository({ name: 'charts', kind: 'OCI_SCALEWAY_CR', config });
    const others = { ...config, scaleway_access_key: OTHER };
    world.addRegistry({ name: 'of others', kind: 'SCALEWAY_CR', config: others });
    const database = { name: 'db', type: 'REDIS', version: '7', mode: 'CONTAINER' as const, versions: [] };
    world.addEnvironment({ name: 'paris', cluster: paris, databases: [database], registries: [registry] });
    world.addEnvironment({ name: 'aws', cluster: acme.cluster('staging'), helmRepositories: [charts] });
    return acme;
  }

  test('all holders of one Scaleway key, and every service to redeploy', async () => {
    await using acme = await scaleway();
    const run = await review(acme);
    expect(run.result).toBe('healthy');
    expect(run.report.scaleway_keys).toEqual([
      {
        access_key: SCW,
        holders: ["cloud credential 'Scaleway'", "container registry 'images'", "Helm repository 'charts'"],
        clusters: ['paris'],
        services: [
          { environment: 'shop/paris', name: 'api' },
          { environment: 'shop/paris', name: 'db' },
          { environment: 'shop/aws', name: 'chart' },
        ],
        other_clusters: [],
      },
      expect.objectContaining({ access_key: OTHER, holders: ["container registry 'of others'"] }),
    ]);
    expect(run.report.findings[0]?.next).toMatch(
      /deploy 'paris', and redeploy the 3 services listed below, .* Delete the old key only then\.$/,
    );
    expect(run.summary).toContain('Services to redeploy before SCWACCESSKEY00000001 goes (3)');
    // A cluster that is left out of the review is named all the same.
    const part = await review(acme, { 'cluster-id': 'production' });
    expect(part.report.findings[0]?.next).toMatch(/and everything on 'paris', since/);
  });

  test('a registry of Scaleway is a holder, also without a credential of Scaleway', async () => {
    await using acme = await quiet();
    for (const key of [SCW, SCW.toLowerCase()])
      acme.world.addRegistry({ name: key, kind: 'SCALEWAY_CR', config: { scaleway_access_key: key } });
    const { report } = await review(acme);
    expect(report.scaleway_keys).toMatchObject([
      {
        access_key: SCW,
        holders: [`container registry '${SCW}'`, `container registry '${SCW.toLowerCase()}'`],
      },
    ]);
  });

  test('without Scaleway, nothing more is asked for', async () => {
    await using acme = await quiet();
    const run = await review(acme);
    expect(count(run, 'listContainerRegistry') + count(run, 'listHelmRepository')).toBe(2);
  });

  test.each(['review', 'due'])('%s says of each cloud what can be done', async (operation) => {
    await using acme = await scaleway();
    const { world } = acme;
    world.addCredential({ name: 'Google', kind: 'GCP' });
    world.addCredential({ name: 'Federation', kind: 'GCP_WORKLOAD_IDENTITY_FEDERATION' });
    world.addCredential({ name: 'Microsoft', kind: 'AZURE' });
    const { summary } = await act(acme.sandbox, { operation });
    expect(summary).toMatch(/Scaleway has static keys only, without deactivation and last use/);
    expect(summary).toMatch(
      /calls such keys legacy\. Move the credential, .*to workload identity federation/,
    );
    expect(summary).toMatch(/workload identity federation: no key to rotate/);
    expect(summary).toMatch(/the application and its secret are Qovery.*s, so there is nothing of yours/);
    expect(summary).not.toContain('operation rotate is not for it');
  });
});

describe('accepted findings', () => {
  const failing = (): Promise<Company> =>
    company({
      credentials: [
        { name: 'AWS', user: 'qovery', keyAge: 9 * DAY, clusters: ['a DEPLOYMENT_ERROR', 'b STOP_ERROR'] },
      ],
    });
  const day = (acme: Company, days: number): string =>
    new Date(acme.clock.now() + days * DAY).toISOString().slice(0, 10);

  test('an id stays when names, order and the number of others change, and no two are the same', async () => {
    await using acme = await failing();
    const first = await review(acme);
    const ids = first.report.findings.map(({ id }) => id);
    expect(ids).toHaveLength(2);
    expect(new Set(ids).size).toBe(2);
    for (const cluster of acme.world.clusters) Object.assign(cluster, { name: `new ${cluster.name}` });
    acme.world.clusters.reverse();
    acme.world.addCluster({ name: '0', status: 'DEPLOYMENT_ERROR' });
    acme.clock.advance(3 * DAY);
    const second = await review(acme);
    expect(second.report.findings.map(({ id }) => id)).toEqual(expect.arrayContaining(ids));
    expect(second.report.findings.filter(({ urgency }) => urgency === 'now')).toHaveLength(3);
  });

  test('are shown apart and ask for nothing, until their day has passed', async () => {
    await using acme = await failing();
    const [a = '', b = ''] = (await review(acme)).report.findings.map(({ id }) => id);
    const one = await review(acme, { 'accept-findings': `${a} until ${day(acme, 0)}` });
    expect(one.report.accepted_findings).toMatchObject([{ id: a, until: day(acme, 0) }]);
    expect(one.report.findings).toMatchObject([{ id: b }]);
    expect(one).toMatchObject({ result: 'attention', warnings: [expect.stringContaining("'b'")] });
    expect(one.summary).toMatch(/1 thing needs attention/);
    expect(one.summary).toMatch(/#### Accepted\n\n- Cluster &#39;a&#39;|#### Accepted\n\n- Cluster 'a'/);

    const both = await review(acme, {
      'accept-findings': `${a.toUpperCase()}\n${b} until ${day(acme, 40)}\n`,
    });
    expect(both).toMatchObject({ result: 'healthy', warnings: [] });
    expect(both.report.accepted_findings).toHaveLength(2);

    const late = await review(acme, { 'accept-findings': `${a} until ${day(acme, -1)}` });
    expect(late).toMatchObject({ result: 'attention' });
    expect(late.report).toMatchObject({ accepted_findings: [], accepted_not_found: [] });
    expect(late.report.findings).toHaveLength(2);
  });

  test('ids that nothing has are told in one line, with all else as it is', async () => {
    await using acme = await quiet();
    const run = await review(acme, { 'accept-findings': `gone-1\ngone-2 until ${day(acme, 9)}` });
    expect(run).toMatchObject({ result: 'healthy', warnings: [] });
    expect(run.report.accepted_not_found).toEqual(['gone-1', 'gone-2']);
    expect(run.log.match(/'accept-findings' names what was not found: gone-1, gone-2/g)).toHaveLength(1);
  });

  test.each([
    ['an-id until tomorrow', /'accept-findings' has 'tomorrow'/],
    ['an-id until 2027-02-30', /'2027-02-30' in the line of 'an-id', which is not a date/],
    ['an-id another', /has the line 'an-id another', which is not an id/],
  ])('%s is refused before anything is asked for', async (value, says) => {
    await using acme = await quiet();
    const run = await review(acme, { 'accept-findings': value });
    expect(run).toMatchObject({ exitCode: 1, errors: [expect.stringMatching(says)], requests: [] });
  });
});
