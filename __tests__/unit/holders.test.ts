import { describe, expect, test } from '@jest/globals';
import { KINDS, clustersOf, findHolders, openHolder } from '../../src/holders/index.ts';
import type { Found, Holder } from '../../src/holders/index.ts';
import { Snapshot } from '../../src/qovery/snapshot.ts';
import { IDS, type Json, OF_ORGANIZATION, clientOf, everyHolder } from './support/answers.ts';
import { A, B, PRODUCTION, STAGING } from './support/fixtures.ts';

const CREDENTIALS = `${OF_ORGANIZATION}/credentials`;
const REGISTRIES = `${OF_ORGANIZATION}/containerRegistry`;
const REPOSITORIES = `${OF_ORGANIZATION}/helmRepository`;
const CLUSTERS = `${OF_ORGANIZATION}/cluster`;
const DNS = `/cluster/${PRODUCTION}/dnsProvider`;

const find = (answers: Record<string, unknown>): Promise<Found> =>
  findHolders(new Snapshot(clientOf(answers).api));

/** What is found in an organisation that has nothing else: `key`, `unknown`, or `none`. */
async function seen(answers: Record<string, unknown>): Promise<string> {
  const lists = Object.entries(everyHolder()).filter(([, answer]) => 'results' in answer);
  const nothing = Object.fromEntries(lists.map(([path]) => [path, { results: [] }]));
  const { holders, unknown } = await find({ ...nothing, ...answers });
  expect(holders.length + unknown.length).toBeLessThan(2);
  expect(holders.every(({ keyId }) => keyId === A)).toBe(true);
  return unknown[0] ? `unknown: ${unknown[0].why}` : holders[0] ? 'key' : 'none';
}

describe('every holder', () => {
  test('in the order of storing, the credential last, with the clusters that it takes a deployment to change', async () => {
    const { holders, unknown } = await find(everyHolder());
    expect(unknown).toEqual([]);
    expect(holders.map(({ kind, id, keyId, movable }) => [kind, id, keyId, movable])).toEqual([
      ['DNS provider', PRODUCTION, A, true],
      ['container registry', IDS.registry, A, true],
      ['Helm repository', IDS.repository, A, true],
      ['secret manager', IDS.secretManager, A, false],
      ['EKS Anywhere credential', IDS.vsphere, A, false],
      ['cloud credential', IDS.credential, A, true],
    ]);
    expect([...clustersOf(holders)].toSorted()).toEqual([STAGING, PRODUCTION].toSorted());
    expect([...clustersOf(holders.filter(({ kind }) => kind === 'container registry'))]).toEqual([]);
    expect(unknown).toEqual([]);
  });

  test('what may be one is told by name, with the reason', async () => {
    const answers = everyHolder();
    answers[REGISTRIES] = { results: [{ id: IDS.registry, name: 'Mirror', kind: 'ECR' }] };
    const found = await find(answers);
    expect(found.unknown).toEqual([
      {
        ...{ kind: 'container registry', id: IDS.registry, name: 'Mirror' },
        why: 'Qovery shows neither an access key nor a role of it',
      },
    ]);
  });
});

const ROLE = 'arn:aws:iam::123456789012:role/qovery';
const MISSING = 'unknown: Qovery shows neither an access key nor a role of it';
const GARBAGE = 'unknown: what Qovery shows as its access key id is none';
const NO_KIND = 'unknown: Qovery does not tell of what kind it is';
const newKind = (kind: string): string =>
  `unknown: this version of the action does not know its kind (${kind})`;
const strayKey = (kind: string): string => `unknown: it is of kind ${kind}, and yet shows an AWS access key`;

