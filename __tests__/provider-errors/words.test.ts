import { describe, expect, test } from '@jest/globals';
import { Words } from '../../src/provider-errors/words.ts';

const LIST = [
  'limit',
  'credential',
  'nocredential',
  'too many',
  'toomany',
  'more than',
  'than allowed',
  'opt in',
];

function foundIn(text: string): string[] {
  const words = new Words(LIST);
  const bytes = Buffer.from(text);
  const found: string[] = [];
  for (let hit = words.firstIn(bytes, 0); hit !== undefined; hit = words.firstIn(bytes, hit.end))
    found.push(`${hit.at} ${text.slice(hit.at, hit.end)}`);
  return found;
}

describe('words', () => {
  test('in any case, and inside of others', () => {
    expect(foundIn('VpcLimitExceeded, UNLIMITED')).toEqual(['3 Limit', '20 LIMIT']);
  });

  test('the longer one of two that end together', () => {
    expect(foundIn('NoCredentialProviders: credentials')).toEqual(['0 NoCredential', '23 credential']);
  });

  test('the first one of two that share letters', () => {
    expect(foundIn('more than allowed')).toEqual(['0 more than']);
  });

  test('after a beginning that does not go on', () => {
    expect(foundIn('lilimit tootoo many more toomany')).toEqual(['2 limit', '11 too many', '25 toomany']);
  });

  test('on two lines', () => {
    expect(foundIn('too\nmany')).toEqual(['0 too\nmany']);
    expect(foundIn('too\tmany')).toEqual([]);
  });

  test('have one name with a blank and without', () => {
    const words = new Words(LIST);
    expect(words.firstIn(Buffer.from('too many'), 0)?.word).toBe('toomany');
    expect(words.firstIn(Buffer.from('TooMany'), 0)?.word).toBe('toomany');
    expect(words.firstIn(Buffer.from('too many'), 1)).toBeUndefined();
  });

  test('what a regular expression finds, in any mixture of their pieces', () => {
    const reference = new RegExp(LIST.toSorted((a, b) => b.length - a.length).join('|'), 'gi');
    const pieces = LIST.flatMap((word) => [word, word.slice(0, 3), word.slice(2), word.toUpperCase()]);
    // Not random: a failure happens again.
    let seed = 1;
    const next = (): number => (seed = (seed * 48_271) % 0x7fffffff);
    for (let i = 0; i < 500; i++) {
      const text = Array.from({ length: 20 }, () => pieces[next() % pieces.length] ?? '').join('');
      const expected = [...text.matchAll(reference)].map(({ index, 0: word }) => `${index} ${word}`);
      expect(foundIn(text)).toEqual(expected);
    }
  });

  test('none inside of another', () => {
    expect(() => new Words(['limit', 'unlimited'])).toThrow('limit is inside of another word');
  });
});
