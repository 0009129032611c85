/** Everything there is to say about a design before its outcome is opened. Runs in a computing thread. */

import type { StudyCheck, StudyDesign, StudyEstimator, StudyFinding } from '@trellis/contract';
import { describeTreatment, type Treatment } from './describe-treatment.ts';
import { type FindingCode, sayFinding } from './design-words.ts';
import { getColumn, readStoredTable, type StudyTable, toNumbers } from './study-table.ts';

const PANEL: ReadonlySet<StudyEstimator> = new Set([
  '2x2',
  'twfe',
  'event',
  'callaway-santanna',
  'sun-abraham',
  'imputation',
  'match-did',
]);
const ENOUGH_CLUSTERS = 12;
const EMPTY_FACTS: StudyCheck['facts'] = {
  rows: 0,
  units: null,
  treatedUnits: null,
  comparisonUnits: null,
  clusters: null,
  periods: [],
  starts: [],
};

export const isPanel = (estimator: StudyEstimator): boolean => PANEL.has(estimator);

export async function checkStoredDesign(
  file: { fileName: string; deflated: Uint8Array } | null,
  design: StudyDesign | null,
): Promise<StudyCheck> {
  if (file === null || design === null) {
    const findings = [
      ...(file === null ? [sayFinding('no-data', 'data')] : []),
      ...(design === null ? [sayFinding('no-design', null)] : []),
    ];
    return { findings, mayFreeze: false, facts: EMPTY_FACTS };
  }
  return checkDesign(await readStoredTable(file.fileName, file.deflated), design);
}

export function checkDesign(table: StudyTable, design: StudyDesign): StudyCheck {
  const findings: StudyFinding[] = [];
  const add = (code: FindingCode, field: string | null, facts?: Record<string, string | number>) =>
    void findings.push(sayFinding(code, field, facts));
  checkColumns(table, design, add);
  // Columns that are not there leave nothing to look at.
  const canRead = !findings.some(({ code }) => code === 'unknown-column' || code === 'not-numeric');
  const treatment = canRead ? describeTreatment(table, design) : undefined;
  if (treatment !== undefined) {
    checkTreatment(design, treatment, add);
    checkClusters(design, treatment, add);
  }
  checkControls(design, add);
  checkMediators(design, add);
  checkSelection(design, add);
  const order = { refusal: 0, warning: 1, note: 2 } as const;
  findings.sort((a, b) => order[a.severity] - order[b.severity]);
  return {
    findings,
    mayFreeze: findings.every(({ severity }) => severity !== 'refusal'),
    facts: treatment?.facts ?? { ...EMPTY_FACTS, rows: table.rows },
  };
}

type Add = (code: FindingCode, field: string | null, facts?: Record<string, string | number>) => void;

function checkColumns(table: StudyTable, design: StudyDesign, add: Add): void {
  const { estimator } = design;
  if (design.question === '') add('no-question', 'question');
  if (design.outcomes.length === 0) add('no-outcome', 'outcomes');
  if (design.unit === null && (PANEL.has(estimator) || estimator === 'multilevel')) add('no-unit', 'unit');
  if (design.time === null && PANEL.has(estimator)) add('no-time', 'time');
  const hasStart = design.treatedFrom !== null && (PANEL.has(estimator) || design.time !== null);
  if (!hasStart && design.treated === null && estimator !== 'multilevel') add('no-treatment', 'treatedFrom');
  if (design.treatedFrom !== null && design.treated !== null)
    add('two-treatments', 'treated', { from: design.treatedFrom, treated: design.treated });
  const needsCovariates = estimator === 'match' || estimator === 'match-did';
  if (needsCovariates && design.covariates.length === 0) add('no-covariates', 'covariates');
  if (estimator === 'mediate' && design.mediators.length === 0) add('no-mediators', 'mediators');
  if (design.scale === 'sd-comparison-before' && design.treatedFrom === null && design.treated === null)
    add('scale-needs-treatment', 'scale');

  const numeric: readonly (readonly [string, string | null])[] = [
    ...design.outcomes.map((name) => ['outcomes', name] as const),
    ['time', design.time],
    ['treatedFrom', design.treatedFrom],
    ['treated', design.treated],
    ['weights', design.weights],
    ...design.covariates.map(({ column }) => ['covariates', column] as const),
    ...design.mediators.map(({ column }) => ['mediators', column] as const),
  ];
  const named: readonly (readonly [string, string | null])[] = [
    ['unit', design.unit],
    ['assignedBy', design.assignedBy],
    ['cluster', design.cluster],
    ['region', design.region ?? null],
    ...design.fixed.map((name) => ['fixed', name] as const),
    ...design.subgroups.map((name) => ['subgroups', name] as const),
  ];
  for (const [field, column] of [...numeric, ...named])
    if (column !== null && !table.names.includes(column)) add('unknown-column', field, { column });
  for (const [field, column] of numeric) {
    if (column === null || !table.names.includes(column)) continue;
    // Of an outcome only whether it can be read as numbers is looked at.
    const cells = getColumn(table, column);
    const isNumeric = cells.every((cell) => cell === '' || Number.isFinite(Number(cell)));
    if (!isNumeric || cells.every((cell) => cell === '')) add('not-numeric', field, { column });
    else if (
      field === 'treated' &&
      cells.some((cell) => cell !== '' && Number(cell) !== 0 && Number(cell) !== 1)
    )
      add('not-binary', field, { column });
    else if (field === 'weights' && toNumbers(cells).some((value) => value <= 0))
      add('weights-not-positive', field, { column });
  }
  const uses = [
    ...design.outcomes,
    ...design.covariates.map(({ column }) => column),
    ...design.mediators.map(({ column }) => column),
    ...[design.weights, design.treated, design.treatedFrom].filter((name) => name !== null),
  ];
  for (const column of new Set(uses.filter((name, place) => uses.indexOf(name) !== place)))
    add('column-used-twice', 'outcomes', { column });
}

