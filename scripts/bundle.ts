/** What ncc makes of a file and all that it imports, in a folder: `dist/` is made by this, and what it is measured against. */
import { mkdirSync, writeFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { extname, join } from 'node:path';

/** Which modules went in; https://webpack.js.org/api/stats/ */
export interface Stats {
  readonly modules: readonly Module[];
}
export interface Module {
  readonly name: string;
  /** Those that were merged into it. */
  readonly modules?: readonly Module[];
}
interface Bundle {
  readonly code: string;
  readonly assets: Readonly<Record<string, { readonly source: string | Buffer }>>;
  readonly stats: { toJson(): Stats };
}
type Ncc = (entry: string, options: { quiet: boolean; mainFields: readonly string[] }) => Promise<Bundle>;

const ncc = createRequire(import.meta.url)('@vercel/ncc') as Ncc;

export async function bundle(entry: string, folder: string): Promise<Stats> {
  // Packages' ES modules, where they have some, as the AWS SDK does: of these the bundler leaves out what nothing uses.
  const { code, assets, stats } = await ncc(entry, { quiet: true, mainFields: ['module', 'main'] });
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, `index${extname(entry)}`), code);
  for (const [name, { source }] of Object.entries(assets)) writeFileSync(join(folder, name), source);
  return stats.toJson();
}
