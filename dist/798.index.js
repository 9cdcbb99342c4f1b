export const id = 798;
export const ids = [798];
export const modules = {

/***/ 7835:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Pl: () => (/* binding */ headline),
/* harmony export */   cp: () => (/* binding */ adviceFor),
/* harmony export */   pU: () => (/* binding */ requestFor)
/* harmony export */ });
function headline(error) {
    const where = error.region === undefined ? '' : ` in ${error.region}`;
    return error.kind === 'quota'
        ? `${error.provider} quota reached: ${error.what}${numbers(error)}${where}`
        : `${error.what}${where === '' ? '' : `,${where}`}`;
}
function numbers({ limit, used, wanted, unit }) {
    const counted = unit === undefined ? '' : ` ${unit}`;
    const now = limit === undefined
        ? used === undefined
            ? ''
            : `${used}${counted} in use`
        : `${used === undefined ? 'limit ' : `${used} of `}${limit}${counted}`;
    const more = wanted === undefined ? '' : `${wanted} wanted`;
    const all = [now, more].filter((part) => part !== '').join(', ');
    return all === '' ? '' : ` (${all})`;
}
function adviceFor({ kind, provider, fixed }, named) {
    switch (kind) {
        case 'quota':
            if (fixed)
                return `${provider} raises this for nobody: delete what is not used any more, or spread it over more.`;
            if (!named)
                return `The log does not say which quota: look on the page of the service for the one that is used up, and ask ${provider} for more of it.`;
            return `Ask ${provider} for more, or delete what is not used any more.`;
        case 'addresses':
            return 'Free addresses in the subnet, or give the cluster larger subnets; more quota does not help here.';
        case 'account':
            return `See to the account at ${provider}.`;
        case 'credentials':
            return 'Check that the key that Qovery holds exists and is active.';
        case 'permissions':
            return 'Give the permission that the log names to the identity that Qovery uses (its documentation has the list), or lift the policy that denies it.';
        case 'capacity':
            return `${provider} has too few machines there at the moment; this is no quota, and asking for more does not help. Deploy again later, or allow other instance types or zones.`;
        case 'throttling':
            return 'Deploy again in a few minutes; if it happens often, find out what else calls the API in this account.';
    }
}
function requestFor({ what, service, code, region, limit, wanted, unit }, why = 'Our Kubernetes cluster there has reached it and cannot be updated before.') {
    const names = [
        service === undefined ? '' : `service ${service}`,
        code === undefined || code === what ? '' : `code ${code}`,
    ].filter((name) => name !== '');
    const quota = `"${what}"${names.length === 0 ? '' : ` (${names.join(', ')})`}`;
    const where = region === undefined ? '' : ` in ${region}`;
    const target = wanted ?? (limit === undefined || limit === 0 ? undefined : 2 * limit);
    const from = limit === undefined ? '' : ` from ${limit}`;
    const to = target === undefined
        ? ' above its present value'
        : `${from} to ${target}${unit === undefined ? '' : ` ${unit}`}`;
    return `Please raise the quota ${quota}${where}${to}. ${why}`;
}


/***/ }),

/***/ 8845:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   m: () => (/* binding */ clusterPage),
/* harmony export */   s: () => (/* binding */ CONSOLE)
/* harmony export */ });
const CONSOLE = 'https://console.qovery.com';
function clusterPage(organizationId, clusterId, consoleUrl = CONSOLE) {
    const path = ['organization', organizationId, 'cluster', clusterId, 'cluster-logs'];
    return [consoleUrl.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
}


/***/ }),

/***/ 9749:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   FD: () => (/* binding */ describeLock),
/* harmony export */   Qv: () => (/* binding */ timesOf),
/* harmony export */   mq: () => (/* binding */ endOfLock),
/* harmony export */   n$: () => (/* binding */ moment),
/* harmony export */   oV: () => (/* binding */ untilText)
/* harmony export */ });
/* harmony import */ var _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5953);
/* harmony import */ var _lib_text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(5924);


function endOfLock({ locked_at: lockedAt, ttl_in_days: days }) {
    if (days === null || days === undefined)
        return Infinity;
    return new Date(Date.parse(lockedAt) + days * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_).getTime();
}
function describeLock(lock) {
    return `is locked by ${(0,_lib_text_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(lock.owner_name)} since ${moment(Date.parse(lock.locked_at))} ${untilText(endOfLock(lock))}: '${(0,_lib_text_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .TN)(lock.reason)}'`;
}
function untilText(until) {
    return until === Infinity
        ? 'until somebody unlocks it (no TTL: nothing else lifts it)'
        : `until ${moment(until)}`;
}
function moment(time) {
    return Number.isNaN(time) ? 'a date that cannot be read' : (0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(time);
}
function timesOf(lock) {
    const lockedAt = Date.parse(lock.locked_at);
    const until = endOfLock(lock);
    return {
        locked_at: Number.isNaN(lockedAt) ? lock.locked_at : new Date(lockedAt).toISOString(),
        expires_at: Number.isFinite(until) ? new Date(until).toISOString() : null,
    };
}


/***/ }),

/***/ 2922:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   AN: () => (/* binding */ isProblem),
/* harmony export */   CB: () => (/* binding */ textsOf),
/* harmony export */   X1: () => (/* binding */ evidenceOf)
/* harmony export */ });
function isProblem({ type, error }) {
    const level = type?.toLowerCase();
    return level === 'error' || level === 'warning' || (error !== undefined && error !== null);
}
function textsOf({ message, error }) {
    return distinct([
        ...causesOf(error),
        error?.hint_message,
        message?.safe_message,
        message?.full_details,
        error?.tag,
    ]);
}
const HARMLESS = new Set(['info', 'debug', 'trace', 'success']);
function evidenceOf({ type, timestamp, message, error }) {
    const level = type?.trim().toLowerCase() ?? '';
    if (!error && HARMLESS.has(level))
        return undefined;
    const at = Date.parse(timestamp ?? '');
    return {
        isError: Boolean(error) || level === 'error',
        tag: error?.tag?.trim() ?? '',
        texts: distinct([...causesOf(error), message?.safe_message, message?.full_details]),
        at: Number.isNaN(at) ? undefined : at,
    };
}
function causesOf(error) {
    const cause = error?.underlying_error;
    return [error?.user_log_message, cause?.message, cause?.full_details];
}
function distinct(texts) {
    const said = texts.filter((text) => typeof text === 'string' && text !== '');
    return said.filter((text, i) => said.indexOf(text) === i);
}


/***/ }),

/***/ 2692:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L4: () => (/* binding */ stateOf),
/* harmony export */   UU: () => (/* binding */ isAtRest),
/* harmony export */   e6: () => (/* binding */ follow),
/* harmony export */   ih: () => (/* binding */ isKnownStatus)
/* harmony export */ });
const STATES = {
    DEPLOYED: 'ready',
    RESTARTED: 'ready',
    READY: 'off',
    STOPPED: 'off',
    DELETED: 'off',
    CANCELED: 'error',
    INVALID_CREDENTIALS: 'invalid-credentials',
    BUILDING: 'busy',
    CANCELING: 'busy',
    DELETE_QUEUED: 'busy',
    DELETING: 'busy',
    DEPLOYING: 'busy',
    DEPLOYMENT_QUEUED: 'busy',
    DRY_RUN: 'busy',
    QUEUED: 'busy',
    RESTARTING: 'busy',
    RESTART_QUEUED: 'busy',
    STOPPING: 'busy',
    STOP_QUEUED: 'busy',
};
function stateOf(status) {
    const known = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
    return known ?? (status.endsWith('ERROR') ? 'error' : 'busy');
}
function isKnownStatus(status) {
    return Object.hasOwn(STATES, status) || status.endsWith('ERROR');
}
function follow(deployment, mark) {
    const { baseline } = deployment;
    const state = stateOf(mark.status);
    const newId = mark.executionId === baseline.executionId ? undefined : mark.executionId;
    if (newId !== undefined && deployment.executionId !== undefined && newId !== deployment.executionId) {
        return { deployment, outcome: 'replaced' };
    }
    if (mark.maintenance)
        return { deployment: { ...deployment, maintenanceId: newId }, outcome: 'running' };
    if (newId !== undefined && newId === deployment.maintenanceId)
        return { deployment, outcome: 'running' };
    if (deployment.executionId !== undefined && newId === undefined && mark.executionId !== undefined) {
        return { deployment, outcome: 'running' };
    }
    const later = mark.deployedAt !== undefined &&
        (baseline.deployedAt === undefined || Date.parse(mark.deployedAt) > Date.parse(baseline.deployedAt));
    const seen = {
        ...deployment,
        started: deployment.started || newId !== undefined || later || state === 'busy',
        executionId: deployment.executionId ?? newId,
    };
    if (state === 'busy' || !seen.started)
        return { deployment: seen, outcome: 'running' };
    return { deployment: seen, outcome: state === 'ready' ? 'succeeded' : 'failed' };
}
const AT_REST = new Set(['DEPLOYED', 'RESTARTED', 'READY', 'STOPPED', 'DELETED', 'CANCELED']);
function isAtRest(state) {
    return AT_REST.has(state) || state.endsWith('ERROR');
}


/***/ }),

/***/ 2798:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  rotate: () => (/* binding */ rotate)
});

// EXTERNAL MODULE: ./lib/lib/all.js
var lib_all = __webpack_require__(8920);
// EXTERNAL MODULE: ./lib/aws/accounts.js + 6 modules
var aws_accounts = __webpack_require__(3035);
// EXTERNAL MODULE: ./lib/aws/iam-users.js
var iam_users = __webpack_require__(1013);
// EXTERNAL MODULE: ./lib/lib/clock.js
var lib_clock = __webpack_require__(5953);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/lib/limit.js
var limit = __webpack_require__(6432);
// EXTERNAL MODULE: ./lib/qovery/references.js
var references = __webpack_require__(8448);
// EXTERNAL MODULE: ./lib/rotation/journal.js
var rotation_journal = __webpack_require__(3461);
// EXTERNAL MODULE: ./lib/aws/error.js
var aws_error = __webpack_require__(831);
// EXTERNAL MODULE: ./lib/holders/index.js + 4 modules
var lib_holders = __webpack_require__(8837);
;// CONCATENATED MODULE: ./lib/rotation/model.js

function isIdle(result) {
    return ['not-due', 'nothing-to-rotate', 'deferred'].includes(result);
}
function initialRunState(run) {
    return {
        run,
        announced: undefined,
        issued: false,
        created: undefined,
        unstored: undefined,
        failure: undefined,
        gaveUpAt: undefined,
        creationRefused: false,
        discardFailure: undefined,
        finished: false,
        deployments: new Map(),
        postponed: new Map(),
        verifications: new Map(),
        waitingSince: new Map(),
        vetoed: undefined,
        unknownSince: undefined,
        holdLifted: false,
    };
}
function keysOfRotation({ keys, journal, target, }) {
    const ids = [...keys.map(({ id }) => id), ...target.keyIds, ...journal.before, ...journal.lost];
    return new Set([...ids, journal.old, journal.new].filter((id) => id !== undefined));
}
function concernedHolders(observed) {
    const ids = keysOfRotation(observed);
    return observed.holders.filter((holder) => ids.has(holder.keyId) || observed.target.credentialIds.includes(holder.id));
}
function movableHolders(observed) {
    return concernedHolders(observed).filter(({ movable }) => movable);
}
function concernedIds({ clusters, unknownClusters, }) {
    return [...clusters.map(({ id }) => id), ...unknownClusters];
}
function provedClusters(observed) {
    return (0,rotation_journal/* deployedClusters */.UD)(observed.journal, concernedIds(observed));
}
function keyInUse(observed) {
    return concernedHolders(observed).find(({ kind }) => kind === 'cloud credential')?.keyId;
}
function deactivateAfter({ journal }, policy) {
    return journal.deployed === undefined ? undefined : journal.deployed + policy.delay;
}
function isOverdue(began, policy, now) {
    return now > began + policy.finishWithin + policy.deactivateFor;
}
function deleteAfter(observed, policy, now) {
    const { old, deactivated } = observed.journal;
    if (!observed.keys.some(({ id }) => id === old))
        return undefined;
    if (deactivated !== undefined)
        return deactivated + policy.deactivateFor;
    const from = deactivateAfter(observed, policy);
    return from === undefined ? undefined : Math.max(from, now) + policy.deactivateFor;
}

;// CONCATENATED MODULE: ./lib/rotation/decide/freshness.js



const FRESH = lib_clock/* MINUTE */.pY;
const LONGEST_MOMENT = 5 * lib_clock/* MINUTE */.pY;
const LONGEST_LOOK = 30 * lib_clock/* MINUTE */.pY;
const LONGER_BY_EACH = 15 * lib_clock/* SECOND */.Z2;
const LOGS_BEFORE = lib_clock/* HOUR */.dp;
const MOST_CLUSTERS = 1200;
const SHARED_FOR = 20 * lib_clock/* SECOND */.Z2;
const BASELINE_FRESH = lib_clock/* MINUTE */.pY;
const UNSEEN_FOR = 15 * lib_clock/* MINUTE */.pY;
const RECHECK_DEPLOYMENTS_AFTER = 5 * lib_clock/* MINUTE */.pY;
function isFresh({ at, took }, now) {
    return now - (at + took) <= FRESH;
}
function isCurrent({ at, dnsAt, workloads, journal, }) {
    return Math.min(at, dnsAt, workloads?.at ?? at) >= changedAt(journal);
}
function lengthOf({ at, took, workloads }) {
    return at + took - Math.min(at, workloads?.at ?? at);
}
function isTooLong(observed) {
    return observed.took > LONGEST_MOMENT || lengthOf(observed) > longestLook(observed);
}
function longestLook({ clusters, workloads }) {
    return LONGEST_LOOK + (clusters.length + (workloads?.environments.length ?? 0)) * LONGER_BY_EACH;
}
function isBaseline({ statusesAt, journal }, now) {
    return now - statusesAt <= BASELINE_FRESH && statusesAt >= (journal.stored ?? 0);
}
function isLate({ since, seenAt, now }, { deployTimeout }) {
    return seenAt - since > deployTimeout || now - since > deployTimeout + UNSEEN_FOR;
}
function nextLook(observed, now) {
    return now + Math.max(3 * lib_clock/* MINUTE */.pY, 10 * lengthOf(observed));
}
function firstLook(startedAt, now) {
    return Math.max(startedAt, now - SHARED_FOR);
}
function refresh(observed, now) {
    const { at, dnsAt, journal } = observed;
    const changed = changedAt(journal);
    const oldest = Math.max(changed, now - longestLook(observed));
    const dnsNotBefore = journal.deployed !== undefined && dnsAt < oldest ? oldest : undefined;
    return { do: 'refresh', notBefore: Math.max(at + 1, now - SHARED_FOR, changed), dnsNotBefore };
}
function readsFor({ keys, journal, holders }, policy, now) {
    const held = new Set(holders.filter(({ kind }) => kind === 'cloud credential').map(({ keyId }) => keyId));
    const from = deactivateAfter({ journal }, policy);
    const retiring = from !== undefined && (journal.deactivating !== undefined || now >= from);
    const splitting = journal.storing !== undefined && journal.stored === undefined;
    const begins = !(0,rotation_journal/* isUnfinished */.ui)(journal) &&
        keys.every(({ id, createdAt }) => !held.has(id) || now - createdAt >= policy.maxAge);
    const stored = journal.stored ?? journal.storing ?? 0;
    return {
        workloads: retiring || splitting
            ? { since: stored, logsSince: (journal.deployed ?? stored) - LOGS_BEFORE }
            : undefined,
        restriction: begins,
        environments: begins ? policy.verifyEnvironments : [],
        uses: keys.map(({ id }) => id).filter((id) => splitting || !held.has(id) || id === journal.old),
    };
}
function changedAt({ stored, deactivated }) {
    return Math.max(stored ?? 0, deactivated ?? 0);
}

// EXTERNAL MODULE: ./lib/qovery/status.js
var qovery_status = __webpack_require__(2692);
;// CONCATENATED MODULE: ./lib/rotation/decide/objections.js
function stale(text) {
    return { kind: 'stale', text };
}
function pause(text) {
    return { kind: 'pause', text };
}
function hold(text) {
    return { kind: 'hold', text };
}
function symptom(text) {
    return { kind: 'symptom', text };
}
function wait(until, text) {
    return { kind: 'wait', until, text };
}

