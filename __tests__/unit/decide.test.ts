import { beforeAll, describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/clock.ts';
import { decide } from '../../src/rotation/decide.ts';
import { heartbeatTag, readJournal } from '../../src/rotation/journal.ts';
import { type Observation, concernedHolders } from '../../src/rotation/observation.ts';
import type { Memory, Policy, Step } from '../../src/rotation/step.ts';
import {
  A,
  B,
  CREDENTIAL,
  NOW,
  ORGANIZATION,
  P,
  PRODUCTION,
  STAGING,
  X,
  cluster,
  credential,
  entryAt,
  key,
  mark,
  memory,
  observation,
  policy,
  registry,
  retirable,
  strandedKey,
  unused,
  usedAt,
} from './support/fixtures.ts';
import { beginnings, cases } from './support/situations.ts';
import { type Ended, World, later, run } from './support/world.ts';

type Changes<T> = Partial<T>;
const next = (o: Observation, wants: Changes<Policy> = {}, did: Changes<Memory> = {}): Step =>
  decide(o, policy(wants), memory(did), NOW);

/** The step stops the run and says this. */
function stopped(step: Step, text: RegExp): void {
  expect(step).toMatchObject({ do: 'stop', problem: { message: expect.stringMatching(text) as unknown } });
}

describe('the table of states: what is seen, and the next step', () => {
  describe('{A}, all hold A, no journal: at rest', () => {
    test('not due: rest', () => {
      expect(next(observation(), { maxAge: 91 * DAY })).toMatchObject({ do: 'rest', result: 'not-due' });
    });
    test('due: issue a key', () => {
      expect(next(observation(), { maxAge: 90 * DAY })).toMatchObject({ do: 'issue', replaces: A });
    });
  });

  describe('{A, B}, nobody holds B, our intent: died before storing', () => {
    test('delete B', () => {
      expect(next(strandedKey())).toMatchObject({ do: 'discard', key: B, split: false });
      expect(next(strandedKey({ journal: entryAt('intent') }))).toMatchObject({ do: 'discard', key: B });
      expect(next(strandedKey({ journal: entryAt('storing') }))).toMatchObject({ do: 'discard', key: B });
    });
    test('but not before 15 minutes have passed', () => {
      const intent = NOW - 5 * MINUTE;
      const o = strandedKey({
        keys: [key(A), key(B, { createdAt: intent })],
        journal: { ...entryAt('created'), intent },
      });
      expect(next(o)).toMatchObject({ do: 'await-time', until: intent + 15 * MINUTE });
    });
    test('then as at rest', () => {
      const o = strandedKey({ keys: [key(A)] });
      expect(next(o)).toMatchObject({ do: 'issue', replaces: A });
      expect(next(o, { maxAge: 91 * DAY })).toMatchObject({ do: 'rest', result: 'not-due' });
    });
  });

  test("{A, X}, nobody holds X, no journal: somebody else's key: stop", () => {
    stopped(next(observation({ keys: [key(A), key(X)] })), new RegExp(`${X}.*did not create it`));
  });

  describe('{A, B}, some hold B, some A, storing: split', () => {
    const split = (changes: Parameters<typeof observation>[0] = {}): Observation =>
      strandedKey({ holders: [registry(B), credential(A)], journal: entryAt('storing'), ...changes });

    test('while nothing deploys: delete B, announced', () => {
      expect(next(split())).toMatchObject({ do: 'discard', key: B, split: true });
    });
    test('while something deploys: wait for its end', () => {
      expect(next(split({ clusters: [cluster('DEPLOYING')] }))).toMatchObject({ do: 'await-clusters' });
    });
    test('also when what deploys is to be ignored: it may be deploying with B', () => {
      const step = next(split({ clusters: [cluster('DEPLOYING')] }), { ignoreClusters: [STAGING] });
      expect(step.do).not.toBe('discard');
    });
    test('once a cluster was deployed, maybe with B: stop', () => {
      const clusters = [
        cluster('DEPLOYED', { mark: mark('DEPLOYED', { deployedAt: '2026-11-20T11:00:00Z' }) }),
      ];
      stopped(next(split({ clusters })), /deployed since, maybe with it/);
    });
    test('what was seen before the wait is no ground to delete B: look again', () => {
      expect(next(split({ at: NOW - 20 * MINUTE }))).toEqual({ do: 'look' });
    });
    test('then issue C at once: B is gone, and still held', () => {
      const journal = { ...entryAt('storing'), lost: [B] };
      expect(next(split({ keys: [key(A)], journal }))).toMatchObject({ do: 'issue', replaces: A });
    });
    test('a key of this very run is not deleted: the next run settles it', () => {
      stopped(next(split(), {}, { issued: true, created: B }), /not stored everywhere/);
    });
  });

  test('{A, B}, some hold B, one refused: stop, both keys active, say which', () => {
    const journal = { ...entryAt('storing'), refused: "cloud credential 'AWS'" };
    const o = strandedKey({ holders: [registry(B), credential(A)], journal });
    stopped(next(o), /cloud credential 'AWS'.* refused the new key.*Both keys stay active/);
  });

  describe('{A, B}, all hold B, stored: on its way', () => {
    test('found in every holder: write it down', () => {
      const o = retirable({ journal: entryAt('storing') });
      expect(next(o)).toMatchObject({ do: 'record', entry: { stored: NOW } });
    });
    test('deploy', () => {
      const o = retirable({ journal: entryAt('stored') });
      expect(next(o)).toMatchObject({ do: 'deploy', clusters: [{ id: STAGING }] });
    });
    test('wait: the delay', () => {
      const deployed = NOW - MINUTE;
      const o = retirable({ journal: { ...entryAt('deployed'), deployed } });
      expect(next(o)).toMatchObject({ do: 'await-time', until: deployed + 2 * HOUR });
      expect(next(o, { waitForDeletion: false })).toMatchObject({ do: 'rest', result: 'pending' });
    });
    test('drain: what was under way when the key was stored', () => {
      const deploying = { id: 'e', name: 'shop/live', state: 'DEPLOYING', lastState: 'DEPLOYED' };
      const environments = [{ ...deploying, deployedAt: NOW - 5 * HOUR }];
      const o = retirable({ workloads: { environments, errors: [] } });
      expect(next(o)).toMatchObject({ do: 'await-time' });
    });
    test('retire A: deactivate', () => {
      expect(next(retirable())).toEqual({ do: 'deactivate', key: A });
    });
    test('look while it is deactivated, and delete it when its time has come', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const journal = { ...entryAt('deactivated'), deactivating: NOW - MINUTE, deactivated: NOW - MINUTE };
      expect(next(retirable({ keys, journal }))).toMatchObject({ do: 'await-time', until: NOW + 3 * MINUTE });
      expect(next(retirable({ keys, journal: entryAt('deactivated') }))).toEqual({ do: 'delete', key: A });
    });
    test('deactivate-for 0: one more look, then deleted', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const journal = { ...entryAt('deactivated'), deactivating: NOW - 2, deactivated: NOW - 1 };
      const wants = { deactivateFor: 0 };
      expect(next(retirable({ keys, journal, at: NOW - 2 }), wants)).toEqual({ do: 'look' });
      expect(next(retirable({ keys, journal }), wants)).toEqual({ do: 'delete', key: A });
    });
    test('turned bad in between: activate A again', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const bad = { keys, journal: entryAt('deactivated'), clusters: [cluster('INVALID_CREDENTIALS')] };
      expect(next(retirable(bad))).toMatchObject({ do: 'restore', key: A });
    });
    test('then the journal holds the rotation until a person names the key', () => {
      const journal = { ...entryAt('deployed'), restored: NOW - HOUR, why: 'a cluster failed' };
      stopped(next(retirable({ journal })), /a cluster failed.*retire-key/);
      expect(next(retirable({ journal }), { retireKey: A })).toMatchObject({
        do: 'record',
        liftsHold: true,
        entry: { restored: undefined, deployed: undefined, clusters: [] },
      });
      stopped(next(retirable({ journal }), { retireKey: A }, { holdLifted: true }), /activated again/);
    });
  });

  test('{A, B}, credentials B, somebody added a holder with A: stop the retirement, say which', () => {
    stopped(
      next(retirable({ holders: [registry(A), credential(B)] })),
      /container registry 'ECR' holds AKIAA/,
    );
  });

  describe('{A, B}, all hold B, no journal: half-done by hand', () => {
    const byHand = (changes = {}): Observation => retirable({ journal: {}, ...changes });
    test('stop', () => stopped(next(byHand()), new RegExp(`'retire-key: ${A}'`)));
    test('with retire-key A: deploy, full delay, retire', () => {
      const step = next(byHand(), { retireKey: A });
      expect(step).toMatchObject({ do: 'record', entry: { old: A, new: B, stored: NOW, clusters: [] } });
      const journal = readJournal(new Map());
      const o = byHand({ journal: { ...journal, ...(step.do === 'record' ? step.entry : {}) } });
      expect(next(o, { retireKey: A })).toMatchObject({ do: 'deploy' });
    });
    test('retire-key never names the key in use, nor one that somebody holds', () => {
      stopped(next(byHand(), { retireKey: B }), /the key that Qovery uses/);
      expect(next(byHand({ holders: [registry(A), credential(B)] }), { retireKey: A }).do).toBe('stop');
    });
  });

  test('{B}, all hold B, done: clean the journal, rest', () => {
    expect(next(retirable({ keys: [key(B)] }))).toEqual({ do: 'finish' });
    expect(next(observation(), {}, { finished: true })).toMatchObject({ do: 'rest', result: 'rotated' });
  });

  describe('P is not among them: Qovery holds a dead key', () => {
    const target = { user: 'qovery', account: '123456789012', credentialIds: [CREDENTIAL], keyIds: [P] };
    const dead = (changes = {}): Observation => observation({ target, holders: [credential(P)], ...changes });

    test('the user was given: repair, if a slot is free', () => {
      expect(next(dead(), { iamUserGiven: true })).toMatchObject({ do: 'issue', replaces: P });
      expect(next(dead({ keys: [] }), { iamUserGiven: true })).toMatchObject({ do: 'issue', replaces: P });
      stopped(next(dead({ keys: [key(A), key(X)] }), { iamUserGiven: true }), /no room/);
    });
    test("P is the journal's new key: repair", () => {
      const o = observation({ holders: [credential(B)], journal: entryAt('stored') });
      expect(next(o)).toMatchObject({ do: 'issue', replaces: A });
    });
    test('P is one that the journal says was lost, and the run died before the next was created: repair', () => {
      const journal = { ...entryAt('intent'), lost: [B] };
      expect(next(observation({ holders: [credential(B)], journal })).do).toBe('issue');
      const half = [credential(B), credential(A, { id: 'second' })];
      expect(next(observation({ holders: half, journal })).do).toBe('issue');
    });
    test('repaired: nothing is retired', () => {
      const journal = { ...entryAt('deployed'), old: P, before: [A] };
      expect(next(retirable({ journal }))).toEqual({ do: 'finish' });
    });
    test('neither: stop: wrong user, account or partition?', () => {
      stopped(next(dead()), /no access key found, are you sure it's the correct user/);
      stopped(next(dead({ keys: [] })), /are you sure it's the correct user/);
    });
  });

  describe('P is inactive', () => {
    test('deactivated by us: activate', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const o = retirable({ keys, holders: [credential(A)], journal: entryAt('deactivated') });
      expect(next(o)).toMatchObject({ do: 'restore', key: A });
    });
    test('not: stop', () => {
      stopped(next(observation({ keys: [key(A, { status: 'Inactive' })] })), /did not deactivate it/);
    });
    test('the new key: no cluster is deployed with a key that does not work', () => {
      const keys = [key(A), key(B, { status: 'Inactive' })];
      expect(next(retirable({ keys, journal: entryAt('stored') })).do).toBe('stop');
    });
  });

  test("any, the journal is another organisation's: stop", () => {
    const o = retirable({ journal: { ...entryAt('deployed'), organization: 'another' } });
    stopped(next(o), /another Qovery organisation/);
  });

  test('any, another run is at work: leave with pending, and say who', () => {
    const beside = (at: number): Observation =>
      retirable({ journal: readJournal(new Map(Object.entries(heartbeatTag('that-run', at)))) });
    expect(next(beside(NOW - 15 * MINUTE + 1))).toMatchObject({
      do: 'rest',
      result: 'pending',
      why: expect.stringContaining('that-run') as unknown,
    });
    expect(next(beside(NOW - 15 * MINUTE)).do).not.toBe('rest');
  });
});

