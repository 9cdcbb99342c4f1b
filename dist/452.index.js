export const id = 452;
export const ids = [452];
export const modules = {

/***/ 8452:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  lock: () => (/* binding */ lock),
  unlock: () => (/* binding */ unlock)
});

// EXTERNAL MODULE: ./lib/lib/all.js
var lib_all = __webpack_require__(8920);
// EXTERNAL MODULE: ./lib/lib/clock.js
var lib_clock = __webpack_require__(5953);
// EXTERNAL MODULE: ./lib/lib/errors.js
var lib_errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/lib/limit.js
var limit = __webpack_require__(6432);
// EXTERNAL MODULE: ./lib/qovery/choose-clusters.js
var choose_clusters = __webpack_require__(2459);
// EXTERNAL MODULE: ./lib/qovery/http.js
var http = __webpack_require__(3686);
// EXTERNAL MODULE: ./lib/qovery/lock.js
var qovery_lock = __webpack_require__(9749);
// EXTERNAL MODULE: ./lib/lib/text.js
var lib_text = __webpack_require__(5924);
// EXTERNAL MODULE: ./lib/locks/maintenance-days.js
var maintenance_days = __webpack_require__(9867);
// EXTERNAL MODULE: ./lib/lib/markdown.js
var markdown = __webpack_require__(6890);
;// CONCATENATED MODULE: ./lib/locks/summary.js





