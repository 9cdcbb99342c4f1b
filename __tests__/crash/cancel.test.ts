import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';
import { pathToFileURL } from 'node:url';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { renderLog } from '../../sandbox/runner-log.ts';
import { BUILT, Life } from './life.ts';
import type { Run } from './life.ts';
import { SCENARIOS } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

// GitHub cancels a step with SIGINT, sends SIGTERM 7.5 s later, and kills it 2.5 s after that.

const SECONDS = 1000;

/**
 * The built action, whose waits become real ones without an end from the moment that a file is there: a wait on the
 * sandbox's clock is over before a signal can come. Another file tells that it waits.
 */
const FREEZING = `
import { existsSync, writeFileSync } from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';
const onTheClock = timers.setTimeout;
const aborted = (signal) => Object.assign(new Error('The operation was aborted', { cause: signal.reason }), { name: 'AbortError', code: 'ABORT_ERR' });
const forever = (signal) => new Promise((_, reject) => {
  writeFileSync(process.env.FROZEN + '-waits', '');
  const alive = setInterval(() => undefined, 1000);
  const end = () => { clearInterval(alive); reject(aborted(signal)); };
  if (signal?.aborted) end();
  else signal?.addEventListener('abort', end, { once: true });
});
timers.setTimeout = (ms, value, options) => existsSync(process.env.FROZEN) ? forever(options?.signal) : onTheClock(ms, value, options);
syncBuiltinESMExports();
await import(process.env.ENTRY);
`;

let directory: string;
let entry: string;
beforeAll(() => {
  directory = mkdtempSync(join(tmpdir(), 'cancel-'));
  entry = join(directory, 'freezing.mjs');
  writeFileSync(entry, FREEZING);
});
afterAll(() => rmSync(directory, { recursive: true, force: true }));

function scenario(name: string): Scenario {
  const found = SCENARIOS.find((one) => one.name === name);
  if (!found) throw new Error(`No scenario ${name}.`);
  return found;
}

interface Cancelled {
  run: Run;
  /** From the signal to the end of the process, on the sandbox's clock: at least what really passed. */
  took: number;
}

/** Runs until the so-manieth request of an operation has taken effect, then stops the clock and sends the signal. */
async function cancelled(
  life: Life,
  signal: NodeJS.Signals,
  operation: string,
  occurrence: number,
  options: { hold?: boolean; slow?: number } = {},
): Promise<Cancelled> {
  const frozen = join(mkdtempSync(join(directory, 'run-')), 'frozen');
  let seen = 0;
  let sentAt = 0;
  life.sandbox.onRequest(async ({ phase, request }) => {
    if (sentAt > 0 && options.slow !== undefined) await realDelay(options.slow);
    if (phase !== 'after' || request.operation !== operation) return;
    seen += 1;
    if (seen !== occurrence) return;
    writeFileSync(frozen, '');
    const send = (): void => {
      sentAt = life.sandbox.clock.now();
      started.child.kill(signal);
    };
    // Held: the signal comes while the answer is on its way. Else in the wait that follows it.
    if (options.hold) {
      send();
      await realDelay(100);
    } else void whenThere(`${frozen}-waits`).then(send);
  });
  const started = life.start({
    entry,
    env: { FROZEN: frozen, ENTRY: pathToFileURL(BUILT ? resolve(BUILT) : resolve('dist/index.js')).href },
  });
  const run = await started.done;
  life.sandbox.clearFaults();
  expect(existsSync(frozen)).toBe(true);
  return { run, took: life.sandbox.clock.now() - sentAt };
}

async function whenThere(file: string): Promise<void> {
  while (!existsSync(file)) await realDelay(10);
}

/** What every cancelled run owes its reader. */
function expectManners({ run, took }: Cancelled): void {
  expect(run.signal).toBeNull();
  expect(took).toBeLessThan(5 * SECONDS);
  expect(run.outputs['result']).toMatch(/^(pending|failed)$/);
  expect(run.outputs).toHaveProperty('report');
  expect(run.summary).not.toBe('');
  const log = renderLog(run.stdout);
  expect(log).toMatch(/cancelled/i);
  expect(log).toMatch(/next run/i);
  expect(run.summary).toMatch(/cancelled/i);
  expect(run.stderr).toBe('');
}

async function expectRecovery(life: Life): Promise<void> {
  expect(await life.goOn(1)).toEqual([]);
  expect(life.verdict()).toEqual([]);
}

