import { iso, isoOrNull } from './answers.ts';
import type { Cluster, Database, Environment, EnvironmentDeployment, LogLine } from './records.ts';

// How Qovery shows environments, after its OpenAPI document (github.com/Qovery/qovery-openapi-spec).

type Json = Record<string, unknown>;

export function clusterEnvironmentAnswer(environment: Environment): Json {
  return {
    environment_id: environment.id,
    environment_name: environment.name,
    project_id: environment.projectId,
    project_name: environment.projectName,
    services: environment.services.map(({ id, name, type }) => ({ id, name, type })),
  };
}

/** One for each service. */
export function serviceAnswers(environment: Environment): Json[] {
  return environment.services.map(({ id, name, type }) => ({
    id,
    name,
    description: '',
    icon_uri: `app://qovery-console/${type.toLowerCase()}`,
    service_type: type,
    project_id: environment.projectId,
    project_name: environment.projectName,
    environment_id: environment.id,
    environment_name: environment.name,
    cluster_id: environment.clusterId,
  }));
}

export function environmentStatusAnswer(environment: Environment): Json {
  return {
    id: environment.id,
    state: environment.state,
    last_deployment_state: environment.lastDeploymentState,
    last_deployment_date: isoOrNull(environment.lastDeploymentAt),
    last_deployment_id: environment.lastDeploymentId,
    total_deployment_duration_in_seconds: null,
    origin: 'API',
    triggered_by: null,
    deployment_status: environment.lastDeploymentAt === null ? 'NEVER_DEPLOYED' : 'UP_TO_DATE',
    deployment_request_id: environment.deploymentRequestId,
  };
}

export function databaseAnswer(environment: Environment, database: Database): Json {
  return {
    id: database.id,
    created_at: iso(database.createdAt),
    name: database.name,
    type: database.type,
    version: database.version,
    mode: database.mode,
    environment: { id: environment.id },
    icon_uri: 'app://qovery-console/database',
    service_type: 'DATABASE',
  };
}

export function environmentLogAnswer(
  environment: Environment,
  cluster: Cluster | undefined,
  line: LogLine,
): Json {
  const details = {
    ...(cluster && { organization_id: cluster.organizationId }),
    cluster_id: environment.clusterId,
    execution_id: environment.lastDeploymentId,
    stage: { id: null, name: null, step: line.step },
    transmitter: { type: 'Environment', id: environment.id, name: environment.name },
  };
  const common = { type: line.type, timestamp: iso(line.at), details };
  if (line.type !== 'error') return { ...common, message: { safe_message: line.text }, error: null };
  const error = {
    tag: line.tag ?? 'UNKNOWN',
    user_log_message: line.text,
    ...(line.hint !== undefined && { hint_message: line.hint }),
    underlying_error: { message: line.detail ?? line.text },
  };
  return { ...common, message: null, error };
}

export function deploymentHistoryAnswer(environment: Environment, deployment: EnvironmentDeployment): Json {
  const started = { id: deployment.id, created_at: iso(deployment.at) };
  const services = (type: string): Json[] =>
    environment.services
      .filter((service) => service.type === type)
      .map(({ id, name }) => ({ id, created_at: started.created_at, name, status: deployment.state }));
  return {
    ...started,
    ...(deployment.endedAt !== undefined && { updated_at: iso(deployment.endedAt) }),
    status: deployment.state,
    origin: deployment.by.origin,
    triggered_by: deployment.by.triggeredBy,
    applications: services('APPLICATION'),
    containers: services('CONTAINER'),
    databases: services('DATABASE'),
    helms: services('HELM'),
    jobs: services('JOB'),
  };
}
