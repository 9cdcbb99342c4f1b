import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { startAction } from '../../sandbox/run-action.ts';
import { act } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';

// Reporting neither hides nor ends what it reports, and an error that nothing expected is told as plainly as any other.

let directory: string;
beforeAll(() => void (directory = mkdtempSync(join(tmpdir(), 'reporting-'))));
afterAll(() => rmSync(directory, { recursive: true, force: true }));

/** Code that runs in the action's process before the action. */
function preloaded(code: string): Record<string, string> {
  const file = join(directory, `${Math.random()}.mjs`);
  writeFileSync(file, code);
  const clock = new URL('../../sandbox/preload.mjs', import.meta.url).href;
  return { NODE_OPTIONS: `--import=${clock} --import=${pathToFileURL(file).href}` };
}

/** Starts the action in a process of its own, with the same environment. */
function wrapped(before: string, spawned: string): string {
  const file = join(directory, `${Math.random()}.mjs`);
  const action = fileURLToPath(new URL('../../dist/index.js', import.meta.url));
  writeFileSync(
    file,
    `import { spawn } from 'node:child_process';
     import { openSync } from 'node:fs';
     const action = ${JSON.stringify(action)};
     process.env.PATH = ${JSON.stringify(dirname(process.execPath))} + ':' + process.env.PATH;
     ${before}
     spawn(${spawned}).on('close', (code) => (process.exitCode = code ?? 99));
     void openSync;`,
  );
  return file;
}

const BROKEN: readonly (readonly [string, () => string])[] = [
  ['unset', () => ''],
  ['gone', () => join(directory, 'gone')],
  ['a folder', () => directory],
  ['on a full disk', () => '/dev/full'],
];

describe.each(BROKEN)('where the files for outputs and summary are %s', (_, path) => {
  const env = (): Record<string, string> => ({ GITHUB_OUTPUT: path(), GITHUB_STEP_SUMMARY: path() });

  test('a rotation is done, and what cannot be written is warned of', async () => {
    await using acme = await company();
    const run = await act(acme.sandbox, { 'credentials-id': acme.credential().id }, { env: env() });
    expect(run).toMatchObject({ exitCode: 0, errors: [], stderr: '' });
    expect(run.log).toContain('rotated: ');
    expect(run.warnings).toEqual(
      expect.arrayContaining([expect.stringMatching(/^The output 'result' could not be written: /)]),
    );
    expect(run.warnings.length).toBeLessThanOrEqual(2);
    expectHealthy(acme);
    expect(Object.keys(acme.keys())).toHaveLength(1);
  });

  test('an error is told first', async () => {
    await using acme = await company();
    const run = await act(
      acme.sandbox,
      { 'credentials-id': acme.credential().id, delay: '1' },
      { env: env() },
    );
    expect(run).toMatchObject({ exitCode: 1, stderr: '' });
    expect(run.errors).toHaveLength(1);
    const annotations = run.stdout.split('\n').filter((line) => /^::(error|warning)/.test(line));
    expect(annotations[0]).toMatch(/^::error::.*'delay'/);
    expect(annotations[1]).toMatch(/^::warning::The output 'result' could not be written/);
  });
});

test('one of them that cannot be written takes nothing from the other', async () => {
  await using acme = await company();
  const inputs = { 'credentials-id': acme.credential().id, 'dry-run': 'true' };
  const noOutputs = await act(acme.sandbox, inputs, { env: { GITHUB_OUTPUT: '/dev/full' } });
  expect(noOutputs.summary).toContain('Planned');
  const noSummary = await act(acme.sandbox, inputs, { env: { GITHUB_STEP_SUMMARY: '/dev/full' } });
  expect(noSummary).toMatchObject({ result: 'planned', exitCode: 0 });
  expect(noSummary.warnings).toEqual([
    expect.stringMatching(/^The job summary could not be written: ENOSPC/),
  ]);
});

