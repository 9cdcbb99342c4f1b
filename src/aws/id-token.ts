/**
 * The job's OIDC token (docs.github.com, "OpenID Connect reference", "Methods for requesting the OIDC token"). Asked for
 * by ourselves: `getIDToken` of @actions/core takes no signal and no deadline, repeats by rules of its own, and where
 * it is left behind its connection keeps the process alive.
 */
import type { IdTokenRequest } from '../inputs.ts';
import { NoAnswer, RequestError, outcomeOfStatus, retryAfterOf } from '../lib/outcome.ts';
import { type Attempt, type Patience, type Persistence, persist } from '../lib/patience.ts';
import type { Secrets } from '../lib/secrets.ts';
import type { HttpAnswer, Transport } from '../lib/transport.ts';
import { USER_AGENT } from '../version.ts';

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
      throw new IdTokenError(secrets.redact(error.message), 0, error.outcome);
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
