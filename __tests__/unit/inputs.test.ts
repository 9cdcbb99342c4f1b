import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE } from '../../src/lib/clock.ts';
import { BadInput } from '../../src/lib/errors.ts';
import { type Environment, INPUTS, type Inputs, type RotateInputs, readInputs } from '../../src/inputs.ts';
import * as values from '../../src/inputs/values.ts';
import { isId } from '../../src/qovery/references.ts';
import { readActionYml } from './support/action-yml.ts';

const ORGANIZATION = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f55';
const FIRST = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f01';
const SECOND_ID = '1c3f7a52-9d10-4b6e-8a6f-0d2b7c1e4f02';

type Given = Readonly<Record<string, string>>;

/** As the runner passes them: what action.yml has a default for is always set, the rest only when it is given. */
function environment(given: Given, env: Environment = {}): Environment {
  const variables: Record<string, string | undefined> = { ...env };
  const defaults = Object.entries(readActionYml().inputs).flatMap(([name, input]) =>
    input.default === undefined ? [] : [[name, input.default] as const],
  );
  for (const [name, value] of [...defaults, ...Object.entries(given)])
    variables[`INPUT_${name.toUpperCase()}`] = value;
  return variables;
}

const BASE: Given = { 'qovery-api-token': 'token', 'organization-id': ORGANIZATION };
const ROTATE: Given = { ...BASE, 'credentials-id': FIRST };
const LOCK: Given = { ...BASE, operation: 'lock', 'cluster-id': 'all', reason: 'sale', 'ttl-in-days': '3' };

function rotate(given: Given = {}, env: Environment = {}): RotateInputs {
  const inputs = readInputs(environment({ ...ROTATE, ...given }, env));
  if (inputs.operation !== 'rotate') throw new Error(inputs.operation);
  return inputs;
}
const read = (given: Given, env: Environment = {}): Inputs => readInputs(environment(given, env));

function messageOfError(act: () => unknown): string {
  try {
    act();
  } catch (error) {
    return (error as Error).message;
  }
  throw new Error('Nothing was thrown.');
}

/** The input is refused by its name, with what it accepts. */
function refused(given: Given, input: string, text: RegExp, env: Environment = {}): void {
  let error: unknown;
  try {
    read(given, env);
  } catch (caught) {
    error = caught;
  }
  expect(error).toBeInstanceOf(BadInput);
  const { message } = error as BadInput;
  expect(message).toMatch(new RegExp(`^Input '${input}'`));
  expect(message).toMatch(text);
  expect(message).toMatch(/Valid: .+\. Nothing was requested and nothing was changed\.|Valid: .+/);
}

describe('defaults', () => {
  test('rotate, with what is required and nothing else', () => {
    expect(rotate()).toEqual({
      operation: 'rotate',
      token: 'token',
      apiUrl: new URL('https://api.qovery.com'),
      organizationId: ORGANIZATION,
      writeSummary: true,
      proxy: {},
      runUrl: '',
      actor: '',
      warnings: [],
      credentials: [FIRST],
      clusters: undefined,
      aws: { region: 'us-east-1', roleToAssume: undefined },
      iamUsers: undefined,
      iamUser: undefined,
      delay: 2 * HOUR,
      deactivateFor: 15 * MINUTE,
      maxAge: 75 * DAY,
      finishWithin: 14 * DAY,
      waitForDeletion: true,
      deployTimeout: HOUR,
      retireKey: undefined,
      verifyEnvironments: [],
      ignoreClusters: [],
      ignoreEnvironments: [],
      dryRun: false,
    });
  });

  test('the same without a runner, which sets the defaults of action.yml', () => {
    const bare = Object.fromEntries(
      Object.entries(ROTATE).map(([name, value]) => [`INPUT_${name.toUpperCase()}`, value]),
    );
    expect(readInputs(bare)).toEqual(rotate());
  });

  test('an input of white space is an input that was not given', () => {
    expect(rotate({ delay: '  ', 'retire-key': '\n' })).toEqual(rotate());
  });
});

describe('required', () => {
  test.each([
    ['qovery-api-token', ROTATE],
    ['organization-id', ROTATE],
    ['credentials-id', ROTATE],
    ['cluster-id', LOCK],
    ['reason', LOCK],
    ['ttl-in-days', LOCK],
    ['cluster-id', { ...LOCK, operation: 'unlock' }],
  ])('%s', (name, given) => {
    refused({ ...given, [name]: '' }, name, /is required and was not given/);
  });

  test('unlock needs no reason and no ttl', () => {
    expect(read({ ...BASE, operation: 'unlock', 'cluster-id': FIRST })).toMatchObject({
      operation: 'unlock',
      clusters: [FIRST],
      reason: undefined,
    });
  });
});

