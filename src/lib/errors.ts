/**
 * A failure written for the person who reads it at 3 a.m.: what failed, what is true now, what to do next.
 * Everything that ends a run on purpose is a Problem; anything else is a defect of ours and is reported as one.
 */
import { RequestError } from './outcome.ts';

export class Problem extends Error {
  override readonly name = 'Problem';
  readonly what: string;
  /** What is true now: which keys exist, which one Qovery uses. Filled in by whoever knows. */
  readonly state: string;
  readonly remedy: string;

  constructor(what: string, remedy: string, state = '') {
    super(
      [what, state, remedy]
        .filter((part) => part !== '')
        .join(' ')
        .replaceAll(' \n', '\n'),
    );
    this.what = what;
    this.state = state;
    this.remedy = remedy;
  }

  /** The same problem, with what is true now. What was already said is kept. */
  withState(state: string): Problem {
    return this.state === '' ? new Problem(this.what, this.remedy, state) : this;
  }
}

/** One thing that is wrong with what the run was given. */
export interface Mistake {
  /** `Input 'delay'`, `Variable 'HTTPS_PROXY'`. */
  readonly subject: string;
  /** What is wrong with it; follows the subject. Never the value of a secret. */
  readonly what: string;
  /** What it may be. */
  readonly valid: string;
}

/** Inputs, or variables of the environment, that cannot be used: all of them. */
export class BadInput extends Problem {
  readonly mistakes: readonly Mistake[];
  /** What else was noticed; it may be where the mistake comes from. */
  readonly warnings: readonly string[];

  /** @param state what is true now, where something has been asked of Qovery since */
  constructor(
    mistakes: readonly Mistake[],
    state = 'Nothing was requested and nothing was changed.',
    warnings: readonly string[] = [],
  ) {
    const [first, ...more] = mistakes.map((mistake) => ({
      what: `${mistake.subject} ${withFullStop(mistake.what)}`,
      valid: `Valid: ${withFullStop(mistake.valid)}`,
    }));
    if (first === undefined || more.length === 0) super(first?.what ?? '', first?.valid ?? '', state);
    else {
      const lines = [first, ...more].map(({ what, valid }) => `\n- ${what} ${valid}`);
      super(`${lines.length} inputs cannot be used.`, lines.join(''), state);
    }
    this.mistakes = mistakes;
    this.warnings = warnings;
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

/**
 * The text of any error, without its other fields: the error of an SDK or of an HTTP client can carry a secret. Never
 * empty, never throws.
 */
export function messageOf(error: unknown): string {
  try {
    if (typeof error !== 'object' || error === null) return String(error) || 'no reason given';
    const { message, code, name, errors } = error as Readonly<Record<string, unknown>>;
    // Node's error for a connection that failed at every address of a host has no message of its own.
    const first = Array.isArray(errors) && errors.length > 0 ? messageOf(errors[0]) : '';
    const texts = [message, first, code, name].filter((text) => typeof text === 'string');
    return texts.find((text) => text !== '') ?? 'no reason given';
  } catch {
    return 'no reason given';
  }
}

/**
 * What a person reads about the error that ended an operation. What an operation throws on purpose, it throws before
 * its first change; what comes later is in its outcome.
 */
export function explainError(error: unknown): string {
  const nothing = 'Nothing was changed.';
  if (error instanceof Problem)
    return error.withState(error.message.includes('othing was changed') ? '' : nothing).message;
  if (error instanceof Cancelled) return `${error.message} ${nothing}`;
  if (error instanceof RequestError) {
    const next =
      error.outcome === 'refused'
        ? 'Fix this, then run again.'
        : 'Run again; if it stays so, fix this first.';
    return `${withFullStop(messageOf(error))} ${nothing} ${next}`;
  }
  return explainDefect(error);
}

/** The same about an error that nothing in the code expected. */
export function explainDefect(error: unknown): string {
  return [
    `Unexpected error: ${withFullStop(messageOf(error))}`,
    'This is a defect of the action. Please report this message.',
    'What was done so far stays as it is.',
    'Run again: the next run continues from what it finds in AWS and Qovery.',
  ].join(' ');
}
