/**
 * A world in memory: an IAM user with its keys and tags, the holders of an organisation, clusters that deploy with
 * the key that is stored when they begin, and a clock that only sleeping moves. Steps are done by the real
 * `perform`, so that what one run leaves behind is what the next one finds. A run can be made to die after any of
 * its requests that change something.
 */
import type { AccessKey, AccessKeys, KeyUse, NewAccessKey } from '../../../src/aws/access-keys.ts';
import type { AccessKeyId, Uuid } from '../../../src/lib/ids.ts';
import type { AwsClients } from '../../../src/aws/types.ts';
import { AwsError } from '../../../src/aws/error.ts';
import { type Clock, DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import { Cancelled } from '../../../src/lib/errors.ts';
import type { Holder } from '../../../src/holders/index.ts';
import type { QoveryApi } from '../../../src/qovery/api.ts';
import type { Deed, Permit } from '../../../src/aws/permit.ts';
import { Organization } from '../../../src/rotation/observe/organization.ts';
import type { ClusterStatus } from '../../../src/qovery/schemas.ts';
import { stateOf } from '../../../src/qovery/status.ts';
import type { RotationContext, State } from '../../../src/rotation/context.ts';
import { decide } from '../../../src/rotation/decide/decide.ts';
import { readsFor } from '../../../src/rotation/decide/freshness.ts';
import { type Entry, type Signer, journalTags, readJournal } from '../../../src/rotation/journal.ts';
import {
  type Policy,
  type Situation,
  type Step,
  type Target,
  initialRunState,
} from '../../../src/rotation/model.ts';
import { observe } from '../../../src/rotation/observe/observe.ts';
import { clearHeartbeat } from '../../../src/rotation/perform/journal-writer.ts';
import { perform } from '../../../src/rotation/perform/perform.ts';
import { Secrets } from '../../../src/lib/secrets.ts';
import { ACCOUNT, NOW, PRODUCTION, SIGNER, STAGING, USER, writtenTags } from './fixtures.ts';

const DEPLOYMENT_TAKES = 6 * MINUTE;

type Writable<T> = { -readonly [K in keyof T]: T[K] };

interface WorldCluster {
  readonly id: string;
  readonly name: string;
  readonly production: boolean;
  status: string;
  execution: number;
  deployedAt: number;
  lock: ClusterStatus['cluster_lock'];
  /** The key that its components were deployed with. */
  runsOn: string | undefined;
  deploying: { readonly until: number; readonly key: string | undefined } | undefined;
}

export interface Beginning {
  readonly keys?: readonly AccessKey[];
  readonly holders?: readonly Holder[];
  /** As runs of ours have signed it. */
  readonly journal?: Entry;
  /** Tags of anybody's. */
  readonly tags?: ReadonlyMap<string, string>;
  /** Statuses by cluster id. */
  readonly statuses?: Readonly<Record<string, string>>;
  readonly uses?: ReadonlyMap<string, KeyUse>;
}

/** A run that is no more: `kill -9`. */
export class Died extends Error {}

export class World {
  now = NOW;
  keys: Writable<AccessKey>[];
  tags: Map<string, string>;
  holders: Writable<Holder>[];
  clusters: WorldCluster[];
  uses: Map<string, KeyUse>;
  /** What no rotation may ever do to a customer. */
  readonly outages: string[] = [];
  /** Requests that changed something. */
  changes = 0;
  reads = 0;
  /** The run dies once so many changes are done. */
  diesAfter = Infinity;
  /** The run is cancelled once so many changes are done. */
  cancelledAfter = Infinity;
  cancel = new AbortController();
  /** The step that is being done. */
  step: Step | undefined;
  /** What keeps Qovery from deploying. */
  restriction: string | undefined;
  /** What was done to keys, besides creating them. */
  readonly deeds: { readonly deed: Deed; readonly key: string }[] = [];
  /** The tags after each change. */
  readonly history: ReadonlyMap<string, string>[] = [];
  /** The keys that were created here. */
  readonly created: string[] = [];

  constructor(situation: Beginning = {}) {
    this.keys = (situation.keys ?? []).map((key) => ({ ...key }));
    this.holders = (situation.holders ?? []).map((holder) => ({ ...holder }));
    this.tags = new Map([...(situation.tags ?? []), ...writtenTags(situation.journal)]);
    this.uses = new Map(situation.uses);
    const ids = [...new Set(this.holders.flatMap(({ clusterIds }) => clusterIds))];
    this.clusters = ids.map((id) => ({
      id,
      name: id === PRODUCTION ? 'production' : id === STAGING ? 'staging' : id,
      production: id === PRODUCTION,
      status: situation.statuses?.[id] ?? 'DEPLOYED',
      execution: 0,
      deployedAt: NOW - 30 * DAY,
      lock: undefined,
      runsOn: this.#before(situation.journal, id) ?? this.#storedFor(id),
      deploying: undefined,
    }));
    for (const cluster of this.clusters) {
      if (stateOf(cluster.status) === 'busy') {
        cluster.deploying = { until: this.now + DEPLOYMENT_TAKES, key: cluster.runsOn };
      }
    }
  }

  readonly clock: Clock = {
    now: () => this.now,
    sleep: async (ms) => {
      if (this.cancel.signal.aborted) throw new Cancelled();
      this.now += Math.max(0, ms);
      this.#settle();
    },
  };

  /** A change: the run may die right after it. */
  change(what: () => void): void {
    if (this.changes >= this.diesAfter) throw new Died();
    this.changes++;
    this.now += SECOND;
    what();
    this.history.push(new Map(this.tags));
    if (this.changes >= this.cancelledAfter) this.cancel.abort();
    if (this.changes >= this.diesAfter) throw new Died();
  }

  read<T>(what: () => T): T {
    if (this.changes >= this.diesAfter) throw new Died();
    this.reads++;
    this.#settle();
    return what();
  }

  status(id: string): string | undefined {
    return this.keys.find((key) => key.id === id)?.status;
  }

  readonly iam = {
    list: async () => this.read(() => this.keys.map((key) => ({ ...key }))),
    use: async (id: string) =>
      this.read(() =>
        this.status(id) === undefined
          ? undefined
          : (this.uses.get(id) ?? { userName: USER, last: undefined }),
      ),
    tags: async () => this.read(() => new Map(this.tags)),
    checkPermissions: async () => undefined,
    create: async (): Promise<NewAccessKey> => {
      const created = {
        id: `AKIANEW${String(this.created.length + 1).padStart(13, 'N')}` as AccessKeyId,
        status: 'Active',
        createdAt: this.now,
      };
      if (this.keys.length >= 2) throw new AwsError('create an access key', 'LimitExceeded', 409, '');
      this.change(() => {
        this.created.push(created.id);
        this.keys.push({ ...created });
      });
      return { ...created, secret: `secret-of-${created.id}` };
    },
    activate: async (permit: Permit<'activate'>) =>
      this.#permitted('activate', permit, (key) => (key.status = 'Active')),
    deactivate: async (permit: Permit<'deactivate'>) =>
      this.#permitted('deactivate', permit, (key) => (key.status = 'Inactive')),
    delete: async (permit: Permit<'delete'>) =>
      this.#permitted('delete', permit, (key) => {
        this.keys = this.keys.filter((other) => other !== key);
      }),
    tag: async (_: string, tags: Readonly<Record<string, string>>) =>
      this.change(() => {
        for (const [key, value] of Object.entries(tags)) this.tags.set(key, value);
      }),
    untag: async (_: string, keys: readonly string[]) =>
      this.change(() => {
        for (const key of keys) this.tags.delete(key);
      }),
  };

  readonly api = {
    organization: async () => this.read(() => ({ billing_deployment_restriction: this.restriction })),
    credentials: async () =>
      this.read(() => ({
        results: this.holders
          .filter(({ kind }) => kind === 'cloud credential')
          .map(({ id, name, keyId, clusterIds }) => ({
            credential: { id, name, object_type: 'AWS', access_key_id: keyId },
            clusters: clusterIds.map((cluster) => ({ id: cluster, name: cluster })),
          })),
      })).results,
    awsCredential: async (id: string) => {
      const { name, keyId } = this.#holder(id);
      return { id, name, object_type: 'AWS', access_key_id: keyId };
    },
    editAwsCredential: async (id: string, body: { access_key_id: string }) =>
      this.change(() => (this.#holder(id).keyId = body.access_key_id as AccessKeyId)),
    registries: async () =>
      this.read(() =>
        this.holders
          .filter(({ kind }) => kind === 'container registry')
          .map(({ id, name, keyId }) => ({ id, name, ...ecr(keyId) })),
      ),
    registry: async (id: string) => {
      const { name, keyId } = this.#holder(id);
      return { id, name, ...ecr(keyId) };
    },
    editRegistry: async (id: string, body: { config: { access_key_id: string } }) =>
      this.change(() => (this.#holder(id).keyId = body.config.access_key_id as AccessKeyId)),
    helmRepositories: async () => [],
    clusters: async () =>
      this.read(() =>
        this.clusters.map(({ id, name, production }) => ({
          id,
          name,
          production,
          region: 'eu-west-3',
          cloud_provider: 'AWS',
          secret_manager_accesses: [],
        })),
      ),
    clusterStatuses: async () =>
      this.read(() =>
        this.clusters.map((cluster) => ({
          cluster_id: cluster.id,
          status: cluster.status,
          is_deployed: true,
          reason: 'UNSPECIFIED',
          last_execution_id: `${cluster.id}-${cluster.execution}`,
          last_deployment_date: new Date(cluster.deployedAt).toISOString(),
          cluster_lock: cluster.lock,
        })),
      ),
    dnsProvider: async (id: string) => {
      const holder = this.holders.find((other) => other.kind === 'DNS provider' && other.id === id);
      if (holder === undefined) return undefined;
      return { provider: 'ROUTE53', credentials: { type: 'STATIC', aws_access_key_id: holder.keyId } };
    },
    deployCluster: async (id: string) =>
      this.change(() => {
        const cluster = this.clusters.find((candidate) => candidate.id === id);
        if (cluster === undefined) throw new Error(`no cluster ${id}`);
        const key = this.#storedFor(id);
        cluster.status = 'DEPLOYING';
        cluster.execution++;
        cluster.deploying = { until: this.now + DEPLOYMENT_TAKES, key };
        const well = cluster.runsOn !== undefined && this.status(cluster.runsOn) === 'Active';
        if (well && (key === undefined || this.status(key) !== 'Active')) {
          this.outages.push(`${cluster.name} was deployed with ${key}, which is not active`);
        }
      }),
    environments: async () => [],
    clusterLogs: async () => [],
  };

  #permitted(deed: Deed, permit: Permit, doIt: (key: Writable<AccessKey>) => void): void {
    if (permit.deed !== deed || permit.user !== USER)
      throw new Error(`no permit to ${deed} a key of ${USER}`);
    this.change(() => {
      if (deed !== 'activate') this.#harm(permit.key, deed === 'delete' ? 'deleted' : 'deactivated');
      const key = this.keys.find(({ id }) => id === permit.key);
      if (key === undefined) return;
      this.deeds.push({ deed, key: key.id });
      doIt(key);
    });
  }

  #holder(id: string): Writable<Holder> {
    const holder = this.read(() => this.holders.find((candidate) => candidate.id === id));
    if (holder === undefined) throw new Error(`no holder ${id}`);
    return holder;
  }

  #storedFor(clusterId: string): string | undefined {
    return this.holders.find(
      ({ kind, clusterIds }) => kind === 'cloud credential' && clusterIds.includes(clusterId as Uuid),
    )?.keyId;
  }

  /** The old key, where the journal does not say that the cluster was deployed with the new one. */
  #before(entry: Entry | undefined, clusterId: string): string | undefined {
    const { old } = entry ?? {};
    if (old === undefined || this.status(old) === undefined) return undefined;
    // Where somebody stored a third key, nobody can tell what the cluster runs on.
    const stored = this.#storedFor(clusterId);
    if (stored !== old && stored !== entry?.new) return undefined;
    return entry?.clusters?.includes(clusterId) === true ? undefined : old;
  }

  #settle(): void {
    for (const cluster of this.clusters) {
      const { deploying } = cluster;
      if (deploying === undefined || this.now < deploying.until) continue;
      const good = deploying.key !== undefined && this.status(deploying.key) === 'Active';
      cluster.status = good ? 'DEPLOYED' : 'INVALID_CREDENTIALS';
      if (good) cluster.runsOn = deploying.key;
      cluster.deployedAt = deploying.until;
      cluster.deploying = undefined;
    }
  }

  /** Who is hurt when a key stops working. A split is announced: there, and only there, holders may be. */
  #harm(id: string, how: string): void {
    if (this.status(id) === undefined) return;
    const split = this.step?.do === 'create-key' && this.step.makeRoom?.key === id;
    for (const holder of this.holders) {
      if (holder.keyId === id && !split) this.outages.push(`${id} was ${how}, and '${holder.name}' holds it`);
    }
    for (const { status, runsOn, deploying, name } of this.clusters) {
      if (stateOf(status) === 'off') continue;
      if (runsOn === id || deploying?.key === id)
        this.outages.push(`${id} was ${how}, and '${name}' runs on it`);
    }
  }

  /** Whose key it is, as an operation finds out before a rotation begins; undefined: refused. */
  target({ iamUsers }: Policy): Target | undefined {
    const journal = readJournal(this.tags, SIGNER);
    const alive = new Set(this.keys.map(({ id }) => id));
    const ours = new Set(journal.signed ? [...journal.lost, journal.old, journal.new] : []);
    const credentials = this.holders.filter(({ kind }) => kind === 'cloud credential');
    const reachable = this.holders.some(({ keyId }) => alive.has(keyId));
    const held = credentials
      .map(({ keyId }) => keyId)
      .filter((id) => alive.has(id) || iamUsers !== undefined || (reachable && ours.has(id)));
    if (held.length === 0) return undefined;
    return {
      user: USER,
      account: ACCOUNT,
      keyIds: [...new Set(held)],
      credentialIds: credentials.filter(({ keyId }) => held.includes(keyId)).map(({ id }) => id),
      // AWS answers for keys of other accounts and users, too; here every key that is not listed is gone.
      gone: [...new Set(held)].filter((id) => !alive.has(id)),
    };
  }

  /** No journal, no heartbeat, the one key active and held by all that held one of the two. */
  tidy(): boolean {
    const [only, ...others] = this.keys;
    return (
      only?.status === 'Active' &&
      others.length === 0 &&
      journalTags(this.tags).length === 0 &&
      this.holders.every(({ keyId }) => keyId === only.id) &&
      this.clusters.every(
        ({ runsOn, status }) => stateOf(status) === 'off' || (runsOn === only.id && status === 'DEPLOYED'),
      )
    );
  }
}

