/** One page about everything that needs maintenance, the most urgent first. Pure. */
import { DAY, days, daysAgo, daysBetween, iso, isoDay, span } from '../lib/clock.ts';
import { holderLabel } from '../holders/index.ts';
import { someOf } from '../lib/text.ts';
import type { ReviewInputs } from '../inputs.ts';
import { dayName } from '../locks/maintenance-days.ts';
import { moment, endOfLock } from '../qovery/lock.ts';
import type { ApiToken, Credential } from '../qovery/schemas.ts';
import type { Accepted } from './accepted.ts';
import type { AuditLog, ClusterActivity } from './audit-log.ts';
import { type Ahead, aheadSections } from './aws/ahead.ts';
import { type ClusterView, isCovered, worstFirst } from './clusters.ts';
import type { ManagedDatabase } from './databases.ts';
import { type Finding, URGENCIES, isRead } from './finding.ts';
import { type Further, furtherSections } from './further.ts';
import { credentialsFirst, dueAt, oldestFirst } from './keys.ts';
import { isUnfinished } from '../rotation/journal.ts';
import { wordsFor } from './other-clouds.ts';
import type { HeldKey } from './read-keys.ts';
import { tokenSection } from './tokens.ts';
import {
  alert,
  blocks,
  bullets,
  capped,
  code,
  details,
  escape,
  link,
  sentence,
  table,
  titled,
  unbroken,
  when,
} from '../lib/markdown.ts';
import { keyAges, maintenanceByWeek } from './charts.ts';

/** Everything that was looked at. */
export interface Review {
  readonly inputs: ReviewInputs;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The time at Qovery. */
  readonly now: number;
  readonly name: string | undefined;
  /** Without those that were accepted. */
  readonly findings: readonly Finding[];
  readonly accepted: readonly Accepted[];
  /** Of `accept-findings`, the ids that nothing has which was found. */
  readonly unmatched: readonly string[];
  readonly clusters: readonly ClusterView[];
  readonly keys: readonly HeldKey[];
  /** Of every kind, with the clusters that use them. */
  readonly credentials: readonly {
    readonly credential: Credential;
    readonly clusters: readonly { readonly name: string }[];
  }[];
  readonly tokens: readonly ApiToken[];
  /** `undefined`: it could not be read. */
  readonly auditLog: AuditLog | undefined;
  /** How many logs were read: of failing clusters, of healthy ones, and how many clusters there are. */
  readonly logs: {
    readonly failing: number;
    readonly healthy: number;
    readonly of: number;
    /** Ids of the clusters. */
    readonly read: readonly string[];
  };
  readonly databases: readonly ManagedDatabase[];
  readonly further: Further;
  readonly ahead: Ahead;
  /** What could not be read, and why. */
  readonly missing: readonly string[];
  /** What this token may not see, and why: told, and no reason for attention. */
  readonly unseen: readonly string[];
}

export function unmatchedText(ids: readonly string[]): string {
  return `'accept-findings' names what was not found: ${someOf(ids)}. Take it out of the list if it is gone for good.`;
}

const HEADINGS: Readonly<Record<Finding['urgency'], string>> = {
  now: 'Broken, or about to break',
  soon: 'Needs attention',
  plan: 'To plan, or to know',
};

export function reviewSummary(review: Review): string {
  const { findings, accepted, unmatched, inputs, name, missing, unseen, further, now } = review;
  const text = blocks([
    `### ${sign(review)} Maintenance review${name === undefined ? '' : ` of ${escape(name)}`}: ${verdict(review)}`,
    ...inputs.warnings.map((warning) => alert('WARNING', escape(warning))),
    ...URGENCIES.map((urgency) =>
      titled(HEADINGS[urgency], bullets(findings.filter((one) => one.urgency === urgency).map(item))),
    ),
    titled('Accepted', bullets(accepted.map(acceptedItem))),
    unmatched.length === 0 ? '' : sentence(unmatchedText(unmatched)),
    titled('Could not be read', bullets(missing.map((text) => sentence(text)))),
    titled('Not to be seen with this token', bullets(unseen.map((text) => sentence(text)))),
    clusterSection(review),
    keySection(review),
    maintenanceSection(review),
    furtherSections(further, now),
    databaseSection(review),
    aheadSections(review.ahead, now),
    tokenSection(review.tokens, further.policyTokens, now),
    titled('What no API can see', CHECKLIST.map((line) => `- [ ] ${line}`).join('\n')),
    `Read on ${iso(now)}. Nothing was changed.`,
  ]);
  return capped(`${text}\n`);
}

function sign({ findings, missing }: Review): string {
  if (findings.some(({ urgency }) => urgency === 'now')) return '❌';
  return missing.length > 0 || findings.some(({ urgency }) => urgency === 'soon') ? '⚠️' : '✅';
}

