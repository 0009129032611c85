/**
 * Covariance of a linear fit's estimates: V = factor · M · meat · M, with the factor as a value beside it.
 *
 * iid σ² M; hc0–hc4 Σ x x'e²·(1, N/(N−K), 1/(1−h), 1/(1−h)², 1/(1−h)^min(4, h/h̄)): White (1980),
 * https://doi.org/10.2307/1912934, MacKinnon & White (1985), https://doi.org/10.1016/0304-4076(85)90158-7, Cribari-Neto
 * (2004), https://doi.org/10.1016/S0167-9473(02)00366-3. Clusters: Liang & Zeger (1986),
 * https://doi.org/10.1093/biomet/73.1.13; two ways V₁ + V₂ − V₁₂: Cameron, Gelbach & Miller (2011),
 * https://doi.org/10.1198/jbes.2010.07136, negative eigenvalues set to zero and said. Driscoll & Kraay (1998),
 * https://doi.org/10.1162/003465398557825; Newey & West (1987), https://doi.org/10.2307/1913610, Bartlett weights.
 * cr0 has no factor, cr1 G/(G−1), cr1s G/(G−1) · (N−1)/(N−K), K as counted by `fixedEffectCount`.
 * Reproduces R's sandwich, fixest::vcov and clubSandwich. Cost O(n k²) and see cluster-adjustment for cr2, cr3.
 */

import { addScaled, createMatrix, crossProduct, type DenseMatrix } from '../../kernel/index.ts';
import type { FactorColumn, FixedEffectCount, SmallSample, StudyNote } from '../types.ts';
import { isNestedIn } from './absorb-fixed-effects.ts';
import { adjustScores } from './cluster-adjustment.ts';
import { sandwich, sumScores } from './cluster-scores.ts';
import { countParameters } from './count-parameters.ts';
import { sumLaggedScores } from './lagged-scores.ts';
import { computeLeverages, createLeverageBasis } from './leverage-basis.ts';
import { measureErrors } from './measure-errors.ts';
import { readGroups } from './read-groups.ts';
import { LARGEST, refuseBeyondNumbers, refuseLinear } from './solve-design.ts';
import { intersect, mendNegative } from './two-way-clusters.ts';
import type { CovarianceRequest, LinearCovariance, LinearFit, LinearRefusal } from './types.ts';

type Request<Type extends CovarianceRequest['type']> = Extract<CovarianceRequest, { type: Type }>;

/**
 * Estimates the covariance of a fit's estimates.
 *
 * @param fit a linear fit
 * @param request which covariance; factors have a code for each row given to the fit
 * @throws {EngineInputError} `length-mismatch`, `code-out-of-range`, `one-cluster`, `lags-out-of-range`
 * @example
 * const fit = fitLinearModel({ outcome: score, regressors: [{ name: 'hours', values: hours }] });
 * estimateCovariance(fit, { type: 'cr1', clusters: school }).smallSample.formula; // 'G/(G-1)'
 */
export function estimateCovariance(
  fit: LinearFit,
  request: CovarianceRequest,
): LinearCovariance | LinearRefusal {
  if (fit.residualSum === 0)
    return refuseLinear(
      'perfect-fit',
      'The model fits every row exactly, so that no error is left to measure. Use fewer regressors or more rows.',
      { rows: fit.rows, parameters: fit.parameters },
    );
  switch (request.type) {
    case 'two-way':
      return estimateTwoWay(fit, request);
    case 'driscoll-kraay':
    case 'newey-west':
      return estimateLagged(fit, request);
    case 'iid':
    case 'hc0':
    case 'hc1':
    case 'hc2':
    case 'hc3':
    case 'hc4':
      return estimateByRow(fit, request);
    default:
      return estimateClustered(fit, request);
  }
}

function refuseNoSpare(fit: LinearFit): LinearRefusal {
  return refuseLinear(
    'no-degrees-of-freedom',
    `${fit.rows} rows carry ${fit.parameters} parameters: no degree of freedom is left. Use fewer parameters or more rows.`,
    { rows: fit.rows, parameters: fit.parameters },
  );
}

