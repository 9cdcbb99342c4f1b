/** `operation: due`: which keys need a run of `rotate` now, as a matrix for the next job. */
import { all } from '../lib/all.ts';
import { type Accounts, signIn } from '../aws/accounts.ts';
import { withoutKeys } from '../aws/iam-users.ts';
import { Cancelled, Problem } from '../lib/errors.ts';
import { cloudCredential } from '../holders/cloud-credential.ts';
import type { DueInputs } from '../inputs.ts';
import { Snapshot } from '../qovery/snapshot.ts';
import { dueOutcome } from './summary.ts';
import type { OperationContext, Outcome } from '../operation.ts';
import { dueKeys } from './due-keys.ts';
import { ofUsers, ownersOf, readKeys } from '../review/read-keys.ts';

/** @throws {QoveryError} {AwsError} {Problem} where the credentials or the caller's identity cannot be read */
export async function due(inputs: DueInputs, deps: OperationContext): Promise<Outcome> {
  const { api, clock, output } = deps;
  const startedAt = clock.now();
  output.group('Look at the credentials');
  const snapshot = new Snapshot(api);
  const [credentials, clusters, { holders, unknown }] = await all([
    snapshot.credentials(),
    snapshot.clusters(),
    // Only what `rotate` can be asked for: keys that cloud credentials hold.
    cloudCredential.find(snapshot),
  ]);
  const now = clock.now();
  let accounts: Accounts | undefined;
  try {
    if (holders.length > 0) {
      const keyIds = holders.map(({ keyId }) => keyId);
      accounts = await signIn(inputs.aws, keyIds, deps);
    }
    const keys = accounts === undefined ? [] : await readKeys(holders, accounts, 'all');
    const concerned = ofUsers(keys, inputs.iamUsers);
    const strange = withoutKeys(inputs.iamUsers, ownersOf(keys));
    if (strange !== undefined && concerned.every(({ is }) => is === 'elsewhere'))
      throw new Problem(strange, "Correct 'aws-iam-user', or leave it out.", 'Nothing was changed.');
    return dueOutcome({
      inputs,
      startedAt,
      endedAt: clock.now(),
      now,
      keys: dueKeys(concerned, inputs.maxAge, now),
      unknown,
      leftOut: keys.filter((held) => !concerned.includes(held)),
      credentials,
      clusters,
      notes: strange === undefined ? [] : [strange],
    });
  } catch (error) {
    throw deps.grace.aborted ? new Cancelled() : error;
  } finally {
    accounts?.close();
  }
}
