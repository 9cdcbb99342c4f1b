import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import { type ServerClock, serverClock } from '../../src/lib/server-clock.ts';

// Rule 12: time is the servers'. The world here has a true time; a runner's clock that can be set; servers that tell
// their own time in answers that take their while.

const START = Date.UTC(2026, 10, 28, 12);

class World {
  /** True time that has passed. */
  passed = 0;
  /** Of the clock on the runner's wall. */
  wrongBy = 0;
  /** The servers' clocks, where they are wrong. */
  readonly serverIsOff = new Map<string, number>();
  readonly warned: string[] = [];
  readonly cancel = new AbortController();
  readonly clock: ServerClock;

  constructor(wrongBy = 0) {
    this.wrongBy = wrongBy;
    this.clock = serverClock({
      cancel: this.cancel.signal,
      warn: (text) => void this.warned.push(text),
      monotonic: () => this.passed,
      wall: () => this.true + this.wrongBy,
    });
  }

  get true(): number {
    return START + this.passed;
  }

  /** One request: `Date` is to the second, and made on the way. */
  ask(server: string, takes = 100, made = takes / 2): void {
    const hear = this.clock.ask(server);
    this.passed += made;
    const date = new Date(this.true + (this.serverIsOff.get(server) ?? 0)).toUTCString();
    this.passed += takes - made;
    hear({ date });
  }

  wait(ms: number, askEvery = 10 * SECOND, ...servers: string[]): void {
    for (const until = this.passed + ms; this.passed < until; this.passed += askEvery)
      for (const server of servers) this.ask(server);
  }

  /** How far the clock is from the truth. */
  get error(): number {
    return this.clock.now() - this.true;
  }
}

describe("the runner's clock", () => {
  test.each([0, 4 * MINUTE, -4 * MINUTE, 10 * 24 * HOUR, -3 * HOUR])(
    'wrong by %i ms, is forgotten with the first answer',
    (wrongBy) => {
      const world = new World(wrongBy);
      expect(world.error).toBe(wrongBy);
      world.ask('qovery');
      expect(Math.abs(world.error)).toBeLessThanOrEqual(SECOND);
      expect(Math.abs(world.clock.skew + wrongBy)).toBeLessThanOrEqual(SECOND);
    },
  );

  test.each([2 * HOUR, -2 * HOUR, 4 * MINUTE, -4 * MINUTE])(
    'set by %i ms in the middle of a wait: two hours stay two hours, with answers and without',
    (jump) => {
      for (const servers of [[], ['qovery', 'iam']]) {
        const world = new World();
        world.ask('qovery');
        world.ask('iam');
        world.wait(HOUR, MINUTE, ...servers);
        world.wrongBy += jump;
        world.wait(HOUR, MINUTE, ...servers);
        expect(Math.abs(world.error)).toBeLessThanOrEqual(SECOND);
        // The SDK signs with the runner's clock and this.
        expect(Math.abs(world.clock.skew + jump)).toBeLessThanOrEqual(SECOND);
      }
    },
  );

  test('set twice: it is said once', () => {
    const world = new World();
    world.ask('qovery');
    world.wrongBy = 2 * HOUR;
    world.clock.now();
    world.wrongBy = 0;
    world.clock.now();
    expect(world.warned).toEqual([
      'The clock of this runner was set 2h ahead, or the machine slept. Nothing changes: this run goes by the time that Qovery and AWS tell.',
    ]);
  });

  test('that is kept right by small steps is nothing to talk about', () => {
    const world = new World();
    for (let i = 0; i < 100; i++) {
      world.wrongBy += SECOND / 8;
      world.passed += MINUTE;
      world.clock.now();
    }
    expect(world.warned).toEqual([]);
  });
});

describe('an answer', () => {
  test.each([
    [20 * SECOND, 20],
    [20 * SECOND, 19_980],
  ])('that took %i ms, its date made after %i: moves nothing', (takes, made) => {
    const world = new World();
    world.ask('qovery');
    const before = world.error;
    for (let i = 0; i < 3; i++) world.ask('qovery', takes, made);
    expect(Math.abs(world.error - before)).toBeLessThanOrEqual(SECOND);
  });

  test.each([2 * HOUR, -2 * HOUR])(
    'a single odd one (%i ms) moves nothing, of the only server too',
    (off) => {
      for (const servers of [['qovery'], ['qovery', 'iam'], ['qovery', 'iam', 'sts']]) {
        const world = new World();
        world.wait(MINUTE, 10 * SECOND, ...servers);
        for (let i = 0; i < 5; i++) {
          world.serverIsOff.set('qovery', off);
          world.ask('qovery');
          expect(Math.abs(world.error)).toBeLessThanOrEqual(SECOND);
          world.serverIsOff.clear();
          world.ask('qovery');
        }
        expect(Math.abs(world.error)).toBeLessThanOrEqual(SECOND);
      }
    },
  );

  test('without a date, with one that is none, or out of a cache tells nothing', () => {
    const world = new World(HOUR);
    world.clock.ask('qovery')({});
    world.clock.ask('qovery')({ date: 'today' });
    world.clock.ask('qovery')({ date: new Date(world.true).toUTCString(), age: '3600' });
    expect(world.error).toBe(HOUR);
  });
});

