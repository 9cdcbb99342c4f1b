import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

import { startSandbox } from './server.ts';

// `npm run sandbox`: a Qovery and an AWS to play with, until Ctrl-C. What a shell needs for them is in env.sh.

const sandbox = await startSandbox({ ports: { qovery: 4010, aws: 4011 } });
const { qoveryUrl, awsUrl, world } = sandbox;
const organization = world.organization();
const token = organization.tokens[0]?.value ?? '';
const runner = mkdtempSync(join(tmpdir(), 'qovery-sandbox-runner-'));
const script = fileURLToPath(new URL('../env.sh', import.meta.url));

// A runner makes these files before a step begins.
const files = Object.fromEntries(
  ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) => [name, join(runner, name)]),
);
for (const file of Object.values(files)) writeFileSync(file, '');
const variables: Readonly<Record<string, string>> = {
  ...sandbox.env(),
  ...sandbox.oidcEnv(),
  ...files,
  AWS_ENDPOINT_URL: awsUrl,
  SANDBOX_CLOCK: sandbox.clock.file,
  SANDBOX_PRELOAD: new URL('./preload.mjs', import.meta.url).href,
  SANDBOX_NODE: process.execPath,
  QOVERY_API_URL: qoveryUrl,
  QOVERY_API_TOKEN: token,
  QOVERY_ORGANIZATION_ID: organization.id,
};
writeFileSync(
  script,
  `# Written by \`npm run sandbox\`, and gone with it.
${Object.entries(variables)
  .map(([name, value]) => `export ${name}='${value}'`)
  .join('\n')}

# action [INPUT=VALUE...] runs the built action, with the clock of the sandbox.
action() (
  for input do
    set -- "$@" "INPUT_$(printf %s "\${input%%=*}" | tr '[:lower:]' '[:upper:]')=\${input#*=}"
    shift
  done
  exec env "INPUT_QOVERY-API-URL=$QOVERY_API_URL" \\
    "INPUT_QOVERY-API-TOKEN=$QOVERY_API_TOKEN" "INPUT_ORGANIZATION-ID=$QOVERY_ORGANIZATION_ID" \\
    "$@" "$SANDBOX_NODE" '${fileURLToPath(new URL('../scripts/sandbox-action.ts', import.meta.url))}'
)
`,
);

console.log(`Qovery: ${qoveryUrl}
AWS:    ${awsUrl}

${world.credentials.map(({ id, name }) => `credential ${id}  ${name}`).join('\n')}
${world.clusters.map(({ id, name }) => `cluster    ${id}  ${name}`).join('\n')}

In another shell, in this folder:

. ./env.sh
action operation=rotate credentials-id='${world.credentials[0]?.name}' dry-run=true
aws iam list-access-keys --user-name ${world.iam.users[0]?.name}
curl -H "Authorization: Token $QOVERY_API_TOKEN" $QOVERY_API_URL/organization/$QOVERY_ORGANIZATION_ID/credentials

The clock, and what has gone wrong so far:

curl -X POST -d '{"advance":"2h"}' $QOVERY_API_URL/sandbox/clock
curl $QOVERY_API_URL/sandbox/outages

Ctrl-C ends it, and leaves nothing behind.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void end());

async function end(): Promise<void> {
  rmSync(runner, { recursive: true, force: true });
  rmSync(script, { force: true });
  await sandbox.stop();
}
