/** Builds dist/ from src/: `npm run build`. What the compiler and ncc write is the same on every machine. */
import { rmSync } from 'node:fs';
import { spawnSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

import { bundle } from './bundle.ts';
import { writeLicenses } from './licenses.ts';

const path = (relative: string): string => fileURLToPath(new URL(`../${relative}`, import.meta.url));

for (const folder of ['lib', 'dist']) rmSync(path(folder), { recursive: true, force: true });
const tsc = [path('node_modules/typescript/bin/tsc'), '-p', path('tsconfig.build.json')];
if (spawnSync(process.execPath, tsc, { stdio: 'inherit' }).status === 0) {
  const stats = await bundle(path('lib/main.js'), path('dist'));
  writeLicenses(stats);
} else process.exitCode = 1;
