/** What a rotation is made of: what was observed, what this run has done, and the one next step. Types and selectors. */
import type { AccessKey, KeyUse } from '../aws/access-keys.ts';
import type { Permit } from '../aws/permit.ts';
import type { Holder, KeyPair, UnknownHolder } from '../holders/index.ts';
import type { RotateInputs } from '../inputs.ts';
import type { Cancelled, Problem } from '../lib/errors.ts';
import type { AccessKeyId, Uuid } from '../lib/ids.ts';
import type { ProviderError } from '../provider-errors/index.ts';
import type { Evidence } from '../qovery/log.ts';
import type { ClusterState, Deployment, DeploymentMark } from '../qovery/status.ts';
import { type Entry, type Journal, deployedClusters } from './journal.ts';

/** How a rotation of one key ends, in the words of the output `result`. */
export type Result =
  'rotated' | 'pending' | 'deferred' | 'not-due' | 'nothing-to-rotate' | 'planned' | 'failed';

/** Whether there was nothing to do, or nothing was begun. */
export function isIdle(result: Result): boolean {
  return ['not-due', 'nothing-to-rotate', 'deferred'].includes(result);
}

/** What the user wants: the inputs that decide. */
export type Policy = Pick<
  RotateInputs,
  | 'organizationId'
  | 'maxAge'
  | 'delay'
  | 'deactivateFor'
  | 'deployTimeout'
  | 'finishWithin'
  | 'waitForDeletion'
  | 'retireKey'
  | 'clusters'
  | 'ignoreClusters'
  | 'ignoreEnvironments'
  | 'verifyEnvironments'
  | 'iamUsers'
>;

/** The IAM user whose key is rotated, and who holds it. */
export interface Target {
  readonly user: string;
  readonly account: string;
  /** The credentials of the organisation that hold a key of this user. */
  readonly credentialIds: readonly string[];
  /** The keys that they held when the run began. */
  readonly keyIds: readonly AccessKeyId[];
  /** Those of them of which AWS says that there is no such key. */
  readonly gone: readonly AccessKeyId[];
}

export interface ClusterView {
  readonly id: Uuid;
  readonly name: string;
  readonly region: string;
  readonly production: boolean;
  readonly demo: boolean;
  readonly state: ClusterState;
  readonly mark: DeploymentMark;
  /** `until`: milliseconds since the epoch; `Infinity` for a lock that only an unlock ends. */
  readonly lock: { readonly reason: string; readonly owner: string; readonly until: number } | undefined;
}

export interface EnvironmentView {
  readonly id: Uuid;
  /** `project/environment`. */
  readonly name: string;
  /** Undefined where Qovery lists the environment but tells no status of it. */
  readonly state: string | undefined;
  readonly lastState: string | undefined;
  readonly deployedAt: number | undefined;
}

/** An environment whose last deployment failed since the new key was stored, or at a time that Qovery does not tell. */
export interface Failure {
  readonly environment: EnvironmentView;
  /** What its log tells since then; nothing where it is empty or could not be read. */
  readonly log: readonly Evidence[];
}

export interface Unread {
  readonly what: string;
  readonly why: string;
  /** The id of the cluster that it is of, if it is of one. */
  readonly cluster?: string;
}

/** What runs on the clusters. */
export interface Workloads {
  /** When the reading of it began: with many clusters, long before the look that it is part of. */
  readonly at: number;
  readonly environments: readonly EnvironmentView[];
  readonly failures: readonly Failure[];
  /** What the infrastructure logs of the clusters tell since the new key was stored. */
  readonly clusterLogs: readonly { readonly cluster: string; readonly log: readonly Evidence[] }[];
  /** What could not be read: nothing is known of it. */
  readonly unread: readonly Unread[];
}

