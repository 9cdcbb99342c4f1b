import { createServer, request as httpRequest, STATUS_CODES } from 'node:http';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { connect } from 'node:net';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { TLSSocket } from 'node:tls';

import type { Authority } from './certificates.ts';
import type { SandboxClock } from './clock.ts';
import { close, listen, portOf } from './listeners.ts';

// A company's forward proxy on loopback: plain requests with a whole address (`GET http://…`), and tunnels (CONNECT).
// It leads to loopback only, whatever it is asked for.

export interface ProxyOptions {
  /** Of the sandbox behind it, so that its silence costs no real time. */
  clock?: SandboxClock;
  /** Whoever does not name both gets 407. */
  user?: string;
  password?: string;
  /** Where names lead: `{ 'api.qovery.com:443': sandbox.qoveryUrl }`. Loopback leads to itself, all else nowhere (502). */
  routes?: Record<string, string>;
  /** It opens TLS with certificates of this authority, and so sees what goes through its tunnels. */
  intercept?: Authority;
}

export interface ProxyRequest {
  /** A tunnel that was asked for, a request with a whole address, or one that was seen inside of a tunnel. */
  readonly kind: 'tunnel' | 'forward' | 'intercepted';
  readonly method: string;
  /** `api.qovery.com:443` of a tunnel, otherwise the address. */
  readonly target: string;
  /** Who asked, as `Proxy-Authorization` says. */
  readonly user: string | undefined;
  /** Undefined until it is answered. */
  status: number | undefined;
}

/** A status that it answers in the place of what it was asked for, no answer at all, or a closed connection. */
export type ProxyTrouble = 407 | 502 | 503 | 504 | 'silent' | 'close';

export interface Proxy extends AsyncDisposable {
  /** For HTTPS_PROXY, with user and password in it, percent-encoded. */
  readonly url: string;
  /** The same without them. */
  readonly address: string;
  readonly requests: ProxyRequest[];
  /** What happens to the next requests and tunnels, so many of them; to this target alone, if it is said. */
  trouble(what: ProxyTrouble, times?: number, target?: string): void;
  stop(): Promise<void>;
}

