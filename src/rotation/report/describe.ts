/** Says what is true, and what would be done. Pure. */
import { holderLabel, whoHoldsWhat } from '../../holders/index.ts';
import { MINUTE, iso, span } from '../../lib/clock.ts';
import { someOf } from '../../lib/text.ts';
import { INTERVAL } from '../../qovery/rate-limiter.ts';
import { AT_A_TIME } from '../decide/clusters.ts';
import { type Observation, type Policy, type Step, concernedHolders, movableHolders } from '../model.ts';

/** What is true now: which keys exist, and who holds which. */
export function describeState(observed: Observation): string {
  const role = (id: string): string =>
    id === observed.journal.new ? ', new' : id === observed.journal.old ? ', old' : '';
  const keys = observed.keys.map(
    ({ id, status, createdAt }) => `${id} (${status}${role(id)}, created ${iso(createdAt)})`,
  );
  const holders = whoHoldsWhat(concernedHolders(observed));
  return `IAM user ${observed.target.user} has ${keys.length === 0 ? 'no access key' : keys.join(' and ')}; in Qovery, ${holders || 'nobody holds one of them'}.`;
}

/** With more clusters, people want to know before how long it takes. */
const FEW_CLUSTERS = 100;
/** "5 to 10 minutes" (https://www.qovery.com/docs, "Rotate AWS credentials"). */
const DEPLOYMENT = 10 * MINUTE;

/** How long a rotation of many clusters takes, about. */
export function describeDuration({ clusters }: Pick<Observation, 'clusters'>): string | undefined {
  const count = clusters.filter(({ state }) => state !== 'off').length;
  if (count <= FEW_CLUSTERS) return undefined;
  const deploying = Math.ceil(count / AT_A_TIME) * DEPLOYMENT;
  // The DNS provider and the project of each.
  const look = 2 * count * INTERVAL;
  return `${count} clusters take hours: about ${span(deploying)} to deploy them, ${AT_A_TIME} at a time, and up to ${span(look)} for each look at all of them before the old key goes, since Qovery allows 1000 requests an hour. A run that is cut off is continued by the next.`;
}

/** What a run without `dry-run` would do from here. */
export function plan(step: Step, observed: Observation, policy: Policy, now: number): string[] {
  const holders = movableHolders(observed);
  const clusters = observed.clusters
    .filter(({ state, id }) => state !== 'off' && !policy.ignoreClusters.includes(id))
    .toSorted((a, b) => Number(a.production) - Number(b.production));
  const deploy =
    clusters.length === 0
      ? []
      : [
          `deploy ${someOf(clusters.map(({ name }) => `'${name}'`))} with the new key, production last, and wait for success`,
        ];
  const retire = [
    `keep the old key for ${span(policy.delay)} after the last cluster was deployed`,
    `deactivate the old key for ${span(policy.deactivateFor)}, look whether anything broke, delete it`,
  ];
  const store = [
    `create a new key for ${observed.target.user} and prove that it works`,
    `store it in ${holders.map(holderLabel).join(', ')}`,
  ];
  switch (step.do) {
    case 'announce':
      return [
        ...(step.makeRoom === undefined ? [] : [`delete ${step.makeRoom.key}: ${step.why}`]),
        ...store,
        ...deploy,
        ...retire,
      ];
    case 'discard':
      return [`delete ${step.permit.key}: ${step.why}`, ...store, ...deploy, ...retire];
    case 'deploy':
    case 'await-clusters':
    case 'verify':
    case 'await-verification':
      return [...deploy, ...retire];
    case 'await-time':
      return [
        `wait until ${iso(step.until)}: ${step.why}`,
        ...(now < step.until ? [`then deactivate and delete ${observed.journal.old ?? 'it'}`] : []),
      ];
    case 'record':
      return [`write in the journal that ${step.why}`, ...deploy, ...retire];
    case 'deactivate':
      return [
        `deactivate ${step.permit.key} for ${span(policy.deactivateFor)}, look whether anything broke, delete it`,
      ];
    case 'restore':
      return [`activate ${step.permit.key} again: ${step.why}`];
    case 'delete':
      return [`delete ${step.permit.key}`];
    case 'finish':
      return ['clean the journal'];
    // A dry run announces nothing, so it never comes to these two.
    case 'create-key':
    case 'store-key':
    case 'refresh':
    case 'refresh-statuses':
    case 'rest':
    case 'stop':
      return [];
  }
}