describe('a container registry', () => {
  test.each<[unknown, unknown, string]>([
    ['ECR', { access_key_id: A }, 'key'],
    ['ECR', { access_key_id: A, role_arn: ROLE }, 'key'],
    [' ecr ', { access_key_id: ` ${A.toLowerCase()}\n` }, 'key'],
    ['ECR', { role_arn: ROLE }, 'none'],
    ['ECR', { role_arn: ROLE.replace('arn:aws:', 'arn:aws-us-gov:'), access_key_id: '' }, 'none'],
    ['ECR', { role_arn: 'qovery' }, MISSING],
    ['ECR', { access_key_id: '********' }, GARBAGE],
    ['ECR', { access_key_id: '********', role_arn: ROLE }, GARBAGE],
    ['ECR', {}, MISSING],
    ['ECR', null, MISSING],
    ['ECR', undefined, MISSING],
    [undefined, { access_key_id: A }, NO_KIND],
    [null, {}, NO_KIND],
    [' ', undefined, NO_KIND],
    ['PUBLIC_ECR', {}, 'none'],
    ['PUBLIC_ECR', { access_key_id: A }, 'key'],
    ['PUBLIC_ECR', { access_key_id: '…' }, GARBAGE],
    ['DOCKER_HUB', { username: 'acme' }, 'none'],
    ['docker_hub', undefined, 'none'],
    ['SCALEWAY_CR', { scaleway_access_key: 'SCWXXXXXXXXXXXXXXXXX' }, 'none'],
    ['GCP_ARTIFACT_REGISTRY', { project_id: 'p' }, 'none'],
    ['DOCKER_HUB', { access_key_id: A }, strayKey('DOCKER_HUB')],
    ['QUAY', { username: 'acme' }, 'none'],
    ['SECRET_STORE', { username: 'acme' }, 'none'],
    ['QUAY', { username: A }, newKind('QUAY')],
    ['QUAY', { role_arn: ROLE }, newKind('QUAY')],
    ['QUAY', { aws_access_key: 'x' }, newKind('QUAY')],
    ['AWS_CR', {}, newKind('AWS_CR')],
    ['PRIVATE_ECR', undefined, newKind('PRIVATE_ECR')],
  ])('%j with %j: %s', async (kind, config, expected) => {
    const registry = { id: IDS.registry, name: 'r', kind, url: 'https://r', config };
    expect(await seen({ [REGISTRIES]: { results: [registry] } })).toBe(expected);
  });
});

describe('a Helm repository', () => {
  test.each<[unknown, unknown, string]>([
    ['OCI_ECR', { access_key_id: A }, 'key'],
    ['OCI_ECR', { role_arn: ROLE }, 'none'],
    ['OCI_ECR', null, MISSING],
    ['OCI_PUBLIC_ECR', null, 'none'],
    ['HTTPS', { username: 'acme' }, 'none'],
    ['OCI_SCALEWAY_CR', {}, 'none'],
    [null, null, NO_KIND],
    ['S3_AWS', {}, newKind('S3_AWS')],
  ])('%j with %j: %s', async (kind, config, expected) => {
    const repository = { id: IDS.repository, name: 'r', kind, url: 'oci://r', config };
    expect(await seen({ [REPOSITORIES]: { results: [repository] } })).toBe(expected);
  });
});

describe('a cloud credential', () => {
  test.each<[unknown, Json, string]>([
    ['AWS', { access_key_id: A }, 'key'],
    ['aws ', { access_key_id: A.toLowerCase() }, 'key'],
    ['AWS', {}, MISSING],
    ['AWS', { access_key_id: ' ' }, MISSING],
    ['AWS', { role_arn: ROLE }, 'none'],
    ['AWS_ROLE', { role_arn: ROLE }, 'none'],
    ['AWS_ROLE', { access_key_id: A }, strayKey('AWS_ROLE')],
    ['EKS_ANYWHERE_VSPHERE', { access_key_id: A }, 'key'],
    ['EKS_ANYWHERE_VSPHERE', { role_arn: ROLE }, 'none'],
    ['EKS_ANYWHERE_VSPHERE', { access_key_id: null, role_arn: null }, MISSING],
    ['eks_anywhere_vsphere', { access_key_id: '?' }, GARBAGE],
    ['SCW', { scaleway_access_key: 'SCWXXXXXXXXXXXXXXXXX' }, 'none'],
    ['GCP', {}, 'none'],
    ['GCP_WORKLOAD_IDENTITY_FEDERATION', { project_id: 'p' }, 'none'],
    ['AZURE', { azure_tenant_id: 't' }, 'none'],
    ['OTHER', {}, 'none'],
    ['OTHER', { access_key_id: A }, strayKey('OTHER')],
    [undefined, { access_key_id: A }, NO_KIND],
    [null, {}, NO_KIND],
    ['AWS_SSO', {}, newKind('AWS_SSO')],
    ['EKS_ANYWHERE_BARE_METAL', {}, newKind('EKS_ANYWHERE_BARE_METAL')],
    ['ORACLE', {}, 'none'],
  ])('%j with %j: %s', async (object_type, more, expected) => {
    const credential = { id: IDS.credential, name: 'c', object_type, ...more };
    expect(await seen({ [CREDENTIALS]: { results: [{ credential, clusters: [] }] } })).toBe(expected);
  });
});

