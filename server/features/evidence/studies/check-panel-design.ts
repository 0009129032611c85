/**
 * What a panel's design leaves open that no estimator sees: treated and controls in different places, errors below
 * the level of treatment, a study too small to show what one would call an effect.
 */

import type { RandomNumbers } from '@trellis/engines/kernel';
import type { FactorColumn, Panel, StudyNote, StudyTerm } from '@trellis/engines/statistics';
import type { LabelledFactor, StudyOptions } from './types.ts';

const DRAWS = 999;
/** Of the permutation test, and the least difference worth a word. */
const LEVEL = 0.05;
const LEAST_DISTANCE = 0.1;
/** (1.96 + 0.84): an effect of so many standard errors is found four times in five. */
const DETECTABLE_ERRORS = 2.8;
/** A study that cannot show an effect of this many standard deviations is called small. */
const WORTHWHILE_DEVIATIONS = 0.2;
const SHOWN_NAMES = 5;

export interface RegionCheck {
  readonly column: string;
  readonly regions: readonly {
    readonly value: string;
    readonly treated: number;
    readonly controls: number;
  }[];
  /** Half the sum of the differences between both distributions, 0 to 1. */
  readonly distance: number;
  /** Of the distance, by permuting who is treated. */
  readonly pValue: number;
  readonly notes: readonly StudyNote[];
}

/** Whether treated units with a contrast and units never treated lie in the same regions. */
export function checkRegions(
  panel: Panel,
  region: LabelledFactor,
  column: string,
  random: RandomNumbers,
  isComparedWithin: boolean,
): RegionCheck {
  const regionOfUnit = new Int32Array(panel.counts.units);
  panel.unitOfRow.forEach((unit, row) => {
    regionOfUnit[unit] = region.codes[row]!;
  });
  const used = Array.from(panel.firstTreatedOfUnit, (start, unit) => ({ start, unit })).filter(
    ({ start }) => start > panel.periods[0]!,
  );
  const regions = Int32Array.from(used, ({ unit }) => regionOfUnit[unit]!);
  const treated = Uint8Array.from(used, ({ start }) => (Number.isFinite(start) ? 1 : 0));
  const counts = countRegions(regions, treated, region.levels);
  const distance = measureDistance(counts);
  let atLeast = 1;
  const shuffled = treated.slice();
  for (let draw = 0; draw < DRAWS; draw++) {
    for (let last = shuffled.length - 1; last > 0; last--) {
      const other = Math.floor(random() * (last + 1));
      [shuffled[last], shuffled[other]] = [shuffled[other]!, shuffled[last]!];
    }
    if (measureDistance(countRegions(regions, shuffled, region.levels)) >= distance - 1e-12) atLeast++;
  }
  const pValue = atLeast / (DRAWS + 1);
  const listed = region.labels
    .map((label, code) => ({
      value: String(label),
      treated: counts.treated[code]!,
      controls: counts.controls[code]!,
    }))
    .filter((one) => one.treated + one.controls > 0);
  return {
    column,
    regions: listed,
    distance,
    pValue,
    notes: noteRegions({ regions: listed, column, distance, pValue }, isComparedWithin),
  };
}

interface RegionCounts {
  readonly treated: Int32Array;
  readonly controls: Int32Array;
}

function countRegions(regions: Int32Array, treated: Uint8Array, levels: number): RegionCounts {
  const counts = { treated: new Int32Array(levels), controls: new Int32Array(levels) };
  regions.forEach((code, place) => {
    counts[treated[place] === 1 ? 'treated' : 'controls'][code]!++;
  });
  return counts;
}

const sum = (values: Int32Array) => values.reduce((total, value) => total + value, 0);

function measureDistance({ treated, controls }: RegionCounts): number {
  const [all, others] = [sum(treated), sum(controls)];
  if (all === 0 || others === 0) return 0;
  return (
    treated.reduce((total, count, code) => total + Math.abs(count / all - controls[code]! / others), 0) / 2
  );
}

function noteRegions(
  { regions, column, distance, pValue }: Omit<RegionCheck, 'notes'>,
  isComparedWithin: boolean,
): StudyNote[] {
  const notes: StudyNote[] = [];
  const all = regions.reduce((total, one) => total + one.treated, 0);
  const others = regions.reduce((total, one) => total + one.controls, 0);
  if (all === 0 || others === 0) return notes;
  const excess = (one: (typeof regions)[number]) => one.treated / all - one.controls / others;
  if (pValue < LEVEL && distance >= LEAST_DISTANCE) {
    const largest = regions.reduce((most, one) => (excess(one) > excess(most) ? one : most));
    const percent = (share: number) => Math.round(100 * share);
    const params = {
      column,
      value: largest.value,
      treatedPercent: percent(largest.treated / all),
      controlPercent: percent(largest.controls / others),
      distancePercent: percent(distance),
      pValue: Number(pValue.toPrecision(3)),
      ...(isComparedWithin ? {} : { option: `--covariates ${column} --categories ${column}` }),
    };
    notes.push({
      code: 'region-confounded',
      params,
      message: `Treated units and controls differ in ${column}: ${params.treatedPercent} % of the treated lie in ${params.value} and ${params.controlPercent} % of the controls (the distributions differ by ${params.distancePercent} %, permutation p = ${params.pValue}). Trends of places mix with the effect: read the comparison within ${column}${isComparedWithin ? '' : ` (staggered with --covariates ${column} --categories ${column})`}.`,
    });
  }
  const alone = regions.filter((one) => one.treated > 0 && one.controls === 0);
  if (alone.length > 0) {
    const units = alone.reduce((total, one) => total + one.treated, 0);
    const names = alone.slice(0, SHOWN_NAMES).map(({ value }) => value);
    const values = alone.length > SHOWN_NAMES ? `${names.join(', ')}, …` : names.join(', ');
    notes.push({
      code: 'region-without-controls',
      params: { column, units, values },
      message: `${units} treated units lie where there is no control (${column} ${values}) and are compared with other places only. Add untreated units from there, or leave these out.`,
    });
  }
  return notes;
}

