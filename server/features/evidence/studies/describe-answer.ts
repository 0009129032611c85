/** The engine's answers in the words of the command's JSON. */

import { basename } from 'node:path';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import type { EngineInputError } from '@trellis/engines/kernel';
import type { DroppedRows, StudyNote, StudyTerm } from '@trellis/engines/statistics';
import type { StudyDropped, StudyOptions, StudyWarning } from './types.ts';
import { describeCode, sayCode } from './words/index.ts';

type Facts = Readonly<Record<string, string | number | boolean>>;

export interface EngineRefusal {
  readonly kind: 'not-estimable';
  readonly reason: string;
  readonly message?: string;
  readonly params?: Facts;
  readonly notes?: readonly StudyNote[];
}

/** The numbers of the study's main answer. */
export function describeMain(term: StudyTerm) {
  const { estimate, standardError, degreesOfFreedom, confidenceInterval, pValue } = term;
  return { estimate, standardError, degreesOfFreedom, confidenceInterval, pValue };
}

export function describeWarnings(notes: readonly StudyNote[], options: StudyOptions): StudyWarning[] {
  const unused = (options.unused ?? []).map((name) => noteUnused(name));
  const warnings = [...notes, ...unused].map(({ code, message, params }) => ({
    code,
    message: sayCode(code, message, params, options.lang),
    params,
  }));
  return [...new Map(warnings.map((warning) => [`${warning.code} ${warning.message}`, warning])).values()];
}

/** Says that an option was given which this study does not read. */
export function noteUnused(name: string): StudyNote {
  const option = name.startsWith('--') ? name : `--${name}`;
  return {
    code: 'option-not-used',
    params: { option },
    message: `${option} means nothing for this study and was not used.`,
  };
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
  const note = refusal.notes?.find(({ code }) => code === refusal.reason);
  const message = refusal.message ?? note?.message ?? '';
  const facts = refusal.params ?? note?.params ?? {};
  return { kind: 'refused', problems: [describeReason(refusal.reason, message, facts, options)] };
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

type Role = 'outcome' | 'treatment' | 'unit' | 'time' | 'cluster' | 'weights' | 'mediators';

/** Which of the person's columns a code speaks of. */
const ROLE_BY_CODE: Readonly<Record<string, Role>> = {
  'constant-outcome': 'outcome',
  'no-variation': 'outcome',
  'perfect-fit': 'outcome',
  'not-finite': 'outcome',
  'scale-beyond-numbers': 'outcome',
  'no-treated': 'treatment',
  'no-treated-units': 'treatment',
  'no-controls': 'treatment',
  'treatment-not-binary': 'treatment',
  'treatment-switches-off': 'treatment',
  'first-treated-changes': 'treatment',
  'treatment-collinear': 'treatment',
  'treatment-not-identified': 'treatment',
  'no-period-before-treatment': 'treatment',
  'no-period-before': 'treatment',
  'staggered-timing': 'treatment',
  'perfect-separation': 'treatment',
  'no-never-treated': 'treatment',
  'repeated-unit-periods': 'unit',
  'no-complete-units': 'unit',
  'one-row-per-group': 'unit',
  'too-few-groups': 'unit',
  'not-nested': 'unit',
  'single-period': 'time',
  'single-cluster': 'cluster',
  'one-cluster': 'cluster',
  'too-few-clusters': 'cluster',
  'cluster-not-constant': 'cluster',
  'cluster-changes-within-unit': 'cluster',
  'weight-not-positive': 'weights',
  'non-positive-weight': 'weights',
  'no-mediator-estimable': 'mediators',
};

/** The engines' own names of columns; the person knows them by others. */
const ROLE_BY_NAME: Readonly<Record<string, Role>> = {
  outcome: 'outcome',
  treated: 'treatment',
  treatment: 'treatment',
  firstTreated: 'treatment',
  unit: 'unit',
  time: 'time',
  cluster: 'cluster',
  clusters: 'cluster',
  weights: 'weights',
};

function nameColumn(role: Role, options: StudyOptions): string | undefined {
  switch (role) {
    case 'outcome':
      return options.outcome;
    case 'treatment':
      return options.treated ?? options.treatedFrom;
    case 'cluster':
      return options.cluster ?? options.unit;
    case 'mediators':
      return options.mediators.join(', ');
    default:
      return options[role];
  }
}

function describeReason(code: string, message: string, facts: Facts, options: StudyOptions): Problem {
  const named = typeof facts.column === 'string' ? facts.column : undefined;
  const role = named === undefined ? ROLE_BY_CODE[code] : ROLE_BY_NAME[named];
  const column = (role === undefined ? undefined : nameColumn(role, options)) ?? named;
  const said = column === undefined ? facts : { ...facts, column };
  const value = facts.value ?? facts.unit ?? facts.names ?? facts.count;
  const english = describeCode(code, message, said, 'en');
  const chinese = describeCode(code, message, said, 'zh');
  return makeProblem('study-refused', {
    file: basename(options.file),
    ...(column === undefined ? {} : { column }),
    ...(value === undefined ? {} : { value }),
    params: {
      engineCode: code,
      reason: { en: english.fact, zh: chinese.fact },
      advice: {
        en: english.advice || 'Mend the data or choose another design.',
        zh: chinese.advice || '请修改数据，或选择其他研究设计。',
      },
    },
  });
}
