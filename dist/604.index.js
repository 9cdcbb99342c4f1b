export const id = 604;
export const ids = [604];
export const modules = {

/***/ 3035:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  vu: () => (/* binding */ isRefusal),
  ht: () => (/* binding */ keysElsewhere),
  Of: () => (/* binding */ refusalOf),
  Jv: () => (/* binding */ signIn)
});

// EXTERNAL MODULE: ./lib/lib/all.js
var lib_all = __webpack_require__(8920);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/lib/limit.js
var limit = __webpack_require__(6432);
// EXTERNAL MODULE: ./lib/lib/patience.js
var lib_patience = __webpack_require__(3096);
// EXTERNAL MODULE: ./lib/lib/text.js
var lib_text = __webpack_require__(5924);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/ListAccessKeysCommand.js
var ListAccessKeysCommand = __webpack_require__(5350);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/CreateAccessKeyCommand.js
var CreateAccessKeyCommand = __webpack_require__(6835);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/GetAccessKeyLastUsedCommand.js
var GetAccessKeyLastUsedCommand = __webpack_require__(7500);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/ListUserTagsCommand.js
var ListUserTagsCommand = __webpack_require__(7926);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/TagUserCommand.js
var TagUserCommand = __webpack_require__(453);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/UntagUserCommand.js
var UntagUserCommand = __webpack_require__(4006);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/UpdateAccessKeyCommand.js
var UpdateAccessKeyCommand = __webpack_require__(7458);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/commands/DeleteAccessKeyCommand.js
var DeleteAccessKeyCommand = __webpack_require__(8984);
// EXTERNAL MODULE: ./lib/lib/ids.js
var ids = __webpack_require__(6485);
// EXTERNAL MODULE: ./lib/aws/error.js
var aws_error = __webpack_require__(831);
;// CONCATENATED MODULE: ./lib/aws/access-keys.js




class AccessKeys {
    #clients;
    constructor(clients) {
        this.#clients = clients;
    }
    withPatience(patience) {
        return new AccessKeys(this.#clients.withPatience(patience));
    }
    async list(user) {
        const keys = [];
        let marker;
        do {
            const answer = await this.#clients.ask(`list the access keys of ${user}`, (options) => this.#clients.iam.send(new ListAccessKeysCommand/* ListAccessKeysCommand */.Q({ UserName: user, Marker: marker }), options));
            if (answer.AccessKeyMetadata === undefined)
                throw (0,aws_error/* malformed */.Qm)('ListAccessKeys');
            for (const { AccessKeyId, Status, CreateDate } of answer.AccessKeyMetadata) {
                const id = (0,ids/* accessKeyId */.n)(AccessKeyId ?? '');
                if (id === undefined || !Status || !CreateDate)
                    throw (0,aws_error/* malformed */.Qm)('ListAccessKeys');
                keys.push({ id, status: Status, createdAt: CreateDate.getTime() });
            }
            marker = answer.IsTruncated ? answer.Marker : undefined;
        } while (marker !== undefined);
        return keys;
    }
    async create(user) {
        const { AccessKey: key } = await this.#clients.ask(`create an access key for ${user}`, (options) => this.#clients.iam.send(new CreateAccessKeyCommand/* CreateAccessKeyCommand */.h({ UserName: user }), options), { repeat: 'if-later' });
        const id = (0,ids/* accessKeyId */.n)(key?.AccessKeyId ?? '');
        if (id === undefined || !key?.SecretAccessKey || !key.Status || !key.CreateDate)
            throw (0,aws_error/* malformed */.Qm)('CreateAccessKey');
        return {
            id,
            secret: key.SecretAccessKey,
            status: key.Status,
            createdAt: key.CreateDate.getTime(),
        };
    }
    async activate({ user, key }) {
        await this.#setStatus(user, key, 'Active');
    }
    async deactivate({ user, key }) {
        await this.#setStatus(user, key, 'Inactive');
    }
    async delete({ user, key }) {
        try {
            await this.#delete(user, key);
        }
        catch (error) {
            if (!(error instanceof aws_error/* AwsError */.Gy && error.code === 'NoSuchEntity'))
                throw error;
        }
    }
    async use(keyId) {
        const owner = await this.ownerOf(keyId);
        return owner.is === 'known' ? owner : undefined;
    }
    async ownerOf(keyId) {
        let answer;
        try {
            answer = await this.#clients.ask(`tell the last use of the key ${keyId} (iam:GetAccessKeyLastUsed)`, (options) => this.#clients.iam.send(new GetAccessKeyLastUsedCommand/* GetAccessKeyLastUsedCommand */.q({ AccessKeyId: keyId }), options));
        }
        catch (error) {
            if (error instanceof aws_error/* AwsError */.Gy && error.code === 'NoSuchEntity')
                return { is: 'gone' };
            if (error instanceof aws_error/* AwsError */.Gy && error.code === 'AccessDenied' && !error.deniedByOrganization)
                return { is: 'denied' };
            throw error;
        }
        if (!answer.UserName || !answer.AccessKeyLastUsed)
            throw (0,aws_error/* malformed */.Qm)('GetAccessKeyLastUsed');
        const { LastUsedDate: at, ServiceName: service = 'N/A', Region: region = 'N/A', } = answer.AccessKeyLastUsed;
        return {
            is: 'known',
            userName: answer.UserName,
            last: at === undefined ? undefined : { at: at.getTime(), service, region },
        };
    }
    async tags(user) {
        const tags = new Map();
        let marker;
        do {
            const answer = await this.#clients.ask(`read the tags of ${user} (iam:ListUserTags)`, (options) => this.#clients.iam.send(new ListUserTagsCommand/* ListUserTagsCommand */.K({ UserName: user, Marker: marker }), options));
            if (answer.Tags === undefined)
                throw (0,aws_error/* malformed */.Qm)('ListUserTags');
            for (const { Key, Value } of answer.Tags)
                if (Key !== undefined)
                    tags.set(Key, Value ?? '');
            marker = answer.IsTruncated ? answer.Marker : undefined;
        } while (marker !== undefined);
        return tags;
    }
    async tag(user, tags) {
        const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        await this.#clients.ask(`write the journal as tags of ${user} (iam:TagUser)`, (options) => this.#clients.iam.send(new TagUserCommand/* TagUserCommand */.p({ UserName: user, Tags: list }), options));
    }
    async untag(user, keys) {
        if (keys.length === 0)
            return;
        await this.#clients.ask(`remove tags of ${user} (iam:UntagUser)`, (options) => this.#clients.iam.send(new UntagUserCommand/* UntagUserCommand */.K({ UserName: user, TagKeys: [...keys] }), options));
    }
    async checkPermissions(user) {
        const nobodys = (0,ids/* accessKeyId */.n)('AKIA0000000000000000');
        const probes = {
            'iam:UpdateAccessKey': () => this.#setStatus(user, nobodys, 'Inactive'),
            'iam:DeleteAccessKey': () => this.#delete(user, nobodys),
            'iam:UntagUser': () => this.untag(user, ['qovery-rotation:probe']),
        };
        const missing = [];
        for (const [action, probe] of Object.entries(probes)) {
            try {
                await probe();
            }
            catch (error) {
                if (!(error instanceof aws_error/* AwsError */.Gy))
                    throw error;
                if (error.code === 'AccessDenied')
                    missing.push(action);
                else if (error.code !== 'NoSuchEntity')
                    throw error;
            }
        }
        if (missing.length === 0)
            return;
        throw new errors/* Problem */.AF(`The AWS role or user of this run may not rotate the keys of the IAM user ${user}: AWS denies it ${missing.join(', ')} (AccessDenied).`, 'Allow that, and run again. Whether keys may be created and tags be written (iam:CreateAccessKey, iam:TagUser) cannot be tried without doing it. Nothing was changed.');
    }
    async #setStatus(user, keyId, status) {
        await this.#clients.ask(`${status === 'Active' ? 'activate' : 'deactivate'} the access key ${keyId}`, (options) => this.#clients.iam.send(new UpdateAccessKeyCommand/* UpdateAccessKeyCommand */.S({ UserName: user, AccessKeyId: keyId, Status: status }), options));
    }
    async #delete(user, keyId) {
        await this.#clients.ask(`delete the access key ${keyId}`, (options) => this.#clients.iam.send(new DeleteAccessKeyCommand/* DeleteAccessKeyCommand */.y({ UserName: user, AccessKeyId: keyId }), options));
    }
}

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-es/IAMClient.js + 8 modules
var IAMClient = __webpack_require__(8300);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-sts/dist-es/STSClient.js + 8 modules
var STSClient = __webpack_require__(4928);
// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(3411);
;// CONCATENATED MODULE: ./lib/aws/http-handler.js
const TIMEOUT = 20_000;
function httpHandler({ transport, clock, secrets }) {
    return {
        metadata: { handlerProtocol: 'http/1.1' },
        async handle(request, { abortSignal, requestTimeout = TIMEOUT } = {}) {
            const url = urlOf(request);
            const hear = clock.ask(url.host);
            const answer = await transport.send({
                url,
                method: request.method,
                headers: request.headers,
                ...(request.body === undefined ? {} : { body: request.body }),
                timeout: requestTimeout,
                signal: abortSignal ?? new AbortController().signal,
            });
            const { status, headers } = answer;
            if (headers['x-amzn-requestid'] !== undefined)
                hear(headers);
            const body = status < 300 ? answer.body : Buffer.from(secrets.redactError(answer.body.toString()));
            return {
                response: {
                    statusCode: status,
                    headers: headers,
                    body,
                },
            };
        },
        updateHttpClientConfig: () => undefined,
        httpHandlerConfigs: () => ({}),
    };
}
function urlOf({ protocol, hostname, port, path, query = {} }) {
    const url = new URL(`${protocol}//${hostname}${port === undefined ? '' : `:${port}`}${path}`);
    for (const [name, value] of Object.entries(query))
        for (const one of [value].flat())
            url.searchParams.append(name, one ?? '');
    return url;
}

