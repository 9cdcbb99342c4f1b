/** What AWS knows of the managed databases: their real windows, what will be done to them, and until when. */
import type { DBInstance, DBMajorEngineVersion, Rds } from '../../aws/rds.ts';
import { all } from '../../lib/all.ts';
import { isoDay, isoDayOrNull } from '../../lib/clock.ts';
import { blocks, code, details, escape, sentence, table, titled } from '../../lib/markdown.ts';
import { rdsPage } from '../../provider-errors/index.ts';
import type { ManagedDatabase } from '../databases.ts';
import { findingId } from '../finding-id.ts';
import { type Finding, listOf } from '../finding.ts';
import { type Reading, type Session, daysTo, inDays, urgencyOf } from './reading.ts';

/** Where the databases of some clusters are. */
export interface DatabaseSite {
  readonly session: Session;
  readonly region: string;
  readonly databases: readonly ManagedDatabase[];
  readonly rds: Rds;
}

export interface AwsDatabase {
  readonly database: ManagedDatabase;
  readonly region: string;
  /** As RDS calls it. */
  readonly identifier: string;
  readonly engine: string;
  readonly version: string;
  /** `tue:02:00-tue:04:00`, UTC. */
  readonly window: string | undefined;
  readonly minorUpgrades: boolean | undefined;
  /** Of the major version; `undefined`: AWS does not tell. */
  readonly standardUntil: number | undefined;
  readonly extendedUntil: number | undefined;
  /** `false`: AWS upgrades it at the end of standard support. */
  readonly extendedSupport: boolean;
  readonly pending: readonly PendingAction[];
}

interface PendingAction {
  /** `ca-certificate-rotation`, `db-upgrade`, `os-upgrade` … */
  readonly action: string;
  readonly description: string;
  /** In the first window after it. */
  readonly from: number | undefined;
  /** On that day, window or not. */
  readonly forced: number | undefined;
}

/** The kinds of Qovery that are instances of RDS; DocumentDB is in its list too. A REDIS is in ElastiCache. */
const IN_RDS: ReadonlySet<string> = new Set(['POSTGRESQL', 'MYSQL', 'MONGODB']);
/** Of these, RDS tells how long a major version is supported. */
const WITH_LIFECYCLE = /^(?:postgres|mysql|mariadb|aurora-(?:postgresql|mysql))$/;

export function isInRds({ type }: ManagedDatabase): boolean {
  return IN_RDS.has(type.toUpperCase());
}

/** Identifiers in a request. */
const MAX_ASKED = 100;

/** Two requests a region, of many instances or clusters of them up to four; and one for each engine. */
export async function readAwsDatabases(
  sites: readonly DatabaseSite[],
  reading: Reading,
): Promise<AwsDatabase[]> {
  const majors = new Map<string, Promise<readonly DBMajorEngineVersion[] | undefined>>();
  const majorsOf = (engine: string, { session, rds, region }: DatabaseSite): typeof asked => {
    const asked =
      majors.get(engine) ??
      reading.attempt(
        {
          what: 'how long database versions are supported',
          permission: 'rds:DescribeDBMajorEngineVersions',
          where: region,
        },
        session,
        () => rds.majorVersions(engine),
      );
    majors.set(engine, asked);
    return asked;
  };
  return (
    await all(
      sites.map(async (site) => {
        const found = await instancesOf(site, reading);
        const [pending, ...lifecycles] = await all([
          pendingOf(site, found, reading),
          ...found.map(({ instance: { Engine: engine = '' } }) =>
            WITH_LIFECYCLE.test(engine) ? majorsOf(engine, site) : undefined,
          ),
        ]);
        return found.map(({ database, instance }, index) =>
          describe(
            database,
            instance,
            site.region,
            [instance.DBInstanceIdentifier, instance.DBClusterIdentifier].flatMap(
              (identifier) => pending.get(identifier ?? '') ?? [],
            ),
            lifecycles[index],
          ),
        );
      }),
    )
  ).flat();
}

interface Found {
  readonly database: ManagedDatabase;
  readonly instance: DBInstance;
}

