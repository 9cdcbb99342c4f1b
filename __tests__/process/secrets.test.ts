import { Buffer } from 'node:buffer';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { describe, expect, test } from '@jest/globals';

import { startSandbox } from '../../sandbox/server.ts';
import { act } from '../support/action.ts';
import { company } from '../support/company.ts';
import { findLeak } from '../support/leaks.ts';

// Every test in this folder looks for secrets in everything that the action prints, writes and sends (support/action.ts).
// These tests show that it would find them.

describe('a secret is found', () => {
  const secret = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY';

  test.each<[string, string]>([
    ['plain', `key=${secret}.`],
    ['as a part', `key=${secret.slice(3, 16)}…`],
    ['in JSON', JSON.stringify({ error: JSON.stringify({ secret }) })],
    ['with escaped slashes', `{"secret":"${secret.replaceAll('/', '\\/')}"}`],
    ['in a URL', `https://example.com/?secret=${encodeURIComponent(secret)}`],
    ['in hex', Buffer.from(`id:${secret}`).toString('hex').toUpperCase()],
    ['with Markdown around each sign', secret.replace(/[/+]/g, '\\$&')],
    ['in HTML', secret.replaceAll('/', '&#x2F;').replaceAll('+', '&#43;')],
    ['over several lines', secret.replace(/.{7}/g, '$&\n')],
    ...['', 'a', 'ab', 'id:pass '].map((before): [string, string] => [
      `in base64, after ${before.length} characters`,
      Buffer.from(`${before}${secret} and more`).toString('base64'),
    ]),
    ['in base64 for URLs', Buffer.from(`?>${secret}`).toString('base64url')],
  ])('%s', (_, text) => {
    expect(findLeak(text, secret)).toBeDefined();
  });

  test('only where it is', () => {
    expect(findLeak('AKIAIOSFODNN7EXAMPLE is the id of a key, not its secret', secret)).toBeUndefined();
  });
});

/** Runs a few lines in the place of the action. */
async function actWith(script: string): Promise<unknown> {
  await using sandbox = await startSandbox();
  const directory = mkdtempSync(join(tmpdir(), 'leaky-action-'));
  const entry = join(directory, 'leaky.mjs');
  writeFileSync(entry, `import { appendFileSync } from 'node:fs';\n${script}`);
  try {
    return await act(sandbox, {}, { entry });
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

describe('an action that tells a secret is caught', () => {
  test.each<[string, string]>([
    ['the log', `console.log('session: ' + process.env.AWS_SECRET_ACCESS_KEY)`],
    ['stderr', `console.error(encodeURIComponent(process.env.AWS_SESSION_TOKEN))`],
    ['output x', `appendFileSync(process.env.GITHUB_OUTPUT, 'x=' + process.env['INPUT_QOVERY-API-TOKEN'])`],
    [
      'the summary',
      `appendFileSync(process.env.GITHUB_STEP_SUMMARY, btoa('!' + process.env.AWS_SECRET_ACCESS_KEY))`,
    ],
    ['GITHUB_STATE', `appendFileSync(process.env.GITHUB_STATE, 's=' + process.env.AWS_SECRET_ACCESS_KEY)`],
    ['GITHUB_ENV', `appendFileSync(process.env.GITHUB_ENV, 's=' + process.env.AWS_SECRET_ACCESS_KEY)`],
    [
      'an address',
      `await fetch(process.env['INPUT_QOVERY-API-URL'] + '/?'.slice(0, 1) + encodeURIComponent(process.env.AWS_SECRET_ACCESS_KEY))`,
    ],
  ])('%s', async (place, script) => {
    await expect(actWith(script)).rejects.toThrow(`A secret is in ${place}`);
  });

  test('but a line that tells the runner what to mask is not printed', async () => {
    await expect(
      actWith(`console.log('::add-mask::' + process.env.AWS_SECRET_ACCESS_KEY)`),
    ).resolves.toBeDefined();
  });
});

test('a new secret is masked before its key is mentioned, and the API token is masked', async () => {
  await using acme = await company();
  const run = await acme.rotate();
  const lines = run.stdout.split('\n');
  const { id, secret } = acme.key();
  const masked = lines.indexOf(`::add-mask::${secret}`);
  expect(masked).toBeGreaterThanOrEqual(0);
  expect(lines.findIndex((line) => line.includes(id))).toBeGreaterThan(masked);
  expect(lines).toContain(`::add-mask::${acme.world.organization().tokens[0]?.value}`);
});

describe('a server that echoes a secret, and not as it was', () => {
  // `act` looks for parts of secrets in everything that was printed and written; of the issue it does not know.
  test.each([24, 36, 39])(
    'the first %d of 40 characters of a new one: in no log, summary or issue',
    async (length) => {
      await using acme = await company();
      acme.world.addRegistry({ name: 'ECR', key: acme.key() });
      const echoed: string[] = [];
      const kind = {
        status: 422,
        get body() {
          const { body } =
            acme.sandbox.requests.findLast(({ operation }) => operation === 'editAWSCredentials') ?? {};
          const { secret_access_key: secret } = body as { secret_access_key: string };
          const json = JSON.stringify(body);
          echoed.push(secret);
          return { message: `Bad [Source: "${json.slice(0, json.indexOf(secret) + length)}"…[truncated` };
        },
      };
      acme.sandbox.fault({ match: { operation: 'editAWSCredentials' }, times: 9, kind });
      const run = await acme.rotate({ 'report-issue': 'true' });
      expect(run.errors.join()).toContain('***"…[truncated');
      expect(echoed).not.toEqual([]);
      for (const secret of echoed) {
        for (const { body } of acme.sandbox.github.issues) expect(findLeak(body, secret)).toBeUndefined();
      }
    },
  );

  test.each<[string, (token: string) => string]>([
    ['its end', (token) => `…${token.slice(20)}`],
    ['with what nobody sees between its characters', (token) => [...token].join('\u200b')],
    [
      'encoded again and again',
      (token) => encodeURIComponent(encodeURIComponent(encodeURIComponent(`${token}+/`))),
    ],
  ])('the API token: %s', async (_, form) => {
    await using acme = await company();
    const token = acme.world.organization().tokens[0]?.value ?? '';
    const kind = { status: 400, body: { message: `Invalid: ${form(token)}` } };
    acme.sandbox.fault({ match: { operation: 'listOrganizationCluster' }, kind });
    const run = await act(acme.sandbox, {
      operation: 'lock',
      'cluster-id': 'all',
      reason: 'x',
      'ttl-in-days': '2',
    });
    expect(run.errors[0]).toMatch(/Invalid: …?\*\*\*/);
  });
});
