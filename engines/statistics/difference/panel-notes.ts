/** What makes a study of a panel weaker, as notes with counts: gaps, no untouched units, one period before. */

import type { StudyNote } from '../types.ts';
import type { DifferenceRefusal, PanelCounts } from './types.ts';

/** Below this number of clusters, clustered errors are too small more often than they say. */
export const FEW_CLUSTERS = 12;

/** Groups of fewer units than this carry a standard error that should not be leaned on. */
export const SMALL_COHORT = 5;

/**
 * Lists what weakens a comparison over time in this panel.
 *
 * @param counts of the panel
 * @param periods ascending
 * @param firstTreatedOfUnit Infinity for never
 * @example
 * const counts = readPanel(simulatePanel({ units: 60, periods: 4 }, createRandomNumbers(1))).counts;
 * notePanel(counts, Float64Array.of(1, 2), Float64Array.of(2, Infinity)).length > 0; // true
 */
export function notePanel(
  counts: PanelCounts,
  periods: Float64Array,
  firstTreatedOfUnit: Float64Array,
): StudyNote[] {
  const notes: StudyNote[] = [];
  const push = (code: string, message: string, params: StudyNote['params']): void => {
    notes.push({ code, message, params });
  };
  if (counts.periodsBeforeTreatment === 1)
    push(
      'single-pre-period',
      `Only one period (${periods[0]}) lies before the first treatment. Parallel trends cannot be tested here.`,
      { period: periods[0]! },
    );
  if (counts.clusters < FEW_CLUSTERS)
    push(
      'few-clusters',
      `There are ${counts.clusters} clusters, fewer than ${FEW_CLUSTERS}. Lean on an exact or bootstrap test rather than on this standard error.`,
      { clusters: counts.clusters, least: FEW_CLUSTERS },
    );
  if (counts.alwaysTreatedUnits > 0)
    push(
      'always-treated',
      `${counts.alwaysTreatedUnits} units are treated in the first period already. Nothing before is known of them; they do not show the effect.`,
      { units: counts.alwaysTreatedUnits },
    );
  if (counts.neverTreatedUnits === 0 && counts.everTreatedUnits > 0)
    push(
      'no-never-treated',
      'Every unit is treated in the end. Comparisons rest on units treated later, and the last cohort has none.',
      { units: counts.units },
    );
  if (counts.treatedAfterLastPeriodUnits > 0)
    push(
      'treated-after-last-period',
      `${counts.treatedAfterLastPeriodUnits} units are treated only after the last period (${periods.at(-1)}). They count as never treated here.`,
      { units: counts.treatedAfterLastPeriodUnits, period: periods.at(-1)! },
    );
  if (counts.unitsWithGaps > 0)
    push(
      'gaps',
      `${counts.unitsWithGaps} of ${counts.units} units miss ${counts.missingUnitPeriods} unit-periods. See whether they are missing for a reason that has to do with the outcome.`,
      { units: counts.unitsWithGaps, missing: counts.missingUnitPeriods },
    );
  if (counts.singletonUnits > 0)
    push(
      'singleton-units',
      `${counts.singletonUnits} units have one row. With unit effects they say nothing about change.`,
      { units: counts.singletonUnits },
    );
  if (counts.repeatedUnitPeriods > 0)
    push(
      'repeated-rows',
      `${counts.repeatedUnitPeriods} unit-periods have several rows. Each row counts on its own.`,
      { repeated: counts.repeatedUnitPeriods },
    );
  for (const [group, units] of countCohorts(firstTreatedOfUnit, periods))
    if (units < SMALL_COHORT)
      push(
        'small-cohort',
        `Only ${units} units are first treated in ${group}. Numbers for this cohort alone rest on very few.`,
        { group, units, least: SMALL_COHORT },
      );
  return notes;
}

function countCohorts(firstTreatedOfUnit: Float64Array, periods: Float64Array): [number, number][] {
  const unitsByCohort = new Map<number, number>();
  for (const value of firstTreatedOfUnit)
    if (value > periods[0]! && value <= periods.at(-1)!)
      unitsByCohort.set(value, (unitsByCohort.get(value) ?? 0) + 1);
  return [...unitsByCohort].sort(([a], [b]) => a - b);
}

/**
 * Says why a comparison over time cannot be made at all from this panel, undefined when it can.
 *
 * @param counts of the panel
 * @example
 * const counts = readPanel(simulatePanel({ units: 60, periods: 4 }, createRandomNumbers(1))).counts;
 * findPanelRefusal(counts); // undefined
 */
export function findPanelRefusal(counts: PanelCounts): DifferenceRefusal | undefined {
  if (counts.everTreatedUnits === 0)
    return refuseDifference(
      'no-treated-units',
      'No unit is treated within these periods. There is no effect to measure.',
      {
        units: counts.units,
      },
    );
  if (counts.cohorts === 0)
    return refuseDifference(
      'no-period-before-treatment',
      `All ${counts.everTreatedUnits} treated units are treated in the first period already. Add earlier periods.`,
      { units: counts.everTreatedUnits },
    );
  if (counts.neverTreatedUnits === 0 && counts.cohorts < 2)
    return refuseDifference(
      'no-controls',
      `All ${counts.units} units are treated at the same time or before. Add units without treatment.`,
      { units: counts.units },
    );
  return undefined;
}

/**
 * Says in one value why a number cannot be had.
 *
 * @param reason stable, kebab-case
 * @param message the fact with its values, then advice
 * @param params the values
 * @example
 * refuseDifference('no-controls', 'There is no control. Add some.', {}).kind; // 'not-estimable'
 */
export function refuseDifference(
  reason: string,
  message: string,
  params: DifferenceRefusal['params'],
): DifferenceRefusal {
  return { kind: 'not-estimable', reason, message, params };
}

/**
 * Says that an outcome without variation explains nothing.
 *
 * @param rows how many
 * @example
 * refuseConstantOutcome(10).reason; // 'constant-outcome'
 */
export function refuseConstantOutcome(rows: number): DifferenceRefusal {
  return refuseDifference(
    'constant-outcome',
    `The outcome is the same in all ${rows} rows. There is nothing to explain.`,
    {
      rows,
    },
  );
}