export async function startProxy(options: ProxyOptions = {}): Promise<Proxy> {
  const requests: ProxyRequest[] = [];
  const troubles: { readonly what: ProxyTrouble; readonly target: string | undefined }[] = [];
  const sockets = new Set<Duplex>();
  /** What the connections inside of opened tunnels are for. */
  const targets = new WeakMap<Duplex, string>();

  const server = createServer(forward);
  const inner = createServer(forwardIntercepted);
  server.on('connection', (socket) => keep(socket));
  server.on('connect', openTunnel);

  function keep<T extends Duplex>(socket: T): T {
    sockets.add(socket);
    socket.on('error', () => socket.destroy());
    socket.once('close', () => sockets.delete(socket));
    return socket;
  }

  function record(kind: ProxyRequest['kind'], message: IncomingMessage, target: string): ProxyRequest {
    const { user } = credentialsOf(message);
    const made = { kind, method: message.method ?? '', target, user, status: undefined };
    requests.push(made);
    return made;
  }

  /** What goes wrong with this request before it is looked at. */
  function refusalOf(message: IncomingMessage): ProxyTrouble | undefined {
    const index = troubles.findIndex(({ target = message.url }) => target === message.url);
    const [trouble] = index < 0 ? [] : troubles.splice(index, 1);
    if (trouble !== undefined) return trouble.what;
    if (options.user === undefined) return undefined;
    const { user, password } = credentialsOf(message);
    return user === options.user && password === options.password ? undefined : 407;
  }

  /** Where a target leads, on loopback. */
  function upstreamOf(target: string, protocol = 'http'): URL | undefined {
    const route = options.routes?.[target];
    if (route !== undefined) return new URL(route);
    const url = new URL(`${protocol}://${target}`);
    return ['127.0.0.1', 'localhost'].includes(url.hostname) ? url : undefined;
  }

  function openTunnel(message: IncomingMessage, socket: Socket, head: Buffer): void {
    const target = message.url ?? '';
    const seen = record('tunnel', message, target);
    const upstream = upstreamOf(target);
    const refusal = refusalOf(message) ?? (upstream ? undefined : 502);
    if (refusal === 'close') {
      socket.destroy();
    } else if (refusal === 'silent') {
      options.clock?.noteHang();
    } else if (refusal !== undefined || !upstream) {
      seen.status = refusal ?? 502;
      const headers = Object.entries(refusalHeaders(seen.status)).map(
        ([name, value]) => `${name}: ${value}\r\n`,
      );
      socket.end(`HTTP/1.1 ${seen.status} ${STATUS_CODES[seen.status]}\r\n${headers.join('')}\r\n`);
    } else {
      seen.status = 200;
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      if (head.length > 0) socket.unshift(head);
      socket.once('data', (first: Buffer) => {
        socket.pause();
        socket.unshift(first);
        const isTls = first[0] === 0x16;
        if (isTls && options.intercept) look(socket, target, options.intercept);
        else pass(socket, upstream);
      });
    }
  }

  /** The two ends of a tunnel hear each other, and nobody else. */
  function pass(socket: Socket, { hostname, port, protocol }: URL): void {
    const other = keep(connect(Number(port) || (protocol === 'https:' ? 443 : 80), hostname));
    socket.pipe(other).pipe(socket);
    socket.once('close', () => other.destroy());
    other.once('close', () => socket.destroy());
  }

  function look(socket: Socket, target: string, authority: Authority): void {
    const opened = keep(new TLSSocket(socket, { isServer: true, ...authority.serverOptions() }));
    targets.set(opened, target);
    inner.emit('connection', opened);
  }

  function forward(message: IncomingMessage, response: ServerResponse): void {
    const url = message.url ?? '/';
    const seen = record('forward', message, url);
    const address = URL.canParse(url) ? new URL(url) : undefined;
    const upstream = address && upstreamOf(`${address.hostname}:${address.port || 80}`);
    const refusal = refusalOf(message) ?? (upstream ? undefined : 502);
    if (refusal === 'close') {
      message.socket.destroy();
    } else if (refusal === 'silent') {
      options.clock?.noteHang();
    } else if (refusal !== undefined || !upstream || !address) {
      seen.status = refusal ?? 502;
      response.writeHead(seen.status, refusalHeaders(seen.status)).end();
    } else {
      send(message, response, upstream, address.pathname + address.search, seen);
    }
  }

  function forwardIntercepted(message: IncomingMessage, response: ServerResponse): void {
    const target = targets.get(message.socket) ?? '';
    const seen = record('intercepted', message, `https://${target.replace(/:443$/, '')}${message.url}`);
    const upstream = upstreamOf(target, 'https');
    if (upstream) send(message, response, upstream, message.url ?? '/', seen);
    else response.writeHead(502).end();
  }

  function send(
    message: IncomingMessage,
    response: ServerResponse,
    upstream: URL,
    path: string,
    seen: ProxyRequest,
  ): void {
    const { method, headers } = message;
    const onwards = Object.entries(headers).filter(([name]) => !name.startsWith('proxy-'));
    const ask = upstream.protocol === 'https:' ? httpsRequest : httpRequest;
    // It leads to loopback alone, where nobody needs to prove who they are.
    const going = ask(upstream, {
      method,
      path,
      headers: Object.fromEntries(onwards),
      rejectUnauthorized: false,
    });
    going.on('response', (answer) => {
      seen.status = answer.statusCode;
      response.writeHead(answer.statusCode ?? 502, answer.headers);
      answer.pipe(response);
      answer.on('error', () => response.destroy());
    });
    going.on('error', () => response.destroy());
    response.once('close', () => going.destroy());
    message.pipe(going);
  }

  await listen(server);
  const address = `http://127.0.0.1:${portOf(server)}`;
  const login = [options.user, options.password].filter((text) => text !== undefined).map(encodeURIComponent);
  async function stop(): Promise<void> {
    for (const socket of sockets) socket.destroy();
    await close(server);
  }
  return {
    address,
    url: login.length > 0 ? address.replace('//', `//${login.join(':')}@`) : address,
    requests,
    trouble: (what, times = 1, target) => {
      for (let i = 0; i < times; i += 1) troubles.push({ what, target });
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

function credentialsOf(message: IncomingMessage): { user?: string; password?: string } {
  const encoded = /^Basic (.+)$/i.exec(message.headers['proxy-authorization'] ?? '')?.[1];
  if (encoded === undefined) return {};
  const [, user = '', password = ''] =
    /^([^:]*):?(.*)$/s.exec(Buffer.from(encoded, 'base64').toString()) ?? [];
  return { user, password };
}

function refusalHeaders(status: number): Record<string, string> {
  const common = { 'content-length': '0', connection: 'close' };
  return status === 407 ? { ...common, 'proxy-authenticate': 'Basic realm="sandbox"' } : common;
}
