export const id = 186;
export const ids = [186];
export const modules = {
  8300:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    P: () => (  AccessKeys)
  });
  var _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(6764);
  var _error_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(831);
class AccessKeys {
    #clients;
    constructor(clients) {
        this.#clients = clients;
    }
    async list(user) {
        const keys = [];
        let marker;
        do {
            const answer = await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`list the access keys of ${user}`, () => this.#clients.iam.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .Qxm({ UserName: user, Marker: marker }), this.#clients.until));
            if (answer.AccessKeyMetadata === undefined)
                throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .Qm)('ListAccessKeys');
            for (const { AccessKeyId, Status, CreateDate } of answer.AccessKeyMetadata) {
                if (!AccessKeyId || !Status || !CreateDate)
                    throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .Qm)('ListAccessKeys');
                keys.push({ id: AccessKeyId, status: Status, createdAt: CreateDate.getTime() });
            }
            marker = answer.IsTruncated ? answer.Marker : undefined;
        } while (marker !== undefined);
        return keys;
    }
    async create(user) {
        const { AccessKey: key } = await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`create an access key for ${user}`, () => this.#clients.iamOnce.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .hN({ UserName: user }), this.#clients.until));
        if (!key?.AccessKeyId || !key.SecretAccessKey || !key.Status || !key.CreateDate)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .Qm)('CreateAccessKey');
        return {
            id: key.AccessKeyId,
            secret: key.SecretAccessKey,
            status: key.Status,
            createdAt: key.CreateDate.getTime(),
        };
    }
    async setStatus(user, keyId, status) {
        await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`${status === 'Active' ? 'activate' : 'deactivate'} the access key ${keyId}`, () => this.#clients.iam.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .SF3({ UserName: user, AccessKeyId: keyId, Status: status }), this.#clients.until));
    }
    async delete(user, keyId) {
        try {
            await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`delete the access key ${keyId}`, () => this.#clients.iam.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .yq0({ UserName: user, AccessKeyId: keyId }), this.#clients.until));
        }
        catch (error) {
            if (!(error instanceof _error_js__WEBPACK_IMPORTED_MODULE_0__  .Gy && error.code === 'NoSuchEntity'))
                throw error;
        }
    }
    async use(keyId) {
        const answer = await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`tell the last use of the key ${keyId} (iam:GetAccessKeyLastUsed)`, () => this.#clients.iam.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .qRl({ AccessKeyId: keyId }), this.#clients.until)).catch((error) => {
            if (error instanceof _error_js__WEBPACK_IMPORTED_MODULE_0__  .Gy && (error.code === 'NoSuchEntity' || error.code === 'AccessDenied'))
                return undefined;
            throw error;
        });
        if (answer === undefined)
            return undefined;
        if (!answer.UserName || !answer.AccessKeyLastUsed)
            throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .Qm)('GetAccessKeyLastUsed');
        const { LastUsedDate: at, ServiceName: service = 'N/A', Region: region = 'N/A', } = answer.AccessKeyLastUsed;
        return {
            userName: answer.UserName,
            last: at === undefined ? undefined : { at: at.getTime(), service, region },
        };
    }
    async tags(user) {
        const tags = new Map();
        let marker;
        do {
            const answer = await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`read the tags of ${user} (iam:ListUserTags)`, () => this.#clients.iam.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .K8S({ UserName: user, Marker: marker }), this.#clients.until));
            if (answer.Tags === undefined)
                throw (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .Qm)('ListUserTags');
            for (const { Key, Value } of answer.Tags)
                if (Key !== undefined)
                    tags.set(Key, Value ?? '');
            marker = answer.IsTruncated ? answer.Marker : undefined;
        } while (marker !== undefined);
        return tags;
    }
    async tag(user, tags) {
        const list = Object.entries(tags).map(([Key, Value]) => ({ Key, Value }));
        await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`write the journal as tags of ${user} (iam:TagUser)`, () => this.#clients.iam.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .pkA({ UserName: user, Tags: list }), this.#clients.until));
    }
    async untag(user, keys) {
        if (keys.length === 0)
            return;
        await (0,_error_js__WEBPACK_IMPORTED_MODULE_0__  .o2)(`remove tags of ${user} (iam:UntagUser)`, () => this.#clients.iam.send(new _aws_sdk_client_iam__WEBPACK_IMPORTED_MODULE_1__  .KZ_({ UserName: user, TagKeys: [...keys] }), this.#clients.until));
    }
    async checkPermissions(user) {
        const nobodys = 'AKIA0000000000000000';
        await this.delete(user, nobodys);
        await this.untag(user, ['qovery-rotation:probe']);
        await this.setStatus(user, nobodys, 'Inactive').catch((error) => {
            if (!(error instanceof _error_js__WEBPACK_IMPORTED_MODULE_0__  .Gy && error.code === 'NoSuchEntity'))
                throw error;
        });
    }
}
  }),
  9511:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  e: () => (  awsClients)
});
// EXTERNAL MODULE: external "node:http"
var external_node_http_ = __webpack_require__(7067);
// EXTERNAL MODULE: external "node:https"
var external_node_https_ = __webpack_require__(4708);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-iam/dist-cjs/index.js
var dist_cjs = __webpack_require__(6764);
// EXTERNAL MODULE: ./node_modules/@aws-sdk/client-sts/dist-cjs/index.js
var client_sts_dist_cjs = __webpack_require__(1695);
// EXTERNAL MODULE: ./lib/lib/clock.js + 1 modules
var clock = __webpack_require__(6803);
// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(3411);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/aws/error.js
var error = __webpack_require__(831);
;// CONCATENATED MODULE: ./lib/aws/session.js
const AUDIENCE = 'sts.amazonaws.com';
function roleSession(role, sts, getIdToken, secrets, until) {
    const client = new client_sts_dist_cjs .iM({
        ...sts,
        credentials: { accessKeyId: 'unsigned', secretAccessKey: 'unsigned' },
    });
    return async () => {
        let token;
        try {
            token = await getIdToken(AUDIENCE);
        }
        catch (error) {
            throw new errors .AF(`GitHub gave no OIDC token for 'role-to-assume' (${secrets.redact((0,errors .bD)(error))}).`, "Add 'permissions: id-token: write' to the job.");
        }
        secrets.add(token);
        const { Credentials: session } = await (0,error .o2)(`assume ${role} with GitHub's OIDC token`, () => client.send(new client_sts_dist_cjs .WH({
            RoleArn: role,
            RoleSessionName: 'qovery-maintenance-action',
            WebIdentityToken: token,
        }), until));
        if (!session?.AccessKeyId || !session.SecretAccessKey || !session.SessionToken) {
            throw new errors .AF(`AWS gave no session of ${role}.`, 'Check the trust policy of the role.');
        }
        secrets.add(session.SecretAccessKey);
        secrets.add(session.SessionToken);
        return {
            accessKeyId: session.AccessKeyId,
            secretAccessKey: session.SecretAccessKey,
            sessionToken: session.SessionToken,
            ...(session.Expiration === undefined ? {} : { expiration: session.Expiration }),
        };
    };
}
;// CONCATENATED MODULE: ./lib/aws/clients.js
function awsClients({ region, roleToAssume }, proxy, { secrets, grace, getIdToken, requestHandler }) {
    const agent = { keepAlive: true, maxSockets: 8, proxyEnv: { ...proxy } };
    const until = { abortSignal: grace };
    const httpAgent = new external_node_http_.Agent(agent);
    const httpsAgent = new external_node_https_.Agent(agent);
    const common = {
        region,
        customUserAgent: version ._,
        requestHandler: requestHandler ?? {
            httpAgent,
            httpsAgent,
            connectionTimeout: 5 * clock .Z2,
            requestTimeout: 15 * clock .Z2,
            throwOnRequestTimeout: true,
            socketTimeout: 15 * clock .Z2,
        },
    };
    const signed = roleToAssume === undefined
        ? common
        : { ...common, credentials: roleSession(roleToAssume, common, getIdToken, secrets, until) };
    const iam = requireRequestId(new dist_cjs .h8v({ ...signed, maxAttempts: 5 }));
    const iamOnce = requireRequestId(new dist_cjs .h8v({ ...signed, maxAttempts: 1 }));
    const sts = requireRequestId(new client_sts_dist_cjs .iM({ ...signed, maxAttempts: 5 }));
    return {
        iam,
        iamOnce,
        sts,
        until,
        stsAs: (key) => requireRequestId(new client_sts_dist_cjs .iM({ ...common, credentials: key, maxAttempts: 1 })),
        close: () => {
            httpAgent.destroy();
            httpsAgent.destroy();
        },
    };
}
function requireRequestId(client) {
    client.middlewareStack.add((next) => async (request) => {
        const result = await next(request);
        if (result.output?.$metadata.requestId !== undefined)
            return result;
        const problem = new Error('an answer that is not from AWS; a proxy may have sent it');
        throw Object.assign(problem, { name: 'NotFromAws', $retryable: {} });
    }, { step: 'deserialize', priority: 'high', name: 'heedingOnlyAws' });
    return client;
}
  }),
  831:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    Gy: () => (  AwsError),
    Qm: () => (  malformed),
    o2: () => (  aws)
  });
  var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5892);
