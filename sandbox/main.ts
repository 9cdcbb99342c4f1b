import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from './server.ts';

// `npm run sandbox`: a Qovery and an AWS to play with, until Ctrl-C.

const sandbox = await startSandbox({ ports: { qovery: 4010, aws: 4011 } });
const { qoveryUrl, awsUrl, world } = sandbox;
const organization = world.organization();
const token = organization.tokens[0]?.value;
const variables = { ...sandbox.env(), ...sandbox.oidcEnv() };
const runner = mkdtempSync(join(tmpdir(), 'qovery-sandbox-runner-'));
// A runner makes these files before a step begins.
const files = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'].map((name) => `${name}='${join(runner, name)}'`);
for (const name of ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY']) writeFileSync(join(runner, name), '');
const exports = Object.entries(variables).map(([name, value]) => `export ${name}='${value}'`);

console.log(`Qovery: ${qoveryUrl}
AWS:    ${awsUrl}

${world.credentials.map(({ id, name }) => `credential ${id}  ${name}`).join('\n')}
${world.clusters.map(({ id, name }) => `cluster    ${id}  ${name}`).join('\n')}

The AWS CLI:

${exports.join('\n')}
aws iam list-access-keys --user-name ${world.iam.users[0]?.name} --endpoint-url ${awsUrl}

Qovery's API:

curl -H 'Authorization: Token ${token}' ${qoveryUrl}/organization/${organization.id}/credentials

The action, once built, in the shell of the AWS variables above:

env NODE_OPTIONS='--import=${new URL('./preload.mjs', import.meta.url).href}' SANDBOX_CLOCK='${sandbox.clock.file}' \\
  INPUT_OPERATION=rotate INPUT_CREDENTIALS-ID=${world.credentials[0]?.id} \\
  INPUT_QOVERY-API-URL=${qoveryUrl} INPUT_QOVERY-API-TOKEN='${token}' INPUT_ORGANIZATION-ID=${organization.id} \\
  ${files.join(' ')} \\
  '${process.execPath}' dist/index.js

The clock, and what has gone wrong so far:

curl -X POST -d '{"advance":"2h"}' ${qoveryUrl}/sandbox/clock
curl ${qoveryUrl}/sandbox/outages

Ctrl-C ends it.`);

for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => void sandbox.stop());
