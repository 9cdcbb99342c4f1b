import { expect, test } from '@jest/globals';
import { type Clock, MINUTE } from '../../src/lib/clock.ts';
import type { QoveryApi } from '../../src/qovery/api.ts';
import { DnsProviders } from '../../src/qovery/snapshot.ts';
import type { Uuid } from '../../src/lib/ids.ts';
import { NOW } from './support/fixtures.ts';

const [a, b, c] = ['a', 'b', 'c'] as [Uuid, Uuid, Uuid];

test('the DNS provider of a cluster that was not there before is read at once', async () => {
  const clock: Clock = { now: () => NOW, sleep: () => Promise.resolve() };
  const read: string[] = [];
  const dnsProvider = (id: string): Promise<undefined> => Promise.resolve(void read.push(id));
  const dns = new DnsProviders({ dnsProvider } as unknown as QoveryApi, clock);
  await dns.of([a, b]);
  await dns.of([b, c, a]);
  expect(read).toEqual(['a', 'b', 'c']);
});

test('what was read before a key changed is read again when that is asked for', async () => {
  let now = NOW;
  const clock: Clock = { now: () => now, sleep: () => Promise.resolve() };
  const read: string[] = [];
  const dnsProvider = (id: string): Promise<undefined> => Promise.resolve(void read.push(id));
  const dns = new DnsProviders({ dnsProvider } as unknown as QoveryApi, clock);
  await dns.of([a, b, c]);
  now += MINUTE;
  await dns.of([a, b, c]);
  expect([dns.seenAt, read.length]).toEqual([NOW, 3]);
  dns.renew(now);
  await dns.of([a, b, c]);
  expect([dns.seenAt, read.length]).toEqual([now, 6]);
});

test('where one cannot be read, the others are not asked', async () => {
  const clock: Clock = { now: () => NOW, sleep: () => Promise.resolve() };
  let asked = 0;
  const dnsProvider = (): Promise<never> => Promise.reject(new Error(`refused ${++asked}`));
  const dns = new DnsProviders({ dnsProvider } as unknown as QoveryApi, clock);
  await expect(dns.of(Array.from({ length: 300 }, (_, n) => `cluster-${n}` as Uuid))).rejects.toThrow(
    'refused',
  );
  expect(asked).toBeLessThan(10);
});
