/**
 * The project's own workflows on a runner that nobody here wrote: act (github.com/nektos/act), on the host, without
 * containers. They differ from what a user copies in two lines: the action is checked out and used as `./`, and it is
 * told where the sandbox is. `.ci/run act`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { expect, jest, test } from '@jest/globals';

import { ACTION } from '../../scripts/repository.ts';
import { DAY, MINUTE } from '../../sandbox/clock.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { findLeak } from '../support/leaks.ts';

jest.setTimeout(180_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WORKFLOWS = join('.github', 'workflows');
const ROTATE = 'rotate-credentials.yml';
const LOCK = 'lock-clusters.yml';

test('the quick start: a dry run, non-production by hand, then the schedule for all', async () => {
  await using acme = await company({
    credentials: [
      { name: 'AWS staging', user: 'staging', keyAge: 80 * DAY, clusters: ['staging-eu'] },
      {
        name: 'AWS production',
        user: 'live',
        keyAge: 70 * DAY,
        clusters: ['production-eu', 'production-us'],
      },
    ],
  });
  using runner = runnerOf(acme);
  const { world, clock } = acme;
  const oldStaging = acme.key('AWS staging');
  const oldLive = acme.key('AWS production');
  world.addRegistry({ name: 'ECR', key: oldLive });
  const untouched = acme.everything();

  const dryRun = await runner.dispatch(ROTATE, { 'dry-run': 'true' });
  expect(dryRun).toMatchObject({ succeeded: true, outputs: { result: 'planned' }, writes: [] });
  expect(dryRun.text).toContain(oldStaging.id);
  expect(acme.everything()).toEqual(untouched);

  const byHand = await runner.dispatch(ROTATE, {
    'dry-run': 'false',
    'credentials-id': acme.credential('AWS staging').id,
  });
  const staging = byHand.outputs['new-access-key-id'] ?? '';
  expect(byHand).toMatchObject({ succeeded: true, outputs: { result: 'pending' } });
  expect(acme.keys('staging')).toEqual({ [oldStaging.id]: 'Active', [staging]: 'Active' });
  expect(acme.holders()).toEqual({ 'AWS staging': staging, 'AWS production': oldLive.id, ECR: oldLive.id });

  const results: (string | undefined)[] = [];
  let ageAtTheEnd = Infinity;
  while (clock.now() < oldLive.createdAt + 94 * DAY) {
    clock.advance(untilNextSchedule(clock.date()));
    const scheduled = await runner.run('schedule', ROTATE);
    expect(scheduled.succeeded).toBe(true);
    results.push(scheduled.outputs['result']);
    if (!(oldLive.id in acme.keys('live')))
      ageAtTheEnd = Math.min(ageAtTheEnd, clock.now() - oldLive.createdAt);
  }
  // The auditors are content, and there is one new key for each user, which everything holds and runs with.
  expect(ageAtTheEnd).toBeLessThan(90 * DAY);
  const live = acme.credential('AWS production').key?.id ?? '';
  expect(live).not.toBe(oldLive.id);
  expect(acme.keys('staging')).toEqual({ [staging]: 'Active' });
  expect(acme.keys('live')).toEqual({ [live]: 'Active' });
  expect(acme.holders()).toEqual({ 'AWS staging': staging, 'AWS production': live, ECR: live });
  expect(acme.running()).toEqual({ 'staging-eu': staging, 'production-eu': live, 'production-us': live });
  expect([acme.journal('staging'), acme.journal('live')]).toEqual([{}, {}]);
  expectHealthy(acme);
  expect(new Set(results)).toEqual(new Set(['pending', 'rotated', 'not-due']));
  expect(results.at(-1)).toBe('not-due');
});

test('a rotation that cannot finish fails the job, says why, and changes nothing', async () => {
  await using acme = await company();
  using runner = runnerOf(acme);
  acme.cluster().lock = {
    reason: 'release 42',
    ttlInDays: 2,
    lockedAt: acme.clock.now(),
    ownerName: 'ada@example.com',
  };
  const before = acme.everything();

  const run = await runner.run('schedule', ROTATE);
  expect(run).toMatchObject({ succeeded: false, outputs: { result: 'failed' }, writes: [] });
  expect(run.text).toMatch(/::error::.*production-eu.*locked/);
  expect(acme.everything()).toEqual(before);
});

test('clusters are locked and unlocked by hand', async () => {
  await using acme = await company({
    credentials: [{ name: 'AWS', user: 'qovery', clusters: ['production-eu', 'staging-eu'] }],
  });
  using runner = runnerOf(acme);
  const production = (): unknown => acme.cluster('production-eu').lock;
  const lock = { operation: 'lock', reason: 'release 42', 'ttl-in-days': '3' };

  const planned = await runner.dispatch(LOCK, { ...lock, 'dry-run': 'true' });
  expect(planned).toMatchObject({ succeeded: true, outputs: { result: 'planned' }, writes: [] });
  const locked = await runner.dispatch(LOCK, lock);
  expect(locked).toMatchObject({ succeeded: true, outputs: { result: 'locked' } });
  expect(production()).toMatchObject({ reason: 'release 42', ttlInDays: 3 });
  expect(acme.cluster('staging-eu').lock).toBeUndefined();
  expect(acme.world.startMaintenance(acme.cluster('production-eu').id)).toBe(false);

  const again = await runner.dispatch(LOCK, lock);
  expect(again).toMatchObject({ succeeded: true, outputs: { result: 'unchanged' }, writes: [] });
  const unlocked = await runner.dispatch(LOCK, { operation: 'unlock', reason: 'release 42' });
  expect(unlocked).toMatchObject({ succeeded: true, outputs: { result: 'unlocked' } });
  expect(production()).toBeUndefined();
  expect(acme.world.startMaintenance(acme.cluster('production-eu').id)).toBe(true);
});

test('another workflow locks, and unlocks what it locked although its release failed', async () => {
  await using acme = await company();
  using runner = runnerOf(acme);
  runner.write('release.yml', RELEASE);

  const run = await runner.dispatch('release.yml');
  expect(run.succeeded).toBe(false);
  expect(run.text).toContain('released under a lock: locked');
  expect(run.writes).toEqual(['lockCluster', 'unlock-cluster']);
  expect(acme.cluster().lock).toBeUndefined();
});

test.each([ROTATE, LOCK])('%s does nothing where the organisation is not set', async (workflow) => {
  await using acme = await company();
  using runner = runnerOf(acme, { QOVERY_ORGANIZATION_ID: '' });
  expect(await runner.dispatch(workflow)).toMatchObject({ succeeded: true, outputs: {} });
  expect(acme.sandbox.requests).toEqual([]);
});

const RELEASE = `
on: workflow_dispatch
jobs:
  lock:
    uses: ./${WORKFLOWS}/${LOCK}
    with: { operation: lock, cluster-id: production, reason: release 42, ttl-in-days: '2' }
    secrets:
      QOVERY_API_TOKEN: \${{ secrets.QOVERY_API_TOKEN }}
  release:
    needs: lock
    runs-on: ubuntu-24.04
    steps:
      - run: echo 'released under a lock:' '\${{ needs.lock.outputs.result }}' && exit 1
  unlock:
    if: always()
    needs: release
    uses: ./${WORKFLOWS}/${LOCK}
    with: { operation: unlock, cluster-id: production, reason: release 42 }
    secrets:
      QOVERY_API_TOKEN: \${{ secrets.QOVERY_API_TOKEN }}
`;

/** What became of a workflow. */
interface WorkflowRun {
  readonly succeeded: boolean;
  /** The outputs of its steps. */
  readonly outputs: Record<string, string>;
  /** Everything that act printed. */
  readonly text: string;
  /** The operations that change something, in order. */
  readonly writes: string[];
}

