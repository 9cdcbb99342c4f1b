/** What RDS tells of managed databases. Loaded only where there is one in AWS. */
import {
  type DBInstance,
  type DBMajorEngineVersion,
  DescribeDBInstancesCommand,
  DescribeDBMajorEngineVersionsCommand,
  DescribePendingMaintenanceActionsCommand,
  RDSClient,
  type ResourcePendingMaintenanceActions,
} from '@aws-sdk/client-rds';
import { malformed } from './error.ts';
import { type Listed, firstPages } from './pages.ts';
import type { AwsClients } from './types.ts';

export type { DBInstance, DBMajorEngineVersion, ResourcePendingMaintenanceActions };

export class Rds {
  readonly #client: RDSClient;
  readonly #ask: AwsClients['ask'];
  readonly #region: string;

  constructor(clients: AwsClients, region: string) {
    this.#client = clients.inRegion(region, RDSClient);
    this.#ask = clients.ask;
    this.#region = region;
  }

  /** Of all the account has there. */
  async instances(): Promise<Listed<DBInstance>> {
    return firstPages(async (Marker) => {
      const answer = await this.#ask(
        `list the database instances in ${this.#region} (rds:DescribeDBInstances)`,
        (options) => this.#client.send(new DescribeDBInstancesCommand({ Marker }), options),
      );
      if (answer.DBInstances === undefined) throw malformed('DescribeDBInstances');
      return [answer.DBInstances, answer.Marker];
    });
  }

  /** @param identifiers at most a hundred */
  async pendingMaintenance(
    of: 'db-instance-id' | 'db-cluster-id',
    identifiers: readonly string[],
  ): Promise<ResourcePendingMaintenanceActions[]> {
    const answer = await this.#ask(
      `tell the pending maintenance of the databases in ${this.#region} (rds:DescribePendingMaintenanceActions)`,
      (options) =>
        this.#client.send(
          new DescribePendingMaintenanceActionsCommand({
            Filters: [{ Name: of, Values: [...identifiers] }],
          }),
          options,
        ),
    );
    if (answer.PendingMaintenanceActions === undefined) throw malformed('DescribePendingMaintenanceActions');
    return answer.PendingMaintenanceActions;
  }

  /** The same in every region. */
  async majorVersions(engine: string): Promise<DBMajorEngineVersion[]> {
    const answer = await this.#ask(
      `tell how long major versions of ${engine} are supported (rds:DescribeDBMajorEngineVersions)`,
      (options) => this.#client.send(new DescribeDBMajorEngineVersionsCommand({ Engine: engine }), options),
    );
    if (answer.DBMajorEngineVersions === undefined) throw malformed('DescribeDBMajorEngineVersions');
    return answer.DBMajorEngineVersions;
  }

  close(): void {
    this.#client.destroy();
  }
}
