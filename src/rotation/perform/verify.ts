/** Redeploys environments as a test of the new key, and follows these deployments to their ends. */
import { uuid } from '../../lib/ids.ts';
import { QoveryError } from '../../qovery/http.ts';
import { isAtRest } from '../../qovery/status.ts';
import type { RotationContext, State } from '../context.ts';
import type { Step, Verification } from '../model.ts';
import { ASK_AGAIN, pollInterval } from './deploy.ts';
import { keepAlive, renewHeartbeat } from './journal-writer.ts';

export async function verify(
  { environments }: Extract<Step, { do: 'verify' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { organization, clock } = context;
  context.group('Perform a test deployment');
  const { runState } = state;
  const observation = await renewHeartbeat(state, context);
  const verifications = new Map(runState.verifications);
  const waitingSince = new Map(runState.waitingSince);
  for (const id of environments) {
    const requestedAt = clock.now();
    try {
      const environment = uuid(id);
      if (environment === undefined) throw new Error(`${id} is no id of an environment`);
      const requestId = await organization.api.redeployEnvironment(environment);
      context.event('environment-deploying', id);
      verifications.set(id, {
        requestedAt,
        seenAt: requestedAt,
        requestId,
        outcome: requestId === undefined ? 'failed' : 'running',
        detail: 'Qovery told no id of the deployment',
      });
    } catch (error) {
      if (!(error instanceof QoveryError)) throw error;
      // 409 is "Operation is in progress" (Qovery's API): ask again when it is over.
      if (error.outcome === 'later' || error.status === 409) {
        waitingSince.set(id, waitingSince.get(id) ?? requestedAt);
        await clock.sleep(Math.max(error.retryAfter ?? 0, ASK_AGAIN));
      } else
        verifications.set(id, {
          requestedAt,
          seenAt: requestedAt,
          requestId: undefined,
          outcome: 'failed',
          detail: error.message,
        });
    }
  }
  return { observation, runState: { ...runState, verifications, waitingSince } };
}

export async function awaitVerification(
  { environments }: Extract<Step, { do: 'await-verification' }>,
  state: State,
  context: RotationContext,
): Promise<State> {
  const { organization, clock } = context;
  const verifications = new Map(state.runState.verifications);
  const since = Math.min(...environments.map((id) => verifications.get(id)?.requestedAt ?? clock.now()));
  await clock.sleep(pollInterval(clock.now() - since));
  for (const id of environments) {
    const verification = verifications.get(id);
    if (verification?.requestId === undefined) continue;
    const next = await progress(id, verification, verification.requestId);
    verifications.set(id, next);
    if (next.outcome === 'succeeded') context.event('environment-deployed', id);
  }
  const runState = { ...state.runState, verifications };
  return { observation: await keepAlive({ ...state, runState }, context), runState };

  async function progress(id: string, verification: Verification, requestId: string): Promise<Verification> {
    try {
      const status = await organization.api.deploymentStatus(requestId);
      if (!isAtRest(status)) return { ...verification, seenAt: clock.now() };
      const good = status === 'DEPLOYED' || status === 'RESTARTED';
      return {
        ...verification,
        outcome: good ? 'succeeded' : 'failed',
        detail: `the deployment ended in ${status}`,
      };
    } catch (error) {
      if (!(error instanceof QoveryError) || error.outcome === 'refused') throw error;
      context.info(`Environment ${id}: ${error.message}. Asking again.`);
      return verification;
    }
  }
}
