import { describe, expect, test } from '@jest/globals';
import { Secrets } from '../../src/lib/secrets.ts';

/** Like a real one: 40 characters of base64's alphabet, with those that change when they are escaped. */
const SECRET = 'wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLE=Key';

function holding(...values: string[]): { secrets: Secrets; masked: string[] } {
  const masked: string[] = [];
  const secrets = new Secrets((value) => masked.push(value));
  for (const value of values) secrets.add(value);
  return { secrets, masked };
}

const FORMS: readonly (readonly [string, (secret: string) => string])[] = [
  ['as it is', (secret) => secret],
  ['in a URL', (secret) => encodeURIComponent(secret)],
  ['in JSON', (secret) => JSON.stringify(secret)],
  ['in JSON with escaped slashes', (secret) => JSON.stringify(secret).replaceAll('/', '\\/')],
  ['in base64', (secret) => Buffer.from(secret).toString('base64')],
];

describe('a secret', () => {
  test.each(FORMS)('is removed %s', (_, form) => {
    const { secrets } = holding(SECRET);
    const clean = secrets.redact(`before ${form(SECRET)} and ${form(SECRET)} after`);
    expect(clean).not.toContain(form(SECRET));
    expect(clean).toMatch(/^before .*\*\*\*.* after$/);
    expect(clean).not.toContain(SECRET.slice(0, 12));
  });

  test.each(FORMS)('is masked %s before anything can print it', (_, form) => {
    const text = form(SECRET).replace(/^"|"$/g, '');
    expect(holding(SECRET).masked).toContain(text);
  });

  test('with quotes and line breaks is removed as JSON would carry it', () => {
    const odd = 'two\nlines and "quotes"';
    expect(holding(odd).secrets.redact(JSON.stringify({ detail: odd }))).toBe('{"detail":"***"}');
  });

  test('that is the beginning of another leaves nothing of it', () => {
    const { secrets } = holding('token-of-ann', 'token-of-ann-and-bob');
    expect(secrets.redact('token-of-ann-and-bob')).not.toContain('bob');
  });

  test('is masked once, however often it comes', () => {
    const { masked } = holding(SECRET, SECRET);
    expect(new Set(masked).size).toBe(masked.length);
  });

  test('that is empty would hide everything, and is none', () => {
    const { secrets, masked } = holding('');
    expect(masked).toEqual([]);
    expect(secrets.redact('text')).toBe('text');
  });

  test('with the characters of a pattern or a replacement is taken literally', () => {
    const { secrets } = holding('a.*b$&');
    expect(secrets.redact('axxb a.*b$& $&')).toBe('axxb *** $&');
  });
});

test('what is no secret stays', () => {
  expect(holding(SECRET).secrets.redact('AKIAAAAAAAAAAAAAAAAA is active')).toBe(
    'AKIAAAAAAAAAAAAAAAAA is active',
  );
});
