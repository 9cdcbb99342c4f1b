/** From inputs to outputs: the only catch, and the only place where a run is declared failed. */
import { randomBytes } from 'node:crypto';
import { type ServerClock, serverClock } from './lib/server-clock.ts';
import { Cancelled, Problem, messageOf, withFullStop } from './lib/errors.ts';
import { type Inputs, givenSecrets, readInputs } from './inputs.ts';
import { type Output, redacting } from './lib/output.ts';
import { QoveryApi } from './qovery/api.ts';
import { type Kept, issueProblem, wantedIssue, withIssue } from './github/issue.ts';
import { escape } from './lib/markdown.ts';
import type { Outcome } from './operation.ts';
import { Secrets } from './lib/secrets.ts';
import { type Transport, httpTransport } from './lib/transport.ts';

/** Of the five seconds that a cancelled step has at the least, how long requests may still take. */
const GRACE = 4000;

/** What every operation needs, and the keeping of its issue. */
interface RunContext {
  readonly output: Output;
  readonly secrets: Secrets;
  readonly clock: ServerClock;
  readonly cancel: AbortSignal;
  /** Ends the requests that are still under way a few seconds after the cancel. */
  readonly grace: AbortSignal;
}

/** @param cancel ends every wait; requests under way get a grace of four seconds */
export async function run(plain: Output, cancel: AbortSignal): Promise<void> {
  const secrets = new Secrets((value) => plain.mask(value));
  const output = redacting(plain, secrets);
  const clock = serverClock({ cancel, warn: (text) => output.warning(text) });
  const context = { output, secrets, cancel, grace: graceAfter(cancel), clock };
  let inputs: Inputs | undefined;
  try {
    for (const secret of givenSecrets()) secrets.add(secret);
    inputs = readInputs();
    for (const warning of inputs.warnings) output.warning(warning);
    const outcome = await operate(inputs, context);
    const kept = await keepIssue(inputs, outcome, context);
    await finish(withIssue(outcome, kept, inputs.operation), inputs, output);
  } catch (error) {
    output.endGroup();
    output.set('result', 'failed');
    output.error(explain(error));
    output.fail();
    const summary = `### Failed\n\n${escape(explain(error))}\n`;
    // A run that somebody cancelled before it began has seen nothing that an issue could tell.
    const told = { summary, ...(error instanceof Cancelled ? {} : { attention: true }) };
    const { url, problem } = inputs === undefined ? {} : await keepIssue(inputs, told, context);
    if (url !== undefined) output.set('issue-url', url);
    if (problem !== undefined) output.warning(problem);
    if (inputs?.writeSummary ?? true) await writeSummary(summary, output);
  }
}

async function operate(inputs: Inputs, given: RunContext): Promise<Outcome> {
  // What only reads has nothing to finish.
  const reads = inputs.operation === 'review' || inputs.operation === 'due';
  const context = reads ? { ...given, grace: given.cancel } : given;
  const { output, secrets, clock, grace } = context;
  const { organizationId, apiUrl: baseUrl, token } = inputs;
  const info = (text: string): void => output.info(text);
  const transport = httpTransport(inputs.proxy);
  const shared = { transport, clock, secrets, info };
  const api = new QoveryApi({ ...shared, organizationId, baseUrl, token, cancel: grace });
  const deps = { ...context, ...shared, api };
  try {
    // Each operation is loaded when it is asked for: a lock does not pay for the AWS SDK.
    switch (inputs.operation) {
      case 'rotate': {
        const { rotate } = await import('./rotation/rotate.ts');
        return await rotate(inputs, { ...deps, run: randomBytes(4).toString('hex') });
      }
      case 'lock': {
        const { lock } = await import('./locks/lock.ts');
        return await lock(inputs, api, clock, output);
      }
      case 'unlock': {
        const { unlock } = await import('./locks/lock.ts');
        return await unlock(inputs, api, clock, output);
      }
      case 'review': {
        const { review } = await import('./review/review.ts');
        return await review(inputs, deps);
      }
      case 'due': {
        const { due } = await import('./due/due.ts');
        return await due(inputs, deps);
      }
    }
  } finally {
    api.close();
    await transport.close();
  }
}

/** Brings the issue up to date, where one is asked for. What goes wrong with it is told, never thrown. */
async function keepIssue(
  inputs: Inputs,
  { attention, summary }: Pick<Outcome, 'attention' | 'summary'>,
  { clock, grace: cancel, secrets, output }: RunContext,
): Promise<Kept> {
  if (!('issue' in inputs) || inputs.issue === undefined || attention === undefined) return {};
  if (inputs.operation === 'rotate' && inputs.dryRun) return {};
  const wanted = wantedIssue(inputs, attention, secrets.redact(summary), clock.now());
  let transport: Transport | undefined;
  try {
    transport = httpTransport(inputs.proxy);
    // GitHub's client is loaded when it is asked for.
    const issue = await import('./github/keep-issue.ts');
    const context = { transport, clock, cancel, secrets, info: (text: string) => output.info(text) };
    return { url: await issue.keepIssue(inputs.issue, wanted, context) };
  } catch (error) {
    return { problem: issueProblem(error, inputs) };
  } finally {
    await transport?.close();
  }
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
  if (error instanceof Problem)
    return error.withState(error.message.includes(nothing) ? '' : nothing).message;
  if (error instanceof Cancelled) return `${error.message} ${nothing}`;
  const known = error instanceof Error && ['QoveryError', 'AwsError'].includes(error.name);
  if (known) return `${withFullStop(messageOf(error))} ${nothing} See to it, and run again.`;
  return `Unexpected: ${withFullStop(messageOf(error))} Please report this. What was done so far stays; the next run goes on from what it finds.`;
}

function graceAfter(cancel: AbortSignal): AbortSignal {
  const grace = new AbortController();
  cancel.addEventListener('abort', () => setTimeout(() => grace.abort(), GRACE).unref(), { once: true });
  return grace.signal;
}
