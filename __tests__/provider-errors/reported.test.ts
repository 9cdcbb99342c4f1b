import { expect, test } from '@jest/globals';
import { answersTo } from './expected.ts';
import { REPORTED } from './reported.ts';

test.each(REPORTED.map((reported) => [reported.id, reported] as const))('%s', (_, reported) => {
  const answers = answersTo(reported);
  expect(answers.filter(({ right }) => !right)).toEqual([]);
  expect(answers.length).toBeGreaterThan(0);
});

test('all of them', () => {
  expect(REPORTED).toHaveLength(118);
  for (const { source } of REPORTED) expect(source).not.toBe('');
});
