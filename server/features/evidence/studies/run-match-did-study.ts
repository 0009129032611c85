/** match-did: units matched on covariates of the last period before treatment, then their changes compared. */

import { createRandomNumbers } from '@trellis/engines/kernel';
import { estimateMatchedDifference } from '@trellis/engines/statistics';
import {
  describeDropped,
  describeMain,
  describeWarnings,
  noteUnused,
  refuseStudy,
} from './describe-answer.ts';
import { keepRows, loadPanel } from './load-panel.ts';
import { chooseMatching, describePlan, noteUnusedChoices, planMatching } from './matching-plan.ts';
import type { StudyOptions, StudyResult } from './types.ts';

export async function runMatchDidStudy(options: StudyOptions): Promise<StudyResult> {
  const loaded = await loadPanel(options);
  if (loaded.kind === 'refused') return loaded;
  const { columns, panel } = loaded;
  const choices = chooseMatching(options);
  const result = estimateMatchedDifference(keepRows(panel), {
    plan: planMatching(choices),
    matchOnBaselineOutcome: choices.matchBaseline,
    random: createRandomNumbers(options.seed),
  });
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
  const { matched, unmatched, doublyRobust, sample } = result;
  const isRobust = choices.method === 'aipw';
  if (isRobust && 'kind' in doublyRobust) return refuseStudy(doublyRobust, options);
  const main = isRobust && !('kind' in doublyRobust) ? doublyRobust : matched.effect;
  return {
    kind: 'answered',
    answer: {
      method: 'match-did',
      estimand: isRobust
        ? 'average effect on the treated (ATT), doubly robust, under trends parallel given the covariates'
        : 'average effect on the treated units that have a match (ATT), under trends parallel among matched units',
      ...describeMain(main),
      n: matched.rows,
      units: result.units.length,
      clusters: matched.clusters ?? null,
      smallSample: isRobust ? null : matched.smallSample,
      terms: [
        { ...matched.effect, name: 'matched' },
        ...('kind' in doublyRobust ? [] : [{ ...doublyRobust, name: 'doubly robust' }]),
        { ...unmatched.effect, name: 'unmatched' },
      ],
      diagnostics: {
        matching: describePlan(choices),
        treatedFrom: result.treatedFrom,
        basePeriod: result.basePeriod,
        errors: matched.errors,
        treated: sample.treated,
        control: sample.control,
        offSupport: sample.unmatchedTreatedRows.length,
        unmatchedUnits: sample.unmatchedTreatedRows.map((row) => panel.unitNames?.[result.units[row]!]),
        ...(result.propensity === undefined ? {} : { propensity: result.propensity.terms }),
        ...('kind' in doublyRobust ? { doublyRobust } : {}),
      },
      warnings: describeWarnings(
        [
          ...result.notes,
          ...matched.notes,
          ...noteUnusedChoices(choices),
          ...(choices.estimand !== undefined && choices.estimand !== 'att' ? [noteUnused('estimand')] : []),
        ],
        options,
      ),
      dropped: describeDropped(columns.dropped, result.dropped),
      balance: result.balance,
    },
  };
}
