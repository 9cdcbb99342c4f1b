/**
 * The only reader of the action's inputs and of the environment. Everything is checked here, before any
 * request is sent; the rest of the code gets one readonly value that says what was asked.
 */
import { type Environment, variable } from './inputs/environment.ts';
import { Mistakes, refuse as refuseAny } from './inputs/mistakes.ts';
import { type ProxySettings, proxySettings } from './inputs/proxy.ts';
import { secretsIn } from './inputs/secrets.ts';
import { DAY, HOUR, MINUTE, SECOND, span } from './lib/clock.ts';

export const OPERATIONS = ['rotate', 'lock', 'unlock', 'review', 'due'] as const;
export type Operation = (typeof OPERATIONS)[number];

/** What every operation is given. */
export interface Common {
  readonly token: string;
  readonly apiUrl: URL;
  readonly organizationId: string;
  readonly writeSummary: boolean;
  readonly proxy: ProxySettings;
  /** Address of this workflow run on GitHub; empty outside of GitHub. */
  readonly runUrl: string;
  readonly warnings: readonly string[];
}

export type { ProxySettings };

export interface AwsInputs {
  readonly region: string;
  readonly roleToAssume: string | undefined;
}

export interface RotateInputs extends Common {
  readonly operation: 'rotate';
  readonly credentials: 'all' | readonly string[];
  readonly clusters: readonly string[] | undefined;
  readonly aws: AwsInputs;
  readonly iamUser: string | undefined;
  /** Milliseconds, like every duration below. */
  readonly delay: number;
  readonly deactivateFor: number;
  readonly maxAge: number;
  readonly waitForDeletion: boolean;
  readonly deployTimeout: number;
  readonly retireKey: string | undefined;
  readonly verifyEnvironments: readonly string[];
  readonly ignoreClusters: readonly string[];
  /** Where to keep an issue; `undefined`: nowhere. */
  readonly issue: IssueInputs | undefined;
  readonly dryRun: boolean;
}

/** GitHub's issues of this repository. */
export interface IssueInputs {
  readonly token: string;
  /** `https://api.github.com`, or that of a GitHub Enterprise Server. */
  readonly apiUrl: string;
  readonly owner: string;
  readonly repository: string;
}

export type ClusterChoice = 'all' | 'production' | 'non-production' | readonly string[];

export interface LockInputs extends Common {
  readonly operation: 'lock';
  readonly clusters: ClusterChoice;
  readonly reason: string;
  /** Days, or `none` for a lock that nobody lifts but an unlock. */
  readonly ttlInDays: number | 'none';
  readonly dryRun: boolean;
}

export interface UnlockInputs extends Common {
  readonly operation: 'unlock';
  readonly clusters: ClusterChoice;
  readonly reason: string | undefined;
  readonly dryRun: boolean;
}

export interface ReviewInputs extends Common {
  readonly operation: 'review';
  readonly clusters: ClusterChoice;
  readonly aws: AwsInputs;
  readonly maxAge: number;
  /** How far back the audit log is read. */
  readonly since: number;
  readonly issue: IssueInputs | undefined;
}

export interface DueInputs extends Common {
  readonly operation: 'due';
  readonly aws: AwsInputs;
  readonly maxAge: number;
}

export type Inputs = RotateInputs | LockInputs | UnlockInputs | ReviewInputs | DueInputs;

/** Every input: its default (as in action.yml, where tests compare it) and the operations that read it. */
export const INPUTS = {
  operation: { default: 'rotate', of: OPERATIONS },
  'qovery-api-token': { default: '', of: OPERATIONS },
  'qovery-api-url': { default: 'https://api.qovery.com', of: OPERATIONS },
  'organization-id': { default: '', of: OPERATIONS },
  'credentials-id': { default: '', of: ['rotate'] },
  'cluster-id': { default: '', of: ['rotate', 'lock', 'unlock', 'review'] },
  'role-to-assume': { default: '', of: ['rotate', 'review', 'due'] },
  'aws-region': { default: '', of: ['rotate', 'review', 'due'] },
  'aws-iam-user': { default: '', of: ['rotate'] },
  delay: { default: '7200', of: ['rotate'] },
  'deactivate-for': { default: '15m', of: ['rotate'] },
  'max-age': { default: '', of: ['rotate', 'review', 'due'] },
  'wait-for-deletion': { default: 'true', of: ['rotate'] },
  'deploy-timeout': { default: '1h', of: ['rotate'] },
  'verify-environment-id': { default: '', of: ['rotate'] },
  'retire-key': { default: '', of: ['rotate'] },
  'ignore-cluster-id': { default: '', of: ['rotate'] },
  reason: { default: '', of: ['lock', 'unlock'] },
  'ttl-in-days': { default: '', of: ['lock'] },
  since: { default: '30d', of: ['review'] },
  'report-issue': { default: 'false', of: ['rotate', 'review'] },
  'github-token': { default: '${{ github.token }}', of: OPERATIONS },
  'dry-run': { default: 'false', of: ['rotate', 'lock', 'unlock'] },
  summary: { default: 'true', of: OPERATIONS },
} as const satisfies Record<string, { default: string; of: readonly Operation[] }>;

