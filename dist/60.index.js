export const id = 60;
export const ids = [60];
export const modules = {

/***/ 6958:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   HW: () => (/* binding */ nextMaintenanceDay),
/* harmony export */   Ot: () => (/* binding */ dayName),
/* harmony export */   hU: () => (/* binding */ covers),
/* harmony export */   sM: () => (/* binding */ lockAgain)
/* harmony export */ });
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1920);
/**
 * When Qovery maintains a cluster, and whether a lock keeps it away. Pure.
 *
 * Qovery's published schedule: every week, "Monday: dev and staging clusters", "Wednesday: production clusters"
 * (its documentation, "Managed Cluster Maintenance Schedule"). It names no hours and no time zone: a day here is a
 * whole day in UTC, and a lock covers it when it lasts until its end.
 */

const WEEKDAYS = ['Sunday', 'Monday', 'Tuesday', 'Wednesday', 'Thursday', 'Friday', 'Saturday'];
const OF_PRODUCTION = WEEKDAYS.indexOf('Wednesday');
const OF_OTHERS = WEEKDAYS.indexOf('Monday');
/** The beginning (midnight, UTC) of the cluster's next maintenance day: of today, if today is one. */
function nextMaintenanceDay(production, now) {
    const today = dayOf(now);
    const ahead = (production ? OF_PRODUCTION : OF_OTHERS) - new Date(today).getUTCDay();
    return today + ((ahead + 7) % 7) * _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
}
/** Whether a lock that ends then (`Infinity`: never) lasts until the end of that day. */
function covers(until, day) {
    return until >= day + _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
}
/**
 * When to lock again, and for at least how many days, where a lock does not cover that maintenance day: on its
 * eve, since two days reach the end of the next day from any hour, or at once when the day has already come.
 */
function lockAgain(day, now) {
    const today = dayOf(now);
    return today < day ? { on: day - _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_, ttlInDays: 2 } : { on: today, ttlInDays: 1 };
}
/** `Wednesday 2026-11-25` */
function dayName(day) {
    const date = new Date(day);
    return `${WEEKDAYS[date.getUTCDay()]} ${date.toISOString().slice(0, 10)}`;
}
function dayOf(time) {
    return Math.floor(time / _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_) * _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
}


/***/ }),

/***/ 1060:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  review: () => (/* binding */ review)
});

// EXTERNAL MODULE: ./lib/aws/clients.js + 1 modules
var aws_clients = __webpack_require__(9511);
// EXTERNAL MODULE: ./lib/aws/error.js
var aws_error = __webpack_require__(831);
// EXTERNAL MODULE: ./lib/aws/identity.js
var identity = __webpack_require__(1691);
// EXTERNAL MODULE: ./lib/errors.js
var errors = __webpack_require__(452);
// EXTERNAL MODULE: ./lib/holders/index.js + 7 modules
var lib_holders = __webpack_require__(2674);
// EXTERNAL MODULE: ./lib/limit.js
var limit = __webpack_require__(1104);
// EXTERNAL MODULE: ./lib/qovery/choose-clusters.js
var choose_clusters = __webpack_require__(2459);
// EXTERNAL MODULE: ./lib/qovery/http.js
var http = __webpack_require__(3686);
// EXTERNAL MODULE: ./lib/qovery/snapshot.js
var qovery_snapshot = __webpack_require__(8390);
;// CONCATENATED MODULE: ./lib/report/console.js
/** Pages of the Qovery console. */
const CONSOLE = 'https://console.qovery.com';
/** Where the infrastructure log of a cluster is. */
function clusterPage(organizationId, clusterId) {
    return `${CONSOLE}/organization/${encodeURIComponent(organizationId)}/cluster/${encodeURIComponent(clusterId)}/cluster-logs`;
}

// EXTERNAL MODULE: ./lib/clock.js + 1 modules
var clock = __webpack_require__(1920);
// EXTERNAL MODULE: ./lib/maintenance-days.js
var maintenance_days = __webpack_require__(6958);
// EXTERNAL MODULE: ./lib/qovery/lock.js
var qovery_lock = __webpack_require__(9749);
// EXTERNAL MODULE: ./lib/qovery/status.js
var qovery_status = __webpack_require__(2692);
// EXTERNAL MODULE: ./lib/review/finding.js
var finding = __webpack_require__(6573);
;// CONCATENATED MODULE: ./lib/review/clusters.js
/** The health of the clusters: what Qovery says of them, and what a person should do about it. Pure. */




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
            state: status && (0,qovery_status/* stateOf */.L)(status.status),
            maintenance: status?.reason === 'MAINTENANCE',
            outOfDate: cluster.deployment_status === 'OUT_OF_DATE',
            version: cluster.version ?? undefined,
            nextVersion: status?.next_k8s_available_version ?? undefined,
            lock: lockOf.get(cluster.id),
            lastDeployment: Number.isNaN(deployedAt) ? undefined : deployedAt,
            maintenanceDay: selfManaged ? undefined : (0,maintenance_days/* nextMaintenanceDay */.HW)(production, now),
        };
    });
}
/** Whether the lock lasts until the end of the next maintenance day. */
function isCovered({ lock, maintenanceDay }) {
    return lock !== undefined && maintenanceDay !== undefined && (0,maintenance_days/* covers */.hU)((0,qovery_lock/* endOfLock */.mq)(lock), maintenanceDay);
}
function clusterFindings(clusters, logPage) {
    return [
        ...clusters.flatMap((cluster) => [...health(cluster, logPage), ...locked(cluster)]),
        ...together(clusters.filter(({ outOfDate, state }) => outOfDate && state === 'ready'), 'has configuration that is not deployed yet (OUT_OF_DATE)', 'have configuration that is not deployed yet (OUT_OF_DATE)', 'Deploy when it suits; otherwise the next maintenance brings it along.'),
        ...upgrades(clusters),
        ...together(clusters.filter(({ state, status }) => state === 'off' && status !== 'READY'), 'is stopped: no maintenance reaches it', 'are stopped: no maintenance reaches them', 'Start or delete what is not needed any more.'),
    ];
}
function health(cluster, logPage) {
    const { name, status, state, production } = cluster;
    const of = `${production ? 'Production cluster' : 'Cluster'} '${name}'`;
    const link = { text: 'its log', url: logPage(cluster.id) };
    switch (state) {
        case undefined:
            return [
                {
                    urgency: 'soon',
                    what: `Qovery lists the cluster '${name}' and tells no status of it.`,
                    next: 'Look at it in the Qovery console.',
                },
            ];
        case 'invalid-credentials':
            return [
                {
                    urgency: 'now',
                    what: `${of} is refused by its cloud provider (INVALID_CREDENTIALS): nothing can be deployed there.`,
                    next: 'Rotate its credential (operation: rotate), or store credentials that work, and deploy it.',
                    link,
                },
            ];
        case 'error':
            return [
                {
                    urgency: 'now',
                    what: `${of}: the last deployment failed (${status}).`,
                    next: 'See its log and deploy it again; until then neither maintenance nor a rotation can do its work.',
                    link,
                },
            ];
        case 'busy':
        case 'off':
        case 'ready':
            return [];
    }
}
function locked(cluster) {
    const { name, lock, maintenanceDay } = cluster;
    if (lock === undefined)
        return [];
    const what = `Cluster '${name}' ${(0,qovery_lock/* describeLock */.FD)(lock)}.`;
    if ((0,qovery_lock/* endOfLock */.mq)(lock) === Infinity) {
        return [
            {
                urgency: 'soon',
                what,
                next: 'Until somebody unlocks it, it gets no maintenance: neither Kubernetes updates nor security patches.',
            },
        ];
    }
    if (maintenanceDay === undefined)
        return [];
    const next = isCovered(cluster)
        ? `It misses the maintenance of ${(0,maintenance_days/* dayName */.Ot)(maintenanceDay)}, as intended; after that the lock is gone.`
        : `It does not cover the next maintenance day, ${(0,maintenance_days/* dayName */.Ot)(maintenanceDay)}, to its end. If it should, unlock it and lock it anew on the eve.`;
    return [{ urgency: 'plan', what, next }];
}
function upgrades(clusters) {
    const due = Map.groupBy(clusters.filter(({ nextVersion }) => nextVersion !== undefined), ({ version = 'unknown', nextVersion = '' }) => `${version} to ${nextVersion}`);
    return [...due].map(([step, same]) => ({
        urgency: 'plan',
        what: `Kubernetes ${step} is available for ${(0,finding/* listOf */.c3)(same.map(({ name }) => name))}.`,
        next: 'Qovery rolls it out itself, staging first. To have it earlier, upgrade in the console, one minor version at a time.',
    }));
}
function together(clusters, one, many, next) {
    if (clusters.length === 0)
        return [];
    const names = (0,finding/* listOf */.c3)(clusters.map(({ name }) => name));
    const what = clusters.length === 1 ? `Cluster ${names} ${one}.` : `Clusters ${names} ${many}.`;
    return [{ urgency: 'plan', what, next }];
}
/** What asks most of the reader comes first. */
const ORDER = [
    'invalid-credentials',
    'error',
    undefined,
    'busy',
    'ready',
    'off',
];
function worstFirst(clusters) {
    return clusters.toSorted((a, b) => ORDER.indexOf(a.state) - ORDER.indexOf(b.state) ||
        Number(b.production) - Number(a.production) ||
        a.name.localeCompare(b.name));
}

// EXTERNAL MODULE: ./lib/review/keys.js
var review_keys = __webpack_require__(6954);
// EXTERNAL MODULE: ./lib/review/read-keys.js
var read_keys = __webpack_require__(2991);
// EXTERNAL MODULE: ./lib/report/markdown.js
var markdown = __webpack_require__(3021);
;// CONCATENATED MODULE: ./lib/report/review-pictures.js
/** Pictures of a review, in Mermaid: plain in GitHub's light and dark. Pure. */


/** More bars or rows than this are no picture any more. */
const MOST = 20;
/** Ages of keys in days, as bars, against the limit, as a line. The oldest first. */
function keyAges(keys, limitDays) {
    const shown = keys.toSorted((a, b) => b.ageDays - a.ageDays).slice(0, MOST);
    if (shown.length === 0)
        return '';
    const top = Math.max(limitDays, ...shown.map(({ ageDays }) => ageDays), 1);
    const height = 120 + 34 * shown.length;
    return fenced([
        `---\nconfig:\n  xyChart:\n    width: 800\n    height: ${height}\n---`,
        'xychart-beta horizontal',
        `    x-axis [${shown.map(({ name }) => `"${(0,markdown/* mermaidText */.Hg)(name)}"`).join(', ')}]`,
        `    y-axis "days; the line is the limit of ${limitDays}" 0 --> ${Math.ceil(top * 1.1)}`,
        `    bar [${shown.map(({ ageDays }) => ageDays).join(', ')}]`,
        ...(limitDays > 0 ? [`    line [${shown.map(() => limitDays).join(', ')}]`] : []),
    ]);
}
/** Maintenance comes every week: how often, as bars, and how often a deployment failed, as a line. */
function maintenanceByWeek(weeks) {
    const shown = weeks.slice(-MOST);
    if (shown.every(({ maintenance, failed }) => maintenance + failed === 0))
        return '';
    const top = Math.max(...shown.flatMap(({ maintenance, failed }) => [maintenance, failed]));
    return fenced([
        '---\nconfig:\n  xyChart:\n    width: 800\n    height: 260\n---',
        'xychart-beta',
        `    x-axis "week of" [${shown.map(({ monday }) => `"${(0,clock/* iso */.KH)(monday).slice(0, 10)}"`).join(', ')}]`,
        `    y-axis "maintenance (bars), failures (line)" 0 --> ${Math.ceil(top * 1.1)}`,
        `    bar [${shown.map(({ maintenance }) => maintenance).join(', ')}]`,
        `    line [${shown.map(({ failed }) => failed).join(', ')}]`,
    ]);
}
function fenced(lines) {
    return ['```mermaid', ...lines, '```'].join('\n');
}

;// CONCATENATED MODULE: ./lib/report/review-summary.js
/** One page about everything that needs maintenance, the most urgent first. Pure. */










