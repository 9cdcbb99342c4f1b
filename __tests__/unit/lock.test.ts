import { describe, expect, test } from '@jest/globals';
import { type Clock, DAY, iso } from '../../src/lib/clock.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import type { LockInputs, UnlockInputs } from '../../src/inputs.ts';
import { type LockApi, lock, unlock } from '../../src/locks/lock.ts';
import { QoveryError } from '../../src/qovery/http.ts';
import type { Uuid } from '../../src/lib/ids.ts';
import type { Cluster, Lock } from '../../src/qovery/schemas.ts';
import type { Outcome } from '../../src/operation.ts';

// What no sandbox shows: locks that outlive their TTL, dates that are none, many clusters. See also process/lock.test.ts.

const NOW = Date.parse('2026-11-26T10:00:00Z'); // a Thursday

const COMMON = {
  token: 'token',
  apiUrl: new URL('https://api.qovery.com'),
  organizationId: 'o',
  writeSummary: true,
  proxy: {},
  runUrl: '',
  actor: '',
  warnings: [],
  clusters: 'all',
  dryRun: false,
} as const;
const LOCK: LockInputs = { ...COMMON, operation: 'lock', reason: 'Release 42', ttlInDays: 5 };
const UNLOCK: UnlockInputs = { ...COMMON, operation: 'unlock', reason: undefined };

interface Double extends LockApi {
  readonly held: Map<string, Lock>;
  readonly sent: string[];
}

function lockOf(id: string, lock: Partial<Lock> = {}): Lock {
  return {
    cluster_id: id,
    reason: 'Release 42',
    locked_at: iso(NOW),
    owner_name: 'us',
    ttl_in_days: 5,
    ...lock,
  } as Lock;
}

function qovery(ids: readonly string[], locks: readonly Lock[] = [], change: Partial<LockApi> = {}): Double {
  const held = new Map(locks.map((one) => [one.cluster_id, one]));
  const sent: string[] = [];
  const cluster = (id: string): Cluster => ({
    id: id as Uuid,
    name: `cluster ${id}`,
    region: 'eu-west-3',
    cloud_provider: 'AWS',
    production: id.startsWith('p') ? true : undefined,
  });
  return {
    held,
    sent,
    clusters: async () => ids.map(cluster),
    locks: async () => [...held.values()],
    lockCluster: async (id, { reason, ttl_in_days: days }) => {
      sent.push(id);
      held.set(id, lockOf(id, { reason, ttl_in_days: days }));
    },
    unlockCluster: async (id) => {
      sent.push(id);
      held.delete(id);
    },
    ...change,
  };
}

const still: Clock = { now: () => NOW, sleep: async () => undefined };
const quiet = { info: () => undefined, group: () => undefined };

function statuses({ outputs }: Outcome): Record<string, string> {
  const entries = JSON.parse(outputs['clusters'] ?? '') as { id: string; result: string }[];
  return Object.fromEntries(entries.map(({ id, result }) => [id, result]));
}

describe('a lock whose TTL has passed and that Qovery still lists', () => {
  const ended = iso(NOW - 5 * DAY);

  test.each([5, 1])('protects nothing: it is locked anew (TTL %i)', async (days) => {
    const api = qovery(['p1'], [lockOf('p1', { locked_at: ended, ttl_in_days: days })]);
    expect(statuses(await lock(LOCK, api, still, quiet))).toEqual({ p1: 'locked' });
    expect(api.sent).toEqual(['p1']);
  });

  test('is still not ours to replace when it has another reason', async () => {
    const api = qovery(['p1'], [lockOf('p1', { locked_at: ended, reason: 'theirs' })]);
    expect(statuses(await lock(LOCK, api, still, quiet))).toEqual({ p1: 'failed' });
    expect(api.sent).toEqual([]);
  });

  test('and that Qovery does not replace is a failure, not a lock', async () => {
    const lockCluster = async (): Promise<void> => {
      throw new QoveryError('lock the cluster', 409, 'already locked');
    };
    const api = qovery(['p1'], [lockOf('p1', { locked_at: ended })], { lockCluster });
    const outcome = await lock(LOCK, api, still, quiet);
    expect(outcome.result).toBe('failed');
    expect(outcome.errors[0]).toContain('has a lock that ended 2026-11-26T10:00:00Z');
  });

  test('is removed by an unlock', async () => {
    const api = qovery(['p1'], [lockOf('p1', { locked_at: ended })]);
    expect(statuses(await unlock(UNLOCK, api, still, quiet))).toEqual({ p1: 'unlocked' });
  });
});

