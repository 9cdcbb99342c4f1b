import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../src/lib/clock.ts';
import type { Cluster, ClusterStatus } from '../../src/qovery/schemas.ts';
import { concernedHolders, keysOfRotation, movableHolders } from '../../src/rotation/model.ts';
import { readsFor } from '../../src/rotation/decide/freshness.ts';
import { concernedClusters, withStatuses } from '../../src/rotation/observe/clusters.ts';
import {
  A,
  B,
  NOW,
  P,
  PRODUCTION,
  STAGING,
  cluster,
  credential,
  dns,
  entryAt,
  key,
  observation,
  policy,
  registry,
} from './support/fixtures.ts';

const named = (id: string, name: string, production?: boolean): Cluster =>
  ({ id, name, region: 'eu-west-3', ...(production === undefined ? {} : { production }) }) as Cluster;
const status = (id: string, changes: object = {}): ClusterStatus =>
  ({ cluster_id: id, status: 'DEPLOYED', ...changes }) as ClusterStatus;

const seen = (
  clusters: Cluster[],
  statuses: ClusterStatus[],
  assigned = clusters.map(({ id }) => id as string),
): Parameters<typeof concernedClusters>[1] => ({
  clusters,
  statuses,
  statusesAt: Date.parse('2026-11-20T12:00:00Z'),
  assigned: new Set(assigned),
});

describe('the clusters concerned', () => {
  test('those that run with a key of the holders, by name, as both answers tell of them; the others are unknown', () => {
    const holders = [
      registry(A),
      credential(A, { clusterIds: [PRODUCTION, 'no status', STAGING, 'not listed'] }),
      credential(A, { clusterIds: [STAGING] }),
    ];
    const listed = [
      { ...named(PRODUCTION, 'shop', true), is_demo: true },
      named('no status', 'x'),
      named(STAGING, 'lab'),
    ];
    const statuses = [
      status(PRODUCTION, {
        status: 'DEPLOYING',
        last_execution_id: 'e1',
        last_deployment_date: '2026-11-20T11:00:00Z',
        reason: 'MAINTENANCE',
        cluster_lock: {
          reason: 'sale',
          owner_name: 'Ann',
          locked_at: '2026-11-20T11:00:00Z',
          ttl_in_days: 2,
        },
      }),
      status('not listed'),
      status(STAGING, { last_execution_id: null, last_deployment_date: null, cluster_lock: null }),
    ];
    expect(concernedClusters(holders, seen(listed, statuses))).toStrictEqual({
      clusters: [
        {
          ...{
            id: STAGING,
            name: 'lab',
            region: 'eu-west-3',
            production: false,
            demo: false,
            state: 'ready',
          },
          mark: { status: 'DEPLOYED', executionId: undefined, deployedAt: undefined, maintenance: false },
          lock: undefined,
        },
        {
          ...{
            id: PRODUCTION,
            name: 'shop',
            region: 'eu-west-3',
            production: true,
            demo: true,
            state: 'busy',
          },
          mark: {
            ...{ status: 'DEPLOYING', executionId: 'e1', maintenance: true },
            deployedAt: '2026-11-20T11:00:00Z',
          },
          lock: { reason: 'sale', owner: 'Ann', until: Date.parse('2026-11-22T11:00:00Z') },
        },
      ],
      unknownClusters: ['not listed', 'no status'],
      otherClusters: [],
    });
  });

  test.each<[string, object, string, boolean]>([
    ['of AWS, which runs', {}, 'DEPLOYED', true],
    ['of AWS, which is off', {}, 'STOPPED', false],
    ['that people brought along', { kubernetes: 'SELF_MANAGED' }, 'DEPLOYED', false],
    ['of another cloud', { cloud_provider: 'GCP' }, 'DEPLOYED', false],
    ['for a demonstration', { is_demo: true }, 'DEPLOYED', false],
  ])('one that no credential names, %s: unknown, or not', (_, changes, word, unknown) => {
    const other = { ...named('other', 'x'), cloud_provider: 'AWS', ...changes };
    const { unknownClusters, otherClusters } = concernedClusters(
      [],
      seen([other], [status('other', { status: word })], []),
    );
    expect(unknownClusters).toEqual(unknown ? ['other'] : []);
    expect(otherClusters.map(({ id }) => id)).toEqual(['other']);
  });

  test('a lock that has ended, and is shown all the same, is none; one whose end cannot be read is', () => {
    const lockOf = (lockedAt: string): unknown => {
      const lock = { reason: 'sale', owner_name: 'Ann', locked_at: lockedAt, ttl_in_days: 2 };
      const { otherClusters } = concernedClusters(
        [],
        seen([named('x', 'x')], [status('x', { cluster_lock: lock })]),
      );
      return otherClusters[0]?.lock?.owner;
    };
    expect(['2026-11-18T11:59:00Z', '2026-11-18T12:01:00Z', 'tomorrow'].map(lockOf)).toEqual([
      undefined,
      'Ann',
      'Ann',
    ]);
  });

  test('with newer statuses; one that is missing makes the cluster unknown, once', () => {
    const o = observation({
      clusters: [cluster(), cluster('DEPLOYED', { id: PRODUCTION, name: 'shop' })],
      unknownClusters: [PRODUCTION],
    });
    const newer = withStatuses(o, [status('other'), status(STAGING, { status: 'STOPPED' })], NOW + 1);
    expect([newer.at, newer.statusesAt]).toEqual([NOW, NOW + 1]);
    expect(newer.clusters).toMatchObject([{ id: STAGING, name: 'staging', state: 'off' }]);
    expect(newer.unknownClusters).toEqual([PRODUCTION]);
    expect(withStatuses({ ...o, unknownClusters: ['c9'] }, [], NOW).unknownClusters).toEqual([
      'c9',
      STAGING,
      PRODUCTION,
    ]);
    expect(newer.holders).toBe(o.holders);
  });
});

