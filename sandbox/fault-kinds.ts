import { SECOND } from './clock.ts';
import type { FaultKind } from './faults.ts';

// Refusals that mean "later", as the platforms send them.

/** 429, with `Retry-After` in seconds, as the date when they are over, or without it. */
export function tooManyRequests(
  options: { retryAfterSeconds?: number; as?: 'seconds' | 'date'; body?: unknown } = {},
): FaultKind {
  const { retryAfterSeconds: seconds, as = 'seconds', body } = options;
  const headers = (now: number): Record<string, string> => {
    if (seconds === undefined) return {};
    const date = new Date(now + seconds * SECOND).toUTCString();
    return { 'retry-after': as === 'date' ? date : String(seconds) };
  };
  return { status: 429, headers, ...(body !== undefined && { body }) };
}

const aws = (status: number, code: string, message: string): FaultKind => ({
  status,
  body: { code, message },
});

/** What STS answers while it cannot ask GitHub for the key that signs its tokens; both pass. */
export const STS_PASSING = {
  InvalidIdentityToken: aws(
    400,
    'InvalidIdentityToken',
    "Couldn't retrieve verification key from your identity provider,  please reference AssumeRoleWithWebIdentity documentation for requirements",
  ),
  IDPCommunicationError: aws(
    400,
    'IDPCommunicationError',
    'The request could not be fulfilled because the identity provider (IDP) that was asked to verify the incoming identity token could not be reached.',
  ),
} as const;

/** What IAM answers where the same request works a little later. */
export const IAM_PASSING = {
  Throttling: aws(400, 'Throttling', 'Rate exceeded'),
  ServiceFailure: aws(
    500,
    'ServiceFailure',
    'The request processing has failed because of an unknown error, exception or failure.',
  ),
  ServiceUnavailable: aws(
    503,
    'ServiceUnavailable',
    'The request has failed due to a temporary failure of the server.',
  ),
  ConcurrentModification: aws(
    409,
    'ConcurrentModification',
    'Multiple requests to change this object were submitted simultaneously. Wait a few minutes and submit your request again.',
  ),
  EntityTemporarilyUnmodifiable: aws(
    409,
    'EntityTemporarilyUnmodifiable',
    'The entity is temporarily unmodifiable. Try again after waiting several minutes.',
  ),
} as const;
