/** A server on loopback that answers as it is told, and a client of it with a clock that only sleeping moves. */
import {
  type IncomingHttpHeaders,
  type IncomingMessage,
  type ServerResponse,
  createServer,
  request,
} from 'node:http';
import {
  type AddressInfo,
  type Server,
  type Socket,
  connect,
  createServer as createTcpServer,
} from 'node:net';
import { type Transport, httpTransport } from '../../../src/lib/transport.ts';
import type { ProxySettings } from '../../../src/inputs.ts';
import { type HttpOptions, QoveryHttp } from '../../../src/qovery/http.ts';
import { Secrets } from '../../../src/lib/secrets.ts';
import { alwaysRight } from '../../support/clock.ts';
import { NOW } from './fixtures.ts';

export const TOKEN = 'qov_t0ken/with+signs=';

export interface Seen {
  readonly method: string;
  readonly url: string;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
  /** By the injected clock. */
  readonly at: number;
}

export type Reply =
  | {
      readonly status?: number;
      readonly headers?: Readonly<Record<string, string>>;
      readonly body?: unknown;
      /** How long this answer took, by the injected clock. */
      readonly took?: number;
    }
  /** The connection ends without an answer. */
  | 'cut'
  /** The answer ends in the middle. */
  | 'half';

interface ClientOptions {
  readonly path?: string;
  readonly proxy?: ProxySettings;
  readonly url?: string;
  readonly maxBytes?: number;
}

export class Qovery {
  readonly seen: Seen[] = [];
  now = NOW;
  readonly slept: number[] = [];
  /** Answers in their order; the last one again and again. */
  replies: readonly Reply[] = [{ body: {} }];
  readonly secrets = new Secrets(() => undefined);
  readonly cancel = new AbortController();
  readonly said: string[] = [];
  readonly #clients: QoveryHttp[] = [];
  readonly #transports: Transport[] = [];
  readonly #servers: Server[] = [];
  readonly #rude: Socket[] = [];
  url = '';

  readonly clock = alwaysRight({
    now: () => this.now,
    sleep: async (ms) => {
      this.slept.push(ms);
      this.now += ms;
    },
  });

  async start(): Promise<this> {
    const server = createServer((request, response) => void this.#answer(request, response));
    this.url = `http://127.0.0.1:${await this.#listen(server)}`;
    return this;
  }

  async #listen(server: Server): Promise<number> {
    this.#servers.push(server);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    return (server.address() as AddressInfo).port;
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    const { method = '', url = '', headers } = request;
    this.seen.push({ method, url, headers, body, at: this.now });
    const reply = this.replies[Math.min(this.seen.length, this.replies.length) - 1] ?? {};
    // A client that does not stop would hold the test up for ever: no test needs so many answers.
    if (this.seen.length > 200 || reply === 'cut') {
      request.socket.destroy();
      return;
    }
    if (reply === 'half') {
      response.writeHead(200, { 'content-length': '100', 'content-type': 'application/json' });
      response.write('{"results":');
      setImmediate(() => request.socket.destroy());
      return;
    }
    this.now += reply.took ?? 0;
    response.sendDate = false;
    response.writeHead(reply.status ?? 200, reply.headers);
    const text = typeof reply.body === 'string' ? reply.body : JSON.stringify(reply.body ?? {});
    response.end(reply.body === undefined ? '' : text);
  }

  /** A proxy that tells what it was asked for. */
  async proxy(): Promise<{ readonly url: string; readonly asked: string[] }> {
    const asked: string[] = [];
    // http goes through as a whole request, https as a tunnel (RFC 9110, sections 7.1 and 9.3.6).
    const server = createServer((incoming, response) => {
      const { method, headers, url = '' } = incoming;
      asked.push(new URL(url).host);
      const forwarded = request(url, { method, headers }, (answer) => {
        response.writeHead(answer.statusCode ?? 502, answer.headers);
        answer.pipe(response);
      });
      incoming.pipe(forwarded);
    });
    server.on('connect', ({ url = '' }: IncomingMessage, socket, head) => {
      asked.push(url);
      const [host, port] = url.split(':');
      const upstream = connect(Number(port), host, () => {
        socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
        upstream.write(head);
        upstream.pipe(socket).pipe(upstream);
      });
      upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
      socket.on('error', () => upstream.destroy());
    });
    return { url: `http://127.0.0.1:${await this.#listen(server)}`, asked };
  }

  /** A proxy that takes the connection and says nothing, or hangs up. */
  async rudeProxy(hangsUp: boolean): Promise<{ readonly url: string; readonly asked: Promise<unknown> }> {
    const server = createTcpServer();
    const asked = new Promise((resolve) => {
      server.on('connection', (socket) => {
        socket.on('error', () => undefined);
        socket.once('data', () => {
          if (hangsUp) socket.destroy();
          this.#rude.push(socket);
          resolve(undefined);
        });
      });
    });
    return { url: `http://127.0.0.1:${await this.#listen(server)}`, asked };
  }

  client(options: ClientOptions = {}): QoveryHttp {
    const client = new QoveryHttp(this.options(options));
    this.#clients.push(client);
    return client;
  }

  options({ path = '/', url = this.url, proxy = {}, maxBytes }: ClientOptions = {}): HttpOptions {
    const transport = httpTransport(proxy, maxBytes);
    this.#transports.push(transport);
    this.secrets.add(TOKEN);
    return {
      baseUrl: new URL(`${url}${path}`),
      token: TOKEN,
      transport,
      info: (text) => void this.said.push(text),
      clock: this.clock,
      secrets: this.secrets,
      cancel: this.cancel.signal,
      random: () => 1,
    };
  }

  async stop(): Promise<void> {
    for (const socket of this.#rude) socket.destroy();
    for (const client of this.#clients) client.close();
    for (const transport of this.#transports) await transport.close();
    for (const server of this.#servers) {
      if ('closeAllConnections' in server) (server as ReturnType<typeof createServer>).closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    }
  }
}
