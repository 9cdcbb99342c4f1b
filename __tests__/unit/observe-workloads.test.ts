import { describe, expect, test } from '@jest/globals';
import { Cancelled } from '../../src/lib/errors.ts';
import { HOUR, MINUTE, iso } from '../../src/lib/clock.ts';
import type { Uuid } from '../../src/lib/ids.ts';
import type { QoveryApi } from '../../src/qovery/api.ts';
import { QoveryError } from '../../src/qovery/http.ts';
import type { LogLine } from '../../src/qovery/schemas.ts';
import type { Workloads } from '../../src/rotation/model.ts';
import { WorkloadReader, together } from '../../src/rotation/observe/workloads.ts';
import { NOW, PRODUCTION, STAGING, cluster, mark, workloads as read } from './support/fixtures.ts';

const STORED = NOW - 3 * HOUR;
const SINCE = { since: STORED, logsSince: -Infinity };
const reader = (api: QoveryApi): WorkloadReader =>
  new WorkloadReader(api, { now: () => NOW, sleep: () => Promise.resolve() });
const error = (text: string, at: number | undefined = NOW - HOUR): LogLine => ({
  type: 'error',
  error: { tag: 'SOME_TAG', user_log_message: text },
  ...(at === undefined ? {} : { timestamp: iso(at) }),
});

interface Environment {
  id: string;
  project: string;
  on: string;
  state?: string;
  lastState?: string;
  at?: number | null;
  deployment?: string | null;
  log?: LogLine[];
}

/** A Qovery with these environments, that counts what it is asked for and may refuse some of it. */
function qovery(
  environments: Environment[],
  clusterLogs: Record<string, LogLine[]> = {},
): { api: QoveryApi; asked: string[]; refused: Map<string, Error> } {
  const asked: string[] = [];
  const refused = new Map<string, Error>();
  const answer = async <T>(question: string, value: T): Promise<T> => {
    asked.push(question);
    const no = refused.get(question);
    if (no !== undefined) throw no;
    return value;
  };
  const api = {
    environments: (id: string) =>
      answer(
        `environments ${id}`,
        environments
          .filter(({ on }) => on === id)
          .map((one) => ({
            ...{ environment_id: one.id, environment_name: one.id },
            ...{ project_id: one.project, project_name: one.project },
          })),
      ),
    environmentStatuses: (project: string) =>
      answer(
        `statuses ${project}`,
        environments.flatMap(({ id, state, lastState, at = NOW - HOUR, deployment, ...rest }) =>
          state === undefined || rest.project !== project
            ? []
            : {
                ...{ id, state, last_deployment_state: lastState ?? state },
                last_deployment_date: at === null ? null : iso(at),
                last_deployment_id: deployment === undefined ? `${id}-1` : deployment,
              },
        ),
      ),
    environmentLogs: (id: string) =>
      answer(`log ${id}`, environments.find((one) => one.id === id)?.log ?? []),
    services: () =>
      answer(
        'services',
        environments.flatMap(({ id, project, on }) => {
          const service = {
            ...{ environment_id: id, environment_name: id, cluster_id: on },
            ...{ project_id: project, project_name: project },
          };
          return [service, service];
        }),
      ),
    clusterLogs: (id: string) => answer(`cluster log ${id}`, clusterLogs[id] ?? []),
  };
  return { api: api as unknown as QoveryApi, asked, refused };
}

const clusters = [cluster(), cluster('DEPLOYED', { id: PRODUCTION, name: 'shop' })];
const failedOf = ({ failures }: Workloads): unknown[] =>
  failures.map(({ environment, log }) => [environment.id, log.flatMap(({ texts }) => texts)]);

