import { describe, expect, test } from '@jest/globals';
import { nothingAhead } from '../../src/review/aws/ahead.ts';
import { DAY, HOUR, iso } from '../../src/lib/clock.ts';
import type { Credential } from '../../src/qovery/schemas.ts';
import { keyAges, maintenanceByWeek } from '../../src/review/charts.ts';
import { reviewOutcome } from '../../src/review/outcome.ts';
import type { Review } from '../../src/review/summary.ts';
import type { AuditLog } from '../../src/review/audit-log.ts';
import { type Finding, linesOf } from '../../src/review/finding.ts';
import { A, B, NOW, credential } from './support/fixtures.ts';
import { REVIEW, held, lockOf, reviewOf, view } from './support/review.ts';

const finding = (urgency: Finding['urgency'], what = `A ${urgency} finding.`): Finding => ({
  id: `some-${urgency}`,
  urgency,
  what,
  next: 'Do something.',
});
const outcome = (changes: Partial<Review> = {}): ReturnType<typeof reviewOutcome> =>
  reviewOutcome(reviewOf(changes));
const summary = (changes: Partial<Review> = {}): string => outcome(changes).summary;

const LOG: AuditLog = {
  since: NOW - 30 * DAY,
  reaches: NOW - 30 * DAY,
  why: '',
  events: 12,
  clusters: [],
  weeks: [],
  edits: [],
};

