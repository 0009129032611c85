/**
 * The judging core on columns: no object per school, so that a whole country fits in a tenth of a second.
 *
 * For each indicator: the schools' values X_i / P_i, all inequality measures, who reaches the standard; for each
 * school: how many standards it reaches. A school's share of the variation follows from its value when it is asked.
 *
 * Shapes: one Float64Array of n rows per variable; masks are Uint8Array of n (1 = known). Cost O(n × indicators).
 */

import { createSortWorkspace, ROUNDING_TOLERANCE, type SortWorkspace } from '../kernel/index.ts';
import { isFarBelow, meetsStandard } from './compare-standard.ts';
import { type ColumnMeasures, measureColumn } from './measure-column.ts';
import type { PackIndicator, StandardPack } from './standard-pack.ts';
import type { ExclusionReason, UsedWeighting, Weighting } from './types.ts';

/** Schools as columns; row i of each column is school i. */
export interface BalanceColumns {
  readonly count: number;
  /** Pupils of the judged stage. */
  readonly pupils?: Float64Array;
  /** 1 where the pupil count is known; all known when left out. */
  readonly pupilsKnown?: Uint8Array;
  /** Totals by variable id. */
  readonly values: Readonly<Record<string, Float64Array>>;
  /** 1 where the total is known, by variable id; all known when left out. */
  readonly known?: Readonly<Record<string, Uint8Array>>;
  /** 1 where the pack's rules leave the school out. */
  readonly leftOut?: Uint8Array;
}

/** One indicator over the counted rows; position k of each array belongs to school `rows[k]`. */
export interface IndicatorColumns {
  readonly indicator: PackIndicator;
  readonly measures: ColumnMeasures;
  readonly rows: Uint32Array;
  readonly value: Float64Array;
  /** Pupils, or 1 each when unweighted. */
  readonly weight: Float64Array;
  readonly standard?: number;
  /** 1 where the standard is reached; absent without a standard. */
  readonly met?: Uint8Array;
  readonly schoolsMet: number;
}

/** Why a school is left out altogether: position in EXCLUSIONS plus one; 0 counts. */
export const EXCLUSIONS = [
  'zero-pupils',
  'left-out-by-rule',
  'no-pupil-count',
] as const satisfies readonly ExclusionReason[];

export interface JudgedColumns {
  readonly weighting: UsedWeighting;
  /** Per school: 0 counts, otherwise 1 + the place of the reason in EXCLUSIONS. */
  readonly exclusion: Uint8Array;
  /** Per school: 1 where the pupil count is known. Absent when all are or none is. */
  readonly pupilsKnown?: Uint8Array;
  readonly hasPupils: boolean;
  readonly schoolsCounted: number;
  readonly pupils: number;
  readonly indicators: readonly IndicatorColumns[];
  /** Indicators with a standard at this stage. */
  readonly standards: number;
  /** Per school: standards reached, values far below their standard, values missing. */
  readonly met: Uint8Array;
  readonly farBelow: Uint8Array;
  readonly missing: Uint8Array;
}

/**
 * Judges columns that are known to be finite and not negative where they must not be.
 *
 * @param pack the standards
 * @param stage the stage to judge
 * @param columns the schools
 * @param asked weighting wished for; without any pupil count it becomes `none`
 * @param workspace buffers for `columns.count` rows, made when left out
 * @example
 * judgeColumns(cn2017Quality, 'primary', columns, 'enrolment').indicators[0]?.measures.cv;
 */
export function judgeColumns(
  pack: StandardPack,
  stage: string,
  columns: BalanceColumns,
  asked: Weighting,
  workspace: SortWorkspace = createSortWorkspace(columns.count),
): JudgedColumns {
  const { count } = columns;
  const weighting = chooseWeighting(columns, asked);
  const needsPupils =
    weighting.used === 'enrolment' || pack.indicators.every((indicator) => indicator.denominator !== 'none');
  const exclusion = new Uint8Array(count);
  const { schoolsCounted, pupils } = excludeSchools(columns, needsPupils, exclusion);
  const all = layCounted(columns, exclusion, schoolsCounted, weighting.used === 'enrolment');
  const met = new Uint8Array(count);
  const farBelow = new Uint8Array(count);
  const missing = new Uint8Array(count);
  const tallies = { met, farBelow, missing };
  const remaining = pack.rules.school?.remainingAtLeast ?? 1;
  const context = { columns, exclusion, all, remaining, tallies, workspace };
  const indicators = pack.indicators.map((indicator) => judgeIndicator(indicator, stage, context));
  const standards = indicators.filter((judged) => judged.standard !== undefined).length;
  return {
    weighting,
    exclusion,
    ...(columns.pupilsKnown && { pupilsKnown: columns.pupilsKnown }),
    hasPupils: columns.pupils !== undefined,
    schoolsCounted,
    pupils,
    indicators,
    standards,
    ...tallies,
  };
}

interface Context {
  readonly columns: BalanceColumns;
  readonly exclusion: Uint8Array;
  /** Every counted school: shared by the indicators that all of them have. */
  readonly all: { readonly rows: Uint32Array; readonly weight: Float64Array };
  readonly remaining: number;
  readonly tallies: { met: Uint8Array; farBelow: Uint8Array; missing: Uint8Array };
  readonly workspace: SortWorkspace;
}

function chooseWeighting(columns: BalanceColumns, asked: Weighting): UsedWeighting {
  if (asked === 'none') return { asked, used: 'none' };
  const known = columns.pupilsKnown;
  const hasPupils = columns.pupils !== undefined && (known === undefined || known.includes(1));
  return hasPupils ? { asked, used: 'enrolment' } : { asked, used: 'none', reason: 'no-pupil-counts' };
}