// EXTERNAL MODULE: ./lib/lib/clock.js
var clock = __webpack_require__(5953);
// EXTERNAL MODULE: ./lib/lib/outcome.js
var lib_outcome = __webpack_require__(811);
;// CONCATENATED MODULE: ./lib/aws/id-token.js






const AUDIENCE = 'sts.amazonaws.com';
const PERMISSION = "Add 'permissions: id-token: write' to the job.";
class IdTokens {
    #request;
    #options;
    #last;
    #asked;
    constructor(request, options) {
        this.#request = request;
        this.#options = options;
    }
    async get(patience, refused) {
        const last = this.#last;
        if (last !== undefined && last.token !== refused && this.#options.clock.now() < last.until - clock/* MINUTE */.pY)
            return last.token;
        this.#asked ??= this.#ask(patience).finally(() => (this.#asked = undefined));
        return this.#asked;
    }
    async #ask(patience) {
        if (this.#request === undefined)
            throw noIdToken('this job may not ask for one');
        try {
            const { grace: cancel } = this.#options;
            const token = await getIdToken(this.#request, AUDIENCE, patience, { ...this.#options, cancel });
            this.#last = { token, until: endOf(token) };
            return token;
        }
        catch (error) {
            if (!(error instanceof IdTokenError))
                throw error;
            if (error.outcome === 'refused')
                throw noIdToken(error.message);
            const what = "get an OIDC token of GitHub for 'role-to-assume'";
            throw new aws_error/* AwsError */.Gy(what, aws_error/* NO_ANSWER */.Dn, error.status, error.message, error.outcome, error.retryAfter);
        }
    }
}
function noIdToken(why) {
    return new errors/* Problem */.AF(`GitHub gave no OIDC token for 'role-to-assume' (${why}).`, PERMISSION);
}
function endOf(token) {
    try {
        const { exp } = JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString());
        return typeof exp === 'number' ? exp * clock/* SECOND */.Z2 : -Infinity;
    }
    catch {
        return -Infinity;
    }
}
class IdTokenError extends lib_outcome/* RequestError */.GI {
    name = 'IdTokenError';
}
async function getIdToken({ url, token }, audience, patience, context) {
    const { transport, secrets, clock } = context;
    secrets.add(token);
    const address = URL.parse(url);
    if (address === null)
        throw new IdTokenError('its address is no URL', 0, 'refused');
    address.searchParams.set('audience', audience);
    const headers = {
        authorization: `Bearer ${token}`,
        accept: 'application/json',
        'user-agent': version/* USER_AGENT */._,
    };
    const send = async (attempt) => {
        let answer;
        try {
            answer = await transport.send({ url: address, method: 'GET', headers, ...attempt });
        }
        catch (error) {
            if (!(error instanceof lib_outcome/* NoAnswer */.W_))
                throw error;
            throw new IdTokenError(secrets.redactError(error.message), 0, error.outcome);
        }
        const { status, headers: answered, body } = answer;
        const outcome = (0,lib_outcome/* outcomeOfStatus */.Ss)(status);
        if (outcome !== 'done')
            throw new IdTokenError(`HTTP ${status}`, status, outcome, (0,lib_outcome/* retryAfterOf */.sT)(answered, status, clock.now()));
        const idToken = id_token_valueOf(body.toString());
        if (idToken === undefined)
            throw new IdTokenError('a malformed answer', status, 'unclear');
        secrets.add(idToken);
        return idToken;
    };
    return (0,lib_patience/* persist */.Zr)({ who: 'GitHub', what: 'give an OIDC token', repeat: 'always', patience, send }, context);
}
function id_token_valueOf(text) {
    try {
        const { value } = JSON.parse(text);
        return typeof value === 'string' && value !== '' ? value : undefined;
    }
    catch {
        return undefined;
    }
}

// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-sts/dist-es/commands/AssumeRoleWithWebIdentityCommand.js
var AssumeRoleWithWebIdentityCommand = __webpack_require__(4107);
;// CONCATENATED MODULE: ./lib/aws/session.js



const RENEW_BEFORE = 5 * clock/* MINUTE */.pY;
class RoleSession {
    #options;
    #sts;
    #asker;
    #session;
    #renewal;
    constructor(options, sts, asker) {
        this.#options = options;
        this.#sts = sts;
        this.#asker = asker;
    }
    provider = async () => {
        if (this.#session === undefined)
            throw new Error('There is no session yet.');
        return { ...this.#session.credentials, expiration: new Date(0) };
    };
    async renew(patience) {
        const { clock } = this.#options;
        if (this.#session !== undefined && clock.now() < this.#session.until - RENEW_BEFORE)
            return;
        this.#renewal ??= this.#assume(patience).finally(() => (this.#renewal = undefined));
        await this.#renewal;
    }
    drop() {
        this.#session = undefined;
    }
    async #assume(patience) {
        const { role, secrets, idTokens } = this.#options;
        let token;
        const { Credentials: session } = await this.#asker(patience)(`assume ${role} with GitHub's OIDC token`, (options) => this.#sts.send(new AssumeRoleWithWebIdentityCommand/* AssumeRoleWithWebIdentityCommand */.W({
            RoleArn: role,
            RoleSessionName: 'qovery-maintenance-action',
            WebIdentityToken: token,
        }), options), { before: async () => void (token = await idTokens.get(patience, token)) });
        if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken || !session.Expiration)
            throw (0,aws_error/* malformed */.Qm)('AssumeRoleWithWebIdentity');
        secrets.add(session.SecretAccessKey);
        secrets.add(session.SessionToken);
        this.#session = {
            credentials: {
                accessKeyId: session.AccessKeyId,
                secretAccessKey: session.SecretAccessKey,
                sessionToken: session.SessionToken,
            },
            until: session.Expiration.getTime(),
        };
    }
}

