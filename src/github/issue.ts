/** The one GitHub issue in which a run keeps what needs attention: its text, and what to do with those that are there. Pure. */
import { createHash } from 'node:crypto';
import { iso } from '../lib/clock.ts';
import { messageOf, withFullStop } from '../lib/errors.ts';
import { GitHubError } from './error.ts';
import type { ReviewInputs, RotateInputs } from '../inputs.ts';
import type { IssueFinding, IssueFindings } from '../lib/issue-findings.ts';
import { blocks, capped, link } from '../lib/markdown.ts';
import { firstLedger, goneMarkup, newsSince, readLedger, writeLedger } from './news.ts';

/** So that the issue is found without a look at every other. */
export const LABEL = 'qovery-maintenance';
/** GitHub: "body is too long (maximum is 65536 characters)"; a byte is a character at the least. */
export const MAX_BYTES = 65_536;
/** GitHub: "title is too long (maximum is 256 characters)". */
const MAX_TITLE = 256;
/** References that a title names; of more, a digest. */
const MAX_NAMED = 3;

type Reporting = RotateInputs | ReviewInputs;

/** The issue as it should be. */
export interface Wanted {
  readonly marker: string;
  readonly title: string;
  /** Of a new one. */
  readonly body: string;
  readonly attention: boolean;
  /** What becomes of one that is there, by its text; absent: the same as of a new one, and nothing is told by comments. */
  readonly after?: (body: string) => { readonly body: string; readonly told: Told | undefined };
}

/** What a comment tells. */
export interface Told {
  readonly fresh: readonly IssueFinding[];
  readonly change: number;
  readonly runUrl: string;
}

/** An issue that is there. */
export interface Issue {
  readonly number: number;
  readonly url: string;
  readonly body: string;
  readonly open: boolean;
  readonly author: string;
  /** Whether its author vouches for it: {@link vouches}. */
  readonly trusted: boolean;
}

/** Who wrote an issue, as GitHub tells it. */
export interface Author {
  readonly login: string;
  /** `User`, `Bot`, `Mannequin` … */
  readonly type: string | undefined;
  /** Of the author with the repository: `OWNER`, `MEMBER`, `COLLABORATOR`, `CONTRIBUTOR`, `NONE` … */
  readonly association: string | undefined;
}

/** The author of what a job's own token writes. */
export const JOB_TOKEN = 'github-actions[bot]';
const INSIDERS = ['OWNER', 'MEMBER', 'COLLABORATOR'];

/**
 * In a public repository anybody may write an issue with our marker, and a form may give it our label. So an issue is ours
 * only where its author is the owner of the token that keeps it, the job's own token, or a person of this repository.
 * Whatever is not known is a no.
 *
 * @param own who the token belongs to, where that is known
 */
export function vouches({ login, type, association }: Author, own: string | undefined): boolean {
  if (login === '') return false;
  if (login === own) return true;
  if (type === 'Bot') return login === JOB_TOKEN;
  return type === 'User' && INSIDERS.includes(association ?? '');
}

export interface Change {
  readonly body?: string;
  readonly state?: 'open' | 'closed';
  readonly state_reason?: 'completed' | 'not_planned';
}

export interface Plan {
  readonly create: boolean;
  /** The one that is kept, and what it lacks: perhaps nothing. */
  readonly kept:
    { readonly issue: Issue; readonly change: Change; readonly told: Told | undefined } | undefined;
  readonly duplicates: readonly { readonly issue: Issue; readonly change: Change }[];
}

/**
 * @param markdown the summary of the run
 * @param findings what a review has found; `undefined`: nobody knows
 */
export function wantedIssue(
  inputs: Reporting,
  attention: boolean,
  markdown: string,
  now: number,
  findings?: IssueFindings,
): Wanted {
  const about = inputs.operation === 'rotate' ? 'rotation of AWS keys' : 'maintenance review';
  const scope = scopeOf(inputs);
  const marker = `<!-- qovery-maintenance-action: ${inputs.operation} ${inputs.organizationId} ${scope} -->`;
  const lead = attention ? '' : `**Nothing needs attention any more**, as of ${iso(now)}.`;
  const run = inputs.runUrl === '' ? 'the last run' : link('the last run', inputs.runUrl);
  const footer = `---\n\nFrom ${run}. The next one brings this text up to date; the issue is closed when nothing needs attention.`;
  const bodyWith = (known: string, gone: string): string => {
    const around = (text: string): string => blocks([marker, known, lead, gone, text, footer]);
    const room = MAX_BYTES - Buffer.byteLength(around('.'));
    return around(capped(markdown, room, 'issue').trim());
  };
  const whole = `Qovery: ${about}${scope === 'all' ? '' : ` (${scope})`}`;
  // For people alone: the issue is found by its marker, which has all of it.
  const title = whole.length > MAX_TITLE ? `${whole.slice(0, MAX_TITLE - 1)}…` : whole;
  if (inputs.operation === 'rotate') return { marker, title, body: bodyWith('', ''), attention };
  return {
    marker,
    title,
    body: bodyWith(writeLedger(firstLedger(findings, now)), ''),
    attention,
    after: (body) => {
      const news = newsSince(readLedger(body), findings, now);
      const { ledger, fresh } = news;
      const told = { fresh, change: ledger.change, runUrl: inputs.runUrl };
      return {
        body: bodyWith(writeLedger(ledger), goneMarkup(news)),
        told: fresh.length === 0 ? undefined : told,
      };
    },
  };
}

