// The sandbox's time inside of the action's process, for preload.mjs: see clock.ts for the files behind it.
// `performance.now()` follows the shared time alone: it is monotonic, as on any machine. `Date` is the clock on the
// wall, which may be wrong by a constant (the skew), and may be set while the action runs.
import fs from 'node:fs';

const RealDate = Date;
const realNow = RealDate.now;
const realPerformanceNow = performance.now.bind(performance);

const { SANDBOX_CLOCK: file, SANDBOX_CLOCK_SKEW_MS: skewText, SANDBOX_WALL_CLOCK: jumpsText } = process.env;
const skew = Number(skewText ?? 0);
/** The jumps that are planned for this process: [shared time, milliseconds]. */
const jumps = JSON.parse(jumpsText ?? '[]');

const clock = fs.openSync(file, 'a+');
const wall = fs.openSync(`${file}.wall`, 'a+');
const drips = fs.openSync(`${file}.drips`, fs.constants.O_RDWR | fs.constants.O_CREAT);
const buffer = Buffer.alloc(16);
let offset = 0;
let position = 0;
let wallOffset = 0;
/** What was set before this process began was another machine's. */
let wallPosition = fs.fstatSync(wall).size;

function sharedOffset() {
  while (fs.readSync(clock, buffer, 0, 8, position) === 8) {
    position += 8;
    offset = Math.max(offset, buffer.readDoubleLE());
  }
  return offset;
}

/** Shared time, without this process's skew. */
export function sharedNow() {
  return realNow() + sharedOffset();
}

/** Has no effect if another process has already moved the clock past that time. */
export function moveTo(time) {
  buffer.writeDoubleLE(time - realNow());
  fs.writeSync(clock, buffer, 0, 8);
}

/** The answers that come drop by drop: when the next byte is due, and how many such answers there are. */
export function readDrips() {
  if (fs.readSync(drips, buffer, 0, 16, 0) < 16) return { next: 0, count: 0 };
  return { next: buffer.readDoubleLE(0), count: buffer.readDoubleLE(8) };
}

function wallNow() {
  const now = sharedNow();
  while (fs.readSync(wall, buffer, 0, 8, wallPosition) === 8) {
    wallPosition += 8;
    wallOffset += buffer.readDoubleLE();
  }
  const planned = jumps.reduce((sum, [at, by]) => (at <= now ? sum + by : sum), 0);
  return Math.floor(now + skew + wallOffset + planned);
}

globalThis.Date = new Proxy(RealDate, {
  construct: (target, args, newTarget) =>
    Reflect.construct(target, args.length === 0 ? [wallNow()] : args, newTarget),
  apply: () => new RealDate(wallNow()).toString(),
  get: (target, name) => (name === 'now' ? wallNow : Reflect.get(target, name)),
});
RealDate.prototype.constructor = globalThis.Date;

const offsetAtStart = sharedOffset();
Object.defineProperty(performance, 'now', {
  value: () => realPerformanceNow() + sharedOffset() - offsetAtStart,
  configurable: true,
  writable: true,
});

export { realNow };
