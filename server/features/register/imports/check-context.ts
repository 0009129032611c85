import type { ImportMapping } from '@trellis/contract';
import type { Table } from '../../../platform/tables/index.ts';
import type { DraftGroup, DraftSchool, JoinOutcome } from './draft-records.ts';
import type { FixedPlaces } from './merge-fixes.ts';
import { hasChinese } from './names.ts';
import type { RegisterDraft } from './register-draft.ts';
import type { Findings, RowReader, Tally } from './row-reader.ts';
import { holdsOnDay, nextDay, type Span } from './spans.ts';
import type { ImportScope } from './types.ts';
import type { ValuesBuilder } from './values-builder.ts';

/** What the check of a file's rows works with. */
export interface CheckContext {
  readonly table: Table;
  readonly mapping: ImportMapping;
  readonly reader: RowReader;
  readonly findings: Findings;
  readonly fixedPlaces: FixedPlaces;
  readonly tally: Tally;
  readonly draft: RegisterDraft;
  readonly scope: ImportScope;
  /** The group that rows without a group belong to. */
  readonly defaultGroup: DraftGroup | null;
  readonly today: string;
  readonly newSchoolValues: ValuesBuilder;
  readonly knownSchoolValues: ValuesBuilder;
  readonly onRow: (done: number) => void;
}

/** 1900-01-01 stands for "not known" in registers that cannot leave a date empty. */
export const UNKNOWN_DAY = '1900-01-01';

export function schoolLabel(school: DraftSchool): string {
  const profile = school.profiles.at(-1);
  return profile ? profile.nameZh || profile.nameEn : (school.codes[0]?.code ?? '');
}

export function groupLabel(group: DraftGroup): string {
  const profile = group.profiles.at(-1);
  return profile ? profile.nameZh || profile.nameEn : group.code;
}

export function namesOf(name: string): { nameEn: string; nameZh: string } {
  return hasChinese(name) ? { nameEn: '', nameZh: name } : { nameEn: name, nameZh: '' };
}

/** What a row says of a school's group. */
export interface GroupFacts {
  readonly code: string | null;
  readonly name: string | null;
  readonly kind: string | null;
  /** null: not told; `UNKNOWN_DAY` is told as null too. */
  readonly opened: string | null;
  /** First day on which the group no longer was. */
  readonly closed: string | null;
}

/** Reads the group a row names; `undefined` when a cell cannot be read. */
export function readGroupFacts(reader: RowReader): GroupFacts | undefined {
  const code = reader.name('groupCode');
  const name = reader.name('group');
  const kind = reader.groupKind();
  const opened = reader.date('groupOpened');
  const incorporated = reader.date('groupIncorporated');
  const closed = reader.date('groupClosed');
  if (kind === undefined || opened === undefined || incorporated === undefined || closed === undefined)
    return undefined;
  const day = opened ?? incorporated;
  return {
    code,
    name,
    kind,
    opened: day === UNKNOWN_DAY ? null : day,
    closed: closed === null ? null : nextDay(closed),
  };
}

/**
 * The group a row names, created where it is new; null where it names none, `undefined` where it cannot be told
 * which one (then reported).
 */
export function resolveGroup(
  context: CheckContext,
  facts: GroupFacts,
  start: string | null,
): DraftGroup | null | undefined {
  const { draft, reader, mapping } = context;
  const code = facts.code ?? facts.name;
  if (code === null) return null;
  let group = draft.findGroupByCode(code);
  if (!group && facts.code === null) {
    const named = draft.findGroupsByName(code);
    if (named.length > 1) {
      reader.report('ambiguous-group', 'group', { params: { count: named.length } });
      return undefined;
    }
    group = named[0];
    if (group) draft.relyOn(group.importId);
  }
  if (group) return group;
  return draft.addGroup(code, facts.kind ?? mapping.options.groupKind, {
    ...namesOf(facts.name ?? code),
    span: { from: facts.opened ?? start, to: facts.closed },
    startKnown: facts.opened !== null,
  });
}

