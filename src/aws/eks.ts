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

/** A hundred each; a cluster has a few dozen insights, and AWS some twenty versions. */
const MAX_PAGES = 2;

export interface Listed<T> {
  readonly found: readonly T[];
  /** Whether these are all. */
  readonly all: boolean;
}

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
  async versions(): Promise<Listed<ClusterVersionInformation>> {
    return pages(async (nextToken) => {
      const answer = await this.#ask(
        `tell how long Kubernetes versions are supported in ${this.#region} (eks:DescribeClusterVersions)`,
        (options) =>
          this.#client.send(new DescribeClusterVersionsCommand({ includeAll: true, ...nextToken }), options),
      );
      if (answer.clusterVersions === undefined) throw malformed('DescribeClusterVersions');
      return [answer.clusterVersions, answer.nextToken];
    });
  }

  async insights(cluster: string): Promise<Listed<InsightSummary>> {
    return pages(async (nextToken) => {
      const answer = await this.#ask(
        `list the insights of ${cluster} in ${this.#region} (eks:ListInsights)`,
        (options) =>
          this.#client.send(
            new ListInsightsCommand({
              clusterName: cluster,
              filter: { categories: ['UPGRADE_READINESS', 'ROLLBACK_READINESS'] },
              ...nextToken,
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

async function pages<T>(
  read: (from: { nextToken?: string }) => Promise<[page: T[], nextToken: string | undefined]>,
): Promise<Listed<T>> {
  const found: T[] = [];
  let nextToken: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const [more, next] = await read(nextToken === undefined ? {} : { nextToken });
    found.push(...more);
    nextToken = next;
    if (nextToken === undefined) break;
  }
  return { found, all: nextToken === undefined };
}
