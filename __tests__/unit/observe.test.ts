import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, SECOND, iso } from '../../src/lib/clock.ts';
import type { QoveryApi } from '../../src/qovery/api.ts';
import { QoveryError } from '../../src/qovery/http.ts';
import { readsFor } from '../../src/rotation/decide/freshness.ts';
import type { Observation, Target } from '../../src/rotation/model.ts';
import { observe } from '../../src/rotation/observe/observe.ts';
import { Organization } from '../../src/rotation/observe/organization.ts';
import {
  A,
  B,
  PRODUCTION,
  SIGNER,
  STAGING,
  credential,
  entryAt,
  key,
  policy,
  writtenTags,
} from './support/fixtures.ts';
import { World } from './support/world.ts';

/** What Qovery is asked for, and what happens right before it answers. */
type During = Partial<
  Record<'environments' | 'clusterLogs' | 'credentials', (id: string, nth: number) => void>
>;

interface Looking {
  readonly world: World;
  readonly look: () => Promise<Observation>;
  /** `environments <cluster>`, `clusterLogs <cluster>`. */
  readonly asked: string[];
  readonly looks: () => number;
}

/** A rotation whose old key is deactivated, two clusters; while Qovery answers, things happen. */
function looking(during: During): Looking {
  const world = new World({
    keys: [key(A, { status: 'Inactive' }), key(B)],
    holders: [credential(B, { clusterIds: [STAGING, PRODUCTION] })],
    journal: entryAt('deactivated'),
  });
  const asked: string[] = [];
  let looks = 0;
  const answer = (name: keyof During, id: string): void => {
    asked.push(`${name} ${id}`);
    during[name]?.(id, asked.filter((one) => one === `${name} ${id}`).length);
  };
  const api = {
    ...world.api,
    credentials: async () => {
      looks++;
      const seen = await world.api.credentials();
      during.credentials?.('', looks);
      return seen;
    },
    environments: async (id: string) => {
      answer('environments', id);
      return [{ environment_id: `of ${id}`, environment_name: id, project_id: id, project_name: 'p' }];
    },
    environmentStatuses: async (id: string) => [
      { id: `of ${id}`, state: 'DEPLOYED', last_deployment_state: 'DEPLOYED', last_deployment_date: iso(0) },
    ],
    clusterLogs: async (id: string) => {
      answer('clusterLogs', id);
      return [];
    },
  };
  const organization = new Organization(api as unknown as QoveryApi, world.clock);
  const context = {
    ...{ organization, clock: world.clock, policy: policy(), signer: SIGNER },
    keys: world.iam as never,
    readsFor: (seen: Parameters<typeof readsFor>[0], now: number) => readsFor(seen, policy(), now),
  };
  const target = world.target(policy()) as Target;
  return {
    world,
    asked,
    looks: () => looks,
    look: () => observe(target, context, world.now),
  };
}

const idsOf = ({ workloads }: Observation): unknown => workloads?.environments.map(({ id }) => id).toSorted();