;// CONCATENATED MODULE: ./lib/aws/clients.js








function awsClients(inputs, options, idTokens = new IdTokens(inputs.idTokenRequest, options)) {
    const { clock, secrets, grace } = options;
    const common = {
        region: inputs.region,
        customUserAgent: version/* USER_AGENT */._,
        maxAttempts: 1,
        requestHandler: httpHandler(options),
    };
    const asker = (patience, session) => (what, send, { repeat = 'always', before } = {}) => (0,lib_patience/* persist */.Zr)({
        who: 'AWS',
        what,
        repeat,
        patience,
        before: async () => {
            await session?.renew(patience);
            await before?.();
        },
        send: async ({ timeout, signal }) => {
            try {
                await learnSecrets();
                return await send({ abortSignal: signal, requestTimeout: timeout });
            }
            catch (caught) {
                const error = (0,aws_error/* toAwsError */.DZ)(what, caught, secrets, clock.now());
                if (session === undefined || !(error instanceof aws_error/* AwsError */.Gy) || error.code !== 'ExpiredToken')
                    throw error;
                session.drop();
                throw new aws_error/* AwsError */.Gy(what, error.code, error.status, 'the session has ended', 'later');
            }
        },
    }, { ...options, cancel: grace });
    const guarded = (client) => signByServerTime(requireRequestId(client), clock);
    const unsigned = { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' };
    const session = inputs.roleToAssume === undefined
        ? undefined
        : new RoleSession({ ...options, role: inputs.roleToAssume, idTokens }, guarded(new STSClient/* STSClient */.i({ ...common, credentials: unsigned })), (patience) => asker(patience, undefined));
    const learnSecrets = async () => {
        if (session !== undefined)
            return;
        const { secretAccessKey, sessionToken } = await iam.config.credentials();
        for (const secret of [secretAccessKey, sessionToken])
            if (secret !== undefined)
                secrets.add(secret);
    };
    const iam = guarded(new IAMClient/* IAMClient */.h(session === undefined ? common : { ...common, credentials: session.provider }));
    const signed = { ...common, credentials: iam.config.credentials };
    const clients = {
        iam,
        sts: guarded(new STSClient/* STSClient */.i(signed)),
        grace,
        close: () => [clients.iam, clients.sts].forEach((client) => client.destroy()),
        inRegion: (region, Client) => guarded(new Client({ ...signed, region })),
        stsAs: (key) => guarded(new STSClient/* STSClient */.i({ ...common, credentials: key })),
        withPatience: (patience) => ({ ...clients, ask: asker(patience, session) }),
    };
    return clients.withPatience(lib_patience/* SHORT */.Pb);
}
function requireRequestId(client) {
    client.middlewareStack.add((next) => async (request) => {
        const result = await next(request);
        if (result.output?.$metadata.requestId !== undefined)
            return result;
        const problem = new Error(aws_error/* NOT_FROM_AWS */.po);
        throw Object.assign(problem, { name: 'NotFromAws' });
    }, { step: 'deserialize', priority: 'high', name: 'requireRequestId' });
    return client;
}
function signByServerTime(client, clock) {
    client.middlewareStack.add((next) => async (request) => {
        client.config.systemClockOffset = clock.skew;
        return next(request);
    }, { step: 'build', name: 'signByServerTime' });
    return client;
}

// EXTERNAL MODULE: ./lib/aws/identity.js
var identity = __webpack_require__(1691);
;// CONCATENATED MODULE: ./lib/aws/key-account.js
const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
function accountInKeyId(keyId) {
    const [, text] = /^A[KS]IA([A-Z2-7]{16})$/.exec(keyId) ?? [];
    if (text === undefined)
        return undefined;
    const bits = [...text].reduce((sum, digit) => (sum << 5n) | BigInt(BASE32.indexOf(digit)), 0n);
    const account = ((bits >> 39n) & ((1n << 40n) - 1n)).toString().padStart(12, '0');
    return bits >> 79n === 1n && account.length === 12 ? account : undefined;
}

;// CONCATENATED MODULE: ./lib/aws/accounts.js











const EACH = '{account}';
const CONCURRENCY = 16;
function isRefusal(account) {
    return 'remedy' in account;
}
async function signIn(inputs, keyIds, options) {
    const role = inputs.roleToAssume;
    return role?.includes(EACH)
        ? signInToEach(inputs, role, new Set(keyIds.filter((id) => id.startsWith('AKIA'))), options)
        : signInToOne(inputs, options);
}
async function signInToOne(inputs, options) {
    const clients = awsClients(inputs, options);
    try {
        const account = await identified(clients);
        return { each: false, of: () => account, signedIn: [account], close: () => clients.close() };
    }
    catch (error) {
        clients.close();
        throw error;
    }
}
async function identified(clients) {
    return { caller: await (0,identity/* callerIdentity */.IX)(clients), clients, keys: new AccessKeys(clients) };
}
async function signInToEach(inputs, role, keyIds, options) {
    const idTokens = new IdTokens(inputs.idTokenRequest, options);
    await idTokens.get(lib_patience/* SHORT */.Pb);
    const turn = (0,limit/* limit */.A)(CONCURRENCY);
    const opened = [];
    const accounts = new Map();
    const open = (id) => {
        const present = accounts.get(id);
        if (present !== undefined)
            return present;
        const clients = awsClients({ ...inputs, roleToAssume: role.replace(EACH, id) }, options, idTokens);
        opened.push(clients);
        const account = turn(() => identified(clients)).catch((error) => refusalOf(id, error));
        accounts.set(id, account);
        return account;
    };
    const byKey = new Map();
    const close = () => opened.forEach((clients) => clients.close());
    try {
        const named = [...keyIds].map((keyId) => ({ keyId, told: accountInKeyId(keyId) }));
        await (0,lib_all/* all */.Q)(named.map(async ({ keyId, told }) => {
            if (told !== undefined)
                byKey.set(keyId, await open(told));
        }));
        const [anybody] = [...byKey.values()].flatMap((account) => (isRefusal(account) ? [] : account));
        await (0,lib_all/* all */.Q)(named.map(async ({ keyId, told }) => {
            if (told !== undefined)
                return;
            const account = await askForAccount(keyId, anybody);
            byKey.set(keyId, typeof account === 'string' ? await open(account) : account);
        }));
    }
    catch (error) {
        close();
        throw error;
    }
    const signedIn = (await (0,lib_all/* all */.Q)([...accounts.values()])).flatMap((account) => isRefusal(account) ? [] : account);
    return { each: true, of: (keyId) => byKey.get(keyId) ?? untellable(keyId), signedIn, close };
}
async function askForAccount(keyId, anybody) {
    if (anybody === undefined)
        return untellable(keyId);
    try {
        const account = await (0,identity/* accountOfKey */.eS)(anybody.clients, keyId);
        return /^\d{12}$/.test(account) ? account : untellable(keyId);
    }
    catch (error) {
        if (!(error instanceof aws_error/* AwsError */.Gy))
            throw error;
        return {
            ...untellable(keyId),
            why: (0,errors/* withFullStop */.uo)(`The account of ${keyId} could not be read: ${error.message}`),
        };
    }
}
function untellable(keyId) {
    return {
        account: undefined,
        why: `The id of ${keyId} does not tell its AWS account, so there is no role to sign in with.`,
        remedy: "Look at it in the Qovery console. If it is a key of yours, give the role of its account as 'role-to-assume', without {account}.",
    };
}
function refusalOf(account, error) {
    if (!(error instanceof aws_error/* AwsError */.Gy || error instanceof errors/* Problem */.AF))
        throw error;
    const [what, remedy] = error instanceof errors/* Problem */.AF ? [error.what, error.remedy] : [error.message, remedyOf(error)];
    return { account, why: (0,errors/* withFullStop */.uo)(`This run cannot work in AWS account ${account}: ${what}`), remedy };
}
function remedyOf({ code, message, outcome, deniedByOrganization }) {
    if (deniedByOrganization)
        return 'Whoever manages the AWS organisation has to allow it there.';
    if (/No OpenIDConnect provider/i.test(message))
        return "Add GitHub's OIDC provider (https://token.actions.githubusercontent.com) to that account.";
    if (code === 'AccessDenied')
        return 'See that this role is in that account, and that its trust policy names this repository.';
    if (outcome === 'refused')
        return 'See to the role and to the state of that account.';
    return 'The next run tries again; if it stays so, see to that account.';
}
function keysElsewhere(account, keys) {
    const held = keys.map(({ id, holders }) => `${id} (${holders.map(({ name }) => `'${name}'`).join(', ')})`);
    const belong = keys.length === 1 ? '1 key belongs' : `${keys.length} keys belong`;
    return `${belong} to AWS account ${account}, and this run is not signed in there: ${(0,lib_text/* someOf */.yU)(held)}. With {account} in 'role-to-assume', a run signs in to the account of each key.`;
}


/***/ }),

