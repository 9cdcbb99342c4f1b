import type { ChildProcess } from 'node:child_process';

import { DAY, HOUR, MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { FaultKind, RecordedRequest } from '../../sandbox/faults.ts';
import type { User } from '../../sandbox/iam.ts';
import { startAction } from '../../sandbox/run-action.ts';
import type { ActionRun } from '../../sandbox/run-action.ts';
import { withoutMasks } from '../../sandbox/runner-log.ts';
import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { NO_SESSION, PROCESS_ENV } from '../support/processes.ts';
import { FOREIGN_TAGS, USER } from './scenarios.ts';
import type { Scenario } from './scenarios.ts';

// A sandbox that lives through the runs of a schedule, some of them killed on their way, and what must be true after.

/** What happens at a request: the process is killed before or after its effect, or the process lives on with a fault. */
export type Phase = 'before' | 'after' | FaultName;
export type FaultName = keyof typeof FAULTS;

const MALFORMED: FaultKind = {
  mutate: (body) => (typeof body === 'string' ? '<Nonsense/>' : { nonsense: true }),
};

/** Every way in which an API or the network can fail a client. `aws`: where AWS has a form of its own. */
const FAULTS = {
  /** The connection; the request is never sent. */
  refused: { kind: 'reset' },
  lost: { kind: 'lost' },
  'error-before': { kind: { status: 500 } },
  'error-after': { kind: 'error-after' },
  throttled: {
    kind: { status: 429 },
    aws: { status: 400, body: { code: 'Throttling', message: 'Rate exceeded' } },
  },
  'retry-after': { kind: { status: 429, headers: { 'retry-after': '7' } } },
  'hang-before': { kind: { hang: 'before' } },
  'hang-after': { kind: { hang: 'after' } },
  malformed: { kind: MALFORMED },
  truncated: { kind: 'malformed' },
  cut: { kind: 'cut' },
  stall: { kind: 'stall' },
  'html-200': { kind: { html: 200 } },
  'html-403': { kind: { html: 403, effect: true } },
  'html-502': { kind: { html: 502, effect: true } },
} as const satisfies Record<string, { kind: FaultKind; aws?: FaultKind }>;

export const FAULT_NAMES = Object.keys(FAULTS) as FaultName[];

/** One moment of one run: the so-manieth request of an operation. */
export interface Moment {
  readonly operation: string;
  /** From 1, within the run. */
  readonly occurrence: number;
  readonly phase: Phase;
  /** A fault that stays: it hits this request and, until the run ends, every later one of this operation. */
  readonly lasting?: boolean;
  /** Of refused connections: the API, and the request of it before this one, after which nobody can connect. */
  readonly refusal?: {
    readonly api: 'qovery' | 'aws';
    readonly after: Pick<Moment, 'operation' | 'occurrence'> | undefined;
  };
}

export interface Run extends ActionRun {
  readonly startedAt: number;
  readonly endedAt: number;
  readonly requests: readonly RecordedRequest[];
  /** Ids of the keys that AWS created while it ran. */
  readonly issued: readonly string[];
  /** Whether the moment that should be disturbed came. */
  readonly disturbed: boolean;
}

/** Results after which nothing is left to do. */
const AT_REST = ['rotated', 'not-due', 'nothing-to-rotate'];
const HEARTBEAT_VOID = 15 * MINUTE;
const MOST_RUNS = 8;
const JOURNAL = 'qovery-rotation:';

/** When the runs after a disturbed one start. The last gap repeats. */
export const GAPS: readonly (readonly number[])[] = [
  [16 * MINUTE, 3 * HOUR],
  [6 * HOUR],
  [MINUTE, 6 * HOUR],
  [3 * DAY, DAY],
];

/** What to run instead of the built action of this checkout. */
export const BUILT = process.env['ACTION_ENTRY'];

export interface How {
  inputs?: Record<string, string>;
  /** Further variables; an empty one takes one away. */
  env?: Record<string, string>;
  entry?: string;
}

export class Life implements AsyncDisposable {
  readonly scenario: Scenario;
  readonly sandbox: Sandbox;
  readonly runs: Run[] = [];
  /** How long holders of a lost key were cut off at the most, in virtual milliseconds. Known after the verdict. */
  cutOff = 0;
  readonly #env: Record<string, string>;
  readonly #deadAtBirth: readonly string[];
  readonly #keysAtBirth: readonly string[];

  static async begin(scenario: Scenario, env: Record<string, string> = {}): Promise<Life> {
    const seed = scenario.seed.bind(scenario);
    const sandbox = await startSandbox({ seed, quirks: { newKeyLagMs: 3 * SECOND } });
    sandbox.clock.advance(scenario.ago ?? 0);
    return new Life(scenario, sandbox, env);
  }

  private constructor(scenario: Scenario, sandbox: Sandbox, env: Record<string, string>) {
    this.scenario = scenario;
    this.sandbox = sandbox;
    this.#env = env;
    this.#deadAtBirth = sandbox.world.outages.map(({ keyId }) => keyId);
    this.#keysAtBirth = sandbox.world.keysOf(this.user).map(({ id }) => id);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.sandbox.stop();
  }

  get user(): User {
    const user = this.sandbox.world.iam.users.find(({ name }) => name === USER);
    if (!user) throw new Error(`No user ${USER} in the sandbox.`);
    return user;
  }

  /** One run of the schedule, as it is or with one moment of it disturbed. */
  async run(moment?: Moment): Promise<Run> {
    const { sandbox } = this;
    const first = sandbox.requests.length;
    let disturbed = false;
    let killed = false;

    const rankOf = (request: RecordedRequest): number =>
      sandbox.requests.slice(first, request.n).filter(({ operation }) => operation === request.operation)
        .length;
    const isIt = (
      request: RecordedRequest,
      it: Pick<Moment, 'operation' | 'occurrence' | 'lasting'>,
    ): boolean => {
      if (request.n <= first || request.operation !== it.operation) return false;
      return it.lasting ? rankOf(request) >= it.occurrence : rankOf(request) === it.occurrence;
    };
    const refusals = sandbox.clock.refusals;
    if (moment?.phase === 'refused') {
      const { api, after } = moment.refusal ?? { api: 'qovery', after: undefined };
      const times = moment.lasting ? Infinity : 1;
      if (after === undefined) sandbox.refuse(api, times);
      else
        sandbox.onRequest(({ phase, request }) => {
          if (phase === 'after' && isIt(request, after)) sandbox.refuse(api, times);
        });
    } else if (moment !== undefined && !isKill(moment.phase)) {
      const fault: { kind: FaultKind; aws?: FaultKind } = FAULTS[moment.phase];
      const match = (request: RecordedRequest): boolean => {
        const it = isIt(request, moment);
        disturbed ||= it;
        return it;
      };
      const times = moment.lasting ? Infinity : 1;
      if (fault.aws !== undefined)
        sandbox.fault({ match: (one) => one.api !== 'qovery' && match(one), times, kind: fault.aws });
      sandbox.fault({ match, times, kind: fault.kind });
    }
    const started = this.start();
    sandbox.onRequest(({ phase, request }) => {
      // A dead process asks for nothing more, even if its last requests arrive now.
      if (killed) return phase === 'before' ? 'drop' : undefined;
      if (moment?.phase !== phase || !isIt(request, moment)) return undefined;
      killed = disturbed = true;
      started.child.kill('SIGKILL');
      return 'drop';
    });
    const run = await started.done;
    sandbox.clearFaults();
    disturbed ||= sandbox.clock.refusals > refusals;
    const ended: Run = { ...run, disturbed };
    this.runs[this.runs.indexOf(run)] = ended;
    return ended;
  }

  /** Starts a run. Faults and hooks are the caller's; the run is noted when it has ended. */
  start(how: How = {}): { child: ChildProcess; done: Promise<Run> } {
    const { sandbox } = this;
    const { world, clock } = sandbox;
    const first = sandbox.requests.length;
    const entry = how.entry ?? BUILT;
    const startedAt = clock.now();
    const known = new Set(world.keysOf(this.user).map(({ id }) => id));
    const issued: string[] = [];
    sandbox.onRequest(({ phase, request }) => {
      if (phase !== 'after' || request.operation !== 'CreateAccessKey') return;
      for (const { id } of world.keysOf(this.user)) {
        if (!known.has(id)) issued.push(id);
        known.add(id);
      }
    });
    const action = startAction(
      sandbox,
      { ...this.scenario.inputs(sandbox), ...how.inputs },
      {
        env: {
          ...PROCESS_ENV,
          GITHUB_EVENT_NAME: 'schedule',
          ...(this.scenario.role && { ...sandbox.oidcEnv(), ...NO_SESSION }),
          ...this.#env,
          ...how.env,
        },
        ...(entry !== undefined && { entry }),
      },
    );
    const done = action.done.then((ended) => {
      const requests = sandbox.requests.slice(first);
      const run: Run = { ...ended, startedAt, endedAt: clock.now(), requests, issued, disturbed: false };
      this.runs.push(run);
      return run;
    });
    return { child: action.child, done };
  }

  /** The runs that the schedule starts after the last one, until nothing is left to do. What must not be is returned. */
  async goOn(variant = 1): Promise<string[]> {
    const wrong: string[] = [];
    const gaps = GAPS[variant % GAPS.length] ?? [];
    for (let i = 0; i < MOST_RUNS; i += 1) {
      this.sandbox.clock.advance(gaps[Math.min(i, gaps.length - 1)] ?? DAY);
      const alive = this.heartbeat();
      const run = await this.run();
      if (run.exitCode !== 0) wrong.push(`run ${this.runs.length} needs a person: ${errorsOf(run)}`);
      if (alive !== undefined) wrong.push(...this.#mustLeave(run, alive));
      if (AT_REST.includes(run.outputs['result'] ?? '')) return wrong;
    }
    return [...wrong, `not at rest after ${MOST_RUNS} more runs`];
  }

  /** The run, if any, whose heartbeat keeps others away. */
  heartbeat(): string | undefined {
    for (const { key, value } of this.user.tags.values()) {
      if (!key.startsWith(`${JOURNAL}run:`) || value === '') continue;
      if (this.sandbox.clock.now() - Date.parse(value) < HEARTBEAT_VOID)
        return key.slice(`${JOURNAL}run:`.length);
    }
    return undefined;
  }

  #mustLeave(run: Run, other: string): string[] {
    const writes = run.requests.filter(({ write }) => write).map(({ operation }) => operation);
    const wrong: string[] = [];
    if (run.outputs['result'] !== 'pending')
      wrong.push(`result ${run.outputs['result']} beside run ${other}, which may be alive`);
    if (writes.length > 0) wrong.push(`${writes.join(', ')} beside run ${other}, which may be alive`);
    if (!run.stdout.includes(other)) wrong.push(`does not name run ${other}`);
    return wrong;
  }

  /** Everything that must be true in the end, whatever happened on the way. */
  verdict(): string[] {
    const { world, clock } = this.sandbox;
    const wrong: string[] = [];
    const keys = world.keysOf(this.user);
    const [key] = keys;
    if (keys.length !== 1 || !key) wrong.push(`${keys.length} keys: ${keys.map(({ id }) => id).join(', ')}`);
    for (const one of keys)
      if (world.iam.statusOf(one) !== 'Active') wrong.push(`${one.id} is ${world.iam.statusOf(one)}`);
    if (key && key.createdAt < clock.now() - 75 * DAY && key.id === this.#keysAtBirth[0])
      wrong.push(`${key.id} was not replaced`);

    const holders = [...world.credentials, ...world.registries, ...world.helmRepositories];
    for (const holder of holders) {
      const owner = holder.key && world.iam.key(holder.key.id)?.userName;
      if (owner === USER && holder.key?.id !== key?.id) wrong.push(`${holder.name} holds ${holder.key?.id}`);
    }
    for (const cluster of world.clusters) {
      if (!['DEPLOYED', 'STOPPED'].includes(cluster.status))
        wrong.push(`${cluster.name} is ${cluster.status}`);
      if (cluster.status === 'DEPLOYED' && cluster.deployedKey?.id !== key?.id)
        wrong.push(`${cluster.name} runs on ${cluster.deployedKey?.id}`);
    }

    for (const { what, name, keyId, why, at, until } of world.outages) {
      if (this.#deadAtBirth.includes(keyId)) continue;
      const run = this.runs.findLast(({ startedAt }) => startedAt <= at);
      const announced = run?.stdout.includes('cut off') === true;
      const length = (until ?? clock.now()) - at;
      if (announced && until !== undefined && (length < MINUTE || this.#isHealedNext(at, until))) {
        this.cutOff = Math.max(this.cutOff, length);
        continue;
      }
      wrong.push(
        `outage: ${what} ${name}, ${keyId} ${why}, ${Math.round(length / SECOND)} s${announced ? ', announced' : ''}${until === undefined ? ', lasting' : ''}`,
      );
    }

    wrong.push(...this.mannersOfRuns());

    const tags = [...this.user.tags.values()];
    for (const [name, value] of Object.entries(FOREIGN_TAGS)) {
      if (!tags.some((tag) => tag.key === name && tag.value === value)) wrong.push(`tag ${name} was touched`);
    }
    for (const { key: name } of tags) {
      const ours = name.startsWith(JOURNAL) || (name.startsWith('AKIA') && name !== key?.id);
      if (ours) wrong.push(`tag ${name} is left`);
    }
    return wrong;
  }

  /** What no run may do, wherever it ends. */
  mannersOfRuns(): string[] {
    const wrong: string[] = [];
    for (const [index, run] of this.runs.entries()) {
      if (run.issued.length > 1) wrong.push(`run ${index + 1} issued ${run.issued.length} keys`);
      const log = withoutMasks(run.stdout) + run.stderr + run.summary + JSON.stringify(run.outputs);
      if (this.sandbox.secrets().some((secret) => log.includes(secret)))
        wrong.push(`run ${index + 1} shows a secret`);
    }
    return wrong;
  }

  /**
   * A run that mends a split and is killed on its way leaves the holders of the lost key cut off: nobody can help them
   * before the next run, and that one must.
   */
  #isHealedNext(at: number, until: number): boolean {
    if (this.scenario.killedBefore === undefined) return false;
    const next = this.runs.find(
      (run) =>
        run.startedAt > at && run.requests.some(({ operation, write }) => write && operation !== 'UntagUser'),
    );
    return next !== undefined && until <= next.endedAt;
  }

  /**
   * All that the next run can tell this moment by, without names and exact times: two moments with the same one are
   * gone on from in the same way.
   */
  signature(): string {
    const { world, clock } = this.sandbox;
    world.settle();
    const keys = [...new Set([...this.#keysAtBirth, ...this.runs.flatMap(({ issued }) => issued)])];
    const holders = [...world.credentials, ...world.registries, ...world.helmRepositories];
    const facts = [
      keys.map((id) => {
        const key = world.iam.key(id);
        return [id, key && world.iam.statusOf(key), key?.lastUsed?.service, ageOf(key?.lastUsed?.at)];
      }),
      holders.map(({ name, key }) => [name, key?.id]),
      world.clusters.map(({ name, status, deployment, deployedKey, failedKey }) => [
        name,
        status,
        deployment?.key?.id,
        deployedKey?.id,
        failedKey?.id,
      ]),
      [...this.user.tags.values()].map(({ key, value }) => {
        const name = key.startsWith(`${JOURNAL}run:`) ? `${JOURNAL}run` : key;
        return [name, /^\d{4}-.*Z$/.test(value) ? ageOf(Date.parse(value)) : value.replace(/ \d{4}-.*/, '')];
      }),
    ];
    facts.push(
      this.sandbox.world.outages.map(({ what, name, why, until }) => [
        what,
        name,
        why,
        until === undefined ? 'lasting' : 'over',
      ]),
    );
    const text = JSON.stringify(facts.map((list) => list.map((fact) => JSON.stringify(fact)).toSorted()));
    const named = [
      ...keys,
      ...world.clusters.map(({ id }) => Buffer.from(id.replaceAll('-', ''), 'hex').toString('base64url')),
    ];
    return named.reduce(
      (left, id, index) => left.replaceAll(id, `#${index}`),
      text.replaceAll(world.organization().id, 'organization'),
    );

    /** What counts is on which side of a delay a time is. */
    function ageOf(at: number | undefined): string {
      return at === undefined ? '-' : String(Math.floor((clock.now() - at) / (15 * MINUTE)));
    }
  }

  /** What is there, for a person who looks at a failure. */
  state(): string {
    const { world } = this.sandbox;
    const keys = world.keysOf(this.user).map((key) => `${key.id} ${world.iam.statusOf(key)}`);
    const holders = [...world.credentials, ...world.registries, ...world.helmRepositories].map(
      ({ name, key }) => `${name}: ${key?.id}`,
    );
    const clusters = world.clusters.map(
      ({ name, status, deployedKey }) => `${name}: ${status} on ${deployedKey?.id}`,
    );
    const tags = [...this.user.tags.values()]
      .filter(({ key }) => key.startsWith(JOURNAL))
      .map(({ key, value }) => `${key.slice(JOURNAL.length)}=${value}`);
    const runs = this.runs.map(
      ({ outputs, exitCode, signal, requests }) =>
        `${outputs['result'] ?? signal ?? exitCode} after ${requests.length} requests`,
    );
    return [keys, holders, clusters, tags, runs].map((list) => list.join(', ') || '-').join('\n      ');
  }
}

export function isKill(phase: Phase): phase is 'before' | 'after' {
  return phase === 'before' || phase === 'after';
}

export function errorsOf(run: Run): string {
  const lines = run.stdout.split('\n').filter((line) => line.startsWith('::error'));
  return (
    [...lines, run.stderr.trim()].filter(Boolean).join(' | ') || `exit ${run.exitCode}, no error in the log`
  );
}
