/** From inputs to outputs: the only catch, and the only place where a run is declared failed. */
import { randomBytes } from 'node:crypto';
import { systemClock } from './clock.ts';
import { Cancelled, Problem, messageOf, stopped } from './errors.ts';
import { type Inputs, givenSecrets, readInputs } from './inputs.ts';
import { type Output, redacting } from './output.ts';
import { QoveryApi } from './qovery/api.ts';
import { escape } from './report/markdown.ts';
import type { Outcome } from './report/outcome.ts';
import { Secrets } from './secrets.ts';

/** Of the five seconds that a cancelled step has at the least, how long requests may still take. */
const GRACE = 4000;

/** @param cancel ends every wait; requests under way get a grace of four seconds */
export async function run(plain: Output, cancel: AbortSignal): Promise<void> {
  const secrets = new Secrets((value) => plain.mask(value));
  const output = redacting(plain, secrets);
  let wanted = true;
  try {
    for (const secret of givenSecrets()) secrets.add(secret);
    const inputs = readInputs();
    wanted = inputs.writeSummary;
    for (const warning of inputs.warnings) output.warning(warning);
    await finish(await operate(inputs, output, secrets, cancel), inputs, output);
  } catch (error) {
    output.endGroup();
    output.set('result', 'failed');
    output.error(explain(error));
    output.fail();
    if (wanted) await writeSummary(`### Failed\n\n${escape(explain(error))}\n`, output);
  }
}

async function operate(
  inputs: Inputs,
  output: Output,
  secrets: Secrets,
  cancel: AbortSignal,
): Promise<Outcome> {
  const grace = graceAfter(cancel);
  const clock = systemClock(cancel);
  const { organizationId, apiUrl: baseUrl, token, proxy } = inputs;
  const api = new QoveryApi({ organizationId, baseUrl, token, proxy, clock, secrets, cancel: grace });
  try {
    // Each operation is loaded when it is asked for: a lock does not pay for the AWS SDK.
    switch (inputs.operation) {
      case 'rotate': {
        const { rotate } = await import('./operations/rotate.ts');
        return await rotate(inputs, {
          api,
          clock,
          output,
          secrets,
          cancel,
          grace,
          run: randomBytes(4).toString('hex'),
          getIdToken,
        });
      }
      case 'lock': {
        const { lock } = await import('./operations/locks.ts');
        return await lock(inputs, api, clock, output);
      }
      case 'unlock': {
        const { unlock } = await import('./operations/locks.ts');
        return await unlock(inputs, api, clock, output);
      }
      case 'review': {
        const { review } = await import('./operations/review.ts');
        return await review(inputs, { api, clock, output, secrets, grace, getIdToken });
      }
      case 'due': {
        const { due } = await import('./operations/due.ts');
        return await due(inputs, { api, clock, output, secrets, grace, getIdToken });
      }
    }
  } finally {
    api.close();
  }
}

async function getIdToken(audience: string): Promise<string> {
  const core = await import('@actions/core');
  return core.getIDToken(audience);
}

async function finish(outcome: Outcome, { writeSummary: wanted }: Inputs, output: Output): Promise<void> {
  output.endGroup();
  output.set('result', outcome.result);
  for (const [name, value] of Object.entries(outcome.outputs)) output.set(name, value);
  output.set('report', JSON.stringify(outcome.report));
  if (wanted) await writeSummary(outcome.summary, output);
  for (const note of outcome.notes) output.info(note);
  for (const warning of outcome.warnings) output.warning(warning);
  for (const error of outcome.errors) output.error(error);
  if (outcome.result === 'failed') output.fail();
}

/** A summary that cannot be written is no reason to call a rotation failed. */
async function writeSummary(markdown: string, output: Output): Promise<void> {
  try {
    await output.summary(markdown);
  } catch (error) {
    output.warning(`The job summary was not written: ${messageOf(error)}`);
  }
}

/** What an operation throws, it throws before its first change; what comes later is in its outcome. */
function explain(error: unknown): string {
  const nothing = 'Nothing was changed.';
  if (error instanceof Problem) return error.withNow(error.message.includes(nothing) ? '' : nothing).message;
  if (error instanceof Cancelled) return `${error.message} ${nothing}`;
  const known = error instanceof Error && ['QoveryError', 'AwsError'].includes(error.name);
  if (known) return `${stopped(messageOf(error))} ${nothing} See to it, and run again.`;
  return `Unexpected: ${stopped(messageOf(error))} Please report this. What was done so far stays; the next run goes on from what it finds.`;
}

function graceAfter(cancel: AbortSignal): AbortSignal {
  const grace = new AbortController();
  cancel.addEventListener('abort', () => setTimeout(() => grace.abort(), GRACE).unref(), { once: true });
  return grace.signal;
}
