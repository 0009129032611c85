/**
 * Causal mediation: how much of an effect runs through each of several mediators, and how much does not.
 *
 * Estimands: total effect; natural direct (ADE) and indirect (ACME) effects for control, treated and on average; the
 * indirect effect of each mediator beside the others. Linear equations, optional treatment × mediator interaction,
 * fixed effects absorbed, errors clustered; intervals by the delta method and by a bootstrap of clusters.
 * Shapes: n rows; all computing after one pass uses sums of products per cluster. Assumptions come with the answer as
 * notes. Papers: Imai, Keele, Tingley (2010), doi:10.1037/a0020761; several mediators: VanderWeele and Vansteelandt
 * (2014), doi:10.1515/em-2012-0010. Reproduces R's mediation: closed forms 1e-8, simulated intervals ±0.003.
 * Cost O(n K²) + O(draws · (clusters K² + K³)).
 */

import {
  createMatrix,
  type Estimate,
  estimated,
  factorSymmetric,
  notEstimable,
  studentTQuantile,
  studentTUpperTail,
} from '../../kernel/index.ts';
import type { StudyNote } from '../types.ts';
import { drawEffects, type EffectDraws, readIntervals } from './bootstrap-effects.ts';
import { checkMediation } from './check-mediation.ts';
import { traceConfounding } from './confounding-sensitivity.ts';
import { layOutColumns, type MediationColumns } from './mediation-columns.ts';
import { judgeTimeOrder, listAssumptions, listDesignWarnings } from './mediation-notes.ts';
import { estimatePathCovariance } from './path-covariance.ts';
import {
  createPathSolver,
  effectGradients,
  effectsOf,
  MEDIATOR_EFFECTS,
  type PathLayout,
  WHOLE_EFFECTS,
} from './path-equations.ts';
import { addUnits, type ResamplingMoments, takeResamplingMoments, unfold } from './resampling-moments.ts';
import type {
  BootstrapIntervals,
  EffectByTreatment,
  MediationDesign,
  MediationEffect,
  MediationNotEstimable,
  MediationOptions,
  MediationRefusal,
  MediationResult,
  MediatorEffect,
  MediatorNotEstimable,
} from './types.ts';

/** Bootstrap clusters below this number are too few to speak for others. */
const FEW_CLUSTERS = 12;
/** A clustered variance below this share of the plain one is rounding of sums that cancel. */
const VANISHED = 1e-13;

/**
 * Estimates total, direct and indirect effects.
 *
 * @param design outcome, treatment, mediators and what is held constant, nothing missing
 * @throws {EngineInputError} `length-mismatch`, `not-finite`, `non-positive-weight`, `no-mediators`, `duplicate-name`,
 * `bad-group-code`, `too-few-clusters`, `no-clusters`, `bad-comparison`, `constant-outcome`, `bad-confidence-level`,
 * `too-few-draws`, `crossed-fixed-effect-too-large`
 * @example
 * const treatment = Float64Array.of(0, 0, 0, 0, 1, 1, 1, 1);
 * const peers = { name: 'peers', values: Float64Array.of(1, 2, 3, 2, 4, 3, 5, 4) };
 * const outcome = Float64Array.of(2, 3, 5, 4, 7, 6, 8, 9);
 * estimateMediation({ outcome, treatment, mediators: [peers] }).kind; // 'estimated'
 */
