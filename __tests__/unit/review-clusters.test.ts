import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, iso } from '../../src/lib/clock.ts';
import type { Cluster, ClusterStatus } from '../../src/qovery/schemas.ts';
import {
  clusterFindings,
  isCovered,
  unknownStatus,
  viewClusters,
  worstFirst,
  type ClusterView,
} from '../../src/review/clusters.ts';
import type { Finding } from '../../src/review/finding.ts';
import { NOW, PRODUCTION, STAGING } from './support/fixtures.ts';
import { WEDNESDAY, lockOf, view } from './support/review.ts';

const findingsOf = (...clusters: ClusterView[]): Finding[] =>
  clusterFindings(clusters, NOW, (id) => `https://console.example.com/${id}`);
const urgencies = (findings: readonly Finding[]): string[] => findings.map(({ urgency }) => urgency);

const CLUSTER: Cluster = {
  id: PRODUCTION,
  name: 'production',
  region: 'eu-west-3',
  cloud_provider: 'AWS',
  kubernetes: 'MANAGED',
  production: true,
  version: '1.33',
};
const STATUS: ClusterStatus = {
  cluster_id: PRODUCTION,
  status: 'DEPLOYED',
  is_deployed: true,
  reason: 'UNSPECIFIED',
  last_deployment_date: iso(NOW - 3 * DAY),
};

describe('what Qovery answers', () => {
  test('a healthy cluster', () => {
    expect(viewClusters([CLUSTER], [STATUS], [], NOW)).toEqual([
      view({ version: '1.33', maintenanceDay: WEDNESDAY }),
    ]);
  });

  test('all that may be missing or null', () => {
    const bare = { id: PRODUCTION, name: 'c', region: '', cloud_provider: 'ON_PREMISE', production: null };
    const nothing = { ...STATUS, last_deployment_date: null, next_k8s_available_version: null, reason: null };
    expect(viewClusters([{ ...bare, version: null }], [nothing], [], NOW)[0]).toMatchObject({
      production: false,
      version: undefined,
      nextVersion: undefined,
      lastDeployment: undefined,
      maintenanceDay: Date.parse('2026-11-23T00:00:00Z'), // a Monday: no production cluster
    });
    expect(viewClusters([CLUSTER], [], [], NOW)[0]).toMatchObject({
      status: undefined,
      state: undefined,
      deployed: undefined,
    });
  });

  test('a date that is none is no date', () => {
    const [seen] = viewClusters([CLUSTER], [{ ...STATUS, last_deployment_date: 'yesterday' }], [], NOW);
    expect(seen?.lastDeployment).toBeUndefined();
  });

  test('Qovery maintains no self-managed cluster', () => {
    const [seen] = viewClusters([{ ...CLUSTER, kubernetes: 'SELF_MANAGED' }], [STATUS], [], NOW);
    expect(seen?.maintenanceDay).toBeUndefined();
  });
});

describe('health', () => {
  test.each(['DEPLOYED', 'RESTARTED', 'READY', 'DELETED', 'DEPLOYING', 'A_STATUS_OF_TOMORROW'])(
    '%s is nothing to tell',
    (status) => expect(findingsOf(view({ status }))).toEqual([]),
  );

  test.each(['DEPLOYMENT_ERROR', 'STOP_ERROR', 'INTERNAL_ERROR'])(
    '%s: what failed, and where its log is',
    (status) => {
      expect(findingsOf(view({ status }))).toMatchObject([
        {
          urgency: 'now',
          what: `Production cluster 'production': the last action failed (${status}).`,
          next: expect.stringMatching(/log/) as unknown,
          link: { text: 'its log', url: `https://console.example.com/${PRODUCTION}` },
        },
      ]);
    },
  );

  test('a cancelled deployment is not called a failed one', () => {
    const [finding] = findingsOf(view({ status: 'CANCELED', production: false, name: 'dev' }));
    expect(finding?.what).toBe("Cluster 'dev': the last deployment was cancelled (CANCELED).");
  });

  test('operation rotate is named only where it can help', () => {
    const [aws] = findingsOf(view({ status: 'INVALID_CREDENTIALS' }));
    const [google] = findingsOf(view({ status: 'INVALID_CREDENTIALS', provider: 'GCP' }));
    expect([aws?.urgency, google?.urgency]).toEqual(['now', 'now']);
    expect(aws?.next).toMatch('operation: rotate');
    expect(google?.next).not.toMatch('rotate');
  });

  test('each cluster without a status is a finding', () => {
    const clusters = [
      view({ status: undefined, name: 'a' }),
      view({ status: undefined, name: 'b', id: STAGING }),
      view(),
    ];
    const found = unknownStatus(clusters);
    expect(found).toMatchObject([
      { urgency: 'soon', what: "Cluster 'a' is listed by Qovery, which tells no status of it." },
      { urgency: 'soon', what: "Cluster 'b' is listed by Qovery, which tells no status of it." },
    ]);
    expect(new Set(found.map(({ id }) => id)).size).toBe(2);
    expect(unknownStatus([view()])).toEqual([]);
  });
});

