import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND, iso } from '../../src/lib/clock.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import {
  type Failure,
  RequestError,
  failureOf,
  outcomeOfStatus,
  retryAfterOf,
} from '../../src/lib/outcome.ts';
import { LONG, type Patience, type Repeat, SHORT, persist } from '../../src/lib/patience.ts';
import { alwaysRight } from '../support/clock.ts';
import { NOW } from './support/fixtures.ts';

type Reply =
  'done' | Failure | { readonly outcome: Failure; readonly retryAfter?: number; readonly took?: number };

class Server {
  now = NOW;
  readonly slept: number[] = [];
  readonly said: string[] = [];
  readonly timeouts: number[] = [];
  readonly cancel = new AbortController();
  /** In their order; the last one again and again. */
  replies: readonly Reply[] = ['done'];
  queue = 0;
  readonly clock = alwaysRight({
    now: () => this.now,
    sleep: async (ms) => {
      if (this.cancel.signal.aborted) throw new Cancelled();
      this.slept.push(ms);
      this.now += ms;
    },
  });

  async ask(repeat: Repeat = 'always', patience: Patience = SHORT): Promise<string> {
    return persist(
      {
        ...{ who: 'Qovery', what: 'store the key', repeat, patience },
        before: async () => void (this.now += this.queue),
        send: async ({ timeout }) => {
          this.timeouts.push(timeout);
          const reply = this.replies[Math.min(this.timeouts.length, this.replies.length) - 1] ?? 'done';
          if (reply === 'done') return 'yes';
          const { outcome, retryAfter, took = 0 } = typeof reply === 'string' ? { outcome: reply } : reply;
          this.now += took;
          throw new RequestError('Qovery could not store the key: no', 503, outcome, retryAfter);
        },
      },
      {
        clock: this.clock,
        cancel: this.cancel.signal,
        info: (text) => void this.said.push(text),
        random: () => 1,
      },
    );
  }

  async fails(...how: Parameters<Server['ask']>): Promise<RequestError> {
    const error: unknown = await this.ask(...how).catch((caught: unknown) => caught);
    if (!(error instanceof RequestError)) throw new Error(`not a RequestError: ${String(error)}`);
    return error;
  }
}

describe('what is asked again', () => {
  test.each([
    ['always', 'later', true],
    ['always', 'unclear', true],
    ['always', 'refused', false],
    ['if-later', 'later', true],
    ['if-later', 'unclear', false],
    ['if-later', 'refused', false],
    ['never', 'later', false],
    ['never', 'unclear', false],
    ['never', 'refused', false],
  ] as const)('%s, after %s: %s', async (repeat, outcome, again) => {
    const server = new Server();
    server.replies = [outcome, 'done'];
    if (again) expect(await server.ask(repeat)).toBe('yes');
    else expect((await server.fails(repeat)).outcome).toBe(outcome);
    expect(server.timeouts).toHaveLength(again ? 2 : 1);
  });

  test('what is no failure of a request is not asked again', async () => {
    const server = new Server();
    const asked = persist(
      {
        ...{ who: 'AWS', what: 'x', repeat: 'always', patience: LONG },
        send: () => Promise.reject(new TypeError('a defect')),
      },
      { clock: server.clock, cancel: server.cancel.signal, info: () => undefined },
    );
    await expect(asked).rejects.toThrow('a defect');
    expect(server.slept).toEqual([]);
  });
});

describe('what became of it, all attempts together', () => {
  test.each([
    [['unclear', 'refused'], 'unclear'],
    [['unclear', 'later', 'refused'], 'unclear'],
    [['later', 'refused'], 'refused'],
    [['later', 'later', 'refused'], 'refused'],
    [['refused'], 'refused'],
  ] as const)('%j: %s', async (replies, outcome) => {
    const server = new Server();
    server.replies = replies;
    const error = await server.fails();
    expect(error.outcome).toBe(outcome);
  });

  test.each(['later', 'unclear'] as const)('%s to the end of patience is told as that', async (outcome) => {
    const server = new Server();
    server.replies = [outcome];
    const error = await server.fails();
    expect(error.outcome).toBe(outcome);
  });

  test('unclear once, and later to the end of patience: unclear', async () => {
    const server = new Server();
    server.replies = ['unclear', 'later'];
    expect((await server.fails()).outcome).toBe('unclear');
  });
});

