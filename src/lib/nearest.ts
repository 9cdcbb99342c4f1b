/** Edits between two words: a letter more, less or changed, or two swapped (Damerau–Levenshtein, restricted). Pure. */
export function distance(a: string, b: string): number {
  let before: number[] = [];
  let row = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      const swapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      next.push(
        Math.min(
          (row[j - 1] ?? 0) + (same ? 0 : 1),
          (row[j] ?? 0) + 1,
          (next[j - 1] ?? 0) + 1,
          swapped ? (before[j - 2] ?? 0) + 1 : Infinity,
        ),
      );
    }
    [before, row] = [row, next];
  }
  return row[b.length] ?? 0;
}

/** The one that somebody most likely meant, if there is one that is near enough to be told. */
export function meant<T extends string>(word: string, candidates: readonly T[]): T | undefined {
  const [near] = nearest(word, candidates) as T[];
  if (near === undefined || word.length < 2) return undefined;
  const [a, b] = [word.toLowerCase(), near.toLowerCase()];
  return b.includes(a) || distance(a, b) <= Math.ceil(a.length / 3) ? near : undefined;
}

/** What somebody may have meant, the most likely first: what has the whole word in it, then what differs least. */
export function nearest(word: string, candidates: readonly string[]): string[] {
  const wanted = word.toLowerCase();
  const rank = (candidate: string): number =>
    (wanted !== '' && candidate.toLowerCase().includes(wanted) ? 0 : 1000) +
    distance(wanted, candidate.toLowerCase());
  return candidates.toSorted((a, b) => rank(a) - rank(b));
}
