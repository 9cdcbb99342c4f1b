import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { deleteCluster } from '../../sandbox/people.ts';
import { act } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';

// One bad thing does not stop the rest, and what stops says why.

test('of all credentials, the one whose key AWS cannot tell of is refused, and the others are rotated', async () => {
  await using acme = await company({
    credentials: [
      { name: 'Good', user: 'good', clusters: ['production'] },
      { name: 'Bad', user: 'bad', clusters: [] },
    ],
  });
  const good = acme.key('Good');
  const bad = acme.key('Bad');
  acme.sandbox.fault({
    match: ({ operation, body }) =>
      operation === 'GetAccessKeyInfo' && (body as { AccessKeyId: string }).AccessKeyId === bad.id,
    kind: { status: 400, body: { code: 'ValidationError', message: '1 validation error detected' } },
    times: Infinity,
  });
  const run = await acme.rotate({ 'credentials-id': 'all', 'wait-for-deletion': 'false' });
  expect(run.result).toBe('failed');
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]).toMatch(/'Bad'.*ValidationError/);
  expect(acme.key('Good').id).not.toBe(good.id);
  expectHealthy(acme);
});

test('of all credentials, the one that holds no key id at all is refused, and the others are rotated', async () => {
  await using acme = await company({
    credentials: [
      { name: 'Good', user: 'good', clusters: ['production'] },
      { name: 'Bad', user: 'bad', clusters: [] },
    ],
  });
  const good = acme.key('Good');
  acme.world.storeKey(acme.credential('Bad'), { id: 'AKIAFAKE', secret: 'not-a-secret-of-aws' });
  const run = await acme.rotate({ 'credentials-id': 'all', 'wait-for-deletion': 'false' });
  expect(run.result).toBe('failed');
  expect(run.errors.join()).toContain("'Bad'");
  expect(acme.holders()['Good']).not.toBe(good.id);
  expect(acme.world.outages).toEqual([]);
});

test("of all credentials, one with somebody's lost key: the key of the user that is named is rotated", async () => {
  await using acme = await company({
    credentials: [
      { name: 'Good', user: 'good', clusters: ['production'] },
      { name: 'Bad', user: 'bad', clusters: [] },
    ],
  });
  const good = acme.key('Good');
  acme.world.setKeyStatus(acme.key('Bad').id, 'Deleted');
  const bad = acme.holders()['Bad'];
  const run = await acme.rotate({
    ...{ 'credentials-id': 'all', 'aws-iam-user': 'good' },
    'wait-for-deletion': 'false',
  });
  expect(run.errors).toEqual([expect.stringMatching(/'Bad'.*AWS names no owner/)]);
  expect(acme.holders()['Good']).not.toBe(good.id);
  expect(acme.holders()['Bad']).toBe(bad);
});

test.each(['', 'qovery-admin'])(
  "a lost key of our own is replaced with the one in use, with 'aws-iam-user' (%j) as without",
  async (user) => {
    await using acme = await company({
      credentials: [
        { name: 'one', user: 'qovery-admin', clusters: ['staging'] },
        { name: 'two', user: 'qovery-admin', clusters: ['production'] },
      ],
    });
    const inputs = {
      ...{ 'credentials-id': 'all', 'wait-for-deletion': 'false' },
      ...(user !== '' && { 'aws-iam-user': user }),
    };
    // One has the new key, the other not; then the new one is deleted to make room, and none comes in its place.
    const lastsMs = 100 * MINUTE;
    acme.sandbox.fault({
      match: { operation: 'editAWSCredentials', nth: 2 },
      lastsMs,
      kind: { status: 503 },
    });
    expect((await acme.rotate(inputs)).result).toBe('failed');
    acme.sandbox.clearFaults();
    acme.clock.advance(HOUR);
    const kind = { status: 403, body: { code: 'AccessDenied', message: 'Not allowed.' } };
    acme.sandbox.fault({ match: { operation: 'CreateAccessKey' }, times: Infinity, kind });
    await act(acme.sandbox, inputs);
    expect(Object.values(acme.keys())).toEqual(['Active']);
    acme.sandbox.clearFaults();
    acme.clock.advance(MINUTE);
    const run = await act(acme.sandbox, inputs);
    expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
    expect(new Set(Object.values(acme.holders())).size).toBe(1);
    expect(Object.keys(acme.keys())).toContain(acme.holders()['one']);
  },
);

