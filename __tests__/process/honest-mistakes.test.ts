import { randomUUID } from 'node:crypto';

import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';

import { lockCluster } from '../../sandbox/people.ts';
import { DAY, HOUR } from '../../src/lib/clock.ts';
import { BadInput } from '../../src/lib/errors.ts';
import { readInputs } from '../../src/inputs.ts';
import { act } from '../support/action.ts';
import { company } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { NO_SESSION } from '../support/processes.ts';

// What people do by mistake, what then happens, and the words: those of the first hour with this action, and those of
// every hour after. Either what was meant is done, or nothing is done at all and the words say which input it is and
// what to write instead.

const ID = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f01';
const OTHER = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f02';
const ORGANIZATION = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f55';
const ROLE = 'arn:aws:iam::123456789012:role/qovery-maintenance';
const PAGE = `https://console.qovery.com/organization/${ORGANIZATION}`;

type Given = Readonly<Record<string, string>>;

const BASE: Given = { 'qovery-api-token': 'qov_token', 'organization-id': ORGANIZATION };
/** As they should be, for each operation. */
const GOOD = {
  rotate: { ...BASE, 'credentials-id': ID },
  lock: { ...BASE, operation: 'lock', 'cluster-id': 'all', reason: 'sale', 'ttl-in-days': '3' },
  unlock: { ...BASE, operation: 'unlock', 'cluster-id': 'all' },
  review: { ...BASE, operation: 'review' },
  due: { ...BASE, operation: 'due' },
} as const;

type Happens =
  /** The only mistake: nothing is requested. */
  | { is: 'refused'; subject: string; says: RegExp }
  /** What was meant is read. */
  | { is: 'meant'; inputs: object }
  | { is: 'warned'; says: RegExp; inputs?: object };

const refused = (input: string, says: RegExp): Happens => ({
  is: 'refused',
  subject: input.startsWith('Variable') ? input : `Input '${input}'`,
  says,
});
const meant = (inputs: object): Happens => ({ is: 'meant', inputs });
const warned = (says: RegExp, inputs: object = {}): Happens => ({ is: 'warned', says, inputs });

type Row = [mistake: string, of: keyof typeof GOOD, given: Given, happens: Happens, env?: Given];

const TOKEN = 'qovery-api-token';

