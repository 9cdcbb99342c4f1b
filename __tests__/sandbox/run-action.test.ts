import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { inputDefaults, parseOutputs } from '../../sandbox/run-action.ts';
import { renderLog, withoutMasks } from '../../sandbox/runner-log.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { runScript } from '../support/clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

test('the action gets what a runner gives it, and nothing of the shell around it', async () => {
  process.env['SURELY_NOT_OF_A_RUNNER'] = 'x';
  const run = await runScript(sandbox, `console.log(JSON.stringify(process.env))`, {
    env: { CI: '', RUNNER_ENVIRONMENT: 'github-hosted' },
  });
  delete process.env['SURELY_NOT_OF_A_RUNNER'];
  const env = JSON.parse(run.stdout) as Record<string, string>;
  expect(env).toMatchObject({
    GITHUB_ACTIONS: 'true',
    RUNNER_ENVIRONMENT: 'github-hosted',
    'INPUT_QOVERY-API-URL': sandbox.qoveryUrl,
    'INPUT_ORGANIZATION-ID': sandbox.world.organization().id,
    AWS_ENDPOINT_URL: sandbox.awsUrl,
  });
  expect(env).not.toHaveProperty('CI');
  expect(env).not.toHaveProperty('SURELY_NOT_OF_A_RUNNER');
});

test('outputs, summary, exit code and both streams come back', async () => {
  const lines: string[] = [];
  const run = await runScript(
    sandbox,
    `
      import { appendFileSync } from 'node:fs';
      appendFileSync(process.env.GITHUB_OUTPUT, 'result<<end_1\\nrotated\\nend_1\\nplain=a=b\\n');
      appendFileSync(process.env.GITHUB_STEP_SUMMARY, '# Done');
      console.log('one\\ntwo');
      console.error('oops');
      process.exitCode = 3;
    `,
    { onLine: (line) => lines.push(line) },
  );
  expect(run).toMatchObject({
    exitCode: 3,
    signal: null,
    outputs: { result: 'rotated', plain: 'a=b' },
    summary: '# Done',
    stdout: 'one\ntwo\n',
    stderr: 'oops\n',
  });
  expect(lines).toEqual(['one', 'two']);
});

test('the action can be killed at any request', async () => {
  const kill = new AbortController();
  sandbox.onRequest(({ phase }) => {
    if (phase === 'after') kill.abort();
  });
  const run = await runScript(
    sandbox,
    `await fetch(process.env['INPUT_QOVERY-API-URL']); console.log('alive');`,
    { signal: kill.signal },
  );
  expect(run).toMatchObject({ exitCode: null, signal: 'SIGKILL', stdout: '' });
});

test('outputs of several lines are read as the toolkit writes them', () => {
  expect(parseOutputs('a<<x\n1\n\n2\nx\nb=\nc<<y\ny\n')).toEqual({ a: '1\n\n2', b: '', c: '' });
  expect(() => parseOutputs('a<<x\n1\n')).toThrow('has no end');
});

test('defaults are those of action.yml', () => {
  const yaml = [
    'name: x',
    'inputs:',
    '  operation:',
    '    description: "What: to do"',
    '    default: rotate',
    '',
    '  max-age:',
    "    default: '0' ",
    '  github-token:',
    '    default: ${{ github.token }}',
    '  reason:',
    '    required: true',
    'outputs:',
    '  result:',
    '    default: nonsense',
    '',
  ].join('\n');
  expect(inputDefaults(yaml)).toEqual({
    operation: 'rotate',
    'max-age': '0',
    'github-token': '',
    reason: '',
  });
  expect(inputDefaults('name: x\n')).toEqual({});
});

test('a log is shown as GitHub shows it', () => {
  const stdout = [
    '::add-mask::s3cret%25',
    '::group::Deploy',
    'uses s3cret% here',
    '::error title=Oh%3A no::it failed%0Abadly',
    '::endgroup::',
    '::not a command',
  ].join('\n');
  expect(renderLog(stdout)).toBe('\nDeploy\nuses *** here\nError: it failed\nbadly\n::not a command');
  expect(withoutMasks(stdout)).not.toContain('add-mask');
});
