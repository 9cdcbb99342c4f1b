/** What the infrastructure logs of the clusters tell: quotas and other errors of the cloud providers. Pure. */
import { iso } from '../lib/clock.ts';
import {
  type LogProblem,
  type PreflightCheck,
  type ProviderError,
  headline,
  preflight,
  problemsInLog,
} from '../provider-errors/index.ts';
import { textsOf } from '../qovery/log.ts';
import type { ClusterLog } from '../qovery/schemas.ts';
import type { ClusterView } from './clusters.ts';
import { type Finding, listOf } from './finding.ts';
import { findingId } from './finding-id.ts';
import { type Headroom, headroomIn } from './headroom.ts';

export interface ClusterLogView {
  readonly cluster: ClusterView;
  readonly problems: readonly LogProblem[];
  /** Of Qovery's preflight report, those that warn or fail; of each check the newest. */
  readonly checks: readonly PreflightCheck[];
  readonly headroom: readonly Headroom[];
}

export function viewLog(cluster: ClusterView, lines: readonly ClusterLog[]): ClusterLogView {
  // Whatever the order of the log. A line without a time comes before those with one.
  const oldestFirst = lines.toSorted((a, b) => timeOf(a) - timeOf(b));
  const checks = oldestFirst.flatMap((line) => textsOf(line)).flatMap((text) => preflight(text));
  const newest = new Map(checks.map((check) => [check.check, check]));
  return {
    cluster,
    problems: problemsInLog(lines, cluster),
    checks: [...newest.values()].filter(({ level }) => level !== 'PASS'),
    headroom: headroomIn(cluster.id, lines),
  };
}

function timeOf({ timestamp }: ClusterLog): number {
  return Date.parse(timestamp ?? '') || 0;
}

/** The same quota of several clusters is one finding: it is raised once. */
export function logFindings(logs: readonly ClusterLogView[]): Finding[] {
  const problems = logs.flatMap(({ cluster, problems }) =>
    problems.map((problem) => ({ cluster, ...problem })),
  );
  const same = Map.groupBy(problems, ({ error: { kind, provider, what, code, region } }) =>
    [kind, provider, what, code, region].join('|'),
  );
  return [
    ...[...same.values()].flatMap((found) =>
      found[0] === undefined ? [] : [ofProblem(found[0].error, found)],
    ),
    ...checkFindings(logs),
  ];
}

function ofProblem(
  error: ProviderError,
  found: readonly (LogProblem & { readonly cluster: ClusterView })[],
): Finding {
  const times = found.flatMap(({ at }) => at ?? []);
  const last = times.length === 0 ? '' : `, last at ${iso(Math.max(...times))}`;
  const names = listOf([...new Set(found.map(({ cluster }) => cluster.name))]);
  const usual = error.usualTime === undefined ? '' : ` It usually takes ${error.usualTime}.`;
  const { kind, provider, what, code = '', region = '' } = error;
  return {
    id: findingId(`log-${kind}`, provider, what, code, region),
    // A cluster that has been deployed since has got over it.
    urgency: found.some(({ cluster: { state } }) => state !== 'ready') ? 'now' : 'soon',
    what: `${headline(error)}, says the log of ${names}${last}.`,
    next: `${error.advice}${usual}`,
    ...(error.link === undefined ? {} : { link: { text: 'ask for more', url: error.link } }),
    ...(error.request === undefined ? {} : { paste: error.request }),
  };
}

/** A quota is one of the account and region: the same check of several clusters is one finding. */
function checkFindings(logs: readonly ClusterLogView[]): Finding[] {
  const checks = logs.flatMap(({ cluster, checks: found }) => found.map((check) => ({ cluster, check })));
  const same = Map.groupBy(checks, ({ cluster: { region }, check: { level, check, says } }) =>
    [level, check, region, ...says].join('|'),
  );
  return [...same.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const { level, check, used, limit, says } = first.check;
    const numbers = used === undefined || limit === undefined ? says.join(' ') : `${used} of ${limit}`;
    const names = listOf(found.map(({ cluster }) => cluster.name));
    const failing = level === 'FAIL';
    return [
      {
        id: findingId(failing ? 'preflight-fails' : 'preflight-warns', check, first.cluster.region),
        urgency: failing ? ('now' as const) : ('soon' as const),
        what: `Qovery's preflight check of ${names} ${failing ? 'fails' : 'warns'}: ${check}${numbers === '' ? '' : ` (${numbers})`}.`,
        next: failing
          ? `Mend it, then deploy again: until it passes, nothing is deployed to ${found.length === 1 ? 'this cluster' : 'these clusters'}.`
          : 'Fix it before it becomes an error.',
      },
    ];
  });
}
