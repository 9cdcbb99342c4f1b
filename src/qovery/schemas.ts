/**
 * What Qovery answers, checked at the border. A missing list or field that we rely on is an error, never an
 * empty value; an enum value that did not exist when this was written is survivable, since enums are strings here.
 * Objects keep fields that are not named: what we write back must keep them.
 */
import * as v from 'valibot';
import { uuid } from '../lib/ids.ts';
import type {
  ClusterCredentials,
  ClusterDnsProviderResponse,
  ClusterEnvironmentResponse,
  ClusterLock,
  Cluster as OfficialCluster,
  ClusterStatus as OfficialClusterStatus,
  ContainerRegistryAssociatedServicesResponse,
  ContainerRegistryResponse,
  CredentialCluster,
  ClusterLogs,
  EnvironmentLogs,
  EnvironmentStatus as OfficialEnvironmentStatus,
  Database as OfficialDatabase,
  HelmRepositoryResponse,
  Organization as OfficialOrganization,
  OrganizationApiToken,
  OrganizationPolicyApiToken,
  OrganizationEventResponse,
  ServiceLightResponse,
  Version,
} from 'qovery-typescript-axios';

/**
 * Ties a schema to Qovery's official type: whatever that type allows, where it is complete, must pass the schema.
 * `Complete` names the fields that the official type leaves optional and that we cannot do without.
 */
function of<Official>() {
  return <S extends v.GenericSchema>(schema: Plain<Official> extends v.InferInput<S> ? S : never): S =>
    schema;
}

/** The same type without the interface's name: TypeScript compares only those with "any other field". */
type Plain<T> = T extends object ? { [K in keyof T]: Plain<T[K]> } : T;

const text = v.string();
const optionalText = v.nullish(v.string());

/** An id may become part of a path, so it must not be able to lead anywhere else. */
const id = v.pipe(
  v.string(),
  v.rawTransform(({ dataset, addIssue, NEVER }) => {
    const parsed = uuid(dataset.value);
    if (parsed !== undefined) return parsed;
    addIssue({ expected: 'a UUID' });
    return NEVER;
  }),
);

/** A word of Qovery's, like `ECR`; empty where it is not told. Blanks and case make no other word of it. */
const word = v.pipe(v.nullish(v.string(), ''), v.trim(), v.toUpperCase());
/** An id of AWS's, which blanks and case do not change; empty where it is not told. */
const keyId = word;
const roleArn = v.pipe(v.nullish(v.string(), ''), v.trim());

/** An object that may be missing, or be something else: then it is left out. */
function lenient<E extends v.ObjectEntries>(
  entries: E,
): v.SchemaWithFallback<v.NullishSchema<v.LooseObjectSchema<E, undefined>, undefined>, undefined> {
  return v.fallback(v.nullish(v.looseObject(entries)), undefined);
}

export const credentialSchema = of<ClusterCredentials>()(
  v.looseObject({
    id,
    name: text,
    object_type: word,
    access_key_id: keyId,
    role_arn: roleArn,
  }),
);
export type Credential = v.InferOutput<typeof credentialSchema>;

const credentialClusterSchema = of<Required<CredentialCluster>>()(v.object({ id, name: text }));

export const credentialsSchema = v.object({
  results: v.array(v.object({ credential: credentialSchema, clusters: v.array(credentialClusterSchema) })),
});

const accessSchema = v.looseObject({
  id,
  name: text,
  authentication: v.nullish(v.looseObject({ mode: word, access_key: keyId, role_arn: roleArn })),
});

export const clusterSchema = of<OfficialCluster>()(
  v.object({
    id,
    name: text,
    region: text,
    cloud_provider: text,
    kubernetes: optionalText,
    production: v.nullish(v.boolean()),
    is_demo: v.nullish(v.boolean()),
    status: optionalText,
    version: optionalText,
    deployment_status: optionalText,
    secret_manager_accesses: v.nullish(v.array(accessSchema)),
  }),
);
export type Cluster = v.InferOutput<typeof clusterSchema>;
export const clustersSchema = v.object({ results: v.array(clusterSchema) });

