/** Says what was seen, what would be done, and what came of it. Pure. */
import { type Clock, iso, span } from '../clock.ts';
import { called, isMovable, kindOf } from '../holders/index.ts';
import { deleteAfter } from './decide.ts';
import { type Observation, type Target, concernedHolders } from './observation.ts';
import type { ClusterReport, HolderReport, RotationEvent, RotationReport } from './report.ts';
import type { Memory, Policy, Result, Step } from './step.ts';

/** The two keys of the rotation; the journal forgets them when it is done. */
export interface Names {
  readonly old?: string;
  readonly new?: string;
}

export interface End {
  readonly result: Result;
  readonly why: string;
  readonly warning: boolean;
  readonly next: string;
  readonly plan: readonly string[];
}

interface State {
  readonly observation: Observation;
  readonly memory: Memory;
}

/** What is true now: which keys exist, and who holds which. */
export function truth(o: Observation): string {
  const role = (id: string): string => (id === o.journal.new ? ', new' : id === o.journal.old ? ', old' : '');
  const keys = o.keys.map(
    ({ id, status, createdAt }) => `${id} (${status}${role(id)}, created ${iso(createdAt)})`,
  );
  const holders = concernedHolders(o).map((holder) => `${called(holder)} holds ${holder.keyId}`);
  return `IAM user ${o.target.user} has ${keys.length === 0 ? 'no access key' : keys.join(' and ')}; in Qovery, ${holders.length === 0 ? 'nobody holds one of them' : holders.join(', ')}.`;
}

/** What a run without `dry-run` would do from here. */
export function plan(step: Step, o: Observation, policy: Policy, clock: Clock): string[] {
  const holders = concernedHolders(o).filter((holder) => isMovable(kindOf(holder)));
  const clusters = o.clusters.filter(
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
    `create a new key for ${o.target.user} and prove that it works`,
    `store it in ${holders.map(called).join(', ')}`,
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
        ...(clock.now() < step.until ? [`then deactivate and delete ${o.journal.old ?? 'it'}`] : []),
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
  names: Names,
  end: { result: Result; why: string; warning: boolean; next: string; plan: readonly string[] },
  events: readonly RotationEvent[],
  policy: Policy,
  now: number,
): RotationReport {
  const o = state?.observation;
  const inUse = o === undefined ? undefined : inUseOf(o);
  const keyCreatedAt = o?.keys.find(({ id }) => id === inUse)?.createdAt;
  return {
    user: target.user,
    account: target.account,
    credentials,
    result: end.result,
    why: end.why,
    warning: end.warning,
    oldKey:
      names.old ??
      (end.result === 'failed' || end.result === 'planned' ? (inUse ?? target.keyIds[0]) : undefined),
    newKey: o?.keys.some(({ id }) => id === names.new) ? names.new : undefined,
    keyCreatedAt,
    deleteAfter: o === undefined || end.result !== 'pending' ? undefined : deleteAfter(o, policy, now),
    nextRotation:
      keyCreatedAt === undefined || policy.maxAge === 0 ? undefined : keyCreatedAt + policy.maxAge,
    clusters: o === undefined ? [] : clusterReports(o, policy, state),
    holders: first === undefined || o === undefined ? [] : holderReports(first, o),
    events,
    plan: end.plan,
    now: end.result === 'failed' && o !== undefined ? truth(o) : '',
    next: end.next,
  };
}

function inUseOf(o: Observation): string | undefined {
  return concernedHolders(o).find(({ kind }) => kind === 'cloud credential')?.keyId;
}

function clusterReports(o: Observation, policy: Policy, state: State | undefined): ClusterReport[] {
  return o.clusters.map((cluster) => {
    const requested = state?.memory.deployments.get(cluster.id);
    const proved = o.journal.clusters.includes(cluster.id) || requested?.outcome === 'succeeded';
    let note = '';
    if (policy.ignoreClusters.includes(cluster.id)) note = 'ignored: takes the key up at its next deployment';
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

function holderReports(first: Observation, o: Observation): HolderReport[] {
  const before = new Map(first.holders.map((holder) => [holder.id, holder.keyId]));
  return concernedHolders(o).map(({ kind, id, name, keyId }) => ({
    kind,
    id,
    name,
    before: before.get(id) ?? '–',
    after: keyId,
  }));
}
