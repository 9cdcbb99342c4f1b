/**
 * The passages of a text that may tell of an error: those around one of a few words. Everything else is passed over,
 * and nothing is left out, however long the text. Pure.
 */
import type { Passage } from './model.ts';

/**
 * Every code and every sentence of the catalogue has one of these words in it. A rule is tried only where its word
 * is (`triggerOf`), which makes a text of a megabyte cost what one search for these words costs.
 */
const TRIGGERS =
  /aadsts|access ?key|account|activat|allocat|associat|author|billing|capacity|concurren|constrain|credential|denied|deny|disabled|does not have|disallow|does not exist|enough|exceed|exhaust|expired|forbidden|free|http error 4|identity|grant|insufficient|jwt|ip space|limit|maxim|more than|needed|not allowed|not available|not enabled|notconfigured|only have|of stock|of_stock|opt ?in|permission|policy allows|provision|quota|rate|reached|rejected|short|signature|signed ?up|sku|slow ?down|stockout|subnetisfull|subscri|than allowed|throttl|token|too[ _]?many|unauth|unavailable|unrecognized|validat|verif/g;

/** So much before and after one of the words belongs to it. */
const BEFORE = 700;
const AFTER = 1000;
/** A longer passage is read in pieces that overlap, so that no sentence is cut in two. */
const LONGEST = 6000;
const OVERLAP = 600;
/** A new error begins: Terraform's `Error: …`, whatever stands before it, and the checks of a preflight report. */
const BEGINNINGS = /\n(?=[^\w\n]{0,6}(?:\w{1,8} ){0,2}error: |\[(?:pass|warn|fail)\] )/;

/** The word of a rule: one that is in whatever it matches, so none of an alternative or of an option. */
export function triggerOf(source: string): string {
  let certain = source.replace(/\\./g, ' ');
  for (let before = ''; before !== certain;) {
    before = certain;
    certain = certain.replace(/\([^()]*\)/g, ' ');
  }
  const [word] = certain.match(TRIGGERS) ?? [];
  if (word === undefined || certain.includes('|')) throw new Error(`No word to look for in ${source}`);
  return nameOf(word);
}

/** @param text as `plain` returns it */
export function passagesOf(text: string): Passage[] {
  // Characters that change their length in lower case are not in ASCII.
  const lower = text.toLowerCase();
  return spansOf(lower).flatMap(({ from, to }) => {
    const whole = lower.slice(from, to);
    let at = from;
    return whole.split(BEGINNINGS).flatMap((part) => {
      const start = at;
      at += part.length + 1;
      return piecesOf(text.slice(start, start + part.length), part);
    });
  });
}

/** The stretches of a text that are near one of the words. */
function spansOf(lower: string): { readonly from: number; readonly to: number }[] {
  const spans: { from: number; to: number }[] = [];
  TRIGGERS.lastIndex = 0;
  for (let hit = TRIGGERS.exec(lower); hit !== null; hit = TRIGGERS.exec(lower)) {
    const last = spans.at(-1);
    const from = Math.max(0, hit.index - BEFORE);
    const to = hit.index + AFTER;
    if (last !== undefined && from <= last.to) last.to = to;
    else spans.push({ from, to });
  }
  return spans;
}

function piecesOf(text: string, lower: string): Passage[] {
  const pieces: Passage[] = [];
  for (let from = 0; from < text.length; from += LONGEST - OVERLAP) {
    const piece = lower.slice(from, from + LONGEST).replaceAll('\n', ' ');
    const words = piece.match(TRIGGERS);
    if (words !== null)
      pieces.push({
        text: text.slice(from, from + LONGEST).replaceAll('\n', ' '),
        lower: piece,
        triggers: new Set(words.map(nameOf)),
      });
    if (from + LONGEST >= text.length) break;
  }
  return pieces;
}

/** `too many` and `toomany` are one word. */
function nameOf(word: string): string {
  return word.replace(/[ _]/, '');
}
