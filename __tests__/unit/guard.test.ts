import { describe, expect, test } from '@jest/globals';
import type { Deed } from '../../src/aws/permit.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import {
  type Verdict,
  mayDiscard,
  mayReplace,
  mayRestore,
  mayRetire,
} from '../../src/rotation/decide/guard.ts';
import type { UnknownHolder } from '../../src/holders/holder.ts';
import type { Evidence } from '../../src/qovery/log.ts';
import { BLANK, type Entry, withConcerned } from '../../src/rotation/journal.ts';
import type {
  ClusterView,
  EnvironmentView,
  Objection,
  Observation,
  Policy,
} from '../../src/rotation/model.ts';
import {
  A,
  B,
  BROKEN_BUILD,
  NOW,
  PRODUCTION,
  REFUSAL,
  STAGING,
  X,
  cluster,
  credential,
  dns,
  entryAt,
  environment,
  forged,
  key,
  registry,
  retirable,
  situation,
  strandedKey,
  unused,
  usedAt,
  workloads,
} from './support/fixtures.ts';

/** What speaks against it; where nothing does, the permit is for this key, of this user, and for this deed alone. */
function against(verdict: Verdict<Deed>, deed: Deed, id: string): readonly Objection[] {
  if (verdict.permit === undefined) expect(verdict.objections).not.toEqual([]);
  else expect(verdict.permit).toEqual({ deed, user: 'qovery', key: id });
  return verdict.objections;
}

/** Deactivation and deletion are held back by the same, once it is deactivated. */
function retire(o: Observation, wants: Partial<Policy> = {}, id = A): readonly Objection[] {
  const objections = against(mayRetire('deactivate', id, situation(o, wants)), 'deactivate', id);
  if (o.journal.deactivated !== undefined) {
    expect(against(mayRetire('delete', id, situation(o, wants)), 'delete', id)).toEqual(objections);
  }
  return objections;
}
const deployed = entryAt('deployed');
const stored = deployed.stored ?? 0;

const OPAQUE: UnknownHolder = { ...registry(X), why: 'Qovery shows no key' };

/** Exactly this one objection, of this kind. */
function only(
  objections: readonly Objection[],
  kind: Objection['kind'],
  text: RegExp,
): Objection | undefined {
  expect(objections.map((objection) => [objection.kind, objection.text])).toEqual([
    [kind, expect.stringMatching(text)],
  ]);
  return objections[0];
}

