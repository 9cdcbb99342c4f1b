import type { Answer } from './exchange.ts';
import type { RecordedRequest } from './faults.ts';

/** JSON of Qovery and GitHub, XML text of AWS. */
export type Rewrite = (body: unknown, request: RecordedRequest) => unknown;

/** What good answers are turned into before they are sent. */
export class Rewrites {
  #all: { operation: string; rewrite: Rewrite }[] = [];

  add(operation: string, rewrite: Rewrite): void {
    this.#all.push({ operation, rewrite });
  }

  clear(): void {
    this.#all = [];
  }

  apply(answer: Answer, request: RecordedRequest): Answer {
    if (answer.status >= 300 || answer.body === '') return answer;
    return this.#all
      .filter(({ operation }) => operation === request.operation)
      .reduce((changed, { rewrite }) => rewritten(changed, (body) => rewrite(body, request)), answer);
  }
}

/** The answer with another body. `undefined` stands for the body that was handed over, which may have been changed. */
export function rewritten(answer: Answer, rewrite: (body: unknown) => unknown): Answer {
  if (!answer.headers?.['content-type']?.startsWith('application/json'))
    return { ...answer, body: (rewrite(answer.body) as string | undefined) ?? answer.body };
  const body: unknown = JSON.parse(answer.body);
  const changed = rewrite(body);
  return { ...answer, body: JSON.stringify(changed === undefined ? body : changed) };
}
