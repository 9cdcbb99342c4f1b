import { randomUUID } from 'node:crypto';

import type { SandboxClock } from './clock.ts';
import { DAY } from './clock.ts';
import { deployCluster, deployEnvironment } from './deployments.ts';
import { Iam } from './iam.ts';
import type { AccessKey, KeyPair, KeyStatus, Session, User } from './iam.ts';
import { newSecret, newToken } from './identifiers.ts';
import { brokenNow } from './outages.ts';
import type { Quirks } from './quirks.ts';
import type {
  AuditEvent,
  Cluster,
  Credential,
  CredentialKind,
  Database,
  Environment,
  LogLine,
  Organization,
  Outage,
  Outcome,
  Registry,
  Service,
} from './records.ts';

/** Who does something in Qovery, as its audit log names them. */
export interface Actor {
  origin: string;
  triggeredBy: string;
  userAgent: string | null;
}

const QOVERY: Actor = { origin: 'QOVERY_INTERNAL', triggeredBy: 'Qovery', userAgent: null };

/** The AWS account of everything that names no other. */
export const DEFAULT_ACCOUNT = '123456789012';

/**
 * Everything that exists in the sandbox, and what follows from it.
 * Nothing runs on timers: whatever is due by the clock happens, in its order, when somebody looks (`settle`).
 */
export class World {
  readonly quirks: Quirks;
  readonly iam: Iam;
  readonly organizations: Organization[] = [];
  readonly credentials: Credential[] = [];
  readonly clusters: Cluster[] = [];
  readonly registries: Registry[] = [];
  readonly helmRepositories: Registry[] = [];
  readonly environments: Environment[] = [];
  readonly events: AuditEvent[] = [];
  /** Secrets that the audit log shows, as Qovery's does. */
  readonly shownSecrets: string[] = [];
  readonly #clock: Pick<SandboxClock, 'now'>;
  /** What is going to happen, the earliest first. */
  readonly #due: { at: number; run: () => void }[] = [];
  readonly #outages = new Map<string, Outage>();
  readonly #healed: Outage[] = [];
  /** The time of what is happening right now in `settle`. */
  #moment: number | undefined;

  constructor(clock: Pick<SandboxClock, 'now'>, quirks: Quirks) {
    this.#clock = clock;
    this.quirks = quirks;
    this.iam = new Iam(() => this.now, quirks);
  }

  // Time and consequences

  get now(): number {
    return this.#moment ?? this.#clock.now();
  }

  schedule(at: number, run: () => void): void {
    this.#due.push({ at, run });
    this.#due.sort((a, b) => a.at - b.at);
  }

