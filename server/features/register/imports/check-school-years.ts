/** Files of schools and their figures by school year: first every row by itself, then the rows of a school together. */
import {
  isTotalLabel,
  MIXED_STAGES,
  type PlainStage,
  type SchoolStage,
} from '../../../../contract/template/index.ts';
import {
  type CheckContext,
  type GroupFacts,
  isWithinScope,
  joinWithReport,
  namesOf,
  readGroupFacts,
  resolveGroup,
  schoolLabel,
  UNKNOWN_DAY,
} from './check-context.ts';
import { fieldName } from './fields.ts';
import { convertGcj02ToWgs84, type Position } from './gcj02.ts';
import { convertOsgb36ToWgs84 } from './osgb36.ts';
import { type DraftGroup, type DraftProfile, type DraftSchool, nameKey } from './register-draft.ts';
import type { RowReader } from './row-reader.ts';
import { nextDay, type Span, schoolYearOfDay, schoolYearStart } from './spans.ts';

interface Figure {
  readonly variable: string;
  readonly value: number;
  readonly header: string;
}

/** What one row says, once its cells are read. */
interface YearRow {
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

/** A school as the file tells it: the rows that are about it, and who it is on record. */
interface FileSchool {
  readonly known: DraftSchool | null;
  readonly rows: YearRow[];
}

export function checkSchoolYears(context: CheckContext): void {
  const { table, reader, tally, findings, onRow } = context;
  const rows: YearRow[] = [];
  for (const [index, row] of table.rows.entries()) {
    if (index % 500 === 0) onRow(index);
    reader.use(row);
    const read = readYearRow(context);
    if (read) rows.push(read);
  }
  for (const school of groupBySchool(context, rows)) buildSchool(context, school);
  tally.report(findings);
}

function readYearRow(context: CheckContext): YearRow | undefined {
  const { reader, findings, tally } = context;
  const errorsBefore = findings.errorCount;
  const name = reader.name('school');
  if (name !== null && isTotalLabel(name)) {
    reader.report('total-row', 'school', { value: name });
    return undefined;
  }
  const code = reader.name('code');
  if (name === null && code === null)
    reader.report('missing-school', reader.has('school') ? 'school' : 'code');

  const laCode = reader.name('laCode');
  const number = reader.name('establishmentNumber');
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
    laestab:
      laCode && number && /^\d+$/.test(laCode) && /^\d{1,4}$/.test(number)
        ? laCode + number.padStart(4, '0')
        : null,
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
        reader.report('missing-value', missing, { params: { field: fieldName(missing).en } });
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
        params: { part: fieldName(variable).en, whole: fieldName(whole).en, wholeValue },
      });
    }
  }
  const pupils = valueByVariable.get('pupils');
  if (pupils === 0)
    reportAt('pupils', 'zero-pupils', { value: 0, params: { school: school === '' ? '' : ` ${school}` } });
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
      reportAt(variable, 'mixed-stage-needs-pupils', { params: { stage: stage!, missing: variable } });
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

