import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import type { ProviderError } from '../../src/provider-errors/index.ts';
import { awaitIdle, deployClusters } from '../../src/rotation/decide/clusters.ts';
import type {
  ClusterView,
  Observation,
  Policy,
  Postponed,
  Requested,
  RunState,
  Step,
} from '../../src/rotation/model.ts';
import {
  NOW,
  PRODUCTION,
  STAGING,
  cluster,
  entryAt,
  journal as written,
  mark,
  marks,
  retirable,
  situation,
} from './support/fixtures.ts';

const DEV = '0a1b2c3d-0000-4000-8000-00000000c003';
const LOCK = { reason: 'sale', owner: 'Ann', until: Infinity };
const staging = (status = 'DEPLOYED', changes: Partial<ClusterView> = {}): ClusterView =>
  cluster(status, changes);
const dev = (status = 'DEPLOYED'): ClusterView => cluster(status, { id: DEV, name: 'dev' });
const production = (status = 'DEPLOYED'): ClusterView =>
  cluster(status, { id: PRODUCTION, name: 'production', production: true });

/** B is stored; these clusters are seen, and the journal says that those were deployed. */
function next(
  clusters: readonly ClusterView[],
  deployed: readonly string[] = [],
  did: Partial<RunState> = {},
  wants: Partial<Policy> = {},
  more: Partial<Observation> = {},
): Step | undefined {
  const o = retirable({ clusters, journal: { ...entryAt('stored'), clusters: deployed }, ...more });
  return deployClusters(situation(o, wants, did));
}

const asked = (outcome: Requested['outcome'], changes: Partial<Requested> = {}): Requested => ({
  requestedAt: NOW - MINUTE,
  deployment: { baseline: mark(), started: true, executionId: 'e1' },
  outcome,
  detail: 'DEPLOYMENT_ERROR',
  ...changes,
});
const did = (id: string, request: Requested): Partial<RunState> => ({
  deployments: new Map([[id, request]]),
});
const ids = (step: Step | undefined): string[] =>
  step?.do === 'deploy' || step?.do === 'await-clusters' ? step.clusters.map(({ id }) => id) : [];
const said = (step: Step | undefined): string => (step?.do === 'stop' ? step.problem.message : '');

describe('which clusters are deployed', () => {
  test('each that was not deployed by us since the key was stored', () => {
    expect(ids(next([staging(), dev()]))).toEqual([STAGING, DEV]);
    expect(ids(next([staging(), dev()], [DEV]))).toEqual([STAGING]);
    expect(next([staging(), dev()], [DEV, STAGING])).toBeUndefined();
    expect(next([])).toBeUndefined();
  });

  test.each(['STOPPED', 'READY', 'DELETED'])('one that is %s takes the key up when it starts', (status) => {
    expect(next([staging(status)])).toBeUndefined();
  });

  test.each(['DEPLOYMENT_ERROR', 'INVALID_CREDENTIALS', 'CANCELED'])(
    'one in state %s is deployed again, once a run, even if it was deployed before',
    (status) => {
      expect(ids(next([staging(status)], [STAGING]))).toEqual([STAGING]);
      expect(next([staging(status)], [STAGING], did(STAGING, asked('succeeded')))).toBeUndefined();
    },
  );

  test('ignore-cluster-id names one that is left alone, in whatever state', () => {
    for (const status of ['DEPLOYED', 'DEPLOYING', 'DEPLOYMENT_ERROR', 'MELTING']) {
      expect(next([staging(status, { lock: LOCK })], [], {}, { ignoreClusters: [STAGING] })).toBeUndefined();
    }
  });

  test('which clusters use the key is not certain: stop', () => {
    expect(said(next([staging()], [], {}, {}, { unknownClusters: [DEV] }))).toContain(DEV);
  });
});