export function verdict({ findings, missing }: Review): string {
  const count = findings.filter(({ urgency }) => urgency !== 'plan').length;
  const urgent =
    count === 0
      ? 'nothing needs attention'
      : `${count} ${count === 1 ? 'thing needs' : 'things need'} attention`;
  return missing.length === 0 ? urgent : `${urgent}, and not everything could be read`;
}

/** A table with more rows than this is folded: the findings above have named what needs a person. */
const MANY = 15;

/** Qovery's own best practices (its documentation, "Maintenance Best Practices"), less what is above. */
const CHECKLIST = [
  'Notices of the cloud providers about planned maintenance, and of Qovery (seven days ahead), were read.',
  'Major upgrades of databases and Kubernetes were tried in staging first.',
  'There is a way back, and somebody has tried it.',
  `${link('Qovery’s status page', 'https://status.qovery.com')} shows nothing that concerns these clusters.`,
  'What was deployed to the clusters outside Qovery has an owner, who keeps it compatible with Kubernetes.',
] as const;

function acceptedItem({ finding: { id, what }, until }: Accepted): string {
  return `${sentence(what)} ${until === undefined ? 'Accepted' : `Accepted until ${escape(until)}`}: ${code(id)}`;
}

function item({ id, urgency, what, next, link: page, paste }: Finding): string {
  const more = page === undefined ? '' : ` (${link(page.text, page.url)})`;
  const request =
    paste === undefined
      ? ''
      : `\n\n  ${details('A request to paste', `\`\`\`text\n${fence(paste)}\n\`\`\``).replaceAll('\n', '\n  ')}`;
  const said = urgency === 'now' ? `**${sentence(what)}**` : sentence(what);
  return `${said} ${sentence(next)}${more} ${code(id)}${request}`;
}

/** Nothing inside may end the fence. */
function fence(text: string): string {
  return text.replaceAll('`', "'");
}

function folded(title: string, headers: readonly string[], rows: readonly (readonly string[])[]): string {
  return rows.length > MANY ? details(title, table(headers, rows)) : table(headers, rows);
}

// Clusters

function clusterSection({ clusters, now, logs }: Review): string {
  const rows = worstFirst(clusters).map((cluster) => {
    const { name, provider, region, production, status, outOfDate, version, nextVersion, maintenanceDay } =
      cluster;
    return [
      `${escape(name)}${production ? ' (production)' : ''}`,
      escape(`${provider} ${region}`),
      `${code(status ?? 'not told')}${outOfDate ? ', configuration pending' : ''}`,
      escape(`${version ?? '–'}${nextVersion === undefined ? '' : `, next ${nextVersion}`}`),
      deploymentCell(cluster, now),
      maintenanceDay === undefined ? 'self-managed' : dayName(maintenanceDay).replace(/\S+$/, unbroken),
      lockCell(cluster, now),
    ];
  });
  const headers = [
    ...['Cluster', 'Where', 'Status', 'Kubernetes'],
    ...['Last deployment', 'Next maintenance day', 'Lock'],
  ];
  return titled(
    `Clusters (${rows.length})`,
    blocks([
      folded('Every cluster', headers, rows),
      rows.length === 0 ? 'There are none, or none that this token may see.' : '',
      'Maintenance comes on Monday, to production on Wednesday, by Qovery’s published schedule; a day here is a day in UTC.',
      logs.of === 0
        ? ''
        : `Logs were read of ${logs.failing} failing and ${logs.healthy} healthy ${logs.failing + logs.healthy === 1 ? 'cluster' : 'clusters'}, of ${logs.of}.`,
    ]),
  );
}

function deploymentCell({ deployed, lastDeployment }: ClusterView, now: number): string {
  const when = lastDeployment === undefined ? '' : daysAgo(now - lastDeployment);
  if (deployed === false) return when === '' ? 'not deployed' : `not deployed, last ${when}`;
  return when || '–';
}

function lockCell(cluster: ClusterView, now: number): string {
  const { lock, maintenanceDay } = cluster;
  if (lock === undefined) return '–';
  const until = endOfLock(lock);
  const end =
    until === Infinity ? 'no end' : Number.isNaN(until) ? moment(until) : `until ${when(until, now)}`;
  const covers =
    maintenanceDay === undefined
      ? ''
      : `. Covers ${Number.isNaN(until) ? 'that day: not known' : isCovered(cluster) ? 'all of that day' : 'that day: no'}`;
  return `${escape(lock.owner_name)}, ${end}: ${escape(lock.reason)}${covers}`;
}

// Keys

