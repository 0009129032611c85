/** The draft against the register it began with: the rows to insert and to change, and how many of each kind. */
import type { Dated, DraftGroup, DraftSchool, Row } from './draft-records.ts';
import { formatSpan, parseSpan, type Span } from './spans.ts';
import { FILLED_TABLES, type FilledTable, type RegisterPlan, type RowChange } from './types.ts';

export function planChanges(
  schools: Iterable<DraftSchool>,
  groups: Iterable<DraftGroup>,
  affiliations: readonly Row[],
  same: Readonly<Record<string, number>>,
): Pick<RegisterPlan, 'inserts' | 'changes' | 'counts'> {
  const inserts = Object.fromEntries(FILLED_TABLES.map((table) => [table, [] as Row[]])) as Record<
    FilledTable,
    Row[]
  >;
  const changes: RowChange[] = [];
  for (const school of schools) {
    if (school.isNew) inserts.school.push({ id: school.id });
    for (const profile of school.profiles) {
      keep(inserts.school_profile, changes, 'school_profile', profile, {
        school_id: school.id,
        during: formatSpan(profile.span),
        name_en: profile.nameEn,
        name_zh: profile.nameZh,
        short_name: profile.shortName,
        stage: profile.stage,
        location: profile.location,
        lat: profile.lat,
        lon: profile.lon,
        level: profile.level,
        start_known: profile.startKnown,
        source: profile.source,
      });
    }
    for (const { scheme, code, ...dated } of school.codes) {
      keep(inserts.school_code, changes, 'school_code', dated, {
        scheme,
        code,
        school_id: school.id,
        during: formatSpan(dated.span),
      });
    }
    for (const membership of school.memberships) {
      keep(inserts.membership, changes, 'membership', membership, {
        id: membership.id,
        group_id: membership.group.id,
        school_id: school.id,
        governing: membership.group.governing,
        role: membership.role,
        during: formatSpan(membership.span),
        start_known: membership.startKnown,
      });
    }
    for (const inCluster of school.clusterMemberships) {
      keep(inserts.cluster_membership, changes, 'cluster_membership', inCluster, {
        group_id: inCluster.cluster.group.id,
        cluster_id: inCluster.cluster.id,
        school_id: school.id,
        during: formatSpan(inCluster.span),
      });
    }
  }
  for (const group of groups) {
    if (group.isNew) inserts.education_group.push({ id: group.id, code: group.code, kind: group.kind });
    for (const profile of group.profiles) {
      keep(inserts.group_profile, changes, 'group_profile', profile, {
        group_id: group.id,
        during: formatSpan(profile.span),
        name_en: profile.nameEn,
        name_zh: profile.nameZh,
        start_known: profile.startKnown,
      });
    }
    for (const cluster of group.clusters) {
      keep(inserts.cluster, changes, 'cluster', cluster, {
        id: cluster.id,
        group_id: group.id,
        code: cluster.code,
        name_en: cluster.nameEn,
        name_zh: cluster.nameZh,
        during: formatSpan(cluster.span),
      });
    }
  }
  inserts.affiliation.push(...affiliations);
  return { inserts, changes, counts: countPlan(inserts, changes, same) };
}

function countPlan(
  inserts: Record<FilledTable, Row[]>,
  changes: readonly RowChange[],
  same: Readonly<Record<string, number>>,
): Record<string, number> {
  const counts: Record<string, number> = {
    'schools.new': inserts.school.length,
    'groups.new': inserts.education_group.length,
    'memberships.new': inserts.membership.length,
    'clusters.new': inserts.cluster.length,
    'affiliations.new': inserts.affiliation.length,
    'schools.changed': new Set(
      changes.filter(({ table }) => table === 'school_profile').map(({ after }) => after.school_id),
    ).size,
    'groups.changed': new Set(
      changes.filter(({ table }) => table === 'group_profile').map(({ after }) => after.group_id),
    ).size,
    'memberships.changed': changes.filter(({ table }) => table === 'membership').length,
    'memberships.same': same.memberships ?? 0,
    'codes.new': inserts.school_code.length,
    'codes.changed': changes.filter(({ table }) => table === 'school_code').length,
  };
  return Object.fromEntries(Object.entries(counts).filter(([, count]) => count > 0));
}

function keep(inserts: Row[], changes: RowChange[], table: RowChange['table'], dated: Dated, row: Row): void {
  const { stored } = dated;
  if (stored === null) {
    inserts.push(row);
    return;
  }
  const isSame = Object.entries(row).every(([column, value]) =>
    column === 'during' ? sameSpan(stored.during as string, dated.span) : stored[column] === value,
  );
  if (!isSame) changes.push({ table, before: stored, after: { ...stored, ...row } });
}

function sameSpan(stored: string, span: Span): boolean {
  const known = parseSpan(stored);
  return known.from === span.from && known.to === span.to;
}
