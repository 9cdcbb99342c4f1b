import { awsApi } from '../../sandbox/aws.ts';
import { MINUTE, SECOND } from '../../sandbox/clock.ts';
import type { Answer, Api, ApiRequest, Description } from '../../sandbox/exchange.ts';
import type { OidcApi } from '../../sandbox/oidc.ts';
import { qoveryApi } from '../../sandbox/qovery.ts';
import type { World } from '../../sandbox/world.ts';
import { NoAnswer } from '../../src/lib/outcome.ts';
import { serverClock } from '../../src/lib/server-clock.ts';
import type { ServerClock } from '../../src/lib/server-clock.ts';
import type { Transport } from '../../src/lib/transport.ts';

// The line between one run of the action and the sandbox's world, in memory: thousands of runs have no time for
// processes and sockets. The clients above it (retries, deadlines, the AWS SDK) are the real ones.

/** Time that moves only when somebody sleeps, or a request takes its while. */
export class Time {
  #now: number;
  constructor(start: number) {
    this.#now = start;
  }
  now(): number {
    return this.#now;
  }
  advance(milliseconds: number): void {
    this.#now += Math.max(0, milliseconds);
  }
}

export const KINDS = [
  'error-before',
  'error-after',
  'lost',
  'throttled',
  'hang-before',
  'hang-after',
  'malformed',
  'html-200',
  'html-403',
] as const;
export type Kind = (typeof KINDS)[number];

/** From the n-th request on, and for so long, Qovery, AWS, GitHub or all say "later", answer 503 or do not answer. */
export interface Storm {
  readonly n: number;
  readonly minutes: number;
  /** In seconds; 0: none is told. */
  readonly retryAfter: number;
  readonly of: 'Qovery' | 'AWS' | 'GitHub' | 'all';
  readonly kind: 'later' | '503' | 'no-answer';
}

/** What befalls a run, by the number of a request, from 1. */
export interface Plan {
  readonly kill?: { readonly n: number; readonly phase: 'before' | 'after' } | undefined;
  /** `lasting`: every later request of the same operation, too. */
  readonly faults: readonly { readonly n: number; readonly kind: Kind; readonly lasting: boolean }[];
  readonly storm?: Storm | undefined;
  /** How far the runner's clock is off when the run begins. */
  readonly skewMs?: number;
  /** Called before each request takes effect. */
  readonly during?: (n: number) => void;
}

export interface Sent {
  readonly n: number;
  readonly api: Description['api'];
  readonly operation: string;
  readonly write: boolean;
  readonly path: string;
  readonly body: unknown;
  readonly at: number;
  /** The status that its effect had; undefined when it had none. */
  status: number | undefined;
}

export const OIDC_HOST = 'oidc.sandbox';
const TAKES = 40;
/** Of the runner's machine, when a run begins. */
const UPTIME = 60 * SECOND;
const GIVES_UP_AFTER = 15 * SECOND;

export interface Watch {
  /** Right before a request takes effect. */
  before(sent: Sent): void;
  after(sent: Sent): void;
}

export class Line {
  readonly sent: Sent[] = [];
  readonly clock: ServerClock;
  readonly startedAt: number;
  readonly #bootedAt: number;
  /** Rejects where a rule is broken: the action takes what is thrown at it for a broken network. */
  readonly died: Promise<'killed'>;
  #dead = false;
  #die: (how: 'killed' | Promise<never>) => void = () => undefined;
  readonly #world: World;
  readonly #time: Time;
  readonly #plan: Plan;
  readonly #watch: Watch;
  /** GitHub's, which gives tokens for a role. */
  readonly #oidc: OidcApi;
  readonly #lasting = new Map<string, Kind>();
  #stormUntil: number | undefined;
  /** The clock on the runner's wall, minus the servers'. */
  #wallOffset: number;