class AwsError extends Error {
    name = 'AwsError';
    code;
    status;
    constructor(what, code, status, detail) {
        super(`AWS could not ${what}: ${code}${detail === '' ? '' : `, ${detail}`}`);
        this.code = code;
        this.status = status;
    }
    get sessionEnded() {
        return this.code === 'ExpiredToken' || this.code === 'RequestExpired';
    }
    get refused() {
        return this.status >= 400 && this.status < 500;
    }
}
function toAwsError(what, error) {
    if (error instanceof AwsError)
        return error;
    if (!(error instanceof Error))
        return new AwsError(what, 'unknown error', 0, '');
    const code = error.name.replace(/Exception$/, '');
    const metadata = '$metadata' in error ? error.$metadata : {};
    const detail = error.message.split(/\n|\. /)[0]?.slice(0, 300) ?? '';
    return new AwsError(what, code, metadata.httpStatusCode ?? 0, `${detail}${HINTS[code] ?? ''}`);
}
const HINTS = {
    CredentialsProviderError: " (no AWS session: give 'role-to-assume' with 'permissions: id-token: write', or sign in before this step with aws-actions/configure-aws-credentials)",
    ExpiredToken: ' (the AWS session ended; run again: the next run goes on from here)',
};
async function aws(what, call) {
    try {
        return await call();
    }
    catch (error) {
        throw error instanceof _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__  .AF ? error : toAwsError(what, error);
    }
}
function malformed(operation) {
    return new AwsError(`answer ${operation}`, 'malformed answer', 200, 'a field that is always there was missing');
}
  }),
  1691:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    IX: () => (  callerIdentity),
    as: () => (  proveKey),
    eS: () => (  accountOfKey)
  });
  var _aws_sdk_client_sts__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1695);
  var _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6803);
  var _error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(831);
