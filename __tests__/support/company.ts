import { expect } from '@jest/globals';

import { DAY } from '../../sandbox/clock.ts';
import type { SandboxClock } from '../../sandbox/clock.ts';
import type { AccessKey, KeyStatus, User } from '../../sandbox/iam.ts';
import type { Quirks } from '../../sandbox/quirks.ts';
import type { Cluster, Credential, Registry } from '../../sandbox/records.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import type { World } from '../../sandbox/world.ts';
import { act } from './action.ts';
import type { ActOptions, Run } from './action.ts';

/** A credential of the company. */
export interface CredentialPlan {
  name: string;
  /** The IAM user whose key it holds. Credentials of one user hold the same key, unless `ownKey` is said. */
  user: string;
  account?: string;
  ownKey?: true;
  /** How old the key is; 80 days, if not said. */
  keyAge?: number;
  /** Those whose name has `production` in it are production clusters. A status follows a space: `old STOPPED`. */
  clusters?: string[];
}

export const USUAL: CredentialPlan[] = [
  { name: 'AWS production', user: 'qovery-admin', clusters: ['production-eu'] },
];

/** A company that uses Qovery, in a sandbox of its own, with the names that tests call things by. */
export interface Company extends AsyncDisposable {
  readonly sandbox: Sandbox;
  readonly world: World;
  readonly clock: SandboxClock;
  credential(name?: string): Credential;
  cluster(name?: string): Cluster;
  user(name?: string): User;
  /** The key that a credential holds now. */
  key(credentialName?: string): AccessKey;
  /** The keys of a user that exist, by id, with their status. */
  keys(userName?: string): Record<string, KeyStatus>;
  /** Which key each holder in Qovery has, by name. */
  holders(): Record<string, string | undefined>;
  /** Which key each cluster runs with, by name. */
  running(): Record<string, string | undefined>;
  /** The journal of a rotation: the tags of the IAM user that begin with `qovery-rotation:`. */
  journal(userName?: string): Record<string, string>;
  /** Everything that a run could change. */
  everything(): unknown;
  /** Runs the action with `operation: rotate` and, if nothing else is said, the first credential. */
  rotate(inputs?: Record<string, string>, options?: ActOptions): Promise<Run>;
  /** Calls back once, right after the n-th request of this operation has taken effect. */
  after(operation: string, then: () => void, nth?: number): void;
}

/** By default: one user with one key of 80 days, one credential that holds it, one production cluster. */
export async function company(
  plan: { credentials?: CredentialPlan[]; quirks?: Partial<Quirks>; https?: boolean } = {},
): Promise<Company> {
  const sandbox = await startSandbox({
    ...(plan.quirks && { quirks: plan.quirks }),
    ...(plan.https && { https: true }),
    seed: (world) => seed(world, plan.credentials ?? USUAL),
  });
  const { world, clock } = sandbox;

  const credential: Company['credential'] = (name) =>
    name === undefined ? theFirst(world.credentials) : named(name, world.credentials);
  const cluster: Company['cluster'] = (name) =>
    world.cluster((name === undefined ? theFirst(world.clusters) : named(name, world.clusters)).id);
  const user: Company['user'] = (name) =>
    name === undefined ? theFirst(world.iam.users) : named(name, world.iam.users);
  const keys: Company['keys'] = (name) =>
    Object.fromEntries(world.keysOf(user(name)).map((key) => [key.id, world.iam.statusOf(key) as KeyStatus]));
  const journal: Company['journal'] = (name) =>
    Object.fromEntries(
      [...user(name).tags.values()]
        .filter((tag) => tag.key.startsWith('qovery-rotation:'))
        .map((tag) => [tag.key.slice('qovery-rotation:'.length), tag.value]),
    );
  const holders = (): Record<string, string | undefined> =>
    Object.fromEntries(allHolders(world).map(({ name, key }) => [name, key?.id]));
  const running = (): Record<string, string | undefined> => {
    world.settle();
    return Object.fromEntries(world.clusters.map(({ name, deployedKey }) => [name, deployedKey?.id]));
  };

  return {
    sandbox,
    world,
    clock,
    credential,
    cluster,
    user,
    keys,
    holders,
    running,
    journal,
    key: (name) => {
      const id = credential(name).key?.id ?? '';
      const key = world.iam.key(id);
      if (!key) throw new Error(`AWS has no key ${id}.`);
      return key;
    },
    everything: () => ({
      keys: world.iam.users.map((one) => [one.account, one.name, keys(one.name), [...one.tags.values()]]),
      holders: holders(),
      deployments: world.clusters.map(({ name, lastExecutionId, lock }) => [name, lastExecutionId, lock]),
    }),
    rotate: async (inputs = {}, options = {}) => {
      const before = world.outages.length;
      const id = inputs['credentials-id'] ?? credential().id;
      const run = await act(sandbox, { operation: 'rotate', ...inputs, 'credentials-id': id }, options);
      expectConsistent(run);
      // Whatever happens in a run: nothing in Qovery may break because of it.
      expect(world.outages.slice(before)).toEqual([]);
      return run;
    },
    after: (operation, then, nth = 1) => {
      let seen = 0;
      sandbox.onRequest(({ phase, request }) => {
        if (phase !== 'after' || request.operation !== operation) return;
        seen += 1;
        if (seen === nth) then();
      });
    },
    [Symbol.asyncDispose]: () => sandbox.stop(),
  };
}