describe('in which order', () => {
  test('production follows when the others are done', () => {
    expect(ids(next([production(), staging(), dev()]))).toEqual([STAGING, DEV]);
    expect(ids(next([production(), staging(), dev()], [STAGING]))).toEqual([DEV]);
    expect(ids(next([production(), staging(), dev()], [STAGING, DEV]))).toEqual([PRODUCTION]);
  });

  test('while one of the others is under way, production waits', () => {
    const step = next([production(), staging('DEPLOYING')], [], did(STAGING, asked('running')));
    expect([step?.do, ids(step)]).toEqual(['await-clusters', [STAGING]]);
  });

  test('when one of the others failed, production is not touched', () => {
    const step = next([production(), staging('DEPLOYMENT_ERROR')], [], did(STAGING, asked('failed')));
    expect(said(step)).toMatch(/'staging': DEPLOYMENT_ERROR.*Both keys stay active/);
  });

  test('a stopped or ignored one holds nothing up', () => {
    expect(ids(next([production(), staging('STOPPED')]))).toEqual([PRODUCTION]);
    expect(ids(next([production(), staging()], [], {}, { ignoreClusters: [STAGING] }))).toEqual([PRODUCTION]);
  });
});

describe('only when idle', () => {
  test.each(['DEPLOYING', 'DEPLOYMENT_QUEUED', 'STOPPING', 'MELTING'])(
    'one that is %s is waited for',
    (status) => {
      const step = next([staging(status)]);
      expect([step?.do, ids(step)]).toEqual(['await-clusters', [STAGING]]);
    },
  );

  test('those that are idle need not wait for the others', () => {
    expect(ids(next([staging('DEPLOYING'), dev()]))).toEqual([DEV]);
  });

  test('a deployment that is not ours is waited for as long as one of ours', () => {
    const waitingSince = (ms: number): Partial<RunState> => ({
      waitingSince: new Map([[STAGING, NOW - ms]]),
    });
    expect(next([staging('DEPLOYING')], [], waitingSince(HOUR))?.do).toBe('await-clusters');
    expect(said(next([staging('DEPLOYING')], [], waitingSince(HOUR + 1)))).toMatch(/DEPLOYING.*not ours/);
  });

  describe('one that Qovery does not accept', () => {
    const refused = (refusals: number, changes: Partial<Postponed> = {}): Partial<RunState> => {
      const why = 'HTTP 400: no credit card';
      const postponed = { since: NOW - MINUTE, askAgainAt: NOW, refusals, why, ...changes };
      return { postponed: new Map([[STAGING, postponed]]) };
    };

    test('is asked again some seconds later', () => {
      expect(next([staging()], [], refused(1))).toMatchObject({ do: 'deploy', clusters: [{ id: STAGING }] });
      const step = next([staging()], [], refused(1, { askAgainAt: NOW + 1 }));
      expect([step?.do, ids(step)]).toEqual(['await-clusters', [STAGING]]);
    });

    test('three times while it is idle: it is not merely busy, and the reason is told', () => {
      expect(next([staging()], [], refused(2))?.do).toBe('deploy');
      expect(said(next([staging()], [], refused(3)))).toMatch(
        /does not deploy a cluster that is idle: cluster 'staging': HTTP 400: no credit card\..*Both keys stay active/,
      );
    });

    test('later, not no: it is not counted', () => {
      expect(next([staging()], [], refused(0))?.do).toBe('deploy');
    });

    test('for as long as deploy-timeout: the same', () => {
      expect(next([staging()], [], refused(1, { since: NOW - HOUR }))?.do).toBe('deploy');
      expect(said(next([staging()], [], refused(1, { since: NOW - HOUR - 1 })))).toMatch(/no credit card/);
    });

    test('is waited for while it is busy, and holds up no other', () => {
      const step = next([staging('DEPLOYING')], [], refused(3));
      expect([step?.do, ids(step)]).toEqual(['await-clusters', [STAGING]]);
      expect(ids(next([staging(), dev()], [], refused(1, { askAgainAt: NOW + SECOND })))).toEqual([DEV]);
    });
  });

  describe('the baseline of a deployment', () => {
    test('was read while the cluster was idle, a minute ago at the most', () => {
      const seen = (statusesAt: number): Step | undefined => next([staging()], [], {}, {}, { statusesAt });
      expect(seen(NOW - MINUTE)?.do).toBe('deploy');
      expect(seen(NOW - MINUTE - 1)).toEqual({ do: 'refresh-statuses' });
    });

    test('was read after the key was stored', () => {
      const stored = (at: number): Step | undefined =>
        next(
          [staging()],
          [],
          {},
          {},
          { journal: written({ ...entryAt('stored'), stored: at }), statusesAt: NOW - 10 },
        );
      expect(stored(NOW - 10)?.do).toBe('deploy');
      expect(stored(NOW - 9)).toEqual({ do: 'refresh-statuses' });
    });
  });

  test('a locked one holds the rotation, and says who locked it and why', () => {
    expect(said(next([staging('DEPLOYED', { lock: LOCK })]))).toMatch(/'staging' is locked by Ann \(sale\)/);
    expect(next([staging('DEPLOYED', { lock: LOCK })], [STAGING])).toBeUndefined();
  });

  test('a lock that ends is waited out by runs to come: pending, and until when', () => {
    const lock = { ...LOCK, until: NOW + HOUR };
    expect(next([staging('DEPLOYED', { lock })])).toMatchObject({
      do: 'rest',
      result: 'pending',
      why: expect.stringMatching(/locked by Ann \(sale\).*ends at 2026-11-20T13:00:00Z/) as unknown,
    });
    expect(said(next([staging('DEPLOYED', { lock }), cluster('DEPLOYED', { id: DEV, lock: LOCK })]))).toMatch(
      /is locked by Ann/,
    );
    // Those that are not locked need not wait.
    expect(ids(next([staging('DEPLOYED', { lock }), dev()]))).toEqual([DEV]);
  });

  test('waiting says what it waits for', () => {
    const step = awaitIdle([staging('DEPLOYING')], situation(retirable()), 'before a lost key is replaced');
    expect(step).toMatchObject({ do: 'await-clusters', why: expect.stringContaining('lost key') as unknown });
  });
});

