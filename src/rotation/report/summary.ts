/** The job summary of a rotation: what happened to each key, what happens next and when, and what to do. Pure. */
import { iso, span } from '../../lib/clock.ts';
import { stateOf } from '../../qovery/status.ts';
import { someOf } from '../../lib/text.ts';
import type { Result, RotationEvent } from '../model.ts';
import type { ClusterReport, RotationReport } from './report.ts';
import { describeCluster, describeEvent } from './words.ts';
import { clusterPage } from '../../qovery/console.ts';
import {
  type Moment,
  blocks,
  bullets,
  capped,
  code,
  details,
  escape,
  link,
  listed,
  sentence,
  table,
  timeline,
  titled,
  when,
} from '../../lib/markdown.ts';

export interface SummaryContext {
  readonly organizationId: string;
  /** `https://console.qovery.com`. */
  readonly consoleUrl: string;
  readonly dryRun: boolean;
  readonly now: number;
  readonly maxAge: number;
  /** Sentences: keys that were left out, roles that need no rotation … */
  readonly leftOut: readonly string[];
  readonly warnings: readonly string[];
}

/** What asks most of the reader comes first. */
const RESULTS: Readonly<Record<Result, string>> = {
  failed: 'Failed',
  pending: 'Pending',
  deferred: 'Deferred',
  planned: 'Planned',
  rotated: 'Rotated',
  'not-due': 'Not due',
  'nothing-to-rotate': 'Nothing to rotate',
};
const ORDER = Object.keys(RESULTS);
/** A table with more rows than this is folded. */
const MANY = 15;

