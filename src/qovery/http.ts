/**
 * HTTP to Qovery: what an answer means, and the pace of requests.
 *
 * Qovery documents a limit of requests, `X-RateLimit-Limit/Remaining/Reset` and 429 (https://api-doc.qovery.com,
 * "Rate limiting"); its clients heed none of them, this one does.
 */
import type { ServerClock } from '../lib/server-clock.ts';
import {
  type Failure,
  NoAnswer,
  RequestError,
  failureOf,
  outcomeOfStatus,
  retryAfterOf,
} from '../lib/outcome.ts';
import { type Attempt, type Patience, SHORT, persist } from '../lib/patience.ts';
import type { HttpAnswer, Transport } from '../lib/transport.ts';
import type { Secrets } from '../lib/secrets.ts';
import { USER_AGENT } from '../version.ts';
import { RateLimiter } from './rate-limiter.ts';

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
  /** Texts of anybody, such as logs: secrets are taken out of them before they are cut. */
  readonly freeText?: true;
  /** Does not wait for its turn. Every change does not. */
  readonly urgent?: boolean;
}

export interface Answer {
  readonly status: number;
  readonly body: unknown;
}

/** Qovery refused, failed, or did not answer. */
export class QoveryError extends RequestError {
  override readonly name = 'QoveryError';

  /** @param outcome of the request; by the status, if not said */
  constructor(
    what: string,
    status: number,
    detail: string,
    outcome: Failure = failureOf(status),
    retryAfter?: number,
  ) {
    const message = `Qovery could not ${what}: ${status === 0 ? '' : `HTTP ${status}, `}${detail}`;
    super(message, status, outcome, retryAfter);
  }
}

export interface HttpOptions {
  readonly baseUrl: URL;
  readonly token: string;
  readonly transport: Transport;
  readonly clock: ServerClock;
  readonly secrets: Secrets;
  readonly cancel: AbortSignal;
  readonly random?: () => number;
  /** Hears of what slows the run down. */
  readonly info: (text: string) => void;
}

export class QoveryHttp {
  readonly #options: HttpOptions;
  readonly #patience: Patience;
  readonly #pace: RateLimiter;

  constructor(options: HttpOptions, patience = SHORT, pace = paceOf(options)) {
    this.#options = options;
    this.#patience = patience;
    this.#pace = pace;
  }

  /** The same, at the same pace, more or less patient. */
  withPatience(patience: Patience): QoveryHttp {
    return new QoveryHttp(this.#options, patience, this.#pace);
  }

  /** @throws {QoveryError} on anything but a yes of Qovery's own; {@link Cancelled} */
  async send(call: Call): Promise<Answer> {
    const urgent = call.urgent ?? call.method !== 'GET';
    const request = {
      who: 'Qovery',
      what: call.what,
      repeat: call.repeatable ? 'always' : 'never',
      patience: this.#patience,
      before: () => this.#pace.acquire(urgent),
      send: (attempt: Attempt) => this.#attempt(call, attempt),
    } as const;
    return persist(request, this.#options);
  }

  /** Whoever waits for a turn waits no longer. */
  close(): void {
    this.#pace.end();
  }

  async #attempt(call: Call, attempt: Attempt): Promise<Answer> {
    const { baseUrl, token, clock, transport, secrets } = this.#options;
    const hear = clock.ask(baseUrl.host);
    let answer: HttpAnswer;
    try {
      answer = await transport.send({
        url: addressOf(baseUrl, call.path),
        method: call.method,
        headers: {
          authorization: `Token ${token}`,
          'user-agent': USER_AGENT,
          accept: 'application/json',
          ...(call.body === undefined ? {} : { 'content-type': 'application/json' }),
        },
        ...(call.body === undefined ? {} : { body: JSON.stringify(call.body) }),
        ...attempt,
      });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new QoveryError(call.what, 0, this.#clean(error.message), error.outcome);
    }
    const { status, headers } = answer;
    const text = answer.body.toString();
    // On the raw answer, before anything of it is cut or put elsewhere: an error may echo the request, and logs may tell
    // anything. A list is left as it is: what is in it is compared, and stored again.
    const asItIs = outcomeOfStatus(status) === 'done' && call.freeText !== true;
    const body = parse(asItIs ? text : secrets.redact(text));
    if (body.is === 'json') hear(headers);
    if (outcomeOfStatus(status) === 'done' && body.is === 'json') return { status, body: body.value };
    const wait = retryAfterOf(headers, status, clock.now());
    // A 404 of somebody else must not be taken for Qovery's; its 5xx may be a page of its own front. Whatever the page of a
    // proxy says, it may stand in the place of an answer: the request may have taken effect.
    if (body.is === 'other' && status < 500)
      throw new QoveryError(call.what, 0, `HTTP ${status}, ${NOT_FROM_QOVERY}`, 'unclear', wait);
    throw new QoveryError(call.what, status, this.#detailOf(call, status, body), failureOf(status), wait);
  }

  /** Qovery's own clients read `detail`; its documentation shows `message` and `error`. */
  #detailOf({ path }: Call, status: number, body: Body): string {
    const value = body.is === 'json' ? body.value : undefined;
    const fields = typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
    const text = [fields['detail'], fields['message'], fields['error']].find(
      (field) => typeof field === 'string' && field !== '',
    );
    // Qovery answers one or the other for an organisation that it does not know.
    const unknown = (status === 403 || status === 404) && OF_ORGANIZATION.test(path);
    const hint = unknown ? UNKNOWN_ORGANIZATION : (HINTS[status] ?? '');
    return this.#clean(typeof text === 'string' ? `${text}${hint}` : `no explanation${hint}`);
  }

  #clean(text: string): string {
    // Once more: what was escaped in JSON is not any longer.
    return this.#options.secrets.redactError(text).replace(/\s+/g, ' ').slice(0, 400);
  }
}

/**
 * The token travels along, so the host is that of the base, whatever the paths are: of two parts, `new URL` takes one
 * that begins with two slashes for another host.
 */
function addressOf({ origin, pathname }: URL, path: string): URL {
  return new URL(`${origin}${pathname.replace(/\/+$/, '')}/${path.replace(/^\/+/, '')}`);
}

function paceOf({ clock, info }: HttpOptions): RateLimiter {
  return new RateLimiter({ now: () => clock.elapsed(), sleep: (ms) => clock.sleep(ms) }, info);
}

const HINTS: Readonly<Record<number, string>> = {
  401: ' (is qovery-api-token a valid API token, not a JWT, and allowed to do this?)',
  403: ' (the token may not do this, or the object is not in this organisation)',
};

/** The organisation itself, or one of its lists. */
const OF_ORGANIZATION = /^\/organization\/[^/]+(\/[a-z]+)?$/i;
const UNKNOWN_ORGANIZATION = " (does 'organization-id' name an organisation that this token may see?)";

const NOT_FROM_QOVERY = 'malformed answer: it is no JSON; a proxy may have sent it, or cut it';

type Body = { readonly is: 'json'; readonly value: unknown } | { readonly is: 'other' };

/** What is not JSON is no answer of Qovery's, whatever its status. Nothing at all is one: some have no body. */
function parse(text: string): Body {
  try {
    return { is: 'json', value: text === '' ? undefined : (JSON.parse(text) as unknown) };
  } catch {
    return { is: 'other' };
  }
}
