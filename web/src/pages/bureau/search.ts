export const bureauSorts = ['indicatorsOver', 'meanCv', 'schools', 'name'] as const;
export type BureauSort = (typeof bureauSorts)[number];

/** What the bureau view keeps in its address. */
export interface BureauSearch {
  pack?: string;
  stage?: string;
  year?: number;
  kind?: string;
  minSchools?: number;
  q?: string;
  sort?: BureauSort;
  page?: number;
}

export function readBureauSearch(search: Record<string, unknown>): BureauSearch {
  const found: BureauSearch = {};
  for (const key of ['pack', 'stage', 'kind', 'q'] as const) {
    const value = search[key];
    if ((typeof value === 'string' && value !== '') || typeof value === 'number') found[key] = String(value);
  }
  for (const [key, least] of [
    ['year', 1800],
    ['minSchools', 2],
    ['page', 2],
  ] as const) {
    const value = Number(search[key]);
    if (Number.isInteger(value) && value >= least) found[key] = value;
  }
  const sort = bureauSorts.find((one) => one === search.sort);
  if (sort !== undefined && sort !== 'indicatorsOver') found.sort = sort;
  return found;
}

/** Opens a group on what the ranking was made with, chosen or not, so that its page judges the same figures. */
export function groupSearchOf(ranking: { packId: string; stage: string | null; year: number | null }): {
  pack: string;
  stage?: string;
  year?: number;
} {
  return {
    pack: ranking.packId,
    ...(ranking.stage === null ? {} : { stage: ranking.stage }),
    ...(ranking.year === null ? {} : { year: ranking.year }),
  };
}
