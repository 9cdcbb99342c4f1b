/**
 * Markdown for job summaries. GitHub escapes nothing in them, and names come from outside: every text goes through
 * `escape`, `code`, `link` or `mermaidText`, and what these return is markup that can be put together.
 */
import { iso, span } from './clock.ts';
import { visible } from './text.ts';

/** Keeps two characters apart that GitHub would make a mention, a reference or a link of. Cannot be seen. */
const APART = '\u200b';
const NAMED: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;' };

/**
 * What GitHub makes a mention, a reference or a link of (docs.github.com, "Autolinked references and URLs"): `@user`,
 * `#1`, `owner/repo#1`, `GH-1`, web and mail addresses.
 */
const REFERENCE = /(?<=[@#])(?=\w)|(?<=\bgh-)(?=\d)|(?<=:)(?=\/\/)|(?<=www)(?=\.)/gi;
/** A commit has 7 to 40 such digits, and GitHub finds it by any of its beginnings. */
const COMMIT = /\b[0-9a-f]{7,40}\b/gi;
/** What people copy, and no commit: UUIDs, numbers of AWS accounts, codes of AWS quotas. It stays whole. */
const COPIED = /(\b[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}\b|\b\d{12}\b|\bL-[0-9A-F]{8}\b)/;

/** Text that reads as it is, on one line, wherever it is put: in a sentence, a cell, a heading, a list, an HTML tag. */
export function escape(text: string): string {
  return flattened(text)
    .replace(REFERENCE, APART)
    .split(COPIED)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(COMMIT, inParts)))
    .join('')
    .replace(/[&<>\\`*[\]#|~$@\u200b]|(?<![a-z0-9])_+|_+(?![a-z0-9])|^[-+=]|(?<=^\d+)[.)]/gi, (match) =>
      [...match].map((char) => NAMED[char] ?? `&#${char.charCodeAt(0)};`).join(''),
    );
}

/** So that no part of it is long enough for a commit. */
function inParts(hash: string): string {
  return hash.replace(/.{6}(?=.)/g, `$&${APART}`);
}

/** An id, in the font of code. */
export function code(text: string): string {
  const id = flattened(text);
  if (id === '') return '';
  return /^[\w.:/+=,@#-]+$/.test(id) ? `\`${id}\`` : `<code>${escape(id)}</code>`;
}

/** A link to a web page; to anything else, its text alone. */
export function link(text: string, url: string): string {
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed?.protocol !== 'https:' && parsed?.protocol !== 'http:') return escape(text);
  const target = parsed.href
    .replace(/[()[\]|\\]/g, (char) => `%${char.charCodeAt(0).toString(16)}`)
    .replaceAll('&', '&amp;');
  return `[${escape(text)}](${target})`;
}

/** Cells are markup. */
export function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  if (rows.length === 0) return '';
  const line = (cells: readonly string[]): string =>
    `| ${headers.map((_, i) => (cells[i] ?? '').replace(/\s*[\r\n]+\s*/g, ' ')).join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}

/** A box with a colour and a sign (docs.github.com, "Basic writing and formatting syntax", alerts). The body is markup. */
export function alert(kind: 'CAUTION' | 'WARNING' | 'NOTE', body: string): string {
  return [`[!${kind}]`, ...body.split('\n')].map((line) => `> ${line}`.trimEnd()).join('\n');
}

/** A fold. The title is text, the body is markup. */
export function details(title: string, body: string, open = false): string {
  return `<details${open ? ' open' : ''}>\n<summary>${escape(title)}</summary>\n\n${body}\n\n</details>`;
}

/**
 * GitHub drops a whole summary above 1 MiB. Ends it at the last line that fits and is in no fold and no fenced
 * block, and says so.
 */
export function capped(markdown: string, maxBytes = 1_000_000, what = 'summary'): string {
  if (Buffer.byteLength(markdown) <= maxBytes) return markdown;
  const notice = `\n\n**The ${what} ends here: the rest is too long for GitHub. The output \`report\` has all of it.**\n`;
  const room = maxBytes - Buffer.byteLength(notice);
  let size = 0;
  let read = 0;
  let kept = 0;
  let folds = 0;
  let fence: string | undefined;
  for (const line of markdown.split('\n')) {
    size += Buffer.byteLength(line);
    if (size > room) break;
    size += 1;
    read += line.length + 1;
    const marks = /^ {0,3}(`{3,}|~{3,})(.*)$/.exec(line);
    if (fence === undefined) {
      fence = marks?.[1];
      folds += (line.match(/<details\b/g) ?? []).length - (line.match(/<\/details>/g) ?? []).length;
    } else if (marks?.[1]?.startsWith(fence) === true && marks[2]?.trim() === '') {
      fence = undefined;
    }
    if (fence === undefined && folds <= 0) kept = read;
  }
  return `${markdown.slice(0, kept).trimEnd()}${notice}`.trimStart();
}

/** A short label for a Mermaid chart: letters, digits, and signs that mean nothing there. */
export function mermaidText(text: string): string {
  const words = flattened(text)
    .replace(/['"’`]/g, '')
    .replace(/[^\p{L}\p{M}\p{N}.,()/+_-]+/gu, ' ')
    .split(' ')
    .filter((word) => word !== '');
  return clip(words.map((word) => clip(word, 24)).join(' '), 80) || '-';
}