/**
 * Keeps jobs apart that see to different things, for example those of a matrix. `all` credentials means those of one AWS
 * account, so there the account belongs to it, where the inputs tell it.
 */
function scopeOf(inputs: Reporting): string {
  const choice = inputs.operation === 'rotate' ? inputs.credentials : inputs.clusters;
  if (typeof choice !== 'string') {
    const references = choice.toSorted().join(', ');
    const digest = createHash('sha256').update(references).digest('hex').slice(0, 16);
    // Names come from outside, and this stands in a comment and in a title.
    const short = choice.length <= MAX_NAMED && /^[\w., -]*$/.test(references) && !references.includes('--');
    return short ? references : `${choice.length} ${choice.length === 1 ? 'id' : 'ids'}, ${digest}`;
  }
  const account = inputs.operation === 'rotate' ? inputs.aws.roleToAssume?.split(':')[4] : undefined;
  return account !== undefined && /^\d{12}$/.test(account) ? `${choice}, account ${account}` : choice;
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
export function planFor(found: readonly Issue[], { attention, ...wanted }: Wanted): Plan {
  const [ours, ...later] = found.filter(({ trusted }) => trusted).toSorted((a, b) => a.number - b.number);
  if (ours === undefined) return { create: attention, kept: undefined, duplicates: [] };
  const { body, told } = wanted.after?.(ours.body) ?? { body: wanted.body, told: undefined };
  const differs = unified(ours.body) !== unified(body);
  const change: Change = attention
    ? { ...(differs ? { body } : {}), ...(ours.open ? {} : { state: 'open' }) }
    : ours.open
      ? { body, state: 'closed', state_reason: 'completed' }
      : {};
  return {
    create: false,
    kept: { issue: ours, change, told: attention ? told : undefined },
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

/** What GitHub says when it refuses (403), and what helps. It refuses a rate limit in the same way. */
const REFUSALS: readonly (readonly [RegExp, (repository: string) => string])[] = [
  [/rate limit|abuse detection/i, () => 'The next run tries again.'],
  [/\blocked\b/i, (repository) => `Unlock the conversation of the issue in ${repository}.`],
  [/archived/i, (repository) => `Unarchive ${repository}, or turn 'report-issue' off.`],
  [
    /\bSAML\b|single sign-on|\bSSO\b/i,
    () =>
      "Authorize the token of 'github-token' for the organisation's single sign-on (GitHub, Settings, Developer settings, the token, Configure SSO), or leave 'github-token' at its default.",
  ],
  [
    /IP allow list|IP address is not permitted/i,
    () =>
      "Add the address of this runner to the organisation's IP allow list, or use a runner whose address is on it.",
  ],
  [
    /personal access token/i,
    () =>
      "Give the token of 'github-token' the permission 'Issues: read and write' on this repository, or leave 'github-token' at its default.",
  ],
  [
    /suspended|blocked/i,
    () => "Use a 'github-token' of an account that may use this repository, or leave it at its default.",
  ],
];
const PERMISSION =
  "Add 'issues: write' to the 'permissions' of the job, or give 'github-token' a token that may write issues there.";

/** What failed, what is true now, what to do next. */
export function issueProblem(error: unknown, inputs: Reporting): string {
  const repository = `${inputs.issue?.owner}/${inputs.issue?.repository}`;
  const state =
    inputs.operation === 'rotate'
      ? 'What the run did with the keys stands; its log, summary and outputs tell of it, and only the issue does not.'
      : 'Its report is in the summary and in the output report, and nowhere else.';
  const what = messageOf(error);
  return [
    `The issue in ${repository} was not kept up to date: ${withFullStop(what)}`,
    state,
    error instanceof GitHubError ? remedyFor(error, repository) : 'The next run tries again.',
  ].join(' ');
}

function remedyFor({ status, message }: GitHubError, repository: string): string {
  const refusal = REFUSALS.find(([text]) => text.test(message))?.[1];
  switch (status) {
    case 401:
      return "Give 'github-token' a token that is valid, or leave the default.";
    case 403:
    case 429:
      return refusal?.(repository) ?? PERMISSION;
    case 404:
      return PERMISSION;
    case 410:
      return `Turn issues on in the settings of ${repository}, or 'report-issue' off.`;
    default:
      return 'The next run tries again.';
  }
}
