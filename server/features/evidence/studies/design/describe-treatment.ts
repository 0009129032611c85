/** Who is treated when, read from a file without looking at any outcome. */

import type { StudyCheck, StudyDesign } from '@trellis/contract';
import { getColumn, type StudyTable, toNumbers } from './study-table.ts';

export interface Treatment {
  readonly facts: StudyCheck['facts'];
  /** Distinct begins inside the data, always-treated units left aside. */
  readonly starts: number;
  readonly alwaysTreated: number;
  readonly periodsBefore: number;
  readonly rowsPerUnit: number;
  /** A unit whose rows name several begins. */
  readonly varyingUnit: string | undefined;
  readonly isNested: (finer: string, coarser: string) => boolean;
}

const isTreatedFrom = (value: number): boolean => Number.isFinite(value) && value !== 0;

export function describeTreatment(table: StudyTable, design: StudyDesign): Treatment {
  const units = design.unit === null ? undefined : getColumn(table, design.unit);
  const times = design.time === null ? undefined : toNumbers(getColumn(table, design.time));
  const periods =
    times === undefined ? [] : [...new Set(times)].filter(Number.isFinite).sort((a, b) => a - b);
  const { startByUnit, varyingUnit } = readStarts(table, design, units, times);
  const first = periods[0] ?? Number.NEGATIVE_INFINITY;
  const last = periods.at(-1) ?? Number.POSITIVE_INFINITY;
  const begins = [...startByUnit.values()].filter((start) => start <= last);
  const inside = begins.filter((start) => start > first);
  const distinct = [...new Set(inside)].sort((a, b) => a - b);
  const cluster = design.cluster ?? design.unit;
  const clusters =
    cluster === null ? null : new Set(getColumn(table, cluster).filter((one) => one !== '')).size;
  const earliest = distinct[0];
  return {
    facts: {
      rows: table.rows,
      units: units === undefined ? null : startByUnit.size,
      treatedUnits: units === undefined ? null : begins.length,
      comparisonUnits: units === undefined ? null : startByUnit.size - begins.length,
      clusters,
      periods,
      starts: [...new Set(begins)]
        .sort((a, b) => a - b)
        .map((period) => ({ period, units: begins.filter((start) => start === period).length })),
    },
    starts: distinct.length,
    alwaysTreated: begins.length - inside.length,
    periodsBefore: earliest === undefined ? 0 : periods.filter((period) => period < earliest).length,
    rowsPerUnit: startByUnit.size === 0 ? 0 : table.rows / startByUnit.size,
    varyingUnit,
    isNested: (finer, coarser) => isNested(getColumn(table, finer), getColumn(table, coarser)),
  };
}

/** The first treated period by unit; infinite for never. */
function readStarts(
  table: StudyTable,
  design: StudyDesign,
  units: readonly string[] | undefined,
  times: Float64Array | undefined,
): { startByUnit: Map<string, number>; varyingUnit: string | undefined } {
  const startByUnit = new Map<string, number>();
  let varyingUnit: string | undefined;
  if (units === undefined) return { startByUnit, varyingUnit };
  const from = design.treatedFrom === null ? undefined : toNumbers(getColumn(table, design.treatedFrom));
  const treated = design.treated === null ? undefined : toNumbers(getColumn(table, design.treated));
  for (const [row, unit] of units.entries()) {
    if (unit === '') continue;
    const known = startByUnit.get(unit);
    let start = Number.POSITIVE_INFINITY;
    if (from !== undefined) {
      if (isTreatedFrom(from[row]!)) start = from[row]!;
      if (known !== undefined && known !== start) varyingUnit ??= unit;
    } else if (treated?.[row] === 1) start = times?.[row] ?? Number.NEGATIVE_INFINITY;
    startByUnit.set(unit, Math.min(known ?? Number.POSITIVE_INFINITY, start));
  }
  return { startByUnit, varyingUnit };
}

/** Whether every level of the finer column lies in one level of the coarser. */
function isNested(finer: readonly string[], coarser: readonly string[]): boolean {
  const coarserByFiner = new Map<string, string>();
  for (const [row, level] of finer.entries()) {
    const known = coarserByFiner.get(level);
    if (known === undefined) coarserByFiner.set(level, coarser[row]!);
    else if (known !== coarser[row]) return false;
  }
  return true;
}