describe('what Qovery may say and nobody expects', () => {
  test.each<[string, Partial<Lock>]>([
    ['a date that is none', { locked_at: 'yesterday' }],
    ['a TTL beyond all dates', { ttl_in_days: 1e15 }],
    ['a TTL that is no number', { ttl_in_days: NaN }],
  ])('%s: told, not counted on, and not overwritten', async (_, odd) => {
    const api = qovery(['p1'], [lockOf('p1', { reason: 'theirs', ...odd })]);
    const outcome = await lock(LOCK, api, still, quiet);
    expect(outcome.result).toBe('failed');
    expect(outcome.summary).toContain('a date that cannot be read');
    expect(outcome.summary).toContain('| no |');
    expect(api.sent).toEqual([]);
    expect(JSON.parse(outcome.outputs['locks'] ?? '')).toMatchObject([
      { cluster_id: 'p1', expires_at: null },
    ]);
    expect((await unlock(UNLOCK, api, still, quiet)).result).toBe('unlocked');
  });

  test('a TTL of null is none', async () => {
    const api = qovery(['p1'], [lockOf('p1', { ttl_in_days: null })]);
    const outcome = await lock({ ...LOCK, ttlInDays: 'none' }, api, still, quiet);
    expect(statuses(outcome)).toEqual({ p1: 'unchanged' });
    expect(outcome.warnings[0]).toContain('nobody will lift the lock');
  });

  test('a cluster that does not say whether it is production is not, and has its maintenance on Monday', async () => {
    const api = qovery(['p1', 'x1']);
    const outcome = await lock({ ...LOCK, clusters: 'non-production' }, api, still, quiet);
    expect(statuses(outcome)).toEqual({ x1: 'locked' });
    expect(outcome.summary).toContain('Monday 2026‑11‑30');
    expect(statuses(await lock({ ...LOCK, clusters: 'production' }, api, still, quiet))).toEqual({
      p1: 'locked',
    });
  });

  test('a reason that Qovery keeps with spaces around is the same reason', async () => {
    const api = qovery(['p1'], [lockOf('p1', { reason: ' Release 42\n' })]);
    expect(statuses(await lock(LOCK, api, still, quiet))).toEqual({ p1: 'unchanged' });
    expect(statuses(await unlock({ ...UNLOCK, reason: 'Release 42' }, api, still, quiet))).toEqual({
      p1: 'unlocked',
    });
  });

  test('a lock that it accepts and never shows is a failure', async () => {
    const lockCluster = async (): Promise<void> => undefined;
    const outcome = await lock(LOCK, qovery(['p1'], [], { lockCluster }), still, quiet);
    expect(outcome.errors[0]).toContain('Qovery accepted the request to lock it, but does not show it');
  });
});

test('many clusters at once, but not all of them', async () => {
  let under = 0;
  let most = 0;
  const api = qovery(Array.from({ length: 100 }, (_, n) => `${n}`));
  const lockCluster: LockApi['lockCluster'] = async (id, body) => {
    most = Math.max(most, ++under);
    await new Promise((resolve) => setImmediate(resolve));
    under--;
    await api.lockCluster(id, body);
  };
  const outcome = await lock(LOCK, { ...api, lockCluster }, still, quiet);
  expect(outcome.result).toBe('locked');
  expect(api.sent).toHaveLength(100);
  expect(most).toBe(8);
});

