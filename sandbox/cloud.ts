import type { Cluster, Database, Environment } from './records.ts';

// What the sandbox's AWS has beside users and keys: EKS clusters, quotas and databases. Clusters and managed databases of
// Qovery are there by themselves, with values in which nothing needs anybody; a test changes what it is about.

export interface KubernetesVersion {
  standardUntil: number;
  extendedUntil: number;
}

export interface Insight {
  readonly id: string;
  readonly name: string;
  readonly category: 'UPGRADE_READINESS' | 'ROLLBACK_READINESS' | 'MISCONFIGURATION';
  readonly kubernetesVersion?: string;
  readonly status: 'PASSING' | 'WARNING' | 'ERROR' | 'UNKNOWN';
  readonly reason?: string;
  readonly recommendation?: string;
  readonly deprecations?: readonly {
    usage: string;
    replacedWith?: string;
    stopServingVersion?: string;
    userAgent?: string;
  }[];
  readonly addons?: readonly { name: string; compatibleVersions: string[] }[];
}

export interface QuotaUse {
  readonly service: string;
  readonly code: string;
  readonly name: string;
  used: number;
  limit: number;
  adjustable?: boolean;
  /** Every region, if not said. */
  readonly region?: string;
}

export interface MaintenanceAction {
  readonly action: string;
  readonly description?: string;
  readonly after?: number;
  /** Somebody has put it into the next window. */
  readonly chosen?: number;
  readonly forced?: number;
}

/** How an instance of RDS differs from what Qovery makes. */
export interface DatabaseChanges {
  version?: string;
  window?: string;
  minorUpgrades?: boolean;
  lifecycle?: string;
  pending?: MaintenanceAction[];
  /** Of the cluster that it is in. */
  clusterPending?: MaintenanceAction[];
}

export interface DatabaseInstance extends DatabaseChanges {
  readonly account: string;
  readonly region: string;
  readonly identifier: string;
  /** DocumentDB has its instances in clusters. */
  readonly cluster?: string;
  readonly engine: string;
  readonly version: string;
}

/** Of Qovery's kinds, the engines of RDS. Redis is in ElastiCache. */
const ENGINES: Record<string, string> = { POSTGRESQL: 'postgres', MYSQL: 'mysql', MONGODB: 'docdb' };

/** Qovery's engine names what it makes after the first eight characters of the id. */
export function shortId({ id }: { id: string }): string {
  return `z${id.slice(0, 8)}`;
}

export class Cloud {
  /** By version; others are supported for longer than anybody looks ahead. */
  readonly versions = new Map<string, KubernetesVersion>();
  /** By cluster of Qovery. */
  readonly insights = new Map<string, Insight[]>();
  /** Clusters of Qovery that EKS does not know by their name. */
  readonly unknownClusters = new Set<string>();
  readonly quotas: QuotaUse[] = [
    { service: 'ec2', code: 'L-1216C47A', name: 'Running On-Demand Standard instances', used: 12, limit: 64 },
    { service: 'ec2', code: 'L-34B43A08', name: 'All Standard Spot Instance Requests', used: 0, limit: 64 },
    { service: 'vpc', code: 'L-DF5E4CA3', name: 'Network interfaces per Region', used: 90, limit: 5000 },
    { service: 'elasticloadbalancing', code: 'L-69A177A2', name: 'NLBs per Region', used: 2, limit: 50 },
    { service: 'ebs', code: 'L-7A658B76', name: 'Storage for gp3 volumes', used: 0.5, limit: 50 },
  ];
  /** How long AWS takes for a report of the quotas. */
  reportMs = 2000;
  /** By id: in which region, and when it was begun. */
  readonly reports = new Map<string, { readonly region: string; readonly at: number }>();
  /** By managed database of Qovery; `gone`: RDS does not have it. */
  readonly databases = new Map<string, DatabaseChanges | 'gone'>();
  /** `postgres 14`; others are supported for longer than anybody looks ahead. */
  readonly majors = new Map<string, KubernetesVersion>();
  /** Databases that Qovery knows nothing of. */
  readonly otherDatabases: DatabaseInstance[] = [];

  setQuota(code: string, used: number, limit: number, more: Partial<QuotaUse> = {}): void {
    const known = this.quotas.find((quota) => quota.code === code);
    const name = known?.name ?? code;
    if (known && more.region === undefined) this.quotas.splice(this.quotas.indexOf(known), 1);
    this.quotas.push({ service: known?.service ?? 'ec2', code, name, used, limit, ...more });
  }

  /** What RDS has of an environment of Qovery. */
  instancesOf(environment: Environment, cluster: Cluster, account: string): DatabaseInstance[] {
    if (cluster.cloudProvider !== 'AWS') return [];
    return environment.databases.flatMap((database) => this.#instanceOf(database, cluster, account));
  }

  #instanceOf(database: Database, { region }: Cluster, account: string): DatabaseInstance[] {
    const engine = ENGINES[database.type];
    const changes = this.databases.get(database.id) ?? {};
    if (engine === undefined || database.mode !== 'MANAGED' || changes === 'gone') return [];
    const identifier = `${shortId(database)}-${database.type.toLowerCase()}`;
    const instance = { account, region, identifier, engine, version: database.version, ...changes };
    return [
      engine === 'docdb' ? { ...instance, identifier: `${identifier}-0`, cluster: identifier } : instance,
    ];
  }
}