interface Runner extends Disposable {
  run(event: string, workflow: string, inputs?: Record<string, string>): Promise<WorkflowRun>;
  /** What a person does with the button "Run workflow". */
  dispatch(workflow: string, inputs?: Record<string, string>): Promise<WorkflowRun>;
  /** One more workflow in the repository. */
  write(workflow: string, text: string): void;
}

/** A repository with the action and its workflows, and a runner for it that knows of no AWS but by its OIDC token. */
function runnerOf({ sandbox, world }: Company, variables: Record<string, string> = {}): Runner {
  const directory = mkdtempSync(join(tmpdir(), 'act-'));
  const repository = join(directory, 'repository');
  mkdirSync(join(repository, WORKFLOWS), { recursive: true });
  for (const path of ['action.yml', 'dist']) {
    cpSync(join(ROOT, path), join(repository, path), { recursive: true });
  }
  const write: Runner['write'] = (workflow, text) =>
    writeFileSync(join(repository, WORKFLOWS, workflow), text);
  for (const workflow of readdirSync(join(ROOT, WORKFLOWS))) write(workflow, forSandbox(workflow));
  for (const words of ['init --quiet', 'add --all', 'commit --quiet --message=x']) {
    const author = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgSign=false'];
    const { status, stderr } = spawnSync('git', [...author, ...words.split(' ')], { cwd: repository });
    if (status !== 0) throw new Error(`git ${words}: ${String(stderr)}`);
  }

  const secrets = { QOVERY_API_TOKEN: world.organization().tokens[0]?.value ?? '' };
  const vars = {
    QOVERY_API_URL: sandbox.qoveryUrl,
    QOVERY_ORGANIZATION_ID: world.organization().id,
    AWS_ROLE_TO_ASSUME: 'arn:aws:iam::123456789012:role/qovery-maintenance',
    ...variables,
  };
  const env = {
    AWS_ENDPOINT_URL: sandbox.awsUrl,
    ...sandbox.oidcEnv(),
    NODE_OPTIONS: `--import=${new URL('../../sandbox/preload.mjs', import.meta.url).href}`,
    SANDBOX_CLOCK: sandbox.clock.file,
  };
  // Values are in files: the arguments of a process can be read by others.
  const file = (name: string, values: Record<string, string>): string => {
    const lines = Object.entries(values).map(([key, value]) => `${key}='${value}'\n`);
    writeFileSync(join(directory, name), lines.join(''));
    return join(directory, name);
  };
  const options = [
    ['--platform', 'ubuntu-24.04=-self-hosted'],
    ['--platform', 'ubuntu-latest=-self-hosted'],
    ['--action-cache-path', join(directory, 'cache')],
    ['--no-cache-server'],
    ['--secret-file', file('secrets', secrets)],
    ['--var-file', file('vars', vars)],
    ['--env-file', file('env', env)],
  ].flat();

  const run: Runner['run'] = async (event, workflow, inputs = {}) => {
    const firstRequest = sandbox.requests.length;
    const given = Object.entries(inputs).flatMap(([name, value]) => ['--input', `${name}=${value}`]);
    const { code, text } = await act(
      [event, '--workflows', join(WORKFLOWS, workflow), ...options, ...given],
      {
        cwd: repository,
        env: {
          // The Node of these tests is the one that runs the action.
          PATH: `${dirname(process.execPath)}:${process.env['PATH'] ?? ''}`,
          HOME: directory,
          ...secrets,
          ...vars,
          ...env,
        },
      },
    );
    for (const secret of sandbox.secrets()) {
      const form = findLeak(text, secret);
      if (form !== undefined) throw new Error(`A secret is in what act printed (${form}):\n${text}`);
    }
    return {
      succeeded: code === 0,
      outputs: Object.fromEntries(
        [...text.matchAll(/::set-output:: ([\w-]+)=(.*)$/gm)].map(([, name = '', value]) => [name, value]),
      ) as Record<string, string>,
      text,
      writes: sandbox.requests
        .slice(firstRequest)
        .filter(({ write: changes }) => changes)
        .map(({ operation }) => operation),
    };
  };
  return {
    run,
    dispatch: (workflow, inputs) => run('workflow_dispatch', workflow, inputs),
    write,
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** A workflow of the project that uses the action from the checkout, and the sandbox's Qovery. */
function forSandbox(workflow: string): string {
  return (
    readFileSync(join(ROOT, WORKFLOWS, workflow), 'utf8')
      .replaceAll(new RegExp(`^( *)- uses: ${ACTION}$`, 'gm'), '$1- uses: actions/checkout@v7\n$1- uses: ./')
      // act has no token of GitHub, and its own idea of where GitHub is: the issue is tried elsewhere.
      .replaceAll('report-issue: true', 'report-issue: false')
      .replaceAll(/^( *)organization-id: \$.*$/gm, '$&\n$1qovery-api-url: ${{ vars.QOVERY_API_URL }}')
  );
}

async function act(
  words: string[],
  options: { cwd: string; env: Record<string, string> },
): Promise<{ code: number | null; text: string }> {
  const child = spawn('act', words, { ...options, stdio: ['ignore', 'pipe', 'pipe'] });
  let text = '';
  child.stdout.on('data', (chunk: Buffer) => (text += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (text += chunk.toString()));
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', (error) =>
      reject(new Error('There is no `act`: .ci/tools installs it.', { cause: error })),
    );
    child.on('close', resolve);
  });
  return { code, text };
}

/** How long it is until the schedule of the workflow starts a run: `minute hour * * days`. */
function untilNextSchedule(now: Date): number {
  const [, minute, hour, days = ''] = /cron: '(\d+) (\d+) \* \* ([\d,]+)'/.exec(forSandbox(ROTATE)) ?? [];
  const next = new Date(now);
  next.setUTCHours(Number(hour), Number(minute), 0, 0);
  while (next <= now || !days.split(',').includes(String(next.getUTCDay()))) {
    next.setUTCDate(next.getUTCDate() + 1);
  }
  // GitHub is late, as it often is.
  return next.getTime() - now.getTime() + 7 * MINUTE;
}
