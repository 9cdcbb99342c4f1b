/** What a rotation has to tell: the summary, the outputs and the log are made of it. */
import type { Holder } from '../../holders/index.ts';
import { span } from '../../lib/clock.ts';
import type { State } from '../context.ts';
import type { Journal } from '../journal.ts';
import {
  type Observation,
  type Policy,
  type Result,
  type RotationEvent,
  type RunState,
  type Target,
  concernedHolders,
  deactivateAfter,
  deleteAfter,
  isIdle,
  isOverdue,
  keyInUse,
  provedClusters,
} from '../model.ts';
import type { Refused } from '../observe/targets.ts';
import type { Obstacle } from '../decide/preflight.ts';
import { otherFailures } from '../decide/workloads.ts';
import { describeState } from './describe.ts';

/** How a rotation ended, in this run. */
export interface End {
  readonly result: Result;
  readonly why: string;
  readonly warning: boolean;
  readonly remedy: string;
  readonly plan: readonly string[];
  readonly obstacles: readonly Obstacle[];
}

/** What a cluster means for the rotation. */
export type ClusterRole = 'deployed' | 'deploying' | 'not-deployed' | 'off' | 'ignored' | 'none';

export interface ClusterReport {
  readonly id: string;
  readonly name: string;
  readonly production: boolean;
  /** Qovery's status. */
  readonly status: string;
  readonly role: ClusterRole;
  /** What no role can say: why it was not deployed. */
  readonly detail: string;
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
  /** Earliest times of the old key's deactivation, and of its deletion. */
  readonly deactivateAfter: number | undefined;
  readonly deleteAfter: number | undefined;
  readonly nextRotation: number | undefined;
  readonly clusters: readonly ClusterReport[];
  readonly holders: readonly HolderReport[];
  readonly events: readonly RotationEvent[];
  /** Environments that failed since the new key was stored, for reasons that have nothing to do with it. */
  readonly otherFailures: readonly string[];
  /** Dry run: what a run without it would do. */
  readonly plan: readonly string[];
  /** Of a failure: what is true now, and what to do next. */
  readonly state: string;
  readonly remedy: string;
  /** Of a rotation that does not start: what is in its way. */
  readonly obstacles: readonly Obstacle[];
}

export interface Course {
  readonly target: Target;
  readonly credentials: RotationReport['credentials'];
  readonly first: Observation | undefined;
  readonly state: State | undefined;
  /** As it was last known, before it was cleaned. */
  readonly journal: Journal | undefined;
  readonly end: End;
  readonly events: readonly RotationEvent[];
  readonly policy: Policy;
  readonly now: number;
}

export function reportOf(course: Course): RotationReport {
  const { target, credentials, first, state, journal, events, policy, now } = course;
  const end = overdue(course);
  const last = state?.observation;
  // With the journal as it was before it was cleaned: what it proves is still true.
  const observed = last && { ...last, journal: journal ?? last.journal };
  const inUse = observed === undefined ? undefined : keyInUse(observed);
  const idle = isIdle(end.result);
  const keyCreatedAt = observed?.keys.find(({ id }) => id === inUse)?.createdAt;
  const cutOff = observed === undefined || idle ? [] : leftBehind(observed, policy);
  const open = observed !== undefined && (end.result === 'pending' || end !== course.end);
  return {
    user: target.user,
    account: target.account,
    credentials,
    result: end.result,
    why: [end.why, ...cutOff].join('; '),
    warning: end.warning || cutOff.length > 0,
    oldKey: idle ? undefined : (journal?.old ?? inUse ?? target.keyIds[0]),
    newKey: !idle && observed?.keys.some(({ id }) => id === journal?.new) ? journal?.new : undefined,
    keyCreatedAt,
    deactivateAfter:
      open && observed.journal.deactivated === undefined ? deactivateAfter(observed, policy) : undefined,
    deleteAfter: open ? deleteAfter(observed, policy, now) : undefined,
    nextRotation:
      keyCreatedAt === undefined || policy.maxAge === 0 ? undefined : keyCreatedAt + policy.maxAge,
    clusters: observed === undefined ? [] : clusterReports(observed, policy, state?.runState),
    holders: first === undefined || observed === undefined ? [] : holderReports(first, observed),
    events: [...(first === undefined ? [] : history(first)), ...events],
    otherFailures: otherFailures(observed?.workloads),
    plan: end.plan,
    state:
      end.result !== 'failed'
        ? ''
        : observed === undefined
          ? 'Nothing was changed.'
          : describeState(observed),
    remedy: end.remedy,
    obstacles: end.obstacles,
  };
}

