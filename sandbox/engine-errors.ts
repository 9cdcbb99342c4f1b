import type { Quirks } from './quirks.ts';
import type { LogLine, Outcome } from './records.ts';

// What Qovery's engine says where something fails, with its tags and texts (github.com/Qovery/engine, src/errors/mod.rs).

/** AWS refuses the key of a cluster's credential: Terraform cannot begin. */
export function deadClusterKey(): Outcome {
  return {
    status: 'INVALID_CREDENTIALS',
    tag: 'TERRAFORM_INVALID_CREDENTIALS',
    log: 'Error: configuring Terraform AWS Provider: validating provider credentials: retrieving caller identity from STS: operation error STS: GetCallerIdentity, https response error StatusCode: 403, api error InvalidClientTokenId: The security token included in the request is invalid.',
  };
}

/** AWS refuses the key of a registry. What AWS said is behind the error, not in it. */
export function deadRegistryKey({ deadRegistryTag: tag }: Quirks): Outcome {
  const invalid = tag === 'CONTAINER_REGISTRY_INVALID_INFORMATION';
  return {
    status: 'DEPLOYMENT_ERROR',
    tag,
    log: invalid
      ? 'Invalid container registry information'
      : 'Error, cannot get credentials of the container registry.',
    detail:
      'operation error ECR: GetAuthorizationToken, https response error StatusCode: 400, UnrecognizedClientException: The security token included in the request is invalid.',
    hint: 'Check your container registry information',
  };
}

/** AWS refuses the key of the cluster that an environment is deployed on. */
export function deadEnvironmentKey(): Outcome {
  return {
    status: 'DEPLOYMENT_ERROR',
    tag: 'CLOUD_PROVIDER_CLIENT_INVALID_CREDENTIALS',
    log: 'Error, cloud provider credentials are not valid.',
    detail:
      'operation error EKS: DescribeCluster, https response error StatusCode: 403, UnrecognizedClientException: The security token included in the request is invalid.',
    hint: 'Check your cloud provider credentials',
  };
}

/** A build that fails by itself: nothing of it is about keys. */
export const BUILD_FAILED: Outcome = {
  status: 'BUILD_ERROR',
  tag: 'BUILDER_DOCKER_CANNOT_BUILD_CONTAINER_IMAGE',
  log: 'Error, cannot build container image `api`: process "/bin/sh -c npm ci" did not complete successfully: exit code: 1',
};

export function errorLine(step: string, outcome: Outcome, tag: string): Omit<LogLine, 'at'> {
  return {
    type: 'error',
    step,
    text: outcome.log ?? `The deployment ended with ${outcome.status}`,
    tag: outcome.tag ?? tag,
    ...(outcome.detail !== undefined && { detail: outcome.detail }),
    ...(outcome.hint !== undefined && { hint: outcome.hint }),
  };
}
