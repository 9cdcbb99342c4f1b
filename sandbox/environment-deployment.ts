import { randomUUID } from 'node:crypto';

import { BUILD_FAILED, deadEnvironmentKey, deadRegistryKey, errorLine } from './engine-errors.ts';
import type { KeyPair } from './iam.ts';
import type { Actor, Environment, LogLine, Outcome, Registry } from './records.ts';
import { ADA } from './state.ts';
import type { State } from './state.ts';

/**
 * Deploys an environment, with the pairs of this moment: that of its cluster's credential, that of the cluster's
 * mirroring registry, through which every image goes, and those of the registries and repositories of its services.
 */
export function deployEnvironment(
  state: State,
  environment: Environment,
  duration: number,
  by: Actor = ADA,
): void {
  const keys = keysOf(state, environment);
  const all = [...keys.registries, ...keys.cluster];
  const requestId = randomUUID();
  environment.lastDeploymentId = `${environment.id}-${Math.floor(state.now / 1000)}`;
  const deployment = {
    id: environment.lastDeploymentId,
    at: state.now,
    by,
    endedAt: undefined as number | undefined,
    state: '',
  };
  const settleState = (text: string): void => {
    environment.state = text;
    environment.lastDeploymentState = text;
    environment.requests.set(requestId, text);
    deployment.state = text;
  };
  const log = (line: Omit<LogLine, 'at'>): void => void environment.logs.push({ at: state.now, ...line });
  const isDead = (key: KeyPair): boolean => state.iam.problemWith(key) !== undefined;
  /** Registries are proved first. */
  const refusal = (): Outcome | undefined => {
    if (keys.registries.some(isDead)) return deadRegistryKey(state.quirks);
    return keys.cluster.some(isDead) ? deadEnvironmentKey() : undefined;
  };

  environment.history.unshift(deployment);
  environment.logs.length = 0; // Qovery shows those of the latest deployment.
  environment.deploymentKeys = [...new Map(all.map((pair) => [pair.id, pair])).values()];
  environment.deploymentRequestId = requestId;
  settleState('DEPLOYMENT_QUEUED');
  const region = state.findCluster(environment.clusterId)?.region ?? 'us-east-1';
  for (const key of environment.deploymentKeys) state.useKey(key, 'ecr', region);

  state.schedule(state.now + Math.min(state.quirks.queueMs, duration / 2), () => {
    settleState('DEPLOYING');
    log({ type: 'info', step: 'Start', text: `Deployment of environment ${environment.name} started` });
  });
  state.schedule(state.now + duration, () => {
    const scripted = (): Outcome | undefined =>
      environment.outcomes.shift() ?? (environment.buildsFail ? BUILD_FAILED : undefined);
    const outcome = refusal() ?? scripted() ?? { status: 'DEPLOYED' };
    if (/ERROR$/.test(outcome.status)) {
      const isBuild = outcome.status === 'BUILD_ERROR';
      log(
        errorLine(
          isBuild ? 'BuildError' : 'DeployedError',
          isBuild ? { ...BUILD_FAILED, ...outcome } : outcome,
          'HELM_CHARTS_DEPLOY_ERROR',
        ),
      );
    } else {
      log({ type: 'info', step: 'Deployed', text: `Deployment of environment ${environment.name} ended` });
    }
    environment.deploymentKeys = undefined;
    environment.lastDeploymentAt = state.now;
    deployment.endedAt = state.now;
    settleState(outcome.status);
  });
}

function keysOf(state: State, environment: Environment): { registries: KeyPair[]; cluster: KeyPair[] } {
  const cluster = state.findCluster(environment.clusterId);
  const pairs = (holders: ({ key: KeyPair | undefined } | undefined)[]): KeyPair[] =>
    holders.map((holder) => holder?.key).filter((pair) => pair !== undefined);
  const named = (all: Registry[], id: string | undefined): Registry | undefined =>
    all.find((one) => one.id === id);
  return {
    cluster: pairs([state.findCredential(cluster?.credentialId)]),
    registries: pairs([
      state.mirroringRegistryOf(environment.clusterId),
      ...environment.services.flatMap(({ registryId, helmRepositoryId }) => [
        named(state.registries, registryId),
        named(state.helmRepositories, helmRepositoryId),
      ]),
    ]),
  };
}
