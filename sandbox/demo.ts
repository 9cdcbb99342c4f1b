import { HOUR, MINUTE, SECOND } from './clock.ts';
import { logRenderer } from './runner-log.ts';
import { runAction } from './run-action.ts';
import type { ActionRun } from './run-action.ts';
import { startSandbox } from './server.ts';
import type { Sandbox } from './server.ts';

// A whole rotation in a minute: three runs of the action, as a schedule would start them, and hours of virtual time.

await using sandbox = await startSandbox({ quirks: { newKeyLagMs: 8 * SECOND } });
const { world, clock } = sandbox;
const [user] = world.iam.users;
const [credential] = world.credentials;
const [cluster] = world.clusters;
if (!user || !credential || !cluster) throw new Error('The demo needs the default seed.');

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

await run(sandbox, 'First run: a new key, stored and deployed');
pass('Two hours later: nothing of Qovery can still be working with the old key.', 2 * HOUR + 5 * MINUTE);
await run(sandbox, 'Second run: the old key is deactivated');
pass('Fifteen minutes later: nobody missed it.', 16 * MINUTE);
const last = await run(sandbox, 'Third run: the old key is deleted');

title('What the last run says about itself');
console.log(last.summary.trim() || '(no summary)');
printKeys('After');
console.log(`The credential holds ${world.credential(credential.id).key?.id}.`);
console.log(
  `The cluster runs with ${world.cluster(cluster.id).deployedKey?.id}: ${world.cluster(cluster.id).status}.`,
);
console.log(`outages: ${world.outages.length}`);
for (const outage of world.outages)
  console.log(`  ${outage.what} ${outage.name}: ${outage.keyId} ${outage.why}`);

const good = last.outputs['result'] === 'rotated' && world.outages.length === 0;
console.log(good ? '\nRotated without downtime.' : '\nThe demo did not end as it should.');
process.exitCode = good ? 0 : 1;

async function run(target: Sandbox, name: string): Promise<ActionRun> {
  title(name);
  const render = logRenderer();
  const ended = await runAction(target, inputs, {
    onLine: (line) => {
      const shown = render(line);
      if (shown !== undefined) console.log(shown);
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
  console.log(`\n${text} It is ${clock.date().toISOString()} in the sandbox.`);
}

function title(text: string): void {
  console.log(`\n${text}\n${'-'.repeat(text.length)}`);
}

function printKeys(when: string): void {
  title(when);
  for (const key of user ? world.keysOf(user) : []) {
    console.log(`${key.id}  ${world.iam.statusOf(key)}  created ${new Date(key.createdAt).toISOString()}`);
  }
}
