import { expect, test } from '@jest/globals';

import type { RunEvent, Story } from './events.ts';
import { Life } from './life.ts';

// What random lives found, by name: each of these stories broke a rule once.

const run: RunEvent = {
  do: 'run',
  wait: true,
  kill: undefined,
  faults: [],
  during: undefined,
  retire: 'none',
  userGiven: false,
};

async function live(company: Story['company'], events: Story['events']): Promise<Life> {
  const life = new Life({ company, keyAge: 80 });
  await life.live(events);
  return life;
}

test('a run that dies between deleting a key and its description leaves no description behind', async () => {
  const life = await live('one', [
    { ...run, kill: { n: 21, phase: 'before' } },
    { do: 'pass', minutes: 1000 },
    { ...run, kill: { n: 16, phase: 'after' } },
  ]);
  expect(life.calm).toBe(true);
});

test('a key that is in some holders is not deleted while an environment is deployed with it', async () => {
  const life = await live('shared', [
    { ...run, kill: { n: 32, phase: 'before' } },
    { do: 'pass', minutes: 600 },
    { do: 'deploy environment', minutes: 60 },
    { do: 'pass', minutes: 16 },
    run,
  ]);
  expect(life.calm).toBe(true);
});
