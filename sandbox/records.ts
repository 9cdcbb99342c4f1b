import type { KeyPair } from './iam.ts';

// What the sandbox's Qovery keeps. How it is shown is in answers.ts.

/** A cluster in one of these states runs nothing. */
export const NOT_RUNNING = ['READY', 'STOPPED', 'DELETED'];

/** Who does something in Qovery, as its audit log names them. */
export interface Actor {
  readonly origin: string;
  readonly triggeredBy: string;
  readonly userAgent: string | null;
}

export interface Organization {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly plan: string;
  readonly auditRetentionDays: number;
  readonly tokens: ApiToken[];
  readonly policyTokens: PolicyToken[];
  billingRestriction: string | null;
}

export interface ApiToken {
  readonly id: string;
  readonly name: string;
  readonly value: string;
  readonly roleName: string;
  readonly createdAt: number;
}

/** A token with a policy of its own, which may end. */
export interface PolicyToken {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  /** `undefined`: that of an administrator. */
  readonly roleName: string | undefined;
  readonly expiresAt: number | undefined;
}

export type CredentialKind =
  | 'AWS'
  | 'AWS_ROLE'
  | 'EKS_ANYWHERE_VSPHERE'
  | 'SCW'
  | 'GCP'
  | 'GCP_WORKLOAD_IDENTITY_FEDERATION'
  | 'AZURE'
  | 'OTHER';

export interface Credential {
  readonly id: string;
  readonly organizationId: string;
  name: string;
  kind: CredentialKind;
  key: KeyPair | undefined;
  /** The other fields that Qovery shows of this kind, such as `role_arn`. */
  details: Record<string, string | number>;
}

export interface ClusterLock {
  readonly reason: string;
  readonly ttlInDays: number | undefined;
  readonly lockedAt: number;
  readonly ownerName: string;
}

export interface ClusterDeployment {
  /** The pair that the credential held when the deployment was asked for. */
  readonly key: KeyPair | undefined;
  /** The pair that the cluster's mirroring registry held then. */
  readonly registryKey: KeyPair | undefined;
  readonly executionId: string;
  readonly dryRun: boolean;
  readonly statusBefore: string;
}

/** How a deployment ends, whatever its key: for tests of what goes wrong for other reasons. */
export interface Outcome {
  status: string;
  /** As the engine tags it: what went wrong. */
  tag?: string;
  /** What it tells the user. */
  log?: string;
  /** What was behind it (`underlying_error`), where that says more. */
  detail?: string;
  hint?: string;
}

export interface SecretManager {
  readonly id: string;
  readonly name: string;
  readonly createdAt: number;
  readonly region: string;
  readonly key: KeyPair;
}

export interface DnsZone {
  readonly domain: string;
  readonly region: string;
  readonly key: KeyPair;
  readonly hostedZoneId?: string;
}

export interface LogLine {
  readonly type: 'info' | 'warning' | 'error' | 'debug';
  readonly at: number;
  readonly step: string;
  readonly text: string;
  readonly tag?: string;
  readonly detail?: string;
  readonly hint?: string;
}

export interface Cluster {
  readonly id: string;
  readonly organizationId: string;
  readonly name: string;
  readonly region: string;
  readonly cloudProvider: string;
  readonly kubernetes: string;
  readonly version: string;
  readonly production: boolean;
  readonly isDemo: boolean;
  readonly createdAt: number;
  readonly secretManagers: SecretManager[];
  readonly logs: LogLine[];
  /** Outcomes of its next deployments, first in, first out. */
  readonly outcomes: Outcome[];
  /** Those that somebody has changed. */
  readonly advancedSettings: Record<string, unknown>;
  credentialId: string | undefined;
  route53: DnsZone | undefined;
  cloudflare: { domain: string; email: string; proxied: boolean } | undefined;
  nextVersion: string | null;
  status: string;
  reason: 'UNSPECIFIED' | 'MAINTENANCE';
  deploymentStatus: 'NEVER_DEPLOYED' | 'OUT_OF_DATE' | 'UP_TO_DATE';
  lastExecutionId: string | null;
  lastDeploymentAt: number | null;
  lock: ClusterLock | undefined;
  deployment: ClusterDeployment | undefined;
  /** The pair it runs with: that of its last good deployment. */
  deployedKey: KeyPair | undefined;
  /** The dead pair that its last deployment failed with. */
  failedKey: KeyPair | undefined;
  /** The answer that status reads still give, and to how many. */
  stale: { answer: unknown; reads: number } | undefined;
}

/** A container registry or a Helm repository. */
export interface Registry {
  readonly id: string;
  readonly organizationId: string;
  readonly createdAt: number;
  readonly clusterId: string | undefined;
  readonly pulls: { ok: number; failed: number };
  name: string;
  kind: string;
  description: string | undefined;
  url: string | undefined;
  skipTlsVerification: boolean;
  key: KeyPair | undefined;
  /** The fields of `config` that Qovery shows, without the key's id. */
  config: Record<string, string>;
}

export interface Service {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly registryId?: string;
  readonly helmRepositoryId?: string;
}

export interface Database {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly version: string;
  readonly mode: 'CONTAINER' | 'MANAGED';
  readonly createdAt: number;
  /** Versions that Qovery offers. */
  readonly versions: string[];
}

export interface Environment {
  readonly id: string;
  readonly name: string;
  readonly projectId: string;
  readonly projectName: string;
  readonly clusterId: string;
  readonly services: Service[];
  readonly databases: Database[];
  /** By deployment request, the newest last. */
  readonly requests: Map<string, string>;
  /** Outcomes of its next deployments, first in, first out. */
  readonly outcomes: Outcome[];
  /** Its source does not build: every deployment ends in BUILD_ERROR. */
  buildsFail: boolean;
  /** Those of its latest deployment. */
  readonly logs: LogLine[];
  /** The newest first. */
  readonly history: EnvironmentDeployment[];
  state: string;
  lastDeploymentState: string;
  lastDeploymentAt: number | null;
  lastDeploymentId: string | null;
  deploymentRequestId: string | null;
  /** The pairs that the deployment under way was asked for with. */
  deploymentKeys: KeyPair[] | undefined;
}

export interface EnvironmentDeployment {
  readonly id: string;
  readonly at: number;
  readonly by: Actor;
  endedAt: number | undefined;
  state: string;
}

export interface AuditEvent {
  readonly id: string;
  readonly organizationId: string;
  readonly at: number;
  /** Position in nanoseconds, unique: what paging tokens name. */
  readonly position: bigint;
  readonly type: string;
  readonly targetType: string;
  readonly targetId: string | null;
  readonly targetName: string;
  readonly subTargetType: string | null;
  readonly change: string;
  readonly origin: string;
  readonly triggeredBy: string;
  readonly userAgent: string | null;
}

/** Something in Qovery, or run by Qovery, that AWS refuses. */
export interface Outage {
  readonly what: string;
  readonly id: string;
  readonly name: string;
  readonly keyId: string;
  readonly why: string;
  readonly at: number;
  /** When it was healed; absent while it lasts. */
  until?: number;
}
