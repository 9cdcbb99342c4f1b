// What the packages cost by themselves: as many requests as a run of the action sends, and nothing done with the answers.
// bench.ts bundles it as dist/ is bundled, and starts it with the environment of a sandbox.
import { info } from '@actions/core';
import { Agent, request } from 'undici';

const { QOVERY_URL, TOKEN, QOVERY_REQUESTS, AWS_REQUESTS } = process.env;
info('Hello');
const dispatcher = new Agent();
for (let n = 0; n < Number(QOVERY_REQUESTS); n++) {
  const { body } = await request(QOVERY_URL, { dispatcher, headers: { authorization: `Token ${TOKEN}` } });
  await body.json();
}
await dispatcher.close();

if (Number(AWS_REQUESTS) > 0) {
  const { IAMClient, ListAccessKeysCommand } = await import('@aws-sdk/client-iam');
  const { STSClient, GetCallerIdentityCommand } = await import('@aws-sdk/client-sts');
  await new STSClient().send(new GetCallerIdentityCommand());
  const iam = new IAMClient();
  for (let n = 1; n < Number(AWS_REQUESTS); n++) {
    await iam.send(new ListAccessKeysCommand({ UserName: 'qovery-admin' }));
  }
}
