import { expect, test } from '@jest/globals';

import { type Story, UNDISTURBED } from './events.ts';
import type { Forgery } from './forger.ts';
import { Life } from './life.ts';

const FORGED_STORY: Forgery = {
  ...{ kind: 'story', steps: 0, old: 0, successor: 0, ago: 0, fields: [0], signature: 'none' },
};

// What random lives found, by name: each of these stories broke a rule once.

async function live(company: Story['company'], events: Story['events']): Promise<Life> {
  const life = new Life({ company, keyAge: 80 });
  await life.live(events);
  return life;
}

test('a run that dies between deleting a key and its description leaves no description behind', async () => {
  const life = await live('one', [
    { ...UNDISTURBED, kill: { n: 21, phase: 'before' } },
    { do: 'pass', minutes: 1000 },
    { ...UNDISTURBED, kill: { n: 15, phase: 'after' } },
  ]);
  expect(life.calm).toBe(true);
});

test('a key whose answer was lost, and that a list does not show yet, is still ours after the next run was refused', async () => {
  const life = await live('one', [
    { ...UNDISTURBED, faults: [{ n: 18, kind: 'lost', lasting: true }] },
    UNDISTURBED,
  ]);
  expect(life.calm).toBe(true);
});

test('a key that is in some holders is not deleted while an environment is deployed with it', async () => {
  const life = await live('shared', [
    { ...UNDISTURBED, kill: { n: 32, phase: 'before' } },
    { do: 'pass', minutes: 600 },
    { do: 'deploy environment', minutes: 60 },
    { do: 'pass', minutes: 16 },
    UNDISTURBED,
  ]);
  expect([...life.needs]).toEqual(['something was deployed while a key was in some holders only']);
});

test('a journal of somebody else that calls the key in use both old and new holds up nothing', async () => {
  const life = await live('one', [
    { do: 'forge', forgery: { ...FORGED_STORY, steps: 2 } },
    { do: 'replace token' },
  ]);
  expect([...life.red.keys()]).toEqual([]);
});

test('a journal of somebody else is not signed by us, though AWS creates no key', async () => {
  const life = new Life({ company: 'one', keyAge: 80 });
  life.world.iam.deny('iam:CreateAccessKey');
  await expect(life.live([{ do: 'forge', forgery: FORGED_STORY }, UNDISTURBED])).rejects.toThrow(
    /not at rest/,
  );
});
