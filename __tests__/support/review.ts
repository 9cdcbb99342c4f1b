import { expect } from '@jest/globals';

import type { Sandbox } from '../../sandbox/server.ts';
import { type ActOptions, type Run, act } from './action.ts';
import { expectConsistent } from './company.ts';

/** Whatever a review finds: what it says is consistent, and nothing is written anywhere. */
export async function reviewed<Report>(
  sandbox: Sandbox,
  inputs: Record<string, string> = {},
  options: ActOptions = {},
): Promise<Run & { report: Report }> {
  const run = await act(sandbox, { operation: 'review', ...inputs }, options);
  expectConsistent(run);
  expect(run.requests.filter(({ write }) => write)).toEqual([]);
  return { ...run, report: JSON.parse(run.outputs['report'] ?? '{}') as Report };
}
