/**
 * Effects by time since treatment beside unit and period effects, with the joint test of trends before.
 *
 * y_it = α_i + λ_t + Σ_{e ≠ ref} β_e 1(t − g_i = e) + x_itγ + e_it; units never treated have no event time. The test is
 * the Wald statistic of β_e = 0 for all e before the reference, divided by its number, against F(q, clusters − 1).
 *
 * Shapes: n rows. Assumes parallel trends, no anticipation and, when staggered, the same path of effects in each
 * cohort (otherwise coefficients mix: use `estimateSunAbraham`). Paper: Freyaldenhoven, Hansen, Pérez & Shapiro 2021
 * (10.3386/w29170). Reproduces R fixest `feols(y ~ i(event, ref = -1) | unit + period)`. Cost O(n K²).
 */

import type { SmallSample, StudyNote } from '../types.ts';
import { fitPanelModel, type PanelModelOptions } from './fit-panel-model.ts';
import { findPanelRefusal, refuseDifference } from './panel-notes.ts';
import { readPanel } from './read-panel.ts';
import type { EventCoefficients } from './sensitivity.ts';
import type {
  DifferenceAnswer,
  DifferenceRefusal,
  DifferenceTerm,
  JointTest,
  Panel,
  PanelColumns,
} from './types.ts';

export interface EventStudyOptions extends PanelModelOptions {
  /** The event time that is zero by construction; the last one before treatment when left out. */
  readonly reference?: number;
  /** Event times below this are put together with it. */
  readonly earliest?: number;
  /** Event times above this are put together with it. */
  readonly latest?: number;
}

export interface EventStudyAnswer extends DifferenceAnswer {
  /** One row for each event time, without the reference. */
  readonly terms: readonly DifferenceTerm[];
  readonly covariates: readonly DifferenceTerm[];
  readonly reference: number;
  readonly preTrend: JointTest | DifferenceRefusal;
  /** The mean of all effects after treatment. */
  readonly overall: DifferenceTerm;
  readonly smallSample: SmallSample;
  /** For `findBreakdownOfTrends`, in steps of the reference; refused unless that is the last time before treatment. */
  readonly coefficients: EventCoefficients | DifferenceRefusal;
}

/**
 * Estimates an event study.
 *
 * @param columns the panel, outcome in any unit
 * @param options reference, bins, errors
 * @throws {EngineInputError} what `readPanel` and `fitLinearModel` throw
 * @example
 * const columns = simulatePanel({ units: 60, periods: 6, cohorts: [4] }, createRandomNumbers(1));
 * estimateEventStudy(columns).terms.map((term) => term.eventTime); // [-3, -2, 0, 1, 2]
 */
export function estimateEventStudy(
  columns: PanelColumns,
  options: EventStudyOptions = {},
): EventStudyAnswer | DifferenceRefusal {
  const panel = readPanel(columns);
  const refusal = findPanelRefusal(panel.counts);
  if (refusal !== undefined) return refusal;
  const earliest = options.earliest ?? Number.NEGATIVE_INFINITY;
  const latest = options.latest ?? Number.POSITIVE_INFINITY;
  const eventOfRow = panel.outcome.map((_, row) => {
    const first = panel.firstTreatedOfUnit[panel.unitOfRow[row]!]!;
    if (first === Number.POSITIVE_INFINITY) return Number.NaN;
    return Math.max(earliest, Math.min(latest, panel.periods[panel.periodOfRow[row]!]! - first));
  });
  const all = [...new Set(eventOfRow)].filter((event) => !Number.isNaN(event)).sort((a, b) => a - b);
  const reference = options.reference ?? all.findLast((event) => event < 0);
  if (reference === undefined || !all.includes(reference))
    return refuseDifference(
      'no-reference-period',
      `No row is of event time ${reference ?? 'before treatment'}. Choose one of ${all.join(', ')}.`,
      { reference: reference ?? 'none' },
    );
  const events = all.filter((event) => event !== reference);
  const model = fitPanelModel(
    panel,
    {
      regressors: [
        ...events.map((event) => ({
          name: `event ${event}`,
          values: eventOfRow.map((own) => (own === event ? 1 : 0)),
        })),
        ...panel.covariates,
      ],
      effects: 'unit-and-period',
    },
    options,
  );
  if (model.kind === 'not-estimable') return model;
  const placeOf = (event: number): number => model.names.indexOf(`event ${event}`);
  const missing = events.filter((event) => placeOf(event) === -1);
  if (missing.length > 0)
    return refuseDifference(
      'event-times-collinear',
      `Event times ${missing.join(', ')} cannot be told from unit and period effects. Add units never treated, put early event times together, or use effects by cohort and period.`,
      { eventTimes: missing.join(', '), count: missing.length },
    );
  const terms = events.map((eventTime) => model.term(placeOf(eventTime), { eventTime }));
  const refused = terms.find((term): term is DifferenceRefusal => 'kind' in term);
  if (refused !== undefined) return refused;
  const after = events.filter((event) => event >= 0);
  const weights = new Float64Array(model.names.length);
  for (const event of after) weights[placeOf(event)] = 1 / after.length;
  const overall =
    after.length === 0
      ? refuseDifference('no-effects-after-treatment', 'There is no coefficient after treatment.', {})
      : model.combine(weights, { name: 'mean after treatment' });
  if ('kind' in overall) return overall;
  const estimated = terms as readonly DifferenceTerm[];
  return {
    kind: 'estimated',
    method: 'event-study',
    estimand: 'effect by time since treatment, the same for all cohorts',
    counts: panel.counts,
    notes: [...panel.notes, ...noteMixedCohorts(panel), ...model.notes],
    dropped: model.dropped,
    terms: estimated,
    covariates: model.names
      .map((name, place) =>
        panel.covariates.some((one) => one.name === name) ? model.term(place) : undefined,
      )
      .filter((term): term is DifferenceTerm => term !== undefined && !('kind' in term)),
    reference,
    preTrend: model.testJointly(events.filter((event) => event < reference).map(placeOf)),
    overall,
    smallSample: model.smallSample,
    coefficients:
      reference === all.findLast((event) => event < 0)
        ? {
            eventTimes: events.map((event) => event / Math.abs(reference)),
            estimates: estimated.map(({ estimate }) => estimate),
            standardErrors: estimated.map(({ standardError }) => standardError),
            correlations: model.correlate(events.map(placeOf)),
            degreesOfFreedom: overall.degreesOfFreedom,
          }
        : refuseDifference(
            'reference-not-last-before-treatment',
            `Event time ${reference} is the reference. Sensitivity reads changes up to the last time before treatment: make that the reference.`,
            { reference },
          ),
  };
}

function noteMixedCohorts(panel: Panel): StudyNote[] {
  if (panel.counts.cohorts < 2) return [];
  return [
    {
      code: 'event-study-mixes-cohorts',
      message: `${panel.counts.cohorts} cohorts share one path of effects here. If their effects differ, coefficients mix, those before treatment too: compare with the interaction-weighted estimate.`,
      params: { cohorts: panel.counts.cohorts },
    },
  ];
}
