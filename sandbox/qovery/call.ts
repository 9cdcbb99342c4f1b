import type { Actor, Cluster, Credential, Database, Environment, Organization } from '../records.ts';
import type { World } from '../world.ts';

// What the operations of Qovery's API have in common: how they are asked, and how they find what a path names.

export class QoveryError extends Error {
  readonly status: number;

  constructor(status: number, detail: string) {
    super(detail);
    this.status = status;
  }
}

export interface Call {
  readonly world: World;
  readonly organization: Organization;
  readonly ids: Record<string, string>;
  readonly query: URLSearchParams;
  readonly body: unknown;
  readonly by: Actor;
}

export interface Result {
  readonly status: number;
  readonly body?: unknown;
}

export interface Route {
  readonly method: string;
  readonly path: RegExp;
  readonly operation: string;
  readonly run: (call: Call) => Result;
}

export function route(methodAndPath: string, operation: string, run: Route['run']): Route {
  const [method = '', path = ''] = methodAndPath.split(' ');
  return { method, path: new RegExp(`^${path.replace(/:(\w+)/g, '(?<$1>[^/]+)')}$`), operation, run };
}

export const ok = (body: unknown): Result => ({ status: 200, body });
export const list = (results: unknown[]): Result => ok({ results });

// Finding what a path names

export function unknownId(world: World, what: string): QoveryError {
  const status = world.quirks.unknownId;
  return new QoveryError(status, status === 403 ? 'Access is denied' : `No ${what} found with this id`);
}

export function own<T extends { organizationId: string }>(call: Call, all: T[]): T[] {
  return all.filter(({ organizationId }) => organizationId === call.organization.id);
}

export function find<T extends { id: string; organizationId: string }>(
  call: Call,
  all: T[],
  what: string,
): T {
  const one = own(call, all).find(({ id }) => id === call.ids[what]);
  if (!one) throw unknownId(call.world, what);
  return one;
}

export function credentialOf(call: Call): Credential {
  return find(call, call.world.credentials.filter(isAws), 'credential');
}

export function isAws({ kind }: Credential): boolean {
  return ['AWS', 'AWS_ROLE', 'EKS_ANYWHERE_VSPHERE'].includes(kind);
}

export function clustersOf(call: Call): Cluster[] {
  return call.world.clustersIn(call.organization.id);
}

export function clusterOf(call: Call): Cluster {
  return find(call, clustersOf(call), 'cluster');
}

export function environmentsOf(call: Call): Environment[] {
  const clusterIds = clustersOf(call).map(({ id }) => id);
  return call.world.environments.filter(({ clusterId }) => clusterIds.includes(clusterId));
}

export function environmentOf(call: Call): Environment {
  const environment = environmentsOf(call).find(({ id }) => id === call.ids['environment']);
  if (!environment) throw unknownId(call.world, 'environment');
  return environment;
}

export function databaseOf(call: Call): [Environment, Database] {
  for (const environment of environmentsOf(call)) {
    const database = environment.databases.find(({ id }) => id === call.ids['database']);
    if (database) return [environment, database];
  }
  throw unknownId(call.world, 'database');
}

export function event(
  call: Call,
  type: string,
  targetType: string,
  target: { id: string; name: string },
  subTargetType?: string,
  change?: unknown,
): void {
  call.world.addEvent({
    organizationId: call.organization.id,
    type,
    targetType,
    targetId: target.id,
    targetName: target.name,
    ...(subTargetType && { subTargetType }),
    change,
    by: call.by,
  });
}
