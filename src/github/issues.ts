/** The issues of one repository on GitHub: octokit with retries, deadlines, and errors without its objects. */
import { getOctokit } from '@actions/github';
import * as v from 'valibot';
import { type Clock, SECOND } from '../lib/clock.ts';
import { messageOf } from '../lib/errors.ts';
import { type Headers, waitOf } from '../lib/http.ts';
import type { IssueInputs } from '../inputs.ts';
import { type Author, type Change, type Issue, JOB_TOKEN, LABEL, hasMarker, vouches } from './issue.ts';
import { USER_AGENT } from '../version.ts';
import { GitHubError } from './error.ts';

/** GitHub itself ends a request after ten seconds (docs.github.com, "Troubleshooting the REST API", "Timeouts"). */
const ATTEMPT_TIMEOUT = 15 * SECOND;
const ATTEMPTS = 4;
const FIRST_PAUSE = 2 * SECOND;
const LONGEST_PAUSE = 60 * SECOND;
/** The 10,000 newest issues and pull requests: an hour allows the token of a job 1000 requests. */
const MAX_PAGES = 100;

/** What we read of an issue. A pull request is one, too, with one more field. */
const IssueAnswer = v.object({
  number: v.number(),
  html_url: v.string(),
  state: v.string(),
  body: v.nullish(v.string(), ''),
  user: v.nullish(v.object({ login: v.string(), type: v.optional(v.string()) })),
  author_association: v.optional(v.string()),
  pull_request: v.optional(v.unknown()),
});

export interface IssuesOptions {
  readonly where: IssueInputs;
  readonly clock: Clock;
  /** Ends every request. */
  readonly until: AbortSignal;
}

export class Issues {
  readonly #options: IssuesOptions;
  readonly #octokit: ReturnType<typeof getOctokit>;
  readonly #repository: { readonly owner: string; readonly repo: string };

