/** One row of a file of schools and figures: its cells read, and its figures held against each other. */
import {
  isTotalLabel,
  MIXED_STAGES,
  type PlainStage,
  type SchoolStage,
} from '../../../../contract/template/index.ts';
import { type CheckContext, type GroupFacts, readGroupFacts, UNKNOWN_DAY } from './check-context.ts';
import type { DraftSchool } from './draft-records.ts';
import { fieldName } from './fields.ts';
import { convertGcj02ToWgs84, type Position } from './gcj02.ts';
import { laestabOf } from './laestab.ts';
import { convertOsgb36ToWgs84 } from './osgb36.ts';
import type { RowReader } from './row-reader.ts';
import { nextDay, schoolYearOfDay } from './spans.ts';
import { stageName } from './words.ts';

interface Figure {
  readonly variable: string;
  readonly value: number;
  readonly header: string;
}

/** What one row says, once its cells are read. */
export interface YearRow {
  readonly row: number;
  readonly name: string | null;
  readonly code: string | null;
  presentCode: string | null;
  /** Another school on record that carries the present code: whatever began after this one's end is that school's. */
  presentSchool: DraftSchool | null;
  readonly laestab: string | null;
  readonly year: number | null;
  stage: string | null;
  readonly profileStage: string | null;
  readonly location: string | null;
  readonly position: Position | null;
  readonly opened: string | null;
  /** First day on which the school no longer was. */
  readonly closed: string | null;
  readonly group: GroupFacts;
  readonly cluster: string | null;
  /** `UNKNOWN_DAY`: told to be unknown. */
  readonly joined: string | null;
  readonly left: string | null;
  readonly role: 'dominant' | 'member';
  readonly figures: readonly Figure[];
  /** Holds an error: only whether it is told twice is still looked at. */
  readonly isBad: boolean;
}

export function readYearRow(context: CheckContext): YearRow | undefined {
  const { reader, findings, tally } = context;
  const errorsBefore = findings.errorCount;
  const name = reader.name('school');
  if (name !== null && isTotalLabel(name)) {
    reader.report('total-row', 'school', { value: name });
    return undefined;
  }
  const code = reader.name('code');
  // A name that is too long to be read was reported as that.
  if (name === null && code === null && findings.errorCount === errorsBefore)
    reader.report('missing-school', reader.has('school') ? 'school' : 'code');

  const opened = reader.date('opened');
  const closed = reader.date('closed');
  const census = reader.date('censusDate');
  const joined = reader.date('joined');
  const left = reader.date('left');
  const stage = reader.stage();
  const kind = reader.schoolKind();
  const location = reader.location();
  const position = readPosition(reader);
  const group = readGroupFacts(reader);
  const role = reader.role();
  if (joined && left && joined !== UNKNOWN_DAY && left <= joined) {
    reader.report('left-before-joined', 'left', { params: { left, joined } });
  }
  if (opened && closed && closed < opened) {
    reader.report('impossible-value', 'closed', { params: { min: opened } });
  }

  const figures: Figure[] = [];
  const unread = new Set<string>();
  let hasResources = false;
  for (const numeric of reader.numericColumns) {
    const value = reader.figure(numeric);
    if (value === undefined) unread.add(numeric.variable);
    if (value === null || value === undefined) continue;
    figures.push({ variable: numeric.variable, value, header: numeric.column.header });
    hasResources ||= numeric.isResource;
  }

  let year: number | null | undefined = reader.year();
  if (year === null && census) year = schoolYearOfDay(census);
  const latest = schoolYearOfDay(context.today) + 1;
  if (year != null && year > latest) {
    reader.report('future-year', reader.cell('year') === null ? 'censusDate' : 'year', {
      params: { latest },
    });
  }
  if (year === null && figures.length > 0) {
    if (reader.has('censusDate')) tally.count('values-without-year', reader.row);
    else reader.report('missing-year', 'year');
  }
  if (year === null && figures.length === 0 && reader.has('year') && !reader.has('censusDate')) {
    reader.report('missing-year', 'year');
  }
  checkFigures(reader, stage ?? null, { figures, unread, hasResources }, name ?? code ?? '');
  if (
    findings.errorCount > errorsBefore ||
    opened === undefined ||
    closed === undefined ||
    joined === undefined ||
    left === undefined ||
    stage === undefined ||
    kind === undefined ||
    location === undefined ||
    position === undefined ||
    group === undefined ||
    role === undefined ||
    year === undefined
  ) {
    // A bad row still takes part in the search for rows told twice.
    if (year == null || stage == null || (name === null && code === null)) return undefined;
    return {
      row: reader.row,
      name,
      code,
      presentCode: null,
      presentSchool: null,
      laestab: null,
      year,
      stage,
      profileStage: null,
      location: null,
      position: null,
      opened: null,
      closed: null,
      group: { code: null, name: null, kind: null, opened: null, closed: null },
      cluster: null,
      joined: null,
      left: null,
      role: 'member',
      figures: [],
      isBad: true,
    };
  }
  return {
    row: reader.row,
    name,
    code,
    presentCode: reader.name('presentCode'),
    presentSchool: null,
    laestab: laestabOf(reader),
    year,
    stage,
    profileStage: kind === 'special' || kind === 'vocational' ? kind : null,
    location,
    position,
    opened: opened === UNKNOWN_DAY ? null : opened,
    closed: closed === null ? null : nextDay(closed),
    group,
    cluster: reader.name('cluster'),
    joined,
    left,
    role: role ?? 'member',
    figures: year === null ? [] : figures,
    isBad: false,
  };
}