/** Which rows are about the same school, and which school on record that is. */
function groupBySchool(context: CheckContext, rows: readonly YearRow[]): FileSchool[] {
  const { draft, mapping, tally, reader, table, defaultGroup } = context;
  const scheme = mapping.options.codeScheme;
  const report = (row: YearRow, field: string, code: 'ambiguous-school', count: number) => {
    reader.use(tableRowOf(table, row.row));
    reader.report(code, field, { params: { count } });
  };

  // A present code that several schools carry, or that is another school's own, tells of a later merger.
  const codes = new Set(rows.map(({ code }) => code));
  const holders = new Map<string, Set<string>>();
  for (const { code, presentCode } of rows) {
    if (code === null || presentCode === null) continue;
    const found = holders.get(presentCode);
    if (found) found.add(code);
    else holders.set(presentCode, new Set([code]));
  }
  const isPresentCodeOwn = ({ code, presentCode }: YearRow) =>
    presentCode !== null &&
    (presentCode === code || (holders.get(presentCode)!.size === 1 && !codes.has(presentCode)));
  const laestabLives = sameSchoolByLaestab(rows);

  const schoolByKey = new Map<string, FileSchool>();
  const result: FileSchool[] = [];
  for (const row of rows) {
    let known: DraftSchool | undefined;
    let key: string;
    const day = row.year === null ? null : schoolYearStart(row.year);
    if (row.code !== null) {
      known = draft.findSchoolByCode(row.code, scheme, day);
      if (!known && isPresentCodeOwn(row)) known = draft.findSchoolByCode(row.presentCode!, scheme, day);
      if (!known && row.laestab) known = draft.findSchoolByCode(row.laestab, 'laestab', day);
      key = known?.id ?? laestabLives.get(row.code) ?? `code:${row.code}`;
      if (row.presentCode !== null && row.presentCode !== row.code) {
        const present = draft.findSchoolByCode(row.presentCode, scheme, null);
        if (present !== known) row.presentSchool = present ?? null;
      }
      if (row.presentCode !== null && !isPresentCodeOwn(row)) {
        tally.count('shared-present-code', row.row);
        row.presentCode = null;
      }
    } else {
      known = draft.findSchoolByCode(row.name!, null, day);
      if (!known) {
        const named = draft.findSchoolsByName(row.name!);
        const groupName = row.group.code ?? row.group.name;
        const group =
          groupName === null
            ? defaultGroup
            : (draft.findGroupByCode(groupName) ?? draft.findGroupsByName(groupName)[0] ?? null);
        const ofGroup =
          named.length > 1 && group
            ? named.filter((one) => one.memberships.some((member) => member.group === group))
            : named;
        if (ofGroup.length > 1 || (named.length > 1 && ofGroup.length === 0)) {
          report(row, 'school', 'ambiguous-school', named.length);
          continue;
        }
        known = ofGroup[0];
      }
      key = known?.id ?? `name:${nameKey(row.name!)}`;
    }
    if (known) draft.relyOn(known.importId);
    const found = schoolByKey.get(key);
    if (found) found.rows.push(row);
    else {
      const school: FileSchool = { known: known ?? null, rows: [row] };
      schoolByKey.set(key, school);
      result.push(school);
    }
  }
  return result;
}

/** Rows with one LAESTAB number whose lives follow each other are one school under two codes: code → common key. */
function sameSchoolByLaestab(rows: readonly YearRow[]): Map<string, string> {
  const byNumber = new Map<string, YearRow[]>();
  for (const row of rows) {
    if (row.laestab === null || row.code === null) continue;
    const found = byNumber.get(row.laestab);
    if (found) found.push(row);
    else byNumber.set(row.laestab, [row]);
  }
  const keyByCode = new Map<string, string>();
  for (const [number, lives] of byNumber) {
    if (new Set(lives.map(({ code }) => code)).size < 2) continue;
    const ordered = [...lives].sort(byLife);
    const follow = ordered.every((life, index) => {
      const previous = ordered[index - 1];
      return (
        previous === undefined ||
        previous.code === life.code ||
        (previous.closed !== null && (life.opened === null || life.opened >= previous.closed))
      );
    });
    if (follow) for (const { code } of lives) keyByCode.set(code!, `laestab:${number}`);
  }
  return keyByCode;
}

function byLife(a: YearRow, b: YearRow): number {
  return (a.closed ?? '9999').localeCompare(b.closed ?? '9999');
}

const THROUGH_STAGES: readonly [stages: string, through: string][] = [
  ['primary+secondary', 'all-through'],
  ['junior+primary', 'nine-year'],
  ['junior+senior', 'junior-senior'],
  ['junior+primary+senior', 'twelve-year'],
];