  /** Lets happen what was due until now. Call it before reading or changing anything. */
  settle(): void {
    if (this.#moment !== undefined) return;
    const now = this.#clock.now();
    for (;;) {
      const next = this.#due[0];
      if (!next || next.at > now) break;
      this.#due.shift();
      this.#moment = next.at;
      next.run();
      this.checkOutages();
    }
    this.#moment = undefined;
  }

  /** Opens an outage for everything that AWS refuses now, and closes those that are over. Call it after each change. */
  checkOutages(): void {
    const broken = new Map(brokenNow(this).map((one) => [`${one.what} ${one.id} ${one.keyId}`, one]));
    for (const [name, outage] of this.#outages) {
      if (broken.has(name)) continue;
      this.#outages.delete(name);
      this.#healed.push({ ...outage, until: this.now });
    }
    for (const [name, one] of broken) {
      if (!this.#outages.has(name)) this.#outages.set(name, { ...one, at: this.now });
    }
  }

  /** Every outage there ever was, the oldest first. Those that last have no `until`. */
  get outages(): Outage[] {
    this.settle();
    this.checkOutages();
    return [...this.#healed, ...this.#outages.values()].sort((a, b) => a.at - b.at);
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

  /** Uses a pair against AWS; whether AWS accepted it. */
  useKey(pair: KeyPair, service: string, region: string): boolean {
    const key = this.iam.key(pair.id);
    if (!key || this.iam.problemWith(pair)) return false;
    this.iam.recordUse(key, service, region);
    return true;
  }

  // Qovery: what there is

  addOrganization(
    options: { name?: string; plan?: string; auditRetentionDays?: number; billingRestriction?: string } = {},
  ): Organization {
    const organization: Organization = {
      id: randomUUID(),
      name: options.name ?? 'Acme',
      createdAt: this.now - 400 * DAY,
      plan: options.plan ?? 'BUSINESS_2025',
      auditRetentionDays: options.auditRetentionDays ?? 30,
      tokens: [],
      billingRestriction: options.billingRestriction ?? null,
    };
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
    for (const cluster of options.clusters ?? []) this.#attach(cluster, credential);
    this.checkOutages();
    return credential;
  }

  #attach(cluster: Cluster, credential: Credential): void {
    cluster.credentialId = credential.id;
    if (cluster.deploymentStatus !== 'NEVER_DEPLOYED') cluster.deployedKey = credential.key;
  }

  addCluster(options: {
    name: string;
    organization?: Organization;
    credential?: Credential;
    production?: boolean;
    status?: string;
    region?: string;
    cloudProvider?: string;
    kubernetes?: string;
    version?: string;
    nextVersion?: string | null;
    isDemo?: boolean;
    deploymentStatus?: Cluster['deploymentStatus'];
    lastDeploymentAt?: number;
    route53Key?: KeyPair;
    secretManagerKey?: KeyPair;
  }): Cluster {
    this.settle();
    const id = randomUUID();
    const region = options.region ?? 'eu-west-3';
    const everDeployed = options.status !== 'READY';
    const lastDeploymentAt = everDeployed ? (options.lastDeploymentAt ?? this.now - 3 * DAY) : null;
    const cluster: Cluster = {
      id,
      organizationId: this.organization(options.organization?.id).id,
      name: options.name,
      region,
      cloudProvider: options.cloudProvider ?? 'AWS',
      kubernetes: options.kubernetes ?? 'MANAGED',
      version: options.version ?? '1.33',
      production: options.production ?? false,
      isDemo: options.isDemo ?? false,
      createdAt: this.now - 300 * DAY,
      secretManagers: [],
      logs: [],
      outcomes: [],
      credentialId: undefined,
      route53: options.route53Key && { domain: 'example.com', region, key: pairOf(options.route53Key) },
      nextVersion: options.nextVersion ?? null,
      status: options.status ?? 'DEPLOYED',
      reason: 'UNSPECIFIED',
      deploymentStatus: options.deploymentStatus ?? (everDeployed ? 'UP_TO_DATE' : 'NEVER_DEPLOYED'),
      lastExecutionId: lastDeploymentAt === null ? null : `${id}-${Math.floor(lastDeploymentAt / 1000)}`,
      lastDeploymentAt,
      lock: undefined,
      deployment: undefined,
      deployedKey: undefined,
      failedKey: undefined,
      stale: undefined,
    };
    if (options.secretManagerKey) {
      const key = pairOf(options.secretManagerKey);
      cluster.secretManagers.push({
        id: randomUUID(),
        name: 'aws-secrets',
        createdAt: cluster.createdAt,
        region,
        key,
      });
    }
    this.clusters.push(cluster);
    if (options.credential) this.#attach(cluster, options.credential);
    this.checkOutages();
    return cluster;
  }

  /** A container registry with its own copy of a key pair, ECR if nothing else is said. */
  addRegistry(options: RegistryOptions): Registry {
    const registry = this.#newRegistry({
      kind: 'ECR',
      url: 'https://123456789012.dkr.ecr.eu-west-3.amazonaws.com',
      ...options,
    });
    this.registries.push(registry);
    this.checkOutages();
    return registry;
  }

  /** A Helm repository with its own copy of a key pair, in ECR if nothing else is said. */
  addHelmRepository(options: RegistryOptions): Registry {
    const url = 'oci://123456789012.dkr.ecr.eu-west-3.amazonaws.com';
    const repository = this.#newRegistry({ kind: 'OCI_ECR', url, ...options });
    this.helmRepositories.push(repository);
    this.checkOutages();
    return repository;
  }

  #newRegistry(options: RegistryOptions & { kind: string }): Registry {
    this.settle();
    return {
      id: randomUUID(),
      organizationId: this.organization(options.organization?.id).id,
      createdAt: this.now - 300 * DAY,
      clusterId: options.cluster?.id,
      pulls: { ok: 0, failed: 0 },
      name: options.name,
      kind: options.kind,
      description: options.description,
      url: options.url,
      skipTlsVerification: false,
      key: options.key && pairOf(options.key),
      config: options.config ?? { region: 'eu-west-3' },
    };
  }

  addEnvironment(options: {
    name: string;
    cluster: Cluster;
    projectId?: string;
    registries?: Registry[];
    helmRepositories?: Registry[];
    databases?: Omit<Database, 'id' | 'createdAt'>[];
  }): Environment {
    const databases = (options.databases ?? []).map((database) => ({
      ...database,
      id: randomUUID(),
      createdAt: this.now,
    }));
    const services: Service[] = [
      ...(options.registries ?? []).map(({ id }) => ({
        id: randomUUID(),
        name: 'api',
        type: 'CONTAINER',
        registryId: id,
      })),
      ...(options.helmRepositories ?? []).map(({ id }) => ({
        id: randomUUID(),
        name: 'chart',
        type: 'HELM',
        helmRepositoryId: id,
      })),
      ...databases.map(({ id, name }) => ({ id, name, type: 'DATABASE' })),
    ];
    const environment: Environment = {
      id: randomUUID(),
      name: options.name,
      projectId: options.projectId ?? randomUUID(),
      projectName: 'shop',
      clusterId: options.cluster.id,
      services,
      databases,
      requests: new Map(),
      outcomes: [],
      state: 'DEPLOYED',
      lastDeploymentState: 'DEPLOYED',
      lastDeploymentAt: this.now - DAY,
      lastDeploymentId: null,
      deploymentRequestId: null,
      deploymentKeys: undefined,
    };
    this.environments.push(environment);
    return environment;
  }

