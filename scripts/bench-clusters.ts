/**
 * What many clusters cost, as one table: `npm run bench:clusters -- [sizes]`. So many clusters behind one key, each with
 * an environment that has a managed database, one of ten in production: a review, and a rotation by the schedule. Waits
 * are simulated.
 */
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { DAY, HOUR, MINUTE } from '../sandbox/clock.ts';
import { runAction } from '../sandbox/run-action.ts';
import { type Sandbox, startSandbox } from '../sandbox/server.ts';
import type { World } from '../sandbox/world.ts';

/** A rotation that is not over by then never ends. */
const MOST_RUNS = 12;

const directory = mkdtempSync(join(tmpdir(), 'qovery-bench-'));
const measure = join(directory, 'measured');
const imports = ['../sandbox/preload.mjs', './measure.mjs'].map(
  (file) => `--import=${new URL(file, import.meta.url).href}`,
);
const env = { NODE_OPTIONS: imports.join(' '), MEASURE: measure };
const sizes = process.argv.slice(2).map(Number);

console.log(
  '| clusters | run | requests to Qovery | most in an hour | simulated | peak memory | tags of the journal | summary |',
);
console.log('| --- | --- | --- | --- | --- | --- | --- | --- |');
for (const size of sizes.length > 0 ? sizes : [10, 100, 1000]) await bench(size);
rmSync(directory, { recursive: true, force: true });

async function bench(size: number): Promise<void> {
  await using sandbox = await startSandbox({
    quirks: { deployMs: 8 * MINUTE },
    seed: (world) => manyClusters(world, size),
  });
  await row(sandbox, size, { operation: 'review' });
  const rotate = {
    operation: 'rotate',
    'credentials-id': 'all',
    'wait-for-deletion': 'false',
    'max-age': '60d',
  };
  for (let runs = 0, result = ''; result !== 'rotated'; runs++) {
    if (runs === MOST_RUNS) throw new Error(`The rotation did not end: ${result}`);
    sandbox.clock.advance(3 * HOUR);
    result = await row(sandbox, size, rotate);
  }
  const { world } = sandbox;
  if (world.outages.length > 0) throw new Error(`There were ${world.outages.length} outages`);
}

async function row(sandbox: Sandbox, size: number, inputs: Record<string, string>): Promise<string> {
  const first = sandbox.requests.length;
  const startedAt = sandbox.clock.now();
  const run = await runAction(sandbox, inputs, { env });
  const result = run.outputs['result'] ?? '';
  if (run.exitCode !== 0) throw new Error(`A run failed:\n${run.stdout.slice(-4000)}\n${run.stderr}`);
  const sent = sandbox.requests
    .slice(first)
    .filter(({ api }) => api === 'qovery')
    .map(({ at }) => at);
  const minutes = Math.round((sandbox.clock.now() - startedAt) / MINUTE);
  const { peakMb } = JSON.parse(readFileSync(measure, 'utf8')) as Record<string, number>;
  const [user] = sandbox.world.iam.users;
  const tags = [...(user?.tags.keys() ?? [])].filter((key) => key.startsWith('qovery-rotation:'));
  console.log(
    `| ${size} | ${inputs['operation']}: ${result} | ${sent.length} | ${mostInAnHour(sent)} | ${minutes} min | ` +
      `${Math.round(peakMb ?? NaN)} MB | ${tags.length} | ${Math.round(Buffer.byteLength(run.summary) / 1024)} kB |`,
  );
  return result;
}

function manyClusters(world: World, size: number): void {
  world.addOrganization({ name: 'Acme' });
  const key = world.addKey(world.addUser({ name: 'qovery' }), { createdAt: world.now - 80 * DAY });
  const credential = world.addCredential({ name: 'AWS', key });
  for (let n = 0; n < size; n++) {
    const cluster = world.addCluster({ name: `cluster-${n}`, credential, production: n % 10 === 0 });
    world.addEnvironment({ name: `environment-${n}`, cluster });
  }
}

function mostInAnHour(times: readonly number[]): number {
  let most = 0;
  for (let from = 0, to = 0; to < times.length; to++) {
    while ((times[to] ?? 0) - (times[from] ?? 0) >= HOUR) from++;
    most = Math.max(most, to - from + 1);
  }
  return most;
}
