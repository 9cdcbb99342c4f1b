/**
 * What the rotations of one run share: looks at the organisation and statuses of its clusters. Rotations that
 * run side by side ask for the same things at the same time; each is read once for all of them.
 */
import { all } from '../../lib/all.ts';
import type { Clock } from '../../lib/clock.ts';
import { uuid } from '../../lib/ids.ts';
import { type Holder, type UnknownHolder, findHolders } from '../../holders/index.ts';
import type { QoveryApi } from '../../qovery/api.ts';
import { QoveryError } from '../../qovery/http.ts';
import type {
  Cluster,
  ClusterStatus,
  Credential,
  Organization as OrganizationDetails,
} from '../../qovery/schemas.ts';
import { DnsProviders, Snapshot } from '../../qovery/snapshot.ts';
import { WorkloadReader } from './workloads.ts';

export interface OrganizationSnapshot {
  /** When it began. */
  readonly at: number;
  /** When the oldest of the DNS providers was read: they are not read again in every look. */
  readonly dnsAt: number;
  readonly credentials: readonly Credential[];
  readonly holders: readonly Holder[];
  /** What may hold a key, and does not show which. */
  readonly unknownHolders: readonly UnknownHolder[];
  readonly clusters: readonly Cluster[];
  /** Those that some credential names as its own. */
  readonly assigned: ReadonlySet<string>;
  readonly statuses: readonly ClusterStatus[];
  readonly statusesAt: number;
}

export class Organization {
  readonly api: QoveryApi;
  readonly dns: DnsProviders;
  readonly workloads: WorkloadReader;
  readonly #look: Shared<OrganizationSnapshot>;
  readonly #statuses: Shared<readonly ClusterStatus[]>;
  /** Those that were seen. */
  readonly #environments = new Set<string>();
  #organization: OrganizationDetails | undefined;

  constructor(api: QoveryApi, clock: Clock) {
    this.api = api;
    this.workloads = new WorkloadReader(api, clock);
    const dns = new DnsProviders(api, clock);
    this.dns = dns;
    this.#statuses = new Shared(clock, () => api.clusterStatuses());
    this.#look = new Shared(clock, async (at) => {
      const snapshot = new Snapshot(api, dns);
      const statusesAt = clock.now();
      const [credentials, found, clusters, statuses] = await all([
        snapshot.credentials(),
        findHolders(snapshot),
        snapshot.clusters(),
        this.statuses(statusesAt),
      ]);
      const dnsAt = Math.min(clock.now(), dns.seenAt);
      return {
        // Before the first answer, the time is that of the runner, which may be ahead.
        at: Math.min(at, clock.now()),
        dnsAt,
        credentials: credentials.map(({ credential }) => credential),
        holders: found.holders,
        unknownHolders: found.unknown,
        clusters,
        assigned: new Set(credentials.flatMap((one) => one.clusters.map(({ id }) => id))),
        statuses,
        statusesAt: Math.min(statusesAt, clock.now()),
      };
    });
  }

  /** Everything, read at or after that time. */
  look(notBefore: number): Promise<OrganizationSnapshot> {
    return this.#look.read(notBefore);
  }

  /** What keeps Qovery from deploying, as its billing tells it. Read once in a run; not by a token that may not. */
  async restriction(): Promise<string | undefined> {
    try {
      this.#organization ??= await this.api.organization();
    } catch (error) {
      if (!(error instanceof QoveryError && error.outcome !== 'unclear')) throw error;
    }
    return this.#organization?.billing_deployment_restriction || undefined;
  }

  /** Those that are not there, or that Qovery does not show to this token. Each is asked for until it is seen, once. */
  async unknownEnvironments(ids: readonly string[]): Promise<string[]> {
    await all(
      ids.map(async (id) => {
        const environment = uuid(id);
        if (environment === undefined || this.#environments.has(id)) return;
        try {
          await this.api.environmentStatus(environment);
          this.#environments.add(id);
        } catch (error) {
          if (!(error instanceof QoveryError && error.outcome === 'refused')) throw error;
        }
      }),
    );
    return ids.filter((id) => !this.#environments.has(id));
  }

  /** The statuses of all clusters, read at or after that time: one request, whoever asks. */
  statuses(notBefore: number): Promise<readonly ClusterStatus[]> {
    return this.#statuses.read(notBefore);
  }
}

/** An answer that is good for everybody who asks for one that is no older. One request is under way at a time. */
class Shared<T> {
  readonly #clock: Clock;
  readonly #read: (at: number) => Promise<T>;
  #last: { at: number; readonly answer: Promise<T>; ended: boolean } | undefined;
  /** Begins when the one under way has ended. */
  #next: Promise<T> | undefined;

  constructor(clock: Clock, read: (at: number) => Promise<T>) {
    this.#clock = clock;
    this.#read = read;
  }

  read(notBefore: number): Promise<T> {
    const last = this.#last;
    if (last !== undefined && last.at >= notBefore) return last.answer;
    if (last === undefined || last.ended) return this.#begin();
    this.#next ??= last.answer.then(
      () => this.#begin(),
      () => this.#begin(),
    );
    return this.#next;
  }

  #begin(): Promise<T> {
    // One time for both: an answer that calls itself newer than it is kept as would be read twice.
    const at = this.#clock.now();
    const begun = { at, answer: this.#read(at), ended: false };
    this.#last = begun;
    this.#next = undefined;
    begun.answer.then(
      () => {
        begun.ended = true;
        // Before the first answer, the time is that of the runner: one that is ahead would keep this for the newest.
        begun.at = Math.min(begun.at, this.#clock.now());
      },
      () => {
        begun.ended = true;
        // A failure is for those who asked, not for those who ask next.
        if (this.#last === begun) this.#last = undefined;
      },
    );
    return begun.answer;
  }
}
