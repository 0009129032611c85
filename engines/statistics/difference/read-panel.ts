/**
 * Reads columns of a panel: who was observed when, who is treated from when, and what stands in the way.
 *
 * What cannot be right is thrown with counts and examples, all mistakes at once: values that are not finite,
 * weights that are not positive, repeated unit-periods, a first treated period that changes, treatment that is
 * switched off. What makes a study weaker becomes a note with counts: gaps, units treated from the start, a single
 * period before treatment, few clusters.
 *
 * Shapes: every column n. Assumes nothing about the order of rows. Cost O(n + units × periods) time and memory.
 */

import { EngineInputError, type InputMistake } from '../../kernel/index.ts';
import type { FactorColumn, StudyNote } from '../types.ts';
import { checkPanelColumns } from './check-panel-columns.ts';
import { notePanel } from './panel-notes.ts';
import type { Panel, PanelColumns, PanelCounts } from './types.ts';

const SHOWN_NAMES = 5;
/** Weights of this size of exponent and beyond are rescaled. */
const ORDINARY_EXPONENT = 100;
/** Cells of units and periods that are kept in memory at most. */
const MOST_CELLS = 2 ** 30;

/**
 * Checks the columns of a panel and counts what matters for a comparison before and after.
 *
 * @param columns outcome, unit, time and treatment of each row
 * @throws {EngineInputError} `no-rows`, `length-mismatch`, `not-finite`, `weight-not-positive`,
 *   `weights-too-unequal`, `invalid-codes`, `duplicate-covariate`, `too-many-periods`, `treatment-missing`, `treatment-given-twice`, `treatment-not-binary`,
 *   `first-treated-changes`, `treatment-switches-off`, `repeated-unit-periods`, `single-period`, `single-cluster`
 * @example
 * readPanel({
 *   outcome: Float64Array.of(1, 2, 1, 4),
 *   unit: { codes: Int32Array.of(0, 0, 1, 1), levels: 2 },
 *   time: Float64Array.of(2020, 2021, 2020, 2021),
 *   firstTreated: Float64Array.of(0, 0, 2021, 2021),
 * }).counts.everTreatedUnits; // 1
 */
export function readPanel(columns: PanelColumns): Panel {
  checkPanelColumns(columns);
  const { outcome, time } = columns;
  const rows = outcome.length;
  const unit = compactCodes(columns.unit);
  const cluster = columns.cluster === undefined ? unit : compactCodes(columns.cluster);
  const { periods, periodOfRow } = readPeriods(time);
  const nameOf = (code: number): string =>
    columns.unitNames?.[unit.original[code]!] ?? String(unit.original[code]!);

  const mistakes: InputMistake[] = [];
  if (unit.levels * periods.length > MOST_CELLS)
    throw new EngineInputError({
      code: 'too-many-periods',
      message: `${unit.levels} units and ${periods.length} periods make ${unit.levels * periods.length} unit-periods, more than ${MOST_CELLS}. Round the time, for example to years.`,
      params: { units: unit.levels, periods: periods.length, most: MOST_CELLS },
    });
  const cells = countCells(unit.codes, unit.levels, periodOfRow, periods.length);
  if (cells.repeated > 0 && columns.repeatedRows !== 'keep')
    mistakes.push({
      code: 'repeated-unit-periods',
      message: `${cells.repeated} unit-periods occur more than once, e.g. ${nameOf(cells.firstRepeated! % unit.levels)} in ${periods[Math.floor(cells.firstRepeated! / unit.levels)]}. Drop the copies, average them, or say that repeated rows are wanted.`,
      params: {
        repeated: cells.repeated,
        unit: nameOf(cells.firstRepeated! % unit.levels),
        period: periods[Math.floor(cells.firstRepeated! / unit.levels)]!,
      },
    });
  if (periods.length < 2)
    mistakes.push({
      code: 'single-period',
      message: `Every row is of the period ${periods[0]}. A difference over time needs two periods.`,
      params: { period: periods[0]! },
    });
  if (cluster.levels < 2)
    mistakes.push({
      code: 'single-cluster',
      message: `There is ${cluster.levels} cluster. A standard error needs at least two.`,
      params: { clusters: cluster.levels },
    });
  const firstTreated =
    columns.treated === undefined
      ? readFirstTreated(columns.firstTreated!, unit.codes, unit.levels, periods, nameOf, mistakes)
      : readTreated(columns.treated, unit.codes, unit.levels, periodOfRow, periods, nameOf, mistakes);
  if (mistakes.length > 0) throw new EngineInputError(mistakes);

  const counts = countPanel(rows, unit.levels, cluster.levels, periods, firstTreated, cells);
  const last = periods.at(-1)!;
  const unitNames = Array.from({ length: unit.levels }, (_, code) => nameOf(code));
  const clusterOfUnit = findClusterOfUnit(unit.codes, unit.levels, cluster.codes);
  const notes: StudyNote[] = notePanel(counts, periods, firstTreated);
  return {
    outcome,
    unitOfRow: unit.codes,
    periodOfRow,
    periods,
    firstTreatedOfUnit: firstTreated.map((value) => (value > last ? Number.POSITIVE_INFINITY : value)),
    covariates: columns.covariates ?? [],
    weights: columns.weights === undefined ? new Float64Array(rows).fill(1) : scaleWeights(columns.weights),
    hasWeights: columns.weights !== undefined,
    clusterOfRow: cluster.codes,
    clusterOfUnit,
    clusterName: columns.cluster === undefined ? 'unit' : 'cluster',
    unitNames,
    counts,
    notes,
  };
}

