import { parseArgs } from 'node:util';
import { makeProblem, type Problem } from '@trellis/contract/problems';
import { type Language, STUDY_METHODS, type StudyMethod, type StudyOptions } from './types.ts';

const OPTIONS = {
  outcome: { type: 'string' },
  unit: { type: 'string' },
  time: { type: 'string' },
  'treated-from': { type: 'string' },
  treated: { type: 'string' },
  cluster: { type: 'string' },
  weights: { type: 'string' },
  covariates: { type: 'string', multiple: true },
  fixed: { type: 'string', multiple: true },
  slopes: { type: 'string', multiple: true },
  mediators: { type: 'string', multiple: true },
  draws: { type: 'string' },
  estimator: { type: 'string' },
  control: { type: 'string' },
  se: { type: 'string' },
  'small-sample': { type: 'string' },
  seed: { type: 'string' },
  json: { type: 'boolean' },
  lang: { type: 'string' },
  help: { type: 'boolean' },
} as const;

const CHOICES = {
  estimator: ['twfe', 'callaway-santanna', 'sun-abraham', 'imputation'],
  control: ['never', 'not-yet'],
  se: ['iid', 'hc1', 'cr1', 'cr2'],
  'small-sample': ['nested', 'full', 'none'],
  lang: ['en', 'zh'],
} as const;

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

export interface StudyArguments {
  readonly options: StudyOptions | undefined;
  readonly lang: Language;
  readonly wantsJson: boolean;
  readonly wantsHelp: boolean;
  readonly problems: readonly Problem[];
}

export function readArguments(argv: readonly string[]): StudyArguments {
  const { values, positionals, tokens } = parseArgs({
    args: [...argv],
    options: OPTIONS,
    allowPositionals: true,
    strict: false,
    tokens: true,
  });
  const problems: Problem[] = [];
  for (const token of tokens) {
    if (token.kind !== 'option') continue;
    const option = Object.hasOwn(OPTIONS, token.name)
      ? OPTIONS[token.name as keyof typeof OPTIONS]
      : undefined;
    if (option === undefined) problems.push(makeProblem('study-unknown-option', { value: token.rawName }));
    else if (option.type === 'string' && token.value === undefined) {
      const params = { option: token.rawName, example: `${token.rawName} …` };
      problems.push(makeProblem('missing-option', { params }));
    }
  }
  const text = (name: string): string | undefined => {
    const value = (values as Record<string, unknown>)[name];
    return typeof value === 'string' ? value.trim() : undefined;
  };
  const list = (name: string): string[] => {
    const given = (values as Record<string, unknown>)[name];
    const texts = Array.isArray(given) ? given.filter((one) => typeof one === 'string') : [];
    return texts
      .flatMap((one) => one.split(','))
      .map((one) => one.trim())
      .filter((one) => one !== '');
  };
  for (const [name, choices] of Object.entries(CHOICES)) {
    const value = text(name);
    if (value === undefined || (choices as readonly string[]).includes(value)) continue;
    problems.push(
      makeProblem('bad-option', { value, params: { option: `--${name}`, example: choices.join(' | ') } }),
    );
  }
  const [methodName, file, ...more] = positionals;
  const method = STUDY_METHODS.find((one) => one === methodName);
  const wantsHelp = values.help === true || methodName === 'help';
  if (method === undefined) {
    const methods = STUDY_METHODS.join(', ');
    problems.unshift(makeProblem('study-unknown-method', { value: methodName ?? '', params: { methods } }));
  } else {
    if (file === undefined) {
      problems.push(makeProblem('missing-option', { params: { option: 'FILE', example: 'scores.csv' } }));
    }
    for (const name of NEEDED[method]) {
      const isGiven =
        name === 'treatment'
          ? text('treated-from') !== undefined || text('treated') !== undefined
          : name === 'covariates' || name === 'mediators'
            ? list(name).length > 0
            : text(name) !== undefined;
      if (isGiven) continue;
      const option = name === 'treatment' ? '--treated-from' : `--${name}`;
      const example =
        name === 'treatment' ? '--treated-from first_year | --treated joined' : `${option} COLUMN`;
      problems.push(makeProblem('missing-option', { params: { option, example } }));
    }
    if (text('treated-from') !== undefined && text('treated') !== undefined && method !== 'match-did') {
      const params = { option: '--treated', example: '--treated-from | --treated' };
      problems.push(makeProblem('bad-option', { value: text('treated') ?? '', params }));
    }
  }
  for (const value of more) problems.push(makeProblem('study-unknown-option', { value }));
  const drawsText = text('draws') ?? '0';
  if (!/^\d{1,6}$/.test(drawsText)) {
    const params = { option: '--draws', example: '--draws 1000' };
    problems.push(makeProblem('bad-option', { value: drawsText, params }));
  }
  const seedText = text('seed') ?? '1';
  if (!/^\d{1,9}$/.test(seedText)) {
    problems.push(
      makeProblem('bad-option', { value: seedText, params: { option: '--seed', example: '--seed 1' } }),
    );
  }
  problems.push(
    ...findRepeats({
      outcome: text('outcome'),
      weights: text('weights'),
      covariates: [...list('covariates'), ...list('mediators')],
      treated: text('treated'),
    }),
  );
  const lang = text('lang') === 'zh' ? 'zh' : 'en';
  const shared = { lang, wantsJson: values.json === true, wantsHelp, problems } as const;
  if (problems.length > 0 || method === undefined || file === undefined)
    return { ...shared, options: undefined };
  const fixed = list('fixed');
  return {
    ...shared,
    options: {
      method,
      file,
      outcome: text('outcome') ?? '',
      unit: text('unit'),
      time: text('time'),
      treatedFrom: text('treated-from'),
      treated: text('treated'),
      cluster: text('cluster'),
      weights: text('weights'),
      covariates: list('covariates'),
      fixed: fixed.length === 0 ? undefined : fixed,
      slopes: list('slopes'),
      mediators: list('mediators'),
      draws: Number(drawsText),
      estimator: text('estimator') as StudyOptions['estimator'],
      control: (text('control') as StudyOptions['control'] | undefined) ?? 'never',
      se: text('se') as StudyOptions['se'],
      smallSample: text('small-sample') as StudyOptions['smallSample'],
      seed: Number(seedText),
      lang,
    },
  };
}

/** A column cannot be outcome and covariate, or weigh itself. */
function findRepeats(named: {
  readonly outcome: string | undefined;
  readonly weights: string | undefined;
  readonly treated: string | undefined;
  readonly covariates: readonly string[];
}): Problem[] {
  const problems: Problem[] = [];
  const seen = new Map<string, string>();
  const uses = [
    ['--outcome', named.outcome],
    ['--weights', named.weights],
    ['--treated', named.treated],
    ...named.covariates.map((column) => ['--covariates', column] as const),
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
