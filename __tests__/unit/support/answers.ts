/** Qovery's answers as they come over the wire, to our own client: what an organisation shows of its holders. */
import { jest } from '@jest/globals';
import { Secrets } from '../../../src/lib/secrets.ts';
import { QoveryApi } from '../../../src/qovery/api.ts';
import { QoveryError } from '../../../src/qovery/http.ts';
import { A, NOW, ORGANIZATION, PRODUCTION, STAGING } from './fixtures.ts';

const quiet = (): void => undefined;

export type Json = Record<string, unknown>;

export interface Sent {
  readonly method: string;
  readonly path: string;
  readonly body: unknown;
}

/** Our client, with these answers to GET; a path that is not among them is answered with 404. */
export function clientOf(answers: Readonly<Record<string, unknown>>): { api: QoveryApi; sent: Sent[] } {
  const api = new QoveryApi({
    baseUrl: new URL('https://api.example.com'),
    ...{ token: 'token', organizationId: ORGANIZATION, info: quiet },
    transport: { send: () => Promise.reject(new Error('nothing is sent')), close: () => Promise.resolve() },
    clock: {
      ...{ now: () => NOW, elapsed: () => 0, sleep: () => Promise.resolve() },
      ...{ ask: () => quiet, skew: 0, discord: undefined },
    },
    secrets: new Secrets(quiet),
    cancel: new AbortController().signal,
  });
  const sent: Sent[] = [];
  jest.spyOn(api.http, 'send').mockImplementation(async ({ method, path, body, what }) => {
    sent.push({ method, path, body });
    if (method !== 'GET') return { status: 200, body: {} };
    if (!(path in answers)) throw new QoveryError(what, 404, 'not found');
    return { status: 200, body: answers[path] };
  });
  return { api, sent };
}

export const OF_ORGANIZATION = `/organization/${ORGANIZATION}`;

export const IDS = {
  credential: '11111111-0000-4000-8000-00000000000a',
  vsphere: '11111111-0000-4000-8000-00000000000b',
  registry: '22222222-0000-4000-8000-00000000000a',
  repository: '33333333-0000-4000-8000-00000000000a',
  secretManager: '44444444-0000-4000-8000-00000000000a',
} as const;

/** An organisation where everything that can hold a key holds A. */
export function everyHolder(): Record<string, Json> {
  const url = '//123456789012.dkr.ecr.eu-west-3.amazonaws.com';
  const config = { access_key_id: A, region: 'eu-west-3', role_arn: null };
  const cluster = (id: string, name: string, accesses: Json[]): Json => ({
    ...{ id, name, region: 'eu-west-3', cloud_provider: 'AWS', kubernetes: 'MANAGED', version: '1.33' },
    ...{ production: id === PRODUCTION, secret_manager_accesses: accesses },
  });
  const access = {
    ...{ id: IDS.secretManager, name: 'aws-secrets' },
    endpoint: { mode: 'AWS_SECRET_MANAGER', region: 'eu-west-3' },
    authentication: { mode: 'AWS_STATIC_CREDENTIALS', region: 'eu-west-3', access_key: A, secret_key: null },
  };
  return {
    [OF_ORGANIZATION]: { name: 'Acme', plan: 'ENTERPRISE_2025', organization_plan: { plan: null } },
    [`${OF_ORGANIZATION}/cluster`]: {
      results: [cluster(STAGING, 'staging', [access]), cluster(PRODUCTION, 'production', [])],
    },
    [`${OF_ORGANIZATION}/credentials`]: {
      results: [
        {
          credential: { id: IDS.credential, name: 'AWS', object_type: 'AWS', access_key_id: A },
          clusters: [{ id: PRODUCTION, name: 'production', cloud_provider: 'AWS' }],
        },
        {
          credential: {
            ...{ id: IDS.vsphere, name: 'vSphere', object_type: 'EKS_ANYWHERE_VSPHERE' },
            ...{ vsphere_user: 'root', access_key_id: A, role_arn: null },
          },
          clusters: [],
        },
      ],
    },
    [`${OF_ORGANIZATION}/containerRegistry`]: {
      results: [
        { id: IDS.registry, name: 'Mirror', kind: 'ECR', description: 'ours', url: `https:${url}`, config },
      ],
    },
    [`${OF_ORGANIZATION}/helmRepository`]: {
      results: [
        {
          ...{ id: IDS.repository, name: 'Charts', kind: 'OCI_ECR', description: null, url: `oci:${url}` },
          ...{ skip_tls_verification: true, config },
        },
      ],
    },
    [`/cluster/${STAGING}/dnsProvider`]: { dns_provider: { provider: 'QOVERY', domain: 'example.com' } },
    [`/cluster/${PRODUCTION}/dnsProvider`]: {
      dns_provider: {
        ...{ provider: 'ROUTE53', domain: 'example.org', aws_region: 'eu-west-3', hosted_zone_id: 'Z09' },
        credentials: { type: 'STATIC', aws_access_key_id: A },
      },
    },
  };
}
