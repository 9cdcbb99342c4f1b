/**
 * The job's OIDC token (docs.github.com, "OpenID Connect reference", "Methods for requesting the OIDC token"). Asked for
 * by ourselves: `getIDToken` of @actions/core takes no signal and no deadline, repeats by rules of its own, and where
 * it is left behind its connection keeps the process alive.
 */
import type { IdTokenRequest } from '../inputs.ts';
import { MINUTE, SECOND } from '../lib/clock.ts';
import { Problem } from '../lib/errors.ts';
import { NoAnswer, RequestError, outcomeOfStatus, retryAfterOf } from '../lib/outcome.ts';
import { type Attempt, type Patience, type Persistence, persist } from '../lib/patience.ts';
import type { Secrets } from '../lib/secrets.ts';
import type { HttpAnswer, Transport } from '../lib/transport.ts';
import { USER_AGENT } from '../version.ts';
import { AwsError, NO_ANSWER } from './error.ts';
import type { AwsOptions } from './types.ts';

/** The audience that AWS's guide for GitHub's OIDC provider asks for. */
const AUDIENCE = 'sts.amazonaws.com';
const PERMISSION = "Add 'permissions: id-token: write' to the job.";

/** Tokens for `role-to-assume`. One serves the sessions of many accounts, while it lasts. */
export class IdTokens {
  readonly #request: IdTokenRequest | undefined;
  readonly #options: AwsOptions;
  #last: { readonly token: string; readonly until: number } | undefined;
  #asked: Promise<string> | undefined;

  /** @param request `undefined` where the job may not ask for an OIDC token */
  constructor(request: IdTokenRequest | undefined, options: AwsOptions) {
    this.#request = request;
    this.#options = options;
  }

  /**
   * @param refused a token that did not serve: another one is wanted
   * @throws {Problem} where the job may not have one; {AwsError} where GitHub does not answer; {@link Cancelled}
   */
  async get(patience: Patience, refused?: string): Promise<string> {
    const last = this.#last;
    if (last !== undefined && last.token !== refused && this.#options.clock.now() < last.until - MINUTE)
      return last.token;
    this.#asked ??= this.#ask(patience).finally(() => (this.#asked = undefined));
    return this.#asked;
  }

  async #ask(patience: Patience): Promise<string> {
    if (this.#request === undefined) throw noIdToken('this job may not ask for one');
    try {
      const { grace: cancel } = this.#options;
      const token = await getIdToken(this.#request, AUDIENCE, patience, { ...this.#options, cancel });
      this.#last = { token, until: endOf(token) };
      return token;
    } catch (error) {
      if (!(error instanceof IdTokenError)) throw error;
      if (error.outcome === 'refused') throw noIdToken(error.message);
      const what = "get an OIDC token of GitHub for 'role-to-assume'";
      throw new AwsError(what, NO_ANSWER, error.status, error.message, error.outcome, error.retryAfter);
    }
  }
}

function noIdToken(why: string): Problem {
  return new Problem(`GitHub gave no OIDC token for 'role-to-assume' (${why}).`, PERMISSION);
}

/** By the token itself (RFC 7519, `exp`). One that does not say it serves once. */
function endOf(token: string): number {
  try {
    const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString()) as {
      exp?: unknown;
    };
    return typeof exp === 'number' ? exp * SECOND : -Infinity;
  } catch {
    return -Infinity;
  }
}

export class IdTokenError extends RequestError {
  override readonly name = 'IdTokenError';
}

interface IdTokenContext extends Persistence {
  readonly transport: Transport;
  readonly secrets: Secrets;
}

/** @throws {IdTokenError} {@link Cancelled} */
export async function getIdToken(
  { url, token }: IdTokenRequest,
  audience: string,
  patience: Patience,
  context: IdTokenContext,
): Promise<string> {
  const { transport, secrets, clock } = context;
  secrets.add(token);
  const address = URL.parse(url);
  if (address === null) throw new IdTokenError('its address is no URL', 0, 'refused');
  address.searchParams.set('audience', audience);
  const headers = {
    authorization: `Bearer ${token}`,
    accept: 'application/json',
    'user-agent': USER_AGENT,
  };
  const send = async (attempt: Attempt): Promise<string> => {
    let answer: HttpAnswer;
    try {
      answer = await transport.send({ url: address, method: 'GET', headers, ...attempt });
    } catch (error) {
      if (!(error instanceof NoAnswer)) throw error;
      throw new IdTokenError(secrets.redactError(error.message), 0, error.outcome);
    }
    const { status, headers: answered, body } = answer;
    const outcome = outcomeOfStatus(status);
    if (outcome !== 'done')
      throw new IdTokenError(`HTTP ${status}`, status, outcome, retryAfterOf(answered, status, clock.now()));
    const idToken = valueOf(body.toString());
    if (idToken === undefined) throw new IdTokenError('a malformed answer', status, 'unclear');
    secrets.add(idToken);
    return idToken;
  };
  // A token is made anew each time: to ask twice is no harm.
  return persist({ who: 'GitHub', what: 'give an OIDC token', repeat: 'always', patience, send }, context);
}

function valueOf(text: string): string | undefined {
  try {
    const { value } = JSON.parse(text) as { value?: unknown };
    return typeof value === 'string' && value !== '' ? value : undefined;
  } catch {
    return undefined;
  }
}
