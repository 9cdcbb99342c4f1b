import { spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { createInterface } from 'node:readline';

import { expect, test } from '@jest/globals';

// `npm run sandbox`, in one shell, and the commands that it prints, in another.

test('the action runs in a shell that has read env.sh, and nothing of the sandbox is left behind', async () => {
  const sandbox = spawn(process.execPath, ['sandbox/main.ts'], { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(sandbox, 'exit');
  try {
    const printed: string[] = [];
    for await (const line of createInterface(sandbox.stdout)) {
      printed.push(line);
      if (line.startsWith('Ctrl-C')) break;
    }
    expect(printed).toContain('. ./env.sh');
    const inputs = '"credentials-id=AWS production" max-age=0 wait-for-deletion=false';
    const shell = spawnSync('sh', [
      '-c',
      `. ./env.sh; action operation=rotate ${inputs} && cat "$GITHUB_OUTPUT" && echo "$GITHUB_OUTPUT"`,
    ]);
    const text = shell.stdout.toString();
    expect([shell.status, shell.stderr.toString()]).toEqual([0, '']);
    expect(text).toMatch(/^result<<.*\npending\n/m);
    // As GitHub shows it.
    expect(text).not.toContain('::');
    expect(text).toMatch(/^result: {2}pending \(exit 0\)$/m);
    const [, page = ''] = /^summary: (file:.*)$/m.exec(text) ?? [];
    expect(readFileSync(new URL(page), 'utf8')).toContain('AWS production');
    expect(existsSync(text.trim().split('\n').at(-1) ?? '')).toBe(true);
    sandbox.kill('SIGINT');
    expect(await ended).toEqual([0, null]);
    expect(existsSync('env.sh')).toBe(false);
    expect(existsSync(text.trim().split('\n').at(-1) ?? '')).toBe(false);
  } finally {
    sandbox.kill('SIGKILL');
  }
});
