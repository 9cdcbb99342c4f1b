import { Problem } from '../lib/errors.ts';

/** An answer of AWS other than yes. Made from the name and message of the SDK's error, never from its fields. */
export class AwsError extends Error {
  override readonly name = 'AwsError';
  /** AWS's code, like `NoSuchEntity`; the SDK's name where there was no answer. */
  readonly code: string;
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;

  constructor(what: string, code: string, status: number, detail: string) {
    super(`AWS could not ${what}: ${code}${detail === '' ? '' : `, ${detail}`}`);
    this.code = code;
    this.status = status;
  }

  /** The session that we signed with has ended. */
  get sessionEnded(): boolean {
    return this.code === 'ExpiredToken' || this.code === 'RequestExpired';
  }

  /** AWS understood and said no: nothing has changed. */
  get refused(): boolean {
    return this.status >= 400 && this.status < 500;
  }
}

/** The SDK names a modelled error with an `Exception` that the wire code lacks; both are understood. */
export function toAwsError(what: string, error: unknown): AwsError {
  if (error instanceof AwsError) return error;
  if (!(error instanceof Error)) return new AwsError(what, 'unknown error', 0, '');
  const code = error.name.replace(/Exception$/, '');
  const metadata = '$metadata' in error ? (error.$metadata as { httpStatusCode?: number }) : {};
  // A SignatureDoesNotMatch quotes the request, with its session token: the first sentence is enough.
  const detail = error.message.split(/\n|\. /)[0]?.slice(0, 300) ?? '';
  return new AwsError(what, code, metadata.httpStatusCode ?? 0, `${detail}${HINTS[code] ?? ''}`);
}

const HINTS: Readonly<Record<string, string>> = {
  CredentialsProviderError:
    " (no AWS session: give 'role-to-assume' with 'permissions: id-token: write', or sign in before this step with aws-actions/configure-aws-credentials)",
  ExpiredToken: ' (the AWS session ended; run again: the next run goes on from here)',
};

export async function aws<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    // Our own session provider says itself what is missing.
    throw error instanceof Problem ? error : toAwsError(what, error);
  }
}

/** An answer that lacks what AWS always sends. */
export function malformed(operation: string): AwsError {
  return new AwsError(
    `answer ${operation}`,
    'malformed answer',
    200,
    'a field that is always there was missing',
  );
}
