/**
 * The project's own workflows on a runner that nobody here wrote: act (github.com/nektos/act), on the host, without
 * containers. They are called from another repository, by the text of the documents, or copied into it, and run as they
 * are. What differs from GitHub: the repository of the action is a folder, its default address of Qovery is the
 * sandbox's, and no issue is kept, since act has no token of GitHub. `.ci/run act`.
 */
import { spawn, spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { describe, expect, jest, test } from '@jest/globals';

import { ACTION } from '../../scripts/repository.ts';
import { workflowsIn } from '../../scripts/document-workflows.ts';
import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { findLeak } from '../support/leaks.ts';

jest.setTimeout(180_000);

const ROOT = fileURLToPath(new URL('../../', import.meta.url));
const WORKFLOWS = join('.github', 'workflows');
const ROTATE = 'rotate-credentials.yml';
const LOCK = 'lock-clusters.yml';

const FLEET = 'rotate-fleet.yml';
const REVIEW = 'review.yml';

describe('called from another repository', () => {
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
    using runner = runnerOf(acme, { [ROTATE]: withSchedule(documented('README.md', 'workflow_dispatch:')) });
    const { world, clock } = acme;
    const oldStaging = acme.key('AWS staging');
    const oldLive = acme.key('AWS production');
    world.addRegistry({ name: 'ECR', key: oldLive });
    const untouched = acme.everything();

    const dryRun = await runner.dispatch(ROTATE, { 'max-age': '0' });
    // It asks IAM for changes of what cannot exist, which prove a permission and change nothing.
    expect(dryRun).toMatchObject({ succeeded: true, outputs: { result: 'planned' } });
    expect(dryRun.writes).not.toContain('CreateAccessKey');
    expect(dryRun.text).toContain(oldStaging.id);
    expect(acme.everything()).toEqual(untouched);

    const byHand = await runner.dispatch(ROTATE, {
      'dry-run': 'false',
      'credentials-id': 'AWS staging',
      'max-age': '0',
    });
    const staging = byHand.outputs['new-access-key-id'] ?? '';
    expect(byHand).toMatchObject({ succeeded: true, outputs: { result: 'pending' } });
    expect(acme.keys('staging')).toEqual({ [oldStaging.id]: 'Active', [staging]: 'Active' });
    expect(acme.holders()).toEqual({
      'AWS staging': staging,
      'AWS production': oldLive.id,
      ECR: oldLive.id,
    });

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

  test('the first screen of the README rotates what is due', async () => {
    await using acme = await company();
    using runner = runnerOf(acme, { 'ten-lines.yml': documented('README.md', 'looks for keys') });
    const old = acme.key();
    const run = await runner.run('schedule', 'ten-lines.yml');
    expect(run).toMatchObject({ succeeded: true, outputs: { result: 'pending' } });
    expect(acme.holders()).toEqual({ 'AWS production': run.outputs['new-access-key-id'] });
    expect(acme.keys()[old.id]).toBe('Active');
    expectHealthy(acme);
  });

  test('what an error advises can be given: the leftover of a rotation by hand is retired', async () => {
    await using acme = await company();
    using runner = runnerOf(acme, { [ROTATE]: documented('README.md', 'workflow_dispatch:') });
    const leftover = acme.world.addKey(acme.user(), { createdAt: acme.clock.now() - 200 * DAY });
    const now = { 'credentials-id': 'AWS production', 'max-age': '0', 'dry-run': 'false' };

    const refused = await runner.dispatch(ROTATE, now);
    expect(refused).toMatchObject({ succeeded: false, outputs: { result: 'failed' }, writes: [] });
    expect(refused.text).toContain('retire-key');
    expect(refused.text).toContain(leftover.id);

    const retiring = { ...now, 'retire-key': leftover.id };
    expect(await runner.dispatch(ROTATE, retiring)).toMatchObject({ succeeded: true });
    acme.clock.advance(3 * HOUR);
    expect(await runner.dispatch(ROTATE, retiring)).toMatchObject({ succeeded: true });
    expect(acme.keys()[leftover.id]).toBe('Inactive');
    expect(acme.keys()[acme.key().id]).toBe('Active');
    expectHealthy(acme);
  });

  test('a fleet is rotated by the role that the caller names', async () => {
    await using acme = await company();
    const role = 'arn:aws:iam::123456789012:role/qovery-maintenance';
    const fleet = documented('docs/recipes.md', 'rotate-fleet.yml@v1');
    using runner = runnerOf(acme, { 'fleet.yml': fleet.replace(/arn:aws:iam::\{account\}\S+/, role) });
    const run = await runner.run('schedule', 'fleet.yml');
    expect(run).toMatchObject({ succeeded: true, outputs: { result: 'pending' } });
    expect(acme.holders()).toEqual({ 'AWS production': run.outputs['new-access-key-id'] });
    expectHealthy(acme);
  });

  test('a review reads, and says what it found', async () => {
    await using acme = await company();
    using runner = runnerOf(acme, { 'monthly.yml': documented('docs/recipes.md', 'review.yml@v1') });
    const run = await runner.run('schedule', 'monthly.yml');
    expect(run).toMatchObject({ succeeded: true, writes: [] });
    const report = JSON.parse(run.outputs['report'] ?? '{}') as { keys: { access_key_id: string }[] };
    expect(report.keys).toMatchObject([{ access_key_id: acme.key().id, age_days: 80 }]);
  });

  test('a release freeze locks, and unlocks what it locked although the release failed', async () => {
    await using acme = await company();
    const release = documented('docs/recipes.md', 'lock-clusters.yml@v1')
      .replace(/on:\n {2}push:\n.*\n/, 'on: workflow_dispatch\n')
      .replaceAll('${{ github.ref_name }}', '42')
      .replace(/ {6}- uses: actions\/checkout.*\n.*\n.*\n/, '')
      .replace('- run: ./release.sh', "- run: echo 'released under a lock' && exit 1");
    using runner = runnerOf(acme, { 'release.yml': release });

    const run = await runner.dispatch('release.yml');
    expect(run.succeeded).toBe(false);
    expect(run.text).toContain('released under a lock');
    expect(run.writes).toEqual(['lockCluster', 'unlock-cluster']);
    expect(acme.cluster().lock).toBeUndefined();
  });

  test('the report of a rotation reaches the next job', async () => {
    await using acme = await company();
    const evidence = documented('docs/recipes.md', 'Keep the report').replace(
      / {6}- uses: actions\/upload-artifact[^]*/,
      '      - run: cat rotation.json\n',
    );
    using runner = runnerOf(acme, { 'evidence.yml': evidence });
    const run = await runner.run('schedule', 'evidence.yml');
    expect(run.succeeded).toBe(true);
    expect(run.text).toMatch(/\| \{.*"old_access_key_id":"AKIA/);
  });

  test.each([
    ['the quick start', 'README.md', 'workflow_dispatch:', 'workflow_dispatch'],
    ['a fleet', 'docs/recipes.md', 'rotate-fleet.yml@v1', 'schedule'],
    ['a review', 'docs/recipes.md', 'review.yml@v1', 'schedule'],
  ])('%s fails, and asks nobody, where a variable has another name', async (_, page, words, event) => {
    await using acme = await company();
    const variables = { QOVERY_ORGANIZATION_ID: '', QOVERY_ORG_ID: acme.world.organization().id };
    using runner = runnerOf(acme, { 'typo.yml': documented(page, words) }, variables);
    const run = await runner.run(event, 'typo.yml');
    expect(run).toMatchObject({ succeeded: false, outputs: { result: 'failed' } });
    expect(run.text).toMatch(/::error::.*'organization-id' is required and was not given/);
    expect(acme.sandbox.requests).toEqual([]);
  });
});

describe('copied', () => {
  test('a rotation that cannot finish fails the job, says why, and changes nothing; later it begins', async () => {
    await using acme = await company();
    using runner = runnerOf(acme, copied(ROTATE));
    acme.cluster().lock = {
      reason: 'release 42',
      ttlInDays: undefined,
      lockedAt: acme.clock.now(),
      ownerName: 'ada@example.com',
    };
    const before = acme.everything();

    const run = await runner.run('schedule', ROTATE);
    expect(run).toMatchObject({ succeeded: false, outputs: { result: 'failed' }, writes: [] });
    expect(run.text).toMatch(/::error::.*production-eu.*locked/);
    expect(acme.everything()).toEqual(before);

    acme.cluster().lock = undefined;
    expect(await runner.run('schedule', ROTATE)).toMatchObject({ outputs: { result: 'pending' } });
    expectHealthy(acme);
  });

  test('clusters are locked and unlocked by hand', async () => {
    await using acme = await company({
      credentials: [{ name: 'AWS', user: 'qovery', clusters: ['production-eu', 'staging-eu'] }],
    });
    using runner = runnerOf(acme, copied(LOCK));
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

  test.each([ROTATE, REVIEW, LOCK, FLEET])('%s fails where the organisation is not set', async (workflow) => {
    await using acme = await company();
    using runner = runnerOf(acme, copied(workflow), { QOVERY_ORGANIZATION_ID: '' });
    const run = await runner.dispatch(workflow, workflow === LOCK ? { reason: 'release 42' } : {});
    expect(run).toMatchObject({ succeeded: false, outputs: { result: 'failed' } });
    expect(run.text).toMatch(/::error::.*'organization-id' is required and was not given/);
    expect(acme.sandbox.requests).toEqual([]);
  });
});

/** The first workflow of a page that has these words. */
function documented(page: string, words: string): string {
  const all = workflowsIn(readFileSync(join(ROOT, page), 'utf8')).map(({ text }) => text);
  const one = all.find((text) => text.includes(words));
  if (one === undefined) throw new Error(`${page} has no workflow with '${words}'.`);
  return one;
}

/** A file of the project, in the repository of somebody else. */
function copied(workflow: string): Record<string, string> {
  return { [workflow]: readFileSync(join(ROOT, WORKFLOWS, workflow), 'utf8') };
}

/** As the last step of the quick start asks for. */
function withSchedule(text: string): string {
  return text.replace(/^ {2}# (schedule:)\n {2}# {3}(- cron.*)$/m, '  $1\n    $2');
}

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
}

/**
 * A repository with these workflows and nothing else, and a runner for it that knows of no AWS but by its OIDC token.
 * The action and its workflows are in another one, of which it knows the name and the version.
 */
function runnerOf(
  { sandbox, world }: Company,
  workflows: Record<string, string>,
  variables: Record<string, string> = {},
): Runner {
  const directory = mkdtempSync(join(tmpdir(), 'act-'));
  const published = join(directory, 'published');
  for (const path of ['action.yml', 'dist', WORKFLOWS]) {
    cpSync(join(ROOT, path), join(published, path), { recursive: true });
  }
  const actionYml = readFileSync(join(published, 'action.yml'), 'utf8');
  writeFileSync(
    join(published, 'action.yml'),
    actionYml.replace('default: https://api.qovery.com', `default: ${sandbox.qoveryUrl}`),
  );
  for (const name of readdirSync(join(published, WORKFLOWS))) {
    const file = join(published, WORKFLOWS, name);
    writeFileSync(file, withoutIssue(readFileSync(file, 'utf8')));
  }
  const repository = join(directory, 'repository');
  mkdirSync(join(repository, WORKFLOWS), { recursive: true });
  for (const [name, text] of Object.entries(workflows)) {
    writeFileSync(join(repository, WORKFLOWS, name), withoutIssue(text));
  }
  for (const words of ['init --quiet', 'add --all', 'commit --quiet --message=x']) {
    const author = ['-c', 'user.name=x', '-c', 'user.email=x@example.com', '-c', 'commit.gpgSign=false'];
    const { status, stderr } = spawnSync('git', [...author, ...words.split(' ')], { cwd: repository });
    if (status !== 0) throw new Error(`git ${words}: ${String(stderr)}`);
  }

  const secrets = { QOVERY_API_TOKEN: world.organization().tokens[0]?.value ?? '' };
  const vars = {
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
    ['--local-repository', `${ACTION}=${published}`],
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
    [Symbol.dispose]: () => rmSync(directory, { recursive: true, force: true }),
  };
}

/** act has no token of GitHub, and its own idea of where GitHub is: the issue is tried elsewhere. */
function withoutIssue(workflow: string): string {
  return workflow.replace(/report-issue: \$\{\{.*\}\}/, 'report-issue: false');
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
  const [, minute, hour, days = ''] =
    /cron: '(\d+) (\d+) \* \* ([\d,]+)'/.exec(documented('README.md', 'workflow_dispatch:')) ?? [];
  const next = new Date(now);
  next.setUTCHours(Number(hour), Number(minute), 0, 0);
  while (next <= now || !days.split(',').includes(String(next.getUTCDay()))) {
    next.setUTCDate(next.getUTCDate() + 1);
  }
  // GitHub is late, as it often is.
  return next.getTime() - now.getTime() + 7 * MINUTE;
}