  constructor(world: World, time: Time, plan: Plan, watch: Watch, oidc: OidcApi) {
    this.#world = world;
    this.#time = time;
    this.#plan = plan;
    this.#watch = watch;
    this.#oidc = oidc;
    this.#wallOffset = plan.skewMs ?? 0;
    this.startedAt = time.now();
    this.#bootedAt = time.now() - UPTIME;
    this.clock = this.#clock();
    this.died = new Promise((resolve) => (this.#die = resolve));
  }

  /** The action's own clock, but for its sleep. A dead run sleeps for ever. */
  #clock(): ServerClock {
    const real = serverClock({
      cancel: new AbortController().signal,
      warn: () => undefined,
      monotonic: () => this.#time.now() - this.#bootedAt,
      wall: () => this.#time.now() + this.#wallOffset,
    });
    const sleep = async (ms: number): Promise<void> => {
      if (this.#dead) return never();
      this.#time.advance(ms);
      await Promise.resolve();
    };
    return Object.defineProperty(Object.create(real) as ServerClock, 'sleep', { value: sleep });
  }

  /** Somebody sets the clock on the wall of the runner: no other clock moves. */
  jump(milliseconds: number): void {
    this.#wallOffset += milliseconds;
  }

  /** From now on nothing of this run reaches the world. */
  kill(): void {
    this.#dead = true;
    this.#die('killed');
  }

  async exchange(api: Api, request: ApiRequest): Promise<Answer> {
    // Requests that were sent together arrive one after the other.
    await Promise.resolve();
    if (this.#dead) return never();
    try {
      return await this.#exchange(api, request);
    } catch (error) {
      if (error instanceof NetworkError) throw error;
      // Of requests that were sent together, the first to break a rule tells it.
      if (!this.#dead) {
        this.#dead = true;
        this.#die(Promise.reject(error instanceof Error ? error : new Error(String(error))));
      }
      return never();
    }
  }

  async #exchange(api: Api, request: ApiRequest): Promise<Answer> {
    this.#time.advance(TAKES);
    const n = this.sent.length + 1;
    this.#plan.during?.(n);
    this.#world.settle();
    const sent: Sent = {
      n,
      ...api.describe(request),
      path: request.url.pathname,
      at: this.#time.now(),
      status: undefined,
    };
    this.sent.push(sent);
    const { kill } = this.#plan;
    if (kill?.n === n && kill.phase === 'before') {
      this.kill();
      return never();
    }
    const later = this.#storm(sent, api);
    if (later !== undefined) return later;
    const fault = this.#faultOf(sent);
    if (fault === 'error-before') return api.failure(500);
    if (fault === 'throttled')
      return api === awsApi
        ? api.failure(400, { code: 'Throttling', message: 'Rate exceeded' })
        : api.failure(429);
    if (fault === 'html-200')
      return { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
    if (fault === 'hang-before') return this.#hang();

    this.#watch.before(sent);
    const answer = api.perform(this.#world, request);
    sent.status = answer.status;
    this.#world.checkOutages();
    this.#watch.after(sent);

    if (kill?.n === n) {
      this.kill();
      return never();
    }
    if (fault === 'lost') throw new NetworkError('ECONNRESET');
    if (fault === 'error-after') return api.failure(500);
    if (fault === 'html-403')
      return { status: 403, headers: { 'content-type': 'text/html' }, body: '<html></html>' };
    if (fault === 'hang-after') return this.#hang();
    if (fault === 'malformed')
      return { ...answer, status: 200, body: answer.body.slice(0, answer.body.length / 2) };
    return answer;
  }

  #storm({ n }: Sent, api: Api): Answer | undefined {
    const { storm } = this.#plan;
    if (storm?.n === n) this.#stormUntil = this.#time.now() + storm.minutes * MINUTE;
    if (storm === undefined || this.#time.now() >= (this.#stormUntil ?? -Infinity)) return undefined;
    if (storm.of !== 'all' && storm.of !== this.#nameOf(api)) return undefined;
    if (storm.kind === 'no-answer') throw new NetworkError('ECONNRESET');
    if (api === awsApi && storm.kind === 'later')
      return api.failure(400, { code: 'Throttling', message: 'Rate exceeded' });
    const headers = storm.retryAfter === 0 ? {} : { 'retry-after': String(storm.retryAfter) };
    const answer = api.failure(storm.kind === 'later' ? 429 : 503);
    return { ...answer, headers: { ...answer.headers, ...headers } };
  }

  #nameOf(api: Api): Storm['of'] {
    if (api === this.#oidc) return 'GitHub';
    return api === awsApi ? 'AWS' : 'Qovery';
  }

  #faultOf({ n, operation }: Sent): Kind | undefined {
    const planned = this.#plan.faults.find((fault) => fault.n === n);
    if (planned?.lasting) this.#lasting.set(operation, planned.kind);
    return planned?.kind ?? this.#lasting.get(operation);
  }

  #hang(): never {
    this.#time.advance(GIVES_UP_AFTER);
    throw new NetworkError('ETIMEDOUT');
  }

  /** In the place of the action's own: everything but sockets and proxies is real. */
  readonly transport: Transport = {
    send: async ({ url, method, headers, body }) => {
      const api = { sandbox: qoveryApi, [OIDC_HOST]: this.#oidc }[url.host] ?? awsApi;
      const text = typeof body === 'string' ? body : Buffer.from(body ?? '').toString();
      try {
        const answer = await this.exchange(api, { method, url, headers, body: text });
        const { status, headers: answered = {} } = answer;
        const date = new Date(this.#time.now()).toUTCString();
        return { status, headers: { date, ...lowerCase(answered) }, body: Buffer.from(answer.body) };
      } catch (error) {
        throw error instanceof NetworkError ? new NoAnswer(error.message, 'unclear') : error;
      }
    },
    close: () => Promise.resolve(),
  };
}

function lowerCase(headers: object): Record<string, string> {
  return Object.fromEntries(
    Object.entries(headers).map(([name, value]) => [name.toLowerCase(), String(value)]),
  );
}

class NetworkError extends Error {
  constructor(code: string) {
    super(`the connection broke (${code})`);
  }
}

function never<T>(): Promise<T> {
  return new Promise(() => undefined);
}
