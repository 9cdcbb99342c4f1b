import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import type { RecordedRequest } from '../../sandbox/faults.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import { startAction } from '../../sandbox/run-action.ts';
import type { ActionRun, RunOptions } from '../../sandbox/run-action.ts';
import { renderLog, withoutMasks } from '../../sandbox/runner-log.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { findLeak } from './leaks.ts';
import { PROCESS_ENV } from './processes.ts';

/** A run of the action, and what came of it. */
export interface Run extends ActionRun {
  /** The output `result`. */
  readonly result: string | undefined;
  /** What a reader of the job's log sees. */
  readonly log: string;
  /** Annotations of the run, as a reader sees them. */
  readonly errors: string[];
  readonly warnings: string[];
  /** The requests that it sent. */
  readonly requests: RecordedRequest[];
}

export interface ActOptions extends RunOptions {
  /** The answer that brings a new key is spoiled: its secret cannot be masked, since nobody knows it. */
  secretNeverArrives?: true;
}

/** Files that a runner gives a step, and reads when it has ended. */
const FURTHER_FILES = ['GITHUB_STATE', 'GITHUB_ENV', 'GITHUB_PATH'];
/** The only requests that may carry a secret: those that store a key, and the one that hands in GitHub's token. */
const MAY_CARRY_SECRETS = [
  'editAWSCredentials',
  'editContainerRegistry',
  'editHelmRepository',
  'editClusterDnsProvider',
  'AssumeRoleWithWebIdentity',
];

/**
 * Runs the built action, as a runner would, and looks through everything that it printed, wrote or sent for secrets,
 * after each run of each test. Another build than dist/ can be named with the variable ACTION_ENTRY.
 * @throws where a secret is found, or was not masked in time
 */
export function act(
  sandbox: Sandbox,
  inputs: Record<string, string>,
  options: ActOptions = {},
): Promise<Run> {
  return start(sandbox, inputs, options).done;
}

/** The same, for those who want to cancel it on its way. */
export function start(
  sandbox: Sandbox,
  inputs: Record<string, string>,
  { secretNeverArrives, ...options }: ActOptions = {},
): { child: ChildProcess; done: Promise<Run> } {
  const { world } = sandbox;
  const firstRequest = sandbox.requests.length;
  const created: { key: AccessKey; request: RecordedRequest }[] = [];
  sandbox.onRequest(({ phase, request }) => {
    if (phase !== 'after' || request.operation !== 'CreateAccessKey') return;
    // In which account is not in the request: the newest key is the one.
    const [key] = world.iam.users
      .filter(({ name }) => name === (request.body as { UserName?: string }).UserName)
      .flatMap((user) => world.keysOf(user))
      .toSorted((a, b) => b.createdAt - a.createdAt);
    if (key) created.push({ key, request });
  });
  const directory = mkdtempSync(join(tmpdir(), 'action-files-'));
  const files = FURTHER_FILES.map((name) => [name, join(directory, name)] as const);
  for (const [, file] of files) writeFileSync(file, '');
  const entry = options.entry ?? process.env['ACTION_ENTRY'];
  const { child, done } = startAction(sandbox, inputs, {
    ...options,
    ...(entry !== undefined && { entry }),
    env: { ...PROCESS_ENV, ...Object.fromEntries(files), ...options.env },
  });
  const examined = done.then((run) => {
    const requests = sandbox.requests.slice(firstRequest);
    const tags = world.iam.users.flatMap((user) => [...user.tags.values()]);
    const places: Record<string, string> = {
      'the log': withoutMasks(run.stdout),
      'the log, as a reader sees it': renderLog(run.stdout),
      stderr: run.stderr,
      ...Object.fromEntries(Object.entries(run.outputs).map(([name, text]) => [`output ${name}`, text])),
      'the summary': run.summary,
      ...Object.fromEntries(files.map(([name, file]) => [name, readFileSync(file, 'utf8')])),
      'the journal': tags.map(({ key, value }) => `${key} ${value}`).join('\n'),
      'an address': requests
        .map(({ method, path, userAgent }) => `${method} ${path} ${userAgent}`)
        .join('\n'),
      'a request that stores nothing': requests
        .filter(({ operation }) => !MAY_CARRY_SECRETS.includes(operation))
        .map(({ body }) => JSON.stringify(body) ?? '')
        .join('\n'),
    };
    refuseLeaks(places, sandbox.secrets());
    for (const { key, request } of created) {
      if (request.status === 200 && !secretNeverArrives) refuseLateMask(run.stdout, key);
    }
    return {
      ...run,
      result: run.outputs['result'],
      log: renderLog(run.stdout),
      errors: annotations(run.stdout, 'error'),
      warnings: annotations(run.stdout, 'warning'),
      requests,
    };
  });
  return { child, done: examined.finally(() => rmSync(directory, { recursive: true, force: true })) };
}

function refuseLeaks(places: Record<string, string>, secrets: string[]): void {
  for (const [place, text] of Object.entries(places)) {
    for (const secret of secrets) {
      const form = findLeak(text, secret);
      if (form !== undefined) throw new Error(`A secret is in ${place} (${form}):\n${text}`);
    }
  }
}

/** A runner hides what was masked before, not after. */
function refuseLateMask(stdout: string, key: AccessKey): void {
  const lines = stdout.split('\n');
  const masked = lines.indexOf(`::add-mask::${key.secret}`);
  if (masked < 0) throw new Error(`The secret of ${key.id} was never masked:\n${stdout}`);
  const mentioned = lines.findIndex((line) => line.includes(key.id));
  if (mentioned >= 0 && mentioned < masked) {
    throw new Error(`${key.id} was mentioned before its secret was masked:\n${stdout}`);
  }
}

function annotations(stdout: string, kind: 'error' | 'warning'): string[] {
  return stdout.split('\n').flatMap((line) => {
    const [, text] = new RegExp(`^::${kind}(?: [^:]*)?::(.*)$`).exec(line) ?? [];
    return text === undefined ? [] : [renderLog(`::${kind}::${text}`).replace(/^\w+: /, '')];
  });
}
