import type { Clock } from '../../src/lib/clock.ts';
import type { ServerClock } from '../../src/lib/server-clock.ts';

/** A clock of a test in the place of the servers': it is always right. */
export function alwaysRight(clock: Clock): ServerClock {
  return {
    ...clock,
    elapsed: () => clock.now(),
    ask: () => () => undefined,
    skew: 0,
    discord: undefined,
  };
}
