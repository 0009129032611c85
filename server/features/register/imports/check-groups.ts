/** Files of groups: code, name, kind, first and last day. */
import { type CheckContext, groupLabel, namesOf, readGroupFacts, schoolLabel } from './check-context.ts';
import { startsBefore } from './spans.ts';

export function checkGroups(context: CheckContext): void {
  const { table, reader, findings, tally, draft, scope, mapping, onRow } = context;
  const rowByCode = new Map<string, number>();
  if (!scope.bureauWide) {
    findings.add('not-for-your-role');
    return;
  }
  for (const [index, row] of table.rows.entries()) {
    if (index % 500 === 0) onRow(index);
    reader.use(row);
    const errorsBefore = findings.errorCount;
    const facts = readGroupFacts(reader);
    if (!facts) continue;
    const code = facts.code ?? facts.name;
    if (code === null) {
      if (findings.errorCount === errorsBefore) reader.report('missing-group', 'groupCode');
      continue;
    }
    const otherRow = rowByCode.get(code);
    if (otherRow !== undefined) {
      reader.report('duplicate-group', 'groupCode', { value: code, params: { otherRow } });
      continue;
    }
    rowByCode.set(code, reader.row);
    const { opened, closed } = facts;
    if (opened !== null && closed !== null && closed <= opened) {
      reader.report('closed-before-opened', 'groupClosed', {
        params: { name: facts.name ?? code, closed: String(reader.date('groupClosed')), opened },
      });
      continue;
    }
    const known = draft.findGroupByCode(code);
    if (!known) {
      draft.addGroup(code, facts.kind ?? mapping.options.groupKind, {
        ...namesOf(facts.name ?? code),
        span: { from: opened, to: closed },
        startKnown: opened !== null,
      });
      continue;
    }
    const first = known.profiles[0]!;
    if (opened !== null && !first.startKnown && !startsBefore(first.span.from, opened)) {
      first.span = { from: opened, to: first.span.to };
      first.startKnown = true;
    }
    const names = namesOf(facts.name ?? '');
    const last = known.profiles.at(-1)!;
    last.nameEn ||= names.nameEn;
    last.nameZh ||= names.nameZh;
    if (closed === null) continue;
    const later = draft.closeGroup(known, closed);
    if (later) {
      reader.report('members-join-later', 'groupClosed', {
        params: { name: groupLabel(known), school: schoolLabel(later.school), joined: later.span.from ?? '' },
      });
    }
  }
  tally.report(findings);
}
