/** What a run may read in AWS beyond the keys: where, and what came of it. */
import type { AwsClients } from '../../aws/types.ts';
import { AwsError } from '../../aws/error.ts';
import { DAY } from '../../lib/clock.ts';
import { Cancelled, Problem } from '../../lib/errors.ts';
import type { ClusterView } from '../clusters.ts';
import type { Missing } from '../finding.ts';

/** An account that the run is signed in to. */
export interface Session {
  readonly account: string;
  readonly clients: AwsClients;
}

/** A cluster of EKS that Qovery manages. */
export interface EksCluster {
  readonly view: ClusterView;
  /** As EKS calls it. */
  readonly name: string;
  /** `1.33`; `undefined` where Qovery does not tell it. */
  readonly version: string | undefined;
}

/** A region of an account, and the clusters there. */
export interface Site {
  readonly session: Session;
  readonly region: string;
  readonly clusters: readonly EksCluster[];
}

/** AWS has an operation in one partition and not yet in another. */
const NOT_THERE: ReadonlySet<string> = new Set(['UnknownOperation', 'InvalidAction']);
/** A session that is good elsewhere: of a region that is not enabled, or of another partition. */
const NOT_TAKEN: ReadonlySet<string> = new Set([
  'AuthFailure',
  'InvalidClientTokenId',
  'OptInRequired',
  'SubscriptionRequired',
  'UnrecognizedClient',
]);

interface Denied {
  readonly what: string;
  readonly permission: string;
  readonly where: string;
}

interface NotTaken {
  readonly what: string;
  readonly where: string;
  readonly account: string;
  readonly code: string;
}

/** Gathers what could not be read, so that it costs nothing but its own part. */
export class Reading {
  /** What AWS failed to answer. */
  readonly missing: Missing[] = [];
  /** What nobody can see, and why, in a sentence each. */
  readonly #unseen: string[] = [];
  readonly #denied: Denied[] = [];
  readonly #notTaken: NotTaken[] = [];

  /** @returns what was read; `undefined`, and a line for the reader, where AWS does not tell it */
  async attempt<T>(
    { what, permission, where }: Denied,
    { clients, account }: Session,
    read: () => Promise<T>,
  ): Promise<T | undefined> {
    try {
      return await read();
    } catch (error) {
      if (clients.grace.aborted) throw new Cancelled();
      if (!(error instanceof AwsError || error instanceof Problem)) throw error;
      const answer = error instanceof AwsError ? error.code : undefined;
      if (answer === 'AccessDenied') this.#denied.push({ what, permission, where });
      else if (answer !== undefined && NOT_THERE.has(answer))
        this.#unseen.push(`${what}: AWS has no ${permission} in ${where}.`);
      else if (answer !== undefined && NOT_TAKEN.has(answer))
        this.#notTaken.push({ what, where, account, code: answer });
      else this.missing.push({ what, why: error.message });
      return undefined;
    }
  }

  /** Perhaps of some resources alone. */
  denies(permission: string, where: string): boolean {
    return this.#denied.some((one) => one.permission === permission && one.where === where);
  }

  unseen(sentence: string): void {
    this.#unseen.push(sentence);
  }

  /** One line for each permission, and for each region that does not take the session. */
  lines(): string[] {
    const same = Map.groupBy(this.#denied, ({ what, permission }) => `${what}|${permission}`);
    const denied = [...same.values()].flatMap((all) => {
      const [first] = all;
      if (first === undefined) return [];
      const places = [...new Set(all.map(({ where }) => where))].toSorted().join(', ');
      return [`${first.what}: AWS denies this run ${first.permission} (AccessDenied) in ${places}.`];
    });
    const regions = Map.groupBy(this.#notTaken, ({ where, account }) => `${where}|${account}`);
    const notTaken = [...regions.values()].flatMap((all) => {
      const [first] = all;
      if (first === undefined) return [];
      const each = (of: (one: NotTaken) => string): string => [...new Set(all.map(of))].toSorted().join(', ');
      return [
        `${each(({ what }) => what)}: AWS does not take the session of account ${first.account} in ${first.where} (${each(({ code }) => code)}). The region may not be enabled in that account.`,
      ];
    });
    return [...denied.toSorted(), ...notTaken.toSorted(), ...this.#unseen.toSorted()];
  }
}

/** Begun days. */
export function daysTo(at: number, now: number): number {
  return Math.ceil((at - now) / DAY);
}

export function inDays(count: number): string {
  return count === 1 ? 'in 1 day' : `in ${count} days`;
}

/** `plan` from 60 days ahead, `soon` from 30; `undefined` before. */
export function urgencyOf(daysLeft: number): 'soon' | 'plan' | undefined {
  if (daysLeft <= 30) return 'soon';
  return daysLeft <= 60 ? 'plan' : undefined;
}
