/** How much of its quotas the account uses, before a cluster hits one of them. */
import type { ServiceQuotas } from '../../aws/service-quotas.ts';
import { AwsError } from '../../aws/error.ts';
import { all } from '../../lib/all.ts';
import { type Clock, SECOND, daysAgo, iso } from '../../lib/clock.ts';
import { blocks, bullets, code, escape, sentence, table, titled } from '../../lib/markdown.ts';
import { someOf } from '../../lib/text.ts';
import { nameOfQuota, quotaInUse } from '../../provider-errors/index.ts';
import { findingId } from '../finding-id.ts';
import type { Finding } from '../finding.ts';
import type { Headroom } from '../headroom.ts';
import type { Reading, Site } from './reading.ts';

/** Those that stop a Qovery cluster first, by their codes. */
const FIRST = [
  'L-1216C47A',
  'L-34B43A08',
  'L-0263D0A3',
  'L-F678F1CE',
  'L-FE5A380F',
  'L-DF5E4CA3',
  'L-0EA8095F',
  'L-69A177A2',
  'L-7A658B76',
  'L-1194D53C',
  'L-7B6409FD',
  'L-FE177D64',
] as const;
const IS_FIRST: ReadonlySet<string> = new Set(FIRST);

/** What Qovery's preflight checks count. */
const CHECKED: readonly (readonly [RegExp, (typeof FIRST)[number], string])[] = [
  [/\belastic ips?\b|\beips?\b/i, 'L-0263D0A3', 'ec2'],
  [/\bvpcs? quota\b|^vpcs?$/i, 'L-F678F1CE', 'vpc'],
  [/\bnat gateways?\b/i, 'L-FE5A380F', 'vpc'],
  [/\beks clusters?\b/i, 'L-1194D53C', 'eks'],
];

/** How much of one quota is used, in one region of one account. */
export interface QuotaFigure {
  readonly account: string;
  readonly region: string;
  readonly service: string;
  readonly code: string;
  readonly name: string;
  readonly percent: number;
  /** `undefined`: AWS tells the part that is used, and no number. */
  readonly used: number | undefined;
  readonly limit: number | undefined;
  readonly adjustable: boolean;
  /** When Qovery counted it, in its preflight checks; `undefined`: AWS did, now. */
  readonly countedAt: number | undefined;
  /** Qovery warns of it, which is a finding of its own. */
  readonly warned: boolean;
}

/** What AWS told in one region. */
interface Coverage {
  readonly account: string;
  readonly region: string;
  /** How many quotas its report has; `undefined`: there is no report. */
  readonly measured: number | undefined;
  /** How many of them were read, the most used first. */
  readonly read: number;
}

export interface Quotas {
  /** At or over the threshold, and those that stop a cluster first; the most used first. */
  readonly figures: readonly QuotaFigure[];
  readonly coverage: readonly Coverage[];
  readonly threshold: number;
}

/** Before each look: "may take several seconds" (docs.aws.amazon.com, StartQuotaUtilizationReport). */
const PAUSES = [3 * SECOND, 10 * SECOND, 20 * SECOND] as const;

/** A start, and a request for each look and each page of 1,000: four a region at the most. */
export async function readQuotas(
  sites: readonly (Site & { readonly serviceQuotas: ServiceQuotas })[],
  { threshold, headroom, clock }: QuotaOptions,
  reading: Reading,
): Promise<Quotas> {
  const read = await all(
    sites.map(async (site) => {
      const { session, region, serviceQuotas } = site;
      const ask = <T>(permission: string, send: () => Promise<T>): Promise<T | undefined> =>
        reading.attempt({ what: 'quotas in use', permission, where: region }, session, send);
      const id = await ask('servicequotas:StartQuotaUtilizationReport', () => serviceQuotas.startReport());
      const told =
        id === undefined
          ? undefined
          : await ask('servicequotas:GetQuotaUtilizationReport', () =>
              readReport(site, id, threshold, clock),
            );
      const known = new Set(told?.figures.map((figure) => figure.code));
      return {
        figures: [
          ...(told?.figures ?? []),
          ...ofQovery(site, headroom).filter((one) => !known.has(one.code)),
        ],
        coverage: { account: session.account, region, measured: told?.measured, read: told?.read ?? 0 },
      };
    }),
  );
  const figures = read.flatMap((one) => one.figures);
  return {
    figures: once(figures).toSorted((a, b) => b.percent - a.percent || a.name.localeCompare(b.name)),
    coverage: read.map(({ coverage }) => coverage),
    threshold,
  };
}

