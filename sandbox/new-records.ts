import { randomUUID } from 'node:crypto';

import { DAY } from './clock.ts';
import { pairOf } from './iam.ts';
import type { KeyPair } from './iam.ts';
import type {
  Cluster,
  Credential,
  Database,
  Environment,
  Organization,
  PolicyToken,
  Registry,
  Service,
} from './records.ts';

// What is added to the sandbox, with the values of whatever is not said.

export interface OrganizationOptions {
  name?: string;
  plan?: string;
  auditRetentionDays?: number;
  billingRestriction?: string;
}

export function newOrganization(options: OrganizationOptions, now: number): Organization {
  return {
    id: randomUUID(),
    name: options.name ?? 'Acme',
    createdAt: now - 400 * DAY,
    plan: options.plan ?? 'BUSINESS_2025',
    auditRetentionDays: options.auditRetentionDays ?? 30,
    tokens: [],
    policyTokens: [],
    billingRestriction: options.billingRestriction ?? null,
  };
}

export interface PolicyTokenOptions {
  name: string;
  roleName?: string;
  expiresAt?: number;
}

export function newPolicyToken({ name, roleName, expiresAt }: PolicyTokenOptions, now: number): PolicyToken {
  return { id: randomUUID(), name, createdAt: now, roleName, expiresAt };
}

export interface ClusterOptions {
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
}

export function newCluster(options: ClusterOptions, organizationId: string, now: number): Cluster {
  const id = randomUUID();
  const region = options.region ?? 'eu-west-3';
  const everDeployed = options.status !== 'READY';
  const lastDeploymentAt = everDeployed ? (options.lastDeploymentAt ?? now - 3 * DAY) : null;
  const cluster: Cluster = {
    id,
    organizationId,
    name: options.name,
    region,
    cloudProvider: options.cloudProvider ?? 'AWS',
    kubernetes: options.kubernetes ?? 'MANAGED',
    version: options.version ?? '1.33',
    production: options.production ?? false,
    isDemo: options.isDemo ?? false,
    createdAt: now - 300 * DAY,
    secretManagers: [],
    logs: [],
    outcomes: [],
    advancedSettings: {},
    credentialId: undefined,
    cloudflare: undefined,
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
  return cluster;
}

export interface RegistryOptions {
  name: string;
  organization?: Organization;
  key?: KeyPair;
  cluster?: Cluster;
  kind?: string;
  url?: string;
  description?: string;
  config?: Record<string, string>;
}

export function newRegistry(
  options: RegistryOptions & { kind: string },
  organizationId: string,
  now: number,
): Registry {
  return {
    id: randomUUID(),
    organizationId,
    createdAt: now - 300 * DAY,
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

export interface EnvironmentOptions {
  name: string;
  cluster: Cluster;
  projectId?: string;
  registries?: Registry[];
  helmRepositories?: Registry[];
  databases?: Omit<Database, 'id' | 'createdAt'>[];
}

export function newEnvironment(options: EnvironmentOptions, now: number): Environment {
  const databases = (options.databases ?? []).map((database) => ({
    ...database,
    id: randomUUID(),
    createdAt: now,
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
  if (services.length === 0) services.push({ id: randomUUID(), name: 'web', type: 'APPLICATION' });
  return {
    id: randomUUID(),
    name: options.name,
    projectId: options.projectId ?? randomUUID(),
    projectName: 'shop',
    clusterId: options.cluster.id,
    services,
    databases,
    requests: new Map(),
    outcomes: [],
    buildsFail: false,
    logs: [],
    history: [],
    state: 'DEPLOYED',
    lastDeploymentState: 'DEPLOYED',
    lastDeploymentAt: now - DAY,
    lastDeploymentId: null,
    deploymentRequestId: null,
    deploymentKeys: undefined,
  };
}