describe('what runs on the clusters', () => {
  test('environments with their statuses: one request a cluster and one a project, if each has one', async () => {
    const { api, asked } = qovery([
      { id: 'live', project: 'p', on: STAGING, state: 'DEPLOYING', lastState: 'DEPLOYED' },
      { id: 'other', project: 'p', on: PRODUCTION, state: 'READY', at: null },
      { id: 'unlisted', project: 'q', on: PRODUCTION },
    ]);
    const { environments, failures, unread } = await reader(api).read(clusters, SINCE);
    expect(environments).toEqual([
      { id: 'live', name: 'p/live', state: 'DEPLOYING', lastState: 'DEPLOYED', deployedAt: NOW - HOUR },
      { id: 'other', name: 'p/other', state: 'READY', lastState: 'READY', deployedAt: undefined },
      { id: 'unlisted', name: 'q/unlisted', state: undefined, lastState: undefined, deployedAt: undefined },
    ]);
    expect([failures, unread]).toEqual([[], []]);
    expect(asked.toSorted()).toEqual(
      [
        ...[`environments ${STAGING}`, `environments ${PRODUCTION}`],
        ...[`cluster log ${STAGING}`, `cluster log ${PRODUCTION}`, 'statuses p', 'statuses q'],
        // One that has no status may be gone: both are asked for again.
        ...[`environments ${STAGING}`, `environments ${PRODUCTION}`, 'statuses q'],
      ].toSorted(),
    );
  });

  test('the log of each that failed since the key was stored, and of no other', async () => {
    const log = [error('it broke'), error('of long ago', STORED), error('at any time', undefined)];
    const failed = { project: 'p', on: STAGING, state: 'DEPLOYMENT_ERROR', log };
    const { api, asked } = qovery([
      { ...failed, id: 'since' },
      { ...failed, id: 'before', at: STORED },
      { ...failed, id: 'any time', at: null },
      { ...failed, id: 'again', state: 'DEPLOYING', lastState: 'BUILD_ERROR' },
      { ...failed, id: 'well', state: 'DEPLOYED' },
    ]);
    const seen = await reader(api).read(clusters, SINCE);
    const news = ['it broke', 'at any time'];
    expect(failedOf(seen)).toEqual([
      ['since', news],
      ['any time', news],
      ['again', news],
    ]);
    expect(asked.filter((one) => one.startsWith('log '))).toEqual(['log since', 'log any time', 'log again']);
  });

  test('of many clusters: one request for all environments, and one for the log of each with news', async () => {
    const many = Array.from({ length: 101 }, (_, n) =>
      cluster('DEPLOYED', {
        id: `c${n}`,
        name: `c${n}`,
        mark: mark(undefined, { deployedAt: iso(STORED - 1000) }),
      }),
    );
    many[1] = cluster('DEPLOYED', {
      id: 'c1',
      name: 'c1',
      mark: mark(undefined, { deployedAt: iso(STORED) }),
    });
    many[2] = cluster('DEPLOYING', { id: 'c2', name: 'c2', mark: mark(undefined, { deployedAt: iso(0) }) });
    many[3] = cluster('DEPLOYED', { id: 'c3', name: 'c3', mark: mark(undefined, { deployedAt: undefined }) });
    many[4] = cluster('DEPLOYMENT_ERROR', {
      id: 'c4',
      name: 'c4',
      mark: mark(undefined, { deployedAt: iso(0) }),
    });
    const { api, asked } = qovery([
      ...many.map(({ id }) => ({ id: `on ${id}`, project: 'p', on: id, state: 'DEPLOYED' })),
      { id: 'other', project: 'p', on: 'c100', state: 'DEPLOYMENT_ERROR', log: [error('it broke')] },
      { id: 'elsewhere', project: 'q', on: STAGING, state: 'DEPLOYED' },
    ]);
    const seen = await reader(api).read(many, { since: STORED, logsSince: STORED });
    expect(seen.environments.map(({ id }) => id)).toEqual([...many.map(({ id }) => `on ${id}`), 'other']);
    expect(failedOf(seen)).toEqual([['other', ['it broke']]]);
    const logs = ['c1', 'c2', 'c3', 'c4'].map((id) => `cluster log ${id}`);
    expect(asked.toSorted()).toEqual([...logs, 'log other', 'services', 'statuses p'].toSorted());
  });

  test('of many clusters, those of which the services tell nothing are asked for one by one', async () => {
    const many = Array.from({ length: 101 }, (_, n) => cluster('DEPLOYED', { id: `c${n}`, name: `c${n}` }));
    const { api, asked, refused } = qovery([
      ...many.map(({ id }) => ({ id: `on ${id}`, project: 'p', on: id, state: 'DEPLOYED' })),
      { id: 'hidden', project: 'q', on: 'c7', state: 'DEPLOYING', lastState: 'DEPLOYED' },
    ]);
    const partly = {
      ...api,
      services: async () => (await api.services()).filter(({ cluster_id: id }) => (id as string) !== 'c7'),
    };
    const read = (of: unknown): Promise<Workloads> =>
      reader(of as QoveryApi).read(many, { since: STORED, logsSince: NOW });
    const { environments } = await read(partly);
    expect(environments.map(({ id }) => id).filter((id) => ['on c7', 'hidden'].includes(id))).toHaveLength(2);
    expect(environments).toHaveLength(102);
    expect(asked.filter((one) => one.startsWith('environments'))).toEqual(['environments c7']);
    const none = await read({ ...api, services: () => Promise.resolve([]) });
    expect(none.environments).toHaveLength(102);
    refused.set('services', new QoveryError('read it', 403, 'no'));
    const { unread } = await read(api);
    expect(unread.map(({ what }) => what)).toEqual(['the services of the organisation']);
  });

  test('errors and warnings of the logs of clusters, since then', async () => {
    const { api } = qovery([], {
      [STAGING]: [
        error('refused'),
        error('before', STORED),
        { type: 'warning', timestamp: iso(NOW), message: { safe_message: 'careful' } },
        { type: 'info', timestamp: iso(NOW), message: { safe_message: 'all is well' } },
        { timestamp: 'soon', message: { safe_message: 'of no level' } },
      ],
    });
    const { clusterLogs } = await reader(api).read(clusters, SINCE);
    expect(clusterLogs).toEqual([
      {
        cluster: 'staging',
        log: [
          { isError: true, tag: 'SOME_TAG', texts: ['refused'], at: NOW - HOUR },
          { isError: false, tag: '', texts: ['careful'], at: NOW },
          { isError: false, tag: '', texts: ['of no level'], at: undefined },
        ],
      },
      { cluster: 'shop', log: [] },
    ]);
  });
});

