/**
 * What a fleet costs, as one table: `npm run bench:fleet -- [sizes]`. So many credentials, each with a user of its own
 * and three clusters that take eight minutes to deploy, in one job against the sandbox, by the schedule: one run begins,
 * one deactivates the old keys, one deletes them. Waits are simulated.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DAY, HOUR, MINUTE } from '../sandbox/clock.ts';
import { runAction } from '../sandbox/run-action.ts';
import { startSandbox } from '../sandbox/server.ts';
import type { World } from '../sandbox/world.ts';

const directory = mkdtempSync(join(tmpdir(), 'qovery-bench-'));
const measure = join(directory, 'measured');
const imports = ['../sandbox/preload.mjs', './measure.mjs'].map(
  (file) => `--import=${new URL(file, import.meta.url).href}`,
);
const env = { NODE_OPTIONS: imports.join(' '), MEASURE: measure };
const sizes = process.argv.slice(2).map(Number);

console.log(
  '| credentials | run | requests to Qovery | most in an hour | to AWS | simulated | CPU, a credential | peak memory |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const size of sizes.length > 0 ? sizes : [1, 10, 100]) await bench(size);
rmSync(directory, { recursive: true, force: true });

async function bench(size: number): Promise<void> {
  await using sandbox = await startSandbox({
    quirks: { deployMs: 8 * MINUTE },
    seed: (world) => fleet(world, size),
  });
  for (const what of ['begins', 'deactivates', 'deletes']) {
    const first = sandbox.requests.length;
    const startedAt = sandbox.clock.now();
    const inputs = { operation: 'rotate', 'credentials-id': 'all', 'wait-for-deletion': 'false' };
    const run = await runAction(sandbox, inputs, { env });
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
    const key = world.addKey(world.addUser({ name: `qovery-${n}` }), { createdAt: world.now - 80 * DAY });
    const credential = world.addCredential({ name: `AWS ${n}`, key });
    for (const kind of ['production', 'staging', 'laboratory']) {
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