describe('names', () => {
  test.each([
    ['credential-id', 'credentials-id'],
    ['credentails-id', 'credentials-id'],
    ['cluster-ids', 'cluster-id'],
    ['max_age', 'max-age'],
    ['maxage', 'max-age'],
    ['dryrun', 'dry-run'],
    ['detla', 'delta'],
  ])("an unknown input '%s', one edit from '%s', is refused", (name, near) => {
    if (near === 'delta') return expect(rotate({ [name]: 'x' }).warnings).toHaveLength(1);
    return refused({ ...ROTATE, [name]: 'x' }, name, new RegExp(`is unknown; did you mean '${near}'\\?`));
  });

  test.each([
    ['qovery-token', 'qovery-api-token'],
    ['api-token', 'qovery-api-token'],
    ['deactivate-after', 'deactivate-for'],
    ['organisation', 'organization-id'],
    ['iam-user', 'aws-iam-user'],
  ])(
    "an unknown input '%s' may come of an action around this one: a warning that names '%s'",
    (name, near) => {
      expect(rotate({ [name]: 'x' }).warnings).toEqual([
        `Input '${name}' is not one of this action's inputs and is ignored. Did you mean '${near}'?`,
      ]);
      expect(rotate({ [name]: '' }).warnings).toEqual([]);
    },
  );

  test.each([
    ['rotat', 'rotate'],
    ['unlok', 'unlock'],
  ])("an unknown operation '%s'", (operation, near) => {
    refused(
      { ...ROTATE, operation },
      'operation',
      new RegExp(`did you mean '${near}'\\?.* Valid: rotate, lock, unlock, review, due\\.$`),
    );
  });

  test('an operation in any case', () => {
    expect(rotate({ operation: 'Rotate' }).operation).toBe('rotate');
    expect(read({ ...BASE, operation: 'DUE' }).operation).toBe('due');
  });

  test('every input that is for other operations is told of, once, and not used', () => {
    for (const [name, { of, default: byDefault }] of Object.entries(INPUTS)) {
      const warnings = read({ ...LOCK, ...(name in LOCK ? {} : { [name]: byDefault }) }).warnings;
      expect(warnings).toEqual([]);
      if ((of as readonly string[]).includes('lock')) continue;
      expect(read({ ...LOCK, [name]: 'whatever' }).warnings).toEqual([
        expect.stringMatching(new RegExp(`'${name}' has no meaning for operation 'lock'`)),
      ]);
    }
  });
});

describe('durations', () => {
  test.each([
    ['7200', 2 * HOUR],
    ['7200s', 2 * HOUR],
    ['120m', 2 * HOUR],
    ['3h', 3 * HOUR],
    [' 2h ', 2 * HOUR],
    ['2H', 2 * HOUR],
    ['2 h', 2 * HOUR],
    ['2 hours', 2 * HOUR],
    ['3 Hours', 3 * HOUR],
    ['120 min', 2 * HOUR],
    ['120 minutes', 2 * HOUR],
    ['7200 seconds', 2 * HOUR],
    ['1 day', DAY],
    ['1d12h', 36 * HOUR],
    ['1 d 12 hours', 36 * HOUR],
    ['1w', 7 * DAY],
  ])('delay %s', (delay, ms) => {
    expect(rotate({ delay }).delay).toBe(ms);
  });

  test.each([
    ['0', 0],
    ['0d', 0],
    ['1d', DAY],
    ['24h', DAY],
    ['90d', 90 * DAY],
    ['90 days', 90 * DAY],
  ])('max-age %s', (value, ms) => {
    for (const given of [ROTATE, { ...BASE, operation: 'due' }, { ...BASE, operation: 'review' }])
      expect(read({ ...given, 'max-age': value })).toMatchObject({ maxAge: ms });
  });

  test.each([
    ['90', "is '90' seconds, less than a day; did you mean 90d?"],
    ['75s', "is '75s', less than a day; did you mean 75d?"],
    ['23h', "is '23h', less than a day; did you mean 23d?"],
    ['86399', "is '86399' seconds, less than a day; did you mean 90d?"],
  ])('max-age %s would rotate all the time, and is refused', (value, says) => {
    for (const given of [ROTATE, { ...BASE, operation: 'due' }, { ...BASE, operation: 'review' }]) {
      const message = messageOfError(() => read({ ...given, 'max-age': value }));
      expect(message).toContain(`Input 'max-age' ${says}`);
      expect(message).toContain('Valid: 0 (at once), or at least 1d.');
    }
  });

  test('max-age by default: 75d for rotate, 90d for due and review', () => {
    expect(rotate().maxAge).toBe(75 * DAY);
    for (const operation of ['due', 'review'])
      expect(read({ ...BASE, operation })).toMatchObject({ maxAge: 90 * DAY });
  });

  test('finish-within: 14d, at least 1d', () => {
    expect(rotate({ 'finish-within': '3 days' }).finishWithin).toBe(3 * DAY);
    refused({ ...ROTATE, 'finish-within': '23h' }, 'finish-within', /too short.*at least 1d/);
  });

  test.each([
    '1.5h',
    '-1',
    'two hours',
    '1h30',
    '30m1h',
    '1h1h',
    '2 months',
    '0x10',
    '٣h',
    '1e4',
    '12345678901',
    'h',
    '2 x',
  ])("'%s' is none", (value) => {
    for (const name of ['delay', 'deactivate-for', 'max-age', 'deploy-timeout', 'finish-within']) {
      refused(
        { ...ROTATE, [name]: value },
        name,
        /', which is not a duration\..* Valid: whole seconds \(7200\) or a number with a unit/,
      );
    }
  });

  test('delay: at least two hours', () => {
    expect(rotate({ delay: '7200' }).delay).toBe(2 * HOUR);
    refused({ ...ROTATE, delay: '7199' }, 'delay', /too short.*7200/);
    refused({ ...ROTATE, delay: '0' }, 'delay', /too short/);
  });

  test('deploy-timeout: at least a minute; deactivate-for: from 0', () => {
    expect(rotate({ 'deploy-timeout': '1m', 'deactivate-for': '0' })).toMatchObject({
      deployTimeout: MINUTE,
      deactivateFor: 0,
    });
    refused({ ...ROTATE, 'deploy-timeout': '59' }, 'deploy-timeout', /too short/);
  });

  test('whatever is accepted is a time that can be written down', () => {
    for (const value of ['999999999d', '99999999d', '999999999h']) {
      let maxAge = 0;
      try {
        maxAge = rotate({ 'max-age': value }).maxAge;
      } catch (error) {
        expect(error).toBeInstanceOf(BadInput);
      }
      expect(() => new Date(Date.UTC(2026, 10, 21) + maxAge).toISOString()).not.toThrow();
    }
  });
});

