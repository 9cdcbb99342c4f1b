/** The issues of one repository on GitHub: octokit, over the one transport, by the one policy of patience. */
import { getOctokit } from '@actions/github';
import * as v from 'valibot';
import { Cancelled, messageOf } from '../lib/errors.ts';
import { type Headers, NoAnswer, failureOf, retryAfterOf } from '../lib/outcome.ts';
import { type Attempt, type Persistence, SHORT, persist } from '../lib/patience.ts';
import type { Secrets } from '../lib/secrets.ts';
import type { Transport } from '../lib/transport.ts';
import type { IssueInputs } from '../inputs.ts';
import { type Author, type Change, type Issue, JOB_TOKEN, LABEL, hasMarker, vouches } from './issue.ts';
import { USER_AGENT } from '../version.ts';
import { GitHubError, whatOf } from './error.ts';
import { fetchOver } from './fetch.ts';

/** "Wait for at least one minute" (docs.github.com, "Rate limits for the REST API", of secondary ones). */
const SECONDARY_LIMIT = 60_000;
/** The 10,000 newest issues and pull requests: an hour allows the token of a job 1000 requests. */
const MAX_PAGES = 100;

const authored = {
  body: v.nullish(v.string(), ''),
  user: v.nullish(v.object({ login: v.string(), type: v.optional(v.string()) })),
  author_association: v.optional(v.string()),
};
const CommentAnswer = v.object(authored);
type Authored = v.InferOutput<typeof CommentAnswer>;

/** What we read of an issue. A pull request is one, too, with one more field. */
const IssueAnswer = v.object({
  number: v.number(),
  html_url: v.string(),
  state: v.string(),
  ...authored,
  pull_request: v.optional(v.unknown()),
});

/** `cancel` ends every request. */
export interface IssuesOptions extends Persistence {
  readonly where: IssueInputs;
  readonly transport: Transport;
  readonly secrets: Secrets;
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
      this.#persist(given.method, given.url, (attempt) => {
        // In place: octokit's hooks hand their own options on, not those that they are called with.
        given.request.fetch = fetchOver(options.transport, attempt, apiUrl);
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

  /** The comments on an issue whose authors vouch for them, as they were written. Not those that the filter leaves out. */
  async comments({ number }: Issue, filter: (body: string) => boolean): Promise<string[]> {
    const { paginate, rest } = this.#octokit;
    const parameters = { ...this.#repository, issue_number: number, per_page: 100 };
    const found: v.InferOutput<typeof CommentAnswer>[] = [];
    for await (const { data } of paginate.iterator(rest.issues.listComments, parameters)) {
      const comments = parsed(v.array(CommentAnswer), 'GET', data);
      found.push(...comments.filter(({ body }) => filter(body ?? '')));
    }
    const own = await this.#ownAmong(found);
    return found.filter((answer) => vouches(authorOf(answer), own)).map(({ body }) => body ?? '');
  }

  async comment({ number }: Issue, body: string): Promise<void> {
    await this.#octokit.rest.issues.createComment({ ...this.#repository, issue_number: number, body });
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
    const own = await this.#ownAmong(found);
    return found.map((answer) => issueOf(answer, own));
  }

  /** Who we are is asked only where it matters: there is something by another app than GitHub's own. */
  async #ownAmong(answers: readonly Authored[]): Promise<string | undefined> {
    const others = answers.map(authorOf).filter(({ type, login }) => type === 'Bot' && login !== JOB_TOKEN);
    return others.length > 0 ? this.#ownLogin() : undefined;
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
  async #persist<T extends { status: number; data: unknown }>(
    method: string,
    url: string,
    send: (attempt: Attempt) => Promise<T> | T,
  ): Promise<T> {
    const repeat = method === 'POST' ? 'if-later' : 'always';
    const attempt = async (one: Attempt): Promise<T> => {
      let response: T;
      try {
        response = await send(one);
      } catch (error) {
        throw this.#toGitHubError(method, url, error);
      }
      const { status, data } = response;
      if (status >= 300) throw new GitHubError(method, status, 'it was moved', 'refused', undefined, url);
      if (typeof data !== 'object' || Array.isArray(data) !== (method === 'GET')) throw malformed(method);
      return response;
    };
    try {
      return await persist(
        { who: 'GitHub', what: whatOf(method, url), repeat, patience: SHORT, send: attempt },
        this.#options,
      );
    } catch (error) {
      if (!(error instanceof Cancelled)) throw error;
      throw new GitHubError(method, 0, 'no time is left for an answer', 'unclear', undefined, url);
    }
  }

  /** Made of texts: octokit's objects hold the request, with its token. */
  #toGitHubError(method: string, url: string, error: unknown): GitHubError {
    const { clock, secrets } = this.#options;
    const answer = answerOf(error);
    if (answer === undefined) {
      const cause = error instanceof Error ? error.cause : undefined;
      const outcome = cause instanceof NoAnswer ? cause.outcome : 'unclear';
      return new GitHubError(
        method,
        0,
        secrets.redactError(messageOf(cause ?? error)),
        outcome,
        undefined,
        url,
      );
    }
    const { status, headers } = answer;
    const detail = secrets.redactError(detailOf(answer.data)).replace(/\s+/g, ' ').slice(0, 400);
    const secondary = status === 403 && /secondary rate limit/i.test(detail);
    const wait = retryAfterOf(headers, status, clock.now()) ?? (secondary ? SECONDARY_LIMIT : undefined);
    const limited = status === 403 && wait !== undefined;
    return new GitHubError(method, status, detail, limited ? 'later' : failureOf(status), wait, url);
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

function detailOf(data: unknown): string {
  const said = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : '';
  return said || 'no explanation';
}

function malformed(method: string): GitHubError {
  return new GitHubError(method, 0, 'the answer is malformed', 'unclear');
}

function parsed<S extends v.GenericSchema>(schema: S, method: string, data: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, data);
  if (!result.success) throw malformed(method);
  return result.output;
}

function authorOf({ user, author_association: association }: Authored): Author {
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
