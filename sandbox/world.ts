import { randomUUID } from 'node:crypto';

import { deployCluster } from './cluster-deployment.ts';
import { deployEnvironment } from './environment-deployment.ts';
import { pairOf } from './iam.ts';
import type { AccessKey, KeyPair, KeyStatus, Session, User } from './iam.ts';
import { newSecret, newToken } from './identifiers.ts';
import { newCluster, newEnvironment, newOrganization, newPolicyToken, newRegistry } from './new-records.ts';
import type {
  ClusterOptions,
  EnvironmentOptions,
  OrganizationOptions,
  PolicyTokenOptions,
  RegistryOptions,
} from './new-records.ts';
import { OutageBook } from './outages.ts';
import type {
  Cluster,
  Credential,
  CredentialKind,
  Environment,
  LogLine,
  Organization,
  Outage,
  Outcome,
  Registry,
} from './records.ts';
import { ADA, found, QOVERY, State } from './state.ts';

/** The AWS account of everything that names no other. */
export const DEFAULT_ACCOUNT = '123456789012';

/**
 * Everything that exists in the sandbox, and what follows from it. Whatever is due by the clock has happened before
 * anything here is read or changed (`settle`).
 */
export class World extends State {
  readonly #outages = new OutageBook();

  // Time and consequences

  /** Lets happen what was due until now. Call it before reading or changing anything. */
  settle(): void {
    this.timeline.settle(() => this.checkOutages());
  }

  /** Opens an outage for everything that AWS refuses now, and closes those that are over. Call it after each change. */
  checkOutages(): void {
    this.#outages.check(this);
  }

  /** Every outage there ever was, the oldest first. Those that last have no `until`. */
  get outages(): Outage[] {
    this.settle();
    this.checkOutages();
    return this.#outages.all();
  }

  // AWS

  addUser(options: { name: string; account?: string; path?: string }): User {
    return this.iam.addUser(options.name, options.account ?? DEFAULT_ACCOUNT, options.path);
  }

  addKey(user: User, options: { status?: KeyStatus; createdAt?: number } = {}): AccessKey {
    this.settle();
    const key = this.iam.addKey(user, options.status, options.createdAt);
    this.#expectPropagation(key);
    return key;
  }