describe('retiring the old key', () => {
  test('nothing speaks against it once everything is known and done', () => {
    expect(retire(retirable())).toEqual([]);
  });

  test('nor after it was deactivated, looked at, and a usual deactivation has passed', () => {
    const o = retirable({
      keys: [key(A, { status: 'Inactive' }), key(B)],
      journal: entryAt('deactivated'),
    });
    expect(retire(o)).toEqual([]);
  });

  describe('is spoken against when one thing is missing', () => {
    test('the journal names another key', () => {
      const keys = [key(X), key(B)];
      const o = retirable({ keys, uses: new Map([[X, unused()]]) });
      only(retire(o, {}, X), 'hold', /does not name AKIAX/);
    });

    test('the journal is not signed: the words of whoever may tag the user, or of a run with another token', () => {
      only(
        retire(retirable({ journal: forged(deployed) })),
        'hold',
        /not signed .* with the present Qovery token/,
      );
    });

    test('AWS does not list it', () => {
      only(retire(retirable({ keys: [key(B)] })), 'hold', /is no key of the IAM user/);
    });

    test('the journal names no key', () => {
      only(retire(retirable({ journal: { ...deployed, old: undefined } })), 'hold', /does not name/);
    });

    test.each([
      ['is gone', [key(A)]],
      ['is inactive', [key(A), key(B, { status: 'Inactive' })]],
      ['has a status nobody knows', [key(A), key(B, { status: 'Expired' })]],
    ])('the new key %s', (_, keys) => {
      only(retire(retirable({ keys })), 'hold', /new key .* is not active/);
      const lost = retire(retirable({ journal: { ...deployed, new: undefined } }));
      expect(lost.map(({ text }) => text)).toContain('the new key (unknown) is not active');
    });

    test('the journal does not know the new key', () => {
      const objections = retire(retirable({ journal: { ...deployed, new: undefined } }));
      expect(objections.length).toBeGreaterThan(0);
      expect(objections.every(({ kind }) => kind === 'hold')).toBe(true);
    });

    test.each([
      ['a credential', [credential(B), credential(A, { id: 'other' })]],
      ['a registry', [registry(A), credential(B)]],
      ['a holder that cannot be changed', [dns(A), credential(B)]],
    ])('%s has it: something needs it', (_, holders) => {
      only(retire(retirable({ holders })), 'symptom', /still holds/);
    });

    test('a credential of the rotation has a third key', () => {
      only(retire(retirable({ holders: [credential(X)] })), 'hold', /not the new key/);
    });

    test('something may hold a key, and Qovery does not show which', () => {
      only(
        retire(retirable({ unknownHolders: [OPAQUE] })),
        'hold',
        /'ECR' .*may hold AKIA\w+: Qovery shows no key/,
      );
    });

    test('the new key is not known to be stored everywhere', () => {
      only(retire(retirable({ journal: { ...deployed, stored: undefined } })), 'hold', /stored everywhere/);
    });

    test('a cluster is in one answer and not in the other', () => {
      only(retire(retirable({ unknownClusters: [PRODUCTION] })), 'hold', new RegExp(PRODUCTION));
    });

    test('a cluster was not deployed by us', () => {
      const o = retirable({ journal: { ...deployed, clusters: [] } });
      only(retire(o), 'hold', /has not been deployed with the new key/);
    });

    test.each(['DEPLOYING', 'DEPLOYMENT_QUEUED', 'A_STATUS_OF_TOMORROW'])(
      'a cluster that was not deployed by us is %s',
      (status) => {
        const o = retirable({ clusters: [cluster(status)], journal: { ...deployed, clusters: [] } });
        only(retire(o), 'hold', /has not been deployed with the new key/);
      },
    );

    test('a cluster that we deployed is in a state that nobody knows', () => {
      only(
        retire(retirable({ clusters: [cluster('A_STATUS_OF_TOMORROW')] })),
        'pause',
        /A_STATUS_OF_TOMORROW, which this action does not know/,
      );
    });

    describe('a cluster used the key when the rotation began, and has another credential now', () => {
      const moved = (changes: Partial<ClusterView> = {}, journaled: Entry = {}): Observation =>
        retirable({
          otherClusters: [cluster('DEPLOYED', { id: PRODUCTION, name: 'shop', ...changes })],
          journal: { ...deployed, concerned: withConcerned(BLANK, [PRODUCTION]), ...journaled },
        });
      const mark = (deployedAt: number): ClusterView['mark'] => ({
        ...cluster().mark,
        deployedAt: new Date(deployedAt).toISOString(),
      });
      const stored = deployed.stored ?? NOW;
      test('not deployed since', () => {
        only(retire(moved()), 'hold', /'shop' used .* another credential, and was not deployed since/);
        only(retire(moved({ mark: mark(stored) })), 'hold', /was not deployed since/);
      });
      test('deployed since, or off, or never ours: nothing', () => {
        expect(retire(moved({ mark: mark(stored + 6 * MINUTE) }))).toEqual([]);
        expect(retire(moved({ state: 'off' }))).toEqual([]);
        expect(retire(moved({}, { concerned: [] }))).toEqual([]);
      });
      test('nothing, where ignore-cluster-id names it', () => {
        expect(retire(moved(), { ignoreClusters: [PRODUCTION] })).toEqual([]);
      });
      test('its deployment failed, or is not over', () => {
        for (const state of ['error', 'busy', 'invalid-credentials'] as const)
          only(retire(moved({ state, mark: mark(stored + HOUR) })), 'hold', /was not deployed since/);
      });
    });

    test.each([
      ['DEPLOYMENT_ERROR', 'hold'],
      ['INTERNAL_ERROR', 'hold'],
      ['CANCELED', 'hold'],
      ['INVALID_CREDENTIALS', 'symptom'],
    ] as const)('a cluster is in state %s, even one that we deployed: a %s', (status, kind) => {
      only(retire(retirable({ clusters: [cluster(status)] })), kind, new RegExp(status));
    });

    test('a cluster is locked: somebody wants quiet', () => {
      const lock = { reason: 'sale', owner: 'Ann', until: Infinity };
      only(retire(retirable({ clusters: [cluster('DEPLOYED', { lock })] })), 'pause', /Ann \(sale\)/);
    });

    test('one of two clusters is enough', () => {
      const clusters = [cluster(), cluster('DEPLOYED', { id: PRODUCTION, name: 'production' })];
      only(retire(retirable({ clusters })), 'hold', /'production'/);
    });

    test('no deployment is known', () => {
      only(
        retire(retirable({ journal: { ...deployed, deployed: undefined } })),
        'hold',
        /not known to be deployed/,
      );
    });

    test('the delay has not passed: it says until when', () => {
      const at = NOW - 2 * HOUR + SECOND;
      const o = retirable({ journal: { ...deployed, deployed: at } });
      expect(only(retire(o), 'wait', /under way/)).toMatchObject({ until: at + 2 * HOUR });
      expect(retire(retirable({ journal: { ...deployed, deployed: NOW - 2 * HOUR } }))).toEqual([]);
    });

    test('AWS does not tell its last use', () => {
      only(retire(retirable({ uses: new Map() })), 'hold', /does not tell/);
    });

    test('AWS saw it in use within the hour: it says until when', () => {
      const at = NOW - HOUR + SECOND;
      const objection = only(retire(retirable({ uses: new Map([[A, usedAt(at)]]) })), 'wait', /in use/);
      expect(objection).toMatchObject({ until: at + HOUR, use: true });
      expect(retire(retirable({ uses: new Map([[A, usedAt(NOW - HOUR)]]) }))).toEqual([]);
    });

    test('AWS saw it in use after we deactivated it: something needs it', () => {
      const o = retirable({
        keys: [key(A, { status: 'Inactive' }), key(B)],
        journal: entryAt('deactivated'),
        uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]),
      });
      only(retire(o), 'symptom', /after it was deactivated/);
    });

    test('the same of a run that died and did not say that it had deactivated it; but not where it never did', () => {
      const o = retirable({
        journal: { ...entryAt('deactivating'), deactivating: NOW - 2 * DAY },
        uses: new Map([[A, usedAt(NOW - DAY)]]),
      });
      expect(retire(o)).toEqual([]);
      const off = { ...o, keys: [key(A, { status: 'Inactive' }), key(B)] };
      only(retire(off), 'symptom', /after it was deactivated/);
      const uses = new Map([[A, usedAt(NOW - 3 * DAY)]]);
      expect(retire({ ...off, uses })).toEqual([]);
    });

    test('what was seen is more than a minute old', () => {
      only(retire(retirable({ at: NOW - MINUTE - 1 })), 'stale', /out of date/);
      expect(retire(retirable({ at: NOW - MINUTE }))).toEqual([]);
      // A slow look is good from its end on, or it would never be good.
      expect(retire(retirable({ at: NOW - 4 * MINUTE, took: 3 * MINUTE }))).toEqual([]);
      only(retire(retirable({ at: NOW - 4 * MINUTE, took: 3 * MINUTE - 1 })), 'stale', /out of date/);
    });

    test('a look that was too slow to show one moment', () => {
      // Half an hour, and a quarter of a minute for each cluster.
      const since = (at: number): Observation['workloads'] => workloads({ at });
      const most = 30 * MINUTE + 15 * SECOND;
      expect(retire(retirable({ workloads: since(NOW - most) }))).toEqual([]);
      only(retire(retirable({ workloads: since(NOW - most - 1) })), 'pause', /it took 30m 15s to look/);
      // Projects and logs of environments are read, too.
      const { environments } = environment();
      expect(
        retire(retirable({ workloads: workloads({ at: NOW - most - 15 * SECOND, environments }) })),
      ).toEqual([]);
      // Keys, holders and statuses are a few requests.
      const moment = 5 * MINUTE;
      expect(retire(retirable({ at: NOW - moment, took: moment }))).toEqual([]);
      only(retire(retirable({ at: NOW - moment - 1, took: moment + 1 })), 'pause', /it took 5m/);
      const clusters = Array.from({ length: 1000 }, (_, n) => cluster('DEPLOYED', { id: `c${n}` }));
      const thousand = retire(retirable({ clusters, workloads: since(NOW - 4 * HOUR) }));
      expect(thousand.filter(({ kind }) => kind === 'pause')).toEqual([]);
    });

    test('the workloads were read before the new key was stored', () => {
      const { stored = 0 } = entryAt('deployed');
      const clusters = Array.from({ length: 1000 }, (_, n) => cluster('DEPLOYED', { id: `c${n}` }));
      const seen = (at: number): Objection[] =>
        retire(retirable({ clusters, workloads: workloads({ at }) })).filter(({ kind }) => kind === 'stale');
      expect(seen(stored)).toEqual([]);
      expect(seen(stored - 1)).toHaveLength(1);
    });

    test('the DNS providers were read before the keys changed', () => {
      const { stored = 0 } = entryAt('deployed');
      expect(retire(retirable({ dnsAt: stored }))).toEqual([]);
      only(retire(retirable({ dnsAt: stored - 1 })), 'stale', /out of date/);
      const keys = [key(A, { status: 'Inactive' }), key(B)];
      const journal = { ...entryAt('deactivated'), deactivating: NOW - MINUTE, deactivated: NOW - MINUTE };
      expect(retire(retirable({ keys, journal, dnsAt: NOW - MINUTE }))).toEqual([]);
      only(retire(retirable({ keys, journal, dnsAt: NOW - MINUTE - 1 })), 'stale', /out of date/);
    });

    test('the last look was before the deactivation', () => {
      const o = retirable({
        at: NOW - 2,
        keys: [key(A, { status: 'Inactive' }), key(B)],
        journal: { ...entryAt('deactivated'), deactivating: NOW - 2, deactivated: NOW - 1 },
      });
      only(retire(o), 'stale', /out of date/);
    });

    test('the workloads were not looked at', () => {
      only(retire(retirable({ workloads: undefined })), 'stale', /workloads/);
    });
  });

  describe('listens to what runs on the clusters', () => {
    const env = (changes: Partial<EnvironmentView>): Observation => {
      return retirable({ workloads: environment({ deployedAt: NOW - HOUR, ...changes }) });
    };
    const failing = (deployedAt: number | undefined, ...log: Evidence[]): Observation =>
      retirable({ workloads: environment({ state: 'DEPLOYMENT_ERROR', deployedAt }, log) });

    test('environments at rest are no objection', () => {
      for (const state of ['DEPLOYED', 'RESTARTED', 'STOPPED', 'READY', 'DELETED', 'CANCELED']) {
        expect(retire(env({ state }))).toEqual([]);
      }
    });

    test.each(['DEPLOYING', 'DEPLOYMENT_QUEUED', 'A_STATUS_OF_TOMORROW'])(
      'not drained: a deployment (%s) that began before the key was stored is under way',
      (state) => {
        only(retire(env({ state, deployedAt: stored - 1 })), 'wait', /may have begun with the old key/);
        only(retire(env({ state, deployedAt: undefined })), 'wait', /may have begun with the old key/);
      },
    );

    test('replaced by a newer deployment is drained', () => {
      expect(retire(env({ state: 'DEPLOYING', deployedAt: stored + 5 * MINUTE + 1 }))).toEqual([]);
    });

    test('a failure with refused credentials in its log is a symptom, one with another cause is none', () => {
      only(retire(failing(stored + 1, BROKEN_BUILD, REFUSAL)), 'symptom', /refused credentials/);
      expect(retire(failing(stored + 1, BROKEN_BUILD))).toEqual([]);
    });

    test('a failure whose log does not tell why holds, and is no symptom', () => {
      only(retire(failing(stored + 1)), 'hold', /does not tell why/);
    });

    test('a failure without a date counts as refused only where its log has one', () => {
      only(retire(failing(undefined, REFUSAL)), 'symptom', /refused credentials/);
      only(retire(failing(undefined, { ...REFUSAL, at: undefined })), 'hold', /or not when/);
    });

    test('what could not be read is unknown, and unknown is a no', () => {
      const unread = [{ what: "the log of cluster 'staging'", why: 'HTTP 403' }];
      only(retire(retirable({ workloads: workloads({ unread }) })), 'hold', /could not be read \(HTTP 403\)/);
    });

    test('an environment of which Qovery tells no status', () => {
      only(retire(env({ state: undefined, lastState: undefined })), 'hold', /no status/);
    });

    test('a refused credential in the log since the deployment; an older one is cured', () => {
      const error = (at: number | undefined): Observation => {
        const clusterLogs = [{ cluster: 'staging', log: [{ ...REFUSAL, at }] }];
        return retirable({ workloads: workloads({ clusterLogs }) });
      };
      only(retire(error(NOW - HOUR)), 'symptom', /refused credentials/);
      only(retire(error(undefined)), 'symptom', /refused credentials/);
      expect(retire(error(NOW - 4 * HOUR))).toEqual([]);
    });

    test('they are asked only once the delay has passed', () => {
      const o = retirable({ journal: { ...deployed, deployed: NOW - HOUR }, workloads: undefined });
      only(retire(o), 'wait', /under way/);
    });
  });

  describe('leaves out', () => {
    const unproved = { ...deployed, clusters: [] };

    test.each(['STOPPED', 'READY', 'DELETED'])('a cluster that is %s, even a locked one', (status) => {
      const lock = { reason: 'sale', owner: 'Ann', until: Infinity };
      expect(retire(retirable({ clusters: [cluster(status, { lock })], journal: unproved }))).toEqual([]);
    });

    test.each(['DEPLOYED', 'DEPLOYMENT_ERROR', 'INVALID_CREDENTIALS', 'DEPLOYING'])(
      'a cluster that ignore-cluster-id names (%s)',
      (status) => {
        const o = retirable({ clusters: [cluster(status)], journal: unproved });
        expect(retire(o, { ignoreClusters: [STAGING] })).toEqual([]);
        expect(retire(o, { ignoreClusters: [PRODUCTION] })).not.toEqual([]);
      },
    );
  });

  test('every objection is told at once, since a person can see to all of them', () => {
    const o = retirable({
      holders: [registry(A), credential(B)],
      clusters: [cluster('DEPLOYMENT_ERROR')],
      uses: new Map([[A, usedAt(NOW - MINUTE)]]),
      at: NOW - HOUR,
    });
    expect(new Set(retire(o).map(({ kind }) => kind))).toEqual(new Set(['stale', 'symptom', 'hold', 'wait']));
  });
});

