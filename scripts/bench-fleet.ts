/**
 * What a fleet costs, as one table: `npm run bench:fleet -- [sizes]`. So many credentials, each with a user of its own
 * and three clusters that take eight minutes to deploy, in one job against the sandbox, by the schedule: one run begins,
 * one deactivates the old keys, one deletes them. Waits are simulated. With `--accounts`, each is in an AWS account of
 * its own, with one cluster, and `due` and `review` are measured, too.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

import { DAY, HOUR, MINUTE } from '../sandbox/clock.ts';
import { runAction } from '../sandbox/run-action.ts';
import { startSandbox } from '../sandbox/server.ts';
import { DEFAULT_ACCOUNT } from '../sandbox/world.ts';
import type { World } from '../sandbox/world.ts';

const directory = mkdtempSync(join(tmpdir(), 'qovery-bench-'));
const measure = join(directory, 'measured');
const imports = ['../sandbox/preload.mjs', './measure.mjs'].map(
  (file) => `--import=${new URL(file, import.meta.url).href}`,
);
const env = { NODE_OPTIONS: imports.join(' '), MEASURE: measure };
const { values: options, positionals } = parseArgs({
  options: { accounts: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const sizes = positionals.map(Number);
const of = options.accounts ? 'account' : 'credential';

console.log(
  `| ${of}s | run | requests to Qovery | most in an hour | to AWS | simulated | CPU, ${options.accounts ? 'an' : 'a'} ${of} | peak memory |`,
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const size of sizes.length > 0 ? sizes : [1, 10, 100]) await bench(size);
rmSync(directory, { recursive: true, force: true });

async function bench(size: number): Promise<void> {
  await using sandbox = await startSandbox({
    quirks: { deployMs: 8 * MINUTE },
    seed: (world) => fleet(world, size),
  });
  const all = { 'credentials-id': 'all', 'wait-for-deletion': 'false' };
  for (const what of [...(options.accounts ? ['due', 'review'] : []), 'begins', 'deactivates', 'deletes']) {
    const first = sandbox.requests.length;
    const startedAt = sandbox.clock.now();
    const reads = what === 'due' || what === 'review';
    const inputs: Record<string, string> = {
      ...(reads ? { operation: what } : { operation: 'rotate', ...all }),
      ...(options.accounts && { 'role-to-assume': 'arn:aws:iam::{account}:role/qovery-maintenance' }),
    };
    const run = await runAction(sandbox, inputs, { env: { ...sandbox.oidcEnv(), ...env } });
    if (run.exitCode !== 0) throw new Error(`A run failed:\n${run.stdout}\n${run.stderr}`);
    const requests = sandbox.requests.slice(first);
    const sent = requests.filter(({ api }) => api === 'qovery').map(({ at }) => at);
    const minutes = Math.round((sandbox.clock.now() - startedAt) / MINUTE);
    const { cpuMs, peakMb } = JSON.parse(readFileSync(measure, 'utf8')) as Record<string, number>;
    console.log(
      `| ${size} | ${what} | ${sent.length} | ${mostInAnHour(sent)} | ${requests.length - sent.length} | ` +
        `${minutes} min | ${Math.round((cpuMs ?? NaN) / size)} ms | ${Math.round(peakMb ?? NaN)} MB |`,
    );
    sandbox.clock.advance(3 * HOUR);
  }
  const { world } = sandbox;
  const left = world.iam.users.filter((user) => world.keysOf(user).length !== 1);
  if (left.length > 0 || world.outages.length > 0)
    throw new Error(`${left.length} users are not rotated, and there were ${world.outages.length} outages`);
}

function fleet(world: World, size: number): void {
  world.addOrganization({ name: 'Acme' });
  for (let n = 0; n < size; n++) {
    const account = options.accounts ? String(200_000_000_000 + n) : DEFAULT_ACCOUNT;
    const user = world.addUser({ name: options.accounts ? 'qovery' : `qovery-${n}`, account });
    const key = world.addKey(user, { createdAt: world.now - 80 * DAY });
    const credential = world.addCredential({ name: `AWS ${n}`, key });
    for (const kind of options.accounts ? ['production'] : ['production', 'staging', 'laboratory']) {
      const cluster = world.addCluster({
        name: `${kind}-${n}`,
        credential,
        production: kind === 'production',
      });
      world.addEnvironment({ name: `${kind}-${n}`, cluster });
    }
  }
}

function mostInAnHour(times: readonly number[]): number {
  return Math.max(...times.map((from) => times.filter((at) => at >= from && at < from + HOUR).length));
}
