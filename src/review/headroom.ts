/** What Qovery itself counted of quotas, in its preflight checks: `[PASS] Elastic IP quota ... 2/5 allocated`. Pure. */
import { type PreflightCheck, preflight } from '../provider-errors/index.ts';
import { textsOf } from '../qovery/log.ts';
import type { ClusterLog } from '../qovery/schemas.ts';

export interface Headroom {
  readonly clusterId: string;
  readonly level: PreflightCheck['level'];
  readonly check: string;
  readonly used: number;
  readonly limit: number;
  /** As old as the last deployment of the cluster. */
  readonly at: number;
}

/** Of each check the newest. A line without a time says nothing: nobody knows how old it is. */
export function headroomIn(clusterId: string, lines: readonly ClusterLog[]): Headroom[] {
  const newest = new Map<string, Headroom>();
  for (const line of lines) {
    const at = Date.parse(line.timestamp ?? '');
    if (Number.isNaN(at)) continue;
    for (const { level, check, used, limit } of textsOf(line).flatMap((text) => preflight(text))) {
      if (used === undefined || limit === undefined || (newest.get(check)?.at ?? -1) > at) continue;
      newest.set(check, { clusterId, level, check, used, limit, at });
    }
  }
  return [...newest.values()];
}