describe('discarding a new key that was never stored', () => {
  const created = entryAt('created');
  const intent = created.intent ?? 0;
  const discard = (o: Observation, now = NOW, did = {}): readonly Objection[] =>
    against(mayDiscard(B, situation(o, {}, did, { now })), 'delete', B);

  test('nothing speaks against it when the journal shows that it is ours', () => {
    expect(discard(strandedKey())).toEqual([]);
  });

  test('nor when the journal knows only our intent', () => {
    expect(discard(strandedKey({ journal: entryAt('intent') }))).toEqual([]);
  });

  test('nor when this run created it and nobody holds it, whatever the journal says', () => {
    const o = strandedKey({ journal: {}, uses: new Map() });
    expect(discard(o, NOW, { issued: true, created: B })).toEqual([]);
    expect(discard(o, NOW, { issued: true, created: X })).not.toEqual([]);
  });

  test('even what this run created is kept when somebody holds it', () => {
    const o = strandedKey({ holders: [registry(B), credential(A)] });
    only(discard(o, NOW, { created: B }), 'hold', /holds/);
  });

  test.each([
    ['a registry', [registry(B), credential(A)]],
    ['a credential', [credential(B)]],
    ['a holder that cannot be changed', [dns(B), credential(A)]],
  ])('%s holds it', (_, holders) => {
    only(discard(strandedKey({ holders })), 'hold', /holds/);
  });

  test('something may hold it, and Qovery does not show which key it has', () => {
    const o = strandedKey({ unknownHolders: [OPAQUE] });
    only(discard(o), 'hold', /may hold/);
    only(discard(o, NOW, { created: B }), 'hold', /may hold/);
  });

  test('the journal names another key as the new one', () => {
    only(discard(strandedKey({ journal: { ...created, new: X } })), 'hold', /names AKIAX\w* as the new key/);
  });

  test('the journal shows no intent', () => {
    only(discard(strandedKey({ journal: { ...created, intent: undefined } })), 'hold', /no intent/);
  });

  test('it was there before the intent', () => {
    only(discard(strandedKey({ journal: { ...created, before: [A, B] } })), 'hold', /there before/);
  });

  test.each([
    ['long after', intent + 2 * MINUTE + 1],
    ['before', intent - 2 * MINUTE - 1],
  ])('it appeared %s the intent', (_, createdAt) => {
    only(discard(strandedKey({ keys: [key(A), key(B, { createdAt })] })), 'hold', /was created at/);
  });

  test.each([intent - 2 * MINUTE, intent, intent + 2 * MINUTE])('two minutes around it are ours', (at) => {
    expect(discard(strandedKey({ keys: [key(A), key(B, { createdAt: at })] }))).toEqual([]);
  });

  test('AWS does not list it', () => {
    const objections = discard(strandedKey({ keys: [key(A)] }));
    expect(objections.map(({ kind }) => kind)).toEqual(['hold', 'hold']);
    expect(objections.map(({ text }) => text).join()).toMatch(
      /does not tell when.*is no key of the IAM user/,
    );
  });

  test('AWS does not tell its use', () => {
    only(discard(strandedKey({ uses: new Map([[A, unused()]]) })), 'hold', /whether it was used/);
  });

  test('it was used for anything but our proof', () => {
    only(discard(strandedKey({ uses: new Map([[B, usedAt(intent + 1)]]) })), 'hold', /service s3/);
    expect(discard(strandedKey({ uses: new Map([[B, usedAt(intent + 1, 'sts')]]) }))).toEqual([]);
  });

  test('sts is asked by others, too: our proof is over minutes after the key was created', () => {
    const at = (use: number): readonly Objection[] =>
      discard(strandedKey({ uses: new Map([[B, usedAt(use, 'sts')]]) }));
    const createdAt = strandedKey().keys[1]?.createdAt ?? 0;
    expect(at(createdAt + 20 * MINUTE)).toEqual([]);
    only(at(createdAt + 20 * MINUTE + 1), 'hold', /service sts/);
  });

  test('the journal is not signed: the words of whoever may tag the user', () => {
    only(discard(strandedKey({ journal: forged(created) })), 'hold', /not signed/);
  });

  test('a split names the key that it deletes as lost, and its intent is that of the next: ours by the signature', () => {
    const journal: Entry = { ...created, new: undefined, intent: NOW - MINUTE, before: [A, B], lost: [B] };
    expect(discard(strandedKey({ journal, uses: new Map() }))).toEqual([]);
    only(discard(strandedKey({ journal: forged(journal), uses: new Map() })), 'hold', /not signed/);
  });

  test('fifteen minutes have not passed: it says until when', () => {
    const until = intent + 15 * MINUTE;
    expect(
      only(discard(strandedKey({ at: until - 1 }), until - 1), 'wait', /still be at work/),
    ).toMatchObject({
      until,
    });
    expect(discard(strandedKey({ at: until }), until)).toEqual([]);
  });

  test('what was seen is out of date: a holder may have it by now', () => {
    only(discard(strandedKey({ at: NOW - 15 * MINUTE })), 'stale', /./);
  });
});

