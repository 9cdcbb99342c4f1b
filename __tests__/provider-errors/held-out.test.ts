import { expect, test } from '@jest/globals';
import { answersTo } from './expected.ts';
import { HELD_OUT_AGAIN } from './held-out-again.ts';
import { HELD_OUT } from './held-out.ts';

const ALL = [...HELD_OUT, ...HELD_OUT_AGAIN];

test.each(ALL.map((reported) => [reported.id, reported] as const))('%s', (_, reported) => {
  expect(answersTo(reported).filter(({ right }) => !right)).toEqual([]);
});

test('each names its source', () => {
  for (const set of [HELD_OUT, HELD_OUT_AGAIN]) {
    expect(set.length).toBeGreaterThanOrEqual(60);
    expect(new Set(set.map(({ id }) => id)).size).toBe(set.length);
  }
  for (const { source } of ALL) expect(source).toMatch(/^https:\/\/\w/);
});
