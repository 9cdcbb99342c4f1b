/** Reads what runs on the clusters, and what their logs tell of refused credentials. */
import type { QoveryApi } from '../../qovery/api.ts';
import type { ClusterView, Workloads } from '../model.ts';

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
