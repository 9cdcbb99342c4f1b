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

/** Tokens of Qovery, of GitHub, and JWTs (RFC 7519): by how they begin. */
const TOKEN = /(?<![A-Za-z\d])(?:qov_|gh[opsur]_|github_pat_|eyJ)[\w/+=.-]{16,}/;
/** AWS's secret access keys: 40 of base64's characters; what is left of one where a few were not copied. */
const AWS_SECRET =
  /(?<![A-Za-z\d/+])(?=[A-Z\d/+]*[a-z])(?=[a-z\d/+]*[A-Z])(?=[A-Za-z]*[\d/+])[A-Za-z\d/+]{32,}/;

/** A secret in the place of something else, by its form: no name or id in Qovery or AWS has one. */
export function isSecret(value: string): boolean {
  const text = visible(value);
  return TOKEN.exec(text)?.index === 0 || (text.length === 40 && AWS_SECRET.exec(text)?.[0] === text);
}

/**
 * A value in an error, unless it may hold a secret: people swap inputs. What the process was given as a secret is hidden
 * in every text anyway. Not cut: what is left of a secret that is cut can be told from other text no more.
 */
export function quoted(value: string): string {
  const shown = visible(value).replace(/\s+/g, ' ');
  // A line break in a secret keeps nobody from reading it.
  const secret = [shown, shown.replaceAll(' ', '')].some((text) => TOKEN.test(text) || AWS_SECRET.test(text));
  return secret || value.length > MAX_QUOTED ? `a text of ${value.length} characters` : `'${shown}'`;
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
