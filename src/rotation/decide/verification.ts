/** Whether the environments named by the user have been redeployed with the new key. Pure. */
import { span } from '../../lib/clock.ts';
import type { Situation, Step } from '../model.ts';
import { isLate } from './freshness.ts';
import { stop } from './steps.ts';

export function decideVerification({ observed, policy, runState, now }: Situation): Step | undefined {
  if (policy.verifyEnvironments.length === 0 || observed.journal.verified !== undefined) return undefined;
  const failed: string[] = [];
  const running: string[] = [];
  const open: string[] = [];
  for (const id of policy.verifyEnvironments) {
    const verification = runState.verifications.get(id);
    const since = verification?.requestedAt ?? runState.waitingSince.get(id) ?? now;
    const seenAt = verification?.seenAt ?? now;
    if (verification?.outcome === 'succeeded') continue;
    if (verification?.outcome === 'failed') failed.push(`environment ${id}: ${verification.detail}`);
    else if (isLate({ since, seenAt, now }, policy))
      failed.push(
        `environment ${id} was not redeployed within ${span(policy.deployTimeout)} (deploy-timeout)`,
      );
    else if (verification === undefined) open.push(id);
    else running.push(id);
  }
  if (open.length > 0) return { do: 'verify', environments: open };
  if (running.length > 0) return { do: 'await-verification', environments: running };
  if (failed.length === 0)
    return { do: 'record', entry: { verified: now }, why: 'the test deployments succeeded' };
  return stop(
    `The test deployment with the new key did not succeed: ${failed.join('; ')}.`,
    'Both keys stay active. Fix the environment (or leave it out of verify-environment-id); the next run tries again.',
  );
}
