import { spawn } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';

import type { Sandbox } from './server.ts';

export interface RunOptions {
  /** Further environment variables; an empty string takes one away. */
  env?: Record<string, string>;
  /** How wrong the runner's clock is. */
  clockSkewMs?: number;
  /**
   * When somebody sets the runner's clock, and by how much: `at` counts in the sandbox's time from the start of the run.
   * Together with `clockSkewMs: -4 * MINUTE`, `[{ at: HOUR, by: 4 * MINUTE }]` is a clock that is set right.
   */
  wallClock?: { at: number; by: number }[];
  /** What to run instead of the built action. */
  entry?: string;
  /** Called with every line of stdout as it is printed. */
  onLine?: (line: string) => void;
  /** Kills the action at once (SIGKILL). */
  signal?: AbortSignal;
}

export interface ActionRun {
  exitCode: number | null;
  signal: NodeJS.Signals | null;
  /** As the process wrote it, masks included; see runner-log.ts for what a reader of the log sees. */
  stdout: string;
  stderr: string;
  outputs: Record<string, string>;
  summary: string;
  /** In real milliseconds. */
  durationMs: number;
}

export interface StartedAction {
  child: ChildProcess;
  done: Promise<ActionRun>;
}

const BUILT_ACTION = fileURLToPath(new URL('../dist/index.js', import.meta.url));
const ACTION_YML = new URL('../action.yml', import.meta.url);
const PRELOAD = new URL('./preload.mjs', import.meta.url).href;
const RUNNER_FILES = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY', 'GITHUB_STATE', 'GITHUB_ENV'] as const;

/** Runs the action against the sandbox, as a GitHub runner would, and waits for its end. */
export function runAction(
  sandbox: Sandbox,
  inputs: Record<string, string>,
  options: RunOptions = {},
): Promise<ActionRun> {
  return startAction(sandbox, inputs, options).done;
}

/** The same, for those who want to kill it on its way. */
export function startAction(
  sandbox: Sandbox,
  inputs: Record<string, string>,
  options: RunOptions = {},
): StartedAction {
  const entry = options.entry ?? BUILT_ACTION;
  if (!existsSync(entry)) throw new Error(`There is no ${entry}. Build the action first: npm run build`);
  const directory = mkdtempSync(join(tmpdir(), 'qovery-sandbox-run-'));
  const files = Object.fromEntries(RUNNER_FILES.map((name) => [name, join(directory, name)]));
  for (const file of Object.values(files)) writeFileSync(file, '');

  const startedAt = performance.now();
  const child = spawn(process.execPath, [entry], {
    env: environment(sandbox, inputs, files, options),
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  options.signal?.addEventListener('abort', () => child.kill('SIGKILL'), { once: true });

  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (chunk: Buffer) => (stdout += chunk.toString()));
  child.stderr.on('data', (chunk: Buffer) => (stderr += chunk.toString()));
  if (options.onLine) createInterface({ input: child.stdout }).on('line', options.onLine);

  const done = new Promise<ActionRun>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (exitCode, signal) => {
      const read = (name: (typeof RUNNER_FILES)[number]): string =>
        readFileSync(join(directory, name), 'utf8');
      const run = {
        exitCode,
        signal,
        stdout,
        stderr,
        outputs: parseOutputs(read('GITHUB_OUTPUT')),
        summary: read('GITHUB_STEP_SUMMARY'),
        durationMs: Math.round(performance.now() - startedAt),
      };
      rmSync(directory, { recursive: true, force: true });
      resolve(run);
    });
  });
  return { child, done };
}

function environment(
  sandbox: Sandbox,
  inputs: Record<string, string>,
  files: Record<string, string>,
  options: RunOptions,
): Record<string, string> {
  const organization = sandbox.world.organization();
  const given = {
    ...inputDefaults(),
    'qovery-api-url': sandbox.qoveryUrl,
    'qovery-api-token': organization.tokens[0]?.value ?? '',
    'organization-id': organization.id,
    'github-token': sandbox.github.token,
    ...inputs,
  };
  const all: Record<string, string> = {
    PATH: process.env['PATH'] ?? '',
    HOME: process.env['HOME'] ?? '',
    CI: 'true',
    GITHUB_ACTIONS: 'true',
    GITHUB_RUN_ID: '4242',
    GITHUB_RUN_ATTEMPT: '1',
    GITHUB_EVENT_NAME: 'workflow_dispatch',
    GITHUB_REPOSITORY: sandbox.github.repository,
    GITHUB_API_URL: sandbox.githubUrl,
    GITHUB_SERVER_URL: 'https://github.com',
    GITHUB_WORKFLOW: 'Rotate the AWS keys of Qovery',
    RUNNER_ENVIRONMENT: 'self-hosted',
    ...files,
    ...sandbox.env(),
    NODE_OPTIONS: `--import=${PRELOAD}`,
    SANDBOX_CLOCK: sandbox.clock.file,
    SANDBOX_CLOCK_SKEW_MS: String(options.clockSkewMs ?? 0),
    SANDBOX_WALL_CLOCK: JSON.stringify(
      (options.wallClock ?? []).map(({ at, by }) => [sandbox.clock.now() + at, by]),
    ),
    ...Object.fromEntries(Object.entries(given).map(([name, value]) => [inputVariable(name), value])),
    ...options.env,
  };
  return Object.fromEntries(
    Object.entries(all).filter(([name, value]) => value !== '' || name.startsWith('INPUT_')),
  );
}

/** How a runner hands over an input: upper case, spaces as underscores, hyphens kept. */
function inputVariable(name: string): string {
  return `INPUT_${name.replaceAll(' ', '_').toUpperCase()}`;
}

/** The defaults that action.yml declares: a runner sets every input. Reads no more YAML than that file uses. */
export function inputDefaults(
  yaml = existsSync(ACTION_YML) ? readFileSync(ACTION_YML, 'utf8') : '',
): Record<string, string> {
  const section = /^inputs:\n((?: .*\n|\n)*)/m.exec(yaml)?.[1] ?? '';
  const defaults: Record<string, string> = {};
  let input = '';
  for (const line of section.split('\n')) {
    input = /^ {2}([\w-]+):\s*$/.exec(line)?.[1] ?? input;
    const value = /^ {4}default:\s*(.*?)\s*$/.exec(line)?.[1];
    if (input !== '') defaults[input] ??= '';
    if (value !== undefined) defaults[input] = scalar(value);
  }
  return defaults;
}

function scalar(text: string): string {
  if (text.startsWith('${{')) return ''; // An expression such as github.token: nothing of GitHub is here.
  return /^(['"])(.*)\1$/.exec(text)?.[2] ?? text.replace(/\s+#.*$/, '');
}

/** The file behind GITHUB_OUTPUT: `name=value`, or `name<<delimiter`, lines, `delimiter`. */
export function parseOutputs(text: string): Record<string, string> {
  const outputs: Record<string, string> = {};
  const lines = text.split('\n');
  for (let i = 0; i < lines.length; i += 1) {
    const line = lines[i] ?? '';
    const multiline = /^([^=]+?)<<(.+)$/.exec(line);
    const simple = /^([^=]+)=(.*)$/.exec(line);
    if (multiline?.[1] !== undefined) {
      const end = lines.indexOf(multiline[2] ?? '', i + 1);
      if (end < 0) throw new Error(`Output ${multiline[1]} has no end.`);
      outputs[multiline[1]] = lines.slice(i + 1, end).join('\n');
      i = end;
    } else if (simple?.[1] !== undefined) {
      outputs[simple[1]] = simple[2] ?? '';
    }
  }
  return outputs;
}