async function callerIdentity({ sts, until }) {
    const answer = await (0,_error_js__WEBPACK_IMPORTED_MODULE_1__  .o2)('tell who is signed in (GetCallerIdentity)', () => sts.send(new _aws_sdk_client_sts__WEBPACK_IMPORTED_MODULE_2__  .zI({}), until));
    if (!answer.Account || !answer.Arn)
        throw (0,_error_js__WEBPACK_IMPORTED_MODULE_1__  .Qm)('GetCallerIdentity');
    const userName = /^arn:[^:]+:iam::\d{12}:user\/(?:.*\/)?([^/]+)$/.exec(answer.Arn)?.[1];
    return { account: answer.Account, arn: answer.Arn, userName };
}
async function accountOfKey({ sts, until }, keyId) {
    const answer = await (0,_error_js__WEBPACK_IMPORTED_MODULE_1__  .o2)(`tell the account of the key ${keyId} (sts:GetAccessKeyInfo)`, () => sts.send(new _aws_sdk_client_sts__WEBPACK_IMPORTED_MODULE_2__  .FI({ AccessKeyId: keyId }), until));
    if (!answer.Account)
        throw (0,_error_js__WEBPACK_IMPORTED_MODULE_1__  .Qm)('GetAccessKeyInfo');
    return answer.Account;
}
const PROOFS_IN_A_ROW = 3;
const PAUSE = 2 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__  .Z2;
const PATIENCE = 2 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__  .pY;
const NOT_YET = new Set(['InvalidClientTokenId', 'SignatureDoesNotMatch', 'AuthFailure', 'AccessDenied']);
async function proveKey(clients, key, expected, clock) {
    const asKey = { sts: clients.stsAs(key), until: clients.until };
    const deadline = clock.now() + PATIENCE;
    for (let inARow = 0;;) {
        let failure;
        try {
            const { account, userName } = await callerIdentity(asKey);
            if (account !== expected.account || userName !== expected.userName) {
                throw new _error_js__WEBPACK_IMPORTED_MODULE_1__  .Gy('prove the new key', 'WrongUser', 400, `it answers for ${userName ?? 'no user'} in account ${account}`);
            }
            inARow++;
        }
        catch (error) {
            if (!(error instanceof _error_js__WEBPACK_IMPORTED_MODULE_1__  .Gy) ||
                (error.status !== 0 && error.status < 500 && !NOT_YET.has(error.code)))
                throw error;
            failure = error;
            inARow = 0;
        }
        if (inARow === PROOFS_IN_A_ROW)
            return;
        if (clock.now() + PAUSE > deadline) {
            throw (failure ??
                new _error_js__WEBPACK_IMPORTED_MODULE_1__  .Gy('prove the new key', 'Timeout', 0, 'it did not answer steadily within two minutes'));
        }
        await clock.sleep(PAUSE);
    }
}
  }),
  6534:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    L: () => (  cloudCredential)
  });
  var _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5892);
