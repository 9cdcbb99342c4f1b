/**
 * A failure written for the person who reads it at 3 a.m.: what failed, what is true now, what to do next.
 * Everything that ends a run on purpose is a Problem; anything else is a defect of ours and is reported as one.
 */
export class Problem extends Error {
  override readonly name = 'Problem';
  readonly what: string;
  /** What is true now: which keys exist, which one Qovery uses. Filled in by whoever knows. */
  readonly state: string;
  readonly remedy: string;

  constructor(what: string, remedy: string, state = '') {
    super([what, state, remedy].filter((part) => part !== '').join(' '));
    this.what = what;
    this.state = state;
    this.remedy = remedy;
  }

  /** The same problem, with what is true now. What was already said is kept. */
  withState(state: string): Problem {
    return this.state === '' ? new Problem(this.what, this.remedy, state) : this;
  }
}

/** An input that cannot be used; says which one and what it accepts. Nothing has been requested yet. */
export class BadInput extends Problem {
  constructor(input: string, what: string, valid: string) {
    super(
      `Input '${input}' ${withFullStop(what)}`,
      `Valid: ${valid}.`,
      'Nothing was requested and nothing was changed.',
    );
  }
}

/** The text with a full stop, unless it ends with a sign of its own. */
export function withFullStop(text: string): string {
  return text.replace(/([^.!?:])$/, '$1.');
}

/** The run was cancelled (SIGINT or SIGTERM): every wait ends at once. */
export class Cancelled extends Error {
  override readonly name = 'Cancelled';
  constructor() {
    super('The run was cancelled.');
  }
}

/** The text of any error, without its fields: an SDK or HTTP error object can carry a secret. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}
