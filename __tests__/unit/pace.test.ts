import { expect, test } from '@jest/globals';
import { type Clock, HOUR, MINUTE, SECOND } from '../../src/clock.ts';
import { Cancelled } from '../../src/errors.ts';
import { Pace } from '../../src/qovery/pace.ts';
import { NOW } from './support/fixtures.ts';

/** A clock that only sleeping moves, and what was said. */
function time(): { clock: Clock; said: string[]; advance: (ms: number) => void; now: () => number } {
  let now = NOW;
  const advance = (ms: number): void => void (now += ms);
  return {
    clock: { now: () => now, sleep: async (ms) => advance(ms) },
    said: [],
    advance,
    now: () => now,
  };
}

async function send(pace: Pace, count: number, now: () => number): Promise<number[]> {
  const sent: number[] = [];
  for (let i = 0; i < count; i++) {
    await pace.turn();
    sent.push(now());
  }
  return sent;
}

test('a usual run is not slowed down, and says nothing', async () => {
  const { clock, said, now } = time();
  expect(new Set(await send(new Pace(clock, (text) => said.push(text)), 400, now))).toEqual(new Set([NOW]));
  expect(said).toEqual([]);
});

test('no hour sees more than the 1000 requests that Qovery allows a token', async () => {
  const { clock, said, now, advance } = time();
  const pace = new Pace(clock, (text) => said.push(text));
  const sent = [...(await send(pace, 700, now))];
  advance(40 * MINUTE);
  sent.push(...(await send(pace, 2000, now)));
  const inAnHour = sent.map((from) => sent.filter((at) => at >= from && at < from + HOUR).length);
  expect(Math.max(...inAnHour)).toBeLessThanOrEqual(1000);
  // Nor is it slower than it has to be.
  expect(Math.max(...inAnHour)).toBeGreaterThan(990);
});

test('a run that is slowed down says so, once in a while', async () => {
  const { clock, said, now } = time();
  const sent = await send(new Pace(clock, (text) => said.push(text)), 402, now);
  expect(sent.slice(-2)).toEqual([NOW + 6 * SECOND, NOW + 12 * SECOND]);
  expect(said).toEqual([
    'Qovery allows a token 1000 requests an hour: from here on there are 6s between two requests.',
  ]);
  await send(new Pace(clock, (text) => said.push(text)), 400 + 200, now);
  expect(said).toHaveLength(3);
});

test('requests that are sent side by side take their turns, too', async () => {
  const slept: number[] = [];
  const clock: Clock = { now: () => NOW, sleep: async (ms) => void slept.push(ms) };
  const pace = new Pace(clock, () => undefined);
  await Promise.all(Array.from({ length: 403 }, () => pace.turn()));
  expect(slept).toEqual([6 * SECOND, 12 * SECOND, 18 * SECOND]);
});

test('a cancelled run sends at once what it still has to', async () => {
  const clock: Clock = { now: () => NOW, sleep: () => Promise.reject(new Cancelled()) };
  const pace = new Pace(clock, () => undefined);
  for (let i = 0; i < 500; i++) await pace.turn();
  const broken: Clock = { now: () => NOW, sleep: () => Promise.reject(new Error('another')) };
  const other = new Pace(broken, () => undefined);
  await expect(send(other, 500, () => NOW)).rejects.toThrow('another');
});
