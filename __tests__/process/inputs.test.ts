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

describe('a bad input', () => {
  // What each may be, value by value: unit/inputs.test.ts; what people do by mistake: honest-mistakes.test.ts. Here:
  // that it is told, and that nothing is asked for.
  test.each<[operation: string, input: string, value: string, says: RegExp]>([
    ['rotate', 'operation', 'rotat', /did you mean 'rotate'\?.*Valid: rotate, lock, unlock/],
    ['rotate', 'delay', '7199', /too short.*Valid: a duration of at least 7200 \(2h\)/],
    ['lock', 'ttl-in-days', '6', /Valid: 1, 2, 3, 4 or 5 \(days\), or 'none'/],
    ['unlock', 'cluster-id', 'non-production\nall', /beside other values/],
  ])('of %s: %s %j', async (operation, input, value, says) => {
    expectBadInput(await actWith({ ...GOOD[operation], [input]: value }), input, says);
  });

  test('all of them in one error, one line each, in the log and in the summary', async () => {
    const bad = { delay: '1', 'max-age': '90', 'organization-id': 'acme', dryrun: 'x' };
    const run = await actWith({ ...GOOD['rotate'], ...bad }, { HTTPS_PROXY: 'socks5://x:y@proxy' });
    expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' }, stderr: '', requests: [] });
    expect(run.errors).toHaveLength(1);
    const [first, ...lines] = run.errors[0]?.split('\n') ?? [];
    expect(first).toBe('5 inputs cannot be used. Nothing was requested and nothing was changed.');
    for (const name of Object.keys(bad)) {
      expect(lines.filter((line) => line.startsWith(`- Input '${name}' `))).toHaveLength(1);
      expect(run.summary).toMatch(new RegExp(`^- Input '${name}' `, 'm'));
    }
    expect(lines.join('\n')).toContain("- Variable 'HTTPS_PROXY' names a proxy of the kind 'socks5'");
  });

  test('that somebody else may have passed on is warned of, and ignored', async () => {
    await using acme = await company();
    const run = await acme.rotate({ 'dry-run': 'true', 'slack-webhook': 'x' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
    expect(run.warnings).toEqual([
      expect.stringMatching(/^Input 'slack-webhook' is not one of this action's inputs and is ignored/),
    ]);
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

describe('a name in the place of an id', () => {
  test('of a credential, a cluster and an environment', async () => {
    await using acme = await company();
    const run = await acme.rotate({
      'credentials-id': ' "AWS production" ',
      'cluster-id': 'production-eu',
      'dry-run': 'true',
    });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
    expect(run.summary).toContain(acme.credential().id);
  });

  test('that is unknown, or of something else: all of it is told, and nothing is changed', async () => {
    await using acme = await company();
    const before = acme.everything();
    const run = await acme.rotate({ 'credentials-id': 'production-eu', 'ignore-cluster-id': 'prod' });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/^2 inputs cannot be used\. Nothing was changed\./);
    expect(run.errors[0]).toContain(
      "which is the cluster 'production-eu', not a cloud credential. Valid: 'AWS production' (",
    );
    expect(run.errors[0]).toContain(
      "- Input 'ignore-cluster-id' has 'prod', which is no cluster of this organisation",
    );
    expect(run.requests.some(({ api }) => api !== 'qovery')).toBe(false);
    expect(acme.everything()).toEqual(before);
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

  test.each(['no', 'off', '0', 'False'])('%s is false', async (text) => {
    await using acme = await company();
    const run = await acme.rotate({ 'wait-for-deletion': text });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(run.summary).not.toBe('');
  });

  test('an input that another operation reads is warned of, and ignored', async () => {
    await using acme = await company();
    const run = await acme.rotate({ 'dry-run': 'true', 'ttl-in-days': '3' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
    expect(run.warnings).toEqual([
      expect.stringMatching(/'ttl-in-days' has no meaning for operation 'rotate'/),
    ]);
  });

  test('a scheduled run with `max-age: 0` is warned: every run would rotate', async () => {
    await using acme = await company();
    const env = { GITHUB_EVENT_NAME: 'schedule' };
    const run = await acme.rotate({ 'dry-run': 'true', 'max-age': '0' }, { env });
    expect(run.warnings).toEqual([expect.stringMatching(/'max-age' is 0 in a scheduled run/)]);
    expect((await acme.rotate({ 'dry-run': 'true' }, { env })).warnings).toEqual([]);
  });
});

test.each([
  ['a line break at its end', (token: string) => `${token}\n`, 'planned'],
  ['a line break in it', (token: string) => `${token.slice(0, 9)}\n${token.slice(9)}`, 'failed'],
  ['U+200B at its end', (token: string) => `${token}\u200b`, 'failed'],
])('a token with %s', async (_, spoilt, result) => {
  await using acme = await company();
  const token = acme.world.organization().tokens[0]?.value ?? '';
  const run = await acme.rotate({ 'dry-run': 'true', 'qovery-api-token': spoilt(token) });
  expect(run.result).toBe(result);
  if (result === 'failed') {
    expect(run.errors[0]).toMatch(/^Input 'qovery-api-token' has (a line break|the character U\+200B) in it/);
    expect(run.requests).toEqual([]);
  }
});

test.each(['organization-id', 'credentials-id', 'aws-iam-user', 'delay', 'aws-region', 'role-to-assume'])(
  'a secret that only %s holds, and that nothing could mask, is printed nowhere',
  async (input) => {
    await using acme = await company();
    const secret = 'hushXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY0';
    for (const value of [secret, secret.replaceAll('/', '1'), `qov_${secret.replace(/[/+]/g, '0')}`]) {
      const run = await act(acme.sandbox, { 'credentials-id': UUID, [input]: value });
      expect(run).toMatchObject({ result: 'failed', requests: [] });
      expect(run.errors[0]).toContain(`'${input}'`);
      expect(run.stdout + run.summary + JSON.stringify(run.outputs)).not.toMatch(/hush|RfiCY/);
    }
  },
);

test('the token is in no error, even where it was given in the place of another input', async () => {
  await using acme = await company();
  const token = acme.world.organization().tokens[0]?.value ?? '';
  for (const input of ['organization-id', 'aws-region', 'qovery-api-url', 'delay']) {
    // `act` looks for the token in everything that was printed and written.
    const run = await act(acme.sandbox, { 'credentials-id': UUID, [input]: token });
    expect(run.errors[0]).toMatch(new RegExp(`^Input '${input}' `));
    expect(run.errors[0]).toMatch(/\*\*\*|a text of \d+ characters/);
  }
});
