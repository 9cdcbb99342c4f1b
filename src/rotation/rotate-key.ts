/** The loop over observe, decide and perform, for one IAM user. It ends by itself: no step comes twice without a cause. */
import type { Clock } from '../clock.ts';
import { iso, span } from '../clock.ts';
import { Cancelled, Problem, messageOf } from '../errors.ts';
import { called, isMovable, kindOf } from '../holders/index.ts';
import { decide, deleteAfter } from './decide.ts';
import { AnotherRun } from './issue.ts';
import { type Observation, type Target, concernedHolders } from './observation.ts';
import { look } from './observe.ts';
import { type Means, type State, perform, signOff } from './perform.ts';
import type { ClusterReport, HolderReport, RotationEvent, RotationReport } from './report.ts';
import { type Policy, type Result, type Step, freshMemory } from './step.ts';

export interface Voice {
  title(text: string): void;
  say(text: string): void;
}

/** Everything a rotation needs but its voice and its events, which are its own. */
export type SharedMeans = Omit<Means, 'title' | 'say' | 'event'>;

/** Rotates the key of one IAM user as far as it can go in this run. Never throws: what went wrong is in the report. */
export async function rotateKey(
  target: Target,
  credentials: RotationReport['credentials'],
  options: { readonly run: string; readonly dryRun: boolean; readonly startedAt: number },
  shared: SharedMeans,
  voice: Voice,
): Promise<RotationReport> {
  const { clock, policy } = shared;
  const events: RotationEvent[] = [];
  let lastTitle = '';
  const means: Means = {
    ...shared,
    title: (text) => {
      if (text !== lastTitle) voice.title(text);
      lastTitle = text;
    },
    say: (text) => voice.say(text),
    event: (what) => {
      events.push({ at: clock.now(), what });
      voice.say(`-> ${what}`);
    },
  };

  let state: State | undefined;
  let first: Observation | undefined;
  let names: Names = {};
  let acted = false;
  let end: { result: Result; why: string; warning: boolean; next: string; plan: readonly string[] };
  const ended = (result: Result, why: string, more: Partial<typeof end> = {}): typeof end => ({ result, why, warning: false, next: '', plan: [], ...more });
  try {
    means.title('Ensure there is only one Access Key');
    first = await look(target, shared, options.startedAt);
    state = { observation: first, memory: freshMemory(options.run) };
    names = namesOf(first);
    voice.say(truth(first));
    for (;;) {
      if (shared.cancel.aborted) throw new Cancelled();
      const step = decide(state.observation, policy, state.memory, clock.now());
      if (step.do === 'stop') throw step.problem;
      if (step.do === 'rest') {
        end = ended(step.result, step.why, { warning: step.warning ?? false });
        break;
      }
      if (options.dryRun && step.do !== 'look') {
        end = ended('planned', 'dry run: nothing was changed', { plan: plan(step, state.observation, policy, clock) });
        break;
      }
      acted ||= step.do !== 'look';
      const before = state;
      const act = (): Promise<State> => perform(step, before, means);
      state = step.do === 'await-clusters' || step.do === 'await-time' ? await act() : await shared.turn(act);
      names = { ...names, ...namesOf(state.observation) };
    }
  } catch (error) {
    end = endOf(error, state);
    if (acted && state !== undefined) state = { ...state, observation: await lookOnceMore(state.observation, shared, voice) };
  }
  if (acted && state?.memory.finished === false) await leave(state, shared, voice);
  return report(target, credentials, first, state, names, end, events, policy, clock.now());

  function endOf(error: unknown, at: State | undefined): typeof end {
    if (error instanceof AnotherRun) return ended('pending', `${error.message} on ${target.user}; this run changed nothing`, { warning: true });
    if (error instanceof Cancelled) {
      const inUse = at?.observation.journal.stored !== undefined;
      return ended(inUse ? 'pending' : 'failed', 'the run was cancelled', { warning: true, next: 'The next run goes on from what it finds.' });
    }
    if (error instanceof Problem) return ended('failed', error.what, { next: error.next });
    return ended('failed', `${messageOf(error)}.`, { next: 'See to it, and run again: the next run goes on from what it finds.' });
  }
}

/** The two keys of the rotation; the journal forgets them when it is done. */
interface Names {
  readonly old?: string;
  readonly new?: string;
}

