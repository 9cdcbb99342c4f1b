/**
 * What maintenance and people did, from Qovery's audit log. Events are counted as their pages arrive, so that a
 * long log needs no more memory than a short one. Their `change` is never read: it holds plain secrets.
 */
import { DAY } from '../lib/clock.ts';
import type { QoveryApi } from '../qovery/api.ts';
import { QoveryError } from '../qovery/http.ts';
import type { AuditEvent } from '../qovery/schemas.ts';
import { USER_AGENT } from '../version.ts';

export interface Doing {
  readonly at: number;
  readonly by: string;
}

/** What was done to one cluster, the newest first; of each at most as many as are shown. */
export interface ClusterActivity {
  readonly id: string;
  readonly name: string;
  readonly counts: Readonly<Record<Deed, number>>;
  readonly newest: Readonly<Record<Deed, readonly Doing[]>>;
}
/** `deployed` by anybody, Qovery's maintenance included. */
export type Deed = 'maintenance' | 'deployed' | 'failed' | 'locked' | 'unlocked';
const DEEDS = ['maintenance', 'deployed', 'failed', 'locked', 'unlocked'] as const;

export interface Edit extends Doing {
  /** `UPDATE CLOUD_PROVIDER_CREDENTIALS`, as Qovery names it. */
  readonly what: string;
  readonly target: string;
}

export interface AuditLog {
  /** As far back as was asked for. */
  readonly since: number;
  /** As far back as it really reaches. */
  readonly reaches: number;
  /** Why it reaches no further; empty where it reaches as far as was asked. */
  readonly why: string;
  readonly events: number;
  readonly clusters: readonly ClusterActivity[];
  /** From the first to the last week that it reaches, without gaps. */
  readonly weeks: readonly Week[];
  /** Of credentials and tokens, the newest first; of many, the newest. */
  readonly edits: readonly Edit[];
}

export interface Week {
  /** Its Monday, midnight UTC. */
  readonly monday: number;
  readonly maintenance: number;
  readonly failed: number;
}

const SHOWN = 20;
/** 100 events each. Beyond it, the log is left: the clusters need requests, too. */
const MAX_PAGES = 100;
/** Sub-targets of Qovery's events (openapi, OrganizationEventSubTargetType) that hold or change access. */
const ACCESS = new Set([
  'CLOUD_PROVIDER_CREDENTIALS',
  'CLUSTER_CREDENTIALS',
  'KUBERNETES_CREDENTIALS',
  'API_TOKEN',
  'POLICY_API_TOKEN',
]);
const EDITS = new Set(['CREATE', 'UPDATE', 'DELETE']);

/** What is asked of the log. */
export interface Question {
  readonly since: number;
  readonly now: number;
  /** By the plan, where it is known. */
  readonly retentionDays: number | undefined;
  /** Only what was done to these clusters; `undefined`: to any, those that are gone included. */
  readonly clusterIds: ReadonlySet<string> | undefined;
}

/**
 * One request a page.
 * @throws {QoveryError} where not even the first page can be read; later, what was read is told
 */
export async function readAuditLog(
  api: Pick<QoveryApi, 'events'>,
  { since, now, retentionDays = 0, clusterIds }: Question,
  mayAsk: () => boolean = () => true,
): Promise<AuditLog> {
  const log = new Tally(clusterIds);
  const tokens = new Set<string>();
  let token: string | undefined;
  let failure: string | undefined;
  let cut = false;
  for (let pages = 0; pages < MAX_PAGES && (pages === 0 || mayAsk()); pages++) {
    try {
      const page = await api.events(since, token);
      for (const event of page.events) log.add(event);
      cut ||= page.cut;
      token = page.events.length === 0 ? undefined : page.next;
      // A token that comes back would be a loop: Qovery tells the same pages again.
      if (token !== undefined && tokens.has(token)) failure = 'Qovery repeats its pages';
      else if (token !== undefined) tokens.add(token);
    } catch (error) {
      if (pages === 0 || !(error instanceof QoveryError)) throw error;
      failure = error.message;
    }
    if (token === undefined || failure !== undefined) break;
  }
  const kept = retentionDays > 0 ? now - retentionDays * DAY : -Infinity;
  const { events } = log;
  const oldest = Math.max(since, log.oldest ?? now);
  let reaches = since;
  let why = '';
  if (token !== undefined) {
    reaches = oldest;
    why = `only the newest ${events} events were read${failure === undefined ? '' : ` (${failure})`}`;
  } else if (kept > since) {
    reaches = kept;
    why = `your plan keeps ${retentionDays} days`;
  } else if (cut) {
    reaches = oldest;
    why = 'your plan keeps no more';
  }
  return {
    ...{ since, reaches, why, events, edits: log.edits },
    clusters: log.clusters(),
    weeks: log.weeks(reaches, now),
  };
}

