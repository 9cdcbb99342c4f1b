import { readFileSync } from 'node:fs';

import { expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { act } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { readOpenApi } from '../support/openapi.ts';

// What the action sends, and what the sandbox answers, as Qovery's OpenAPI document sees it.

const openApi = readOpenApi();

/** Keeps every answer that Qovery gives from now on, by operation. */
function answersOf({ sandbox }: Company, operations: string[]): Map<string, unknown[]> {
  const answers = new Map<string, unknown[]>();
  for (const operation of operations) {
    sandbox.fault({
      match: { operation },
      times: Infinity,
      kind: {
        mutate: (body) => {
          answers.set(operation, [...(answers.get(operation) ?? []), body]);
          return body;
        },
      },
    });
  }
  return answers;
}

/** What the action asks of Qovery in a rotation with everything, and to lock. */
const READS = [
  'getOrganization',
  'listOrganizationCredentials',
  'getAWSCredentials',
  'listOrganizationCluster',
  'getOrganizationClusterStatus',
  'getClusterDnsProvider',
  'listContainerRegistry',
  'getContainerRegistry',
  'listHelmRepository',
  'getHelmRepository',
  'get-environments-by-cluster-id',
  'getProjectEnvironmentsStatus',
  'getDeploymentStatusByDeploymentRequestId',
  'getEnvironmentStatus',
  'listClusterLogs',
  'list-cluster-lock',
];
const WRITES = [
  'editAWSCredentials',
  'editContainerRegistry',
  'editHelmRepository',
  'deployCluster',
  'redeployEnvironment',
  'lockCluster',
  'unlock-cluster',
];

test('every request of a whole rotation and of a lock, and every answer of the sandbox to it', async () => {
  await using acme = await company({
    credentials: [{ name: 'AWS', user: 'qovery-admin', clusters: ['staging', 'production'] }],
  });
  const { world, sandbox } = acme;
  const key = acme.key();
  const registry = world.addRegistry({
    name: 'ECR',
    description: 'images',
    key,
    cluster: acme.cluster('production'),
  });
  const repository = world.addHelmRepository({ name: 'Charts', description: 'charts', key });
  world.addRegistry({ name: 'Docker Hub', kind: 'DOCKER_HUB', url: 'https://docker.io' });
  const environment = world.addEnvironment({
    name: 'shop',
    cluster: acme.cluster('production'),
    registries: [registry],
    helmRepositories: [repository],
  });
  const answers = answersOf(acme, [...READS, ...WRITES]);

  const inputs = { 'verify-environment-id': environment.id };
  expect(await acme.rotate(inputs)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  const cluster = { 'cluster-id': acme.cluster('staging').id };
  const locked = await act(sandbox, {
    ...cluster,
    operation: 'lock',
    reason: 'release',
    'ttl-in-days': '2',
  });
  expect(locked).toMatchObject({ errors: [], exitCode: 0 });
  const unlocked = await act(sandbox, { ...cluster, operation: 'unlock' });
  expect(unlocked).toMatchObject({ errors: [], exitCode: 0 });
  expectHealthy(acme);

  const sent = sandbox.requests.filter(({ api }) => api === 'qovery');
  const problems = sent.flatMap(({ method, path, operation, body, write }) => [
    ...(openApi.operationOf(method, path) === operation ? [] : [`${method} ${path} is not ${operation}`]),
    ...(write ? openApi.problemsOfRequest(operation, body) : []),
  ]);
  expect(problems).toEqual([]);
  // Nothing that was sent was left out here, and nothing here was left out by what was sent.
  expect([...new Set(sent.map(({ operation }) => operation))].sort()).toEqual([...READS, ...WRITES].sort());
  expect([...answers.keys()].sort()).toEqual([...READS, ...WRITES].sort());
  const wrong = [...answers].flatMap(([operation, bodies]) =>
    bodies.flatMap((body) => openApi.problemsOfAnswer(operation, body)),
  );
  expect([...new Set(wrong)]).toEqual([]);
});

/** What the action asks of Qovery in a review and for what is due. */
const REVIEWED = [
  'getOrganization',
  'listOrganizationApiTokens',
  'listOrganizationPolicyApiTokens',
  'getOrganizationEvents',
  'listOrganizationCredentials',
  'listOrganizationCluster',
  'getOrganizationClusterStatus',
  'getClusterDnsProvider',
  'listContainerRegistry',
  'listHelmRepository',
  'list-cluster-lock',
  'getContainerRegistryAssociatedServices',
  'getHelmRepositoryAssociatedServices',
  'getClusterAdvancedSettings',
  'getDefaultClusterAdvancedSettings',
  'getProjectEnvironmentsStatus',
  'get-environments-by-cluster-id',
  'listDatabase',
  'listDatabaseVersion',
  'listClusterLogs',
];

/** The document calls the links between pages URIs; Qovery's own clients read relative ones, without a host. */
function withoutLinks(body: unknown): unknown {
  return typeof body === 'object' && body !== null && 'links' in body ? { ...body, links: {} } : body;
}

test('every request of a review and of due, and every answer of the sandbox to it', async () => {
  await using acme = await company();
  const { world, sandbox } = acme;
  const cluster = acme.cluster();
  const database = { name: 'db', type: 'MYSQL', version: '8.0', mode: 'MANAGED' as const, versions: ['9.1'] };
  const scaleway = { scaleway_access_key: 'SCWACCESSKEY00000001' };
  const details = { ...scaleway, scaleway_project_id: 'p', scaleway_organization_id: 'o' };
  world.addCredential({ name: 'Scaleway', kind: 'SCW', details });
  const images = { kind: 'SCALEWAY_CR', config: { ...scaleway, region: 'fr-par' } };
  const registries = [world.addRegistry({ name: 'images', url: 'https://rg.fr-par.scw.cloud', ...images })];
  const charts = { ...images, kind: 'OCI_SCALEWAY_CR', url: 'oci://rg.fr-par.scw.cloud' };
  const helmRepositories = [world.addHelmRepository({ name: 'charts', ...charts })];
  world.addEnvironment({ name: 'shop', cluster, databases: [database], registries, helmRepositories });
  world.addPolicyToken({ name: 'agent', expiresAt: world.now + 50 * DAY });
  world.addPolicyToken({ name: 'forever', roleName: 'DevOps' });
  world.addEvent({ type: 'MAINTENANCE', targetType: 'CLUSTER', targetId: cluster.id });
  cluster.advancedSettings['loki.log_retention_in_week'] = 4;
  for (let n = 0; n < 120; n++) world.addPlainVariableEvent(`SECRET_${n}`);
  world.addLog(cluster.id, { type: 'info', step: 'Create', text: '[PASS] EKS cluster quota ... 1/9' });
  const answers = answersOf(acme, REVIEWED);
  for (const operation of ['review', 'due']) {
    expect(await act(sandbox, { operation })).toMatchObject({ errors: [], warnings: [], exitCode: 0 });
  }

  const sent = sandbox.requests.filter(({ api }) => api === 'qovery');
  const problems = sent.flatMap(({ method, path, query, operation }) => [
    ...(openApi.operationOf(method, path) === operation ? [] : [`${method} ${path} is not ${operation}`]),
    ...openApi.problemsOfQuery(operation, query),
  ]);
  expect(problems).toEqual([]);
  expect(sent.filter(({ query }) => query.includes('continueToken='))).toHaveLength(1);
  expect([...new Set(sent.map(({ operation }) => operation))].sort()).toEqual([...REVIEWED].sort());
  const wrong = [...answers].flatMap(([operation, bodies]) =>
    bodies.flatMap((body) => openApi.problemsOfAnswer(operation, withoutLinks(body))),
  );
  expect([...answers.keys()].sort()).toEqual([...REVIEWED].sort());
  expect([...new Set(wrong)]).toEqual([]);
});

test('answers of the sandbox about whatever else a company may have', async () => {
  await using acme = await company({
    credentials: [
      { name: 'AWS', user: 'qovery-admin', clusters: ['production', 'new READY', 'old STOPPED'] },
    ],
  });
  const { world, sandbox } = acme;
  const key = acme.key();
  world.addCredential({
    name: 'By role',
    kind: 'AWS_ROLE',
    details: { role_arn: 'arn:aws:iam::123456789012:role/qovery' },
  });
  world.addCredential({
    name: 'vSphere',
    kind: 'EKS_ANYWHERE_VSPHERE',
    key,
    details: { vsphere_user: 'ada' },
  });
  world.addCluster({ name: 'all', credential: acme.credential(), route53Key: key, secretManagerKey: key });
  world.addRegistry({
    name: 'By role',
    config: { region: 'eu-west-3', role_arn: 'arn:aws:iam::123456789012:role/ecr' },
  });
  world.addHelmRepository({ name: 'Public', kind: 'HTTPS', url: 'https://charts.example.com', config: {} });
  const environment = world.addEnvironment({ name: 'shop', cluster: acme.cluster('production') });
  world.startEnvironmentDeployment(environment.id, 5 * MINUTE);
  world.nextOutcome(acme.cluster('production').id, { status: 'DEPLOYMENT_ERROR' });
  world.startDeployment(acme.cluster('production').id);
  acme.clock.advance(HOUR);
  acme.cluster('all').lock = { reason: 'release', ttlInDays: 2, lockedAt: world.now, ownerName: 'ada' };

  const organization = world.organization();
  const root = `/organization/${organization.id}`;
  const ids = world.clusters.map(({ id }) => id);
  const paths = [
    `${root}/credentials`,
    ...world.credentials.map(({ id }) => `${root}/aws/credentials/${id}`),
    `${root}/cluster`,
    `${root}/cluster/status`,
    `${root}/lock`,
    `${root}/containerRegistry`,
    `${root}/helmRepository`,
    ...world.helmRepositories.map(({ id }) => `${root}/helmRepository/${id}`),
    ...ids.map((id) => `${root}/cluster/${id}/logs`),
    ...ids.flatMap((id) => [`/cluster/${id}/dnsProvider`, `/cluster/${id}/environments`]),
    `/project/${environment.projectId}/environment/status`,
  ];
  const problems: string[] = [];
  for (const path of paths) {
    const answer = await fetch(sandbox.qoveryUrl + path, {
      headers: { authorization: `Token ${organization.tokens[0]?.value ?? ''}` },
    });
    expect([path, answer.status]).toEqual([path, 200]);
    const operation = openApi.operationOf('GET', path);
    expect([path, operation]).toEqual([path, sandbox.requests.at(-1)?.operation]);
    problems.push(...openApi.problemsOfAnswer(operation ?? '', await answer.json()));
  }
  expect([...new Set(problems)]).toEqual([]);
});

test('a wrong body is caught', () => {
  const body = { type: 'AWS_STATIC', name: 'AWS', access_key_id: 'an id', secret_access_key: 'a secret' };
  const { type, ...withoutType } = body;
  expect(openApi.problemsOfRequest('editAWSCredentials', body)).toEqual([]);
  for (const wrong of [
    withoutType,
    { ...body, type: '' },
    { ...body, type: 'AWS_ROLE' },
    { ...body, type, name: undefined, title: 'AWS' },
    { ...body, secret_access_key: 4 },
    { ...body, region: 'eu-west-3' },
  ]) {
    expect(openApi.problemsOfRequest('editAWSCredentials', wrong)).not.toEqual([]);
  }
  const repository = { name: 'Charts', kind: 'OCI_ECR', url: 'oci://example.com', config: {} };
  const request = { ...repository, skip_tls_verification: false };
  expect(openApi.problemsOfRequest('editHelmRepository', request)).toEqual([]);
  expect(openApi.problemsOfRequest('editHelmRepository', repository)).not.toEqual([]);
  expect(openApi.problemsOfQuery('getOrganizationEvents', '?pageSize=1&page_size=1')).toHaveLength(1);
  expect(openApi.problemsOfAnswer('listOrganizationCluster', { results: [{ id: 'no uuid' }] })).not.toEqual(
    [],
  );
});

test('the slice of the document and the client that Qovery makes from it know the same addresses', () => {
  const client = readFileSync(
    new URL('../../node_modules/qovery-typescript-axios/api.ts', import.meta.url),
    'utf8',
  );
  const unknown = openApi.addresses().filter((address) => !client.includes(`localVarPath = \`${address}\``));
  expect(unknown).toEqual([]);
  expect(openApi.addresses().length).toBeGreaterThan(20);
});
