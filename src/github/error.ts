import { type Failure, RequestError, failureOf } from '../lib/outcome.ts';

const WHAT: Readonly<Record<string, string>> = {
  GET: 'list the issues',
  POST: 'create an issue',
  PATCH: 'update the issue',
};

const WHAT_OF_COMMENTS: Readonly<Record<string, string>> = {
  GET: 'list the comments on the issue',
  POST: 'comment on the issue',
};

/** For errors and for the log. */
export function whatOf(method: string, url = ''): string {
  return (url.endsWith('/comments') ? WHAT_OF_COMMENTS : WHAT)[method] ?? method;
}

/** GitHub refused, failed, or did not answer. */
export class GitHubError extends RequestError {
  override readonly name = 'GitHubError';
  readonly method: string;
  /** Whether it was about one issue that is known, not about the list of them. */
  readonly ofIssue: boolean;

  constructor(
    method: string,
    status: number,
    detail: string,
    outcome: Failure = failureOf(status),
    retryAfter?: number,
    url = '',
  ) {
    const message = `GitHub could not ${whatOf(method, url)}: ${status === 0 ? '' : `HTTP ${status}, `}${detail}`;
    super(message, status, outcome, retryAfter);
    this.method = method;
    this.ofIssue = method === 'PATCH' || url.endsWith('/comments');
  }
}
