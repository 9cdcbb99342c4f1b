import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/lib/clock.ts';
import type { QoveryApi } from '../../src/qovery/api.ts';
import { isAtRest } from '../../src/qovery/status.ts';
import { objectionsOfWorkloads } from '../../src/rotation/decide/workloads.ts';
import type { EnvironmentView, Objection, Policy, Workloads } from '../../src/rotation/model.ts';
import { readWorkloads } from '../../src/rotation/observe/workloads.ts';
import { NOW, PRODUCTION, STAGING, cluster, entryAt, retirable, situation } from './support/fixtures.ts';

/** What they say against the retirement, where they were looked at then. */
function against(
  workloads: Workloads,
  { stored, deployed, at = NOW, took = 0 }: { stored: number; deployed: number; at?: number; took?: number },
  wants: Partial<Policy> = {},
): Objection[] {
  const journal = { ...entryAt('deployed'), stored, deployed };
  return objectionsOfWorkloads(workloads, situation(retirable({ at, took, journal }), wants));
}

test('what runs on the clusters, and what their logs tell of refused credentials', async () => {
  const environments: Record<string, object[]> = {
    [STAGING]: [
      { environment_id: 'e1', environment_name: 'live', project_id: 'p', project_name: 'shop' },
      { environment_id: 'e2', environment_name: 'test', project_id: 'p', project_name: 'shop' },
    ],
    [PRODUCTION]: [{ environment_id: 'e3', environment_name: 'live', project_id: 'q', project_name: 'blog' }],
  };
  const statuses: Record<string, object[]> = {
    p: [
      {
        ...{ id: 'e1', state: 'DEPLOYING', last_deployment_state: 'DEPLOYED' },
        last_deployment_date: '2026-11-20T11:00:00Z',
      },
    ],
    q: [{ id: 'e3', state: 'READY', last_deployment_state: 'READY', last_deployment_date: null }],
  };
  const line = (error: object | undefined, timestamp?: string): object => ({ timestamp, error });
  const logs: Record<string, object[]> = {
    [STAGING]: [
      line(undefined),
      line({ tag: 'TERRAFORM_UNKNOWN_ERROR', user_log_message: 'no room' }),
      line({ tag: 'TERRAFORM_INVALID_CREDENTIALS' }, '2026-11-20T10:00:00Z'),
    ],
    [PRODUCTION]: [line({ user_log_message: 'api error InvalidClientTokenId: …' }), line({})],
  };
  const asked: string[] = [];
  const of =
    (answers: Record<string, object[]>) =>
    async (id: string): Promise<object[]> => {
      asked.push(id);
      return answers[id] ?? [];
    };
  const api = {
    environments: of(environments),
    environmentStatuses: of(statuses),
    clusterLogs: of(logs),
  } as unknown as QoveryApi;
  const clusters = [
    cluster('STOPPED', { id: 'off' }),
    cluster(),
    cluster('DEPLOYED', { id: PRODUCTION, name: 'shop' }),
  ];
  expect(await readWorkloads(api, clusters)).toEqual({
    environments: [
      { id: 'e1', name: 'shop/live', state: 'DEPLOYING', lastState: 'DEPLOYED', deployedAt: NOW - HOUR },
      { id: 'e2', name: 'shop/test', state: undefined, lastState: undefined, deployedAt: undefined },
      { id: 'e3', name: 'blog/live', state: 'READY', lastState: 'READY', deployedAt: undefined },
    ],
    errors: [
      { cluster: 'staging', tag: 'TERRAFORM_INVALID_CREDENTIALS', at: NOW - 2 * HOUR },
      { cluster: 'shop', tag: 'invalid credentials', at: NaN },
    ],
  });
  expect(asked.toSorted()).toEqual([STAGING, STAGING, PRODUCTION, PRODUCTION, 'p', 'q'].toSorted());
});

