import { expect, test } from '@jest/globals';
import { type Clock, HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import { RateLimiter } from '../../src/qovery/rate-limiter.ts';
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

async function send(pace: RateLimiter, count: number, now: () => number): Promise<number[]> {
  const sent: number[] = [];
  for (let i = 0; i < count; i++) {
    await pace.acquire(false);
    sent.push(now());
  }
  return sent;
}

test('a usual run is not slowed down, and says nothing', async () => {
  const { clock, said, now } = time();
  expect(new Set(await send(new RateLimiter(clock, (text) => said.push(text)), 380, now))).toEqual(
    new Set([NOW]),
  );
  expect(said).toEqual([]);
});

test('no hour sees more than the 1000 requests that Qovery allows a token, with some to spare', async () => {
  const { clock, said, now, advance } = time();
  const pace = new RateLimiter(clock, (text) => said.push(text));
  const sent = [...(await send(pace, 700, now))];
  advance(40 * MINUTE);
  sent.push(...(await send(pace, 2000, now)));
  const inAnHour = sent.map((from) => sent.filter((at) => at >= from && at < from + HOUR).length);
  expect(Math.max(...inAnHour)).toBeLessThanOrEqual(895);
  // Nor is it slower than it has to be.
  expect(Math.max(...inAnHour)).toBeGreaterThan(850);
});

test('a run that is slowed down says so, once in a while', async () => {
  const { clock, said, now } = time();
  const sent = await send(new RateLimiter(clock, (text) => said.push(text)), 383, now);
  expect(sent.slice(-3).map((at) => Math.round((at - NOW) / SECOND))).toEqual([7, 14, 21]);
  expect(said).toEqual([
    'Qovery allows a token 1000 requests an hour: from here on there are 7s between two requests.',
  ]);
  await send(new RateLimiter(clock, (text) => said.push(text)), 380 + 200, now);
  expect(said).toHaveLength(3);
});

test('requests that are sent side by side take their turns, too, and what is urgent does not wait for them', async () => {
  const { clock, said, now } = time();
  const pace = new RateLimiter(clock, (text) => said.push(text));
  const order: string[] = [];
  const turns = Array.from({ length: 382 }, () => pace.acquire(false).then(() => order.push('patient')));
  await Promise.all([...turns, pace.acquire(true).then(() => order.push('urgent'))]);
  expect(order.indexOf('urgent')).toBe(380);
  expect(Math.round((now() - NOW) / SECOND)).toBe(14);
  // It was counted all the same.
  await pace.acquire(false);
  expect(Math.round((now() - NOW) / SECOND)).toBe(28);
});

test('whoever waits when the run is cancelled, or has ended, sends nothing more', async () => {
  const clock: Clock = { now: () => NOW, sleep: () => Promise.reject(new Cancelled()) };
  const cancelled = new RateLimiter(clock, () => undefined);
  await expect(send(cancelled, 500, () => NOW)).rejects.toThrow(Cancelled);
  await cancelled.acquire(true);

  const { clock: another, now } = time();
  const ended = new RateLimiter(another, () => undefined);
  await send(ended, 380, now);
  const turns = [1, 2, 3].map(() => ended.acquire(false).catch((error: unknown) => error));
  ended.end();
  expect(await Promise.all(turns)).toEqual([new Cancelled(), new Cancelled(), new Cancelled()]);
  expect(now()).toBe(NOW);
});
