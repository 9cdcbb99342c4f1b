/** Writes the tables of inputs and outputs into docs/inputs.md: `npm run inputs`. A test fails when they are stale. */
import { readFileSync, writeFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { INPUTS, OPERATIONS } from '../src/inputs.ts';

interface Described {
  readonly description: string;
  readonly default?: string | number | boolean;
}

interface ActionYml {
  readonly inputs: Readonly<Record<string, Described>>;
  readonly outputs: Readonly<Record<string, Described>>;
}

/** The page with the tables that belong to this action.yml. */
export function withTables(page: string, actionYml: string): string {
  const { inputs, outputs } = parse(actionYml) as ActionYml;
  return between(
    between(page, 'inputs', table(['Input', 'For', 'Default', 'Meaning'], inputRows(inputs))),
    'outputs',
    table(['Output', 'Meaning'], outputRows(outputs)),
  );
}

function inputRows(inputs: ActionYml['inputs']): string[][] {
  return Object.entries(inputs).map(([name, input]) => {
    const of: readonly string[] = INPUTS[name as keyof typeof INPUTS].of;
    const byDefault = String(input.default ?? '');
    return [
      `\`${name}\``,
      of.length === OPERATIONS.length ? 'all' : of.join(', '),
      byDefault === '' ? '' : `\`${byDefault}\``,
      meaning(input.description, of),
    ];
  });
}

function outputRows(outputs: ActionYml['outputs']): string[][] {
  return Object.entries(outputs).map(([name, output]) => [`\`${name}\``, cell(output.description)]);
}

/** What the second column says already is left out: `For rotate, due and review: …`. */
function meaning(description: string, of: readonly string[]): string {
  const [, names = '', required, rest = ''] =
    /^For ([a-z]+(?:(?:, | and )(?!required)[a-z]+)*)(, required)?[:.,] (.*)$/s.exec(description.trim()) ??
    [];
  const same =
    names
      .split(/, | and /)
      .toSorted()
      .join() === [...of].toSorted().join();
  const text = same ? `${required === undefined ? '' : 'Required: '}${rest}` : description;
  return cell(text.replace(/^[a-z]/, (first) => first.toUpperCase()));
}

function cell(text: string): string {
  return text.trim().replace(/\s+/g, ' ').replaceAll('|', '\\|');
}

function table(headers: readonly string[], rows: readonly (readonly string[])[]): string {
  const line = (cells: readonly string[]): string => `| ${cells.join(' | ')} |`;
  return [line(headers), line(headers.map(() => '---')), ...rows.map(line)].join('\n');
}

/** Prettier would pad every cell to the longest of its column, hence its marks. */
function between(text: string, name: string, content: string): string {
  const begin = `<!-- ${name}: npm run inputs -->\n\n<!-- prettier-ignore-start -->\n\n`;
  const end = `\n\n<!-- prettier-ignore-end -->`;
  const from = text.indexOf(begin);
  const to = text.indexOf(end, from);
  if (from < 0 || to < 0) throw new Error(`docs/inputs.md has no place for the table of ${name}.`);
  return text.slice(0, from + begin.length) + content + text.slice(to);
}

if (import.meta.main) {
  const file = (name: string): string => fileURLToPath(new URL(`../${name}`, import.meta.url));
  const page = readFileSync(file('docs/inputs.md'), 'utf8');
  writeFileSync(file('docs/inputs.md'), withTables(page, readFileSync(file('action.yml'), 'utf8')));
}
