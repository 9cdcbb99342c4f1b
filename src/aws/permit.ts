import type { AccessKeyId } from '../lib/ids.ts';

/** What may be done to an access key that cannot be undone by waiting. */
export type Deed = 'activate' | 'deactivate' | 'delete';

/**
 * A class for the compiler alone: with a private member, no literal and no changed copy of a permit is one, and
 * nobody has a constructor.
 */
declare class Granted<D extends Deed> {
  private constructor();
  private readonly by: D;
  readonly deed: D;
  readonly user: string;
  readonly key: AccessKeyId;
}

/**
 * Leave to do one thing to one access key of one IAM user. The guard makes it when nothing speaks against it, and
 * what changes a key's status or deletes it takes nothing else: without a permit it does not compile. Only a cast can
 * make one, and `rotation/decide/guard.ts` has the only one.
 *
 * One caller has no permit: `AccessKeys.checkPermissions` asks AWS to deactivate and to delete a key whose id no key
 * can have, and sees whether AWS denies it.
 */
export type Permit<D extends Deed = Deed> = Granted<D>;
