import type { SandboxClock } from './clock.ts';
import type { Answer, Api, ApiRequest } from './exchange.ts';
import { newToken } from './identifiers.ts';

// GitHub's REST API, the issues of one repository. Names, paths and answers are those of its OpenAPI document
// (github.com/github/rest-api-description).

export interface GitHubIssue {
  number: number;
  title: string;
  body: string;
  state: 'open' | 'closed';
  stateReason: string | null;
  labels: string[];
  author: string;
  /** What its author is to the repository: `OWNER`, `MEMBER`, `COLLABORATOR`, `CONTRIBUTOR`, `NONE`. */
  association: string;
  pullRequest: boolean;
  /** `deleted` and `moved` ones are in no list. */
  gone: 'deleted' | 'moved' | undefined;
}

export interface GitHubComment {
  readonly id: number;
  /** The number of its issue. */
  readonly issue: number;
  body: string;
  author: string;
  association: string;
}

type NewIssue = Partial<Omit<GitHubIssue, 'number'>> & Pick<GitHubIssue, 'title'>;
type Json = Record<string, unknown>;

/** What can be written of an issue. */
interface Fields {
  title?: string;
  body?: string;
  labels?: string[];
  state?: 'open' | 'closed';
  state_reason?: string;
}

const BOT = 'github-actions[bot]';
const ELSEWHERE = '/repositories/42/issues/7';
const LONGEST_BODY = 65_536;
const LONGEST_TITLE = 256;

export class GitHub {
  readonly repository = 'acme/infrastructure';
  /** That of the job. */
  readonly token = `ghs_${newToken(36).replace(/[/+]/g, 'x')}`;
  /** What the job may do with issues. */
  permission: 'write' | 'read' | 'none' = 'write';
  issuesEnabled = true;
  /** `/api/v3` on a GitHub Enterprise Server. */
  prefix = '';
  readonly issues: GitHubIssue[] = [];
  /** Each of them told everybody who watches. */
  readonly comments: GitHubComment[] = [];
  /** What was written into the repository that issues are moved to. */
  readonly elsewhere: unknown[] = [];
  readonly #clock: SandboxClock;

  constructor(clock: SandboxClock) {
    this.#clock = clock;
  }

  /** As written by a person of the company, if nothing else is said. */
  add(issue: NewIssue): GitHubIssue {
    const added: GitHubIssue = {
      body: '',
      state: 'open',
      stateReason: null,
      labels: [],
      author: 'jane',
      association: 'MEMBER',
      pullRequest: false,
      gone: undefined,
      ...issue,
      number: this.issues.length + 1,
    };
    this.issues.push(added);
    return added;
  }

  /** As written by a person of the company, if nothing else is said. */
  comment(comment: Partial<GitHubComment> & Pick<GitHubComment, 'issue' | 'body'>): GitHubComment {
    const added = { author: 'jane', association: 'MEMBER', ...comment, id: 50_000 + this.comments.length };
    this.comments.push(added);
    return added;
  }

  perform(request: ApiRequest): Answer {
    const { method, url, headers } = request;
    const path = url.pathname.startsWith(this.prefix) ? url.pathname.slice(this.prefix.length) : '';
    const [, repository, number, part] =
      /^\/repos\/([^/]+\/[^/]+)\/issues(?:\/(\d+)(\/comments)?)?$/.exec(path) ?? [];
    if (
      !/^(token|bearer) /i.test(headers.authorization ?? '') ||
      !headers.authorization?.endsWith(this.token)
    )
      return failure(401, 'Bad credentials');
    if (path === ELSEWHERE) {
      this.elsewhere.push(fields(request));
      return json(200, this.issues.slice(0, 1).map((issue) => this.#answerOf(issue))[0]);
    }
    if (repository !== this.repository) return failure(404, 'Not Found');
    const write = method !== 'GET';
    if (this.permission === 'none' || (write && this.permission === 'read'))
      return failure(403, 'Resource not accessible by integration');
    if (write && !this.issuesEnabled) return failure(410, 'Issues are disabled for this repo');
    if (number === undefined) return write ? this.#create(fields(request)) : this.#list(request);
    if (part !== undefined) {
      return write
        ? this.#createComment(Number(number), fields(request))
        : this.#listComments(Number(number), request);
    }
    return method === 'PATCH' ? this.#update(Number(number), fields(request)) : failure(404, 'Not Found');
  }

  #list(request: ApiRequest): Answer {
    const { searchParams: query } = request.url;
    const state = query.get('state') ?? 'open';
    const labels = (query.get('labels') ?? '').split(',').filter((label) => label !== '');
    const found = this.issues
      .filter((issue) => issue.gone === undefined && (this.issuesEnabled || issue.pullRequest))
      .filter((issue) => state === 'all' || issue.state === state)
      .filter((issue) => labels.every((label) => issue.labels.includes(label)))
      .toReversed(); // The newest first.
    return paged(
      request,
      found.map((issue) => this.#answerOf(issue)),
    );
  }

  /** The oldest first. */
  #listComments(number: number, request: ApiRequest): Answer {
    const comments = this.comments.filter(({ issue }) => issue === number);
    return paged(request, comments.map(commentAnswer));
  }

  #createComment(number: number, { body = '' }: Fields): Answer {
    const issue = this.issues.find((one) => one.number === number);
    if (issue === undefined || issue.gone !== undefined) return failure(404, 'Not Found');
    const wrong = tooLong('body', body, LONGEST_BODY);
    if (wrong !== undefined) return wrong;
    return json(201, commentAnswer(this.comment({ issue: number, body, author: BOT, association: 'NONE' })));
  }

