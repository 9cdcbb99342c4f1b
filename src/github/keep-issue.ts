/** Keeps the one issue of a run: looks, decides, acts, and looks again where it is not clear what came of it. */
import { MINUTE, SECOND } from '../lib/clock.ts';
import type { IssueInputs } from '../inputs.ts';
import { type Issue, MAX_BYTES, type Told, type Wanted, planFor } from './issue.ts';
import { GitHubError } from './error.ts';
import { Issues, type IssuesOptions } from './issues.ts';
import { commentOf, isNews, toldIn } from './news.ts';

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
  const { method, status, outcome, ofIssue } = error;
  if (ofIssue && [301, 404, 410].includes(status)) return true;
  return method === 'POST' && outcome === 'unclear';
}

async function keepOnce(issues: Issues, wanted: Wanted): Promise<string | undefined> {
  const found = await issues.find(wanted.marker, wanted.attention ? 'all' : 'open');
  const { create, kept, duplicates } = planFor(found, wanted);
  if (create) return (await issues.create(wanted.title, wanted.body)).url;
  // Before the text, which then knows it: whoever dies in between has told it, and the next run finds that out.
  if (kept?.told !== undefined) await tell(issues, kept.issue, kept.told);
  for (const { issue, change } of [...(kept === undefined ? [] : [kept]), ...duplicates]) {
    if (Object.keys(change).length > 0) await issues.update(issue, change);
  }
  return kept?.issue.url;
}

/** One comment for everything that is new, and was not told by a run that died. */
async function tell(issues: Issues, issue: Issue, { fresh, change, runUrl }: Told): Promise<void> {
  const told = toldIn(await issues.comments(issue, isNews), change);
  const rest = fresh.filter(({ id }) => !told.has(id));
  if (rest.length > 0) await issues.comment(issue, commentOf(rest, change, runUrl, MAX_BYTES));
}
