import { BadInput, type Mistake } from '../lib/errors.ts';

/** @throws {BadInput} */
export function refuse(subject: string, what: string, valid: string): never {
  throw new BadInput([{ subject, what, valid }]);
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

  get any(): boolean {
    return this.#found.length > 0;
  }

  /** @throws {BadInput} with all mistakes */
  throwIfAny(): void {
    if (this.any) throw new BadInput(this.#found);
  }
}
