/**
 * The passages of a text that may tell of an error: those around one of a few words. Everything else is passed over,
 * and nothing is left out, however long the text. Pure.
 */
import type { Hit, Passage } from './model.ts';
import { Words } from './words.ts';

/**
 * Every code and every sentence of the catalogue has one of these words in it. A rule is tried only where its
 * word is, which makes a text of a megabyte cost what one search for these words costs.
 */
const TRIGGERS =
  'aadsts|accesskey|access key|activated in|activation_required|not_activated|allocationfailed|allocation failed|allocationrequest|author|authfailure|being validated|billing|blocked|calleridentity|capacity|credential|denied|deny|disabled|disallow|does not exist|does not have|enough|exceed|exhaust|expired|forbidden|free ips|http error 4|insufficient|invalid_auth|invalid_grant|jwt|ip space|limit|below its minimum|in each subnet|maxim|more than|nocredential|not allowed|not available|not enabled|not support|notconfigured|notsignedup|of stock|of_stock|out of ip|only have|optin|opt in|permission|pendingverification|policy allows|problem with your|provider validation|quota|reached|reduce your|signature|signed up|skunot|slowdown|slow down|stockout|subnetisfull|subscri|suspended|than allowed|throttl|token|toomany|too many|too_many|unable to provision|unauth|unavailable|unrecognizedclient|verified';
const WORDS = new Words(TRIGGERS.split('|'));

/** So much before and after one of the words belongs to it, unless another error begins there. */
const BEFORE = 500;
const AFTER = 700;
/** Where words are dense, a passage ends nevertheless. */
const LONGEST = 4000;

/**
 * A new error begins on a line: Terraform's `Error: …`, whatever stands before it, and the checks of a preflight report.
 * All other lines go on with what the line before says.
 */
const BEGINS = /(?<=\n[^\w\n]{0,6}(?:\w{1,8} ){0,2})error: |(?<=\n)\[(?:pass|warn|fail)\] /gi;

/** The first of the words in the source of a regular expression. */
export function wordIn(source: string): Hit | undefined {
  return WORDS.firstIn(Buffer.from(source), 0);
}

/** Where a passage is in a text, and the words by which it was found. */
export interface Span {
  readonly from: number;
  readonly to: number;
  readonly hits: readonly Hit[];
}

/**
 * One after the other, so that those of a long text need not all be kept at once.
 *
 * @param plain as `plain` returns it
 */
export function* spansOf(plain: string): Generator<Span> {
  const bytes = Buffer.from(plain, 'latin1');
  const ends = endsOfParts(plain).values();
  let part = { from: 0, to: -1 };
  let hits: Hit[] = [];
  let [first, last] = [0, 0];
  let hit = WORDS.firstIn(bytes, 0);
  while (hit !== undefined) {
    const { at, end } = hit;
    if (hits.length > 0 && (at > part.to || at - last > AFTER || at - first > LONGEST)) {
      yield spanOf(part, hits);
      hits = [];
    }
    while (at > part.to) part = { from: part.to + 1, to: ends.next().value ?? plain.length };
    if (end <= part.to) {
      if (hits.length === 0) first = at;
      last = at;
      hits.push(hit);
    }
    // What begins in one error and ends in the next is no word.
    hit = WORDS.firstIn(bytes, Math.min(end, part.to + 1));
  }
  if (hits.length > 0) yield spanOf(part, hits);
}

/** The lines of one error, or what stands before the first one. */
interface Part {
  readonly from: number;
  readonly to: number;
}

/** Of all but the last one. */
function endsOfParts(plain: string): number[] {
  const ends: number[] = [];
  BEGINS.lastIndex = 0;
  for (let match = BEGINS.exec(plain); match !== null; match = BEGINS.exec(plain))
    ends.push(plain.lastIndexOf('\n', match.index));
  return ends;
}

function spanOf(part: Part, hits: readonly Hit[]): Span {
  const [first = 0, last = 0] = [hits[0]?.at, hits.at(-1)?.at];
  return { from: Math.max(part.from, first - BEFORE), to: Math.min(part.to, last + AFTER), hits };
}

/** In ASCII, no character changes its length in lower case. */
export function passageOf(plain: string, { from, to, hits }: Span): Passage {
  const text = plain.slice(from, to).replaceAll('\n', ' ');
  return { from, text, lower: text.toLowerCase(), hits };
}
