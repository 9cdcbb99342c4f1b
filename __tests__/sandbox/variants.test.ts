import { ListAccessKeysCommand } from '@aws-sdk/client-iam';
import { afterEach, beforeEach, expect, test } from '@jest/globals';

import { startSandbox } from '../../sandbox/server.ts';
import type { Sandbox } from '../../sandbox/server.ts';
import { fieldsOf, LACKS, lessen, lessenXml } from '../../sandbox/variants.ts';
import { acme, iamClient, qovery } from '../support/clients.ts';

let sandbox: Sandbox;
beforeEach(async () => {
  sandbox = await startSandbox();
});
afterEach(() => sandbox.stop());

const listRegistries = async (): Promise<unknown> => {
  const { organization } = acme(sandbox);
  return (await qovery(sandbox, `GET /organization/${organization.id}/containerRegistry`)).body;
};

test('every field of an answer is found, and can be less than it is', async () => {
  const { key } = acme(sandbox);
  sandbox.world.addRegistry({ name: 'one', key });
  sandbox.world.addRegistry({ name: 'two', key });
  const whole = await listRegistries();
  const path = 'results[].config.access_key_id';
  expect(fieldsOf(whole)).toEqual(expect.arrayContaining(['results', 'results[].config', path]));
  const ids = (body: unknown): unknown[] =>
    (body as { results: { config: Record<string, unknown> }[] }).results.map(
      ({ config }) => config['access_key_id'],
    );
  const seen: Record<string, unknown> = {};
  for (const lack of LACKS) {
    sandbox.clearFaults();
    sandbox.onAnswer('listContainerRegistry', (body) => void lessen(body, path, lack));
    seen[lack] = ids(await listRegistries());
  }
  const twice = (value: unknown): unknown[] => [value, value];
  expect(seen).toEqual({
    absent: twice(undefined),
    null: twice(null),
    empty: twice(''),
    'other case': twice(key.id.toLowerCase()),
    blanks: twice(` ${key.id} `),
  });
  sandbox.clearFaults();
  expect(await listRegistries()).toEqual(whole);
});

test('whole lists and objects can be empty, and what cannot be less is left alone', () => {
  const body = { results: [{ n: 1, deep: { name: 'x' } }], at: 3 };
  expect(lessen(body, 'results[].n', 'blanks')).toBe(false);
  expect(lessen(body, 'results[].nothing', 'absent')).toBe(false);
  expect(lessen(body, 'results[].deep', 'empty')).toBe(true);
  expect(body).toEqual({ results: [{ n: 1, deep: {} }], at: 3 });
  expect(lessen(body, 'results', 'null')).toBe(true);
  expect(body).toEqual({ results: null, at: 3 });
});

test('an answer is replaced as a whole, of one operation, and a refusal is left alone', async () => {
  sandbox.onAnswer('listContainerRegistry', (_, request) => ({ asked: request.operation }));
  expect(await listRegistries()).toEqual({ asked: 'listContainerRegistry' });
  const { organization } = acme(sandbox);
  const { body } = await qovery(sandbox, `GET /organization/${organization.id}/helmRepository`);
  expect(body).toEqual({ results: [] });
  sandbox.fault({ match: { operation: 'listContainerRegistry' }, kind: { status: 500 } });
  expect(await listRegistries()).toMatchObject({ status: 500 });
});

test('so can the XML of AWS, and its official client reads it', async () => {
  const list = async (): Promise<unknown> => {
    const { AccessKeyMetadata } = await iamClient(sandbox).send(
      new ListAccessKeysCommand({ UserName: 'qovery-admin' }),
    );
    return AccessKeyMetadata?.[0]?.Status;
  };
  const seen: unknown[] = [];
  for (const lack of ['absent', 'empty', 'other case', 'blanks'] as const) {
    sandbox.clearFaults();
    sandbox.onAnswer('ListAccessKeys', (xml) => lessenXml(String(xml), 'Status', lack));
    seen.push(await list());
  }
  expect(seen).toEqual([undefined, '', 'active', ' Active ']);
});
