/**
 * HTTP to Qovery: pooled connections, timeouts, retries, one deadline for a request with its retries.
 *
 * Qovery documents a limit of requests, `X-RateLimit-Limit/Remaining/Reset` and 429 (https://api-doc.qovery.com,
 * "Rate limiting"); its clients heed none of them, this one does.
 */
import {
  Agent as HttpAgent,
  type IncomingHttpHeaders,
  type RequestOptions,
  request as httpRequest,
} from 'node:http';
import { Agent as HttpsAgent, request as httpsRequest } from 'node:https';
import { type Clock, SECOND } from '../lib/clock.ts';
import { Cancelled, messageOf } from '../lib/errors.ts';
import { waitOf } from '../lib/http.ts';
import type { ProxySettings } from '../inputs.ts';
import type { Secrets } from '../lib/secrets.ts';
import { USER_AGENT } from '../version.ts';
import { RateLimiter } from './rate-limiter.ts';

/** Of one attempt, from the connection to the end of the body. */
const ATTEMPT_TIMEOUT = 20 * SECOND;
/** Of a request with all its retries. */
const DEADLINE = 60 * SECOND;
const FIRST_PAUSE = 500;
const LONGEST_PAUSE = 10 * SECOND;

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

export interface Call {
  readonly method: Method;
  readonly path: string;
  readonly body?: unknown;
  /** For errors: "list clusters". */
  readonly what: string;
  /**
   * Whether the same request may be sent again when its outcome is unclear. Reads, PUT and DELETE: yes.
   * A deployment: never, each one counts.
   */
  readonly repeatable: boolean;
  /** Does not wait for its turn. Every change does not. */
  readonly urgent?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Qovery refused, failed, or did not answer. */
export class QoveryError extends Error {
  override readonly name = 'QoveryError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  /** Qovery understood and said no, and no attempt before may have got through: nothing has changed. */
  readonly refused: boolean;
  /** Refused because of too many requests, not because of what was asked: later the answer may be yes. */
  readonly throttled: boolean;

  constructor(what: string, status: number, detail: string, unclearBefore = false) {
    super(`Qovery could not ${what}: ${status === 0 ? '' : `HTTP ${status}, `}${detail}`);
    this.status = status;
    this.throttled = status === 429;
    this.refused = status >= 400 && status < 500 && status !== 408 && !unclearBefore;
  }
}

export interface HttpOptions {
  readonly baseUrl: URL;
  readonly token: string;
  readonly proxy: ProxySettings;
  readonly clock: Clock;
  readonly secrets: Secrets;
  readonly cancel: AbortSignal;
  readonly random?: () => number;
  /** How requests travel; over HTTP, if not said. */
  readonly exchange?: Exchange;
  /** Hears of what slows the run down. */
  readonly say?: (text: string) => void;
}

export class QoveryHttp {
  /** Requests sent, retries included. */
  requests = 0;
  /** The server's clock minus ours, in milliseconds, by the `Date` of the first answer. */
  clockSkew: number | undefined;
  readonly #options: HttpOptions;
  readonly #agent: HttpAgent | HttpsAgent;
  readonly #pace: RateLimiter;

  constructor(options: HttpOptions) {
    this.#options = options;
    this.#pace = new RateLimiter(options.clock, options.say ?? (() => undefined));
    // Node's own client, for Qovery as for AWS: it knows proxies, and an HTTP library alone would double the start.
    const pool = { keepAlive: true, maxSockets: 8, proxyEnv: { ...options.proxy } };
    this.#agent = options.baseUrl.protocol === 'https:' ? new HttpsAgent(pool) : new HttpAgent(pool);
  }

