import { describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { AccessKey } from '../../sandbox/iam.ts';
import { renderLog, withoutMasks } from '../../sandbox/runner-log.ts';
import { DEFAULT_ACCOUNT } from '../../sandbox/world.ts';
import { NO_SESSION } from '../support/processes.ts';
import { Life } from './life.ts';
import type { How, Run } from './life.ts';
import { SCENARIOS } from './scenarios.ts';

// Who the action is, for AWS: a session of its own, fetched anew when it ends, or one from elsewhere, which ends.

const ROLE = `arn:aws:iam::${DEFAULT_ACCOUNT}:role/qovery-maintenance`;

function begin(): Promise<Life> {
  const [scenario] = SCENARIOS;
  if (!scenario) throw new Error('There is no scenario.');
  return Life.begin(scenario);
}

function withRole(life: Life): How {
  return { inputs: { 'role-to-assume': ROLE }, env: { ...NO_SESSION, ...life.sandbox.oidcEnv() } };
}

function count(run: Run, operation: string): number {
  return run.requests.filter((request) => request.operation === operation).length;
}

function statuses(life: Life): string[] {
  const { world } = life.sandbox;
  return world.keysOf(life.user).map((key: AccessKey) => world.iam.statusOf(key) ?? 'gone');
}

describe('role-to-assume', () => {
  test('a session of one hour outlives a wait of two', async () => {
    await using life = await begin();
    const run = await life.start(withRole(life)).done;
    expect(run.outputs['result']).toBe('rotated');
    expect(life.verdict()).toEqual([]);
    expect(count(run, 'AssumeRoleWithWebIdentity')).toBeGreaterThanOrEqual(2);
    // No session was used after its end.
    expect(run.requests.filter(({ api, status }) => api === 'iam' && status === 403)).toEqual([]);
  });

  test('without the permission for the token, the message names it and nothing changes', async () => {
    await using life = await begin();
    const run = await life.start({ inputs: { 'role-to-assume': ROLE }, env: NO_SESSION }).done;
    expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' } });
    expect(renderLog(run.stdout)).toContain('id-token: write');
    expect(renderLog(run.stdout)).not.toContain('Unexpected');
    expect(run.requests.filter(({ write }) => write)).toEqual([]);
  });

  test('GitHub refuses the token: the message says so, without the token of the request', async () => {
    await using life = await begin();
    const how = withRole(life);
    const run = await life.start({
      ...how,
      env: { ...how.env, ACTIONS_ID_TOKEN_REQUEST_TOKEN: 'not-the-one' },
    }).done;
    expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' } });
    expect(renderLog(run.stdout)).toContain('id-token: write');
    expect(withoutMasks(run.stdout)).not.toContain('not-the-one');
  });

  test('the role may not be assumed: nothing changes', async () => {
    await using life = await begin();
    life.sandbox.world.deny('sts:AssumeRoleWithWebIdentity');
    const run = await life.start(withRole(life)).done;
    expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' } });
    expect(renderLog(run.stdout)).toContain(ROLE);
    expect(run.requests.filter(({ write }) => write)).toEqual([]);
  });
});

// Two names for the same: "Common Error Types" of the IAM API Reference has both.
describe.each(['ExpiredToken', 'RequestExpired'] as const)('a session from elsewhere (%s)', (endsAs) => {
  test('ends during the delay: both keys alive, pending, and how to finish', async () => {
    await using life = await begin();
    const [session] = life.sandbox.world.iam.sessions;
    if (!session) throw new Error('no session');
    session.endsAs = endsAs;
    session.expiresAt = life.sandbox.clock.now() + HOUR;
    const run = await life.start().done;
    expect(run.outputs['result']).toBe('pending');
    expect(run.exitCode).toBe(0);
    expect(statuses(life)).toEqual(['Active', 'Active']);
    expect(renderLog(run.stdout)).toMatch(/role-to-assume|run again|next run/i);
    expect(run.summary).not.toBe('');

    session.expiresAt = Infinity;
    life.sandbox.clock.advance(6 * HOUR);
    const next = await life.start().done;
    expect(next.outputs['result']).toBe('rotated');
    expect(life.verdict()).toEqual([]);
  });

  test('ends while the old key is deactivated: the next run goes on', async () => {
    await using life = await begin();
    const [session] = life.sandbox.world.iam.sessions;
    if (!session) throw new Error('no session');
    session.endsAs = endsAs;
    let updates = 0;
    life.sandbox.onRequest(({ phase, request }) => {
      if (phase === 'after' && request.operation === 'UpdateAccessKey' && ++updates === 2)
        session.expiresAt = life.sandbox.clock.now();
    });
    const run = await life.start().done;
    expect(run.outputs['result']).toBe('pending');
    expect(statuses(life)).toEqual(['Inactive', 'Active']);

    life.sandbox.clearFaults();
    session.expiresAt = Infinity;
    expect(await life.goOn(1)).toEqual([]);
    expect(life.verdict()).toEqual([]);
  });
});

describe('a session from elsewhere', () => {
  test('ends while the cluster is deployed: the same', async () => {
    await using life = await begin();
    const [session] = life.sandbox.world.iam.sessions;
    if (!session) throw new Error('no session');
    session.expiresAt = life.sandbox.clock.now() + 3 * MINUTE;
    const run = await life.start().done;
    expect(run.outputs['result']).toBe('pending');
    expect(statuses(life)).toEqual(['Active', 'Active']);

    session.expiresAt = Infinity;
    expect(await life.goOn(1)).toEqual([]);
    expect(life.verdict()).toEqual([]);
  });

  test('ends while the new key is proved: nobody holds it, and the next run deletes it', async () => {
    await using life = await begin();
    const [session] = life.sandbox.world.iam.sessions;
    if (!session) throw new Error('no session');
    life.sandbox.onRequest(({ phase, request }) => {
      if (phase === 'after' && request.operation === 'CreateAccessKey')
        session.expiresAt = life.sandbox.clock.now();
    });
    const run = await life.start().done;
    expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' } });
    expect(statuses(life)).toEqual(['Active', 'Active']);
    expect(renderLog(run.stdout)).toMatch(/next run/);

    life.sandbox.clearFaults();
    session.expiresAt = Infinity;
    expect(await life.goOn(1)).toEqual([]);
    expect(life.verdict()).toEqual([]);
  });

  test('is signed with the very key that is to be rotated: refused before anything changes', async () => {
    await using life = await begin();
    const [key] = life.sandbox.world.keysOf(life.user);
    if (!key) throw new Error('no key');
    const env = { AWS_ACCESS_KEY_ID: key.id, AWS_SECRET_ACCESS_KEY: key.secret, AWS_SESSION_TOKEN: '' };
    const run = await life.start({ env }).done;
    expect(run).toMatchObject({ exitCode: 1, outputs: { result: 'failed' } });
    expect(renderLog(run.stdout)).toContain('the very user whose key is to be rotated');
    expect(run.requests.filter(({ write }) => write)).toEqual([]);
  });
});