interface Finished {
  readonly inner: DenseMatrix;
  readonly smallSample: SmallSample;
  readonly degrees: number | Float64Array;
  readonly jointDegrees: number;
  readonly clusters?: number;
  readonly notes?: readonly StudyNote[];
}

/** An error below this share of the one of independent rows is rounding of sums that cancel. */
const VANISHED = 1e-10;
/** Satterthwaite degrees are at least 1 but for rounding. */
const LEAST_DEGREES = 0.99;

/** Why an error is none: it cancelled out, has no degrees of freedom, or is no number. */
function findRefusal(
  fit: LinearFit,
  standardErrors: Float64Array,
  degrees: number | Float64Array,
  clusters: number | undefined,
): LinearRefusal | undefined {
  const plain = measureErrors(fit.bread, fit.transform);
  // Both in the inner unit of the outcome, so that nothing overflows.
  const spread = Math.sqrt(fit.residualSum / fit.rows);
  const gone = fit.names.filter((_, term) => !(standardErrors[term]! > VANISHED * plain[term]! * spread));
  if (gone.length > 0)
    return refuseLinear(
      'error-vanishes',
      clusters === undefined
        ? `The error of ${gone.join(', ')} cannot be seen: the model fits exactly each row that carries it. Use fewer regressors or other errors.`
        : `The error of ${gone.join(', ')} cannot be seen: residuals cancel in each of ${clusters} clusters. Add clusters on both sides, or cluster by something smaller.`,
      { terms: gone.join(', '), ...(clusters === undefined ? {} : { clusters }) },
    );
  if (fit.names.some((_, term) => !(standardErrors[term]! < LARGEST))) return refuseBeyondNumbers();
  if (typeof degrees !== 'number' && !degrees.every((value) => value >= LEAST_DEGREES && value < LARGEST))
    return refuseLinear(
      'degrees-of-freedom-unknown',
      'The Satterthwaite degrees of freedom of a term cannot be had: too few clusters carry it. Use the clusters less one.',
      {},
    );
  return undefined;
}

function finish(
  fit: LinearFit,
  type: CovarianceRequest['type'],
  given: Finished,
): LinearCovariance | LinearRefusal {
  const { inner, smallSample, degrees, jointDegrees } = given;
  const scaled = createMatrix(
    inner.rows,
    inner.columns,
    inner.values.map((value) => value * smallSample.factor),
  );
  const standardErrors = measureErrors(scaled, fit.transform);
  const refusal = findRefusal(fit, standardErrors, degrees, given.clusters);
  if (refusal) return refusal;
  return {
    kind: 'estimated',
    type,
    inner: scaled,
    standardErrors,
    degreesOfFreedom: fit.names.map((_, term) => (typeof degrees === 'number' ? degrees : degrees[term]!)),
    jointDegrees,
    smallSample,
    clusters: given.clusters,
    notes: given.notes ?? [],
  };
}

