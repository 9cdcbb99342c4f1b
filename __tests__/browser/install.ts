import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));

/** Installs what renders the summaries, where it is missing; it is no dependency of the action or its other tests. */
export default function install(): void {
  const missing = ['mermaid', 'marked', 'github-markdown-css'].filter(
    (name) => !existsSync(join(here, 'node_modules', name, 'package.json')),
  );
  if (missing.length > 0) execFileSync('npm', ['ci', '--prefix', here], { cwd: here, stdio: 'ignore' });
}
