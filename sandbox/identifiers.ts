import { randomBytes, randomInt } from 'node:crypto';

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';
const BASE64 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/';

function randomText(alphabet: string, length: number): string {
  return Array.from({ length }, () => alphabet[randomInt(alphabet.length)]).join('');
}

/**
 * An id of an AWS access key (AKIA) or session (ASIA). As in real ids, the account is in it: the 16 characters are
 * base32 digits, and the 40 bits after the first are the account number (trufflehog reads it this way).
 */
export function newAccessKeyId(account: string, prefix: 'AKIA' | 'ASIA' = 'AKIA'): string {
  const random = BigInt(`0x${randomBytes(10).toString('hex')}`);
  const lowBits = random & ((1n << 39n) - 1n);
  const value = (1n << 79n) | (BigInt(account) << 39n) | lowBits;
  const digits = Array.from({ length: 16 }, (_, i) => BASE32[Number((value >> BigInt(75 - 5 * i)) & 31n)]);
  return prefix + digits.join('');
}

export function isAccessKeyId(text: string): boolean {
  return /^(AKIA|ASIA)[A-Z2-7]{16}$/.test(text);
}

export function accountOfAccessKeyId(id: string): string {
  const value = [...id.slice(4)].reduce((sum, digit) => (sum << 5n) | BigInt(BASE32.indexOf(digit)), 0n);
  const account = (value >> 39n) & ((1n << 40n) - 1n);
  return account.toString().padStart(12, '0');
}

/** Forty characters that hold a slash and a plus: what breaks careless quoting, masking and signing. */
export function newSecret(): string {
  return `${randomText(BASE64, 12)}/${randomText(BASE64, 13)}+${randomText(BASE64, 13)}`;
}

export function newToken(length: number): string {
  return randomText(BASE64, length);
}

/** Ids of IAM's users (AIDA) and roles (AROA). */
export function newPrincipalId(prefix: 'AIDA' | 'AROA'): string {
  return prefix + randomText(BASE32, 17);
}
