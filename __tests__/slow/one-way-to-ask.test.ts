import { describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import { withoutMasks } from '../../sandbox/runner-log.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { Proxy } from '../support/proxy.ts';
import { NO_SESSION } from '../support/processes.ts';

// "Later" is not "no", time is the servers', and every request goes through the proxy: whole rotations, the built action.

async function companyWithRegistry(): Promise<Company> {
  const acme = await company();
  acme.world.addRegistry({ name: 'Mirror', key: acme.key(), cluster: acme.cluster() });
  return acme;
}

describe('between two stores', () => {
  test.each([
    ['asks to wait 90 seconds', { status: 429, headers: { 'retry-after': '90' } }, 1],
    ['says nothing of when, for a minute and more', { status: 429 }, 8],
    ['fails for a minute and more', { status: 503 }, 8],
  ])('Qovery %s: the key is stored in the end, and nothing was cut off', async (_, kind, times) => {
    await using acme = await companyWithRegistry();
    acme.sandbox.fault({ match: { operation: 'editAWSCredentials' }, times, kind });
    const run = await acme.rotate({ 'wait-for-deletion': 'false' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(new Set(Object.values(acme.holders()))).toEqual(new Set([acme.key().id]));
    expect(run.log).toMatch(/store the key in the cloud credential.*trying again at \d\d:\d\d:\d\dZ/);
    expectHealthy(acme);
  });

  test.each([
    ['answers 503', { status: 503 }],
    ['answers 503, and asks to wait five minutes', { status: 503, headers: { 'retry-after': '300' } }],
    ['is behind a proxy that answers 502', { html: 502 }],
    ['does not answer', 'reset'],
    ['says 429', { status: 429 }],
  ] as const)('Qovery %s for ten minutes: the same', async (_, kind) => {
    await using acme = await companyWithRegistry();
    acme.after('editContainerRegistry', () =>
      acme.sandbox.fault({ match: ({ api }) => api === 'qovery', lastsMs: 10 * MINUTE, kind }),
    );
    const run = await acme.rotate({ 'wait-for-deletion': 'false' });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(new Set(Object.values(acme.holders()))).toEqual(new Set([acme.key().id]));
    expectHealthy(acme);
  });
});

test('Qovery says yes, and stores nothing: it is not asked for half an hour', async () => {
  await using acme = await companyWithRegistry();
  acme.sandbox.onAnswer('getContainerRegistry', (body) => {
    (body as { config: { access_key_id: string } }).config.access_key_id = acme.key().id;
  });
  const run = await acme.rotate({ 'wait-for-deletion': 'false' });
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors[0]).toMatch(/is not certain: Qovery accepted it, but still tells/);
  expect(run.requests.length).toBeLessThan(150);
});

test('CreateAccessKey is throttled: nothing was created, so it is asked again', async () => {
  await using acme = await company();
  const kind = { status: 400, body: { code: 'Throttling', message: 'Rate exceeded' } };
  acme.sandbox.fault({ match: { operation: 'CreateAccessKey' }, times: 3, kind });
  const run = await acme.rotate({ 'wait-for-deletion': 'false' });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  expect(Object.keys(acme.keys())).toHaveLength(2);
});

describe('the clock of the runner is set in the middle of the wait', () => {
  const wallClock = new URL('../support/wall-clock.mjs', import.meta.url).href;
  const preload = new URL('../../sandbox/preload.mjs', import.meta.url).href;

  test.each([2 * HOUR, -2 * HOUR, 4 * MINUTE])('by %i ms: the delay stays two hours', async (jump) => {
    await using acme = await company();
    const env = {
      NODE_OPTIONS: `--import=${preload} --import=${wallClock}`,
      JUMP_MS: String(jump),
      JUMP_AFTER_MS: String(HOUR),
    };
    const run = await acme.rotate({}, { env });
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
    const deactivated = run.requests.find(
      ({ operation, body }) =>
        operation === 'UpdateAccessKey' && !(body as { AccessKeyId: string }).AccessKeyId.includes('000000'),
    );
    // From the end of the deployment, which takes minutes itself.
    const waited = (deactivated?.at ?? 0) - (acme.cluster().lastDeploymentAt ?? Infinity);
    expect(waited).toBeGreaterThanOrEqual(2 * HOUR);
    expect(waited).toBeLessThan(2 * HOUR + 10 * MINUTE);
    expect(run.warnings.filter((text) => text.includes('The clock of this runner was set'))).toHaveLength(
      Math.abs(jump) > 10 * SECOND ? 1 : 0,
    );
    expectHealthy(acme);
  });
});

test('Qovery, AWS, the OIDC endpoint and GitHub: all through the proxy, whose password is nowhere', async () => {
  await using acme = await company();
  await using proxy = await Proxy.start();
  proxy.expects = 'ann:hush/hush';
  proxy.behaviours = ['open', 503, 'open'];
  const { account } = acme.user();
  const run = await acme.rotate(
    {
      'wait-for-deletion': 'false',
      'report-issue': 'true',
      'role-to-assume': `arn:aws:iam::${account}:role/qovery-maintenance`,
    },
    {
      env: {
        ...acme.sandbox.oidcEnv(),
        ...NO_SESSION,
        HTTP_PROXY: proxy.url('ann:hush%2Fhush'),
        NO_PROXY: 'example.com',
      },
    },
  );
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  const { qoveryUrl, awsUrl, githubUrl } = acme.sandbox;
  const ports = new Set(proxy.asked);
  for (const url of [qoveryUrl, awsUrl, githubUrl]) expect(ports).toContain(new URL(url).host);
  expect(new Set(proxy.credentials)).toEqual(new Set(['ann:hush/hush']));
  expect(withoutMasks(run.stdout) + run.stderr + run.summary + JSON.stringify(run.outputs)).not.toMatch(
    /hush|Experimental/i,
  );
});
