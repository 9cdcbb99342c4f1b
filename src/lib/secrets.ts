/**
 * The secrets of this run. Each is masked in the runner's log when it arrives, and removed from every text
 * that comes from outside before that text goes anywhere: an API may echo the request in its error.
 */
export class Secrets {
  readonly #values = new Set<string>();
  readonly #mask: (value: string) => void;

  constructor(mask: (value: string) => void) {
    this.#mask = mask;
  }

  add(value: string): void {
    for (const form of formsOf(value)) {
      if (this.#values.has(form)) continue;
      this.#values.add(form);
      this.#mask(form);
    }
  }

  redact(text: string): string {
    let clean = text;
    // The longest first: one secret may begin with another.
    for (const value of [...this.#values].sort((a, b) => b.length - a.length))
      clean = clean.replaceAll(value, '***');
    return clean;
  }
}

/**
 * The runner derives base64 and escaped forms of a mask by itself, but text that we redact ourselves
 * passes no runner, so each form that an API could echo is listed.
 */
function formsOf(value: string): string[] {
  if (value === '') return [];
  return [
    value,
    encodeURIComponent(value),
    JSON.stringify(value).slice(1, -1),
    value.replaceAll('/', '\\/'),
    Buffer.from(value).toString('base64'),
  ];
}
