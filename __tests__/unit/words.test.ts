import { expect, test } from '@jest/globals';
import { MINUTE } from '../../src/lib/clock.ts';
import { decide } from '../../src/rotation/decide/decide.ts';
import type { Step } from '../../src/rotation/model.ts';
import { A, B, NOW, ORGANIZATION, P, STAGING, X, situation } from './support/fixtures.ts';
import { SITUATIONS } from './support/words.ts';

// Every step, word for word: at 3 a.m. the words are what counts.

const STEPS: Readonly<Record<string, object>> = {
  'another organisation': {
    do: 'stop',
    what: 'The IAM user qovery is under rotation for another Qovery organisation (other).',
    next: 'Give each organisation an IAM user of its own; a shared user cannot be rotated safely.',
  },
  'another run': {
    do: 'rest',
    result: 'pending',
    why: 'another run (r2) is at work on qovery; its last heartbeat was at 2026-11-20T11:59:00Z',
    warning: true,
  },
  finished: { do: 'rest', result: 'rotated', why: 'the new key is in use and the old one is deleted' },
  'two credentials with different keys': {
    do: 'stop',
    what: `Cloud credentials of this organisation hold different keys of the IAM user qovery: cloud credential 'AWS' holds ${A}, cloud credential 'AWS lab' holds ${B}.`,
    next: 'AWS allows two keys a user, so there is no room for a new one: give each of these credentials an IAM user of its own, or store one key in all of them.',
  },
  'no credential any more': {
    do: 'stop',
    what: 'No cloud credential of this organisation holds a key of the IAM user qovery any more.',
    next: 'Nothing was changed. Look at the credentials in Qovery, and run again.',
  },
  'a registry with the other key': {
    do: 'stop',
    what: `ERROR: more than one access key found: the IAM user qovery has ${B} (Active, created 2026-08-22T12:00:00Z) beside the key that Qovery uses (${A}), and this action did not create it; it is held by container registry 'ECR', container registry 'ECR 2'.`,
    next: 'Store one key in all of them, then run again.',
  },
  'retire-key names the key in use': {
    do: 'stop',
    what: `Input 'retire-key' names ${A}, the key that Qovery uses.`,
    next: 'Name the other key, or leave the input out.',
  },
  'the key is gone': {
    do: 'stop',
    what: `Qovery holds ${A}, which is no key of the IAM user qovery (ERROR: no access key found, are you sure it's the correct user?).`,
    next: "If this is the right user and the key is gone, give its name as 'aws-iam-user': a new key is then created and stored.",
  },
  'the key is gone, user given': { do: 'issue', replaces: A, why: `Qovery holds ${A}, which is gone` },
  'the key is gone, user given, another key': {
    do: 'issue',
    replaces: A,
    why: `Qovery holds ${A}, which is gone`,
  },
  'the key is gone, user given, two others': {
    do: 'stop',
    what: `Qovery holds ${A}, which is gone, and the IAM user qovery has two other keys (${B}, ${X}): there is no room for a new one.`,
    next: 'Please delete the one not used by anything, then run again.',
  },
  'the key is inactive': {
    do: 'stop',
    what: `The key that Qovery holds (${A}) is Inactive, and this action did not deactivate it.`,
    next: 'Find out who did. Activate it, and run again.',
  },
  'another key, nobody holds it': {
    do: 'stop',
    what: `ERROR: more than one access key found: the IAM user qovery has ${X} (Active, created 2026-08-22T12:00:00Z) beside the key that Qovery uses (${A}), and this action did not create it.`,
    next: `Please delete the one not used by Qovery, or give 'retire-key: ${X}': it is then retired with the same care as an old key.`,
  },
  'retire-key names a key that is gone': {
    do: 'rest',
    result: 'nothing-to-rotate',
    why: `${X} is no key of the IAM user qovery (any more): nothing to retire`,
  },
  'not due': { do: 'rest', result: 'not-due', why: `${A} is 90d old; it is due at 100d` },
  due: { do: 'issue', replaces: A, why: `${A} is 90d old` },
  'issued already': {
    do: 'stop',
    what: 'This run has already created a key, and what it sees now asks for another one.',
    next: 'Look at the keys and at Qovery, then run again.',
  },
  'an obstacle': {
    do: 'stop',
    what: `The rotation of ${A} does not start: Cluster 'staging' is locked by Ann (sale). Unlock it first, or give 'ignore-cluster-id: ${STAGING}' if nobody needs it. Cluster 'staging' is in state CREATE_ERROR. Deploy it with success first, or give 'ignore-cluster-id: ${STAGING}' if nobody needs it.`,
    next: 'Nothing was changed.',
  },
  'retire-key, half done by hand': {
    do: 'record',
    entry: {
      organization: ORGANIZATION,
      old: A,
      new: B,
      before: [A, B],
      intent: NOW,
      stored: NOW,
      clusters: [],
      deployed: undefined,
      verified: undefined,
      deactivating: undefined,
      deactivated: undefined,
      restored: undefined,
      refused: undefined,
    },
    why: `'retire-key' vouches for ${A}: Qovery has moved from it to ${B}`,
  },
  'retire-key, and an obstacle': {
    do: 'stop',
    what: `ERROR: more than one access key found: the IAM user qovery has ${A} (Active, created 2026-08-22T12:00:00Z) beside the key that Qovery uses (${B}), and this action did not create it; it is held by DNS provider 'of cluster staging'.`,
    next: 'Store one key in all of them, then run again.',
  },
  'retire-key, and a locked cluster': {
    do: 'stop',
    what: `The rotation of ${A} does not start: Cluster 'staging' is locked by Ann (sale). Unlock it first, or give 'ignore-cluster-id: ${STAGING}' if nobody needs it.`,
    next: 'Nothing was changed.',
  },
  'somebody stored a third key': {
    do: 'stop',
    what: `In the middle of a rotation, somebody stored another key: cloud credential 'AWS' holds ${P}, cloud credential 'AWS lab' holds ${P}.`,
    next: 'Nothing was deleted. Store the new key of the rotation there, or finish by hand; then run again.',
  },
  'brought back': {
    do: 'stop',
    what: `The old key ${A} was deactivated, something broke (a cluster failed), and it was activated again at 2026-11-20T11:00:00Z.`,
    next: `Find out what still uses it. Then run with 'retire-key: ${A}': it is retired again, with the full delay.`,
  },
  'brought back, a person lifts the hold': {
    do: 'record',
    entry: {
      restored: undefined,
      why: undefined,
      deactivating: undefined,
      deactivated: undefined,
      deployed: undefined,
      verified: undefined,
      clusters: [],
    },
    why: `'retire-key' names ${A}, which was brought back: it is retired again, with the full delay`,
    liftsHold: true,
  },
  'the new key is gone, and held': { do: 'issue', replaces: A, why: `Qovery holds ${B}, which is gone` },
  'the new key is gone, and held; the old one too': {
    do: 'issue',
    replaces: B,
    why: `Qovery holds ${B}, which is gone`,
  },
  'the new key is gone, and held; two others': {
    do: 'stop',
    what: `Qovery holds ${B}, which is gone, and the IAM user qovery has two other keys (${A}, ${X}): there is no room for a new one.`,
    next: 'Please delete the one not used by anything, then run again.',
  },
  'in the middle of a split, with an obstacle': {
    do: 'issue',
    replaces: A,
    why: `Qovery holds ${B}, which is gone`,
  },
  'in the middle of a split, issued already': {
    do: 'stop',
    what: 'This run has already created a key, and what it sees now asks for another one.',
    next: 'Look at the keys and at Qovery, then run again.',
  },
  'before a split deletes': {
    do: 'discard',
    key: B,
    why: `container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}; its secret is lost with the run that stored it`,
    split: true,
  },
  'a key that may not be ours': {
    do: 'stop',
    what: `ERROR: more than one access key found: the IAM user qovery has ${B}, which no credential in Qovery holds, and it is not certain that this action created it (it was created at 2026-11-20T11:00:00Z, not when this action was about to create one (2026-11-20T08:00:00Z)).`,
    next: `Find out whose it is. Delete it by hand, or give 'retire-key: ${B}' once no rotation is under way.`,
  },
  'a key that may not be ours, seen long ago': {
    do: 'stop',
    what: `ERROR: more than one access key found: the IAM user qovery has ${B}, which no credential in Qovery holds, and it is not certain that this action created it (it was created at 2026-11-20T11:00:00Z, not when this action was about to create one (2026-11-20T08:00:00Z)).`,
    next: `Find out whose it is. Delete it by hand, or give 'retire-key: ${B}' once no rotation is under way.`,
  },
  'a key that was never stored, too early': {
    do: 'await-time',
    until: NOW + 10 * MINUTE,
    why: `before ${B} (created by an earlier run, never stored) is deleted: the run that created it may still be at work`,
  },
  'a key that was never stored, seen long ago': { do: 'look' },
  'a key that was never stored': {
    do: 'discard',
    key: B,
    why: 'an earlier run created it and ended before it was stored; its secret is lost',
    split: false,
  },
  'split, one refused': {
    do: 'stop',
    what: `container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}: cloud credential AWS refused the new key.`,
    next: 'Both keys stay active. See to that holder, or remove it. Then take the tag qovery-rotation:refused off the IAM user qovery, and run operation rotate again: the new key, whose secret is lost, is replaced.',
  },
  'split, this run': {
    do: 'stop',
    what: `The new key is not stored everywhere: container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}.`,
    next: 'Both keys stay active. Run again: the next run settles it.',
  },
  'split, the old key is gone': {
    do: 'issue',
    replaces: B,
    why: `the secret of ${B} is lost, and not every holder has it`,
  },
  'split, the old key is gone, two others': {
    do: 'stop',
    what: `Qovery holds ${A}, which is gone, and the IAM user qovery has two other keys (${B}, ${X}): there is no room for a new one.`,
    next: 'Please delete the one not used by anything, then run again.',
  },
  'split, deployed since': {
    do: 'stop',
    what: `container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}; the secret of ${B} is lost, and cluster 'staging' has been deployed since, maybe with it.`,
    next: 'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.',
  },
  'split, never deployed': {
    do: 'discard',
    key: B,
    why: `container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}; its secret is lost with the run that stored it`,
    split: true,
  },
  'split, a cluster deploys': {
    do: 'await-clusters',
    clusters: ['staging'],
    why: 'another deployment is under way; waiting for its end before a lost key is replaced',
  },
  'split, environments deploy': {
    do: 'rest',
    result: 'pending',
    why: `container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}; before ${B}, whose secret is lost, is replaced, these deployments have to end: shop/live (DEPLOYING), shop/test (no status)`,
    warning: true,
  },
  split: {
    do: 'discard',
    key: B,
    why: `container registry 'ECR', container registry 'ECR 2' hold ${B}, but cloud credential 'AWS' holds ${A}, cloud credential 'AWS lab' holds ${A}; its secret is lost with the run that stored it`,
    split: true,
  },
  'seen a minute ago: not yet too long': {
    do: 'discard',
    key: B,
    why: `container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}; its secret is lost with the run that stored it`,
    split: true,
  },
  'late holders': {
    do: 'stop',
    what: `The new key ${B} was stored everywhere, but now container registry 'ECR' holds ${A}, cloud credential 'AWS lab' holds ${A}.`,
    next: 'Nothing was deleted. Store the new key there (its secret is known only to Qovery: create another key for that holder, or copy the setting), or remove it; then run again.',
  },
  'found everywhere': {
    do: 'record',
    entry: { stored: NOW, refused: undefined, old: A },
    why: 'the new key was found in every holder',
  },
  'the new key is inactive': {
    do: 'stop',
    what: `The new key ${B} is Inactive, and this action did not deactivate it.`,
    next: 'Find out who did. Activate it, and run again.',
  },
  'no cluster to deploy': {
    do: 'record',
    entry: { deployed: NOW },
    why: 'there is no cluster to deploy: the others take the new key up when they start',
  },
  'clusters to deploy, one is in an error': { do: 'deploy', clusters: ['staging'] },
  'a deployment failed': {
    do: 'stop',
    what: "The deployment with the new key did not succeed: cluster 'staging': DEPLOYMENT_ERROR.",
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'a deployment is late': {
    do: 'stop',
    what: "The deployment with the new key did not succeed: cluster 'staging' is in state DEPLOYING after 1h (deploy-timeout).",
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'reactivated by somebody': {
    do: 'stop',
    what: `The old key ${A} was deactivated at 2026-11-20T11:40:01Z, and somebody has activated it again.`,
    next: 'Find out who needs it. Then delete it by hand, or deactivate it and run again.',
  },
  'an unknown status': {
    do: 'stop',
    what: `The old key ${A} has the status Expired, which this action does not know.`,
    next: 'Nothing was deleted. Look at it in the AWS console.',
  },
  'found inactive': { do: 'record', entry: { deactivated: NOW }, why: `${A} is inactive` },
  'deactivated, this run does not wait': {
    do: 'rest',
    result: 'pending',
    why: `${A} is deactivated; should anything break, it is activated again; it is deleted at 2026-11-20T12:14:00Z`,
    warning: false,
  },
  'deactivated, this run waits': {
    do: 'await-time',
    until: NOW + 3 * MINUTE,
    why: `${A} is deactivated; should anything break, it is activated again; it is deleted at 2026-11-20T12:14:00Z`,
  },
  'deactivated, its time has come to the millisecond': { do: 'delete', key: A },
  'not to be retired': {
    do: 'stop',
    what: 'Cluster c9 is in one answer of Qovery and missing in another: it is not certain which clusters use the key.',
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'not to be retired: refused credentials, and no last use': {
    do: 'stop',
    what: `The old key ${A} cannot be retired: the log of cluster 'staging' tells of refused credentials (TERRAFORM_INVALID_CREDENTIALS) since it was deployed with the new key; AWS does not tell when ${A} was last used.`,
    next: 'Nothing was deactivated or deleted. See to this; the next run goes on from here.',
  },
  'not to be retired, seen long ago': { do: 'look' },
  'nothing against it, but seen long ago': { do: 'look' },
  'two waits: the longer': {
    do: 'await-time',
    until: NOW + 119 * MINUTE,
    why: `deployments that were under way with the old key may still need it; AWS saw ${A} in use at 2026-11-20T11:30:00Z (service s3, region eu-west-3); it stays until 2026-11-20T13:59:00Z`,
  },
  'two waits: the longer is the use': {
    do: 'await-time',
    until: NOW + 50 * MINUTE,
    why: `deployments that were under way with the old key may still need it; AWS saw ${A} in use at 2026-11-20T11:50:00Z (service s3, region eu-west-3); it stays until 2026-11-20T12:50:00Z`,
    veto: NOW - 10 * MINUTE,
  },
  'two waits, this run does not wait': {
    do: 'rest',
    result: 'pending',
    why: `deployments that were under way with the old key may still need it; AWS saw ${A} in use at 2026-11-20T11:50:00Z (service s3, region eu-west-3); it stays until 2026-11-20T12:50:00Z`,
    warning: true,
  },
  'the delay, this run does not wait': {
    do: 'rest',
    result: 'pending',
    why: 'deployments that were under way with the old key may still need it; it stays until 2026-11-20T13:59:00Z',
    warning: false,
  },
  'used again': {
    do: 'rest',
    result: 'pending',
    why: `AWS saw ${A} in use at 2026-11-20T11:50:00Z (service s3, region eu-west-3); it stays until 2026-11-20T12:50:00Z. Find out what still uses it`,
    warning: true,
  },
  'used, and already waited for': {
    do: 'await-time',
    until: NOW + 50 * MINUTE,
    why: `AWS saw ${A} in use at 2026-11-20T11:50:00Z (service s3, region eu-west-3); it stays until 2026-11-20T12:50:00Z`,
    veto: NOW - 10 * MINUTE,
  },
  'used in the moment of its deactivation': {
    do: 'await-time',
    until: NOW + 3 * MINUTE,
    why: `AWS saw ${A} in use at 2026-11-20T11:50:00Z (service s3, region eu-west-3); it stays until 2026-11-20T12:50:00Z`,
    veto: NOW - 10 * MINUTE,
  },
  'used after its deactivation': {
    do: 'restore',
    key: A,
    why: `AWS saw ${A} in use at 2026-11-20T11:51:00Z (service s3, region eu-west-3), after it was deactivated`,
  },
  'locked, after all': {
    do: 'rest',
    result: 'pending',
    why: `the old key ${A} stays for now: cluster 'staging' is locked by Ann (sale); cluster 'two' is locked by Ann (sale)`,
    warning: true,
  },
  'two things need it': {
    do: 'restore',
    key: A,
    why: `container registry 'ECR' still holds ${A}; cluster 'staging' is in state INVALID_CREDENTIALS`,
  },
  'the old key is gone': { do: 'finish' },
  'the intent is lost': { do: 'deactivate', key: A },
  'the name of the old key is lost': {
    do: 'record',
    entry: { stored: NOW, refused: undefined, old: A },
    why: 'the new key was found in every holder',
  },
  'the new key is gone, and held; no key is left': {
    do: 'issue',
    replaces: B,
    why: `Qovery holds ${B}, which is gone`,
  },
  'split, deployed in that very moment': {
    do: 'stop',
    what: `container registry 'ECR' holds ${B}, but cloud credential 'AWS' holds ${A}; the secret of ${B} is lost, and cluster 'staging' has been deployed since, maybe with it.`,
    next: 'Both keys stay active. Store one pair of keys in all of these by hand, deploy the clusters, and run again.',
  },
  'the delay, after a use was waited for': {
    do: 'await-time',
    until: NOW + 119 * MINUTE,
    why: 'deployments that were under way with the old key may still need it; it stays until 2026-11-20T13:59:00Z',
  },
  'the new key is inactive, the old one is not': {
    do: 'stop',
    what: `The new key ${B} is Inactive, and this action did not deactivate it.`,
    next: 'Find out who did. Activate it, and run again.',
  },
  'the delay is over to the millisecond, and nobody looked': { do: 'look' },
  'stored in the moment of the look': { do: 'deactivate', key: A },
  'a key that was never stored, seen a minute ago': {
    do: 'discard',
    key: B,
    why: 'an earlier run created it and ended before it was stored; its secret is lost',
    split: false,
  },
  'unknown clusters': {
    do: 'stop',
    what: 'Cluster c8, c9 is in one answer of Qovery and missing in another: it is not certain which clusters use the key.',
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'two clusters run on it': {
    do: 'record',
    entry: { clusters: [STAGING, '0a1b2c3d-0000-4000-8000-00000000c002'], deployed: NOW },
    why: "'staging', 'shop' runs on the new key",
  },
  'a cluster is being deployed': {
    do: 'await-clusters',
    clusters: ['staging'],
    why: 'deploying with the new key',
  },
  'two clusters are busy': {
    do: 'await-clusters',
    clusters: ['staging', 'shop'],
    why: 'another deployment is under way; waiting for its end before it is deployed with the new key',
  },
  'two clusters are busy for too long': {
    do: 'stop',
    what: "Cluster 'staging' has been in state DEPLOYING; Cluster 'shop' has been in state DEPLOYING for more than 1h (deploy-timeout), by a deployment that is not ours.",
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'two clusters are refused for too long': {
    do: 'stop',
    what: "Qovery has not accepted a deployment of 'staging', 'shop' for 1h (deploy-timeout).",
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'two clusters are locked': {
    do: 'stop',
    what: "Cluster 'staging' is locked by Ann (sale); Cluster 'shop' is locked by Ann (sale) and was not deployed with the new key yet.",
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'two deployments failed': {
    do: 'stop',
    what: "The deployment with the new key did not succeed: cluster 'staging': DEPLOYMENT_ERROR; cluster 'shop': CANCELED.",
    next: 'Both keys stay active. See to the cluster; the next run deploys it again and goes on from here.',
  },
  'the test deployments succeeded': {
    do: 'record',
    entry: { verified: NOW },
    why: 'the test deployments succeeded',
  },
  'the test deployments failed': {
    do: 'stop',
    what: 'The test deployment with the new key did not succeed: environment e1: BUILD_ERROR; environment e2: BUILD_ERROR.',
    next: 'Both keys stay active. See to the environment (or leave it out of verify-environment-id); the next run tries again.',
  },
};

/** A problem as its words, a cluster as its name. */
function plain(step: Step): object {
  if (step.do === 'stop') {
    const { problem } = step;
    return { do: 'stop', ...('what' in problem ? { what: problem.what, next: problem.remedy } : {}) };
  }
  if ('clusters' in step) return { ...step, clusters: step.clusters.map(({ name }) => name) };
  return step;
}

test('every situation has its step', () => {
  expect(Object.keys(STEPS)).toEqual(Object.keys(SITUATIONS));
});

test.each(Object.entries(SITUATIONS))('%s', (name, { o, policy, memory }) => {
  const step = decide(situation(o, policy, memory));
  expect(plain(step)).toStrictEqual(STEPS[name]);
});
