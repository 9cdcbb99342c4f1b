import type { AccessKeys } from '../aws/access-keys.ts';
import type { AwsClients } from '../aws/clients.ts';
import { type Clock, MINUTE, SECOND } from '../lib/clock.ts';
import type { Secrets } from '../lib/secrets.ts';
import type { Observation } from './observation.ts';
import type { Organization } from './observe/organization.ts';
import type { RunState, Policy } from './step.ts';

/** What a rotation acts on and speaks to. */
export interface RotationContext {
  readonly organization: Organization;
  readonly keys: AccessKeys;
  readonly clients: AwsClients;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Ends when the run is cancelled. */
  readonly cancel: AbortSignal;
  readonly policy: Policy;
  /** Waits for one of the few places of those who begin: a look, and what can be done at once. */
  readonly startLimit: <T>(task: () => Promise<T>) => Promise<T>;
  /** Waits for one of the few places of those who go on. Many that still have to begin do not hold them up. */
  readonly stepLimit: <T>(task: () => Promise<T>) => Promise<T>;
  /** Opens a step in the log, with the title that users of Qovery's guide know. */
  readonly group: (text: string) => void;
  readonly info: (text: string) => void;
  /** Something that happened, for the log and the summary. */
  readonly event: (what: string) => void;
}

/** Where a rotation is: what was last seen, and what this run did. */
export interface State {
  readonly observation: Observation;
  readonly runState: RunState;
}

/** How long IAM may take to show a change. */
export const SEEN_WITHIN = MINUTE;
export const LOOK_AGAIN_AFTER = 5 * SECOND;
