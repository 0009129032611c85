import type { StudyOutcomeResult, StudyResult } from '@trellis/contract';
import type { Explanation } from './explanation.tsx';
import { FORMULAS, INTERVAL_FORMULA } from './formulas.ts';
import { digitsFor } from './scales.ts';
import { halfWidth, type StudyWords } from './study-words.ts';

type Fact = readonly [string, string];

/** The main number: its formula, what stands behind it, and the small-sample factor of its error. */
export function explainHeadline(
  outcome: StudyOutcomeResult,
  result: StudyResult,
  words: StudyWords,
): Explanation {
  const { t, format, effect, interval, pValue } = words;
  const { headline, counts, smallSample } = outcome;
  const { design } = result;
  const { standardError: error, confidenceInterval: bounds, estimate } = headline;
  const exact = (value: number | null) => (value === null ? '–' : format.number(value, { atMost: 6 }));
  const count = (value: number | null) => (value === null ? null : format.number(value));
  const critical =
    bounds === null || error === null || !(error > 0) ? null : (bounds[1] - bounds[0]) / 2 / error;
  const facts: [string, string | null][] = [
    [t('explain.estimate'), exact(estimate)],
    [t('explain.standardError'), exact(error)],
    [t('explain.errorType'), t(`errors.${design.standardErrors}`)],
    [t('level.cluster'), design.cluster ?? design.unit],
    [t('explain.smallSample'), smallSample === null ? t('explain.noSmallSample') : smallSample.formula],
    [t('explain.smallSampleFactor'), smallSample === null ? null : exact(smallSample.factor)],
    [
      t('explain.degrees'),
      headline.degreesOfFreedom === null
        ? t('explain.normal')
        : format.number(headline.degreesOfFreedom, { atMost: 1 }),
    ],
    [t('explain.critical'), critical === null ? null : format.number(critical, { digits: 3 })],
    [t('table.interval'), bounds === null ? null : interval(bounds, error)],
    [t('table.pValue'), pValue(headline.pValue)],
    [t('table.adjusted'), result.outcomes.length > 1 ? pValue(headline.adjustedPValue) : null],
    [t('explain.scale'), t(`scale.${headline.scale}`)],
    [t('explain.divisor'), headline.scale === 'raw' ? null : exact(headline.scaleDivisor)],
    [t('explain.rows'), format.number(counts.rows)],
    [t('explain.units'), count(counts.units)],
    [t('explain.treatedUnits'), count(counts.treatedUnits)],
    [t('explain.clusters'), count(counts.clusters)],
    [t('explain.file'), result.fileName],
  ];
  return {
    kicker: t(`estimator.name.${result.estimator}`),
    title: outcome.outcome,
    value: effect(estimate, error),
    unit: format.text(headline.unit),
    formula: [...FORMULAS[result.estimator], INTERVAL_FORMULA],
    facts: facts.filter((fact): fact is [string, string] => fact[1] !== null),
    notes: [t(`estimand.${result.estimator}`)],
  };
}

interface ExplainedTerm {
  readonly kicker: string;
  readonly title: string;
  readonly estimate: number | null;
  readonly interval: readonly [number, number] | null;
  readonly standardError?: number | null;
  readonly pValue?: number | null;
  readonly adjustedPValue?: number | null;
  readonly formula?: readonly string[];
  readonly unit?: string;
  readonly more?: readonly Fact[];
  readonly notes?: readonly string[];
}

/** Any other estimate with its interval. */
export function explainTerm(term: ExplainedTerm, words: StudyWords): Explanation {
  const { t, format, effect, interval, pValue } = words;
  const error = term.standardError ?? halfWidth(term.interval);
  const facts: (readonly [string, string | null])[] = [
    [t('explain.estimate'), term.estimate === null ? '–' : format.number(term.estimate, { atMost: 6 })],
    [
      t('explain.standardError'),
      term.standardError == null ? null : format.number(term.standardError, { atMost: 6 }),
    ],
    [t('table.interval'), term.interval === null ? null : interval(term.interval, error)],
    [t('table.pValue'), term.pValue == null ? null : pValue(term.pValue)],
    [t('table.adjusted'), term.adjustedPValue == null ? null : pValue(term.adjustedPValue)],
    ...(term.more ?? []),
  ];
  return {
    kicker: term.kicker,
    title: term.title,
    value:
      term.estimate === null
        ? '–'
        : error === null
          ? format.number(term.estimate, { digits: digitsFor(null) })
          : effect(term.estimate, error),
    ...(term.unit === undefined ? {} : { unit: term.unit }),
    ...(term.formula === undefined ? {} : { formula: term.formula }),
    facts: facts.filter((fact): fact is Fact => fact[1] !== null),
    ...(term.notes === undefined ? {} : { notes: term.notes }),
  };
}
