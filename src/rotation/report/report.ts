/** What a rotation has to tell: the summary, the outputs and the log are made of it. */
import type { Holder } from '../../holders/index.ts';
import type { Result } from '../step.ts';

export interface RotationEvent {
  readonly at: number;
  readonly what: string;
}

export interface ClusterReport {
  readonly id: string;
  readonly name: string;
  readonly production: boolean;
  /** Qovery's status. */
  readonly status: string;
  /** What this means for the rotation: `deployed with the new key`, `stopped: takes the key up when it starts` … */
  readonly note: string;
}

export interface HolderReport extends Pick<Holder, 'kind' | 'name'> {
  readonly id: string;
  readonly before: string;
  readonly after: string;
}

/** Of one key: one IAM user. */
export interface RotationReport {
  readonly user: string | undefined;
  readonly account: string | undefined;
  readonly credentials: readonly { readonly id: string; readonly name: string }[];
  readonly result: Result;
  /** One sentence. */
  readonly why: string;
  readonly warning: boolean;
  readonly oldKey: string | undefined;
  readonly newKey: string | undefined;
  /** Of the key in use. */
  readonly keyCreatedAt: number | undefined;
  readonly deleteAfter: number | undefined;
  readonly nextRotation: number | undefined;
  readonly clusters: readonly ClusterReport[];
  readonly holders: readonly HolderReport[];
  readonly events: readonly RotationEvent[];
  /** Dry run: what a run without it would do. */
  readonly plan: readonly string[];
  /** Of a failure: what is true now, and what to do next. */
  readonly now: string;
  readonly next: string;
}
