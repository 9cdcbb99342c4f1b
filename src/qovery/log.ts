/** The lines of a cluster's infrastructure log. */
import type { ClusterLog } from './schemas.ts';

/** Whether a line tells of something that went wrong. */
export function isProblem({ type, error }: ClusterLog): boolean {
  const level = type?.toLowerCase();
  return level === 'error' || level === 'warning' || (error !== undefined && error !== null);
}

/** Everything that a line says, each text once. The tag comes last: it says least. */
export function textsOf({ message, error }: ClusterLog): string[] {
  const texts = [
    error?.user_log_message,
    error?.underlying_error?.message,
    error?.underlying_error?.full_details,
    error?.hint_message,
    message?.safe_message,
    message?.full_details,
    error?.tag,
  ];
  return [...new Set(texts.filter((text) => typeof text === 'string' && text !== ''))] as string[];
}
