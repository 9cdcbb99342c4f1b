const WHAT: Readonly<Record<string, string>> = {
  GET: 'list the issues',
  POST: 'create an issue',
  PATCH: 'update the issue',
};

/** GitHub refused, failed, or did not answer. */
export class GitHubError extends Error {
  override readonly name = 'GitHubError';
  /** HTTP status; 0 when there was no answer. */
  readonly status: number;
  readonly method: string;

  constructor(method: string, status: number, detail: string) {
    super(`GitHub could not ${WHAT[method]}: ${status === 0 ? '' : `HTTP ${status}, `}${detail}`);
    this.method = method;
    this.status = status;
  }
}
