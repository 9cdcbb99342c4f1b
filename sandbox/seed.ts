import { DAY } from './clock.ts';
import type { World } from './world.ts';

/** A small company: one user with one old key, one credential with that key, one production cluster. */
export function seedAcme(world: World): void {
  world.addOrganization({ name: 'Acme' });
  const user = world.addUser({ name: 'qovery-admin' });
  const key = world.addKey(user, { createdAt: world.now - 80 * DAY });
  const credential = world.addCredential({ name: 'AWS production', key });
  world.addCluster({ name: 'production-eu', credential, production: true });
  world.addPlainVariableEvent('DATABASE_PASSWORD');
}