export interface Ended {
  readonly end: 'stop' | 'rest' | 'died' | 'endless' | 'refused' | 'failed';
  /** Why, for a person who reads a failed test. */
  readonly text: string;
  readonly steps: readonly Step[];
}

const MOST_STEPS = 160;

/** One run, from its first look to its end. */
export async function run(
  world: World,
  policy: Policy,
  options: {
    readonly name?: string;
    readonly diesAfter?: number;
    /** The run is cancelled once it has made so many changes. */
    readonly cancelledAfter?: number;
    /** Of a run with another Qovery token. */
    readonly signer?: Signer;
    readonly watch?: (step: Step, situation: Situation) => void;
  } = {},
): Promise<Ended> {
  const steps: Step[] = [];
  const target = world.target(policy);
  if (target === undefined) return { end: 'refused', text: 'no owner', steps };
  world.changes = 0;
  world.diesAfter = options.diesAfter ?? Infinity;
  world.cancelledAfter = options.cancelledAfter ?? Infinity;
  world.cancel = new AbortController();
  const keys = world.iam as unknown as AccessKeys;
  const answer = { Account: ACCOUNT, Arn: `arn:aws:iam::${ACCOUNT}:user/${USER}` };
  const context: RotationContext = {
    organization: new Organization(world.api as unknown as QoveryApi, world.clock),
    keys,
    clients: { stsAs: () => ({ send: async () => answer }) } as unknown as AwsClients,
    clock: world.clock,
    secrets: new Secrets(() => undefined),
    cancel: world.cancel.signal,
    policy,
    signer: options.signer ?? SIGNER,
    readsFor: (observed, now) => readsFor(observed, policy, now),
    startLimit: (task) => task(),
    stepLimit: (task) => task(),
    group: () => undefined,
    info: () => undefined,
    event: () => undefined,
  };
  const ended = (end: Ended['end'], text: string): Ended => ({ end, text, steps });
  let state: State | undefined;
  try {
    state = {
      observation: await observe(target, context, world.now),
      runState: initialRunState(options.name ?? 'run'),
    };
    for (;;) {
      const situation: Situation = {
        observed: state.observation,
        policy,
        runState: state.runState,
        now: world.now,
        cancelled: world.cancel.signal.aborted,
      };
      const step = decide(situation);
      world.step = step;
      options.watch?.(step, situation);
      steps.push(step);
      if (step.do === 'stop') return ended('stop', step.problem.message);
      if (step.do === 'rest') return ended('rest', `${step.result}: ${step.why}`);
      if (steps.length >= MOST_STEPS) return ended('endless', steps.map((done) => done.do).join(' '));
      state = await perform(step, state, context);
    }
  } catch (error) {
    if (world.changes >= world.diesAfter) return ended('died', `after ${steps.map((s) => s.do).join(' ')}`);
    if (error instanceof Cancelled) return ended('stop', error.message);
    return ended('failed', error instanceof Error ? error.message : String(error));
  } finally {
    const dead = world.changes >= world.diesAfter;
    world.diesAfter = Infinity;
    world.cancelledAfter = Infinity;
    if (!dead && state?.runState.finished === false) await clearHeartbeat(state, keys);
  }
}

/** Somebody runs the workflow again, well after the heartbeat of a run that died is void. */
export function later(world: World, ms = 4 * HOUR): void {
  world.now += ms;
}

/** What Qovery shows of an ECR registry. */
function ecr(keyId: string): object {
  const region = 'eu-west-3';
  const url = 'https://123456789012.dkr.ecr.eu-west-3.amazonaws.com';
  return { kind: 'ECR', url, config: { access_key_id: keyId, region } };
}