/***/ 831:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   DZ: () => (/* binding */ toAwsError),
/* harmony export */   Dn: () => (/* binding */ NO_ANSWER),
/* harmony export */   Gy: () => (/* binding */ AwsError),
/* harmony export */   Qm: () => (/* binding */ malformed),
/* harmony export */   po: () => (/* binding */ NOT_FROM_AWS)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5892);
/* harmony import */ var _lib_outcome_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(811);


class AwsError extends _lib_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .RequestError */ .GI {
    name = 'AwsError';
    code;
    constructor(what, code, status, detail, outcome = outcomeOf(code, status, detail), retryAfter) {
        const said = code === NO_ANSWER ? detail : `${code}${detail === '' ? '' : `, ${detail}`}`;
        super(`AWS could not ${what}: ${said}`, status, outcome, retryAfter);
        this.code = code;
    }
    get deniedByOrganization() {
        return this.code === 'AccessDenied' && /(service|resource) control policy/i.test(this.message);
    }
    get sessionEnded() {
        return this.code === 'ExpiredToken' || this.code === 'RequestExpired';
    }
}
const NO_ANSWER = 'NoAnswer';
const NOT_FROM_AWS = 'an answer that is not from AWS; a proxy may have sent it';
const PASSING = new Set([
    'BandwidthLimitExceeded',
    'ConcurrentModification',
    'EntityTemporarilyUnmodifiable',
    'IDPCommunicationError',
    'PriorRequestNotComplete',
    'RequestLimitExceeded',
    'RequestThrottled',
    'SlowDown',
    'Throttled',
    'Throttling',
    'TooManyRequests',
]);
const NOT_SENT = new Set(['CredentialsProviderError']);
function outcomeOf(code, status, detail) {
    if (PASSING.has(code) || status === 429)
        return 'later';
    if (code === 'InvalidIdentityToken' && /retrieve verification key/i.test(detail))
        return 'later';
    if (NOT_SENT.has(code))
        return 'refused';
    return status >= 400 && status < 500 && status !== 408 && code !== 'RequestTimeout' ? 'refused' : 'unclear';
}
function toAwsError(what, error, secrets, now) {
    if (error instanceof AwsError || error instanceof _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Problem */ .AF)
        return error;
    if (error instanceof _lib_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .NoAnswer */ .W_)
        return new AwsError(what, NO_ANSWER, 0, secrets.redact(error.message), error.outcome);
    if (!(error instanceof Error))
        return new AwsError(what, 'unknown error', 0, '');
    const code = error.name.replace(/Exception$/, '');
    const { httpStatusCode: status = 0, requestId } = ('$metadata' in error ? error.$metadata : {});
    const detail = secrets
        .redact(error.message)
        .split(/\n|\. /)[0]
        ?.slice(0, 300) ?? '';
    const { headers = {} } = ('$response' in error ? error.$response : {});
    const wait = (0,_lib_outcome_js__WEBPACK_IMPORTED_MODULE_1__/* .retryAfterOf */ .sT)(headers, status, now);
    if (status > 0 && requestId === undefined)
        return new AwsError(what, NO_ANSWER, status, `HTTP ${status}, ${NOT_FROM_AWS}`, 'unclear', wait);
    return new AwsError(what, code, status, `${detail}${HINTS[code] ?? ''}`, undefined, wait);
}
const HINTS = {
    CredentialsProviderError: " (no AWS session: give 'role-to-assume' with 'permissions: id-token: write', or sign in before this step with aws-actions/configure-aws-credentials)",
    ExpiredToken: ' (the AWS session ended; run again: the next run goes on from here)',
};
function malformed(operation) {
    return new AwsError(`answer ${operation}`, 'malformed answer', 200, 'a field that is always there was missing');
}


/***/ }),

/***/ 1013:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ withoutKeys),
/* harmony export */   e: () => (/* binding */ isNamed)
/* harmony export */ });
/* harmony import */ var _lib_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5924);

function isNamed(user, names) {
    return names === undefined || names.some((name) => same(name, user));
}
function withoutKeys(names, owners) {
    const strange = names?.filter((name) => !owners.some((owner) => same(name, owner))) ?? [];
    if (strange.length === 0 || owners.length === 0)
        return undefined;
    const who = [...new Set(owners)].toSorted();
    return `Input 'aws-iam-user' names ${strange.join(', ')}, and none of the keys that Qovery holds is owned by ${strange.length === 1 ? 'that user' : 'those users'} (they are owned by ${(0,_lib_text_js__WEBPACK_IMPORTED_MODULE_0__/* .someOf */ .yU)(who)}).`;
}
function same(a, b) {
    return a.toLowerCase() === b.toLowerCase();
}


/***/ }),

/***/ 1691:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   IX: () => (/* binding */ callerIdentity),
/* harmony export */   as: () => (/* binding */ proveKey),
/* harmony export */   eS: () => (/* binding */ accountOfKey)
/* harmony export */ });
/* harmony import */ var _aws_sdk_client_sts__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3546);
/* harmony import */ var _aws_sdk_client_sts__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(9920);
/* harmony import */ var _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5953);
/* harmony import */ var _error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(831);



async function callerIdentity({ sts, ask }, how = {}) {
    const answer = await ask('tell who is signed in (GetCallerIdentity)', (options) => sts.send(new _aws_sdk_client_sts__WEBPACK_IMPORTED_MODULE_2__/* .GetCallerIdentityCommand */ .z({}), options), how);
    if (!answer.Account || !answer.Arn)
        throw (0,_error_js__WEBPACK_IMPORTED_MODULE_1__/* .malformed */ .Qm)('GetCallerIdentity');
    const userName = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(answer.Arn)?.[1];
    return { account: answer.Account, arn: answer.Arn, userName };
}
async function accountOfKey({ sts, ask }, keyId) {
    const answer = await ask(`tell the account of the key ${keyId} (sts:GetAccessKeyInfo)`, (options) => sts.send(new _aws_sdk_client_sts__WEBPACK_IMPORTED_MODULE_3__/* .GetAccessKeyInfoCommand */ .F({ AccessKeyId: keyId }), options));
    if (!answer.Account)
        throw (0,_error_js__WEBPACK_IMPORTED_MODULE_1__/* .malformed */ .Qm)('GetAccessKeyInfo');
    return answer.Account;
}
const PROOFS_IN_A_ROW = 3;
const PAUSE = 2 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .SECOND */ .Z2;
const PATIENCE = 2 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .MINUTE */ .pY;
const NOT_YET = new Set(['InvalidClientTokenId', 'SignatureDoesNotMatch', 'AuthFailure', 'AccessDenied']);
async function proveKey(clients, key, expected, clock) {
    const asKey = { sts: clients.stsAs(key), ask: clients.ask };
    const deadline = clock.now() + PATIENCE;
    for (let inARow = 0;;) {
        let failure;
        try {
            const { account, userName } = await callerIdentity(asKey, { repeat: 'never' });
            if (account !== expected.account || userName !== expected.userName) {
                throw new _error_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsError */ .Gy('prove the new key', 'WrongUser', 400, `it answers for ${userName ?? 'no user'} in account ${account}`);
            }
            inARow++;
        }
        catch (error) {
            const passing = error instanceof _error_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsError */ .Gy && (error.outcome !== 'refused' || NOT_YET.has(error.code));
            if (!passing)
                throw error;
            failure = error;
            inARow = 0;
        }
        if (inARow === PROOFS_IN_A_ROW)
            return;
        if (clock.now() + PAUSE > deadline) {
            throw (failure ??
                new _error_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsError */ .Gy('prove the new key', 'Timeout', 0, 'it did not answer steadily within two minutes'));
        }
        await clock.sleep(PAUSE);
    }
}


