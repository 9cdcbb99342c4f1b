/** Pictures of a review, in Mermaid: plain in GitHub's light and dark. Pure. */
import { iso } from '../clock.ts';
import type { AuditLog } from '../review/audit-log.ts';
import { mermaidText } from './markdown.ts';

/** More bars or rows than this are no picture any more. */
const MOST = 20;

/** Ages of keys in days, as bars, against the limit, as a line. The oldest first. */
export function keyAges(
  keys: readonly { readonly id: string; readonly name: string; readonly ageDays: number }[],
  limitDays: number,
): string {
  const shown = keys
    .map(({ id, name, ageDays }) => ({ id, name: mermaidText(name), ageDays }))
    .toSorted((a, b) => b.ageDays - a.ageDays)
    .slice(0, MOST);
  if (shown.length === 0) return '';
  // Bars of the same name would be drawn over each other.
  const names = shown.map(({ id, name }) =>
    shown.filter((other) => other.name === name).length > 1 ? `${name} (${id.slice(-4)})` : name,
  );
  const top = Math.max(limitDays, ...shown.map(({ ageDays }) => ageDays), 1);
  const height = 120 + 34 * shown.length;
  return fenced([
    `---\nconfig:\n  xyChart:\n    width: 800\n    height: ${height}\n---`,
    'xychart-beta horizontal',
    `    x-axis [${names.map((name) => `"${name}"`).join(', ')}]`,
    `    y-axis "days${limitDays > 0 ? `; the line is the limit of ${limitDays}` : ''}" 0 --> ${Math.ceil(top * 1.1)}`,
    `    bar [${shown.map(({ ageDays }) => ageDays).join(', ')}]`,
    ...(limitDays > 0 ? [`    line [${shown.map(() => limitDays).join(', ')}]`] : []),
  ]);
}

/** Maintenance comes every week: how often, as bars, and how often a deployment failed, as a line. */
export function maintenanceByWeek(weeks: AuditLog['weeks']): string {
  const shown = weeks.slice(-MOST);
  if (shown.every(({ maintenance, failed }) => maintenance + failed === 0)) return '';
  const top = Math.max(...shown.flatMap(({ maintenance, failed }) => [maintenance, failed]));
  return fenced([
    '---\nconfig:\n  xyChart:\n    width: 800\n    height: 260\n---',
    'xychart-beta',
    `    x-axis "week of" [${shown.map(({ monday }) => `"${iso(monday).slice(0, 10)}"`).join(', ')}]`,
    `    y-axis "maintenance (bars), failures (line)" 0 --> ${Math.ceil(top * 1.1)}`,
    `    bar [${shown.map(({ maintenance }) => maintenance).join(', ')}]`,
    `    line [${shown.map(({ failed }) => failed).join(', ')}]`,
  ]);
}

function fenced(lines: readonly string[]): string {
  return ['```mermaid', ...lines, '```'].join('\n');
}
