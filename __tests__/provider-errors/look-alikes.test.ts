import { expect, test } from '@jest/globals';
import { problemsInLog } from '../../src/provider-errors/index.ts';
import { NOTHING } from '../support/provider-texts.ts';
import { HELD_OUT_AGAIN } from './held-out-again.ts';
import { HELD_OUT } from './held-out.ts';
import { LOOK_ALIKES } from './look-alikes.ts';
import { REPORTED } from './reported.ts';

const TEXTS = [
  ...LOOK_ALIKES,
  ...NOTHING.map(({ text }) => text),
  ...REPORTED.filter(({ expect: right }) => right === null).map(({ text }) => text),
  ...[...HELD_OUT, ...HELD_OUT_AGAIN]
    .filter(({ expect: right, cloud }) => right === null && cloud === '*')
    .map(({ text }) => text),
];

test.each(TEXTS.map((text) => [text]))('nothing: %s', (text) => {
  for (const provider of ['AWS', 'GCP', 'AZURE', 'SCW', 'ON_PREMISE']) {
    const line = { type: 'error', error: { user_log_message: text } };
    expect(problemsInLog([line], { provider, region: 'eu-west-3' })).toEqual([]);
  }
});

test('they are many', () => {
  expect(LOOK_ALIKES.length).toBeGreaterThanOrEqual(80);
  expect(new Set(TEXTS).size).toBe(TEXTS.length);
});