/***/ }),

/***/ 6534:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ cloudCredential)
/* harmony export */ });
/* harmony import */ var _eks_anywhere_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(9954);
/* harmony import */ var _holder_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(353);
/* harmony import */ var _replacement_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(1371);
/* harmony import */ var _shown_key_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3948);




const kind = 'cloud credential';
const WORDS = {
    key: ['AWS'],
    none: ['AWS_ROLE', 'SCW', 'GCP', 'GCP_WORKLOAD_IDENTITY_FEDERATION', 'AZURE', 'OTHER'],
};
const cloudCredential = {
    kind,
    async find(organization) {
        const found = await organization.credentials();
        return (0,_holder_js__WEBPACK_IMPORTED_MODULE_1__/* .foundIn */ .QR)(found
            .filter(({ credential }) => credential.object_type !== _eks_anywhere_js__WEBPACK_IMPORTED_MODULE_0__/* .EKS_ANYWHERE */ .U)
            .map(({ credential, clusters }) => holderIn(credential, clusters.map(({ id }) => id))));
    },
    async open(api, id) {
        const credential = await api.awsCredential(id);
        const { name } = credential;
        return {
            keyId: (0,_holder_js__WEBPACK_IMPORTED_MODULE_1__/* .movableKey */ .qq)((0,_holder_js__WEBPACK_IMPORTED_MODULE_1__/* .holderLabel */ .zc)({ kind, name }), holderIn(credential, [])),
            store: (key) => api.editAwsCredential(id, {
                type: 'AWS_STATIC',
                name,
                access_key_id: key.id,
                secret_access_key: key.secret,
            }),
        };
    },
};
function holderIn({ id, name, object_type: word, access_key_id: keyId, role_arn: roleArn, ...rest }, clusterIds) {
    const shown = (0,_shown_key_js__WEBPACK_IMPORTED_MODULE_2__/* .shownKey */ .d)(WORDS, { word, keyId, roleArn, all: { access_key_id: keyId, ...rest } });
    return (0,_holder_js__WEBPACK_IMPORTED_MODULE_1__/* .holderOf */ .Kd)({ kind, id, name }, shown, { clusterIds, ...(0,_replacement_js__WEBPACK_IMPORTED_MODULE_3__/* .movableWith */ .V)({ name }) });
}


/***/ }),

/***/ 7128:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   P: () => (/* binding */ dnsProvider)
/* harmony export */ });
/* harmony import */ var _lib_all_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8920);
/* harmony import */ var _holder_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(353);
/* harmony import */ var _replacement_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1371);
/* harmony import */ var _shown_key_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3948);




const kind = 'DNS provider';
const WORDS = { key: ['ROUTE53'], none: ['QOVERY', 'CLOUDFLARE'] };
const dnsProvider = {
    kind,
    async find(organization) {
        const clusters = await organization.clusters();
        const providers = await organization.dnsProviders(clusters.map(({ id }) => id));
        const seen = clusters.map(async ({ id, name }, index) => {
            const holder = holderIn(id, name, providers[index]);
            if (holder === undefined || 'why' in holder || !holder.movable)
                return holder;
            const plan = await organization.plan();
            if (/^ENTERPRISE(_|$)/.test(plan))
                return holder;
            return {
                ...holder,
                movable: false,
                advice: `Give it a key of its own (Qovery console, cluster settings, DNS): the API changes DNS providers on an Enterprise plan only, and this organisation has ${plan === '' ? 'a plan that Qovery does not tell' : plan}.`,
            };
        });
        return (0,_holder_js__WEBPACK_IMPORTED_MODULE_0__/* .foundIn */ .QR)(await (0,_lib_all_js__WEBPACK_IMPORTED_MODULE_1__/* .all */ .Q)(seen));
    },
    async open(api, id) {
        const provider = await api.dnsProvider(id);
        const keyId = (0,_holder_js__WEBPACK_IMPORTED_MODULE_0__/* .movableKey */ .qq)(`${kind} of cluster ${id}`, holderIn(id, id, provider));
        const { domain, aws_region: region, ...rest } = provider ?? {};
        return {
            keyId,
            store: (key) => api.editDnsProvider(id, {
                dns_provider: {
                    ...(0,_replacement_js__WEBPACK_IMPORTED_MODULE_2__/* .toSendBack */ .m)(rest),
                    provider: 'ROUTE53',
                    domain: domain ?? '',
                    aws_region: region ?? '',
                    credentials: { type: 'STATIC', aws_access_key_id: key.id, aws_secret_access_key: key.secret },
                },
            }),
        };
    },
};
function holderIn(id, cluster, provider) {
    if (provider === undefined)
        return undefined;
    const { provider: word, domain, aws_region: region, credentials: all } = provider;
    const { type, aws_access_key_id: keyId, role_arn: roleArn } = all ?? {};
    return (0,_holder_js__WEBPACK_IMPORTED_MODULE_0__/* .holderOf */ .Kd)({ kind, id, name: `of cluster ${cluster}` }, (0,_shown_key_js__WEBPACK_IMPORTED_MODULE_3__/* .shownKey */ .d)(WORDS, { word, keyId, roleArn, all }), {
        clusterIds: [id],
        ...(0,_replacement_js__WEBPACK_IMPORTED_MODULE_2__/* .movableWith */ .V)({ domain, region, 'type of credentials': type === 'STATIC' ? type : '' }),
    });
}


/***/ }),

/***/ 9954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ eksAnywhere),
/* harmony export */   U: () => (/* binding */ EKS_ANYWHERE)
/* harmony export */ });
/* harmony import */ var _holder_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(353);
/* harmony import */ var _shown_key_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(3948);


const kind = 'EKS Anywhere credential';
const EKS_ANYWHERE = 'EKS_ANYWHERE_VSPHERE';
const WORDS = { key: [EKS_ANYWHERE], none: [] };
const eksAnywhere = {
    kind,
    async find(organization) {
        const found = await organization.credentials();
        return (0,_holder_js__WEBPACK_IMPORTED_MODULE_0__/* .foundIn */ .QR)(found
            .filter(({ credential }) => credential.object_type === EKS_ANYWHERE)
            .map(({ credential: { id, name, object_type: word, access_key_id: keyId, role_arn: roleArn }, clusters, }) => (0,_holder_js__WEBPACK_IMPORTED_MODULE_0__/* .holderOf */ .Kd)({ kind, id, name }, (0,_shown_key_js__WEBPACK_IMPORTED_MODULE_1__/* .shownKey */ .d)(WORDS, { word, keyId, roleArn, all: undefined }), {
            clusterIds: clusters.map((cluster) => cluster.id),
            movable: false,
            advice: 'Give it a role or a key of its own: a change must send its vSphere password again, which Qovery never returns.',
        })));
    },
};


