import { describe, expect, test } from '@jest/globals';
import { type AccessKeyId, type Uuid, accessKeyId, uuid } from '../../src/lib/ids.ts';
import type { QoveryApi } from '../../src/qovery/api.ts';
import { A, ORGANIZATION } from './support/fixtures.ts';

describe('a UUID', () => {
  test.each([ORGANIZATION, ORGANIZATION.toUpperCase(), ` ${ORGANIZATION}\n`])('%j', (text) => {
    expect(uuid(text)).toBe(ORGANIZATION);
  });
  test.each([
    ...['', '7', 'null', `${ORGANIZATION}/`, `../organization/${ORGANIZATION}/lock?x=`, `{${ORGANIZATION}}`],
    ...[ORGANIZATION.replaceAll('-', ''), `${ORGANIZATION}\n${ORGANIZATION}`, `${ORGANIZATION}?`],
  ])('%j is none', (text) => expect(uuid(text)).toBeUndefined());
});

describe('an access key id', () => {
  test.each([A, A.toLowerCase(), ` \t${A}\n`, `\u00a0${A}`])('%j', (text) => {
    expect(accessKeyId(text)).toBe(A);
  });
  test('of a temporary session is one, too', () => {
    expect(accessKeyId('ASIAIOSFODNN7EXAMPLE')).toBe('ASIAIOSFODNN7EXAMPLE');
  });
  test.each(['', ' ', 'AKIA', 'AROAIOSFODNN7EXAMPLE', `${A}…`, `${A} ${A}`, 'AKIA****************', `x${A}`])(
    '%j is none',
    (text) => expect(accessKeyId(text)).toBeUndefined(),
  );
});

test('neither is any other text, or the other one: that does not compile', () => {
  const remove = (user: string, key: AccessKeyId): string => `${user} ${key}`;
  const key = accessKeyId(A);
  if (key === undefined) throw new Error('it is one');
  expect(remove('qovery', key)).toBe(`qovery ${A}`);
  // @ts-expect-error the arguments are swapped
  remove(key, 'qovery');
  // @ts-expect-error any text
  const id: Uuid = 'text';
  // @ts-expect-error the id of a key is no part of a path
  const cluster: Parameters<QoveryApi['lockCluster']>[0] = key;
  expect([id, cluster]).toBeDefined();
});
