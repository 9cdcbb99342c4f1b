import { describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import { IAM_PASSING, STS_PASSING, tooManyRequests } from '../../sandbox/fault-kinds.ts';
import type { FaultKind } from '../../sandbox/faults.ts';
import { start } from '../support/action.ts';
import type { ActOptions, Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { NO_SESSION } from '../support/processes.ts';

// "Later" is not "no": whoever is asked, whenever, a whole rotation by the built action comes to its end.

const ROLE = { 'role-to-assume': 'arn:aws:iam::123456789012:role/qovery-maintenance' };

function oidc(acme: Company): ActOptions {
  return { env: { ...acme.sandbox.oidcEnv(), ...NO_SESSION } };
}

function expectRotated(acme: Company, run: Run): void {
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(Object.keys(acme.keys())).toEqual([acme.key().id]);
  expectHealthy(acme);
}

describe("GitHub's OIDC endpoint", () => {
  test.each<[string, FaultKind, number]>([
    ['breaks the connection', 'reset', 1],
    ['answers 500', { status: 500 }, 2],
    ['answers 429, and asks to wait 40 seconds', tooManyRequests({ retryAfterSeconds: 40 }), 1],
    ['answers with half a body', 'malformed', 1],
    ['says nothing', { hang: 'before' }, 1],
    ['drips a byte in ten seconds', { dripMs: 10 * SECOND }, 1],
  ])('%s, at the start and in the wait: asked again', async (_, kind, times) => {
    await using acme = await company();
    // Each session needs a token: the first at the start, the others in the wait.
    const tokenRequests = (nth: number): void =>
      acme.sandbox.fault({ match: { operation: 'oidc/token', nth }, times, kind });
    tokenRequests(1);
    tokenRequests(times + 2);
    const run = await acme.rotate(ROLE, oidc(acme));
    expectRotated(acme, run);
    expect(acme.sandbox.oidcRequests.length).toBeGreaterThanOrEqual(2 * times + 2);
    expect(run.log).not.toContain('id-token: write');
  });

  test('never answers: the run ends in time, with what it waited for, and nothing is changed', async () => {
    await using acme = await company();
    const before = acme.everything();
    acme.sandbox.fault({ match: { operation: 'oidc/token' }, times: Infinity, kind: { hang: 'before' } });
    const run = await acme.rotate(ROLE, oidc(acme));
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/OIDC token.*no answer|no answer.*OIDC token/s);
    expect(run.errors[0]).not.toContain('id-token: write');
    expect(acme.everything()).toEqual(before);
  });

  test('says nothing, and the run is cancelled: it ends at once', async () => {
    await using acme = await company();
    acme.sandbox.fault({
      match: { operation: 'oidc/token' },
      times: Infinity,
      kind: { hang: 'before', forMs: 60_000 },
    });
    const inputs = { 'credentials-id': acme.credential().id, ...ROLE };
    const { child, done } = start(acme.sandbox, inputs, oidc(acme));
    while (acme.sandbox.oidcRequests.length === 0) await new Promise((resolve) => setTimeout(resolve, 50));
    child.kill('SIGINT');
    const run = await done;
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/cancelled/i);
    expect(run.durationMs).toBeLessThan(20_000);
  });
});

describe('AWS', () => {
  test.each(Object.entries(STS_PASSING))('STS once: %s', async (_, kind) => {
    await using acme = await company();
    acme.sandbox.fault({ match: { operation: 'AssumeRoleWithWebIdentity' }, times: 2, kind });
    expectRotated(acme, await acme.rotate(ROLE, oidc(acme)));
  });

  test.each<[string, { status: number; body?: unknown }]>(
    Object.entries(IAM_PASSING) as [string, { status: number }][],
  )('IAM, three times at every request of it: %s', async (_, kind) => {
    await using acme = await company();
    // A CreateAccessKey that failed on AWS's side may have created a key: it is not repeated in the same run.
    const creates = kind.status < 500 ? ['CreateAccessKey'] : [];
    for (const operation of [
      ...creates,
      'ListAccessKeys',
      'ListUserTags',
      'TagUser',
      'GetAccessKeyLastUsed',
      'UpdateAccessKey',
      'DeleteAccessKey',
      'UntagUser',
    ])
      acme.sandbox.fault({ match: { operation }, times: 3, kind });
    expectRotated(acme, await acme.rotate());
  });

  test.each(['ListAccessKeys', 'GetCallerIdentity', 'TagUser', 'CreateAccessKey', 'DeleteAccessKey'])(
    '%s drips a byte a second: one deadline, and the rotation ends well',
    async (operation) => {
      await using acme = await company();
      const old = acme.key();
      acme.sandbox.fault({ match: { operation }, kind: { dripMs: SECOND } });
      const lost: ActOptions = operation === 'CreateAccessKey' ? { secretNeverArrives: true } : {};
      const run = await acme.rotate({}, lost);
      expectHealthy(acme);
      if (run.result !== 'rotated') {
        // The secret of the new key may be lost on its way: the next run settles it.
        expect(operation).toBe('CreateAccessKey');
        expect(acme.keys()[old.id]).toBe('Active');
        acme.sandbox.clearFaults();
        acme.clock.advance(20 * MINUTE);
        expectRotated(acme, await acme.rotate());
      } else expectRotated(acme, run);
    },
  );
});

