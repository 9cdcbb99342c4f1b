import { describe, expect, test } from '@jest/globals';
import { type ProviderError, recognise } from '../../src/provider-errors/index.ts';
import { NOTHING, REGIONS, SAMPLES } from '../support/provider-texts.ts';
import { HELD_OUT_AGAIN } from './held-out-again.ts';
import { HELD_OUT } from './held-out.ts';
import { REPORTED } from './reported.ts';

// Whatever carries a log on its way, the answer is the same.

const NOISE = Array.from(
  { length: 2000 },
  (_, i) => `module.cluster.null_resource.step[${i}]: Still creating... [${i}s elapsed]`,
).join('\n');
const everywhere = (text: string, every: number, what: string): string =>
  text.replace(new RegExp(`[^\\n]{${every}}`, 'g'), (part) => `${part}${what}`);
const replaced = (text: string, characters: Readonly<Record<string, string>>): string =>
  [...text].map((character) => characters[character] ?? character).join('');
const wrapped = (text: string, width: number): string =>
  text.replace(new RegExp(`([^\\n]{${width - 20},${width}}) `, 'g'), '$1\n');

const WAYS: Readonly<Record<string, (text: string) => string>> = {
  'colours in the middle of words': (text) => everywhere(text, 5, '\u001b[1;31m'),
  'colours before every word': (text) => text.replace(/(?<=^|\s)(?=\S)/g, '\u001b[0m\u001b[31m'),
  'colours whose ESC is lost': (text) => everywhere(text, 9, '[31m'),
  'colours as text': (text) => everywhere(text, 7, '\\u001b[0m'),
  'colours of a shell': (text) => everywhere(text, 7, '\\033[0m'),
  'a link of a terminal': (text) => `\u001b]8;;https://example.com\u001b\\${text}\u001b]8;;\u0007`,
  'CR LF': (text) => text.replaceAll('\n', '\r\n'),
  'JSON in JSON in JSON': (text) => JSON.stringify({ a: JSON.stringify({ b: JSON.stringify({ c: text }) }) }),
  'line feeds and tabs as text': (text) => replaced(text, { '\n': '\\n', '\t': '\\t' }),
  'escapes of Unicode': (text) =>
    replaced(text, { "'": '\\u0027', '"': '\\u0022', '<': '\\u003c', '>': '\\u003e' }),
  'entities of HTML': (text) =>
    replaced(text, { '&': '&amp;', "'": '&#39;', '"': '&quot;', '<': '&lt;', '>': '&gt;' }),
  'an annotation of GitHub': (text) => `::error::${replaced(text, { '\n': '%0A', '\r': '%0D' })}`,
  "Terraform's box, wrapped": (text) =>
    `╷\n${wrapped(text, 76)
      .split('\n')
      .map((line) => `│ ${line}`)
      .join('\n')}\n╵`,
  indented: (text) => text.replace(/^/gm, '        '),
  'quotes of a word processor': (text) => text.replaceAll("'", '\u2019'),
  'lower case': (text) => text.toLowerCase(),
  'upper case': (text) => text.toUpperCase(),
  'the end of a long text': (text) => `${NOISE}\n${text}`,
  'the middle of a long text': (text) => `${NOISE}\n${text}\n${NOISE}`,
  'time and level before each line': (text) => text.replace(/^/gm, '2026-11-20T12:00:00.000Z ERROR '),
};

const TEXTS: readonly { readonly text: string; readonly provider: string }[] = [
  ...(Object.keys(SAMPLES) as (keyof typeof SAMPLES)[]).flatMap((provider) =>
    SAMPLES[provider].map(({ text }) => ({ text, provider })),
  ),
  ...[...REPORTED, ...HELD_OUT, ...HELD_OUT_AGAIN].map(({ text, cloud }) => ({
    text,
    provider: cloud === '*' ? 'AWS' : cloud,
  })),
  ...NOTHING.map(({ text }) => ({ text, provider: 'AWS' })),
];

const MOST = Math.floor(TEXTS.length * 0.02);

/** What a person is told, whatever its case. */
function told(error: ProviderError | undefined): unknown {
  if (error === undefined) return undefined;
  const { kind, what, service, code, region, limit, used, wanted, fixed } = error;
  return {
    kind,
    what: what.toLowerCase(),
    service,
    code: code?.toLowerCase(),
    region,
    limit,
    used,
    wanted,
    fixed,
  };
}

describe.each(Object.entries(WAYS))('%s', (_, rewrite) => {
  test('changes next to nothing', () => {
    const changed = TEXTS.filter(({ text, provider }) => {
      const place = { provider, region: REGIONS[provider as keyof typeof REGIONS] };
      return (
        JSON.stringify(told(recognise(text, place))) !== JSON.stringify(told(recognise(rewrite(text), place)))
      );
    });
    // Two in a hundred; those that were known when this was written are fewer.
    expect(changed.map(({ text }) => text).slice(MOST)).toEqual([]);
  });
});
