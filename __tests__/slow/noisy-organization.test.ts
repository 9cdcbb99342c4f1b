import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { lockCluster } from '../../sandbox/people.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import type { Environment, Outcome } from '../../sandbox/records.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// Real organisations are noisy: builds fail every day, laptops use old keys, clusters are locked. Only refused
// credentials bring a key back, and green means that nobody is needed.

const ONCE = { 'wait-for-deletion': 'false' };
const WEEK = { ...ONCE, 'deactivate-for': '7d' };

interface Noisy extends Company {
  readonly previews: Environment[];
  readonly old: AccessKey;
}

/** Twenty previews, and an old key that has been deactivated for some minutes, of seven days. */
async function deactivatedForAWeek(): Promise<Noisy> {
  const acme = await company();
  const registry = acme.world.addRegistry({ name: 'ECR', key: acme.key(), cluster: acme.cluster() });
  const previews = Array.from({ length: 20 }, (_, n) =>
    acme.world.addEnvironment({ name: `preview-${n}`, cluster: acme.cluster(), registries: [registry] }),
  );
  const old = acme.key();
  await acme.rotate(WEEK);
  acme.clock.advance(2 * HOUR + MINUTE);
  await acme.rotate(WEEK);
  expect(acme.keys()[old.id]).toBe('Inactive');
  acme.clock.advance(10 * MINUTE);
  return { ...acme, previews, old };
}

/** The next deployment of one of the previews ends so. */
function fail({ world, clock, previews }: Noisy, outcome: Outcome, which = 7): void {
  const { id = '' } = previews[which] ?? {};
  world.nextEnvironmentOutcome(id, outcome);
  world.startEnvironmentDeployment(id, 5 * MINUTE);
  clock.advance(6 * MINUTE);
}

const history = ({ history: all }: AccessKey): string[] => all.map(({ status }) => status);

