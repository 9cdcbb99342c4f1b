import { isIPv6 } from 'node:net';
import { Agent, type Dispatcher, EnvHttpProxyAgent, Pool, type buildConnector } from 'undici';

/** The usual variables, as data. Each has a scheme: `inputs.ts` sees to it. */
export interface Proxies {
  readonly HTTPS_PROXY?: string;
  readonly HTTP_PROXY?: string;
  readonly NO_PROXY?: string;
}

/** undici's connections, by the protocol of what is asked. */
export interface Dispatchers {
  of(url: URL): Dispatcher;
  destroy(): Promise<void>;
}

/** There was no connection to a proxy: what failed is not the server that was to be asked. */
export class ProxyFault extends Error {
  override readonly name = 'ProxyFault';
  /** For a person: its host and port, without its password, and the variable that names it. */
  readonly proxy: string;

  constructor(proxy: string, cause: unknown) {
    super('the proxy cannot be reached', { cause });
    this.proxy = proxy;
  }
}

/**
 * Connections through the proxies that were given, HTTPS_PROXY for https and HTTP_PROXY for http. Nothing here depends
 * on the runner's Node, whose own agents follow proxies from 24.5 on, and show a proxy's password until 24.17
 * (CVE-2026-48615).
 */
export function dispatchers({ HTTPS_PROXY, HTTP_PROXY, NO_PROXY = '' }: Proxies): Dispatchers {
  const direct = new Agent();
  const through = (variable: keyof Proxies, proxy = ''): Dispatcher =>
    proxy === '' ? direct : proxyAgent(proxy, suffixes(NO_PROXY), variable);
  const https = through('HTTPS_PROXY', HTTPS_PROXY);
  const http = through('HTTP_PROXY', HTTP_PROXY);
  return {
    of: ({ protocol }) => (protocol === 'https:' ? https : http),
    destroy: async () => {
      await Promise.all([...new Set([direct, https, http])].map((dispatcher) => dispatcher.destroy()));
    },
  };
}

/**
 * `example.com` means its subdomains, too, for curl, Go, GitHub's runner and its toolkit; undici takes it for one host.
 * Ports are kept (`example.com:8443`), and IPv6 addresses get the brackets that they have in a URL.
 */
export function suffixes(noProxy: string): string {
  return noProxy
    .split(/[,\s]+/)
    .filter((entry) => entry !== '')
    .flatMap((entry) => {
      if (isIPv6(entry)) return [`[${entry}]`];
      return /^[.*[]/.test(entry) ? [entry] : [entry, `.${entry}`];
    })
    .join(',');
}

/** All three are given, so that undici reads none of them from the environment. */
function proxyAgent(proxy: string, noProxy: string, variable: keyof Proxies): Dispatcher {
  const { host, protocol } = new URL(proxy);
  const name = `${/:\d+$/.test(host) ? host : `${host}:${protocol === 'https:' ? 443 : 80}`} (${variable})`;
  // As undici's own, with faults that can be told from those of the servers behind it.
  const clientFactory = (origin: URL, options: object): Dispatcher => {
    const { connect } = options as { readonly connect: buildConnector.connector };
    return new Pool(origin, {
      connect: (to, done) =>
        connect(to, (...[error, socket]) => {
          if (error === null) done(null, socket);
          else done(new ProxyFault(name, error), null);
        }),
    });
  };
  // undici calls this agent experimental, on stderr. It is pinned, and users could do nothing about it.
  const emitWarning = Reflect.get(process, 'emitWarning');
  process.emitWarning = () => undefined;
  try {
    // Its types leave out what it hands on (undici, env-http-proxy-agent.js).
    const options = { httpProxy: proxy, httpsProxy: proxy, noProxy, clientFactory };
    return new EnvHttpProxyAgent(options);
  } finally {
    process.emitWarning = emitWarning;
  }
}