export function estimateMediation(design: MediationDesign, options: MediationOptions = {}): MediationResult {
  checkMediation(design, options);
  const columns = layOutColumns(design);
  const moments = takeResamplingMoments(columns);
  const sums = new Float64Array(moments.stride);
  addUnits(moments, sums);
  const notes = [...listAssumptions(design), ...listDesignWarnings(design, findConstantWithin(design))];
  const { layout, lost, dropped } = chooseColumns(columns, moments, sums);
  for (const name of dropped)
    notes.push(
      makeNote('collinear-column', `${name} is a combination of other columns and was left out.`, { name }),
    );
  if (!layout) return refuse('treatment-not-identified', notes);
  if (layout.mediators.length === 0) return refuse('no-mediator-estimable', notes);
  const errors = options.errors ?? (design.clusters ? 'cluster' : 'iid');
  const explicit = layout.base.length + layout.mediators.length + layout.products.length;
  if (columns.rows - explicit - columns.absorbed < 1) return refuse('no-degrees-of-freedom', notes);
  const paths = createPathSolver(layout)(sums);
  if (!paths) return refuse('treatment-not-identified', notes);
  const covariance = estimatePathCovariance(
    errors === 'robust' && columns.units ? takeResamplingMoments({ ...columns, units: undefined }) : moments,
    sums,
    columns,
    layout,
    errors,
    options.smallSample ?? 'nested',
  );
  if (!covariance.regular) return refuse('perfect-fit', notes);
  const effects = effectsOf(paths, layout);
  const scales = scaleEffects(columns, layout, effects.length);
  const gradients = effectGradients(paths, layout);
  if (errors === 'cluster') {
    const plain = estimatePathCovariance(moments, sums, columns, layout, 'iid', 'none').matrix;
    const checked = [0, ...layout.places.map((_, at) => WHOLE_EFFECTS + MEDIATOR_EFFECTS * at + 3)];
    const isGone = (effect: number): boolean =>
      quadratic(covariance.matrix, gradients[effect]!) <= VANISHED * quadratic(plain, gradients[effect]!);
    if (checked.some(isGone)) return refuse('error-vanishes', notes);
  }
  const { bootstrap } = options;
  const resampled =
    bootstrap === undefined
      ? notEstimable('not-asked-for')
      : columns.units === undefined && columns.absorbed > 0
        ? notEstimable('fixed-effects-without-clusters')
        : ({
            kind: 'estimated',
            value: drawEffects(moments, layout, effects.length, bootstrap.draws, bootstrap.random),
          } as const);
  if (resampled.kind === 'not-estimable' && resampled.reason === 'fixed-effects-without-clusters')
    notes.push(
      makeNote(
        resampled.reason,
        'Rows cannot be resampled apart from their fixed effects. Give clusters for a bootstrap.',
      ),
    );
  if (columns.units && columns.units.count < FEW_CLUSTERS)
    notes.push(
      makeNote(
        'few-clusters',
        `There are ${columns.units.count} clusters. Below ${FEW_CLUSTERS}, intervals are too narrow; read them with care.`,
        { clusters: columns.units.count },
      ),
    );
  const confidenceLevel = options.confidenceLevel ?? 0.95;
  const degrees = errors === 'cluster' ? moments.units - 1 : Number.POSITIVE_INFINITY;
  const makeEffect = (name: string, effect: number): MediationEffect => {
    const scale = scales[effect]!;
    const estimate = effects[effect]! * scale;
    const standardError = Math.sqrt(Math.max(0, quadratic(covariance.matrix, gradients[effect]!))) * scale;
    const margin = studentTQuantile(0.5 + confidenceLevel / 2, degrees) * standardError;
    return {
      name,
      estimate,
      standardError,
      degreesOfFreedom: degrees === Number.POSITIVE_INFINITY ? 'normal' : degrees,
      pValue:
        standardError > 0
          ? 2 * studentTUpperTail(Math.abs(estimate / standardError), degrees)
          : estimate === 0
            ? 1
            : 0,
      confidenceInterval: [estimate - margin, estimate + margin],
      bootstrap: readDraws(resampled, effect, effects[effect]!, scale, confidenceLevel),
    };
  };
  const byTreatment = (name: string, first: number): EffectByTreatment => ({
    control: makeEffect(name, first),
    treated: makeEffect(name, first + 1),
    average: makeEffect(name, first + 2),
  });
  const total = makeEffect('total', 0);
  const indirect = byTreatment('indirect', 4);
  const mediators = design.mediators.map((mediator, place): MediatorEffect | MediatorNotEstimable => {
    const at = layout.places.indexOf(place);
    const timeOrder = judgeTimeOrder(mediator, design);
    const { name } = mediator;
    if (at < 0)
      return { kind: 'not-estimable', name, finding: 'not-estimable', reason: lost.get(place)!, timeOrder };
    const first = WHOLE_EFFECTS + MEDIATOR_EFFECTS * at;
    const through = byTreatment(name, first);
    const [low, high] = decisiveInterval(through.average, bootstrap?.interval ?? 'percentile');
    return {
      kind: 'estimated',
      name,
      finding: low > 0 || high < 0 ? 'evidence' : 'no-evidence',
      indirect: through,
      treatmentToMediator: makeEffect(`treatment → ${name}`, first + 3),
      mediatorToOutcome: byTreatment(`${name} → outcome`, first + 4),
      timeOrder,
      sensitivity: traceConfounding(sums, layout, at, columns.spreads.outcome, columns.rows, confidenceLevel),
    };
  });
  const [totalLow, totalHigh] = decisiveInterval(total, bootstrap?.interval ?? 'percentile');
  if (totalLow <= 0 && totalHigh >= 0)
    notes.push(
      makeNote(
        'share-mediated-unstable',
        'Zero lies in the interval of the total effect: the share mediated means little.',
      ),
    );
  if (design.mediators.length > 1 || design.clusters)
    notes.push(
      makeNote(
        'sensitivity-one-mediator-rows-independent',
        'The sensitivity takes one mediator at a time and its intervals take rows as independent.',
      ),
    );
  const all = [
    total,
    ...mediators.flatMap((one) =>
      one.kind === 'estimated'
        ? [one.treatmentToMediator, one.mediatorToOutcome.average, one.indirect.average]
        : [],
    ),
  ];
  const isNumber = ({ estimate, standardError }: MediationEffect): boolean =>
    Number.isFinite(estimate) && Number.isFinite(standardError);
  const steps = [
    total,
    ...mediators.flatMap((one) =>
      one.kind === 'estimated' ? [one.treatmentToMediator, one.mediatorToOutcome.average] : [],
    ),
  ];
  if (!all.every(isNumber) || steps.some(({ standardError }) => standardError === 0))
    return refuse('scale-beyond-numbers', notes);
  return {
    kind: 'estimated',
    total,
    direct: byTreatment('direct', 1),
    indirect,
    shareMediated: total.estimate === 0 ? notEstimable('zero-total') : estimated(effects[6]! / effects[0]!),
    mediators,
    rows: columns.rows,
    clusters: columns.units?.count ?? 'none',
    errors,
    smallSample: { mediator: covariance.mediator, outcome: covariance.outcome },
    bootstrapDraws: {
      asked: bootstrap?.draws ?? 0,
      failed: resampled.kind === 'estimated' ? resampled.value.failed : 0,
    },
    notes,
  };
}

