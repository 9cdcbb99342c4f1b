/**
 * Text from outside, on one line of a log: without control characters and without those that turn the direction of
 * what follows, and not too long.
 */
export function oneLine(text: string): string {
  const plain = text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]+/gu, ' ')
    .trim();
  return plain.length > 200 ? `${plain.slice(0, 200).toWellFormed()} …` : plain;
}
