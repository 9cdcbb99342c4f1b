/** Qovery's API knows no change of a key alone: the whole object is sent again, and what is left out is gone. Pure. */
import type { Movability } from './holder.ts';

/** Movable where the answer shows every field that has to be sent again. */
export function movableWith(needed: Readonly<Record<string, string | null | undefined>>): Movability {
  const missing = Object.entries(needed).flatMap(([field, value]) => (value?.trim() ? [] : [field]));
  if (missing.length === 0) return { movable: true };
  return {
    movable: false,
    advice: `Qovery does not show its ${missing.join(' and ')}, which a change must send again: set it in the Qovery console.`,
  };
}

/** The fields of an answer that may be sent back: it has null and blank texts where a request must have nothing. */
export function toSendBack(fields: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) =>
      typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined,
    ),
  );
}
