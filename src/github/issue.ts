/** The one GitHub issue in which a run keeps what needs attention: its text, and what to do with those that are there. Pure. */
import { createHash } from 'node:crypto';
import { iso } from '../lib/clock.ts';
import { messageOf, withFullStop } from '../lib/errors.ts';
import { GitHubError } from './error.ts';
import type { ReviewInputs, RotateInputs } from '../inputs.ts';
import { blocks, capped, link } from '../lib/markdown.ts';

/** So that the issue is found without a look at every other. */
export const LABEL = 'qovery-maintenance';
/** GitHub: "body is too long (maximum is 65536 characters)"; a byte is a character at the least. */
const MAX_BYTES = 65_536;

type Reporting = RotateInputs | ReviewInputs;

/** The issue as it should be. */
export interface Wanted {
  readonly marker: string;
  readonly title: string;
  readonly body: string;
  readonly attention: boolean;
}

/** An issue that is there. */
export interface Issue {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly open: boolean;
  readonly author: string;
  /** Its label, or the standing of its author in the repository, vouches for it. */
  readonly trusted: boolean;
}

export interface Change {
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: 'completed' | 'not_planned';
}

export interface Plan {
  readonly create: boolean;
  /** The one that is kept, and what it lacks: perhaps nothing. */
  readonly kept: { readonly issue: Issue; readonly change: Change } | undefined;
  readonly duplicates: readonly { readonly issue: Issue; readonly change: Change }[];
}

/** @param markdown the summary of the run */
export function wantedIssue(inputs: Reporting, attention: boolean, markdown: string, now: number): Wanted {
  const about = inputs.operation === 'rotate' ? 'rotation of AWS keys' : 'maintenance review';
  const scope = scopeOf(inputs);
  const marker = `<!-- qovery-maintenance-action: ${inputs.operation} ${inputs.organizationId} ${scope} -->`;
  const lead = attention ? '' : `**Nothing needs attention any more**, as of ${iso(now)}.`;
  const run = inputs.runUrl === '' ? 'the last run' : link('the last run', inputs.runUrl);
  const footer = `---\n\nFrom ${run}. The next one brings this text up to date; the issue is closed when nothing needs attention.`;
  const around = (text: string): string => blocks([marker, lead, text, footer]);
  const room = MAX_BYTES - Buffer.byteLength(around('.'));
  return {
    marker,
    title: `Qovery: ${about}${scope === 'all' ? '' : ` (${scope})`}`,
    body: around(capped(markdown, room, 'issue').trim()),
    attention,
  };
}

/**
 * Keeps jobs apart that see to different things, for example those of a matrix. `all` credentials means those of one AWS
 * account, so there the account belongs to it, where the inputs tell it.
 */
function scopeOf(inputs: Reporting): string {
  const choice = inputs.operation === 'rotate' ? inputs.credentials : inputs.clusters;
  if (typeof choice !== 'string') {
    const ids = choice.toSorted().join(', ');
    const digest = createHash('sha256').update(ids).digest('hex').slice(0, 16);
    return choice.length <= 3 ? ids : `${choice.length} ids, ${digest}`;
  }
  const account = inputs.operation === 'rotate' ? inputs.aws.roleToAssume?.split(':')[4] : undefined;
  return account === undefined ? choice : `${choice}, account ${account}`;
}

/** Names in a summary are escaped, so the marker is never in one; a quotation of it within a line is none either. */
export function hasMarker(body: string, marker: string): boolean {
  return body.split(/\r?\n/).some((line) => line.trimEnd() === marker);
}

/**
 * Of the issues with the marker, the oldest is ours: a later one is a copy, or comes of two runs at once. Of those, the
 * ones by the author of ours are closed, and lose the marker; a copy that somebody else made is theirs. In a public
 * repository anybody may write an issue with our marker, so one that nothing vouches for does not count.
 */
export function planFor(found: readonly Issue[], { body, attention }: Wanted): Plan {
  const [ours, ...later] = found.filter(({ trusted }) => trusted).toSorted((a, b) => a.number - b.number);
  if (ours === undefined) return { create: attention, kept: undefined, duplicates: [] };
  const differs = unified(ours.body) !== unified(body);
  const change: Change = attention
    ? { ...(differs ? { body } : {}), ...(ours.open ? {} : { state: 'open' }) }
    : ours.open
      ? { body, state: 'closed', state_reason: 'completed' }
      : {};
  return {
    create: false,
    kept: { issue: ours, change },
    duplicates: later
      .filter(({ open, author }) => open && author === ours.author)
      .map((issue) => ({
        issue,
        change: {
          body: `This is kept in #${ours.number}, which is older.`,
          state: 'closed',
          state_reason: 'not_planned',
        },
      })),
  };
}

/** GitHub's editor saves lines with CR LF. */
function unified(body: string): string {
  return body.replaceAll('\r\n', '\n').trim();
}

/** What came of keeping the issue. */
export interface Kept {
  /** Where it is open, or was closed just now. */
  readonly url?: string | undefined;
  /** For a person: why it is not up to date. */
  readonly problem?: string;
}

/** What failed, what is true now, what to do next. */
export function issueProblem(error: unknown, inputs: Reporting): string {
  const repository = `${inputs.issue?.owner}/${inputs.issue?.repository}`;
  const now =
    inputs.operation === 'rotate'
      ? 'What the run did with the keys stands; its log, summary and outputs tell of it, and only the issue does not.'
      : 'Its report is in the summary and in the output report, and nowhere else.';
  const permission =
    "Add 'issues: write' to the 'permissions' of the job, or give 'github-token' a token that may write issues there.";
  const hints: Readonly<Record<number, string>> = {
    401: "Give 'github-token' a token that is valid, or leave the default.",
    403: permission,
    404: permission,
    410: `Turn issues on in the settings of ${repository}, or 'report-issue' off.`,
  };
  const what = messageOf(error);
  // GitHub refuses with 403 for a rate limit, too.
  const hint = error instanceof GitHubError && !/rate limit/i.test(what) ? hints[error.status] : undefined;
  return [
    `The issue in ${repository} was not kept up to date: ${withFullStop(what)}`,
    now,
    hint ?? 'The next run tries again.',
  ].join(' ');
}
