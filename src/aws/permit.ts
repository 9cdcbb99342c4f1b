import type { AccessKeyId } from '../lib/ids.ts';

/** What may be done to an access key that cannot be undone by waiting. */
export type Deed = 'activate' | 'deactivate' | 'delete';

/** Not exported: only a cast can make a permit, and `rotation/decide/guard.ts` has the only one. */
declare const granted: unique symbol;

/**
 * Leave to do one thing to one access key of one IAM user. The guard makes it when nothing speaks against it, and
 * what changes a key's status or deletes it takes nothing else: without a permit it does not compile.
 */
export interface Permit<D extends Deed = Deed> {
  readonly deed: D;
  readonly user: string;
  readonly key: AccessKeyId;
  readonly [granted]: true;
}
