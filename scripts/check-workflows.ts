/**
 * `.ci/run workflows`: actionlint and zizmor, at their strictest, over every workflow, action.yml, the dependency
 * updates, and every YAML block of every document that is a workflow or a part of one; shellcheck, which actionlint
 * takes to the scripts of workflows, over those of .ci/. `.ci/tools` installs them.
 */
import { spawnSync } from 'node:child_process';
import { cpSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

import { workflowsIn } from './document-workflows.ts';
import { ACTION, CALL } from './repository.ts';

const WORKFLOWS = join('.github', 'workflows');

const directory = mkdtempSync(join(tmpdir(), 'workflows-'));
let passed = 0;
let failed = 0;
try {
  // Two repositories that differ in how the examples name the action and its workflows: as users do; and as a path, so
  // that actionlint compares the inputs that they are given with those that they have.
  const asWritten = repository('as-written', (text) => text);
  const local = repository('local', (text) => text.replaceAll(ACTION, './').replaceAll(CALL, './$1'));
  for (const file of ['action.yml', join('.github', 'dependabot.yml')]) check('zizmor', file, asWritten);
  for (const workflow of readdirSync(join(asWritten, WORKFLOWS))) {
    check('actionlint', join(WORKFLOWS, workflow), local);
    check('zizmor', join(WORKFLOWS, workflow), asWritten);
  }
  for (const script of tracked('.ci')) {
    if (readFileSync(script, 'utf8').startsWith('#!')) check('shellcheck', script, '.');
  }
} finally {
  rmSync(directory, { recursive: true });
}
console.log(`${passed} passed, ${failed} failed`);
process.exitCode = failed > 0 ? 1 : 0;

function repository(name: string, change: (text: string) => string): string {
  const root = join(directory, name);
  mkdirSync(join(root, '.git'), { recursive: true });
  for (const path of ['action.yml', 'dist', '.github']) cpSync(path, join(root, path), { recursive: true });
  for (const document of tracked('*.md')) {
    for (const { line, text } of workflowsIn(readFileSync(document, 'utf8'))) {
      const file = `${document.replaceAll('/', '-')}-line-${line}.yml`;
      writeFileSync(join(root, WORKFLOWS, file), text);
    }
  }
  for (const workflow of readdirSync(join(root, WORKFLOWS))) {
    const path = join(root, WORKFLOWS, workflow);
    writeFileSync(path, change(readFileSync(path, 'utf8')));
  }
  return root;
}

function tracked(path: string): string[] {
  const { stdout } = spawnSync('git', ['ls-files', path], { encoding: 'utf8' });
  return stdout.split('\n').filter((name) => name !== '');
}

function check(tool: 'actionlint' | 'zizmor' | 'shellcheck', file: string, root: string): void {
  const words = {
    actionlint: ['-no-color', '-shellcheck=shellcheck', file],
    shellcheck: [file],
    zizmor: [
      ['--persona=auditor', '--offline', '--strict-collection', '--no-progress', '--quiet', '--color=never'],
      ['--config', resolve('.github/zizmor.yml'), file],
    ].flat(),
  };
  const { status, stdout, stderr, error } = spawnSync(tool, words[tool], { cwd: root, encoding: 'utf8' });
  if (status === 0) {
    passed += 1;
    return;
  }
  failed += 1;
  console.log(`${tool} ${file}:\n${error?.message ?? stdout + stderr}`);
}