function reviewOutcome(review) {
    const { inputs, findings, clusters, missing } = review;
    const urgent = findings.filter(({ urgency }) => urgency !== 'plan');
    const result = urgent.length > 0 ? 'attention' : 'healthy';
    const locks = clusters.flatMap(({ lock }) => lock ?? []);
    return {
        result,
        outputs: {
            clusters: JSON.stringify(clusters.map(({ id, name, status = 'unknown' }) => ({ id, name, status }))),
            locks: JSON.stringify(locks.map((lock) => ({ cluster_id: lock.cluster_id, reason: lock.reason, ...(0,qovery_lock/* timesOf */.Qv)(lock) }))),
        },
        report: forPrograms(review, result),
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
            `${result}: ${urgent.length} ${urgent.length === 1 ? 'thing needs' : 'things need'} attention.`,
        ].map((note) => note.replace(/\s+/g, ' ')),
        ...(inputs.issue === undefined
            ? {}
            : { issue: { title: 'Qovery: maintenance review', attention: result === 'attention' } }),
    };
}
const HEADINGS = {
    now: 'Broken, or about to break',
    soon: 'Somebody has to see to this',
    plan: 'To plan, or to know',
};
function reviewSummary(review) {
    const { findings, inputs, name, missing, now } = review;
    const count = findings.filter(({ urgency }) => urgency !== 'plan').length;
    const what = count === 0
        ? 'nothing needs attention'
        : `${count} ${count === 1 ? 'thing needs' : 'things need'} attention`;
    const text = (0,markdown/* blocks */.Bv)([
        `### Maintenance review${name === undefined ? '' : ` of ${(0,markdown/* escape */.ih)(name)}`}: ${what}`,
        ...inputs.warnings.map((warning) => `> ${(0,markdown/* escape */.ih)(warning)}`),
        ...finding/* URGENCIES */.If.map((urgency) => (0,markdown/* titled */.dJ)(HEADINGS[urgency], (0,markdown/* bullets */.e5)(findings.filter((one) => one.urgency === urgency).map(item)))),
        (0,markdown/* titled */.dJ)('Could not be read', (0,markdown/* bullets */.e5)(missing.map(markdown/* sentence */.em))),
        clusterSection(review),
        keySection(review),
        maintenanceSection(review),
        databaseSection(review),
        tokenSection(review),
        (0,markdown/* titled */.dJ)('What no API can see', CHECKLIST.map((line) => `- [ ] ${line}`).join('\n')),
        `Read on ${(0,clock/* iso */.KH)(now)}. Nothing was changed.`,
    ]);
    return (0,markdown/* capped */.uo)(`${text}\n`);
}
/** A table with more rows than this is folded: the findings above have named what needs a person. */
const MANY = 15;
/** Qovery's own best practices (its documentation, "Maintenance Best Practices"), less what is above. */
const CHECKLIST = [
    'Notices of the cloud providers about planned maintenance, and of Qovery (seven days ahead), were read.',
    'Major upgrades of databases and Kubernetes were tried in staging first.',
    'There is a way back, and somebody has tried it.',
    `${(0,markdown/* link */.nf)('Qovery’s status page', 'https://status.qovery.com')} shows nothing that concerns these clusters.`,
    'What was deployed to the clusters past Qovery has an owner, who keeps it compatible with Kubernetes.',
];
function item({ urgency, what, next, link: page, paste }) {
    const more = page === undefined ? '' : ` (${(0,markdown/* link */.nf)(page.text, page.url)})`;
    const request = paste === undefined
        ? ''
        : `\n\n  ${(0,markdown/* details */.zH)('A request to paste', `\`\`\`text\n${fence(paste)}\n\`\`\``).replaceAll('\n', '\n  ')}`;
    const said = urgency === 'now' ? `**${(0,markdown/* sentence */.em)(what)}**` : (0,markdown/* sentence */.em)(what);
    return `${said} ${(0,markdown/* sentence */.em)(next)}${more}${request}`;
}
/** Nothing inside may end the fence. */
function fence(text) {
    return text.replaceAll('`', "'");
}
function folded(title, headers, rows) {
    return rows.length > MANY ? (0,markdown/* details */.zH)(title, (0,markdown/* table */.tp)(headers, rows)) : (0,markdown/* table */.tp)(headers, rows);
}
// Clusters
function clusterSection({ clusters, now, logs }) {
    const rows = worstFirst(clusters).map((cluster) => {
        const { name, provider, region, production, status, outOfDate, version, nextVersion, maintenanceDay } = cluster;
        return [
            `${(0,markdown/* escape */.ih)(name)}${production ? ' (production)' : ''}`,
            (0,markdown/* escape */.ih)(`${provider} ${region}`),
            `${(0,markdown/* code */.aY)(status ?? 'not told')}${outOfDate ? ', configuration pending' : ''}`,
            (0,markdown/* escape */.ih)(`${version ?? '–'}${nextVersion === undefined ? '' : `, next ${nextVersion}`}`),
            cluster.lastDeployment === undefined ? 'never' : (0,clock/* daysAgo */.HM)(now - cluster.lastDeployment),
            maintenanceDay === undefined ? 'self-managed' : (0,maintenance_days/* dayName */.Ot)(maintenanceDay),
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
function lockCell(cluster, now) {
    const { lock } = cluster;
    if (lock === undefined)
        return '–';
    const until = (0,qovery_lock/* endOfLock */.mq)(lock);
    const end = until === Infinity
        ? 'nobody lifts it'
        : Number.isNaN(until)
            ? (0,qovery_lock/* moment */.n$)(until)
            : `until ${(0,markdown/* when */.z7)(until, now)}`;
    return `${(0,markdown/* escape */.ih)(lock.owner_name)}, ${end}: ${(0,markdown/* escape */.ih)(lock.reason)}. Covers that day: ${isCovered(cluster) ? 'yes' : 'no'}`;
}
// Keys
function keySection(review) {
    const { keys, credentials, inputs, now } = review;
    const sorted = (0,review_keys/* oldestFirst */.sZ)(keys);
    const rows = sorted.map((held) => [
        (0,review_keys/* credentialsFirst */.NS)(held.holders)
            .map((holder) => (0,markdown/* escape */.ih)((0,lib_holders/* called */.Ab)(holder)))
            .join('<br>'),
        `${(0,markdown/* code */.aY)(held.id)}<br>${ownerOf(held)}`,
        ...keyCells(held, inputs.maxAge, now),
    ]);
    const known = sorted.filter((held) => held.is === 'known');
    const ages = known.map((held) => ({ name: nameOf(held), ageDays: daysBetween(held.key.createdAt, now) }));
    const roles = credentials.filter(({ credential }) => credential.role_arn);
    const others = credentials.filter(({ credential }) => !credential.role_arn && !credential.access_key_id);
    return (0,markdown/* titled */.dJ)(`AWS keys that Qovery holds (${keys.length})`, (0,markdown/* blocks */.Bv)([
        keyAges(ages, Math.floor(inputs.maxAge / clock/* DAY */.d_)),
        (0,markdown/* table */.tp)(['Held by', 'Key, and whose it is', 'Age', 'Due', 'Last use'], rows),
        rows.length === 0 ? 'None.' : '',
        (0,markdown/* bullets */.e5)([
            roles.length === 0
                ? ''
                : `Credentials with an AWS role: ${names(roles)}. There is no key to rotate, as Qovery recommends.`,
            others.length === 0
                ? ''
                : `Credentials without an AWS key: ${names(others)}. This action cannot tell their age.`,
        ]),
    ]));
}
function names(credentials) {
    return credentials
        .map(({ credential, clusters }) => (0,markdown/* escape */.ih)(`${credential.name}${clusters.length === 0 ? ' (used by no cluster)' : ''}`))
        .join(', ');
}
/** How people call a key: by its credential, else by whatever else holds it. */
function nameOf({ holders, id }) {
    const credential = holders.find(({ kind }) => kind === 'cloud credential') ?? holders[0];
    return credential?.name ?? id;
}
function daysBetween(from, to) {
    return Math.max(0, Math.floor((to - from) / clock/* DAY */.d_));
}
function keyCells(held, maxAge, now) {
    switch (held.is) {
        case 'known': {
            const { user, key, lastUse } = held;
            const used = lastUse === undefined ? 'never' : `${(0,markdown/* escape */.ih)(lastUse.service)}, ${(0,clock/* span */.Ln)(now - lastUse.at)} ago`;
            const due = (0,read_keys/* isUnfinished */.u)(user.journal) ? 'rotation under way' : (0,clock/* iso */.KH)((0,review_keys/* dueAt */.s5)(held, maxAge)).slice(0, 10);
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
// Maintenance
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
    return (0,markdown/* titled */.dJ)(`Maintenance in the last ${(0,clock/* days */._3)(now - (why === '' ? since : reaches))}`, (0,markdown/* blocks */.Bv)([
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
// Databases and tokens
function databaseSection({ databases }) {
    const rows = databases.map(({ name, type, version, environment, cluster, newerMajors }) => [
        (0,markdown/* escape */.ih)(name),
        (0,markdown/* escape */.ih)(environment),
        (0,markdown/* escape */.ih)(cluster),
        (0,markdown/* escape */.ih)(`${type} ${version}`),
        (0,finding/* isRead */.H9)(newerMajors) ? (0,markdown/* escape */.ih)(newerMajors.read.join(', ') || 'none') : (0,markdown/* sentence */.em)(newerMajors.unread),
    ]);
    if (rows.length === 0)
        return '';
    return (0,markdown/* titled */.dJ)(`Managed databases (${rows.length})`, (0,markdown/* blocks */.Bv)([
        (0,markdown/* table */.tp)(['Database', 'Environment', 'Cluster', 'Version', 'Newer major versions'], rows),
        'Minor updates come by themselves, by default on Sunday between 02:00 and 06:00 in the cluster’s time zone; each database’s settings have the window that is set.',
    ]));
}
function tokenSection({ tokens, now }) {
    const rows = tokens
        .toSorted((a, b) => Date.parse(a.created_at) - Date.parse(b.created_at))
        .map(({ name, role_name: role, created_at: created }) => {
        const at = Date.parse(created);
        return [(0,markdown/* escape */.ih)(name ?? '–'), (0,markdown/* escape */.ih)(role ?? '–'), Number.isNaN(at) ? '–' : (0,clock/* days */._3)(now - at)];
    });
    if (rows.length === 0)
        return '';
    return (0,markdown/* details */.zH)(`Qovery API tokens (${rows.length})`, (0,markdown/* blocks */.Bv)([
        'They never expire: delete those that nobody knows, and replace the others now and then.',
        (0,markdown/* table */.tp)(['Token', 'Role', 'Age'], rows),
    ]));
}
// The report
function forPrograms(review, result) {
    const { inputs, clusters, keys, auditLog, databases, tokens, findings, missing, now } = review;
    const time = (at) => at === undefined || !Number.isFinite(at) ? null : (0,clock/* iso */.KH)(at);
    return {
        operation: 'review',
        result,
        organization_id: inputs.organizationId,
        started_at: (0,clock/* iso */.KH)(review.startedAt),
        ended_at: (0,clock/* iso */.KH)(review.endedAt),
        run_url: inputs.runUrl,
        findings: findings.map(({ link: page, paste, ...finding }) => ({
            ...finding,
            link: page?.url ?? null,
            request: paste ?? null,
        })),
        could_not_be_read: missing,
        clusters: worstFirst(clusters).map((cluster) => ({
            id: cluster.id,
            name: cluster.name,
            cloud_provider: cluster.provider,
            region: cluster.region,
            production: cluster.production,
            status: cluster.status ?? null,
            out_of_date: cluster.outOfDate,
            version: cluster.version ?? null,
            next_k8s_available_version: cluster.nextVersion ?? null,
            last_deployment_date: time(cluster.lastDeployment),
            next_maintenance_day: time(cluster.maintenanceDay)?.slice(0, 10) ?? null,
            lock: cluster.lock === undefined
                ? null
                : {
                    reason: cluster.lock.reason,
                    owner_name: cluster.lock.owner_name,
                    ...(0,qovery_lock/* timesOf */.Qv)(cluster.lock),
                    covers_next_maintenance_day: isCovered(cluster),
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
                    age_days: daysBetween(held.key.createdAt, now),
                    due_at: (0,clock/* iso */.KH)((0,review_keys/* dueAt */.s5)(held, inputs.maxAge)),
                    last_used_at: time(held.lastUse?.at),
                    rotation_under_way: (0,read_keys/* isUnfinished */.u)(held.user.journal),
                }
                : {}),
        })),
        audit_log: auditLog === undefined
            ? null
            : {
                since: (0,clock/* iso */.KH)(auditLog.since),
                reaches: (0,clock/* iso */.KH)(auditLog.reaches),
                events: auditLog.events,
                clusters: auditLog.clusters.map(({ id, name, counts }) => ({ id, name, ...counts })),
                edits: auditLog.edits.map(({ at, ...edit }) => ({ at: time(at), ...edit })),
            },
        databases: databases.map(({ newerMajors, ...database }) => ({
            ...database,
            newer_majors: (0,finding/* isRead */.H9)(newerMajors) ? newerMajors.read : null,
        })),
        api_tokens: tokens.map(({ name, role_name: role, created_at: created }) => ({
            name: name ?? null,
            role: role ?? null,
            created_at: created,
        })),
    };
}

// EXTERNAL MODULE: ./lib/version.js
var version = __webpack_require__(3411);
;// CONCATENATED MODULE: ./lib/review/audit-log.js
/**
 * What maintenance and people did, from Qovery's audit log. Events are counted as their pages arrive, so that a
 * long log needs no more memory than a short one. Their `change` is never read: it holds plain secrets.
 */


const DEEDS = ['maintenance', 'deployed', 'failed', 'locked', 'unlocked'];
const SHOWN = 20;
/** 100 events each. Beyond it, the log is left: Qovery allows 1000 requests an hour. */
const MOST_PAGES = 200;
/** Sub-targets of Qovery's events (openapi, OrganizationEventSubTargetType) that hold or change access. */
const ACCESS = new Set([
    'CLOUD_PROVIDER_CREDENTIALS',
    'CLUSTER_CREDENTIALS',
    'KUBERNETES_CREDENTIALS',
    'API_TOKEN',
    'POLICY_API_TOKEN',
]);
const EDITS = new Set(['CREATE', 'UPDATE', 'DELETE']);
/** One request a page. */
async function readAuditLog(api, since, retentionDays, now) {
    const log = new Tally();
    let token;
    let pages = 0;
    let cut = false;
    do {
        const page = await api.events(since, token);
        for (const event of page.events)
            log.add(event);
        cut ||= page.cut;
        // A token that comes back would be a loop without end.
        token = page.next === token || page.events.length === 0 ? undefined : page.next;
        pages++;
    } while (token !== undefined && pages < MOST_PAGES);
    const kept = retentionDays === undefined ? -Infinity : now - retentionDays * clock/* DAY */.d_;
    const { events, oldest = now } = log;
    let reaches = since;
    let why = '';
    if (token !== undefined) {
        reaches = oldest;
        why = `only the newest ${events} events were read`;
    }
    else if (cut || kept > since) {
        reaches = kept > since ? kept : oldest;
        why = retentionDays === undefined ? 'your plan keeps no more' : `your plan keeps ${retentionDays} days`;
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
    add(event) {
        const at = Date.parse(event.timestamp);
        this.events++;
        if (!Number.isNaN(at))
            this.oldest = Math.min(at, this.oldest ?? at);
        const doing = { at, by: actorOf(event) };
        if (ACCESS.has(event.sub_target_type ?? '') && EDITS.has(event.event_type) && this.edits.length < SHOWN) {
            const what = `${event.event_type} ${event.sub_target_type ?? ''}`;
            this.edits.push({ ...doing, what, target: event.target_name ?? '' });
        }
        const deed = deedOf(event);
        const id = event.target_id ?? event.target_name ?? '';
        if (deed === undefined)
            return;
        const cluster = this.#clusters.get(id) ?? {
            name: event.target_name ?? id,
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
/** The epoch began on a Thursday. */
function mondayOf(at) {
    return Math.floor((at / clock/* DAY */.d_ + 3) / 7) * 7 * clock/* DAY */.d_ - 3 * clock/* DAY */.d_;
}
/** Which events a deployment of a cluster leaves is not documented: what is not known is left out. */
function deedOf({ event_type: type, target_type: target }) {
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

;// CONCATENATED MODULE: ./lib/review/databases.js


const SIDE_BY_SIDE = 8;
/** One request for each environment that has a database, and one for each managed database. */
async function readDatabases(api, environments, attempt) {
    const turn = (0,limit/* limit */.A)(SIDE_BY_SIDE);
    const unread = [];
    const lists = await Promise.all(environments.filter(hasDatabase).map(async (environment) => {
        const name = `${environment.project_name}/${environment.environment_name}`;
        const found = await turn(() => attempt(() => api.databases(environment.environment_id)));
        if (!(0,finding/* isRead */.H9)(found)) {
            unread.push(`the databases of ${name}: ${found.unread}`);
            return [];
        }
        return Promise.all(found.read
            .filter(({ mode }) => mode === 'MANAGED')
            .map(async ({ id, name: database, type, version }) => {
            const offered = await turn(() => attempt(() => api.databaseVersions(id)));
            const newerMajors = (0,finding/* isRead */.H9)(offered) ? { read: newer(type, version, offered.read) } : offered;
            return {
                id,
                name: database,
                type,
                version,
                environment: name,
                cluster: environment.cluster,
                newerMajors,
            };
        }));
    }));
    return { databases: lists.flat(), unread };
}
function hasDatabase({ services }) {
    return services?.some(({ type }) => type === 'DATABASE') ?? true;
}
/** The highest version of each newer major. */
function newer(type, version, offered) {
    const later = offered.filter((one) => compare(majorOf(type, one), majorOf(type, version)) > 0);
    const majors = Map.groupBy(later, (one) => majorOf(type, one));
    return [...majors.values()].flatMap((same) => same.toSorted(compare).at(-1) ?? []).toSorted(compare);
}
/**
 * MySQL's and MongoDB's majors have two numbers (8.0, 8.4; 4.4, 5.0), PostgreSQL's have one since 10, Redis' one
 * (docs.aws.amazon.com: upgrading from MySQL 8.0 to 8.4 is a major upgrade; postgresql.org/support/versioning).
 */
function majorOf(type, version) {
    const [first = '', second = '0'] = version.split('.');
    const two = type === 'MYSQL' || type === 'MONGODB' || (type === 'POSTGRESQL' && Number(first) < 10);
    return two ? `${first}.${second}` : first;
}
function compare(a, b) {
    return a.localeCompare(b, 'en', { numeric: true });
}
/** Databases of the same version with the same offer are one finding. */
function databaseFindings(databases) {
    const offered = databases.flatMap(({ name, type, version, newerMajors }) => (0,finding/* isRead */.H9)(newerMajors) && newerMajors.read.length > 0
        ? [{ name, runs: `${type} ${version}`, offer: newerMajors.read }]
        : []);
    const same = Map.groupBy(offered, ({ runs, offer }) => `${runs}; ${offer.join(', ')}`);
    return [...same.values()].flatMap((found) => {
        const [first] = found;
        if (first === undefined)
            return [];
        const names = (0,finding/* listOf */.c3)(found.map(({ name }) => name));
        return [
            {
                urgency: 'plan',
                what: `${found.length === 1 ? 'The managed database' : 'The managed databases'} ${names} ${found.length === 1 ? 'runs' : 'run'} ${first.runs}; a newer major version is on offer: ${first.offer.join(', ')}.`,
                next: 'A major upgrade is yours to decide: try it in staging, have a backup and a way back, then choose the version in its settings.',
            },
        ];
    });
}

;// CONCATENATED MODULE: ./lib/qovery/log.js
/** Whether a line tells of something that went wrong. */
function isProblem({ type, error }) {
    const level = type?.toLowerCase();
    return level === 'error' || level === 'warning' || (error !== undefined && error !== null);
}
/** Everything that a line says, each text once. The tag comes last: it says least. */
function textsOf({ message, error }) {
    const texts = [
        error?.user_log_message,
        error?.underlying_error?.message,
        error?.underlying_error?.full_details,
        error?.hint_message,
        message?.safe_message,
        message?.full_details,
        error?.tag,
    ];
    return [...new Set(texts.filter((text) => typeof text === 'string' && text !== ''))];
}

;// CONCATENATED MODULE: ./lib/provider-errors/advice.js
/** `AWS quota reached: EC2-VPC Elastic IPs (5 of 5) in eu-west-3`. */
function headline(error) {
    const where = error.region === undefined ? '' : ` in ${error.region}`;
    return error.kind === 'quota'
        ? `${error.provider} quota reached: ${error.what}${numbers(error)}${where}`
        : `${error.what}${where}`;
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
function adviceFor({ kind, provider }) {
    switch (kind) {
        case 'quota':
            return `Ask ${provider} for more, or delete what is not used any more; then deploy again.`;
        case 'addresses':
            return 'Free addresses in the subnet, or give the cluster larger subnets; a quota does not help here. Then deploy again.';
        case 'account':
            return `See to the account at ${provider}; then deploy again.`;
        case 'credentials':
            return 'Check that the key that Qovery holds exists and is active; then deploy again.';
        case 'permissions':
            return 'Give the permission that the log names to the identity that Qovery uses (its documentation has the list), or lift the policy that denies it; then deploy again.';
        case 'capacity':
            return `${provider} has too few machines there at the moment; this is no quota, and asking for more does not help. Deploy again later, or allow other instance types or zones.`;
        case 'throttling':
            return 'Deploy again in a few minutes; if it happens often, find out what else calls the API in this account.';
    }
}
/** Made of the provider's names and of numbers, never of the log's own text, which may have accounts in it. */
function requestFor({ what, service, code, region, limit, used, wanted, unit }) {
    const names = [service && `service ${service}`, code !== what && code && `code ${code}`].filter(Boolean);
    const counted = unit === undefined ? '' : ` ${unit}`;
    const target = wanted ?? (limit === undefined || limit === 0 ? undefined : 2 * limit);
    return [
        `Please raise the quota "${what}"${names.length === 0 ? '' : ` (${names.join(', ')})`}`,
        region === undefined ? '' : ` in ${region}`,
        target === undefined ? ' above its present value' : ` to ${target}${counted}`,
        '.',
        limit === undefined
            ? ''
            : ` The present limit is ${limit}${counted}${used === undefined ? '' : `; ${used} are in use`}.`,
        ' Our Kubernetes cluster there has reached it, and cannot be updated before.',
    ].join('');
}

;// CONCATENATED MODULE: ./lib/provider-errors/aws.js
/** docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-on-demand-instances.html: one quota, in vCPU, for each of these. */
const ON_DEMAND = [
    { types: /^(?:gr?|vt)\d/, what: 'Running On-Demand G and VT instances', code: 'L-DB2E81BA' },
    { types: /^p\d/, what: 'Running On-Demand P instances', code: 'L-417A185B' },
    { types: /^f\d/, what: 'Running On-Demand F instances', code: 'L-74FC7D96' },
    { types: /^x\d/, what: 'Running On-Demand X instances', code: 'L-7295265B' },
    { types: /^inf\d/, what: 'Running On-Demand Inf instances', code: 'L-1945791B' },
    { types: /^trn\d/, what: 'Running On-Demand Trn instances', code: 'L-2C3B7624' },
    { types: /^dl\d/, what: 'Running On-Demand DL instances', code: 'L-6E869C2A' },
    { types: /^u\d?-/, what: 'Running On-Demand High Memory instances', code: 'L-43DA4232' },
    { types: /^hpc\d/, what: 'Running On-Demand HPC instances', code: 'L-F7808C92' },
];
const SPOT = [
    { types: /^(?:gr?|vt)\d/, what: 'All G and VT Spot Instance Requests', code: 'L-3819A6DF' },
    { types: /^p\d/, what: 'All P Spot Instance Requests', code: 'L-7212CCBC' },
    { types: /^f\d/, what: 'All F Spot Instance Requests', code: 'L-88CF9481' },
    { types: /^x\d/, what: 'All X Spot Instance Requests', code: 'L-E3A00192' },
    { types: /^inf\d/, what: 'All Inf Spot Instance Requests', code: 'L-B5D1601B' },
    { types: /^trn\d/, what: 'All Trn Spot Instance Requests', code: 'L-6B0D517C' },
    { types: /^dl\d/, what: 'All DL Spot Instance Requests', code: 'L-85EED4F7' },
];
const VCPU = {
    kind: 'quota',
    what: 'Running On-Demand Standard (A, C, D, H, I, M, R, T, Z) instances',
    service: 'ec2',
    code: 'L-1216C47A',
    unit: 'vCPU',
    families: ON_DEMAND,
};
const QUOTAS = [
    // EC2: machines
    {
        ...VCPU,
        pattern: /\bVcpuLimitExceeded\b|requested more vCPU capacity than your current vCPU limit|exceeded the limit of vCPUs allowed on your AWS account/,
        details: [/vCPU limit of (?<limit>\d{1,9})/, /AWS account \((?<limit>\d{1,9}) by default\)/],
    },
    {
        ...VCPU,
        // The code of the time before vCPU-based quotas; still sent by some calls.
        pattern: /\bInstanceLimitExceeded\b/,
        unit: 'instances',
        details: [/current instance limit of (?<limit>\d{1,9})/],
    },
    {
        kind: 'quota',
        pattern: /\bMaxSpotInstanceCountExceeded\b|\bMax spot instance count exceeded\b/i,
        what: 'All Standard (A, C, D, H, I, M, R, T, Z) Spot Instance Requests',
        service: 'ec2',
        code: 'L-34B43A08',
        unit: 'vCPU',
        families: SPOT,
    },
    {
        kind: 'quota',
        pattern: /\bMaxFleetCountExceeded\b|reached your quota for maximum Fleet Requests/,
        what: 'EC2 Fleet requests',
        service: 'ec2',
    },
    // EC2: addresses
    {
        kind: 'quota',
        pattern: /\bAddressLimitExceeded\b|The maximum number of addresses has been reached/,
        what: 'EC2-VPC Elastic IPs',
        service: 'ec2',
        code: 'L-0263D0A3',
    },
    // VPC
    {
        kind: 'quota',
        pattern: /\bVpcLimitExceeded\b|The maximum number of VPCs has been reached/,
        what: 'VPCs per Region',
        service: 'vpc',
        code: 'L-F678F1CE',
    },
    {
        kind: 'quota',
        pattern: /\bInternetGatewayLimitExceeded\b|The maximum number of internet gateways has been reached/i,
        what: 'Internet gateways per Region',
        service: 'vpc',
        code: 'L-A4707A72',
        // docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html
        advice: 'Ask AWS for more VPCs per Region, which raises the number of internet gateways with it, or delete gateways that are not used; then deploy again.',
    },
    {
        kind: 'quota',
        pattern: /\bNatGatewayLimitExceeded\b/,
        what: 'NAT gateways per Availability Zone',
        service: 'vpc',
        code: 'L-FE5A380F',
        details: [/The maximum limit for NAT Gateways.{0,60}?(?<limit>\d{1,6})/i],
    },
    {
        kind: 'quota',
        pattern: /\bSubnetLimitExceeded\b/,
        what: 'Subnets per VPC',
        service: 'vpc',
        code: 'L-407747CB',
    },
    {
        kind: 'quota',
        pattern: /\bRouteTableLimitExceeded\b/,
        what: 'Route tables per VPC',
        service: 'vpc',
        code: 'L-589F43AA',
    },
    {
        kind: 'quota',
        pattern: /\bRouteLimitExceeded\b/,
        what: 'Routes per route table',
        service: 'vpc',
        code: 'L-93826ACB',
        details: [/limit of (?<limit>\d{1,6}) routes/i],
    },
    {
        kind: 'quota',
        pattern: /\bSecurityGroupLimitExceeded\b|The maximum number of security groups for this account has been/i,
        what: 'VPC security groups per Region',
        service: 'vpc',
        code: 'L-E79EC296',
    },
    {
        kind: 'quota',
        pattern: /\bRulesPerSecurityGroupLimitExceeded\b/,
        what: 'Inbound or outbound rules per security group',
        service: 'vpc',
        code: 'L-0EA8095F',
    },
    {
        kind: 'quota',
        pattern: /\bSecurityGroupsPerInterfaceLimitExceeded\b/,
        what: 'Security groups per network interface',
        service: 'vpc',
        code: 'L-2AFB9258',
    },
    {
        kind: 'quota',
        pattern: /\bNetworkInterfaceLimitExceeded\b/,
        what: 'Network interfaces per Region',
        service: 'vpc',
        code: 'L-DF5E4CA3',
    },
    {
        kind: 'quota',
        pattern: /\bVpcEndpointLimitExceeded\b/,
        what: 'Interface VPC endpoints per VPC',
        service: 'vpc',
        code: 'L-29B6F2EB',
    },
    {
        kind: 'quota',
        pattern: /\bGatewayVpcEndpointLimitExceeded\b/i,
        what: 'Gateway VPC endpoints per Region',
        service: 'vpc',
        code: 'L-1B52E74A',
    },
    // EBS
    ...[
        ['gp3', 'General Purpose SSD (gp3)', 'L-7A658B76'],
        ['gp2', 'General Purpose SSD (gp2)', 'L-D18FCD1D'],
        ['io1', 'Provisioned IOPS SSD (io1)', 'L-FD252861'],
        ['io2', 'Provisioned IOPS SSD (io2)', 'L-09BD8365'],
    ].map(([type, name, code]) => ({
        kind: 'quota',
        pattern: new RegExp(`exceeded your maximum ${type} storage limit|\\bVolumeLimitExceeded\\b.{0,120}?\\b${type}\\b`, 'i'),
        what: `Storage for ${name} volumes, in TiB`,
        service: 'ebs',
        code,
        unit: 'TiB',
        details: [new RegExp(`${type} storage limit of (?<limit>\\d{1,9})`, 'i')],
    })),
    {
        kind: 'quota',
        pattern: /\bVolumeLimitExceeded\b/,
        what: 'Storage of EBS volumes',
        service: 'ebs',
        vague: true,
    },
    {
        kind: 'quota',
        pattern: /\bSnapshotLimitExceeded\b/,
        what: 'Snapshots per Region',
        service: 'ebs',
        code: 'L-309BACF6',
    },
    // EKS
    {
        kind: 'quota',
        pattern: /\bNodegroup limit exceeded for cluster\b|\bLimit of \d{1,6} nodegroups exceeded/i,
        what: 'Managed node groups per cluster',
        service: 'eks',
        code: 'L-6D54EA21',
        details: [/Limit of (?<limit>\d{1,6}) nodegroups exceeded/i],
    },
    {
        kind: 'quota',
        pattern: /\bCluster limit exceeded for account\b|\bLimit of \d{1,6} clusters exceeded/i,
        what: 'Clusters',
        service: 'eks',
        code: 'L-1194D53C',
        details: [/Limit of (?<limit>\d{1,6}) clusters exceeded/i],
    },
    {
        kind: 'quota',
        pattern: /\bFargate ?profile limit exceeded\b|\bLimit of \d{1,6} fargate ?profiles exceeded/i,
        what: 'Fargate profiles per cluster',
        service: 'eks',
        code: 'L-33415657',
        details: [/Limit of (?<limit>\d{1,6}) fargate/i],
    },
    {
        kind: 'quota',
        pattern: /\b(?:maxSize|desiredSize|minSize|max size|Nodegroup size)\b.{0,60}?cannot be greater than \d{1,6}/i,
        what: 'Nodes per managed node group',
        service: 'eks',
        code: 'L-BD136A63',
        details: [/cannot be greater than (?<limit>\d{1,6})/i],
    },
    // Load balancers
    {
        kind: 'quota',
        pattern: /\bTooManyLoadBalancers\b.{0,120}?network load balancers?/i,
        what: 'Network Load Balancers per Region',
        service: 'elasticloadbalancing',
        code: 'L-69A177A2',
    },
    {
        kind: 'quota',
        pattern: /\bTooManyLoadBalancers\b.{0,120}?application load balancers?/i,
        what: 'Application Load Balancers per Region',
        service: 'elasticloadbalancing',
        code: 'L-53DA6B97',
    },
    {
        kind: 'quota',
        // Classic: "Exceeded quota of account 123456789012".
        pattern: /\bTooManyLoadBalancers\b: Exceeded quota of account/i,
        what: 'Classic Load Balancers per Region',
        service: 'elasticloadbalancing',
        code: 'L-E9E9831D',
    },
    {
        kind: 'quota',
        pattern: /\bTooManyLoadBalancers\b|The maximum number of load balancers has been reached/i,
        what: 'Load balancers per Region',
        service: 'elasticloadbalancing',
        vague: true,
    },
    {
        kind: 'quota',
        pattern: /\bTooManyTargetGroups\b/,
        what: 'Target Groups per Region',
        service: 'elasticloadbalancing',
        code: 'L-B22855CB',
    },
    // IAM: one account, one place
    {
        kind: 'quota',
        pattern: /Cannot exceed quota for RolesPerAccount\b/i,
        what: 'Roles per account',
        service: 'iam',
        code: 'L-FE177D64',
        global: true,
        details: [/RolesPerAccount: (?<limit>\d{1,9})/i],
    },
    {
        kind: 'quota',
        pattern: /Cannot exceed quota for OpenIdConnectProvidersPerAccount\b/i,
        what: 'OpenId connect providers per account',
        service: 'iam',
        code: 'L-858F3967',
        global: true,
        details: [/OpenIdConnectProvidersPerAccount: (?<limit>\d{1,9})/i],
    },
    {
        kind: 'quota',
        pattern: /Cannot exceed quota for AccessKeysPerUser\b/i,
        what: 'Access keys per IAM user',
        service: 'iam',
        global: true,
        fixed: true,
        details: [/AccessKeysPerUser: (?<limit>\d{1,9})/i],
        advice: 'AWS allows two access keys a user and raises this for nobody: delete the one that nothing uses.',
    },
    {
        kind: 'quota',
        pattern: /Cannot exceed quota for (?<name>[A-Za-z]{1,60})/,
        what: 'IAM {name}',
        service: 'iam',
        global: true,
        vague: true,
        details: [/Cannot exceed quota for [A-Za-z]{1,60}: (?<limit>\d{1,9})/],
    },
    // Databases, buckets, images
    {
        kind: 'quota',
        pattern: /\bInstanceQuotaExceeded(?:Fault)?\b/,
        what: 'DB instances',
        service: 'rds',
        code: 'L-7B6409FD',
    },
    {
        kind: 'quota',
        pattern: /\bDBClusterQuotaExceeded(?:Fault)?\b/,
        what: 'DB clusters',
        service: 'rds',
        code: 'L-952B80B8',
    },
    {
        kind: 'quota',
        pattern: /\bDBSubnetGroupQuotaExceeded(?:Fault)?\b/,
        what: 'DB subnet groups',
        service: 'rds',
        code: 'L-48C6BF61',
    },
    {
        kind: 'quota',
        pattern: /\bDBParameterGroupQuotaExceeded(?:Fault)?\b/,
        what: 'Parameter groups',
        service: 'rds',
        code: 'L-DE55804A',
    },
    {
        kind: 'quota',
        pattern: /\bStorageQuotaExceeded(?:Fault)?\b/,
        what: 'Total storage for all DB instances',
        service: 'rds',
        code: 'L-7ADDB58A',
    },
    {
        kind: 'quota',
        pattern: /\bTooManyBuckets\b/,
        what: 'General purpose buckets',
        service: 's3',
        code: 'L-DC2B2D3D',
        global: true,
    },
    {
        kind: 'quota',
        pattern: /The repository with name .{0,300}? cannot be created because .{0,80}?limit|registered repositories|'\d{0,9}' limit for number of repositories/i,
        what: 'Registered repositories',
        service: 'ecr',
        code: 'L-CFEB8E8D',
    },
    {
        kind: 'quota',
        pattern: /\bResourceLimitExceeded(?:Exception)?\b/,
        what: 'A quota of EKS',
        service: 'eks',
        vague: true,
    },
    // The paraphrases of Qovery's documentation ("Cloud Provider Quotas") and of Qovery's engine.
    {
        ...VCPU,
        pattern: /exceeded your quota for EC2 instances/i,
        vague: true,
    },
    {
        kind: 'quota',
        pattern: /Maximum number of VPCs reached/i,
        what: 'VPCs per Region',
        service: 'vpc',
        code: 'L-F678F1CE',
        vague: true,
    },
];
const OTHERS = [
    {
        kind: 'addresses',
        pattern: /\bInsufficientFreeAddressesInSubnet\b|\bInsufficientFreeAddresses\b|\binsufficient free addresses\b|not enough free addresses|does not have enough available IP addresses|do not have enough free (?:IP )?addresses/i,
        what: 'A subnet has no free addresses',
    },
    {
        kind: 'account',
        pattern: /\bPendingVerification\b/,
        what: 'AWS is still verifying the account',
        advice: 'AWS verifies a new account or region, mostly within minutes, at times within four hours. Deploy again then; if it lasts, write to aws-verification@amazon.com.',
    },
    {
        kind: 'account',
        pattern: /\bOptInRequired\b|You are not subscribed to this service/,
        what: 'The account is not subscribed to an AWS service, or the region is not enabled',
        advice: 'Enable the region or the service in the AWS account (and check that its registration and payment are complete); then deploy again.',
    },
    {
        kind: 'account',
        pattern: /\bBlocked: This account is currently blocked\b|account is currently blocked and not recognized/i,
        what: 'AWS has blocked the account',
        advice: 'Write to aws-verification@amazon.com, or open a case with AWS support; nothing can be deployed before.',
    },
    {
        kind: 'credentials',
        pattern: /\bInvalidClientTokenId\b|\bUnrecognizedClientException\b|\bInvalidAccessKeyId\b|security token included in the request is (?:invalid|expired)/,
        what: 'AWS does not accept the access key',
    },
    {
        kind: 'credentials',
        pattern: /\bSignatureDoesNotMatch\b|\bAuthFailure\b/,
        what: 'AWS does not accept the access key',
    },
    {
        kind: 'credentials',
        pattern: /\bExpiredToken(?:Exception)?\b|\bRequestExpired\b/,
        what: 'The AWS session has expired',
        advice: 'Deploy again; with a new session this ends by itself.',
    },
    {
        kind: 'permissions',
        pattern: /\bAccessDenied(?:Exception)?\b|\bUnauthorizedOperation\b|\bnot authorized to perform\b|with an explicit deny in a/,
        what: 'AWS denies an action to the IAM user of Qovery',
    },
    {
        kind: 'capacity',
        pattern: /\bInsufficientInstanceCapacity\b|\bInsufficientHostCapacity\b|\bInsufficientCapacity\b|\bInsufficientCapacityOnHost\b|do not have sufficient \S{1,40} capacity/,
        what: 'AWS has no free instances of this type in the zone',
    },
    {
        kind: 'capacity',
        pattern: /\bUnfulfillableCapacity\b/,
        what: 'AWS cannot fulfil the requested capacity',
    },
    {
        kind: 'capacity',
        pattern: /\bInsufficientDBInstanceCapacity\b/,
        what: 'AWS has no free database instances of this class',
    },
    {
        kind: 'capacity',
        // The paraphrase of Qovery's documentation.
        pattern: /Insufficient capacity to launch instances|with fleet error\(s\)/i,
        what: 'AWS has no free instances of this type in the zone',
        vague: true,
    },
    {
        kind: 'throttling',
        pattern: /\bThrottling(?:Exception)?\b(?=:|\W{1,4}Rate exceeded)|\bRequestLimitExceeded\b|\bTooManyRequestsException\b|\bThrottledException\b/,
        what: 'Too many AWS API calls at once',
    },
];
/** The consoles of the partitions; quotas of the whole account are kept in the home region. */
function place(region) {
    if (region.startsWith('cn-'))
        return { console: 'console.amazonaws.cn', home: 'cn-north-1' };
    if (region.startsWith('us-gov-'))
        return { console: 'console.amazonaws-us-gov.com', home: 'us-gov-west-1' };
    return { console: 'console.aws.amazon.com', home: 'us-east-1' };
}
const aws = {
    name: 'AWS',
    qovery: 'AWS',
    rows: [...QUOTAS, ...OTHERS],
    region: /\b(?<region>(?:af|ap|ca|cn|eu|il|me|mx|sa|us|us-gov)-(?:north|south|central)?(?:east|west|north|south|central)-\d)(?:\b|[a-f]\b)/,
    usualTime: '1 to 3 business days',
    link: ({ service, code, global }, region) => {
        const { console, home } = place(region);
        const quota = service === undefined ? '' : `/services/${service}/quotas${code === undefined ? '' : `/${code}`}`;
        return `https://${console}/servicequotas/home${quota}?region=${global ? home : region}`;
    },
};

;// CONCATENATED MODULE: ./lib/provider-errors/azure.js
/** "Location: eastus, Current Limit: 10, Current Usage: 8, Additional Required: 4, (Minimum) New Limit Required: 12" */
const NUMBERS = [
    /Current Limit: (?<limit>\d{1,9})/,
    /Current Usage: (?<used>\d{1,9})/,
    /New Limit Required: (?<wanted>\d{1,9})/,
];
const ROWS = [
    {
        kind: 'quota',
        // OperationNotAllowed is the code of many refusals; the sentence tells.
        pattern: /exceeding approved (?<name>[A-Za-z0-9 ]{0,60}Cores) quota|Operation results in exceeding quota limits of (?<name2>[A-Za-z0-9 ]{1,60})\./,
        what: '{name}',
        code: '{name}',
        unit: 'vCPU',
        details: [...NUMBERS, /Maximum allowed: (?<limit>\d{1,9}), Current in use: (?<used>\d{1,9})/],
    },
    {
        kind: 'quota',
        pattern: /\bErrCode_InsufficientVCPUQuota\b|\bInsufficientVCPUQuota\b/i,
        what: 'vCPU quota of the AKS nodes',
        unit: 'vCPU',
        details: [
            /Insufficient (?:regional )?vcpu quota requested (?<requested>\d{1,9}), remaining (?<available>\d{1,9})/i,
            /left (?:regional )?(?:vcpu )?quota (?<available>\d{1,9}), requested quota (?<requested>\d{1,9})/i,
        ],
    },
    {
        kind: 'quota',
        pattern: /\bPublicIPCountLimitReached\b|Cannot create more than \d{1,6} public IP addresses/i,
        what: 'Public IP Addresses',
        details: [/Cannot create more than (?<limit>\d{1,6}) public IP addresses/i],
    },
    {
        kind: 'quota',
        pattern: /\bQuotaExceeded\b/,
        what: 'A quota of the Azure subscription',
        vague: true,
        details: NUMBERS,
    },
    {
        kind: 'addresses',
        pattern: /\bSubnetIsFull\b|\bInsufficientSubnetSize\b|Subnet .{0,300}? does not have enough (?:capacity|IP addresses)/i,
        what: 'A subnet has no free addresses',
    },
    {
        kind: 'account',
        pattern: /\bReadOnlyDisabledSubscription\b|\bSubscriptionNotRegistered\b|\bMissingSubscriptionRegistration\b|subscription .{0,80}? is disabled/i,
        what: 'The Azure subscription is disabled, or not registered for a service',
        advice: 'Enable the subscription, or register the resource provider that the log names (az provider register); then deploy again.',
    },
    {
        kind: 'credentials',
        pattern: /\bAADSTS\d{4,7}\b|\bInvalidAuthenticationToken\b|\bExpiredAuthenticationToken\b|\binvalid_client\b/,
        what: 'Azure does not accept the credentials',
    },
    {
        kind: 'permissions',
        pattern: /\bAuthorizationFailed\b|\bLinkedAuthorizationFailed\b|does not have authorization to perform action/,
        what: 'Azure denies an action to the application of Qovery',
    },
    {
        kind: 'capacity',
        pattern: /\bSkuNotAvailable\b|\b(?:Zonal)?AllocationFailed\b|\bOverconstrained(?:Zonal)?AllocationRequest\b|does not have sufficient capacity for the requested VM size/i,
        what: 'Azure has no free machines of this size in the region or zone',
    },
    {
        kind: 'throttling',
        pattern: /\bTooManyRequests\b|\bOperationNotAllowed\b.{0,120}?rate limit|\bSubscriptionRequestsThrottled\b/,
        what: 'Too many Azure API calls at once',
    },
];
const azure = {
    name: 'Azure',
    qovery: 'AZURE',
    rows: ROWS,
    region: /\bLocation: (?<region>[a-z]{2,30}\d?)\b/,
    usualTime: '1 to 2 business days',
    link: () => 'https://portal.azure.com/#view/Microsoft_Azure_Capacity/QuotaMenuBlade/~/myQuotas',
};

;// CONCATENATED MODULE: ./lib/provider-errors/gcp.js
const NUMBER = '\\d{1,12}(?:\\.\\d{1,6})?';
const gcp_ROWS = [
    {
        kind: 'quota',
        // Quota 'CPUS' exceeded. Limit: 24.0 in region us-central1.
        pattern: /\bQuota '(?<name>[A-Z][A-Z0-9_-]{1,80})' exceeded/i,
        what: '{name}',
        service: 'compute.googleapis.com',
        code: '{name}',
        details: [new RegExp(`\\bLimit: (?<limit>${NUMBER})`)],
    },
    {
        kind: 'quota',
        // Insufficient regional quota to satisfy request: resource "SSD_TOTAL_GB": request requires '300.0' and is short
        // '100.0'. project has a quota of '500.0' with '200.0' available.
        pattern: /Insufficient (?:regional|project|global)? ?quota to satisfy request: resource "(?<name>[A-Z][A-Z0-9_]{1,80})"/,
        what: '{name}',
        service: 'compute.googleapis.com',
        code: '{name}',
        details: [
            new RegExp(`project has a quota of '(?<limit>${NUMBER})'`),
            new RegExp(`is short '(?<short>${NUMBER})'`),
            new RegExp(`with '(?<available>${NUMBER})' available`),
        ],
    },
    {
        kind: 'quota',
        // compute.googleapis.com/cpus is not available in us-central1 because the required number of resources (16) is
        // more than remaining quota of 8
        pattern: /(?<name>[a-z.]{1,60}\.googleapis\.com\/[a-z0-9_/-]{1,80}) is not available in \S{1,40} because the required number of resources/,
        what: '{name}',
        code: '{name}',
        details: [/more than (?:the )?remaining quota of (?<available>\d{1,12})/],
    },
    {
        kind: 'quota',
        pattern: /\bQUOTA_EXCEEDED\b|\bquotaExceeded\b|\bZONE_QUOTA_EXCEEDED\b/,
        what: 'A quota of the Google Cloud project',
        vague: true,
    },
    {
        kind: 'addresses',
        pattern: /\bIP_SPACE_EXHAUSTED(?:_WITH_DETAILS)?\b|IP space of .{0,200}? is exhausted/,
        what: 'A subnet has no free addresses',
    },
    {
        kind: 'account',
        pattern: /\bSERVICE_DISABLED\b|\baccessNotConfigured\b|API has not been used in project .{0,60}? before or it is disabled/,
        what: 'An API is not enabled in the Google Cloud project',
        advice: 'Enable the API that the log names in the Google Cloud project; deploy again a few minutes later.',
    },
    {
        kind: 'account',
        pattern: /\bBILLING_DISABLED\b|\bUREQ_PROJECT_BILLING_NOT_OPEN\b|requires billing to be enabled|billing account .{0,80}? is (?:disabled|closed)/i,
        what: 'Billing of the Google Cloud project is not enabled',
        advice: 'Enable billing for the Google Cloud project; then deploy again.',
    },
    {
        kind: 'credentials',
        pattern: /\binvalid_grant\b|Invalid JWT Signature|\bUNAUTHENTICATED\b|\bACCESS_TOKEN_EXPIRED\b/,
        what: 'Google Cloud does not accept the credentials',
    },
    {
        kind: 'permissions',
        pattern: /\bPERMISSION_DENIED\b|\bIAM_PERMISSION_DENIED\b|Required '[a-zA-Z.]{1,80}' permission for/,
        what: 'Google Cloud denies an action to the service account of Qovery',
    },
    {
        kind: 'capacity',
        pattern: /\b(?:ZONE|REGION)_RESOURCE_POOL_EXHAUSTED(?:_WITH_DETAILS)?\b|\bGPU_STOCKOUT\b|\bGCE_STOCKOUT\b|does not have enough resources available to fulfill the request/,
        what: 'Google Cloud has no free machines of this type in the zone',
    },
    {
        kind: 'throttling',
        pattern: /\brateLimitExceeded\b|\buserRateLimitExceeded\b|\bRATE_LIMIT_EXCEEDED\b/,
        what: 'Too many Google Cloud API calls at once',
    },
];
const gcp = {
    name: 'GCP',
    qovery: 'GCP',
    rows: gcp_ROWS,
    region: /\b(?<region>(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-(?:north|south|central)?(?:east|west|north|south|central)\d{1,2})\b/,
    usualTime: 'at once, at times up to 2 business days',
    link: ({ service }) => `https://console.cloud.google.com/iam-admin/quotas${service === undefined ? '' : `?service=${service}`}`,
};

;// CONCATENATED MODULE: ./lib/provider-errors/qovery.js
const OF_ENGINE = [
    {
        kind: 'quota',
        pattern: /cloud provider quotas exceeded\. `(?<name>[^`\n]{1,80})` has reached its quotas/i,
        what: '{name}',
        details: [
            /has reached its quotas: \((?<used>\d{1,9})\/(?<limit>\d{1,9})\)/,
            /has reached its quotas of (?<limit>\d{1,9})/,
        ],
    },
    {
        kind: 'quota',
        pattern: /\bTERRAFORM_CLOUD_PROVIDER_QUOTAS_REACHED\b|\bOBJECT_STORAGE_QUOTA_EXCEEDED\b/,
        what: 'A quota of the cloud account',
    },
    {
        kind: 'account',
        pattern: /\bTERRAFORM_(?:CLOUD_PROVIDER_ACTIVATION_REQUIRED|SERVICE_NOT_ACTIVATED_OPT_IN_REQUIRED|ACCOUNT_BLOCKED_BY_PROVIDER)\b|new account requires cloud provider validation/,
        what: 'The cloud account is blocked, or not activated',
    },
    {
        kind: 'credentials',
        pattern: /\b(?:TERRAFORM|CLOUD_PROVIDER_CLIENT|CONTAINER_REGISTRY)_INVALID_CREDENTIALS\b/,
        what: 'The cloud credentials are not accepted',
    },
    {
        kind: 'permissions',
        pattern: /\bTERRAFORM_NOT_ENOUGH_PERMISSIONS\b/,
        what: 'The cloud credentials lack a permission',
    },
    {
        kind: 'capacity',
        pattern: /Insufficient capacity to launch instances/i,
        what: 'The provider has no free instances of this type',
    },
];
const ofQovery = OF_ENGINE.map((row) => ({ ...row, vague: true }));

;// CONCATENATED MODULE: ./lib/provider-errors/scaleway.js
const scaleway_ROWS = [
    {
        kind: 'quota',
        // scaleway-sdk-go: quota exceeded(s): CpServersType_PRO2_XXS has reached its quota (0/1)
        pattern: /quota exceeded\(s\): (?<name>[A-Za-z0-9_-]{1,80}) has reached its quota/,
        what: '{name}',
        code: '{name}',
        details: [/has reached its quota \((?<used>\d{1,9})\/(?<doubtful>\d{1,9})\)/],
    },
    {
        kind: 'quota',
        pattern: /\bquotas_exceeded\b/,
        what: '{name}',
        code: '{name}',
        details: [
            /"resource": ?"(?<name>[A-Za-z0-9_-]{1,80})"/,
            /"quota": ?(?<limit>\d{1,9})/,
            /"current": ?(?<used>\d{1,9})/,
        ],
    },
    {
        kind: 'quota',
        // Object Storage; so does a new account whose registration is not complete (Qovery/engine src/cmd/terraform.rs).
        pattern: /<Code>QuotaExceeded<\/Code>/,
        what: 'Object Storage',
        advice: 'Complete the registration of the account at Scaleway if it is new; otherwise ask Scaleway for more, then deploy again.',
    },
    {
        kind: 'account',
        pattern: /SCW new account requires cloud provider validation|\bTERRAFORM_CLOUD_PROVIDER_ACTIVATION_REQUIRED\b/,
        what: 'Scaleway has not validated the account yet',
        advice: 'Complete the registration (identity, payment) in the console of Scaleway; then deploy again.',
    },
    {
        kind: 'credentials',
        pattern: /scaleway-sdk-go: (?:denied authentication|authentication is denied|invalid (?:access|secret) key)/i,
        what: 'Scaleway does not accept the API key',
    },
    {
        kind: 'permissions',
        pattern: /scaleway-sdk-go: insufficient permissions/i,
        what: 'Scaleway denies an action to the API key of Qovery',
    },
    {
        kind: 'capacity',
        pattern: /scaleway-sdk-go: resource .{0,120}? is out of stock|\bout_of_stock\b|\bis out of stock\b/,
        what: 'Scaleway has no free machines of this type in the zone',
    },
    {
        kind: 'throttling',
        pattern: /scaleway-sdk-go: .{0,60}?too many requests/i,
        what: 'Too many Scaleway API calls at once',
    },
];
const scaleway = {
    name: 'Scaleway',
    qovery: 'SCW',
    rows: scaleway_ROWS,
    region: /\b(?<region>(?:fr-par|nl-ams|pl-waw)(?:-\d)?)\b/,
    usualTime: '1 to 3 business days',
    link: () => 'https://console.scaleway.com/support/tickets/create',
};

;// CONCATENATED MODULE: ./lib/provider-errors/table.js
/**
 * The shape of the catalogue. It is a table: to teach it another error, add a row. The order of rows means nothing;
 * which of several rows wins is said once, in `recognise` (index.ts).
 */
/** The most pressing first: of two errors in one text, the reader is told of the one that waits for a person. */
const KINDS = [
    'quota',
    'addresses',
    'account',
    'credentials',
    'permissions',
    'capacity',
    'throttling',
];

;// CONCATENATED MODULE: ./lib/provider-errors/preflight.js
const CHECK = /^[ \t]{0,40}\[(PASS|WARN|FAIL)\] (.{1,300})$/;
const REASON = /^[ \t]{0,40}-> (.{1,500})$/;
/** The checks in a text, be it a line of the report or all of it. */
function preflight(text) {
    const checks = [];
    for (const line of text.split('\n')) {
        const [, level, rest = ''] = CHECK.exec(line.trimEnd()) ?? [];
        if (level !== undefined) {
            const dots = rest.indexOf(' ...');
            const check = (dots < 0 ? rest : rest.slice(0, dots)).trim();
            const says = dots < 0 ? '' : rest.slice(dots).replace(/^[ .]+/, '');
            const [, used, limit] = /^(\d{1,9})\/(\d{1,9})\b/.exec(says) ?? [];
            checks.push({
                level: level,
                check,
                ...(used === undefined ? {} : { used: Number(used), limit: Number(limit) }),
                says: says === '' ? [] : [says],
            });
        }
        else {
            const [, reason] = REASON.exec(line.trimEnd()) ?? [];
            if (reason !== undefined)
                checks.at(-1)?.says.push(reason);
        }
    }
    return checks;
}

;// CONCATENATED MODULE: ./lib/provider-errors/index.js
/**
 * Recognises the errors of cloud providers in the infrastructure logs of clusters, and says what to do about them.
 * Pure. The errors themselves are rows in aws.ts, gcp.ts, azure.ts, scaleway.ts and qovery.ts.
 */










const PROVIDERS = [aws, gcp, azure, scaleway];
/** Qovery's console shows 500 lines; a log of several runs has more. */
const MOST_LINES = 10_000;
const MOST_PROBLEMS = 50;
/** Of each text, this much of the beginning and as much of the end is read: errors come first, or last. */
const MOST_TEXT = 50_000;
/**
 * The one error that a text tells of. Of several rows that match, one wins:
 * 1. a row with a code or sentence of its own wins over one that says little (`vague`);
 * 2. then the kind that comes first in `KINDS`: Karpenter's "insufficient capacity" sentence with
 *    `MaxSpotInstanceCountExceeded` in it is a quota.
 * Rows that are equal in both exclude each other, by what they match.
 */
function recognise(text, place) {
    const read = clipped(text);
    const match = matchesOf(read, place)[0];
    return match && errorOf(match, read, place);
}
/** Every row that matches, the one that wins first. For tests: the first two never tie. */
function matchesOf(text, { provider: name }) {
    const known = PROVIDERS.filter(({ qovery }) => qovery === name.toUpperCase());
    const candidates = (known.length > 0 ? known : PROVIDERS).flatMap((provider) => [...provider.rows, ...(known.length > 0 ? ofQovery : [])].map((row) => ({ provider, row })));
    return candidates
        .filter(({ row }) => row.pattern.test(text))
        .toSorted((a, b) => rankOf(a.row) - rankOf(b.row));
}
function rankOf({ vague, kind }) {
    return (vague ? KINDS.length : 0) + KINDS.indexOf(kind);
}
/**
 * What a cluster's log tells of, newest first. Only errors and warnings count, and failed preflight checks, which
 * Qovery may print as information.
 */
function problemsInLog(lines, place) {
    const found = new Map();
    const timed = lines
        .slice(-MOST_LINES)
        .map((line) => ({ line, at: timeOf(line) }))
        .reverse()
        .toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0));
    for (const { line, at } of timed) {
        for (const error of errorsOf(line, place)) {
            const key = [error.kind, error.code, error.what, error.region].join('|');
            const known = found.get(key);
            if (known !== undefined)
                found.set(key, { ...known, count: known.count + 1 });
            else if (found.size < MOST_PROBLEMS)
                found.set(key, { error, at, count: 1 });
        }
    }
    return [...found.values()];
}
/** The errors of one line: Terraform and its like tell of several at once. */
function errorsOf(line, place) {
    const serious = isProblem(line);
    const texts = textsOf(line).filter((text) => serious || text.includes('[FAIL]'));
    const found = new Map();
    for (const text of texts.flatMap((whole) => partsOf(clipped(whole)))) {
        const match = matchesOf(text, place)[0];
        if (match !== undefined && !found.has(match.row))
            found.set(match.row, { match, text });
    }
    const specific = [...found.values()].filter(({ match }) => match.row.vague !== true);
    const kept = specific.length > 0 ? specific : [...found.values()].slice(0, 1);
    return kept.map(({ match, text }) => errorOf(match, text, place));
}
/** A report of Terraform, error by error; a preflight report, check by check. */
function partsOf(text) {
    return text.split(/\n(?=[ \t│|]{0,8}(?:Error: |\[(?:PASS|WARN|FAIL)\] ))/, 100);
}
function errorOf({ provider, row }, text, place) {
    const groups = groupsOf(row, text);
    const region = provider.region.exec(text)?.groups?.['region'] ?? place.region;
    const family = row.families && familyIn(text, row.families);
    const what = family?.what ?? filled(row.what, groups) ?? `A quota of ${provider.name}`;
    const code = family?.code ?? (row.code === undefined ? undefined : filled(row.code, groups));
    const { service, unit } = row;
    const error = {
        kind: row.kind,
        provider: provider.name,
        what,
        ...(service === undefined ? {} : { service }),
        ...(code === undefined ? {} : { code }),
        ...(unit === undefined ? {} : { unit }),
        ...(region === '' ? {} : { region }),
        ...numbersOf(groups),
    };
    const raisable = row.kind === 'quota' && row.fixed !== true;
    return {
        ...error,
        advice: row.advice ?? adviceFor(error),
        ...(raisable && {
            link: provider.link({ service, code, global: row.global ?? false }, region),
            usualTime: provider.usualTime,
            request: requestFor(error),
        }),
    };
}
/** The named groups of a row: the first that the text has of each name. */
function groupsOf({ pattern, details = [] }, text) {
    const groups = {};
    for (const expression of [pattern, ...details]) {
        for (const [name, value] of Object.entries(expression.exec(text)?.groups ?? {}))
            if (value !== undefined)
                groups[name] ??= value;
    }
    return groups;
}
/** @returns undefined where the text has no name, or one with a long number in it, which might be an account's */
function filled(template, { name }) {
    if (!template.includes('{name}'))
        return template;
    if (name === undefined || /\d{6}/.test(name))
        return undefined;
    return template.replace('{name}', () => name.trim());
}
/**
 * Providers tell limit and use, or what is left of the limit, or what is short of it. `doubtful`: Scaleway's SDK
 * printed the current value in place of the limit for years (scaleway-sdk-go scw/errors.go).
 */
function numbersOf(groups) {
    const number = (name) => {
        const value = groups[name];
        return value === undefined ? undefined : Number(value);
    };
    const [available, requested, short, doubtful] = ['available', 'requested', 'short', 'doubtful'].map(number);
    const limit = number('limit') ?? (doubtful !== undefined && doubtful > (number('used') ?? 0) ? doubtful : undefined);
    const used = number('used') ?? (limit !== undefined && available !== undefined ? limit - available : undefined);
    const wanted = number('wanted') ??
        (limit !== undefined && short !== undefined ? limit + short : undefined) ??
        (used !== undefined && requested !== undefined ? used + requested : undefined);
    return {
        ...(limit === undefined ? {} : { limit }),
        ...(used === undefined ? {} : { used }),
        ...(wanted === undefined ? {} : { wanted }),
    };
}
/** The family of the one type of instance that a text names, such as `g5.xlarge`; several families: none. */
function familyIn(text, families) {
    const types = text.match(/\b[a-z]{1,4}\d?[a-z0-9-]{0,12}\.(?:nano|micro|small|medium|large|\d{0,2}xlarge|metal)\b/g);
    const named = new Set((types ?? []).map((type) => families.find((family) => family.types.test(type))));
    return named.size === 1 ? [...named][0] : undefined;
}
function timeOf({ timestamp }) {
    const at = Date.parse(timestamp ?? '');
    return Number.isNaN(at) ? undefined : at;
}
function clipped(text) {
    return text.length <= 2 * MOST_TEXT ? text : `${text.slice(0, MOST_TEXT)}\n${text.slice(-MOST_TEXT)}`;
}

;// CONCATENATED MODULE: ./lib/review/logs.js
/** What the infrastructure logs of the clusters tell: quotas and other errors of the cloud providers. Pure. */




function viewLog(cluster, lines) {
    const checks = lines.flatMap((line) => textsOf(line)).flatMap((text) => preflight(text));
    const newest = new Map(checks.map((check) => [check.check, check]));
    return {
        cluster,
        problems: problemsInLog(lines, cluster),
        checks: [...newest.values()].filter(({ level }) => level !== 'PASS'),
    };
}
/** The same quota of several clusters is one finding: it is raised once. */
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
    const names = (0,finding/* listOf */.c3)([...new Set(found.map(({ cluster }) => cluster.name))]);
    const usual = error.usualTime === undefined ? '' : ` It usually takes ${error.usualTime}.`;
    return {
        // A cluster that has been deployed since has got over it.
        urgency: found.some(({ cluster: { state } }) => state !== 'ready') ? 'now' : 'soon',
        what: `${headline(error)}, says the log of ${names}${last}.`,
        next: `${error.advice}${usual}`,
        ...(error.link === undefined ? {} : { link: { text: 'ask for more', url: error.link } }),
        ...(error.request === undefined ? {} : { paste: error.request }),
    };
}
/** A quota is one of the account and region: the same check of several clusters is one finding. */
function checkFindings(logs) {
    const checks = logs.flatMap(({ cluster, checks: found }) => found.map((check) => ({ cluster, check })));
    const same = Map.groupBy(checks, ({ check: { level, check, says } }) => [level, check, ...says].join('|'));
    return [...same.values()].flatMap((found) => {
        const [first] = found;
        if (first === undefined)
            return [];
        const { level, check, used, limit, says } = first.check;
        const numbers = used === undefined || limit === undefined ? says.join(' ') : `${used} of ${limit}`;
        const names = (0,finding/* listOf */.c3)(found.map(({ cluster }) => cluster.name));
        const failing = level === 'FAIL';
        return [
            {
                urgency: failing ? 'now' : 'soon',
                what: `Qovery's preflight check of ${names} ${failing ? 'fails' : 'warns'}: ${check}${numbers === '' ? '' : ` (${numbers})`}.`,
                next: failing
                    ? `Until it passes, nothing is deployed to ${found.length === 1 ? 'this cluster' : 'these clusters'}.`
                    : 'See to it before it becomes an error.',
            },
        ];
    });
}

;// CONCATENATED MODULE: ./lib/operations/review.js
/** `operation: review`: one look at everything that needs maintenance, and what a person should do about it. */


















const review_SIDE_BY_SIDE = 8;
/** Logs in memory at a time: one may have 10,000 lines. */
const LOGS_AT_A_TIME = 2;
/** Healthy clusters whose logs are read in any case; more where environments without a database saved a request. */
const HEALTHY_LOGS = 5;
/** @throws {Problem} where the clusters cannot be read; what else cannot be read is told, and the rest goes on */
async function review(inputs, deps) {
    const { api, clock, output } = deps;
    const startedAt = clock.now();
    const missing = [];
    const turn = (0,limit/* limit */.A)(review_SIDE_BY_SIDE);
    /** What was read; or nothing, and a line for the reader that says so. */
    const orNothing = async (what, read) => {
        const part = await attempt(read);
        if ((0,finding/* isRead */.H9)(part))
            return part.read;
        missing.push(`${what}: ${part.unread}`);
        return undefined;
    };
    output.group('Read the organisation');
    const snapshot = new qovery_snapshot/* Snapshot */.F(api);
    const [clusters, statuses, locks, organization, tokens, credentials, ...holders] = await Promise.all([
        snapshot.clusters(),
        api.clusterStatuses(),
        orNothing('the locks', () => api.locks()),
        orNothing('the organisation', () => api.organization()),
        orNothing('the API tokens', () => api.apiTokens()),
        orNothing('the cloud credentials', () => snapshot.credentials()),
        ...lib_holders/* KINDS */.GW.map((kind) => orNothing(`holders of keys (${kind.kind})`, () => kind.find(snapshot))),
    ]);
    const now = clock.now() + (api.http.clockSkew ?? 0);
    const { chosen, unknown } = (0,choose_clusters/* chooseClusters */.F)(inputs.clusters, clusters);
    if (unknown.length > 0) {
        const known = clusters.map(({ id, name }) => `${name} (${id})`).join(', ') || 'none';
        throw new errors/* Problem */.AF(`cluster-id names ${unknown.join(', ')}, which the organisation does not have.`, `It has: ${known}.`);
    }
    const views = viewClusters(chosen, statuses, locks ?? statuses.flatMap(({ cluster_lock: lock }) => lock ?? []), now);
    output.info(`${chosen.length} of ${clusters.length} clusters are reviewed.`);
    const [environments, keys, auditLog] = await Promise.all([
        Promise.all(views.map(async ({ id, name }) => {
            const found = await turn(() => orNothing(`the environments of '${name}'`, () => api.environments(id)));
            return (found ?? []).map((environment) => ({ ...environment, cluster: name }));
        })).then((lists) => lists.flat()),
        lookAtKeys(holders.flatMap((found) => found ?? []), inputs, deps),
        orNothing('the audit log', () => readAuditLog(api, now - inputs.since, organization?.organization_plan?.audit_logs_retention_in_days ?? undefined, now)),
    ]);
    const { databases, unread } = await readDatabases(api, environments, attempt);
    missing.push(...unread);
    const readLogs = async (some) => {
        const oneByOne = (0,limit/* limit */.A)(LOGS_AT_A_TIME);
        const read = some.map((cluster) => oneByOne(() => orNothing(`the log of '${cluster.name}'`, async () => viewLog(cluster, await api.clusterLogs(cluster.id)))));
        return (await Promise.all(read)).filter((log) => log !== undefined);
    };
    const healthy = logsOfHealthy(views, environments);
    const logs = [...(await readLogs(views.filter(isFailing))), ...(await readLogs(healthy))];
    const findings = [
        ...blocked(organization?.billing_deployment_restriction ?? undefined),
        ...logFindings(logs),
        ...clusterFindings(worstFirst(views), (id) => clusterPage(inputs.organizationId, id)),
        ...((0,finding/* isRead */.H9)(keys)
            ? (0,review_keys/* keyFindings */.se)(keys.read, { maxAge: inputs.maxAge, now })
            : [
                {
                    urgency: 'soon',
                    what: `The age of the AWS keys that Qovery holds could not be read: ${keys.unread}`,
                    next: "Give this step an AWS session, for example with 'role-to-assume'.",
                },
            ]),
        ...databaseFindings(databases),
    ];
    return reviewOutcome({
        inputs,
        startedAt,
        endedAt: clock.now(),
        now,
        name: organization?.name,
        findings,
        clusters: views,
        keys: (0,finding/* isRead */.H9)(keys) ? keys.read : [],
        credentials: credentials ?? [],
        tokens: tokens ?? [],
        auditLog,
        logs: { failing: views.filter(isFailing).length, healthy: healthy.length, of: views.length },
        databases,
        missing,
    });
}
/** Qovery's refusal is told in the review; anything else ends it. */
async function attempt(read) {
    try {
        return { read: await read() };
    }
    catch (error) {
        if (error instanceof http/* QoveryError */.J || error instanceof errors/* Problem */.AF)
            return { unread: error.message };
        throw error;
    }
}
/** Without AWS the rest of the review goes on. */
async function lookAtKeys(holders, inputs, deps) {
    if (holders.length === 0)
        return { read: [] };
    const clients = (0,aws_clients/* awsClients */.e)(inputs.aws, inputs.proxy, deps);
    try {
        const { account } = await (0,identity/* callerIdentity */.IX)(clients);
        return { read: await (0,read_keys/* readKeys */.x)(holders, account, clients, 'of two keys') };
    }
    catch (error) {
        if (error instanceof aws_error/* AwsError */.Gy || error instanceof errors/* Problem */.AF)
            return { unread: error.message };
        throw error;
    }
    finally {
        clients.close();
    }
}
function isFailing({ state }) {
    return state === 'error' || state === 'invalid-credentials';
}
/**
 * Qovery prints its preflight report in the logs of AWS clusters, good ones too; its warnings come before the errors.
 * A log is a request each, so of many clusters some are read: production first, then what was deployed last.
 */
function logsOfHealthy(clusters, environments) {
    const saved = environments.filter((environment) => !hasDatabase(environment)).length;
    return clusters
        .filter((cluster) => cluster.provider === 'AWS' && cluster.state === 'ready')
        .toSorted((a, b) => Number(b.production) - Number(a.production) || (b.lastDeployment ?? 0) - (a.lastDeployment ?? 0))
        .slice(0, HEALTHY_LOGS + saved);
}
function blocked(restriction) {
    if (restriction === undefined)
        return [];
    return [
        {
            urgency: 'now',
            what: `Qovery blocks the deployments of this organisation (${restriction}).`,
            next: 'See to the billing in the Qovery console; no rotation can work until then.',
        },
    ];
}


/***/ }),

/***/ 2459:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   F: () => (/* binding */ chooseClusters)
/* harmony export */ });
/** A cluster that does not say that it is production is not: Qovery's own maintenance divides them the same way. */
function chooseClusters(choice, clusters) {
    if (typeof choice === 'string') {
        const production = choice === 'production';
        const wanted = (cluster) => choice === 'all' || (cluster.production === true) === production;
        return { chosen: clusters.filter(wanted), unknown: [] };
    }
    const byId = new Map(clusters.map((cluster) => [cluster.id.toLowerCase(), cluster]));
    return {
        chosen: choice.flatMap((id) => byId.get(id) ?? []),
        unknown: choice.filter((id) => !byId.has(id)),
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
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1920);
/* harmony import */ var _text_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(8804);
/** Locks of clusters, in words and times. */


/** When it ends, by what Qovery tells: its beginning and its TTL. `NaN` where that is no date. */
function endOfLock({ locked_at: lockedAt, ttl_in_days: days }) {
    if (days === null || days === undefined)
        return Infinity;
    return new Date(Date.parse(lockedAt) + days * _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_).getTime();
}
/** Follows a cluster's name. */
function describeLock(lock) {
    return `is locked by ${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .T)(lock.owner_name)} since ${moment(Date.parse(lock.locked_at))} ${untilText(endOfLock(lock))}: '${(0,_text_js__WEBPACK_IMPORTED_MODULE_1__/* .oneLine */ .T)(lock.reason)}'`;
}
function untilText(until) {
    return until === Infinity
        ? 'until somebody unlocks it (no TTL: nothing else lifts it)'
        : `until ${moment(until)}`;
}
function moment(time) {
    return Number.isNaN(time) ? 'a date that cannot be read' : (0,_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(time);
}
/** In milliseconds, so that programs see the TTL between the two. */
function timesOf(lock) {
    const lockedAt = Date.parse(lock.locked_at);
    const until = endOfLock(lock);
    return {
        locked_at: Number.isNaN(lockedAt) ? lock.locked_at : new Date(lockedAt).toISOString(),
        expires_at: Number.isFinite(until) ? new Date(until).toISOString() : null,
    };
}


/***/ }),

/***/ 2692:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   L: () => (/* binding */ stateOf),
/* harmony export */   e: () => (/* binding */ follow)
/* harmony export */ });
const STATES = {
    DEPLOYED: 'ready',
    RESTARTED: 'ready',
    READY: 'off',
    STOPPED: 'off',
    DELETED: 'off',
    CANCELED: 'error',
    INVALID_CREDENTIALS: 'invalid-credentials',
};
function stateOf(status) {
    const known = Object.hasOwn(STATES, status) ? STATES[status] : undefined;
    return known ?? (status.endsWith('ERROR') ? 'error' : 'busy');
}
/**
 * Follows our deployment through one more status. A final status counts only when it is provably ours: right
 * after the request Qovery may still answer with the state of the deployment before (the Terraform provider's
 * environment waiter sleeps 5 s for that race). Proof is a new execution id, a later deployment date,
 * or a state under way since; whether the id changes when it is queued or when it starts is not documented.
 */
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
    // Once our id is known, an answer with the baseline's is an older one.
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


/***/ }),

/***/ 6573:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   H9: () => (/* binding */ isRead),
/* harmony export */   If: () => (/* binding */ URGENCIES),
/* harmony export */   c3: () => (/* binding */ listOf)
/* harmony export */ });
const URGENCIES = ['now', 'soon', 'plan'];
function isRead(part) {
    return 'read' in part;
}
/** `'a', 'b' and 3 more`: names from outside, in a sentence. */
function listOf(names, most = 10) {
    const quoted = names.map((name) => `'${name}'`);
    if (quoted.length <= most)
        return quoted.join(', ');
    return `${quoted.slice(0, most - 1).join(', ')} and ${quoted.length - most + 1} more`;
}


