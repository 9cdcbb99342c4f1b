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

/** The first ten of them, and how many more there are. */
export function someOf(items: readonly string[], most = 10): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`;
}
