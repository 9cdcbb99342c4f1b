/** Quotas of AWS before they are reached, in the words of the catalogue. Pure. */
import { adviceFor, requestFor } from './advice.ts';
import { QUOTA_BY_CODE, aws } from './aws/index.ts';
import type { ProviderError, Row } from './model.ts';

export interface QuotaUse {
  /** As Service Quotas calls it: `ec2`. */
  readonly service: string;
  readonly code: string;
  /** Where the catalogue does not have it. */
  readonly name: string;
  readonly region: string;
  /** `undefined`: not told. */
  readonly used: number | undefined;
  readonly limit: number | undefined;
  /** `false`: AWS raises it for nobody. */
  readonly adjustable: boolean;
}

/** The official name; `undefined` for a quota that no cluster needs. */
export function nameOfQuota(code: string): string | undefined {
  return QUOTA_BY_CODE.get(code)?.what;
}

/** The same facts, advice, page and request as of a quota that a log says is reached. */
export function quotaInUse({
  code,
  name,
  region,
  used,
  limit,
  adjustable,
  ...of
}: QuotaUse): ProviderError & { readonly global: boolean } {
  const row: Row = QUOTA_BY_CODE.get(code) ?? { kind: 'quota', what: name, service: of.service, code };
  const { what, service, unit } = row;
  const fixed = row.fixed === true || !adjustable;
  const facts = {
    ...{ kind: 'quota' as const, provider: 'AWS' as const, what, code, region },
    ...(used !== undefined && { used }),
    ...(limit !== undefined && { limit }),
    ...(service !== undefined && { service }),
    ...(unit !== undefined && { unit }),
    ...(fixed && { fixed: true as const }),
  };
  const link = fixed ? undefined : aws.link(row, region);
  const why = `${used === undefined ? 'It is almost used up' : `We use ${used} of them`} there, and our Kubernetes clusters cannot grow or be updated once it is reached.`;
  return {
    ...facts,
    global: row.global === true,
    advice: row.advice ?? adviceFor(facts, true),
    ...(link !== undefined && { link }),
    ...(!fixed && { usualTime: aws.usualTime, request: requestFor(facts, why) }),
  };
}