interface QuotaOptions {
  /** In percent. */
  readonly threshold: number;
  readonly headroom: readonly Headroom[];
  readonly clock: Clock;
}

/** A quota of the whole account is in the report of each region. */
function once(figures: readonly QuotaFigure[]): QuotaFigure[] {
  const seen = new Map<string, QuotaFigure>();
  for (const figure of figures) {
    const { account, code, region, percent } = figure;
    const key = [account, code, quotaInUse(figure).global ? '' : region].join('|');
    if (percent > (seen.get(key)?.percent ?? -1)) seen.set(key, figure);
  }
  return [...seen.values()];
}

async function readReport(
  { session, region, serviceQuotas }: Site & { readonly serviceQuotas: ServiceQuotas },
  id: string,
  threshold: number,
  clock: Clock,
): Promise<{ figures: QuotaFigure[]; measured: number; read: number }> {
  const figures: QuotaFigure[] = [];
  let read = 0;
  let measured: number | undefined;
  let page: string | undefined;
  for (const pause of PAUSES) {
    // A further page is there already.
    if (page === undefined) await clock.sleep(pause);
    const report = await serviceQuotas.report(id, page);
    if (report.Status === 'FAILED')
      throw noReport(region, `its report failed (${report.ErrorCode ?? 'no reason given'})`);
    if (report.Status !== 'COMPLETED') continue;
    for (const quota of report.Quotas ?? []) {
      const { QuotaCode: quotaCode, ServiceCode: service, Utilization: told } = quota;
      const limit = quota.AppliedValue ?? quota.DefaultValue;
      read++;
      if (!quotaCode || !service || told === undefined) continue;
      // 57 of 100 may be told as 56.99999999999999.
      const percent = Math.round(told * 1e6) / 1e6;
      if (percent < threshold && !IS_FIRST.has(quotaCode)) continue;
      figures.push({
        ...{ account: session.account, region, service, code: quotaCode, percent, limit },
        name: nameOfQuota(quotaCode) ?? quota.QuotaName ?? quotaCode,
        used: limit === undefined ? undefined : Math.round(percent * limit) / 100,
        adjustable: quota.Adjustable !== false,
        countedAt: undefined,
        warned: false,
      });
    }
    measured = Math.max(read, report.TotalCount ?? 0);
    page = report.NextToken;
    if (page === undefined) break;
  }
  if (measured === undefined) throw noReport(region, 'its report was not ready after half a minute');
  return { figures, measured, read };
}

function noReport(region: string, why: string): AwsError {
  return new AwsError(`report the quotas in use in ${region}`, 'NoReport', 200, why, 'refused');
}

/** Of each quota, what Qovery counted last in a cluster there. */
function ofQovery({ session, region, clusters }: Site, headroom: readonly Headroom[]): QuotaFigure[] {
  const ids = new Set<string>(clusters.map(({ view }) => view.id));
  const newest = new Map<string, QuotaFigure>();
  for (const { clusterId, level, check, used, limit, at } of headroom) {
    const [, quotaCode, service] = CHECKED.find(([words]) => words.test(check)) ?? [];
    if (!ids.has(clusterId) || quotaCode === undefined || service === undefined || limit === 0) continue;
    if ((newest.get(quotaCode)?.countedAt ?? -1) > at) continue;
    newest.set(quotaCode, {
      ...{ account: session.account, region, service, code: quotaCode, used, limit, countedAt: at },
      name: nameOfQuota(quotaCode) ?? check,
      percent: (used * 100) / limit,
      adjustable: true,
      warned: level !== 'PASS',
    });
  }
  return [...newest.values()];
}

export function quotaFindings({ figures, threshold }: Quotas, now: number): Finding[] {
  return figures
    .filter(({ percent, warned }) => percent >= threshold && !warned)
    .map((figure) => {
      const { account, region, service, code: quotaCode, percent } = figure;
      const { what, advice, link: page, request, usualTime } = quotaInUse(figure);
      const usual = usualTime === undefined ? '' : ` It usually takes ${usualTime}.`;
      return {
        id: findingId('quota-in-use', account, region, service, quotaCode),
        urgency: urgencyOfQuota(quotaCode, percent),
        what: `${atMost(percent)} of the AWS quota "${what}" is used in ${region}${amount(figure, ': ')}${counted(figure, now)}.`,
        next: `${advice}${usual}`,
        ...(page === undefined ? {} : { link: { text: 'ask for more', url: page } }),
        ...(request === undefined ? {} : { paste: request }),
      };
    });
}

