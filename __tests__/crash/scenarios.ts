import { DAY, HOUR, MINUTE } from '../../sandbox/clock.ts';
import type { AccessKey, User } from '../../sandbox/iam.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { DEFAULT_ACCOUNT } from '../../sandbox/world.ts';
import type { World } from '../../sandbox/world.ts';

// Rotations whose every instant is tried: what there is at the beginning, and what the workflow asks for.

export const USER = 'qovery-admin';

export interface Scenario {
  readonly name: string;
  readonly about: string;
  /** How much later the next run of the undisturbed schedule starts. */
  readonly every: number;
  seed(world: World): void;
  /** How long that was before the first run. */
  readonly ago?: number;
  /** The inputs of the next run. */
  inputs(sandbox: Sandbox): Record<string, string>;
  /** It assumes a role, with tokens of GitHub; the others have a session from elsewhere. */
  readonly role?: true;
  /** Tried only with `--all`. */
  readonly long?: true;
  /** From this operation on it goes like another scenario: tried only with `--all`. */
  readonly until?: string;
  /** Its first run is killed at this instant before anything else is tried. */
  readonly killedBefore?: { operation: string; occurrence: number };
}

/** Other people's tags, one of them almost like ours. */
export const FOREIGN_TAGS: Readonly<Record<string, string>> = {
  team: 'platform',
  'cost centre': '4711',
  'qovery-rotated-by': 'hand',
};

/** One credential and its production cluster. */
function one(world: World): { user: User; key: AccessKey } {
  world.addOrganization({ name: 'Acme' });
  const { user, key } = userWithOldKey(world);
  const credential = world.addCredential({ name: 'AWS production', key });
  world.addCluster({ name: 'production-eu', credential, production: true });
  return { user, key };
}

/** One key in two credentials, a registry and a Helm repository; three clusters, one of them stopped. */
function shared(world: World): void {
  world.addOrganization({ name: 'Acme' });
  const { key } = userWithOldKey(world);
  const production = world.addCredential({ name: 'AWS production', key });
  const staging = world.addCredential({ name: 'AWS staging', key });
  const cluster = world.addCluster({ name: 'production-eu', credential: production, production: true });
  world.addCluster({ name: 'staging-eu', credential: staging });
  world.addCluster({ name: 'laboratory', credential: staging, status: 'STOPPED' });
  world.addRegistry({ name: 'images', key, cluster });
  world.addHelmRepository({ name: 'charts', key });
  const other = world.addUser({ name: 'somebody-else' });
  world.addCredential({
    name: 'AWS of others',
    key: world.addKey(other, { createdAt: world.now - 10 * DAY }),
  });
}

/** The key that Qovery holds has been deleted, and the cluster's next deployment is the witness. */
function dead(world: World): void {
  const { key } = one(world);
  world.setKeyStatus(key.id, 'Deleted');
  for (const { id } of world.clusters) world.startDeployment(id);
}

/** Somebody created a second key by hand and stored it, and went home. */
function halfDone(world: World): void {
  const { user } = one(world);
  const successor = world.addKey(user, { createdAt: world.now - 2 * DAY });
  for (const credential of world.credentials) world.storeKey(credential, successor);
}

function userWithOldKey(world: World): { user: User; key: AccessKey } {
  const user = world.addUser({ name: USER });
  for (const [key, value] of Object.entries(FOREIGN_TAGS)) user.tags.set(key.toLowerCase(), { key, value });
  return { user, key: world.addKey(user, { createdAt: world.now - 80 * DAY }) };
}

function scheduled(sandbox: Sandbox, more: Record<string, string> = {}): Record<string, string> {
  const id = sandbox.world.credentials.find(({ name }) => name === 'AWS production')?.id ?? '';
  return { operation: 'rotate', 'credentials-id': id, 'max-age': '75d', ...more };
}

/** As a person would dispatch it: named until a journal names it, then the schedule goes on without the input. */
function retiring(sandbox: Sandbox): Record<string, string> {
  const user = sandbox.world.iam.users[0];
  const [oldest] = user ? sandbox.world.keysOf(user) : [];
  const journaled = user?.tags.get('qovery-rotation:old')?.value;
  return scheduled(
    sandbox,
    journaled || !oldest || oldest.createdAt > sandbox.clock.now() - 70 * DAY
      ? {}
      : { 'retire-key': oldest.id },
  );
}

const waiting = (sandbox: Sandbox): Record<string, string> => scheduled(sandbox);
const leaving = (sandbox: Sandbox): Record<string, string> =>
  scheduled(sandbox, { 'wait-for-deletion': 'false' });

export const SCENARIOS: readonly Scenario[] = [
  { name: 'one', about: 'one credential, one run', every: DAY, seed: one, inputs: waiting },
  {
    name: 'shared',
    about: 'two credentials, a registry, a Helm repository; one run',
    every: DAY,
    seed: shared,
    inputs: waiting,
  },
  {
    name: 'one-by-schedule',
    about: 'one credential, wait-for-deletion: false',
    every: 6 * HOUR,
    seed: one,
    inputs: leaving,
  },
  {
    name: 'shared-by-schedule',
    about: 'the shared key, wait-for-deletion: false',
    every: 3 * HOUR,
    seed: shared,
    inputs: leaving,
    long: true,
  },
  {
    name: 'role',
    about: 'one credential, a role of an hour, one run',
    every: DAY,
    seed: one,
    inputs: (sandbox) =>
      scheduled(sandbox, { 'role-to-assume': `arn:aws:iam::${DEFAULT_ACCOUNT}:role/qovery-maintenance` }),
    role: true,
    long: true,
  },
  {
    name: 'repair',
    about: 'Qovery holds a dead key',
    every: DAY,
    seed: dead,
    ago: HOUR,
    inputs: (sandbox) => scheduled(sandbox, { 'aws-iam-user': USER }),
  },
  { name: 'adopt', about: 'half done by hand, retire-key', every: DAY, seed: halfDone, inputs: retiring },
  {
    name: 'split',
    about: 'a run that mends a split, killed too',
    every: 20 * MINUTE,
    seed: shared,
    inputs: waiting,
    until: 'deployCluster',
    killedBefore: { operation: 'editHelmRepository', occurrence: 1 },
  },
];
