import { expect, test } from '@jest/globals';

import type { FaultKind } from '../../sandbox/faults.ts';
import { company, expectHealthy } from '../support/company.ts';

// A request that is never answered, or half. The client's patience (15 s) follows the sandbox's clock.

async function rotateWith(operation: string, kind: FaultKind): Promise<void> {
  await using acme = await company();
  const old = acme.key();
  acme.sandbox.fault({ match: { operation }, kind });
  const run = await acme.rotate({ 'wait-for-deletion': 'false' });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'pending' });
  const created = acme.key().id;
  expect(acme.keys()).toEqual({ [old.id]: 'Active', [created]: 'Active' });
  expect(acme.running()).toEqual({ 'production-eu': created });
  expectHealthy(acme);
}

test('a request that times out is settled by asking again: a store with and without effect, a read of either API', async () => {
  await Promise.all([
    rotateWith('editAWSCredentials', { hang: 'after' }),
    rotateWith('editAWSCredentials', { hang: 'before' }),
    rotateWith('listOrganizationCluster', { hang: 'before' }),
    rotateWith('ListAccessKeys', { hang: 'before' }),
    rotateWith('ListAccessKeys', 'stall'),
    rotateWith('listOrganizationCluster', 'stall'),
  ]);
});
