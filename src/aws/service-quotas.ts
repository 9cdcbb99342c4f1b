/** How much of its quotas an account uses, by Service Quotas. Loaded only where there is a cluster in AWS. */
import {
  GetQuotaUtilizationReportCommand,
  type GetQuotaUtilizationReportCommandOutput,
  ServiceQuotasClient,
  StartQuotaUtilizationReportCommand,
} from '@aws-sdk/client-service-quotas';
import { malformed } from './error.ts';
import type { AwsClients } from './types.ts';

export class ServiceQuotas {
  readonly #client: ServiceQuotasClient;
  readonly #ask: AwsClients['ask'];
  readonly #region: string;

  constructor(clients: AwsClients, region: string) {
    this.#client = clients.inRegion(region, ServiceQuotasClient);
    this.#ask = clients.ask;
    this.#region = region;
  }

  /** Changes nothing: AWS makes a report, or gives the one of the last minutes, and drops it after 15 minutes. */
  async startReport(): Promise<string> {
    const { ReportId: id } = await this.#ask(
      `report the quotas in use in ${this.#region} (servicequotas:StartQuotaUtilizationReport)`,
      (options) => this.#client.send(new StartQuotaUtilizationReportCommand({}), options),
    );
    if (!id) throw malformed('StartQuotaUtilizationReport');
    return id;
  }

  /** A page of up to 1,000, the most used first; or that it is not ready yet. */
  async report(id: string, page: string | undefined): Promise<GetQuotaUtilizationReportCommandOutput> {
    return this.#ask(
      `give its report of the quotas in use in ${this.#region} (servicequotas:GetQuotaUtilizationReport)`,
      (options) =>
        this.#client.send(
          new GetQuotaUtilizationReportCommand({
            ReportId: id,
            ...(page === undefined ? {} : { NextToken: page }),
          }),
          options,
        ),
    );
  }

  close(): void {
    this.#client.destroy();
  }
}
