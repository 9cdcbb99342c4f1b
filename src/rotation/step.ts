import type { Problem } from '../lib/errors.ts';
import type { ProviderError } from '../provider-errors/index.ts';
import type { Deployment } from '../qovery/status.ts';
import type { Entry } from './journal.ts';
import type { ClusterView } from './observation.ts';

/** How a rotation of one key ends, in the words of the output `result`. */
export type Result = 'rotated' | 'pending' | 'not-due' | 'nothing-to-rotate' | 'planned' | 'failed';

/** What the user wants, from the inputs. Durations in milliseconds. */
export interface Policy {
  readonly organizationId: string;
  readonly maxAge: number;
  readonly delay: number;
  readonly deactivateFor: number;
  readonly deployTimeout: number;
  readonly waitForDeletion: boolean;
  readonly retireKey: string | undefined;
  readonly ignoreClusters: readonly string[];
  /** Environments redeployed with the new key, as a test. */
  readonly verifyEnvironments: readonly string[];
  /** Where given: the clusters that the user expects to be deployed. */
  readonly onlyClusters: readonly string[] | undefined;
  /** Whether `aws-iam-user` was given: it allows to repair a credential whose key is gone. */
  readonly iamUserGiven: boolean;
}

/** A deployment that this run asked for. */
export interface Requested {
  readonly requestedAt: number;
  readonly deployment: Deployment;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'replaced' | 'not-accepted';
  /** For a person: the status that it ended in, or why it was not accepted. */
  readonly detail: string;
  /** What the cluster's log tells of, if it failed. */
  readonly causes?: readonly ProviderError[];
}

/** A redeployment of an environment that this run asked for. */
export interface Verification {
  readonly requestedAt: number;
  readonly requestId: string | undefined;
  readonly outcome: 'running' | 'succeeded' | 'failed';
  readonly detail: string;
}

/** What this run already did. */
export interface RunState {
  /** A random id of this process. */
  readonly run: string;
  readonly issued: boolean;
  /** The key that this run created. */
  readonly created: string | undefined;
  readonly finished: boolean;
  /** By cluster; a cluster is deployed at most once in a run. */
  readonly deployments: ReadonlyMap<string, Requested>;
  /** By environment. */
  readonly verifications: ReadonlyMap<string, Verification>;
  /** Since when this run waits for a cluster (or environment) to come to rest. */
  readonly waitingSince: ReadonlyMap<string, number>;
  /** The last use of the old key that made this run wait; a later one ends it. */
  readonly vetoed: number | undefined;
  /** A person's `retire-key` has lifted the hold in this run; it does so once. */
  readonly holdLifted: boolean;
}

export function initialRunState(run: string): RunState {
  return {
    run,
    issued: false,
    created: undefined,
    finished: false,
    deployments: new Map(),
    verifications: new Map(),
    waitingSince: new Map(),
    vetoed: undefined,
    holdLifted: false,
  };
}

/** The one next thing to do. */
export type Step =
  | { readonly do: 'rest'; readonly result: Result; readonly why: string; readonly warning?: boolean }
  | { readonly do: 'stop'; readonly problem: Problem }
  /** Create a key, prove it, store it in every holder, read it back. */
  | { readonly do: 'issue'; readonly replaces: string; readonly why: string }
  /** Delete a new key that was never stored (or, in a split, never deployed): its secret is lost. */
  | { readonly do: 'discard'; readonly key: string; readonly why: string; readonly split: boolean }
  /** Write down in the journal what was just observed. */
  | { readonly do: 'record'; readonly entry: Entry; readonly why: string; readonly liftsHold?: true }
  | { readonly do: 'deploy'; readonly clusters: readonly ClusterView[] }
  | { readonly do: 'await-clusters'; readonly clusters: readonly ClusterView[]; readonly why: string }
  | { readonly do: 'verify'; readonly environments: readonly string[] }
  | { readonly do: 'await-verification'; readonly environments: readonly string[] }
  /** `veto`: the use of the old key that is waited out. */
  | { readonly do: 'await-time'; readonly until: number; readonly why: string; readonly veto?: number }
  /** Look at everything again: what was seen is too old to act on. */
  | { readonly do: 'look' }
  | { readonly do: 'deactivate'; readonly key: string }
  /** Activate the old key again: something needs it. */
  | { readonly do: 'restore'; readonly key: string; readonly why: string }
  | { readonly do: 'delete'; readonly key: string }
  /** Clean the journal. */
  | { readonly do: 'finish' };
