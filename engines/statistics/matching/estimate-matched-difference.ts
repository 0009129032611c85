/**
 * Matching and difference-in-differences together, beside doubly robust difference-in-differences on the same units.
 *
 *   Δ_i = mean of y_it over t ≥ g − y_i,g−1,  g the one date of treatment, g−1 the last period before it
 *   matched: the weighted difference of Δ after matching units on covariates of period g−1
 *   doubly robust: ATT(g, t) of `estimateGroupTimeEffects`, averaged over t ≥ g: the same quantity for the treated
 *   unmatched: the plain difference of Δ
 *
 * Units without all these periods are left out and counted. Several rows of a unit in a period enter by their mean.
 * Errors are clustered by pair or stratum, or by the panel's own clusters where it has some. Matching on the outcome
 * before treatment is possible and pointed out: who was high or low by chance drifts back.
 *
 * Shapes: a panel of n units × T periods. Assumes parallel trends among matched units, no anticipation. Papers:
 * Heckman, Ichimura and Todd 1997 (10.2307/2971733), Daw and Hatfield 2018 on regression to the mean
 * (10.1111/1475-6773.12993). Its parts reproduce what their own headers name. Cost O(rows) and that of the method.
 */

import { type NotEstimable, notEstimable, type RandomNumbers } from '../../kernel/index.ts';
import {
  aggregateGroupTimeEffects,
  type DifferenceRefusal,
  type DifferenceTerm,
  estimateGroupTimeEffects,
  type Panel,
  type PanelColumns,
  readPanel,
} from '../difference/index.ts';
import type { DroppedRows, FactorColumn, StudyNote } from '../types.ts';
import { type BalanceRow, tabulateBalance } from './balance-table.ts';
import { estimateMatchedEffect, type MatchedEffect } from './estimate-matched-effect.ts';
import type { PropensityScore } from './estimate-propensity-score.ts';
import { type MatchingPlan, runMatchingPlan } from './run-matching-plan.ts';
import type { MatchedSample, MatchingCovariate, MatchingRefusal } from './types.ts';
import { weighByPropensity } from './weigh-by-propensity.ts';

export interface MatchedDifferenceOptions {
  readonly plan: MatchingPlan;
  /** Units are matched on the outcome of the period before treatment as well; false when left out. */
  readonly matchOnBaselineOutcome?: boolean;
  /** Needed for a random order. */
  readonly random?: RandomNumbers;
}

export type MatchedDifferenceRefusal =
  | MatchingRefusal
  | 'staggered-timing'
  | 'no-period-before'
  | 'too-few-clusters'
  | 'treatment-explained-by-covariates'
  | 'cluster-not-constant';

export interface MatchedDifference {
  readonly kind: 'estimated';
  /** First treated period, and the period all are compared with. */
  readonly treatedFrom: number;
  readonly basePeriod: number;
  readonly matched: MatchedEffect;
  readonly unmatched: MatchedEffect;
  readonly doublyRobust: DifferenceTerm | DifferenceRefusal;
  readonly sample: MatchedSample;
  readonly propensity?: PropensityScore;
  /** Of the covariates in the base period. */
  readonly balance: readonly BalanceRow[];
  /** The panel's code of each unit that was compared: row i of the sample is unit `units[i]`. */
  readonly units: Int32Array;
  readonly dropped: readonly DroppedRows[];
  readonly notes: readonly StudyNote[];
}

/**
 * Estimates a matched difference-in-differences and the doubly robust one beside it.
 *
 * @param columns a panel with one date of treatment, covariates included
 * @param options how to match
 * @throws {EngineInputError} what `readPanel` and `runMatchingPlan` throw
 * @example
 * const columns = simulatePanel({ units: 80, periods: 4, cohorts: [3], confounding: 0.3 }, createRandomNumbers(2));
 * estimateMatchedDifference(columns, { plan: { method: 'propensity-weights', estimand: 'att' } }).basePeriod; // 2
 */
