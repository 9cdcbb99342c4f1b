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

test('a journal of somebody else that names the key of others as lost has nothing stored in their holders', async () => {
  const life = new Life({ company: 'shared', keyAge: 80 });
  const others = life.allKeys().findIndex((id) => !life.ledger.isOfUser(id));
  // Fields 5 and 7: `lost` and `storing`.
  const forgery: Forgery = { ...FORGED_STORY, kind: 'tags', steps: others, fields: [5, 7] };
  await life.live([{ do: 'forge', forgery }, UNDISTURBED]);
  const registry = life.world.registries.find(({ name }) => name === 'images of others');
  expect(life.ledger.isOfUser(registry?.key?.id)).toBe(false);
});

test('a journal of somebody else that names the key in use as lost does not end a rotation of ours', async () => {
  const forgery: Forgery = { ...FORGED_STORY, kind: 'tags', fields: [5, 7] };
  const life = await live('shared', [
    { do: 'forge', forgery },
    { ...UNDISTURBED, kill: { n: 29, phase: 'after' } },
  ]);
  expect([...life.red.keys()]).toEqual([]);
});

test('a journal of somebody else that names another old key does not leave the real one behind in green', async () => {
  const life = new Life({ company: 'one', keyAge: 80 });
  const first = await life.run({ ...UNDISTURBED, wait: false });
  expect(first.result).toBe('pending');
  const others = life.allKeys().findIndex((id) => !life.ledger.isOfUser(id));
  const successor = life.allKeys().indexOf(life.world.credentials[0]?.key?.id ?? '');
  await life.live([{ do: 'forge', forgery: { ...FORGED_STORY, steps: 2, old: others, successor } }]);
  expect(life.world.keysOf(life.user)).toHaveLength(1);
});

test('an earlier journal of ours, put back by somebody, has no person delete the key in use', async () => {
  const life = new Life({ company: 'one', keyAge: 80 });
  await life.run({ ...UNDISTURBED, wait: false });
  const intent = life.ledger.states.findIndex((state) => !state.has('qovery-rotation:new'));
  const steps = life.ledger.states.length - 1 - intent;
  await life.live([{ do: 'forge', forgery: { ...FORGED_STORY, kind: 'copy', steps } }]);
  expect([...life.red.keys()]).toEqual(['undisturbed: somebody put an earlier journal back']);
  expect(life.world.outages).toEqual([]);
});

test('a cluster is deleted in the first look of a runner whose clock is ahead: it is not looked again without a pause', async () => {
  const during = { n: 2, act: { do: 'delete cluster', cluster: 0 } } as const;
  const life = await live('shared', [{ ...UNDISTURBED, skew: 4, during }]);
  expect(life.calm).toBe(true);
});
