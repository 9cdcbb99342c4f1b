import { describe, expect, test } from '@jest/globals';
import {
  type ClusterState,
  type Deployment,
  type DeploymentMark,
  type DeploymentOutcome,
  follow,
  stateOf,
} from '../../src/qovery/status.ts';

describe('what a status of a cluster means', () => {
  const DOCUMENTED: Readonly<Record<ClusterState, readonly string[]>> = {
    ready: ['DEPLOYED', 'RESTARTED'],
    busy: [
      'BUILDING',
      'CANCELING',
      'DELETE_QUEUED',
      'DELETING',
      'DEPLOYING',
      'DEPLOYMENT_QUEUED',
      'DRY_RUN',
      'QUEUED',
      'RESTARTING',
      'RESTART_QUEUED',
      'STOPPING',
      'STOP_QUEUED',
    ],
    off: ['READY', 'STOPPED', 'DELETED'],
    error: ['BUILD_ERROR', 'CANCELED', 'DELETE_ERROR', 'DEPLOYMENT_ERROR', 'RESTART_ERROR', 'STOP_ERROR'],
    'invalid-credentials': ['INVALID_CREDENTIALS'],
  };

  const rows = Object.entries(DOCUMENTED).flatMap(([state, list]) => list.map((status) => [status, state]));

  test('all 24 statuses of the specification are here', () => {
    expect(rows).toHaveLength(24);
  });

  test.each(rows)('%s is %s', (status, state) => {
    expect(stateOf(status)).toBe(state);
  });

  test.each(['INTERNAL_ERROR', 'UPGRADE_ERROR', 'ERROR'])(
    '%s, not documented, is an error by its name',
    (s) => {
      expect(stateOf(s)).toBe('error');
    },
  );

  test.each(['UPGRADING', 'RUNNING', 'deployed', '', 'DEPLOYED_DRY_RUN', 'constructor', '__proto__'])(
    "'%s' is not known: wait, and believe nothing",
    (status) => {
      expect(stateOf(status)).toBe('busy');
    },
  );
});

