/**
 * The effect in a matched or weighted sample: the weighted regression of the outcome on treatment, with or without
 * covariates.
 *
 *   y = a + τ D + x′b + e, weighted by the sample's weights; τ without covariates is the weighted difference of means
 *
 * Errors: clustered by pair, subclass or stratum where rows have one (`sets`), iid, HC0, HC1, of a weighted design
 * (HC0 · n/(n−1)), or clustered by a column; all with Student's t on n − k. They take the weights as given: that
 * matching or the propensity score was estimated is not in them (see `estimateNearestNeighbourEffect` and
 * `estimateAugmentedWeighting`).
 *
 * Shapes: columns n. Papers: Abadie and Spiess 2022 (10.1080/01621459.2020.1840383) on clustering by pair, Ho and others 2007
 * (10.1093/pan/mpl013) on covariates. Reproduces lm(weights) with sandwich's vcovCL (HC1) and vcovHC, and svyglm.
 * Cost O(n k²).
 */

import { EngineInputError, type NotEstimable, notEstimable } from '../../kernel/index.ts';
import {
  type CovarianceRequest,
  estimateCovariance,
  fitLinearModel,
  type LinearRefusal,
  makeTerm,
} from '../linear/index.ts';
import type { DroppedRows, FactorColumn, SmallSample, StudyNote, StudyTerm } from '../types.ts';
import { assertColumn, assertCovariates, isConstant, readTreated } from './check-matching-data.ts';
import { expandCovariates } from './expand-covariates.ts';
import type {
  MatchedSample,
  MatchingCovariate,
  MatchingEstimand,
  MatchingRefusal,
  TreatedColumn,
} from './types.ts';

/** Which spread the standard errors rest on. */
export type MatchedErrors = 'sets' | 'iid' | 'hc0' | 'hc1' | 'design' | { readonly cluster: FactorColumn };

export interface MatchedEffectOptions {
  readonly outcome: Float64Array;
  readonly treated: TreatedColumn;
  readonly sample: MatchedSample;
  readonly covariates?: readonly MatchingCovariate[];
  /** Clustered by set where the sample has sets and HC1 otherwise, when left out. */
  readonly errors?: MatchedErrors;
}

/** The effect with everything that it rests on. */
export interface MatchedEffect {
  readonly kind: 'estimated';
  readonly method: MatchedSample['method'];
  readonly estimand: MatchingEstimand;
  /** In the unit of the outcome. */
  readonly effect: StudyTerm;
  /** The constant, the effect and the covariates. */
  readonly terms: readonly StudyTerm[];
  readonly rows: number;
  readonly clusters?: number;
  readonly errors: 'sets' | 'iid' | 'hc0' | 'hc1' | 'design' | 'cluster';
  readonly smallSample: SmallSample;
  readonly dropped: readonly DroppedRows[];
  readonly notes: readonly StudyNote[];
}

type EffectRefusal = MatchingRefusal | 'too-few-clusters' | 'treatment-explained-by-covariates';

/**
 * Estimates the effect in a matched sample.
 *
 * @param options outcome, treatment, the sample, covariates and errors
 * @throws {EngineInputError} `no-rows`, `treatment-not-binary`, `length-mismatch`, `not-finite`, `duplicate-covariate`, `code-out-of-range`, `no-sets`
 * @example
 * const values = Float64Array.of(1, 2, 1, 2);
 * const sample = matchNearestNeighbours({ treated: [1, 1, 0, 0], distance: { kind: 'score', values }, order: 'data' });
 * estimateMatchedEffect({ outcome: Float64Array.of(5, 7, 1, 2), treated: [1, 1, 0, 0], sample }).effect.estimate; // 4.5
 */
