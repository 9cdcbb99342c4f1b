/** Pages of the Qovery console. */
const CONSOLE = 'https://console.qovery.com';

/** Where the infrastructure log of a cluster is. */
export function clusterPage(organizationId: string, clusterId: string): string {
  return `${CONSOLE}/organization/${encodeURIComponent(organizationId)}/cluster/${encodeURIComponent(clusterId)}/cluster-logs`;
}
