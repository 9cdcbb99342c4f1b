import { randomUUID } from 'node:crypto';

import { MINUTE } from '../clock.ts';
import { AwsError } from './call.ts';
import { authorizeIn } from './regional.ts';
import type { RegionalCall } from './regional.ts';

// Service Quotas in AWS's JSON 1.1 protocol: the operation in a header, JSON both ways, times in seconds.

type Json = Record<string, unknown>;

export interface JsonCall extends RegionalCall {
  readonly body: Json;
}

export const TARGET = /^ServiceQuotasV20190624\.(\w+)$/;

export const serviceQuotasActions: Record<string, (call: JsonCall) => Json> = {
  StartQuotaUtilizationReport: startReport,
  GetQuotaUtilizationReport: getReport,
};

/** AWS deletes a report after 15 minutes, and until then gives the same one again. */
const KEPT = 15 * MINUTE;

function startReport(call: JsonCall): Json {
  authorizeIn(call, 'servicequotas:StartQuotaUtilizationReport');
  const { world, region } = call;
  const { reports } = world.cloud;
  for (const [id, { at }] of reports) if (world.now >= at + KEPT) reports.delete(id);
  const present = [...reports].find(([, report]) => report.region === region);
  if (present) return { ReportId: present[0], Status: statusOf(call, present[1].at), Message: 'Reused.' };
  const id = randomUUID();
  reports.set(id, { region, at: world.now });
  return { ReportId: id, Status: 'PENDING' };
}

function getReport(call: JsonCall): Json {
  authorizeIn(call, 'servicequotas:GetQuotaUtilizationReport');
  const { world, region, body } = call;
  const id = String(body['ReportId']);
  const report = world.cloud.reports.get(id);
  if (!report || report.region !== region || world.now >= report.at + KEPT)
    throw new AwsError(400, 'NoSuchResourceException', 'The report does not exist.');
  const status = statusOf(call, report.at);
  if (status !== 'COMPLETED') return { ReportId: id, Status: status };
  const quotas = world.cloud.quotas
    .filter((quota) => (quota.region ?? region) === region)
    .map(({ service, code, name, used, limit, adjustable = true }) => ({
      ...{ QuotaCode: code, ServiceCode: service, ServiceName: service, QuotaName: name },
      ...{ Namespace: 'AWS/Usage', Utilization: (100 * used) / limit, DefaultValue: limit },
      ...{ AppliedValue: limit, Adjustable: adjustable },
    }))
    .sort((a, b) => b.Utilization - a.Utilization);
  const start = Number(body['NextToken'] ?? 0);
  const end = start + Number(body['MaxResults'] ?? 1000);
  return {
    ...{ ReportId: id, Status: status, GeneratedAt: report.at / 1000, TotalCount: quotas.length },
    Quotas: quotas.slice(start, end),
    ...(end < quotas.length && { NextToken: String(end) }),
  };
}

function statusOf({ world }: JsonCall, begun: number): string {
  return world.now < begun + world.cloud.reportMs ? 'IN_PROGRESS' : 'COMPLETED';
}
