import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { DAY } from '../../sandbox/clock.ts';
import { lockCluster } from '../../sandbox/people.ts';
import { withoutMasks } from '../../sandbox/runner-log.ts';
import { act } from '../support/action.ts';
import { company, expectConsistent } from '../support/company.ts';
import type { Company } from '../support/company.ts';
import { NO_SESSION } from '../support/processes.ts';

// What others wrote, and what they answer, on its way into the log, the summary and an issue.

const QUICK_CREATE =
  'https://console.aws.amazon.com/cloudformation/home#/stacks/quickcreate?templateURL=https://evil.example/t.yaml';

/** Everything that a person may read of a run, the issue included. */
function readable(acme: Company, run: { log: string; summary: string }): string {
  return [run.summary, ...acme.sandbox.github.issues.map(({ body, title }) => `${title}\n${body}`)].join(
    '\n',
  );
}

describe('an address in a text of somebody else', () => {
  test.each(['rotate', 'review', 'lock'])(
    'a lock with one in its reason: %s makes no link of it',
    async (operation) => {
      await using acme = await company();
      const { id } = acme.cluster();
      lockCluster(acme.world, id, { reason: `See ${QUICK_CREATE} [here](${QUICK_CREATE}) GH-26` });
      const run = await act(acme.sandbox, {
        operation,
        'report-issue': String(operation !== 'lock'),
        ...(operation === 'rotate' && { 'credentials-id': acme.credential().id }),
        ...(operation === 'lock' && { 'cluster-id': id, reason: 'another', 'ttl-in-days': '5' }),
      });
      expectConsistent(run);
      const text = readable(acme, run);
      expect(text).toContain('quickcreate');
      expect(text).not.toMatch(
        /https?:\/\/console\.aws\.amazon\.com\/cloudformation|\]\(https?:\/\/[^)]*evil/,
      );
      expect(text).not.toMatch(/\bGH-26\b/);
    },
  );
});

test('hashes of commits in names are no references in an issue, nor are mentions', async () => {
  await using acme = await company();
  const hash = '3f786850e387550fdab836ed7e6dc881de23001b';
  const name = `eu ${hash} ${hash.slice(0, 7)} acme/infrastructure@${hash} #12 @octocat`;
  acme.world.addCluster({ name, credential: acme.credential() });
  const run = await act(acme.sandbox, { operation: 'review', 'report-issue': 'true', 'max-age': '1d' });
  expectConsistent(run);
  const text = readable(acme, run);
  expect(text).toContain('octocat');
  // GitHub takes seven hexadecimal digits and more, on their own, for a commit.
  expect(text).not.toContain(hash.slice(0, 7));
  expect(text).not.toMatch(/#12\b|@octocat/);
});

test('an OIDC token that AWS repeats in its refusal is in nothing that is told', async () => {
  await using acme = await company();
  let token = '';
  acme.sandbox.fault({
    match: ({ operation, body }) => {
      if (operation !== 'AssumeRoleWithWebIdentity') return false;
      token = (body as { WebIdentityToken: string }).WebIdentityToken;
      return true;
    },
    times: Infinity,
    kind: {
      status: 400,
      // As it is when it is answered: the token is known by then.
      get body() {
        return {
          code: 'InvalidIdentityToken',
          message: `Not valid: ${token} (${'long '.repeat(60)}${token})`,
        };
      },
    },
  });
  const run = await acme.rotate(
    { 'role-to-assume': 'arn:aws:iam::123456789012:role/qovery-maintenance', 'report-issue': 'true' },
    {
      env: {
        ...acme.sandbox.oidcEnv(),
        ...NO_SESSION,
      },
    },
  );
  expect(run).toMatchObject({ exitCode: 1, result: 'failed' });
  expect(token.length).toBeGreaterThan(50);
  const told = run.log + readable(acme, run) + JSON.stringify(run.outputs);
  expect(told).toContain('InvalidIdentityToken');
  for (const part of token.split('.')) expect(told).not.toContain(part.slice(0, 16));
});

test('credentials that the AWS SDK finds in a file, and an error that repeats them: they are nowhere', async () => {
  await using acme = await company();
  const {
    AWS_ACCESS_KEY_ID: id,
    AWS_SECRET_ACCESS_KEY: secret,
    AWS_SESSION_TOKEN: session,
  } = acme.sandbox.env();
  const folder = mkdtempSync(join(tmpdir(), 'aws-'));
  const file = join(folder, 'credentials');
  writeFileSync(
    file,
    `[default]\naws_access_key_id=${id}\naws_secret_access_key=${secret}\naws_session_token=${session}\n`,
  );
  acme.sandbox.fault({
    match: { operation: 'GetAccessKeyLastUsed' },
    times: Infinity,
    kind: { status: 400, body: { code: 'ValidationError', message: `Not valid: ${secret}, ${session}` } },
  });
  const run = await acme.rotate({}, { env: { ...NO_SESSION, AWS_SHARED_CREDENTIALS_FILE: file } });
  rmSync(folder, { recursive: true });
  expect(run.errors.join()).toContain('ValidationError, Not valid: ***, ***');
  for (const one of [secret, session]) {
    expect(withoutMasks(run.stdout) + run.summary + JSON.stringify(run.outputs)).not.toContain(one);
    expect(run.stdout).toContain(`::add-mask::${one}`);
  }
});

test('marks of direction and escapes in names reach no log', async () => {
  const name = 'prod\u202eterces\u2066\u0007\u001b[31m';
  await using acme = await company({ credentials: [{ name, user: 'a', clusters: ['production'] }] });
  acme.cluster().lock = {
    reason: `\u202e${name}`,
    ttlInDays: 2,
    lockedAt: acme.clock.now(),
    ownerName: name,
  };
  const run = await acme.rotate({ 'max-age': '75d', 'report-issue': 'true', 'finish-within': '14d' });
  acme.clock.advance(3 * DAY);
  expect(run.result).toBe('deferred');
  // eslint-disable-next-line no-control-regex -- what must not be there
  expect(run.stdout + readable(acme, run)).not.toMatch(/[\u202a-\u202e\u2066-\u2069\u0007\u001b]/);
});

test.each([
  ['the password of a test database', { DATABASE_URL: 'postgres://test:test@localhost/app' }],
  ['digits of the account', { DATABASE_URL: 'postgres://postgres:1234@localhost/app' }],
  ['a proxy that nobody asks', { ALL_PROXY: 'http://ann:images-of-test@proxy.example.com:3128' }],
  ['a line of a secret', { TF_VAR_APP_SECRET: 'first-line-of-it\neu-west-3\nthe-last-line' }],
])('%s is in names and addresses: they are stored again as they were', async (_, env) => {
  await using acme = await company();
  const { id } = acme.credential();
  const key = acme.key();
  const registry = acme.world.addRegistry({
    name: 'images-of-test',
    key,
    cluster: acme.cluster(),
    description: 'test images of 123456789012 in eu-west-3',
    config: { region: 'eu-west-3' },
  });
  const before = { ...structuredClone({ ...registry, key: undefined }), pulls: undefined };
  const run = await acme.rotate({ 'credentials-id': id }, { env });
  expect(run).toMatchObject({ errors: [], exitCode: 0, result: 'rotated' });
  expect(acme.holders()).toEqual({ 'AWS production': acme.key().id, 'images-of-test': acme.key().id });
  expect({ ...structuredClone({ ...registry, key: undefined }), pulls: undefined }).toEqual(before);
});