test('readings take turns, so that none takes as long as all of them', async () => {
  let now = NOW;
  const { api } = qovery([{ id: 'live', project: 'p', on: STAGING, state: 'DEPLOYED' }]);
  const slow = {
    ...api,
    environments: async (id: Uuid) => {
      const seen = await api.environments(id);
      now += HOUR;
      return seen;
    },
  };
  const workloads = new WorkloadReader(slow as unknown as QoveryApi, {
    now: () => now,
    sleep: () => Promise.resolve(),
  });
  const read = (): Promise<Workloads> => workloads.read([cluster()], SINCE);
  const [first, second] = await Promise.all([read(), read()]);
  expect([first.at, second.at]).toEqual([NOW, NOW + HOUR]);
});

test('two readings together: the newer state, and whatever has failed', () => {
  const view = { id: 'e', name: 'p/e', state: 'DEPLOYING', lastState: 'DEPLOYED', deployedAt: NOW };
  const failed = { environment: { ...view, state: 'BUILD_ERROR' }, log: [] };
  const first = read({ at: NOW, environments: [view, { ...view, id: 'f' }], failures: [failed] });
  const second = read({
    ...{ at: NOW + HOUR, environments: [{ ...view, state: 'DEPLOYED' }] },
    ...{ clusterLogs: [{ cluster: 'c', log: [] }], unread: [{ what: 'it', why: 'no' }] },
  });
  expect(together(first, second)).toEqual({
    at: NOW,
    environments: [
      { ...view, state: 'DEPLOYED' },
      { ...view, id: 'f' },
    ],
    failures: [failed],
    clusterLogs: [{ cluster: 'c', log: [] }],
    unread: [{ what: 'it', why: 'no' }],
  });
});

