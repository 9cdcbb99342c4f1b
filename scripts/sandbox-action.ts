/**
 * One run of the built action in a shell that has read the sandbox's env.sh: its log as GitHub shows it, and its job
 * summary as a page. Inputs are in the environment already.
 */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync, writeFileSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { parseOutputs } from '../sandbox/run-action.ts';
import { logRenderer } from '../sandbox/runner-log.ts';
import { summaryPage } from './summary-page.ts';

const { GITHUB_OUTPUT: output, GITHUB_STEP_SUMMARY: summary, SANDBOX_PRELOAD: preload } = process.env;
if (!output || !summary || !preload) throw new Error('Read env.sh first: . ./env.sh');

// Each step has files of its own.
for (const file of [output, summary]) writeFileSync(file, '');
const action = spawn(process.execPath, [fileURLToPath(new URL('../dist/index.js', import.meta.url))], {
  env: { ...process.env, NODE_OPTIONS: `--import=${preload}` },
  stdio: ['ignore', 'pipe', 'inherit'],
});
const ended = once(action, 'close') as Promise<[code: number | null]>;
for (const signal of ['SIGINT', 'SIGTERM'] as const) process.on(signal, () => action.kill(signal));
const render = logRenderer();
for await (const line of createInterface(action.stdout)) {
  const shown = render(line);
  if (shown !== undefined) console.log(shown);
}
const [code] = await ended;

const page = `${summary}.html`;
writeFileSync(page, summaryPage(readFileSync(summary, 'utf8')));
console.log(`
result:  ${parseOutputs(readFileSync(output, 'utf8'))['result'] ?? 'none'} (exit ${code})
outputs: ${output}
summary: ${pathToFileURL(page).href}`);
process.exitCode = code ?? 1;
