import { containerRegistryAnswer, helmRepositoryAnswer } from '../answers.ts';
import type { KeyPair } from '../iam.ts';
import { newRegistry } from '../new-records.ts';
import type { Registry } from '../records.ts';
import { objectOf, optionalText, pair, text } from './body.ts';
import type { Fields } from './body.ts';
import { environmentsOf, event, find, list, ok, own, QoveryError, route } from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const registryRoutes: Route[] = [
  route('GET /organization/:organization/containerRegistry', 'listContainerRegistry', (call) =>
    list(own(call, call.world.registries).map((registry) => registryAnswer(call, registry))),
  ),
  route('GET /organization/:organization/containerRegistry/:registry', 'getContainerRegistry', (call) =>
    ok(registryAnswer(call, find(call, call.world.registries, 'registry'))),
  ),
  route(
    'POST /organization/:organization/containerRegistry',
    'createContainerRegistry',
    createContainerRegistry,
  ),
  route(
    'PUT /organization/:organization/containerRegistry/:registry',
    'editContainerRegistry',
    editContainerRegistry,
  ),
  route(
    'GET /organization/:organization/containerRegistry/:registry/associatedServices',
    'getContainerRegistryAssociatedServices',
    (call) => associatedServices(call, call.world.registries, 'registryId'),
  ),
  route(
    'GET /organization/:organization/helmRepository/:registry/associatedServices',
    'getHelmRepositoryAssociatedServices',
    (call) => associatedServices(call, call.world.helmRepositories, 'helmRepositoryId'),
  ),
  route('GET /organization/:organization/helmRepository', 'listHelmRepository', (call) =>
    list(own(call, call.world.helmRepositories).map(helmRepositoryAnswer)),
  ),
  route('GET /organization/:organization/helmRepository/:registry', 'getHelmRepository', (call) =>
    ok(helmRepositoryAnswer(find(call, call.world.helmRepositories, 'registry'))),
  ),
  route('POST /organization/:organization/helmRepository', 'createHelmRepository', createHelmRepository),
  route('PUT /organization/:organization/helmRepository/:registry', 'editHelmRepository', editHelmRepository),
];

function registryAnswer(call: Call, registry: Registry): unknown {
  return containerRegistryAnswer(registry, call.world.findCluster(registry.clusterId));
}

/** The services that are made of something in this registry. */
function associatedServices(call: Call, all: Registry[], by: 'registryId' | 'helmRepositoryId'): Result {
  const registry = find(call, all, 'registry');
  return list(
    environmentsOf(call).flatMap(({ id, name, projectId, projectName, services }) =>
      services
        .filter((service) => service[by] === registry.id)
        .map((service) => ({
          project_id: projectId,
          project_name: projectName,
          environment_id: id,
          environment_name: name,
          service_id: service.id,
          service_name: service.name,
          service_type: service.type,
        })),
    ),
  );
}

/** Qovery logs in to whatever is added. */
function prove(call: Call, key: KeyPair | undefined): void {
  if (key && call.world.iam.problemWith(key))
    throw new QoveryError(400, 'Invalid container registry credentials');
}

function create(call: Call, all: Registry[], fields: ReadRegistry): Registry {
  prove(call, fields.key);
  const { name, kind } = fields;
  const registry = newRegistry({ name, kind }, call.organization.id, call.world.now);
  Object.assign(registry, fields, { createdAt: call.world.now });
  all.push(registry);
  return registry;
}

function createContainerRegistry(call: Call): Result {
  const registry = create(call, call.world.registries, readRegistry(objectOf(call.body, 'body'), 'ECR'));
  event(call, 'CREATE', 'CONTAINER_REGISTRY', registry);
  return { status: 201, body: registryAnswer(call, registry) };
}

function createHelmRepository(call: Call): Result {
  const repository = create(call, call.world.helmRepositories, readHelmRepository(call));
  event(call, 'CREATE', 'HELM_REPOSITORY', repository);
  return { status: 201, body: helmRepositoryAnswer(repository) };
}

function editContainerRegistry(call: Call): Result {
  const registry = find(call, call.world.registries, 'registry');
  const fields = readRegistry(objectOf(call.body, 'body'), 'ECR');
  if (call.world.quirks.registryEditProvesKey) prove(call, fields.key);
  Object.assign(registry, fields);
  event(call, 'UPDATE', 'CONTAINER_REGISTRY', registry);
  return ok(registryAnswer(call, registry));
}

function editHelmRepository(call: Call): Result {
  const repository = find(call, call.world.helmRepositories, 'registry');
  const fields = readHelmRepository(call);
  if (call.world.quirks.registryEditProvesKey) prove(call, fields.key);
  Object.assign(repository, fields);
  event(call, 'UPDATE', 'HELM_REPOSITORY', repository);
  return ok(helmRepositoryAnswer(repository));
}

function readHelmRepository(call: Call): ReadRegistry {
  const fields = objectOf(call.body, 'body');
  const skipTlsVerification = fields['skip_tls_verification'];
  if (typeof skipTlsVerification !== 'boolean')
    throw new QoveryError(400, 'skip_tls_verification must not be null');
  return { ...readRegistry(fields, 'OCI_ECR'), skipTlsVerification };
}

type ReadRegistry = Pick<Registry, 'name' | 'kind' | 'key'> & Partial<Registry>;

/** A full replacement: what the request leaves out is gone. */
function readRegistry(fields: Fields, ecrKind: string): ReadRegistry {
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
