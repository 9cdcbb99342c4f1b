/**
 * How every request travels, whoever is asked: undici, the proxies that were given, one limit for size and one for
 * time, from the connection to the end of the body. A redirect is an answer: no token is sent elsewhere.
 */
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { promisify } from 'node:util';
import { type Dispatcher, util } from 'undici';
import { span } from './clock.ts';
import { type Proxies, ProxyFault, dispatchers } from './dispatcher.ts';
import { messageOf } from './errors.ts';
import { limit } from './limit.ts';
import { type Headers, NoAnswer } from './outcome.ts';

/** The longest answers are logs of clusters (10,000 lines) and lists of large organisations: a few MiB. */
const MAX_BYTES = 32 * 2 ** 20;
/** Requests under way at the same time, for each server. */
const CONCURRENCY = 8;

export interface HttpRequest {
  readonly url: URL;
  readonly method: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | Uint8Array;
  /** In milliseconds, from the connection to the end of the body. */
  readonly timeout: number;
  /** Ends the request at once, with the reason of the signal. */
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly body: Buffer;
}

export interface Transport {
  /** @throws {NoAnswer} */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Ends what is still under way. */
  close(): Promise<void>;
}

export function httpTransport(proxy: Proxies, maxBytes = MAX_BYTES): Transport {
  const connections = dispatchers(proxy);
  const turns = new Map<string, ReturnType<typeof limit>>();
  return {
    send: (request) => {
      const { host } = request.url;
      const turn = turns.get(host) ?? limit(CONCURRENCY);
      turns.set(host, turn);
      return turn(() => exchange(request, connections.of(request.url), maxBytes));
    },
    close: () => connections.destroy(),
  };
}

async function exchange(request: HttpRequest, dispatcher: Dispatcher, maxBytes: number): Promise<HttpAnswer> {
  const timeout = AbortSignal.timeout(request.timeout);
  const signal = AbortSignal.any([request.signal, timeout]);
  signal.throwIfAborted();
  try {
    const { status, headers, body } = await attempt(request, signal, dispatcher, maxBytes);
    return { status, headers, body: await decode(body, headers['content-encoding'], request, maxBytes) };
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    if (timeout.aborted) throw noAnswer(request, `none within ${span(request.timeout)}`);
    throw error instanceof NoAnswer ? error : explain(error, request);
  }
}

/** `dispatch` instead of `request`: an answer that is read as a whole needs no stream, which costs more than the rest. */
function attempt(
  request: HttpRequest,
  signal: AbortSignal,
  dispatcher: Dispatcher,
  maxBytes: number,
): Promise<HttpAnswer> {
  const { url, method, headers, body = null } = request;
  const { promise, resolve, reject } = Promise.withResolvers<HttpAnswer>();
  let end: (reason: Error) => void = () => undefined;
  // undici can end a request only once it is connected: a proxy that says nothing would hold us for ever.
  const abort = (): void => {
    reject(signal.reason as Error);
    end(signal.reason as Error);
  };
  signal.addEventListener('abort', abort);
  let status = 0;
  const answered: Record<string, string> = {};
  const chunks: Buffer[] = [];
  let bytes = 0;
  dispatcher.dispatch(
    {
      origin: url.origin,
      path: `${url.pathname}${url.search}`,
      method: method as Dispatcher.HttpMethod,
      headers: { ...headers, 'accept-encoding': 'identity' },
      body,
      // Ours counts.
      headersTimeout: 0,
      bodyTimeout: 0,
    },
    {
      onConnect(endRequest) {
        end = endRequest;
        if (signal.aborted) abort();
      },
      onHeaders(code, raw) {
        // 1xx: the answer itself is still to come.
        if (code < 200) return true;
        status = code;
        for (const [name, value] of Object.entries(util.parseHeaders(raw)))
          answered[name] = Array.isArray(value) ? value.join(', ') : value;
        return true;
      },
      onData(chunk) {
        bytes += chunk.length;
        if (bytes <= maxBytes) return chunks.push(chunk) > 0;
        const problem = tooLong(request, maxBytes);
        reject(problem);
        end(problem);
        return false;
      },
      onComplete() {
        resolve({ status, headers: answered, body: Buffer.concat(chunks) });
      },
      onError(error) {
        reject(status === 0 ? error : noAnswer(request, `it broke off, ${codeOf(error)}`));
      },
    },
  );
  // A timer that has not fired keeps its listeners, and with them the answer.
  return promise.finally(() => signal.removeEventListener('abort', abort));
}

const DECODERS: Readonly<
  Record<string, (body: Buffer, options: { maxOutputLength: number }) => Promise<Buffer>>
> = {
  gzip: promisify(gunzip),
  'x-gzip': promisify(gunzip),
  deflate: promisify(inflate),
  br: promisify(brotliDecompress),
};