/** A fixed effect for every region in every period: with it only units of one region are compared. */
export function crossRegionWithTime(region: FactorColumn, time: FactorColumn): FactorColumn {
  return {
    codes: region.codes.map((code, row) => code * time.levels + time.codes[row]!),
    levels: region.levels * time.levels,
  };
}

/** Says when the comparison within regions tells another story. */
export function noteWithinRegions(overall: StudyTerm, within: StudyTerm, column: string): StudyNote[] {
  const isShown = ({ confidenceInterval: [low, high] }: StudyTerm) => low > 0 || high < 0;
  const apart =
    Math.abs(overall.estimate - within.estimate) > Math.max(overall.standardError, within.standardError);
  if (!apart && isShown(overall) === isShown(within)) return [];
  const short = (value: number) => Number(value.toPrecision(3));
  const params = {
    column,
    overall: short(overall.estimate),
    within: short(within.estimate),
    low: short(within.confidenceInterval[0]),
    high: short(within.confidenceInterval[1]),
  };
  return [
    {
      code: 'region-estimate-differs',
      params,
      message: `Within ${column} the estimate is ${params.within} (95 % interval ${params.low} to ${params.high}) and ${params.overall} across. Believe the comparison within ${column} where the two disagree.`,
    },
  ];
}

/** What a study of this size would hardly have seen, where that is more than one would call small. */
export function noteSmallStudy({ counts }: Panel, main: StudyTerm, deviation: number): StudyNote[] {
  const detectable = DETECTABLE_ERRORS * main.standardError;
  if (!(deviation > 0) || detectable <= WORTHWHILE_DEVIATIONS * deviation) return [];
  const params = {
    units: counts.everTreatedUnits - counts.alwaysTreatedUnits,
    detectable: Number(detectable.toPrecision(3)),
    deviations: Number((detectable / deviation).toPrecision(2)),
  };
  return [
    {
      code: 'small-study',
      params,
      message: `The study is small: ${params.units} treated units show a before and after. An effect below about ${params.detectable} (${params.deviations} standard deviations of the outcome) would most likely not be seen. No difference shown is not the same as no effect.`,
    },
  ];
}

/** The standard deviation, safe at any scale. */
export function measureDeviation(values: Float64Array): number {
  const size = values.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (size === 0) return 0;
  const mean = values.reduce((total, value) => total + value / size, 0) / values.length;
  const squares = values.reduce((total, value) => total + (value / size - mean) ** 2, 0);
  return size * Math.sqrt(squares / Math.max(1, values.length - 1));
}

/** Errors that take rows of one treated unit as independent are too small. */
export function noteErrorLevel(
  options: StudyOptions,
  panel: Panel,
  cluster: FactorColumn | undefined,
): StudyNote[] {
  const { se, unit = 'unit' } = options;
  if (se === 'iid' || se === 'hc1' || se === 'hc2' || se === 'hc3')
    return [
      {
        code: 'errors-not-clustered-by-assignment',
        params: { unit, errors: se },
        message: `Treatment is given to each ${unit}, but ${se} errors take its rows as independent and are too small. Leave out --se, or cluster by ${unit}.`,
      },
    ];
  if (cluster === undefined || panel.clusterOfUnit !== undefined) return [];
  const name = options.cluster ?? 'cluster';
  return [
    {
      code: 'clusters-below-assignment',
      params: { cluster: name, unit },
      message: `The rows of one ${unit} lie in several clusters (${name}), so that errors do not allow for what they share. Cluster by ${unit} or something larger.`,
    },
  ];
}

/** Several rows of a unit in a period: copies when few have them, pupils or the like when most do. */
export function noteRepeatedRows(
  unit: LabelledFactor,
  time: LabelledFactor,
  counts: ArrayLike<number>,
): StudyNote[] {
  const rowsByCell = new Float64Array(unit.levels * time.levels);
  const { codes } = unit;
  for (let row = 0; row < codes.length; row++)
    rowsByCell[codes[row]! * time.levels + time.codes[row]!]! += counts[row]!;
  let cells = 0;
  let repeated = 0;
  let first = -1;
  for (let cell = 0; cell < rowsByCell.length; cell++) {
    if (rowsByCell[cell]! > 0) cells++;
    if (rowsByCell[cell]! <= 1) continue;
    repeated++;
    if (first < 0) first = cell;
  }
  if (repeated === 0) return [];
  const params = {
    repeated,
    unit: String(unit.labels[Math.floor(first / time.levels)]),
    period: String(time.labels[first % time.levels]),
  };
  if (repeated > cells / 2)
    return [
      {
        code: 'repeated-rows',
        params,
        message: `${params.repeated} unit-periods have several rows. Each row counts on its own.`,
      },
    ];
  return [
    {
      code: 'duplicated-unit-periods',
      params,
      message: `${params.repeated} unit-periods occur more than once, e.g. ${params.unit} in ${params.period}, while all others have one row. Every row was counted: check whether these are copies.`,
    },
  ];
}
