import { DAY } from '../clock.ts';
import { iso } from '../answers.ts';
import type { DatabaseInstance, MaintenanceAction } from '../cloud.ts';
import type { XmlValue } from '../xml.ts';
import { AwsError, listOf } from './call.ts';
import { accountOf, authorizeIn } from './regional.ts';
import type { RegionalCall } from './regional.ts';

// RDS in AWS's Query protocol, like IAM; only that its lists name their members.

export interface RdsCall extends RegionalCall {
  readonly form: Record<string, string>;
}

export const rdsActions: Record<string, (call: RdsCall) => XmlValue> = {
  DescribeDBInstances: describeInstances,
  DescribePendingMaintenanceActions: describePending,
  DescribeDBMajorEngineVersions: describeMajors,
};

/** One page of a list: 100, if not said. */
function paged(form: Record<string, string>, list: string, member: string, all: XmlValue[]): XmlValue {
  const start = Number(form['Marker'] ?? 0);
  const end = start + Number(form['MaxRecords'] ?? 100);
  return {
    [list]: { named: member, members: all.slice(start, end) },
    Marker: end < all.length ? String(end) : undefined,
  };
}

function instancesIn({ world, region, caller }: RdsCall): DatabaseInstance[] {
  const own = world.environments.flatMap((environment) => {
    const cluster = world.findCluster(environment.clusterId);
    return cluster ? world.cloud.instancesOf(environment, cluster, accountOf(world, cluster)) : [];
  });
  return [...own, ...world.cloud.otherDatabases].filter(
    (instance) => instance.region === region && instance.account === caller.account,
  );
}

function arnOf({ account, region, identifier }: DatabaseInstance): string {
  return `arn:aws:rds:${region}:${account}:db:${identifier}`;
}

/** What maintenance can be pending of: instances, and the clusters that they are in. */
function resourcesOf(instance: DatabaseInstance): Resource[] {
  const { account, region, cluster, pending = [], clusterPending = [] } = instance;
  const own = { filter: 'db-instance-id', identifier: instance.identifier, arn: arnOf(instance), pending };
  if (cluster === undefined) return [own];
  const arn = `arn:aws:rds:${region}:${account}:cluster:${cluster}`;
  return [own, { filter: 'db-cluster-id', identifier: cluster, arn, pending: clusterPending }];
}

interface Resource {
  readonly filter: string;
  readonly identifier: string;
  readonly arn: string;
  readonly pending: readonly MaintenanceAction[];
}

function describeInstances(call: RdsCall): XmlValue {
  authorizeIn(call, 'rds:DescribeDBInstances');
  const members = instancesIn(call).map((instance): XmlValue => ({
    DBInstanceIdentifier: instance.identifier,
    DBClusterIdentifier: instance.cluster,
    DBInstanceClass: 'db.t4g.medium',
    Engine: instance.engine,
    DBInstanceStatus: 'available',
    PreferredMaintenanceWindow: instance.window ?? 'tue:02:00-tue:04:00',
    EngineVersion: instance.version,
    AutoMinorVersionUpgrade: instance.minorUpgrades ?? true,
    DBInstanceArn: arnOf(instance),
    EngineLifecycleSupport: instance.lifecycle ?? 'open-source-rds-extended-support',
  }));
  return paged(call.form, 'DBInstances', 'DBInstance', members);
}

function describePending(call: RdsCall): XmlValue {
  authorizeIn(call, 'rds:DescribePendingMaintenanceActions');
  const { form } = call;
  const wanted = listOf(form, 'Filters.Filter.1.Values.Value.#');
  const filter = form['Filters.Filter.1.Name'];
  const members = instancesIn(call)
    .flatMap((instance) => resourcesOf(instance))
    .filter((one) => filter === undefined || (filter === one.filter && wanted.includes(one.identifier)))
    .filter(({ pending }) => pending.length > 0)
    .map(({ arn, pending }): XmlValue => ({
      ResourceIdentifier: arn,
      PendingMaintenanceActionDetails: {
        named: 'PendingMaintenanceAction',
        members: pending.map(({ action, description, after, chosen = after, forced }) => ({
          Action: action,
          Description: description,
          AutoAppliedAfterDate: after === undefined ? undefined : iso(after),
          ForcedApplyDate: forced === undefined ? undefined : iso(forced),
          OptInStatus: chosen === after ? undefined : 'next-maintenance',
          CurrentApplyDate: chosen === undefined ? undefined : iso(chosen),
        })),
      },
    }));
  return paged(form, 'PendingMaintenanceActions', 'ResourcePendingMaintenanceActions', members);
}

const MAJORS: Record<string, string[]> = {
  postgres: ['11', '12', '13', '14', '15', '16', '17'],
  mysql: ['5.7', '8.0', '8.4'],
};

function describeMajors(call: RdsCall): XmlValue {
  authorizeIn(call, 'rds:DescribeDBMajorEngineVersions');
  const { world, form } = call;
  const engines = form['Engine'] === undefined ? Object.keys(MAJORS) : [form['Engine']];
  const members = engines.flatMap((engine) => {
    const majors = MAJORS[engine];
    if (majors === undefined) throw new AwsError(400, 'InvalidParameterValue', `Unknown engine: ${engine}`);
    return majors.map((major): XmlValue => {
      const { standardUntil = world.now + 400 * DAY, extendedUntil = world.now + 1500 * DAY } =
        world.cloud.majors.get(`${engine} ${major}`) ?? {};
      const lifecycle = (name: string, from: number, to: number): XmlValue => ({
        LifecycleSupportName: `open-source-rds-${name}-support`,
        LifecycleSupportStartDate: iso(from),
        LifecycleSupportEndDate: iso(to),
      });
      const lifecycles = [
        lifecycle('standard', standardUntil - 1800 * DAY, standardUntil),
        lifecycle('extended', standardUntil, extendedUntil),
      ];
      return {
        Engine: engine,
        MajorEngineVersion: major,
        SupportedEngineLifecycles: { named: 'SupportedEngineLifecycle', members: lifecycles },
      };
    });
  });
  return paged(form, 'DBMajorEngineVersions', 'DBMajorEngineVersion', members);
}