export type InputName = keyof typeof INPUTS;
export type { Environment };

/** Qovery's published guide: "Set the delay to wait before deleting the old key in seconds (do not go below 7200)". */
const MINIMUM_DELAY = 7200 * SECOND;
/** A job on a GitHub-hosted runner is ended after six hours (docs.github.com, "Usage limits"). */
const HOSTED_JOB_LIMIT = 6 * HOUR;

/** What must not be printed: masked before anything else is read, or can be printed. */
export function givenSecrets(env: Environment = process.env): string[] {
  return secretsIn(env);
}

/** The runner's file for outputs, where there is one. */
export function outputFile(env: Environment = process.env): string | undefined {
  return variable(env, 'GITHUB_OUTPUT') || undefined;
}

/** @throws {BadInput} naming the input and its valid values */
export function readInputs(env: Environment = process.env): Inputs {
  refuseUnknownInputs(env);
  const read = reader(env);
  const operation = oneOf('operation', read('operation'), OPERATIONS);
  const warnings = unusedInputs(env, operation);
  const mistakes = new Mistakes();
  const common: Common = {
    token: required(
      'qovery-api-token',
      read('qovery-api-token'),
      'a Qovery API token (Qovery console, Settings, API tokens). If it is a secret, check that this workflow can read it',
    ),
    apiUrl: apiUrl(read('qovery-api-url')),
    organizationId: uuid(
      'organization-id',
      required('organization-id', read('organization-id'), 'the UUID of a Qovery organisation'),
    ),
    writeSummary: boolean('summary', read('summary')),
    proxy: proxySettings(env, mistakes),
    runUrl: runUrl(env),
    warnings,
  };
  mistakes.throwIfAny();
  switch (operation) {
    case 'rotate':
      return rotateInputs(common, read, env, warnings);
    case 'lock':
      return {
        ...common,
        operation,
        clusters: clusterChoice(read('cluster-id')),
        reason: required('reason', read('reason'), 'why the clusters are locked, in a few words'),
        ttlInDays: ttl(read('ttl-in-days')),
        dryRun: boolean('dry-run', read('dry-run')),
      };
    case 'unlock':
      return {
        ...common,
        operation,
        clusters: clusterChoice(read('cluster-id')),
        reason: read('reason') || undefined,
        dryRun: boolean('dry-run', read('dry-run')),
      };
    case 'review':
      return {
        ...common,
        operation,
        clusters: clusterChoice(read('cluster-id') || 'all'),
        aws: awsInputs(read, env),
        maxAge: duration('max-age', read('max-age') || '90d', '0 or more'),
        since: atLeast('since', read('since'), DAY, 'at least 1d'),
        issue: issueInputs(read, env),
      };
    case 'due':
      return {
        ...common,
        operation,
        aws: awsInputs(read, env),
        maxAge: duration('max-age', read('max-age') || '90d', '0 or more'),
      };
  }
}

