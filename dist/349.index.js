export const id = 349;
export const ids = [349];
export const modules = {

/***/ 8349:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

// ESM COMPAT FLAG
__webpack_require__.r(__webpack_exports__);

// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  keepIssue: () => (/* binding */ keepIssue)
});

// EXTERNAL MODULE: ./lib/lib/clock.js
var clock = __webpack_require__(5953);
// EXTERNAL MODULE: ./lib/github/issue.js
var github_issue = __webpack_require__(3144);
// EXTERNAL MODULE: ./lib/github/error.js
var github_error = __webpack_require__(4297);
// EXTERNAL MODULE: ./node_modules/@actions/github/lib/github.js + 21 modules
var github = __webpack_require__(157);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/lib/outcome.js
var lib_outcome = __webpack_require__(811);
// EXTERNAL MODULE: ./lib/lib/patience.js
var patience = __webpack_require__(3096);
// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(3411);
;// CONCATENATED MODULE: ./lib/github/fetch.js

const MAX_REDIRECTS = 3;
function fetchOver(transport, attempt, home) {
    return async (address, init = {}) => {
        const { method = 'GET', headers = {}, body, redirect } = init;
        let url = new URL(address);
        if (url.origin !== new URL(home).origin)
            throw new lib_outcome/* NoAnswer */.W_(`its answer leads to another server, ${url.host}`, 'refused');
        for (let redirects = 0;; redirects++) {
            const answer = await transport.send({
                url,
                method,
                headers,
                ...(body === undefined ? {} : { body }),
                ...attempt,
            });
            const { status } = answer;
            const next = redirect === 'follow' ? URL.parse(answer.headers['location'] ?? '', url.href) : null;
            const same = next?.origin === url.origin;
            const follows = [307, 308].includes(status) || (method === 'GET' && [301, 302].includes(status));
            if (next === null || !same || !follows || redirects === MAX_REDIRECTS) {
                const text = answer.body.length === 0 ? null : answer.body.toString();
                return new Response(text, { status, headers: answer.headers });
            }
            url = next;
        }
    };
}

;// CONCATENATED MODULE: ./lib/github/issues.js









