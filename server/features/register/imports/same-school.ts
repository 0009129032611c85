/** Which rows of a file are about the same school, and which school on record that is. */

import { nameKey } from '../../../../contract/template/index.ts';
import type { CheckContext } from './check-context.ts';
import type { DraftSchool } from './draft-records.ts';
import { schoolYearStart } from './spans.ts';
import { tableRowOf, type YearRow } from './year-row.ts';

/** A school as the file tells it: the rows that are about it, and who it is on record. */
export interface FileSchool {
  readonly known: DraftSchool | null;
  readonly rows: YearRow[];
}

/** Which rows are about the same school, and which school on record that is. */
export function groupBySchool(context: CheckContext, rows: readonly YearRow[]): FileSchool[] {
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
      let isOnRecord = false;
      if (row.presentCode !== null && row.presentCode !== row.code) {
        const present = draft.findSchoolByCode(row.presentCode, scheme, null);
        if (present !== known) row.presentSchool = present ?? null;
        isOnRecord = present !== undefined && present === known;
      }
      if (row.presentCode !== null && !isOnRecord && !isPresentCodeOwn(row)) {
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

export function byLife(a: YearRow, b: YearRow): number {
  return (a.closed ?? '9999').localeCompare(b.closed ?? '9999');
}