/** A rotation that does not come to its end needs a person, whatever a single run says. */
function overdue({ end, journal, policy, now }: Course): End {
  const { stored, storing } = journal ?? {};
  const began = stored ?? storing;
  if (end.result !== 'pending' || began === undefined) return end;
  if (!isOverdue(began, policy, now)) return end;
  return {
    ...end,
    result: 'failed',
    why: `The rotation is not over ${span(now - began)} after its new key was stored ('finish-within' is ${span(policy.finishWithin)}): ${end.why}`,
    remedy:
      end.remedy || 'Both keys are as they were. Remove what holds it up; the next run goes on from here.',
  };
}

/** Clusters that run, and go on with the old key because the user wants them ignored: no key is left to them. */
function leftBehind(observed: Observation, policy: Policy): string[] {
  const proved = provedClusters(observed);
  return observed.clusters
    .filter(({ id, state }) => policy.ignoreClusters.includes(id) && state !== 'off')
    .filter(({ id }) => !proved.has(id))
    .map(
      ({ name }) =>
        `cluster '${name}' is ignored ('ignore-cluster-id'): once the old key is gone, it has none until its next deployment`,
    );
}

/** What earlier runs of the same rotation did, as far as the journal tells. */
function history({ journal, keys }: Observation): RotationEvent[] {
  const { old, new: successor, stored, deployed, verified, deactivated } = journal;
  if (old === undefined || successor === undefined || stored === undefined) return [];
  const created = keys.find(({ id }) => id === successor)?.createdAt;
  const known: readonly (readonly [number | undefined, RotationEvent['kind'], string])[] = [
    [created, 'key-created', successor],
    [stored, 'stored-everywhere', successor],
    [deployed, 'all-deployed', successor],
    [verified, 'all-verified', successor],
    [deactivated, 'key-deactivated', old],
  ];
  return known.flatMap(([at, kind, subject]) => (at === undefined ? [] : [{ at, kind, subject }]));
}

function clusterReports(
  observed: Observation,
  policy: Policy,
  runState: RunState | undefined,
): ClusterReport[] {
  const deployed = provedClusters(observed);
  return observed.clusters.map(({ id, name, production, state, mark }) => {
    const requested = runState?.deployments.get(id);
    const proved = deployed.has(id) || requested?.outcome === 'succeeded';
    const role = ((): ClusterRole => {
      if (policy.ignoreClusters.includes(id)) return 'ignored';
      if (proved) return 'deployed';
      if (state === 'off') return 'off';
      if (requested === undefined) return 'none';
      return requested.outcome === 'running' ? 'deploying' : 'not-deployed';
    })();
    const detail = role === 'not-deployed' ? (requested?.detail ?? '') : '';
    return { id, name, production, status: mark.status, role, detail };
  });
}

function holderReports(first: Observation, observed: Observation): HolderReport[] {
  const { stored, old, new: successor } = first.journal;
  const before = new Map(
    first.holders.map(({ id, keyId }) => [
      id,
      stored !== undefined && keyId === successor && old !== undefined ? old : keyId,
    ]),
  );
  return concernedHolders(observed).map(({ kind, id, name, keyId }) => ({
    kind,
    id,
    name,
    before: before.get(id) ?? '–',
    after: keyId,
  }));
}

/** Of keys that were not rotated, because it is not certain whose they are, or their account refuses this run. */
export function reportOfRefused({ keyIds, account, holders, what, remedy }: Refused): RotationReport {
  return {
    user: undefined,
    account,
    credentials: holders.map(({ id, name }) => ({ id, name })),
    result: 'failed',
    why: what,
    warning: false,
    oldKey: keyIds.length === 1 ? keyIds[0] : undefined,
    newKey: undefined,
    keyCreatedAt: undefined,
    deactivateAfter: undefined,
    deleteAfter: undefined,
    nextRotation: undefined,
    clusters: [],
    holders: [],
    events: [],
    otherFailures: [],
    plan: [],
    state: 'Nothing was changed.',
    remedy,
    obstacles: [],
  };
}
