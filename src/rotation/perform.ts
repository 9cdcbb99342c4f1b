/** Does one step. Everything that changes AWS or Qovery in a rotation is in this folder's `perform` and `issue`. */
import type { AccessKeys } from '../aws/access-keys.ts';
import { AwsError } from '../aws/error.ts';
import type { AwsClients } from '../aws/clients.ts';
import { type Clock, MINUTE, SECOND, iso, span } from '../clock.ts';
import { messageOf } from '../errors.ts';
import type { Organization } from '../qovery/organization.ts';
import { QoveryError } from '../qovery/http.ts';
import { type Deployment, follow } from '../qovery/status.ts';
import type { Secrets } from '../secrets.ts';
import { issue } from './issue.ts';
import { type Entry, descriptionTag, heartbeatTag, journalTags, readJournal, tagsOf } from './journal.ts';
import { type ClusterView, type Observation, withStatuses } from './observation.ts';
import { look } from './observe.ts';
import type { Memory, Policy, Requested, Step } from './step.ts';

/** What a rotation acts on and speaks to. */
export interface Means {
  readonly organization: Organization;
  readonly keys: AccessKeys;
  readonly clients: AwsClients;
  readonly clock: Clock;
  readonly secrets: Secrets;
  /** Ends when the run is cancelled. */
  readonly cancel: AbortSignal;
  readonly policy: Policy;
  /** Waits for one of the few places of those who act; a rotation that only waits takes none. */
  readonly turn: <T>(task: () => Promise<T>) => Promise<T>;
  /** Opens a step in the log, with the title that users of Qovery's guide know. */
  title(text: string): void;
  say(text: string): void;
  /** Something that happened, for the log and the summary. */
  event(what: string): void;
}

/** Where a rotation is: what was last seen, and what this run did. */
export interface State {
  readonly observation: Observation;
  readonly memory: Memory;
}

type Acting = Exclude<Step, { do: 'rest' } | { do: 'stop' }>;

const HEARTBEAT_EVERY = 5 * MINUTE;

export async function perform(step: Acting, state: State, means: Means): Promise<State> {
  const { keys, clock } = means;
  const { observation: o, memory } = state;
  const { user } = o.target;
  switch (step.do) {
    case 'look':
      return { memory, observation: await look(o.target, means, clock.now()) };

    case 'record': {
      means.say(`${step.why}.`);
      const observation = await write(step.entry, o, memory, means);
      return { observation, memory: step.liftsHold ? { ...memory, holdLifted: true } : memory };
    }

    case 'issue':
      return issue(step, state, means);

    case 'discard':
      means.title('Delete a key that was never in use');
      means.say(`${step.key}: ${step.why}.`);
      if (step.split) means.say('Until the next key is stored, these holders are cut off. That takes seconds.');
      await write({ ...(step.split ? { lost: [...new Set([...o.journal.lost, step.key])] } : {}) }, o, memory, means);
      await keys.delete(user, step.key);
      await keys.untag(user, [step.key]);
      means.event(`deleted ${step.key}, which was never in use`);
      return { memory, observation: await look(o.target, means, clock.now()) };

    case 'deploy':
      return deploy(step.clusters, state, means);

    case 'await-clusters':
      return awaitClusters(step, state, means);

    case 'await-time':
      return awaitTime(step, state, means);

    case 'deactivate': {
      means.title('Deactivate the old Access Key');
      const claimed = await write({ deactivating: clock.now() }, o, memory, means);
      await keys.setStatus(user, step.key, 'Inactive');
      means.event(`deactivated ${step.key}`);
      return { memory, observation: await write({ deactivated: clock.now() }, withStatus(claimed, step.key, 'Inactive'), memory, means) };
    }

    case 'restore': {
      means.title('Activate the old Access Key again');
      means.say(`${step.why}.`);
      await keys.setStatus(user, step.key, 'Active');
      means.event(`activated ${step.key} again: ${step.why}`);
      const entry = { restored: clock.now(), why: step.why, deactivating: undefined, deactivated: undefined };
      return { memory, observation: await write(entry, withStatus(o, step.key, 'Active'), memory, means) };
    }

    case 'delete':
      return remove(step.key, state, means);

    case 'finish': {
      const dead = [o.journal.old, ...o.journal.lost].filter((id) => id !== undefined && !o.keys.some((key) => key.id === id));
      const gone = [...o.tags.keys()].filter((key) => dead.includes(key));
      await keys.untag(user, [...journalTags(o.tags), ...gone]);
      const tags = new Map([...o.tags].filter(([key]) => !journalTags(o.tags).includes(key) && !gone.includes(key)));
      means.title('Done');
      return { memory: { ...memory, finished: true }, observation: { ...o, tags, journal: readJournal(tags) } };
    }
  }
}

