/**
 * Everything that a decision can be asked about, enumerated: which keys the user has, who holds which, how far the
 * journal says the rotation is, how the clusters are, what AWS says of the last use, how old the look is, what this
 * run did before, and what the user wants. The first three are combined in full; each of these is met with a
 * different cut of the combinations of the others, so that every one of those is met many times.
 */
import type { KeyUse } from '../../../src/aws/access-keys.ts';
import { DAY, HOUR, MINUTE, SECOND } from '../../../src/lib/clock.ts';
import type { Holder } from '../../../src/holders/index.ts';
import { Problem } from '../../../src/lib/errors.ts';
import { mayReplace } from '../../../src/rotation/decide/guard.ts';
import {
  BLANK,
  type Entry,
  type Journal,
  NO_SIGNER,
  heartbeatTag,
  journalSigner,
  readJournal,
} from '../../../src/rotation/journal.ts';
import type {
  ClusterView,
  Observation,
  Policy,
  Requested,
  RunState,
  Situation,
  Workloads,
} from '../../../src/rotation/model.ts';
import {
  A,
  ACCOUNT,
  B,
  NOW,
  PRODUCTION,
  REFUSAL,
  SIGNER,
  STAGING,
  USER,
  X,
  cluster,
  credential,
  dns,
  entryAt,
  environment,
  key,
  mark,
  memory,
  observation,
  policy,
  registry,
  situation,
  strandedKey,
  unused,
  usedAt,
  workloads,
  writtenTags,
} from './fixtures.ts';

export interface Case extends Situation {
  readonly name: () => string;
}

type Named<T> = readonly (readonly [string, T])[];

/** At most two, active or not. A is old; B is as old as the rotation; X is somebody's. */
const created: Readonly<Record<string, number>> = {
  [A]: NOW - 90 * DAY,
  [B]: NOW - 4 * HOUR + 10 * SECOND,
  [X]: NOW - 40 * DAY,
};
const one = (id: string, status: string): Observation['keys'][number] =>
  key(id, { status, createdAt: created[id] ?? NOW });
const statuses = ['Active', 'Inactive'];
const sets: Observation['keys'][] = [
  [],
  ...[A, B, X].flatMap((id) => statuses.map((status) => [one(id, status)])),
  ...[[A, B] as const, [A, X] as const, [B, X] as const].flatMap(([first, second]) =>
    statuses.flatMap((s1) => statuses.map((s2) => [one(first, s1), one(second, s2)])),
  ),
];
const KEYS: Named<Observation['keys']> = sets.map((keys) => [
  `{${keys.map(({ id, status }) => `${id.slice(4, 5)}${status === 'Active' ? '' : ' inactive'}`).join(', ')}}`,
  keys,
]);

/** A dead key that no list names. */
const Z = 'AKIAZZZZZZZZZZZZZZZZ';
const SECOND_CREDENTIAL = 'second-credential';
const second = (id: string): Holder => credential(id, { id: SECOND_CREDENTIAL, clusterIds: [PRODUCTION] });
const HOLDERS: Named<readonly Holder[]> = [undefined, A, B, X].flatMap((inRegistry) =>
  [A, B, X, Z].flatMap((inCredential) =>
    [[], [second(A)], [second(B)], [dns(A)], [dns(B)]].map((third): readonly [string, readonly Holder[]] => {
      const holders = [
        ...(inRegistry === undefined ? [] : [registry(inRegistry)]),
        credential(inCredential),
        ...third,
      ];
      return [holders.map(({ kind, keyId }) => `${kind} ${keyId.slice(4, 5)}`).join(', '), holders];
    }),
  ),
);

const ANOTHER = '0a1b2c3d-0000-4000-8000-000000000002';
const ANOTHERS = journalSigner('qov_token', { account: ACCOUNT, user: USER, organization: ANOTHER });
const deactivated = entryAt('deactivated');
const JOURNALS: Named<Entry> = [
  ['empty', {}],
  ['intent', entryAt('intent')],
  ['intent, minutes ago', { ...entryAt('intent'), intent: NOW - 5 * MINUTE }],
  ['intent, after a split', { ...entryAt('intent'), lost: [B] }],
  ['created', entryAt('created')],
  ['created, minutes ago', { ...entryAt('created'), intent: NOW - 5 * MINUTE }],
  ['storing', entryAt('storing')],
  ['storing, refused', { ...entryAt('storing'), refused: 'container registry ECR' }],
  ['stored', entryAt('stored')],
  ['deployed', entryAt('deployed')],
  ['deployed, an hour ago', { ...entryAt('deployed'), deployed: NOW - HOUR }],
  ['deactivating', entryAt('deactivating')],
  ['deactivated', deactivated],
  [
    'deactivated, minutes ago',
    { ...deactivated, deactivating: NOW - 5 * MINUTE, deactivated: NOW - 299_000 },
  ],
  ['restored', { ...entryAt('deployed'), restored: NOW - HOUR, why: 'a cluster failed' }],
  ['of another organisation', { ...entryAt('deployed'), organization: ANOTHER }],
  ['created by hand beside X', { ...entryAt('created'), before: [A, X] }],
];

