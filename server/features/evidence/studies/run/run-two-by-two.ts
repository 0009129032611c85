/** The four means: treated or not, before or after. */

import { estimateTwoByTwo } from '@trellis/engines/statistics';
import { describeDropped, describeMain, describeWarnings, refuseStudy } from '../describe-answer.ts';
import { errorsOf, keepRows, loadPanel } from '../load-panel.ts';
import type { StudyOptions, StudyResult } from '../types.ts';

export async function runTwoByTwo(options: StudyOptions): Promise<StudyResult> {
  const loaded = await loadPanel(options);
  if (loaded.kind === 'refused') return loaded;
  const result = estimateTwoByTwo(keepRows(loaded.panel), errorsOf(options));
  if (result.kind === 'not-estimable') return refuseStudy(result, options);
  return {
    kind: 'answered',
    answer: {
      method: 'did',
      estimand: result.estimand,
      ...describeMain(result.overall),
      n: result.counts.rows,
      units: result.counts.units,
      clusters: result.counts.clusters,
      smallSample: result.smallSample,
      terms: result.terms,
      diagnostics: { estimator: '2x2', counts: result.counts },
      warnings: describeWarnings(result.notes, options),
      dropped: describeDropped(loaded.columns.dropped, result.dropped),
    },
  };
}