describe('a preview that fails while the old key is deactivated', () => {
  test('with a BUILD_ERROR, every day of seven: it is told, the key is not brought back, and goes on day 7', async () => {
    await using acme = await deactivatedForAWeek();
    for (let day = 0; day < 7; day += 1) {
      fail(acme, { status: 'BUILD_ERROR' }, day);
      const run = await acme.rotate(WEEK);
      expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
      expect(run.summary).toContain(`shop/preview-${day}`);
      expect(history(acme.old)).toEqual(['Active', 'Inactive']);
      acme.clock.advance(DAY - 6 * MINUTE);
    }
    const run = await acme.rotate(WEEK);
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(history(acme.old)).toEqual(['Active', 'Inactive', 'Deleted']);
    expectHealthy(acme);
  });

  test.each<[string, Outcome]>([
    [
      'CONTAINER_REGISTRY_INVALID_INFORMATION',
      { status: 'BUILD_ERROR', tag: 'CONTAINER_REGISTRY_INVALID_INFORMATION', log: 'Invalid registry' },
    ],
    [
      'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS',
      { status: 'DEPLOYMENT_ERROR', tag: 'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS', log: 'no credentials' },
    ],
    [
      'DOCKER_PULL_IMAGE_ERROR, denied by ECR',
      {
        status: 'DEPLOYMENT_ERROR',
        tag: 'DOCKER_PULL_IMAGE_ERROR',
        log: 'pull access denied for 123456789012.dkr.ecr.eu-west-3.amazonaws.com/api: no basic auth credentials',
      },
    ],
  ])('and its log tells of refused credentials (%s): the key is brought back at once', async (_, outcome) => {
    await using acme = await deactivatedForAWeek();
    fail(acme, outcome);
    const run = await acme.rotate(WEEK);
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/preview-7 .*refused credentials/);
    expect(history(acme.old)).toEqual(['Active', 'Inactive', 'Active']);
    // It stays so until a person names it, who has mended the preview.
    acme.clock.advance(8 * DAY);
    expect(await acme.rotate(WEEK)).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(acme.keys()[acme.old.id]).toBe('Active');
    acme.world.startEnvironmentDeployment(acme.previews[7]?.id ?? '', 5 * MINUTE);
    acme.clock.advance(6 * MINUTE);
    const inputs = { 'retire-key': acme.old.id };
    expect(await acme.rotate(inputs)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test('while the run deploys a cluster that has come since: its refused credentials bring the key back in the same run', async () => {
    await using acme = await deactivatedForAWeek();
    const { world, previews, old } = acme;
    const { id = '' } = previews[7] ?? {};
    world.addCluster({ name: 'new', credential: acme.credential() });
    world.nextEnvironmentOutcome(id, {
      status: 'DEPLOYMENT_ERROR',
      tag: 'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
      log: 'The registry refused the credentials.',
    });
    world.startEnvironmentDeployment(id, 3 * MINUTE);
    const run = await acme.rotate(WEEK);
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/preview-7 .*refused credentials/);
    expect(history(old)).toEqual(['Active', 'Inactive', 'Active']);
  });

  test('not at all, while the run deploys a cluster that has come since: the key stays deactivated, and goes on day 7', async () => {
    await using acme = await deactivatedForAWeek();
    acme.world.addCluster({ name: 'new', credential: acme.credential() });
    const run = await acme.rotate(WEEK);
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(run.summary).not.toContain('*to come:* the old key is deactivated');
    expect(run.summary).toContain('*to come:* the old key is deleted');
    acme.clock.advance(7 * DAY);
    expect(await acme.rotate(WEEK)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(history(acme.old)).toEqual(['Active', 'Inactive', 'Deleted']);
  });

  test('and its log answers 403: the retirement is held, and nothing is activated', async () => {
    await using acme = await deactivatedForAWeek();
    fail(acme, { status: 'BUILD_ERROR' });
    acme.clock.advance(8 * DAY);
    acme.sandbox.fault({
      match: ({ path }) => /\/environment\/.*logs/.test(path),
      times: Infinity,
      kind: { status: 403 },
    });
    const run = await acme.rotate(WEEK);
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/the log of the environment shop\/preview-7 could not be read \(.*403/);
    expect(history(acme.old)).toEqual(['Active', 'Inactive']);
    acme.sandbox.clearFaults();
    expect(await acme.rotate(WEEK)).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test('costs one request for its log in a run, however often the run looks', async () => {
    await using acme = await deactivatedForAWeek();
    fail(acme, { status: 'BUILD_ERROR' });
    const run = await acme.rotate({ 'deactivate-for': '2h' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(run.requests.filter(({ path }) => /\/environment\/.*logs/.test(path))).toHaveLength(1);
  });
});

describe('a cluster that is locked', () => {
  test('until a day: the rotation is deferred, green, with the date, and begins after it', async () => {
    await using acme = await company();
    lockCluster(acme.world, acme.cluster().id, { reason: 'Black Friday', ttlInDays: 3 });
    const ends = new Date(acme.clock.now() + 3 * DAY).toISOString().slice(0, 13);
    const before = acme.everything();
    const run = await acme.rotate(ONCE);
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'deferred' });
    expect(run.log).toContain(`Black Friday) at ${ends}`);
    expect(run.summary).toContain(ends.slice(0, 10));
    expect(run.requests.filter(({ write }) => write)).toEqual([]);
    expect(acme.everything()).toEqual(before);
    acme.clock.advance(3 * DAY + HOUR);
    acme.cluster().lock = undefined;
    expect(await acme.rotate(ONCE)).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expectHealthy(acme);
  });

  test.each<[string, number | undefined]>([
    ['without an end', undefined],
    ['for longer than `finish-within` has patience', 60],
  ])('%s: red, with who locked it', async (_, ttlInDays) => {
    await using acme = await company();
    const lock = { reason: 'for good', ...(ttlInDays !== undefined && { ttlInDays }) };
    lockCluster(acme.world, acme.cluster().id, lock);
    const before = acme.everything();
    const run = await acme.rotate(ONCE);
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/locked by .* \(for good\)/);
    // A production cluster that is ignored loses its key.
    expect(run.errors[0]).not.toContain('ignore-cluster-id');
    expect(acme.everything()).toEqual(before);
  });
});

describe('a rotation that does not come to its end', () => {
  test('something uses the old key once a week: green for a time, then red, and it says what uses it', async () => {
    await using acme = await company();
    const old = acme.key();
    const results: (string | undefined)[] = [];
    expect((await acme.rotate(ONCE)).result).toBe('pending');
    for (let week = 1; week <= 6; week += 1) {
      acme.clock.advance(7 * DAY);
      old.lastUsed = { at: acme.clock.now() - 20 * MINUTE, service: 's3', region: 'eu-west-3' };
      const run = await acme.rotate(ONCE);
      results.push(run.result);
      if (run.result === 'failed') {
        expect(run.errors[0]).toMatch(/'finish-within' is 14d.*service s3, region eu-west-3/);
      }
      expect(history(old)).toEqual(['Active']);
    }
    expect(results).toEqual(['pending', 'pending', 'failed', 'failed', 'failed', 'failed']);
    // Once it is gone, the next run ends it.
    acme.clock.advance(DAY);
    expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test('`finish-within: 30d`: red after it, and not before', async () => {
    await using acme = await company();
    const old = acme.key();
    const inputs = { ...ONCE, 'finish-within': '30d' };
    await acme.rotate(inputs);
    for (const [days, result] of [
      [29, 'pending'],
      [2, 'failed'],
    ] as const) {
      acme.clock.advance(days * DAY);
      old.lastUsed = { at: acme.clock.now() - MINUTE, service: 's3', region: 'eu-west-3' };
      expect((await acme.rotate(inputs)).result).toBe(result);
      expect(history(old)).toEqual(['Active']);
    }
  });

  test('an issue is opened when a person is needed, and not by a rotation that is on its way', async () => {
    await using acme = await company();
    const old = acme.key();
    const inputs = { ...ONCE, 'report-issue': 'true' };
    expect((await acme.rotate(inputs)).result).toBe('pending');
    expect(acme.sandbox.github.issues).toEqual([]);
    acme.clock.advance(15 * DAY);
    old.lastUsed = { at: acme.clock.now() - MINUTE, service: 's3', region: 'eu-west-3' };
    expect((await acme.rotate(inputs)).result).toBe('failed');
    expect(acme.sandbox.github.issues).toMatchObject([{ state: 'open' }]);
  });
});
