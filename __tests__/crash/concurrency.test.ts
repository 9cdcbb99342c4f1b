import { setTimeout as realDelay } from 'node:timers/promises';

import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { RecordedRequest } from '../../sandbox/faults.ts';
import { Life, errorsOf } from './life.ts';
import type { Run } from './life.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

// Two runs at once: a schedule and a person who dispatches the same workflow.

function scenario(name: string): Scenario {
  const found = SCENARIOS.find((one) => one.name === name);
  if (!found) throw new Error(`No scenario ${name}.`);
  return found;
}

function writesOf(run: Run): string[] {
  return run.requests.filter(({ write }) => write).map(({ operation }) => operation);
}

/** Calls back once, when the so-manieth request of an operation has taken effect, and holds its answer as long. */
function whenItComes(
  life: Life,
  operation: string,
  occurrence: number,
  act: (request: RecordedRequest) => Promise<void>,
): void {
  let seen = 0;
  life.sandbox.onRequest(async ({ phase, request }) => {
    if (phase !== 'after' || request.operation !== operation) return;
    seen += 1;
    if (seen === occurrence) await act(request);
  });
}

/** Numbers between 0 and 1 that look random and are the same every time. */
function dice(seed: number): () => number {
  let state = seed;
  return () => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
}

describe('both started in the same moment, against a slow IAM', () => {
  test.each([1, 2, 3, 4, 5, 6])('one key is issued and none lost (%i)', async (seed) => {
    await using life = await Life.begin(scenario('shared-by-schedule'));
    const roll = dice(seed * 7919);
    life.sandbox.onRequest(async ({ request }) => {
      if (request.api === 'iam') await realDelay(10 + roll() * 50); // Before and after: 20 to 120 ms.
    });
    const runs = await Promise.all([life.start().done, life.start().done]);
    expect(runs.map((run) => run.signal)).toEqual([null, null]);
    const keys = life.sandbox.requests.filter(
      ({ operation, status }) => operation === 'CreateAccessKey' && status === 200,
    );
    expect(keys.length).toBeLessThanOrEqual(1);
    expect(life.sandbox.world.outages).toEqual([]);
    const failed = runs.filter(({ outputs }) => outputs['result'] === 'failed');
    expect(failed.map(errorsOf)).toEqual([]);

    life.sandbox.clearFaults();
    expect(await life.goOn(1)).toEqual([]);
    expect(life.verdict()).toEqual([]);
  });
});

describe('the second one comes while the first is at work', () => {
  let life: Life;
  beforeEach(async () => {
    life = await Life.begin(scenario('one'));
  });
  afterEach(() => life[Symbol.asyncDispose]());

  test.each([
    ['issues', 'CreateAccessKey', 1],
    ['stores', 'editAWSCredentials', 1],
    ['waits for the cluster', 'getOrganizationClusterStatus', 6],
    ['waits for the delay', 'TagUser', 12],
    ['has deactivated the old key', 'UpdateAccessKey', 2],
  ])('while it %s', async (_, operation, occurrence) => {
    let second: Run | undefined;
    let first = '';
    whenItComes(life, operation, occurrence, async () => {
      first = life.heartbeat() ?? 'none';
      const known = life.sandbox.requests.length;
      const run = await life.start().done;
      // What the first one asked for in the meantime is not the second one's.
      const requests = life.sandbox.requests.slice(known);
      second = { ...run, requests };
    });
    const run = await life.start().done;

    expect(second?.outputs['result']).toBe('pending');
    expect(second?.exitCode).toBe(0);
    expect(second?.stdout).toContain(first);
    expect(second && writesOf(second)).toEqual([]);
    expect(run.outputs['result']).toBe('rotated');
    expect(life.verdict()).toEqual([]);
  });
});

describe('a heartbeat', () => {
  test('keeps others away for 15 minutes, and no longer', async () => {
    await using life = await Life.begin(scenario('one'));
    const dead = await life.run({ operation: 'TagUser', occurrence: 10, phase: 'after' });
    expect(dead.signal).toBe('SIGKILL');

    life.sandbox.clock.advance(14 * MINUTE);
    const early = await life.run();
    expect(early.outputs['result']).toBe('pending');
    expect(writesOf(early)).toEqual([]);

    life.sandbox.clock.advance(2 * MINUTE);
    const late = await life.run();
    expect(errorsOf(late)).toContain('no error in the log');
    expect(late.outputs['result']).toBe('rotated');
    expect(life.verdict()).toEqual([]);
  });

  test('is taken away by a run that ends, so that the next one need not wait', async () => {
    await using life = await Life.begin(scenario('one-by-schedule'));
    const first = await life.run();
    expect(first.outputs['result']).toBe('pending');
    expect(life.heartbeat()).toBeUndefined();
    life.sandbox.clock.advance(2 * HOUR + MINUTE);
    const second = await life.run();
    expect(writesOf(second)).toContain('UpdateAccessKey');
  });
});
