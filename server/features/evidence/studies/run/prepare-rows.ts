/**
 * A study's rows as its estimators read them: outcomes on the design's scale, treatment as a column where only its
 * first period is written. What is written out is the file that every estimator, on the page or the command line, reads.
 */

import { writeFile } from 'node:fs/promises';
import type { StudyDesign } from '@trellis/contract';
import { getColumn, type StudyTable, toNumbers } from '../design/study-table.ts';

export interface PreparedRows {
  readonly table: StudyTable;
  /** Whether some unit has several rows in one period. */
  readonly repeats: boolean;
  /** The column that is 1 where treated, where the design or its first periods give one. */
  readonly treated: string | undefined;
  /** By outcome: what one unit of the scale is in the outcome's own; undefined where the scale cannot be had. */
  readonly divisorByOutcome: ReadonlyMap<string, number | undefined>;
}

export function prepareRows(table: StudyTable, design: StudyDesign): PreparedRows {
  const derived = deriveTreated(table, design);
  const divisorByOutcome = new Map(
    design.outcomes.map((outcome) => [outcome, measureDivisor(table, design, outcome, derived?.cells)]),
  );
  const columns = table.names.map((name, place) => {
    const divisor = divisorByOutcome.get(name);
    const cells = table.columns[place]!;
    return divisor === undefined || divisor === 1
      ? cells
      : cells.map((cell) => (cell === '' ? '' : String(Number(cell) / divisor)));
  });
  const isAdded = derived !== undefined && design.treated === null;
  return {
    table: {
      rows: table.rows,
      names: isAdded ? [...table.names, derived.name] : table.names,
      columns: isAdded ? [...columns, derived.cells] : columns,
    },
    repeats: hasRepeats(table, design),
    treated: derived?.name,
    divisorByOutcome,
  };
}

function hasRepeats(table: StudyTable, { unit, time }: StudyDesign): boolean {
  if (unit === null || time === null) return false;
  const times = getColumn(table, time);
  return new Set(getColumn(table, unit).map((one, row) => `${one}\n${times[row]}`)).size < table.rows;
}

interface Derived {
  readonly name: string;
  readonly cells: readonly string[];
}

function deriveTreated(table: StudyTable, design: StudyDesign): Derived | undefined {
  if (design.treated !== null) return { name: design.treated, cells: getColumn(table, design.treated) };
  if (design.treatedFrom === null || design.time === null) return undefined;
  const from = toNumbers(getColumn(table, design.treatedFrom));
  const times = toNumbers(getColumn(table, design.time));
  let name = 'treated';
  while (table.names.includes(name)) name = `${name}_now`;
  const cells = Array.from(times, (time, row) => {
    if (Number.isNaN(time)) return '';
    const start = from[row]!;
    return Number.isFinite(start) && start !== 0 && time >= start ? '1' : '0';
  });
  return { name, cells };
}

function measureDivisor(
  table: StudyTable,
  design: StudyDesign,
  outcome: string,
  treated: readonly string[] | undefined,
): number | undefined {
  if (design.scale === 'raw') return 1;
  const values = toNumbers(getColumn(table, outcome));
  const isCounted = design.scale === 'sd-all' ? () => true : findComparisonBefore(table, design, treated);
  const chosen = values.filter((value, row) => Number.isFinite(value) && isCounted(row));
  if (chosen.length < 2) return undefined;
  const mean = chosen.reduce((sum, value) => sum + value, 0) / chosen.length;
  const deviation = Math.sqrt(
    chosen.reduce((sum, value) => sum + (value - mean) ** 2, 0) / (chosen.length - 1),
  );
  return deviation > 0 && Number.isFinite(deviation) ? deviation : undefined;
}

/** Rows of units never treated, before anybody was; without periods, rows that are not treated. */
function findComparisonBefore(
  table: StudyTable,
  design: StudyDesign,
  treated: readonly string[] | undefined,
): (row: number) => boolean {
  if (treated === undefined) return () => true;
  if (design.time === null || design.unit === null) return (row) => treated[row] === '0';
  const times = toNumbers(getColumn(table, design.time));
  const units = getColumn(table, design.unit);
  const ever = new Set(units.filter((_, row) => treated[row] === '1'));
  let first = Number.POSITIVE_INFINITY;
  for (const [row, time] of times.entries()) if (treated[row] === '1') first = Math.min(first, time);
  const hasNever = units.some((unit) => !ever.has(unit));
  return (row) => times[row]! < first && (!hasNever || !ever.has(units[row]!));
}

export async function writeRows(
  path: string,
  { table }: PreparedRows,
  isKept?: (row: number) => boolean,
): Promise<void> {
  const quote = (text: string) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);
  const lines = [table.names.map(quote).join(',')];
  for (let row = 0; row < table.rows; row++) {
    if (isKept && !isKept(row)) continue;
    lines.push(table.columns.map((cells) => quote(cells[row]!)).join(','));
  }
  await writeFile(path, `${lines.join('\n')}\n`);
}
