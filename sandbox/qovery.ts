import { STATUS_CODES } from 'node:http';

import {
  apiTokenAnswers,
  clusterAnswer,
  clusterEnvironmentAnswer,
  clusterStatusAnswer,
  containerRegistryAnswer,
  credentialAnswer,
  databaseAnswer,
  dnsProviderAnswer,
  environmentStatusAnswer,
  eventAnswer,
  helmRepositoryAnswer,
  lockAnswer,
  logAnswer,
  organizationAnswer,
} from './answers.ts';
import { DAY, SECOND } from './clock.ts';
import { deployCluster, deployEnvironment } from './deployments.ts';
import type { Answer, Api, ApiRequest } from './exchange.ts';
import type { KeyPair } from './iam.ts';
import type { Cluster, Credential, Database, Environment, Organization, Registry } from './records.ts';
import type { Actor, World } from './world.ts';

// Qovery's REST API, the operations that a maintenance needs. Names, paths and answers are those of its OpenAPI
// document (github.com/Qovery/qovery-openapi-spec).

class QoveryError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

interface Call {
  readonly world: World;
  readonly organization: Organization;
  readonly ids: Record<string, string>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly by: Actor;
}

interface Result {
  readonly status: number;
  readonly body?: unknown;
}

interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: string;
  readonly run: (call: Call) => Result;
}

