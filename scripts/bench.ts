/**
 * What a run costs, as one table of ratios to bare Node from one run: `npm run bench -- [repeats]`. Each repeat runs
 * every contestant once, so that a slow moment of the machine hits all of them; of each figure the median is shown.
 * `--check` fails where a ratio is above its bound.
 */
import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { DAY, HOUR } from '../sandbox/clock.ts';
import { runAction } from '../sandbox/run-action.ts';
import { startSandbox } from '../sandbox/server.ts';
import type { Sandbox } from '../sandbox/server.ts';
import type { World } from '../sandbox/world.ts';

interface Figures {
  cpuMs: number;
  wallMs: number;
  peakMb: number | undefined;
  requests: number;
}

interface Contestant {
  name: string;
  /** The most CPU that `--check` accepts, as a multiple of another's; timings on shared machines are noisy. */
  bound?: { times: number; of: Contestant };
  run(): Promise<Figures>;
}

const directory = mkdtempSync(join(tmpdir(), 'qovery-bench-'));
const preload = new URL('../sandbox/preload.mjs', import.meta.url).href;
const measure = new URL('./measure.mjs', import.meta.url).href;
const out = join(directory, 'measured');
const repeats = Number(process.argv.slice(2).find((argument) => /^\d+$/.test(argument)) ?? 11);

const bareNode: Contestant = { name: '`node -e 0`', run: () => measuredProcess(['-e', '0']) };

/** No run of an action that is built on these packages and sends these requests can cost less. */
const bundled = await bundledPackages();
const core = packagesAlone('`@actions/core` and `undici`, nothing else', { qovery: 0, aws: 0 });
const lockAlone = packagesAlone('the same, and the requests of a lock', { qovery: 4, aws: 0 });
const dueAlone = packagesAlone('with IAM and STS, and the requests of a rotation, nothing due', {
  qovery: 6,
  aws: 5,
});
const firstAlone = packagesAlone('the same, and the requests of a rotation, first run', {
  qovery: 19,
  aws: 18,
});

function packagesAlone(name: string, { qovery, aws }: { qovery: number; aws: number }): Contestant {
  return {
    name,
    run: async () => {
      await using sandbox = await startSandbox({ seed: small });
      const organization = sandbox.world.organization();
      const figures = await measuredProcess([bundled], {
        ...sandbox.env(),
        QOVERY_URL: `${sandbox.qoveryUrl}/organization/${organization.id}/cluster`,
        TOKEN: organization.tokens[0]?.value ?? '',
        QOVERY_REQUESTS: String(qovery),
        AWS_REQUESTS: String(aws),
      });
      return { ...figures, requests: sandbox.requests.length };
    },
  };
}