describe('beside the table', () => {
  test('two credentials that hold the two keys of one user: said before anything changes', () => {
    const holders = [credential(A), credential(X, { id: 'second', name: 'other' })];
    stopped(next(observation({ keys: [key(A), key(X)], holders })), /different keys.*'other' holds AKIAX/);
  });

  test('in the middle of a rotation, a third key is in a credential: stop', () => {
    stopped(next(retirable({ holders: [credential(P)] })), /somebody stored another key/);
  });

  test('whatever else is wrong, a key that we deactivated and something needs is brought back first', () => {
    const keys = [key(A, { status: 'Inactive' }), key(B)];
    const holders = [registry(A), credential(P)];
    expect(next(retirable({ keys, holders, journal: entryAt('deactivated') }))).toMatchObject({
      do: 'restore',
    });
  });

  test('a key deactivated by somebody else is not activated by us', () => {
    const o = retirable({
      keys: [key(A, { status: 'Inactive' }), key(B)],
      holders: [registry(A), credential(B)],
    });
    expect(next(o).do).toBe('stop');
  });

  test('an old key that is in use again and again: the run ends, and the next one asks again', () => {
    const at = NOW - MINUTE;
    const o = retirable({ uses: new Map([[A, usedAt(at)]]) });
    expect(next(o)).toMatchObject({ do: 'await-time', until: at + HOUR, veto: at });
    expect(next(o, {}, { vetoed: at })).toMatchObject({ do: 'await-time' });
    expect(next(o, {}, { vetoed: at - HOUR })).toMatchObject({
      do: 'rest',
      result: 'pending',
      warning: true,
    });
  });

  test('a locked cluster holds the retirement: pending, with a warning', () => {
    const clusters = [cluster('DEPLOYED', { lock: { reason: 'sale', owner: 'Ann' } })];
    expect(next(retirable({ clusters }))).toMatchObject({ do: 'rest', result: 'pending', warning: true });
  });

  test('test deployments come before the retirement, and once they succeeded not again', () => {
    const wants = { verifyEnvironments: ['env'] };
    expect(next(retirable(), wants)).toEqual({ do: 'verify', environments: ['env'] });
    const good = { requestedAt: NOW, requestId: 'r', outcome: 'succeeded' as const, detail: '' };
    const did = { verifications: new Map([['env', good]]) };
    const step = next(retirable(), wants, did);
    expect(step).toMatchObject({ do: 'record', entry: { verified: NOW } });
    const entry = step.do === 'record' ? step.entry : {};
    expect(next(retirable({ journal: { ...entryAt('deployed'), ...entry } }), wants, did)).toEqual({
      do: 'deactivate',
      key: A,
    });
  });

  test('a test deployment that failed: stop, both keys active', () => {
    const bad = { requestedAt: NOW, requestId: 'r', outcome: 'failed' as const, detail: 'BUILD_ERROR' };
    const step = next(
      retirable(),
      { verifyEnvironments: ['env'] },
      { verifications: new Map([['env', bad]]) },
    );
    stopped(step, /BUILD_ERROR.*Both keys stay active/);
  });

  test('while the old key is deactivated, no wait is longer than a few minutes without a look', () => {
    const keys = [key(A, { status: 'Inactive' }), key(B)];
    const late = retirable({
      keys,
      journal: { ...entryAt('deactivated'), deactivating: NOW - 9 * MINUTE, deactivated: NOW - 8 * MINUTE },
      uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]),
    });
    const step = next(late);
    expect(step.do === 'await-time' ? step.until - NOW : 0).toBeLessThanOrEqual(5 * MINUTE);
  });
});

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
      step.do === 'stop' ? step.problem.what.length > 20 && step.problem.next.length > 10 : undefined,
  };

  interface Situation {
    readonly o: Observation;
    readonly policy: Policy;
    readonly memory: Memory;
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