  constructor(options: IssuesOptions) {
    const { token, apiUrl, owner, repository } = options.where;
    this.#options = options;
    this.#repository = { owner, repo: repository };
    const quiet = (): void => undefined;
    this.#octokit = getOctokit(token, {
      baseUrl: apiUrl,
      userAgent: USER_AGENT,
      log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
    });
    this.#octokit.hook.wrap('request', (request, given) =>
      this.#repeated(given.method, () => {
        // In place: octokit's hooks hand their own options on, not those that they are called with.
        given.request.signal = AbortSignal.any([options.until, AbortSignal.timeout(ATTEMPT_TIMEOUT)]);
        // An issue that was moved to another repository is not ours any more.
        given.request.redirect = given.method === 'PATCH' ? 'manual' : 'follow';
        return request(given);
      }),
    );
  }

  /** Those with the marker. Where none has our label, all are looked through: a person may have taken it away. */
  async find(marker: string, state: 'open' | 'all'): Promise<Issue[]> {
    const labelled = await this.#list(marker, { state, labels: LABEL });
    return labelled.length > 0 ? labelled : this.#list(marker, { state });
  }

  async create(title: string, body: string): Promise<Issue> {
    const issue = { ...this.#repository, title, body };
    const { data } = await this.#octokit.rest.issues
      .create({ ...issue, labels: [LABEL] })
      .catch((error: unknown) => {
        const aboutLabels =
          error instanceof GitHubError && error.status === 422 && /label/i.test(error.message);
        if (!aboutLabels) throw error;
        // Forges that are like GitHub want labels by number (go-gitea/gitea#30917). The issue is found without one, too.
        return this.#octokit.rest.issues.create(issue);
      });
    return issueOf(parsed(IssueAnswer, 'POST', data), undefined);
  }

  async update({ number }: Issue, change: Change): Promise<void> {
    await this.#octokit.rest.issues.update({ ...this.#repository, issue_number: number, ...change });
  }

  /** The newest first, as GitHub sorts: one that is created meanwhile hides no other. */
  async #list(marker: string, filter: { state: 'open' | 'all'; labels?: string }): Promise<Issue[]> {
    const { paginate, rest } = this.#octokit;
    const parameters = { ...this.#repository, ...filter, per_page: 100 };
    const found: v.InferOutput<typeof IssueAnswer>[] = [];
    let pages = 0;
    for await (const { data } of paginate.iterator(rest.issues.listForRepo, parameters)) {
      const issues = parsed(v.array(IssueAnswer), 'GET', data).filter(
        (answer) => !('pull_request' in answer),
      );
      found.push(...issues.filter(({ body }) => hasMarker(body ?? '', marker)));
      pages += 1;
      if (pages === MAX_PAGES) break;
    }
    // Who we are is asked only where it matters: there is an issue by another app than GitHub's own.
    const byAnotherBot = found.map(authorOf).some(({ type, login }) => type === 'Bot' && login !== JOB_TOKEN);
    const own = byAnotherBot ? await this.#ownLogin() : undefined;
    return found.map((answer) => issueOf(answer, own));
  }

  /** Whose token this is; the token of an app may ask only here. `undefined` where GitHub does not tell. */
  async #ownLogin(): Promise<string | undefined> {
    try {
      const answer = await this.#octokit.graphql<{ viewer: { login: string } }>('{ viewer { login } }');
      return answer.viewer.login;
    } catch {
      return undefined;
    }
  }

  /** A create whose outcome is unclear is not repeated here: whoever asked for it has to look first. */
  async #repeated<T extends { status: number; data: unknown }>(
    method: string,
    send: () => Promise<T> | T,
  ): Promise<T> {
    const { until, clock } = this.#options;
    for (let attempt = 1; ; attempt += 1) {
      let failure: GitHubError;
      let wait: number | undefined;
      try {
        const response = await send();
        const { status, data } = response;
        const known = typeof data === 'object' && Array.isArray(data) === (method === 'GET');
        if (status < 300 && known) return response;
        failure = status < 300 ? malformed(method) : new GitHubError(method, status, 'it was moved');
      } catch (error) {
        if (until.aborted) throw new GitHubError(method, 0, 'no time is left for an answer');
        const answer = answerOf(error);
        failure = new GitHubError(method, answer?.status ?? 0, detailOf(error, answer));
        wait = answer && waitOf(answer.headers, clock.now());
      }
      const { status } = failure;
      const refused = status === 429 || (status === 403 && wait !== undefined);
      const unclear = status === 0 || status === 408 || status >= 500;
      const pause = Math.max(wait ?? 0, FIRST_PAUSE * 2 ** (attempt - 1));
      const worth = refused || (unclear && method !== 'POST');
      if (!worth || attempt === ATTEMPTS || pause > LONGEST_PAUSE) throw failure;
      await clock.sleep(pause);
    }
  }
}

interface ErrorAnswer {
  readonly status: number;
  readonly headers: Headers;
  readonly data: unknown;
}

/** Octokit gives an error without an answer the status 500. */
function answerOf(error: unknown): ErrorAnswer | undefined {
  return error instanceof Error && 'response' in error
    ? (error.response as ErrorAnswer | undefined)
    : undefined;
}

function detailOf(error: unknown, answer: ErrorAnswer | undefined): string {
  const data = answer?.data;
  const said = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : '';
  const text =
    answer === undefined
      ? `no answer (${messageOf(error) || 'the connection failed'})`
      : said || 'no explanation';
  return text.replace(/\s+/g, ' ').slice(0, 400);
}

function malformed(method: string): GitHubError {
  return new GitHubError(method, 0, 'the answer is malformed');
}

function parsed<S extends v.GenericSchema>(schema: S, method: string, data: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, data);
  if (!result.success) throw malformed(method);
  return result.output;
}

function authorOf({ user, author_association: association }: v.InferOutput<typeof IssueAnswer>): Author {
  return { login: user?.login ?? '', type: user?.type, association };
}

function issueOf(answer: v.InferOutput<typeof IssueAnswer>, own: string | undefined): Issue {
  const author = authorOf(answer);
  return {
    number: answer.number,
    url: answer.html_url,
    body: answer.body ?? '',
    open: answer.state === 'open',
    author: author.login,
    trusted: vouches(author, own),
  };
}
