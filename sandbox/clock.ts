import { closeSync, constants, fstatSync, openSync, readSync, writeSync } from 'node:fs';

export const SECOND = 1000;
export const MINUTE = 60 * SECOND;
export const HOUR = 60 * MINUTE;
export const DAY = 24 * HOUR;

const UNITS: Record<string, number> = { s: SECOND, m: MINUTE, h: HOUR, d: DAY };

/** Reads `90s`, `15m`, `2h`, `5d`, or whole seconds. */
export function parseDuration(text: string): number {
  const match = /^(\d+(?:\.\d+)?)([smhd]?)$/.exec(text.trim());
  if (!match) throw new Error(`Not a duration: ${text}. Use 90s, 15m, 2h, 5d or a number of seconds.`);
  return Number(match[1]) * (UNITS[match[2] || 's'] ?? SECOND);
}

/**
 * The time of the sandbox: real time plus an offset.
 * The offset is shared with the action's process (see preload.mjs) through a file to which each of them appends Float64
 * numbers. The largest one counts: two processes that move the clock at once lose nothing, and it never goes back.
 * Files beside it hold a byte for each request that the sandbox will never answer (`.hangs`: time need not wait for it),
 * one for each connection that the action saw refused (`.refusals`), how far the clock on the runner's wall was set
 * (`.wall`), and when the next byte of a slow answer is due (`.drips`).
 */
export class SandboxClock {
  readonly file: string;
  readonly #fd: number;
  readonly #hangs: number;
  readonly #refusals: number;
  readonly #wall: number;
  readonly #drips: number;
  /** The answers that come drop by drop, each with the time of its next byte. */
  readonly #dripping = new Map<object, number>();
  readonly #buffer = Buffer.alloc(8);
  #closed = false;
  #offset = 0;
  #position = 0;

  constructor(file: string) {
    this.file = file;
    this.#fd = openSync(file, 'a+');
    this.#hangs = openSync(`${file}.hangs`, 'a+');
    this.#refusals = openSync(`${file}.refusals`, 'a+');
    this.#wall = openSync(`${file}.wall`, 'a+');
    // Written in place, which a file that is opened for appending does not allow.
    this.#drips = openSync(`${file}.drips`, constants.O_RDWR | constants.O_CREAT);
  }

  /** Milliseconds since the epoch. */
  now(): number {
    return Date.now() + this.#readOffset();
  }

  date(): Date {
    return new Date(this.now());
  }

  advance(milliseconds: number): void {
    if (!(milliseconds >= 0)) throw new Error('The clock only moves forwards.');
    this.#buffer.writeDoubleLE(this.#readOffset() + milliseconds);
    writeSync(this.#fd, this.#buffer);
  }

  /**
   * Somebody sets the clock on the wall of the runner: `Date` jumps in every process of the action that runs now, and
   * in no other. The time of the sandbox does not change.
   */
  jumpWallClock(milliseconds: number): void {
    this.#buffer.writeDoubleLE(milliseconds);
    writeSync(this.#wall, this.#buffer);
  }

  /** Tells the action's process when the next byte of this answer comes; `undefined`: none any more. */
  noteDrip(answer: object, next: number | undefined): void {
    if (this.#closed) return;
    if (next === undefined) this.#dripping.delete(answer);
    else this.#dripping.set(answer, next);
    const times = [...this.#dripping.values()];
    const note = Buffer.alloc(16);
    note.writeDoubleLE(Math.min(...times), 0);
    note.writeDoubleLE(times.length, 8);
    writeSync(this.#drips, note, 0, 16, 0);
  }

  /** Tells the action's process that a request of it hangs. */
  noteHang(): void {
    writeSync(this.#hangs, '.');
  }

  /** How many connections the action's processes saw refused. */
  get refusals(): number {
    return fstatSync(this.#refusals).size;
  }

  close(): void {
    this.#closed = true;
    for (const file of [this.#fd, this.#hangs, this.#refusals, this.#wall, this.#drips]) closeSync(file);
  }

  #readOffset(): number {
    while (readSync(this.#fd, this.#buffer, 0, 8, this.#position) === 8) {
      this.#position += 8;
      this.#offset = Math.max(this.#offset, this.#buffer.readDoubleLE());
    }
    return this.#offset;
  }
}
