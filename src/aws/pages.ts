/** The first two pages of a list of AWS, of a hundred items each: more than a review can need. */
const MAX_PAGES = 2;

export interface Listed<T> {
  readonly found: readonly T[];
  /** Whether these are all. */
  readonly all: boolean;
}

/** @param read a page, and where the next one begins */
export async function firstPages<T>(
  read: (from: string | undefined) => Promise<[page: T[], next: string | undefined]>,
): Promise<Listed<T>> {
  const found: T[] = [];
  let from: string | undefined;
  for (let page = 0; page < MAX_PAGES; page++) {
    const [more, next] = await read(from);
    found.push(...more);
    from = next;
    if (from === undefined) break;
  }
  return { found, all: from === undefined };
}
