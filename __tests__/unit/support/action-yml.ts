/** Reads action.yml: the few shapes of YAML that it is written in, and an error for any other. */
import { readFileSync } from 'node:fs';

export interface Described {
  description: string;
  default?: string;
  required?: string;
}

export interface ActionYml {
  readonly inputs: Readonly<Record<string, Described>>;
  readonly outputs: Readonly<Record<string, Described>>;
  readonly runs: Readonly<Record<string, string>>;
}

export function readActionYml(): ActionYml {
  const text = readFileSync(new URL('../../../action.yml', import.meta.url), 'utf8');
  const sections: Record<string, Record<string, Record<string, string>>> = {};
  const runs: Record<string, string> = {};
  let section = '';
  let name = '';
  let folded: string | undefined;
  for (const line of text.split('\n')) {
    const indent = line.length - line.trimStart().length;
    if (line.trim() === '' || line.trim().startsWith('#')) continue;
    if (folded !== undefined && indent >= 6) {
      const entry = (sections[section] ??= {})[name] ?? {};
      entry[folded] = `${entry[folded] ?? ''} ${line.trim()}`.trim();
      continue;
    }
    folded = undefined;
    const [, key = '', value = ''] = /^\s*([\w-]+):(?: (.*))?$/.exec(line) ?? [];
    if (key === '') throw new Error(`action.yml: ${line}`);
    if (indent === 0) section = key;
    else if (indent === 2 && section === 'runs') runs[key] = value;
    else if (indent === 2) {
      name = key;
      (sections[section] ??= {})[name] = {};
    } else if (indent === 4 && (value === '>' || value === '|')) folded = key;
    else if (indent === 4) {
      const entry = sections[section]?.[name];
      if (entry !== undefined) entry[key] = /^'(.*)'$/.exec(value)?.[1]?.replaceAll("''", "'") ?? value;
    }
  }
  const described = (of: string): Record<string, Described> =>
    Object.fromEntries(
      Object.entries(sections[of] ?? {}).map(([key, { description = '', ...rest }]) => [
        key,
        { description, ...rest },
      ]),
    );
  return { inputs: described('inputs'), outputs: described('outputs'), runs };
}