describe('what is to plan', () => {
  test('OUT_OF_DATE is pending configuration, not an old version', () => {
    const [finding, ...others] = findingsOf(view({ outOfDate: true }));
    expect(others).toEqual([]);
    expect(finding).toMatchObject({ urgency: 'plan' });
    expect(finding?.what).toMatch(/configuration that is not deployed yet \(OUT_OF_DATE\)/);
    expect(`${finding?.what} ${finding?.next}`).not.toMatch(/version|Kubernetes/);
  });

  test('the same step of Kubernetes is one finding for all its clusters', () => {
    const old = { version: '1.32', nextVersion: '1.33' };
    const findings = findingsOf(
      view({ ...old, name: 'a' }),
      view({ ...old, name: 'b' }),
      view({ version: '1.31', nextVersion: '1.32', name: 'c' }),
    );
    expect(findings.map(({ what }) => what)).toEqual([
      "Kubernetes 1.32 to 1.33 is available for 'a', 'b'.",
      "Kubernetes 1.31 to 1.32 is available for 'c'.",
    ]);
  });

  test('of many clusters, some are named and the others counted', () => {
    const many = Array.from({ length: 40 }, (_, n) => view({ name: `c${n}`, status: 'STOPPED' }));
    const [finding] = findingsOf(...many);
    expect(finding?.what).toMatch(/^Clusters 'c0', .*'c8' and 31 more are stopped/);
  });
});

describe('locks', () => {
  const locked = (lock: Parameters<typeof lockOf>[0], changes: Partial<ClusterView> = {}): ClusterView =>
    view({ lock: lockOf(lock), ...changes });

  test('one that lasts to the end of the maintenance day is only told', () => {
    const cluster = locked({ locked_at: iso(WEDNESDAY - 4 * DAY), ttl_in_days: 5 });
    expect(isCovered(cluster)).toBe(true);
    expect(findingsOf(cluster)).toMatchObject([
      { urgency: 'plan', next: expect.stringMatching(/It misses the maintenance of Wednesday 2026-11-25/) },
    ]);
  });

  test('one that ends an hour before the end of that day says so', () => {
    const cluster = locked({ locked_at: iso(WEDNESDAY + DAY - HOUR - 5 * DAY), ttl_in_days: 5 });
    expect(isCovered(cluster)).toBe(false);
    expect(findingsOf(cluster)).toMatchObject([
      { urgency: 'plan', next: expect.stringMatching(/does not cover the next maintenance day/) },
    ]);
  });

  test.each([null, undefined])('without a TTL (%s) somebody has to unlock it', (ttl) => {
    const [finding] = findingsOf(locked({ ttl_in_days: ttl }));
    expect(finding).toMatchObject({ urgency: 'soon', what: expect.stringMatching(/ada@example.com/) });
    expect(finding?.next).toMatch(/^Unlock it \(operation: unlock\)/);
  });

  test('one past its TTL is not told as one that lasts', () => {
    const [fresh] = findingsOf(locked({ locked_at: iso(NOW - 5 * DAY - HOUR), ttl_in_days: 5 }));
    const [old] = findingsOf(locked({ locked_at: iso(NOW - 9 * DAY), ttl_in_days: 5 }));
    expect([fresh?.urgency, old?.urgency]).toEqual(['plan', 'soon']);
    expect(old?.next).toMatch(/^Its time has passed/);
  });

  test('one whose date is none: nobody can tell when it ends', () => {
    const [finding] = findingsOf(locked({ locked_at: 'soon' }));
    expect(finding).toMatchObject({ urgency: 'soon', next: expect.stringMatching(/nobody can tell/) });
  });

  test('a lock keeps nothing away where Qovery maintains nothing', () => {
    expect(findingsOf(locked({ ttl_in_days: null }, { maintenanceDay: undefined }))).toEqual([]);
  });

  test('a reason over several lines stays on one', () => {
    const [finding] = findingsOf(locked({ reason: 'one\n::error::two' }));
    expect(finding?.what).not.toMatch('\n');
  });
});

test('the worst come first: refused, failed, untold, busy, ready, off; production before others', () => {
  const clusters = [
    view({ name: 'off', status: 'STOPPED' }),
    view({ name: 'ready-b', production: false }),
    view({ name: 'ready-a', production: false }),
    view({ name: 'ready-production' }),
    view({ name: 'busy', status: 'NEW_WORD' }),
    view({ name: 'untold', status: undefined }),
    view({ name: 'failed', status: 'BUILD_ERROR' }),
    view({ name: 'refused', status: 'INVALID_CREDENTIALS', production: false }),
  ];
  expect(worstFirst(clusters).map(({ name }) => name)).toEqual(
    ['refused', 'failed', 'untold', 'busy', 'ready-production', 'ready-a', 'ready-b', 'off'], //
  );
  expect(urgencies(findingsOf(...worstFirst(clusters)))).toEqual(['now', 'now', 'plan']);
});
