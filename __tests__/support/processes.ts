import { tmpdir } from 'node:os';
import { join } from 'node:path';

/**
 * Variables of every process that a test starts. V8 keeps what it compiled, so that the next process starts with less
 * work: a runner of GitHub, which starts one process, would gain nothing by it.
 */
export const PROCESS_ENV: Record<string, string> =
  process.env['NODE_V8_COVERAGE'] === undefined
    ? { NODE_COMPILE_CACHE: join(tmpdir(), 'qovery-maintenance-compile-cache') }
    : {}; // What is kept has lost some of what coverage counts.

/** Takes the sandbox's session away: the job has none, or assumes a role. */
export const NO_SESSION = { AWS_ACCESS_KEY_ID: '', AWS_SECRET_ACCESS_KEY: '', AWS_SESSION_TOKEN: '' };
