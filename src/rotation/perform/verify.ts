/** Redeploys environments as a test of the new key, and follows these deployments to their ends. */
import { SECOND } from '../../lib/clock.ts';
import type { Uuid } from '../../lib/ids.ts';
import { QoveryError } from '../../qovery/http.ts';
import { pollInterval } from './deploy.ts';
import { renewHeartbeat, keepAlive } from './journal-writer.ts';
import type { RotationContext, State } from '../means.ts';
import type { Verification } from '../step.ts';
import { atRest } from '../decide/workloads.ts';

export async function verify(
  environments: readonly string[],
  { observation, runState }: State,
  context: RotationContext,
): Promise<State> {
  const { organization, clock } = context;
  context.group('Perform a test deployment');
  const observed = await renewHeartbeat(observation, runState, context);
  const verifications = new Map(runState.verifications);
  const waitingSince = new Map(runState.waitingSince);
  for (const id of environments) {
    const requestedAt = clock.now();
    try {
      const requestId = await organization.api.redeployEnvironment(id as Uuid);
      context.event(`asked Qovery to redeploy environment ${id}, as a test`);
      verifications.set(id, {
        requestedAt,
        requestId,
        outcome: requestId === undefined ? 'failed' : 'running',
        detail: 'Qovery told no id of the deployment',
      });
    } catch (error) {
      if (!(error instanceof QoveryError)) throw error;
      if (error.status === 409) {
        // "Operation is in progress" (Qovery's API): ask again when it is over.
        waitingSince.set(id, waitingSince.get(id) ?? requestedAt);
        await clock.sleep(15 * SECOND);
      } else
        verifications.set(id, {
          requestedAt,
          requestId: undefined,
          outcome: 'failed',
          detail: error.message,
        });
    }
  }
  return { observation: observed, runState: { ...runState, verifications, waitingSince } };
}

export async function awaitVerification(
  environments: readonly string[],
  { observation, runState }: State,
  context: RotationContext,
): Promise<State> {
  const { organization, clock } = context;
  const verifications = new Map(runState.verifications);
  const since = Math.min(...environments.map((id) => verifications.get(id)?.requestedAt ?? clock.now()));
  await clock.sleep(pollInterval(clock.now() - since));
  for (const id of environments) {
    const verification = verifications.get(id);
    if (verification?.requestId === undefined) continue;
    const next = await progress(id, verification, verification.requestId);
    verifications.set(id, next);
    if (next.outcome === 'succeeded') context.event(`environment ${id} runs on the new key`);
  }
  return {
    observation: await keepAlive(observation, runState, context),
    runState: { ...runState, verifications },
  };

  async function progress(id: string, verification: Verification, requestId: string): Promise<Verification> {
    try {
      const status = await organization.api.deploymentStatus(requestId);
      if (!atRest(status)) return verification;
      const good = status === 'DEPLOYED' || status === 'RESTARTED';
      return {
        ...verification,
        outcome: good ? 'succeeded' : 'failed',
        detail: `the deployment ended in ${status}`,
      };
    } catch (error) {
      if (!(error instanceof QoveryError) || (error.refused && !error.throttled)) throw error;
      context.info(`Environment ${id}: ${error.message}. Asking again.`);
      return verification;
    }
  }
}