function rotateInputs(common: Common, read: Reader, env: Environment, warnings: string[]): RotateInputs {
  const inputs: RotateInputs = {
    ...common,
    operation: 'rotate',
    credentials: allOrUuids('credentials-id', read('credentials-id')),
    clusters: read('cluster-id') === '' ? undefined : uuids('cluster-id', read('cluster-id')),
    aws: awsInputs(read, env),
    iamUser: matching(
      'aws-iam-user',
      read('aws-iam-user'),
      /^[\w+=,.@-]{1,64}$/,
      'the name of an IAM user, without its path',
    ),
    delay: atLeast(
      'delay',
      read('delay'),
      MINIMUM_DELAY,
      'at least 7200 (2h): Qovery asks for two hours, so that deployments under way can end',
    ),
    deactivateFor: duration('deactivate-for', read('deactivate-for'), '0 or more'),
    maxAge: duration('max-age', read('max-age') || '0', '0 or more'),
    waitForDeletion: boolean('wait-for-deletion', read('wait-for-deletion')),
    deployTimeout: atLeast(
      'deploy-timeout',
      read('deploy-timeout'),
      MINUTE,
      'at least 1m; a deployment usually takes 5 to 10 minutes',
    ),
    retireKey: matching(
      'retire-key',
      read('retire-key'),
      /^AKIA[A-Z0-9]{12,124}$/,
      'the id of a long-term access key (it begins with AKIA)',
    ),
    verifyEnvironments:
      read('verify-environment-id') === ''
        ? []
        : uuids('verify-environment-id', read('verify-environment-id')),
    ignoreClusters:
      read('ignore-cluster-id') === '' ? [] : uuids('ignore-cluster-id', read('ignore-cluster-id')),
    issue: issueInputs(read, env),
    dryRun: boolean('dry-run', read('dry-run')),
  };
  for (const [name, value] of [
    ['aws-iam-user', inputs.iamUser],
    ['retire-key', inputs.retireKey],
  ] as const) {
    if (value !== undefined && inputs.credentials === 'all') {
      refuse(
        name,
        "is for one key at a time, and 'credentials-id' is 'all'",
        "'credentials-id' with the credential (or credentials) of that one key",
      );
    }
  }
  const longest = inputs.delay + inputs.deactivateFor + inputs.deployTimeout;
  if (inputs.waitForDeletion && longest > HOSTED_JOB_LIMIT) {
    const what = `is 'true', but delay + deactivate-for + deploy-timeout (${span(longest)}) is longer than the six hours of a hosted job`;
    if (env['RUNNER_ENVIRONMENT'] === 'github-hosted') {
      refuse(
        'wait-for-deletion',
        what,
        "'false', with scheduled runs that finish the rotation, or shorter durations",
      );
    }
    warnings.push(`Input 'wait-for-deletion' ${what}. This runner is not GitHub-hosted, so the run goes on.`);
  }
  if (inputs.maxAge === 0 && env['GITHUB_EVENT_NAME'] === 'schedule') {
    warnings.push(
      "Input 'max-age' is 0 in a scheduled run: every run rotates the key. Set it, for example to 75d.",
    );
  }
  return inputs;
}

function awsInputs(read: Reader, env: Environment): AwsInputs {
  return {
    region: region(read('aws-region') || (env['AWS_REGION'] ?? '').trim() || 'us-east-1'),
    roleToAssume: matching(
      'role-to-assume',
      read('role-to-assume'),
      /^arn:aws[\w-]*:iam::\d{12}:role\/[\w+=,.@/-]+$/,
      'the ARN of an IAM role, like arn:aws:iam::123456789012:role/qovery-maintenance',
    ),
  };
}

function issueInputs(read: Reader, env: Environment): IssueInputs | undefined {
  if (!boolean('report-issue', read('report-issue'))) return undefined;
  const token = required(
    'github-token',
    githubToken(read),
    '${{ github.token }}, or a token that may write issues',
  );
  const [owner = '', repository = ''] = (env['GITHUB_REPOSITORY'] ?? '').split('/');
  if (owner === '' || repository === '') {
    refuse(
      'report-issue',
      'is true, but GITHUB_REPOSITORY does not name a repository: this is no job of GitHub Actions',
      'false',
    );
  }
  return { token, apiUrl: env['GITHUB_API_URL'] || 'https://api.github.com', owner, repository };
}

/** Where no runner has put the token in the place of the expression, there is none. */
function githubToken(read: Reader): string {
  const token = read('github-token');
  return token === INPUTS['github-token'].default ? '' : token;
}

type Reader = (name: InputName) => string;

/** GitHub passes the input `a-b` as the variable `INPUT_A-B`, and leaves unset what action.yml has no default for. */
function reader(env: Environment): Reader {
  return (name) => (env[variableOf(name)] ?? '').trim() || INPUTS[name].default;
}

function variableOf(input: string): string {
  return `INPUT_${input.toUpperCase()}`;
}

function refuseUnknownInputs(env: Environment): void {
  const known = new Set(Object.keys(INPUTS).map(variableOf));
  for (const variable of Object.keys(env)) {
    if (!variable.startsWith('INPUT_') || known.has(variable)) continue;
    const name = variable.slice('INPUT_'.length).toLowerCase();
    refuse(
      name,
      `is unknown; did you mean '${nearest(name, Object.keys(INPUTS))}'?`,
      Object.keys(INPUTS).join(', '),
    );
  }
}

function unusedInputs(env: Environment, operation: Operation): string[] {
  return Object.entries(INPUTS)
    .filter(([name, input]) => {
      const value = (env[variableOf(name)] ?? '').trim();
      return (
        !(input.of as readonly Operation[]).includes(operation) && value !== '' && value !== input.default
      );
    })
    .map(
      ([name, input]) =>
        `Input '${name}' has no meaning for operation '${operation}' (it is for ${input.of.join(', ')}) and is ignored.`,
    );
}

function refuse(name: string, what: string, valid: string): never {
  return refuseAny(`Input '${name}'`, what, valid);
}

function required(name: InputName, value: string, valid: string): string {
  if (value === '') refuse(name, 'is required and was not given', valid);
  return value;
}

function oneOf<T extends string>(name: InputName, value: string, valid: readonly T[]): T {
  const found = valid.find((candidate) => candidate === value);
  if (found === undefined)
    refuse(name, `is '${value}'; did you mean '${nearest(value, valid)}'?`, valid.join(', '));
  return found;
}