/***/ }),

/***/ 353:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Kd: () => (/* binding */ holderOf),
/* harmony export */   QR: () => (/* binding */ foundIn),
/* harmony export */   bn: () => (/* binding */ whoHoldsWhat),
/* harmony export */   qq: () => (/* binding */ movableKey),
/* harmony export */   zc: () => (/* binding */ holderLabel)
/* harmony export */ });
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5892);

function holderOf(subject, shown, more) {
    if (shown === undefined)
        return undefined;
    return 'why' in shown ? { ...subject, ...shown } : { ...subject, ...shown, ...more };
}
function foundIn(seen) {
    const holders = [];
    const unknown = [];
    for (const one of seen) {
        if (one === undefined)
            continue;
        if ('why' in one)
            unknown.push(one);
        else
            holders.push(one);
    }
    return { holders, unknown };
}
function movableKey(label, seen) {
    if (seen !== undefined && 'keyId' in seen && seen.movable)
        return seen.keyId;
    const now = seen === undefined ? 'it holds no AWS key any more' : 'why' in seen ? seen.why : seen.advice;
    throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__/* .Problem */ .AF(`The ${label} has been changed meanwhile: ${now}.`, 'Nothing was stored in it.');
}
function holderLabel(holder) {
    return `${holder.kind} '${holder.name}'`;
}
function whoHoldsWhat(holders) {
    return holders.map((holder) => `${holderLabel(holder)} holds ${holder.keyId}`).join(', ');
}


/***/ }),

/***/ 8837:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  GW: () => (/* binding */ KINDS),
  Dg: () => (/* binding */ clustersOf),
  ZC: () => (/* binding */ findHolders),
  zc: () => (/* reexport */ holder/* holderLabel */.zc),
  TI: () => (/* binding */ openHolder),
  bn: () => (/* reexport */ holder/* whoHoldsWhat */.bn)
});

// EXTERNAL MODULE: ./lib/lib/all.js
var lib_all = __webpack_require__(8920);
// EXTERNAL MODULE: ./lib/holders/cloud-credential.js
var cloud_credential = __webpack_require__(6534);
// EXTERNAL MODULE: ./lib/holders/holder.js
var holder = __webpack_require__(353);
// EXTERNAL MODULE: ./lib/holders/replacement.js
var replacement = __webpack_require__(1371);
// EXTERNAL MODULE: ./lib/holders/shown-key.js
var shown_key = __webpack_require__(3948);
;// CONCATENATED MODULE: ./lib/holders/ecr.js



function ecrHolder(kind, words, { id, name, kind: word, url, config }) {
    const { access_key_id: keyId, role_arn: roleArn, region } = config ?? {};
    return (0,holder/* holderOf */.Kd)({ kind, id, name }, (0,shown_key/* shownKey */.d)(words, { word, keyId, roleArn, all: config }), {
        clusterIds: [],
        ...(0,replacement/* movableWith */.V)(words.key.includes(word) ? { name, url, region } : { name }),
    });
}
function ecrRequest({ name, description, url, config }, key) {
    return {
        name,
        ...(0,replacement/* toSendBack */.m)({ description, url }),
        config: { ...(0,replacement/* toSendBack */.m)(config ?? {}), access_key_id: key.id, secret_access_key: key.secret },
    };
}

;// CONCATENATED MODULE: ./lib/holders/container-registry.js


const kind = 'container registry';
const WORDS = {
    key: ['ECR'],
    maybe: ['PUBLIC_ECR'],
    none: [
        'SCALEWAY_CR',
        'DOCKER_HUB',
        'GITHUB_CR',
        'GITHUB_ENTERPRISE_CR',
        'GITLAB_CR',
        'DOCR',
        'GENERIC_CR',
        'GCP_ARTIFACT_REGISTRY',
        'AZURE_CR',
    ],
};
const containerRegistry = {
    kind,
    async find(snapshot) {
        return (0,holder/* foundIn */.QR)((await snapshot.registries()).map(holderIn));
    },
    async open(api, id) {
        const registry = await api.registry(id);
        return {
            keyId: (0,holder/* movableKey */.qq)((0,holder/* holderLabel */.zc)({ kind, name: registry.name }), holderIn(registry)),
            store: (key) => api.editRegistry(id, {
                ...ecrRequest(registry, key),
                kind: registry.kind,
            }),
        };
    },
};
function holderIn(registry) {
    return ecrHolder(kind, WORDS, registry);
}

// EXTERNAL MODULE: ./lib/holders/dns-provider.js
var dns_provider = __webpack_require__(7128);
// EXTERNAL MODULE: ./lib/holders/eks-anywhere.js
var eks_anywhere = __webpack_require__(9954);
;// CONCATENATED MODULE: ./lib/holders/helm-repository.js


const helm_repository_kind = 'Helm repository';
const helm_repository_WORDS = {
    key: ['OCI_ECR'],
    maybe: ['OCI_PUBLIC_ECR'],
    none: ['HTTPS', 'OCI_SCALEWAY_CR', 'OCI_DOCKER_HUB', 'OCI_GENERIC_CR', 'OCI_GITHUB_CR', 'OCI_GITLAB_CR'],
};
const helmRepository = {
    kind: helm_repository_kind,
    async find(snapshot) {
        return (0,holder/* foundIn */.QR)((await snapshot.helmRepositories()).map(helm_repository_holderIn));
    },
    async open(api, id) {
        const repository = await api.helmRepository(id);
        return {
            keyId: (0,holder/* movableKey */.qq)((0,holder/* holderLabel */.zc)({ kind: helm_repository_kind, name: repository.name }), helm_repository_holderIn(repository)),
            store: (key) => api.editHelmRepository(id, {
                ...ecrRequest(repository, key),
                kind: repository.kind,
                skip_tls_verification: repository.skip_tls_verification ?? false,
            }),
        };
    },
};
function helm_repository_holderIn(repository) {
    return ecrHolder(helm_repository_kind, helm_repository_WORDS, repository);
}

;// CONCATENATED MODULE: ./lib/holders/secret-manager.js


const secret_manager_kind = 'secret manager';
const secret_manager_WORDS = {
    key: ['AWS_STATIC_CREDENTIALS'],
    none: ['AUTOMATICALLY_CONFIGURED', 'AWS_ROLE_ARN', 'GCP_JSON_CREDENTIALS'],
};
const secretManager = {
    kind: secret_manager_kind,
    async find(organization) {
        const clusters = await organization.clusters();
        return (0,holder/* foundIn */.QR)(clusters.flatMap(({ id: clusterId, name: cluster, secret_manager_accesses: accesses }) => {
            if (!accesses) {
                const why = 'Qovery does not list the secret managers of the cluster';
                return [{ kind: secret_manager_kind, id: clusterId, name: `of cluster ${cluster}`, why }];
            }
            return accesses.map(({ id, name, authentication: all }) => {
                const { mode: word = '', access_key: keyId, role_arn: roleArn } = all ?? {};
                return (0,holder/* holderOf */.Kd)({ kind: secret_manager_kind, id, name }, (0,shown_key/* shownKey */.d)(secret_manager_WORDS, { word, keyId, roleArn, all }), {
                    clusterIds: [clusterId],
                    movable: false,
                    advice: 'Give it a role or a key of its own (Qovery console, cluster settings, secret managers): the API can only change it by replacing all settings of the cluster.',
                });
            });
        }));
    },
};

;// CONCATENATED MODULE: ./lib/holders/index.js