;// CONCATENATED MODULE: ./lib/rotation/decide/witness.js
function causeOf(log) {
    if (log.some(witnessesRefusal))
        return 'refused-credentials';
    const errors = log.filter(({ isError }) => isError);
    const tellsNothing = ({ tag, texts }) => !texts.some(hasWords) && (tag === '' || NAMES_NO_CAUSE.test(nameOf(tag)));
    if (errors.some((line) => line.tag !== '' && tellsNothing(line)))
        return 'unreadable';
    return errors.every(tellsNothing) ? 'unreadable' : 'other-cause';
}
function witnessesRefusal({ tag, texts }) {
    const name = nameOf(tag);
    if (REFUSED_TAGS.has(name))
        return true;
    return texts.map(plain).some((text) => {
        if (name.startsWith('BUILDER'))
            return ECR.test(text) && isDenied(text);
        if (isRefusedByAws(text))
            return true;
        return IMAGE_TAGS.has(name) && isDenied(text) && (ECR.test(text) || !OTHER_REGISTRY.test(text));
    });
}
const REFUSED_TAGS = new Set([
    'TERRAFORM_INVALID_CREDENTIALS',
    'CLOUD_PROVIDER_CLIENT_INVALID_CREDENTIALS',
    'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
    'CONTAINER_REGISTRY_INVALID_INFORMATION',
    'CONTAINER_REGISTRY_CANNOT_GET_CREDENTIALS',
    'DNS_PROVIDER_INVALID_CREDENTIALS',
].map(nameOf));
const IMAGE_TAGS = new Set(['DOCKER_PULL_IMAGE_ERROR', 'DOCKER_PUSH_IMAGE_ERROR', 'DOCKER_ERROR'].map(nameOf));
const NAMES_NO_CAUSE = /^(DOCKER|CONTAINERREGISTRY|HELM|AWSSDK|OBJECTSTORAGECANNOT)|^TERRAFORM\w*(ERROR|PIPELINE)$|CREDENTIAL|UNKNOWN/;
function nameOf(tag) {
    return tag.toUpperCase().replace(/[^A-Z0-9]/g, '');
}
const CODES = [
    'InvalidClientTokenId',
    'InvalidAccessKeyId',
    'UnrecognizedClientException',
    'SignatureDoesNotMatch',
    'InvalidSignatureException',
    'MissingAuthenticationToken',
    'AuthFailure',
    'ExpiredToken',
    'ExpiredTokenException',
];
const PHRASES = [
    'security token included in the request is invalid',
    'security token included in the request is expired',
    'provided token has expired',
    'AWS Access Key Id you provided does not exist',
    'not able to validate the provided access credentials',
    'request signature we calculated does not match',
    'no valid credential sources found',
    'no basic auth credentials',
    'your authorization token has expired',
];
const CODE = new RegExp(`\\b(${CODES.join('|')})\\b`, 'i');
const UNBROKEN = [...CODES.filter((code) => code.length > 15), ...PHRASES].map(unbroken);
function isRefusedByAws(text) {
    const whole = unbroken(text);
    return CODE.test(text) || UNBROKEN.some((words) => whole.includes(words));
}
const DENIED = /(?<!permission )\bdenied\b|no basic auth|\bunauthorized\b|authentication required|expired token|token (has|is) expired/i;
const KNOWN_CALLER = /not authorized to perform/i;
function isDenied(text) {
    return isRefusedByAws(text) || (DENIED.test(text) && !KNOWN_CALLER.test(text));
}
const ECR = /\.dkr[.-]ecr[.-]/i;
const OTHER_REGISTRY = /\b(docker\.io|ghcr\.io|quay\.io|gcr\.io|pkg\.dev|azurecr\.io|mcr\.microsoft\.com|scw\.cloud|registry\.gitlab\.com|registry\.k8s\.io|registry\.digitalocean\.com)\b/i;
function plain(text) {
    return text
        .replace(/(\p{Cc}|\\u001b|\\x1b)\[[0-9;]*m/giu, '')
        .replace(/\\[nrt]/g, ' ')
        .replace(/[\s\u2500-\u257f]+/g, ' ')
        .trim();
}
function unbroken(text) {
    return text.toLowerCase().replace(/[^a-z0-9]/g, '');
}
function hasWords(text) {
    return /\p{L}/u.test(text);
}

;// CONCATENATED MODULE: ./lib/rotation/decide/workloads.js





const CLOCKS_DIFFER = 5 * lib_clock/* MINUTE */.pY;
function objectionsOfWorkloads(workloads, situation) {
    return [
        ...underWay(workloads, situation),
        ...failedSince(workloads, situation),
        ...refusedInLogs(workloads, situation.observed),
        ...workloads.unread.map(({ what, why }) => hold(`${what} could not be read (${why})`)),
    ];
}
function underWay({ environments }, { observed, now }) {
    const { stored = 0 } = observed.journal;
    const until = observed.at + observed.took + RECHECK_DEPLOYMENTS_AFTER;
    return environments.flatMap(({ name, state, lastState, deployedAt }) => {
        if (state === undefined || lastState === undefined)
            return hold(`Qovery tells no status of the environment ${name}`);
        if ((0,qovery_status/* isAtRest */.UU)(state) || (deployedAt !== undefined && deployedAt > stored + CLOCKS_DIFFER))
            return [];
        const text = `a deployment of the environment ${name} (${state}) may have begun with the old key, and is not over`;
        return now < until ? wait(until, text) : stale(text);
    });
}
function failedSince({ failures }, { policy }) {
    return failures.flatMap(({ environment: { id, name, state = 'no status', deployedAt }, log }) => {
        const cause = causeOf(log);
        if (policy.ignoreEnvironments.includes(id) || cause === 'other-cause')
            return [];
        const when = deployedAt === undefined ? 'at a time that Qovery does not tell' : `at ${(0,lib_clock/* iso */.KH)(deployedAt)}`;
        const text = `the environment ${name} failed with ${state} ${when}`;
        const isDated = deployedAt !== undefined || log.some((line) => line.at !== undefined && witnessesRefusal(line));
        return cause === 'refused-credentials' && isDated
            ? symptom(`${text}: its log tells of refused credentials`)
            : hold(`${text}, after the new key was stored, and its log does not tell why, or not when`);
    });
}
function refusedInLogs({ clusterLogs }, { journal }) {
    const { deployed = 0 } = journal;
    return clusterLogs.flatMap(({ cluster, log }) => {
        const refused = log.find((line) => !(line.at !== undefined && line.at <= deployed) && witnessesRefusal(line));
        if (refused === undefined)
            return [];
        const text = `the log of cluster '${cluster}' tells of refused credentials since it was deployed with the new key`;
        return symptom(`${text}: ${refused.tag || 'no tag'}`);
    });
}
function otherFailures(workloads) {
    return (workloads?.failures ?? [])
        .filter(({ log }) => causeOf(log) === 'other-cause')
        .map(({ environment: { name, state } }) => `${name} (${state ?? 'no status'})`)
        .toSorted();
}

;// CONCATENATED MODULE: ./lib/rotation/decide/guard.js








const SILENCE = lib_clock/* HOUR */.dp;
const APPEARS_WITHIN = 2 * lib_clock/* MINUTE */.pY;
const PROVED_WITHIN = 20 * lib_clock/* MINUTE */.pY;
const OUT_OF_DATE = 'what was seen is out of date';
const SETTLED_AFTER = 15 * lib_clock/* MINUTE */.pY;
function mayRetire(deed, key, situation) {
    const { observed } = situation;
    return verdict(deed, key, observed, [
        ...unsigned(observed),
        ...outOfDate(situation),
        ...notReplaced(deed, key, observed),
        ...stillHeld(key, observed),
        ...notDeployed(key, situation),
        ...tooEarly(situation),
        ...neededByWorkloads(situation),
        ...stillInUse(key, situation),
    ]);
}
function outOfDate({ observed, now }) {
    const objections = [];
    if (!isFresh(observed, now) || !isCurrent(observed))
        objections.push(stale(OUT_OF_DATE));
    if (isTooLong(observed))
        objections.push(pause(`it took ${(0,lib_clock/* span */.Ln)(lengthOf(observed))} to look at everything, too long to rely on`));
    return objections;
}
function notReplaced(deed, key, { journal, keys }) {
    const objections = [];
    if (journal.old !== key)
        objections.push(hold(`the journal does not name ${key} as the key that was replaced`));
    const successor = keys.find(({ id }) => id === journal.new);
    if (successor?.status !== 'Active')
        objections.push(hold(`the new key ${journal.new ?? '(unknown)'} is not active`));
    if (deed === 'delete' && journal.deactivated === undefined)
        objections.push(hold(`the journal does not tell that ${key} was deactivated`));
    return objections;
}
function stillHeld(key, observed) {
    const { journal, holders } = observed;
    const others = movableHolders(observed).filter(({ keyId }) => keyId !== key && keyId !== journal.new);
    return [
        ...holders
            .filter(({ keyId }) => keyId === key)
            .map((holder) => symptom(`${(0,lib_holders/* holderLabel */.zc)(holder)} still holds ${key}`)),
        ...others.map((holder) => hold(`${(0,lib_holders/* holderLabel */.zc)(holder)} holds ${holder.keyId}, not the new key`)),
        ...unknownHolders(key, observed),
        ...(journal.stored === undefined ? [hold('the new key is not known to be stored everywhere')] : []),
    ];
}
function notDeployed(key, { observed, policy }) {
    const counts = ({ id }) => !policy.ignoreClusters.includes(id);
    const proved = provedClusters(observed);
    return [
        ...observed.unknownClusters.map((id) => hold(`cluster ${id} is in one answer of Qovery and missing in another`)),
        ...movedClusters(observed)
            .filter(counts)
            .map(({ name }) => hold(`cluster '${name}' used ${key} when this rotation began, was given another credential, and was not deployed since: it goes on with that key until it is`)),
        ...observed.clusters
            .filter(counts)
            .flatMap((cluster) => objectionOf(cluster, proved.has(cluster.id)) ?? []),
    ];
}
function tooEarly({ observed, policy, now }) {
    const from = deactivateAfter(observed, policy);
    if (from === undefined)
        return [hold('the clusters are not known to be deployed with the new key')];
    if (now >= from)
        return [];
    return [wait(from, 'deployments that were under way with the old key may still need it')];
}
function neededByWorkloads(situation) {
    const { observed, policy, now } = situation;
    const { workloads, journal } = observed;
    if (workloads !== undefined)
        return objectionsOfWorkloads(workloads, situation);
    const from = deactivateAfter(observed, policy) ?? Infinity;
    return now >= from || journal.deactivating !== undefined
        ? [stale('the workloads have not been looked at')]
        : [];
}
function stillInUse(key, { observed, now }) {
    const { journal, keys, uses } = observed;
    const use = uses.get(key);
    if (use === undefined)
        return [hold(`AWS does not tell when ${key} was last used`)];
    if (use.last === undefined)
        return [];
    const { service, region, at } = use.last;
    const text = `AWS saw ${key} in use at ${(0,lib_clock/* iso */.KH)(at)} (service ${service}, region ${region})`;
    const isOff = keys.some(({ id, status }) => id === key && status === 'Inactive');
    const since = journal.deactivated ?? (isOff ? journal.deactivating : undefined);
    if (since !== undefined && at > since)
        return [symptom(`${text}, after it was deactivated`)];
    return at > now - SILENCE ? [{ ...wait(at + SILENCE, text), use: true }] : [];
}
function movedClusters({ journal, otherClusters }) {
    const { stored = Infinity } = journal;
    const concerned = new Set(journal.concerned);
    return otherClusters.filter(({ id, state, mark }) => {
        const isDeployed = state === 'ready' && Date.parse(mark.deployedAt ?? '') > stored + CLOCKS_DIFFER;
        return state !== 'off' && !isDeployed && concerned.has((0,rotation_journal/* clusterHash */.Fc)(id));
    });
}
function objectionOf(cluster, proved) {
    const { status } = cluster.mark;
    const name = `cluster '${cluster.name}'`;
    if (cluster.state === 'off')
        return undefined;
    if (cluster.state === 'invalid-credentials')
        return symptom(`${name} is in state ${status}`);
    if (cluster.state === 'error')
        return hold(`${name} is in state ${status}`);
    if (!proved)
        return hold(`${name} has not been deployed with the new key by this action`);
    if (!(0,qovery_status/* isKnownStatus */.ih)(status))
        return pause(`${name} is in state ${status}, which this action does not know`);
    const { lock } = cluster;
    return lock === undefined ? undefined : pause(`${name} is locked by ${lock.owner} (${lock.reason})`);
}
function mayRestore(key, observed) {
    const { old, deactivating } = observed.journal;
    const objections = [...unsigned(observed)];
    if (old !== key)
        objections.push(hold(`the journal does not name ${key} as the key that was replaced`));
    if (deactivating === undefined)
        objections.push(hold(`the journal does not tell that this action deactivated ${key}`));
    return verdict('activate', key, observed, objections);
}
function mayDiscard(key, { observed, runState, now }) {
    const held = [
        ...observed.holders
            .filter(({ keyId }) => keyId === key)
            .map((holder) => hold(`${(0,lib_holders/* holderLabel */.zc)(holder)} holds ${key}`)),
        ...unknownHolders(key, observed),
    ];
    if (runState.created === key)
        return verdict('delete', key, observed, held);
    const outdated = isFresh(observed, now) ? [] : [stale(OUT_OF_DATE)];
    return verdict('delete', key, observed, [...outdated, ...held, ...notCreatedByUs(key, observed, now)]);
}
function mayReplace(key, situation) {
    const { observed, now } = situation;
    const objections = [];
    if (!isFresh(observed, now) || observed.workloads === undefined)
        objections.push(stale(OUT_OF_DATE));
    if (lengthOf(observed) > LONGEST_LOOK) {
        const took = `it took ${(0,lib_clock/* span */.Ln)(lengthOf(observed))} to look at everything`;
        objections.push(hold(`${took}: something may have been deployed with it meanwhile`));
    }
    if (observed.journal.storing === undefined)
        objections.push(hold(`the journal does not tell that ${key} was about to be stored`));
    objections.push(...notCreatedByUs(key, observed, now));
    return verdict('delete', key, observed, objections);
}
function notCreatedByUs(key, observed, now) {
    const objections = [...unsigned(observed)];
    const { intent, before, lost, new: successor } = observed.journal;
    if (lost.includes(key))
        return objections;
    const created = observed.keys.find(({ id }) => id === key)?.createdAt;
    if (intent === undefined)
        objections.push(hold('the journal knows of no intent to create a key'));
    if (before.includes(key))
        objections.push(hold(`${key} was there before`));
    if (successor !== undefined && successor !== key)
        objections.push(hold(`the journal names ${successor} as the new key`));
    if (created === undefined)
        objections.push(hold('AWS does not tell when it was created'));
    else if (intent !== undefined && Math.abs(created - intent) > APPEARS_WITHIN) {
        const text = `it was created at ${(0,lib_clock/* iso */.KH)(created)}, not when this action was about to create one (${(0,lib_clock/* iso */.KH)(intent)})`;
        objections.push(hold(text));
    }
    const use = observed.uses.get(key);
    if (use === undefined)
        objections.push(hold('AWS does not tell whether it was used'));
    else if (use.last !== undefined) {
        const { service, at } = use.last;
        const ours = service === 'sts' && created !== undefined && at - created <= PROVED_WITHIN;
        if (!ours)
            objections.push(hold(`it was used (service ${service}, ${(0,lib_clock/* iso */.KH)(at)})`));
    }
    if (intent !== undefined && now < intent + SETTLED_AFTER)
        objections.push(wait(intent + SETTLED_AFTER, 'the run that created it may still be at work'));
    return objections;
}
function unknownHolders(key, { unknownHolders: unknown }) {
    return unknown.map((holder) => hold(`${(0,lib_holders/* holderLabel */.zc)(holder)} may hold ${key}: ${holder.why}`));
}
function unsigned({ journal, target }) {
    if (journal.signed)
        return [];
    const text = `the journal (tags of the IAM user ${target.user}) is not signed by this action with the present Qovery token`;
    return [hold(text)];
}
function verdict(deed, key, { target, keys }, objections) {
    const isThere = keys.some(({ id }) => id === key);
    const all = [...objections, ...(isThere ? [] : [hold(`${key} is no key of the IAM user ${target.user}`)])];
    if (all.length > 0)
        return { permit: undefined, objections: all };
    return { permit: { deed, user: target.user, key }, objections: [] };
}

;// CONCATENATED MODULE: ./lib/rotation/decide/preflight.js






class Blocked extends errors/* Problem */.AF {
    obstacles;
    constructor(key, obstacles) {
        super(`The rotation of ${key} does not start. Nothing was changed.`, 'Remove what is in the way, then run again.');
        this.obstacles = obstacles;
        this.message = [this.what, ...linesOf(obstacles), this.remedy].join('\n');
    }
}
function linesOf(obstacles) {
    return obstacles.map(({ what, remedy }) => `- ${what} ${remedy}`);
}
function preflight(situation, replaces) {
    const { observed, policy, now } = situation;
    const obstacles = [...holderObstacles(situation, replaces), ...clusterObstacles(situation)];
    if (!(0,rotation_journal/* fits */.lA)(observed.journal.tags, concernedIds(observed))) {
        obstacles.push({
            what: `The IAM user ${observed.target.user} has ${observed.journal.tags.size} tags, and AWS allows 50: there is no room for the journal of the rotation.`,
            remedy: 'Remove some tags.',
        });
    }
    if (observed.clusters.length > MOST_CLUSTERS) {
        obstacles.push({
            what: `${observed.clusters.length} clusters use ${replaces}. Before the old key goes, all of them are looked at, and Qovery's limit of requests allows that for ${MOST_CLUSTERS} in one run: the rotation could not end.`,
            remedy: 'Give some of these clusters a credential of their own, with an IAM user of its own.',
        });
    }
    obstacles.push(...observed.unknownEnvironments.map((id) => ({
        what: `'verify-environment-id' has ${id}, and Qovery does not show this token such an environment: the new key could not be tested there.`,
        remedy: 'Correct it, or take it out.',
    })));
    const locked = observed.clusters.filter((cluster) => isLocked(cluster, situation));
    const until = Math.max(...locked.map(({ lock }) => lock?.until ?? Infinity));
    const created = observed.keys.find(({ id }) => id === replaces)?.createdAt ?? -Infinity;
    const working = movableHolders(observed).every(({ keyId }) => observed.keys.some(({ id, status }) => id === keyId && status === 'Active'));
    const dueAt = policy.maxAge === 0 ? now : created + policy.maxAge;
    const mayWait = working && until <= dueAt + policy.finishWithin;
    if (obstacles.length === 0 && locked.length > 0 && mayWait) {
        const who = locked.map(({ name, lock }) => `'${name}' (by ${lock?.owner}: ${lock?.reason})`).join(', ');
        return {
            do: 'rest',
            result: 'deferred',
            why: `the rotation of ${replaces} waits for the end of the lock of ${who} at ${(0,lib_clock/* iso */.KH)(until)}; nothing was changed, and a run after that begins it`,
        };
    }
    obstacles.push(...locked.map(lockObstacle));
    if (obstacles.length === 0)
        return undefined;
    return { do: 'stop', problem: new Blocked(replaces, obstacles) };
}
function holderObstacles({ observed }, replaces) {
    return [
        ...observed.holders.flatMap((holder) => holder.keyId !== replaces || holder.movable
            ? []
            : {
                what: `${(0,lib_holders/* holderLabel */.zc)(holder)} holds ${replaces} too, and this action cannot change it there.`,
                remedy: holder.advice,
            }),
        ...observed.unknownHolders.map((holder) => ({
            what: `${(0,lib_holders/* holderLabel */.zc)(holder)} may hold ${replaces}: ${holder.why}.`,
            remedy: 'Store a key or a role there in the Qovery console, or remove it.',
        })),
    ];
}
function clusterObstacles({ observed, policy }) {
    const obstacles = observed.unknownClusters.map((id) => ({
        what: `Cluster ${id} is in one answer of Qovery and missing in another: it is not certain which clusters use the key.`,
        remedy: 'Run again.',
    }));
    for (const cluster of observed.clusters) {
        const { id, name, state, mark } = cluster;
        if (policy.ignoreClusters.includes(id))
            continue;
        if (state === 'error') {
            obstacles.push({
                what: `Cluster '${name}' is in state ${mark.status}.`,
                remedy: `Deploy it with success first${ignorable(cluster)}.`,
            });
        }
        if (policy.clusters !== undefined && !policy.clusters.includes(id)) {
            obstacles.push({
                what: `Cluster '${name}' (${id}) uses the key too, and 'cluster-id' leaves it out.`,
                remedy: 'Add it, or leave the input out.',
            });
        }
    }
    const { restriction } = observed;
    const blocked = observed.clusters.filter(({ id, state, demo }) => state !== 'off' && !policy.ignoreClusters.includes(id) && !(demo && restriction === 'NO_CREDIT_CARD'));
    if (restriction !== undefined && blocked.length > 0) {
        obstacles.push({
            what: `Qovery blocks deployments of this organisation (${restriction}), so the new key could not be deployed.`,
            remedy: 'Settle the billing in the Qovery console first.',
        });
    }
    return obstacles;
}
function isLocked({ id, lock, state }, { policy }) {
    return lock !== undefined && state !== 'off' && !policy.ignoreClusters.includes(id);
}
function lockObstacle(cluster) {
    const { name, lock } = cluster;
    const until = lock !== undefined && Number.isFinite(lock.until) ? `until ${(0,lib_clock/* iso */.KH)(lock.until)}` : 'without an end';
    return {
        what: `Cluster '${name}' is locked by ${lock?.owner} (${lock?.reason}), ${until}.`,
        remedy: `Unlock it first${ignorable(cluster)}.`,
    };
}
function ignorable({ id, production }) {
    return production ? '' : `, or give 'ignore-cluster-id: ${id}' if nobody needs it`;
}

;// CONCATENATED MODULE: ./lib/rotation/decide/steps.js


function stop(what, remedy) {
    return { do: 'stop', problem: new errors/* Problem */.AF(what, remedy) };
}
function pending(why, warning = false) {
    return { do: 'rest', result: 'pending', why, warning };
}
function textsOf(objections, ...kinds) {
    return objections
        .filter(({ kind }) => kinds.includes(kind))
        .map(({ text }) => text)
        .join('; ');
}
function clean({ journal, keys }, rotated = false) {
    const dead = [journal.old, ...journal.lost, ...(0,rotation_journal/* describedKeys */.aG)(journal.tags)].filter((id) => id?.startsWith('AKIA') && !keys.some((key) => key.id === id));
    const descriptions = [...journal.tags.keys()].filter((key) => dead.includes(key));
    return { do: 'finish', tags: [...(0,rotation_journal/* journalTags */.jN)(journal.tags), ...descriptions], rotated };
}

;// CONCATENATED MODULE: ./lib/rotation/decide/create.js







function announce(situation, replaces, why) {
    return alreadyIssued(situation) ?? preflight(situation, replaces) ?? announcement(situation, replaces, why);
}
function announcement({ observed }, replaces, why, makeRoom) {
    const lost = observed.journal.signed ? observed.journal.lost : [];
    return {
        do: 'announce',
        replaces,
        lost: makeRoom === undefined ? lost : [...new Set([...lost, makeRoom.key])],
        makeRoom,
        why,
    };
}
function alreadyIssued({ runState }) {
    if (!runState.issued)
        return undefined;
    return stop('This run has already created a key, and what it sees now asks for another one.', 'Look at the keys and at Qovery, then run again.');
}
function continueIssuing(situation, ahead) {
    const { observed, policy, runState, now, cancelled } = situation;
    const { journal, target } = observed;
    if (runState.failure !== undefined)
        return giveUp(situation, runState.failure);
    if (runState.unstored !== undefined) {
        const { unstored: key } = runState;
        if (cancelled)
            return giveUp(situation, new errors/* Cancelled */.cJ());
        const beside = (0,rotation_journal/* otherRun */.uV)(journal, runState.run, now) !== undefined;
        const ours = journal.new === key.id && journal.organization === policy.organizationId;
        if (!ours || !(journal.signed || beside)) {
            return giveUp(situation, new errors/* Problem */.AF(`Another run, or somebody else, has written over the journal of ${target.user}.`, 'Run again, one run at a time.'));
        }
        return { do: 'store-key', key, holders: movableHolders(observed) };
    }
    if (runState.issued || runState.announced === undefined)
        return undefined;
    const other = (0,rotation_journal/* otherRun */.uV)(journal, runState.run, now);
    const first = other !== undefined && journal.new !== undefined ? other : ahead;
    if (first !== undefined)
        return atWork(first.id, target.user);
    if (cancelled)
        return { do: 'stop', problem: new errors/* Cancelled */.cJ() };
    if (other === undefined && (journal.intent !== runState.announced.entry.intent || !journal.signed)) {
        return stop(`AWS accepted the journal of this rotation as tags of ${target.user}, but they are not there as they were written.`, 'Nothing else was changed. Run again, one run at a time.');
    }
    const ids = observed.keys.map(({ id }) => id);
    if (ids.toSorted().join() !== [...(runState.announced.entry.before ?? [])].toSorted().join()) {
        return stop(`The keys of the IAM user ${target.user} changed while this run was looking at them.`, 'Nothing was changed. Run again.');
    }
    return { do: 'create-key', makeRoom: runState.announced.makeRoom };
}
function atWork(run, user) {
    return pending(`another run (${run}) is at work on ${user}`, true);
}
function giveUp(situation, failure) {
    const { observed, runState, now } = situation;
    const { announced, created, discardFailure, gaveUpAt } = runState;
    if (created === undefined) {
        const { journal, target } = observed;
        const other = (0,rotation_journal/* otherRun */.uV)(journal, runState.run, now);
        if (other !== undefined)
            return atWork(other.id, target.user);
        const ours = announced !== undefined && journal.intent === announced.entry.intent;
        if (runState.creationRefused && !ours && journal.signed && journal.new !== undefined)
            return pending(`another run came first: it created ${journal.new}, and the next run goes on from there`);
        if (!runState.creationRefused || !ours || journal.new !== undefined)
            return { do: 'stop', problem: failure };
        const { earlier } = announced;
        if (earlier.intent === undefined && earlier.old === undefined)
            return clean(observed);
        return { do: 'record', entry: earlier, why: 'AWS created no key' };
    }
    if (gaveUpAt !== undefined && observed.at < gaveUpAt)
        return refresh(observed, now);
    const isHeld = observed.holders.some(({ keyId }) => keyId === created);
    const end = (outcome) => ({
        do: 'stop',
        problem: failure instanceof errors/* Cancelled */.cJ
            ? failure
            : new errors/* Problem */.AF(failure.what, [`${outcome}.`, isHeld ? '' : 'Qovery still uses the old key.', failure.remedy]
                .filter(Boolean)
                .join(' ')),
    });
    if (discardFailure !== undefined) {
        return end(`The new key ${created} could not be deleted (${discardFailure}); the next run deletes it`);
    }
    if (!observed.keys.some(({ id }) => id === created))
        return end(`The new key ${created} was deleted again`);
    const { permit, objections } = mayDiscard(created, situation);
    if (permit === undefined) {
        return end(`The new key ${created} stays (${textsOf(objections, 'hold', 'stale')})`);
    }
    const why = failure instanceof errors/* Cancelled */.cJ ? failure.message : (0,errors/* withFullStop */.uo)(failure.what);
    return { do: 'discard', permit, why, last: true };
}

// EXTERNAL MODULE: ./lib/provider-errors/advice.js
var provider_errors_advice = __webpack_require__(7835);
;// CONCATENATED MODULE: ./lib/rotation/decide/clusters.js







const STARTS_WITHIN = 10 * lib_clock/* MINUTE */.pY;
const AT_A_TIME = 50;
const MAX_REFUSALS = 3;
function deployClusters(situation) {
    const { observed, policy } = situation;
    if (observed.unknownClusters.length > 0) {
        return stopDeploying(`Cluster ${observed.unknownClusters.join(', ')} is in one answer of Qovery and missing in another: it is not certain which clusters use the key.`);
    }
    const concerned = observed.clusters.filter(({ id }) => !policy.ignoreClusters.includes(id));
    return (recordDeployed(concerned, situation) ??
        awaitDeployments(concerned, situation) ??
        startDeployments(concerned, situation));
}
function recordDeployed(concerned, situation) {
    const { observed, runState, now } = situation;
    const known = provedClusters(observed);
    const proved = concerned.filter(({ id }) => runState.deployments.get(id)?.outcome === 'succeeded' && !known.has(id));
    if (proved.length === 0)
        return undefined;
    return {
        do: 'record',
        entry: {
            clusters: (0,rotation_journal/* clusterMarks */.BS)(concernedIds(observed), new Set([...known, ...proved.map(({ id }) => id)])),
            concerned: (0,rotation_journal/* withConcerned */.AO)(observed.journal, concernedIds(observed)),
            deployed: now,
        },
        why: `${names(proved)} ${proved.length === 1 ? 'runs' : 'run'} on the new key`,
    };
}
function awaitDeployments(concerned, situation) {
    const { observed, runState } = situation;
    const late = [];
    const unbegun = [];
    const inTime = [];
    const failed = [];
    const advice = [];
    for (const cluster of concerned) {
        const request = runState.deployments.get(cluster.id);
        if (request === undefined || request.outcome === 'succeeded')
            continue;
        if (request.outcome !== 'running') {
            const { detail, causes = [] } = request;
            const said = causes.length === 0 ? '' : `, its log says: ${causes.map(provider_errors_advice/* headline */.Pl).join('; ')}`;
            failed.push(`cluster '${cluster.name}': ${detail}${said}`);
            advice.push(...causes.map(adviceOn));
            continue;
        }
        const lateness = latenessOf(cluster, request, situation);
        if (lateness === undefined)
            inTime.push(cluster);
        else if (request.unclear === undefined || request.deployment.started)
            late.push(lateness);
        else {
            const { why, passes } = request.unclear;
            const waits = passes && observed.journal.deactivating === undefined;
            (waits ? unbegun : late).push(`cluster '${cluster.name}': ${why}; nothing of a deployment was seen within ${(0,lib_clock/* span */.Ln)(STARTS_WITHIN)}`);
        }
    }
    if (inTime.length > 0)
        return { do: 'await-clusters', clusters: inTime, why: 'deploying with the new key' };
    if (late.length + failed.length > 0) {
        const what = [...late, ...failed].join('; ');
        return stopDeploying(`The deployment with the new key did not succeed: ${what}.`, advice);
    }
    if (unbegun.length === 0)
        return undefined;
    const why = `whether Qovery accepted the deployment is not certain (${unbegun.join('; ')})`;
    return pending(`${why}; a run after this deploys with the new key`, true);
}
function startDeployments(concerned, situation) {
    const known = provedClusters(situation.observed);
    const needs = concerned.filter((cluster) => situation.runState.deployments.get(cluster.id) === undefined && needsDeployment(cluster, known));
    const others = needs.filter(({ production }) => !production);
    const next = others.length > 0 ? others : needs;
    return next.length === 0 ? undefined : deployNext(next, situation);
}
function deployNext(next, situation) {
    const { observed, policy, runState, now } = situation;
    const postponed = (cluster) => runState.postponed.get(cluster.id);
    const idle = next.filter(({ state, lock }) => state !== 'busy' && lock === undefined);
    const refused = idle.flatMap((cluster) => {
        const { refusals, since, why } = postponed(cluster) ?? { refusals: 0, since: now, why: '' };
        const forGood = refusals >= MAX_REFUSALS || now - since > policy.deployTimeout;
        return forGood ? [`cluster '${cluster.name}': ${why}`] : [];
    });
    if (refused.length > 0) {
        return stopDeploying(`Qovery does not deploy ${refused.length === 1 ? 'a cluster that is idle' : 'clusters that are idle'}: ${refused.map(errors/* withFullStop */.uo).join(' ')}`);
    }
    const ready = idle.filter((cluster) => now >= (postponed(cluster)?.askAgainAt ?? now));
    if (ready.length > 0) {
        return isBaseline(observed, now)
            ? { do: 'deploy', clusters: ready.slice(0, AT_A_TIME) }
            : { do: 'refresh-statuses' };
    }
    if (idle.length > 0) {
        return { do: 'await-clusters', clusters: idle, why: 'Qovery did not accept a deployment yet' };
    }
    const busy = next.filter(({ lock }) => lock === undefined);
    if (busy.length > 0)
        return awaitIdle(busy, situation, 'before it is deployed with the new key');
    const why = next
        .map(({ name, lock }) => `cluster '${name}' is locked by ${lock?.owner} (${lock?.reason}) and was not deployed with the new key yet`)
        .join('; ');
    const ends = Math.max(...next.map(({ lock }) => lock?.until ?? Infinity));
    if (!Number.isFinite(ends))
        return stopDeploying((0,errors/* withFullStop */.uo)(why));
    return pending(`${why}; the lock ends at ${(0,lib_clock/* iso */.KH)(ends)}, and a run after that goes on`);
}
function names(clusters) {
    return clusters.map(({ name }) => `'${name}'`).join(', ');
}
function awaitIdle(busy, { observed, policy, runState, now }, why) {
    const stuck = busy.filter(({ id }) => {
        const since = runState.waitingSince.get(id) ?? now;
        return isLate({ since, seenAt: observed.statusesAt, now }, policy);
    });
    if (stuck.length > 0) {
        return stopDeploying(`${stuck.map(({ name, mark }) => `Cluster '${name}' has been in state ${mark.status}`).join('; ')} for more than ${(0,lib_clock/* span */.Ln)(policy.deployTimeout)} (deploy-timeout), by a deployment that is not ours.`);
    }
    return {
        do: 'await-clusters',
        clusters: busy,
        why: `another deployment is under way; waiting for its end ${why}`,
    };
}
function needsDeployment(cluster, proved) {
    switch (cluster.state) {
        case 'off':
            return false;
        case 'error':
        case 'invalid-credentials':
            return true;
        case 'ready':
        case 'busy':
            return !proved.has(cluster.id);
    }
}
function latenessOf(cluster, request, { observed, policy, now }) {
    const name = `cluster '${cluster.name}'`;
    const { requestedAt: since, deployment } = request;
    const { statusesAt: seenAt } = observed;
    if (isLate({ since, seenAt, now }, policy)) {
        return `${name} is in state ${cluster.mark.status} after ${(0,lib_clock/* span */.Ln)(policy.deployTimeout)} (deploy-timeout)`;
    }
    if (!deployment.started && seenAt - since > STARTS_WITHIN)
        return `${name}: Qovery accepted the deployment, but nothing of it was seen within 10 minutes`;
    return undefined;
}
function adviceOn({ advice, link, usualTime }) {
    return link === undefined ? advice : `${advice} Ask at ${link} (it usually takes ${usualTime}).`;
}
function stopDeploying(what, advice = []) {
    const goesOn = 'Both keys stay active. Fix the cluster; the next run deploys it again and goes on from here.';
    return { do: 'stop', problem: new errors/* Problem */.AF(what, [...new Set(advice), goesOn].join(' ')) };
}

;// CONCATENATED MODULE: ./lib/rotation/decide/recover.js










function decideLost(b, withB, without, situation) {
    return withB.length === 0 ? stranded(b, situation) : split(b, withB, without, situation);
}
function stranded(key, situation) {
    const { observed, now } = situation;
    const { permit, objections } = mayDiscard(key, situation);
    if (permit !== undefined) {
        const why = 'an earlier run created it and ended before it was stored; its secret is lost';
        return { do: 'discard', permit, why, last: false };
    }
    const holds = textsOf(objections, 'hold');
    if (holds !== '') {
        return stop(`ERROR: more than one access key found: the IAM user ${observed.target.user} has ${key}, which no credential in Qovery holds, and it is not certain that this action created it (${holds}).`, `Find out whose it is. Delete it by hand, or give 'retire-key: ${key}' once no rotation is under way.`);
    }
    return awaitSettled(key, objections) ?? refresh(observed, now);
}
function split(b, withB, without, situation) {
    const { observed, runState, now } = situation;
    const { journal, target } = observed;
    const who = `${withB.map(lib_holders/* holderLabel */.zc).join(', ')} hold${withB.length === 1 ? 's' : ''} ${b}, but ${(0,lib_holders/* whoHoldsWhat */.bn)(without)}`;
    const refuses = movableHolders(observed).some((holder) => (0,rotation_journal/* asWritten */.qm)((0,lib_holders/* holderLabel */.zc)(holder)) === journal.refused);
    if (refuses) {
        return stop(`${who}: ${journal.refused} refused the new key.`, `Both keys stay active. ${(0,rotation_journal/* afterRefusal */.j0)(target.user)}`);
    }
    if (runState.issued)
        return stop(`The new key is not stored everywhere: ${who}.`, 'Both keys stay active. Run again: the next run settles it.');
    if (journal.old !== undefined && !observed.keys.some(({ id }) => id === journal.old)) {
        if (observed.keys.length > 1)
            return noFreeSlot(observed, journal.old);
        return announce(situation, b, `the secret of ${b} is lost, and not every holder has it`);
    }
    const deployed = observed.clusters.find(({ mark }) => mark.deployedAt !== undefined && Date.parse(mark.deployedAt) >= (journal.storing ?? 0));
    if (deployed !== undefined) {
        return stop(`${who}; the secret of ${b} is lost, and cluster '${deployed.name}' has been deployed since, maybe with it.`, 'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.');
    }
    const obstacle = preflight(situation, journal.old ?? b);
    if (obstacle !== undefined)
        return obstacle;
    const busy = observed.clusters.filter(({ state }) => state === 'busy');
    if (busy.length > 0)
        return awaitIdle(busy, situation, 'before a lost key is replaced');
    const { permit, objections } = mayReplace(b, situation);
    const holds = textsOf(objections, 'hold');
    if (holds !== '') {
        return stop(`${who}; the secret of ${b} is lost, and it is not certain that this action created it (${holds}).`, 'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.');
    }
    const wait = awaitSettled(b, objections);
    if (wait !== undefined)
        return wait;
    if (permit === undefined || observed.workloads === undefined)
        return refresh(observed, now);
    const deploying = observed.workloads.environments.filter(({ state }) => state === undefined || !(0,qovery_status/* isAtRest */.UU)(state));
    if (deploying.length > 0) {
        const environments = deploying.map(({ name, state }) => `${name} (${state ?? 'no status'})`).join(', ');
        return pending(`${who}; before ${b}, whose secret is lost, is replaced, these deployments have to end: ${environments}`, true);
    }
    const why = `${who}; its secret is lost with the run that stored it`;
    return announcement(situation, journal.old ?? b, why, permit);
}
function reissue(situation, lost) {
    const { observed } = situation;
    const { journal, keys } = observed;
    if (keys.length > 1)
        return noFreeSlot(observed, lost);
    const a = journal.old !== undefined && keys.some(({ id }) => id === journal.old) ? journal.old : lost;
    const why = `Qovery holds ${lost}, which is gone`;
    if (journal.lost.includes(lost))
        return alreadyIssued(situation) ?? announcement(situation, a, why);
    return announce(situation, a, why);
}
function noFreeSlot({ keys, target }, gone) {
    return stop(`Qovery holds ${gone}, which is gone, and the IAM user ${target.user} has two other keys (${keys.map(({ id }) => id).join(', ')}): there is no room for a new one.`, 'Please delete the one not used by anything, then run again.');
}
function awaitSettled(key, objections) {
    const wait = objections.find((objection) => objection.kind === 'wait');
    if (wait === undefined)
        return undefined;
    const why = `before ${key} (created by an earlier run, not stored everywhere) is deleted: ${wait.text}`;
    return { do: 'await-time', until: wait.until, why };
}

;// CONCATENATED MODULE: ./lib/rotation/decide/at-rest.js








function atRest(situation) {
    const { observed, policy } = situation;
    const { user } = observed.target;
    const strange = strangersInJournal(observed);
    if (strange.length > 0) {
        return stop(`The journal of a rotation (tags of the IAM user ${user}) is not signed by this action with the present Qovery token, and names keys that are none of this user's: ${(0,lib_holders/* whoHoldsWhat */.bn)(strange)}.`, `Nothing was changed. If that was a key of this user, which is gone: store there the key that the others hold. Then remove the tags qovery-rotation:* from the IAM user ${user}, and run again.`);
    }
    const credentials = concernedHolders(observed).filter(({ kind }) => kind === 'cloud credential');
    const held = [...new Set(credentials.map(({ keyId }) => keyId))];
    const inUse = held[0];
    if (inUse === undefined) {
        return stop(`No cloud credential of this organisation holds a key of the IAM user ${user} any more.`, 'Nothing was changed. Look at the credentials in Qovery, and run again.');
    }
    if (held.length > 1) {
        return stop(`Cloud credentials of this organisation hold different keys of the IAM user ${user}: ${(0,lib_holders/* whoHoldsWhat */.bn)(credentials)}.`, 'AWS allows two keys a user, so there is no room for a new one: give each of these credentials an IAM user of its own, or store one key in all of them.');
    }
    if (policy.retireKey === inUse) {
        return stop(`Input 'retire-key' names ${inUse}, the key that Qovery uses.`, 'Name the other key, or leave the input out.');
    }
    const key = observed.keys.find(({ id }) => id === inUse);
    if (key === undefined)
        return keyIsGone(situation, inUse);
    if (key.status !== 'Active') {
        return stop(`The key that Qovery holds (${inUse}) is ${key.status}, and this action did not deactivate it.`, 'Find out who did. Activate it, and run again.');
    }
    const other = observed.keys.find(({ id }) => id !== inUse);
    return other === undefined ? oneKey(situation, key) : twoKeys(situation, inUse, other);
}
function keyIsGone(situation, inUse) {
    const { observed, policy } = situation;
    const { user } = observed.target;
    if (policy.iamUsers?.join() !== user) {
        return stop(`Qovery holds ${inUse}, which is no key of the IAM user ${user} (ERROR: no access key found, are you sure it's the correct user?).`, "If this is the right user and the key is gone, give its name as 'aws-iam-user': a new key is then created and stored.");
    }
    if (!isDead(inUse, observed)) {
        return stop(`Qovery holds ${inUse}, which is no key of the IAM user ${user} ('aws-iam-user'), and nothing tells that it is dead: AWS does not say whose it is (iam:GetAccessKeyLastUsed was refused), and no cluster reports refused credentials.`, `It may be a working key of another user. Allow iam:GetAccessKeyLastUsed on all users, and run again.`);
    }
    if (observed.keys.length > 1)
        return noFreeSlot(observed, inUse);
    return announce(situation, inUse, `Qovery holds ${inUse}, which is gone`);
}
function twoKeys(situation, inUse, other) {
    const { observed, policy } = situation;
    const { user } = observed.target;
    const holders = observed.holders.filter(({ keyId }) => keyId === other.id);
    if (policy.retireKey === other.id && holders.length === 0)
        return adopt(situation, other.id, inUse);
    const who = holders.length > 0 ? `; it is held by ${holders.map(lib_holders/* holderLabel */.zc).join(', ')}` : '';
    return stop(`ERROR: more than one access key found: the IAM user ${user} has ${other.id} (${other.status}, created ${(0,lib_clock/* iso */.KH)(other.createdAt)}) beside the key that Qovery uses (${inUse}), and this action ${(0,rotation_journal/* isUnfinished */.ui)(observed.journal) ? 'cannot be sure that it created it: its journal there is not signed with the present Qovery token' : 'did not create it'}${who}.`, holders.length > 0
        ? 'Store one key in all of them, then run again.'
        : `Please delete the one not used by Qovery, or give 'retire-key: ${other.id}': it is then retired with the same care as an old key.`);
}
function oneKey(situation, { id: inUse, createdAt }) {
    const { observed, policy, now } = situation;
    const { user } = observed.target;
    const age = now - createdAt;
    if (policy.retireKey !== undefined) {
        const gone = `${policy.retireKey} is no key of the IAM user ${user} (any more): nothing to retire`;
        const overdue = `${gone}. The key in use (${inUse}) is ${(0,lib_clock/* span */.Ln)(age)} old and due for rotation, which a run with 'retire-key' does not begin: leave that input out`;
        const due = age >= policy.maxAge;
        return { do: 'rest', result: 'nothing-to-rotate', why: due ? overdue : gone, warning: due };
    }
    if (age < policy.maxAge) {
        return {
            do: 'rest',
            result: 'not-due',
            why: `${inUse} is ${(0,lib_clock/* span */.Ln)(age)} old; it is due at ${(0,lib_clock/* span */.Ln)(policy.maxAge)} ('max-age'). To rotate it now, run with 'max-age: 0'`,
        };
    }
    return announce(situation, inUse, `${inUse} is ${(0,lib_clock/* span */.Ln)(age)} old`);
}
function strangersInJournal({ journal, keys, target, holders }) {
    if (journal.signed)
        return [];
    const known = [...keys.map(({ id }) => id), ...target.keyIds];
    const named = [journal.old, journal.new, ...journal.before, ...journal.lost];
    return holders.filter(({ keyId }) => named.includes(keyId) && !known.includes(keyId));
}
function isDead(key, { target, clusters, holders, journal }) {
    const users = holders.filter(({ keyId }) => keyId === key).flatMap(({ clusterIds }) => clusterIds);
    const refused = clusters.some(({ id, state }) => users.includes(id) && state === 'invalid-credentials');
    const ours = journal.signed && [journal.old, journal.new, ...journal.lost].includes(key);
    return target.gone.includes(key) || refused || ours;
}
function adopt(situation, old, successor) {
    const { policy, now } = situation;
    const obstacle = preflight(situation, old);
    if (obstacle !== undefined)
        return obstacle;
    const entry = {
        ...rotation_journal/* BLANK */.Z4,
        organization: policy.organizationId,
        old,
        new: successor,
        before: [old, successor],
        concerned: (0,rotation_journal/* withConcerned */.AO)(rotation_journal/* BLANK */.Z4, concernedIds(situation.observed)),
        intent: now,
        stored: now,
    };
    return {
        do: 'record',
        entry,
        why: `'retire-key' vouches for ${old}: Qovery has moved from it to ${successor}`,
    };
}

;// CONCATENATED MODULE: ./lib/rotation/decide/verification.js



function decideVerification({ observed, policy, runState, now }) {
    if (policy.verifyEnvironments.length === 0 || observed.journal.verified !== undefined)
        return undefined;
    const failed = [];
    const running = [];
    const open = [];
    for (const id of policy.verifyEnvironments) {
        const verification = runState.verifications.get(id);
        const since = verification?.requestedAt ?? runState.waitingSince.get(id) ?? now;
        const seenAt = verification?.seenAt ?? now;
        if (verification?.outcome === 'succeeded')
            continue;
        if (verification?.outcome === 'failed')
            failed.push(`environment ${id}: ${verification.detail}`);
        else if (isLate({ since, seenAt, now }, policy))
            failed.push(`environment ${id} was not redeployed within ${(0,lib_clock/* span */.Ln)(policy.deployTimeout)} (deploy-timeout)`);
        else if (verification === undefined)
            open.push(id);
        else
            running.push(id);
    }
    if (open.length > 0)
        return { do: 'verify', environments: open };
    if (running.length > 0)
        return { do: 'await-verification', environments: running };
    if (failed.length === 0)
        return { do: 'record', entry: { verified: now }, why: 'the test deployments succeeded' };
    return stop(`The test deployment with the new key did not succeed: ${failed.join('; ')}.`, 'Both keys stay active. Fix the environment (or leave it out of verify-environment-id); the next run tries again.');
}

;// CONCATENATED MODULE: ./lib/rotation/decide/retire.js







function decideOnItsWay(situation) {
    const { observed, now } = situation;
    const { journal, keys } = observed;
    const a = journal.old;
    if (a === undefined || journal.stored === undefined) {
        const old = a ?? journal.before.find((id) => id !== journal.new);
        if (old === undefined)
            return clean(observed, true);
        const entry = { stored: now, refused: undefined, old };
        return { do: 'record', entry, why: 'the new key was found in every holder' };
    }
    const successor = keys.find(({ id }) => id === journal.new);
    if (successor?.status !== 'Active') {
        return stop(`The new key ${journal.new ?? ''} is ${successor?.status ?? 'gone'}, and this action did not deactivate it.`, 'Find out who did. Activate it, and run again.');
    }
    const clusters = deployClusters(situation);
    const looked = observed.at + observed.took;
    if (clusters?.do === 'await-clusters' &&
        journal.deactivating !== undefined &&
        now >= nextLook(observed, looked))
        return refresh(observed, now);
    if (clusters !== undefined)
        return clusters;
    if (journal.deployed === undefined) {
        return {
            do: 'record',
            entry: { deployed: now },
            why: 'there is no cluster to deploy: the others take the new key up when they start',
        };
    }
    const verification = decideVerification(situation);
    if (verification !== undefined)
        return verification;
    const old = keys.find(({ id }) => id === a);
    return old === undefined ? clean(observed, true) : retire(old, situation);
}
function retire(old, situation) {
    const { observed, policy, now } = situation;
    const { deactivated } = observed.journal;
    if (deactivated !== undefined && old.status === 'Inactive' && observed.at < deactivated) {
        const until = Math.min(deactivated + policy.deactivateFor, nextLook(observed, deactivated));
        if (now < until)
            return untilDeletion(old.id, deactivated, until, situation);
    }
    const { permit, objections } = mayRetire('deactivate', old.id, situation);
    if (permit === undefined)
        return heldBack(old.id, objections, situation);
    if (old.status === 'Active') {
        if (deactivated === undefined)
            return { do: 'deactivate', permit };
        return stop(`The old key ${old.id} was deactivated at ${(0,lib_clock/* iso */.KH)(deactivated)}, and somebody has activated it again.`, `Find out who needs it. Then delete it by hand, or deactivate it and run again.`);
    }
    if (old.status !== 'Inactive') {
        return stop(`The old key ${old.id} has the status ${old.status}, which this action does not know.`, 'Nothing was deleted. Look at it in the AWS console.');
    }
    if (deactivated === undefined)
        return { do: 'record', entry: { deactivated: now }, why: `${old.id} is inactive` };
    const until = deactivated + policy.deactivateFor;
    if (now < until)
        return untilDeletion(old.id, deactivated, Math.min(until, nextLook(observed, now)), situation);
    const deletion = mayRetire('delete', old.id, situation);
    return deletion.permit === undefined
        ? heldBack(old.id, deletion.objections, situation)
        : { do: 'delete', permit: deletion.permit };
}
function untilDeletion(key, deactivated, lookAt, { policy }) {
    const until = (0,lib_clock/* iso */.KH)(deactivated + policy.deactivateFor);
    const why = `${key} is deactivated; should anything break, it is activated again; it is deleted at ${until} at the earliest`;
    return policy.waitForDeletion ? { do: 'await-time', until: lookAt, why } : pending(why);
}
function heldBack(key, objections, situation) {
    const { observed, policy, runState, now } = situation;
    const { journal } = observed;
    const stale = objections.some(({ kind }) => kind === 'stale');
    const waits = objections.filter((objection) => objection.kind === 'wait');
    const wait = waits.toSorted((a, b) => b.until - a.until)[0];
    const blocked = textsOf(objections, 'symptom', 'hold');
    const later = stale && wait !== undefined && !wait.use && journal.deactivated === undefined;
    if (blocked !== '' && !later) {
        if (stale)
            return refresh(observed, now);
        return stop(`The old key ${key} cannot be retired: ${blocked}.`, journal.signed
            ? 'Nothing was deactivated or deleted. See to this; the next run goes on from here.'
            : `Nothing was deactivated or deleted. If the Qovery token was replaced since the rotation began, or somebody has changed the tags of the IAM user: see that nothing uses ${key}, and run with 'retire-key: ${key}'. It is then retired with the full delay.`);
    }
    if (stale && journal.deactivated !== undefined)
        return refresh(observed, now);
    if (wait !== undefined) {
        const why = `${textsOf(waits, 'wait')}; it stays until ${(0,lib_clock/* iso */.KH)(wait.until)}`;
        const lastUse = observed.uses.get(key)?.last?.at;
        if (!policy.waitForDeletion || isOverdue(journal.stored ?? now, policy, now))
            return pending(why, wait.use === true);
        if (wait.use === true && runState.vetoed !== undefined && lastUse !== runState.vetoed)
            return pending(`${why}. Find out what still uses it`, true);
        return {
            do: 'await-time',
            until: journal.deactivated === undefined ? wait.until : Math.min(wait.until, nextLook(observed, now)),
            why,
            ...(wait.use === true && lastUse !== undefined ? { veto: lastUse } : {}),
        };
    }
    if (stale)
        return refresh(observed, now);
    return pending(`the old key ${key} stays for now: ${textsOf(objections, 'pause')}`, true);
}
function restoreIfNeeded(situation) {
    const { observed } = situation;
    const { old: a, deactivating, restored, why } = observed.journal;
    const inactive = observed.keys.some(({ id, status }) => id === a && status === 'Inactive');
    if (a === undefined || deactivating === undefined || !inactive)
        return undefined;
    const because = restored !== undefined
        ? (why ?? 'something broke')
        : textsOf(mayRetire('deactivate', a, situation).objections, 'symptom');
    if (because === '')
        return undefined;
    const { permit, objections } = mayRestore(a, observed);
    if (permit !== undefined)
        return { do: 'restore', permit, why: because };
    return stop(`The old key ${a} is inactive, and something needs it (${because}), but this action cannot be sure that it deactivated it: ${textsOf(objections, 'hold')}.`, `Find out who deactivated ${a}. If nothing speaks against it, activate it in IAM.`);
}
function liftHold({ journal }) {
    return {
        do: 'record',
        entry: {
            restored: undefined,
            why: undefined,
            deactivating: undefined,
            deactivated: undefined,
            deployed: undefined,
            verified: undefined,
            clusters: [],
        },
        why: `'retire-key' names ${journal.old}, which was brought back: it is retired again, with the full delay`,
        liftsHold: true,
    };
}

;// CONCATENATED MODULE: ./lib/rotation/decide/decide.js












const UNKNOWN_FOR = 3 * lib_clock/* MINUTE */.pY;
const UNKNOWN_PAUSE = 20 * lib_clock/* SECOND */.Z2;
function decide(situation) {
    const { observed, policy, runState, cancelled } = situation;
    const { journal, target } = observed;
    const other = otherRunAhead(situation);
    if (runState.issued || (runState.announced !== undefined && journal.new === undefined)) {
        const step = continueIssuing(situation, other);
        if (step !== undefined)
            return step;
    }
    if (cancelled)
        return { do: 'stop', problem: new errors/* Cancelled */.cJ() };
    if (journal.organization !== undefined && journal.organization !== policy.organizationId) {
        return stop(`The IAM user ${target.user} is under rotation for another Qovery organisation (${journal.organization}).`, 'Give each organisation an IAM user of its own; a shared user cannot be rotated safely.');
    }
    if (other !== undefined) {
        const why = `another run (${other.id}) is at work on ${target.user}; its last heartbeat was at ${(0,lib_clock/* iso */.KH)(other.at)}`;
        return { do: 'rest', result: 'pending', why, warning: true };
    }
    if (runState.finished)
        return { do: 'rest', result: 'rotated', why: 'the new key is in use and the old one is deleted' };
    if ((0,rotation_journal/* isUnfinished */.ui)(journal) && isCredible(situation))
        return restoreIfNeeded(situation) ?? lookAgain(situation) ?? unfinished(situation);
    return lookAgain(situation) ?? settled(atRest(situation), situation);
}
function lookAgain({ observed, runState, now }) {
    const { unknownClusters, at, took, statusesAt } = observed;
    if (unknownClusters.length === 0 || now - (runState.unknownSince ?? now) > UNKNOWN_FOR)
        return undefined;
    if (statusesAt > at + took)
        return refresh(observed, now);
    return { ...refresh(observed, now), notBefore: at + took + UNKNOWN_PAUSE };
}
function otherRunAhead({ observed, runState, now }) {
    const other = (0,rotation_journal/* otherRun */.uV)(observed.journal, runState.run, now);
    if (other === undefined || runState.announced === undefined)
        return other;
    const mine = (0,rotation_journal/* heartbeatOf */.Wn)(observed.journal, runState.run);
    if (mine === undefined || now - mine >= rotation_journal/* HEARTBEAT_TTL */.Ip)
        return other;
    if (runState.created !== undefined)
        return undefined;
    return other.at < mine || (other.at === mine && other.id < runState.run) ? other : undefined;
}
function isCredible({ observed, policy }) {
    const { journal } = observed;
    if (journal.signed)
        return true;
    if (policy.retireKey !== undefined)
        return false;
    const { old, new: successor, stored } = journal;
    if (old === undefined || successor === undefined || stored === undefined)
        return false;
    if (old === successor)
        return false;
    const both = [old, successor].every((id) => observed.keys.some((key) => key.id === id));
    return both && movableHolders(observed).every(({ keyId }) => keyId === successor);
}
function unfinished(situation) {
    const { observed, policy, runState } = situation;
    const { journal } = observed;
    const ids = new Set(observed.keys.map(({ id }) => id));
    const movable = movableHolders(observed);
    const foreign = movable.filter(({ keyId }) => !keysOfRotation(observed).has(keyId));
    if (foreign.length > 0) {
        return stop(`In the middle of a rotation, somebody stored another key: ${(0,lib_holders/* whoHoldsWhat */.bn)(foreign)}.`, 'Nothing was deleted. Store the new key of the rotation there, or finish by hand; then run again.');
    }
    if (journal.restored !== undefined && journal.old !== undefined && ids.has(journal.old)) {
        if (policy.retireKey === journal.old && !runState.holdLifted)
            return liftHold(observed);
        return stop(`The old key ${journal.old} was deactivated, something broke (${journal.why ?? 'unknown'}), and it was activated again at ${(0,lib_clock/* iso */.KH)(journal.restored)}.`, `Find out what still uses it. Then run with 'retire-key: ${journal.old}': it is retired again, with the full delay.`);
    }
    const b = newKey(observed);
    if (b !== undefined) {
        const withB = movable.filter(({ keyId }) => keyId === b);
        const without = movable.filter(({ keyId }) => keyId !== b);
        if (without.length === 0)
            return decideOnItsWay(situation);
        if (journal.stored !== undefined) {
            return stop(`The new key ${b} was stored everywhere, but now ${(0,lib_holders/* whoHoldsWhat */.bn)(without)}.`, 'Nothing was deleted. Store the new key there (its secret is known only to Qovery: create another key for that holder, or copy the setting), or remove it; then run again.');
        }
        return decideLost(b, withB, without, situation);
    }
    const appeared = observed.keys.find(({ id }) => !journal.before.includes(id));
    if (appeared !== undefined) {
        const having = observed.holders.filter(({ keyId }) => keyId === appeared.id);
        if (having.length > 0)
            return outdatedJournal(appeared.id, having, observed);
        return decideLost(appeared.id, [], movable, situation);
    }
    const dead = movable.find(({ keyId }) => !ids.has(keyId));
    if (dead !== undefined)
        return reissue(situation, dead.keyId);
    return settled(atRest(situation), situation);
}
function settled(step, { observed, now }) {
    const { journal } = observed;
    if (step.do !== 'rest' || !(0,rotation_journal/* isUnfinished */.ui)(journal))
        return step;
    const young = Math.abs(now - (journal.intent ?? 0)) <= SETTLED_AFTER;
    return young ? step : clean(observed);
}
function outdatedJournal(key, having, { journal, target }) {
    const retire = journal.old === undefined ? '' : `, with 'retire-key: ${journal.old}' once nothing uses that key`;
    return stop(`The journal of this rotation (tags of the IAM user ${target.user}) knows of no new key, but ${having.map(lib_holders/* holderLabel */.zc).join(', ')} hold${having.length === 1 ? 's' : ''} ${key}, which was created since: somebody has put an earlier journal back.`, `Nothing was changed; keep ${key}, which is in use. Remove the tags qovery-rotation:* from the IAM user ${target.user}, and run again${retire}.`);
}
function newKey({ keys, journal }) {
    return [journal.new ?? journal.lost].flat().find((id) => keys.some((key) => key.id === id));
}

// EXTERNAL MODULE: ./lib/lib/patience.js
var lib_patience = __webpack_require__(3096);
// EXTERNAL MODULE: ./lib/qovery/lock.js
var qovery_lock = __webpack_require__(9749);
;// CONCATENATED MODULE: ./lib/rotation/observe/clusters.js



function concernedClusters(holders, { clusters, statuses, statusesAt, assigned, }) {
    const ids = (0,lib_holders/* clustersOf */.Dg)(holders);
    const concerned = [];
    const others = [];
    const unknown = [...ids].filter((id) => !clusters.some((cluster) => cluster.id === id));
    for (const cluster of clusters) {
        const status = statuses.find((candidate) => candidate.cluster_id === cluster.id);
        if (status === undefined) {
            if (ids.has(cluster.id))
                unknown.push(cluster.id);
            continue;
        }
        const view = viewOf(cluster, status, statusesAt);
        (ids.has(cluster.id) ? concerned : others).push(view);
        if (!assigned.has(cluster.id) && hasCredential(cluster) && view.state !== 'off')
            unknown.push(cluster.id);
    }
    return {
        clusters: concerned.toSorted((a, b) => a.name.localeCompare(b.name)),
        unknownClusters: unknown,
        otherClusters: others,
    };
}
function hasCredential({ cloud_provider: provider, kubernetes, is_demo: demo }) {
    return provider === 'AWS' && kubernetes !== 'SELF_MANAGED' && demo !== true;
}
function viewOf(cluster, status, now) {
    const { id, name, region } = cluster;
    const production = cluster.production ?? false;
    return { id, name, region, production, demo: cluster.is_demo ?? false, ...statusOf(status, now) };
}
function statusOf(status, now) {
    const lock = status.cluster_lock;
    const until = lock ? (0,qovery_lock/* endOfLock */.mq)(lock) : NaN;
    const holds = lock && !(until <= now);
    return {
        state: (0,qovery_status/* stateOf */.L4)(status.status),
        mark: markOf(status),
        lock: holds ? { reason: lock.reason, owner: lock.owner_name, until } : undefined,
    };
}
function markOf(status) {
    return {
        status: status.status,
        executionId: status.last_execution_id ?? undefined,
        deployedAt: status.last_deployment_date ?? undefined,
        maintenance: status.reason === 'MAINTENANCE',
    };
}
function withStatuses(observed, statuses, statusesAt) {
    const unknown = [];
    const clusters = observed.clusters.flatMap((view) => {
        const status = statuses.find(({ cluster_id: id }) => id === view.id);
        if (status === undefined) {
            unknown.push(view.id);
            return [];
        }
        return [{ ...view, ...statusOf(status, statusesAt) }];
    });
    return {
        ...observed,
        statusesAt,
        clusters,
        unknownClusters: [...new Set([...observed.unknownClusters, ...unknown])],
    };
}

// EXTERNAL MODULE: ./lib/lib/outcome.js
var outcome = __webpack_require__(811);
// EXTERNAL MODULE: ./lib/qovery/http.js
var http = __webpack_require__(3686);
// EXTERNAL MODULE: ./lib/qovery/log.js
var log = __webpack_require__(2922);
;// CONCATENATED MODULE: ./lib/rotation/observe/workloads.js







const LOGS_AT_A_TIME = 2;
const LISTS_AT_A_TIME = 8;
const ONE_BY_ONE = 100;
class WorkloadReader {
    #api;
    #clock;
    #logs = new Map();
    #oneByOne = (0,limit/* limit */.A)(LOGS_AT_A_TIME);
    #lists = (0,limit/* limit */.A)(LISTS_AT_A_TIME);
    #turn = (0,limit/* limit */.A)(1);
    constructor(api, clock) {
        this.#api = api;
        this.#clock = clock;
    }
    read(clusters, reads, ignored = []) {
        return this.#turn(() => this.#read(clusters, reads, ignored));
    }
    async #read(clusters, { since, logsSince }, ignored) {
        const at = this.#clock.now();
        const unread = [];
        const attempt = attemptsOf(this.#clock, unread);
        const isNews = (at) => at === undefined || at > since;
        const [environments, clusterLogs] = await (0,lib_all/* all */.Q)([
            this.#environments(clusters, attempt),
            (0,lib_all/* all */.Q)(clusters
                .filter((cluster) => !wasDeployedBefore(logsSince, cluster))
                .map(async ({ id, name }) => {
                const read = async () => evidenceIn(await this.#api.clusterLogs(id));
                const log = await attempt(`the log of cluster '${name}'`, () => this.#oneByOne(read), id);
                return { cluster: name, log: log?.filter(({ at }) => isNews(at)) ?? [] };
            })),
        ]);
        const failed = environments.filter(({ view }) => hasFailed(view) && isNews(view.deployedAt) && !ignored.includes(view.id));
        const failures = await (0,lib_all/* all */.Q)(failed.map(async ({ view, status }) => {
            const log = await attempt(`the log of the environment ${view.name}`, () => this.#log(view.id, status));
            return { environment: view, log: log?.filter(({ at }) => isNews(at)) ?? [] };
        }));
        unread.sort((a, b) => a.what.localeCompare(b.what));
        return { at, environments: environments.map(({ view }) => view), failures, clusterLogs, unread };
    }
    async #environments(clusters, attempt) {
        const list = () => clusters.length > ONE_BY_ONE
            ? this.#environmentsOfServices(clusters, attempt)
            : this.#environmentsOfEach(clusters, attempt);
        let environments = await list();
        const statuses = new Map();
        const missing = () => environments.filter(({ environment_id: id }) => !statuses.has(id));
        await this.#readStatuses(environments, statuses, once);
        if (missing().length > 0) {
            environments = await list();
            await this.#readStatuses(missing(), statuses, attempt);
        }
        return environments.map((environment) => {
            const status = statuses.get(environment.environment_id);
            return { view: workloads_viewOf(environment, status), status };
        });
    }
    async #readStatuses(environments, statuses, attempt) {
        const projects = new Map(environments.map(({ project_id: id, project_name: name }) => [id, name]));
        await (0,lib_all/* all */.Q)([...projects].map(async ([id, name]) => {
            const read = () => this.#api.environmentStatuses(id);
            const what = `the statuses of the environments of project '${name}'`;
            for (const status of (await this.#lists(() => attempt(what, read))) ?? [])
                statuses.set(status.id, status);
        }));
    }
    async #environmentsOfEach(clusters, attempt) {
        const lists = await (0,lib_all/* all */.Q)(clusters.map(({ id, name }) => this.#lists(() => attempt(`the environments of cluster '${name}'`, () => this.#api.environments(id), id))));
        return lists.flatMap((list) => list ?? []);
    }
    async #environmentsOfServices(clusters, attempt) {
        const services = await attempt('the services of the organisation', () => this.#api.services());
        if (services === undefined)
            return [];
        const ids = new Set(clusters.map(({ id }) => id));
        const concerned = services.filter(({ cluster_id: id }) => ids.has(id));
        for (const { cluster_id: id } of concerned)
            ids.delete(id);
        const others = await this.#environmentsOfEach(clusters.filter(({ id }) => ids.has(id)), attempt);
        return [
            ...new Map([...others, ...concerned].map((service) => [service.environment_id, service])).values(),
        ];
    }
    #log(id, status) {
        const marks = [
            status?.last_deployment_id,
            status?.last_deployment_date,
            status?.deployment_request_id,
        ].map((mark) => mark ?? '');
        const failure = marks.join(' ');
        const known = this.#logs.get(id);
        if (known?.failure === failure)
            return known.log;
        const log = this.#oneByOne(async () => evidenceIn(await this.#api.environmentLogs(id)));
        this.#logs.set(id, { failure, log });
        const forget = () => {
            if (this.#logs.get(id)?.log === log)
                this.#logs.delete(id);
        };
        log.then((lines) => {
            if (failure.trim() === '' || !lines.some(({ isError }) => isError))
                forget();
        }, forget);
        return log;
    }
}
function together(first, second) {
    const environments = [...first.environments, ...second.environments];
    return {
        at: Math.min(first.at, second.at),
        environments: [...new Map(environments.map((one) => [one.id, one])).values()],
        failures: [...first.failures, ...second.failures],
        clusterLogs: [...first.clusterLogs, ...second.clusterLogs],
        unread: [...first.unread, ...second.unread],
    };
}
const once = async (_, read) => {
    try {
        return await read();
    }
    catch (error) {
        if (!(error instanceof http/* QoveryError */.J))
            throw error;
        return undefined;
    }
};
const ASK_FOR = 31 * lib_clock/* MINUTE */.pY;
function attemptsOf(clock, unread) {
    let until;
    return async (what, read, cluster) => {
        for (;;) {
            try {
                const answer = await read();
                until = undefined;
                return answer;
            }
            catch (error) {
                if (!(error instanceof http/* QoveryError */.J))
                    throw error;
                until ??= clock.now() + ASK_FOR;
                const pause = (0,lib_patience/* pauseAfter */.l0)(error, lib_clock/* MINUTE */.pY);
                const final = error.outcome === 'refused' || (0,outcome/* outcomeOfStatus */.Ss)(error.status) === 'done';
                if (final || clock.now() + pause > until) {
                    unread.push({ what, why: error.message, ...(cluster === undefined ? {} : { cluster }) });
                    return undefined;
                }
                await clock.sleep(pause);
            }
        }
    };
}
function wasDeployedBefore(time, { state, mark }) {
    return state === 'ready' && Date.parse(mark.deployedAt ?? '') < time;
}
function hasFailed({ state, lastState }) {
    return [state, lastState].some((one) => one?.endsWith('ERROR') === true);
}
function workloads_viewOf({ environment_id: id, environment_name: name, project_name: project }, status) {
    const deployedAt = Date.parse(status?.last_deployment_date ?? '');
    return {
        id,
        name: `${project}/${name}`,
        state: wordOf(status?.state),
        lastState: wordOf(status?.last_deployment_state),
        deployedAt: Number.isNaN(deployedAt) ? undefined : deployedAt,
    };
}
function evidenceIn(lines) {
    return lines.flatMap((line) => (0,log/* evidenceOf */.X1)(line) ?? []);
}
function wordOf(text) {
    return text?.trim().toUpperCase() || undefined;
}

;// CONCATENATED MODULE: ./lib/rotation/observe/observe.js







const ONE_MOMENT = lib_clock/* MINUTE */.pY;
const ROUNDS = 10;
async function observe(target, context, notBefore) {
    const { organization, clock, policy, readsFor } = context;
    let seen = await lookAtOnce(target, context, notBefore);
    const reads = readsFor(seen, clock.now()).workloads;
    if (reads === undefined)
        return seen;
    let workloads;
    const known = new Map();
    for (let round = 0; round < ROUNDS; round++) {
        const running = runningClusters(seen, context);
        const news = running.filter(({ id, mark }) => known.get(id) !== textOf(mark));
        if (workloads !== undefined && news.length === 0)
            return { ...seen, workloads: withoutOthers(workloads, running) };
        const read = await organization.workloads.read(news, reads, policy.ignoreEnvironments);
        workloads = workloads === undefined ? read : together(workloads, read);
        for (const { id, mark } of news)
            known.set(id, textOf(mark));
        const took = clock.now() - seen.at;
        const isWhole = read.unread.every(({ cluster }) => cluster === undefined);
        if (took <= ONE_MOMENT && isWhole)
            return { ...seen, took, workloads };
        seen = await (0,lib_patience/* patiently */.d_)(() => lookAtOnce(target, context, clock.now()), clock);
        if (readsFor(seen, clock.now()).workloads?.since !== reads.since)
            return seen;
    }
    return seen;
}
async function lookAtOnce(target, context, notBefore) {
    const seen = await look(target, context, notBefore);
    return seen.took <= ONE_MOMENT ? seen : look(target, context, context.clock.now());
}
async function look(target, context, notBefore) {
    const { organization, keys: iam, clock, policy, signer, readsFor } = context;
    const startedAt = clock.now();
    const seen = await organization.look(notBefore);
    const [keys, tags] = await (0,lib_all/* all */.Q)([iam.list(target.user), iam.tags(target.user)]);
    const { dnsAt, holders, unknownHolders, statusesAt } = seen;
    const at = Math.min(startedAt, seen.at);
    const journal = (0,rotation_journal/* readJournal */.a0)(tags, signer);
    const reads = readsFor({ keys, journal, holders }, clock.now());
    const uses = new Map();
    await (0,lib_all/* all */.Q)(reads.uses.map(async (id) => {
        const use = await iam.use(id);
        if (use !== undefined)
            uses.set(id, use);
    }));
    const restriction = reads.restriction ? await organization.restriction() : undefined;
    const unknownEnvironments = await organization.unknownEnvironments(reads.environments);
    const { unknownClusters, ...clusters } = concernedClusters(concernedHolders({ keys, journal, target, holders }), seen);
    return {
        at,
        took: clock.now() - at,
        statusesAt,
        dnsAt,
        target,
        keys,
        journal,
        holders,
        unknownHolders,
        restriction,
        unknownEnvironments,
        uses,
        workloads: undefined,
        ...clusters,
        unknownClusters: unknownClusters.filter((id) => !policy.ignoreClusters.includes(id)),
    };
}
function runningClusters({ clusters }, { policy }) {
    return clusters.filter(({ id, state }) => state !== 'off' && !policy.ignoreClusters.includes(id));
}
function withoutOthers(workloads, running) {
    const ids = new Set(running.map(({ id }) => id));
    const unread = workloads.unread.filter(({ cluster }) => cluster === undefined || ids.has(cluster));
    return { ...workloads, unread };
}
function textOf({ status, executionId, deployedAt }) {
    return [status, executionId, deployedAt].join(' ');
}

;// CONCATENATED MODULE: ./lib/rotation/perform/journal-writer.js





const HEARTBEAT_EVERY = 5 * lib_clock/* MINUTE */.pY;
async function writeJournal(entry, state, context, patience = patienceFor(state.observation.journal)) {
    const { policy, clock, signer } = context;
    const { journal } = state.observation;
    const keys = context.keys.withPatience(patience);
    return writeTags(state, { ...context, keys }, {
        ...(0,rotation_journal/* tagsOf */.Fg)(entry, journal.tags, signer),
        ...(typeof entry.new === 'string' ? (0,rotation_journal/* descriptionTag */.Z3)(entry.new, policy.organizationId, clock.now()) : {}),
    });
}
function patienceFor({ storing, stored }) {
    return storing === undefined && stored === undefined ? lib_patience/* SHORT */.Pb : lib_patience/* LONG */.Bn;
}
async function renewHeartbeat(state, context) {
    const { observation, runState } = state;
    const last = (0,rotation_journal/* heartbeatOf */.Wn)(observation.journal, runState.run) ?? 0;
    return context.clock.now() - last < HEARTBEAT_EVERY ? observation : writeTags(state, context, {});
}
async function keepAlive(state, context) {
    try {
        return await renewHeartbeat(state, context);
    }
    catch (error) {
        if (!(error instanceof aws_error/* AwsError */.Gy))
            throw error;
        context.info(`The heartbeat was not renewed: ${(0,errors/* messageOf */.bD)(error)}.`);
        return state.observation;
    }
}
async function clearHeartbeat({ observation, runState }, keys) {
    await keys.untag(observation.target.user, Object.keys((0,rotation_journal/* heartbeatTag */.Ny)(runState.run, 0)));
}
async function rereadJournal({ observation }, { keys, signer }) {
    return (0,rotation_journal/* readJournal */.a0)(await keys.tags(observation.target.user), signer);
}
async function writeTags({ observation, runState }, { keys, clock, signer }, tags) {
    const written = { ...tags, ...(0,rotation_journal/* heartbeatTag */.Ny)(runState.run, clock.now()) };
    await keys.tag(observation.target.user, written);
    const known = new Map([...observation.journal.tags, ...Object.entries(written)]);
    return { ...observation, journal: (0,rotation_journal/* readJournal */.a0)(known, signer) };
}

// EXTERNAL MODULE: ./lib/aws/identity.js
var identity = __webpack_require__(1691);
;// CONCATENATED MODULE: ./lib/rotation/perform/eventually.js


const SEEN_WITHIN = lib_clock/* MINUTE */.pY;
const LOOK_AGAIN_AFTER = 5 * lib_clock/* SECOND */.Z2;
async function untilSeen(clock, once) {
    let deadline;
    while (!(await once())) {
        deadline ??= clock.now() + SEEN_WITHIN;
        if (clock.now() > deadline)
            return false;
        await clock.sleep(LOOK_AGAIN_AFTER);
    }
    return true;
}
async function mustBeSeen(what, clock, once) {
    if (await untilSeen(clock, once))
        return;
    throw new errors/* Problem */.AF(`AWS accepted ${what}, but nothing of it is seen after ${(0,lib_clock/* span */.Ln)(SEEN_WITHIN)}.`, 'Run again: the next run goes on from what it finds.');
}

;// CONCATENATED MODULE: ./lib/rotation/perform/create-key.js








async function create_key_announce(step, state, context) {
    const { keys, clock, policy } = context;
    const { observation: observed } = state;
    const { user } = observed.target;
    context.group('Create a new Access Key');
    context.info(`${step.why}.`);
    await keys.checkPermissions(user);
    const entry = {
        ...rotation_journal/* BLANK */.Z4,
        organization: policy.organizationId,
        intent: clock.now(),
        before: observed.keys.map(({ id }) => id),
        lost: step.lost,
        concerned: (0,rotation_journal/* withConcerned */.AO)(observed.journal.signed ? observed.journal : rotation_journal/* BLANK */.Z4, concernedIds(observed)),
        old: step.replaces,
        storing: step.makeRoom === undefined ? undefined : observed.journal.storing,
    };
    const written = await writeJournal(entry, state, context);
    let { journal } = written;
    await untilSeen(clock, async () => {
        journal = await rereadJournal({ ...state, observation: written }, context);
        return (journal.intent === entry.intent || (0,rotation_journal/* otherRun */.uV)(journal, state.runState.run, clock.now()) !== undefined);
    });
    const list = observed.keys.length > 0 ? observed.keys : await keys.list(user);
    const earlier = observed.journal.signed ? (0,rotation_journal/* fieldsOf */.Pf)(observed.journal) : rotation_journal/* BLANK */.Z4;
    return {
        observation: { ...written, journal, keys: list },
        runState: { ...state.runState, announced: { entry, earlier, makeRoom: step.makeRoom } },
    };
}
async function createKey({ makeRoom }, state, context) {
    const { keys, secrets, clock, clients } = context;
    const { target } = state.observation;
    let { observation } = state;
    if (makeRoom !== undefined) {
        context.info(`Deleting ${makeRoom.key}: until the next key is stored, its holders are cut off. That takes seconds.`);
        await keys.delete(makeRoom);
        context.event('key-replaced', makeRoom.key);
        observation = { ...observation, keys: observation.keys.filter(({ id }) => id !== makeRoom.key) };
    }
    const announced = state.runState.announced?.entry;
    let runState = { ...state.runState, issued: true };
    try {
        const patient = makeRoom === undefined ? keys : keys.withPatience(lib_patience/* LONG */.Bn);
        const { id, status, createdAt, secret } = await patient.create(target.user);
        secrets.add(secret);
        context.event('key-created', id);
        runState = { ...runState, created: id };
        observation = { ...observation, keys: [...observation.keys, { id, status, createdAt }] };
        observation = await writeJournal({ ...announced, new: id }, { observation, runState }, context);
        context.info('Proving the new key: AWS takes up to 15 seconds to know a new key everywhere.');
        await (0,identity/* proveKey */.as)(clients, { accessKeyId: id, secretAccessKey: secret }, { account: target.account, userName: target.user }, clock);
        const journal = await rereadJournal({ observation, runState }, context);
        return { observation: { ...observation, journal }, runState: { ...runState, unstored: { id, secret } } };
    }
    catch (error) {
        const failed = creationFailure(error, runState.created !== undefined);
        if (failed.creationRefused === true) {
            observation = { ...observation, journal: await rereadJournal({ observation, runState }, context) };
        }
        return { observation, runState: { ...runState, ...failed } };
    }
}
function creationFailure(error, created) {
    if (error instanceof errors/* Problem */.AF || error instanceof errors/* Cancelled */.cJ)
        return { failure: error };
    if (!(error instanceof aws_error/* AwsError */.Gy)) {
        if (created)
            return { failure: new errors/* Problem */.AF((0,errors/* withFullStop */.uo)((0,errors/* messageOf */.bD)(error)), '') };
        throw error;
    }
    if (created)
        return { failure: new errors/* Problem */.AF((0,errors/* withFullStop */.uo)(error.message), 'Fix it, and run again.') };
    if (error.outcome === 'unclear') {
        return {
            failure: new errors/* Problem */.AF(`${error.message}: whether a key was created is not certain, and its secret is lost.`, 'Qovery still uses the old key. If a key was created, a run that starts 15 minutes from now, or later, deletes it and goes on.'),
        };
    }
    const failure = error.code === 'LimitExceeded'
        ? new errors/* Problem */.AF(`${(0,errors/* withFullStop */.uo)(error.message)} ERROR: more than one access key found: another key appeared in this moment.`, 'Nothing was deleted. The next run looks at it again.')
        : new errors/* Problem */.AF((0,errors/* withFullStop */.uo)(error.message), 'No key was created. Fix it, and run again.');
    return { failure, creationRefused: true };
}

;// CONCATENATED MODULE: ./lib/rotation/perform/deploy.js






const MAX_CAUSES = 3;
const ASK_AGAIN = 15 * lib_clock/* SECOND */.Z2;
const PASSING = new Set([0, 502, 503, 504]);
async function refreshStatuses(state, context) {
    const at = context.clock.now();
    const statuses = await context.organization.statuses(at);
    return { ...state, observation: withStatuses(state.observation, statuses, at) };
}
async function deploy({ clusters }, state, context) {
    const { organization, clock } = context;
    const { runState } = state;
    context.group('Deploy the cluster with the new credentials');
    const observation = await renewHeartbeat(state, context);
    const deployments = new Map(runState.deployments);
    const postponed = new Map(runState.postponed);
    const answers = await (0,lib_all/* all */.Q)(clusters.map(async (cluster) => {
        const requestedAt = clock.now();
        const error = await organization.api.deployCluster(cluster.id).catch((caught) => {
            if (caught instanceof http/* QoveryError */.J)
                return caught;
            throw caught;
        });
        return { cluster, requestedAt, error };
    }));
    for (const { cluster, requestedAt, error } of answers) {
        const { id, name, mark } = cluster;
        const deployment = { baseline: mark, started: false, executionId: undefined };
        if (error === undefined) {
            context.event('cluster-deploying', name);
            deployments.set(id, { requestedAt, deployment, outcome: 'running', detail: 'deploying' });
            continue;
        }
        if (error.outcome === 'later' || error.status === 400 || error.status === 409) {
            context.info(`'${name}': ${error.message}. Asking again when it is idle.`);
            postponed.set(id, askedAgain(postponed.get(id), clock.now(), error));
        }
        else if (error.outcome === 'unclear') {
            const unclear = { why: error.message, passes: PASSING.has(error.status) };
            context.info(`'${name}': ${unclear.why}. Looking whether it has begun.`);
            deployments.set(id, { requestedAt, deployment, outcome: 'running', detail: 'deploying', unclear });
        }
        else {
            deployments.set(id, { requestedAt, deployment, outcome: 'not-accepted', detail: error.message });
        }
    }
    return { observation, runState: { ...runState, deployments, postponed } };
}
function askedAgain(before, now, error) {
    return {
        since: before?.since ?? now,
        askAgainAt: now + Math.max(error.retryAfter ?? 0, ASK_AGAIN),
        refusals: (before?.refusals ?? 0) + Number(error.outcome === 'refused'),
        why: error.message,
    };
}
function pollInterval(waited) {
    if (waited < 20 * lib_clock/* SECOND */.Z2)
        return 5 * lib_clock/* SECOND */.Z2;
    if (waited < 4 * lib_clock/* MINUTE */.pY)
        return 30 * lib_clock/* SECOND */.Z2;
    if (waited < 20 * lib_clock/* MINUTE */.pY)
        return 12 * lib_clock/* SECOND */.Z2;
    return 30 * lib_clock/* SECOND */.Z2;
}
async function awaitClusters(step, { observation: observed, runState }, context) {
    const { clock, organization, policy } = context;
    const waitingSince = new Map(runState.waitingSince);
    const since = Math.min(...step.clusters.map(({ id }) => {
        const start = runState.deployments.get(id)?.requestedAt ?? runState.waitingSince.get(id) ?? clock.now();
        if (!runState.deployments.has(id))
            waitingSince.set(id, start);
        return start;
    }));
    context.group('Wait for the cluster deployment to be done');
    const interval = pollInterval(clock.now() - since);
    await clock.sleep(interval);
    let seen;
    try {
        const at = clock.now();
        seen = withStatuses(observed, await organization.statuses(at - interval / 2), at - interval / 2);
    }
    catch (error) {
        if (!(error instanceof http/* QoveryError */.J) || error.outcome === 'refused')
            throw error;
        context.info(`${error.message}. Asking again.`);
        const waiting = { ...runState, waitingSince };
        return {
            observation: await keepAlive({ observation: observed, runState: waiting }, context),
            runState: waiting,
        };
    }
    const deployments = new Map(runState.deployments);
    for (const cluster of step.clusters) {
        const now = seen.clusters.find(({ id }) => id === cluster.id);
        if (now === undefined)
            continue;
        if (now.mark.status !== cluster.mark.status) {
            const until = (0,lib_clock/* iso */.KH)(since + policy.deployTimeout);
            context.info(`${(0,lib_clock/* iso */.KH)(clock.now()).slice(11, 16)} '${cluster.name}' is ${now.mark.status}, after ${(0,lib_clock/* span */.Ln)(clock.now() - since)} (${step.why}; usually 5 to 10 minutes, at the latest until ${until}).`);
        }
        const requested = runState.deployments.get(cluster.id);
        if (requested?.outcome === 'running')
            deployments.set(cluster.id, await followed(requested, now, context));
    }
    const next = { ...runState, waitingSince, deployments };
    return { observation: await keepAlive({ observation: seen, runState: next }, context), runState: next };
}
async function followed(requested, cluster, context) {
    const { status } = cluster.mark;
    const { deployment, outcome } = (0,qovery_status/* follow */.e6)(requested.deployment, cluster.mark);
    if (outcome === 'succeeded')
        context.event('cluster-deployed', cluster.name);
    if (outcome === 'failed')
        context.event('cluster-failed', cluster.name, status);
    const detail = outcome === 'replaced' ? `another deployment took the place of ours (now ${status})` : status;
    const causes = outcome === 'failed' ? await causesOf(cluster, requested.requestedAt, context) : [];
    return { ...requested, deployment, outcome, detail, causes };
}
async function causesOf({ id, name, region }, since, { organization, info }) {
    try {
        const lines = await organization.api.clusterLogs(id);
        const { headline, problemsInLog } = await __webpack_require__.e(/* import() */ 125).then(__webpack_require__.bind(__webpack_require__, 125));
        const problems = problemsInLog(lines, { provider: 'AWS', region }).filter(({ at }) => at === undefined || at >= since - lib_clock/* MINUTE */.pY);
        for (const { error } of problems) {
            info(`The log of '${name}' says: ${headline(error)}.`);
            if (error.request !== undefined)
                info(`To send to ${error.provider}: ${error.request}`);
        }
        return problems.slice(0, MAX_CAUSES).map(({ error }) => error);
    }
    catch (error) {
        if (!(error instanceof http/* QoveryError */.J))
            throw error;
        info(`Why the deployment of '${name}' failed is not known: ${error.message}.`);
        return [];
    }
}

;// CONCATENATED MODULE: ./lib/rotation/perform/retire.js





async function deactivate({ permit }, state, context) {
    const { keys, clock } = context;
    const { runState } = state;
    context.group('Deactivate the old Access Key');
    const claimed = await writeJournal({ deactivating: clock.now() }, state, context, lib_patience/* SHORT */.Pb);
    await keys.deactivate(permit);
    await mustBeSeen(`that ${permit.key} is to be Inactive`, clock, () => hasStatus(patient(context), permit, 'Inactive'));
    context.event('key-deactivated', permit.key);
    const observation = withStatus(claimed, permit.key, 'Inactive');
    const entry = { deactivated: clock.now() };
    return { runState, observation: await writeJournal(entry, { observation, runState }, context) };
}
async function restore({ permit, why }, state, context) {
    const { clock } = context;
    const keys = patient(context);
    const { runState } = state;
    context.group('Activate the old Access Key again');
    context.info(`${why}.`);
    const hold = { restored: clock.now(), why };
    const held = await writeJournal(hold, state, context, lib_patience/* SHORT */.Pb).catch((error) => {
        if (!(error instanceof aws_error/* AwsError */.Gy))
            throw error;
        context.info(`${error.message}. ${permit.key} is activated first.`);
        return state.observation;
    });
    await keys.activate(permit);
    await mustBeSeen(`that ${permit.key} is to be Active`, clock, () => hasStatus(keys, permit, 'Active'));
    context.event('key-activated', permit.key, why);
    const observation = withStatus(held, permit.key, 'Active');
    const entry = { ...hold, deactivating: undefined, deactivated: undefined };
    return { runState, observation: await writeJournal(entry, { observation, runState }, context) };
}
async function remove({ permit }, state, context) {
    context.group('Delete the old Access Key');
    const observation = await renewHeartbeat(state, context);
    await context.keys.delete(permit);
    context.event('key-deleted', permit.key);
    return { ...state, observation: withoutKey(observation, permit.key) };
}
async function discard({ permit, why, last }, state, context) {
    const { keys, clock } = context;
    const { key, user } = permit;
    context.group('Delete a key that was never in use');
    context.info(`${key}: ${why}`);
    if (!last)
        await renewHeartbeat(state, context);
    try {
        await keys.delete(permit);
        if (!last)
            await mustBeSeen(`the deletion of ${key}`, clock, async () => !(await isThere(keys, user, key)));
    }
    catch (error) {
        if (!last || !(error instanceof aws_error/* AwsError */.Gy))
            throw error;
        return { ...state, runState: { ...state.runState, discardFailure: (0,errors/* messageOf */.bD)(error) } };
    }
    context.event('key-discarded', key);
    try {
        await keys.untag(user, [key]);
    }
    catch (error) {
        if (!(error instanceof aws_error/* AwsError */.Gy))
            throw error;
        context.info(`The description of ${key} stays as a tag of ${user}: ${(0,errors/* messageOf */.bD)(error)}.`);
    }
    return { ...state, observation: withoutKey(state.observation, key) };
}
function patient({ keys }) {
    return keys.withPatience(lib_patience/* LONG */.Bn);
}
async function isThere(keys, user, key) {
    return (await keys.list(user)).some(({ id }) => id === key);
}
async function hasStatus(keys, { user, key }, wanted) {
    return (await keys.list(user)).some(({ id, status }) => id === key && status === wanted);
}
function withStatus(observed, key, status) {
    return {
        ...observed,
        keys: observed.keys.map((candidate) => (candidate.id === key ? { ...candidate, status } : candidate)),
    };
}
function withoutKey(observed, key) {
    return { ...observed, keys: observed.keys.filter(({ id }) => id !== key) };
}

;// CONCATENATED MODULE: ./lib/rotation/perform/store-key.js







const SETTLED_WITHIN = 2 * lib_clock/* MINUTE */.pY;
const REPEAT_EVERY = 5 * lib_clock/* SECOND */.Z2;
async function storeKey({ key, holders }, state, context) {
    const { clock } = context;
    context.group('Update Qovery credentials');
    let { observation } = state;
    const runState = { ...state.runState, unstored: undefined };
    try {
        const entry = { ...runState.announced?.entry, new: key.id, storing: clock.now() };
        observation = await writeJournal(entry, state, context);
    }
    catch (error) {
        const failure = new errors/* Problem */.AF((0,errors/* messageOf */.bD)(error), 'Fix it, and run again.');
        return { observation, runState: { ...runState, failure } };
    }
    const stayAlive = async () => {
        observation = await keepAlive({ observation, runState }, context);
    };
    const gone = [];
    for (const [index, holder] of holders.entries()) {
        const first = index === gone.length;
        const outcome = await storeIn(holder, key, first, stayAlive, context);
        if (outcome.stored) {
            context.event('key-stored', (0,lib_holders/* holderLabel */.zc)(holder));
            continue;
        }
        if (outcome.missing && (await isGone(holder, context))) {
            context.info(`The ${(0,lib_holders/* holderLabel */.zc)(holder)} is not there any more.`);
            gone.push(holder);
            continue;
        }
        const what = (0,errors/* withFullStop */.uo)(`The new key was not stored in the ${(0,lib_holders/* holderLabel */.zc)(holder)}: ${outcome.why}`);
        if (outcome.certain && first) {
            const failure = outcome.cancelled ? new errors/* Cancelled */.cJ() : new errors/* Problem */.AF(what, 'Fix it, and run again.');
            return { observation, runState: { ...runState, failure, gaveUpAt: clock.now() } };
        }
        if (outcome.refused)
            await writeJournal({ refused: (0,lib_holders/* holderLabel */.zc)(holder) }, { observation, runState }, context);
        throw outcome.cancelled
            ? new errors/* Cancelled */.cJ()
            : new errors/* Problem */.AF(outcome.certain
                ? what
                : (0,errors/* withFullStop */.uo)(`Whether the new key is stored in the ${(0,lib_holders/* holderLabel */.zc)(holder)} is not certain: ${outcome.why}`), outcome.refused
                ? `Both keys stay active. ${(0,rotation_journal/* afterRefusal */.j0)(observation.target.user)}`
                : 'Both keys stay active. Run again: the next run settles it by what it observes.');
    }
    if (gone.length === holders.length) {
        const failure = new errors/* Problem */.AF('Every holder of the old key was deleted in this moment.', 'Run again.');
        return { observation, runState: { ...runState, failure, gaveUpAt: clock.now() } };
    }
    const known = observation.holders
        .filter((holder) => !gone.includes(holder))
        .map((holder) => (holders.includes(holder) ? { ...holder, keyId: key.id } : holder));
    const stored = { observation: { ...observation, holders: known }, runState };
    return { observation: await writeJournal({ stored: clock.now() }, stored, context), runState };
}
async function isGone({ kind, id }, { organization, clock }) {
    const { holders, unknownHolders } = await organization.look(clock.now());
    return ![...holders, ...unknownHolders].some((one) => one.kind === kind && one.id === id);
}
async function storeIn(holder, key, first, keepAlive, { organization, clock, cancel, info }) {
    const startedAt = clock.now();
    let doubtedSince;
    let sent = false;
    for (;;) {
        let why;
        let pause = REPEAT_EVERY;
        let patience = lib_patience/* LONG */.Bn;
        const not = (how) => ({
            stored: false,
            certain: !sent,
            refused: false,
            missing: false,
            cancelled: false,
            why,
            ...how,
        });
        try {
            const open = await (0,lib_holders/* openHolder */.TI)(organization.api, holder);
            if (open.keyId === key.id)
                return { stored: true };
            if (open.keyId !== holder.keyId) {
                why = `somebody else has stored ${open.keyId} there`;
                return not({ refused: !sent });
            }
            if (cancel.aborted && first && !sent) {
                why = 'the run was cancelled';
                return not({ cancelled: true });
            }
            const before = sent;
            sent = true;
            await open.store(key).catch((error) => {
                sent = before || !(error instanceof http/* QoveryError */.J) || error.outcome === 'unclear';
                throw error;
            });
            why = `Qovery accepted it, but still tells ${holder.keyId}`;
            if ((await (0,lib_holders/* openHolder */.TI)(organization.api, holder)).keyId === key.id)
                return { stored: true };
            patience = SETTLED_WITHIN;
        }
        catch (error) {
            why = (0,errors/* messageOf */.bD)(error);
            if (error instanceof errors/* Cancelled */.cJ)
                return not({ cancelled: true });
            if (error instanceof errors/* Problem */.AF)
                return not({ refused: !sent });
            if (!(error instanceof http/* QoveryError */.J))
                throw error;
            if (error.outcome === 'refused' && !sent)
                return not({ refused: true, missing: error.status === 404 });
            pause = (0,lib_patience/* pauseAfter */.l0)(error, REPEAT_EVERY);
            const nothingAtStake = first && !sent && error.outcome === 'unclear';
            if (error.outcome === 'refused' || nothingAtStake)
                patience = SETTLED_WITHIN;
        }
        doubtedSince = patience === lib_patience/* LONG */.Bn ? undefined : (doubtedSince ?? clock.now());
        if (clock.now() + pause > Math.min(startedAt + lib_patience/* LONG */.Bn, (doubtedSince ?? Infinity) + SETTLED_WITHIN))
            return (await hasKey(holder, key, organization.api)) ? { stored: true } : not({});
        info(`${why}. Trying again at ${(0,lib_clock/* iso */.KH)(clock.now() + pause).slice(11)}.`);
        try {
            await keepAlive();
            await clock.sleep(pause);
        }
        catch (error) {
            if (error instanceof errors/* Cancelled */.cJ)
                return not({ cancelled: true });
            throw error;
        }
    }
}
async function hasKey(holder, key, api) {
    try {
        return (await (0,lib_holders/* openHolder */.TI)(api, holder)).keyId === key.id;
    }
    catch (error) {
        if (error instanceof http/* QoveryError */.J || error instanceof errors/* Problem */.AF || error instanceof errors/* Cancelled */.cJ)
            return false;
        throw error;
    }
}

// EXTERNAL MODULE: ./lib/lib/ids.js
var lib_ids = __webpack_require__(6485);
;// CONCATENATED MODULE: ./lib/rotation/perform/verify.js





async function verify({ environments }, state, context) {
    const { organization, clock } = context;
    context.group('Perform a test deployment');
    const { runState } = state;
    const observation = await renewHeartbeat(state, context);
    const verifications = new Map(runState.verifications);
    const waitingSince = new Map(runState.waitingSince);
    for (const id of environments) {
        const requestedAt = clock.now();
        try {
            const environment = (0,lib_ids/* uuid */.u)(id);
            if (environment === undefined)
                throw new Error(`${id} is no id of an environment`);
            const requestId = await organization.api.redeployEnvironment(environment);
            context.event('environment-deploying', id);
            verifications.set(id, {
                requestedAt,
                seenAt: requestedAt,
                requestId,
                outcome: requestId === undefined ? 'failed' : 'running',
                detail: 'Qovery told no id of the deployment',
            });
        }
        catch (error) {
            if (!(error instanceof http/* QoveryError */.J))
                throw error;
            if (error.outcome === 'later' || error.status === 409) {
                waitingSince.set(id, waitingSince.get(id) ?? requestedAt);
                await clock.sleep(Math.max(error.retryAfter ?? 0, ASK_AGAIN));
            }
            else
                verifications.set(id, {
                    requestedAt,
                    seenAt: requestedAt,
                    requestId: undefined,
                    outcome: 'failed',
                    detail: error.message,
                });
        }
    }
    return { observation, runState: { ...runState, verifications, waitingSince } };
}
async function awaitVerification({ environments }, state, context) {
    const { organization, clock } = context;
    const verifications = new Map(state.runState.verifications);
    const since = Math.min(...environments.map((id) => verifications.get(id)?.requestedAt ?? clock.now()));
    await clock.sleep(pollInterval(clock.now() - since));
    for (const id of environments) {
        const verification = verifications.get(id);
        if (verification?.requestId === undefined)
            continue;
        const next = await progress(id, verification, verification.requestId);
        verifications.set(id, next);
        if (next.outcome === 'succeeded')
            context.event('environment-deployed', id);
    }
    const runState = { ...state.runState, verifications };
    return { observation: await keepAlive({ ...state, runState }, context), runState };
    async function progress(id, verification, requestId) {
        try {
            const status = await organization.api.deploymentStatus(requestId);
            if (!(0,qovery_status/* isAtRest */.UU)(status))
                return { ...verification, seenAt: clock.now() };
            const good = status === 'DEPLOYED' || status === 'RESTARTED';
            return {
                ...verification,
                outcome: good ? 'succeeded' : 'failed',
                detail: `the deployment ended in ${status}`,
            };
        }
        catch (error) {
            if (!(error instanceof http/* QoveryError */.J) || error.outcome === 'refused')
                throw error;
            context.info(`Environment ${id}: ${error.message}. Asking again.`);
            return verification;
        }
    }
}

;// CONCATENATED MODULE: ./lib/rotation/perform/perform.js










const REFUSED_FOR = 5 * lib_clock/* MINUTE */.pY;
async function perform(step, state, context) {
    switch (step.do) {
        case 'refresh':
            return perform_refresh(step, state, context);
        case 'refresh-statuses':
            return lookPatiently((observation) => refreshStatuses({ ...state, observation }, context), state, context);
        case 'record': {
            context.info(`${step.why}.`);
            const observation = await writeJournal(step.entry, state, context);
            const { runState } = state;
            return { observation, runState: step.liftsHold ? { ...runState, holdLifted: true } : runState };
        }
        case 'announce':
            return create_key_announce(step, state, context);
        case 'create-key':
            return createKey(step, state, context);
        case 'store-key':
            return storeKey(step, state, context);
        case 'discard':
            return discard(step, state, context);
        case 'deploy':
            return deploy(step, state, context);
        case 'await-clusters':
            return awaitClusters(step, state, context);
        case 'verify':
            return verify(step, state, context);
        case 'await-verification':
            return awaitVerification(step, state, context);
        case 'await-time':
            return awaitTime(step, state, context);
        case 'deactivate':
            return deactivate(step, state, context);
        case 'restore':
            return restore(step, state, context);
        case 'delete':
            return remove(step, state, context);
        case 'finish':
            return finish(step, state, context);
    }
}
async function perform_refresh({ notBefore, dnsNotBefore }, { observation: observed, runState }, context) {
    const { clock, organization } = context;
    const { target } = observed;
    if (dnsNotBefore !== undefined)
        organization.dns.renew(dnsNotBefore);
    if (notBefore > clock.now())
        await clock.sleep(notBefore - clock.now());
    const look = () => observe(target, context, notBefore);
    const observation = await lookPatiently(look, { observation: observed, runState }, context);
    const unknownSince = observation.unknownClusters.length === 0 ? undefined : (runState.unknownSince ?? clock.now());
    return { observation, runState: { ...runState, unknownSince } };
}
async function lookPatiently(look, state, context) {
    const { clock, info } = context;
    let { observation } = state;
    return (0,lib_patience/* patiently */.d_)(() => look(observation), clock, async (pause, error) => {
        info(`${error.message}. Looking again at ${(0,lib_clock/* iso */.KH)(clock.now() + pause).slice(11)}.`);
        observation = await keepAlive({ ...state, observation }, context);
        await clock.sleep(pause);
    }, observation.journal.deactivating === undefined ? 0 : REFUSED_FOR);
}
async function awaitTime(step, state, context) {
    const { clock } = context;
    const { runState } = state;
    context.group(step.until - clock.now() > 30 * lib_clock/* MINUTE */.pY
        ? 'Waiting up to 2h to ensure all ongoing deployments are done'
        : 'Wait');
    context.info(`Until ${(0,lib_clock/* iso */.KH)(step.until)} (${(0,lib_clock/* span */.Ln)(step.until - clock.now())}): ${step.why}.`);
    let { observation } = state;
    for (let told = clock.now(); clock.now() < step.until;) {
        await clock.sleep(Math.min(HEARTBEAT_EVERY, step.until - clock.now()));
        observation = await keepAlive({ observation, runState }, context);
        if (clock.now() - told >= 30 * lib_clock/* MINUTE */.pY && clock.now() < step.until) {
            told = clock.now();
            context.info(`Waiting until ${(0,lib_clock/* iso */.KH)(step.until)}, ${(0,lib_clock/* span */.Ln)(step.until - told)} to go.`);
        }
    }
    return { observation, runState: { ...runState, vetoed: step.veto ?? runState.vetoed } };
}
async function finish(step, { observation, runState }, context) {
    await context.keys.untag(observation.target.user, step.tags);
    const tags = new Map([...observation.journal.tags].filter(([key]) => !step.tags.includes(key)));
    context.group('Done');
    return {
        runState: { ...runState, finished: step.rotated },
        observation: { ...observation, journal: (0,rotation_journal/* readJournal */.a0)(tags, context.signer) },
    };
}

// EXTERNAL MODULE: ./lib/lib/text.js
var lib_text = __webpack_require__(5924);
// EXTERNAL MODULE: ./lib/qovery/rate-limiter.js
var rate_limiter = __webpack_require__(8385);
;// CONCATENATED MODULE: ./lib/rotation/report/describe.js






function describeState(observed) {
    const role = (id) => id === observed.journal.new ? ', new' : id === observed.journal.old ? ', old' : '';
    const keys = observed.keys.map(({ id, status, createdAt }) => `${id} (${status}${role(id)}, created ${(0,lib_clock/* iso */.KH)(createdAt)})`);
    const holders = (0,lib_holders/* whoHoldsWhat */.bn)(concernedHolders(observed));
    return `IAM user ${observed.target.user} has ${keys.length === 0 ? 'no access key' : keys.join(' and ')}; in Qovery, ${holders || 'nobody holds one of them'}.`;
}
const FEW_CLUSTERS = 100;
const DEPLOYMENT = 10 * lib_clock/* MINUTE */.pY;
function describeDuration({ clusters }) {
    const count = clusters.filter(({ state }) => state !== 'off').length;
    if (count <= FEW_CLUSTERS)
        return undefined;
    const deploying = Math.ceil(count / AT_A_TIME) * DEPLOYMENT;
    const look = 2 * count * rate_limiter/* INTERVAL */.K;
    return `${count} clusters take hours: about ${(0,lib_clock/* span */.Ln)(deploying)} to deploy them, ${AT_A_TIME} at a time, and up to ${(0,lib_clock/* span */.Ln)(look)} for each look at all of them before the old key goes, since Qovery allows 1000 requests an hour. A run that is cut off is continued by the next.`;
}
function plan(step, observed, policy, now) {
    const holders = movableHolders(observed);
    const clusters = observed.clusters
        .filter(({ state, id }) => state !== 'off' && !policy.ignoreClusters.includes(id))
        .toSorted((a, b) => Number(a.production) - Number(b.production));
    const deploy = clusters.length === 0
        ? []
        : [
            `deploy ${(0,lib_text/* someOf */.yU)(clusters.map(({ name }) => `'${name}'`))} with the new key, production last, and wait for success`,
        ];
    const retire = [
        `keep the old key for ${(0,lib_clock/* span */.Ln)(policy.delay)} after the last cluster was deployed`,
        `deactivate the old key for ${(0,lib_clock/* span */.Ln)(policy.deactivateFor)}, look whether anything broke, delete it`,
    ];
    const store = [
        `create a new key for ${observed.target.user} and prove that it works`,
        `store it in ${holders.map(lib_holders/* holderLabel */.zc).join(', ')}`,
    ];
    switch (step.do) {
        case 'announce':
            return [
                ...(step.makeRoom === undefined ? [] : [`delete ${step.makeRoom.key}: ${step.why}`]),
                ...store,
                ...deploy,
                ...retire,
            ];
        case 'discard':
            return [`delete ${step.permit.key}: ${step.why}`, ...store, ...deploy, ...retire];
        case 'deploy':
        case 'await-clusters':
        case 'verify':
        case 'await-verification':
            return [...deploy, ...retire];
        case 'await-time':
            return [
                `wait until ${(0,lib_clock/* iso */.KH)(step.until)}: ${step.why}`,
                ...(now < step.until ? [`then deactivate and delete ${observed.journal.old ?? 'it'}`] : []),
            ];
        case 'record':
            return [`write in the journal that ${step.why}`, ...deploy, ...retire];
        case 'deactivate':
            return [
                `deactivate ${step.permit.key} for ${(0,lib_clock/* span */.Ln)(policy.deactivateFor)}, look whether anything broke, delete it`,
            ];
        case 'restore':
            return [`activate ${step.permit.key} again: ${step.why}`];
        case 'delete':
            return [`delete ${step.permit.key}`];
        case 'finish':
            return ['clean the journal'];
        case 'create-key':
        case 'store-key':
        case 'refresh':
        case 'refresh-statuses':
        case 'rest':
        case 'stop':
            return [];
    }
}

;// CONCATENATED MODULE: ./lib/rotation/report/report.js




function reportOf(course) {
    const { target, credentials, first, state, journal, events, policy, now } = course;
    const end = overdue(course);
    const last = state?.observation;
    const observed = last && { ...last, journal: journal ?? last.journal };
    const inUse = observed === undefined ? undefined : keyInUse(observed);
    const idle = isIdle(end.result);
    const keyCreatedAt = observed?.keys.find(({ id }) => id === inUse)?.createdAt;
    const cutOff = observed === undefined || idle ? [] : leftBehind(observed, policy);
    const open = observed !== undefined && (end.result === 'pending' || end !== course.end);
    return {
        user: target.user,
        account: target.account,
        credentials,
        result: end.result,
        why: [end.why, ...cutOff].join('; '),
        warning: end.warning || cutOff.length > 0,
        oldKey: idle ? undefined : (journal?.old ?? inUse ?? target.keyIds[0]),
        newKey: !idle && observed?.keys.some(({ id }) => id === journal?.new) ? journal?.new : undefined,
        keyCreatedAt,
        deactivateAfter: open && observed.journal.deactivated === undefined ? deactivateAfter(observed, policy) : undefined,
        deleteAfter: open ? deleteAfter(observed, policy, now) : undefined,
        nextRotation: keyCreatedAt === undefined || policy.maxAge === 0 ? undefined : keyCreatedAt + policy.maxAge,
        clusters: observed === undefined ? [] : clusterReports(observed, policy, state?.runState),
        holders: first === undefined || observed === undefined ? [] : holderReports(first, observed),
        events: [...(first === undefined ? [] : report_history(first)), ...events],
        otherFailures: otherFailures(observed?.workloads),
        plan: end.plan,
        state: end.result !== 'failed'
            ? ''
            : observed === undefined
                ? 'Nothing was changed.'
                : describeState(observed),
        remedy: end.remedy,
        obstacles: end.obstacles,
    };
}
function overdue({ end, journal, policy, now }) {
    const { stored, storing } = journal ?? {};
    const began = stored ?? storing;
    if (end.result !== 'pending' || began === undefined)
        return end;
    if (!isOverdue(began, policy, now))
        return end;
    return {
        ...end,
        result: 'failed',
        why: `The rotation is not over ${(0,lib_clock/* span */.Ln)(now - began)} after its new key was stored ('finish-within' is ${(0,lib_clock/* span */.Ln)(policy.finishWithin)}): ${end.why}`,
        remedy: end.remedy || 'Both keys are as they were. Remove what holds it up; the next run goes on from here.',
    };
}
function leftBehind(observed, policy) {
    const proved = provedClusters(observed);
    return observed.clusters
        .filter(({ id, state }) => policy.ignoreClusters.includes(id) && state !== 'off')
        .filter(({ id }) => !proved.has(id))
        .map(({ name }) => `cluster '${name}' is ignored ('ignore-cluster-id'): once the old key is gone, it has none until its next deployment`);
}
function report_history({ journal, keys }) {
    const { old, new: successor, stored, deployed, verified, deactivated } = journal;
    if (old === undefined || successor === undefined || stored === undefined)
        return [];
    const created = keys.find(({ id }) => id === successor)?.createdAt;
    const known = [
        [created, 'key-created', successor],
        [stored, 'stored-everywhere', successor],
        [deployed, 'all-deployed', successor],
        [verified, 'all-verified', successor],
        [deactivated, 'key-deactivated', old],
    ];
    return known.flatMap(([at, kind, subject]) => (at === undefined ? [] : [{ at, kind, subject }]));
}
function clusterReports(observed, policy, runState) {
    const deployed = provedClusters(observed);
    return observed.clusters.map(({ id, name, production, state, mark }) => {
        const requested = runState?.deployments.get(id);
        const proved = deployed.has(id) || requested?.outcome === 'succeeded';
        const role = (() => {
            if (policy.ignoreClusters.includes(id))
                return 'ignored';
            if (proved)
                return 'deployed';
            if (state === 'off')
                return 'off';
            if (requested === undefined)
                return 'none';
            return requested.outcome === 'running' ? 'deploying' : 'not-deployed';
        })();
        const detail = role === 'not-deployed' ? (requested?.detail ?? '') : '';
        return { id, name, production, status: mark.status, role, detail };
    });
}
function holderReports(first, observed) {
    const { stored, old, new: successor } = first.journal;
    const before = new Map(first.holders.map(({ id, keyId }) => [
        id,
        stored !== undefined && keyId === successor && old !== undefined ? old : keyId,
    ]));
    return concernedHolders(observed).map(({ kind, id, name, keyId }) => ({
        kind,
        id,
        name,
        before: before.get(id) ?? '–',
        after: keyId,
    }));
}
function reportOfRefused({ keyIds, account, holders, what, remedy }) {
    return {
        user: undefined,
        account,
        credentials: holders.map(({ id, name }) => ({ id, name })),
        result: 'failed',
        why: what,
        warning: false,
        oldKey: keyIds.length === 1 ? keyIds[0] : undefined,
        newKey: undefined,
        keyCreatedAt: undefined,
        deactivateAfter: undefined,
        deleteAfter: undefined,
        nextRotation: undefined,
        clusters: [],
        holders: [],
        events: [],
        otherFailures: [],
        plan: [],
        state: 'Nothing was changed.',
        remedy,
        obstacles: [],
    };
}

;// CONCATENATED MODULE: ./lib/rotation/report/words.js
const EVENTS = {
    'key-created': (key) => `created ${key}`,
    'key-stored': (holder) => `stored the new key in the ${holder}`,
    'stored-everywhere': () => 'stored the new key everywhere',
    'cluster-deploying': (name) => `asked Qovery to deploy '${name}'`,
    'cluster-deployed': (name) => `'${name}' is deployed with the new key`,
    'cluster-failed': (name, status) => `the deployment of '${name}' ended in ${status}`,
    'all-deployed': () => 'every cluster is deployed with the new key',
    'environment-deploying': (id) => `asked Qovery to redeploy environment ${id}, as a test`,
    'environment-deployed': (id) => `environment ${id} runs on the new key`,
    'all-verified': () => 'the test deployments succeeded',
    'key-deactivated': (key) => `deactivated ${key}`,
    'key-activated': (key, why) => `activated ${key} again: ${why}`,
    'key-deleted': (key) => `deleted ${key}`,
    'key-replaced': (key) => `deleted ${key}, which was not stored everywhere`,
    'key-discarded': (key) => `deleted ${key}, which was never in use`,
};
function describeEvent({ kind, subject, detail = '' }) {
    return EVENTS[kind](subject, detail);
}
const ROLES = {
    deployed: 'deployed with the new key',
    deploying: 'deploying with the new key',
    'not-deployed': 'not deployed with the new key',
    off: 'left alone: takes the key up when it starts',
    ignored: 'ignored: has no key, once the old one is gone, until its next deployment',
    none: '',
};
function describeCluster({ role, detail }) {
    return [ROLES[role], detail].filter((text) => text !== '').join(': ');
}

;// CONCATENATED MODULE: ./lib/rotation/loop.js














async function rotateKey(target, credentials, options, shared, logger) {
    const events = [];
    const context = contextOf(shared, options.signer, logger, events);
    const progress = { first: undefined, state: undefined, journal: undefined, acted: false };
    let end;
    try {
        end = await runLoop(progress, target, options, context);
    }
    catch (error) {
        const { state } = progress;
        if (progress.acted && state !== undefined)
            saveProgress({ ...state, observation: await lookOnceMore(state.observation, context) }, progress);
        end = endOf(error, progress.state?.observation);
    }
    if (progress.acted && progress.state?.runState.finished === false)
        await releaseHeartbeat(progress.state, context);
    const { policy, clock } = shared;
    return reportOf({ target, credentials, ...progress, end, events, policy, now: clock.now() });
}
async function runLoop(progress, target, options, context) {
    let state = await context.startLimit(async () => act(await begin(progress, target, options, context), progress, options, context));
    for (;;) {
        const next = nextStep(state, progress, options, context);
        if ('result' in next) {
            if (next.result === 'planned')
                await context.keys.checkPermissions(target.user);
            return next;
        }
        state = isWait(next)
            ? saveProgress(await perform(next, state, context), progress)
            : await context.stepLimit(() => act(state, progress, options, context));
    }
}
async function begin(progress, target, { run, startedAt }, context) {
    if (context.cancel.aborted)
        throw new errors/* Cancelled */.cJ();
    context.group('Ensure there is only one Access Key');
    progress.first = await observe(target, context, firstLook(startedAt, context.clock.now()));
    context.info(describeState(progress.first));
    const duration = describeDuration(progress.first);
    if (duration !== undefined)
        context.info(duration);
    return saveProgress({ observation: progress.first, runState: initialRunState(run) }, progress);
}
async function act(state, progress, options, context) {
    state = saveProgress(await afterLongWait(state, context), progress);
    for (;;) {
        const next = nextStep(state, progress, options, context);
        if ('result' in next || isWait(next))
            return state;
        state = saveProgress(await perform(next, state, context), progress);
        if (next.do === 'deploy' || next.do === 'verify')
            return state;
    }
}
async function afterLongWait(state, context) {
    const { observation, runState } = state;
    const heartbeat = (0,rotation_journal/* heartbeatOf */.Wn)(observation.journal, runState.run);
    if (heartbeat === undefined || context.clock.now() - heartbeat < rotation_journal/* HEARTBEAT_TTL */.Ip - lib_clock/* MINUTE */.pY)
        return state;
    return { runState, observation: { ...observation, journal: await rereadJournal(state, context) } };
}
function nextStep({ observation: observed, runState }, progress, { dryRun }, { cancel, clock, policy }) {
    const step = decide({ observed, policy, runState, now: clock.now(), cancelled: cancel.aborted });
    if (step.do === 'stop')
        throw step.problem;
    if (step.do === 'rest')
        return ended(step.result, step.why, { warning: step.warning ?? false });
    if (dryRun && !isLook(step)) {
        const steps = plan(step, observed, policy, clock.now());
        return ended('planned', 'dry run: nothing was changed', { plan: steps });
    }
    progress.acted ||= !isLook(step);
    return step;
}
function isWait(step) {
    return step.do.startsWith('await-');
}
function isLook(step) {
    return step.do.startsWith('refresh');
}
function saveProgress(state, progress) {
    progress.state = state;
    if (!state.runState.finished)
        progress.journal = state.observation.journal;
    return state;
}
function contextOf(shared, signer, logger, events) {
    let lastTitle = '';
    return {
        ...shared,
        signer,
        readsFor: (observed, now) => readsFor(observed, shared.policy, now),
        group: (title) => {
            if (title !== lastTitle)
                logger.group(title);
            lastTitle = title;
        },
        info: (text) => logger.info(text),
        event: (kind, subject, detail) => {
            const event = { at: shared.clock.now(), kind, subject, ...(detail === undefined ? {} : { detail }) };
            events.push(event);
            logger.info(`-> ${describeEvent(event)}`);
        },
    };
}
function ended(result, why, more = {}) {
    return { result, why, warning: false, remedy: '', plan: [], obstacles: [], ...more };
}
function endOf(error, observed) {
    const goesOn = 'The next run goes on from what it finds.';
    const inUse = observed?.journal.stored !== undefined;
    if (error instanceof errors/* Cancelled */.cJ) {
        return ended(inUse ? 'pending' : 'failed', 'the run was cancelled', { warning: true, remedy: goesOn });
    }
    if (error instanceof aws_error/* AwsError */.Gy && error.sessionEnded && inUse) {
        const how = "Run again to finish; with 'role-to-assume' the action fetches a new session by itself.";
        return ended('pending', `${error.message}; both keys are as they were`, { warning: true, remedy: how });
    }
    if (error instanceof Blocked) {
        return ended('failed', error.what, { remedy: error.remedy, obstacles: error.obstacles });
    }
    if (error instanceof errors/* Problem */.AF)
        return ended('failed', error.what, { remedy: error.remedy });
    return ended('failed', (0,errors/* withFullStop */.uo)((0,errors/* messageOf */.bD)(error)), { remedy: `Fix it, and run again. ${goesOn}` });
}
async function lookOnceMore(observed, context) {
    const readsFor = (...seen) => ({
        ...context.readsFor(...seen),
        workloads: undefined,
    });
    try {
        const now = await observe(observed.target, { ...context, readsFor }, context.clock.now());
        return { ...now, workloads: observed.workloads };
    }
    catch (error) {
        context.info(`What is true now could not be read (${(0,errors/* messageOf */.bD)(error)}); what follows was true at ${(0,lib_clock/* iso */.KH)(observed.at)}.`);
        return observed;
    }
}
async function releaseHeartbeat(state, { keys, clock, info }) {
    try {
        await clearHeartbeat(state, keys);
    }
    catch (error) {
        info(`The heartbeat of this run expires 15 minutes after ${(0,lib_clock/* iso */.KH)(clock.now())}: ${(0,errors/* messageOf */.bD)(error)}.`);
    }
}

// EXTERNAL MODULE: ./lib/qovery/snapshot.js
var qovery_snapshot = __webpack_require__(8390);
;// CONCATENATED MODULE: ./lib/rotation/observe/organization.js






class Organization {
    api;
    dns;
    workloads;
    #look;
    #statuses;
    #environments = new Set();
    #organization;
    constructor(api, clock) {
        this.api = api;
        this.workloads = new WorkloadReader(api, clock);
        const dns = new qovery_snapshot/* DnsProviders */.S(api, clock);
        this.dns = dns;
        this.#statuses = new Shared(clock, () => api.clusterStatuses());
        this.#look = new Shared(clock, async (at) => {
            const snapshot = new qovery_snapshot/* Snapshot */.F(api, dns);
            const statusesAt = clock.now();
            const [credentials, found, clusters, statuses] = await (0,lib_all/* all */.Q)([
                snapshot.credentials(),
                (0,lib_holders/* findHolders */.ZC)(snapshot),
                snapshot.clusters(),
                this.statuses(statusesAt),
            ]);
            const dnsAt = Math.min(clock.now(), dns.seenAt);
            return {
                at: Math.min(at, clock.now()),
                dnsAt,
                credentials: credentials.map(({ credential }) => credential),
                holders: found.holders,
                unknownHolders: found.unknown,
                clusters,
                assigned: new Set(credentials.flatMap((one) => one.clusters.map(({ id }) => id))),
                statuses,
                statusesAt: Math.min(statusesAt, clock.now()),
            };
        });
    }
    look(notBefore) {
        return this.#look.read(notBefore);
    }
    async restriction() {
        try {
            this.#organization ??= await this.api.organization();
        }
        catch (error) {
            if (!(error instanceof http/* QoveryError */.J && error.outcome !== 'unclear'))
                throw error;
        }
        return this.#organization?.billing_deployment_restriction || undefined;
    }
    async unknownEnvironments(ids) {
        await (0,lib_all/* all */.Q)(ids.map(async (id) => {
            const environment = (0,lib_ids/* uuid */.u)(id);
            if (environment === undefined || this.#environments.has(id))
                return;
            try {
                await this.api.environmentStatus(environment);
                this.#environments.add(id);
            }
            catch (error) {
                if (!(error instanceof http/* QoveryError */.J && error.outcome === 'refused'))
                    throw error;
            }
        }));
        return ids.filter((id) => !this.#environments.has(id));
    }
    statuses(notBefore) {
        return this.#statuses.read(notBefore);
    }
}
class Shared {
    #clock;
    #read;
    #last;
    #next;
    constructor(clock, read) {
        this.#clock = clock;
        this.#read = read;
    }
    read(notBefore) {
        const last = this.#last;
        if (last !== undefined && last.at >= notBefore)
            return last.answer;
        if (last === undefined || last.ended)
            return this.#begin();
        this.#next ??= last.answer.then(() => this.#begin(), () => this.#begin());
        return this.#next;
    }
    #begin() {
        const at = this.#clock.now();
        const begun = { at, answer: this.#read(at), ended: false };
        this.#last = begun;
        this.#next = undefined;
        begun.answer.then(() => {
            begun.ended = true;
            begun.at = Math.min(begun.at, this.#clock.now());
        }, () => {
            begun.ended = true;
            if (this.#last === begun)
                this.#last = undefined;
        });
        return begun.answer;
    }
}

;// CONCATENATED MODULE: ./lib/rotation/observe/targets.js








function chooseCredentials(inputs, { credentials, clusters, holders, unknownHolders }) {
    const ids = inputs.credentials === 'all' ? credentials.map(({ id }) => id) : inputs.credentials;
    const chosen = [];
    const leftOut = [];
    if (inputs.credentials !== 'all') {
        const known = { 'cloud credential': credentials, cluster: clusters };
        const { unresolved } = (0,references/* resolveReferences */.d)(inputs.credentials, 'cloud credential', known);
        if (unresolved.length > 0)
            throw new errors/* BadInput */.kp((0,references/* mistakesOf */.Jy)('credentials-id', unresolved, "'all'"), 'Nothing was changed.');
    }
    for (const id of ids) {
        const credential = credentials.find((candidate) => candidate.id.toLowerCase() === id.toLowerCase());
        if (credential === undefined)
            continue;
        const holder = holders.find((candidate) => candidate.kind === 'cloud credential' && candidate.id === credential.id);
        const unknown = unknownHolders.find(({ id: candidate }) => candidate === credential.id);
        if (unknown !== undefined && inputs.credentials !== 'all') {
            throw new errors/* Problem */.AF(`It is not certain which key the cloud credential '${credential.name}' holds: ${unknown.why}.`, 'Look at it in the Qovery console: store a key or a role there, or remove it. Nothing was changed.');
        }
        if (holder !== undefined)
            chosen.push(holder);
        else if (unknown !== undefined)
            leftOut.push(`'${credential.name}': it is not certain which key it holds: ${unknown.why}.`);
        else if (credential.object_type === 'AWS_ROLE')
            leftOut.push(`'${credential.name}' uses an AWS role: there is no key to rotate, which is what Qovery recommends.`);
        else if (inputs.credentials !== 'all')
            leftOut.push(`'${credential.name}' is no static AWS credential (${credential.object_type}): this action has nothing to rotate there.`);
    }
    return { chosen, leftOut };
}
async function findTargets(chosen, seen, asking) {
    const groups = [...Map.groupBy(chosen, ({ keyId }) => keyId)];
    const asked = await (0,lib_all/* all */.Q)(groups.map(async ([keyId, holders]) => ({ keyId, holders, ...(await ownerOf(keyId, seen, asking)) })));
    const owns = ({ owner }) => asked.some((other) => other.unowned === undefined &&
        other.owner?.user === owner?.user &&
        other.owner?.account.caller.account === owner?.account.caller.account);
    const found = asked.map(({ keyId, holders, ...owner }) => ({
        keyId,
        holders,
        ...(owner.unowned !== undefined && owns(owner) ? owner.unowned : owner),
    }));
    const named = found.flatMap(({ owner, keyId, gone }) => owner === undefined ? [] : { ...owner, keyId, gone });
    const users = Map.groupBy(named, ({ user, account }) => `${account.caller.account} ${user}`);
    const owned = [...users.values()].flatMap((keys) => {
        const [first] = keys;
        if (first === undefined)
            return [];
        const { user, account } = first;
        const held = new Set(keys.map(({ keyId }) => keyId));
        const credentialIds = seen.holders
            .filter(({ kind, keyId }) => kind === 'cloud credential' && held.has(keyId))
            .map(({ id }) => id);
        const gone = keys.flatMap((key) => (key.gone === true ? key.keyId : []));
        const target = { user, account: account.caller.account, credentialIds, keyIds: [...held], gone };
        return [{ target, account }];
    });
    const elsewhere = Map.groupBy(found, (key) => key.elsewhere);
    elsewhere.delete(undefined);
    return {
        owned,
        refused: [
            ...found.flatMap(({ keyId, holders, refused }) => refused === undefined ? [] : { keyIds: [keyId], holders, ...refused }),
            ...accountsThatRefuse(found),
        ],
        leftOut: [
            ...found.flatMap(({ leftOut }) => leftOut ?? []),
            ...[...elsewhere].map(([account = '', keys]) => (0,aws_accounts/* keysElsewhere */.ht)(account, keys.map(({ keyId: id, holders }) => ({ id, holders })))),
        ],
        notAsked: found.flatMap(({ notAsked }) => notAsked ?? []),
        anyElsewhere: elsewhere.size > 0,
    };
}
function accountsThatRefuse(found) {
    const refusals = found.flatMap(({ keyId, holders, denied }) => denied === undefined ? [] : { ...denied, keyId, holders });
    return [...Map.groupBy(refusals, ({ account, keyId }) => account ?? keyId).values()].flatMap((same) => {
        const [first] = same;
        if (first === undefined)
            return [];
        const { account, why: what, remedy } = first;
        const keyIds = same.map(({ keyId }) => keyId);
        return [{ keyIds, account, holders: same.flatMap(({ holders }) => holders), what, remedy }];
    });
}
async function ownerOf(keyId, seen, asking) {
    const { inputs, accounts } = asking;
    const at = accounts.of(keyId);
    const own = (0,aws_accounts/* isRefusal */.vu)(at) ? at.account : at.caller.account;
    const refuse = (what, remedy) => ({ refused: { account: own, what, remedy } });
    if (!/^AKIA/.test(keyId)) {
        return refuse(`Qovery holds ${keyId}, which is not a long-term access key of an IAM user (those begin with AKIA).`, 'Store a key of an IAM user there.');
    }
    if ((0,aws_accounts/* isRefusal */.vu)(at))
        return { denied: at };
    const { caller, clients, keys } = at;
    let account;
    let owner;
    try {
        [account, owner] = await (0,lib_all/* all */.Q)([(0,identity/* accountOfKey */.eS)(clients, keyId), keys.ownerOf(keyId)]);
    }
    catch (error) {
        if (!(error instanceof aws_error/* AwsError */.Gy) || clients.grace.aborted)
            throw error;
        if (error.deniedByOrganization)
            return { denied: (0,aws_accounts/* refusalOf */.Of)(caller.account, error) };
        return refuse(`Whose key ${keyId} is could not be read: ${error.message}.`, 'Fix it, and run again.');
    }
    if (account !== caller.account) {
        if (inputs.credentials === 'all' && !accounts.each)
            return { elsewhere: account };
        return refuse(`${keyId} belongs to AWS account ${account}, but this run is signed in to account ${caller.account} (${caller.arn}).`, `Sign in to ${account}, for example with a role there as 'role-to-assume'.`);
    }
    if (owner.is === 'known') {
        const { userName: user } = owner;
        if (!(0,iam_users/* isNamed */.e)(user, inputs.iamUsers)) {
            const what = `${keyId} belongs to the IAM user ${user}, not to ${inputs.iamUsers?.join(' or ')} ('aws-iam-user').`;
            if (inputs.credentials === 'all')
                return { leftOut: what, notAsked: user };
            return refuse(`${what} ERROR: no access key found, are you sure it's the correct user?`, `If its key may be rotated, add ${user} to 'aws-iam-user', or leave the input out: AWS tells the owner.`);
        }
        if (user === caller.userName) {
            return refuse(`This run is signed in as ${caller.arn}, the very user whose key is to be rotated.`, "Sign in as somebody else: a role, with 'role-to-assume'.");
        }
        return { owner: { user, account: at } };
    }
    const gone = owner.is === 'gone';
    const what = `AWS names no owner of ${keyId}, the key that Qovery holds: it is gone, or this run may not ask (iam:GetAccessKeyLastUsed). ERROR: no access key found, are you sure it's the correct user?`;
    const user = await ownerByJournal(keyId, seen, at, asking);
    if (user !== undefined)
        return { owner: { user, account: at }, gone };
    const [named, ...more] = inputs.iamUsers ?? [];
    if (named !== undefined && more.length === 0) {
        const remedy = `${named} ('aws-iam-user') has another key, which is in use. If this was a key of ${named}, too, store the other one there; else a key of its own user.`;
        return { owner: { user: named, account: at }, gone, unowned: refuse(what, remedy) };
    }
    return refuse(what, "Check the account, the partition ('aws-region') and the permissions. If the key is gone, give the name of its user as 'aws-iam-user': a new key is then created and stored.");
}
async function ownerByJournal(keyId, { holders }, { keys, caller }, { signerOf, inputs }) {
    const others = [...new Set(holders.map((holder) => holder.keyId))].filter((id) => id !== keyId && /^AKIA/.test(id));
    const owners = await (0,lib_all/* all */.Q)(others.map((id) => keys.use(id).catch(() => undefined)));
    const users = new Set(owners.flatMap((use) => use?.userName ?? []));
    for (const user of [...users].filter((name) => (0,iam_users/* isNamed */.e)(name, inputs.iamUsers))) {
        const { signed, old, new: successor, lost, } = (0,rotation_journal/* readJournal */.a0)(await keys.tags(user), signerOf(caller.account, user));
        if (signed && [old, successor, ...lost].includes(keyId))
            return user;
    }
    return undefined;
}

// EXTERNAL MODULE: ./lib/qovery/console.js
var console = __webpack_require__(8845);
// EXTERNAL MODULE: ./lib/lib/markdown.js
var markdown = __webpack_require__(6890);
;// CONCATENATED MODULE: ./lib/rotation/report/summary.js







const RESULTS = {
    failed: 'Failed',
    pending: 'Pending',
    deferred: 'Deferred',
    planned: 'Planned',
    rotated: 'Rotated',
    'not-due': 'Not due',
    'nothing-to-rotate': 'Nothing to rotate',
};
const SIGNS = {
    failed: '❌',
    pending: '⏳',
    deferred: '🔒',
    planned: '📋',
    rotated: '✅',
    'not-due': '✅',
    'nothing-to-rotate': '✅',
};
const ORDER = Object.keys(RESULTS);
const MANY = 15;
const MANY_LABELS = 10;
function rotationSummary(reports, context) {
    const sorted = reports.toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || Number(b.warning) - Number(a.warning));
    const several = sorted.length > 1;
    const fold = (report) => (0,markdown/* details */.zH)(`${sign(report)} ${summary_status(report)}: ${summary_nameOf(report)}`, body(report, context), report.result === 'failed');
    const text = (0,markdown/* blocks */.Bv)([
        `### ${sorted[0] === undefined ? SIGNS['nothing-to-rotate'] : sign(sorted[0])} ${(0,markdown/* escape */.ih)(heading(sorted))}${context.dryRun ? ' (dry run)' : ''}`,
        sorted.length === 0 ? 'There is no AWS access key to rotate.' : '',
        several ? overview(sorted, context) : '',
        (0,markdown/* listed */.KE)('Warnings', context.warnings),
        ...sorted.map((report) => (several ? fold(report) : body(report, context))),
        (0,markdown/* listed */.KE)('Left out', context.leftOut),
    ]);
    return (0,markdown/* capped */.uo)(`${text}\n`);
}
function heading(reports) {
    const [first] = reports;
    if (first === undefined)
        return RESULTS['nothing-to-rotate'];
    if (reports.length === 1)
        return `${RESULTS[first.result]}: ${summary_nameOf(first)}`;
    const words = [...new Set(reports.map(({ result }) => result))].map((result) => `${reports.filter((each) => each.result === result).length} ${RESULTS[result].toLowerCase()}`);
    return `${words.join(', ')}: ${reports.length} AWS keys`;
}
function overview(reports, context) {
    const rows = reports.map((report) => {
        const result = `${sign(report)} ${summary_status(report)}`;
        const cells = [(0,markdown/* escape */.ih)(summary_nameOf(report)), (0,markdown/* escape */.ih)(report.user ?? '–'), result, keys(report)];
        return [...cells, whatNext(report, context)];
    });
    return (0,markdown/* table */.tp)(['Credential', 'IAM user', 'Result', 'Key: old → new', 'Next'], rows);
}
function body(report, context) {
    const { result, why, state, plan, obstacles } = report;
    const fact = (label, markup) => markup && `**${label}:** ${markup}`;
    const tables = (0,markdown/* blocks */.Bv)([clusterTable(report, context), holderTable(report)]);
    return (0,markdown/* blocks */.Bv)([
        lead(report, (0,markdown/* sentence */.em)(why)),
        (0,markdown/* titled */.dJ)('In the way', (0,markdown/* bullets */.e5)(obstacles.map(({ what, remedy }) => `${(0,markdown/* sentence */.em)(what)} **${(0,markdown/* sentence */.em)(remedy)}**`))),
        obstacles.length === 0 ? '' : '<!-- -->',
        (0,markdown/* bullets */.e5)([
            fact('Key', keys(report)),
            fact('Credential', (0,lib_text/* someOf */.yU)(report.credentials.map(({ id, name }) => `${(0,markdown/* escape */.ih)(name)} (${(0,markdown/* code */.aY)(id)})`))),
            fact('What is true now', (0,markdown/* sentence */.em)(state)),
            fact(result === 'failed' ? 'What to do' : 'Next', whatNext(report, context)),
            fact('Failed since, for other reasons than this rotation', (0,lib_text/* someOf */.yU)(report.otherFailures.map((name) => (0,markdown/* escape */.ih)(name)))),
            fact(`Age limit of ${(0,lib_clock/* span */.Ln)(context.maxAge)}`, ageLimit(report, context)),
        ]),
        (0,markdown/* titled */.dJ)('What a run without dry-run would do', plan.map((step, i) => `${i + 1}. ${(0,markdown/* escape */.ih)(step)}`).join('\n')),
        isIdle(result) && tables !== '' ? (0,markdown/* details */.zH)('Clusters and holders of this key', tables) : tables,
        (0,markdown/* titled */.dJ)('Timeline (UTC)', timelineOf(report, context.now)),
        (0,markdown/* titled */.dJ)('For the auditor', audit(report, context)),
    ]);
}
function lead({ result, warning }, markup) {
    if (result === 'failed')
        return (0,markdown/* alert */.xE)('CAUTION', markup);
    return warning ? (0,markdown/* alert */.xE)('WARNING', markup) : markup;
}
function sign({ result, warning }) {
    return warning && result !== 'failed' ? '⚠️' : SIGNS[result];
}
function summary_status({ result, warning }) {
    return `${RESULTS[result]}${warning && result !== 'failed' ? ', needs a look' : ''}`;
}
function whatNext(report, { now }) {
    const { result, oldKey, deactivateAfter, deleteAfter, nextRotation } = report;
    const said = (0,markdown/* sentence */.em)(report.remedy);
    switch (result) {
        case 'failed':
            return said || 'Fix what failed, and run again: the next run goes on from what it finds.';
        case 'planned':
            return said || 'Run again without `dry-run` to do this.';
        case 'pending': {
            if (deleteAfter === undefined)
                return said || 'The next run goes on from what it finds.';
            const old = oldKey === undefined ? 'The old key' : `The old key ${(0,markdown/* code */.aY)(oldKey)}`;
            const deactivated = deactivateAfter === undefined
                ? ''
                : deactivateAfter > now
                    ? `is deactivated by the first run after ${(0,markdown/* when */.z7)(deactivateAfter, now)}, and `
                    : '';
            const deleted = deleteAfter > now ? `at ${(0,markdown/* when */.z7)(deleteAfter, now)} or later` : 'as soon as nothing needs it any more';
            return `${old} ${deactivated}is deleted by a run ${deleted}. ${said}`.trim();
        }
        case 'deferred':
            return said || 'A run after the end of the lock begins the rotation.';
        case 'rotated':
        case 'not-due':
        case 'nothing-to-rotate':
            if (said !== '' || nextRotation === undefined)
                return said || 'Nothing to do.';
            return nextRotation > now
                ? `The next rotation is due on ${(0,markdown/* when */.z7)(nextRotation, now)}; until then the key is within its age limit.`
                : `The key in use is over its age limit since ${(0,markdown/* when */.z7)(nextRotation, now)}.`;
    }
}
function ageLimit(report, { now, maxAge }) {
    const { result, oldKey, keyCreatedAt, deleteAfter, nextRotation } = report;
    if (maxAge === 0 || !['failed', 'pending', 'planned'].includes(result))
        return '';
    const later = deleteAfter !== undefined && deleteAfter > now;
    const earliest = later ? `, ${(0,markdown/* when */.z7)(deleteAfter, now)} at the earliest` : '';
    const met = result === 'pending' && oldKey !== undefined ? `Met once the old key is deleted${earliest}.` : '';
    if (keyCreatedAt === undefined || nextRotation === undefined)
        return met;
    const side = nextRotation > now ? 'within the limit until' : 'over the limit since';
    return `${met} The key in use is ${(0,lib_clock/* span */.Ln)(now - keyCreatedAt)} old: ${side} ${(0,markdown/* when */.z7)(nextRotation, now)}.`.trim();
}
function isBeforeAll({ result, newKey }) {
    return result === 'planned' && newKey === undefined;
}
function clusterTable(report, { consoleUrl, organizationId }) {
    const { clusters } = report;
    const failing = clusters.filter(isFailing);
    const rows = [...failing, ...clusters.filter((cluster) => !isFailing(cluster))].map((cluster) => {
        const page = (0,console/* clusterPage */.m)(organizationId, cluster.id, consoleUrl);
        const log = isFailing(cluster) ? ` (${(0,markdown/* link */.nf)('see its log', page)})` : '';
        return [
            (0,markdown/* escape */.ih)(cluster.name),
            cluster.production ? 'yes' : 'no',
            (0,markdown/* code */.aY)(cluster.status),
            `${(0,markdown/* escape */.ih)(describeCluster(cluster)) || (isBeforeAll(report) ? 'will be deployed' : '–')}${log}`,
        ];
    });
    return folded('Clusters', (0,markdown/* table */.tp)(['Cluster', 'Production', 'Status', 'What it means'], rows), rows.length, failing.length > 0);
}
function isFailing({ status, role }) {
    return ['error', 'invalid-credentials'].includes((0,qovery_status/* stateOf */.L4)(status)) || role === 'not-deployed';
}
function holderTable(report) {
    const same = (before) => isBeforeAll(report) && before === report.oldKey ? 'will change' : 'unchanged';
    const rows = report.holders.map(({ kind, name, before, after }) => [
        (0,markdown/* escape */.ih)(kind),
        (0,markdown/* escape */.ih)(name),
        (0,markdown/* code */.aY)(before),
        before === after ? same(before) : (0,markdown/* code */.aY)(after),
    ]);
    return folded('Holders of the key in Qovery', (0,markdown/* table */.tp)(['Kind', 'Name', 'Key before', 'Key after'], rows), rows.length);
}
function folded(title, markup, rows, open = false) {
    return rows > MANY ? (0,markdown/* details */.zH)(`${title} (${rows})`, markup, open) : (0,markdown/* titled */.dJ)(title, markup);
}
const PHASES = {
    'key-stored': 'stored',
    'stored-everywhere': 'stored',
    'cluster-deploying': 'asked',
    'environment-deploying': 'asked',
    'cluster-deployed': 'deployed',
};
function timelineOf(report, now) {
    const { events, result, deactivateAfter, deleteAfter, nextRotation } = report;
    const done = [];
    for (const [i, event] of events.entries()) {
        const phase = PHASES[event.kind];
        if (phase === 'asked' && events.slice(i + 1).some(({ subject }) => subject === event.subject))
            continue;
        const last = done.at(-1);
        const label = (0,markdown/* escape */.ih)(describeEvent(event));
        if (last === undefined || phase === undefined || last.phase !== phase) {
            done.push({ from: event.at, to: event.at, labels: [label], phase });
        }
        else {
            last.to = event.at;
            last.labels.push(label);
        }
    }
    if (done.length === 0)
        return '';
    const ahead = (at, what) => at === undefined || at <= now ? [] : [[(0,markdown/* when */.z7)(at, now), `*to come:* ${what}`]];
    return (0,markdown/* table */.tp)(['When', 'What'], [
        ...done.map(({ from, to, labels }) => [
            (0,markdown/* second */.Rc)(from) === (0,markdown/* second */.Rc)(to) ? (0,markdown/* second */.Rc)(from) : `${(0,markdown/* second */.Rc)(from)} to ${(0,markdown/* second */.Rc)(to)}`,
            (0,lib_text/* someOf */.yU)(labels, MANY_LABELS),
        ]),
        ...ahead(deactivateAfter, 'the old key is deactivated'),
        ...ahead(deleteAfter, 'the old key is deleted'),
        ...ahead(result === 'failed' ? undefined : nextRotation, 'the next rotation is due'),
    ]);
}
function audit(report, { runUrl, actor }) {
    const { user, account, oldKey, newKey, keyCreatedAt, events } = report;
    const created = events.some(({ kind }) => kind === 'key-created');
    const facts = [
        ['IAM user', (0,markdown/* code */.aY)(user ?? '')],
        ['AWS account', (0,markdown/* code */.aY)(account ?? '')],
        [newKey === undefined ? 'Key' : 'Old key', (0,markdown/* code */.aY)(oldKey ?? '')],
        ['New key', (0,markdown/* code */.aY)(newKey ?? '')],
        ['Key in use created', keyCreatedAt === undefined || created ? '' : `${(0,markdown/* second */.Rc)(keyCreatedAt)}\u00a0UTC`],
        ['Run', runUrl === '' ? '' : (0,markdown/* link */.nf)(runUrl.split('/').at(-1) ?? runUrl, runUrl)],
        ['Started by', (0,markdown/* escape */.ih)(actor)],
    ];
    return (0,markdown/* table */.tp)(['What', 'Value'], facts.filter(([, value]) => value !== ''));
}
function keys({ oldKey, newKey, result }) {
    if (oldKey === undefined || newKey === undefined)
        return (0,markdown/* code */.aY)(oldKey ?? newKey ?? '');
    return result === 'failed'
        ? `old ${(0,markdown/* code */.aY)(oldKey)}, new ${(0,markdown/* code */.aY)(newKey)}`
        : `${(0,markdown/* code */.aY)(oldKey)} → ${(0,markdown/* code */.aY)(newKey)}`;
}
function summary_nameOf({ credentials, user, oldKey }) {
    if (credentials.length === 0)
        return user ?? oldKey ?? 'unknown key';
    const names = credentials.map(({ name }) => name);
    return names.length <= 3
        ? names.join(', ')
        : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}

;// CONCATENATED MODULE: ./lib/rotation/report/outcome.js






const outcome_ORDER = [
    'failed',
    'pending',
    'deferred',
    'planned',
    'rotated',
    'not-due',
    'nothing-to-rotate',
];
function rotationOutcome(reports, context) {
    const result = outcome_ORDER.find((candidate) => reports.some((report) => report.result === candidate)) ?? 'nothing-to-rotate';
    const outputs = {};
    const one = reports.length === 1 ? reports[0] : undefined;
    if (one?.oldKey !== undefined)
        outputs['old-access-key-id'] = one.oldKey;
    if (one?.newKey !== undefined)
        outputs['new-access-key-id'] = one.newKey;
    if (one?.deleteAfter !== undefined)
        outputs['delete-after'] = (0,lib_clock/* iso */.KH)(one.deleteAfter);
    const rotations = reports.flatMap(({ nextRotation }) => nextRotation ?? []);
    if (rotations.length > 0)
        outputs['next-rotation'] = (0,lib_clock/* iso */.KH)(Math.min(...rotations));
    const clusters = new Map(reports.flatMap((report) => report.clusters).map(({ id, name, status }) => [id, { id, name, status }]));
    outputs['clusters'] = JSON.stringify([...clusters.values()]);
    return {
        result,
        outputs,
        report: {
            operation: 'rotate',
            result,
            organization_id: context.inputs.organizationId,
            dry_run: context.inputs.dryRun,
            started_at: (0,lib_clock/* iso */.KH)(context.startedAt),
            ended_at: (0,lib_clock/* iso */.KH)(context.endedAt),
            run_url: context.inputs.runUrl,
            actor: context.inputs.actor,
            left_out: context.leftOut,
            keys: reports.map(toReport),
        },
        summary: rotationSummary(reports, {
            organizationId: context.inputs.organizationId,
            consoleUrl: console/* CONSOLE */.s,
            dryRun: context.inputs.dryRun,
            now: context.endedAt,
            maxAge: context.inputs.maxAge,
            runUrl: context.inputs.runUrl,
            actor: context.inputs.actor,
            leftOut: context.leftOut,
            warnings: [...context.inputs.warnings, ...context.warnings],
        }),
        errors: reports.filter((report) => report.result === 'failed').map(errorOf),
        warnings: [
            ...context.warnings,
            ...reports
                .filter((report) => report.result !== 'failed' && report.warning)
                .map((report) => sentence(report, report.why, report.remedy)),
        ],
        notes: [
            ...context.leftOut,
            ...reports
                .filter((report) => report.result !== 'failed' && !report.warning)
                .map((report) => `${report.result}: ${sentence(report, report.why, ...report.plan.map((step, index) => `${index + 1}. ${step}`))}`),
        ],
        attention: reports.some(needsAttention),
    };
}
function needsAttention({ result, warning }) {
    return result === 'failed' || warning;
}
function errorOf(report) {
    const { why, state, remedy, obstacles } = report;
    if (obstacles.length === 0)
        return sentence(report, why, state, remedy);
    return [sentence(report, why), ...linesOf(obstacles), `${state} ${remedy}`].join('\n');
}
function sentence(report, ...parts) {
    const names = report.credentials.map(({ name }) => `'${name}'`).join(', ');
    return `${names}: ${parts
        .filter((part) => part !== '')
        .map(errors/* withFullStop */.uo)
        .join(' ')}`;
}
function toReport(report) {
    return {
        result: report.result,
        why: report.why,
        iam_user: report.user ?? null,
        aws_account_id: report.account ?? null,
        credentials: report.credentials,
        old_access_key_id: report.oldKey ?? null,
        new_access_key_id: report.newKey ?? null,
        key_created_at: (0,lib_clock/* isoOrNull */.I)(report.keyCreatedAt),
        deactivate_after: (0,lib_clock/* isoOrNull */.I)(report.deactivateAfter),
        delete_after: (0,lib_clock/* isoOrNull */.I)(report.deleteAfter),
        next_rotation: (0,lib_clock/* isoOrNull */.I)(report.nextRotation),
        clusters: report.clusters.map(({ id, name, production, status, ...rest }) => ({
            ...{ id, name, production, status },
            note: describeCluster(rest),
        })),
        holders: report.holders,
        events: report.events.map((event) => ({
            at: (0,lib_clock/* iso */.KH)(event.at),
            kind: event.kind,
            subject: event.subject,
            what: describeEvent(event),
        })),
        failed_for_other_reasons: report.otherFailures,
        plan: report.plan,
        obstacles: report.obstacles,
        now: report.state,
        next: report.remedy,
    };
}

;// CONCATENATED MODULE: ./lib/rotation/rotate.js













const AT_WORK = 2;
const MAX_SKEW = 5 * lib_clock/* MINUTE */.pY;
async function rotate(inputs, deps) {
    const { output, clock } = deps;
    const organization = new Organization(deps.api, clock);
    const seen = await organization.look(-Infinity);
    const startedAt = seen.at;
    checkClock(clock);
    const { chosen, leftOut } = chooseCredentials(inputs, seen);
    const context = { inputs, startedAt };
    if (chosen.length === 0)
        return rotationOutcome([], { ...context, leftOut, warnings: [], endedAt: clock.now() });
    const keyIds = chosen.map(({ keyId }) => keyId);
    const accounts = await (0,aws_accounts/* signIn */.Jv)(inputs.aws, keyIds, deps);
    try {
        checkClock(clock);
        const signerOf = (account, user) => (0,rotation_journal/* journalSigner */.UC)(inputs.token, { account, user, organization: inputs.organizationId });
        const { owned, ...others } = await findTargets(chosen, seen, { inputs, accounts, signerOf });
        const warnings = [...strangeClusters(inputs, seen), ...nothingOfTheirs(inputs, owned, others)];
        if (owned.length > 1 && inputs.retireKey !== undefined) {
            throw new errors/* Problem */.AF(`Input 'retire-key' is for one key at a time, and 'credentials-id' names credentials of ${owned.length} IAM users.`, 'Name the credentials of one of them. Nothing was changed.');
        }
        const shared = {
            organization,
            clock,
            secrets: deps.secrets,
            cancel: deps.cancel,
            policy: inputs,
            startLimit: (0,limit/* limit */.A)(AT_WORK),
            stepLimit: (0,limit/* limit */.A)(AT_WORK),
        };
        const options = { run: deps.run, dryRun: inputs.dryRun, startedAt };
        const alone = owned.length === 1;
        const reports = await (0,lib_all/* all */.Q)(owned.map(({ target, account: { keys, clients } }) => {
            const names = seen.credentials
                .filter(({ id }) => target.credentialIds.includes(id))
                .map(({ id, name }) => ({ id, name }));
            const logger = loggerOf(output, alone ? undefined : names.map(({ name }) => name).join(', '));
            const signer = signerOf(target.account, target.user);
            return rotateKey(target, names, { ...options, signer }, { ...shared, keys, clients }, logger);
        }));
        output.endGroup();
        return rotationOutcome([...others.refused.map(reportOfRefused), ...reports], {
            ...context,
            leftOut: [...leftOut, ...others.leftOut],
            warnings,
            endedAt: clock.now(),
        });
    }
    finally {
        accounts.close();
    }
}
function strangeClusters(inputs, { clusters }) {
    return [
        ...mistakesIn('cluster-id', inputs.clusters ?? []),
        ...mistakesIn('ignore-cluster-id', inputs.ignoreClusters),
    ];
    function mistakesIn(input, ids) {
        const { unresolved } = (0,references/* resolveReferences */.d)(ids, 'cluster', { cluster: clusters });
        return (0,references/* mistakesOf */.Jy)(input, unresolved).map(({ subject, what }) => `${subject} ${what}.`);
    }
}
function nothingOfTheirs({ credentials, iamUsers }, owned, { refused, notAsked, anyElsewhere }) {
    if (credentials !== 'all')
        return [];
    const strange = (0,iam_users/* withoutKeys */.P)(iamUsers, [...owned.map(({ target }) => target.user), ...notAsked]);
    const none = owned.length === 0 && refused.length === 0;
    if (strange !== undefined && none)
        throw new errors/* Problem */.AF(strange, "Correct 'aws-iam-user', or leave it out.", 'Nothing was changed.');
    if (strange !== undefined)
        return [strange];
    return none && anyElsewhere
        ? ['No key is of the AWS account that this run is signed in to: none was looked at, and none is rotated.']
        : [];
}
function loggerOf(output, name) {
    return name === undefined
        ? { group: (text) => output.group(text), info: (text) => output.info(text) }
        : {
            group: (text) => output.info(`[${name}] [+] ${text}`),
            info: (text) => output.info(`[${name}] ${text}`),
        };
}
function checkClock({ skew, discord }) {
    if (discord !== undefined && Math.abs(discord.by) > MAX_SKEW) {
        const how = `${(0,lib_clock/* span */.Ln)(Math.abs(discord.by))} ${discord.by > 0 ? 'ahead of' : 'behind'}`;
        throw new errors/* Problem */.AF(`The clock of ${discord.server} is ${how} that of the other servers: no delay could be trusted.`, 'Run again; if it stays so, a proxy may change what they answer. Nothing was changed.');
    }
    if (Math.abs(skew) <= MAX_SKEW)
        return;
    throw new errors/* Problem */.AF(`The clock of this runner is ${(0,lib_clock/* span */.Ln)(Math.abs(skew))} ${skew > 0 ? 'behind' : 'ahead of'} the servers': no delay could be trusted.`, 'Set it right (NTP), and run again. Nothing was changed.');
}


/***/ })

};