/** IAM and Qovery as they were seen, in one value. */
export interface Observation {
  /** When the last full look began. Statuses may be newer. */
  readonly at: number;
  /** How long it took, in milliseconds: what Qovery allows in an hour may slow it down. */
  readonly took: number;
  /** When the statuses of the clusters were read. */
  readonly statusesAt: number;
  /** When the oldest of the DNS providers was read: they are not read again in every look. */
  readonly dnsAt: number;
  readonly target: Target;
  /** The user's keys. */
  readonly keys: readonly AccessKey[];
  readonly journal: Journal;
  /** Every holder in the organisation, whatever key it holds. */
  readonly holders: readonly Holder[];
  /** What may hold a key, and does not show which. */
  readonly unknownHolders: readonly UnknownHolder[];
  /** The clusters concerned: those of every holder that has a key of this rotation. */
  readonly clusters: readonly ClusterView[];
  /** Clusters that one answer of Qovery names and another lacks. */
  readonly unknownClusters: readonly string[];
  /** All others of the organisation. */
  readonly otherClusters: readonly ClusterView[];
  /** What keeps Qovery from deploying, as its billing tells it. Read where a rotation may begin. */
  readonly restriction: string | undefined;
  /** Those that the new key is to be tested with, and Qovery does not show. Read where a rotation may begin. */
  readonly unknownEnvironments: readonly string[];
  /** Last uses of the keys that Qovery's credentials do not hold. A key that is missing here: not known. */
  readonly uses: ReadonlyMap<string, KeyUse>;
  /** Read when the old key's time has come; undefined before. */
  readonly workloads: Workloads | undefined;
}

/** What a look reads beyond the keys, the holders and the clusters. */
export interface Reads {
  /** What runs on the clusters; `undefined`: not read. */
  readonly workloads:
    | {
        /** With what failed since then. */
        readonly since: number;
        /** The logs of clusters that were deployed since then, or are not at rest. */
        readonly logsSince: number;
      }
    | undefined;
  /** Whether Qovery's billing blocks deployments. */
  readonly restriction: boolean;
  /** Whether there are these environments. */
  readonly environments: readonly string[];
  /** The last use of these keys. */
  readonly uses: readonly AccessKeyId[];
}

/** A deployment that this run asked for. */
export interface Requested {
  readonly requestedAt: number;
  readonly deployment: Deployment;
  readonly outcome: 'running' | 'succeeded' | 'failed' | 'replaced' | 'not-accepted';
  /** For a person: the status that it ended in, or why it was not accepted. */
  readonly detail: string;
  /** Why it is not certain that it was accepted, and whether that passes by itself. */
  readonly unclear?: { readonly why: string; readonly passes: boolean };
  /** What the cluster's log tells of, if it failed. */
  readonly causes?: readonly ProviderError[];
}

/** A redeployment of an environment that this run asked for. */
export interface Verification {
  readonly requestedAt: number;
  /** When Qovery last told how far it is. */
  readonly seenAt: number;
  readonly requestId: string | undefined;
  readonly outcome: 'running' | 'succeeded' | 'failed';
  readonly detail: string;
}

/** A deployment that Qovery did not accept, and that is asked for again. */
export interface Postponed {
  readonly since: number;
  readonly askAgainAt: number;
  /** How often Qovery said no, not: later. */
  readonly refusals: number;
  /** Qovery's words. */
  readonly why: string;
}

/** What this run has done. */
export interface RunState {
  /** A random id of this process. */
  readonly run: string;
  /** What this run wrote into the journal when it announced a new key, and what was there before. */
  readonly announced:
    | {
        readonly entry: Entry;
        /** The journal as it was, in case that no key is created. */
        readonly earlier: Entry;
        readonly makeRoom: Permit<'delete'> | undefined;
      }
    | undefined;
  /** This run has asked AWS for a key: it does so once. */
  readonly issued: boolean;
  /** The key that this run created. */
  readonly created: AccessKeyId | undefined;
  /** The key that this run created and proved, on its way to its first store. The secret is here and nowhere else. */
  readonly unstored: KeyPair | undefined;
  /** Why the key that this run asked for was not stored anywhere. */
  readonly failure: Problem | Cancelled | undefined;
  /** When this run gave up storing it: what was seen before tells nothing of who holds it. */
  readonly gaveUpAt: number | undefined;
  /** AWS refused to create a key: there is none, for certain. */
  readonly creationRefused: boolean;
  /** Why the key that was not stored could not be deleted. */
  readonly discardFailure: string | undefined;
  readonly finished: boolean;
  /** By cluster; a cluster is deployed at most once in a run. */
  readonly deployments: ReadonlyMap<string, Requested>;
  /** By cluster. */
  readonly postponed: ReadonlyMap<string, Postponed>;
  /** By environment. */
  readonly verifications: ReadonlyMap<string, Verification>;
  /** Since when this run waits for a cluster (or environment) to come to rest. */
  readonly waitingSince: ReadonlyMap<string, number>;
  /** The last use of the old key that made this run wait; a later one ends it. */
  readonly vetoed: number | undefined;
  /** Since when one answer of Qovery has named a cluster that another lacked. */
  readonly unknownSince: number | undefined;
  /** A person's `retire-key` has lifted the hold in this run; it does so once. */
  readonly holdLifted: boolean;
}

