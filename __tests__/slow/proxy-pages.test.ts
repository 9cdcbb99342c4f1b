import { describe, expect, test } from '@jest/globals';

import { DAY, MINUTE } from '../../sandbox/clock.ts';
import { deleteHolder } from '../../sandbox/people.ts';
import { act } from '../support/action.ts';
import type { ActOptions } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// A proxy that looks into what it forwards may put a page of its own in the place of an answer, when the request has taken
// effect: whatever the page says, nobody knows.

const STATUSES = [400, 401, 403, 404, 413, 429, 451];

function replace(acme: Company, operation: string, status: number, nth = 1): void {
  acme.sandbox.fault({ match: { operation, nth }, kind: { html: status, effect: true } });
}

async function expectRotatedInTheEnd(acme: Company, options: ActOptions = {}): Promise<void> {
  const old = acme.key().id;
  for (let i = 0; i < 3; i += 1) {
    const run = await acme.rotate({ 'max-age': '75d' }, i === 0 ? options : {});
    if (run.result === 'failed') {
      // What it says must be true.
      expect(run.errors[0]).not.toContain('No key was created');
      expect(acme.keys()[old]).toBe('Active');
    }
    acme.clock.advance(20 * MINUTE);
  }
  expect(acme.keys()).toEqual({ [acme.key().id]: 'Active' });
  expect(acme.key().id).not.toBe(old);
  expect(new Set(Object.values(acme.holders()))).toEqual(new Set([acme.key().id]));
  expectHealthy(acme);
}

describe('a page in the place of the answer to', () => {
  test.each(STATUSES)('the first store (%i): the key is stored, and not deleted again', async (status) => {
    await using acme = await company();
    acme.world.addRegistry({ name: 'Mirror', key: acme.key(), cluster: acme.cluster() });
    replace(acme, 'editContainerRegistry', status);
    await expectRotatedInTheEnd(acme);
  });

  test.each(STATUSES)(
    'CreateAccessKey (%i): the key is ours, and the next run settles it',
    async (status) => {
      await using acme = await company();
      replace(acme, 'CreateAccessKey', status);
      await expectRotatedInTheEnd(acme, { secretNeverArrives: true });
    },
  );

  test.each(['editAWSCredentials', 'deployCluster', 'TagUser', 'UntagUser'])('%s', async (operation) => {
    await using acme = await company();
    replace(acme, operation, 403);
    await expectRotatedInTheEnd(acme);
  });

  test.each(['UpdateAccessKey', 'DeleteAccessKey'])('%s', async (operation) => {
    await using acme = await company();
    // The first one asks whether it may.
    replace(acme, operation, 403, 2);
    await expectRotatedInTheEnd(acme);
  });
});

test.each([401, 403, 451])(
  'pages (%i) for ten minutes, once the old key is deactivated: it is watched all the same',
  async (status) => {
    await using acme = await company();
    let until = 0;
    acme.after('UpdateAccessKey', () => (until = acme.clock.now() + 10 * MINUTE), 2);
    acme.sandbox.fault({
      match: ({ api, at }) => api !== 'qovery' && at < until,
      times: Infinity,
      kind: { html: status },
    });
    expect(await acme.rotate({ 'max-age': '75d' })).toMatchObject({ errors: [], result: 'rotated' });
    expectHealthy(acme);
  },
);

test.each([1, 2])(
  'a registry that is deleted while the key is being stored (before store %i) refuses nothing',
  async (nth) => {
    await using acme = await company();
    const registries = ['R1', 'R2', 'R3'].map((name) => acme.world.addRegistry({ name, key: acme.key() }));
    const [first, second] = registries;
    if (nth === 1) acme.after('CreateAccessKey', () => void (first && deleteHolder(acme.world, first)));
    else acme.after('editContainerRegistry', () => void (second && deleteHolder(acme.world, second)));
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(new Set(Object.values(acme.holders()))).toEqual(new Set([acme.key().id]));
    expectHealthy(acme);
  },
);

test('a registry that is given a key of its own between two stores holds up no run after that', async () => {
  await using acme = await company();
  const other = acme.world.addKey(acme.world.addUser({ name: 'registries' }), {
    createdAt: acme.clock.now() - DAY,
  });
  acme.world.addRegistry({ name: 'R1', key: acme.key() });
  const second = acme.world.addRegistry({ name: 'R2', key: acme.key() });
  acme.after('editContainerRegistry', () => acme.world.storeKey(second, other));
  expect(await acme.rotate()).toMatchObject({ exitCode: 1, result: 'failed' });
  acme.clock.advance(20 * MINUTE);
  const next = await act(acme.sandbox, { operation: 'rotate', 'credentials-id': acme.credential().id });
  expect(next).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.holders()).toMatchObject({ R1: acme.key().id, R2: other.id });
  // The secret of the first key is lost: its holder is cut off for the seconds until the next one is stored.
  expect(next.log).toContain('cut off');
  expect(acme.world.outages.map(({ name }) => name)).toEqual(['R1']);
  for (const { at, until = Infinity } of acme.world.outages) expect(until - at).toBeLessThan(10_000);
});
