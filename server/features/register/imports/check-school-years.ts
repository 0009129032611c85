/** Files of schools and their figures by school year: first every row by itself, then the rows of a school together. */
import { type CheckContext, isWithinScope, namesOf, schoolLabel } from './check-context.ts';
import type { DraftProfile, DraftSchool } from './draft-records.ts';
import { joinGroups } from './join-by-year.ts';
import { noteDifferences } from './note-differences.ts';
import { byLife, type FileSchool, groupBySchool } from './same-school.ts';
import { type Span, schoolYearStart } from './spans.ts';
import { stageName } from './words.ts';
import { readYearRow, tableRowOf, type YearRow } from './year-row.ts';

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
    const other = otherRow === undefined ? undefined : rows.find((one) => one.row === otherRow);
    if (known && other && isUnderTwoCodes(context, known, row, other)) {
      context.tally.count('year-under-two-codes', row.row);
    } else if (otherRow !== undefined) {
      findings.add('duplicate-school-year', {
        row: row.row,
        params: { school: label, year: row.year, stage: stageName(row.stage), otherRow },
      });
    } else rowByKey.set(key, row.row);
  }
  if (!isAllowed) return;

  const school = known ?? draft.addSchool(profilesOf(rows));
  addCodes(context, school, rows, known === null);
  if (known) {
    const latest = rows.reduce((best, row) => ((row.year ?? 0) >= (best.year ?? 0) ? row : best));
    const isOneStage = new Set(rows.flatMap(({ stage }) => stage ?? [])).size === 1;
    reader.use(tableRowOf(table, latest.row));
    noteDifferences(context, known, {
      ...latest,
      day: latest.year === null ? context.today : schoolYearStart(latest.year),
      stage: isOneStage ? (latest.profileStage ?? latest.stage) : null,
    });
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
  const told = new Set<string>();
  for (const { year, stage, row, figures } of known ? latestCodeFirst(context, known, rows) : rows) {
    if (year === null || stage === null) continue;
    for (const { variable, value, header } of figures) {
      const key = `${stage}:${year}:${variable}`;
      if (told.has(key)) continue;
      told.add(key);
      const fixed = context.fixedPlaces.find(row, header);
      values.add({ schoolId: school.id, stage, year, variable, value, row, header, fixed });
    }
  }
}

/** A school that changed its code within a year can be told under both: it is one school year nonetheless. */
function isUnderTwoCodes({ mapping }: CheckContext, school: DraftSchool, a: YearRow, b: YearRow): boolean {
  const holds = (code: string | null) =>
    school.codes.some((one) => one.scheme === mapping.options.codeScheme && one.code === code);
  return a.code !== b.code && holds(a.code) && holds(b.code);
}

/** What the row of the later code tells goes before what the earlier code's row tells. */
function latestCodeFirst(
  { mapping }: CheckContext,
  school: DraftSchool,
  rows: readonly YearRow[],
): readonly YearRow[] {
  const startByCode = new Map(
    school.codes
      .filter(({ scheme }) => scheme === mapping.options.codeScheme)
      .map(({ code, span }) => [code, span.from ?? '']),
  );
  const startOf = ({ code }: YearRow) => (code === null ? '' : (startByCode.get(code) ?? ''));
  return [...rows].sort((a, b) => startOf(b).localeCompare(startOf(a)));
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