export const lockSchema = of<ClusterLock>()(
  v.object({
    cluster_id: id,
    reason: text,
    locked_at: text,
    owner_name: text,
    ttl_in_days: v.nullish(v.number()),
  }),
);
export type Lock = v.InferOutput<typeof lockSchema>;
export const locksSchema = v.object({ results: v.array(lockSchema) });

export const clusterStatusSchema = of<OfficialClusterStatus>()(
  v.object({
    cluster_id: id,
    status: text,
    is_deployed: v.boolean(),
    reason: v.nullish(text),
    last_execution_id: optionalText,
    last_deployment_date: optionalText,
    next_k8s_available_version: optionalText,
    cluster_lock: v.nullish(lockSchema),
  }),
);
export type ClusterStatus = v.InferOutput<typeof clusterStatusSchema>;
export const clusterStatusesSchema = v.object({ results: v.array(clusterStatusSchema) });

/** The official type leaves the name optional; without it nobody could tell which one is meant. */
type Named<T extends { name?: unknown }> = T & Required<Pick<T, 'name'>>;

const configSchema = v.nullish(
  v.looseObject({ access_key_id: keyId, role_arn: roleArn, region: optionalText }),
);

export const registrySchema = of<Named<ContainerRegistryResponse>>()(
  v.looseObject({
    id,
    name: text,
    kind: word,
    description: optionalText,
    url: optionalText,
    config: configSchema,
  }),
);
export type Registry = v.InferOutput<typeof registrySchema>;
export const registriesSchema = v.object({ results: v.array(registrySchema) });

export const helmRepositorySchema = of<Named<HelmRepositoryResponse>>()(
  v.looseObject({
    id,
    name: text,
    kind: word,
    description: optionalText,
    url: optionalText,
    skip_tls_verification: v.nullish(v.boolean()),
    config: configSchema,
  }),
);
export type HelmRepository = v.InferOutput<typeof helmRepositorySchema>;
export const helmRepositoriesSchema = v.object({ results: v.array(helmRepositorySchema) });

export const dnsProviderSchema = of<ClusterDnsProviderResponse>()(
  v.object({
    dns_provider: v.looseObject({
      provider: word,
      domain: optionalText,
      aws_region: optionalText,
      hosted_zone_id: optionalText,
      credentials: v.nullish(v.looseObject({ type: word, aws_access_key_id: keyId, role_arn: roleArn })),
    }),
  }),
);
export type DnsProvider = v.InferOutput<typeof dnsProviderSchema>['dns_provider'];

export const clusterEnvironmentsSchema = v.object({
  results: v.array(
    of<ClusterEnvironmentResponse>()(
      v.object({
        environment_id: id,
        environment_name: text,
        project_id: id,
        project_name: text,
        services: v.nullish(v.array(v.object({ id: text, name: text, type: text }))),
      }),
    ),
  ),
});
export type ClusterEnvironment = v.InferOutput<typeof clusterEnvironmentsSchema>['results'][number];

export const servicesSchema = v.object({
  results: v.array(
    of<ServiceLightResponse>()(
      v.object({
        environment_id: id,
        environment_name: text,
        project_id: id,
        project_name: text,
        cluster_id: id,
      }),
    ),
  ),
});
export type Service = v.InferOutput<typeof servicesSchema>['results'][number];

export const environmentStatusSchema = of<OfficialEnvironmentStatus>()(
  v.object({
    id,
    state: text,
    last_deployment_state: text,
    last_deployment_date: optionalText,
    last_deployment_id: optionalText,
    deployment_request_id: optionalText,
  }),
);
export type EnvironmentStatus = v.InferOutput<typeof environmentStatusSchema>;
export const environmentStatusesSchema = v.object({ results: v.array(environmentStatusSchema) });

export const deploymentStatusSchema = v.object({ environment_id: id, status: text });

/**
 * Lenient where a text only explains: Qovery's engine writes more kinds of lines, and more in them, than its
 * specification names (Qovery/engine src/events/io.rs, src/errors/io.rs). Not lenient where a retirement depends on it:
 * when something failed, and on what.
 */
