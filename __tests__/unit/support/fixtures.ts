/** Small builders: each gives a harmless value, and a test names only what it is about. */
import type { AccessKey, KeyUse } from '../../../src/aws/access-keys.ts';
import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import type { Holder } from '../../../src/holders/index.ts';
import type { AccessKeyId, Uuid } from '../../../src/lib/ids.ts';
import type { Evidence } from '../../../src/qovery/log.ts';
import type { DeploymentMark } from '../../../src/qovery/status.ts';
import { stateOf } from '../../../src/qovery/status.ts';
import {
  BLANK,
  type Entry,
  type Journal,
  NO_SIGNER,
  type Signer,
  clusterMarks,
  journalSigner,
  readJournal,
  tagsOf,
} from '../../../src/rotation/journal.ts';
import {
  type ClusterView,
  type EnvironmentView,
  type Observation,
  type Policy,
  type RunState,
  type Situation,
  type Workloads,
  initialRunState,
} from '../../../src/rotation/model.ts';

/** The old key, the new one, somebody else's, and one that no list of AWS names any more. */
export const A = 'AKIAAAAAAAAAAAAAAAAA' as AccessKeyId;
export const B = 'AKIABBBBBBBBBBBBBBBB' as AccessKeyId;
export const X = 'AKIAXXXXXXXXXXXXXXXX' as AccessKeyId;
export const P = 'AKIAPPPPPPPPPPPPPPPP' as AccessKeyId;

export const ORGANIZATION = '0a1b2c3d-0000-4000-8000-000000000001';
export const ACCOUNT = '123456789012';
export const USER = 'qovery';
/** What the runs of these tests sign their journals with. */
export const SIGNER = journalSigner('qov_token', {
  account: ACCOUNT,
  user: USER,
  organization: ORGANIZATION,
});
export const RUN = 'this-run';
export const NOW = Date.parse('2026-11-20T12:00:00Z');

export const STAGING = '0a1b2c3d-0000-4000-8000-00000000c001' as Uuid;
export const PRODUCTION = '0a1b2c3d-0000-4000-8000-00000000c002' as Uuid;
export const CREDENTIAL = '0a1b2c3d-0000-4000-8000-00000000d001' as Uuid;
export const REGISTRY = '0a1b2c3d-0000-4000-8000-00000000d002' as Uuid;

/** The same value with plain texts for ids: tests may call things as they like. */
export type Plain<T> = T extends Uuid | AccessKeyId
  ? string
  : T extends (...args: never[]) => unknown
    ? T
    : T extends object
      ? { [K in keyof T]: Plain<T[K]> }
      : T;

export function policy(changes: Partial<Policy> = {}): Policy {
  return {
    organizationId: ORGANIZATION,
    maxAge: 0,
    delay: 2 * HOUR,
    deactivateFor: 15 * MINUTE,
    deployTimeout: HOUR,
    finishWithin: 14 * DAY,
    waitForDeletion: true,
    retireKey: undefined,
    ignoreClusters: [],
    ignoreEnvironments: [],
    verifyEnvironments: [],
    clusters: undefined,
    iamUsers: undefined,
    ...changes,
  };
}

export function memory(changes: Partial<RunState> = {}): RunState {
  return { ...initialRunState(RUN), ...changes };
}

export function key(id: string, changes: Partial<AccessKey> = {}): AccessKey {
  return { id: id as AccessKeyId, status: 'Active', createdAt: NOW - 90 * DAY, ...changes };
}

export function unused(): KeyUse {
  return { userName: USER, last: undefined };
}

export function usedAt(at: number, service = 's3'): KeyUse {
  return { userName: USER, last: { at, service, region: 'eu-west-3' } };
}

export function credential(keyId: string, changes: Partial<Plain<Holder>> = {}): Holder {
  const subject = { kind: 'cloud credential', id: CREDENTIAL, name: 'AWS' };
  return { ...subject, keyId, clusterIds: [STAGING], movable: true, ...changes } as Holder;
}

export function registry(keyId: string, changes: Partial<Plain<Holder>> = {}): Holder {
  const subject = { kind: 'container registry', id: REGISTRY, name: 'ECR' };
  return { ...subject, keyId, clusterIds: [], movable: true, ...changes } as Holder;
}

export function dns(keyId: string): Holder {
  const subject = { kind: 'DNS provider', id: STAGING, name: 'of cluster staging', clusterIds: [STAGING] };
  return fixedHolder({ ...subject, keyId });
}

export function fixedHolder(holder: Omit<Plain<Holder>, 'movable' | 'kind'> & { kind: string }): Holder {
  return { ...holder, movable: false, advice: 'Give it a key of its own.' } as unknown as Holder;
}

export function mark(status = 'DEPLOYED', changes: Partial<DeploymentMark> = {}): DeploymentMark {
  return {
    status,
    executionId: 'e0',
    deployedAt: new Date(NOW - 30 * DAY).toISOString(),
    maintenance: false,
    ...changes,
  };
}

export function cluster(status = 'DEPLOYED', changes: Partial<Plain<ClusterView>> = {}): ClusterView {
  return {
    id: STAGING,
    name: 'staging',
    region: 'eu-west-3',
    production: false,
    demo: false,
    state: stateOf(status),
    mark: mark(status),
    lock: undefined,
    ...changes,
  } as ClusterView;
}

