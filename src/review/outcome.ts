/** What a review means for the job: its result, its annotations, and what an issue tells. Pure. */
import type { NotLookedAt } from '../lib/issue-findings.ts';
import type { Outcome } from '../operation.ts';
import { timesOf } from '../qovery/lock.ts';
import { notSeenAhead } from './aws/ahead.ts';
import { reviewReport } from './report.ts';
import { type Review, reviewSummary, unmatchedText, verdict } from './summary.ts';

export function reviewOutcome(review: Review): Outcome {
  const { findings, clusters, missing, accepted, unmatched } = review;
  const urgent = findings.filter(({ urgency }) => urgency !== 'plan');
  // What nobody has looked at cannot be called healthy.
  const result = urgent.length + missing.length > 0 ? 'attention' : 'healthy';
  const locks = clusters.flatMap(({ lock }) => lock ?? []);
  return {
    result,
    outputs: {
      clusters: JSON.stringify(clusters.map(({ id, name, status = 'unknown' }) => ({ id, name, status }))),
      locks: JSON.stringify(
        locks.map((lock) => ({ cluster_id: lock.cluster_id, reason: lock.reason, ...timesOf(lock) })),
      ),
    },
    report: reviewReport(review, result),
    summary: reviewSummary(review),
    errors: [],
    warnings: [
      ...urgent.filter(({ urgency }) => urgency === 'now').map(({ what, next }) => `${what} ${next}`),
      ...missing.map((what) => `Not reviewed, because it could not be read: ${what}`),
    ],
    notes: [
      ...findings
        .filter(({ urgency }) => urgency !== 'now')
        .map(({ urgency, what, next }) => `${urgency}: ${what} ${next}`),
      ...(unmatched.length === 0 ? [] : [unmatchedText(unmatched)]),
      `${result}: ${verdict(review)}.`,
    ].map((note) => note.replace(/\s+/g, ' ')),
    attention: result === 'attention',
    findings: {
      urgent: urgent.map(({ id, what, next, link: page }) => ({ id, what, next, link: page })),
      present: [...findings, ...accepted.map(({ finding }) => finding)].map(({ id }) => id),
      notLookedAt: notLookedAt(review),
    },
  };
}

/** Where AWS could not be asked, or something could not be read, nothing is gone; nor is what a log says that was not read. */
function notLookedAt({ missing, keys, clusters, logs, ahead }: Review): NotLookedAt[] {
  const unread = clusters.filter(({ id, state, provider }) => {
    const hasLog =
      provider === 'AWS' ? state !== 'off' : state === 'error' || state === 'invalid-credentials';
    return hasLog && !logs.read.includes(id);
  });
  const anything = [...missing, ...(keys.some(({ is }) => is === 'unread') ? ['keys'] : [])];
  const logsLeft = unread.map(({ id }) => ({ beginnings: ['log-', 'preflight-'], why: `the log of ${id}` }));
  return [...anything.map((why) => ({ beginnings: [''], why })), ...logsLeft, ...notSeenAhead(ahead)];
}
