import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, iso } from '../../src/lib/clock.ts';
import { QoveryError } from '../../src/qovery/http.ts';
import type { AuditEvent } from '../../src/qovery/schemas.ts';
import { type AuditLog, type Question, readAuditLog } from '../../src/review/audit-log.ts';
import { USER_AGENT } from '../../src/version.ts';
import { NOW, PRODUCTION, STAGING } from './support/fixtures.ts';

const SINCE = NOW - 30 * DAY;

function event(changes: Partial<AuditEvent> = {}): AuditEvent {
  return {
    timestamp: iso(NOW - HOUR),
    event_type: 'DEPLOYED',
    target_id: PRODUCTION,
    target_name: 'production',
    target_type: 'CLUSTER',
    origin: 'CONSOLE',
    triggered_by: 'ada@example.com',
    ...changes,
  };
}

interface Page {
  events?: AuditEvent[];
  next?: string;
  cut?: boolean;
}

/** The log of these pages, and how many requests it took. A page that is an error is one that Qovery refuses. */
async function logOf(
  pages: readonly (Page | Error)[],
  question: Partial<Question> = {},
): Promise<AuditLog & { requests: number }> {
  let requests = 0;
  const log = await readAuditLog(
    {
      events: (_, token) => {
        const page = pages[token === undefined ? 0 : Number(token)] ?? {};
        requests++;
        if (page instanceof Error) return Promise.reject(page);
        const { events = [], next, cut = false } = page;
        return Promise.resolve({ events, next, cut });
      },
    },
    { since: SINCE, now: NOW, retentionDays: 90, clusterIds: undefined, ...question },
  );
  return { ...log, requests };
}

describe('what was done', () => {
  test('by cluster, by whom, the newest first', async () => {
    const { clusters } = await logOf([
      {
        events: [
          event(),
          event({ timestamp: iso(NOW - 2 * DAY), triggered_by: 'bob' }),
          event({ event_type: 'MAINTENANCE', triggered_by: 'Qovery', origin: 'QOVERY_INTERNAL' }),
          event({ event_type: 'DEPLOY_FAILED', target_id: STAGING, target_name: 'staging' }),
          event({ event_type: 'LOCK', user_agent: USER_AGENT, triggered_by: 'token', origin: 'API' }),
          event({ event_type: 'UNLOCK', triggered_by: null, origin: null }),
        ],
      },
    ]);
    expect(clusters).toMatchObject([
      {
        id: PRODUCTION,
        counts: { maintenance: 1, deployed: 2, failed: 0, locked: 1, unlocked: 1 },
        newest: {
          deployed: [{ by: 'ada@example.com (CONSOLE)' }, { by: 'bob (CONSOLE)' }],
          locked: [{ by: 'token (this action)' }],
          unlocked: [{ by: 'unknown (unknown)' }],
        },
      },
      { id: STAGING, name: 'staging', counts: { failed: 1 } },
    ]);
  });

  test('deployments of environments and words of tomorrow are no deployments of a cluster', async () => {
    const { clusters, events } = await logOf([
      { events: [event({ target_type: 'ENVIRONMENT' }), event({ event_type: 'TELEPORTED' })] },
    ]);
    expect([clusters, events]).toEqual([[], 2]);
  });

  test('only the clusters that are reviewed', async () => {
    const events = [event(), event({ target_id: STAGING, target_name: 'staging' })];
    const { clusters, weeks } = await logOf([{ events }], { clusterIds: new Set([STAGING]) });
    expect(clusters.map(({ name }) => name)).toEqual(['staging']);
    expect(weeks.every(({ maintenance }) => maintenance === 0)).toBe(true);
  });

  test('edits of credentials and tokens: what, which, by whom', async () => {
    const of = (type: string, part: string): AuditEvent =>
      event({ event_type: type, target_type: 'ORGANIZATION', sub_target_type: part, target_name: 'AWS' });
    const { edits } = await logOf([
      {
        events: [
          of('UPDATE', 'CLOUD_PROVIDER_CREDENTIALS'),
          of('CREATE', 'API_TOKEN'),
          of('UPDATE', 'VARIABLE'),
          of('EXPORT', 'API_TOKEN'),
        ],
      },
    ]);
    expect(edits).toEqual([
      {
        at: NOW - HOUR,
        by: 'ada@example.com (CONSOLE)',
        target: 'AWS',
        what: 'UPDATE CLOUD_PROVIDER_CREDENTIALS',
      },
      expect.objectContaining({ what: 'CREATE API_TOKEN' }),
    ]);
  });

  test('an event without anything in it, and dates that are none', async () => {
    const log = await logOf([{ events: [{}, event({ timestamp: 'then' }), event({ timestamp: null })] }]);
    expect(log).toMatchObject({ events: 3, reaches: SINCE });
    expect(log.clusters[0]?.counts.deployed).toBe(2);
  });

  test('weeks begin on Monday and have no gaps', async () => {
    const { weeks } = await logOf(
      [
        {
          events: [
            event({ event_type: 'MAINTENANCE' }),
            event({ event_type: 'DEPLOY_FAILED', timestamp: '2026-11-09T00:00:00Z' }),
            event({ event_type: 'MAINTENANCE', timestamp: '2026-11-08T23:59:59Z' }),
          ],
        },
      ],
      { since: Date.parse('2026-11-04T00:00:00Z') },
    );
    expect(weeks.map(({ monday, ...counts }) => [iso(monday), counts])).toEqual([
      ['2026-11-02T00:00:00Z', { maintenance: 1, failed: 0 }],
      ['2026-11-09T00:00:00Z', { maintenance: 0, failed: 1 }],
      ['2026-11-16T00:00:00Z', { maintenance: 1, failed: 0 }],
    ]);
  });

  test('of many events few are kept', async () => {
    const many = Array.from({ length: 5000 }, () =>
      event({ sub_target_type: 'API_TOKEN', event_type: 'UPDATE' }),
    );
    const log = await logOf([{ events: [...many, ...many.map(() => event())] }]);
    expect([log.edits.length, log.clusters[0]?.newest.deployed.length]).toEqual([20, 20]);
    expect(log.clusters[0]?.counts.deployed).toBe(5000);
  });
});

