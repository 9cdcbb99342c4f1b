/** The name of a finding, by which it is known again. Pure. */
import { createHash } from 'node:crypto';

/**
 * `lock-without-end-1f0e9d8c`: what is wrong, and a digest of what it is wrong with. The same in every run, so the subjects
 * are ids; never a name, a number or a date that changes, or how many others there are.
 */
export function findingId(kind: string, ...subjects: readonly string[]): string {
  if (subjects.length === 0) return kind;
  const digest = createHash('sha256').update(JSON.stringify(subjects)).digest('hex');
  return `${kind}-${digest.slice(0, 8)}`;
}
