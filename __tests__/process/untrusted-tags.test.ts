import { describe, expect, test } from '@jest/globals';

import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import { Tagger } from '../../sandbox/tagger.ts';
import { act } from '../support/action.ts';
import type { Run } from '../support/action.ts';
import { company, expectHealthy } from '../support/company.ts';
import type { Company } from '../support/company.ts';

// Tags propose, they never prove: whoever may only tag the IAM user (as tools that tag everything may) can make the
// action stop, and nothing else. No key is activated, deactivated or deleted on the word of a tag that it did not write.

/** What a tagger does, with a tagger's rights alone. */
function tag(acme: Company, tags: Record<string, string>): void {
  const ours = Object.entries(tags).map(([name, value]) => [`qovery-rotation:${name}`, value]);
  new Tagger(acme.world).tag(acme.user().name, Object.fromEntries(ours) as Record<string, string>);
}

const ago = (acme: Company, ms: number): string => new Date(acme.clock.now() - ms).toISOString();

async function expectUntouched(acme: Company, inputs: Record<string, string> = {}): Promise<void> {
  const keys = acme.keys();
  const run = await acme.rotate(inputs);
  expect(acme.keys()).toEqual(keys);
  const changes = run.requests.filter(
    ({ operation, status }) => status === 200 && ['UpdateAccessKey', 'DeleteAccessKey'].includes(operation),
  );
  expect(changes).toEqual([]);
}

describe('somebody who may only tag', () => {
  test('does not have a key activated that an administrator has deactivated', async () => {
    await using acme = await company();
    const leaked = acme.world.addKey(acme.user(), { createdAt: acme.clock.now() - 200 * DAY });
    acme.world.setKeyStatus(leaked.id, 'Inactive');
    tag(acme, {
      organization: acme.world.organization().id,
      old: leaked.id,
      new: acme.key().id,
      deactivating: ago(acme, HOUR),
      restored: ago(acme, HOUR),
      why: 'something broke',
    });
    await expectUntouched(acme);
    expect(acme.keys()[leaked.id]).toBe('Inactive');
  });

  test('does not have a key deleted that a registry uses, as if a run had died between two stores', async () => {
    await using acme = await company();
    const inUse = acme.key();
    const registrys = acme.world.addKey(acme.user(), { createdAt: acme.clock.now() - 100 * DAY });
    acme.world.addRegistry({ name: 'images', key: registrys });
    tag(acme, {
      organization: acme.world.organization().id,
      old: inUse.id,
      new: registrys.id,
      before: inUse.id,
      intent: ago(acme, HOUR),
      storing: ago(acme, HOUR),
    });
    await expectUntouched(acme);
    expectHealthy(acme);
  });

  test('does not have a key deleted that was used for sts alone, as if a run had died before the first store', async () => {
    await using acme = await company();
    const inUse = acme.key();
    const other = acme.world.addKey(acme.user(), { createdAt: acme.clock.now() - HOUR });
    other.lastUsed = { at: acme.clock.now() - HOUR, service: 'sts', region: 'us-east-1' };
    tag(acme, {
      organization: acme.world.organization().id,
      old: inUse.id,
      before: inUse.id,
      intent: ago(acme, HOUR),
    });
    await expectUntouched(acme);
  });

  test('does not shorten the life of the old key of a rotation that is under way', async () => {
    await using acme = await company();
    const old = acme.key();
    await acme.rotate({ 'wait-for-deletion': 'false' });
    tag(acme, { stored: ago(acme, 5 * HOUR), deployed: ago(acme, 4 * HOUR) });
    await expectUntouched(acme, { 'wait-for-deletion': 'false' });
    expect(acme.keys()[old.id]).toBe('Active');

    // The way out is a person's: the old key is named, and retired with the full delay.
    const inputs = { 'retire-key': old.id, 'wait-for-deletion': 'false' };
    expect(await acme.rotate(inputs)).toMatchObject({ result: 'pending', errors: [] });
    expect(acme.keys()[old.id]).toBe('Active');
    acme.clock.advance(2 * HOUR + MINUTE);
    expect(await acme.rotate(inputs)).toMatchObject({ result: 'pending', errors: [] });
    expect(acme.keys()[old.id]).toBe('Inactive');
    acme.clock.advance(16 * MINUTE);
    expect(await acme.rotate(inputs)).toMatchObject({ result: 'rotated', errors: [] });
    expect(Object.keys(acme.keys())).toEqual([acme.key().id]);
    expectHealthy(acme);
  });

  test('does not keep the action away with a heartbeat of the future', async () => {
    await using acme = await company();
    tag(acme, { 'run:ffffffff': '2099-01-01T00:00:00.000Z' });
    expect(await acme.rotate({ 'wait-for-deletion': 'false' })).toMatchObject({
      result: 'pending',
      errors: [],
    });
    expect(Object.keys(acme.keys())).toHaveLength(2);
  });
});

test.each([-2 * HOUR, 400 * DAY])(
  'an intent of anybody, %i ms from now, on a key that is not due: named by due until one rotation has cleaned it',
  async (from) => {
    await using acme = await company();
    const due = (): Promise<Run> => act(acme.sandbox, { operation: 'due' });
    tag(acme, {
      organization: acme.world.organization().id,
      intent: ago(acme, -from),
      before: acme.key().id,
    });
    expect(await due()).toMatchObject({ result: 'due' });
    expect(await acme.rotate({ 'max-age': '90d' })).toMatchObject({ result: 'not-due', exitCode: 0 });
    expect(acme.journal()).toEqual({});
    expect(await due()).toMatchObject({ result: 'none-due' });
    expect(acme.keys()).toEqual({ [acme.key().id]: 'Active' });
  },
);

test('a Qovery token that is replaced in the middle of a rotation: what is safe goes on, what is not stops', async () => {
  await using acme = await company();
  const old = acme.key();
  await acme.rotate({ 'wait-for-deletion': 'false' });
  const token = acme.world.addApiToken();
  acme.clock.advance(3 * HOUR);
  const run = await acme.rotate({ 'qovery-api-token': token, 'wait-for-deletion': 'false' });
  expect(run.result).toBe('failed');
  expect(run.errors[0]).toContain(`retire-key: ${old.id}`);
  expect(acme.keys()[old.id]).toBe('Active');
});