/** Keeps the columns that are not combinations of others, mediators last. */
function chooseColumns(
  columns: MediationColumns,
  moments: ResamplingMoments,
  sums: Float64Array,
): {
  readonly layout: PathLayout | undefined;
  readonly lost: ReadonlyMap<number, MediatorNotEstimable['reason']>;
  readonly dropped: readonly string[];
} {
  const { size } = moments;
  const predictors = size - 1;
  const total = unfold(sums, 0, size, new Float64Array(size * size));
  const cross = new Float64Array(predictors * predictors);
  for (let row = 0; row < predictors; row++)
    for (let column = 0; column < predictors; column++)
      cross[row * predictors + column] = total[row * size + column]!;
  const kept = new Set(factorSymmetric(createMatrix(predictors, predictors, cross)).kept);
  const base = Array.from({ length: columns.base }, (_, at) => at).filter((column) => kept.has(column));
  const lost = new Map<number, MediatorNotEstimable['reason']>();
  const places: number[] = [];
  for (let place = 0; place < columns.mediators; place++) {
    const column = columns.base + place;
    const product = column + columns.mediators;
    if (kept.has(column) && (!columns.interaction || kept.has(product))) places.push(place);
    else
      lost.set(place, total[column * size + column] === 0 ? 'mediator-does-not-vary' : 'mediator-collinear');
  }
  const dropped = columns.names.slice(0, columns.base - 1).filter((name, at) => name !== '' && !kept.has(at));
  const mediators = places.map((place) => columns.base + place);
  const layout: PathLayout = {
    size,
    half: moments.half,
    base,
    mediators,
    products: columns.interaction ? mediators.map((column) => column + columns.mediators) : [],
    places,
    compare: columns.compare,
    intercept: columns.absorbed === 0,
  };
  return { layout: kept.has(columns.base - 1) ? layout : undefined, lost, dropped };
}

