import { expect, test } from '@jest/globals';

import { startSandbox } from '../../sandbox/server.ts';
import { act } from '../support/action.ts';

const INPUTS = {
  lock: { operation: 'lock', 'cluster-id': 'all', reason: 'Release 42', 'ttl-in-days': '5' },
  unlock: { operation: 'unlock', 'cluster-id': 'all' },
};

test.each(['lock', 'unlock'] as const)(
  'killed at any request, the next run finishes (%s)',
  async (operation) => {
    await using sandbox = await startSandbox({
      seed: (world) => {
        world.addOrganization({ name: 'Acme' });
        for (const name of ['production-eu', 'staging-eu', 'dev-eu']) world.addCluster({ name });
      },
    });
    const { clusters } = sandbox.world;
    const locked = { reason: 'Release 42', ttlInDays: 5, lockedAt: sandbox.clock.now(), ownerName: 'a run' };
    for (let n = 1; n <= 6; n++) {
      for (const moment of ['before', 'after'] as const) {
        for (const cluster of clusters) cluster.lock = operation === 'lock' ? undefined : { ...locked };
        const first = sandbox.requests.length;
        const kill = new AbortController();
        sandbox.onRequest(({ phase, request }) => {
          if (phase === moment && request.n === first + n) kill.abort();
        });
        expect((await act(sandbox, INPUTS[operation], { signal: kill.signal })).signal).toBe('SIGKILL');
        sandbox.clearFaults();
        expect(await act(sandbox, INPUTS[operation])).toMatchObject({ exitCode: 0 });
        expect(clusters.map(({ lock }) => lock !== undefined)).toEqual(
          clusters.map(() => operation === 'lock'),
        );
      }
    }
  },
);
