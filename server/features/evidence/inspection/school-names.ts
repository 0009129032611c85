import type { Language } from './types.ts';

export interface NamedRow {
  readonly name: string;
  readonly code?: string | undefined;
  readonly row: number;
}

/**
 * A name for each school that no other school of the file has: the name itself where it is the only
 * one, else with its code, else with its row.
 */
export function nameSchools(
  rows: readonly NamedRow[],
  lang: Language,
): { names: string[]; repeated: number } {
  const count = new Map<string, number>();
  for (const { name } of rows) count.set(name, (count.get(name) ?? 0) + 1);
  const codes = new Set<string>();
  const taken = new Set<string>();
  let repeated = 0;
  const names = rows.map(({ name, code, row }) => {
    let unique = name;
    if ((count.get(name) ?? 0) > 1) {
      repeated++;
      const isOwnCode = code !== undefined && !codes.has(`${name}\n${code}`);
      if (isOwnCode) codes.add(`${name}\n${code}`);
      unique = isOwnCode ? withMark(name, code, lang) : withRow(name, row, lang);
    }
    if (taken.has(unique)) unique = withRow(unique, row, lang);
    taken.add(unique);
    return unique;
  });
  return { names, repeated };
}

const withMark = (name: string, mark: string, lang: Language) =>
  lang === 'zh' ? `${name}（${mark}）` : `${name} (${mark})`;

const withRow = (name: string, row: number, lang: Language) =>
  withMark(name, lang === 'zh' ? `第${row}行` : `row ${row}`, lang);