function route(methodAndPath: string, operation: string, run: Route['run']): Route {
  const [method = '', path = ''] = methodAndPath.split(' ');
  return { method, path: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`), operation, run };
}

const ok = (body: unknown): Result => ({ status: 200, body });
const list = (results: unknown[]): Result => ok({ results });

const ROUTES = [
  route('GET /organization/:organization', 'getOrganization', ({ organization }) =>
    ok(organizationAnswer(organization)),
  ),
  route('GET /organization/:organization/apiToken', 'listOrganizationApiTokens', ({ organization }) =>
    list(apiTokenAnswers(organization)),
  ),
  route('GET /organization/:organization/events', 'getOrganizationEvents', getEvents),

  route(
    'GET /organization/:organization/credentials',
    'listOrganizationCredentials',
    listOrganizationCredentials,
  ),
  route('GET /organization/:organization/aws/credentials', 'listAWSCredentials', listAwsCredentials),
  route('GET /organization/:organization/aws/credentials/:credential', 'getAWSCredentials', (call) =>
    ok(credentialAnswer(credentialOf(call))),
  ),
  route(
    'PUT /organization/:organization/aws/credentials/:credential',
    'editAWSCredentials',
    editAwsCredentials,
  ),

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

  route('GET /cluster/:cluster/dnsProvider', 'getClusterDnsProvider', (call) =>
    ok(dnsProviderAnswer(clusterOf(call))),
  ),
  route('GET /cluster/:cluster/environments', 'get-environments-by-cluster-id', (call) => {
    const cluster = clusterOf(call);
    return list(
      call.world.environments
        .filter(({ clusterId }) => clusterId === cluster.id)
        .map(clusterEnvironmentAnswer),
    );
  }),

  route('GET /organization/:organization/lock', 'list-cluster-lock', (call) =>
    list(clustersOf(call).flatMap((cluster) => (cluster.lock ? [lockAnswer(cluster, cluster.lock)] : []))),
  ),
  route('POST /cluster/:cluster/lock', 'lockCluster', lock),
  route('DELETE /cluster/:cluster/lock', 'unlock-cluster', unlock),

  route('GET /organization/:organization/containerRegistry', 'listContainerRegistry', (call) =>
    list(own(call, call.world.registries).map((registry) => registryAnswer(call, registry))),
  ),
  route('GET /organization/:organization/containerRegistry/:registry', 'getContainerRegistry', (call) =>
    ok(registryAnswer(call, find(call, call.world.registries, 'registry'))),
  ),
  route(
    'PUT /organization/:organization/containerRegistry/:registry',
    'editContainerRegistry',
    editContainerRegistry,
  ),
  route('GET /organization/:organization/helmRepository', 'listHelmRepository', (call) =>
    list(own(call, call.world.helmRepositories).map(helmRepositoryAnswer)),
  ),
  route('GET /organization/:organization/helmRepository/:registry', 'getHelmRepository', (call) =>
    ok(helmRepositoryAnswer(find(call, call.world.helmRepositories, 'registry'))),
  ),
  route('PUT /organization/:organization/helmRepository/:registry', 'editHelmRepository', editHelmRepository),

  route(
    'GET /project/:project/environment/status',
    'getProjectEnvironmentsStatus',
    getProjectEnvironmentsStatus,
  ),
  route('GET /environment/deploymentStatus', 'getDeploymentStatusByDeploymentRequestId', getDeploymentStatus),
  route('GET /environment/:environment/status', 'getEnvironmentStatus', (call) =>
    ok(environmentStatusAnswer(environmentOf(call))),
  ),
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

export const qoveryApi: Api = {
  describe(request) {
    const operation = match(request)?.route.operation ?? 'unknown';
    return { api: 'qovery', operation, write: request.method !== 'GET', body: tryJson(request.body) };
  },

  perform(world, request) {
    try {
      const { organization, by } = authenticate(world, request);
      const matched = match(request);
      if (!matched)
        throw new QoveryError(404, `The sandbox knows no ${request.method} ${request.url.pathname}`);
      const { ids } = matched;
      if (ids['organization'] !== undefined && ids['organization'] !== organization.id)
        throw unknownId(world, 'organization');
      const body = readBody(request);
      const result = matched.route.run({
        world,
        organization,
        ids,
        query: request.url.searchParams,
        body,
        by,
      });
      return jsonAnswer(result.status, result.body);
    } catch (error) {
      if (!(error instanceof QoveryError)) throw error;
      const echo = world.quirks.errorsEchoRequest && request.body ? ` (request: ${request.body})` : '';
      return failure(error.status, error.message + echo);
    }
  },

  failure: (status, body) =>
    body === undefined ? failure(status, 'Injected by the sandbox') : jsonAnswer(status, body),
};

/** Qovery's documentation shows `message`; its own clients read `detail`. */
function failure(status: number, detail: string): Answer {
  return jsonAnswer(status, { status, error: STATUS_CODES[status] ?? '', detail });
}

function jsonAnswer(status: number, body: unknown): Answer {
  if (body === undefined) return { status, body: '' };
  return { status, headers: { 'content-type': 'application/json' }, body: JSON.stringify(body) };
}

function match(request: ApiRequest): { route: Route; ids: Record<string, string> } | undefined {
  for (const candidate of ROUTES) {
    const found = candidate.method === request.method ? candidate.path.exec(request.url.pathname) : null;
    if (found) return { route: candidate, ids: found.groups ?? {} };
  }
  return undefined;
}

/** API tokens come with `Token`; `Bearer` is for the JSON web tokens of people who are logged in. */
function authenticate(world: World, request: ApiRequest): { organization: Organization; by: Actor } {
  const value = /^Token (.+)$/.exec(request.headers.authorization ?? '')?.[1];
  for (const organization of world.organizations) {
    const token = organization.tokens.find((one) => one.value === value);
    if (!token) continue;
    const userAgent = request.headers['user-agent'] ?? null;
    return { organization, by: { origin: 'API', triggeredBy: token.name, userAgent } };
  }
  throw new QoveryError(401, 'Full authentication is required to access this resource');
}

function tryJson(text: string): unknown {
  try {
    return text === '' ? undefined : JSON.parse(text);
  } catch {
    return text;
  }
}

function readBody(request: ApiRequest): unknown {
  const body = tryJson(request.body);
  if (typeof body === 'string') throw new QoveryError(400, 'JSON parse error');
  return body;
}

// Finding what a path names

function unknownId(world: World, what: string): QoveryError {
  const status = world.quirks.unknownId;
  return new QoveryError(status, status === 403 ? 'Access is denied' : `No ${what} found with this id`);
}

function own<T extends { organizationId: string }>(call: Call, all: T[]): T[] {
  return all.filter(({ organizationId }) => organizationId === call.organization.id);
}

function find<T extends { id: string; organizationId: string }>(call: Call, all: T[], what: string): T {
  const one = own(call, all).find(({ id }) => id === call.ids[what]);
  if (!one) throw unknownId(call.world, what);
  return one;
}

function credentialOf(call: Call): Credential {
  return find(call, call.world.credentials.filter(isAws), 'credential');
}

function isAws({ kind }: Credential): boolean {
  return ['AWS', 'AWS_ROLE', 'EKS_ANYWHERE_VSPHERE'].includes(kind);
}

function clustersOf(call: Call): Cluster[] {
  return call.world.clustersIn(call.organization.id);
}

function clusterOf(call: Call): Cluster {
  return find(call, clustersOf(call), 'cluster');
}

function environmentsOf(call: Call): Environment[] {
  const clusterIds = clustersOf(call).map(({ id }) => id);
  return call.world.environments.filter(({ clusterId }) => clusterIds.includes(clusterId));
}

function environmentOf(call: Call): Environment {
  const environment = environmentsOf(call).find(({ id }) => id === call.ids['environment']);
  if (!environment) throw unknownId(call.world, 'environment');
  return environment;
}

function databaseOf(call: Call): [Environment, Database] {
  for (const environment of environmentsOf(call)) {
    const database = environment.databases.find(({ id }) => id === call.ids['database']);
    if (database) return [environment, database];
  }
  throw unknownId(call.world, 'database');
}

// Reading request bodies

type Fields = Record<string, unknown>;

function objectOf(value: unknown, place: string): Fields {
  if (typeof value !== 'object' || value === null || Array.isArray(value))
    throw new QoveryError(400, `${place} must be an object`);
  return value as Fields;
}

function text(fields: Fields, name: string): string {
  const value = fields[name];
  if (typeof value !== 'string' || value.trim() === '')
    throw new QoveryError(400, `${name} must not be blank`);
  return value;
}

function optionalText(fields: Fields, name: string): string | undefined {
  return fields[name] === undefined || fields[name] === null ? undefined : text(fields, name);
}

function pair(fields: Fields): KeyPair {
  return { id: text(fields, 'access_key_id'), secret: text(fields, 'secret_access_key') };
}

// Credentials

function listOrganizationCredentials(call: Call): Result {
  const results = own(call, call.world.credentials).map((credential) => ({
    credential: credentialAnswer(credential),
    clusters: call.world
      .clustersOf(credential)
      .map(({ id, name, cloudProvider }) => ({ id, name, cloud_provider: cloudProvider })),
  }));
  return list(results);
}

function listAwsCredentials(call: Call): Result {
  return list(own(call, call.world.credentials).filter(isAws).map(credentialAnswer));
}

/** A full replacement, which deploys nothing: clusters take it up at their next deployment. */
function editAwsCredentials(call: Call): Result {
  const { world } = call;
  const credential = credentialOf(call);
  const edited = readCredential(world, objectOf(call.body, 'body'));
  if (world.quirks.storingProvesKey && edited.key && world.iam.problemWith(edited.key)) {
    throw new QoveryError(400, 'Invalid credentials: AWS does not accept this key');
  }
  Object.assign(credential, edited);
  if (world.quirks.registriesFollowCredential) {
    const clusterIds = world.clustersOf(credential).map(({ id }) => id);
    for (const registry of world.registries) {
      if (registry.clusterId && clusterIds.includes(registry.clusterId)) registry.key = edited.key;
    }
  }
  event(
    call,
    'UPDATE',
    'ORGANIZATION',
    credential,
    'CLOUD_PROVIDER_CREDENTIALS',
    credentialAnswer(credential),
  );
  return ok(credentialAnswer(credential));
}

function readCredential(world: World, fields: Fields): Pick<Credential, 'name' | 'kind' | 'key' | 'details'> {
  const blank = fields['type'] === '' && world.quirks.blankCredentialType === 'tolerated';
  const type = blank ? 'AWS_STATIC' : text(fields, 'type');
  const name = text(fields, 'name');
  switch (type) {
    case 'AWS_STATIC':
      return { name, kind: 'AWS', key: pair(fields), details: {} };
    case 'AWS_ROLE':
      return { name, kind: 'AWS_ROLE', key: undefined, details: { role_arn: text(fields, 'role_arn') } };
    case 'EKS_ANYWHERE_VSPHERE_STATIC': {
      text(fields, 'vsphere_password');
      const details = { vsphere_user: text(fields, 'vsphere_user') };
      return { name, kind: 'EKS_ANYWHERE_VSPHERE', key: pair(fields), details };
    }
    case 'EKS_ANYWHERE_VSPHERE_ROLE': {
      text(fields, 'vsphere_password');
      const details = { vsphere_user: text(fields, 'vsphere_user'), role_arn: text(fields, 'role_arn') };
      return { name, kind: 'EKS_ANYWHERE_VSPHERE', key: undefined, details };
    }
    default:
      throw new QoveryError(400, `type ${type} is unknown`);
  }
}

// Clusters

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
  if (organization.billingRestriction)
    throw new QoveryError(400, 'Deployments are blocked by a billing restriction');
  if (cluster.lock && quirks.lockedDeploy === 'refused') throw new QoveryError(400, 'Cluster is locked');
  if (cluster.deployment) throw new QoveryError(quirks.deployWhileBusy, 'Operation is in progress');
  deployCluster(world, cluster, { by: call.by, dryRun: call.query.get('dry_run') === 'true' });
  return { status: quirks.deployAccepted, body: clusterStatusAnswer(cluster) };
}

/** The bounds of `ttl_in_days`, 1 to 5, are those of Qovery's documentation and command line tool. */
function lock(call: Call): Result {
  const { world } = call;
  const cluster = clusterOf(call);
  const fields = objectOf(call.body, 'body');
  const reason = text(fields, 'reason');
  const days = fields['ttl_in_days'] ?? undefined;
  if (days !== undefined && (typeof days !== 'number' || !Number.isInteger(days) || days < 1 || days > 5)) {
    throw new QoveryError(400, 'ttl_in_days must be between 1 and 5');
  }
  if (cluster.lock && world.quirks.lockTwice === 'conflict')
    throw new QoveryError(409, 'Cluster is already locked');
  cluster.lock = { reason, ttlInDays: days, lockedAt: world.now, ownerName: call.by.triggeredBy };
  event(call, 'LOCK', 'CLUSTER', cluster, undefined, { reason });
  return ok(lockAnswer(cluster, cluster.lock));
}

function unlock(call: Call): Result {
  const cluster = clusterOf(call);
  if (!cluster.lock && call.world.quirks.unlockUnlocked === 404)
    throw new QoveryError(404, 'Cluster is not locked');
  cluster.lock = undefined;
  event(call, 'UNLOCK', 'CLUSTER', cluster);
  return { status: 204 };
}

// Registries

function registryAnswer(call: Call, registry: Registry): unknown {
  return containerRegistryAnswer(registry, call.world.findCluster(registry.clusterId));
}

function editContainerRegistry(call: Call): Result {
  const registry = find(call, call.world.registries, 'registry');
  Object.assign(registry, readRegistry(objectOf(call.body, 'body'), 'ECR'));
  event(call, 'UPDATE', 'CONTAINER_REGISTRY', registry);
  return ok(registryAnswer(call, registry));
}

function editHelmRepository(call: Call): Result {
  const repository = find(call, call.world.helmRepositories, 'registry');
  const fields = objectOf(call.body, 'body');
  const skipTlsVerification = fields['skip_tls_verification'];
  if (typeof skipTlsVerification !== 'boolean')
    throw new QoveryError(400, 'skip_tls_verification must not be null');
  Object.assign(repository, readRegistry(fields, 'OCI_ECR'), { skipTlsVerification });
  event(call, 'UPDATE', 'HELM_REPOSITORY', repository);
  return ok(helmRepositoryAnswer(repository));
}

/** A full replacement: what the request leaves out is gone. */
function readRegistry(fields: Fields, ecrKind: string): Partial<Registry> {
  const kind = text(fields, 'kind');
  const config = objectOf(fields['config'], 'config');
  const common = {
    name: text(fields, 'name'),
    kind,
    description: optionalText(fields, 'description'),
    url: kind === ecrKind ? text(fields, 'url') : optionalText(fields, 'url'),
  };
  const shown = ['username', 'region', 'role_arn'].flatMap((name) => {
    const value = optionalText(config, name);
    return value === undefined ? [] : [[name, value] as const];
  });
  if (kind === ecrKind) text(config, 'region');
  const isStaticEcr = kind === ecrKind && config['role_arn'] === undefined;
  return { ...common, config: Object.fromEntries(shown), key: isStaticEcr ? pair(config) : undefined };
}

// Environments

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

function redeployEnvironment(call: Call): Result {
  const environment = environmentOf(call);
  if (environment.deploymentKeys) throw new QoveryError(409, 'Operation is in progress');
  deployEnvironment(call.world, environment, call.world.quirks.environmentDeployMs);
  event(call, 'TRIGGER_REDEPLOY', 'ENVIRONMENT', environment);
  return { status: 202, body: environmentStatusAnswer(environment) };
}

// The audit log

function event(
  call: Call,
  type: string,
  targetType: string,
  target: { id: string; name: string },
  subTargetType?: string,
  change?: unknown,
): void {
  call.world.addEvent({
    organizationId: call.organization.id,
    type,
    targetType,
    targetId: target.id,
    targetName: target.name,
    ...(subTargetType && { subTargetType }),
    change,
    by: call.by,
  });
}

/**
 * Newest first. Time filters are Unix seconds, as Qovery's console and command line tool send them, although the OpenAPI
 * document says nanoseconds; a page's token is in nanoseconds.
 */
function getEvents(call: Call): Result {
  const { world, organization, query } = call;
  const all = own(call, world.events);
  const oldest = world.now - organization.auditRetentionDays * DAY;
  const from = Number(query.get('fromTimestamp') ?? 0) * SECOND;
  const to = Number(query.get('toTimestamp') ?? Infinity) * SECOND;
  const matching = all
    .filter(({ at }) => at >= oldest && at >= from && at <= to)
    .filter((one) => isWanted(query.get('eventType'), one.type))
    .filter((one) => isWanted(query.get('targetType'), one.targetType))
    .filter((one) => isWanted(query.get('targetId'), one.targetId))
    .filter((one) => isWanted(query.get('subTargetType'), one.subTargetType))
    .filter((one) => isWanted(query.get('triggeredBy'), one.triggeredBy))
    .filter((one) => isWanted(query.get('origin'), one.origin))
    .sort((a, b) => Number(b.position - a.position));

  const token = query.get('continueToken');
  const rest = token === null ? matching : matching.filter(({ position }) => position < BigInt(token));
  const size = Number(query.get('pageSize') ?? 10);
  const page = rest.slice(0, size);
  const last = page.at(-1);
  const links: Record<string, string> = {};
  if (last && rest.length > size) {
    const next = new URLSearchParams(query);
    next.set('continueToken', String(last.position));
    links['next'] = `/organization/${organization.id}/events?${next.toString()}`;
  }
  return ok({
    links,
    organization_max_limit_reached: all.some(({ at }) => at < oldest && at >= from),
    events: page.map(eventAnswer),
  });
}

function isWanted(wanted: string | null, value: string | null): boolean {
  return wanted === null || wanted === value;
}