function buildSchool(context: CheckContext, { known, rows }: FileSchool): void {
  const { draft, findings, newSchoolValues, knownSchoolValues, reader, table } = context;
  const first = rows[0]!;
  const label = known ? schoolLabel(known) : (first.name ?? first.code!);
  reader.use(tableRowOf(table, first.row));

  let isAllowed = true;
  for (const row of rows) {
    reader.use(tableRowOf(table, row.row));
    if (!row.isBad && !isWithinScope(context, known, row.name ?? row.code ?? '', row.group))
      isAllowed = false;
  }
  // Stage and year together name a row of a school; each may be told once.
  const rowByKey = new Map<string, number>();
  for (const row of rows) {
    if (row.year === null) continue;
    row.stage ??= known?.profiles.at(-1)?.stage ?? null;
    if (row.stage === null) {
      reader.use(tableRowOf(table, row.row));
      reader.report('missing-stage', 'stage');
      continue;
    }
    const key = `${row.stage}:${row.year}`;
    const otherRow = rowByKey.get(key);
    if (otherRow !== undefined) {
      findings.add('duplicate-school-year', {
        row: row.row,
        params: { school: label, year: row.year, stage: row.stage, otherRow },
      });
    } else rowByKey.set(key, row.row);
  }
  if (!isAllowed) return;

  const school = known ?? draft.addSchool(profilesOf(rows));
  addCodes(context, school, rows, known === null);
  if (known) {
    for (const row of rows) {
      draft.fillSchool(known, row.year === null ? context.today : schoolYearStart(row.year), {
        stage: row.profileStage ?? row.stage,
        location: row.location,
        ...(row.position ? { lat: round(row.position.lat), lon: round(row.position.lon) } : {}),
      });
    }
  }
  if (known) endKnownSchool(context, known, rows);
  const years = rows.flatMap(({ year }) => (year === null ? [] : [year])).sort((a, b) => a - b);
  if (years.length > 0) checkFounded(context, school, rows, years[0]!);
  joinGroups(context, school, rows);

  const values = known ? knownSchoolValues : newSchoolValues;
  for (const { year, stage, row, figures } of rows) {
    if (year === null || stage === null) continue;
    for (const { variable, value, header } of figures)
      values.add(school.id, stage, year, variable, value, row, header);
  }
}

/** A school on record that the file calls closed ends, unless it goes on under another code. */
function endKnownSchool(
  { draft, mapping }: CheckContext,
  school: DraftSchool,
  rows: readonly YearRow[],
): void {
  const closed = rows.find((row) => row.closed !== null)?.closed ?? null;
  const scheme = mapping.options.codeScheme;
  const codes = new Set(school.codes.filter((one) => one.scheme === scheme).map(({ code }) => code));
  if (closed !== null && codes.size <= 1) draft.closeSchool(school, closed);
}

function checkFounded(
  context: CheckContext,
  school: DraftSchool,
  rows: readonly YearRow[],
  firstYear: number,
): void {
  if (context.draft.reachBack(school.profiles, schoolYearStart(firstYear))) return;
  const founded = school.profiles[0]!.span.from!;
  for (const { year, row, figures } of rows) {
    if (year === null || figures.length === 0 || schoolYearStart(year + 1) > founded) continue;
    context.findings.add('before-founded', {
      row,
      params: { date: schoolYearStart(year), name: schoolLabel(school), founded },
    });
  }
}

/** The dated life of a new school: one profile, or one for each code it lived under. */
function profilesOf(rows: readonly YearRow[]): Omit<DraftProfile, 'stored'>[] {
  const lives = [...Map.groupBy(rows, ({ code }) => code).values()].sort((a, b) => byLife(a[0]!, b[0]!));
  const profiles: Omit<DraftProfile, 'stored'>[] = [];
  for (const life of lives) {
    const latest = life.reduce((best, row) => ((row.year ?? 0) >= (best.year ?? 0) ? row : best));
    const years = life.flatMap(({ year }) => (year === null ? [] : [year]));
    const stages = [...new Set(life.flatMap(({ stage }) => stage ?? []))].sort();
    const opened = life.find((row) => row.opened !== null)?.opened ?? null;
    const closed = life.find((row) => row.closed !== null)?.closed ?? null;
    const previous = profiles.at(-1);
    let from = opened ?? (years.length > 0 ? schoolYearStart(Math.min(...years)) : null);
    if (previous?.span.to) from = opened ?? previous.span.to;
    if (closed !== null && from !== null && from >= closed) from = null;
    // A gap of weeks between two codes is paperwork, not a school that was not there.
    if (previous?.span.to && from !== null) previous.span = { from: previous.span.from, to: from };
    profiles.push({
      ...namesOf(latest.name ?? latest.code!),
      span: { from, to: closed },
      startKnown: opened !== null,
      shortName: null,
      stage:
        latest.profileStage ??
        THROUGH_STAGES.find(([parts]) => parts === stages.join('+'))?.[1] ??
        latest.stage ??
        null,
      location: life.find((row) => row.location !== null)?.location ?? null,
      lat: round(life.find((row) => row.position !== null)?.position?.lat),
      lon: round(life.find((row) => row.position !== null)?.position?.lon),
      level: null,
      source: null,
    });
  }
  return profiles;
}

