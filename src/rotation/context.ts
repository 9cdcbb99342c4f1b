import type { AccessKeys } from '../aws/access-keys.ts';
import type { AwsClients } from '../aws/types.ts';
import type { Clock } from '../lib/clock.ts';
import type { Secrets } from '../lib/secrets.ts';
import type { Signer } from './journal.ts';
import type { EventKind, Observation, Policy, Reads, RunState } from './model.ts';
import type { Organization } from './observe/organization.ts';

/** What the rotations of one run share; the keys and clients, with those of the same AWS account. */
export interface SharedContext {
  readonly organization: Organization;
  readonly keys: AccessKeys;
  readonly clients: AwsClients;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Ends when the run is cancelled. */
  readonly cancel: AbortSignal;
  readonly policy: Policy;
  /** Limits those who begin: a look, and what can be done at once. */
  readonly startLimit: <T>(task: () => Promise<T>) => Promise<T>;
  /** Limits those who go on. Many that still have to begin do not hold them up. */
  readonly stepLimit: <T>(task: () => Promise<T>) => Promise<T>;
}

/** What one rotation acts on and speaks to. */
export interface RotationContext extends SharedContext {
  /** Of this IAM user's journal. */
  readonly signer: Signer;
  /** What a look reads, by the journal that it finds. */
  readonly readsFor: (observed: Pick<Observation, 'keys' | 'journal' | 'holders'>, now: number) => Reads;
  /** Opens a step in the log, with the title that users of Qovery's guide know. */
  readonly group: (title: string) => void;
  readonly info: (text: string) => void;
  readonly event: (kind: EventKind, subject: string, detail?: string) => void;
}

/** Where a rotation is: what was last seen, and what this run did. */
export interface State {
  readonly observation: Observation;
  readonly runState: RunState;
}
