import { DAY, HOUR } from '../../sandbox/clock.ts';
import type { Cluster, Credential } from '../../sandbox/records.ts';
import type { World } from '../../sandbox/world.ts';

/** Every status that a cluster can have, and one that did not exist when this was written. */
const STATUSES = [
  ...[
    'DEPLOYED',
    'DEPLOYED',
    'DEPLOYED',
    'DEPLOYED',
    'DEPLOYED',
    'RESTARTED',
    'READY',
    'STOPPED',
    'CANCELED',
  ],
  ...[
    'BUILD_ERROR',
    'DEPLOYMENT_ERROR',
    'RESTART_ERROR',
    'STOP_ERROR',
    'DELETE_ERROR',
    'INVALID_CREDENTIALS',
  ],
  ...[
    'DEPLOYMENT_QUEUED',
    'DEPLOYING',
    'QUEUED',
    'BUILDING',
    'RESTARTING',
    'STOPPING',
    'DELETING',
    'CANCELING',
  ],
  ...['DRY_RUN', 'DELETED', 'INTERNAL_ERROR', 'HIBERNATING'],
];

export const VCPU =
  'AsgInstanceLaunchFailures: Could not launch On-Demand Instances. VcpuLimitExceeded - You have requested more vCPU capacity than your current vCPU limit of 32 allows for the instance bucket that the specified instance type belongs to.';
export const ELASTIC_IP =
  'Error: creating EC2 EIP: operation error EC2: AllocateAddress, https response error StatusCode: 400, RequestID: 5f1d2c3b-0000-4000-8000-000000000000, api error AddressLimitExceeded: The maximum number of addresses has been reached.';

/** 40 clusters in every state, 12 credentials, 25 holders, 3,000 events, logs of 10,000 lines. */
export function seedLargeCompany(world: World): void {
  world.addOrganization({ name: 'Globex', auditRetentionDays: 30 });
  world.addApiToken({ name: 'terraform', roleName: 'Admin', createdAt: world.now - 500 * DAY });
  const credentials = addCredentials(world);
  const clusters = addClusters(world, credentials);
  addOtherHolders(world, clusters, credentials);
  addEnvironments(world, clusters);
  addEvents(world, clusters);
}

/** Nine static credentials of seven users (one of another account), two roles, one of another provider. */
function addCredentials(world: World): Credential[] {
  const ages = [200, 95, 89, 80, 60, 30, 3];
  const credentials = ages.map((age, index) => {
    const user = world.addUser({
      name: `qovery-${index + 1}`,
      ...(index === 5 && { account: '210987654321' }),
    });
    const key = world.addKey(user, { createdAt: world.now - age * DAY });
    if (index === 4) world.addKey(user, { createdAt: world.now - 2 * DAY });
    return world.addCredential({ name: `AWS ${index + 1}`, key });
  });
  const [first, second] = credentials;
  if (first?.key) world.addCredential({ name: 'AWS 1 as well', key: first.key });
  if (second?.key) world.addCredential({ name: 'AWS of nobody', key: second.key });
  for (const name of ['AWS by role', 'AWS by another role']) {
    const details = { role_arn: 'arn:aws:iam::123456789012:role/qovery' };
    world.addCredential({ name, kind: 'AWS_ROLE', details });
  }
  world.addCredential({ name: 'Google', kind: 'GCP' });
  return world.credentials.filter(({ name }) => !name.includes('nobody') && !name.includes('well'));
}

function addClusters(world: World, credentials: Credential[]): Cluster[] {
  return Array.from({ length: 40 }, (_, index) => {
    const status = STATUSES[index % STATUSES.length] ?? 'DEPLOYED';
    const credential = credentials[index % credentials.length];
    const google = credential?.kind === 'GCP';
    const cluster = world.addCluster({
      name: `${index % 3 === 0 ? 'production' : 'staging'}-${index + 1}`,
      production: index % 3 === 0,
      status,
      ...(credential && { credential }),
      ...(google && { cloudProvider: 'GCP', region: 'europe-west9' }),
      ...(index % 4 === 0 && { version: '1.32', nextVersion: '1.33' }),
      ...(index % 7 === 0 && { deploymentStatus: 'OUT_OF_DATE' as const }),
    });
    if (index % 9 === 0) {
      const ttlInDays = index % 18 === 0 ? 5 : undefined;
      cluster.lock = {
        reason: 'Release freeze',
        ttlInDays,
        lockedAt: world.now - HOUR,
        ownerName: 'ada@example.com',
      };
    }
    if (/ERROR|CANCELED|INVALID/.test(status)) addLog(world, cluster, index % 2 === 0 ? VCPU : ELASTIC_IP);
    else if (index === 0) addLog(world, cluster, undefined);
    return cluster;
  });
}

function addLog(world: World, cluster: Cluster, error: string | undefined): void {
  for (let line = 0; line < 10_000; line++) {
    const text = `Reconciling resource ${line} of the cluster: no changes`;
    world.addLog(cluster.id, { type: 'info', step: 'Create', text, at: world.now - 2 * HOUR });
  }
  const warning = '[WARN] Elastic IP quota ........................ 4/5 addresses';
  world.addLog(cluster.id, { type: 'info', step: 'Create', text: warning, at: world.now - HOUR });
  if (error !== undefined) {
    const tag = 'TERRAFORM_UNKNOWN_ERROR';
    world.addLog(cluster.id, { type: 'error', step: 'CreateError', text: error, tag, at: world.now - HOUR });
  }
}

/** 16 holders besides the nine static credentials. */
function addOtherHolders(world: World, clusters: Cluster[], credentials: Credential[]): void {
  for (let index = 0; index < 16; index++) {
    const key = credentials[index % 5]?.key;
    const cluster = clusters[index];
    const name = `${index < 10 ? 'registry' : 'charts'}-${index + 1}`;
    if (!key || !cluster) continue;
    if (index < 10) world.addRegistry({ name, key, cluster });
    else world.addHelmRepository({ name, key });
  }
}

function addEnvironments(world: World, clusters: Cluster[]): void {
  for (const [index, cluster] of clusters.entries()) {
    const versions = ['14.8', '14.12', '15.7', '16.3'];
    const mode = index % 2 === 0 ? ('MANAGED' as const) : ('CONTAINER' as const);
    const database = { name: `db-${index + 1}`, type: 'POSTGRESQL', version: '14.8', mode, versions };
    world.addEnvironment({ name: 'main', cluster, ...(index % 2 === 0 && { databases: [database] }) });
  }
}

function addEvents(world: World, clusters: Cluster[]): void {
  for (let index = 0; index < 3000; index++) {
    const at = world.now - (index * 29 * DAY) / 3000 - HOUR;
    const cluster = clusters[index % clusters.length];
    if (index % 25 === 0) {
      world.addPlainVariableEvent(`SECRET_${index}`, at);
    } else if (cluster) {
      const types = [
        'MAINTENANCE',
        'DEPLOYED',
        'DEPLOYED',
        'TRIGGER_DEPLOY',
        'DEPLOY_FAILED',
        'LOCK',
        'UNLOCK',
      ];
      const type = types[index % types.length] ?? 'DEPLOYED';
      const target = { targetType: 'CLUSTER', targetId: cluster.id, targetName: cluster.name };
      world.addEvent({ type, ...target, at });
    }
  }
}
