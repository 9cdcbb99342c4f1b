import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../src/lib/clock.ts';
import { type SummaryContext, rotationSummary } from '../../src/rotation/report/summary.ts';
import type { EventKind, RotationEvent } from '../../src/rotation/model.ts';
import type { ClusterReport, RotationReport } from '../../src/rotation/report/report.ts';

const NOW = Date.parse('2026-11-21T15:20:00Z');
const A = 'AKIAOLDOLDOLDOLDOLD1';
const B = 'AKIANEWNEWNEWNEWNEW2';
const HOSTILE = '|<script>\n::error::`[x](javascript:1)` @team';
const PAGE = 'https://console.qovery.com/organization/org-1/cluster/id-production/cluster-logs';

const at = (minutesAgo: number, kind: EventKind, subject: string, detail = ''): RotationEvent => ({
  at: NOW - minutesAgo * MINUTE,
  kind,
  subject,
  detail,
});
const EVENTS: readonly RotationEvent[] = [
  at(180, 'key-created', B),
  at(179, 'key-stored', "container registry 'ECR'"),
  at(178, 'key-stored', "cloud credential 'AWS'"),
  at(177, 'cluster-deploying', 'staging'),
  at(170, 'cluster-deployed', 'staging'),
  at(169, 'cluster-deploying', 'production'),
  at(160, 'cluster-deployed', 'production'),
  at(30, 'key-deactivated', A),
  at(10, 'key-deleted', A),
];

function cluster(
  name: string,
  status = 'DEPLOYED',
  role: ClusterReport['role'] = 'deployed',
  detail = '',
): ClusterReport {
  return { id: `id-${name}`, name, production: name === 'production', status, role, detail };
}

/** A rotation that went all the way in one run. */
function report(changes: Partial<RotationReport> = {}): RotationReport {
  return {
    user: 'qovery-bot',
    account: '123456789012',
    credentials: [{ id: 'c', name: 'AWS' }],
    result: 'rotated',
    why: 'the new key is in use and the old one is deleted',
    warning: false,
    oldKey: A,
    newKey: B,
    keyCreatedAt: NOW - 3 * HOUR,
    deactivateAfter: undefined,
    deleteAfter: undefined,
    nextRotation: NOW - 3 * HOUR + 90 * DAY,
    clusters: [cluster('staging'), cluster('production')],
    holders: [
      { kind: 'container registry', id: 'r', name: 'ECR', before: A, after: B },
      { kind: 'cloud credential', id: 'c', name: 'AWS', before: A, after: B },
    ],
    events: EVENTS,
    otherFailures: [],
    plan: [],
    state: '',
    remedy: '',
    obstacles: [],
    ...changes,
  };
}

type Changes = Partial<RotationReport>;

const pending = (changes: Changes = {}): RotationReport => {
  const events = EVENTS.slice(0, 7);
  return report({
    result: 'pending',
    why: 'it stays for now',
    deleteAfter: NOW + 2 * HOUR,
    events,
    ...changes,
  });
};

const failed = (changes: Changes = {}): RotationReport =>
  report({
    result: 'failed',
    why: "The deployment with the new key did not succeed: cluster 'production'.",
    state: `IAM user qovery-bot has ${A} and ${B}.`,
    remedy: 'Both keys stay active. See to the cluster.',
    clusters: [cluster('staging'), cluster('production', 'DEPLOYMENT_ERROR', 'not-deployed')],
    events: [...EVENTS.slice(0, 6), at(0, 'cluster-failed', 'production', 'DEPLOYMENT_ERROR')],
    ...changes,
  });

const atRest = { newKey: undefined, events: [] };
const notDue = report({ ...atRest, result: 'not-due', why: 'it is 12d old', nextRotation: NOW + 78 * DAY });
const tooOld = { keyCreatedAt: NOW - 95 * DAY, nextRotation: NOW - 5 * DAY };
const planned = report({ ...atRest, ...tooOld, result: 'planned', plan: ['create a new key', 'store it'] });

function summary(reports: readonly RotationReport[], changes: Partial<SummaryContext> = {}): string {
  const text = rotationSummary(reports, {
    organizationId: 'org-1',
    consoleUrl: 'https://console.qovery.com',
    dryRun: false,
    now: NOW,
    maxAge: 90 * DAY,
    runUrl: 'https://github.com/acme/infrastructure/actions/runs/4242',
    actor: 'ann',
    leftOut: [],
    warnings: [],
    ...changes,
  });
  return text.replaceAll('\u00a0', ' ').replaceAll('\u2011', '-');
}

