/** The job summary of a rotation: what happened to each key, what happens next and when, and what to do. Pure. */
import { span } from '../../lib/clock.ts';
import { stateOf } from '../../qovery/status.ts';
import { someOf } from '../../lib/text.ts';
import { type Result, type RotationEvent, isIdle } from '../model.ts';
import type { ClusterReport, RotationReport } from './report.ts';
import { describeCluster, describeEvent } from './words.ts';
import { clusterPage } from '../../qovery/console.ts';
import {
  alert,
  blocks,
  bullets,
  capped,
  code,
  details,
  escape,
  link,
  listed,
  second,
  sentence,
  table,
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
  /** Address of this run on GitHub, and who started it; empty outside of GitHub. */
  readonly runUrl: string;
  readonly actor: string;
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
const SIGNS: Readonly<Record<Result, string>> = {
  failed: '❌',
  pending: '⏳',
  deferred: '🔒',
  planned: '📋',
  rotated: '✅',
  'not-due': '✅',
  'nothing-to-rotate': '✅',
};
const ORDER = Object.keys(RESULTS);
/** A table with more rows than this is folded. */
const MANY = 15;
/** More of one kind in a line of the timeline are counted. */
const MANY_LABELS = 10;

export function rotationSummary(reports: readonly RotationReport[], context: SummaryContext): string {
  const sorted = reports.toSorted(
    (a, b) => ORDER.indexOf(a.result) - ORDER.indexOf(b.result) || Number(b.warning) - Number(a.warning),
  );
  const several = sorted.length > 1;
  const fold = (report: RotationReport): string =>
    details(
      `${sign(report)} ${status(report)}: ${nameOf(report)}`,
      body(report, context),
      report.result === 'failed',
    );
  const text = blocks([
    `### ${sorted[0] === undefined ? SIGNS['nothing-to-rotate'] : sign(sorted[0])} ${escape(heading(sorted))}${context.dryRun ? ' (dry run)' : ''}`,
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
    const result = `${sign(report)} ${status(report)}`;
    const cells = [escape(nameOf(report)), escape(report.user ?? '–'), result, keys(report)];
    return [...cells, whatNext(report, context)];
  });
  return table(['Credential', 'IAM user', 'Result', 'Key: old → new', 'Next'], rows);
}

/** Of one key. */
function body(report: RotationReport, context: SummaryContext): string {
  const { result, why, state, plan, obstacles } = report;
  const fact = (label: string, markup: string): string => markup && `**${label}:** ${markup}`;
  const tables = blocks([clusterTable(report, context), holderTable(report)]);
  return blocks([
    lead(report, sentence(why)),
    titled(
      'In the way',
      bullets(obstacles.map(({ what, remedy }) => `${sentence(what)} **${sentence(remedy)}**`)),
    ),
    // Two lists in a row would be one.
    obstacles.length === 0 ? '' : '<!-- -->',
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
    isIdle(result) && tables !== '' ? details('Clusters and holders of this key', tables) : tables,
    titled('Timeline (UTC)', timelineOf(report, context.now)),
    titled('For the auditor', audit(report, context)),
  ]);
}

/** What a person has to read stands out. */
function lead({ result, warning }: RotationReport, markup: string): string {
  if (result === 'failed') return alert('CAUTION', markup);
  return warning ? alert('WARNING', markup) : markup;
}

function sign({ result, warning }: RotationReport): string {
  return warning && result !== 'failed' ? '⚠️' : SIGNS[result];
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
      return nextRotation > now
        ? `The next rotation is due on ${when(nextRotation, now)}; until then the key is within its age limit.`
        : `The key in use is over its age limit since ${when(nextRotation, now)}.`;
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

/** A dry run before the first change: what holds the key will change, what runs with it will be deployed. */
function isBeforeAll({ result, newKey }: RotationReport): boolean {
  return result === 'planned' && newKey === undefined;
}

function clusterTable(report: RotationReport, { consoleUrl, organizationId }: SummaryContext): string {
  const { clusters } = report;
  const failing = clusters.filter(isFailing);
  const rows = [...failing, ...clusters.filter((cluster) => !isFailing(cluster))].map((cluster) => {
    const page = clusterPage(organizationId, cluster.id, consoleUrl);
    const log = isFailing(cluster) ? ` (${link('see its log', page)})` : '';
    return [
      escape(cluster.name),
      cluster.production ? 'yes' : 'no',
      code(cluster.status),
      `${escape(describeCluster(cluster)) || (isBeforeAll(report) ? 'will be deployed' : '–')}${log}`,
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

function holderTable(report: RotationReport): string {
  const same = (before: string): string =>
    isBeforeAll(report) && before === report.oldKey ? 'will change' : 'unchanged';
  const rows = report.holders.map(({ kind, name, before, after }) => [
    escape(kind),
    escape(name),
    code(before),
    before === after ? same(before) : code(after),
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

/** Not a diagram: in GitHub's width its letters are too small to be read, and nothing in it can be copied. */
function timelineOf(report: RotationReport, now: number): string {
  const { events, result, deactivateAfter, deleteAfter, nextRotation } = report;
  const done: { from: number; to: number; labels: string[]; phase: string | undefined }[] = [];
  for (const [i, event] of events.entries()) {
    const phase = PHASES[event.kind];
    // What was asked for is told by how it ended.
    if (phase === 'asked' && events.slice(i + 1).some(({ subject }) => subject === event.subject)) continue;
    const last = done.at(-1);
    const label = escape(describeEvent(event));
    if (last === undefined || phase === undefined || last.phase !== phase) {
      done.push({ from: event.at, to: event.at, labels: [label], phase });
    } else {
      last.to = event.at;
      last.labels.push(label);
    }
  }
  if (done.length === 0) return '';
  const ahead = (at: number | undefined, what: string): string[][] =>
    at === undefined || at <= now ? [] : [[when(at, now), `*to come:* ${what}`]];
  return table(
    ['When', 'What'],
    [
      ...done.map(({ from, to, labels }) => [
        second(from) === second(to) ? second(from) : `${second(from)} to ${second(to)}`,
        someOf(labels, MANY_LABELS),
      ]),
      ...ahead(deactivateAfter, 'the old key is deactivated'),
      ...ahead(deleteAfter, 'the old key is deleted'),
      ...ahead(result === 'failed' ? undefined : nextRotation, 'the next rotation is due'),
    ],
  );
}

/** Whose key, and who changed it; when is in the timeline. */
function audit(report: RotationReport, { runUrl, actor }: SummaryContext): string {
  const { user, account, oldKey, newKey, keyCreatedAt, events } = report;
  const created = events.some(({ kind }) => kind === 'key-created');
  const facts: readonly (readonly [string, string])[] = [
    ['IAM user', code(user ?? '')],
    ['AWS account', code(account ?? '')],
    [newKey === undefined ? 'Key' : 'Old key', code(oldKey ?? '')],
    ['New key', code(newKey ?? '')],
    ['Key in use created', keyCreatedAt === undefined || created ? '' : `${second(keyCreatedAt)}\u00a0UTC`],
    ['Run', runUrl === '' ? '' : link(runUrl.split('/').at(-1) ?? runUrl, runUrl)],
    ['Started by', escape(actor)],
  ];
  return table(
    ['What', 'Value'],
    facts.filter(([, value]) => value !== ''),
  );
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