describe('deleting the old key', () => {
  const remove = (entry: Entry): readonly Objection[] => {
    const o = retirable({ keys: [key(A, { status: 'Inactive' }), key(B)], journal: entry });
    return against(mayRetire('delete', A, situation(o)), 'delete', A);
  };

  test('asks for its deactivation beside everything else', () => {
    expect(remove(entryAt('deactivated'))).toEqual([]);
    only(remove(entryAt('deactivating')), 'hold', /does not tell that AKIAA.* was deactivated/);
  });
});

describe('activating the old key again', () => {
  const restore = (journal: Observation['journal'] | Entry, id = A): readonly Objection[] => {
    const keys = [key(A, { status: 'Inactive' }), key(B)];
    return against(mayRestore(id, retirable({ keys, journal })), 'activate', id);
  };

  test('nothing speaks against it when we deactivated it, or were about to', () => {
    expect(restore(entryAt('deactivated'))).toEqual([]);
    expect(restore(entryAt('deactivating'))).toEqual([]);
  });

  test('it was not this action that deactivated it', () => {
    only(restore(entryAt('deployed')), 'hold', /does not tell that this action deactivated/);
  });

  test('the journal names another key', () => {
    only(restore(entryAt('deactivated'), B), 'hold', /does not name AKIAB/);
  });

  test('the journal is not signed: an administrator may have deactivated it', () => {
    only(restore(forged(entryAt('deactivated'))), 'hold', /not signed/);
  });
});

