import { beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import type { AccessKeyId } from '../../src/lib/ids.ts';
import { decide } from '../../src/rotation/decide/decide.ts';
import { holderLabel } from '../../src/holders/index.ts';
import { HEARTBEAT_TTL, asWritten } from '../../src/rotation/journal.ts';
import {
  type Observation,
  type Policy,
  type Situation,
  type Step,
  concernedHolders,
  movableHolders,
  provedClusters,
} from '../../src/rotation/model.ts';
import {
  A,
  B,
  NOW,
  ORGANIZATION,
  PRODUCTION,
  STAGING,
  USER,
  X,
  credential,
  entryAt,
  key,
  policy,
  registry,
  unused,
} from './support/fixtures.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import type { Permit } from '../../src/aws/permit.ts';
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
    'no key is activated, deactivated or deleted on the word of a journal that is not signed': (
      step,
      { observed: o, runState: did },
    ) => {
      const permit = permitOf(step);
      if (permit === undefined || permit.key === did.created) return undefined;
      // A split was permitted when it was announced; it is done as long as that announcement stands, signed.
      return o.journal.signed;
    },
    'a permit is for a key of this user, and for the deed that the step does': (step, { observed: o }) => {
      const permit = permitOf(step);
      if (permit === undefined) return undefined;
      const deeds = { deactivate: 'deactivate', restore: 'activate' } as const;
      const deed = step.do === 'deactivate' || step.do === 'restore' ? deeds[step.do] : 'delete';
      if (permit.deed !== deed || permit.user !== USER) return false;
      // That one was there when the split was announced.
      return step.do === 'create-key' || o.keys.some(({ id }) => id === permit.key);
    },
    'no key is deactivated, deleted or discarded that any holder has, but in a split': (
      step,
      { observed: o },
    ) => {
      const gone = victim(step);
      if (gone === undefined) return undefined;
      return o.holders.every(({ keyId }) => keyId !== gone);
    },
    'a split deletes the new key alone, never stored everywhere, while nothing deploys': (
      step,
      { observed: o },
    ) => {
      if (step.do !== 'announce' || step.makeRoom === undefined) return undefined;
      const { journal } = o;
      const { key: gone } = step.makeRoom;
      return (
        // Before its id was written, or after a split that ended before its deletion, the journal lacks its name.
        (journal.new === undefined || journal.new === gone) &&
        step.lost.includes(gone) &&
        journal.stored === undefined &&
        // One that is gone, or has another key, refuses no more.
        !movableHolders(o).some((holder) => asWritten(holderLabel(holder)) === journal.refused) &&
        o.unknownClusters.length === 0 &&
        o.clusters.every(({ state }) => state !== 'busy') &&
        o.holders.some(({ keyId }) => keyId !== gone)
      );
    },
    'only the key that the journal names as replaced is deactivated or deleted': (step, { observed: o }) =>
      step.do === 'deactivate' || step.do === 'delete' ? o.journal.old === step.permit.key : undefined,
    'only a key that our intent vouches for is discarded': (step, { observed: o, runState: did }) => {
      if (step.do !== 'discard') return undefined;
      const { key: gone } = step.permit;
      if (did.created === gone) return true;
      const { intent, before, organization, lost } = o.journal;
      if (lost.includes(gone)) return true;
      return intent !== undefined && organization === ORGANIZATION && !before.includes(gone);
    },
    'a key whose run may still be at work, or that anybody used, is not discarded': (
      step,
      { observed: o, runState: did },
    ) => {
      const gone = step.do === 'announce' ? step.makeRoom?.key : victim(step);
      if (gone === undefined || step.do === 'deactivate' || step.do === 'delete' || did.created === gone)
        return undefined;
      // A split that ended before its deletion: it was found to be ours then.
      if (o.journal.lost.includes(gone)) return undefined;
      const use = o.uses.get(gone);
      return (
        NOW >= (o.journal.intent ?? NOW) + 15 * MINUTE &&
        use !== undefined &&
        (use.last === undefined || use.last.service === 'sts')
      );
    },
    'the old key goes only when the new one is active and everywhere': (step, { observed: o }) => {
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
      const { clusters, unknownClusters } = c.observed;
      const proved = provedClusters(c.observed);
      return (
        unknownClusters.length === 0 &&
        clusters
          .filter(({ id, state }) => state !== 'off' && !c.policy.ignoreClusters.includes(id))
          .every(({ id, state }) => proved.has(id) && (state === 'ready' || state === 'busy'))
      );
    },
    'the old key goes only when its delay has passed': (step, { observed: o, policy: wants }) => {
      if (step.do === 'deactivate') return NOW >= (o.journal.deployed ?? Infinity) + wants.delay;
      if (step.do === 'delete') return NOW >= (o.journal.deactivated ?? Infinity) + wants.deactivateFor;
      return undefined;
    },
    'the old key goes only when AWS reports no use in the last hour': (step, { observed: o }) => {
      if (step.do !== 'deactivate' && step.do !== 'delete') return undefined;
      const use = o.uses.get(step.permit.key);
      return use !== undefined && (use.last === undefined || use.last.at <= NOW - HOUR);
    },
    'the old key goes only when no workload failed or was not looked at': (step, { observed: o }) => {
      if (step.do !== 'deactivate' && step.do !== 'delete') return undefined;
      return o.workloads?.environments.every(({ state }) => !state?.endsWith('ERROR')) ?? false;
    },
    'what was seen more than a minute ago is no ground to take a key away': (
      step,
      { observed: o, runState: did },
    ) => {
      const gone = step.do === 'announce' ? step.makeRoom?.key : victim(step);
      // Of what this run created a moment ago it knows everything; whether a holder has it, it has just asked.
      return gone === undefined || gone === did.created ? undefined : NOW - o.at <= MINUTE;
    },
    'deletion follows deactivation, and a look': (step, { observed: o }) =>
      step.do === 'delete'
        ? o.keys.some(({ id, status }) => id === step.permit.key && status === 'Inactive') &&
          o.at >= (o.journal.deactivated ?? Infinity)
        : undefined,
    'an inactive key is activated only if the journal says that we deactivated it': (
      step,
      { observed: o },
    ) =>
      step.do === 'restore'
        ? step.permit.key === o.journal.old &&
          o.journal.deactivating !== undefined &&
          o.keys.some(({ id, status }) => id === step.permit.key && status === 'Inactive')
        : undefined,
    'a key that we deactivated and a holder has is activated at once': (step, situation) => {
      const { observed: o, runState: did, cancelled } = situation;
      const { old, deactivating } = o.journal;
      const ours =
        deactivating !== undefined && o.keys.some(({ id, status }) => id === old && status === 'Inactive');
      // While this run creates a key it looks at nothing else: it has seen before that nothing of this kind is.
      if (!ours || did.finished || hands(o) || cancelled || !o.journal.signed || isIssuing(situation))
        return undefined;
      if (!o.holders.some(({ keyId }) => keyId === old)) return undefined;
      return step.do === 'restore';
    },
    "nothing is touched under another organisation's journal, or beside another run, save what this run created":
      (step, { observed: o, runState: did }) => {
        if (!hands(o)) return undefined;
        if (step.do === 'store-key' || step.do === 'discard') return did.created !== undefined;
        return step.do === 'stop' || (step.do === 'rest' && step.result === 'pending');
      },
    'no key is created where two are, or when this run has created one or is done': (
      step,
      { observed: o, runState: did },
    ) => {
      if (step.do !== 'create-key') return undefined;
      const left = o.keys.filter(({ id }) => id !== step.makeRoom?.key);
      return left.length < 2 && !did.issued && !did.finished;
    },
    'a key is created only after its announcement, with the keys that were there then, and nobody at work before it':
      (step, { observed: o, runState: did, cancelled }) => {
        if (step.do !== 'create-key') return undefined;
        const { intent, before, signed } = o.journal;
        return (
          signed &&
          !cancelled &&
          intent === did.announced?.entry.intent &&
          step.makeRoom === did.announced?.makeRoom &&
          before.toSorted().join() === ids(o.keys).join()
        );
      },
    'a key is stored only by the run that created and proved it, and nowhere is the journal another': (
      step,
      { observed: o, runState: did, cancelled },
    ) => {
      if (step.do !== 'store-key') return undefined;
      const last = step.holders.at(-1)?.kind;
      return (
        step.key.id === did.created &&
        o.journal.new === did.created &&
        (o.journal.signed || o.journal.runs.some(({ id }) => id !== did.run)) &&
        !cancelled &&
        (last === undefined || last === 'cloud credential')
      );
    },
    'a run that is cancelled begins nothing: it takes the new key back that nobody holds, or ends': (
      step,
      { cancelled, runState: did },
    ) => {
      if (!cancelled) return undefined;
      if (step.do === 'record') return step.why === 'AWS created no key';
      if (step.do === 'finish') return !step.rotated && did.creationRefused;
      return (step.do === 'discard' && step.last) || ['stop', 'rest'].includes(step.do);
    },
    'a rotation that cannot finish does not start': (step, { observed: o, policy: wants }) =>
      midSplit(o)
        ? undefined
        : step.do === 'announce'
          ? o.unknownClusters.length === 0 &&
            o.clusters.every(
              ({ id, state, lock }) =>
                wants.ignoreClusters.includes(id) ||
                (state !== 'error' && (lock === undefined || state === 'off')),
            )
          : undefined,
    'nothing that holds the replaced key in a way that cannot be changed is left behind': (
      step,
      { observed: o },
    ) =>
      step.do === 'announce' && !midSplit(o)
        ? o.holders.every(({ kind, keyId }) => kind !== 'DNS provider' || keyId !== step.replaces)
        : undefined,
    'no cluster is deployed twice in a run, nor a busy, stopped, locked or ignored one': (step, c) =>
      step.do === 'deploy'
        ? step.clusters.every(
            ({ id, state, lock }) =>
              !c.runState.deployments.has(id) &&
              !c.policy.ignoreClusters.includes(id) &&
              state !== 'busy' &&
              state !== 'off' &&
              lock === undefined,
          )
        : undefined,
    'no cluster is deployed before the new key is stored in every holder': (step, { observed: o }) =>
      step.do === 'deploy'
        ? o.journal.stored !== undefined &&
          concernedHolders(o).every(({ kind, keyId }) => kind === 'DNS provider' || keyId === o.journal.new)
        : undefined,
    'no cluster is deployed with a key that is not active': (step, { observed: o }) =>
      step.do === 'deploy'
        ? o.keys.some(({ id, status }) => id === o.journal.new && status === 'Active')
        : undefined,
    'production is deployed when nothing else is left to deploy': (step, { observed: o, policy: wants }) => {
      if (step.do !== 'deploy' || !step.clusters.some(({ production }) => production)) return undefined;
      return o.clusters
        .filter(
          ({ production, state, id }) => !production && state !== 'off' && !wants.ignoreClusters.includes(id),
        )
        .every(({ id, state }) => provedClusters(o).has(id) && (state === 'ready' || state === 'busy'));
    },
    'a wait ends in the future': (step) => (step.do === 'await-time' ? step.until > NOW : undefined),
    'while the old key is deactivated, nobody waits long without a look': (step, { observed: o }) =>
      step.do === 'await-time' &&
      o.journal.deactivated !== undefined &&
      o.keys.some(({ id, status }) => id === o.journal.old && status === 'Inactive')
        ? step.until - NOW <= 5 * MINUTE
        : undefined,
    'no run calls it a day, content, while a movable holder has a key that does not work': (
      step,
      { observed: o, runState: did },
    ) => {
      if (step.do !== 'rest' || step.result === 'pending' || did.finished) return undefined;
      const alive = new Set(o.keys.filter(({ status }) => status === 'Active').map(({ id }) => id));
      const { old, new: successor, lost, signed } = o.journal;
      const ours = new Set(signed ? [old, successor, ...lost] : []);
      // A registry with a key that is neither of AWS nor of our own journal is somebody else's business.
      return concernedHolders(o)
        .filter(
          ({ kind, keyId }) => kind === 'cloud credential' || (kind !== 'DNS provider' && ours.has(keyId)),
        )
        .every(({ keyId }) => alive.has(keyId));
    },
    'the journal is cleaned only when the old key is gone and the new one is everywhere': (
      step,
      { observed: o },
    ) =>
      step.do === 'finish' && step.rotated
        ? o.keys.every(({ id }) => id !== o.journal.old) &&
          concernedHolders(o).every(({ keyId, kind }) => kind === 'DNS provider' || keyId === o.journal.new)
        : undefined,
    'every stop says what is wrong and what to do': (step) => {
      if (step.do !== 'stop' || step.problem instanceof Cancelled) return undefined;
      return step.problem.what.length > 20 && step.problem.remedy.length > 0;
    },
  };

  const ids = (keys: Observation['keys']): string[] => keys.map(({ id }) => id).toSorted();

  /** The permit that this step uses. */
  function permitOf(step: Step): Permit | undefined {
    if ('permit' in step) return step.permit;
    return 'makeRoom' in step ? step.makeRoom : undefined;
  }

  /** The key that stops working by this step; in a split it is announced, and holders may have it. */
  function victim(step: Step): AccessKeyId | undefined {
    return 'permit' in step && step.do !== 'restore' ? step.permit.key : undefined;
  }

  /** Between the announcement of a key and its first store this run looks at nothing else. */
  function isIssuing({ observed, runState }: Situation): boolean {
    const { announced, issued, failure, unstored } = runState;
    return (
      failure !== undefined ||
      unstored !== undefined ||
      (announced !== undefined && !issued && observed.journal.new === undefined)
    );
  }

  /** Hands off: somebody else's, or somebody else at work. */
  function hands({ journal }: Observation): boolean {
    const other = journal.runs.some(({ at }) => NOW - at < HEARTBEAT_TTL);
    return other || (journal.organization !== undefined && journal.organization !== ORGANIZATION);
  }

  beforeAll(() => {
    const rules = Object.entries(RULES);
    for (const situation of cases()) {
      count++;
      const step = decide(situation);
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
      steps.map((step) => step.do).filter((name) => !name.startsWith('await') && !name.startsWith('refresh')),
    ).toEqual([
      'announce',
      'create-key',
      'store-key',
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
      environmentStatus: async () => ({}),
      redeployEnvironment: async (id: string) => asked.push(id) && 'request',
      deploymentStatus: async () => 'DEPLOYED',
    });
    const { end, text } = await run(world, policy({ verifyEnvironments: [STAGING] }));
    expect([end, text]).toEqual(['rest', expect.stringMatching(/^rotated/)]);
    expect(asked).toEqual([STAGING]);
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
      for (const wants of [policy(), policy({ retireKey: A, iamUsers: [USER] })]) {
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
        statuses: { [STAGING]: 'INVALID_CREDENTIALS' },
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