/***/ }),

/***/ 6954:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   NS: () => (/* binding */ credentialsFirst),
/* harmony export */   s5: () => (/* binding */ dueAt),
/* harmony export */   sZ: () => (/* binding */ oldestFirst),
/* harmony export */   se: () => (/* binding */ keyFindings)
/* harmony export */ });
/* unused harmony export SOON */
/* harmony import */ var _clock_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(1920);
/* harmony import */ var _holders_index_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(2674);
/* harmony import */ var _finding_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(6573);
/* harmony import */ var _read_keys_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(2991);
/** The age and the health of the keys that Qovery holds, and the credentials that hold none. Pure. */




/** A key that falls due within this time is announced. */
const SOON = 14 * _clock_js__WEBPACK_IMPORTED_MODULE_0__/* .DAY */ .d_;
function keyFindings(keys, limits) {
    const users = new Map(keys.flatMap((held) => (held.is === 'known' ? [[held.user.name, held]] : [])));
    return [
        ...keys.flatMap((held) => ofKey(held, limits)),
        ...[...users.values()].flatMap((held) => ofUser(held, keys)),
        ...unused(keys),
    ];
}
function credentialsFirst(holders) {
    const other = ({ kind }) => Number(kind !== 'cloud credential');
    return holders.toSorted((a, b) => other(a) - other(b));
}
/** When it is due by the age limit. */
function dueAt({ key }, maxAge) {
    return key.createdAt + maxAge;
}
function ofKey(held, { maxAge, now }) {
    const { id } = held;
    const holds = `${credentialsFirst(held.holders).map(_holders_index_js__WEBPACK_IMPORTED_MODULE_1__/* .called */ .Ab).join(', ')} ${held.holders.length > 1 ? 'hold' : 'holds'} ${id}`;
    switch (held.is) {
        case 'temporary':
            return [
                {
                    urgency: 'now',
                    what: `${holds}, which is no long-term key of an IAM user (those begin with AKIA): it works for hours at most.`,
                    next: 'Store a key of an IAM user there, or better: a role.',
                },
            ];
        case 'gone':
            return [
                {
                    urgency: 'now',
                    what: `${holds}, and AWS account ${held.account} names no owner of it: the key is gone, or this run may not ask (iam:GetAccessKeyLastUsed).`,
                    next: "If it is gone, whatever uses it fails: run operation rotate with the name of its user as 'aws-iam-user', which creates and stores a new key.",
                },
            ];
        case 'elsewhere':
            return [
                {
                    urgency: 'soon',
                    what: `${holds}, a key of AWS account ${held.account}, whose age this run cannot read.`,
                    next: 'Run a review that is signed in to that account.',
                },
            ];
        case 'unread':
            return [
                {
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
                        urgency: 'now',
                        what: `${holds}, a key of the IAM user ${user.name} that is ${key.status}: AWS refuses it.`,
                        next: 'Activate it, or run operation rotate if a rotation is under way.',
                    },
                ];
            }
            const age = `${holds}, a key of the IAM user ${user.name} that is ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .days */ ._3)(now - key.createdAt)} old`;
            const due = dueAt(held, maxAge);
            if ((0,_read_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .isUnfinished */ .u)(user.journal))
                return [];
            if (due <= now) {
                return [
                    {
                        urgency: 'soon',
                        what: `${age}; the limit is ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .days */ ._3)(maxAge)}.`,
                        next: 'Run operation rotate for it.',
                    },
                ];
            }
            if (due - now > SOON)
                return [];
            return [
                { urgency: 'plan', what: `${age}: due on ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(due).slice(0, 10)}.`, next: 'Rotate it until then.' },
            ];
        }
    }
}
/** What a second key of a user, or the journal of a rotation, says. */
function ofUser({ user }, keys) {
    const { name, journal } = user;
    if (journal !== undefined && (0,_read_keys_js__WEBPACK_IMPORTED_MODULE_2__/* .isUnfinished */ .u)(journal))
        return [underWay(name, journal)];
    return user.keys
        .filter((key) => !keys.some(({ id }) => id === key.id))
        .map((key) => ({
        urgency: 'soon',
        what: `The IAM user ${name} has a second key that nothing in Qovery holds: ${key.id} (${key.status}, created ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(key.createdAt)}).`,
        next: `No rotation can start while it is there. Delete it if nothing uses it, or run operation rotate with 'retire-key: ${key.id}'.`,
    }));
}
function underWay(user, { old, restored, refused, why }) {
    const of = old === undefined ? `the key of the IAM user ${user}` : `${old}, the old key of the IAM user ${user},`;
    if (restored !== undefined && old !== undefined) {
        return {
            urgency: 'now',
            what: `The rotation of ${of} was brought to a halt at ${(0,_clock_js__WEBPACK_IMPORTED_MODULE_0__/* .iso */ .KH)(restored)}: something still needed it (${why ?? 'not known what'}).`,
            next: `Find out what uses it; then run operation rotate with 'retire-key: ${old}'.`,
        };
    }
    if (refused !== undefined) {
        return {
            urgency: 'now',
            what: `The rotation of ${of} has stopped: ${refused} refused the new key.`,
            next: 'See to that holder, and run operation rotate again.',
        };
    }
    return {
        urgency: 'soon',
        what: `The rotation of ${of} is not over.`,
        next: 'The next run of operation rotate goes on with it; schedule one if there is none.',
    };
}
/** A key that nothing runs with is only a risk. */
function unused(keys) {
    const credentials = keys
        .flatMap(({ holders }) => holders)
        .filter(({ kind, clusterIds }) => kind === 'cloud credential' && clusterIds.length === 0)
        .map(({ name }) => name);
    if (credentials.length === 0)
        return [];
    const one = credentials.length === 1;
    return [
        {
            urgency: 'plan',
            what: `${one ? 'The credential' : 'The credentials'} ${(0,_finding_js__WEBPACK_IMPORTED_MODULE_3__/* .listOf */ .c3)(credentials)} ${one ? 'is' : 'are'} used by no cluster.`,
            next: 'Delete it in Qovery, and its key in AWS, if nobody needs it: a key that does not exist cannot leak.',
        },
    ];
}
/** The keys that ask most of the reader first: those that do not work, then the oldest. */
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