function namesOf({ journal }: Observation): Names {
  return { ...(journal.old === undefined ? {} : { old: journal.old }), ...(journal.new === undefined ? {} : { new: journal.new }) };
}

/** After a failure: what is true now. Where it cannot be read, what was true before. */
async function lookOnceMore(o: Observation, shared: SharedMeans, voice: Voice): Promise<Observation> {
  try {
    return await look(o.target, shared, shared.clock.now());
  } catch (error) {
    voice.say(`What is true now could not be read (${messageOf(error)}); what follows was true at ${iso(o.at)}.`);
    return o;
  }
}

/** Takes our heartbeat away, so that the next run need not wait for it to grow cold. */
async function leave(state: State, { keys, clock }: SharedMeans, voice: Voice): Promise<void> {
  try {
    await signOff(state, keys);
  } catch (error) {
    voice.say(`The heartbeat of this run stays for 15 minutes from ${iso(clock.now())}: ${messageOf(error)}.`);
  }
}

/** What is true now: which keys exist, and who holds which. */
export function truth(o: Observation): string {
  const role = (id: string): string => (id === o.journal.new ? ', new' : id === o.journal.old ? ', old' : '');
  const keys = o.keys.map(({ id, status, createdAt }) => `${id} (${status}${role(id)}, created ${iso(createdAt)})`);
  const holders = concernedHolders(o).map((holder) => `${called(holder)} holds ${holder.keyId}`);
  return `IAM user ${o.target.user} has ${keys.length === 0 ? 'no access key' : keys.join(' and ')}; in Qovery, ${holders.length === 0 ? 'nobody holds one of them' : holders.join(', ')}.`;
}

/** What a run without `dry-run` would do from here. */
function plan(step: Step, o: Observation, policy: Policy, clock: Clock): string[] {
  const holders = concernedHolders(o).filter((holder) => isMovable(kindOf(holder)));
  const clusters = o.clusters.filter(({ state, id }) => state !== 'off' && !policy.ignoreClusters.includes(id));
  const deploy = clusters.length === 0 ? [] : [`deploy ${clusters.map(({ name }) => `'${name}'`).join(', ')} with the new key, production last, and wait for success`];
  const retire = [
    `keep the old key for ${span(policy.delay)} after the last cluster was deployed`,
    `deactivate the old key for ${span(policy.deactivateFor)}, look whether anything broke, delete it`,
  ];
  const store = [`create a new key for ${o.target.user} and prove that it works`, `store it in ${holders.map(called).join(', ')}`];
  switch (step.do) {
    case 'issue':
      return [...store, ...deploy, ...retire];
    case 'discard':
      return [`delete ${step.key}: ${step.why}`, ...store, ...deploy, ...retire];
    case 'deploy':
    case 'await-clusters':
      return [...deploy, ...retire];
    case 'await-time':
      return [`wait until ${iso(step.until)}: ${step.why}`, ...(clock.now() < step.until ? [`then deactivate and delete ${o.journal.old ?? 'it'}`] : [])];
    case 'record':
      return [`write in the journal that ${step.why}`, ...deploy, ...retire];
    case 'deactivate':
      return [`deactivate ${step.key} for ${span(policy.deactivateFor)}, look whether anything broke, delete it`];
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

function report(
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
    oldKey: names.old ?? (end.result === 'failed' || end.result === 'planned' ? (inUse ?? target.keyIds[0]) : undefined),
    newKey: o?.keys.some(({ id }) => id === names.new) ? names.new : undefined,
    keyCreatedAt,
    deleteAfter: o === undefined || end.result !== 'pending' ? undefined : deleteAfter(o, policy, now),
    nextRotation: keyCreatedAt === undefined || policy.maxAge === 0 ? undefined : keyCreatedAt + policy.maxAge,
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
    else if (requested !== undefined) note = requested.outcome === 'running' ? 'deploying with the new key' : `not deployed with the new key: ${requested.detail}`;
    return { id: cluster.id, name: cluster.name, production: cluster.production, status: cluster.mark.status, note };
  });
}

function holderReports(first: Observation, o: Observation): HolderReport[] {
  const before = new Map(first.holders.map((holder) => [holder.id, holder.keyId]));
  return concernedHolders(o).map(({ kind, id, name, keyId }) => ({ kind, id, name, before: before.get(id) ?? '–', after: keyId }));
}