describe('a failure', () => {
  const failed = { id: 'e', project: 'p', on: STAGING, state: 'DEPLOYMENT_ERROR' };
  const logsOf = (asked: readonly string[]): number => asked.filter((one) => one === 'log e').length;

  test('is asked for once, however often and by how many it is looked at', async () => {
    const { api, asked } = qovery([{ ...failed, log: [error('it broke', NOW - MINUTE)] }]);
    const workloads = reader(api);
    const looks = await Promise.all([workloads.read(clusters, SINCE), workloads.read(clusters, SINCE)]);
    looks.push(await workloads.read(clusters, SINCE));
    expect(looks.map(failedOf)).toEqual(looks.map(() => [['e', ['it broke']]]));
    expect(logsOf(asked)).toBe(1);
  });

  test('is asked for again when it is another one', async () => {
    const environment: Environment = { ...failed, log: [error('it broke')] };
    const { api, asked } = qovery([environment]);
    const workloads = reader(api);
    await workloads.read(clusters, SINCE);
    Object.assign(environment, { deployment: 'e-2', log: [error('it broke anew')] });
    expect(failedOf(await workloads.read(clusters, SINCE))).toEqual([['e', ['it broke anew']]]);
    Object.assign(environment, { at: NOW, log: [error('and again')] });
    expect(failedOf(await workloads.read(clusters, SINCE))).toEqual([['e', ['and again']]]);
    expect(logsOf(asked)).toBe(3);
  });

  test.each([
    ['its log says nothing yet', { log: [] }],
    ['nothing tells one failure from the next', { log: [error('it broke')], deployment: null, at: null }],
  ])('is asked for at each look where %s', async (_, changes) => {
    const { api, asked } = qovery([{ ...failed, ...changes }]);
    const workloads = reader(api);
    await workloads.read(clusters, SINCE);
    await workloads.read(clusters, SINCE);
    expect(logsOf(asked)).toBe(2);
  });
});

