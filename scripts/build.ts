/** Builds dist/ from src/: `npm run build`. What the compiler and ncc write is the same on every machine. */
import { rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

for (const folder of ['lib', 'dist']) rmSync(folder, { recursive: true, force: true });
node('typescript/bin/tsc', '-p', 'tsconfig.build.json');
node(
  '@vercel/ncc/dist/ncc/cli.js',
  'build',
  'lib/main.js',
  '-o',
  'dist',
  '--quiet',
  '--stats-out',
  'lib/stats.json',
);
await import('./licenses.ts');

function node(bin: string, ...args: string[]): void {
  const path = fileURLToPath(new URL(`../node_modules/${bin}`, import.meta.url));
  const { status } = spawnSync(process.execPath, [path, ...args], { stdio: 'inherit' });
  if (status !== 0) process.exit(status ?? 1);
}