async function instancesOf(site: DatabaseSite, reading: Reading): Promise<Found[]> {
  const { session, region, rds, databases } = site;
  const asked = { what: 'managed databases', permission: 'rds:DescribeDBInstances', where: region };
  const listed = await reading.attempt(asked, session, () => rds.instances());
  if (listed === undefined) return [];
  return databases.flatMap((database) => {
    const short = shortIdOf(database);
    const instance = listed.found.find(
      ({ DBInstanceIdentifier: own, DBClusterIdentifier: cluster }) =>
        isNamed(own, short) || isNamed(cluster, short),
    );
    if (instance !== undefined) return [{ database, instance }];
    const where = listed.all ? 'has none' : 'has none among the first 200';
    reading.unseen(
      `Maintenance of the managed database '${database.name}': AWS account ${session.account} ${where} whose name begins with ${short} in ${region}.`,
    );
    return [];
  });
}

/** Qovery begins the names of what it makes with a z and the first eight characters of the id (Qovery/engine). */
function shortIdOf({ id }: ManagedDatabase): string {
  return `z${id.slice(0, 8)}`;
}

function isNamed(identifier: string | undefined, short: string): boolean {
  return identifier === short || identifier?.startsWith(`${short}-`) === true;
}

async function pendingOf(
  { session, region, rds }: DatabaseSite,
  found: readonly Found[],
  reading: Reading,
): Promise<ReadonlyMap<string, readonly PendingAction[]>> {
  const instances = found.flatMap(({ instance }) => instance.DBInstanceIdentifier ?? []);
  // What AWS does to a cluster of instances, as of DocumentDB, it tells of the cluster.
  const clusters = found.flatMap(({ instance }) => instance.DBClusterIdentifier ?? []);
  const asked = {
    what: 'pending maintenance of managed databases',
    permission: 'rds:DescribePendingMaintenanceActions',
    where: region,
  };
  const told = await all(
    (
      [
        ['db-instance-id', instances],
        ['db-cluster-id', clusters],
      ] as const
    ).map(([of, named]) => {
      const identifiers = [...new Set(named)];
      if (identifiers.length > MAX_ASKED)
        reading.unseen(
          `Pending maintenance of managed databases in ${region}: only the first ${MAX_ASKED} of ${identifiers.length} were asked for.`,
        );
      if (identifiers.length === 0) return [];
      const first = identifiers.slice(0, MAX_ASKED);
      return reading.attempt(asked, session, () => rds.pendingMaintenance(of, first));
    }),
  );
  return new Map(
    told
      .flatMap((part) => part ?? [])
      .map(({ ResourceIdentifier: arn = '', PendingMaintenanceActionDetails: actions = [] }) => [
        arn.split(':').at(-1) ?? '',
        actions.map(
          ({
            Action: action = 'maintenance',
            Description: description = '',
            AutoAppliedAfterDate: auto,
            CurrentApplyDate: chosen,
            ForcedApplyDate: forced,
          }) => ({
            action,
            description: description.slice(0, 200).toWellFormed(),
            // Somebody may have put it into the next window.
            from: (auto ?? chosen)?.getTime(),
            forced: forced?.getTime(),
          }),
        ),
      ]),
  );
}

function describe(
  database: ManagedDatabase,
  instance: DBInstance,
  region: string,
  pending: readonly PendingAction[] = [],
  majors: readonly DBMajorEngineVersion[] = [],
): AwsDatabase {
  const { EngineVersion: version = database.version, EngineLifecycleSupport: support = '' } = instance;
  const lifecycles =
    majors.find(
      ({ MajorEngineVersion: major }) => major !== undefined && `${version}.`.startsWith(`${major}.`),
    )?.SupportedEngineLifecycles ?? [];
  const endOf = (name: string): number | undefined =>
    lifecycles
      .find(({ LifecycleSupportName }) => LifecycleSupportName === name)
      ?.LifecycleSupportEndDate?.getTime();
  return {
    ...{ database, region, version, pending },
    identifier: instance.DBInstanceIdentifier ?? '',
    engine: instance.Engine ?? database.type.toLowerCase(),
    window: instance.PreferredMaintenanceWindow,
    minorUpgrades: instance.AutoMinorVersionUpgrade,
    standardUntil: endOf('open-source-rds-standard-support'),
    extendedUntil: endOf('open-source-rds-extended-support'),
    extendedSupport: !support.endsWith('-disabled'),
  };
}