describe('replacing a key that some holders have and whose secret is lost (split)', () => {
  const storing = entryAt('storing');
  const replace = (changes: Parameters<typeof strandedKey>[0] = {}): readonly Objection[] => {
    const holders = [registry(B), credential(A)];
    const o = strandedKey({ holders, journal: storing, ...changes });
    return against(mayReplace(B, situation(o)), 'delete', B);
  };

  test('nothing speaks against it when a run of ours died between its stores', () => {
    expect(replace()).toEqual([]);
  });

  test('the journal does not tell of storing', () => {
    only(replace({ journal: entryAt('created') }), 'hold', /about to be stored/);
  });

  test.each([
    ['the journal is not signed', { journal: forged(storing) }, /not signed/],
    ['it was there before', { journal: { ...storing, before: [A, B] } }, /there before/],
    ['it is older than the intent', { keys: [key(A), key(B)] }, /was created at/],
    ['anything but our proof used it', { uses: new Map([[B, usedAt(NOW - 5 * MINUTE)]]) }, /service s3/],
    ['AWS does not tell its use', { uses: new Map() }, /whether it was used/],
  ])('%s', (_, changes, text) => {
    only(replace(changes), 'hold', text);
  });

  test('the run that stored it may still be at work', () => {
    const intent = NOW - 5 * MINUTE;
    const keys = [key(A), key(B, { createdAt: intent })];
    const journal = { ...storing, intent, storing: intent + MINUTE };
    expect(only(replace({ keys, journal }), 'wait', /still be at work/)).toMatchObject({
      until: intent + 15 * MINUTE,
    });
  });

  test('what was seen is out of date, or the workloads were not looked at', () => {
    only(replace({ at: NOW - 2 * MINUTE }), 'stale', /out of date/);
    only(replace({ workloads: undefined }), 'stale', /out of date/);
  });

  test('the look at many clusters took so long that something may have been deployed with it meanwhile', () => {
    expect(replace({ workloads: workloads({ at: NOW - 30 * MINUTE }) })).toEqual([]);
    const slow = { workloads: workloads({ at: NOW - 30 * MINUTE - 1 }) };
    only(replace(slow), 'hold', /may have been deployed with it/);
  });
});
