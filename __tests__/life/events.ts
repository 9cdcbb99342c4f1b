import fc from 'fast-check';

import { KINDS } from './line.ts';
import type { Plan } from './line.ts';

// What can happen in a life.

export interface RunEvent extends Omit<Plan, 'during'> {
  readonly do: 'run';
  readonly wait: boolean;
  readonly kill: Plan['kill'];
  /** What somebody does while the run is at its n-th request. */
  readonly during: { readonly n: number; readonly act: Act } | undefined;
  /** Which key `retire-key` names: none, the old one of the journal, or the one that the first credential does not hold. */
  readonly retire: 'none' | 'old' | 'spare';
  readonly userGiven: boolean;
}

/** A run that nobody and nothing disturbs. */
export const UNDISTURBED: RunEvent = {
  do: 'run',
  wait: true,
  kill: undefined,
  faults: [],
  during: undefined,
  retire: 'none',
  userGiven: false,
};

/** Numbers pick one of those that are there. */
export type Act =
  | { readonly do: 'create key' }
  | { readonly do: 'delete key' | 'deactivate key' | 'activate key'; readonly key: number }
  | { readonly do: 'store key'; readonly holder: number; readonly key: number }
  | { readonly do: 'add holder'; readonly kind: 'registry' | 'helm' | 'credential'; readonly key: number }
  | {
      readonly do: 'lock' | 'unlock' | 'stop' | 'delete cluster' | 'deploy' | 'maintenance' | 'fail next';
      readonly cluster: number;
    }
  | { readonly do: 'deploy environment'; readonly minutes: number };

export type Event = RunEvent | Act | { readonly do: 'pass'; readonly minutes: number };

export interface Story {
  readonly company: 'one' | 'shared';
  /** Of the first key, in days; due at 75. */
  readonly keyAge: number;
  readonly events: readonly Event[];
}

const CALM: readonly Act['do'][] = [
  'lock',
  'unlock',
  'stop',
  'delete cluster',
  'deploy',
  'maintenance',
  'deploy environment',
];

/** Whether the schedule gets on with it alone. */
export function isCalm(act: Act): boolean {
  return CALM.includes(act.do);
}

const few = fc.nat({ max: 4 });
const calmAct: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('lock', 'unlock', 'stop', 'delete cluster', 'deploy', 'maintenance'),
      cluster: few,
    }),
  },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('deploy environment' as const),
      minutes: fc.integer({ min: 3, max: 240 }),
    }),
  },
);
const meddling: fc.Arbitrary<Act> = fc.oneof(
  fc.constant({ do: 'create key' } as const),
  fc.record({ do: fc.constantFrom('delete key', 'deactivate key', 'activate key'), key: few }),
  { weight: 2, arbitrary: fc.record({ do: fc.constant('store key' as const), holder: few, key: few }) },
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('add holder' as const),
      kind: fc.constantFrom('registry', 'helm', 'credential'),
      key: few,
    }),
  },
  fc.record({ do: fc.constant('fail next' as const), cluster: few }),
);

/** Most of what is worth a disturbance happens early in a run; its waits are long and alike. */
const request = fc.oneof(
  { weight: 6, arbitrary: fc.integer({ min: 1, max: 70 }) },
  { weight: 2, arbitrary: fc.integer({ min: 70, max: 230 }) },
);
const faults = fc.array(fc.record({ n: request, kind: fc.constantFrom(...KINDS), lasting: fc.boolean() }), {
  maxLength: 2,
});
const kill = fc.option(fc.record({ n: request, phase: fc.constantFrom('before', 'after') }), {
  nil: undefined,
});

function run(
  act: fc.Arbitrary<Act>,
  more: { retire: fc.Arbitrary<RunEvent['retire']> },
): fc.Arbitrary<RunEvent> {
  return fc.record({
    do: fc.constant('run' as const),
    wait: fc.boolean(),
    kill,
    faults: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, faults),
    during: fc.option(fc.record({ n: request, act }), { nil: undefined, freq: 2 }),
    userGiven: fc.boolean(),
    ...more,
  });
}

const pass = fc.record({
  do: fc.constant('pass' as const),
  minutes: fc.oneof(
    fc.integer({ min: 1, max: 30 }),
    fc.integer({ min: 30, max: 360 }),
    fc.integer({ min: 600, max: 5000 }),
  ),
});

function story(events: fc.Arbitrary<Event>): fc.Arbitrary<Story> {
  return fc.record({
    company: fc.constantFrom('one', 'shared'),
    keyAge: fc.constantFrom(74, 80),
    events: fc.array(events, { minLength: 1, maxLength: 12 }),
  });
}

/** People who do nothing that the rules leave to people: in the end the schedule must have done it all. */
export const calmStory = story(
  fc.oneof(
    { weight: 5, arbitrary: run(calmAct, { retire: fc.constant('none') }) },
    { weight: 3, arbitrary: pass },
    { weight: 2, arbitrary: calmAct },
  ),
);

/** People who do anything. Nothing may break because of us. */
export const wildStory = story(
  fc.oneof(
    {
      weight: 6,
      arbitrary: run(fc.oneof(calmAct, meddling), {
        retire: fc.constantFrom('none', 'none', 'old', 'spare'),
      }),
    },
    { weight: 4, arbitrary: pass },
    { weight: 2, arbitrary: calmAct },
    { weight: 3, arbitrary: meddling },
  ),
);
