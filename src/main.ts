/** The process: its signals, its pipes, and what is said when something fails that nothing else catches. */
import { givenSecrets, outputFile } from './inputs.ts';
import { explainDefect } from './lib/errors.ts';
import { dependable, githubOutput } from './lib/output.ts';
import { failedSummary, run } from './run.ts';

// A log that nobody reads any more (EPIPE), or a full disk (ENOSPC), is no reason to stop between two stores.
for (const stream of [process.stdout, process.stderr]) stream.on('error', () => undefined);

const { output, secrets } = dependable(githubOutput(outputFile()));
for (const secret of givenSecrets()) secrets.add(secret);

// GitHub sends SIGINT when a run is cancelled, SIGTERM 7.5 s later, and kills after 2.5 s more (actions/runner).
const cancel = new AbortController();
process.on('SIGINT', () => cancel.abort());
process.on('SIGTERM', () => cancel.abort());

let failed = false;
let ended = false;

/** The last resort: says what an error means, and lets the run come to its end as if it had been cancelled. */
function fail(error: unknown): void {
  if (ended) return;
  failed = true;
  const text = secrets.redactError(explainDefect(error));
  output.error(text);
  output.fail();
  output.set('result', 'failed');
  void output.summary(failedSummary(text));
  cancel.abort();
}

process.on('uncaughtException', fail);
process.on('unhandledRejection', fail);
process.once('beforeExit', () => fail(new Error('the run stopped in the middle of its work')));

run({ output, secrets, cancel: cancel.signal })
  .catch(fail)
  .finally(() => {
    ended = true;
    // The run may have called itself something else since.
    if (failed) output.set('result', 'failed');
  });