  /** Notes that something will work as soon as this new key is known everywhere. */
  #expectPropagation(key: AccessKey): void {
    if (!this.iam.hasPropagated(key)) this.schedule(key.createdAt + this.quirks.newKeyLagMs, () => undefined);
  }

  setKeyStatus(keyId: string, status: KeyStatus | 'Deleted'): void {
    this.settle();
    const key = this.iam.key(keyId);
    if (!key) throw new Error(`No access key ${keyId} in the sandbox.`);
    this.iam.setStatus(key, status);
    this.checkOutages();
  }

  keysOf(user: User): AccessKey[] {
    return this.iam.keysOf(user);
  }

  /** Denies an action such as `iam:DeleteAccessKey`, to everybody or to one principal's ARN. */
  deny(action: string, principal?: string): void {
    this.iam.deny(action, principal);
  }

  allow(action: string): void {
    this.iam.allow(action);
  }

  addSession(roleArn: string, options: { name?: string; expiresAt?: number } = {}): Session {
    return this.iam.addSession(roleArn, options.name ?? 'session', options.expiresAt);
  }

  /** Someone outside Qovery who still uses a key, now and then. */
  addStrayConsumer(options: { keyId: string; everyMs: number; until?: number }): void {
    this.settle();
    const use = (): void => {
      const key = this.iam.key(options.keyId);
      if (key) this.useKey(key, 's3', 'eu-west-3');
      const next = this.now + options.everyMs;
      if (next <= (options.until ?? Infinity)) this.schedule(next, use);
    };
    this.schedule(this.now, use);
    this.settle();
  }

  // Qovery: what there is

  addOrganization(options: OrganizationOptions = {}): Organization {
    const organization = newOrganization(options, this.now);
    this.organizations.push(organization);
    this.addApiToken({ organization });
    return organization;
  }

  addApiToken(
    options: { organization?: Organization; name?: string; roleName?: string; createdAt?: number } = {},
  ): string {
    const value = `qov_${newToken(60).replace(/[+/]/g, 'x')}`;
    this.organization(options.organization?.id).tokens.push({
      id: randomUUID(),
      name: options.name ?? 'maintenance',
      value,
      roleName: options.roleName ?? 'DevOps',
      createdAt: options.createdAt ?? this.now,
    });
    return value;
  }

  addPolicyToken(options: PolicyTokenOptions): void {
    this.organization().policyTokens.push(newPolicyToken(options, this.now));
  }

  /** A credential. `clusters` are attached to it, and run with its key if they run at all. */
  addCredential(options: {
    name: string;
    organization?: Organization;
    kind?: CredentialKind;
    key?: KeyPair;
    details?: Record<string, string | number>;
    clusters?: Cluster[];
  }): Credential {
    this.settle();
    const credential: Credential = {
      id: randomUUID(),
      organizationId: this.organization(options.organization?.id).id,
      name: options.name,
      kind: options.kind ?? 'AWS',
      key: options.key && pairOf(options.key),
      details: options.details ?? {},
    };
    this.credentials.push(credential);
    for (const cluster of options.clusters ?? []) attach(cluster, credential);
    this.checkOutages();
    return credential;
  }

  addCluster(options: ClusterOptions): Cluster {
    this.settle();
    const cluster = newCluster(options, this.organization(options.organization?.id).id, this.now);
    this.clusters.push(cluster);
    if (options.credential) attach(cluster, options.credential);
    this.checkOutages();
    return cluster;
  }

  /** A container registry with its own copy of a key pair, ECR if nothing else is said. */
  addRegistry(options: RegistryOptions): Registry {
    const url = 'https://123456789012.dkr.ecr.eu-west-3.amazonaws.com';
    return this.#addTo(this.registries, { kind: 'ECR', url, ...options });
  }

  /** A Helm repository with its own copy of a key pair, in ECR if nothing else is said. */
  addHelmRepository(options: RegistryOptions): Registry {
    const url = 'oci://123456789012.dkr.ecr.eu-west-3.amazonaws.com';
    return this.#addTo(this.helmRepositories, { kind: 'OCI_ECR', url, ...options });
  }

  #addTo(all: Registry[], options: RegistryOptions & { kind: string }): Registry {
    this.settle();
    const registry = newRegistry(options, this.organization(options.organization?.id).id, this.now);
    all.push(registry);
    this.checkOutages();
    return registry;
  }

  addEnvironment(options: EnvironmentOptions): Environment {
    const environment = newEnvironment(options, this.now);
    this.environments.push(environment);
    return environment;
  }

  /** A variable edited in Qovery: the audit log then shows its value in plain text. */
  addPlainVariableEvent(name: string, at = this.now): void {
    const value = newSecret();
    this.shownSecrets.push(value);
    this.addEvent({
      type: 'UPDATE',
      targetType: 'ENVIRONMENT',
      targetName: 'production',
      subTargetType: 'VARIABLE',
      change: { key: name, value },
      by: ADA,
      at,
    });
  }

  addLog(clusterId: string, line: Omit<LogLine, 'at'> & { at?: number }): void {
    this.cluster(clusterId).logs.push({ at: this.now, ...line });
  }

  // Qovery: what happens

  /** Qovery's weekly maintenance of one cluster. Refused (false) while the cluster is locked or busy. */
  startMaintenance(clusterId: string): boolean {
    const cluster = this.cluster(clusterId);
    if (cluster.lock || cluster.deployment) return false;
    deployCluster(this, cluster, { by: QOVERY, reason: 'MAINTENANCE' });
    return true;
  }

  /** Somebody's deployment of a cluster, from the console. */
  startDeployment(clusterId: string): void {
    deployCluster(this, this.cluster(clusterId), { by: ADA });
  }

  /** Somebody's deployment of an environment, with the keys that are stored at this moment. */
  startEnvironmentDeployment(environmentId: string, durationMs: number): void {
    deployEnvironment(this, this.environment(environmentId), durationMs);
    this.checkOutages();
  }

  /** How the next deployment of a cluster ends; called again: the one after it. A dead key ends it earlier. */
  nextOutcome(clusterId: string, outcome: Outcome): void {
    this.cluster(clusterId).outcomes.push(outcome);
  }

  /** How the next deployment of an environment ends, or the state in which it does. A dead key ends it otherwise. */
  nextEnvironmentOutcome(environmentId: string, outcome: string | Outcome): void {
    const scripted = typeof outcome === 'string' ? { status: outcome } : outcome;
    this.environment(environmentId).outcomes.push(scripted);
  }

  /** From now on the source of this environment does not build (or does again). */
  failBuilds(environmentId: string, fail = true): void {
    this.environment(environmentId).buildsFail = fail;
  }

  /** Somebody stores a pair in a holder, without deploying anything. */
  storeKey(holder: Credential | Registry, key: KeyPair): void {
    this.settle();
    holder.key = pairOf(key);
    this.checkOutages();
  }

  /** An image pulled with the pair of a container registry; whether it worked. */
  pull(registryId: string): boolean {
    this.settle();
    const registry = this.registries.find(({ id }) => id === registryId);
    if (!registry?.key) throw new Error(`No container registry ${registryId} with a key in the sandbox.`);
    const ok = this.useKey(registry.key, 'ecr', registry.config['region'] ?? 'us-east-1');
    registry.pulls[ok ? 'ok' : 'failed'] += 1;
    return ok;
  }

  // Looking things up

  credential(id: string): Credential {
    this.settle();
    return found('credential', this.findCredential(id));
  }

  cluster(id: string): Cluster {
    this.settle();
    return found('cluster', this.findCluster(id));
  }

  environment(id: string): Environment {
    this.settle();
    return found(
      'environment',
      this.environments.find((one) => one.id === id),
    );
  }
}

function attach(cluster: Cluster, credential: Credential): void {
  cluster.credentialId = credential.id;
  if (cluster.deploymentStatus !== 'NEVER_DEPLOYED') cluster.deployedKey = credential.key;
}
