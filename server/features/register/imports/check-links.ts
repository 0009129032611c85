/**
 * Files of links between school codes. A plain successor that follows one plain predecessor can be the same school
 * under a second code, whose identity then survives; mergers, splits and whatever joins several schools are ties.
 *
 * Which links make one school was chosen by England's links of July 2022 (30,646 rows, 14,989 pairs of a successor
 * and its predecessor), held against the schools of 2018/19, whose file tells the code each carries in 2022:
 * - 14,791 pairs are told from both ends, 198 from one (64 of these join one code to one code).
 * - Told from both ends is not enough: 136136 lives on beside 141491, the sixth form that split off in 2013, although
 *   each calls the other predecessor or successor. Of 1,562 one-to-one pairs whose older code is in the schools' file,
 *   1,558 name the code the school carries in 2022; in the 4 others the older code went on being used.
 * - The day of a link is that of the paper: 140 of the 1,558 are dated before the school year in which the older code
 *   was still counted. So a day alone decides nothing where the register knows that both codes are one school's.
 *
 * The rule, for one older and one newer code:
 * 1. Both on record: one school if they are one on record already, else two and a tie.
 * 2. The older one not on record: nothing lives under it; its code goes to the newer one's school.
 * 3. The older one on record, the newer not: one school if the older school is closed; else if the link is told from
 *    both ends and there are no figures of a school year that began after the link's day. A school counted after the
 *    day on which another is said to have followed it is still there.
 */
import { type CheckContext, UNKNOWN_DAY } from './check-context.ts';
import type { DraftSchool } from './draft-records.ts';
import { fieldName } from './fields.ts';
import { schoolYearStart } from './spans.ts';
import { type LinkType, readLinkWord } from './words.ts';

interface Link {
  readonly row: number;
  readonly from: string;
  readonly to: string;
  readonly type: LinkType;
  readonly word: string;
  readonly date: string | null;
}

export function checkLinks(context: CheckContext): void {
  const { table, reader, findings, tally, scope, onRow } = context;
  if (!scope.bureauWide) {
    findings.add('not-for-your-role');
    return;
  }
  const links: Link[] = [];
  for (const [index, row] of table.rows.entries()) {
    if (index % 500 === 0) onRow(index);
    reader.use(row);
    const link = readLink(context);
    if (link) links.push(link);
  }
  followSuccessors(context, links);
  for (const link of links) tieSchools(context, link);
  tally.report(findings);
}

function readLink({ reader }: CheckContext): Link | undefined {
  const from = reader.name('fromCode');
  const to = reader.name('toCode');
  const word = reader.name('linkType');
  for (const [field, value] of [
    ['fromCode', from],
    ['toCode', to],
    ['linkType', word],
  ] as const) {
    if (value === null) reader.report('missing-value', field, { params: { field: fieldName(field) } });
  }
  const date = reader.date('linkDate');
  if (from === null || to === null || word === null || date === undefined) return undefined;
  return {
    row: reader.row,
    from,
    to,
    type: readLinkWord(word),
    word,
    date: date === UNKNOWN_DAY ? null : date,
  };
}

interface Succession {
  date: string | null;
  isToldByOlder: boolean;
  isToldByNewer: boolean;
}

