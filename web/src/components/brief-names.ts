interface Named {
  readonly id: string;
  readonly shortName: string | null;
  readonly code: string | null;
  readonly name: string;
}

const LONGEST = 22;

/**
 * A few characters for each school, for maps and lanes: its short name, a code of letters, or its name
 * without the words that at least half of the schools begin with.
 */
export function briefNames(schools: readonly Named[]): ReadonlyMap<string, string> {
  const beginnings = new Map<string, number>();
  for (const { name } of schools) {
    for (const beginning of beginningsOf(name))
      beginnings.set(beginning, (beginnings.get(beginning) ?? 0) + 1);
  }
  const common = Math.max(3, schools.length / 2);
  return new Map(
    schools.map(({ id, shortName, code, name }) => {
      if (shortName) return [id, shortName];
      if (code !== null && code.length <= 6 && !/\d/.test(code)) return [id, code];
      const dropped = beginningsOf(name).findLast((one) => (beginnings.get(one) ?? 0) >= common) ?? '';
      return [id, cutName(name.slice(dropped.length), LONGEST)];
    }),
  );
}

/** A name cut to so many Latin letters, or half as many Chinese characters. */
export function cutName(name: string, letters: number): string {
  const most = /[\u2e80-\u9fff]/.test(name) ? Math.floor(letters / 2) : letters;
  return name.length <= most ? name : `${name.slice(0, most - 1).trimEnd()}…`;
}

/** "Oasis " and "Oasis Academy " of "Oasis Academy Enfield": every beginning that leaves a word. */
function beginningsOf(name: string): string[] {
  return [...name.matchAll(/\s+/g)].map(({ index, 0: blank }) => name.slice(0, index + blank.length));
}