export function initialRunState(run: string): RunState {
  return {
    run,
    announced: undefined,
    issued: false,
    created: undefined,
    unstored: undefined,
    failure: undefined,
    gaveUpAt: undefined,
    creationRefused: false,
    discardFailure: undefined,
    finished: false,
    deployments: new Map(),
    postponed: new Map(),
    verifications: new Map(),
    waitingSince: new Map(),
    vetoed: undefined,
    unknownSince: undefined,
    holdLifted: false,
  };
}

/** Everything that a decision is made of. */
export interface Situation {
  readonly observed: Observation;
  readonly policy: Policy;
  readonly runState: RunState;
  /** The servers' time, in milliseconds since the epoch. */
  readonly now: number;
  /** Somebody has cancelled the run. */
  readonly cancelled: boolean;
}

/**
 * What speaks against a permit. `stale`: another look is needed. `wait`: time alone cures it. `pause`: somebody wants
 * quiet, the next run may go on. `hold`: a person has to look. `symptom`: something needs the key; where we have
 * deactivated it, it is activated again.
 */
export type Objection =
  | { readonly kind: 'stale' | 'pause' | 'hold' | 'symptom'; readonly text: string }
  | {
      readonly kind: 'wait';
      readonly text: string;
      /** When to look again. */
      readonly until: number;
      /** Because AWS saw the key in use. */
      readonly use?: true;
    };

/** The one next thing to do. */
export type Step =
  | {
      readonly do: 'rest';
      readonly result: Result;
      readonly why: string;
      readonly warning?: boolean;
    }
  | { readonly do: 'stop'; readonly problem: Problem | Cancelled }
  /** Look at everything again, at that time or now: what was seen is too old to act on. */
  | { readonly do: 'refresh'; readonly notBefore: number; readonly dnsNotBefore: number | undefined }
  /** Read the statuses of the clusters: the baseline of a deployment. */
  | { readonly do: 'refresh-statuses' }
  /** Write down in the journal what was just observed. */
  | { readonly do: 'record'; readonly entry: Entry; readonly why: string; readonly liftsHold?: true }
  /** Journal the intent to create a key, and look at who else is at work. */
  | {
      readonly do: 'announce';
      readonly replaces: AccessKeyId;
      readonly lost: readonly AccessKeyId[];
      /** For a key of ours that some holders have and whose secret is lost (split): it goes before the new one comes. */
      readonly makeRoom: Permit<'delete'> | undefined;
      readonly why: string;
    }
  /** Create a key and prove it. */
  | { readonly do: 'create-key'; readonly makeRoom: Permit<'delete'> | undefined }
  /** Store the key that this run created in every movable holder, and read it back. */
  | { readonly do: 'store-key'; readonly key: KeyPair; readonly holders: readonly Holder[] }
  /** Delete a new key that was never stored. `last`: the run ends with it. */
  | {
      readonly do: 'discard';
      readonly permit: Permit<'delete'>;
      readonly why: string;
      readonly last: boolean;
    }
  | { readonly do: 'deploy'; readonly clusters: readonly ClusterView[] }
  | { readonly do: 'await-clusters'; readonly clusters: readonly ClusterView[]; readonly why: string }
  | { readonly do: 'verify'; readonly environments: readonly string[] }
  | { readonly do: 'await-verification'; readonly environments: readonly string[] }
  /** `veto`: the use of the old key that is waited out. */
  | { readonly do: 'await-time'; readonly until: number; readonly why: string; readonly veto?: number }
  | { readonly do: 'deactivate'; readonly permit: Permit<'deactivate'> }
  /** Activate the old key again: something needs it. */
  | { readonly do: 'restore'; readonly permit: Permit<'activate'>; readonly why: string }
  | { readonly do: 'delete'; readonly permit: Permit<'delete'> }
  /** Clean the journal. `tags`: ours, and the descriptions of keys that are gone. */
  | { readonly do: 'finish'; readonly tags: readonly string[]; readonly rotated: boolean };

