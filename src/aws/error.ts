import { Problem } from '../lib/errors.ts';
import { type Failure, type Headers, NoAnswer, RequestError, retryAfterOf } from '../lib/outcome.ts';
import type { Secrets } from '../lib/secrets.ts';

/** An answer of AWS other than yes. Made from the name and message of the SDK's error, never from its fields. */
export class AwsError extends RequestError {
  override readonly name = 'AwsError';
  /** AWS's code, like `NoSuchEntity`; the SDK's name where there was no answer. */
  readonly code: string;

  /** @param outcome of the request; by its code and status, if not said */
  constructor(
    what: string,
    code: string,
    status: number,
    detail: string,
    outcome: Failure = outcomeOf(code, status, detail),
    retryAfter?: number,
  ) {
    const said = code === NO_ANSWER ? detail : `${code}${detail === '' ? '' : `, ${detail}`}`;
    super(`AWS could not ${what}: ${said}`, status, outcome, retryAfter);
    this.code = code;
  }

  /** By a service or resource control policy: the account's own policies do not count (IAM User Guide, "Access denied"). */
  get deniedByOrganization(): boolean {
    return this.code === 'AccessDenied' && /(service|resource) control policy/i.test(this.message);
  }

  /** The session that we signed with has ended. */
  get sessionEnded(): boolean {
    return this.code === 'ExpiredToken' || this.code === 'RequestExpired';
  }
}

/** Where there was nobody who gave a code. */
export const NO_ANSWER = 'NoAnswer';
/** Every answer of AWS names its request (`x-amzn-RequestId`). */
export const NOT_FROM_AWS = 'an answer that is not from AWS; a proxy may have sent it';

/**
 * Refusals that pass, of which nothing took effect, without the `Exception` that the SDK adds. Those for too many
 * requests are in its own list (smithy-typescript, service-error-classification; there `LimitExceeded` is one, at IAM it
 * is a quota). The others are in the references of IAM (UpdateAccessKey, TagUser) and STS (AssumeRoleWithWebIdentity).
 */
const PASSING = new Set([
  'BandwidthLimitExceeded',
  'ConcurrentModification',
  'EntityTemporarilyUnmodifiable',
  'IDPCommunicationError',
  'PriorRequestNotComplete',
  'RequestLimitExceeded',
  'RequestThrottled',
  'SlowDown',
  'Throttled',
  'Throttling',
  'TooManyRequests',
]);

/** No request was sent: there was nobody to sign it for. */
const NOT_SENT = new Set(['CredentialsProviderError']);

function outcomeOf(code: string, status: number, detail: string): Failure {
  if (PASSING.has(code) || status === 429) return 'later';
  // GitHub's keys could not be fetched in this moment: actions/runner#1466.
  if (code === 'InvalidIdentityToken' && /retrieve verification key/i.test(detail)) return 'later';
  if (NOT_SENT.has(code)) return 'refused';
  return status >= 400 && status < 500 && status !== 408 && code !== 'RequestTimeout' ? 'refused' : 'unclear';
}

/** The SDK names a modelled error with an `Exception` that the wire code lacks; both are understood. */
export function toAwsError(what: string, error: unknown, secrets: Secrets, now: number): Error {
  // Our own session provider says itself what is missing.
  if (error instanceof AwsError || error instanceof Problem) return error;
  if (error instanceof NoAnswer)
    return new AwsError(what, NO_ANSWER, 0, secrets.redact(error.message), error.outcome);
  if (!(error instanceof Error)) return new AwsError(what, 'unknown error', 0, '');
  const code = error.name.replace(/Exception$/, '');
  const { httpStatusCode: status = 0, requestId } = ('$metadata' in error ? error.$metadata : {}) as {
    httpStatusCode?: number;
    requestId?: string;
  };
  // A SignatureDoesNotMatch quotes the request, with its session token: the first sentence is enough.
  const detail =
    secrets
      .redact(error.message)
      .split(/\n|\. /)[0]
      ?.slice(0, 300) ?? '';
  const { headers = {} } = ('$response' in error ? error.$response : {}) as { headers?: Headers };
  const wait = retryAfterOf(headers, status, now);
  // Whatever the page of a proxy says, it may stand in the place of an answer: the request may have taken effect.
  if (status > 0 && requestId === undefined)
    return new AwsError(what, NO_ANSWER, status, `HTTP ${status}, ${NOT_FROM_AWS}`, 'unclear', wait);
  return new AwsError(what, code, status, `${detail}${HINTS[code] ?? ''}`, undefined, wait);
}

const HINTS: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    " (no AWS session: give 'role-to-assume' with 'permissions: id-token: write', or sign in before this step with aws-actions/configure-aws-credentials)",
  ExpiredToken: ' (the AWS session ended; run again: the next run goes on from here)',
};

/** An answer that lacks what AWS always sends. */
export function malformed(operation: string): AwsError {
  return new AwsError(
    `answer ${operation}`,
    'malformed answer',
    200,
    'a field that is always there was missing',
  );
}