describe('what a look reads beside the keys, the holders and the clusters', () => {
  const two = [key(A), key(B)];
  const reads = (changes: Parameters<typeof observation>[0]): ReturnType<typeof readsFor> =>
    readsFor(observation({ keys: two, ...changes }), policy(), NOW);

  test('at rest: the last use of a key that Qovery does not hold, and nothing of what runs', () => {
    expect(reads({})).toEqual({ workloads: undefined, restriction: true, environments: [], uses: [B] });
    expect(reads({ keys: [key(A)] })).toMatchObject({ uses: [] });
    // What keeps Qovery from deploying, and the new key from being tested, matters where a rotation may begin.
    const verifyEnvironments = ['e1'];
    const old = readsFor(observation(), policy({ verifyEnvironments }), NOW);
    expect(old).toMatchObject({ restriction: true, environments: ['e1'] });
    const young = readsFor(observation(), policy({ verifyEnvironments, maxAge: 100 * DAY }), NOW);
    expect(young).toMatchObject({ restriction: false, environments: [] });
  });

  test('of the old key, whoever holds it; what runs on the clusters once its time has come', () => {
    const holders = [credential(B), credential(A, { id: 'second' })];
    const { stored = 0 } = entryAt('deployed');
    // The log of a cluster whose deployment was over when all were deployed has no news, whatever `deploy-timeout` is.
    const logsSince = (entryAt('deployed').deployed ?? 0) - HOUR;
    const deployed = {
      workloads: { since: stored, logsSince },
      restriction: false,
      environments: [],
      uses: [A],
    };
    expect(reads({ holders, journal: entryAt('deployed') })).toEqual(deployed);
    for (const deployTimeout of [MINUTE, 4 * HOUR]) {
      const seen = observation({ keys: two, holders, journal: entryAt('deployed') });
      expect(readsFor(seen, policy({ deployTimeout }), NOW)).toEqual(deployed);
    }
    const early = { ...entryAt('deployed'), deployed: NOW - 2 * HOUR + 1 };
    expect(reads({ holders, journal: early })).toEqual({ ...deployed, workloads: undefined });
  });

  test('in a split: of the key that was lost, although a credential has it', () => {
    const holders = [credential(B), credential(A, { id: 'second' })];
    const { storing = 0 } = entryAt('storing');
    const seen = {
      workloads: { since: storing, logsSince: storing - HOUR },
      restriction: false,
      environments: [],
      uses: [A, B],
    };
    expect(reads({ holders, journal: entryAt('storing') })).toEqual(seen);
  });
});

test("the keys of a rotation: the user's, those held at the beginning, the journal's", () => {
  expect([...keysOfRotation(observation({ journal: { old: P, lost: [B] } }))]).toEqual([A, B, P]);
  expect([...keysOfRotation(observation())]).toEqual([A]);
});

test('holders of keys of others are none of ours, a credential of ours is whatever it holds', () => {
  const holders = [credential(A), credential(P, { id: 'of others' }), registry(P)];
  expect(concernedHolders(observation({ holders }))).toEqual([holders[0]]);
  const moved = [credential(P)];
  expect(concernedHolders(observation({ holders: moved }))).toEqual(moved);
});

test('what the new key is stored in: no holder that the API cannot change', () => {
  const holders = [registry(A), dns(A), credential(A)];
  expect(movableHolders(observation({ holders }))).toEqual([holders[0], holders[2]]);
});
