/**
 * One two-group, two-period comparison when each period has rows of its own (new pupils each year).
 *
 * With D the cohort, P the later period, m_P the control fit in a period, μ_P the treated fit, v = w p/(1−p)(1−D) and
 * E_a[·] the mean weighted by a:
 *   regression    E_DP[y] − E_D(1−P)[y] − E_D[m_1 − m_0]
 *   weighting     E_DP[y] − E_D(1−P)[y] − E_vP[y] + E_v(1−P)[y]
 *   doubly robust the same with y − m_P, plus E_D[(μ_1−m_1) − (μ_0−m_0)] − E_DP[μ_1−m_1] + E_D(1−P)[μ_0−m_0]
 * Every answer is a sum of weighted means, so its influence function is the means' own part, plus that of each fit,
 * plus that of the propensity. It is the derivative with respect to the rows' weights, which the tests check.
 *
 * Shapes: n rows of both periods, design n × k. Assumes parallel trends given X and that who is in a group's rows does
 * not change with treatment. Paper: Sant'Anna & Zhao 2020 (10.1016/j.jeconom.2020.06.003). Follows the formulas of R
 * DRDID `reg_did_rc`, `std_ipw_did_rc`, `drdid_rc`. Cost O(n k²) per logit step.
 */

import { createMatrix, factorSymmetric } from '../../kernel/index.ts';
import { addRowCross, type ChangeComparison } from './change-comparison.ts';
import type { ComparedChanges, ComparisonMethod } from './compare-changes.ts';
import { fitPropensity } from './fit-propensity.ts';
import { refuseDifference } from './panel-notes.ts';
import type { DifferenceRefusal } from './types.ts';

/** Rows of a cohort and its controls in two periods. */
export interface CrossSections extends Omit<ChangeComparison, 'changes'> {
  readonly outcome: Float64Array;
  /** 1 in the period compared, 0 in the base period. */
  readonly later: Uint8Array;
}

/** sign × (the mean of `value`, weighted); fits say which regressions enter the value and with which sign. */
interface WeightedMean {
  readonly sign: 1 | -1;
  readonly weights: Float64Array;
  readonly hasPropensity: boolean;
  readonly value: (row: number) => number;
  readonly fits: readonly {
    readonly fit: GroupFit;
    readonly sign: 1 | -1;
    readonly onlyOwnPeriod: boolean;
  }[];
}

interface GroupFit {
  readonly inSample: (row: number) => boolean;
  readonly later: 0 | 1;
  readonly fitted: Float64Array;
  readonly solve: (right: Float64Array) => Float64Array;
}

const TRIM_LEVEL = 0.995;

/**
 * Compares the rows of a cohort and its controls in two periods.
 *
 * @param sections rows of both periods
 * @param method regression, weighting or doubly robust
 * @throws {EngineInputError} never; what cannot be computed is a refusal
 * @example
 * compareCrossSections(
 *   {
 *     outcome: Float64Array.of(1, 4, 2, 3, 2, 4, 1, 3),
 *     group: Uint8Array.of(1, 1, 0, 0, 1, 1, 0, 0),
 *     later: Uint8Array.of(0, 1, 0, 1, 0, 1, 0, 1),
 *     design: new Float64Array(8).fill(1),
 *     columns: 1,
 *     weights: new Float64Array(8).fill(1),
 *   },
 *   'regression',
 * ).effect; // 1
 */
export function compareCrossSections(
  sections: CrossSections,
  method: ComparisonMethod,
): ComparedChanges | DifferenceRefusal {
  const { outcome, group, later, columns, design } = sections;
  const rows = outcome.length;
  // The logit's rule for stopping knows the unit of the weights: they count around one.
  const total = sections.weights.reduce((sum, weight) => sum + weight, 0);
  const weights = sections.weights.map((weight) => (weight * rows) / total);
  const fits: GroupFit[] = [];
  for (const treated of method === 'weighting' ? [] : method === 'regression' ? [0] : [0, 1])
    for (const period of [0, 1] as const) {
      const fit = fitGroup({ ...sections, weights }, treated, period);
      if ('kind' in fit) return fit;
      fits.push(fit);
    }
  const propensity = method === 'regression' ? undefined : fitPropensity(sections, weights);
  if (propensity?.kind === 'not-estimable') return propensity;
  let trimmedControls = 0;
  const odds = weights.map((weight, row) => {
    if (propensity === undefined || group[row] === 1) return 0;
    const p = propensity.probabilities[row]!;
    if (p < TRIM_LEVEL) return (weight * p) / (1 - p);
    trimmedControls++;
    return 0;
  });

  const means = listMeans({ ...sections, weights }, method, odds, fits);
  let effect = 0;
  const influence = new Float64Array(rows);
  const fitPull = fits.map(() => new Float64Array(columns));
  const oddsPull = new Float64Array(columns);
  for (const { sign, weights: share, hasPropensity, value, fits: entering } of means) {
    const total = share.reduce((sum, weight) => sum + weight, 0);
    if (!(total > 0))
      return refuseDifference(
        'no-overlap',
        'No control is alike enough to be weighted. Use fewer covariates.',
        {
          controls: trimmedControls,
        },
      );
    let mean = 0;
    for (let row = 0; row < rows; row++) if (share[row] !== 0) mean += (share[row]! / total) * value(row);
    effect += sign * mean;
    for (let row = 0; row < rows; row++) {
      if (share[row] === 0) continue;
      const part = sign * (share[row]! / total);
      influence[row]! += rows * part * (value(row) - mean);
      for (let column = 0; column < columns; column++) {
        const x = design[row * columns + column]!;
        if (hasPropensity) oddsPull[column]! += part * (value(row) - mean) * x;
        for (const { fit, sign: fitSign, onlyOwnPeriod } of entering)
          if (!onlyOwnPeriod || later[row] === fit.later)
            fitPull[fits.indexOf(fit)]![column]! += part * fitSign * x;
      }
    }
  }
  const alongDesign = (row: number, vector: Float64Array): number => {
    let sum = 0;
    for (let column = 0; column < columns; column++) sum += design[row * columns + column]! * vector[column]!;
    return sum;
  };
  fits.forEach((fit, place) => {
    const direction = fit.solve(fitPull[place]!);
    for (let row = 0; row < rows; row++)
      if (fit.inSample(row))
        influence[row]! +=
          rows * weights[row]! * (outcome[row]! - fit.fitted[row]!) * alongDesign(row, direction);
  });
  if (propensity !== undefined) {
    const direction = propensity.solve(oddsPull);
    for (let row = 0; row < rows; row++)
      influence[row]! +=
        rows * weights[row]! * (group[row]! - propensity.probabilities[row]!) * alongDesign(row, direction);
  }
  return { kind: 'estimated', effect, influence, trimmedControls };
}

