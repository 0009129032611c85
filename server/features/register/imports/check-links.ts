/**
 * Files of links between school codes. A plain successor that follows one plain predecessor is the same school under
 * a second code: its identity survives. Mergers, splits and whatever joins several schools become ties between them.
 */
import { type CheckContext, UNKNOWN_DAY } from './check-context.ts';
import type { DraftSchool } from './draft-records.ts';
import { fieldName } from './fields.ts';
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

/** Codes that follow each other one to one, oldest first, are given to the school that has one of them. */
function followSuccessors({ draft, mapping }: CheckContext, links: readonly Link[]): void {
  const scheme = mapping.options.codeScheme;
  const next = new Map<string, Map<string, string | null>>();
  const previous = new Map<string, Set<string>>();
  for (const { from, to, type, date } of links) {
    if (type !== 'successor' && type !== 'predecessor') continue;
    const [older, newer] = type === 'successor' ? [from, to] : [to, from];
    const known = next.get(older) ?? new Map<string, string | null>();
    next.set(older, known.set(newer, known.get(newer) ?? date));
    previous.set(newer, (previous.get(newer) ?? new Set()).add(older));
  }
  const onlyNext = (code: string): [string, string | null] | undefined => {
    const found = next.get(code);
    if (found?.size !== 1) return undefined;
    const [newer, date] = [...found][0]!;
    return previous.get(newer)?.size === 1 ? [newer, date] : undefined;
  };
  for (const start of next.keys()) {
    const before = previous.get(start);
    const isInside = before?.size === 1 && onlyNext([...before][0]!)?.[0] === start;
    if (isInside) continue;
    const chain: { code: string; since: string | null }[] = [{ code: start, since: null }];
    const seen = new Set([start]);
    for (let step = onlyNext(start); step && !seen.has(step[0]); step = onlyNext(step[0])) {
      seen.add(step[0]);
      chain.push({ code: step[0], since: step[1] });
    }
    if (chain.length < 2) continue;
    const holders = new Set(chain.flatMap(({ code }) => draft.findSchoolByCode(code, scheme, null) ?? []));
    if (holders.size !== 1) continue;
    giveCodes(draft, [...holders][0]!, scheme, chain);
  }
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