describe.each(['SIGINT', 'SIGTERM'] as const)('%s', (signal) => {
  test.each([
    ['before the key is created', 'ListUserTags', 2, true],
    ['while the key is created', 'CreateAccessKey', 1, true],
    ['while the key is proved', 'GetCallerIdentity', 2, false],
    ['while the first holder is read', 'getContainerRegistry', 1, true],
  ] as const)('%s: the new key is deleted', async (_, operation, occurrence, hold) => {
    await using life = await Life.begin(scenario('shared'));
    const [old] = life.sandbox.world.keysOf(life.user);
    const ended = await cancelled(life, signal, operation, occurrence, { hold });
    expectManners(ended);
    expect(ended.run.outputs['result']).toBe('failed');
    expect(life.sandbox.world.keysOf(life.user).map(({ id }) => id)).toEqual([old?.id]);
    await expectRecovery(life);
  });

  test.each([
    ['while the first holder is stored', 'editContainerRegistry', 1],
    ['between two holders', 'getHelmRepository', 1],
    ['while the last holder is stored', 'editAWSCredentials', 2],
  ] as const)('%s: storing is finished and both keys live', async (_, operation, occurrence) => {
    await using life = await Life.begin(scenario('shared'));
    const { world } = life.sandbox;
    const ended = await cancelled(life, signal, operation, occurrence, { hold: true });
    expectManners(ended);
    expect(ended.run.outputs['result']).toBe('pending');
    const [old, key] = world.keysOf(life.user);
    expect([old, key].map((one) => one && world.iam.statusOf(one))).toEqual(['Active', 'Active']);
    const holders = [...world.credentials.slice(0, 2), ...world.registries, ...world.helmRepositories];
    expect(holders.map((holder) => holder.key?.id)).toEqual(holders.map(() => key?.id));
    await expectRecovery(life);
  });

  test.each([
    ['while the cluster is deployed', 'getOrganizationClusterStatus', 5, ['Active', 'Active']],
    ['during the delay', 'TagUser', 12, ['Active', 'Active']],
  ] as const)('%s: both keys live', async (_, operation, occurrence, statuses) => {
    await using life = await Life.begin(scenario('one'));
    const { world } = life.sandbox;
    const ended = await cancelled(life, signal, operation, occurrence);
    expectManners(ended);
    expect(ended.run.outputs['result']).toBe('pending');
    expect(world.keysOf(life.user).map((key) => world.iam.statusOf(key))).toEqual(statuses);
    expect(life.heartbeat()).toBeUndefined();
    await expectRecovery(life);
  });

  test('while the old key is deactivated', async () => {
    await using life = await Life.begin(scenario('one'));
    const { world } = life.sandbox;
    // The look after the deactivation is the last thing before the wait.
    let deactivated = false;
    const known = life.sandbox;
    known.onRequest(
      ({ request }) =>
        void (deactivated ||=
          request.operation === 'UpdateAccessKey' && world.keysOf(life.user).length === 2),
    );
    const ended = await cancelled(life, signal, 'UpdateAccessKey', 2);
    expect(deactivated).toBe(true);
    expectManners(ended);
    expect(ended.run.outputs['result']).toBe('pending');
    expect(world.keysOf(life.user).map((key) => world.iam.statusOf(key))).toEqual(['Inactive', 'Active']);
    await expectRecovery(life);
  });

  test.each([
    ['AWS', 'TagUser', 12],
    ['Qovery', 'getOrganizationClusterStatus', 5],
  ] as const)('while %s does not answer: it does not wait for it', async (_, operation, occurrence) => {
    await using life = await Life.begin(scenario('one'));
    let hangs = false;
    life.sandbox.fault({ match: () => hangs, times: Infinity, kind: { hang: 'before' } });
    let seen = 0;
    life.sandbox.onRequest(({ phase, request }) => {
      if (phase === 'after' && request.operation === operation && ++seen === occurrence) hangs = true;
    });
    const ended = await cancelled(life, signal, operation, occurrence, { hold: true });
    expect(ended.run.signal).toBeNull();
    expect(ended.took).toBeLessThan(5 * SECONDS);
    expect(ended.run.outputs['result']).toBe('pending');
    expect(ended.run.summary).not.toBe('');
    await expectRecovery(life);
  });
});

// These take the seconds of the grace for real, so both at once.
test.concurrent.each(['SIGINT', 'SIGTERM'] as const)(
  '%s while Qovery is too slow to store everywhere: both keys live, and the next run mends it',
  async (signal) => {
    await using life = await Life.begin(scenario('shared'));
    const { world } = life.sandbox;
    const ended = await cancelled(life, signal, 'editContainerRegistry', 1, { hold: true, slow: 1500 });
    expectManners(ended);
    expect(world.keysOf(life.user).map((key) => world.iam.statusOf(key))).toEqual(['Active', 'Active']);
    expect(world.outages).toEqual([]);
    await expectRecovery(life);
  },
);