const ORDER = ['failed', 'locked', 'unlocked', 'planned', 'unchanged'];
function lockOutcome(results, context) {
    const { inputs } = context;
    const result = ORDER[Math.min(...results.map(rank))] ?? 'unchanged';
    const errors = results.some(failed) ? [failure(results, context)] : [];
    const warnings = [
        ...nothingChosen(results, context),
        ...lockedByOthers(results, context),
        ...maintenance(results, context),
    ];
    const locks = results.flatMap(({ lock }) => lock ?? []);
    return {
        result,
        outputs: {
            clusters: JSON.stringify(results.map(({ id, name = '', status = '', result }) => ({ id, name, status, result }))),
            locks: JSON.stringify(locks.map((lock) => ({ cluster_id: lock.cluster_id, reason: lock.reason, ...(0,qovery_lock/* timesOf */.Qv)(lock) }))),
        },
        report: {
            operation: context.operation,
            result,
            organization_id: inputs.organizationId,
            dry_run: inputs.dryRun,
            started_at: (0,lib_clock/* iso */.KH)(context.startedAt),
            ended_at: (0,lib_clock/* iso */.KH)(context.endedAt),
            run_url: inputs.runUrl,
            actor: inputs.actor,
            reason: inputs.reason ?? null,
            ...(inputs.operation === 'lock' ? { ttl_in_days: inputs.ttlInDays } : {}),
            clusters: results.map((one) => toReport(one, context.now)),
            errors,
            warnings,
        },
        summary: lockSummary(results, errors, [...inputs.warnings, ...warnings], context),
        errors,
        warnings,
        notes: results.filter((one) => !failed(one)).map((one) => `${one.result}: ${named(one)} ${one.note}.`),
    };
}
function named({ id, name }) {
    return `'${(0,lib_text/* oneLine */.TN)(name ?? id)}'`;
}
function names(results) {
    return (0,lib_text/* someOf */.yU)(results.map(named));
}
function rank({ result }) {
    return ORDER.indexOf(result);
}
function failed({ result }) {
    return result === 'failed';
}
function failure(results, { operation }) {
    const bad = results.filter(failed);
    const causes = groupBy(bad, ({ note }) => note).map(([note, same]) => `${same.length > 1 ? 'Each of ' : ''}${names(same)} ${note}.`);
    const what = `${bad.length} of ${results.length} ${results.length === 1 ? 'cluster' : 'clusters'} could not be ${operation}ed. ${causes.join(' ')}`;
    const states = groupBy(results.filter(({ name }) => name !== undefined), (one) => stateOf(one, operation));
    const now = states.map(([state, same]) => `${state}: ${names(same)}.`);
    const next = new Set(bad.map((one) => one.next).filter((text) => text !== ''));
    return [what, ...(now.length === 0 ? ['Nothing was changed.'] : now), ...next].join(' ');
}
function stateOf(result, operation) {
    if (!result.known)
        return 'Locked or not, not known';
    if (result.lock === undefined)
        return 'Not locked';
    if (operation === 'unlock')
        return 'Still locked';
    return failed(result) ? 'Locked otherwise' : 'Locked as asked';
}
function nothingChosen(results, { inputs, operation }) {
    if (results.length > 0)
        return [];
    const which = inputs.clusters === 'all' ? 'no cluster' : `no ${String(inputs.clusters)} cluster`;
    return [
        `The organisation has ${which}, or none that this token may see: there was nothing to ${operation}.`,
    ];
}
function lockedByOthers(results, { operation }) {
    if (operation === 'lock')
        return [];
    return results
        .filter(({ result, lock }) => lock !== undefined && (result === 'unlocked' || result === 'unchanged'))
        .map((one) => `Cluster ${named(one)} ${one.note}.`);
}
function maintenance(results, { operation, now }) {
    if (operation === 'unlock')
        return [];
    const locked = results.filter((one) => !failed(one));
    const forever = locked.filter(({ until }) => until === Infinity);
    const warnings = groupBy(locked.filter((one) => !coveredBy(one, now)), ({ production }) => (0,maintenance_days/* nextMaintenanceDay */.HW)(production === true, now)).map(([day, same]) => {
        const again = (0,maintenance_days/* lockAgain */.sM)(day, now);
        const ends = same.map((one) => `${named(one)} (until ${(0,qovery_lock/* moment */.n$)(one.until ?? NaN)})`).join(', ');
        return (`The lock does not cover the next maintenance day, ${(0,maintenance_days/* dayName */.Ot)(day)}, to its end: ${ends}. ` +
            `Lock again on ${(0,maintenance_days/* dayName */.Ot)(again.on)}${again.on <= now ? ' (today)' : ''} with ttl-in-days ${again.ttlInDays} or more; unlock first what is still locked then.`);
    });
    if (forever.length === 0)
        return warnings;
    return [
        ...warnings,
        `ttl-in-days is none: nobody will lift the lock of ${names(forever)}. Until somebody unlocks ${forever.length === 1 ? 'it' : 'them'}, no maintenance comes, neither Kubernetes updates nor security patches.`,
    ];
}
function coveredBy({ production, until }, now) {
    return until !== undefined && (0,maintenance_days/* covers */.hU)(until, (0,maintenance_days/* nextMaintenanceDay */.HW)(production === true, now));
}
function groupBy(items, key) {
    return [...Map.groupBy(items, key)];
}
const SIGNS = {
    failed: '❌',
    locked: '🔒',
    unlocked: '🔓',
    planned: '📋',
    unchanged: '✅',
};
const HEADERS = [
    ...['Cluster', 'Result', 'Locked by', 'Since (UTC)', 'Until (UTC)', 'Why'],
    ...['Next maintenance day', 'Covered by the lock'],
];
function lockSummary(results, errors, warnings, { operation, inputs, now }) {
    const sorted = results.toSorted((a, b) => rank(a) - rank(b));
    const counts = groupBy(sorted, ({ result }) => result).map(([result, same]) => `${same.length} ${result}`);
    const parts = [
        `### ${SIGNS[sorted[0]?.result ?? 'unchanged']} ${operation === 'lock' ? 'Lock' : 'Unlock'}: ${counts.join(', ') || 'no clusters'}${inputs.dryRun ? ' (dry run)' : ''}`,
        ...errors.map((message) => (0,markdown/* alert */.xE)('CAUTION', (0,markdown/* escape */.ih)(message))),
        ...warnings.map((message) => (0,markdown/* alert */.xE)('WARNING', (0,markdown/* escape */.ih)(message))),
        (0,markdown/* table */.tp)(HEADERS, sorted.map((one) => row(one, now))),
        "Maintenance comes every week, by Qovery's published schedule: on Monday, to production on Wednesday. " +
            'Its hours are not published; a day here is a day in UTC.',
    ];
    return (0,markdown/* capped */.uo)(`${parts.filter((part) => part !== '').join('\n\n')}\n`);
}
function row(cluster, now) {
    const { id, name, production, result, lock, known, until } = cluster;
    const nothing = known ? '–' : 'not known';
    const ends = until === Infinity ? 'no end' : shortMoment(until ?? NaN);
    const cells = lock === undefined
        ? [nothing, nothing, until === undefined ? nothing : `planned: ${ends}`, nothing]
        : [
            (0,markdown/* escape */.ih)((0,lib_text/* oneLine */.TN)(lock.owner_name)),
            shortMoment(Date.parse(lock.locked_at)),
            ends,
            (0,markdown/* escape */.ih)((0,lib_text/* oneLine */.TN)(lock.reason)),
        ];
    const day = production === undefined ? '–' : (0,maintenance_days/* dayName */.Ot)((0,maintenance_days/* nextMaintenanceDay */.HW)(production, now));
    const covered = until === undefined ? (known ? 'not locked' : '–') : coveredBy(cluster, now) ? 'yes' : 'no';
    return [
        (0,markdown/* escape */.ih)(name === undefined ? id : `${(0,lib_text/* oneLine */.TN)(name)}${production ? ' (production)' : ''}`),
        result,
        ...cells,
        day.replace(/\S+$/, markdown/* unbroken */.D_),
        covered,
    ];
}
function shortMoment(time) {
    return Number.isNaN(time)
        ? (0,qovery_lock/* moment */.n$)(time)
        : (0,lib_clock/* iso */.KH)(time).slice(0, 16).replace('T', ' ').replace(/^\S+/, markdown/* unbroken */.D_);
}
function toReport(cluster, now) {
    const { id, name, production, status, result, note, next, lock, until } = cluster;
    const day = production === undefined ? undefined : (0,maintenance_days/* nextMaintenanceDay */.HW)(production, now);
    return {
        id,
        name: name ?? null,
        production: production ?? null,
        status: status ?? null,
        result,
        note,
        next,
        lock: lock === undefined
            ? null
            : {
                reason: lock.reason,
                owner_name: lock.owner_name,
                ttl_in_days: lock.ttl_in_days ?? null,
                ...(0,qovery_lock/* timesOf */.Qv)(lock),
            },
        next_maintenance_day: (0,lib_clock/* isoDayOrNull */.kH)(day),
        covered: until !== undefined && coveredBy(cluster, now),
    };
}