/** From scaled effects to the units of the data. */
function scaleEffects({ spreads }: MediationColumns, { places }: PathLayout, count: number): Float64Array {
  const scales = new Float64Array(count).fill(spreads.outcome);
  places.forEach((place, at) => {
    const first = WHOLE_EFFECTS + MEDIATOR_EFFECTS * at;
    scales[first + 3] = spreads.mediators[place]! / spreads.treatment;
    scales.fill(spreads.outcome / spreads.mediators[place]!, first + 4, first + MEDIATOR_EFFECTS);
  });
  return scales;
}

function readDraws(
  draws: Estimate<EffectDraws>,
  effect: number,
  estimate: number,
  scale: number,
  confidenceLevel: number,
): Estimate<BootstrapIntervals> {
  return draws.kind === 'estimated'
    ? readIntervals(draws.value, effect, estimate, scale, confidenceLevel)
    : draws;
}

/** The bootstrap interval where there is one, otherwise the delta method's. */
function decisiveInterval(
  { bootstrap, confidenceInterval }: MediationEffect,
  preferred: 'percentile' | 'bias-corrected',
): readonly [number, number] {
  if (bootstrap.kind === 'not-estimable') return confidenceInterval;
  const { percentile, biasCorrected } = bootstrap.value;
  return preferred === 'bias-corrected' && biasCorrected.kind === 'estimated'
    ? biasCorrected.value
    : percentile;
}

function findConstantWithin({ mediators, clusters }: MediationDesign): string[] {
  if (!clusters) return [];
  return mediators.flatMap(({ name, values }) => {
    const first = new Float64Array(clusters.levels).fill(Number.NaN);
    const constant = values.every((value, row) => {
      const cluster = clusters.codes[row]!;
      if (Number.isNaN(first[cluster]!)) first[cluster] = value;
      return first[cluster] === value;
    });
    return constant ? [name] : [];
  });
}

function quadratic(matrix: Float64Array, vector: Float64Array): number {
  let sum = 0;
  for (let row = 0; row < vector.length; row++)
    for (let column = 0; column < vector.length; column++)
      sum += vector[row]! * vector[column]! * matrix[row * vector.length + column]!;
  return sum;
}

function makeNote(code: string, message: string, params: StudyNote['params'] = {}): StudyNote {
  return { code, params, message };
}

const REASONS: Record<MediationRefusal, string> = {
  'treatment-not-identified':
    'The treatment does not vary beside the covariates and fixed effects. Leave out the fixed effect that holds it.',
  'no-mediator-estimable': 'No mediator varies beside the treatment and the other columns.',
  'no-degrees-of-freedom': 'There are as many coefficients as rows.',
  'perfect-fit': 'An equation explains its outcome exactly; no residual is left to judge uncertainty by.',
  'error-vanishes':
    'Residuals cancel in each cluster, so that the error of the treatment cannot be seen. Add clusters on both sides.',
  'scale-beyond-numbers':
    'An effect or its error is too large or too small for a number. Change the unit of the columns.',
};

function refuse(reason: MediationRefusal, notes: readonly StudyNote[]): MediationNotEstimable {
  return { kind: 'not-estimable', reason, notes: [...notes, makeNote(reason, REASONS[reason])] };
}