/** Writes to the journal, with our heartbeat, and returns what is now known. */
export async function write(entry: Entry, o: Observation, memory: Memory, { keys, clock, policy }: Pick<Means, 'keys' | 'clock' | 'policy'>): Promise<Observation> {
  const tags = {
    ...tagsOf({ organization: policy.organizationId, ...entry }),
    ...heartbeatTag(memory.run, clock.now()),
    ...(typeof entry.new === 'string' ? descriptionTag(entry.new, policy.organizationId, clock.now()) : {}),
  };
  await keys.tag(o.target.user, tags);
  const known = new Map([...o.tags, ...Object.entries(tags)]);
  return { ...o, tags: known, journal: readJournal(known) };
}

/** Tells other runs that this one is at work; a heartbeat that is fresh is not written again. */
async function beat(o: Observation, memory: Memory, means: Means): Promise<Observation> {
  const last = o.journal.runs.find(({ id }) => id === memory.run)?.at ?? 0;
  return means.clock.now() - last < HEARTBEAT_EVERY ? o : write({}, o, memory, means);
}

async function remove(key: string, { observation, memory }: State, means: Means): Promise<State> {
  means.title('Delete the old Access Key');
  const o = await beat(observation, memory, means);
  await means.keys.delete(o.target.user, key);
  means.event(`deleted ${key}`);
  return { memory, observation: { ...o, keys: o.keys.filter(({ id }) => id !== key) } };
}

/** Takes our heartbeat away: this run has ended. */
export async function signOff({ observation: o, memory }: State, keys: AccessKeys): Promise<void> {
  await keys.untag(o.target.user, Object.keys(heartbeatTag(memory.run, 0)));
}

async function deploy(chosen: readonly ClusterView[], { observation, memory }: State, means: Means): Promise<State> {
  const { organization, clock } = means;
  means.title('Deploy the cluster with the new credentials');
  const claimed = await beat(observation, memory, means);
  // The baseline is read after storing, while the clusters are idle.
  const o = withStatuses(claimed, await organization.statuses(clock.now()));
  const idle = o.clusters.filter(({ id, state }) => state !== 'busy' && chosen.some((cluster) => cluster.id === id));
  const requests = await Promise.all(
    idle.map(async (cluster): Promise<[string, Requested] | undefined> => {
      const requestedAt = clock.now();
      const deployment: Deployment = { baseline: cluster.mark, started: false, executionId: undefined };
      try {
        await organization.api.deployCluster(cluster.id);
      } catch (error) {
        if (!(error instanceof QoveryError)) throw error;
        if (error.status === 400 || error.status === 409) {
          // Qovery documents neither for a deployment under way; both are seen. Wait until it is idle, and ask again.
          means.say(`'${cluster.name}': ${error.message}. Asking again when it is idle.`);
          return undefined;
        }
        return [cluster.id, { requestedAt, deployment, outcome: 'not-accepted', detail: error.message }];
      }
      means.event(`asked Qovery to deploy '${cluster.name}'`);
      return [cluster.id, { requestedAt, deployment, outcome: 'running', detail: 'deploying' }];
    }),
  );
  const deployments = new Map([...memory.deployments, ...requests.filter((request) => request !== undefined)]);
  const waitingSince = new Map(memory.waitingSince);
  for (const { id } of chosen) if (!deployments.has(id) && !waitingSince.has(id)) waitingSince.set(id, clock.now());
  const next: State = { observation: o, memory: { ...memory, deployments, waitingSince } };
  if (idle.length > 0 && requests.every((request) => request === undefined)) {
    await clock.sleep(15 * SECOND);
    return { ...next, observation: withStatuses(o, await organization.statuses(clock.now())) };
  }
  return next;
}