describe('what cannot be read', () => {
  const refusal = new QoveryError('read it', 403, 'no');
  const log = [error('it broke')];
  const environments: Environment[] = [
    { id: 'e', project: 'p', on: STAGING, state: 'DEPLOYMENT_ERROR', log },
    { id: 'f', project: 'q', on: PRODUCTION, state: 'DEPLOYMENT_ERROR', log },
  ];

  test.each([
    [
      'log e',
      'the log of the environment p/e',
      [
        ['e', []],
        ['f', ['it broke']],
      ],
    ],
    ['statuses p', "the statuses of the environments of project 'p'", [['f', ['it broke']]]],
    [`environments ${STAGING}`, "the environments of cluster 'staging'", [['f', ['it broke']]]],
    [
      `cluster log ${STAGING}`,
      "the log of cluster 'staging'",
      [
        ['e', ['it broke']],
        ['f', ['it broke']],
      ],
    ],
  ])('%s is said, and the rest is read', async (question, what, failures) => {
    const { api, refused } = qovery(environments);
    const workloads = reader(api);
    refused.set(question, refusal);
    const seen = await workloads.read(clusters, SINCE);
    const of = question.endsWith(STAGING) ? { cluster: STAGING } : {};
    expect(seen.unread).toEqual([{ what, why: refusal.message, ...of }]);
    expect(failedOf(seen)).toEqual(failures);
    // It is no answer to remember.
    refused.clear();
    const again = await workloads.read(clusters, SINCE);
    expect([again.unread, again.failures.length]).toEqual([[], 2]);
  });

  test.each([
    ['one of many environments', 'e'],
    ['a project with all that is in it', 'f'],
  ])('%s, deleted while it is read, is gone, and nothing is missing', async (_, gone) => {
    const { api, refused } = qovery(environments);
    const present = (environments: readonly { environment_id: string }[]): unknown =>
      environments.filter(({ environment_id: id }) => id !== gone);
    let lists = 0;
    const deleting = {
      ...api,
      environments: async (id: Uuid) =>
        lists++ < clusters.length ? api.environments(id) : present(await api.environments(id)),
      environmentStatuses: async (id: Uuid) =>
        (await api.environmentStatuses(id)).filter((status) => status.id !== gone),
    };
    if (gone === 'f') refused.set('statuses q', new QoveryError('read it', 404, 'no'));
    const seen = await reader(deleting as unknown as QoveryApi).read(clusters, SINCE);
    expect(seen.unread).toEqual([]);
    expect(seen.environments.map(({ id }) => id)).toEqual(gone === 'f' ? ['e'] : ['f']);
  });

  test.each([
    ['busy', new QoveryError('read it', 429, 'later', 'later', 5 * MINUTE)],
    ['down', new QoveryError('read it', 503, 'no')],
  ])('while Qovery is %s, it is asked again', async (_, trouble) => {
    for (const question of ['statuses p', 'log e', `cluster log ${STAGING}`, `environments ${STAGING}`]) {
      let now = NOW;
      const { api, asked, refused } = qovery(environments);
      const sleep = async (ms: number): Promise<void> => {
        now += ms;
        if (now >= NOW + 20 * MINUTE) refused.clear();
      };
      refused.set(question, trouble);
      const seen = await new WorkloadReader(api, { now: () => now, sleep }).read(clusters, SINCE);
      expect([seen.unread, seen.failures.length]).toEqual([[], 2]);
      const attempts = asked.filter((one) => one === question).length;
      expect(attempts).toBeGreaterThan(2);
      // As late as it asks for.
      if (trouble.retryAfter !== undefined) expect(attempts).toBeLessThan(10);
    }
  });

  test('what stays so for half an hour is told, and what comes after it is not waited for as long', async () => {
    let now = NOW;
    const { api, asked, refused } = qovery(environments);
    const sleep = async (ms: number): Promise<void> => void (now += ms);
    for (const id of [STAGING, PRODUCTION])
      refused.set(`cluster log ${id}`, new QoveryError('read it', 503, 'no'));
    const seen = await new WorkloadReader(api, { now: () => now, sleep }).read(clusters, SINCE);
    expect(seen.unread.map(({ what }) => what)).toEqual([
      "the log of cluster 'shop'",
      "the log of cluster 'staging'",
    ]);
    expect(now - NOW).toBeLessThanOrEqual(31 * MINUTE);
    expect(asked.filter((one) => one.startsWith('cluster log')).length).toBeGreaterThan(20);
  });

  test('what fails for longer, while something else is answered, is asked for again', async () => {
    let now = NOW;
    const { api, refused } = qovery(environments);
    const ends = new Map([
      [`cluster log ${PRODUCTION}`, NOW + 25 * MINUTE],
      [`cluster log ${STAGING}`, NOW + 50 * MINUTE],
    ]);
    for (const question of ends.keys()) refused.set(question, new QoveryError('read it', 503, 'no'));
    const sleep = async (ms: number): Promise<void> => {
      // Both wait at the same time.
      now += ms / 2;
      for (const [question, end] of ends) if (now >= end) refused.delete(question);
    };
    const seen = await new WorkloadReader(api, { now: () => now, sleep }).read(clusters, SINCE);
    expect(seen.unread).toEqual([]);
    expect(now).toBeGreaterThanOrEqual(NOW + 50 * MINUTE);
  });

  test('what is malformed is not asked for again', async () => {
    const { api, asked, refused } = qovery(environments);
    refused.set('log e', new QoveryError('read it', 200, 'malformed answer'));
    const seen = await reader(api).read(clusters, SINCE);
    expect(seen.unread).toHaveLength(1);
    expect(asked.filter((one) => one === 'log e')).toHaveLength(1);
  });

  test('a cancel, or a defect of ours, is no such thing', async () => {
    const { api, refused } = qovery(environments);
    refused.set('log e', new Cancelled());
    await expect(reader(api).read(clusters, SINCE)).rejects.toThrow(Cancelled);
  });
});
