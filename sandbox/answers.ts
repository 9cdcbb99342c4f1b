import type {
  AuditEvent,
  Cluster,
  ClusterLock,
  Credential,
  LogLine,
  Organization,
  Registry,
  SecretManager,
} from './records.ts';

// How Qovery shows its records, after its OpenAPI document (github.com/Qovery/qovery-openapi-spec). Never a secret.

type Json = Record<string, unknown>;

export const iso = (time: number): string => new Date(time).toISOString();
export const isoOrNull = (time: number | null): string | null => (time === null ? null : iso(time));

export function organizationAnswer(organization: Organization): Json {
  return {
    id: organization.id,
    created_at: iso(organization.createdAt),
    name: organization.name,
    plan: organization.plan,
    billing_deployment_restriction: organization.billingRestriction,
    organization_plan: {
      plan: organization.plan,
      audit_logs_retention_in_days: organization.auditRetentionDays,
    },
  };
}

export function apiTokenAnswers(organization: Organization): Json[] {
  return organization.tokens.map((token) => ({
    id: token.id,
    created_at: iso(token.createdAt),
    name: token.name,
    role_name: token.roleName,
  }));
}

export function policyTokenAnswers(organization: Organization): Json[] {
  return organization.policyTokens.map((token) => ({
    id: token.id,
    created_at: iso(token.createdAt),
    name: token.name,
    opa_policy: 'package qovery\n\nallow := true',
    ...(token.roleName !== undefined && { role_name: token.roleName }),
    ...(token.expiresAt !== undefined && { expires_at: iso(token.expiresAt) }),
  }));
}

export function credentialAnswer(credential: Credential): Json {
  return {
    id: credential.id,
    name: credential.name,
    object_type: credential.kind,
    ...(credential.key && { access_key_id: credential.key.id }),
    ...credential.details,
  };
}

export function clusterAnswer(cluster: Cluster): Json {
  return {
    id: cluster.id,
    created_at: iso(cluster.createdAt),
    // Qovery's command line tool takes it for granted.
    updated_at: iso(Math.max(cluster.createdAt, cluster.lastDeploymentAt ?? 0)),
    organization: { id: cluster.organizationId },
    name: cluster.name,
    region: cluster.region,
    cloud_provider: cluster.cloudProvider,
    kubernetes: cluster.kubernetes,
    version: cluster.version,
    production: cluster.production,
    is_demo: cluster.isDemo,
    status: cluster.status,
    deployment_status: cluster.deploymentStatus,
    features: [],
    secret_manager_accesses: cluster.secretManagers.map(secretManagerAnswer),
  };
}

function secretManagerAnswer(manager: SecretManager): Json {
  return {
    id: manager.id,
    name: manager.name,
    created_at: iso(manager.createdAt),
    updated_at: iso(manager.createdAt),
    endpoint: { mode: 'AWS_SECRET_MANAGER', region: manager.region },
    authentication: {
      mode: 'AWS_STATIC_CREDENTIALS',
      region: manager.region,
      access_key: manager.key.id,
      secret_key: null,
    },
  };
}

export function dnsProviderAnswer(cluster: Cluster): Json {
  const { route53: zone, cloudflare } = cluster;
  if (cloudflare) return { dns_provider: { provider: 'CLOUDFLARE', ...cloudflare } };
  if (!zone) return { dns_provider: { provider: 'QOVERY', domain: `${cluster.name}.example.com` } };
  return {
    dns_provider: {
      provider: 'ROUTE53',
      domain: zone.domain,
      credentials: { type: 'STATIC', aws_access_key_id: zone.key.id },
      aws_region: zone.region,
      hosted_zone_id: zone.hostedZoneId ?? null,
    },
  };
}

export function clusterStatusAnswer(cluster: Cluster): Json {
  return {
    cluster_id: cluster.id,
    status: cluster.status,
    is_deployed: cluster.deploymentStatus !== 'NEVER_DEPLOYED' && cluster.status !== 'DELETED',
    next_k8s_available_version: cluster.nextVersion,
    last_execution_id: cluster.lastExecutionId,
    cluster_lock: cluster.lock ? lockAnswer(cluster, cluster.lock) : null,
    last_deployment_date: isoOrNull(cluster.lastDeploymentAt),
    reason: cluster.reason,
  };
}

export function lockAnswer(cluster: Cluster, lock: ClusterLock): Json {
  return {
    cluster_id: cluster.id,
    reason: lock.reason,
    ...(lock.ttlInDays !== undefined && { ttl_in_days: lock.ttlInDays }),
    locked_at: iso(lock.lockedAt),
    owner_name: lock.ownerName,
  };
}

export function logAnswer(cluster: Cluster, line: LogLine): Json {
  const where = {
    provider_kind: cluster.cloudProvider.toLowerCase(),
    region: cluster.region,
    transmitter: { type: 'kubernetes', id: cluster.id, name: cluster.name },
  };
  const common = { type: line.type, timestamp: iso(line.at), step: line.step };
  if (line.type !== 'error') return { ...common, message: { safe_message: line.text }, details: where };
  const error = {
    tag: line.tag ?? 'UNKNOWN_ERROR',
    user_log_message: line.text,
    event_details: where,
    underlying_error: { message: line.detail ?? line.text },
    ...(line.hint !== undefined && { hint_message: line.hint }),
  };
  return { ...common, error };
}

export function cloudProviderInfoAnswer(cluster: Cluster, credential: Credential | undefined): Json {
  return {
    cloud_provider: cluster.cloudProvider,
    ...(credential && { credentials: { id: credential.id, name: credential.name } }),
    region: cluster.region,
  };
}

export function containerRegistryAnswer(registry: Registry, cluster: Cluster | undefined): Json {
  return {
    ...repositoryAnswer(registry),
    ...(cluster && { cluster: { id: cluster.id, name: cluster.name } }),
  };
}

export function helmRepositoryAnswer(repository: Registry): Json {
  return { ...repositoryAnswer(repository), skip_tls_verification: repository.skipTlsVerification };
}

function repositoryAnswer(registry: Registry): Json {
  return {
    id: registry.id,
    created_at: iso(registry.createdAt),
    name: registry.name,
    kind: registry.kind,
    ...(registry.description !== undefined && { description: registry.description }),
    ...(registry.url !== undefined && { url: registry.url }),
    associated_services_count: 0,
    config: { ...registry.config, ...(registry.key && { access_key_id: registry.key.id }) },
  };
}

export function eventAnswer(event: AuditEvent): Json {
  return {
    id: event.id,
    timestamp: iso(event.at),
    event_type: event.type,
    target_id: event.targetId,
    target_name: event.targetName,
    target_type: event.targetType,
    sub_target_type: event.subTargetType,
    change: event.change,
    original_change: null,
    origin: event.origin,
    triggered_by: event.triggeredBy,
    project_id: null,
    environment_id: null,
    user_agent: event.userAgent,
  };
}
