/**
 * Takes the pictures of the README again: `npm run build && npm ci --prefix __tests__/browser && npm run pictures`.
 * Needs Chromium (or its address in CHROMIUM). What they show comes from real runs of the built action in the sandbox.
 */
import { fileURLToPath } from 'node:url';
import { render } from '../__tests__/browser/render.ts';
import { DAY, HOUR, MINUTE } from '../sandbox/clock.ts';
import { runAction } from '../sandbox/run-action.ts';
import { startSandbox } from '../sandbox/server.ts';
import type { Sandbox } from '../sandbox/server.ts';
import type { World } from '../sandbox/world.ts';

function seed(world: World): void {
  world.addOrganization({ name: 'Acme' });
  const user = world.addUser({ name: 'qovery-admin' });
  const key = world.addKey(user, { createdAt: world.now - 76 * DAY });
  const credential = world.addCredential({ name: 'AWS', key });
  world.addCluster({ name: 'staging-eu', credential });
  const production = world.addCluster({ name: 'production-eu', credential, production: true });
  world.addRegistry({ name: 'ECR of production-eu', cluster: production, key });
}

/** Three runs, as a schedule would start them. */
async function rotation(sandbox: Sandbox): Promise<string> {
  const inputs = {
    operation: 'rotate',
    'credentials-id': 'all',
    'max-age': '75d',
    'wait-for-deletion': 'false',
  };
  await runAction(sandbox, inputs);
  sandbox.clock.advance(2 * HOUR + 5 * MINUTE);
  await runAction(sandbox, inputs);
  sandbox.clock.advance(16 * MINUTE);
  const { summary, outputs } = await runAction(sandbox, inputs);
  if (outputs['result'] !== 'rotated') throw new Error(`The rotation ended as ${outputs['result']}.`);
  return summary;
}

/** A cluster that a quota keeps from being deployed, and a key over the limit. */
async function review(sandbox: Sandbox): Promise<string> {
  const { world } = sandbox;
  const key = world.addKey(world.addUser({ name: 'qovery-dev' }), { createdAt: world.now - 107 * DAY });
  const credential = world.addCredential({ name: 'AWS dev', key });
  const dev = world.addCluster({ name: 'dev-eu', credential, status: 'DEPLOYMENT_ERROR' });
  world.addLog(dev.id, {
    type: 'error',
    step: 'CreateError',
    text: 'AddressLimitExceeded: The maximum number of addresses has been reached.',
  });
  const { summary } = await runAction(sandbox, { operation: 'review' });
  // The beginning is enough: with what follows, the picture would be too heavy.
  const [beginning = ''] = summary.split('\n#### AWS keys');
  return beginning;
}

async function take(name: string, markdown: string): Promise<void> {
  const { height } = await render(markdown);
  const file = fileURLToPath(new URL(`../docs/images/${name}.png`, import.meta.url));
  await render(markdown, 'light', file, height);
  console.log(`${file}: ${height} pixels high`);
}

{
  await using sandbox = await startSandbox({ seed });
  await take('rotation', await rotation(sandbox));
}
{
  await using sandbox = await startSandbox({ seed });
  await take('review', await review(sandbox));
}
