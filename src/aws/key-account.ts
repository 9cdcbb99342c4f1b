const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/**
 * The account that the id of an access key names: of its 80 bits, the first tells ids of the newer kind, and the next 40
 * are the account (Tal Be'ery, "A short note on AWS KEY ID"; WithSecure Labs, "A bitwise analysis of AWS access key
 * identifiers"). Older ids do not tell. AWS documents none of it, and whoever may edit a credential in Qovery can write
 * any id: it proposes where to sign in, and proves nothing.
 */
export function accountInKeyId(keyId: string): string | undefined {
  const [, text] = /^A[KS]IA([A-Z2-7]{16})$/.exec(keyId) ?? [];
  if (text === undefined) return undefined;
  const bits = [...text].reduce((sum, digit) => (sum << 5n) | BigInt(BASE32.indexOf(digit)), 0n);
  const account = ((bits >> 39n) & ((1n << 40n) - 1n)).toString().padStart(12, '0');
  return bits >> 79n === 1n && account.length === 12 ? account : undefined;
}
