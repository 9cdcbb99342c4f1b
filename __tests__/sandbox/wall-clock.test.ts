import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';

import { HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { scriptOutput, UNDICI } from './script-output.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

/** Sleeps from quarter to quarter of an hour, and says what both clocks showed then, in minutes since the start. */
const QUARTERS = `
  import { setTimeout } from 'node:timers/promises';
  const minutes = (since, now) => Math.round((now - since) / 60000);
  const start = { wall: Date.now(), steady: performance.now() };
  const seen = [];
  for (let i = 0; i < 8; i += 1) {
    await setTimeout(15 * 60 * 1000);
    if (i === 3) await fetch(process.env['INPUT_QOVERY-API-URL'] + '/sandbox/clock');
    seen.push([minutes(start.steady, performance.now()), minutes(start.wall, Date.now())]);
  }
  console.log(JSON.stringify(seen));
`;

const STEADY = [15, 30, 45, 60, 75, 90, 105, 120];

describe('the clock of performance.now()', () => {
  test('follows the time of the sandbox, from the start of the process, whatever the clock on the wall says', async () => {
    const result = await scriptOutput<{ first: number; slept: number }>(
      sandbox,
      `
        import { performance as same } from 'node:perf_hooks';
        import { setTimeout } from 'node:timers/promises';
        const first = same.now();
        await setTimeout(7200000);
        console.log(JSON.stringify({ first, slept: performance.now() - first }));
      `,
      { clockSkewMs: -10 * MINUTE, wallClock: [{ at: HOUR, by: -3 * HOUR }] },
    );
    expect(result.first).toBeLessThan(10 * SECOND);
    expect(result.slept).toBeGreaterThanOrEqual(2 * HOUR);
    expect(result.slept).toBeLessThan(2 * HOUR + MINUTE);
  });

  test('never goes back, and counts what others let pass', async () => {
    sandbox.fault({ match: { operation: 'getOrganization' }, kind: { passMs: HOUR } });
    const steps = await scriptOutput<number[]>(
      sandbox,
      `
        const url = process.env['INPUT_QOVERY-API-URL'] + '/organization/' + process.env['INPUT_ORGANIZATION-ID'];
        const times = [];
        for (let i = 0; i < 1000; i += 1) times.push(performance.now());
        await fetch(url);
        times.push(performance.now());
        console.log(JSON.stringify(times.slice(1).map((time, i) => time - times[i])));
      `,
    );
    expect(Math.min(...steps)).toBeGreaterThanOrEqual(0);
    expect(steps.at(-1)).toBeGreaterThanOrEqual(HOUR);
  });
});

describe('the clock on the wall', () => {
  test('that is behind is set right in the middle of a wait', async () => {
    const before = sandbox.clock.now();
    const seen = await scriptOutput<number[][]>(sandbox, QUARTERS, {
      clockSkewMs: -4 * MINUTE,
      wallClock: [{ at: 50 * MINUTE, by: 4 * MINUTE }],
    });
    expect(seen.map(([steady]) => steady)).toEqual(STEADY);
    expect(seen.map(([, wall]) => wall)).toEqual([15, 30, 45, 64, 79, 94, 109, 124]);
    // The time of the sandbox knows nothing of it.
    expect(Math.round((sandbox.clock.now() - before) / MINUTE)).toBe(120);
  });

  test('jumps ahead and back', async () => {
    const seen = await scriptOutput<number[][]>(sandbox, QUARTERS, {
      wallClock: [
        { at: 20 * MINUTE, by: 2 * HOUR },
        { at: 80 * MINUTE, by: -3 * HOUR },
      ],
    });
    expect(seen.map(([steady]) => steady)).toEqual(STEADY);
    expect(seen.map(([, wall]) => wall)).toEqual([15, 150, 165, 180, 195, 30, 45, 60]);
  });

  test('is set at something that happens, in the processes that run then and in no other', async () => {
    const result = scriptOutput<number[][]>(
      sandbox,
      QUARTERS.replace('/sandbox/clock', "/organization/' + process.env['INPUT_ORGANIZATION-ID'] + '"),
    );
    sandbox.onRequest(({ phase }) => {
      if (phase === 'before') sandbox.clock.jumpWallClock(2 * HOUR);
    });
    const seen = await result;
    expect(seen.map(([steady]) => steady)).toEqual(STEADY);
    expect(seen.map(([, wall]) => wall)).toEqual([15, 30, 45, 180, 195, 210, 225, 240]);
    sandbox.clearFaults();
    expect((await scriptOutput<number[][]>(sandbox, QUARTERS)).map(([, wall]) => wall)).toEqual(STEADY);
  });
});

describe('undici, as node:http, is waited for', () => {
  const request = (how: string): string => `
    import { request } from '${UNDICI}';
    const url = process.env['INPUT_QOVERY-API-URL'] + '/organization/' + process.env['INPUT_ORGANIZATION-ID'];
    const headers = { authorization: 'Token ' + process.env['INPUT_QOVERY-API-TOKEN'] };
    const start = performance.now();
    const done = (what) => console.log(JSON.stringify([what, Math.round((performance.now() - start) / 1000)]));
    ${how}
  `;

  test('an answer on its way holds the clock', async () => {
    sandbox.fault({ match: { operation: 'getOrganization' }, kind: { hang: 'after', forMs: 100 } });
    const result = await scriptOutput(
      sandbox,
      request(`
        import { setTimeout } from 'node:timers/promises';
        const order = [];
        const get = async () => { const { body } = await request(url, { headers }); await body.json(); order.push('answer'); };
        await Promise.all([setTimeout(3600000).then(() => order.push('sleep')), get()]);
        done(order);
      `),
    );
    expect(result).toEqual([['answer', 'sleep'], 3600]);
  });

  test.each([
    [
      "the caller's deadline",
      'signal: AbortSignal.timeout(60000)',
      ['TimeoutError', 60],
      { hang: 'before' as const },
    ],
    [
      'its own deadline for the headers',
      'headersTimeout: 90000',
      ['HeadersTimeoutError', 90],
      { hang: 'after' as const },
    ],
    ['its own deadline for the body', 'bodyTimeout: 30000', ['BodyTimeoutError', 30], 'stall' as const],
  ])('%s comes in no time', async (_, option, expected, kind) => {
    sandbox.fault({ match: { operation: 'getOrganization' }, kind });
    const startedAt = performance.now();
    const [name, seconds] = await scriptOutput<[string, number]>(
      sandbox,
      request(`
        try {
          const { body } = await request(url, { headers, ${option} });
          await body.text();
        } catch (error) { done(error.name); }
      `),
    );
    expect(name).toBe(expected[0]);
    expect(Math.abs(seconds - Number(expected[1]))).toBeLessThan(3);
    expect(performance.now() - startedAt).toBeLessThan(10_000);
  });

  test('a refused connection is counted, once', async () => {
    sandbox.refuse('qovery', 2);
    const result = await scriptOutput(
      sandbox,
      request(`
        import { setTimeout } from 'node:timers/promises';
        const codes = [];
        for (let i = 0; i < 3; i += 1) {
          try { codes.push((await request(url, { headers })).statusCode); } catch (error) { codes.push(error.code); }
          await setTimeout(10000);
        }
        done(codes);
        process.exit();
      `),
    );
    expect(result).toEqual([['ECONNREFUSED', 'ECONNREFUSED', 200], 30]);
  });
});
