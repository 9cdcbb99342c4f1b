/** Which keys need a run, for the next job and for people; and the ids that the inputs ask for. Pure. */
import { DAY, iso, isoDay, span } from '../lib/clock.ts';
import { type UnknownHolder, holderLabel } from '../holders/holder.ts';
import type { DueInputs } from '../inputs.ts';
import type { Cluster, Credential } from '../qovery/schemas.ts';
import { type DueKey, type Need, runsFor } from './due-keys.ts';
import { dueAt } from '../review/keys.ts';
import { wordsFor } from '../review/other-clouds.ts';
import { type HeldKey, linesElsewhere, refusalsIn } from '../review/read-keys.ts';
import { alert, blocks, capped, code, escape, sentence, table, titled, unbroken } from '../lib/markdown.ts';
import type { Outcome } from '../operation.ts';

export interface Due {
  readonly inputs: DueInputs;
  readonly startedAt: number;
  readonly endedAt: number;
  /** The time at Qovery. */
  readonly now: number;
  /** What needs a run first, then the oldest. */
  readonly keys: readonly DueKey[];
  /** Keys of users that `aws-iam-user` does not name. */
  readonly leftOut: readonly HeldKey[];
  /** Credentials that do not show which key they hold. */
  readonly unknown: readonly UnknownHolder[];
  readonly credentials: readonly {
    readonly credential: Credential;
    readonly clusters: readonly { readonly id: string; readonly name: string }[];
  }[];
  readonly clusters: readonly Cluster[];
  /** Sentences about what was asked for. */
  readonly notes: readonly string[];
}

/** "A matrix will generate a maximum of 256 jobs per workflow run" (docs.github.com, jobs.<job_id>.strategy.matrix). */
const MAX_JOBS = 256;

export function dueOutcome(due: Due): Outcome {
  const { inputs, keys, now } = due;
  const needing = runsFor(keys);
  const chosen = needing.slice(0, MAX_JOBS);
  const result = needing.length > 0 ? 'due' : 'none-due';
  const rotations = keys.flatMap(({ held }) => (held.is === 'known' ? dueAt(held, inputs.maxAge) : []));
  const include = chosen.map((key) => ({
    credentials_id: key.credential.id,
    name: key.credential.name,
    aws_account_id: accountOf(key.held) ?? null,
    age_days: ageOf(key, now) ?? null,
  }));
  const left = needing.slice(MAX_JOBS);
  const allElsewhere = keys.length > 0 && keys.every(({ need }) => need === 'elsewhere');
  const warnings = [
    ...due.notes,
    ...(allElsewhere
      ? ['No key is of the AWS account that this run is signed in to: none was looked at.']
      : []),
    ...due.unknown.map((holder) => `Which key the ${holderLabel(holder)} holds is not known: ${holder.why}.`),
    ...refusalsIn(keys.map(({ held }) => held)).map(({ refusal: { why, remedy }, keys: { length } }) => {
      const those = length === 1 ? 'Its key is' : `Its ${length} keys are`;
      return `${why} ${remedy} ${those} not looked at.`;
    }),
  ];
  if (left.length > 0) {
    warnings.push(
      `${needing.length} keys need a run, and GitHub allows ${MAX_JOBS} jobs in a matrix: the next run has the other ${left.length}.`,
    );
  }
  return {
    result,
    outputs: {
      matrix: JSON.stringify({ include }),
      ...(rotations.length === 0 ? {} : { 'next-rotation': iso(Math.min(...rotations)) }),
    },
    report: {
      operation: 'due',
      result,
      organization_id: inputs.organizationId,
      started_at: iso(due.startedAt),
      ended_at: iso(due.endedAt),
      run_url: inputs.runUrl,
      actor: inputs.actor,
      max_age_days: inputs.maxAge / DAY,
      keys: keys.map((key) => toReport(key, due)),
      warnings,
    },
    summary: dueSummary(due, warnings),
    errors: [],
    warnings,
    notes: [
      ...keys
        .filter(({ need }) => need !== 'elsewhere')
        .map((key) => `${key.need}: '${key.credential.name}' (${key.credential.id}), ${ageText(key, now)}.`),
      ...linesElsewhere(keys.map(({ held }) => held)).map(({ line }) => line),
    ],
  };
}

const NEEDS: Readonly<Record<Need, string>> = {
  gone: '**does not work**: its run says what to do',
  unfinished: '**unfinished rotation**',
  due: '**due**',
  unknown: '**not known**: its own run decides',
  refused: '**not known**: its account refuses this run',
  'not-due': 'not due',
  elsewhere: 'of another account',
};

