/** The engine's answers in the words of the command's JSON. */

import { basename } from 'node:path';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import type { EngineInputError } from '@trellis/engines/kernel';
import type { DroppedRows, StudyNote, StudyTerm } from '@trellis/engines/statistics';
import { translateEngine } from './study-words.ts';
import type { StudyDropped, StudyOptions, StudyWarning } from './types.ts';

type Facts = Readonly<Record<string, string | number | boolean>>;

export interface EngineRefusal {
  readonly kind: 'not-estimable';
  readonly reason: string;
  readonly message?: string;
  readonly params?: Facts;
}

/** The numbers of the study's main answer. */
export function describeMain(term: StudyTerm) {
  const { estimate, standardError, degreesOfFreedom, confidenceInterval, pValue } = term;
  return { estimate, standardError, degreesOfFreedom, confidenceInterval, pValue };
}

export function describeWarnings(notes: readonly StudyNote[], options: StudyOptions): StudyWarning[] {
  const warnings = notes.map(({ code, message, params }) => ({
    code,
    message: translateEngine(code, message, params, options.lang),
    params,
  }));
  return [...new Map(warnings.map((warning) => [`${warning.code} ${warning.message}`, warning])).values()];
}

export function describeDropped(
  missing: readonly StudyDropped[],
  dropped: readonly DroppedRows[],
): StudyDropped[] {
  return [...missing, ...dropped];
}

/** The data cannot carry the number: the person is told as for bad input. */
export function refuseStudy(
  refusal: EngineRefusal,
  options: StudyOptions,
): { kind: 'refused'; problems: Problem[] } {
  const english = refusal.message ?? refusal.reason.replaceAll('-', ' ');
  const facts = refusal.params ?? {};
  return { kind: 'refused', problems: [describeReason(refusal.reason, english, facts, options)] };
}

/** Every mistake an engine found in its input. */
export function refuseMistakes(
  error: EngineInputError,
  options: StudyOptions,
): { kind: 'refused'; problems: Problem[] } {
  const problems = error.mistakes.map(({ code, message, params }) =>
    describeReason(code, message, params, options),
  );
  return { kind: 'refused', problems };
}

function describeReason(code: string, message: string, facts: Facts, options: StudyOptions): Problem {
  const value = facts.value ?? facts.column ?? facts.unit;
  return makeProblem('study-refused', {
    file: basename(options.file),
    ...(typeof facts.column === 'string' ? { column: facts.column } : {}),
    ...(value === undefined ? {} : { value }),
    params: {
      engineCode: code,
      reason: { en: message, zh: translateEngine(code, message, facts, 'zh') },
    },
  });
}
