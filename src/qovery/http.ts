/**
 * HTTP to Qovery: one pooled connection, timeouts, retries, one deadline for a request with its retries.
 *
 * Qovery documents 1000 requests an hour and token, `X-RateLimit-Limit/Remaining/Reset` and 429
 * (https://api-doc.qovery.com, "Rate limiting"); its clients read none of them, this one does.
 */
import { Agent, type Dispatcher, EnvHttpProxyAgent, request } from 'undici';
import { type Clock, SECOND } from '../clock.ts';
import { Cancelled, messageOf } from '../errors.ts';
import type { ProxySettings } from '../inputs.ts';
import type { Secrets } from '../secrets.ts';
import { USER_AGENT } from '../version.ts';

const CONNECT_TIMEOUT = 5 * SECOND;
/** Of one attempt: until the headers, and between two pieces of the body. */
const ATTEMPT_TIMEOUT = 15 * SECOND;
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

  constructor(what: string, status: number, detail: string, unclearBefore = false) {
    super(`Qovery could not ${what}: ${status === 0 ? '' : `HTTP ${status}, `}${detail}`);
    this.status = status;
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
}

export class QoveryHttp {
  /** Requests sent, retries included. */
  requests = 0;
  /** The server's clock minus ours, in milliseconds, by the `Date` of the first answer. */
  clockSkew: number | undefined;
  readonly #options: HttpOptions;
  readonly #dispatcher: Dispatcher;

  constructor(options: HttpOptions) {
    this.#options = options;
    const { HTTPS_PROXY: httpsProxy, HTTP_PROXY: httpProxy, NO_PROXY: noProxy } = options.proxy;
    const pool = { connections: 8, connect: { timeout: CONNECT_TIMEOUT } };
    this.#dispatcher =
      httpsProxy === undefined && httpProxy === undefined
        ? new Agent(pool)
        : new EnvHttpProxyAgent({ ...pool, ...compact({ httpProxy, httpsProxy, noProxy }) });
  }

  /** @throws {QoveryError} on anything but 2xx; {@link Cancelled} */
  async send(call: Call): Promise<Answer> {
    const { clock, random = Math.random } = this.#options;
    const deadline = clock.now() + DEADLINE;
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
    }
  }

  async close(): Promise<void> {
    await this.#dispatcher.destroy();
  }

  async #attempt(call: Call): Promise<{ answer: Answer; wait: number | undefined }> {
    const { baseUrl, token, cancel, clock } = this.#options;
    this.requests++;
    const signal = AbortSignal.any([cancel, AbortSignal.timeout(2 * ATTEMPT_TIMEOUT)]);
    const response = await untilAborted(
      signal,
      request(new URL(baseUrl.pathname.replace(/\/$/, '') + call.path, baseUrl), {
        dispatcher: this.#dispatcher,
        method: call.method,
        headers: {
          authorization: `Token ${token}`,
          'user-agent': USER_AGENT,
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        headersTimeout: ATTEMPT_TIMEOUT,
        bodyTimeout: ATTEMPT_TIMEOUT,
        signal,
      }),
    );
    const text = await response.body.text();
    const date = Date.parse(String(response.headers['date'] ?? ''));
    if (!Number.isNaN(date)) this.clockSkew ??= date - clock.now();
    return {
      answer: { status: response.statusCode, body: parse(text) },
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

/** undici heeds a signal only once it is connected: a proxy that says nothing would hold us for ever. */
async function untilAborted<T>(signal: AbortSignal, answer: Promise<T>): Promise<T> {
  let stop = (): void => undefined;
  const aborted = new Promise<never>((_, reject) => {
    stop = () => reject(signal.reason as Error);
  });
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await Promise.race([answer, aborted]);
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

/** How long the server asks to wait, in milliseconds. `X-RateLimit-Reset` is a Unix time. */
function waitOf(headers: Record<string, string | string[] | undefined>, now: number): number | undefined {
  const retryAfter = String(headers['retry-after'] ?? '');
  if (/^\d+(\.\d+)?$/.test(retryAfter)) return Number(retryAfter) * SECOND;
  const date = Date.parse(retryAfter);
  if (!Number.isNaN(date)) return Math.max(0, date - now);
  const reset = Number(headers['x-ratelimit-reset'] ?? NaN);
  if (headers['x-ratelimit-remaining'] === '0' && reset > 0) return Math.max(0, reset * SECOND - now);
  return undefined;
}

/** Broken JSON stays text, which no schema accepts: the caller reports a malformed answer. */
function parse(text: string): unknown {
  try {
    return text === '' ? undefined : (JSON.parse(text) as unknown);
  } catch {
    return text;
  }
}

function compact<T extends object>(object: T): { [K in keyof T]?: NonNullable<T[K]> } {
  return Object.fromEntries(Object.entries(object).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: NonNullable<T[K]>;
  };
}
