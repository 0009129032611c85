import type { StudyOutcomeResult, StudyResult } from '@trellis/contract';

/** What every finding of an outcome is drawn from. */
export interface OutcomeProps {
  outcome: StudyOutcomeResult;
  result: StudyResult;
}
