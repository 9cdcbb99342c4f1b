import { containerRegistryAnswer, helmRepositoryAnswer } from '../answers.ts';
import type { Registry } from '../records.ts';
import { objectOf, optionalText, pair, text } from './body.ts';
import type { Fields } from './body.ts';
import { event, find, list, ok, own, QoveryError, route } from './call.ts';
import type { Call, Result, Route } from './call.ts';

export const registryRoutes: Route[] = [
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
];

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
