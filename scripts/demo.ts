import { writeFileSync } from 'node:fs';
import { styleText } from 'node:util';
import { fileURLToPath, pathToFileURL } from 'node:url';

import { HOUR, MINUTE, SECOND } from '../sandbox/clock.ts';
import { logRenderer } from '../sandbox/runner-log.ts';
import { runAction } from '../sandbox/run-action.ts';
import type { ActionRun } from '../sandbox/run-action.ts';
import { startSandbox } from '../sandbox/server.ts';
import { summaryPage } from './summary-page.ts';

// `npm run demo`: a whole rotation in a minute, in three runs of the action, as a schedule would start them, and hours
// of simulated time. `npm run demo -- --break`: something still needs the old key, and the action brings it back.

const PAGE = fileURLToPath(new URL('../demo.html', import.meta.url));
const breaks = process.argv.includes('--break');

await using sandbox = await startSandbox({ quirks: { newKeyLagMs: 8 * SECOND } });
const { world, clock } = sandbox;
const [user] = world.iam.users;
const [credential] = world.credentials;
const [cluster] = world.clusters;
if (!user || !credential || !cluster) throw new Error('The demo needs the default seed.');
const [old] = world.keysOf(user);

say(
  ['bold'],
  'SIMULATED: a Qovery and an AWS on this machine, with a clock of their own. The action is the real one.',
);
console.log(
  `Organisation ${world.organization().name}: credential "${credential.name}", cluster ${cluster.name}.`,
);
printKeys('Before');

const inputs = {
  operation: 'rotate',
  'credentials-id': credential.id,
  'wait-for-deletion': 'false',
  'deactivate-for': '15m',
};

await run('First run: a new key, stored and deployed');
pass('Two hours later: nothing of Qovery can still be working with the old key.', 2 * HOUR + 5 * MINUTE);
await run('Second run: the old key is deactivated');
if (breaks) breakSomething();
else pass('Fifteen minutes later: nobody missed it.', 16 * MINUTE);
const last = await run(
  breaks ? 'Third run: the old key is brought back' : 'Third run: the old key is deleted',
);

writeFileSync(PAGE, summaryPage(last.summary));
title('What the last run says about itself');
console.log(`The job summary, as GitHub shows it: ${pathToFileURL(PAGE).href}`);
printKeys('After');
console.log(`The credential holds ${world.credential(credential.id).key?.id}.`);
console.log(
  `The cluster runs with ${world.cluster(cluster.id).deployedKey?.id}: ${world.cluster(cluster.id).status}.`,
);
console.log(`outages: ${world.outages.length}`);
for (const outage of world.outages)
  console.log(`  ${outage.what} ${outage.name}: ${outage.keyId} ${outage.why}`);

const status = old && world.iam.statusOf(old);
const good = breaks
  ? last.outputs['result'] === 'failed' && status === 'Active'
  : last.outputs['result'] === 'rotated' && world.outages.length === 0;
const end = breaks ? 'The old key works again, and nothing is deleted.' : 'Rotated without downtime.';
if (good) say(['bold', 'green'], `\n${end}`);
else say(['bold', 'red'], '\nThe demo did not end as it should.');
process.exitCode = good ? 0 : 1;

/** A job outside of Qovery's view still has the old key, and the deployment that it belongs to is refused. */
function breakSomething(): void {
  const environment = world.addEnvironment({ name: 'preview', cluster: cluster!, registries: [] });
  world.nextEnvironmentOutcome(environment.id, {
    status: 'DEPLOYMENT_ERROR',
    tag: 'DOCKER_PULL_IMAGE_ERROR',
    log: 'pull access denied for 123456789012.dkr.ecr.eu-west-3.amazonaws.com/api: no basic auth credentials',
  });
  world.startEnvironmentDeployment(environment.id, 5 * MINUTE);
  pass('Meanwhile a deployment is refused: somewhere, the old key was still in use.', 6 * MINUTE);
}

async function run(name: string): Promise<ActionRun> {
  title(name);
  const render = logRenderer();
  const ended = await runAction(sandbox, inputs, {
    onLine: (line) => {
      const shown = render(line);
      if (shown === undefined) return;
      if (shown.startsWith('Error: ')) say(['red'], shown);
      else if (shown.startsWith('-> ')) say(['green'], shown);
      else console.log(shown);
    },
  });
  if (ended.stderr) console.error(ended.stderr);
  console.log(
    `\nresult: ${ended.outputs['result'] ?? 'none'} (exit ${ended.exitCode}, ${ended.durationMs} ms)`,
  );
  return ended;
}

function pass(text: string, milliseconds: number): void {
  clock.advance(milliseconds);
  say(['italic'], `\n${text} It is ${clock.date().toISOString()} in the sandbox.`);
}

function title(text: string): void {
  say(['bold'], `\n${text}\n${'-'.repeat(text.length)}`);
}

/** In colours where the terminal has them (NO_COLOR, FORCE_COLOR and pipes are heeded). */
function say(style: Parameters<typeof styleText>[0], text: string): void {
  console.log(styleText(style, text, { stream: process.stdout }));
}

function printKeys(when: string): void {
  title(when);
  for (const key of user ? world.keysOf(user) : []) {
    console.log(`${key.id}  ${world.iam.statusOf(key)}  created ${new Date(key.createdAt).toISOString()}`);
  }
}
