/** What a review reads beyond clusters, keys, logs and databases: what may break next. Its findings, and its sections. */
import { all } from '../lib/all.ts';
import { blocks } from '../lib/markdown.ts';
import type { QoveryApi } from '../qovery/api.ts';
import { QoveryError } from '../qovery/http.ts';
import type { ClusterStatus, PolicyToken } from '../qovery/schemas.ts';
import type { Snapshot } from '../qovery/snapshot.ts';
import {
  type Located,
  type Maintained,
  afterMaintenanceSection,
  maintainedReport,
  maintenanceFindings,
  readAfterMaintenance,
} from './after-maintenance.ts';
import {
  type CustomSettings,
  readCustomSettings,
  settingsFindings,
  settingsReport,
  settingsSection,
} from './advanced-settings.ts';
import type { AuditLog } from './audit-log.ts';
import type { ClusterView } from './clusters.ts';
import { type Finding, type Missing, type Part, isRead } from './finding.ts';
import {
  type ScalewayKey,
  readScalewayKeys,
  scalewayFindings,
  scalewayReport,
  scalewaySection,
} from './scaleway.ts';
import { tokenFindings } from './tokens.ts';

export interface Further {
  readonly maintained: readonly Maintained[];
  /** Clusters of whose maintenance nobody knows. */
  readonly notMaintained: readonly string[];
  readonly custom: readonly CustomSettings[];
  readonly policyTokens: readonly PolicyToken[];
  readonly scaleway: readonly ScalewayKey[];
}

export interface Looked {
  readonly further: Further;
  readonly missing: readonly Missing[];
  /** What this token may not see. The review is none the worse for it than it was before it asked. */
  readonly unseen: readonly Missing[];
}

/** @param attempt tells Qovery's refusal as a value */
export async function lookFurther(
  snapshot: Snapshot,
  seen: {
    readonly clusters: readonly ClusterView[];
    readonly statuses: readonly ClusterStatus[];
    readonly auditLog: AuditLog | undefined;
    readonly environments: readonly Located[];
    readonly credentials: Parameters<typeof readScalewayKeys>[1];
  },
  attempt: <T>(read: () => Promise<T>) => Promise<Part<T>>,
): Promise<Looked> {
  const { api } = snapshot;
  const { clusters, environments, credentials } = seen;
  const [maintained, custom, policyTokens, scaleway] = await all([
    readAfterMaintenance(api, clusters, seen, environments, attempt),
    readCustomSettings(api, clusters, attempt),
    attempt(() => policyTokensOf(api)),
    readScalewayKeys(snapshot, credentials, environments, new Set(clusters.map(({ id }) => id)), attempt),
  ]);
  const unseen: Missing[] = [];
  const missing = [...maintained.missing, ...custom.missing, ...scaleway.missing];
  if (!isRead(policyTokens)) missing.push({ what: 'the policy tokens', why: policyTokens.unread });
  else if (!isRead(policyTokens.read))
    unseen.push({ what: 'the policy tokens', why: policyTokens.read.unread });
  const tokens = isRead(policyTokens) && isRead(policyTokens.read) ? policyTokens.read.read : [];
  return {
    further: {
      maintained: maintained.maintained,
      notMaintained: maintained.untold,
      custom: custom.custom,
      policyTokens: tokens,
      scaleway: scaleway.keys,
    },
    missing,
    unseen,
  };
}

/** Only an owner or an administrator creates them (openapi, createOrganizationPolicyApiToken): another may not see them. */
async function policyTokensOf(api: Pick<QoveryApi, 'policyTokens'>): Promise<Part<PolicyToken[]>> {
  try {
    return { read: await api.policyTokens() };
  } catch (error) {
    if (error instanceof QoveryError && [401, 403, 404].includes(error.status))
      return { unread: error.message };
    throw error;
  }
}

export function furtherFindings(
  { maintained, custom, policyTokens, scaleway }: Further,
  now: number,
): Finding[] {
  return [
    ...maintenanceFindings(maintained),
    ...tokenFindings(policyTokens, now),
    ...settingsFindings(custom),
    ...scalewayFindings(scaleway),
  ];
}

export function furtherSections(
  { maintained, notMaintained, custom, scaleway }: Further,
  now: number,
): string {
  return blocks([
    afterMaintenanceSection(maintained, notMaintained, now),
    settingsSection(custom),
    scaleway.length === 0 ? '' : scalewaySection(scaleway),
  ]);
}

export function furtherReport({
  maintained,
  custom,
  policyTokens,
  scaleway,
}: Further): Record<string, unknown> {
  return {
    after_maintenance: maintainedReport(maintained),
    advanced_settings: settingsReport(custom),
    policy_tokens: policyTokens.map((token) => ({
      name: token.name ?? null,
      role: token.role_name ?? null,
      created_at: token.created_at ?? null,
      expires_at: token.expires_at ?? null,
    })),
    scaleway_keys: scalewayReport(scaleway),
  };
}