function boolean(name: InputName, value: string): boolean {
  return oneOf(name, value.toLowerCase(), ['true', 'false']) === 'true';
}

function matching(name: InputName, value: string, pattern: RegExp, valid: string): string | undefined {
  if (value === '') return undefined;
  if (!pattern.test(value)) refuse(name, `is '${value}'`, valid);
  return value;
}

function region(value: string): string {
  return matching('aws-region', value, /^[a-z]{2,4}(-[a-z]+)+-\d$/, 'an AWS region, like eu-west-3') ?? value;
}

const LONGEST = 3650 * DAY;
const UNITS: Readonly<Record<string, number>> = { '': SECOND, s: SECOND, m: MINUTE, h: HOUR, d: DAY };

function duration(name: InputName, value: string, valid: string): number {
  const [, digits, unit] = /^(\d{1,9})([smhd]?)$/.exec(value) ?? [];
  if (digits === undefined || unit === undefined) {
    refuse(name, `is '${value}'`, `whole seconds (7200) or a number with a unit (90m, 2h, 90d); ${valid}`);
  }
  const ms = Number(digits) * (UNITS[unit] ?? SECOND);
  if (ms > LONGEST) refuse(name, `is '${value}', which is too long`, `at most 3650d; ${valid}`);
  return ms;
}

function atLeast(name: InputName, value: string, minimum: number, valid: string): number {
  const ms = duration(name, value, valid);
  if (ms < minimum) refuse(name, `is '${value}', which is too short`, `a duration of ${valid}`);
  return ms;
}

/** @throws {BadInput} when nothing is in it but separators */
function list(name: InputName, value: string, valid: string): string[] {
  const items = [
    ...new Set(
      value
        .split(/[\n,]+/)
        .map((item) => item.trim())
        .filter((item) => item !== ''),
    ),
  ];
  if (items.length === 0) refuse(name, `is '${value}', a list without items`, valid);
  return items;
}

const UUIDS = 'UUIDs like 1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f55, separated by commas or new lines';

function uuid(name: InputName, value: string): string {
  if (!/^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i.test(value)) {
    refuse(name, `has '${value}', which is not a UUID`, UUIDS);
  }
  return value.toLowerCase();
}

function uuids(name: InputName, value: string): string[] {
  return [...new Set(list(name, value, UUIDS).map((item) => uuid(name, item)))];
}

function allOrUuids(name: InputName, value: string): 'all' | string[] {
  const valid = "'all', or the UUIDs of cloud credentials (one, or several separated by commas or new lines)";
  const items = list(name, required(name, value, valid), valid);
  if (items.includes('all')) {
    if (items.length > 1) refuse(name, "has 'all' beside other values", "'all' alone, or UUIDs");
    return 'all';
  }
  return uuids(name, value);
}

function clusterChoice(value: string): ClusterChoice {
  const valid =
    "'all', 'production', 'non-production', or the UUIDs of clusters (one, or several separated by commas or new lines)";
  const items = list('cluster-id', required('cluster-id', value, valid), valid);
  const word = (['all', 'production', 'non-production'] as const).find((choice) => items.includes(choice));
  if (word === undefined) return uuids('cluster-id', value);
  if (items.length > 1) refuse('cluster-id', `has '${word}' beside other values`, valid);
  return word;
}

function ttl(value: string): number | 'none' {
  const valid = "1, 2, 3, 4 or 5 (days), or 'none' for a lock that stays until it is unlocked";
  required('ttl-in-days', value, valid);
  if (value === 'none') return 'none';
  if (!/^[1-5]$/.test(value)) refuse('ttl-in-days', `is '${value}'`, valid);
  return Number(value);
}

function apiUrl(value: string): URL {
  const valid =
    'an address like https://api.qovery.com (http only for this machine: the token travels with every request)';
  const url = URL.parse(value);
  const local = url !== null && ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if (
    url === null ||
    !(url.protocol === 'https:' || (url.protocol === 'http:' && local)) ||
    url.username + url.password !== ''
  ) {
    refuse('qovery-api-url', `is '${value}'`, valid);
  }
  return url;
}

function runUrl(env: Environment): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : '';
}

/** The candidate with the smallest edit distance (Levenshtein). */
function nearest(word: string, candidates: readonly string[]): string {
  const distance = (a: string, b: string): number => {
    let row = Array.from({ length: b.length + 1 }, (_, i) => i);
    for (let i = 1; i <= a.length; i++) {
      const next = [i];
      for (let j = 1; j <= b.length; j++) {
        const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
        next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
      }
      row = next;
    }
    return row[b.length] ?? 0;
  };
  return candidates.toSorted((a, b) => distance(word, a) - distance(word, b))[0] ?? '';
}
