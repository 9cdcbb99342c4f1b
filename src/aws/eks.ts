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
import type { AwsClients } from './types.ts';

export type { ClusterVersionInformation, Insight, InsightSummary };

/** A hundred insights each; a cluster has a few dozen. */
const MAX_PAGES = 2;

export class Eks {
  readonly #client: EKSClient;
  readonly #ask: AwsClients['ask'];
  readonly #region: string;

  constructor(clients: AwsClients, region: string) {
    this.#client = clients.inRegion(region, EKSClient);
    this.#ask = clients.ask;
    this.#region = region;
  }

  /** Those out of support too. */
  async versions(): Promise<ClusterVersionInformation[]> {
    const answer = await this.#ask(
      `tell how long Kubernetes versions are supported in ${this.#region} (eks:DescribeClusterVersions)`,
      (options) => this.#client.send(new DescribeClusterVersionsCommand({ includeAll: true }), options),
    );
    if (answer.clusterVersions === undefined) throw malformed('DescribeClusterVersions');
    return answer.clusterVersions;
  }

  async insights(cluster: string): Promise<InsightSummary[]> {
    const found: InsightSummary[] = [];
    let nextToken: string | undefined;
    for (let page = 0; page < MAX_PAGES; page++) {
      const answer = await this.#ask(
        `list the insights of ${cluster} in ${this.#region} (eks:ListInsights)`,
        (options) =>
          this.#client.send(
            new ListInsightsCommand({
              clusterName: cluster,
              filter: { categories: ['UPGRADE_READINESS', 'ROLLBACK_READINESS'] },
              ...(nextToken === undefined ? {} : { nextToken }),
            }),
            options,
          ),
      );
      if (answer.insights === undefined) throw malformed('ListInsights');
      found.push(...answer.insights);
      nextToken = answer.nextToken;
      if (nextToken === undefined) break;
    }
    return found;
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
