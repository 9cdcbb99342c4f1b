import { describe, expect, test } from '@jest/globals';
import type { Deed } from '../../src/aws/permit.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import { Cancelled, Problem } from '../../src/lib/errors.ts';
import { decide } from '../../src/rotation/decide/decide.ts';
import { refresh } from '../../src/rotation/decide/freshness.ts';
import { mayReplace } from '../../src/rotation/decide/guard.ts';
import { BLANK, heartbeatTag, readJournal } from '../../src/rotation/journal.ts';
import {
  type Observation,
  type Policy,
  type RunState,
  type Step,
  type Verification,
  deactivateAfter,
  deleteAfter,
} from '../../src/rotation/model.ts';
import {
  A,
  B,
  CREDENTIAL,
  NOW,
  REFUSAL,
  USER,
  P,
  PRODUCTION,
  RUN,
  SIGNER,
  STAGING,
  X,
  cluster,
  credential,
  entryAt,
  environment,
  forged,
  journal as written,
  key,
  mark,
  observation,
  policy,
  registry,
  retirable,
  situation,
  strandedKey,
  usedAt,
} from './support/fixtures.ts';

const next = (o: Observation, wants: Partial<Policy> = {}, did: Partial<RunState> = {}): Step =>
  decide(situation(o, wants, did));
const permit = (deed: Deed, id: string): object => ({ deed, user: 'qovery', key: id });

/** The step stops the run and says this. */
function stopped(step: Step, text: RegExp): void {
  expect(step).toMatchObject({ do: 'stop', problem: { message: expect.stringMatching(text) as unknown } });
}

