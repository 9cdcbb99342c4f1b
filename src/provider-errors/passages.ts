/**
 * The passages of a text that may tell of an error: those around one of a few words. Everything else is passed over,
 * and nothing is left out, however long the text. Pure.
 */
import type { Hit, Passage } from './model.ts';

/**
 * Every code and every sentence of the catalogue has one of these words in it. A rule is tried only where its
 * word is, which makes a text of a megabyte cost what one search for these words costs.
 */
const TRIGGERS =
  /aadsts|access ?key|activated in|activation_required|not_activated|allocationfailed|allocationrequest|author|authfailure|being validated|billing|blocked|calleridentity|capacity|credential|denied|deny|disabled|disallow|does not exist|does not have|enough|exceed|exhaust|expired|forbidden|free ips|http error 4|insufficient|invalid_grant|jwt|ip space|limit|below its minimum|in each subnet|maxim|more than|nocredential|not allowed|not available|not enabled|not support|notconfigured|notsignedup|of stock|of_stock|only have|opt ?in|permission|pendingverification|policy allows|problem with your|provider validation|quota|reached|reduce your|signature|signed up|skunot|slow ?down|stockout|subnetisfull|subscri|suspended|than allowed|throttl|token|too[ _]?many|unable to provision|unauth|unavailable|unrecognizedclient|verified/g;

/** So much before and after one of the words belongs to it, unless another error begins there. */
const BEFORE = 500;
const AFTER = 700;
/** Where words are dense, a passage ends nevertheless. */
const LONGEST = 4000;
/** A new error begins: Terraform's `Error: …`, whatever stands before it, and the checks of a preflight report. */
const WITHIN = /\n(?![^\w\n]{0,6}(?:\w{1,8} ){0,2}error: |\[(?:pass|warn|fail)\] )/gi;

/** The words in a regular expression, and where they are. */
export function triggersIn(source: string): Hit[] {
  return [...source.matchAll(TRIGGERS)].map(({ index, 0: word }) => ({ at: index, word: nameOf(word) }));
}

/** @param plain as `plain` returns it */
export function passagesOf(plain: string): Passage[] {
  // Line feeds stay where an error ends. In ASCII, no character changes its length in lower case.
  const text = plain.replace(WITHIN, ' ');
  const lower = text.toLowerCase();
  return groupsOf(lower).map((hits) => passageOf(text, lower, hits));
}

/** The words of one error after the other: on one line, and near each other. */
function groupsOf(lower: string): Hit[][] {
  const groups: Hit[][] = [];
  let hits: Hit[] = [];
  let lineEnd = -1;
  TRIGGERS.lastIndex = 0;
  for (let match = TRIGGERS.exec(lower); match !== null; match = TRIGGERS.exec(lower)) {
    const at = match.index;
    const [first = at, last = at] = [hits[0]?.at, hits.at(-1)?.at];
    if (hits.length === 0 || at > lineEnd || at - last > AFTER || at - first > LONGEST) {
      hits = [];
      groups.push(hits);
      if (at > lineEnd) lineEnd = endOfLine(lower, at);
    }
    hits.push({ at, word: nameOf(match[0]) });
  }
  return groups;
}

function endOfLine(lower: string, at: number): number {
  const end = lower.indexOf('\n', at);
  return end < 0 ? lower.length : end;
}

function passageOf(text: string, lower: string, hits: readonly Hit[]): Passage {
  const [first = 0, last = 0] = [hits[0]?.at, hits.at(-1)?.at];
  const before = lower.slice(Math.max(0, first - BEFORE), first);
  const from = first - before.length + before.lastIndexOf('\n') + 1;
  const after = lower.slice(last, last + AFTER);
  const to = last + endOfLine(after, 0);
  return { from, text: text.slice(from, to), lower: lower.slice(from, to), hits };
}

/** `too many` and `toomany` are one word. */
function nameOf(word: string): string {
  return word.includes(' ') || word.includes('_') ? word.replace(/[ _]/, '') : word;
}
