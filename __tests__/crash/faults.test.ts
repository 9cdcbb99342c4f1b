import { describe, expect, test } from '@jest/globals';

import { Life, errorsOf } from './life.ts';
import type { FaultName } from './life.ts';
import { SCENARIOS } from './scenarios.ts';

// What every-fault.ts found, by name. The run says what is true, and the next one finishes without a person.

async function disturbed(
  scenario: string,
  operation: string,
  phase: FaultName,
  lasting: boolean,
  occurrence = 1,
): Promise<Life> {
  const found = SCENARIOS.find(({ name }) => name === scenario);
  if (!found) throw new Error(`No scenario ${scenario}.`);
  const life = await Life.begin(found);
  const run = await life.run({ operation, occurrence, phase, lasting });
  expect(run.disturbed).toBe(true);
  expect(run).toMatchObject({ exitCode: 1, stderr: '', outputs: { result: 'failed' } });
  expect(life.sandbox.world.outages).toEqual([]);
  return life;
}

function errorOf({ runs: [first] }: Life): string {
  return first ? errorsOf(first) : '';
}

async function expectRecovery(life: Life): Promise<void> {
  expect(await life.goOn(1)).toEqual([]);
  expect(life.verdict()).toEqual([]);
}

describe('a proxy says yes, and nothing happens', () => {
  test.each([
    ['what finds out whether a key may be deleted: no key is created', 'DeleteAccessKey', 1, 'delete'],
    ['the deletion of the old key: it is not taken for deleted', 'DeleteAccessKey', 2, 'delete'],
    ['the deactivation: nobody is accused of having activated it', 'UpdateAccessKey', 2, 'deactivate'],
    ['the journal of the intent: no key is created without it', 'TagUser', 1, 'write the journal'],
    ['the journal of the deployment: it is not written for ever', 'TagUser', 5, 'write the journal'],
    [
      'the last use of a key: a page is no key that is unknown',
      'GetAccessKeyLastUsed',
      1,
      'tell the last use',
    ],
  ] as const)('%s', async (_, operation, occurrence, what) => {
    await using life = await disturbed('one', operation, 'html-200', true, occurrence);
    expect(errorOf(life)).toMatch(
      new RegExp(`AWS could not ${what}[^,]+: NotFromAws, an answer that is not from`),
    );
    await expectRecovery(life);
  });

  test('once: the same request is sent again', async () => {
    const [scenario] = SCENARIOS;
    if (!scenario) throw new Error('There is no scenario.');
    await using life = await Life.begin(scenario);
    const run = await life.run({ operation: 'TagUser', occurrence: 1, phase: 'html-200', lasting: false });
    expect(run).toMatchObject({ disturbed: true, exitCode: 0 });
    await expectRecovery(life);
  });
});

describe('a holder that cannot be asked is none that refuses', () => {
  test.each([
    ['too many requests', 'editHelmRepository', 'throttled'],
    ['too many requests, come later', 'editHelmRepository', 'retry-after'],
    ['no answer', 'getHelmRepository', 'error-before'],
  ] as const)('%s: the next run stores another key', async (_, operation, fault) => {
    await using life = await disturbed('shared', operation, fault, true);
    expect(errorOf(life)).toMatch(/Both keys stay active\. Run again/);
    await expectRecovery(life);
  });
});

test('tags that IAM shows some seconds late are waited for', async () => {
  const [scenario] = SCENARIOS;
  if (!scenario) throw new Error('There is no scenario.');
  await using life = await Life.begin(scenario);
  const late = (xml: unknown): string =>
    String(xml).replace(/<member><Key>qovery-rotation:intent<\/Key>.*?<\/member>/s, '');
  let hidden = 0;
  const kind = { mutate: (xml: unknown) => (late(xml) === xml ? xml : (hidden++, late(xml))) };
  life.sandbox.fault({ match: { operation: 'ListUserTags', nth: 2 }, times: 2, kind });
  const run = await life.start().done;
  expect(hidden).toBe(2);
  expect(run.outputs['result']).toBe('rotated');
  expect(life.verdict()).toEqual([]);
});
