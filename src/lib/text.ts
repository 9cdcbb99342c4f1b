const MAX_LENGTH = 200;

/**
 * Text from outside as a reader sees it, on one line: control characters and line ends become a blank, and what cannot
 * be seen (zero-width and bidirectional marks, fillers) is dropped. Signs keep their variation selector.
 */
export function visible(text: string): string {
  return text
    .toWellFormed()
    .replace(/[\p{Cc}\u2028\u2029]+/gu, ' ')
    .replace(/[[\p{Cf}\p{Default_Ignorable_Code_Point}]--\ufe0f]+/gv, '');
}

/** Text from outside, short enough for a line of the log. Redact it first: a cut would keep half of a secret. */
export function oneLine(text: string): string {
  const plain = visible(text).trim();
  return plain.length > MAX_LENGTH ? `${plain.slice(0, MAX_LENGTH).toWellFormed()} …` : plain;
}

/** The first ten of them, and how many more there are. */
export function someOf(items: readonly string[], most = 10): string {
  if (items.length <= most) return items.join(', ');
  return `${items.slice(0, most - 1).join(', ')} and ${items.length - most + 1} more`;
}
