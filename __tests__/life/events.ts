import fc from 'fast-check';

import { FORGERIES } from './forger.ts';
import type { Forgery } from './forger.ts';
import { KINDS } from './line.ts';
import type { Plan } from './line.ts';

// What can happen in a life.

export interface RunEvent extends Omit<Plan, 'during'> {
  readonly do: 'run';
  readonly wait: boolean;
  readonly kill: Plan['kill'];
  /** What somebody does while the run is at its n-th request. */
  readonly during: { readonly n: number; readonly act: Act } | undefined;
  /** Somebody sets the clock on the runner's wall while the run is at its n-th request. */
  readonly jump: { readonly n: number; readonly minutes: number } | undefined;
  /** How far the runner's clock is off from the beginning, in minutes. */
  readonly skew: number;
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
  storm: undefined,
  during: undefined,
  jump: undefined,
  skew: 0,
  retire: 'none',
  userGiven: false,
};

/** Numbers pick one of those that are there. */
export type Act =
  | { readonly do: 'create key' }
  | { readonly do: 'delete key' | 'deactivate key' | 'activate key'; readonly key: number }
  | { readonly do: 'store key'; readonly holder: number; readonly key: number }
  /** In the middle of a rotation, it is given a credential of another user, and goes on with the key that it has. */
  | { readonly do: 'move cluster'; readonly cluster: number }
  | { readonly do: 'add holder'; readonly kind: 'registry' | 'helm' | 'credential'; readonly key: number }
  | {
      readonly do: 'lock' | 'unlock' | 'stop' | 'delete cluster' | 'deploy' | 'maintenance' | 'fail next';
      readonly cluster: number;
    }
  /** `refused`: it has a copy of the first key of its own, which no holder shows. */
  | { readonly do: 'deploy environment' | 'deploy with a copy'; readonly minutes: number }
  /** A preview is made and deployed; it builds, or does not. */
  | { readonly do: 'preview'; readonly cluster: number; readonly minutes: number; readonly builds: boolean }
  | { readonly do: 'end of preview'; readonly preview: number }
  | { readonly do: 'lock for days'; readonly cluster: number; readonly days: number }
  | { readonly do: 'delete cluster slowly'; readonly cluster: number; readonly minutes: number }
  /** Somebody's laptop. */
  | { readonly do: 'stray use'; readonly key: number }
  | { readonly do: 'rename holder' | 'delete holder' | 'store key of another'; readonly holder: number }
  | { readonly do: 'replace token' }
  /** The AWS account answers everything with no: a policy of the organisation, that somebody takes back. */
  | { readonly do: 'account refuses'; readonly minutes: number }
  /** Somebody who may only tag. */
  | { readonly do: 'heartbeat'; readonly minutes: number }
  | { readonly do: 'forge'; readonly forgery: Forgery };

export type Event = RunEvent | Act | { readonly do: 'pass'; readonly minutes: number };

export interface Story {
  /** `noisy`: shared, and something fails to build every day. */
  readonly company: 'one' | 'shared' | 'noisy';
  /** Of the first key, in days; due at 75. */
  readonly keyAge: number;
  /** The action assumes a role with tokens of GitHub, for an hour each; if not, it is given a session without end. */
  readonly role?: boolean;
  /** For how long the old key is deactivated before it is deleted, in minutes; 15, if not said. */
  readonly deactivateFor?: number;
  /** Something outside of Qovery uses the first key every so many hours, for so many days. */
  readonly stranger?: { readonly everyHours: number; readonly days: number } | undefined;
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
  'preview',
  'end of preview',
  'lock for days',
  'delete cluster slowly',
  'stray use',
  'rename holder',
  'heartbeat',
  'account refuses',
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
  {
    weight: 2,
    arbitrary: fc.record({
      do: fc.constant('preview' as const),
      cluster: few,
      minutes: fc.integer({ min: 2, max: 40 }),
      builds: fc.boolean(),
    }),
  },
  fc.record({ do: fc.constant('end of preview' as const), preview: few }),
  fc.record({
    do: fc.constant('lock for days' as const),
    cluster: few,
    days: fc.integer({ min: 1, max: 5 }),
  }),
  fc.record({
    do: fc.constant('delete cluster slowly' as const),
    cluster: few,
    minutes: fc.integer({ min: 0, max: 25 }),
  }),
  fc.record({ do: fc.constant('stray use' as const), key: few }),
  fc.record({ do: fc.constant('rename holder' as const), holder: few }),
  fc.record({
    do: fc.constant('heartbeat' as const),
    // Void, of now, and of a future that is none.
    minutes: fc.oneof(
      fc.integer({ min: -100_000, max: -15 }),
      fc.integer({ min: -14, max: 5 }),
      fc.integer({ min: 6, max: 40_000_000 }),
    ),
  }),
);
/** What a person has to see to, or has done wrong, and what a tagger writes. */
const trouble: fc.Arbitrary<Act> = fc.oneof(
  {
    weight: 4,
    arbitrary: fc.record({ do: fc.constant('forge' as const), forgery: FORGERIES }),
  },
  { weight: 2, arbitrary: fc.record({ do: fc.constant('delete holder' as const), holder: few }) },
  fc.constant({ do: 'replace token' } as const),
  fc.record({ do: fc.constant('store key of another' as const), holder: few }),
  fc.record({
    do: fc.constant('deploy with a copy' as const),
    minutes: fc.integer({ min: 3, max: 60 }),
  }),
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
  fc.record({ do: fc.constantFrom('fail next', 'move cluster'), cluster: few }),
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
const storm = fc.option(
  fc.record({
    n: request,
    minutes: fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 20, max: 90 })),
    retryAfter: fc.constantFrom(0, 1, 30, 90, 600),
    of: fc.constantFrom('all', 'all', 'Qovery', 'AWS', 'GitHub'),
    kind: fc.constantFrom('later', 'later', '503', 'no-answer'),
  }),
  { nil: undefined, freq: 5 },
);
const jump = fc.option(
  fc.record({ n: request, minutes: fc.constantFrom(-600, -121, -30, -6, 6, 30, 119, 121, 300, 1500) }),
  { nil: undefined, freq: 3 },
);