const cloudCredential = {
    kind: 'cloud credential',
    movable: true,
    async find(organization) {
        const found = await organization.credentials();
        return found.flatMap(({ credential: { id, name, object_type, access_key_id: keyId }, clusters }) => {
            if (object_type !== 'AWS')
                return [];
            if (!keyId)
                throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__  .AF(`Qovery does not tell which key the cloud credential '${name}' holds.`, 'Look at it in the Qovery console.');
            return [
                {
                    kind: 'cloud credential',
                    id,
                    name,
                    keyId,
                    clusterIds: clusters.map((cluster) => cluster.id),
                },
            ];
        });
    },
    async open(api, id) {
        const { name, access_key_id: keyId, object_type: type } = await api.awsCredential(id);
        if (type !== 'AWS')
            throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_0__  .AF(`The cloud credential '${name}' is no static AWS credential any more (${type}).`, 'Nothing was stored in it.');
        return {
            keyId: keyId ?? undefined,
            store: (key) => api.editAwsCredential(id, {
                type: 'AWS_STATIC',
                name,
                access_key_id: key.id,
                secret_access_key: key.secret,
            }),
        };
    },
};
  }),
  4308:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  GW: () => (  KINDS),
  ZC: () => (  findHolders),
  zc: () => (  holderLabel),
  zZ: () => (  isFixed),
  dS: () => (  isMovable),
  I: () => (  kindOf)
});
// EXTERNAL MODULE: ./lib/holders/cloud-credential.js
var cloud_credential = __webpack_require__(6534);
;// CONCATENATED MODULE: ./lib/holders/container-registry.js
const containerRegistry = {
    kind: 'container registry',
    movable: true,
    async find({ api }) {
        return (await api.registries()).flatMap(({ id, name, config, cluster }) => config?.access_key_id
            ? [
                {
                    kind: 'container registry',
                    id,
                    name,
                    keyId: config.access_key_id,
                    clusterIds: cluster ? [cluster.id] : [],
                },
            ]
            : []);
    },
    async open(api, id) {
        const { name, kind, description, url, config } = await api.registry(id);
        return {
            keyId: config?.access_key_id ?? undefined,
            store: (key) => api.editRegistry(id, {
                name,
                kind: kind,
                ...(description ? { description } : {}),
                ...(url ? { url } : {}),
                config: {
                    ...config,
                    access_key_id: key.id,
                    secret_access_key: key.secret,
                },
            }),
        };
    },
};
;// CONCATENATED MODULE: ./lib/holders/dns-provider.js
const dnsProvider = {
    kind: 'DNS provider',
    movable: false,
    advice: 'Give it a key of its own (Qovery console, cluster settings, DNS): changing it means replacing the DNS settings of a running cluster, which this action does not do.',
    async find(organization) {
        const clusters = await organization.clusters();
        const providers = await organization.dnsProviders(clusters.map(({ id }) => id));
        return clusters.flatMap(({ id, name }, index) => {
            const keyId = providers[index]?.dns_provider.credentials?.aws_access_key_id;
            return keyId
                ? [{ kind: 'DNS provider', id, name: `of cluster ${name}`, keyId, clusterIds: [id] }]
                : [];
        });
    },
};
;// CONCATENATED MODULE: ./lib/holders/eks-anywhere.js
const eksAnywhere = {
    kind: 'EKS Anywhere credential',
    movable: false,
    advice: 'Give it a role or a key of its own: a change must send its vSphere password again, which Qovery never returns.',
    async find(organization) {
        return (await organization.credentials()).flatMap(({ credential: { id, name, object_type, access_key_id: keyId }, clusters }) => object_type !== 'AWS' && keyId
            ? [
                {
                    kind: 'EKS Anywhere credential',
                    id,
                    name,
                    keyId,
                    clusterIds: clusters.map((cluster) => cluster.id),
                },
            ]
            : []);
    },
};
;// CONCATENATED MODULE: ./lib/holders/helm-repository.js
const helmRepository = {
    kind: 'Helm repository',
    movable: true,
    async find({ api }) {
        return (await api.helmRepositories()).flatMap(({ id, name, config }) => config?.access_key_id
            ? [{ kind: 'Helm repository', id, name, keyId: config.access_key_id, clusterIds: [] }]
            : []);
    },
    async open(api, id) {
        const { name, kind, description, url, skip_tls_verification, config } = await api.helmRepository(id);
        return {
            keyId: config?.access_key_id ?? undefined,
            store: (key) => api.editHelmRepository(id, {
                name,
                kind: kind,
                ...(description ? { description } : {}),
                ...(url ? { url } : {}),
                skip_tls_verification: skip_tls_verification ?? false,
                config: {
                    ...config,
                    access_key_id: key.id,
                    secret_access_key: key.secret,
                },
            }),
        };
    },
};
;// CONCATENATED MODULE: ./lib/holders/secret-manager.js
const secretManager = {
    kind: 'secret manager',
    movable: false,
    advice: 'Give it a role or a key of its own (Qovery console, cluster settings, secret managers): the API can only change it by replacing all settings of the cluster.',
    async find(organization) {
        return (await organization.clusters()).flatMap(({ id: clusterId, secret_manager_accesses: accesses }) => (accesses ?? []).flatMap(({ id, name, authentication: { access_key: keyId } }) => keyId ? [{ kind: 'secret manager', id, name, keyId, clusterIds: [clusterId] }] : []));
    },
};
;// CONCATENATED MODULE: ./lib/holders/holder.js
function holderLabel(holder) {
    return `${holder.kind} '${holder.name}'`;
}
;// CONCATENATED MODULE: ./lib/holders/index.js
const KINDS = [
    containerRegistry,
    helmRepository,
    dnsProvider,
    secretManager,
    eksAnywhere,
    cloud_credential .L,
];
async function findHolders(organization) {
    return (await Promise.all(KINDS.map((kind) => kind.find(organization)))).flat();
}
function kindOf(holder) {
    const kind = KINDS.find((candidate) => candidate.kind === holder.kind);
    if (kind === undefined)
        throw new Error(`no such kind of holder: ${holder.kind}`);
    return kind;
}
function isMovable(kind) {
    return kind.movable;
}
function isFixed(kind) {
    return !kind.movable;
}
  }),
  6432:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    A: () => (  limit)
  });