describe('the secret managers of a cluster', () => {
  test.each<[unknown, string]>([
    [{ mode: 'AWS_STATIC_CREDENTIALS', access_key: A }, 'key'],
    [{ mode: 'aws_static_credentials', access_key: ` ${A}` }, 'key'],
    [{ mode: 'AWS_STATIC_CREDENTIALS' }, MISSING],
    [{ mode: 'AWS_ROLE_ARN', role_arn: ROLE }, 'none'],
    [{ mode: 'AUTOMATICALLY_CONFIGURED' }, 'none'],
    [{ mode: 'GCP_JSON_CREDENTIALS', json_credentials: null }, 'none'],
    [{ mode: 'AUTOMATICALLY_CONFIGURED', access_key: A }, strayKey('AUTOMATICALLY_CONFIGURED')],
    [{ access_key: A }, NO_KIND],
    [null, NO_KIND],
    [undefined, NO_KIND],
  ])('%j: %s', async (authentication, expected) => {
    const accesses = [{ id: IDS.secretManager, name: 's', authentication }];
    expect(await seen(cluster({ secret_manager_accesses: accesses }))).toBe(expected);
  });

  test.each([null, undefined])('that are not listed (%j) are unknown', async (secret_manager_accesses) => {
    expect(await seen(cluster({ secret_manager_accesses }))).toMatch(/^unknown: .* list the secret managers/);
  });
});

function cluster(changes: Json): Record<string, Json> {
  const plain = { id: PRODUCTION, name: 'production', region: '', cloud_provider: 'AWS' };
  return { [CLUSTERS]: { results: [{ ...plain, secret_manager_accesses: [], ...changes }] } };
}

const ROUTE53 = {
  ...{ provider: 'ROUTE53', domain: 'example.org', aws_region: 'eu-west-3', hosted_zone_id: 'Z09' },
  credentials: { type: 'STATIC', aws_access_key_id: A },
};

describe('the DNS provider of a cluster', () => {
  const organization = (plan: unknown, details?: unknown): Json => ({
    ...{ name: 'Acme', plan },
    organization_plan: details === undefined ? null : { plan: details },
  });
  const withDns = (provider: unknown, plan: Json = organization('ENTERPRISE')): Record<string, unknown> => ({
    ...{ ...everyHolder(), ...cluster({}) },
    ...{ [DNS]: { dns_provider: provider }, [OF_ORGANIZATION]: plan },
  });

  test.each<[unknown, string]>([
    [ROUTE53, 'key'],
    [{ ...ROUTE53, provider: 'route53 ' }, 'key'],
    [{ ...ROUTE53, credentials: null }, MISSING],
    [{ ...ROUTE53, credentials: { type: 'STATIC' } }, MISSING],
    [{ ...ROUTE53, credentials: { type: 'ROLE', role_arn: ROLE } }, 'none'],
    [{ provider: 'QOVERY', domain: 'd' }, 'none'],
    [{ provider: 'CLOUDFLARE', domain: 'd', email: 'e' }, 'none'],
    [{ provider: null }, NO_KIND],
    [{ provider: 'ROUTE_53' }, newKind('ROUTE_53')],
  ])('%j: %s', async (provider, expected) => {
    const found = { ...cluster({}), [DNS]: { dns_provider: provider } };
    expect(await seen({ ...found, [OF_ORGANIZATION]: organization('ENTERPRISE') })).toBe(expected);
  });

  async function dnsIn(answers: Record<string, unknown>): Promise<Holder | undefined> {
    return (await find(answers)).holders.find(({ kind }) => kind === 'DNS provider');
  }

  test.each([
    organization('ENTERPRISE'),
    organization('ENTERPRISE_2025'),
    organization(' enterprise_yearly'),
    organization('BUSINESS_2025', 'ENTERPRISE_2025'),
  ])('can be moved on an Enterprise plan: %j', async (plan) => {
    expect(await dnsIn(withDns(ROUTE53, plan))).toMatchObject({ movable: true, clusterIds: [PRODUCTION] });
  });

  test.each([
    [organization('BUSINESS_2025'), 'BUSINESS_2025'],
    [organization('ENTERPRISE_2025', 'TEAM'), 'TEAM'],
    [organization(null), 'a plan that Qovery does not tell'],
  ])('stands fast on any other, and says why: %j', async (plan, says) => {
    const advice = expect.stringMatching(`Enterprise plan only, and this organisation has ${says}\\.`);
    expect(await dnsIn(withDns(ROUTE53, plan))).toMatchObject({ movable: false, advice });
  });

  test.each([
    [{ ...ROUTE53, domain: null }, 'domain'],
    [{ ...ROUTE53, aws_region: ' ' }, 'region'],
    [{ ...ROUTE53, credentials: { aws_access_key_id: A } }, 'type of credentials'],
  ])('stands fast where it does not show all that a change must send: %j', async (provider, field) => {
    const advice = expect.stringContaining(`does not show its ${field},`);
    expect(await dnsIn(withDns(provider))).toMatchObject({ movable: false, advice });
  });

  test('the plan is asked for once, and only where there is one that could be moved', async () => {
    const both = { ...everyHolder(), [`/cluster/${STAGING}/dnsProvider`]: { dns_provider: ROUTE53 } };
    const asked = async (answers: Record<string, unknown>): Promise<number> => {
      const { api, sent } = clientOf(answers);
      await findHolders(new Snapshot(api));
      return sent.filter(({ path }) => path === OF_ORGANIZATION).length;
    };
    expect(await asked(both)).toBe(1);
    expect(await asked({ ...both, ...withDns({ provider: 'QOVERY' }) })).toBe(0);
  });
});

