import { randomUUID } from 'node:crypto';

import { DAY } from './clock.ts';
import { Cloud } from './cloud.ts';
import { Iam } from './iam.ts';
import type { KeyPair } from './iam.ts';
import type { Quirks } from './quirks.ts';
import type {
  Actor,
  AuditEvent,
  Cluster,
  Credential,
  Environment,
  Organization,
  Registry,
} from './records.ts';
import { Timeline } from './timeline.ts';
import type { TimeSource } from './timeline.ts';

export const QOVERY: Actor = { origin: 'QOVERY_INTERNAL', triggeredBy: 'Qovery', userAgent: null };

/** Somebody who is logged in. */
export const ADA: Actor = {
  origin: 'CONSOLE',
  triggeredBy: 'ada@example.com',
  userAgent: 'Mozilla/5.0',
};

export interface EventOptions {
  organizationId?: string;
  type: string;
  targetType: string;
  targetId?: string | null;
  targetName?: string;
  subTargetType?: string;
  change?: unknown;
  by?: Actor;
  at?: number;
}

/** Everything that exists in the sandbox. What follows from it is in *-deployment.ts and outages.ts; see world.ts. */
export class State {
  readonly quirks: Quirks;
  readonly iam: Iam;
  readonly cloud = new Cloud();
  readonly organizations: Organization[] = [];
  readonly credentials: Credential[] = [];
  readonly clusters: Cluster[] = [];
  readonly registries: Registry[] = [];
  readonly helmRepositories: Registry[] = [];
  readonly environments: Environment[] = [];
  readonly events: AuditEvent[] = [];
  /** Secrets that the audit log shows, as Qovery's does. */
  readonly shownSecrets: string[] = [];
  protected readonly timeline: Timeline;

  constructor(source: TimeSource, quirks: Quirks) {
    this.timeline = new Timeline(source);
    this.quirks = quirks;
    this.iam = new Iam(() => this.now, quirks);
  }

  get now(): number {
    return this.timeline.now;
  }

  schedule(at: number, run: () => void): void {
    this.timeline.schedule(at, run);
  }

  /** Uses a pair against AWS; whether AWS accepted it. */
  useKey(pair: KeyPair, service: string, region: string): boolean {
    const key = this.iam.key(pair.id);
    if (!key || this.iam.problemWith(pair)) return false;
    this.iam.recordUse(key, service, region);
    return true;
  }

  /** The organisation with this id, or the first one. */
  organization(id?: string): Organization {
    return found(
      'organisation',
      id === undefined ? this.organizations[0] : this.organizations.find((one) => one.id === id),
    );
  }

  findCredential(id: string | undefined): Credential | undefined {
    return this.credentials.find((one) => one.id === id);
  }

  findCluster(id: string | undefined): Cluster | undefined {
    const cluster = this.clusters.find((one) => one.id === id);
    if (cluster) this.#expireLock(cluster);
    return cluster;
  }

  clustersOf(credential: Credential): Cluster[] {
    return this.clusters.filter(({ credentialId }) => credentialId === credential.id);
  }

  clustersIn(organizationId: string): Cluster[] {
    const clusters = this.clusters.filter((cluster) => cluster.organizationId === organizationId);
    for (const cluster of clusters) this.#expireLock(cluster);
    return clusters;
  }

  /** The registry that Qovery made for a cluster: its builds go there, and mirrored images. */
  mirroringRegistryOf(clusterId: string): Registry | undefined {
    return this.registries.find((registry) => registry.clusterId === clusterId);
  }

  #expireLock(cluster: Cluster): void {
    const { lock } = cluster;
    if (lock?.ttlInDays !== undefined && this.now >= lock.lockedAt + lock.ttlInDays * DAY)
      cluster.lock = undefined;
  }

  /** An entry of the audit log. */
  addEvent(options: EventOptions): AuditEvent {
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

  /** Every secret that exists or ever existed. */
  secrets(): string[] {
    const tokens = this.organizations.flatMap((organization) =>
      organization.tokens.map(({ value }) => value),
    );
    return [...this.iam.secrets, ...tokens, ...this.shownSecrets];
  }
}

export function found<T>(what: string, value: T | undefined): T {
  if (value === undefined) throw new Error(`No such ${what} in the sandbox.`);
  return value;
}