/** A proxy may compress although nobody asked for it. */
async function decode(body: Buffer, encodings = '', request: HttpRequest, maxBytes: number): Promise<Buffer> {
  let plain = body;
  const names = encodings
    .toLowerCase()
    .split(',')
    .map((name) => name.trim());
  for (const name of names.toReversed()) {
    if (name === '' || name === 'identity' || plain.length === 0) continue;
    const decoder = DECODERS[name];
    if (decoder === undefined) throw noAnswer(request, `it is encoded as '${name}', which was not asked for`);
    try {
      plain = await decoder(plain, { maxOutputLength: maxBytes });
    } catch (error) {
      if (codeOf(error) === 'ERR_BUFFER_TOO_LARGE') throw tooLong(request, maxBytes);
      throw noAnswer(request, `it broke off, ${codeOf(error)}`);
    }
  }
  return plain;
}

function noAnswer({ url }: HttpRequest, why: string): NoAnswer {
  return new NoAnswer(`no answer from ${url.host} (${why})`, 'unclear');
}

/** It would be as long the next time. */
function tooLong({ url, method }: HttpRequest, maxBytes: number): NoAnswer {
  const what = `the answer of ${url.host} is longer than ${Math.floor(maxBytes / 2 ** 20)} MiB, which this action does not read`;
  return new NoAnswer(what, method === 'GET' ? 'refused' : 'unclear');
}

/** No connection, so nothing was sent. Those of connecting alone. */
const NOT_CONNECTED = new Set([
  'EAI_AGAIN',
  'ECONNREFUSED',
  'EHOSTDOWN',
  'EHOSTUNREACH',
  'ENETDOWN',
  'ENETUNREACH',
  'ENOTFOUND',
  'UND_ERR_CONNECT_TIMEOUT',
]);
/** Node's documentation, "X509 certificate error codes". */
const UNKNOWN_ISSUER = /SELF_SIGNED|UNABLE_TO_GET_ISSUER_CERT|UNABLE_TO_VERIFY_LEAF_SIGNATURE|CERT_UNTRUSTED/;
const BAD_CERTIFICATE = /^(ERR_TLS_)?CERT_|HOSTNAME_MISMATCH|INVALID_CA|INVALID_PURPOSE/;

function explain(error: unknown, request: HttpRequest): NoAnswer {
  const code = codeOf(error);
  const { host } = request.url;
  if (error instanceof ProxyFault) return explainProxy(error, code, host);
  const tunnel = /^Proxy response \((\d+)\)/.exec(messageOf(error))?.[1];
  if (tunnel === '407') {
    const what = `the proxy asks for a user and a password, or does not accept those that it was given (HTTP 407)`;
    return new NoAnswer(`no answer from ${host}: ${what}`, 'refused');
  }
  if (tunnel !== undefined) {
    const passing = Number(tunnel) >= 500 || tunnel === '429';
    const what = `no answer from ${host}: the proxy opened no connection to it (HTTP ${tunnel})`;
    return new NoAnswer(what, passing ? 'later' : 'refused');
  }
  if (UNKNOWN_ISSUER.test(code)) {
    const hint = `where a proxy or firewall opens TLS, give its certificate to Node in NODE_EXTRA_CA_CERTS`;
    return new NoAnswer(`the certificate of ${host} is not known here (${code}): ${hint}`, 'refused');
  }
  if (BAD_CERTIFICATE.test(code))
    return new NoAnswer(`the certificate of ${host} is not valid (${code})`, 'refused');
  return new NoAnswer(`no answer from ${host} (${code})`, NOT_CONNECTED.has(code) ? 'later' : 'unclear');
}

/** Nothing was sent. A certificate is the same the next time. */
function explainProxy({ proxy }: ProxyFault, code: string, host: string): NoAnswer {
  const about = `no answer from ${host}: the`;
  if (UNKNOWN_ISSUER.test(code)) {
    const what = `certificate of the proxy ${proxy} is not known here (${code}): give it to Node in NODE_EXTRA_CA_CERTS`;
    return new NoAnswer(`${about} ${what}`, 'refused');
  }
  if (BAD_CERTIFICATE.test(code))
    return new NoAnswer(`${about} certificate of the proxy ${proxy} is not valid (${code})`, 'refused');
  return new NoAnswer(`${about} proxy ${proxy} cannot be reached (${code})`, 'later');
}

/** The code of an error, or of its cause; its message only where there is none: that may quote what was sent. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  // undici's own for a certificate of a proxy: the cause says more.
  if (typeof code === 'string' && code !== 'UND_ERR_PRX_TLS') return code;
  return cause === undefined ? messageOf(error) : codeOf(cause);
}