class Tally {
  events = 0;
  oldest: number | undefined;
  readonly edits: Edit[] = [];
  readonly #clusters = new Map<
    string,
    { name: string; counts: Record<Deed, number>; newest: Record<Deed, Doing[]> }
  >();

  readonly #weeks = new Map<number, Record<Deed, number>>();
  readonly #only: ReadonlySet<string> | undefined;

  constructor(only: ReadonlySet<string> | undefined) {
    this.#only = only;
  }

  add(event: AuditEvent): void {
    const at = Date.parse(event.timestamp ?? '');
    this.events++;
    if (!Number.isNaN(at)) this.oldest = Math.min(at, this.oldest ?? at);
    const doing = { at, by: actorOf(event) };
    const { event_type: type, sub_target_type: part } = event;
    if (ACCESS.has(part ?? '') && EDITS.has(type ?? '') && this.edits.length < SHOWN) {
      this.edits.push({ ...doing, what: `${type} ${part}`, target: event.target_name ?? '' });
    }
    const deed = deedOf(event);
    const id = event.target_id ?? event.target_name ?? '';
    if (deed === undefined || this.#only?.has(id) === false) return;
    const cluster = this.#clusters.get(id) ?? {
      name: event.target_name || id,
      counts: record(() => 0),
      newest: record((): Doing[] => []),
    };
    this.#clusters.set(id, cluster);
    cluster.counts[deed]++;
    if (!Number.isNaN(at)) {
      const week = this.#weeks.get(mondayOf(at)) ?? record(() => 0);
      this.#weeks.set(mondayOf(at), week);
      week[deed]++;
    }
    if (cluster.newest[deed].length < SHOWN) cluster.newest[deed].push(doing);
  }

  weeks(from: number, to: number): Week[] {
    const weeks: Week[] = [];
    for (let monday = mondayOf(from); monday <= to; monday += 7 * DAY) {
      const { maintenance = 0, failed = 0 } = this.#weeks.get(monday) ?? {};
      weeks.push({ monday, maintenance, failed });
    }
    return weeks;
  }

  clusters(): ClusterActivity[] {
    return [...this.#clusters].map(([id, rest]) => ({ id, ...rest }));
  }
}

function record<T>(make: () => T): Record<Deed, T> {
  return Object.fromEntries(DEEDS.map((deed) => [deed, make()])) as Record<Deed, T>;
}

/** The epoch began on a Thursday. */
function mondayOf(at: number): number {
  return Math.floor((at / DAY + 3) / 7) * 7 * DAY - 3 * DAY;
}

/** Which events a deployment of a cluster leaves is not documented: what is not known is left out. */
function deedOf({ event_type, target_type: target }: AuditEvent): Deed | undefined {
  const type = event_type ?? '';
  if (type === 'MAINTENANCE') return 'maintenance';
  if (target !== 'CLUSTER') return undefined;
  if (type === 'LOCK') return 'locked';
  if (type === 'UNLOCK') return 'unlocked';
  if (type === 'DEPLOYED' || type === 'RESTARTED') return 'deployed';
  return /^(DEPLOY|RESTART|STOP|DELETE)_FAILED$/.test(type) ? 'failed' : undefined;
}

function actorOf({ triggered_by: by, origin, user_agent: agent }: AuditEvent): string {
  const who = by ?? 'unknown';
  const ours = agent?.startsWith(USER_AGENT.split('/')[0] ?? USER_AGENT) === true;
  return ours ? `${who} (this action)` : `${who} (${origin ?? 'unknown'})`;
}