describe('the result', () => {
  test('what AWS did not show is not told to be gone', () => {
    const notSeen = (unseen: string[]): string[] =>
      outcome({ ahead: { ...nothingAhead(80), unseen } }).findings?.notLookedAt.flatMap(
        ({ beginnings }) => beginnings,
      ) ?? [];
    expect(notSeen([])).toEqual([]);
    expect(notSeen(['Quotas of eu-west-3: not allowed.'])).toContain('quota-in-use');
  });

  test('healthy, where nothing is found but plans', () => {
    expect(outcome({ auditLog: LOG })).toMatchObject({ result: 'healthy', errors: [], warnings: [] });
    expect(outcome({ findings: [finding('plan')] })).toMatchObject({ result: 'healthy', warnings: [] });
    expect(summary()).toMatch(/^### ✅ Maintenance review of Acme: nothing needs attention\n/);
    expect(summary()).not.toMatch(/Broken|Somebody has to|To plan|Could not be read/);
  });

  test.each(['now', 'soon'] as const)('attention, where something is to be done %s', (urgency) => {
    expect(outcome({ findings: [finding(urgency)] }).result).toBe('attention');
    expect(summary({ findings: [finding(urgency)] })).toMatch(/: 1 thing needs attention\n/);
  });

  test('what nobody could look at is not called healthy', () => {
    const missing = ['the locks: Qovery could not list the locks: HTTP 403'];
    expect(outcome({ missing })).toMatchObject({
      result: 'attention',
      warnings: [expect.stringMatching(/^Not reviewed, because it could not be read: the locks/)],
    });
    expect(summary({ missing })).toMatch(/: nothing needs attention, and not everything could be read\n/);
    expect(summary({ missing })).toMatch(/#### Could not be read\n\n- The locks: Qovery could not list/);
  });

  test('an organisation without anything in it', () => {
    const empty = {
      clusters: [],
      keys: [],
      name: undefined,
      logs: { failing: 0, healthy: 0, of: 0, read: [] },
    };
    expect(outcome(empty)).toMatchObject({
      result: 'healthy',
      outputs: { clusters: '[]', locks: '[]' },
    });
    expect(summary(empty)).toMatch(/There are none, or none that this token may see\./);
    expect(summary(empty)).not.toMatch('mermaid');
  });
});

test('the most urgent first, each with what to do', () => {
  const text = summary({ findings: [finding('plan'), finding('now'), finding('soon')] });
  const order = [
    '**A now finding.** Do something.',
    'A soon finding. Do',
    'A plan finding. Do',
    'Clusters (1)',
  ];
  expect(order.map((part) => text.indexOf(part)).toSorted((a, b) => a - b)).toEqual(
    order.map((part) => text.indexOf(part)),
  );
  expect(text.indexOf('**A now finding.**')).toBeGreaterThan(0);
});

describe('one page', () => {
  test('a cut summary keeps the worst, and says that it is cut', () => {
    const many = Array.from({ length: 9000 }, (_, n) => finding('plan', `${n} ${'x'.repeat(100)}`));
    const text = summary({ findings: [...many, finding('now')] });
    expect(Buffer.byteLength(text)).toBeLessThan(1024 * 1024);
    expect(text).toMatch('**A now finding.**');
    expect(text).toMatch('The summary ends here');
  });

  test('many clusters are folded, few are not', () => {
    const many = Array.from({ length: 16 }, (_, n) => view({ name: `c${n}` }));
    expect(summary({ clusters: many })).toMatch('<summary>Every cluster</summary>');
    expect(summary()).not.toMatch('<summary>Every cluster</summary>');
  });
});

describe('what a tired person could misread', () => {
  test('a deployed cluster whose date Qovery does not tell was not "never" deployed', () => {
    const text = summary({ clusters: [view({ lastDeployment: undefined })], keys: [] });
    expect(text).not.toMatch(/never|not deployed/);
    const fresh = view({ status: 'READY', deployed: false, lastDeployment: undefined });
    expect(summary({ clusters: [fresh] })).toMatch('| not deployed |');
  });

  test('a lock: whose, until when, and whether it covers the maintenance day', () => {
    const of = (lock: Parameters<typeof lockOf>[0]): string =>
      summary({ clusters: [view({ lock: lockOf(lock) })] });
    expect(of({ locked_at: iso(NOW) })).toMatch(
      /ada.*example\.com, until 2026.11.25.12:00.UTC \(in 5d\): Release 42\. Covers that day: no/,
    );
    expect(of({ ttl_in_days: null })).toMatch(/no end: Release 42\. Covers all of that day/);
    expect(of({ locked_at: 'now' })).toMatch(/Covers that day: not known/);
    const own = view({ lock: lockOf(), maintenanceDay: undefined });
    expect(summary({ clusters: [own] })).not.toMatch('Covers');
  });

  test('a key that was never used, one in rotation, and those that cannot be seen', () => {
    const text = summary({
      keys: [
        held(),
        held({ id: B, journal: { old: A, new: B } }),
        { id: 'AKIAGONE', holders: [credential('AKIAGONE')], is: 'gone', account: '1' },
      ],
    });
    expect(text).toMatch(/`AKIAAAAAAAAAAAAAAAAA`<br>qovery \| 30 days \| 2027‑01‑19 \| never \|/);
    expect(text).toMatch(/`AKIAB+`<br>qovery \| 30 days \| rotation under way \|/);
    expect(text).toMatch(/gone, or not to be seen/);
  });

  test('roles are praised, and what this action cannot rotate is named', () => {
    const of = (
      name: string,
      more: Partial<Credential>,
      clusters: { name: string }[] = [],
    ): Review['credentials'][number] => ({
      credential: { id: name, name, object_type: 'AWS_ROLE', ...more } as Credential,
      clusters,
    });
    const text = summary({
      credentials: [
        of('by role', { role_arn: 'arn' }, [{ name: 'c' }]),
        of('google', { object_type: 'GCP' }),
      ],
    });
    expect(text).toMatch(
      'Credentials with an AWS role: by role. There is no key to rotate, as Qovery recommends.',
    );
    expect(text).toMatch('Credentials without an AWS key: google (used by no cluster).');
  });

  test('the age of tokens, also where Qovery tells none', () => {
    const tokens = [
      { created_at: 'x', name: null, role_name: null },
      { created_at: iso(NOW - 500 * DAY), name: 'terraform', role_name: 'Admin' },
    ];
    expect(summary({ tokens })).toMatch(
      /\| – \| API token \| – \| not known \| never \|\n\| terraform \| API token \| Admin \| 500 days \|/,
    );
  });

  test('how far back the log really reaches', () => {
    const cut = { ...LOG, reaches: NOW - 7 * DAY, why: 'your plan keeps 7 days' };
    expect(summary({ auditLog: cut })).toMatch(
      /#### Maintenance since 2026-11-13\n\nThe audit log reaches back to 2026-11-13T12:00:00Z only \(12 events\), not to 2026-10-21T12:00:00Z: your plan keeps 7 days\./,
    );
    expect(summary({ auditLog: LOG })).toMatch(/read back to 2026-10-21T12:00:00Z \(12 events\)\./);
  });

  test('the default window of databases is named as a default', () => {
    const database = {
      ...{ id: 'd', name: 'db', type: 'POSTGRESQL', version: '14', environment: 'shop/main' },
      ...{ cluster: 'c', clusterId: 'c' },
      newerMajors: { unread: 'Qovery could not list the versions: HTTP 403' },
    };
    expect(summary({ databases: [database] })).toMatch(/by default on Sunday between 02:00 and 06:00/);
    expect(summary({ databases: [database] })).toMatch(/HTTP 403\. \|/);
  });
});

test('names are text: no Markdown, no HTML, no workflow command, no end of a fence', () => {
  const name = 'a</details>|<script>`x`\n::error::b\n```\n"; bar [1]';
  const {
    summary: text,
    notes,
    report,
  } = outcome({
    name,
    findings: [{ ...finding('soon', `Cluster '${name}' …`), paste: '```\n~~~' }],
    clusters: [view({ name, lock: lockOf({ reason: name, owner_name: name }), region: name, version: name })],
    keys: [held({ user: name, holders: [credential(A, { name })] })],
    auditLog: {
      ...LOG,
      clusters: [
        {
          id: 'c',
          name,
          counts: { maintenance: 1, deployed: 1, failed: 0, locked: 0, unlocked: 0 },
          newest: {
            maintenance: [],
            deployed: [{ at: NOW - HOUR, by: name }],
            failed: [],
            locked: [],
            unlocked: [],
          },
        },
      ],
      weeks: [{ monday: NOW, maintenance: 1, failed: 0 }],
      edits: [{ at: NaN, by: name, what: name, target: name }],
    },
    missing: [name],
    tokens: [{ created_at: iso(NOW), name, role_name: name }],
  });
  expect(text).not.toMatch('<script');
  expect(text.match(/<details>/g)).toHaveLength(text.match(/^ *<\/details>$/gm)?.length ?? 0);
  expect(text.match(/^\s*```/gm)).toHaveLength(6);
  expect(text).not.toMatch(/^::/m);
  expect(text).toMatch('x-axis ["a /details script x error b…"]');
  expect(notes.join('')).not.toMatch('\n');
  expect(JSON.parse(JSON.stringify(report))).toMatchObject({ clusters: [{ name }] });
});

describe('pictures', () => {
  const of = (...keys: [name: string, ageDays: number, id?: string][]): string =>
    keyAges(
      keys.map(([name, ageDays, id = A]) => ({ name, ageDays, id })),
      90,
    );

  test('the oldest first, the limit as a line', () => {
    expect(of(['young', 3], ['old', 200])).toMatch(
      /x-axis \["old", "young"\]\n.*limit of 90" 0 --> 221\n.*bar \[200, 3\]\n.*line \[90, 90\]/,
    );
  });

  test('bars of the same name are told apart: Mermaid draws them over each other', () => {
    expect(of(['AWS', 9, A], ['AWS', 5, B], ['"AWS"', 1, 'AKIA1234'])).toMatch(
      'x-axis ["AWS (AAAA)", "AWS (BBBB)", "AWS (1234)"]',
    );
  });

  test('no limit, or a single key: no line, and no word of one', () => {
    const limitless = keyAges(
      ['a', 'b'].map((name) => ({ id: A, name, ageDays: 3 })),
      0,
    );
    expect(limitless).not.toMatch(/line|limit/);
    expect(of(['AWS', 3])).toMatch('"Age of keys in days; the limit is 90"');
    expect(of(['AWS', 3])).not.toMatch(/line/);
  });

  test('long names are cut: Mermaid would leave out all of them', () => {
    expect(of([`${'x'.repeat(23)} yyyyyyyy`, 1])).toMatch(`"${'x'.repeat(23)} yyy…"`);
  });

  test('weeks as month and day, the newest 16', () => {
    const many = Array.from({ length: 60 }, (_, n) => ({
      monday: NOW - (59 - n) * 7 * DAY,
      maintenance: 1,
      failed: 0,
    }));
    const text = maintenanceByWeek(many);
    expect(text.match(/"\d\d-\d\d"/g)).toHaveLength(16);
    expect(text).toMatch('"11-20"]');
  });

  test('nothing to draw', () => {
    expect(of()).toBe('');
    expect(maintenanceByWeek([{ monday: NOW, maintenance: 0, failed: 0 }])).toBe('');
  });

  test('no more bars than can be read', () => {
    const many = Array.from({ length: 300 }, (_, n): [string, number] => [`k${n}`, n]);
    expect(of(...many).match(/"k/g)).toHaveLength(20);
  });
});

test('what could not be read for the same reason is one line', () => {
  expect(
    linesOf([
      { what: 'the locks', why: '403' },
      { what: 'the log of', name: 'a', why: '403' },
      { what: 'the log of', name: 'b', why: '403' },
      { what: 'the log of', name: 'c', why: '500' },
    ]),
  ).toEqual(['the locks: 403', "the log of 'a', 'b': 403", "the log of 'c': 500"]);
});

test('the report has what the summary says, and times that are none as null', () => {
  const { report } = outcome({
    inputs: { ...REVIEW, runUrl: 'https://github.com/acme/x/actions/runs/1' },
    findings: [{ ...finding('now'), link: { text: 'log', url: 'https://x.example' }, paste: 'please' }],
    clusters: [
      view({ lastDeployment: undefined, maintenanceDay: undefined, lock: lockOf({ locked_at: 'x' }) }),
    ],
    keys: [held()],
  });
  expect(report).toMatchObject({
    result: 'attention',
    findings: [{ urgency: 'now', link: 'https://x.example', request: 'please' }],
    clusters: [
      {
        is_deployed: true,
        last_deployment_date: null,
        next_maintenance_day: null,
        lock: { locked_at: 'x', expires_at: null, covers_next_maintenance_day: null },
      },
    ],
    keys: [{ access_key_id: A, age_days: 30, due_at: '2027-01-19T12:00:00Z', last_used_at: null }],
    audit_log: null,
  });
});
