import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../src/lib/clock.ts';
import { decide, deleteAfter } from '../../src/rotation/decide/decide.ts';
import { heartbeatTag, readJournal } from '../../src/rotation/journal.ts';
import { type Observation } from '../../src/rotation/observation.ts';
import type { RunState, Policy, Step } from '../../src/rotation/step.ts';
import {
  A,
  B,
  CREDENTIAL,
  NOW,
  P,
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
  usedAt,
} from './support/fixtures.ts';

type Changes<T> = Partial<T>;
const next = (o: Observation, wants: Changes<Policy> = {}, did: Changes<RunState> = {}): Step =>
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
    test('while an environment is deployed, maybe with B: leave it for now', () => {
      const environment = { id: 'e', name: 'shop/live', lastState: 'DEPLOYED', deployedAt: NOW - DAY };
      const during = (state: string | undefined): Step =>
        next(split({ workloads: { environments: [{ ...environment, state }], errors: [] } }));
      expect(during('DEPLOYING')).toMatchObject({
        do: 'rest',
        result: 'pending',
        warning: true,
        why: expect.stringMatching(/shop\/live \(DEPLOYING\)$/) as unknown,
      });
      expect(during(undefined)).toMatchObject({ result: 'pending' });
      expect(during('DEPLOYMENT_ERROR')).toMatchObject({ do: 'discard', key: B });
      expect(next(split({ workloads: undefined }))).toEqual({ do: 'look' });
    });
    test('also when the journal has lost the name of the old key', () => {
      const journal = { ...entryAt('storing'), old: undefined };
      expect(next(split({ journal }))).toMatchObject({ do: 'discard', key: B, split: true });
      const clusters = [cluster('CREATE_ERROR')];
      stopped(next(split({ journal, clusters })), new RegExp(`The rotation of ${B} does not start`));
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
    test('found in every holder, and the journal has lost the name of the old key: the one that was there before', () => {
      const journal = { ...entryAt('storing'), old: undefined };
      const o = retirable({ journal });
      expect(next(o)).toMatchObject({ do: 'record', entry: { stored: NOW, old: A } });
      expect(next(retirable({ journal: { ...journal, before: [B] } }))).toEqual({ do: 'finish' });
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
    test('just deactivated: the first look follows in some minutes', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const at = NOW - MINUTE;
      const journal = { ...entryAt('deactivated'), deactivating: at + 1, deactivated: at + 2 };
      const unseen = retirable({ keys, journal, at });
      expect(next(unseen)).toMatchObject({ do: 'await-time', until: at + 2 + 3 * MINUTE });
      expect(next(unseen, { waitForDeletion: false })).toMatchObject({ do: 'rest', result: 'pending' });
      expect(decide(unseen, policy(), memory(), at + 2 + 3 * MINUTE)).toEqual({ do: 'look' });
      // A slow look is repeated more rarely.
      expect(next({ ...unseen, took: MINUTE })).toMatchObject({ until: at + 2 + 10 * MINUTE });
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
    test('activate A again, although the journal has lost the reason', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const journal = { ...entryAt('deactivated'), restored: NOW - MINUTE };
      expect(next(retirable({ keys, journal }))).toEqual({ do: 'restore', key: A, why: 'something broke' });
      stopped(next(retirable({ journal })), /something broke \(unknown\)/);
    });
    test('a status that nobody knew when this was written is not touched', () => {
      const keys = [key(A, { status: 'Expired' }), key(B)];
      stopped(next(retirable({ keys, journal: entryAt('deactivated') })), /has the status Expired/);
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

  test('a test deployment is awaited for as long as deploy-timeout, whether it was accepted or not', () => {
    const wants = { verifyEnvironments: ['env', 'lab'], deployTimeout: HOUR };
    const running = { requestedAt: NOW - HOUR, requestId: 'r', outcome: 'running' as const, detail: '' };
    const both = (requestedAt: number): Step =>
      next(retirable(), wants, {
        verifications: new Map([['env', { ...running, requestedAt }]]),
        waitingSince: new Map([['lab', requestedAt]]),
      });
    expect(both(NOW - HOUR)).toEqual({ do: 'verify', environments: ['lab'] });
    stopped(both(NOW - HOUR - 1), /env was not redeployed within 1h.*lab was not redeployed within 1h/);
    const one = { verifications: new Map([['env', running]]) };
    expect(next(retirable(), { ...wants, verifyEnvironments: ['env'] }, one)).toEqual({
      do: 'await-verification',
      environments: ['env'],
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

  test('what speaks against it is told once it matters: not before the delay is over, by a look that is new', () => {
    const early = { ...entryAt('deployed'), deployed: NOW - HOUR };
    const blocked = { uses: new Map(), journal: early };
    const stale = { ...blocked, at: NOW - 2 * MINUTE };
    expect(next(retirable(stale))).toMatchObject({ do: 'await-time', until: NOW + HOUR });
    stopped(next(retirable(blocked)), /AWS does not tell when/);
    // A wait because of a use may end at any look.
    const failed = {
      id: 'e',
      name: 'shop/live',
      state: 'BUILD_ERROR',
      lastState: 'BUILD_ERROR',
      deployedAt: NOW,
    };
    const workloads = { environments: [failed], errors: [] };
    const used = { ...stale, uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]), workloads };
    expect(next(retirable({ ...used, journal: entryAt('deployed') }))).toEqual({ do: 'look' });
    // While it is deactivated, nothing waits for a look.
    const keys = [key(A, { status: 'Inactive' }), key(B)];
    const deactivated = { ...entryAt('deactivated'), deployed: NOW - HOUR };
    expect(next(retirable({ ...stale, keys, journal: deactivated }))).toEqual({ do: 'look' });
  });

  test('a look in the very moment of the deactivation has seen it', () => {
    const keys = [key(A, { status: 'Inactive' }), key(B)];
    const journal = { ...entryAt('deactivated'), deactivating: NOW - MINUTE, deactivated: NOW };
    expect(next(retirable({ keys, journal, at: NOW }))).toMatchObject({ until: NOW + 3 * MINUTE });
    const active = retirable({ journal: { ...entryAt('deactivated'), deactivated: NOW }, at: NOW - 1 });
    expect(next(active)).toEqual({ do: 'look' });
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

describe('when the old key may be deleted at the earliest', () => {
  const wants = policy({ delay: 2 * HOUR, deactivateFor: 15 * MINUTE });
  test.each([
    [
      'nothing is known before the clusters are deployed',
      retirable({ journal: entryAt('stored') }),
      undefined,
    ],
    [
      'the delay, and the time for which it is deactivated',
      retirable({ journal: { ...entryAt('deployed'), deployed: NOW - HOUR } }),
      NOW + HOUR + 15 * MINUTE,
    ],
    ['the delay is over: from now', retirable(), NOW + 15 * MINUTE],
    [
      'it is deactivated: from then',
      retirable({ journal: { ...entryAt('deactivated'), deactivated: NOW - 5 * MINUTE } }),
      NOW + 10 * MINUTE,
    ],
    ['it is gone', retirable({ keys: [key(B)] }), undefined],
    ['there is none', observation(), undefined],
  ])('%s', (_, o, expected) => {
    expect(deleteAfter(o, wants, NOW)).toBe(expected);
  });
});