/** Six decimals of a degree are ten centimetres. */
function round(degrees: number | undefined): number | null {
  return degrees === undefined ? null : Math.round(degrees * 1e6) / 1e6;
}

function addCodes(
  context: CheckContext,
  school: DraftSchool,
  rows: readonly YearRow[],
  isNew: boolean,
): void {
  const { draft, mapping, findings, reader } = context;
  const scheme = mapping.options.codeScheme;
  const always: Span = { from: null, to: null };
  const lives = [...Map.groupBy(rows, ({ code }) => code).values()].sort((a, b) => byLife(a[0]!, b[0]!));
  for (const [index, life] of lives.entries()) {
    const row = life[0]!;
    if (row.code === null) continue;
    // Lives and profiles of a new school stand in the same order.
    const span =
      isNew && lives.length > 1
        ? {
            from: index === 0 ? null : school.profiles[index]!.span.from,
            to: index === lives.length - 1 ? null : school.profiles[index]!.span.to,
          }
        : always;
    const codes: [string, string, Span][] = [[scheme, row.code, span]];
    if (row.presentCode !== null && row.presentCode !== row.code) {
      codes.push([scheme, row.presentCode, always]);
    }
    if (row.laestab !== null) codes.push(['laestab', row.laestab, always]);
    for (const [codeScheme, code, during] of codes) {
      const hadCode = school.codes.some((held) => held.scheme === codeScheme && held.code === code);
      const other = draft.addCode(school, codeScheme, code, during);
      // A school that goes on under a later code has not closed.
      if (!isNew && !hadCode && !other && code === row.presentCode) draft.reopenSchool(school);
      if (other && code === row.code) {
        findings.add('code-of-another-school', {
          ...reader.place('code'),
          row: row.row,
          value: code,
          params: { other: schoolLabel(other) },
        });
      }
    }
  }
}

