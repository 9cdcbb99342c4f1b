import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../src/lib/clock.ts';
import type { State } from '../../src/rotation/context.ts';
import type { Observation, Policy, Requested, RunState } from '../../src/rotation/model.ts';
import { type Course, type End, type RotationReport, reportOf } from '../../src/rotation/report/report.ts';
import {
  A,
  B,
  NOW,
  PRODUCTION,
  STAGING,
  cluster,
  credential,
  dns,
  entryAt,
  key,
  mark,
  memory,
  observation,
  policy,
  registry,
  retirable,
} from './support/fixtures.ts';

const END: End = {
  result: 'pending',
  why: 'it stays for now',
  warning: false,
  remedy: '',
  plan: [],
  obstacles: [],
};

/** What is told of a rotation that has come so far. */
function told(
  observed: Observation | undefined,
  {
    did = {},
    wants = {},
    end = {},
    ...changes
  }: {
    readonly did?: Partial<RunState>;
    readonly wants?: Partial<Policy>;
    readonly end?: Partial<End>;
  } & Partial<Omit<Course, 'end' | 'policy'>> = {},
): RotationReport {
  const state: State | undefined =
    observed === undefined ? undefined : { observation: observed, runState: memory(did) };
  return reportOf({
    target: observation().target,
    credentials: [{ id: 'c', name: 'AWS' }],
    first: observed,
    state,
    journal: observed?.journal,
    end: { ...END, ...end },
    events: [],
    policy: policy({ maxAge: 90 * DAY, ...wants }),
    now: NOW,
    ...changes,
  });
}

describe('a rotation that does not come to its end turns red', () => {
  const late = (stored: number): Observation => retirable({ journal: { ...entryAt('deployed'), stored } });
  const allowed = 14 * DAY + 15 * MINUTE;

  test('once finish-within, and the time for which the old key is deactivated, have passed since the storing', () => {
    expect(told(late(NOW - allowed))).toMatchObject({ result: 'pending', why: 'it stays for now' });
    const red = told(late(NOW - allowed - 1));
    expect(red.result).toBe('failed');
    expect(red.why).toMatch(
      /not over 14d after its new key was stored \('finish-within' is 14d\): it stays for now/,
    );
    expect(red.remedy).toMatch(/Both keys are as they were.*the next run goes on/);
    expect(red.state).toContain('has AKIAA');
    // Its dates are still told.
    expect([red.deactivateAfter, red.deleteAfter]).toEqual([NOW - HOUR, NOW + 15 * MINUTE]);
    expect(told(late(NOW - allowed - 1), { wants: { finishWithin: 15 * DAY } }).result).toBe('pending');
  });

  test('what the run itself advises is kept', () => {
    expect(told(late(NOW - 30 * DAY), { end: { remedy: 'Stop the old one.' } }).remedy).toBe(
      'Stop the old one.',
    );
  });

  test.each(['rotated', 'not-due', 'planned', 'deferred'] as const)('but not one that is %s', (result) => {
    expect(told(late(NOW - 30 * DAY), { end: { result } }).result).toBe(result);
  });

  test('nor one whose key is not stored yet', () => {
    expect(told(observation({ journal: entryAt('created') })).result).toBe('pending');
  });
});

test('dates are told of what is under way, and of nothing else', () => {
  expect(told(retirable())).toMatchObject({ deactivateAfter: NOW - HOUR, deleteAfter: NOW + 15 * MINUTE });
  const done = told(retirable({ keys: [key(B)] }), { end: { result: 'rotated' } });
  expect([done.deactivateAfter, done.deleteAfter]).toEqual([undefined, undefined]);
  expect(told(observation(), { end: { result: 'deferred' } })).toMatchObject({
    ...{ oldKey: undefined, newKey: undefined, deleteAfter: undefined },
    keyCreatedAt: NOW - 90 * DAY,
    nextRotation: NOW,
  });
});

