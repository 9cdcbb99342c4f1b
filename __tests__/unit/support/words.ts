import { DAY, HOUR, MINUTE } from '../../../src/lib/clock.ts';
import { heartbeatTag } from '../../../src/rotation/journal.ts';
import type { Observation, Policy, RunState, Verification } from '../../../src/rotation/model.ts';
import {
  A,
  B,
  CREDENTIAL,
  NOW,
  P,
  PRODUCTION,
  REFUSAL,
  STAGING,
  USER,
  X,
  cluster,
  credential,
  dns,
  entryAt,
  key,
  mark,
  observation,
  registry,
  retirable,
  strandedKey,
  unused,
  usedAt,
  workloads,
} from './fixtures.ts';

export interface Situation {
  readonly o: Observation;
  readonly policy?: Partial<Policy>;
  readonly memory?: Partial<RunState>;
}

const LAB = '0a1b2c3d-0000-4000-8000-00000000d003';
const second = (keyId: string): ReturnType<typeof credential> =>
  credential(keyId, { id: LAB, name: 'AWS lab' });
const locked = { lock: { reason: 'sale', owner: 'Ann', until: Infinity } };
const inactive = [key(A, { status: 'Inactive' }), key(B)];
const split = (changes: Parameters<typeof strandedKey>[0] = {}): Observation =>
  strandedKey({ holders: [registry(B), credential(A)], journal: entryAt('storing'), ...changes });
const other = (status = 'DEPLOYED', production = true): ReturnType<typeof cluster> =>
  cluster(status, { id: PRODUCTION, name: 'shop', production });
const requested = (
  outcome: 'failed' | 'running' | 'succeeded',
  detail: string,
  id = STAGING,
  requestedAt = NOW - 2 * HOUR,
): RunState['deployments'] => {
  const deployment = { baseline: mark(), started: true, executionId: 'e1' };
  return new Map([[id, { requestedAt, deployment, outcome, detail }]]);
};
const verified = (outcome: 'failed' | 'succeeded'): Verification => ({
  requestedAt: NOW,
  seenAt: NOW,
  requestId: 'r',
  outcome,
  detail: 'BUILD_ERROR',
});