/** Polls start quick and become rarer; in the long run at most one request in 15 s, whatever is waited for. */
function pollInterval(waited: number): number {
  if (waited < 20 * SECOND) return 5 * SECOND;
  if (waited < 20 * MINUTE) return 15 * SECOND;
  return 30 * SECOND;
}

async function awaitClusters(step: Extract<Step, { do: 'await-clusters' }>, { observation: o, memory }: State, means: Means): Promise<State> {
  const { clock, organization, policy } = means;
  const waitingSince = new Map(memory.waitingSince);
  const since = Math.min(
    ...step.clusters.map(({ id }) => {
      const start = memory.deployments.get(id)?.requestedAt ?? memory.waitingSince.get(id) ?? clock.now();
      if (!memory.deployments.has(id)) waitingSince.set(id, start);
      return start;
    }),
  );
  means.title('Wait for the cluster deployment to be done');
  const interval = pollInterval(clock.now() - since);
  await clock.sleep(interval);
  let seen = o;
  try {
    // Another rotation may have asked a moment ago: its answer is good for this one.
    seen = withStatuses(o, await organization.statuses(clock.now() - interval / 2));
  } catch (error) {
    if (!(error instanceof QoveryError) || error.refused) throw error;
    means.say(`${error.message}. Asking again.`);
    return { observation: await keepAlive(o, memory, means), memory: { ...memory, waitingSince } };
  }
  const deployments = new Map(memory.deployments);
  for (const cluster of step.clusters) {
    const now = seen.clusters.find(({ id }) => id === cluster.id);
    if (now === undefined) continue;
    if (now.mark.status !== cluster.mark.status) {
      const until = iso(since + policy.deployTimeout);
      means.say(`${iso(clock.now()).slice(11, 16)} '${cluster.name}' is ${now.mark.status}, after ${span(clock.now() - since)} (${step.why}; usually 5 to 10 minutes, at the latest until ${until}).`);
    }
    const requested = memory.deployments.get(cluster.id);
    if (requested?.outcome !== 'running') continue;
    const { deployment, outcome } = follow(requested.deployment, now.mark);
    if (outcome === 'succeeded') means.event(`'${cluster.name}' is deployed with the new key`);
    if (outcome === 'failed') means.event(`the deployment of '${cluster.name}' ended in ${now.mark.status}`);
    const detail = outcome === 'replaced' ? `another deployment took the place of ours (now ${now.mark.status})` : now.mark.status;
    deployments.set(cluster.id, { ...requested, deployment, outcome, detail });
  }
  return { observation: await keepAlive(seen, memory, means), memory: { ...memory, waitingSince, deployments } };
}

async function awaitTime(step: Extract<Step, { do: 'await-time' }>, { observation, memory }: State, means: Means): Promise<State> {
  const { clock } = means;
  means.title(step.until - clock.now() > 30 * MINUTE ? 'Waiting up to 2h to ensure all ongoing deployments are done' : 'Wait');
  means.say(`Until ${iso(step.until)} (${span(step.until - clock.now())}): ${step.why}.`);
  let o = observation;
  for (let told = clock.now(); clock.now() < step.until; ) {
    await clock.sleep(Math.min(HEARTBEAT_EVERY, step.until - clock.now()));
    o = await keepAlive(o, memory, means);
    if (clock.now() - told >= 30 * MINUTE && clock.now() < step.until) {
      told = clock.now();
      means.say(`Waiting until ${iso(step.until)}, ${span(step.until - told)} to go.`);
    }
  }
  return { observation: o, memory: { ...memory, vetoed: step.veto ?? memory.vetoed } };
}

/** Renews our heartbeat when it is due. A failure to do so is no failure of the wait. */
async function keepAlive(o: Observation, memory: Memory, means: Means): Promise<Observation> {
  try {
    return await beat(o, memory, means);
  } catch (error) {
    if (!(error instanceof AwsError)) throw error;
    means.say(`The heartbeat was not renewed: ${messageOf(error)}.`);
    return o;
  }
}

function withStatus(o: Observation, key: string, status: string): Observation {
  return { ...o, keys: o.keys.map((candidate) => (candidate.id === key ? { ...candidate, status } : candidate)) };
}