/** The tags that hold this entry and nothing else; none for an empty one. */
export function writtenTags(entry: Entry = {}, signer: Signer = SIGNER): ReadonlyMap<string, string> {
  if (Object.keys(entry).length === 0) return new Map();
  const clusters = marks(entry.clusters ?? []);
  return new Map(Object.entries(tagsOf({ ...BLANK, ...entry, clusters }, new Map(), signer)));
}

/** What the journal holds of these clusters: each of the tests' is a group of its own, whatever others there are. */
export function marks(clusters: readonly string[]): string[] {
  return clusters.flatMap((id) => (id.length === 36 ? clusterMarks([id], new Set([id])) : id));
}

/** The journal as it is read back from the tags that a run of ours has written. */
export function journal(entry: Entry = {}): Journal {
  return readJournal(writtenTags(entry), SIGNER);
}

/** The same words, by somebody who may tag the user and does not know the Qovery token. */
export function forged(entry: Entry = {}): Journal {
  return readJournal(writtenTags(entry, NO_SIGNER), SIGNER);
}

type Seen = Partial<Omit<Observation, 'journal'>> & { readonly journal?: Journal | Entry };

/** At rest: one key, held by one credential, one cluster deployed. */
export function observation({ journal: entry, ...changes }: Seen = {}): Observation {
  const written = entry === undefined || 'runs' in entry ? entry : journal(entry);
  return {
    at: NOW,
    took: 0,
    statusesAt: NOW,
    dnsAt: NOW,
    target: { user: USER, account: ACCOUNT, credentialIds: [CREDENTIAL], keyIds: [A], gone: [] },
    keys: [key(A)],
    otherClusters: [],
    journal: written ?? journal(),
    holders: [credential(A)],
    clusters: [cluster()],
    unknownHolders: [],
    unknownClusters: [],
    restriction: undefined,
    unknownEnvironments: [],
    uses: new Map([
      [A, unused()],
      [B, unused()],
    ]),
    workloads: workloads(),
    ...changes,
  };
}

/** A line of a log in which credentials were refused, and one of a build that broke. */
export const REFUSAL: Evidence = {
  isError: true,
  tag: 'CONTAINER_REGISTRY_INVALID_CREDENTIALS',
  texts: ['The registry refused the credentials.'],
  at: NOW,
};
export const BROKEN_BUILD: Evidence = {
  isError: true,
  tag: 'BUILDER_ERROR',
  texts: ['npm ERR! code 1'],
  at: NOW,
};

/** One environment, and what its log tells if it failed. */
export function environment(
  changes: Partial<Plain<EnvironmentView>> = {},
  log?: readonly Evidence[],
): Workloads {
  const view = {
    ...{ id: 'e', name: 'shop/live', state: 'DEPLOYED', lastState: 'DEPLOYED', deployedAt: NOW },
    ...changes,
  };
  return workloads({
    environments: [view],
    failures: log === undefined ? [] : [{ environment: view, log: [...log] }],
  });
}

/** What runs on the clusters: nothing, unless it is said. */
export function workloads(changes: Partial<Plain<Workloads>> = {}): Workloads {
  return { at: NOW, environments: [], failures: [], clusterLogs: [], unread: [], ...changes } as Workloads;
}

/** Everything that a decision is made of; a test names what it is about. */
export function situation(
  observed: Observation,
  wants: Partial<Policy> = {},
  did: Partial<RunState> = {},
  more: Partial<Pick<Situation, 'now' | 'cancelled'>> = {},
): Situation {
  return { observed, policy: policy(wants), runState: memory(did), now: NOW, cancelled: false, ...more };
}

/** What the journal holds once B is created, stored, deployed … each with the times of a usual run before `now`. */
export function entryAt(phase: Phase, now = NOW): Entry {
  const intent = now - 4 * HOUR;
  const entry: { -readonly [K in keyof Entry]: Entry[K] } = {
    organization: ORGANIZATION,
    old: A,
    intent,
    before: [A],
  };
  const reached = (other: Phase): boolean => PHASES.indexOf(phase) >= PHASES.indexOf(other);
  if (reached('created')) entry.new = B;
  if (reached('storing')) entry.storing = intent + MINUTE;
  if (reached('stored')) entry.stored = intent + 2 * MINUTE;
  if (reached('deployed')) Object.assign(entry, { deployed: now - 3 * HOUR, clusters: [STAGING] });
  if (reached('deactivating')) entry.deactivating = now - 20 * MINUTE;
  if (reached('deactivated')) entry.deactivated = now - 20 * MINUTE + 1000;
  return entry;
}

export const PHASES = [
  'intent',
  'created',
  'storing',
  'stored',
  'deployed',
  'deactivating',
  'deactivated',
] as const;
export type Phase = (typeof PHASES)[number];

/** B stored everywhere, deployed three hours ago; A is unused: nothing stands in the way of its retirement. */
export function retirable(changes: Seen = {}): Observation {
  return observation({
    keys: [key(A), key(B, { createdAt: NOW - 4 * HOUR })],
    holders: [registry(B), credential(B)],
    journal: entryAt('deployed'),
    ...changes,
  });
}

/** B was created by a run that died before it stored it. */
export function strandedKey(changes: Seen = {}): Observation {
  return observation({
    keys: [key(A), key(B, { createdAt: NOW - 4 * HOUR + 1000 })],
    journal: entryAt('created'),
    ...changes,
  });
}
