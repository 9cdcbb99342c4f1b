/**
 * The only reader of the action's inputs and of the environment. Everything is checked here, before any request is sent;
 * the rest of the code gets one readonly value that says what was asked. How values are read: inputs/.
 */
import * as aws from './inputs/aws.ts';
import { INPUTS, type InputName, OPERATIONS, type Operation, variableOf } from './inputs/definitions.ts';
import { type Environment, unquoted, variable } from './inputs/environment.ts';
import { Mistakes, quoted, refuseInput } from './inputs/mistakes.ts';
import { type ProxySettings, proxySettings } from './inputs/proxy.ts';
import { type Reference, choice, organizationId, references, validReferences } from './inputs/references.ts';
import { secretsIn } from './inputs/secrets.ts';
import type {
  AwsInputs,
  ClusterChoice,
  Common,
  IdTokenRequest,
  Inputs,
  IssueInputs,
  RotateInputs,
} from './inputs/types.ts';
import { unknownInputs, unusedInputs } from './inputs/unknown.ts';
import * as read from './inputs/values.ts';
import { DAY, HOUR, MINUTE, SECOND, span } from './lib/clock.ts';

export { INPUTS, OPERATIONS };
export type * from './inputs/types.ts';
export type { AcceptedFinding } from './inputs/values.ts';
export type { Environment, InputName, Operation, ProxySettings, Reference };

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

/** @throws {BadInput} naming every input that cannot be used, and its valid values */
export function readInputs(env: Environment = process.env): Inputs {
  const given: Given = {
    env,
    mistakes: new Mistakes(),
    warnings: [],
    // GitHub leaves unset what action.yml has no default for.
    value: (name) => unquoted(variable(env, variableOf(name))) || INPUTS[name].default,
    input: (name, parse) => given.mistakes.attempt(() => parse(name, replaced(name, given.value(name)))),
    optional: (name, parse) => (given.value(name) === '' ? undefined : given.input(name, parse)),
  };
  const { mistakes, warnings } = given;
  warnings.push(...unknownInputs(env, mistakes));
  const operation = given.input('operation', (name, value) => read.oneOf(name, value, OPERATIONS));
  const common = commonInputs(given);
  // Without an operation, nobody knows which of the others are required.
  if (operation === undefined) mistakes.throwIfAny(warnings);
  warnings.push(...unusedInputs(env, operation));
  const inputs = inputsOf(operation, common, given);
  mistakes.throwIfAny(warnings);
  return inputs;
}

