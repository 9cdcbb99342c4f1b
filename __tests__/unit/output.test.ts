import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { type Output, dependable, githubOutput } from '../../src/lib/output.ts';

/** What the runner reads: each line of standard output that begins with `::`, or has `##[` in it, is a command. */
let printed: string;
let output: Output;

beforeEach(() => {
  printed = '';
  jest.spyOn(process.stdout, 'write').mockImplementation((text) => {
    printed += String(text);
    return true;
  });
  output = githubOutput(undefined);
});

afterEach(() => {
  jest.restoreAllMocks();
});

/** As the runner tells them: after white space, as .NET knows it, and split where .NET splits lines. */
function commands(): string[] {
  const lines = printed.split(/\r\n|\r|\n/).map((line) => line.replace(/^[\s\u0085]+/, ''));
  return lines.filter((line) => line.startsWith('::') || line.includes('##['));
}

const HOSTILE: readonly (readonly [string, string])[] = [
  ['a command', '::error::all is lost'],
  ['a command after white space', ' \t ::set-output name=result::rotated'],
  ['a command after a line break', 'cluster\n::error::all is lost'],
  ['a command after a carriage return', 'cluster\r::add-mask::e'],
  ['a command after both', 'cluster\r\n::stop-commands::x'],
  ['a command after other line breaks', 'cluster\u2028::error::x\u2029::error::y\u0085::error::z'],
  ['a command after a control character', '\u0085::error::x'],
  ['a command after an escape', '\u001b[0m\n::error::x'],
  ['a command after an empty character', '\ufeff::error::x'],
  ['colons in a row', '::::error::x'],
  ['an old command', '##[error]all is lost'],
  ['an old command within a line', 'cluster ##[add-path]/tmp'],
  ['a command broken by what is removed', ':\u0000:error::x'],
  ['an old command broken by what is removed', '#\u0000#[error]x'],
];

describe('a text from outside never becomes a command', () => {
  test.each(HOSTILE)('as a line of the log: %s', (_, text) => {
    output.info(text);
    expect(commands()).toEqual([]);
    expect(printed.match(/\n/g)).toHaveLength(1);
  });

  test.each(HOSTILE)('as the title of a fold: %s', (_, text) => {
    output.group(text);
    expect(commands()).toEqual([expect.stringMatching(/^::group::/)]);
  });

  test.each(['notice', 'warning', 'error'] as const)('as the text of an annotation: %s', (level) => {
    for (const [, text] of HOSTILE) output[level](text);
    expect(commands()).toHaveLength(HOSTILE.length);
    for (const line of commands()) {
      expect(line.startsWith(`::${level}::`)).toBe(true);
      expect(line).not.toContain('##[');
    }
  });

  test('what is harmless stays as it is', () => {
    output.info("Deploying 'élan ✓ 日本': 50% done, see https://example.com/a::b");
    expect(printed).toBe("Deploying 'élan ✓ 日本': 50% done, see https://example.com/a::b\n");
  });
});

test.each(['info', 'group', 'notice', 'warning', 'error'] as const)(
  'nothing that is invisible or turns text around gets into the log: %s',
  (level) => {
    output[level]('safe\u202egnp.exe\u2066\u200b\ufeff\u00ad\u3164\u{e0041} ⚠\ufe0f');
    expect(printed.replaceAll('%EF%B8%8F', '')).toMatch(/safegnp\.exe ⚠\ufe0f\n$/);
  },
);

test('an error of several lines is one annotation, and no line of it is a command', () => {
  output.error('2 inputs cannot be used.\n- one\n::add-mask::x');
  expect(printed).toBe('::error::2 inputs cannot be used.%0A- one%0Aadd-mask::x\n');
});

describe('folds', () => {
  test('the next closes the one before, and none is closed twice', () => {
    output.endGroup();
    output.group('one');
    output.group('two');
    output.endGroup();
    output.endGroup();
    expect(printed).toBe('::group::one\n::endgroup::\n::group::two\n::endgroup::\n');
  });
});

