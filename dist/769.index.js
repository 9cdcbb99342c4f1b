export const id = 769;
export const ids = [769];
export const modules = {

/***/ 1769:
/***/ ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {


// EXPORTS
__webpack_require__.d(__webpack_exports__, {
  due: () => (/* binding */ due)
});

// EXTERNAL MODULE: ./lib/lib/all.js
var lib_all = __webpack_require__(8920);
// EXTERNAL MODULE: ./lib/aws/accounts.js + 6 modules
var aws_accounts = __webpack_require__(3035);
// EXTERNAL MODULE: ./lib/aws/iam-users.js
var iam_users = __webpack_require__(1013);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/holders/cloud-credential.js
var cloud_credential = __webpack_require__(6534);
// EXTERNAL MODULE: ./lib/qovery/snapshot.js
var qovery_snapshot = __webpack_require__(8390);
// EXTERNAL MODULE: ./lib/lib/clock.js
var clock = __webpack_require__(5953);
// EXTERNAL MODULE: ./lib/holders/holder.js
var holders_holder = __webpack_require__(353);
// EXTERNAL MODULE: ./lib/review/read-keys.js
var read_keys = __webpack_require__(2991);
// EXTERNAL MODULE: ./lib/rotation/journal.js
var journal = __webpack_require__(3461);
// EXTERNAL MODULE: ./lib/review/keys.js
var review_keys = __webpack_require__(6954);
;// CONCATENATED MODULE: ./lib/due/due-keys.js



function needOf(held, maxAge, now) {
    switch (held.is) {
        case 'known':
            if ((0,journal/* isUnfinished */.ui)(held.user.journal))
                return 'unfinished';
            return (0,review_keys/* dueAt */.s5)(held, maxAge) <= now ? 'due' : 'not-due';
        case 'gone':
        case 'temporary':
            return 'gone';
        case 'elsewhere':
            return 'elsewhere';
        case 'unread':
            return held.refusal === undefined ? 'unknown' : 'refused';
    }
}
function dueKeys(keys, maxAge, now) {
    const users = new Set();
    return keys
        .flatMap((held) => {
        const credential = held.holders.find(({ kind }) => kind === 'cloud credential');
        if (credential === undefined)
            return [];
        const need = needOf(held, maxAge, now);
        if (held.is === 'known' && need === 'unfinished') {
            const user = `${held.account} ${held.user.name}`;
            if (users.has(user))
                return [];
            users.add(user);
        }
        return [{ held, need, credential: { id: credential.id, name: credential.name } }];
    })
        .toSorted((a, b) => ORDER.indexOf(a.need) - ORDER.indexOf(b.need) || createdAt(a.held) - createdAt(b.held));
}
const ORDER = ['gone', 'unfinished', 'due', 'unknown', 'refused', 'not-due', 'elsewhere'];
function runsFor(keys) {
    const refusing = new Set();
    return keys.filter(({ held, need }) => {
        if (need === 'not-due' || need === 'elsewhere')
            return false;
        const account = (0,read_keys/* accountThatRefuses */.aH)(held);
        if (account === undefined)
            return true;
        const first = !refusing.has(account);
        refusing.add(account);
        return first;
    });
}
function createdAt(held) {
    return held.is === 'known' ? held.key.createdAt : 0;
}

// EXTERNAL MODULE: ./lib/review/other-clouds.js
var other_clouds = __webpack_require__(9861);
// EXTERNAL MODULE: ./lib/lib/markdown.js
var markdown = __webpack_require__(6890);
;// CONCATENATED MODULE: ./lib/due/summary.js







const MAX_JOBS = 256;
function dueOutcome(due) {
    const { inputs, keys, now } = due;
    const needing = runsFor(keys);
    const chosen = needing.slice(0, MAX_JOBS);
    const result = needing.length > 0 ? 'due' : 'none-due';
    const rotations = keys.flatMap(({ held }) => (held.is === 'known' ? (0,review_keys/* dueAt */.s5)(held, inputs.maxAge) : []));
    const include = chosen.map((key) => ({
        credentials_id: key.credential.id,
        name: key.credential.name,
        aws_account_id: accountOf(key.held) ?? null,
        age_days: ageOf(key, now) ?? null,
    }));
    const left = needing.slice(MAX_JOBS);
    const allElsewhere = keys.length > 0 && keys.every(({ need }) => need === 'elsewhere');
    const warnings = [
        ...due.notes,
        ...(allElsewhere
            ? ['No key is of the AWS account that this run is signed in to: none was looked at.']
            : []),
        ...due.unknown.map((holder) => `Which key the ${(0,holders_holder/* holderLabel */.zc)(holder)} holds is not known: ${holder.why}.`),
        ...(0,read_keys/* refusalsIn */.z0)(keys.map(({ held }) => held)).map(({ refusal: { why, remedy }, keys: { length } }) => {
            const those = length === 1 ? 'Its key is' : `Its ${length} keys are`;
            return `${why} ${remedy} ${those} not looked at.`;
        }),
    ];
    if (left.length > 0) {
        warnings.push(`${needing.length} keys need a run, and GitHub allows ${MAX_JOBS} jobs in a matrix: the next run has the other ${left.length}.`);
    }
    return {
        result,
        outputs: {
            matrix: JSON.stringify({ include }),
            ...(rotations.length === 0 ? {} : { 'next-rotation': (0,clock/* iso */.KH)(Math.min(...rotations)) }),
        },
        report: {
            operation: 'due',
            result,
            organization_id: inputs.organizationId,
            started_at: (0,clock/* iso */.KH)(due.startedAt),
            ended_at: (0,clock/* iso */.KH)(due.endedAt),
            run_url: inputs.runUrl,
            actor: inputs.actor,
            max_age_days: inputs.maxAge / clock/* DAY */.d_,
            keys: keys.map((key) => toReport(key, due)),
            warnings,
        },
        summary: dueSummary(due, warnings),
        errors: [],
        warnings,
        notes: [
            ...keys
                .filter(({ need }) => need !== 'elsewhere')
                .map((key) => `${key.need}: '${key.credential.name}' (${key.credential.id}), ${ageText(key, now)}.`),
            ...(0,read_keys/* linesElsewhere */.mA)(keys.map(({ held }) => held)).map(({ line }) => line),
        ],
    };
}
const NEEDS = {
    gone: '**does not work**: its run says what to do',
    unfinished: '**unfinished rotation**',
    due: '**due**',
    unknown: '**not known**: its own run decides',
    refused: '**not known**: its account refuses this run',
    'not-due': 'not due',
    elsewhere: 'of another account',
};
function dueSummary(due, warnings) {
    const { credentials, clusters, inputs, now } = due;
    const keys = due.keys.filter(({ need }) => need !== 'elsewhere');
    const needing = keys.filter(({ need }) => need !== 'not-due').length;
    const elsewhere = due.keys.filter(({ need }) => need === 'elsewhere').map(({ held }) => held);
    const heading = needing === 0
        ? `No key is due: ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`
        : `${needing} of ${keys.length} ${keys.length === 1 ? 'key' : 'keys'} ${needing === 1 ? 'needs' : 'need'} a run of \`rotate\``;
    const used = new Map(credentials.map(({ credential, clusters: same }) => [credential.id, same]));
    const rows = keys.map((key) => {
        const { held, need } = key;
        const same = held.holders.filter(({ kind }) => kind === 'cloud credential');
        const known = held.is === 'known' ? held : undefined;
        const account = accountOf(held);
        const owner = known === undefined ? '' : `${(0,markdown/* escape */.ih)(known.user.name)}<br>`;
        return [
            held.is === 'unread' && held.refusal === undefined
                ? `${NEEDS[need]}<br>${(0,markdown/* escape */.ih)(held.why)}`
                : NEEDS[need],
            same.map(({ id, name }) => `${(0,markdown/* escape */.ih)(name)}<br>${(0,markdown/* code */.aY)(id)}`).join('<br>'),
            (0,markdown/* escape */.ih)(same
                .flatMap(({ id }) => used.get(id) ?? [])
                .map(({ name }) => name)
                .join(', ') || 'none'),
            (0,markdown/* unbroken */.D_)((0,markdown/* escape */.ih)(ageText(key, now))),
            known === undefined || need === 'unfinished' ? '–' : (0,markdown/* unbroken */.D_)((0,clock/* isoDay */.kh)((0,review_keys/* dueAt */.s5)(known, inputs.maxAge))),
            `${(0,markdown/* code */.aY)(held.id)}<br>${owner}${account === undefined ? '' : `account ${account}`}`,
        ];
    });
    const others = { ...leftOutText(due.leftOut), ...elsewhereText(elsewhere) };
    const shown = new Set(keys.flatMap(({ held }) => held.holders.map(({ id }) => id)));
    const rest = credentials
        .filter(({ credential }) => !shown.has(credential.id))
        .map(({ credential }) => [
        (0,markdown/* escape */.ih)(credential.name),
        (0,markdown/* code */.aY)(credential.id),
        others[credential.id] ??
            (credential.role_arn ? 'an AWS role: no key to rotate' : (0,markdown/* sentence */.em)((0,other_clouds/* wordsFor */.t)(credential))),
    ]);
    const users = new Map();
    for (const { credential, clusters: used } of credentials) {
        for (const { id } of used)
            users.set(id, [...(users.get(id) ?? []), credential.name]);
    }
    const text = (0,markdown/* blocks */.Bv)([
        `### ${needing === 0 ? '✅' : '⏰'} ${heading}`,
        `A key is due at ${(0,clock/* span */.Ln)(inputs.maxAge)} (\`max-age\`).`,
        ...[...inputs.warnings, ...warnings].map((warning) => (0,markdown/* alert */.xE)('WARNING', (0,markdown/* escape */.ih)(warning))),
        ...(0,read_keys/* linesElsewhere */.mA)(elsewhere).map(({ line }) => (0,markdown/* escape */.ih)(line)),
        (0,markdown/* table */.tp)(['State', 'Credential, and `credentials-id`', 'Clusters', 'Age', 'Due', 'Key, and whose it is'], rows),
        (0,markdown/* titled */.dJ)('Other credentials', (0,markdown/* table */.tp)(['Credential', 'Id', 'What it is'], rest)),
        (0,markdown/* titled */.dJ)('Clusters', (0,markdown/* table */.tp)(['Cluster', '`cluster-id`', 'Production', 'Credential'], clusters.map(({ id, name, production }) => [
            (0,markdown/* escape */.ih)(name),
            (0,markdown/* code */.aY)(id),
            production === true ? 'yes' : 'no',
            (0,markdown/* escape */.ih)((users.get(id) ?? []).join(', ') || '–'),
        ]))),
    ]);
    return (0,markdown/* capped */.uo)(`${text}\n`);
}
function leftOutText(keys) {
    return Object.fromEntries(keys.flatMap((held) => {
        const user = held.is === 'known' ? `of the IAM user ${(0,markdown/* code */.aY)(held.user.name)}, ` : '';
        return held.holders.map(({ id }) => [id, `a key ${user}which \`aws-iam-user\` leaves out`]);
    }));
}
function elsewhereText(keys) {
    return Object.fromEntries(keys.flatMap((held) => held.holders.map(({ id }) => [id, `a key of account ${accountOf(held) ?? ''}`])));
}
function accountOf(held) {
    if (held.is === 'unread')
        return held.refusal?.account;
    return 'account' in held ? held.account : undefined;
}
function ageOf({ held }, now) {
    return held.is === 'known' ? Math.max(0, Math.floor((now - held.key.createdAt) / clock/* DAY */.d_)) : undefined;
}
function ageText(key, now) {
    const days = ageOf(key, now);
    return days === undefined ? 'age not known' : `${days} ${days === 1 ? 'day' : 'days'} old`;
}
function toReport({ held, need, credential }, { inputs, now }) {
    const known = held.is === 'known' ? held : undefined;
    return {
        credentials_id: credential.id,
        credentials: held.holders.map(({ id, name, clusterIds }) => ({ id, name, clusters: clusterIds })),
        access_key_id: held.id,
        need,
        aws_account_id: accountOf(held) ?? null,
        iam_user: known?.user.name ?? null,
        created_at: known === undefined ? null : (0,clock/* iso */.KH)(known.key.createdAt),
        age_days: known === undefined ? null : Math.floor((now - known.key.createdAt) / clock/* DAY */.d_),
        due_at: known === undefined ? null : (0,clock/* iso */.KH)((0,review_keys/* dueAt */.s5)(known, inputs.maxAge)),
        why: held.is === 'unread' ? held.why : null,
    };
}

;// CONCATENATED MODULE: ./lib/due/due.js









async function due(inputs, deps) {
    const { api, clock, output } = deps;
    const startedAt = clock.now();
    output.group('Look at the credentials');
    const snapshot = new qovery_snapshot/* Snapshot */.F(api);
    const [credentials, clusters, { holders, unknown }] = await (0,lib_all/* all */.Q)([
        snapshot.credentials(),
        snapshot.clusters(),
        cloud_credential/* cloudCredential */.L.find(snapshot),
    ]);
    const now = clock.now();
    let accounts;
    try {
        if (holders.length > 0) {
            const keyIds = holders.map(({ keyId }) => keyId);
            accounts = await (0,aws_accounts/* signIn */.Jv)(inputs.aws, keyIds, deps);
        }
        const keys = accounts === undefined ? [] : await (0,read_keys/* readKeys */.x4)(holders, accounts, 'all');
        const concerned = (0,read_keys/* ofUsers */.mk)(keys, inputs.iamUsers);
        const strange = (0,iam_users/* withoutKeys */.P)(inputs.iamUsers, (0,read_keys/* ownersOf */.K2)(keys));
        if (strange !== undefined && concerned.every(({ is }) => is === 'elsewhere'))
            throw new errors/* Problem */.AF(strange, "Correct 'aws-iam-user', or leave it out.", 'Nothing was changed.');
        return dueOutcome({
            inputs,
            startedAt,
            endedAt: clock.now(),
            now,
            keys: dueKeys(concerned, inputs.maxAge, now),
            unknown,
            leftOut: keys.filter((held) => !concerned.includes(held)),
            credentials,
            clusters,
            notes: strange === undefined ? [] : [strange],
        });
    }
    catch (error) {
        throw deps.grace.aborted ? new errors/* Cancelled */.cJ() : error;
    }
    finally {
        accounts?.close();
    }
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


/***/ })

};