export function estimateMatchedDifference(
  columns: PanelColumns,
  options: MatchedDifferenceOptions,
): MatchedDifference | NotEstimable<MatchedDifferenceRefusal> {
  const panel = readPanel(columns);
  const dates = new Set(panel.firstTreatedOfUnit.filter(Number.isFinite));
  if (dates.size === 0) return notEstimable('no-treated');
  if (dates.size > 1) return notEstimable('staggered-timing');
  const [date] = dates as unknown as Iterable<number>;
  const basePlace = panel.periods.findLastIndex((period) => period < date!);
  if (basePlace < 0) return notEstimable('no-period-before');
  if (panel.clusterName === 'cluster' && !panel.clusterOfUnit) return notEstimable('cluster-not-constant');
  const laid = layOutChanges(panel, basePlace, date!);
  if (laid.units.length === 0) return notEstimable('too-few-rows');
  const treated = Float64Array.from(laid.units, (unit) => (panel.firstTreatedOfUnit[unit] === date ? 1 : 0));
  const covariates: MatchingCovariate[] = [
    ...laid.covariates,
    ...(options.matchOnBaselineOutcome ? [{ name: 'baseline outcome', values: laid.baseline }] : []),
  ];
  const { plan, random } = options;
  const matching = runMatchingPlan({
    treated,
    covariates,
    plan,
    ...(panel.hasWeights ? { weights: laid.weights } : {}),
    ...(random ? { random } : {}),
  });
  if (matching.kind !== 'estimated') return matching;
  const cluster = findClusters(panel, laid.units);
  const compare = (sample: MatchedSample) =>
    estimateMatchedEffect({
      outcome: laid.changes,
      treated,
      sample: { ...sample, weights: sample.weights.map((weight, row) => weight * laid.weights[row]!) },
      ...(cluster ? { errors: { cluster } } : {}),
    });
  const matched = compare(matching.sample);
  if (matched.kind !== 'estimated') return matched;
  const everybody = weighByPropensity({
    treated,
    score: new Float64Array(treated.length).fill(0.5),
    estimand: 'ate',
  });
  if ('reason' in everybody) return everybody;
  const unmatched = compare({ ...everybody, estimand: 'att' });
  if (unmatched.kind !== 'estimated') return unmatched;
  return {
    kind: 'estimated',
    treatedFrom: date!,
    basePeriod: panel.periods[basePlace]!,
    matched,
    unmatched,
    doublyRobust: estimateDoublyRobust(columns),
    sample: matching.sample,
    ...(matching.propensity ? { propensity: matching.propensity } : {}),
    balance: tabulateBalance({ treated, covariates, weights: matching.sample.weights }),
    units: laid.units,
    dropped: [
      ...(laid.incomplete > 0 ? [{ reason: 'unit-without-all-periods', count: laid.incomplete }] : []),
      ...matched.dropped,
    ],
    notes: [...panel.notes, ...matching.sample.notes, ...noteBaseline(options)],
  };
}

interface Changes {
  readonly units: Int32Array;
  readonly changes: Float64Array;
  readonly baseline: Float64Array;
  readonly weights: Float64Array;
  readonly covariates: readonly MatchingCovariate[];
  readonly incomplete: number;
}

function layOutChanges(panel: Panel, basePlace: number, date: number): Changes {
  const { units: unitCount } = panel.counts;
  const periodCount = panel.periods.length;
  const cells = unitCount * periodCount;
  const size = panel.outcome.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const totals = new Float64Array(cells);
  const sums = new Float64Array(cells);
  const covariateSums = panel.covariates.map(() => new Float64Array(unitCount));
  panel.outcome.forEach((value, row) => {
    const unit = panel.unitOfRow[row]!;
    const weight = panel.weights[row]!;
    const cell = unit * periodCount + panel.periodOfRow[row]!;
    totals[cell]! += weight;
    sums[cell]! += weight * (value / size);
    if (panel.periodOfRow[row] === basePlace)
      panel.covariates.forEach(({ values }, index) => {
        covariateSums[index]![unit]! += weight * values[row]!;
      });
  });
  const after = Array.from(panel.periods.keys()).filter((place) => panel.periods[place]! >= date);
  const kept = Int32Array.from(
    Array.from({ length: unitCount }, (_, unit) => unit).filter((unit) =>
      [basePlace, ...after].every((place) => totals[unit * periodCount + place]! > 0),
    ),
  );
  const meanAt = (unit: number, place: number): number =>
    sums[unit * periodCount + place]! / totals[unit * periodCount + place]!;
  const baseWeight = (unit: number): number => totals[unit * periodCount + basePlace]!;
  const baseline = Float64Array.from(kept, (unit) => meanAt(unit, basePlace) * size);
  return {
    units: kept,
    baseline,
    changes: Float64Array.from(kept, (unit) => {
      const mean = after.reduce((sum, place) => sum + meanAt(unit, place) / after.length, 0);
      return (mean - meanAt(unit, basePlace)) * size;
    }),
    weights: Float64Array.from(kept, (unit) => (panel.hasWeights ? baseWeight(unit) : 1)),
    covariates: panel.covariates.map(({ name }, index) => ({
      name,
      values: Float64Array.from(kept, (unit) => covariateSums[index]![unit]! / baseWeight(unit)),
    })),
    incomplete: unitCount - kept.length,
  };
}

/** The panel's own clusters, where units lie inside something larger. */
function findClusters(panel: Panel, units: Int32Array): FactorColumn | undefined {
  if (panel.clusterName === 'unit' || !panel.clusterOfUnit) return undefined;
  const { clusterOfUnit, counts } = panel;
  return { codes: Int32Array.from(units, (unit) => clusterOfUnit[unit]!), levels: counts.clusters };
}

function estimateDoublyRobust(columns: PanelColumns): DifferenceTerm | DifferenceRefusal {
  const effects = estimateGroupTimeEffects(columns, { method: 'doubly-robust', control: 'never-treated' });
  if (effects.kind !== 'estimated') return effects;
  const overall = aggregateGroupTimeEffects(effects, 'simple');
  return overall.kind === 'estimated' ? overall.overall : overall;
}

function noteBaseline({ matchOnBaselineOutcome }: MatchedDifferenceOptions): StudyNote[] {
  if (!matchOnBaselineOutcome) return [];
  return [
    {
      code: 'matched-on-baseline-outcome',
      params: {},
      message:
        'Units were matched on the outcome before treatment. Who was high or low by chance drifts back: read the estimate beside one without.',
    },
  ];
}
