/** Runs jest and ends with a plain line `N passed, N failed, N skipped`. Further arguments go to jest. */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const directory = mkdtempSync(join(tmpdir(), 'qovery-maintenance-'));
const report = join(directory, 'report.json');
const { status } = spawnSync(
  process.execPath,
  [
    '--experimental-vm-modules',
    'node_modules/jest/bin/jest.js',
    '--json',
    `--outputFile=${report}`,
    ...process.argv.slice(2),
  ],
  { stdio: ['ignore', 'ignore', 'inherit'] },
);
const result = JSON.parse(readFileSync(report, 'utf8')) as {
  numPassedTests: number;
  numFailedTests: number;
  numPendingTests: number;
  numFailedTestSuites: number;
};
rmSync(directory, { recursive: true });
// A suite that could not even be loaded is a failure.
const failed = Math.max(result.numFailedTests, result.numFailedTestSuites);
console.log(`${result.numPassedTests} passed, ${failed} failed, ${result.numPendingTests} skipped`);
process.exitCode = failed > 0 ? 1 : (status ?? 1);
