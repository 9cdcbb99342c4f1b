import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import { withoutMasks } from '../../sandbox/runner-log.ts';
import { act } from '../support/action.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';

// A bad input is found before anything is asked for: exit 1, one error that names the input and what it may be, no
// request to Qovery or AWS. All others are as they should be, so that each test is about one.

const UUID = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f55';

/** Inputs that are as they should be, for each operation. */
const GOOD: Record<string, Record<string, string>> = {
  rotate: { operation: 'rotate', 'credentials-id': UUID },
  lock: { operation: 'lock', 'cluster-id': UUID, reason: 'release', 'ttl-in-days': '2' },
  unlock: { operation: 'unlock', 'cluster-id': UUID },
};

async function actWith(inputs: Record<string, string>, env: Record<string, string> = {}): Promise<Run> {
  await using acme = await company();
  return await act(acme.sandbox, inputs, { env });
}

function expectBadInput(run: Run, input: string, says: string | RegExp): void {
  expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' }, stderr: '' });
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]).toMatch(new RegExp(`^Input '${input}' `));
  expect(run.errors[0]).toMatch(says);
  expect(run.errors[0]).toMatch(/ Valid: ./);
  expect(run.errors[0]).toContain('Nothing was requested and nothing was changed');
  expect(run.requests).toEqual([]);
}

const UUIDS = /which is not a UUID.*Valid: UUIDs like 1c3f7a52-/;
const DURATIONS = /Valid: whole seconds \(7200\) or a number with a unit \(90m, 2h, 90d\)/;
const BOOLEANS = /Valid: true, false/;
const CLUSTERS = /Valid: 'all', 'production', 'non-production', or the UUIDs of clusters/;

