/** Pictures of a review, in Mermaid, for GitHub's light and dark. Pure. */
import { iso } from '../lib/clock.ts';
import type { AuditLog } from './audit-log.ts';
import { mermaidText } from '../lib/markdown.ts';

/** More bars than this are no picture any more. */
const MAX_KEYS = 20;
/** More dates than this run into each other. */
const MAX_WEEKS = 16;
/** Mermaid leaves out all names where one is too long. */
const LONGEST_NAME = 28;

/** Ages of keys in days, as bars, against the limit, as a line. The oldest first. */
export function keyAges(
  keys: readonly { readonly id: string; readonly name: string; readonly ageDays: number }[],
  limitDays: number,
): string {
  const shown = keys
    .map(({ id, name, ageDays }) => ({ id, name: short(mermaidText(name)), ageDays }))
    .toSorted((a, b) => b.ageDays - a.ageDays)
    .slice(0, MAX_KEYS);
  if (shown.length === 0) return '';
  // Bars of the same name would be drawn over each other.
  const names = shown.map(({ id, name }) =>
    shown.filter((other) => other.name === name).length > 1 ? `${name} (${id.slice(-4)})` : name,
  );
  // A line needs two points.
  const line = limitDays > 0 && shown.length > 1;
  const top = Math.max(limitDays, ...shown.map(({ ageDays }) => ageDays), 1);
  const limit = line
    ? `; the line is the limit of ${limitDays}`
    : limitDays > 0
      ? `; the limit is ${limitDays}`
      : '';
  return chart(120 + 34 * shown.length, 'xychart-beta horizontal', [
    `x-axis [${names.map((name) => `"${name}"`).join(', ')}]`,
    `y-axis "Age of keys in days${limit}" 0 --> ${Math.ceil(top * 1.1)}`,
    `bar [${shown.map(({ ageDays }) => ageDays).join(', ')}]`,
    ...(line ? [`line [${shown.map(() => limitDays).join(', ')}]`] : []),
  ]);
}

/** Maintenance comes every week: how often, as bars, and how often a deployment failed, as a line. */
export function maintenanceByWeek(weeks: AuditLog['weeks']): string {
  const shown = weeks.slice(-MAX_WEEKS);
  if (shown.every(({ maintenance, failed }) => maintenance + failed === 0)) return '';
  const top = Math.max(...shown.flatMap(({ maintenance, failed }) => [maintenance, failed]));
  const line = shown.length > 1;
  return chart(300, 'xychart-beta', [
    `title "Maintenance by week (bars)${line ? ', failed deployments (line)' : ''}"`,
    `x-axis "week of" [${shown.map(({ monday }) => `"${iso(monday).slice(5, 10)}"`).join(', ')}]`,
    `y-axis 0 --> ${Math.ceil(top * 1.1)}`,
    `bar [${shown.map(({ maintenance }) => maintenance).join(', ')}]`,
    ...(line ? [`line [${shown.map(({ failed }) => failed).join(', ')}]`] : []),
  ]);
}

/** In colours that can be seen on white and on black. */
function chart(height: number, kind: string, lines: readonly string[]): string {
  const config = [
    ...['config:', '  xyChart:', '    width: 800', `    height: ${height}`],
    ...['  themeVariables:', '    xyChart:', '      backgroundColor: transparent'],
    '      plotColorPalette: "#4a8fd9, #d9702b"',
  ];
  return ['```mermaid', '---', ...config, '---', kind, ...lines.map((line) => `    ${line}`), '```'].join(
    '\n',
  );
}

function short(name: string): string {
  const chars = [...name];
  return chars.length <= LONGEST_NAME ? name : `${chars.slice(0, LONGEST_NAME - 1).join('')}…`;
}
