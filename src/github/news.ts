/**
 * What is new in an issue since the last run, told in one comment: an edit of its text notifies nobody. The text keeps what
 * the last run knew, and the number of its last change; a comment names the change that it belongs to. The comment is
 * written first, so a run that dies in between leaves one that the next run finds. Pure.
 */
import { createHash } from 'node:crypto';
import * as v from 'valibot';
import { iso } from '../lib/clock.ts';
import type { IssueFinding, IssueFindings } from '../lib/issue-findings.ts';
import { blocks, bullets, capped, code, details, link, sentence, titled } from '../lib/markdown.ts';

/** The id of a finding, and what it says, where there is room for that. */
const findingsSchema = v.record(v.pipe(v.string(), v.regex(/^[\w-]{1,100}$/)), v.string());
const ledgerSchema = v.object({
  /** Grows with each change of what is known. */
  change: v.pipe(v.number(), v.integer(), v.minValue(0)),
  known: findingsSchema,
  /** Gone with the last change. */
  gone: findingsSchema,
  /** When that was. */
  at: v.string(),
  /** Digests of what hid something from the run that saw what is known. */
  hidden: v.optional(v.array(v.pipe(v.string(), v.maxLength(16))), []),
});
export type Ledger = v.InferOutput<typeof ledgerSchema>;

/** Of a cut issue, the text is cut, not this. */
const MAX_FINDINGS = 500;
const MAX_TEXT = 160;
const MAX_BYTES = 24_000;
/** Of a list of what is gone: the rest of the text needs room, too. */
const MAX_GONE = 12_000;
/** More lines than this are folded. */
const MANY = 15;
const LEDGER = /^<!-- qovery-maintenance-known: (\{.*\}) -->$/m;

/** `undefined` where there is none that can be read: of an earlier version, or edited. */
export function readLedger(body: string): Ledger | undefined {
  const [, json = ''] = LEDGER.exec(body.replaceAll('\r', '')) ?? [];
  try {
    return v.parse(ledgerSchema, JSON.parse(json));
  } catch {
    return undefined;
  }
}