describe('patience', () => {
  test.each([SHORT, LONG])('of %i ms is one deadline for all attempts and waits', async (patience) => {
    const server = new Server();
    server.replies = [{ outcome: 'later', took: 7 * SECOND }];
    await server.fails('always', patience);
    expect(server.now - NOW).toBeLessThanOrEqual(patience);
    expect(server.now - NOW).toBeGreaterThan(patience - MINUTE);
  });

  test('an attempt gets no more time than is left', async () => {
    const server = new Server();
    server.replies = [{ outcome: 'unclear', took: 20 * SECOND }];
    await server.fails();
    expect(Math.max(...server.timeouts)).toBe(20 * SECOND);
    expect(server.timeouts.at(-1)).toBeLessThan(20 * SECOND);
  });

  test.each([
    [90 * SECOND, 90 * SECOND],
    [10 * MINUTE, 10 * MINUTE],
    // Its limit of an hour, or nonsense: what is wrong may be over long before.
    [55 * MINUTE, 10 * MINUTE],
    [3 * 365 * DAY, 10 * MINUTE],
  ])(
    'a server that asks to wait for %i ms between two stores is asked again after %i',
    async (asked, slept) => {
      const server = new Server();
      server.replies = [{ outcome: 'later', retryAfter: asked }, 'done'];
      expect(await server.ask('always', LONG)).toBe('yes');
      expect(server.slept).toEqual([slept]);
    },
  );

  test('a limit of an hour between two stores is waited for', async () => {
    const server = new Server();
    const later = { outcome: 'later', retryAfter: 59 * MINUTE } as const;
    server.replies = [later, later, later, later, later, 'done'];
    expect(await server.ask('always', LONG)).toBe('yes');
  });

  test('storms of half an hour are waited out, without a storm of ours', async () => {
    const server = new Server();
    server.replies = [...Array.from({ length: 40 }, () => 'later' as const), 'done'];
    expect(await server.ask('always', LONG)).toBe('yes');
    expect(server.now - NOW).toBeGreaterThan(15 * MINUTE);
  });

  test('who asks for more than there is patience for is not waited for', async () => {
    const server = new Server();
    server.replies = [{ outcome: 'later', retryAfter: SHORT }, 'done'];
    expect((await server.fails()).outcome).toBe('later');
    expect(server.slept).toEqual([]);
  });

  test('a queue of ours costs none', async () => {
    const server = new Server();
    server.queue = HOUR;
    server.replies = ['later', 'later', 'done'];
    expect(await server.ask()).toBe('yes');
    expect(server.timeouts).toEqual([20 * SECOND, 20 * SECOND, 20 * SECOND]);
  });
});

describe('what the log says', () => {
  test('who asks to wait, for how long, what waits, and until when', async () => {
    const server = new Server();
    server.replies = [{ outcome: 'later', retryAfter: 90 * SECOND }, 'done'];
    await server.ask();
    const at = iso(NOW + 90 * SECOND).slice(11);
    expect(server.said).toEqual([
      `Qovery asks to wait 1m 30s (HTTP 503): store the key; trying again at ${at}.`,
    ]);
  });

  test('why there is a wait of our own; not each of them, and none of a moment', async () => {
    const server = new Server();
    server.replies = ['unclear', 'unclear', 'done'];
    await server.ask();
    expect(server.said).toEqual([]);
    server.replies = ['unclear'];
    await server.fails('always', LONG);
    expect(server.said[0]).toMatch(/^Qovery could not store the key: no; trying again at \d\d:\d\d:\d\dZ\.$/);
    expect(server.said.length).toBeGreaterThan(5);
    expect(server.said.length).toBeLessThanOrEqual(65);
  });
});

describe('a cancel', () => {
  test('ends a wait at once', async () => {
    const server = new Server();
    server.replies = ['later'];
    const asked = server.ask('always', LONG);
    server.cancel.abort();
    await expect(asked).rejects.toBeInstanceOf(Cancelled);
  });

  test('before the first attempt sends nothing', async () => {
    const server = new Server();
    server.cancel.abort();
    await expect(server.ask()).rejects.toBeInstanceOf(Cancelled);
    expect(server.timeouts).toEqual([]);
  });
});

test('what a status means', () => {
  const means = (outcome: string): number[] =>
    Array.from({ length: 500 }, (_, n) => n + 100).filter((status) => outcomeOfStatus(status) === outcome);
  expect(means('done')).toEqual(Array.from({ length: 100 }, (_, n) => n + 200));
  expect(means('later')).toEqual([425, 429]);
  expect(means('unclear').filter((status) => status >= 200 && status < 500)).toEqual([303, 408]);
  expect([0, 100, 500, 502, 503, 504, 599].map(outcomeOfStatus)).toEqual(Array(7).fill('unclear'));
  expect([301, 302, 307, 400, 401, 403, 404, 407, 409, 422].map(outcomeOfStatus)).toEqual(
    Array(10).fill('refused'),
  );
  expect(failureOf(200)).toBe('unclear');
});

describe('how long a server asks to wait', () => {
  const date = new Date(NOW).toUTCString();
  const unix = (ms: number): string => String((NOW + ms) / 1000);
  test.each<[string, Record<string, string>, number, number | undefined]>([
    ['nothing', {}, 429, undefined],
    ['seconds', { 'retry-after': '90' }, 429, 90_000],
    ['seconds with blanks', { 'retry-after': ' 90 ' }, 503, 90_000],
    ['a date', { 'retry-after': new Date(NOW + 21_000).toUTCString() }, 503, 21_000],
    [
      'a date by its own clock',
      { 'retry-after': new Date(NOW + HOUR).toUTCString(), date: new Date(NOW + HOUR - 5000).toUTCString() },
      503,
      5000,
    ],
    ['a date that is over', { 'retry-after': new Date(NOW - HOUR).toUTCString(), date }, 503, 0],
    ['words', { 'retry-after': 'soon' }, 429, undefined],
    [
      'a reset, all used up',
      { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': unix(33_000) },
      403,
      33_000,
    ],
    ['a reset of a refusal', { 'x-ratelimit-reset': unix(33_000) }, 429, 33_000],
    ['a reset in seconds from now', { 'x-ratelimit-reset': '33' }, 429, 33_000],
    [
      'a reset, not used up',
      { 'x-ratelimit-remaining': '7', 'x-ratelimit-reset': unix(33_000) },
      503,
      undefined,
    ],
    ['a reset, nothing said of the rest', { 'x-ratelimit-reset': unix(33_000) }, 503, undefined],
    ['a reset that is none', { 'x-ratelimit-remaining': '0', 'x-ratelimit-reset': 'soon' }, 429, undefined],
  ])('%s', (_, headers, status, wait) => {
    expect(retryAfterOf(headers, status, NOW)).toBe(wait);
  });
});