/***/ 2991:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   u: () => (/* binding */ isUnfinished),
/* harmony export */   x: () => (/* binding */ readKeys)
/* harmony export */ });
/* harmony import */ var _aws_access_keys_js__WEBPACK_IMPORTED_MODULE_0__ = __webpack_require__(8300);
/* harmony import */ var _aws_error_js__WEBPACK_IMPORTED_MODULE_1__ = __webpack_require__(831);
/* harmony import */ var _aws_identity_js__WEBPACK_IMPORTED_MODULE_2__ = __webpack_require__(1691);
/* harmony import */ var _limit_js__WEBPACK_IMPORTED_MODULE_4__ = __webpack_require__(1104);
/* harmony import */ var _rotation_journal_js__WEBPACK_IMPORTED_MODULE_3__ = __webpack_require__(3461);
/**
 * What AWS tells of the keys that Qovery holds. Reads only: for each key its owner and last use, for each owner the
 * list of keys. Two requests a user, and one more for its journal where it is asked for.
 */





const SIDE_BY_SIDE = 8;
/** @param journals of all users, or only of those that have a second key */
async function readKeys(holders, account, clients, journals) {
    const iam = new _aws_access_keys_js__WEBPACK_IMPORTED_MODULE_0__/* .AccessKeys */ .P(clients);
    const turn = (0,_limit_js__WEBPACK_IMPORTED_MODULE_4__/* .limit */ .A)(SIDE_BY_SIDE);
    const users = new Map();
    const userOf = (name) => {
        const present = users.get(name) ?? turn(() => readUser(iam, name, journals));
        users.set(name, present);
        return present;
    };
    const groups = Map.groupBy(holders, ({ keyId }) => keyId);
    return Promise.all([...groups].map(async ([id, same]) => {
        const held = { id, holders: same };
        if (!/^AKIA/.test(id))
            return { ...held, is: 'temporary' };
        try {
            const use = await turn(() => iam.use(id));
            if (use === undefined) {
                const owner = await turn(() => (0,_aws_identity_js__WEBPACK_IMPORTED_MODULE_2__/* .accountOfKey */ .eS)(clients, id));
                return { ...held, is: owner === account ? 'gone' : 'elsewhere', account: owner };
            }
            const user = await userOf(use.userName);
            const key = user.keys.find((candidate) => candidate.id === id);
            return key === undefined
                ? { ...held, is: 'gone', account }
                : { ...held, is: 'known', account, user, key, lastUse: use.last };
        }
        catch (error) {
            if (!(error instanceof _aws_error_js__WEBPACK_IMPORTED_MODULE_1__/* .AwsError */ .Gy))
                throw error;
            return { ...held, is: 'unread', why: error.message };
        }
    }));
}
async function readUser(iam, name, journals) {
    const keys = await iam.list(name);
    const wanted = journals === 'all' || keys.length > 1;
    return { name, keys, journal: wanted ? (0,_rotation_journal_js__WEBPACK_IMPORTED_MODULE_3__/* .readJournal */ .a0)(await iam.tags(name)) : undefined };
}
/** Whether the journal tells of a rotation that is not over. */
function isUnfinished(journal) {
    return journal?.intent !== undefined || journal?.old !== undefined;
}


/***/ }),

/***/ 8804:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {

/* harmony export */ __webpack_require__.d(__webpack_exports__, {
/* harmony export */   T: () => (/* binding */ oneLine)
/* harmony export */ });
/**
 * Text from outside, on one line of a log: without control characters and without those that turn the direction of
 * what follows, and not too long.
 */
function oneLine(text) {
    const plain = text
        .toWellFormed()
        .replace(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
        .trim();
    return plain.length > 200 ? `${plain.slice(0, 200).toWellFormed()} …` : plain;
}


/***/ })

};
