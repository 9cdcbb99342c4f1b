import type { AwsMeans } from './aws/clients.ts';
import type { Clock } from './lib/clock.ts';
import type { Output } from './lib/output.ts';
import type { QoveryApi } from './qovery/api.ts';

/** What an operation that asks Qovery and AWS is given. */
export interface Dependencies extends AwsMeans {
  readonly api: QoveryApi;
  readonly clock: Clock;
  readonly output: Output;
}