const explanation = v.fallback(optionalText, undefined);
const logLineSchema = v.object({
  timestamp: optionalText,
  type: explanation,
  message: lenient({ safe_message: explanation, full_details: explanation }),
  error: v.nullish(
    v.looseObject({
      tag: optionalText,
      user_log_message: optionalText,
      hint_message: explanation,
      underlying_error: lenient({ message: explanation, full_details: explanation }),
    }),
  ),
});
export const clusterLogSchema = of<ClusterLogs>()(logLineSchema);
/** A line of a log: of a cluster's infrastructure, or of an environment's deployment. */
export type LogLine = v.InferOutput<typeof logLineSchema>;
export type ClusterLog = LogLine;
/** Not in `results`, unlike every other list. */
export const environmentLogsSchema = v.array(of<EnvironmentLogs>()(logLineSchema));
export const clusterLogsSchema = v.object({ results: v.array(clusterLogSchema) });

/** Only what the review tells, and the plan. */
export const organizationSchema = of<OfficialOrganization>()(
  v.object({
    name: text,
    plan: word,
    billing_deployment_restriction: optionalText,
    organization_plan: v.nullish(
      v.object({ plan: optionalText, audit_logs_retention_in_days: v.nullish(v.number()) }),
    ),
  }),
);
export type Organization = v.InferOutput<typeof organizationSchema>;

export const apiTokensSchema = v.object({
  results: v.array(
    of<OrganizationApiToken>()(
      v.object({ created_at: optionalText, name: optionalText, role_name: optionalText }),
    ),
  ),
});
export type ApiToken = v.InferOutput<typeof apiTokensSchema>['results'][number];

/** Tokens with a policy of their own. Without `opa_policy`: nobody needs to see it here. */
export const policyTokensSchema = v.object({
  results: v.array(
    of<OrganizationPolicyApiToken>()(
      v.object({
        id: text,
        created_at: optionalText,
        name: optionalText,
        role_name: optionalText,
        expires_at: optionalText,
      }),
    ),
  ),
});
export type PolicyToken = v.InferOutput<typeof policyTokensSchema>['results'][number];

/** By name. Most values are flags and numbers; some are whatever somebody wrote. */
export const advancedSettingsSchema = v.record(v.string(), v.unknown());
export type AdvancedSettings = v.InferOutput<typeof advancedSettingsSchema>;

/** Services that are made of something in a registry or a Helm repository. */
export const associatedServicesSchema = v.object({
  results: v.array(
    of<ContainerRegistryAssociatedServicesResponse>()(
      v.object({
        project_name: text,
        environment_id: text,
        environment_name: text,
        service_id: text,
        service_name: text,
      }),
    ),
  ),
});
export type AssociatedService = v.InferOutput<typeof associatedServicesSchema>['results'][number];

/**
 * Without `change` and `original_change`: they hold whole objects with the plain values of variables, and what is
 * not read cannot be told. `v.object` drops them here, at the border.
 */
export const eventSchema = of<OrganizationEventResponse>()(
  v.object({
    timestamp: optionalText,
    event_type: optionalText,
    target_id: optionalText,
    target_name: optionalText,
    target_type: optionalText,
    sub_target_type: optionalText,
    origin: optionalText,
    triggered_by: optionalText,
    user_agent: optionalText,
  }),
);
export type AuditEvent = v.InferOutput<typeof eventSchema>;
export const eventsSchema = v.object({
  links: v.nullish(v.object({ next: optionalText })),
  organization_max_limit_reached: v.nullish(v.boolean()),
  events: v.array(eventSchema),
});

export const databasesSchema = v.object({
  results: v.array(
    of<OfficialDatabase>()(v.object({ id, name: text, type: text, version: text, mode: optionalText })),
  ),
});
export type Database = v.InferOutput<typeof databasesSchema>['results'][number];

export const versionsSchema = v.object({ results: v.array(of<Version>()(v.object({ name: text }))) });