/** `2026-11-21 15:04 UTC (in 2h)`. */
export function when(at: number, now: number): string {
  return `${minute(at)} (${at >= now ? `in ${span(at - now)}` : `${span(now - at)} ago`})`;
}

/**
 * Text that stands by itself.
 *
 * @param pages addresses that our own code has built: where the text names one of them, it is a link. No other is
 */
export function sentence(text: string, pages: readonly string[] = []): string {
  const plain = flattened(text)
    .replace(/^\p{Ll}(?=\p{L}*(?:[\s,.]|:(?!\/\/)))/u, (first) => first.toUpperCase())
    .replace(/(?<=[^.!?])$/, '.');
  return linked(plain, pages);
}

function linked(text: string, [page, ...others]: readonly string[]): string {
  if (page === undefined) return escapeWithin(text);
  return text
    .split(page)
    .map((part) => linked(part, others))
    .join(link(URL.parse(page)?.hostname ?? page, page));
}

/** `escape` takes blanks at both ends away. */
function escapeWithin(text: string): string {
  return `${/^\s/.test(text) ? ' ' : ''}${escape(text)}${/\S\s$/.test(text) ? ' ' : ''}`;
}

/** Markup, one under the other; what is empty is left out. */
export function blocks(parts: readonly string[]): string {
  return parts.filter((part) => part !== '').join('\n\n');
}

/** Items are markup; empty ones are left out. */
export function bullets(items: readonly string[]): string {
  return items
    .filter((item) => item !== '')
    .map((item) => `- ${item}`)
    .join('\n');
}

/** A heading and what is under it; nothing without the latter. */
export function titled(title: string, markup: string): string {
  return markup && `#### ${escape(title)}\n\n${markup}`;
}

/** A heading and sentences under it. */
export function listed(title: string, sentences: readonly string[]): string {
  return titled(title, bullets(sentences.map((text) => sentence(text))));
}

/** `2026-11-21 15:04:05`, which no line breaks. */
export function second(at: number): string {
  return unbroken(iso(at).slice(0, 19).replace('T', ' '));
}

function minute(ms: number): string {
  return unbroken(`${iso(ms).slice(0, 16).replace('T', ' ')} UTC`);
}

/** With blanks and hyphens at which no line ends. */
export function unbroken(time: string): string {
  return time.replaceAll(' ', '\u00a0').replaceAll('-', '\u2011');
}

function clip(text: string, max: number): string {
  const chars = [...text];
  return chars.length <= max ? text : `${chars.slice(0, max - 1).join('')}…`;
}

function flattened(text: string): string {
  return visible(text).replace(/\s+/g, ' ').trim();
}
