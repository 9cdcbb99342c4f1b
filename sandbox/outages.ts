import type { KeyPair } from './iam.ts';
import { NOT_RUNNING } from './records.ts';
import type { Outage } from './records.ts';
import type { State } from './state.ts';

type Broken = Omit<Outage, 'at' | 'until'>;

/** Every outage that there was, with its beginning and end. */
export class OutageBook {
  readonly #lasting = new Map<string, Outage>();
  readonly #healed: Outage[] = [];

  /** Opens an outage for everything that AWS refuses now, and closes those that are over. */
  check(state: State): void {
    const broken = new Map(brokenNow(state).map((one) => [`${one.what} ${one.id} ${one.keyId}`, one]));
    for (const [name, outage] of this.#lasting) {
      if (broken.has(name)) continue;
      this.#lasting.delete(name);
      this.#healed.push({ ...outage, until: state.now });
    }
    for (const [name, one] of broken) {
      if (!this.#lasting.has(name)) this.#lasting.set(name, { ...one, at: state.now });
    }
  }

  /** The oldest first. Those that last have no `until`. */
  all(): Outage[] {
    return [...this.#healed, ...this.#lasting.values()].sort((a, b) => a.at - b.at);
  }
}

/** Everything that is broken right now because AWS refuses the key it uses. */
function brokenNow(state: State): Broken[] {
  const broken: Broken[] = [];
  const check = (what: string, subject: { id: string; name: string }, pair: KeyPair | undefined): void => {
    const why = pair && state.iam.problemWith(pair);
    if (pair && why) broken.push({ what, id: subject.id, name: subject.name, keyId: pair.id, why });
  };

  for (const credential of state.credentials) {
    if (state.clustersOf(credential).length > 0) check('credential', credential, credential.key);
  }
  for (const registry of state.registries) check('registry', registry, registry.key);
  for (const repository of state.helmRepositories) check('helm repository', repository, repository.key);
  for (const cluster of state.clusters) {
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
  for (const environment of state.environments) {
    for (const pair of environment.deploymentKeys ?? []) check('environment deployment', environment, pair);
  }
  return broken;
}
