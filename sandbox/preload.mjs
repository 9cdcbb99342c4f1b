// Loaded into the action's process with NODE_OPTIONS=--import=…: gives it the sandbox's clock (shared-clock.mjs).
// A sleep of timers/promises moves that clock instead of waiting, so the action really goes through its two hours, poll
// by poll. The global setTimeout, which guards HTTP requests and pauses between their attempts, is real as long as an
// answer may still come: time jumps to its end when the sandbox says that a request hangs, or when nothing is on its way.
import { subscribe } from 'node:diagnostics_channel';
import fs from 'node:fs';
import { syncBuiltinESMExports } from 'node:module';
import net from 'node:net';
import timers from 'node:timers/promises';

import { moveTo, readDrips, realNow, sharedNow } from './shared-clock.mjs';

const QUIET_MS = 3;
// A request that is slow holds the clock for so long; then waiting goes on without it.
const PATIENCE_MS = 2000;

const { setTimeout: realSetTimeout, clearTimeout: realClearTimeout } = globalThis;

// Two sides of a telephone, see clock.ts: a byte for each request that hangs, and for each connection that was refused.
const hangs = fs.openSync(`${process.env.SANDBOX_CLOCK}.hangs`, 'a+');
const refusals = fs.openSync(`${process.env.SANDBOX_CLOCK}.refusals`, 'a+');

// While an answer is on its way, time is not free to jump: the code that reads it may sleep for less.
const inFlight = new Map();
/** Requests that hung before this process began, and those that it has given up. */
let settledHangs = fs.fstatSync(hangs).size;

// A tunnel through a proxy is asked for on behalf of a request, which is counted itself, and alone.
const isTunnel = ({ method }) => method === 'CONNECT';

function begin({ request }) {
  if (isTunnel(request)) return;
  inFlight.set(request, realNow());
  arm();
}

function end({ request }) {
  inFlight.delete(request);
  arm();
}

function fail({ request, error }) {
  if (isTunnel(request)) return;
  if (error?.code === 'ECONNREFUSED') fs.writeSync(refusals, '.');
  settledHangs = Math.min(settledHangs + 1, fs.fstatSync(hangs).size);
  end({ request });
}

subscribe('undici:request:create', begin);
subscribe('undici:request:trailers', end);
subscribe('undici:request:error', fail);
// From its creation on: it may wait for a socket long before it starts.
subscribe('http.client.request.created', begin);
subscribe('http.client.request.error', fail);
subscribe('http.client.response.finish', ({ request, response }) => {
  response.once('close', () => (response.complete ? end : fail)({ request }));
});

/** Whether the sandbox will answer none of the requests that are on their way, or none in time. */
function isHanging() {
  const hanging = fs.fstatSync(hangs).size - settledHangs + readDrips().count;
  return hanging > 0 && inFlight.size <= hanging;
}

function isQuiet() {
  for (const since of inFlight.values()) if (realNow() - since < PATIENCE_MS) return false;
  return true;
}

const sleepers = new Set();
/** The global timers that have not fired. */
const guards = new Set();
let timer;

function arm() {
  realClearTimeout(timer);
  timer = undefined;
  const holds = [...sleepers].some(({ ref }) => ref) || [...guards].some((guard) => guard.ref);
  if (!holds && inFlight.size === 0) return;
  // Pending I/O gets its turn (setImmediate) before anybody is woken.
  timer = realSetTimeout(() => {
    const armed = timer;
    setImmediate(() => armed === timer && wakeEarliest());
  }, QUIET_MS);
  if (!holds) timer.unref();
}

function wakeEarliest() {
  const hanging = isHanging();
  if (hanging || isQuiet()) {
    const idle = inFlight.size === 0;
    const due = [...sleepers, ...[...guards].filter((guard) => hanging || (idle && guard.ref))];
    const [earliest] = due.sort((a, b) => a.deadline - b.deadline);
    const { next: nextByte, count } = readDrips();
    if (hanging && count > 0 && nextByte < (earliest?.deadline ?? Infinity)) {
      moveTo(nextByte); // It comes by itself.
    } else if (earliest !== undefined) {
      moveTo(earliest.deadline + 1); // A clock of whole milliseconds must not make a sleep shorter than it was to be.
      earliest.wake();
    }
  }
  arm();
}

const { refresh: realRefresh } = Object.getPrototypeOf(realSetTimeout(() => undefined, 0));
const guardOf = new WeakMap();

globalThis.setTimeout = Object.assign((callback, delay = 1, ...args) => {
  const guard = {
    deadline: 0,
    get ref() {
      return timeout.hasRef();
    },
    wake() {
      if (!guards.delete(guard)) return;
      callback(...args);
    },
  };
  const timeout = realSetTimeout(() => guard.wake(), delay);
  const begin = () => {
    guard.deadline = sharedNow() + Math.max(1, delay || 1);
    guards.add(guard);
    arm();
  };
  timeout.refresh = () => {
    begin();
    return realRefresh.call(timeout);
  };
  guardOf.set(timeout, guard);
  begin();
  return timeout;
}, realSetTimeout);
globalThis.clearTimeout = (timeout) => {
  if (typeof timeout === 'object' && timeout !== null) guards.delete(guardOf.get(timeout));
  realClearTimeout(timeout);
};

// The other way to guard a request: a socket that is silent for too long.
const silences = new WeakMap();
net.Socket.prototype.setTimeout = function (delay, listener) {
  clearTimeout(silences.get(this));
  if (listener) this[delay > 0 ? 'once' : 'off']('timeout', listener);
  if (delay > 0) silences.set(this, setTimeout(() => this.emit('timeout'), delay).unref());
  return this;
};

AbortSignal.timeout = (delay) => {
  const controller = new AbortController();
  const reason = new DOMException('The operation was aborted due to timeout', 'TimeoutError');
  setTimeout(() => controller.abort(reason), delay).unref();
  return controller.signal;
};

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
