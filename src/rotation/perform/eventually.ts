/** IAM is eventually consistent: what was changed shows in its lists some seconds later. */
import { type Clock, MINUTE, SECOND, span } from '../../lib/clock.ts';
import { Problem } from '../../lib/errors.ts';

/** How long IAM may take to show a change. */
export const SEEN_WITHIN = MINUTE;
const LOOK_AGAIN_AFTER = 5 * SECOND;

/** Repeats until it is seen, or until a minute after the first answer. @returns whether it was seen */
export async function untilSeen(clock: Clock, once: () => Promise<boolean>): Promise<boolean> {
  let deadline: number | undefined;
  while (!(await once())) {
    deadline ??= clock.now() + SEEN_WITHIN;
    if (clock.now() > deadline) return false;
    await clock.sleep(LOOK_AGAIN_AFTER);
  }
  return true;
}

/** The same for what has to be seen before anything else is done. @throws {Problem} */
export async function mustBeSeen(what: string, clock: Clock, once: () => Promise<boolean>): Promise<void> {
  if (await untilSeen(clock, once)) return;
  throw new Problem(
    `AWS accepted ${what}, but nothing of it is seen after ${span(SEEN_WITHIN)}.`,
    'Run again: the next run goes on from what it finds.',
  );
}
