import { expect, test } from '@jest/globals';
import type { Clock } from '../../src/lib/clock.ts';
import type { QoveryApi } from '../../src/qovery/api.ts';
import { Organization } from '../../src/rotation/observe/organization.ts';
import { NOW } from './support/fixtures.ts';

test('a look is good for whoever asks for one from its own time on, however the clock ticks', async () => {
  let now = NOW;
  const clock: Clock = { now: () => now++, sleep: () => Promise.resolve() };
  let looks = 0;
  const none = (): Promise<never[]> => Promise.resolve([]);
  const credentials = (): Promise<never[]> => {
    looks++;
    return none();
  };
  const api = {
    credentials,
    clusters: none,
    clusterStatuses: none,
    registries: none,
    helmRepositories: none,
  };
  const organization = new Organization(api as unknown as QoveryApi, clock);
  const { at } = await organization.look(-Infinity);
  await organization.look(at);
  expect(looks).toBe(1);
  await organization.look(at + 1);
  expect(looks).toBe(2);
});