describe('the table of states: what is seen, and the next step', () => {
  describe('{A}, all hold A, no journal: at rest', () => {
    test('not due: rest', () => {
      expect(next(observation(), { maxAge: 91 * DAY })).toMatchObject({ do: 'rest', result: 'not-due' });
    });
    test('due: announce a key', () => {
      expect(next(observation(), { maxAge: 90 * DAY })).toMatchObject({ do: 'announce', replaces: A });
    });
    test.each([
      [91, false],
      [90, true],
    ])(
      'with a retire-key that is gone, at an age limit of %d days: rest, with a warning if due',
      (days, due) => {
        expect(next(observation(), { maxAge: days * DAY, retireKey: B })).toMatchObject({
          do: 'rest',
          result: 'nothing-to-rotate',
          warning: due,
        });
      },
    );
  });

  describe('{A, B}, nobody holds B, our intent: died before storing', () => {
    test('delete B', () => {
      expect(next(strandedKey())).toMatchObject({ do: 'discard', permit: permit('delete', B) });
      expect(next(strandedKey({ journal: entryAt('intent') }))).toMatchObject({
        do: 'discard',
        permit: permit('delete', B),
      });
      expect(next(strandedKey({ journal: entryAt('storing') }))).toMatchObject({
        do: 'discard',
        permit: permit('delete', B),
      });
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
      expect(next(o)).toMatchObject({ do: 'announce', replaces: A });
      // An intent that came to nothing is no rotation under way.
      expect(next(o, { maxAge: 91 * DAY })).toMatchObject({ do: 'finish', rotated: false });
    });
  });

  test("{A, X}, nobody holds X, no journal: somebody else's key: stop", () => {
    stopped(next(observation({ keys: [key(A), key(X)] })), new RegExp(`${X}.*did not create it`));
  });

  describe('{A, B}, some hold B, some A, storing: split', () => {
    const split = (changes: Parameters<typeof observation>[0] = {}): Observation =>
      strandedKey({ holders: [registry(B), credential(A)], journal: entryAt('storing'), ...changes });

    test('while nothing deploys: delete B, announced', () => {
      expect(next(split())).toMatchObject({ do: 'announce', makeRoom: permit('delete', B) });
    });
    test('while something deploys: wait for its end', () => {
      expect(next(split({ clusters: [cluster('DEPLOYING')] }))).toMatchObject({ do: 'await-clusters' });
    });
    test('also when what deploys is to be ignored: it may be deploying with B', () => {
      const step = next(split({ clusters: [cluster('DEPLOYING')] }), { ignoreClusters: [STAGING] });
      expect(step).not.toMatchObject({ do: 'announce' });
    });
    test('while an environment is deployed, maybe with B: leave it for now', () => {
      const during = (state: string | undefined): Step =>
        next(split({ workloads: environment({ deployedAt: NOW - DAY, state }) }));
      expect(during('DEPLOYING')).toMatchObject({
        do: 'rest',
        result: 'pending',
        warning: true,
        why: expect.stringMatching(/shop\/live \(DEPLOYING\)$/) as unknown,
      });
      expect(during(undefined)).toMatchObject({ result: 'pending' });
      expect(during('DEPLOYMENT_ERROR')).toMatchObject({ makeRoom: permit('delete', B) });
      expect(next(split({ workloads: undefined }))).toMatchObject({ do: 'refresh' });
    });
    test('also when the journal has lost the name of the old key', () => {
      const journal = { ...entryAt('storing'), old: undefined };
      expect(next(split({ journal }))).toMatchObject({ do: 'announce', makeRoom: permit('delete', B) });
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
      expect(next(split({ at: NOW - 20 * MINUTE }))).toMatchObject({ do: 'refresh' });
    });
    test('then issue C at once: B is gone, and still held', () => {
      const journal = { ...entryAt('storing'), lost: [B] };
      expect(next(split({ keys: [key(A)], journal }))).toMatchObject({ do: 'announce', replaces: A });
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

  test('{A, B}, some hold B, the one that refused is gone: as if nobody had', () => {
    const journal = { ...entryAt('storing'), refused: "container registry 'of last year'" };
    const o = strandedKey({ holders: [registry(B), credential(A)], journal });
    expect(next(o)).toMatchObject({ do: 'announce', makeRoom: permit('delete', B) });
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
      expect(next(retirable({ journal: { ...journal, before: [B] } }))).toMatchObject({ do: 'finish' });
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
      const o = retirable({ workloads: environment({ state: 'DEPLOYING', deployedAt: NOW - 5 * HOUR }) });
      expect(next(o)).toMatchObject({ do: 'await-time' });
    });
    test('retire A: deactivate', () => {
      expect(next(retirable())).toEqual({ do: 'deactivate', permit: permit('deactivate', A) });
    });
    test('look while it is deactivated, and delete it when its time has come', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const journal = { ...entryAt('deactivated'), deactivating: NOW - MINUTE, deactivated: NOW - MINUTE };
      expect(next(retirable({ keys, journal }))).toMatchObject({ do: 'await-time', until: NOW + 3 * MINUTE });
      expect(next(retirable({ keys, journal: entryAt('deactivated') }))).toEqual({
        do: 'delete',
        permit: permit('delete', A),
      });
    });
    test('just deactivated: the first look follows in some minutes', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const at = NOW - MINUTE;
      const journal = { ...entryAt('deactivated'), deactivating: at + 1, deactivated: at + 2 };
      const unseen = retirable({ keys, journal, at });
      expect(next(unseen)).toMatchObject({ do: 'await-time', until: at + 2 + 3 * MINUTE });
      expect(next(unseen, { waitForDeletion: false })).toMatchObject({ do: 'rest', result: 'pending' });
      expect(decide(situation(unseen, {}, {}, { now: at + 2 + 3 * MINUTE }))).toMatchObject({
        do: 'refresh',
      });
      // A slow look is repeated more rarely.
      expect(next({ ...unseen, took: MINUTE })).toMatchObject({ until: at + 2 + 10 * MINUTE });
    });
    test('deactivate-for 0: one more look, then deleted', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const journal = { ...entryAt('deactivated'), deactivating: NOW - 2, deactivated: NOW - 1 };
      const wants = { deactivateFor: 0 };
      expect(next(retirable({ keys, journal, at: NOW - 2 }), wants)).toMatchObject({ do: 'refresh' });
      expect(next(retirable({ keys, journal }), wants)).toEqual({
        do: 'delete',
        permit: permit('delete', A),
      });
    });
    test('turned bad in between: activate A again', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const bad = { keys, journal: entryAt('deactivated'), clusters: [cluster('INVALID_CREDENTIALS')] };
      expect(next(retirable(bad))).toMatchObject({ do: 'restore', permit: permit('activate', A) });
    });
    test('activate A again, although the journal has lost the reason', () => {
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const journal = { ...entryAt('deactivated'), restored: NOW - MINUTE };
      expect(next(retirable({ keys, journal }))).toEqual({
        do: 'restore',
        permit: permit('activate', A),
        why: 'something broke',
      });
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
      const o = byHand({ journal: step.do === 'record' ? step.entry : {} });
      expect(next(o, { retireKey: A })).toMatchObject({ do: 'deploy' });
    });
    test('retire-key never names the key in use, nor one that somebody holds', () => {
      stopped(next(byHand(), { retireKey: B }), /the key that Qovery uses/);
      expect(next(byHand({ holders: [registry(A), credential(B)] }), { retireKey: A }).do).toBe('stop');
    });
  });

  test('{B}, all hold B, done: clean the journal, rest', () => {
    expect(next(retirable({ keys: [key(B)] }))).toMatchObject({ do: 'finish' });
    expect(next(observation(), {}, { finished: true })).toMatchObject({ do: 'rest', result: 'rotated' });
  });

  describe('P is not among them: Qovery holds a dead key', () => {
    const { user, account } = observation().target;
    const target = { user, account, credentialIds: [CREDENTIAL], keyIds: [P], gone: [P] };
    const unwitnessed = { ...target, gone: [] };
    const dead = (changes = {}): Observation => observation({ target, holders: [credential(P)], ...changes });

    test('the user was given: repair, if a slot is free', () => {
      expect(next(dead(), { iamUsers: [USER] })).toMatchObject({ do: 'announce', replaces: P });
      expect(next(dead({ keys: [] }), { iamUsers: [USER] })).toMatchObject({ do: 'announce', replaces: P });
      stopped(next(dead({ keys: [key(A), key(X)] }), { iamUsers: [USER] }), /no room/);
    });
    test('the user was given, and nothing witnesses that P is dead: it may be a working key of another user', () => {
      const given = { iamUsers: [USER] };
      stopped(next(dead({ target: unwitnessed }), given), /nothing tells that it is dead/);
      const claims = forged({ ...entryAt('stored'), old: P, before: [P] });
      expect(next(dead({ target: unwitnessed, journal: claims }), given).do).toBe('stop');
    });
    test.each([
      ['AWS: there is no such key', { target }],
      ['a cluster of its credential: refused', { clusters: [cluster('INVALID_CREDENTIALS')] }],
      ['our own journal', { journal: { ...entryAt('intent'), old: P, before: [] }, keys: [] }],
    ])('one witness is enough: %s', (_, changes) => {
      const o = dead({ target: unwitnessed, ...changes });
      expect(next(o, { iamUsers: [USER] })).toMatchObject({ do: 'announce', replaces: P });
    });
    test('a cluster of other credentials is no witness', () => {
      const clusters = [cluster('INVALID_CREDENTIALS', { id: PRODUCTION })];
      stopped(next(dead({ target: unwitnessed, clusters }), { iamUsers: [USER] }), /nothing tells/);
    });
    test("P is the journal's new key: repair", () => {
      const o = observation({ holders: [credential(B)], journal: entryAt('stored') });
      expect(next(o)).toMatchObject({ do: 'announce', replaces: A });
    });
    test('P is one that the journal says was lost, and the run died before the next was created: repair', () => {
      const journal = { ...entryAt('intent'), lost: [B] };
      expect(next(observation({ holders: [credential(B)], journal })).do).toBe('announce');
      const half = [credential(B), credential(A, { id: 'second' })];
      expect(next(observation({ holders: half, journal })).do).toBe('announce');
    });
    test('repaired: nothing is retired', () => {
      const journal = { ...entryAt('deployed'), old: P, before: [A] };
      expect(next(retirable({ journal }))).toMatchObject({ do: 'finish' });
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
      expect(next(o)).toMatchObject({ do: 'restore', permit: permit('activate', A) });
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
    // The clocks of two runs differ by minutes at the most: a heartbeat of 2099 is nobody's.
    expect(next(beside(NOW + 5 * MINUTE))).toMatchObject({ do: 'rest', result: 'pending' });
    expect(next(beside(NOW + 5 * MINUTE + 1)).do).not.toBe('rest');
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
    const clusters = [cluster('DEPLOYED', { lock: { reason: 'sale', owner: 'Ann', until: Infinity } })];
    expect(next(retirable({ clusters }))).toMatchObject({ do: 'rest', result: 'pending', warning: true });
  });

  test('test deployments come before the retirement, and once they succeeded not again', () => {
    const wants = { verifyEnvironments: ['env'] };
    expect(next(retirable(), wants)).toEqual({ do: 'verify', environments: ['env'] });
    const good = { requestedAt: NOW, seenAt: NOW, requestId: 'r', outcome: 'succeeded' as const, detail: '' };
    const did = { verifications: new Map([['env', good]]) };
    const step = next(retirable(), wants, did);
    expect(step).toMatchObject({ do: 'record', entry: { verified: NOW } });
    const entry = step.do === 'record' ? step.entry : {};
    expect(next(retirable({ journal: { ...entryAt('deployed'), ...entry } }), wants, did)).toEqual({
      do: 'deactivate',
      permit: permit('deactivate', A),
    });
  });

  test('a test deployment is awaited for as long as deploy-timeout, whether it was accepted or not', () => {
    const wants = { verifyEnvironments: ['env', 'lab'], deployTimeout: HOUR };
    const running = {
      ...{ requestedAt: NOW - HOUR, seenAt: NOW, requestId: 'r' },
      ...{ outcome: 'running' as const, detail: '' },
    };
    const both = (requestedAt: number): Step =>
      next(retirable(), wants, {
        verifications: new Map([['env', { ...running, requestedAt }]]),
        waitingSince: new Map([['lab', requestedAt]]),
      });
    expect(both(NOW - HOUR)).toEqual({ do: 'verify', environments: ['lab'] });
    stopped(both(NOW - HOUR - 1), /env was not redeployed within 1h.*lab was not redeployed within 1h/);
    const one = (verification: Verification): Step =>
      next(
        retirable(),
        { ...wants, verifyEnvironments: ['env'] },
        { verifications: new Map([['env', verification]]) },
      );
    const awaited = { do: 'await-verification', environments: ['env'] };
    expect(one(running)).toEqual(awaited);
    // Where Qovery has not answered since, nothing is known to be late; for a quarter of an hour.
    const unseen = { ...running, seenAt: NOW - 70 * MINUTE };
    expect(one({ ...unseen, requestedAt: NOW - 75 * MINUTE })).toEqual(awaited);
    stopped(one({ ...unseen, requestedAt: NOW - 75 * MINUTE - 1 }), /env was not redeployed within 1h/);
  });

  test('a test deployment that failed: stop, both keys active', () => {
    const bad = {
      ...{ requestedAt: NOW, seenAt: NOW, requestId: 'r' },
      ...{ outcome: 'failed' as const, detail: 'BUILD_ERROR' },
    };
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
    const failed = { state: 'DEPLOYMENT_ERROR', lastState: 'DEPLOYMENT_ERROR' };
    const workloads = environment(failed, [REFUSAL]);
    const used = { ...stale, uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]), workloads };
    expect(next(retirable({ ...used, journal: entryAt('deployed') }))).toMatchObject({ do: 'refresh' });
    // While it is deactivated, nothing waits for a look.
    const keys = [key(A, { status: 'Inactive' }), key(B)];
    const deactivated = { ...entryAt('deactivated'), deployed: NOW - HOUR };
    expect(next(retirable({ ...stale, keys, journal: deactivated }))).toMatchObject({ do: 'refresh' });
  });

  test('a look in the very moment of the deactivation has seen it', () => {
    const keys = [key(A, { status: 'Inactive' }), key(B)];
    const journal = { ...entryAt('deactivated'), deactivating: NOW - MINUTE, deactivated: NOW };
    expect(next(retirable({ keys, journal, at: NOW }))).toMatchObject({ until: NOW + 3 * MINUTE });
    const active = retirable({ journal: { ...entryAt('deactivated'), deactivated: NOW }, at: NOW - 1 });
    expect(next(active)).toMatchObject({ do: 'refresh' });
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

  test('nor is the wait for a deployment', () => {
    const deploying = { baseline: mark(), started: true, executionId: undefined };
    const did: Partial<RunState> = {
      deployments: new Map([
        [STAGING, { requestedAt: NOW - MINUTE, deployment: deploying, outcome: 'running', detail: '' }],
      ]),
    };
    const seen = (at: number, phase: 'deactivated' | 'deployed'): string =>
      next(
        retirable({
          at,
          clusters: [cluster('DEPLOYING')],
          keys: [key(A, { status: phase === 'deactivated' ? 'Inactive' : 'Active' }), key(B)],
          journal: entryAt(phase),
        }),
        {},
        did,
      ).do;
    expect(seen(NOW - 3 * MINUTE + 1, 'deactivated')).toBe('await-clusters');
    expect(seen(NOW - 3 * MINUTE, 'deactivated')).toBe('refresh');
    expect(seen(NOW - 3 * MINUTE, 'deployed')).toBe('await-clusters');
  });
});

