import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { AccessKey, User } from '../../sandbox/iam.ts';
import type { Cluster, Registry } from '../../sandbox/records.ts';
import type { World } from '../../sandbox/world.ts';
import type { Story } from './events.ts';

export const USER = 'qovery-admin';
export const OTHER_USER = 'somebody-else';

export interface Company {
  readonly user: User;
  readonly firstKey: AccessKey;
}

export function foundCompany(company: Story['company'], world: World, keyAge: number): Company {
  world.addOrganization({ name: 'Acme' });
  const user = world.addUser({ name: USER });
  const key = world.addKey(user, { createdAt: world.now - keyAge * DAY });
  const production = world.addCredential({ name: 'AWS production', key });
  const cluster: Cluster = world.addCluster({
    name: 'production-eu',
    credential: production,
    production: true,
  });
  const registries: Registry[] = [];
  const other = world.addUser({ name: OTHER_USER });
  const othersKey = world.addKey(other, { createdAt: world.now - 10 * DAY });
  if (company !== 'one') {
    const staging = world.addCredential({ name: 'AWS staging', key });
    world.addCluster({ name: 'staging-eu', credential: staging });
    world.addCluster({ name: 'laboratory', credential: staging, status: 'STOPPED' });
    registries.push(world.addRegistry({ name: 'images', key, cluster }));
    world.addHelmRepository({ name: 'charts', key });
    world.addCredential({ name: 'AWS of others', key: othersKey });
  }
  world.addEnvironment({ name: 'production', cluster, registries });
  return { user, firstKey: key };
}

/** What is never wanting in a real organisation: every day a preview that does not build, and some that do. */
export function makeNoise(
  world: World,
  preview: (options: { builds: boolean; minutes: number; days: number }) => void,
): void {
  daily(world, world.now + 3 * HOUR, () => preview({ builds: false, minutes: 7, days: 3 }));
  daily(world, world.now + 8 * HOUR + 20 * MINUTE, () => preview({ builds: true, minutes: 12, days: 1 }));
}

function daily(world: World, first: number, happen: () => void): void {
  world.schedule(first, () => {
    happen();
    daily(world, first + DAY, happen);
  });
}