/** Other services of the account have quotas too, which stop no cluster. */
function urgencyOfQuota(quotaCode: string, percent: number): Finding['urgency'] {
  if (IS_FIRST.has(quotaCode)) return percent >= 100 ? 'now' : 'soon';
  return nameOfQuota(quotaCode) === undefined ? 'plan' : 'soon';
}

function atMost(percent: number): string {
  return `${Math.floor(percent)}%`;
}

function amount(figure: QuotaFigure, before = ''): string {
  const { used, limit } = figure;
  if (used === undefined || limit === undefined) return '';
  const { unit } = quotaInUse(figure);
  return `${before}${used} of ${limit}${unit === undefined ? '' : ` ${unit}`}`;
}

function counted({ countedAt }: QuotaFigure, now: number): string {
  return countedAt === undefined ? '' : `, as Qovery counted it ${daysAgo(now - countedAt)}`;
}

function countsIn(figure: QuotaFigure, { account, region }: Coverage): boolean {
  return figure.account === account && (figure.region === region || quotaInUse(figure).global);
}

const MANY_REGIONS = 8;

/** Where people look: the quotas that stop a cluster first, by region; and which were covered. */
export function quotaSection({ figures, coverage, threshold }: Quotas, now: number): string {
  if (coverage.length === 0) return '';
  const shown = coverage.slice(0, MANY_REGIONS);
  const severalAccounts = new Set(coverage.map(({ account }) => account)).size > 1;
  const headerOf = ({ account, region }: Coverage): string =>
    escape(severalAccounts ? `${region} (${account})` : region);
  const rows = FIRST.map((quotaCode) => {
    const own = figures.filter((figure) => figure.code === quotaCode);
    const cells = shown.map((place) => {
      const figure = own.find((one) => countsIn(one, place));
      if (figure === undefined) return 'no figure';
      const part = atMost(figure.percent);
      const much = figure.limit === undefined ? '' : ` (${amount(figure)}${counted(figure, now)})`;
      return escape(`${part}${much}`).replace(part, figure.percent >= threshold ? `**${part}**` : part);
    });
    return {
      worst: own[0]?.percent ?? -1,
      cells: [`${escape(nameOfQuota(quotaCode) ?? '')} ${code(quotaCode)}`, ...cells],
    };
  }).toSorted((a, b) => b.worst - a.worst);
  const covered = coverage.map(({ region, measured, read }) =>
    measured === undefined
      ? `${region}: AWS made no report`
      : `${region}: AWS measured ${measured} quotas${read < measured ? `, of which the ${read} most used were read` : ''}`,
  );
  return titled(
    'Quotas in use',
    blocks([
      table(
        ['Stops a cluster first', ...shown.map(headerOf)],
        rows.map(({ cells }) => cells),
      ),
      `Every quota that AWS measured at ${threshold}% or more is among the findings above. AWS measures some quotas only: where it has no figure, the last preflight checks of Qovery fill in, as far as their logs were read.`,
      bullets(covered.map((text) => sentence(text))),
      coverage.length > shown.length
        ? sentence(
            `Not in the table: ${someOf(
              coverage.slice(MANY_REGIONS).map(({ region }) => region),
              30,
            )}`,
          )
        : '',
    ]),
  );
}

export function quotaReport({ figures, coverage, threshold }: Quotas): object {
  return {
    threshold_percent: threshold,
    in_use: figures.map(({ account, service, code: quotaCode, name, percent, countedAt, ...figure }) => ({
      ...{ aws_account_id: account, region: figure.region, service, quota_code: quotaCode, name },
      ...{ percent: Math.round(percent * 10) / 10, used: figure.used ?? null, limit: figure.limit ?? null },
      counted_by: countedAt === undefined ? 'AWS' : 'Qovery',
      counted_at: countedAt === undefined ? null : iso(countedAt),
    })),
    coverage: coverage.map((place) => ({
      aws_account_id: place.account,
      region: place.region,
      quotas_measured: place.measured ?? null,
      quotas_read: place.read,
      without_figure: FIRST.filter(
        (quotaCode) => !figures.some((figure) => figure.code === quotaCode && countsIn(figure, place)),
      ),
    })),
  };
}
