import {
  databaseAnswer,
  deploymentHistoryAnswer,
  environmentLogAnswer,
  environmentStatusAnswer,
  serviceAnswers,
} from '../environment-answers.ts';
import { deployEnvironment } from '../environment-deployment.ts';
import { refuseForBilling } from './billing.ts';
import {
  databaseOf,
  environmentOf,
  environmentsOf,
  event,
  list,
  ok,
  QoveryError,
  route,
  unknownId,
} from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const environmentRoutes: Route[] = [
  route('GET /organization/:organization/services', 'listServicesByOrganizationId', (call) => {
    const cluster = call.query.get('cluster_id');
    const environments = environmentsOf(call).filter(({ clusterId }) => [null, clusterId].includes(cluster));
    return list(environments.flatMap(serviceAnswers));
  }),
  route(
    'GET /project/:project/environment/status',
    'getProjectEnvironmentsStatus',
    getProjectEnvironmentsStatus,
  ),
  route('GET /environment/deploymentStatus', 'getDeploymentStatusByDeploymentRequestId', getDeploymentStatus),
  route('GET /environment/:environment/status', 'getEnvironmentStatus', (call) =>
    ok(environmentStatusAnswer(environmentOf(call))),
  ),
  route('GET /environment/:environment/logs', 'listEnvironmentLogs', (call) => {
    const environment = environmentOf(call);
    const cluster = call.world.findCluster(environment.clusterId);
    return ok(environment.logs.slice(-1000).map((line) => environmentLogAnswer(environment, cluster, line)));
  }),
  route('GET /environment/:environment/deploymentHistory', 'listEnvironmentDeploymentHistory', getHistory),
  route('POST /environment/:environment/redeploy', 'redeployEnvironment', redeployEnvironment),
  route('GET /environment/:environment/database', 'listDatabase', (call) => {
    const environment = environmentOf(call);
    return list(environment.databases.map((database) => databaseAnswer(environment, database)));
  }),
  route('GET /database/:database', 'getDatabase', (call) => ok(databaseAnswer(...databaseOf(call)))),
  route('GET /database/:database/version', 'listDatabaseVersion', (call) =>
    list(databaseOf(call)[1].versions.map((name) => ({ name }))),
  ),
];

function getProjectEnvironmentsStatus(call: Call): Result {
  const environments = environmentsOf(call).filter(({ projectId }) => projectId === call.ids['project']);
  if (environments.length === 0) throw unknownId(call.world, 'project');
  return list(environments.map(environmentStatusAnswer));
}

function getDeploymentStatus(call: Call): Result {
  const requestId = call.query.get('deploymentRequestId') ?? '';
  const environment = environmentsOf(call).find(({ requests }) => requests.has(requestId));
  if (!environment) throw unknownId(call.world, 'deployment request');
  return ok({
    deployment_request_id: requestId,
    environment_id: environment.id,
    status: environment.requests.get(requestId),
  });
}

/** Twenty a page, the newest first; `startId` is the first of the page. */
function getHistory(call: Call): Result {
  const environment = environmentOf(call);
  const startId = call.query.get('startId');
  const start = startId === null ? 0 : environment.history.findIndex(({ id }) => id === startId);
  if (start < 0) throw unknownId(call.world, 'deployment');
  const page = environment.history.slice(start, start + 20);
  return ok({
    page: Math.floor(start / 20) + 1,
    page_size: 20,
    results: page.map((deployment) => deploymentHistoryAnswer(environment, deployment)),
  });
}

function redeployEnvironment(call: Call): Result {
  const environment = environmentOf(call);
  refuseForBilling(call.organization, call.world.findCluster(environment.clusterId));
  if (environment.deploymentKeys) throw new QoveryError(409, 'Operation is in progress');
  deployEnvironment(call.world, environment, call.world.quirks.environmentDeployMs, call.by);
  event(call, 'TRIGGER_REDEPLOY', 'ENVIRONMENT', environment);
  return { status: 202, body: environmentStatusAnswer(environment) };
}
