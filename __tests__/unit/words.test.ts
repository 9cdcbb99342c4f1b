import { expect, test } from '@jest/globals';
import { decide } from '../../src/rotation/decide/decide.ts';
import type { Step } from '../../src/rotation/model.ts';
import { situation } from './support/fixtures.ts';
import { SITUATIONS } from './support/words.ts';

// Every step, word for word: at 3 a.m. the words are what counts. Read the snapshot's change as its reviewer.

/** A problem as its words, a cluster as its name. */
function plain(step: Step): object {
  if (step.do === 'stop') {
    const { problem } = step;
    return { do: 'stop', ...('what' in problem ? { what: problem.what, remedy: problem.remedy } : {}) };
  }
  if ('clusters' in step) return { ...step, clusters: step.clusters.map(({ name }) => name) };
  return step;
}

test.each(Object.entries(SITUATIONS))('%s', (_, { o, policy, memory }) => {
  expect(plain(decide(situation(o, policy, memory)))).toMatchSnapshot();
});
