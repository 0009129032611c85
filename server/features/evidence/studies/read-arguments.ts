/** The words behind `trellis study` as options; everything wrong with them is said at once. */

import { parseArgs } from 'node:util';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import { isOptionName, OPTION_NAMES, OPTION_TABLE, type OptionRule, readsOption } from './option-table.ts';
import { createOptionReader, type OptionReader } from './option-values.ts';
import {
  type Language,
  type MatchingChoices,
  STUDY_METHODS,
  type StudyMethod,
  type StudyOptions,
} from './types.ts';

/** What each study cannot do without; `treatment` is one of the two ways to name it. */
const NEEDED: Readonly<Record<StudyMethod, readonly string[]>> = {
  did: ['outcome', 'unit', 'time', 'treatment'],
  event: ['outcome', 'unit', 'time', 'treatment'],
  staggered: ['outcome', 'unit', 'time', 'treatment'],
  match: ['outcome', 'treated', 'covariates'],
  'match-did': ['outcome', 'unit', 'time', 'treatment', 'covariates'],
  mediate: ['outcome', 'treated', 'mediators'],
  multilevel: ['outcome', 'unit'],
  power: ['outcome', 'unit'],
};

/** Whom the effect of a method can be about; the first is meant when nothing is said. */
const ESTIMANDS: Readonly<Record<MatchingChoices['method'], readonly string[]>> = {
  nearest: ['att', 'ate'],
  optimal: ['att'],
  kernel: ['att'],
  subclass: ['att', 'ate', 'atc'],
  cem: ['att', 'ate', 'atc'],
  ipw: ['att', 'ate', 'atc'],
  overlap: [],
  aipw: ['att', 'ate'],
};

export interface StudyArguments {
  readonly options: StudyOptions | undefined;
  readonly method: StudyMethod | undefined;
  readonly lang: Language;
  readonly wantsJson: boolean;
  readonly wantsHelp: boolean;
  readonly report: string | undefined;
  readonly problems: readonly Problem[];
}

export function readArguments(argv: readonly string[]): StudyArguments {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: Object.fromEntries(
      OPTION_NAMES.map((name) => {
        const { takes }: OptionRule = OPTION_TABLE[name];
        return [name, { type: takes === 'nothing' ? 'boolean' : 'string', multiple: isList(takes) }] as const;
      }),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const problems: Problem[] = [];
  const given = new Set<string>();
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    if (!isOptionName(token.name))
      problems.push(makeProblem('study-unknown-option', { value: token.rawName }));
    else if ((OPTION_TABLE[token.name] as OptionRule).takes !== 'nothing' && token.value === undefined) {
      const params = { option: token.rawName, example: `${token.rawName} …` };
      problems.push(makeProblem('missing-option', { params }));
    } else given.add(token.name);
  }
  const reader = createOptionReader(values, problems);
  const [methodName, file, ...more] = positionals;
  const method = STUDY_METHODS.find((one) => one === methodName);
  const lang = reader.choice('lang') === 'zh' ? 'zh' : 'en';
  const shared = {
    lang,
    method,
    wantsJson: reader.flag('json'),
    wantsHelp: reader.flag('help') || methodName === 'help',
    report: reader.text('report'),
    problems,
  } as const;
  if (method === undefined) {
    const methods = STUDY_METHODS.join(', ');
    problems.unshift(makeProblem('study-unknown-method', { value: methodName ?? '', params: { methods } }));
    return { ...shared, options: undefined };
  }
  if (file === undefined)
    problems.push(makeProblem('missing-option', { params: { option: 'FILE', example: 'scores.csv' } }));
  for (const value of more) problems.push(makeProblem('study-unknown-option', { value }));
  const options = readOptions(method, file ?? '', lang, reader);
  problems.push(
    ...findMissing(method, reader),
    ...findClashes(method, options),
    ...findRepeats(options, method),
    ...findReportClashes(method, options, shared.report),
  );
  if (problems.length > 0) return { ...shared, options: undefined };
  const unused = [...given].filter((name) => isOptionName(name) && !readsOption(method, name));
  return { ...shared, options: { ...options, unused } };
}

const isList = (takes: OptionRule['takes']) =>
  takes === 'columns' || takes === 'numbers' || takes === 'pairs';

