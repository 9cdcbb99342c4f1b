import type { ServerResponse } from 'node:http';
import { pipeline } from 'node:stream/promises';
import { brotliCompressSync, deflateSync, gzipSync } from 'node:zlib';

import type { SandboxClock } from './clock.ts';
import type { Answer } from './exchange.ts';
import type { FaultKind } from './faults.ts';

const ENCODINGS = { gzip: gzipSync, br: brotliCompressSync, deflate: deflateSync };
const MEBIBYTE = 2 ** 20;

/** Sends an answer in the way that a fault wants it. Whether the whole of it was sent. */
export async function deliver(
  response: ServerResponse,
  answer: Answer,
  fault: FaultKind | undefined,
  clock: SandboxClock,
): Promise<boolean> {
  response.sendDate = false; // The Date header tells the sandbox's time.
  const headers = { ...dateHeader(fault, clock), ...answer.headers };
  const writeHead = (more: Record<string, string | number> = {}): ServerResponse =>
    response.writeHead(answer.status, { ...headers, ...more });

  if (fault === 'cut' || fault === 'stall') {
    writeHead({ 'content-length': Buffer.byteLength(answer.body) });
    const half = answer.body.slice(0, answer.body.length / 2);
    response.write(half, () => (fault === 'cut' ? response.socket?.destroy() : clock.noteHang()));
    return false;
  }
  if (typeof fault === 'object' && 'dripMs' in fault) {
    writeHead({ 'content-length': Buffer.byteLength(answer.body) });
    return drip(response, Buffer.from(answer.body), fault.dripMs, clock);
  }
  if (typeof fault === 'object' && 'bloat' in fault) {
    writeHead();
    return bloat(response, answer.body, fault.bloat);
  }
  if (typeof fault === 'object' && 'encode' in fault) {
    writeHead({ 'content-encoding': fault.encode });
    response.end(ENCODINGS[fault.encode](answer.body));
    return true;
  }
  writeHead();
  response.end(answer.body);
  return true;
}

function dateHeader(fault: FaultKind | undefined, clock: SandboxClock): Record<string, string> {
  const off = typeof fault === 'object' && 'date' in fault ? fault.date : 0;
  return off === 'absent' ? {} : { date: new Date(clock.now() + off).toUTCString() };
}

function drip(
  response: ServerResponse,
  bytes: Buffer,
  everyMs: number,
  clock: SandboxClock,
): Promise<boolean> {
  let sent = 0;
  let next = clock.now() + everyMs;
  response.flushHeaders();
  clock.noteDrip(response, next);
  return new Promise((resolve) => {
    const watch = setInterval(() => {
      if (clock.now() < next) return;
      for (; clock.now() >= next && sent < bytes.length; next += everyMs) {
        response.write(bytes.subarray(sent, sent + 1));
        sent += 1;
      }
      if (sent === bytes.length) response.end();
      else clock.noteDrip(response, next);
    }, 1);
    response.once('close', () => {
      clearInterval(watch);
      clock.noteDrip(response, undefined);
      resolve(sent === bytes.length);
    });
  });
}

async function bloat(response: ServerResponse, body: string, bytes: number): Promise<boolean> {
  const blanks = Buffer.alloc(MEBIBYTE, ' ');
  function* parts(): Generator<Buffer | string> {
    for (let left = bytes; left > 0; left -= blanks.length) yield blanks.subarray(0, left);
    yield body;
  }
  try {
    await pipeline(parts, response);
    return true;
  } catch {
    return false; // Whoever asked has had enough.
  }
}