describe('many clusters', () => {
  const many = Array.from({ length: 120 }, (_, n) =>
    cluster('DEPLOYED', { id: `${DEV.slice(0, -3)}${100 + n}` as ClusterView['id'], name: `dev-${n}` }),
  );

  test('are deployed some at a time: the next when those before have succeeded', () => {
    const first = ids(next(many));
    expect(first).toHaveLength(50);
    const deployments = (outcome: Requested['outcome']): Partial<RunState> => ({
      deployments: new Map(first.map((id) => [id, asked(outcome)])),
    });
    expect(next(many, [], deployments('running'))?.do).toBe('await-clusters');
    expect(next(many, [], deployments('failed'))?.do).toBe('stop');
    const step = next(many, [], deployments('succeeded'));
    if (step?.do !== 'record') throw new Error(`not recorded: ${step?.do}`);
    const o = retirable({ clusters: many, journal: { ...entryAt('stored'), ...step.entry } });
    const second = ids(deployClusters(situation(o, {}, deployments('succeeded'))));
    expect(second).toHaveLength(50);
    expect(second.filter((id) => first.includes(id))).toEqual([]);
  });
});

describe('how far a deployment of ours is', () => {
  test('under way: waited for', () => {
    expect(next([staging('DEPLOYING')], [], did(STAGING, asked('running')))?.do).toBe('await-clusters');
  });

  test('succeeded: written down with the time of the last of them, beside those before', () => {
    expect(next([staging(), dev()], [DEV], did(STAGING, asked('succeeded')))).toMatchObject({
      do: 'record',
      entry: { clusters: marks([STAGING, DEV]), deployed: NOW },
    });
  });

  test('succeeded, and written down: never again, so that no date moves', () => {
    expect(next([staging()], [STAGING], did(STAGING, asked('succeeded')))).toBeUndefined();
  });

  test('a success is written down while others are under way', () => {
    const deployments = new Map([
      [STAGING, asked('succeeded')],
      [DEV, asked('running')],
    ]);
    expect(next([staging(), dev('DEPLOYING')], [], { deployments })).toMatchObject({ do: 'record' });
  });

  test.each(['failed', 'replaced', 'not-accepted'] as const)(
    '%s: stop, once nothing else is under way',
    (outcome) => {
      expect(said(next([staging()], [], did(STAGING, asked(outcome))))).toMatch(
        /did not succeed: cluster 'staging'/,
      );
      const deployments = new Map([
        [STAGING, asked(outcome)],
        [DEV, asked('running')],
      ]);
      expect(ids(next([staging(), dev('DEPLOYING')], [], { deployments }))).toEqual([DEV]);
    },
  );

  test('asked for without a clear answer: looked for, and left to the next run where nothing of it is seen', () => {
    const unclear = { why: 'Qovery could not deploy the cluster: HTTP 503', passes: true };
    const deployment = { baseline: mark(), started: false, executionId: undefined };
    const requested = asked('running', { unclear, deployment });
    expect(ids(next([staging()], [], did(STAGING, requested)))).toEqual([STAGING]);
    const long = { ...requested, requestedAt: NOW - 10 * MINUTE - 1 };
    expect(next([staging()], [], did(STAGING, long))).toMatchObject({
      ...{ do: 'rest', result: 'pending', warning: true },
      why: expect.stringMatching(/\(cluster 'staging': .*HTTP 503; nothing .*\); a run after this/),
    });
    // An error of Qovery's own does not pass by itself; and with a key that is off, somebody has to look.
    const ownError = { ...long, unclear: { ...unclear, passes: false } };
    expect(said(next([staging()], [], did(STAGING, ownError)))).toMatch(/HTTP 503; nothing of a deployment/);
    const journal = written({ ...entryAt('deactivated'), clusters: [] });
    expect(said(next([staging()], [], did(STAGING, long), {}, { journal }))).toMatch(/HTTP 503; nothing/);
    // One that has begun is as good as any other.
    const begun = { ...long, deployment: { ...deployment, started: true } };
    expect(ids(next([staging('DEPLOYING')], [], did(STAGING, begun)))).toEqual([STAGING]);
  });

  test('failed, and the log knows why: each cause is named, an advice that two share is given once', () => {
    const causes = ['one', 'two'].map((what): ProviderError => ({
      kind: 'permissions',
      provider: 'AWS',
      what: `refused ${what}`,
      advice: 'Ask.',
    }));
    const problem = said(next([staging()], [], did(STAGING, asked('failed', { causes }))));
    expect(problem).toContain("'staging': DEPLOYMENT_ERROR, its log says: refused one; refused two.");
    expect(problem.match(/Ask\./g)).toHaveLength(1);
    const quota: ProviderError = {
      ...{ kind: 'quota', provider: 'AWS', what: 'too many VPCs', advice: 'Ask for more.' },
      ...{ link: 'https://example.com/quotas', usualTime: 'a day' },
    };
    const linked = said(next([staging()], [], did(STAGING, asked('failed', { causes: [quota] }))));
    expect(linked).toContain(
      'Ask for more. Ask at https://example.com/quotas (it usually takes a day). Both keys',
    );
  });

  test('later than deploy-timeout: stop', () => {
    const since = (ms: number): Partial<RunState> =>
      did(STAGING, asked('running', { requestedAt: NOW - ms }));
    expect(next([staging('DEPLOYING')], [], since(HOUR))?.do).toBe('await-clusters');
    expect(said(next([staging('DEPLOYING')], [], since(HOUR + SECOND)))).toMatch(
      /DEPLOYING after 1h \(deploy-timeout\)/,
    );
  });

  test('nothing of it seen for ten minutes: it never began', () => {
    const unseen = { baseline: mark(), started: false, executionId: undefined };
    const since = (ms: number): Partial<RunState> =>
      did(STAGING, asked('running', { requestedAt: NOW - ms, deployment: unseen }));
    expect(next([staging()], [], since(10 * MINUTE))?.do).toBe('await-clusters');
    expect(said(next([staging()], [], since(10 * MINUTE + 1)))).toMatch(
      /nothing of it was seen within 10 minutes/,
    );
  });

  test('while Qovery does not answer, nothing is known to be late: it is waited for a quarter of an hour more', () => {
    const unseen = { baseline: mark(), started: false, executionId: undefined };
    const after = (ms: number, deployment = asked('running').deployment): Step | undefined =>
      next(
        [staging('DEPLOYING')],
        [],
        did(STAGING, asked('running', { requestedAt: NOW - ms, deployment })),
        {},
        {
          statusesAt: NOW - 20 * MINUTE,
        },
      );
    expect(after(25 * MINUTE, unseen)?.do).toBe('await-clusters');
    expect(said(after(30 * MINUTE + 1, unseen))).toMatch(/nothing of it was seen within 10 minutes/);
    expect(after(75 * MINUTE)?.do).toBe('await-clusters');
    expect(said(after(75 * MINUTE + 1))).toMatch(/after 1h \(deploy-timeout\)/);
  });
});