function estimateByRow(
  fit: LinearFit,
  { type }: Request<'iid' | 'hc0' | 'hc1' | 'hc2' | 'hc3' | 'hc4'>,
): LinearCovariance | LinearRefusal {
  const spare = fit.rows - fit.parameters;
  if (spare <= 0) return refuseNoSpare(fit);
  const shared = { degrees: spare, jointDegrees: spare };
  if (type === 'iid') {
    const factor = fit.residualSum / spare;
    const inner = createMatrix(
      fit.bread.rows,
      fit.bread.columns,
      fit.bread.values.map((value) => value * factor),
    );
    return finish(fit, type, {
      inner,
      smallSample: { formula: 'RSS/(N-K)', factor: 1, nested: 'full' },
      ...shared,
    });
  }
  const { cells } = fit;
  if (cells && (!cells.constantRegressors || cells.weighted))
    return refuseLinear(
      'needs-rows',
      'Row-by-row errors need the rows: regressors vary inside cells. Cluster the errors or give the rows.',
      { type },
    );
  const divide = type === 'hc2' || type === 'hc3' || type === 'hc4';
  const leverages = divide ? computeLeverages(fit) : undefined;
  if (leverages && 'kind' in leverages) return leverages;
  const mean = fit.parameters / fit.rows;
  const squares = new Float64Array(fit.residuals.length);
  for (let row = 0; row < squares.length; row++) {
    const weight = fit.weights ? fit.weights[row]! : 1;
    const square = fit.residuals[row]! ** 2;
    const whole = cells ? cells.counts[row]! * square + cells.products[0]![row]! : weight * weight * square;
    const left = leverages ? 1 - leverages[row]! : 1;
    if (left < 1e-10)
      return refuseLinear(
        'leverage-one',
        `Row ${row + 1} alone determines a parameter (leverage 1), so that ${type} does not exist. Use hc1 or drop the row.`,
        { row: row + 1, type },
      );
    const power = type === 'hc2' ? 1 : type === 'hc3' ? 2 : Math.min(4, (1 - left) / mean);
    squares[row] = leverages ? whole / left ** power : whole;
  }
  const factor = type === 'hc1' ? fit.rows / spare : 1;
  const formulas = {
    hc0: '1',
    hc1: 'N/(N-K)',
    hc2: '1/(1-h)',
    hc3: '1/(1-h)^2',
    hc4: '1/(1-h)^min(4,h/mean h)',
  };
  return finish(fit, type, {
    inner: sandwich(fit.bread, weighDesign(fit, squares)),
    smallSample: { formula: formulas[type], factor, nested: 'full' },
    ...shared,
  });
}

function weighDesign({ design }: LinearFit, squares: Float64Array): DenseMatrix {
  const size = design.length;
  const meat = createMatrix(size, size);
  for (let i = 0; i < size; i++)
    for (let j = 0; j <= i; j++) {
      let sum = 0;
      for (let row = 0; row < squares.length; row++)
        sum += squares[row]! * design[i]![row]! * design[j]![row]!;
      meat.values[i * size + j] = sum;
      meat.values[j * size + i] = sum;
    }
  return meat;
}

/** (N−1)/(N−K) with K counted as asked. */
function correctRows(
  fit: LinearFit,
  count: FixedEffectCount,
  clusters: readonly FactorColumn[],
): number | undefined {
  const spare = fit.rows - countParameters(fit, count, clusters);
  return spare > 0 ? (fit.rows - 1) / spare : undefined;
}

function estimateClustered(
  fit: LinearFit,
  request: Request<'cr0' | 'cr1' | 'cr1s' | 'cr2' | 'cr3'>,
): LinearCovariance | LinearRefusal {
  const { type } = request;
  const clusters = readGroups(fit, request.clusters, 'clusters');
  const count = clusters.levels;
  const nested = request.fixedEffectCount ?? 'nested';
  const adjusts = type === 'cr2' || type === 'cr3';
  const rule = request.degrees ?? (adjusts ? 'satterthwaite' : 'clusters');
  const spare = fit.rows - fit.parameters;
  if (rule === 'residual' && spare <= 0) return refuseNoSpare(fit);
  let scores = adjusts ? undefined : sumScores(fit, clusters);
  let satterthwaite: Float64Array | undefined;
  const notes: StudyNote[] = [];
  if (adjusts || rule === 'satterthwaite') {
    if (fit.cells && !fit.cells.constantRegressors)
      return refuseLinear(
        'needs-rows',
        `${type} needs the rows: regressors vary inside cells. Use cr1s or give the rows.`,
        { type },
      );
    const within = fit.fixedEffects.filter((effect) => isNestedIn(effect, clusters));
    const across = fit.fixedEffects.filter((effect) => !within.includes(effect));
    const basis = createLeverageBasis(fit, within, across);
    if (basis.kind === 'not-estimable') return basis;
    const adjusted = adjustScores(fit, basis, clusters, type === 'cr2' ? -0.5 : type === 'cr3' ? -1 : 0);
    scores ??= adjusted.scores;
    satterthwaite = adjusted.satterthwaite;
    if (adjusted.singular > 0)
      notes.push({
        code: 'clusters-with-full-leverage',
        params: { clusters: adjusted.singular },
        message: `${adjusted.singular} clusters alone determine a parameter; their share of the error cannot be seen. Read the errors with care.`,
      });
  }
  const rows = type === 'cr1s' ? correctRows(fit, nested, [clusters]) : 1;
  if (rows === undefined) return refuseNoSpare(fit);
  const hasClusterFactor = type === 'cr1' || type === 'cr1s';
  const factor = rows * (hasClusterFactor ? count / (count - 1) : 1);
  const formula =
    type === 'cr1s'
      ? 'G/(G-1) * (N-1)/(N-K)'
      : hasClusterFactor
        ? 'G/(G-1)'
        : adjusts
          ? `${type.toUpperCase()} adjustment${fit.weights && !fit.cells ? ', variance inverse to weights' : ''}`
          : '1';
  const degrees = rule === 'satterthwaite' ? satterthwaite! : rule === 'residual' ? spare : count - 1;
  return finish(fit, type, {
    inner: sandwich(fit.bread, crossProduct(scores!)),
    smallSample: { formula, factor, nested },
    degrees,
    jointDegrees: rule === 'residual' ? spare : count - 1,
    clusters: count,
    notes,
  });
}

