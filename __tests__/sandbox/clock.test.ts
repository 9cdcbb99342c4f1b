import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { HOUR, MINUTE, parseDuration, SECOND } from '../../sandbox/clock.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { runScript } from '../support/clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

async function output(script: string, options = {}): Promise<unknown> {
  const run = await runScript(sandbox, script, options);
  expect({ exitCode: run.exitCode, stderr: run.stderr }).toEqual({ exitCode: 0, stderr: '' });
  return JSON.parse(run.stdout);
}

test('a process sleeps for two hours, request by request, in no time', async () => {
  const startedAt = performance.now();
  const before = sandbox.clock.now();
  const result = (await output(`
    import { setTimeout } from 'node:timers/promises';
    const url = process.env['INPUT_QOVERY-API-URL'] + '/sandbox/clock';
    const start = new Date();
    const servers = [];
    for (let i = 0; i < 8; i += 1) {
      await setTimeout(15 * 60 * 1000);
      servers.push(Math.abs(Date.parse((await fetch(url)).headers.get('date')) - Date.now()));
    }
    console.log(JSON.stringify({ elapsed: Date.now() - start, servers }));
  `)) as { elapsed: number; servers: number[] };
  expect(result.elapsed).toBeGreaterThanOrEqual(2 * HOUR);
  expect(result.elapsed).toBeLessThan(2 * HOUR + MINUTE);
  expect(Math.max(...result.servers)).toBeLessThan(2 * SECOND);
  expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(2 * HOUR);
  expect(performance.now() - startedAt).toBeLessThan(2000);
});

test('sleepers wake in order, even when one of them makes requests in between', async () => {
  const woken = await output(`
    import { setTimeout, scheduler } from 'node:timers/promises';
    const url = process.env['INPUT_QOVERY-API-URL'] + '/sandbox/clock';
    const start = Date.now();
    const woken = [];
    const wake = (name) => woken.push(name + ' ' + Math.round((Date.now() - start) / 60000));
    async function poll() {
      for (let i = 1; i <= 3; i += 1) {
        await setTimeout(10 * 60 * 1000);
        await fetch(url);
        wake('poll');
      }
    }
    await Promise.all([
      setTimeout(25 * 60 * 1000).then(() => wake('sleep')),
      scheduler.wait(60 * 60 * 1000).then(() => wake('wait')),
      poll(),
    ]);
    console.log(JSON.stringify(woken));
  `);
  expect(woken).toEqual(['poll 10', 'poll 20', 'sleep 25', 'poll 30', 'wait 60']);
});

test('a request that is under way holds the clock', async () => {
  sandbox.fault({ match: { operation: 'getOrganization' }, kind: { hang: 'after', forMs: 100 } });
  const order = await output(`
    import { setTimeout } from 'node:timers/promises';
    import http from 'node:http';
    const order = [];
    const url = process.env['INPUT_QOVERY-API-URL'] + '/organization/' + process.env['INPUT_ORGANIZATION-ID'];
    const get = new Promise((resolve) => http.get(url, (response) => response.resume().on('end', resolve)));
    await Promise.all([setTimeout(3600000).then(() => order.push('sleep')), get.then(() => order.push('answer'))]);
    console.log(JSON.stringify(order));
  `);
  expect(order).toEqual(['answer', 'sleep']);
});

test('an aborted sleep rejects at once and moves no clock', async () => {
  const before = sandbox.clock.now();
  const result = await output(`
    import { setTimeout } from 'node:timers/promises';
    const early = AbortSignal.abort(new Error('early'));
    const caught = [];
    const remember = (error) => caught.push([error.name, error.code, error.cause.message]);
    await setTimeout(3600000, undefined, { signal: early }).catch(remember);
    const controller = new AbortController();
    const sleep = setTimeout(3600000, undefined, { signal: controller.signal }).catch(remember);
    controller.abort(new Error('cancelled'));
    await sleep;
    console.log(JSON.stringify(caught));
  `);
  expect(result).toEqual([
    ['AbortError', 'ABORT_ERR', 'early'],
    ['AbortError', 'ABORT_ERR', 'cancelled'],
  ]);
  expect(sandbox.clock.now() - before).toBeLessThan(MINUTE);
});

test('a sleep without a reference keeps no process alive, one with a value returns it', async () => {
  const result = await output(`
    import { setTimeout } from 'node:timers/promises';
    console.log(JSON.stringify(await setTimeout(1000, 'value')));
    void setTimeout(3600000, undefined, { ref: false }).then(() => process.exit(9));
  `);
  expect(result).toBe('value');
});

test('Date stays a Date, and can be wrong in one process', async () => {
  const result = (await output(
    `
      class Moment extends Date {}
      const now = new Date();
      console.log(JSON.stringify({
        now: now.getTime(),
        kinds: [now instanceof Date, new Moment() instanceof Date, now.constructor === Date, typeof Date()],
        given: new Date(0).toISOString(),
        utc: Date.UTC(2026, 0, 1),
      }));
    `,
    { clockSkewMs: 10 * MINUTE },
  )) as { now: number };
  expect(result).toMatchObject({
    kinds: [true, true, true, 'string'],
    given: '1970-01-01T00:00:00.000Z',
    utc: Date.UTC(2026, 0, 1),
  });
  expect(Math.round((result.now - sandbox.clock.now()) / MINUTE)).toBe(10);
});

test('two processes share the clock: what one sleeps, the other has slept', async () => {
  const sleep = (minutes: number): Promise<unknown> =>
    output(`
      import { setTimeout } from 'node:timers/promises';
      const start = Date.now();
      for (let i = 0; i < ${minutes}; i += 1) await setTimeout(60000);
      console.log(JSON.stringify(Date.now() >= start + ${minutes} * 60000));
    `);
  const before = sandbox.clock.now();
  expect(await Promise.all([sleep(120), sleep(120), sleep(120)])).toEqual([true, true, true]);
  expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(2 * HOUR);
});

test('durations are read as people write them', () => {
  expect(['90s', '15m', '2h', '5d', '7200'].map(parseDuration)).toEqual(
    [90, 900, 7200, 432000, 7200].map((s) => s * SECOND),
  );
  expect(() => parseDuration('soon')).toThrow('Not a duration');
  expect(() => sandbox.clock.advance(-1)).toThrow('only moves forwards');
});

test('the clock can be moved over HTTP', async () => {
  const before = sandbox.clock.now();
  const body = JSON.stringify({ advance: '2h' });
  const response = await fetch(`${sandbox.qoveryUrl}/sandbox/clock`, { method: 'POST', body });
  expect(response.status).toBe(200);
  expect(sandbox.clock.now() - before).toBeGreaterThanOrEqual(2 * HOUR);
});
