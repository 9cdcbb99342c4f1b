import { expect, test } from '@jest/globals';
import { MINUTE, SECOND } from '../../src/lib/clock.ts';
import { pollInterval } from '../../src/rotation/perform/deploy.ts';

/** How long after its end a deployment of that length is seen to have ended, and how many polls it took. */
function followed(length: number): { lag: number; polls: number } {
  let waited = 0;
  let polls = 0;
  while (waited < length) {
    waited += pollInterval(waited);
    polls += 1;
  }
  return { lag: waited - length, polls };
}

const usual = Array.from({ length: 601 }, (_, n) => followed(5 * MINUTE + n * SECOND));

test('of deployments of 5 to 15 minutes, half are seen to end within 8 seconds, and all within 12', () => {
  const lags = usual.map(({ lag }) => lag).toSorted((a, b) => a - b);
  expect(lags[lags.length >> 1]).toBeLessThanOrEqual(8 * SECOND);
  expect(lags.at(-1)).toBeLessThanOrEqual(12 * SECOND);
});

test('one of 8 minutes takes about 30 polls, and one that fails at once is seen within 5 seconds', () => {
  expect(followed(8 * MINUTE).polls).toBeLessThanOrEqual(35);
  expect(followed(3 * SECOND).lag).toBeLessThanOrEqual(5 * SECOND);
});

test('one that takes an hour is not asked for more often than twice a minute', () => {
  expect(pollInterval(30 * MINUTE)).toBe(30 * SECOND);
});
