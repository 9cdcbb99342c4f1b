import { all } from '../lib/all.ts';
import type { Clock } from '../lib/clock.ts';
import type { Uuid } from '../lib/ids.ts';
import type { QoveryApi } from './api.ts';

/** One look at an organisation: each list is asked for at most once, and only when somebody wants it. */
export class Snapshot {
  readonly api: QoveryApi;
  readonly credentials: () => ReturnType<QoveryApi['credentials']>;
  readonly clusters: () => ReturnType<QoveryApi['clusters']>;
  readonly registries: () => ReturnType<QoveryApi['registries']>;
  readonly helmRepositories: () => ReturnType<QoveryApi['helmRepositories']>;
  /** The plan of the organisation, like `ENTERPRISE_2025`; empty where it is not told. */
  readonly plan: () => Promise<string>;
  readonly dnsProviders: (clusterIds: readonly Uuid[]) => Promise<DnsProvider[]>;

  constructor(api: QoveryApi, dns?: Pick<DnsProviders, 'of'>) {
    this.api = api;
    this.credentials = once(() => api.credentials());
    this.clusters = once(() => api.clusters());
    this.registries = once(() => api.registries());
    this.helmRepositories = once(() => api.helmRepositories());
    this.plan = once(async () => {
      const { plan, organization_plan: details } = await api.organization();
      return details?.plan?.trim().toUpperCase() || plan;
    });
    this.dnsProviders = (ids) => dns?.of(ids) ?? all(ids.map((id) => api.dnsProvider(id)));
  }
}

function once<T>(read: () => Promise<T>): () => Promise<T> {
  let answer: Promise<T> | undefined;
  return () => (answer ??= read());
}

type DnsProvider = Awaited<ReturnType<QoveryApi['dnsProvider']>>;

const AT_A_TIME = 8;

/**
 * The DNS providers of the clusters, for one look after the other. They cost a request for each cluster and seldom
 * change, so they are read once, and again when {@link renew} asks for it: before a key goes.
 */
export class DnsProviders {
  readonly #api: QoveryApi;
  readonly #clock: Clock;
  readonly #seen = new Map<string, { readonly at: number; readonly provider: DnsProvider }>();
  #notBefore = -Infinity;
  /** When the oldest of those that were told last was read. */
  seenAt = -Infinity;

  constructor(api: QoveryApi, clock: Clock) {
    this.#api = api;
    this.#clock = clock;
  }

  /** What was read before that is read again when it is asked for next. */
  renew(notBefore: number): void {
    this.#notBefore = Math.max(this.#notBefore, notBefore);
  }

  async of(clusterIds: readonly Uuid[]): Promise<DnsProvider[]> {
    const now = this.#clock.now();
    const missing = clusterIds.filter((id) => {
      const at = this.#seen.get(id)?.at;
      return at === undefined || at < this.#notBefore;
    });
    const read = async (): Promise<void> => {
      for (let id = missing.shift(); id !== undefined; id = missing.shift()) {
        const at = this.#clock.now();
        this.#seen.set(id, { at, provider: await this.#api.dnsProvider(id) });
      }
    };
    try {
      await Promise.all(Array.from({ length: AT_A_TIME }, read));
    } finally {
      // Where one cannot be read, the others need not be.
      missing.length = 0;
    }
    const seen = clusterIds.map((id) => this.#seen.get(id));
    this.seenAt = Math.min(now, ...seen.map((one) => one?.at ?? now));
    return seen.map((one) => one?.provider);
  }
}
