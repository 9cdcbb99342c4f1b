import { expect, test } from '@jest/globals';

import { HOUR } from '../../sandbox/clock.ts';
import { company, expectHealthy } from '../support/company.ts';

// Many credentials in one job: what Qovery allows a token in an hour is shared by all of them.

const SIZE = 40;
const INPUTS = { 'credentials-id': 'all', 'wait-for-deletion': 'false' };

test(`${SIZE} credentials with three clusters each: scheduled runs rotate them all, inside Qovery's limit`, async () => {
  await using acme = await company({
    credentials: Array.from({ length: SIZE }, (_, n) => ({
      ...{ name: `AWS ${n}`, user: `qovery-${n}` },
      clusters: [`production-${n}`, `staging-${n}`, `laboratory-${n}`],
    })),
  });
  const old = acme.world.credentials.map(({ key }) => key?.id ?? '');
  const runs = [];
  for (let n = 0; n < 3; n += 1) {
    const run = await acme.rotate(INPUTS);
    expect(run).toMatchObject({ errors: [], warnings: [], exitCode: 0 });
    runs.push(run);
    acme.clock.advance(3 * HOUR);
  }
  expect(runs.map(({ result }) => result)).toEqual(['pending', 'pending', 'rotated']);
  expect(runs[0]?.stdout).toContain('Qovery allows a token 1000 requests an hour');
  expectHealthy(acme);
  for (const id of old)
    expect([id, acme.world.iam.statusOf(acme.world.iam.key(id) ?? never())]).toEqual([id, 'Deleted']);

  const sent = acme.sandbox.requests.filter(({ api }) => api === 'qovery').map(({ at }) => at);
  const inAnHour = sent.map((from) => sent.filter((at) => at >= from && at < from + HOUR).length);
  expect(Math.max(...inAnHour)).toBeLessThanOrEqual(1000);
}, 240_000);

function never(): never {
  throw new Error('A key is unknown to AWS.');
}
