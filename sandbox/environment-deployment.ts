import { randomUUID } from 'node:crypto';

import type { KeyPair } from './iam.ts';
import type { Environment } from './records.ts';
import type { State } from './state.ts';

/** Redeploys the services of an environment. They pull images and charts with the pairs of this moment. */
export function deployEnvironment(state: State, environment: Environment, duration: number): void {
  const keys = keysOf(state, environment);
  const requestId = randomUUID();
  const settleState = (state: string): void => {
    environment.state = state;
    environment.lastDeploymentState = state;
    environment.requests.set(requestId, state);
  };
  environment.deploymentKeys = keys;
  environment.deploymentRequestId = requestId;
  environment.lastDeploymentId = `${environment.id}-${Math.floor(state.now / 1000)}`;
  settleState('DEPLOYMENT_QUEUED');
  for (const key of keys)
    state.useKey(key, 'ecr', state.findCluster(environment.clusterId)?.region ?? 'us-east-1');

  state.schedule(state.now + Math.min(state.quirks.queueMs, duration / 2), () => settleState('DEPLOYING'));
  state.schedule(state.now + duration, () => {
    const dead = keys.some((key) => state.iam.problemWith(key));
    environment.deploymentKeys = undefined;
    environment.lastDeploymentAt = state.now;
    settleState(dead ? 'DEPLOYMENT_ERROR' : (environment.outcomes.shift() ?? 'DEPLOYED'));
  });
}

function keysOf(state: State, environment: Environment): KeyPair[] {
  const cluster = state.findCluster(environment.clusterId);
  const pairs = [
    state.credentials.find(({ id }) => id === cluster?.credentialId)?.key,
    ...environment.services.map(
      (service) => state.registries.find(({ id }) => id === service.registryId)?.key,
    ),
    ...environment.services.map(
      (service) => state.helmRepositories.find(({ id }) => id === service.helmRepositoryId)?.key,
    ),
  ].filter((pair) => pair !== undefined);
  return [...new Map(pairs.map((pair) => [pair.id, pair])).values()];
}
