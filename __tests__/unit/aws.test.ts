import { afterEach, beforeEach, describe, expect, test } from '@jest/globals';
import { AccessKeys } from '../../src/aws/access-keys.ts';
import type { Deed, Permit } from '../../src/aws/permit.ts';
import { AwsError } from '../../src/aws/error.ts';
import { callerIdentity } from '../../src/aws/identity.ts';
import { HOUR, MINUTE, SECOND } from '../../src/lib/clock.ts';
import { Cancelled } from '../../src/lib/errors.ts';
import { LONG, SHORT } from '../../src/lib/patience.ts';
import { Proxy } from '../support/proxy.ts';
import { Aws, type AwsReply } from './support/aws-server.ts';
import { NOW } from './support/fixtures.ts';

// The AWS SDK over our transport and by our policy: what is asked again, and what is not.

let aws: Aws;
beforeEach(async () => {
  aws = await new Aws().start();
});
afterEach(() => aws.stop());

async function failure(sent: Promise<unknown>): Promise<AwsError> {
  const error: unknown = await sent.catch((caught: unknown) => caught);
  if (!(error instanceof AwsError)) throw new Error(`not an AwsError: ${String(error)}`);
  return error;
}

const PASSING: readonly (readonly [string, AwsReply])[] = [
  ['Throttling (400)', { status: 400, code: 'Throttling', message: 'Rate exceeded' }],
  ['ThrottlingException', { status: 400, code: 'ThrottlingException' }],
  ['RequestLimitExceeded', { status: 503, code: 'RequestLimitExceeded' }],
  ['429', { status: 429, code: 'Whatever' }],
  ['ConcurrentModification', { status: 409, code: 'ConcurrentModification' }],
  ['EntityTemporarilyUnmodifiable', { status: 409, code: 'EntityTemporarilyUnmodifiable' }],
];
const UNCLEAR: readonly (readonly [string, AwsReply])[] = [
  ['ServiceFailure', { status: 500, code: 'ServiceFailure' }],
  ['ServiceUnavailable', { status: 503, code: 'ServiceUnavailable' }],
  ['a connection that was cut', 'cut'],
  ["a proxy's page with status 200", 'html'],
  ['408', { status: 408, code: 'RequestTimeout' }],
];

/** As the guard makes one. */
function permit<D extends Deed>(deed: D): Permit<D> {
  return { deed, user: 'u', key: 'AKIAOLD' } as unknown as Permit<D>;
}

describe('what is asked again', () => {
  test.each([...PASSING, ...UNCLEAR])('a change that may be made twice, after %s', async (_, reply) => {
    aws.replies = [reply, reply, 'ok'];
    await new AccessKeys(aws.clients()).tag('u', { a: 'b' });
    expect(aws.actions).toEqual(['TagUser', 'TagUser', 'TagUser']);
  });

  test.each(PASSING)('CreateAccessKey, after %s: nothing was created', async (_, reply) => {
    aws.replies = [reply, 'ok'];
    expect((await new AccessKeys(aws.clients()).create('u')).id).toBe('AKIANEW2');
  });

  test.each(UNCLEAR)('CreateAccessKey never, after %s: a key may be there', async (_, reply) => {
    aws.replies = [reply, 'ok'];
    const error = await failure(new AccessKeys(aws.clients()).create('u'));
    expect([error.outcome, aws.actions.length]).toEqual(['unclear', 1]);
  });

  test.each(['AccessDenied', 'LimitExceeded', 'NoSuchEntity', 'InvalidClientTokenId', 'DeleteConflict'])(
    'nothing after a clear no (%s)',
    async (code) => {
      aws.replies = [{ status: code === 'AccessDenied' ? 403 : 409, code }, 'ok'];
      const error = await failure(new AccessKeys(aws.clients()).create('u'));
      expect(error).toMatchObject({ code, outcome: 'refused' });
      expect(aws.actions).toHaveLength(1);
    },
  );

  test('no more often than our policy says: the SDK repeats nothing by itself', async () => {
    aws.replies = [{ status: 500, code: 'ServiceFailure' }];
    await failure(new AccessKeys(aws.clients()).list('u'));
    expect(aws.actions).toHaveLength(aws.slept.length + 1);
    expect(aws.actions.length).toBeLessThan(12);
    expect(aws.now - NOW).toBeLessThanOrEqual(SHORT);
  });

  test('as long as the caller is patient, and as the server asks', async () => {
    aws.replies = [
      { status: 503, code: 'ServiceUnavailable', headers: { 'retry-after': '240' } },
      { status: 400, code: 'Throttling' },
      'ok',
    ];
    const keys = new AccessKeys(aws.clients());
    await keys.withPatience(LONG).activate(permit('activate'));
    expect(aws.slept[0]).toBe(240 * SECOND);
    expect(aws.said).toEqual([
      expect.stringMatching(
        /^AWS asks to wait 4m \(HTTP 503\): activate the access key AKIAOLD; trying again at /,
      ),
    ]);
    aws.requests.length = 0;
    await failure(keys.list('u'));
  });

  test('a deletion whose answer was lost, and that finds nothing to delete, is done', async () => {
    aws.replies = ['cut', { status: 404, code: 'NoSuchEntity' }];
    await new AccessKeys(aws.clients()).delete(permit('delete'));
    expect(aws.actions).toHaveLength(2);
  });

  test('a cancel ends it', async () => {
    aws.replies = [{ status: 400, code: 'Throttling' }];
    const asked = new AccessKeys(aws.clients()).withPatience(LONG).list('u');
    aws.cancel.abort();
    await expect(asked).rejects.toBeInstanceOf(Cancelled);
  });
});