/** Whether a group's principal, a school's principal or the bureau may touch the row; reports it where not. */
export function isWithinScope(
  context: CheckContext,
  school: DraftSchool | null,
  schoolName: string,
  group: GroupFacts,
): boolean {
  const { scope, draft, reader, today } = context;
  if (scope.bureauWide) return true;
  const named = group.code ?? group.name;
  const namedGroup =
    named === null ? null : (draft.findGroupByCode(named) ?? draft.findGroupsByName(named)[0] ?? null);
  if (school === null) {
    if (scope.groupIds.length === 0) {
      reader.report('not-your-school', reader.has('school') ? 'school' : 'code', { value: schoolName });
      return false;
    }
    if (
      named === null
        ? context.defaultGroup !== null
        : namedGroup !== null && scope.groupIds.includes(namedGroup.id)
    ) {
      return true;
    }
    reader.report('not-your-group', 'group', { value: named ?? '' });
    return false;
  }
  const isOwnSchool = scope.schoolIds.includes(school.id);
  const isInLedGroup = school.memberships.some(
    ({ group: of, span }) => scope.groupIds.includes(of.id) && holdsOnDay(span, today),
  );
  if (!isOwnSchool && !isInLedGroup) {
    if (scope.groupIds.length > 0) reader.report('not-your-group', 'school', { value: schoolName });
    else reader.report('not-your-school', 'school', { value: schoolName });
    return false;
  }
  if (named === null) return true;
  const isOwnGroup =
    namedGroup !== null &&
    (scope.groupIds.includes(namedGroup.id) || school.memberships.some(({ group: of }) => of === namedGroup));
  if (!isOwnGroup) reader.report('not-your-group', 'group', { value: named });
  return isOwnGroup;
}

/** Puts what stands against a membership into words with its row. */
export function reportJoin(
  context: CheckContext,
  outcome: JoinOutcome,
  facts: { school: DraftSchool; group: DraftGroup; joined: string | null; row: number; field: string },
): void {
  const { findings, reader } = context;
  const school = schoolLabel(facts.school);
  const place = { ...reader.place(facts.field), row: facts.row };
  switch (outcome.kind) {
    case 'done':
      return;
    case 'overlapping': {
      const { other } = outcome;
      if (other.row !== null) {
        findings.add('conflicting-group', {
          ...place,
          value: groupLabel(facts.group),
          params: { school, other: groupLabel(other.group), otherRow: other.row },
        });
        return;
      }
      findings.add('overlapping-membership', {
        ...place,
        value: groupLabel(facts.group),
        params: {
          school,
          group: groupLabel(other.group),
          from: other.span.from ?? '…',
          ...(other.span.to === null ? {} : { to: other.span.to }),
        },
      });
      return;
    }
    case 'before-group':
      findings.add('before-founded', {
        ...place,
        params: { date: facts.joined ?? '', name: groupLabel(facts.group), founded: outcome.founded },
      });
      return;
    case 'before-school':
      findings.add('before-founded', {
        ...place,
        params: { date: facts.joined ?? '', name: school, founded: outcome.founded },
      });
      return;
    case 'school-closed':
      findings.add('school-closed', { ...place, params: { school, closed: outcome.closed } });
      return;
    case 'group-closed':
      findings.add('group-closed', {
        ...place,
        params: { group: groupLabel(facts.group), closed: outcome.closed },
      });
      return;
    case 'second-dominant':
      findings.add('second-dominant', {
        ...place,
        params: { group: groupLabel(facts.group), other: schoolLabel(outcome.other.school) },
      });
  }
}

/** Joins, with a notice where the group is younger than the membership. */
export function joinWithReport(
  context: CheckContext,
  request: {
    school: DraftSchool;
    group: DraftGroup;
    span: Span;
    startKnown: boolean;
    role: 'dominant' | 'member';
    row: number;
    field: string;
  },
): void {
  const { group, span, row } = request;
  const founded = group.profiles[0]!;
  if (
    request.startKnown &&
    span.from !== null &&
    founded.startKnown &&
    founded.span.from !== null &&
    span.from < founded.span.from
  ) {
    context.findings.add('joined-before-group', {
      ...context.reader.place(request.field),
      row,
      params: { joined: span.from, group: groupLabel(group), founded: founded.span.from },
    });
  }
  reportJoin(context, context.draft.joinGroup(request), { ...request, joined: span.from });
}
