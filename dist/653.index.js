export const id = 653;
export const ids = [653];
export const modules = {
  653:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
__webpack_require__.r(__webpack_exports__);
__webpack_require__.d(__webpack_exports__, {
  keepIssue: () => (  keepIssue)
});
// EXTERNAL MODULE: ./lib/lib/clock.js + 1 modules
var clock = __webpack_require__(6803);
// EXTERNAL MODULE: ./lib/github/issue.js
var github_issue = __webpack_require__(3144);
// EXTERNAL MODULE: ./lib/github/error.js
var github_error = __webpack_require__(4297);
// EXTERNAL MODULE: ./node_modules/@actions/github/lib/github.js + 22 modules
var github = __webpack_require__(2413);
// EXTERNAL MODULE: ./node_modules/valibot/dist/index.mjs
var dist = __webpack_require__(7934);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/lib/http.js
var http = __webpack_require__(1927);
// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(3411);
;// CONCATENATED MODULE: ./lib/github/issues.js
const ATTEMPT_TIMEOUT = 15 * clock .Z2;
const ATTEMPTS = 4;
const FIRST_PAUSE = 2 * clock .Z2;
const LONGEST_PAUSE = 60 * clock .Z2;
const MAX_PAGES = 100;
const IssueAnswer = dist .Ikc({
    number: dist .aig(),
    html_url: dist .YjP(),
    state: dist .YjP(),
    body: dist .cl6(dist .YjP(), ''),
    user: dist .cl6(dist .Ikc({ login: dist .YjP(), type: dist .lqM(dist .YjP()) })),
    author_association: dist .lqM(dist .YjP()),
    pull_request: dist .lqM(dist .L5J()),
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
        this.#octokit = (0,github .Q)(token, {
            baseUrl: apiUrl,
            userAgent: version ._,
            log: { debug: quiet, info: quiet, warn: quiet, error: quiet },
        });
        this.#octokit.hook.wrap('request', (request, given) => this.#repeated(given.method, () => {
            given.request.signal = AbortSignal.any([options.until, AbortSignal.timeout(ATTEMPT_TIMEOUT)]);
            given.request.redirect = given.method === 'PATCH' ? 'manual' : 'follow';
            return request(given);
        }));
    }
    async find(marker, state) {
        const labelled = await this.#list(marker, { state, labels: github_issue .d_ });
        return labelled.length > 0 ? labelled : this.#list(marker, { state });
    }
    async create(title, body) {
        const issue = { ...this.#repository, title, body };
        const { data } = await this.#octokit.rest.issues
            .create({ ...issue, labels: [github_issue .d_] })
            .catch((error) => {
            if (!(error instanceof github_error .y && error.status === 422))
                throw error;
            return this.#octokit.rest.issues.create(issue);
        });
        return issueOf(parsed(IssueAnswer, 'POST', data), undefined);
    }
    async update({ number }, change) {
        await this.#octokit.rest.issues.update({ ...this.#repository, issue_number: number, ...change });
    }
    async #list(marker, filter) {
        const { paginate, rest } = this.#octokit;
        const parameters = { ...this.#repository, ...filter, per_page: 100 };
        const found = [];
        let pages = 0;
        for await (const { data } of paginate.iterator(rest.issues.listForRepo, parameters)) {
            const issues = parsed(dist .YOg(IssueAnswer), 'GET', data).filter((answer) => !('pull_request' in answer));
            found.push(...issues.filter(({ body }) => (0,github_issue .xY)(body ?? '', marker)));
            pages += 1;
            if (pages === MAX_PAGES)
                break;
        }
        const byAnotherBot = found.map(authorOf).some(({ type, login }) => type === 'Bot' && login !== github_issue .IK);
        const own = byAnotherBot ? await this.#ownLogin() : undefined;
        return found.map((answer) => issueOf(answer, own));
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
    async #repeated(method, send) {
        const { until, clock } = this.#options;
        for (let attempt = 1;; attempt += 1) {
            let failure;
            let wait;
            try {
                const response = await send();
                const { status, data } = response;
                const known = typeof data === 'object' && Array.isArray(data) === (method === 'GET');
                if (status < 300 && known)
                    return response;
                failure = status < 300 ? malformed(method) : new github_error .y(method, status, 'it was moved');
            }
            catch (error) {
                if (until.aborted)
                    throw new github_error .y(method, 0, 'no time is left for an answer');
                const answer = answerOf(error);
                failure = new github_error .y(method, answer?.status ?? 0, detailOf(error, answer));
                wait = answer && (0,http .p)(answer.headers, clock.now());
            }
            const { status } = failure;
            const refused = status === 429 || (status === 403 && wait !== undefined);
            const unclear = status === 0 || status === 408 || status >= 500;
            const pause = Math.max(wait ?? 0, FIRST_PAUSE * 2 ** (attempt - 1));
            const worth = refused || (unclear && method !== 'POST');
            if (!worth || attempt === ATTEMPTS || pause > LONGEST_PAUSE)
                throw failure;
            await clock.sleep(pause);
        }
    }
}
function answerOf(error) {
    return error instanceof Error && 'response' in error
        ? error.response
        : undefined;
}
function detailOf(error, answer) {
    const data = answer?.data;
    const said = typeof data === 'object' && data !== null && 'message' in data ? String(data.message) : '';
    const text = answer === undefined
        ? `no answer (${(0,errors .bD)(error) || 'the connection failed'})`
        : said || 'no explanation';
    return text.replace(/\s+/g, ' ').slice(0, 400);
}
function malformed(method) {
    return new github_error .y(method, 0, 'the answer is malformed');
}
function parsed(schema, method, data) {
    const result = dist .xLC(schema, data);
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
        trusted: (0,github_issue ._L)(author, own),
    };
}
;// CONCATENATED MODULE: ./lib/github/keep-issue.js
const DEADLINE = 2 * clock .pY;
const LOOKS = 3;
const PAUSE = 3 * clock .Z2;
async function keepIssue(where, wanted, context) {
    const until = AbortSignal.any([context.until, AbortSignal.timeout(DEADLINE)]);
    const issues = new Issues({ ...context, where, until });
    for (let look = 1;; look += 1) {
        try {
            return await keepOnce(issues, wanted);
        }
        catch (error) {
            if (look === LOOKS || until.aborted || !worthAnotherLook(error))
                throw error;
            await context.clock.sleep(PAUSE);
        }
    }
}
function worthAnotherLook(error) {
    if (!(error instanceof github_error .y))
        return false;
    const { method, status } = error;
    return method === 'PATCH'
        ? [301, 404, 410].includes(status)
        : method === 'POST' && (status === 0 || status >= 500);
}
async function keepOnce(issues, wanted) {
    const found = await issues.find(wanted.marker, wanted.attention ? 'all' : 'open');
    const { create, kept, duplicates } = (0,github_issue .bJ)(found, wanted);
    if (create)
        return (await issues.create(wanted.title, wanted.body)).url;
    for (const { issue, change } of [...(kept === undefined ? [] : [kept]), ...duplicates]) {
        if (Object.keys(change).length > 0)
            await issues.update(issue, change);
    }
    return kept?.issue.url;
}
  })
};
