/** The last look at an answer: no number leaves that is none, and columns of numbers leave as lists. */

import { refuseStudy } from './describe-answer.ts';
import type { StudyOptions, StudyResult } from './types.ts';

const NOT_FINITE = { kind: 'not-estimable', reason: 'not-finite' } as const;

/** Refuses an answer whose main numbers are none; a side number that is none says so. */
export function makeFinite(result: StudyResult, options: StudyOptions): StudyResult {
  if (result.kind === 'refused') return result;
  const { estimate, standardError, confidenceInterval, pValue } = result.answer;
  const main = [estimate, standardError, ...(confidenceInterval ?? []), ...(pValue === null ? [] : [pValue])];
  if (!main.every(Number.isFinite)) return refuseStudy(NOT_FINITE, options);
  return { kind: 'answered', answer: clean(result.answer) as typeof result.answer };
}

function clean(value: unknown): unknown {
  if (typeof value === 'number') return Number.isFinite(value) ? value : NOT_FINITE;
  if (ArrayBuffer.isView(value)) return Array.from(value as Float64Array, clean);
  // An end of an interval that the data do not bound.
  if (Array.isArray(value)) return value.map((one) => (one === undefined ? 'unbounded' : clean(one)));
  if (value === null || typeof value !== 'object') return value;
  return Object.fromEntries(
    Object.entries(value).flatMap(([key, one]) => (one === undefined ? [] : [[key, clean(one)]])),
  );
}
