/** What stands beside a panel's estimate: effects by year, the test of trends before, placebo dates, sensitivity. */

import type { StudyOutcomeResult } from '@trellis/contract';
import {
  type EventStudyAnswer,
  estimateByImputation,
  estimateEventStudy,
  estimateSunAbraham,
  estimateTwoWayFixedEffects,
  findBreakdownOfTrends,
  type JointTest,
  type Panel,
  type PanelColumns,
  readPanel,
  runPlacebos,
} from '@trellis/engines/statistics';
import { errorsOf, keepRows, loadPanel } from '../load-panel.ts';
import type { StudyOptions } from '../types.ts';

type Behind = Pick<StudyOutcomeResult, 'eventStudy' | 'preTrend' | 'placebo' | 'sensitivity'> & {
  readonly treatedUnits: number | null;
};

const NOTHING: Behind = { eventStudy: [], preTrend: null, placebo: [], sensitivity: [], treatedUnits: null };

export async function lookBehind(options: StudyOptions): Promise<Behind> {
  const loaded = await loadPanel(options);
  if (loaded.kind === 'refused') return NOTHING;
  const panel = keepRows(loaded.panel);
  const read = readPanel(panel);
  const isStaggered = read.counts.cohorts > 1;
  const errors = errorsOf(options);
  const events = isStaggered ? estimateSunAbraham(panel, errors) : estimateEventStudy(panel, errors);
  const treatedUnits = read.counts.everTreatedUnits;
  const placebo = listPlacebos(panel, read, options, isStaggered);
  if (events.kind === 'not-estimable') return { ...NOTHING, placebo, treatedUnits };
  return {
    eventStudy: listEvents(events, read),
    preTrend: describePreTrend(events.preTrend),
    placebo,
    sensitivity: 'coefficients' in events ? listSensitivity(events) : [],
    treatedUnits,
  };
}

function listEvents(
  events: Pick<EventStudyAnswer, 'terms' | 'reference'>,
  panel: Panel,
): Behind['eventStudy'] {
  const unitsAt = (eventTime: number) =>
    panel.firstTreatedOfUnit.filter((first) => panel.periods.includes(first + eventTime)).length;
  const points = events.terms.flatMap(({ eventTime, estimate, confidenceInterval }) =>
    eventTime === undefined
      ? []
      : [
          {
            eventTime,
            estimate,
            confidenceInterval: [confidenceInterval[0], confidenceInterval[1]] as [number, number],
            reference: false,
            units: unitsAt(eventTime),
          },
        ],
  );
  const { reference } = events;
  points.push({
    eventTime: reference,
    estimate: 0,
    confidenceInterval: [0, 0],
    reference: true,
    units: unitsAt(reference),
  });
  return points.sort((a, b) => a.eventTime - b.eventTime);
}

const PRE_TREND = { en: 'Trends before treatment', zh: '干预前趋势' };

function describePreTrend(test: JointTest | { readonly message: string }): Behind['preTrend'] {
  const about = { code: 'pre-trend', label: PRE_TREND };
  if (!('pValue' in test)) {
    return {
      ...about,
      verdict: {
        en: 'Parallel trends cannot be tested here: there are too few periods before treatment.',
        zh: '干预前时期过少，此处无法检验平行趋势。',
      },
      statistic: null,
      degreesOfFreedom: null,
      pValue: null,
    };
  }
  const differs = test.pValue < 0.05;
  return {
    ...about,
    verdict: differs
      ? {
          en: 'Trends already differed before treatment: the comparison is in doubt.',
          zh: '干预前趋势已有差异，比较的可信度存疑。',
        }
      : {
          en: 'No difference of trends before treatment was found. That does not prove there was none.',
          zh: '未发现干预前趋势有差异，但这并不证明没有差异。',
        },
    statistic: test.statistic,
    degreesOfFreedom: test.numeratorDegreesOfFreedom,
    pValue: test.pValue,
  };
}

function listPlacebos(
  panel: PanelColumns,
  read: Panel,
  options: StudyOptions,
  isStaggered: boolean,
): Behind['placebo'] {
  const before = read.counts.periodsBeforeTreatment;
  const periodsEarlier = [1, 2].filter((earlier) => earlier < before);
  const placebos = runPlacebos(panel, { periodsEarlier }, (columns) =>
    isStaggered
      ? estimateByImputation(keepRows(columns))
      : estimateTwoWayFixedEffects(keepRows(columns), errorsOf(options)),
  );
  return placebos.map(({ name, effect }) => {
    const about = {
      code: 'placebo-date',
      label: {
        en: `Treatment pretended ${name} ${name === '1' ? 'period' : 'periods'} earlier`,
        zh: `假设干预提前 ${name} 期`,
      },
    };
    if ('kind' in effect) {
      return {
        ...about,
        verdict: { en: 'Cannot be computed here.', zh: '此处无法计算。' },
        statistic: null,
        degreesOfFreedom: null,
        pValue: null,
        estimate: null,
        confidenceInterval: null,
      };
    }
    const [low, high] = effect.confidenceInterval;
    const holdsZero = low <= 0 && high >= 0;
    return {
      ...about,
      verdict: holdsZero
        ? {
            en: 'No effect where there can be none, as it should be.',
            zh: '在不可能有效应处未见效应，符合预期。',
          }
        : {
            en: 'An “effect” before treatment: something else is at work.',
            zh: '干预之前已出现“效应”，说明另有原因。',
          },
      statistic: effect.estimate / effect.standardError,
      degreesOfFreedom: effect.degreesOfFreedom === 'normal' ? null : effect.degreesOfFreedom,
      pValue: effect.pValue,
      estimate: effect.estimate,
      confidenceInterval: [low, high],
    };
  });
}

function listSensitivity({ coefficients }: Pick<EventStudyAnswer, 'coefficients'>): Behind['sensitivity'] {
  const found = findBreakdownOfTrends(coefficients);
  if (found.kind === 'not-estimable') return [];
  const rows = found.rows.map(({ relativeMagnitude, confidenceInterval: [low, high] }) => {
    const holdsZero = low <= 0 && high >= 0;
    return {
      code: 'relative-magnitude',
      label: {
        en: `Trends part after treatment by up to ${relativeMagnitude} × the largest change before`,
        zh: `干预后趋势偏离不超过干预前最大变化的 ${relativeMagnitude} 倍`,
      },
      verdict: holdsZero
        ? { en: 'The interval holds zero.', zh: '区间包含零。' }
        : { en: 'The conclusion stands.', zh: '结论仍成立。' },
      value: relativeMagnitude,
      confidenceInterval: [low, high] as [number, number],
    };
  });
  const at = found.breakdown.toFixed(2);
  return [
    ...rows,
    {
      code: 'breakdown',
      label: { en: 'The conclusion falls at', zh: '结论失效的临界值' },
      verdict:
        found.breakdown === 0
          ? {
              en: 'There is no clear effect even if trends are exactly parallel.',
              zh: '即使趋势完全平行，也未见明确效应。',
            }
          : {
              en: `The interval reaches zero once trends part by ${at} times the largest change before treatment.`,
              zh: `当趋势偏离达到干预前最大变化的 ${at} 倍时，区间触及零。`,
            },
      value: found.breakdown,
      confidenceInterval: null,
    },
  ];
}
