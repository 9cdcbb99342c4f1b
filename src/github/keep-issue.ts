/** Keeps the one issue of a run: looks, decides, acts, and looks again where it is not clear what came of it. */
import { MINUTE, SECOND } from '../lib/clock.ts';
import type { IssueInputs } from '../inputs.ts';
import { type Wanted, planFor } from './issue.ts';
import { GitHubError } from './error.ts';
import { Issues, type IssuesOptions } from './issues.ts';

const DEADLINE = 2 * MINUTE;
const LOOKS = 3;
/** What GitHub has just created may be missing in a list for a moment. */
const PAUSE = 3 * SECOND;

/**
 * @returns the address of the issue, if one is open or was closed just now
 * @throws {GitHubError}
 */
export async function keepIssue(
  where: IssueInputs,
  wanted: Wanted,
  context: Omit<IssuesOptions, 'where'>,
): Promise<string | undefined> {
  const cancel = AbortSignal.any([context.cancel, AbortSignal.timeout(DEADLINE)]);
  const issues = new Issues({ ...context, where, cancel });
  for (let look = 1; ; look += 1) {
    try {
      return await keepOnce(issues, wanted);
    } catch (error) {
      if (look === LOOKS || cancel.aborted || !worthAnotherLook(error)) throw error;
      await context.clock.sleep(PAUSE);
    }
  }
}

/** An issue that was deleted or moved meanwhile, or one of which nobody knows whether it was created. */
function worthAnotherLook(error: unknown): boolean {
  if (!(error instanceof GitHubError)) return false;
  const { method, status, outcome } = error;
  return method === 'PATCH' ? [301, 404, 410].includes(status) : method === 'POST' && outcome === 'unclear';
}

async function keepOnce(issues: Issues, wanted: Wanted): Promise<string | undefined> {
  const found = await issues.find(wanted.marker, wanted.attention ? 'all' : 'open');
  const { create, kept, duplicates } = planFor(found, wanted);
  if (create) return (await issues.create(wanted.title, wanted.body)).url;
  for (const { issue, change } of [...(kept === undefined ? [] : [kept]), ...duplicates]) {
    if (Object.keys(change).length > 0) await issues.update(issue, change);
  }
  return kept?.issue.url;
}
