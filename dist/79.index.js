export const id = 79;
export const ids = [79];
export const modules = {

/***/ 9867:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HW: () => (/* binding */ nextMaintenanceDay),
/* harmony export */   Ot: () => (/* binding */ dayName),
/* harmony export */   hU: () => (/* binding */ covers),
/* harmony export */   sM: () => (/* binding */ lockAgain)
/* harmony export */ });
/* harmony import */ var _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5953);

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const OF_PRODUCTION = WEEKDAYS.indexOf('Wednesday');
const OF_OTHERS = WEEKDAYS.indexOf('Monday');
function nextMaintenanceDay(production, now) {
    const today = dayOf(now);
    const ahead = (production ? OF_PRODUCTION : OF_OTHERS) - new Date(today).getUTCDay();
    return today + ((ahead + 7) % 7) * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
}
function covers(until, day) {
    return until >= day + _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
}
function lockAgain(day, now) {
    const today = dayOf(now);
    return today < day ? { on: day - _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_, ttlInDays: 2 } : { on: today, ttlInDays: 1 };
}
function dayName(day) {
    return `${WEEKDAYS[new Date(day).getUTCDay()]} ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .isoDay */ .kh)(day)}`;
}
function dayOf(time) {
    return Math.floor(time / _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_) * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
}


/***/ }),

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

/***/ 2459:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ chooseClusters)
/* harmony export */ });
/* harmony import */ var _references_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8448);

function chooseClusters(choice, clusters) {
    if (typeof choice === 'string') {
        const production = choice === 'production';
        const wanted = (cluster) => choice === 'all' || (cluster.production === true) === production;
        return { chosen: clusters.filter(wanted), unresolved: [] };
    }
    const { ids, unresolved } = (0,_references_js__WEBPACK_IMPORTED_MODULE_0__/* .resolveReferences */ .d)(choice, 'cluster', { cluster: clusters });
    const words = "; or 'all', 'production', 'non-production'";
    return {
        chosen: ids.flatMap((id) => clusters.find((cluster) => cluster.id === id) ?? []),
        unresolved: unresolved.map((one) => ({ ...one, valid: `${one.valid}${words}` })),
    };
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

/***/ 6855:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   z: () => (/* binding */ findingId)
/* harmony export */ });
/* harmony import */ var node_crypto__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(7598);

function findingId(kind, ...subjects) {
    if (subjects.length === 0)
        return kind;
    const digest = (0,node_crypto__WEBPACK_IMPORTED_MODULE_0__.createHash)('sha256').update(JSON.stringify(subjects)).digest('hex');
    return `${kind}-${digest.slice(0, 8)}`;
}


/***/ }),

/***/ 6573:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Dx: () => (/* binding */ linesOf),
/* harmony export */   H9: () => (/* binding */ isRead),
/* harmony export */   If: () => (/* binding */ URGENCIES),
/* harmony export */   c3: () => (/* binding */ listOf)
/* harmony export */ });
/* harmony import */ var _lib_text_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5924);

const URGENCIES = ['now', 'soon', 'plan'];
function linesOf(missing) {
    const inOrder = missing.toSorted((a, b) => a.what.localeCompare(b.what) || (a.name ?? '').localeCompare(b.name ?? ''));
    const same = Map.groupBy(inOrder, ({ what, why }) => `${what}: ${why}`);
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
    return (0,_lib_text_js__WEBPACK_IMPORTED_MODULE_0__/* .someOf */ .yU)(names.map((name) => `'${name}'`));
}


/***/ }),

/***/ 6954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   Jv: () => (/* binding */ unknownFindings),
/* harmony export */   NS: () => (/* binding */ credentialsFirst),
/* harmony export */   s5: () => (/* binding */ dueAt),
/* harmony export */   sZ: () => (/* binding */ oldestFirst),
/* harmony export */   se: () => (/* binding */ keyFindings),
/* harmony export */   x3: () => (/* binding */ unused)
/* harmony export */ });
/* unused harmony export SOON */
/* harmony import */ var _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(5953);
/* harmony import */ var _holders_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8837);
/* harmony import */ var _rotation_journal_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(3461);
/* harmony import */ var _lib_text_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(5924);
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(6573);
/* harmony import */ var _finding_id_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6855);
/* harmony import */ var _read_keys_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(2991);







const ON_ITS_WAY = 14 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
const SOON = 14 * _lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
function keyFindings(keys, limits) {
    const users = new Map(keys.flatMap((held) => held.is === 'known' ? [[`${held.account} ${held.user.name}`, held]] : []));
    return [
        ...(0,_read_keys_js__WEBPACK_IMPORTED_MODULE_4__/* .refusalsIn */ .z0)(keys).map(({ refusal: { account, why, remedy }, keys: refused }) => {
            const what = `${why} So the age of ${(0,_lib_text_js__WEBPACK_IMPORTED_MODULE_5__/* .someOf */ .yU)(refused.map(({ id }) => id))} is not known.`;
            const id = (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('account-refuses', ...(account === undefined ? refused.map((key) => key.id) : [account]));
            return { id, urgency: 'soon', what, next: remedy };
        }),
        ...(0,_read_keys_js__WEBPACK_IMPORTED_MODULE_4__/* .linesElsewhere */ .mA)(keys).map(({ account, line }) => ({
            id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('keys-elsewhere', account),
            urgency: 'plan',
            what: line,
            next: 'Without it, a review that is signed in there looks at them.',
        })),
        ...keys.flatMap((held) => ofKey(held, limits)),
        ...[...users.values()].flatMap((held) => ofUser(held, keys, limits)),
        ...unused(keys),
    ];
}
function credentialsFirst(holders) {
    const other = ({ kind }) => Number(kind !== 'cloud credential');
    return holders.toSorted((a, b) => other(a) - other(b));
}
function dueAt({ key }, maxAge) {
    return key.createdAt + maxAge;
}
function holding(holders, id) {
    return `${(0,_lib_text_js__WEBPACK_IMPORTED_MODULE_5__/* .someOf */ .yU)(credentialsFirst(holders).map(_holders_index_js__WEBPACK_IMPORTED_MODULE_1__/* .holderLabel */ .zc))} ${holders.length > 1 ? 'hold' : 'holds'} ${id}`;
}
function renewal(holders) {
    if (!holders.some(({ kind }) => kind === 'cloud credential'))
        return 'No cloud credential holds it, so operation rotate cannot renew it: store another key there by hand, or better a role, and delete this one.';
    const fixed = holders.filter(({ movable }) => !movable);
    if (fixed.length === 0)
        return 'Run operation rotate for it.';
    const advice = new Set(fixed.flatMap((holder) => (holder.movable ? [] : holder.advice)));
    return `Operation rotate does not start while ${(0,_lib_text_js__WEBPACK_IMPORTED_MODULE_5__/* .someOf */ .yU)(fixed.map(_holders_index_js__WEBPACK_IMPORTED_MODULE_1__/* .holderLabel */ .zc))} ${fixed.length > 1 ? 'hold' : 'holds'} it. ${[...advice].join(' ')}`;
}
function unknownFindings(unknown) {
    return unknown.map((holder) => ({
        id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('key-not-shown', holder.kind, holder.id),
        urgency: 'soon',
        what: `Which key the ${(0,_holders_index_js__WEBPACK_IMPORTED_MODULE_1__/* .holderLabel */ .zc)(holder)} holds is not known: ${holder.why}.`,
        next: 'Look at it in the Qovery console: store a key or a role there, or remove it. Until then no rotation can retire a key.',
    }));
}
function ofKey(held, { maxAge, now }) {
    const { id } = held;
    const holds = holding(held.holders, id);
    switch (held.is) {
        case 'temporary':
            return [
                {
                    id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('key-temporary', id),
                    urgency: 'now',
                    what: `${holds}, which is no long-term key of an IAM user (those begin with AKIA): it works for hours at most.`,
                    next: 'Store a key of an IAM user there, or better: a role.',
                },
            ];
        case 'gone':
            return [
                {
                    id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('key-gone', id),
                    urgency: 'now',
                    what: `${holds}, and AWS account ${held.account} names no owner of it: the key is gone, or this run may not ask (iam:GetAccessKeyLastUsed).`,
                    next: "Look it up in IAM. If it is there, allow iam:GetAccessKeyLastUsed for its user. If it is gone, whatever uses it fails: run operation rotate with the name of its user as 'aws-iam-user', which creates and stores a new key.",
                },
            ];
        case 'elsewhere':
            return [];
        case 'unread':
            if (held.refusal !== undefined)
                return [];
            return [
                {
                    id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('key-unread', id),
                    urgency: 'soon',
                    what: `${holds}, and its age could not be read: ${held.why}.`,
                    next: 'Allow iam:GetAccessKeyLastUsed, iam:ListAccessKeys and iam:ListUserTags, and run again.',
                },
            ];
        case 'known': {
            const { user, key } = held;
            if (key.status !== 'Active') {
                return [
                    {
                        id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('key-inactive', id),
                        urgency: 'now',
                        what: `${holds}, a key of the IAM user ${user.name} that is ${key.status}: AWS refuses it.`,
                        next: (0,_rotation_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .isUnfinished */ .ui)(user.journal)
                            ? 'Run operation rotate at once: a rotation is under way, and the run activates what it has deactivated.'
                            : 'Activate it in IAM, and find out who deactivated it.',
                    },
                ];
            }
            const age = `${holds}, a key of the IAM user ${user.name} that is ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .days */ ._3)(now - key.createdAt)} old`;
            const due = dueAt(held, maxAge);
            if ((0,_rotation_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .isUnfinished */ .ui)(user.journal))
                return [];
            if (due <= now) {
                return [
                    {
                        id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('key-old', id),
                        urgency: 'soon',
                        what: `${age}; the limit is ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .days */ ._3)(maxAge)}.`,
                        next: renewal(held.holders),
                    },
                ];
            }
            if (due - now > SOON)
                return [];
            return [
                {
                    id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('key-old', id),
                    urgency: 'plan',
                    what: `${age}: to be renewed by ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .isoDay */ .kh)(due)}.`,
                    next: renewal(held.holders),
                },
            ];
        }
    }
}
function ofUser({ user }, keys, limits) {
    const { name, journal } = user;
    if (journal !== undefined && (0,_rotation_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .isUnfinished */ .ui)(journal))
        return [underWay(name, journal, limits)];
    const held = keys.filter(({ id }) => user.keys.some((key) => key.id === id));
    if (held.length > 1) {
        return [
            {
                id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('two-keys-held', ...held.map(({ id }) => id).toSorted()),
                urgency: 'soon',
                what: `Qovery holds both keys of the IAM user ${name}: ${held.map(({ id, holders }) => holding(holders, id)).join('; ')}.`,
                next: 'AWS allows two keys a user, so no rotation can start. Store one of them everywhere and delete the other, or give each credential an IAM user of its own.',
            },
        ];
    }
    return user.keys
        .filter((key) => !keys.some(({ id }) => id === key.id))
        .map((key) => ({
        id: (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)('second-key', key.id),
        urgency: 'soon',
        what: `The IAM user ${name} has a second key that nothing in Qovery holds: ${key.id} (${key.status}, created ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(key.createdAt)}).`,
        next: `No rotation can start while it is there. Delete it if nothing uses it, or run operation rotate with 'retire-key: ${key.id}'.`,
    }));
}
function underWay(user, journal, { organizationId, now }) {
    const { organization = organizationId, old, restored, refused, why } = journal;
    const id = (kind) => (0,_finding_id_js__WEBPACK_IMPORTED_MODULE_3__/* .findingId */ .z)(kind, old ?? user);
    if (organization !== organizationId) {
        return {
            id: id('rotation-of-others'),
            urgency: 'soon',
            what: `The IAM user ${user} is under rotation for another Qovery organisation (${organization}).`,
            next: 'Give each organisation an IAM user of its own: a shared user cannot be rotated safely.',
        };
    }
    const of = old === undefined ? `the key of the IAM user ${user}` : `${old}, the old key of the IAM user ${user},`;
    if (restored !== undefined && old !== undefined) {
        return {
            id: id('rotation-halted'),
            urgency: 'now',
            what: `The rotation of ${of} was brought to a halt at ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(restored)}: something still needed it (${why ?? 'not known what'}).`,
            next: `Find out what uses it; then run operation rotate with 'retire-key: ${old}'.`,
        };
    }
    if (refused !== undefined) {
        return {
            id: id('rotation-refused'),
            urgency: 'now',
            what: `The rotation of ${of} has stopped: ${refused} refused the new key.`,
            next: (0,_rotation_journal_js__WEBPACK_IMPORTED_MODULE_2__/* .afterRefusal */ .j0)(user),
        };
    }
    const startedAt = journal.stored ?? journal.intent ?? now;
    if (now - startedAt <= ON_ITS_WAY) {
        return {
            id: id('rotation-under-way'),
            urgency: 'plan',
            what: `The rotation of ${of} is on its way since ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(startedAt)}.`,
            next: 'Nothing: the next run of operation rotate goes on with it.',
        };
    }
    return {
        id: id('rotation-late'),
        urgency: 'soon',
        what: `The rotation of ${of} is not over, ${(0,_lib_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .days */ ._3)(now - startedAt)} after it began.`,
        next: 'See what the last run of operation rotate says; schedule one if there is none.',
    };
}
function unused(keys) {
    const idle = ({ kind, clusterIds }) => kind === 'cloud credential' && clusterIds.length === 0;
    const of = (id, holders, next) => {
        const names = holders.filter(idle).map(({ name }) => name);
        if (names.length === 0)
            return [];
        const what = names.length === 1 ? 'credential' : 'credentials';
        const are = names.length === 1 ? 'is' : 'are';
        return [{ id, urgency: 'plan', what: `The ${what} ${(0,_finding_js__WEBPACK_IMPORTED_MODULE_6__/* .listOf */ .c3)(names)} ${are} used by no cluster.`, next }];
    };
    const alone = keys.filter(({ holders }) => holders.every(idle));
    const shared = keys.filter(({ holders }) => !holders.every(idle));
    return [
        ...of('credentials-unused', alone.flatMap(({ holders }) => holders), 'Where nobody needs it, delete it in Qovery and its key in AWS: a key that does not exist cannot leak.'),
        ...of('credentials-unused-shared', shared.flatMap(({ holders }) => holders), 'Where nobody needs it, delete it in Qovery. Leave its key in AWS alone: something else in Qovery holds it too.'),
    ];
}
function oldestFirst(keys) {
    const rank = (held) => held.is === 'known'
        ? held.key.status === 'Active'
            ? held.key.createdAt
            : 0
        : held.is === 'elsewhere'
            ? 1
            : 0;
    return keys.toSorted((a, b) => rank(a) - rank(b));
}


/***/ }),

/***/ 9861:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   t: () => (/* binding */ wordsFor)
/* harmony export */ });
const WORDS = {
    AZURE: "Azure: the application and its secret are Qovery's, so there is nothing of yours to rotate.",
    GCP: 'a Google Cloud key: Qovery does not tell which one, and calls such keys legacy. Move the credential, and Artifact Registry, to workload identity federation.',
    GCP_WORKLOAD_IDENTITY_FEDERATION: 'Google Cloud workload identity federation: no key to rotate, as Qovery recommends.',
    SCW: 'a Scaleway key: Scaleway has static keys only, without deactivation and last use, so it is changed by hand. Operation review names everything that holds it, and the services to redeploy.',
    EKS_ANYWHERE_VSPHERE: 'EKS Anywhere: its password cannot be read, so no key can be stored there safely by the API. Change it in the Qovery console.',
};
function wordsFor({ object_type: type }) {
    return WORDS[type] ?? `${type || 'a kind that Qovery does not tell'}: operation rotate is not for it.`;
}


/***/ }),

/***/ 2991:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   K2: () => (/* binding */ ownersOf),
/* harmony export */   aH: () => (/* binding */ accountThatRefuses),
/* harmony export */   gU: () => (/* binding */ unreadKeys),
/* harmony export */   mA: () => (/* binding */ linesElsewhere),
/* harmony export */   mk: () => (/* binding */ ofUsers),
/* harmony export */   x4: () => (/* binding */ readKeys),
/* harmony export */   z0: () => (/* binding */ refusalsIn)
/* harmony export */ });
/* harmony import */ var _lib_all_js__WEBPACK_IMPORTED_MODULE_6__ = __webpack_require__(8920);
/* harmony import */ var _aws_accounts_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(3035);
/* harmony import */ var _aws_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(831);
/* harmony import */ var _aws_iam_users_js__WEBPACK_IMPORTED_MODULE_7__ = __webpack_require__(1013);
/* harmony import */ var _aws_identity_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1691);
/* harmony import */ var _lib_errors_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(5892);
/* harmony import */ var _lib_limit_js__WEBPACK_IMPORTED_MODULE_5__ = __webpack_require__(6432);
/* harmony import */ var _rotation_journal_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(3461);








const CONCURRENCY = 8;
async function readKeys(holders, accounts, journals) {
    const turn = (0,_lib_limit_js__WEBPACK_IMPORTED_MODULE_5__/* .limit */ .A)(CONCURRENCY);
    const users = new Map();
    const userOf = (name, { keys, caller }) => {
        const id = `${caller.account} ${name}`;
        const present = users.get(id) ?? turn(() => readUser(keys, name, journals));
        users.set(id, present);
        return present;
    };
    const groups = Map.groupBy(holders, ({ keyId }) => keyId);
    return (0,_lib_all_js__WEBPACK_IMPORTED_MODULE_6__/* .all */ .Q)([...groups].map(async ([id, same]) => {
        const held = { id, holders: same };
        if (!/^AKIA/.test(id))
            return { ...held, is: 'temporary' };
        const at = accounts.of(id);
        if ((0,_aws_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .isRefusal */ .vu)(at))
            return { ...held, is: 'unread', why: at.why, refusal: at };
        const { account } = at.caller;
        try {
            const use = await turn(() => at.keys.use(id));
            if (use === undefined) {
                const owner = await turn(() => (0,_aws_identity_js__WEBPACK_IMPORTED_MODULE_2__/* .accountOfKey */ .eS)(at.clients, id));
                return { ...held, is: owner === account ? 'gone' : 'elsewhere', account: owner };
            }
            const user = await userOf(use.userName, at);
            const key = user.keys.find((candidate) => candidate.id === id);
            return key === undefined
                ? { ...held, is: 'gone', account }
                : { ...held, is: 'known', account, user, key, lastUse: use.last };
        }
        catch (error) {
            if (at.clients.grace.aborted)
                throw new _lib_errors_js__WEBPACK_IMPORTED_MODULE_3__/* .Cancelled */ .cJ();
            if (!(error instanceof _aws_error_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsError */ .Gy))
                throw error;
            const refusal = error.deniedByOrganization ? (0,_aws_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .refusalOf */ .Of)(account, error) : undefined;
            return { ...held, is: 'unread', why: error.message, ...(refusal === undefined ? {} : { refusal }) };
        }
    }));
}
function unreadKeys(holders, why) {
    return [...Map.groupBy(holders, ({ keyId }) => keyId)].map(([id, same]) => ({
        id,
        holders: same,
        is: 'unread',
        why,
    }));
}
async function readUser(iam, name, journals) {
    const keys = await iam.list(name);
    const wanted = journals === 'all' || keys.length > 1;
    return { name, keys, journal: wanted ? (0,_rotation_journal_js__WEBPACK_IMPORTED_MODULE_4__/* .readJournal */ .a0)(await iam.tags(name)) : undefined };
}
function ofUsers(keys, users) {
    return keys.filter((held) => held.is !== 'known' || (0,_aws_iam_users_js__WEBPACK_IMPORTED_MODULE_7__/* .isNamed */ .e)(held.user.name, users));
}
function ownersOf(keys) {
    return keys.flatMap((held) => (held.is === 'known' ? held.user.name : []));
}
function refusalsIn(keys) {
    const refused = keys.filter((held) => held.is === 'unread' && held.refusal !== undefined);
    const accounts = Map.groupBy(refused, accountThatRefuses);
    return [...accounts.values()].flatMap((same) => {
        const [first] = same;
        return first?.is === 'unread' && first.refusal ? [{ refusal: first.refusal, keys: same }] : [];
    });
}
function accountThatRefuses(held) {
    return held.is === 'unread' && held.refusal !== undefined ? (held.refusal.account ?? held.id) : undefined;
}
function linesElsewhere(keys) {
    const elsewhere = keys.filter((held) => held.is === 'elsewhere');
    return [...Map.groupBy(elsewhere, ({ account }) => account)].map(([account, same]) => ({
        account,
        line: (0,_aws_accounts_js__WEBPACK_IMPORTED_MODULE_0__/* .keysElsewhere */ .ht)(account, same),
    }));
}


