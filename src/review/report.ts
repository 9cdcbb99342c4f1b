/** The output `report` of a review (docs/report.md). Pure. */
import { daysBetween, iso, isoDayOrNull, isoOrNull } from '../lib/clock.ts';
import { timesOf } from '../qovery/lock.ts';
import { isUnfinished } from '../rotation/journal.ts';
import { aheadReport } from './aws/ahead.ts';
import { isCovered, worstFirst } from './clusters.ts';
import { type Finding, isRead } from './finding.ts';
import { furtherReport } from './further.ts';
import { dueAt, oldestFirst } from './keys.ts';
import type { Review } from './summary.ts';

export function reviewReport(review: Review, result: string): Record<string, unknown> {
  const { inputs, clusters, keys, auditLog, databases, tokens, findings, missing, now } = review;
  const { accepted, unmatched, unseen, further } = review;
  return {
    operation: 'review',
    result,
    organization_id: inputs.organizationId,
    started_at: iso(review.startedAt),
    ended_at: iso(review.endedAt),
    run_url: inputs.runUrl,
    actor: inputs.actor,
    findings: findings.map(findingReport),
    accepted_findings: accepted.map(({ finding, until }) => ({
      ...findingReport(finding),
      until: until ?? null,
    })),
    accepted_not_found: unmatched,
    could_not_be_read: missing,
    not_to_be_seen: unseen,
    clusters: worstFirst(clusters).map((cluster) => ({
      id: cluster.id,
      name: cluster.name,
      cloud_provider: cluster.provider,
      region: cluster.region,
      production: cluster.production,
      status: cluster.status ?? null,
      is_deployed: cluster.deployed ?? null,
      out_of_date: cluster.outOfDate,
      version: cluster.version ?? null,
      next_k8s_available_version: cluster.nextVersion ?? null,
      last_deployment_date: isoOrNull(cluster.lastDeployment),
      next_maintenance_day: isoDayOrNull(cluster.maintenanceDay),
      lock:
        cluster.lock === undefined
          ? null
          : {
              reason: cluster.lock.reason,
              owner_name: cluster.lock.owner_name,
              ...timesOf(cluster.lock),
              covers_next_maintenance_day: cluster.maintenanceDay === undefined ? null : isCovered(cluster),
            },
    })),
    keys: oldestFirst(keys).map((held) => ({
      access_key_id: held.id,
      found: held.is,
      aws_account_id: 'account' in held ? held.account : null,
      holders: held.holders.map(({ kind, id, name }) => ({ kind, id, name })),
      ...(held.is === 'known'
        ? {
            iam_user: held.user.name,
            status: held.key.status,
            created_at: iso(held.key.createdAt),
            age_days: daysBetween(held.key.createdAt, now),
            due_at: iso(dueAt(held, inputs.maxAge)),
            last_used_at: isoOrNull(held.lastUse?.at),
            rotation_under_way: isUnfinished(held.user.journal),
          }
        : {}),
    })),
    audit_log:
      auditLog === undefined
        ? null
        : {
            since: iso(auditLog.since),
            reaches: iso(auditLog.reaches),
            why: auditLog.why,
            events: auditLog.events,
            clusters: auditLog.clusters.map(({ id, name, counts }) => ({ id, name, ...counts })),
            edits: auditLog.edits.map(({ at, ...edit }) => ({ at: isoOrNull(at), ...edit })),
          },
    databases: databases.map(({ newerMajors, clusterId, ...database }) => ({
      ...{ ...database, cluster_id: clusterId },
      newer_majors: isRead(newerMajors) ? newerMajors.read : null,
    })),
    api_tokens: tokens.map(({ name, role_name: role, created_at: created }) => ({
      name: name ?? null,
      role: role ?? null,
      created_at: created ?? null,
    })),
    ...furtherReport(further),
    ...aheadReport(review.ahead, now),
  };
}

function findingReport({ link: page, paste, ...finding }: Finding): Record<string, unknown> {
  return { ...finding, link: page?.url ?? null, request: paste ?? null };
}