const PRODUCTS: Readonly<Record<string, string>> = {
  'aurora-mysql': 'Aurora MySQL',
  'aurora-postgresql': 'Aurora PostgreSQL',
  docdb: 'DocumentDB',
  mariadb: 'MariaDB',
  mysql: 'MySQL',
  postgres: 'PostgreSQL',
};

function productOf({ engine }: AwsDatabase): string {
  return PRODUCTS[engine] ?? engine;
}

function majorOf({ engine, version }: AwsDatabase): string {
  const [first = version, second = '0'] = version.split('.');
  return engine.includes('mysql') || engine === 'mariadb' ? `${first}.${second}` : first;
}

export function awsDatabaseFindings(databases: readonly AwsDatabase[], now: number): Finding[] {
  return [
    ...supportFindings(databases, now),
    ...pendingFindings(databases, now),
    ...minorFindings(databases),
  ];
}

function supportFindings(databases: readonly AwsDatabase[], now: number): Finding[] {
  const same = Map.groupBy(
    databases.filter(({ standardUntil }) => standardUntil !== undefined),
    (one) => [one.engine, majorOf(one), one.standardUntil, one.extendedSupport].join(' '),
  );
  return [...same.values()]
    .toSorted((a, b) => (a[0]?.standardUntil ?? 0) - (b[0]?.standardUntil ?? 0))
    .flatMap((found): Finding[] => {
      const [first] = found;
      const { standardUntil: end } = first ?? {};
      if (first === undefined || end === undefined) return [];
      const { engine, extendedSupport, extendedUntil } = first;
      const names = listOf(found.map(({ database }) => database.name));
      const over = end <= now;
      const last = extendedSupport ? (extendedUntil ?? Infinity) : end;
      const urgency = over && daysTo(last, now) <= 30 ? 'now' : urgencyOf(daysTo(end, now));
      if (urgency === undefined) return [];
      const then = extendedSupport
        ? last <= now
          ? `Its extended support ended on ${isoDay(last)}: AWS upgrades it by itself.`
          : `${over ? 'AWS bills' : 'From then on AWS bills'} RDS Extended Support for each of its vCPUs by the hour${extendedUntil === undefined ? '' : `, until ${isoDay(extendedUntil)}; then it upgrades by itself`}.`
        : `${over ? 'AWS upgrades it' : 'AWS then upgrades it'} by itself.`;
      return [
        {
          id: findingId(
            over ? 'database-out-of-support' : 'database-support-ends',
            ...[engine, majorOf(first), extendedSupport ? 'extended' : 'upgraded'],
          ),
          urgency,
          what: `${productOf(first)} ${majorOf(first)} of ${names} ${over ? `left standard support on ${isoDay(end)}` : `leaves standard support on ${isoDay(end)} (${inDays(daysTo(end, now))})`}. ${then}`,
          next: 'Choose a newer major version in the settings of the database in Qovery; try it in staging, have a backup and a way back.',
          ...pageOf(found),
        },
      ];
    });
}

/** Where to see to them: the first, of several. */
function pageOf(found: readonly AwsDatabase[]): Pick<Finding, 'link'> {
  const [first] = found;
  const url = first && rdsPage(first.region, first.identifier);
  return url === undefined ? {} : { link: { text: `${first?.database.name} in RDS`, url } };
}

/** The same action by the same date is one finding. */
function pendingFindings(databases: readonly AwsDatabase[], now: number): Finding[] {
  const actions = databases.flatMap((one) => one.pending.map((action) => ({ one, action })));
  const same = Map.groupBy(actions, ({ action: { action, from, forced } }) =>
    [action, isoDayOrNull(forced), forced === undefined ? isoDayOrNull(from) : ''].join(' '),
  );
  return [...same.values()]
    .toSorted((a, b) => firstDate(a[0]?.action) - firstDate(b[0]?.action))
    .flatMap((found): Finding[] => {
      const [first] = found;
      if (first === undefined) return [];
      const { action, description, forced, from } = first.action;
      const names = listOf(found.map(({ one }) => one.database.name));
      const what = `AWS has maintenance for ${names}: ${action}${description === '' ? '' : ` (${description})`}`;
      if (forced !== undefined) {
        return [
          {
            id: findingId('database-maintenance-forced', action, isoDay(forced)),
            urgency: daysTo(forced, now) <= 30 ? 'soon' : 'plan',
            what: `${what}. It is forced on ${isoDay(forced)} (${forced <= now ? 'now' : inDays(daysTo(forced, now))}), whatever the window.`,
            next: `Apply it before, in a window of your choice: in RDS, Maintenance, or "aws rds apply-pending-maintenance-action".${certificate(action)}`,
            ...pageOf(found.map(({ one }) => one)),
          },
        ];
      }
      return [
        {
          id: findingId('database-maintenance', action, from === undefined ? '' : isoDay(from)),
          urgency: 'plan',
          what: `${what}. ${from === undefined ? 'It waits until somebody applies it' : `It is applied in the first window after ${isoDay(from)}`}.`,
          next: `See in the table below when the window is.${certificate(action)}`,
          ...pageOf(found.map(({ one }) => one)),
        },
      ];
    });
}