;// CONCATENATED MODULE: ./lib/locks/lock.js









const CONCURRENCY = 8;
const ROUNDS = 3;
const PAUSE = 5 * lib_clock/* SECOND */.Z2;
function lock(inputs, api, clock, log) {
    const { reason, ttlInDays } = inputs;
    const days = ttlInDays === 'none' ? undefined : ttlInDays;
    return carryOut(inputs, api, clock, log, {
        operation: 'lock',
        judge(present, now) {
            if (present === undefined)
                return { is: 'to-do', note: 'is not locked' };
            const note = (0,qovery_lock/* describeLock */.FD)(present);
            if (present.reason.trim() !== reason) {
                return {
                    is: 'in-the-way',
                    note: `${note}. That is another reason, and its lock is not overwritten`,
                    next: 'Ask whoever locked it; unlock it with its own reason, or leave it out of cluster-id.',
                };
            }
            if ((0,qovery_lock/* endOfLock */.mq)(present) <= now) {
                return { is: 'to-do', note: `has a lock that ended ${(0,lib_clock/* iso */.KH)((0,qovery_lock/* endOfLock */.mq)(present))}` };
            }
            if ((present.ttl_in_days ?? undefined) !== days) {
                return {
                    is: 'in-the-way',
                    note: `${note}. That is this reason, but another TTL (${ttlText(present.ttl_in_days)}, not ${ttlText(days)})`,
                    next: 'Unlock it first to lock it anew, or ask for the TTL that it has.',
                };
            }
            return { is: 'as-wanted', note };
        },
        change: (id) => api.lockCluster(id, { reason, ...(days === undefined ? {} : { ttl_in_days: days }) }),
        plan(_, now) {
            const until = days === undefined ? Infinity : now + days * lib_clock/* DAY */.d_;
            return { note: `would be locked ${(0,qovery_lock/* untilText */.oV)(until)}`, until };
        },
    });
}
function unlock(inputs, api, clock, log) {
    const { reason } = inputs;
    return carryOut(inputs, api, clock, log, {
        operation: 'unlock',
        judge(present) {
            if (present === undefined)
                return { is: 'as-wanted', note: 'is not locked' };
            const note = (0,qovery_lock/* describeLock */.FD)(present);
            if (reason === undefined || present.reason.trim() === reason)
                return { is: 'to-do', note };
            return { is: 'as-wanted', note: `${note}. That is another reason, and its lock stays` };
        },
        change: (id) => api.unlockCluster(id),
        plan: ({ note }) => ({ note: `would be unlocked; now it ${note}` }),
    });
}
async function carryOut(inputs, api, clock, log, task) {
    const startedAt = clock.now();
    const { clusters, locks } = await look(api);
    const { chosen, unresolved } = (0,choose_clusters/* chooseClusters */.F)(inputs.clusters, clusters);
    log.group(`${task.operation === 'lock' ? 'Lock' : 'Unlock'} clusters`);
    const judged = chosen.map((cluster) => ({
        cluster,
        verdict: task.judge(locks.get(cluster.id), clock.now()),
    }));
    for (const { cluster, verdict } of judged)
        log.info(`${named(cluster)} ${verdict.note}.`);
    for (const { reference, what } of unresolved)
        log.info(`'${(0,lib_text/* oneLine */.TN)(reference)}' ${what}.`);
    const toDo = judged.filter(({ verdict }) => verdict.is === 'to-do').map(({ cluster }) => cluster);
    const held = task.operation === 'lock' && unresolved.length > 0;
    const settled = inputs.dryRun || held || toDo.length === 0 ? undefined : await settle(toDo, task, api, clock, log);
    const gone = await deletedAmong(toDo, settled, api);
    const left = typeof inputs.clusters === 'string' ? gone : [];
    const notes = left.map((cluster) => `${named(cluster)} was deleted meanwhile: nothing to ${task.operation}.`);
    const there = judged.filter(({ cluster }) => !left.includes(cluster));
    const results = there.map(({ cluster, verdict }) => {
        const { id, name } = cluster;
        const status = cluster.status ?? undefined;
        const base = {
            id,
            name,
            status,
            production: cluster.production === true,
            next: '',
            ...foundOf(locks.get(id)),
        };
        if (verdict.is === 'as-wanted')
            return { ...base, result: 'unchanged', note: verdict.note };
        if (verdict.is === 'in-the-way')
            return { ...base, result: 'failed', note: verdict.note, next: verdict.next };
        if (held) {
            const note = 'was left as it is, because cluster-id has a mistake in it';
            return { ...base, result: 'failed', note };
        }
        if (gone.includes(cluster))
            return {
                ...base,
                ...foundOf(undefined),
                result: 'failed',
                note: 'is not there any more: it was deleted meanwhile',
                next: 'Leave it out of cluster-id.',
            };
        if (settled === undefined)
            return { ...base, result: 'planned', ...task.plan(verdict, clock.now()) };
        return { ...base, ...afterwards(cluster, task, settled, clock.now()) };
    });
    const outcome = lockOutcome([...unresolved.map(unresolvedCluster), ...results], {
        operation: task.operation,
        inputs,
        startedAt,
        endedAt: clock.now(),
        now: clock.now(),
    });
    return { ...outcome, notes: [...outcome.notes, ...notes] };
}
async function deletedAmong(toDo, settled, api) {
    const missing = toDo.filter(({ id }) => isMissing(settled?.errors.get(id)));
    if (missing.length === 0)
        return [];
    try {
        const listed = new Set((await api.clusters()).map(({ id }) => id));
        return missing.filter(({ id }) => !listed.has(id));
    }
    catch (error) {
        if (error instanceof http/* QoveryError */.J || error instanceof lib_errors/* Cancelled */.cJ)
            return [];
        throw error;
    }
}
function isMissing(error) {
    return error instanceof http/* QoveryError */.J && error.status === 404;
}
async function look(api) {
    try {
        const [clusters, locks] = await (0,lib_all/* all */.Q)([api.clusters(), readLocks(api)]);
        return { clusters, locks };
    }
    catch (error) {
        if (!(error instanceof http/* QoveryError */.J) || ![401, 403, 404].includes(error.status))
            throw error;
        const next = 'Check qovery-api-token and organization-id, then run again.';
        throw new lib_errors/* Problem */.AF((0,lib_errors/* withFullStop */.uo)(error.message), next, 'Nothing was changed.');
    }
}
async function readLocks(api) {
    return new Map((await api.locks()).map((present) => [present.cluster_id, present]));
}
async function settle(toDo, task, api, clock, log) {
    const turn = (0,limit/* limit */.A)(CONCURRENCY);
    const errors = new Map();
    const change = async ({ id }) => {
        errors.delete(id);
        try {
            await task.change(id);
        }
        catch (error) {
            errors.set(id, error);
        }
    };
    let locks;
    let sending = toDo;
    try {
        for (let round = 1;; round++) {
            locks = undefined;
            await (0,lib_all/* all */.Q)(sending.map((cluster) => turn(() => change(cluster))));
            const seen = await readLocks(api);
            locks = seen;
            const open = toDo.filter(({ id }) => task.judge(seen.get(id), clock.now()).is === 'to-do' && mayPass(errors.get(id)));
            if (open.length === 0 || round === ROUNDS)
                return { errors, locks, unread: '' };
            log.info(`Not to be seen yet: ${open.map(named).join(', ')}. Looking again in ${PAUSE / lib_clock/* SECOND */.Z2} s.`);
            await clock.sleep(PAUSE);
            sending = open.filter(({ id }) => errors.has(id));
        }
    }
    catch (error) {
        return { errors, locks, unread: (0,lib_errors/* messageOf */.bD)(error) };
    }
}
function mayPass(error) {
    if (error === undefined)
        return true;
    return error instanceof http/* QoveryError */.J && error.outcome !== 'refused';
}
function afterwards(cluster, task, { errors, locks, unread }, now) {
    const error = errors.get(cluster.id);
    const next = adviceOn(error, task);
    const why = error === undefined ? `Qovery accepted the request to ${task.operation} it` : (0,lib_errors/* messageOf */.bD)(error);
    if (locks === undefined) {
        const note = `is in doubt: ${why}, and the locks could not be read back (${unread})`;
        return { result: 'failed', note, next, lock: undefined, known: false, until: undefined };
    }
    const lock = locks.get(cluster.id);
    const verdict = task.judge(lock, now);
    const found = foundOf(lock);
    switch (verdict.is) {
        case 'as-wanted':
            return { ...found, result: `${task.operation}ed`, note: verdict.note, next: '' };
        case 'in-the-way':
            return { ...found, result: 'failed', note: verdict.note, next: verdict.next };
        case 'to-do':
            return {
                ...found,
                result: 'failed',
                note: `${verdict.note}: ${error === undefined ? `${why}, but does not show it` : why}`,
                next,
            };
    }
}
function foundOf(lock) {
    return { lock, known: true, until: lock === undefined ? undefined : (0,qovery_lock/* endOfLock */.mq)(lock) };
}
function adviceOn(error, { operation }) {
    if (!(error instanceof http/* QoveryError */.J) || mayPass(error)) {
        return `Run again: what is ${operation}ed already stays as it is.`;
    }
    return error.status === 401 || error.status === 403
        ? 'Use a qovery-api-token whose role may manage these clusters.'
        : 'Fix what Qovery refuses, then run again.';
}
function unresolvedCluster({ reference, what, valid }) {
    return {
        id: reference,
        name: undefined,
        production: undefined,
        status: undefined,
        result: 'failed',
        note: what,
        next: `Correct cluster-id. Valid: ${valid}.`,
        lock: undefined,
        known: false,
        until: undefined,
    };
}
function ttlText(days) {
    if (days === null || days === undefined)
        return 'none';
    return days === 1 ? '1 day' : `${days} days`;
}


/***/ }),

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


/***/ })

};
