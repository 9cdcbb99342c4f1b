import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { AccessKey, KeyPair, User } from '../../sandbox/iam.ts';
import { DEFAULT_QUIRKS } from '../../sandbox/quirks.ts';
import type { Cluster, Credential, Registry } from '../../sandbox/records.ts';
import { DEFAULT_ACCOUNT, World } from '../../sandbox/world.ts';
import type { RotateInputs } from '../../src/inputs.ts';
import { rotate } from '../../src/rotation/rotate.ts';
import type { Output } from '../../src/lib/output.ts';
import { QoveryApi } from '../../src/qovery/api.ts';
import { Secrets } from '../../src/lib/secrets.ts';
import type { Act, Event, RunEvent, Story } from './events.ts';
import { UNDISTURBED, isCalm } from './events.ts';
import { Line, Time } from './line.ts';
import { Ledger } from './rules.ts';

// One life: a company, and everything that happens to it. The action's own `rotate`, in this process, against the
// sandbox's world; after each event the rules must hold.

const START = Date.parse('2026-06-01T06:00:00Z');
export const USER = 'qovery-admin';
const MOST_RUNS = 10;
const STARTS_IN = 5 * SECOND;
const MOST_REQUESTS = 3000;

export type Holder = Credential | Registry;

export class Life {
  readonly time = new Time(START);
  readonly world: World;
  readonly user: User;
  readonly ledger: Ledger;
  /** What happened, for the reader of a counterexample. */
  readonly diary: string[] = [];
  /** People did nothing that the rules leave to people. */
  calm = true;
  runs = 0;

  constructor({ company, keyAge }: Pick<Story, 'company' | 'keyAge'>) {
    this.world = new World(this.time, { ...DEFAULT_QUIRKS, newKeyLagMs: 3 * SECOND, listLagMs: 4 * SECOND });
    this.user = found(company, this.world, keyAge);
    this.ledger = new Ledger(this.world, this.user, this.time);
    const session = this.world.addSession(`arn:aws:iam::${DEFAULT_ACCOUNT}:role/qovery-maintenance`);
    process.env['AWS_ACCESS_KEY_ID'] = session.accessKeyId;
    process.env['AWS_SECRET_ACCESS_KEY'] = session.secret;
    process.env['AWS_SESSION_TOKEN'] = session.token;
  }

  get holders(): Holder[] {
    return [...this.world.credentials, ...this.world.registries, ...this.world.helmRepositories];
  }

  /** @throws where a rule is broken */
  async live(events: readonly Event[]): Promise<void> {
    usePauses(this.time);
    for (const event of events) {
      this.diary.push(`${new Date(this.time.now()).toISOString()} ${JSON.stringify(event)}`);
      if (event.do === 'run') await this.run(event);
      else if (event.do === 'pass') this.time.advance(event.minutes * MINUTE);
      else this.act(event);
      this.world.settle();
      this.#leaveToPeople();
      this.ledger.check();
    }
    if (this.calm) await this.comeToRest();
  }

  async run(event: RunEvent): Promise<string> {
    const { world, ledger } = this;
    // A job takes some seconds to begin; IAM's lists lag by less.
    this.time.advance(STARTS_IN);
    this.calm &&= event.retire === 'none';
    const during = event.during;
    const line = new Line(
      world,
      this.time,
      {
        kill: event.kill,
        faults: event.faults,
        during: (n) => {
          if (n > MOST_REQUESTS) throw new Error(`more than ${MOST_REQUESTS} requests in a run`);
          if (during?.n === n) {
            this.diary.push(`  at request ${n}: ${JSON.stringify(during.act)}`);
            this.act(during.act);
            this.#leaveToPeople({ besideRun: true });
          }
        },
      },
      ledger,
    );
    const said: string[] = [];
    ledger.begin(line, said);
    const secrets = new Secrets(() => undefined);
    const cancel = new AbortController().signal;
    const organization = world.organization();
    const token = organization.tokens[0]?.value ?? '';
    secrets.add(token);
    const inputs = this.#inputs(event);
    const deps = {
      ...{ transport: line.transport, clock: line.clock, secrets },
      ...{ info: (text: string) => void said.push(text), random: () => 0.5 },
    };
    const api = new QoveryApi({
      ...{ organizationId: organization.id, baseUrl: inputs.apiUrl, token },
      ...deps,
      cancel,
    });
    this.runs += 1;
    const startedAt = this.time.now();
    const ended = rotate(inputs, {
      ...deps,
      ...{ api, output: outputTo(said), cancel, grace: cancel },
      run: `run${this.runs}`,
    }).then(
      (outcome) => {
        said.push(...outcome.errors, ...outcome.warnings, ...outcome.notes, outcome.summary);
        said.push(JSON.stringify(outcome.report), JSON.stringify(outcome.outputs));
        return outcome.result;
      },
      (error: unknown) => {
        if (!(error instanceof Error) || !['Problem', 'QoveryError', 'AwsError'].includes(error.name))
          throw error;
        // As run.ts puts it.
        said.push(`${error.message} Nothing was changed. See to it, and run again.`);
        return 'failed';
      },
    );
    const result = await Promise.race([ended, line.died]);
    line.kill();
    const lasted = this.time.now() - startedAt;
    this.diary.push(`  ${result} after ${line.sent.length} requests, ${Math.round(lasted / MINUTE)} min`);
    const complaint = said.findLast((text) => text.includes('cloud credential') && result === 'failed');
    if (complaint !== undefined) this.diary.push(`  ${complaint.slice(0, 600)}`);
    ledger.end(result, lasted);
    this.#leaveToPeople();
    return result;
  }

