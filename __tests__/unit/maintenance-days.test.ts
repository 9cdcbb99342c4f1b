import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { covers, dayName, lockAgain, nextMaintenanceDay } from '../../src/locks/maintenance-days.ts';

const at = (time: string): number => Date.parse(`${time}Z`);
/** Every hour of two weeks, over the end of a year. */
const HOURS = Array.from({ length: 14 * 24 }, (_, hour) => at('2026-12-24T00:00') + hour * HOUR);

describe('the next maintenance day', () => {
  test.each([
    // 2026-11-23 is a Monday.
    ['2026-11-22T23:59:59', '2026-11-23', '2026-11-25'],
    ['2026-11-23T00:00:00', '2026-11-23', '2026-11-25'],
    ['2026-11-23T23:59:59', '2026-11-23', '2026-11-25'],
    ['2026-11-24T00:00:00', '2026-11-30', '2026-11-25'],
    ['2026-11-25T23:59:59', '2026-11-30', '2026-11-25'],
    ['2026-11-26T00:00:00', '2026-11-30', '2026-12-02'],
    ['2026-12-31T12:00:00', '2027-01-04', '2027-01-06'],
  ])('at %s: Monday %s, production Wednesday %s', (now, monday, wednesday) => {
    expect(dayName(nextMaintenanceDay(false, at(now)))).toBe(`Monday ${monday}`);
    expect(dayName(nextMaintenanceDay(true, at(now)))).toBe(`Wednesday ${wednesday}`);
  });

  test.each([true, false])(
    'is never over, and never more than a week away (production: %s)',
    (production) => {
      for (const now of HOURS) {
        const day = nextMaintenanceDay(production, now);
        expect(day + DAY).toBeGreaterThan(now);
        expect(day - now).toBeLessThan(7 * DAY);
      }
    },
  );
});

describe('what a lock covers', () => {
  const wednesday = at('2026-11-25T00:00');

  test('the whole day, to its end', () => {
    expect(covers(at('2026-11-26T00:00'), wednesday)).toBe(true);
    expect(covers(at('2026-11-25T23:59:59'), wednesday)).toBe(false);
    expect(covers(Infinity, wednesday)).toBe(true);
    // A lock whose date could not be read is not counted on.
    expect(covers(NaN, wednesday)).toBe(false);
  });

  test('five days never span a week: no lock of a Thursday covers the Wednesday that follows', () => {
    for (let hour = 0; hour < 24; hour++) {
      const thursday = at('2026-11-26T00:00') + hour * HOUR;
      expect(covers(thursday + 5 * DAY, nextMaintenanceDay(true, thursday))).toBe(false);
    }
    // From Friday midnight on, five days reach into Wednesday, and from Saturday on to its end.
    expect(covers(at('2026-11-27T23:00') + 5 * DAY, at('2026-12-02T00:00'))).toBe(false);
    expect(covers(at('2026-11-28T00:00') + 5 * DAY, at('2026-12-02T00:00'))).toBe(true);
  });

  test.each([true, false])(
    'locking again as advised covers the day, at any hour (production: %s)',
    (production) => {
      for (const now of HOURS) {
        const day = nextMaintenanceDay(production, now);
        const { on, ttlInDays } = lockAgain(day, now);
        expect(on).toBeGreaterThan(now - DAY);
        for (let hour = 0; hour < 24; hour++) {
          const lockedAt = on + hour * HOUR;
          expect(covers(lockedAt + ttlInDays * DAY, day)).toBe(true);
          if (on < day) expect(lockedAt).toBeLessThan(day);
        }
      }
    },
  );

  test('the advised day is the eve, or today once the day has come', () => {
    expect(lockAgain(wednesday, at('2026-11-19T15:00'))).toEqual({
      on: at('2026-11-24T00:00'),
      ttlInDays: 2,
    });
    expect(lockAgain(wednesday, at('2026-11-24T15:00'))).toEqual({
      on: at('2026-11-24T00:00'),
      ttlInDays: 2,
    });
    expect(lockAgain(wednesday, at('2026-11-25T15:00'))).toEqual({ on: wednesday, ttlInDays: 1 });
  });
});