const lineOf = (text: string, start: string): string =>
  text.split('\n').find((line) => line.startsWith(start)) ?? '';

const fact = (text: string, label: string): string => lineOf(text, `- **${label}:** `).split(':** ')[1] ?? '';

/** The cells of every table row, by heading of the first column. */
function rows(text: string, first: string): string[][] {
  const lines = text.split('\n');
  const from = lines.findIndex((line) => line.startsWith(`| ${first} |`));
  const length = lines.slice(from).findIndex((line) => !line.startsWith('|'));
  return lines.slice(from + 2, from + length).map((line) => line.slice(2, -2).split(' | '));
}

/** The lines of the timeline: when, and what. */
const timeline = (text: string): string[] => rows(text, 'When').map((cells) => cells.join(': '));

describe('each result says what is true and the right next thing', () => {
  test('rotated: when the next rotation is due', () => {
    const text = summary([report()]);
    expect(text).toMatch(/^### ✅ Rotated: AWS\n\nThe new key is in use and the old one is deleted\.\n/);
    expect(fact(text, 'Key')).toBe(`\`${A}\` → \`${B}\``);
    expect(fact(text, 'Next')).toContain('due on 2027-02-19 12:20 UTC (in 89d 21h)');
    expect(text.split('\n').length).toBeLessThanOrEqual(60);
  });

  test('rotated without a limit: nothing', () => {
    const text = summary([report({ nextRotation: undefined })], { maxAge: 0 });
    expect(fact(text, 'Next')).toBe('Nothing to do.');
    expect(text).not.toContain('Age limit');
  });

  test('pending: when the old key may go, and by when the limit is met', () => {
    const text = summary([pending()]);
    expect(fact(text, 'Next')).toBe(
      `The old key \`${A}\` is deleted by a run at 2026-11-21 17:20 UTC (in 2h) or later.`,
    );
    expect(fact(text, 'Age limit of 90d')).toContain(
      'Met once the old key is deleted, 2026-11-21 17:20 UTC (in 2h) at the earliest. The key in use is 3h old: within the limit until',
    );
    const late = summary([pending({ deleteAfter: NOW - HOUR })]);
    expect(fact(late, 'Next')).toContain('as soon as nothing needs it any more');
    expect(fact(late, 'Age limit of 90d')).toMatch(/^Met once the old key is deleted\. The key in use/);
    expect(timeline(late).filter((line) => line.includes('to come'))).toHaveLength(1);
    const unlimited = summary([pending({ nextRotation: undefined, remedy: 'Wait.' })], { maxAge: 0 });
    expect(unlimited).not.toContain('Age limit');
    expect(fact(unlimited, 'Next')).toMatch(/ or later\. Wait\.$/);
  });

  test('pending: when the old key is deactivated, where that is still to come', () => {
    const next = (deactivateAfter: number): string => fact(summary([pending({ deactivateAfter })]), 'Next');
    expect(next(NOW + HOUR)).toBe(
      `The old key \`${A}\` is deactivated by the first run after 2026-11-21 16:20 UTC (in 1h), and is deleted by a run at 2026-11-21 17:20 UTC (in 2h) or later.`,
    );
    expect(next(NOW - HOUR)).not.toContain('deactivated');
  });

  test('deferred: what it waits for, with the tables out of the way', () => {
    const text = summary([report({ ...atRest, ...tooOld, result: 'deferred', why: 'a lock ends tomorrow' })]);
    expect(text).toMatch(/^### 🔒 Deferred: AWS\n\nA lock ends tomorrow\.\n/);
    expect(fact(text, 'Next')).toContain('after the end of the lock begins the rotation');
    expect(text).toMatch(/<details>\n<summary>Clusters and holders/);
  });

  test('a cluster that was not deployed is linked, and says why', () => {
    const clusters = [
      cluster('staging'),
      cluster('production', 'DEPLOYED', 'not-deployed', 'it was replaced'),
    ];
    const [first] = rows(summary([failed({ clusters })]), 'Cluster');
    expect(first?.[0]).toBe('production');
    expect(first?.[3]).toContain(`not deployed with the new key: it was replaced ([see its log](${PAGE}))`);
  });

  test('pending without a date: what the run said, or that the next one goes on', () => {
    const text = summary([
      pending({ deleteAfter: undefined, warning: true, remedy: 'The next run settles it.' }),
    ]);
    expect(text).toMatch(/^### ⚠️ Pending: AWS\n\n> \[!WARNING\]\n> It stays for now\.\n/);
    expect(fact(text, 'Next')).toBe('The next run settles it.');
    expect(fact(summary([pending({ deleteAfter: undefined })]), 'Next')).toContain(
      'goes on from what it finds',
    );
  });

  test('failed: what failed, what is true now, what to do, and where to look', () => {
    const text = summary([failed()], { consoleUrl: 'https://console.qovery.com/' });
    expect(text).toMatch(
      /^### ❌ Failed: AWS\n\n> \[!CAUTION\]\n> The deployment with the new key did not succeed/,
    );
    expect(fact(text, 'What is true now')).toContain(`has ${A} and ${B}.`);
    expect(fact(text, 'What to do')).toBe('Both keys stay active. See to the cluster.');
    expect(fact(text, 'Key')).not.toContain('→');
    const [first, second] = rows(text, 'Cluster');
    expect(first?.slice(0, 3)).toEqual(['production', 'yes', '`DEPLOYMENT_ERROR`']);
    expect(first?.[3]).toContain(`(${PAGE})`);
    expect(second).toEqual(['staging', 'no', '`DEPLOYED`', 'deployed with the new key']);
    expect(text).not.toContain('to come');
  });

  test('failed before anything was read: still says what to do', () => {
    const unknown = { user: undefined, account: undefined, oldKey: undefined, keyCreatedAt: undefined };
    const empty = { credentials: [], clusters: [], holders: [], state: '', remedy: '' };
    const text = summary([failed({ ...atRest, ...unknown, ...empty, nextRotation: undefined })]);
    expect(text).toContain('### ❌ Failed: unknown key');
    expect(fact(text, 'What to do')).toContain('run again');
    expect(rows(text, 'What').map(([what]) => what)).toEqual(['Run', 'Started by']);
    expect(text).not.toMatch(/undefined|NaN|``/);
  });

  test('a cluster whose credentials were refused is linked too', () => {
    const text = summary([pending({ clusters: [cluster('production', 'INVALID_CREDENTIALS', 'none')] })]);
    expect(rows(text, 'Cluster')[0]?.[3]).toContain(PAGE);
  });

  test('not due: when it is, with the tables out of the way', () => {
    const text = summary([notDue]);
    expect(fact(text, 'Next')).toContain('2027-02-07 15:20 UTC (in 78d)');
    expect(text).toMatch(/<details>\n<summary>Clusters and holders/);
    expect(text).not.toContain('Timeline');
  });

  test('nothing to rotate', () => {
    expect(
      fact(summary([report({ result: 'nothing-to-rotate', nextRotation: undefined })]), 'Next'),
    ).toContain('Nothing to do.');
    const text = summary([], { leftOut: ["credential 'x' is a role: it needs no rotation"] });
    expect(text).toBe(
      "### ✅ Nothing to rotate\n\nThere is no AWS access key to rotate.\n\n#### Left out\n\n- Credential 'x' is a role: it needs no rotation.\n",
    );
  });

  test('planned: the steps, in order, and since when the key is too old', () => {
    const text = summary([planned], { dryRun: true });
    expect(text).toMatch(/^### 📋 Planned: AWS \(dry run\)\n/);
    expect(text).toContain('\n1. create a new key\n2. store it\n');
    expect(fact(text, 'Next')).toContain('without `dry-run`');
    expect(fact(text, 'Age limit of 90d')).toBe(
      'The key in use is 95d old: over the limit since 2026-11-16 15:20 UTC (5d ago).',
    );
  });
});

test('holders: who had which key, and who has which', () => {
  const text = summary([
    pending({
      holders: [
        { kind: 'cloud credential', id: 'c', name: 'AWS', before: A, after: B },
        { kind: 'DNS provider', id: 'd', name: 'zone', before: A, after: A },
      ],
    }),
  ]);
  expect(rows(text, 'Kind')).toEqual([
    ['cloud credential', 'AWS', `\`${A}\``, `\`${B}\``],
    ['DNS provider', 'zone', `\`${A}\``, 'unchanged'],
  ]);
});

test('the timeline tells what was done and what is to come, to the second, without what an outcome tells', () => {
  const text = summary([pending()]);
  expect(text).toContain('#### Timeline (UTC)');
  expect(timeline(text)).toEqual([
    `2026-11-21 12:20:00: created ${B}`,
    "2026-11-21 12:21:00 to 2026-11-21 12:22:00: stored the new key in the container registry 'ECR', stored the new key in the cloud credential 'AWS'",
    "2026-11-21 12:30:00 to 2026-11-21 12:40:00: 'staging' is deployed with the new key, 'production' is deployed with the new key",
    '2026-11-21 17:20 UTC (in 2h): *to come:* the old key is deleted',
    '2027-02-19 12:20 UTC (in 89d 21h): *to come:* the next rotation is due',
  ]);
});

test('what became of the old key has a place of its own in the timeline', () => {
  expect(timeline(summary([report()])).slice(-3, -1)).toEqual([
    `2026-11-21 14:50:00: deactivated ${A}`,
    `2026-11-21 15:10:00: deleted ${A}`,
  ]);
});

test('a deployment is in the timeline by its end, or, if it has not ended, by its beginning', () => {
  const done = (events: RotationReport['events']): string[] =>
    timeline(summary([failed({ events })])).map((line) => line.replace(/^\S+ \S+: /, ''));
  expect(done(EVENTS.slice(4, 6))).toEqual([
    "'staging' is deployed with the new key",
    "asked Qovery to deploy 'production'",
  ]);
  const asked = at(9, 'environment-deploying', '0a-1');
  expect(done([asked, at(5, 'environment-deployed', '0a-1')])).toEqual([
    'environment 0a-1 runs on the new key',
  ]);
  expect(done([asked])).toEqual(['asked Qovery to redeploy environment 0a-1, as a test']);
});

test('a hundred clusters do not fill the timeline', () => {
  const events = Array.from({ length: 100 }, (_, i) => at(i, 'cluster-deployed', `c${i}`));
  const [line = ''] = timeline(summary([pending({ events })]));
  expect(line).toMatch(/'c8' is deployed with the new key and 91 more$/);
});

test('a dry run says what will change', () => {
  const text = summary(
    [
      report({
        ...planned,
        clusters: [cluster('production', 'DEPLOYED', 'none'), cluster('old', 'STOPPED', 'off')],
        holders: [
          { kind: 'cloud credential', id: 'c', name: 'AWS', before: A, after: A },
          { kind: 'cloud credential', id: 'd', name: 'other', before: B, after: B },
        ],
      }),
    ],
    { dryRun: true },
  );
  expect(rows(text, 'Cluster').map(([name, , , means]) => [name, means])).toEqual([
    ['production', 'will be deployed'],
    ['old', 'left alone: takes the key up when it starts'],
  ]);
  expect(rows(text, 'Kind').map((cells) => cells.at(-1))).toEqual(['will change', 'unchanged']);
});

test('what is in the way: one line each, with its own remedy', () => {
  const obstacles = [
    { what: "cluster 'a' is in state DEPLOYMENT_ERROR", remedy: 'deploy it with success first' },
    { what: "cluster 'b' is locked", remedy: 'unlock it first' },
  ];
  const text = summary([failed({ obstacles })]);
  expect(text).toContain(
    "#### In the way\n\n- Cluster 'a' is in state DEPLOYMENT_ERROR. **Deploy it with success first.**\n- Cluster 'b' is locked. **Unlock it first.**\n",
  );
});

test('whose key it is: the credentials with the ids that the inputs ask for, ten at the most', () => {
  const credentials = Array.from({ length: 12 }, (_, n) => ({ id: `id-${n}`, name: `AWS ${n}` }));
  const line = fact(summary([report({ credentials })]), 'Credential');
  expect(line).toContain('AWS 0 (`id-0`), AWS 1 (`id-1`)');
  expect(line).toMatch(/AWS 8 \(`id-8`\) and 3 more$/);
});

test('the auditor gets ids, and who started which run', () => {
  const facts = (text: string): Record<string, string | undefined> =>
    Object.fromEntries(rows(text, 'What').map(([what = '', value]) => [what, value]));
  expect(facts(summary([report()]))).toEqual({
    'IAM user': '`qovery-bot`',
    'AWS account': '`123456789012`',
    'Old key': `\`${A}\``,
    'New key': `\`${B}\``,
    Run: '[4242](https://github.com/acme/infrastructure/actions/runs/4242)',
    'Started by': 'ann',
  });
  const later = facts(summary([report({ events: EVENTS.slice(-2) })]));
  expect(later['Key in use created']).toBe('2026-11-21 12:20:00 UTC');
  const quiet = facts(summary([notDue], { runUrl: '', actor: '' }));
  expect(Object.keys(quiet)).toEqual(['IAM user', 'AWS account', 'Key', 'Key in use created']);
});

test('many credentials of one key are told in short', () => {
  const credentials = ['a', 'b', 'c', 'd'].map((name) => ({ id: name, name }));
  expect(summary([report({ credentials })])).toMatch(/^### ✅ Rotated: a, b and 2 more\n/);
  expect(summary([report({ credentials: credentials.slice(1) })])).toMatch(/^### ✅ Rotated: b, c, d\n/);
});

describe('several keys', () => {
  const reports = [
    notDue,
    report(),
    pending(),
    failed({ credentials: [{ id: 'x', name: 'Broken' }] }),
    pending({ warning: true }),
  ];

  test('one table tells them all, what asks most of the reader first', () => {
    const text = summary(reports, { warnings: ['clock is off'] });
    expect(text).toMatch(/^### ❌ 1 failed, 2 pending, 1 rotated, 1 not due: 5 AWS keys\n/);
    const overview = rows(text, 'Credential');
    expect(overview.map((row) => row[2])).toEqual([
      '❌ Failed',
      '⚠️ Pending, needs a look',
      '⏳ Pending',
      '✅ Rotated',
      '✅ Not due',
    ]);
    expect(overview[0]?.[0]).toBe('Broken');
    expect(overview[0]?.[4]).toContain('See to the cluster');
    expect(overview[2]?.[4]).toContain('2026-11-21 17:20 UTC');
    expect(text).toContain('#### Warnings\n\n- Clock is off.');
  });

  test('each has its fold, and only failures are open', () => {
    const folds = [...summary(reports).matchAll(/<details( open)?>\n<summary>(.*): /g)].map(
      ([, open, title]) => [title, open !== undefined],
    );
    expect(folds).toEqual([
      ['❌ Failed', true],
      ['⚠️ Pending, needs a look', false],
      ['⏳ Pending', false],
      ['✅ Rotated', false],
      ['✅ Not due', false],
    ]);
  });
});

test('a hostile name breaks no table and becomes no HTML, link or mention', () => {
  const hostile = failed({
    user: HOSTILE,
    credentials: [{ id: 'c', name: HOSTILE }],
    why: HOSTILE,
    state: HOSTILE,
    remedy: HOSTILE,
    clusters: [cluster(HOSTILE, HOSTILE, 'not-deployed', HOSTILE)],
    holders: [{ kind: 'cloud credential', id: 'c', name: HOSTILE, before: HOSTILE, after: B }],
    plan: [HOSTILE],
    events: [at(2, 'cluster-deployed', HOSTILE), at(1, 'key-activated', A, '"a"; b : c\n```\n</details>')],
  });
  const context = { warnings: [HOSTILE], leftOut: [HOSTILE], organizationId: HOSTILE };
  for (const text of [summary([hostile], context), summary([hostile, planned], context)]) {
    const tags = new Set(text.match(/<[^>]*>?/g));
    for (const tag of tags) expect(tag).toMatch(/^<\/?(code|details|details open|summary)>$/);
    const targets = [...text.matchAll(/\]\(([^)]*)\)/g)].map(([, target]) => target);
    expect(targets.length).toBeGreaterThan(0);
    for (const target of targets)
      expect(target).toMatch(
        /^https:\/\/(?:github\.com\/acme\/infrastructure\/actions\/runs\/4242$|console\.qovery\.com\/[^|\s<>]+\/cluster-logs$)/,
      );
    expect(text).not.toMatch(/@team|^::error/m);
    expect(rows(text, 'Cluster')[0]).toHaveLength(4);
    expect(rows(text, 'Kind')[0]).toHaveLength(4);
    expect(timeline(text)).toHaveLength(2);
  }
});

describe('size', () => {
  test('many clusters and holders are folded, what failed stays open', () => {
    const clusters = Array.from({ length: 40 }, (_, i) => cluster(`c${i}`));
    expect(summary([report({ clusters })])).toContain('<details>\n<summary>Clusters (40)</summary>');
    const broken = [...clusters, cluster('bad', 'DEPLOYMENT_ERROR')];
    const text = summary([failed({ clusters: broken })]);
    expect(text).toContain('<details open>\n<summary>Clusters (41)</summary>');
    expect(rows(text, 'Cluster')[0]?.[0]).toBe('bad');
  });

  test('a summary of any size fits into what GitHub takes, and says that it was cut', () => {
    const clusters = Array.from({ length: 400 }, (_, i) =>
      cluster(`漢字 ${i}`, 'DEPLOYED', 'deployed', '🔑'.repeat(50)),
    );
    const text = summary(Array.from({ length: 20 }, () => failed({ clusters })));
    expect(Buffer.byteLength(text)).toBeLessThanOrEqual(1_000_000);
    expect(text).toMatch(/<\/details>\n\n\*\*The summary ends here: [^\n]+\*\*\n$/);
    expect(rows(text, 'Credential')).toHaveLength(20);
    expect(text.match(/<details/g)?.length).toBe(text.match(/<\/details>/g)?.length);
  });
});
