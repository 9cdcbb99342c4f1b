import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// From the deactivation of the old key to its deletion, or back.

const ONCE = { 'wait-for-deletion': 'false' };

function expectRotated(acme: Company, run: Run, old: AccessKey): void {
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(Object.keys(acme.keys())).not.toContain(old.id);
  expectHealthy(acme);
}

test('`deactivate-for: 7d`, and maintenance deploys the clusters in between: the old key still goes on day 7', async () => {
  await using acme = await company();
  const old = acme.key();
  const inputs = { ...ONCE, 'deactivate-for': '7d' };
  await acme.rotate(inputs);
  acme.clock.advance(2 * HOUR + MINUTE);
  await acme.rotate(inputs);
  expect(acme.keys()[old.id]).toBe('Inactive');
  const deactivated = old.history.findLast(({ status }) => status === 'Inactive')?.at ?? 0;
  for (const day of [2, 5, 6.9]) {
    acme.clock.advance(deactivated + day * DAY - acme.clock.now());
    expect(acme.world.startMaintenance(acme.cluster().id)).toBe(true);
    acme.clock.advance(HOUR);
    const run = await acme.rotate(inputs);
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect([day, acme.keys()[old.id]]).toEqual([day, 'Inactive']);
  }
  acme.clock.advance(deactivated + 7 * DAY + MINUTE - acme.clock.now());
  expect(await acme.rotate(inputs)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(Object.keys(acme.keys())).not.toContain(old.id);
  expectHealthy(acme);
});

test('a stray consumer every 50 minutes holds the old key for good, and is named', async () => {
  await using acme = await company();
  const old = acme.key();
  await acme.rotate(ONCE);
  acme.world.addStrayConsumer({ keyId: old.id, everyMs: 50 * MINUTE });
  for (let n = 0; n < 5; n += 1) {
    acme.clock.advance(7 * HOUR);
    const run = await acme.rotate(ONCE);
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(run.warnings.join()).toMatch(/in use at \S+Z \(service s3, region eu-west-3\)/);
    expect(old.history.map(({ status }) => status)).toEqual(['Active']);
  }
});

test('a use after the deactivation brings the key back; it stays until a person names it', async () => {
  await using acme = await company();
  const old = acme.key();
  await acme.rotate(ONCE);
  acme.clock.advance(2 * HOUR + MINUTE);
  await acme.rotate(ONCE);
  expect(acme.keys()[old.id]).toBe('Inactive');
  acme.clock.advance(5 * MINUTE);
  old.lastUsed = { at: acme.clock.now(), service: 's3', region: 'eu-west-3' };
  const run = await acme.rotate(ONCE);
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors[0]).toMatch(/service s3. region eu-west-3.+after it was deactivated/);
  expect(acme.keys()[old.id]).toBe('Active');
  acme.clock.advance(DAY);
  expect(await acme.rotate(ONCE)).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(acme.keys()[old.id]).toBe('Active');
  expect(await acme.rotate({ 'retire-key': old.id })).toMatchObject({ errors: [], result: 'rotated' });
});

test.each([65 * MINUTE, DAY, 6 * DAY])(
  'so does a use that the next run finds %i ms later, however long ago it was',
  async (later) => {
    await using acme = await company();
    const old = acme.key();
    const week = { ...ONCE, 'deactivate-for': '7d' };
    await acme.rotate(week);
    acme.clock.advance(2 * HOUR + MINUTE);
    await acme.rotate(week);
    expect(acme.keys()[old.id]).toBe('Inactive');
    acme.clock.advance(5 * MINUTE);
    old.lastUsed = { at: acme.clock.now(), service: 's3', region: 'eu-west-3' };
    acme.clock.advance(later);
    expect(await acme.rotate(week)).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[old.id]).toBe('Active');
  },
);

