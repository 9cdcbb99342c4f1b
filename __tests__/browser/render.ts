import { execFile } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { summaryPage } from '../../scripts/summary-page.ts';

const here = dirname(fileURLToPath(import.meta.url));
const asset = (path: string): string => readFileSync(join(here, 'node_modules', path), 'utf8');
const CHROMIUM = process.env['CHROMIUM'] ?? 'chromium';
const WIDTH = 1012; // A job summary on GitHub.

export interface Rendered {
  /** Diagrams that were drawn. */
  readonly diagrams: number;
  /** Of those that were not. */
  readonly errors: string[];
  /** What a reader sees, without folds that are closed. */
  readonly text: string;
  /** Elements of the page that Markdown cannot make: what got through the escaping. */
  readonly strangers: string[];
  /** Of the whole page, in CSS pixels: what a picture of it needs. */
  readonly height: number;
}

/**
 * Renders Markdown as GitHub does: its Markdown with tables, its style sheet, Mermaid in the page's theme.
 * @param picture where to write a screenshot
 */
export async function render(
  markdown: string,
  theme: 'light' | 'dark' = 'light',
  picture?: string,
  height = 2400,
): Promise<Rendered> {
  const directory = mkdtempSync(join(tmpdir(), 'summary-'));
  try {
    const page = join(directory, 'page.html');
    writeFileSync(page, pageOf(markdown, theme));
    const common = [
      ...['--headless', '--no-sandbox', '--disable-gpu', '--no-first-run', '--disable-background-networking'],
      ...[
        '--disable-component-update',
        '--disable-sync',
        '--disable-quic',
        `--user-data-dir=${directory}/profile`,
      ],
      ...['--virtual-time-budget=30000', `--window-size=${WIDTH},${height}`],
    ];
    const chromium = (...more: string[]): Promise<{ stdout: string }> =>
      promisify(execFile)(CHROMIUM, [...common, ...more, `file://${page}`], { maxBuffer: 100_000_000 });
    const { stdout } = await chromium('--dump-dom');
    const [, json] = /<script id="outcome" type="application\/json">(.*?)<\/script>/s.exec(stdout) ?? [];
    if (json === undefined) throw new Error(`The page did not finish:\n${stdout.slice(-2000)}`);
    if (picture !== undefined) await chromium(`--screenshot=${picture}`, '--hide-scrollbars');
    return JSON.parse(json) as Rendered;
  } finally {
    rmSync(directory, { recursive: true, force: true });
  }
}

function pageOf(markdown: string, theme: 'light' | 'dark'): string {
  const mermaidTheme = theme === 'dark' ? 'dark' : 'default';
  return `${summaryPage(markdown, theme)}
<script>${asset('mermaid/dist/mermaid.min.js').replaceAll('</script', '<\\/script')}</script>
<script type="module">
const article = document.querySelector('article');
mermaid.initialize({ startOnLoad: false, theme: '${mermaidTheme}', securityLevel: 'strict' });
const errors = [];
let diagrams = 0;
for (const block of article.querySelectorAll('code.language-mermaid')) {
  try {
    const { svg } = await mermaid.render('diagram-' + diagrams, block.textContent);
    block.parentElement.outerHTML = '<div class="mermaid">' + svg + '</div>';
    diagrams++;
  } catch (error) {
    errors.push(String(error?.message ?? error));
  }
}
const strangers = [...article.querySelectorAll('script, iframe, img, form, object, embed, style:not(svg style), h1, h2, input:not([type=checkbox]), a:not([href^="https:"])')]
  .map((element) => element.outerHTML.slice(0, 200));
const outcome = document.createElement('script');
outcome.id = 'outcome';
outcome.type = 'application/json';
outcome.textContent = JSON.stringify({ diagrams, errors, text: article.innerText, strangers, height: Math.ceil(article.getBoundingClientRect().height) }).replaceAll('<', '\\\\u003c');
document.body.append(outcome);
</script>`;
}
