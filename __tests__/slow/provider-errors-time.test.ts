import { describe, expect, test } from '@jest/globals';
import { problemsInLog, recognise } from '../../src/provider-errors/index.ts';
import { SAMPLES } from '../support/provider-texts.ts';

// How long reading takes depends on the length of a text, and on nothing that is in it. The bounds are 50 ms for a
// megabyte and 25 ns for each character of a log (10,000 lines of 20 kB in 5 s). Tests run side by side, on machines that
// differ, so time is counted in runs of a simple loop that is measured in turn with it: whatever slows one down slows down
// the other. docs/testing.md has what was measured.

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

function timeOf(work: () => unknown): number {
  const before = performance.now();
  work();
  return performance.now() - before;
}

/** How often one work takes as long as the other: of the best of several tries, as all else that runs only adds to it. */
function ratio(tries: number, work: () => unknown, measure: () => unknown): number {
  const times = Array.from({ length: tries }, () => [timeOf(measure), timeOf(work)] as const);
  return Math.min(...times.map(([, time]) => time)) / Math.min(...times.map(([time]) => time));
}

const LETTERS = ofLength(MEGABYTE, (i) => String.fromCharCode(0x61 + (i % 26)));

/** Ten loops over a megabyte, which take half the time that reading one may take: 25 ms. */
function loops(): number {
  let sum = 0;
  for (let n = 0; n < 10; n++) {
    for (let i = 0; i < LETTERS.length; i++) sum = (sum + LETTERS.charCodeAt(i)) % 0x10000;
  }
  return sum;
}

/** For a megabyte, in such loops. */
const BOUND = 2;
/** For machines whose loops are faster; and the tests' own way of loading modules makes what is measured slower. */
const ROOM = 3;
/** Other suites run beside this one: of so many, one is hardly disturbed. */
const TRIES = 9;

describe('a megabyte', () => {
  test.each(Object.entries(CONTENTS))('%s', (_, content) => {
    const text = ofLength(MEGABYTE, content);
    for (const provider of CLOUDS)
      expect(ratio(TRIES, () => recognise(text, { provider, region: '' }), loops)).toBeLessThan(ROOM * BOUND);
  });
});

/** As often as it takes to have read as much. */
const PARTS = 8;

test.each(Object.entries(CONTENTS))('eight times as long takes eight times as long: %s', (_, content) => {
  const [long, short] = [MEGABYTE, MEGABYTE / PARTS].map((length) => ofLength(length, content));
  const read = (text = ''): unknown => recognise(text, { provider: 'ON_PREMISE', region: '' });
  const inParts = (): void => {
    for (let i = 0; i < PARTS; i++) read(short);
  };
  // The square of the length would be eight times as much.
  expect(ratio(7, () => read(long), inParts)).toBeLessThan(4);
});

test('a log of long lines', () => {
  const texts = [1, 2].map((n) => ofLength(20_000, (i) => `${REAL[(i * n) % REAL.length]}\n`));
  const lines = Array.from({ length: 200 }, (_, i) => ({
    type: 'error',
    error: { user_log_message: `${texts[i % 2]}${i}` },
  }));
  // Four megabytes, at half the time that a megabyte may take alone.
  for (const provider of CLOUDS)
    expect(ratio(TRIES, () => problemsInLog(lines, { provider, region: '' }), loops)).toBeLessThan(
      ROOM * 2 * BOUND,
    );
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
