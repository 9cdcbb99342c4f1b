import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, test } from '@jest/globals';

// docs/rules.md is held against the code: whoever looks up a rule finds what keeps it, and what would notice.

const root = new URL('../../', import.meta.url);
const read = (path: string): string => readFileSync(new URL(path, root), 'utf8').replaceAll('\r\n', '\n');

const rules = read('docs/rules.md')
  .split('\n')
  .map((line) => line.split(' | ').map((cell) => cell.replaceAll(/^\| | +\|$/g, '').trim()))
  .flatMap(([rule = '', code = '', tests = '']) => (/^\d+\. /.test(rule) ? [{ rule, code, tests }] : []));

interface Reference {
  readonly file: string;
  readonly names: readonly string[];
}

/** `file`: `name`, `name`; `file`: … or, of tests, "words", which may have backticks. */
function references(cell: string, name: RegExp): Reference[] {
  return cell.split(/;\s+(?=`)/).flatMap((part) => {
    const [, file, rest = ''] = /^`([\w./-]+)`: (.*)$/.exec(part) ?? [];
    return file === undefined ? [] : [{ file, names: [...rest.matchAll(name)].map(([, one = '']) => one) }];
  });
}

/** What is named and is not there. */
function missing({ file, names }: Reference, isIn: (text: string, name: string) => boolean): string[] {
  if (!existsSync(new URL(file, root))) return [`there is no ${file}`];
  if (names.length === 0) return [`nothing is named in ${file}`];
  const text = read(file);
  return names.filter((name) => !isIn(text, name)).map((name) => `${file} has no ${name}`);
}

test('every rule is there, once', () => {
  expect(rules.map(({ rule }) => Number.parseInt(rule))).toEqual(Array.from({ length: 16 }, (_, n) => n + 1));
});

/** A declaration, not a mere mention. */
const isDeclared = (text: string, name: string): boolean =>
  new RegExp(`\\b(?:function|class|const|interface|type) ${name}\\b`).test(text);
const isSaid = (text: string, words: string): boolean => text.replaceAll("\\'", "'").includes(words);

describe.each(rules)('$rule', ({ code, tests }) => {
  test('is kept by code that is there', () => {
    const found = references(code, /`(\w+)`/g);
    expect(found).not.toEqual([]);
    expect(found.flatMap((one) => missing(one, isDeclared))).toEqual([]);
  });

  test('has a test that is there', () => {
    const found = references(tests, /"([^"]+)"/g);
    expect(found).not.toEqual([]);
    expect(found.filter(({ file }) => !file.startsWith('__tests__/'))).toEqual([]);
    expect(found.flatMap((one) => missing(one, isSaid))).toEqual([]);
  });

  test('names nothing in a way that is not looked for', () => {
    for (const cell of [code, tests])
      expect(references(cell, /(.)/g)).toHaveLength(cell.split(/;\s+(?=`)/).length);
  });
});

test('no rule waits for its code or its test', () => {
  expect(read('docs/rules.md')).not.toMatch(/not (kept )?yet/i);
});
