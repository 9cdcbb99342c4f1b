/** Pages of the Qovery console. */
export const CONSOLE = 'https://console.qovery.com';

/** Where the infrastructure log of a cluster is. */
export function clusterPage(organizationId: string, clusterId: string, consoleUrl = CONSOLE): string {
  const path = ['organization', organizationId, 'cluster', clusterId, 'cluster-logs'];
  return [consoleUrl.replace(/\/+$/, ''), ...path.map(encodeURIComponent)].join('/');
}