describe('following a deployment that we asked for', () => {
  const baseline: DeploymentMark = {
    status: 'DEPLOYED',
    executionId: 'e0',
    deployedAt: '2026-11-01T10:00:00Z',
    maintenance: false,
  };
  const LATER = '2026-11-20T12:07:00Z';
  const seen = (status: string, changes: Partial<DeploymentMark> = {}): DeploymentMark => ({
    ...baseline,
    status,
    ...changes,
  });

  /** What is known after each of these answers of Qovery. */
  function outcomes(marks: readonly DeploymentMark[], from = baseline): DeploymentOutcome[] {
    let deployment: Deployment = { baseline: from, started: false, executionId: undefined };
    return marks.map((mark) => {
      const next = follow(deployment, mark);
      deployment = next.deployment;
      return next.outcome;
    });
  }

  test('a stale answer of before the request proves nothing, however often it comes', () => {
    expect(outcomes([seen('DEPLOYED'), seen('DEPLOYED'), seen('DEPLOYED')])).toEqual([
      'running',
      'running',
      'running',
    ]);
    expect(outcomes([seen('DEPLOYMENT_ERROR')], seen('DEPLOYMENT_ERROR'))).toEqual(['running']);
  });

  test('the id changes when it is queued', () => {
    const ours = { executionId: 'e1' };
    expect(
      outcomes([
        seen('DEPLOYED'),
        seen('DEPLOYMENT_QUEUED', ours),
        seen('DEPLOYING', ours),
        seen('DEPLOYED', { ...ours, deployedAt: LATER }),
      ]),
    ).toEqual(['running', 'running', 'running', 'succeeded']);
  });

  test('the id changes when it starts', () => {
    expect(
      outcomes([
        seen('DEPLOYMENT_QUEUED'),
        seen('DEPLOYING', { executionId: 'e1' }),
        seen('DEPLOYED', { executionId: 'e1' }),
      ]),
    ).toEqual(['running', 'running', 'succeeded']);
  });

  test('between two polls all of it may be over: a new id is proof', () => {
    expect(outcomes([seen('DEPLOYED', { executionId: 'e1' })])).toEqual(['succeeded']);
  });

  test('Qovery tells no id, only a date: a later one is proof', () => {
    const noId = { executionId: undefined };
    expect(outcomes([seen('DEPLOYED', noId)], seen('DEPLOYED', noId))).toEqual(['running']);
    expect(outcomes([seen('DEPLOYED', { ...noId, deployedAt: LATER })], seen('DEPLOYED', noId))).toEqual([
      'succeeded',
    ]);
  });

  test('a first date is proof, an earlier or unreadable one is not', () => {
    const never = seen('READY', { executionId: undefined, deployedAt: undefined });
    expect(outcomes([seen('DEPLOYED', { executionId: undefined, deployedAt: LATER })], never)).toEqual([
      'succeeded',
    ]);
    expect(outcomes([seen('DEPLOYED', { deployedAt: '2026-10-01T10:00:00Z' })])).toEqual(['running']);
    expect(outcomes([seen('DEPLOYED', { deployedAt: 'soon' })])).toEqual(['running']);
    expect(outcomes([seen('DEPLOYED', { deployedAt: undefined })])).toEqual(['running']);
    expect(outcomes([seen('DEPLOYED', { executionId: undefined })])).toEqual(['running']);
  });

  test('neither id nor date: a state under way, seen since, is proof', () => {
    const bare = { executionId: undefined, deployedAt: undefined };
    expect(outcomes([seen('DEPLOYING', bare), seen('DEPLOYED', bare)], seen('DEPLOYED', bare))).toEqual([
      'running',
      'succeeded',
    ]);
  });

  test.each([
    'DEPLOYMENT_ERROR',
    'INVALID_CREDENTIALS',
    'CANCELED',
    'STOPPED',
    'DELETED',
    'READY',
    'NEW_ERROR',
  ])('ending in %s is a failure', (status) => {
    expect(outcomes([seen('DEPLOYING', { executionId: 'e1' }), seen(status, { executionId: 'e1' })])).toEqual(
      ['running', 'failed'],
    );
  });

  test('an unknown status is waited for', () => {
    expect(
      outcomes([seen('UPGRADING', { executionId: 'e1' }), seen('DEPLOYED', { executionId: 'e1' })]),
    ).toEqual(['running', 'succeeded']);
  });

  test('another deployment took its place', () => {
    expect(
      outcomes([seen('DEPLOYING', { executionId: 'e1' }), seen('DEPLOYED', { executionId: 'e2' })]),
    ).toEqual(['running', 'replaced']);
  });

  describe('maintenance in between', () => {
    const maintenance = { maintenance: true, executionId: 'm1' };

    test('is not ours, neither under way nor at its end', () => {
      expect(
        outcomes([
          seen('DEPLOYING', maintenance),
          seen('DEPLOYED', { ...maintenance, deployedAt: LATER }),
          seen('DEPLOYED', { ...maintenance, deployedAt: LATER }),
        ]),
      ).toEqual(['running', 'running', 'running']);
    });

    test('ours follows it', () => {
      expect(
        outcomes([
          seen('DEPLOYING', maintenance),
          seen('DEPLOYING', { executionId: 'e1' }),
          seen('DEPLOYED', { executionId: 'e1', deployedAt: LATER }),
        ]),
      ).toEqual(['running', 'running', 'succeeded']);
    });

    test('its id stays its own, also once Qovery no longer says that it was maintenance', () => {
      const over = { maintenance: false, executionId: 'm1', deployedAt: LATER };
      expect(outcomes([seen('DEPLOYING', maintenance), seen('DEPLOYED', over)])).toEqual([
        'running',
        'running',
      ]);
    });

    test('takes the place of ours', () => {
      expect(outcomes([seen('DEPLOYING', { executionId: 'e1' }), seen('DEPLOYING', maintenance)])).toEqual([
        'running',
        'replaced',
      ]);
    });

    test('was the last one before ours: its mark proves nothing', () => {
      const after = seen('DEPLOYED', { maintenance: true });
      expect(outcomes([after, seen('DEPLOYING'), seen('DEPLOYED', { executionId: 'e1' })], after)).toEqual([
        'running',
        'running',
        'succeeded',
      ]);
    });
  });

  test('once our id is known, an end without it is a stale answer, not ours', () => {
    expect(
      outcomes([
        seen('DEPLOYING', { executionId: 'e1' }),
        seen('DEPLOYED', { executionId: 'e0' }),
        seen('DEPLOYED', { executionId: 'e1', deployedAt: LATER }),
      ]),
    ).toEqual(['running', 'running', 'succeeded']);
  });
});