/** Periods in order, and the place of each row's. */
function readPeriods(time: Float64Array): { periods: Float64Array; periodOfRow: Int32Array } {
  const seenByTime = new Map<number, number>();
  const periodOfRow = new Int32Array(time.length);
  for (let row = 0; row < time.length; row++) {
    let seen = seenByTime.get(time[row]!);
    if (seen === undefined) {
      seen = seenByTime.size;
      seenByTime.set(time[row]!, seen);
    }
    periodOfRow[row] = seen;
  }
  const periods = Float64Array.from(seenByTime.keys()).sort();
  const place = new Int32Array(periods.length);
  for (let period = 0; period < periods.length; period++) place[seenByTime.get(periods[period]!)!] = period;
  for (let row = 0; row < time.length; row++) periodOfRow[row] = place[periodOfRow[row]!]!;
  return { periods, periodOfRow };
}

/** Only their ratios count: an extreme unit is divided away by a power of two, so that sums of squares stay numbers. */
function scaleWeights(weights: Float64Array): Float64Array {
  const largest = weights.reduce((most, weight) => Math.max(most, weight), 0);
  const exponent = Math.floor(Math.log2(largest));
  if (Math.abs(exponent) < ORDINARY_EXPONENT) return weights;
  // In two steps, since one power may be no number.
  const half = 2 ** -Math.trunc(exponent / 2);
  const rest = 2 ** -(exponent - Math.trunc(exponent / 2));
  return weights.map((weight) => weight * half * rest);
}

/** Codes without unused levels, in the order in which they are first seen. */
function compactCodes(column: FactorColumn): { codes: Int32Array; levels: number; original: number[] } {
  const place = new Int32Array(column.levels).fill(-1);
  const original: number[] = [];
  const codes = new Int32Array(column.codes.length);
  for (let row = 0; row < codes.length; row++) {
    const code = column.codes[row]!;
    if (place[code] === -1) {
      place[code] = original.length;
      original.push(code);
    }
    codes[row] = place[code]!;
  }
  return { codes, levels: original.length, original };
}

interface CellCounts {
  readonly repeated: number;
  readonly firstRepeated: number | undefined;
  readonly periodsOfUnit: Int32Array;
  readonly rowsOfUnit: Int32Array;
}

function countCells(unit: Int32Array, units: number, period: Int32Array, periods: number): CellCounts {
  const seen = new Uint8Array(units * periods);
  const periodsOfUnit = new Int32Array(units);
  const rowsOfUnit = new Int32Array(units);
  let repeated = 0;
  let firstRepeated: number | undefined;
  for (let row = 0; row < unit.length; row++) {
    const cell = period[row]! * units + unit[row]!;
    rowsOfUnit[unit[row]!]!++;
    if (seen[cell] === 0) {
      seen[cell] = 1;
      periodsOfUnit[unit[row]!]!++;
    } else if (seen[cell] === 1) {
      seen[cell] = 2;
      repeated++;
      firstRepeated ??= cell;
    }
  }
  return { repeated, firstRepeated, periodsOfUnit, rowsOfUnit };
}