async function measuredProcess(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Figures> {
  const startedAt = performance.now();
  const child = spawn(process.execPath, [`--import=${measure}`, ...args], {
    env: { ...process.env, ...env, MEASURE: out },
    stdio: ['ignore', 'ignore', 'inherit'],
  });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${args.join(' ')} ended with ${status}.`);
  return { ...measured(), wallMs: performance.now() - startedAt, requests: 0 };
}

/** By a process of its own: the peak of memory of those that follow would be that of the bundler. */
async function bundledPackages(): Promise<string> {
  const bundle = new URL('./bundle.ts', import.meta.url).href;
  const entry = fileURLToPath(new URL('./packages-alone.mjs', import.meta.url));
  const code = `import { bundle } from '${bundle}'; await bundle(${JSON.stringify(entry)}, ${JSON.stringify(directory)});`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: 'inherit' });
  const [status] = (await once(child, 'close')) as [number | null];
  if (status !== 0) throw new Error(`${entry} could not be bundled.`);
  return join(directory, 'index.mjs');
}

function measured(): Pick<Figures, 'cpuMs' | 'peakMb'> {
  return JSON.parse(readFileSync(out, 'utf8')) as Pick<Figures, 'cpuMs' | 'peakMb'>;
}

function small(world: World): void {
  world.addOrganization({ name: 'Acme' });
  const key = world.addKey(world.addUser({ name: 'qovery-admin' }), { createdAt: world.now - 80 * DAY });
  const credential = world.addCredential({ name: 'AWS production', key });
  world.addCluster({ name: 'production-eu', credential, production: true });
}

/** One run of the action in a company of its own, after `before`. */
function ours(
  name: string,
  inputs: Record<string, string>,
  options: { bound?: Contestant['bound']; before?: (sandbox: Sandbox) => Promise<void>; waits?: true } = {},
): Contestant {
  return {
    name,
    ...(options.bound !== undefined && { bound: options.bound }),
    run: async () => {
      // A deployment takes one poll; its length is the same for everybody.
      await using sandbox = await startSandbox({ seed: small, quirks: { deployMs: 1000 } });
      await options.before?.(sandbox);
      const first = sandbox.requests.length;
      const run = await act(sandbox, inputs, options.waits ? [preload, measure] : [measure]);
      return { ...measured(), wallMs: run.durationMs, requests: sandbox.requests.length - first };
    },
  };
}

/** The sandbox's clock is loaded only where a run waits: it costs some start of its own. */
async function act(
  sandbox: Sandbox,
  inputs: Record<string, string>,
  imports: readonly string[] = [preload, measure],
): ReturnType<typeof runAction> {
  const env = { NODE_OPTIONS: imports.map((file) => `--import=${file}`).join(' '), MEASURE: out };
  const run = await runAction(sandbox, inputs, { env });
  if (run.exitCode !== 0) throw new Error(`A run failed:\n${run.stdout}\n${run.stderr}`);
  return run;
}

const ROTATE = {
  operation: 'rotate',
  'credentials-id': 'all',
  'deactivate-for': '0',
  'wait-for-deletion': 'false',
};

const contestants: Contestant[] = [
  bareNode,
  core,
  lockAlone,
  dueAlone,
  firstAlone,
  ours(
    'a lock',
    { operation: 'lock', 'cluster-id': 'all', reason: 'Release', 'ttl-in-days': '2' },
    { bound: { times: 1.5, of: lockAlone } },
  ),
  ours('a rotation, first run', ROTATE, { bound: { times: 1.6, of: firstAlone }, waits: true }),
  ours('a rotation, second run', ROTATE, {
    bound: { times: 1.45, of: firstAlone },
    waits: true,
    before: async (sandbox) => {
      await act(sandbox, ROTATE);
      sandbox.clock.advance(3 * HOUR);
    },
  }),
  ours('a rotation, nothing due', { ...ROTATE, 'max-age': '90d' }, { bound: { times: 1.3, of: dueAlone } }),
  ours(
    'a rotation, whole, in one run',
    { ...ROTATE, 'wait-for-deletion': 'true' },
    { bound: { times: 2.05, of: firstAlone }, waits: true },
  ),
  // It loads the clients of EKS and Service Quotas too, and waits for a report of the latter.
  ours('a review', { operation: 'review' }, { bound: { times: 1.8, of: dueAlone }, waits: true }),
  ours('due', { operation: 'due' }, { bound: { times: 1.1, of: dueAlone } }),
];

/** The script of Qovery's maintenance page in our words, with its sleep removed. It ends in an outage, and says so. */
const SCRIPT = `
set -u
key=$(aws iam create-access-key --user-name "$IAM_USER")
id=$(echo "$key" | jq -r .AccessKey.AccessKeyId)
secret=$(echo "$key" | jq -r .AccessKey.SecretAccessKey)
curl -sS -X PUT "$QOVERY_URL/organization/$ORGANIZATION/aws/credentials/$CREDENTIAL" \\
  -H "Authorization: Token $TOKEN" -H 'Content-Type: application/json' \\
  -d "{\\"access_key_id\\":\\"$id\\",\\"secret_access_key\\":\\"$secret\\"}" >/dev/null
for old in $(aws iam list-access-keys --user-name "$IAM_USER" |
  jq -r --arg id "$id" '.AccessKeyMetadata[] | select(.AccessKeyId != $id) | .AccessKeyId'); do
  aws iam delete-access-key --user-name "$IAM_USER" --access-key-id "$old"
done`;

const publishedScript: Contestant = {
  name: 'the published script (bash, awscli, curl, jq), no sleep',
  run: async () => {
    await using sandbox = await startSandbox({ seed: small });
    const { world } = sandbox;
    const organization = world.organization();
    const env = {
      PATH: process.env['PATH'] ?? '',
      HOME: directory,
      ...sandbox.env(),
      QOVERY_URL: sandbox.qoveryUrl,
      ORGANIZATION: organization.id,
      CREDENTIAL: world.credentials[0]?.id ?? '',
      TOKEN: organization.tokens[0]?.value ?? '',
      IAM_USER: 'qovery-admin',
    };
    const startedAt = performance.now();
    const child = spawn('bash', ['-c', `TIMEFORMAT='%U %S'; time { ${SCRIPT}\n}`], { env });
    let times = '';
    child.stderr.on('data', (chunk: Buffer) => (times += chunk.toString()));
    await new Promise((resolve) => child.on('close', resolve));
    const [user = NaN, system = NaN] = (times.trim().split('\n').at(-1) ?? '').split(' ').map(Number);
    const cpuMs = (user + system) * 1000;
    return {
      cpuMs,
      wallMs: performance.now() - startedAt,
      peakMb: undefined,
      requests: sandbox.requests.length,
    };
  },
};

const hasScript = ['aws', 'curl', 'jq'].every((tool) => spawnSync(tool, ['--version']).status === 0);
if (hasScript) contestants.push(publishedScript);
else console.log('aws, curl or jq is missing: the published script is left out.\n');

const results = new Map<Contestant, Figures[]>(contestants.map((contestant) => [contestant, []]));
for (let repeat = 0; repeat < repeats; repeat++) {
  for (const contestant of contestants) results.get(contestant)?.push(await contestant.run());
}
rmSync(directory, { recursive: true, force: true });

const median = (values: readonly number[]): number =>
  values.toSorted((a, b) => a - b)[values.length >> 1] ?? NaN;
const of = (contestant: Contestant, figure: keyof Figures): number =>
  median((results.get(contestant) ?? []).map((figures) => figures[figure] ?? NaN));

console.log(`| what | CPU | wall time | peak memory | requests |\n| --- | --- | --- | --- | --- |`);
let tooMuch = 0;
for (const contestant of contestants) {
  const ratio = of(contestant, 'cpuMs') / of(bareNode, 'cpuMs');
  const wall = of(contestant, 'wallMs') / of(bareNode, 'wallMs');
  const peak = of(contestant, 'peakMb');
  const memory = Number.isNaN(peak) ? '–' : `${Math.round(peak)} MB`;
  const { times, of: other } = contestant.bound ?? { times: Infinity, of: bareNode };
  const over = of(contestant, 'cpuMs') > times * of(other, 'cpuMs');
  if (over) tooMuch++;
  console.log(
    `| ${contestant.name} | ${ratio.toFixed(1)}× | ${wall.toFixed(1)}× | ${memory} | ${of(contestant, 'requests') || '–'} |${over ? ` above its bound, ${times} times ${other.name}` : ''}`,
  );
}
console.log(
  `\nCPU and wall time as multiples of bare Node's, ${repeats} repeats, medians; Node ${process.versions.node}. ` +
    'Waits are simulated: wall time is what a run would take without them.',
);
if (process.argv.includes('--check')) {
  console.log(
    `${contestants.filter(({ bound }) => bound !== undefined).length - tooMuch} passed, ${tooMuch} failed`,
  );
  process.exitCode = tooMuch > 0 ? 1 : 0;
}
