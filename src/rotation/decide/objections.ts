/** What speaks against a deed, in the guard's words. What each kind means: `Objection`. */
import type { Objection } from '../model.ts';

export function stale(text: string): Objection {
  return { kind: 'stale', text };
}

export function pause(text: string): Objection {
  return { kind: 'pause', text };
}

export function hold(text: string): Objection {
  return { kind: 'hold', text };
}

export function symptom(text: string): Objection {
  return { kind: 'symptom', text };
}

/** @param until when to look again */
export function wait(until: number, text: string): Extract<Objection, { kind: 'wait' }> {
  return { kind: 'wait', until, text };
}