/***/ }),

/***/ 5705:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  review: () => (/* binding */ review)
});

// EXTERNAL MODULE: ./lib/lib/all.js
var lib_all = __webpack_require__(8920);
// EXTERNAL MODULE: ./lib/aws/accounts.js + 6 modules
var accounts = __webpack_require__(3035);
// EXTERNAL MODULE: ./lib/aws/error.js
var aws_error = __webpack_require__(831);
// EXTERNAL MODULE: ./lib/aws/iam-users.js
var iam_users = __webpack_require__(1013);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/holders/dns-provider.js
var dns_provider = __webpack_require__(7128);
// EXTERNAL MODULE: ./lib/holders/index.js + 4 modules
var lib_holders = __webpack_require__(8837);
// EXTERNAL MODULE: ./lib/lib/limit.js
var limit = __webpack_require__(6432);
// EXTERNAL MODULE: ./lib/qovery/choose-clusters.js
var choose_clusters = __webpack_require__(2459);
// EXTERNAL MODULE: ./lib/qovery/http.js
var http = __webpack_require__(3686);
// EXTERNAL MODULE: ./lib/qovery/references.js
var references = __webpack_require__(8448);
// EXTERNAL MODULE: ./lib/qovery/snapshot.js
var qovery_snapshot = __webpack_require__(8390);
// EXTERNAL MODULE: ./lib/qovery/console.js
var console = __webpack_require__(8845);
// EXTERNAL MODULE: ./lib/lib/markdown.js
var markdown = __webpack_require__(6890);
// EXTERNAL MODULE: ./lib/review/finding.js
var review_finding = __webpack_require__(6573);
// EXTERNAL MODULE: ./lib/lib/clock.js
var clock = __webpack_require__(5953);
// EXTERNAL MODULE: ./lib/provider-errors/index.js + 20 modules
var provider_errors = __webpack_require__(125);
// EXTERNAL MODULE: ./lib/review/finding-id.js
var finding_id = __webpack_require__(6855);
;// CONCATENATED MODULE: ./lib/review/aws/reading.js