/** `undefined`: a cell cannot be read. */
export function readPosition(reader: RowReader): Position | null | undefined {
  const isGrid = reader.options.coordinates === 'osgb36';
  if (isGrid || reader.has('easting')) {
    const easting = reader.coordinate(reader.has('easting') ? 'easting' : 'lon', 0, 700_000);
    const northing = reader.coordinate(reader.has('northing') ? 'northing' : 'lat', 0, 1_300_000);
    if (easting === undefined || northing === undefined) return undefined;
    if (easting === null || northing === null || (easting === 0 && northing === 0)) return null;
    return convertOsgb36ToWgs84(easting, northing);
  }
  const lat = reader.coordinate('lat', -90, 90);
  const lon = reader.coordinate('lon', -180, 180);
  if (lat === undefined || lon === undefined) return undefined;
  if (lat === null || lon === null) {
    if (lat !== null || lon !== null) {
      const missing = lat === null ? 'lat' : 'lon';
      if (reader.has(missing))
        reader.report('missing-value', missing, { params: { field: fieldName(missing) } });
      return undefined;
    }
    return null;
  }
  return reader.options.coordinates === 'gcj02' ? convertGcj02ToWgs84({ lat, lon }) : { lat, lon };
}

const PUPILS_BY_STAGE: Readonly<Record<PlainStage, string>> = {
  primary: 'pupilsPrimary',
  junior: 'pupilsJunior',
  senior: 'pupilsSenior',
};

/** Figures of one row against each other. */
function checkFigures(
  reader: RowReader,
  stage: string | null,
  {
    figures,
    unread,
    hasResources,
  }: { figures: readonly Figure[]; unread: ReadonlySet<string>; hasResources: boolean },
  school: string,
): void {
  const valueByVariable = new Map(figures.map(({ variable, value }) => [variable, value]));
  const columnByVariable = new Map(reader.numericColumns.map(({ variable, column }) => [variable, column]));
  const reportAt = (
    variable: string,
    code: Parameters<RowReader['report']>[0],
    facts: Record<string, unknown>,
  ) => {
    const column = columnByVariable.get(variable);
    reader.findings.add(code, {
      row: reader.row,
      ...(column ? { column: column.header, letter: column.letter } : {}),
      ...facts,
    });
  };
  for (const { variable, value } of figures) {
    const whole = PART_OF[variable];
    const wholeValue = whole === undefined ? undefined : valueByVariable.get(whole);
    if (whole !== undefined && wholeValue !== undefined && value > wholeValue) {
      reportAt(variable, 'part-exceeds-whole', {
        value,
        params: { part: fieldName(variable), whole: fieldName(whole), wholeValue },
      });
    }
  }
  const pupils = valueByVariable.get('pupils');
  if (pupils === 0)
    reportAt('pupils', 'zero-pupils', {
      value: 0,
      params: { school: school === '' ? '' : { en: ` ${school}`, zh: `“${school}”` } },
    });
  const teachers = valueByVariable.get('teachers');
  if (pupils !== undefined && pupils > 0 && teachers !== undefined && teachers > pupils) {
    reportAt('teachers', 'more-teachers-than-pupils', { value: teachers, params: { pupils } });
  }
  const parts = Object.values(PUPILS_BY_STAGE).map((variable) => valueByVariable.get(variable));
  const sum = parts.reduce<number>((total, part) => total + (part ?? 0), 0);
  const hasParts = parts.some((part) => part !== undefined);
  if (pupils !== undefined && hasParts && sum > 0 && sum !== pupils) {
    const isWhole =
      stage !== null &&
      (MIXED_STAGES[stage as SchoolStage] ?? []).every((one) => valueByVariable.has(PUPILS_BY_STAGE[one]));
    if (isWhole || sum > pupils)
      reportAt('pupils', 'parts-differ-from-whole', { value: pupils, params: { sum, whole: pupils } });
  }
  const mixed = stage === null ? undefined : MIXED_STAGES[stage as SchoolStage];
  if (mixed && (hasResources || pupils !== undefined)) {
    for (const one of mixed) {
      const variable = PUPILS_BY_STAGE[one];
      if (valueByVariable.has(variable) || unread.has(variable)) continue;
      reportAt(variable, 'mixed-stage-needs-pupils', {
        params: { stage: stageName(stage!), missing: fieldName(variable) },
      });
    }
  } else if (hasResources && pupils === undefined && !hasParts && !unread.has('pupils')) {
    reportAt('pupils', 'missing-pupils', {});
  }
}

const PART_OF: Readonly<Record<string, string>> = {
  teachersAboveQualification: 'teachers',
  teachersBackbone: 'teachers',
  teachersPeArts: 'teachers',
  teachersIntermediateTitle: 'teachers',
};

const rowIndexes = new WeakMap<CheckContext['table'], Map<number, CheckContext['table']['rows'][number]>>();

export function tableRowOf(table: CheckContext['table'], row: number): CheckContext['table']['rows'][number] {
  let index = rowIndexes.get(table);
  if (!index) {
    index = new Map(table.rows.map((one) => [one.row, one]));
    rowIndexes.set(table, index);
  }
  return index.get(row)!;
}
