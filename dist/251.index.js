export const id = 251;
export const ids = [251];
export const modules = {
  7835:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    Pl: () => (  headline),
    cp: () => (  adviceFor),
    pU: () => (  requestFor)
  });
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
function adviceFor({ kind, provider }) {
    switch (kind) {
        case 'quota':
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
function requestFor({ what, service, code, region, limit, wanted, unit }) {
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
    return `Please raise the quota ${quota}${where}${to}. Our Kubernetes cluster there has reached it and cannot be updated before.`;
}
  }),
  8845:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    m: () => (  clusterPage),
    s: () => (  CONSOLE)
  });
const CONSOLE = 'https://console.qovery.com';
function clusterPage(organizationId, clusterId, consoleUrl = CONSOLE) {
    const path = ['organization', organizationId, 'cluster', clusterId, 'cluster-logs'];
    return [consoleUrl.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
}
  }),
  2692:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
  __webpack_require__.d(__webpack_exports__, {
    L: () => (  stateOf),
    e: () => (  follow)
  });
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
  }),
  2251:
  ((__unused_webpack___webpack_module__, __webpack_exports__, __webpack_require__) => {
__webpack_require__.d(__webpack_exports__, {
  rotate: () => (  rotate)
});
// EXTERNAL MODULE: ./lib/aws/access-keys.js
var access_keys = __webpack_require__(8300);
// EXTERNAL MODULE: ./lib/aws/clients.js + 1 modules
var aws_clients = __webpack_require__(9511);
// EXTERNAL MODULE: ./lib/aws/identity.js
var identity = __webpack_require__(1691);
// EXTERNAL MODULE: ./lib/lib/clock.js + 1 modules
var lib_clock = __webpack_require__(6803);
// EXTERNAL MODULE: ./lib/lib/errors.js
var errors = __webpack_require__(5892);
// EXTERNAL MODULE: ./lib/lib/limit.js
var limit = __webpack_require__(6432);
// EXTERNAL MODULE: ./lib/holders/index.js + 6 modules
var lib_holders = __webpack_require__(4308);
// EXTERNAL MODULE: ./lib/qovery/snapshot.js
var qovery_snapshot = __webpack_require__(8390);
;// CONCATENATED MODULE: ./lib/rotation/observe/organization.js
class Organization {
    api;
    dns;
    #look;
    #statuses;
    constructor(api, clock) {
        this.api = api;
        const dns = new qovery_snapshot .S(api, clock);
        this.dns = dns;
        this.#statuses = new Shared(clock, () => api.clusterStatuses());
        this.#look = new Shared(clock, async () => {
            const at = clock.now();
            const snapshot = new qovery_snapshot .F(api, dns);
            const [credentials, holders, clusters, statuses] = await Promise.all([
                snapshot.credentials(),
                (0,lib_holders .ZC)(snapshot),
                snapshot.clusters(),
                this.statuses(clock.now()),
            ]);
            const dnsAt = Math.min(clock.now(), dns.seenAt);
            return {
                at,
                dnsAt,
                credentials: credentials.map(({ credential }) => credential),
                holders,
                clusters,
                statuses,
            };
        });
    }
    look(notBefore) {
        return this.#look.read(notBefore);
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
        const begun = { at: this.#clock.now(), answer: this.#read(), ended: false };
        this.#last = begun;
        this.#next = undefined;
        begun.answer.then(() => (begun.ended = true), () => {
            begun.ended = true;
            if (this.#last === begun)
                this.#last = undefined;
        });
        return begun.answer;
    }
}
// EXTERNAL MODULE: ./lib/qovery/console.js
var console = __webpack_require__(8845);
// EXTERNAL MODULE: ./lib/qovery/status.js
var qovery_status = __webpack_require__(2692);
// EXTERNAL MODULE: ./lib/review/finding.js
var finding = __webpack_require__(6573);
// EXTERNAL MODULE: ./lib/lib/markdown.js
var markdown = __webpack_require__(6890);
;// CONCATENATED MODULE: ./lib/rotation/report/summary.js
const RESULTS = {
    failed: 'Failed',
    pending: 'Pending',
    planned: 'Planned',
    rotated: 'Rotated',
    'not-due': 'Not due',
    'nothing-to-rotate': 'Nothing to rotate',
};
const ORDER = Object.keys(RESULTS);
const MANY = 15;
function rotationSummary(reports, context) {
    const sorted = reports.toSorted((a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || Number(b.warning) - Number(a.warning));
    const several = sorted.length > 1;
    const fold = (report) => (0,markdown .zH)(`${summary_status(report)}: ${nameOf(report)}`, body(report, context), report.result === 'failed');
    const text = (0,markdown .Bv)([
        `### ${(0,markdown .ih)(heading(sorted))}${context.dryRun ? ' (dry run)' : ''}`,
        sorted.length === 0 ? 'There is no AWS access key to rotate.' : '',
        several ? overview(sorted, context) : '',
        (0,markdown .KE)('Warnings', context.warnings),
        ...sorted.map((report) => (several ? fold(report) : body(report, context))),
        (0,markdown .KE)('Left out', context.leftOut),
    ]);
    return (0,markdown .uo)(`${text}\n`);
}
function heading(reports) {
    const [first] = reports;
    if (first === undefined)
        return RESULTS['nothing-to-rotate'];
    if (reports.length === 1)
        return `${RESULTS[first.result]}: ${nameOf(first)}`;
    const words = [...new Set(reports.map(({ result }) => result))].map((result) => `${reports.filter((each) => each.result === result).length} ${RESULTS[result].toLowerCase()}`);
    return `${words.join(', ')}: ${reports.length} AWS keys`;
}
function overview(reports, context) {
    const rows = reports.map((report) => {
        const cells = [(0,markdown .ih)(nameOf(report)), (0,markdown .ih)(report.user ?? '–'), summary_status(report), keys(report)];
        return [...cells, whatNext(report, context)];
    });
    return (0,markdown .tp)(['Credential', 'IAM user', 'Result', 'Key: old → new', 'Next'], rows);
}
function body(report, context) {
    const { result, why, now, plan } = report;
    const fact = (label, markup) => markup && `**${label}:** ${markup}`;
    const tables = (0,markdown .Bv)([clusterTable(report, context), holderTable(report)]);
    const quiet = result === 'not-due' || result === 'nothing-to-rotate';
    return (0,markdown .Bv)([
        `**${summary_status(report)}.** ${(0,markdown .em)(why)}`,
        (0,markdown .e5)([
            fact('Key', keys(report)),
            fact('Credential', (0,finding .yU)(report.credentials.map(({ id, name }) => `${(0,markdown .ih)(name)} (${(0,markdown .aY)(id)})`))),
            fact('What is true now', (0,markdown .em)(now)),
            fact(result === 'failed' ? 'What to do' : 'Next', whatNext(report, context)),
            fact(`Age limit of ${(0,lib_clock .Ln)(context.maxAge)}`, ageLimit(report, context)),
        ]),
        (0,markdown .dJ)('What a run without dry-run would do', plan.map((step, i) => `${i + 1}. ${(0,markdown .ih)(step)}`).join('\n')),
        quiet && tables !== '' ? (0,markdown .zH)('Clusters and holders of this key', tables) : tables,
        (0,markdown .dJ)('Timeline', timelineOf(report, context.now)),
        audit(report),
    ]);
}
function summary_status({ result, warning }) {
    return `${RESULTS[result]}${warning && result !== 'failed' ? ', needs a look' : ''}`;
}
function whatNext(report, { now }) {
    const { result, oldKey, deleteAfter, nextRotation } = report;
    const said = (0,markdown .em)(report.next);
    switch (result) {
        case 'failed':
            return said || 'See to what failed, and run again: the next run goes on from what it finds.';
        case 'planned':
            return said || 'Run again without `dry-run` to do this.';
        case 'pending': {
            if (deleteAfter === undefined)
                return said || 'The next run goes on from what it finds.';
            const time = deleteAfter > now ? `after ${(0,markdown .z7)(deleteAfter, now)}` : 'as soon as nothing needs it any more';
            const old = oldKey === undefined ? 'The old key' : `The old key ${(0,markdown .aY)(oldKey)}`;
            return `${old} may go ${time}; the next run after that sees to it. ${said}`.trim();
        }
        case 'rotated':
        case 'not-due':
        case 'nothing-to-rotate':
            if (said !== '' || nextRotation === undefined)
                return said || 'Nothing to do.';
            return `The next rotation is due on ${(0,markdown .z7)(nextRotation, now)}; until then the key is within its age limit.`;
    }
}
function ageLimit(report, { now, maxAge }) {
    const { result, oldKey, keyCreatedAt, deleteAfter, nextRotation } = report;
    if (maxAge === 0 || !['failed', 'pending', 'planned'].includes(result))
        return '';
    const later = deleteAfter !== undefined && deleteAfter > now;
    const earliest = later ? `, ${(0,markdown .z7)(deleteAfter, now)} at the earliest` : '';
    const met = result === 'pending' && oldKey !== undefined ? `Met once the old key is deleted${earliest}.` : '';
    if (keyCreatedAt === undefined || nextRotation === undefined)
        return met;
    const side = nextRotation > now ? 'within the limit until' : 'over the limit since';
    return `${met} The key in use is ${(0,lib_clock .Ln)(now - keyCreatedAt)} old: ${side} ${(0,markdown .z7)(nextRotation, now)}.`.trim();
}
function clusterTable({ clusters }, { consoleUrl, organizationId }) {
    const failing = clusters.filter(isFailing);
    const rows = [...failing, ...clusters.filter((cluster) => !isFailing(cluster))].map((cluster) => {
        const page = (0,console .m)(organizationId, cluster.id, consoleUrl);
        const log = isFailing(cluster) ? ` (${(0,markdown .nf)('see its log', page)})` : '';
        return [
            (0,markdown .ih)(cluster.name),
            cluster.production ? 'yes' : 'no',
            (0,markdown .aY)(cluster.status),
            `${(0,markdown .ih)(cluster.note) || '–'}${log}`,
        ];
    });
    return folded('Clusters', (0,markdown .tp)(['Cluster', 'Production', 'Status', 'What it means'], rows), rows.length, failing.length > 0);
}
function isFailing({ status, note }) {
    return ['error', 'invalid-credentials'].includes((0,qovery_status .L)(status)) || note.startsWith('not deployed');
}
function holderTable({ holders }) {
    const rows = holders.map(({ kind, name, before, after }) => [
        (0,markdown .ih)(kind),
        (0,markdown .ih)(name),
        (0,markdown .aY)(before),
        before === after ? 'unchanged' : (0,markdown .aY)(after),
    ]);
    return folded('Holders of the key in Qovery', (0,markdown .tp)(['Kind', 'Name', 'Key before', 'Key after'], rows), rows.length);
}
function folded(title, markup, rows, open = false) {
    return rows > MANY ? (0,markdown .zH)(`${title} (${rows})`, markup, open) : (0,markdown .dJ)(title, markup);
}
function phaseOf({ what }) {
    if (what.startsWith('stored '))
        return 'stored';
    if (what.startsWith('asked '))
        return 'asked';
    return what.endsWith("' is deployed with the new key") ? 'deployed' : 'other';
}
function timelineOf(report, now) {
    const { events, result, oldKey, newKey, deleteAfter, nextRotation } = report;
    const done = [];
    for (const [i, event] of events.entries()) {
        const phase = phaseOf(event);
        const subject = /'.*'|environment [\w-]+/s.exec(event.what)?.[0] ?? event.what;
        if (phase === 'asked' && events.slice(i + 1).some(({ what }) => what.includes(subject)))
            continue;
        let label = event.what;
        if (newKey !== undefined)
            label = label.replaceAll(newKey, 'the new key');
        if (oldKey !== undefined)
            label = label.replaceAll(oldKey, 'the old key');
        const last = done.at(-1);
        if (last === undefined || phase === 'other' || last.phase !== phase) {
            done.push({ from: event.at, to: event.at, labels: [label], phase });
        }
        else {
            last.to = event.at;
            last.labels.push(label);
        }
    }
    if (done.length === 0)
        return '';
    const ahead = (at, what) => at === undefined || at <= now ? [] : [{ from: at, to: at, labels: [what] }];
    return (0,markdown .IO)({
        'Done (UTC)': done,
        'To come (UTC)': [
            ...ahead(deleteAfter, 'the old key may go'),
            ...ahead(result === 'failed' ? undefined : nextRotation, 'the next rotation is due'),
        ],
    });
}
function audit({ user, account, oldKey, newKey, keyCreatedAt, events }) {
    const ids = Object.entries({ 'IAM user': user, account, 'old key': oldKey, 'new key': newKey });
    const who = ids.flatMap(([label, id]) => (id === undefined ? [] : [`${label} ${(0,markdown .aY)(id)}`]));
    const times = new Map();
    const deployed = events.filter((event) => phaseOf(event) === 'deployed').length;
    for (const event of events) {
        const phase = phaseOf(event);
        const [, verb, id] = /^(created|deactivated|activated|deleted) (\w+)/.exec(event.what) ?? [];
        if (phase === 'stored')
            times.set('stored', event.at);
        if (phase === 'deployed')
            times.set(`deployed (clusters: ${deployed})`, event.at);
        if (verb !== undefined && id !== undefined)
            times.set(`${verb} ${(0,markdown .aY)(id)}`, event.at);
    }
    const created = events.some(({ what }) => what.startsWith('created '));
    if (keyCreatedAt !== undefined && !created)
        times.set('key in use created', keyCreatedAt);
    const moments = [...times].toSorted(([, a], [, b]) => a - b).map(([what, at]) => `${what} ${(0,lib_clock .KH)(at)}`);
    return `For the auditor: ${[who.join(', '), moments.join(', ')].filter((part) => part !== '').join('; ') || '–'}.`;
}
function keys({ oldKey, newKey, result }) {
    if (oldKey === undefined || newKey === undefined)
        return (0,markdown .aY)(oldKey ?? newKey ?? '');
    return result === 'failed'
        ? `old ${(0,markdown .aY)(oldKey)}, new ${(0,markdown .aY)(newKey)}`
        : `${(0,markdown .aY)(oldKey)} → ${(0,markdown .aY)(newKey)}`;
}
function nameOf({ credentials, user, oldKey }) {
    if (credentials.length === 0)
        return user ?? oldKey ?? 'unknown key';
    const names = credentials.map(({ name }) => name);
    return names.length <= 3
        ? names.join(', ')
        : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
;// CONCATENATED MODULE: ./lib/rotation/report/outcome.js
const outcome_ORDER = ['failed', 'pending', 'planned', 'rotated', 'not-due', 'nothing-to-rotate'];
function rotationOutcome(reports, context) {
    const result = outcome_ORDER.find((candidate) => reports.some((report) => report.result === candidate)) ?? 'nothing-to-rotate';
    const outputs = {};
    const one = reports.length === 1 ? reports[0] : undefined;
    if (one?.oldKey !== undefined)
        outputs['old-access-key-id'] = one.oldKey;
    if (one?.newKey !== undefined)
        outputs['new-access-key-id'] = one.newKey;
    if (one?.deleteAfter !== undefined)
        outputs['delete-after'] = (0,lib_clock .KH)(one.deleteAfter);
    const rotations = reports.flatMap(({ nextRotation }) => nextRotation ?? []);
    if (rotations.length > 0)
        outputs['next-rotation'] = (0,lib_clock .KH)(Math.min(...rotations));
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
            started_at: (0,lib_clock .KH)(context.startedAt),
            ended_at: (0,lib_clock .KH)(context.endedAt),
            run_url: context.inputs.runUrl,
            left_out: context.leftOut,
            keys: reports.map(toReport),
        },
        summary: rotationSummary(reports, {
            organizationId: context.inputs.organizationId,
            consoleUrl: console .s,
            dryRun: context.inputs.dryRun,
            now: context.endedAt,
            maxAge: context.inputs.maxAge,
            leftOut: context.leftOut,
            warnings: context.inputs.warnings,
        }),
        errors: reports
            .filter((report) => report.result === 'failed')
            .map((report) => sentence(report, report.why, report.now, report.next)),
        warnings: reports
            .filter((report) => report.result !== 'failed' && report.warning)
            .map((report) => sentence(report, report.why, report.next)),
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
    return result === 'failed' || result === 'pending' || warning;
}
function sentence(report, ...parts) {
    const names = report.credentials.map(({ name }) => `'${name}'`).join(', ');
    return `${names}: ${parts
        .filter((part) => part !== '')
        .map(errors .uo)
        .join(' ')}`;
}
function toReport(report) {
    const time = (at) => (at === undefined ? null : (0,lib_clock .KH)(at));
    return {
        result: report.result,
        why: report.why,
        iam_user: report.user ?? null,
        aws_account_id: report.account ?? null,
        credentials: report.credentials,
        old_access_key_id: report.oldKey ?? null,
        new_access_key_id: report.newKey ?? null,
        key_created_at: time(report.keyCreatedAt),
        delete_after: time(report.deleteAfter),
        next_rotation: time(report.nextRotation),
        clusters: report.clusters,
        holders: report.holders,
        events: report.events.map(({ at, what }) => ({ at: (0,lib_clock .KH)(at), what })),
        plan: report.plan,
        now: report.now,
        next: report.next,
    };
}
// EXTERNAL MODULE: ./lib/rotation/journal.js
var rotation_journal = __webpack_require__(3461);
// EXTERNAL MODULE: ./lib/aws/error.js
var aws_error = __webpack_require__(831);
// EXTERNAL MODULE: ./lib/provider-errors/advice.js
var advice = __webpack_require__(7835);
;// CONCATENATED MODULE: ./lib/rotation/decide/clusters.js
const STARTS_WITHIN = 10 * lib_clock .pY;
function deployClusters(observed, policy, runState, now) {
    const { journal } = observed;
    if (observed.unknownClusters.length > 0) {
        return stop(`Cluster ${observed.unknownClusters.join(', ')} is in one answer of Qovery and missing in another: it is not certain which clusters use the key.`);
    }
    const requested = (cluster) => runState.deployments.get(cluster.id);
    const concerned = observed.clusters.filter(({ id }) => !policy.ignoreClusters.includes(id));
    const proved = concerned.filter((cluster) => requested(cluster)?.outcome === 'succeeded' && !journal.clusters.includes(cluster.id));
    if (proved.length > 0) {
        return {
            do: 'record',
            entry: { clusters: [...journal.clusters, ...proved.map(({ id }) => id)], deployed: now },
            why: `${names(proved)} runs on the new key`,
        };
    }
    const late = [];
    const inTime = [];
    for (const cluster of concerned) {
        const request = requested(cluster);
        if (request?.outcome !== 'running')
            continue;
        const lateness = latenessOf(cluster, request, policy, now);
        if (lateness === undefined)
            inTime.push(cluster);
        else
            late.push(lateness);
    }
    if (inTime.length > 0)
        return { do: 'await-clusters', clusters: inTime, why: 'deploying with the new key' };
    const failed = concerned.flatMap((cluster) => {
        const request = requested(cluster);
        return request === undefined || request.outcome === 'succeeded' || request.outcome === 'running'
            ? []
            : [{ name: cluster.name, ...request }];
    });
    if (late.length + failed.length > 0) {
        const ends = failed.map(({ name, detail, causes = [] }) => `cluster '${name}': ${detail}${causes.length === 0 ? '' : `, its log says: ${causes.map(advice .Pl).join('; ')}`}`);
        return stop(`The deployment with the new key did not succeed: ${[...late, ...ends].join('; ')}.`, failed.flatMap(({ causes = [] }) => causes.map(adviceOn)));
    }
    const needs = concerned.filter((cluster) => requested(cluster) === undefined && needsDeployment(cluster, journal.clusters));
    const others = needs.filter(({ production }) => !production);
    const next = others.length > 0 ? others : needs;
    if (next.length === 0)
        return undefined;
    const idle = next.filter(({ state, lock }) => state !== 'busy' && lock === undefined);
    const refusedTooLong = idle.filter(({ id }) => now - (runState.waitingSince.get(id) ?? now) > policy.deployTimeout);
    if (refusedTooLong.length > 0)
        return stop(`Qovery has not accepted a deployment of ${names(refusedTooLong)} for ${(0,lib_clock .Ln)(policy.deployTimeout)} (deploy-timeout).`);
    if (idle.length > 0)
        return { do: 'deploy', clusters: idle };
    const busy = next.filter(({ lock }) => lock === undefined);
    if (busy.length > 0)
        return awaitIdle(busy, policy, runState, now, 'before it is deployed with the new key');
    return stop(`${next.map(({ name, lock }) => `Cluster '${name}' is locked by ${lock?.owner} (${lock?.reason})`).join('; ')} and was not deployed with the new key yet.`);
}
function names(clusters) {
    return clusters.map(({ name }) => `'${name}'`).join(', ');
}
function awaitIdle(busy, policy, runState, now, why) {
    const stuck = busy.filter(({ id }) => now - (runState.waitingSince.get(id) ?? now) > policy.deployTimeout);
    if (stuck.length > 0) {
        return stop(`${stuck.map(({ name, mark }) => `Cluster '${name}' has been in state ${mark.status}`).join('; ')} for more than ${(0,lib_clock .Ln)(policy.deployTimeout)} (deploy-timeout), by a deployment that is not ours.`);
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
            return !proved.includes(cluster.id);
    }
}
function latenessOf(cluster, request, policy, now) {
    const waited = now - request.requestedAt;
    const name = `cluster '${cluster.name}'`;
    if (waited > policy.deployTimeout)
        return `${name} is in state ${cluster.mark.status} after ${(0,lib_clock .Ln)(policy.deployTimeout)} (deploy-timeout)`;
    if (!request.deployment.started && waited > STARTS_WITHIN)
        return `${name}: Qovery accepted the deployment, but nothing of it was seen within 10 minutes`;
    return undefined;
}
function adviceOn({ advice, link, usualTime }) {
    return link === undefined ? advice : `${advice} Ask at ${link} (it usually takes ${usualTime}).`;
}
function stop(what, advice = []) {
    const goesOn = 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.';
    return { do: 'stop', problem: new errors .AF(what, [...new Set(advice), goesOn].join(' ')) };
}
;// CONCATENATED MODULE: ./lib/rotation/observation.js
const FRESH = lib_clock .pY;
function isFresh({ at, took }, now) {
    return now - (at + took) <= FRESH;
}
function changedAt({ journal }) {
    return Math.max(journal.stored ?? 0, journal.deactivated ?? 0);
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
    return concernedHolders(observed).filter((holder) => (0,lib_holders .dS)((0,lib_holders .I)(holder)));
}
function concernedClusters(holders, clusters, statuses) {
    const ids = new Set(holders.filter(({ kind }) => kind === 'cloud credential').flatMap(({ clusterIds }) => clusterIds));
    const views = [];
    const unknown = [];
    for (const id of ids) {
        const cluster = clusters.find((candidate) => candidate.id === id);
        const status = statuses.find((candidate) => candidate.cluster_id === id);
        if (cluster === undefined || status === undefined)
            unknown.push(id);
        else
            views.push(viewOf(cluster, status));
    }
    return { clusters: views.toSorted((a, b) => a.name.localeCompare(b.name)), unknownClusters: unknown };
}
function viewOf({ id, name, region, production }, status) {
    return { id, name, region, production: production ?? false, ...statusOf(status) };
}
function statusOf(status) {
    const lock = status.cluster_lock;
    return {
        state: (0,qovery_status .L)(status.status),
        mark: markOf(status),
        lock: lock ? { reason: lock.reason, owner: lock.owner_name } : undefined,
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
function withStatuses(observed, statuses) {
    const unknown = [];
    const clusters = observed.clusters.flatMap((view) => {
        const status = statuses.find(({ cluster_id: id }) => id === view.id);
        if (status === undefined) {
            unknown.push(view.id);
            return [];
        }
        return [{ ...view, ...statusOf(status) }];
    });
    return { ...observed, clusters, unknownClusters: [...new Set([...observed.unknownClusters, ...unknown])] };
}
;// CONCATENATED MODULE: ./lib/rotation/decide/workloads.js
const REFUSED = new Set([
    'TERRAFORM_INVALID_CREDENTIALS',
    'CLOUD_PROVIDER_CLIENT_INVALID_CREDENTIALS',
    'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
]);
const REFUSED_TEXT = /InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException/;
async function readWorkloads(api, clusters) {
    const running = clusters.filter(({ state }) => state !== 'off');
    const [lists, logs] = await Promise.all([
        Promise.all(running.map(({ id }) => api.environments(id))),
        Promise.all(running.map(({ id }) => api.clusterLogs(id))),
    ]);
    const environments = lists.flat();
    const projects = [...new Set(environments.map(({ project_id: id }) => id))];
    const statuses = new Map((await Promise.all(projects.map((id) => api.environmentStatuses(id))))
        .flat()
        .map((status) => [status.id, status]));
    return {
        environments: environments.map(({ environment_id: id, environment_name: name, project_name: project }) => {
            const status = statuses.get(id);
            const deployedAt = Date.parse(status?.last_deployment_date ?? '');
            return {
                id,
                name: `${project}/${name}`,
                state: status?.state,
                lastState: status?.last_deployment_state,
                deployedAt: Number.isNaN(deployedAt) ? undefined : deployedAt,
            };
        }),
        errors: logs.flatMap((lines, index) => lines.flatMap(({ timestamp, error }) => {
            const tag = error?.tag ?? '';
            if (!error || !(REFUSED.has(tag) || REFUSED_TEXT.test(error.user_log_message ?? '')))
                return [];
            return [
                {
                    cluster: running[index]?.name ?? '',
                    tag: tag || 'invalid credentials',
                    at: Date.parse(timestamp ?? ''),
                },
            ];
        })),
    };
}
const AT_REST = new Set(['DEPLOYED', 'RESTARTED', 'READY', 'STOPPED', 'DELETED', 'CANCELED']);
function atRest(state) {
    return AT_REST.has(state) || state.endsWith('ERROR');
}
const ASK_AGAIN = 5 * lib_clock .pY;
function objectionsOfWorkloads(workloads, stored, deployed, seenAt, now) {
    const objections = [];
    for (const { name, state, lastState, deployedAt } of workloads.environments) {
        if (state === undefined || lastState === undefined) {
            objections.push({ kind: 'hold', text: `Qovery tells no status of the environment ${name}` });
        }
        else if (!atRest(state) && (deployedAt === undefined || deployedAt <= stored)) {
            const text = `a deployment of the environment ${name} (${state}) may have begun with the old key, and is not over`;
            const until = seenAt + ASK_AGAIN;
            objections.push(now < until ? { kind: 'wait', until, text } : { kind: 'stale', text });
        }
        else if ((state.endsWith('ERROR') || lastState.endsWith('ERROR')) &&
            (deployedAt === undefined || deployedAt > stored)) {
            objections.push({
                kind: deployedAt === undefined ? 'hold' : 'symptom',
                text: `the environment ${name} failed (${state}) at ${deployedAt === undefined ? 'an unknown time, maybe' : (0,lib_clock .KH)(deployedAt)}, after the new key was stored`,
            });
        }
    }
    for (const { cluster, tag, at } of workloads.errors) {
        if (!(at <= deployed))
            objections.push({
                kind: 'symptom',
                text: `the log of cluster '${cluster}' tells of refused credentials (${tag}) since it was deployed with the new key`,
            });
    }
    return objections;
}
;// CONCATENATED MODULE: ./lib/rotation/decide/guard.js
const SILENCE = lib_clock .dp;
const LONGEST_LOOK = 30 * lib_clock .pY;
function objectionsToRetire(key, observed, policy, now) {
    const objections = [];
    const hold = (text) => objections.push({ kind: 'hold', text });
    const symptom = (text) => objections.push({ kind: 'symptom', text });
    const wait = (until, text) => objections.push({ kind: 'wait', until, text });
    const { journal } = observed;
    if (!isFresh(observed, now) || Math.min(observed.at, observed.dnsAt) < changedAt(observed))
        objections.push({ kind: 'stale', text: 'what was seen is out of date' });
    if (observed.took > LONGEST_LOOK)
        objections.push({
            kind: 'pause',
            text: `it took ${(0,lib_clock .Ln)(observed.took)} to look at everything, too long to rely on`,
        });
    if (journal.old !== key)
        hold(`the journal does not name ${key} as the key that was replaced`);
    const successor = observed.keys.find(({ id }) => id === journal.new);
    if (successor?.status !== 'Active')
        hold(`the new key ${journal.new ?? '(unknown)'} is not active`);
    for (const holder of observed.holders)
        if (holder.keyId === key)
            symptom(`${(0,lib_holders .zc)(holder)} still holds ${key}`);
    const behind = movableHolders(observed).filter(({ keyId }) => keyId !== journal.new);
    for (const holder of behind)
        if (holder.keyId !== key)
            hold(`${(0,lib_holders .zc)(holder)} holds ${holder.keyId}, not the new key`);
    if (journal.stored === undefined)
        hold('the new key is not known to be stored everywhere');
    for (const id of observed.unknownClusters)
        hold(`cluster ${id} is in one answer of Qovery and missing in another`);
    for (const cluster of observed.clusters) {
        if (policy.ignoreClusters.includes(cluster.id))
            continue;
        const objection = objectionOf(cluster, journal.clusters.includes(cluster.id));
        if (objection !== undefined)
            objections.push(objection);
    }
    if (journal.deployed === undefined)
        hold('the clusters are not known to be deployed with the new key');
    else if (now < journal.deployed + policy.delay) {
        wait(journal.deployed + policy.delay, 'deployments that were under way with the old key may still need it');
    }
    if (journal.stored !== undefined &&
        journal.deployed !== undefined &&
        now >= journal.deployed + policy.delay) {
        if (observed.workloads === undefined)
            objections.push({ kind: 'stale', text: 'the workloads have not been looked at' });
        else
            objections.push(...objectionsOfWorkloads(observed.workloads, journal.stored, journal.deployed, observed.at + observed.took, now));
    }
    const use = observed.uses.get(key);
    if (use === undefined)
        hold(`AWS does not tell when ${key} was last used`);
    else if (use.last !== undefined && use.last.at > now - SILENCE) {
        const { service, region, at } = use.last;
        const text = `AWS saw ${key} in use at ${(0,lib_clock .KH)(at)} (service ${service}, region ${region})`;
        if (journal.deactivated !== undefined && at > journal.deactivated)
            symptom(`${text}, after it was deactivated`);
        else
            objections.push({ kind: 'wait', until: at + SILENCE, text, use: true });
    }
    return objections;
}
function objectionOf(cluster, proved) {
    const name = `cluster '${cluster.name}'`;
    if (cluster.state === 'off')
        return undefined;
    if (cluster.state === 'error' || cluster.state === 'invalid-credentials') {
        return { kind: 'symptom', text: `${name} is in state ${cluster.mark.status}` };
    }
    if (!proved)
        return { kind: 'hold', text: `${name} has not been deployed with the new key by this action` };
    if (cluster.lock !== undefined)
        return { kind: 'pause', text: `${name} is locked by ${cluster.lock.owner} (${cluster.lock.reason})` };
    return undefined;
}
const APPEARS_WITHIN = 2 * lib_clock .pY;
const SETTLED_AFTER = 15 * lib_clock .pY;
function objectionsToDiscard(key, observed, runState, now) {
    const objections = [];
    const hold = (text) => objections.push({ kind: 'hold', text });
    if (!isFresh(observed, now))
        objections.push({ kind: 'stale', text: 'what was seen is out of date' });
    for (const holder of observed.holders)
        if (holder.keyId === key)
            hold(`${(0,lib_holders .zc)(holder)} holds ${key}`);
    if (runState.created === key)
        return objections;
    const { intent, before } = observed.journal;
    const created = observed.keys.find(({ id }) => id === key)?.createdAt;
    if (intent === undefined)
        hold('the journal knows of no intent to create a key');
    if (before.includes(key))
        hold(`${key} was there before`);
    if (created === undefined)
        hold('AWS does not tell when it was created');
    else if (intent !== undefined && Math.abs(created - intent) > APPEARS_WITHIN) {
        hold(`it was created at ${(0,lib_clock .KH)(created)}, not when this action was about to create one (${(0,lib_clock .KH)(intent)})`);
    }
    const use = observed.uses.get(key);
    if (use === undefined)
        hold(`AWS does not tell whether it was used`);
    else if (use.last !== undefined && use.last.service !== 'sts')
        hold(`it was used (service ${use.last.service}, ${(0,lib_clock .KH)(use.last.at)})`);
    if (intent !== undefined && now < intent + SETTLED_AFTER) {
        objections.push({
            kind: 'wait',
            until: intent + SETTLED_AFTER,
            text: 'the run that created it may still be at work',
        });
    }
    return objections;
}
;// CONCATENATED MODULE: ./lib/rotation/decide/preflight.js
function preflight(observed, policy, replaces) {
    const obstacles = [];
    for (const holder of observed.holders) {
        const kind = (0,lib_holders .I)(holder);
        if (holder.keyId === replaces && (0,lib_holders .zZ)(kind)) {
            obstacles.push(`${(0,lib_holders .zc)(holder)} holds ${replaces} too, and this action cannot change it there. ${kind.advice}`);
        }
    }
    for (const id of observed.unknownClusters) {
        obstacles.push(`Cluster ${id} is in one answer of Qovery and missing in another: it is not certain which clusters use the key.`);
    }
    for (const cluster of observed.clusters) {
        if (policy.ignoreClusters.includes(cluster.id))
            continue;
        const ignore = `or give 'ignore-cluster-id: ${cluster.id}' if nobody needs it`;
        if (cluster.state === 'error') {
            obstacles.push(`Cluster '${cluster.name}' is in state ${cluster.mark.status}. Deploy it with success first, ${ignore}.`);
        }
        if (cluster.lock !== undefined && cluster.state !== 'off') {
            obstacles.push(`Cluster '${cluster.name}' is locked by ${cluster.lock.owner} (${cluster.lock.reason}). Unlock it first, ${ignore}.`);
        }
        if (policy.onlyClusters !== undefined && !policy.onlyClusters.includes(cluster.id)) {
            obstacles.push(`Cluster '${cluster.name}' (${cluster.id}) uses the key too, and 'cluster-id' leaves it out. Add it, or leave the input out.`);
        }
    }
    if (!(0,rotation_journal .lA)(observed.tags, observed.clusters.length)) {
        obstacles.push(`The IAM user ${observed.target.user} has ${observed.tags.size} tags, and AWS allows 50: there is no room for the journal of the rotation. Remove some.`);
    }
    if (obstacles.length === 0)
        return undefined;
    return new errors .AF(`The rotation of ${replaces} does not start: ${obstacles.join(' ')}`, 'Nothing was changed.');
}
;// CONCATENATED MODULE: ./lib/rotation/decide/verification.js
function decideVerification(observed, policy, runState, now) {
    if (policy.verifyEnvironments.length === 0 || observed.journal.verified !== undefined)
        return undefined;
    const failed = [];
    const running = [];
    const open = [];
    for (const id of policy.verifyEnvironments) {
        const verification = runState.verifications.get(id);
        const since = verification?.requestedAt ?? runState.waitingSince.get(id) ?? now;
        if (verification?.outcome === 'succeeded')
            continue;
        if (verification?.outcome === 'failed')
            failed.push(`environment ${id}: ${verification.detail}`);
        else if (now - since > policy.deployTimeout)
            failed.push(`environment ${id} was not redeployed within ${(0,lib_clock .Ln)(policy.deployTimeout)} (deploy-timeout)`);
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
    return {
        do: 'stop',
        problem: new errors .AF(`The test deployment with the new key did not succeed: ${failed.join('; ')}.`, 'Both keys stay active. See to the environment (or leave it out of verify-environment-id); the next run tries again.'),
    };
}
;// CONCATENATED MODULE: ./lib/rotation/decide/decide.js
function nextLook({ took }, now) {
    return now + Math.max(3 * lib_clock .pY, 10 * took);
}
function decide(observed, policy, runState, now) {
    const { journal } = observed;
    if (journal.organization !== undefined && journal.organization !== policy.organizationId) {
        return decide_stop(`The IAM user ${observed.target.user} is under rotation for another Qovery organisation (${journal.organization}).`, 'Give each organisation an IAM user of its own; a shared user cannot be rotated safely.');
    }
    const other = (0,rotation_journal .uV)(journal, runState.run, now);
    if (other !== undefined) {
        const why = `another run (${other.id}) is at work on ${observed.target.user}; its last heartbeat was at ${(0,lib_clock .KH)(other.at)}`;
        return { do: 'rest', result: 'pending', why, warning: true };
    }
    if (runState.finished)
        return { do: 'rest', result: 'rotated', why: 'the new key is in use and the old one is deleted' };
    return journal.intent === undefined && journal.old === undefined
        ? decide_atRest(observed, policy, runState, now)
        : unfinished(observed, policy, runState, now);
}
function decide_atRest(observed, policy, runState, now) {
    const { user } = observed.target;
    const credentials = concernedHolders(observed).filter(({ kind }) => kind === 'cloud credential');
    const held = [...new Set(credentials.map(({ keyId }) => keyId))];
    const inUse = held[0];
    if (inUse === undefined) {
        return decide_stop(`No cloud credential of this organisation holds a key of the IAM user ${user} any more.`, 'Nothing was changed. Look at the credentials in Qovery, and run again.');
    }
    if (held.length > 1) {
        return decide_stop(`Cloud credentials of this organisation hold different keys of the IAM user ${user}: ${credentials.map((holder) => `${(0,lib_holders .zc)(holder)} holds ${holder.keyId}`).join(', ')}.`, 'AWS allows two keys a user, so there is no room for a new one: give each of these credentials an IAM user of its own, or store one key in all of them.');
    }
    if (policy.retireKey === inUse) {
        return decide_stop(`Input 'retire-key' names ${inUse}, the key that Qovery uses.`, 'Name the other key, or leave the input out.');
    }
    const key = observed.keys.find(({ id }) => id === inUse);
    const others = observed.keys.filter(({ id }) => id !== inUse);
    if (key === undefined) {
        if (!policy.iamUserGiven) {
            return decide_stop(`Qovery holds ${inUse}, which is no key of the IAM user ${user} (ERROR: no access key found, are you sure it's the correct user?).`, "If this is the right user and the key is gone, give its name as 'aws-iam-user': a new key is then created and stored.");
        }
        if (others.length > 1)
            return noFreeSlot(observed, inUse);
        return createKey(observed, policy, runState, inUse, `Qovery holds ${inUse}, which is gone`);
    }
    if (key.status !== 'Active') {
        return decide_stop(`The key that Qovery holds (${inUse}) is ${key.status}, and this action did not deactivate it.`, 'Find out who did. Activate it, and run again.');
    }
    const other = others[0];
    if (other !== undefined) {
        const holders = observed.holders.filter(({ keyId }) => keyId === other.id);
        if (policy.retireKey === other.id && holders.length === 0)
            return adopt(observed, policy, other.id, inUse, now);
        const held = holders.length > 0 ? `; it is held by ${holders.map(lib_holders .zc).join(', ')}` : '';
        return decide_stop(`ERROR: more than one access key found: the IAM user ${user} has ${other.id} (${other.status}, created ${(0,lib_clock .KH)(other.createdAt)}) beside the key that Qovery uses (${inUse}), and this action did not create it${held}.`, holders.length > 0
            ? 'Store one key in all of them, then run again.'
            : `Please delete the one not used by Qovery, or give 'retire-key: ${other.id}': it is then retired with the same care as an old key.`);
    }
    if (policy.retireKey !== undefined) {
        return {
            do: 'rest',
            result: 'nothing-to-rotate',
            why: `${policy.retireKey} is no key of the IAM user ${user} (any more): nothing to retire`,
        };
    }
    const age = now - key.createdAt;
    if (age < policy.maxAge) {
        return {
            do: 'rest',
            result: 'not-due',
            why: `${inUse} is ${(0,lib_clock .Ln)(age)} old; it is due at ${(0,lib_clock .Ln)(policy.maxAge)}`,
        };
    }
    return createKey(observed, policy, runState, inUse, `${inUse} is ${(0,lib_clock .Ln)(age)} old`);
}
function createKey(observed, policy, runState, replaces, why) {
    if (runState.issued) {
        return decide_stop('This run has already created a key, and what it sees now asks for another one.', 'Look at the keys and at Qovery, then run again.');
    }
    const obstacles = preflight(observed, policy, replaces);
    return obstacles === undefined ? { do: 'issue', replaces, why } : { do: 'stop', problem: obstacles };
}
function adopt(observed, policy, old, successor, now) {
    const obstacles = preflight(observed, policy, old);
    if (obstacles !== undefined)
        return { do: 'stop', problem: obstacles };
    const entry = {
        organization: policy.organizationId,
        old,
        new: successor,
        before: [old, successor],
        intent: now,
        stored: now,
        clusters: [],
        deployed: undefined,
        verified: undefined,
        deactivating: undefined,
        deactivated: undefined,
        restored: undefined,
        refused: undefined,
    };
    return {
        do: 'record',
        entry,
        why: `'retire-key' vouches for ${old}: Qovery has moved from it to ${successor}`,
    };
}
function unfinished(observed, policy, runState, now) {
    const { journal } = observed;
    const ids = new Set(observed.keys.map(({ id }) => id));
    const movable = movableHolders(observed);
    const rescue = restoreIfNeeded(observed, policy, now);
    if (rescue !== undefined)
        return rescue;
    const foreign = movable.filter(({ keyId }) => !keysOfRotation(observed).has(keyId));
    if (foreign.length > 0) {
        return decide_stop(`In the middle of a rotation, somebody stored another key: ${foreign.map((holder) => `${(0,lib_holders .zc)(holder)} holds ${holder.keyId}`).join(', ')}.`, 'Nothing was deleted. Store the new key of the rotation there, or finish by hand; then run again.');
    }
    if (journal.restored !== undefined && journal.old !== undefined && ids.has(journal.old)) {
        if (policy.retireKey === journal.old && !runState.holdLifted)
            return liftHold(observed);
        return decide_stop(`The old key ${journal.old} was deactivated, something broke (${journal.why ?? 'unknown'}), and it was activated again at ${(0,lib_clock .KH)(journal.restored)}.`, `Find out what still uses it. Then run with 'retire-key: ${journal.old}': it is retired again, with the full delay.`);
    }
    const appeared = observed.keys.find(({ id }) => !journal.before.includes(id));
    const b = journal.new ?? journal.lost.find((id) => ids.has(id));
    const dead = movable.find(({ keyId }) => !ids.has(keyId));
    if (b === undefined || !ids.has(b)) {
        if (appeared !== undefined)
            return stranded(appeared.id, observed, runState, now);
        return dead === undefined
            ? decide_atRest(observed, policy, runState, now)
            : reissue(observed, policy, runState, dead.keyId);
    }
    const withB = movable.filter(({ keyId }) => keyId === b);
    const without = movable.filter(({ keyId }) => keyId !== b);
    if (without.length === 0)
        return onItsWay(observed, policy, runState, now);
    if (journal.stored !== undefined)
        return lateHolder(without, b);
    if (withB.length === 0)
        return stranded(b, observed, runState, now);
    return split(b, withB, without, observed, policy, runState, now);
}
function reissue(observed, policy, runState, lost) {
    if (observed.keys.length > 1)
        return noFreeSlot(observed, lost);
    const a = observed.journal.old !== undefined && observed.keys.some(({ id }) => id === observed.journal.old)
        ? observed.journal.old
        : lost;
    const why = `Qovery holds ${lost}, which is gone`;
    if (observed.journal.lost.includes(lost) && !runState.issued)
        return { do: 'issue', replaces: a, why };
    return createKey(observed, policy, runState, a, why);
}
function stranded(key, observed, runState, now) {
    const objections = objectionsToDiscard(key, observed, runState, now);
    const hold = objections.find(({ kind }) => kind !== 'wait' && kind !== 'stale');
    if (hold !== undefined) {
        return decide_stop(`ERROR: more than one access key found: the IAM user ${observed.target.user} has ${key}, which no credential in Qovery holds, and it is not certain that this action created it (${hold.text}).`, `Find out whose it is. Delete it by hand, or give 'retire-key: ${key}' once no rotation is under way.`);
    }
    const wait = objections.find((objection) => objection.kind === 'wait');
    if (wait !== undefined)
        return {
            do: 'await-time',
            until: wait.until,
            why: `before ${key} (created by an earlier run, never stored) is deleted: ${wait.text}`,
        };
    if (objections.length > 0)
        return { do: 'look' };
    return {
        do: 'discard',
        key,
        why: 'an earlier run created it and ended before it was stored; its secret is lost',
        split: false,
    };
}
function split(b, withB, without, observed, policy, runState, now) {
    const { journal } = observed;
    const who = `${withB.map(lib_holders .zc).join(', ')} hold${withB.length === 1 ? 's' : ''} ${b}, but ${without.map((holder) => `${(0,lib_holders .zc)(holder)} holds ${holder.keyId}`).join(', ')}`;
    if (journal.refused !== undefined) {
        return decide_stop(`${who}: ${journal.refused} refused the new key.`, `Both keys stay active. ${(0,rotation_journal .j0)(observed.target.user)}`);
    }
    if (runState.issued)
        return decide_stop(`The new key is not stored everywhere: ${who}.`, 'Both keys stay active. Run again: the next run settles it.');
    if (journal.old !== undefined && !observed.keys.some(({ id }) => id === journal.old)) {
        if (observed.keys.length > 1)
            return noFreeSlot(observed, journal.old);
        return createKey(observed, policy, runState, b, `the secret of ${b} is lost, and not every holder has it`);
    }
    const deployed = observed.clusters.find(({ mark }) => mark.deployedAt !== undefined && Date.parse(mark.deployedAt) >= (journal.storing ?? 0));
    if (deployed !== undefined) {
        return decide_stop(`${who}; the secret of ${b} is lost, and cluster '${deployed.name}' has been deployed since, maybe with it.`, 'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.');
    }
    const obstacles = preflight(observed, policy, journal.old ?? b);
    if (obstacles !== undefined)
        return { do: 'stop', problem: obstacles };
    const busy = observed.clusters.filter(({ state }) => state === 'busy');
    if (busy.length > 0)
        return awaitIdle(busy, policy, runState, now, 'before a lost key is replaced');
    if (!isFresh(observed, now) || observed.workloads === undefined)
        return { do: 'look' };
    const deploying = observed.workloads.environments.filter(({ state }) => state === undefined || !atRest(state));
    if (deploying.length > 0) {
        const environments = deploying.map(({ name, state }) => `${name} (${state ?? 'no status'})`).join(', ');
        return pending(`${who}; before ${b}, whose secret is lost, is replaced, these deployments have to end: ${environments}`, true);
    }
    return {
        do: 'discard',
        key: b,
        why: `${who}; its secret is lost with the run that stored it`,
        split: true,
    };
}
function lateHolder(without, b) {
    return decide_stop(`The new key ${b} was stored everywhere, but now ${without.map((holder) => `${(0,lib_holders .zc)(holder)} holds ${holder.keyId}`).join(', ')}.`, 'Nothing was deleted. Store the new key there (its secret is known only to Qovery: create another key for that holder, or copy the setting), or remove it; then run again.');
}
function onItsWay(observed, policy, runState, now) {
    const { journal } = observed;
    const a = journal.old;
    if (a === undefined || journal.stored === undefined) {
        const entry = {
            stored: now,
            refused: undefined,
            old: a ?? journal.before.find((id) => id !== journal.new),
        };
        if (entry.old === undefined)
            return { do: 'finish' };
        return { do: 'record', entry, why: 'the new key was found in every holder' };
    }
    const successor = observed.keys.find(({ id }) => id === journal.new);
    if (successor?.status !== 'Active') {
        return decide_stop(`The new key ${journal.new ?? ''} is ${successor?.status ?? 'gone'}, and this action did not deactivate it.`, 'Find out who did. Activate it, and run again.');
    }
    const clusters = deployClusters(observed, policy, runState, now);
    if (clusters !== undefined)
        return clusters;
    if (journal.deployed === undefined) {
        return {
            do: 'record',
            entry: { deployed: now },
            why: 'there is no cluster to deploy: the others take the new key up when they start',
        };
    }
    const verification = decideVerification(observed, policy, runState, now);
    if (verification !== undefined)
        return verification;
    const old = observed.keys.find(({ id }) => id === a);
    return old === undefined ? { do: 'finish' } : retire(old, observed, policy, runState, now);
}
function retire(old, observed, policy, runState, now) {
    const { deactivated } = observed.journal;
    if (deactivated !== undefined && old.status === 'Inactive' && observed.at < deactivated) {
        const until = Math.min(deactivated + policy.deactivateFor, nextLook(observed, deactivated));
        if (now < until)
            return untilDeletion(old.id, deactivated, until, policy);
    }
    const held = heldBack(old.id, objectionsToRetire(old.id, observed, policy, now), observed, policy, runState, now);
    if (held !== undefined)
        return held;
    if (old.status === 'Active') {
        if (deactivated === undefined)
            return { do: 'deactivate', key: old.id };
        return decide_stop(`The old key ${old.id} was deactivated at ${(0,lib_clock .KH)(deactivated)}, and somebody has activated it again.`, `Find out who needs it. Then delete it by hand, or deactivate it and run again.`);
    }
    if (old.status !== 'Inactive') {
        return decide_stop(`The old key ${old.id} has the status ${old.status}, which this action does not know.`, 'Nothing was deleted. Look at it in the AWS console.');
    }
    if (deactivated === undefined)
        return { do: 'record', entry: { deactivated: now }, why: `${old.id} is inactive` };
    const until = deactivated + policy.deactivateFor;
    if (now >= until)
        return { do: 'delete', key: old.id };
    return untilDeletion(old.id, deactivated, Math.min(until, nextLook(observed, now)), policy);
}
function untilDeletion(key, deactivated, lookAt, policy) {
    const until = (0,lib_clock .KH)(deactivated + policy.deactivateFor);
    const why = `${key} is deactivated; should anything break, it is activated again; it is deleted at ${until}`;
    return policy.waitForDeletion ? { do: 'await-time', until: lookAt, why } : pending(why);
}
function heldBack(key, objections, observed, policy, runState, now) {
    const of = (kind) => objections.filter((objection) => objection.kind === kind);
    const texts = (list) => list.map(({ text }) => text).join('; ');
    const stale = of('stale').length > 0;
    const waits = objections.filter((objection) => objection.kind === 'wait');
    const wait = waits.toSorted((a, b) => b.until - a.until)[0];
    const blocked = [...of('symptom'), ...of('hold')];
    const later = stale && wait !== undefined && !wait.use && observed.journal.deactivated === undefined;
    if (blocked.length > 0 && !later) {
        if (stale)
            return { do: 'look' };
        return decide_stop(`The old key ${key} cannot be retired: ${texts(blocked)}.`, 'Nothing was deactivated or deleted. See to this; the next run goes on from here.');
    }
    if (stale && observed.journal.deactivated !== undefined)
        return { do: 'look' };
    if (wait !== undefined) {
        const why = `${texts(waits)}; it stays until ${(0,lib_clock .KH)(wait.until)}`;
        const lastUse = observed.uses.get(key)?.last?.at;
        if (!policy.waitForDeletion)
            return pending(why, wait.use === true);
        if (wait.use === true && runState.vetoed !== undefined && lastUse !== runState.vetoed)
            return pending(`${why}. Find out what still uses it`, true);
        return {
            do: 'await-time',
            until: observed.journal.deactivated === undefined
                ? wait.until
                : Math.min(wait.until, nextLook(observed, now)),
            why,
            ...(wait.use === true && lastUse !== undefined ? { veto: lastUse } : {}),
        };
    }
    if (stale)
        return { do: 'look' };
    const paused = of('pause');
    return paused.length > 0 ? pending(`the old key ${key} stays for now: ${texts(paused)}`, true) : undefined;
}
function restoreIfNeeded(observed, policy, now) {
    const { old: a, deactivating } = observed.journal;
    const inactive = observed.keys.some(({ id, status }) => id === a && status === 'Inactive');
    if (a === undefined || deactivating === undefined || !inactive)
        return undefined;
    if (observed.journal.restored !== undefined)
        return { do: 'restore', key: a, why: observed.journal.why ?? 'something broke' };
    const symptoms = objectionsToRetire(a, observed, policy, now).filter(({ kind }) => kind === 'symptom');
    return symptoms.length === 0
        ? undefined
        : { do: 'restore', key: a, why: symptoms.map(({ text }) => text).join('; ') };
}
function liftHold(observed) {
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
        why: `'retire-key' names ${observed.journal.old}, which was brought back: it is retired again, with the full delay`,
        liftsHold: true,
    };
}
function noFreeSlot(observed, gone) {
    return decide_stop(`Qovery holds ${gone}, which is gone, and the IAM user ${observed.target.user} has two other keys (${observed.keys.map(({ id }) => id).join(', ')}): there is no room for a new one.`, 'Please delete the one not used by anything, then run again.');
}
function pending(why, warning = false) {
    return { do: 'rest', result: 'pending', why, warning };
}
function decide_stop(what, next) {
    return { do: 'stop', problem: new errors .AF(what, next) };
}
function deleteAfter(observed, policy, now) {
    const { old, deployed, deactivated } = observed.journal;
    if (!observed.keys.some(({ id }) => id === old))
        return undefined;
    if (deactivated !== undefined)
        return deactivated + policy.deactivateFor;
    if (deployed === undefined)
        return undefined;
    return Math.max(deployed + policy.delay, now) + policy.deactivateFor;
}
;// CONCATENATED MODULE: ./lib/rotation/report/describe.js
function describeState(observed) {
    const role = (id) => id === observed.journal.new ? ', new' : id === observed.journal.old ? ', old' : '';
    const keys = observed.keys.map(({ id, status, createdAt }) => `${id} (${status}${role(id)}, created ${(0,lib_clock .KH)(createdAt)})`);
    const holders = concernedHolders(observed).map((holder) => `${(0,lib_holders .zc)(holder)} holds ${holder.keyId}`);
    return `IAM user ${observed.target.user} has ${keys.length === 0 ? 'no access key' : keys.join(' and ')}; in Qovery, ${holders.length === 0 ? 'nobody holds one of them' : holders.join(', ')}.`;
}
function plan(step, observed, policy, clock) {
    const holders = movableHolders(observed);
    const clusters = observed.clusters.filter(({ state, id }) => state !== 'off' && !policy.ignoreClusters.includes(id));
    const deploy = clusters.length === 0
        ? []
        : [
            `deploy ${clusters.map(({ name }) => `'${name}'`).join(', ')} with the new key, production last, and wait for success`,
        ];
    const retire = [
        `keep the old key for ${(0,lib_clock .Ln)(policy.delay)} after the last cluster was deployed`,
        `deactivate the old key for ${(0,lib_clock .Ln)(policy.deactivateFor)}, look whether anything broke, delete it`,
    ];
    const store = [
        `create a new key for ${observed.target.user} and prove that it works`,
        `store it in ${holders.map(lib_holders .zc).join(', ')}`,
    ];
    switch (step.do) {
        case 'issue':
            return [...store, ...deploy, ...retire];
        case 'discard':
            return [`delete ${step.key}: ${step.why}`, ...store, ...deploy, ...retire];
        case 'deploy':
        case 'await-clusters':
        case 'verify':
        case 'await-verification':
            return [...deploy, ...retire];
        case 'await-time':
            return [
                `wait until ${(0,lib_clock .KH)(step.until)}: ${step.why}`,
                ...(clock.now() < step.until ? [`then deactivate and delete ${observed.journal.old ?? 'it'}`] : []),
            ];
        case 'record':
            return [`write in the journal that ${step.why}`, ...deploy, ...retire];
        case 'deactivate':
            return [
                `deactivate ${step.key} for ${(0,lib_clock .Ln)(policy.deactivateFor)}, look whether anything broke, delete it`,
            ];
        case 'restore':
            return [`activate ${step.key} again: ${step.why}`];
        case 'delete':
            return [`delete ${step.key}`];
        case 'finish':
            return ['clean the journal'];
        case 'look':
        case 'rest':
        case 'stop':
            return [];
    }
}
function reportOf(target, credentials, first, state, journal, end, events, policy, now) {
    const observed = state?.observation;
    const inUse = observed === undefined ? undefined : inUseOf(observed);
    const idle = end.result === 'not-due' || end.result === 'nothing-to-rotate';
    const keyCreatedAt = observed?.keys.find(({ id }) => id === inUse)?.createdAt;
    const cutOff = observed === undefined || idle ? [] : leftBehind(observed, journal, policy);
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
        deleteAfter: observed === undefined || end.result !== 'pending' ? undefined : deleteAfter(observed, policy, now),
        nextRotation: keyCreatedAt === undefined || policy.maxAge === 0 ? undefined : keyCreatedAt + policy.maxAge,
        clusters: observed === undefined ? [] : clusterReports(observed, journal, policy, state?.runState),
        holders: first === undefined || observed === undefined ? [] : holderReports(first, observed),
        events: [...(first === undefined ? [] : describe_history(first)), ...events],
        plan: end.plan,
        now: end.result === 'failed'
            ? observed === undefined
                ? 'Nothing was changed.'
                : describeState(observed)
            : '',
        next: end.next,
    };
}
function leftBehind(observed, journal, policy) {
    return observed.clusters
        .filter(({ id, state }) => policy.ignoreClusters.includes(id) && state !== 'off')
        .filter(({ id }) => !journal?.clusters.includes(id))
        .map(({ name }) => `cluster '${name}' is ignored ('ignore-cluster-id'): once the old key is gone, it has none until its next deployment`);
}
function describe_history({ journal, keys }) {
    const { old, new: successor, stored, deployed, verified, deactivated } = journal;
    if (old === undefined || stored === undefined)
        return [];
    const created = keys.find(({ id }) => id === successor)?.createdAt;
    const known = [
        [created, `created ${successor}`],
        [stored, 'stored the new key everywhere'],
        [deployed, 'every cluster is deployed with the new key'],
        [verified, 'the test deployments succeeded'],
        [deactivated, `deactivated ${old}`],
    ];
    return known.flatMap(([at, what]) => (at === undefined ? [] : [{ at, what }]));
}
function inUseOf(observed) {
    return concernedHolders(observed).find(({ kind }) => kind === 'cloud credential')?.keyId;
}
function clusterReports(observed, journal, policy, runState) {
    return observed.clusters.map((cluster) => {
        const requested = runState?.deployments.get(cluster.id);
        const proved = journal?.clusters.includes(cluster.id) || requested?.outcome === 'succeeded';
        let note = '';
        if (policy.ignoreClusters.includes(cluster.id))
            note = 'ignored: has no key, once the old one is gone, until its next deployment';
        else if (proved)
            note = 'deployed with the new key';
        else if (cluster.state === 'off')
            note = 'left alone: takes the key up when it starts';
        else if (requested !== undefined)
            note =
                requested.outcome === 'running'
                    ? 'deploying with the new key'
                    : `not deployed with the new key: ${requested.detail}`;
        return {
            id: cluster.id,
            name: cluster.name,
            production: cluster.production,
            status: cluster.mark.status,
            note,
        };
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
// EXTERNAL MODULE: ./lib/qovery/http.js + 1 modules
var http = __webpack_require__(5042);
;// CONCATENATED MODULE: ./lib/rotation/perform/journal-writer.js
const HEARTBEAT_EVERY = 5 * lib_clock .pY;
async function writeJournal(entry, observed, runState, { keys, clock, policy }) {
    const tags = {
        ...(0,rotation_journal .Fg)({ organization: policy.organizationId, ...entry }, observed.tags),
        ...(0,rotation_journal .Ny)(runState.run, clock.now()),
        ...(typeof entry.new === 'string' ? (0,rotation_journal .Z3)(entry.new, policy.organizationId, clock.now()) : {}),
    };
    await keys.tag(observed.target.user, tags);
    const known = new Map([...observed.tags, ...Object.entries(tags)]);
    return { ...observed, tags: known, journal: (0,rotation_journal .a0)(known) };
}
async function renewHeartbeat(observed, runState, context) {
    const last = (0,rotation_journal .Wn)(observed.journal, runState.run) ?? 0;
    return context.clock.now() - last < HEARTBEAT_EVERY
        ? observed
        : writeJournal({}, observed, runState, context);
}
async function keepAlive(observed, runState, context) {
    try {
        return await renewHeartbeat(observed, runState, context);
    }
    catch (error) {
        if (!(error instanceof aws_error .Gy))
            throw error;
        context.info(`The heartbeat was not renewed: ${(0,errors .bD)(error)}.`);
        return observed;
    }
}
async function clearHeartbeat({ observation: observed, runState }, keys) {
    await keys.untag(observed.target.user, Object.keys((0,rotation_journal .Ny)(runState.run, 0)));
}
;// CONCATENATED MODULE: ./lib/rotation/means.js
const SEEN_WITHIN = lib_clock .pY;
const LOOK_AGAIN_AFTER = 5 * lib_clock .Z2;
;// CONCATENATED MODULE: ./lib/rotation/perform/create-key.js
const UNCLEAR_FOR = 2 * lib_clock .pY;
const REPEAT_EVERY = 5 * lib_clock .Z2;
async function create_key_createKey(order, state, context) {
    const { keys, clock } = context;
    const { user } = state.observation.target;
    context.group('Create a new Access Key');
    context.info(`${order.why}.`);
    await keys.checkPermissions(user);
    const announced = await announce(order, state, context);
    if (order.instead !== undefined) {
        context.info(`Deleting ${order.instead}: until the next key is stored, its holders are cut off. That takes seconds.`);
        await keys.delete(user, order.instead);
        context.event(`deleted ${order.instead}, which was not stored everywhere`);
    }
    const created = await create(announced, state, context);
    const runState = { ...state.runState, issued: true, created: created.id };
    context.event(`created ${created.id}`);
    let observed = announced;
    try {
        const { id, status, createdAt } = created;
        observed = { ...observed, keys: [...observed.keys, { id, status, createdAt }] };
        observed = await writeJournal({ new: created.id }, observed, runState, context);
        context.info(`Proving the new key: AWS takes up to 15 seconds to know a new key everywhere.`);
        await (0,identity .as)(context.clients, { accessKeyId: created.id, secretAccessKey: created.secret }, { account: observed.target.account, userName: user }, clock);
        await confirmJournal(created.id, observed, context);
        if (context.cancel.aborted)
            throw new errors .cJ();
    }
    catch (error) {
        throw await takeBack(created, observed, error, context);
    }
    return {
        observation: await store({ id: created.id, secret: created.secret }, observed, runState, context),
        runState,
    };
}
async function announce({ replaces, instead }, { observation: observed, runState }, context) {
    const { keys, clock, policy } = context;
    const { user } = observed.target;
    const before = observed.keys.map(({ id }) => id);
    const entry = {
        organization: policy.organizationId,
        intent: clock.now(),
        before,
        lost: [...new Set([...observed.journal.lost, ...(instead === undefined ? [] : [instead])])],
        old: replaces,
        new: undefined,
        clusters: [],
        storing: instead === undefined ? undefined : observed.journal.storing,
        stored: undefined,
        deployed: undefined,
        verified: undefined,
        deactivating: undefined,
        deactivated: undefined,
        restored: undefined,
        why: undefined,
        refused: undefined,
    };
    const announced = await writeJournal(entry, observed, runState, context);
    const [tags, list] = await Promise.all([
        announcedTags(user, entry.intent, runState, context),
        keys.list(user),
    ]);
    const journal = (0,rotation_journal .a0)(tags);
    const mine = (0,rotation_journal .Wn)(journal, runState.run) ?? 0;
    const other = (0,rotation_journal .uV)(journal, runState.run, clock.now());
    if (other !== undefined && (other.at < mine || (other.at === mine && other.id < runState.run))) {
        throw new AnotherRun(other.id);
    }
    if (other === undefined && journal.intent !== entry.intent) {
        throw new errors .AF(`AWS accepted the journal of this rotation as tags of ${user}, but they are not there.`, 'Nothing else was changed. Run again.');
    }
    if (list
        .map(({ id }) => id)
        .toSorted()
        .join() !== before.toSorted().join()) {
        if (other !== undefined)
            throw new AnotherRun(other.id);
        throw new errors .AF(`The keys of the IAM user ${user} changed while this run was looking at them.`, 'Nothing was changed. Run again.');
    }
    return { ...announced, tags: new Map([...tags]), journal };
}
async function announcedTags(user, intent, { run }, { keys, clock }) {
    const deadline = clock.now() + SEEN_WITHIN;
    for (;;) {
        const tags = await keys.tags(user);
        const journal = (0,rotation_journal .a0)(tags);
        const seen = journal.intent === intent || (0,rotation_journal .uV)(journal, run, clock.now()) !== undefined;
        if (seen || clock.now() > deadline)
            return tags;
        await clock.sleep(LOOK_AGAIN_AFTER);
    }
}
class AnotherRun extends Error {
    name = 'AnotherRun';
    run;
    constructor(run) {
        super(`another run (${run}) is at work`);
        this.run = run;
    }
}
async function create(observed, before, context) {
    const { keys, secrets } = context;
    const { user } = observed.target;
    try {
        const created = await keys.create(user);
        secrets.add(created.secret);
        return created;
    }
    catch (error) {
        if (!(error instanceof aws_error .Gy))
            throw error;
        if (error.refused)
            await withdraw(observed, before, context);
        if (error.code === 'LimitExceeded') {
            throw new errors .AF(`${(0,errors .uo)(error.message)} ERROR: more than one access key found: another key appeared in this moment.`, 'Nothing was deleted. The next run looks at it again.');
        }
        if (error.refused)
            throw new errors .AF((0,errors .uo)(error.message), 'No key was created. See to it, and run again.');
        throw new errors .AF(`${error.message}: whether a key was created is not certain, and its secret is lost.`, 'Qovery still uses the old key. If a key was created, a run that starts 15 minutes from now, or later, deletes it and goes on.');
    }
}
async function withdraw(observed, { observation: { journal: earlier }, runState }, context) {
    const journal = (0,rotation_journal .a0)(await context.keys.tags(observed.target.user));
    const ours = journal.intent === observed.journal.intent && journal.new === undefined;
    if (ours && (0,rotation_journal .uV)(journal, runState.run, context.clock.now()) === undefined) {
        const { intent, before } = earlier;
        await writeJournal(intent === undefined ? { intent } : { intent, before }, observed, runState, context);
    }
}
async function confirmJournal(id, { target }, { keys, policy }) {
    const journal = (0,rotation_journal .a0)(await keys.tags(target.user));
    if (journal.new !== id || journal.organization !== policy.organizationId) {
        throw new errors .AF(`Another run has written over the journal of ${target.user}.`, 'Run again, one run at a time.');
    }
}
async function takeBack({ id }, observed, cause, context) {
    let outcome;
    try {
        await context.keys.delete(observed.target.user, id);
        await context.keys.untag(observed.target.user, [id]);
        context.event(`deleted ${id}, which was not stored anywhere`);
        outcome = `The new key ${id} was deleted again`;
    }
    catch (error) {
        outcome = `The new key ${id} could not be deleted (${(0,errors .bD)(error)}); the next run deletes it`;
    }
    if (cause instanceof errors .cJ) {
        context.info(`${outcome}.`);
        return cause;
    }
    const what = cause instanceof errors .AF ? cause.what : (0,errors .uo)((0,errors .bD)(cause));
    return new errors .AF(what, `${outcome}. Qovery still uses the old key. See to it, and run again.`);
}
async function store(key, observation, runState, context) {
    context.group('Update Qovery credentials');
    const holders = movableHolders(observation);
    let observed = observation;
    try {
        observed = await writeJournal({ storing: context.clock.now() }, observed, runState, context);
    }
    catch (error) {
        throw await takeBack(key, observed, error, context);
    }
    for (const [index, holder] of holders.entries()) {
        const outcome = await storeIn(holder, key, index === 0, context);
        if (outcome.stored) {
            context.event(`stored the new key in the ${(0,lib_holders .zc)(holder)}`);
            continue;
        }
        const what = `The new key was not stored in the ${(0,lib_holders .zc)(holder)}: ${outcome.why}.`;
        if (outcome.certain && index === 0)
            throw await takeBack(key, observed, outcome.cancelled ? new errors .cJ() : new errors .AF(what, ''), context);
        if (outcome.refused)
            await writeJournal({ refused: (0,lib_holders .zc)(holder) }, observed, runState, context);
        throw outcome.cancelled
            ? new errors .cJ()
            : new errors .AF(outcome.certain
                ? what
                : `Whether the new key is stored in the ${(0,lib_holders .zc)(holder)} is not certain: ${outcome.why}.`, outcome.refused
                ? `Both keys stay active. ${(0,rotation_journal .j0)(observed.target.user)}`
                : 'Both keys stay active. Run again: the next run settles it by what it observes.');
    }
    const known = observed.holders.map((holder) => holders.includes(holder) ? { ...holder, keyId: key.id } : holder);
    return writeJournal({ stored: context.clock.now() }, { ...observed, holders: known }, runState, context);
}
async function storeIn(holder, key, first, { organization, clock, cancel }) {
    const kind = (0,lib_holders .I)(holder);
    if (!(0,lib_holders .dS)(kind))
        throw new Error(`${holder.kind} is not movable`);
    const deadline = clock.now() + UNCLEAR_FOR;
    let sent = false;
    for (;;) {
        let why;
        let refused = false;
        const not = (how) => ({
            stored: false,
            certain: !sent,
            refused: false,
            cancelled: false,
            why,
            ...how,
        });
        try {
            const open = await kind.open(organization.api, holder.id);
            if (open.keyId === key.id)
                return { stored: true };
            if (open.keyId !== holder.keyId) {
                why = `somebody else has stored ${open.keyId ?? 'no key'} there`;
                return not({ refused: !sent });
            }
            if (cancel.aborted && first && !sent) {
                why = 'the run was cancelled';
                return not({ cancelled: true });
            }
            const before = sent;
            sent = true;
            await open.store(key).catch((error) => {
                refused = error instanceof http .J && error.refused && !before;
                throw error;
            });
            why = `Qovery accepted it, but still tells ${holder.keyId}`;
            if ((await kind.open(organization.api, holder.id)).keyId === key.id)
                return { stored: true };
        }
        catch (error) {
            why = (0,errors .bD)(error);
            if (error instanceof errors .cJ)
                return not({ cancelled: true });
            const lasts = !(error instanceof http .J && error.throttled);
            if (refused)
                return not({ certain: true, refused: lasts });
            if (error instanceof errors .AF || (error instanceof http .J && error.refused && !sent))
                return not({ refused: !sent && lasts });
            if (!(error instanceof http .J))
                throw error;
        }
        if (clock.now() + REPEAT_EVERY > deadline)
            return not({});
        try {
            await clock.sleep(REPEAT_EVERY);
        }
        catch {
            return not({ cancelled: true });
        }
    }
}
;// CONCATENATED MODULE: ./lib/rotation/observe/observe.js
async function observe(target, { organization, keys: iam, clock, policy, }, notBefore) {
    const startedAt = clock.now();
    const [{ at: seenAt, dnsAt, holders, clusters, statuses }, keys, tags] = await Promise.all([
        organization.look(notBefore),
        iam.list(target.user),
        iam.tags(target.user),
    ]);
    const at = Math.min(startedAt, seenAt);
    const journal = (0,rotation_journal .a0)(tags);
    const held = new Set(holders.filter(({ kind }) => kind === 'cloud credential').map(({ keyId }) => keyId));
    const uses = new Map();
    await Promise.all(keys.map(async ({ id }) => {
        const use = held.has(id) && id !== journal.old ? undefined : await iam.use(id);
        if (use !== undefined)
            uses.set(id, use);
    }));
    const concerned = concernedClusters(concernedHolders({ keys, journal, target, holders }), clusters, statuses);
    const retiring = journal.deployed !== undefined && clock.now() >= journal.deployed + policy.delay;
    const splitting = journal.storing !== undefined && journal.stored === undefined;
    const watched = concerned.clusters.filter(({ id }) => !policy.ignoreClusters.includes(id));
    const workloads = retiring || splitting ? await readWorkloads(organization.api, watched) : undefined;
    return {
        at,
        took: clock.now() - at,
        dnsAt,
        target,
        keys,
        tags,
        journal,
        holders,
        uses,
        workloads,
        ...concerned,
    };
}
;// CONCATENATED MODULE: ./lib/rotation/perform/deploy.js
const MAX_CAUSES = 3;
async function deploy(chosen, { observation, runState }, context) {
    const { organization, clock } = context;
    context.group('Deploy the cluster with the new credentials');
    const claimed = await renewHeartbeat(observation, runState, context);
    const observed = withStatuses(claimed, await organization.statuses(clock.now()));
    const idle = observed.clusters.filter(({ id, state, lock }) => state !== 'busy' &&
        state !== 'off' &&
        lock === undefined &&
        chosen.some((cluster) => cluster.id === id));
    const requests = await Promise.all(idle.map(async (cluster) => {
        const requestedAt = clock.now();
        const deployment = { baseline: cluster.mark, started: false, executionId: undefined };
        try {
            await organization.api.deployCluster(cluster.id);
        }
        catch (error) {
            if (!(error instanceof http .J))
                throw error;
            if (error.status === 400 || error.status === 409) {
                context.info(`'${cluster.name}': ${error.message}. Asking again when it is idle.`);
                return undefined;
            }
            return [cluster.id, { requestedAt, deployment, outcome: 'not-accepted', detail: error.message }];
        }
        context.event(`asked Qovery to deploy '${cluster.name}'`);
        return [cluster.id, { requestedAt, deployment, outcome: 'running', detail: 'deploying' }];
    }));
    const deployments = new Map([
        ...runState.deployments,
        ...requests.filter((request) => request !== undefined),
    ]);
    const waitingSince = new Map(runState.waitingSince);
    for (const { id } of chosen)
        if (!deployments.has(id) && !waitingSince.has(id))
            waitingSince.set(id, clock.now());
    const next = { observation: observed, runState: { ...runState, deployments, waitingSince } };
    if (idle.length > 0 && requests.every((request) => request === undefined)) {
        await clock.sleep(15 * lib_clock .Z2);
        return { ...next, observation: withStatuses(observed, await organization.statuses(clock.now())) };
    }
    return next;
}
function pollInterval(waited) {
    if (waited < 20 * lib_clock .Z2)
        return 5 * lib_clock .Z2;
    if (waited < 4 * lib_clock .pY)
        return 30 * lib_clock .Z2;
    if (waited < 20 * lib_clock .pY)
        return 12 * lib_clock .Z2;
    return 30 * lib_clock .Z2;
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
        seen = withStatuses(observed, await organization.statuses(clock.now() - interval / 2));
    }
    catch (error) {
        if (!(error instanceof http .J) || (error.refused && !error.throttled))
            throw error;
        context.info(`${error.message}. Asking again.`);
        return {
            observation: await keepAlive(observed, runState, context),
            runState: { ...runState, waitingSince },
        };
    }
    const deployments = new Map(runState.deployments);
    for (const cluster of step.clusters) {
        const now = seen.clusters.find(({ id }) => id === cluster.id);
        if (now === undefined)
            continue;
        if (now.mark.status !== cluster.mark.status) {
            const until = (0,lib_clock .KH)(since + policy.deployTimeout);
            context.info(`${(0,lib_clock .KH)(clock.now()).slice(11, 16)} '${cluster.name}' is ${now.mark.status}, after ${(0,lib_clock .Ln)(clock.now() - since)} (${step.why}; usually 5 to 10 minutes, at the latest until ${until}).`);
        }
        const requested = runState.deployments.get(cluster.id);
        if (requested?.outcome !== 'running')
            continue;
        const { deployment, outcome } = (0,qovery_status .e)(requested.deployment, now.mark);
        if (outcome === 'succeeded')
            context.event(`'${cluster.name}' is deployed with the new key`);
        if (outcome === 'failed')
            context.event(`the deployment of '${cluster.name}' ended in ${now.mark.status}`);
        const detail = outcome === 'replaced'
            ? `another deployment took the place of ours (now ${now.mark.status})`
            : now.mark.status;
        const causes = outcome === 'failed' ? await causesOf(cluster, requested.requestedAt, context) : [];
        deployments.set(cluster.id, { ...requested, deployment, outcome, detail, causes });
    }
    return {
        observation: await keepAlive(seen, runState, context),
        runState: { ...runState, waitingSince, deployments },
    };
}
async function causesOf({ id, name, region }, since, { organization, info }) {
    try {
        const lines = await organization.api.clusterLogs(id);
        const { headline, problemsInLog } = await __webpack_require__.e(  480).then(__webpack_require__.bind(__webpack_require__, 1480));
        const problems = problemsInLog(lines, { provider: 'AWS', region }).filter(({ at }) => at === undefined || at >= since - lib_clock .pY);
        for (const { error } of problems) {
            info(`The log of '${name}' says: ${headline(error)}.`);
            if (error.request !== undefined)
                info(`To send to ${error.provider}: ${error.request}`);
        }
        return problems.slice(0, MAX_CAUSES).map(({ error }) => error);
    }
    catch (error) {
        if (!(error instanceof http .J))
            throw error;
        info(`Why the deployment of '${name}' failed is not known: ${error.message}.`);
        return [];
    }
}
;// CONCATENATED MODULE: ./lib/rotation/perform/verify.js
async function verify(environments, { observation, runState }, context) {
    const { organization, clock } = context;
    context.group('Perform a test deployment');
    const observed = await renewHeartbeat(observation, runState, context);
    const verifications = new Map(runState.verifications);
    const waitingSince = new Map(runState.waitingSince);
    for (const id of environments) {
        const requestedAt = clock.now();
        try {
            const requestId = await organization.api.redeployEnvironment(id);
            context.event(`asked Qovery to redeploy environment ${id}, as a test`);
            verifications.set(id, {
                requestedAt,
                requestId,
                outcome: requestId === undefined ? 'failed' : 'running',
                detail: 'Qovery told no id of the deployment',
            });
        }
        catch (error) {
            if (!(error instanceof http .J))
                throw error;
            if (error.status === 409) {
                waitingSince.set(id, waitingSince.get(id) ?? requestedAt);
                await clock.sleep(15 * lib_clock .Z2);
            }
            else
                verifications.set(id, {
                    requestedAt,
                    requestId: undefined,
                    outcome: 'failed',
                    detail: error.message,
                });
        }
    }
    return { observation: observed, runState: { ...runState, verifications, waitingSince } };
}
async function awaitVerification(environments, { observation, runState }, context) {
    const { organization, clock } = context;
    const verifications = new Map(runState.verifications);
    const since = Math.min(...environments.map((id) => verifications.get(id)?.requestedAt ?? clock.now()));
    await clock.sleep(pollInterval(clock.now() - since));
    for (const id of environments) {
        const verification = verifications.get(id);
        if (verification?.requestId === undefined)
            continue;
        const next = await progress(id, verification, verification.requestId);
        verifications.set(id, next);
        if (next.outcome === 'succeeded')
            context.event(`environment ${id} runs on the new key`);
    }
    return {
        observation: await keepAlive(observation, runState, context),
        runState: { ...runState, verifications },
    };
    async function progress(id, verification, requestId) {
        try {
            const status = await organization.api.deploymentStatus(requestId);
            if (!atRest(status))
                return verification;
            const good = status === 'DEPLOYED' || status === 'RESTARTED';
            return {
                ...verification,
                outcome: good ? 'succeeded' : 'failed',
                detail: `the deployment ended in ${status}`,
            };
        }
        catch (error) {
            if (!(error instanceof http .J) || (error.refused && !error.throttled))
                throw error;
            context.info(`Environment ${id}: ${error.message}. Asking again.`);
            return verification;
        }
    }
}
;// CONCATENATED MODULE: ./lib/rotation/perform/perform.js
const SHARED_FOR = 20 * lib_clock .Z2;
async function perform(step, state, context) {
    const { keys, clock } = context;
    const { observation: observed, runState } = state;
    const { user } = observed.target;
    switch (step.do) {
        case 'look': {
            if (observed.journal.deployed !== undefined && observed.dnsAt < changedAt(observed))
                context.organization.dns.renew(changedAt(observed));
            return {
                runState,
                observation: await observe(observed.target, context, lookedSince(observed, clock.now())),
            };
        }
        case 'record': {
            context.info(`${step.why}.`);
            const observation = await writeJournal(step.entry, observed, runState, context);
            return { observation, runState: step.liftsHold ? { ...runState, holdLifted: true } : runState };
        }
        case 'issue':
            return create_key_createKey(step, state, context);
        case 'discard':
            if (step.split)
                return create_key_createKey({ replaces: observed.journal.old ?? step.key, why: step.why, instead: step.key }, state, context);
            context.group('Delete a key that was never in use');
            context.info(`${step.key}: ${step.why}.`);
            await renewHeartbeat(observed, runState, context);
            await untilSeen(`the deletion of ${step.key}`, clock, async () => {
                await keys.delete(user, step.key);
                return !(await keys.list(user)).some(({ id }) => id === step.key);
            });
            await keys.untag(user, [step.key]);
            context.event(`deleted ${step.key}, which was never in use`);
            return { runState, observation: await observe(observed.target, context, clock.now()) };
        case 'deploy':
            return deploy(step.clusters, state, context);
        case 'await-clusters':
            return awaitClusters(step, state, context);
        case 'verify':
            return verify(step.environments, state, context);
        case 'await-verification':
            return awaitVerification(step.environments, state, context);
        case 'await-time':
            return awaitTime(step, state, context);
        case 'deactivate': {
            context.group('Deactivate the old Access Key');
            const claimed = await writeJournal({ deactivating: clock.now() }, observed, runState, context);
            await setStatus(user, step.key, 'Inactive', context);
            context.event(`deactivated ${step.key}`);
            return {
                runState,
                observation: await writeJournal({ deactivated: clock.now() }, withStatus(claimed, step.key, 'Inactive'), runState, context),
            };
        }
        case 'restore': {
            context.group('Activate the old Access Key again');
            context.info(`${step.why}.`);
            const held = await writeJournal({ restored: clock.now(), why: step.why }, observed, runState, context);
            await setStatus(user, step.key, 'Active', context);
            context.event(`activated ${step.key} again: ${step.why}`);
            const entry = { deactivating: undefined, deactivated: undefined };
            return {
                runState,
                observation: await writeJournal(entry, withStatus(held, step.key, 'Active'), runState, context),
            };
        }
        case 'delete':
            return remove(step.key, state, context);
        case 'finish': {
            const dead = [observed.journal.old, ...observed.journal.lost, ...(0,rotation_journal .aG)(observed.tags)].filter((id) => id !== undefined && !observed.keys.some((key) => key.id === id));
            const ours = [
                ...(0,rotation_journal .jN)(observed.tags),
                ...[...observed.tags.keys()].filter((key) => dead.includes(key)),
            ];
            await keys.untag(user, ours);
            const tags = new Map([...observed.tags].filter(([key]) => !ours.includes(key)));
            context.group('Done');
            return {
                runState: { ...runState, finished: true },
                observation: { ...observed, tags, journal: (0,rotation_journal .a0)(tags) },
            };
        }
    }
}
function lookedSince({ at, journal }, now) {
    return Math.max(at + 1, now - SHARED_FOR, changedAt({ journal }));
}
async function remove(key, { observation, runState }, context) {
    context.group('Delete the old Access Key');
    const observed = await renewHeartbeat(observation, runState, context);
    await context.keys.delete(observed.target.user, key);
    context.event(`deleted ${key}`);
    return { runState, observation: { ...observed, keys: observed.keys.filter(({ id }) => id !== key) } };
}
function setStatus(user, id, status, { keys, clock }) {
    return untilSeen(`that ${id} is to be ${status}`, clock, async () => {
        await keys.setStatus(user, id, status);
        return (await keys.list(user)).some((key) => key.id === id && key.status === status);
    });
}
async function untilSeen(what, clock, once) {
    const deadline = clock.now() + SEEN_WITHIN;
    while (!(await once())) {
        if (clock.now() > deadline) {
            throw new errors .AF(`AWS accepted ${what}, but nothing of it is seen after ${(0,lib_clock .Ln)(SEEN_WITHIN)}.`, 'Run again: the next run goes on from what it finds.');
        }
        await clock.sleep(LOOK_AGAIN_AFTER);
    }
}
async function awaitTime(step, { observation, runState }, context) {
    const { clock } = context;
    context.group(step.until - clock.now() > 30 * lib_clock .pY
        ? 'Waiting up to 2h to ensure all ongoing deployments are done'
        : 'Wait');
    context.info(`Until ${(0,lib_clock .KH)(step.until)} (${(0,lib_clock .Ln)(step.until - clock.now())}): ${step.why}.`);
    let observed = observation;
    for (let told = clock.now(); clock.now() < step.until;) {
        await clock.sleep(Math.min(HEARTBEAT_EVERY, step.until - clock.now()));
        observed = await keepAlive(observed, runState, context);
        if (clock.now() - told >= 30 * lib_clock .pY && clock.now() < step.until) {
            told = clock.now();
            context.info(`Waiting until ${(0,lib_clock .KH)(step.until)}, ${(0,lib_clock .Ln)(step.until - told)} to go.`);
        }
    }
    return { observation: observed, runState: { ...runState, vetoed: step.veto ?? runState.vetoed } };
}
function withStatus(observed, key, status) {
    return {
        ...observed,
        keys: observed.keys.map((candidate) => (candidate.id === key ? { ...candidate, status } : candidate)),
    };
}
;// CONCATENATED MODULE: ./lib/rotation/step.js
function initialRunState(run) {
    return {
        run,
        issued: false,
        created: undefined,
        finished: false,
        deployments: new Map(),
        verifications: new Map(),
        waitingSince: new Map(),
        vetoed: undefined,
        holdLifted: false,
    };
}
;// CONCATENATED MODULE: ./lib/rotation/loop.js
async function rotateKey(target, credentials, options, shared, logger) {
    const events = [];
    const context = meansOf(shared, logger, events);
    const progress = { first: undefined, state: undefined, journal: undefined, acted: false };
    let end;
    try {
        end = await runLoop(progress, target, options, context);
    }
    catch (error) {
        const { state } = progress;
        if (progress.acted && state !== undefined)
            saveProgress({ ...state, observation: await lookOnceMore(state.observation, shared, context) }, progress);
        end = endOf(error, progress.state?.observation, target.user);
    }
    const { first, state, journal, acted } = progress;
    if (acted && state?.runState.finished === false)
        await releaseHeartbeat(state, shared, context);
    return reportOf(target, credentials, first, state, journal, end, events, shared.policy, shared.clock.now());
}
async function runLoop(progress, target, options, context) {
    let state = await context.startLimit(async () => act(await begin(progress, target, options, context), progress, options, context));
    for (;;) {
        const next = nextStep(state, progress, options, context);
        if ('result' in next)
            return next;
        state = isWait(next)
            ? saveProgress(await perform(next, state, context), progress)
            : await context.stepLimit(() => act(state, progress, options, context));
    }
}
async function begin(progress, target, { run, startedAt }, context) {
    if (context.cancel.aborted)
        throw new errors .cJ();
    context.group('Ensure there is only one Access Key');
    progress.first = await observe(target, context, Math.max(startedAt, context.clock.now() - SHARED_FOR));
    context.info(describeState(progress.first));
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
async function afterLongWait(state, { keys, clock }) {
    const { observation: observed, runState } = state;
    const beat = (0,rotation_journal .Wn)(observed.journal, runState.run);
    if (beat === undefined || clock.now() - beat < rotation_journal .Gz - lib_clock .pY)
        return state;
    const tags = await keys.tags(observed.target.user);
    return { runState, observation: { ...observed, tags, journal: (0,rotation_journal .a0)(tags) } };
}
function nextStep({ observation, runState }, progress, { dryRun }, { cancel, clock, policy }) {
    if (cancel.aborted)
        throw new errors .cJ();
    const step = decide(observation, policy, runState, clock.now());
    if (step.do === 'stop')
        throw step.problem;
    if (step.do === 'rest')
        return ended(step.result, step.why, { warning: step.warning ?? false });
    if (dryRun && step.do !== 'look') {
        const steps = plan(step, observation, policy, clock);
        return ended('planned', 'dry run: nothing was changed', { plan: steps });
    }
    progress.acted ||= step.do !== 'look';
    return step;
}
function isWait(step) {
    return step.do.startsWith('await-');
}
function saveProgress(state, progress) {
    progress.state = state;
    if (!state.runState.finished)
        progress.journal = state.observation.journal;
    return state;
}
function meansOf(shared, logger, events) {
    let lastTitle = '';
    return {
        ...shared,
        group: (text) => {
            if (text !== lastTitle)
                logger.group(text);
            lastTitle = text;
        },
        info: (text) => logger.info(text),
        event: (what) => {
            events.push({ at: shared.clock.now(), what });
            logger.info(`-> ${what}`);
        },
    };
}
function ended(result, why, more = {}) {
    return { result, why, warning: false, next: '', plan: [], ...more };
}
function endOf(error, observed, user) {
    const goesOn = 'The next run goes on from what it finds.';
    if (error instanceof AnotherRun)
        return ended('pending', `${error.message} on ${user}; this run changed nothing`, { warning: true });
    if (error instanceof errors .cJ) {
        const inUse = observed?.journal.stored !== undefined;
        return ended(inUse ? 'pending' : 'failed', 'the run was cancelled', { warning: true, next: goesOn });
    }
    if (error instanceof aws_error .Gy && error.sessionEnded && observed?.journal.stored !== undefined) {
        const how = "Run again to finish; with 'role-to-assume' the action fetches a new session by itself.";
        return ended('pending', `${error.message}; both keys are as they were`, { warning: true, next: how });
    }
    if (error instanceof errors .AF)
        return ended('failed', error.what, { next: error.remedy });
    return ended('failed', (0,errors .uo)((0,errors .bD)(error)), { next: `See to it, and run again. ${goesOn}` });
}
async function lookOnceMore(observed, shared, { info }) {
    try {
        return await observe(observed.target, shared, shared.clock.now());
    }
    catch (error) {
        info(`What is true now could not be read (${(0,errors .bD)(error)}); what follows was true at ${(0,lib_clock .KH)(observed.at)}.`);
        return observed;
    }
}
async function releaseHeartbeat(state, { keys, clock }, { info }) {
    try {
        await clearHeartbeat(state, keys);
    }
    catch (error) {
        info(`The heartbeat of this run stays for 15 minutes from ${(0,lib_clock .KH)(clock.now())}: ${(0,errors .bD)(error)}.`);
    }
}
;// CONCATENATED MODULE: ./lib/rotation/rotate.js
const AT_WORK = 2;
const MAX_SKEW = 5 * lib_clock .pY;
async function rotate(inputs, deps) {
    const { output } = deps;
    const clock = serverClock(deps.clock, deps.api.http);
    const organization = new Organization(deps.api, clock);
    const startedAt = clock.now();
    const seen = await organization.look(startedAt);
    checkClock(deps.api.http.clockSkew);
    const { chosen, leftOut } = choose(inputs, seen);
    const context = { inputs, startedAt, organization: inputs.organizationId };
    if (chosen.length === 0)
        return rotationOutcome([], { ...context, leftOut, endedAt: clock.now() });
    const clients = (0,aws_clients .e)(inputs.aws, inputs.proxy, deps);
    try {
        const keys = new access_keys .P(clients);
        const caller = await (0,identity .IX)(clients);
        checkClock(clients.sts.config.systemClockOffset);
        const owned = await findOwners(chosen, seen, inputs, caller, clients, keys);
        if (owned.targets.length > 1) {
            for (const [name, value] of [
                ['aws-iam-user', inputs.iamUser],
                ['retire-key', inputs.retireKey],
            ]) {
                if (value !== undefined) {
                    throw new errors .AF(`Input '${name}' is for one key at a time, and 'credentials-id' names credentials of ${owned.targets.length} IAM users.`, 'Name the credentials of one of them. Nothing was changed.');
                }
            }
        }
        const shared = {
            organization,
            keys,
            clients,
            clock,
            secrets: deps.secrets,
            cancel: deps.cancel,
            policy: policyOf(inputs),
            startLimit: (0,limit .A)(AT_WORK),
            stepLimit: (0,limit .A)(AT_WORK),
        };
        const alone = owned.targets.length === 1;
        const reports = await Promise.all(owned.targets.map((target) => {
            const names = seen.credentials
                .filter(({ id }) => target.credentialIds.includes(id))
                .map(({ id, name }) => ({ id, name }));
            const logger = loggerOf(output, alone ? undefined : names.map(({ name }) => name).join(', '));
            return rotateKey(target, names, { run: deps.run, dryRun: inputs.dryRun, startedAt }, shared, logger);
        }));
        output.endGroup();
        return rotationOutcome([...owned.refused, ...reports], {
            ...context,
            leftOut: [...leftOut, ...owned.leftOut],
            endedAt: clock.now(),
        });
    }
    finally {
        clients.close();
    }
}
function policyOf(inputs) {
    return {
        organizationId: inputs.organizationId,
        maxAge: inputs.maxAge,
        delay: inputs.delay,
        deactivateFor: inputs.deactivateFor,
        deployTimeout: inputs.deployTimeout,
        waitForDeletion: inputs.waitForDeletion,
        retireKey: inputs.retireKey,
        ignoreClusters: inputs.ignoreClusters,
        verifyEnvironments: inputs.verifyEnvironments,
        onlyClusters: inputs.clusters,
        iamUserGiven: inputs.iamUser !== undefined,
    };
}
function loggerOf(output, name) {
    return name === undefined
        ? { group: (text) => output.group(text), info: (text) => output.info(text) }
        : {
            group: (text) => output.info(`[${name}] [+] ${text}`),
            info: (text) => output.info(`[${name}] ${text}`),
        };
}
function checkClock(skew) {
    if (skew === undefined || Math.abs(skew) <= MAX_SKEW)
        return;
    throw new errors .AF(`The clock of this runner is ${(0,lib_clock .Ln)(Math.abs(skew))} ${skew > 0 ? 'behind' : 'ahead of'} the servers': no delay could be trusted.`, 'Set it right (NTP), and run again. Nothing was changed.');
}
function serverClock(clock, http) {
    const known = ({ clockSkew = 0 }) => Math.abs(clockSkew) < 2 * lib_clock .Z2 ? 0 : clockSkew;
    return { now: () => clock.now() + known(http), sleep: (ms) => clock.sleep(ms) };
}
function choose(inputs, { credentials, holders }) {
    const ids = inputs.credentials === 'all' ? credentials.map(({ id }) => id) : inputs.credentials;
    const chosen = [];
    const leftOut = [];
    for (const id of ids) {
        const credential = credentials.find((candidate) => candidate.id.toLowerCase() === id);
        if (credential === undefined) {
            const known = credentials.map(({ id, name }) => `${name} (${id})`).join(', ') || 'none';
            throw new errors .AF(`The organisation has no cloud credential ${id}.`, `It has: ${known}. Nothing was changed.`);
        }
        const holder = holders.find((candidate) => candidate.kind === 'cloud credential' && candidate.id === credential.id);
        if (holder !== undefined)
            chosen.push(holder);
        else if (credential.object_type === 'AWS_ROLE')
            leftOut.push(`'${credential.name}' uses an AWS role: there is no key to rotate, which is what Qovery recommends.`);
        else if (inputs.credentials !== 'all')
            leftOut.push(`'${credential.name}' is no static AWS credential (${credential.object_type}): this action has nothing to rotate there.`);
    }
    return { chosen, leftOut };
}
async function findOwners(chosen, seen, inputs, caller, clients, keys) {
    const users = new Map();
    const refused = [];
    const leftOut = [];
    const refuse = (keyId, what, next) => {
        refused.push(refusal(keyId, chosen, caller.account, what, next));
    };
    const ids = [...new Set(chosen.map(({ keyId }) => keyId))];
    const facts = await Promise.all(ids.map(async (keyId) => {
        if (!/^AKIA/.test(keyId))
            return { keyId, account: undefined, user: undefined };
        const [account, use] = await Promise.all([(0,identity .eS)(clients, keyId), keys.use(keyId)]);
        return { keyId, account, user: use?.userName };
    }));
    const orphans = [];
    for (const { keyId, account, user } of facts) {
        if (account === undefined) {
            refuse(keyId, `Qovery holds ${keyId}, which is not a long-term access key of an IAM user (those begin with AKIA).`, 'Store a key of an IAM user there.');
        }
        else if (account !== caller.account) {
            if (inputs.credentials === 'all')
                leftOut.push(`${keyId} belongs to AWS account ${account}; this run is signed in to ${caller.account}.`);
            else
                refuse(keyId, `${keyId} belongs to AWS account ${account}, but this run is signed in to account ${caller.account} (${caller.arn}).`, `Sign in to ${account}, for example with a role there as 'role-to-assume'.`);
        }
        else if (user !== undefined && inputs.iamUser !== undefined && user !== inputs.iamUser) {
            refuse(keyId, `${keyId} belongs to the IAM user ${user}, not to ${inputs.iamUser} ('aws-iam-user'). ERROR: no access key found, are you sure it's the correct user?`, "Leave 'aws-iam-user' out: AWS tells the owner.");
        }
        else if (user !== undefined && user === caller.userName) {
            refuse(keyId, `This run is signed in as ${caller.arn}, the very user whose key is to be rotated.`, "Sign in as somebody else: a role, with 'role-to-assume'.");
        }
        else if (user !== undefined || inputs.iamUser !== undefined) {
            const owner = user ?? inputs.iamUser ?? '';
            users.set(owner, (users.get(owner) ?? new Set()).add(keyId));
        }
        else
            orphans.push(keyId);
    }
    for (const keyId of orphans) {
        const owner = await journalOwner(keyId, seen, keys);
        if (owner !== undefined)
            users.set(owner, (users.get(owner) ?? new Set()).add(keyId));
        else {
            refuse(keyId, `AWS names no owner of ${keyId}, the key that Qovery holds: it is gone, or this run may not ask (iam:GetAccessKeyLastUsed). ERROR: no access key found, are you sure it's the correct user?`, "Check the account, the partition ('aws-region') and the permissions. If the key is gone, give the name of its user as 'aws-iam-user': a new key is then created and stored.");
        }
    }
    const targets = [...users].map(([user, held]) => {
        const keyIds = [...held];
        const credentialIds = seen.holders
            .filter(({ kind, keyId }) => kind === 'cloud credential' && held.has(keyId))
            .map(({ id }) => id);
        return { user, account: caller.account, credentialIds, keyIds };
    });
    return { targets, refused, leftOut };
}
async function journalOwner(keyId, { holders }, keys) {
    const others = [...new Set(holders.map((holder) => holder.keyId))].filter((id) => id !== keyId && /^AKIA/.test(id));
    const users = new Set((await Promise.all(others.map((id) => keys.use(id)))).flatMap((use) => use?.userName ?? []));
    for (const user of users) {
        const { old, new: successor, lost } = (0,rotation_journal .a0)(await keys.tags(user));
        if ([old, successor, ...lost].includes(keyId))
            return user;
    }
    return undefined;
}
function refusal(keyId, chosen, account, why, next) {
    return {
        user: undefined,
        account,
        credentials: chosen.filter((holder) => holder.keyId === keyId).map(({ id, name }) => ({ id, name })),
        result: 'failed',
        why,
        warning: false,
        oldKey: keyId,
        newKey: undefined,
        keyCreatedAt: undefined,
        deleteAfter: undefined,
        nextRotation: undefined,
        clusters: [],
        holders: [],
        events: [],
        plan: [],
        now: 'Nothing was changed.',
        next,
    };
}
  })
};