function estimateTwoWay(fit: LinearFit, request: Request<'two-way'>): LinearCovariance | LinearRefusal {
  const first = readGroups(fit, request.clusters, 'clusters');
  const second = readGroups(fit, request.otherClusters, 'otherClusters');
  const both = intersect(first, second);
  const nested = request.fixedEffectCount ?? 'nested';
  const rows = correctRows(fit, nested, [first, second]);
  if (rows === undefined) return refuseNoSpare(fit);
  const smallest = Math.min(first.levels, second.levels);
  const conventional = request.clusterDegrees === 'conventional';
  const part = (groups: FactorColumn): DenseMatrix => {
    const meat = crossProduct(sumScores(fit, groups));
    const factor = conventional ? groups.levels / (groups.levels - 1) : smallest / (smallest - 1);
    return createMatrix(
      meat.rows,
      meat.columns,
      meat.values.map((value) => value * factor),
    );
  };
  const meat = addScaled(addScaled(part(first), part(second)), part(both), -1);
  const mended = mendNegative(sandwich(fit.bread, meat));
  return finish(fit, 'two-way', {
    inner: mended.matrix,
    smallSample: {
      formula: conventional
        ? '(N-1)/(N-K) * [G1/(G1-1) V1 + G2/(G2-1) V2 - G12/(G12-1) V12]'
        : 'min(G)/(min(G)-1) * (N-1)/(N-K)',
      factor: rows,
      nested,
    },
    degrees: smallest - 1,
    jointDegrees: smallest - 1,
    clusters: smallest,
    notes: mended.notes,
  });
}

function estimateLagged(
  fit: LinearFit,
  request: Request<'driscoll-kraay' | 'newey-west'>,
): LinearCovariance | LinearRefusal {
  const periods = readGroups(fit, request.periods, 'periods', 'keep-empty');
  const units = request.type === 'newey-west' ? readGroups(fit, request.units, 'units') : undefined;
  const nested = request.fixedEffectCount ?? 'full';
  const meat = sumLaggedScores(fit, units, periods, request.lags);
  const rows = correctRows(fit, nested, units ? [units] : [periods]);
  if (rows === undefined) return refuseNoSpare(fit);
  const count = periods.levels;
  return finish(fit, request.type, {
    inner: sandwich(fit.bread, meat),
    smallSample: { formula: 'T/(T-1) * (N-1)/(N-K)', factor: rows * (count / (count - 1)), nested },
    degrees: count - 1,
    jointDegrees: count - 1,
    clusters: count,
  });
}
