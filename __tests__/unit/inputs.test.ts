import { describe, expect, test } from '@jest/globals';
import { DAY, HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import { BadInput } from '../../src/lib/errors.ts';
import { type Environment, INPUTS, type Inputs, type RotateInputs, readInputs } from '../../src/inputs.ts';
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
      warnings: [],
      credentials: [FIRST],
      clusters: undefined,
      aws: { region: 'us-east-1', roleToAssume: undefined },
      iamUser: undefined,
      delay: 2 * HOUR,
      deactivateFor: 15 * MINUTE,
      maxAge: 0,
      waitForDeletion: true,
      deployTimeout: HOUR,
      retireKey: undefined,
      verifyEnvironments: [],
      ignoreClusters: [],
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
    ['qovery-token', 'qovery-api-token'],
    ['deactivate-after', 'deactivate-for'],
    ['dryrun', 'dry-run'],
  ])("an unknown input '%s': did you mean '%s'?", (name, nearest) => {
    refused({ ...ROTATE, [name]: 'x' }, name, new RegExp(`did you mean '${nearest}'`));
  });

  test.each([
    ['rotat', 'rotate'],
    ['ROTATE', 'rotate'],
    ['unlok', 'unlock'],
  ])("an unknown operation '%s'", (operation, nearest) => {
    refused({ ...ROTATE, operation }, 'operation', /rotate, lock, unlock/);
    if (operation !== 'ROTATE')
      refused({ ...ROTATE, operation }, 'operation', new RegExp(`did you mean '${nearest}'`));
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
  ])('delay %s', (delay, ms) => {
    expect(rotate({ delay }).delay).toBe(ms);
  });

  test.each([
    ['0', 0],
    ['90d', 90 * DAY],
    ['45s', 45 * SECOND],
  ])('max-age %s', (value, ms) => {
    expect(rotate({ 'max-age': value })).toMatchObject({ maxAge: ms });
  });

  test.each(['2 h', '1.5h', '-1', '2w', 'two hours', '2H', '1h30m', '0x10', '٣h', '1e4', '12345678901'])(
    "'%s' is none",
    (value) => {
      for (const name of ['delay', 'deactivate-for', 'max-age', 'deploy-timeout']) {
        refused({ ...ROTATE, [name]: value }, name, /whole seconds \(7200\) or a number with a unit/);
      }
    },
  );

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

  test.each([
    'credentials-id',
    'cluster-id',
    'ignore-cluster-id',
    'verify-environment-id',
    'organization-id',
  ])('%s takes nothing but UUIDs', (name) => {
    for (const value of ['x', `${FIRST}0`, `{${FIRST}}`, `${FIRST.slice(0, -1)}g`, `${FIRST} ${SECOND_ID}`]) {
      refused({ ...ROTATE, [name]: value }, name, /is not a UUID/);
    }
  });

  test("credentials-id: 'all', alone", () => {
    expect(rotate({ 'credentials-id': 'all' }).credentials).toBe('all');
    refused({ ...ROTATE, 'credentials-id': `all,${FIRST}` }, 'credentials-id', /beside other values/);
    refused({ ...ROTATE, 'credentials-id': ',' }, 'credentials-id', /./);
  });

  test.each(['all', 'production', 'non-production'])(
    "cluster-id of lock and unlock: '%s', alone",
    (choice) => {
      for (const operation of ['lock', 'unlock']) {
        expect(read({ ...LOCK, operation, 'cluster-id': choice })).toMatchObject({ clusters: choice });
        refused(
          { ...LOCK, operation, 'cluster-id': `${choice},${FIRST}` },
          'cluster-id',
          /beside other values/,
        );
      }
      refused({ ...ROTATE, 'cluster-id': choice }, 'cluster-id', /is not a UUID/);
    },
  );
});

describe('values', () => {
  test.each(['true', 'TRUE', 'True'])('a boolean: %s', (value) => {
    expect(rotate({ 'dry-run': value, summary: value })).toMatchObject({ dryRun: true, writeSummary: true });
  });

  test.each(['yes', '1', 'on', 'tru'])("'%s' is no boolean", (value) => {
    for (const name of ['dry-run', 'summary', 'wait-for-deletion']) {
      refused({ ...ROTATE, [name]: value }, name, /true, false/);
    }
  });

  test.each(['1', '2', '3', '4', '5'])('ttl-in-days: %s', (value) => {
    expect(read({ ...LOCK, 'ttl-in-days': value })).toMatchObject({ ttlInDays: Number(value) });
  });

  test('ttl-in-days: none; and nothing else', () => {
    expect(read({ ...LOCK, 'ttl-in-days': 'none' })).toMatchObject({ ttlInDays: 'none' });
    for (const value of ['0', '6', '05', '1.5', '-1', 'None', '3d']) {
      refused({ ...LOCK, 'ttl-in-days': value }, 'ttl-in-days', /1, 2, 3, 4 or 5/);
    }
  });

  test.each([
    'https://api.qovery.com',
    'https://example.com/base/',
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

  test('aws-iam-user: a name, without its path; retire-key: the id of a long-term key', () => {
    expect(rotate({ 'aws-iam-user': 'qovery+x=y,z.@-_' }).iamUser).toBe('qovery+x=y,z.@-_');
    for (const value of ['path/qovery', 'a b', 'x'.repeat(65)]) {
      refused({ ...ROTATE, 'aws-iam-user': value }, 'aws-iam-user', /without its path/);
    }
    expect(rotate({ 'retire-key': 'AKIAIOSFODNN7EXAMPLE' }).retireKey).toBe('AKIAIOSFODNN7EXAMPLE');
    for (const value of ['ASIAIOSFODNN7EXAMPLE', 'akiaiosfodnn7example', 'AKIA', 'oldest']) {
      refused({ ...ROTATE, 'retire-key': value }, 'retire-key', /begins with AKIA/);
    }
  });
});

describe('inputs that do not go together', () => {
  test.each(['aws-iam-user', 'retire-key'])("%s with 'all': for one key at a time", (name) => {
    const value = name === 'retire-key' ? 'AKIAIOSFODNN7EXAMPLE' : 'qovery';
    refused({ ...ROTATE, 'credentials-id': 'all', [name]: value }, name, /one key at a time/);
    expect(rotate({ 'credentials-id': `${FIRST},${SECOND_ID}`, [name]: value }).credentials).toHaveLength(2);
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
    expect(rotate({}, { GITHUB_EVENT_NAME: 'schedule' }).warnings).toEqual([
      expect.stringMatching(/every run rotates/),
    ]);
    expect(rotate({ 'max-age': '75d' }, { GITHUB_EVENT_NAME: 'schedule' }).warnings).toEqual([]);
    expect(rotate({}, { GITHUB_EVENT_NAME: 'workflow_dispatch' }).warnings).toEqual([]);
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
    ['ann:secret@proxy:3128', 'http://ann:secret@proxy:3128/'],
    ['http://ann:p%23%40ss@proxy:3128', 'http://ann:p%23%40ss@proxy:3128/'],
    ['http://ann:pä:ss@proxy:3128', 'http://ann:p%C3%A4%3Ass@proxy:3128/'],
    [' http://ann@proxy:3128 ', 'http://ann@proxy:3128/'],
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
    ['no host', 'http://ann:hush-hush@', /has no valid host and port/],
    ['a password and no host', 'http://ann:hush#hush', /percent-encoded/],
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
