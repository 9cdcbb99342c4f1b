/**
 * What runs on the clusters, and what the logs tell of what failed there. It reads, and judges nothing.
 *
 * Few requests: one for the environments of a cluster and one for its log, one for a project, and one for each failure,
 * however often it is looked at. Of many clusters, one for all environments, and one for the log of each that was
 * deployed of late.
 */
import { all } from '../../lib/all.ts';
import { type Clock, MINUTE } from '../../lib/clock.ts';
import type { Uuid } from '../../lib/ids.ts';
import { limit } from '../../lib/limit.ts';
import { outcomeOfStatus } from '../../lib/outcome.ts';
import { pauseAfter } from '../../lib/patience.ts';
import type { QoveryApi } from '../../qovery/api.ts';
import { QoveryError } from '../../qovery/http.ts';
import { type Evidence, evidenceOf } from '../../qovery/log.ts';
import type { ClusterEnvironment, EnvironmentStatus, LogLine } from '../../qovery/schemas.ts';
import type { ClusterView, EnvironmentView, Reads, Unread, Workloads } from '../model.ts';

/** A log of a cluster may have 10,000 lines. */
const LOGS_AT_A_TIME = 2;
/** Where requests are slowed down, those of others wait behind so many. */
const LISTS_AT_A_TIME = 8;
/** Of so many clusters the environments are asked for one by one. */
const ONE_BY_ONE = 100;

type Api = Pick<
  QoveryApi,
  'environments' | 'services' | 'environmentStatuses' | 'environmentLogs' | 'clusterLogs'
>;
type RunningCluster = Pick<ClusterView, 'id' | 'name' | 'state' | 'mark'>;
/** Reads; what cannot be read is told, and the rest goes on. */
type Attempt = <T>(what: string, read: () => Promise<T>, cluster?: string) => Promise<T | undefined>;

/** Remembers the logs of failures from one look to the next; rotations of one organisation share it. */
export class WorkloadReader {
  readonly #api: Api;
  readonly #clock: Clock;
  readonly #logs = new Map<Uuid, { readonly failure: string; readonly log: Promise<readonly Evidence[]> }>();
  readonly #oneByOne = limit(LOGS_AT_A_TIME);
  readonly #lists = limit(LISTS_AT_A_TIME);
  /** Side by side, each reading of many clusters would take as long as all of them together. */
  readonly #turn = limit(1);