describe('lists', () => {
  test.each([
    ['commas', `${FIRST},${SECOND_ID}`],
    ['commas and spaces', ` ${FIRST} , ${SECOND_ID} ,`],
    ['lines', `${FIRST}\n${SECOND_ID}\n`],
    ['lines of Windows', `${FIRST}\r\n${SECOND_ID}\r\n`],
    ['both, with one of them twice', `${FIRST}\n${SECOND_ID},\n${FIRST}`],
    ['upper case', `${FIRST.toUpperCase()},${SECOND_ID}`],
  ])('by %s', (_, value) => {
    const names = ['credentials-id', 'cluster-id', 'ignore-cluster-id', 'verify-environment-id'];
    const given = Object.fromEntries(names.map((name) => [name, value]));
    const both = [FIRST, SECOND_ID];
    expect(rotate(given)).toMatchObject({
      credentials: both,
      clusters: both,
      ignoreClusters: both,
      verifyEnvironments: both,
    });
  });

  const PAGE = `https://console.qovery.com/organization/${ORGANIZATION}`;

  test.each([
    ['in braces', `{${FIRST}}`],
    ['in quotes', `"${FIRST}"`],
    ['in other quotes', `‘${FIRST}’`],
    ['in upper case', FIRST.toUpperCase()],
    ['in upper case, in braces, in quotes', `"{${FIRST.toUpperCase()}}"`],
    ['with a mark that cannot be seen', `\u200b${FIRST}\ufeff`],
    ['without hyphens', FIRST.replaceAll('-', '')],
  ])('an id %s', (_, value) => {
    const names = [
      'credentials-id',
      'cluster-id',
      'ignore-cluster-id',
      'verify-environment-id',
      'ignore-environment-id',
    ];
    expect(rotate(Object.fromEntries(names.map((name) => [name, value])))).toMatchObject({
      credentials: [FIRST],
      clusters: [FIRST],
      ignoreClusters: [FIRST],
      verifyEnvironments: [FIRST],
      ignoreEnvironments: [FIRST],
    });
    expect(rotate({ 'organization-id': value }).organizationId).toBe(FIRST);
    expect(read({ ...LOCK, 'cluster-id': value })).toMatchObject({ clusters: [FIRST] });
  });

  test.each([
    ['blanks', `${FIRST} ${SECOND_ID}`],
    ['blanks and commas', `${FIRST},  ${SECOND_ID} ${FIRST}`],
    ['a list in JSON', `["${FIRST}", "${SECOND_ID}"]`],
  ])('ids by %s', (_, value) => {
    expect(rotate({ 'credentials-id': value }).credentials).toEqual([FIRST, SECOND_ID]);
  });

  test.each([
    ['organization-id', `${PAGE}/clusters`, 'organizationId', ORGANIZATION],
    ['organization-id', `${PAGE}/project/${FIRST}/environment/${SECOND_ID}`, 'organizationId', ORGANIZATION],
    ['cluster-id', `${PAGE}/cluster/${FIRST}/cluster-logs`, 'clusters', [FIRST]],
    ['cluster-id', `${PAGE.toUpperCase().replace('HTTPS', 'https')}/CLUSTER/${FIRST}`, 'clusters', [FIRST]],
    [
      'cluster-id',
      `console.qovery.com/organization/${ORGANIZATION}/cluster/${FIRST}/overview?a=b`,
      'clusters',
      [FIRST],
    ],
    ['credentials-id', `${PAGE}/settings/credentials/${FIRST}`, 'credentials', [FIRST]],
    [
      'verify-environment-id',
      `${PAGE}/project/${FIRST}/environment/${SECOND_ID}/logs`,
      'verifyEnvironments',
      [SECOND_ID],
    ],
    [
      'ignore-environment-id',
      `${PAGE}/project/${FIRST}/environment/${SECOND_ID}#x`,
      'ignoreEnvironments',
      [SECOND_ID],
    ],
  ])('%s from the address of a page of the console: %s', (name, value, field, id) => {
    expect(rotate({ [name]: value })).toMatchObject({ [field]: id });
  });

  test.each([
    ['cluster-id', `${PAGE}/clusters`, /no id of a cluster in it \(it has one of an organisation\)/],
    [
      'credentials-id',
      `${PAGE}/cluster/${FIRST}`,
      /no id of a cloud credential in it \(it has one of an organisation and a cluster\)/,
    ],
    ['organization-id', 'https://console.qovery.com/', /no id of an organisation in it\./],
    ['cluster-id', `https://evil.example/cluster/${FIRST}`, /not an address of Qovery's console/],
    ['cluster-id', `https://qovery.com.evil.example/cluster/${FIRST}`, /not an address of Qovery's console/],
  ])('%s from an address that has none: %s', (name, value, says) => {
    refused({ ...ROTATE, [name]: value }, name, says);
  });

  test('names, in the place of ids; which of the two something is, is seen', () => {
    const value = `AWS production, "staging, eu"\n${FIRST}`;
    expect(rotate({ 'credentials-id': 'AWS production' }).credentials).toEqual(['AWS production']);
    expect(rotate({ 'cluster-id': value }).clusters).toEqual(['AWS production', '"staging', 'eu"', FIRST]);
    expect(rotate({ 'ignore-cluster-id': 'legacy\u202e, [prod] x' }).ignoreClusters).toEqual([
      'legacy',
      '[prod] x',
    ]);
    expect([FIRST, 'AWS production', FIRST.toUpperCase()].map(isId)).toEqual([true, false, false]);
  });

  test.each([
    ['one digit too many', `${FIRST}0`],
    ['no hexadecimal digit', `${FIRST.slice(0, -1)}g`],
    ['an id beside something else', `${FIRST} x`],
    ['separators alone', ' ,\n'],
  ])('%s is no id and no name', (_, value) => {
    for (const name of ['credentials-id', 'cluster-id', 'ignore-cluster-id', 'verify-environment-id'])
      refused({ ...ROTATE, [name]: value }, name, /Valid: ('all', or )?UUIDs like .* or exact names of /);
    refused(
      { ...ROTATE, 'organization-id': value },
      'organization-id',
      /Valid: the UUID of a Qovery organisation/,
    );
  });

  test.each(['acme', `${FIRST},${SECOND_ID}`])('organization-id takes one UUID, and no name: %s', (value) => {
    refused(
      { ...ROTATE, 'organization-id': value },
      'organization-id',
      /which is not a UUID.* Valid: the UUID of a Qovery organisation \(like [^,]*\), or the address/,
    );
  });

  test.each(['all', 'ALL', ' All '])("credentials-id: '%s', alone", (all) => {
    expect(rotate({ 'credentials-id': all }).credentials).toBe('all');
    refused(
      { ...ROTATE, 'credentials-id': `${all},${FIRST}` },
      'credentials-id',
      /has 'all' beside other values/,
    );
  });

  test.each(['all', 'production', 'non-production', 'Production', 'NON-PRODUCTION'])(
    "cluster-id of lock, unlock and review: '%s', alone",
    (word) => {
      for (const operation of ['lock', 'unlock', 'review']) {
        const given = operation === 'lock' ? LOCK : { ...BASE, operation };
        expect(read({ ...given, 'cluster-id': word })).toMatchObject({ clusters: word.toLowerCase() });
        refused(
          { ...given, 'cluster-id': `${word},${FIRST}` },
          'cluster-id',
          /beside other values\..* Valid: .*'all', or 'production', or 'non-production', or UUIDs/,
        );
      }
    },
  );

  test("cluster-id of rotate: 'all' means what leaving it out means", () => {
    for (const value of ['all', 'ALL', '']) expect(rotate({ 'cluster-id': value }).clusters).toBeUndefined();
  });
});

describe('values', () => {
  test.each([
    ...['true', 'TRUE', 'True', 'yes', 'On', '1'].map((value) => [value, true] as const),
    ...['false', 'FALSE', 'no', 'No', 'off', '0'].map((value) => [value, false] as const),
  ])('a boolean: %s', (value, is) => {
    expect(rotate({ 'dry-run': value, summary: value })).toMatchObject({ dryRun: is, writeSummary: is });
  });

  test.each(['tru', 'maybe', '2', 'none'])("'%s' is no boolean", (value) => {
    for (const name of ['dry-run', 'summary', 'wait-for-deletion']) {
      refused({ ...ROTATE, [name]: value }, name, /which is neither true nor false.*true, false/);
    }
  });

  test.each(['1', '2', '3', '4', '5'])('ttl-in-days: %s', (value) => {
    expect(read({ ...LOCK, 'ttl-in-days': value })).toMatchObject({ ttlInDays: Number(value) });
  });

  test.each([
    ['5d', 5],
    ['5 days', 5],
    ['1 Day', 1],
    ['None', 'none'],
  ])('ttl-in-days: %s', (value, days) => {
    expect(read({ ...LOCK, 'ttl-in-days': value })).toMatchObject({ ttlInDays: days });
  });

  test('ttl-in-days: none; and nothing else', () => {
    expect(read({ ...LOCK, 'ttl-in-days': 'none' })).toMatchObject({ ttlInDays: 'none' });
    for (const value of ['0', '6', '05', '1.5', '-1', '6d', '24h', 'forever']) {
      refused({ ...LOCK, 'ttl-in-days': value }, 'ttl-in-days', /1, 2, 3, 4 or 5/);
    }
  });

  test.each([
    'https://api.qovery.com',
    'https://example.com/base/',
    'https://example.com//',
    'http://localhost:1234',
    'http://127.0.0.1:1',
    'http://[::1]:1',
  ])('qovery-api-url: %s', (value) => {
    expect(rotate({ 'qovery-api-url': value }).apiUrl.href).toBe(new URL(value).href);
  });

  test.each([
    'api.qovery.com',
    'http://api.qovery.com',
    'ftp://api.qovery.com',
    'http://localhost.example.com',
    'https://ann@example.com',
    'https://:hush@example.com',
    'https://ann:hush@',
    'https://api.qovery.com//example.com',
    'https://api.qovery.com/base//example.com/',
    'https://api.qovery.com/\\\\example.com',
  ])('qovery-api-url: not %s, the token travels with every request', (value) => {
    refused({ ...ROTATE, 'qovery-api-url': value }, 'qovery-api-url', /https:\/\/api\.qovery\.com/);
  });

  test.each([
    'us-east-1',
    'eu-west-3',
    'ap-southeast-4',
    'us-gov-west-1',
    'cn-north-1',
    'us-isob-east-1',
    'mx-central-1',
    'eusc-de-east-1',
  ])('aws-region: %s', (value) => {
    expect(rotate({ 'aws-region': value }).aws.region).toBe(value);
  });

  test('aws-region: the input, else AWS_REGION, else us-east-1', () => {
    expect(rotate({ 'aws-region': 'eu-west-3' }, { AWS_REGION: 'eu-west-1' }).aws.region).toBe('eu-west-3');
    expect(rotate({}, { AWS_REGION: 'eu-west-1' }).aws.region).toBe('eu-west-1');
    refused({ ...ROTATE, 'aws-region': 'Paris' }, 'aws-region', /like eu-west-3/);
  });

  test.each([
    ['AWS_SESSION_TOKEN', 'token\n', /has a line break in it/],
    ['AWS_ACCESS_KEY_ID', '\u200bASIAEXAMPLE', /has the character U\+200B in it/],
    ['AWS_SECRET_ACCESS_KEY', 'wJalr\u00a0XUtnFEMI', /has the character U\+00A0 in it/],
  ])('%s that no header may hold (%j): it is said, without its value', (name, value, says) => {
    let error: unknown;
    try {
      rotate({}, { [name]: value });
    } catch (caught) {
      error = caught;
    }
    expect(String(error)).toMatch(says);
    expect(String(error)).toContain(`Variable '${name}'`);
    expect(String(error)).not.toContain(value.trim());
    // Another session is signed in with, or nothing of it does harm.
    expect(rotate({}, { [name]: value, AWS_PROFILE: 'production' })).toBeDefined();
    expect(rotate({}, { [name]: 'blanks at its end  ' })).toBeDefined();
    expect(rotate({ 'role-to-assume': 'arn:aws:iam::123456789012:role/r' }, { [name]: value })).toBeDefined();
  });

  test.each([
    'arn:aws:iam::123456789012:role/rotation',
    'arn:aws-cn:iam::123456789012:role/path/to/rotation',
    'arn:aws-us-gov:iam::123456789012:role/a+b=c,d.e@f-g_h',
  ])('role-to-assume: %s', (value) => {
    expect(rotate({ 'role-to-assume': value }).aws.roleToAssume).toBe(value);
  });

  test.each([
    'rotation',
    'arn:aws:iam::12345:role/x',
    'arn:aws:iam::123456789012:user/x',
    'arn:aws:iam::123456789012:role/',
  ])('role-to-assume: not %s', (value) => {
    refused({ ...ROTATE, 'role-to-assume': value }, 'role-to-assume', /ARN of an IAM role/);
  });

  test.each(['rotate', 'due', 'review'])(
    'role-to-assume for %s: {account}, in any partition',
    (operation) => {
      for (const partition of ['aws', 'aws-cn', 'aws-us-gov']) {
        const role = `arn:${partition}:iam::{account}:role/path/qovery-maintenance`;
        expect(read({ ...ROTATE, operation, 'role-to-assume': role })).toMatchObject({
          aws: { roleToAssume: role },
        });
      }
    },
  );

  test.each([
    'arn:aws:iam::{Account}:role/x',
    'arn:aws:iam::{account}{account}:role/x',
    'arn:aws:iam::123456789012:role/{account}',
    'arn:aws:iam::${account}:role/x',
    '{account}',
  ])('role-to-assume: {account} nowhere else, not %s', (value) => {
    refused({ ...ROTATE, 'role-to-assume': value }, 'role-to-assume', /\{account\} in place of the number/);
  });

  test('aws-iam-user: names, without their paths', () => {
    expect(rotate({ 'aws-iam-user': 'qovery+x=y.z@-_' })).toMatchObject({
      iamUsers: ['qovery+x=y.z@-_'],
    });
    for (const operation of ['rotate', 'due', 'review'])
      expect(read({ ...ROTATE, operation, 'aws-iam-user': 'a, b\na' })).toMatchObject({
        iamUsers: ['a', 'b'],
      });
    for (const value of ['path/qovery', 'a b', 'x'.repeat(65)]) {
      refused({ ...ROTATE, 'aws-iam-user': value }, 'aws-iam-user', /without its path/);
    }
  });

  test.each(['AKIAIOSFODNN7EXAMPLE', 'akiaiosfodnn7example', ' "AKIAIOSFODNN7EXAMPLE" '])(
    'retire-key: %s',
    (value) => {
      expect(rotate({ 'retire-key': value }).retireKey).toBe('AKIAIOSFODNN7EXAMPLE');
    },
  );

  test.each(['ASIAIOSFODNN7EXAMPLE', 'AKIA', 'oldest', 'AKIAIOSFODNN7EXAMPLE, AKIAIOSFODNN7EXAMPLE'])(
    'retire-key: not %s',
    (value) => {
      refused({ ...ROTATE, 'retire-key': value }, 'retire-key', / Valid: the id of one long-term access key/);
    },
  );

  test.each([
    ['clusters', `[{"id":"${ORGANIZATION}","name":"x","status":"DEPLOYED","result":"locked"}]`],
    ['locks', `[{"cluster_id":"${ORGANIZATION}","reason":"x"}]`],
  ])('the output %s of this action is a list of clusters', (_, value) => {
    expect(read({ ...LOCK, 'cluster-id': value })).toMatchObject({ clusters: [ORGANIZATION] });
  });
  test.each([
    ['an object without an id', '[{"name":"x"}]'],
    ['a list', '[["x"]]'],
    ['null', '["x",null]'],
  ])('a list with %s in it is refused in words', (what, value) => {
    refused({ ...LOCK, 'cluster-id': value }, 'cluster-id', new RegExp(`a list in JSON with ${what} in it`));
    refused({ ...ROTATE, 'aws-iam-user': value }, 'aws-iam-user', /in JSON with/);
  });

  const SECRETS: readonly (readonly [string, string])[] = [
    ['a token of Qovery', 'qov_hush0123456789hush0123456789+/=='],
    ['a token of GitHub', 'ghp_hushHUSH0123456789hushHUSH0123456789'],
    ['a fine-grained token of GitHub', 'github_pat_hushHUSH0123456789_hushHUSH0123456789'],
    ['a JWT', 'eyJhushHUSH0123456789.eyJhushHUSH0123456789.hushHUSH'],
    ['a secret access key of AWS', 'hushXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY0'],
    ['one without signs', 'hushXUtnFEMI1K7MDENG1bPxRfiCYEXAMPLEKEY0'],
    ['one that begins with a slash', '/hushUtnFEMI/K7MDENG+bPxRfiCYEXAMPL0hush'],
  ];
  const INPUTS_OF_OTHERS = [
    ...['organization-id', 'credentials-id', 'cluster-id', 'ignore-cluster-id', 'verify-environment-id'],
    ...['aws-iam-user', 'aws-region', 'role-to-assume', 'retire-key', 'delay', 'max-age', 'dry-run'],
    ...['operation', 'qovery-api-url', 'report-issue'],
  ];
  test.each(SECRETS)('%s in the place of anything else is refused, and never quoted', (_, value) => {
    for (const name of INPUTS_OF_OTHERS) {
      for (const given of [
        value,
        `Token ${value}`,
        `\u200b${value}`,
        `${value.slice(0, 9)}\u200b${value.slice(9)}`,
      ]) {
        // With what cannot be seen or a word before it, it may pass for a name.
        let message = '';
        try {
          read({ ...ROTATE, [name]: given });
          if (given === value) throw new Error(`${name} was taken`);
        } catch (error) {
          ({ message } = error as Error);
        }
        expect(message).not.toMatch(/hush/i);
        if (given === value) expect(message).toContain(`a text of ${value.length} characters`);
      }
    }
  });
  test.each([
    'ProductionEuropeAndAmericaAndAsiaCredentials',
    'preview-3f786850e387550fdab836ed7e6dc881de23001b',
    'qov_production',
    'ghost_of_production_past',
  ])('%s is a name like any other', (value) => {
    expect(rotate({ 'credentials-id': value }).credentials).toEqual([value]);
  });

  test.each([
    ['as it is', 'qov_abc123==', 'qov_abc123=='],
    ['with Token', 'Token qov_abc', 'qov_abc'],
    ['with bearer, and a line break', 'bearer  qov_abc\n', 'qov_abc'],
    ['out of a header', 'Authorization: Token qov_abc', 'qov_abc'],
  ])('qovery-api-token %s', (_, value, token) => {
    expect(rotate({ 'qovery-api-token': value }).token).toBe(token);
  });

  test.each([
    ['a line break', 'qov_hush\nhush', 'a line break'],
    ['another line break', 'qov_hush\r\nhush', 'a line break'],
    ['a blank', 'qov_hush hush', 'a blank'],
    ['a zero-width blank', 'qov_hush\u200bhush', 'the character U+200B'],
    ['one at its end', 'qov_hush\u200b', 'the character U+200B'],
    ['a letter of another alphabet', 'qov_hush\u0430', 'the character U+0430'],
    ['an ellipsis', 'qov_hush…', 'the character U+2026'],
    ['a zero', 'qov_hush\u0000x', 'the character U+0000'],
    ['an emoji', 'qov_hush🙂', 'the character U+1F642'],
  ])('a token with %s in it is refused by name, and not quoted', (_, value, named) => {
    for (const [given, input] of [
      [{ ...ROTATE, 'qovery-api-token': value }, 'qovery-api-token'],
      [{ ...ROTATE, 'report-issue': 'true', 'github-token': value }, 'github-token'],
    ] as const) {
      const env = { GITHUB_REPOSITORY: 'acme/ops' };
      refused(given, input, /which no HTTP header may hold/, env);
      const message = messageOfError(() => read(given, env));
      expect(message).toContain(`has ${named} in it`);
      expect(message).not.toContain('hush');
    }
  });

  test('quota-threshold: a percentage', () => {
    expect(['1', '80', '100', '80%'].map((value) => values.percent('x', value))).toEqual([1, 80, 100, 80]);
    for (const value of ['0', '101', '-1', '80.5', 'most', ''])
      expect(() => values.percent('x', value)).toThrow(BadInput);
  });

  test('accept-findings: ids, one a line, each with an optional date', () => {
    expect(
      values.acceptedFindings('x', '\n lock/none \r\nkey:AKIA until 2026-12-31\na UNTIL 2028-02-29'),
    ).toEqual([
      { id: 'lock/none', until: undefined },
      { id: 'key:AKIA', until: '2026-12-31' },
      { id: 'a', until: '2028-02-29' },
    ]);
    const commented = `# Until the new account is there, see #12
- a until 2026-12-31 # Bob, platform
"b"
\`c\` until 2027-01-31, d`;
    expect(values.acceptedFindings('x', commented)).toEqual([
      { id: 'a', until: '2026-12-31' },
      { id: 'b', until: undefined },
      { id: 'c', until: '2027-01-31' },
      { id: 'd', until: undefined },
    ]);
    expect(values.acceptedFindings('x', '["a until 2026-12-31", "b"]')).toHaveLength(2);
    for (const value of [
      'a b',
      'a until',
      'a until 2026-02-30',
      'a until 31.12.2026',
      'a until 2026-12-31 b',
    ])
      expect(() => values.acceptedFindings('x', value)).toThrow(BadInput);
  });
});

describe('inputs that do not go together', () => {
  test("retire-key with 'all': for one key at a time", () => {
    const key = { 'retire-key': 'AKIAIOSFODNN7EXAMPLE' };
    refused({ ...ROTATE, 'credentials-id': 'all', ...key }, 'retire-key', /one key at a time/);
    expect(rotate({ 'credentials-id': `${FIRST},${SECOND_ID}`, ...key }).credentials).toHaveLength(2);
  });

  test("aws-iam-user with 'all': the users that may be rotated", () => {
    expect(rotate({ 'credentials-id': 'all', 'aws-iam-user': 'a,b' }).iamUsers).toEqual(['a', 'b']);
  });

  describe('a run that stays to the end, and the six hours of a hosted job', () => {
    const long = { delay: '4h', 'deactivate-for': '1h', 'deploy-timeout': '1h' };
    const hosted = { RUNNER_ENVIRONMENT: 'github-hosted' };

    test('six hours fit', () => {
      expect(rotate(long, hosted).warnings).toEqual([]);
    });

    test('a second more is refused there, and warned of elsewhere', () => {
      const longer = { ...long, 'deactivate-for': '3601' };
      refused({ ...ROTATE, ...longer }, 'wait-for-deletion', /six hours/, hosted);
      for (const env of [{}, { RUNNER_ENVIRONMENT: 'self-hosted' }]) {
        expect(rotate(longer, env).warnings).toEqual([expect.stringMatching(/six hours/)]);
      }
      expect(rotate({ ...longer, 'wait-for-deletion': 'false' }, hosted).warnings).toEqual([]);
    });
  });

  test('max-age 0 in a scheduled run: every run would rotate', () => {
    const now = { 'max-age': '0' };
    expect(rotate(now, { GITHUB_EVENT_NAME: 'schedule' }).warnings).toEqual([
      expect.stringMatching(/every run rotates/),
    ]);
    expect(rotate({}, { GITHUB_EVENT_NAME: 'schedule' }).warnings).toEqual([]);
    expect(rotate(now, { GITHUB_EVENT_NAME: 'workflow_dispatch' }).warnings).toEqual([]);
  });
});

describe('all mistakes are told in one error, one line each', () => {
  test('of rotate', () => {
    const message = messageOfError(() =>
      read(
        {
          'qovery-api-token': '',
          'organization-id': 'acme',
          'credentials-id': '',
          delay: '1h',
          'max-age': '90',
          'dry-run': 'maybe',
          dryrun: 'x',
          'aws-region': 'Paris',
        },
        { HTTPS_PROXY: 'socks5://proxy:1080' },
      ),
    );
    const [first, ...lines] = message.split('\n');
    expect(first).toBe('9 inputs cannot be used. Nothing was requested and nothing was changed.');
    expect(lines).toHaveLength(9);
    for (const subject of [
      ...[
        'qovery-api-token',
        'organization-id',
        'credentials-id',
        'delay',
        'max-age',
        'dry-run',
        'dryrun',
        'aws-region',
      ].map((name) => `Input '${name}'`),
      "Variable 'HTTPS_PROXY'",
    ]) {
      expect(
        lines.filter((line) => new RegExp(`^- ${subject} .+[.?] Valid: .+\\.$`).test(line)),
      ).toHaveLength(1);
    }
  });

  test.each([
    [LOCK, { 'cluster-id': '', reason: '', 'ttl-in-days': '9' }],
    [
      { ...BASE, operation: 'review' },
      { since: '1h', 'max-age': 'x', 'report-issue': 'perhaps', 'aws-region': 'x' },
    ],
    [
      { ...BASE, operation: 'due' },
      { 'max-age': '1', summary: 'x', 'qovery-api-url': 'x' },
    ],
    [{ ...BASE }, { operation: 'x', 'organization-id': 'y', summary: 'z', dryrun: '' }],
  ])('of %j: %j', (good, bad) => {
    const message = messageOfError(() => read({ ...good, ...bad }));
    for (const name of Object.keys(bad)) expect(message).toContain(`\n- Input '${name}' `);
  });

  test('a value of somebody else cannot write a line of its own', () => {
    const message = messageOfError(() =>
      read({ ...ROTATE, delay: "x\n- Input 'a' is fine", 'max-age': 'x' }),
    );
    expect(message.split('\n')).toHaveLength(3);
  });
});

describe('the environment', () => {
  test('proxies: lower case first, as programs do; empty is not set', () => {
    const env = {
      https_proxy: 'http://a:1',
      HTTPS_PROXY: 'http://b:1',
      HTTP_PROXY: '',
      NO_PROXY: 'localhost',
    };
    expect(rotate({}, env).proxy).toEqual({ HTTPS_PROXY: 'http://a:1/', NO_PROXY: 'localhost' });
  });

  test.each([
    ['http://proxy:3128', 'http://proxy:3128/'],
    ['proxy:3128', 'http://proxy:3128/'],
    ['//proxy:3128', 'http://proxy:3128/'],
    ['HTTP://Proxy.Example.com', 'http://proxy.example.com/'],
    ['https://proxy:443/path?x#y', 'https://proxy/'],
    ['http://[::1]:3128', 'http://[::1]:3128/'],
    ['10.0.0.1:3128', 'http://10.0.0.1:3128/'],
    ['my_proxy-1.corp', 'http://my_proxy-1.corp/'],
    ['"http://ann:hush@proxy:3128"', 'http://ann:hush@proxy:3128/'],
    ["'proxy:3128'", 'http://proxy:3128/'],
    ['ann:secret@proxy:3128', 'http://ann:secret@proxy:3128/'],
    ['http://ann:p%23%40ss@proxy:3128', 'http://ann:p%23%40ss@proxy:3128/'],
    ['http://ann:pä:ss@proxy:3128', 'http://ann:p%C3%A4%3Ass@proxy:3128/'],
  ])('a proxy %s is %s', (value, url) => {
    for (const name of ['HTTPS_PROXY', 'https_proxy', 'HTTP_PROXY', 'http_proxy']) {
      expect(rotate({}, { [name]: value }).proxy).toEqual({ [name.toUpperCase()]: url });
    }
  });

  test.each([
    ['another kind', 'socks5://ann:hush-hush@proxy:1080', /kind 'socks5', which is not supported/],
    ['another kind, in capitals', 'SOCKS5H://ann:hush-hush@proxy:1080', /'socks5h'/],
    ['a # in the password', 'http://ann:hush#hush@proxy:3128', /percent-encoded: # as %23/],
    ['a / in the password', 'http://ann:hush/hush@proxy:3128', /percent-encoded/],
    ['a ? in the password', 'http://ann:hush?hush@proxy:3128', /percent-encoded/],
    ['an @ in the password', 'http://ann:hush@hush@proxy:3128', /percent-encoded/],
    ['a % in the password', 'http://ann:hush%hush@proxy:3128', /% as %25/],
    ['a blank in the password', 'http://ann:hush hush@proxy:3128', /percent-encoded/],
    ['a bad port', 'http://ann:hush-hush@proxy:port', /has no valid host and port/],
    ['a port that does not exist', 'http://ann:hush-hush@proxy:65536', /has no valid host and port/],
    ['the port that means none', 'http://ann:hush-hush@proxy:0', /has no valid host and port/],
    ['no host', 'http://ann:hush-hush@', /has no valid host and port/],
    ['a password and no host', 'http://ann:hush#hush', /percent-encoded/],
    ['a variable that nobody replaced', '${PROXY}', /has no valid host and port/],
    ['one slash', 'http:/127.0.0.1:3128', /has no valid host and port/],
    ['no colon', 'http//127.0.0.1:3128', /has no valid host and port/],
    ['a port alone', '3128', /has no valid host and port/],
    ['a word', 'DIRECT', /has no valid host and port/],
  ])('a proxy with %s is refused by the name of its variable, which is never quoted', (_, value, says) => {
    for (const name of ['HTTPS_PROXY', 'http_proxy']) {
      expect(() => rotate({}, { [name]: value })).toThrow(BadInput);
      const message = messageOfError(() => rotate({}, { [name]: value }));
      expect(message).toMatch(new RegExp(`^Variable '${name}' `));
      expect(message).toMatch(says);
      expect(message).not.toMatch(/hush|ann/);
    }
  });

  test('the proxy that is used is checked, and the other is not', () => {
    const env = { https_proxy: 'http://a:1', HTTPS_PROXY: 'socks5://b:1' };
    expect(rotate({}, env).proxy).toEqual({ HTTPS_PROXY: 'http://a:1/' });
  });

  test('the address of the run, where GitHub tells it', () => {
    const env = {
      GITHUB_SERVER_URL: 'https://github.com',
      GITHUB_REPOSITORY: 'acme/ops',
      GITHUB_RUN_ID: '7',
    };
    expect(rotate({}, env).runUrl).toBe('https://github.com/acme/ops/actions/runs/7');
    expect(rotate({}, { ...env, GITHUB_RUN_ID: undefined }).runUrl).toBe('');
  });

  test('variables of others are none of our inputs', () => {
    expect(rotate({}, { MY_INPUT_X: '1', PATH: '/bin' }).warnings).toEqual([]);
  });
});
