import { BadInput, type Mistake } from '../lib/errors.ts';
import { visible } from '../lib/text.ts';

/** @throws {BadInput} */
export function refuse(subject: string, what: string, valid: string): never {
  throw new BadInput([{ subject, what, valid }]);
}

/** @throws {BadInput} about an input */
export function refuseInput(name: string, what: string, valid: string): never {
  return refuse(`Input '${name}'`, what, valid);
}

const MAX_QUOTED = 100;

/** A value in an error. Not cut: what is left of a secret that is cut can be told from other text no more. */
export function quoted(value: string): string {
  return value.length > MAX_QUOTED
    ? `a text of ${value.length} characters`
    : `'${visible(value).replace(/\s+/g, ' ')}'`;
}

/** Collects what is wrong, so that one error tells all of it. */
export class Mistakes {
  readonly #found: Mistake[] = [];

  /**
   * The value; where it is refused, the mistake is kept for later, and what is returned is no value: nothing may be made
   * of it before {@link throwIfAny}.
   */
  attempt<T>(parse: () => T): T {
    try {
      return parse();
    } catch (error) {
      if (!(error instanceof BadInput)) throw error;
      this.#found.push(...error.mistakes);
      return undefined as T;
    }
  }

  /** @throws {BadInput} with all mistakes */
  throwIfAny(warnings: readonly string[]): void {
    if (this.#found.length > 0) throw new BadInput(this.#found, undefined, warnings);
  }
}
