import { randomUUID } from 'node:crypto';
import { mkdtempSync, rmSync } from 'node:fs';
import { createServer } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as realDelay } from 'node:timers/promises';

import { awsApi } from './aws.ts';
import { parseDuration, SandboxClock } from './clock.ts';
import type { Answer, Api, ApiRequest } from './exchange.ts';
import { Faults } from './faults.ts';
import type { Fault, FaultKind, RecordedRequest } from './faults.ts';
import { GitHub, githubApi } from './github.ts';
import { DEFAULT_QUIRKS } from './quirks.ts';
import type { Quirks } from './quirks.ts';
import { qoveryApi } from './qovery.ts';
import { seedAcme } from './seed.ts';
import { DEFAULT_ACCOUNT, World } from './world.ts';

export interface SandboxOptions {
  quirks?: Partial<Quirks>;
  /** What is there at the beginning; the small company of seed.ts, if not said. */
  seed?: (world: World) => void;
  /** A clock shared with another sandbox or process; a new one, if not said. */
  clockFile?: string;
  /** Ports to use if they are free. */
  ports?: { qovery: number; aws: number };
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
  fault(fault: Fault): void;
  onRequest(hook: RequestHook): void;
  /** From now on refuses connections to this API, so many of them. */
  refuse(api: 'qovery' | 'aws', times?: number): void;
  /** Forgets all faults and hooks. */
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
  const caller = world.addSession(`arn:aws:iam::${DEFAULT_ACCOUNT}:role/qovery-maintenance`);

  const requests: RecordedRequest[] = [];
  const faults = new Faults();
  const hooks: RequestHook[] = [];
  /** The servers that refuse connections, with their ports. */
  const refusing = new Map<Server, number>();
  const oidcRequestToken = randomUUID();

  async function serve(api: Api, message: IncomingMessage, response: ServerResponse): Promise<void> {
    const request = await readRequest(message);
    response.sendDate = false; // The Date header tells the sandbox's time.
    if (request.url.pathname.startsWith('/sandbox/')) {
      send(response, control(request));
      return;
    }
    const record = describe(api, request);
    requests.push(record);
    const fault = faults.take(record);
    const answer = await outcomeOf(api, request, record, fault);
    if (answer === 'drop') {
      message.socket.destroy();
    } else if (answer === 'hang') {
      clock.noteHang();
    } else if (fault === 'cut' || fault === 'stall') {
      const half = answer.body.slice(0, answer.body.length / 2);
      response.writeHead(answer.status, {
        ...answer.headers,
        'content-length': Buffer.byteLength(answer.body),
      });
      response.write(half, () => (fault === 'cut' ? message.socket.destroy() : clock.noteHang()));
    } else {
      record.status = answer.status;
      send(response, answer);
    }
  }

  function describe(api: Api, request: ApiRequest): RecordedRequest {
    return {
      n: requests.length + 1,
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
      if ('status' in fault) return withHeaders(api.failure(fault.status, fault.body), fault.headers);
      if ('html' in fault && !fault.effect) return pageOf(fault.html);
      if ('passMs' in fault) clock.advance(fault.passMs);
      if ('hang' in fault && fault.hang === 'before') {
        if (fault.forMs === undefined) return 'hang';
        await realDelay(fault.forMs, undefined, { ref: false });
      }
    }
    if ((await callHooks('before', record)) === 'drop') return 'drop';

    world.settle();
    const answer = api.perform(world, request);
    world.checkOutages();

    if ((await callHooks('after', record)) === 'drop' || fault === 'lost') return 'drop';
    if (typeof fault === 'object' && 'hang' in fault && fault.hang === 'after') {
      if (fault.forMs === undefined) return 'hang';
      await realDelay(fault.forMs, undefined, { ref: false });
    }
    return spoiled(api, answer, fault);
  }

  async function callHooks(phase: 'before' | 'after', request: RecordedRequest): Promise<void | 'drop'> {
    for (const hook of hooks) if ((await hook({ phase, request })) === 'drop') return 'drop';
  }

  function send(response: ServerResponse, answer: Answer): void {
    const ending = refusing.size > 0 ? { connection: 'close' } : {};
    response.writeHead(answer.status, { date: clock.date().toUTCString(), ...ending, ...answer.headers });
    response.end(answer.body);
  }

