import { type Failure, RequestError, failureOf } from '../lib/outcome.ts';

const WHAT: Readonly<Record<string, string>> = {
  GET: 'list the issues',
  POST: 'create an issue',
  PATCH: 'update the issue',
};

/** For errors and for the log. */
export function whatOf(method: string): string {
  return WHAT[method] ?? method;
}

/** GitHub refused, failed, or did not answer. */
export class GitHubError extends RequestError {
  override readonly name = 'GitHubError';
  readonly method: string;

  constructor(
    method: string,
    status: number,
    detail: string,
    outcome: Failure = failureOf(status),
    retryAfter?: number,
  ) {
    const message = `GitHub could not ${whatOf(method)}: ${status === 0 ? '' : `HTTP ${status}, `}${detail}`;
    super(message, status, outcome, retryAfter);
    this.method = method;
  }
}
