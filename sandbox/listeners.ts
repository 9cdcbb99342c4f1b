import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';

import type { SandboxClock } from './clock.ts';

// Servers on loopback, and on nothing else.

type Server = HttpServer | HttpsServer;

/** Listens on this port if it is free, and otherwise on one that is. */
export function listen(server: Server, port = 0): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      if (error.code === 'EADDRINUSE' && port !== 0) resolve(listen(server, 0));
      else reject(error);
    });
    server.listen(port, '127.0.0.1', () => resolve());
  });
}

export function close(server: Server): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    server.closeAllConnections();
  });
}

export function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

/** Servers that refuse connections for a while. */
export class Refusals {
  /** With the ports that they come back to. */
  readonly #refusing = new Map<Server, number>();
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** While there are any, connections are not kept: whoever comes back has to connect again. */
  get any(): boolean {
    return this.#refusing.size > 0;
  }

  /** Requests under way are answered; whoever connects is refused, so many times. */
  begin(server: Server, times = Infinity): void {
    if (this.#refusing.has(server)) return;
    this.#refusing.set(server, portOf(server));
    server.close();
    const until = this.#clock.refusals + times;
    const watch = setInterval(() => {
      if (this.#refusing.has(server) && this.#clock.refusals < until) return;
      clearInterval(watch);
      this.#end(server);
    }, 1).unref();
  }

  endAll(): void {
    for (const server of [...this.#refusing.keys()]) this.#end(server);
  }

  #end(server: Server): void {
    const port = this.#refusing.get(server);
    if (port === undefined) return;
    this.#refusing.delete(server);
    server.listen(port, '127.0.0.1');
  }
}