describe('a session of a role', () => {
  const session = async (): Promise<string> => {
    await callerIdentity(aws.withRole());
    return aws.requests.at(-1)?.headers['x-amz-security-token'] as string;
  };

  test("is fetched with the job's token, for AWS's audience, and both are masked", async () => {
    expect(await session()).toBe('token1');
    expect(aws.tokens).toEqual(['sts.amazonaws.com Bearer request-token']);
    expect(aws.requests[0]?.form.get('WebIdentityToken')).toBe('id-token-1');
    expect(aws.secrets.redact('request-token id-token-1 secret1 token1')).toBe('*** *** *** ***');
  });

  test.each<[string, AwsReply]>([
    ['500', { status: 500 }],
    ['502', { status: 502 }],
    ['429', { status: 429, headers: { 'retry-after': '30' } }],
    ['a reset', 'cut'],
    ["a proxy's page", 'html'],
  ])('GitHub hiccups (%s): it is asked again', async (_, reply) => {
    aws.oidcReplies = [reply, reply, 'ok'];
    expect(await session()).toBe('token1');
  });

  test.each<[string, AwsReply]>([
    [
      "GitHub's keys cannot be fetched",
      {
        status: 400,
        code: 'InvalidIdentityToken',
        message: "Couldn't retrieve verification key from your identity provider, please reference the docs",
      },
    ],
    ['AWS cannot speak with GitHub', { status: 400, code: 'IDPCommunicationError' }],
    ['STS is busy', { status: 400, code: 'Throttling' }],
    ['STS fails', { status: 500, code: 'InternalFailure' }],
    ['the answer was lost', 'cut'],
  ])('%s: again, with a new token', async (_, reply) => {
    aws.replies = [reply, reply, 'ok'];
    expect(await session()).toBe('token3');
    expect(aws.tokens).toHaveLength(3);
    expect(aws.requests[2]?.form.get('WebIdentityToken')).toBe('id-token-3');
  });

  test('GitHub does not come back: it is said, without advice about permissions; patience is not multiplied', async () => {
    aws.oidcReplies = [{ status: 503 }];
    const error: unknown = await session().catch((caught: unknown) => caught);
    // Later, or unclear: whoever waits goes on waiting.
    expect(error).toBeInstanceOf(AwsError);
    expect((error as AwsError).outcome).toBe('unclear');
    expect((error as AwsError).message).toMatch(/get an OIDC token of GitHub for 'role-to-assume': HTTP 503/);
    expect(aws.now - NOW).toBeLessThanOrEqual(SHORT);
  });

  test.each([403, 401, 400])('GitHub says no (%i): the permission is named', async (status) => {
    aws.oidcReplies = [{ status }];
    await expect(session()).rejects.toThrow('id-token: write');
    expect(aws.slept).toEqual([]);
  });

  test('a token that STS does not trust is a clear no', async () => {
    aws.replies = [{ status: 400, code: 'InvalidIdentityToken', message: 'Incorrect token audience' }];
    await expect(session()).rejects.toMatchObject({ outcome: 'refused' });
    expect(aws.actions).toHaveLength(1);
  });

  test("lives by the servers' time: the runner's clock makes it neither longer nor shorter", async () => {
    const clients = aws.withRole();
    const tokenAfter = async (passed: number): Promise<unknown> => {
      aws.now = NOW + passed;
      await callerIdentity(clients);
      return aws.requests.at(-1)?.headers['x-amz-security-token'];
    };
    expect(await tokenAfter(0)).toBe('token1');
    expect(await tokenAfter(54 * MINUTE)).toBe('token1');
    expect(await tokenAfter(56 * MINUTE)).toBe('token2');
    const { now } = Date;
    try {
      Date.now = () => aws.now + 5 * HOUR;
      expect(await tokenAfter(57 * MINUTE)).toBe('token2');
      Date.now = () => aws.now - 5 * HOUR;
      expect(await tokenAfter(2 * HOUR)).toBe('token3');
    } finally {
      Date.now = now;
    }
  });

  test('that AWS calls expired is fetched anew', async () => {
    const clients = aws.withRole();
    aws.replies = ['ok', { status: 403, code: 'ExpiredToken' }, 'ok'];
    await new AccessKeys(clients).create('u');
    expect(aws.actions).toEqual([
      'AssumeRoleWithWebIdentity',
      'CreateAccessKey',
      'AssumeRoleWithWebIdentity',
      'CreateAccessKey',
    ]);
  });

  test.each(['ExpiredToken', 'RequestExpired'])(
    'one of somebody else that ends (%s) is told as that',
    (code) => {
      expect(new AwsError('list', code, 403, '').sessionEnded).toBe(true);
      expect(new AwsError('list', 'AccessDenied', 403, '').sessionEnded).toBe(false);
    },
  );

  test('of several requests at once, it is fetched once', async () => {
    const clients = aws.withRole();
    await Promise.all([1, 2, 3].map(() => callerIdentity(clients)));
    expect(aws.tokens).toHaveLength(1);
  });
});

