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

describe.each(rules)('$rule', ({ code, tests }) => {
  test('is kept by code that is there', () => {
    const found = references(code, /`(\w+)`/g);
    if (!code.startsWith('Not yet: ')) expect(found).not.toEqual([]);
    const isIn = (text: string, name: string): boolean => new RegExp(`\\b${name}\\b`).test(text);
    expect(found.flatMap((one) => missing(one, isIn))).toEqual([]);
  });

  test('has a test that is there', () => {
    const found = references(tests, /"([^"]+)"/g);
    if (!tests.startsWith('Not yet: ')) expect(found).not.toEqual([]);
    const isIn = (text: string, name: string): boolean => text.replaceAll("\\'", "'").includes(name);
    expect(found.flatMap((one) => missing(one, isIn))).toEqual([]);
  });
});
