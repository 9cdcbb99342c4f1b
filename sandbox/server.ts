import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';

import { awsApi } from './aws.ts';
import { Authority } from './certificates.ts';
import { SandboxClock } from './clock.ts';
import { control } from './control.ts';
import { deliver } from './delivery.ts';
import type { Answer, Api, ApiRequest } from './exchange.ts';
import { Faults } from './faults.ts';
import type { Fault, FaultKind, RecordedRequest } from './faults.ts';
import { GitHub, githubApi } from './github.ts';
import { close, listen, portOf, Refusals } from './listeners.ts';
import { OIDC_PATH, oidcApi } from './oidc.ts';
import { DEFAULT_QUIRKS } from './quirks.ts';
import type { Quirks } from './quirks.ts';
import { qoveryApi } from './qovery.ts';
import { Rewrites } from './rewrites.ts';
import type { Rewrite } from './rewrites.ts';
import { seedAcme } from './seed.ts';
import { pageOf, spoiled } from './spoil.ts';
import { DEFAULT_ACCOUNT, World } from './world.ts';

export interface SandboxOptions {
  quirks?: Partial<Quirks>;
  /** What is there at the beginning; the small company of seed.ts, if not said. */
  seed?: (world: World) => void;
  /** A clock shared with another sandbox or process; a new one, if not said. */
  clockFile?: string;
  /** Ports to use if they are free. */
  ports?: { qovery: number; aws: number };
  /** Everything is served over HTTPS, with certificates of the sandbox's own authority. */
  https?: boolean;
}

/** Called for each request twice: before it takes effect, and after, before it is answered. `drop` breaks the connection. */
export type RequestHook = (moment: {
  phase: 'before' | 'after';
  request: RecordedRequest;
}) => Promise<void | 'drop'> | void | 'drop';

export interface Sandbox extends AsyncDisposable {
  readonly qoveryUrl: string;
  readonly awsUrl: string;
  /** Of GitHub's API, as in GITHUB_API_URL. */
  readonly githubUrl: string;
  readonly github: GitHub;
  readonly clock: SandboxClock;
  readonly world: World;
  readonly requests: RecordedRequest[];
  /** Those for an OIDC token, which GitHub's runner answers and no API; no hook sees them. */
  readonly oidcRequests: RecordedRequest[];
  /** Whom to trust with `https`; `env()` tells Node. */
  readonly authority: Authority | undefined;
  fault(fault: Fault): void;
  onRequest(hook: RequestHook): void;
  /**
   * Every good answer of this operation, from now on, is what `rewrite` makes of it: JSON of Qovery and GitHub, XML text
   * of AWS. `undefined` leaves it (or what was changed in place) as it is. See variants.ts for what may be missing.
   */
  onAnswer(operation: string, rewrite: Rewrite): void;
  /** From now on refuses connections to this API, so many of them. */
  refuse(api: 'qovery' | 'aws', times?: number): void;
  /** Forgets all faults, hooks and rewritings. */
  clearFaults(): void;
  /** Every secret that exists or ever existed: keys, sessions, tokens. */
  secrets(): string[];
  /** What the AWS CLI and SDK need to talk to the sandbox as its default caller. */
  env(): Record<string, string>;
  /** The two variables with which GitHub lets a job ask for its OIDC token. */
  oidcEnv(): Record<string, string>;
  stop(): Promise<void>;
}

