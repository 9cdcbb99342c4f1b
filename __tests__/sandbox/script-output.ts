import { expect } from '@jest/globals';

import type { RunOptions } from '../../sandbox/run-action.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { runScript } from '../support/clients.ts';

/** Where scripts find the package `undici`: they lie outside of this project. */
export const UNDICI = new URL('../../node_modules/undici/index.js', import.meta.url).href;

/** What a script in the place of the action prints, as JSON. It must end well, without a word on stderr. */
export async function scriptOutput<T = unknown>(
  sandbox: Sandbox,
  script: string,
  options: RunOptions = {},
): Promise<T> {
  const run = await runScript(sandbox, script, options);
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(run.stdout) as T;
}
