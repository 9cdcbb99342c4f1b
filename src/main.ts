import { githubOutput } from './lib/output.ts';
import { run } from './run.ts';

// GitHub sends SIGINT when a run is cancelled, SIGTERM 7.5 s later, and kills after 2.5 s more (actions/runner).
const cancel = new AbortController();
process.on('SIGINT', () => cancel.abort());
process.on('SIGTERM', () => cancel.abort());

await run(githubOutput(), cancel.signal);