/** Memberships a file tells: by the day of joining, or by the group named for each school year. */
function joinGroups(context: CheckContext, school: DraftSchool, rows: readonly YearRow[]): void {
  const { reader, table, findings, defaultGroup, draft } = context;
  const dated = rows.filter(({ joined }) => joined !== null);
  const told = new Set<string>();
  for (const row of dated) {
    reader.use(tableRowOf(table, row.row));
    const from = row.joined === UNKNOWN_DAY ? null : row.joined;
    const group = resolveGroup(context, row.group, from);
    if (!group || told.has(`${group.id}:${row.joined}:${row.left}`)) continue;
    told.add(`${group.id}:${row.joined}:${row.left}`);
    const ended = school.profiles.at(-1)!.span.to;
    const isOver = ended !== null && from !== null && from >= ended;
    if (isOver && row.presentCode !== row.code && row.presentSchool === null) {
      context.tally.count('joined-after-end', row.row);
      continue;
    }
    joinWithReport(context, {
      school: isOver && row.presentSchool ? row.presentSchool : school,
      group,
      span: { from, to: row.left },
      startKnown: from !== null,
      role: row.role,
      row: row.row,
      field: 'joined',
    });
    if (row.cluster) joinOneCluster(context, school, group, row, { from, to: row.left });
  }

  // Consecutive years in one group are one membership; it lasts until another group is named.
  const byYear = rows
    .filter((row) => row.joined === null && row.year !== null && (row.group.code ?? row.group.name) !== null)
    .sort((a, b) => a.year! - b.year!);
  const groups: { row: YearRow; group: DraftGroup }[] = [];
  for (const row of byYear) {
    reader.use(tableRowOf(table, row.row));
    const group = resolveGroup(context, row.group, schoolYearStart(row.year!));
    if (!group) continue;
    const previous = groups.at(-1);
    if (
      previous &&
      previous.row.year === row.year &&
      previous.group !== group &&
      previous.group.governing &&
      group.governing
    ) {
      findings.add('conflicting-group', {
        ...reader.place('group'),
        row: row.row,
        value: row.group.name ?? row.group.code ?? '',
        params: {
          school: schoolLabel(school),
          other: previous.row.group.name ?? previous.row.group.code ?? '',
          otherRow: previous.row.row,
        },
      });
      continue;
    }
    groups.push({ row, group });
  }
  for (const segment of segments(groups, ({ group }) => group)) {
    const { row, group } = segment.first;
    reader.use(tableRowOf(table, row.row));
    const untold = dated.length > 0 && school.memberships.some((one) => one.group === group);
    if (untold) continue;
    joinWithReport(context, {
      school,
      group,
      span: segment.span(row.year!),
      startKnown: false,
      role: row.role,
      row: row.row,
      field: 'group',
    });
  }
  const inClusters = groups.filter(({ row }) => row.cluster !== null);
  for (const segment of segments(inClusters, ({ row, group }) => `${group.id}:${nameKey(row.cluster!)}`)) {
    const { row, group } = segment.first;
    reader.use(tableRowOf(table, row.row));
    joinOneCluster(context, school, group, row, segment.span(row.year!));
  }

  if (groups.length === 0 && dated.length === 0 && defaultGroup && school.isNew) {
    const { from } = school.profiles[0]!.span;
    joinWithReport(context, {
      school,
      group: defaultGroup,
      span: { from, to: null },
      startKnown: false,
      role: 'member',
      row: rows[0]!.row,
      field: 'school',
    });
    draft.relyOn(defaultGroup.importId);
    const withCluster = rows.find(({ cluster }) => cluster !== null);
    if (withCluster) joinOneCluster(context, school, defaultGroup, withCluster, { from, to: null });
  }
}

function joinOneCluster(
  context: CheckContext,
  school: DraftSchool,
  group: DraftGroup,
  row: YearRow,
  span: Span,
): void {
  const other = context.draft.joinCluster(school, group, row.cluster!, span);
  if (!other) return;
  context.findings.add('conflicting-cluster', {
    ...context.reader.place('cluster'),
    row: row.row,
    value: row.cluster!,
    params: { school: schoolLabel(school), other: other.code },
  });
}

/** Runs of equal keys in rows sorted by year; a run ends where the next one starts, the last one stays open. */
function segments<T extends { row: YearRow }>(
  rows: readonly T[],
  keyOf: (one: T) => unknown,
): { first: T; span: (firstYear: number) => Span }[] {
  const runs: { first: T; key: unknown }[] = [];
  for (const one of rows) {
    const key = keyOf(one);
    if (runs.at(-1)?.key !== key) runs.push({ first: one, key });
  }
  return runs.map(({ first }, index) => ({
    first,
    span: (firstYear) => {
      const next = runs[index + 1];
      return { from: schoolYearStart(firstYear), to: next ? schoolYearStart(next.first.row.year!) : null };
    },
  }));
}

const rowIndexes = new WeakMap<CheckContext['table'], Map<number, CheckContext['table']['rows'][number]>>();

function tableRowOf(table: CheckContext['table'], row: number): CheckContext['table']['rows'][number] {
  let index = rowIndexes.get(table);
  if (!index) {
    index = new Map(table.rows.map((one) => [one.row, one]));
    rowIndexes.set(table, index);
  }
  return index.get(row)!;
}
