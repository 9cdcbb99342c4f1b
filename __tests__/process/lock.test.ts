import { spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { Configuration, ClustersApi, OrganizationClusterLockApi } from 'qovery-typescript-axios';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import type { Quirks } from '../../sandbox/quirks.ts';
import type { Cluster, ClusterLock } from '../../sandbox/records.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { act as runAction, start as startAction } from '../support/action.ts';
import type { ActOptions, Run } from '../support/action.ts';

// Locking and unlocking, the built action as a real process, against the sandbox's Qovery over HTTP.

let sandbox: Sandbox;
let production: Cluster;
let staging: Cluster;
let dev: Cluster;

async function start(quirks: Partial<Quirks> = {}): Promise<void> {
  sandbox = await startSandbox({
    quirks,
    seed: (world) => {
      world.addOrganization({ name: 'Acme' });
      production = world.addCluster({ name: 'production-eu', production: true });
      staging = world.addCluster({ name: 'staging-eu' });
      dev = world.addCluster({ name: 'dev-eu' });
    },
  });
}

beforeEach(() => start());
afterEach(() => sandbox.stop());

interface Entry {
  id: string;
  name: string;
  status: string;
  result: string;
}
interface LockEntry {
  cluster_id: string;
  reason: string;
  locked_at: string;
  expires_at: string | null;
}
interface Done extends Run {
  /** Status by name. */
  clusters: Record<string, string>;
  locks: LockEntry[];
  /** What the action asked of Qovery in this run, in order. */
  asked: string[];
}

async function act(inputs: Record<string, string>, options: ActOptions = {}): Promise<Done> {
  const done = await runAction(sandbox, inputs, options);
  const { clusters = '[]', locks = '[]' } = done.outputs;
  return {
    ...done,
    // As it reads: with hyphens and blanks that may stand at the end of a line.
    summary: done.summary.replaceAll('\u2011', '-').replaceAll('\u00a0', ' '),
    clusters: Object.fromEntries(
      (JSON.parse(clusters) as Entry[]).map(({ id, name, result }) => [name || id, result]),
    ),
    locks: JSON.parse(locks) as LockEntry[],
    asked: done.requests.map(({ operation }) => operation),
  };
}

const FREEZE = { operation: 'lock', 'cluster-id': 'all', reason: 'Release 42', 'ttl-in-days': '5' };
const lock = (inputs: Record<string, string> = {}, options?: ActOptions): Promise<Done> =>
  act({ ...FREEZE, ...inputs }, options);
const unlock = (inputs: Record<string, string> = {}, options?: ActOptions): Promise<Done> =>
  act({ operation: 'unlock', 'cluster-id': 'all', ...inputs }, options);

/** A lock that somebody else has set. */
function lockedBy(ownerName: string, lock: Partial<ClusterLock> = {}): ClusterLock {
  return { reason: 'Black Friday', ttlInDays: 3, lockedAt: sandbox.clock.now(), ownerName, ...lock };
}

/** Names of the clusters that Qovery has locked now. */
function locked(): string[] {
  return sandbox.world
    .clustersIn(sandbox.world.organization().id)
    .flatMap(({ name, lock: its }) => (its ? [name] : []));
}

/** Moves the clock to the next such hour of such a weekday (UTC; 0 is Sunday). */
function advanceTo(weekday: number, hour: number): void {
  const now = sandbox.clock.now();
  const today = Math.floor(now / DAY) * DAY;
  let then = today + ((weekday - new Date(today).getUTCDay() + 7) % 7) * DAY + hour * HOUR;
  if (then <= now) then += 7 * DAY;
  sandbox.clock.advance(then - now);
}

function minute(time: number): string {
  return new Date(time).toISOString().slice(0, 16).replace('T', ' ');
}

function date(time: number): string {
  return new Date(time).toISOString().slice(0, 10);
}

/** The one error, and it is the only one. */
function errorOf({ errors }: Run): string {
  expect(errors).toHaveLength(1);
  return errors[0] ?? '';
}

const ALL = ['production-eu', 'staging-eu', 'dev-eu'];

describe('lock', () => {
  test('one cluster: asked for, read back, told', async () => {
    const run = await lock({ 'cluster-id': production.id });
    expect(run).toMatchObject({ exitCode: 0, stderr: '', clusters: { 'production-eu': 'locked' } });
    expect(run.outputs['result']).toBe('locked');
    expect(locked()).toEqual(['production-eu']);
    expect(production.lock).toMatchObject({ reason: 'Release 42', ttlInDays: 5 });
    expect(run.locks).toEqual([
      {
        cluster_id: production.id,
        reason: 'Release 42',
        locked_at: new Date(production.lock?.lockedAt ?? 0).toISOString(),
        expires_at: new Date((production.lock?.lockedAt ?? 0) + 5 * DAY).toISOString(),
      },
    ]);
    // Not one request too many, and none to AWS.
    expect(run.asked.toSorted()).toEqual([
      'list-cluster-lock',
      'list-cluster-lock',
      'listOrganizationCluster',
      'lockCluster',
    ]);
    expect(sandbox.requests.every(({ api }) => api === 'qovery')).toBe(true);
    const report = JSON.parse(run.outputs['report'] ?? '') as unknown;
    expect(report).toMatchObject({
      operation: 'lock',
      result: 'locked',
      reason: 'Release 42',
      ttl_in_days: 5,
    });
  });

  test.each([
    ['all', ALL],
    ['production', ['production-eu']],
    ['non-production', ['staging-eu', 'dev-eu']],
  ])('%s', async (choice, names) => {
    const run = await lock({ 'cluster-id': choice });
    expect(run.exitCode).toBe(0);
    expect(Object.keys(run.clusters)).toEqual(names);
    expect(locked()).toEqual(names);
    const open = await unlock({ 'cluster-id': choice });
    expect(open).toMatchObject({ exitCode: 0, locks: [] });
    expect(open.outputs['result']).toBe('unlocked');
    expect(Object.values(open.clusters)).toEqual(names.map(() => 'unlocked'));
    expect(locked()).toEqual([]);
  });

  test('several, by their ids, in any case and layout', async () => {
    const run = await lock({ 'cluster-id': `\n  ${dev.id.toUpperCase()},\n${staging.id}\n\n${dev.id}\n` });
    expect(run.clusters).toEqual({ 'dev-eu': 'locked', 'staging-eu': 'locked' });
    expect(locked()).toEqual(['staging-eu', 'dev-eu']);
  });

  test('a choice that is empty is no failure, and is warned of', async () => {
    await unlock(); // Nothing is locked.
    sandbox.world.clusters.splice(0, 1);
    const run = await lock({ 'cluster-id': 'production' });
    expect(run).toMatchObject({ exitCode: 0, clusters: {}, locks: [] });
    expect(run.outputs['result']).toBe('unchanged');
    expect(run.warnings.join()).toContain('no production cluster');
  });

  test('again: unchanged, and nothing is written', async () => {
    await lock();
    const lockedAt = sandbox.world.clusters.map((cluster) => cluster.lock?.lockedAt);
    sandbox.clock.advance(DAY);
    const run = await lock();
    expect(run).toMatchObject({
      exitCode: 0,
      clusters: { 'production-eu': 'unchanged', 'staging-eu': 'unchanged', 'dev-eu': 'unchanged' },
    });
    expect(run.outputs['result']).toBe('unchanged');
    expect(run.asked.toSorted()).toEqual(['list-cluster-lock', 'listOrganizationCluster']);
    expect(sandbox.world.clusters.map((cluster) => cluster.lock?.lockedAt)).toEqual(lockedAt);
    // The same TTL is the same number of days; the lock ends when the first one does, and the summary says so.
    expect(run.locks[0]?.expires_at).toBe(new Date((lockedAt[0] ?? 0) + 5 * DAY).toISOString());
    expect(run.summary).toContain(`| ${minute((lockedAt[0] ?? 0) + 5 * DAY)} | Release 42 |`);
  });

  test('some locked already, some not', async () => {
    await lock({ 'cluster-id': 'production' });
    const run = await lock();
    expect(run.clusters).toEqual({
      'production-eu': 'unchanged',
      'staging-eu': 'locked',
      'dev-eu': 'locked',
    });
    expect(run.outputs['result']).toBe('locked');
    expect(run.asked.filter((operation) => operation === 'lockCluster')).toHaveLength(2);
  });

  test.each<[string, Partial<ClusterLock>, string]>([
    ['another reason', { reason: 'Black Friday' }, 'another reason'],
    ['the reason in another case', { reason: 'release 42', ttlInDays: 5 }, 'another reason'],
    ['another TTL', { reason: 'Release 42', ttlInDays: 3 }, 'another TTL (3 days, not 5 days)'],
    ['no TTL', { reason: 'Release 42', ttlInDays: undefined }, 'another TTL (none, not 5 days)'],
  ])(
    'locked by somebody with %s: reported, never overwritten, fails that cluster alone',
    async (_, theirs, why) => {
      production.lock = lockedBy('ada@example.com', theirs);
      const before = production.lock;
      const run = await lock();
      expect(run.exitCode).toBe(1);
      expect(run.outputs['result']).toBe('failed');
      expect(run.clusters).toEqual({ 'production-eu': 'failed', 'staging-eu': 'locked', 'dev-eu': 'locked' });
      expect(production.lock).toBe(before);
      expect(locked()).toEqual(ALL);
      expect(run.locks.map(({ reason }) => reason)).toEqual([theirs.reason, 'Release 42', 'Release 42']);
      const error = errorOf(run);
      expect(error).toContain(
        "1 of 3 clusters could not be locked. 'production-eu' is locked by ada@example.com",
      );
      expect(error).toContain(why);
      expect(error).toContain("Locked otherwise: 'production-eu'. Locked as asked: 'staging-eu', 'dev-eu'.");
      expect(run.summary).toContain('ada');
    },
  );

  test('the same reason and TTL by somebody else is as good', async () => {
    production.lock = lockedBy('ada@example.com', { reason: 'Release 42', ttlInDays: 5 });
    const run = await lock({ 'cluster-id': 'production' });
    expect(run).toMatchObject({ exitCode: 0, clusters: { 'production-eu': 'unchanged' } });
    expect(run.stdout).toContain('ada@example.com');
  });

  // Qovery documents neither what a second lock does. It can only come about between our look and our request.
  test.each(['overwrite', 'conflict'] as const)(
    'somebody locks at the same moment (%s)',
    async (lockTwice) => {
      await sandbox.stop();
      await start({ lockTwice });
      sandbox.onRequest(({ phase, request }) => {
        if (phase !== 'before' || request.operation !== 'lockCluster') return;
        const same = { reason: 'Release 42', ttlInDays: 5 };
        if (request.path.includes(staging.id)) staging.lock = lockedBy('a run beside', same);
        if (request.path.includes(dev.id)) dev.lock = lockedBy('ada@example.com');
      });
      const run = await lock();
      expect(run.clusters).toMatchObject({ 'production-eu': 'locked', 'staging-eu': 'locked' });
      if (lockTwice === 'conflict') {
        // 409 twice: one of them is what was wanted, the other is not.
        expect(run.clusters['dev-eu']).toBe('failed');
        expect(run.exitCode).toBe(1);
        expect(errorOf(run)).toContain("'dev-eu' is locked by ada@example.com");
        expect(dev.lock?.ownerName).toBe('ada@example.com');
      } else {
        expect(run.exitCode).toBe(0);
      }
      expect(run.asked.filter((operation) => operation === 'lockCluster')).toHaveLength(3);
    },
  );

  test('dry run: what would be, and nothing is written', async () => {
    staging.lock = lockedBy('ada@example.com', { reason: 'Release 42', ttlInDays: 5 });
    const run = await lock({ 'dry-run': 'true' });
    expect(run).toMatchObject({
      exitCode: 0,
      clusters: { 'production-eu': 'planned', 'staging-eu': 'unchanged', 'dev-eu': 'planned' },
    });
    expect(run.outputs['result']).toBe('planned');
    expect(run.locks.map(({ cluster_id: id }) => id)).toEqual([staging.id]);
    expect(locked()).toEqual(['staging-eu']);
    expect(sandbox.requests.some(({ write }) => write)).toBe(false);
    expect(run.summary).toContain('dry run');
    expect(run.stdout).toContain("planned: 'production-eu' would be locked until");

    const open = await unlock({ 'dry-run': 'true' });
    expect(open.clusters).toEqual({
      'production-eu': 'unchanged',
      'staging-eu': 'planned',
      'dev-eu': 'unchanged',
    });
    expect(open.outputs['result']).toBe('planned');
    const end = minute((staging.lock?.lockedAt ?? 0) + 5 * DAY);
    expect(open.summary).toContain(`| staging-eu | planned | ada`);
    expect(open.summary).toContain(`| ${end} | Release 42 |`);
    expect(locked()).toEqual(['staging-eu']);
    expect(sandbox.requests.some(({ write }) => write)).toBe(false);
  });
});

describe('unlock', () => {
  test('any lock, without a reason', async () => {
    production.lock = lockedBy('ada@example.com');
    staging.lock = lockedBy('a run', { ttlInDays: undefined });
    const run = await unlock();
    expect(run).toMatchObject({
      exitCode: 0,
      locks: [],
      clusters: { 'production-eu': 'unlocked', 'staging-eu': 'unlocked', 'dev-eu': 'unchanged' },
    });
    expect(run.outputs['result']).toBe('unlocked');
    expect(locked()).toEqual([]);
    expect(run.asked.toSorted()).toEqual([
      'list-cluster-lock',
      'list-cluster-lock',
      'listOrganizationCluster',
      'unlock-cluster',
      'unlock-cluster',
    ]);
  });

  test('with a reason, only a lock with that reason', async () => {
    await lock({ 'cluster-id': 'non-production' });
    production.lock = lockedBy('ada@example.com', { reason: 'Release 4' });
    dev.lock = lockedBy('bob@example.com', { reason: 'Release 421' });
    const run = await unlock({ reason: 'Release 42' });
    expect(run.exitCode).toBe(0);
    expect(run.clusters).toEqual({
      'production-eu': 'unchanged',
      'staging-eu': 'unlocked',
      'dev-eu': 'unchanged',
    });
    expect(run.outputs['result']).toBe('unlocked');
    expect(locked()).toEqual(['production-eu', 'dev-eu']);
    // What stays locked is said.
    expect(run.locks.map(({ reason }) => reason)).toEqual(['Release 4', 'Release 421']);
    expect(run.warnings).toHaveLength(2);
    expect(run.warnings[0]).toContain("Cluster 'production-eu' is locked by ada@example.com");
  });

  test.each(['../organization/x?a=', '%2e%2e/cluster', ''])(
    'an id that is none (%j) is in no path of a request that deletes',
    async (id) => {
      production.lock = lockedBy('ada@example.com');
      for (const operation of ['listOrganizationCluster', 'list-cluster-lock'])
        sandbox.onAnswer(operation, (body) => {
          for (const one of (body as { results: { id?: string; cluster_id?: string }[] }).results) {
            if ('id' in one) one.id = id;
            if ('cluster_id' in one) one.cluster_id = id;
          }
        });
      const run = await unlock();
      expect(run).toMatchObject({ exitCode: 1 });
      expect(run.outputs['result']).toBe('failed');
      expect(run.requests.filter(({ write }) => write)).toEqual([]);
      expect(locked()).toEqual(['production-eu']);
    },
  );

  test('what is not locked is unchanged, and nothing is written', async () => {
    const run = await unlock();
    expect(run).toMatchObject({
      exitCode: 0,
      clusters: { 'production-eu': 'unchanged', 'staging-eu': 'unchanged', 'dev-eu': 'unchanged' },
    });
    expect(run.outputs['result']).toBe('unchanged');
    expect(run.asked.toSorted()).toEqual(['list-cluster-lock', 'listOrganizationCluster']);
  });

  // A lock that goes away between our look and our request; what Qovery then answers is not documented.
  test.each([404, 204] as const)('the lock ends at the same moment (%i)', async (unlockUnlocked) => {
    await sandbox.stop();
    await start({ unlockUnlocked });
    await lock();
    sandbox.onRequest(({ phase, request }) => {
      if (phase === 'before' && request.operation === 'unlock-cluster') sandbox.clock.advance(5 * DAY);
    });
    const run = await unlock();
    expect(run).toMatchObject({ exitCode: 0, locks: [] });
    expect(Object.values(run.clusters)).toEqual(['unlocked', 'unlocked', 'unlocked']);
  });
});

describe('what goes wrong', () => {
  test.each(['lock', 'unlock'] as const)('403 on one of three clusters (%s)', async (operation) => {
    if (operation === 'unlock') await lock();
    sandbox.fault({
      match: ({ write, path }) => write && path.includes(staging.id),
      times: 99,
      kind: {
        status: 403,
        body: { status: 403, error: 'Forbidden', detail: 'You need MANAGE on this cluster' },
      },
    });
    const run = operation === 'lock' ? await lock() : await unlock();
    const done = `${operation}ed`;
    expect(run.exitCode).toBe(1);
    expect(run.outputs['result']).toBe('failed');
    expect(run.clusters).toEqual({ 'production-eu': done, 'staging-eu': 'failed', 'dev-eu': done });
    expect(locked()).toEqual(operation === 'lock' ? ['production-eu', 'dev-eu'] : ['staging-eu']);
    expect(run.locks.map(({ cluster_id: id }) => id)).toEqual(
      operation === 'lock' ? [production.id, dev.id] : [staging.id],
    );
    const error = errorOf(run);
    // What failed, what is true now, what to do next.
    expect(error).toContain(`1 of 3 clusters could not be ${operation}ed. 'staging-eu'`);
    expect(error).toContain('HTTP 403, You need MANAGE on this cluster');
    expect(error).toContain(
      operation === 'lock' ? "Not locked: 'staging-eu'." : "Still locked: 'staging-eu'.",
    );
    expect(error).toContain('qovery-api-token');
    // Refused is refused: it is not asked again.
    expect(
      run.asked.filter((name) => name === (operation === 'lock' ? 'lockCluster' : 'unlock-cluster')),
    ).toHaveLength(3);
    expect(run.summary).toContain('failed');
  });

  test('an id that does not exist: nothing is locked, and the clusters that do exist are named', async () => {
    const typo = '00000000-0000-4000-8000-000000000000';
    const run = await lock({ 'cluster-id': `${production.id},${typo}` });
    expect(run.exitCode).toBe(1);
    expect(run.clusters).toEqual({ [typo]: 'failed', 'production-eu': 'failed' });
    expect(locked()).toEqual([]);
    expect(sandbox.requests.some(({ write }) => write)).toBe(false);
    expect(errorOf(run)).toContain(`'${typo}' is no cluster of this organisation`);
    expect(errorOf(run)).toContain(`'production-eu' (${production.id})`);

    // To unlock the others leaves nothing behind.
    await lock();
    const open = await unlock({ 'cluster-id': `${production.id},${typo}` });
    expect(open.exitCode).toBe(1);
    expect(open.clusters).toEqual({ [typo]: 'failed', 'production-eu': 'unlocked' });
    expect(locked()).toEqual(['staging-eu', 'dev-eu']);
  });

  test('names, in the place of ids', async () => {
    const run = await lock({ 'cluster-id': `production-eu\n${staging.id.toUpperCase()}` });
    expect(run.clusters).toEqual({ 'production-eu': 'locked', 'staging-eu': 'locked' });
    expect(locked()).toEqual(['production-eu', 'staging-eu']);
    const open = await unlock({ 'cluster-id': 'Staging-eu' });
    expect(open.exitCode).toBe(1);
    expect(errorOf(open)).toMatch(
      /'Staging-eu' is no cluster of this organisation.*'staging-eu' \([0-9a-f-]{36}\).*or 'all', 'production', 'non-production'/,
    );
  });

  test.each<[string, FaultKind, number]>([
    ['its answer is lost', 'lost', 1],
    ['it takes effect and answers 500', 'error-after', 1],
    ['it takes effect and answers nonsense', 'malformed', 1],
    ['the connection breaks before', 'reset', 2],
    ['Qovery answers 503', { status: 503 }, 2],
    ['Qovery answers 429', { status: 429, headers: { 'retry-after': '1' } }, 2],
  ])('a request to lock of which %s is settled by reading back', async (_, kind, sent) => {
    sandbox.fault({ match: { operation: 'lockCluster' }, kind });
    const run = await lock({ 'cluster-id': production.id });
    expect(run).toMatchObject({ exitCode: 0, clusters: { 'production-eu': 'locked' } });
    expect(locked()).toEqual(['production-eu']);
    // Sent again only when the list of locks shows that it had no effect.
    expect(run.asked.filter((name) => name === 'lockCluster')).toHaveLength(sent);
  });

  test.each<[string, FaultKind]>([
    ['its answer is lost', 'lost'],
    ['it takes effect and answers 500', 'error-after'],
    ['the connection breaks before', 'reset'],
    ['Qovery answers 503', { status: 503 }],
    ['Qovery answers 429', { status: 429 }],
  ])('a request to unlock of which %s is settled by reading back', async (_, kind) => {
    await lock();
    sandbox.fault({ match: { operation: 'unlock-cluster' }, kind });
    const run = await unlock();
    expect(run).toMatchObject({ exitCode: 0, locks: [] });
    expect(locked()).toEqual([]);
  });

  test('accepted, and listed a little later: looked at again, not sent again', async () => {
    sandbox.fault({
      match: { operation: 'list-cluster-lock', nth: 2 },
      kind: { mutate: () => ({ results: [] }) },
    });
    const run = await lock({ 'cluster-id': production.id });
    expect(run).toMatchObject({ exitCode: 0, clusters: { 'production-eu': 'locked' } });
    expect(run.asked.filter((name) => name === 'lockCluster')).toHaveLength(1);
    expect(run.asked.filter((name) => name === 'list-cluster-lock')).toHaveLength(3);
  });

  test('a runner whose clock is wrong by days does not take a lock for ended', async () => {
    await lock();
    const run = await lock({}, { clockSkewMs: 10 * DAY });
    expect(run.outputs['result']).toBe('unchanged');
    expect(run.asked).toHaveLength(2);
  });

  test('Qovery never comes back: the run ends, says what is true, and the next one goes on', async () => {
    sandbox.fault({
      match: ({ path, operation }) => operation === 'lockCluster' && path.includes(dev.id),
      times: 99,
      kind: { status: 503 },
    });
    const run = await lock();
    expect(run.exitCode).toBe(1);
    expect(run.clusters).toEqual({ 'production-eu': 'locked', 'staging-eu': 'locked', 'dev-eu': 'failed' });
    expect(errorOf(run)).toContain("'dev-eu' is not locked: Qovery could not lock the cluster: HTTP 503");
    sandbox.clearFaults();
    const next = await lock();
    expect(next.clusters).toEqual({
      'production-eu': 'unchanged',
      'staging-eu': 'unchanged',
      'dev-eu': 'locked',
    });
  });

  test('locked, but nothing can be read back: in doubt, never a success', async () => {
    sandbox.fault({ match: { operation: 'list-cluster-lock', nth: 2 }, times: 99, kind: { status: 403 } });
    const run = await lock({ 'cluster-id': production.id });
    expect(run).toMatchObject({ exitCode: 1, clusters: { 'production-eu': 'failed' }, locks: [] });
    expect(errorOf(run)).toContain("'production-eu' is in doubt: Qovery accepted the request to lock it");
    expect(errorOf(run)).toContain("not known: 'production-eu'.");
    sandbox.clearFaults();
    expect((await lock({ 'cluster-id': production.id })).clusters).toEqual({ 'production-eu': 'unchanged' });
  });

  test.each<[string, string, FaultKind]>([
    ['the clusters', 'listOrganizationCluster', { status: 401 }],
    ['the locks', 'list-cluster-lock', { status: 403 }],
    [
      'the locks, as they are not what they should be',
      'list-cluster-lock',
      { mutate: () => ({ locks: [] }) },
    ],
  ])('without %s nothing begins', async (_, operation, kind) => {
    sandbox.fault({ match: { operation }, times: 99, kind });
    const run = await lock();
    expect(run.exitCode).toBe(1);
    expect(run.outputs['result']).toBe('failed');
    expect(errorOf(run)).toContain('Nothing was changed.');
    expect(sandbox.requests.some(({ write }) => write)).toBe(false);
  });

  test.each<[string, Record<string, string>, string]>([
    ['no TTL', { 'ttl-in-days': '' }, "Input 'ttl-in-days' is required"],
    ['TTL 0', { 'ttl-in-days': '0' }, "Input 'ttl-in-days' is '0'"],
    ['TTL 6', { 'ttl-in-days': '6' }, "Input 'ttl-in-days' is '6'"],
    ['TTL 2.5', { 'ttl-in-days': '2.5' }, "Input 'ttl-in-days' is '2.5'"],
    ['a TTL in words', { 'ttl-in-days': 'forever' }, "Input 'ttl-in-days' is 'forever'"],
    ['no reason', { reason: ' ' }, "Input 'reason' is required"],
    ['no clusters', { 'cluster-id': '' }, "Input 'cluster-id' is required"],
  ])('%s is refused before any request', async (_, inputs, message) => {
    const run = await lock(inputs);
    expect(run.exitCode).toBe(1);
    expect(run.outputs).toEqual({ result: 'failed' });
    expect(errorOf(run)).toContain(message);
    expect(sandbox.requests).toEqual([]);
  });

  // Windows has no signals: there, a process that is told to end is ended.
  const unlessWindows = process.platform === 'win32' ? test.skip : test;
  unlessWindows('cancelled: what was under way is finished and told', async () => {
    const started = startAction(sandbox, FREEZE);
    sandbox.onRequest(({ phase, request }) => {
      if (phase === 'before' && request.operation === 'lockCluster') started.child.kill('SIGINT');
    });
    const run = await started.done;
    expect(run).toMatchObject({ exitCode: 0, signal: null });
    expect(locked()).toEqual(ALL);
  });
});

describe('the TTL', () => {
  test('a lock ends by itself, and a later run locks again', async () => {
    await lock({ 'ttl-in-days': '2' });
    sandbox.clock.advance(2 * DAY - 5 * MINUTE);
    expect((await lock({ 'ttl-in-days': '2' })).outputs['result']).toBe('unchanged');
    expect(sandbox.world.startMaintenance(production.id)).toBe(false);
    sandbox.clock.advance(5 * MINUTE);
    expect(locked()).toEqual([]);
    const open = await unlock();
    expect(open.outputs['result']).toBe('unchanged');
    const again = await lock({ 'ttl-in-days': '2' });
    expect(again.outputs['result']).toBe('locked');
    expect(locked()).toEqual(ALL);
  });

  test("'none' is spelled out as a lock that nobody lifts", async () => {
    const run = await lock({ 'cluster-id': production.id, 'ttl-in-days': 'none' });
    expect(run.exitCode).toBe(0);
    expect(production.lock).toMatchObject({ ttlInDays: undefined });
    expect(run.locks[0]?.expires_at).toBeNull();
    expect(run.warnings.join('\n')).toContain("nobody will lift the lock of 'production-eu'");
    expect(run.summary).toContain('no end');
    sandbox.clock.advance(300 * DAY);
    expect(locked()).toEqual(['production-eu']);
    expect((await lock({ 'cluster-id': production.id, 'ttl-in-days': 'none' })).outputs['result']).toBe(
      'unchanged',
    );
    expect((await unlock()).clusters).toMatchObject({ 'production-eu': 'unlocked' });
  });
});

describe('what it means for maintenance', () => {
  test('a Thursday: five days do not reach Wednesday, and to follow the advice does', async () => {
    advanceTo(4, 10);
    const thursday = Math.floor(sandbox.clock.now() / DAY) * DAY;
    const run = await lock();
    expect(run.exitCode).toBe(0);
    // The lock ends on Tuesday at ten: Monday, the day of the others, is covered.
    const [warning, ...others] = run.warnings;
    expect(others).toEqual([]);
    expect(warning).toContain(
      `does not cover the next maintenance day, Wednesday ${date(thursday + 6 * DAY)}`,
    );
    expect(warning).toContain("'production-eu' (until ");
    expect(warning).not.toContain('staging-eu');
    expect(warning).toContain(`Lock again on Tuesday ${date(thursday + 5 * DAY)} with ttl-in-days 2 or more`);
    const row = (name: string): string =>
      run.summary.split('\n').find((line) => line.startsWith(`| ${name}`)) ?? '';
    expect(row('production-eu')).toContain(`| Wednesday ${date(thursday + 6 * DAY)} | no |`);
    expect(row('staging-eu')).toContain(`| Monday ${date(thursday + 4 * DAY)} | yes |`);

    advanceTo(1, 23); // Monday
    expect(sandbox.world.startMaintenance(staging.id)).toBe(false);
    advanceTo(2, 8); // Tuesday, on the eve
    expect((await unlock({ 'cluster-id': 'production' })).exitCode).toBe(0);
    const again = await lock({ 'cluster-id': 'production', 'ttl-in-days': '2' });
    expect(again.warnings).toEqual([]);
    expect(again.summary).toContain('| yes |');
    for (const hour of [0, 12, 23]) {
      advanceTo(3, hour); // Wednesday
      expect(sandbox.world.startMaintenance(production.id)).toBe(false);
    }
    advanceTo(4, 9);
    expect(sandbox.world.startMaintenance(production.id)).toBe(true);
  });

  test('not to follow it is to be maintained on Wednesday', async () => {
    advanceTo(4, 10);
    await lock();
    advanceTo(3, 9);
    expect(sandbox.world.startMaintenance(production.id)).toBe(true);
  });

  test('on the day itself: a lock until tomorrow covers the rest of it', async () => {
    advanceTo(3, 7);
    const run = await lock({ 'cluster-id': 'production', 'ttl-in-days': '1' });
    expect(run.warnings).toEqual([]);
    expect(run.summary).toContain(`| Wednesday ${date(sandbox.clock.now())} | yes |`);
  });

  test('a lock that was there before and ends today is not taken for covered', async () => {
    advanceTo(2, 7);
    await lock({ 'cluster-id': 'production', 'ttl-in-days': '1' });
    advanceTo(3, 5);
    const run = await lock({ 'cluster-id': 'production', 'ttl-in-days': '1' });
    expect(run.outputs['result']).toBe('unchanged');
    expect(run.warnings.join()).toContain('(today) with ttl-in-days 1 or more');
  });
});

/** Of each kind that can break something. */
const NASTY = [
  '::error::not an error',
  'two\n::set-output name=result::hacked\r\n::stop-commands::x',
  '##[error]old style\n##[group]x',
  '%0A::warning::escaped %25 %0D',
  'a | b || c \\| d',
  '`code` ``` **bold** _it_ ~~gone~~ [link](https://evil.example) ![i](https://evil.example/x.png)',
  '<script>alert(1)</script><img src=x onerror=y> <!-- </table> </details>',
  '# heading\n- list\n> quote\n| a |\n| - |',
  '@everyone #1 GH-2 https://evil.example www.evil.example a@b.example',
  '"quotes" \'single\' $HOME $(id) `id` ${{ github.token }} ; rm -rf / & | < >',
  '\u202egnirts desrever\u202c \u2066x\u2069 \u200b \u2028 \u2029 \u0007 \u001b[31mred',
  '🔒 Freigabe – größer 日本語 עברית',
  'EOF\nghadelimiter_x\nresult=hacked',
  'x'.repeat(2000),
];

describe('reasons with every character that could break something', () => {
  /** Nothing but what the action means to say is a command to the runner; the table has its columns. */
  function expectUnbroken(run: Run): void {
    for (const line of run.stdout.split(/[\r\n\u2028\u2029]/)) {
      expect(line).not.toMatch(/##\[/);
      if (/^\s*::/.test(line)) expect(line).toMatch(/^::(add-mask|group|endgroup|warning|error)::/);
    }
    // eslint-disable-next-line no-control-regex -- that is what must not be there
    expect(run.stdout).not.toMatch(/[\u0007\u001b\u202a-\u202e\u2066-\u2069]/);
    expect(run.stdout.match(/^::error/gm)?.length ?? 0).toBe(run.exitCode === 0 ? 0 : 1);
    expect(Object.keys(run.outputs).toSorted()).toEqual(['clusters', 'locks', 'report', 'result']);
    const rows = run.summary.split('\n').filter((line) => line.startsWith('|'));
    expect(rows).toHaveLength(2 + sandbox.world.clusters.length);
    for (const row of rows) expect(row.split('|')).toHaveLength(10);
    const blocks = run.summary.split('\n').filter((line) => line !== '' && !line.startsWith('|'));
    for (const block of blocks) expect(block).toMatch(/^(### \S+ (Lock|Unlock): |> |Maintenance comes )/);
    expect(run.summary).not.toMatch(/<(?!br>)|https?:\/\/|@everyone|\]\(/);
  }

  test.each(NASTY)('of ours: %j', async (reason) => {
    const run = await lock({ reason });
    expect(run.exitCode).toBe(0);
    expectUnbroken(run);
    // Qovery has it as it was given, and so do programs.
    expect(production.lock?.reason).toBe(reason.trim());
    expect(run.locks.map((one) => one.reason)).toEqual(ALL.map(() => reason.trim()));
    const open = await unlock({ reason });
    expectUnbroken(open);
    expect(locked()).toEqual([]);
  });

  test('of others, in owners and in names of clusters likewise', async () => {
    const texts = [...NASTY, ' spaces around ', 'a lone \ud800 surrogate', 'a NUL \0 in it', ''];
    const { world } = sandbox;
    world.clusters.length = 0;
    for (const text of texts) {
      world.addCluster({ name: text }).lock = lockedBy(text, { reason: text });
    }
    const run = await lock();
    expect(run.exitCode).toBe(1);
    expectUnbroken(run);
    const open = await unlock({ reason: 'another' });
    expect(open.exitCode).toBe(0);
    expectUnbroken(open);
    expect(open.locks.map(({ reason }) => reason)).toEqual(texts);
  });
});

test("Qovery's own client sees the lock, and its lock is seen", async () => {
  const organization = sandbox.world.organization();
  const configuration = new Configuration({
    basePath: sandbox.qoveryUrl,
    apiKey: `Token ${organization.tokens[0]?.value}`,
  });
  const locks = new OrganizationClusterLockApi(configuration);
  const clusters = new ClustersApi(configuration);

  await lock({ 'cluster-id': production.id });
  const { data } = await locks.listClusterLock(organization.id);
  expect(data.results).toEqual([
    expect.objectContaining({
      cluster_id: production.id,
      reason: 'Release 42',
      ttl_in_days: 5,
      owner_name: 'maintenance',
    }),
  ]);
  const { data: status } = await clusters.getClusterStatus(organization.id, production.id);
  expect(status.cluster_lock).toMatchObject({ reason: 'Release 42' });

  await clusters.lockCluster(staging.id, { reason: 'Release 42', ttl_in_days: 5 });
  expect((await lock({ 'cluster-id': staging.id })).clusters).toEqual({ 'staging-eu': 'unchanged' });
  await clusters.unlockCluster(production.id);
  expect((await unlock({ 'cluster-id': production.id })).clusters).toEqual({ 'production-eu': 'unchanged' });
});

describe('what it costs', () => {
  /** Runs in the action's process in the place of the sandbox's clock, and tells on stderr, at the end, what it saw. */
  const meter = (script: string): Record<string, string> => ({
    NODE_OPTIONS: `--import=data:text/javascript,${encodeURIComponent(script)}`,
  });
  const FILES = meter(`
    import { registerHooks } from 'node:module';
    const loaded = [];
    registerHooks({ load(url, context, next) { loaded.push(url); return next(url, context); } });
    process.on('exit', () => process.stderr.write(JSON.stringify(loaded)));
  `);
  const CPU = meter(`
    process.on('exit', () => {
      const { user, system } = process.cpuUsage();
      process.stderr.write(String((user + system) / 1000));
    });
  `);

  function bareNode(): Promise<number> {
    return new Promise((resolve, reject) => {
      const child = spawn(process.execPath, ['-e', '0'], { env: CPU, stdio: ['ignore', 'ignore', 'pipe'] });
      let stderr = '';
      child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
      child.on('error', reject);
      child.on('close', () => resolve(Number(stderr)));
    });
  }

  test('neither the AWS SDK nor octokit is loaded', async () => {
    const run = await lock({}, { env: FILES });
    expect(run.exitCode).toBe(0);
    const files = (JSON.parse(run.stderr) as string[]).filter((url) => url.startsWith('file:'));
    expect(files.length).toBeGreaterThan(1);
    const foreign = /AssumeRoleWithWebIdentityCommand|octokit/i;
    expect(files.filter((file) => foreign.test(readFileSync(new URL(file), 'utf8')))).toEqual([]);
  });

  test('CPU of the whole process against bare Node, in the same run', async () => {
    const ours: number[] = [];
    const bare: number[] = [];
    for (let n = 0; n < 7; n++) {
      for (const cluster of sandbox.world.clusters) cluster.lock = undefined;
      bare.push(await bareNode());
      ours.push(Number((await lock({}, { env: CPU })).stderr));
    }
    // The least of several: what the machine does besides can only add.
    const [ms, least] = [Math.min(...ours), Math.min(...bare)];
    const ratio = ms / least;
    console.log(
      `CPU: a lock ${ms.toFixed(0)} ms, node -e 0 ${least.toFixed(0)} ms, ratio ${ratio.toFixed(2)}`,
    );
    // Generous: it keeps the ratio from growing unseen.
    expect(ratio).toBeLessThan(10);
  });
});