describe.each<[about: string, rows: Row[]]>([
  [
    'the token',
    [
      [
        'the secret was not passed',
        'rotate',
        { [TOKEN]: '' },
        refused(TOKEN, /is required and was not given.*check that this workflow can read it/),
      ],
      ['a token out of a header', 'due', { [TOKEN]: 'Token qov_x' }, meant({ token: 'qov_x' })],
      ['the other word of headers', 'due', { [TOKEN]: 'Bearer qov_x' }, meant({ token: 'qov_x' })],
      ['a whole header', 'due', { [TOKEN]: 'Authorization: Token qov_x' }, meant({ token: 'qov_x' })],
      ['a token in quotes', 'due', { [TOKEN]: '"qov_x"' }, meant({ token: 'qov_x' })],
      ['a line end behind it', 'due', { [TOKEN]: 'qov_x\n' }, meant({ token: 'qov_x' })],
      [
        'a line break in it',
        'due',
        { [TOKEN]: 'qov_\nx' },
        refused(TOKEN, /has a line break in it.*store it again as a secret/),
      ],
      [
        'the JWT of a session',
        'due',
        { [TOKEN]: 'eyJhbGciOiJSUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln' },
        refused(TOKEN, /is a JWT, a session .* which expires.*Valid: a Qovery API token/),
      ],
      [
        'the token of GitHub',
        'due',
        { [TOKEN]: 'ghp_0123456789abcdef' },
        refused(TOKEN, /is a token of GitHub/),
      ],
      [
        'the id of an AWS key',
        'due',
        { [TOKEN]: 'AKIAIOSFODNN7EXAMPLE' },
        refused(TOKEN, /is the id of an AWS access key/),
      ],
      [
        'the name of the secret',
        'due',
        { [TOKEN]: 'QOVERY_API_TOKEN' },
        refused(
          TOKEN,
          /is the name of a secret or variable, not its value.*\$\{\{ secrets\.QOVERY_API_TOKEN \}\}/,
        ),
      ],
      [
        'a variable of the shell',
        'due',
        { [TOKEN]: '$QOVERY_API_TOKEN' },
        refused(TOKEN, /is the name of a secret or variable/),
      ],
      [
        'the secret without its braces',
        'due',
        { [TOKEN]: 'secrets.QOVERY_API_TOKEN' },
        refused(TOKEN, /is the name of a secret or variable/),
      ],
      [
        'the secret without its dollar',
        'due',
        { [TOKEN]: '{{ secrets.QOVERY_API_TOKEN }}' },
        refused(TOKEN, /an expression that nothing has replaced \(is the \$ before \{\{ missing\?\)/),
      ],
      ['the mask out of a log', 'due', { [TOKEN]: '***' }, refused(TOKEN, /is the mask that GitHub prints/)],
    ],
  ],
  [
    'ids',
    [
      [
        'the name of the organisation',
        'due',
        { 'organization-id': 'Acme' },
        refused(
          'organization-id',
          /is 'Acme', which is not a UUID.*the UUID of a Qovery organisation \(like .*\), or the address of one of its pages/,
        ),
      ],
      [
        'two organisations',
        'due',
        { 'organization-id': `${ID},${OTHER}` },
        refused(
          'organization-id',
          /not a UUID\..*Valid: the UUID of a Qovery organisation \([^,]*\), or the address/,
        ),
      ],
      [
        'an id in upper case, in braces, in quotes',
        'due',
        { 'organization-id': `"{${ID.toUpperCase()}}"` },
        meant({ organizationId: ID }),
      ],
      ['blanks around an id', 'due', { 'organization-id': `  ${ID} ` }, meant({ organizationId: ID })],
      [
        'an id without hyphens',
        'rotate',
        { 'credentials-id': ID.replaceAll('-', '') },
        meant({ credentials: [ID] }),
      ],
      [
        'an id that was cut',
        'rotate',
        { 'credentials-id': ID.slice(0, -1) },
        refused(
          'credentials-id',
          /which is not a UUID.*Valid: 'all', or UUIDs like .* or exact names of cloud credentials/,
        ),
      ],
      [
        'the address of a page',
        'lock',
        { 'cluster-id': `${PAGE}/cluster/${ID}/overview` },
        meant({ clusters: [ID] }),
      ],
      [
        'the address of the wrong page',
        'rotate',
        { 'credentials-id': `${PAGE}/cluster/${ID}` },
        refused(
          'credentials-id',
          /no id of a cloud credential in it \(it has one of an organisation and a cluster\)/,
        ),
      ],
      [
        'no credentials',
        'rotate',
        { 'credentials-id': '' },
        refused('credentials-id', /is required and was not given.*Valid: 'all', or UUIDs/),
      ],
      ['`ALL`', 'rotate', { 'credentials-id': 'ALL' }, meant({ credentials: 'all' })],
      [
        '`all`, and one more',
        'rotate',
        { 'credentials-id': `all, ${ID}` },
        refused('credentials-id', /has 'all' beside other values.*'all' alone/),
      ],
      [
        'the id of an access key',
        'rotate',
        { 'credentials-id': 'AKIAIOSFODNN7EXAMPLE' },
        refused('credentials-id', /is the id of an AWS access key, not of a cloud credential/),
      ],
      [
        'a list by commas and new lines',
        'rotate',
        { 'credentials-id': `${ID},\n${OTHER}\n` },
        meant({ credentials: [ID, OTHER] }),
      ],
      [
        'a list by blanks',
        'rotate',
        { 'credentials-id': `${ID} ${OTHER}` },
        meant({ credentials: [ID, OTHER] }),
      ],
      [
        'a list by semicolons',
        'rotate',
        { 'credentials-id': `${ID}; ${OTHER}` },
        meant({ credentials: [ID, OTHER] }),
      ],
      [
        'a list with the marks of YAML',
        'rotate',
        { 'credentials-id': `- ${ID}\n- "${OTHER}"` },
        meant({ credentials: [ID, OTHER] }),
      ],
      [
        'a list in JSON',
        'rotate',
        { 'credentials-id': `["${ID}", "${OTHER}"]` },
        meant({ credentials: [ID, OTHER] }),
      ],
      ['a comment behind an id', 'lock', { 'cluster-id': `${ID} # production` }, meant({ clusters: [ID] })],
      ['`Production`', 'lock', { 'cluster-id': 'Production' }, meant({ clusters: 'production' })],
      [
        'a separator and nothing else',
        'lock',
        { 'cluster-id': ',' },
        refused(
          'cluster-id',
          /a list without items.*Valid: 'all', or 'production', or 'non-production', or UUIDs/,
        ),
      ],
      ['`cluster-id: all` for rotate', 'rotate', { 'cluster-id': 'all' }, meant({ clusters: undefined })],
      [
        'a variable that is not there',
        'lock',
        { 'cluster-id': '{{ vars.CLUSTER }}' },
        refused('cluster-id', /an expression that nothing has replaced/),
      ],
    ],
  ],
  [
    'words',
    [
      ['`Rotate`', 'rotate', { operation: 'Rotate' }, meant({ operation: 'rotate' })],
      ['a word in quotes', 'rotate', { operation: '"rotate"' }, meant({ operation: 'rotate' })],
      [
        'a slip of the pen',
        'review',
        { operation: 'reveiw' },
        refused(
          'operation',
          /is 'reveiw'; did you mean 'review'\? .*Valid: rotate, lock, unlock, review, due/,
        ),
      ],
      ['the noun', 'rotate', { operation: 'rotation' }, refused('operation', /did you mean 'rotate'\?/)],
      // No guess: it would be wrong.
      [
        'a word of another tool',
        'rotate',
        { operation: 'disable' },
        refused('operation', /is 'disable', which is no operation\. .*Valid: rotate, lock/),
      ],
      [
        'an input as the operation',
        'rotate',
        { operation: 'dry-run' },
        refused('operation', /which is no operation\./),
      ],
      [
        'two operations',
        'rotate',
        { operation: 'lock, rotate' },
        refused('operation', /which is no operation\./),
      ],
      ['`yes`', 'rotate', { 'dry-run': 'yes' }, meant({ dryRun: true })],
      ['`no`', 'rotate', { 'dry-run': 'no' }, meant({ dryRun: false })],
      ['`TRUE`', 'rotate', { 'dry-run': 'TRUE' }, meant({ dryRun: true })],
      [
        '`on` and `0`',
        'rotate',
        { 'dry-run': 'on', 'wait-for-deletion': '0' },
        meant({ dryRun: true, waitForDeletion: false }),
      ],
      ['true in quotes twice', 'rotate', { 'dry-run': '"true"' }, meant({ dryRun: true })],
      // Never: a dry run that is none.
      [
        '`ture`',
        'rotate',
        { 'dry-run': 'ture' },
        refused('dry-run', /is 'ture', which is neither true nor false.*Valid: true, false/),
      ],
    ],
  ],
  [
    'durations',
    [
      ['a word for the unit', 'rotate', { delay: '2 hours' }, meant({ delay: 2 * HOUR })],
      ['capitals', 'rotate', { delay: '2H' }, meant({ delay: 2 * HOUR })],
      ['two units', 'rotate', { delay: '1d12h' }, warned(/longer than the six hours/, { delay: 36 * HOUR })],
      ['hours and minutes', 'rotate', { delay: '2h 30m' }, meant({ delay: 2.5 * HOUR })],
      ['weeks', 'due', { 'max-age': '12 weeks' }, meant({ maxAge: 84 * DAY })],
      [
        'months',
        'due',
        { 'max-age': '3 months' },
        refused(
          'max-age',
          /which is not a duration.*Valid: whole seconds \(7200\) or a number with a unit \(90m, 2h, 90d\)/,
        ),
      ],
      ['a negative one', 'rotate', { delay: '-2h' }, refused('delay', /is '-2h', which is not a duration/)],
      ['a fraction', 'rotate', { delay: '2.5h' }, refused('delay', /which is not a duration/)],
      [
        'minutes without a unit',
        'rotate',
        { delay: '120' },
        refused(
          'delay',
          /is '120' seconds, which is too short.*at least 7200 \(2h\): Qovery asks for two hours/,
        ),
      ],
      [
        'milliseconds',
        'rotate',
        { delay: '7200000' },
        refused('delay', /is 83d 8h, and 'finish-within' is 14d: every run would fail.*usually 7200/),
      ],
      [
        'days without a unit',
        'rotate',
        { 'max-age': '90' },
        refused('max-age', /is '90' seconds, less than a day; did you mean 90d\?/),
      ],
      [
        'days without a unit, of something else',
        'rotate',
        { 'finish-within': '14' },
        refused('finish-within', /is '14' seconds, which is too short.*at least 1d/),
      ],
      [
        'minutes without a unit, where seconds are allowed',
        'rotate',
        { 'deactivate-for': '15' },
        warned(/'deactivate-for' is 15s: .* Did you mean minutes, like 15m\?/),
      ],
      ['`never`', 'rotate', { 'max-age': 'never' }, refused('max-age', /which is not a duration/)],
      [
        'every run of a schedule rotates',
        'rotate',
        { 'max-age': '0' },
        warned(/'max-age' is 0 in a scheduled run: every run rotates the key\. Leave it out/),
        { GITHUB_EVENT_NAME: 'schedule' },
      ],
      [
        'longer than a job may be',
        'rotate',
        { delay: '5h' },
        refused(
          'wait-for-deletion',
          /\(6h 15m\) is longer than the six hours of a hosted job.*Valid: 'false', with scheduled runs/,
        ),
        { RUNNER_ENVIRONMENT: 'github-hosted' },
      ],
      ['a date', 'review', { since: '2026-01-01' }, refused('since', /which is not a duration/)],
    ],
  ],
  [
    'locks',
    [
      [
        'no reason',
        'lock',
        { reason: '' },
        refused('reason', /is required.*why the clusters are locked, in a few words/),
      ],
      ['an empty reason in quotes', 'lock', { reason: '""' }, refused('reason', /is required/)],
      [
        'no TTL',
        'lock',
        { 'ttl-in-days': '' },
        refused('ttl-in-days', /is required.*1, 2, 3, 4 or 5 \(days\), or 'none'/),
      ],
      [
        'a week',
        'lock',
        { 'ttl-in-days': '7' },
        refused('ttl-in-days', /which is not a number of days from 1 to 5/),
      ],
      [
        '`forever`',
        'lock',
        { 'ttl-in-days': 'forever' },
        refused('ttl-in-days', /or 'none' for a lock that stays/),
      ],
      ['a unit', 'lock', { 'ttl-in-days': '5d' }, meant({ ttlInDays: 5 })],
      ['a number in quotes', 'lock', { 'ttl-in-days': '"5"' }, meant({ ttlInDays: 5 })],
    ],
  ],
  [
    'AWS',
    [
      [
        'the name of the role',
        'due',
        { 'role-to-assume': 'qovery-maintenance' },
        refused('role-to-assume', /which is not the ARN of a role.*like arn:aws:iam::123456789012:role\//),
      ],
      [
        'a zero of the account lost',
        'due',
        { 'role-to-assume': 'arn:aws:iam::12345678901:role/x' },
        refused('role-to-assume', /the account has 11 digits, not 12 \(is a zero at the front missing\?\)/),
      ],
      [
        'the ARN of a user',
        'due',
        { 'role-to-assume': 'arn:aws:iam::123456789012:user/x' },
        refused('role-to-assume', /is the ARN of a user, not of a role/),
      ],
      [
        'the ARN of the identity provider',
        'due',
        { 'role-to-assume': 'arn:aws:iam::123456789012:oidc-provider/token.actions.githubusercontent.com' },
        refused('role-to-assume', /is the ARN of an oidc-provider, not of a role/),
      ],
      [
        'the ARN of a session',
        'due',
        { 'role-to-assume': 'arn:aws:sts::123456789012:assumed-role/x/y' },
        refused('role-to-assume', /is the ARN of an assumed-role/),
      ],
      ['an ARN in quotes', 'due', { 'role-to-assume': `'${ROLE}'` }, meant({ aws: { roleToAssume: ROLE } })],
      [
        'a role of China and a region of Europe',
        'due',
        { 'role-to-assume': ROLE.replace('aws', 'aws-cn'), 'aws-region': 'eu-west-3' },
        refused(
          'role-to-assume',
          /of the partition aws-cn, and the region eu-west-3 is of the partition aws\..*or 'aws-region' with a region of the partition aws-cn/,
        ),
      ],
      [
        'a role of China and no region',
        'due',
        { 'role-to-assume': ROLE.replace('aws', 'aws-cn') },
        meant({ aws: { region: 'cn-north-1' } }),
      ],
      [
        'an availability zone',
        'due',
        { 'aws-region': 'eu-west-3a' },
        refused(
          'aws-region',
          /is 'eu-west-3a', which is an availability zone, not a region; did you mean 'eu-west-3'\?/,
        ),
      ],
      [
        'the same, in the variable',
        'due',
        {},
        refused("Variable 'AWS_REGION'", /did you mean 'eu-west-3'\?/),
        { AWS_REGION: 'eu-west-3a' },
      ],
      [
        'underscores',
        'due',
        { 'aws-region': 'EU_WEST_3' },
        refused('aws-region', /did you mean 'eu-west-3'\?/),
      ],
      [
        'the place',
        'due',
        { 'aws-region': 'Paris' },
        refused('aws-region', /which is not an AWS region.*like eu-west-3/),
      ],
      [
        'a slip in it',
        'due',
        { 'aws-region': 'eu-wset-3' },
        refused('aws-region', /which is not an AWS region/),
      ],
      [
        'the ARN of the user',
        'rotate',
        { 'aws-iam-user': 'arn:aws:iam::123456789012:user/system/qovery' },
        refused('aws-iam-user', /which is not the name of a user; did you mean 'qovery'\?/),
      ],
      [
        'the path of the user',
        'rotate',
        { 'aws-iam-user': '/system/qovery' },
        refused('aws-iam-user', /did you mean 'qovery'\?.*without its path/),
      ],
      [
        'the key of the user',
        'rotate',
        { 'aws-iam-user': 'AKIAIOSFODNN7EXAMPLE' },
        refused('aws-iam-user', /is the id of an access key/),
      ],
      // It named nobody: no key would ever be rotated.
      [
        'a separator and nothing else',
        'rotate',
        { 'aws-iam-user': ',' },
        refused('aws-iam-user', /a list without items/),
      ],
      [
        'the id of a key in lower case, in quotes',
        'rotate',
        { 'retire-key': '"akiaiosfodnn7example"' },
        meant({ retireKey: 'AKIAIOSFODNN7EXAMPLE' }),
      ],
      [
        'a key that was cut',
        'rotate',
        { 'retire-key': 'AKIAIOSF' },
        refused('retire-key', /which is not the id of an access key.*AKIA and 16 more/),
      ],
      [
        'the id of a session',
        'rotate',
        { 'retire-key': 'ASIAIOSFODNN7EXAMPLE' },
        refused('retire-key', /the id of a temporary key, which ends by itself/),
      ],
      [
        '`true`',
        'rotate',
        { 'retire-key': 'true' },
        refused('retire-key', /which is not the id of an access key/),
      ],
      [
        'two keys',
        'rotate',
        { 'retire-key': 'AKIAIOSFODNN7EXAMPLE, AKIAIOSFODNN7EXAMPLF' },
        refused('retire-key', /more than one id, and a run retires one key/),
      ],
      [
        'the secret in the place of its id',
        'rotate',
        { 'retire-key': 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY' },
        refused('retire-key', /^(?!.*wJalr).*is a text of 40 characters/),
      ],
      [
        'one key, and all credentials',
        'rotate',
        { 'credentials-id': 'all', 'retire-key': 'AKIAIOSFODNN7EXAMPLE' },
        refused('retire-key', /is for one key at a time, and 'credentials-id' is 'all'/),
      ],
    ],
  ],
  [
    'the review',
    [
      [
        'a fraction for a percentage',
        'review',
        { 'quota-threshold': '0.8' },
        refused('quota-threshold', /which is not a percentage from 1 to 100/),
      ],
      ['a sign behind it', 'review', { 'quota-threshold': '80 %' }, meant({ quotaThreshold: 80 })],
      [
        'findings by commas',
        'review',
        { 'accept-findings': 'a-1, b-2' },
        meant({ acceptedFindings: [{ id: 'a-1' }, { id: 'b-2' }] }),
      ],
      [
        'a date of another country',
        'review',
        { 'accept-findings': 'a-1 until 31.12.2026' },
        refused('accept-findings', /'31\.12\.2026' in the line of 'a-1', which is not a date.*YYYY-MM-DD/),
      ],
      [
        'a day that does not exist',
        'review',
        { 'accept-findings': 'a-1 until 2026-02-30' },
        refused('accept-findings', /which is not a date/),
      ],
      [
        'the marks of YAML, and a comment',
        'review',
        { 'accept-findings': '- a-1 until 2026-12-31 # Ada' },
        meant({ acceptedFindings: [{ id: 'a-1', until: '2026-12-31' }] }),
      ],
      [
        'an issue outside of GitHub',
        'review',
        { 'report-issue': 'true', 'github-token': 'x' },
        refused('report-issue', /GITHUB_REPOSITORY does not name a repository/),
      ],
      [
        'an issue, and no token for it',
        'review',
        { 'report-issue': 'true', 'github-token': '' },
        refused('github-token', /is required.*\$\{\{ github\.token \}\}/),
        { GITHUB_REPOSITORY: 'acme/ops' },
      ],
    ],
  ],
  [
    'addresses',
    [
      [
        'no scheme',
        'due',
        { 'qovery-api-url': 'api.qovery.com' },
        refused('qovery-api-url', /which is not an address with https:\/\//),
      ],
      [
        'http',
        'due',
        { 'qovery-api-url': 'http://api.qovery.com' },
        refused('qovery-api-url', /https:\/\/.*the token travels with every request/),
      ],
      [
        'two slashes within it',
        'due',
        { 'qovery-api-url': 'https://api.qovery.com//example.com' },
        refused('qovery-api-url', /two slashes in its path/),
      ],
      [
        'the console',
        'due',
        { 'qovery-api-url': 'https://console.qovery.com' },
        refused('qovery-api-url', /the address of the console, not of the API.*https:\/\/api\.qovery\.com/),
      ],
      [
        'a proxy of another kind',
        'due',
        {},
        refused("Variable 'HTTPS_PROXY'", /^(?!.*hush).*kind 'socks5', which is not supported/),
        { HTTPS_PROXY: 'socks5://ann:hush@proxy:1080' },
      ],
    ],
  ],
  [
    'names of inputs',
    [
      [
        'the British spelling',
        'due',
        { 'organisation-id': ID },
        refused('organisation-id', /is unknown; did you mean 'organization-id'\?/),
      ],
      [
        'the singular',
        'rotate',
        { 'credential-id': ID },
        refused('credential-id', /did you mean 'credentials-id'\?/),
      ],
      ['an underscore', 'rotate', { dry_run: 'true' }, refused('dry_run', /did you mean 'dry-run'\?/)],
      ['no hyphen', 'rotate', { dryrun: 'true' }, refused('dryrun', /did you mean 'dry-run'\?/)],
      [
        'half of a name',
        'due',
        { 'api-token': 'x' },
        warned(
          /'api-token' is not one of this action's inputs and is ignored\. Did you mean 'qovery-api-token'\?/,
        ),
      ],
      ['the name of another action', 'due', { 'role-arn': ROLE }, warned(/Did you mean 'role-to-assume'\?/)],
      // It once meant 'retire-key'.
      ["AWS's own names", 'due', { 'aws-secret-access-key': 'x' }, warned(/Did you mean 'role-to-assume'\?/)],
      ['nothing like it', 'due', { 'slack-webhook': 'x' }, warned(/is ignored\.$/)],
      [
        'an input of another operation',
        'lock',
        { 'credentials-id': ID },
        warned(/'credentials-id' has no meaning for operation 'lock' \(it is for rotate\) and is ignored/),
      ],
      [
        'a dry run of what changes nothing',
        'review',
        { 'dry-run': 'true' },
        warned(/'dry-run' has no meaning for operation 'review'/),
      ],
    ],
  ],
])('%s', (_, rows) => {
  test.each(rows)('%s', (_mistake, of, given, happens, env = {}) => {
    const all = Object.entries({ ...GOOD[of], ...given });
    const read = (): ReturnType<typeof readInputs> =>
      readInputs({
        ...env,
        ...Object.fromEntries(all.map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value])),
      });
    if (happens.is === 'refused') {
      const error = errorOf(read);
      expect(error.mistakes).toHaveLength(1);
      const [first = ''] = error.message.split('\n');
      expect(first.startsWith(`${happens.subject} `)).toBe(true);
      expect(first).toMatch(happens.says);
      expect(first).toMatch(/ Nothing was requested and nothing was changed\. Valid: .+\.$/);
      expect(first).not.toContain('qov_');
      return;
    }
    const { warnings, ...inputs } = read();
    expect(inputs).toMatchObject(happens.inputs ?? {});
    const said = warnings.filter((warning) => !warning.includes('is not GitHub-hosted, so the run goes on'));
    if (happens.is === 'warned') expect(warnings).toEqual([expect.stringMatching(happens.says)]);
    else expect(said).toEqual([]);
  });
});

function errorOf(read: () => unknown): BadInput {
  try {
    read();
  } catch (error) {
    if (error instanceof BadInput) return error;
    throw error;
  }
  throw new Error('It was accepted.');
}

// What only the world can tell. All of these share one company, since nothing is changed.

describe('against Qovery and AWS', () => {
  let acme: Company;
  beforeAll(async () => {
    acme = await company({
      credentials: [
        { name: 'AWS production', user: 'qovery-admin', clusters: ['production-eu', 'production-us'] },
        { name: 'AWS staging', user: 'qovery-staging', clusters: ['staging', 'twin'] },
        { name: 'Twins', user: 'qovery-twins', clusters: ['twin'] },
        { name: 'Twins', user: 'qovery-twin', clusters: [] },
        { name: 'Subsidiary', user: 'qovery', account: '210987654321', clusters: [] },
      ],
    });
    lockCluster(acme.world, acme.cluster('production-us').id, { reason: 'Black Friday' });
  });
  afterAll(async () => {
    await acme[Symbol.asyncDispose]();
  });
  const rotate = (inputs: Given): Given => ({
    operation: 'rotate',
    'credentials-id': 'AWS staging',
    ...inputs,
  });
  const lock = (inputs: Given): Given => ({
    operation: 'lock',
    reason: 'sale',
    'ttl-in-days': '3',
    ...inputs,
  });
  const unlock = (inputs: Given): Given => ({ operation: 'unlock', ...inputs });

  type How = (acme: Company) => { inputs: Given; env?: Given };

  test.each<[mistake: string, how: How, result: string, words: RegExp]>([
    [
      'a token that is none',
      () => ({ inputs: rotate({ [TOKEN]: 'qov_nobody' }) }),
      'failed',
      /list the cloud credentials: HTTP 401.*is qovery-api-token a valid API token, not a JWT.* Nothing was changed\./,
    ],
    [
      'another organisation',
      () => ({ inputs: rotate({ 'organization-id': randomUUID() }) }),
      'failed',
      /HTTP 404.*does 'organization-id' name an organisation that this token may see\?/,
    ],
    [
      'another organisation, for a lock',
      () => ({ inputs: lock({ 'cluster-id': 'all', 'organization-id': randomUUID() }) }),
      'failed',
      /does 'organization-id' name an organisation.* Check qovery-api-token and organization-id/,
    ],
    [
      'the organisation in the place of a credential',
      ({ world }) => ({ inputs: rotate({ 'credentials-id': world.organization().id }) }),
      'failed',
      /^Input 'credentials-id' has '[\w-]+', which is no cloud credential of this organisation.*Valid: 'AWS production' \(.*; or 'all'\.$/m,
    ],
    [
      'the id of a cluster in the place of a credential',
      (at) => ({ inputs: rotate({ 'credentials-id': at.cluster('staging').id }) }),
      'failed',
      /which is the cluster 'staging', not a cloud credential\. Nothing was changed\. Valid: 'AWS production' \(/,
    ],
    [
      'its name in the place of a credential',
      () => ({ inputs: rotate({ 'credentials-id': 'staging' }) }),
      'failed',
      /which is the cluster 'staging', not a cloud credential/,
    ],
    [
      'a slip in a name',
      () => ({ inputs: rotate({ 'credentials-id': 'AWS stagin' }) }),
      'failed',
      /has 'AWS stagin', which is no cloud credential.*'AWS staging' \(/,
    ],
    [
      'a name that two credentials have',
      () => ({ inputs: rotate({ 'credentials-id': 'Twins' }) }),
      'failed',
      /is the name of 2 cloud credentials.*Valid: the id of one of them: [\w-]{36}, [\w-]{36}/,
    ],
    [
      'a name that two clusters have',
      () => ({ inputs: lock({ 'cluster-id': 'twin' }) }),
      'failed',
      /'twin' is the name of 2 clusters\. Nothing was changed\..*the id of one of them: [\w-]{36}, [\w-]{36}/,
    ],
    [
      '`prod`',
      () => ({ inputs: lock({ 'cluster-id': 'prod' }) }),
      'failed',
      /'prod' is no cluster of this organisation.*or 'all', 'production', 'non-production'/,
    ],
    // Half of a freeze looks like a whole one.
    [
      'one good cluster and one that is none',
      () => ({ inputs: lock({ 'cluster-id': 'staging, produktion' }) }),
      'failed',
      /'produktion' is no cluster.*'staging' was left as it is, because cluster-id has a mistake in it/,
    ],
    [
      '`operation: lock` forgotten',
      () => ({ inputs: { 'cluster-id': 'staging', reason: 'sale', 'ttl-in-days': '3' } }),
      'failed',
      /Input 'operation' is 'rotate', the default, and 'ttl-in-days' is for lock\. Valid: lock, if that is meant/s,
    ],
    [
      'a lock that somebody else has',
      () => ({ inputs: lock({ 'cluster-id': 'production-us' }) }),
      'failed',
      /locked by .*'Black Friday'\. That is another reason, and its lock is not overwritten.*Ask whoever locked it/,
    ],
    [
      'an unlock with another reason',
      () => ({ inputs: unlock({ 'cluster-id': 'production-us', reason: 'sale' }) }),
      'unchanged',
      /'Black Friday'\. That is another reason, and its lock stays/,
    ],
    [
      'an unlock of what is not locked',
      () => ({ inputs: unlock({ 'cluster-id': 'staging' }) }),
      'unchanged',
      /^\| staging \| unchanged \|.*not locked/m,
    ],
    [
      'a key whose cluster is locked',
      () => ({ inputs: rotate({ 'credentials-id': 'AWS production' }) }),
      'failed',
      /does not start\. Nothing was changed\.\n- Cluster 'production-us' is locked by .* \(Black Friday\), without an end\. Unlock it first\.\n/,
    ],
    [
      '`production`, which is a word for lock',
      () => ({ inputs: rotate({ 'cluster-id': 'production' }) }),
      'failed',
      /Input 'cluster-id' has 'production', which is no cluster.*Valid: 'production-eu'/,
    ],
    [
      'a cluster of the key left out',
      () => ({ inputs: rotate({ 'credentials-id': 'AWS production', 'cluster-id': 'production-us' }) }),
      'failed',
      /- Cluster 'production-eu' \([\w-]+\) uses the key too, and 'cluster-id' leaves it out\. Add it, or leave the input out\./,
    ],
    [
      'every cluster ignored',
      () => ({ inputs: rotate({ 'ignore-cluster-id': 'all' }) }),
      'failed',
      /'ignore-cluster-id' has 'all', which is no cluster/,
    ],
    [
      'an id of a cluster that is gone',
      () => ({ inputs: rotate({ 'ignore-cluster-id': OTHER, 'dry-run': 'true' }) }),
      'planned',
      /Input 'ignore-cluster-id' has '[\w-]+', which is no cluster of this organisation/,
    ],
    [
      'nobody signed in',
      () => ({ inputs: rotate({}), env: NO_SESSION }),
      'failed',
      /no AWS session: give 'role-to-assume' with 'permissions: id-token: write', or sign in before this step/,
    ],
    [
      '`permissions: id-token: write` forgotten',
      () => ({ inputs: rotate({ 'role-to-assume': ROLE }) }),
      'failed',
      /gave no OIDC token for 'role-to-assume' \(this job may not ask for one\)\. Nothing was changed\. Add 'permissions: id-token: write' to the job\./,
    ],
    [
      'the same, of a review',
      () => ({ inputs: { operation: 'review', 'role-to-assume': ROLE } }),
      'attention',
      /Add 'permissions: id-token: write' to the job\. Then run again\./,
    ],
    [
      'a session of another account',
      () => ({ inputs: rotate({ 'credentials-id': 'Subsidiary' }) }),
      'failed',
      /belongs to AWS account 210987654321, but this run is signed in to account 123456789012.* Sign in to 210987654321/,
    ],
    [
      'another user',
      () => ({ inputs: rotate({ 'aws-iam-user': 'qovery-admin' }) }),
      'failed',
      /belongs to the IAM user qovery-staging, not to qovery-admin.*Nothing was changed\..*add qovery-staging to 'aws-iam-user', or leave the input out/,
    ],
    // AWS does not tell names by their case.
    [
      'the user in capitals',
      () => ({ inputs: rotate({ 'aws-iam-user': 'Qovery-Staging', 'dry-run': 'true' }) }),
      'planned',
      /create a new key for qovery-staging/,
    ],
    // Green would mean that keys are rotated.
    [
      'a user that nobody is, of all keys',
      () => ({ inputs: rotate({ 'credentials-id': 'all', 'aws-iam-user': 'qovery-amdin' }) }),
      'failed',
      /'aws-iam-user' names qovery-amdin, and none of the keys that Qovery holds is owned by that user \(they are owned by qovery-admin, .*\)\. Nothing was changed\. Correct/,
    ],
    [
      'the same, asked what is due',
      () => ({ inputs: { operation: 'due', 'aws-iam-user': 'qovery-amdin' } }),
      'failed',
      /'aws-iam-user' names qovery-amdin, and none/,
    ],
    [
      'the same, of a review',
      () => ({ inputs: { operation: 'review', 'aws-iam-user': 'qovery-amdin' } }),
      'attention',
      /'aws-iam-user' names qovery-amdin.*Correct 'aws-iam-user', or leave it out/,
    ],
    [
      'the key that Qovery uses, to be retired',
      (at) => ({ inputs: rotate({ 'retire-key': at.key('AWS staging').id }) }),
      'failed',
      /'retire-key' names AKIA\w+, the key that Qovery uses.*Name the other key, or leave the input out/,
    ],
    [
      "somebody else's key, to be retired",
      (at) => ({ inputs: rotate({ 'retire-key': at.key('Twins').id }) }),
      'nothing-to-rotate',
      /is no key of the IAM user qovery-staging.* is 80d old and due for rotation, which a run with 'retire-key' does not begin: leave that input out/,
    ],
    [
      'a finding that is none, accepted',
      () => ({ inputs: { operation: 'review', 'accept-findings': 'everything' } }),
      'attention',
      /'accept-findings' names what was not found: everything/,
    ],
  ])('%s', async (_, how, result, words) => {
    const before = acme.everything();
    const { inputs, env = {} } = how(acme);
    const run = await act(acme.sandbox, inputs, { env });
    expect([run.exitCode, run.result]).toEqual([result === 'failed' ? 1 : 0, result]);
    expect([...run.errors, ...run.warnings, run.summary].join('\n')).toMatch(words);
    expect(run.errors).toHaveLength(result === 'failed' ? 1 : 0);
    expect(acme.everything()).toEqual(before);
    expect(acme.world.outages).toEqual([]);
  });

  test('`permissions: issues: write` forgotten: the review tells it, and where its report is', async () => {
    acme.sandbox.fault({
      match: ({ api }) => api === 'github',
      times: Infinity,
      kind: { status: 403, body: { message: 'Resource not accessible by integration' } },
    });
    const run = await act(acme.sandbox, { operation: 'review', 'report-issue': 'true' });
    acme.sandbox.clearFaults();
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors).toEqual([
      expect.stringMatching(
        /Its report is in the summary.* Add 'issues: write' to the 'permissions' of the job/,
      ),
    ]);
  });

  test('what may explain a mistake is told with it', async () => {
    const run = await act(acme.sandbox, { credentials: 'AWS staging' });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed', requests: [] });
    expect(run.errors).toEqual([expect.stringMatching(/^Input 'credentials-id' is required/)]);
    expect(run.warnings).toEqual([expect.stringMatching(/'credentials' .* Did you mean 'credentials-id'\?/)]);
  });
});

test('a session of the wrong account, of all keys: it is said that none is rotated', async () => {
  await using acme = await company({
    credentials: [{ name: 'Subsidiary', user: 'qovery', account: '210987654321', clusters: ['production'] }],
  });
  const run = await acme.rotate({ 'credentials-id': 'all' });
  expect(run).toMatchObject({ exitCode: 0, result: 'nothing-to-rotate' });
  expect(run.warnings).toEqual([expect.stringMatching(/No key is of the AWS account .* none is rotated/)]);
});

test.each(['true', 'false'])(
  'an environment that is none, as the test (dry-run: %s): nothing is changed, and it is said which',
  async (dryRun) => {
    await using acme = await company();
    const before = acme.everything();
    const run = await acme.rotate({ 'verify-environment-id': OTHER, 'dry-run': dryRun });
    expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
    expect(run.errors[0]).toContain(`'verify-environment-id' has ${OTHER}, and Qovery does not show`);
    expect(run.requests.filter(({ operation }) => operation === 'CreateAccessKey')).toEqual([]);
    expect(acme.everything()).toEqual(before);
  },
);