  #create({ title = '', body = '', labels = [] }: Fields): Answer {
    const wrong = tooLong('body', body, LONGEST_BODY) ?? tooLong('title', title, LONGEST_TITLE);
    if (wrong !== undefined) return wrong;
    const issue = this.add({
      title,
      body,
      labels,
      author: BOT,
      association: 'NONE',
    });
    return json(201, this.#answerOf(issue));
  }

  #update(
    number: number,
    { body, state, state_reason: reason = 'completed', title, labels }: Fields,
  ): Answer {
    const issue = this.issues.find((one) => one.number === number);
    if (issue === undefined) return failure(404, 'Not Found');
    if (issue.gone === 'deleted') return failure(410, 'This issue was deleted');
    if (issue.gone === 'moved') {
      const answer = failure(301, 'Moved Permanently');
      return { ...answer, headers: { ...answer.headers, location: `${this.prefix}${ELSEWHERE}` } };
    }
    const wrong = tooLong('body', body, LONGEST_BODY) ?? tooLong('title', title, LONGEST_TITLE);
    if (wrong !== undefined) return wrong;
    if (body !== undefined) issue.body = body;
    if (title !== undefined) issue.title = title;
    if (labels !== undefined) issue.labels = labels;
    if (state !== undefined) {
      issue.state = state;
      issue.stateReason = state === 'open' ? 'reopened' : reason;
    }
    return json(200, this.#answerOf(issue));
  }

  #answerOf(issue: GitHubIssue): Json {
    const { number, title, body, state, stateReason, labels, author, association, pullRequest } = issue;
    const page = pullRequest ? 'pull' : 'issues';
    return {
      id: 10_000 + number,
      number,
      html_url: this.addressOf(number, page),
      title,
      body: body === '' ? null : body,
      state,
      state_reason: stateReason,
      labels: labels.map((name) => ({ name })),
      user: userOf(author),
      author_association: association,
      updated_at: this.#clock.date().toISOString(),
      ...(pullRequest && { pull_request: { html_url: this.addressOf(number, page) } }),
    };
  }

  addressOf(number: number, page = 'issues'): string {
    return `https://github.com/${this.repository}/${page}/${number}`;
  }
}

function commentAnswer({ id, body, author, association }: GitHubComment): Json {
  return { id, body, user: userOf(author), author_association: association };
}

/** `dependabot[bot]` is a bot, as on GitHub. */
function userOf(author: string): Json {
  return { login: author, type: author.endsWith('[bot]') ? 'Bot' : 'User' };
}

/** A page of a list, with a link to the next one. */
function paged({ url, headers }: ApiRequest, all: Json[]): Answer {
  const { searchParams: query } = url;
  const size = Math.min(100, Number(query.get('per_page') ?? 30));
  const page = Number(query.get('page') ?? 1);
  const link = (to: number, rel: string): string => {
    query.set('page', String(to));
    return `<http://${headers.host}${url.pathname}?${query.toString()}>; rel="${rel}"`;
  };
  const last = Math.ceil(all.length / size);
  const links = page < last ? `${link(page + 1, 'next')}, ${link(last, 'last')}` : '';
  return json(200, all.slice((page - 1) * size, page * size), links === '' ? {} : { link: links });
}

export function githubApi(github: GitHub): Api {
  return {
    describe: ({ method, url, body }) => ({
      api: 'github',
      operation: operationOf(method, url.pathname),
      write: method !== 'GET',
      body: body === '' ? undefined : (JSON.parse(body) as unknown),
    }),
    perform: (_, request) => github.perform(request),
    failure: (status, body) => json(status, body ?? { message: 'Server Error' }),
  };
}

function operationOf(method: string, path: string): string {
  if (path.endsWith('/comments')) return method === 'GET' ? 'issues/list-comments' : 'issues/create-comment';
  return { GET: 'issues/list-for-repo', POST: 'issues/create' }[method] ?? 'issues/update';
}

function tooLong(field: string, text: string | undefined, longest: number): Answer | undefined {
  if ([...(text ?? '')].length <= longest) return undefined;
  const message = `${field} is too long (maximum is ${longest} characters)`;
  return json(422, {
    message: 'Validation Failed',
    errors: [{ resource: 'Issue', code: 'custom', field, message }],
  });
}

function fields({ body }: ApiRequest): Fields {
  return JSON.parse(body) as Fields;
}

function failure(status: number, message: string): Answer {
  return json(status, { message, documentation_url: 'https://docs.github.com/rest', status: String(status) });
}

function json(status: number, body: unknown, headers: Record<string, string> = {}): Answer {
  return {
    status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(body),
  };
}
