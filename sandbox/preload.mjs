// Loaded into the action's process with NODE_OPTIONS=--import=…: gives it the sandbox's clock.
// `Date` reads the shared clock, and a sleep of timers/promises moves it instead of waiting, so the action
// really goes through its two hours, poll by poll. The global setTimeout stays real: it guards HTTP requests.
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import timers from 'node:timers/promises';

const QUIET_MS = 3;
// A request that hangs holds the clock for so long; then waiting goes on without it.
const PATIENCE_MS = 2000;

const RealDate = Date;
const realNow = RealDate.now;
const skew = Number(process.env.SANDBOX_CLOCK_SKEW_MS ?? 0);

// The shared clock: see clock.ts for the file.
const clock = fs.openSync(process.env.SANDBOX_CLOCK, 'a+');
const buffer = Buffer.alloc(8);
let offset = 0;
let position = 0;

/** Shared time, without this process's skew. */
function sharedNow() {
  while (fs.readSync(clock, buffer, 0, 8, position) === 8) {
    position += 8;
    offset = Math.max(offset, buffer.readDoubleLE());
  }
  return realNow() + offset;
}

/** Has no effect if another process has already moved the clock past that time. */
function moveTo(time) {
  buffer.writeDoubleLE(time - realNow());
  fs.writeSync(clock, buffer);
}

const dateNow = () => Math.floor(sharedNow() + skew);

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [dateNow()] : args, newTarget),
  apply: () => new RealDate(dateNow()).toString(),
  get: (target, name) => (name === 'now' ? dateNow : Reflect.get(target, name)),
});
RealDate.prototype.constructor = globalThis.Date;

// While an answer is on its way, time is not free to jump: the code that reads it may sleep for less.
const inFlight = new Map();
for (const channel of ['undici:request:create', 'http.client.request.start']) {
  subscribe(channel, ({ request }) => inFlight.set(request, realNow()));
}
for (const channel of [
  'undici:request:trailers',
  'undici:request:error',
  'http.client.response.finish',
  'http.client.request.error',
]) {
  subscribe(channel, ({ request }) => {
    inFlight.delete(request);
    arm();
  });
}

function isQuiet() {
  for (const since of inFlight.values()) if (realNow() - since < PATIENCE_MS) return false;
  return true;
}

const sleepers = new Set();
let timer;

function arm() {
  clearTimeout(timer);
  timer = undefined;
  if (sleepers.size === 0) return;
  // Pending I/O gets its turn (setImmediate) before anybody is woken.
  timer = setTimeout(() => {
    const armed = timer;
    setImmediate(() => armed === timer && wakeEarliest());
  }, QUIET_MS);
  if (![...sleepers].some((sleeper) => sleeper.ref)) timer.unref();
}

function wakeEarliest() {
  if (isQuiet()) {
    const [earliest] = [...sleepers].sort((a, b) => a.deadline - b.deadline);
    moveTo(earliest.deadline);
    earliest.wake();
  }
  arm();
}

function abortError(signal) {
  const error = new Error('The operation was aborted', { cause: signal.reason });
  return Object.assign(error, { name: 'AbortError', code: 'ABORT_ERR' });
}

function sleep(delay = 1, value, { signal, ref = true } = {}) {
  if (signal?.aborted) return Promise.reject(abortError(signal));
  return new Promise((resolve, reject) => {
    const leave = () => {
      sleepers.delete(sleeper);
      signal?.removeEventListener('abort', onAbort);
    };
    const onAbort = () => {
      leave();
      arm();
      reject(abortError(signal));
    };
    const wake = () => {
      leave();
      resolve(value);
    };
    const sleeper = { deadline: sharedNow() + delay, ref, wake };
    sleepers.add(sleeper);
    signal?.addEventListener('abort', onAbort, { once: true });
    arm();
  });
}

timers.setTimeout = sleep;
timers.scheduler.wait = (delay, options) => sleep(delay, undefined, options);
syncBuiltinESMExports();