function seed(world: World, plans: CredentialPlan[]): void {
  world.addOrganization({ name: 'Acme' });
  for (const { name, user: userName, account, ownKey, keyAge = 80 * DAY, clusters = [] } of plans) {
    const user =
      world.iam.users.find(
        (one) => one.name === userName && (account === undefined || one.account === account),
      ) ?? world.addUser({ name: userName, ...(account && { account }) });
    const present = ownKey ? undefined : world.keysOf(user)[0];
    const key = present ?? world.addKey(user, { createdAt: world.now - keyAge });
    const credential = world.addCredential({ name, key });
    for (const text of clusters) {
      const [clusterName = '', status] = text.split(' ');
      const production = clusterName.includes('production');
      world.addCluster({ name: clusterName, credential, production, ...(status && { status }) });
    }
  }
}

function allHolders(world: World): (Credential | Registry)[] {
  return [...world.credentials, ...world.registries, ...world.helmRepositories];
}

function named<T extends { name: string }>(name: string, all: T[]): T {
  const one = all.find((candidate) => candidate.name === name);
  if (!one) throw new Error(`There is no ${name} in this company.`);
  return one;
}

function theFirst<T>(all: T[]): T {
  const [one] = all;
  if (one === undefined) throw new Error('There is none in this company.');
  return one;
}

/** Exit code, result and errors of a run say the same, and nothing is on stderr. */
export function expectConsistent(run: Run): void {
  const failed = run.exitCode !== 0;
  expect({ exitCode: run.exitCode, failed: run.result === 'failed', saysWhy: run.errors.length > 0 }).toEqual(
    {
      exitCode: failed ? 1 : 0,
      failed,
      saysWhy: failed,
    },
  );
  expect(run.stderr).toBe('');
}

/** Nothing is or was broken, and every holder has a key that works. */
export function expectHealthy({ world }: Company): void {
  expect(world.outages).toEqual([]);
  for (const { name, key } of allHolders(world)) {
    if (key) expect([name, world.iam.problemWith(key)]).toEqual([name, undefined]);
  }
}

/**
 * A run that was refused before it changed anything: exit 1, one error that says why and what is true now,
 * and everything is as it was.
 */
export async function expectRefused(
  company: Company,
  says: RegExp | string,
  inputs: Record<string, string> = {},
  options: ActOptions = {},
): Promise<Run> {
  const before = company.everything();
  const run = await company.rotate(inputs, options);
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(run.errors).toHaveLength(1);
  expect(run.errors[0]).toMatch(says);
  expect(run.errors[0]).toMatch(/Nothing (was|is) changed|^'.*IAM user \S+ has .*; in Qovery, /);
  expect(run.requests.filter(({ write }) => write)).toEqual([]);
  expect(company.everything()).toEqual(before);
  return run;
}