/** Codes that follow each other one to one, oldest first, are given to the school that has one of them. */
function followSuccessors({ draft, mapping }: CheckContext, links: readonly Link[]): void {
  const scheme = mapping.options.codeScheme;
  const next = new Map<string, Map<string, Succession>>();
  const previous = new Map<string, Set<string>>();
  for (const { from, to, type, date } of links) {
    if (type !== 'successor' && type !== 'predecessor') continue;
    const [older, newer] = type === 'successor' ? [from, to] : [to, from];
    const followers = next.get(older) ?? new Map<string, Succession>();
    const known = followers.get(newer) ?? { date: null, isToldByOlder: false, isToldByNewer: false };
    known.date ??= date;
    known.isToldByOlder ||= type === 'successor';
    known.isToldByNewer ||= type === 'predecessor';
    next.set(older, followers.set(newer, known));
    previous.set(newer, (previous.get(newer) ?? new Set()).add(older));
  }
  const step = (code: string): { code: string; since: string | null } | undefined => {
    const found = next.get(code);
    if (found?.size !== 1) return undefined;
    const [newer, succession] = [...found][0]!;
    if (previous.get(newer)?.size !== 1) return undefined;
    const isOne = isOneSchool(
      draft.findSchoolByCode(code, scheme, null),
      draft.findSchoolByCode(newer, scheme, null),
      succession,
    );
    return isOne ? { code: newer, since: succession.date } : undefined;
  };
  for (const start of next.keys()) {
    const before = previous.get(start);
    const isInside = before?.size === 1 && step([...before][0]!)?.code === start;
    if (isInside) continue;
    const chain: { code: string; since: string | null }[] = [{ code: start, since: null }];
    const seen = new Set([start]);
    for (let one = step(start); one && !seen.has(one.code); one = step(one.code)) {
      seen.add(one.code);
      chain.push(one);
    }
    if (chain.length < 2) continue;
    const holders = new Set(chain.flatMap(({ code }) => draft.findSchoolByCode(code, scheme, null) ?? []));
    if (holders.size !== 1) continue;
    giveCodes(draft, [...holders][0]!, scheme, chain);
  }
}

/** The rule of this file's header. */
function isOneSchool(
  older: DraftSchool | undefined,
  newer: DraftSchool | undefined,
  { date, isToldByOlder, isToldByNewer }: Succession,
): boolean {
  if (older && newer) return older === newer;
  if (!older) return true;
  if (older.profiles.at(-1)!.span.to !== null) return true;
  const isSeenAfter = date !== null && older.latestYear !== null && schoolYearStart(older.latestYear) > date;
  return isToldByOlder && isToldByNewer && !isSeenAfter;
}

function giveCodes(
  draft: CheckContext['draft'],
  school: DraftSchool,
  scheme: string,
  chain: readonly { code: string; since: string | null }[],
): void {
  const newest = chain.at(-1)!;
  if (school.codes.every((one) => one.scheme !== scheme || one.code !== newest.code))
    draft.reopenSchool(school);
  for (const [index, { code, since }] of chain.entries()) {
    const until = chain[index + 1]?.since ?? null;
    const isOrdered = since === null || until === null || since < until;
    const span = isOrdered ? { from: since, to: until } : { from: null, to: null };
    const known = school.codes.find((one) => one.scheme === scheme && one.code === code);
    if (!known) draft.addCode(school, scheme, code, span);
    else if (isOrdered) {
      if (span.to !== null) draft.endCode(known, span.to);
      if (span.from !== null) draft.startCode(known, span.from);
    }
  }
}

function tieSchools(context: CheckContext, { from, to, type, word, date, row }: Link): void {
  const { draft, mapping, tally } = context;
  const scheme = mapping.options.codeScheme;
  const first = draft.findSchoolByCode(from, scheme, null);
  const second = draft.findSchoolByCode(to, scheme, null);
  if (!first && !second) {
    tally.count('links-outside', row);
    return;
  }
  if (!first || !second) {
    tally.count('links-half-outside', row, { kind: word });
    return;
  }
  if (first === second) return;
  const since = { from: date, to: null };
  switch (type) {
    case 'successor':
      tally.count('links-of-two-schools', row);
      draft.addAffiliation(second, first, 'successor-of', since);
      return;
    case 'predecessor':
      tally.count('links-of-two-schools', row);
      draft.addAffiliation(first, second, 'successor-of', since);
      return;
    case 'merged-into':
      draft.addAffiliation(first, second, 'merged-into', since);
      return;
    case 'merged-from':
      draft.addAffiliation(second, first, 'merged-into', since);
      return;
    case 'split-into':
      draft.addAffiliation(second, first, 'split-from', since);
      return;
    case 'split-from':
      draft.addAffiliation(first, second, 'split-from', since);
      return;
    case 'linked':
      draft.addAffiliation(first, second, 'linked-to', since);
  }
}