  /**
   * A cluster that is deployed while a lost key is in some holders may have taken it up: the rules leave that to a
   * person. So do they an environment that begins to be deployed beside a run, in the seconds between its last look
   * and the deletion of the lost key, or after it, before the next key is stored: that deployment fails.
   */
  #leaveToPeople({ besideRun } = { besideRun: false }): void {
    const held = new Set(this.holders.map(({ key }) => key?.id).filter((id) => this.ledger.isOfUser(id)));
    const { clusters, environments } = this.world;
    const deploying =
      clusters.some(({ deployment }) => deployment !== undefined) ||
      (besideRun && environments.some(({ deploymentKeys }) => deploymentKeys !== undefined));
    const cutOff = environments.some(({ deploymentKeys }) =>
      deploymentKeys?.some((pair) => this.world.iam.problemWith(pair)),
    );
    if ((held.size > 1 && deploying) || cutOff) this.calm = false;
  }

  #inputs(event: RunEvent): RotateInputs {
    const { world, user } = this;
    const held = world.credentials[0]?.key?.id;
    const spare = world.keysOf(user).find(({ id }) => id !== held)?.id;
    const old = user.tags.get('qovery-rotation:old')?.value || undefined;
    return {
      operation: 'rotate',
      token: world.organization().tokens[0]?.value ?? '',
      apiUrl: new URL('http://sandbox'),
      organizationId: world.organization().id,
      writeSummary: true,
      proxy: {},
      runUrl: '',
      issue: undefined,
      warnings: [],
      credentials: [world.credentials[0]?.id.toLowerCase() ?? ''],
      clusters: undefined,
      aws: { region: 'us-east-1', roleToAssume: undefined },
      iamUsers: event.userGiven ? [USER] : undefined,
      iamUser: event.userGiven ? USER : undefined,
      finishWithin: 14 * DAY,
      ignoreEnvironments: [],
      delay: 2 * HOUR,
      deactivateFor: 15 * MINUTE,
      maxAge: 75 * DAY,
      waitForDeletion: event.wait,
      deployTimeout: HOUR,
      retireKey: event.retire === 'old' ? old : event.retire === 'spare' ? spare : undefined,
      verifyEnvironments: [],
      ignoreClusters: [],
      dryRun: false,
    };
  }

  /** What people and Qovery do. What is not possible now does not happen. */
  act(act: Act): void {
    const { world, user, ledger } = this;
    world.settle();
    const keys = world.keysOf(user);
    const cluster = pick(world.clusters, 'cluster' in act ? act.cluster : 0);
    const key = pick(keys, 'key' in act ? act.key : 0);
    const busy =
      cluster?.deployment !== undefined ||
      world.environments.some((one) => one.clusterId === cluster?.id && one.deploymentKeys !== undefined);
    this.calm &&= isCalm(act);
    switch (act.do) {
      case 'create key':
        if (keys.length < 2) ledger.createdByPerson(world.addKey(user));
        return;
      case 'delete key':
      case 'deactivate key':
      case 'activate key': {
        if (!key) return;
        const status =
          act.do === 'delete key' ? 'Deleted' : act.do === 'activate key' ? 'Active' : 'Inactive';
        ledger.setByPerson(key.id);
        world.setKeyStatus(key.id, status);
        return;
      }
      case 'store key': {
        const holder = pick(this.holders, act.holder);
        if (holder && key) this.#store(holder, key);
        return;
      }
      case 'add holder':
        if (!key) return;
        ledger.putByPerson(key.id);
        if (act.kind === 'registry') world.addRegistry({ name: `images ${this.diary.length}`, key });
        else if (act.kind === 'helm') world.addHelmRepository({ name: `charts ${this.diary.length}`, key });
        else {
          const credential = world.addCredential({ name: `AWS ${this.diary.length}`, key });
          world.addCluster({ name: `new ${this.diary.length}`, credential });
        }
        return;
      case 'lock':
        if (cluster)
          cluster.lock = {
            reason: 'incident',
            ttlInDays: undefined,
            lockedAt: this.time.now(),
            ownerName: 'Ada',
          };
        return;
      case 'unlock':
        if (cluster) cluster.lock = undefined;
        return;
      case 'stop':
        if (cluster && !busy && cluster.status === 'DEPLOYED') cluster.status = 'STOPPED';
        return;
      case 'delete cluster':
        if (cluster && !busy && world.clusters.length > 1)
          world.clusters.splice(world.clusters.indexOf(cluster), 1);
        return;
      case 'deploy':
        if (!cluster || busy) return;
        world.startDeployment(cluster.id);
        ledger.begunByPeople([cluster.deployment?.key?.id, cluster.deployment?.registryKey?.id]);
        return;
      case 'maintenance':
        if (!cluster || busy || cluster.status !== 'DEPLOYED') return;
        world.startMaintenance(cluster.id);
        ledger.begunByPeople([cluster.deployment?.key?.id, cluster.deployment?.registryKey?.id]);
        return;
      case 'fail next':
        if (cluster) world.nextOutcome(cluster.id, { status: 'DEPLOYMENT_ERROR' });
        return;
      case 'deploy environment': {
        const environment = pick(world.environments, 0);
        if (!environment || environment.deploymentKeys !== undefined) return;
        if (world.findCluster(environment.clusterId)?.status !== 'DEPLOYED') return;
        world.startEnvironmentDeployment(environment.id, act.minutes * MINUTE);
        ledger.begunByPeople(
          (environment.deploymentKeys as KeyPair[] | undefined)?.map(({ id }) => id) ?? [],
        );
      }
    }
  }

  #store(holder: Holder, key: KeyPair): void {
    this.ledger.putByPerson(key.id);
    this.world.storeKey(holder, key);
  }

  /** The schedule alone, undisturbed: nobody is needed, and one key is left. */
  async comeToRest(): Promise<void> {
    const { world, ledger } = this;
    for (const cluster of world.clusters) cluster.lock = undefined;
    for (let i = 0; i < MOST_RUNS; i += 1) {
      this.time.advance(i % 2 === 0 ? 16 * MINUTE : 6 * HOUR);
      this.diary.push(`${new Date(this.time.now()).toISOString()} the schedule goes on`);
      const result = await this.run(UNDISTURBED);
      ledger.check();
      if (result === 'failed') throw new Error('a run of the undisturbed schedule needs a person');
      if (result !== 'pending') {
        ledger.checkRest(result);
        return;
      }
    }
    throw new Error(`not at rest after ${MOST_RUNS} undisturbed runs`);
  }
}