describe('AWS says "later" for ten minutes', () => {
  const TEN_MINUTES = { match: ({ api }: { api: string }) => api === 'iam', lastsMs: 10 * MINUTE };
  const THROTTLING = { status: 400, body: { code: 'Throttling', message: 'Rate exceeded' } };

  test.each([
    ['says that it is throttled', THROTTLING],
    ['answers 503', { status: 503 }],
    ['does not answer', 'reset'],
  ] as const)('it %s right after the deactivation: the run goes on watching', async (_, kind) => {
    await using acme = await company();
    const old = acme.key();
    acme.after('UpdateAccessKey', () => acme.sandbox.fault({ ...TEN_MINUTES, kind }), 2);
    expectRotated(acme, await acme.rotate({ 'deactivate-for': '1h' }), old);
  });

  test.each([
    ['the first store', 'editAWSCredentials', 1],
    ['the deployment', 'deployCluster', 1],
  ])('after %s: the rotation goes on', async (_, operation, nth) => {
    await using acme = await company();
    const old = acme.key();
    acme.after(operation, () => acme.sandbox.fault({ ...TEN_MINUTES, kind: THROTTLING }), nth);
    expectRotated(acme, await acme.rotate(), old);
  });

  test('when something needs the old key: it is brought back all the same', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(ONCE);
    acme.clock.advance(2 * HOUR + MINUTE);
    await acme.rotate(ONCE);
    acme.clock.advance(5 * MINUTE);
    old.lastUsed = { at: acme.clock.now(), service: 's3', region: 'eu-west-3' };
    acme.sandbox.fault({
      match: ({ operation }) => operation === 'UpdateAccessKey',
      lastsMs: 10 * MINUTE,
      kind: THROTTLING,
    });
    expect(await acme.rotate(ONCE)).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[old.id]).toBe('Active');
  });

  test('when something needs the old key, and the journal cannot be written: the key comes first', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(ONCE);
    acme.clock.advance(2 * HOUR + MINUTE);
    await acme.rotate(ONCE);
    const off = acme.clock.now();
    acme.clock.advance(5 * MINUTE);
    old.lastUsed = { at: acme.clock.now(), service: 's3', region: 'eu-west-3' };
    acme.sandbox.fault({
      match: ({ operation }) => operation === 'TagUser',
      times: Infinity,
      kind: THROTTLING,
    });
    expect(await acme.rotate(ONCE)).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[old.id]).toBe('Active');
    expect((old.history.at(-1)?.at ?? Infinity) - off).toBeLessThan(10 * MINUTE);
    acme.sandbox.clearFaults();
    acme.clock.advance(DAY);
    expect(await acme.rotate(ONCE)).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[old.id]).toBe('Active');
  });
});

test.each(['deletes', 'deactivates'])(
  'AWS answers 503 for 25 minutes when the run %s, and something uses the key meanwhile: it is not too late for it',
  async (deed) => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate(ONCE);
    acme.clock.advance(2 * HOUR + MINUTE);
    if (deed === 'deletes') await acme.rotate(ONCE);
    acme.clock.advance(DAY);
    const operation = deed === 'deletes' ? 'DeleteAccessKey' : 'UpdateAccessKey';
    acme.sandbox.fault({
      match: ({ operation: name, body }) => {
        if (name !== operation || (body as { AccessKeyId: string }).AccessKeyId !== old.id) return false;
        old.lastUsed ??= { at: acme.clock.now() + MINUTE, service: 's3', region: 'eu-west-3' };
        return true;
      },
      lastsMs: 25 * MINUTE,
      kind: { status: 503 },
    });
    expect(await acme.rotate(ONCE)).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[old.id]).toBe(deed === 'deletes' ? 'Inactive' : 'Active');
    acme.sandbox.clearFaults();
    acme.clock.advance(30 * MINUTE);
    const next = await acme.rotate(ONCE);
    expect(next.result).toBe(deed === 'deletes' ? 'failed' : 'pending');
    expect(acme.keys()[old.id]).toBe('Active');
  },
);

test('AWS is slow to take the deactivation, and its lists lag: it is seen all the same', async () => {
  await using acme = await company({ quirks: { listLagMs: 20 * SECOND } });
  const old = acme.key();
  acme.after('UpdateAccessKey', () =>
    acme.sandbox.fault({
      match: ({ operation }) => operation === 'UpdateAccessKey',
      lastsMs: 80 * SECOND,
      kind: { status: 503 },
    }),
  );
  expectRotated(acme, await acme.rotate({ 'deactivate-for': '1h' }), old);
});

