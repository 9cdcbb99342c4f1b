import { beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import { decide } from '../../src/rotation/decide/decide.ts';
import { type Observation, concernedHolders } from '../../src/rotation/observation.ts';
import type { RunState, Policy, Step } from '../../src/rotation/step.ts';
import {
  A,
  B,
  NOW,
  ORGANIZATION,
  PRODUCTION,
  STAGING,
  X,
  credential,
  entryAt,
  key,
  policy,
  registry,
  unused,
} from './support/fixtures.ts';
import { beginnings, cases } from './support/situations.ts';
import { type Ended, World, later, run } from './support/world.ts';

describe('the rules, in every situation that can be observed', () => {
  /** By rule: the situations in which it was broken, and how often it had anything to say. */
  const broken = new Map<string, string[]>();
  const asked = new Map<string, number>();
  let count = 0;

  /** We have cut holders off ourselves, and nothing stands between them and a working key. */
  const midSplit = ({ holders, journal }: Observation): boolean =>
    holders.some(({ keyId }) => journal.lost.includes(keyId));

  const RULES: Readonly<Record<string, (step: Step, c: Situation) => boolean | undefined>> = {
    'no key is deactivated, deleted or discarded that any holder has, but in a split': (step, { o }) => {
      const gone = victim(step);
      if (gone === undefined || (step.do === 'discard' && step.split)) return undefined;
      return o.holders.every(({ keyId }) => keyId !== gone);
    },
    'a split deletes the new key alone, never stored everywhere, while nothing deploys': (step, { o }) => {
      if (step.do !== 'discard' || !step.split) return undefined;
      const { journal } = o;
      return (
        // After a split that ended before its deletion, the journal names it as lost.
        [journal.new, ...journal.lost].includes(step.key) &&
        journal.stored === undefined &&
        journal.refused === undefined &&
        o.unknownClusters.length === 0 &&
        o.clusters.every(({ state }) => state !== 'busy') &&
        o.holders.some(({ keyId }) => keyId !== step.key)
      );
    },
    'only the key that the journal names as replaced is deactivated or deleted': (step, { o }) =>
      step.do === 'deactivate' || step.do === 'delete' ? o.journal.old === step.key : undefined,
    'only a key that our intent vouches for is discarded': (step, { o, memory: did }) => {
      if (step.do !== 'discard') return undefined;
      if (did.created === step.key) return true;
      const { intent, before, organization } = o.journal;
      return intent !== undefined && organization === ORGANIZATION && !before.includes(step.key);
    },
    'a key whose run may still be at work, or that anybody used, is not discarded': (
      step,
      { o, memory: did },
    ) => {
      if (step.do !== 'discard' || step.split || did.created === step.key) return undefined;
      const use = o.uses.get(step.key);
      return (
        NOW >= (o.journal.intent ?? NOW) + 15 * MINUTE &&
        use !== undefined &&
        (use.last === undefined || use.last.service === 'sts')
      );
    },
    'the old key goes only when the new one is active and everywhere': (step, { o }) => {
      if (step.do !== 'deactivate' && step.do !== 'delete') return undefined;
      const movable = concernedHolders(o).filter(({ kind }) => kind !== 'DNS provider');
      return (
        o.journal.stored !== undefined &&
        o.keys.some(({ id, status }) => id === o.journal.new && status === 'Active') &&
        movable.every(({ keyId }) => keyId === o.journal.new)
      );
    },
    'the old key goes only when every cluster concerned is known, deployed by us, and well': (step, c) => {
      if (step.do !== 'deactivate' && step.do !== 'delete') return undefined;
      const { journal, clusters, unknownClusters } = c.o;
      return (
        unknownClusters.length === 0 &&
        clusters
          .filter(({ id, state }) => state !== 'off' && !c.policy.ignoreClusters.includes(id))
          .every(({ id, state }) => journal.clusters.includes(id) && (state === 'ready' || state === 'busy'))
      );
    },
    'the old key goes only when its delay has passed': (step, { o, policy: wants }) => {
      if (step.do === 'deactivate') return NOW >= (o.journal.deployed ?? Infinity) + wants.delay;
      if (step.do === 'delete') return NOW >= (o.journal.deactivated ?? Infinity) + wants.deactivateFor;
      return undefined;
    },
    'the old key goes only when AWS reports no use in the last hour': (step, { o }) => {
      if (step.do !== 'deactivate' && step.do !== 'delete') return undefined;
      const use = o.uses.get(step.key);
      return use !== undefined && (use.last === undefined || use.last.at <= NOW - HOUR);
    },
    'the old key goes only when no workload failed or was not looked at': (step, { o }) => {
      if (step.do !== 'deactivate' && step.do !== 'delete') return undefined;
      return o.workloads?.environments.every(({ state }) => !state?.endsWith('ERROR')) ?? false;
    },
    'what was seen more than a minute ago is no ground to take a key away': (step, { o }) =>
      victim(step) === undefined ? undefined : NOW - o.at <= MINUTE,
    'deletion follows deactivation, and a look': (step, { o }) =>
      step.do === 'delete'
        ? o.keys.some(({ id, status }) => id === step.key && status === 'Inactive') &&
          o.at >= (o.journal.deactivated ?? Infinity)
        : undefined,
    'an inactive key is activated only if the journal says that we deactivated it': (step, { o }) =>
      step.do === 'restore'
        ? step.key === o.journal.old &&
          o.journal.deactivating !== undefined &&
          o.keys.some(({ id, status }) => id === step.key && status === 'Inactive')
        : undefined,
    'a key that we deactivated and a holder has is activated at once': (step, { o, memory: did }) => {
      const { old, deactivating } = o.journal;
      const ours =
        deactivating !== undefined && o.keys.some(({ id, status }) => id === old && status === 'Inactive');
      if (!ours || did.finished || hands(o) || !o.holders.some(({ keyId }) => keyId === old))
        return undefined;
      return step.do === 'restore';
    },
    "nothing is touched under another organisation's journal, or beside another run": (step, { o }) =>
      hands(o) ? step.do === 'stop' || (step.do === 'rest' && step.result === 'pending') : undefined,
    'no key is created where two are, or when this run has created one or is done': (
      step,
      { o, memory: did },
    ) => (step.do === 'issue' ? o.keys.length < 2 && !did.issued && !did.finished : undefined),
    'a rotation that cannot finish does not start': (step, { o, policy: wants }) =>
      midSplit(o)
        ? undefined
        : step.do === 'issue' || (step.do === 'discard' && step.split)
          ? o.unknownClusters.length === 0 &&
            o.clusters.every(
              ({ id, state, lock }) =>
                wants.ignoreClusters.includes(id) ||
                (state !== 'error' && (lock === undefined || state === 'off')),
            )
          : undefined,
    'nothing that holds the replaced key in a way that cannot be changed is left behind': (step, { o }) =>
      step.do === 'issue' && !midSplit(o)
        ? o.holders.every(({ kind, keyId }) => kind !== 'DNS provider' || keyId !== step.replaces)
        : undefined,
    'no cluster is deployed twice in a run, nor a busy, stopped, locked or ignored one': (step, c) =>
      step.do === 'deploy'
        ? step.clusters.every(
            ({ id, state, lock }) =>
              !c.memory.deployments.has(id) &&
              !c.policy.ignoreClusters.includes(id) &&
              state !== 'busy' &&
              state !== 'off' &&
              lock === undefined,
          )
        : undefined,
    'no cluster is deployed before the new key is stored in every holder': (step, { o }) =>
      step.do === 'deploy'
        ? o.journal.stored !== undefined &&
          concernedHolders(o).every(({ kind, keyId }) => kind === 'DNS provider' || keyId === o.journal.new)
        : undefined,
    'no cluster is deployed with a key that is not active': (step, { o }) =>
      step.do === 'deploy'
        ? o.keys.some(({ id, status }) => id === o.journal.new && status === 'Active')
        : undefined,
    'production is deployed when nothing else is left to deploy': (step, { o, policy: wants }) => {
      if (step.do !== 'deploy' || !step.clusters.some(({ production }) => production)) return undefined;
      return o.clusters
        .filter(
          ({ production, state, id }) => !production && state !== 'off' && !wants.ignoreClusters.includes(id),
        )
        .every(({ id, state }) => o.journal.clusters.includes(id) && (state === 'ready' || state === 'busy'));
    },
    'a wait ends in the future': (step) => (step.do === 'await-time' ? step.until > NOW : undefined),
    'while the old key is deactivated, nobody waits long without a look': (step, { o }) =>
      step.do === 'await-time' &&
      o.journal.deactivated !== undefined &&
      o.keys.some(({ id, status }) => id === o.journal.old && status === 'Inactive')
        ? step.until - NOW <= 5 * MINUTE
        : undefined,
    'no run calls it a day, content, while a movable holder has a key that does not work': (
      step,
      { o, memory: did },
    ) => {
      if (step.do !== 'rest' || step.result === 'pending' || did.finished) return undefined;
      const alive = new Set(o.keys.filter(({ status }) => status === 'Active').map(({ id }) => id));
      const ours = new Set([o.journal.old, o.journal.new, ...o.journal.lost]);
      // A registry with a key that is neither of AWS nor of the journal is somebody else's business.
      return concernedHolders(o)
        .filter(
          ({ kind, keyId }) => kind === 'cloud credential' || (kind !== 'DNS provider' && ours.has(keyId)),
        )
        .every(({ keyId }) => alive.has(keyId));
    },
    'the journal is cleaned only when the old key is gone and the new one is everywhere': (step, { o }) =>
      step.do === 'finish'
        ? o.keys.every(({ id }) => id !== o.journal.old) &&
          concernedHolders(o).every(({ keyId, kind }) => kind === 'DNS provider' || keyId === o.journal.new)
        : undefined,
    'every stop says what is wrong and what to do': (step) =>
      step.do === 'stop' ? step.problem.what.length > 20 && step.problem.remedy.length > 10 : undefined,
  };

  interface Situation {
    readonly o: Observation;
    readonly policy: Policy;
    readonly memory: RunState;
  }

  /** The key that stops working by this step. */
  function victim(step: Step): string | undefined {
    return step.do === 'deactivate' || step.do === 'delete' || step.do === 'discard' ? step.key : undefined;
  }

  /** Hands off: somebody else's, or somebody else at work. */
  function hands({ journal }: Observation): boolean {
    const other = journal.runs.some(({ at }) => NOW - at < 15 * MINUTE);
    return other || (journal.organization !== undefined && journal.organization !== ORGANIZATION);
  }

  beforeAll(() => {
    const rules = Object.entries(RULES);
    for (const situation of cases()) {
      count++;
      const step = decide(situation.o, situation.policy, situation.memory, NOW);
      for (const [rule, holds] of rules) {
        const verdict = holds(step, situation);
        if (verdict === undefined) continue;
        asked.set(rule, (asked.get(rule) ?? 0) + 1);
        if (verdict) continue;
        const list = broken.get(rule) ?? [];
        if (list.length < 3) broken.set(rule, [...list, `${step.do} in: ${situation.name()}`]);
      }
    }
  });

  test('there are more than a hundred thousand of them', () => {
    expect(count).toBeGreaterThan(100_000);
  });

  test.each(Object.keys(RULES))('%s', (rule) => {
    expect(broken.get(rule) ?? []).toEqual([]);
    expect(asked.get(rule) ?? 0).toBeGreaterThan(0);
  });
});

describe('whole lives, in a world that keeps count of who is hurt', () => {
  const second = credential(A, { id: 'second', name: 'second', clusterIds: [PRODUCTION] });
  const customers = {
    'one credential': [credential(A)],
    'a registry, and two clusters': [registry(A), credential(A, { clusterIds: [STAGING, PRODUCTION] })],
    'a registry and two credentials': [registry(A), credential(A), second],
  };
  const atRest = (holders: Observation['holders']): World => new World({ keys: [key(A)], holders });

  test.each(Object.entries(customers))('a rotation from begin to end (%s)', async (_, holders) => {
    const world = atRest(holders);
    const { end, text, steps } = await run(world, policy());
    expect([end, text]).toEqual(['rest', expect.stringMatching(/^rotated/)]);
    expect(world.outages).toEqual([]);
    expect(world.tidy()).toBe(true);
    expect(
      steps.map((step) => step.do).filter((name) => !name.startsWith('await') && name !== 'look'),
    ).toEqual([
      'issue',
      ...holders.flatMap(({ clusterIds }) => clusterIds).flatMap(() => ['deploy', 'record']),
      'deactivate',
      'delete',
      'finish',
      'rest',
    ]);
  });

  test('runs that do not wait come again each day, and finish it', async () => {
    const world = atRest(customers['a registry and two credentials']);
    const wants = policy({ waitForDeletion: false, maxAge: DAY });
    const ends: string[] = [];
    for (let day = 0; day < 3; day++) {
      ends.push((await run(world, wants, { name: `day-${day}` })).text.replace(/:.*/, ''));
      later(world, 6 * HOUR);
    }
    expect(ends).toEqual(['pending', 'pending', 'rotated']);
    expect(world.outages).toEqual([]);
    expect(world.tidy()).toBe(true);
  });

  test('with test deployments the run ends, too', async () => {
    const world = atRest(customers['one credential']);
    const asked: string[] = [];
    Object.assign(world.api, {
      redeployEnvironment: async (id: string) => asked.push(id) && 'request',
      deploymentStatus: async () => 'DEPLOYED',
    });
    const { end, text } = await run(world, policy({ verifyEnvironments: ['env'] }));
    expect([end, text]).toEqual(['rest', expect.stringMatching(/^rotated/)]);
    expect(asked).toEqual(['env']);
  });

  test('when a person lifts the hold, every cluster is deployed again, however many there are', async () => {
    const clusterIds = Array.from(
      { length: 30 },
      (_, n) => `0a1b2c3d-0000-4000-8000-${String(n).padStart(12, '0')}`,
    );
    const world = new World({
      keys: [key(A), key(B, { createdAt: NOW - 4 * HOUR })],
      holders: [credential(B, { clusterIds })],
      journal: { ...entryAt('deployed'), clusters: clusterIds, restored: NOW - HOUR, why: 'it broke' },
    });
    const { text, steps } = await run(world, policy({ retireKey: A }));
    const deployed = steps.flatMap((step) => (step.do === 'deploy' ? step.clusters.map(({ id }) => id) : []));
    expect(deployed.toSorted()).toEqual(clusterIds);
    expect(text).toMatch(/^rotated/);
  });

  test('every beginning comes to an end, and nobody is hurt on the way', async () => {
    const endless: string[] = [];
    const hurt: string[] = [];
    const failed: string[] = [];
    let index = 0;
    for (const { keys, holders, entry, name } of beginnings()) {
      // A cut of them: the properties above are met in full, these are lived through.
      if (index++ % 13 !== 0) continue;
      for (const wants of [policy(), policy({ retireKey: A, iamUserGiven: true })]) {
        const uses = new Map([A, B, X].map((id) => [id, unused()]));
        const world = new World({ keys, holders, journal: entry, uses });
        const ended = await run(world, wants);
        if (ended.end === 'endless') endless.push(`${name}: ${ended.text}`);
        if (ended.end === 'failed') failed.push(`${name}: ${ended.text}`);
        if (world.outages.length > 0) hurt.push(`${name}: ${world.outages.join('; ')}`);
      }
    }
    expect(endless.slice(0, 3)).toEqual([]);
    expect(failed.filter((text) => !/The keys of|AWS could not create/.test(text)).slice(0, 3)).toEqual([]);
    expect(hurt.slice(0, 3)).toEqual([]);
  });

  describe('a run dies while it brings the old key back', () => {
    const broken = (entry: ReturnType<typeof entryAt>): World =>
      new World({
        keys: [key(A, { status: 'Inactive' }), key(B, { createdAt: NOW - 4 * HOUR })],
        holders: [registry(B), credential(B)],
        journal: entry,
        statuses: { [STAGING]: 'DEPLOYMENT_ERROR' },
      });

    test.each([
      ['deactivated', entryAt('deactivated')],
      ['deactivating', entryAt('deactivating')],
    ])('the journal holds the rotation all the same, until a person names the key (%s)', async (_, entry) => {
      for (const diesAfter of [1, 2]) {
        const world = broken(entry);
        expect((await run(world, policy(), { name: 'first', diesAfter })).end).toBe('died');
        later(world);
        for (const staging of world.clusters) staging.status = 'DEPLOYED';
        await run(world, policy(), { name: 'second' });
        later(world);
        expect(world.status(A)).toBe('Active');
        const named = await run(world, policy({ retireKey: A }), { name: 'third' });
        expect(named.text).toMatch(/^rotated/);
        expect(world.tidy()).toBe(true);
      }
    });
  });

  describe('a run can die at any instant: the next one goes on, nobody is hurt, nothing is stranded', () => {
    /** Runs, each dead after so many changes, and then one that is let live. */
    async function lives(world: World, deaths: readonly number[], wants: Policy): Promise<Ended> {
      for (const [index, diesAfter] of deaths.entries()) {
        await run(world, wants, { name: `run-${index}`, diesAfter });
        later(world);
      }
      return run(world, wants, { name: 'last' });
    }

    async function verdicts(holders: Observation['holders'], deaths: readonly number[][]): Promise<string[]> {
      const bad: string[] = [];
      for (const when of deaths) {
        const world = atRest(holders);
        const { end, text } = await lives(world, when, policy({ maxAge: SECOND }));
        const done = end === 'rest' && /^(rotated|not-due)/.test(text) && world.tidy();
        if (!done || world.outages.length > 0) {
          bad.push(`dead after ${when.join(', then ')} changes: ${text} ${world.outages.join('; ')}`);
        }
      }
      return bad;
    }

    /** More changes than any rotation of these customers makes until its keys are settled. */
    const instants = Array.from({ length: 32 }, (_, index) => index + 1);
    /** Every instant of the second run, met by a cut of the instants of the first. */
    const pairs = instants.flatMap((first) =>
      instants
        .filter((then) => (first + then) % 7 === 0 || (first > 5 && first < 9))
        .map((then) => [first, then]),
    );

    test.each(Object.entries(customers))('once (%s)', async (_, holders) => {
      expect(
        await verdicts(
          holders,
          instants.map((instant) => [instant]),
        ),
      ).toEqual([]);
    });

    test.each(Object.entries(customers))('twice (%s)', async (_, holders) => {
      expect((await verdicts(holders, pairs)).slice(0, 5)).toEqual([]);
    });
  });
});
