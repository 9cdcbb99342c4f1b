import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

import { marked } from 'marked';

/** `auto` follows the browser. */
export type Theme = 'auto' | 'dark' | 'light';

const KINDS = ['note', 'tip', 'important', 'warning', 'caution'];

/** A job summary as a web page that looks as on GitHub: its Markdown, its alerts, its style sheet. */
export function summaryPage(markdown: string, theme: Theme = 'auto'): string {
  const sheet = `github-markdown-css/github-markdown${theme === 'auto' ? '' : `-${theme}`}.css`;
  const css = readFileSync(fileURLToPath(import.meta.resolve(sheet)), 'utf8');
  return `<!doctype html><meta charset="utf-8"><title>Job summary</title>
<style>${css}
body { margin: 0; background: var(--bgColor-default) } article { max-width: 1012px; padding: 24px; margin: auto }</style>
<article class="markdown-body">
${alerts(marked.parse(markdown, { async: false, gfm: true }))}</article>
`;
}

/** `> [!WARNING]`, which is GitHub's own. */
function alerts(html: string): string {
  return html.replace(/<blockquote>\n<p>\[!([A-Z]+)\]\n/g, (quotation, name: string) => {
    const kind = name.toLowerCase();
    if (!KINDS.includes(kind)) return quotation;
    const title = `${name.charAt(0)}${kind.slice(1)}`;
    return `<blockquote class="markdown-alert markdown-alert-${kind}">\n<p class="markdown-alert-title">${title}</p>\n<p>`;
  });
}