const SECONDARY_LIMIT = 60_000;
const MAX_PAGES = 100;
const authored = {
    body: dist/* nullish */.cl6(dist/* string */.YjP(), ''),
    user: dist/* nullish */.cl6(dist/* object */.Ikc({ login: dist/* string */.YjP(), type: dist/* optional */.lqM(dist/* string */.YjP()) })),
    author_association: dist/* optional */.lqM(dist/* string */.YjP()),
};
const CommentAnswer = dist/* object */.Ikc(authored);
const IssueAnswer = dist/* object */.Ikc({
    number: dist/* number */.aig(),
    html_url: dist/* string */.YjP(),
    state: dist/* string */.YjP(),
    ...authored,
    pull_request: dist/* optional */.lqM(dist/* unknown */.L5J()),
});
class Issues {
    #options;
    #octokit;
    #repository;
    constructor(options) {
        const { token, apiUrl, owner, repository } = options.where;
        this.#options = options;
        this.#repository = { owner, repo: repository };
        const quiet = () => undefined;
        this.#octokit = (0,github/* getOctokit */.Q)(token, {
            baseUrl: apiUrl,
            userAgent: version/* USER_AGENT */._,
            log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
        });
        this.#octokit.hook.wrap('request', (request, given) => this.#persist(given.method, given.url, (attempt) => {
            given.request.fetch = fetchOver(options.transport, attempt, apiUrl);
            given.request.redirect = given.method === 'PATCH' ? 'manual' : 'follow';
            return request(given);
        }));
    }
    async find(marker, state) {
        const labelled = await this.#list(marker, { state, labels: github_issue/* LABEL */.d_ });
        return labelled.length > 0 ? labelled : this.#list(marker, { state });
    }
    async create(title, body) {
        const issue = { ...this.#repository, title, body };
        const { data } = await this.#octokit.rest.issues
            .create({ ...issue, labels: [github_issue/* LABEL */.d_] })
            .catch((error) => {
            const aboutLabels = error instanceof github_error/* GitHubError */.y && error.status === 422 && /label/i.test(error.message);
            if (!aboutLabels)
                throw error;
            return this.#octokit.rest.issues.create(issue);
        });
        return issueOf(parsed(IssueAnswer, 'POST', data), undefined);
    }
    async update({ number }, change) {
        await this.#octokit.rest.issues.update({ ...this.#repository, issue_number: number, ...change });
    }
    async comments({ number }, filter) {
        const { paginate, rest } = this.#octokit;
        const parameters = { ...this.#repository, issue_number: number, per_page: 100 };
        const found = [];
        for await (const { data } of paginate.iterator(rest.issues.listComments, parameters)) {
            const comments = parsed(dist/* array */.YOg(CommentAnswer), 'GET', data);
            found.push(...comments.filter(({ body }) => filter(body ?? '')));
        }
        const own = await this.#ownAmong(found);
        return found.filter((answer) => (0,github_issue/* vouches */._L)(authorOf(answer), own)).map(({ body }) => body ?? '');
    }
    async comment({ number }, body) {
        await this.#octokit.rest.issues.createComment({ ...this.#repository, issue_number: number, body });
    }
    async #list(marker, filter) {
        const { paginate, rest } = this.#octokit;
        const parameters = { ...this.#repository, ...filter, per_page: 100 };
        const found = [];
        let pages = 0;
        for await (const { data } of paginate.iterator(rest.issues.listForRepo, parameters)) {
            const issues = parsed(dist/* array */.YOg(IssueAnswer), 'GET', data).filter((answer) => !('pull_request' in answer));
            found.push(...issues.filter(({ body }) => (0,github_issue/* hasMarker */.xY)(body ?? '', marker)));
            pages += 1;
            if (pages === MAX_PAGES)
                break;
        }
        const own = await this.#ownAmong(found);
        return found.map((answer) => issueOf(answer, own));
    }
    async #ownAmong(answers) {
        const others = answers.map(authorOf).filter(({ type, login }) => type === 'Bot' && login !== github_issue/* JOB_TOKEN */.IK);
        return others.length > 0 ? this.#ownLogin() : undefined;
    }
    async #ownLogin() {
        try {
            const answer = await this.#octokit.graphql('{ viewer { login } }');
            return answer.viewer.login;
        }
        catch {
            return undefined;
        }
    }
    async #persist(method, url, send) {
        const repeat = method === 'POST' ? 'if-later' : 'always';
        const attempt = async (one) => {
            let response;
            try {
                response = await send(one);
            }
            catch (error) {
                throw this.#toGitHubError(method, url, error);
            }
            const { status, data } = response;
            if (status >= 300)
                throw new github_error/* GitHubError */.y(method, status, 'it was moved', 'refused', undefined, url);
            if (typeof data !== 'object' || Array.isArray(data) !== (method === 'GET'))
                throw malformed(method);
            return response;
        };
        try {
            return await (0,patience/* persist */.Zr)({ who: 'GitHub', what: (0,github_error/* whatOf */.E)(method, url), repeat, patience: patience/* SHORT */.Pb, send: attempt }, this.#options);
        }
        catch (error) {
            if (!(error instanceof errors/* Cancelled */.cJ))
                throw error;
            throw new github_error/* GitHubError */.y(method, 0, 'no time is left for an answer', 'unclear', undefined, url);
        }
    }
    #toGitHubError(method, url, error) {
        const { clock, secrets } = this.#options;
        const answer = answerOf(error);
        if (answer === undefined) {
            const cause = error instanceof Error ? error.cause : undefined;
            const outcome = cause instanceof lib_outcome/* NoAnswer */.W_ ? cause.outcome : 'unclear';
            return new github_error/* GitHubError */.y(method, 0, secrets.redactError((0,errors/* messageOf */.bD)(cause ?? error)), outcome, undefined, url);
        }
        const { status, headers } = answer;
        const detail = secrets.redactError(detailOf(answer.data)).replace(/\s+/g, ' ').slice(0, 400);
        const secondary = status === 403 && /secondary rate limit/i.test(detail);
        const wait = (0,lib_outcome/* retryAfterOf */.sT)(headers, status, clock.now()) ?? (secondary ? SECONDARY_LIMIT : undefined);
        const limited = status === 403 && wait !== undefined;
        return new github_error/* GitHubError */.y(method, status, detail, limited ? 'later' : (0,lib_outcome/* failureOf */.g5)(status), wait, url);
    }
}
function answerOf(error) {
    return error instanceof Error && 'response' in error
        ? error.response
        : undefined;
}
function detailOf(data) {
    const said = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : '';
    return said || 'no explanation';
}
function malformed(method) {
    return new github_error/* GitHubError */.y(method, 0, 'the answer is malformed', 'unclear');
}
function parsed(schema, method, data) {
    const result = dist/* safeParse */.xLC(schema, data);
    if (!result.success)
        throw malformed(method);
    return result.output;
}
function authorOf({ user, author_association: association }) {
    return { login: user?.login ?? '', type: user?.type, association };
}
function issueOf(answer, own) {
    const author = authorOf(answer);
    return {
        number: answer.number,
        url: answer.html_url,
        body: answer.body ?? '',
        open: answer.state === 'open',
        author: author.login,
        trusted: (0,github_issue/* vouches */._L)(author, own),
    };
}