/** By name: each thing that a rotation can come to, and has to put into words. */
export const SITUATIONS: Readonly<Record<string, Situation>> = {
  'another organisation': { o: observation({ journal: { organization: 'other', intent: NOW } }) },
  'another run': {
    o: observation({
      journal: {
        before: [],
        lost: [],
        clusters: [],
        runs: [{ id: 'r2', at: Date.parse(Object.values(heartbeatTag('r2', NOW - MINUTE))[0] ?? '') }],
      },
    }),
  },
  finished: { o: observation(), memory: { finished: true } },
  'two credentials with different keys': {
    o: observation({ keys: [key(A), key(B)], holders: [registry(X), credential(A), second(B)] }),
  },
  'no credential any more': { o: observation({ holders: [registry(A)] }) },
  'a registry with the other key': {
    o: observation({
      keys: [key(A), key(B)],
      holders: [registry(B), registry(B, { name: 'ECR 2' }), credential(A)],
    }),
  },
  'retire-key names the key in use': { o: observation(), policy: { retireKey: A } },
  'the key is gone': { o: observation({ keys: [] }) },
  'the key is gone, user given': { o: observation({ keys: [] }), policy: { iamUsers: [USER] } },
  'the key is gone, user given, another key': {
    o: observation({ keys: [key(B)] }),
    policy: { iamUsers: [USER] },
  },
  'the key is gone, user given, two others': {
    o: observation({ keys: [key(B), key(X)] }),
    policy: { iamUsers: [USER] },
  },
  'the key is inactive': { o: observation({ keys: [key(A, { status: 'Inactive' })] }) },
  'another key, nobody holds it': { o: observation({ keys: [key(A), key(X)] }) },
  'retire-key names a key that is gone': { o: observation(), policy: { retireKey: X } },
  'not due': { o: observation(), policy: { maxAge: 100 * DAY } },
  due: { o: observation() },
  'issued already': { o: observation(), memory: { issued: true } },
  'an obstacle': { o: observation({ clusters: [cluster('DEPLOYED', locked), cluster('CREATE_ERROR')] }) },
  'retire-key, half done by hand': { o: retirable({ journal: {} }), policy: { retireKey: A } },
  'retire-key, and an obstacle': {
    o: retirable({ journal: {}, holders: [dns(A), credential(B)] }),
    policy: { retireKey: A },
  },
  'retire-key, and a locked cluster': {
    o: retirable({ journal: {}, clusters: [cluster('DEPLOYED', locked)] }),
    policy: { retireKey: A },
  },
  'somebody stored a third key': {
    o: retirable({
      target: {
        user: 'qovery',
        account: '123456789012',
        credentialIds: [CREDENTIAL, LAB],
        keyIds: [A],
        gone: [],
      },
      holders: [registry(B), credential(P), second(P)],
    }),
  },
  'brought back': {
    o: retirable({ journal: { ...entryAt('deployed'), restored: NOW - HOUR, why: 'a cluster failed' } }),
  },
  'brought back, a person lifts the hold': {
    o: retirable({ journal: { ...entryAt('deployed'), restored: NOW - HOUR, why: 'a cluster failed' } }),
    policy: { retireKey: A },
  },
  'the new key is gone, and held': {
    o: retirable({ keys: [key(A)], journal: entryAt('deployed') }),
  },
  'the new key is gone, and held; the old one too': {
    o: retirable({ keys: [key(X)], journal: { ...entryAt('deployed'), before: [A, X] } }),
  },
  'the new key is gone, and held; two others': {
    o: retirable({ keys: [key(A), key(X)], journal: { ...entryAt('deployed'), before: [A, X] } }),
  },
  'in the middle of a split, with an obstacle': {
    o: split({
      keys: [key(A)],
      journal: { ...entryAt('storing'), lost: [B] },
      clusters: [cluster('DEPLOYED', locked)],
    }),
  },
  'in the middle of a split, issued already': {
    o: split({ keys: [key(A)], journal: { ...entryAt('storing'), lost: [B] } }),
    memory: { issued: true },
  },
  'before a split deletes': {
    o: split({ journal: { ...entryAt('storing'), new: undefined, lost: [P, B] } }),
  },
  'a key that may not be ours': {
    o: strandedKey({ keys: [key(A), key(B, { createdAt: NOW - HOUR })] }),
  },
  'a key that may not be ours, seen long ago': {
    o: strandedKey({ at: NOW - HOUR, keys: [key(A), key(B, { createdAt: NOW - HOUR })] }),
  },
  'a key that was never stored, too early': {
    o: strandedKey({
      keys: [key(A), key(B, { createdAt: NOW - 5 * MINUTE })],
      journal: { ...entryAt('created'), intent: NOW - 5 * MINUTE },
    }),
  },
  'a key that was never stored, seen long ago': { o: strandedKey({ at: NOW - HOUR }) },
  'a key that was never stored': { o: strandedKey() },
  'split, one refused': { o: split({ journal: { ...entryAt('storing'), refused: 'cloud credential AWS' } }) },
  'split, this run': { o: split(), memory: { issued: true } },
  'split, the old key is gone': { o: split({ keys: [key(B)] }) },
  'split, the old key is gone, two others': {
    o: split({ keys: [key(B), key(X)], journal: { ...entryAt('storing'), before: [A, X] } }),
  },
  'split, deployed since': {
    o: split({
      clusters: [cluster('DEPLOYED', { mark: mark('DEPLOYED', { deployedAt: '2026-11-20T11:00:00Z' }) })],
    }),
  },
  'split, never deployed': {
    o: split({ clusters: [cluster('DEPLOYED', { mark: mark('DEPLOYED', { deployedAt: undefined }) })] }),
  },
  'split, a cluster deploys': { o: split({ clusters: [cluster('DEPLOYING')] }) },
  'split, environments deploy': {
    o: split({
      workloads: workloads({
        environments: [
          { id: 'e', name: 'shop/live', state: 'DEPLOYING', lastState: 'DEPLOYED', deployedAt: NOW },
          { id: 'f', name: 'shop/test', state: undefined, lastState: undefined, deployedAt: undefined },
        ],
      }),
    }),
  },
  split: {
    o: split({ holders: [registry(B), registry(B, { name: 'ECR 2' }), credential(A), second(A)] }),
  },
  'seen a minute ago: not yet too long': { o: split({ at: NOW - MINUTE }) },
  'late holders': { o: retirable({ holders: [registry(A), credential(B), second(A)] }) },
  'found everywhere': { o: retirable({ journal: entryAt('storing') }) },
  'the new key is inactive': { o: retirable({ keys: [key(A), key(B, { status: 'Inactive' })] }) },
  'no cluster to deploy': { o: retirable({ journal: entryAt('stored'), clusters: [] }) },
  'clusters to deploy, one is in an error': {
    o: retirable({
      journal: entryAt('stored'),
      clusters: [cluster('DEPLOYMENT_ERROR'), cluster('STOPPED', { id: PRODUCTION })],
    }),
  },
  'a deployment failed': { o: retirable(), memory: { deployments: requested('failed', 'DEPLOYMENT_ERROR') } },
  'a deployment is late': {
    o: retirable({ clusters: [cluster('DEPLOYING')] }),
    memory: { deployments: requested('running', '') },
  },
  'reactivated by somebody': { o: retirable({ journal: entryAt('deactivated') }) },
  'an unknown status': { o: retirable({ keys: [key(A, { status: 'Expired' }), key(B)] }) },
  'found inactive': { o: retirable({ keys: inactive, journal: entryAt('deactivating') }) },
  'deactivated, this run does not wait': {
    o: retirable({ keys: inactive, journal: { ...entryAt('deactivated'), deactivated: NOW - MINUTE } }),
    policy: { waitForDeletion: false },
  },
  'deactivated, this run waits': {
    o: retirable({ keys: inactive, journal: { ...entryAt('deactivated'), deactivated: NOW - MINUTE } }),
  },
  'deactivated, its time has come to the millisecond': {
    o: retirable({ keys: inactive, journal: { ...entryAt('deactivated'), deactivated: NOW - 15 * MINUTE } }),
  },
  'not to be retired': {
    o: retirable({ unknownClusters: ['c9'], clusters: [cluster('DEPLOYMENT_ERROR')] }),
    memory: {
      deployments: new Map([
        [
          STAGING,
          {
            requestedAt: NOW - HOUR,
            deployment: { baseline: mark(), started: true, executionId: 'e1' },
            outcome: 'succeeded',
            detail: '',
          },
        ],
      ]),
    },
  },
  'not to be retired: refused credentials, and no last use': {
    o: retirable({
      uses: new Map([[B, unused()]]),
      workloads: workloads({ clusterLogs: [{ cluster: 'staging', log: [REFUSAL] }] }),
    }),
  },
  'not to be retired, seen long ago': {
    o: retirable({ at: NOW - HOUR, uses: new Map([[B, unused()]]) }),
  },
  'nothing against it, but seen long ago': { o: retirable({ at: NOW - HOUR }) },
  'two waits: the longer': {
    o: retirable({
      journal: { ...entryAt('deployed'), deployed: NOW - MINUTE },
      uses: new Map([[A, usedAt(NOW - 30 * MINUTE)]]),
    }),
  },
  'two waits: the longer is the use': {
    o: retirable({
      journal: { ...entryAt('deployed'), deployed: NOW - 100 * MINUTE },
      uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]),
    }),
  },
  'two waits, this run does not wait': {
    o: retirable({
      journal: { ...entryAt('deployed'), deployed: NOW - 100 * MINUTE },
      uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]),
    }),
    policy: { waitForDeletion: false },
  },
  'the delay, this run does not wait': {
    o: retirable({ journal: { ...entryAt('deployed'), deployed: NOW - MINUTE } }),
    policy: { waitForDeletion: false },
  },
  'used again': {
    o: retirable({ uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]) }),
    memory: { vetoed: NOW - 2 * HOUR },
  },
  'used, and already waited for': {
    o: retirable({ uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]) }),
    memory: { vetoed: NOW - 10 * MINUTE },
  },
  'used in the moment of its deactivation': {
    o: retirable({
      keys: inactive,
      journal: { ...entryAt('deactivated'), deactivated: NOW - 10 * MINUTE },
      uses: new Map([[A, usedAt(NOW - 10 * MINUTE)]]),
    }),
  },
  'used after its deactivation': {
    o: retirable({
      keys: inactive,
      journal: { ...entryAt('deactivated'), deactivated: NOW - 10 * MINUTE },
      uses: new Map([[A, usedAt(NOW - 9 * MINUTE)]]),
    }),
  },
  'locked, after all': {
    o: retirable({
      clusters: [cluster('DEPLOYED', locked), cluster('DEPLOYED', { ...locked, name: 'two' })],
    }),
  },
  'two things need it': {
    o: retirable({
      keys: inactive,
      journal: entryAt('deactivated'),
      holders: [registry(A), credential(B)],
      clusters: [cluster('INVALID_CREDENTIALS')],
    }),
  },
  'the old key is gone': { o: retirable({ keys: [key(B)] }) },
  'the intent is lost': { o: retirable({ journal: { ...entryAt('deployed'), intent: undefined } }) },
  'the name of the old key is lost': { o: retirable({ journal: { ...entryAt('stored'), old: undefined } }) },
  'the new key is gone, and held; no key is left': { o: retirable({ keys: [] }) },
  'split, deployed in that very moment': {
    o: split({
      clusters: [
        cluster('DEPLOYED', {
          mark: mark('DEPLOYED', { deployedAt: new Date(entryAt('storing').storing ?? 0).toISOString() }),
        }),
      ],
    }),
  },
  'the delay, after a use was waited for': {
    o: retirable({ journal: { ...entryAt('deployed'), deployed: NOW - MINUTE } }),
    memory: { vetoed: NOW - 2 * HOUR },
  },
  'the new key is inactive, the old one is not': {
    o: retirable({
      keys: [key(A), key(B, { status: 'Inactive' })],
      journal: entryAt('deactivating'),
      clusters: [cluster('INVALID_CREDENTIALS')],
    }),
  },
  'the delay is over to the millisecond, and nobody looked': {
    o: retirable({
      journal: { ...entryAt('deployed'), deployed: NOW - 2 * HOUR },
      workloads: undefined,
    }),
  },
  'stored in the moment of the look': {
    o: retirable({ journal: { ...entryAt('deployed'), stored: NOW, deployed: NOW - 3 * HOUR } }),
  },
  'a key that was never stored, seen a minute ago': { o: strandedKey({ at: NOW - MINUTE }) },
  'unknown clusters': { o: retirable({ unknownClusters: ['c8', 'c9'] }) },
  'two clusters run on it': {
    o: retirable({ journal: entryAt('stored'), clusters: [cluster(), other()] }),
    memory: {
      deployments: new Map([...requested('succeeded', ''), ...requested('succeeded', '', PRODUCTION)]),
    },
  },
  'a cluster is being deployed': {
    o: retirable({ journal: entryAt('stored'), clusters: [cluster('DEPLOYING')] }),
    memory: { deployments: requested('running', '', STAGING, NOW - MINUTE) },
  },
  'two clusters are busy': {
    o: retirable({ journal: entryAt('stored'), clusters: [cluster('DEPLOYING'), other('DEPLOYING', false)] }),
  },
  'two clusters are busy for too long': {
    o: retirable({ journal: entryAt('stored'), clusters: [cluster('DEPLOYING'), other('DEPLOYING', false)] }),
    memory: {
      waitingSince: new Map([
        [STAGING, NOW - 2 * HOUR],
        [PRODUCTION, NOW - 2 * HOUR],
      ]),
    },
  },
  'two clusters are refused for too long': {
    o: retirable({ journal: entryAt('stored'), clusters: [cluster(), other('DEPLOYED', false)] }),
    memory: {
      waitingSince: new Map([
        [STAGING, NOW - 2 * HOUR],
        [PRODUCTION, NOW - 2 * HOUR],
      ]),
    },
  },
  'two clusters are locked': {
    o: retirable({
      journal: entryAt('stored'),
      clusters: [cluster('DEPLOYED', locked), { ...other('DEPLOYED', false), ...locked }],
    }),
  },
  'two deployments failed': {
    o: retirable({ clusters: [cluster(), other()] }),
    memory: {
      deployments: new Map([
        ...requested('failed', 'DEPLOYMENT_ERROR'),
        ...requested('failed', 'CANCELED', PRODUCTION),
      ]),
    },
  },
  'the test deployments succeeded': {
    o: retirable(),
    policy: { verifyEnvironments: ['e1'] },
    memory: { verifications: new Map([['e1', verified('succeeded')]]) },
  },
  'the test deployments failed': {
    o: retirable(),
    policy: { verifyEnvironments: ['e1', 'e2'] },
    memory: {
      verifications: new Map([
        ['e1', verified('failed')],
        ['e2', verified('failed')],
      ]),
    },
  },
};