describe('a bad input', () => {
  test.each<[operation: string, input: string, value: string, says: RegExp]>([
    // for every operation
    ['rotate', 'operation', 'rotat', /did you mean 'rotate'\?.*Valid: rotate, lock, unlock/],
    ['rotate', 'operation', 'ROTATE', /Valid: rotate, lock, unlock/],
    ['rotate', 'qovery-api-token', '', /is required.*Valid: a Qovery API token/],
    ['rotate', 'qovery-api-token', '  ', /is required/],
    ['lock', 'qovery-api-token', '', /is required/],
    ['rotate', 'qovery-api-url', 'api.qovery.com', /Valid: an address like https:\/\/api.qovery.com/],
    ['rotate', 'qovery-api-url', 'http://api.qovery.com', /http only for this machine: the token travels/],
    ['rotate', 'qovery-api-url', 'https://user@api.qovery.com', /Valid: an address like/],
    ['rotate', 'qovery-api-url', 'ftp://127.0.0.1', /Valid: an address like/],
    ['rotate', 'organization-id', '', /is required.*Valid: the UUID of a Qovery organisation/],
    ['rotate', 'organization-id', 'acme', UUIDS],
    ['unlock', 'organization-id', `${UUID}0`, UUIDS],
    ['rotate', 'summary', 'yes', BOOLEANS],
    // for rotate
    ['rotate', 'credentials-id', '', /is required.*Valid: 'all', or the UUIDs of cloud credentials/],
    ['rotate', 'credentials-id', ' ,\n', /Valid: 'all', or/],
    ['rotate', 'credentials-id', 'AWS production', UUIDS],
    ['rotate', 'credentials-id', `${UUID}, x`, UUIDS],
    [
      'rotate',
      'credentials-id',
      `all, ${UUID}`,
      /has 'all' beside other values.*Valid: 'all' alone, or UUIDs/,
    ],
    ['rotate', 'cluster-id', 'production', UUIDS],
    ['rotate', 'ignore-cluster-id', 'production-eu', UUIDS],
    ['rotate', 'verify-environment-id', 'shop', UUIDS],
    ['rotate', 'role-to-assume', 'qovery-maintenance', /Valid: the ARN of an IAM role, like arn:aws:iam::/],
    ['rotate', 'role-to-assume', 'arn:aws:iam::123456789012:user/x', /Valid: the ARN of an IAM role/],
    ['rotate', 'aws-region', 'Paris', /Valid: an AWS region, like eu-west-3/],
    ['rotate', 'aws-iam-user', 'a user', /Valid: the name of an IAM user, without its path/],
    ['rotate', 'aws-iam-user', '/path/user', /Valid: the name of an IAM user, without its path/],
    ['rotate', 'delay', '7199', /too short.*Valid: a duration of at least 7200 \(2h\)/],
    ['rotate', 'delay', '119m', /too short.*at least 7200/],
    ['rotate', 'delay', '0', /too short/],
    ['rotate', 'delay', '-7200', DURATIONS],
    ['rotate', 'delay', '2.5h', DURATIONS],
    ['rotate', 'delay', '2 hours', DURATIONS],
    ['rotate', 'delay', '2H', DURATIONS],
    ['rotate', 'delay', '1h30m', DURATIONS],
    ['rotate', 'deactivate-for', 'soon', DURATIONS],
    ['rotate', 'max-age', '90 days', DURATIONS],
    ['rotate', 'deploy-timeout', '1w', DURATIONS],
    ['rotate', 'deploy-timeout', '59', /too short.*Valid: a duration of at least 1m/],
    ['rotate', 'wait-for-deletion', 'no', BOOLEANS],
    ['rotate', 'dry-run', '1', BOOLEANS],
    [
      'rotate',
      'retire-key',
      'ASIAIOSFODNN7EXAMPLE',
      /Valid: the id of a long-term access key \(it begins with AKIA\)/,
    ],
    ['rotate', 'retire-key', 'true', /Valid: the id of a long-term access key/],
    // for lock and unlock
    ['lock', 'cluster-id', '', CLUSTERS],
    ['lock', 'cluster-id', ',', CLUSTERS],
    ['lock', 'cluster-id', 'staging', /Valid: /],
    ['lock', 'cluster-id', `production, ${UUID}`, /has 'production' beside other values/],
    ['lock', 'reason', '', /is required.*Valid: why the clusters are locked/],
    ['lock', 'ttl-in-days', '', /is required.*Valid: 1, 2, 3, 4 or 5 \(days\), or 'none'/],
    ['lock', 'ttl-in-days', '0', /Valid: 1, 2, 3, 4 or 5/],
    ['lock', 'ttl-in-days', '6', /Valid: 1, 2, 3, 4 or 5/],
    ['lock', 'ttl-in-days', '2d', /Valid: 1, 2, 3, 4 or 5/],
    ['lock', 'dry-run', 'maybe', BOOLEANS],
    ['unlock', 'cluster-id', '', CLUSTERS],
    ['unlock', 'cluster-id', 'non-production\nall', /beside other values/],
  ])('of %s: %s %j', async (operation, input, value, says) => {
    expectBadInput(await actWith({ ...GOOD[operation], [input]: value }), input, says);
  });

  test.each([
    ['aws-iam-user', 'qovery-admin'],
    ['retire-key', 'AKIAIOSFODNN7EXAMPLE'],
  ])('%s, which is for one key, with all credentials', async (input, value) => {
    const run = await actWith({ operation: 'rotate', 'credentials-id': 'all', [input]: value });
    expectBadInput(run, input, /is for one key at a time, and 'credentials-id' is 'all'/);
  });

  test.each([
    ['credential-id', 'credentials-id'],
    ['max_age', 'max-age'],
    ['cluster-ids', 'cluster-id'],
    ['dryrun', 'dry-run'],
  ])('that no operation knows: %s; the nearest name is %s', async (input, nearest) => {
    const run = await actWith({ ...GOOD['rotate'], [input]: 'x' });
    expectBadInput(
      run,
      input,
      new RegExp(`is unknown; did you mean '${nearest}'\\?.*Valid: operation, qovery-api-token`),
    );
  });

  test('is told even where it quotes what it should not obey', async () => {
    const run = await actWith({ ...GOOD['rotate'], 'aws-iam-user': '\n::set-output name=x::y' });
    expectBadInput(run, 'aws-iam-user', /Valid: the name of an IAM user/);
    expect(
      withoutMasks(run.stdout)
        .split('\n')
        .filter((line) => line.startsWith('::')),
    ).toHaveLength(1);
  });
});