describe('a look at what runs on the clusters', () => {
  test('that is quick is one look', async () => {
    const { look, looks, world } = looking({});
    const seen = await look();
    expect([looks(), idsOf(seen)]).toEqual([1, [`of ${STAGING}`, `of ${PRODUCTION}`]]);
    expect([seen.at, seen.took]).toEqual([world.now, 0]);
  });

  test('that is slow is followed by another one at keys, journal, holders and clusters', async () => {
    const { look, looks, world } = looking({
      environments: (id, nth) => {
        if (id === STAGING || nth > 1) return;
        world.now += 2 * HOUR;
        world.holders = [{ ...credential(A), clusterIds: [] }, ...world.holders];
        world.keys = [key(A), key(B)];
        world.tags.set('qovery-rotation:run:other', iso(world.now));
        world.clusters.forEach((one) => (one.status = 'INVALID_CREDENTIALS'));
      },
    });
    const begun = world.now;
    const seen = await look();
    expect(looks()).toBe(2);
    expect(seen).toMatchObject({ at: world.now, took: 0, workloads: { at: begun } });
    expect(seen.statusesAt).toBe(world.now);
    expect(seen.holders.map(({ keyId }) => keyId)).toEqual([A, B]);
    expect(seen.keys.map(({ status }) => status)).toEqual(['Active', 'Active']);
    expect(seen.journal.runs.map(({ id }) => id)).toEqual(['other']);
    expect(seen.clusters.map(({ state }) => state)).toEqual(['invalid-credentials', 'invalid-credentials']);
  });

  test('keys and journal are as they are when Qovery has answered, however long it takes', async () => {
    const { look, looks, world } = looking({
      credentials: (_, nth) => {
        world.now += 50 * SECOND;
        if (nth === 1) world.keys = [key(A), key(B)];
      },
    });
    const seen = await look();
    expect(looks()).toBe(1);
    expect(seen.keys.map(({ status }) => status)).toEqual(['Active', 'Active']);
  });

  test('what took longer than a moment is looked at again', async () => {
    const { look, looks, world } = looking({
      credentials: (_, nth) => {
        if (nth === 1) world.now += MINUTE + 1;
      },
    });
    // Nothing that runs is read yet.
    world.tags = new Map(writtenTags(entryAt('stored')));
    const seen = await look();
    expect([looks(), seen.at, seen.took]).toEqual([2, world.now, 0]);
    expect(seen.workloads).toBeUndefined();
  });

  test('a cluster that started meanwhile is read, too, and no other once more', async () => {
    const { look, asked, world } = looking({
      environments: (id) => {
        if (id !== PRODUCTION) return;
        world.now += 2 * MINUTE;
        world.clusters.forEach((one) => (one.status = 'DEPLOYED'));
      },
    });
    world.clusters.filter(({ id }) => id === STAGING).forEach((one) => (one.status = 'STOPPED'));
    const begun = world.now;
    const seen = await look();
    expect(idsOf(seen)).toEqual([`of ${STAGING}`, `of ${PRODUCTION}`]);
    expect(seen.workloads?.at).toBe(begun);
    expect(asked.filter((one) => one.startsWith('environments'))).toEqual([
      `environments ${PRODUCTION}`,
      `environments ${STAGING}`,
    ]);
  });

  test('the log of a cluster that was deployed meanwhile is read: it had no news before', async () => {
    const { look, asked, world } = looking({
      environments: (id, nth) => {
        if (id !== PRODUCTION || nth > 1) return;
        world.now += 2 * MINUTE;
        for (const one of world.clusters) if (one.id === STAGING) one.deployedAt = world.now;
      },
    });
    const seen = await look();
    expect(idsOf(seen)).toEqual([`of ${STAGING}`, `of ${PRODUCTION}`]);
    expect(asked.filter((one) => one.startsWith('clusterLogs'))).toEqual([`clusterLogs ${STAGING}`]);
    expect(seen.workloads?.clusterLogs.map(({ cluster }) => cluster)).toEqual(['staging']);
  });

  test('a cluster that stopped meanwhile takes nothing away of what was read', async () => {
    const { look, looks, world } = looking({
      environments: () => {
        world.now += 2 * MINUTE;
        world.clusters.filter(({ id }) => id === STAGING).forEach((one) => (one.status = 'STOPPED'));
      },
    });
    const seen = await look();
    expect([looks(), idsOf(seen)]).toEqual([2, [`of ${STAGING}`, `of ${PRODUCTION}`]]);
  });

  test('a cluster that was deleted meanwhile, and could not be read, is no gap; one that is there is', async () => {
    for (const [gone, takes] of [
      [true, 2 * MINUTE],
      [true, SECOND],
      [false, 2 * MINUTE],
    ] as const) {
      const { look, world } = looking({
        environments: (id, nth) => {
          if (id !== STAGING) return;
          if (nth === 1) world.now += takes;
          if (gone) {
            world.holders = [credential(B, { clusterIds: [PRODUCTION] })];
            world.clusters = world.clusters.filter((one) => one.id !== STAGING);
          }
          throw new QoveryError('list the environments of the cluster', 404, 'no');
        },
      });
      const { clusters, workloads } = await look();
      expect(clusters.some(({ id }) => id === STAGING)).toBe(!gone);
      expect(workloads?.unread.map(({ cluster }) => cluster)).toEqual(gone ? [] : [STAGING]);
    }
  });

  test('another key was stored meanwhile: what was read tells nothing', async () => {
    const { look, world } = looking({
      environments: () => {
        world.now += 2 * MINUTE;
        world.tags = new Map(writtenTags({ ...entryAt('deactivated'), stored: world.now - HOUR }));
      },
    });
    expect((await look()).workloads).toBeUndefined();
  });

  test('the rotation is over meanwhile: the same', async () => {
    const { look, world } = looking({
      environments: () => {
        world.now += 2 * MINUTE;
        world.tags = new Map();
        world.keys = [key(B)];
      },
    });
    expect((await look()).workloads).toBeUndefined();
  });

  test('a passing failure of the look after it does not make it vain; a clear no ends it', async () => {
    for (const status of [503, 429, 403]) {
      const { look, looks, asked, world } = looking({
        environments: (id, nth) => {
          if (id === PRODUCTION && nth === 1) world.now += 2 * HOUR;
        },
        credentials: (_, nth) => {
          if (nth > 1 && nth < 5) throw new QoveryError('list the cloud credentials', status, 'no');
        },
      });
      if (status === 403) await expect(look()).rejects.toThrow('HTTP 403');
      else expect(idsOf(await look())).toEqual([`of ${STAGING}`, `of ${PRODUCTION}`]);
      expect([looks(), asked.length]).toEqual([status === 403 ? 2 : 5, 2]);
    }
  });

  test('where clusters never come to rest, it ends, and nothing counts as read', async () => {
    const { look, looks, world } = looking({
      environments: () => {
        world.now += 2 * MINUTE;
        world.clusters.forEach((one) => one.execution++);
      },
    });
    expect((await look()).workloads).toBeUndefined();
    expect(looks()).toBe(11);
  });
});