function run(
  act: fc.Arbitrary<Act>,
  more: { retire: fc.Arbitrary<RunEvent['retire']> },
): fc.Arbitrary<RunEvent> {
  return fc.record({
    do: fc.constant('run' as const),
    wait: fc.boolean(),
    kill,
    faults: fc.oneof({ weight: 2, arbitrary: fc.constant([]) }, faults),
    storm,
    jump,
    skew: fc.constantFrom(0, 0, 0, -4, 4),
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

function story(
  events: fc.Arbitrary<Event>,
  company: fc.Arbitrary<Story['company']> = fc.constantFrom('one', 'shared'),
): fc.Arbitrary<Story> {
  return fc.record({
    company,
    keyAge: fc.constantFrom(74, 80),
    role: fc.boolean(),
    deactivateFor: fc.constantFrom(15, 15, 1440, 7 * 1440),
    stranger: fc.option(
      fc.record({ everyHours: fc.integer({ min: 2, max: 200 }), days: fc.integer({ min: 1, max: 30 }) }),
      { nil: undefined, freq: 8 },
    ),
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
      arbitrary: run(fc.oneof(calmAct, meddling, trouble), {
        retire: fc.constantFrom('none', 'none', 'old', 'spare'),
      }),
    },
    { weight: 4, arbitrary: pass },
    { weight: 2, arbitrary: calmAct },
    { weight: 3, arbitrary: meddling },
    { weight: 2, arbitrary: trouble },
  ),
);

/**
 * What needs a person, who then does what the action says: a tagger, a token that is replaced, holders that are edited
 * and deleted, a copy of the key that nobody knows of.
 */
export const troubledStory = story(
  fc.oneof(
    { weight: 5, arbitrary: run(fc.oneof(calmAct, trouble), { retire: fc.constant('none') }) },
    { weight: 3, arbitrary: pass },
    { weight: 1, arbitrary: calmAct },
    { weight: 2, arbitrary: trouble },
  ),
);

const undisturbed = fc.constant<Event>({ ...UNDISTURBED, wait: false });
const day = fc.record({ do: fc.constant('pass' as const), minutes: fc.integer({ min: 1200, max: 1700 }) });

/** A real organisation: the schedule runs every day, and every day something fails to build. */
export const noisyStory = story(
  fc.oneof(
    { weight: 6, arbitrary: undisturbed },
    { weight: 2, arbitrary: run(calmAct, { retire: fc.constant('none') }) },
    { weight: 6, arbitrary: day },
    { weight: 2, arbitrary: calmAct },
    {
      weight: 1,
      arbitrary: fc.record({
        do: fc.constant('deploy with a copy' as const),
        minutes: fc.integer({ min: 3, max: 60 }),
      }),
    },
  ),
  fc.constant('noisy'),
);

const refusal: fc.Arbitrary<Act> = fc.record({
  do: fc.constant('account refuses' as const),
  minutes: fc.oneof(fc.integer({ min: 1, max: 30 }), fc.integer({ min: 30, max: 2 * 24 * 60 })),
});

/** An account that refuses, for minutes or for a day, between the runs and in the middle of them. */
export const refusedStory = story(
  fc.oneof(
    { weight: 5, arbitrary: undisturbed },
    { weight: 5, arbitrary: run(refusal, { retire: fc.constant('none') }) },
    { weight: 4, arbitrary: day },
    { weight: 2, arbitrary: pass },
    { weight: 2, arbitrary: refusal },
    { weight: 1, arbitrary: calmAct },
  ),
);