export async function startSandbox(options: SandboxOptions = {}): Promise<Sandbox> {
  const directory = mkdtempSync(join(tmpdir(), 'qovery-sandbox-'));
  const clock = new SandboxClock(options.clockFile ?? join(directory, 'clock'));
  const world = new World(clock, { ...DEFAULT_QUIRKS, ...options.quirks });
  (options.seed ?? seedAcme)(world);
  const github = new GitHub(clock);
  const oidc = oidcApi();
  const caller = world.addSession(`arn:aws:iam::${DEFAULT_ACCOUNT}:role/qovery-maintenance`);
  const authority = options.https ? new Authority() : undefined;

  const requests: RecordedRequest[] = [];
  const oidcRequests: RecordedRequest[] = [];
  const faults = new Faults();
  const rewrites = new Rewrites();
  const hooks: RequestHook[] = [];
  const refusals = new Refusals(clock);

  async function serve(api: Api, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    if (request.url.pathname === OIDC_PATH) {
      await answerTo(oidc, request, message, response);
    } else if (request.url.pathname.startsWith('/sandbox/')) {
      await send(response, control(request, clock, world));
    } else {
      await answerTo(api, request, message, response);
    }
  }

  async function answerTo(
    api: Api,
    request: ApiRequest,
    message: IncomingMessage,
    response: ServerResponse,
  ): Promise<void> {
    const record = describe(api, request);
    (api === oidc ? oidcRequests : requests).push(record);
    const fault = faults.take(record);
    const answer = await outcomeOf(api, request, record, fault);
    if (answer === 'drop') {
      message.socket.destroy();
    } else if (answer === 'hang') {
      clock.noteHang();
    } else {
      if (fault !== 'cut' && fault !== 'stall') record.status = answer.status;
      await send(response, rewrites.apply(answer, record), fault);
    }
  }

  function describe(api: Api, request: ApiRequest): RecordedRequest {
    return {
      n: api === oidc ? 0 : requests.length + 1,
      ...api.describe(request),
      method: request.method,
      path: request.url.pathname,
      query: request.url.search,
      authorizationScheme: request.headers.authorization?.split(' ')[0],
      userAgent: request.headers['user-agent'],
      at: clock.now(),
      status: undefined,
    };
  }

  async function outcomeOf(
    api: Api,
    request: ApiRequest,
    record: RecordedRequest,
    fault: FaultKind | undefined,
  ): Promise<Answer | 'drop' | 'hang'> {
    if (fault === 'reset') return 'drop';
    if (typeof fault === 'object') {
      if ('status' in fault) {
        const headers = typeof fault.headers === 'function' ? fault.headers(clock.now()) : fault.headers;
        return withHeaders(api.failure(fault.status, fault.body, record.api), headers);
      }
      if ('html' in fault && !fault.effect) return pageOf(fault.html);
      if ('passMs' in fault) clock.advance(fault.passMs);
      if ('hang' in fault && fault.hang === 'before') {
        if (fault.forMs === undefined) return 'hang';
        await realDelay(fault.forMs, undefined, { ref: false });
      }
    }
    if (api !== oidc && (await callHooks('before', record)) === 'drop') return 'drop';

    world.settle();
    const answer = api.perform(world, request);
    world.checkOutages();

    if (api !== oidc && (await callHooks('after', record)) === 'drop') return 'drop';
    if (fault === 'lost') return 'drop';
    if (typeof fault === 'object' && 'hang' in fault && fault.hang === 'after') {
      if (fault.forMs === undefined) return 'hang';
      await realDelay(fault.forMs, undefined, { ref: false });
    }
    return spoiled(api, answer, fault);
  }

  async function callHooks(phase: 'before' | 'after', request: RecordedRequest): Promise<void | 'drop'> {
    for (const hook of hooks) if ((await hook({ phase, request })) === 'drop') return 'drop';
  }

  function send(response: ServerResponse, answer: Answer, fault?: FaultKind): Promise<boolean> {
    const ending: Record<string, string> = refusals.any ? { connection: 'close' } : {};
    return deliver(response, { ...answer, headers: { ...ending, ...answer.headers } }, fault, clock);
  }

  async function start(api: Api, port?: number): Promise<Server> {
    const listener = (message: IncomingMessage, response: ServerResponse): void => {
      serve(api, message, response).catch((error: unknown) => {
        console.error('The sandbox failed:', error);
        message.socket.destroy();
      });
    };
    const server = authority ? createTlsServer(authority.serverOptions(), listener) : createServer(listener);
    await listen(server, port);
    return server;
  }
  const urlOf = (server: Server): string => `${authority ? 'https' : 'http'}://127.0.0.1:${portOf(server)}`;

  const qovery = await start(qoveryApi, options.ports?.qovery);
  const aws = await start(awsApi, options.ports?.aws);
  const issues = await start(githubApi(github));
  const qoveryUrl = urlOf(qovery);
  const awsUrl = urlOf(aws);

  async function stop(): Promise<void> {
    await Promise.all([close(qovery), close(aws), close(issues)]);
    clock.close();
    authority?.[Symbol.dispose]();
    rmSync(directory, { recursive: true, force: true });
  }

  return {
    qoveryUrl,
    awsUrl,
    get githubUrl() {
      return `${urlOf(issues)}${github.prefix}`;
    },
    github,
    clock,
    world,
    requests,
    oidcRequests,
    authority,
    fault: (fault) => faults.add(fault),
    onRequest: (hook) => hooks.push(hook),
    onAnswer: (operation, rewrite) => rewrites.add(operation, rewrite),
    refuse: (api, times) => refusals.begin(api === 'qovery' ? qovery : aws, times),
    clearFaults: () => {
      refusals.endAll();
      faults.clear();
      rewrites.clear();
      hooks.length = 0;
    },
    secrets: () => [...world.secrets(), oidc.requestToken, github.token],
    env: () => ({
      AWS_ENDPOINT_URL: awsUrl,
      AWS_ACCESS_KEY_ID: caller.accessKeyId,
      AWS_SECRET_ACCESS_KEY: caller.secret,
      AWS_SESSION_TOKEN: caller.token,
      AWS_REGION: 'us-east-1',
      AWS_DEFAULT_REGION: 'us-east-1',
      // Nothing of the machine's own AWS configuration may reach a client of the sandbox.
      AWS_CONFIG_FILE: join(directory, 'no-aws-config'),
      AWS_SHARED_CREDENTIALS_FILE: join(directory, 'no-aws-credentials'),
      AWS_EC2_METADATA_DISABLED: 'true',
      ...(authority && { NODE_EXTRA_CA_CERTS: authority.caFile }),
    }),
    oidcEnv: () => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${qoveryUrl}${OIDC_PATH}?`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: oidc.requestToken,
    }),
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

async function readRequest(message: IncomingMessage): Promise<ApiRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of message) chunks.push(chunk as Buffer);
  return {
    method: message.method ?? 'GET',
    url: new URL(message.url ?? '/', 'http://sandbox'),
    headers: message.headers,
    body: Buffer.concat(chunks).toString('utf8'),
  };
}

function withHeaders(answer: Answer, headers: Record<string, string> = {}): Answer {
  return { ...answer, headers: { ...answer.headers, ...headers } };
}
