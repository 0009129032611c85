import type { ImportProblem, Language } from '@trellis/contract';
import { describeProblem, isProblemCode, type Problem } from '../../../../contract/problems/index.ts';

/** A finding as the contract shows it; one of a code that is no more keeps its place and value. */
export function presentFinding(finding: Problem, language: Language): ImportProblem {
  return {
    severity: finding.severity,
    code: finding.code,
    sheet: finding.sheet ?? null,
    row: finding.row ?? null,
    column: finding.column ?? null,
    letter: finding.letter ?? null,
    value: finding.value === undefined ? null : String(finding.value),
    ...(isProblemCode(finding.code)
      ? describeProblem(finding, language)
      : { message: finding.code, remedy: '', place: '' }),
  };
}