test("a request is signed with the servers' time", async () => {
  aws.clock = { ...aws.clock, skew: -3 * HOUR };
  await callerIdentity(aws.clients());
  const [, year, month, day, hour, minute, second] =
    /^(\d{4})(\d\d)(\d\d)T(\d\d)(\d\d)(\d\d)Z$/.exec(String(aws.requests[0]?.headers['x-amz-date'])) ?? [];
  const signed = Date.parse(`${year}-${month}-${day}T${hour}:${minute}:${second}Z`);
  expect(Math.abs(signed - (Date.now() - 3 * HOUR))).toBeLessThan(10 * SECOND);
});

test('the time of AWS is told by its own answers, good ones and bad ones; not by those of a proxy', async () => {
  const heard: (string | undefined)[] = [];
  aws.clock = {
    ...aws.clock,
    ask:
      () =>
      ({ date }) =>
        void heard.push(date),
  };
  const date = new Date(NOW).toUTCString();
  aws.replies = ['html', { status: 403, code: 'AccessDenied', headers: { date } }];
  await failure(new AccessKeys(aws.clients()).list('u'));
  expect(heard).toEqual([date]);
});

describe('through a proxy', () => {
  test('that fails to open one tunnel: again', async () => {
    await using proxy = await Proxy.start();
    proxy.behaviours = [503, 502, 'open'];
    await new AccessKeys(aws.clients({}, { HTTP_PROXY: proxy.url() })).create('u');
    expect(proxy.asked).toHaveLength(3);
    expect(aws.actions).toEqual(['CreateAccessKey']);
  });

  test('that wants a password: a clear no, without it', async () => {
    await using proxy = await Proxy.start();
    proxy.expects = 'ann:other';
    const clients = aws.clients({}, { HTTP_PROXY: proxy.url('ann:hush-hush') });
    const error = await failure(new AccessKeys(clients).create('u'));
    expect(error.outcome).toBe('refused');
    expect(error.message).toMatch(
      /^AWS could not create an access key for u: no answer from .*: the proxy asks for/,
    );
    expect(error.message).not.toContain('hush');
  });
});

test('a secret that an error quotes is gone before the error is cut', async () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';
  aws.secrets.add(secret);
  for (const before of [0, 250, 280, 299]) {
    aws.replies = [
      { status: 403, code: 'SignatureDoesNotMatch', message: `${'x'.repeat(before)}${secret} said` },
    ];
    const { message } = await failure(new AccessKeys(aws.clients()).list('u'));
    expect(message).not.toContain('wJal');
  }
});
