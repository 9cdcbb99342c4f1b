/**
 * The preflight report that Qovery prints in the log before it deploys a cluster on AWS
 * (www.qovery.com/docs/configuration/integrations/kubernetes/eks/preflight-checks):
 *
 *  [PASS] EKS cluster quota ........................ 3/100 clusters
 *  [FAIL] VPC subnet tags
 *         -> Missing tag 'kubernetes.io/role/elb' on subnet-abc123
 *  [WARN] IAM permissions .......................... Could not fully verify
 */
import { plain } from './text.ts';

export interface PreflightCheck {
  readonly level: 'PASS' | 'WARN' | 'FAIL';
  /** `Elastic IP quota`. */
  readonly check: string;
  readonly used?: number;
  readonly limit?: number;
  /** What stands behind the dots, and the lines with an arrow under it. */
  readonly says: readonly string[];
}

const CHECK = /^[ \t]{0,40}\[(PASS|WARN|FAIL)\] (.{1,300})$/;
/** `3/100`, `1,204 / 5,000`. */
const COUNT = /(?<![\d.,/])(\d[\d,]{0,11}) ?\/ ?(\d[\d,]{0,11})(?![\d/])/;
const REASON = /^[ \t]{0,40}-> (.{1,500})$/;

/** The checks in a text, be it a line of the report or all of it. */
export function preflight(text: string): PreflightCheck[] {
  const checks: (PreflightCheck & { says: string[] })[] = [];
  for (const line of plain(text).split('\n')) {
    const [, level, rest = ''] = CHECK.exec(line.trimEnd()) ?? [];
    if (level !== undefined) {
      const dots = rest.indexOf(' ...');
      const check = (dots < 0 ? rest : rest.slice(0, dots)).trim();
      const says = dots < 0 ? '' : rest.slice(dots).replace(/^[ .]+/, '');
      const [used, limit] = (COUNT.exec(says) ?? [])
        .slice(1)
        .map((number) => Number(number.replaceAll(',', '')));
      checks.push({
        level: level as PreflightCheck['level'],
        check,
        ...(used === undefined || limit === undefined ? {} : { used, limit }),
        says: says === '' ? [] : [says],
      });
    } else {
      const [, reason] = REASON.exec(line.trimEnd()) ?? [];
      if (reason !== undefined) checks.at(-1)?.says.push(reason);
    }
  }
  return checks;
}
