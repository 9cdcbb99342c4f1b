/**
 * How every request travels, whoever is asked: undici, the proxies that were given, one limit for size and one for
 * time, from the connection to the end of the body. A redirect is an answer: no token is sent elsewhere.
 */
import { brotliDecompress, gunzip, inflate } from 'node:zlib';
import { promisify } from 'node:util';
import { type Dispatcher, request as send } from 'undici';
import { span } from './clock.ts';
import { type Proxies, dispatchers } from './dispatcher.ts';
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
  // undici heeds the signal only once it is connected: a proxy that says nothing would hold us for ever.
  const { promise: aborted, reject } = Promise.withResolvers<never>();
  const abort = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', abort);
  try {
    return await Promise.race([attempt(request, signal, dispatcher, maxBytes), aborted]);
  } catch (error) {
    if (request.signal.aborted) throw request.signal.reason;
    if (timeout.aborted) throw noAnswer(request, `none within ${span(request.timeout)}`);
    throw error instanceof NoAnswer ? error : explain(error, request);
  } finally {
    // A timer that has not fired keeps its listeners, and with them the answer.
    signal.removeEventListener('abort', abort);
  }
}

async function attempt(
  request: HttpRequest,
  signal: AbortSignal,
  dispatcher: Dispatcher,
  maxBytes: number,
): Promise<HttpAnswer> {
  const { url, method, headers, body = null } = request;
  const response = await send(url, {
    dispatcher,
    method: method as Dispatcher.HttpMethod,
    headers: { ...headers, 'accept-encoding': 'identity' },
    body,
    signal,
    // Ours counts.
    headersTimeout: 0,
    bodyTimeout: 0,
  });
  const answered: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers))
    if (value !== undefined) answered[name] = Array.isArray(value) ? value.join(', ') : value;
  const chunks: Buffer[] = [];
  let bytes = 0;
  try {
    for await (const chunk of response.body as AsyncIterable<Buffer>) {
      bytes += chunk.length;
      if (bytes > maxBytes) throw tooLong(request, maxBytes);
      chunks.push(chunk);
    }
  } catch (error) {
    if (error instanceof NoAnswer) throw error;
    throw noAnswer(request, `it broke off, ${codeOf(error)}`);
  }
  const decoded = await decode(Buffer.concat(chunks), answered['content-encoding'], request, maxBytes);
  return { status: response.statusCode, headers: answered, body: decoded };
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

/** The code of an error, or of its cause; its message only where there is none: that may quote what was sent. */
function codeOf(error: unknown): string {
  const { code, cause } = (error ?? {}) as { readonly code?: unknown; readonly cause?: unknown };
  // undici's own for a certificate of a proxy: the cause says more.
  if (typeof code === 'string' && code !== 'UND_ERR_PRX_TLS') return code;
  return cause === undefined ? messageOf(error) : codeOf(cause);
}
