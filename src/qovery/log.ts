/** The lines of a log: of a cluster's infrastructure, or of an environment's deployment. */
import type { LogLine } from './schemas.ts';

/** Whether a line tells of something that went wrong. */
export function isProblem({ type, error }: LogLine): boolean {
  const level = type?.toLowerCase();
  return level === 'error' || level === 'warning' || (error !== undefined && error !== null);
}

/** Everything that a line says, each text once. The tag comes last: it says least. */
export function textsOf({ message, error }: LogLine): string[] {
  return distinct([
    ...causesOf(error),
    error?.hint_message,
    message?.safe_message,
    message?.full_details,
    error?.tag,
  ]);
}

/** What a line tells of why something failed. */
export interface Evidence {
  /** It is an error, and no warning. */
  readonly isError: boolean;
  /** Of Qovery's engine (Qovery/engine, src/errors/mod.rs); empty where there is none. */
  readonly tag: string;
  readonly texts: readonly string[];
  /** `undefined` where it is not told: the line may be new. */
  readonly at: number | undefined;
}

/** Lines of these levels tell of no failure. One whose level is not known may. */
const HARMLESS = new Set(['info', 'debug', 'trace', 'success']);

/** `undefined` for a line that tells of no failure. A hint is not evidence: it says what might help. */
export function evidenceOf({ type, timestamp, message, error }: LogLine): Evidence | undefined {
  const level = type?.trim().toLowerCase() ?? '';
  if (!error && HARMLESS.has(level)) return undefined;
  const at = Date.parse(timestamp ?? '');
  return {
    isError: Boolean(error) || level === 'error',
    tag: error?.tag?.trim() ?? '',
    texts: distinct([...causesOf(error), message?.safe_message, message?.full_details]),
    at: Number.isNaN(at) ? undefined : at,
  };
}

type MaybeText = string | null | undefined;

function causesOf(error: LogLine['error']): MaybeText[] {
  const cause = error?.underlying_error;
  return [error?.user_log_message, cause?.message, cause?.full_details];
}

/** They are few and may be long: to compare them costs less than a set, which reads each from end to end. */
function distinct(texts: readonly MaybeText[]): string[] {
  const said = texts.filter((text): text is string => typeof text === 'string' && text !== '');
  return said.filter((text, i) => said.indexOf(text) === i);
}