describe('the six hours of a hosted job', () => {
  const tooLong = {
    'wait-for-deletion': 'true',
    delay: '4h',
    'deactivate-for': '1h',
    'deploy-timeout': '61m',
  };

  test('are too few for a wait: refused on a hosted runner', async () => {
    const run = await actWith({ ...GOOD['rotate'], ...tooLong }, { RUNNER_ENVIRONMENT: 'github-hosted' });
    expectBadInput(
      run,
      'wait-for-deletion',
      /\(6h 1m\) is longer than the six hours of a hosted job.*Valid: 'false', with scheduled runs/,
    );
  });

  test('do not bind another runner: it is warned', async () => {
    await using acme = await company();
    const run = await acme.rotate(tooLong);
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    expect(run.warnings.join('\n')).toMatch(
      /'wait-for-deletion' .*longer than the six hours of a hosted job.*not GitHub-hosted/,
    );
    expectHealthy(acme);
  });

  test('suffice, or nobody waits: no word about them', async () => {
    await using acme = await company();
    const env = { RUNNER_ENVIRONMENT: 'github-hosted' };
    for (const inputs of [
      { ...tooLong, 'deploy-timeout': '1h' },
      { ...tooLong, 'wait-for-deletion': 'false', 'deactivate-for': '7d' },
    ]) {
      const run = await acme.rotate({ ...inputs, 'dry-run': 'true' }, { env });
      expect(run).toMatchObject({ errors: [], warnings: [], exitCode: 0, result: 'planned' });
    }
  });
});

describe('durations', () => {
  test.each([
    ['3 hours in seconds', '10800', 3 * HOUR],
    ['seconds', '10800s', 3 * HOUR],
    ['minutes', '180m', 3 * HOUR],
    ['hours', '3h', 3 * HOUR],
    ['a day', '1d', DAY],
  ])('%s (%s)', async (_, delay, milliseconds) => {
    await using acme = await company();
    const run = await acme.rotate({ delay, 'deactivate-for': '0', 'wait-for-deletion': 'false' });
    const deployedAt = acme.cluster().lastDeploymentAt ?? 0;
    const late = Date.parse(run.outputs['delete-after'] ?? '') - deployedAt - milliseconds;
    expect(late).toBeGreaterThanOrEqual(-SECOND);
    expect(late).toBeLessThan(MINUTE);
  });
});

describe('lists and words', () => {
  test.each([
    ['commas', ', '],
    ['new lines', '\n'],
    ['both, and too many of them', ' ,\n,\n'],
  ])('values are separated by %s', async (_, separator) => {
    await using acme = await company({
      credentials: [
        { name: 'Europe', user: 'qovery-eu' },
        { name: 'America', user: 'qovery-us' },
        { name: 'Asia', user: 'qovery-asia' },
      ],
    });
    const ids = [acme.credential('Europe').id, acme.credential('Asia').id.toUpperCase()];
    const run = await acme.rotate({
      'credentials-id': `${ids.join(separator)}${separator}`,
      'dry-run': 'true',
    });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
    const { keys } = JSON.parse(run.outputs['report'] ?? '') as { keys: { iam_user: string }[] };
    expect(keys.map(({ iam_user: user }) => user).sort()).toEqual(['qovery-asia', 'qovery-eu']);
  });

  test('spaces around a value, and true in capitals, are understood', async () => {
    await using acme = await company();
    const run = await acme.rotate({ operation: ' rotate ', 'dry-run': ' TRUE ', delay: ' 2h ' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
  });

  test('an input that another operation reads is warned of, and ignored', async () => {
    await using acme = await company();
    const run = await acme.rotate({ 'dry-run': 'true', 'ttl-in-days': '3' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
    expect(run.warnings).toEqual([
      expect.stringMatching(/'ttl-in-days' has no meaning for operation 'rotate'/),
    ]);
  });

  test('a scheduled run without `max-age` is warned: every run would rotate', async () => {
    await using acme = await company();
    const env = { GITHUB_EVENT_NAME: 'schedule' };
    const run = await acme.rotate({ 'dry-run': 'true' }, { env });
    expect(run.warnings).toEqual([expect.stringMatching(/'max-age' is 0 in a scheduled run/)]);
    expect((await acme.rotate({ 'dry-run': 'true', 'max-age': '75d' }, { env })).warnings).toEqual([]);
  });
});

test('the token is in no error, even where it was given in the place of another input', async () => {
  await using acme = await company();
  const token = acme.world.organization().tokens[0]?.value ?? '';
  for (const input of ['organization-id', 'credentials-id', 'qovery-api-url', 'delay']) {
    // `act` looks for the token in everything that was printed and written.
    const run = await act(acme.sandbox, { 'credentials-id': UUID, [input]: token });
    expect(run.errors[0]).toMatch(new RegExp(`^Input '${input}' `));
    expect(run.errors[0]).toContain('***');
  }
});
