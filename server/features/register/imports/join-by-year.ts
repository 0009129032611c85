/** Memberships that a file of schools tells: by the day of joining, or by the group named for each school year. */

import { nameKey } from '../../../../contract/template/index.ts';
import {
  type CheckContext,
  joinWithReport,
  resolveGroup,
  schoolLabel,
  UNKNOWN_DAY,
} from './check-context.ts';
import type { DraftGroup, DraftSchool } from './draft-records.ts';
import { type Span, schoolYearStart } from './spans.ts';
import { tableRowOf, type YearRow } from './year-row.ts';

export function joinGroups(context: CheckContext, school: DraftSchool, rows: readonly YearRow[]): void {
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
