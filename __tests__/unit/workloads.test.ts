import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/lib/clock.ts';
import type { Evidence } from '../../src/qovery/log.ts';
import { isAtRest } from '../../src/qovery/status.ts';
import { objectionsOfWorkloads, otherFailures } from '../../src/rotation/decide/workloads.ts';
import type { EnvironmentView, Objection, Policy, Workloads } from '../../src/rotation/model.ts';
import {
  BROKEN_BUILD,
  NOW,
  REFUSAL,
  entryAt,
  environment,
  retirable,
  situation,
  workloads,
} from './support/fixtures.ts';

/** What they say against the retirement, where they were looked at then. */
function against(
  seen: Workloads,
  { stored, deployed, at = NOW, took = 0 }: { stored: number; deployed: number; at?: number; took?: number },
  wants: Partial<Policy> = {},
): Objection[] {
  const journal = { ...entryAt('deployed'), stored, deployed };
  return objectionsOfWorkloads(seen, situation(retirable({ at, took, journal }), wants));
}

describe('an environment', () => {
  const STORED = NOW - 3 * HOUR;
  const said = (
    changes: Partial<EnvironmentView>,
    at = NOW,
    took = 0,
    wants = {},
    log?: readonly Evidence[],
  ): unknown[] => {
    return against(environment(changes, log), { stored: STORED, deployed: STORED, at, took }, wants).map(
      ({ kind, text }) => [kind, text],
    );
  };
  const underWay =
    'a deployment of the environment shop/live (DEPLOYING) may have begun with the old key, and is not over';

  test('without a status, or a last one', () => {
    const unknown = [['hold', 'Qovery tells no status of the environment shop/live']];
    expect(said({ state: undefined })).toEqual(unknown);
    expect(said({ lastState: undefined })).toEqual(unknown);
  });
  test('under way since the key was stored, or before', () => {
    // Qovery's clock may be five minutes ahead of the one that dates the storing.
    expect(said({ state: 'DEPLOYING', deployedAt: STORED + 5 * MINUTE + 1 })).toEqual([]);
    expect(said({ state: 'DEPLOYING', deployedAt: STORED + 5 * MINUTE })).toEqual([['wait', underWay]]);
    expect(said({ state: 'DEPLOYING', deployedAt: STORED })).toEqual([['wait', underWay]]);
    expect(said({ state: 'DEPLOYING', deployedAt: undefined })).toEqual([['wait', underWay]]);
  });
  test('is asked for again five minutes after it was seen', () => {
    const changes = { state: 'DEPLOYING', deployedAt: STORED };
    expect(said(changes, NOW - 5 * MINUTE + 1)).toEqual([['wait', underWay]]);
    expect(said(changes, NOW - 5 * MINUTE)).toEqual([['stale', underWay]]);
    // A slow look saw it when it ended.
    expect(said(changes, NOW - 8 * MINUTE, 3 * MINUTE + 1)).toEqual([['wait', underWay]]);
    expect(said(changes, NOW - 8 * MINUTE, 3 * MINUTE)).toEqual([['stale', underWay]]);
  });
  test('that the user wants ignored: its failures do not count, its deployments under way do', () => {
    const failed = { state: 'BUILD_ERROR', lastState: 'BUILD_ERROR' };
    const ignored = { ignoreEnvironments: ['e'] };
    for (const log of [[REFUSAL], []]) {
      expect(said(failed, NOW, 0, ignored, log)).toEqual([]);
      expect(said(failed, NOW, 0, { ignoreEnvironments: ['f'] }, log)).not.toEqual([]);
    }
    expect(said({ state: 'DEPLOYING', deployedAt: STORED }, NOW, 0, ignored)).toEqual([['wait', underWay]]);
  });

  test.each([
    'DEPLOYED',
    'RESTARTED',
    'READY',
    'STOPPED',
    'DELETED',
    'CANCELED',
    'BUILD_ERROR',
    'STOP_ERROR',
  ])('is at rest in %s', (state) => expect(isAtRest(state)).toBe(true));
  test.each([
    'DEPLOYMENT_QUEUED',
    'BUILDING',
    'DEPLOYING',
    'CANCELING',
    'WAITING_STOPPING',
    'A_NEW_STATE',
    '',
  ])('is not at rest in %s, known or not', (state) => expect(isAtRest(state)).toBe(false));
});

test('a line of a log tells of the new key from the moment on that it was deployed, and without a time as well', () => {
  const DEPLOYED = NOW - 2 * HOUR;
  const said = (at: number | undefined): number =>
    against(workloads({ clusterLogs: [{ cluster: 'staging', log: [{ ...REFUSAL, at }] }] }), {
      stored: DEPLOYED - HOUR,
      deployed: DEPLOYED,
    }).length;
  expect([said(DEPLOYED), said(DEPLOYED + 1), said(undefined)]).toEqual([0, 1, 1]);
});

test('of what failed for other reasons, the names are told', () => {
  const failed = environment({ state: 'BUILD_ERROR' }, [BROKEN_BUILD]);
  expect(otherFailures(failed)).toEqual(['shop/live (BUILD_ERROR)']);
  expect(otherFailures(environment({ state: 'BUILD_ERROR' }, [REFUSAL]))).toEqual([]);
  expect(otherFailures(undefined)).toEqual([]);
});