  constructor(api: Api, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /**
   * @param clusters those that the key is for, and that something runs on
   * @param since when the new key was stored: what had failed before is no news
   * @param logsSince the log of a cluster that is at rest, and was deployed before, has no news either
   * @param ignored environments whose failures do not count
   */
  read(
    clusters: readonly RunningCluster[],
    reads: NonNullable<Reads['workloads']>,
    ignored: readonly string[] = [],
  ): Promise<Workloads> {
    return this.#turn(() => this.#read(clusters, reads, ignored));
  }

  async #read(
    clusters: readonly RunningCluster[],
    { since, logsSince }: NonNullable<Reads['workloads']>,
    ignored: readonly string[],
  ): Promise<Workloads> {
    const at = this.#clock.now();
    const unread: Unread[] = [];
    const attempt = attemptsOf(this.#clock, unread);
    const isNews = (at: number | undefined): boolean => at === undefined || at > since;
    const [environments, clusterLogs] = await all([
      this.#environments(clusters, attempt),
      all(
        clusters
          .filter((cluster) => !wasDeployedBefore(logsSince, cluster))
          .map(async ({ id, name }) => {
            const read = async (): Promise<Evidence[]> => evidenceIn(await this.#api.clusterLogs(id));
            const log = await attempt(`the log of cluster '${name}'`, () => this.#oneByOne(read), id);
            return { cluster: name, log: log?.filter(({ at }) => isNews(at)) ?? [] };
          }),
      ),
    ]);
    const failed = environments.filter(
      ({ view }) => hasFailed(view) && isNews(view.deployedAt) && !ignored.includes(view.id),
    );
    const failures = await all(
      failed.map(async ({ view, status }) => {
        const log = await attempt(`the log of the environment ${view.name}`, () =>
          this.#log(view.id, status),
        );
        return { environment: view, log: log?.filter(({ at }) => isNews(at)) ?? [] };
      }),
    );
    // What is said does not depend on which answer came last.
    unread.sort((a, b) => a.what.localeCompare(b.what));
    return { at, environments: environments.map(({ view }) => view), failures, clusterLogs, unread };
  }

  async #environments(
    clusters: readonly RunningCluster[],
    attempt: Attempt,
  ): Promise<{ view: EnvironmentView; status: EnvironmentStatus | undefined }[]> {
    const list = (): Promise<ClusterEnvironment[]> =>
      clusters.length > ONE_BY_ONE
        ? this.#environmentsOfServices(clusters, attempt)
        : this.#environmentsOfEach(clusters, attempt);
    let environments = await list();
    const statuses = new Map<Uuid, EnvironmentStatus>();
    const missing = (): ClusterEnvironment[] =>
      environments.filter(({ environment_id: id }) => !statuses.has(id));
    await this.#readStatuses(environments, statuses, once);
    if (missing().length > 0) {
      // Environments and projects go while they are read. What is still there is asked for again.
      environments = await list();
      await this.#readStatuses(missing(), statuses, attempt);
    }
    return environments.map((environment) => {
      const status = statuses.get(environment.environment_id);
      return { view: viewOf(environment, status), status };
    });
  }

  /** One request for each project of these environments. */
  async #readStatuses(
    environments: readonly ClusterEnvironment[],
    statuses: Map<Uuid, EnvironmentStatus>,
    attempt: Attempt,
  ): Promise<void> {
    const projects = new Map(environments.map(({ project_id: id, project_name: name }) => [id, name]));
    await all(
      [...projects].map(async ([id, name]) => {
        const read = (): Promise<EnvironmentStatus[]> => this.#api.environmentStatuses(id);
        const what = `the statuses of the environments of project '${name}'`;
        for (const status of (await this.#lists(() => attempt(what, read))) ?? [])
          statuses.set(status.id, status);
      }),
    );
  }

  async #environmentsOfEach(
    clusters: readonly RunningCluster[],
    attempt: Attempt,
  ): Promise<ClusterEnvironment[]> {
    const lists = await all(
      clusters.map(({ id, name }) =>
        this.#lists(() =>
          attempt(`the environments of cluster '${name}'`, () => this.#api.environments(id), id),
        ),
      ),
    );
    return lists.flatMap((list) => list ?? []);
  }

  /**
   * In one request. What has no service is not in its answer, and who may not see something may get less of it: a cluster
   * of which it tells nothing is asked for by itself. It would otherwise take as many requests for its projects.
   */
  async #environmentsOfServices(
    clusters: readonly RunningCluster[],
    attempt: Attempt,
  ): Promise<ClusterEnvironment[]> {
    const services = await attempt('the services of the organisation', () => this.#api.services());
    if (services === undefined) return [];
    const ids = new Set(clusters.map(({ id }) => id));
    const concerned = services.filter(({ cluster_id: id }) => ids.has(id));
    for (const { cluster_id: id } of concerned) ids.delete(id);
    const others = await this.#environmentsOfEach(
      clusters.filter(({ id }) => ids.has(id)),
      attempt,
    );
    return [
      ...new Map([...others, ...concerned].map((service) => [service.environment_id, service])).values(),
    ];
  }

  /** Of one failure, asked for once. An environment without any mark of its deployment is asked for at each look. */
  #log(id: Uuid, status: EnvironmentStatus | undefined): Promise<readonly Evidence[]> {
    const marks = [
      status?.last_deployment_id,
      status?.last_deployment_date,
      status?.deployment_request_id,
    ].map((mark) => mark ?? '');
    const failure = marks.join(' ');
    const known = this.#logs.get(id);
    if (known?.failure === failure) return known.log;
    const log = this.#oneByOne(async () => evidenceIn(await this.#api.environmentLogs(id)));
    this.#logs.set(id, { failure, log });
    const forget = (): void => {
      if (this.#logs.get(id)?.log === log) this.#logs.delete(id);
    };
    // A log that says nothing yet may say something later.
    log.then((lines) => {
      if (failure.trim() === '' || !lines.some(({ isError }) => isError)) forget();
    }, forget);
    return log;
  }
}

/** Two readings, the second the newer one. What the first found to have failed, has. */
export function together(first: Workloads, second: Workloads): Workloads {
  const environments = [...first.environments, ...second.environments];
  return {
    at: Math.min(first.at, second.at),
    environments: [...new Map(environments.map((one) => [one.id, one])).values()],
    failures: [...first.failures, ...second.failures],
    clusterLogs: [...first.clusterLogs, ...second.clusterLogs],
    unread: [...first.unread, ...second.unread],
  };
}

/** For what is asked for again in any case. */
const once: Attempt = async (_, read) => {
  try {
    return await read();
  } catch (error) {
    if (!(error instanceof QoveryError)) throw error;
    return undefined;
  }
};

/** While one thing is asked for again, nothing else is looked at. */
const ASK_FOR = 31 * MINUTE;

/** "Later" is not "no": it is asked again while Qovery answers something else, and for half an hour after that. */
function attemptsOf(clock: Clock, unread: Unread[]): Attempt {
  let until: number | undefined;
  return async (what, read, cluster) => {
    for (;;) {
      try {
        const answer = await read();
        until = undefined;
        return answer;
      } catch (error) {
        if (!(error instanceof QoveryError)) throw error;
        until ??= clock.now() + ASK_FOR;
        const pause = pauseAfter(error, MINUTE);
        // What is malformed stays so.
        const final = error.outcome === 'refused' || outcomeOfStatus(error.status) === 'done';
        if (final || clock.now() + pause > until) {
          unread.push({ what, why: error.message, ...(cluster === undefined ? {} : { cluster }) });
          return undefined;
        }
        await clock.sleep(pause);
      }
    }
  };
}

function wasDeployedBefore(time: number, { state, mark }: RunningCluster): boolean {
  return state === 'ready' && Date.parse(mark.deployedAt ?? '') < time;
}

function hasFailed({ state, lastState }: EnvironmentView): boolean {
  return [state, lastState].some((one) => one?.endsWith('ERROR') === true);
}

function viewOf(
  { environment_id: id, environment_name: name, project_name: project }: ClusterEnvironment,
  status: EnvironmentStatus | undefined,
): EnvironmentView {
  const deployedAt = Date.parse(status?.last_deployment_date ?? '');
  return {
    id,
    name: `${project}/${name}`,
    state: wordOf(status?.state),
    lastState: wordOf(status?.last_deployment_state),
    deployedAt: Number.isNaN(deployedAt) ? undefined : deployedAt,
  };
}

function evidenceIn(lines: readonly LogLine[]): Evidence[] {
  return lines.flatMap((line) => evidenceOf(line) ?? []);
}

/** Qovery's words are in upper case; an empty one is none. */
function wordOf(text: string | undefined): string | undefined {
  return text?.trim().toUpperCase() || undefined;
}