/** @throws {BadInput} where an expression stands that no runner has put a value in the place of */
function replaced(name: string, value: string): string {
  // A reason is free text, and may have anything in it.
  if (!(name === 'reason' ? /^\$?\{\{.*\}\}$/s : /\{\{/).test(value)) return value;
  const hint = /(?<!\$)\{\{/.test(value) ? ' (is the $ before {{ missing?)' : '';
  return refuseInput(
    name,
    `is ${quoted(value)}, an expression that nothing has replaced${hint}`,
    'a value, or an expression like ${{ vars.NAME }} where GitHub replaces them: in the file of a workflow',
  );
}

/** What was given, and the ways to ask for it. */
interface Given {
  readonly env: Environment;
  readonly mistakes: Mistakes;
  readonly warnings: string[];
  readonly value: (name: InputName) => string;
  /** As {@link Mistakes.attempt}. */
  readonly input: <T>(name: InputName, parse: (name: string, value: string) => T) => T;
  readonly optional: <T>(name: InputName, parse: (name: string, value: string) => T) => T | undefined;
}

function commonInputs({ env, mistakes, warnings, input }: Given): Common {
  return {
    token: input('qovery-api-token', read.qoveryToken),
    apiUrl: input('qovery-api-url', read.apiUrl),
    organizationId: input('organization-id', organizationId),
    writeSummary: input('summary', read.boolean),
    proxy: proxySettings(env, mistakes),
    runUrl: runUrl(env),
    actor: variable(env, 'GITHUB_TRIGGERING_ACTOR') || variable(env, 'GITHUB_ACTOR'),
    warnings,
  };
}

function inputsOf(operation: Operation, common: Common, given: Given): Inputs {
  const { input, optional } = given;
  switch (operation) {
    case 'rotate':
      return rotateInputs(common, given);
    case 'lock':
      return {
        ...common,
        operation,
        clusters: input('cluster-id', clusterChoice),
        reason: input('reason', (name, value) =>
          read.required(name, value, 'why the clusters are locked, in a few words'),
        ),
        ttlInDays: input('ttl-in-days', read.ttlInDays),
        dryRun: input('dry-run', read.boolean),
      };
    case 'unlock':
      return {
        ...common,
        operation,
        clusters: input('cluster-id', clusterChoice),
        reason: optional('reason', (_, value) => value),
        dryRun: input('dry-run', read.boolean),
      };
    case 'review':
      return {
        ...common,
        operation,
        clusters: optional('cluster-id', clusterChoice) ?? 'all',
        aws: awsInputs(given),
        iamUsers: optional('aws-iam-user', aws.iamUsers),
        maxAge: optional('max-age', read.maxAge) ?? 90 * DAY,
        since: input('since', (name, value) => read.durationOf(name, value, DAY, 'at least 1d')),
        quotaThreshold: input('quota-threshold', read.percent),
        issue: issueInputs(given),
        acceptedFindings: optional('accept-findings', read.acceptedFindings) ?? [],
      };
    case 'due':
      return {
        ...common,
        operation,
        aws: awsInputs(given),
        iamUsers: optional('aws-iam-user', aws.iamUsers),
        maxAge: optional('max-age', read.maxAge) ?? 90 * DAY,
      };
  }
}

function rotateInputs(common: Common, given: Given): RotateInputs {
  const { env, input, optional, mistakes, warnings } = given;
  const list = (name: InputName, kind: 'cluster' | 'environment'): Reference[] =>
    optional(name, (_, value) => references(name, value, kind, validReferences(kind))) ?? [];
  const iamUsers = optional('aws-iam-user', aws.iamUsers);
  const inputs: RotateInputs = {
    ...common,
    operation: 'rotate',
    credentials: input('credentials-id', (name, value) => choice(name, value, 'credential', ['all'])),
    clusters: optional('cluster-id', checkedClusters),
    aws: awsInputs(given),
    iamUsers,
    delay: input('delay', (name, value) =>
      read.durationOf(
        name,
        value,
        MINIMUM_DELAY,
        'at least 7200 (2h): Qovery asks for two hours, so that deployments under way can end',
      ),
    ),
    deactivateFor: input('deactivate-for', read.duration),
    maxAge: optional('max-age', read.maxAge) ?? 75 * DAY,
    finishWithin: input('finish-within', (name, value) => read.durationOf(name, value, DAY, 'at least 1d')),
    waitForDeletion: input('wait-for-deletion', read.boolean),
    deployTimeout: input('deploy-timeout', (name, value) =>
      read.durationOf(name, value, MINUTE, 'at least 1m; a deployment usually takes 5 to 10 minutes'),
    ),
    retireKey: optional('retire-key', aws.accessKeyId),
    verifyEnvironments: list('verify-environment-id', 'environment'),
    ignoreClusters: list('ignore-cluster-id', 'cluster'),
    ignoreEnvironments: list('ignore-environment-id', 'environment'),
    issue: issueInputs(given),
    dryRun: input('dry-run', read.boolean),
  };
  if (inputs.retireKey !== undefined && inputs.credentials === 'all') {
    mistakes.attempt(() =>
      refuseInput(
        'retire-key',
        "is for one key at a time, and 'credentials-id' is 'all'",
        "'credentials-id' with the credential (or credentials) of that one key",
      ),
    );
  }
  if (given.value('credentials-id') === '') mistakes.attempt(() => checkOperation(given));
  mistakes.attempt(() => checkDelay(inputs));
  mistakes.attempt(() => checkDuration(inputs, env, warnings));
  if (inputs.deactivateFor > 0 && inputs.deactivateFor < MINUTE) {
    warnings.push(
      `Input 'deactivate-for' is ${span(inputs.deactivateFor)}: what breaks without the old key is hardly seen in that time. Did you mean minutes, like 15m?`,
    );
  }
  if (inputs.maxAge === 0 && env['GITHUB_EVENT_NAME'] === 'schedule') {
    warnings.push(
      "Input 'max-age' is 0 in a scheduled run: every run rotates the key. Leave it out, or set it, for example to 75d.",
    );
  }
  return inputs;
}

/** `rotate` is the default: whoever forgot to say `lock` has asked for it. */
function checkOperation({ value }: Given): void {
  const other = (['ttl-in-days', 'reason'] as const).find((name) => value(name) !== '');
  if (other === undefined) return;
  const of = INPUTS[other].of.join(' or ');
  refuseInput(
    'operation',
    `is 'rotate', the default, and '${other}' is for ${of}`,
    `${of}, if that is meant`,
  );
}

/** A rotation that fails before it may end does not begin. */
function checkDelay({ delay, finishWithin }: RotateInputs): void {
  if (!(delay >= finishWithin)) return;
  refuseInput(
    'delay',
    `is ${span(delay)}, and 'finish-within' is ${span(finishWithin)}: every run would fail before the old key may go`,
    "a duration shorter than 'finish-within', usually 7200 (2h)",
  );
}

/** A run that stays to the end has to fit into its job. */
function checkDuration(inputs: RotateInputs, env: Environment, warnings: string[]): void {
  const longest = inputs.delay + inputs.deactivateFor + inputs.deployTimeout;
  if (!inputs.waitForDeletion || !(longest > HOSTED_JOB_LIMIT)) return;
  const what = `is 'true', but delay + deactivate-for + deploy-timeout (${span(longest)}) is longer than the six hours of a hosted job`;
  if (env['RUNNER_ENVIRONMENT'] === 'github-hosted') {
    refuseInput(
      'wait-for-deletion',
      what,
      "'false', with scheduled runs that finish the rotation, or shorter durations",
    );
  }
  warnings.push(`Input 'wait-for-deletion' ${what}. This runner is not GitHub-hosted, so the run goes on.`);
}

function clusterChoice(name: string, value: string): ClusterChoice {
  return choice(name, value, 'cluster', ['all', 'production', 'non-production']);
}

/** For rotate, `cluster-id` is a check: `all` is the same as none. */
function checkedClusters(name: string, value: string): Reference[] | undefined {
  const clusters = choice(name, value, 'cluster', ['all']);
  return clusters === 'all' ? undefined : clusters;
}

/** What the AWS SDK signs with, and sends in headers. */
const SIGNING = ['AWS_ACCESS_KEY_ID', 'AWS_SECRET_ACCESS_KEY', 'AWS_SESSION_TOKEN'];

function awsInputs(given: Given): AwsInputs {
  const { env, mistakes, optional } = given;
  const roleToAssume = optional('role-to-assume', aws.role);
  const region = regionOf(given, roleToAssume);
  mistakes.attempt(() => checkPartition(region, roleToAssume));
  // With a role or a profile, something else signs.
  if (roleToAssume === undefined && variable(env, 'AWS_PROFILE') === '')
    for (const name of SIGNING) mistakes.attempt(() => aws.signingVariable(name, env[name] ?? ''));
  return { region, roleToAssume, idTokenRequest: idTokenRequest(env) };
}

function regionOf({ env, value, mistakes, input }: Given, role: string | undefined): string {
  if (value('aws-region') !== '')
    return input('aws-region', (name, text) => aws.region(`Input '${name}'`, text));
  const text = variable(env, 'AWS_REGION');
  if (text !== '') return mistakes.attempt(() => aws.region("Variable 'AWS_REGION'", text));
  return aws.firstRegion(role);
}

/** AWS signs nobody in across its partitions. */
function checkPartition(region: string | undefined, role: string | undefined): void {
  if (region === undefined || role === undefined) return;
  const [wanted, has] = [aws.partitionOfRole(role), aws.partitionOf(region)];
  if (wanted === has || !aws.isKnownPartition(wanted)) return;
  refuseInput(
    'role-to-assume',
    `is a role of the partition ${wanted}, and the region ${region} is of the partition ${has}`,
    `a role of the partition ${has}, or 'aws-region' with a region of the partition ${wanted}`,
  );
}

/** The runner's variables (docs.github.com, "OpenID Connect reference"). */
function idTokenRequest(env: Environment): IdTokenRequest | undefined {
  const { ACTIONS_ID_TOKEN_REQUEST_URL: url, ACTIONS_ID_TOKEN_REQUEST_TOKEN: token } = env;
  return url && token ? { url, token } : undefined;
}

function issueInputs({ env, mistakes, input, value }: Given): IssueInputs | undefined {
  if (!input('report-issue', read.boolean)) return undefined;
  // Where no runner has put the token in the place of the expression, there is none.
  const given = value('github-token');
  const token = mistakes.attempt(() =>
    read.apiToken(
      'github-token',
      given === INPUTS['github-token'].default ? '' : given,
      '${{ github.token }}, or a token that may write issues',
    ),
  );
  const [owner = '', repository = ''] = variable(env, 'GITHUB_REPOSITORY').split('/');
  if (owner === '' || repository === '') {
    mistakes.attempt(() =>
      refuseInput(
        'report-issue',
        'is true, but GITHUB_REPOSITORY does not name a repository: this is no job of GitHub Actions',
        'false',
      ),
    );
  }
  return { token, apiUrl: variable(env, 'GITHUB_API_URL') || 'https://api.github.com', owner, repository };
}

function runUrl(env: Environment): string {
  const { GITHUB_SERVER_URL: server, GITHUB_REPOSITORY: repository, GITHUB_RUN_ID: run } = env;
  return server && repository && run ? `${server}/${repository}/actions/runs/${run}` : '';
}
