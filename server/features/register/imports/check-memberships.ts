/** Files of who belongs to which group: unknown schools and groups are created, codes are followed through links. */
import {
  type CheckContext,
  isWithinScope,
  joinWithReport,
  namesOf,
  readGroupFacts,
  resolveGroup,
  UNKNOWN_DAY,
} from './check-context.ts';
import type { DraftSchool } from './draft-records.ts';
import { noteDifferences } from './note-differences.ts';
import { earlierStart, nextDay } from './spans.ts';
import { guessStageFromName, isNotYetOpen } from './words.ts';
import { readPosition } from './year-row.ts';

export function checkMemberships(context: CheckContext): void {
  const { table, reader, tally, findings, onRow } = context;
  for (const [index, row] of table.rows.entries()) {
    if (index % 500 === 0) onRow(index);
    reader.use(row);
    checkRow(context);
  }
  tally.report(findings);
}

function checkRow(context: CheckContext): void {
  const { reader, findings, draft, mapping, defaultGroup, today } = context;
  const errorsBefore = findings.errorCount;
  const name = reader.name('school');
  const code = reader.name('code');
  // A name that is too long to be read was reported as that.
  if (name === null && code === null && findings.errorCount === errorsBefore)
    reader.report('missing-school', reader.has('school') ? 'school' : 'code');
  const errorsBeforeGroup = findings.errorCount;
  const group = readGroupFacts(reader);
  const isNamed = group === undefined || (group.code ?? group.name) !== null;
  if (!isNamed && !defaultGroup && findings.errorCount === errorsBeforeGroup)
    reader.report('missing-group', 'group');
  const joined = reader.date('joined');
  const left = reader.date('left');
  const opened = reader.date('opened');
  const closed = reader.date('closed');
  const stage = reader.stage();
  const location = reader.location();
  const position = readPosition(reader);
  const role = reader.role();
  const remark = reader.text('remarks', 1000);
  const isJoinedKnown = joined != null && joined !== UNKNOWN_DAY;
  if (isJoinedKnown && left && left <= joined) {
    reader.report('left-before-joined', 'left', { params: { left, joined } });
  }
  if (
    findings.errorCount > errorsBefore ||
    group === undefined ||
    joined === undefined ||
    left === undefined ||
    opened === undefined ||
    closed === undefined ||
    stage === undefined ||
    location === undefined ||
    position === undefined ||
    role === undefined
  ) {
    return;
  }
  const from = isJoinedKnown ? joined : null;
  const scheme = mapping.options.codeScheme;
  const label = name ?? code!;

  let school: DraftSchool | undefined;
  if (code !== null) school = draft.findSchoolByCode(code, scheme, joined ?? today);
  else {
    school = draft.findSchoolByCode(name!, null, joined ?? today);
    if (!school) {
      const named = draft.findSchoolsByName(name!);
      const groupCode = group.code ?? group.name;
      const of =
        groupCode === null
          ? defaultGroup
          : (draft.findGroupByCode(groupCode) ?? draft.findGroupsByName(groupCode)[0]);
      const ofGroup =
        named.length > 1 && of
          ? named.filter((one) => one.memberships.some((member) => member.group === of))
          : named;
      if (ofGroup.length > 1 || (named.length > 1 && ofGroup.length === 0)) {
        reader.report('ambiguous-school', 'school', { params: { count: named.length } });
        return;
      }
      school = ofGroup[0];
    }
  }
  if (!isWithinScope(context, school ?? null, label, group)) return;
  if (school) draft.relyOn(school.importId);

  const place = position ? { lat: round(position.lat), lon: round(position.lon) } : { lat: null, lon: null };
  const sureStage = stage ?? (name ? guessStageFromName(name, group.name ?? '') : null);
  if (school) {
    noteDifferences(context, school, {
      row: reader.row,
      day: joined ?? today,
      name,
      stage,
      location,
      position,
    });
    draft.fillSchool(school, joined ?? today, { stage: sureStage, location, ...(position ? place : {}) });
  } else {
    const start = opened === UNKNOWN_DAY ? null : opened;
    school = draft.addSchool([
      {
        ...namesOf(label),
        span: { from: start ?? from, to: closed === null ? null : nextDay(closed) },
        startKnown: start !== null,
        shortName: null,
        stage: sureStage,
        location,
        ...place,
        level: null,
        source: null,
      },
    ]);
    if (code !== null) draft.addCode(school, scheme, code, { from: null, to: null });
  }
  if (isNotYetOpen(label, remark)) {
    reader.report('not-yet-open', 'school', { value: label, ...(remark ? { params: { remark } } : {}) });
  }

  const target = (group.code ?? group.name) === null ? defaultGroup : resolveGroup(context, group, from);
  if (!target) return;
  if (!target.profiles[0]!.startKnown && target.isNew) {
    const first = target.profiles[0]!;
    first.span = { from: earlierStart(first.span.from, from), to: first.span.to };
  }
  joinWithReport(context, {
    school,
    group: target,
    span: { from, to: left },
    startKnown: isJoinedKnown,
    role: role ?? 'member',
    row: reader.row,
    field: reader.has('joined') ? 'joined' : 'group',
  });
  const cluster = reader.name('cluster');
  if (cluster !== null) {
    const other = draft.joinCluster(school, target, cluster, { from, to: left });
    if (other)
      reader.report('conflicting-cluster', 'cluster', { params: { school: label, other: other.code } });
  }
}

function round(degrees: number): number {
  return Math.round(degrees * 1e6) / 1e6;
}
