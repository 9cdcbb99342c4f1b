import { expect, test } from '@jest/globals';

import { Memory } from '../../src/provider-errors/memory.ts';

const text = (begin: string, i: number): string => `${begin} ${'the same middle '.repeat(20)} ${i % 10}`;

test('wordings that differ in one character anywhere are told apart', () => {
  const memory = new Memory<string>();
  const wording = 'VpcLimitExceeded: the maximum number of VPCs has been reached.'.repeat(3);
  memory.set(wording, 'known');
  for (let i = 0; i < wording.length; i++)
    expect(memory.get(`${wording.slice(0, i)}#${wording.slice(i + 1)}`)).toBeUndefined();
  expect(memory.get(`${wording}#`)).toBeUndefined();
  expect(memory.get(wording)).toBe('known');
});

test('what is remembered does not grow without end, nor what is compared', () => {
  const alike = new Memory<number>();
  for (let i = 0; i < 10; i++) alike.set(text('one', i), i);
  const known = Array.from({ length: 10 }, (_, i) => alike.get(text('one', i)));
  expect(known).toEqual([0, 1, 2, 3, 4, 5, 6, 7, undefined, undefined]);

  const many = new Memory<number>();
  for (let i = 0; i < 5000; i++) many.set(`${i}`.padStart(60, 'x'), i);
  expect(many.get('0'.padStart(60, 'x'))).toBe(0);
  expect(many.get('4999'.padStart(60, 'x'))).toBeUndefined();
});
