/** What runs on the clusters: does anything still need the old key, or fail with the new one? */
import { MINUTE, iso } from '../../lib/clock.ts';
import type { QoveryApi } from '../../qovery/api.ts';
import type { Objection } from './guard.ts';
import type { ClusterView } from '../observation.ts';

export interface EnvironmentView {
  readonly id: string;
  readonly name: string;
  /** Undefined where Qovery lists the environment but tells no status of it. */
  readonly state: string | undefined;
  readonly lastState: string | undefined;
  readonly deployedAt: number | undefined;
}

export interface Workloads {
  readonly environments: readonly EnvironmentView[];
  /** Errors of authentication in the infrastructure logs. */
  readonly errors: readonly { readonly cluster: string; readonly tag: string; readonly at: number }[];
}

/**
 * Tags of Qovery's engine for credentials that a provider refused (Qovery/engine, src/errors/mod.rs).
 * CONTAINER_REGISTRY_INVALID_CREDENTIALS is what a registry with a dead key says.
 */
const REFUSED = new Set([
  'TERRAFORM_INVALID_CREDENTIALS',
  'CLOUD_PROVIDER_CLIENT_INVALID_CREDENTIALS',
  'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
]);
const REFUSED_TEXT = /InvalidClientTokenId|InvalidAccessKeyId|UnrecognizedClientException/;

/** One request a cluster and one a project. */
export async function readWorkloads(api: QoveryApi, clusters: readonly ClusterView[]): Promise<Workloads> {
  const running = clusters.filter(({ state }) => state !== 'off');
  const [lists, logs] = await Promise.all([
    Promise.all(running.map(({ id }) => api.environments(id))),
    Promise.all(running.map(({ id }) => api.clusterLogs(id))),
  ]);
  const environments = lists.flat();
  const projects = [...new Set(environments.map(({ project_id: id }) => id))];
  const statuses = new Map(
    (await Promise.all(projects.map((id) => api.environmentStatuses(id))))
      .flat()
      .map((status) => [status.id, status]),
  );
  return {
    environments: environments.map(
      ({ environment_id: id, environment_name: name, project_name: project }) => {
        const status = statuses.get(id);
        const deployedAt = Date.parse(status?.last_deployment_date ?? '');
        return {
          id,
          name: `${project}/${name}`,
          state: status?.state,
          lastState: status?.last_deployment_state,
          deployedAt: Number.isNaN(deployedAt) ? undefined : deployedAt,
        };
      },
    ),
    errors: logs.flatMap((lines, index) =>
      lines.flatMap(({ timestamp, error }) => {
        const tag = error?.tag ?? '';
        if (!error || !(REFUSED.has(tag) || REFUSED_TEXT.test(error.user_log_message ?? ''))) return [];
        return [
          {
            cluster: running[index]?.name ?? '',
            tag: tag || 'invalid credentials',
            at: Date.parse(timestamp ?? ''),
          },
        ];
      }),
    ),
  };
}

const AT_REST = new Set(['DEPLOYED', 'RESTARTED', 'READY', 'STOPPED', 'DELETED', 'CANCELED']);

/** Whether nothing of the environment is under way. A state that is not known is one under way. */
export function atRest(state: string): boolean {
  return AT_REST.has(state) || state.endsWith('ERROR');
}

/** How soon to ask again whether a deployment under way has ended. */
const ASK_AGAIN = 5 * MINUTE;

/**
 * What the workloads say against the retirement of a key whose successor was stored at `stored`, and deployed at
 * `deployed`. A deployment carries the credentials that were stored when it began (Qovery/engine,
 * src/io_models/engine_request.rs), so one that began before may still need the old key.
 *
 * What is under way is asked for again some minutes after it was seen (`seenAt`).
 *
 * Whether `last_deployment_date` is the begin or the end is not documented. Either way, a date after the storing
 * means that what is under way began after it.
 */
export function objectionsOfWorkloads(
  workloads: Workloads,
  stored: number,
  deployed: number,
  seenAt: number,
  now: number,
): Objection[] {
  const objections: Objection[] = [];
  for (const { name, state, lastState, deployedAt } of workloads.environments) {
    if (state === undefined || lastState === undefined) {
      objections.push({ kind: 'hold', text: `Qovery tells no status of the environment ${name}` });
    } else if (!atRest(state) && (deployedAt === undefined || deployedAt <= stored)) {
      const text = `a deployment of the environment ${name} (${state}) may have begun with the old key, and is not over`;
      const until = seenAt + ASK_AGAIN;
      objections.push(now < until ? { kind: 'wait', until, text } : { kind: 'stale', text });
    } else if (
      (state.endsWith('ERROR') || lastState.endsWith('ERROR')) &&
      (deployedAt === undefined || deployedAt > stored)
    ) {
      objections.push({
        kind: deployedAt === undefined ? 'hold' : 'symptom',
        text: `the environment ${name} failed (${state}) at ${deployedAt === undefined ? 'an unknown time, maybe' : iso(deployedAt)}, after the new key was stored`,
      });
    }
  }
  for (const { cluster, tag, at } of workloads.errors) {
    // A line without a readable time is taken for a new one.
    if (!(at <= deployed))
      objections.push({
        kind: 'symptom',
        text: `the log of cluster '${cluster}' tells of refused credentials (${tag}) since it was deployed with the new key`,
      });
  }
  return objections;
}
