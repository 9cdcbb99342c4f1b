import type { Cluster } from '../records.ts';
import { DEFAULT_ACCOUNT } from '../world.ts';
import type { World } from '../world.ts';
import { accessDenied } from './call.ts';
import type { Caller } from './call.ts';

// What the services of a region have in common.

export interface RegionalCall {
  readonly world: World;
  readonly caller: Caller;
  /** Of the signature, which is how AWS's endpoints are told apart here. */
  readonly region: string;
}

export function authorizeIn({ world, caller, region }: RegionalCall, action: string): void {
  if (!world.iam.isDenied(action, caller.arn)) return;
  throw accessDenied(caller, action, `arn:aws:${action.split(':')[0]}:${region}:${caller.account}:*`);
}

/** The account that a cluster of Qovery is in: that of the key or the role of its credential. */
export function accountOf(world: World, cluster: Cluster): string {
  const credential = world.credentials.find(({ id }) => id === cluster.credentialId);
  const role = String(credential?.details['role_arn'] ?? '').split(':')[4];
  return world.iam.key(credential?.key?.id ?? '')?.account ?? role ?? DEFAULT_ACCOUNT;
}