  /** An entry of the audit log. */
  addEvent(options: {
    organizationId?: string;
    type: string;
    targetType: string;
    targetId?: string | null;
    targetName?: string;
    subTargetType?: string;
    change?: unknown;
    by?: Actor;
    at?: number;
  }): AuditEvent {
    const at = options.at ?? this.now;
    const by = options.by ?? QOVERY;
    const event: AuditEvent = {
      id: randomUUID(),
      organizationId: this.organization(options.organizationId).id,
      at,
      position: BigInt(Math.floor(at)) * 1_000_000n + BigInt(this.events.length),
      type: options.type,
      targetType: options.targetType,
      targetId: options.targetId ?? null,
      targetName: options.targetName ?? '',
      subTargetType: options.subTargetType ?? null,
      change: JSON.stringify(options.change ?? {}),
      origin: by.origin,
      triggeredBy: by.triggeredBy,
      userAgent: by.userAgent,
    };
    this.events.push(event);
    return event;
  }

  /** A variable edited in Qovery: the audit log then shows its value in plain text. */
  addPlainVariableEvent(name: string, at = this.now): void {
    const value = newSecret();
    this.shownSecrets.push(value);
    const by = { origin: 'CONSOLE', triggeredBy: 'ada@example.com', userAgent: 'Mozilla/5.0' };
    const change = { key: name, value };
    this.addEvent({
      type: 'UPDATE',
      targetType: 'ENVIRONMENT',
      targetName: 'production',
      subTargetType: 'VARIABLE',
      change,
      by,
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
    const by = { origin: 'CONSOLE', triggeredBy: 'ada@example.com', userAgent: 'Mozilla/5.0' };
    deployCluster(this, this.cluster(clusterId), { by });
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

  /** The state in which the next deployment of an environment ends. */
  nextEnvironmentOutcome(environmentId: string, state: string): void {
    this.environment(environmentId).outcomes.push(state);
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

  /** The organisation with this id, or the first one. */
  organization(id?: string): Organization {
    return found(
      'organisation',
      id === undefined ? this.organizations[0] : this.organizations.find((one) => one.id === id),
    );
  }

  credential(id: string): Credential {
    this.settle();
    return found(
      'credential',
      this.credentials.find((one) => one.id === id),
    );
  }

  cluster(id: string): Cluster {
    this.settle();
    return found('cluster', this.findCluster(id));
  }

  findCluster(id: string | undefined): Cluster | undefined {
    const cluster = this.clusters.find((one) => one.id === id);
    if (cluster) this.#expireLock(cluster);
    return cluster;
  }

  environment(id: string): Environment {
    this.settle();
    return found(
      'environment',
      this.environments.find((one) => one.id === id),
    );
  }

  clustersOf(credential: Credential): Cluster[] {
    return this.clusters.filter(({ credentialId }) => credentialId === credential.id);
  }

  clustersIn(organizationId: string): Cluster[] {
    const clusters = this.clusters.filter((cluster) => cluster.organizationId === organizationId);
    for (const cluster of clusters) this.#expireLock(cluster);
    return clusters;
  }

  #expireLock(cluster: Cluster): void {
    const { lock } = cluster;
    if (lock?.ttlInDays !== undefined && this.now >= lock.lockedAt + lock.ttlInDays * DAY)
      cluster.lock = undefined;
  }

  /** Every secret that exists or ever existed. */
  secrets(): string[] {
    const tokens = this.organizations.flatMap((organization) =>
      organization.tokens.map(({ value }) => value),
    );
    return [...this.iam.secrets, ...tokens, ...this.shownSecrets];
  }
}

interface RegistryOptions {
  name: string;
  organization?: Organization;
  key?: KeyPair;
  cluster?: Cluster;
  kind?: string;
  url?: string;
  description?: string;
  config?: Record<string, string>;
}

/** A copy of the pair alone: what Qovery keeps. */
export function pairOf({ id, secret }: KeyPair): KeyPair {
  return { id, secret };
}

function found<T>(what: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`No such ${what} in the sandbox.`);
  return value;
}