describe('a new key, step by step: announced, created, stored', () => {
  const intent = NOW - SECOND;
  const intended = { ...entryAt('intent'), intent };
  const announced = { entry: intended, earlier: BLANK, makeRoom: undefined };
  const pair = { id: B, secret: 'secret' };
  const failure = new Problem('The new key was refused.', 'Fix it, and run again.');
  /** After the announcement: as AWS shows it then. */
  const afterwards = (changes: Parameters<typeof observation>[0] = {}): Observation =>
    observation({ journal: intended, ...changes });
  const both = [key(A), key(B, { createdAt: NOW })];
  const created = (changes: Parameters<typeof observation>[0] = {}): Observation =>
    observation({ keys: both, journal: { ...intended, new: B }, ...changes });

  test('announced, and nothing has changed since: create it', () => {
    expect(next(afterwards(), {}, { announced })).toEqual({ do: 'create-key', makeRoom: undefined });
  });

  test('a split brings its permit along', () => {
    const makeRoom = mayReplace(
      B,
      situation(strandedKey({ holders: [registry(B), credential(A)], journal: entryAt('storing') })),
    ).permit;
    const journal = { ...intended, before: [A, B], lost: [B] };
    const o = afterwards({ keys: both, journal, holders: [registry(B), credential(A)] });
    expect(next(o, {}, { announced: { ...announced, entry: journal, makeRoom } })).toEqual({
      do: 'create-key',
      makeRoom,
    });
  });

  test.each([
    ['the tags are not there as they were written', { journal: {} }, /not there as they were written/],
    ['the intent is of another run', { journal: { ...intended, intent: intent + 1 } }, /not there/],
    ['somebody has changed them', { journal: forged(intended) }, /not there as they were written/],
    ['another key has appeared', { keys: [key(A), key(X)] }, /keys .* changed while this run/],
    ['a key is gone', { keys: [] }, /keys .* changed while this run/],
  ])('no key is created when %s', (_, changes, text) => {
    stopped(next(afterwards(changes), {}, { announced }), text);
  });

  test('of two runs that announce themselves at once, the earlier goes on', () => {
    const beats = (mine: number, other: string, theirs: number): Observation => {
      const tags = { ...heartbeatTag(RUN, mine), ...heartbeatTag(other, theirs) };
      const { tags: intents } = written(intended);
      return afterwards({
        journal: readJournal(new Map([...intents, ...Object.entries(tags)]), SIGNER),
      });
    };
    const step = (o: Observation): Step => next(o, {}, { announced });
    // One whose own heartbeat is not there, or is void, does not go before anybody.
    expect(step(beats(NOW - 15 * MINUTE, 'other', NOW))).toMatchObject({ do: 'rest', result: 'pending' });
    const { tags } = written(intended);
    const alone = readJournal(new Map([...tags, ...Object.entries(heartbeatTag('other', NOW))]), SIGNER);
    expect(step(afterwards({ journal: alone }))).toMatchObject({ do: 'rest', result: 'pending' });
    expect(step(beats(NOW, 'other', NOW - 1))).toMatchObject({ do: 'rest', result: 'pending' });
    expect(step(beats(NOW - 1, 'other', NOW))).toMatchObject({ do: 'create-key' });
    // In the same millisecond, one of the two names goes first, for both of them.
    expect(step(beats(NOW, 'a', NOW))).toMatchObject({ do: 'rest', result: 'pending' });
    expect(step(beats(NOW, 'z', NOW))).toMatchObject({ do: 'create-key' });
  });

  test('cancelled before it is created: nothing is left to do', () => {
    const step = decide(situation(afterwards(), {}, { announced }, { cancelled: true }));
    expect(step).toEqual({ do: 'stop', problem: new Cancelled() });
  });

  test('created and proved: store it in every movable holder, credentials last', () => {
    const holders = [registry(A), credential(A)];
    const did = { announced, issued: true, created: B, unstored: pair };
    expect(next(created({ holders }), {}, did)).toEqual({ do: 'store-key', key: pair, holders });
  });

  test.each([
    ['somebody has written over the journal', created({ journal: { ...intended, new: X } }), false],
    ['somebody has changed the journal', created({ journal: forged({ ...intended, new: B }) }), false],
    ['the run is cancelled', created(), true],
  ])('created, and %s: the key that nobody holds is deleted', (_, o, cancelled) => {
    const did = { announced, issued: true, created: B, unstored: pair };
    expect(decide(situation(o, {}, did, { cancelled }))).toMatchObject({
      do: 'discard',
      permit: permit('delete', B),
      last: true,
    });
  });

  describe('created, and not stored for certain', () => {
    const did = { announced, issued: true, created: B, failure };

    test('it is deleted, and the run ends with the reason', () => {
      expect(next(created(), {}, did)).toMatchObject({
        do: 'discard',
        permit: permit('delete', B),
        last: true,
      });
      stopped(next(created({ keys: [key(A)] }), {}, did), /refused.*AKIAB.* was deleted again/);
    });

    test('it could not be deleted: the next run does', () => {
      stopped(
        next(created(), {}, { ...did, discardFailure: 'throttled' }),
        /could not be deleted \(throttled\); the next run deletes it/,
      );
    });

    test('it stays where somebody holds it', () => {
      stopped(next(created({ holders: [registry(B), credential(A)] }), {}, did), /stays \(.*holds/);
    });
  });

  describe('not created, for certain', () => {
    const did = { announced, issued: true, creationRefused: true, failure };

    test('the intent is withdrawn: what appears from now on is not ours', () => {
      expect(next(afterwards(), {}, did)).toMatchObject({ do: 'finish', rotated: false });
      stopped(next(afterwards({ journal: written() }), {}, did), /refused/);
    });

    test('but not that of an earlier run, whose key may still appear', () => {
      const earlier = { ...BLANK, intent: NOW - HOUR, before: [A] };
      const step = next(afterwards(), {}, { ...did, announced: { ...announced, earlier } });
      expect(step).toMatchObject({ do: 'record', entry: earlier });
    });

    test.each(['created', 'stored', 'deployed'] as const)(
      'another run came first, is over, and its key is %s: nobody is needed',
      (phase) => {
        const journal = { ...entryAt(phase), intent: NOW - MINUTE };
        const first = observation({ keys: [key(A), key(B)], holders: [credential(B)], journal });
        expect(next(first, {}, did)).toEqual({
          do: 'rest',
          result: 'pending',
          warning: false,
          why: `another run came first: it created ${B}, and the next run goes on from there`,
        });
        // In the words of somebody else, that is no excuse.
        stopped(next({ ...first, journal: forged(journal) }, {}, did), /./);
      },
    );

    test('nor beside another run, nor where it is not known whether one was created', () => {
      const { tags } = written(intended);
      const journal = readJournal(new Map([...tags, ...Object.entries(heartbeatTag('that', NOW))]), SIGNER);
      const beside = next(afterwards({ journal }), {}, did);
      expect(beside).toMatchObject({ do: 'rest', result: 'pending', warning: true });
      stopped(next(afterwards(), {}, { ...did, creationRefused: false }), /refused/);
    });
  });

  test('a run creates one key: what asks for another stops', () => {
    const did = { announced, issued: true, created: B };
    const gone = observation({ holders: [credential(B)], journal: entryAt('stored') });
    stopped(next(gone, {}, did), /already created a key/);
  });
});

describe('tags propose, they never prove: a journal that is not signed', () => {
  const bad = [cluster('INVALID_CREDENTIALS')];
  const inactive = [key(A, { status: 'Inactive' }), key(B)];

  test('never lets a key be deleted that nobody holds', () => {
    for (const phase of ['intent', 'created', 'storing'] as const) {
      stopped(
        next(strandedKey({ journal: forged(entryAt(phase)) })),
        /its journal there is not signed with the present Qovery token/,
      );
    }
  });

  test('never begins a split', () => {
    const o = strandedKey({ holders: [registry(B), credential(A)], journal: forged(entryAt('storing')) });
    stopped(next(o), /Store one key in all of them/);
  });

  test('never lets the old key be retired, and says what to do where the token was replaced', () => {
    for (const phase of ['deployed', 'deactivating'] as const) {
      stopped(
        next(retirable({ journal: forged(entryAt(phase)) })),
        new RegExp(`not signed.*Nothing was deactivated or deleted.*token was replaced.*'retire-key: ${A}'`),
      );
    }
    const o = retirable({ keys: inactive, journal: forged(entryAt('deactivated')) });
    stopped(next(o), /not signed.*Nothing was deactivated or deleted/);
  });

  test('never activates a key that is inactive, whatever breaks', () => {
    const journal = forged(entryAt('deactivated'));
    stopped(next(retirable({ keys: inactive, journal, clusters: bad })), /Find out who deactivated AKIAA/);
    const restored = forged({ ...entryAt('deactivated'), restored: NOW - MINUTE, why: 'x' });
    stopped(next(retirable({ keys: inactive, journal: restored })), /cannot be sure that it deactivated it/);
  });

  test('lets go on what hurts nobody: clusters are deployed with the key that every holder has', () => {
    const o = retirable({ journal: forged(entryAt('stored')) });
    expect(next(o)).toMatchObject({ do: 'deploy', clusters: [{ id: STAGING }] });
  });

  test('with retire-key, everything begins anew, with the full delay, under our own signature', () => {
    const o = retirable({ journal: forged(entryAt('deployed')) });
    expect(next(o, { retireKey: A })).toMatchObject({
      do: 'record',
      entry: { old: A, new: B, stored: NOW, clusters: [], deployed: undefined, deactivating: undefined },
    });
  });
});

describe('when a cluster is locked', () => {
  const until = (end: number): Observation =>
    observation({ clusters: [cluster('DEPLOYED', { lock: { reason: 'sale', owner: 'Ann', until: end } })] });
  const wants = { maxAge: 90 * DAY };

  test('until a known time: the rotation is deferred', () => {
    expect(next(until(NOW + DAY), wants)).toMatchObject({
      do: 'rest',
      result: 'deferred',
      why: expect.stringMatching(/'staging' \(by Ann: sale\) at 2026-11-21T12:00:00Z/) as unknown,
    });
  });
  test('nobody waits for it while Qovery holds a key that does not work', () => {
    const gone = { holders: [credential(B)], journal: written(entryAt('stored')) };
    stopped(next({ ...until(NOW + DAY), ...gone }, wants), /locked by Ann/);
  });
  test('without an end, or for longer than the rotation can wait: it does not start', () => {
    stopped(next(until(Infinity), wants), /locked by Ann \(sale\), without an end/);
    stopped(next(until(NOW + 15 * DAY), wants), /locked by Ann \(sale\), until 2026-12-05/);
  });
});

test('a look is shared with other rotations of this run, but is newer than what was seen and done', () => {
  const look = (o: Observation): Step => decide(situation(o, {}, {}, { now: NOW + 10 * MINUTE }));
  expect(look(retirable())).toEqual({
    do: 'refresh',
    notBefore: NOW + 10 * MINUTE - 20 * SECOND,
    dnsNotBefore: undefined,
  });
  const deactivated = NOW + 10 * MINUTE - SECOND;
  const journal = { ...entryAt('deactivated'), deactivating: deactivated, deactivated };
  const keys = [key(A, { status: 'Inactive' }), key(B)];
  expect(
    decide(situation(retirable({ keys, journal }), { deactivateFor: 0 }, {}, { now: NOW + 10 * MINUTE })),
  ).toEqual({
    do: 'refresh',
    notBefore: deactivated,
    dnsNotBefore: deactivated,
  });
});

test('before a key goes, DNS providers that were read long ago are read again', () => {
  const looked = 10 * MINUTE;
  const most = 30 * MINUTE + 15 * SECOND;
  const renewed = (dnsAt: number): unknown => {
    const o = retirable({ at: NOW - looked, dnsAt, workloads: undefined });
    const step = decide(situation(o));
    return step.do === 'refresh' ? step.dnsNotBefore : step.do;
  };
  expect(renewed(NOW - most)).toBeUndefined();
  expect(renewed(NOW - most - 1)).toBe(NOW - most);
  // Before the new key is deployed everywhere, nothing goes.
  const early = observation({ dnsAt: 0, journal: entryAt('stored') });
  expect(refresh(early, NOW).dnsNotBefore).toBeUndefined();
});

describe('when the old key may be deactivated at the earliest', () => {
  test('the delay after the last cluster was deployed', () => {
    expect(deactivateAfter(retirable({ journal: entryAt('stored') }), policy())).toBeUndefined();
    expect(deactivateAfter(retirable(), policy({ delay: HOUR }))).toBe(NOW - 2 * HOUR);
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
