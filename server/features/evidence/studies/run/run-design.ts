/**
 * Runs a whole design on a file: the estimate, what stands beside it, its subgroups and its words. One JSON comes out,
 * from which pages and documents are made. Runs in a computing thread.
 */

import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { StudyDesign, StudyOutcomeResult, StudyProgress, StudyResult } from '@trellis/contract';
import { EngineInputError } from '@trellis/engines/kernel';
import { adjustPValues } from '@trellis/engines/statistics';
import { refuseMistakes } from '../describe-answer.ts';
import { checkDesign, isPanel } from '../design/check-design.ts';
import { readStoredTable, type StudyTable } from '../design/study-table.ts';
import { answerStudy } from '../run-study.ts';
import type { StudyResult as Answered, StudyOptions } from '../types.ts';
import { compareGroups } from './compare-groups.ts';
import { lookBehind } from './look-behind.ts';
import { planOptions } from './plan-options.ts';
import { type PreparedRows, prepareRows, writeRows } from './prepare-rows.ts';
import { presentAnswer, presentRefusal } from './present-answer.ts';
import { runTwoByTwo } from './run-two-by-two.ts';
import { METHOD_NAMES, sayMethods } from './say-methods.ts';

/** What a result says of the study it belongs to. */
export interface StudyAbout {
  readonly studyId: string | null;
  readonly title: string;
  readonly fileName: string;
  readonly dataSha256: string;
  readonly hash: string | null;
  readonly frozenAt: string | null;
  readonly softwareVersion: string;
}

export interface RunInput extends StudyAbout {
  readonly design: StudyDesign;
  readonly deflated: Uint8Array;
}

type Report = (progress: StudyProgress) => void;

/** The job's call: from the stored file. */
export async function runDesign(input: RunInput, onProgress: Report = () => {}): Promise<StudyResult> {
  const { deflated, design, ...about } = input;
  onProgress({ phase: 'reading', share: 0.02, message: null });
  return runDesignOnTable(await readStoredTable(about.fileName, deflated), design, about, onProgress);
}

export async function runDesignOnTable(
  table: StudyTable,
  design: StudyDesign,
  about: StudyAbout,
  onProgress: Report = () => {},
): Promise<StudyResult> {
  const { findings } = checkDesign(table, design);
  const prepared = prepareRows(table, design);
  const folder = await mkdtemp(join(tmpdir(), 'trellis-study-'));
  try {
    const file = join(folder, 'rows.csv');
    await writeRows(file, prepared);
    const outcomes: StudyOutcomeResult[] = [];
    for (const [place, outcome] of design.outcomes.entries()) {
      const report = (phase: StudyProgress['phase'], share: number) =>
        onProgress({ phase, share: 0.1 + (0.85 * (place + share)) / design.outcomes.length, message: null });
      outcomes.push(await runOutcome({ design, prepared, folder, file, outcome, report }));
    }
    onProgress({ phase: 'writing', share: 0.97, message: null });
    const adjusted = adjustOverOutcomes(outcomes);
    return {
      ...about,
      question: design.question,
      method: METHOD_NAMES[design.estimator],
      estimator: design.estimator,
      design,
      finishedAt: new Date().toISOString(),
      outcomes: adjusted,
      findings,
      methods: sayMethods(design, adjusted, findings, {
        fileName: about.fileName,
        sha256: about.dataSha256,
        hash: about.hash,
        frozenAt: about.frozenAt,
        version: about.softwareVersion,
      }),
      suppressedCells: adjusted.reduce((sum, one) => sum + countSuppressed(one), 0),
    };
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

interface OutcomeRun {
  readonly design: StudyDesign;
  readonly prepared: PreparedRows;
  readonly folder: string;
  readonly file: string;
  readonly outcome: string;
  readonly report: (phase: StudyProgress['phase'], share: number) => void;
}

async function runOutcome(run: OutcomeRun): Promise<StudyOutcomeResult> {
  const { design, prepared, file, outcome, report } = run;
  const divisor = prepared.divisorByOutcome.get(outcome);
  if (divisor === undefined) return presentRefusal(outcome, [], design);
  const options = planOptions(design, {
    file,
    outcome,
    treated: prepared.treated,
    rows: prepared.table.rows,
    repeats: prepared.repeats,
  });
  report('estimating', 0.05);
  const answered = await answerDesign(design, options);
  if (answered.kind === 'refused') return presentRefusal(outcome, answered.problems, design);
  const presented = presentAnswer(outcome, answered.answer, design, divisor);
  report('checks', 0.4);
  const behind = isPanel(design.estimator) ? await lookBehind(options).catch(() => undefined) : undefined;
  report('subgroups', 0.6);
  const heterogeneity = await compareGroups(design, prepared, run.folder, (path) =>
    answerDesign(design, { ...options, file: path }),
  );
  return {
    ...presented,
    ...(behind === undefined
      ? {}
      : {
          eventStudy: behind.eventStudy,
          preTrend: behind.preTrend,
          placebo: behind.placebo,
          sensitivity: [...behind.sensitivity, ...presented.sensitivity],
          counts: { ...presented.counts, treatedUnits: behind.treatedUnits },
        }),
    heterogeneity,
  };
}

async function answerDesign(design: StudyDesign, options: StudyOptions): Promise<Answered> {
  if (design.estimator !== '2x2') return answerStudy(options);
  try {
    return await runTwoByTwo(options);
  } catch (error) {
    if (error instanceof EngineInputError) return refuseMistakes(error, options);
    throw error;
  }
}

function adjustOverOutcomes(outcomes: readonly StudyOutcomeResult[]): StudyOutcomeResult[] {
  const tested = outcomes.filter(({ headline }) => headline.pValue !== null);
  const adjusted = adjustPValues(
    tested.map(({ headline }) => headline.pValue!),
    'holm',
  );
  return outcomes.map((one) => {
    const place = tested.indexOf(one);
    return place < 0 ? one : { ...one, headline: { ...one.headline, adjustedPValue: adjusted[place]! } };
  });
}

function countSuppressed({ overlap, heterogeneity }: StudyOutcomeResult): number {
  return (
    overlap.reduce(
      (sum, bin) => sum + (bin.treated === null ? 1 : 0) + (bin.comparison === null ? 1 : 0),
      0,
    ) + heterogeneity.filter(({ suppressed }) => suppressed).length
  );
}