const both = [STAGING, PRODUCTION];
const lock = (until: number): ClusterView['lock'] => ({ reason: 'sale', owner: 'Ann', until });
const clusters = (one: ClusterView, proved: readonly string[] | undefined): Clusters => ({
  clusters: [one, cluster('DEPLOYED', { id: PRODUCTION, name: 'production', production: true })],
  unknownClusters: [],
  ...(proved === undefined ? {} : { proved }),
});
interface Clusters {
  readonly clusters: readonly ClusterView[];
  readonly unknownClusters: readonly string[];
  /** What the journal says is deployed, once it says that anything is. */
  readonly proved?: readonly string[];
}
const CLUSTERS: Named<Clusters> = [
  ['deployed by us', clusters(cluster(), both)],
  ['none', { clusters: [], unknownClusters: [] }],
  ['not deployed by us', clusters(cluster(), [PRODUCTION])],
  ['none deployed by us', clusters(cluster(), [])],
  ['under way, deployed by us', clusters(cluster('DEPLOYING'), both)],
  ['under way', clusters(cluster('DEPLOYMENT_QUEUED'), [PRODUCTION])],
  ['a status nobody knows', clusters(cluster('MELTING'), [PRODUCTION])],
  ['in error', clusters(cluster('DEPLOYMENT_ERROR'), both)],
  ['invalid credentials', clusters(cluster('INVALID_CREDENTIALS'), both)],
  ['stopped', clusters(cluster('STOPPED'), [PRODUCTION])],
  ['locked', clusters(cluster('DEPLOYED', { lock: lock(Infinity) }), both)],
  ['locked, not deployed', clusters(cluster('DEPLOYED', { lock: lock(Infinity) }), [])],
  ['locked until tomorrow, not deployed', clusters(cluster('DEPLOYED', { lock: lock(NOW + DAY) }), [])],
  ['one unknown', { ...clusters(cluster(), both), unknownClusters: ['somewhere'] }],
  [
    'deployed since, by somebody',
    clusters(
      cluster('DEPLOYED', { mark: mark('DEPLOYED', { deployedAt: new Date(NOW).toISOString() }) }),
      [],
    ),
  ],
];

const uses = (use: KeyUse | undefined): ReadonlyMap<string, KeyUse> =>
  new Map(use === undefined ? [] : [A, B, X].map((id) => [id, use]));
const USES: Named<ReadonlyMap<string, KeyUse>> = [
  ['unused', uses(unused())],
  ['not known', uses(undefined)],
  ['used minutes ago', uses(usedAt(NOW - 5 * MINUTE))],
  ['used by sts', uses(usedAt(NOW - 4 * HOUR + MINUTE, 'sts'))],
  ['used yesterday', uses(usedAt(NOW - DAY))],
];

const LOOKS: Named<{ readonly at: number; readonly workloads: Workloads | undefined }> = [
  ['fresh', { at: NOW, workloads: environment() }],
  ['stale', { at: NOW - 20 * MINUTE, workloads: workloads() }],
  ['without the workloads', { at: NOW, workloads: undefined }],
  ['an environment failed', { at: NOW, workloads: environment({ state: 'DEPLOYMENT_ERROR' }, [REFUSAL]) }],
];

const requested = (outcome: Requested['outcome']): RunState['deployments'] =>
  new Map(
    both.map((id) => [
      id,
      {
        requestedAt: NOW - MINUTE,
        deployment: { baseline: mark(), started: true, executionId: 'e1' },
        outcome,
        detail: outcome,
      },
    ]),
  );
const announced = {
  entry: entryAt('intent'),
  earlier: BLANK,
  makeRoom: undefined,
};
const splitting = strandedKey({ holders: [registry(B), credential(A)], journal: entryAt('storing') });
const { permit: makeRoom } = mayReplace(B, situation(splitting));
const failure = new Problem('AWS refused the new key a while.', 'Run again.');
const MEMORIES: Named<RunState> = [
  ['nothing done', memory()],
  ['announced', memory({ announced })],
  ['announced a split', memory({ announced: { ...announced, makeRoom } })],
  ['was refused a key', memory({ announced, issued: true, creationRefused: true, failure })],
  ['created B', memory({ announced, issued: true, created: B })],
  ['proved B', memory({ announced, issued: true, created: B, unstored: { id: B, secret: 's' } })],
  ['could not store B', memory({ announced, issued: true, created: B, failure })],
  ['could not delete B', memory({ announced, issued: true, created: B, failure, discardFailure: 'AWS' })],
  ['deploying', memory({ issued: true, created: B, deployments: requested('running') })],
  ['deployed', memory({ deployments: requested('succeeded') })],
  ['failed to deploy', memory({ deployments: requested('failed') })],
  ['finished', memory({ finished: true, issued: true, created: B })],
  ['waited for a use', memory({ vetoed: NOW - 2 * HOUR })],
];

