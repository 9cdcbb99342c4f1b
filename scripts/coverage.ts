/**
 * Which lines of `src/` the tests run, file by file: `npm run coverage` writes coverage/coverage.md, in some minutes; in
 * a workflow, the summary of the job shows it. Two columns: what the unit tests run in jest, and what the process tests
 * run in processes of the action, started from `src/` for this. Suites of `.ci/run` that take minutes are not counted.
 */
import { spawnSync } from 'node:child_process';
import {
  appendFileSync,
  globSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';

import ts from 'typescript';

/** As V8 writes it: ranges inside ranges, the inner ones count. */
interface ScriptCoverage {
  readonly url: string;
  readonly functions: readonly {
    readonly ranges: readonly { startOffset: number; endOffset: number; count: number }[];
  }[];
}

const directory = mkdtempSync(join(tmpdir(), 'qovery-coverage-'));
const files = globSync('src/**/*.ts').sort();
const jest = (args: readonly string[], env: Record<string, string> = {}): void => {
  const command = ['--experimental-vm-modules', 'node_modules/jest/bin/jest.js', ...args];
  const { status } = spawnSync(process.execPath, command, {
    env: { ...process.env, ...env },
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error('A test failed: what it covers says nothing.');
};

jest(['__tests__/unit', '--coverage', '--coverageReporters=json', `--coverageDirectory=${directory}`]);
const unit = unitLines(join(directory, 'coverage-final.json'));
const raw = join(directory, 'processes');
// One test takes the bundle apart, which is not there.
jest(['__tests__/process', '__tests__/slow', '--testNamePattern=^(?!.*is not loaded by who)'], {
  NODE_V8_COVERAGE: raw,
  ACTION_ENTRY: resolve('src/main.ts'),
});
const processes = processLines(raw);
rmSync(directory, { recursive: true });

let [all, byUnit, byProcess, byBoth] = [0, 0, 0, 0];
const rows = files.flatMap((file) => {
  const lines = [...codeLines(file)];
  if (lines.length === 0) return [];
  const inUnit = lines.filter((line) => unit.get(file)?.has(line));
  const inProcess = lines.filter((line) => processes.get(file)?.has(line));
  const left = lines.filter((line) => !inUnit.includes(line) && !inProcess.includes(line));
  all += lines.length;
  byUnit += inUnit.length;
  byProcess += inProcess.length;
  byBoth += lines.length - left.length;
  const share = (part: readonly number[]): string => percent(part.length, lines.length);
  return `| \`${file}\` | ${lines.length} | ${share(inUnit)} | ${share(inProcess)} | ${left.join(', ') || '–'} |`;
});
const table = [
  '| file | lines of code | unit tests | process tests | lines that neither runs |',
  '| --- | --- | --- | --- | --- |',
  ...rows,
  `| all | ${all} | ${percent(byUnit, all)} | ${percent(byProcess, all)} | ${percent(all - byBoth, all)} |`,
];
mkdirSync('coverage', { recursive: true });
writeFileSync('coverage/coverage.md', documentOf(table));
const jobSummary = process.env['GITHUB_STEP_SUMMARY'];
if (jobSummary !== undefined) appendFileSync(jobSummary, documentOf(table));

function documentOf(lines: readonly string[]): string {
  return `# Coverage

Which lines of \`src/\` the tests run. That a line is run does not mean that a test would notice if it were wrong.

${lines.join('\n')}
`;
}

function percent(part: number, whole: number): string {
  return `${Math.floor((100 * part) / whole)} %`;
}

/** Lines with a statement on them that does something when it is reached. */
function codeLines(file: string): Set<number> {
  const source = ts.createSourceFile(file, readFileSync(file, 'utf8'), ts.ScriptTarget.ESNext, true);
  const lines = new Set<number>();
  const visit = (node: ts.Node): void => {
    if (ts.isInterfaceDeclaration(node) || ts.isTypeAliasDeclaration(node) || ts.isImportDeclaration(node))
      return;
    if (
      (ts.isStatement(node) && !ts.isBlock(node)) ||
      ts.isPropertyAssignment(node) ||
      ts.isMethodDeclaration(node)
    )
      lines.add(source.getLineAndCharacterOfPosition(node.getStart()).line + 1);
    ts.forEachChild(node, visit);
  };
  visit(source);
  return lines;
}

/** From istanbul's JSON, as jest writes it: a statement that ran covers its lines. */
function unitLines(path: string): Map<string, Set<number>> {
  type Covered = Record<
    string,
    {
      statementMap: Record<string, { start: { line: number }; end: { line: number } }>;
      s: Record<string, number>;
    }
  >;
  const covered = JSON.parse(readFileSync(path, 'utf8')) as Covered;
  return new Map(
    Object.entries(covered).map(([file, { statementMap, s }]) => {
      const lines = new Set<number>();
      for (const [id, { start, end }] of Object.entries(statementMap))
        for (let line = start.line; (s[id] ?? 0) > 0 && line <= end.line; line++) lines.add(line);
      return [relative('.', file), lines];
    }),
  );
}

/** From V8's own files, one a process. Node takes the types out and leaves every other character where it is. */
function processLines(folder: string): Map<string, Set<number>> {
  const ran = new Map<string, Uint8Array>();
  for (const name of readdirSync(folder)) {
    const { result } = JSON.parse(readFileSync(join(folder, name), 'utf8')) as { result: ScriptCoverage[] };
    for (const { url, functions } of result) {
      const file = url.startsWith('file:') ? relative('.', fileURLToPath(url)) : '';
      if (!files.includes(file)) continue;
      const known = ran.get(file) ?? new Uint8Array(readFileSync(file, 'utf8').length);
      const now = new Uint8Array(known.length);
      // Outer ranges come before inner ones.
      for (const { ranges } of functions)
        for (const { startOffset, endOffset, count } of ranges)
          now.fill(count > 0 ? 1 : 0, startOffset, endOffset);
      ran.set(
        file,
        known.map((value, index) => value | (now[index] ?? 0)),
      );
    }
  }
  return new Map(
    [...ran].map(([file, characters]) => {
      const lines = new Set<number>();
      let offset = 0;
      for (const [index, text] of readFileSync(file, 'utf8').split('\n').entries()) {
        const first = offset + text.length - text.trimStart().length;
        if (characters[first] === 1) lines.add(index + 1);
        offset += text.length + 1;
      }
      return [file, lines];
    }),
  );
}