function keySection(review: Review): string {
  const { keys, credentials, inputs, now } = review;
  const sorted = oldestFirst(keys);
  const rows = sorted.map((held) => [
    credentialsFirst(held.holders)
      .map((holder) => escape(holderLabel(holder)))
      .join('<br>'),
    `${code(held.id)}<br>${ownerOf(held)}`,
    ...keyCells(held, inputs.maxAge, now),
  ]);
  const known = sorted.filter((held) => held.is === 'known');
  const ages = known.map((held) => ({
    id: held.id,
    name: nameOf(held),
    ageDays: daysBetween(held.key.createdAt, now),
  }));
  const roles = credentials.filter(({ credential }) => credential.role_arn);
  const others = Map.groupBy(
    credentials.filter(({ credential }) => !credential.role_arn && !credential.access_key_id),
    ({ credential }) => wordsFor(credential),
  );
  return titled(
    `AWS keys that Qovery holds (${keys.length})`,
    blocks([
      keyAges(ages, Math.floor(inputs.maxAge / DAY)),
      table(['Held by', 'Key, and whose it is', 'Age', 'Due', 'Last use'], rows),
      rows.length === 0 ? 'None.' : '',
      bullets([
        roles.length === 0
          ? ''
          : `Credentials with an AWS role: ${names(roles)}. There is no key to rotate, as Qovery recommends.`,
        ...[...others].map(
          ([text, same]) => `Credentials without an AWS key: ${names(same)}. ${sentence(text)}`,
        ),
      ]),
    ]),
  );
}

function names(credentials: Review['credentials']): string {
  return credentials
    .map(({ credential, clusters }) =>
      escape(`${credential.name}${clusters.length === 0 ? ' (used by no cluster)' : ''}`),
    )
    .join(', ');
}

/** How people call a key: by its credential, else by whatever else holds it. */
function nameOf({ holders, id }: HeldKey): string {
  const credential = holders.find(({ kind }) => kind === 'cloud credential') ?? holders[0];
  return credential?.name ?? id;
}

function keyCells(held: HeldKey, maxAge: number, now: number): string[] {
  switch (held.is) {
    case 'known': {
      const { user, key, lastUse } = held;
      const used =
        lastUse === undefined ? 'never' : `${escape(lastUse.service)}, ${span(now - lastUse.at)} ago`;
      const due = isUnfinished(user.journal) ? 'rotation under way' : unbroken(isoDay(dueAt(held, maxAge)));
      const status = key.status === 'Active' ? '' : `, ${escape(key.status)}`;
      return [`${days(now - key.createdAt)}${status}`, due, used];
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

function ownerOf(held: HeldKey): string {
  if (held.is === 'known') return escape(held.user.name);
  return 'account' in held ? `account ${escape(held.account)}` : '';
}

// Maintenance

function maintenanceSection({ auditLog, now }: Review): string {
  if (auditLog === undefined) return '';
  const { clusters, weeks, edits, events, since, reaches, why } = auditLog;
  const rows = clusters
    .toSorted((a, b) => b.counts.failed - a.counts.failed || a.name.localeCompare(b.name))
    .map((cluster) => [
      escape(cluster.name),
      ...(['maintenance', 'deployed', 'failed', 'locked', 'unlocked'] as const).map((deed) =>
        deedCell(cluster, deed, now),
      ),
    ]);
  const reach =
    why === ''
      ? `The audit log was read back to ${iso(since)} (${events} events).`
      : `The audit log reaches back to ${iso(reaches)} only (${events} events), not to ${iso(since)}: ${escape(why)}.`;
  return titled(
    `Maintenance since ${isoDay(why === '' ? since : reaches)}`,
    blocks([
      reach,
      maintenanceByWeek(weeks),
      folded('Every cluster', ['Cluster', 'Maintenance', 'Deployed', 'Failed', 'Locked', 'Unlocked'], rows),
      edits.length === 0
        ? 'No credential or token was created, edited or deleted.'
        : details(
            `Credentials and tokens: the newest ${edits.length} changes`,
            table(
              ['When', 'What', 'Which', 'By'],
              edits.map(({ at, what, target, by }) => [moment(at), code(what), escape(target), escape(by)]),
            ),
          ),
    ]),
  );
}

function deedCell(
  { counts, newest }: ClusterActivity,
  deed: keyof ClusterActivity['counts'],
  now: number,
): string {
  const last = newest[deed][0];
  if (last === undefined) return '–';
  const by = deed === 'maintenance' ? '' : ` by ${escape(last.by)}`;
  const ago = Number.isNaN(last.at) ? '' : `, last ${daysAgo(now - last.at)}`;
  return `${counts[deed]}${ago}${by}`;
}

// Databases

function databaseSection({ databases, ahead }: Review): string {
  const rows = databases.map(({ name, type, version, environment, cluster, newerMajors }) => [
    escape(name),
    escape(environment),
    escape(cluster),
    escape(`${type} ${version}`),
    isRead(newerMajors) ? escape(newerMajors.read.join(', ') || 'none') : sentence(newerMajors.unread),
  ]);
  if (rows.length === 0) return '';
  return titled(
    `Managed databases (${rows.length})`,
    blocks([
      table(['Database', 'Environment', 'Cluster', 'Version', 'Newer major versions'], rows),
      // AWS tells the real ones, further down.
      ahead.databases.length > 0
        ? ''
        : 'Minor updates come by themselves, by default on Sunday between 02:00 and 06:00 in the cluster’s time zone; each database’s settings have the window that is set.',
    ]),
  );
}