function certificate(action: string): string {
  return action === 'ca-certificate-rotation'
    ? ' Clients that check the certificate need the new authority first (AWS: rds global-bundle.pem).'
    : '';
}

function firstDate(action: PendingAction | undefined): number {
  return action?.forced ?? action?.from ?? Infinity;
}

function minorFindings(databases: readonly AwsDatabase[]): Finding[] {
  const off = databases.filter(({ minorUpgrades }) => minorUpgrades === false);
  if (off.length === 0) return [];
  return [
    {
      id: 'database-minor-upgrades-off',
      urgency: 'plan',
      what: `Minor upgrades are off for ${listOf(off.map(({ database }) => database.name))}: ${off.length} of ${databases.length} managed databases get no security patches by themselves.`,
      next: 'Turn them on in RDS (Modify, Auto minor version upgrade), or upgrade by hand now and then.',
      ...pageOf(off),
    },
  ];
}

const MANY = 15;

export function awsDatabaseSection(
  databases: readonly AwsDatabase[],
  others: readonly ManagedDatabase[],
  now: number,
): string {
  const rows = databases
    .toSorted((a, b) => Math.min(...datesOf(a)) - Math.min(...datesOf(b)))
    .map((one) => [
      `${escape(one.database.name)}<br>${code(one.identifier)}`,
      escape(`${productOf(one)} ${one.version}`),
      one.window === undefined ? 'not told' : `${escape(one.window)} UTC`,
      one.minorUpgrades === undefined ? 'not told' : one.minorUpgrades ? 'on' : '**off**',
      one.pending.map((action) => pendingCell(action, now)).join('<br>') || '–',
      one.standardUntil === undefined
        ? 'not told'
        : `${isoDay(one.standardUntil)}${one.standardUntil <= now ? ', over' : ''}`,
    ]);
  const headers = [
    ...['Database', 'Version', 'Maintenance window', 'Minor upgrades'],
    ...['Pending maintenance', 'Standard support until'],
  ];
  const elsewhere =
    others.length === 0
      ? ''
      : sentence(`Not in RDS, and not asked for: ${listOf(others.map(({ name }) => name))}`);
  if (rows.length === 0) return '';
  const shown = table(headers, rows);
  return titled(
    `Managed databases in AWS (${rows.length})`,
    blocks([rows.length > MANY ? details('Every database', shown) : shown, elsewhere]),
  );
}

function datesOf({ pending, standardUntil = Infinity }: AwsDatabase): number[] {
  return [standardUntil, ...pending.map(firstDate)];
}

function pendingCell({ action, forced, from }: PendingAction, now: number): string {
  const when =
    forced !== undefined
      ? `, forced on ${isoDay(forced)}${forced <= now ? '' : `, ${inDays(daysTo(forced, now))}`}`
      : from !== undefined
        ? `, after ${isoDay(from)}`
        : '';
  return `${code(action)}${when}`;
}

export function awsDatabaseReport(databases: readonly AwsDatabase[]): object[] {
  return databases.map(({ database, region, identifier, engine, version, ...one }) => ({
    ...{ id: database.id, name: database.name, region, identifier, engine, version },
    maintenance_window_utc: one.window ?? null,
    auto_minor_version_upgrade: one.minorUpgrades ?? null,
    end_of_standard_support: isoDayOrNull(one.standardUntil),
    end_of_extended_support: isoDayOrNull(one.extendedUntil),
    pending_maintenance: one.pending.map(({ action, description, from, forced }) => ({
      ...{ action, description },
      applied_after: isoDayOrNull(from),
      forced_on: isoDayOrNull(forced),
    })),
  }));
}
