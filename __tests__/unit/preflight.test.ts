import { describe, expect, test } from '@jest/globals';
import { preflight } from '../../src/rotation/decide/preflight.ts';
import type { Observation } from '../../src/rotation/observation.ts';
import type { Policy } from '../../src/rotation/step.ts';
import {
  A,
  B,
  PRODUCTION,
  STAGING,
  cluster,
  credential,
  dns,
  observation,
  policy,
  fixedHolder,
} from './support/fixtures.ts';

const LOCK = { reason: 'sale', owner: 'Ann' };
const obstacles = (o: Observation, wants: Partial<Policy> = {}): string =>
  preflight(o, policy(wants), A)?.message ?? '';

describe('before the first change', () => {
  test('nothing stands in the way of a usual rotation', () => {
    expect(preflight(observation(), policy(), A)).toBeUndefined();
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

  test('a cluster that one answer names and another lacks', () => {
    expect(obstacles(observation({ unknownClusters: [PRODUCTION] }))).toContain(PRODUCTION);
  });

  test('cluster-id leaves out a cluster that uses the key', () => {
    expect(obstacles(observation(), { onlyClusters: [PRODUCTION] })).toMatch(/'cluster-id' leaves it out/);
    expect(obstacles(observation(), { onlyClusters: [PRODUCTION, STAGING] })).toBe('');
  });

  test('no room for the journal among the tags of the user', () => {
    const tags = new Map(Array.from({ length: 45 }, (_, index) => [`team-${index}`, 'x']));
    expect(obstacles(observation({ tags }))).toMatch(/has 45 tags, and AWS allows 50/);
    expect(obstacles(observation({ tags: new Map([...tags].slice(0, 10)) }))).toBe('');
  });

  test('all of it is told at once, and that nothing was changed', () => {
    const o = observation({
      holders: [credential(A), dns(A)],
      clusters: [cluster('DEPLOYMENT_ERROR', { lock: LOCK })],
      unknownClusters: [PRODUCTION],
    });
    const text = obstacles(o, { onlyClusters: [] });
    for (const part of ['DNS provider', 'DEPLOYMENT_ERROR', 'locked by Ann', PRODUCTION, "'cluster-id'"]) {
      expect(text).toContain(part);
    }
    expect(text).toMatch(/Nothing was changed\.$/);
  });
});
