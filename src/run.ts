/** From inputs to outputs: the only catch, and the only place where a run is declared failed. */
import { randomBytes } from 'node:crypto';
import { type Inputs, readInputs } from './inputs.ts';
import { type Kept, issueProblem, wantedIssue } from './github/issue.ts';
import { BadInput, Cancelled, explainError } from './lib/errors.ts';
import { alert, blocks, bullets, escape } from './lib/markdown.ts';
import type { Output } from './lib/output.ts';
import type { Secrets } from './lib/secrets.ts';
import { type ServerClock, serverClock } from './lib/server-clock.ts';
import { type Transport, httpTransport } from './lib/transport.ts';
import type { Outcome } from './operation.ts';
import { QoveryApi } from './qovery/api.ts';
import { resolveNames } from './qovery/resolve-names.ts';
import { USER_AGENT } from './version.ts';

/** Of the five seconds that a cancelled step has at the least, how long requests may still take. */
const GRACE = 4000;

/** What a run is given by the process. */
interface Given {
  readonly output: Output;
  readonly secrets: Secrets;
  /** Ends every wait; requests that are under way get a grace of four seconds. */
  readonly cancel: AbortSignal;
}

interface RunContext extends Given {
  readonly clock: ServerClock;
  /** Ends the requests that are still under way a few seconds after the cancel. */
  readonly grace: AbortSignal;
}

/** Never rejects, as long as the output does not throw. */
export async function run(given: Given): Promise<void> {
  const { output, cancel } = given;
  const context = {
    ...given,
    grace: graceAfter(cancel),
    clock: serverClock({ cancel, warn: (text) => output.warning(text) }),
  };
  let inputs: Inputs | undefined;
  let outcome: Outcome;
  try {
    inputs = readInputs();
    output.info(introduction(inputs));
    for (const warning of inputs.warnings) output.warning(warning);
    outcome = await operate(inputs, context);
  } catch (error) {
    outcome = failure(error, context);
  }
  // What failed is told first: whatever comes after may fail, too, or be cut short.
  await tell(outcome, inputs?.writeSummary ?? true, output);
  if (inputs !== undefined) await tellIssue(outcome, inputs, context);
}

/** The first line of the log: what is running, and for whom. */
function introduction(inputs: Inputs): string {
  const dryRun = 'dryRun' in inputs && inputs.dryRun ? ', dry run: nothing is changed' : '';
  return `${USER_AGENT}: ${inputs.operation}, organisation ${inputs.organizationId}${dryRun}`;
}

/** An operation that ended with an error, as an outcome. */
function failure(error: unknown, { secrets }: Given): Outcome {
  // An error may quote what it was given: redacted before it is escaped, which changes it.
  const text = secrets.redactError(explainError(error));
  return {
    result: 'failed',
    outputs: {},
    report: {},
    summary: failedSummary(text),
    errors: [text],
    warnings: error instanceof BadInput ? error.warnings : [],
    notes: [],
    // A run that somebody cancelled before it began has seen nothing that an issue could tell.
    ...(error instanceof Cancelled ? {} : { attention: true }),
  };
}

/** @param text redacted; what follows the first line is a list */
export function failedSummary(text: string): string {
  const [first = '', ...more] = text.split('\n');
  const list = bullets(more.map((line) => escape(line.replace(/^- /, ''))));
  return `${blocks(['### ❌ Failed', alert('CAUTION', escape(first)), list])}\n`;
}

async function operate(inputs: Inputs, given: RunContext): Promise<Outcome> {
  // What only reads has nothing to finish.
  const reads = inputs.operation === 'review' || inputs.operation === 'due';
  const context = reads ? { ...given, grace: given.cancel } : given;
  const { output, secrets, clock, grace } = context;
  const { organizationId, apiUrl: baseUrl, token } = inputs;
  const transport = httpTransport(inputs.proxy);
  const shared = { transport, clock, secrets, info: (text: string) => output.info(text) };
  const api = new QoveryApi({ ...shared, organizationId, baseUrl, token, cancel: grace });
  const deps = { ...context, ...shared, api };
  try {
    // Each operation is loaded when it is asked for: a lock does not pay for the AWS SDK.
    switch (inputs.operation) {
      case 'rotate': {
        const { rotate } = await import('./rotation/rotate.ts');
        const run = randomBytes(4).toString('hex');
        return await rotate(await resolveNames(inputs, api), { ...deps, run });
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

/** The errors first, then whatever else can be written. */
async function tell(outcome: Outcome, writeSummary: boolean, output: Output): Promise<void> {
  output.endGroup();
  for (const error of outcome.errors) output.error(error);
  if (outcome.result === 'failed') output.fail();
  output.set('result', outcome.result);
  for (const [name, value] of Object.entries(outcome.outputs)) output.set(name, value);
  setReport(outcome.report, output);
  if (writeSummary) await output.summary(outcome.summary);
  for (const note of outcome.notes) output.info(note);
  for (const warning of outcome.warnings) output.warning(warning);
}

/** Brings the issue up to date, where one is asked for, and says what came of it. */
async function tellIssue(outcome: Outcome, inputs: Inputs, context: RunContext): Promise<void> {
  const { output } = context;
  const { url, problem } = await keepIssue(inputs, outcome, context);
  if (url !== undefined) {
    output.set('issue-url', url);
    output.info(`The issue is up to date: ${url}`);
  }
  if (problem === undefined) return;
  if (inputs.writeSummary) await output.summary(`> ${escape(problem)}\n`);
  // A rotation is done whether or not its issue tells of it. A review whose report reaches nobody has failed.
  if (inputs.operation !== 'review') return output.warning(problem);
  output.error(problem);
  output.fail();
  output.set('result', 'failed');
  setReport(outcome.report, output, { result: 'failed' });
}

/** A run that never began has nothing to report. */
function setReport(report: Outcome['report'], output: Output, changes: Outcome['report'] = {}): void {
  if (Object.keys(report).length > 0) output.set('report', JSON.stringify({ ...report, ...changes }));
}

/** What goes wrong with the issue is told, never thrown. */
async function keepIssue(
  inputs: Inputs,
  { attention, summary, findings }: Outcome,
  { clock, grace: cancel, secrets, output }: RunContext,
): Promise<Kept> {
  if (!('issue' in inputs) || inputs.issue === undefined || attention === undefined) return {};
  if (inputs.operation === 'rotate' && inputs.dryRun) return {};
  let transport: Transport | undefined;
  try {
    transport = httpTransport(inputs.proxy);
    const known = findings && {
      ...findings,
      urgent: findings.urgent.map(({ what, next, ...rest }) => ({
        ...rest,
        what: secrets.redact(what),
        next: secrets.redact(next),
      })),
    };
    const wanted = wantedIssue(inputs, attention, secrets.redact(summary), clock.now(), known);
    // GitHub's client is loaded when it is asked for.
    const issue = await import('./github/keep-issue.ts');
    const context = { transport, clock, cancel, secrets, info: (text: string) => output.info(text) };
    return { url: await issue.keepIssue(inputs.issue, wanted, context) };
  } catch (error) {
    return { problem: secrets.redact(issueProblem(error, inputs)) };
  } finally {
    await transport?.close();
  }
}

function graceAfter(cancel: AbortSignal): AbortSignal {
  const grace = new AbortController();
  cancel.addEventListener('abort', () => setTimeout(() => grace.abort(), GRACE).unref(), { once: true });
  return grace.signal;
}