const POLICIES: Named<Policy> = [
  ['as by default', policy()],
  ['not waiting', policy({ waitForDeletion: false, maxAge: 365 * DAY })],
  ['retire A', policy({ retireKey: A })],
  ['retire X', policy({ retireKey: X, deactivateFor: 0 })],
  ['user given', policy({ iamUsers: [USER] })],
  ['ignoring', policy({ ignoreClusters: [STAGING] })],
];

const HEARTBEATS: Named<Record<string, string>> = [
  ['alone', {}],
  ['after a dead run', heartbeatTag('dead', NOW - 15 * MINUTE)],
  ['beside another run', heartbeatTag('other', NOW - 15 * MINUTE + 1)],
];

const SIGNATURES: Named<typeof SIGNER> = [
  ['signed', SIGNER],
  ['signed by nobody', NO_SIGNER],
  ['signed as ever', SIGNER],
];
const CANCELS: Named<boolean> = [false, false, false, false, true].map((cancelled) => [
  cancelled ? 'cancelled' : 'let run',
  cancelled,
]);

/** Cuts for each base; together with the bases these make up the number of cases. */
const CUTS = 9;

/** Journals are the same in many cases: each is written and read once. */
const known = new Map<string, Journal>();
function remembered(name: string, write: () => ReadonlyMap<string, string>): Journal {
  const journal = known.get(name) ?? readJournal(write(), SIGNER);
  known.set(name, journal);
  return journal;
}

export function* cases(): Generator<Case> {
  const rest = [CLUSTERS, USES, LOOKS, MEMORIES, POLICIES, HEARTBEATS, SIGNATURES, CANCELS] as const;
  const size = rest.reduce((product, list) => product * list.length, 1);
  let cut = 0;
  for (const [keysName, keys] of KEYS) {
    for (const [holdersName, holders] of HOLDERS) {
      for (const [journalName, entry] of JOURNALS) {
        for (let i = 0; i < CUTS; i++) {
          // A prime that divides no list's length: every combination comes before one comes twice.
          cut = (cut + 7919) % size;
          let left = cut;
          const pick = <T>(list: Named<T>): readonly [string, T] => {
            const picked = list[left % list.length];
            left = Math.floor(left / list.length);
            if (picked === undefined) throw new Error('an empty list');
            return picked;
          };
          const [clustersName, seen] = pick(CLUSTERS);
          const [usesName, use] = pick(USES);
          const [lookName, { at, workloads }] = pick(LOOKS);
          const [memoryName, did] = pick(MEMORIES);
          const [policyName, wants] = pick(POLICIES);
          const [heartbeatName, heartbeat] = pick(HEARTBEATS);
          const [signatureName, signer] = pick(SIGNATURES);
          const [cancelName, cancelled] = pick(CANCELS);
          const journal = remembered(
            `${journalName}/${clustersName}/${heartbeatName}/${signer === SIGNER}`,
            () =>
              new Map([
                ...writtenTags(
                  entry.deployed === undefined ? entry : { ...entry, clusters: seen.proved ?? [] },
                  entry.organization === ANOTHER && signer === SIGNER ? ANOTHERS : signer,
                ),
                ...Object.entries(heartbeat),
              ]),
          );
          const credentials = holders.filter(({ kind }) => kind === 'cloud credential');
          const keyIds = [...new Set(credentials.map(({ keyId }) => keyId))];
          yield {
            observed: observation({
              at,
              keys,
              holders,
              journal,
              clusters: seen.clusters,
              unknownClusters: seen.unknownClusters,
              uses: use,
              workloads,
              target: {
                user: USER,
                account: ACCOUNT,
                credentialIds: credentials.map(({ id }) => id),
                keyIds,
                gone: keyIds.filter((id) => !keys.some((key) => key.id === id)),
              },
            }),
            policy: wants,
            runState: did,
            now: NOW,
            cancelled,
            name: () =>
              `keys ${keysName}; ${holdersName}; journal ${journalName}, ${signatureName}; ` +
              `clusters ${clustersName}; use ${usesName}; look ${lookName}; this run ${memoryName}; ` +
              `policy ${policyName}; ${heartbeatName}; ${cancelName}`,
          };
        }
      }
    }
  }
}

/** For lives in the model: who could hold which key, and what the journal could say, with one cluster or two. */
export function* beginnings(): Generator<{
  readonly keys: Observation['keys'];
  readonly holders: readonly Holder[];
  readonly entry: Entry;
  readonly name: string;
}> {
  for (const [keysName, keys] of KEYS) {
    for (const [holdersName, holders] of HOLDERS) {
      for (const [journalName, entry] of JOURNALS) {
        yield { keys, holders, entry, name: `keys ${keysName}; ${holdersName}; journal ${journalName}` };
      }
    }
  }
}
