import { type IncomingMessage, type Server, createServer } from 'node:http';
import { type AddressInfo, type Socket, connect } from 'node:net';
import type { Duplex } from 'node:stream';

/** How a proxy behaves. A number: the status with which it refuses to open a tunnel. */
export type Behaviour = 'open' | 'silent' | number;

/** A proxy on loopback that opens tunnels (RFC 9110, section 9.3.6), or does not. */
export class Proxy {
  /** What it was asked for, `host:port`. */
  readonly asked: string[] = [];
  /** `Proxy-Authorization`, decoded; with `expects`, all others are refused with 407. */
  readonly credentials: string[] = [];
  behaviours: readonly Behaviour[] = ['open'];
  expects: string | undefined;
  /** Where tunnels lead instead. */
  target: { readonly host: string; readonly port: number } | undefined;
  readonly #sockets = new Set<Socket | Duplex>();
  readonly #server: Server;

  constructor() {
    this.#server = createServer((_, response) => response.writeHead(501).end());
    this.#server.on('connection', (socket) => this.#sockets.add(socket));
    this.#server.on('connect', (request: IncomingMessage, socket: Duplex, head: Buffer) =>
      this.#connect(request, socket, head),
    );
  }

  static async start(): Promise<Proxy> {
    const proxy = new Proxy();
    await new Promise<void>((resolve) => proxy.#server.listen(0, '127.0.0.1', resolve));
    return proxy;
  }

  get port(): number {
    return (this.#server.address() as AddressInfo).port;
  }

  url(user = ''): string {
    return `http://${user === '' ? '' : `${user}@`}127.0.0.1:${this.port}`;
  }

  #connect({ url = '', headers }: IncomingMessage, socket: Duplex, head: Buffer): void {
    const behaviour = this.behaviours[Math.min(this.asked.length, this.behaviours.length - 1)] ?? 'open';
    this.asked.push(url);
    socket.on('error', () => undefined);
    const [, basic = ''] = /^Basic (.*)$/.exec(headers['proxy-authorization'] ?? '') ?? [];
    const credentials = Buffer.from(basic, 'base64').toString();
    this.credentials.push(credentials);
    if (behaviour === 'silent') return;
    const status = this.expects !== undefined && credentials !== this.expects ? 407 : behaviour;
    if (typeof status === 'number') {
      socket.end(`HTTP/1.1 ${status} No\r\ncontent-length: 0\r\n\r\n`);
      return;
    }
    const { hostname, port } = new URL(`http://${url}`);
    const to = this.target ?? { host: hostname.replace(/^\[|\]$/g, ''), port: Number(port || 80) };
    const upstream = connect(to.port, to.host, () => {
      socket.write('HTTP/1.1 200 Connection Established\r\n\r\n');
      upstream.write(head);
      upstream.pipe(socket).pipe(upstream);
    });
    this.#sockets.add(upstream);
    upstream.on('error', () => socket.end('HTTP/1.1 502 Bad Gateway\r\ncontent-length: 0\r\n\r\n'));
    socket.on('close', () => upstream.destroy());
  }

  async [Symbol.asyncDispose](): Promise<void> {
    for (const socket of this.#sockets) socket.destroy();
    await new Promise((resolve) => this.#server.close(resolve));
  }
}
