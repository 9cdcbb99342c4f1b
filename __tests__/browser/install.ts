import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Installs what draws the diagrams, where it is missing; it is no dependency of the action or its other tests. */
export default function install(): void {
  if (!existsSync(join(here, 'node_modules', 'mermaid', 'package.json')))
    execFileSync('npm', ['ci', '--prefix', here], { cwd: here, stdio: 'ignore' });
}
