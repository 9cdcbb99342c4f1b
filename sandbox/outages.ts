import type { KeyPair } from './iam.ts';
import { NOT_RUNNING } from './records.ts';
import type { Outage } from './records.ts';
import type { World } from './world.ts';

type Broken = Omit<Outage, 'at' | 'until'>;

/** Everything that is broken right now because AWS refuses the key it uses. */
export function brokenNow(world: World): Broken[] {
  const broken: Broken[] = [];
  const check = (what: string, subject: { id: string; name: string }, pair: KeyPair | undefined): void => {
    const why = pair && world.iam.problemWith(pair);
    if (pair && why) broken.push({ what, id: subject.id, name: subject.name, keyId: pair.id, why });
  };

  for (const credential of world.credentials) {
    if (world.clustersOf(credential).length > 0) check('credential', credential, credential.key);
  }
  for (const registry of world.registries) check('registry', registry, registry.key);
  for (const repository of world.helmRepositories) check('helm repository', repository, repository.key);
  for (const cluster of world.clusters) {
    // A cluster that is being started runs nothing yet.
    const status = cluster.deployment?.statusBefore ?? cluster.status;
    if (!NOT_RUNNING.includes(status)) check('running cluster', cluster, cluster.deployedKey);
    if (cluster.failedKey) {
      const why = 'its deployment was refused by AWS';
      broken.push({
        what: 'deployment',
        id: cluster.id,
        name: cluster.name,
        keyId: cluster.failedKey.id,
        why,
      });
    }
    check('DNS provider', cluster, cluster.route53?.key);
    for (const manager of cluster.secretManagers) check('secret manager', manager, manager.key);
  }
  for (const environment of world.environments) {
    for (const pair of environment.deploymentKeys ?? []) check('environment deployment', environment, pair);
  }
  return broken;
}