describe('a cluster that is deleted', () => {
  test('between storing and deploying: the rotation goes on without it', async () => {
    await using acme = await company({
      credentials: [{ name: 'AWS', user: 'qovery-admin', clusters: ['staging', 'production'] }],
    });
    const old = acme.key();
    acme.after('editAWSCredentials', () => deleteCluster(acme.world, acme.cluster('staging').id));
    const run = await acme.rotate({ 'wait-for-deletion': 'false' });
    expect(run).toMatchObject({ result: 'pending', errors: [] });
    expect(acme.running()).toEqual({ production: acme.key().id });
    expect(acme.keys()[old.id]).toBe('Active');
    expectHealthy(acme);
  });

  test('while it is being deployed: the rotation goes on without it', async () => {
    await using acme = await company({
      credentials: [{ name: 'AWS', user: 'qovery-admin', clusters: ['staging', 'production'] }],
    });
    acme.after('deployCluster', () => deleteCluster(acme.world, acme.cluster('staging').id));
    const run = await acme.rotate();
    expect(run).toMatchObject({ result: 'rotated', errors: [] });
    expect(acme.running()).toEqual({ production: acme.key().id });
    expectHealthy(acme);
  });
});

describe('deployments that Qovery refuses', () => {
  test('with a 400 that is not for being busy: the run stops with the reason, and few are asked for', async () => {
    await using acme = await company();
    const old = acme.key();
    acme.sandbox.fault({
      match: { operation: 'deployCluster' },
      kind: {
        status: 400,
        body: { status: 400, detail: 'The quota of deployments of your plan is used up' },
      },
      times: 1000,
    });
    const run = await acme.rotate();
    expect(run.result).toBe('failed');
    expect(run.errors[0]).toContain('The quota of deployments of your plan is used up');
    expect(run.requests.filter(({ operation }) => operation === 'deployCluster').length).toBeLessThanOrEqual(
      3,
    );
    expect(acme.keys()[old.id]).toBe('Active');
    acme.sandbox.clearFaults();
    expect(await acme.rotate({ 'wait-for-deletion': 'false' })).toMatchObject({
      result: 'pending',
      errors: [],
    });
    expectHealthy(acme);
  });

  test('because of a billing restriction: no key is created', async () => {
    await using acme = await company();
    acme.world.organization().billingRestriction = 'NO_VALID_PAYMENT';
    const run = await acme.rotate();
    expect(run.result).toBe('failed');
    expect(run.errors[0]).toContain('NO_VALID_PAYMENT');
    expect(Object.keys(acme.keys())).toHaveLength(1);
  });
});

test('a trial without a credit card still deploys demo clusters: their key is rotated', async () => {
  await using acme = await company();
  acme.world.organization().billingRestriction = 'NO_CREDIT_CARD';
  expect((await acme.rotate()).errors[0]).toContain('NO_CREDIT_CARD');
  expect(Object.keys(acme.keys())).toHaveLength(1);
  Object.assign(acme.cluster(), { isDemo: true });
  expect(await acme.rotate()).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expectHealthy(acme);
});

test('a throttled CreateAccessKey leaves nothing behind that calls for a run', async () => {
  await using acme = await company({
    credentials: [{ name: 'AWS', user: 'qovery-admin', keyAge: 80 * DAY, clusters: ['production'] }],
  });
  acme.sandbox.fault({
    match: { operation: 'CreateAccessKey' },
    kind: { status: 400, body: { code: 'Throttling', message: 'Rate exceeded' } },
    times: 1000,
  });
  expect((await acme.rotate()).result).toBe('failed');
  acme.sandbox.clearFaults();
  expect(acme.journal()).toEqual({});
  expect(await acme.rotate({ 'max-age': '90d' })).toMatchObject({ result: 'not-due' });
  acme.clock.advance(MINUTE);
  expectHealthy(acme);
});