function found(company: Story['company'], world: World, keyAge: number): User {
  world.addOrganization({ name: 'Acme' });
  const user = world.addUser({ name: USER });
  const key: AccessKey = world.addKey(user, { createdAt: world.now - keyAge * DAY });
  const production = world.addCredential({ name: 'AWS production', key });
  const cluster: Cluster = world.addCluster({
    name: 'production-eu',
    credential: production,
    production: true,
  });
  const registries: Registry[] = [];
  if (company === 'shared') {
    const staging = world.addCredential({ name: 'AWS staging', key });
    world.addCluster({ name: 'staging-eu', credential: staging });
    world.addCluster({ name: 'laboratory', credential: staging, status: 'STOPPED' });
    registries.push(world.addRegistry({ name: 'images', key, cluster }));
    world.addHelmRepository({ name: 'charts', key });
    const other = world.addUser({ name: 'somebody-else' });
    world.addCredential({
      name: 'AWS of others',
      key: world.addKey(other, { createdAt: world.now - 10 * DAY }),
    });
  }
  world.addEnvironment({ name: 'production', cluster, registries });
  return user;
}

function outputTo(said: string[]): Output {
  const say = (text: string): void => void said.push(text);
  return {
    ...{ group: say, endGroup: () => undefined, info: say, notice: say, warning: say, error: say },
    ...{ mask: () => undefined, set: (name, value) => say(`${name}=${value}`), fail: () => undefined },
    summary: (markdown) => Promise.resolve(say(markdown)),
  };
}

function pick<T>(list: readonly T[], index: number): T | undefined {
  return list[index % Math.max(1, list.length)];
}

/** The SDK pauses between its attempts with the global timer: here that moves the time, too. */
function usePauses(time: Time): void {
  globalThis.setTimeout = ((callback: (...args: unknown[]) => void, delay = 0, ...args: unknown[]) => {
    time.advance(delay);
    return setImmediate(callback, ...args);
  }) as unknown as typeof setTimeout;
}