export function estimateMatchedEffect(
  options: MatchedEffectOptions,
): MatchedEffect | NotEstimable<EffectRefusal> {
  const { sample, covariates = [] } = options;
  const treated = readTreated(options.treated);
  const rows = treated.length;
  assertColumn('outcome', options.outcome, rows);
  assertColumn('weights', sample.weights, rows);
  if (covariates.length > 0) assertCovariates(covariates, rows);
  const errors = options.errors ?? (sample.sets ? 'sets' : 'hc1');
  const used: number[] = [];
  sample.weights.forEach((weight, row) => {
    if (weight > 0) used.push(row);
  });
  const pick = (values: ArrayLike<number>) => Float64Array.from(used, (row) => values[row]!);
  const treatment = pick(treated);
  if (!treatment.includes(1)) return notEstimable('no-treated');
  if (!treatment.includes(0)) return notEstimable('no-controls');
  const response = pick(options.outcome);
  if (isConstant(response)) return notEstimable('no-variation');
  const clusters = readClusters(errors, sample, used, rows);
  if (clusters && clusters.levels < 2) return notEstimable('too-few-clusters');
  const columns = expandCovariates(covariates, 'all-but-first').map(({ name, values }) => ({
    name,
    values: pick(values),
  }));
  const fit = fitLinearModel({
    outcome: response,
    // Covariates come first, so that it is treatment that is dropped when they explain it.
    regressors: [...columns, { name: TREATMENT, values: treatment }],
    weights: pick(sample.weights),
  });
  if (fit.kind === 'not-estimable') return notEstimable(translate(fit, clusters));
  const place = fit.names.indexOf(TREATMENT);
  if (place < 0) return notEstimable('treatment-explained-by-covariates');
  if (fit.rows <= fit.parameters) return notEstimable('too-few-rows');
  const covariance = estimateCovariance(fit, chooseCovariance(errors, clusters));
  if (covariance.kind === 'not-estimable') return notEstimable(translate(covariance, clusters));
  const correction = errors === 'design' ? fit.rows / (fit.rows - 1) : 1;
  const terms = fit.names.map((name, term) =>
    makeTerm(
      term === place ? 'treated' : term === 0 ? '(constant)' : name,
      fit.estimates[term]!,
      covariance.standardErrors[term]! * Math.sqrt(correction),
      covariance.degreesOfFreedom[term]!,
      0.95,
    ),
  );
  const effect = terms[place]!;
  return {
    kind: 'estimated',
    method: sample.method,
    estimand: sample.estimand,
    effect,
    terms: [terms[0]!, effect, ...terms.slice(1).filter((term) => term !== effect)],
    rows: used.length,
    ...(clusters ? { clusters: clusters.levels } : {}),
    errors: typeof errors === 'string' ? errors : 'cluster',
    smallSample:
      errors === 'design'
        ? { formula: 'N/(N-1)', factor: correction, nested: 'none' }
        : covariance.smallSample,
    dropped: [
      ...sample.dropped,
      ...fit.dropped.map(({ count, names }) => ({
        reason: 'collinear-covariate',
        count,
        ...(names ? { names } : {}),
      })),
    ],
    notes: [...sample.notes, ...noteFewClusters(clusters)],
  };
}

/** No name of a column, so that a covariate called like the treatment is not taken for it. */
const TREATMENT = '\u0000treated';

function chooseCovariance(errors: MatchedErrors, clusters: FactorColumn | undefined): CovarianceRequest {
  // Degrees N − K as the reference takes them; few clusters are pointed out.
  if (clusters) return { type: 'cr1s', clusters, fixedEffectCount: 'full', degrees: 'residual' };
  return { type: errors === 'iid' || errors === 'hc1' ? errors : 'hc0' };
}

function translate({ reason }: LinearRefusal, clusters: FactorColumn | undefined): EffectRefusal {
  if (reason === 'no-degrees-of-freedom') return 'too-few-rows';
  if (reason === 'error-vanishes') return clusters ? 'too-few-clusters' : 'no-variation';
  return reason === 'perfect-fit' || reason === 'constant-outcome' ? 'no-variation' : 'not-finite';
}

const FEW_CLUSTERS = 12;

function noteFewClusters(clusters: FactorColumn | undefined): StudyNote[] {
  if (!clusters || clusters.levels >= FEW_CLUSTERS) return [];
  return [
    {
      code: 'few-clusters',
      params: { clusters: clusters.levels, least: FEW_CLUSTERS },
      message: `There are ${clusters.levels} clusters, fewer than ${FEW_CLUSTERS}. Do not lean on this standard error alone.`,
    },
  ];
}

function readClusters(
  errors: MatchedErrors,
  sample: MatchedSample,
  used: readonly number[],
  rows: number,
): FactorColumn | undefined {
  if (errors === 'sets') {
    if (!sample.sets)
      throw new EngineInputError({
        code: 'no-sets',
        message: `A row of a ${sample.method} sample may be in several sets. Use HC1 errors or name a cluster column.`,
        params: { method: sample.method },
      });
    return numberClusters(sample.sets, used);
  }
  if (typeof errors === 'string') return undefined;
  assertCovariates([{ name: 'cluster', values: errors.cluster }], rows);
  return numberClusters(errors.cluster.codes, used);
}

function numberClusters(codes: Int32Array, used: readonly number[]): FactorColumn {
  const numbers = new Map<number, number>();
  const renumbered = Int32Array.from(used, (row) => {
    const number = numbers.get(codes[row]!) ?? numbers.size;
    numbers.set(codes[row]!, number);
    return number;
  });
  return { codes: renumbered, levels: numbers.size };
}