const KINDS = [
    dns_provider/* dnsProvider */.P,
    containerRegistry,
    helmRepository,
    secretManager,
    eks_anywhere/* eksAnywhere */.L,
    cloud_credential/* cloudCredential */.L,
];
async function findHolders(organization) {
    const found = await (0,lib_all/* all */.Q)(KINDS.map((kind) => kind.find(organization)));
    return {
        holders: found.flatMap(({ holders }) => holders),
        unknown: found.flatMap(({ unknown }) => unknown),
    };
}
async function openHolder(api, holder) {
    const kind = KINDS.find((candidate) => candidate.kind === holder.kind);
    if (kind?.open === undefined)
        throw new Error(`no key can be stored in a ${holder.kind}`);
    return kind.open(api, holder.id);
}
function clustersOf(holders) {
    return new Set(holders.flatMap(({ clusterIds }) => clusterIds));
}


/***/ }),

/***/ 1371:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   V: () => (/* binding */ movableWith),
/* harmony export */   m: () => (/* binding */ toSendBack)
/* harmony export */ });
function movableWith(needed) {
    const missing = Object.entries(needed).flatMap(([field, value]) => (value?.trim() ? [] : [field]));
    if (missing.length === 0)
        return { movable: true };
    return {
        movable: false,
        advice: `Qovery does not show its ${missing.join(' and ')}, which a change must send again: set it in the Qovery console.`,
    };
}
function toSendBack(fields) {
    return Object.fromEntries(Object.entries(fields).filter(([, value]) => typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined));
}


/***/ }),

/***/ 3948:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   d: () => (/* binding */ shownKey)
/* harmony export */ });
/* harmony import */ var _lib_ids_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6485);

function shownKey(words, { word, keyId = '', roleArn = '', all }) {
    if (words.key.includes(word) || words.maybe?.includes(word) === true) {
        const id = (0,_lib_ids_js__WEBPACK_IMPORTED_MODULE_0__/* .accessKeyId */ .n)(keyId);
        if (id !== undefined)
            return { keyId: id };
        if (keyId !== '')
            return { why: 'what Qovery shows as its access key id is none' };
        if (words.maybe?.includes(word) === true || IAM_ROLE.test(roleArn))
            return undefined;
        return { why: 'Qovery shows neither an access key nor a role of it' };
    }
    if (!/^[A-Z]\w*$/.test(word))
        return { why: 'Qovery does not tell of what kind it is' };
    if (words.none.includes(word)) {
        return hasKey(all) ? { why: `it is of kind ${word}, and yet shows an AWS access key` } : undefined;
    }
    return AWS_WORD.test(word) || roleArn !== '' || hasKey(all)
        ? { why: `this version of the action does not know its kind (${word})` }
        : undefined;
}
const IAM_ROLE = /^arn:aws[a-z-]*:iam::\d{12}:role\/./i;
const AWS_WORD = /(?<![A-Z0-9])(AWS|AMAZON|ECR|EKS|ROUTE_?53)/;
function hasKey(all) {
    const text = JSON.stringify(all ?? null);
    return /"(aws_)?access_key(_id)?":"\s*[^\s"]/i.test(text) || /\bA[KS]IA[A-Z0-9]{16}\b/i.test(text);
}


/***/ }),

/***/ 8390:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ Snapshot),
/* harmony export */   S: () => (/* binding */ DnsProviders)
/* harmony export */ });
/* harmony import */ var _lib_all_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8920);

class Snapshot {
    api;
    credentials;
    clusters;
    registries;
    helmRepositories;
    plan;
    dnsProviders;
    constructor(api, dns) {
        this.api = api;
        this.credentials = once(() => api.credentials());
        this.clusters = once(() => api.clusters());
        this.registries = once(() => api.registries());
        this.helmRepositories = once(() => api.helmRepositories());
        this.plan = once(async () => {
            const { plan, organization_plan: details } = await api.organization();
            return details?.plan?.trim().toUpperCase() || plan;
        });
        this.dnsProviders = (ids) => dns?.of(ids) ?? (0,_lib_all_js__WEBPACK_IMPORTED_MODULE_0__/* .all */ .Q)(ids.map((id) => api.dnsProvider(id)));
    }
}
function once(read) {
    let answer;
    return () => (answer ??= read());
}
const AT_A_TIME = 8;
class DnsProviders {
    #api;
    #clock;
    #seen = new Map();
    #notBefore = -Infinity;
    seenAt = -Infinity;
    constructor(api, clock) {
        this.#api = api;
        this.#clock = clock;
    }
    renew(notBefore) {
        this.#notBefore = Math.max(this.#notBefore, notBefore);
    }
    async of(clusterIds) {
        const now = this.#clock.now();
        const missing = clusterIds.filter((id) => {
            const at = this.#seen.get(id)?.at;
            return at === undefined || at < this.#notBefore;
        });
        const read = async () => {
            for (let id = missing.shift(); id !== undefined; id = missing.shift()) {
                const at = this.#clock.now();
                this.#seen.set(id, { at, provider: await this.#api.dnsProvider(id) });
            }
        };
        try {
            await Promise.all(Array.from({ length: AT_A_TIME }, read));
        }
        finally {
            missing.length = 0;
        }
        const seen = clusterIds.map((id) => this.#seen.get(id));
        this.seenAt = Math.min(now, ...seen.map((one) => one?.at ?? now));
        return seen.map((one) => one?.provider);
    }
}


/***/ }),

/***/ 3461:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AO: () => (/* binding */ withConcerned),
/* harmony export */   BS: () => (/* binding */ clusterMarks),
/* harmony export */   Fc: () => (/* binding */ clusterHash),
/* harmony export */   Fg: () => (/* binding */ tagsOf),
/* harmony export */   Ip: () => (/* binding */ HEARTBEAT_TTL),
/* harmony export */   Ny: () => (/* binding */ heartbeatTag),
/* harmony export */   Pf: () => (/* binding */ fieldsOf),
/* harmony export */   UC: () => (/* binding */ journalSigner),
/* harmony export */   UD: () => (/* binding */ deployedClusters),
/* harmony export */   Wn: () => (/* binding */ heartbeatOf),
/* harmony export */   Z3: () => (/* binding */ descriptionTag),
/* harmony export */   Z4: () => (/* binding */ BLANK),
/* harmony export */   a0: () => (/* binding */ readJournal),
/* harmony export */   aG: () => (/* binding */ describedKeys),
/* harmony export */   j0: () => (/* binding */ afterRefusal),
/* harmony export */   jN: () => (/* binding */ journalTags),
/* harmony export */   lA: () => (/* binding */ fits),
/* harmony export */   qm: () => (/* binding */ asWritten),
/* harmony export */   uV: () => (/* binding */ otherRun),
/* harmony export */   ui: () => (/* binding */ isUnfinished)
/* harmony export */ });
/* unused harmony export NO_SIGNER */
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);
/* harmony import */ var _lib_clock_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5953);
/* harmony import */ var _lib_ids_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(6485);