describe('Qovery says 429', () => {
  test.each<[string, string, number, number]>([
    ['before the clusters are deployed', 'TagUser', 4, 10],
    ['while the clusters are waited for', 'deployCluster', 1, 10],
    // Longer than a deployment takes to begin, and than `deploy-timeout`.
    ['while the clusters are waited for', 'deployCluster', 1, 25],
    ['while the clusters are waited for', 'deployCluster', 1, 65],
    ['in the wait for the delay', 'TagUser', 8, 10],
    ['while the old key is deactivated', 'UpdateAccessKey', 2, 10],
  ])(
    '%s, to everything (%s %i), for %i minutes: the run goes on watching',
    async (_, operation, nth, minutes) => {
      await using acme = await company();
      acme.after(
        operation,
        () =>
          acme.sandbox.fault({
            match: ({ api }) => api === 'qovery',
            lastsMs: minutes * MINUTE,
            kind: tooManyRequests(),
          }),
        nth,
      );
      expectRotated(acme, await acme.rotate({ 'deactivate-for': '1h' }));
      const refused = acme.sandbox.requests.filter(({ status }) => status === 429);
      expect(refused.length).toBeGreaterThan(0);
      expect(refused.length).toBeLessThan(300 + 5 * minutes);
    },
  );
});

describe('an answer of Qovery', () => {
  test.each(['gzip', 'br', 'deflate'] as const)(
    'in %s, although nobody asked for it, is read',
    async (encode) => {
      await using acme = await company();
      acme.sandbox.fault({ match: ({ api }) => api === 'qovery', times: Infinity, kind: { encode } });
      expectRotated(acme, await acme.rotate());
    },
  );

  test('of 40 MiB is refused, by its size, and nothing is changed', async () => {
    await using acme = await company();
    const before = acme.everything();
    acme.sandbox.fault({
      match: { operation: 'listOrganizationCluster' },
      times: Infinity,
      kind: { bloat: 40 * 2 ** 20 },
    });
    const run = await acme.rotate();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toMatch(/32 MiB|33,?554,?432/);
    expect(acme.everything()).toEqual(before);
  });

  test.each(['../organization/x?a=', '%2e%2e/cluster', 'x y', ''])(
    'with an id that is none (%j) goes into no path',
    async (id) => {
      await using acme = await company();
      const before = acme.everything();
      acme.sandbox.onAnswer('listOrganizationCluster', (body) => {
        for (const cluster of (body as { results: { id: string }[] }).results) cluster.id = id;
      });
      const run = await acme.rotate();
      expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
      expect(run.requests.filter(({ write }) => write)).toEqual([]);
      if (id.length > 3) {
        expect(run.requests.map(({ path }) => decodeURIComponent(path)).join()).not.toContain(
          decodeURIComponent(id).slice(0, 8),
        );
      }
      expect(acme.everything()).toEqual(before);
    },
  );
});

test('the clock on the wall jumps two hours ahead while something uses the old key: the key in use stays', async () => {
  await using acme = await company();
  const old = acme.key();
  acme.world.addStrayConsumer({ keyId: old.id, everyMs: 10 * MINUTE });
  const run = await acme.rotate({}, { wallClock: [{ at: HOUR, by: 2 * HOUR }] });
  expect(run.result).toBe('pending');
  expect(run.log).toContain('The clock of this runner was set');
  expect(old.history.map(({ status }) => status)).toEqual(['Active']);
  expectHealthy(acme);
});

test('a clock that is four minutes slow, and is set right in the wait: the delay is two hours all the same', async () => {
  await using acme = await company();
  const old = acme.key();
  const skewed = { clockSkewMs: -4 * MINUTE, wallClock: [{ at: HOUR, by: 4 * MINUTE }] };
  expectRotated(acme, await acme.rotate({}, skewed));
  const off = old.history.find(({ status }) => status === 'Inactive')?.at ?? 0;
  expect(off - (acme.cluster().lastDeploymentAt ?? Infinity)).toBeGreaterThanOrEqual(2 * HOUR);
});