function checkTreatment(design: StudyDesign, treatment: Treatment, add: Add): void {
  const { facts, starts, alwaysTreated, periodsBefore, varyingUnit } = treatment;
  if (varyingUnit !== undefined) add('start-varies', 'treatedFrom', { unit: varyingUnit });
  if (facts.treatedUnits === 0) add('no-treated-units', 'treatedFrom');
  if (!PANEL.has(design.estimator) || !facts.treatedUnits || design.time === null) return;
  if (facts.comparisonUnits === 0 && (starts < 2 || design.control === 'never'))
    add('no-controls', starts < 2 ? 'treatedFrom' : 'control');
  if (alwaysTreated > 0) add('always-treated', 'treatedFrom', { units: alwaysTreated });
  if (periodsBefore === 0) add('no-period-before', 'time');
  if (periodsBefore === 1) add('single-pre-period', 'time');
  if (starts < 2) return;
  if (design.estimator === 'twfe' || design.estimator === 'event')
    add('staggered-timing', 'estimator', { starts });
  if (design.estimator === '2x2') add('staggered-two-by-two', 'estimator', { starts });
  if (design.estimator === 'match-did') add('staggered-matching', 'estimator', { starts });
}

function checkClusters(design: StudyDesign, treatment: Treatment, add: Add): void {
  const assigned = design.assignedBy ?? design.unit;
  const cluster = design.cluster ?? design.unit;
  const isClustered = design.standardErrors === 'cr1' || design.standardErrors === 'cr2';
  if (!isClustered) {
    if (treatment.rowsPerUnit > 1) add('errors-not-clustered', 'standardErrors');
    return;
  }
  if (assigned === null || cluster === null) return;
  // Clusters that cut across the level of assignment part what was treated together.
  if (assigned !== cluster && !treatment.isNested(assigned, cluster))
    add('clusters-below-assignment', 'cluster', { assigned, cluster });
  const { clusters } = treatment.facts;
  if (clusters !== null && clusters < ENOUGH_CLUSTERS) add('few-clusters', 'cluster', { clusters });
}

const BASELINE = /baseline|pre[ _-]?test|\bpre[ _-]?score|prior|前测|基线|入学成绩/i;

function checkControls(design: StudyDesign, add: Add): void {
  for (const { column, measured } of design.covariates) {
    if (measured === 'after') add('post-treatment-control', 'covariates', { column });
    if (measured === 'unknown') add('control-time-unknown', 'covariates', { column });
    if (design.estimator !== 'match' && design.estimator !== 'match-did') continue;
    const isOutcome = design.outcomes.some(
      (outcome) => column !== outcome && column.toLowerCase().includes(outcome.toLowerCase()),
    );
    if (isOutcome || BASELINE.test(column)) add('matching-on-baseline-outcome', 'covariates', { column });
  }
}

function checkMediators(design: StudyDesign, add: Add): void {
  if (design.estimator !== 'mediate') return;
  const outcome = design.outcomeMeasuredAt;
  for (const { column, measuredAt } of design.mediators) {
    if (measuredAt === null || outcome === null) add('mediator-time-unknown', 'mediators', { column });
    else if (measuredAt >= outcome)
      add('mediator-not-before-outcome', 'mediators', { column, mediator: measuredAt, outcome });
  }
  add('mediators-not-at-random', 'mediators');
}

function checkSelection(design: StudyDesign, add: Add): void {
  if (design.estimator === 'multilevel') add('association-only', 'estimator');
  if (design.selection === 'weak-chosen') add('weak-chosen', 'selection');
  if (design.selection === 'strong-chosen') add('strong-chosen', 'selection');
  if (design.selection === 'volunteered') add('volunteered', 'selection');
  if (design.selection === 'unknown') add('selection-unknown', 'selection');
  if (design.partnersAmongControls === 'yes') add('partners-as-controls', 'partnersAmongControls');
  if (design.partnersAmongControls === 'unknown') add('partners-unknown', 'partnersAmongControls');
  const looks = design.subgroups.length;
  if (looks > 0) add('many-looks', 'subgroups', { looks });
}