const PREFIX = 'qovery-rotation:';
const RUN = `${PREFIX}run:`;
const SIGNATURE = `${PREFIX}signature`;
const AUTHOR = 'by qovery-maintenance-action';
const MAX_TAGS = 50;
const MAX_VALUE = 256;
const GROUPS = 128;
const DIGEST = 6;
const HEARTBEAT_TTL = 15 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .MINUTE */ .pY;
const MAX_AHEAD = 5 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .MINUTE */ .pY;
const TIMES = [
    'intent',
    'storing',
    'stored',
    'deployed',
    'verified',
    'deactivating',
    'deactivated',
    'restored',
];
const TEXTS = ['organization', 'why'];
const KEYS = ['old', 'new'];
const LISTS = ['before', 'lost'];
const UNSIGNED = ['refused'];
const SIGNED = [...TEXTS, ...KEYS, ...LISTS, ...TIMES];
const ALL = [...SIGNED, ...UNSIGNED];
const PAGED = ['clusters', 'concerned'];
function journalSigner(token, { account, user, organization }) {
    const key = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', token).update('qovery-maintenance-action journal').digest();
    const whose = [account, user, organization].join('\n');
    return (text) => (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHmac)('sha256', key).update(`${whose}\n${text}`).digest('base64url');
}
const NO_SIGNER = () => '';
function readJournal(present, sign = NO_SIGNER) {
    const tags = inLowerCase(present);
    const get = (name) => tags.get(PREFIX + name) || undefined;
    const fields = {};
    for (const name of PAGED)
        fields[name] = pagesIn(tags, name).flatMap((value) => value.split(' ').filter(Boolean));
    for (const name of [...TEXTS, ...UNSIGNED])
        fields[name] = get(name);
    for (const name of KEYS)
        fields[name] = (0,_lib_ids_js__WEBPACK_IMPORTED_MODULE_2__/* .accessKeyId */ .n)(get(name) ?? '');
    for (const name of LISTS)
        fields[name] = (get(name) ?? '').split(' ').flatMap((id) => (0,_lib_ids_js__WEBPACK_IMPORTED_MODULE_2__/* .accessKeyId */ .n)(id) ?? []);
    for (const name of TIMES) {
        const time = Date.parse(get(name) ?? '');
        fields[name] = Number.isNaN(time) ? undefined : time;
    }
    for (const name of Object.keys(fields))
        if (fields[name] === undefined)
            delete fields[name];
    const signature = tags.get(SIGNATURE) ?? '';
    return {
        ...fields,
        signed: signature !== '' && signature === sign(signedText(tags)),
        runs: [...tags].flatMap(([key, value]) => {
            const at = Date.parse(value);
            return key.startsWith(RUN) && !Number.isNaN(at) ? [{ id: key.slice(RUN.length), at }] : [];
        }),
        tags,
    };
}
function tagsOf(entry, present = new Map(), sign = NO_SIGNER) {
    const written = {};
    for (const name of ALL) {
        const key = PREFIX + name;
        const value = name in entry ? textOf(name, entry) : (present.get(key) ?? '');
        if (value !== '' || present.has(key))
            written[key] = value;
    }
    for (const name of PAGED) {
        const list = entry[name];
        for (const [key, value] of present)
            if (isPageOf(name, key))
                written[key] = list === undefined ? value : '';
        for (const [page, value] of pagesOf(list ?? []).entries())
            written[`${PREFIX}${name}:${page}`] = value;
    }
    const known = isWhole(entry) || readJournal(present, sign).signed;
    written[SIGNATURE] = known ? sign(signedText(new Map(Object.entries(written)))) : '';
    return written;
}
const BLANK = {
    ...Object.fromEntries(ALL.map((name) => [name, undefined])),
    before: [],
    lost: [],
    clusters: [],
    concerned: [],
};
function fieldsOf(journal) {
    const names = [...ALL, ...PAGED];
    return { ...BLANK, ...Object.fromEntries(names.map((name) => [name, journal[name]])) };
}
function isWhole(entry) {
    return [...SIGNED, ...PAGED].every((name) => name in entry);
}
function inLowerCase(tags) {
    const ours = (key) => key.toLowerCase().startsWith(PREFIX);
    return new Map([...tags].map(([key, value]) => [ours(key) ? key.toLowerCase() : key, value]));
}
function textOf(name, entry) {
    const value = entry[name];
    if (value === undefined)
        return '';
    if (typeof value === 'number')
        return new Date(value).toISOString();
    return typeof value === 'string' ? asWritten(value) : value.join(' ');
}
function signedText(tags) {
    const lines = SIGNED.map((name) => `${name}=${tags.get(PREFIX + name) ?? ''}`);
    const concerned = pagesIn(tags, 'concerned').map((page) => `concerned=${page}`);
    return [...lines, ...pagesIn(tags, 'clusters'), ...concerned].join('\n');
}
function isPageOf(name, key) {
    return key.startsWith(`${PREFIX}${name}:`);
}
function pagesIn(tags, name) {
    const page = (key) => Number(key.slice(`${PREFIX}${name}:`.length));
    return [...tags.entries()]
        .filter(([key, value]) => isPageOf(name, key) && value !== '')
        .toSorted(([a], [b]) => page(a) - page(b))
        .map(([, value]) => value);
}
function clusterHash(id) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(id).digest('base64url').slice(0, 4);
}
function withConcerned({ concerned }, ids) {
    return [...new Set([...concerned, ...ids.map(clusterHash)])].toSorted();
}
function clusterMarks(ids, deployed) {
    return groupsOf(ids)
        .filter((group) => group.some((id) => deployed.has(id)))
        .map((group) => {
        const bytes = Array.from({ length: Math.ceil(group.length / 8) }, (_, byte) => group
            .slice(8 * byte, 8 * byte + 8)
            .reduce((bits, id, n) => bits | (Number(deployed.has(id)) << n), 0));
        return digestOf(group) + Buffer.from(bytes).toString('base64url');
    });
}
function deployedClusters({ clusters }, ids) {
    const marks = new Map(clusters.map((mark) => [mark.slice(0, DIGEST), mark.slice(DIGEST)]));
    return new Set(groupsOf(ids).flatMap((group) => {
        const bytes = Buffer.from(marks.get(digestOf(group)) ?? '', 'base64url');
        return group.filter((_, n) => ((bytes[Math.floor(n / 8)] ?? 0) >> (n % 8)) % 2 === 1);
    }));
}
function groupsOf(ids) {
    const group = (id) => ((0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(id).digest()[0] ?? 0) % GROUPS;
    return [...Map.groupBy([...new Set(ids)].toSorted(), group).values()];
}
function digestOf(group) {
    return (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(group.join(' ')).digest('base64url').slice(0, DIGEST);
}
function pagesOf(marks) {
    const pages = [];
    for (const mark of marks) {
        const last = pages.at(-1);
        if (last !== undefined && last.length + 1 + mark.length <= MAX_VALUE)
            pages.splice(-1, 1, `${last} ${mark}`);
        else
            pages.push(mark);
    }
    return pages;
}
function heartbeatTag(runId, at) {
    return { [RUN + runId]: new Date(at).toISOString() };
}
function heartbeatOf(journal, runId) {
    return journal.runs.find(({ id }) => id === runId)?.at;
}
function journalTags(tags) {
    return [...tags.keys()].filter((key) => key.startsWith(PREFIX));
}
function otherRun(journal, ownId, now) {
    return journal.runs.find(({ id, at }) => id !== ownId && now - at < HEARTBEAT_TTL && at - now <= MAX_AHEAD);
}
function isUnfinished(journal) {
    return journal?.intent !== undefined || journal?.old !== undefined;
}
function descriptionTag(keyId, organization, at) {
    return {
        [keyId]: asWritten(`Qovery organization ${organization}, ${AUTHOR}, ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_1__/* .isoDay */ .kh)(at)}`),
    };
}
function describedKeys(tags) {
    return [...tags].filter(([, value]) => value.includes(AUTHOR)).map(([key]) => key);
}
function fits(tags, clusterIds) {
    const heartbeats = journalTags(tags).filter((key) => key.startsWith(RUN)).length;
    const others = tags.size - journalTags(tags).length + heartbeats;
    const pages = [clusterMarks(clusterIds, new Set(clusterIds)), withConcerned(BLANK, clusterIds)].flatMap(pagesOf);
    const own = ALL.length + pages.length + 4;
    return others + own <= MAX_TAGS;
}
function asWritten(text) {
    return text
        .replace(/['"`]/g, '')
        .replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '.')
        .slice(0, MAX_VALUE)
        .toWellFormed()
        .replace(/\uFFFD$/, '');
}
function afterRefusal(user) {
    return `Fix that holder, or remove it. Then remove the tag ${PREFIX}refused from the IAM user ${user}, and run operation rotate again: the new key, whose secret is lost, is replaced.`;
}


/***/ })

};
