import { describe, expect, test } from '@jest/globals';
import { explainDefect, explainError } from '../../src/lib/errors.ts';
import { type Failure, RequestError } from '../../src/lib/outcome.ts';

// What a person reads when a run ends with an error: what failed, what is true now, what to do next.

describe('a request that was not done', () => {
  const said = (outcome: Failure): string =>
    explainError(new RequestError('Qovery could not list the clusters', 0, outcome));

  test('is to be mended where the answer was no', () => {
    expect(said('refused')).toBe(
      'Qovery could not list the clusters. Nothing was changed. Fix this, then run again.',
    );
  });

  test.each(['later', 'unclear'] as const)('may pass by itself where it was none (%s)', (outcome) => {
    expect(said(outcome)).toBe(
      'Qovery could not list the clusters. Nothing was changed. Run again; if it stays so, fix this first.',
    );
  });
});

describe('what nothing expected is told as a defect', () => {
  test.each([
    ['an error', new TypeError('x is undefined'), 'x is undefined.'],
    [
      "Node's, which has no message of its own",
      new AggregateError([new Error('connect ECONNREFUSED')]),
      'connect ECONNREFUSED.',
    ],
    ['a text', 'gone', 'gone.'],
    ['nothing', undefined, 'undefined.'],
    [
      'one that cannot be read',
      new Proxy(
        {},
        {
          get: () => {
            throw new Error('no');
          },
        },
      ),
      'no reason given.',
    ],
  ])('%s', (_, error, text) => {
    expect(explainDefect(error)).toContain(`Unexpected error: ${text} This is a defect of the action.`);
  });
});