describe('a key is stored', () => {
  const key = { id: B, secret: 'the secret' };
  const ofRegistry = { id: IDS.registry, name: 'Mirror', kind: 'ecr', url: 'https://r', description: '' };
  const config = { access_key_id: A, region: 'eu-west-3', role_arn: null, username: '', tomorrow: 7 };
  const cases: [Pick<Holder, 'kind' | 'id'>, string, Json, Json][] = [
    [
      { kind: 'container registry', id: IDS.registry } as Holder,
      `${REGISTRIES}/${IDS.registry}`,
      { ...ofRegistry, config },
      {
        ...{ name: 'Mirror', kind: 'ECR', url: 'https://r' },
        config: { region: 'eu-west-3', tomorrow: 7, access_key_id: B, secret_access_key: 'the secret' },
      },
    ],
    [
      { kind: 'Helm repository', id: IDS.repository } as Holder,
      `${REPOSITORIES}/${IDS.repository}`,
      {
        ...{ id: IDS.repository, name: 'Charts', kind: 'OCI_ECR', url: 'oci://r', description: 'ours' },
        ...{ skip_tls_verification: true, config },
      },
      {
        ...{ name: 'Charts', kind: 'OCI_ECR', url: 'oci://r', description: 'ours' },
        skip_tls_verification: true,
        config: { region: 'eu-west-3', tomorrow: 7, access_key_id: B, secret_access_key: 'the secret' },
      },
    ],
    [
      { kind: 'cloud credential', id: IDS.credential } as Holder,
      `${OF_ORGANIZATION}/aws/credentials/${IDS.credential}`,
      { id: IDS.credential, name: 'AWS', object_type: 'AWS', access_key_id: A },
      { type: 'AWS_STATIC', name: 'AWS', access_key_id: B, secret_access_key: 'the secret' },
    ],
    [
      { kind: 'DNS provider', id: PRODUCTION },
      DNS,
      { dns_provider: { ...ROUTE53, tomorrow: 7, yesterday: null } },
      {
        dns_provider: {
          ...{ provider: 'ROUTE53', domain: 'example.org', aws_region: 'eu-west-3', hosted_zone_id: 'Z09' },
          credentials: { type: 'STATIC', aws_access_key_id: B, aws_secret_access_key: 'the secret' },
          tomorrow: 7,
        },
      },
    ],
  ];

  test('in every kind that can be opened', () => {
    const kinds = KINDS.filter((kind) => kind.open !== undefined).map(({ kind }) => kind);
    expect(cases.map(([{ kind }]) => kind).toSorted()).toEqual(kinds.toSorted());
  });

  test.each(cases.map((one) => [one[0].kind, ...one] as const))(
    'in the %s, and nothing else of it changes',
    async (_, holder, path, answer, body) => {
      const { api, sent } = clientOf({ [path]: answer });
      const open = await openHolder(api, holder);
      expect(open.keyId).toBe(A);
      await open.store(key);
      expect(sent).toEqual([
        { method: 'GET', path, body: undefined },
        { method: 'PUT', path, body },
      ]);
    },
  );

  test.each([
    ['holds no key any more', { ...ofRegistry, kind: 'DOCKER_HUB', config: {} }, /holds no AWS key any more/],
    ['does not show its key', { ...ofRegistry, config: { region: 'r' } }, /neither an access key nor a role/],
    ['does not show its region', { ...ofRegistry, config: { access_key_id: A } }, /does not show its region/],
  ])('in none that %s when it is opened: nothing is sent', async (_, answer, says) => {
    const path = `${REGISTRIES}/${IDS.registry}`;
    const { api, sent } = clientOf({ [path]: answer });
    const opened = openHolder(api, { kind: 'container registry', id: IDS.registry } as Holder);
    await expect(opened).rejects.toThrow(says);
    expect(sent.filter(({ method }) => method !== 'GET')).toEqual([]);
  });

  test.each(KINDS.filter((kind) => kind.open === undefined).map(({ kind }) => kind))(
    'never in a %s',
    async (kind) => {
      const { api } = clientOf({});
      await expect(openHolder(api, { kind, id: IDS.vsphere } as Holder)).rejects.toThrow(
        'no key can be stored',
      );
    },
  );
});