  /** Routes for people, and for the OIDC tokens that GitHub would issue. Not part of any API, and not recorded. */
  function control(request: ApiRequest): Answer {
    const json = (status: number, body: unknown): Answer => ({
      status,
      headers: { 'content-type': 'application/json' },
      body: `${JSON.stringify(body, null, 2)}\n`,
    });
    switch (`${request.method} ${request.url.pathname}`) {
      case 'POST /sandbox/clock':
        clock.advance(parseDuration((JSON.parse(request.body) as { advance: string }).advance));
        return json(200, { now: clock.date().toISOString() });
      case 'GET /sandbox/clock':
        return json(200, { now: clock.date().toISOString() });
      case 'GET /sandbox/outages':
        return json(200, world.outages);
      case 'GET /sandbox/oidc-token':
        if (request.headers.authorization !== `Bearer ${oidcRequestToken}`) return json(401, {});
        return json(200, {
          value: world.iam.issueIdentityToken(request.url.searchParams.get('audience') ?? ''),
        });
      default:
        return json(404, { detail: 'Try POST /sandbox/clock {"advance":"2h"} or GET /sandbox/outages' });
    }
  }

  const start = (api: Api, port: number | undefined): Promise<Server> =>
    listen(
      createServer((message, response) => {
        serve(api, message, response).catch((error: unknown) => {
          console.error('The sandbox failed:', error);
          message.socket.destroy();
        });
      }),
      port,
    );
  const qovery = await start(qoveryApi, options.ports?.qovery);
  const aws = await start(awsApi, options.ports?.aws);
  const issues = await start(githubApi(github), undefined);
  const qoveryUrl = urlOf(qovery);
  const awsUrl = urlOf(aws);

  /** Requests under way are answered; whoever connects is refused. */
  function refuse(api: 'qovery' | 'aws', times = Infinity): void {
    const server = api === 'qovery' ? qovery : aws;
    if (refusing.has(server)) return;
    refusing.set(server, (server.address() as AddressInfo).port);
    server.close();
    const until = clock.refusals + times;
    const watch = setInterval(() => {
      if (refusing.has(server) && clock.refusals < until) return;
      clearInterval(watch);
      reopen(server);
    }, 1).unref();
  }

  function reopen(server: Server): void {
    const port = refusing.get(server);
    if (port === undefined) return;
    refusing.delete(server);
    server.listen(port, '127.0.0.1');
  }

  async function stop(): Promise<void> {
    await Promise.all([close(qovery), close(aws), close(issues)]);
    clock.close();
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
    fault: (fault) => faults.add(fault),
    onRequest: (hook) => hooks.push(hook),
    refuse,
    clearFaults: () => {
      for (const server of [...refusing.keys()]) reopen(server);
      faults.clear();
      hooks.length = 0;
    },
    secrets: () => [...world.secrets(), oidcRequestToken, github.token],
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
    }),
    oidcEnv: () => ({
      ACTIONS_ID_TOKEN_REQUEST_URL: `${qoveryUrl}/sandbox/oidc-token?`,
      ACTIONS_ID_TOKEN_REQUEST_TOKEN: oidcRequestToken,
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

/** The answer as a fault leaves it. */
function spoiled(api: Api, answer: Answer, fault: FaultKind | undefined): Answer {
  if (fault === 'error-after') return api.failure(500);
  if (fault === 'malformed')
    return { ...answer, status: 200, body: answer.body.slice(0, answer.body.length / 2) };
  if (typeof fault === 'object' && 'html' in fault) return pageOf(fault.html);
  if (typeof fault === 'object' && 'mutate' in fault) return mutated(answer, fault.mutate);
  return answer;
}

/** What a proxy or a load balancer says in the place of an API. */
function pageOf(status: number): Answer {
  const body = `<!DOCTYPE html>\n<html><head><title>${status}</title></head><body><h1>${status}</h1></body></html>\n`;
  return { status, headers: { 'content-type': 'text/html' }, body };
}

function mutated(answer: Answer, mutate: (body: unknown) => unknown): Answer {
  if (answer.headers?.['content-type'] !== 'application/json')
    return { ...answer, body: String(mutate(answer.body)) };
  const body: unknown = JSON.parse(answer.body);
  return { ...answer, body: JSON.stringify(mutate(body) ?? body) };
}

function listen(server: Server, port = 0): Promise<Server> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(listen(server, 0));
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve(server));
  });
}

function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

function urlOf(server: Server): string {
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
}
