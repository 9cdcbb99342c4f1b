/** Says what was seen, what would be done, and what came of it. Pure. */
import { type Clock, iso, span } from '../../lib/clock.ts';
import { holderLabel } from '../../holders/index.ts';
import { deleteAfter } from '../decide/decide.ts';
import type { Journal } from '../journal.ts';
import { concernedHolders, movableHolders, type Observation, type Target } from '../observation.ts';
import type { ClusterReport, HolderReport, RotationEvent, RotationReport } from './report.ts';
import type { RunState, Policy, Result, Step } from '../step.ts';

export interface End {
  readonly result: Result;
  readonly why: string;
  readonly warning: boolean;
  readonly next: string;
  readonly plan: readonly string[];
}

interface State {
  readonly observation: Observation;
  readonly runState: RunState;
}

/** What is true now: which keys exist, and who holds which. */
export function describeState(observed: Observation): string {
  const role = (id: string): string =>
    id === observed.journal.new ? ', new' : id === observed.journal.old ? ', old' : '';
  const keys = observed.keys.map(
    ({ id, status, createdAt }) => `${id} (${status}${role(id)}, created ${iso(createdAt)})`,
  );
  const holders = concernedHolders(observed).map((holder) => `${holderLabel(holder)} holds ${holder.keyId}`);
  return `IAM user ${observed.target.user} has ${keys.length === 0 ? 'no access key' : keys.join(' and ')}; in Qovery, ${holders.length === 0 ? 'nobody holds one of them' : holders.join(', ')}.`;
}

/** What a run without `dry-run` would do from here. */
export function plan(step: Step, observed: Observation, policy: Policy, clock: Clock): string[] {
  const holders = movableHolders(observed);
  const clusters = observed.clusters.filter(
    ({ state, id }) => state !== 'off' && !policy.ignoreClusters.includes(id),
  );
  const deploy =
    clusters.length === 0
      ? []
      : [
          `deploy ${clusters.map(({ name }) => `'${name}'`).join(', ')} with the new key, production last, and wait for success`,
        ];
  const retire = [
    `keep the old key for ${span(policy.delay)} after the last cluster was deployed`,
    `deactivate the old key for ${span(policy.deactivateFor)}, look whether anything broke, delete it`,
  ];
  const store = [
    `create a new key for ${observed.target.user} and prove that it works`,
    `store it in ${holders.map(holderLabel).join(', ')}`,
  ];
  switch (step.do) {
    case 'issue':
      return [...store, ...deploy, ...retire];
    case 'discard':
      return [`delete ${step.key}: ${step.why}`, ...store, ...deploy, ...retire];
    case 'deploy':
    case 'await-clusters':
    case 'verify':
    case 'await-verification':
      return [...deploy, ...retire];
    case 'await-time':
      return [
        `wait until ${iso(step.until)}: ${step.why}`,
        ...(clock.now() < step.until ? [`then deactivate and delete ${observed.journal.old ?? 'it'}`] : []),
      ];
    case 'record':
      return [`write in the journal that ${step.why}`, ...deploy, ...retire];
    case 'deactivate':
      return [
        `deactivate ${step.key} for ${span(policy.deactivateFor)}, look whether anything broke, delete it`,
      ];
    case 'restore':
      return [`activate ${step.key} again: ${step.why}`];
    case 'delete':
      return [`delete ${step.key}`];
    case 'finish':
      return ['clean the journal'];
    case 'look':
    case 'rest':
    case 'stop':
      return [];
  }
}

export function reportOf(
  target: Target,
  credentials: RotationReport['credentials'],
  first: Observation | undefined,
  state: State | undefined,
  journal: Journal | undefined,
  end: End,
  events: readonly RotationEvent[],
  policy: Policy,
  now: number,
): RotationReport {
  const observed = state?.observation;
  const inUse = observed === undefined ? undefined : inUseOf(observed);
  const idle = end.result === 'not-due' || end.result === 'nothing-to-rotate';
  const keyCreatedAt = observed?.keys.find(({ id }) => id === inUse)?.createdAt;
  const cutOff = observed === undefined || idle ? [] : leftBehind(observed, journal, policy);
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
    deleteAfter:
      observed === undefined || end.result !== 'pending' ? undefined : deleteAfter(observed, policy, now),
    nextRotation:
      keyCreatedAt === undefined || policy.maxAge === 0 ? undefined : keyCreatedAt + policy.maxAge,
    clusters: observed === undefined ? [] : clusterReports(observed, journal, policy, state?.runState),
    holders: first === undefined || observed === undefined ? [] : holderReports(first, observed),
    events: [...(first === undefined ? [] : history(first)), ...events],
    plan: end.plan,
    now:
      end.result === 'failed'
        ? observed === undefined
          ? 'Nothing was changed.'
          : describeState(observed)
        : '',
    next: end.next,
  };
}

/** Clusters that run, and go on with the old key because the user wants them ignored: no key is left to them. */
function leftBehind(observed: Observation, journal: Journal | undefined, policy: Policy): string[] {
  return observed.clusters
    .filter(({ id, state }) => policy.ignoreClusters.includes(id) && state !== 'off')
    .filter(({ id }) => !journal?.clusters.includes(id))
    .map(
      ({ name }) =>
        `cluster '${name}' is ignored ('ignore-cluster-id'): once the old key is gone, it has none until its next deployment`,
    );
}

/** What earlier runs of the same rotation did, as far as the journal tells. */
function history({ journal, keys }: Observation): RotationEvent[] {
  const { old, new: successor, stored, deployed, verified, deactivated } = journal;
  if (old === undefined || stored === undefined) return [];
  const created = keys.find(({ id }) => id === successor)?.createdAt;
  const known: readonly (readonly [number | undefined, string])[] = [
    [created, `created ${successor}`],
    [stored, 'stored the new key everywhere'],
    [deployed, 'every cluster is deployed with the new key'],
    [verified, 'the test deployments succeeded'],
    [deactivated, `deactivated ${old}`],
  ];
  return known.flatMap(([at, what]) => (at === undefined ? [] : [{ at, what }]));
}

function inUseOf(observed: Observation): string | undefined {
  return concernedHolders(observed).find(({ kind }) => kind === 'cloud credential')?.keyId;
}

function clusterReports(
  observed: Observation,
  journal: Journal | undefined,
  policy: Policy,
  runState: RunState | undefined,
): ClusterReport[] {
  return observed.clusters.map((cluster) => {
    const requested = runState?.deployments.get(cluster.id);
    const proved = journal?.clusters.includes(cluster.id) || requested?.outcome === 'succeeded';
    let note = '';
    if (policy.ignoreClusters.includes(cluster.id))
      note = 'ignored: has no key, once the old one is gone, until its next deployment';
    else if (proved) note = 'deployed with the new key';
    else if (cluster.state === 'off') note = 'left alone: takes the key up when it starts';
    else if (requested !== undefined)
      note =
        requested.outcome === 'running'
          ? 'deploying with the new key'
          : `not deployed with the new key: ${requested.detail}`;
    return {
      id: cluster.id,
      name: cluster.name,
      production: cluster.production,
      status: cluster.mark.status,
      note,
    };
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