/** A step that acts, or waits. */
export type Action = Exclude<Step, { do: 'rest' } | { do: 'stop' }>;
export type Wait = Extract<Action, { do: `await-${string}` }>;

/** Something that happened, for the log and the report, which find the words for it. */
export interface RotationEvent {
  readonly at: number;
  readonly kind: EventKind;
  /** An access key id, the name of a cluster, a holder's label, or the id of an environment. */
  readonly subject: string;
  /** What no kind can say: a status, or a reason. */
  readonly detail?: string;
}

export type EventKind =
  | 'key-created'
  | 'key-stored'
  | 'stored-everywhere'
  | 'cluster-deploying'
  | 'cluster-deployed'
  | 'cluster-failed'
  | 'all-deployed'
  | 'environment-deploying'
  | 'environment-deployed'
  | 'all-verified'
  | 'key-deactivated'
  | 'key-activated'
  | 'key-deleted'
  /** A key that was not stored everywhere, and makes room for the next. */
  | 'key-replaced'
  /** A key that was never in use. */
  | 'key-discarded';

/** The keys of this rotation: the user's, the journal's, and those that the credentials held at the beginning. */
export function keysOfRotation({
  keys,
  journal,
  target,
}: Pick<Observation, 'keys' | 'journal' | 'target'>): Set<AccessKeyId> {
  const ids = [...keys.map(({ id }) => id), ...target.keyIds, ...journal.before, ...journal.lost];
  return new Set([...ids, journal.old, journal.new].filter((id) => id !== undefined));
}

/** The holders that this rotation is about. */
export function concernedHolders(
  observed: Pick<Observation, 'keys' | 'journal' | 'target' | 'holders'>,
): Holder[] {
  const ids = keysOfRotation(observed);
  return observed.holders.filter(
    (holder) => ids.has(holder.keyId) || observed.target.credentialIds.includes(holder.id),
  );
}

/** Those of them that the new key is stored in, in the order of storing. */
export function movableHolders(observed: Parameters<typeof concernedHolders>[0]): Holder[] {
  return concernedHolders(observed).filter(({ movable }) => movable);
}

/** Every cluster concerned, those included of which one answer of Qovery lacks something. */
export function concernedIds({
  clusters,
  unknownClusters,
}: Pick<Observation, 'clusters' | 'unknownClusters'>): string[] {
  return [...clusters.map(({ id }) => id), ...unknownClusters];
}

/** The clusters that the journal proves to have been deployed by us since the new key was stored. */
export function provedClusters(
  observed: Pick<Observation, 'journal' | 'clusters' | 'unknownClusters'>,
): Set<string> {
  return deployedClusters(observed.journal, concernedIds(observed));
}

/** The access key that the cloud credentials of this rotation hold. */
export function keyInUse(observed: Parameters<typeof concernedHolders>[0]): AccessKeyId | undefined {
  return concernedHolders(observed).find(({ kind }) => kind === 'cloud credential')?.keyId;
}

/** When the old key may be deactivated at the earliest, as far as it is known. */
export function deactivateAfter(
  { journal }: Pick<Observation, 'journal'>,
  policy: Policy,
): number | undefined {
  return journal.deployed === undefined ? undefined : journal.deployed + policy.delay;
}

/** Whether a rotation that began then should be over: nothing waits any longer, and a person is told. */
export function isOverdue(began: number, policy: Policy, now: number): boolean {
  return now > began + policy.finishWithin + policy.deactivateFor;
}

/** When a run may delete the old key at the earliest, as far as it is known. */
export function deleteAfter(observed: Observation, policy: Policy, now: number): number | undefined {
  const { old, deactivated } = observed.journal;
  if (!observed.keys.some(({ id }) => id === old)) return undefined;
  if (deactivated !== undefined) return deactivated + policy.deactivateFor;
  const from = deactivateAfter(observed, policy);
  return from === undefined ? undefined : Math.max(from, now) + policy.deactivateFor;
}