// EXTERNAL MODULE: ./lib/github/news.js
var news = __webpack_require__(7548);
;// CONCATENATED MODULE: ./lib/github/keep-issue.js





const DEADLINE = 2 * clock/* MINUTE */.pY;
const LOOKS = 3;
const PAUSE = 3 * clock/* SECOND */.Z2;
async function keepIssue(where, wanted, context) {
    const cancel = AbortSignal.any([context.cancel, AbortSignal.timeout(DEADLINE)]);
    const issues = new Issues({ ...context, where, cancel });
    for (let look = 1;; look += 1) {
        try {
            return await keepOnce(issues, wanted);
        }
        catch (error) {
            if (look === LOOKS || cancel.aborted || !worthAnotherLook(error))
                throw error;
            await context.clock.sleep(PAUSE);
        }
    }
}
function worthAnotherLook(error) {
    if (!(error instanceof github_error/* GitHubError */.y))
        return false;
    const { method, status, outcome, ofIssue } = error;
    if (ofIssue && [301, 404, 410].includes(status))
        return true;
    return method === 'POST' && outcome === 'unclear';
}
async function keepOnce(issues, wanted) {
    const found = await issues.find(wanted.marker, wanted.attention ? 'all' : 'open');
    const { create, kept, duplicates } = (0,github_issue/* planFor */.bJ)(found, wanted);
    if (create)
        return (await issues.create(wanted.title, wanted.body)).url;
    if (kept?.told !== undefined)
        await tell(issues, kept.issue, kept.told);
    for (const { issue, change } of [...(kept === undefined ? [] : [kept]), ...duplicates]) {
        if (Object.keys(change).length > 0)
            await issues.update(issue, change);
    }
    return kept?.issue.url;
}
async function tell(issues, issue, { fresh, change, runUrl }) {
    const told = (0,news/* toldIn */.fk)(await issues.comments(issue, news/* isNews */.Ms), change);
    const rest = fresh.filter(({ id }) => !told.has(id));
    if (rest.length > 0)
        await issues.comment(issue, (0,news/* commentOf */.vm)(rest, change, runUrl, github_issue/* MAX_BYTES */.zx));
}


/***/ })

};