describe('an environment', () => {
  const STORED = NOW - 3 * HOUR;
  const said = (changes: Partial<EnvironmentView>, at = NOW, took = 0, wants = {}): unknown[] => {
    const environment = {
      id: 'e',
      name: 'shop/live',
      state: 'DEPLOYED',
      lastState: 'DEPLOYED',
      deployedAt: NOW,
    };
    const workloads = { environments: [{ ...environment, ...changes }], errors: [] };
    return against(workloads, { stored: STORED, deployed: STORED, at, took }, wants).map(({ kind, text }) => [
      kind,
      text,
    ]);
  };
  const underWay =
    'a deployment of the environment shop/live (DEPLOYING) may have begun with the old key, and is not over';

  test('without a status, or a last one', () => {
    const unknown = [['hold', 'Qovery tells no status of the environment shop/live']];
    expect(said({ state: undefined })).toEqual(unknown);
    expect(said({ lastState: undefined })).toEqual(unknown);
  });
  test('under way since the key was stored, or before', () => {
    expect(said({ state: 'DEPLOYING', deployedAt: STORED + 1 })).toEqual([]);
    expect(said({ state: 'DEPLOYING', deployedAt: STORED })).toEqual([['wait', underWay]]);
    expect(said({ state: 'DEPLOYING', deployedAt: undefined })).toEqual([['wait', underWay]]);
  });
  test('is asked for again five minutes after it was seen', () => {
    const changes = { state: 'DEPLOYING', deployedAt: STORED };
    expect(said(changes, NOW - 5 * MINUTE + 1)).toEqual([['wait', underWay]]);
    expect(said(changes, NOW - 5 * MINUTE)).toEqual([['stale', underWay]]);
    // A slow look saw it when it ended.
    expect(said(changes, NOW - 8 * MINUTE, 3 * MINUTE + 1)).toEqual([['wait', underWay]]);
    expect(said(changes, NOW - 8 * MINUTE, 3 * MINUTE)).toEqual([['stale', underWay]]);
  });
  test('that the user wants ignored does not count, whatever it does', () => {
    for (const state of ['DEPLOYING', 'BUILD_ERROR', undefined]) {
      expect(said({ state, deployedAt: undefined }, NOW, 0, { ignoreEnvironments: ['e'] })).toEqual([]);
      expect(said({ state, deployedAt: undefined }, NOW, 0, { ignoreEnvironments: ['f'] })).not.toEqual([]);
    }
  });
  test('failed since the key was stored, or before', () => {
    const failed = { state: 'DEPLOYMENT_ERROR', lastState: 'DEPLOYMENT_ERROR' };
    expect(said({ ...failed, deployedAt: STORED })).toEqual([]);
    expect(said({ ...failed, deployedAt: STORED + 1000 })).toEqual([
      [
        'symptom',
        'the environment shop/live failed (DEPLOYMENT_ERROR) at 2026-11-20T09:00:01Z, after the new key was stored',
      ],
    ]);
    const anyTime =
      'the environment shop/live failed (BUILD_ERROR) at an unknown time, maybe, after the new key was stored';
    expect(said({ state: 'BUILD_ERROR', deployedAt: undefined })).toEqual([['hold', anyTime]]);
  });

  test.each([
    'DEPLOYED',
    'RESTARTED',
    'READY',
    'STOPPED',
    'DELETED',
    'CANCELED',
    'BUILD_ERROR',
    'STOP_ERROR',
  ])('is at rest in %s', (state) => expect(isAtRest(state)).toBe(true));
  test.each([
    'DEPLOYMENT_QUEUED',
    'BUILDING',
    'DEPLOYING',
    'CANCELING',
    'WAITING_STOPPING',
    'A_NEW_STATE',
    '',
  ])('is not at rest in %s, known or not', (state) => expect(isAtRest(state)).toBe(false));
});

test('a line of a log tells of the new key from the moment on that it was deployed, and without a time as well', () => {
  const DEPLOYED = NOW - 2 * HOUR;
  const said = (at: number): number =>
    against(
      { environments: [], errors: [{ cluster: 'staging', tag: 'T', at }] },
      { stored: DEPLOYED - HOUR, deployed: DEPLOYED },
    ).length;
  expect([said(DEPLOYED), said(DEPLOYED + 1), said(NaN)]).toEqual([0, 1, 1]);
});
