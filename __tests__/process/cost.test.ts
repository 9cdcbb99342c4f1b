import { expect, test } from '@jest/globals';

import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import { company } from '../support/company.ts';

// What a rotation costs its users: requests, and minutes of a runner. docs/performance.md argues each of them.

const ONCE = { 'wait-for-deletion': 'false' };

test('a whole rotation, of one credential with one cluster, takes no more than 64 requests', async () => {
  await using acme = await company({ quirks: { queueMs: SECOND, deployMs: SECOND } });
  const inputs = { ...ONCE, 'deactivate-for': '0' };
  expect(await acme.rotate(inputs)).toMatchObject({ errors: [], result: 'pending' });
  const polls = acme.sandbox.requests.filter(({ operation }) => operation === 'getOrganizationClusterStatus');
  acme.clock.advance(2 * HOUR + MINUTE);
  expect(await acme.rotate(inputs)).toMatchObject({ errors: [], result: 'rotated' });
  // Of the first run: the look, the baseline, and however many polls saw its end; one of them is counted.
  expect(acme.sandbox.requests.length - (polls.length - 3)).toBeLessThanOrEqual(64);
});

test('a run that finds nothing due takes 11 requests, and writes nothing', async () => {
  await using acme = await company();
  const before = acme.everything();
  expect(await acme.rotate({ ...ONCE, 'max-age': '90d' })).toMatchObject({ result: 'not-due' });
  expect(acme.sandbox.requests.length).toBeLessThanOrEqual(11);
  expect(acme.sandbox.requests.filter(({ write }) => write)).toEqual([]);
  expect(acme.everything()).toEqual(before);
});

test('a rotation with a deployment of 8 minutes, by scheduled runs, is billed at most 13 minutes', async () => {
  await using acme = await company({ quirks: { queueMs: 10 * SECOND, deployMs: 8 * MINUTE - 10 * SECOND } });
  let billed = 0;
  const results = [];
  do {
    const startedAt = acme.clock.now();
    const { result, errors } = await acme.rotate(ONCE);
    expect(errors).toEqual([]);
    results.push(result);
    // GitHub bills begun minutes.
    billed += Math.ceil(Math.max(1, acme.clock.now() - startedAt) / MINUTE);
    acme.clock.advance(2 * HOUR + 5 * MINUTE);
  } while (results.at(-1) === 'pending' && results.length < 10);
  expect(results).toEqual(['pending', 'pending', 'rotated']);
  expect(billed).toBeLessThanOrEqual(13);
});