function limit(size) {
    let free = size;
    const waiting = [];
    return async (task) => {
        if (free === 0)
            await new Promise((resolve) => waiting.push(resolve));
        else
            free--;
        try {
            return await task();
        }
        finally {
            const next = waiting.shift();
            if (next === undefined)
                free++;
            else
                next();
        }
    };
}
  }),
  8390:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    F: () => (  Snapshot),
    S: () => (  DnsProviders)
  });
class Snapshot {
    api;
    credentials;
    clusters;
    dnsProviders;
    constructor(api, dns) {
        this.api = api;
        this.credentials = once(() => api.credentials());
        this.clusters = once(() => api.clusters());
        this.dnsProviders = (ids) => dns?.of(ids) ?? Promise.all(ids.map((id) => api.dnsProvider(id)));
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
  }),
  6573:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    Dx: () => (  linesOf),
    H9: () => (  isRead),
    If: () => (  URGENCIES),
    c3: () => (  listOf),
    yU: () => (  someOf)
  });
const URGENCIES = ['now', 'soon', 'plan'];
function linesOf(missing) {
    const same = Map.groupBy(missing, ({ what, why }) => `${what}: ${why}`);
    return [...same.values()].flatMap((found) => {
        const [first] = found;
        if (first === undefined)
            return [];
        const names = listOf(found.flatMap(({ name }) => name ?? []));
        return [`${first.what}${names === '' ? '' : ` ${names}`}: ${first.why}`];
    });
}
function isRead(part) {
    return 'read' in part;
}
function listOf(names) {
    return someOf(names.map((name) => `'${name}'`));
}
function someOf(items, most = 10) {
    if (items.length <= most)
        return items.join(', ');
    return `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`;
}
  }),
  3461:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    Fg: () => (  tagsOf),
    Gz: () => (  HEARTBEAT_VOID),
    Ny: () => (  heartbeatTag),
    Wn: () => (  heartbeatOf),
    Z3: () => (  descriptionTag),
    a0: () => (  readJournal),
    aG: () => (  describedKeys),
    j0: () => (  afterRefusal),
    jN: () => (  journalTags),
    lA: () => (  fits),
    uV: () => (  otherRun)
  });
  var _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(6803);
