import { expect, test } from '@jest/globals';
import fc from 'fast-check';
import { newAccessKeyId } from '../../sandbox/identifiers.ts';
import { accountInKeyId } from '../../src/aws/key-account.ts';

test('the published example: Aidan Steele, "AWS Access Key ID formats"; Tal Be\'ery, "A short note on AWS KEY ID"', () => {
  expect(accountInKeyId('ASIAY34FZKBOKMUTVV7A')).toBe('609629065308');
});

test('any account, with its leading zeros', () => {
  const account = fc.bigInt({ min: 0n, max: 999_999_999_999n }).map((n) => String(n).padStart(12, '0'));
  fc.assert(fc.property(account, (id) => expect(accountInKeyId(newAccessKeyId(id))).toBe(id)));
});

test.each([
  ['an id of the older kind, which does not tell', 'AKIAIOSFODNN7EXAMPLE'],
  ['a number that is no account', 'AKIA7777777777777777'],
  ['a digit that base32 has not', 'AKIAY34FZKBOKMUTVV01'],
  ['too short', 'AKIAY34FZKBO'],
  ['too long', 'AKIAY34FZKBOKMUTVV7AA'],
  ['a link', 'AKIA/../../role/evil'],
  ['nothing', ''],
])('nothing of %s', (_, id) => expect(accountInKeyId(id)).toBeUndefined());

test('whatever somebody writes, it is twelve digits or nothing', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const id of [text, `AKIA${text}`])
        expect(accountInKeyId(id) ?? '0'.repeat(12)).toMatch(/^\d{12}$/);
    }),
  );
});
