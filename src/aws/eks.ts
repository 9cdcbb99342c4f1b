/** What EKS tells of versions and clusters. Loaded only where there is a cluster in AWS. */
import {
  type ClusterVersionInformation,
  DescribeClusterVersionsCommand,
  DescribeInsightCommand,
  EKSClient,
  type Insight,
  type InsightSummary,
  ListInsightsCommand,
} from '@aws-sdk/client-eks';
import { malformed } from './error.ts';
import { type Listed, firstPages } from './pages.ts';
import type { AwsClients } from './types.ts';

export type { ClusterVersionInformation, Insight, InsightSummary };

export class Eks {
  readonly #client: EKSClient;
  readonly #ask: AwsClients['ask'];
  readonly #region: string;

  constructor(clients: AwsClients, region: string) {
    this.#client = clients.inRegion(region, EKSClient);
    this.#ask = clients.ask;
    this.#region = region;
  }

  /** Those out of support too: some twenty. */
  async versions(): Promise<Listed<ClusterVersionInformation>> {
    return firstPages(async (nextToken) => {
      const answer = await this.#ask(
        `tell how long Kubernetes versions are supported in ${this.#region} (eks:DescribeClusterVersions)`,
        (options) =>
          this.#client.send(new DescribeClusterVersionsCommand({ includeAll: true, nextToken }), options),
      );
      if (answer.clusterVersions === undefined) throw malformed('DescribeClusterVersions');
      return [answer.clusterVersions, answer.nextToken];
    });
  }

  /** A cluster has a few dozen. */
  async insights(cluster: string): Promise<Listed<InsightSummary>> {
    return firstPages(async (nextToken) => {
      const answer = await this.#ask(
        `list the insights of ${cluster} in ${this.#region} (eks:ListInsights)`,
        (options) =>
          this.#client.send(
            new ListInsightsCommand({
              clusterName: cluster,
              filter: { categories: ['UPGRADE_READINESS', 'ROLLBACK_READINESS'] },
              nextToken,
            }),
            options,
          ),
      );
      if (answer.insights === undefined) throw malformed('ListInsights');
      return [answer.insights, answer.nextToken];
    });
  }

  async insight(cluster: string, id: string): Promise<Insight> {
    const { insight } = await this.#ask(
      `describe an insight of ${cluster} in ${this.#region} (eks:DescribeInsight)`,
      (options) => this.#client.send(new DescribeInsightCommand({ clusterName: cluster, id }), options),
    );
    if (insight === undefined) throw malformed('DescribeInsight');
    return insight;
  }

  close(): void {
    this.#client.destroy();
  }
}