describe('pages', () => {
  test('are followed to the last', async () => {
    const pages = [{ events: [event()], next: '1' }, { events: [event()], next: '2' }, { events: [event()] }];
    expect(await logOf(pages)).toMatchObject({ events: 3, requests: 3, why: '' });
  });

  test('that hold nothing end it', async () => {
    expect(await logOf([{ events: [], next: '1' }])).toMatchObject({ requests: 1, events: 0 });
  });

  test.each([
    ['to themselves', ['1', '1']],
    ['in a circle', ['1', '2', '1']],
  ])('that lead back %s are each read once, and it is said', async (_, tokens) => {
    const log = await logOf(tokens.map((next) => ({ events: [event()], next })));
    const why = `only the newest ${tokens.length} events were read (Qovery repeats its pages)`;
    expect(log).toMatchObject({ requests: tokens.length, why });
  });

  test('that do not end are left after 100', async () => {
    const endless = Array.from({ length: 300 }, (_, n) => ({ events: [event()], next: String(n + 1) }));
    const log = await logOf(endless);
    expect(log).toMatchObject({ requests: 100, why: 'only the newest 100 events were read' });
  });

  test('where a later one is refused, those before are told, and how far they reach', async () => {
    const oldest = NOW - 3 * DAY;
    const pages = [
      { events: [event(), event({ timestamp: iso(oldest) })], next: '1' },
      new QoveryError('read the audit log', 429, 'slow down'),
    ];
    expect(await logOf(pages)).toMatchObject({
      events: 2,
      reaches: oldest,
      why: 'only the newest 2 events were read (Qovery could not read the audit log: HTTP 429, slow down)',
    });
  });

  test('where the first one is refused, there is no log', async () => {
    await expect(logOf([new QoveryError('read the audit log', 403, 'no')])).rejects.toThrow('HTTP 403');
  });
});

describe('how far back it really reaches', () => {
  test('as far as was asked', async () => {
    expect(await logOf([{ events: [event()] }])).toMatchObject({ since: SINCE, reaches: SINCE, why: '' });
  });

  test('by the plan', async () => {
    expect(await logOf([{}], { retentionDays: 7 })).toMatchObject({
      reaches: NOW - 7 * DAY,
      why: 'your plan keeps 7 days',
    });
  });

  test('where Qovery says that it is cut and the plan does not tell where, the oldest event', async () => {
    const cut = { events: [event({ timestamp: iso(NOW - 5 * DAY) })], cut: true };
    for (const retentionDays of [undefined, 90]) {
      expect(await logOf([cut], { retentionDays })).toMatchObject({
        reaches: NOW - 5 * DAY,
        why: 'your plan keeps no more',
      });
    }
  });

  test('a retention that is no number of days says nothing', async () => {
    for (const retentionDays of [0, -1]) {
      expect(await logOf([{ events: [event()] }], { retentionDays })).toMatchObject({
        reaches: SINCE,
        why: '',
      });
    }
  });

  test('a date from before the flood makes no weeks without end', async () => {
    const { weeks } = await logOf([{ events: [event({ timestamp: '-200000-01-01T00:00:00Z' })], cut: true }]);
    expect(weeks.length).toBeLessThan(10);
  });
});