describe('a log that nobody reads', () => {
  test('a pipe that is closed between two stores: all is stored, deployed and retired', async () => {
    await using acme = await company();
    acme.world.addRegistry({ name: 'ECR', key: acme.key() });
    const { child, done } = startAction(acme.sandbox, {
      operation: 'rotate',
      'credentials-id': acme.credential().id,
    });
    acme.after('editContainerRegistry', () => {
      child.stdout?.destroy();
      child.stderr?.destroy();
    });
    const run = await done;
    expect(run).toMatchObject({ exitCode: 0, signal: null });
    expect(run.outputs['result']).toBe('rotated');
    expect(run.summary).toContain('Rotated');
    expectHealthy(acme);
    expect(new Set(Object.values(acme.holders())).size).toBe(1);
  });

  test('a log on a full disk: the same', async () => {
    await using acme = await company();
    const entry = wrapped(
      `const log = openSync('/dev/full', 'w');`,
      `'node', [action], { stdio: ['ignore', log, log] }`,
    );
    const inputs = { 'credentials-id': acme.credential().id };
    const run = await act(acme.sandbox, inputs, { entry, secretNeverArrives: true });
    expect(run).toMatchObject({ exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });
});

test('a disk that is full in the middle of an output: the outputs before it stay readable', async () => {
  await using acme = await company();
  // No file may have more than 1,024 bytes. (Other shells drop variables with a hyphen in their names.)
  const entry = wrapped('', `'bash', ['-c', 'ulimit -f 1; exec node ' + action], { stdio: 'inherit' }`);
  const inputs = { 'credentials-id': acme.credential().id, 'dry-run': 'true' };
  const run = await act(acme.sandbox, inputs, { entry });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'planned' });
  expect(run.outputs).not.toHaveProperty('report');
  expect(run.warnings[0]).toMatch(/^The output '[a-z-]+' could not be written: EFBIG/);
});

describe('an error outside of the one catch', () => {
  const WHEN = 'const soon = (then) => setTimeout(then, Number(process.env.AFTER ?? 300));';

  test.each([
    ['an exception', "throw new Error('boom ' + process.env.AWS_SECRET_ACCESS_KEY)"],
    ['a rejection', "void Promise.reject(new Error('boom'))"],
    [
      'an exception with fields',
      "throw Object.assign(new Error('boom'), { config: { headers: { authorization: process.env.AWS_SECRET_ACCESS_KEY } } })",
    ],
    ['no error at all', "throw { toString() { throw 1 }, message: 'boom' }"],
  ])('%s: what failed, what is true, what next; no dump, no secret, and no harm', async (_, code) => {
    await using acme = await company();
    const env = preloaded(`${WHEN} soon(() => { ${code} });`);
    const run = await act(acme.sandbox, { 'credentials-id': acme.credential().id }, { env });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed', stderr: '' });
    expect(run.errors[0]).toMatch(
      /^Unexpected error: boom( \*\*\*)?\. This is a defect of the action\. Please report this message\. What was done so far stays as it is\. Run again: /,
    );
    expect(run.summary).toMatch(/^### ❌ Failed\n\n> \[!CAUTION\]\n> Unexpected error: boom/);
    expect(run.log).not.toMatch(/ at .*\.js:\d+|node:internal/);
    // The next run finishes what this one began.
    const next = await acme.rotate();
    expect(next).toMatchObject({ exitCode: 0, result: 'rotated' });
    expectHealthy(acme);
  });

  test('a wait that nothing ends any more: said, exit code 1', async () => {
    await using acme = await company();
    const env = preloaded(
      'globalThis.AbortSignal.any = () => { throw new Error("x") }; await import("node:http").then(({ default: http }) => { http.request = () => ({ on() {}, end() {}, once() {}, setTimeout() {}, destroy() {} }); });',
    );
    const run = await act(acme.sandbox, { operation: 'unlock', 'cluster-id': 'all' }, { env });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toBeDefined();
    expect(run.stderr).toBe('');
  });
});

test('a secret that the process was given is masked before anything is printed, and is in no error', async () => {
  await using acme = await company();
  const env = {
    AWS_SESSION_TOKEN: 'session-token/with+signs==',
    ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'oidc-request-token',
    ACTIONS_RUNTIME_TOKEN: 'runtime-token',
    HTTPS_PROXY: 'http://ann:proxy#password@127.0.0.1:3128',
  };
  const inputs = Object.fromEntries(
    Object.values(env).map((value, index) => [
      ['delay', 'cluster-id', 'aws-region', 'aws-iam-user'][index] ?? '',
      value,
    ]),
  );
  const run = await act(acme.sandbox, { 'credentials-id': acme.credential().id, ...inputs }, { env });
  expect(run).toMatchObject({ exitCode: 1, result: 'failed', stderr: '' });
  const lines = run.stdout.split('\n');
  const firstWord = lines.findIndex((line) => !line.startsWith('::add-mask::'));
  for (const secret of [...Object.values(env).slice(0, 3), 'proxy#password', 'ann:proxy#password']) {
    expect(lines.slice(0, firstWord)).toContain(`::add-mask::${secret}`);
  }
  const said = [lines.slice(firstWord).join('\n'), run.summary, JSON.stringify(run.outputs)].join('\n');
  expect(said).not.toMatch(/session-token|oidc-request|runtime-token|proxy#|#password|ann:/);
  expect(run.errors[0]).toContain("Variable 'HTTPS_PROXY'");
});
