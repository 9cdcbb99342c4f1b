/** Managed databases: their versions, and newer major ones, which are the user's to decide. */
import { all } from '../lib/all.ts';
import type { QoveryApi } from '../qovery/api.ts';
import type { ClusterEnvironment } from '../qovery/schemas.ts';
import { type Finding, type Missing, type Part, isRead, listOf } from './finding.ts';
import { findingId } from './finding-id.ts';

export interface ManagedDatabase {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly version: string;
  readonly environment: string;
  readonly cluster: string;
  readonly clusterId: string;
  /** Newer major versions that Qovery offers, the lowest first. */
  readonly newerMajors: Part<readonly string[]>;
}

/** One request for each environment that has a database, and one for each managed database. */
export async function readDatabases(
  api: Pick<QoveryApi, 'databases' | 'databaseVersions'>,
  environments: readonly (ClusterEnvironment & { readonly cluster: string; readonly clusterId: string })[],
  attempt: <T>(read: () => Promise<T>) => Promise<Part<T>>,
): Promise<{ databases: ManagedDatabase[]; missing: Missing[] }> {
  const missing: Missing[] = [];
  const lists = await all(
    environments.filter(hasDatabase).map(async (environment) => {
      const name = `${environment.project_name}/${environment.environment_name}`;
      const found = await attempt(() => api.databases(environment.environment_id));
      if (!isRead(found)) {
        missing.push({ what: 'the databases of', name, why: found.unread });
        return [];
      }
      return all(
        found.read
          .filter(({ mode }) => mode === 'MANAGED')
          .map(async ({ id, name: database, type, version }): Promise<ManagedDatabase> => {
            const offered = await attempt(() => api.databaseVersions(id));
            const newerMajors = isRead(offered) ? { read: newer(type, version, offered.read) } : offered;
            if (!isRead(offered))
              missing.push({ what: 'the newer versions of', name: database, why: offered.unread });
            return {
              id,
              name: database,
              type,
              version,
              environment: name,
              cluster: environment.cluster,
              clusterId: environment.clusterId,
              newerMajors,
            };
          }),
      );
    }),
  );
  return { databases: lists.flat(), missing };
}

export function hasDatabase({ services }: ClusterEnvironment): boolean {
  return services?.some(({ type }) => type === 'DATABASE') ?? true;
}

/** The highest version of each newer major. */
export function newer(type: string, version: string, offered: readonly string[]): string[] {
  const later = offered.filter((one) => compare(majorOf(type, one), majorOf(type, version)) > 0);
  const majors = Map.groupBy(later, (one) => majorOf(type, one));
  return [...majors.values()].flatMap((same) => same.toSorted(compare).at(-1) ?? []).toSorted(compare);
}

/**
 * MySQL's and MongoDB's majors have two numbers (8.0, 8.4; 4.4, 5.0), PostgreSQL's have one since 10, Redis' one
 * (docs.aws.amazon.com: upgrading from MySQL 8.0 to 8.4 is a major upgrade; postgresql.org/support/versioning).
 */
function majorOf(type: string, version: string): string {
  const [first = '', second = '0'] = version.split('.');
  const two = type === 'MYSQL' || type === 'MONGODB' || (type === 'POSTGRESQL' && Number(first) < 10);
  return two ? `${first}.${second}` : first;
}

function compare(a: string, b: string): number {
  return a.localeCompare(b, 'en', { numeric: true });
}

/** Databases of the same version with the same offer are one finding. */
export function databaseFindings(databases: readonly ManagedDatabase[]): Finding[] {
  const offered = databases.flatMap(({ name, type, version, newerMajors }) =>
    isRead(newerMajors) && newerMajors.read.length > 0
      ? [{ name, runs: `${type} ${version}`, offer: newerMajors.read }]
      : [],
  );
  const same = Map.groupBy(offered, ({ runs, offer }) => `${runs}; ${offer.join(', ')}`);
  return [...same.values()].flatMap((found) => {
    const [first] = found;
    if (first === undefined) return [];
    const names = listOf(found.map(({ name }) => name));
    return [
      {
        id: findingId('database-major', first.runs),
        urgency: 'plan' as const,
        what: `${found.length === 1 ? 'The managed database' : 'The managed databases'} ${names} ${found.length === 1 ? 'runs' : 'run'} ${first.runs}; a newer major version is on offer: ${first.offer.join(', ')}.`,
        next: 'A major upgrade is yours to decide: try it in staging, have a backup and a way back, then choose the version in its settings.',
      },
    ];
  });
}