/** Hidden in the text. What is in it can neither end the comment nor begin another, and mentions nobody. */
export function writeLedger(ledger: Ledger): string {
  const written = (one: Ledger): string => {
    const json = JSON.stringify(one).replace(
      /[<>@#]|-(?=-)/g,
      (char) => `\\u${char.charCodeAt(0).toString(16).padStart(4, '0')}`,
    );
    return `<!-- qovery-maintenance-known: ${json} -->`;
  };
  const whole = written(ledger);
  if (Buffer.byteLength(whole) <= MAX_BYTES) return whole;
  return written({ ...ledger, known: withoutTexts(ledger.known), gone: {} });
}

function withoutTexts(findings: Ledger['known']): Ledger['known'] {
  return Object.fromEntries(Object.keys(findings).map((id) => [id, '']));
}

export interface News {
  readonly ledger: Ledger;
  /** What the last run did not know. */
  readonly fresh: readonly IssueFinding[];
  /** Known, not found now, and perhaps there all the same: not everything was looked at. */
  readonly notSeen: Ledger['known'];
}

/**
 * @param last what the last run knew; `undefined`: an issue from before there was such a list, whose text tells of everything
 * @param found `undefined`: this run could find nothing out, and so nothing changes
 */
export function newsSince(last: Ledger | undefined, found: IssueFindings | undefined, now: number): News {
  const before = last ?? { change: 0, known: {}, gone: {}, at: iso(now), hidden: [] };
  if (found === undefined) return { ledger: before, fresh: [], notSeen: {} };
  const urgent = [...new Map(found.urgent.map((one) => [one.id, one])).values()].slice(0, MAX_FINDINGS);
  const current = Object.fromEntries(urgent.map(({ id, what }) => [id, clipped(what)]));
  const hiddenNow = found.notLookedAt.map(({ why }) => digestOf(why));
  if (last === undefined)
    return { ledger: { ...before, known: current, hidden: hiddenNow }, fresh: [], notSeen: {} };
  const present = new Set(found.present);
  const absent = Object.entries(last.known).filter(([id]) => !present.has(id));
  // What was hidden before hides nothing that was seen then: else it would never be gone.
  const newlyHidden = found.notLookedAt
    .filter((_, index) => !last.hidden.includes(hiddenNow[index] ?? ''))
    .flatMap(({ beginnings }) => beginnings);
  const lookedAt = ([id]: readonly [string, string]): boolean =>
    !newlyHidden.some((beginning) => id.startsWith(beginning));
  const gone = Object.fromEntries(absent.filter(lookedAt));
  const notSeen = Object.fromEntries(absent.filter((one) => !lookedAt(one)));
  const known = { ...current, ...notSeen };
  const fresh = urgent.filter(({ id }) => !Object.hasOwn(last.known, id));
  const isSame = fresh.length === 0 && Object.keys(last.known).every((id) => Object.hasOwn(known, id));
  const hidden =
    Object.keys(notSeen).length === 0 ? hiddenNow : last.hidden.filter((one) => hiddenNow.includes(one));
  return {
    ledger: isSame
      ? { ...last, known, hidden }
      : { change: last.change + 1, known, gone, at: iso(now), hidden },
    fresh,
    notSeen,
  };
}

/** The list of a new issue: that it was opened told everybody. */
export function firstLedger(found: IssueFindings | undefined, now: number): Ledger {
  return found === undefined
    ? { change: 0, known: {}, gone: {}, at: iso(now), hidden: [] }
    : newsSince(undefined, found, now).ledger;
}

function digestOf(why: string): string {
  return createHash('sha256').update(why).digest('hex').slice(0, 8);
}

function clipped(text: string): string {
  return text.length <= MAX_TEXT ? text : `${text.slice(0, MAX_TEXT - 1).toWellFormed()}…`;
}

/** What is gone, for the text of the issue. */
export function goneMarkup({ ledger, notSeen }: Pick<News, 'ledger' | 'notSeen'>): string {
  const listOf = (title: string, findings: Ledger['known']): string => {
    const items = Object.entries(findings).map(([id, what]) =>
      `${what === '' ? '' : sentence(what)} ${code(id)}`.trim(),
    );
    if (items.length === 0) return '';
    let room = MAX_GONE;
    const shown = items.filter((item) => (room -= Buffer.byteLength(item) + 3) >= 0);
    const rest = items.length - shown.length;
    const list = bullets([...shown, rest === 0 ? '' : `and ${rest} more`]);
    return items.length > MANY ? details(title, list) : titled(title, list);
  };
  return blocks([
    listOf(`Gone since ${ledger.at}`, ledger.gone),
    listOf('Not seen this time, and not everything was looked at', notSeen),
  ]);
}

const TOLD = /^<!-- qovery-maintenance-news: (\d+) ([\w -]+) -->\r?\n/;

/** Whether a comment may tell of news. */
export function isNews(body: string): boolean {
  return body.startsWith('<!-- qovery-maintenance-news: ');
}

/** The ids that comments have told of this change. */
export function toldIn(comments: readonly string[], change: number): Set<string> {
  return new Set(
    comments.flatMap((body) => {
      const [, number, ids = ''] = TOLD.exec(body) ?? [];
      return Number(number) === change ? ids.split(' ') : [];
    }),
  );
}

/** @param maxBytes what a comment may have */
export function commentOf(
  fresh: readonly IssueFinding[],
  change: number,
  runUrl: string,
  maxBytes: number,
): string {
  const marker = `<!-- qovery-maintenance-news: ${change} ${fresh.map(({ id }) => id).join(' ')} -->`;
  const run = runUrl === '' ? 'this run' : link('this run', runUrl);
  const heading = `**New in ${run}: ${fresh.length} ${fresh.length === 1 ? 'thing needs' : 'things need'} attention.**`;
  const items = fresh.map(({ id, what, next, link: page }) => {
    const more = page === undefined ? '' : ` (${link(page.text, page.url)})`;
    return `${sentence(what)} ${sentence(next)}${more} ${code(id)}`;
  });
  const room = maxBytes - Buffer.byteLength(marker) - 2;
  return blocks([marker, capped(blocks([heading, bullets(items)]), room, 'comment')]);
}
