/** Regions and consoles of AWS, of all its partitions. */
import type { Row } from '../model.ts';

/** us-east-1, us-gov-west-1, us-isob-east-1, eusc-de-east-1, cn-north-1, ap-southeast-7; also of us-east-1a. */
const REGION =
  /\b([a-z]{2}(?:sc)?(?:-gov|-iso[a-z]?|-de)?-(?:north|south|central)?(?:east|west|north|south|central)-\d)(?!\d)/;

export function regionIn(lower: string): string | undefined {
  return REGION.exec(lower)?.[1];
}

/** The consoles of the partitions; quotas of the whole account are kept in the home region. */
function partitionOf(region: string): { console: string; home: string } | undefined {
  if (region.startsWith('cn-')) return { console: 'console.amazonaws.cn', home: 'cn-north-1' };
  if (region.startsWith('us-gov-')) return { console: 'console.amazonaws-us-gov.com', home: 'us-gov-west-1' };
  if (region.startsWith('eusc-')) return { console: 'console.amazonaws-eusc.eu', home: 'eusc-de-east-1' };
  // The secret regions have no console on the Internet.
  if (/^[a-z]{2}-iso/.test(region)) return undefined;
  return { console: 'console.aws.amazon.com', home: 'us-east-1' };
}

/** The page of the quota, of its service, or of Service Quotas. */
export function link({ service, code, global }: Row, region: string): string | undefined {
  const partition = partitionOf(region);
  if (partition === undefined) return undefined;
  const { console, home } = partition;
  const kept = global ? home : region;
  const where = /^[a-z]{2,4}(?:-[a-z]+)+-\d$/.test(kept) ? `?region=${kept}` : '';
  const page =
    service === undefined ? '' : `/services/${service}/quotas${code === undefined ? '' : `/${code}`}`;
  return `https://${console}/servicequotas/home${page}${where}`;
}

/** The page of a cluster of EKS. */
export function eksPage(region: string, cluster: string): string | undefined {
  const partition = partitionOf(region);
  if (partition === undefined || !/^[a-z0-9-]+$/.test(region)) return undefined;
  return `https://${partition.console}/eks/clusters/${encodeURIComponent(cluster)}?region=${region}`;
}

/** The page of a database of RDS. */
export function rdsPage(region: string, identifier: string): string | undefined {
  const partition = partitionOf(region);
  if (partition === undefined || !/^[a-z0-9-]+$/.test(region)) return undefined;
  return `https://${partition.console}/rds/home?region=${region}#database:id=${encodeURIComponent(identifier)};is-cluster=false`;
}