export function rotationSummary(reports: readonly RotationReport[], context: SummaryContext): string {
  const sorted = reports.toSorted(
    (a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || Number(b.warning) - Number(a.warning),
  );
  const several = sorted.length > 1;
  const fold = (report: RotationReport): string =>
    details(`${status(report)}: ${nameOf(report)}`, body(report, context), report.result === 'failed');
  const text = blocks([
    `### ${escape(heading(sorted))}${context.dryRun ? ' (dry run)' : ''}`,
    sorted.length === 0 ? 'There is no AWS access key to rotate.' : '',
    several ? overview(sorted, context) : '',
    listed('Warnings', context.warnings),
    ...sorted.map((report) => (several ? fold(report) : body(report, context))),
    listed('Left out', context.leftOut),
  ]);
  return capped(`${text}\n`);
}

function heading(reports: readonly RotationReport[]): string {
  const [first] = reports;
  if (first === undefined) return RESULTS['nothing-to-rotate'];
  if (reports.length === 1) return `${RESULTS[first.result]}: ${nameOf(first)}`;
  const words = [...new Set(reports.map(({ result }) => result))].map(
    (result) => `${reports.filter((each) => each.result === result).length} ${RESULTS[result].toLowerCase()}`,
  );
  return `${words.join(', ')}: ${reports.length} AWS keys`;
}

function overview(reports: readonly RotationReport[], context: SummaryContext): string {
  const rows = reports.map((report) => {
    const cells = [escape(nameOf(report)), escape(report.user ?? '–'), status(report), keys(report)];
    return [...cells, whatNext(report, context)];
  });
  return table(['Credential', 'IAM user', 'Result', 'Key: old → new', 'Next'], rows);
}

/** Of one key. */
function body(report: RotationReport, context: SummaryContext): string {
  const { result, why, state, plan } = report;
  const fact = (label: string, markup: string): string => markup && `**${label}:** ${markup}`;
  const tables = blocks([clusterTable(report, context), holderTable(report)]);
  const quiet = ['not-due', 'nothing-to-rotate', 'deferred'].includes(result);
  return blocks([
    `**${status(report)}.** ${sentence(why)}`,
    bullets([
      fact('Key', keys(report)),
      fact('Credential', someOf(report.credentials.map(({ id, name }) => `${escape(name)} (${code(id)})`))),
      fact('What is true now', sentence(state)),
      fact(result === 'failed' ? 'What to do' : 'Next', whatNext(report, context)),
      fact(
        'Failed since, for other reasons than this rotation',
        someOf(report.otherFailures.map((name) => escape(name))),
      ),
      fact(`Age limit of ${span(context.maxAge)}`, ageLimit(report, context)),
    ]),
    titled(
      'What a run without dry-run would do',
      plan.map((step, i) => `${i + 1}. ${escape(step)}`).join('\n'),
    ),
    quiet && tables !== '' ? details('Clusters and holders of this key', tables) : tables,
    titled('Timeline', timelineOf(report, context.now)),
    audit(report),
  ]);
}

function status({ result, warning }: RotationReport): string {
  return `${RESULTS[result]}${warning && result !== 'failed' ? ', needs a look' : ''}`;
}

function whatNext(report: RotationReport, { now }: SummaryContext): string {
  const { result, oldKey, deactivateAfter, deleteAfter, nextRotation } = report;
  const said = sentence(report.remedy);
  switch (result) {
    case 'failed':
      return said || 'Fix what failed, and run again: the next run goes on from what it finds.';
    case 'planned':
      return said || 'Run again without `dry-run` to do this.';
    case 'pending': {
      if (deleteAfter === undefined) return said || 'The next run goes on from what it finds.';
      const old = oldKey === undefined ? 'The old key' : `The old key ${code(oldKey)}`;
      const deactivated =
        deactivateAfter === undefined
          ? ''
          : deactivateAfter > now
            ? `is deactivated by the first run after ${when(deactivateAfter, now)}, and `
            : '';
      const deleted =
        deleteAfter > now ? `at ${when(deleteAfter, now)} or later` : 'as soon as nothing needs it any more';
      return `${old} ${deactivated}is deleted by a run ${deleted}. ${said}`.trim();
    }
    case 'deferred':
      return said || 'A run after the end of the lock begins the rotation.';
    case 'rotated':
    case 'not-due':
    case 'nothing-to-rotate':
      if (said !== '' || nextRotation === undefined) return said || 'Nothing to do.';
      return `The next rotation is due on ${when(nextRotation, now)}; until then the key is within its age limit.`;
  }
}

/** By when the limit is met, or since when it is not. Where nothing is under way, "next" has said it. */
function ageLimit(report: RotationReport, { now, maxAge }: SummaryContext): string {
  const { result, oldKey, keyCreatedAt, deleteAfter, nextRotation } = report;
  if (maxAge === 0 || !['failed', 'pending', 'planned'].includes(result)) return '';
  const later = deleteAfter !== undefined && deleteAfter > now;
  const earliest = later ? `, ${when(deleteAfter, now)} at the earliest` : '';
  const met =
    result === 'pending' && oldKey !== undefined ? `Met once the old key is deleted${earliest}.` : '';
  if (keyCreatedAt === undefined || nextRotation === undefined) return met;
  const side = nextRotation > now ? 'within the limit until' : 'over the limit since';
  return `${met} The key in use is ${span(now - keyCreatedAt)} old: ${side} ${when(nextRotation, now)}.`.trim();
}

function clusterTable({ clusters }: RotationReport, { consoleUrl, organizationId }: SummaryContext): string {
  const failing = clusters.filter(isFailing);
  const rows = [...failing, ...clusters.filter((cluster) => !isFailing(cluster))].map((cluster) => {
    const page = clusterPage(organizationId, cluster.id, consoleUrl);
    const log = isFailing(cluster) ? ` (${link('see its log', page)})` : '';
    return [
      escape(cluster.name),
      cluster.production ? 'yes' : 'no',
      code(cluster.status),
      `${escape(describeCluster(cluster)) || '–'}${log}`,
    ];
  });
  return folded(
    'Clusters',
    table(['Cluster', 'Production', 'Status', 'What it means'], rows),
    rows.length,
    failing.length > 0,
  );
}

function isFailing({ status, role }: ClusterReport): boolean {
  return ['error', 'invalid-credentials'].includes(stateOf(status)) || role === 'not-deployed';
}

function holderTable({ holders }: RotationReport): string {
  const rows = holders.map(({ kind, name, before, after }) => [
    escape(kind),
    escape(name),
    code(before),
    before === after ? 'unchanged' : code(after),
  ]);
  return folded(
    'Holders of the key in Qovery',
    table(['Kind', 'Name', 'Key before', 'Key after'], rows),
    rows.length,
  );
}

function folded(title: string, markup: string, rows: number, open = false): string {
  return rows > MANY ? details(`${title} (${rows})`, markup, open) : titled(title, markup);
}

/** What goes into one column of the timeline. */
const PHASES: Partial<Record<RotationEvent['kind'], string>> = {
  'key-stored': 'stored',
  'stored-everywhere': 'stored',
  'cluster-deploying': 'asked',
  'environment-deploying': 'asked',
  'cluster-deployed': 'deployed',
};

/** Not a Gantt chart: its scale cannot show minutes and months at once. */
function timelineOf(report: RotationReport, now: number): string {
  const { events, result, oldKey, newKey, deactivateAfter, deleteAfter, nextRotation } = report;
  const done: { from: number; to: number; labels: string[]; phase: string | undefined }[] = [];
  for (const [i, event] of events.entries()) {
    const phase = PHASES[event.kind];
    // What was asked for is told by how it ended.
    if (phase === 'asked' && events.slice(i + 1).some(({ subject }) => subject === event.subject)) continue;
    let label = describeEvent(event);
    // An id is too wide for its box.
    if (newKey !== undefined) label = label.replaceAll(newKey, 'the new key');
    if (oldKey !== undefined) label = label.replaceAll(oldKey, 'the old key');
    const last = done.at(-1);
    if (last === undefined || phase === undefined || last.phase !== phase) {
      done.push({ from: event.at, to: event.at, labels: [label], phase });
    } else {
      last.to = event.at;
      last.labels.push(label);
    }
  }
  if (done.length === 0) return '';
  const ahead = (at: number | undefined, what: string): Moment[] =>
    at === undefined || at <= now ? [] : [{ from: at, to: at, labels: [what] }];
  return timeline({
    'Done (UTC)': done,
    'To come (UTC)': [
      ...ahead(deactivateAfter, 'the old key is deactivated'),
      ...ahead(deleteAfter, 'the old key is deleted'),
      ...ahead(result === 'failed' ? undefined : nextRotation, 'the next rotation is due'),
    ],
  });
}

const DONE_TO_KEYS: Partial<Record<RotationEvent['kind'], string>> = {
  'key-created': 'created',
  'key-deactivated': 'deactivated',
  'key-activated': 'activated',
  'key-deleted': 'deleted',
  'key-replaced': 'deleted',
  'key-discarded': 'deleted',
};

/** The line that an auditor asks for: whose keys, and when. */
function audit({ user, account, oldKey, newKey, keyCreatedAt, events }: RotationReport): string {
  const ids = Object.entries({ 'IAM user': user, account, 'old key': oldKey, 'new key': newKey });
  const who = ids.flatMap(([label, id]) => (id === undefined ? [] : [`${label} ${code(id)}`]));
  const times = new Map<string, number>();
  const deployed = events.filter(({ kind }) => kind === 'cluster-deployed').length;
  for (const { kind, at, subject } of events) {
    const phase = PHASES[kind];
    const verb = DONE_TO_KEYS[kind];
    if (phase === 'stored') times.set('stored', at);
    if (phase === 'deployed') times.set(`deployed (clusters: ${deployed})`, at);
    if (verb !== undefined) times.set(`${verb} ${code(subject)}`, at);
  }
  const created = events.some(({ kind }) => kind === 'key-created');
  if (keyCreatedAt !== undefined && !created) times.set('key in use created', keyCreatedAt);
  const moments = [...times].toSorted(([, a], [, b]) => a - b).map(([what, at]) => `${what} ${iso(at)}`);
  return `For the auditor: ${[who.join(', '), moments.join(', ')].filter((part) => part !== '').join('; ') || '–'}.`;
}

function keys({ oldKey, newKey, result }: RotationReport): string {
  if (oldKey === undefined || newKey === undefined) return code(oldKey ?? newKey ?? '');
  // After a failure, an arrow would promise too much.
  return result === 'failed'
    ? `old ${code(oldKey)}, new ${code(newKey)}`
    : `${code(oldKey)} → ${code(newKey)}`;
}

function nameOf({ credentials, user, oldKey }: RotationReport): string {
  if (credentials.length === 0) return user ?? oldKey ?? 'unknown key';
  const names = credentials.map(({ name }) => name);
  return names.length <= 3
    ? names.join(', ')
    : `${names.slice(0, 2).join(', ')} and ${names.length - 2} more`;
}