test('Qovery answers 503 for six minutes, then 403 for a while, while the old key is deactivated: the same', async () => {
  await using acme = await company();
  const old = acme.key();
  acme.after(
    'UpdateAccessKey',
    () => {
      const match = ({ operation }: { operation: string }): boolean =>
        operation === 'listOrganizationCluster';
      acme.sandbox.fault({ match, lastsMs: 6 * MINUTE, kind: { status: 503 } });
      acme.sandbox.fault({ match, lastsMs: 90 * SECOND, kind: { status: 403 } });
    },
    2,
  );
  expectRotated(acme, await acme.rotate({ 'deactivate-for': '1h' }), old);
});

test.each([400, 401, 403, 404, 423])(
  'Qovery answers %i for three minutes while the old key is deactivated: the run goes on watching',
  async (status) => {
    await using acme = await company();
    const old = acme.key();
    acme.after(
      'UpdateAccessKey',
      () =>
        acme.sandbox.fault({
          match: { operation: 'listOrganizationCluster' },
          lastsMs: 3 * MINUTE,
          kind: { status },
        }),
      2,
    );
    expectRotated(acme, await acme.rotate({ 'deactivate-for': '1h' }), old);
  },
);

test('a run that dies before it has journaled the deactivation: a use since then brings the key back', async () => {
  await using acme = await company();
  const old = acme.key();
  const week = { ...ONCE, 'deactivate-for': '7d' };
  await acme.rotate(week);
  acme.clock.advance(2 * HOUR + MINUTE);
  const dead = new AbortController();
  acme.after('UpdateAccessKey', () => dead.abort(), 2);
  await acme.rotate(week, { signal: dead.signal });
  expect(acme.keys()[old.id]).toBe('Inactive');
  acme.clock.advance(10 * MINUTE);
  old.lastUsed = { at: acme.clock.now(), service: 's3', region: 'eu-west-3' };
  acme.clock.advance(20 * MINUTE);
  expect(await acme.rotate(week)).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(acme.keys()[old.id]).toBe('Active');
});

test('AWS takes the deactivation, and its lists show it half a minute later: it is seen before it is journaled', async () => {
  await using acme = await company({ quirks: { listLagMs: 30 * SECOND } });
  const old = acme.key();
  expectRotated(acme, await acme.rotate({ 'deactivate-for': '0' }), old);
});

test('a run that waits brings the key back within one look', async () => {
  await using acme = await company();
  const old = acme.key();
  // The first UpdateAccessKey asks whether we may, of a key that cannot exist; the second deactivates.
  acme.after(
    'UpdateAccessKey',
    () => {
      old.lastUsed = { at: acme.clock.now() + MINUTE, service: 's3', region: 'eu-west-3' };
    },
    2,
  );
  expect(await acme.rotate({ 'deactivate-for': '2h' })).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(old.history.map(({ status }) => status)).toEqual(['Active', 'Inactive', 'Active']);
  const [, off, on] = old.history;
  expect((on?.at ?? Infinity) - (off?.at ?? 0)).toBeLessThan(5 * MINUTE);
});

test.each([
  'TERRAFORM_INVALID_CREDENTIALS',
  'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
  'CONTAINER_REGISTRY_INVALID_INFORMATION',
  'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS',
])('a log with %s since the deployment stops the retirement', async (tag) => {
  await using acme = await company();
  const old = acme.key();
  await acme.rotate(ONCE);
  acme.clock.advance(MINUTE);
  acme.world.addLog(acme.cluster().id, { type: 'error', step: 'Error', text: 'refused', tag });
  acme.clock.advance(3 * HOUR);
  const run = await acme.rotate(ONCE);
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors[0]).toContain(
    `tells of refused credentials since it was deployed with the new key: ${tag}`,
  );
  expect(old.history.map(({ status }) => status)).toEqual(['Active']);
  expectHealthy(acme);
});
