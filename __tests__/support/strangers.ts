import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';

import { test } from '@jest/globals';

/**
 * `test` for those that need what an `npm ci` does not bring. Where it is missing, they are skipped and counted as such;
 * with STRANGERS=required, as in `.ci/run`, they run and fail.
 */
export function testWith(isThere: boolean): typeof test | typeof test.skip {
  return isThere || process.env['STRANGERS'] === 'required' ? test : test.skip;
}

export function isInPath(program: string): boolean {
  return (process.env['PATH'] ?? '').split(delimiter).some((folder) => {
    try {
      accessSync(join(folder, program), constants.X_OK);
      return true;
    } catch {
      return false;
    }
  });
}