  /** @throws {QoveryError} on anything but 2xx; {@link Cancelled} */
  async send(call: Call): Promise<Answer> {
    const { clock, random = Math.random } = this.#options;
    const urgent = call.urgent ?? call.method !== 'GET';
    await this.#pace.acquire(urgent);
    let deadline = clock.now() + DEADLINE;
    let unclear = false;
    for (let attempt = 1; ; attempt++) {
      let failure: QoveryError;
      let retryAfter: number | undefined;
      try {
        const { answer, wait } = await this.#attempt(call);
        if (answer.status >= 200 && answer.status < 300) return answer;
        failure = new QoveryError(call.what, answer.status, this.#detailOf(answer), unclear);
        retryAfter = wait;
      } catch (error) {
        if (this.#options.cancel.aborted) throw new Cancelled();
        failure = new QoveryError(call.what, 0, this.#noAnswer(error));
      }
      const backoff = Math.min(LONGEST_PAUSE, FIRST_PAUSE * 2 ** (attempt - 1)) * (0.5 + random() / 2);
      // A server whose clock differs may ask for no pause at all.
      const pause = Math.max(retryAfter ?? 0, backoff);
      const worth =
        call.repeatable &&
        (failure.status === 0 || [408, 429].includes(failure.status) || failure.status >= 500);
      if (!worth || clock.now() + pause > deadline) throw failure;
      unclear ||= failure.status !== 429;
      await clock.sleep(pause);
      const sleptUntil = clock.now();
      await this.#pace.acquire(urgent);
      deadline += clock.now() - sleptUntil;
    }
  }

  close(): void {
    this.#pace.end();
    this.#agent.destroy();
  }

  async #attempt(call: Call): Promise<{ answer: Answer; wait: number | undefined }> {
    const { baseUrl, token, cancel, clock } = this.#options;
    this.requests++;
    const signal = AbortSignal.any([cancel, AbortSignal.timeout(ATTEMPT_TIMEOUT)]);
    const response = await (this.#options.exchange ?? exchange)(
      new URL(baseUrl.pathname.replace(/\/$/, '') + call.path, baseUrl),
      {
        agent: this.#agent,
        method: call.method,
        headers: {
          authorization: `Token ${token}`,
          'user-agent': USER_AGENT,
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        signal,
      },
      call.body === undefined ? '' : JSON.stringify(call.body),
    );
    const date = Date.parse(String(response.headers['date'] ?? ''));
    if (!Number.isNaN(date)) this.clockSkew ??= date - clock.now();
    return {
      answer: { status: response.status, body: parse(response.text) },
      wait: waitOf(response.headers, clock.now()),
    };
  }

  /** Qovery's own clients read `detail`; its documentation shows `message` and `error`. */
  #detailOf({ status, body }: Answer): string {
    const fields = typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
    const text = [fields['detail'], fields['message'], fields['error']].find(
      (value) => typeof value === 'string' && value !== '',
    );
    const hint = HINTS[status] ?? '';
    return this.#clean(typeof text === 'string' ? `${text}${hint}` : `no explanation${hint}`);
  }

  #noAnswer(error: unknown): string {
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    return this.#clean(`no answer from ${this.#options.baseUrl.host} (${code || messageOf(error)})`);
  }

  #clean(text: string): string {
    return this.#options.secrets.redact(text).replace(/\s+/g, ' ').slice(0, 400);
  }
}

const HINTS: Readonly<Record<number, string>> = {
  401: ' (is qovery-api-token a valid API token, not a JWT, and allowed to do this?)',
  403: ' (the token may not do this, or the object is not in this organisation)',
};

interface Response {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

/** One request and its whole answer. An answer that breaks off in the middle is an error. */
export type Exchange = (
  url: URL,
  options: RequestOptions & { readonly signal: AbortSignal },
  body: string,
) => Promise<Response>;

const exchange: Exchange = async (url, options, body) => {
  const { promise, resolve, reject } = Promise.withResolvers<Response>();
  const { signal } = options;
  signal.throwIfAborted();
  // Node heeds the signal only once a proxy has opened its tunnel: one that says nothing would hold us for ever.
  const stop = (): void => reject(signal.reason as Error);
  signal.addEventListener('abort', stop);
  const send = url.protocol === 'https:' ? httpsRequest : httpRequest;
  const request = send(url, options, (response) => {
    const chunks: Buffer[] = [];
    response.on('data', (chunk: Buffer) => chunks.push(chunk));
    response.on('error', reject);
    response.on('end', () => {
      const { statusCode: status = 0, headers } = response;
      resolve({ status, headers, text: Buffer.concat(chunks).toString() });
    });
  });
  request.on('error', reject);
  request.end(body);
  try {
    return await promise;
  } finally {
    // A timer that has not fired keeps its listeners, and with them the answer.
    signal.removeEventListener('abort', stop);
  }
};

/** Broken JSON stays text, which no schema accepts: the caller reports a malformed answer. */
function parse(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}