function excludeSchools(columns: BalanceColumns, needsPupils: boolean, exclusion: Uint8Array) {
  const { count, pupils, pupilsKnown, leftOut } = columns;
  let schoolsCounted = 0;
  let sum = 0;
  for (let row = 0; row < count; row++) {
    const known = pupils !== undefined && (pupilsKnown === undefined || pupilsKnown[row] === 1);
    if (leftOut !== undefined && leftOut[row] === 1) exclusion[row] = 2;
    else if (known && pupils[row] === 0) exclusion[row] = 1;
    else if (!known && needsPupils) exclusion[row] = 3;
    else {
      schoolsCounted++;
      if (known) sum += pupils[row]!;
    }
  }
  return { schoolsCounted, pupils: sum };
}

function layCounted(
  columns: BalanceColumns,
  exclusion: Uint8Array,
  schoolsCounted: number,
  weighs: boolean,
): { rows: Uint32Array; weight: Float64Array } {
  const rows = new Uint32Array(schoolsCounted);
  let kept = 0;
  for (let row = 0; row < columns.count; row++) if (exclusion[row] === 0) rows[kept++] = row;
  const { pupils } = columns;
  if (!weighs || pupils === undefined) return { rows, weight: new Float64Array(schoolsCounted).fill(1) };
  if (kept === columns.count) return { rows, weight: pupils };
  const weight = new Float64Array(schoolsCounted);
  for (let place = 0; place < kept; place++) weight[place] = pupils[rows[place]!]!;
  return { rows, weight };
}

function judgeIndicator(indicator: PackIndicator, stage: string, context: Context): IndicatorColumns {
  const { exclusion, workspace, columns } = context;
  const { rows, weight } = findRows(indicator, context);
  const value = divideTotals(indicator, rows, columns);
  const measures = measureColumn(value, weight, rows.length, workspace);
  const found = { indicator, measures, rows, value, weight, schoolsMet: 0 };
  const standard = indicator.standard?.[stage];
  if (standard === undefined) return found;
  const met = new Uint8Array(rows.length);
  const schoolsMet = compareWithStandard(indicator, standard, rows, value, met, context);
  if (rows.length < context.all.rows.length) {
    const { missing } = context.tallies;
    let next = 0;
    for (let row = 0; row < columns.count; row++) {
      if (next < rows.length && rows[next] === row) next++;
      else if (exclusion[row] === 0) missing[row]!++;
    }
  }
  return { ...found, standard, met, schoolsMet };
}

/** The counted schools that have a value, and their weights. */
function findRows(indicator: PackIndicator, context: Context): { rows: Uint32Array; weight: Float64Array } {
  const { columns, all } = context;
  const divides = indicator.denominator !== 'none';
  if (columns.values[indicator.numerator] === undefined || (divides && columns.pupils === undefined))
    return { rows: new Uint32Array(0), weight: new Float64Array(0) };
  const known = columns.known?.[indicator.numerator];
  const pupilsKnown = divides ? columns.pupilsKnown : undefined;
  if (!known?.includes(0) && !pupilsKnown?.includes(0)) return all;
  const rows = new Uint32Array(all.rows.length);
  const weight = new Float64Array(all.rows.length);
  let kept = 0;
  for (let place = 0; place < all.rows.length; place++) {
    const row = all.rows[place]!;
    if (known?.[row] === 0 || pupilsKnown?.[row] === 0) continue;
    rows[kept] = row;
    weight[kept] = all.weight[place]!;
    kept++;
  }
  return { rows: rows.subarray(0, kept), weight: weight.subarray(0, kept) };
}

/** Totals in the indicator's unit. */
function divideTotals(indicator: PackIndicator, rows: Uint32Array, columns: BalanceColumns): Float64Array {
  const value = new Float64Array(rows.length);
  const totals = columns.values[indicator.numerator];
  if (totals === undefined) return value;
  const { pupils } = columns;
  const factor = indicator.denominator === '100-pupils' ? 100 : 1;
  if (indicator.denominator === 'none' || pupils === undefined) {
    for (let place = 0; place < rows.length; place++) value[place] = totals[rows[place]!]!;
  } else if (rows.length === columns.count) {
    for (let row = 0; row < rows.length; row++) value[row] = (totals[row]! * factor) / pupils[row]!;
  } else {
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place]!;
      value[place] = (totals[row]! * factor) / pupils[row]!;
    }
  }
  return value;
}

function compareWithStandard(
  indicator: PackIndicator,
  standard: number,
  rows: Uint32Array,
  value: Float64Array,
  met: Uint8Array,
  context: Context,
): number {
  const { tallies, remaining } = context;
  if (indicator.better === 'higher') {
    // The same decisions as meetsStandard and isFarBelow, without a branch for each school.
    const slack = ROUNDING_TOLERANCE * standard;
    const least = standard * remaining;
    const leastSlack = ROUNDING_TOLERANCE * least;
    let schoolsMet = 0;
    for (let place = 0; place < rows.length; place++) {
      const row = rows[place]!;
      const current = value[place]!;
      const reaches = Number(current + slack >= standard);
      met[place] = reaches;
      schoolsMet += reaches;
      tallies.met[row]! += reaches;
      tallies.farBelow[row]! += Number(current + leastSlack < least);
    }
    return schoolsMet;
  }
  let schoolsMet = 0;
  for (let place = 0; place < rows.length; place++) {
    const current = value[place]!;
    if (meetsStandard('lower', current, standard)) {
      met[place] = 1;
      tallies.met[rows[place]!]!++;
      schoolsMet++;
    } else if (isFarBelow('lower', current, standard, remaining)) {
      tallies.farBelow[rows[place]!]!++;
    }
  }
  return schoolsMet;
}