const PREFIX = 'qovery-rotation:';
const RUN = `${PREFIX}run:`;
const CLUSTERS = `${PREFIX}clusters:`;
const SIGNED = 'by qovery-maintenance-action';
const MAX_TAGS = 50;
const CLUSTERS_IN_A_TAG = 11;
const HEARTBEAT_VOID = 15 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__  .pY;
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
const TEXTS = ['organization', 'old', 'new', 'why', 'refused'];
const LISTS = ['before', 'lost'];
function readJournal(tags) {
    const get = (name) => tags.get(PREFIX + name) || undefined;
    const journal = {
        runs: [...tags].flatMap(([key, value]) => {
            const at = Date.parse(value);
            return key.startsWith(RUN) && !Number.isNaN(at) ? [{ id: key.slice(RUN.length), at }] : [];
        }),
        clusters: [...tags].flatMap(([key, value]) => key.startsWith(CLUSTERS) ? value.split(' ').filter(Boolean).map(unpack) : []),
    };
    for (const name of TEXTS)
        journal[name] = get(name);
    for (const name of LISTS)
        journal[name] = (get(name) ?? '').split(' ').filter(Boolean);
    for (const name of TIMES) {
        const time = Date.parse(get(name) ?? '');
        journal[name] = Number.isNaN(time) ? undefined : time;
    }
    for (const name of Object.keys(journal))
        if (journal[name] === undefined)
            delete journal[name];
    return journal;
}
function tagsOf(entry, present = new Map()) {
    const tags = {};
    for (const name of TEXTS)
        if (name in entry)
            tags[PREFIX + name] = valid(entry[name] ?? '');
    for (const name of LISTS)
        if (name in entry)
            tags[PREFIX + name] = (entry[name] ?? []).join(' ');
    for (const name of TIMES) {
        if (!(name in entry))
            continue;
        const time = entry[name];
        tags[PREFIX + name] = time === undefined ? '' : new Date(time).toISOString();
    }
    if (entry.clusters !== undefined) {
        for (const key of present.keys())
            if (key.startsWith(CLUSTERS))
                tags[key] = '';
        const packed = entry.clusters.map(pack);
        const pages = Math.max(1, Math.ceil(packed.length / CLUSTERS_IN_A_TAG));
        for (let page = 0; page < pages; page++) {
            tags[`${CLUSTERS}${page}`] = packed
                .slice(page * CLUSTERS_IN_A_TAG, (page + 1) * CLUSTERS_IN_A_TAG)
                .join(' ');
        }
    }
    return tags;
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
    return journal.runs.find(({ id, at }) => id !== ownId && now - at < HEARTBEAT_VOID);
}
function descriptionTag(keyId, organization, at) {
    return {
        [keyId]: valid(`Qovery organization ${organization}, ${SIGNED}, ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__  .KH)(at).slice(0, 10)}`),
    };
}
function describedKeys(tags) {
    return [...tags].filter(([, value]) => value.includes(SIGNED)).map(([key]) => key);
}
function fits(tags, clusters) {
    const heartbeats = journalTags(tags).filter((key) => key.startsWith(RUN)).length;
    const others = tags.size - journalTags(tags).length + heartbeats;
    const own = TEXTS.length + LISTS.length + TIMES.length + Math.ceil(clusters / CLUSTERS_IN_A_TAG) + 3;
    return others + own <= MAX_TAGS;
}
function valid(text) {
    return text
        .replace(/['"`]/g, '')
        .replace(/[^\p{L}\p{Z}\p{N}_.:/=+\-@]/gu, '.')
        .slice(0, 256)
        .toWellFormed()
        .replace(/\uFFFD$/, '');
}
function pack(uuid) {
    return Buffer.from(uuid.replaceAll('-', ''), 'hex').toString('base64url');
}
function unpack(text) {
    const hex = Buffer.from(text, 'base64url').toString('hex');
    return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, '$1-$2-$3-$4-$5');
}
function afterRefusal(user) {
    return `See to that holder, or remove it. Then take the tag ${PREFIX}refused off the IAM user ${user}, and run operation rotate again: the new key, whose secret is lost, is replaced.`;
}
  })
};
