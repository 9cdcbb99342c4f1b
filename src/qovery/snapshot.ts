import { type Clock, MINUTE } from '../clock.ts';
import type { QoveryApi } from './api.ts';

/** One look at an organisation: each list is asked for at most once, and only when somebody wants it. */
export class Snapshot {
  readonly api: QoveryApi;
  readonly credentials: () => ReturnType<QoveryApi['credentials']>;
  readonly clusters: () => ReturnType<QoveryApi['clusters']>;
  readonly dnsProviders: (clusterIds: readonly string[]) => Promise<DnsProvider[]>;

  constructor(api: QoveryApi, dns?: DnsProviders) {
    this.api = api;
    this.credentials = once(() => api.credentials());
    this.clusters = once(() => api.clusters());
    this.dnsProviders = (ids) => dns?.of(ids) ?? Promise.all(ids.map((id) => api.dnsProvider(id)));
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= read());
}

type DnsProvider = Awaited<ReturnType<QoveryApi['dnsProvider']>>;

/**
 * The DNS providers of the clusters, for one look after the other. They cost a request for each cluster, and seldom
 * change: each is read again as often as takes one request in this time, so that a hundred clusters do not use up
 * what Qovery allows in an hour. Those of a small organisation are as fresh as all else.
 */
const ONE_IN = MINUTE;

export class DnsProviders {
  readonly #api: QoveryApi;
  readonly #clock: Clock;
  readonly #seen = new Map<string, { readonly at: number; readonly provider: DnsProvider }>();

  constructor(api: QoveryApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  of(clusterIds: readonly string[]): Promise<DnsProvider[]> {
    const oldest = this.#clock.now() - clusterIds.length * ONE_IN;
    return Promise.all(
      clusterIds.map(async (id) => {
        const seen = this.#seen.get(id);
        if (seen !== undefined && seen.at >= oldest) return seen.provider;
        const at = this.#clock.now();
        const provider = await this.#api.dnsProvider(id);
        this.#seen.set(id, { at, provider });
        return provider;
      }),
    );
  }
}
