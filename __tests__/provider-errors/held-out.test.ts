import { expect, test } from '@jest/globals';
import { answersTo } from './expected.ts';
import { HELD_OUT } from './held-out.ts';

test.each(HELD_OUT.map((reported) => [reported.id, reported] as const))('%s', (_, reported) => {
  expect(answersTo(reported).filter(({ right }) => !right)).toEqual([]);
});

test('each names its source', () => {
  expect(HELD_OUT.length).toBeGreaterThanOrEqual(60);
  expect(new Set(HELD_OUT.map(({ id }) => id)).size).toBe(HELD_OUT.length);
  for (const { source } of HELD_OUT) expect(source).toMatch(/^https:\/\/\w/);
});