test('cancelled while it waits to look again: what is known is told', async () => {
  const lockCluster: LockApi['lockCluster'] = async (id) => {
    if (id === 'p1') held.set(id, lockOf(id));
    else throw new QoveryError('lock the cluster', 0, 'no answer');
  };
  const api = qovery(['p1', 'x1'], [], { lockCluster });
  const { held } = api;
  const cancelled: Clock = {
    now: () => NOW,
    sleep: async () => {
      throw new Cancelled();
    },
  };
  const outcome = await lock(LOCK, api, cancelled, quiet);
  expect(statuses(outcome)).toEqual({ p1: 'locked', x1: 'failed' });
  expect(outcome.errors[0]).toContain(
    "'cluster x1' is not locked: Qovery could not lock the cluster: no answer",
  );
});

test('clusters that fail for the same reason are told together', async () => {
  const lockCluster = async (): Promise<void> => {
    throw new QoveryError('lock the cluster', 403, 'no');
  };
  const outcome = await lock(LOCK, qovery(['p1', 'x1', 'x2'], [], { lockCluster }), still, quiet);
  expect(outcome.errors).toEqual([
    "3 of 3 clusters could not be locked. Each of 'cluster p1', 'cluster x1', 'cluster x2' is not locked: Qovery could not lock the cluster: HTTP 403, no. " +
      "Not locked: 'cluster p1', 'cluster x1', 'cluster x2'. Use a qovery-api-token whose role may manage these clusters.",
  ]);
});

describe('a cluster that is deleted meanwhile', () => {
  const gone = async (): Promise<never> => {
    throw new QoveryError('lock the cluster', 404, 'not found');
  };
  /** Listed once, with a lock that is gone with it. */
  function vanishing(): Double {
    const api = qovery(['p1', 'x1'], [lockOf('x1'), lockOf('p1')]);
    const { clusters, lockCluster, unlockCluster } = api;
    const change = (id: string, otherwise: () => Promise<void>): Promise<void> =>
      id === 'x1' ? gone() : otherwise();
    let [looks, reads] = [0, 0];
    return Object.assign(api, {
      clusters: async () => (looks++ === 0 ? clusters() : (await clusters()).filter(({ id }) => id !== 'x1')),
      locks: async () => {
        const first = reads++ === 0;
        return [...api.held.values()].filter(({ cluster_id: id }) => first || id !== 'x1');
      },
      lockCluster: (id: Uuid, body: Parameters<typeof lockCluster>[1]) =>
        change(id, () => lockCluster(id, body)),
      unlockCluster: (id: Uuid) => change(id, () => unlockCluster(id)),
    } satisfies Partial<LockApi>);
  }

  test('is one less of all: the others are locked, and a note tells of it', async () => {
    const api = vanishing();
    api.held.clear();
    const outcome = await lock(LOCK, api, still, quiet);
    expect(outcome).toMatchObject({ result: 'locked', errors: [] });
    expect(statuses(outcome)).toEqual({ p1: 'locked' });
    expect(outcome.notes.join()).toContain('was deleted meanwhile');
  });

  test('is an error where it was named', async () => {
    const clusters = ['x1', 'p1'].map((id) => `cluster ${id}`);
    const locking = vanishing();
    locking.held.clear();
    expect(statuses(await lock({ ...LOCK, clusters }, locking, still, quiet))).toEqual({
      p1: 'locked',
      x1: 'failed',
    });
  });

  test('is not called unlocked', async () => {
    const clusters = ['cluster x1'];
    const outcome = await unlock({ ...UNLOCK, clusters }, vanishing(), still, quiet);
    expect(statuses(outcome)).toEqual({ x1: 'failed' });
  });

  test('a 404 for a lock that somebody else took away is no sign of it', async () => {
    const api = qovery(['x1'], [lockOf('x1')]);
    const unlockCluster = async (): Promise<void> => {
      api.held.clear();
      return gone();
    };
    const outcome = await unlock(UNLOCK, Object.assign(api, { unlockCluster }), still, quiet);
    expect(statuses(outcome)).toEqual({ x1: 'unlocked' });
  });
});
