import { describe, expect, test } from '@jest/globals';
import { problemsInLog, recognise } from '../../src/provider-errors/index.ts';
import { SAMPLES } from '../support/provider-texts.ts';

// How long reading takes depends on the length of a text, and on nothing that is in it. The bounds are 50 ms for a
// megabyte and 25 ns for each character of a log (10,000 lines of 20 kB in 5 s); here they are wide, in CPU time, as
// other processes run at the same time. docs/testing.md has what was measured.

const REAL = Object.values(SAMPLES).flatMap((samples) => samples.map(({ text }) => text));
/** The largest tables, and those of all clouds together. */
const CLOUDS = ['AWS', 'ON_PREMISE'];
const MEGABYTE = 1_000_000;

const CONTENTS: Readonly<Record<string, (i: number) => string>> = {
  'one character': () => 'x',
  'a log': (i) => `module.cluster.null_resource.step[${i}]: Still creating... [${i}s elapsed]\n`,
  'public errors': (i) => `${REAL[i % REAL.length]} ${i} `,
  'errors, each on its line': (i) => `Error: VpcLimitExceeded: ${i}\n`,
  'one code': () => 'VpcLimitExceeded ',
  'the beginning of a sentence': () => 'the maximum number of ',
  'words of rules': (i) => `limit exceeded quota ${i} exceeded `,
  'what looks like names': () => 'a-quota.b_limit.',
  backslashes: () => '\\',
  'escapes in escapes': (i) => `{\\"a${i}\\":\\"quota\\",\\n `,
  colours: () => '\u001b[31mquota',
  'colours without an end': () => '\u001b[',
  entities: () => '&amp;',
  boxes: () => '│ ',
  brackets: () => '[1;',
  'blanks and line feeds': () => ' \n',
};

function ofLength(length: number, content: (i: number) => string): string {
  let text = '';
  for (let i = 0; text.length < length; i++) text += content(i);
  return text.slice(0, length);
}

/** In milliseconds. */
function cpu(work: () => void): number {
  const before = process.cpuUsage();
  work();
  return process.cpuUsage(before).user / 1000;
}

/** The best of three tries: other processes and the garbage of other tests can only add to it. */
function best(work: () => void): number {
  return Math.min(...[1, 2, 3].map(() => cpu(work)));
}

describe('a megabyte', () => {
  test.each(Object.entries(CONTENTS))('%s', (_, content) => {
    const text = ofLength(MEGABYTE, content);
    for (const provider of CLOUDS) {
      expect(best(() => recognise(text, { provider, region: '' }))).toBeLessThan(500);
    }
  });
});

test('four times as long takes four times as long', () => {
  for (const content of Object.values(CONTENTS)) {
    const [short, long] = [250_000, 1_000_000].map((length) => {
      const text = ofLength(length, content);
      return best(() => recognise(text, { provider: 'AWS', region: '' }));
    });
    // Sixteen times would be the square.
    expect(long ?? Infinity).toBeLessThan(10 * Math.max(short ?? 0, 15));
  }
});

test('a log of long lines', () => {
  const texts = [1, 2].map((n) => ofLength(20_000, (i) => `${REAL[(i * n) % REAL.length]}\n`));
  const lines = Array.from({ length: 200 }, (_, i) => ({
    type: 'error',
    error: { user_log_message: `${texts[i % 2]}${i}` },
  }));
  for (const provider of CLOUDS)
    expect(best(() => problemsInLog(lines, { provider, region: '' }))).toBeLessThan(1500);
});

test('an error anywhere in a megabyte is seen', () => {
  const log = ofLength(MEGABYTE / 2, CONTENTS['a log'] ?? String);
  const text = `${log}\nError: creating EC2 VPC: VpcLimitExceeded\n${log}`;
  expect(recognise(text, { provider: 'AWS', region: '' })?.code).toBe('L-F678F1CE');
});

test('a thousand different errors of one text are all told', () => {
  const text = ofLength(60_000, (i) => `Quota 'METRIC_${i}' exceeded. Limit: ${i}.0 in region us-east1.\n`);
  const line = { type: 'error', error: { user_log_message: text } };
  const problems = problemsInLog([line], { provider: 'GCP', region: '' });
  expect(problems.length).toBeGreaterThan(900);
  expect(problems[123]?.error).toMatchObject({ code: 'METRIC_123', limit: 123, region: 'us-east1' });
});