function readOptions(method: StudyMethod, file: string, lang: Language, reader: OptionReader): StudyOptions {
  const { text, list, choice, number, numbers, pairs, flag } = reader;
  const fixed = list('fixed');
  const placeboPeriods = numbers('placebo-periods');
  const magnitudes = numbers('magnitudes');
  const caliper = text('caliper');
  return {
    method,
    file,
    sheet: text('sheet'),
    outcome: text('outcome') ?? '',
    unit: text('unit'),
    time: text('time'),
    treatedFrom: text('treated-from'),
    treated: text('treated'),
    cluster: text('cluster'),
    weights: text('weights'),
    covariates: [...new Set([...list('covariates'), ...list('categories')])],
    categories: list('categories'),
    fixed: fixed.length === 0 ? undefined : fixed,
    region: text('region'),
    slopes: list('slopes'),
    estimation: choice('estimation'),
    mediators: list('mediators'),
    mediatorLevels: reader.words('mediator-level', ['pupil', 'school'], list('mediators')),
    measured: pairs('measured', [...list('mediators'), 'outcome', 'treatment']),
    interaction: flag('interaction'),
    interval: choice('interval'),
    draws: number('draws') ?? 0,
    estimator: choice('estimator'),
    control: choice('control') ?? 'never',
    comparison: choice('comparison'),
    base: choice('base'),
    aggregation: choice('aggregation'),
    repeated: choice('repeated'),
    earliest: number('earliest'),
    latest: number('latest'),
    placeboPeriods: placeboPeriods.length === 0 ? undefined : placeboPeriods,
    placeboOutcomes: list('placebo-outcomes'),
    magnitudes: magnitudes.length === 0 ? undefined : magnitudes,
    matching: {
      method: choice('method') ?? 'nearest',
      estimand: choice('estimand'),
      distance: choice('distance'),
      ratio: number('ratio'),
      caliper: caliper === 'none' ? 'none' : number('caliper'),
      replace: flag('replace'),
      exact: list('exact'),
      order: choice('order'),
      bandwidth: number('bandwidth'),
      classes: number('classes'),
      bins: pairs('bins', list('covariates')),
      adjust: flag('adjust'),
      matchBaseline: flag('match-baseline'),
    },
    planned: {
      effect: number('effect'),
      power: number('power'),
      clusters: number('units'),
      people: number('people'),
      share: number('share'),
      intraclassCorrelation: number('intraclass-correlation'),
    },
    se: choice('se'),
    smallSample: choice('small-sample'),
    seed: number('seed') ?? 1,
    lang,
  };
}

function findMissing(method: StudyMethod, { text, list }: OptionReader): Problem[] {
  return NEEDED[method].flatMap((name) => {
    const isGiven =
      name === 'treatment'
        ? text('treated-from') !== undefined || text('treated') !== undefined
        : name === 'covariates'
          ? list('covariates').length + list('categories').length > 0
          : name === 'mediators'
            ? list(name).length > 0
            : text(name) !== undefined;
    if (isGiven) return [];
    const option = name === 'treatment' ? '--treated-from' : `--${name}`;
    const example =
      name === 'treatment' ? '--treated-from first_year | --treated joined' : `${option} COLUMN`;
    return [makeProblem('missing-option', { params: { option, example } })];
  });
}

/** Options that are fine alone and not together. */
function findClashes(method: StudyMethod, options: StudyOptions): Problem[] {
  const problems: Problem[] = [];
  const bad = (option: string, value: string | number, example: string): void => {
    problems.push(makeProblem('bad-option', { value, params: { option, example } }));
  };
  if (
    options.treatedFrom !== undefined &&
    options.treated !== undefined &&
    readsOption(method, 'treated-from')
  )
    bad('--treated', options.treated, '--treated-from | --treated');
  const { matching, se } = options;
  if (readsOption(method, 'method') && matching !== undefined) {
    const allowed = ESTIMANDS[matching.method];
    const { estimand } = matching;
    if (estimand !== undefined && !allowed.includes(estimand))
      bad('--estimand', estimand, `--method ${matching.method}: ${allowed.join(' | ') || 'no --estimand'}`);
    if (estimand === 'ate' && matching.method === 'nearest' && !matching.replace)
      bad('--estimand', 'ate', '--method nearest --replace --estimand ate');
    if (typeof matching.caliper === 'number' && matching.distance === 'mahalanobis')
      bad('--caliper', matching.caliper, '--distance log-odds | --caliper none');
  }
  if (se === 'abadie-imbens' && !(matching?.method === 'nearest' && matching.replace))
    bad('--se', se, 'match --method nearest --replace --se abadie-imbens');
  if (method === 'mediate' && options.draws > 0 && options.draws < 100) bad('--draws', options.draws, '1000');
  return problems;
}

/** What a report cannot show. */
function findReportClashes(method: StudyMethod, { se }: StudyOptions, report: string | undefined): Problem[] {
  if (report === undefined) return [];
  const bad = (option: string, value: string, example: string) =>
    makeProblem('bad-option', { value, params: { option, example } });
  return [
    ...(method === 'power' ? [bad('--report', report, 'power --json')] : []),
    ...(se === 'hc2' || se === 'hc3' || se === 'cr3'
      ? [bad('--se', se, '--report … --se iid | hc1 | cr1 | cr2')]
      : []),
  ];
}

/** A column cannot be outcome and covariate, or weigh itself. */
function findRepeats(options: StudyOptions, method: StudyMethod): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  const { outcome, weights, treated, covariates } = options;
  const mediators = method === 'mediate' ? options.mediators : [];
  const uses = [
    ['--outcome', outcome === '' ? undefined : outcome],
    ['--weights', weights],
    ['--treated', treated],
    ...covariates.map((column) => ['--covariates', column] as const),
    ...mediators.map((column) => ['--mediators', column] as const),
  ] as const;
  for (const [second, column] of uses) {
    if (column === undefined) continue;
    const first = seen.get(column);
    if (first !== undefined)
      problems.push(makeProblem('study-columns-repeat', { column, params: { first, second } }));
    seen.set(column, second);
  }
  return problems;
}