export function dueSummary(due: Due, warnings: readonly string[]): string {
  const { credentials, clusters, inputs, now } = due;
  const keys = due.keys.filter(({ need }) => need !== 'elsewhere');
  const needing = keys.filter(({ need }) => need !== 'not-due').length;
  const elsewhere = due.keys.filter(({ need }) => need === 'elsewhere').map(({ held }) => held);
  const heading =
    needing === 0
      ? `No key is due: ${keys.length} ${keys.length === 1 ? 'key' : 'keys'}`
      : `${needing} of ${keys.length} ${keys.length === 1 ? 'key' : 'keys'} ${needing === 1 ? 'needs' : 'need'} a run of \`rotate\``;
  const used = new Map(credentials.map(({ credential, clusters: same }) => [credential.id, same]));
  const rows = keys.map((key) => {
    const { held, need } = key;
    const same = held.holders.filter(({ kind }) => kind === 'cloud credential');
    const known = held.is === 'known' ? held : undefined;
    const account = accountOf(held);
    const owner = known === undefined ? '' : `${escape(known.user.name)}<br>`;
    return [
      held.is === 'unread' && held.refusal === undefined
        ? `${NEEDS[need]}<br>${escape(held.why)}`
        : NEEDS[need],
      same.map(({ id, name }) => `${escape(name)}<br>${code(id)}`).join('<br>'),
      escape(
        same
          .flatMap(({ id }) => used.get(id) ?? [])
          .map(({ name }) => name)
          .join(', ') || 'none',
      ),
      unbroken(escape(ageText(key, now))),
      known === undefined || need === 'unfinished' ? '–' : unbroken(isoDay(dueAt(known, inputs.maxAge))),
      `${code(held.id)}<br>${owner}${account === undefined ? '' : `account ${account}`}`,
    ];
  });
  const others = { ...leftOutText(due.leftOut), ...elsewhereText(elsewhere) };
  const shown = new Set(keys.flatMap(({ held }) => held.holders.map(({ id }) => id)));
  const rest = credentials
    .filter(({ credential }) => !shown.has(credential.id))
    .map(({ credential }) => [
      escape(credential.name),
      code(credential.id),
      others[credential.id] ??
        (credential.role_arn ? 'an AWS role: no key to rotate' : sentence(wordsFor(credential))),
    ]);
  const users = new Map<string, string[]>();
  for (const { credential, clusters: used } of credentials) {
    for (const { id } of used) users.set(id, [...(users.get(id) ?? []), credential.name]);
  }
  const text = blocks([
    `### ${needing === 0 ? '✅' : '⏰'} ${heading}`,
    `A key is due at ${span(inputs.maxAge)} (\`max-age\`).`,
    ...[...inputs.warnings, ...warnings].map((warning) => alert('WARNING', escape(warning))),
    ...linesElsewhere(elsewhere).map(({ line }) => escape(line)),
    table(
      ['State', 'Credential, and `credentials-id`', 'Clusters', 'Age', 'Due', 'Key, and whose it is'],
      rows,
    ),
    titled('Other credentials', table(['Credential', 'Id', 'What it is'], rest)),
    titled(
      'Clusters',
      table(
        ['Cluster', '`cluster-id`', 'Production', 'Credential'],
        clusters.map(({ id, name, production }) => [
          escape(name),
          code(id),
          production === true ? 'yes' : 'no',
          escape((users.get(id) ?? []).join(', ') || '–'),
        ]),
      ),
    ),
  ]);
  return capped(`${text}\n`);
}

/** By the id of a credential: why its key is not in the list. */
function leftOutText(keys: readonly HeldKey[]): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((held) => {
      const user = held.is === 'known' ? `of the IAM user ${code(held.user.name)}, ` : '';
      return held.holders.map(({ id }) => [id, `a key ${user}which \`aws-iam-user\` leaves out`] as const);
    }),
  );
}

function elsewhereText(keys: readonly HeldKey[]): Record<string, string> {
  return Object.fromEntries(
    keys.flatMap((held) =>
      held.holders.map(({ id }) => [id, `a key of account ${accountOf(held) ?? ''}`] as const),
    ),
  );
}

function accountOf(held: HeldKey): string | undefined {
  if (held.is === 'unread') return held.refusal?.account;
  return 'account' in held ? held.account : undefined;
}

function ageOf({ held }: DueKey, now: number): number | undefined {
  return held.is === 'known' ? Math.max(0, Math.floor((now - held.key.createdAt) / DAY)) : undefined;
}

function ageText(key: DueKey, now: number): string {
  const days = ageOf(key, now);
  return days === undefined ? 'age not known' : `${days} ${days === 1 ? 'day' : 'days'} old`;
}

function toReport({ held, need, credential }: DueKey, { inputs, now }: Due): Record<string, unknown> {
  const known = held.is === 'known' ? held : undefined;
  return {
    credentials_id: credential.id,
    credentials: held.holders.map(({ id, name, clusterIds }) => ({ id, name, clusters: clusterIds })),
    access_key_id: held.id,
    need,
    aws_account_id: accountOf(held) ?? null,
    iam_user: known?.user.name ?? null,
    created_at: known === undefined ? null : iso(known.key.createdAt),
    age_days: known === undefined ? null : Math.floor((now - known.key.createdAt) / DAY),
    due_at: known === undefined ? null : iso(dueAt(known, inputs.maxAge)),
    why: held.is === 'unread' ? held.why : null,
  };
}