describe('one server', () => {
  test.each([2 * HOUR, -2 * HOUR])(
    'whose clock is set by %i ms moves nothing: the others do not say so',
    (off) => {
      for (const others of [['iam'], ['iam', 'sts']]) {
        const world = new World();
        for (const server of ['qovery', ...others]) world.ask(server);
        world.serverIsOff.set('qovery', off);
        // AWS is asked rarely in a long wait.
        for (let i = 0; i < 30; i++) {
          world.wait(5 * MINUTE, 30 * SECOND, 'qovery');
          for (const server of others) world.ask(server);
          expect(Math.abs(world.error)).toBeLessThanOrEqual(SECOND);
        }
        expect(world.clock.discord?.server).toBe('qovery');
        expect(Math.abs(Math.abs(world.clock.discord?.by ?? 0) - Math.abs(off))).toBeLessThanOrEqual(
          2 * SECOND,
        );
      }
    },
  );

  test('that differs from the first answer on is seen at once', () => {
    const world = new World();
    world.ask('qovery');
    world.ask('iam');
    expect(Math.abs(world.clock.discord?.by ?? 0)).toBeLessThanOrEqual(SECOND);
    world.serverIsOff.set('sts', 6 * MINUTE);
    world.ask('sts');
    expect(world.clock.discord?.server).toBe('sts');
    expect(world.clock.discord?.by).toBeGreaterThan(5 * MINUTE);
  });
});

describe('the time', () => {
  test('never goes back, whatever servers say', () => {
    const world = new World(3 * MINUTE);
    world.ask('qovery');
    let last = world.clock.now();
    let seed = 1;
    for (let i = 0; i < 2000; i++) {
      seed = (seed * 48271) % 2147483647;
      const server = ['qovery', 'iam', 'sts'][seed % 3] ?? '';
      world.serverIsOff.set(server, (seed % 7) * SECOND - 3 * SECOND);
      world.ask(server, seed % 3000);
      expect(world.clock.now()).toBeGreaterThanOrEqual(last);
      last = world.clock.now();
    }
  });

  test('after a machine slept, is that of the servers as soon as two of them say so', () => {
    const world = new World();
    for (const server of ['qovery', 'iam', 'sts']) world.ask(server);
    // A monotonic clock of Linux stands still meanwhile: the servers and the wall are ahead.
    world.wrongBy = HOUR;
    for (const server of ['qovery', 'iam', 'sts']) world.serverIsOff.set(server, HOUR);
    world.wait(MINUTE, 10 * SECOND, 'qovery');
    expect(Math.abs(world.error)).toBeLessThanOrEqual(SECOND);
    world.ask('iam');
    world.ask('iam');
    expect(Math.abs(world.error - HOUR)).toBeLessThanOrEqual(SECOND);
  });
});

test('what has passed is told by no clock that can be set', () => {
  const cancel = new AbortController().signal;
  const warned: string[] = [];
  const clock = serverClock({ cancel, warn: (text) => void warned.push(text) });
  const [time, elapsed] = [clock.now(), clock.elapsed()];
  const { now } = Date;
  try {
    Date.now = () => now() + 2 * HOUR;
    expect(clock.now() - time).toBeLessThan(MINUTE);
    expect(clock.elapsed() - elapsed).toBeLessThan(MINUTE);
  } finally {
    Date.now = now;
  }
});

test('sleeping ends at once with the run', async () => {
  const world = new World();
  const sleeping = world.clock.sleep(HOUR);
  world.cancel.abort();
  await expect(sleeping).rejects.toBeInstanceOf(Cancelled);
  await expect(world.clock.sleep(0)).rejects.toBeInstanceOf(Cancelled);
});

test('a sleep that is longer than a timer can be does not end at once', async () => {
  const world = new World();
  let ended = false;
  const sleeping = world.clock.sleep(3650 * 24 * HOUR).then(
    () => (ended = true),
    () => undefined,
  );
  await new Promise((resolve) => setTimeout(resolve, 20));
  expect(ended).toBe(false);
  world.cancel.abort();
  await sleeping;
});
