import { describe, expect, test } from '@jest/globals';
import type { Uuid } from '../../src/lib/ids.ts';
import type { QoveryApi } from '../../src/qovery/api.ts';
import { OF_ORGANIZATION, clientOf, everyHolder } from './support/answers.ts';
import { ORGANIZATION, PRODUCTION, STAGING } from './support/fixtures.ts';

/** It would send the next request elsewhere. */
const ELSEWHERE = `../organization/${ORGANIZATION}/cluster/${PRODUCTION}/deploy?x=`;
const PROJECT = '55555555-0000-4000-8000-00000000000a' as Uuid;

const STATUS = { status: 'DEPLOYED', is_deployed: true };
const LOCK = { reason: 'sale', locked_at: '2026-11-20T12:00:00Z', owner_name: 'Ann' };
const ENVIRONMENT = { environment_name: 'live', project_name: 'shop', services: [] };
const DATABASE = { name: 'db', type: 'POSTGRESQL', version: '16' };

describe('an id that Qovery answers, and that leads elsewhere, is refused by the name of its field', () => {
  const lists: [string, string, Record<string, unknown>, (api: QoveryApi) => Promise<unknown>][] = [
    [
      '/cluster',
      'results.0.id',
      { id: ELSEWHERE, name: 'c', region: '', cloud_provider: 'AWS' },
      (api) => api.clusters(),
    ],
    [
      '/cluster/status',
      'results.0.cluster_id',
      { ...STATUS, cluster_id: ELSEWHERE },
      (api) => api.clusterStatuses(),
    ],
    [
      '/cluster/status',
      'results.0.cluster_lock.cluster_id',
      { ...STATUS, cluster_id: STAGING, cluster_lock: { ...LOCK, cluster_id: ELSEWHERE } },
      (api) => api.clusterStatuses(),
    ],
    ['/lock', 'results.0.cluster_id', { ...LOCK, cluster_id: ELSEWHERE }, (api) => api.locks()],
    [
      '/containerRegistry',
      'results.0.id',
      { id: ELSEWHERE, name: 'r', kind: 'ECR' },
      (api) => api.registries(),
    ],
    ['/helmRepository', 'results.0.id', { id: ELSEWHERE, name: 'r' }, (api) => api.helmRepositories()],
    [
      '/credentials',
      'results.0.credential.id',
      { credential: { id: ELSEWHERE, name: 'c', object_type: 'AWS' }, clusters: [] },
      (api) => api.credentials(),
    ],
    [
      '/credentials',
      'results.0.clusters.0.id',
      { credential: { id: STAGING, name: 'c' }, clusters: [{ id: ELSEWHERE, name: 'c' }] },
      (api) => api.credentials(),
    ],
    [
      `/cluster/${STAGING}/environments`,
      'results.0.environment_id',
      { ...ENVIRONMENT, environment_id: ELSEWHERE, project_id: PROJECT },
      (api) => api.environments(STAGING),
    ],
    [
      `/cluster/${STAGING}/environments`,
      'results.0.project_id',
      { ...ENVIRONMENT, environment_id: PROJECT, project_id: ELSEWHERE },
      (api) => api.environments(STAGING),
    ],
    [
      `/project/${PROJECT}/environment/status`,
      'results.0.id',
      { id: ELSEWHERE, state: 'DEPLOYED', last_deployment_state: 'DEPLOYED' },
      (api) => api.environmentStatuses(PROJECT),
    ],
    [
      `/environment/${PROJECT}/database`,
      'results.0.id',
      { ...DATABASE, id: ELSEWHERE },
      (api) => api.databases(PROJECT),
    ],
  ];

  test.each(lists)('%s: %s', async (path, field, item, read) => {
    const whole = path.startsWith('/cluster/0') || /^\/(project|environment)\//.test(path);
    const address = whole ? path : `${OF_ORGANIZATION}${path}`;
    const { api } = clientOf({ [address]: { results: [item] } });
    const failure = await read(api).then(
      () => 'no error',
      (error: Error) => error.message,
    );
    expect(failure).toMatch(`malformed answer: at ${field}, expected a UUID`);
    expect(failure).not.toContain('deploy?');
  });
});

test('ids are in lower case, whatever case Qovery answers them in', async () => {
  const text = JSON.stringify(everyHolder());
  const ids = [...new Set(text.match(/[0-9a-f]{8}-[0-9a-f-]{27}/g))];
  // The paths are ours.
  const answers = Object.fromEntries(
    Object.entries(everyHolder()).map(([path, answer]) => [
      path,
      JSON.parse(
        ids.reduce((all, id) => all.replaceAll(id, ` ${id.toUpperCase()} `), JSON.stringify(answer)),
      ),
    ]),
  );
  const { api } = clientOf(answers);
  expect(ids).toEqual(expect.arrayContaining((await api.clusters()).map(({ id }) => id)));
  expect(ids).toEqual(expect.arrayContaining((await api.registries()).map(({ id }) => id)));
  expect((await api.credentials())[0]?.clusters).toEqual([{ id: PRODUCTION, name: 'production' }]);
});

test('the log of an environment is a list of its own; whatever is new in it does no harm', async () => {
  const lines = [
    { type: 'error', timestamp: 't', details: {}, error: { tag: 'T', tomorrow: 1 }, message: null },
  ];
  const { api } = clientOf({ [`/environment/${PROJECT}/logs`]: lines });
  expect(await api.environmentLogs(PROJECT)).toMatchObject([{ type: 'error', error: { tag: 'T' } }]);
  const wrapped = clientOf({ [`/environment/${PROJECT}/logs`]: { results: lines } });
  await expect(wrapped.api.environmentLogs(PROJECT)).rejects.toThrow('malformed answer');
});