describe('outputs and summary', () => {
  let directory: string;
  let file: string;
  const variables = ['GITHUB_OUTPUT', 'GITHUB_STEP_SUMMARY'] as const;
  const before = variables.map((name) => process.env[name]);

  /** Both variables name this file. */
  function use(path: string | undefined): Output {
    for (const name of variables) {
      if (path === undefined) delete process.env[name];
      else process.env[name] = path;
    }
    return githubOutput(path);
  }

  beforeEach(() => {
    directory = mkdtempSync(join(tmpdir(), 'output-'));
    file = join(directory, 'file');
    writeFileSync(file, '');
    output = use(file);
  });

  afterEach(() => {
    rmSync(directory, { recursive: true });
    for (const [index, name] of variables.entries()) {
      if (before[index] === undefined) delete process.env[name];
      else process.env[name] = before[index];
    }
  });

  test('an output with line breaks sets that output alone', () => {
    output.set('report', 'one\nresult=rotated\nEOF\nresult<<x\nrotated');
    const [first = '', ...lines] = readFileSync(file, 'utf8').split('\n');
    const [, delimiter = ''] = /^report<<(.+)$/.exec(first) ?? [];
    expect(lines.indexOf(delimiter)).toBe(5);
  });

  test('the summary is written as it is', async () => {
    await output.summary('### Done\n');
    expect(readFileSync(file, 'utf8')).toContain('### Done\n');
  });

  // What becomes of the summary there, and of a whole run: slow/reporting.test.ts.
  test.each<[string, () => string | undefined, RegExp]>([
    ['is not set', () => undefined, /GITHUB_OUTPUT is not set/],
    ['has vanished', () => join(directory, 'gone'), /ENOENT/],
    ['is a folder', () => directory, /EISDIR/],
    ['is on a full disk', () => '/dev/full', /ENOSPC/],
  ])('where the file %s, it is warned of once, and nothing is thrown', (_, path, why) => {
    const { output: safe } = dependable(use(path()));
    safe.error('the key is in use');
    safe.set('result', 'failed');
    safe.set('report', '{}');
    const [error, warning, ...others] = printed.trim().split('\n');
    expect(error).toBe('::error::the key is in use');
    expect(warning).toMatch(/^::warning::The output 'result' could not be written: /);
    expect(warning).toMatch(why);
    expect(others).toEqual([]);
  });
});

test('a failure sets the exit code, and lets output be flushed', () => {
  const before = process.exitCode;
  try {
    output.fail();
    expect(process.exitCode).toBe(1);
  } finally {
    process.exitCode = before;
  }
});

describe('the last border before the log', () => {
  const said: string[] = [];
  const take = (...parts: string[]): void => void said.push(parts.join('='));
  const plain: Output = {
    group: take,
    endGroup: () => undefined,
    info: take,
    notice: take,
    warning: take,
    error: take,
    mask: () => undefined,
    set: take,
    summary: async (text) => take(text),
    fail: () => undefined,
  };

  beforeEach(() => void (said.length = 0));

  test('removes every secret from everything that is said', async () => {
    const { output: clean, secrets } = dependable(plain);
    secrets.add('hush/hush');
    for (const text of ['hush/hush', 'hush%2Fhush', 'hush\\/hush']) {
      clean.group(text);
      clean.info(text);
      clean.notice(text);
      clean.warning(text);
      clean.error(text);
      clean.set('report', text);
      await clean.summary(text);
    }
    expect(said).toHaveLength(21);
    expect(new Set(said)).toEqual(new Set(['***', 'report=***']));
  });

  test('survives an output of which every part fails, and goes on with what is left', async () => {
    const broken = (): never => {
      throw new Error('EPIPE');
    };
    const { output: safe, secrets } = dependable({
      ...plain,
      group: broken,
      endGroup: broken,
      info: broken,
      notice: broken,
      error: broken,
      mask: broken,
      set: broken,
      summary: () => Promise.reject(new Error('ENOSPC')),
    });
    secrets.add('a secret');
    safe.group('x');
    safe.endGroup();
    safe.info('x');
    safe.notice('x');
    safe.error('x');
    for (const name of ['result', 'report']) safe.set(name, 'x');
    await safe.summary('x');
    expect(said).toEqual([
      "The output 'result' could not be written: EPIPE. Nothing else is affected.",
      'The job summary could not be written: ENOSPC. Nothing else is affected.',
    ]);
  });
});