function listMeans(
  { outcome, group, later, weights }: CrossSections,
  method: ComparisonMethod,
  odds: Float64Array,
  fits: readonly GroupFit[],
): WeightedMean[] {
  const pick = (from: Float64Array, isTreated: 0 | 1, period?: 0 | 1): Float64Array =>
    from.map((weight, row) =>
      group[row] === isTreated && (period ?? later[row]) === later[row] ? weight : 0,
    );
  const plain = { hasPropensity: false, fits: [] } as const;
  const raw = (row: number): number => outcome[row]!;
  const treatedAfter = pick(weights, 1, 1);
  const treatedBefore = pick(weights, 1, 0);
  if (method === 'weighting')
    return [
      { ...plain, sign: 1, weights: treatedAfter, value: raw },
      { ...plain, sign: -1, weights: treatedBefore, value: raw },
      { sign: -1, weights: pick(odds, 0, 1), value: raw, hasPropensity: true, fits: [] },
      { sign: 1, weights: pick(odds, 0, 0), value: raw, hasPropensity: true, fits: [] },
    ];
  const [controlBefore, controlAfter] = fits as [GroupFit, GroupFit];
  if (method === 'regression')
    return [
      { ...plain, sign: 1, weights: treatedAfter, value: raw },
      { ...plain, sign: -1, weights: treatedBefore, value: raw },
      {
        sign: -1,
        weights: pick(weights, 1),
        value: (row) => controlAfter.fitted[row]! - controlBefore.fitted[row]!,
        hasPropensity: false,
        fits: [
          { fit: controlAfter, sign: 1, onlyOwnPeriod: false },
          { fit: controlBefore, sign: -1, onlyOwnPeriod: false },
        ],
      },
    ];
  const left = (row: number): number =>
    outcome[row]! - (later[row] === 1 ? controlAfter.fitted[row]! : controlBefore.fitted[row]!);
  const own = [
    { fit: controlAfter, sign: -1, onlyOwnPeriod: true },
    { fit: controlBefore, sign: -1, onlyOwnPeriod: true },
  ] as const;
  const gap = (sign: 1 | -1, share: Float64Array, period: 0 | 1): WeightedMean => {
    const control = fits[period]!;
    const treated = fits[2 + period]!;
    return {
      sign,
      weights: share,
      hasPropensity: false,
      value: (row) => treated.fitted[row]! - control.fitted[row]!,
      fits: [
        { fit: treated, sign: 1, onlyOwnPeriod: false },
        { fit: control, sign: -1, onlyOwnPeriod: false },
      ],
    };
  };
  return [
    { sign: 1, weights: treatedAfter, value: left, hasPropensity: false, fits: own },
    { sign: -1, weights: treatedBefore, value: left, hasPropensity: false, fits: own },
    { sign: -1, weights: pick(odds, 0, 1), value: left, hasPropensity: true, fits: own },
    { sign: 1, weights: pick(odds, 0, 0), value: left, hasPropensity: true, fits: own },
    gap(1, pick(weights, 1), 1),
    gap(-1, treatedAfter, 1),
    gap(-1, pick(weights, 1), 0),
    gap(1, treatedBefore, 0),
  ];
}

function fitGroup(sections: CrossSections, treated: number, period: 0 | 1): GroupFit | DifferenceRefusal {
  const { outcome, group, later, weights, columns, design } = sections;
  const inSample = (row: number): boolean => group[row] === treated && later[row] === period;
  const cross = new Float64Array(columns * columns);
  const right = new Float64Array(columns);
  for (let row = 0; row < outcome.length; row++) {
    if (!inSample(row)) continue;
    addRowCross(cross, sections, row, weights[row]!);
    for (let column = 0; column < columns; column++)
      right[column]! += weights[row]! * outcome[row]! * design[row * columns + column]!;
  }
  const factor = factorSymmetric(createMatrix(columns, columns, cross));
  if (factor.rank < columns)
    return refuseDifference(
      treated === 1 ? 'covariates-collinear-among-treated' : 'covariates-collinear-among-controls',
      `Among the ${treated === 1 ? 'treated' : 'controls'} of one period only ${factor.rank} of ${columns} columns are independent. Use fewer covariates.`,
      { rank: factor.rank, columns },
    );
  const coefficients = factor.solve(right);
  const fitted = outcome.map((_, row) => {
    let sum = 0;
    for (let column = 0; column < columns; column++)
      sum += design[row * columns + column]! * coefficients[column]!;
    return sum;
  });
  return { inSample, later: period, fitted, solve: (vector) => factor.solve(vector) };
}
