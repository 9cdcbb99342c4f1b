import { describe, expect, test } from '@jest/globals';
import { HOUR, MINUTE } from '../../src/lib/clock.ts';
import {
  alert,
  bullets,
  capped,
  code,
  details,
  escape,
  link,
  mermaidText,
  sentence,
  table,
  second,
  when,
} from '../../src/lib/markdown.ts';

const HOSTILE = '|<script>\n::error::`[x](javascript:1)` @team';
const NOW = Date.parse('2026-11-21T15:04:05Z');

/** What a reader sees of inert markup. */
function seen(markup: string): string {
  const named: Record<string, string> = { '&amp;': '&', '&lt;': '<', '&gt;': '>' };
  return markup
    .replace(/&(?:#(\d+)|\w+);/g, (entity, digits?: string) =>
      digits === undefined ? (named[entity] ?? entity) : String.fromCharCode(Number(digits)),
    )
    .replaceAll('\u200b', '');
}

describe('escape', () => {
  test('a hostile name is one line without a sign that Markdown, HTML or a table would obey, and reads as before', () => {
    expect(escape(HOSTILE)).not.toMatch(/[|<>`[\]@\n]/);
    expect(seen(escape(HOSTILE))).toBe(HOSTILE.replace('\n', ' '));
  });

  test.each([
    ['a heading', '# prod'],
    ['a list', '- prod'],
    ['a list of another kind', '+ prod'],
    ['a number', '1. prod'],
    ['a number in a bracket', '12) prod'],
    ['a quotation', '> prod'],
    ['a rule under a line', '=== prod'],
    ['emphasis', '*a* _a_ __a__ a_ ~~a~~'],
    ['mathematics', '$a$'],
    ['an escape', '\\'],
    ['an entity', '&lt;&#60;'],
  ])('%s stays text', (_, text) => {
    expect(seen(escape(text))).toBe(text);
    expect(escape(text)).not.toMatch(/^[#+>=-]|^\d+[.)]|[*~$\\<>]|(^|[^a-z])_|_([^a-z]|$)/);
    expect(escape(text)).not.toContain('&lt;&#60;');
  });

  // GitHub looks for these in what is shown, after entities were read: something has to stand in between.
  test.each([
    ['a mention', '@team', '@t'],
    ['a reference', 'fixes #12', '#1'],
    ['an address', 'see https://evil.example', '://'],
    ['an address after a word', 'x_www.evil.example', 'www.'],
    ['a mail address', 'me@evil.example', '@e'],
    ['a reference to another repository', 'acme/ops#1', '#1'],
    ['a reference of the old kind', 'see GH-26', 'GH-26'],
    ['a reference of the old kind, in lower case', 'gh-26', 'gh-26'],
    ['a short commit', 'of deadbee', 'deadbee'],
    ['a commit', `${'0123456789abcdef'.repeat(2)}01234567`, '123456789abcdef0123456'],
    ['a commit of digits alone', 'x 1234567 y', '1234567'],
    ['a commit in capitals', 'DEADBEEF12', 'DEADBEE'],
    ['a commit of another repository', 'acme/ops@deadbeef', '@d'],
    ['a commit behind three other digits', `abc${'0123456789abcdef'.repeat(2)}01234`, '0123456'],
  ])('%s is no link', (_, text, trigger) => {
    const shown = escape(text).replaceAll(/&#(\d+);/g, (__, digits: string) =>
      String.fromCharCode(Number(digits)),
    );
    expect(text).toContain(trigger);
    expect(shown).not.toContain(trigger);
    expect(seen(escape(text))).toBe(text);
  });

  test('control characters, line ends of every kind and what turns text around do not get through', () => {
    expect(escape('a\r\nb\u0000\u2028c\u2029\td')).toBe('a b c d');
    expect(escape('safe\u202egnp.exe\u2066\u200b\ufeff')).toBe('safegnp.exe');
    expect(escape('\ud800x').isWellFormed()).toBe(true);
  });

  test.each([
    'bbbbbbbb-0000-4000-8000-000000000001',
    'in account 123456789012, of arn:aws:iam::123456789012:role/qovery',
    'eu-west-3, v1.33.10, decade, 2026-11-28, 7200',
    'the quota L-0263D0A3',
  ])('what people copy stays whole: %s', (text) => {
    expect(escape(text)).toBe(text);
  });

  test('what cannot be seen does not get through, and an emoji stays whole', () => {
    expect(escape('a\u200b\u200d\u2060\u00ad\u034f\u3164\u115f\u{e0061}\u061cb ⚠\ufe0f')).toBe('ab ⚠\ufe0f');
  });

  test('ordinary names are left as they are', () => {
    const name = "AWS 'prod_eu-west-1' (EKS), v1.2/blue: 100% é 漢字";
    expect(escape(name)).toBe(name);
  });
});

test('an id is code, and what is no id cannot leave the code', () => {
  expect(code('AKIAIOSFODNN7EXAMPLE')).toBe('`AKIAIOSFODNN7EXAMPLE`');
  expect(code('a`</code>|b')).toBe('<code>a&#96;&lt;/code&gt;&#124;b</code>');
  expect(code('')).toBe('');
});

test('a link leads to web pages only, and its address cannot end it', () => {
  expect(link('log', 'https://console.qovery.com/a?b=1&copy=2')).toBe(
    '[log](https://console.qovery.com/a?b=1&amp;copy=2)',
  );
  expect(link('log', 'https://x.example/a) [b](c|d')).toBe('[log](https://x.example/a%29%20%5bb%5d%28c%7cd)');
  expect(link('log', 'javascript:alert(1)')).toBe('log');
  expect(link('log', 'nonsense')).toBe('log');
  expect(link('a](b', 'https://x.example')).toBe('[a&#93;(b](https://x.example/)');
});

test('a table has one line a row and all cells of it, and is nothing without rows', () => {
  const lines = table(['A', 'B'], [['one\ntwo', escape(HOSTILE)], ['three']]).split('\n');
  expect(lines).toHaveLength(4);
  for (const line of lines) expect(line.split('|')).toHaveLength(4);
  expect(table(['A'], [])).toBe('');
});

test('a fold has a title that cannot open or close anything', () => {
  const fold = details('</summary></details>*x*', 'body', true);
  expect(fold).toMatch(/^<details open>\n<summary>[^<]*<\/summary>\n\nbody\n\n<\/details>$/);
  expect(details('x', 'y')).toMatch(/^<details>\n/);
});

describe('in a sentence', () => {
  const page =
    'https://eu-west-3.console.aws.amazon.com/servicequotas/home/services/ec2/quotas/L-0263D0A3?region=eu-west-3';
  const linked = `[eu-west-3.console.aws.amazon.com](${page})`;

  test('an address that we built is a link, wherever it is named', () => {
    expect(sentence(`ask at ${page} (soon) @team, or ${page}`, [page])).toBe(
      `Ask at ${linked} (soon) &#64;&#8203;team, or ${linked}.`,
    );
    expect(sentence(`${page} or https://status.qovery.com/x`, ['https://status.qovery.com/x', page])).toBe(
      `${linked} or [status.qovery.com](https://status.qovery.com/x).`,
    );
  });

  test.each([
    page,
    'https://console.aws.amazon.com/cloudformation/home#/stacks/quickcreate?templateURL=https://evil.example/t.yml',
    'https://portal.azure.com/#create/Microsoft.Template/uri/https%3A%2F%2Fevil.example',
    'https://console.cloud.google.com/cloudshell/open?git_repo=https://evil.example',
    'https://console.qovery.com/x',
    'https://status.qovery.com',
    'http://x.test/',
    '[click](https://evil.example)',
    '<a href="https://evil.example">click</a>',
    'javascript:alert(1)',
  ])('no address that a text brings is one: %s', (stranger) => {
    for (const markup of [
      sentence(`see ${stranger}`),
      sentence(`see ${stranger}`, ['https://our.example/']),
      escape(stranger),
    ])
      expect(markup).not.toMatch(/\]\(|:\/\/|<a/);
  });
});

test('a sentence begins and ends like one, but an identifier at its beginning is not changed', () => {
  expect(sentence('dry run: nothing was changed')).toBe('Dry run: nothing was changed.');
  expect(sentence('max-age is 0!')).toBe('max-age is 0!');
  expect(sentence('')).toBe('');
});

test('a point in time is told in UTC and from now', () => {
  expect(when(NOW + 2 * HOUR, NOW)).toBe('2026\u201111\u201121\u00a017:04\u00a0UTC (in 2h)');
  expect(when(NOW - 90 * MINUTE, NOW)).toBe('2026\u201111\u201121\u00a013:34\u00a0UTC (1h 30m ago)');
});

describe('capped', () => {
  const bytes = (text: string): number => Buffer.byteLength(text, 'utf8');
  const ends = /\n\n\*\*The summary ends here: [^\n]+\*\*\n$/;

  test('what fits is not touched', () => {
    const text = 'é'.repeat(500_000);
    expect(capped(text)).toBe(text);
  });

  test('what does not fit is cut by bytes, not by characters, and says so', () => {
    const text = '- 漢字 é 🔑\n'.repeat(60_000);
    expect(text.length).toBeLessThan(1_000_000);
    const cut = capped(text);
    expect(bytes(cut)).toBeLessThanOrEqual(1_000_000);
    expect(bytes(cut)).toBeGreaterThan(999_000);
    expect(cut).toMatch(ends);
    expect(
      cut
        .replace(ends, '')
        .split('\n')
        .every((line) => line === '- 漢字 é 🔑'),
    ).toBe(true);
  });

  test('a single line that is too long is left out', () => {
    expect(capped('x'.repeat(2000), 1000)).toMatch(/^\*\*The summary ends here/);
  });

  test('wherever the limit falls, no fold and no fenced block is left open', () => {
    const inner = details('inner', 'b');
    const markdown = [
      '### Heading',
      '```mermaid\ntimeline\n    <details>\n~~~\n``` x\n```',
      details(
        'outer',
        `a\n\n${inner}\n\n${table(['A'], [['é'], ['漢']])}\n\n\`\`\`\`\n\`\`\`\n</details>\n\`\`\`\`\n\nend`,
      ),
      '~~~~\n```\n~~~~',
      'between',
      details('last', 'c'),
      'x'.repeat(400),
    ].join('\n\n');
    const prefixes = new Set<string>();
    for (let max = bytes(capped(markdown, 0)); max < bytes(markdown); max += 1) {
      const cut = capped(markdown, max);
      expect(bytes(cut)).toBeLessThanOrEqual(max);
      expect(cut).toMatch(/(^|\n\n)\*\*The summary ends here: /);
      prefixes.add(cut.slice(0, cut.indexOf('**The summary')).trimEnd());
    }
    const [heading, mermaid, outer, tildes, between, last] = markdown.split(
      /\n\n(?=```mermaid|<details>\n<summary>(?:outer|last)|~~~~|between|xxx)/,
    );
    const whole = [heading, mermaid, outer, tildes, between, last];
    expect([...prefixes]).toEqual(['', ...whole.map((_, i) => whole.slice(0, i + 1).join('\n\n'))]);
  });
});

describe('Mermaid', () => {
  test('a label holds nothing that a diagram would obey, and is never empty or too wide', () => {
    const label = mermaidText(`${HOSTILE} "a";b#59;c %%{init} end --> {x}\nsection y : z`);
    expect(label).toMatch(/^[\p{L}\p{N} .,()/+_…-]+$/u);
    expect(mermaidText(':;#"\n')).toBe('-');
    expect(mermaidText("'prod eu' isn't deployed")).toBe('prod eu isnt deployed');
    expect(mermaidText('x'.repeat(100))).toBe(`${'x'.repeat(23)}…`);
    expect([...mermaidText('word '.repeat(100))].length).toBeLessThanOrEqual(80);
  });
});

test('an alert is a quotation of all its lines', () => {
  expect(alert('CAUTION', 'a\n\nb')).toBe('> [!CAUTION]\n> a\n>\n> b');
});

test('no line ends within a time', () => {
  expect(when(NOW, NOW).replace(/ \(.*/, '')).not.toMatch(/[- ]/);
  expect(second(NOW)).not.toMatch(/[- ]/);
});

test('bullets leave out what is empty', () => {
  expect(bullets(['a', '', 'b'])).toBe('- a\n- b');
});