test('nothing was read: nothing was changed, and the key in question is named', () => {
  const report = told(undefined, { end: { result: 'failed', why: 'AWS said no.' } });
  expect(report).toMatchObject({ oldKey: A, newKey: undefined, state: 'Nothing was changed.', clusters: [] });
});

describe('what a cluster means', () => {
  const request = (outcome: Requested['outcome']): Requested => ({
    requestedAt: NOW,
    deployment: { baseline: mark(), started: true, executionId: 'e1' },
    outcome,
    detail: 'DEPLOYMENT_ERROR',
  });
  const roleOf = (
    status: string,
    outcome: Requested['outcome'] | undefined,
    proved: readonly string[] = [],
    wants: Partial<Policy> = {},
  ): unknown => {
    const o = retirable({ clusters: [cluster(status)], journal: { ...entryAt('stored'), clusters: proved } });
    const deployments = new Map(outcome === undefined ? [] : [[STAGING, request(outcome)]]);
    const [{ role, detail } = { role: '', detail: '' }] = told(o, { did: { deployments }, wants }).clusters;
    return detail === '' ? role : [role, detail];
  };

  test('by what this run and those before it did', () => {
    expect(roleOf('DEPLOYED', undefined)).toBe('none');
    expect(roleOf('DEPLOYED', undefined, [STAGING])).toBe('deployed');
    expect(roleOf('DEPLOYED', 'succeeded')).toBe('deployed');
    expect(roleOf('DEPLOYING', 'running')).toBe('deploying');
    for (const outcome of ['failed', 'replaced', 'not-accepted'] as const) {
      expect(roleOf('DEPLOYMENT_ERROR', outcome)).toEqual(['not-deployed', 'DEPLOYMENT_ERROR']);
    }
    expect(roleOf('STOPPED', undefined)).toBe('off');
    expect(roleOf('DEPLOYED', undefined, [], { ignoreClusters: [STAGING] })).toBe('ignored');
  });

  test('one that is ignored and runs is left without a key: a warning, once there is a rotation', () => {
    const wants = { ignoreClusters: [STAGING] };
    const o = retirable({ journal: entryAt('stored') });
    expect(told(o, { wants })).toMatchObject({ warning: true, why: expect.stringContaining("'staging'") });
    expect(told(o, { wants, end: { result: 'not-due' } }).warning).toBe(false);
    expect(told({ ...o, clusters: [cluster('STOPPED')] }, { wants }).warning).toBe(false);
    expect(told(o, { wants: { ignoreClusters: [PRODUCTION] } }).warning).toBe(false);
  });
});

test('holders: what they had before the rotation, and what they have', () => {
  const first = observation({ holders: [registry(A), credential(A), dns(A)] });
  const now = retirable({ holders: [registry(B), credential(B), dns(A)] });
  const changes = (report: RotationReport): unknown =>
    report.holders.map(({ before, after }) => [before, after]);
  expect(changes(told(now, { first }))).toEqual([
    [A, B],
    [A, B],
    [A, A],
  ]);
  // A later run of the same rotation finds the new key, and knows what was there.
  expect(changes(told(now))).toEqual([
    [A, B],
    [A, B],
    [A, A],
  ]);
});

test('the events of runs before are told from the journal, in their order, before those of this run', () => {
  const event = { at: NOW, kind: 'key-deleted', subject: A } as const;
  const first = retirable({ journal: entryAt('deactivated') });
  const { events } = told(first, { first, events: [event] });
  expect(events.map(({ kind, subject }) => [kind, subject])).toEqual([
    ['key-created', B],
    ['stored-everywhere', B],
    ['all-deployed', B],
    ['key-deactivated', A],
    ['key-deleted', A],
  ]);
  expect(events.map(({ at }) => at)).toEqual(events.map(({ at }) => at).toSorted((a, b) => a - b));
  expect(told(observation({ journal: entryAt('created') })).events).toEqual([]);
});