function readFirstTreated(
  values: Float64Array,
  unit: Int32Array,
  units: number,
  periods: Float64Array,
  nameOf: (code: number) => string,
  mistakes: InputMistake[],
): Float64Array {
  const first = new Float64Array(units).fill(Number.NaN);
  const zeroIsPeriod = periods.includes(0);
  const changing = new Set<number>();
  for (let row = 0; row < values.length; row++) {
    const value = values[row]!;
    const read = value === 0 && !zeroIsPeriod ? Number.POSITIVE_INFINITY : value;
    const code = unit[row]!;
    if (Number.isNaN(first[code])) first[code] = read;
    else if (first[code] !== read) changing.add(code);
  }
  if (changing.size > 0)
    mistakes.push({
      code: 'first-treated-changes',
      message: `${changing.size} units have more than one first treated period: ${listNames(changing, nameOf)}. Give each unit one.`,
      params: { units: changing.size, names: listNames(changing, nameOf) },
    });
  return first;
}

function readTreated(
  values: Float64Array,
  unit: Int32Array,
  units: number,
  periodOfRow: Int32Array,
  periods: Float64Array,
  nameOf: (code: number) => string,
  mistakes: InputMistake[],
): Float64Array {
  const notBinary = values.reduce((sum, value) => sum + (value !== 0 && value !== 1 ? 1 : 0), 0);
  if (notBinary > 0)
    mistakes.push({
      code: 'treatment-not-binary',
      message: `${notBinary} values of the treatment indicator are neither 0 nor 1. Code it so, or give the first treated period.`,
      params: { count: notBinary },
    });
  const first = new Float64Array(units).fill(Number.POSITIVE_INFINITY);
  values.forEach((value, row) => {
    const period = periods[periodOfRow[row]!]!;
    if (value === 1 && period < first[unit[row]!]!) first[unit[row]!] = period;
  });
  const off = new Set<number>();
  values.forEach((value, row) => {
    if (value === 0 && periods[periodOfRow[row]!]! >= first[unit[row]!]!) off.add(unit[row]!);
  });
  if (off.size > 0)
    mistakes.push({
      code: 'treatment-switches-off',
      message: `In ${off.size} units treatment is switched off again: ${listNames(off, nameOf)}. These methods take treatment as lasting: keep the rows until it ends, or count from its first period.`,
      params: { units: off.size, names: listNames(off, nameOf) },
    });
  return first;
}

function listNames(codes: ReadonlySet<number>, nameOf: (code: number) => string): string {
  const names = [...codes].slice(0, SHOWN_NAMES).map(nameOf).join(', ');
  return codes.size > SHOWN_NAMES ? `${names}, …` : names;
}

function countPanel(
  rows: number,
  units: number,
  clusters: number,
  periods: Float64Array,
  firstTreated: Float64Array,
  cells: CellCounts,
): PanelCounts {
  const start = periods[0]!;
  const last = periods.at(-1)!;
  const count = (test: (value: number) => boolean): number =>
    firstTreated.reduce((sum, value) => sum + (test(value) ? 1 : 0), 0);
  const cohorts = new Set(firstTreated.filter((value) => value > start && value <= last));
  const earliest = [...cohorts].reduce((least, first) => Math.min(least, first), Number.POSITIVE_INFINITY);
  let missing = 0;
  let unitsWithGaps = 0;
  for (const seen of cells.periodsOfUnit) {
    missing += periods.length - seen;
    if (seen < periods.length) unitsWithGaps++;
  }
  return {
    rows,
    units,
    periods: periods.length,
    clusters,
    everTreatedUnits: count((value) => value <= last),
    neverTreatedUnits: count((value) => value > last),
    alwaysTreatedUnits: count((value) => value <= start),
    treatedAfterLastPeriodUnits: count((value) => value > last && value !== Number.POSITIVE_INFINITY),
    cohorts: cohorts.size,
    unitsWithGaps,
    missingUnitPeriods: missing,
    repeatedUnitPeriods: cells.repeated,
    singletonUnits: cells.rowsOfUnit.reduce((sum, seen) => sum + (seen === 1 ? 1 : 0), 0),
    periodsBeforeTreatment:
      cohorts.size === 0 ? 0 : periods.reduce((sum, value) => sum + (value < earliest ? 1 : 0), 0),
  };
}

/** The cluster of each unit, undefined when a unit's rows lie in several. */
function findClusterOfUnit(unit: Int32Array, units: number, cluster: Int32Array): Int32Array | undefined {
  const found = new Int32Array(units).fill(-1);
  for (let row = 0; row < unit.length; row++) {
    const code = unit[row]!;
    if (found[code] === -1) found[code] = cluster[row]!;
    else if (found[code] !== cluster[row]) return undefined;
  }
  return found;
}
