import { cloudProviderInfoAnswer, clusterAnswer, clusterStatusAnswer, logAnswer } from '../answers.ts';
import { deployCluster } from '../cluster-deployment.ts';
import { clusterEnvironmentAnswer } from '../environment-answers.ts';
import type { Cluster } from '../records.ts';
import { DEFAULT_SETTINGS } from './advanced-settings.ts';
import { refuseForBilling } from './billing.ts';
import { clusterOf, clustersOf, list, ok, QoveryError, route } from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const clusterRoutes: Route[] = [
  route('GET /organization/:organization/cluster', 'listOrganizationCluster', (call) =>
    list(clustersOf(call).map(clusterAnswer)),
  ),
  route('GET /organization/:organization/cluster/status', 'getOrganizationClusterStatus', (call) =>
    list(clustersOf(call).map(readStatus)),
  ),
  route('GET /organization/:organization/cluster/:cluster/status', 'getClusterStatus', (call) =>
    ok(readStatus(clusterOf(call))),
  ),
  route('GET /organization/:organization/cluster/:cluster/isReady', 'getClusterReadinessStatus', (call) =>
    ok({ is_ready: !clusterOf(call).deployment }),
  ),
  route('GET /organization/:organization/cluster/:cluster/logs', 'listClusterLogs', (call) => {
    const cluster = clusterOf(call);
    return list(cluster.logs.map((line) => logAnswer(cluster, line)));
  }),
  route('POST /organization/:organization/cluster/:cluster/deploy', 'deployCluster', deploy),
  route(
    'GET /organization/:organization/cluster/:cluster/cloudProviderInfo',
    'getOrganizationCloudProviderInfo',
    (call) => {
      const cluster = clusterOf(call);
      return ok(cloudProviderInfoAnswer(cluster, call.world.findCredential(cluster.credentialId)));
    },
  ),
  route(
    'GET /organization/:organization/cluster/:cluster/advancedSettings',
    'getClusterAdvancedSettings',
    (call) => ok({ ...DEFAULT_SETTINGS, ...clusterOf(call).advancedSettings }),
  ),
  route('GET /defaultClusterAdvancedSettings', 'getDefaultClusterAdvancedSettings', () =>
    ok(DEFAULT_SETTINGS),
  ),
  route('GET /cluster/:cluster/environments', 'get-environments-by-cluster-id', (call) => {
    const cluster = clusterOf(call);
    return list(
      call.world.environments
        .filter(({ clusterId }) => clusterId === cluster.id)
        .map(clusterEnvironmentAnswer),
    );
  }),
];

function readStatus(cluster: Cluster): unknown {
  const { stale } = cluster;
  if (!stale) return clusterStatusAnswer(cluster);
  stale.reads -= 1;
  if (stale.reads === 0) cluster.stale = undefined;
  return stale.answer;
}

function deploy(call: Call): Result {
  const { world, organization } = call;
  const { quirks } = world;
  const cluster = clusterOf(call);
  refuseForBilling(organization, cluster);
  if (cluster.lock && quirks.lockedDeploy === 'refused') throw new QoveryError(400, 'Cluster is locked');
  if (cluster.deployment) throw new QoveryError(quirks.deployWhileBusy, 'Operation is in progress');
  deployCluster(world, cluster, { by: call.by, dryRun: call.query.get('dry_run') === 'true' });
  return { status: quirks.deployAccepted, body: clusterStatusAnswer(cluster) };
}
