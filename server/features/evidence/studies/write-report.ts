/** `--report out.html`: the command's own answer as the illustrated report that the page makes. */

import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { readFile, writeFile } from 'node:fs/promises';
import { basename } from 'node:path';
import type { StudyDesign, StudyEstimator, StudyFinding, StudyOutcomeResult } from '@trellis/contract';
import { makeProblem } from '@trellis/contract/problems';
import { checkDesign, isPanel } from './design/check-design.ts';
import { readStudyTable } from './design/study-table.ts';
import { chooseMatching, describePlan } from './matching-plan.ts';
import { renderReport } from './report/index.ts';
import { lookBehind } from './run/look-behind.ts';
import { presentAnswer } from './run/present-answer.ts';
import { METHOD_NAMES, PAIRS, sayMethods } from './run/say-methods.ts';
import type { StudyOptions, StudyResult } from './types.ts';

type Answered = Extract<StudyResult, { kind: 'answered' }>;

interface ReportRequest {
  readonly options: StudyOptions;
  readonly argv: readonly string[];
  /** As the person named it; a workbook's rows lie elsewhere by now. */
  readonly file: string;
  readonly report: string;
}

/** Writes the report and hands the answer on, or says why there is no file. */
export async function writeReport(answered: Answered, request: ReportRequest): Promise<StudyResult> {
  const { options, argv, file, report } = request;
  const design = designOf(options);
  const bytes = await readFile(file);
  const dataSha256 = createHash('sha256').update(bytes).digest('hex');
  const findings = await listFindings(file, bytes, askable(design, options));
  const presented = presentAnswer(options.outcome, answered.answer, design, 1);
  const outcome = isPanel(design.estimator) ? await addBehind(presented, options) : presented;
  const version = readVersion();
  const fileName = basename(file);
  const about = { fileName, sha256: dataSha256, hash: null, frozenAt: null, version };
  const methods = sayMethods(design, [outcome], findings, about);
  const command = `trellis study ${argv.map(quote).join(' ')}`;
  const plan = JSON.stringify(describePlan(chooseMatching(options)));
  const page = renderReport(
    {
      studyId: null,
      title: `${METHOD_NAMES[design.estimator][options.lang]}${options.lang === 'zh' ? '：' : ': '}${options.outcome}`,
      question: '',
      method: METHOD_NAMES[design.estimator],
      estimator: design.estimator,
      design,
      fileName,
      dataSha256,
      hash: null,
      frozenAt: null,
      finishedAt: new Date().toISOString(),
      softwareVersion: version,
      outcomes: [outcome],
      findings,
      methods: {
        en: `${methods.en.replace(PAIRS.en, `Matching was chosen as ${plan}; errors: ${answered.answer.diagnostics.errors}.`)} The command was: ${command}`,
        zh: `${methods.zh.replace(PAIRS.zh, `匹配设定为 ${plan}；标准误：${answered.answer.diagnostics.errors}。`)}所用命令：${command}`,
      },
      suppressedCells: outcome.overlap.reduce(
        (sum, bin) => sum + (bin.treated === null ? 1 : 0) + (bin.comparison === null ? 1 : 0),
        0,
      ),
    },
    options.lang,
  );
  try {
    await writeFile(report, page);
  } catch (error) {
    const reason = (error as NodeJS.ErrnoException).code ?? String(error);
    const problem = makeProblem('study-file-not-written', { file: report, params: { reason } });
    return { kind: 'refused', problems: [problem] };
  }
  return answered;
}

/** The periods around treatment, placebos and sensitivity, which the main number does not hold. */
async function addBehind(presented: StudyOutcomeResult, options: StudyOptions): Promise<StudyOutcomeResult> {
  const { eventStudy, preTrend, placebo, sensitivity, treatedUnits } = await lookBehind(options);
  return {
    ...presented,
    eventStudy,
    preTrend,
    placebo,
    sensitivity: [...sensitivity, ...presented.sensitivity],
    counts: { ...presented.counts, treatedUnits },
  };
}

/** What there is to say of the design; a Parquet file is not laid out for that. */
async function listFindings(file: string, bytes: Uint8Array, design: StudyDesign): Promise<StudyFinding[]> {
  if (/\.parquet$/i.test(file)) return [];
  const read = await readStudyTable(basename(file), bytes);
  return read.kind === 'read' ? checkDesign(read.table, design).findings : [];
}

function chooseEstimator({ method, estimator }: StudyOptions): StudyEstimator {
  switch (method) {
    case 'did':
      return estimator ?? 'twfe';
    case 'event':
      return estimator === undefined || estimator === 'twfe' ? 'event' : estimator;
    case 'staggered':
      return estimator ?? 'callaway-santanna';
    case 'power':
      return 'multilevel';
    default:
      return method;
  }
}

function designOf(options: StudyOptions): StudyDesign {
  const { measured = {}, mediatorLevels = {}, se, smallSample, seed } = options;
  return {
    question: '',
    outcomes: [options.outcome],
    scale: 'raw',
    unit: options.unit ?? null,
    time: options.time ?? null,
    treatedFrom: options.treatedFrom ?? null,
    treated: options.treated ?? null,
    assignedBy: null,
    cluster: options.cluster ?? null,
    weights: options.weights ?? null,
    covariates: options.covariates.map((column) => ({ column, measured: 'unknown' })),
    fixed: [...(options.fixed ?? [])],
    estimator: chooseEstimator(options),
    control: options.control,
    standardErrors: se === 'iid' || se === 'hc1' || se === 'cr2' ? se : 'cr1',
    smallSample: smallSample ?? 'nested',
    mediators: options.mediators.map((column) => ({
      column,
      measuredAt: measured[column] ?? null,
      level: mediatorLevels[column] === 'school' ? 'unit' : 'pupil',
    })),
    outcomeMeasuredAt: measured.outcome ?? null,
    subgroups: [],
    adjustment: 'holm',
    selection: 'unknown',
    partnersAmongControls: 'unknown',
    seed: Math.max(1, seed),
  };
}

/** What the checks can speak of: a command has no question of its own, and categories are no numbers. */
const askable = (design: StudyDesign, { categories = [] }: StudyOptions): StudyDesign => ({
  ...design,
  question: design.outcomes.join(', '),
  covariates: design.covariates.filter(({ column }) => !categories.includes(column)),
});

const quote = (word: string) => (/^[\w./,=:-]+$/u.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`);

const readVersion = (): string =>
  JSON.parse(readFileSync(new URL('../../../../package.json', import.meta.url), 'utf8')).version;
