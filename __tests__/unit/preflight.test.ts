import { describe, expect, test } from '@jest/globals';
import { preflight } from '../../src/rotation/decide/preflight.ts';
import { DAY } from '../../src/lib/clock.ts';
import { readJournal } from '../../src/rotation/journal.ts';
import type { ClusterView, Observation, Policy, Step } from '../../src/rotation/model.ts';
import {
  A,
  B,
  CREDENTIAL,
  NOW,
  PRODUCTION,
  STAGING,
  cluster,
  credential,
  dns,
  key,
  observation,
  fixedHolder,
  situation,
} from './support/fixtures.ts';

const LOCK = { reason: 'sale', owner: 'Ann', until: Infinity };
const check = (o: Observation, wants: Partial<Policy> = {}): Step | undefined =>
  preflight(situation(o, wants), A);
const obstacles = (o: Observation, wants: Partial<Policy> = {}): string => {
  const step = check(o, wants);
  return step?.do === 'stop' ? step.problem.message : (step?.do ?? '');
};

describe('before the first change', () => {
  test('nothing stands in the way of a usual rotation', () => {
    expect(check(observation())).toBeUndefined();
  });

  test('so many clusters that no look at them ends in time', () => {
    const clusters = (count: number): ClusterView[] =>
      Array.from({ length: count }, (_, n) =>
        cluster('DEPLOYED', { id: `0a1b2c3d-0000-4000-8000-${String(n).padStart(12, '0')}`, name: `c${n}` }),
      );
    expect(obstacles(observation({ clusters: clusters(1200) }))).toBe('');
    expect(obstacles(observation({ clusters: clusters(1201) }))).toMatch(
      /1201 clusters use .* a credential of their own, with an IAM user of its own\./,
    );
  });

  test('a fixed holder that holds the key stops it, with its advice', () => {
    const fixed = { kind: 'secret manager' as const, id: 'x', name: 'main', clusterIds: [] };
    const o = observation({ holders: [credential(A), fixedHolder({ ...fixed, keyId: A })] });
    expect(obstacles(o)).toContain(`secret manager 'main' holds ${A} too`);
    expect(obstacles(o)).toContain('Give it a key of its own.');
    const other = observation({ holders: [credential(A), fixedHolder({ ...fixed, keyId: B })] });
    expect(obstacles(other)).toBe('');
  });

  test.each(['DEPLOYMENT_ERROR', 'STOP_ERROR', 'CANCELED', 'INTERNAL_ERROR'])(
    'a cluster in state %s',
    (status) => {
      const o = observation({ clusters: [cluster(status)] });
      expect(obstacles(o)).toMatch(
        new RegExp(`'staging' is in state ${status}.*ignore-cluster-id: ${STAGING}`),
      );
      expect(obstacles(o, { ignoreClusters: [STAGING] })).toBe('');
      expect(obstacles(o, { ignoreClusters: [PRODUCTION] })).not.toBe('');
    },
  );

  test.each(['INVALID_CREDENTIALS', 'DEPLOYING', 'STOPPED', 'READY', 'MELTING'])(
    'a cluster in state %s does not: rotation cures it, waits for it, or leaves it alone',
    (status) => {
      expect(obstacles(observation({ clusters: [cluster(status)] }))).toBe('');
    },
  );

  test('a locked cluster, with who and why; not a stopped one, which is left alone anyway', () => {
    const o = observation({ clusters: [cluster('DEPLOYED', { lock: LOCK })] });
    expect(obstacles(o)).toMatch(/'staging' is locked by Ann \(sale\).*Unlock it first/);
    expect(obstacles(o, { ignoreClusters: [STAGING] })).toBe('');
    expect(obstacles(observation({ clusters: [cluster('INVALID_CREDENTIALS', { lock: LOCK })] }))).not.toBe(
      '',
    );
    expect(obstacles(observation({ clusters: [cluster('STOPPED', { lock: LOCK })] }))).toBe('');
  });

  describe('a lock that ends', () => {
    const until = (end: number, others: readonly ClusterView[] = []): Observation =>
      observation({
        keys: [key(A, { createdAt: NOW - 80 * DAY })],
        clusters: [cluster('DEPLOYED', { lock: { ...LOCK, until: end } }), ...others],
      });
    const wants = { maxAge: 80 * DAY, finishWithin: 14 * DAY };

    test('defers the rotation, and says until when', () => {
      expect(check(until(NOW + DAY), wants)).toEqual({
        do: 'rest',
        result: 'deferred',
        why: expect.stringMatching(/'staging' \(by Ann: sale\) at 2026-11-21T12:00:00Z/) as unknown,
      });
    });

    test('is an obstacle once the key would be older than the rotation may take', () => {
      expect(check(until(NOW + 14 * DAY), wants)).toMatchObject({ result: 'deferred' });
      expect(obstacles(until(NOW + 14 * DAY + 1), wants)).toMatch(
        /until 2026-12-04T12:00:00Z\. Unlock it first/,
      );
    });

    test('is an obstacle beside any other, or beside a lock without an end', () => {
      const other = { id: PRODUCTION, name: 'shop' };
      const bad = obstacles(until(NOW + DAY, [cluster('CREATE_ERROR', other)]), wants);
      expect(bad).toMatch(/'shop' is in state CREATE_ERROR.*'staging' is locked/s);
      const both = obstacles(until(NOW + DAY, [cluster('DEPLOYED', { ...other, lock: LOCK })]), wants);
      expect(both).toMatch(
        /'staging' is locked by Ann \(sale\), until 2026-11-21.*'shop' .* without an end/s,
      );
      expect(obstacles(until(NaN), wants)).toMatch(/without an end/);
    });

    test('is an obstacle where Qovery holds a key that does not work: nothing is gained by waiting', () => {
      const broken = { ...until(NOW + DAY), holders: [credential(A), credential(B, { id: 'second' })] };
      const target = { ...broken.target, keyIds: [A, B], credentialIds: [CREDENTIAL, 'second'] };
      expect(obstacles({ ...broken, target }, wants)).toMatch(/'staging' is locked/);
      expect(obstacles({ ...until(NOW + DAY), keys: [] }, wants)).toMatch(/'staging' is locked/);
    });
  });

  describe('billing that keeps Qovery from deploying', () => {
    const blocked = (restriction: string, changes: Partial<ClusterView> = {}): Observation =>
      observation({ restriction, clusters: [cluster('DEPLOYED', changes)] });

    test('stops it before the first change', () => {
      expect(obstacles(blocked('BILLING_OVERDUE'))).toMatch(
        /blocks deployments .*\(BILLING_OVERDUE\).*billing/,
      );
      expect(obstacles(blocked('BILLING_OVERDUE', { demo: true }))).toMatch(/BILLING_OVERDUE/);
      expect(obstacles(blocked('NO_CREDIT_CARD'))).toMatch(/NO_CREDIT_CARD/);
    });

    test('not where nothing has to be deployed that is blocked', () => {
      expect(obstacles(blocked('NO_CREDIT_CARD', { demo: true }))).toBe('');
      expect(obstacles(blocked('BILLING_OVERDUE', { state: 'off' }))).toBe('');
      expect(obstacles(blocked('BILLING_OVERDUE'), { ignoreClusters: [STAGING] })).toBe('');
    });
  });

  test('an environment that the new key could not be tested with', () => {
    expect(obstacles(observation({ unknownEnvironments: ['e1', 'e2'] }))).toMatch(/ e1, .* e2, /s);
  });

  test('a cluster that one answer names and another lacks', () => {
    expect(obstacles(observation({ unknownClusters: [PRODUCTION] }))).toContain(PRODUCTION);
  });

  test('cluster-id leaves out a cluster that uses the key', () => {
    expect(obstacles(observation(), { clusters: [PRODUCTION] })).toMatch(/'cluster-id' leaves it out/);
    expect(obstacles(observation(), { clusters: [PRODUCTION, STAGING] })).toBe('');
  });

  test('no room for the journal among the tags of the user', () => {
    const tags = new Map(Array.from({ length: 45 }, (_, index) => [`team-${index}`, 'x']));
    expect(obstacles(observation({ journal: readJournal(tags) }))).toMatch(/has 45 tags, and AWS allows 50/);
    expect(obstacles(observation({ journal: readJournal(new Map([...tags].slice(0, 10))) }))).toBe('');
  });

  test('all of it is told at once, and that nothing was changed', () => {
    const o = observation({
      holders: [credential(A), dns(A)],
      clusters: [cluster('DEPLOYMENT_ERROR', { lock: LOCK })],
      unknownClusters: [PRODUCTION],
    });
    const text = obstacles(o, { clusters: [] });
    for (const part of ['DNS provider', 'DEPLOYMENT_ERROR', 'locked by Ann', PRODUCTION, "'cluster-id'"]) {
      expect(text).toContain(part);
    }
    expect(text).toContain('Nothing was changed.');
  });
});