const NOT_THERE = new Set(['UnknownOperation', 'InvalidAction']);
const NOT_TAKEN = new Set([
    'AuthFailure',
    'InvalidClientTokenId',
    'OptInRequired',
    'SubscriptionRequired',
    'UnrecognizedClient',
]);
class Reading {
    missing = [];
    #unseen = [];
    #denied = [];
    #notTaken = [];
    async attempt({ what, permission, where }, { clients, account }, read) {
        try {
            return await read();
        }
        catch (error) {
            if (clients.grace.aborted)
                throw new errors/* Cancelled */.cJ();
            if (!(error instanceof aws_error/* AwsError */.Gy || error instanceof errors/* Problem */.AF))
                throw error;
            const answer = error instanceof aws_error/* AwsError */.Gy ? error.code : undefined;
            if (answer === 'AccessDenied')
                this.#denied.push({ what, permission, where });
            else if (answer !== undefined && NOT_THERE.has(answer))
                this.#unseen.push(`${what}: AWS has no ${permission} in ${where}.`);
            else if (answer !== undefined && NOT_TAKEN.has(answer))
                this.#notTaken.push({ what, where, account, code: answer });
            else
                this.missing.push({ what, why: error.message });
            return undefined;
        }
    }
    denies(permission, where) {
        return this.#denied.some((one) => one.permission === permission && one.where === where);
    }
    unseen(sentence) {
        this.#unseen.push(sentence);
    }
    lines() {
        const same = Map.groupBy(this.#denied, ({ what, permission }) => `${what}|${permission}`);
        const denied = [...same.values()].flatMap((all) => {
            const [first] = all;
            if (first === undefined)
                return [];
            const places = [...new Set(all.map(({ where }) => where))].toSorted().join(', ');
            return [`${first.what}: AWS denies this run ${first.permission} (AccessDenied) in ${places}.`];
        });
        const regions = Map.groupBy(this.#notTaken, ({ where, account }) => `${where}|${account}`);
        const notTaken = [...regions.values()].flatMap((all) => {
            const [first] = all;
            if (first === undefined)
                return [];
            const each = (of) => [...new Set(all.map(of))].toSorted().join(', ');
            return [
                `${each(({ what }) => what)}: AWS does not take the session of account ${first.account} in ${first.where} (${each(({ code }) => code)}). The region may not be enabled in that account.`,
            ];
        });
        return [...denied.toSorted(), ...notTaken.toSorted(), ...this.#unseen.toSorted()];
    }
}
function daysTo(at, now) {
    return Math.ceil((at - now) / clock/* DAY */.d_);
}
function inDays(count) {
    return count === 1 ? 'in 1 day' : `in ${count} days`;
}
function urgencyOf(daysLeft) {
    if (daysLeft <= 30)
        return 'soon';
    return daysLeft <= 60 ? 'plan' : undefined;
}

;// CONCATENATED MODULE: ./lib/review/aws/databases.js







const IN_RDS = new Set(['POSTGRESQL', 'MYSQL', 'MONGODB']);
const WITH_LIFECYCLE = /^(?:postgres|mysql|mariadb|aurora-(?:postgresql|mysql))$/;
function isInRds({ type }) {
    return IN_RDS.has(type.toUpperCase());
}
const MAX_ASKED = 100;
async function readAwsDatabases(sites, reading) {
    const majors = new Map();
    const majorsOf = (engine, { session, rds, region }) => {
        const asked = majors.get(engine) ??
            reading.attempt({
                what: 'how long database versions are supported',
                permission: 'rds:DescribeDBMajorEngineVersions',
                where: region,
            }, session, () => rds.majorVersions(engine));
        majors.set(engine, asked);
        return asked;
    };
    return (await (0,lib_all/* all */.Q)(sites.map(async (site) => {
        const found = await instancesOf(site, reading);
        const [pending, ...lifecycles] = await (0,lib_all/* all */.Q)([
            pendingOf(site, found, reading),
            ...found.map(({ instance: { Engine: engine = '' } }) => WITH_LIFECYCLE.test(engine) ? majorsOf(engine, site) : undefined),
        ]);
        return found.map(({ database, instance }, index) => describe(database, instance, site.region, [instance.DBInstanceIdentifier, instance.DBClusterIdentifier].flatMap((identifier) => pending.get(identifier ?? '') ?? []), lifecycles[index]));
    }))).flat();
}
async function instancesOf(site, reading) {
    const { session, region, rds, databases } = site;
    const asked = { what: 'managed databases', permission: 'rds:DescribeDBInstances', where: region };
    const listed = await reading.attempt(asked, session, () => rds.instances());
    if (listed === undefined)
        return [];
    return databases.flatMap((database) => {
        const short = shortIdOf(database);
        const instance = listed.found.find(({ DBInstanceIdentifier: own, DBClusterIdentifier: cluster }) => isNamed(own, short) || isNamed(cluster, short));
        if (instance !== undefined)
            return [{ database, instance }];
        const where = listed.all ? 'has none' : 'has none among the first 200';
        reading.unseen(`Maintenance of the managed database '${database.name}': AWS account ${session.account} ${where} whose name begins with ${short} in ${region}.`);
        return [];
    });
}
function shortIdOf({ id }) {
    return `z${id.slice(0, 8)}`;
}
function isNamed(identifier, short) {
    return identifier === short || identifier?.startsWith(`${short}-`) === true;
}
async function pendingOf({ session, region, rds }, found, reading) {
    const instances = found.flatMap(({ instance }) => instance.DBInstanceIdentifier ?? []);
    const clusters = found.flatMap(({ instance }) => instance.DBClusterIdentifier ?? []);
    const asked = {
        what: 'pending maintenance of managed databases',
        permission: 'rds:DescribePendingMaintenanceActions',
        where: region,
    };
    const told = await (0,lib_all/* all */.Q)([
        ['db-instance-id', instances],
        ['db-cluster-id', clusters],
    ].map(([of, named]) => {
        const identifiers = [...new Set(named)];
        if (identifiers.length > MAX_ASKED)
            reading.unseen(`Pending maintenance of managed databases in ${region}: only the first ${MAX_ASKED} of ${identifiers.length} were asked for.`);
        if (identifiers.length === 0)
            return [];
        const first = identifiers.slice(0, MAX_ASKED);
        return reading.attempt(asked, session, () => rds.pendingMaintenance(of, first));
    }));
    return new Map(told
        .flatMap((part) => part ?? [])
        .map(({ ResourceIdentifier: arn = '', PendingMaintenanceActionDetails: actions = [] }) => [
        arn.split(':').at(-1) ?? '',
        actions.map(({ Action: action = 'maintenance', Description: description = '', AutoAppliedAfterDate: auto, CurrentApplyDate: chosen, ForcedApplyDate: forced, }) => ({
            action,
            description: description.slice(0, 200).toWellFormed(),
            from: (auto ?? chosen)?.getTime(),
            forced: forced?.getTime(),
        })),
    ]));
}
function describe(database, instance, region, pending = [], majors = []) {
    const { EngineVersion: version = database.version, EngineLifecycleSupport: support = '' } = instance;
    const lifecycles = majors.find(({ MajorEngineVersion: major }) => major !== undefined && `${version}.`.startsWith(`${major}.`))?.SupportedEngineLifecycles ?? [];
    const endOf = (name) => lifecycles
        .find(({ LifecycleSupportName }) => LifecycleSupportName === name)
        ?.LifecycleSupportEndDate?.getTime();
    return {
        ...{ database, region, version, pending },
        identifier: instance.DBInstanceIdentifier ?? '',
        engine: instance.Engine ?? database.type.toLowerCase(),
        window: instance.PreferredMaintenanceWindow,
        minorUpgrades: instance.AutoMinorVersionUpgrade,
        standardUntil: endOf('open-source-rds-standard-support'),
        extendedUntil: endOf('open-source-rds-extended-support'),
        extendedSupport: !support.endsWith('-disabled'),
    };
}
const PRODUCTS = {
    'aurora-mysql': 'Aurora MySQL',
    'aurora-postgresql': 'Aurora PostgreSQL',
    docdb: 'DocumentDB',
    mariadb: 'MariaDB',
    mysql: 'MySQL',
    postgres: 'PostgreSQL',
};
function productOf({ engine }) {
    return PRODUCTS[engine] ?? engine;
}
function majorOf({ engine, version }) {
    const [first = version, second = '0'] = version.split('.');
    return engine.includes('mysql') || engine === 'mariadb' ? `${first}.${second}` : first;
}
function awsDatabaseFindings(databases, now) {
    return [
        ...supportFindings(databases, now),
        ...pendingFindings(databases, now),
        ...minorFindings(databases),
    ];
}
function supportFindings(databases, now) {
    const same = Map.groupBy(databases.filter(({ standardUntil }) => standardUntil !== undefined), (one) => [one.engine, majorOf(one), one.standardUntil, one.extendedSupport].join(' '));
    return [...same.values()]
        .toSorted((a, b) => (a[0]?.standardUntil ?? 0) - (b[0]?.standardUntil ?? 0))
        .flatMap((found) => {
        const [first] = found;
        const { standardUntil: end } = first ?? {};
        if (first === undefined || end === undefined)
            return [];
        const { engine, extendedSupport, extendedUntil } = first;
        const names = (0,review_finding/* listOf */.c3)(found.map(({ database }) => database.name));
        const over = end <= now;
        const last = extendedSupport ? (extendedUntil ?? Infinity) : end;
        const urgency = over && daysTo(last, now) <= 30 ? 'now' : urgencyOf(daysTo(end, now));
        if (urgency === undefined)
            return [];
        const then = extendedSupport
            ? last <= now
                ? `Its extended support ended on ${(0,clock/* isoDay */.kh)(last)}: AWS upgrades it by itself.`
                : `${over ? 'AWS bills' : 'From then on AWS bills'} RDS Extended Support for each of its vCPUs by the hour${extendedUntil === undefined ? '' : `, until ${(0,clock/* isoDay */.kh)(extendedUntil)}; then it upgrades by itself`}.`
            : `${over ? 'AWS upgrades it' : 'AWS then upgrades it'} by itself.`;
        return [
            {
                id: (0,finding_id/* findingId */.z)(over ? 'database-out-of-support' : 'database-support-ends', ...[engine, majorOf(first), extendedSupport ? 'extended' : 'upgraded']),
                urgency,
                what: `${productOf(first)} ${majorOf(first)} of ${names} ${over ? `left standard support on ${(0,clock/* isoDay */.kh)(end)}` : `leaves standard support on ${(0,clock/* isoDay */.kh)(end)} (${inDays(daysTo(end, now))})`}. ${then}`,
                next: 'Choose a newer major version in the settings of the database in Qovery; try it in staging, have a backup and a way back.',
                ...pageOf(found),
            },
        ];
    });
}
function pageOf(found) {
    const [first] = found;
    const url = first && (0,provider_errors/* rdsPage */.J1)(first.region, first.identifier);
    return url === undefined ? {} : { link: { text: `${first?.database.name} in RDS`, url } };
}
function pendingFindings(databases, now) {
    const actions = databases.flatMap((one) => one.pending.map((action) => ({ one, action })));
    const same = Map.groupBy(actions, ({ action: { action, from, forced } }) => [action, (0,clock/* isoDayOrNull */.kH)(forced), forced === undefined ? (0,clock/* isoDayOrNull */.kH)(from) : ''].join(' '));
    return [...same.values()]
        .toSorted((a, b) => firstDate(a[0]?.action) - firstDate(b[0]?.action))
        .flatMap((found) => {
        const [first] = found;
        if (first === undefined)
            return [];
        const { action, description, forced, from } = first.action;
        const names = (0,review_finding/* listOf */.c3)(found.map(({ one }) => one.database.name));
        const what = `AWS has maintenance for ${names}: ${action}${description === '' ? '' : ` (${description})`}`;
        if (forced !== undefined) {
            return [
                {
                    id: (0,finding_id/* findingId */.z)('database-maintenance-forced', action, (0,clock/* isoDay */.kh)(forced)),
                    urgency: daysTo(forced, now) <= 30 ? 'soon' : 'plan',
                    what: `${what}. It is forced on ${(0,clock/* isoDay */.kh)(forced)} (${forced <= now ? 'now' : inDays(daysTo(forced, now))}), whatever the window.`,
                    next: `Apply it before, in a window of your choice: in RDS, Maintenance, or "aws rds apply-pending-maintenance-action".${certificate(action)}`,
                    ...pageOf(found.map(({ one }) => one)),
                },
            ];
        }
        return [
            {
                id: (0,finding_id/* findingId */.z)('database-maintenance', action, from === undefined ? '' : (0,clock/* isoDay */.kh)(from)),
                urgency: 'plan',
                what: `${what}. ${from === undefined ? 'It waits until somebody applies it' : `It is applied in the first window after ${(0,clock/* isoDay */.kh)(from)}`}.`,
                next: `See in the table below when the window is.${certificate(action)}`,
                ...pageOf(found.map(({ one }) => one)),
            },
        ];
    });
}
function certificate(action) {
    return action === 'ca-certificate-rotation'
        ? ' Clients that check the certificate need the new authority first (AWS: rds global-bundle.pem).'
        : '';
}
function firstDate(action) {
    return action?.forced ?? action?.from ?? Infinity;
}
function minorFindings(databases) {
    const off = databases.filter(({ minorUpgrades }) => minorUpgrades === false);
    if (off.length === 0)
        return [];
    return [
        {
            id: 'database-minor-upgrades-off',
            urgency: 'plan',
            what: `Minor upgrades are off for ${(0,review_finding/* listOf */.c3)(off.map(({ database }) => database.name))}: ${off.length} of ${databases.length} managed databases get no security patches by themselves.`,
            next: 'Turn them on in RDS (Modify, Auto minor version upgrade), or upgrade by hand now and then.',
            ...pageOf(off),
        },
    ];
}
const MANY = 15;
function awsDatabaseSection(databases, others, now) {
    const rows = databases
        .toSorted((a, b) => Math.min(...datesOf(a)) - Math.min(...datesOf(b)))
        .map((one) => [
        `${(0,markdown/* escape */.ih)(one.database.name)}<br>${(0,markdown/* code */.aY)(one.identifier)}`,
        (0,markdown/* escape */.ih)(`${productOf(one)} ${one.version}`),
        one.window === undefined ? 'not told' : `${(0,markdown/* escape */.ih)(one.window)} UTC`,
        one.minorUpgrades === undefined ? 'not told' : one.minorUpgrades ? 'on' : '**off**',
        one.pending.map((action) => pendingCell(action, now)).join('<br>') || '–',
        one.standardUntil === undefined
            ? 'not told'
            : `${(0,clock/* isoDay */.kh)(one.standardUntil)}${one.standardUntil <= now ? ', over' : ''}`,
    ]);
    const headers = [
        ...['Database', 'Version', 'Maintenance window', 'Minor upgrades'],
        ...['Pending maintenance', 'Standard support until'],
    ];
    const elsewhere = others.length === 0
        ? ''
        : (0,markdown/* sentence */.em)(`Not in RDS, and not asked for: ${(0,review_finding/* listOf */.c3)(others.map(({ name }) => name))}`);
    if (rows.length === 0)
        return '';
    const shown = (0,markdown/* table */.tp)(headers, rows);
    return (0,markdown/* titled */.dJ)(`Managed databases in AWS (${rows.length})`, (0,markdown/* blocks */.Bv)([rows.length > MANY ? (0,markdown/* details */.zH)('Every database', shown) : shown, elsewhere]));
}
function datesOf({ pending, standardUntil = Infinity }) {
    return [standardUntil, ...pending.map(firstDate)];
}
function pendingCell({ action, forced, from }, now) {
    const when = forced !== undefined
        ? `, forced on ${(0,clock/* isoDay */.kh)(forced)}${forced <= now ? '' : `, ${inDays(daysTo(forced, now))}`}`
        : from !== undefined
            ? `, after ${(0,clock/* isoDay */.kh)(from)}`
            : '';
    return `${(0,markdown/* code */.aY)(action)}${when}`;
}
function awsDatabaseReport(databases) {
    return databases.map(({ database, region, identifier, engine, version, ...one }) => ({
        ...{ id: database.id, name: database.name, region, identifier, engine, version },
        maintenance_window_utc: one.window ?? null,
        auto_minor_version_upgrade: one.minorUpgrades ?? null,
        end_of_standard_support: (0,clock/* isoDayOrNull */.kH)(one.standardUntil),
        end_of_extended_support: (0,clock/* isoDayOrNull */.kH)(one.extendedUntil),
        pending_maintenance: one.pending.map(({ action, description, from, forced }) => ({
            ...{ action, description },
            applied_after: (0,clock/* isoDayOrNull */.kH)(from),
            forced_on: (0,clock/* isoDayOrNull */.kH)(forced),
        })),
    }));
}

// EXTERNAL MODULE: ./lib/lib/text.js
var lib_text = __webpack_require__(5924);
;// CONCATENATED MODULE: ./lib/review/aws/insights.js









const CONCURRENCY = 8;
const MAX_DETAILS = 100;
const MAX_CHANGES = 10;
const LONGEST = 400;
async function readInsights(sites, reading) {
    const turn = (0,limit/* limit */.A)(CONCURRENCY);
    let details = MAX_DETAILS;
    const detailsOf = async ({ session, eks, region }, cluster, summary) => {
        if (summary.id === undefined || statusOf(summary) === 'PASSING' || details <= 0)
            return summary;
        details--;
        const { id } = summary;
        const asked = {
            what: 'what to change for upgrade insights that do not pass',
            permission: 'eks:DescribeInsight',
            where: region,
        };
        return ((await reading.attempt(asked, session, () => turn(() => eks.insight(cluster.name, id)))) ?? summary);
    };
    const read = await (0,lib_all/* all */.Q)(sites.map(async (site) => {
        const asked = { what: 'upgrade insights', permission: 'eks:ListInsights', where: site.region };
        const insightsOf = async (cluster) => {
            const summaries = await reading.attempt(asked, site.session, () => turn(() => listed(site, cluster, reading)));
            if (summaries === undefined || summaries === 'unknown')
                return summaries;
            return (0,lib_all/* all */.Q)(summaries.map(async (one) => insightOf(cluster, await detailsOf(site, cluster, one))));
        };
        const [first, ...others] = site.clusters;
        const told = first === undefined ? undefined : await insightsOf(first);
        if (told === undefined && !reading.denies(asked.permission, asked.where))
            return [];
        return [told, ...(await (0,lib_all/* all */.Q)(others.map(insightsOf)))];
    }));
    const seen = read.flat().filter((insights) => insights !== undefined && insights !== 'unknown');
    return { clusters: seen.length, insights: seen.flat() };
}
async function listed({ eks, session, region }, { name, view }, reading) {
    try {
        const { found, all: whole } = await eks.insights(name);
        if (!whole)
            reading.unseen(`Upgrade insights of '${view.name}': only the first ${found.length} were read.`);
        return found;
    }
    catch (error) {
        if (!(error instanceof aws_error/* AwsError */.Gy && error.code === 'ResourceNotFound'))
            throw error;
        reading.unseen(`Upgrade insights of '${view.name}': AWS account ${session.account} has no EKS cluster ${name} in ${region}.`);
        return 'unknown';
    }
}
function statusOf({ insightStatus }) {
    return insightStatus?.status ?? 'UNKNOWN';
}
function insightOf(cluster, insight) {
    const { category, name = 'an insight without a name', kubernetesVersion, insightStatus } = insight;
    return {
        cluster,
        category: category === 'ROLLBACK_READINESS' ? category : 'UPGRADE_READINESS',
        name: insights_short(name),
        version: kubernetesVersion,
        status: statusOf(insight),
        reason: insights_short(insightStatus?.reason ?? ''),
        recommendation: insights_short(insight.recommendation ?? ''),
        changes: changesOf(insight).slice(0, MAX_CHANGES),
    };
}
function changesOf({ categorySpecificSummary: summary, resources = [] }) {
    const apis = (summary?.deprecationDetails ?? []).map(({ usage = 'an API', replacedWith, stopServingVersion, clientStats = [] }) => {
        const agents = clientStats.flatMap(({ userAgent }) => userAgent ?? []);
        return [
            usage,
            replacedWith === undefined ? '' : ` becomes ${replacedWith}`,
            stopServingVersion === undefined ? '' : `, gone in ${stopServingVersion}`,
            agents.length === 0 ? '' : `, called by ${(0,lib_text/* someOf */.yU)(agents, 3)}`,
        ].join('');
    });
    const addons = (summary?.addonCompatibilityDetails ?? []).map(({ name = 'an add-on', compatibleVersions = [] }) => `add-on ${name}${compatibleVersions.length === 0 ? '' : ` to ${(0,lib_text/* someOf */.yU)(compatibleVersions, 3)}`}`);
    const others = resources.flatMap(({ kubernetesResourceUri: uri, arn, insightStatus }) => insightStatus?.status === 'PASSING' ? [] : (uri ?? arn ?? []));
    const changes = [...apis, ...addons];
    return (changes.length > 0 ? changes : others).map(insights_short);
}
function insights_short(text) {
    const line = text.replace(/\s+/g, ' ').trim();
    return line.length <= LONGEST ? line : `${line.slice(0, LONGEST).toWellFormed()} …`;
}
function insightFindings({ insights }) {
    const upgrades = insights.filter(({ category, status }) => category === 'UPGRADE_READINESS' && status !== 'PASSING');
    const same = Map.groupBy(upgrades, ({ name, version, status }) => [name, version, status].join('|'));
    const rollbacks = Map.groupBy(insights.filter(({ category }) => category === 'ROLLBACK_READINESS'), ({ cluster }) => cluster.view.id);
    return [
        ...[...same.values()]
            .flatMap(ofUpgrade)
            .toSorted((a, b) => (a.urgency === b.urgency ? 0 : a.urgency === 'soon' ? -1 : 1)),
        ...[...rollbacks.values()].flatMap(ofRollback),
    ];
}
const WORDS = {
    ERROR: { urgency: 'soon', says: 'EKS says what stands in the way of the next upgrade of' },
    WARNING: { urgency: 'plan', says: 'EKS warns of a later upgrade of' },
};
const NOT_CHECKED = { urgency: 'plan', says: 'EKS could not check for the next upgrade of' };
function ofUpgrade(found) {
    const [first] = found;
    if (first === undefined)
        return [];
    const { name, version, status, reason, recommendation } = first;
    const { urgency, says } = WORDS[status] ?? NOT_CHECKED;
    const to = version === undefined || name.includes(version) ? '' : ` (Kubernetes ${version})`;
    const names = (0,review_finding/* listOf */.c3)(found.map(({ cluster }) => cluster.view.name));
    return [
        {
            id: (0,finding_id/* findingId */.z)(`upgrade-insight-${status.toLowerCase()}`, name, version ?? ''),
            urgency,
            what: (0,errors/* withFullStop */.uo)(`${says} ${names}: ${name}${to}${reason === '' ? '' : `. ${reason}`}`),
            next: [
                recommendation,
                changesIn(found),
                recommendation === '' ? 'See the upgrade insights of the cluster in EKS.' : '',
            ]
                .filter((part) => part !== '')
                .map(errors/* withFullStop */.uo)
                .join(' '),
            ...insights_pageOf(found),
        },
    ];
}
const TOLD = 3;
function changesIn(found) {
    const same = Map.groupBy(found.filter(({ changes }) => changes.length > 0), ({ changes }) => changes.join('; '));
    const told = [...same].slice(0, TOLD).map(([changes, clusters]) => {
        const where = same.size === 1 ? '' : ` in ${(0,review_finding/* listOf */.c3)(clusters.map(({ cluster }) => cluster.view.name))}`;
        return `To change${where}: ${changes}`;
    });
    return [...told, ...(same.size > TOLD ? ['The report has the others'] : [])].join('. ');
}
function insights_pageOf(found) {
    const { view, name } = found[0]?.cluster ?? {};
    const url = view === undefined || name === undefined ? undefined : (0,provider_errors/* eksPage */.NW)(view.region, name);
    return url === undefined ? {} : { link: { text: `${view?.name} in EKS`, url } };
}
function ofRollback(found) {
    const [first] = found;
    if (first === undefined)
        return [];
    const { view } = first.cluster;
    const against = found.filter(({ status }) => status !== 'PASSING');
    const known = against.some(({ status }) => status === 'ERROR' || status === 'WARNING');
    const names = (0,lib_text/* someOf */.yU)(against.map(({ name, reason }) => (reason === '' ? name : `${name} (${reason})`)));
    const advice = against.flatMap(({ recommendation, changes }) => [recommendation, changes.join('; ')]);
    return [
        {
            id: (0,finding_id/* findingId */.z)(against.length === 0 ? 'rollback-possible' : 'rollback-blocked', view.id),
            urgency: 'plan',
            what: against.length === 0
                ? `'${view.name}' was upgraded in the last seven days, and EKS sees nothing against going back to the version before.`
                : `'${view.name}' was upgraded in the last seven days, and ${known ? 'could not go back' : 'EKS does not know whether it could go back'} to the version before as it is: ${names}.`,
            next: [
                ...advice.filter((part) => part !== '').map(errors/* withFullStop */.uo),
                'After seven days there is no way back. If something broke with the upgrade, talk to Qovery’s support before you go back: it manages this cluster.',
            ].join(' '),
            ...insights_pageOf(found),
        },
    ];
}
const ORDER = ['ERROR', 'WARNING', 'UNKNOWN'];
function insightSection({ clusters, insights }) {
    if (clusters === 0)
        return '';
    const against = insights
        .filter(({ status }) => status !== 'PASSING')
        .toSorted((a, b) => ORDER.indexOf(a.status) - ORDER.indexOf(b.status));
    const read = `EKS was asked for the insights of ${clusters} ${clusters === 1 ? 'cluster' : 'clusters'}.`;
    if (against.length === 0)
        return (0,markdown/* titled */.dJ)('Upgrade insights of EKS', `${read} They all pass.`);
    const rows = against.map(({ cluster, category, name, version, status, reason, changes }) => [
        (0,markdown/* escape */.ih)(cluster.view.name),
        (0,markdown/* code */.aY)(status),
        `${category === 'ROLLBACK_READINESS' ? 'Going back: ' : ''}${(0,markdown/* escape */.ih)(name)}`,
        (0,markdown/* escape */.ih)(version ?? '–'),
        changes.map((change) => (0,markdown/* escape */.ih)(change)).join('<br>') || (0,markdown/* escape */.ih)(reason) || '–',
    ]);
    const headers = ['Cluster', 'Status', 'Insight', 'Kubernetes', 'To change, or why'];
    return (0,markdown/* titled */.dJ)('Upgrade insights of EKS', `${read}\n\n${(0,markdown/* table */.tp)(headers, rows)}`);
}
function insightReport({ insights }) {
    return insights
        .filter(({ status }) => status !== 'PASSING')
        .map(({ cluster, category, name, version, status, reason, recommendation, changes }) => ({
        cluster_id: cluster.view.id,
        cluster: cluster.view.name,
        eks_name: cluster.name,
        ...{ category, name, kubernetes_version: version ?? null, status, reason, recommendation, changes },
    }));
}

;// CONCATENATED MODULE: ./lib/review/aws/kubernetes.js






const EXTENDED_PER_MONTH = 0.5 * 730;
async function readKubernetes(sites, reading) {
    const read = await (0,lib_all/* all */.Q)(sites.map(async ({ session, region, clusters, eks }) => {
        const asked = {
            what: 'the support of Kubernetes versions',
            permission: 'eks:DescribeClusterVersions',
            where: region,
        };
        const versions = await reading.attempt(asked, session, () => eks.versions());
        if (versions === undefined)
            return [];
        if (!versions.all)
            reading.unseen(`Kubernetes versions in ${region}: only the first ${versions.found.length} were read.`);
        return clusters.map((cluster) => ({ cluster, versions: versions.found }));
    }));
    const untold = sites
        .flatMap(({ clusters }) => clusters)
        .filter(({ version }) => version === undefined)
        .map(({ view }) => view.name);
    if (untold.length > 0)
        reading.unseen(`The support of Kubernetes of ${(0,review_finding/* listOf */.c3)(untold)}: Qovery does not tell the version.`);
    const known = read.flat().filter(({ cluster: { version } }) => version !== undefined);
    const byVersion = Map.groupBy(known, ({ cluster: { version = '' } }) => version);
    return [...byVersion]
        .map(([version, same]) => ({
        version,
        clusters: same.map(({ cluster }) => cluster),
        standardUntil: earliest(version, same, ({ endOfStandardSupportDate: date }) => date),
        extendedUntil: earliest(version, same, ({ endOfExtendedSupportDate: date }) => date),
    }))
        .toSorted((a, b) => (a.standardUntil ?? 0) - (b.standardUntil ?? 0));
}
function earliest(version, regions, dateOf) {
    const dates = regions.flatMap(({ versions }) => versions.filter(({ clusterVersion }) => clusterVersion === version).flatMap((one) => dateOf(one) ?? []));
    return dates.length === 0 ? undefined : Math.min(...dates.map((date) => date.getTime()));
}
function kubernetesFindings(support, now) {
    return support.flatMap((one) => ofVersion(one, now));
}
function ofVersion(support, now) {
    const { version, clusters, standardUntil, extendedUntil } = support;
    const names = (0,review_finding/* listOf */.c3)(clusters.map(({ view }) => view.name));
    const them = clusters.length === 1 ? 'it' : 'each of them';
    const isOffered = clusters.some(({ view }) => view.nextVersion !== undefined);
    const next = `${offered(clusters)}${isOffered ? ' Try it in staging first, one minor version at a time.' : ''}`;
    if (standardUntil === undefined) {
        return [
            {
                id: (0,finding_id/* findingId */.z)('kubernetes-version-unknown', version),
                urgency: 'plan',
                what: `AWS tells no end of support of Kubernetes ${version}, which ${names} ${runs(clusters)}.`,
                next: 'Make sure that the version is one that EKS still supports.',
            },
        ];
    }
    if (extendedUntil !== undefined && extendedUntil <= now) {
        return [
            {
                id: (0,finding_id/* findingId */.z)('kubernetes-unsupported', version),
                urgency: 'now',
                what: `AWS has not supported Kubernetes ${version} since ${(0,clock/* isoDay */.kh)(extendedUntil)}, and may upgrade ${names} at any time.`,
                next,
            },
        ];
    }
    if (standardUntil <= now) {
        const left = extendedUntil === undefined ? undefined : daysTo(extendedUntil, now);
        const end = extendedUntil === undefined
            ? ''
            : ` It ends on ${(0,clock/* isoDay */.kh)(extendedUntil)} (${inDays(left ?? 0)}); AWS then upgrades by itself.`;
        return [
            {
                id: (0,finding_id/* findingId */.z)('kubernetes-extended-support', version),
                urgency: left !== undefined && left <= 30 ? 'now' : 'soon',
                what: `Kubernetes ${version} of ${names} left standard support on ${(0,clock/* isoDay */.kh)(standardUntil)}: extended support costs about $${EXTENDED_PER_MONTH} a month more for ${them}${total(clusters.length)}.${end}`,
                next,
            },
        ];
    }
    const left = daysTo(standardUntil, now);
    const urgency = urgencyOf(left);
    if (urgency === undefined)
        return [];
    return [
        {
            id: (0,finding_id/* findingId */.z)('kubernetes-standard-support-ends', version),
            urgency,
            what: `Kubernetes ${version} of ${names} leaves standard support on ${(0,clock/* isoDay */.kh)(standardUntil)} (${inDays(left)}): from then on, ${them} costs about $${EXTENDED_PER_MONTH} a month more${total(clusters.length)}, or AWS upgrades it, by its upgrade policy.`,
            next,
        },
    ];
}
function runs(clusters) {
    return clusters.length === 1 ? 'runs' : 'run';
}
function total(count) {
    return count === 1 ? '' : ` ($${EXTENDED_PER_MONTH * count} in all)`;
}
function offered(clusters) {
    const byNext = Map.groupBy(clusters, ({ view }) => view.nextVersion);
    const offers = [...byNext].map(([next, same]) => {
        const names = byNext.size === 1 ? '' : ` for ${(0,review_finding/* listOf */.c3)(same.map(({ view }) => view.name))}`;
        return next === undefined
            ? `Qovery offers no newer version yet${names}: ask its support when it comes.`
            : `Qovery offers ${next}${names}: upgrade in its console, in the settings of the cluster.`;
    });
    return offers.join(' ');
}
function kubernetesSection(support, now) {
    const date = (at) => at === undefined
        ? 'not told'
        : at <= now
            ? `${(0,clock/* isoDay */.kh)(at)}, over`
            : `${(0,clock/* isoDay */.kh)(at)}, ${inDays(daysTo(at, now))}`;
    const rows = support.map(({ version, clusters, standardUntil, extendedUntil }) => [
        (0,markdown/* escape */.ih)(version),
        (0,markdown/* escape */.ih)((0,review_finding/* listOf */.c3)(clusters.map(({ view }) => view.name))),
        date(standardUntil),
        date(extendedUntil),
        standardUntil !== undefined && standardUntil <= now
            ? `about $${EXTENDED_PER_MONTH * clusters.length} a month`
            : '–',
        (0,markdown/* escape */.ih)([...new Set(clusters.map(({ view }) => view.nextVersion ?? 'none'))].join(', ')),
    ]);
    const headers = [
        ...['Version', 'Clusters', 'Standard support until', 'Extended support until'],
        ...['Extended support costs', 'Qovery offers'],
    ];
    return (0,markdown/* titled */.dJ)('Kubernetes support', (0,markdown/* table */.tp)(headers, rows));
}
function kubernetesReport(support, now) {
    return support.map(({ version, clusters, standardUntil, extendedUntil }) => ({
        version,
        end_of_standard_support: (0,clock/* isoDayOrNull */.kH)(standardUntil),
        end_of_extended_support: (0,clock/* isoDayOrNull */.kH)(extendedUntil),
        days_of_standard_support: standardUntil === undefined ? null : daysTo(standardUntil, now),
        extended_support_usd_per_month: standardUntil !== undefined && standardUntil <= now ? EXTENDED_PER_MONTH * clusters.length : 0,
        clusters: clusters.map(({ view }) => ({
            id: view.id,
            name: view.name,
            region: view.region,
            next_k8s_available_version: view.nextVersion ?? null,
        })),
    }));
}

;// CONCATENATED MODULE: ./lib/review/aws/quotas.js







const FIRST = [
    'L-1216C47A',
    'L-34B43A08',
    'L-0263D0A3',
    'L-F678F1CE',
    'L-FE5A380F',
    'L-DF5E4CA3',
    'L-0EA8095F',
    'L-69A177A2',
    'L-7A658B76',
    'L-1194D53C',
    'L-7B6409FD',
    'L-FE177D64',
];
const IS_FIRST = new Set(FIRST);
const CHECKED = [
    [/\belastic ips?\b|\beips?\b/i, 'L-0263D0A3', 'ec2'],
    [/\bvpcs? quota\b|^vpcs?$/i, 'L-F678F1CE', 'vpc'],
    [/\bnat gateways?\b/i, 'L-FE5A380F', 'vpc'],
    [/\beks clusters?\b/i, 'L-1194D53C', 'eks'],
];
const PAUSES = [3 * clock/* SECOND */.Z2, 10 * clock/* SECOND */.Z2, 20 * clock/* SECOND */.Z2];
async function readQuotas(sites, { threshold, headroom, clock }, reading) {
    const read = await (0,lib_all/* all */.Q)(sites.map(async (site) => {
        const { session, region, serviceQuotas } = site;
        const ask = (permission, send) => reading.attempt({ what: 'quotas in use', permission, where: region }, session, send);
        const id = await ask('servicequotas:StartQuotaUtilizationReport', () => serviceQuotas.startReport());
        const told = id === undefined
            ? undefined
            : await ask('servicequotas:GetQuotaUtilizationReport', () => readReport(site, id, threshold, clock));
        const known = new Set(told?.figures.map((figure) => figure.code));
        return {
            figures: [
                ...(told?.figures ?? []),
                ...ofQovery(site, headroom).filter((one) => !known.has(one.code)),
            ],
            coverage: { account: session.account, region, measured: told?.measured, read: told?.read ?? 0 },
        };
    }));
    const figures = read.flatMap((one) => one.figures);
    return {
        figures: once(figures).toSorted((a, b) => b.percent - a.percent || a.name.localeCompare(b.name)),
        coverage: read.map(({ coverage }) => coverage),
        threshold,
    };
}
function once(figures) {
    const seen = new Map();
    for (const figure of figures) {
        const { account, code, region, percent } = figure;
        const key = [account, code, (0,provider_errors/* quotaInUse */.tf)(figure).global ? '' : region].join('|');
        if (percent > (seen.get(key)?.percent ?? -1))
            seen.set(key, figure);
    }
    return [...seen.values()];
}
async function readReport({ session, region, serviceQuotas }, id, threshold, clock) {
    const figures = [];
    let read = 0;
    let measured;
    let page;
    for (const pause of PAUSES) {
        if (page === undefined)
            await clock.sleep(pause);
        const report = await serviceQuotas.report(id, page);
        if (report.Status === 'FAILED')
            throw noReport(region, `its report failed (${report.ErrorCode ?? 'no reason given'})`);
        if (report.Status !== 'COMPLETED')
            continue;
        for (const quota of report.Quotas ?? []) {
            const { QuotaCode: quotaCode, ServiceCode: service, Utilization: told } = quota;
            const limit = quota.AppliedValue ?? quota.DefaultValue;
            read++;
            if (!quotaCode || !service || told === undefined)
                continue;
            const percent = Math.round(told * 1e6) / 1e6;
            if (percent < threshold && !IS_FIRST.has(quotaCode))
                continue;
            figures.push({
                ...{ account: session.account, region, service, code: quotaCode, percent, limit },
                name: (0,provider_errors/* nameOfQuota */.rr)(quotaCode) ?? quota.QuotaName ?? quotaCode,
                used: limit === undefined ? undefined : Math.round(percent * limit) / 100,
                adjustable: quota.Adjustable !== false,
                countedAt: undefined,
                warned: false,
            });
        }
        measured = Math.max(read, report.TotalCount ?? 0);
        page = report.NextToken;
        if (page === undefined)
            break;
    }
    if (measured === undefined)
        throw noReport(region, 'its report was not ready after half a minute');
    return { figures, measured, read };
}
function noReport(region, why) {
    return new aws_error/* AwsError */.Gy(`report the quotas in use in ${region}`, 'NoReport', 200, why, 'refused');
}
function ofQovery({ session, region, clusters }, headroom) {
    const ids = new Set(clusters.map(({ view }) => view.id));
    const newest = new Map();
    for (const { clusterId, level, check, used, limit, at } of headroom) {
        const [, quotaCode, service] = CHECKED.find(([words]) => words.test(check)) ?? [];
        if (!ids.has(clusterId) || quotaCode === undefined || service === undefined || limit === 0)
            continue;
        if ((newest.get(quotaCode)?.countedAt ?? -1) > at)
            continue;
        newest.set(quotaCode, {
            ...{ account: session.account, region, service, code: quotaCode, used, limit, countedAt: at },
            name: (0,provider_errors/* nameOfQuota */.rr)(quotaCode) ?? check,
            percent: (used * 100) / limit,
            adjustable: true,
            warned: level !== 'PASS',
        });
    }
    return [...newest.values()];
}
function quotaFindings({ figures, threshold }, now) {
    return figures
        .filter(({ percent, warned }) => percent >= threshold && !warned)
        .map((figure) => {
        const { account, region, service, code: quotaCode, percent } = figure;
        const { what, advice, link: page, request, usualTime } = (0,provider_errors/* quotaInUse */.tf)(figure);
        const usual = usualTime === undefined ? '' : ` It usually takes ${usualTime}.`;
        return {
            id: (0,finding_id/* findingId */.z)('quota-in-use', account, region, service, quotaCode),
            urgency: urgencyOfQuota(quotaCode, percent),
            what: `${atMost(percent)} of the AWS quota "${what}" is used in ${region}${amount(figure, ': ')}${counted(figure, now)}.`,
            next: `${advice}${usual}`,
            ...(page === undefined ? {} : { link: { text: 'ask for more', url: page } }),
            ...(request === undefined ? {} : { paste: request }),
        };
    });
}
function urgencyOfQuota(quotaCode, percent) {
    if (IS_FIRST.has(quotaCode))
        return percent >= 100 ? 'now' : 'soon';
    return (0,provider_errors/* nameOfQuota */.rr)(quotaCode) === undefined ? 'plan' : 'soon';
}
function atMost(percent) {
    return `${Math.floor(percent)}%`;
}
function amount(figure, before = '') {
    const { used, limit } = figure;
    if (used === undefined || limit === undefined)
        return '';
    const { unit } = (0,provider_errors/* quotaInUse */.tf)(figure);
    return `${before}${used} of ${limit}${unit === undefined ? '' : ` ${unit}`}`;
}
function counted({ countedAt }, now) {
    return countedAt === undefined ? '' : `, as Qovery counted it ${(0,clock/* daysAgo */.HM)(now - countedAt)}`;
}
function countsIn(figure, { account, region }) {
    return figure.account === account && (figure.region === region || (0,provider_errors/* quotaInUse */.tf)(figure).global);
}
const MANY_REGIONS = 8;
function quotaSection({ figures, coverage, threshold }, now) {
    if (coverage.length === 0)
        return '';
    const shown = coverage.slice(0, MANY_REGIONS);
    const severalAccounts = new Set(coverage.map(({ account }) => account)).size > 1;
    const headerOf = ({ account, region }) => (0,markdown/* escape */.ih)(severalAccounts ? `${region} (${account})` : region);
    const rows = FIRST.map((quotaCode) => {
        const own = figures.filter((figure) => figure.code === quotaCode);
        const cells = shown.map((place) => {
            const figure = own.find((one) => countsIn(one, place));
            if (figure === undefined)
                return 'no figure';
            const part = atMost(figure.percent);
            const much = figure.limit === undefined ? '' : ` (${amount(figure)}${counted(figure, now)})`;
            return (0,markdown/* escape */.ih)(`${part}${much}`).replace(part, figure.percent >= threshold ? `**${part}**` : part);
        });
        return {
            worst: own[0]?.percent ?? -1,
            cells: [`${(0,markdown/* escape */.ih)((0,provider_errors/* nameOfQuota */.rr)(quotaCode) ?? '')} ${(0,markdown/* code */.aY)(quotaCode)}`, ...cells],
        };
    }).toSorted((a, b) => b.worst - a.worst);
    const covered = coverage.map(({ region, measured, read }) => measured === undefined
        ? `${region}: AWS made no report`
        : `${region}: AWS measured ${measured} quotas${read < measured ? `, of which the ${read} most used were read` : ''}`);
    return (0,markdown/* titled */.dJ)('Quotas in use', (0,markdown/* blocks */.Bv)([
        (0,markdown/* table */.tp)(['Stops a cluster first', ...shown.map(headerOf)], rows.map(({ cells }) => cells)),
        `Every quota that AWS measured at ${threshold}% or more is among the findings above. AWS measures some quotas only: where it has no figure, the last preflight checks of Qovery fill in, as far as their logs were read.`,
        (0,markdown/* bullets */.e5)(covered.map((text) => (0,markdown/* sentence */.em)(text))),
        coverage.length > shown.length
            ? (0,markdown/* sentence */.em)(`Not in the table: ${(0,lib_text/* someOf */.yU)(coverage.slice(MANY_REGIONS).map(({ region }) => region), 30)}`)
            : '',
    ]));
}
function quotaReport({ figures, coverage, threshold }) {
    return {
        threshold_percent: threshold,
        in_use: figures.map(({ account, service, code: quotaCode, name, percent, countedAt, ...figure }) => ({
            ...{ aws_account_id: account, region: figure.region, service, quota_code: quotaCode, name },
            ...{ percent: Math.round(percent * 10) / 10, used: figure.used ?? null, limit: figure.limit ?? null },
            counted_by: countedAt === undefined ? 'AWS' : 'Qovery',
            counted_at: countedAt === undefined ? null : (0,clock/* iso */.KH)(countedAt),
        })),
        coverage: coverage.map((place) => ({
            aws_account_id: place.account,
            region: place.region,
            quotas_measured: place.measured ?? null,
            quotas_read: place.read,
            without_figure: FIRST.filter((quotaCode) => !figures.some((figure) => figure.code === quotaCode && countsIn(figure, place))),
        })),
    };
}

;// CONCATENATED MODULE: ./lib/review/aws/ahead.js










const IDS = [
    ...['kubernetes-version-unknown', 'kubernetes-unsupported', 'kubernetes-extended-', 'kubernetes-standard-'],
    ...['upgrade-insight-', 'rollback-', 'quota-in-use', 'database-out-of-support', 'database-support-'],
    ...['database-maintenance', 'database-minor-'],
];
function notSeenAhead({ unseen }) {
    return unseen.map((why) => ({ beginnings: IDS, why }));
}
function nothingAhead(threshold) {
    return {
        kubernetes: [],
        insights: { clusters: 0, insights: [] },
        quotas: { figures: [], coverage: [], threshold },
        ...{ databases: [], otherDatabases: [], missing: [], unseen: [] },
    };
}
async function lookAhead(known, accounts, threshold, { clock, grace }) {
    const nothing = nothingAhead(threshold);
    if (eksClusters(known).length === 0)
        return nothing;
    const what = 'Kubernetes support, upgrade insights, quotas and managed databases';
    if (!(0,review_finding/* isRead */.H9)(accounts))
        return { ...nothing, unseen: [(0,errors/* withFullStop */.uo)(`${what}: ${accounts.unread}`)] };
    const sessions = (accounts.read?.signedIn ?? []).map(({ caller: { account }, clients }) => ({
        account,
        clients,
    }));
    try {
        return await lookInto(sessions, known, threshold, clock);
    }
    catch (error) {
        if (grace.aborted)
            throw new errors/* Cancelled */.cJ();
        if (!(error instanceof aws_error/* AwsError */.Gy || error instanceof errors/* Problem */.AF))
            throw error;
        return { ...nothing, unseen: [(0,errors/* withFullStop */.uo)(`${what}: ${error.message}`)] };
    }
}
async function lookInto(sessions, known, threshold, clock) {
    const reading = new Reading();
    const clusters = eksClusters(known);
    const accountOf = ahead_accounts(known);
    const only = sessions.length === 1 ? sessions[0] : undefined;
    const sessionOf = ({ view }) => {
        const account = accountOf(view.id);
        return account === undefined ? only : sessions.find((session) => session.account === account);
    };
    const sites = sitesOf(clusters, sessionOf);
    tellElsewhere(clusters.filter((cluster) => sessionOf(cluster) === undefined), accountOf, reading);
    const own = known.databases.filter(({ clusterId }) => clusters.some(({ view }) => view.id === clusterId));
    const [anybody] = sessions;
    const regions = sitesOf(clusters, ({ view }) => sites.find(({ region }) => region === view.region)?.session ?? anybody);
    const [{ kubernetes, insights }, quotas, databases] = await (0,lib_all/* all */.Q)([
        withEks(regions, sites, reading),
        withServiceQuotas(sites, threshold, known.headroom, clock, reading),
        withRds(sites, own.filter(isInRds), reading),
    ]);
    return {
        ...{ kubernetes, insights, quotas, databases },
        otherDatabases: own.filter((database) => !isInRds(database)),
        missing: reading.missing,
        unseen: reading.lines(),
    };
}
const REGION = /^[a-z]{2,4}(?:-[a-z]+)+-\d{1,2}$/;
function eksClusters({ clusters, views }) {
    const managed = new Set(clusters.filter(({ kubernetes }) => (kubernetes ?? 'MANAGED') === 'MANAGED').map(({ id }) => id));
    return views
        .filter(({ id, provider, region, deployed }) => provider === 'AWS' && REGION.test(region) && deployed !== false && managed.has(id))
        .map((view) => ({
        view,
        name: `qovery-z${view.id.slice(0, 8)}`,
        version: /^v?(\d+\.\d+)/.exec(view.version ?? '')?.[1],
    }));
}
function ahead_accounts({ credentials, keys }) {
    const ofKey = new Map(keys.flatMap((held) => ('account' in held ? [[held.id, held.account]] : [])));
    const ofCluster = new Map(credentials.flatMap(({ credential, clusters }) => {
        const account = ofKey.get(credential.access_key_id ?? '') ??
            /^arn:[^:]+:iam::(\d{12}):/.exec(credential.role_arn ?? '')?.[1];
        return account === undefined ? [] : clusters.map(({ id }) => [id, account]);
    }));
    return (clusterId) => ofCluster.get(clusterId);
}
function sitesOf(clusters, sessionOf) {
    const sites = new Map();
    for (const cluster of clusters) {
        const session = sessionOf(cluster);
        if (session === undefined)
            continue;
        const { region } = cluster.view;
        const key = `${session.account} ${region}`;
        const site = sites.get(key) ?? { session, region, clusters: [] };
        sites.set(key, site);
        site.clusters.push(cluster);
    }
    return [...sites.values()].toSorted((a, b) => a.region.localeCompare(b.region));
}
function tellElsewhere(clusters, accountOf, reading) {
    for (const [account, same] of Map.groupBy(clusters, ({ view }) => accountOf(view.id))) {
        const names = (0,review_finding/* listOf */.c3)(same.map(({ view }) => view.name));
        reading.unseen(`Upgrade insights, quotas and databases of ${names}: ${account === undefined ? 'nobody can tell their AWS account' : `they are in AWS account ${account}, and this run is not signed in there`}.`);
    }
}
async function withEks(regions, sites, reading) {
    const { Eks } = await Promise.all(/* import() */[__webpack_require__.e(25), __webpack_require__.e(860)]).then(__webpack_require__.bind(__webpack_require__, 1860));
    const asked = regions.map((site) => ({ ...site, eks: new Eks(site.session.clients, site.region) }));
    const own = sites.map((site) => ({ ...site, eks: new Eks(site.session.clients, site.region) }));
    try {
        const [kubernetes, insights] = await (0,lib_all/* all */.Q)([readKubernetes(asked, reading), readInsights(own, reading)]);
        return { kubernetes, insights };
    }
    finally {
        for (const { eks } of [...asked, ...own])
            eks.close();
    }
}
async function withServiceQuotas(sites, threshold, headroom, clock, reading) {
    if (sites.length === 0)
        return nothingAhead(threshold).quotas;
    const { ServiceQuotas } = await __webpack_require__.e(/* import() */ 497).then(__webpack_require__.bind(__webpack_require__, 8497));
    const asked = sites.map((site) => ({
        ...site,
        serviceQuotas: new ServiceQuotas(site.session.clients, site.region),
    }));
    try {
        return await readQuotas(asked, { threshold, headroom, clock }, reading);
    }
    finally {
        for (const { serviceQuotas } of asked)
            serviceQuotas.close();
    }
}
async function withRds(sites, databases, reading) {
    const places = sites.flatMap(({ session, region, clusters }) => {
        const ids = new Set(clusters.map(({ view }) => view.id));
        const own = databases.filter(({ clusterId }) => ids.has(clusterId));
        return own.length === 0 ? [] : [{ session, region, databases: own }];
    });
    if (places.length === 0)
        return [];
    const { Rds } = await Promise.all(/* import() */[__webpack_require__.e(931), __webpack_require__.e(298)]).then(__webpack_require__.bind(__webpack_require__, 1298));
    const asked = places.map((place) => ({ ...place, rds: new Rds(place.session.clients, place.region) }));
    try {
        return await readAwsDatabases(asked, reading);
    }
    finally {
        for (const { rds } of asked)
            rds.close();
    }
}
function aheadFindings({ kubernetes, insights, quotas, databases }, now) {
    const inUse = Map.groupBy(quotaFindings(quotas, now), ({ urgency }) => urgency === 'plan');
    return [
        ...kubernetesFindings(kubernetes, now),
        ...(inUse.get(false) ?? []),
        ...insightFindings(insights),
        ...awsDatabaseFindings(databases, now),
        ...(inUse.get(true) ?? []),
    ];
}
function aheadSections(ahead, now) {
    return (0,markdown/* blocks */.Bv)([
        kubernetesSection(ahead.kubernetes, now),
        insightSection(ahead.insights),
        quotaSection(ahead.quotas, now),
        awsDatabaseSection(ahead.databases, ahead.otherDatabases, now),
        (0,markdown/* titled */.dJ)('Not to be seen in AWS with this session', ahead.unseen.length === 0
            ? ''
            : (0,markdown/* blocks */.Bv)([
                (0,markdown/* bullets */.e5)(ahead.unseen.map((text) => (0,markdown/* sentence */.em)(text))),
                'None of it is needed for the rest. The policy for it is in docs/permissions.md.',
            ])),
    ]);
}
function aheadReport({ kubernetes, insights, quotas, databases, unseen }, now) {
    return {
        kubernetes_support: kubernetesReport(kubernetes, now),
        upgrade_insights: insightReport(insights),
        quotas: quotaReport(quotas),
        aws_databases: awsDatabaseReport(databases),
        not_to_be_seen_in_aws: unseen,
    };
}

// EXTERNAL MODULE: ./lib/qovery/lock.js
var qovery_lock = __webpack_require__(9749);
// EXTERNAL MODULE: ./lib/rotation/journal.js
var journal = __webpack_require__(3461);
// EXTERNAL MODULE: ./lib/locks/maintenance-days.js
var maintenance_days = __webpack_require__(9867);
// EXTERNAL MODULE: ./lib/qovery/status.js
var qovery_status = __webpack_require__(2692);
;// CONCATENATED MODULE: ./lib/review/clusters.js






function viewClusters(clusters, statuses, locks, now) {
    const statusOf = new Map(statuses.map((status) => [status.cluster_id, status]));
    const lockOf = new Map(locks.map((lock) => [lock.cluster_id, lock]));
    return clusters.map((cluster) => {
        const status = statusOf.get(cluster.id);
        const deployedAt = Date.parse(status?.last_deployment_date ?? '');
        const production = cluster.production === true;
        const selfManaged = cluster.kubernetes === 'SELF_MANAGED';
        return {
            id: cluster.id,
            name: cluster.name,
            provider: cluster.cloud_provider,
            region: cluster.region,
            production,
            status: status?.status,
            state: status && (0,qovery_status/* stateOf */.L4)(status.status),
            deployed: status?.is_deployed,
            outOfDate: cluster.deployment_status === 'OUT_OF_DATE',
            version: cluster.version ?? undefined,
            nextVersion: status?.next_k8s_available_version ?? undefined,
            lock: lockOf.get(cluster.id),
            lastDeployment: Number.isNaN(deployedAt) ? undefined : deployedAt,
            maintenanceDay: selfManaged ? undefined : (0,maintenance_days/* nextMaintenanceDay */.HW)(production, now),
        };
    });
}
function isCovered({ lock, maintenanceDay }) {
    return lock !== undefined && maintenanceDay !== undefined && (0,maintenance_days/* covers */.hU)((0,qovery_lock/* endOfLock */.mq)(lock), maintenanceDay);
}
function clusterFindings(clusters, now, logPage) {
    return [
        ...clusters.flatMap((cluster) => [...health(cluster, logPage), ...locked(cluster, now)]),
        ...together('configuration-pending', clusters.filter(({ outOfDate, state }) => outOfDate && state === 'ready'), 'has configuration that is not deployed yet (OUT_OF_DATE)', 'have configuration that is not deployed yet (OUT_OF_DATE)', 'Deploy when it suits; otherwise the next maintenance brings it along.'),
        ...upgrades(clusters),
        ...together('clusters-stopped', clusters.filter(({ status }) => status === 'STOPPED'), 'is stopped: no maintenance reaches it', 'are stopped: no maintenance reaches them', 'Delete in Qovery what nobody needs any more.'),
    ];
}
function health(cluster, logPage) {
    const { name, status, state, production, provider } = cluster;
    const of = `${production ? 'Production cluster' : 'Cluster'} '${name}'`;
    const link = { text: 'its log', url: logPage(cluster.id) };
    switch (state) {
        case 'invalid-credentials':
            return [
                {
                    id: (0,finding_id/* findingId */.z)('cluster-refused', cluster.id),
                    urgency: 'now',
                    what: `${of} is refused by its cloud provider (INVALID_CREDENTIALS): nothing can be deployed there.`,
                    next: provider === 'AWS'
                        ? 'Look up its key below. Rotate its credential (operation: rotate), or store credentials that work, and deploy it.'
                        : 'Store credentials that work, and deploy it.',
                    link,
                },
            ];
        case 'error':
            return [
                {
                    id: (0,finding_id/* findingId */.z)('cluster-failed', cluster.id),
                    urgency: 'now',
                    what: `${of}: ${status === 'CANCELED' ? 'the last deployment was cancelled' : 'the last action failed'} (${status}).`,
                    next: 'Read its log and repeat the action: until it succeeds, neither maintenance nor a rotation can work.',
                    link,
                },
            ];
        case undefined:
        case 'busy':
        case 'off':
        case 'ready':
            return [];
    }
}
function locked(cluster, now) {
    const { name, lock, maintenanceDay } = cluster;
    if (lock === undefined || maintenanceDay === undefined)
        return [];
    const what = `Cluster '${name}' ${(0,qovery_lock/* describeLock */.FD)(lock)}.`;
    const until = (0,qovery_lock/* endOfLock */.mq)(lock);
    if (until === Infinity) {
        return [
            {
                id: (0,finding_id/* findingId */.z)('lock-without-end', cluster.id),
                urgency: 'soon',
                what,
                next: 'Unlock it (operation: unlock) as soon as it need not be locked: until then it gets no maintenance, neither Kubernetes updates nor security patches.',
            },
        ];
    }
    if (Number.isNaN(until)) {
        const next = 'Look at it in Qovery: nobody can tell when it ends.';
        return [{ id: (0,finding_id/* findingId */.z)('lock-unreadable', cluster.id), urgency: 'soon', what, next }];
    }
    if (until <= now) {
        return [
            {
                id: (0,finding_id/* findingId */.z)('lock-passed', cluster.id),
                urgency: now - until > clock/* DAY */.d_ ? 'soon' : 'plan',
                what,
                next: 'Its time has passed, and Qovery still lists it: unlock it (operation: unlock) if that stays so.',
            },
        ];
    }
    const next = isCovered(cluster)
        ? `It misses the maintenance of ${(0,maintenance_days/* dayName */.Ot)(maintenanceDay)}, as intended; after that the lock is gone.`
        : `It does not cover the next maintenance day, ${(0,maintenance_days/* dayName */.Ot)(maintenanceDay)}, to its end. If it should, unlock it and lock it anew on the eve.`;
    return [{ id: (0,finding_id/* findingId */.z)('lock', cluster.id), urgency: 'plan', what, next }];
}
function upgrades(clusters) {
    const due = Map.groupBy(clusters.filter(({ nextVersion }) => nextVersion !== undefined), ({ version = 'unknown', nextVersion = '' }) => `${version} to ${nextVersion}`);
    return [...due].map(([step, same]) => ({
        id: (0,finding_id/* findingId */.z)('kubernetes-available', step),
        urgency: 'plan',
        what: `Kubernetes ${step} is available for ${(0,review_finding/* listOf */.c3)(same.map(({ name }) => name))}.`,
        next: 'Qovery rolls it out itself, staging first. To have it earlier, upgrade in the console, one minor version at a time.',
    }));
}
function together(id, clusters, one, many, next) {
    if (clusters.length === 0)
        return [];
    const names = (0,review_finding/* listOf */.c3)(clusters.map(({ name }) => name));
    const what = clusters.length === 1 ? `Cluster ${names} ${one}.` : `Clusters ${names} ${many}.`;
    return [{ id, urgency: 'plan', what, next }];
}
function unknownStatus(clusters) {
    return clusters
        .filter(({ state }) => state === undefined)
        .map(({ id, name }) => ({
        id: (0,finding_id/* findingId */.z)('status-unknown', id),
        urgency: 'soon',
        what: `Cluster '${name}' is listed by Qovery, which tells no status of it.`,
        next: 'Look at it in the Qovery console.',
    }));
}
const clusters_ORDER = [
    'invalid-credentials',
    'error',
    undefined,
    'busy',
    'ready',
    'off',
];
function worstFirst(clusters) {
    return clusters.toSorted((a, b) => clusters_ORDER.indexOf(a.state) - clusters_ORDER.indexOf(b.state) ||
        Number(b.production) - Number(a.production) ||
        a.name.localeCompare(b.name));
}

;// CONCATENATED MODULE: ./lib/review/after-maintenance.js






async function readAfterMaintenance(api, clusters, told, environments, attempt) {
    const known = clusters.flatMap((cluster) => {
        const last = lastMaintenance(cluster, told);
        return last === undefined ? [] : [{ cluster, ...last }];
    });
    const ids = new Set(known.map(({ cluster }) => cluster.id));
    const concerned = environments.filter(({ clusterId }) => ids.has(clusterId));
    const projects = new Map(concerned.map(({ project_id: id, project_name: name }) => [id, name]));
    const missing = [];
    const lists = await (0,lib_all/* all */.Q)([...projects].map(async ([id, name]) => {
        const part = await attempt(() => api.environmentStatuses(id));
        if ((0,review_finding/* isRead */.H9)(part))
            return part.read;
        missing.push({ what: 'the statuses of the environments of', name, why: part.unread });
        return [];
    }));
    const statusOf = new Map(lists.flat().map((status) => [status.id, status]));
    const maintained = known.map((last) => {
        const own = concerned.filter(({ clusterId }) => clusterId === last.cluster.id);
        const failed = own.flatMap((environment) => {
            const status = statusOf.get(environment.environment_id);
            if (status === undefined || !failedSince(status, last.at))
                return [];
            const name = `${environment.project_name}/${environment.environment_name}`;
            return [{ name, state: status.last_deployment_state }];
        });
        return { ...last, environments: own.length, failed };
    });
    const untold = clusters.filter(({ id, deployed, maintenanceDay }) => {
        return deployed !== false && maintenanceDay !== undefined && !ids.has(id);
    });
    return { maintained, untold: untold.map(({ name }) => name), missing };
}
function failedSince(status, at) {
    const deployedAt = Date.parse(status.last_deployment_date ?? '');
    return status.last_deployment_state.endsWith('ERROR') && deployedAt >= at;
}
function lastMaintenance({ id, state, lastDeployment }, { statuses, auditLog }) {
    const newest = auditLog?.clusters.find((cluster) => cluster.id === id)?.newest;
    const times = (deed) => (newest?.[deed] ?? []).map(({ at }) => at).filter((at) => !Number.isNaN(at));
    const isLast = statuses.find((status) => status.cluster_id === id)?.reason === 'MAINTENANCE';
    const found = [
        ...times('maintenance'),
        ...(isLast && lastDeployment !== undefined ? [lastDeployment] : []),
    ];
    if (found.length === 0)
        return undefined;
    const latest = Math.max(...found);
    const at = Math.min(...found.filter((time) => latest - time < clock/* DAY */.d_));
    if (isLast && state === 'busy')
        return { at, ended: 'under way' };
    if (isLast && state === 'ready')
        return { at, ended: 'succeeded' };
    if (isLast && state === 'error')
        return { at, ended: 'failed' };
    const ends = ['deployed', 'failed'].flatMap((deed) => times(deed).map((time) => ({ time, ended: deed === 'deployed' ? 'succeeded' : deed })));
    const [first] = ends.filter(({ time }) => time >= at).toSorted((a, b) => a.time - b.time);
    return { at, ended: first?.ended };
}
function maintenanceFindings(maintained) {
    return maintained
        .filter(({ failed }) => failed.length > 0)
        .map(({ cluster, at, failed }) => {
        const names = (0,lib_text/* someOf */.yU)(failed.map(({ name, state }) => `'${name}' (${state})`));
        const many = failed.length > 1;
        return {
            id: (0,finding_id/* findingId */.z)('failed-after-maintenance', cluster.id),
            urgency: failed.every(({ state }) => state === 'BUILD_ERROR') ? 'plan' : 'soon',
            what: `${failed.length} ${many ? 'environments' : 'environment'} of cluster '${cluster.name}' ${many ? 'have' : 'has'} failed since its last maintenance (${(0,clock/* iso */.KH)(at)}): ${names}.`,
            next: 'See the log of each: a build fails for a reason of its own; a deployment may fail because of what the maintenance changed. Mend it, and deploy it again.',
        };
    });
}
function afterMaintenanceSection(maintained, untold, now) {
    const rows = maintained
        .toSorted((a, b) => b.failed.length - a.failed.length || a.cluster.name.localeCompare(b.cluster.name))
        .map(({ cluster, at, ended, environments, failed }) => [
        (0,markdown/* escape */.ih)(cluster.name),
        `${(0,clock/* iso */.KH)(at)}, ${(0,clock/* daysAgo */.HM)(now - at)}`,
        ended ?? 'not told',
        (0,markdown/* escape */.ih)(cluster.version ?? '–'),
        failed.length === 0
            ? `none of ${environments}`
            : `**${failed.length} of ${environments}**: ${(0,markdown/* escape */.ih)((0,lib_text/* someOf */.yU)(failed.map(({ name }) => name)))}`,
    ]);
    return (0,markdown/* titled */.dJ)('After the last maintenance', (0,markdown/* blocks */.Bv)([
        (0,markdown/* table */.tp)(['Cluster', 'Maintenance', 'How it ended', 'Kubernetes now', 'Environments that failed since'], rows),
        untold.length === 0
            ? ''
            : (0,markdown/* sentence */.em)(`No maintenance is known of ${(0,review_finding/* listOf */.c3)(untold)}: neither the status nor the audit log, as far as it was read, tells of one`),
    ]));
}
function maintainedReport(maintained) {
    return maintained.map(({ cluster, at, ended, environments, failed }) => ({
        cluster_id: cluster.id,
        cluster: cluster.name,
        maintenance_at: (0,clock/* iso */.KH)(at),
        ended: ended ?? null,
        environments,
        failed,
    }));
}

// EXTERNAL MODULE: external "node:util"
var external_node_util_ = __webpack_require__(7975);
;// CONCATENATED MODULE: ./lib/review/advanced-settings.js




const CHOICES = new Set([
    'aws.eks.ec2.metadata_imds',
    'aws.eks.efs.performance_mode',
    'aws.eks.efs.throughput_mode',
    'aws.eks.efs.transition_to_ia',
    'loki.deployment_mode',
    'registry.mirroring_mode',
]);
async function readCustomSettings(api, clusters, attempt) {
    if (clusters.length === 0)
        return { custom: [], missing: [] };
    const defaults = await attempt(() => api.defaultAdvancedSettings());
    if (!(0,review_finding/* isRead */.H9)(defaults))
        return { custom: [], missing: [{ what: 'the default advanced settings', why: defaults.unread }] };
    const missing = [];
    const custom = await (0,lib_all/* all */.Q)(clusters.map(async (cluster) => {
        const part = await attempt(() => api.advancedSettings(cluster.id));
        if ((0,review_finding/* isRead */.H9)(part))
            return [compare(cluster, part.read, defaults.read)];
        missing.push({ what: 'the advanced settings of', name: cluster.name, why: part.unread });
        return [];
    }));
    return { custom: custom.flat(), missing };
}
function compare(cluster, own, defaults) {
    const settings = Object.entries(defaults)
        .filter(([name, usual]) => Object.hasOwn(own, name) && !(0,external_node_util_.isDeepStrictEqual)(asSet(own[name]), asSet(usual)))
        .map(([name, usual]) => ({ name, value: shown(name, own[name]), usual: shown(name, usual) }));
    const ingressNginx = own['k8s.use_api_gateway'] === false;
    return {
        cluster,
        settings: settings.toSorted((a, b) => a.name.localeCompare(b.name)),
        ingressNginx,
    };
}
function asSet(value) {
    if (value === undefined || value === null || value === '')
        return null;
    return typeof value === 'number' || typeof value === 'boolean' ? String(value) : value;
}
function shown(name, value) {
    if (value === null || value === undefined)
        return 'not set';
    if (typeof value === 'boolean' || typeof value === 'number')
        return String(value);
    const isChoice = typeof value === 'string' && CHOICES.has(name) && /^\w{1,40}$/.test(value);
    if (isChoice)
        return value;
    const size = Array.isArray(value)
        ? value.length
        : typeof value === 'object'
            ? Object.keys(value).length
            : value;
    if (size === 0 || size === '')
        return 'empty';
    return 'set, not shown';
}
function settingsFindings(custom) {
    const names = (some) => (0,review_finding/* listOf */.c3)(some.map(({ cluster }) => cluster.name));
    const changed = custom.filter(({ settings }) => settings.length > 0);
    const count = changed.reduce((sum, { settings }) => sum + settings.length, 0);
    const nginx = custom.filter(({ ingressNginx }) => ingressNginx);
    const findings = [];
    if (changed.length > 0) {
        findings.push({
            id: 'custom-configuration',
            urgency: 'plan',
            what: `${count} advanced ${count === 1 ? 'setting differs' : 'settings differ'} from Qovery's defaults, on ${names(changed)}.`,
            next: 'Write down why each of them was changed, and look at them after updates: they are listed below.',
        });
    }
    if (nginx.length > 0) {
        findings.push({
            id: 'ingress-nginx',
            urgency: 'plan',
            what: `${nginx.length === 1 ? 'Cluster' : 'Clusters'} ${names(nginx)} ${nginx.length === 1 ? 'has' : 'have'} the setting k8s.use_api_gateway off, so ingress-nginx serves the traffic: it has had no fixes since March 2026.`,
            next: 'Plan the move to the Gateway API: turn k8s.use_api_gateway on in staging first, as Qovery documents it.',
        });
    }
    return findings;
}
function settingsSection(custom) {
    const rows = custom.flatMap(({ cluster, settings }) => settings.map(({ name, value, usual }) => [
        (0,markdown/* escape */.ih)(cluster.name),
        (0,markdown/* code */.aY)(name),
        (0,markdown/* escape */.ih)(value),
        (0,markdown/* escape */.ih)(usual),
    ]));
    if (rows.length === 0)
        return '';
    return (0,markdown/* details */.zH)(`Advanced settings that differ from the defaults (${rows.length})`, (0,markdown/* blocks */.Bv)([
        'Flags and numbers are shown. Texts and lists are not, since they may hold a secret: see them in the settings of the cluster in Qovery.',
        (0,markdown/* table */.tp)(['Cluster', 'Setting', 'Value', 'Default'], rows),
    ]));
}
function settingsReport(custom) {
    return custom
        .filter(({ settings }) => settings.length > 0)
        .map(({ cluster, settings }) => ({
        cluster_id: cluster.id,
        cluster: cluster.name,
        settings: settings.map(({ name, value, usual }) => ({ name, value, default: usual })),
    }));
}

;// CONCATENATED MODULE: ./lib/review/scaleway.js





async function readScalewayKeys(snapshot, credentials, environments, reviewed, attempt) {
    const expected = credentials.some(({ credential }) => credential.object_type === 'SCW');
    const missing = [];
    const orNone = async (what, read, name) => {
        const part = await attempt(read);
        if ((0,review_finding/* isRead */.H9)(part))
            return part.read;
        missing.push({ what, why: part.unread, ...(name === undefined ? {} : { name }) });
        return [];
    };
    const [registries, repositories] = await (0,lib_all/* all */.Q)([
        orNone('Scaleway keys held by a container registry', snapshot.registries),
        orNone('Scaleway keys held by a Helm repository', snapshot.helmRepositories),
    ]);
    if (!expected)
        missing.length = 0;
    const holders = [
        ...credentials.map(({ credential, clusters }) => ({
            keyId: keyOf(credential),
            label: `cloud credential '${credential.name}'`,
            clusters,
        })),
        ...registries.map((registry) => ({
            keyId: keyOf(registry.config),
            label: `container registry '${registry.name}'`,
            clusters: clusterOf(registry),
            services: () => snapshot.api.registryServices(registry.id),
        })),
        ...repositories.map((repository) => ({
            keyId: keyOf(repository.config),
            label: `Helm repository '${repository.name}'`,
            clusters: [],
            services: () => snapshot.api.helmRepositoryServices(repository.id),
        })),
    ].filter(({ keyId }) => keyId !== '');
    const groups = [...Map.groupBy(holders, ({ keyId }) => keyId)];
    const keys = await (0,lib_all/* all */.Q)(groups.map(async ([id, same]) => {
        const clusters = new Map(same.flatMap((holder) => holder.clusters.map((cluster) => [cluster.id, cluster.name])));
        const made = await (0,lib_all/* all */.Q)(same.flatMap(({ label, services }) => services === undefined ? [] : [orNone('the services that use the', services, label)]));
        return {
            id,
            holders: same.map(({ label }) => label),
            clusters: [...clusters.values()],
            services: servicesOf(environments, clusters, made.flat()),
            otherClusters: [...clusters].filter(([cluster]) => !reviewed.has(cluster)).map(([, name]) => name),
        };
    }));
    return { keys, missing };
}
function keyOf(shown) {
    const key = shown?.['scaleway_access_key'];
    return typeof key === 'string' ? key.trim().toUpperCase() : '';
}
function clusterOf({ cluster }) {
    if (typeof cluster !== 'object' || cluster === null)
        return [];
    const { id, name } = cluster;
    return typeof id === 'string' && typeof name === 'string' ? [{ id, name }] : [];
}
function servicesOf(environments, clusters, others) {
    const found = new Map();
    for (const { clusterId, project_name: project, environment_name: name, services } of environments) {
        if (!clusters.has(clusterId))
            continue;
        for (const one of services ?? [])
            found.set(one.id, { environment: `${project}/${name}`, name: one.name });
    }
    for (const { service_id: id, service_name: name, project_name: project, environment_name: of } of others)
        found.set(id, { environment: `${project}/${of}`, name });
    const byEnvironment = Map.groupBy(found.values(), ({ environment }) => environment);
    return new Map([...byEnvironment].map(([environment, same]) => [environment, same.map(({ name }) => name)]));
}
function countOf({ services }) {
    return [...services.values()].reduce((sum, names) => sum + names.length, 0);
}
function scalewayFindings(keys) {
    return keys.map((key) => {
        const { id, holders, clusters, otherClusters } = key;
        const count = countOf(key);
        const deploy = clusters.length === 0 ? '' : `, deploy ${(0,review_finding/* listOf */.c3)(clusters)}`;
        const services = count === 1 ? 'the service' : `the ${count} services`;
        const others = otherClusters.length === 0 ? '' : ` and everything on ${(0,review_finding/* listOf */.c3)(otherClusters)}`;
        return {
            id: (0,finding_id/* findingId */.z)('scaleway-key', id),
            urgency: 'plan',
            what: `Scaleway key ${id} is held by ${(0,lib_text/* someOf */.yU)(holders)}. Its age is not known, and Scaleway can neither deactivate a key nor tell its last use.`,
            next: `To change it by hand: create another key in Scaleway, store it in all of them${deploy}, and redeploy ${services} listed below${others}, since the key is in the pull secret of each. Delete the old key only then.`,
        };
    });
}
function scalewaySection(keys) {
    return (0,markdown/* titled */.dJ)(`Scaleway keys that Qovery holds (${keys.length})`, (0,markdown/* blocks */.Bv)(keys.map(keyMarkup)));
}
function keyMarkup(key) {
    const rows = [...key.services].map(([environment, names]) => [
        (0,markdown/* escape */.ih)(environment),
        (0,markdown/* escape */.ih)(names.join(', ')),
    ]);
    return (0,markdown/* blocks */.Bv)([
        `${(0,markdown/* code */.aY)(key.id)}: ${(0,markdown/* escape */.ih)(key.holders.join(', '))}`,
        rows.length === 0
            ? ''
            : (0,markdown/* details */.zH)(`Services to redeploy before ${key.id} goes (${countOf(key)})`, (0,markdown/* table */.tp)(['Environment', 'Services'], rows)),
    ]);
}
function scalewayReport(keys) {
    return keys.map(({ id, holders, clusters, services, otherClusters }) => ({
        access_key: id,
        holders,
        clusters,
        services: [...services].flatMap(([environment, names]) => names.map((name) => ({ environment, name }))),
        other_clusters: otherClusters,
    }));
}

;// CONCATENATED MODULE: ./lib/review/tokens.js



const AHEAD = 60 * clock/* DAY */.d_;
function tokenFindings(tokens, now) {
    return tokens
        .map(({ id, name, expires_at: end }) => ({ id, name: name || id, end: Date.parse(end ?? '') }))
        .filter(({ end }) => end - now <= AHEAD)
        .toSorted((a, b) => a.end - b.end)
        .map(({ id, name, end }) => {
        if (end <= now) {
            return {
                id: (0,finding_id/* findingId */.z)('token-ended', id),
                urgency: 'soon',
                what: `The policy token '${name}' has ended, at ${(0,clock/* iso */.KH)(end)}.`,
                next: 'Give whatever still uses it another one, then delete it in Qovery.',
            };
        }
        return {
            id: (0,finding_id/* findingId */.z)('token-ends', id),
            urgency: end - now <= AHEAD / 2 ? 'soon' : 'plan',
            what: `The policy token '${name}' ends in ${(0,clock/* days */._3)(end - now)}, at ${(0,clock/* iso */.KH)(end)}.`,
            next: 'Create another one in Qovery, and store it wherever this one is used, for example as a secret of a workflow.',
        };
    });
}
function endOf(end, now) {
    if (Number.isNaN(end))
        return 'never';
    return end <= now ? `**${(0,clock/* iso */.KH)(end)}, over**` : (0,clock/* iso */.KH)(end);
}
function tokenSection(tokens, policyTokens, now) {
    const all = [
        ...tokens.map((token) => ({ ...token, kind: 'API token', end: 'never' })),
        ...policyTokens.map((token) => {
            const end = Date.parse(token.expires_at ?? '');
            const role = token.role_name || 'admin, within its policy';
            return { ...token, role_name: role, kind: 'policy token', end: endOf(end, now) };
        }),
    ];
    const rows = all
        .map((token) => ({ ...token, at: Date.parse(token.created_at ?? '') || 0 }))
        .toSorted((a, b) => a.at - b.at)
        .map(({ name, kind, role_name: role, at, end }) => [
        (0,markdown/* escape */.ih)(name || '–'),
        kind,
        (0,markdown/* escape */.ih)(role || '–'),
        at === 0 ? 'not known' : (0,clock/* days */._3)(now - at),
        end,
    ]);
    if (rows.length === 0)
        return '';
    return (0,markdown/* details */.zH)(`Qovery tokens (${rows.length})`, (0,markdown/* blocks */.Bv)([
        'Delete those that nobody knows, and replace the others now and then.',
        (0,markdown/* table */.tp)(['Token', 'Kind', 'Role', 'Age', 'Ends'], rows),
    ]));
}

;// CONCATENATED MODULE: ./lib/review/further.js








async function lookFurther(snapshot, seen, attempt) {
    const { api } = snapshot;
    const { clusters, environments, credentials } = seen;
    const [maintained, custom, policyTokens, scaleway] = await (0,lib_all/* all */.Q)([
        readAfterMaintenance(api, clusters, seen, environments, attempt),
        readCustomSettings(api, clusters, attempt),
        attempt(() => policyTokensOf(api)),
        readScalewayKeys(snapshot, credentials, environments, new Set(clusters.map(({ id }) => id)), attempt),
    ]);
    const unseen = [];
    const missing = [...maintained.missing, ...custom.missing, ...scaleway.missing];
    if (!(0,review_finding/* isRead */.H9)(policyTokens))
        missing.push({ what: 'the policy tokens', why: policyTokens.unread });
    else if (!(0,review_finding/* isRead */.H9)(policyTokens.read))
        unseen.push({ what: 'the policy tokens', why: policyTokens.read.unread });
    const tokens = (0,review_finding/* isRead */.H9)(policyTokens) && (0,review_finding/* isRead */.H9)(policyTokens.read) ? policyTokens.read.read : [];
    return {
        further: {
            maintained: maintained.maintained,
            notMaintained: maintained.untold,
            custom: custom.custom,
            policyTokens: tokens,
            scaleway: scaleway.keys,
        },
        missing,
        unseen,
    };
}
async function policyTokensOf(api) {
    try {
        return { read: await api.policyTokens() };
    }
    catch (error) {
        if (error instanceof http/* QoveryError */.J && [401, 403, 404].includes(error.status))
            return { unread: error.message };
        throw error;
    }
}
function furtherFindings({ maintained, custom, policyTokens, scaleway }, now) {
    return [
        ...maintenanceFindings(maintained),
        ...tokenFindings(policyTokens, now),
        ...settingsFindings(custom),
        ...scalewayFindings(scaleway),
    ];
}
function furtherSections({ maintained, notMaintained, custom, scaleway }, now) {
    return (0,markdown/* blocks */.Bv)([
        afterMaintenanceSection(maintained, notMaintained, now),
        settingsSection(custom),
        scaleway.length === 0 ? '' : scalewaySection(scaleway),
    ]);
}
function furtherReport({ maintained, custom, policyTokens, scaleway, }) {
    return {
        after_maintenance: maintainedReport(maintained),
        advanced_settings: settingsReport(custom),
        policy_tokens: policyTokens.map((token) => ({
            name: token.name ?? null,
            role: token.role_name ?? null,
            created_at: token.created_at ?? null,
            expires_at: token.expires_at ?? null,
        })),
        scaleway_keys: scalewayReport(scaleway),
    };
}

// EXTERNAL MODULE: ./lib/review/keys.js
var review_keys = __webpack_require__(6954);
;// CONCATENATED MODULE: ./lib/review/report.js








function reviewReport(review, result) {
    const { inputs, clusters, keys, auditLog, databases, tokens, findings, missing, now } = review;
    const { accepted, unmatched, unseen, further } = review;
    return {
        operation: 'review',
        result,
        organization_id: inputs.organizationId,
        started_at: (0,clock/* iso */.KH)(review.startedAt),
        ended_at: (0,clock/* iso */.KH)(review.endedAt),
        run_url: inputs.runUrl,
        actor: inputs.actor,
        findings: findings.map(findingReport),
        accepted_findings: accepted.map(({ finding, until }) => ({
            ...findingReport(finding),
            until: until ?? null,
        })),
        accepted_not_found: unmatched,
        could_not_be_read: missing,
        not_to_be_seen: unseen,
        clusters: worstFirst(clusters).map((cluster) => ({
            id: cluster.id,
            name: cluster.name,
            cloud_provider: cluster.provider,
            region: cluster.region,
            production: cluster.production,
            status: cluster.status ?? null,
            is_deployed: cluster.deployed ?? null,
            out_of_date: cluster.outOfDate,
            version: cluster.version ?? null,
            next_k8s_available_version: cluster.nextVersion ?? null,
            last_deployment_date: (0,clock/* isoOrNull */.I)(cluster.lastDeployment),
            next_maintenance_day: (0,clock/* isoDayOrNull */.kH)(cluster.maintenanceDay),
            lock: cluster.lock === undefined
                ? null
                : {
                    reason: cluster.lock.reason,
                    owner_name: cluster.lock.owner_name,
                    ...(0,qovery_lock/* timesOf */.Qv)(cluster.lock),
                    covers_next_maintenance_day: cluster.maintenanceDay === undefined ? null : isCovered(cluster),
                },
        })),
        keys: (0,review_keys/* oldestFirst */.sZ)(keys).map((held) => ({
            access_key_id: held.id,
            found: held.is,
            aws_account_id: 'account' in held ? held.account : null,
            holders: held.holders.map(({ kind, id, name }) => ({ kind, id, name })),
            ...(held.is === 'known'
                ? {
                    iam_user: held.user.name,
                    status: held.key.status,
                    created_at: (0,clock/* iso */.KH)(held.key.createdAt),
                    age_days: (0,clock/* daysBetween */.YM)(held.key.createdAt, now),
                    due_at: (0,clock/* iso */.KH)((0,review_keys/* dueAt */.s5)(held, inputs.maxAge)),
                    last_used_at: (0,clock/* isoOrNull */.I)(held.lastUse?.at),
                    rotation_under_way: (0,journal/* isUnfinished */.ui)(held.user.journal),
                }
                : {}),
        })),
        audit_log: auditLog === undefined
            ? null
            : {
                since: (0,clock/* iso */.KH)(auditLog.since),
                reaches: (0,clock/* iso */.KH)(auditLog.reaches),
                why: auditLog.why,
                events: auditLog.events,
                clusters: auditLog.clusters.map(({ id, name, counts }) => ({ id, name, ...counts })),
                edits: auditLog.edits.map(({ at, ...edit }) => ({ at: (0,clock/* isoOrNull */.I)(at), ...edit })),
            },
        databases: databases.map(({ newerMajors, clusterId, ...database }) => ({
            ...{ ...database, cluster_id: clusterId },
            newer_majors: (0,review_finding/* isRead */.H9)(newerMajors) ? newerMajors.read : null,
        })),
        api_tokens: tokens.map(({ name, role_name: role, created_at: created }) => ({
            name: name ?? null,
            role: role ?? null,
            created_at: created ?? null,
        })),
        ...furtherReport(further),
        ...aheadReport(review.ahead, now),
    };
}
function findingReport({ link: page, paste, ...finding }) {
    return { ...finding, link: page?.url ?? null, request: paste ?? null };
}

// EXTERNAL MODULE: ./lib/review/other-clouds.js
var other_clouds = __webpack_require__(9861);
;// CONCATENATED MODULE: ./lib/review/charts.js


const MAX_KEYS = 20;
const MAX_WEEKS = 16;
const LONGEST_NAME = 28;
function keyAges(keys, limitDays) {
    const shown = keys
        .map(({ id, name, ageDays }) => ({ id, name: charts_short((0,markdown/* mermaidText */.Hg)(name)), ageDays }))
        .toSorted((a, b) => b.ageDays - a.ageDays)
        .slice(0, MAX_KEYS);
    if (shown.length === 0)
        return '';
    const names = shown.map(({ id, name }) => shown.filter((other) => other.name === name).length > 1 ? `${name} (${id.slice(-4)})` : name);
    const line = limitDays > 0 && shown.length > 1;
    const top = Math.max(limitDays, ...shown.map(({ ageDays }) => ageDays), 1);
    const limit = line
        ? `; the line is the limit of ${limitDays}`
        : limitDays > 0
            ? `; the limit is ${limitDays}`
            : '';
    return chart(120 + 34 * shown.length, 'xychart-beta horizontal', [
        `x-axis [${names.map((name) => `"${name}"`).join(', ')}]`,
        `y-axis "Age of keys in days${limit}" 0 --> ${Math.ceil(top * 1.1)}`,
        `bar [${shown.map(({ ageDays }) => ageDays).join(', ')}]`,
        ...(line ? [`line [${shown.map(() => limitDays).join(', ')}]`] : []),
    ]);
}
function maintenanceByWeek(weeks) {
    const shown = weeks.slice(-MAX_WEEKS);
    if (shown.every(({ maintenance, failed }) => maintenance + failed === 0))
        return '';
    const top = Math.max(...shown.flatMap(({ maintenance, failed }) => [maintenance, failed]));
    const line = shown.length > 1;
    return chart(300, 'xychart-beta', [
        `title "Maintenance by week (bars)${line ? ', failed deployments (line)' : ''}"`,
        `x-axis "week of" [${shown.map(({ monday }) => `"${(0,clock/* iso */.KH)(monday).slice(5, 10)}"`).join(', ')}]`,
        `y-axis 0 --> ${Math.ceil(top * 1.1)}`,
        `bar [${shown.map(({ maintenance }) => maintenance).join(', ')}]`,
        ...(line ? [`line [${shown.map(({ failed }) => failed).join(', ')}]`] : []),
    ]);
}
function chart(height, kind, lines) {
    const config = [
        ...['config:', '  xyChart:', '    width: 800', `    height: ${height}`],
        ...['  themeVariables:', '    xyChart:', '      backgroundColor: transparent'],
        '      plotColorPalette: "#4a8fd9, #d9702b"',
    ];
    return ['```mermaid', '---', ...config, '---', kind, ...lines.map((line) => `    ${line}`), '```'].join('\n');
}
function charts_short(name) {
    const chars = [...name];
    return chars.length <= LONGEST_NAME ? name : `${chars.slice(0, LONGEST_NAME - 1).join('')}…`;
}

;// CONCATENATED MODULE: ./lib/review/summary.js















function unmatchedText(ids) {
    return `'accept-findings' names what was not found: ${(0,lib_text/* someOf */.yU)(ids)}. Take it out of the list if it is gone for good.`;
}
const HEADINGS = {
    now: 'Broken, or about to break',
    soon: 'Needs attention',
    plan: 'To plan, or to know',
};
function reviewSummary(review) {
    const { findings, accepted, unmatched, inputs, name, missing, unseen, further, now } = review;
    const text = (0,markdown/* blocks */.Bv)([
        `### ${sign(review)} Maintenance review${name === undefined ? '' : ` of ${(0,markdown/* escape */.ih)(name)}`}: ${verdict(review)}`,
        ...inputs.warnings.map((warning) => (0,markdown/* alert */.xE)('WARNING', (0,markdown/* escape */.ih)(warning))),
        ...review_finding/* URGENCIES */.If.map((urgency) => (0,markdown/* titled */.dJ)(HEADINGS[urgency], (0,markdown/* bullets */.e5)(findings.filter((one) => one.urgency === urgency).map(item)))),
        (0,markdown/* titled */.dJ)('Accepted', (0,markdown/* bullets */.e5)(accepted.map(acceptedItem))),
        unmatched.length === 0 ? '' : (0,markdown/* sentence */.em)(unmatchedText(unmatched)),
        (0,markdown/* titled */.dJ)('Could not be read', (0,markdown/* bullets */.e5)(missing.map((text) => (0,markdown/* sentence */.em)(text)))),
        (0,markdown/* titled */.dJ)('Not to be seen with this token', (0,markdown/* bullets */.e5)(unseen.map((text) => (0,markdown/* sentence */.em)(text)))),
        clusterSection(review),
        keySection(review),
        maintenanceSection(review),
        furtherSections(further, now),
        databaseSection(review),
        aheadSections(review.ahead, now),
        tokenSection(review.tokens, further.policyTokens, now),
        (0,markdown/* titled */.dJ)('What no API can see', CHECKLIST.map((line) => `- [ ] ${line}`).join('\n')),
        `Read on ${(0,clock/* iso */.KH)(now)}. Nothing was changed.`,
    ]);
    return (0,markdown/* capped */.uo)(`${text}\n`);
}
function sign({ findings, missing }) {
    if (findings.some(({ urgency }) => urgency === 'now'))
        return '❌';
    return missing.length > 0 || findings.some(({ urgency }) => urgency === 'soon') ? '⚠️' : '✅';
}
function verdict({ findings, missing }) {
    const count = findings.filter(({ urgency }) => urgency !== 'plan').length;
    const urgent = count === 0
        ? 'nothing needs attention'
        : `${count} ${count === 1 ? 'thing needs' : 'things need'} attention`;
    return missing.length === 0 ? urgent : `${urgent}, and not everything could be read`;
}
const summary_MANY = 15;
const CHECKLIST = [
    'Notices of the cloud providers about planned maintenance, and of Qovery (seven days ahead), were read.',
    'Major upgrades of databases and Kubernetes were tried in staging first.',
    'There is a way back, and somebody has tried it.',
    `${(0,markdown/* link */.nf)('Qovery’s status page', 'https://status.qovery.com')} shows nothing that concerns these clusters.`,
    'What was deployed to the clusters outside Qovery has an owner, who keeps it compatible with Kubernetes.',
];
function acceptedItem({ finding: { id, what }, until }) {
    return `${(0,markdown/* sentence */.em)(what)} ${until === undefined ? 'Accepted' : `Accepted until ${(0,markdown/* escape */.ih)(until)}`}: ${(0,markdown/* code */.aY)(id)}`;
}
function item({ id, urgency, what, next, link: page, paste }) {
    const more = page === undefined ? '' : ` (${(0,markdown/* link */.nf)(page.text, page.url)})`;
    const request = paste === undefined
        ? ''
        : `\n\n  ${(0,markdown/* details */.zH)('A request to paste', `\`\`\`text\n${fence(paste)}\n\`\`\``).replaceAll('\n', '\n  ')}`;
    const said = urgency === 'now' ? `**${(0,markdown/* sentence */.em)(what)}**` : (0,markdown/* sentence */.em)(what);
    return `${said} ${(0,markdown/* sentence */.em)(next)}${more} ${(0,markdown/* code */.aY)(id)}${request}`;
}
function fence(text) {
    return text.replaceAll('`', "'");
}
function folded(title, headers, rows) {
    return rows.length > summary_MANY ? (0,markdown/* details */.zH)(title, (0,markdown/* table */.tp)(headers, rows)) : (0,markdown/* table */.tp)(headers, rows);
}
function clusterSection({ clusters, now, logs }) {
    const rows = worstFirst(clusters).map((cluster) => {
        const { name, provider, region, production, status, outOfDate, version, nextVersion, maintenanceDay } = cluster;
        return [
            `${(0,markdown/* escape */.ih)(name)}${production ? ' (production)' : ''}`,
            (0,markdown/* escape */.ih)(`${provider} ${region}`),
            `${(0,markdown/* code */.aY)(status ?? 'not told')}${outOfDate ? ', configuration pending' : ''}`,
            (0,markdown/* escape */.ih)(`${version ?? '–'}${nextVersion === undefined ? '' : `, next ${nextVersion}`}`),
            deploymentCell(cluster, now),
            maintenanceDay === undefined ? 'self-managed' : (0,maintenance_days/* dayName */.Ot)(maintenanceDay).replace(/\S+$/, markdown/* unbroken */.D_),
            lockCell(cluster, now),
        ];
    });
    const headers = [
        ...['Cluster', 'Where', 'Status', 'Kubernetes'],
        ...['Last deployment', 'Next maintenance day', 'Lock'],
    ];
    return (0,markdown/* titled */.dJ)(`Clusters (${rows.length})`, (0,markdown/* blocks */.Bv)([
        folded('Every cluster', headers, rows),
        rows.length === 0 ? 'There are none, or none that this token may see.' : '',
        'Maintenance comes on Monday, to production on Wednesday, by Qovery’s published schedule; a day here is a day in UTC.',
        logs.of === 0
            ? ''
            : `Logs were read of ${logs.failing} failing and ${logs.healthy} healthy ${logs.failing + logs.healthy === 1 ? 'cluster' : 'clusters'}, of ${logs.of}.`,
    ]));
}
function deploymentCell({ deployed, lastDeployment }, now) {
    const when = lastDeployment === undefined ? '' : (0,clock/* daysAgo */.HM)(now - lastDeployment);
    if (deployed === false)
        return when === '' ? 'not deployed' : `not deployed, last ${when}`;
    return when || '–';
}
function lockCell(cluster, now) {
    const { lock, maintenanceDay } = cluster;
    if (lock === undefined)
        return '–';
    const until = (0,qovery_lock/* endOfLock */.mq)(lock);
    const end = until === Infinity ? 'no end' : Number.isNaN(until) ? (0,qovery_lock/* moment */.n$)(until) : `until ${(0,markdown/* when */.z7)(until, now)}`;
    const covers = maintenanceDay === undefined
        ? ''
        : `. Covers ${Number.isNaN(until) ? 'that day: not known' : isCovered(cluster) ? 'all of that day' : 'that day: no'}`;
    return `${(0,markdown/* escape */.ih)(lock.owner_name)}, ${end}: ${(0,markdown/* escape */.ih)(lock.reason)}${covers}`;
}
function keySection(review) {
    const { keys, credentials, inputs, now } = review;
    const sorted = (0,review_keys/* oldestFirst */.sZ)(keys);
    const rows = sorted.map((held) => [
        (0,review_keys/* credentialsFirst */.NS)(held.holders)
            .map((holder) => (0,markdown/* escape */.ih)((0,lib_holders/* holderLabel */.zc)(holder)))
            .join('<br>'),
        `${(0,markdown/* code */.aY)(held.id)}<br>${ownerOf(held)}`,
        ...keyCells(held, inputs.maxAge, now),
    ]);
    const known = sorted.filter((held) => held.is === 'known');
    const ages = known.map((held) => ({
        id: held.id,
        name: nameOf(held),
        ageDays: (0,clock/* daysBetween */.YM)(held.key.createdAt, now),
    }));
    const roles = credentials.filter(({ credential }) => credential.role_arn);
    const others = Map.groupBy(credentials.filter(({ credential }) => !credential.role_arn && !credential.access_key_id), ({ credential }) => (0,other_clouds/* wordsFor */.t)(credential));
    return (0,markdown/* titled */.dJ)(`AWS keys that Qovery holds (${keys.length})`, (0,markdown/* blocks */.Bv)([
        keyAges(ages, Math.floor(inputs.maxAge / clock/* DAY */.d_)),
        (0,markdown/* table */.tp)(['Held by', 'Key, and whose it is', 'Age', 'Due', 'Last use'], rows),
        rows.length === 0 ? 'None.' : '',
        (0,markdown/* bullets */.e5)([
            roles.length === 0
                ? ''
                : `Credentials with an AWS role: ${names(roles)}. There is no key to rotate, as Qovery recommends.`,
            ...[...others].map(([text, same]) => `Credentials without an AWS key: ${names(same)}. ${(0,markdown/* sentence */.em)(text)}`),
        ]),
    ]));
}
function names(credentials) {
    return credentials
        .map(({ credential, clusters }) => (0,markdown/* escape */.ih)(`${credential.name}${clusters.length === 0 ? ' (used by no cluster)' : ''}`))
        .join(', ');
}
function nameOf({ holders, id }) {
    const credential = holders.find(({ kind }) => kind === 'cloud credential') ?? holders[0];
    return credential?.name ?? id;
}
function keyCells(held, maxAge, now) {
    switch (held.is) {
        case 'known': {
            const { user, key, lastUse } = held;
            const used = lastUse === undefined ? 'never' : `${(0,markdown/* escape */.ih)(lastUse.service)}, ${(0,clock/* span */.Ln)(now - lastUse.at)} ago`;
            const due = (0,journal/* isUnfinished */.ui)(user.journal) ? 'rotation under way' : (0,markdown/* unbroken */.D_)((0,clock/* isoDay */.kh)((0,review_keys/* dueAt */.s5)(held, maxAge)));
            const status = key.status === 'Active' ? '' : `, ${(0,markdown/* escape */.ih)(key.status)}`;
            return [`${(0,clock/* days */._3)(now - key.createdAt)}${status}`, due, used];
        }
        case 'gone':
            return ['gone, or not to be seen', '–', '–'];
        case 'elsewhere':
            return ['not known', '–', '–'];
        case 'temporary':
            return ['no key of an IAM user', '–', '–'];
        case 'unread':
            return ['could not be read', '–', '–'];
    }
}
function ownerOf(held) {
    if (held.is === 'known')
        return (0,markdown/* escape */.ih)(held.user.name);
    return 'account' in held ? `account ${(0,markdown/* escape */.ih)(held.account)}` : '';
}
function maintenanceSection({ auditLog, now }) {
    if (auditLog === undefined)
        return '';
    const { clusters, weeks, edits, events, since, reaches, why } = auditLog;
    const rows = clusters
        .toSorted((a, b) => b.counts.failed - a.counts.failed || a.name.localeCompare(b.name))
        .map((cluster) => [
        (0,markdown/* escape */.ih)(cluster.name),
        ...['maintenance', 'deployed', 'failed', 'locked', 'unlocked'].map((deed) => deedCell(cluster, deed, now)),
    ]);
    const reach = why === ''
        ? `The audit log was read back to ${(0,clock/* iso */.KH)(since)} (${events} events).`
        : `The audit log reaches back to ${(0,clock/* iso */.KH)(reaches)} only (${events} events), not to ${(0,clock/* iso */.KH)(since)}: ${(0,markdown/* escape */.ih)(why)}.`;
    return (0,markdown/* titled */.dJ)(`Maintenance since ${(0,clock/* isoDay */.kh)(why === '' ? since : reaches)}`, (0,markdown/* blocks */.Bv)([
        reach,
        maintenanceByWeek(weeks),
        folded('Every cluster', ['Cluster', 'Maintenance', 'Deployed', 'Failed', 'Locked', 'Unlocked'], rows),
        edits.length === 0
            ? 'No credential or token was created, edited or deleted.'
            : (0,markdown/* details */.zH)(`Credentials and tokens: the newest ${edits.length} changes`, (0,markdown/* table */.tp)(['When', 'What', 'Which', 'By'], edits.map(({ at, what, target, by }) => [(0,qovery_lock/* moment */.n$)(at), (0,markdown/* code */.aY)(what), (0,markdown/* escape */.ih)(target), (0,markdown/* escape */.ih)(by)]))),
    ]));
}
function deedCell({ counts, newest }, deed, now) {
    const last = newest[deed][0];
    if (last === undefined)
        return '–';
    const by = deed === 'maintenance' ? '' : ` by ${(0,markdown/* escape */.ih)(last.by)}`;
    const ago = Number.isNaN(last.at) ? '' : `, last ${(0,clock/* daysAgo */.HM)(now - last.at)}`;
    return `${counts[deed]}${ago}${by}`;
}
function databaseSection({ databases, ahead }) {
    const rows = databases.map(({ name, type, version, environment, cluster, newerMajors }) => [
        (0,markdown/* escape */.ih)(name),
        (0,markdown/* escape */.ih)(environment),
        (0,markdown/* escape */.ih)(cluster),
        (0,markdown/* escape */.ih)(`${type} ${version}`),
        (0,review_finding/* isRead */.H9)(newerMajors) ? (0,markdown/* escape */.ih)(newerMajors.read.join(', ') || 'none') : (0,markdown/* sentence */.em)(newerMajors.unread),
    ]);
    if (rows.length === 0)
        return '';
    return (0,markdown/* titled */.dJ)(`Managed databases (${rows.length})`, (0,markdown/* blocks */.Bv)([
        (0,markdown/* table */.tp)(['Database', 'Environment', 'Cluster', 'Version', 'Newer major versions'], rows),
        ahead.databases.length > 0
            ? ''
            : 'Minor updates come by themselves, by default on Sunday between 02:00 and 06:00 in the cluster’s time zone; each database’s settings have the window that is set.',
    ]));
}

;// CONCATENATED MODULE: ./lib/review/outcome.js




function reviewOutcome(review) {
    const { findings, clusters, missing, accepted, unmatched } = review;
    const urgent = findings.filter(({ urgency }) => urgency !== 'plan');
    const result = urgent.length + missing.length > 0 ? 'attention' : 'healthy';
    const locks = clusters.flatMap(({ lock }) => lock ?? []);
    return {
        result,
        outputs: {
            clusters: JSON.stringify(clusters.map(({ id, name, status = 'unknown' }) => ({ id, name, status }))),
            locks: JSON.stringify(locks.map((lock) => ({ cluster_id: lock.cluster_id, reason: lock.reason, ...(0,qovery_lock/* timesOf */.Qv)(lock) }))),
        },
        report: reviewReport(review, result),
        summary: reviewSummary(review),
        errors: [],
        warnings: [
            ...urgent.filter(({ urgency }) => urgency === 'now').map(({ what, next }) => `${what} ${next}`),
            ...missing.map((what) => `Not reviewed, because it could not be read: ${what}`),
        ],
        notes: [
            ...findings
                .filter(({ urgency }) => urgency !== 'now')
                .map(({ urgency, what, next }) => `${urgency}: ${what} ${next}`),
            ...(unmatched.length === 0 ? [] : [unmatchedText(unmatched)]),
            `${result}: ${verdict(review)}.`,
        ].map((note) => note.replace(/\s+/g, ' ')),
        attention: result === 'attention',
        findings: {
            urgent: urgent.map(({ id, what, next, link: page }) => ({ id, what, next, link: page })),
            present: [...findings, ...accepted.map(({ finding }) => finding)].map(({ id }) => id),
            notLookedAt: notLookedAt(review),
        },
    };
}
function notLookedAt({ missing, keys, clusters, logs, ahead }) {
    const unread = clusters.filter(({ id, state, provider }) => {
        const hasLog = provider === 'AWS' ? state !== 'off' : state === 'error' || state === 'invalid-credentials';
        return hasLog && !logs.read.includes(id);
    });
    const anything = [...missing, ...(keys.some(({ is }) => is === 'unread') ? ['keys'] : [])];
    const logsLeft = unread.map(({ id }) => ({ beginnings: ['log-', 'preflight-'], why: `the log of ${id}` }));
    return [...anything.map((why) => ({ beginnings: [''], why })), ...logsLeft, ...notSeenAhead(ahead)];
}

// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(3411);
;// CONCATENATED MODULE: ./lib/review/audit-log.js



const DEEDS = ['maintenance', 'deployed', 'failed', 'locked', 'unlocked'];
const SHOWN = 20;
const MAX_PAGES = 100;
const ACCESS = new Set([
    'CLOUD_PROVIDER_CREDENTIALS',
    'CLUSTER_CREDENTIALS',
    'KUBERNETES_CREDENTIALS',
    'API_TOKEN',
    'POLICY_API_TOKEN',
]);
const EDITS = new Set(['CREATE', 'UPDATE', 'DELETE']);
async function readAuditLog(api, { since, now, retentionDays = 0, clusterIds }, mayAsk = () => true) {
    const log = new Tally(clusterIds);
    const tokens = new Set();
    let token;
    let failure;
    let cut = false;
    for (let pages = 0; pages < MAX_PAGES && (pages === 0 || mayAsk()); pages++) {
        try {
            const page = await api.events(since, token);
            for (const event of page.events)
                log.add(event);
            cut ||= page.cut;
            token = page.events.length === 0 ? undefined : page.next;
            if (token !== undefined && tokens.has(token))
                failure = 'Qovery repeats its pages';
            else if (token !== undefined)
                tokens.add(token);
        }
        catch (error) {
            if (pages === 0 || !(error instanceof http/* QoveryError */.J))
                throw error;
            failure = error.message;
        }
        if (token === undefined || failure !== undefined)
            break;
    }
    const kept = retentionDays > 0 ? now - retentionDays * clock/* DAY */.d_ : -Infinity;
    const { events } = log;
    const oldest = Math.max(since, log.oldest ?? now);
    let reaches = since;
    let why = '';
    if (token !== undefined) {
        reaches = oldest;
        why = `only the newest ${events} events were read${failure === undefined ? '' : ` (${failure})`}`;
    }
    else if (kept > since) {
        reaches = kept;
        why = `your plan keeps ${retentionDays} days`;
    }
    else if (cut) {
        reaches = oldest;
        why = 'your plan keeps no more';
    }
    return {
        ...{ since, reaches, why, events, edits: log.edits },
        clusters: log.clusters(),
        weeks: log.weeks(reaches, now),
    };
}
class Tally {
    events = 0;
    oldest;
    edits = [];
    #clusters = new Map();
    #weeks = new Map();
    #only;
    constructor(only) {
        this.#only = only;
    }
    add(event) {
        const at = Date.parse(event.timestamp ?? '');
        this.events++;
        if (!Number.isNaN(at))
            this.oldest = Math.min(at, this.oldest ?? at);
        const doing = { at, by: actorOf(event) };
        const { event_type: type, sub_target_type: part } = event;
        if (ACCESS.has(part ?? '') && EDITS.has(type ?? '') && this.edits.length < SHOWN) {
            this.edits.push({ ...doing, what: `${type} ${part}`, target: event.target_name ?? '' });
        }
        const deed = deedOf(event);
        const id = event.target_id ?? event.target_name ?? '';
        if (deed === undefined || this.#only?.has(id) === false)
            return;
        const cluster = this.#clusters.get(id) ?? {
            name: event.target_name || id,
            counts: record(() => 0),
            newest: record(() => []),
        };
        this.#clusters.set(id, cluster);
        cluster.counts[deed]++;
        if (!Number.isNaN(at)) {
            const week = this.#weeks.get(mondayOf(at)) ?? record(() => 0);
            this.#weeks.set(mondayOf(at), week);
            week[deed]++;
        }
        if (cluster.newest[deed].length < SHOWN)
            cluster.newest[deed].push(doing);
    }
    weeks(from, to) {
        const weeks = [];
        for (let monday = mondayOf(from); monday <= to; monday += 7 * clock/* DAY */.d_) {
            const { maintenance = 0, failed = 0 } = this.#weeks.get(monday) ?? {};
            weeks.push({ monday, maintenance, failed });
        }
        return weeks;
    }
    clusters() {
        return [...this.#clusters].map(([id, rest]) => ({ id, ...rest }));
    }
}
function record(make) {
    return Object.fromEntries(DEEDS.map((deed) => [deed, make()]));
}
function mondayOf(at) {
    return Math.floor((at / clock/* DAY */.d_ + 3) / 7) * 7 * clock/* DAY */.d_ - 3 * clock/* DAY */.d_;
}
function deedOf({ event_type, target_type: target }) {
    const type = event_type ?? '';
    if (type === 'MAINTENANCE')
        return 'maintenance';
    if (target !== 'CLUSTER')
        return undefined;
    if (type === 'LOCK')
        return 'locked';
    if (type === 'UNLOCK')
        return 'unlocked';
    if (type === 'DEPLOYED' || type === 'RESTARTED')
        return 'deployed';
    return /^(DEPLOY|RESTART|STOP|DELETE)_FAILED$/.test(type) ? 'failed' : undefined;
}
function actorOf({ triggered_by: by, origin, user_agent: agent }) {
    const who = by ?? 'unknown';
    const ours = agent?.startsWith(version/* USER_AGENT */._.split('/')[0] ?? version/* USER_AGENT */._) === true;
    return ours ? `${who} (this action)` : `${who} (${origin ?? 'unknown'})`;
}

;// CONCATENATED MODULE: ./lib/review/budget.js

const REQUESTS = 450;
const TIME = 10 * clock/* MINUTE */.pY;
const LEFT_OUT = `left out, since a review sends Qovery at most ${REQUESTS} requests and asks for ${(0,clock/* span */.Ln)(TIME)}; review fewer clusters at a time ('cluster-id')`;
class Budget {
    #clock;
    #ends;
    #left = REQUESTS;
    constructor(clock) {
        this.#clock = clock;
        this.#ends = clock.elapsed() + TIME;
    }
    get left() {
        return this.#clock.elapsed() < this.#ends ? this.#left : 0;
    }
    take(requests = 1) {
        if (this.left < requests)
            return false;
        this.#left -= requests;
        return true;
    }
}

;// CONCATENATED MODULE: ./lib/review/accepted.js

function sortAccepted(all, inputs, now) {
    const valid = inputs.filter(({ until }) => until === undefined || now < Date.parse(`${until}T00:00:00Z`) + clock/* DAY */.d_);
    const same = (id) => (input) => input.id.toLowerCase() === id;
    const findings = all.filter(({ id }) => !valid.some(same(id)));
    const accepted = all.flatMap((finding) => {
        const own = valid.filter(same(finding.id));
        if (own.length === 0)
            return [];
        const ends = own.map(({ until }) => until);
        return [{ finding, until: ends.includes(undefined) ? undefined : ends.toSorted().at(-1) }];
    });
    const ids = new Set(all.map(({ id }) => id));
    const unmatched = inputs.map(({ id }) => id).filter((id) => !ids.has(id.toLowerCase()));
    return { findings, accepted, unmatched: [...new Set(unmatched)] };
}

;// CONCATENATED MODULE: ./lib/review/databases.js



async function readDatabases(api, environments, attempt) {
    const missing = [];
    const lists = await (0,lib_all/* all */.Q)(environments.filter(hasDatabase).map(async (environment) => {
        const name = `${environment.project_name}/${environment.environment_name}`;
        const found = await attempt(() => api.databases(environment.environment_id));
        if (!(0,review_finding/* isRead */.H9)(found)) {
            missing.push({ what: 'the databases of', name, why: found.unread });
            return [];
        }
        return (0,lib_all/* all */.Q)(found.read
            .filter(({ mode }) => mode === 'MANAGED')
            .map(async ({ id, name: database, type, version }) => {
            const offered = await attempt(() => api.databaseVersions(id));
            const newerMajors = (0,review_finding/* isRead */.H9)(offered) ? { read: newer(type, version, offered.read) } : offered;
            if (!(0,review_finding/* isRead */.H9)(offered))
                missing.push({ what: 'the newer versions of', name: database, why: offered.unread });
            return {
                id,
                name: database,
                type,
                version,
                environment: name,
                cluster: environment.cluster,
                clusterId: environment.clusterId,
                newerMajors,
            };
        }));
    }));
    return { databases: lists.flat(), missing };
}
function hasDatabase({ services }) {
    return services?.some(({ type }) => type === 'DATABASE') ?? true;
}
function newer(type, version, offered) {
    const later = offered.filter((one) => databases_compare(databases_majorOf(type, one), databases_majorOf(type, version)) > 0);
    const majors = Map.groupBy(later, (one) => databases_majorOf(type, one));
    return [...majors.values()].flatMap((same) => same.toSorted(databases_compare).at(-1) ?? []).toSorted(databases_compare);
}
function databases_majorOf(type, version) {
    const [first = '', second = '0'] = version.split('.');
    const two = type === 'MYSQL' || type === 'MONGODB' || (type === 'POSTGRESQL' && Number(first) < 10);
    return two ? `${first}.${second}` : first;
}
function databases_compare(a, b) {
    return a.localeCompare(b, 'en', { numeric: true });
}
function databaseFindings(databases) {
    const offered = databases.flatMap(({ name, type, version, newerMajors }) => (0,review_finding/* isRead */.H9)(newerMajors) && newerMajors.read.length > 0
        ? [{ name, runs: `${type} ${version}`, offer: newerMajors.read }]
        : []);
    const same = Map.groupBy(offered, ({ runs, offer }) => `${runs}; ${offer.join(', ')}`);
    return [...same.values()].flatMap((found) => {
        const [first] = found;
        if (first === undefined)
            return [];
        const names = (0,review_finding/* listOf */.c3)(found.map(({ name }) => name));
        return [
            {
                id: (0,finding_id/* findingId */.z)('database-major', first.runs),
                urgency: 'plan',
                what: `${found.length === 1 ? 'The managed database' : 'The managed databases'} ${names} ${found.length === 1 ? 'runs' : 'run'} ${first.runs}; a newer major version is on offer: ${first.offer.join(', ')}.`,
                next: 'A major upgrade is yours to decide: try it in staging, have a backup and a way back, then choose the version in its settings.',
            },
        ];
    });
}

// EXTERNAL MODULE: ./lib/qovery/log.js
var log = __webpack_require__(2922);
;// CONCATENATED MODULE: ./lib/review/headroom.js


function headroomIn(clusterId, lines) {
    const newest = new Map();
    for (const line of lines) {
        const at = Date.parse(line.timestamp ?? '');
        if (Number.isNaN(at))
            continue;
        for (const { level, check, used, limit } of (0,log/* textsOf */.CB)(line).flatMap((text) => (0,provider_errors/* preflight */.Mz)(text))) {
            if (used === undefined || limit === undefined || (newest.get(check)?.at ?? -1) > at)
                continue;
            newest.set(check, { clusterId, level, check, used, limit, at });
        }
    }
    return [...newest.values()];
}

;// CONCATENATED MODULE: ./lib/review/logs.js






function viewLog(cluster, lines) {
    const oldestFirst = lines.toSorted((a, b) => timeOf(a) - timeOf(b));
    const checks = oldestFirst.flatMap((line) => (0,log/* textsOf */.CB)(line)).flatMap((text) => (0,provider_errors/* preflight */.Mz)(text));
    const newest = new Map(checks.map((check) => [check.check, check]));
    return {
        cluster,
        problems: (0,provider_errors.problemsInLog)(lines, cluster),
        checks: [...newest.values()].filter(({ level }) => level !== 'PASS'),
        headroom: headroomIn(cluster.id, lines),
    };
}
function timeOf({ timestamp }) {
    return Date.parse(timestamp ?? '') || 0;
}
function logFindings(logs) {
    const problems = logs.flatMap(({ cluster, problems }) => problems.map((problem) => ({ cluster, ...problem })));
    const same = Map.groupBy(problems, ({ error: { kind, provider, what, code, region } }) => [kind, provider, what, code, region].join('|'));
    return [
        ...[...same.values()].flatMap((found) => found[0] === undefined ? [] : [ofProblem(found[0].error, found)]),
        ...checkFindings(logs),
    ];
}
function ofProblem(error, found) {
    const times = found.flatMap(({ at }) => at ?? []);
    const last = times.length === 0 ? '' : `, last at ${(0,clock/* iso */.KH)(Math.max(...times))}`;
    const names = (0,review_finding/* listOf */.c3)([...new Set(found.map(({ cluster }) => cluster.name))]);
    const usual = error.usualTime === undefined ? '' : ` It usually takes ${error.usualTime}.`;
    const { kind, provider, what, code = '', region = '' } = error;
    return {
        id: (0,finding_id/* findingId */.z)(`log-${kind}`, provider, what, code, region),
        urgency: found.some(({ cluster: { state } }) => state !== 'ready') ? 'now' : 'soon',
        what: `${(0,provider_errors.headline)(error)}, says the log of ${names}${last}.`,
        next: `${error.advice}${usual}`,
        ...(error.link === undefined ? {} : { link: { text: 'ask for more', url: error.link } }),
        ...(error.request === undefined ? {} : { paste: error.request }),
    };
}
function checkFindings(logs) {
    const checks = logs.flatMap(({ cluster, checks: found }) => found.map((check) => ({ cluster, check })));
    const same = Map.groupBy(checks, ({ cluster: { region }, check: { level, check, says } }) => [level, check, region, ...says].join('|'));
    return [...same.values()].flatMap((found) => {
        const [first] = found;
        if (first === undefined)
            return [];
        const { level, check, used, limit, says } = first.check;
        const numbers = used === undefined || limit === undefined ? says.join(' ') : `${used} of ${limit}`;
        const names = (0,review_finding/* listOf */.c3)(found.map(({ cluster }) => cluster.name));
        const failing = level === 'FAIL';
        return [
            {
                id: (0,finding_id/* findingId */.z)(failing ? 'preflight-fails' : 'preflight-warns', check, first.cluster.region),
                urgency: failing ? 'now' : 'soon',
                what: `Qovery's preflight check of ${names} ${failing ? 'fails' : 'warns'}: ${check}${numbers === '' ? '' : ` (${numbers})`}.`,
                next: failing
                    ? `Mend it, then deploy again: until it passes, nothing is deployed to ${found.length === 1 ? 'this cluster' : 'these clusters'}.`
                    : 'Fix it before it becomes an error.',
            },
        ];
    });
}

// EXTERNAL MODULE: ./lib/review/read-keys.js
var read_keys = __webpack_require__(2991);
;// CONCATENATED MODULE: ./lib/review/review.js

























const review_CONCURRENCY = 8;
const LOGS_AT_A_TIME = 2;
const HEALTHY_LOGS = 6;
async function review(inputs, deps) {
    const { api, clock, output } = deps;
    const startedAt = clock.now();
    const missing = [];
    const turn = (0,limit/* limit */.A)(review_CONCURRENCY);
    const budget = new Budget(clock);
    const attempt = (read) => turn(async () => (budget.take() ? answerOf(read) : { unread: LEFT_OUT }));
    const orNothing = async (what, read, name) => {
        const part = await attempt(read);
        if ((0,review_finding/* isRead */.H9)(part))
            return part.read;
        missing.push({ what, why: part.unread, ...(name === undefined ? {} : { name }) });
        return undefined;
    };
    output.group('Read the organisation');
    const providers = new Map();
    const snapshot = new qovery_snapshot/* Snapshot */.F(api, {
        of: (ids) => Promise.resolve(ids.map((id) => {
            const provider = providers.get(id);
            return provider !== undefined && (0,review_finding/* isRead */.H9)(provider) ? provider.read : undefined;
        })),
    });
    const [clusters, statuses, locks, organization, tokens, credentials, ...found] = await (0,lib_all/* all */.Q)([
        snapshot.clusters(),
        orNothing('the statuses of the clusters', () => api.clusterStatuses()),
        orNothing('the locks', () => api.locks()),
        orNothing('the organisation', () => api.organization()),
        orNothing('the API tokens', () => api.apiTokens()),
        orNothing('the cloud credentials', () => snapshot.credentials()),
        ...lib_holders/* KINDS */.GW.filter((kind) => kind !== dns_provider/* dnsProvider */.P).map((kind) => orNothing(`keys held by a ${kind.kind}`, () => kind.find(snapshot))),
    ]);
    const now = clock.now();
    const { chosen, unresolved } = (0,choose_clusters/* chooseClusters */.F)(inputs.clusters, clusters);
    if (unresolved.length > 0)
        throw new errors/* BadInput */.kp((0,references/* mistakesOf */.Jy)('cluster-id', unresolved), 'Nothing was changed.');
    const views = viewClusters(chosen, statuses ?? [], locks ?? statuses?.flatMap(({ cluster_lock: lock }) => lock ?? []) ?? [], now);
    output.info(`Clusters that are reviewed: ${chosen.length} of ${clusters.length}.`);
    const readLogs = async (some) => {
        const oneByOne = (0,limit/* limit */.A)(LOGS_AT_A_TIME);
        const read = some.map((cluster) => oneByOne(() => orNothing('the log of', async () => viewLog(cluster, await api.clusterLogs(cluster.id)), cluster.name)));
        return (await (0,lib_all/* all */.Q)(read)).filter((log) => log !== undefined);
    };
    const failing = await readLogs(worstFirst(views).filter(isFailing));
    const auditLog = await orNothing('the audit log', () => readAuditLog(api, {
        since: now - inputs.since,
        now,
        retentionDays: organization?.organization_plan?.audit_logs_retention_in_days ?? undefined,
        clusterIds: inputs.clusters === 'all' ? undefined : new Set(views.map(({ id }) => id)),
    }, () => budget.take()));
    const environments = [];
    const databases = [];
    const lookInto = async ({ id, name }) => {
        if (!budget.take(2)) {
            missing.push({ what: 'the DNS provider, the environments and the databases of', name, why: LEFT_OUT });
            return;
        }
        const [provider, found] = await (0,lib_all/* all */.Q)([
            turn(() => answerOf(() => api.dnsProvider(id))),
            turn(() => answerOf(() => api.environments(id))),
        ]);
        providers.set(id, provider);
        if (!(0,review_finding/* isRead */.H9)(found))
            missing.push({ what: 'the environments of', name, why: found.unread });
        const own = ((0,review_finding/* isRead */.H9)(found) ? found.read : []).map((environment) => ({
            ...environment,
            cluster: name,
            clusterId: id,
        }));
        environments.push(...own);
        const read = await readDatabases(api, own, attempt);
        databases.push(...read.databases);
        missing.push(...read.missing);
    };
    const one = (0,limit/* limit */.A)(review_CONCURRENCY);
    await (0,lib_all/* all */.Q)(worstFirst(views).map((cluster) => one(() => lookInto(cluster))));
    const others = clusters.filter(({ id }) => !views.some((view) => view.id === id));
    await (0,lib_all/* all */.Q)(others.map(({ id, name }) => one(async () => {
        const provider = await attempt(() => api.dnsProvider(id));
        providers.set(id, provider);
        if (!(0,review_finding/* isRead */.H9)(provider) && provider.unread === LEFT_OUT)
            missing.push({ what: 'the DNS provider of', name, why: LEFT_OUT });
    })));
    const unreadProvider = [...providers.values()].find((part) => !(0,review_finding/* isRead */.H9)(part) && part.unread !== LEFT_OUT);
    if (unreadProvider !== undefined && !(0,review_finding/* isRead */.H9)(unreadProvider))
        missing.push({ what: `keys held by a ${dns_provider/* dnsProvider */.P.kind}`, why: unreadProvider.unread });
    const withDns = await answerOf(() => dns_provider/* dnsProvider */.P.find(snapshot));
    if ((0,review_finding/* isRead */.H9)(withDns))
        found.push(withDns.read);
    else
        missing.push({ what: `keys held by a ${dns_provider/* dnsProvider */.P.kind}`, why: withDns.unread });
    const holders = found.flatMap((kind) => kind?.holders ?? []);
    const accounts = await signedIn(holders, views, inputs, deps);
    try {
        const keys = await lookAtKeys(holders, now, inputs, accounts, deps);
        const { further, unseen, ...rest } = await lookFurther(snapshot, {
            clusters: worstFirst(views),
            statuses: statuses ?? [],
            auditLog,
            environments,
            credentials: credentials ?? [],
        }, attempt);
        missing.push(...rest.missing);
        const healthy = logsOfHealthy(views, environments, keys.held).slice(0, budget.left);
        const logs = [...failing, ...(await readLogs(healthy))];
        const ahead = await lookAhead({
            ...{ clusters: chosen, views, credentials: credentials ?? [], keys: keys.held, databases },
            headroom: logs.flatMap(({ headroom }) => headroom),
        }, accounts, inputs.quotaThreshold, deps);
        missing.push(...ahead.missing);
        const findings = [
            ...blocked(organization?.billing_deployment_restriction || undefined),
            ...logFindings(logs),
            ...(statuses === undefined ? [] : unknownStatus(views)),
            ...clusterFindings(worstFirst(views), now, (id) => (0,console/* clusterPage */.m)(inputs.organizationId, id)),
            ...(0,review_keys/* unknownFindings */.Jv)(found.flatMap((kind) => kind?.unknown ?? [])),
            ...keys.findings,
            ...databaseFindings(databases),
            ...furtherFindings(further, now),
            ...aheadFindings(ahead, now),
        ];
        return reviewOutcome({
            inputs,
            startedAt,
            endedAt: clock.now(),
            now,
            name: organization?.name,
            ...sortAccepted(findings, inputs.acceptedFindings, now),
            clusters: views,
            keys: keys.held,
            credentials: credentials ?? [],
            tokens: tokens ?? [],
            auditLog,
            logs: {
                ...{ failing: views.filter(isFailing).length, healthy: healthy.length, of: views.length },
                read: logs.map(({ cluster }) => cluster.id),
            },
            databases,
            further,
            ahead,
            missing: (0,review_finding/* linesOf */.Dx)(missing),
            unseen: (0,review_finding/* linesOf */.Dx)(unseen),
        });
    }
    finally {
        if ((0,review_finding/* isRead */.H9)(accounts))
            accounts.read?.close();
    }
}
async function answerOf(read) {
    try {
        return { read: await read() };
    }
    catch (error) {
        if (error instanceof http/* QoveryError */.J || error instanceof errors/* Problem */.AF)
            return { unread: error.message };
        throw error;
    }
}
async function signedIn(holders, clusters, { aws }, deps) {
    if (holders.length === 0 && !clusters.some(({ provider }) => provider === 'AWS'))
        return { read: undefined };
    const keyIds = holders.map(({ keyId }) => keyId);
    return awsAnswerOf(() => (0,accounts/* signIn */.Jv)(aws, keyIds, deps), deps);
}
async function lookAtKeys(holders, now, { iamUsers, maxAge, organizationId }, accounts, deps) {
    if (holders.length === 0)
        return { held: [], findings: [] };
    const keys = await awsAnswerOf(async () => {
        if (!(0,review_finding/* isRead */.H9)(accounts))
            throw new errors/* Problem */.AF(accounts.unread, '');
        return accounts.read === undefined ? [] : (0,read_keys/* readKeys */.x4)(holders, accounts.read, 'of two keys');
    }, deps);
    if ((0,review_finding/* isRead */.H9)(keys)) {
        const known = (0,read_keys/* ofUsers */.mk)(keys.read, iamUsers);
        const strange = (0,iam_users/* withoutKeys */.P)(iamUsers, (0,read_keys/* ownersOf */.K2)(keys.read));
        const findings = (0,review_keys/* keyFindings */.se)(known, { maxAge, now, organizationId });
        if (strange === undefined)
            return { held: keys.read, findings };
        const next = "Correct 'aws-iam-user', or leave it out.";
        const mistake = { id: 'iam-user-unknown', urgency: 'soon', what: strange, next };
        return { held: keys.read, findings: [mistake, ...findings] };
    }
    const finding = {
        id: 'keys-unread',
        urgency: 'soon',
        what: `The age of the AWS keys that Qovery holds could not be read: ${keys.unread}`,
        next: keys.unread.includes('role-to-assume')
            ? 'Then run again.'
            : "Give this step an AWS session, for example with 'role-to-assume'.",
    };
    const held = (0,read_keys/* unreadKeys */.gU)(holders, keys.unread);
    return { held, findings: [finding, ...(0,review_keys/* unused */.x3)(held)] };
}
async function awsAnswerOf(read, { grace }) {
    try {
        return { read: await read() };
    }
    catch (error) {
        if (grace.aborted)
            throw new errors/* Cancelled */.cJ();
        if (!(error instanceof aws_error/* AwsError */.Gy || error instanceof errors/* Problem */.AF))
            throw error;
        return { unread: error.message };
    }
}
function isFailing({ state }) {
    return state === 'error' || state === 'invalid-credentials';
}
function logsOfHealthy(clusters, environments, keys) {
    const saved = environments.filter((environment) => !hasDatabase(environment)).length;
    const journals = new Set(keys.flatMap((held) => held.is === 'known' && held.user.journal ? `${held.account} ${held.user.name}` : []));
    return clusters
        .filter((cluster) => cluster.provider === 'AWS' && cluster.state === 'ready')
        .toSorted((a, b) => Number(b.production) - Number(a.production) || (b.lastDeployment ?? 0) - (a.lastDeployment ?? 0))
        .slice(0, Math.max(0, HEALTHY_LOGS + saved - journals.size));
}
function blocked(restriction) {
    if (restriction === undefined)
        return [];
    return [
        {
            id: 'deployments-blocked',
            urgency: 'now',
            what: `Qovery blocks the deployments of this organisation (${restriction}).`,
            next: 'See to the billing in the Qovery console; no rotation can work until then.',
        },
    ];
}


/***/ })

};
