/** What each operation is asked for: the values of the inputs. */
import type { ProxySettings } from './proxy.ts';
import type { Reference } from './references.ts';
import type { AcceptedFinding } from './values.ts';

/** What every operation is given. */
export interface Common {
  readonly token: string;
  readonly apiUrl: URL;
  readonly organizationId: string;
  readonly writeSummary: boolean;
  readonly proxy: ProxySettings;
  /** Address of this workflow run on GitHub; empty outside of GitHub. */
  readonly runUrl: string;
  /** Who started this run; of a schedule, whoever changed it last. Empty outside of GitHub. */
  readonly actor: string;
  readonly warnings: readonly string[];
}

export interface AwsInputs {
  readonly region: string;
  /** An ARN; `{account}` in it stands for the account of each key. */
  readonly roleToAssume: string | undefined;
  /** Where this job may ask for an OIDC token; `undefined` without `permissions: id-token: write`. */
  readonly idTokenRequest?: IdTokenRequest | undefined;
}

export interface IdTokenRequest {
  readonly url: string;
  /** A secret. */
  readonly token: string;
}

export interface RotateInputs extends Common {
  readonly operation: 'rotate';
  readonly credentials: 'all' | readonly Reference[];
  /** `undefined`: not checked. */
  readonly clusters: readonly Reference[] | undefined;
  readonly aws: AwsInputs;
  /** The only IAM users whose keys may be rotated; `undefined`: any. One alone allows the repair of its key. */
  readonly iamUsers: readonly string[] | undefined;
  /** Milliseconds, like every duration below. */
  readonly delay: number;
  readonly deactivateFor: number;
  readonly maxAge: number;
  /** From storing the new key to the end of `deactivateFor`: a rotation that takes longer fails. */
  readonly finishWithin: number;
  readonly waitForDeletion: boolean;
  readonly deployTimeout: number;
  readonly retireKey: string | undefined;
  readonly verifyEnvironments: readonly Reference[];
  readonly ignoreClusters: readonly Reference[];
  /** Their failed deployments do not count. */
  readonly ignoreEnvironments: readonly Reference[];
  /** Where to keep an issue; `undefined`: nowhere. */
  readonly issue: IssueInputs | undefined;
  readonly dryRun: boolean;
}

/** GitHub's issues of this repository. */
export interface IssueInputs {
  readonly token: string;
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repository: string;
}

export type ClusterChoice = 'all' | 'production' | 'non-production' | readonly Reference[];

export interface LockInputs extends Common {
  readonly operation: 'lock';
  readonly clusters: ClusterChoice;
  readonly reason: string;
  /** Days, or `none` for a lock that nobody lifts but an unlock. */
  readonly ttlInDays: number | 'none';
  readonly dryRun: boolean;
}

export interface UnlockInputs extends Common {
  readonly operation: 'unlock';
  readonly clusters: ClusterChoice;
  readonly reason: string | undefined;
  readonly dryRun: boolean;
}

export interface ReviewInputs extends Common {
  readonly operation: 'review';
  readonly clusters: ClusterChoice;
  readonly aws: AwsInputs;
  /** The only IAM users whose keys are looked at; `undefined`: all. */
  readonly iamUsers: readonly string[] | undefined;
  readonly maxAge: number;
  /** How far back the audit log is read. */
  readonly since: number;
  /** In percent. */
  readonly quotaThreshold: number;
  readonly issue: IssueInputs | undefined;
  /** Findings that nobody has to see to. */
  readonly acceptedFindings: readonly AcceptedFinding[];
}

export interface DueInputs extends Common {
  readonly operation: 'due';
  readonly aws: AwsInputs;
  /** The only IAM users whose keys are looked at; `undefined`: all. */
  readonly iamUsers: readonly string[] | undefined;
  readonly maxAge: number;
}

export type Inputs = RotateInputs | LockInputs | UnlockInputs | ReviewInputs | DueInputs;
